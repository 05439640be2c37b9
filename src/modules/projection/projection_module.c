/* Plans and projections: contents page. */
#include "modules/projection/backtest.h"
#include "modules/projection/compare.h"
#include "modules/projection/explore.h"
#include "modules/projection/pack.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/projection_web.h"
#include "modules/projection/report.h"
#include "modules/projection/review.h"
#include "modules/projection/scenarios.h"
#include "modules/projection/sensitivity.h"
#include "modules/projection/study_web.h"

#define READ  "projection.read"
#define WRITE "projection.write"

static const Field build_fields[] = {
    {FIELD(BuildInput, collection), .flags = REQUIRED, .label = N_("Collection"),
     .help =
         N_("The returns to start from, such as wales-2026; the two before it are pooled in")},
    {FIELD(BuildInput, release), .label = N_("Release"),
     .help = N_("The returns as they were released, such as scw-heiw-1. When left out: the "
                "returns for those who may read them, else the newest release for them")},
    {FIELD(BuildInput, plan), .label = N_("Plan"),
     .help = N_("Its id; the collection's when left out")},
};
static const Field plan_fields[] = {
    {FIELD(PlanInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(PlanInput, part), .label = N_("Kind"), .help = N_("Such as exit or demand")},
};
static const Field export_fields[] = {
    {FIELD(PlanInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
};
static const Field evidence_fields[] = {
    {FIELD(EvidenceInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(EvidenceInput, assumption), .label = N_("Assumption"),
     .help = N_("All when left out")},
};
static const Field estimates_fields[] = {
    {FIELD(EstimatesInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(EstimatesInput, kind), .label = N_("Kind"),
     .help = N_("exit, move or joiner; all when left out")},
};
static const Field set_fields[] = {
    {FIELD(SetInput, plan), .flags = REQUIRED, .label = N_("Plan")},
    {FIELD(SetInput, assumption), .flags = REQUIRED, .label = N_("Assumption")},
    {FIELD(SetInput, value), .label = N_("Value")},
    {FIELD(SetInput, distribution), .label = N_("Distribution"),
     .help = N_("Such as beta(23.5,287.5) or pert(0.1,0.2,0.4); certain when left out")},
    {FIELD(SetInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field run_fields[] = {
    {FIELD(RunInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(RunInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("Instead of a stored plan; works without a database")},
    {FIELD(RunInput, draws), .label = N_("Draws"),
     .help = N_("As the plan says when left out")},
    {FIELD(RunInput, seed), .label = N_("Seed"), .help = N_("As the plan says when left out")},
};
static const Field replay_fields[] = {
    {FIELD(ReplayInput, run), .flags = POSITIONAL, .label = N_("Run"),
     .help = N_("The newest when left out; on the command line also the folder or archive of a "
                "replicate pack, which needs no database")},
    {FIELD(ReplayInput, files), .label = N_("Replicate pack"),
     .help = N_("As an archive (ZIP), instead of a run")},
};
static const Field pack_fields[] = {
    {FIELD(PackInput, run), .flags = POSITIONAL, .label = N_("Run"),
     .help = N_("The newest when left out")},
    {FIELD(PackInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("Instead of a run; works without a database")},
    {FIELD(PackInput, draws), .flags = CLI_ONLY, .label = N_("Draws"),
     .help = N_("Of a model folder; as it says when left out")},
    {FIELD(PackInput, seed), .flags = CLI_ONLY, .label = N_("Seed"),
     .help = N_("Of a model folder; as it says when left out")},
    {FIELD(PackInput, as_zip), .label = N_("As one archive (ZIP)")},
};
static const Field import_fields[] = {
    {FIELD(ImportInput, plan), .flags = REQUIRED, .label = N_("Plan"), .help = N_("Its id")},
    {FIELD(ImportInput, model), .flags = CLI_ONLY, .label = N_("Model folder")},
    {FIELD(ImportInput, files), .flags = POSITIONAL, .label = N_("Files"),
     .help = N_("The CSV files of a model folder")},
};
static const Field scenarios_fields[] = {
    {FIELD(ScenariosInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(ScenariosInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("Instead of a stored plan; works without a database")},
    {FIELD(ScenariosInput, draws), .label = N_("Draws"),
     .help = N_("Of each scenario; 50 when left out")},
    {FIELD(ScenariosInput, seed), .label = N_("Seed"),
     .help = N_("As the plan says when left out")},
};
static const Field sensitivity_fields[] = {
    {FIELD(SensitivityInput, plan), .label = N_("Plan"),
     .help = N_("The newest when left out")},
    {FIELD(SensitivityInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("Instead of a stored plan; works without a database")},
    {FIELD(SensitivityInput, method), .label = N_("Method"), .standard = "all",
     .choices = sensitivity_methods},
    {FIELD(SensitivityInput, by), .label = N_("Studied"), .standard = "family",
     .choices = sensitivity_factors},
    {FIELD(SensitivityInput, group), .flags = MANY, .label = N_("Groups"),
     .help = N_("Patterns such as *missing*; the assumptions that are like one are studied "
                "together")},
    {FIELD(SensitivityInput, runs), .label = N_("Runs"),
     .help = N_("Trajectories (morris, 8), rows of the design (sobol, 128) or draws (evppi, "
                "800)")},
    {FIELD(SensitivityInput, seed), .label = N_("Seed"),
     .help = N_("As the plan says when left out")},
};
static const Field backtest_fields[] = {
    {FIELD(BacktestInput, plan), .label = N_("Plan"),
     .help = N_("Its collection is the last that is looked at; the newest plan when left out")},
    {FIELD(BacktestInput, release), .label = N_("Release"),
     .help = N_("The returns as they were released; as for a plan when left out")},
    {FIELD(BacktestInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("A plan as it was made then, with --observed")},
    {FIELD(BacktestInput, observed), .flags = CLI_ONLY, .label = N_("What came"),
     .help = N_("A CSV file: quantity (heads, supply, leavers), group, year, value")},
    {FIELD(BacktestInput, draws), .label = N_("Draws"),
     .help = N_("Of each origin; 500 when left out")},
    {FIELD(BacktestInput, seed), .label = N_("Seed"),
     .help = N_("As the plan says when left out")},
};
static const Field widen_fields[] = {
    {FIELD(WidenInput, plan), .flags = REQUIRED, .label = N_("Plan")},
    {FIELD(WidenInput, value), .label = N_("Value"),
     .help = N_("Standard deviation of the logarithm of supply after a year; what the newest "
                "back-test found when left out, 0 for none")},
    {FIELD(WidenInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};

#define CHANGES_TRIED                                                                          \
    .label = N_("Changes"),                                                                    \
    .help = N_("Such as change.confidence=90 or change.leaving=95; 'explore' lists the names")
static const Field explore_fields[] = {
    {FIELD(ExploreInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(ExploreInput, change), CHANGES_TRIED},
    {FIELD(ExploreInput, all_draws), .label = N_("All draws"),
     .help = N_("As many as the plan says, also where rates are changed")},
};
static const Field keep_fields[] = {
    {FIELD(KeepInput, plan), .flags = REQUIRED, .label = N_("Plan"),
     .help = N_("From which it is made")},
    {FIELD(KeepInput, name), .flags = REQUIRED, .label = N_("Name"),
     .help = N_("Small letters, digits, hyphens and dots")},
    {FIELD(KeepInput, title), .label = N_("Title"), .help = N_("The plan's when left out")},
    {FIELD(KeepInput, change), CHANGES_TRIED},
    {FIELD(KeepInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};

static const Field compare_fields[] = {
    {FIELD(CompareInput, a), .flags = REQUIRED | POSITIONAL, .label = N_("First"),
     .help = N_("A plan, or a run")},
    {FIELD(CompareInput, b), .flags = REQUIRED | POSITIONAL, .label = N_("Second"),
     .help = N_("A plan, or a run")},
    {FIELD(CompareInput, draws), .label = N_("Draws"),
     .help = N_("As the plans say when left out; fewer of large plans")},
};

static const Field comment_fields[] = {
    {FIELD(CommentInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(CommentInput, run), .label = N_("Run"), .help = N_("Where it is about one run")},
    {FIELD(CommentInput, assumption), .label = N_("Assumption"),
     .help = N_("Where it is about one assumption")},
    {FIELD(CommentInput, words), .flags = REQUIRED | LONG_TEXT, .label = N_("Words")},
};
static const Field reword_fields[] = {
    {FIELD(CommentChangeInput, comment), .flags = REQUIRED | POSITIONAL, .label = N_("Comment"),
     .help = N_("Such as c3")},
    {FIELD(CommentChangeInput, words), .flags = REQUIRED | LONG_TEXT, .label = N_("Words")},
};
static const Field resolve_fields[] = {
    {FIELD(CommentChangeInput, comment), .flags = REQUIRED | POSITIONAL, .label = N_("Comment"),
     .help = N_("Such as c3")},
    {FIELD(CommentChangeInput, words), .flags = LONG_TEXT, .label = N_("Words"),
     .help = N_("How, or why; may be left out")},
};
static const Field comments_fields[] = {
    {FIELD(CommentsInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(CommentsInput, assumption), .label = N_("Assumption"),
     .help = N_("All when left out")},
};
static const Field sign_fields[] = {
    {FIELD(SignInput, run), .flags = POSITIONAL, .label = N_("Run"),
     .help = N_("The newest when left out")},
    {FIELD(SignInput, statement), .flags = REQUIRED | LONG_TEXT,
     .label = N_("What you stand by"),
     .help = N_("Such as: assumptions checked against the returns, results reasonable")},
};
static const Field review_fields[] = {
    {FIELD(ReviewInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
};

static const Field report_fields[] = {
    {FIELD(PlanReportInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
};

static const Action actions[] = {
    {"list", do_plans, READ, 0, NO_INPUT, N_("List the plans"), NULL},
    {"build", do_build, WRITE, CHANGES, INPUT(BuildInput, build_fields),
     N_("Build a plan from a collection's returns"),
     N_("What returns cannot say comes from the region's national assumptions, each with its "
        "source.")},
    {"assumptions", do_assumptions, READ, IN_MENU, INPUT(PlanInput, plan_fields),
     N_("Show the register of assumptions"), NULL},
    {"evidence", do_evidence, READ, 0, INPUT(EvidenceInput, evidence_fields),
     N_("Show the return cells behind assumptions"), NULL},
    {"estimates", do_estimates, READ, IN_MENU, INPUT(EstimatesInput, estimates_fields),
     N_("Show each organisation's rates beside its sector's"),
     N_("Raw and pooled, with intervals, the weight of its own data, and whether organisations "
        "differ by more than chance.")},
    {"set", do_set, WRITE, CHANGES, INPUT(SetInput, set_fields), N_("Change an assumption"),
     NULL, .reads = "assumptions"},
    {"run", do_run, READ, NO_DATABASE | HEAVY, INPUT(RunInput, run_fields),
     N_("Project supply and demand"),
     N_("Example: pont projection run --model examples/published/ot-mini --json")},
    {"scenarios", do_scenarios, READ, NO_DATABASE | HEAVY,
     INPUT(ScenariosInput, scenarios_fields),
     N_("Weigh the scenarios: policies that may not land"),
     N_("Places, gaps and regret by branch and mixed. Example: pont projection scenarios "
        "--draws 500 --json")},
    {"sensitivity", do_sensitivity, READ, NO_DATABASE | HEAVY,
     INPUT(SensitivityInput, sensitivity_fields), N_("Find what changes the number most"),
     N_("Screens all uncertain assumptions, then shares out the variance and values knowing "
        "them. Example: pont projection sensitivity --method evppi --runs 4000")},
    {"backtest", do_backtest, READ, NO_DATABASE | HEAVY, INPUT(BacktestInput, backtest_fields),
     N_("Test a plan against what came"),
     N_("For each collection a plan is built from the returns up to it and scored against the "
        "later ones, beside naive methods. Example: pont projection backtest --model DIR "
        "--observed FILE.csv")},
    {"widen", do_widen, WRITE, CHANGES, INPUT(WidenInput, widen_fields),
     N_("Declare in a plan what its forecasts missed"),
     N_("The plan's intervals become wider by it; a run shows them with and without."),
     .reads = "assumptions"},
    {"runs", do_runs, READ, IN_MENU, NO_INPUT, N_("List the runs"), NULL},
    {"replay", do_replay, READ, NO_DATABASE | HEAVY, INPUT(ReplayInput, replay_fields),
     N_("Prove a run or a replicate pack: compute it again and compare"),
     N_("The exit code is 0 only when all is identical. Example: pont projection replay "
        "my-pack")},
    {"pack", do_pack, READ, NO_DATABASE | HEAVY, INPUT(PackInput, pack_fields),
     N_("Give a run as a replicate pack: input, assumptions, seed, version, results"),
     N_("Example: pont projection pack --out my-pack.zip")},
    {"explore", do_explore, READ, 0, INPUT(ExploreInput, explore_fields),
     N_("Try changes on a plan without changing it"),
     N_("Example: pont projection explore --change.confidence 90 --change.leaving 95")},
    {"keep", do_keep, WRITE, CHANGES, INPUT(KeepInput, keep_fields),
     N_("Keep a plan with changes as a plan of its own"),
     N_("The plan itself stays as it is; what is kept says who changed what, and why.")},
    {"compare", do_compare, READ, 0, INPUT(CompareInput, compare_fields),
     N_("Compare two plans, variants or runs, future by future"),
     N_("Example: pont projection compare wales-2026 wales-2026-v2")},
    {"comment", do_comment, READ, CHANGES, INPUT(CommentInput, comment_fields),
     N_("Say something about a plan, a run or an assumption"), NULL},
    {"reword", do_reword, READ, CHANGES, INPUT(CommentChangeInput, reword_fields),
     N_("Reword your comment"), N_("What it said before stays in its history.")},
    {"resolve", do_resolve, READ, CHANGES, INPUT(CommentChangeInput, resolve_fields),
     N_("Resolve a comment"), NULL},
    {"reopen", do_reopen, READ, CHANGES, INPUT(CommentChangeInput, resolve_fields),
     N_("Open a resolved comment again"), NULL},
    {"comments", do_comments, READ, 0, INPUT(CommentsInput, comments_fields),
     N_("Show the comments on a plan with their history"), NULL},
    {"sign", do_sign, WRITE, CHANGES, INPUT(SignInput, sign_fields), N_("Sign off a run"),
     N_("You stand by its exact input and results; a second person is needed too. A later "
        "change of the plan makes it void.")},
    {"review", do_review, READ, 0, INPUT(ReviewInput, review_fields),
     N_("Show who stands by a plan's runs and what was changed by hand"), NULL},
    {"report", do_plan_report, READ, 0, INPUT(PlanReportInput, report_fields),
     N_("Give the technical report of a plan"),
     N_("Method, data, assumptions by grade, uncertainty, limits, and what is not known. "
        "Example: pont projection report --pdf report.pdf")},
    {"export", do_export, READ, 0, INPUT(PlanInput, export_fields),
     N_("Write a plan as a model folder"),
     N_("Example: pont projection export --out my-model")},
    {"import", do_import_plan, WRITE, CHANGES, INPUT(ImportInput, import_fields),
     N_("Import a model folder as a plan"), NULL},
};

static const Page pages[] = {
    {"/projection", page_projection, READ, N_("Plan"), true},
    {"/projection/explore", page_explore, READ, N_("Try changes"), true},
    {"/projection/compare", page_compare, READ, N_("Compare"), true},
    {"/projection/review", page_review, READ, N_("Review"), true},
    {"/projection/report", page_plan_report, READ, N_("Technical report"), true},
    {"/projection/assumption", page_assumption, READ, N_("Assumption"), false},
    {"/projection/what-matters", page_what_matters, READ, N_("What changes the number most"),
     true},
    {"/projection/what-if", page_what_if, READ, N_("Scenarios"), true},
    {"/projection/looking-back", page_looking_back, READ, N_("Back-test"), true},
};

static const Setting settings[] = {
    {"projection.live_draws", "100",
     N_("Futures drawn for a live answer where changed rates ask for new ones")},
};

const Module projection_module = {
    .name = "projection",
    .title = N_("Projection"),
    .area = N_("Planning"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    .search = projection_search,
};
