/* Decides when a second person is needed, who that may be, and how a stored wish is done. */
#include "core/approval.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"

bool approval_needed(const Ctx *cx, const Action *a)
{
    bool agreed = cx->trail && cx->trail->second && *cx->trail->second;
    return (a->flags & SECOND_PERSON) && !agreed && !(cx->who && cx->who->is_operator);
}

bool approval_ask(Ctx *cx, const Module *m, const Action *a, const void *input, Reply *out)
{
    Pairs given = {0};
    Buf b = buf_new(cx->arena, 0);
    Json j = json_new(&b);
    action_given(cx, a, input, &given);
    json_open_object(&j, NULL);
    for (int i = 0; i < given.n; i++)
        json_put_text(&j, given.items[i].name, given.items[i].value);
    json_close(&j);
    const char *id = arena_printf(cx->arena, "a-%.12s", secret_token(cx->arena));
    if (!db_run(cx,
                "INSERT INTO core_approval (id, module, action, organisation, input, asked_by,"
                " asked_name, asked_on, state, decided_by, decided_name, decided_on, reason)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', '', '', '')",
                ARGS(id, m->name, a->name, action_organisation(a, input), buf_text(&b),
                     cx->who ? cx->who->person : "", cx->user, clock_text(cx->arena, cx->now))))
        return false;
    audit_note(cx, arena_printf(cx->arena, "approval:%s", id), "", buf_text(&b));
    out->title = T(cx, "A second person must agree");
    reply_fact(cx, out, "approval", T(cx, "Approval"), cell_text(id), 0);
    reply_note(cx, out, "%s",
               T(cx, "Nothing has changed yet. Somebody else who may do this finds it under "
                     "Approvals and agrees or declines."));
    out->next = arena_printf(cx->arena, "/approval/%s", id);
    return true;
}

/* ---------------------------------------------------------------- reading */

#define COLUMNS                                                                                \
    "id, module, action, organisation, input, asked_by, asked_name, asked_on, state,"          \
    " decided_by, decided_name, decided_on, reason"

static Approval read_row(DbRows *rows)
{
    return (Approval){db_text(rows, 0), db_text(rows, 1), db_text(rows, 2),  db_text(rows, 3),
                      db_text(rows, 4), db_text(rows, 5), db_text(rows, 6),  db_text(rows, 7),
                      db_text(rows, 8), db_text(rows, 9), db_text(rows, 10), db_text(rows, 11),
                      db_text(rows, 12)};
}

static bool find_action(Ctx *cx, const Approval *p, const Module **m, const Action **a)
{
    *m = app_module(cx->app, p->module);
    *a = *m ? module_action(*m, p->action) : NULL;
    return *a != NULL;
}

static bool has_permission(Ctx *cx, const Approval *p)
{
    const Module *m;
    const Action *a;
    return find_action(cx, p, &m, &a) && may(cx, a->permission, p->organisation);
}

bool approval_is_mine(Ctx *cx, const Approval *p)
{
    bool asked = cx->who && same(cx->who->person, p->asked_by);
    return same(p->state, "waiting") && !asked && has_permission(cx, p);
}

bool approval_list(Ctx *cx, bool waiting, ApprovalList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    ApprovalList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLUMNS " FROM core_approval WHERE $1 = 0 OR state = 'waiting'"
                  " ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, asked_on DESC, id",
                  ARGS(waiting ? 1 : 0)))
        return false;
    while (db_next(&rows)) {
        Approval p = read_row(&rows);
        if (has_permission(cx, &p) || (cx->who && same(cx->who->person, p.asked_by)))
            *PUSH(cx->arena, list.items, list.n, list.room) = p;
    }
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool approval_get(Ctx *cx, const char *id, Approval *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT " COLUMNS " FROM core_approval WHERE id = $1", ARGS(id)))
        return false;
    if (db_next(&rows)) {
        Approval p = read_row(&rows);
        if (has_permission(cx, &p) || (cx->who && same(cx->who->person, p.asked_by))) {
            *out = p;
            return true;
        }
    }
    return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no approval '%s'", id);
}

bool approval_waits(Ctx *cx, const char *module, const char *action, const char *field,
                    const char *value, bool *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    *out = false;
    if (!db_query(cx, &rows,
                  "SELECT input FROM core_approval WHERE module = $1 AND action = $2"
                  " AND state = 'waiting'",
                  ARGS(module, action)))
        return false;
    while (db_next(&rows)) {
        Pairs given = {0};
        const char *input = db_text(&rows, 0);
        if (!json_read_pairs(cx->arena, &cx->err, input, strlen(input), &given))
            return false;
        for (int i = 0; i < given.n; i++)
            *out =
                *out || (same(given.items[i].name, field) && same(given.items[i].value, value));
    }
    return db_ok(cx);
}

/* ---------------------------------------------------------------- deciding */

static bool decide(Ctx *cx, const Approval *p, const char *state, const char *reason)
{
    return db_run(cx,
                  "UPDATE core_approval SET state = $2, decided_by = $3, decided_name = $4,"
                  " decided_on = $5, reason = $6 WHERE id = $1",
                  ARGS(p->id, state, cx->who ? cx->who->person : "", cx->user,
                       clock_text(cx->arena, cx->now), reason));
}

static bool check_decider(Ctx *cx, const char *id, Approval *p)
{
    if (!approval_get(cx, id, p))
        return false;
    if (!same(p->state, "waiting"))
        return fail(&cx->err, CONFLICT, "'%s' has been decided: %s", id, p->state);
    if (cx->who && *cx->who->person && same(cx->who->person, p->asked_by))
        return fail(&cx->err, FORBIDDEN,
                    "you asked for this yourself; somebody else must decide");
    return true;
}

/* Two people are two rights: that of whoever asked must hold when it is done, too. */
static bool asker_still_may(Ctx *cx, const Approval *p, const Action *a)
{
    Who *asker;
    const Who *decider = cx->who;
    bool there = who_load(cx, p->asked_by, &asker), still = false;
    if (!there && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    if (there) {
        cx->who = asker;
        still = may(cx, a->permission, p->organisation);
        cx->who = decider;
    }
    return still || (db_ok(cx) && fail(&cx->err, CONFLICT,
                                       "whoever asked for this may not do it any more: "
                                       "decline it"));
}

bool approval_approve(Ctx *cx, const char *id, Reply *out)
{
    Approval p;
    const Module *m;
    const Action *a;
    Pairs given = {0};
    void *input;
    if (!check_decider(cx, id, &p))
        return false;
    if (!find_action(cx, &p, &m, &a))
        return fail(&cx->err, NOT_FOUND, "this program has no '%s %s' any more", p.module,
                    p.action);
    Trail *mine = cx->trail;
    Trail both = {.second = cx->user, .person = p.asked_by};
    if (!permit(cx, a->permission, p.organisation) || !asker_still_may(cx, &p, a) ||
        !json_read_pairs(cx->arena, &cx->err, p.input, strlen(p.input), &given) ||
        !action_read(cx, a, &given, NULL, &input))
        return false;
    const char *user = cx->user;
    cx->trail = &both;
    cx->user = p.asked_name;
    bool done = a->run(cx, input, out) && audit_action(cx, m, a, input);
    cx->trail = mine;
    cx->user = user;
    return done && decide(cx, &p, "approved", "");
}

bool approval_decline(Ctx *cx, const char *id, const char *reason)
{
    Approval p;
    return check_decider(cx, id, &p) && decide(cx, &p, "declined", reason);
}
