#include "base/file.h"
#include "sim/engine.h"
#include <math.h>

#include "modules/projection/folder_test.h"

typedef struct WorkFile {
    const char *name, *text;
} WorkFile;

/* A small council with everything that pipeline and demand know, and no problem. */
static const WorkFile council[] = {
    {"model.csv", "key,value\ntitle,Council\nstart_year,2026\nyears,6\n"},
    {"state.csv", "id,group,weight\na.la.ot,la,0.9\nb.la.ot,lb,0.9\nout,out,0\n"},
    {"stock.csv", "state,value\na.la.ot,9\nb.la.ot,5\nout,3\n"},
    {"exit.csv", "state,cause,value\n*,leave,0.1\n"},
    {"route.csv", "id,label,length\nu.bsc,BSc,3\nu.msc,MSc,2\n"},
    {"intake.csv", "route,year,value\nu.bsc,2022,10\nu.msc,2022,4\n"},
    {"repeat.csv", "route,study_year,value\nu.bsc,*,0.05\n"},
    {"attrition.csv", "route,study_year,value\nu.bsc,*,0.08\n"},
    {"appeal.csv", "route,state,factor,value\nu.bsc,*.la.ot,placement,0.3\n"
                   "u.bsc,a.la.ot,placement,0.6\n"},
    {"taste.csv", "factor,value\nplacement,2\nelsewhere,1\n"},
    {"capture.csv", "route,state,value\nu.msc,a.la.ot,0.4\n"},
    {"shock.csv", "acts_on,state,parameter,value\nexit,*.la.ot,sd,0.2\n"
                  "exit,*.la.ot,persistence,0.5\n"},
    {"residual.csv",
     "state,parameter,value\na.la.ot,mean,-0.4\na.la.ot,sd,1\na.la.ot,years,3\n"},
    {"population.csv", "group,band,value\nla,old,9000\nlb,old,5000\n"},
    {"service.csv", "line,group,service,band,parameter,value\nneed,*,review,old,rate,0.1\n"
                    "need,*,review,*,hours,2\n"},
    {"time.csv",
     "line,parameter,value\nneed,days,225\nneed,leave,30\nneed,hours_per_day,7.5\n"},
    {"division.csv", "line,service,parameter,value\nneed,review,ot_share,0.6\n"
                     "need,review,worker_share,0.4\n"},
    {"backlog.csv", "line,group,parameter,value\nneed,la,waiting,80\nneed,la,arrivals,900\n"
                    "need,la,cases,100\nneed,la,clear_years,2\n"},
    {"demand.csv", "line,group,value\nfunded,la,9\nfunded,lb,5\nfunded,*,15\n"},
};
enum { FILES = sizeof council / sizeof *council };

static bool plan_of(Arena *a, const char *name, const char *text, ModelProblems *ps, Plan *p)
{
    Err err = {0};
    Model m = {.name = "t"};
    *ps = (ModelProblems){.arena = a};
    for (int i = 0; i < FILES; i++) {
        const char *content =
            name && strcmp(council[i].name, name) == 0 ? text : council[i].text;
        int t = table_by_name(arena_strndup(a, council[i].name, strlen(council[i].name) - 4));
        table_parse(a, ps, arena_printf(a, "t/%s", council[i].name), (TableId)t, content,
                    strlen(content), &m);
    }
    return model_plan(a, &err, &m, ps, p);
}

static void says(const char *name, const char *text, const char *message)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Plan p;
    if (plan_of(a, name, text, &ps, &p))
        fail_msg("%s: nothing is wrong with\n%s", name, text);
    expect_problem(a, &ps, message);
}

void test_folder_work__names_and_patterns_become_indices(void)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Plan p;
    if (!plan_of(a, NULL, NULL, &ps, &p))
        fail_msg("%s", model_problem_text(a, &ps.items[0]));
    assert_int_equal(p.n_lines, 2); /* funded by its level, need by its services */
    assert_int_equal(p.n_factors, 2);
    assert_int_equal(p.n_services, 1);
    assert_int_equal(p.n_bands, 1);
    assert_int_equal(p.routes[0].repeats, 3);
    assert_int_equal(p.routes[1].repeats, 0);
    int innovations = 0, appeals = 0;
    for (int i = 0; i < p.n_rows; i++) {
        innovations += p.rows[i].part == PART_SHOCK && p.rows[i].parameter == SHOCK_INNOVATION;
        appeals += p.rows[i].part == PART_APPEAL;
    }
    assert_int_equal(innovations, 6); /* one shock for both states of the pattern */
    assert_int_equal(appeals, 2);     /* the particular row in the place of the pattern's */
    double theta[100], demand[8];
    assert_true(p.n_rows <= 100);
    theta_central(&p, theta);
    demand_at(&p, theta, 3, demand);
    double hours = (225 - 30) * 7.5;
    int need = strcmp(p.lines[0], "need") == 0 ? 0 : 1;
    assert_near(demand[need * 4], 9000 * .1 * 2 * .6 / hours, 1e-9);
    assert_near(demand[need * 4 + 1], 5000 * .1 * 2 * .6 / hours, 1e-9);
}

void test_folder_work__nonsense_is_placed(void)
{
    says("repeat.csv", "route,study_year,value\nu.bsc,*,1\n",
         "t/repeat.csv:2: value '1': a year that everybody takes again");
    says("repeat.csv", "route,study_year,value\nu.bsc,*,1.2\n", "t/repeat.csv:2: value '1.2'");
    says("repeat.csv", "route,study_year,value\nu.ba,*,0.1\n", "t/repeat.csv:2: route 'u.ba'");
    says("appeal.csv", "route,state,factor,value\nu.bsc,a.la.ot,plaement,0.3\n",
         "did you mean 'placement'");
    says("appeal.csv", "route,state,factor,value\nu.bsc,a.la.ot,elsewhere,0.3\n",
         "the constant of taking no post");
    says("appeal.csv", "route,state,factor,value\nu.bsc,*,placement,0.3\n",
         "t/appeal.csv:2: state '*': no post is named");
    says("appeal.csv", "route,state,factor,value\nu.bsc,a.la.ot,placement,nan\n",
         "not a number");
    says("capture.csv", "route,state,value\nu.msc,a.la.ot,0.4\nu.bsc,b.la.ot,0.2\n",
         "t/appeal.csv:2: the posts of route 'u.bsc' are given as shares already, on "
         "t/capture.csv:3");
    says("shock.csv", "acts_on,state,parameter,value\nexit,*,sd,-0.1\n",
         "t/shock.csv:2: value '-0.1': less than 0");
    says("shock.csv", "acts_on,state,parameter,value\nexit,*,sd,0.1\nexit,*,persistence,1\n",
         "t/shock.csv:3: value '1': not at least 0 and below 1");
    says("shock.csv", "acts_on,state,parameter,value\nexit,*,persistence,0.5\n",
         "a shock that has no size");
    says("shock.csv",
         "acts_on,state,parameter,value\nexit,*,sd,0.2\nexit,out,persistence,0.5\n",
         "t/shock.csv:3: a shock that has no size");
    says("shock.csv", "acts_on,state,parameter,value\ndemand,out,sd,0.5\n",
         "t/shock.csv:2: state 'out': this shock is of all together");
    says("shock.csv", "acts_on,state,parameter,value\nexits,*,sd,0.5\n", "did you mean 'exit'");
    says("residual.csv", "state,parameter,value\na.la.ot,mean,2\na.la.ot,sd,1\n",
         "t/residual.csv:2: a mean is drawn towards 0");
    says("residual.csv", "state,parameter,value\na.la.ot,mean,2\na.la.ot,years,3\n",
         "a residual that has no size");
    says("residual.csv", "state,parameter,value\na.la.ot,sd,1\na.la.ot,years,0.5\n",
         "t/residual.csv:3: value '0.5': not within 1 to 1000");
    says("population.csv", "group,band,value\nla,old,9000\nlb,old,5000\nla,young,1\n",
         "t/population.csv:4: row 'population/la/young': no service has a rate");
    says("population.csv", "group,band,value\nla,old,9000\nlz,old,5000\n", "'lz'");
    says("service.csv",
         "line,group,service,band,parameter,value\nneed,*,review,oldest,rate,0.1\n"
         "need,*,review,*,hours,2\n",
         "t/service.csv:2: band 'oldest': there is no such band");
    says("service.csv", "line,group,service,band,parameter,value\nneed,*,review,old,rate,0.1\n",
         "t/service.csv:2: row 'service/need/*/review/old/rate': the hours of a unit");
    says("service.csv",
         "line,group,service,band,parameter,value\nneed,*,review,old,rate,-1\n"
         "need,*,review,*,hours,2\n",
         "t/service.csv:2: value '-1'");
    says("service.csv",
         "line,group,service,band,parameter,value\nneed,*,review,old,rate,0.1\n"
         "need,*,review,*,hours,2\nfunded,la,review,*,volume,100\nfunded,*,review,*,hours,2\n",
         "has a level (row 'demand/funded/la')");
    says("time.csv",
         "line,parameter,value\nneed,days,225\nneed,leave,230\n"
         "need,hours_per_day,7.5\n",
         "t/time.csv:2: line 'need' of group 'la': no working time is left");
    says("time.csv",
         "line,parameter,value\nneed,days,225\nneed,hours_per_day,7.5\n"
         "need,support_share,1\n",
         "t/time.csv:4: value '1': not at least 0 and below 1");
    says("time.csv", "line,parameter,value\nneed,leave,30\nneed,hours_per_day,7.5\n",
         "its working time has no days");
    says("division.csv",
         "line,service,parameter,value\nneed,review,ot_share,0.7\n"
         "need,review,worker_share,0.4\n",
         "t/division.csv:3: value '0.4': with ot_share the shares of this service add up to "
         "1.1");
    says("division.csv", "line,service,parameter,value\nneed,review,ot_share,1.4\n",
         "t/division.csv:2: value '1.4'");
    says("division.csv", "line,service,parameter,value\nneed,visit,ot_share,0.4\n", "'visit'");
    says("backlog.csv", "line,group,parameter,value\nneed,la,waiting,80\n",
         "t/backlog.csv:2: the waiting list of line 'need' and group 'la' has no arrivals");
    says(
        "backlog.csv",
        "line,group,parameter,value\nneed,la,waiting,80\nneed,la,arrivals,9\nneed,la,cases,0\n",
        "t/backlog.csv:4: value '0': not above 0");
    says("model.csv", "key,value\ntitle,C\nstart_year,2026\nyears,6\nrake,needs\n",
         "there is no such demand line");
    says("model.csv", "key,value\ntitle,C\nstart_year,2026\nyears,6\nrake,need\n",
         "line 'need' is raked, but has no row for all groups together");
}

void test_folder_work__settings_name_the_lines_that_are_raked(void)
{
    SCOPED_ARENA a = arena_new();
    ModelProblems ps;
    Plan p;
    const char *model = "key,value\ntitle,C\nstart_year,2026\nyears,6\nrake,funded\n";
    double theta[100], demand[8];
    if (!plan_of(a, "model.csv", model, &ps, &p))
        fail_msg("%s", model_problem_text(a, &ps.items[0]));
    theta_central(&p, theta);
    demand_at(&p, theta, 1, demand);
    int funded = strcmp(p.lines[0], "funded") == 0 ? 0 : 1;
    assert_near(demand[4 * funded] + demand[4 * funded + 1], 15, 0);
    assert_near(demand[4 * funded], 15 * 9.0 / 14, 1e-12);
}
