/* Staff records: contents page. */
#include "modules/record/record_action.h"

#define CHECK  "record.check"  /* a file of one's own, without storing it */
#define IMPORT "record.import" /* store uploads of an organisation */
#define READ   "record.read"   /* groups and rows of an organisation's uploads */

#define LAYOUT                                                                                 \
    {                                                                                          \
        FIELD(RecordInput, layout), .label = N_("Layout"),                                     \
                                    .help = N_("staff-records when left out")                  \
    }
#define UPLOAD                                                                                 \
    {                                                                                          \
        FIELD(RecordInput, upload),                                                            \
            .label = N_("Upload"),                                                             \
            .help = N_("Its number; the one that counts now when left out")                    \
    }

static const Field check_fields[] = {
    {FIELD(RecordFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("File"),
     .help = N_("A CSV file with one row for each member of staff")},
    {FIELD(RecordFilesInput, layout), .label = N_("Layout"),
     .help = N_("Found by the headings when left out")},
    {FIELD(RecordFilesInput, listed), .label = N_("Problems listed of each rule"),
     .help = N_("1,000 when left out; 0 lists all. Counts are always complete.")},
};
static const Field import_fields[] = {
    {FIELD(RecordFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("File"),
     .help = N_("A CSV file with one row for each member of staff")},
    {FIELD(RecordFilesInput, organisation), .flags = REQUIRED, .label = N_("Organisation"),
     .help = N_("Whose staff it is, such as ceredigion")},
    {FIELD(RecordFilesInput, layout), .label = N_("Layout"),
     .help = N_("Found by the headings when left out")},
    {FIELD(RecordFilesInput, valid_only), .label = N_("Keep the rows without an error"),
     .help = N_("The others are handed back as CSV; else one error holds back the whole file")},
    {FIELD(RecordFilesInput, listed), .label = N_("Problems listed of each rule"),
     .help = N_("1,000 when left out; 0 lists all. Counts are always complete.")},
};
static const Field list_fields[] = {
    {FIELD(RecordInput, organisation), .flags = POSITIONAL, .label = N_("Organisation"),
     .help = N_("All that you may see when left out")},
    LAYOUT,
};
static const Field show_fields[] = {
    {FIELD(RecordInput, organisation), .flags = POSITIONAL, .label = N_("Organisation"),
     .help = N_("Such as ceredigion")},
    UPLOAD,
    LAYOUT,
};
static const Field export_fields[] = {
    {FIELD(RecordInput, organisation), .flags = POSITIONAL, .label = N_("Organisation"),
     .help = N_("Such as ceredigion")},
    UPLOAD,
    LAYOUT,
    {FIELD(RecordInput, masked), .label = N_("Masked"),
     .help = N_("Without private columns, and with another name for each person")},
};
static const Field template_fields[] = {LAYOUT};

static const Action actions[] = {
    {"check", do_record_check, CHECK, OWN_REFERENCE | LARGE_FILES,
     INPUT(RecordFilesInput, check_fields), N_("Check staff records without storing anything"),
     N_("Lists the problems in one pass: file, line, column, value, reason, fix. With --out "
        "DIR "
        "it writes the rows with problems as CSV to correct and send again. "
        "Example: pont record check staff.csv")},
    {"import", do_record_import, IMPORT, CHANGES | LARGE_FILES,
     INPUT(RecordFilesInput, import_fields), N_("Import staff records, all or nothing"),
     N_("Each import is an upload of its own; the newest of an organisation counts, and the "
        "older ones stay. A file that is stored already changes nothing. "
        "Example: pont record import staff.csv --organisation ceredigion"),
     .organisation = "organisation"},
    {"list", do_record_list, READ, 0, INPUT(RecordInput, list_fields),
     N_("List uploads of staff records"), NULL},
    {"show", do_record_show, READ, 0, INPUT(RecordInput, show_fields),
     N_("Show an upload and its groups"), NULL},
    {"groups", do_record_groups, READ, 0, INPUT(RecordInput, list_fields),
     N_("Count and sum staff records by group"),
     N_("Over the uploads that count now, of one organisation or of all that you may see.")},
    {"export", do_record_export, READ, CHANGES, INPUT(RecordInput, export_fields),
     N_("Write the rows of an upload as CSV"),
     N_("Importing the file again changes nothing. Who exported what stands in the audit "
        "trail. "
        "Example: pont record export ceredigion --masked --out records")},
    {"template", do_record_template, CHECK, OWN_REFERENCE, INPUT(RecordInput, template_fields),
     N_("Write the headings of a layout"), NULL},
};

static const Page pages[] = {
    {"/record", page_record_list, READ, N_("Staff records"), true},
    {"/record/upload/{id}", page_record_upload, READ, N_("Upload"), false},
};

const Module record_module = {
    .name = "record",
    .title = N_("Staff records"),
    .area = N_("Workforce"),
    .aside = true,
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
