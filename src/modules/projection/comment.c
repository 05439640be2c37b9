/* Decides who may say, reword and resolve a comment, and keeps its history. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/projection/review.h"

enum { LONGEST = 4000 };

static bool fits(Ctx *cx, const char *words)
{
    if (!*text_trim(cx->arena, words))
        return fail(&cx->err, INVALID, "words: say something");
    if (strlen(words) > LONGEST)
        return fail(&cx->err, INVALID, "words: %d bytes at most; a document is better attached",
                    LONGEST);
    return true;
}

static bool add_event(Ctx *cx, const char *id, const char *kind, const char *words)
{
    return db_run(cx,
                  "INSERT INTO projection_comment_event (comment, seq, kind, words, by_whom,"
                  " happened_at) VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1"
                  " FROM projection_comment_event WHERE comment = $1), $2, $3, $4, $5)",
                  ARGS(id, kind, words, cx->user, clock_text(cx->arena, cx->now)));
}

/* That what is spoken of is there. */
static bool is_there(Ctx *cx, const char *plan, const char *run, const char *assumption)
{
    RunInfo info;
    if (*run && *assumption)
        return fail(&cx->err, INVALID, "a comment is on a run or on an assumption, not both");
    if (*run)
        return projection_run_seen(cx, "projection.read", run, &info) &&
               (same(info.plan, plan) ||
                fail(&cx->err, INVALID, "run '%s' is not one of plan '%s'", run, plan));
    return !*assumption || projection_assumption_exists(cx, plan, assumption);
}

bool comment_add(Ctx *cx, const char *plan, const char *run, const char *assumption,
                 const char *words, const char **id)
{
    PlanInfo info;
    RunInfo of;
    int64_t n = 0;
    if (*run && !*plan) {
        if (!projection_run_seen(cx, "projection.read", run, &of))
            return false;
        plan = of.plan;
    }
    if (!fits(cx, words) || !projection_plan_seen(cx, "projection.read", plan, &info) ||
        !is_there(cx, info.id, run, assumption) || !db_begin(cx))
        return false;
    bool ok = db_one_int(cx, &n, "SELECT COUNT(*) + 1 FROM projection_comment", NO_ARGS);
    const char *name = arena_printf(cx->arena, "c%lld", (long long)n);
    ok = ok &&
         db_run(cx,
                "INSERT INTO projection_comment (id, plan, run, assumption, author, author_id,"
                " said_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                ARGS(name, info.id, run, assumption, cx->user, cx->who ? cx->who->person : "",
                     clock_text(cx->arena, cx->now))) &&
         add_event(cx, name, "said", words);
    if (ok)
        audit_note(cx, arena_printf(cx->arena, "comment:%s", name), "", words);
    *id = name;
    return db_end(cx, ok);
}

/* ---------------------------------------------------------------- reading */

static bool add_events(Ctx *cx, CommentList *list, const char *plan)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT e.comment, e.kind, e.words, e.by_whom, e.happened_at"
                  " FROM projection_comment_event e JOIN projection_comment c"
                  " ON c.id = e.comment WHERE c.plan = $1 ORDER BY e.comment, e.seq",
                  ARGS(plan)))
        return false;
    while (db_next(&rows)) {
        const char *id = db_text(&rows, 0);
        for (int i = 0; i < list->n; i++) {
            Comment *c = &list->items[i];
            if (!same(c->id, id))
                continue;
            CommentEvent e = {db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
                              db_text(&rows, 4)};
            *PUSH(cx->arena, c->events, c->n, c->room) = e;
            if (same(e.kind, "said") || same(e.kind, "edited"))
                c->words = e.words;
            else
                c->resolved = same(e.kind, "resolved");
        }
    }
    return db_ok(cx);
}

bool comment_list(Ctx *cx, const char *plan, const char *assumption, CommentList *out)
{
    CommentList list = {0};
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, plan, run, assumption, author, author_id, said_at"
                  " FROM projection_comment WHERE plan = $1 AND ($2 = '' OR assumption = $2)"
                  " ORDER BY said_at DESC, length(id) DESC, id DESC",
                  ARGS(plan, assumption)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Comment){.id = db_text(&rows, 0),
                      .plan = db_text(&rows, 1),
                      .run = db_text(&rows, 2),
                      .assumption = db_text(&rows, 3),
                      .author = db_text(&rows, 4),
                      .author_id = db_text(&rows, 5),
                      .at = db_text(&rows, 6),
                      .words = ""};
    if (!db_ok(cx) || !add_events(cx, &list, plan))
        return false;
    *out = list;
    return true;
}

bool comment_get(Ctx *cx, const char *id, Comment *out)
{
    const char *plan = NULL;
    PlanInfo info;
    CommentList list;
    if (!db_one_text(cx, &plan, "SELECT plan FROM projection_comment WHERE id = $1", ARGS(id)))
        return false;
    if (!plan)
        return fail(&cx->err, NOT_FOUND, "there is no comment '%s'", id);
    if (!projection_plan_seen(cx, "projection.read", plan, &info) ||
        !comment_list(cx, plan, "", &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (same(list.items[i].id, id))
            *out = list.items[i];
    return true;
}

/* ---------------------------------------------------------------- changing */

static bool event_of(Ctx *cx, const Comment *c, const char *kind, const char *words)
{
    if (!db_begin(cx))
        return false;
    bool ok = add_event(cx, c->id, kind, words);
    if (ok)
        audit_note(cx, arena_printf(cx->arena, "comment:%s", c->id), c->words,
                   arena_printf(cx->arena, "%s: %s", kind, words));
    return db_end(cx, ok);
}

bool comment_edit(Ctx *cx, const char *id, const char *words)
{
    Comment c;
    if (!fits(cx, words) || !comment_get(cx, id, &c))
        return false;
    bool mine = cx->who && (*c.author_id ? same(c.author_id, cx->who->person)
                                         : cx->who->is_operator && same(c.author, cx->user));
    if (!mine)
        return fail(&cx->err, FORBIDDEN,
                    "only %s may reword it; answer it with another comment", c.author);
    return event_of(cx, &c, "edited", words);
}

bool comment_resolve(Ctx *cx, const char *id, bool resolved, const char *words)
{
    Comment c;
    if (!comment_get(cx, id, &c))
        return false;
    if (c.resolved == resolved)
        return fail(&cx->err, CONFLICT,
                    resolved ? "the comment is resolved already"
                             : "the comment is open already");
    return event_of(cx, &c, resolved ? "resolved" : "reopened", words);
}
