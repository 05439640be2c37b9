#include "sim/demand.h"
#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

static const WorkingTime golden_time = {260, 33, 8, 9, 6, 7.5, .28, 420};

void test_demand_work__posts_are_those_of_the_worked_example(void)
{
    double hours = 1400 * 6.5 + 2600 * 2 + 900 * 1.25;
    double available = work_available_hours(&golden_time), posts;
    assert_near(available, 1530, 1e-9);
    assert_near(hours / available, 10.081699, 5e-7);
    assert_near(1 / (1 - golden_time.support_share), 1.388889, 5e-7);
    assert_near(golden_time.individual_hours / available, .274510, 5e-7);
    posts = work_posts(&golden_time, hours);
    assert_near(posts, 14.276870, 5e-7);
    assert_near(17.4 / posts, 1.218755, 5e-7);
}

/* Available working time of a published study, there given as shares of 1872 hours: the year is
 * read as 1872 days of one hour. */
void test_demand_work__available_time_as_published(void)
{
    WorkingTime t = {.days = 1872,
                     .leave = 1872 * .09,
                     .holidays = 1872 * .002,
                     .sickness = 1872 * .035,
                     .training = 1872 * (.02 + .04),
                     .hours_per_day = 1};
    assert_near(work_available_hours(&t), 1521.936, 1e-9);
}

void test_demand_work__ratios_as_published(void)
{
    const double rows[][3] = {{4, 8.14, .49},   {3, 10.71, .28},  {4, 12.28, .33},
                              {7, 11.23, .62},  {14, 16.08, .87}, {15, 22.80, .66},
                              {10, 16.08, .62}, {12, 20.46, .59}};
    double had = 0, needed = 0, ratios = 0;
    for (int i = 0; i < 8; i++) {
        assert_near(rows[i][0] / rows[i][1], rows[i][2], .005);
        had += i < 4 ? rows[i][0] : 0;
        needed += i < 4 ? rows[i][1] : 0;
        ratios += i < 4 ? rows[i][0] / rows[i][1] / 4 : 0;
    }
    assert_near(had / needed, .425, .0005); /* pooled; the abstract's .43 is a mean of ratios */
    assert_near(ratios, .43, .005);
}

/* ---------------------------------------------------------------- in a plan */

enum { ALL_BANDS = ANY };

static Row *service(Plan *p, int group, int of, int band, int parameter, double value)
{
    Row *row = test_row(p, PART_SERVICE, value);
    row->line = 0;
    row->group = group;
    row->service = of;
    row->band = band;
    row->parameter = parameter;
    return row;
}

static void population(Plan *p, int group, int band, int year, double persons)
{
    Row *row = test_row(p, PART_POPULATION, persons);
    row->group = group;
    row->band = band;
    row->year = year;
}

static Row *keyed(Plan *p, Part part, int group, int parameter, double value)
{
    Row *row = test_row(p, part, value);
    row->line = 0;
    row->group = group;
    row->parameter = parameter;
    return row;
}

static void whole_time(Plan *p)
{
    const double values[] = {260, 33, 8, 9, 6, 7.5, .28, 420};
    for (int i = 0; i < TIME_PARAMETERS; i++)
        keyed(p, PART_TIME, ANY, i, values[i]);
}

/* Two groups, two bands, two services, one line. */
static Plan *council(Arena *a)
{
    static const char *const lines[] = {"need", "funded"}, *const words[] = {"x", "y"};
    Plan *p = test_plan(a, 2, 1, 0, 10);
    p->n_groups = 2;
    p->groups[1] = "second";
    p->states[1].group = 1;
    p->lines = (const char **)lines;
    p->n_lines = 2;
    p->services = p->bands = (const char **)words;
    p->n_services = p->n_bands = 2;
    return p;
}

static void at(const Plan *p, int step, double *demand)
{
    double theta[400];
    theta_central(p, theta);
    demand_at(p, theta, step, demand);
}

static const char *wrong(Arena *a, const Plan *p)
{
    Err *err = NEW(a, Err);
    return demand_check(a, err, p) ? "" : err->message;
}

void test_demand_work__population_times_rates_times_hours(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double demand[6];
    whole_time(p);
    population(p, 0, 0, 2024, 1000);
    population(p, 0, 0, 2034, 2000);
    population(p, 0, 1, ALL_YEARS, 500);
    service(p, 0, 0, ALL_BANDS, SERVICE_RATE, .5);
    service(p, 0, 0, 1, SERVICE_RATE, 2); /* the particular band */
    service(p, ANY, 0, ALL_BANDS, SERVICE_HOURS, 3);
    service(p, 0, 1, ALL_BANDS, SERVICE_VOLUME, 100);
    service(p, ANY, 1, ALL_BANDS, SERVICE_HOURS, 4);
    assert_string_equal(wrong(a, p), "");
    for (int step = 0; step <= 10; step += 5) {
        double persons = 1000 + 100 * step, hours = (persons * .5 + 500 * 2) * 3 + 100 * 4;
        at(p, step, demand);
        assert_near(demand[0], work_posts(&golden_time, hours), 1e-9);
        assert_near(demand[2], demand[0], 1e-9);
        assert_true(isnan(demand[1])); /* the second group says nothing: missing, not 0 */
        assert_true(isnan(demand[3]) && isnan(demand[5])); /* nor does the funded line */
    }
}

void test_demand_work__division_says_who_does_it(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double demand[6], theta[100];
    whole_time(p);
    service(p, 0, 0, ALL_BANDS, SERVICE_VOLUME, 1000);
    service(p, 0, 0, ALL_BANDS, SERVICE_HOURS, 2);
    Row *ot = keyed(p, PART_DIVISION, ANY, DIVISION_OT_SHARE, .6);
    keyed(p, PART_DIVISION, ANY, DIVISION_WORKER_SHARE, .3);
    keyed(p, PART_DIVISION, ANY, DIVISION_CLINICAL_FOCUS, .8)->service = 0;
    at(p, 1, demand);
    assert_near(demand[0], work_posts(&golden_time, 2000 * .6 / .8), 1e-9);
    theta_central(p, theta);
    const Demand *d = demand_new(a, p);
    WorkHours h = work_hours(d, theta, &d->work[0], 2025, true);
    assert_near(h.ot, 1500, 1e-9);
    assert_near(h.worker, 600, 1e-9);
    assert_near(h.other, 200, 1e-9);
    double before = demand[0];
    ot->value = .5;
    at(p, 1, demand);
    assert_true(demand[0] < before); /* a lever */
}

void test_demand_work__drivers_and_levels_stand_beside_it(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double demand[6];
    whole_time(p);
    service(p, 0, 0, ALL_BANDS, SERVICE_VOLUME, 1000);
    service(p, 0, 0, ALL_BANDS, SERVICE_HOURS, 2);
    keyed(p, PART_DEMAND, 1, ANY, 7);
    Row *driver = keyed(p, PART_DRIVER, ANY, ANY, .1);
    driver->kind = DRIVER_OTHER;
    driver->year = 2034;
    at(p, 5, demand);
    double own = work_posts(&golden_time, 2000) * 1.05;
    assert_near(demand[0], own, 1e-9);
    assert_near(demand[1], 7 * 1.05, 1e-9);
    assert_near(demand[2], own + 7 * 1.05, 1e-9);
}

void test_demand_work__contradictions_are_named(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    population(p, 0, 0, ALL_YEARS, 1000);
    assert_non_null(strstr(wrong(a, p), "no service has a rate"));
    service(p, 0, 0, ALL_BANDS, SERVICE_RATE, .5);
    assert_non_null(strstr(wrong(a, p), "hours of a unit"));
    service(p, 0, 0, ALL_BANDS, SERVICE_HOURS, 2);
    assert_non_null(strstr(wrong(a, p), "has no days"));
    whole_time(p);
    assert_string_equal(wrong(a, p), "");
    int n = p->n_rows;
    keyed(p, PART_DEMAND, 0, ANY, 7);
    assert_non_null(strstr(wrong(a, p), "a level"));
    p->n_rows = n;
    Row *driver = keyed(p, PART_DRIVER, ANY, ANY, .1);
    driver->kind = DRIVER_DEMOGRAPHIC;
    driver->year = 2034;
    assert_non_null(strstr(wrong(a, p), "count it again"));
    p->n_rows = n;
    service(p, 1, 1, 0, SERVICE_RATE, .5);
    assert_non_null(strstr(wrong(a, p), "no population"));
    p->n_rows = n;
    service(p, 0, 0, ALL_BANDS, SERVICE_VOLUME, 5);
    assert_non_null(strstr(wrong(a, p), "either a volume or rates"));
    p->n_rows = n;
    keyed(p, PART_TIME, 0, TIME_LEAVE, 250);
    assert_non_null(strstr(wrong(a, p), "no working time"));
    p->n_rows = n;
    keyed(p, PART_BACKLOG, 0, BACKLOG_WAITING, 5);
    assert_non_null(strstr(wrong(a, p), "has no arrivals"));
}

/* ---------------------------------------------------------------- waiting lists */

static void list(Plan *p, int group, double waiting)
{
    const double values[] = {waiting, 30, 500, 4, 50};
    for (int i = 0; i < BACKLOG_PARAMETERS; i++)
        keyed(p, PART_BACKLOG, group, i, values[i]);
}

void test_demand_work__a_list_is_cleared_by_posts_on_top(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double demand[6];
    keyed(p, PART_DEMAND, 0, ANY, 10);
    keyed(p, PART_DEMAND, 1, ANY, 3);
    list(p, 0, 430);
    for (int step = 0; step <= 6; step++) {
        double posts = step >= 1 && step <= 4 ? 400.0 / (50 * 4) : 0;
        at(p, step, demand);
        assert_near(demand[0], 10 + posts, 1e-12);
        assert_near(demand[1], 3, 1e-12);
        assert_near(demand[2], 13 + posts, 1e-12);
    }
}

/* Q(t+1) = max(0, Q + 500 - 50 F): with need met the list reaches its target when it should. */
void test_demand_work__the_list_follows_supply(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double theta[60], supply[11], queue[11], posts[11];
    list(p, 0, 430);
    const Demand *d = demand_new(a, p);
    theta_central(p, theta);
    for (int t = 0; t <= 10; t++)
        supply[t] = t < 4 ? 12 : 10; /* 10 keep up, 2 clear */
    backlog_course(d, theta, &d->backlogs[0], supply, queue, posts);
    for (int t = 0; t <= 10; t++)
        assert_near(queue[t], t < 4 ? 430 - 100 * t : 30, 1e-9);
    assert_near(posts[0], 2, 1e-12);
    assert_near(posts[4], 0, 1e-12);
    for (int t = 0; t <= 10; t++)
        supply[t] = 30;
    backlog_course(d, theta, &d->backlogs[0], supply, queue, posts);
    assert_near(queue[1], 0, 0); /* never below nothing */
}

/* ---------------------------------------------------------------- raking and shrinking */

void test_demand_work__a_raked_line_sums_to_its_total_and_shows_what_was(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    double theta[60], demand[6], before[6];
    const bool raked[] = {true, false};
    p->raked = raked;
    keyed(p, PART_DEMAND, 0, ANY, 10);
    assert_non_null(strstr(wrong(a, p), "no row for all groups"));
    keyed(p, PART_DEMAND, ANY, ANY, 26);
    assert_non_null(strstr(wrong(a, p), "has no value"));
    keyed(p, PART_DEMAND, 1, ANY, 3);
    assert_string_equal(wrong(a, p), "");
    theta_central(p, theta);
    demand_of(demand_new(a, p), theta, 2, demand, before);
    assert_near(demand[0], 20, 1e-12);
    assert_near(demand[1], 6, 1e-12);
    assert_near(demand[2], 26, 0);
    assert_near(before[0], 10, 0);
    assert_near(before[1], 3, 0);
    assert_near(before[2], 26, 0);
}

void test_demand_work__shrunk_rates_are_the_estimates_of_small_areas(void)
{
    SCOPED_ARENA a = arena_new();
    Plan *p = council(a);
    enum { AREAS = 4 };
    const double y[AREAS] = {1, 3, 4, 8};
    const bool shrunk[] = {true, false};
    double theta[60], demand[2 * (AREAS + 1)], before[2 * (AREAS + 1)];
    static const char *const groups[] = {"a", "b", "c", "d"};
    p->groups = (const char **)groups;
    p->n_groups = AREAS;
    p->shrunk = shrunk;
    whole_time(p);
    for (int g = 0; g < AREAS; g++) {
        population(p, g, 0, ALL_YEARS, 100);
        service(p, g, 0, ALL_BANDS, SERVICE_RATE, y[g])->dist =
            (Dist){DIST_NORMAL, y[g], sqrt(2), 0};
    }
    service(p, ANY, 0, ALL_BANDS, SERVICE_HOURS, 1);
    theta_central(p, theta);
    demand_of(demand_new(a, p), theta, 1, demand, before);
    double w = (26.0 / 3 - 2) / (26.0 / 3);
    for (int g = 0; g < AREAS; g++) {
        assert_near(before[g], work_posts(&golden_time, 100 * y[g]), 1e-9);
        assert_near(demand[g], work_posts(&golden_time, 100 * (w * y[g] + (1 - w) * 4)), 1e-9);
    }
    assert_near(demand[AREAS], before[AREAS], 1e-9); /* equal variances: the sum stays */
}
