/* Decides whether somebody may do something. What roles give is data, read with the person;
 * which organisations a reach takes in is asked of the application (App.reach), because only
 * the module of organisations knows. */
#include "core/who.h"
#include "core/module.h"
#include "db/db.h"

static const Who the_operator = {.person = "",
                                 .name = "",
                                 .email = "",
                                 .language = "",
                                 .session = "",
                                 .key = "",
                                 .visit = "",
                                 .agent = "",
                                 .token = "",
                                 .is_operator = true};

const Who *who_operator(void)
{
    return &the_operator;
}

bool who_is_signed_in(const Who *who)
{
    return who && *who->person;
}

/* ---------------------------------------------------------------- reading */

static bool read_rights(Ctx *cx, Who *w)
{
    DbRows rows CLEANUP_ROWS = {0};
    int room = 0;
    if (!db_query(cx, &rows,
                  "SELECT r.role, r.permission, r.reach, g.organisation"
                  " FROM core_grant g JOIN core_right r ON r.role = g.role"
                  " WHERE g.person = $1 AND g.valid_from <= $2"
                  " AND (g.valid_to = '' OR g.valid_to >= $2)"
                  " UNION ALL SELECT role, permission, reach, '' FROM core_right"
                  " WHERE role = 'public' OR (role = 'signed-in' AND $1 <> '')",
                  ARGS(w->person, date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, w->rights, w->n_rights, room) =
            (Right){.role = db_text(&rows, 0),
                    .permission = db_text(&rows, 1),
                    .reach = db_text(&rows, 2),
                    .organisation = db_text(&rows, 3),
                    .n_covered = -1};
    return db_ok(cx);
}

static Who *new_who(Ctx *cx)
{
    Who *w = NEW(cx->arena, Who);
    *w = (Who){.person = "",
               .name = "",
               .email = "",
               .language = "",
               .session = "",
               .key = "",
               .visit = "",
               .agent = "",
               .token = ""};
    return w;
}

bool who_public(Ctx *cx, Who **out)
{
    Who *w = new_who(cx);
    if (!read_rights(cx, w))
        return false;
    *out = w;
    return true;
}

bool who_load(Ctx *cx, const char *person, Who **out)
{
    Who *w = new_who(cx);
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT id, name, email, language, sample FROM core_person"
                      " WHERE id = $1 AND disabled = 0",
                      ARGS(person)))
            return false;
        if (!db_next(&rows))
            return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no such person");
        w->person = db_text(&rows, 0);
        w->name = db_text(&rows, 1);
        w->email = db_text(&rows, 2);
        w->language = db_text(&rows, 3);
        w->sample = db_int(&rows, 4) != 0;
    }
    if (!read_rights(cx, w))
        return false;
    *out = w;
    return true;
}

/* ---------------------------------------------------------------- deciding */

/* A token's scopes are permissions, or "noun.*" for all of a noun. */
static bool in_scope(const Who *w, const char *permission)
{
    if (!*w->token)
        return true;
    for (int i = 0; i < w->n_scopes; i++) {
        const char *s = w->scopes[i];
        size_t n = strlen(s);
        if (same(s, permission) ||
            (n > 2 && same(s + n - 2, ".*") && strncmp(s, permission, n - 1) == 0))
            return true;
    }
    return false;
}

static bool covers(Ctx *cx, Right *r, const char *organisation)
{
    if (!*organisation || same(r->reach, "all"))
        return true;
    if (same(r->reach, "own"))
        return same(r->organisation, organisation);
    if (r->n_covered < 0) {
        r->n_covered = 0;
        /* A failure is kept in cx->err and covers nothing. */
        if (cx->app->reach &&
            !cx->app->reach(cx, r->organisation, r->reach, &r->covered, &r->n_covered))
            r->n_covered = 0;
    }
    for (int i = 0; i < r->n_covered; i++)
        if (same(r->covered[i], organisation))
            return true;
    return false;
}

/* The memory of what a reach takes in is the only thing that changes in a Who. */
static Right *rights_of(const Who *w)
{
    return w->rights;
}

bool may(Ctx *cx, const char *permission, const char *organisation)
{
    const Who *w = cx->who;
    if (!w)
        return false;
    if (w->is_operator)
        return true;
    if (!in_scope(w, permission))
        return false;
    for (int i = 0; i < w->n_rights; i++) {
        Right *r = &rights_of(w)[i];
        if (same(r->permission, permission) && covers(cx, r, organisation))
            return true;
    }
    return false;
}

bool may_everywhere(Ctx *cx, const char *permission)
{
    const Who *w = cx->who;
    if (!w || w->is_operator)
        return w != NULL;
    for (int i = 0; i < w->n_rights; i++)
        if (same(w->rights[i].permission, permission) && same(w->rights[i].reach, "all"))
            return in_scope(w, permission);
    return false;
}

bool permit(Ctx *cx, const char *permission, const char *organisation)
{
    if (may(cx, permission, organisation))
        return true;
    if (!db_ok(cx))
        return false;
    if (!who_is_signed_in(cx->who))
        return fail(&cx->err, SIGNED_OUT, "sign in first: this is not public");
    if (*cx->who->token && !in_scope(cx->who, permission))
        return fail(&cx->err, FORBIDDEN, "this token is not for '%s'", permission);
    if (*organisation)
        return fail(&cx->err, FORBIDDEN, "your roles do not give you this for '%s' (%s)",
                    organisation, permission);
    return fail(&cx->err, FORBIDDEN, "your roles do not give you this (%s)", permission);
}

int who_organisations(Ctx *cx, const char *permission, const char *const **out)
{
    const Who *w = cx->who;
    const char **items = NULL;
    int n = 0, room = 0;
    for (int i = 0; w && i < w->n_rights; i++) {
        const Right *r = &w->rights[i];
        bool known = !same(r->permission, permission) || !*r->organisation;
        for (int k = 0; k < n && !known; k++)
            known = same(items[k], r->organisation);
        if (!known)
            *PUSH(cx->arena, items, n, room) = r->organisation;
    }
    *out = items;
    return n;
}
