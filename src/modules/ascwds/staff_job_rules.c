/* The rules of the staff file about the job, one row each: contract, hours, pay, role,
 * registration and qualifications. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"
#include <math.h>

#define STAFF(...) ASC_RULE("staff", S_, __VA_ARGS__)

enum { SOCIAL_WORKER = 6, NURSE = 16, OT = 15, SENIOR_MANAGEMENT = 1 };

/* ---------------------------------------------------------------- hours */

static bool zero_hours(const AscRow *r)
{
    return same(r->v[S_ZEROHRCONT], "1");
}

static bool zero_hours_answered(const AscRow *r, const AscRule *rule)
{
    return *r->v[rule->column] || !(asc_decimal(r->v[S_CONTHOURS]) > 0);
}

static bool hours_or_zero_hours(const AscRow *r, const AscRule *rule)
{
    const char *zero = r->v[rule->column];
    return !(asc_decimal(r->v[S_CONTHOURS]) > 0) || !(same(zero, "1") || same(zero, "999"));
}

static bool no_hours_are_zero_hours(const AscRow *r, const AscRule *rule)
{
    double hours = asc_decimal(r->v[S_CONTHOURS]);
    return !(hours >= 0 && hours <= 0) || !same(r->v[rule->column], "2");
}

static bool is_contracted(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !zero_hours(r);
}

/* Pool, bank, agency and others have average hours instead. */
static bool has_contracted_hours(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return !(r->contract == 3 || r->contract == 4 || r->contract == 7);
}

static bool has_average_hours(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return zero_hours(r) || !(r->contract == 1 || r->contract == 2);
}

/* Whole or half hours. */
static bool is_hours(const AscRow *r, const AscRule *rule)
{
    double hours = asc_decimal(r->v[rule->column]);
    return hours >= 0 && fabs(hours * 2 - floor(hours * 2)) < 1e-9;
}

static bool hours_of_a_week(const AscRow *r, const AscRule *rule)
{
    double hours = asc_decimal(r->v[rule->column]);
    return hours <= rule->most || (hours >= 999 && hours <= 999);
}

static bool is_days_sick(const AscRow *r, const AscRule *rule)
{
    double days = asc_decimal(r->v[rule->column]);
    return is_hours(r, rule) && (days <= 366 || (days >= 999 && days <= 999));
}

/* ---------------------------------------------------------------- pay */

static bool paid_by_the_year(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return same(r->v[S_SALARYINT], "1");
}

static bool paid_by_the_hour(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return same(r->v[S_SALARYINT], "3");
}

static bool is_salary(const AscRow *r, const AscRule *rule)
{
    int64_t pounds = asc_number(r->v[rule->column]);
    int64_t most = r->role == SENIOR_MANAGEMENT ? 250000 : rule->most;
    return pounds >= 500 && pounds <= most;
}

static bool is_rate(const AscRow *r, const AscRule *rule)
{
    const char *point = strchr(r->v[rule->column], '.');
    return asc_decimal(r->v[rule->column]) >= 0 && (!point || strlen(point + 1) <= 2);
}

/* ---------------------------------------------------------------- role */

static bool needs_description(const AscRow *r)
{
    return r->role == 23 || r->role == 27;
}

static bool is_described(const AscRow *r, const AscRule *rule)
{
    return !needs_description(r) || *r->v[rule->column];
}

static bool may_be_described(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return needs_description(r);
}

static bool given_of_nurses(const AscRow *r, const AscRule *rule)
{
    return r->role != NURSE || *r->v[rule->column];
}

static bool is_nurse(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->role == NURSE;
}

static bool given_of_social_workers(const AscRow *r, const AscRule *rule)
{
    return r->role != SOCIAL_WORKER || *r->v[rule->column];
}

static bool is_social_worker(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return r->role == SOCIAL_WORKER;
}

static bool items_are_one_of(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 0; i < items.n; i++)
        if (!*items.text[i] || !asc_one_of(items.text[i], rule->list))
            return false;
    return true;
}

/* ---------------------------------------------------------------- qualifications */

static const char *first(const AscRow *r, const char *s)
{
    AscItems items = asc_items(r->cx->arena, s);
    return items.n ? items.text[0] : "";
}

static const char *second(const AscRow *r, const char *s)
{
    AscItems items = asc_items(r->cx->arena, s);
    return items.n > 1 ? items.text[1] : "";
}

static bool first_is_one_of(const AscRow *r, const AscRule *rule)
{
    return asc_one_of(first(r, r->v[rule->column]), rule->list);
}

static bool has_level(const AscRow *r, const AscRule *rule)
{
    const char *cell = r->v[rule->column];
    return !same(first(r, cell), "1") || *second(r, cell);
}

static bool regulated_has_level(const AscRow *r, const AscRule *rule)
{
    return has_level(r, rule) ||
           !(r->role == SOCIAL_WORKER || r->role == NURSE || r->role == OT);
}

static bool level_is_known(const AscRow *r, const AscRule *rule)
{
    const char *cell = r->v[rule->column], *level = second(r, cell);
    return !same(first(r, cell), "1") || !*level ||
           asc_code(r->codes, LIST_LEVEL, asc_number(level));
}

static bool is_qualification(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return asc_code(r->codes, LIST_QUALIFICATION, asc_number(first(r, r->achieved))) != NULL;
}

static bool year_is_given(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return *second(r, r->achieved) != '\0';
}

static bool year_is_likely(const AscRow *r, const AscRule *rule)
{
    const char *year = second(r, r->achieved);
    int64_t n = asc_number(year), now = date_year(r->cx->today);
    return !*year || (n >= now - rule->most && n <= now);
}

static bool notes_are_short(const AscRow *r, const AscRule *rule)
{
    return asc_length(r->achieved_notes) <= rule->most;
}

#define NOT_COUNTED N_("Correct it; it is not counted")

const AscRule asc_staff_job_rules[] = {
    STAFF("S09", E, EMPLSTATUS, holds_given, N_("Every member of staff has a contract"),
          N_("Write 1 permanent, 2 temporary, 3 pool or bank, 4 agency, 7 other"),
          REF(1220, "CONTRACT_TYPE_ERROR")),
    STAFF("S10", E, EMPLSTATUS, holds_known, N_("EMPLSTATUS is 1, 2, 3, 4 or 7"),
          N_("Write 1 permanent, 2 temporary, 3 pool or bank, 4 agency, 7 other"),
          .most = LIST_CONTRACT, .when = ELSEWISE, REF(1220, "CONTRACT_TYPE_ERROR")),
    STAFF("S46", W, DHA, holds_one_of, N_("DHA is 1, 2 or 999"), NOT_COUNTED, .list = "1;2;999",
          .named = "DHA_WARNING"),
    STAFF("S47", W, APPRENTICE, holds_one_of, N_("APPRENTICE is 1, 2 or 999"), NOT_COUNTED,
          .list = "1;2;999", REF(3210, "APPRENTICE_WARNING")),
    STAFF("S48", W, ZEROHRCONT, zero_hours_answered,
          N_("Who has contracted hours says that it is no zero-hours contract"),
          N_("Write 2 in ZEROHRCONT"), REF(3230, "ZERO_HRCONT_WARNING")),
    STAFF("S49", E, ZEROHRCONT, holds_one_of, N_("ZEROHRCONT is 1, 2 or 999"),
          N_("Write 1 for yes, 2 for no, 999 if it is not known"), .list = "1;2;999",
          REF(1230, "ZEROHRCONT_ERROR")),
    STAFF("S50", E, ZEROHRCONT, hours_or_zero_hours,
          N_("A zero-hours contract has no contracted hours"),
          N_("Correct CONTHOURS or ZEROHRCONT"), SHOWN("CONTHOURS/ZEROHRCONT"),
          .when = ELSEWISE, REF(1230, "ZEROHRCONT_ERROR")),
    STAFF("S51", W, ZEROHRCONT, no_hours_are_zero_hours,
          N_("A contract of no hours is a zero-hours contract"),
          N_("Write 1 in ZEROHRCONT, or the hours in CONTHOURS"), SHOWN("CONTHOURS/ZEROHRCONT"),
          .when = ELSEWISE, REF(3230, "ZERO_HRCONT_WARNING")),
    STAFF("S52", W, DAYSSICK, is_days_sick,
          N_("DAYSSICK is from 0 to 366 in whole or half days, or 999"), NOT_COUNTED,
          .when = GIVEN, REF(1240, "DAYSSICK_ERROR")),
    STAFF("S53", E, SALARYINT, holds_one_of, N_("SALARYINT is 1, 3 or 999"),
          N_("Write 1 by the year, 3 by the hour, 999 if it is not known"), .list = "1;3;999",
          REF(1260, "SALARYINT_ERROR")),
    STAFF("S54", E, SALARY, paid_by_the_year, N_("A salary is paid by the year"),
          N_("Write 1 in SALARYINT, or leave SALARY blank"), SHOWN("SALARYINT"), .when = GIVEN,
          REF(1260, "SALARY_ERROR")),
    STAFF("S55", E, SALARY, is_salary,
          N_("A salary is from 500 to 200,000 pounds, of senior managers to 250,000"),
          N_("Write whole pounds a year"), .most = 200000, .when = GIVEN | ELSEWISE,
          REF(1260, "SALARY_ERROR")),
    STAFF("S56", E, HOURLYRATE, paid_by_the_hour, N_("A rate is paid by the hour"),
          N_("Write 3 in SALARYINT, or leave HOURLYRATE blank"), SHOWN("SALARYINT/HOURLYRATE"),
          .when = GIVEN, REF(1270, "HOURLY_RATE_ERROR")),
    STAFF("S57", E, HOURLYRATE, is_rate, N_("HOURLYRATE is pounds with two decimals at most"),
          N_("Write it as 15.53"), .when = GIVEN | ELSEWISE, REF(1270, "HOURLY_RATE_ERROR")),
    STAFF("S58", E, MAINJOBROLE, holds_given, N_("Every member of staff has a job role"),
          N_("Write 15 for an occupational therapist, 36 for an assistant"),
          REF(1280, "MAIN_JOB_ROLE_ERROR")),
    STAFF("S59", E, MAINJOBROLE, holds_known, N_("MAINJOBROLE is a job role's code"),
          N_("Write 15 for an occupational therapist, 36 for an assistant"),
          .most = LIST_JOB_ROLE, .when = ELSEWISE, REF(1280, "MAIN_JOB_ROLE_ERROR")),
    STAFF("S60", E, MAINJRDESC, is_described, N_("Another job role is described"),
          N_("Describe it in MAINJRDESC"), REF(1290, "MAIN_JOB_DESC_ERROR")),
    STAFF("S61", E, MAINJRDESC, holds_length, N_("MAINJRDESC has 120 characters at most"),
          N_("Shorten it"), .most = 120, REF(1290, "MAIN_JOB_DESC_ERROR")),
    STAFF("S62", W, MAINJRDESC, may_be_described, N_("Only another job role is described"),
          N_("Leave MAINJRDESC blank"), .when = GIVEN | ELSEWISE,
          REF(3290, "MAIN_JOB_DESC_WARNING")),
    STAFF("S63", W, CONTHOURS, is_contracted,
          N_("A zero-hours contract has no contracted hours"),
          N_("Leave CONTHOURS blank; it is not counted"), .when = GIVEN,
          REF(3300, "CONT_HOURS_WARNING")),
    STAFF("S64", W, CONTHOURS, has_contracted_hours,
          N_("Pool, bank, agency and other staff have average hours"),
          N_("Move the hours to AVGHOURS; they are not counted here"), .when = GIVEN | ELSEWISE,
          REF(3300, "CONT_HOURS_WARNING")),
    STAFF("S65", W, CONTHOURS, is_hours, N_("Hours are whole or half hours a week"),
          N_("Write them as 37 or 18.5; as they are, they count as not known"),
          .when = GIVEN | ELSEWISE, REF(3300, "CONT_HOURS_WARNING")),
    STAFF("S66", W, CONTHOURS, hours_of_a_week, N_("Hours are 75 a week at most, or 999"),
          N_("Correct them; as they are, they count as not known"), .most = 75,
          .when = GIVEN | ELSEWISE, REF(3300, "CONT_HOURS_WARNING")),
    STAFF("S67", W, AVGHOURS, has_average_hours,
          N_("Permanent and temporary staff have contracted hours"),
          N_("Move the hours to CONTHOURS; they are not counted here"), .when = GIVEN,
          REF(3310, "AVG_HOURS_ERROR")),
    STAFF("S68", W, AVGHOURS, is_hours, N_("Hours are whole or half hours a week"),
          N_("Write them as 37 or 18.5; as they are, they count as not known"),
          .when = GIVEN | ELSEWISE, REF(3310, "AVG_HOURS_ERROR")),
    STAFF("S69", W, AVGHOURS, hours_of_a_week, N_("Hours are 75 a week at most, or 999"),
          N_("Correct them; as they are, they count as not known"), .most = 75,
          .when = GIVEN | ELSEWISE, REF(3310, "AVG_HOURS_ERROR")),
    STAFF("S70", W, NMCREG, given_of_nurses,
          N_("A registered nurse has a kind of registration"), N_("Write a code from 1 to 5"),
          REF(3340, "NMCREG_WARNING")),
    STAFF("S71", W, NMCREG, is_nurse, N_("Only a nurse has a nurse's registration"),
          N_("Leave NMCREG blank"), .when = GIVEN, REF(3340, "NMCREG_WARNING")),
    STAFF("S72", W, NMCREG, holds_known, N_("NMCREG is from 1 to 5"), NOT_COUNTED,
          .most = LIST_NURSING, .when = GIVEN | ELSEWISE, REF(3340, "NMCREG_WARNING")),
    STAFF("S73", W, NURSESPEC, is_nurse, N_("Only a nurse has a specialism"),
          N_("Leave NURSESPEC blank"), .when = GIVEN, REF(3350, "NURSE_SPEC_WARNING")),
    STAFF("S74", W, NURSESPEC, items_are_one_of, N_("NURSESPEC holds codes from 1 to 8"),
          NOT_COUNTED, .list = "1;2;3;4;5;6;7;8", .when = GIVEN | ELSEWISE,
          REF(3350, "NURSE_SPEC_WARNING")),
    STAFF("S75", W, AMHP, given_of_social_workers,
          N_("A social worker says whether approved for mental health work"),
          N_("Write 1 for yes, 2 for no, 999 if it is not known"), REF(3380, "AMHP_WARNING")),
    STAFF("S76", W, AMHP, is_social_worker, N_("AMHP is asked of social workers only"),
          N_("Leave AMHP blank"), .when = GIVEN, REF(3380, "AMHP_WARNING")),
    STAFF("S77", W, AMHP, holds_one_of, N_("AMHP is 1, 2 or 999"), NOT_COUNTED,
          .list = "1;2;999", .when = ELSEWISE, REF(3380, "AMHP_WARNING")),
    STAFF("S78", W, SCQUAL, holds_given, N_("SCQUAL says whether there is a qualification"),
          N_("Write 1 and the level, 2 for no, 999 if it is not known"),
          REF(3360, "SOCIALCARE_QUAL_WARNING")),
    STAFF("S79", E, SCQUAL, first_is_one_of, N_("SCQUAL is 1 and a level, 2 or 999"),
          N_("Write 1;6 for level 6, 2 for no, 999 if it is not known"), .list = "1;2;999",
          REF(1360, "SOCIALCARE_QUAL_ERROR")),
    STAFF("S80", E, SCQUAL, has_level, N_("A qualification has a level"),
          N_("Write the level after 1, such as 1;6; 1;999 if it is not known"), .when = GIVEN,
          REF(1360, "SOCIALCARE_QUAL_ERROR")),
    STAFF("S81", W, SCQUAL, regulated_has_level,
          N_("A regulated profession has a qualification with a level"),
          N_("Write the level after 1, such as 1;6"), .when = GIVEN,
          REF(3360, "SOCIALCARE_QUAL_WARNING")),
    STAFF("S82", W, SCQUAL, level_is_known, N_("A level is from 0 to 8, or 999"), NOT_COUNTED,
          .when = GIVEN, REF(1360, "SOCIALCARE_QUAL_ERROR")),
    STAFF("S83", E, NONSCQUAL, first_is_one_of, N_("NONSCQUAL is 1 and a level, 2 or 999"),
          N_("Write 1;6 for level 6, 2 for no, 999 if it is not known"), .list = "1;2;999",
          REF(1370, "NON_SOCIALCARE_QUAL_ERROR")),
    STAFF("S84", W, NONSCQUAL, level_is_known, N_("A level is from 0 to 8, or 999"),
          NOT_COUNTED, .when = GIVEN, REF(1370, "NON_SOCIALCARE_QUAL_ERROR")),
    STAFF("S85", W, CWPCATEGORY, holds_known, N_("CWPCATEGORY is from 1 to 7, 998 or 999"),
          NOT_COUNTED, .most = LIST_CWP, .when = GIVEN, .named = "CWPCATEGORY_WARNING"),
};
const int n_asc_staff_job_rules = sizeof asc_staff_job_rules / sizeof *asc_staff_job_rules;

/* Asked once for each pair QUALACHnn and QUALACHnnNOTES that is filled in; the column is the
 * pair's own, and the reference's number grows by 20 with each pair. */
const AscRule asc_qualification_rules[] = {
    STAFF("S86", E, SCQUAL, is_qualification, N_("A qualification is a code of the list"),
          N_("Use a code of the list, then ; and the year"), SHOWN("QUALACH"),
          REF(5010, "QUAL_ACH_ERROR")),
    STAFF("S87", W, SCQUAL, year_is_given, N_("A qualification has the year it was achieved"),
          N_("Write the year after the code, such as 62;2015"), SHOWN("QUALACH"),
          REF(5010, "QUAL_ACH_ERROR")),
    STAFF("S88", E, SCQUAL, year_is_likely,
          N_("The year is one of the last hundred, and not in the future"),
          N_("Correct the year"), .most = 100, SHOWN("QUALACH"), REF(5010, "QUAL_ACH_ERROR")),
    STAFF("S89", W, SCQUAL, notes_are_short,
          N_("Notes of a qualification have 120 characters at most"),
          N_("Shorten them; they are not counted"), .most = 120, SHOWN("NOTES"),
          REF(5020, "QUAL_ACH_NOTES_ERROR")),
};
const int n_asc_qualification_rules =
    sizeof asc_qualification_rules / sizeof *asc_qualification_rules;
