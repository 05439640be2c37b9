/* Decides what is told of a job. */
#include "modules/job/job_action.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "core/worker.h"
#include "db/db.h"

static const Choice states[] = {{"waiting", N_("Waiting")},     {"running", N_("Running")},
                                {"done", N_("Done")},           {"failed", N_("Failed")},
                                {"cancelled", N_("Cancelled")}, {NULL, NULL}};

const char *job_state_words(Ctx *cx, const Job *j)
{
    return T(cx, choice_label(states, j->state));
}

const char *job_title(Ctx *cx, const Job *j)
{
    const Module *m = app_module(cx->app, j->module);
    const Action *a = m ? module_action(m, j->action) : NULL;
    return a ? T(cx, a->title) : arena_printf(cx->arena, "%s %s", j->module, j->action);
}

bool job_look(Ctx *cx, const char *id, Job *out)
{
    if (!job_get(cx, id, out))
        return false;
    if (cx->workers && !job_has_ended(out))
        workers_progress(cx->workers, out, cx->arena);
    return true;
}

bool do_job_list(Ctx *cx, const void *in, Reply *out)
{
    const JobListInput *q = in;
    JobList list;
    bool all = q->all || cx->who->is_operator;
    if (!job_list(cx, all, &list))
        return false;
    out->title = T(cx, "Jobs");
    Table *t = reply_table(cx, out, "jobs", out->title);
    table_column(cx, t, "job", T(cx, "Job"), COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "asked", T(cx, "Asked"), COLUMN_TEXT, 0);
    table_column(cx, t, "ended", T(cx, "Ended"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    t->empty = T(cx, "There are no jobs.");
    for (int i = 0; i < list.n; i++) {
        const Job *j = &list.items[i];
        Cell *row = table_row(cx, t);
        row[0] = cell_link(j->id, arena_printf(cx->arena, "/job/%s", j->id));
        row[1] =
            cell_code(arena_printf(cx->arena, "%s %s", j->module, j->action), job_title(cx, j));
        row[2] = cell_code(j->state, job_state_words(cx, j));
        row[3] = cell_code(clock_text(cx->arena, j->made), clock_show(cx, j->made));
        row[4] = cell_code(clock_text(cx->arena, j->ended), clock_show(cx, j->ended));
        row[5] = cell_text(j->who);
    }
    return true;
}

static void text_fact(Ctx *cx, Reply *out, const char *key, const char *label, const char *text)
{
    if (*text)
        reply_fact(cx, out, key, label, cell_text(text), 0);
}

static void moment_fact(Ctx *cx, Reply *out, const char *key, const char *label, int64_t at)
{
    if (at)
        reply_fact(cx, out, key, label,
                   cell_code(clock_text(cx->arena, at), clock_show(cx, at)), 0);
}

bool do_job_show(Ctx *cx, const void *in, Reply *out)
{
    const JobInput *q = in;
    Job j;
    if (!job_look(cx, q->id, &j))
        return false;
    out->title = job_title(cx, &j);
    text_fact(cx, out, "job", T(cx, "Job"), j.id);
    text_fact(cx, out, "action", T(cx, "Action"),
              arena_printf(cx->arena, "%s %s", j.module, j.action));
    reply_fact(cx, out, "state", T(cx, "State"), cell_code(j.state, job_state_words(cx, &j)),
               0);
    moment_fact(cx, out, "asked", T(cx, "Asked"), j.made);
    moment_fact(cx, out, "began", T(cx, "Began"), j.began);
    moment_fact(cx, out, "ended", T(cx, "Ended"), j.ended);
    reply_fact(cx, out, "attempts", T(cx, "Begun so often"), cell_plain(j.attempts), 0);
    text_fact(cx, out, "step", T(cx, "Step"), j.step);
    if (j.total > 0) {
        reply_fact(cx, out, "done", T(cx, "Done"), cell_number((double)j.done), 0);
        reply_fact(cx, out, "total", T(cx, "Of"), cell_number((double)j.total), 0);
    }
    text_fact(cx, out, "outcome", T(cx, "Outcome"), j.outcome);
    text_fact(cx, out, "message", T(cx, "Message"), j.message);
    text_fact(cx, out, "next", T(cx, "Goes on at"), j.next);
    if (*j.reply)
        reply_file(cx, out, "answer.json", j.reply);
    return true;
}

static bool record(Ctx *cx, const char *id)
{
    return audit_write(cx, &(AuditRow){.action = "job.cancel",
                                       .object = arena_printf(cx->arena, "job:%s", id),
                                       .organisation = "",
                                       .before = "",
                                       .after = "cancelled",
                                       .reason = "",
                                       .second = ""});
}

/* First the worker is told, if it is ours: on SQLite it may hold the lock that the row needs.
 */
bool do_job_cancel(Ctx *cx, const void *in, Reply *out)
{
    const JobInput *q = in;
    Job j;
    if (!job_get(cx, q->id, &j))
        return false;
    bool here = cx->workers && workers_cancel(cx->workers, j.id);
    if (!db_begin(cx) || !db_end(cx, job_cancel(cx, j.id) && record(cx, j.id))) {
        if (!here || cx->err.kind != ERR_CONFLICT)
            return false;
        err_clear(&cx->err); /* it has stopped meanwhile, or was done */
    }
    out->title = T(cx, "The job is being cancelled");
    out->next = arena_printf(cx->arena, "/job/%s", j.id);
    return true;
}
