/* The caseload-weighting tool: contents page. */
#include "modules/caseload/caseload_action.h"
#include "modules/caseload/caseload_web.h"

#define ORGANISATION(Type)                                                                     \
    {                                                                                          \
        FIELD(Type, organisation), .flags = REQUIRED | POSITIONAL, .label = N_("Council"),     \
                                   .help = N_("Its id, such as powys")                         \
    }

static const Field council_fields[] = {ORGANISATION(CaseloadInput)};
static const Field within_fields[] = {
    {FIELD(CaseloadWithinInput, within), .label = N_("Region"),
     .help = N_("Such as wales or west-midlands; your own when left out")},
};
static const Field define_fields[] = {
    ORGANISATION(CaseloadDefineInput),
    {FIELD(CaseloadDefineInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("One CSV with the headings of the proposal's scheme.csv")},
    {FIELD(CaseloadDefineInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason"),
     .help = N_("What the team agreed")},
};
static const Field worker_fields[] = {
    ORGANISATION(CaseloadWorkerInput),
    {FIELD(CaseloadWorkerInput, worker), .flags = REQUIRED, .label = N_("Worker"),
     .help = N_("A pseudonym such as W-3; never a name")},
    {FIELD(CaseloadWorkerInput, wte), .flags = REQUIRED, .label = N_("Contracted WTE")},
    {FIELD(CaseloadWorkerInput, hours), .label = N_("Hours a week left for casework"),
     .help = N_("Without it the contracted time counts; NK when not known")},
    {FIELD(CaseloadWorkerInput, ended_on), .label = N_("Last day here"),
     .help = N_("Only for a worker who leaves")},
};
static const Field add_fields[] = {
    ORGANISATION(CaseloadCaseInput),
    {FIELD(CaseloadCaseInput, worker), .flags = REQUIRED, .label = N_("Worker")},
    {FIELD(CaseloadCaseInput, levels), .flags = MANY, .label = N_("Levels"),
     .help = N_("Such as complexity:high risk:low; a factor left out is not judged yet")},
    {FIELD(CaseloadCaseInput, reference), .label = N_("Reference"),
     .help = N_("A pseudonym such as C-0412; the next free one when left out. Never a name or "
                "a number that others know")},
};
static const Field change_fields[] = {
    ORGANISATION(CaseloadCaseInput),
    {FIELD(CaseloadCaseInput, reference), .flags = REQUIRED, .label = N_("Reference")},
    {FIELD(CaseloadCaseInput, worker), .label = N_("Worker"),
     .help = N_("As it is when left out")},
    {FIELD(CaseloadCaseInput, levels), .flags = MANY, .label = N_("Levels"),
     .help = N_("All of them, such as complexity:high risk:low; as they are when left out")},
};
static const Field close_fields[] = {
    ORGANISATION(CaseloadCaseInput),
    {FIELD(CaseloadCaseInput, reference), .flags = REQUIRED, .label = N_("Reference")},
};
static const Field import_fields[] = {
    {FIELD(CaseloadFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("workers.csv and cases.csv with the headings that caseload export writes")},
};
static const Field weigh_fields[] = {
    ORGANISATION(CaseloadWeighInput),
    {FIELD(CaseloadWeighInput, reference), .label = N_("If this case"),
     .help = N_("Such as C-0012; left out: the load as it is")},
    {FIELD(CaseloadWeighInput, to), .label = N_("went to"), .help = N_("A worker, or new")},
    {FIELD(CaseloadWeighInput, moves), .label = N_("and these cases"),
     .help = N_("More of them, such as C-0001:W-2 C-0007:new")},
    {FIELD(CaseloadWeighInput, add_wte), .label = N_("with one worker more, of WTE"),
     .help = N_("Who is then called new")},
};
static const Field snapshot_fields[] = {
    ORGANISATION(CaseloadSnapshotInput),
    {FIELD(CaseloadSnapshotInput, note), .label = N_("Note"), .help = N_("No names")},
};
static const Field share_fields[] = {
    ORGANISATION(CaseloadShareInput),
    {FIELD(CaseloadShareInput, share), .flags = REQUIRED,
     .label = N_("Count the newest snapshot in the region's medians"), .choices = yes_or_no},
};

#define READ  CASELOAD_READ
#define WRITE CASELOAD_WRITE
#define OWN   .organisation = "organisation"

static const Action actions[] = {
    {"proposal", do_caseload_proposal, CASELOAD_PUBLISHED, 0, NO_INPUT,
     N_("Show the starting proposal of a weighting scheme"), NULL},
    {"scheme", do_caseload_scheme, READ, 0, INPUT(CaseloadInput, council_fields),
     N_("Show a council's scheme of points"), NULL, OWN},
    {"copy", do_caseload_copy, WRITE, CHANGES, INPUT(CaseloadInput, council_fields),
     N_("Begin with a copy of the starting proposal"), NULL, OWN},
    {"define", do_caseload_define, WRITE, CHANGES, INPUT(CaseloadDefineInput, define_fields),
     N_("Put a new version of the scheme in force"),
     N_("Levels that open cases have must stay. Snapshots keep the points they were weighed "
        "by."),
     OWN},
    {"worker", do_caseload_worker, WRITE, CHANGES, INPUT(CaseloadWorkerInput, worker_fields),
     N_("Add or change a worker"), NULL, OWN},
    {"add", do_caseload_add, WRITE, CHANGES, INPUT(CaseloadCaseInput, add_fields),
     N_("Add a case"),
     N_("Example: pont caseload add powys --worker W-2 --levels \"complexity:high risk:low\""),
     OWN},
    {"change", do_caseload_change, WRITE, CHANGES, INPUT(CaseloadCaseInput, change_fields),
     N_("Change a case: its worker or its levels"), NULL, OWN},
    {"close", do_caseload_close, WRITE, CHANGES, INPUT(CaseloadCaseInput, close_fields),
     N_("Close a case"), NULL, OWN},
    {"import", do_caseload_import, WRITE, CHANGES, INPUT(CaseloadFilesInput, import_fields),
     N_("Import workers and cases, all or nothing"),
     N_("What is not in the files stays. Columns that could tell of a client are refused.")},
    {"export", do_caseload_export, READ, 0, INPUT(CaseloadInput, council_fields),
     N_("Give workers, cases and scheme as files"), NULL, OWN},
    {"weigh", do_caseload_weigh, READ, 0, INPUT(CaseloadWeighInput, weigh_fields),
     N_("Weigh the caseload, also as it would be"),
     N_("Example: pont caseload weigh powys --add_wte 0.6 --moves \"C-0001:new C-0002:new\""),
     OWN},
    {"snapshot", do_caseload_snapshot, WRITE, CHANGES,
     INPUT(CaseloadSnapshotInput, snapshot_fields), N_("Take a snapshot of the caseload"), NULL,
     OWN},
    {"history", do_caseload_history, READ, 0, INPUT(CaseloadInput, council_fields),
     N_("List the snapshots of a caseload"), NULL, OWN},
    {"share", do_caseload_share, WRITE, CHANGES, INPUT(CaseloadShareInput, share_fields),
     N_("Say whether the newest snapshot counts in the region's medians"),
     N_("No single council's numbers are shown to anybody else, shared or not."), OWN},
    {"region", do_caseload_region, CASELOAD_PUBLISHED, 0,
     INPUT(CaseloadWithinInput, within_fields),
     N_("Count the councils that weigh their caseload, with medians"), NULL},
};

static const Page pages[] = {
    {"/caseload", page_caseload, CASELOAD_PUBLISHED, N_("Caseload"), true},
    {"/caseload/add", page_caseload_add, WRITE, N_("Add a case"), false},
    {"/caseload/change", page_caseload_change, WRITE, N_("Change a case"), false},
    {"/caseload/{organisation}", page_caseload_of, READ, N_("Caseload"), false},
};

static const Setting settings[] = {
    {"caseload.full_time_hours", "37", N_("Hours a week of one WTE in the caseload tool")},
};
static const char *const permissions[] = {CASELOAD_AGGREGATE};

const Module caseload_module = {
    .name = "caseload",
    .title = N_("Caseload"),
    .area = N_("Workforce"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    TABLE(permissions, n_permissions, permissions),
};
