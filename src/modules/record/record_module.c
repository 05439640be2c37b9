/* Staff records: contents page. */
#include "modules/record/record_action.h"

#define CHECK  "record.check"  /* a file of one's own, without storing it */
#define IMPORT "record.import" /* store uploads of an organisation */
#define READ   "record.read"   /* groups and rows of an organisation's uploads */

static const Field check_fields[] = {
    {FIELD(RecordFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("File"),
     .help = N_("A CSV file with one row for each member of staff")},
    {FIELD(RecordFilesInput, layout), .label = N_("Layout"),
     .help = N_("Found by the headings when left out")},
    {FIELD(RecordFilesInput, listed), .label = N_("Problems listed of each rule"),
     .help = N_("1,000 when left out; 0 lists all. Counts are always complete.")},
};

static const Action actions[] = {
    {"check", do_record_check, CHECK, OWN_REFERENCE | LARGE_FILES,
     INPUT(RecordFilesInput, check_fields), N_("Check staff records without storing anything"),
     N_("Lists the problems in one pass: file, line, column, value, reason, fix. With --out "
        "DIR "
        "it writes the rows with problems as CSV to correct and send again. "
        "Example: pont record check staff.csv")},
};

const Module record_module = {
    .name = "record",
    .title = N_("Staff records"),
    .area = N_("Workforce"),
    TABLE(actions, n_actions, actions),
};
