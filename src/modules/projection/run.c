/* Decides what a run keeps and what makes two runs the same. */
#include "base/file.h"
#include "core/effort.h"
#include "db/db.h"
#include "modules/projection/projection.h"
#include <math.h>

/* Everything that decides the result, and nothing that does not (threads, time, who). */
static const char *input_text(Ctx *cx, const Loaded *in)
{
    return arena_printf(cx->arena, "%s\nseed %llu\ndraws %d\nversion %s\n",
                        model_text(cx->arena, &in->model), (unsigned long long)in->seed,
                        in->draws, cx->app->version);
}

bool projection_open(Ctx *cx, const PlanSource *source, Loaded *out)
{
    Loaded l = {.id = ""};
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (*source->plan && *source->model)
        return fail(&cx->err, USAGE, "give a plan or a model folder, not both");
    if (*source->model) {
        if (!folder_plan(cx->arena, &cx->err, source->model, &problems, &l.model, &l.plan)) {
            if (problems.n > 1) { /* all of them, one a line */
                Buf b = buf_new(cx->arena, 900);
                for (int i = 0; i < problems.n; i++)
                    buf_printf(&b, "\n  %s", model_problem_text(cx->arena, &problems.items[i]));
                err_clear(&cx->err);
                fail(&cx->err, INVALID, "%d problems in the model folder:%s", problems.n,
                     buf_text(&b));
            }
            return false;
        }
    } else {
        PlanInfo info;
        if (!cx->db)
            return fail(&cx->err, USAGE, "give --model DIR, or --db FILE for a stored plan");
        if (!projection_plan(cx, source->plan, &info) ||
            !projection_load(cx, info.id, &l.model) ||
            !model_plan(cx->arena, &cx->err, &l.model, &problems, &l.plan))
            return false;
        l.id = info.id;
    }
    l.draws = source->draws == NOT_GIVEN ? l.plan.draws : (int)source->draws;
    l.seed = source->seed == NOT_GIVEN ? l.plan.seed : (uint64_t)source->seed;
    if (l.draws < 1 || l.draws > 1000000)
        return fail(&cx->err, INVALID, "draws must lie between 1 and 1,000,000");
    const char *input = input_text(cx, &l);
    effort_bind(cx, "input", digest(cx->arena, input, strlen(input)));
    *out = l;
    return true;
}

const char *projection_result_text(Ctx *cx, const Projection *p)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        buf_printf(&b, "%s,%s,%s,%d,%.17g,%.17g", o->quantity, o->line, o->group, o->year,
                   o->central, o->mean);
        for (int k = 0; k < N_QUANTILES; k++)
            buf_printf(&b, ",%.17g", o->q[k]);
        buf_putc(&b, '\n');
    }
    return buf_text(&b);
}

static bool go_on(void *self, long done, long total)
{
    Ctx *cx = self;
    bool stop = cx->progress.stop && cx->progress.stop(cx->progress.self);
    ctx_progress(cx, T(cx, "Draws"), done, total);
    return !stop;
}

Watch projection_watch(Ctx *cx)
{
    Watch watch = {.go_on = go_on, .self = cx};
    effort_watch(cx, &watch);
    return watch;
}

static bool compute(Ctx *cx, const Loaded *in, EnsembleScope scope, Ensemble *ensemble,
                    Projection *out)
{
    Projection p = {0};
    Watch watch = projection_watch(cx);
    if (!ensemble_run_of(cx->arena, &cx->err, &in->plan, in->seed, in->draws, cx->threads, true,
                         scope, &watch, ensemble))
        return false;
    projection_summarise(cx->arena, &in->plan, ensemble, cx->threads, &p);
    const char *input = input_text(cx, in), *result = projection_result_text(cx, &p);
    p.input_digest = digest(cx->arena, input, strlen(input));
    p.result_digest = digest(cx->arena, result, strlen(result));
    p.run = arena_strndup(cx->arena, p.input_digest, 12);
    *out = p;
    return true;
}

bool projection_compute(Ctx *cx, const Loaded *in, Ensemble *ensemble, Projection *out)
{
    return compute(cx, in, ENSEMBLE_WHOLE, ensemble, out);
}

bool projection_report(Ctx *cx, const Loaded *in, Ensemble *ensemble, Projection *out)
{
    return compute(cx, in, ENSEMBLE_SHOWN, ensemble, out);
}

const Outcome *projection_find(const Projection *p, const char *quantity, const char *line,
                               const char *group, int year)
{
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        if (o->year == year && same(o->quantity, quantity) && same(o->line, line) &&
            same(o->group, group))
            return o;
    }
    return NULL;
}

/* ---------------------------------------------------------------- runs */

static bool store_outcomes(Ctx *cx, const Projection *p)
{
    for (int i = 0; i < p->n; i++) {
        const Outcome *o = &p->outcomes[i];
        if (!db_run(cx,
                    "INSERT INTO projection_outcome (run, seq, quantity, line, group_id, year,"
                    " central, mean, q05, q10, q25, q50, q75, q90, q95) VALUES"
                    " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                    ARGS(p->run, i + 1, o->quantity, o->line, o->group, o->year, o->central,
                         o->mean, o->q[0], o->q[1], o->q[2], o->q[3], o->q[4], o->q[5],
                         o->q[6])))
            return false;
    }
    return true;
}

static bool store_run(Ctx *cx, const Loaded *in, const Projection *p)
{
    int64_t seq = 1;
    return db_one_int(cx, &seq, "SELECT COALESCE(MAX(seq), 0) + 1 FROM projection_run",
                      NO_ARGS) &&
           db_run(cx,
                  "INSERT INTO projection_run (id, seq, plan, input, input_digest, seed, draws,"
                  " version, result_digest, run_on, run_by)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  ARGS(p->run, seq, in->id, model_text(cx->arena, &in->model), p->input_digest,
                       (int64_t)in->seed, in->draws, cx->app->version, p->result_digest,
                       date_text(cx->arena, cx->today), cx->user)) &&
           store_outcomes(cx, p);
}

bool projection_store(Ctx *cx, const Loaded *in, const Projection *p)
{
    int64_t known = 0;
    if (!db_begin(cx))
        return false;
    bool ok = db_one_int(cx, &known, "SELECT COUNT(*) FROM projection_run WHERE id = $1",
                         ARGS(p->run)) &&
              (known || store_run(cx, in, p));
    return db_end(cx, ok);
}

static RunInfo read_run(DbRows *rows)
{
    return (RunInfo){.id = db_text(rows, 0),
                     .plan = db_text(rows, 1),
                     .input_digest = db_text(rows, 2),
                     .seed = (uint64_t)db_int(rows, 3),
                     .draws = (int)db_int(rows, 4),
                     .version = db_text(rows, 5),
                     .result_digest = db_text(rows, 6),
                     .run_on = db_text(rows, 7),
                     .run_by = db_text(rows, 8),
                     .input = db_text(rows, 9)};
}

bool projection_runs(Ctx *cx, RunList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    RunList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, plan, input_digest, seed, draws, version, result_digest, run_on,"
                  " run_by, '' FROM projection_run ORDER BY seq DESC",
                  NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_run(&rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool projection_run(Ctx *cx, const char *run, RunInfo *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, plan, input_digest, seed, draws, version, result_digest, run_on,"
                  " run_by, input FROM projection_run WHERE ($1 = '' OR id = $1)"
                  " ORDER BY seq DESC LIMIT 1",
                  ARGS(run)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) &&
               fail(&cx->err, NOT_FOUND,
                    *run ? "there is no run '%s'" : N_("nothing has been projected yet%s"),
                    run);
    *out = read_run(&rows);
    return true;
}

bool projection_outcomes(Ctx *cx, const char *run, Projection *out)
{
    RunInfo info;
    Projection p = {0};
    if (!projection_run(cx, run, &info))
        return false;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(
            cx, &rows,
            "SELECT quantity, line, group_id, year, central, mean, q05, q10, q25, q50, q75,"
            " q90, q95 FROM projection_outcome WHERE run = $1 ORDER BY seq",
            ARGS(info.id)))
        return false;
    while (db_next(&rows)) {
        Outcome o = {.quantity = db_text(&rows, 0),
                     .line = db_text(&rows, 1),
                     .group = db_text(&rows, 2),
                     .year = (int)db_int(&rows, 3),
                     .central = db_real(&rows, 4),
                     .mean = db_real(&rows, 5)};
        for (int i = 0; i < N_QUANTILES; i++)
            o.q[i] = db_real(&rows, 6 + i);
        *PUSH(cx->arena, p.outcomes, p.n, p.room) = o;
    }
    p.run = info.id;
    p.input_digest = info.input_digest;
    p.result_digest = info.result_digest;
    if (db_ok(cx))
        *out = p;
    return db_ok(cx);
}

const char *projection_model_digest(Ctx *cx, const Model *m)
{
    const char *text = model_text(cx->arena, m);
    return digest(cx->arena, text, strlen(text));
}

bool projection_digests(Ctx *cx, const RunInfo *run, RunDigests *out)
{
    RunInfo whole; /* with its input */
    Projection p;
    if (!projection_run(cx, run->id, &whole) || !projection_outcomes(cx, run->id, &p))
        return false;
    const char *input =
        arena_printf(cx->arena, "%s\nseed %llu\ndraws %d\nversion %s\n", whole.input,
                     (unsigned long long)whole.seed, whole.draws, whole.version);
    const char *result = projection_result_text(cx, &p);
    *out = (RunDigests){digest(cx->arena, input, strlen(input)),
                        digest(cx->arena, result, strlen(result)),
                        digest(cx->arena, whole.input, strlen(whole.input))};
    return true;
}

bool projection_replay(Ctx *cx, const char *run, bool *identical, Projection *again)
{
    RunInfo info;
    Loaded l = {.id = ""};
    Ensemble e;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!projection_run(cx, run, &info))
        return false;
    effort_bind(cx, "input", info.input_digest);
    if (!model_from_text(cx->arena, &cx->err, info.id, info.input, strlen(info.input),
                         &problems, &l.model) ||
        !model_plan(cx->arena, &cx->err, &l.model, &problems, &l.plan))
        return false;
    l.id = info.plan;
    l.draws = info.draws;
    l.seed = info.seed;
    if (!projection_report(cx, &l, &e, again))
        return false;
    *identical = same(again->result_digest, info.result_digest);
    return true;
}
