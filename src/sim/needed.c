/* Decides what has to be drawn when nothing but demand has changed: the assumptions, and from
 * them the need of the target years. People and their careers do not read it, so a future's
 * supply, and what one more student brings to it, stay what they are. */
#include "sim/needed.h"
#include "sim/demand.h"

typedef struct Needs {
    const Plan *p;
    const Ensemble *e;
    const ThetaTables *tables;
    const Demand *layout;
    int K;
    double *needed; /* [K][n_points] */
} Needs;

static bool draw(void *self, Err *err, int k, Arena *scratch)
{
    const Needs *n = self;
    const Plan *p = n->p;
    int G = p->n_groups + 1;
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    double *demand = NEW_ARRAY(scratch, double, p->n_lines *G + 1);
    (void)err;
    theta_draw_from(n->tables, k, n->K, theta);
    for (int i = 0; i < n->e->n_points; i++) {
        const struct TargetPoint *point = &n->e->points[i];
        int group = point->group == ANY ? p->n_groups : point->group;
        if (i == 0 || point->step != point[-1].step)
            demand_of(n->layout, theta, point->step, demand, NULL);
        n->needed[(size_t)k * (size_t)n->e->n_points + (size_t)i] =
            demand[point->line * G + group];
    }
    return true;
}

bool needed_again(Arena *a, Err *err, const Plan *p, const PrepareOptions *o, const Ensemble *e,
                  Ensemble *out)
{
    size_t P = (size_t)e->n_points;
    Needs n = {.p = p, .e = e, .K = o->K};
    if (!demand_check(a, err, p))
        return false;
    n.tables = theta_tables(a, p, o->seed, o->threads);
    n.layout = demand_new(a, p);
    n.needed = NEW_ARRAY(a, double, (size_t)o->K *P + 1);
    SpreadColumn column = {n.needed, P * sizeof(double)};
    if (!spread_run(err, o->watch, "need alone", o->threads, o->K, &column, 1, draw, &n))
        return false;
    *out = *e;
    out->needed = n.needed;
    return true;
}
