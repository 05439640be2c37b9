/* Decides what each theme of the picture shows and which questions are asked. */
#include "modules/workforce/theme.h"

const Theme themes[] = {
    {"recruitment",
     N_("Recruitment"),
     N_("Where posts stand empty, how long it takes to fill them, and where starters come "
        "from."),
     {"vacancy_rate", "vacancy_rate_active", "time_to_hire", "fill_rate"},
     "vacancy_rate",
     {"vacancy_rate", "vacancy_rate_active", "vacant_90_days"},
     N_("Vacancy over the years: two definitions, never mixed"),
     "starters"},
    {"retention",
     N_("Leaving and staying"),
     N_("How many leave, where they go and why, and whom the teams keep."),
     {"turnover", "stability", "leavers_nhs", "newly_qualified_lost"},
     "turnover",
     {"turnover", "stability", "leavers_nhs"},
     N_("Turnover, stability and the way to the NHS over the years"),
     "why-leave"},
    {"agency",
     N_("Agency and locum staff"),
     N_("Who relies on agency and locum staff, and what it costs."),
     {"agency_share", "agency_wte", "agency_spend", "agency_rate"},
     "agency_share",
     {"agency_share", "vacancy_rate"},
     N_("Agency share beside the vacancy rate over the years"),
     NULL},
    {"demand",
     N_("Waiting and demand"),
     N_("Who waits, how long, and how much work there is for each therapist."),
     {"waiting", "waiting_year", "median_wait", "caseload"},
     "waiting_3_months",
     {"waiting_3_months", "waiting_year"},
     N_("Waiting long, as a share of all who wait, over the years"),
     "wait-bands"},
    {"people",
     N_("People"),
     N_("How old the workforce is, who may retire, and who can work in Welsh."),
     {"headcount", "aged_55", "retirements", "welsh_speaking"},
     "aged_55",
     {"aged_under_35", "aged_55", "aged_60", "welsh_speaking"},
     N_("Age and Welsh over the years"),
     "ages"},
    {"placements",
     N_("Student placements"),
     N_("What the teams offer to students, and who comes back to work."),
     {"weeks_hosted", "weeks_taken_up", "educators", "placed_hired"},
     "placement_weeks",
     {"weeks_taken_up", "weeks_cancelled", "educators", "placed_hired"},
     N_("Placements over the years"),
     NULL},
    {"parity",
     N_("Beside social work"),
     N_("Occupational therapy and social work by the same definitions. A comparison that was "
        "not "
        "given is missing, not nought."),
     {"turnover", "sw_turnover", "vacancy_rate", "sw_vacancy_rate"},
     "sw_per_ot",
     {"turnover", "sw_turnover", "vacancy_rate", "sw_vacancy_rate"},
     N_("Occupational therapy beside social work over the years"),
     NULL},
};
const int n_themes = sizeof themes / sizeof *themes;

const Question questions[] = {
    {"newly-qualified-where", N_("Where do we lose newly qualified OTs?"),
     N_("Leavers who were registered for 24 months or less a year ago, or started as newly "
        "qualified since, by where they went."),
     "retention", RANKS_PARTS, "A3N", "leaver_destination", "nq_hc",
     N_("Newly qualified leavers"), NULL, NULL, false},
    {"newly-qualified-why", N_("Why do newly qualified OTs leave?"),
     N_("The same people by their main reason."), "retention", RANKS_PARTS, "A3N",
     "leaver_reason", "nq_hc", N_("Newly qualified leavers"), NULL, NULL, false},
    {"why-leave", N_("Why do people leave?"),
     N_("All leavers in 12 months by their main reason. How far the reasons can be trusted "
        "stands below."),
     "retention", RANKS_PARTS, "A3", "leaver_reason", "hc", N_("Leavers"), NULL, NULL, false},
    {"where-leave", N_("Where do our leavers go?"), N_("All leavers in 12 months."),
     "retention", RANKS_PARTS, "A3", "leaver_destination", "hc", N_("Leavers"), NULL, NULL,
     false},
    {"who-loses", N_("Who loses the most staff?"),
     N_("The share that left in 12 months. Small teams swing by chance: see the interval "
        "before "
        "the rank."),
     "retention", RANKS_ORGANISATIONS, NULL, NULL, NULL, NULL, "turnover", "stability", false},
    {"who-nhs", N_("Who loses most to the NHS?"),
     N_("Of all leavers, the share that went there."), "retention", RANKS_ORGANISATIONS, NULL,
     NULL, NULL, NULL, "leavers_nhs", "to_nhs", false},
    {"starters", N_("Where do our starters come from?"), N_("All starters in 12 months."),
     "recruitment", RANKS_PARTS, "A3", "starter", "hc", N_("Starters"), NULL, NULL, false},
    {"declined", N_("Why are our offers declined?"),
     N_("Offers that were not taken, by reason."), "recruitment", RANKS_PARTS, "A6N",
     "declined", "people", N_("Offers declined"), NULL, NULL, false},
    {"withdrawn", N_("Why do applicants withdraw?"),
     N_("Applicants who withdrew before an offer, by reason."), "recruitment", RANKS_PARTS,
     "A6N", "withdrawn", "people", N_("Applications withdrawn"), NULL, NULL, false},
    {"who-vacant", N_("Where are posts empty longest?"),
     N_("WTE vacant for over 90 days, of the establishment."), "recruitment",
     RANKS_ORGANISATIONS, NULL, NULL, NULL, NULL, "vacant_90_days", "vacancy_rate", false},
    {"who-slow", N_("Who takes longest to hire?"), N_("Days from advert to first day at work."),
     "recruitment", RANKS_ORGANISATIONS, NULL, NULL, NULL, NULL, "time_to_hire", "fill_rate",
     false},
    {"who-agency", N_("Who relies on agency staff?"),
     N_("Agency and locum WTE, of all WTE at work."), "agency", RANKS_ORGANISATIONS, NULL, NULL,
     NULL, NULL, "agency_share", "agency_spend", false},
    {"wait-bands", N_("How long do people wait?"), N_("Everybody on the list, by time waited."),
     "demand", RANKS_PARTS, "A5", "wait", "", N_("People waiting"), NULL, NULL,
     .in_order = true},
    {"who-waits", N_("Who waits longest?"),
     N_("Of the people on each list, the share waiting over 12 months."), "demand",
     RANKS_ORGANISATIONS, NULL, NULL, NULL, NULL, "waiting_year", "longest_wait", false},
    {"who-carries", N_("Who carries the most cases?"),
     N_("Open cases for each WTE that carries a caseload."), "demand", RANKS_ORGANISATIONS,
     NULL, NULL, NULL, NULL, "caseload", "referrals_per_wte", false},
    {"ages", N_("How old is our workforce?"), N_("All directly employed, by age."), "people",
     RANKS_PARTS, "A4", "age", "hc", N_("Directly employed people"), NULL, NULL,
     .in_order = true},
    {"welsh", N_("How well does our workforce speak Welsh?"),
     N_("All directly employed, by level of skill."), "people", RANKS_PARTS, "A4", "welsh",
     "hc", N_("Directly employed people"), NULL, NULL, .in_order = true},
    {"who-retires", N_("Who is nearest to retirement?"),
     N_("The share aged 55 and over, and the retirements to expect in five years."), "people",
     RANKS_ORGANISATIONS, NULL, NULL, NULL, NULL, "aged_55", "retirements", false},
    {"who-hosts", N_("Who hosts the most students?"),
     N_("Student weeks hosted for each registered OT."), "placements", RANKS_ORGANISATIONS,
     NULL, NULL, NULL, NULL, "placement_weeks", "weeks_hosted", false},
    {"who-keeps", N_("Who hires the students it has placed?"),
     N_("Students hosted who were later recruited."), "placements", RANKS_ORGANISATIONS, NULL,
     NULL, NULL, NULL, "placed_hired", "students", false},
};
const int n_questions = sizeof questions / sizeof *questions;

const Theme *theme_by_key(const char *key)
{
    for (int i = 0; i < n_themes; i++)
        if (same(themes[i].key, key))
            return &themes[i];
    return NULL;
}

static bool shows(const Theme *t, const char *key)
{
    for (int i = 0; i < 4; i++)
        if ((t->figures[i] && same(t->figures[i], key)) ||
            (t->lines[i] && same(t->lines[i], key)))
            return true;
    return same(t->chart, key);
}

int theme_indicators(Arena *a, const Theme *t, const Indicator *const **out)
{
    const Indicator **list = NEW_ARRAY(a, const Indicator *, n_indicators);
    int n = 0;
    for (int i = 0; i < n_indicators; i++)
        if (same(indicators[i].theme, t->key) || shows(t, indicators[i].key))
            list[n++] = &indicators[i];
    *out = list;
    return n;
}

const Question *question_by_key(const char *key)
{
    for (int i = 0; i < n_questions; i++)
        if (same(questions[i].key, key))
            return &questions[i];
    return NULL;
}
