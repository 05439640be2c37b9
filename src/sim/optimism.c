/* Decides which assumptions are optimistic, and how likely the targets are met without each.
 *
 * By rule, not by label, so that none is forgotten: a driver whose central value is below 0
 * lowers demand; joiners, registration and capture that grow, exits and drop-outs that fall,
 * and limits that widen with the years promise that later will be better than now. Off means: a
 * driver is left out; what changes with the years stays as in its first year. The intakes stay
 * as recommended, but no more than a narrower limit leaves of them. Draws are the same with and
 * without (streams are named by row), so that the difference is the assumption's. */
#include "sim/lever.h"
#include "sim/needed.h"
#include "sim/programme.h"
#include "sim/verify_sample.h"
#include <math.h>

/* Rows of one assumption: all keys alike but the year. */
static bool is_same_key(const Row *a, const Row *b)
{
    return a->part == b->part && a->state == b->state && a->to == b->to &&
           a->age_from == b->age_from && a->age_to == b->age_to && a->route == b->route &&
           a->study_year == b->study_year && a->line == b->line && a->group == b->group &&
           a->kind == b->kind && a->area == b->area && a->parameter == b->parameter &&
           a->factor == b->factor && a->service == b->service && a->band == b->band;
}

/* The row of the key's first year. */
static int first_of(const Plan *p, int i)
{
    int first = i;
    for (int k = 0; k < p->n_rows; k++)
        if (is_same_key(&p->rows[k], &p->rows[i]) && p->rows[k].year < p->rows[first].year)
            first = k;
    return first;
}

/* Whether some later year of the key is above (or below) the first by more than rounding. */
static bool changes(const Plan *p, int first, int side)
{
    double base = p->rows[first].value;
    for (int k = 0; k < p->n_rows; k++)
        if (is_same_key(&p->rows[k], &p->rows[first]) &&
            side * (p->rows[k].value - base) > 1e-9 * (1 + fabs(base)))
            return true;
    return false;
}

static bool falls_below_0(const Plan *p, int first)
{
    for (int k = 0; k < p->n_rows; k++)
        if (is_same_key(&p->rows[k], &p->rows[first]) && p->rows[k].value < 0)
            return true;
    return false;
}

/* Limits of one kind that widen are one promise: the first of them stands for all. */
static bool is_widening_before(const Plan *p, int i)
{
    for (int k = 0; k < i; k++)
        if (p->rows[k].part == PART_LIMIT && p->rows[k].kind == p->rows[i].kind &&
            p->rows[k].year != ALL_YEARS && first_of(p, k) == k && changes(p, k, 1))
            return true;
    return false;
}

static bool is_optimistic(const Plan *p, int i, OptimismKind *kind)
{
    const Row *row = &p->rows[i];
    bool timed = row->year != ALL_YEARS && first_of(p, i) == i;
    switch (row->part) {
    case PART_DRIVER:
        *kind = OPTIMISM_DEMAND;
        return first_of(p, i) == i && falls_below_0(p, i);
    case PART_JOINER:
        *kind = OPTIMISM_RETURNS;
        return timed && changes(p, i, 1);
    case PART_REGISTRATION:
    case PART_CAPTURE:
        *kind = OPTIMISM_CAPTURES;
        return timed && changes(p, i, 1);
    case PART_EXIT:
    case PART_ATTRITION:
        *kind = OPTIMISM_STAYS;
        return timed && changes(p, i, -1);
    case PART_LIMIT:
        *kind = OPTIMISM_LIMITS;
        return timed && row->kind != LIMIT_MINIMUM && row->kind != LIMIT_LEAST_SHARE &&
               changes(p, i, 1) && !is_widening_before(p, i);
    default:
        return false;
    }
}

/* The plan without the assumption of row i. */
static Plan without(Arena *a, const Plan *p, int i)
{
    Plan q = *p;
    q.rows = NEW_ARRAY(a, Row, p->n_rows + 1);
    memcpy(q.rows, p->rows, (size_t)p->n_rows * sizeof *q.rows);
    for (int k = 0; k < q.n_rows; k++) {
        Row *row = &q.rows[k];
        bool limit = row->part == PART_LIMIT && p->rows[i].part == PART_LIMIT &&
                     row->kind == p->rows[i].kind;
        if (!limit && !is_same_key(&p->rows[k], &p->rows[i]))
            continue;
        if (limit) {
            row->value = p->rows[first_of(p, k)].value;
        } else if (row->part == PART_DRIVER) {
            row->value = 0;
            row->dist = (Dist){.kind = DIST_FIXED};
            row->stretch = row->shift = 0;
        } else {
            row->value = p->rows[i].value;
            row->dist = p->rows[i].dist;
            row->stretch = p->rows[i].stretch;
            row->shift = p->rows[i].shift;
        }
    }
    return q;
}

/* Intakes x under limits that may be narrower: as much of each yearly total as they leave. */
static bool squeeze(Arena *a, Err *err, Decision *d, const double *x, IntakePath *out)
{
    const double *most;
    if (!level_top(a, err, d, &most, NULL))
        return false;
    double *y = NEW_ARRAY(a, double, d->p->n_routes * d->n_years + 1);
    memcpy(y, x, (size_t)(d->p->n_routes * d->n_years) * sizeof *y);
    for (int j = d->from; j <= d->to; j++) {
        double total = 0;
        for (int r = 0; r < d->p->n_routes; r++)
            total += is_decided(d, r, j) ? x[r * d->n_years + j] : 0;
        double part = total > most[j] ? most[j] / total : 1;
        for (int r = 0; r < d->p->n_routes; r++)
            if (is_decided(d, r, j))
                y[r * d->n_years + j] *= part;
    }
    *out = path_of(d, y);
    return true;
}

static SampleShare share_of(const Decision *d, const Ensemble *e, const double *x)
{
    SCOPED_ARENA a = arena_new();
    Outlook o = path_outlook(a, d, e, NULL, x, .5, true);
    return sample_share((int)floor(o.probability * e->K + 1e-6), e->K);
}

/* Whether the rows of a part say what the limits leave: they themselves, and those who drop out
 * and need no hours and no money any more. */
static bool moves_limits(Part part)
{
    return part == PART_LIMIT || part == PART_ATTRITION;
}

/* The futures without the assumption, as far as they are other ones. */
static bool futures_without(Arena *a, Err *err, const CommissionPrepared *prepared,
                            const Plan *q, const Row *row, const PrepareOptions *o,
                            Ensemble *out)
{
    *out = *commission_ensemble(prepared);
    if (moves_need_only(row->part))
        return needed_again(a, err, q, o, commission_ensemble(prepared), out);
    return commission_may_keep(prepared, q) ||
           ensemble_run_of(a, err, q, o->seed, o->K, o->threads, o->noise, ENSEMBLE_POINTS,
                           o->watch, out);
}

static bool share_without(Err *err, const CommissionPrepared *prepared, const Plan *q,
                          const Row *row, const double *x, SampleShare *out)
{
    SCOPED_ARENA a = arena_new();
    PrepareOptions o = *commission_options(prepared);
    Ensemble e;
    Decision d;
    IntakePath path = {0};
    Watch watch = o.watch ? *o.watch : (Watch){0};
    watch.keep = NULL; /* what is kept is known by the seed, which is the same here */
    o.watch = &watch;
    if (!futures_without(a, err, prepared, q, row, &o, &e) || !decision_new(a, err, q, &d) ||
        (moves_limits(row->part) && !squeeze(a, err, &d, x, &path)))
        return false;
    *out = share_of(&d, &e, path.x ? path.x : x);
    return true;
}

bool commission_optimism(Arena *a, Err *err, const CommissionPrepared *prepared, const Plan *p,
                         const double *x, Optimism **out, int *n)
{
    Optimism *list = NEW_ARRAY(a, Optimism, p->n_rows + 1);
    Decision d;
    int found = 0;
    if (!decision_new(a, err, p, &d))
        return false;
    SampleShare all = share_of(&d, commission_ensemble(prepared), x);
    for (int i = 0; i < p->n_rows; i++) {
        Optimism *o = &list[found];
        SCOPED_ARENA scratch = arena_new();
        if (p->rows[i].like != ANY || !is_optimistic(p, i, &o->kind))
            continue;
        Plan q = without(scratch, p, i);
        if (!share_without(err, prepared, &q, &p->rows[i], x, &o->met))
            return false;
        o->id = p->rows[i].id;
        o->row = i;
        o->met_all = all;
        found++;
    }
    *out = list;
    *n = found;
    return true;
}
