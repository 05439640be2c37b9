#include "modules/projection/folder_test.h"
#include "sim/engine.h"

/* Two areas, two sectors, two tiers; each test adds the files that it is about. */
typedef struct TextFile {
    const char *name, *text;
} TextFile;

static const TextFile base[] = {
    {"model", "key,value\nstart_year,2024\nyears,5\n"},
    {"state", "id,group,weight\ncardiff.nhs.entry,nhs,1\ncardiff.nhs.senior,nhs,1\n"
              "cardiff.la.entry,la,1\ncardiff.la.senior,la,1\npowys.nhs.entry,nhs,1\n"
              "powys.nhs.senior,nhs,1\npowys.la.entry,la,1\npowys.la.senior,la,1\nout,out,0\n"},
    {"route", "id,length\ncardiff.bsc,3\npowys.bsc,3\ncardiff.msc,2\n"},
};
enum { CARDIFF_NHS, CARDIFF_LA = 2, POWYS_LA = 6, POWYS_LA_SENIOR, OUT };

static bool plan_of(Arena *a, const TextFile *more, int n, ModelProblems *ps, Plan *p)
{
    Err err = {0};
    Model m = {.name = "t"};
    *ps = (ModelProblems){.arena = a};
    for (int i = 0; i < 3; i++)
        table_parse(a, ps, base[i].name, (TableId)table_by_name(base[i].name), base[i].text,
                    strlen(base[i].text), &m);
    for (int i = 0; i < n; i++)
        table_parse(a, ps, more[i].name, (TableId)table_by_name(more[i].name), more[i].text,
                    strlen(more[i].text), &m);
    return model_plan(a, &err, &m, ps, p);
}

static Plan plan_with(Arena *a, const TextFile *more, int n)
{
    ModelProblems ps;
    Plan p = {0};
    if (!plan_of(a, more, n, &ps, &p))
        fail_msg("%s", model_problem_text(a, &ps.items[0]));
    return p;
}

/* The row of the part that holds for the state (or route), or NULL. */
static const Row *row_at(const Plan *p, Part part, int state, int route)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == part && p->rows[i].state == state && p->rows[i].route == route)
            return &p->rows[i];
    return NULL;
}

static void refused(const char *name, const char *text, const char *message)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Plan p;
    assert_false(plan_of(a, &(TextFile){name, text}, 1, &ps, &p));
    expect_problem(a, &ps, message);
}

void test_pattern__one_assumption_is_one_number_wherever_it_holds(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p = plan_with(
        a, (TextFile[]){{"exit", "state,cause,distribution\n*.la.*,leave,\"uniform(0,1)\"\n"}},
        1);
    assert_int_equal(p.n_rows, 4);
    double *theta = NEW_ARRAY(a, double, p.n_rows);
    theta_draw(&p, 7, 3, 10, theta);
    for (int i = 0; i < p.n_rows; i++) {
        assert_int_equal(p.states[p.rows[i].state].group, 1);
        assert_int_equal(p.rows[i].like, i ? 0 : ANY);
        assert_string_equal(p.rows[i].id, "exit/*.la.*/*/leave");
        assert_true(theta[i] == theta[0]);
    }
    assert_true(theta[0] != p.rows[0].value);
}

void test_pattern__the_more_particular_row_stands_alone(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p = plan_with(a,
                       (TextFile[]){{"exit", "state,cause,year,value\n*,leave,,0.1\n"
                                             "*.la.*,leave,,0.2\ncardiff.la.*,leave,2025,0.3\n"
                                             "cardiff.la.*,leave,2027,0.5\n"
                                             "cardiff.la.entry,leave,,0.4\n*,retire,,0.01\n"}},
                       1);
    assert_near(row_at(&p, PART_EXIT, CARDIFF_NHS, ANY)->value, .1, 0);
    assert_near(row_at(&p, PART_EXIT, OUT, ANY)->value, .1, 0);
    assert_near(row_at(&p, PART_EXIT, CARDIFF_LA, ANY)->value, .4, 0);
    assert_near(row_at(&p, PART_EXIT, CARDIFF_LA + 1, ANY)->value, .3, 0);
    assert_near(row_at(&p, PART_EXIT, POWYS_LA, ANY)->value, .2, 0);
    assert_near(row_at(&p, PART_EXIT, ANY, ANY)->value, .01, 0); /* another cause adds */
    assert_int_equal(p.n_rows, 5 + 2 + 2 + 1 + 1);
}

void test_pattern__a_move_keeps_the_pieces_that_it_names(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p =
        plan_with(a,
                  (TextFile[]){{"move", "state,to,value\n*.*.entry,=.=.senior,0.1\n"
                                        "powys.la.entry,powys.la.senior,0.2\n*,out,0.05\n"}},
                  1);
    int promotions = 0;
    for (int i = 0; i < p.n_rows; i++) {
        const Row *row = &p.rows[i];
        if (row->to == OUT)
            continue;
        promotions++;
        assert_int_equal(row->to, row->state + 1);
        assert_near(row->value, row->state == POWYS_LA ? .2 : .1, 0);
    }
    assert_int_equal(promotions, 4);
    assert_int_equal(p.n_rows, 4 + 8); /* who is out does not move out */
}

void test_pattern__routes_spread_too_but_a_limit_holds_them_together(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p = plan_with(a,
                       (TextFile[]){{"attrition", "route,value\n*.bsc,0.1\npowys.bsc,0.2\n"},
                                    {"limit", "kind,route,value\ncapacity,*.bsc,300\n"
                                              "capacity,cardiff.*,200\ncapacity,*,500\n"}},
                       2);
    assert_near(row_at(&p, PART_ATTRITION, ANY, 0)->value, .1, 0);
    assert_near(row_at(&p, PART_ATTRITION, ANY, 1)->value, .2, 0);
    assert_null(row_at(&p, PART_ATTRITION, ANY, 2));
    const Row *bsc = row_at(&p, PART_LIMIT, ANY, SOME_ROUTES);
    assert_non_null(bsc);
    assert_int_equal(bsc->n_together, 2);
    assert_true(row_has_route(bsc, 0) && row_has_route(bsc, 1) && !row_has_route(bsc, 2));
    const Row *cardiff = row_at(&p, PART_LIMIT, ANY, SOME_ROUTES - 1);
    assert_true(row_has_route(cardiff, 2) && !row_has_route(cardiff, 1));
    Err err = {0};
    Rates *r = rates_new(a, &p);
    double *theta = NEW_ARRAY(a, double, p.n_rows);
    theta_central(&p, theta);
    assert_true(rates_fill(r, &err, &p, theta, false)); /* sets of routes are lawful */
}

void test_pattern__hours_may_be_spent_in_areas(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p =
        plan_with(a,
                  (TextFile[]){{"hours", "route,area,value\n*,,300\ncardiff.bsc,north,100\n"
                                         "cardiff.bsc,south,200\n"},
                               {"limit", "kind,route,area,value\nplacement,*,north,9000\n"}},
                  2);
    double *theta = NEW_ARRAY(a, double, p.n_rows);
    theta_central(&p, theta);
    assert_int_equal(p.n_areas, 2);
    assert_near(plan_value(&p, theta, PART_HOURS, ANY, 0, 1, 2025, -1), 300, 0);
    assert_near(plan_value_in_area(&p, theta, PART_HOURS, ANY, 0, 1, 1, 2025, -1), 200, 0);
    assert_near(plan_value(&p, theta, PART_LIMIT, LIMIT_PLACEMENT, 0, ANY, 2025, -1), -1, 0);
    refused("limit", "kind,route,area,value\nplacement,*,north,1\n", "no placement hours");
    refused("limit", "kind,route,area,value\ncapacity,*,north,1\n", "only placement hours");
}

void test_pattern__sets_of_states_are_groups_and_never_count_twice(void)
{
    SCOPED_ARENA a = arena_new();
    Plan p = plan_with(
        a,
        (TextFile[]){{"group", "id,label,family,states\ncardiff,Cardiff,area,cardiff.*.*\n"
                               "powys,,area,powys.*.*\nsenior,,tier,*.*.senior\n"},
                     {"stock", "state,value\n*.*.entry,10\n*.*.senior,1\nout,5\n"},
                     {"demand", "line,group,value\nneed,cardiff,30\nneed,powys,20\n"
                                "need,senior,3\nfunded,la,7\nfunded,cardiff,9\nreal,all,4\n"
                                "real,la,1\n"},
                     {"target", "line,group,year_from\nneed,powys,2026\n"}},
        4);
    assert_int_equal(p.n_groups, 6);
    assert_int_equal(p.n_sets, 3);
    assert_int_equal(p.targets[0].group, 4);
    double stock[9], supply[7], demand[3 * 7];
    Rates *r = rates_new(a, &p);
    for (int s = 0; s < 9; s++)
        stock[s] = s == OUT ? 5 : s % 2 ? 1 : 10;
    supply_of(r, &p, 0, stock, supply);
    const double expected[] = {22, 22, 0, 22, 22, 4, 44};
    for (int g = 0; g <= 6; g++)
        assert_near(supply[g], expected[g], 0);
    double *theta = NEW_ARRAY(a, double, p.n_rows);
    theta_central(&p, theta);
    demand_at(&p, theta, 0, demand);
    assert_near(demand[6], 50, 0);        /* areas, not areas and tiers */
    assert_near(demand[7 + 6], 7, 0);     /* sectors before sets */
    assert_near(demand[2 * 7 + 6], 4, 0); /* "all" is every state */
}

void test_pattern__nonsense_is_placed(void)
{
    refused("exit", "state,value\n*.xx.*,0.1\n",
            "exit:2: state '*.xx.*': this pattern matches no");
    refused("exit", "state,value\ncar*.la.*,0.1\n", "a * stands for a whole piece");
    refused("exit", "state,cause,value\n*.la.entry,x,0.1\ncardiff.*.entry,x,0.2\n",
            "exit:3: neither this row nor exit:2 is the more particular one for "
            "'cardiff.la.entry'");
    refused("move", "state,to,value\n*.la.entry,*.la.senior,0.1\n", "several states");
    refused("move", "state,to,value\n*.la.entry,=.la.chief,0.1\n",
            "leads to 'cardiff.la.chief', and there is no such state");
    refused("move", "state,to,value\nout,=.la.entry,0.1\n", "= has no piece to keep");
    refused("attrition", "route,value\n*.phd,0.1\n", "matches no training route");
    refused("state", "id,weight\na=b,1\n", "this cannot be a name");
    refused("group", "id,states\nla,*.la.*\n", "a sector has this name");
    refused("group", "id,family,states\nx,area,*.la.*\ny,area,powys.*.*\n",
            "group:3: states 'y': state 'powys.la.entry' is in 'x' too");
    refused("group", "id,states\nx,*.xx.*\n", "this pattern matches no state");
}
