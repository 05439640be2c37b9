/* Decides which numbers a run reports beside the ones that answers are made of, and takes them
 * from one draw. Nothing here changes supply or demand. */
#include "sim/extra.h"
#include "sim/rates.h"
#include "sim/demand.h"
#include <math.h>

typedef struct Listing {
    Arena *a;
    Extras *e;
    int room;
} Listing;

static void list(Listing *l, const char *quantity, const char *line, const char *of)
{
    *PUSH(l->a, l->e->items, l->e->n, l->room) = (Extra){quantity, line, of};
}

static const char *group_name(const Plan *p, int group)
{
    return group == p->n_groups ? "all" : p->groups[group];
}

static bool is_adjusted(const Plan *p, int line)
{
    return (p->raked && p->raked[line]) || (p->shrunk && p->shrunk[line]);
}

void extras_new(Arena *a, const Plan *p, const Demand *d, Extras *out)
{
    static const char *const flows[FLOW_COUNT] = {
        "exits", "moves", "joiners", "graduates", "entrants", "residual", "training"};
    Extras e = {.demand = d};
    Listing l = {.a = a, .e = &e};
    for (int i = 0; i < FLOW_COUNT; i++)
        list(&l, "flow", flows[i], "all");
    for (int route = 0; route < p->n_routes; route++) {
        list(&l, "enrolled", "", p->routes[route].id);
        list(&l, "graduates", "", p->routes[route].id);
        list(&l, "dropouts", "", p->routes[route].id);
    }
    for (int line = 0; line < p->n_lines; line++)
        for (int group = 0; group <= p->n_groups && is_adjusted(p, line); group++) {
            list(&l, "demand_before", p->lines[line], group_name(p, group));
            e.adjusted = true;
        }
    for (int i = 0; i < d->n_backlogs; i++) {
        const Backlog *b = &d->backlogs[i];
        list(&l, "backlog", p->lines[b->line], group_name(p, b->group));
        list(&l, "catch_up", p->lines[b->line], group_name(p, b->group));
    }
    for (int i = 0; i < d->n_work; i++) {
        const Work *w = &d->work[i];
        list(&l, "hours_ot", p->lines[w->line], group_name(p, w->group));
        list(&l, "hours_worker", p->lines[w->line], group_name(p, w->group));
        list(&l, "hours_other", p->lines[w->line], group_name(p, w->group));
    }
    *out = e;
}

/* One column of out, its values at a stride. */
static void put(const Extras *e, double *out, int steps, int at, const double *values)
{
    for (int t = 0; t <= steps; t++)
        out[t * e->n + at] = values[t];
}

static int put_students(const Extras *e, const Plan *p, const Rates *r, const double *x,
                        bool noise, uint64_t seed, uint32_t replicate, const int32_t *started,
                        Arena *scratch, int at, double *out)
{
    int T = p->n_steps + 1;
    double *enrolled = NEW_ARRAY(scratch, double, 3 * T);
    double *graduates = enrolled + T, *dropouts = graduates + T;
    for (int route = 0; route < p->n_routes; route++) {
        if (noise)
            pipeline_by_chance(r, p, x, route, seed, replicate, started, enrolled, graduates,
                               dropouts);
        else
            pipeline_run(r, p, x, route, enrolled, graduates, dropouts);
        graduates[0] = dropouts[0] = NAN; /* the opening is a stock, not a step */
        put(e, out, p->n_steps, at++, enrolled);
        put(e, out, p->n_steps, at++, graduates);
        put(e, out, p->n_steps, at++, dropouts);
    }
    return at;
}

static int put_demand_before(const Extras *e, const Plan *p, const Rates *r,
                             const double *theta, Arena *scratch, int at, double *out)
{
    int width = p->n_groups + 1, n = 0;
    double *after = NEW_ARRAY(scratch, double, 2 * p->n_lines * width + 1);
    double *before = after + p->n_lines * width;
    for (int t = 0; t <= r->until; t++) {
        demand_of(e->demand, theta, t, after, before);
        n = at;
        for (int line = 0; line < p->n_lines; line++)
            for (int group = 0; group < width && is_adjusted(p, line); group++)
                out[t * e->n + n++] = before[line * width + group];
    }
    return n;
}

static int put_backlogs(const Extras *e, const Plan *p, const double *theta,
                        const double *supply, Arena *scratch, int at, double *out)
{
    int T = p->n_steps + 1, width = p->n_groups + 1;
    double *queue = NEW_ARRAY(scratch, double, 3 * T), *posts = queue + T, *of = posts + T;
    for (int i = 0; i < e->demand->n_backlogs; i++) {
        const Backlog *b = &e->demand->backlogs[i];
        for (int t = 0; t < T; t++)
            of[t] = supply[t * width + b->group];
        backlog_course(e->demand, theta, b, of, queue, posts);
        put(e, out, p->n_steps, at++, queue);
        put(e, out, p->n_steps, at++, posts);
    }
    return at;
}

static void put_hours(const Extras *e, const Plan *p, const Rates *r, const double *theta,
                      int at, double *out)
{
    for (int i = 0; i < e->demand->n_work; i++, at += 3)
        for (int t = 0; t <= r->until; t++) {
            WorkHours h =
                work_hours(e->demand, theta, &e->demand->work[i], plan_year(p, t), true);
            out[t * e->n + at] = h.ot;
            out[t * e->n + at + 1] = h.worker;
            out[t * e->n + at + 2] = h.other;
        }
}

void extras_fill(const Extras *e, const Plan *p, const Rates *r, const double *theta,
                 const double *x, const double *flows, const double *supply, bool noise,
                 uint64_t seed, uint32_t replicate, const int32_t *started, Arena *scratch,
                 double *out)
{
    for (int i = 0; i < FLOW_COUNT; i++)
        for (int t = 0; t <= p->n_steps; t++)
            out[t * e->n + i] = t == 0 ? NAN : flows[(t - 1) * FLOW_COUNT + i];
    int at =
        put_students(e, p, r, x, noise, seed, replicate, started, scratch, FLOW_COUNT, out);
    if (e->adjusted)
        at = put_demand_before(e, p, r, theta, scratch, at, out);
    at = put_backlogs(e, p, theta, supply, scratch, at, out);
    put_hours(e, p, r, theta, at, out);
}
