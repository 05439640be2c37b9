/* The rules of the training file, one row each. The reference's numbers are those of its
 * training validator, where they mean something else than in the two other files. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"

#define TRAINING(...) ASC_RULE("training", T_, __VA_ARGS__)

static bool is_day(const AscRow *r, const AscRule *rule)
{
    return !date_is_none(asc_day(r->v[rule->column]));
}

static bool not_after_today(const AscRow *r, const AscRule *rule)
{
    return asc_day(r->v[rule->column]).days <= r->cx->today.days;
}

static bool after_completion(const AscRow *r, const AscRule *rule)
{
    Date done = asc_day(r->v[T_DATECOMPLETED]);
    return date_is_none(done) || asc_day(r->v[rule->column]).days > done.days;
}

static bool is_number(const AscRow *r, const AscRule *rule)
{
    return asc_number(r->v[rule->column]) >= 0;
}

static bool by_a_provider(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return same(r->v[T_WHODELIVERED], "2");
}

static bool months_or_none(const AscRow *r, const AscRule *rule)
{
    int64_t n = asc_number(r->v[T_VALIDITY]);
    return same_fold(r->v[T_VALIDITY], "none") || (n >= 1 && n <= rule->most);
}

/* The day before the same day so many months later; the last of a shorter month. */
static Date expected_end(Date done, int64_t months)
{
    int y, m, d;
    Date out = DATE_NONE;
    date_to_ymd(done, &y, &m, &d);
    int64_t month = (int64_t)y * 12 + m - 1 + months;
    while (d > 0 && !date_from_ymd((int)(month / 12), (int)(month % 12) + 1, d, &out))
        d--;
    return (Date){out.days - 1};
}

static bool validity_fits(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    Date done = asc_day(r->v[T_DATECOMPLETED]), end = asc_day(r->v[T_EXPIRYDATE]);
    int64_t months = asc_number(r->v[T_VALIDITY]);
    if (date_is_none(end))
        return true;
    if (same_fold(r->v[T_VALIDITY], "none"))
        return false;
    return date_is_none(done) || months < 1 || months > 999 ||
           expected_end(done, months).days == end.days;
}

const AscRule asc_training_rules[] = {
    TRAINING("T01", E, LOCALESTID, holds_given, N_("Every training record names its workplace"),
             N_("Give the workplace's LOCALESTID"), .when = ALWAYS,
             REF(1000, "LOCALESTID_ERROR")),
    TRAINING("T02", E, LOCALESTID, holds_length, N_("LOCALESTID has 50 characters at most"),
             N_("Shorten it in all three files"), .most = 50, .when = ALWAYS,
             REF(1000, "LOCALESTID_ERROR")),
    TRAINING("T03", E, UNIQUEWORKERID, holds_given,
             N_("Every training record names the member of staff"),
             N_("Give the UNIQUEWORKERID of the staff file"), .when = ALWAYS,
             REF(1010, "UNIQUE_WORKER_ID_ERROR")),
    TRAINING("T04", E, UNIQUEWORKERID, holds_length,
             N_("UNIQUEWORKERID has 50 characters at most"), N_("Shorten it in both files"),
             .most = 50, .when = ALWAYS, REF(1010, "UNIQUE_WORKER_ID_ERROR")),
    TRAINING("T05", E, DATECOMPLETED, is_day,
             N_("DATECOMPLETED is a real day, written dd/mm/yyyy"),
             N_("Write it as 31/03/2026"), .when = GIVEN, REF(1020, "DATE_COMPLETED_ERROR")),
    TRAINING("T06", E, DATECOMPLETED, not_after_today, N_("DATECOMPLETED is not in the future"),
             N_("Correct the date, or leave the record out until then"),
             .when = GIVEN | ELSEWISE, REF(1020, "DATE_COMPLETED_ERROR")),
    TRAINING("T07", E, EXPIRYDATE, is_day, N_("EXPIRYDATE is a real day, written dd/mm/yyyy"),
             N_("Write it as 31/03/2026"), .when = GIVEN, REF(1030, "EXPIRY_DATE_ERROR")),
    TRAINING("T08", E, EXPIRYDATE, after_completion,
             N_("Training expires after it was completed"), N_("Correct one of the two dates"),
             .when = GIVEN | ELSEWISE, SHOWN("EXPIRYDATE/DATECOMPLETED"),
             REF(1030, "EXPIRY_DATE_ERROR")),
    TRAINING("T09", E, TRAININGNAME, holds_length,
             N_("TRAININGNAME has 120 characters at most"), N_("Shorten it"), .most = 120,
             REF(1040, "TRAININGNAME_ERROR")),
    TRAINING("T10", E, CATEGORY, holds_known, N_("CATEGORY is one of the training categories"),
             N_("Use a code of the list, such as 1"), .most = LIST_TRAINING,
             REF(1050, "CATEGORY_ERROR")),
    TRAINING("T11", E, ACCREDITED, holds_one_of, N_("ACCREDITED is 0, 1 or 999"),
             N_("Write 1 for yes, 0 for no, 999 if it is not known"), .list = "0;1;999",
             REF(1060, "ACCREDITED_ERROR")),
    TRAINING("T12", E, NOTES, holds_length, N_("NOTES has 1000 characters at most"),
             N_("Shorten it"), .most = 1000, REF(1070, "NOTES_ERROR")),
    TRAINING("T13", E, WHODELIVERED, holds_one_of, N_("WHODELIVERED is 1 or 2"),
             N_("Write 1 for your own staff, 2 for an external provider"), .list = "1;2",
             REF(1080, "WHODELIVERED_ERROR")),
    TRAINING("T14", W, PROVIDERNAME, by_a_provider,
             N_("A provider is named only where one delivered the training"),
             N_("Write 2 in WHODELIVERED, or leave PROVIDERNAME blank"), .when = GIVEN,
             SHOWN("WHODELIVERED/PROVIDERNAME"), REF(2090, "PROVIDERNAME_WARNING")),
    TRAINING("T15", E, PROVIDERNAME, is_number, N_("PROVIDERNAME is a provider's code"),
             N_("Write the code, not the name"), .when = GIVEN | ELSEWISE,
             REF(1090, "PROVIDERNAME_ERROR")),
    TRAINING("T16", E, HOWDELIVERED, holds_one_of, N_("HOWDELIVERED is 1 or 2"),
             N_("Write 1 for face to face, 2 for e-learning"), .list = "1;2",
             REF(1100, "HOWDELIVERED_ERROR")),
    TRAINING("T17", E, VALIDITY, months_or_none,
             N_("VALIDITY is 'none' or a number of months from 1 to 999"),
             N_("Write the months, or none"), .most = 999, .when = GIVEN,
             REF(1110, "VALIDITY_ERROR")),
    TRAINING("T18", W, VALIDITY, validity_fits,
             N_("EXPIRYDATE is what DATECOMPLETED and VALIDITY say"),
             N_("Correct one of the three, or leave EXPIRYDATE blank"),
             .when = GIVEN | ELSEWISE, SHOWN("EXPIRYDATE/VALIDITY"),
             REF(2110, "VALIDITY_WARNING")),
};
const int n_asc_training_rules = sizeof asc_training_rules / sizeof *asc_training_rules;
