/* England's workforce files: contents page. */
#include "modules/ascwds/ascwds_action.h"

#define CHECK                                                                                  \
    "ascwds.check" /* read files that are sent and say what is in them; nothing is kept */

static const Field files_fields[] = {
    {FIELD(AscFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("The files of workplaces, staff and training, in any order")},
};
static const Field return_fields[] = {
    {FIELD(AscReturnInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("The files of workplaces, staff and training, in any order")},
    {FIELD(AscReturnInput, collection), .flags = REQUIRED, .label = N_("Collection"),
     .help = N_("Its id is filled in, such as england-2025")},
    {FIELD(AscReturnInput, organisation), .flags = REQUIRED, .label = N_("Organisation"),
     .help = N_("The council's id, such as solihull")},
    {FIELD(AscReturnInput, as_at), .flags = REQUIRED, .label = N_("As at"),
     .help = N_("The day of the numbers: 12 months of starters end on it")},
    {FIELD(AscReturnInput, full_time_hours), .standard = "37", .label = N_("Full-time hours"),
     .help = N_("Hours a week by which actual hours are divided")},
};
static const Field census_fields[] = {
    {FIELD(AscCensusInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("XML files of the children's social work workforce census, one a council")},
    {FIELD(AscCensusInput, collection), .label = N_("Collection"),
     .help = N_("Its id is filled in, such as england-2025")},
    {FIELD(AscCensusInput, organisation), .label = N_("Organisation"),
     .help = N_("The council's id, where its code is not one that Pont knows")},
};
static const Field rules_fields[] = {
    {FIELD(AscRulesInput, file), .label = N_("File"),
     .help = N_("workplace, staff or training; all when left out")},
};

static const Action actions[] = {
    {"check", do_ascwds_check, CHECK, OWN_REFERENCE, INPUT(AscFilesInput, files_fields),
     N_("Check the three files"),
     N_("Lists every problem in one pass: file, line, column, value, reason, fix; with --json "
        "also in the shape of the reference. Example: pont ascwds check Workplace.csv "
        "Staff.csv "
        "Training.csv")},
    {"return", do_ascwds_return, CHECK, OWN_REFERENCE, INPUT(AscReturnInput, return_fields),
     N_("Make a return of the files"),
     N_("With --out DIR it writes the blocks as CSV, for pont workforce import.")},
    {"mask", do_ascwds_mask, CHECK, OWN_REFERENCE, INPUT(AscFilesInput, files_fields),
     N_("Write the files without NI numbers and birth dates"), NULL},
    {"census", do_ascwds_census, CHECK, OWN_REFERENCE, INPUT(AscCensusInput, census_fields),
     N_("Read the children's social work census"),
     N_("Social workers by council, on the definitions of the return. With --out DIR it writes "
        "block SW as CSV.")},
    {"rules", do_ascwds_rules, CHECK, NO_DATABASE, INPUT(AscRulesInput, rules_fields),
     N_("List the rules of the three files"), NULL},
};

static const Page pages[] = {
    {"/ascwds", page_ascwds, CHECK, N_("England's workforce files"), true},
};

const Module ascwds_module = {
    .name = "ascwds",
    .title = N_("England's workforce files"),
    .area = N_("Workforce"),
    .aside = true,
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
