/* Leadership: contents page. */
#include "modules/leadership/leadership_action.h"
#include "modules/leadership/leadership_web.h"

#define ORGANISATION(Type)                                                                     \
    {                                                                                          \
        FIELD(Type, organisation), .flags = REQUIRED | POSITIONAL, .label = N_("Council"),     \
                                   .help = N_("Its id, such as powys")                         \
    }
#define WITHIN(Type)                                                                           \
    {                                                                                          \
        FIELD(Type, within),                                                                   \
            .label = N_("Region"),                                                             \
            .help = N_("Such as wales or west-midlands; your own when left out")               \
    }
#define NUMBER_OR_WORD N_("A number, NK (not known), n/a (does not apply), or nothing")

static const Field counts_fields[] = {WITHIN(LeadershipListInput)};
static const Field list_fields[] = {
    WITHIN(LeadershipListInput),
    {FIELD(LeadershipListInput, at), .label = N_("As at"), .help = N_("Today when left out")},
};
static const Field show_fields[] = {ORGANISATION(LeadershipShowInput)};

#define POST_FIELDS                                                                            \
    ORGANISATION(LeadershipPostInput),                                                         \
        {FIELD(LeadershipPostInput, post), .label = N_("Post"), .choices = post_kinds,         \
         .standard = "principal-ot"},                                                          \
        {FIELD(LeadershipPostInput, valid_from), .flags = REQUIRED,                            \
         .label = N_("From which day"),                                                        \
         .help = N_("The day on which it became so, such as 2026-03-31")},                     \
        {FIELD(LeadershipPostInput, state), .flags = REQUIRED, .label = N_("State"),           \
         .choices = post_states},                                                              \
        {FIELD(LeadershipPostInput, wte), .label = N_("WTE"), .help = NUMBER_OR_WORD},         \
        {FIELD(LeadershipPostInput, grade), .label = N_("Grade"),                              \
         .help = N_("Such as Grade 12 or PO5; no names")},                                     \
        {FIELD(LeadershipPostInput, reports_to), .label = N_("Reports to"),                    \
         .choices = post_lines},                                                               \
        {FIELD(LeadershipPostInput, tiers), .label = N_("Tiers below the director"),           \
         .help = N_("1 reports to the director")},                                             \
        {FIELD(LeadershipPostInput, senior_team), .label = N_("Seat on the senior team"),      \
         .choices = yes_no_known},                                                             \
        {FIELD(LeadershipPostInput, strategic_hours),                                          \
         .label = N_("Protected strategic hours a week"), .help = NUMBER_OR_WORD},             \
        {FIELD(LeadershipPostInput, caseload), .label = N_("Own caseload (open cases)"),       \
         .help = NUMBER_OR_WORD},                                                              \
    {                                                                                          \
        FIELD(LeadershipPostInput, source),                                                    \
            .label = N_("Source"),                                                             \
            .help = N_("Such as job plan or establishment list; no names")                     \
    }

static const Field record_fields[] = {POST_FIELDS};
static const Field correct_fields[] = {
    POST_FIELDS,
    {FIELD(LeadershipPostInput, withdraw), .label = N_("Withdraw: nothing changed on that day"),
     .help = N_("The entry stays in view, crossed out")},
    {FIELD(LeadershipPostInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field attend_fields[] = {
    ORGANISATION(LeadershipAttendInput),
    {FIELD(LeadershipAttendInput, post), .label = N_("Post"), .choices = post_kinds,
     .standard = "principal-ot"},
    {FIELD(LeadershipAttendInput, held_on), .flags = REQUIRED, .label = N_("Held on")},
    {FIELD(LeadershipAttendInput, meeting), .flags = REQUIRED, .label = N_("Meeting"),
     .choices = meeting_kinds},
    {FIELD(LeadershipAttendInput, attended), .flags = REQUIRED, .label = N_("Attended"),
     .choices = attended_answers},
    {FIELD(LeadershipAttendInput, absence), .label = N_("Why not"), .choices = absence_reasons},
    {FIELD(LeadershipAttendInput, reason), .flags = LONG_TEXT,
     .label = N_("Reason for a correction"),
     .help = N_("Only when the meeting is recorded already")},
};

#define SCORE(key, name)                                                                       \
    {FIELD(LeadershipAssessInput, key), .label = name, .help = N_("0 to 100")},                \
    {                                                                                          \
        FIELD(LeadershipAssessInput, key##_note), .flags = LONG_TEXT,                          \
                                                  .label = N_("What that score rests on")      \
    }
static const Field assess_fields[] = {
    ORGANISATION(LeadershipAssessInput),
    {FIELD(LeadershipAssessInput, year), .label = N_("Year"),
     .help = N_("This year when left out")},
    SCORE(framework, N_("1. Clear occupational therapy framework")),
    SCORE(workforce_planning, N_("2. Effective workforce planning")),
    SCORE(safe_workloads, N_("3. Safe workloads and case allocation")),
    SCORE(wellbeing, N_("4. Wellbeing")),
    SCORE(supervision, N_("5. Supervision")),
    SCORE(cpd, N_("6. Continuing professional development")),
    SCORE(registration, N_("7. Professional registration")),
    SCORE(partnerships, N_("8. Strategic partnerships")),
    {FIELD(LeadershipAssessInput, reason), .flags = LONG_TEXT,
     .label = N_("Reason for a correction"),
     .help = N_("Only when the year is assessed already")},
};
static const Field enter_fields[] = {
    ORGANISATION(LeadershipEnterInput),
    {FIELD(LeadershipEnterInput, indicator), .flags = REQUIRED, .label = N_("Indicator"),
     .help = N_("Such as cpd_hours; pont leadership sheet lists them")},
    {FIELD(LeadershipEnterInput, profession), .label = N_("Profession"), .choices = professions,
     .standard = "social-work"},
    {FIELD(LeadershipEnterInput, as_at), .flags = REQUIRED, .label = N_("As at")},
    {FIELD(LeadershipEnterInput, value), .flags = REQUIRED, .label = N_("Value"),
     .help = N_("12.5 for 12.5 %, Y or N, NK (not known) or n/a (does not apply)")},
    {FIELD(LeadershipEnterInput, source), .flags = REQUIRED, .label = N_("Source"),
     .help = N_("Where the value stands, such as the social work workforce census 2025")},
    {FIELD(LeadershipEnterInput, reason), .flags = LONG_TEXT,
     .label = N_("Reason for a correction"),
     .help = N_("Only when there is a value of that day already")},
};
static const Field standards_fields[] = {
    WITHIN(LeadershipStandardsInput),
    {FIELD(LeadershipStandardsInput, organisation), .label = N_("Council"),
     .help = N_("Sets its own scores beside the region")},
    {FIELD(LeadershipStandardsInput, year), .label = N_("Year"),
     .help = N_("This year when left out")},
};
static const Field parity_fields[] = {
    WITHIN(LeadershipParityInput),
    {FIELD(LeadershipParityInput, organisation), .label = N_("Council"),
     .help = N_("Its own halves; without it the medians of the region")},
};
static const Field import_fields[] = {
    {FIELD(LeadershipFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("CSV with the headings that leadership export writes")},
};
static const Field export_fields[] = {
    {FIELD(LeadershipShowInput, organisation), .flags = POSITIONAL, .label = N_("Council"),
     .help = N_("All that you may read when left out")},
};

#define READ      LEADERSHIP_READ
#define WRITE     LEADERSHIP_WRITE
#define AGGREGATE LEADERSHIP_AGGREGATE
#define PUBLISHED LEADERSHIP_PUBLISHED

static const Action actions[] = {
    {"counts", do_leadership_counts, PUBLISHED, 0, INPUT(LeadershipListInput, counts_fields),
     N_("Count Principal OT posts over the years"),
     N_("Whoever may not read every council sees counts of 1 to 4 withheld.")},
    {"list", do_leadership_list, READ, 0, INPUT(LeadershipListInput, list_fields),
     N_("Show the register of Principal OTs"), NULL},
    {"show", do_leadership_show, READ, 0, INPUT(LeadershipShowInput, show_fields),
     N_("Show the leadership of one council"), NULL, .organisation = "organisation"},
    {"record", do_leadership_record, WRITE, CHANGES, INPUT(LeadershipPostInput, record_fields),
     N_("Record how a principal post is from a day on"),
     N_("An entry tells of the post, never of a person. Earlier entries stay."),
     .organisation = "organisation"},
    {"correct", do_leadership_correct, WRITE, CHANGES,
     INPUT(LeadershipPostInput, correct_fields), N_("Correct or withdraw an entry of a post"),
     N_("The whole entry of that day is said again; the one before stays in view."),
     .organisation = "organisation"},
    {"attend", do_leadership_attend, WRITE, CHANGES,
     INPUT(LeadershipAttendInput, attend_fields),
     N_("Record a strategic meeting: attended, or why not"), NULL,
     .organisation = "organisation"},
    {"assess", do_leadership_assess, LEADERSHIP_ASSESS, CHANGES,
     INPUT(LeadershipAssessInput, assess_fields),
     N_("Assess your council by the eight employer standards"),
     N_("Each score from 0 to 100 with a sentence of evidence. A standard without a score "
        "stays "
        "unassessed. Nobody outside your council sees the scores; the region sees medians."),
     .organisation = "organisation"},
    {"enter", do_leadership_enter, WRITE, CHANGES, INPUT(LeadershipEnterInput, enter_fields),
     N_("Enter a value of the parity sheet"), NULL, .organisation = "organisation"},
    {"standards", do_leadership_standards, AGGREGATE, 0,
     INPUT(LeadershipStandardsInput, standards_fields),
     N_("Show how a region stands by the employer standards"), NULL},
    {"parity", do_leadership_parity, AGGREGATE, 0, INPUT(LeadershipParityInput, parity_fields),
     N_("Set occupational therapy beside social work"), NULL},
    {"sheet", do_leadership_sheet, PUBLISHED, 0, NO_INPUT,
     N_("Show the definition sheet of parity"), NULL},
    {"alerts", do_leadership_alerts, READ, 0, INPUT(LeadershipListInput, counts_fields),
     N_("List leads with cases and little strategic time, and long vacancies"), NULL},
    {"import", do_leadership_import, WRITE, CHANGES, INPUT(LeadershipFilesInput, import_fields),
     N_("Import entries of the register, all or nothing"), NULL},
    {"export", do_leadership_export, READ, 0, INPUT(LeadershipShowInput, export_fields),
     N_("Give the register as files"), NULL},
};

static const Page pages[] = {
    {"/leadership", page_leadership, PUBLISHED, N_("Leadership"), true},
    {"/leadership/parity", page_leadership_parity, AGGREGATE, N_("Parity"), true},
    {"/leadership/standards", page_leadership_standards, AGGREGATE, N_("Employer standards"),
     true},
    {"/leadership/{organisation}", page_leadership_of, READ, N_("Leadership"), false},
};

static const Setting settings[] = {
    {"leadership.least_strategic_hours", "15",
     N_("Strategic hours a week below which a lead with cases is pointed out")},
    {"leadership.longest_vacancy_days", "90",
     N_("Days for which a Principal OT post may be vacant before it is pointed out")},
};

const Module leadership_module = {
    .name = "leadership",
    .title = N_("Leadership"),
    .area = N_("Workforce"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    .waits = leadership_waits,
    .search = leadership_search,
};
