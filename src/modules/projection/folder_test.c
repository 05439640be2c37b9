#include "modules/projection/folder_test.h"
#include "base/file.h"
#include <unistd.h>

/* ---------------------------------------------------------------- helpers */

typedef struct TextFile {
    const char *name, *text;
} TextFile;

/* A small folder that has no problem. */
static const TextFile good[] = {
    {"model.csv", "key,value\ntitle,Small\nstart_year,2024\nyears,5\ndecide_from,2025\n"
                  "decide_to,2026\n"},
    {"state.csv", "id,label,group,weight\nnhs,NHS,nhs,0.88\nla,Councils,la,0.84\n"},
    {"age.csv", "id,from,to\n20-29,20,29\n30-49,30,49\n50+,50,\n"},
    {"route.csv", "id,label,length\nbsc,BSc,3\n"},
    {"stock.csv", "state,ages,value,source\nnhs,20-49,100,\"a survey, 2024\"\nla,50+,20,\n"},
    {"exit.csv", "state,ages,cause,year,value,distribution\n*,50+,retire,2025,0.2,\n"
                 "*,50+,retire,2028,0.25,\nnhs,,leave,,,\"beta(23.5,287.5)\"\n"},
    {"move.csv", "state,to,value\nnhs,la,0.02\n"},
    {"intake.csv", "route,year,value\nbsc,2022,100\n"},
    {"capture.csv", "route,state,value\nbsc,nhs,0.7\n"},
    {"entry_age.csv", "route,ages,value\n*,20-29,1\n"},
    {"demand.csv", "id,line,group,value\nneed-la,need,la,30\n"},
    {"driver.csv", "line,kind,name,year,value\nneed,annual,growth,,0.01\n"
                   "need,other,frailty,2029,0.02\nneed,other,digital,2029,-0.01\n"},
    {"limit.csv", "kind,route,value\ncapacity,*,300\nramp,bsc,20\n"},
    {"target.csv", "line,group,year_from,year_to\nneed,la,2028,2029\n"},
    {"draw.csv", "draw,id,value\n1,need-la,28\n2,need-la,33\n"},
};
enum { GOOD = sizeof good / sizeof *good };

static const char *scratch(Arena *a, const char *name)
{
    return arena_printf(a, "/tmp/pont-folder-test-%d/%s", (int)getpid(), name);
}

static void write_files(Arena *a, const char *dir, const TextFile *files, int n)
{
    Err err = {0};
    if (!file_mkdir(a, &err, dir))
        fail_msg("%s", err.message);
    for (int i = 0; i < n; i++)
        if (!file_write(a, &err, arena_printf(a, "%s/%s", dir, files[i].name), files[i].text,
                        strlen(files[i].text)))
            fail_msg("%s", err.message);
}

static void remove_folder(Arena *a, const char *dir)
{
    const char **names;
    int n = file_list(a, dir, &names);
    for (int i = 0; i < n; i++)
        unlink(arena_printf(a, "%s/%s", dir, names[i]));
    rmdir(dir);
}

/* Reads the good files with one of them replaced (or added), in memory. */
static bool plan_with(Arena *a, const char *name, const char *text, ModelProblems *ps, Model *m,
                      Plan *p)
{
    Err err = {0};
    *m = (Model){.name = "t"};
    *ps = (ModelProblems){.arena = a};
    bool used = false;
    for (int i = 0; i <= GOOD; i++) {
        const char *file = i < GOOD ? good[i].name : name;
        if (i == GOOD && (used || !name))
            break;
        bool swap = name && strcmp(file, name) == 0;
        const char *content = swap ? text : good[i].text;
        used |= swap;
        int t = table_by_name(arena_strndup(a, file, strlen(file) - 4));
        table_parse(a, ps, arena_printf(a, "t/%s", file), (TableId)t, content, strlen(content),
                    m);
    }
    return model_plan(a, &err, m, ps, p);
}

/* The replaced file must give exactly this problem (and perhaps others after it). */
static void says(const char *name, const char *text, const char *message)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Model m;
    Plan p;
    assert_false(plan_with(a, name, text, &ps, &m, &p));
    expect_problem(a, &ps, message);
}

/* ---------------------------------------------------------------- reading */

void test_folder__names_become_indices(void)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Model m;
    Plan p;
    if (!plan_with(a, NULL, NULL, &ps, &m, &p))
        fail_msg("%s", model_problem_text(a, &ps.items[0]));
    assert_int_equal(p.n_steps, 5);
    assert_int_equal(p.n_states, 2);
    assert_int_equal(p.n_groups, 2);
    assert_int_equal(p.n_ages, 3);
    assert_int_equal(p.decide_to, 2026);
    assert_near(p.routes[0].share, 1, 0);
    const Row *stock = &p.rows[0], *retire = &p.rows[2], *leave = &p.rows[4];
    assert_int_equal(stock->age_from, 0);
    assert_int_equal(stock->age_to, 1); /* 20-49 joins two classes */
    assert_string_equal(stock->id, "stock/nhs/20-49");
    assert_int_equal(retire->state, ANY);
    assert_int_equal(retire->age_from, 2);
    assert_int_equal(retire->year, 2025);
    assert_string_equal(retire->id, "exit/*/50+/retire/2025");
    assert_int_equal(leave->age_from, ANY);
    assert_true(leave->kind != retire->kind); /* another cause */
    assert_int_equal(leave->dist.kind, DIST_BETA);
    assert_near(leave->value, 23.5 / 311, 1e-15); /* blank: the mean */
    assert_int_equal(p.targets[0].group, 1);
    assert_int_equal(p.targets[0].year_to, 2029);
    assert_int_equal(p.n_given, 2);
    assert_int_equal(p.draws, 2); /* the given draws are the ensemble */
    assert_near(p.given[1], 33, 0);
    assert_string_equal(p.rows[p.given_rows[0]].id, "need-la");
}

void test_folder__every_kind_of_bad_input_is_placed(void)
{
    says("model.csv", "key,value\nstart_year,2024\n",
         "t/model.csv: years: the setting is missing");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\nseeds,3\n",
         "t/model.csv:4: key 'seeds': there is no such setting; did you mean 'seed'?");
    says("model.csv", "key,value\nstart_year,2024\nyears,many\n",
         "model.csv:3: value 'many': not a number");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\nstep_years,2\n",
         "not a multiple of step_years");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\nyears,6\n",
         "model.csv:4: key 'years': given on line 3 already");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\nshape,flat\n",
         "'flat': not one of level, free");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\ndecide_from,2025\n",
         "belong together");
    says("state.csv", "id,group,weight\nnhs,nhs,0.8\nnhs,nhs,0.9\nla,la,1\n",
         "t/state.csv:3: id 'nhs': defined twice");
    says("state.csv", "id,group,weight\nnhs,nhs,-1\nla,la,1\n",
         "state.csv:2: weight '-1': less than 0");
    says("age.csv", "id,from,to\n20-29,20,29\n30-49,35,49\n50+,50,\n",
         "t/age.csv:3: from '35': should be 30, after '20-29'");
    says("route.csv", "id,length,share\nbsc,3,0.6\n", "do not add up to 1");
    says("route.csv", "id,length\nbsc,30\n", "route.csv:2: length '30': not within 0 to 8");
    says("stock.csv", "state,ages,value\nnhs,20-39,5\n",
         "t/stock.csv:2: ages '20-39': these ages do not fit");
    says("stock.csv", "state,ages,value\nnhss,20-29,5\n",
         "t/stock.csv:2: state 'nhss': there is no such state; did you mean 'nhs'?");
    says("stock.csv", "state,ages,value\nnhs,20-29,\"1,250\"\n",
         "stock.csv:2: value '1,250': not a number");
    says("stock.csv", "state,ages,value\nnhs,20-29,\n",
         "stock.csv:2: value: the cell is empty");
    says("stock.csv", "state,ages,year,value\nnhs,20-29,2025,4\n",
         "belongs to start_year (2024)");
    says("stock.csv", "state,ages,values\nnhs,20-29,5\n",
         "t/stock.csv:1: values: stock.csv has no such column; did you mean 'value'?");
    says("stock.csv", "ages,value\n20-29,5\n", "t/stock.csv:1: state: the column is missing");
    says("stock.csv", "state,ages,value\nnhs,20-29,5\nnhs,20-29,6\n",
         "t/stock.csv:3: the same keys and year as t/stock.csv:2");
    says("stock.csv", "state,ages,value\nnhs,\"20-29,5\n", "stock.csv:2: a quote");
    says("exit.csv", "state,value\nnhs,8\n",
         "exit.csv:2: value '8': not within 0 to 1; correct it; shares");
    says("exit.csv", "state,value,distribution\nnhs,0.1,\"beta(2)\"\n",
         "'beta' takes 2 numbers");
    says("exit.csv", "state,value,distribution\nnhs,0.1,\"btea(2,3)\"\n",
         "did you mean 'beta'?");
    says("exit.csv", "state,value,distribution\nnhs,0.1,\"uniform(3,2)\"\n",
         "lowest value must be below");
    says("exit.csv", "state,value,date,grade\nnhs,0.1,31/3/2026,E\n",
         "exit.csv:2: date '31/3/2026': not a date");
    says("exit.csv", "state,value,date,grade\nnhs,0.1,31/3/2026,E\n",
         "exit.csv:2: grade 'E': not a grade");
    says("move.csv", "state,to,value\nnhs,nhs,0.1\n", "a move to the same state");
    says("target.csv", "line,year_from\n*,2028\n", "one demand line must be named here");
    says("driver.csv", "line,kind,value\nneed,other,0.1\n", "a total effect needs a year");
    says("driver.csv", "line,kind,value\nneed,anual,0.1\n", "did you mean 'annual'?");
    says("driver.csv", "line,kind,value\nneeds,annual,0.1\n",
         "driver.csv:2: line 'needs': there is no such demand line");
    says("target.csv", "line,year_from\nneed,2040\n",
         "target.csv:2: year_from '2040': not within 2025 to 2029");
    says("limit.csv", "kind,route,value\nbudget,bsc,5000\n",
         "limit.csv:2: route 'bsc': hours and money are limited for all together");
    says("draw.csv", "draw,id,value\n1,need-lb,28\n", "no assumption has this id");
    says("draw.csv", "draw,id,value\n1,need-la,28\n2,stock/la/50+,9\n",
         "this draw has no value for 'need-la'");
    says("demand.csv", "id,line,group,value\nx,need,la,30\nx,need,nhs,30\n",
         "demand.csv:3: id 'x': this id is used twice");
}

void test_folder__what_makes_no_sense_as_a_whole_is_placed(void)
{
    says("target.csv", "line,group,year_from\nneed,nhs,2028\n",
         "t/target.csv:2: group 'nhs': line 'need' has no demand for this group; give the "
         "line's "
         "demand for this group in demand.csv or service.csv, or name a group that has one");
    says("target.csv", "line,group,year_from,year_to\nneed,la,2028,\nneed,la,2028,2028\n",
         "t/target.csv:3: the same target as t/target.csv:2; ");
    says("limit.csv", "kind,route,value\nbudget,*,5\nplacement,*,5\n",
         "t/limit.csv:2: kind 'budget': no route has a cost that would count against it; ");
    says("limit.csv", "kind,route,value\nbudget,*,5\nplacement,*,5\n",
         "t/limit.csv:3: kind 'placement': no route needs hours that would count against it; ");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\ndecide_from,2023\ndecide_to,2030\n",
         "t/model.csv:4: value '2023': before the start of the plan (2024); ");
    says("model.csv", "key,value\nstart_year,2024\nyears,5\ndecide_from,2023\ndecide_to,2030\n",
         "t/model.csv:5: value '2030': after the last year of the plan (2029); ");
    says("taste.csv", "factor,value\npay,2\n",
         "t/taste.csv:2: factor 'pay': no post has any of this factor; ");
}

/* A branch may only make of a plan what the plan itself may be. */
void test_folder__a_branch_that_breaks_a_law_is_placed(void)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Model m;
    Plan p;
    Err err = {0};
    const char *tree = "policy,branch,weight\npay,lands,0.5\npay,never,0.5\n",
               *branches = "policy,branch,assumption,operation,value\n"
                           "pay,never,move/nhs/la/*,factor,1\n"
                           "pay,lands,move/nhs/la/*,value,0.99\n";
    assert_true(plan_with(a, NULL, NULL, &ps, &m, &p));
    table_parse(a, &ps, "t/scenario.csv", TABLE_SCENARIO, tree, strlen(tree), &m);
    table_parse(a, &ps, "t/branch.csv", TABLE_BRANCH, branches, strlen(branches), &m);
    assert_true(model_plan(a, &err, &m, &ps, &p));
    assert_false(model_scenario_laws(a, &err, &m, &ps, &p));
    expect_problem(a, &ps, "t/branch.csv:3: value '0.99': scenario 'pay lands': ");
}

void test_folder__all_problems_are_told_at_once(void)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Model m;
    Plan p;
    assert_false(plan_with(a, "stock.csv",
                           "state,ages,value,sauce\nxx,20-29,5,\nnhs,1-2,5,\nnhs,50+,five,\n",
                           &ps, &m, &p));
    assert_int_equal(ps.n, 4);
    assert_int_equal(ps.items[3].line, 4);
    assert_string_equal(ps.items[3].column, "value");
    assert_string_equal(ps.items[3].value, "five");
}

/* ---------------------------------------------------------------- files */

void test_folder__written_files_read_back_to_the_same_text(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    ModelProblems ps = {.arena = a};
    Model first, second, third;
    Plan p;
    const char *one = scratch(a, "one"), *two = scratch(a, "two");
    write_files(a, one, good, GOOD);
    assert_true(folder_plan(a, &err, one, &ps, &first, &p));
    assert_true(folder_write(a, &err, two, &first));
    assert_true(folder_plan(a, &err, two, &ps, &second, &p));
    const char *text = model_text(a, &first);
    assert_string_equal(model_text(a, &second), text);
    assert_true(model_from_text(a, &err, "kept", text, strlen(text), &ps, &third));
    assert_string_equal(model_text(a, &third), text);
    assert_int_equal(ps.n, 0);
    assert_false(model_from_text(a, &err, "kept", text, strlen(text) - 3, &ps, &third));
    remove_folder(a, one);
    remove_folder(a, two);
}

void test_folder__extends_takes_what_is_not_there(void)
{
    SCOPED_ARENA a = arena_new();
    static const TextFile high[] = {
        {"model.csv", "key,value\nextends,../base\ntitle,High\n"},
        {"demand.csv", "id,line,group,value\nneed-la,need,la,50\n"},
        {"draw.csv", "draw,id,value\n"},
    };
    Err err = {0};
    ModelProblems ps = {.arena = a};
    Model m;
    Plan p;
    write_files(a, scratch(a, "base"), good, GOOD);
    write_files(a, scratch(a, "high"), high, 3);
    assert_true(folder_plan(a, &err, scratch(a, "high"), &ps, &m, &p));
    assert_string_equal(p.title, "High");
    assert_int_equal(p.start_year, 2024);
    assert_int_equal(p.n_given, 0); /* an empty file is still this folder's own */
    assert_int_equal(p.n_states, 2);
    assert_string_equal(model_setting(&m, "extends"), "");
    remove_folder(a, scratch(a, "high"));
    remove_folder(a, scratch(a, "base"));
}

static void extends_is_refused(const char *path, const char *part)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    ModelProblems ps = {.arena = a};
    Model m;
    const char *text = arena_printf(a, "key,value\nextends,%s\n", path);
    write_files(a, scratch(a, "loop"), (TextFile[]){{"model.csv", text}}, 1);
    assert_true(folder_read(a, &err, scratch(a, "loop"), &ps, &m));
    assert_int_equal(ps.n, 1);
    assert_int_equal(ps.items[0].line, 2);
    if (!strstr(ps.items[0].reason, part))
        fail_msg("'%s' does not say '%s'", ps.items[0].reason, part);
    remove_folder(a, scratch(a, "loop"));
}

void test_folder__extends_stays_near_and_never_turns_in_a_circle(void)
{
    extends_is_refused("../loop", "circle");
    extends_is_refused("/etc", "not a folder beside");
    extends_is_refused("../../../../etc", "not a folder beside");
    extends_is_refused("a/../../b", "not a folder beside");
    extends_is_refused("..", "not a folder beside");
    extends_is_refused("../missing", "there is no folder");
}

void test_folder__unknown_files_are_named(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    ModelProblems ps = {.arena = a};
    Model m;
    static const TextFile files[] = {
        {"model.csv", "key,value\nyears,1\n"}, {"exits.csv", "a\n"}, {"README.md", "notes\n"}};
    write_files(a, scratch(a, "odd"), files, 3);
    assert_true(folder_read(a, &err, scratch(a, "odd"), &ps, &m));
    assert_int_equal(ps.n, 1);
    assert_non_null(strstr(model_problem_text(a, &ps.items[0]), "did you mean 'exit.csv'?"));
    remove_folder(a, scratch(a, "odd"));
    assert_false(folder_read(a, &err, scratch(a, "none"), &ps, &m));
    assert_int_equal(err.kind, ERR_NOT_FOUND);
}

void test_folder__every_part_has_its_table(void)
{
    for (int part = 0; part < PART_COUNT; part++) {
        const TableSpec *spec = &table_specs[TABLE_PARTS + part];
        assert_int_equal(spec->part, part);
        assert_string_equal(spec->columns[0].name, "id");
        assert_string_equal(spec->columns[1 + spec->n_keys + ASSUME_VALUE].name, "value");
        assert_string_equal(spec->columns[1 + spec->n_keys + ASSUME_NOTE].name, "note");
        assert_int_equal(spec_columns((TableId)(TABLE_PARTS + part)),
                         1 + spec->n_keys + ASSUME_COUNT);
    }
    for (int t = 0; t < TABLE_COUNT; t++)
        assert_int_equal(table_by_name(table_specs[t].name), t);
}
