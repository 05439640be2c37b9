#include "sim/lever.h"
#include "sim/plans_test.h"
#include <math.h>

#include "support/test.h"

enum { ROUTES = 4, FIRST = 2025, LAST = 2033, YEARS = LAST - FIRST + 1 };
static const double viable[ROUTES] = {15, 8, 8, 6};
static const double fee[ROUTES] = {14000, 10500, 15500, 9000};
static const double hours[ROUTES] = {333, 250, 500, 250};
static const int length[ROUTES] = {3, 4, 2, 4};

typedef struct Bounds { /* 0 = no such limit */
    double ramp, capacity, apprentices, budget, placement, minimum;
    double demand; /* 0 = what the limits can reach */
} Bounds;

static void bound(Plan *p, LimitKind kind, int route, double value)
{
    if (value <= 0)
        return;
    Row *row = test_row(p, PART_LIMIT, value);
    row->kind = (int)kind;
    row->route = route;
}

/* Four routes that nobody drops out of, cohorts that must be viable, 197 places before 2025. */
static Plan *four_routes(Arena *a, Bounds b)
{
    static const double share[ROUTES] = {0.70, 0.12, 0.15, 0.03};
    static const double now[ROUTES] = {142, 24, 31, 0};
    Plan *p = test_plan(a, 1, 1, ROUTES, 14);
    p->whole_places = true;
    p->objective = OBJECTIVE_COST;
    p->decide_from = FIRST;
    p->decide_to = LAST;
    test_stock(p, 0, ANY, 2000);
    test_exit(p, 0, 0.05);
    for (int r = 0; r < ROUTES; r++) {
        p->routes[r].length = length[r];
        p->routes[r].share = share[r];
        p->routes[r].viable = viable[r];
        p->routes[r].decided = true;
        Row *row = test_row(p, PART_CAPTURE, 0.7);
        row->route = r;
        row->state = 0;
        test_row(p, PART_COST, fee[r])->route = r;
        test_row(p, PART_HOURS, hours[r])->route = r;
        for (int year = FIRST - 5; year < FIRST; year++)
            test_intake(p, r, year, now[r]);
    }
    p->n_lines = 1;
    p->lines = NEW_ARRAY(a, const char *, 1);
    p->lines[0] = "need";
    test_row(p, PART_DEMAND, b.demand > 0 ? b.demand : 2100)->line = 0;
    p->targets = NEW_ARRAY(a, Target, 1);
    p->n_targets = 1;
    p->targets[0] =
        (Target){.line = 0, .group = ANY, .year_from = 2034, .year_to = 2036, .weight = 1};
    bound(p, LIMIT_RAMP, ANY, b.ramp);
    bound(p, LIMIT_CAPACITY, ANY, b.capacity);
    bound(p, LIMIT_CAPACITY, 3, b.apprentices);
    bound(p, LIMIT_BUDGET, ANY, b.budget);
    bound(p, LIMIT_PLACEMENT, ANY, b.placement);
    bound(p, LIMIT_MINIMUM, 3, b.minimum);
    return p;
}

static double starts(const Plan *p, const double *x, int route, int year)
{
    return x[route * plan_intake_years(p) + year - plan_first_intake_year(p)];
}

static double total(const Plan *p, const double *x, int year)
{
    double sum = 0;
    for (int r = 0; r < ROUTES; r++)
        sum += starts(p, x, r, year);
    return sum;
}

/* What all students in training in a year use. */
static double in_training(const Plan *p, const double *x, const double *each, int year)
{
    double sum = 0;
    for (int r = 0; r < ROUTES; r++)
        for (int n = 0; n < length[r]; n++)
            if (year - n <= LAST)
                sum += each[r] * starts(p, x, r, year - n);
    return sum;
}

static void keeps(const Plan *p, const double *x, Bounds b)
{
    for (int year = FIRST; year <= LAST; year++) {
        double sum = total(p, x, year);
        for (int r = 0; r < ROUTES; r++) {
            double n = starts(p, x, r, year);
            assert_near(n, nearbyint(n), 0);
            assert_true(n == 0 || n >= viable[r]);
        }
        if (b.capacity > 0)
            assert_true(sum <= b.capacity);
        if (b.apprentices > 0)
            assert_true(starts(p, x, 3, year) <= b.apprentices);
        if (b.minimum > 0)
            assert_true(starts(p, x, 3, year) >= b.minimum);
        if (b.ramp > 0)
            assert_true(fabs(sum - total(p, x, year - 1)) <= b.ramp + 1e-9);
    }
    for (int year = FIRST; year <= LAST + 3; year++) {
        if (b.budget > 0)
            assert_true(in_training(p, x, fee, year) <= b.budget * (1 + 1e-6));
        if (b.placement > 0)
            assert_true(in_training(p, x, hours, year) <= b.placement * (1 + 1e-6));
    }
}

static const Bounds bounds[] = {
    {.ramp = 35, .capacity = 330, .apprentices = 40, .budget = 9.5e6},
    {.ramp = 35, .capacity = 330, .apprentices = 7, .placement = 210000},
    {.ramp = 12, .capacity = 240, .apprentices = 40, .budget = 10.2e6, .placement = 250000},
    {.ramp = 35, .capacity = 300, .apprentices = 40, .budget = 9.8e6, .minimum = 12},
};
enum { BOUNDS = sizeof bounds / sizeof *bounds };

void test_level_path__rounded_paths_keep_every_limit_and_never_fall(void)
{
    for (int i = 0; i < BOUNDS; i++) {
        SCOPED_ARENA a = arena_new();
        Err err = {0};
        Plan *p = four_routes(a, bounds[i]);
        Decision d;
        LevelPath path;
        if (!decision_new(a, &err, p, &d) || !level_path_new(a, &err, &d, &path))
            fail_msg("%s", err.message);
        double before[YEARS] = {0};
        for (double level = 0; level <= 360; level += level < 150 || level > 270 ? 15 : 3) {
            SCOPED_ARENA scratch = arena_new();
            IntakePath at = path_at_level(scratch, &path, level, true);
            keeps(p, at.x, bounds[i]);
            for (int j = 0; j < YEARS; j++) {
                double sum = total(p, at.x, FIRST + j);
                assert_true(sum >= before[j] - 1); /* one place of rounding */
                before[j] = sum;
            }
        }
    }
}

/* A budget for all holds the level back; it does not empty the dear course to fill a cheap one.
 */
void test_level_path__a_budget_stops_the_level_and_leaves_the_mix(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = four_routes(a, bounds[0]);
    p->whole_places = false;
    for (int r = 0; r < ROUTES; r++)
        p->routes[r].viable = 0;
    IntakePath path;
    assert_true(level_path(a, &err, p, 300, &path));
    /* In the long run one place a year costs the sum of share x fee x length. */
    double each = 0;
    for (int r = 0; r < ROUTES; r++)
        each += p->routes[r].share * fee[r] * length[r];
    assert_near(total(p, path.x, 2031), 9.5e6 / each, 1e-3);
    for (int year = FIRST; year <= LAST; year++)
        for (int r = 0; r < ROUTES; r++)
            assert_near(starts(p, path.x, r, year), p->routes[r].share * total(p, path.x, year),
                        1e-3);
}

/* Three apprentices are the most; the others take the rest, about as their shares are. */
void test_level_path__a_full_course_leaves_the_rest_to_the_others(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Plan *p = four_routes(a, (Bounds){.apprentices = 3});
    p->whole_places = false;
    for (int r = 0; r < ROUTES; r++)
        p->routes[r].viable = 0;
    IntakePath path;
    assert_true(level_path(a, &err, p, 200, &path));
    for (int year = FIRST; year <= LAST; year++) {
        assert_near(total(p, path.x, year), 200, 1e-6);
        assert_near(starts(p, path.x, 3, year), 3, 1e-6);
        for (int r = 0; r < 3; r++) {
            double share = 200 * p->routes[r].share;
            assert_true(starts(p, path.x, r, year) >= share - 1e-6);
            assert_true(starts(p, path.x, r, year) <= share * 1.11 + 1e-6);
        }
    }
}

/* The integer search does not end on such a plan; what is returned must still be true. */
void test_level_path__a_least_plan_cut_short_is_lawful_and_honest(void)
{
    SCOPED_ARENA a = arena_new();
    for (int reachable = 0; reachable < 2; reachable++) {
        Err err = {0};
        Bounds b = bounds[0];
        b.demand = reachable ? 2100 : 4000;
        Plan *p = four_routes(a, b);
        Ensemble e;
        LeastPlan least;
        if (!ensemble_run(a, &err, p, 1, 1, 1, false, &e) ||
            !least_plan(a, &err, p, &e, &least))
            fail_msg("%s", err.message);
        keeps(p, least.path.x, b);
        double shortage = 0;
        int n = ROUTES * e.n_years;
        for (int i = 0; i < e.n_points; i++) {
            double margin = e.central_base[i] - e.central_needed[i];
            for (int r = 0; r < ROUTES; r++)
                for (int year = FIRST; year <= LAST; year++) {
                    int at = r * e.n_years + year - plan_first_intake_year(p);
                    margin += e.central_response[i * n + at] * least.path.x[at];
                }
            shortage += fmax(0, -margin);
        }
        assert_near(least.path.shortage, shortage, 1e-6);
        assert_int_equal(least.feasible, reachable);
        assert_int_equal(shortage <= 1e-5, reachable);
    }
}
