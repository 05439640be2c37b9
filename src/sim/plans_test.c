/* Builds the plans that the tests of sim/ share. The values of OT-MINI and WF1 are those of the
 * validation chapter of the model documents. */
#include "sim/plans_test.h"
#include "sim/philox.h"
#include <math.h>

#include "support/test.h"

enum { MOST_ROWS = 400 };

Plan *test_plan(Arena *a, int n_states, int n_ages, int n_routes, int n_steps)
{
    static const char *const everybody = "all";
    Plan *p = NEW(a, Plan);
    p->title = "test";
    p->measure = "heads";
    p->start_year = 2024;
    p->n_steps = p->shown_steps = n_steps;
    p->step_years = 1;
    p->n_states = n_states;
    p->n_ages = n_ages;
    p->n_routes = n_routes;
    p->n_groups = 1;
    p->states = NEW_ARRAY(a, State, n_states);
    p->ages = NEW_ARRAY(a, AgeClass, n_ages);
    p->routes = NEW_ARRAY(a, Route, n_routes);
    p->rows = NEW_ARRAY(a, Row, MOST_ROWS);
    p->groups = NEW_ARRAY(a, const char *, 8);
    p->groups[0] = everybody;
    p->decide_to = -1;
    p->seed = 1;
    for (int i = 0; i < n_states; i++)
        p->states[i] = (State){.id = arena_printf(a, "state%d", i), .weight = 1};
    for (int i = 0; i < n_ages; i++)
        p->ages[i] = (AgeClass){.id = arena_printf(a, "age%d", i), .from = i, .to = i};
    for (int i = 0; i < n_routes; i++)
        p->routes[i] = (Route){.id = arena_printf(a, "route%d", i), .length = 3, .share = 1};
    return p;
}

static const char *const row_ids[] = {
#define TEN(n) #n "0", #n "1", #n "2", #n "3", #n "4", #n "5", #n "6", #n "7", #n "8", #n "9",
#define HUNDRED(n)                                                                             \
    TEN(n##0)                                                                                  \
    TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4) TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)
    HUNDRED(1) HUNDRED(2) HUNDRED(3) HUNDRED(4)};

Row *test_row(Plan *p, Part part, double value)
{
    assert_true(p->n_rows < MOST_ROWS);
    Row *row = &p->rows[p->n_rows];
    *row = row_everywhere(part);
    row->id = row_ids[p->n_rows++];
    row->value = value;
    return row;
}

Row *test_stock(Plan *p, int state, int age, double heads)
{
    Row *row = test_row(p, PART_STOCK, heads);
    row->state = state;
    row->age_from = row->age_to = age;
    return row;
}

Row *test_exit(Plan *p, int state, double share)
{
    Row *row = test_row(p, PART_EXIT, share);
    row->state = state;
    return row;
}

Row *test_move(Plan *p, int state, int to, double share)
{
    Row *row = test_row(p, PART_MOVE, share);
    row->state = state;
    row->to = to;
    return row;
}

Row *test_joiner(Plan *p, int state, int age, double heads)
{
    Row *row = test_row(p, PART_JOINER, heads);
    row->state = state;
    row->age_from = row->age_to = age;
    return row;
}

Row *test_intake(Plan *p, int route, int year, double students)
{
    Row *row = test_row(p, PART_INTAKE, students);
    row->route = route;
    row->year = year;
    return row;
}

static void route_row(Plan *p, Part part, int route, int study_year, int state, double value)
{
    Row *row = test_row(p, part, value);
    row->route = route;
    row->study_year = study_year;
    row->state = state;
}

Plan *test_ot_mini(Arena *a, bool with_intake)
{
    enum { H, L, O };
    Plan *p = test_plan(a, 3, 1, 1, 10);
    p->n_groups = 3;
    p->groups[0] = "NHS";
    p->groups[1] = "LA";
    p->groups[2] = "out";
    p->states[H] = (State){"H", "NHS", 0, .88, false};
    p->states[L] = (State){"L", "local authority", 1, .84, false};
    p->states[O] = (State){"O", "not practising", 2, 0, false};
    test_stock(p, H, ANY, 1500);
    test_stock(p, L, ANY, 350);
    test_stock(p, O, ANY, 200);
    test_exit(p, H, .05);
    test_exit(p, L, .05);
    test_exit(p, O, .15);
    test_move(p, H, L, .02);
    test_move(p, H, O, .03);
    test_move(p, L, H, .03);
    test_move(p, L, O, .03);
    test_move(p, O, H, .12);
    test_move(p, O, L, .04);
    route_row(p, PART_ATTRITION, 0, 1, ANY, .08);
    route_row(p, PART_ATTRITION, 0, 2, ANY, .05);
    route_row(p, PART_ATTRITION, 0, 3, ANY, .03);
    route_row(p, PART_REGISTRATION, 0, ANY, ANY, .97);
    route_row(p, PART_CAPTURE, 0, ANY, H, .70);
    route_row(p, PART_CAPTURE, 0, ANY, L, .15);
    if (with_intake) {
        test_intake(p, 0, 2022, 160);
        test_intake(p, 0, 2023, 170);
        test_intake(p, 0, 2024, 175);
    }
    p->n_lines = 1;
    p->lines = NEW_ARRAY(a, const char *, 1);
    p->lines[0] = "need";
    test_row(p, PART_DEMAND, 1700)->line = 0;
    Row *annual = test_row(p, PART_DRIVER, .015);
    annual->line = 0;
    annual->kind = DRIVER_ANNUAL;
    return p;
}

static Row *aged(Row *row, int from, int to)
{
    row->age_from = from;
    row->age_to = to;
    return row;
}

Plan *test_wf1(Arena *a)
{
    enum { SECTORS = 4, YOUNGEST = 21, AGES = 50 };
    static const double base[SECTORS] = {.045, .055, .070, .060};
    static const double posts[SECTORS] = {.70, .12, .13, .05};
    static const double change[SECTORS][SECTORS] = {{.955, .015, .022, .008},
                                                    {.030, .930, .032, .008},
                                                    {.035, .025, .930, .010},
                                                    {.030, .020, .020, .930}};
    static const double entry[] = {.35, .25, .12, .06};
    Plan *p = test_plan(a, SECTORS, AGES, 1, 30);
    p->move_basis = MOVE_STAYERS;
    p->ageing = true;
    for (int i = 0; i < AGES; i++)
        p->ages[i].from = p->ages[i].to = YOUNGEST + i;
    int heads[SECTORS][AGES] = {0};
    for (int i = 0; i < 50000; i++) {
        int k = i / 100, r = i % 100;
        heads[r < 55 ? 0 : r < 75 ? 1 : r < 92 ? 2 : 3][22 + k * 43 / 500 - YOUNGEST]++;
    }
    for (int s = 0; s < SECTORS; s++) {
        for (int age = 0; age < AGES; age++)
            if (heads[s][age])
                test_stock(p, s, age, heads[s][age]);
        aged(test_exit(p, s, base[s]), ANY, 69 - YOUNGEST);
        for (int to = 0; to < SECTORS; to++)
            if (to != s)
                test_move(p, s, to, change[s][to]);
        route_row(p, PART_CAPTURE, 0, ANY, s, posts[s]);
    }
    aged(test_exit(p, ANY, .03), ANY, 29 - YOUNGEST);
    aged(test_exit(p, ANY, .02), 55 - YOUNGEST, 59 - YOUNGEST);
    aged(test_exit(p, ANY, .10), 60 - YOUNGEST, 64 - YOUNGEST);
    aged(test_exit(p, ANY, .25), 65 - YOUNGEST, 69 - YOUNGEST);
    aged(test_exit(p, ANY, 1), AGES - 1, AGES - 1);
    p->routes[0].length = 1;
    route_row(p, PART_ATTRITION, 0, ANY, ANY, .18);
    test_intake(p, 0, 2024, 4500);
    for (int i = 0; i < 4; i++)
        aged(test_row(p, PART_ENTRY_AGE, entry[i]), i, i)->route = 0;
    aged(test_row(p, PART_ENTRY_AGE, .22), 25 - YOUNGEST, 44 - YOUNGEST)->route = 0;
    return p;
}

/* A number from low to high, by address. */
static double number(uint32_t plan, uint32_t *draw, double low, double high)
{
    PhiloxWords w = philox((PhiloxWords){{plan, (*draw)++, 0, 0}}, (PhiloxKey){{1, 2}});
    return low + (high - low) * philox_uniform(w.word[0], w.word[1]);
}

/* One more state, through which people of the first move and from outside join. */
static void add_pool(Plan *p, double moves, double joiners, bool even)
{
    int pool = p->n_states++, places = pool;
    p->states[pool] = (State){.id = "pool", .weight = 1, .pool = true};
    if (p->rate_kind == RATE_HAZARD || p->move_basis == MOVE_STAYERS)
        test_move(p, 0, pool, moves);
    test_joiner(p, pool, ANY, joiners);
    for (int state = 0; state < places; state++) {
        Row *place = test_row(p, PART_PLACE,
                              even         ? 1.0 / places
                              : state == 0 ? 1 - .25 * (places - 1) / places
                                           : .25 / places);
        place->state = state;
        place->to = pool;
    }
}

Plan *test_random_plan(Arena *a, uint32_t plan)
{
    uint32_t d = 0;
#define R(low, high)   number(plan, &d, (low), (high))
#define INT(low, high) ((int)R((low), (high) + 1))
    int states = INT(1, 5), ages = INT(1, 6), routes = INT(0, 3), steps = INT(1, 12);
    Plan *p = test_plan(a, states + 1, ages, routes, steps);
    p->n_states = states;
    p->step_years = INT(1, 3);
    p->rate_kind = R(0, 1) < .3 ? RATE_HAZARD : RATE_PROBABILITY;
    p->move_basis = R(0, 1) < .5 ? MOVE_OPENING : MOVE_STAYERS;
    p->joiner_exposure = INT(0, 2) / 2.0;
    p->ageing = R(0, 1) < .8;
    p->n_groups = INT(1, 3);
    for (int g = 0; g < p->n_groups; g++)
        p->groups[g] = arena_printf(a, "group%d", g);
    for (int i = 0, from = 20; i < ages; i++) {
        p->ages[i].from = from;
        p->ages[i].to = from + INT(0, 4);
        from = p->ages[i].to + 1;
    }
    for (int s = 0; s < states; s++) {
        p->states[s].group = INT(0, p->n_groups - 1);
        p->states[s].weight = R(0, 1) < .2 ? 0 : R(.3, 1);
        test_stock(p, s, ANY, R(0, 800));
        test_stock(p, s, INT(0, ages - 1), R(0, 300));
        test_exit(p, s, R(0, .15));
        Row *more = test_exit(p, s, R(0, .1)); /* knots: the rate changes on the way */
        more->kind = 1;
        more->year = 2024 + INT(0, 3);
        more = test_exit(p, s, R(0, .1));
        more->kind = 1;
        more->year = 2029 + INT(0, 3);
        for (int to = 0; to < states; to++)
            if (to != s && R(0, 1) < .6)
                aged(test_move(p, s, to, R(0, .1)), R(0, 1) < .5 ? ANY : 0, ANY);
        if (R(0, 1) < .4)
            test_joiner(p, s, ANY, R(0, 30));
        if (R(0, 1) < .3) {
            Row *renewal = test_row(p, PART_RENEWAL, R(0, .1));
            renewal->state = s;
            renewal->to = INT(0, states - 1);
        }
    }
    aged(test_exit(p, ANY, R(0, .3)), ages - 1, ages - 1);
    for (int r = 0; r < routes; r++) {
        p->routes[r].length = INT(0, 5);
        route_row(p, PART_ATTRITION, r, ANY, ANY, R(0, .2));
        route_row(p, PART_ATTRITION, r, 1, ANY, R(0, .3));
        route_row(p, PART_REGISTRATION, r, ANY, ANY, R(.8, 1));
        if (R(0, 1) < .5)
            route_row(p, PART_REPEAT, r, R(0, 1) < .5 ? ANY : INT(1, 3), ANY, R(0, .2));
        for (int s = 0; s < states; s++)
            route_row(p, PART_CAPTURE, r, ANY, s, R(0, 1) / states);
        double young = R(0, 1);
        aged(test_row(p, PART_ENTRY_AGE, young), 0, 0)->route = r;
        aged(test_row(p, PART_ENTRY_AGE, 1 - young), ANY, ANY)->route = r;
        test_intake(p, r, 2018 + INT(0, 3), R(0, 200));
        test_intake(p, r, 2024 + INT(0, 3), R(0, 200));
    }
    if (R(0, 1) < .4)
        add_pool(p, R(0, .1), R(0, 40), R(0, 1) < .5);
    if (p->n_groups > 1 && p->states[0].weight > 0 && R(0, 1) < .4) {
        Row *locum = test_row(p, PART_LOCUM, R(0, .5));
        locum->state = 0;
        locum->group = (p->states[0].group + 1) % p->n_groups;
    }
    plan_prepare(a, p);
    return p;
}

Plan *test_random_training(Arena *a, uint32_t number)
{
    Plan *p = test_random_plan(a, number);
    for (int r = 0; r < p->n_routes; r++) {
        bool *from = NEW_ARRAY(a, bool, p->n_states + 1);
        if (p->routes[r].length < p->step_years || p->routes[r].length == 0 || r == 2)
            continue;
        for (int s = 0; s < p->n_states; s++)
            from[s] = !p->states[s].pool && (s == 0 || number % 2);
        p->routes[r].from = from;
        p->routes[r].counts = .5;
    }
    return p;
}

TestRun test_run(Arena *a, const Plan *p)
{
    Err err = {0};
    TestRun run = {.cells = plan_cells(p), .n_years = plan_intake_years(p)};
    run.r = rates_new(a, p);
    run.theta = NEW_ARRAY(a, double, p->n_rows);
    run.x = NEW_ARRAY(a, double, p->n_routes *run.n_years);
    run.stock = NEW_ARRAY(a, double, (p->n_steps + 1) * run.cells);
    theta_central(p, run.theta);
    if (!rates_fill(run.r, &err, p, run.theta, false))
        fail_msg("%s", err.message);
    plan_intake(p, run.theta, run.x);
    expected_run(run.r, p, run.x, run.stock, NULL);
    return run;
}

double test_heads(const TestRun *run, const Plan *p, int step, int state)
{
    double sum = 0;
    for (int age = 0; age < p->n_ages; age++)
        sum += run->stock[step * run->cells + state * p->n_ages + age];
    return sum;
}
