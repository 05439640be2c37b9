/* Decides what is told of a plan's scenarios; the arithmetic is sim/regret.c's. */
#include "modules/projection/scenarios.h"
#include "modules/projection/projection_action.h"
#include <math.h>

enum { DRAWS = 50, MOST_DRAWS = 100000 };

static const Choice kinds[] = {{"mixed", N_("All, by their weights")},
                               {"branch", N_("Branch of a policy, the others mixed")},
                               {"leaf", N_("One scenario")},
                               {NULL, NULL}};
static const Choice whys[] = {{"today", N_("Today's intake")},
                              {"mixed", N_("Meets the target over all scenarios")},
                              {"leaf", N_("Meets the target in a scenario")},
                              {"minimax", N_("Least regret at worst")},
                              {"expectation", N_("Least expected regret")},
                              {NULL, NULL}};
static const Choice recommended[] = {{"minimax", N_("at worst")},
                                     {"expectation", N_("on average")},
                                     {"both", N_("at worst and on average")},
                                     {NULL, NULL}};

static const StudyColumn weight_columns[] = {
    {"policy", N_("Policy"), STUDY_TEXT, 0, NULL},
    {"branch", N_("Branch"), STUDY_TEXT, 0, NULL},
    {"label", N_("What happens"), STUDY_TEXT, 0, NULL},
    {"weight", N_("Weight"), STUDY_PERCENT, 1, NULL},
    {"lowest", N_("Lowest of the experts"), STUDY_PERCENT, 1, NULL},
    {"highest", N_("Highest"), STUDY_PERCENT, 1, NULL},
    {"experts", N_("Experts"), STUDY_NUMBER, 0, NULL},
    {"changes", N_("Assumptions changed"), STUDY_NUMBER, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn outlook_columns[] = {
    {"kind", N_("Over"), STUDY_CODE, 0, kinds},
    {"policy", N_("Policy"), STUDY_TEXT, 0, NULL},
    {"scenario", N_("Scenario"), STUDY_TEXT, 0, NULL},
    {"weight", N_("Weight"), STUDY_PERCENT, 1, NULL},
    {"level", N_("Places a year for the plan's confidence"), STUDY_LEVEL, 1, NULL},
    {"gap_q05", N_("Gap with today's intakes, 5 %"), STUDY_NUMBER, 1, NULL},
    {"gap_q50", N_("median"), STUDY_NUMBER, 1, NULL},
    {"gap_q95", N_("95 %"), STUDY_NUMBER, 1, NULL},
    {"met_today", N_("Targets met with today's intakes"), STUDY_PERCENT, 1, NULL},
    {"met_mixed", N_("Targets met with the mixed places"), STUDY_PERCENT, 1, NULL},
    {"best", N_("Places a year of least loss"), STUDY_NUMBER, 0, NULL},
    {"least_loss", N_("That loss"), STUDY_NUMBER, 1, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn level_columns[] = {
    {"level", N_("Places a year"), STUDY_NUMBER, 1, NULL},
    {"why", N_("Why it is weighed"), STUDY_CODE, 0, whys},
    {"scenario", N_("Scenario"), STUDY_TEXT, 0, NULL},
    {"most_regret", N_("Regret at worst"), STUDY_NUMBER, 1, NULL},
    {"worst", N_("where"), STUDY_TEXT, 0, NULL},
    {"expected_regret", N_("Expected regret"), STUDY_NUMBER, 1, NULL},
    {"met", N_("Targets met"), STUDY_PERCENT, 1, NULL},
    {"least_met", N_("in the worst scenario"), STUDY_PERCENT, 1, NULL},
    {"recommended", N_("Least regret"), STUDY_CODE, 0, recommended},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn regret_columns[] = {
    {"level", N_("Places a year"), STUDY_NUMBER, 1, NULL},
    {"scenario", N_("Scenario"), STUDY_TEXT, 0, NULL},
    {"weight", N_("Weight"), STUDY_PERCENT, 1, NULL},
    {"regret", N_("Regret"), STUDY_NUMBER, 1, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn about_columns[] = {
    {"year", N_("Year"), STUDY_TEXT, 0, NULL},
    {"today", N_("Today's places a year"), STUDY_NUMBER, 1, NULL},
    {"confidence", N_("Confidence"), STUDY_PERCENT, 0, NULL},
    {"cost_under", N_("Cost of one too few"), STUDY_NUMBER, 2, NULL},
    {"cost_over", N_("Cost of one too many"), STUDY_NUMBER, 2, NULL},
    {"draws", N_("Draws of each scenario"), STUDY_NUMBER, 0, NULL},
    {"measure", N_("Measure"), STUDY_TEXT, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};

const StudyPart scenario_parts[] = {
    {"weights", N_("Policies, branches and weights"), weight_columns, false,
     N_("The weight is the mean of the experts' weights; where they differ widely, so should "
        "the trust in it.")},
    {"outlooks", N_("By branch and mixed"), outlook_columns, false,
     N_("Targets met with the mixed places, in the branch where a policy never comes, is what "
        "is left of the answer without that hope.")},
    {"levels", N_("Levels of intake and their regret"), level_columns, false,
     N_("Regret is the loss of a level in a scenario less the least loss that any level has "
        "there. The loss of a year is cost_under for each unit too few and cost_over for each "
        "too many, over the target years.")},
    {"regret", N_("Regret by level and scenario"), regret_columns, true, NULL},
    {"about", N_("About this study"), about_columns, false, NULL},
    {NULL, NULL, NULL, false, NULL}};

static void put_weights(Ctx *cx, Study *s, const ScenarioTree *tree)
{
    for (int i = 0; i < tree->n; i++)
        for (int b = 0; b < tree->policies[i].n; b++) {
            const ScenarioBranch *branch = &tree->policies[i].branches[b];
            const char **c = study_row(cx, s, "weights");
            c[0] = tree->policies[i].id;
            c[1] = branch->id;
            c[2] = branch->label;
            c[3] = study_number(cx, branch->weight);
            c[4] = study_number(cx, branch->lowest);
            c[5] = study_number(cx, branch->highest);
            c[6] = study_number(cx, tree->policies[i].n_experts);
            c[7] = study_number(cx, branch->n);
        }
}

static void put_outlooks(Ctx *cx, Study *s, const ScenarioTree *tree, const ScenarioAnswer *a)
{
    for (int i = 0; i < a->n_outlooks; i++) {
        const ScenarioOutlook *o = &a->outlooks[i];
        const char **c = study_row(cx, s, "outlooks");
        c[0] = o->policy >= 0 ? "branch" : i ? "leaf" : "mixed";
        c[1] = o->policy >= 0 ? tree->policies[o->policy].id : "";
        c[2] = o->name;
        c[3] = study_number(cx, o->weight);
        c[4] = study_number(cx, o->level);
        for (int q = 0; q < 3; q++)
            c[5 + q] = study_number(cx, o->gap[q]);
        c[8] = study_number(cx, o->met_today);
        c[9] = study_number(cx, o->met_mixed);
        c[10] = study_number(cx, o->best);
        c[11] = study_number(cx, o->least_loss);
    }
}

static void put_levels(Ctx *cx, Study *s, const ScenarioAnswer *a)
{
    for (int i = 0; i < a->n_levels; i++) {
        const RegretLevel *l = &a->levels[i];
        const char **c = study_row(cx, s, "levels");
        c[0] = study_number(cx, l->level);
        c[1] = l->why;
        c[2] = l->leaf >= 0 ? a->leaves[l->leaf].name : "";
        c[3] = study_number(cx, l->most);
        c[4] = a->leaves[l->worst].name;
        c[5] = study_number(cx, l->expected);
        c[6] = study_number(cx, l->met);
        c[7] = study_number(cx, l->least_met);
        c[8] = i == a->minimax && i == a->expectation ? "both"
               : i == a->minimax                      ? "minimax"
               : i == a->expectation                  ? "expectation"
                                                      : "";
        for (int k = 0; k < a->n_leaves; k++) {
            const char **r = study_row(cx, s, "regret");
            r[0] = c[0];
            r[1] = a->leaves[k].name;
            r[2] = study_number(cx, a->leaves[k].weight);
            r[3] = study_number(cx, l->regret[k]);
        }
    }
}

bool do_scenarios(Ctx *cx, const void *in, Reply *out)
{
    const ScenariosInput *q = in;
    const char *region;
    Loaded l;
    Study s;
    ScenarioAnswer a;
    Watch watch = projection_watch(cx);
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    int64_t draws = q->draws == NOT_GIVEN ? DRAWS : q->draws;
    if (draws < 1 || draws > MOST_DRAWS)
        return fail(&cx->err, INVALID, "draws must lie between 1 and %d", MOST_DRAWS);
    if (!study_open(cx, (PlanSource){q->plan, q->model, NOT_GIVEN, q->seed}, &l, &region) ||
        !model_scenario_laws(cx->arena, &cx->err, &l.model, &problems, &l.plan) ||
        !scenario_answer(cx->arena, &cx->err, &l.plan, l.seed, (int)draws, cx->threads, &watch,
                         &a))
        return false;
    study_new(cx, &l, "scenarios", "", l.seed, draws * a.n_leaves, scenario_parts, &s);
    put_weights(cx, &s, l.plan.scenarios);
    put_outlooks(cx, &s, l.plan.scenarios, &a);
    put_levels(cx, &s, &a);
    const char **c = study_row(cx, &s, "about");
    c[0] = arena_printf(cx->arena, "%d", a.year);
    c[1] = study_number(cx, a.today);
    c[2] = study_number(cx, l.plan.confidence);
    c[3] = study_number(cx, l.plan.cost_under);
    c[4] = study_number(cx, l.plan.cost_over);
    c[5] = study_number(cx, (double)draws);
    c[6] = l.plan.measure;
    if (!study_keep(cx, &s, region))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Scenarios"), s.plan);
    if (*l.id)
        out->next = arena_printf(cx->arena, "/projection/what-if?plan=%s", l.id);
    study_reply(cx, &s, out);
    return true;
}
