/* Decides the demand of a line and group in a year:
 *     level(t) x product of (1 + annual) x (1 + demographic(t)) x (1 + sum of other(t)),
 * the composition of the Dutch model (Van Greuningen and others, Human Resources for Health
 * 2012). Drivers for all groups and for the group itself both count: annual ones multiply, the
 * others add. Where the levels come from is left to the plan. */
#include "sim/engine.h"
#include "sim/series.h"
#include <math.h>
#include <string.h>

typedef struct Demand {
    const Plan *p;
    const double *theta;
    int n_drivers;
    const Series *drivers;
} Demand;

/* A total effect grows in a straight line from nothing at the start. */
static double effect_at(const Demand *d, const Series *s, int year)
{
    int start = d->p->start_year, first = s->rows[0]->year;
    if (first != ALL_YEARS && first > start && year < first)
        return series_value(s, d->p, d->theta, first) * (year - start) / (first - start);
    return series_value(s, d->p, d->theta, year);
}

static double growth(const Demand *d, const Series *s, int year)
{
    double factor = 1;
    for (int y = d->p->start_year + 1; y <= year; y++)
        factor *= 1 + series_value(s, d->p, d->theta, y);
    return factor;
}

static double factor_of(const Demand *d, int line, int group, int year)
{
    double annual = 1, demographic = 0, other = 0;
    for (int i = 0; i < d->n_drivers; i++) {
        const Series *s = &d->drivers[i];
        const Row *row = s->rows[0];
        if (row->line != line || (row->group != ANY && row->group != group))
            continue;
        if (row->kind == DRIVER_ANNUAL)
            annual *= growth(d, s, year);
        else if (row->kind == DRIVER_DEMOGRAPHIC)
            demographic += effect_at(d, s, year);
        else
            other += effect_at(d, s, year);
    }
    return annual * (1 + demographic) * (1 + other);
}

/* The total of a line that states none: over the sectors, or else over one family of sets. */
static void add_up(const Plan *p, double *of_line)
{
    int G = p->n_groups, sectors = G - p->n_sets;
    const char *family = NULL;
    double sum = 0;
    bool any = false;
    for (int group = 0; group < G && isnan(of_line[G]); group++) {
        if (isnan(of_line[group]))
            continue;
        const char *of = group < sectors ? "" : p->sets[group - sectors].family;
        if (!family)
            family = of;
        if (strcmp(of, family) != 0)
            continue;
        sum += of_line[group];
        any = true;
    }
    if (any)
        of_line[G] = sum;
}

void demand_at(const Plan *p, const double *theta, int step, double *demand)
{
    SCOPED_ARENA scratch = arena_new();
    int G = p->n_groups, year = plan_year(p, step);
    Series *levels, *drivers;
    int n_levels = series_of_part(scratch, p, PART_DEMAND, &levels);
    Demand d = {.p = p, .theta = theta};
    d.n_drivers = series_of_part(scratch, p, PART_DRIVER, &drivers);
    d.drivers = drivers;
    for (int i = 0; i < p->n_lines * (G + 1); i++)
        demand[i] = NAN;
    for (int i = 0; i < n_levels; i++) {
        const Row *row = levels[i].rows[0];
        int group = row->group == ANY ? G : row->group;
        demand[row->line * (G + 1) + group] = series_value(&levels[i], p, theta, year) *
                                              factor_of(&d, row->line, row->group, year);
    }
    for (int line = 0; line < p->n_lines; line++)
        add_up(p, demand + line * (G + 1));
}
