/* Commissioning: contents page. */
#include "modules/commissioning/commissioning_action.h"
#include "modules/commissioning/commissioning_web.h"
#include "modules/commissioning/compare.h"

#define READ      "commissioning.read"
#define PUBLISHED "commissioning.published" /* approved and filled places alone */
#define WRITE     "commissioning.write"

static const Field recommend_fields[] = {
    {FIELD(RecommendInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(RecommendInput, model), .flags = CLI_ONLY, .label = N_("Model folder"),
     .help = N_("Instead of a stored plan; works without a database")},
    {FIELD(RecommendInput, draws), .label = N_("Draws"),
     .help = N_("As the plan says when left out")},
    {FIELD(RecommendInput, seed), .label = N_("Seed"),
     .help = N_("As the plan says when left out")},
    {FIELD(RecommendInput, settled), .label = N_("Settled places"),
     .help = N_("Decided already, such as cardiff.bsc/2028=60 all/2029=240; the rest is solved "
                "again")},
    {FIELD(RecommendInput, committed), .flags = POSITIONAL,
     .label = N_("Settled places as a file"),
     .help = N_("CSV with the columns year, route and places")},
    {FIELD(RecommendInput, approved), .label = N_("Approved places are settled"),
     .help = N_("As they are on record for the plan")},
};
#define FUTURES_OF(Type)                                                                       \
    {FIELD(Type, plan), .label = N_("Plan"), .help = N_("The newest when left out")},          \
        {FIELD(Type, model), .flags = CLI_ONLY, .label = N_("Model folder"),                   \
         .help = N_("Instead of a stored plan; works without a database")},                    \
        {FIELD(Type, draws), .label = N_("Draws"),                                             \
         .help = N_("As the plan says when left out")},                                        \
    {                                                                                          \
        FIELD(Type, seed), .label = N_("Seed"), .help = N_("As the plan says when left out")   \
    }
static const Field frontier_fields[] = {
    FUTURES_OF(FrontierInput),
};
static const Field compare_fields[] = {
    FUTURES_OF(PolicyInput),
    {FIELD(PolicyInput, other), .label = N_("Another plan")},
    {FIELD(PolicyInput, other_model), .flags = CLI_ONLY, .label = N_("Another model folder")},
    {FIELD(PolicyInput, settled), .label = N_("Settled places of the second"),
     .help = N_("A policy, such as cardiff.bsc/2028=60 all/2029=240; without another plan it "
                "is compared "
                "with the plan as it is")},
};
static const Field explain_fields[] = {
    FUTURES_OF(ExplainInput),
    {FIELD(ExplainInput, year), .label = N_("Intake year"),
     .help = N_("The first that is decided when left out")},
    {FIELD(ExplainInput, route), .label = N_("Route"), .help = N_("All routes when left out")},
};
static const Field answer_fields[] = {
    {FIELD(AnswerInput, run), .flags = POSITIONAL, .label = N_("Run"),
     .help = N_("The newest when left out")},
};
static const Field record_fields[] = {
    {FIELD(RecordInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
    {FIELD(RecordInput, kind), .flags = REQUIRED, .label = N_("Kind"), .choices = place_kinds},
    {FIELD(RecordInput, year), .flags = REQUIRED, .label = N_("Intake year"),
     .help = N_("The academic year that ends in it")},
    {FIELD(RecordInput, route), .label = N_("Route"), .help = N_("All routes when left out")},
    {FIELD(RecordInput, places), .flags = REQUIRED, .label = N_("Places")},
    {FIELD(RecordInput, reason), .flags = LONG_TEXT, .label = N_("Reason"),
     .help = N_("Required where the number differs from the record before it")},
};
static const Field places_fields[] = {
    {FIELD(PlacesInput, plan), .label = N_("Plan"), .help = N_("The newest when left out")},
};
static const Field verify_fields[] = {
    {FIELD(VerifyInput, dir), .flags = REQUIRED | POSITIONAL, .label = N_("Folder"),
     .help = N_("Every model folder at or below it that has an expected.csv is run")},
};

static const Action actions[] = {
    {"recommend", do_recommend, WRITE, NO_DATABASE | HEAVY,
     INPUT(RecommendInput, recommend_fields), N_("Recommend training places by year and route"),
     N_("Prints the recommendation with 50, 80 and 90 % intervals, the frontier of intake "
        "against "
        "confidence, the least-cost plan and the chain by hand. With settled places, what they "
        "change.")},
    {"frontier", do_frontier, READ, NO_DATABASE | HEAVY, INPUT(FrontierInput, frontier_fields),
     N_("Show intake and cost against the probability of meeting the targets"),
     N_("Example: pont commissioning frontier --model my-model --json")},
    {"compare", do_policies, READ, NO_DATABASE | HEAVY, INPUT(PolicyInput, compare_fields),
     N_("Compare two plans or policies in the same futures"),
     N_("Example: pont commissioning compare --settled \"cardiff.bsc/2028=60\". Differences "
        "are taken "
        "draw "
        "by draw, with their intervals.")},
    {"explain", do_explain, READ, NO_DATABASE | HEAVY, INPUT(ExplainInput, explain_fields),
     N_("Explain one number of a recommendation"),
     N_("The chain by hand beside the optimum, what holds it back and what would change it. "
        "Example: pont commissioning explain --year 2030 --route cardiff.bsc")},
    {"answer", do_answer, READ, 0, INPUT(AnswerInput, answer_fields),
     N_("Show a stored recommendation"), NULL},
    {"record", do_record, WRITE, CHANGES, INPUT(RecordInput, record_fields),
     N_("Record requested, approved or filled places"), NULL, .reads = "places"},
    {"places", do_places, PUBLISHED, 0, INPUT(PlacesInput, places_fields),
     N_("Show the records of places and their adjustments"), NULL},
    {"verify", do_verify, READ, NO_DATABASE | LOCAL_ONLY, INPUT(VerifyInput, verify_fields),
     N_("Run every published case below a folder"),
     N_("Example: pont verify examples/published")},
};

static const Page pages[] = {
    {"/commissioning", page_commissioning, READ, N_("Places"), true},
    {"/commissioning/records", page_records, PUBLISHED, N_("Records of places"), true},
    {"/commissioning/why/{year}/{route}", page_why, READ, N_("Where it comes from"), false},
};

const Module commissioning_module = {
    .name = "commissioning",
    .title = N_("Commissioning"),
    .area = N_("Planning"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    .waits = commissioning_waits,
};
