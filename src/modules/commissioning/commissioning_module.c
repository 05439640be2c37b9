/* Commissioning: contents page. */
#include "modules/commissioning/commissioning_action.h"
#include "modules/commissioning/commissioning_web.h"

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
        "confidence, the least-cost plan and the chain by hand.")},
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
