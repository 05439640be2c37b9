/* The rules of the workplace file but for its services, one row each: who and where it is, its
 * staff in numbers, and its habits. Services stand in services_rules.c. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"
#include <ctype.h>

#define WORKPLACE(...) ASC_RULE("workplace", W_, __VA_ARGS__)

enum { HEAD_OFFICE = 72, REGISTERED_MANAGER = 4, NOT_KNOWN = 999 };

static bool is_status(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->status != STATUS_WRONG;
}

static bool is_postcode(const AscRow *r, const AscRule *rule)
{
    return asc_postcode(r->v[rule->column]);
}

static bool is_described(const AscRow *r, const AscRule *rule)
{
    return !same(r->v[W_ESTTYPE], "8") || *r->v[rule->column];
}

static bool is_other_type(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return same(r->v[W_ESTTYPE], "8");
}

/* ---------------------------------------------------------------- registration */

static bool service_is_regulated(const AscRow *r)
{
    return same(asc_code_kind(r->codes, LIST_SERVICE, r->at->service), "regulated");
}

/* A head office may be either; a service that is not known is another rule's. */
static bool regulated_as_it_says(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    if (r->at->service == HEAD_OFFICE || !asc_code(r->codes, LIST_SERVICE, r->at->service))
        return true;
    return r->at->regulated != 2 || service_is_regulated(r);
}

static bool unregulated_as_it_says(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->at->regulated != 0 || r->at->service == HEAD_OFFICE || !service_is_regulated(r);
}

static bool given_when_regulated(const AscRow *r, const AscRule *rule)
{
    bool spared = rule->column == W_LOCATIONID && r->at->service == HEAD_OFFICE;
    return r->at->regulated != 2 || spared || *r->v[rule->column];
}

/* A digit, a hyphen, eight to twelve digits. */
static bool is_registration(const AscRow *r, const AscRule *rule)
{
    const char *s = r->v[rule->column];
    if (r->at->regulated != 2)
        return true;
    if (!isdigit((unsigned char)s[0]) || s[1] != '-')
        return false;
    size_t n = strspn(s + 2, "0123456789");
    return n >= 8 && n <= 12 && !s[2 + n];
}

static bool only_when_regulated(const AscRow *r, const AscRule *rule)
{
    return r->at->regulated != 0 || !*r->v[rule->column];
}

/* ---------------------------------------------------------------- staff in numbers */

static bool is_count(const AscRow *r, const AscRule *rule)
{
    int64_t n = asc_number(r->v[rule->column]);
    return n >= 0 && n <= rule->most;
}

static bool has_staff(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->at->total != 0 || r->at->service == HEAD_OFFICE;
}

static const AscItems *items_of(const AscRow *r, int column)
{
    switch (column) {
    case W_STARTERS:
        return &r->at->starters;
    case W_LEAVERS:
        return &r->at->leavers;
    case W_VACANCIES:
        return &r->at->vacancies;
    case W_REASONS:
        return &r->at->reasons;
    case W_REASONNOS:
        return &r->at->reason_counts;
    default:
        return &r->at->jobs;
    }
}

static bool are_numbers(const AscRow *r, const AscRule *rule)
{
    const AscItems *items = items_of(r, rule->column);
    for (int i = 0; i < items->n; i++)
        if (items->number[i] < 0)
            return false;
    return true;
}

static bool are_known(const AscRow *r, const AscRule *rule)
{
    const AscItems *items = items_of(r, rule->column);
    for (int i = 0; i < items->n; i++)
        if (!asc_code(r->codes, (AscListId)rule->most, items->number[i]))
            return false;
    return true;
}

static bool roles_where_there_are_counts(const AscRow *r, const AscRule *rule)
{
    static const int counted[] = {W_STARTERS, W_LEAVERS, W_VACANCIES};
    (void)rule;
    for (int c = 0; c < 3 && !r->at->jobs.n; c++) {
        const AscItems *items = items_of(r, counted[c]);
        for (int i = 0; i < items->n; i++)
            if (items->number[i] > 0 && items->number[i] != NOT_KNOWN)
                return false;
    }
    return true;
}

/* One number for each job role; or a single 999: none of them is known. */
static bool one_for_each_role(const AscRow *r, const AscRule *rule)
{
    const AscItems *items = items_of(r, rule->column);
    return !r->at->jobs.n || items->n == r->at->jobs.n ||
           (items->n == 1 && items->number[0] == NOT_KNOWN);
}

static bool are_counts(const AscRow *r, const AscRule *rule)
{
    const AscItems *items = items_of(r, rule->column);
    for (int i = 0; i < items->n && r->at->jobs.n; i++)
        if (items->number[i] < 0 || items->number[i] > NOT_KNOWN)
            return false;
    return true;
}

static bool manager_where_regulated(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    for (int i = 0; i < r->at->jobs.n && i < r->at->vacancies.n; i++)
        if (r->at->jobs.number[i] == REGISTERED_MANAGER && r->at->vacancies.number[i] > 0 &&
            r->at->vacancies.number[i] != NOT_KNOWN && r->at->regulated != 2)
            return false;
    return true;
}

/* The known leavers; -1 when any is not known. */
static int64_t leavers(const AscRow *r)
{
    int64_t sum = 0;
    for (int i = 0; i < r->at->leavers.n; i++) {
        int64_t n = r->at->leavers.number[i];
        if (n == NOT_KNOWN || n < 0)
            return -1;
        sum += n;
    }
    return sum;
}

static bool asks_reasons(const AscRow *r)
{
    return r->at->reasons.n && leavers(r) > 0;
}

static bool reasons_are_numbers(const AscRow *r, const AscRule *rule)
{
    return !asks_reasons(r) || are_numbers(r, rule);
}

static bool reasons_are_known(const AscRow *r, const AscRule *rule)
{
    return !asks_reasons(r) || are_known(r, rule);
}

static bool one_for_each_reason(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !asks_reasons(r) || r->at->reasons.n == r->at->reason_counts.n;
}

static bool reasons_add_up(const AscRow *r, const AscRule *rule)
{
    int64_t sum = 0;
    (void)rule;
    for (int i = 0; i < r->at->reason_counts.n; i++)
        sum += r->at->reason_counts.number[i] > 0 ? r->at->reason_counts.number[i] : 0;
    return !asks_reasons(r) || sum == leavers(r);
}

/* ---------------------------------------------------------------- habits */

static bool yes_no_unknown(const AscRow *r, const AscRule *rule)
{
    return holds_one_of(r, rule) || same_fold(r->v[rule->column], "unknown");
}

static bool is_number(const AscRow *r, const AscRule *rule)
{
    return asc_number(r->v[rule->column]) >= 0;
}

/* An amount, or "1;" and an amount, or "unknown". */
static bool is_benefit(const AscRow *r, const AscRule *rule)
{
    const char *s = r->v[rule->column];
    if (same_fold(s, "unknown"))
        return true;
    s += strspn(s, "0123456789;");
    if (*s == '.' && strspn(s + 1, "0123456789") <= 2)
        s += 1 + strspn(s + 1, "0123456789");
    return !*s;
}

static bool pathway_use(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 1; i < items.n; i++)
        if (items.number[i] < 0)
            return false;
    return asc_one_of(items.text[0], rule->list);
}

#define LENGTH(code, name, longest, number, ref_name)                                          \
    WORKPLACE(code, E, name, holds_length, N_("An address line has 40 characters at most"),    \
              N_("Shorten it, or use the next line"), .most = longest, REF(number, ref_name))
#define COUNTS(code, name, number, ref_name)                                                   \
    WORKPLACE(code, E, name, one_for_each_role,                                                \
              N_("There is one number for each job role of ALLJOBROLES, or a single 999"),     \
              N_("Write 0 for none and 999 for not known, with ; between them"),               \
              SHOWN("ALLJOBROLES/" #name), REF(number, ref_name))
#define NUMBERS(code, name, number, ref_name)                                                  \
    WORKPLACE(                                                                                 \
        code, E, name, are_counts,                                                             \
        N_("Starters, leavers and vacancies are whole numbers from 0 to 998; 999 is not "      \
           "known"),                                                                           \
        N_("Write 0 for none and 999 for not known"), REF(number, ref_name))

const AscRule asc_workplace_rules[] = {
    WORKPLACE("W01", E, LOCALESTID, holds_given, N_("Every workplace has an id"),
              N_("Give the workplace's LOCALESTID"), .when = ALWAYS,
              REF(1010, "LOCAL_ID_ERROR")),
    WORKPLACE("W02", E, LOCALESTID, holds_length, N_("LOCALESTID has 50 characters at most"),
              N_("Shorten it in all three files"), .most = 50, .when = ALWAYS,
              REF(1010, "LOCAL_ID_ERROR")),
    WORKPLACE("W03", E, STATUS, is_status,
              N_("STATUS is NEW, UPDATE, DELETE, UNCHECKED or NOCHANGE"),
              N_("Write one of the five"), .when = ALWAYS, REF(1020, "STATUS_ERROR")),
    WORKPLACE("W04", E, ESTNAME, holds_given, N_("Every workplace has a name"),
              N_("Give the name"), REF(1030, "NAME_ERROR")),
    WORKPLACE("W05", E, ESTNAME, holds_length, N_("ESTNAME has 120 characters at most"),
              N_("Shorten it"), .most = 120, REF(1030, "NAME_ERROR")),
    WORKPLACE("W06", E, ADDRESS1, holds_given, N_("Every workplace has an address"),
              N_("Give the first line"), REF(1040, "ADDRESS_ERROR")),
    LENGTH("W07", ADDRESS1, 40, 1040, "ADDRESS_ERROR"),
    LENGTH("W08", ADDRESS2, 40, 1045, "ADDRESS_ERROR"),
    LENGTH("W09", ADDRESS3, 40, 1050, "ADDRESS_ERROR"),
    LENGTH("W10", POSTTOWN, 40, 1055, "ADDRESS_ERROR"),
    WORKPLACE("W11", E, POSTCODE, holds_given, N_("Every workplace has a postcode"),
              N_("Give the postcode"), REF(1060, "ADDRESS_ERROR")),
    WORKPLACE("W12", E, POSTCODE, is_postcode, N_("A postcode is written like B1 1AA"),
              N_("Correct it; there is one blank in it"), .when = ELSEWISE,
              REF(1060, "ADDRESS_ERROR")),
    WORKPLACE("W13", E, ESTTYPE, holds_given,
              N_("Every workplace says what kind of employer it is"),
              N_("Write 1 or 3 for a council"), REF(1070, "ESTABLISHMENT_TYPE_ERROR")),
    WORKPLACE("W14", E, ESTTYPE, holds_known, N_("ESTTYPE is 1, 3, 6, 7 or 8"),
              N_("Write 1 or 3 for a council"), .most = LIST_EMPLOYER, .when = ELSEWISE,
              REF(1070, "ESTABLISHMENT_TYPE_ERROR")),
    WORKPLACE("W15", W, OTHERTYPE, is_described, N_("Another kind of employer is described"),
              N_("Describe it in OTHERTYPE"), REF(2070, "ESTABLISHMENT_TYPE_WARNING")),
    WORKPLACE("W16", W, OTHERTYPE, is_other_type,
              N_("Only another kind of employer is described"),
              N_("Leave OTHERTYPE blank, or write 8 in ESTTYPE"), .when = GIVEN,
              REF(2070, "ESTABLISHMENT_TYPE_WARNING")),
    WORKPLACE("W17", E, OTHERTYPE, holds_length, N_("OTHERTYPE has 240 characters at most"),
              N_("Shorten it"), .most = 240, .when = ELSEWISE,
              REF(1070, "ESTABLISHMENT_TYPE_ERROR")),
    WORKPLACE("W18", E, PERMCQC, holds_one_of, N_("PERMCQC is 0 or 1"),
              N_("Write 1 for yes, 0 for no"), .list = "0;1",
              REF(1080, "SHARE_WITH_CQC_ERROR")),
    WORKPLACE("W19", E, PERMLA, holds_one_of, N_("PERMLA is 0 or 1"),
              N_("Write 1 for yes, 0 for no"), .list = "0;1", REF(1090, "SHARE_WITH_LA_ERROR")),
    WORKPLACE("W20", E, REGTYPE, holds_given,
              N_("Every workplace says whether it is regulated"), N_("Write 0 or 2"),
              REF(1100, "REGTYPE_ERROR")),
    WORKPLACE("W21", E, REGTYPE, holds_one_of, N_("REGTYPE is 0 or 2"),
              N_("Write 2 if the Care Quality Commission regulates it, 0 if not"),
              .list = "0;2", REF(1100, "REGTYPE_ERROR")),
    WORKPLACE("W22", E, REGTYPE, regulated_as_it_says,
              N_("A regulated workplace has a regulated main service"),
              N_("Change REGTYPE or MAINSERVICE"), SHOWN("REGTYPE/MAINSERVICE"),
              .when = ELSEWISE, REF(1100, "REGTYPE_ERROR")),
    WORKPLACE("W23", E, REGTYPE, unregulated_as_it_says,
              N_("A workplace that is not regulated has no regulated main service"),
              N_("Change REGTYPE or MAINSERVICE"), SHOWN("REGTYPE/MAINSERVICE"),
              .when = ELSEWISE, REF(1100, "REGTYPE_ERROR")),
    WORKPLACE("W24", E, PROVNUM, given_when_regulated,
              N_("A regulated workplace has a provider number"), N_("Give PROVNUM"),
              REF(1105, "PROV_ID_ERROR")),
    WORKPLACE("W25", E, PROVNUM, is_registration,
              N_("A provider number is written like 1-123456789"), N_("Correct PROVNUM"),
              .when = ELSEWISE, REF(1105, "PROV_ID_ERROR")),
    WORKPLACE("W26", W, PROVNUM, only_when_regulated,
              N_("Only a regulated workplace has a provider number"),
              N_("Leave PROVNUM blank, or write 2 in REGTYPE"), REF(2105, "PROV_ID_WARNING")),
    WORKPLACE("W27", E, LOCATIONID, given_when_regulated,
              N_("A regulated workplace has a location number"), N_("Give LOCATIONID"),
              REF(1110, "LOCATION_ID_ERROR")),
    WORKPLACE("W28", E, LOCATIONID, is_registration,
              N_("A location number is written like 1-123456789"), N_("Correct LOCATIONID"),
              .when = GIVEN | ELSEWISE, REF(1110, "LOCATION_ID_ERROR")),
    WORKPLACE("W29", W, LOCATIONID, only_when_regulated,
              N_("Only a regulated workplace has a location number"),
              N_("Leave LOCATIONID blank, or write 2 in REGTYPE"),
              REF(2110, "LOCATION_ID_WARNING")),
    WORKPLACE("W50", E, TOTALPERMTEMP, is_count, N_("TOTALPERMTEMP is a number from 0 to 999"),
              N_("Write the number of permanent and temporary staff"), .most = 999,
              REF(1200, "TOTAL_PERM_TEMP_ERROR")),
    WORKPLACE("W51", E, TOTALPERMTEMP, has_staff, N_("Only a head office has no staff"),
              N_("Write the number of permanent and temporary staff"), .when = ELSEWISE,
              REF(1200, "TOTAL_PERM_TEMP_ERROR")),
    WORKPLACE("W52", E, ALLJOBROLES, are_numbers, N_("ALLJOBROLES holds whole numbers"),
              N_("Write the job roles' codes with ; between them, such as 15;36"),
              REF(1280, "ALL_JOBS_ERROR")),
    WORKPLACE("W53", E, ALLJOBROLES, are_known, N_("ALLJOBROLES holds codes of job roles"),
              N_("Use the codes of the list, such as 15 for an occupational therapist"),
              .most = LIST_JOB_ROLE, .when = ELSEWISE, REF(1280, "ALL_JOBS_ERROR")),
    WORKPLACE("W54", E, ALLJOBROLES, roles_where_there_are_counts,
              N_("Starters, leavers and vacancies belong to job roles"),
              N_("Name the job roles in ALLJOBROLES"), REF(1280, "ALL_JOBS_ERROR")),
    COUNTS("W55", VACANCIES, 1300, "VACANCIES_ERROR"),
    NUMBERS("W56", VACANCIES, 1300, "VACANCIES_ERROR"),
    COUNTS("W57", STARTERS, 1310, "STARTERS_ERROR"),
    NUMBERS("W58", STARTERS, 1310, "STARTERS_ERROR"),
    COUNTS("W59", LEAVERS, 1320, "LEAVERS_ERROR"),
    NUMBERS("W60", LEAVERS, 1320, "LEAVERS_ERROR"),
    WORKPLACE("W61", W, VACANCIES, manager_where_regulated,
              N_("Only a regulated workplace has a vacancy for a registered manager"),
              N_("Take the vacancy out; it is not counted"), SHOWN("VACANCY"),
              REF(2180, "ALL_JOBS_WARNING")),
    WORKPLACE("W62", E, REASONS, reasons_are_numbers, N_("REASONS holds whole numbers"),
              N_("Write the reasons' codes with ; between them"),
              REF(1360, "REASONS_FOR_LEAVING_ERROR")),
    WORKPLACE("W63", W, REASONS, reasons_are_known, N_("REASONS holds codes of reasons"),
              N_("Use the codes 1 to 9; another code counts as not known"),
              .most = LIST_LEAVING, .when = ELSEWISE),
    WORKPLACE("W64", E, REASONNOS, reasons_are_numbers, N_("REASONNOS holds whole numbers"),
              N_("Write one number for each reason with ; between them"),
              REF(1360, "REASONS_FOR_LEAVING_ERROR")),
    WORKPLACE("W65", E, REASONNOS, one_for_each_reason,
              N_("There is one number for each reason"),
              N_("Write one number for each reason with ; between them"),
              SHOWN("REASONS/REASONNOS"), REF(1360, "REASONS_FOR_LEAVING_ERROR")),
    WORKPLACE("W66", E, REASONNOS, reasons_add_up,
              N_("The numbers of the reasons add up to the leavers"),
              N_("Correct REASONNOS or LEAVERS"), SHOWN("REASONNOS/LEAVERS"),
              REF(1360, "REASONS_FOR_LEAVING_ERROR")),
    WORKPLACE("W67", W, REPEATTRAINING, holds_one_of, N_("REPEATTRAINING is 1, 2, 3 or 4"),
              N_("Use a code of the list; it is not counted"), .list = "1;2;3;4",
              REF(2420, "REPEAT_TRAINING_WARNING")),
    WORKPLACE("W68", W, ACCEPTCARECERT, holds_one_of, N_("ACCEPTCARECERT is 1, 2, 3 or 4"),
              N_("Use a code of the list; it is not counted"), .list = "1;2;3;4",
              REF(2430, "ACCEPT_CARE_CERT_WARNING")),
    WORKPLACE("W69", W, BENEFITS, is_benefit, N_("BENEFITS is 0, 1, an amount or unknown"),
              N_("Correct it; it is not counted"), .when = GIVEN,
              REF(2440, "BENEFITS_WARNING")),
    WORKPLACE("W70", W, SICKPAY, yes_no_unknown, N_("SICKPAY is 0, 1 or unknown"),
              N_("Correct it; it is not counted"), .list = "0;1", REF(2450, "SICKPAY_WARNING")),
    WORKPLACE("W71", W, PENSION, yes_no_unknown, N_("PENSION is 0, 1 or unknown"),
              N_("Correct it; it is not counted"), .list = "0;1", REF(2460, "PENSION_WARNING")),
    WORKPLACE("W72", W, HOLIDAY, is_number, N_("HOLIDAY is a whole number of days"),
              N_("Correct it; it is not counted"), .when = GIVEN, REF(2470, "HOLIDAY_WARNING")),
    WORKPLACE("W73", W, CWPAWARE, is_number, N_("CWPAWARE is a code"),
              N_("Correct it; it is not counted"), .when = GIVEN,
              REF(2480, "CWPAWARE_WARNING")),
    WORKPLACE("W74", W, CWPUSE, pathway_use,
              N_("CWPUSE is 1, 2 or 999, and codes of reasons after it"),
              N_("Correct it; it is not counted"), .list = "1;2;999", .when = GIVEN,
              REF(2490, "CWPUSE_WARNING")),
    WORKPLACE("W75", W, CWPUSEDESC, holds_length, N_("CWPUSEDESC has 120 characters at most"),
              N_("Shorten it; it is not counted"), .most = 120, .named = "CWPUSEDESC_WARNING"),
    WORKPLACE("W76", W, DHA, holds_one_of, N_("DHA is 1, 2 or 999"),
              N_("Correct it; it is not counted"), .list = "1;2;999", .named = "DHA_WARNING"),
};
const int n_asc_workplace_rules = sizeof asc_workplace_rules / sizeof *asc_workplace_rules;
