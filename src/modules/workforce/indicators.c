/* The indicators of the picture, one row each: the formula shown beside a number is the one
 * that was run. "Directly employed" is permanent and fixed-term; agency staff never count in
 * turnover. */
#include "modules/workforce/workforce.h"

#define EMPLOYED_HC  "(A1[*].hc_perm + A1[*].hc_fixed)"
#define EMPLOYED_WTE "(A1[*].wte_perm + A1[*].wte_fixed)"
#define REGISTERED   "R3|R4|R5|R6|R7|R8"

const Indicator indicators[] = {
    {"headcount", N_("Directly employed (headcount)"), "A1[*].hc_perm + A1[*].hc_fixed", false,
     true, 0, NULL, NULL, NULL},
    {"registered", N_("Registered OTs (headcount)"),
     "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed", false, true, 0, NULL, NULL,
     NULL},
    {"wte", N_("In post (WTE)"), "A1[*].wte_perm + A1[*].wte_fixed", false, true, 2, NULL, NULL,
     NULL},
    {"establishment", N_("Establishment (WTE)"), "A1[*].establishment_wte", false, true, 2,
     NULL, NULL, N_("Frozen posts are included and flagged in the return.")},
    {"vacancy_wte", N_("Vacancy (WTE)"), "A1[*].establishment_wte - " EMPLOYED_WTE, false, true,
     2, NULL, NULL,
     N_("Establishment minus staff in post; not the same as vacancies being recruited to.")},
    {"vacancy_rate", N_("Vacancy rate (establishment)"),
     "(A1[*].establishment_wte - " EMPLOYED_WTE ") / A1[*].establishment_wte", true, false, 1,
     NULL, NULL, NULL},
    {"vacancy_rate_active", N_("Vacancy rate (posts being recruited to)"),
     "A2[*].vac_active_hc / (" EMPLOYED_HC " + A2[*].vac_active_hc)", true, false, 1, NULL,
     NULL,
     N_("The adult social care workforce definition: vacancies / (filled + vacancies). Never "
        "mixed"
        " with the establishment rate.")},
    {"turnover", N_("Turnover rate"), "A3[total/leavers].hc / " EMPLOYED_HC, true, false, 1,
     NULL, NULL, N_("Leavers in 12 months over directly employed staff at the as-at date.")},
    {"stability", N_("Stability index"), "A3[total/stayers].hc / A3[total/prior_hc].hc", true,
     false, 1, NULL, NULL, NULL},
    {"agency_share", N_("Agency share"),
     "A1[*].wte_agency / (" EMPLOYED_WTE " + A1[*].wte_agency)", true, false, 1, NULL, NULL,
     NULL},
    {"agency_spend", N_("Agency spend (GBP)"), "A6[].agency_spend_gbp", false, true, 0, NULL,
     NULL, NULL},
    {"leavers_nhs", N_("Leavers who go to the NHS"),
     "A3[leaver_destination/nhs].hc / A3[total/leavers].hc", true, false, 1,
     "A3[leaver_destination/nhs].hc / A3[total/leavers].hc",
     "(A3[leaver_destination/nhs].hc + or0(A3[leaver_destination/unknown].hc))"
     " / A3[total/leavers].hc",
     N_("The bounds say what it would be if none or all of the unknown destinations were the "
        "NHS.")},
    {"newly_registered", N_("Newly registered share"),
     "(A1[R3].hc_perm + A1[R3].hc_fixed) / (A1[" REGISTERED "].hc_perm + A1[" REGISTERED
     "].hc_fixed)",
     true, false, 1, NULL, NULL, NULL},
    {"aged_55", N_("Aged 55 and over"),
     "(A4[age/55_59].hc + A4[age/60_64].hc + A4[age/65_plus].hc) / A4[age/*].hc", true, false,
     1, "(A4[age/55_59].hc + A4[age/60_64].hc + A4[age/65_plus].hc) / A4[age/*].hc",
     "(A4[age/55_59].hc + A4[age/60_64].hc + A4[age/65_plus].hc + or0(A4[age/unknown].hc))"
     " / A4[age/*].hc",
     N_("The bounds say what it would be if none or all of unknown age were 55 and over.")},
    {"welsh_speaking", N_("Welsh speakers, level 3 and over"),
     "A4[welsh/level_3|welsh/level_4|welsh/level_5].hc / A4[welsh/*].hc", true, false, 1,
     "A4[welsh/level_3|welsh/level_4|welsh/level_5].hc / A4[welsh/*].hc",
     "(A4[welsh/level_3|welsh/level_4|welsh/level_5].hc + or0(A4[welsh/unknown].hc))"
     " / A4[welsh/*].hc",
     NULL},
    {"waiting", N_("People waiting"), "A5[].list_size", false, true, 0, NULL, NULL, NULL},
    {"waiting_year", N_("Waiting over 12 months"), "A5[].wait_over_12m / A5[].list_size", true,
     false, 1, NULL, NULL, NULL},
    {"caseload", N_("Open cases per WTE"), "A5[].open_cases / A5[].caseload_wte", false, false,
     1, NULL, NULL, NULL},
    {"offers_per_advert", N_("Offers per post advertised"),
     "A6[].offers / A6[].posts_advertised", false, false, 2, NULL, NULL, NULL},
    {"graduates_needed", N_("New graduates needed in 5 years"),
     "A7G[*].new_graduates_needed_hc", false, true, 0, NULL, NULL,
     N_("What organisations ask for; kept apart from need and from funded posts.")},
    {"planned_establishment", N_("Planned establishment in 5 years (WTE)"),
     "A7[R1/5|R2/5|R3/5|R4/5|R5/5|R6/5|R7/5|R8/5].planned_establishment_wte", false, true, 2,
     NULL, NULL, NULL},
    {"placement_weeks", N_("Student weeks hosted per registered OT"),
     "A9[].weeks_hosted / (A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed)", false,
     false, 1, NULL, NULL, NULL},
};
const int n_indicators = sizeof indicators / sizeof *indicators;

const Indicator *indicator_by_key(const char *key)
{
    for (int i = 0; i < n_indicators; i++)
        if (same(indicators[i].key, key))
            return &indicators[i];
    return NULL;
}
