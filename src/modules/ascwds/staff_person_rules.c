/* The rules of the staff file about the person, one row each: ids, birth, origin, and when the
 * work began. What the job is stands in staff_job_rules.c. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"

#define STAFF(...) ASC_RULE("staff", S_, __VA_ARGS__)

enum { YOUNGEST = 14, OLDEST = 100, BRITISH = 826, YEAR_NOT_KNOWN = 999 };

static bool is_status(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->status != STATUS_WRONG;
}

/* "Admin" is what a masked download holds: it is as the collection has it already. */
static bool is_held(const char *s)
{
    return same_fold(s, "admin");
}

static bool is_ni_number(const AscRow *r, const AscRule *rule)
{
    return is_held(r->v[rule->column]) || asc_ni_number(r->v[rule->column]);
}

static bool is_postcode(const AscRow *r, const AscRule *rule)
{
    return asc_postcode(r->v[rule->column]);
}

static bool is_birth(const AscRow *r, const AscRule *rule)
{
    return is_held(r->v[rule->column]) || !date_is_none(r->born);
}

static bool is_of_age(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return date_is_none(r->born) ||
           (asc_years_later(r->born, YOUNGEST).days <= r->cx->today.days &&
            asc_years_later(r->born, OLDEST).days >= r->cx->today.days);
}

/* ---------------------------------------------------------------- origin */

/* The lists of countries are not held here; a code has up to three digits. */
static bool is_country(const AscRow *r, const AscRule *rule)
{
    int64_t n = asc_number(r->v[rule->column]);
    return n >= 1 && n <= 999;
}

static bool is_british(const AscRow *r)
{
    return asc_number(r->v[S_NATIONALITY]) == BRITISH;
}

static bool not_british(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !is_british(r);
}

static bool no_citizen(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !is_british(r) && !same(r->v[S_BRITISHCITIZENSHIP], "1");
}

static bool holds_a_visa(const AscRow *r, const AscRule *rule)
{
    return same(r->v[S_HANDCVISA], "1") && no_citizen(r, rule);
}

static int64_t year_of(const char *s)
{
    return strlen(s) == 4 ? asc_number(s) : ASC_NO;
}

static bool is_year(const AscRow *r, const AscRule *rule)
{
    return year_of(r->v[rule->column]) >= 0;
}

static bool year_has_come(const AscRow *r, const AscRule *rule)
{
    return year_of(r->v[rule->column]) <= date_year(r->cx->today);
}

static bool after_birth(const AscRow *r, const AscRule *rule)
{
    return date_is_none(r->born) || year_of(r->v[rule->column]) >= date_year(r->born);
}

static bool has_country(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return *r->v[S_COUNTRYOFBIRTH] != '\0';
}

static bool born_abroad(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return asc_number(r->v[S_COUNTRYOFBIRTH]) != BRITISH;
}

/* ---------------------------------------------------------------- certificates */

/* "1", "1;", "1;2025", "2", "3" */
static bool is_certificate(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    return items.n <= 2 && *items.text[0] && asc_one_of(items.text[0], rule->list);
}

static bool certificate_year(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    if (items.n < 2 || !*items.text[1])
        return true;
    return same(items.text[0], "1") && items.number[1] >= rule->most &&
           items.number[1] <= date_year(r->cx->today);
}

/* ---------------------------------------------------------------- beginning */

static bool is_source(const AscRow *r, const AscRule *rule)
{
    return holds_known(r, rule);
}

static bool is_start(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !date_is_none(r->started);
}

static bool has_started(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->started.days <= r->cx->today.days;
}

static bool started_of_age(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return date_is_none(r->born) || r->started.days >= asc_years_later(r->born, YOUNGEST).days;
}

static bool started_after_entry(const AscRow *r, const AscRule *rule)
{
    int64_t entry = year_of(r->v[S_YEAROFENTRY]);
    (void)rule;
    return entry < 0 || date_year(r->started) >= entry;
}

static bool is_sector_year(const AscRow *r, const AscRule *rule)
{
    return year_of(r->v[rule->column]) >= 0 || asc_number(r->v[rule->column]) == YEAR_NOT_KNOWN;
}

static bool sector_before_job(const AscRow *r, const AscRule *rule)
{
    return date_is_none(r->started) || year_of(r->v[rule->column]) <= date_year(r->started);
}

static bool sector_of_age(const AscRow *r, const AscRule *rule)
{
    int64_t year = year_of(r->v[rule->column]);
    return date_is_none(r->born) || year < 0 || year >= date_year(r->born) + YOUNGEST;
}

const AscRule asc_staff_person_rules[] = {
    STAFF("S01", E, LOCALESTID, holds_given, N_("Every member of staff names the workplace"),
          N_("Give the workplace's LOCALESTID"), .when = ALWAYS, REF(1010, "LOCAL_ID_ERROR")),
    STAFF("S02", E, LOCALESTID, holds_length, N_("LOCALESTID has 50 characters at most"),
          N_("Shorten it in all three files"), .most = 50, .when = ALWAYS,
          REF(1010, "LOCAL_ID_ERROR")),
    STAFF("S03", E, UNIQUEWORKERID, holds_given, N_("Every member of staff has an id"),
          N_("Give the UNIQUEWORKERID"), .when = ALWAYS, REF(1020, "UNIQUE_WORKER_ID_ERROR")),
    STAFF("S04", E, UNIQUEWORKERID, holds_length,
          N_("UNIQUEWORKERID has 50 characters at most"), N_("Shorten it in both files"),
          .most = 50, .when = ALWAYS, REF(1020, "UNIQUE_WORKER_ID_ERROR")),
    STAFF("S05", E, CHGUNIQUEWRKID, holds_length,
          N_("CHGUNIQUEWRKID has 50 characters at most"), N_("Shorten it"), .most = 50,
          .when = ALWAYS, REF(1030, "CHANGE_UNIQUE_WORKER_ID_ERROR")),
    STAFF("S06", E, STATUS, is_status,
          N_("STATUS is NEW, UPDATE, DELETE, UNCHECKED or NOCHANGE"),
          N_("Write one of the five"), .when = ALWAYS, REF(1040, "STATUS_ERROR")),
    STAFF("S07", E, DISPLAYID, holds_given, N_("Every member of staff has a name or number"),
          N_("Give the DISPLAYID"), .when = ALWAYS, REF(1050, "DISPLAY_ID_ERROR")),
    STAFF("S08", E, DISPLAYID, holds_length, N_("DISPLAYID has 50 characters at most"),
          N_("Shorten it"), .most = 50, .when = ALWAYS, REF(1050, "WORKER_DISPLAY_ID_ERROR")),
    STAFF("S11", E, NINUMBER, is_ni_number,
          N_("A National Insurance number is two letters, six digits and perhaps a letter"),
          N_("Correct it, or leave it blank"), .when = GIVEN,
          REF(1060, "WORKER_NINUMBER_ERROR")),
    STAFF("S12", W, POSTCODE, holds_given, N_("The postcode of home is given"),
          N_("Give it, if you have it"), REF(3070, "POSTCODE_WARNING")),
    STAFF("S13", E, POSTCODE, is_postcode, N_("A postcode is written like B1 1AA"),
          N_("Correct it; there is one blank in it"), .when = GIVEN,
          REF(1070, "POSTCODE ERROR")),
    STAFF("S14", W, DOB, holds_given, N_("The date of birth is given"),
          N_("Give it; without it the age counts as not known"), REF(3080, "DOB_WARNING")),
    STAFF("S15", W, DOB, is_birth, N_("DOB is a real day, written dd/mm/yyyy"),
          N_("Write it as 31/03/1980; as it is, the age counts as not known"), .when = GIVEN,
          REF(3080, "DOB_WARNING")),
    STAFF("S16", W, DOB, is_of_age, N_("Staff are from 14 to 100 years old"),
          N_("Correct DOB; as it is, the age counts as not known"), .when = GIVEN | ELSEWISE,
          REF(3080, "DOB_WARNING")),
    STAFF("S17", E, GENDER, holds_one_of, N_("GENDER is 1, 2, 3 or 4"),
          N_("Write 1 male, 2 female, 3 not known, 4 other"), .list = "1;2;3;4",
          REF(1090, "GENDER_ERROR")),
    STAFF("S18", E, ETHNICITY, holds_known, N_("ETHNICITY is a code of the list"),
          N_("Use a code of the list, 99 if it is not known"), .most = LIST_ETHNICITY,
          .when = GIVEN, REF(1100, "ETHNICITY_ERROR")),
    STAFF("S19", E, NATIONALITY, is_country, N_("NATIONALITY is a country's number"),
          N_("Write 826 for British, 998 if it is not known"), .when = GIVEN,
          REF(1110, "NATIONALITY_ERROR")),
    STAFF("S20", W, BRITISHCITIZENSHIP, not_british,
          N_("Citizenship is not asked of those whose nationality is British"),
          N_("Leave BRITISHCITIZENSHIP blank"), .when = GIVEN,
          REF(3120, "BRITISH_CITIZENSHIP_WARNING")),
    STAFF("S21", E, BRITISHCITIZENSHIP, holds_one_of, N_("BRITISHCITIZENSHIP is 1, 2 or 999"),
          N_("Write 1 for yes, 2 for no, 999 if it is not known"), .list = "1;2;999",
          .when = ELSEWISE, REF(1120, "BRITISH_CITIZENSHIP_ERROR")),
    STAFF("S22", E, COUNTRYOFBIRTH, is_country, N_("COUNTRYOFBIRTH is a country's number"),
          N_("Write 826 for the United Kingdom, 998 if it is not known"), .when = GIVEN,
          REF(1230, "COUNTRY_OF_BIRTH_ERROR")),
    STAFF("S23", E, YEAROFENTRY, is_year, N_("YEAROFENTRY is a year of four digits"),
          N_("Write it as 2019"), .when = GIVEN, REF(1380, "YEAROFENTRY_ERROR")),
    STAFF("S24", E, YEAROFENTRY, year_has_come, N_("YEAROFENTRY is not in the future"),
          N_("Correct the year"), .when = GIVEN | ELSEWISE, REF(1380, "YEAROFENTRY_ERROR")),
    STAFF("S25", E, YEAROFENTRY, after_birth, N_("Nobody enters the country before birth"),
          N_("Correct YEAROFENTRY or DOB"), SHOWN("YEAROFENTRY/DOB"), .when = GIVEN | ELSEWISE,
          REF(1380, "YEAROFENTRY_ERROR")),
    STAFF("S26", W, YEAROFENTRY, has_country,
          N_("A year of entry goes with a country of birth"),
          N_("Give COUNTRYOFBIRTH, or leave YEAROFENTRY blank"),
          SHOWN("YEAROFENTRY/COUNTRYOFBIRTH"), .when = GIVEN | ELSEWISE,
          REF(3380, "YEAROFENTRY_WARNING")),
    STAFF("S27", W, YEAROFENTRY, born_abroad,
          N_("A year of entry is for those born outside the United Kingdom"),
          N_("Leave YEAROFENTRY blank"), SHOWN("YEAROFENTRY/COUNTRYOFBIRTH"),
          .when = GIVEN | ELSEWISE, REF(3380, "YEAROFENTRY_WARNING")),
    STAFF("S28", E, DISABLED, holds_one_of, N_("DISABLED is 0, 1, 2 or 3"),
          N_("Write 0 no, 1 yes, 2 undisclosed, 3 not known"), .list = "0;1;2;3",
          REF(1150, "DISABLED_ERROR")),
    STAFF("S29", E, CARECERT, holds_one_of, N_("CARECERT is 1, 2 or 3"),
          N_("Write 1 completed, 2 no, 3 in progress"), .list = "1;2;3",
          REF(1160, "CARECERT_ERROR")),
    STAFF("S30", W, L2CARECERT, is_certificate,
          N_("L2CARECERT is 1, 2 or 3, and a year after 1"),
          N_("Write 1;2025 completed in 2025, 2 started, 3 no"), .list = "1;2;3", .when = GIVEN,
          .named = "L2CARECERT_WARNING"),
    STAFF("S31", W, L2CARECERT, certificate_year,
          N_("The certificate was completed in 2024 or later, and has a year only then"),
          N_("Correct the year"), .most = 2024, .when = GIVEN | ELSEWISE,
          .named = "L2CARECERT_WARNING_YEAR_INVALID"),
    STAFF("S32", E, RECSOURCE, is_source, N_("RECSOURCE is a code of the list"),
          N_("Use a code of the list, 16 if it is not known"), .most = LIST_RECRUITMENT,
          .when = GIVEN, REF(1180, "RECSOURCE_ERROR")),
    STAFF("S33", W, HANDCVISA, no_citizen, N_("A visa is not asked of those who are British"),
          N_("Leave HANDCVISA blank"), .when = GIVEN, .named = "HANDCVISA_WARNING"),
    STAFF("S34", W, HANDCVISA, holds_one_of, N_("HANDCVISA is 1, 2 or 999"),
          N_("Write 1 for yes, 2 for no, 999 if it is not known"), .list = "1;2;999",
          .when = ELSEWISE, .named = "HANDCVISA_WARNING"),
    STAFF("S35", W, INOUTUK, holds_a_visa, N_("INOUTUK is asked of those with a visa"),
          N_("Leave INOUTUK blank, or write 1 in HANDCVISA"), .when = GIVEN,
          .named = "INOUTUK_WARNING"),
    STAFF("S36", W, INOUTUK, holds_one_of, N_("INOUTUK is 1, 2 or 999"),
          N_("Write 1 for yes, 2 for no, 999 if it is not known"), .list = "1;2;999",
          .when = ELSEWISE, .named = "INOUTUK_WARNING"),
    STAFF("S37", W, STARTDATE, holds_given, N_("The day the job began is given"),
          N_("Give it; without it a starter cannot be counted"),
          REF(3190, "START_DATE_WARNING")),
    STAFF("S38", W, STARTDATE, is_start, N_("STARTDATE is a real day, written dd/mm/yyyy"),
          N_("Write it as 31/03/2020; as it is, it counts as not known"), .when = GIVEN,
          REF(3190, "START_DATE_WARNING")),
    STAFF("S39", W, STARTDATE, has_started, N_("STARTDATE is not in the future"),
          N_("Correct it; as it is, it counts as not known"), .when = GIVEN | ELSEWISE,
          REF(3190, "START_DATE_WARNING")),
    STAFF("S40", W, STARTDATE, started_of_age, N_("Nobody starts before the 14th birthday"),
          N_("Correct STARTDATE or DOB; as it is, it counts as not known"),
          .when = GIVEN | ELSEWISE, REF(3190, "START_DATE_WARNING")),
    STAFF("S41", W, STARTDATE, started_after_entry,
          N_("Nobody starts before the year of entry"),
          N_("Correct STARTDATE or YEAROFENTRY; as it is, it counts as not known"),
          .when = GIVEN | ELSEWISE, REF(3190, "START_DATE_WARNING")),
    STAFF("S42", W, STARTINSECT, holds_given, N_("The year work in the sector began is given"),
          N_("Give it, 999 if it is not known"), REF(3200, "START_INSECT_WARNING")),
    STAFF("S43", W, STARTINSECT, is_sector_year, N_("STARTINSECT is a year, or 999"),
          N_("Write it as 2015, 999 if it is not known"), .when = GIVEN,
          REF(3200, "START_INSECT_WARNING")),
    STAFF("S44", W, STARTINSECT, sector_before_job,
          N_("Work in the sector begins with this job at the latest"),
          N_("Correct STARTINSECT or STARTDATE"), .when = GIVEN | ELSEWISE,
          REF(3200, "START_INSECT_WARNING")),
    STAFF("S45", W, STARTINSECT, sector_of_age, N_("Nobody starts before the 14th birthday"),
          N_("Correct STARTINSECT or DOB"), .when = GIVEN | ELSEWISE,
          REF(3200, "START_INSECT_WARNING")),
};
const int n_asc_staff_person_rules =
    sizeof asc_staff_person_rules / sizeof *asc_staff_person_rules;
