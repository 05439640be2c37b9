/* Decides how a cohort of students becomes joiners: drop-out by study year, registration, the
 * posts they take and their ages; and how a plan's intakes are read. Formula per cohort:
 *     joiners = intake x product of (1 - attrition) x registration x capture x age share.
 * What joiners do to the stock is left to the modes. */
#include "sim/rates.h"
#include <math.h>

static int longest_route(const Plan *p)
{
    int longest = 0;
    for (int i = 0; i < p->n_routes; i++)
        longest = p->routes[i].length > longest ? p->routes[i].length : longest;
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

double plan_value_in_area(const Plan *p, const double *theta, Part part, int kind, int route,
                          int study_year, int area, int year, double missing)
{
    int best = -1, before = -1, after = -1; /* rows around the year */
    for (int i = 0; i < p->n_rows; i++) {
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

void plan_intake(const Plan *p, const double *theta, double *x)
{
    int first = plan_first_intake_year(p), n = plan_intake_years(p);
    for (int route = 0; route < p->n_routes; route++)
        for (int j = 0; j < n; j++)
            x[route * n + j] =
                fmax(0, plan_value(p, theta, PART_INTAKE, ANY, route, ANY, first + j, 0));
}

double cohort_share(const Rates *r, const Plan *p, int route, int j, int study_year)
{
    (void)p;
    return r->routes[route].reaches[j * (r->routes[route].length + 1) + study_year - 1];
}

/* ------------------------------------------------------------------ layout */

static void lay_out_route(Arena *a, const Plan *p, Rates *r, int route, const Series *capture,
                          int n_capture, const Series *ages, int n_ages)
{
    RouteRates *rr = &r->routes[route];
    int n = r->n_intake_years, *steps = NEW_ARRAY(a, int, n), *states;
    rr->length = p->routes[route].length;
    for (int j = 0; j < n; j++) {
        int years = r->first_intake_year + j + rr->length - p->start_year;
        int step = years > 0 ? (years - 1) / p->step_years : -1;
        steps[j] = step < p->n_steps ? step : -1;
    }
    rr->step = steps;
    rr->reaches = NEW_ARRAY(a, double, n *(rr->length + 1));
    rr->registers = NEW_ARRAY(a, double, n);
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
    rr->capture = NEW_ARRAY(a, double, r->n_entry_periods * rr->n_posts);
    rr->entry = NEW_ARRAY(a, double, r->n_entry_periods * r->n_ages);
}

void pipeline_new(Arena *a, const Plan *p, Rates *r)
{
    Series *capture, *ages;
    int n_capture = series_of_part(a, p, PART_CAPTURE, &capture);
    int n_ages = series_of_part(a, p, PART_ENTRY_AGE, &ages);
    int n = n_capture + n_ages, years = p->n_steps * p->step_years;
    Series *both = NEW_ARRAY(a, Series, n);
    for (int i = 0; i < n; i++)
        both[i] = i < n_capture ? capture[i] : ages[i - n_capture];
    r->entry_period_of = NEW_ARRAY(a, int, years);
    r->n_entry_periods =
        series_periods(both, n, p->start_year + 1, 1, years, r->entry_period_of);
    r->routes = NEW_ARRAY(a, RouteRates, p->n_routes);
    for (int route = 0; route < p->n_routes; route++)
        lay_out_route(a, p, r, route, capture, n_capture, ages, n_ages);
}

/* ------------------------------------------------------------------ filling */

static double share_of(const Filling *f, Part part, int route, int study_year, int year,
                       double missing)
{
    double value = plan_value(f->p, f->theta, part, ANY, route, study_year, year, missing);
    return fmin(fmax(value, 0), 1);
}

static void fill_study(const Filling *f, Rates *r, int route)
{
    RouteRates *rr = &r->routes[route];
    for (int j = 0; j < r->n_intake_years; j++) {
        int year = r->first_intake_year + j;
        double *reaches = rr->reaches + j * (rr->length + 1);
        reaches[0] = 1;
        for (int k = 1; k <= rr->length; k++)
            reaches[k] = reaches[k - 1] * (1 - share_of(f, PART_ATTRITION, route, k, year, 0));
        rr->registers[j] = share_of(f, PART_REGISTRATION, route, ANY, year + rr->length, 1);
    }
}

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
    for (int i = 0; i < rr->n_posts; i++)
        capture[i] = filling_value(f, &rr->post_series[i], year, 1);
    if (!check_sum(f, rr->post_series, rr->n_posts, route, year, "the shares that take posts",
                   false, capture, rr->n_posts))
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
    for (int route = 0; route < p->n_routes; route++) {
        fill_study(f, r, route);
        for (int i = 0; i < p->n_steps * p->step_years; i++)
            if (i == 0 || r->entry_period_of[i] != r->entry_period_of[i - 1])
                if (!fill_posts(f, r, route, r->entry_period_of[i], p->start_year + 1 + i))
                    return false;
    }
    return true;
}

/* ------------------------------------------------------------------ students */

void pipeline_run(const Rates *r, const Plan *p, const double *x, int route, double *enrolled,
                  double *graduates, double *dropouts)
{
    const RouteRates *rr = &r->routes[route];
    size_t size = (size_t)(r->n_steps + 1) * sizeof(double);
    memset(enrolled, 0, size);
    memset(graduates, 0, size);
    memset(dropouts, 0, size);
    for (int j = 0; j < r->n_intake_years; j++) {
        int intake_year = r->first_intake_year + j;
        double students = x[route * r->n_intake_years + j];
        const double *reaches = rr->reaches + j * (rr->length + 1);
        double before = 0; /* the cohort at the end of the step before */
        for (int step = 0; step <= r->n_steps; step++) {
            int years = plan_year(p, step) - intake_year; /* study years behind them */
            if (years < 0)
                continue;
            bool finished = years >= rr->length;
            double now = students * reaches[finished ? rr->length : years];
            if (step > 0) {
                double started = years < p->step_years ? students : before;
                dropouts[step] += started - now;
                graduates[step] += finished ? now : 0;
            }
            if (finished)
                break;
            enrolled[step] += now;
            before = now;
        }
    }
}
