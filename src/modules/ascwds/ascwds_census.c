/* Decides what the elements of the census must hold and how social workers are counted. The
 * reading of XML is base/xml.h's. Facts of the layout: the census's published schema of 2022.
 */
#include "modules/ascwds/ascwds_census.h"
#include "base/csv.h"
#include "base/xml.h"
#include "modules/ascwds/ascwds_row.h"
#include <ctype.h>
#include <math.h>

#define COUNT(member, label, decimals)                                                         \
    {                                                                                          \
#member, label, offsetof(AscCensus, member), decimals                                  \
    }
const AscCensusField asc_census_fields[] = {
    COUNT(hc, N_("Social workers employed (headcount)"), 0),
    COUNT(fte, N_("Social workers employed (FTE)"), 2),
    COUNT(agency_hc, N_("Agency social workers (headcount)"), 0),
    COUNT(agency_fte, N_("Agency social workers (FTE)"), 2),
    COUNT(vacancies_fte, N_("Vacancies (FTE)"), 2),
    COUNT(starters_hc, N_("Starters in 12 months (headcount)"), 0),
    COUNT(starters_fte, N_("Starters in 12 months (FTE)"), 2),
    COUNT(leavers_hc, N_("Leavers in 12 months (headcount)"), 0),
    COUNT(leavers_fte, N_("Leavers in 12 months (FTE)"), 2),
    COUNT(absent_hc, N_("Absent on the day (headcount)"), 0),
    COUNT(days_lost, N_("Working days lost in 12 months"), 2),
    COUNT(cases, N_("Cases held"), 0),
    COUNT(case_holders_fte, N_("Those who hold cases (FTE)"), 2),
    COUNT(leaders_hc, N_("Practice leaders (headcount)"), 0),
};
const int n_asc_census_fields = sizeof asc_census_fields / sizeof *asc_census_fields;

double asc_census_value(const AscCensus *c, const AscCensusField *f)
{
    return *(const double *)(const void *)((const char *)c + f->offset);
}

#define READS(rule_code, how, says, help)                                                      \
    {                                                                                          \
        .code = (rule_code), .block = "census", .severity = (how), .field = "",                \
        .words = {says, NULL}, .fix = {                                                        \
            help,                                                                              \
            NULL                                                                               \
        }                                                                                      \
    }
const Rule asc_census_rules[] = {
    READS("C01", SEVERITY_ERROR, N_("Every element is one of the census"),
          N_("Rename the element, or remove it")),
    READS("C02", SEVERITY_ERROR, N_("The element is given"), N_("Add it to the record")),
    READS("C03", SEVERITY_ERROR, N_("The value is one of the element's codes"),
          N_("Use a code of the census")),
    READS("C04", SEVERITY_ERROR, N_("The value is a number in the element's range"),
          N_("Correct the number; an FTE is from 0 to 1")),
    READS("C05", SEVERITY_ERROR, N_("The value is a real day, written yyyy-mm-dd"),
          N_("Write it as 2025-09-30")),
    READS("C06", SEVERITY_ERROR, N_("A registration is two letters and ten digits"),
          N_("Correct SWENo")),
    READS("C07", SEVERITY_WARNING, N_("The FTE of every social worker is known"),
          N_("Give FTE; without it the totals in FTE are not known")),
    READS("C08", SEVERITY_WARNING, N_("A registration stands once among those in post"),
          N_("Remove one of the records; the person counts once")),
    READS("C09", SEVERITY_WARNING, N_("The authority is one that Pont knows"),
          N_("Name the organisation with --organisation")),
};
const int n_asc_census_rules = sizeof asc_census_rules / sizeof *asc_census_rules;
enum { C01, C02, C03, C04, C05, C06, C07, C08, C09 };

/* ---------------------------------------------------------------- elements */

typedef enum Kind { TEXT, CODE, NUMBER, SHARE, DAY, REGISTRATION } Kind;

#define WORKER(X)                                                                              \
    X(AgencyWorker, CODE, "0;1", true)                                                         \
    X(SWENo, REGISTRATION, "", true)                                                           \
    X(FTE, SHARE, "", false)                                                                   \
    X(PersonBirthDate, DAY, "", false)                                                         \
    X(GenderCurrent, CODE, "0;1;2;9", false)                                                   \
    X(Ethnicity, CODE,                                                                         \
      "WBRI;WIRI;WOTH;MWBC;MWBA;MWAS;MOTH;AIND;APKN;ABAN;AOTH;BCRB;BAFR;BOTH;CHNE;OOTH;REFU;"  \
      "NOBT",                                                                                  \
      false)                                                                                   \
    X(QualInst, TEXT, "", false)                                                               \
    X(QualLevel, CODE, "1;2;3", false)                                                         \
    X(StepUpGrad, CODE, "0;1", false)                                                          \
    X(OrgRole, CODE, "1;2;3;4;5;6", false)                                                     \
    X(RoleStartDate, DAY, "", false)                                                           \
    X(StartOrigin, CODE, "1;2;3;4;5;6;7;8;9;10", false)                                        \
    X(RoleEndDate, DAY, "", false)                                                             \
    X(LeaverDestination, CODE, "1;2;3;4;5;6;7;8;9", false)                                     \
    X(ReasonLeave, CODE, "1;2;3;4;5;6;7;8;9;10", false)                                        \
    X(FTE30, SHARE, "", false)                                                                 \
    X(Cases30, NUMBER, "", false)                                                              \
    X(WorkingDaysLost, NUMBER, "", false)                                                      \
    X(ContractWeeks, NUMBER, "", false)                                                        \
    X(FrontlineGrad, CODE, "0;1", false)                                                       \
    X(Absat30Sept, CODE, "0;1", false)                                                         \
    X(ReasonAbsence, CODE, "MAT;OTH;PUB;SIC;TRN;UNA;UNP", false)                               \
    X(CFKSSstatus, CODE, "1;2;3;4", false)
#define COUNCIL(X)                                                                             \
    X(NumberOfVacancies, NUMBER, "", true)                                                     \
    X(NoAgencyFTE, NUMBER, "", true)                                                           \
    X(NoAgencyHeadcount, NUMBER, "", true)
#define HEADER(X)                                                                              \
    X(Collection, CODE, "CSWW", false)                                                         \
    X(Year, NUMBER, "", false)                                                                 \
    X(ReferenceDate, DAY, "", false)                                                           \
    X(SourceLevel, CODE, "L", false)                                                           \
    X(LEA, TEXT, "", true)                                                                     \
    X(SoftwareCode, TEXT, "", false)                                                           \
    X(DateTime, TEXT, "", false)

#define X(name, kind, list, needed) name,
enum { WORKER(X) COUNCIL(X) HEADER(X) ELEMENTS };
#undef X
enum { FIRST_OF_COUNCIL = NumberOfVacancies, FIRST_OF_HEADER = Collection, LONGEST = 200 };
enum { MOST_WORKERS = 20000 }; /* of one council; the largest has a few thousand */

static const struct Element {
    const char *name;
    Kind kind;
    const char *list;
    bool needed;
} elements[ELEMENTS] = {
#define X(name, kind, list, needed) {#name, kind, list, needed},
    WORKER(X) COUNCIL(X) HEADER(X)
#undef X
};

typedef struct Reading {
    Ctx *cx;
    XmlReader *xml;
    const char *file;
    AscCensus *out;
    int depth, line, record_line; /* where the record began */
    int element;                  /* that is being read, or -1 */
    bool known;                   /* whether the element that is open holds others */
    char text[ELEMENTS][LONGEST + 1];
    size_t n[ELEMENTS];
    bool given[ELEMENTS], ever[ELEMENTS]; /* in this record; in any */
    int n_seen, seen_room;
    const char **seen; /* registrations of those in post */
    bool message;
} Reading;

static void complain(Reading *rd, int rule, int line, const char *name, const char *value)
{
    problem_add(rd->cx, &rd->out->problems,
                (Problem){.rule = &asc_census_rules[rule],
                          .file = rd->file,
                          .line = line,
                          .column = name,
                          .value = value,
                          .collection = "",
                          .organisation = rd->out->organisation,
                          .row = "",
                          .detail = ""});
}

static bool is_registration(const char *s)
{
    for (int i = 0; i < 12; i++)
        if (i < 2 ? !isalpha((unsigned char)s[i]) : !isdigit((unsigned char)s[i]))
            return false;
    return !s[12];
}

static void check_element(Reading *rd, int e)
{
    const char *value = rd->text[e];
    double number = asc_decimal(value);
    Date day;
    int rule = -1;
    switch (elements[e].kind) {
    case TEXT:
        break;
    case CODE:
        rule = *value && asc_one_of(value, elements[e].list) ? -1 : C03;
        break;
    case NUMBER:
        rule = number >= 0 ? -1 : C04;
        break;
    case SHARE:
        rule = number >= 0 && number <= 1 ? -1 : C04;
        break;
    case DAY:
        rule = date_parse_iso(value, &day) ? -1 : C05;
        break;
    case REGISTRATION:
        rule = is_registration(value) ? -1 : C06;
        break;
    }
    if (rule < 0)
        return;
    bool hidden = e == SWENo || e == PersonBirthDate;
    complain(rd, rule, rd->line, elements[e].name,
             hidden ? ascwds_shape(rd->cx->arena, value) : arena_strdup(rd->cx->arena, value));
    rd->text[e][0] = '\0';
}

static double number_of(const Reading *rd, int e)
{
    return rd->given[e] ? asc_decimal(rd->text[e]) : (double)NAN;
}

static Date day_of(const Reading *rd, int e)
{
    Date d;
    return rd->given[e] && date_parse_iso(rd->text[e], &d) ? d : DATE_NONE;
}

static void clear(Reading *rd, int from, int to)
{
    for (int e = from; e < to; e++) {
        rd->text[e][0] = '\0';
        rd->given[e] = false;
    }
}

static void check_needed(Reading *rd, int from, int to)
{
    for (int e = from; e < to; e++)
        if (elements[e].needed && !rd->given[e])
            complain(rd, C02, rd->record_line, elements[e].name, "");
}

/* ---------------------------------------------------------------- counting */

static bool within_year(Date d, Date as_at)
{
    return !date_is_none(d) && d.days > asc_years_later(as_at, -1).days && d.days <= as_at.days;
}

/* Whether the registration is new among those in post. */
static bool first_seen(Reading *rd, const char *registration)
{
    if (!*registration)
        return true;
    for (int i = 0; i < rd->n_seen; i++)
        if (same_fold(rd->seen[i], registration))
            return false;
    *PUSH(rd->cx->arena, rd->seen, rd->n_seen, rd->seen_room) =
        arena_strdup(rd->cx->arena, registration);
    return true;
}

static void count_employed(Reading *rd)
{
    AscCensus *c = rd->out;
    double fte = number_of(rd, FTE);
    Date ended = day_of(rd, RoleEndDate), began = day_of(rd, RoleStartDate);
    double lost = number_of(rd, WorkingDaysLost);
    c->days_lost += isnan(lost) ? 0 : lost;
    if (within_year(ended, c->as_at)) {
        c->leavers_hc++;
        c->leavers_fte += fte;
    }
    if (within_year(began, c->as_at)) {
        c->starters_hc++;
        c->starters_fte += fte;
    }
    if ((!date_is_none(ended) && ended.days <= c->as_at.days) ||
        (!date_is_none(began) && began.days > c->as_at.days))
        return;
    if (!first_seen(rd, rd->text[SWENo])) {
        complain(rd, C08, rd->record_line, "SWENo",
                 ascwds_shape(rd->cx->arena, rd->text[SWENo]));
        return;
    }
    if (isnan(fte))
        complain(rd, C07, rd->record_line, "FTE", "");
    c->hc++;
    c->fte += fte;
    c->absent_hc += same(rd->text[Absat30Sept], "1");
    c->leaders_hc += same(rd->text[CFKSSstatus], "4");
}

static bool count_worker(Reading *rd)
{
    AscCensus *c = rd->out;
    double cases = number_of(rd, Cases30), fte = number_of(rd, FTE30);
    if (++c->workers > MOST_WORKERS)
        return fail(&rd->cx->err, TOO_LARGE, "%s: more than %d social workers", rd->file,
                    MOST_WORKERS);
    if (cases > 0) {
        c->cases += cases;
        c->case_holders_fte += isnan(fte) ? number_of(rd, FTE) : fte;
    }
    if (!same(rd->text[AgencyWorker], "1"))
        count_employed(rd);
    return true;
}

/* FTE has six decimals at most: sums are freed of what doubles add to that. */
static void round_sums(AscCensus *c)
{
    double *sums[] = {&c->fte,       &c->starters_fte, &c->leavers_fte,
                      &c->days_lost, &c->cases,        &c->case_holders_fte};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        *sums[i] = round(*sums[i] * 1e6) / 1e6;
}

/* What no record says is not known: nobody counted is not the same as none. */
static void forget_unasked(const Reading *rd)
{
    AscCensus *c = rd->out;
    if (!rd->ever[Cases30])
        c->cases = c->case_holders_fte = (double)NAN;
    if (!rd->ever[WorkingDaysLost])
        c->days_lost = (double)NAN;
    if (!rd->ever[Absat30Sept])
        c->absent_hc = (double)NAN;
    if (!rd->ever[CFKSSstatus])
        c->leaders_hc = (double)NAN;
    if (!rd->ever[RoleStartDate])
        c->starters_hc = c->starters_fte = (double)NAN;
}

static void take_header(Reading *rd)
{
    AscCensus *c = rd->out;
    const AscCodes *codes;
    double year = number_of(rd, Year);
    c->as_at = day_of(rd, ReferenceDate);
    if (date_is_none(c->as_at) && year > 0)
        (void)date_from_ymd((int)year, 9, 30, &c->as_at);
    c->authority = arena_strdup(rd->cx->arena, rd->text[LEA]);
    if (asc_codes(rd->cx, &codes))
        c->organisation = asc_code_kind(codes, LIST_AUTHORITY, asc_number(c->authority));
    if (!*c->organisation)
        complain(rd, C09, rd->line, "LEA", c->authority);
}

/* ---------------------------------------------------------------- the stream */

static bool is_group(const char *name)
{
    static const char *const groups[] = {"Message", "Header",           "CollectionDetails",
                                         "Source",  "LALevelVacancies", "CSWWWorker"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (same(groups[i], name))
            return true;
    return false;
}

static bool on_open(void *self, const char *name, const char *const *attributes)
{
    Reading *rd = self;
    (void)attributes;
    rd->line = xml_line(rd->xml);
    rd->element = -1;
    if (!rd->depth++) {
        rd->message = same(name, "Message");
        return rd->message ? true
                           : fail(&rd->cx->err, INVALID,
                                  "%s, line %d: the outermost element is '%.40s', not that of "
                                  "the social work census",
                                  rd->file, rd->line, name);
    }
    if (same(name, "CSWWWorker") && date_is_none(rd->out->as_at))
        return fail(&rd->cx->err, INVALID,
                    "%s, line %d: neither ReferenceDate nor Year stands before the first "
                    "social worker",
                    rd->file, rd->line);
    if (is_group(name)) {
        if (same(name, "CSWWWorker") || same(name, "LALevelVacancies"))
            rd->record_line = rd->line;
        return true;
    }
    for (int e = 0; e < ELEMENTS; e++)
        if (same(elements[e].name, name)) {
            rd->element = e;
            rd->n[e] = 0;
        }
    if (rd->element < 0)
        complain(rd, C01, rd->line, arena_printf(rd->cx->arena, "%.60s", name), "");
    return true;
}

static bool on_text(void *self, const char *s, size_t n)
{
    Reading *rd = self;
    int e = rd->element;
    if (e < 0)
        return true;
    size_t left = LONGEST - rd->n[e];
    if (n > left)
        n = left;
    memcpy(rd->text[e] + rd->n[e], s, n);
    rd->n[e] += n;
    rd->text[e][rd->n[e]] = '\0';
    return true;
}

static bool on_close(void *self, const char *name)
{
    Reading *rd = self;
    rd->depth--;
    if (rd->element >= 0) {
        int e = rd->element;
        rd->text[e][rd->n[e]] = '\0';
        rd->given[e] = rd->n[e] > 0;
        rd->ever[e] = rd->ever[e] || rd->given[e];
        if (rd->given[e])
            check_element(rd, e);
        rd->element = -1;
    } else if (same(name, "Header")) {
        check_needed(rd, FIRST_OF_HEADER, ELEMENTS);
        take_header(rd);
    } else if (same(name, "LALevelVacancies")) {
        check_needed(rd, FIRST_OF_COUNCIL, FIRST_OF_HEADER);
        rd->out->vacancies_fte = number_of(rd, NumberOfVacancies);
        rd->out->agency_fte = number_of(rd, NoAgencyFTE);
        rd->out->agency_hc = number_of(rd, NoAgencyHeadcount);
    } else if (same(name, "CSWWWorker")) {
        check_needed(rd, 0, FIRST_OF_COUNCIL);
        bool good = count_worker(rd);
        clear(rd, 0, FIRST_OF_COUNCIL);
        return good;
    }
    return true;
}

bool ascwds_census(Ctx *cx, const InFile *in, AscCensus *out)
{
    AscCensus c = {.authority = "",
                   .organisation = "",
                   .as_at = DATE_NONE,
                   .agency_hc = (double)NAN,
                   .agency_fte = (double)NAN,
                   .vacancies_fte = (double)NAN};
    Reading *rd = NEW(cx->arena, Reading);
    *rd = (Reading){.cx = cx, .file = in->name, .out = &c, .element = -1};
    XmlHandler handler = {on_open, on_text, on_close, rd};
    XmlReader *x CLOSE_XML = xml_open(&cx->err, in->name, &handler, NULL);
    rd->xml = x;
    if (!xml_feed(x, in->bytes, in->size) || !xml_end(x))
        return false;
    if (date_is_none(c.as_at))
        return fail(&cx->err, INVALID, "%s: there is neither a ReferenceDate nor a Year",
                    in->name);
    round_sums(&c);
    forget_unasked(rd);
    *out = c;
    return cx->err.kind == ERR_NONE;
}

const char *ascwds_census_block(Ctx *cx, const AscCensus *c, const char *collection,
                                const char *organisation)
{
    Buf text = buf_new(cx->arena, 0);
    CsvOut o = {.buf = &text};
    csv_field(&o, "collection");
    csv_field(&o, "organisation");
    csv_field(&o, "as_at");
    for (int i = 0; i < n_asc_census_fields; i++)
        csv_field(&o, asc_census_fields[i].name);
    csv_end_row(&o);
    csv_field(&o, collection);
    csv_field(&o, organisation);
    csv_field(&o, date_text(cx->arena, c->as_at));
    for (int i = 0; i < n_asc_census_fields; i++) {
        double v = asc_census_value(c, &asc_census_fields[i]);
        csv_field(&o,
                  isnan(v) ? "NK" : text_fixed(cx->arena, v, asc_census_fields[i].decimals));
    }
    csv_end_row(&o);
    return buf_text(&text);
}
