/* The workforce returns: contents page. */
#include "modules/workforce/chase.h"
#include "modules/workforce/exchange.h"
#include "modules/workforce/fill.h"
#include "modules/workforce/people.h"
#include "modules/workforce/remind.h"
#include "modules/workforce/schedule.h"
#include "modules/workforce/work_action.h"
#include "modules/workforce/workforce.h"
#include "modules/workforce/workforce_action.h"
#include "modules/workforce/workforce_web.h"

#define FORM      "workforce.form"      /* the empty form and its rules: nobody's data */
#define READ      "workforce.read"      /* returns, exactly */
#define AGGREGATE "workforce.aggregate" /* groups of organisations, never a single one */
#define WRITE     "workforce.write"     /* send a return, accept a warning */
#define COLLECT   "workforce.collect"   /* open collections, say who is asked */
#define APPROVE   "workforce.approve"   /* the organisation's second person */
#define QUERY     "workforce.query"     /* send a return back with a question */
#define ACCEPT    "workforce.accept"    /* take it: it counts from then on; lock it */

#define FILES_HELP                                                                             \
    N_("A workbook (XLSX, ODS) or CSV files of the return, in any order; a folder means all "  \
       "of them in it")

static const Field template_fields[] = {
    {FIELD(TemplateInput, collection), .label = N_("Collection"),
     .help = N_("Its id is filled in, such as wales-2026")},
    {FIELD(TemplateInput, organisation), .label = N_("Organisation"),
     .help = N_("Its id is filled in, such as ceredigion")},
    {FIELD(TemplateInput, block), .label = N_("Block"),
     .help = N_("Only this block, such as A1")},
    {FIELD(TemplateInput, workbook), .label = N_("As one workbook (XLSX)"),
     .help = N_("With drop-downs, notes and locked headings; beside each cell the figure of "
                "the year before, where you may see it")},
    {FIELD(TemplateInput, ods), .label = N_("As one workbook (ODS)")},
};
static const Field check_fields[] = {
    {FIELD(FilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = FILES_HELP},
    {FIELD(FilesInput, workbook), .label = N_("Problems as a workbook"),
     .help = N_("Without this, a workbook comes back for a workbook and CSV for CSV")},
};
static const Field import_fields[] = {
    {FIELD(FilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = FILES_HELP},
    {FIELD(FilesInput, workbook), .label = N_("Problems as a workbook"),
     .help = N_("Without this, a workbook comes back for a workbook and CSV for CSV")},
    {FIELD(FilesInput, record_refusal), .label = N_("Keep a refused attempt in view"),
     .help = N_("The Returns page then shows who tried and what was wrong")},
    {FIELD(FilesInput, replace), .label = N_("Replace what the files do not hold"),
     .help = N_("Rows of the same blocks that are not in the files go; otherwise they stay")},
};
static const Field accept_fields[] = {
    {FIELD(AcceptInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(AcceptInput, organisation), .flags = REQUIRED, .label = N_("Organisation")},
    {FIELD(AcceptInput, code), .flags = REQUIRED, .label = N_("Rule"),
     .help = N_("The code of the warning, such as A4-5")},
    {FIELD(AcceptInput, row), .label = N_("Row"), .help = N_("All rows when left out")},
    {FIELD(AcceptInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field list_fields[] = {
    {FIELD(ListInput, collection), .flags = POSITIONAL, .label = N_("Collection"),
     .help = N_("All collections when left out")},
};
static const Field accepted_fields[] = {
    {FIELD(ListInput, collection), .flags = REQUIRED | POSITIONAL, .label = N_("Collection")},
};
static const Field show_fields[] = {
    {FIELD(ShowInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(ShowInput, organisation), .flags = REQUIRED, .label = N_("Organisation")},
    {FIELD(ShowInput, block), .label = N_("Block")},
};
static const Field picture_fields[] = {
    {FIELD(PictureInput, collection), .label = N_("Collection"),
     .help = N_("The newest with returns when left out")},
    {FIELD(PictureInput, within), .label = N_("Organisation or group"),
     .help = N_("Such as rpb-gwent; the whole region when left out")},
    {FIELD(PictureInput, indicator), .label = N_("Indicator"),
     .help = N_("Such as vacancy_rate; all when left out")},
    {FIELD(PictureInput, theme), .label = N_("Theme"),
     .help = N_("Such as retention: only its indicators")},
    {FIELD(PictureInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};

static const Field series_fields[] = {
    {FIELD(SeriesInput, region), .standard = "wales", .label = N_("Region"),
     .help = N_("wales or west-midlands")},
    {FIELD(SeriesInput, within), .label = N_("Organisation or group"),
     .help = N_("Such as rpb-gwent; the whole region when left out")},
    {FIELD(SeriesInput, indicator), .standard = "vacancy_rate", .label = N_("Indicator"),
     .help = N_("Such as vacancy_rate")},
    {FIELD(SeriesInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};
static const Field question_fields[] = {
    {FIELD(QuestionInput, question), .flags = POSITIONAL, .label = N_("Question"),
     .help = N_("Such as why-leave; the list of questions when left out")},
    {FIELD(QuestionInput, collection), .label = N_("Collection"),
     .help = N_("The newest with returns when left out")},
    {FIELD(QuestionInput, within), .label = N_("Organisation or group"),
     .help = N_("Such as rpb-gwent; the whole region when left out")},
    {FIELD(QuestionInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};
static const Field basis_fields[] = {
    {FIELD(BasisInput, indicator), .flags = REQUIRED, .label = N_("Indicator"),
     .help = N_("Such as vacancy_rate")},
    {FIELD(BasisInput, collection), .label = N_("Collection"),
     .help = N_("The newest with returns when left out")},
    {FIELD(BasisInput, within), .label = N_("Organisation or group"),
     .help = N_("Of one organisation every cell is listed")},
    {FIELD(BasisInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};
static const Field benchmark_fields[] = {
    {FIELD(BenchmarkInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(BenchmarkInput, organisation), .flags = REQUIRED, .label = N_("Organisation")},
    {FIELD(BenchmarkInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};
static const Field report_fields[] = {
    {FIELD(ReportInput, collection), .label = N_("Collection"),
     .help = N_("The newest with returns when left out")},
    {FIELD(ReportInput, within), .label = N_("Organisation or group"),
     .help = N_("Such as rpb-gwent; the whole region when left out")},
    {FIELD(ReportInput, fill), .choices = fills, .label = N_("Where a return has not come")},
};
static const Field schedule_fields[] = {
    {FIELD(ScheduleInput, region), .standard = "wales", .label = N_("Region"),
     .help = N_("wales or west-midlands")},
    {FIELD(ScheduleInput, organisation), .label = N_("Organisation"),
     .help = N_("Its profile; the regional report when left out")},
    {FIELD(ScheduleInput, day), .standard = "1", .label = N_("Day of the month"),
     .help = N_("1 to 28")},
    {FIELD(ScheduleInput, email), .label = N_("Email address"),
     .help = N_("Of the one who gets the letter; your own when left out")},
    {FIELD(ScheduleInput, remove), .label = N_("Send no more")},
};
static const Field define_fields[] = {
    {FIELD(DefineInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("CSV lists with the headings of data/collections.csv and data/expected.csv")},
};
static const Field remind_fields[] = {
    {FIELD(RemindInput, collection), .flags = REQUIRED | POSITIONAL, .label = N_("Collection")},
    {FIELD(RemindInput, note), .flags = LONG_TEXT, .label = N_("Note"),
     .help = N_("Goes into every letter as it stands; may be left out")},
    {FIELD(RemindInput, only_show), .label = N_("Only show who would be written to")},
    {FIELD(RemindInput, also_samples), .label = N_("Write to sample people too"),
     .help = N_("Their addresses belong to nobody")},
};
static const Field chase_fields[] = {
    {FIELD(ChaseInput, collection), .flags = POSITIONAL, .label = N_("Collection"),
     .help = N_("The newest that you run when left out")},
};
static const Field extend_fields[] = {
    {FIELD(ExtendInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(ExtendInput, organisation), .flags = REQUIRED, .label = N_("Organisation")},
    {FIELD(ExtendInput, due), .flags = REQUIRED, .label = N_("New due day"),
     .help = N_("Such as 2026-07-31")},
    {FIELD(ExtendInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field contact_fields[] = {
    {FIELD(ContactInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(ContactInput, organisation), .flags = REQUIRED, .label = N_("Organisation")},
    {FIELD(ContactInput, how), .flags = REQUIRED, .label = N_("How"), .choices = contact_ways},
    {FIELD(ContactInput, day), .label = N_("Day"), .help = N_("Today when left out")},
    {FIELD(ContactInput, note), .flags = LONG_TEXT, .label = N_("What was said")},
};
static const Choice languages[] = {{"en", N_("English")}, {"cy", N_("Welsh")}, {NULL, NULL}};
static const Field calendar_fields[] = {
    {FIELD(CalendarInput, region), .label = N_("Region"),
     .help = N_("wales or west-midlands; all when left out")},
    {FIELD(CalendarInput, language), .label = N_("Language"), .choices = languages},
};

static const Field export_fields[] = {
    {FIELD(ExportInput, collection), .flags = REQUIRED, .label = N_("Collection")},
    {FIELD(ExportInput, organisation), .label = N_("Organisation")},
    {FIELD(ExportInput, all), .label = N_("All organisations together"),
     .help = N_("Those whose returns you may read")},
    {FIELD(ExportInput, draft), .label = N_("What is worked on"),
     .help = N_("Instead of the version in force")},
};
static const Field send_fields[] = {
    {FIELD(SendInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("CSV files of the return, in any order; a folder means all CSV files in it")},
    {FIELD(SendInput, replace), .label = N_("Replace what the files do not hold"),
     .help = N_("Rows of the same blocks that are not in the files go; otherwise they stay")},
};
static const Field confirm_fields[] = {
    {FIELD(ConfirmInput, upload), .flags = REQUIRED, .label = N_("What was sent"),
     .help = N_("As sending answered it")},
};
static const Field collection_fields[] = {
    {FIELD(CollectionInput, collection), .flags = REQUIRED | POSITIONAL,
     .label = N_("Collection")},
};

/* ---- the way of a return ---- */

#define OF(Type)                                                                               \
    {FIELD(Type, collection), .flags = REQUIRED, .label = N_("Collection")},                   \
    {                                                                                          \
        FIELD(Type, organisation), .flags = REQUIRED, .label = N_("Organisation")              \
    }
static const Field fill_fields[] = {
    OF(FillInput),
    {FIELD(FillInput, block), .flags = REQUIRED, .label = N_("Block"),
     .help = N_("Such as A1")},
    {FIELD(FillInput, cell), .label = N_("Cells"),
     .help = N_("cell.R4.hc_perm and its value: the row, the field; blank, NK and n/a as in a "
                "file")},
    {FIELD(FillInput, seen), .label = N_("What was seen"),
     .help = N_("seen.R4.hc_perm and the value before: a cell that somebody else changed "
                "meanwhile then keeps theirs, and both are answered")},
};
static const Field step_fields[] = {OF(StepInput)};
static const Field reason_fields[] = {
    OF(StepInput),
    {FIELD(StepInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field accept_return_fields[] = {
    OF(StepInput),
    {FIELD(StepInput, reason), .flags = LONG_TEXT, .label = N_("Reason"),
     .help = N_("Needed where nobody of the organisation has approved the return")},
};
static const Field present_fields[] = {
    OF(FillInput),
    {FIELD(FillInput, block), .label = N_("Block")},
};
static const Field history_fields[] = {
    OF(CellInput),
    {FIELD(CellInput, block), .label = N_("Block"), .help = N_("All cells when left out")},
    {FIELD(CellInput, row), .label = N_("Row"), .help = N_("Such as R4, or starter/nhs")},
    {FIELD(CellInput, field), .label = N_("Field"), .help = N_("Such as hc_perm")},
};
static const Field note_fields[] = {
    OF(CellInput),
    {FIELD(CellInput, block), .flags = REQUIRED, .label = N_("Block")},
    {FIELD(CellInput, row), .label = N_("Row"), .help = N_("Such as R4, or starter/nhs")},
    {FIELD(CellInput, field), .flags = REQUIRED, .label = N_("Field")},
    {FIELD(CellInput, note), .flags = LONG_TEXT, .label = N_("Note"),
     .help = N_("Stays with the cell for everybody who reads the return; blank takes it back")},
};

/* ---- people in two returns ---- */

static const Field people_fields[] = {
    {FIELD(PeopleInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("CSV with the columns collection, organisation, hcpc_no, role and wte")},
};
static const Field pairs_fields[] = {
    {FIELD(PairsInput, collection), .flags = REQUIRED | POSITIONAL, .label = N_("Collection")},
};
static const Field propose_fields[] = {
    OF(PairInput),
    {FIELD(PairInput, pair), .flags = REQUIRED, .label = N_("Pair")},
    {FIELD(PairInput, counts), .flags = REQUIRED, .label = N_("Counts"),
     .choices = pair_counts},
    {FIELD(PairInput, reason), .label = N_("Reason")},
};
static const Field agree_fields[] = {
    OF(PairInput),
    {FIELD(PairInput, pair), .flags = REQUIRED, .label = N_("Pair")},
};
static const Field dispute_fields[] = {
    OF(PairInput),
    {FIELD(PairInput, pair), .flags = REQUIRED, .label = N_("Pair")},
    {FIELD(PairInput, reason), .flags = REQUIRED, .label = N_("Reason")},
};

static const Field rules_fields[] = {
    {FIELD(RulesInput, form), .label = N_("Form"),
     .help = N_("Such as ot-wales; that of the newest collection when left out")},
};

static const Action actions[] = {
    {"template", do_template, FORM, OWN_REFERENCE, INPUT(TemplateInput, template_fields),
     N_("Write an empty return to fill in"),
     N_("Example: pont workforce template --collection wales-2026 --organisation ceredigion "
        "--out return/. With --workbook it is one workbook, ready to be filled in."),
     .file_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"check", do_check, FORM, OWN_REFERENCE | LARGE_FILES, INPUT(FilesInput, check_fields),
     N_("Check files of a return without writing anything"),
     N_("Lists every problem in one pass: file, line, column, value, reason, fix. With --out "
        "DIR "
        "it writes the rows with problems, to correct and send again.")},
    {"import", do_import, WRITE, CHANGES | LARGE_FILES, INPUT(FilesInput, import_fields),
     N_("Import files of a return, all or nothing"),
     N_("Changes the draft of each return; whoever runs the database imports what counts at "
        "once. Cells that are not in the files stay as they are; nothing is deleted.")},
    {"export", do_return_export, READ, 0, INPUT(ExportInput, export_fields),
     N_("Write a return as files"),
     N_("Block by block as CSV. Importing them again changes nothing. Example: pont workforce "
        "export --collection wales-2026 --organisation ceredigion --out return/")},
    {"diff", do_return_diff, READ, 0, INPUT(SendInput, send_fields),
     N_("Show what an import of files would change, without writing anything"), NULL},
    {"send", do_return_send, WRITE, CHANGES, INPUT(SendInput, send_fields), N_("Send a return"),
     N_("Shows what is new, changed and gone; nothing is written until you confirm it.")},
    {"confirm", do_return_confirm, WRITE, CHANGES, INPUT(ConfirmInput, confirm_fields),
     N_("Import what was sent and looked at"), NULL},
    {"accept", do_accept, WRITE, CHANGES, INPUT(AcceptInput, accept_fields),
     N_("Accept a warning with a reason"), NULL, .organisation = "organisation",
     .reads = "show"},
    {"accepted", do_accepted, READ, 0, INPUT(ListInput, accepted_fields),
     N_("List the warnings that were accepted, with reason and name"), NULL},
    {"fill", do_fill, WRITE, CHANGES | PROMPT, INPUT(FillInput, fill_fields),
     N_("Write cells of a return"),
     N_("Changes the draft; the version in force stays until the next is accepted. Example: "
        "pont workforce fill --collection wales-2026 --organisation ceredigion --block A1 "
        "--cell.R4.hc_perm 5"),
     .organisation = "organisation"},
    {"submit", do_submit, WRITE, CHANGES, INPUT(StepInput, step_fields), N_("Submit a return"),
     N_("Signs off exactly what the return says now; a later change voids that. It must have "
        "no errors."),
     .organisation = "organisation", .reads = "status"},
    {"approve", do_approve, APPROVE, CHANGES, INPUT(StepInput, step_fields),
     N_("Approve a return that somebody else submitted"), NULL, .organisation = "organisation",
     .reads = "status"},
    {"query", do_query, QUERY, CHANGES, INPUT(StepInput, reason_fields),
     N_("Send a return back with a question"), NULL, .organisation = "organisation",
     .reads = "status"},
    {"accept-return", do_accept_return, ACCEPT, CHANGES, INPUT(StepInput, accept_return_fields),
     N_("Accept a return"),
     N_("It becomes the version in force, and the picture counts it from then on. Each warning "
        "must be gone, or accepted with a reason."),
     .organisation = "organisation", .reads = "status"},
    {"lock", do_lock, ACCEPT, CHANGES, INPUT(StepInput, reason_fields),
     N_("Lock an accepted return: nobody changes it any more"), NULL,
     .organisation = "organisation", .reads = "status"},
    {"unlock", do_unlock, ACCEPT, CHANGES, INPUT(StepInput, reason_fields),
     N_("Let a locked return be changed again"), NULL, .organisation = "organisation",
     .reads = "status"},
    {"status", do_status, READ, 0, INPUT(StepInput, step_fields),
     N_("Show where a return stands and what happened to it"), NULL,
     .organisation = "organisation"},
    {"history", do_history, READ, 0, INPUT(CellInput, history_fields),
     N_("Show who changed which cell"), NULL, .organisation = "organisation"},
    {"note", do_note, WRITE, CHANGES, INPUT(CellInput, note_fields),
     N_("Attach a note to a cell"), NULL, .organisation = "organisation"},
    {"present", do_present, WRITE, HEAVY | PROMPT, INPUT(FillInput, present_fields),
     N_("Say that you have a return open, and see who else has"), NULL,
     .organisation = "organisation"},
    {"list", do_list, READ, 0, INPUT(ListInput, list_fields),
     N_("Show who has sent and who has not"), NULL},
    {"show", do_show, READ, 0, INPUT(ShowInput, show_fields), N_("Show one return"), NULL,
     .organisation = "organisation"},
    {"picture", do_picture, AGGREGATE, 0, INPUT(PictureInput, picture_fields),
     N_("Draw the picture: indicators with formula, bounds and coverage"), NULL},
    {"series", do_series, AGGREGATE, 0, INPUT(SeriesInput, series_fields),
     N_("Show an indicator over the years"), NULL},
    {"question", do_question, AGGREGATE, 0, INPUT(QuestionInput, question_fields),
     N_("Answer a question, ranked, with what the answer rests on"),
     N_("Example: pont workforce question newly-qualified-where --collection wales-2026")},
    {"basis", do_basis, AGGREGATE, 0, INPUT(BasisInput, basis_fields),
     N_("Open the rows behind a number of the picture"),
     N_("Which organisations it is made of, whether each is reported, carried forward or "
        "imputed, and of one organisation every cell with its file and line.")},
    {"benchmark", do_benchmark, READ, 0, INPUT(BenchmarkInput, benchmark_fields),
     N_("Set an organisation beside its region and peers of like size"), NULL,
     .organisation = "organisation"},
    {"profile", do_profile, READ, 0, INPUT(BenchmarkInput, benchmark_fields),
     N_("Show an organisation's profile on one page"),
     N_("Example: pont workforce profile --collection wales-2026 --organisation powys --pdf "
        "powys.pdf"),
     .organisation = "organisation"},
    {"report", do_report, AGGREGATE, 0, INPUT(ReportInput, report_fields),
     N_("Report on a region, theme by theme"),
     N_("Example: pont workforce report --collection wales-2026 --pdf wales.pdf")},
    {"schedule", do_schedule, AGGREGATE, CHANGES, INPUT(ScheduleInput, schedule_fields),
     N_("Send a report by letter every month"),
     N_("The letter holds the address of the newest report, or of an organisation's profile, "
        "and "
        "no figure. Example: pont workforce schedule --region wales --day 1")},
    {"schedules", do_schedules, AGGREGATE, 0, NO_INPUT, N_("List scheduled reports"), NULL},
    {"define", do_define, COLLECT, CHANGES, INPUT(DefineInput, define_fields),
     N_("Import collections and who is asked"), NULL},
    {"collection", do_return_collection, COLLECT, 0, INPUT(CollectionInput, collection_fields),
     N_("Write a collection as files"),
     N_("collections.csv and expected.csv, as 'define' reads them. Example: pont workforce "
        "collection wales-2026 --out next-year/")},
    {"remind", do_remind, COLLECT, CHANGES, INPUT(RemindInput, remind_fields),
     N_("Remind those who have not sent"),
     N_("A letter to everybody who may send a return that has not been received, in both "
        "languages; each organisation once a day at most. "
        "Example: pont workforce remind wales-2026 --only_show")},
    {"chase", do_chase, COLLECT, 0, INPUT(ChaseInput, chase_fields),
     N_("List whose return has not come, and who was spoken to"), NULL},
    {"extend", do_extend, COLLECT, CHANGES, INPUT(ExtendInput, extend_fields),
     N_("Give an organisation more time"),
     N_("Lists, reminders and the calendar go by the new day. A return that has not come is "
        "not received all the same."),
     .organisation = "organisation"},
    {"contact", do_contact, COLLECT, CHANGES, INPUT(ContactInput, contact_fields),
     N_("Keep that somebody spoke to those whose return has not come"), NULL,
     .organisation = "organisation"},
    {"calendar", do_calendar, FORM, OWN_REFERENCE, INPUT(CalendarInput, calendar_fields),
     N_("Give the days of the collections as a calendar"),
     N_("Subscribe to /api/workforce/calendar?language=en in a calendar program."),
     .file_type = "text/calendar"},
    {"people", do_people, WRITE, CHANGES, INPUT(PeopleInput, people_fields),
     N_("Mark who is in a return, so that nobody is counted twice"),
     N_("The numbers of the register are not kept, only a keyed mark of each. A list takes the "
        "place of the one sent before.")},
    {"pairs", do_pairs, READ, 0, INPUT(PairsInput, pairs_fields),
     N_("List people who are in two returns"), NULL},
    {"propose", do_pair_propose, WRITE, CHANGES, INPUT(PairInput, propose_fields),
     N_("Propose where somebody in two returns counts"), NULL, .organisation = "organisation"},
    {"agree", do_pair_agree, WRITE, CHANGES, INPUT(PairInput, agree_fields),
     N_("Agree to where somebody in two returns counts"), NULL, .organisation = "organisation"},
    {"dispute", do_pair_dispute, WRITE, CHANGES, INPUT(PairInput, dispute_fields),
     N_("Dispute where somebody in two returns counts"), NULL, .organisation = "organisation"},
    {"rules", do_rules, FORM, OWN_REFERENCE, INPUT(RulesInput, rules_fields),
     N_("List the rules of the return"), NULL},
};

static const Page pages[] = {
    {"/workforce", page_returns, READ, N_("Returns"), true},
    {"/workforce/fill", page_fill_list, WRITE, N_("Fill in"), true},
    {"/workforce/fill/{collection}/{organisation}", page_fill, WRITE, N_("Fill in"), false},
    {"/workforce/fill/{collection}/{organisation}/{block}", page_fill_block, WRITE,
     N_("Fill in"), false},
    {"/workforce/upload/{id}", page_upload, WRITE, N_("What the files would change"), false},
    {"/workforce/collection/{id}", page_collection, READ, N_("Collection"), false},
    {"/workforce/row/{collection}/{organisation}/{block}", page_row, READ,
     N_("Notes and changes"), false},
    {"/workforce/picture", page_picture, AGGREGATE, N_("Picture"), true},
    {"/workforce/picture/{collection}/{organisation}", page_picture_of, AGGREGATE,
     N_("Picture"), false},
    {"/workforce/questions", page_questions, AGGREGATE, N_("Questions"), true},
    {"/workforce/questions/{question}", page_question, AGGREGATE, N_("Question"), false},
    {"/workforce/basis/{indicator}", page_basis, AGGREGATE, N_("The rows behind it"), false},
    {"/workforce/benchmark/{collection}/{organisation}", page_benchmark, READ,
     N_("Beside others"), false},
    {"/workforce/profile/{collection}/{organisation}", page_profile, READ, N_("Profile"),
     false},
    {"/workforce/report/{collection}", page_report, AGGREGATE, N_("Report"), false},
    {"/workforce/return/{collection}/{organisation}", page_return, READ, N_("Return"), false},
};

static const Setting settings[] = {
    {"workforce.remind_days", "",
     N_("Days before a return is due on which its senders are reminded, such as 14,3,0; empty: "
        "never")},
};

static bool run_errands(Ctx *cx)
{
    return workforce_errand(cx) && workforce_schedule_errand(cx);
}

const Module workforce_module = {
    .name = "workforce",
    .title = N_("Workforce"),
    .area = N_("Workforce"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    .search = workforce_search,
    .waits = workforce_waits,
    .errand = run_errands,
};
