/* Decides what an administrator may change about a person: roles only where the organisation is
 * of a kind in which the role is held. */
#include "modules/person/person.h"
#include "core/who.h"
#include "modules/org/org.h"

bool person_give_role(Ctx *cx, const char *person, const char *role, const char *organisation,
                      Date from, Date to)
{
    Org o;
    const char *by = cx->who && *cx->who->person ? cx->who->person : "operator";
    return org_get(cx, organisation, cx->today, &o) &&
           role_give(cx, person, role, o.id, o.kind, from, to, by);
}
