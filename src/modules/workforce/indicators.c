/* The indicators of the picture, one row each: the formula shown beside a number is the one
 * that was run. "Directly employed" is permanent and fixed-term; agency staff never count in
 * turnover. Themes are in theme.c. */
#include "modules/workforce/workforce.h"

#define EMPLOYED_HC     "(A1[*].hc_perm + A1[*].hc_fixed)"
#define EMPLOYED_WTE    "(A1[*].wte_perm + A1[*].wte_fixed)"
#define REGISTERED      "R3|R4|R5|R6|R7|R8"
#define REGISTERED_HC   "(A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed)"
#define LEAVERS         "A3[total/leavers].hc"
#define STARTERS        "A3[total/starters].hc"
#define AGED_55         "(A4[age/55_59].hc + A4[age/60_64].hc + A4[age/65_plus].hc)"
#define AGED_60         "(A4[age/60_64].hc + A4[age/65_plus].hc)"
#define RETIRED         "A3[leaver_destination/retire].hc"
#define NEAR_RETIREMENT "A4[age/55_59|age/60_64|age/65_plus].hc"
#define STAY            NEAR_RETIREMENT " / (" NEAR_RETIREMENT " + " RETIRED ")"
#define WELSH_3         "A4[welsh/level_3|welsh/level_4|welsh/level_5].hc"
#define OVER_3_MONTHS   "(A5[].wait_3_6m + A5[].wait_6_12m + A5[].wait_over_12m)"

/* What kind of number it is. */
#define TOTAL(d)   .total = true, .decimals = (d) /* adds up over organisations */
#define SHARE      .percent = true, .decimals = 1 /* a quotient, shown in per cent */
#define RATIO(d)   .decimals = (d)                /* another quotient */
#define AVERAGE(d) .mean = true, .decimals = (d)  /* of the organisations that answered */
/* An unknown category: none of it, or all of it. */
#define BETWEEN(f, unknown, of) .low = f " / " of, .high = "(" f " + or0(" unknown ")) / " of

#define TO_NHS     "A3[leaver_destination/nhs].hc"
#define TO_UNKNOWN "A3[leaver_destination/unknown].hc"

const Indicator indicators[] = {
    /* ---- size ---- */
    {"headcount", N_("Directly employed (headcount)"), "A1[*].hc_perm + A1[*].hc_fixed",
     TOTAL(0), .theme = "people"},
    {"registered", N_("Registered OTs (headcount)"),
     "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed", TOTAL(0), .theme = "people"},
    {"wte", N_("In post (WTE)"), "A1[*].wte_perm + A1[*].wte_fixed", TOTAL(2),
     .theme = "people"},
    {"establishment", N_("Establishment (WTE)"), "A1[*].establishment_wte", TOTAL(2),
     .note = N_("Frozen posts are included and flagged in the return."),
     .theme = "recruitment"},
    /* ---- recruitment ---- */
    {"vacancy_wte", N_("Vacancy (WTE)"), "A1[*].establishment_wte - " EMPLOYED_WTE, TOTAL(2),
     .note =
         N_("Establishment minus staff in post; not the same as vacancies being recruited to."),
     .theme = "recruitment"},
    {"vacancy_rate", N_("Vacancy rate (establishment)"),
     "(A1[*].establishment_wte - " EMPLOYED_WTE ") / A1[*].establishment_wte", SHARE,
     .theme = "recruitment"},
    {"vacancy_rate_active", N_("Vacancy rate (posts being recruited to)"),
     "A2[*].vac_active_hc / (" EMPLOYED_HC " + A2[*].vac_active_hc)", SHARE,
     .note = N_("The adult social care workforce definition: vacancies / (filled + vacancies). "
                "Never mixed with the establishment rate."),
     .theme = "recruitment"},
    {"vacant_90_days", N_("Vacant over 90 days"),
     "A2[*].vac_over_90d_wte / A1[*].establishment_wte", SHARE,
     .note = N_("WTE vacant over 90 days, of the establishment."), .theme = "recruitment"},
    {"hard_to_fill", N_("Roles that are hard to fill"), "A2[*].hard_to_fill", TOTAL(0),
     .note = N_("Counted once for each organisation and role."), .theme = "recruitment"},
    {"advertised", N_("Posts advertised"), "A6[].posts_advertised", TOTAL(0),
     .theme = "recruitment"},
    {"fill_rate", N_("Posts filled, of those advertised"),
     "A6[].filled / A6[].posts_advertised", SHARE, .theme = "recruitment"},
    {"adverts_repeated", N_("Adverts repeated"),
     "A6[].adverts_repeated / A6[].posts_advertised", SHARE, .theme = "recruitment"},
    {"applications_per_advert", N_("Applications per post advertised"),
     "A6[].applications / A6[].posts_advertised", RATIO(1), .theme = "recruitment"},
    {"offers_per_advert", N_("Offers per post advertised"),
     "A6[].offers / A6[].posts_advertised", RATIO(2), .theme = "recruitment"},
    {"offers_declined", N_("Offers declined"), "A6N[declined/*].people / A6[].offers", SHARE,
     .theme = "recruitment"},
    {"time_to_hire", N_("Time to hire (days)"), "A6[].time_to_hire_days", AVERAGE(0),
     .note = N_("Advert to first day at work; the mean of what organisations report."),
     .theme = "recruitment"},
    {"starters", N_("Starters in 12 months"), STARTERS, TOTAL(0), .theme = "recruitment"},
    {"starters_graduates", N_("Starters who are new graduates"),
     "A3[starter/new_graduate].hc / " STARTERS, SHARE, .theme = "recruitment"},
    {"starters_nhs", N_("Starters who come from the NHS"), "A3[starter/nhs].hc / " STARTERS,
     SHARE, .theme = "recruitment"},
    /* ---- leaving and staying ---- */
    {"turnover", N_("Turnover rate"), LEAVERS " / " EMPLOYED_HC, SHARE,
     .note = N_("Leavers in 12 months over directly employed staff at the as-at date."),
     .theme = "retention"},
    {"stability", N_("Stability index"), "A3[total/stayers].hc / A3[total/prior_hc].hc", SHARE,
     .note = N_("Of those employed 12 months ago, the share still in post."),
     .theme = "retention"},
    {"leavers", N_("Leavers in 12 months"), LEAVERS, TOTAL(0), .theme = "retention"},
    {"net_change", N_("Starters less leavers"), STARTERS " - " LEAVERS, TOTAL(0),
     .theme = "retention"},
    {"leavers_nhs", N_("Leavers who go to the NHS"), TO_NHS " / " LEAVERS, SHARE,
     BETWEEN(TO_NHS, TO_UNKNOWN, LEAVERS),
     .note = N_("The bounds say what it would be if none or all of the unknown destinations "
                "were the NHS."),
     .theme = "retention"},
    {"to_nhs", N_("Leavers to the NHS (people)"), TO_NHS, TOTAL(0), .low = TO_NHS,
     .high = TO_NHS " + or0(" TO_UNKNOWN ")",
     .note = N_("The council-to-NHS flow is the row of all councils."), .theme = "retention"},
    {"left_profession", N_("Leavers who leave the profession"),
     "A3[leaver_destination/leave_profession].hc / " LEAVERS, SHARE,
     BETWEEN("A3[leaver_destination/leave_profession].hc", TO_UNKNOWN, LEAVERS),
     .theme = "retention"},
    {"newly_registered", N_("Newly registered share"),
     "(A1[R3].hc_perm + A1[R3].hc_fixed) / " REGISTERED_HC, SHARE, .theme = "retention"},
    {"newly_qualified_lost", N_("Newly qualified who left"),
     "A3N[total/leavers].nq_hc / A3N[total/prior_hc].nq_hc", SHARE,
     .note = N_("Leavers registered for 24 months or less a year ago, over all of these then "
                "employed."),
     .theme = "retention"},
    {"newly_qualified_leavers", N_("Newly qualified among leavers"),
     "A3N[total/leavers].nq_hc / " LEAVERS, SHARE, .theme = "retention"},
    {"reasons_told", N_("Leavers who gave the reason themselves"),
     "A3E[].said_by_leaver / " LEAVERS, SHARE,
     .note = N_("The rest was said by a manager, assumed, or is not known."),
     .theme = "retention"},
    /* ---- agency ---- */
    {"agency_share", N_("Agency share"),
     "A1[*].wte_agency / (" EMPLOYED_WTE " + A1[*].wte_agency)", SHARE,
     .note = N_("Agency and locum WTE, of all WTE at work."), .theme = "agency"},
    {"agency_wte", N_("Agency and locum staff (WTE)"), "A1[*].wte_agency", TOTAL(2),
     .theme = "agency"},
    {"agency_spend", N_("Agency spend (GBP)"), "A6[].agency_spend_gbp", TOTAL(0),
     .theme = "agency"},
    {"agency_spend_per_wte", N_("Agency spend per agency WTE (GBP)"),
     "A6[].agency_spend_gbp / A1[*].wte_agency", RATIO(0),
     .note = N_("Spend of 12 months over agency WTE on the as-at day."), .theme = "agency"},
    {"agency_spend_per_post", N_("Agency spend per post in the establishment (GBP)"),
     "A6[].agency_spend_gbp / A1[*].establishment_wte", RATIO(0), .theme = "agency"},
    {"agency_rate", N_("Agency rate (GBP per hour)"), "A6[].agency_rate_gbp_h", AVERAGE(2),
     .note = N_("The mean of what organisations with agency staff pay."), .theme = "agency"},
    /* ---- demand ---- */
    {"referrals", N_("Referrals in 12 months"), "A5[].referrals", TOTAL(0), .theme = "demand"},
    {"referrals_per_wte", N_("Referrals per caseload-carrying WTE"),
     "A5[].referrals / A5[].caseload_wte", RATIO(1), .theme = "demand"},
    {"assessed", N_("Assessments done, per referral"), "A5[].assessments / A5[].referrals",
     SHARE, .theme = "demand"},
    {"waiting", N_("People waiting"), "A5[].list_size", TOTAL(0), .theme = "demand"},
    {"waiting_3_months", N_("Waiting over 3 months"), OVER_3_MONTHS " / A5[].list_size", SHARE,
     .theme = "demand"},
    {"waiting_year", N_("Waiting over 12 months"), "A5[].wait_over_12m / A5[].list_size", SHARE,
     .theme = "demand"},
    {"median_wait", N_("Median wait (days)"), "A5[].median_days", AVERAGE(0),
     .note = N_("Of a group: the mean of what its organisations report."), .theme = "demand"},
    {"longest_wait", N_("Longest wait (days)"), "A5[].longest_days", AVERAGE(0),
     .note = N_("Of a group: the mean of what its organisations report."), .theme = "demand"},
    {"caseload", N_("Open cases per WTE"), "A5[].open_cases / A5[].caseload_wte", RATIO(1),
     .theme = "demand"},
    {"weighting_tool", N_("Uses a caseload-weighting tool"), "A5[].weighting_tool",
     .percent = true, AVERAGE(0), .theme = "demand"},
    /* ---- people ---- */
    {"aged_under_35", N_("Aged under 35"),
     "(A4[age/under_25].hc + A4[age/25_34].hc) / A4[age/*].hc", SHARE,
     BETWEEN("(A4[age/under_25].hc + A4[age/25_34].hc)", "A4[age/unknown].hc", "A4[age/*].hc"),
     .theme = "people"},
    {"aged_55", N_("Aged 55 and over"), AGED_55 " / A4[age/*].hc", SHARE,
     BETWEEN(AGED_55, "A4[age/unknown].hc", "A4[age/*].hc"),
     .note =
         N_("The bounds say what it would be if none or all of unknown age were 55 and over."),
     .theme = "people"},
    {"aged_60", N_("Aged 60 and over"), AGED_60 " / A4[age/*].hc", SHARE,
     BETWEEN(AGED_60, "A4[age/unknown].hc", "A4[age/*].hc"), .theme = "people"},
    {"retirements", N_("Retirements expected in 5 years"),
     NEAR_RETIREMENT " * (1 - " STAY " * " STAY " * " STAY " * " STAY " * " STAY ")", RATIO(1),
     .note = N_("Those aged 55 and over today, at this year's rate of retirement (retired / "
                "(aged 55 and over + retired)) for five years. Those who turn 55 meanwhile are "
                "not in it."),
     .quotient = RETIRED " / (" NEAR_RETIREMENT " + " RETIRED ")", .theme = "people"},
    {"part_time", N_("Part time"), "A4[contract/part_time].hc / A4[contract/*].hc", SHARE,
     BETWEEN("A4[contract/part_time].hc", "A4[contract/unknown].hc", "A4[contract/*].hc"),
     .theme = "people"},
    {"welsh_speaking", N_("Welsh speakers, level 3 and over"), WELSH_3 " / A4[welsh/*].hc",
     SHARE, BETWEEN(WELSH_3, "A4[welsh/unknown].hc", "A4[welsh/*].hc"), .theme = "people"},
    {"welsh_some", N_("Some Welsh, level 1 and over"),
     "(A4[welsh/level_1|welsh/level_2].hc + " WELSH_3 ") / A4[welsh/*].hc", SHARE,
     BETWEEN("(A4[welsh/level_1|welsh/level_2].hc + " WELSH_3 ")", "A4[welsh/unknown].hc",
             "A4[welsh/*].hc"),
     .theme = "people"},
    /* ---- placements ---- */
    {"placement_weeks", N_("Student weeks hosted per registered OT"),
     "A9[].weeks_hosted / " REGISTERED_HC, RATIO(1), .theme = "placements"},
    {"weeks_offered", N_("Student weeks offered"), "A9[].weeks_offered", TOTAL(0),
     .theme = "placements"},
    {"weeks_hosted", N_("Student weeks hosted"), "A9[].weeks_hosted", TOTAL(0),
     .theme = "placements"},
    {"weeks_taken_up", N_("Weeks hosted, of those offered"),
     "A9[].weeks_hosted / A9[].weeks_offered", SHARE, .theme = "placements"},
    {"weeks_cancelled", N_("Weeks cancelled, of those offered"),
     "A9[].weeks_cancelled / A9[].weeks_offered", SHARE, .theme = "placements"},
    {"educators", N_("Active practice educators, of registered OTs"),
     "A9[].educators_active / " REGISTERED_HC, SHARE, .theme = "placements"},
    {"students", N_("Students hosted"), "A9[].hosted_students", TOTAL(0),
     .theme = "placements"},
    {"placed_hired", N_("Students placed here who were hired here"),
     "A9[].hosted_recruited / A9[].hosted_students", SHARE,
     .note = N_("Recruited later, of those hosted this year; earlier cohorts are in it too."),
     .theme = "placements"},
    /* ---- beside social work ---- */
    {"sw_vacancy_rate", N_("Social work: vacancy rate (establishment)"),
     "(A8S[].sw_establishment_wte - A8S[].sw_wte) / A8S[].sw_establishment_wte", SHARE,
     .theme = "parity"},
    {"sw_vacancy_rate_active", N_("Social work: vacancy rate (posts being recruited to)"),
     "A8S[].sw_vac_active_hc / (A8S[].sw_hc + A8S[].sw_vac_active_hc)", SHARE,
     .theme = "parity"},
    {"sw_turnover", N_("Social work: turnover rate"), "A8S[].sw_leavers_hc / A8S[].sw_hc",
     SHARE, .theme = "parity"},
    {"sw_agency_share", N_("Social work: agency share"),
     "A8S[].sw_agency_wte / (A8S[].sw_wte + A8S[].sw_agency_wte)", SHARE, .theme = "parity"},
    {"sw_per_ot", N_("Social workers per registered OT"), "A8S[].sw_hc / " REGISTERED_HC,
     RATIO(1), .theme = "parity"},
    /* ---- need ---- */
    {"graduates_needed", N_("New graduates needed in 5 years"),
     "A7G[*].new_graduates_needed_hc", TOTAL(0),
     .note = N_("What organisations ask for; kept apart from need and from funded posts."),
     .theme = "recruitment"},
    {"planned_establishment", N_("Planned establishment in 5 years (WTE)"),
     "A7[R1/5|R2/5|R3/5|R4/5|R5/5|R6/5|R7/5|R8/5].planned_establishment_wte", TOTAL(2),
     .theme = "recruitment"},
};
const int n_indicators = sizeof indicators / sizeof *indicators;

const Indicator *indicator_by_key(const char *key)
{
    for (int i = 0; i < n_indicators; i++)
        if (same(indicators[i].key, key))
            return &indicators[i];
    return NULL;
}
