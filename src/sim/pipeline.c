/* Decides how graduates become joiners: the posts they take and their ages; and how a plan's
 * intakes are read. Formula per cohort:
 *     joiners = intake x share that graduates (study.c) x registration x capture x age share.
 * Posts that are chosen by their appeal are left to capture.c, and what joiners do to the stock
 * to the modes. */
#include "sim/rates.h"
#include <math.h>

static int longest_route(const Plan *p)
{
    int longest = 0;
    for (int i = 0; i < p->n_routes; i++) {
        int years = p->routes[i].length + p->routes[i].repeats;
        longest = years > longest ? years : longest;
    }
    return longest;
}

int plan_first_intake_year(const Plan *p)
{
    return p->start_year + 1 - longest_route(p);
}

int plan_intake_years(const Plan *p)
{
    return plan_year(p, p->n_steps) - plan_first_intake_year(p) + 1;
}

/* ------------------------------------------------------------------ values by route */

/* How particular a row is to the key, or -1 when it does not match. */
static int match(const Row *row, Part part, int kind, int route, int study_year, int area)
{
    if (row->part != part || (part == PART_LIMIT && row->kind != kind) || row->area != area)
        return -1;
    if ((row->route != ANY && row->route != route) ||
        (row->study_year != ANY && row->study_year != study_year))
        return -1;
    return 2 * (row->route != ANY) + (row->study_year != ANY);
}

double plan_value(const Plan *p, const double *theta, Part part, int kind, int route,
                  int study_year, int year, double missing)
{
    return plan_value_in_area(p, theta, part, kind, route, study_year, ANY, year, missing);
}

/* plan_value_in_area() among the rows first..last. */
static double value_among(const Plan *p, const double *theta, int first, int last, Part part,
                          int kind, int route, int study_year, int area, int year,
                          double missing)
{
    int best = -1, before = -1, after = -1; /* rows around the year */
    for (int i = first; i <= last; i++) {
        const Row *row = &p->rows[i];
        int rank = match(row, part, kind, route, study_year, area);
        if (rank < 0 || rank < best)
            continue;
        if (rank > best) {
            best = rank;
            before = after = -1;
        }
        if (row->year == ALL_YEARS || row->year <= year) {
            if (before < 0 || row->year > p->rows[before].year)
                before = i;
        } else if (after < 0 || row->year < p->rows[after].year) {
            after = i;
        }
    }
    if (best < 0)
        return missing;
    if (before < 0)
        return part == PART_INTAKE ? 0 : theta[after];
    if (after < 0 || p->rows[before].year == ALL_YEARS)
        return theta[before];
    double span = p->rows[after].year - p->rows[before].year;
    return theta[before] +
           (theta[after] - theta[before]) * (year - p->rows[before].year) / span;
}

double plan_value_in_area(const Plan *p, const double *theta, Part part, int kind, int route,
                          int study_year, int area, int year, double missing)
{
    int from, to;
    plan_part(p, part, &from, &to);
    return value_among(p, theta, from, to, part, kind, route, study_year, area, year, missing);
}

void plan_intake(const Plan *p, const double *theta, double *x)
{
    int first = plan_first_intake_year(p), n = plan_intake_years(p), from, to;
    plan_part(p, PART_INTAKE, &from, &to);
    for (int route = 0; route < p->n_routes; route++)
        for (int j = 0; j < n; j++)
            x[route * n + j] = fmax(0, value_among(p, theta, from, to, PART_INTAKE, ANY, route,
                                                   ANY, ANY, first + j, 0));
}

/* ------------------------------------------------------------------ layout */

static void lay_out_route(Arena *a, Rates *r, int route, const Series *capture, int n_capture,
                          const Series *ages, int n_ages)
{
    RouteRates *rr = &r->routes[route];
    int *states;
    Series *posts = NEW_ARRAY(a, Series, n_capture), *entry = NEW_ARRAY(a, Series, n_ages);
    states = NEW_ARRAY(a, int, n_capture);
    for (int i = 0; i < n_capture; i++)
        if (capture[i].rows[0]->route == route) {
            states[rr->n_posts] = capture[i].rows[0]->state;
            posts[rr->n_posts++] = capture[i];
        }
    int wanted = ANY; /* ages of its own replace the common ones */
    for (int i = 0; i < n_ages; i++)
        if (ages[i].rows[0]->route == route)
            wanted = route;
    for (int i = 0; i < n_ages; i++)
        if (ages[i].rows[0]->route == wanted)
            entry[rr->n_entry_series++] = ages[i];
    rr->post_states = states;
    rr->post_series = posts;
    rr->entry_series = entry;
}

/* Years of joining share a period while nothing that decides posts and ages changes. */
static void lay_out_periods(Arena *a, const Plan *p, Rates *r)
{
    static const Part parts[] = {PART_CAPTURE, PART_ENTRY_AGE, PART_APPEAL, PART_TASTE};
    enum { PARTS = sizeof parts / sizeof *parts };
    Series *of[PARTS], *all;
    int n[PARTS], sum = 0, years = p->n_steps * p->step_years;
    for (int i = 0; i < PARTS; i++)
        sum += n[i] = series_of_part(a, p, parts[i], &of[i]);
    all = NEW_ARRAY(a, Series, sum);
    sum = 0;
    for (int i = 0; i < PARTS; i++)
        for (int k = 0; k < n[i]; k++)
            all[sum++] = of[i][k];
    r->entry_period_of = NEW_ARRAY(a, int, years);
    r->n_entry_periods =
        series_periods(all, sum, p->start_year + 1, 1, years, r->entry_period_of);
    if (shocks_act_on(&r->shocks, SHOCK_CAPTURE)) {
        r->n_entry_periods = years;
        for (int i = 0; i < years; i++)
            r->entry_period_of[i] = i;
    }
}

void pipeline_new(Arena *a, const Plan *p, Rates *r)
{
    Series *capture, *ages, *appeal, *taste;
    int n_capture = series_of_part(a, p, PART_CAPTURE, &capture);
    int n_ages = series_of_part(a, p, PART_ENTRY_AGE, &ages);
    int n_appeal = series_of_part(a, p, PART_APPEAL, &appeal);
    int n_taste = series_of_part(a, p, PART_TASTE, &taste);
    lay_out_periods(a, p, r);
    r->routes = NEW_ARRAY(a, RouteRates, p->n_routes);
    study_lay_out(a, p, r);
    for (int route = 0; route < p->n_routes; route++) {
        RouteRates *rr = &r->routes[route];
        lay_out_route(a, r, route, capture, n_capture, ages, n_ages);
        if (n_appeal && capture_is_chosen(p, route))
            capture_new(a, p, appeal, n_appeal, taste, n_taste, route, rr);
        rr->capture = NEW_ARRAY(a, double, r->n_entry_periods * rr->n_posts + 1);
        rr->entry = NEW_ARRAY(a, double, r->n_entry_periods * r->n_ages);
    }
}

/* ------------------------------------------------------------------ filling */

/* A set of shares must not pass 1 or, when it must be all, must be 1. */
static bool check_sum(const Filling *f, const Series *series, int n, int route, int year,
                      const char *what, bool all, double *shares, int n_shares)
{
    double sum = 0, tolerance = 1e-6; /* published shares are rounded */
    for (int i = 0; i < n_shares; i++)
        sum += shares[i];
    bool lawful = sum <= 1 + tolerance && (!all || sum >= 1 - tolerance);
    if ((!lawful && !f->clamp) || (all && sum <= 0)) {
        char names[400] = "";
        for (int i = 0; i < n; i++)
            filling_name(names, sizeof names, &series[i]);
        return fail(f->err, INVALID, "route '%s': %s in %d add up to %.9g, %s 1: %s",
                    f->p->routes[route].id, what, year, sum, all ? "not" : "above", names);
    }
    if (sum > 1 || all)
        for (int i = 0; i < n_shares; i++)
            shares[i] /= sum;
    return true;
}

static bool fill_posts(const Filling *f, Rates *r, int route, int period, int year)
{
    const Plan *p = f->p;
    RouteRates *rr = &r->routes[route];
    double *capture = rr->capture + period * rr->n_posts;
    double *entry = rr->entry + period * r->n_ages;
    if (rr->chosen)
        capture_fill(f, r, rr, year, capture);
    for (int i = 0; i < rr->n_posts && !rr->chosen; i++)
        capture[i] =
            shock_share(filling_value(f, &rr->post_series[i], year, 1),
                        shock_at(&r->shocks, p, SHOCK_CAPTURE, rr->post_states[i], year));
    if (!rr->chosen && !check_sum(f, rr->post_series, rr->n_posts, route, year,
                                  "the shares that take posts", false, capture, rr->n_posts))
        return false;
    memset(entry, 0, (size_t)r->n_ages * sizeof *entry);
    if (rr->n_entry_series == 0) { /* one age class: plan_check() has seen to it */
        entry[0] = 1;
        return true;
    }
    for (int i = 0; i < rr->n_entry_series; i++) {
        const Row *row = rr->entry_series[i].rows[0];
        int from = age_first(row->age_from), to = age_last(p, row->age_to);
        double per_year =
            filling_value(f, &rr->entry_series[i], year, 1) / age_width(p, from, to);
        for (int age = from; age <= to; age++)
            entry[age] += per_year * age_width(p, age, age);
    }
    return check_sum(f, rr->entry_series, rr->n_entry_series, route, year,
                     "the ages of joiners", true, entry, r->n_ages);
}

bool pipeline_fill(const Filling *f, Rates *r)
{
    const Plan *p = f->p;
    if (!study_fill(f, r))
        return false;
    for (int route = 0; route < p->n_routes; route++) {
        for (int i = 0; i < p->n_steps * p->step_years; i++)
            if (i == 0 || r->entry_period_of[i] != r->entry_period_of[i - 1])
                if (!fill_posts(f, r, route, r->entry_period_of[i], p->start_year + 1 + i))
                    return false;
    }
    return true;
}
