/* A model folder, "=name" on a line and the file below it; resolved, judged and, where it is
 * small, run in every mode. What is accepted must give finite numbers. */
#include "fuzz.h"
#include "modules/projection/folder.h"
#include "sim/commission.h"
#include <math.h>

enum { MOST_FILES = 40, MOST_CELL_STEPS = 4000, MOST_YEARS = 60, MOST_ROWS = 400, DRAWS = 3 };

static void promise_finite(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        PROMISE(isfinite(values[i]));
}

static void read_tables(Arena *a, const char *at, const char *end, ModelProblems *ps, Model *m)
{
    for (int n = 0; at < end && *at == '=' && n < MOST_FILES; n++) {
        const char *name = fuzz_line(a, &at, end) + 1, *stop = at;
        while (stop < end && !(*stop == '=' && (stop == at || stop[-1] == '\n')))
            stop++;
        int t = table_by_name(name);
        if (t >= 0)
            table_parse(a, ps, name, (TableId)t, at, (size_t)(stop - at), m);
        at = stop;
    }
}

static bool is_small(const Plan *p)
{
    return plan_cells(p) * p->n_steps <= MOST_CELL_STEPS &&
           p->n_steps * p->step_years <= MOST_YEARS && p->n_rows <= MOST_ROWS &&
           p->n_routes <= 6 && p->n_targets <= 6;
}

static void run(Arena *a, const Plan *p)
{
    Err err = {0};
    Ensemble e;
    LeastPlan least;
    Frontier frontier;
    Plan few = *p;
    double confidence = p->confidence;
    few.draws = DRAWS;
    if (!ensemble_run(a, &err, &few, p->seed, DRAWS, 1, true, &e)) {
        PROMISE(err.kind != ERR_NONE && fuzz_is_text(err.message));
        return;
    }
    promise_finite(e.central_supply, (size_t)(e.T * e.G));
    promise_finite(e.supply, (size_t)(e.K * e.T * e.G));
    if (e.n_points == 0 || p->decide_from > p->decide_to)
        return;
    if (least_plan(a, &err, &few, &e, &least))
        PROMISE(isfinite(least.path.places) && isfinite(least.path.shortage));
    else
        PROMISE(fuzz_is_text(err.message));
    err = (Err){0};
    if (frontier_run(a, &err, &few, &e, &confidence, 1, &frontier))
        PROMISE(isfinite(frontier.points[0].path.places));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    ModelProblems ps = {.arena = a};
    Model m = {.name = "fuzz"};
    Plan p;
    read_tables(a, (const char *)data, (const char *)data + size, &ps, &m);
    if (!model_plan(a, &err, &m, &ps, &p) || !model_laws(a, &err, &m, &ps, &p)) {
        PROMISE(err.kind == ERR_INVALID && ps.n > 0 && fuzz_is_text(err.message));
        for (int i = 0; i < ps.n; i++)
            PROMISE(*ps.items[i].file && *ps.items[i].reason);
        return 0;
    }
    if (is_small(&p))
        run(a, &p);
    return 0;
}
