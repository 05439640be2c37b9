/* Decides what becomes of a cohort while it studies: who drops out, who takes a year again, who
 * graduates and when. Which posts graduates take is left to pipeline.c and capture.c.
 *
 * Of those who start study year k for the first time the share d(k) drops out and the share
 * r(k) takes the year again; of those who take it again d(k) drops out and the rest passes:
 * nobody takes the same year three times. With A(k, c) the share of the cohort that starts year
 * k for the first time when it is c years late, and B(k, c) that takes it again then,
 *
 *     B(k, c)   = r(k) A(k, c-1)
 *     A(k+1, c) = (1 - d(k) - r(k)) A(k, c) + (1 - d(k)) B(k, c)
 *
 * from A(1, 0) = 1; A(length + 1, c) graduates c years late. Students in year k so late are
 * A + B, in the calendar year intake + k - 1 + c; they cost and need placements as others do.
 * Drop-out and repeats are those of the intake year, moved by the shock of the calendar year.
 */
#include "sim/rates.h"
#include "sim/training.h"
#include <math.h>

/* ------------------------------------------------------------------ layout */

/* The series that holds for the key: of those that match, the most particular. */
static const Series *best(const Series *all, int n, int route, int study_year)
{
    const Series *found = NULL;
    int most = -1;
    for (int i = 0; i < n; i++) {
        const Row *row = all[i].rows[0];
        int rank = 2 * (row->route != ANY) + (row->study_year != ANY);
        bool matches = (row->route == ANY || row->route == route) &&
                       (row->study_year == ANY || row->study_year == study_year);
        if (matches && rank > most) {
            found = &all[i];
            most = rank;
        }
    }
    return found;
}

static void lay_out_route(Arena *a, const Plan *p, const Rates *r, int route, RouteRates *rr)
{
    int n = r->n_intake_years;
    rr->length = p->routes[route].length;
    rr->delays = 1 + p->routes[route].repeats;
    int *joins = NEW_ARRAY(a, int, n * rr->delays + 1), n_joins = 0;
    int *first_join = NEW_ARRAY(a, int, p->n_steps + 1);
    for (int step = 0; step < p->n_steps; step++) {
        for (int at = 0; at < n * rr->delays; at++) {
            int ends = r->first_intake_year + at / rr->delays + rr->length + at % rr->delays;
            if (ends > plan_year(p, step) && ends <= plan_year(p, step + 1))
                joins[n_joins++] = at;
        }
        first_join[step + 1] = n_joins;
    }
    size_t each = (size_t)(rr->length * rr->delays), cohorts = (size_t)n;
    rr->joins = joins;
    rr->first_join = first_join;
    rr->reaches = NEW_ARRAY(a, double, n *(rr->length + 1));
    rr->drop = NEW_ARRAY(a, double, cohorts *each + 1);
    rr->repeat = NEW_ARRAY(a, double, cohorts *each + 1);
    rr->present = NEW_ARRAY(a, double, cohorts *each + 1);
    rr->finish = NEW_ARRAY(a, double, n * rr->delays);
    rr->registers = NEW_ARRAY(a, double, n * rr->delays);
}

void study_lay_out(Arena *a, const Plan *p, Rates *r)
{
    Series *attrition, *repeat, *registration;
    int n_attrition = series_of_part(a, p, PART_ATTRITION, &attrition);
    int n_repeat = series_of_part(a, p, PART_REPEAT, &repeat);
    int n_registration = series_of_part(a, p, PART_REGISTRATION, &registration);
    for (int route = 0; route < p->n_routes; route++) {
        RouteRates *rr = &r->routes[route];
        lay_out_route(a, p, r, route, rr);
        for (int k = 0; k < rr->length; k++) {
            rr->attrition_series[k] = best(attrition, n_attrition, route, k + 1);
            rr->repeat_series[k] = best(repeat, n_repeat, route, k + 1);
        }
        rr->registration_series = best(registration, n_registration, route, ANY);
    }
}

/* ------------------------------------------------------------------ filling */

static double share(const Filling *f, const Series *s, int year, double missing)
{
    return s ? fmin(filling_value(f, s, year, 1), 1) : missing;
}

static bool fail_repeat(const Filling *f, const RouteRates *rr, int route, int k, int year,
                        double drop, double repeat)
{
    char names[400] = "";
    filling_name(names, sizeof names, rr->repeat_series[k]);
    if (rr->attrition_series[k])
        filling_name(names, sizeof names, rr->attrition_series[k]);
    return fail(
        f->err, INVALID,
        "route '%s': of those who start study year %d in the cohort of %d, %.9g drop out "
        "and %.9g take it again, so that nobody passes at once: %s; a year that everybody "
        "takes twice belongs into the route's length",
        f->p->routes[route].id, k + 1, year, drop, repeat, names);
}

/* The rates of study year k + 1 of cohort j when it is c years late. */
static bool fill_rates(const Filling *f, const Rates *r, int route, int j, int k, int c)
{
    const RouteRates *rr = &r->routes[route];
    int year = r->first_intake_year + j, at = (j * rr->length + k) * rr->delays + c;
    double drop = share(f, rr->attrition_series[k], year, 0);
    double repeat = share(f, rr->repeat_series[k], year, 0);
    if (repeat > 0 && drop + repeat >= 1 && !f->clamp)
        return fail_repeat(f, rr, route, k, year, drop, repeat);
    drop =
        shock_share(drop, shock_at(&r->shocks, f->p, SHOCK_ATTRITION, ANY, year + k + c + 1));
    rr->drop[at] = drop;
    rr->repeat[at] = fmin(repeat, 1 - drop);
    return true;
}

static void fill_cohort(const Rates *r, int route, int j)
{
    const RouteRates *rr = &r->routes[route];
    int D = rr->delays, first = j * rr->length * D;
    double starts[MOST_STUDY_YEARS + 1] = {1}, next[MOST_STUDY_YEARS + 1];
    double *reaches = rr->reaches + j * (rr->length + 1);
    reaches[0] = 1;
    for (int k = 0; k < rr->length; k++) {
        const double *drop = rr->drop + first + k * D, *repeat = rr->repeat + first + k * D;
        double *present = rr->present + first + k * D;
        reaches[k + 1] = 0;
        for (int c = 0; c < D; c++) {
            double again = c > 0 ? repeat[c - 1] * starts[c - 1] : 0;
            present[c] = starts[c] + again;
            next[c] = starts[c] * (1 - drop[c] - repeat[c]) + again * (1 - drop[c]);
            reaches[k + 1] += next[c];
        }
        memcpy(starts, next, (size_t)D * sizeof *starts);
    }
    memcpy(rr->finish + j * D, starts, (size_t)D * sizeof *starts);
}

bool study_fill(const Filling *f, Rates *r)
{
    for (int route = 0; route < f->p->n_routes; route++) {
        RouteRates *rr = &r->routes[route];
        for (int j = 0; j < r->n_intake_years; j++) {
            int joins = r->first_intake_year + j + rr->length;
            for (int k = 0; k < rr->length; k++)
                for (int c = 0; c < rr->delays; c++)
                    if (!fill_rates(f, r, route, j, k, c))
                        return false;
            fill_cohort(r, route, j);
            for (int c = 0; c < rr->delays; c++)
                rr->registers[j * rr->delays + c] =
                    share(f, rr->registration_series, joins + c, 1);
        }
    }
    return true;
}

double cohort_share(const Rates *r, const Plan *p, int route, int j, int study_year)
{
    (void)p;
    return r->routes[route].reaches[j * (r->routes[route].length + 1) + study_year - 1];
}

double cohort_present(const Rates *r, int route, int j, int study_year, int late)
{
    const RouteRates *rr = &r->routes[route];
    return rr->present[(j * rr->length + study_year - 1) * rr->delays + late];
}

/* ------------------------------------------------------------------ students */

CohortYear cohort_year(const Rates *r, int route, int j, int years)
{
    const RouteRates *rr = &r->routes[route];
    CohortYear y = {0};
    for (int k = 0; k < rr->length; k++) {
        int starting = years - k, ending = years - 1 - k; /* how late */
        if (starting >= 0 && starting < rr->delays)
            y.enrolled += cohort_present(r, route, j, k + 1, starting);
        if (ending >= 0 && ending < rr->delays)
            y.dropouts += cohort_present(r, route, j, k + 1, ending) *
                          rr->drop[(j * rr->length + k) * rr->delays + ending];
    }
    int late = years - rr->length;
    if (late >= 0 && late < rr->delays)
        y.graduates = rr->finish[j * rr->delays + late];
    return y;
}

/* Adds a cohort to the students of a route. */
static void add_cohort(const Plan *p, int intake_year, int last, double students,
                       const CohortYear *years, double *enrolled, double *graduates,
                       double *dropouts)
{
    for (int step = 0; step <= p->n_steps; step++) {
        int now = plan_year(p, step) - intake_year;
        if (now >= 0 && now <= last)
            enrolled[step] += students * years[now].enrolled;
        for (int y = now - p->step_years + 1; step > 0 && y <= now; y++)
            if (y >= 0 && y <= last) {
                graduates[step] += students * years[y].graduates;
                dropouts[step] += students * years[y].dropouts;
            }
    }
}

enum { MOST_YEARS = 2 * MOST_STUDY_YEARS + 1 };

static void clear(const Rates *r, double *enrolled, double *graduates, double *dropouts)
{
    size_t size = (size_t)(r->n_steps + 1) * sizeof(double);
    memset(enrolled, 0, size);
    memset(graduates, 0, size);
    memset(dropouts, 0, size);
}

void pipeline_run(const Rates *r, const Plan *p, const double *x, int route, double *enrolled,
                  double *graduates, double *dropouts)
{
    int last = r->routes[route].length + r->routes[route].delays - 1;
    CohortYear years[MOST_YEARS];
    clear(r, enrolled, graduates, dropouts);
    for (int j = 0; j < r->n_intake_years; j++) {
        for (int y = 0; y <= last; y++)
            years[y] = cohort_year(r, route, j, y);
        add_cohort(p, r->first_intake_year + j, last, x[route * r->n_intake_years + j], years,
                   enrolled, graduates, dropouts);
    }
}

/* Draws at one address differ by what is drawn: those who stay, of them who repeat, and who of
 * the repeaters stays. */
static Address at_attempt(Address at, int k, int c, int what)
{
    at.draw = (uint32_t)(k + MOST_STUDY_YEARS * (3 * c + what));
    return at;
}

void study_by_chance(const Rates *r, int route, int j, Address at, int32_t students,
                     StudyCounts *out)
{
    const RouteRates *rr = &r->routes[route];
    int D = rr->delays, first = j * rr->length * D;
    int32_t starts[MOST_STUDY_YEARS + 1] = {students};
    *out = (StudyCounts){0};
    for (int k = 0; k < rr->length; k++) {
        const double *drop = rr->drop + first + k * D, *repeat = rr->repeat + first + k * D;
        int32_t again = 0;
        for (int c = 0; c < D; c++) {
            int32_t stays = sample_binomial(at_attempt(at, k, c, 0), starts[c], 1 - drop[c]);
            int32_t repeats = 0, passes;
            if (stays > 0 && repeat[c] > 0)
                repeats =
                    sample_binomial(at_attempt(at, k, c, 1), stays, repeat[c] / (1 - drop[c]));
            passes =
                again > 0 ? sample_binomial(at_attempt(at, k, c, 2), again, 1 - drop[c]) : 0;
            out->enrolled[k + c] += starts[c] + again;
            out->dropouts[k + c] += starts[c] - stays + again - passes;
            starts[c] = stays - repeats + passes;
            again = repeats;
        }
    }
    for (int c = 0; c < D; c++)
        out->graduates[c] = starts[c];
}

void pipeline_by_chance(const Rates *r, const Plan *p, const double *x, int route,
                        uint64_t seed, uint32_t replicate, const int32_t *started,
                        double *enrolled, double *graduates, double *dropouts)
{
    const RouteRates *rr = &r->routes[route];
    PhiloxKey study = philox_stream(seed, "study");
    clear(r, enrolled, graduates, dropouts);
    for (int j = 0; j < r->n_intake_years; j++) {
        Address at = {study, {(uint32_t)route, (uint32_t)j, replicate}, 0};
        int32_t students = started ? started[route * r->n_intake_years + j]
                                   : training_wanted(r, seed, replicate, x, route, j);
        StudyCounts counts;
        CohortYear years[MOST_YEARS + 1] = {{0}};
        study_by_chance(r, route, j, at, students, &counts);
        for (int y = 0; y < rr->length + rr->delays - 1; y++) {
            years[y].enrolled = counts.enrolled[y];
            years[y + 1].dropouts = counts.dropouts[y];
        }
        for (int late = 0; late < rr->delays; late++)
            years[rr->length + late].graduates = counts.graduates[late];
        add_cohort(p, r->first_intake_year + j, rr->length + rr->delays - 1, 1, years, enrolled,
                   graduates, dropouts);
    }
}
