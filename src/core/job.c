/* Decides who may see a job, who works on it, and when it is given up. */
#include "core/job.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"

bool job_has_ended(const Job *j)
{
    return !same(j->state, "waiting") && !same(j->state, "running");
}

/* ---------------------------------------------------------------- asking */

static const char *input_text(Ctx *cx, const Action *a, const void *input)
{
    Pairs given = {0};
    Buf b = buf_new(cx->arena, 0);
    Json j = json_new(&b);
    action_given(cx, a, input, &given);
    json_open_object(&j, NULL);
    for (int i = 0; i < given.n; i++)
        json_put_text(&j, given.items[i].name, given.items[i].value);
    json_close(&j);
    return buf_text(&b);
}

static const char *scopes_text(Ctx *cx)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < cx->who->n_scopes; i++)
        buf_printf(&b, "%s%s", i ? " " : "", cx->who->scopes[i]);
    return buf_text(&b);
}

static bool add_files(Ctx *cx, const char *id, const Action *a, const void *input)
{
    int seq = 0;
    for (int i = 0; i < a->n_fields; i++) {
        if (a->fields[i].type != FIELD_FILES)
            continue;
        const InFiles *files = (const void *)((const char *)input + a->fields[i].offset);
        for (int k = 0; k < files->n; k++)
            if (!db_run(
                    cx,
                    "INSERT INTO core_job_file (job, seq, name, bytes)"
                    " VALUES ($1, $2, $3, $4)",
                    ARGS(id, seq++, files->items[k].name,
                         base64url(cx->arena, files->items[k].bytes, files->items[k].size))))
                return false;
    }
    return true;
}

static bool add(Ctx *cx, const Module *m, const Action *a, const void *input, const char *id)
{
    int64_t waiting = 0;
    if (!db_one_int(cx, &waiting,
                    "SELECT COUNT(*) FROM core_job WHERE person = $1 AND state IN ('waiting',"
                    " 'running')",
                    ARGS(cx->who->person)))
        return false;
    if (waiting >= JOB_MOST_WAITING)
        return fail(&cx->err, TOO_MANY, "you have %d jobs waiting; let some end first",
                    (int)waiting);
    return db_run(
               cx,
               "INSERT INTO core_job (id, person, who, scopes, origin, lang, module, action,"
               " organisation, input, state, stop, holder, attempts, beat, step, done, total,"
               " made, began, ended, outcome, message, reply, page, next) VALUES ($1, $2, $3,"
               " $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, '', 0, 0, '', 0, 0, $11, 0, 0,"
               " '', '', '', '', '')",
               ARGS(id, cx->who->person, cx->user, scopes_text(cx),
                    cx->origin ? cx->origin : "", lang_code(cx->lang), m->name, a->name,
                    action_organisation(a, input), input_text(cx, a, input), cx->now)) &&
           add_files(cx, id, a, input);
}

bool job_add(Ctx *cx, const Module *m, const Action *a, const void *input, const char **id)
{
    const char *name = arena_printf(cx->arena, "j-%.12s", secret_token(cx->arena));
    if (!who_is_signed_in(cx->who) || !*cx->who->person)
        return fail(&cx->err, SIGNED_OUT, "sign in to have something done in the background");
    if (!permit(cx, a->permission, action_organisation(a, input)) || !db_begin(cx) ||
        !db_end(cx, add(cx, m, a, input, name)))
        return false;
    *id = name;
    return true;
}

/* ---------------------------------------------------------------- reading */

#define COLUMNS                                                                                \
    "id, person, who, scopes, origin, lang, module, action, organisation, input, state, stop," \
    " attempts, step, done, total, made, began, ended, outcome, message, next"

static Job read_row(DbRows *r)
{
    return (Job){.id = db_text(r, 0),
                 .person = db_text(r, 1),
                 .who = db_text(r, 2),
                 .scopes = db_text(r, 3),
                 .origin = db_text(r, 4),
                 .lang = db_text(r, 5),
                 .module = db_text(r, 6),
                 .action = db_text(r, 7),
                 .organisation = db_text(r, 8),
                 .input = db_text(r, 9),
                 .state = db_text(r, 10),
                 .stop = db_int(r, 11) != 0,
                 .attempts = (int)db_int(r, 12),
                 .step = db_text(r, 13),
                 .done = db_int(r, 14),
                 .total = db_int(r, 15),
                 .made = db_int(r, 16),
                 .began = db_int(r, 17),
                 .ended = db_int(r, 18),
                 .outcome = db_text(r, 19),
                 .message = db_text(r, 20),
                 .reply = "",
                 .page = "",
                 .next = db_text(r, 21)};
}

bool job_list(Ctx *cx, bool all, JobList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    JobList list = {0};
    if ((all && !permit(cx, "job.read", "")) ||
        !db_query(cx, &rows,
                  "SELECT " COLUMNS " FROM core_job WHERE $1 = 1 OR person = $2"
                  " ORDER BY made DESC, id",
                  ARGS(all ? 1 : 0, cx->who->person)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_row(&rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool job_get(Ctx *cx, const char *id, Job *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT " COLUMNS ", reply, page FROM core_job WHERE id = $1",
                  ARGS(id)))
        return false;
    if (db_next(&rows)) {
        Job j = read_row(&rows);
        j.reply = db_text(&rows, 22);
        j.page = db_text(&rows, 23);
        if ((*j.person && same(j.person, cx->who->person)) || may(cx, "job.read", "")) {
            *out = j;
            return true;
        }
    }
    return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no job '%s'", id);
}

/* ---------------------------------------------------------------- ending */

static bool drop_files(Ctx *cx, const char *id)
{
    return db_run(cx, "DELETE FROM core_job_file WHERE job = $1", ARGS(id));
}

static bool cancel(Ctx *cx, const Job *j)
{
    const char *ended = "";
    return db_one_text(cx, &ended,
                       "UPDATE core_job SET stop = 1,"
                       " state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,"
                       " ended = CASE state WHEN 'waiting' THEN $2 ELSE ended END"
                       " WHERE id = $1 AND state IN ('waiting', 'running') RETURNING state",
                       ARGS(j->id, cx->now)) &&
           (!same(ended, "cancelled") || drop_files(cx, j->id));
}

bool job_cancel(Ctx *cx, const char *id)
{
    Job j;
    if (!job_get(cx, id, &j))
        return false;
    if (job_has_ended(&j))
        return fail(&cx->err, CONFLICT, "the job has ended already");
    return db_begin(cx) && db_end(cx, cancel(cx, &j));
}

bool job_forget(Ctx *cx)
{
    int64_t before = cx->now - JOB_KEPT_SECONDS;
    return db_run(cx,
                  "DELETE FROM core_job_file WHERE job IN (SELECT id FROM core_job"
                  " WHERE ended > 0 AND ended < $1)",
                  ARGS(before)) &&
           db_run(cx, "DELETE FROM core_job WHERE ended > 0 AND ended < $1", ARGS(before));
}

/* ---------------------------------------------------------------- working */

/* What its workers have left too often, or what was to stop when its worker died. */
static bool give_up(Ctx *cx, int64_t silent_since)
{
    return db_run(
               cx,
               "UPDATE core_job SET ended = $2,"
               " state = CASE stop WHEN 1 THEN 'cancelled' ELSE 'failed' END, outcome = 'IO',"
               " message = $4 WHERE state = 'running' AND beat < $1"
               " AND (attempts >= $3 OR stop = 1)",
               ARGS(silent_since, cx->now, JOB_MOST_ATTEMPTS,
                    T(cx, N_("It was begun several times and never ended.")))) &&
           db_run(cx,
                  "DELETE FROM core_job_file WHERE job IN (SELECT id FROM core_job"
                  " WHERE state IN ('failed', 'cancelled'))",
                  NO_ARGS);
}

bool job_claim(Ctx *cx, const char *holder, int patience, Job *out, bool *found)
{
    int64_t silent_since = cx->now - patience, ready = 0;
    *found = false;
    if (!db_one_int(cx, &ready,
                    "SELECT COUNT(*) FROM core_job WHERE state = 'waiting' OR"
                    " (state = 'running' AND beat < $1)",
                    ARGS(silent_since)))
        return false;
    if (!ready)
        return true;
    if (!give_up(cx, silent_since))
        return false;
    /* The condition stands twice: who waited for the row reads it again, and finds it taken. */
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "UPDATE core_job SET state = 'running', holder = $1, attempts = attempts + 1,"
                  " beat = $2, began = $2 WHERE id = (SELECT id FROM core_job"
                  " WHERE state = 'waiting' OR (state = 'running' AND beat < $3)"
                  " ORDER BY made, id LIMIT 1)"
                  " AND (state = 'waiting' OR (state = 'running' AND beat < $3))"
                  " RETURNING " COLUMNS,
                  ARGS(holder, cx->now, silent_since)))
        return false;
    if (db_next(&rows)) {
        *out = read_row(&rows);
        *found = true;
    }
    return db_ok(cx);
}

bool job_files(Ctx *cx, const Job *j, InFiles *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    InFile *items = NULL;
    int n = 0, room = 0;
    if (!db_query(cx, &rows,
                  "SELECT name, bytes FROM core_job_file WHERE job = $1 ORDER BY seq",
                  ARGS(j->id)))
        return false;
    while (db_next(&rows)) {
        Bytes b;
        if (!base64url_read(cx->arena, db_text(&rows, 1), &b))
            return fail(&cx->err, IO, "a file of the job cannot be read again");
        *PUSH(cx->arena, items, n, room) = (InFile){db_text(&rows, 0), b.data, b.size};
    }
    *out = (InFiles){n, items};
    return db_ok(cx);
}

bool job_beat(Ctx *cx, const char *id, const char *holder, const char *step, int64_t done,
              int64_t total, bool *stop)
{
    int64_t wanted = 1; /* no row: it is not ours any more */
    if (!db_one_int(cx, &wanted,
                    "UPDATE core_job SET beat = $3, step = $4, done = $5, total = $6"
                    " WHERE id = $1 AND holder = $2 AND state = 'running' RETURNING stop",
                    ARGS(id, holder, cx->now, step, done, total)))
        return false;
    *stop = wanted != 0;
    return true;
}

bool job_end(Ctx *cx, const Job *j, const char *holder)
{
    const char *ended = "";
    return db_one_text(cx, &ended,
                       "UPDATE core_job SET state = $3, ended = $4, outcome = $5, message = $6,"
                       " reply = $7, page = $8, next = $9 WHERE id = $1 AND holder = $2"
                       " AND state = 'running' RETURNING id",
                       ARGS(j->id, holder, j->state, clock_now(), j->outcome, j->message,
                            j->reply, j->page, j->next)) &&
           (*ended || fail(&cx->err, CONFLICT, "the job is somebody else's now")) &&
           drop_files(cx, j->id);
}

bool job_return(Ctx *cx, const char *id, const char *holder)
{
    return db_run(cx,
                  "UPDATE core_job SET state = 'waiting', holder = '', attempts = attempts - 1"
                  " WHERE id = $1 AND holder = $2 AND state = 'running'",
                  ARGS(id, holder));
}
