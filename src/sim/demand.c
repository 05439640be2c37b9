/* Decides the demand of a line and group in a year:
 *
 *     source(t) x product of (1 + annual) x (1 + demographic(t)) x (1 + sum of other(t)) x
 * shock
 *         -> raked to the line's total -> plus the posts that clear a waiting list.
 *
 * The composition of drivers is that of the Dutch model (Van Greuningen and others, Human
 * Resources for Health 2012). Drivers for all groups and for the group itself both count:
 * annual ones multiply, the others add. The source is a level or work (demand_work.c). */
#include "sim/demand.h"
#include "sim/engine.h"
#include "sim/small_area.h"
#include <string.h>

#define N_(text) text /* translated where it is told */

/* ---------------------------------------------------------------- drivers */

/* A total effect grows in a straight line from nothing at the start. */
static double effect_at(const Demand *d, const double *theta, const Series *s, int year)
{
    int start = d->p->start_year, first = s->rows[0]->year;
    if (first != ALL_YEARS && first > start && year < first)
        return series_value(s, d->p, theta, first) * (year - start) / (first - start);
    return series_value(s, d->p, theta, year);
}

static double growth(const Demand *d, const double *theta, const Series *s, int year)
{
    double factor = 1;
    for (int y = d->p->start_year + 1; y <= year; y++)
        factor *= 1 + series_value(s, d->p, theta, y);
    return factor;
}

/* group n_groups = all together, to which only drivers of all groups belong. */
static double factor_of(const Demand *d, const double *theta, int line, int group, int year)
{
    double annual = 1, demographic = 0, other = 0;
    for (int i = 0; i < d->n_drivers; i++) {
        const Series *s = &d->drivers[i];
        const Row *row = s->rows[0];
        if (row->line != line || (row->group != ANY && row->group != group))
            continue;
        if (row->kind == DRIVER_ANNUAL)
            annual *= growth(d, theta, s, year);
        else if (row->kind == DRIVER_DEMOGRAPHIC)
            demographic += effect_at(d, theta, s, year);
        else
            other += effect_at(d, theta, s, year);
    }
    return annual * (1 + demographic) * (1 + other);
}

/* The shock of all demand in a step, without a place to keep its course. */
static double shock_now(const Demand *d, const double *theta, int step)
{
    int i =
        d->shocks.n ? d->shocks.of[SHOCK_DEMAND * (d->p->n_states + 1) + d->p->n_states] : -1;
    if (i < 0 || step < 1)
        return 0;
    const StepShock *s = &d->shocks.items[i];
    double phi =
        s->persistence ? series_value(s->persistence, d->p, theta, plan_year(d->p, 1)) : 0;
    double u = 0;
    phi = fmin(fmax(phi, 0), 0.999999);
    for (int t = 0; t < step; t++) {
        double e = theta[s->innovation->rows[t] - d->p->rows];
        u = t == 0 ? e : phi * u + sqrt(1 - phi * phi) * e;
    }
    return u * fmax(0, series_value(s->sd, d->p, theta, plan_year(d->p, step)));
}

/* ---------------------------------------------------------------- totals */

/* The family over which a line adds up: the sectors, or else the first family of sets that has
 * a value; -1 where no group has one. */
static int family_of(const Demand *d, const double *of_line)
{
    for (int group = 0; group < d->p->n_groups; group++)
        if (!isnan(of_line[group]))
            return d->family[group];
    return -1;
}

static double sum_of(const Demand *d, const double *of_line, int family)
{
    double sum = 0;
    for (int group = 0; group < d->p->n_groups; group++)
        if (d->family[group] == family && !isnan(of_line[group]))
            sum += of_line[group];
    return family < 0 ? NAN : sum;
}

static void add_sources(const Demand *d, const double *theta, int step, bool shrink,
                        double *demand)
{
    int G = d->p->n_groups, year = plan_year(d->p, step);
    double shock = shock_count(1, shock_by(shock_now(d, theta, step)));
    for (int i = 0; i < d->n_levels; i++) {
        const Row *row = d->levels[i].rows[0];
        int group = row->group == ANY ? G : row->group;
        demand[row->line * (G + 1) + group] = series_value(&d->levels[i], d->p, theta, year) *
                                              factor_of(d, theta, row->line, row->group, year) *
                                              shock;
    }
    for (int i = 0; i < d->n_work; i++) {
        const Work *w = &d->work[i];
        demand[w->line * (G + 1) + w->group] =
            work_needs(d, theta, w, year, shrink) *
            factor_of(d, theta, w->line, w->group == G ? ANY : w->group, year) * shock;
    }
}

/* Posts that clear waiting lists, on top of what keeps up. In the total count those of the
 * family that adds up; a list of all groups together counts in the total only. */
static void add_backlogs(const Demand *d, const double *theta, int year, int line, int family,
                         double *of_line)
{
    int G = d->p->n_groups;
    for (int i = 0; i < d->n_backlogs; i++) {
        const Backlog *b = &d->backlogs[i];
        if (b->line != line)
            continue;
        double posts = backlog_posts(d, theta, b, year);
        of_line[b->group] += posts;
        if (b->group != G && d->family[b->group] == family)
            of_line[G] += posts;
    }
}

static void compose(const Demand *d, const double *theta, int step, bool adjust, double *demand)
{
    const Plan *p = d->p;
    int G = p->n_groups, year = plan_year(p, step);
    for (int i = 0; i < p->n_lines * (G + 1); i++)
        demand[i] = NAN;
    add_sources(d, theta, step, adjust, demand);
    for (int line = 0; line < p->n_lines; line++) {
        double *of_line = demand + line * (G + 1);
        int family = family_of(d, of_line);
        bool own = !isnan(of_line[G]);
        for (int i = 0; i < d->n_families && adjust && own && p->raked && p->raked[line]; i++)
            small_area_rake_line(of_line, G, d->family, i, of_line[G]);
        if (!own)
            of_line[G] = sum_of(d, of_line, family);
        add_backlogs(d, theta, year, line, family, of_line);
    }
}

void demand_of(const Demand *d, const double *theta, int step, double *demand, double *before)
{
    compose(d, theta, step, true, demand);
    if (before)
        compose(d, theta, step, false, before);
}

/* ---------------------------------------------------------------- layout */

static void find_families(Arena *a, Demand *d)
{
    const Plan *p = d->p;
    int sectors = p->n_groups - p->n_sets;
    d->family = NEW_ARRAY(a, int, p->n_groups + 1);
    d->n_families = 1;
    for (int group = sectors; group < p->n_groups; group++) {
        int known = sectors;
        while (known < group &&
               strcmp(p->sets[known - sectors].family, p->sets[group - sectors].family) != 0)
            known++;
        d->family[group] = known < group ? d->family[known] : d->n_families++;
    }
}

/* A group that counts nobody as supply needs nobody either. */
static bool counts(const Plan *p, int group)
{
    for (int state = 0; state < p->n_states; state++)
        if (p->states[state].weight > 0 && plan_in_group(p, group, state))
            return true;
    return false;
}

/* Raking needs a total, and all the parts that make it up. */
static void check_raking(Arena *a, Demand *d, int line)
{
    const Plan *p = d->p;
    int G = p->n_groups;
    bool *has = NEW_ARRAY(a, bool, G + 1), *any = NEW_ARRAY(a, bool, d->n_families);
    for (int i = 0; i < d->n_levels; i++) {
        const Row *row = d->levels[i].rows[0];
        if (row->line == line)
            has[row->group == ANY ? G : row->group] = true;
    }
    for (int i = 0; i < d->n_work; i++)
        if (d->work[i].line == line)
            has[d->work[i].group] = true;
    if (!has[G])
        demand_problem(d, NULL,
                       N_("line '%s' is raked, but has no row for all groups together"),
                       p->lines[line]);
    for (int group = 0; group < G; group++)
        any[d->family[group]] |= has[group];
    for (int group = 0; group < G; group++)
        if (!has[group] && any[d->family[group]] && counts(p, group))
            demand_problem(
                d, NULL,
                N_("line '%s' is raked, but group '%s' has no value: its share would "
                   "go to the others"),
                p->lines[line], p->groups[group]);
}

void demand_problem(const Demand *d, const Row *row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (d->told)
        d->told->say(d->told->self, row, format, args);
    va_end(args);
}

static Demand *lay_out(Arena *a, const Plan *p, const DemandTold *told)
{
    Demand *d = NEW(a, Demand);
    Series *levels, *drivers;
    *d = (Demand){.p = p, .told = told};
    d->n_levels = series_of_part(a, p, PART_DEMAND, &levels);
    d->n_drivers = series_of_part(a, p, PART_DRIVER, &drivers);
    d->levels = levels;
    d->drivers = drivers;
    shocks_new(a, p, &d->shocks);
    find_families(a, d);
    demand_lay_out_work(a, d);
    for (int line = 0; line < p->n_lines; line++)
        if (p->raked && p->raked[line])
            check_raking(a, d, line);
    d->told = NULL;
    return d;
}

Demand *demand_new(Arena *a, const Plan *p)
{
    return lay_out(a, p, NULL);
}

void demand_tell(Arena *a, const Plan *p, const DemandTold *told)
{
    lay_out(a, p, told);
}

static void say_first(void *self, const Row *row, const char *format, va_list args)
{
    (void)row;
    (void)fail_va(self, ERR_INVALID, format, args);
}

bool demand_check(Arena *a, Err *err, const Plan *p)
{
    demand_tell(a, p, &(DemandTold){err, say_first});
    return err->kind == ERR_NONE;
}

void demand_at(const Plan *p, const double *theta, int step, double *demand)
{
    SCOPED_ARENA scratch = arena_new();
    demand_of(demand_new(scratch, p), theta, step, demand, NULL);
}
