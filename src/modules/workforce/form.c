/* The blocks and fields of the yearly return. Which combinations are right is in rules.c. */
#include "modules/workforce/form.h"
#include "base/csv.h"

#define END                                                                                    \
    {                                                                                          \
        NULL, NULL                                                                             \
    }

const Choice role_codes[] = {
    {"R1", N_("Support worker or assistant")},
    {"R2", N_("Apprentice or trainee")},
    {"R3", N_("Newly registered occupational therapist")},
    {"R4", N_("Occupational therapist")},
    {"R5", N_("Senior or advanced occupational therapist")},
    {"R6", N_("Occupational therapy team manager")},
    {"R7", N_("Principal occupational therapist or strategic lead")},
    {"R8", N_("Registered occupational therapist in a generic post")},
    END,
};
static const Choice hard_reasons[] = {
    {"no_applicants", N_("No applicants")},
    {"no_suitable", N_("No suitable applicants")},
    {"pay", N_("Pay")},
    {"location", N_("Location")},
    {"contract", N_("Contract offered")},
    {"other", N_("Other")},
    END,
};
static const Choice flows[] = {
    {"starter", N_("Starters by source")},
    {"leaver_destination", N_("Leavers by destination")},
    {"leaver_reason", N_("Leavers by main reason")},
    {"total", N_("Totals")},
    END,
};
static const Choice sources[] = {
    {"new_graduate", N_("New graduate")},
    {"nhs", N_("NHS")},
    {"other_council", N_("Another council")},
    {"agency_to_perm", N_("Agency to permanent")},
    {"return_to_practice", N_("Return to practice")},
    {"overseas", N_("Overseas")},
    {"other", N_("Other")},
    END,
};
static const Choice destinations[] = {
    {"nhs", N_("NHS")},
    {"other_council", N_("Another council")},
    {"agency", N_("Agency")},
    {"independent", N_("Independent sector")},
    {"retire", N_("Retirement")},
    {"leave_profession", N_("Left the profession")},
    {"career_break", N_("Career break")},
    {"death_ill_health", N_("Death or ill health")},
    {"unknown", N_("Not known")},
    END,
};
static const Choice reasons[] = {
    {"pay", N_("Pay")},
    {"caseload", N_("Caseload")},
    {"progression", N_("Progression")},
    {"leadership", N_("Leadership")},
    {"flexible_working", N_("Flexible working")},
    {"commute", N_("Commute")},
    {"supervision", N_("Supervision")},
    {"nhs_attraction", N_("Attraction of the NHS")},
    {"other", N_("Other")},
    {"unknown", N_("Not known")},
    END,
};
static const Choice flow_totals[] = {
    {"starters", N_("All starters in 12 months")},
    {"leavers", N_("All leavers in 12 months")},
    {"prior_hc", N_("Directly employed 12 months ago")},
    {"stayers", N_("Of these, still in post now")},
    {"difference", N_("Difference explained in the note")},
    END,
};
static const Choice splits[] = {
    {"age", N_("Age")},
    {"gender", N_("Gender")},
    {"contract", N_("Full time or part time")},
    {"welsh", N_("Welsh-language skill level")},
    END,
};
static const Choice ages[] = {
    {"under_25", N_("Under 25")},   {"25_34", N_("25 to 34")},    {"35_44", N_("35 to 44")},
    {"45_54", N_("45 to 54")},      {"55_59", N_("55 to 59")},    {"60_64", N_("60 to 64")},
    {"65_plus", N_("65 and over")}, {"unknown", N_("Not known")}, END,
};
static const Choice genders[] = {
    {"female", N_("Female")},
    {"male", N_("Male")},
    {"other", N_("Other")},
    {"unknown", N_("Not known")},
    END,
};
static const Choice contracts[] = {
    {"full_time", N_("Full time")},
    {"part_time", N_("Part time")},
    {"unknown", N_("Not known")},
    END,
};
static const Choice welsh_levels[] = {
    {"level_0", N_("Level 0: none")},       {"level_1", N_("Level 1: entry")},
    {"level_2", N_("Level 2: foundation")}, {"level_3", N_("Level 3: intermediate")},
    {"level_4", N_("Level 4: higher")},     {"level_5", N_("Level 5: proficient")},
    {"unknown", N_("Not known")},           END,
};
static const Choice years[] = {
    {"1", N_("In 1 year")},  {"2", N_("In 2 years")}, {"3", N_("In 3 years")},
    {"4", N_("In 4 years")}, {"5", N_("In 5 years")}, END,
};
static const Choice funding[] = {
    {"funded", N_("Funded")},
    {"bid", N_("Bid made")},
    {"aspiration", N_("Aspiration")},
    END,
};
static const Choice drivers[] = {
    {"demand", N_("Demand")},
    {"waiting_list", N_("Waiting list")},
    {"new_service", N_("New service")},
    {"legislation", N_("Legislation")},
    {"retirement", N_("Retirement")},
    {"skill_mix", N_("Skill mix")},
    {"other", N_("Other")},
    END,
};
static const Choice confidence[] = {
    {"H", N_("High")},
    {"M", N_("Medium")},
    {"L", N_("Low")},
    END,
};
static const Choice principal[] = {
    {"in_post", N_("In post")},
    {"interim", N_("Interim")},
    {"vacant", N_("Vacant")},
    {"none", N_("No such post")},
    END,
};
static const Choice cancel_reasons[] = {
    {"staffing", N_("Staffing")},
    {"student", N_("Student")},
    {"university", N_("University")},
    {"site", N_("Site")},
    {"other", N_("Other")},
    {"none", N_("None cancelled")},
    END,
};
static const Choice languages[] = {{"en", N_("English")}, {"cy", N_("Welsh")}, END};

static const FormField header_fields[] = {
    {"as_at", VALUE_DAY, 0, 0, NULL, N_("As-at date")},
    {"received_on", VALUE_DAY, MAY_BE_BLANK, 0, NULL, N_("Received on")},
    {"full_time_hours", VALUE_AMOUNT, 0, 60, NULL, N_("Full-time hours per week")},
    {"submitter", VALUE_TEXT, 0, 0, NULL, N_("Submitted by (role)")},
    {"approver", VALUE_TEXT, 0, 0, NULL, N_("Approved by (role)")},
    {"version", VALUE_COUNT, 0, 999, NULL, N_("Version")},
    {"language", VALUE_CODE, 0, 0, languages, N_("Language of the return")},
    {"scope_adult", VALUE_YES_NO, 0, 0, NULL, N_("Includes adult services")},
    {"scope_children", VALUE_YES_NO, 0, 0, NULL, N_("Includes children's services")},
    {"scope_integrated", VALUE_YES_NO, 0, 0, NULL, N_("Includes integrated teams")},
    {"scope_nhs_hosted", VALUE_YES_NO, 0, 0, NULL, N_("Includes staff hosted by the NHS")},
    {"note", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Note")},
};
static const FormField stock_fields[] = {
    {"hc_perm", VALUE_COUNT, 0, 999, NULL, N_("Permanent staff (headcount)")},
    {"hc_fixed", VALUE_COUNT, 0, 999, NULL, N_("Fixed-term staff (headcount)")},
    {"hc_agency", VALUE_COUNT, 0, 999, NULL, N_("Agency and locum staff (headcount)")},
    {"wte_perm", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Permanent staff (WTE)")},
    {"wte_fixed", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Fixed-term staff (WTE)")},
    {"wte_agency", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Agency and locum staff (WTE)")},
    {"establishment_wte", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Establishment (WTE)")},
    {"frozen_wte", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Of which frozen (WTE)")},
    {"note", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Note")},
};
static const FormField vacancy_fields[] = {
    {"vac_wte", VALUE_SIGNED, IN_WTE, 999, NULL, N_("Vacancy (WTE)")},
    {"vac_active_hc", VALUE_COUNT, 0, 999, NULL, N_("Vacancies being recruited to (posts)")},
    {"vac_over_90d_wte", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Vacant over 90 days (WTE)")},
    {"hard_to_fill", VALUE_YES_NO, 0, 0, NULL, N_("Hard to fill")},
    {"hard_to_fill_reason", VALUE_CODE, MAY_BE_BLANK, 0, hard_reasons, N_("Why hard to fill")},
};
static const FormField flow_fields[] = {
    {"hc", VALUE_SIGNED, 0, 999, NULL, N_("People")},
    {"note", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Note")},
};
static const FormField people_fields[] = {
    {"hc", VALUE_COUNT, 0, 999, NULL, N_("People")},
};
static const FormField demand_fields[] = {
    {"referrals", VALUE_COUNT, 0, 99999, NULL, N_("Referrals in 12 months")},
    {"assessments", VALUE_COUNT, 0, 99999, NULL, N_("Assessments done in 12 months")},
    {"list_size", VALUE_COUNT, 0, 99999, NULL, N_("People waiting")},
    {"wait_0_4w", VALUE_COUNT, 0, 99999, NULL, N_("Waiting up to 4 weeks")},
    {"wait_5_12w", VALUE_COUNT, 0, 99999, NULL, N_("Waiting 5 to 12 weeks")},
    {"wait_3_6m", VALUE_COUNT, 0, 99999, NULL, N_("Waiting 3 to 6 months")},
    {"wait_6_12m", VALUE_COUNT, 0, 99999, NULL, N_("Waiting 6 to 12 months")},
    {"wait_over_12m", VALUE_COUNT, 0, 99999, NULL, N_("Waiting over 12 months")},
    {"median_days", VALUE_COUNT, 0, 9999, NULL, N_("Median wait (days)")},
    {"longest_days", VALUE_COUNT, 0, 9999, NULL, N_("Longest wait (days)")},
    {"open_cases", VALUE_COUNT, 0, 99999, NULL, N_("Open cases")},
    {"caseload_wte", VALUE_AMOUNT, IN_WTE, 999, NULL, N_("Caseload-carrying staff (WTE)")},
    {"weighting_tool", VALUE_YES_NO, 0, 0, NULL, N_("Uses a caseload-weighting tool")},
};
static const FormField recruitment_fields[] = {
    {"posts_advertised", VALUE_COUNT, 0, 999, NULL, N_("Posts advertised")},
    {"adverts_repeated", VALUE_COUNT, 0, 999, NULL, N_("Adverts repeated")},
    {"applications", VALUE_COUNT, 0, 9999, NULL, N_("Applications")},
    {"offers", VALUE_COUNT, 0, 999, NULL, N_("Offers made")},
    {"filled", VALUE_COUNT, 0, 999, NULL, N_("Posts filled")},
    {"time_to_hire_days", VALUE_COUNT, 0, 730, NULL, N_("Time to hire (days)")},
    {"agency_spend_gbp", VALUE_AMOUNT, 0, 99999999, NULL, N_("Agency spend (GBP)")},
    {"agency_rate_gbp_h", VALUE_AMOUNT, 0, 500, NULL, N_("Agency rate (GBP per hour)")},
};
static const FormField need_fields[] = {
    {"planned_establishment_wte", VALUE_AMOUNT, IN_WTE, 999, NULL,
     N_("Planned establishment (WTE)")},
    {"funding_status", VALUE_CODE, 0, 0, funding, N_("Funding")},
    {"driver", VALUE_CODE, 0, 0, drivers, N_("Driver")},
    {"confidence", VALUE_CODE, 0, 0, confidence, N_("Confidence")},
    {"assumption_set", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Assumption set")},
    {"note", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Note")},
};
static const FormField graduate_fields[] = {
    {"new_graduates_needed_hc", VALUE_COUNT, 0, 999, NULL, N_("New graduates needed")},
    {"welsh_speaking_hc", VALUE_COUNT, 0, 999, NULL, N_("Of which Welsh-speaking")},
    {"part_time_sponsored_hc", VALUE_COUNT, 0, 999, NULL,
     N_("Staff sponsored on a part-time route")},
};
static const FormField leadership_fields[] = {
    {"principal_ot_status", VALUE_CODE, 0, 0, principal, N_("Principal OT")},
    {"principal_ot_wte", VALUE_AMOUNT, IN_WTE, 9, NULL, N_("Principal OT (WTE)")},
    {"principal_ot_caseload", VALUE_COUNT, 0, 999, NULL, N_("Principal OT's own caseload")},
    {"principal_ot_grade", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Principal OT's grade")},
    {"tiers_below_director", VALUE_COUNT, 0, 9, NULL, N_("Tiers below the director")},
    {"strategic_hours", VALUE_AMOUNT, IN_WTE, 37.5, NULL, N_("Strategic hours per week")},
    {"psw_status", VALUE_CODE, 0, 0, principal, N_("Principal social worker")},
    {"psw_grade", VALUE_TEXT, MAY_BE_BLANK, 0, NULL, N_("Principal social worker's grade")},
    {"psw_tiers_below_director", VALUE_COUNT, 0, 9, NULL,
     N_("Principal social worker: tiers below the director")},
    {"psw_strategic_hours", VALUE_AMOUNT, IN_WTE, 37.5, NULL,
     N_("Principal social worker: strategic hours per week")},
};
static const FormField placement_fields[] = {
    {"educators_trained", VALUE_COUNT, 0, 999, NULL, N_("Practice educators trained")},
    {"educators_active", VALUE_COUNT, 0, 999, NULL, N_("Practice educators active")},
    {"weeks_offered", VALUE_COUNT, 0, 9999, NULL, N_("Student weeks offered")},
    {"weeks_hosted", VALUE_COUNT, 0, 9999, NULL, N_("Student weeks hosted")},
    {"weeks_cancelled", VALUE_COUNT, 0, 9999, NULL, N_("Student weeks cancelled")},
    {"cancel_reason", VALUE_CODE, MAY_BE_BLANK, 0, cancel_reasons,
     N_("Main reason for cancelling")},
    {"hosted_students", VALUE_COUNT, 0, 999, NULL, N_("Students hosted")},
    {"hosted_recruited", VALUE_COUNT, 0, 999, NULL, N_("Of these, later recruited")},
};

static const FormKey by_role[] = {{"role", role_codes}};
static const FormKey by_flow[] = {{"flow", flows}, {"category", NULL}};
static const FormKey by_split[] = {{"split", splits}, {"category", NULL}};
static const FormKey by_role_and_year[] = {{"role", role_codes}, {"year", years}};
static const FormKey by_year[] = {{"year", years}};
static const Choice *const flow_categories[] = {sources, destinations, reasons, flow_totals};
static const Choice *const split_categories[] = {ages, genders, contracts, welsh_levels};

/* A return is complete when these rows are there; other rows of the block may be left out. */
static const char *const one_row[] = {"", NULL};
static const char *const all_roles[] = {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", NULL};
static const char *const flow_rows[] = {"total/starters", "total/leavers", "total/prior_hc",
                                        "total/stayers", NULL};

#define BLOCK(code, file, title, keys, fields, categories, rows)                               \
    {                                                                                          \
        code, file, title, (int)(sizeof keys / sizeof *keys),                                  \
            (int)(sizeof fields / sizeof *fields), keys, fields, categories, rows              \
    }
#define BLOCK_OF_ONE_ROW(code, file, title, fields)                                            \
    {                                                                                          \
        code, file, title, 0, (int)(sizeof fields / sizeof *fields), NULL, fields, NULL,       \
            one_row                                                                            \
    }

const FormBlock form_blocks[] = {
    BLOCK_OF_ONE_ROW("A0", "a0_header", N_("About the return"), header_fields),
    BLOCK("A1", "a1_stock", N_("Staff in post and establishment"), by_role, stock_fields, NULL,
          all_roles),
    BLOCK("A2", "a2_vacancies", N_("Vacancies"), by_role, vacancy_fields, NULL, all_roles),
    BLOCK("A3", "a3_flows", N_("Starters and leavers"), by_flow, flow_fields, flow_categories,
          flow_rows),
    BLOCK("A4", "a4_people", N_("People"), by_split, people_fields, split_categories, NULL),
    BLOCK_OF_ONE_ROW("A5", "a5_demand", N_("Demand and waiting"), demand_fields),
    BLOCK_OF_ONE_ROW("A6", "a6_recruitment", N_("Recruitment and agency"), recruitment_fields),
    BLOCK("A7", "a7_need", N_("Forward need: posts"), by_role_and_year, need_fields, NULL,
          NULL),
    BLOCK("A7G", "a7_graduates", N_("Forward need: graduates"), by_year, graduate_fields, NULL,
          NULL),
    BLOCK_OF_ONE_ROW("A8", "a8_leadership", N_("Leadership and parity"), leadership_fields),
    BLOCK_OF_ONE_ROW("A9", "a9_placements", N_("Student placements"), placement_fields),
};
const int form_n_blocks = sizeof form_blocks / sizeof *form_blocks;

const FormBlock *form_block(const char *code)
{
    for (int i = 0; i < form_n_blocks; i++)
        if (same_fold(form_blocks[i].code, code) || same_fold(form_blocks[i].file, code))
            return &form_blocks[i];
    return NULL;
}

const FormField *form_field(const FormBlock *b, const char *name)
{
    for (int i = 0; i < b->n_fields; i++)
        if (same(b->fields[i].name, name))
            return &b->fields[i];
    return NULL;
}

static bool has_column(const char *const *columns, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (same(columns[i], name))
            return true;
    return false;
}

/* Key columns count too, because A3 and A4 differ in little else; "note" tells nothing. */
const FormBlock *form_block_of_columns(const char *const *columns, int n)
{
    const FormBlock *best = NULL;
    int most = 0;
    bool tie = false;
    for (int i = 0; i < form_n_blocks; i++) {
        const FormBlock *b = &form_blocks[i];
        int hits = 0;
        for (int k = 0; k < b->n_keys; k++)
            hits += has_column(columns, n, b->keys[k].name);
        for (int k = 0; k < b->n_fields; k++)
            hits +=
                !same(b->fields[k].name, "note") && has_column(columns, n, b->fields[k].name);
        tie = hits == most ? true : hits > most ? false : tie;
        if (hits > most) {
            most = hits;
            best = b;
        }
    }
    return tie || most < 2 ? NULL : best;
}

const char *form_row_label(Ctx *cx, const FormBlock *b, const char *row_key)
{
    if (!b->n_keys)
        return T(cx, b->title);
    const char *slash = strchr(row_key, '/');
    const char *first =
        slash ? arena_strndup(cx->arena, row_key, (size_t)(slash - row_key)) : row_key;
    const char *label = T(cx, choice_label(b->keys[0].codes, first));
    if (!slash)
        return label;
    const Choice *second = b->keys[1].codes;
    for (int i = 0; b->categories && b->keys[0].codes[i].value; i++)
        if (same(b->keys[0].codes[i].value, first))
            second = b->categories[i];
    return arena_printf(cx->arena, "%s: %s", label, T(cx, choice_label(second, slash + 1)));
}

/* ---------------------------------------------------------------- template */

static void template_row(const FormBlock *b, const char *collection, const char *organisation,
                         const char *first, const char *second, Buf *out)
{
    CsvOut o = {.buf = out};
    csv_field(&o, collection);
    csv_field(&o, organisation);
    if (first)
        csv_field(&o, first);
    if (second)
        csv_field(&o, second);
    for (int i = 0; i < b->n_fields; i++)
        csv_field(&o, "");
    csv_end_row(&o);
}

void form_template(Ctx *cx, const FormBlock *b, const char *collection,
                   const char *organisation, Buf *out)
{
    (void)cx;
    CsvOut o = {.buf = out};
    csv_field(&o, "collection");
    csv_field(&o, "organisation");
    for (int i = 0; i < b->n_keys; i++)
        csv_field(&o, b->keys[i].name);
    for (int i = 0; i < b->n_fields; i++)
        csv_field(&o, b->fields[i].name);
    csv_end_row(&o);
    if (!b->n_keys)
        template_row(b, collection, organisation, NULL, NULL, out);
    for (int i = 0; b->n_keys && b->keys[0].codes[i].value; i++) {
        const char *first = b->keys[0].codes[i].value;
        const Choice *second = b->n_keys > 1 && b->categories ? b->categories[i]
                               : b->n_keys > 1                ? b->keys[1].codes
                                                              : NULL;
        if (!second)
            template_row(b, collection, organisation, first, NULL, out);
        for (; second && second->value; second++)
            template_row(b, collection, organisation, first, second->value, out);
    }
}
