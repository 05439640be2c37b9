/* Decides the path of intakes that a common level per year becomes under the limits. Whole
 * numbers are left to whole.c.
 *
 * The totals of the years are course.c's. Here the routes: each has its share of the total
 * where the limits allow that, else the routes are as near to it as they can be. That is worked
 * out only at the levels where something changes (the knots); between two of them the path is
 * straight, which keeps every limit that both ends keep. */
#include "sim/course.h"
#include <math.h>

/* Deviations of a route from its share cost more the further they go (relative widths), so that
 * what must move is spread over the years instead of emptying one course. */
static const double widths[] = {.02, .03, .05, .1, .2, .3, .3, INFINITY};
enum {
    WIDTHS = sizeof widths / sizeof *widths,
    MOST_KNOTS = 200,
    DEEPEST = 6,
    MANY_CELLS = 60,
    FEW_KNOTS = 24
};

typedef struct Knot {
    double level;
    const double *x;
    bool shared; /* every route has its share */
} Knot;

typedef struct Path { /* while it is made */
    Arena *a;
    const Decision *d;
    Course c;
    /* [n_routes][n_years]: rows intake + less - more = share of the total, and the first of
     * WIDTHS pairs of variables less and more; NULL until they are needed */
    int *row, *less;
    int n, room, most_knots; /* fewer where a programme is large */
    Knot *knots;
} Path;

/* ---------------------------------------------------------------- routes */

static bool keeps_limits(const Decision *d, const double *x)
{
    for (int i = 0; i < d->n_limits; i++) {
        const Limit *l = &d->limits[i];
        double use = limit_use(d, l, x);
        if (use > limit_most(l) + 1e-7 * (1 + fabs(limit_most(l))) ||
            use < limit_least(l) - 1e-7 * (1 + fabs(limit_least(l))))
            return false;
    }
    return true;
}

/* The mix of the totals, whether or not the limits allow it. */
static double *shared(const Path *p, double level)
{
    const Decision *d = p->d;
    size_t n = (size_t)(d->p->n_routes * d->n_years);
    double *x = NEW_ARRAY(p->a, double, n + 1);
    memcpy(x, d->own, n * sizeof *x);
    for (int j = d->from; j <= d->to; j++)
        if (course_has(&p->c, j))
            course_mix(&p->c, j, course_total(&p->c, j, level), x);
    return x;
}

/* The prices are those of every level, so that one level's answer is where the next one's
 * search starts. */
static void prepare_split(Path *p)
{
    int n = p->d->p->n_routes * p->d->n_years;
    lp_costs_clear(p->c.lp);
    p->row = NEW_ARRAY(p->a, int, n + 1);
    p->less = NEW_ARRAY(p->a, int, n + 1);
    for (int at = 0; at < n; at++) {
        LpSum sum = {.arena = p->a};
        double far = 0;
        if (p->d->var[at] < 0)
            continue;
        lp_add(&sum, p->d->var[at], 1);
        for (int i = 0; i < WIDTHS; i++) {
            double price = far + (isinf(widths[i]) ? 1 : widths[i] / 2);
            int less = lp_var(p->c.lp, 0, 0, price, false),
                more = lp_var(p->c.lp, 0, 0, price, false);
            far += widths[i];
            if (i == 0)
                p->less[at] = less;
            lp_add(&sum, less, 1);
            lp_add(&sum, more, -1);
        }
        p->row[at] = lp_row(p->c.lp, &sum, 0, 0);
    }
}

/* Where a cohort's share is, from which its distance is counted. */
static void set_share(const Path *p, int at, double share)
{
    lp_row_bounds(p->c.lp, p->row[at], share, share);
    for (int i = 0; i < 2 * WIDTHS; i++)
        lp_var_bounds(p->c.lp, p->less[at] + i, 0, fmax(share, 1) * widths[i / 2]);
}

/* The routes as near to their shares of the totals as the limits allow. */
static bool split(Path *p, double level, const double **x)
{
    const Decision *d = p->d;
    bool found;
    if (!p->row)
        prepare_split(p);
    lp_var_bounds(p->c.lp, p->c.level, 0, UNLIMITED);
    for (int j = d->from; j <= d->to; j++) {
        double total = course_total(&p->c, j, level);
        if (!course_has(&p->c, j))
            continue;
        course_hold(&p->c, j, total);
        for (int r = 0; r < d->p->n_routes; r++)
            if (is_decided(d, r, j))
                set_share(p, r * d->n_years + j, course_share(&p->c, r, j, total));
    }
    if (!course_solve(&p->c, &found))
        return false;
    /* The totals leave room by construction; what is lost to rounding is not worth an error. */
    if (found)
        *x = decision_path(p->a, d).x;
    return true;
}

static bool knot_at(Path *p, double level, Knot *out)
{
    *out = (Knot){.level = level, .x = shared(p, level)};
    out->shared = keeps_limits(p->d, out->x);
    return out->shared || split(p, level, &out->x);
}

/* ---------------------------------------------------------------- knots */

static void add_knot(Path *p, const Knot *knot)
{
    *PUSH(p->a, p->knots, p->n, p->room) = *knot;
}

/* The part of the way between two knots up to which the shares keep every limit that they keep
 * at the first. */
static double shared_part(const Path *p, const Knot *from, const Knot *to)
{
    const double *end = shared(p, to->level);
    double part = 1;
    for (int i = 0; i < p->d->n_limits; i++) {
        const Limit *l = &p->d->limits[i];
        double a = limit_use(p->d, l, from->x), b = limit_use(p->d, l, end);
        if (b > limit_most(l) && b > a)
            part = fmin(part, fmax(0, (limit_most(l) - a) / (b - a)));
        if (b < limit_least(l) && b < a)
            part = fmin(part, fmax(0, (a - limit_least(l)) / (a - b)));
    }
    return part;
}

/* Puts the knots of (from, to] in place: another where a place would be off without it. */
static bool add_knots(Path *p, const Knot *from, const Knot *to, int depth)
{
    Knot mid;
    double width = to->level - from->level, off = 0;
    if ((from->shared && to->shared) || depth >= DEEPEST || p->n >= p->most_knots ||
        width < 1) {
        add_knot(p, to);
        return true;
    }
    double part = from->shared ? shared_part(p, from, to) : 0;
    bool bend = part > 1e-6 && part < 1 - 1e-6;
    if (!bend) /* far beyond all limits levels are spread by multiplying */
        part = width > 100 * (1 + from->level) ? (1 + 3 * from->level) / width : 0.5;
    if (!knot_at(p, from->level + part * width, &mid))
        return false;
    for (int at = 0; at < p->d->p->n_routes * p->d->n_years; at++)
        off = fmax(off, fabs(from->x[at] + part * (to->x[at] - from->x[at]) - mid.x[at]));
    if (bend || off > 1)
        return add_knots(p, from, &mid, depth + 1) && add_knots(p, &mid, to, depth + 1);
    add_knot(p, to);
    return true;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Between the levels at which some year starts or stops rising or its mix bends, all is
 * straight as long as the mix can be had. */
static bool find_knots(Path *p, double highest)
{
    int per_year = 2 * p->d->p->n_routes + 2;
    double *levels = NEW_ARRAY(p->a, double, per_year * p->d->n_years + 1);
    Knot from, to;
    int n = 0;
    for (int j = p->d->from; j <= p->d->to; j++)
        if (course_has(&p->c, j)) {
            levels[n++] = p->c.least[j];
            levels[n++] = p->c.most[j];
            n += p->c.keeps_mix ? course_bends(&p->c, j, levels + n) : 0;
        }
    qsort(levels, (size_t)n, sizeof *levels, by_size);
    levels[n++] = highest;
    if (!knot_at(p, 0, &from))
        return false;
    add_knot(p, &from);
    for (int i = 0; i < n; i++) {
        bool near = levels[i] <= from.level + 1e-6 || levels[i] >= highest - 1e-6;
        if (near && i < n - 1)
            continue;
        if (!knot_at(p, levels[i], &to) || !add_knots(p, &from, &to, 0))
            return false;
        from = to;
    }
    return true;
}

/* ---------------------------------------------------------------- the path */

static bool find_path(Path *p, LevelPath *out)
{
    double most = 0;
    for (int j = p->d->from; j <= p->d->to; j++)
        most = course_has(&p->c, j) ? fmax(most, p->c.most[j]) : most;
    if (!find_knots(p, fmax(most, 1)))
        return false;
    double *levels = NEW_ARRAY(p->a, double, p->n + 1);
    const double **x = NEW_ARRAY(p->a, const double *, p->n + 1);
    for (int i = 0; i < p->n; i++) {
        levels[i] = p->knots[i].level;
        x[i] = p->knots[i].x;
    }
    *out = (LevelPath){.d = p->d,
                       .n = p->n,
                       .levels = levels,
                       .x = x,
                       .least = p->c.least,
                       .most = p->c.most,
                       .most_level = most < UNLIMITED ? most : INFINITY};
    return true;
}

/* The programme of the path, and what the totals may be. */
static bool open_path(Path *p, Lp *lp, Decision *d)
{
    bool conflict, settled;
    p->c.lp = lp;
    decision_build(p->a, d, lp, false);
    if (!decision_settle(d, p->c.err, &conflict, &settled))
        return false;
    int cells = 0;
    for (int at = 0; at < d->p->n_routes * d->n_years; at++)
        cells += d->var[at] >= 0;
    p->most_knots = cells > MANY_CELLS ? FEW_KNOTS : MOST_KNOTS;
    lp_warm(lp);
    course_prepare(&p->c);
    lp_note_rows(lp);
    return course_run(&p->c);
}

bool level_path_new(Arena *a, Err *err, Decision *d, LevelPath *out)
{
    Path p = {.a = a, .d = d, .c = {.a = a, .err = err, .d = d}};
    SCOPED_LP lp = lp_new(a);
    bool done = open_path(&p, lp, d) && find_path(&p, out);
    d->lp = NULL; /* it ends here; the limits stay */
    return done;
}

/* Limits of routes are part of the mix, and a floor may be, without being a row that holds. */
static bool shapes_mix(const Course *c, const Limit *l)
{
    bool own = l->route != ANY && (l->kind == LIMIT_CAPACITY || l->kind == LIMIT_MINIMUM);
    return l->kind == LIMIT_LEAST_SHARE || (own && c->keeps_mix);
}

bool level_top(Arena *a, Err *err, Decision *d, const double **most, const double **x)
{
    Path p = {.a = a, .d = d, .c = {.a = a, .err = err, .d = d}};
    SCOPED_LP lp = lp_new(a);
    Knot top;
    double highest = 1;
    bool done = open_path(&p, lp, d), conflict = false;
    for (int j = d->from; j <= d->to && done; j++)
        highest = course_has(&p.c, j) ? fmax(highest, p.c.most[j]) : highest;
    if (done && x) {
        done = knot_at(&p, highest, &top);
        *x = top.x;
    }
    for (int i = 0; i < d->n_limits; i++)
        conflict |= d->limits[i].give_over > 0 || d->limits[i].give_under > 0;
    for (int i = 0; i < d->n_limits; i++)
        d->limits[i].holds =
            conflict || shapes_mix(&p.c, &d->limits[i]) || lp_held(lp, d->limits[i].row);
    d->lp = NULL;
    *most = p.c.most;
    return done;
}

static double *between(Arena *a, const LevelPath *path, double level)
{
    int i = 1, n = path->d->p->n_routes * path->d->n_years;
    while (i < path->n - 1 && level > path->levels[i])
        i++;
    double part = (level - path->levels[i - 1]) / (path->levels[i] - path->levels[i - 1]);
    if (isfinite(path->most_level))
        part = fmin(part, 1);
    double *x = NEW_ARRAY(a, double, n + 1);
    const double *low = path->x[i - 1], *high = path->x[i];
    for (int at = 0; at < n; at++)
        x[at] = part == 1 ? high[at] : low[at] + part * (high[at] - low[at]);
    return x;
}

IntakePath path_at_level(Arena *a, const LevelPath *path, double level, bool whole)
{
    const Decision *d = path->d;
    double *x = between(a, path, fmax(level, 0));
    if (!whole || !(d->p->whole_places || d->lumpy))
        return path_of(d, x);
    double *totals = NEW_ARRAY(a, double, d->n_years + 1);
    for (int j = d->from; j <= d->to; j++) {
        double least = path->least[j], most = path->most[j];
        totals[j] = fmin(fmax(level, least), most);
        if (d->p->whole_places)
            totals[j] = fmax(fmin(nearbyint(level), floor(most + 1e-6)), ceil(least - 1e-6));
        totals[j] = fmax(0, totals[j] - settled(d, j));
    }
    return whole_path(a, d, x, totals);
}

bool level_path(Arena *a, Err *err, const Plan *p, double level, IntakePath *out)
{
    Decision d;
    LevelPath path;
    if (!decision_new(a, err, p, &d) || !level_path_new(a, err, &d, &path))
        return false;
    *out = path_at_level(a, &path, level, true);
    return true;
}
