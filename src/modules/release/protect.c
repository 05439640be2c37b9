/* Decides how tables of counts are protected before they are released. */
#include "db/db.h"
#include "modules/release/freeze.h"

bool protect_tables(Ctx *cx, Draft *d, const Frozen *items, int n)
{
    (void)items;
    (void)n;
    return fail(&cx->err, INVALID, "'%s' shares groups: this program cannot protect them yet",
                d->agreement->id);
}

bool release_attack(Ctx *cx, const char *id, const char **verdict)
{
    (void)verdict;
    return fail(&cx->err, INVALID, "'%s' holds groups: this program cannot attack them yet",
                id);
}
