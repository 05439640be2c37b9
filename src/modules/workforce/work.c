/* Decides which step of its way a return may take, who may take it, and what is kept of it.
 * What the cells say is in draft.c; how a version is written is in store.c. */
#include "modules/workforce/work.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/draft.h"
#include "modules/workforce/return_read.h"

static const Choice statuses[] = {
    [WORK_NOT_STARTED] = {"not started", N_("Not started")},
    [WORK_DRAFT] = {"draft", N_("Draft")},
    [WORK_SUBMITTED] = {"submitted", N_("Submitted")},
    [WORK_QUERIED] = {"queried", N_("Queried")},
    [WORK_RESUBMITTED] = {"resubmitted", N_("Submitted again")},
    [WORK_APPROVED] = {"approved", N_("Approved")},
    [WORK_ACCEPTED] = {"accepted", N_("Accepted")},
    [WORK_LOCKED] = {"locked", N_("Locked")},
    {NULL, NULL},
};

const char *work_status_code(WorkStatus s)
{
    return statuses[s].value;
}

const char *work_status_label(Ctx *cx, WorkStatus s)
{
    return T(cx, statuses[s].label);
}

WorkStatus work_status_of(const char *code)
{
    for (int i = 0; statuses[i].value; i++)
        if (same(statuses[i].value, code))
            return (WorkStatus)i;
    return WORK_NOT_STARTED;
}

bool work_is_under_way(WorkStatus s)
{
    return s > WORK_NOT_STARTED && s < WORK_ACCEPTED;
}

bool work_is_signed(WorkStatus s)
{
    return s == WORK_SUBMITTED || s == WORK_RESUBMITTED || s == WORK_APPROVED;
}

/* ---------------------------------------------------------------- looking up */

static bool read_work(Ctx *cx, Work *w)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT status, digest, submitted_on, submitted_by, submitted_name,"
                  " approved_by, approved_name, changed_at, changed_by FROM workforce_work"
                  " WHERE collection = $1 AND organisation = $2",
                  ARGS(w->collection, w->organisation)))
        return false;
    if (db_next(&rows)) {
        w->stored = true;
        w->status = work_status_of(db_text(&rows, 0));
        w->digest = db_text(&rows, 1);
        w->submitted_on = db_text(&rows, 2);
        w->submitted_by = db_text(&rows, 3);
        w->submitted_name = db_text(&rows, 4);
        w->approved_by = db_text(&rows, 5);
        w->approved_name = db_text(&rows, 6);
        w->changed_at = db_text(&rows, 7);
        w->changed_by = db_text(&rows, 8);
    }
    return db_ok(cx);
}

bool work_get(Ctx *cx, const char *collection, const char *organisation, Work *out)
{
    Work w = {.collection = collection,
              .organisation = organisation,
              .digest = "",
              .submitted_on = "",
              .submitted_by = "",
              .submitted_name = "",
              .approved_by = "",
              .approved_name = "",
              .changed_at = "",
              .changed_by = ""};
    bool asked;
    if (!workforce_asks(cx, collection, organisation, &asked))
        return false;
    if (!asked)
        return fail(&cx->err, NOT_FOUND, "'%s' does not ask '%s'", collection, organisation);
    if (!db_one_int(cx, &w.version,
                    "SELECT version FROM workforce_current WHERE collection = $1"
                    " AND organisation = $2",
                    ARGS(collection, organisation)) ||
        !read_work(cx, &w))
        return false;
    if (!w.stored)
        w.status = w.version ? WORK_ACCEPTED : WORK_NOT_STARTED;
    *out = w;
    return true;
}

bool work_events(Ctx *cx, const char *collection, const char *organisation, WorkEventList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    WorkEventList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT at, who, from_status, to_status, reason, digest, version"
                  " FROM workforce_event WHERE collection = $1 AND organisation = $2"
                  " ORDER BY id",
                  ARGS(collection, organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (WorkEvent){.at = db_text(&rows, 0),
                        .who = db_text(&rows, 1),
                        .from = work_status_of(db_text(&rows, 2)),
                        .to = work_status_of(db_text(&rows, 3)),
                        .reason = db_text(&rows, 4),
                        .digest = db_text(&rows, 5),
                        .version = db_int(&rows, 6)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- writing */

bool work_event(Ctx *cx, const Work *w, WorkStatus to, const char *reason, const char *digest,
                int64_t version)
{
    audit_note_for(
        cx, w->organisation,
        arena_printf(cx->arena, "return:%s/%s", w->collection, w->organisation),
        arena_printf(cx->arena, "%s", work_status_code(w->status)),
        version ? arena_printf(cx->arena, "%s, version %d", work_status_code(to), (int)version)
                : work_status_code(to));
    return db_run(cx,
                  "INSERT INTO workforce_event (collection, organisation, at, person, who,"
                  " from_status, to_status, reason, digest, version)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                  ARGS(w->collection, w->organisation, clock_text(cx->arena, cx->now),
                       cx->who ? cx->who->person : "", cx->user, work_status_code(w->status),
                       work_status_code(to), reason, digest, version));
}

static bool write_work(Ctx *cx, const Work *w)
{
    return db_run(
        cx,
        "INSERT INTO workforce_work (collection, organisation, status, digest, submitted_on,"
        " submitted_by, submitted_name, approved_by, approved_name, changed_at, changed_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (collection, organisation) DO UPDATE SET status = $3, digest = $4,"
        " submitted_on = $5, submitted_by = $6, submitted_name = $7, approved_by = $8,"
        " approved_name = $9, changed_at = $10, changed_by = $11",
        ARGS(w->collection, w->organisation, work_status_code(w->status), w->digest,
             w->submitted_on, w->submitted_by, w->submitted_name, w->approved_by,
             w->approved_name, w->changed_at, w->changed_by));
}

/* Takes the step and keeps who took it. */
static bool step(Ctx *cx, Work *w, WorkStatus to, const char *reason, int64_t version)
{
    Work next = *w;
    next.status = to;
    if (to == WORK_QUERIED)
        next.digest = "";
    if (!work_event(cx, w, to, reason, w->digest, version) || !write_work(cx, &next))
        return false;
    *w = next;
    return true;
}

static bool copy_cells(Ctx *cx, const Draft *d)
{
    for (int i = 0; i < d->n; i++)
        if (!db_run(cx,
                    "INSERT INTO workforce_draft_cell (collection, organisation, block,"
                    " row_key, field, value, file, line, changed_at, changed_by)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '')",
                    ARGS(d->work.collection, d->work.organisation, d->cells[i].block->code,
                         d->cells[i].row, d->cells[i].field->name, d->cells[i].text,
                         d->cells[i].file, d->cells[i].line)))
            return false;
    return true;
}

/* A draft that says what the version in force says. */
static bool make_draft(Ctx *cx, Work *w)
{
    Draft d;
    if (w->stored)
        return true;
    if (!draft_load(cx, w->collection, w->organisation, &d) || !write_work(cx, w) ||
        !copy_cells(cx, &d))
        return false;
    w->stored = true;
    return true;
}

bool work_begin(Ctx *cx, const char *collection, const char *organisation, Work *out)
{
    Work w;
    if (!permit(cx, "workforce.write", organisation) ||
        !work_get(cx, collection, organisation, &w))
        return false;
    if (w.status == WORK_LOCKED)
        return fail(&cx->err, CONFLICT,
                    "the return is locked: ask whoever collects to open it again");
    if (w.status == WORK_NOT_STARTED && !step(cx, &w, WORK_DRAFT, "", 0))
        return false;
    w.stored = w.stored || w.status == WORK_DRAFT;
    if (!make_draft(cx, &w))
        return false;
    *out = w;
    return true;
}

bool work_touch(Ctx *cx, Work *w)
{
    Work next = *w;
    next.changed_at = clock_text(cx->arena, cx->now);
    next.changed_by = cx->user;
    if (w->status != WORK_DRAFT && w->status != WORK_QUERIED) {
        next.status = WORK_DRAFT;
        next.digest = next.submitted_on = next.submitted_by = next.submitted_name = "";
        next.approved_by = next.approved_name = "";
        if (!work_event(cx, w, WORK_DRAFT, "", w->digest, 0))
            return false;
    }
    *w = next;
    return write_work(cx, &next);
}

bool work_resume(Ctx *cx, const Work *w)
{
    Work accepted = *w;
    accepted.status = WORK_ACCEPTED;
    return work_event(cx, &accepted, w->status, "", "", 0);
}

bool work_settle(Ctx *cx, const Work *w)
{
    Work next = *w;
    next.status = WORK_ACCEPTED;
    return write_work(cx, &next);
}

/* ---------------------------------------------------------------- steps */

static bool not_now(Ctx *cx, const Work *w, const char *what)
{
    return fail(&cx->err, CONFLICT, "the return cannot be %s: its status is '%s'", what,
                work_status_label(cx, w->status));
}

/* The text that would be signed off. */
static bool current_digest(Ctx *cx, const Work *w, const char **out)
{
    Draft d;
    Return r;
    Problems unread = {0};
    if (!draft_load(cx, w->collection, w->organisation, &d) ||
        !draft_return(cx, &d, &r, &unread))
        return false;
    *out = return_digest(cx->arena, &r);
    return true;
}

static bool submit(Ctx *cx, Work *w, Problems *out)
{
    Draft d;
    Return r;
    if (w->status != WORK_DRAFT && w->status != WORK_QUERIED)
        return not_now(cx, w, "submitted");
    if (!draft_load(cx, w->collection, w->organisation, &d) || !draft_check(cx, &d, &r, out))
        return false;
    if (out->errors)
        return true;
    w->digest = return_digest(cx->arena, &r);
    w->submitted_on = date_text(cx->arena, cx->today);
    w->submitted_by = cx->who->person;
    w->submitted_name = cx->user;
    w->approved_by = w->approved_name = "";
    return step(cx, w, w->status == WORK_QUERIED ? WORK_RESUBMITTED : WORK_SUBMITTED, "", 0);
}

bool work_submit(Ctx *cx, const char *collection, const char *organisation, Problems *out)
{
    Work w;
    *out = (Problems){0};
    return permit(cx, "workforce.write", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, submit(cx, &w, out));
}

static bool approve(Ctx *cx, Work *w)
{
    const char *now;
    if (w->status != WORK_SUBMITTED && w->status != WORK_RESUBMITTED)
        return not_now(cx, w, "approved");
    if (same(w->submitted_by, cx->who->person))
        return fail(&cx->err, FORBIDDEN,
                    "you submitted this return: somebody else has to approve it");
    if (!current_digest(cx, w, &now))
        return false;
    if (!same(now, w->digest))
        return fail(&cx->err, CONFLICT,
                    "the return is not what was submitted: submit it again");
    w->approved_by = cx->who->person;
    w->approved_name = cx->user;
    return step(cx, w, WORK_APPROVED, "", 0);
}

bool work_approve(Ctx *cx, const char *collection, const char *organisation)
{
    Work w;
    return permit(cx, "workforce.approve", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, approve(cx, &w));
}

static bool query(Ctx *cx, Work *w, const char *reason)
{
    if (!work_is_signed(w->status) && w->status != WORK_ACCEPTED)
        return not_now(cx, w, "queried");
    if (!make_draft(cx, w))
        return false;
    w->approved_by = w->approved_name = "";
    return step(cx, w, WORK_QUERIED, reason, 0);
}

bool work_query(Ctx *cx, const char *collection, const char *organisation, const char *reason)
{
    Work w;
    return permit(cx, "workforce.query", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, query(cx, &w, reason));
}

static bool accept(Ctx *cx, Work *w, const char *reason)
{
    Draft d;
    Return r;
    Problems problems = {0};
    int64_t version;
    bool approved = w->status == WORK_APPROVED;
    if (!work_is_signed(w->status))
        return not_now(cx, w, "accepted");
    if (!approved && !*reason)
        return fail(&cx->err, CONFLICT,
                    "nobody of the organisation has approved the return; give the reason for "
                    "accepting it all the same");
    if (!approved && !cx->who->is_operator && same(w->submitted_by, cx->who->person))
        return fail(&cx->err, FORBIDDEN,
                    "you submitted this return: somebody else has to approve or accept it");
    if (!draft_load(cx, w->collection, w->organisation, &d) ||
        !draft_check(cx, &d, &r, &problems))
        return false;
    if (!same(return_digest(cx->arena, &r), w->digest))
        return fail(&cx->err, CONFLICT, "the return is not what was signed off");
    if (problems.errors)
        return fail(&cx->err, CONFLICT, "the return has %d errors", problems.errors);
    if (problems.warnings)
        return fail(&cx->err, CONFLICT,
                    "%d warnings are open: each must be gone, or accepted with a reason",
                    problems.warnings);
    r.received_on = w->submitted_on;
    r.version = w->version;
    if (!return_store(cx, &r, &problems, &version))
        return false;
    w->version = version;
    return step(cx, w, WORK_ACCEPTED, reason, version);
}

bool work_accept(Ctx *cx, const char *collection, const char *organisation, const char *reason)
{
    Work w;
    return permit(cx, "workforce.accept", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, accept(cx, &w, reason));
}

static bool lock(Ctx *cx, Work *w, bool lock, const char *reason)
{
    if (w->status != (lock ? WORK_ACCEPTED : WORK_LOCKED))
        return not_now(cx, w, lock ? "locked" : "opened again");
    if (!make_draft(cx, w))
        return false;
    return step(cx, w, lock ? WORK_LOCKED : WORK_ACCEPTED, reason, 0);
}

bool work_lock(Ctx *cx, const char *collection, const char *organisation, bool on,
               const char *reason)
{
    Work w;
    return permit(cx, "workforce.accept", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, lock(cx, &w, on, reason));
}
