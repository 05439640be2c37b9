/* Decides what has to be drawn when nothing but demand has changed: the assumptions, and from
 * them the need of the target years. People and their careers do not read it, so a future's
 * supply, and what one more student brings to it, stay what they are. */
#include "sim/needed.h"

void needed_at(const Demand *layout, const Plan *p, const double *theta, int n,
               const struct TargetPoint *points, double *demand, double *needed)
{
    int G = p->n_groups + 1;
    for (int i = 0; i < n; i++) {
        int group = points[i].group == ANY ? p->n_groups : points[i].group;
        if (i == 0 || points[i].step != points[i - 1].step)
            demand_of(layout, theta, points[i].step, demand, NULL);
        needed[i] = demand[points[i].line * G + group];
    }
}

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
    size_t P = (size_t)n->e->n_points;
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    double *demand = NEW_ARRAY(scratch, double, p->n_lines *(p->n_groups + 1) + 1);
    (void)err;
    theta_draw_from(n->tables, k, n->K, theta);
    needed_at(n->layout, p, theta, n->e->n_points, n->e->points, demand,
              n->needed + (size_t)k * P);
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
