/* Every rule of the yearly return, one row each: what is shown as the formula is what is run.
 * Rules without a formula are decided while a file is read (return_read.c). How formulas are
 * run is in check.c. Source: the validation column of the return's definition,
 * docs/guide/return.md. */
#include "modules/workforce/workforce.h"

#define READING(code, severity, words, fix)                                                    \
    {                                                                                          \
        code, "", severity, NULL, false, NULL, NULL, words, fix                                \
    }
#define ROW(code, block, severity, field, formula, words, fix)                                 \
    {                                                                                          \
        code, block, severity, formula, true, NULL, field, words, fix                          \
    }
#define WHOLE(code, block, severity, row, field, formula, words, fix)                          \
    {                                                                                          \
        code, block, severity, formula, false, row, field, words, fix                          \
    }
#define E SEVERITY_ERROR
#define W SEVERITY_WARNING

const Rule rules[] = {
    /* ------------------------------------------------ reading */
    READING("F01", E, N_("The headings must be those of one block of the return"),
            N_("Start from the template: pont workforce template")),
    READING("F02", E, N_("Every column must be one that the block knows"),
            N_("Rename the column, or remove it")),
    READING("F03", E, N_("The column must be there"),
            N_("Add the column; leave cells blank if need be")),
    READING("F04", E, N_("The collection must be one that is open"),
            N_("Use the collection's id, such as wales-2026")),
    READING("F05", E, N_("The organisation must be one that Pont knows"),
            N_("Use the organisation's id, such as ceredigion")),
    READING("F06", E, N_("The organisation must be one that the collection asks"),
            N_("Check collection and organisation of this row")),
    READING("F07", E, N_("A code must be one of the list"), N_("Use a code of the list")),
    READING("F08", E, N_("A row may stand only once"),
            N_("Keep one of the rows and remove the other")),
    READING("F09", E, N_("A number must be written as a number"),
            N_("Write digits with a point, such as 12.5; NK if it is not known")),
    READING("F10", E, N_("A number must lie within the range of its field"),
            N_("Correct the number")),
    READING("F11", E, N_("Headcounts and other counts are whole numbers"),
            N_("Write a whole number; part-time work belongs in the WTE columns")),
    READING("F12", E, N_("WTE and hours have two decimals at most"),
            N_("Round to two decimals")),
    READING("F13", E, N_("A date must be a real calendar day"), N_("Write it as 2026-03-31")),
    READING("F14", E, N_("Yes-or-no answers are Y or N"),
            N_("Write Y or N; NK if it is not known")),
    READING("F15", E, N_("The cell must be answered"),
            N_("Give the value; 0 if there is none, NK if it is not known, n/a if it does not "
               "apply")),
    READING("F16", E, N_("Rows that every return has must be there"),
            N_("Add the row; 0 if there is none")),
    READING("F17", W, N_("Blocks that have not been sent count as not received"),
            N_("Send the block, or accept with a reason")),

    /* ------------------------------------------------ A0 header */
    ROW("A0-1", "A0", E, "as_at", "as_at == collection_as_at",
        N_("The as-at date is that of the collection"),
        N_("Correct the date, or send to the other collection")),
    ROW("A0-2", "A0", E, "full_time_hours", "full_time_hours >= 30 and full_time_hours <= 42",
        N_("Full-time hours lie between 30 and 42 a week"),
        N_("Give the contract's full-time hours, such as 37")),
    ROW("A0-3", "A0", E, "version", "version >= 1", N_("Versions count from 1"),
        N_("Write 1 for the first version")),

    /* ------------------------------------------------ A1 stock */
    ROW("A1-1", "A1", E, "wte_perm", "wte_perm <= hc_perm + 0.05",
        N_("Permanent WTE is not more than permanent headcount"),
        N_("Correct WTE or headcount")),
    ROW("A1-2", "A1", E, "wte_fixed", "wte_fixed <= hc_fixed + 0.05",
        N_("Fixed-term WTE is not more than fixed-term headcount"),
        N_("Correct WTE or headcount")),
    ROW("A1-3", "A1", E, "wte_agency", "wte_agency <= hc_agency + 0.05",
        N_("Agency WTE is not more than agency headcount"), N_("Correct WTE or headcount")),
    ROW("A1-4", "A1", E, "wte_perm", "hc_perm > 0 <=> wte_perm > 0",
        N_("Permanent headcount and WTE are both zero or both above zero"), N_("Give both")),
    ROW("A1-5", "A1", E, "wte_fixed", "hc_fixed > 0 <=> wte_fixed > 0",
        N_("Fixed-term headcount and WTE are both zero or both above zero"), N_("Give both")),
    ROW("A1-6", "A1", E, "wte_agency", "hc_agency > 0 <=> wte_agency > 0",
        N_("Agency headcount and WTE are both zero or both above zero"), N_("Give both")),
    ROW("A1-7", "A1", E, "frozen_wte", "frozen_wte <= establishment_wte",
        N_("Frozen WTE is part of the establishment"),
        N_("Correct frozen WTE or the establishment")),
    ROW("A1-8", "A1", W, "establishment_wte",
        "wte_perm + wte_fixed <= establishment_wte + 0.05 or note != ''",
        N_("More staff than establishment needs a reason in the note"),
        N_("Write the reason in the note")),

    /* ------------------------------------------------ A2 vacancies */
    ROW("A2-1", "A2", E, "vac_wte",
        "abs(vac_wte - (A1[{row}].establishment_wte - A1[{row}].wte_perm - "
        "A1[{row}].wte_fixed))"
        " <= 0.011",
        N_("Vacancy WTE is establishment minus permanent and fixed-term WTE of the same role"),
        N_("Correct the vacancy, or block A1")),
    ROW("A2-2", "A2", E, "vac_over_90d_wte", "vac_over_90d_wte <= max(vac_wte, 0) + 0.011",
        N_("What is vacant over 90 days is part of the vacancy"), N_("Correct one of the two")),
    ROW("A2-3", "A2", E, "hard_to_fill_reason",
        "hard_to_fill == 1 => hard_to_fill_reason != ''",
        N_("A post that is hard to fill has a reason"), N_("Choose the reason")),

    /* ------------------------------------------------ A3 flows */
    WHOLE("A3-1", "A3", E, "total/starters", "hc", "A3[starter/*].hc == A3[total/starters].hc",
          N_("Starters by source add up to all starters"),
          N_("Correct the sources or the total")),
    WHOLE("A3-2", "A3", E, "total/leavers", "hc",
          "A3[leaver_destination/*].hc == A3[total/leavers].hc",
          N_("Leavers by destination add up to all leavers"),
          N_("Correct the destinations or the total")),
    WHOLE("A3-3", "A3", E, "total/leavers", "hc",
          "A3[leaver_reason/*].hc == A3[total/leavers].hc",
          N_("Leavers by reason add up to all leavers"),
          N_("Correct the reasons or the total")),
    WHOLE("A3-4", "A3", E, "total/prior_hc", "hc",
          "A1[*].hc_perm + A1[*].hc_fixed == A3[total/prior_hc].hc + A3[total/starters].hc"
          " - A3[total/leavers].hc + or0(A3[total/difference].hc)",
          N_("Last year's headcount plus starters minus leavers is this year's, up to the "
             "explained difference"),
          N_("Correct the flows, or give the difference with a note")),
    WHOLE("A3-5", "A3", E, "total/difference", "note",
          "or0(A3[total/difference].hc) == 0 or A3[total/difference].note != ''",
          N_("A difference in the flows is explained in the note"),
          N_("Write why, e.g. a team that moved")),
    WHOLE("A3-6", "A3", E, "total/stayers", "hc",
          "A3[total/stayers].hc <= min(A3[total/prior_hc].hc, A1[*].hc_perm + A1[*].hc_fixed)",
          N_("Those still in post are not more than last year's or this year's staff"),
          N_("Correct the number still in post")),
    WHOLE("A3-7", "A3", W, "total/prior_hc", "hc",
          "A3[total/prior_hc].hc == last.A1[*].hc_perm + last.A1[*].hc_fixed",
          N_("Headcount 12 months ago is what last year's return said"),
          N_("Check both years")),
    WHOLE("A3-8", "A3", W, "leaver_destination/unknown", "hc",
          "A3[total/leavers].hc == 0 or or0(A3[leaver_destination/unknown].hc) <="
          " 0.5 * A3[total/leavers].hc",
          N_("The destination is known for at least half of the leavers"),
          N_("Ask leavers; or accept with a reason")),
    ROW("A3-9", "A3", E, "hc", "hc >= 0 or category == 'difference'",
        N_("Numbers of people are not negative"), N_("Correct the number")),

    /* ------------------------------------------------ A4 people */
    WHOLE("A4-1", "A4", E, "age/unknown", "hc",
          "A4[age/*].hc == A1[*].hc_perm + A1[*].hc_fixed",
          N_("Age bands add up to directly employed headcount"),
          N_("Correct the bands; use 'unknown' for the rest")),
    WHOLE("A4-2", "A4", E, "gender/unknown", "hc",
          "A4[gender/*].hc == A1[*].hc_perm + A1[*].hc_fixed",
          N_("Genders add up to directly employed headcount"),
          N_("Correct the split; use 'unknown' for the rest")),
    WHOLE("A4-3", "A4", E, "contract/unknown", "hc",
          "A4[contract/*].hc == A1[*].hc_perm + A1[*].hc_fixed",
          N_("Full time and part time add up to directly employed headcount"),
          N_("Correct the split; use 'unknown' for the rest")),
    WHOLE("A4-4", "A4", E, "welsh/unknown", "hc",
          "A4[welsh/*].hc == A1[*].hc_perm + A1[*].hc_fixed",
          N_("Welsh-language skill levels add up to directly employed headcount"),
          N_("Correct the levels; use 'unknown' for the rest")),
    WHOLE("A4-5", "A4", W, "age/unknown", "hc", "or0(A4[age/unknown].hc) <= 0.1 * A4[age/*].hc",
          N_("Age is known for nine in ten"), N_("Complete the ages; or accept with a reason")),
    WHOLE("A4-6", "A4", W, "gender/unknown", "hc",
          "or0(A4[gender/unknown].hc) <= 0.1 * A4[gender/*].hc",
          N_("Gender is known for nine in ten"),
          N_("Complete the split; or accept with a reason")),
    WHOLE("A4-7", "A4", W, "contract/unknown", "hc",
          "or0(A4[contract/unknown].hc) <= 0.1 * A4[contract/*].hc",
          N_("Full time or part time is known for nine in ten"),
          N_("Complete the split; or accept with a reason")),
    WHOLE("A4-8", "A4", W, "welsh/unknown", "hc",
          "or0(A4[welsh/unknown].hc) <= 0.1 * A4[welsh/*].hc",
          N_("Welsh-language skill is known for nine in ten"),
          N_("Complete the levels; or accept with a reason")),

    /* ------------------------------------------------ A5 demand */
    ROW("A5-1", "A5", E, "list_size",
        "wait_0_4w + wait_5_12w + wait_3_6m + wait_6_12m + wait_over_12m == list_size",
        N_("The waiting bands add up to the people waiting"),
        N_("Correct the bands or the total")),
    ROW("A5-2", "A5", E, "median_days", "median_days <= longest_days",
        N_("The median wait is not longer than the longest"), N_("Correct one of the two")),
    ROW("A5-3", "A5", E, "longest_days",
        "list_size == 0"
        " or (wait_over_12m > 0 and longest_days >= 365)"
        " or (wait_over_12m == 0 and wait_6_12m > 0 and longest_days >= 181 and longest_days "
        "<= 366)"
        " or (wait_over_12m + wait_6_12m == 0 and wait_3_6m > 0 and longest_days >= 84"
        " and longest_days <= 184)"
        " or (wait_over_12m + wait_6_12m + wait_3_6m == 0 and wait_5_12w > 0"
        " and longest_days >= 29 and longest_days <= 92)"
        " or (wait_over_12m + wait_6_12m + wait_3_6m + wait_5_12w == 0 and longest_days <= 31)",
        N_("The longest wait lies in the highest band that has anybody"),
        N_("Correct the bands or the longest wait")),

    /* ------------------------------------------------ A6 recruitment */
    ROW("A6-1", "A6", E, "offers", "offers <= applications",
        N_("Offers are not more than applications"), N_("Correct one of the two")),
    ROW("A6-2", "A6", E, "filled", "filled <= offers",
        N_("Posts filled are not more than offers"), N_("Correct one of the two")),
    ROW("A6-3", "A6", W, "agency_spend_gbp", "agency_spend_gbp > 0 <=> A1[*].wte_agency > 0",
        N_("There is agency spend exactly when there are agency staff in block A1"),
        N_("Give both or neither; or accept with a reason, such as an agency post that ended")),

    /* ------------------------------------------------ A7 forward need */
    ROW("A7-1", "A7", E, "note",
        "year > 1 or note != '' or abs(planned_establishment_wte - A1[{1}].establishment_wte)"
        " <= 0.25 * A1[{1}].establishment_wte + 0.005",
        N_("A plan that differs from today's establishment by over 25 % has a note"),
        N_("Write the reason in the note")),
    ROW("A7-2", "A7", E, "note",
        "year == 1 or note != '' or abs(planned_establishment_wte -"
        " A7[{1}/{2-1}].planned_establishment_wte)"
        " <= 0.25 * A7[{1}/{2-1}].planned_establishment_wte + 0.005",
        N_("A plan that differs from the year before by over 25 % has a note"),
        N_("Write the reason in the note")),
    ROW("A7-3", "A7", W, "funding_status", "year > 1 or funding_status != 'aspiration'",
        N_("Next year's posts are funded or bid for, not an aspiration"),
        N_("Check the funding; or accept with a reason")),
    ROW("A7G-1", "A7G", E, "welsh_speaking_hc", "welsh_speaking_hc <= new_graduates_needed_hc",
        N_("Welsh-speaking graduates are part of the graduates needed"),
        N_("Correct one of the two")),

    /* ------------------------------------------------ A8 leadership */
    WHOLE("A8-1", "A8", E, "", "principal_ot_status",
          "A8[].principal_ot_status == 'in_post' => A1[R7].hc_perm + A1[R7].hc_fixed >= 1",
          N_("A Principal OT in post stands in block A1 under role R7"),
          N_("Correct the status, or role R7")),

    /* ------------------------------------------------ A9 placements */
    ROW("A9-1", "A9", E, "weeks_hosted", "weeks_hosted + weeks_cancelled <= weeks_offered",
        N_("Weeks hosted and cancelled are not more than weeks offered"),
        N_("Correct the weeks")),
    ROW("A9-2", "A9", E, "educators_active", "educators_active <= educators_trained",
        N_("Active educators are among the trained"), N_("Correct one of the two")),
    ROW("A9-3", "A9", W, "hosted_recruited", "hosted_recruited <= hosted_students",
        N_("Students recruited are among the students hosted"),
        N_("Check; earlier cohorts may explain it")),
    ROW("A9-4", "A9", E, "cancel_reason",
        "weeks_cancelled > 0 => cancel_reason != '' and cancel_reason != 'none'",
        N_("Cancelled weeks have a main reason"), N_("Choose the reason")),
};
const int n_rules = sizeof rules / sizeof *rules;

const Rule *rule_by_code(const char *code)
{
    for (int i = 0; i < n_rules; i++)
        if (same(rules[i].code, code))
            return &rules[i];
    return NULL;
}
