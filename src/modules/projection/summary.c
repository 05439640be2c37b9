/* Decides what of an ensemble is reported, and in which order: for each year shown supply,
 * demand and gap of each group, the parts of supply, heads of each state, and what extra.h
 * adds.
 *
 * An outcome's values lie far from one another (an ensemble is kept draw by draw), so that
 * neighbours are gathered together, some at a time, on all threads. */
#include "modules/projection/projection.h"
#include "sim/order.h"
#include <math.h>

const double projection_quantiles[N_QUANTILES] = {.05, .10, .25, .50, .75, .90, .95};

enum { BESIDE = 16 }; /* columns gathered together: about a cache line of each draw */

/* Where an outcome's values are: value of draw k = plus[k] + more[k] - less[k], each at its
 * own stride and NULL where there is none. */
typedef struct SummaryColumn {
    Outcome o;
    const double *plus;
    const float *more, *less;
    size_t plus_stride, more_stride, less_stride;
    bool if_any, any; /* it is reported only if some value is not 0 */
} SummaryColumn;

typedef struct Summary {
    const Plan *plan;
    const Ensemble *e;
    Arena *arena;
    int n, room;
    SummaryColumn *columns;
    int *order; /* columns by where they lie */
} Summary;

static SummaryColumn *column(Summary *s, const char *quantity, const char *line,
                             const char *group, int t, double central)
{
    SummaryColumn *c = PUSH(s->arena, s->columns, s->n, s->room);
    *c = (SummaryColumn){.o = {.quantity = quantity,
                               .line = line,
                               .group = group,
                               .year = plan_year(s->plan, t),
                               .central = central}};
    return c;
}

static const char *group_name(const Summary *s, int g)
{
    return g == s->plan->n_groups ? "all" : s->plan->groups[g];
}

static void list_group(Summary *s, int t, int g)
{
    const Ensemble *e = s->e;
    size_t at = (size_t)t * (size_t)e->G + (size_t)g;
    double supply = e->central_supply[at];
    SummaryColumn *c = column(s, "supply", "", group_name(s, g), t, supply);
    c->plus = e->supply + at;
    c->plus_stride = (size_t)e->T * (size_t)e->G;
    for (int l = 0; l < e->L; l++) {
        size_t d = ((size_t)t * (size_t)e->L + (size_t)l) * (size_t)e->G + (size_t)g;
        double demand = e->central_demand[d];
        if (isnan(demand))
            continue; /* the line has no such group */
        c = column(s, "demand", s->plan->lines[l], group_name(s, g), t, demand);
        const float *of = e->shown_demand + t * e->n_demand + e->demand_at[l * e->G + g];
        c->more = of;
        c->more_stride = (size_t)(e->S * e->n_demand);
        c = column(s, "gap", s->plan->lines[l], group_name(s, g), t, supply - demand);
        c->plus = e->supply + at;
        c->plus_stride = (size_t)e->T * (size_t)e->G;
        c->less = of;
        c->less_stride = (size_t)(e->S * e->n_demand);
    }
}

/* What is told beside supply: of the groups that have any of it. */
static void list_part(Summary *s, int t, SupplyPart part)
{
    const Ensemble *e = s->e;
    for (int g = 0; e->shown_parts[part] && g < e->G; g++) {
        size_t at = (size_t)t * (size_t)e->G + (size_t)g;
        double central = e->central_parts[part][at];
        if (isnan(central))
            continue;
        SummaryColumn *c = column(s, supply_part_name(part), "", group_name(s, g), t, central);
        c->more = e->shown_parts[part] + at;
        c->more_stride = (size_t)e->S * (size_t)e->G;
        c->if_any = part != PART_CEILING && part != PART_TURNED_AWAY && part != PART_UNFILLED;
    }
}

static void list_heads(Summary *s, int t)
{
    size_t n = (size_t)s->plan->n_states;
    for (size_t state = 0; state < n; state++) {
        size_t at = (size_t)t * n + state;
        SummaryColumn *c =
            column(s, "heads", "", s->plan->states[state].id, t, s->e->central_heads[at]);
        c->more = s->e->shown_heads + at;
        c->more_stride = (size_t)s->e->S * n;
    }
}

static void list_extras(Summary *s, int t)
{
    size_t n = (size_t)s->e->extras.n;
    for (size_t i = 0; i < n; i++) {
        const Extra *x = &s->e->extras.items[i];
        size_t at = (size_t)t * n + i;
        double central = s->e->central_extra[at];
        if (isnan(central))
            continue;
        SummaryColumn *c = column(s, x->quantity, x->line, x->of, t, central);
        c->more = s->e->shown_extra + at;
        c->more_stride = (size_t)s->e->S * n;
    }
}

static double value(const SummaryColumn *c, size_t k)
{
    double v = c->plus ? c->plus[k * c->plus_stride] : 0;
    v += c->more ? (double)c->more[k * c->more_stride] : 0;
    return c->less ? v - (double)c->less[k * c->less_stride] : v;
}

static void describe(SummaryColumn *c, double *values, int n)
{
    double sum = 0;
    for (int k = 0; k < n; k++) {
        sum += values[k];
        c->any |= values[k] != 0;
    }
    c->o.mean = sum / n;
    order_quantiles(values, n, projection_quantiles, N_QUANTILES, c->o.q);
}

static void some_columns(void *self, int i, Arena *scratch)
{
    Summary *s = self;
    int first = i * BESIDE, n = s->n - first < BESIDE ? s->n - first : BESIDE;
    size_t K = (size_t)s->e->K;
    double *values = NEW_ARRAY(scratch, double, BESIDE *K);
    for (size_t k = 0; k < K; k++)
        for (int c = 0; c < n; c++)
            values[(size_t)c * K + k] = value(&s->columns[s->order[first + c]], k);
    for (int c = 0; c < n; c++)
        describe(&s->columns[s->order[first + c]], values + (size_t)c * K, s->e->K);
}

/* Columns of the same arrays together, in the order of the arrays. */
static void put_in_order(Summary *s)
{
    int n = 0;
    s->order = NEW_ARRAY(s->arena, int, s->n + 1);
    for (int kind = 0; kind < 3; kind++)
        for (int i = 0; i < s->n; i++) {
            const SummaryColumn *c = &s->columns[i];
            int of = c->less ? 0 : c->plus ? 1 : 2;
            if (of == kind)
                s->order[n++] = i;
        }
}

void projection_summarise(Arena *a, const Plan *plan, const Ensemble *e, int threads,
                          Projection *p)
{
    Summary s = {.plan = plan, .e = e, .arena = a};
    for (int t = 0; t <= plan->shown_steps; t++) {
        for (int g = 0; g < e->G; g++)
            list_group(&s, t, g);
        for (int part = 0; part < SUPPLY_PARTS; part++)
            list_part(&s, t, (SupplyPart)part);
        list_heads(&s, t);
    }
    for (int t = 0; t <= plan->shown_steps; t++)
        list_extras(&s, t);
    put_in_order(&s);
    parallel_for((s.n + BESIDE - 1) / BESIDE, threads, some_columns, &s);
    for (int i = 0; i < s.n; i++)
        if (!s.columns[i].if_any || s.columns[i].any)
            *PUSH(a, p->outcomes, p->n, p->room) = s.columns[i].o;
}
