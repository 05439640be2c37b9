/* How a row of an example return is written, and what is wrong with some of them on purpose.
 *
 * Decides which organisations sent nothing, which cells are late, unknown, blank or wrong, and
 * the form of numbers and quotes. What the cells say is left to example_blocks.h. */
#ifndef PONT_TOOLS_EXAMPLE_SHEET_H
#define PONT_TOOLS_EXAMPLE_SHEET_H

#include "example_team.h"
#include <stdarg.h>
#include <stdlib.h>

typedef struct Region {
    const char *id;
    const Org *orgs;
    int n_orgs, first_year;
    const char *as_at;  /* month and day */
    int received_month; /* of most returns; in Wales some come a month earlier */
} Region;

#define ORGS(list) list, sizeof(list) / sizeof *(list)
static const Region regions[] = {
    {"wales", ORGS(wales), 2024, "03-31", 6},
    {"west-midlands", ORGS(west_midlands), 2023, "09-30", 10},
};

/* Returns that never came. The faulty ones were refused, so they are missing too. */
static const char *const not_received[][2] = {
    {"wales-2024", "vale-of-glamorgan"},
    {"wales-2026", "blaenau-gwent"},
    {"wales-2026", "merthyr-tydfil"},
    {"west-midlands-2024", "walsall"},
    {"west-midlands-2025", "telford-and-wrekin"},
    {"west-midlands-2025", "sandwell"},
};
static const char *const faulty[][2] = {
    {"wales-2026-faulty", "merthyr-tydfil"},
    {"west-midlands-2025-faulty", "sandwell"},
};

/* Cells that are not as the team has them: folder/organisation/block/column, and where a block
 * has several rows for an organisation, /role, /year or /split/category. */
static const struct Change {
    const char *cell, *value;
} changes[] = {
    /* late */
    {"wales-2026/pembrokeshire/a0_header/received_on", "2026-07-13"},
    {"west-midlands-2025/stoke-on-trent/a0_header/received_on", "2025-11-14"},
    /* not known; and blank where a blank is allowed */
    {"wales-2026/torfaen/a5_demand/median_days", "NK"},
    {"wales-2026/torfaen/a5_demand/longest_days", "NK"},
    {"wales-2026/gwynedd/a5_demand/weighting_tool", "NK"},
    {"wales-2026/swansea/a6_recruitment/adverts_repeated", "NK"},
    {"wales-2026/newport/a6_recruitment/time_to_hire_days", "NK"},
    {"wales-2026/conwy/a6_recruitment/applications", "NK"},
    {"wales-2026/caerphilly/a9_placements/hosted_recruited", "NK"},
    {"wales-2026/sbuhb/a5_demand/caseload_wte", "NK"},
    {"wales-2026/powys/a2_vacancies/vac_over_90d_wte/R1", "NK"},
    {"wales-2026/monmouthshire/a7_graduates/welsh_speaking_hc/5", "NK"},
    {"wales-2026/flintshire/a8_leadership/psw_grade", ""},
    {"wales-2026/ctmuhb/a5_demand/longest_days", "NK"},
    {"west-midlands-2025/dudley/a5_demand/longest_days", "NK"},
    {"west-midlands-2025/wolverhampton/a6_recruitment/applications", "NK"},
    {"west-midlands-2025/shropshire/a8_leadership/psw_grade", ""},
    {"west-midlands-2025/walsall/a8_leadership/psw_tiers_below_director", "NK"},
    {"west-midlands-2025/coventry/a5_demand/weighting_tool", "NK"},
    /* the refused returns: six different errors each */
    {"wales-2026-faulty/merthyr-tydfil/a0_header/received_on", "31/06/2026"},
    {"wales-2026-faulty/merthyr-tydfil/a1_stock/hc_agency/R5", "1"},
    {"wales-2026-faulty/merthyr-tydfil/a2_vacancies/role/R8", "R9"},
    {"wales-2026-faulty/merthyr-tydfil/a4_people/hc/age/65_plus", "4"},
    {"wales-2026-faulty/merthyr-tydfil/a5_demand/referrals", "about 700"},
    {"wales-2026-faulty/merthyr-tydfil/a7_graduates/welsh_speaking_hc/2", "5"},
    {"west-midlands-2025-faulty/sandwell/a0_header/as_at", "2025-09-31"},
    {"west-midlands-2025-faulty/sandwell/a1_stock/hc_agency/R8", "1"},
    {"west-midlands-2025-faulty/sandwell/a2_vacancies/role/R1", "Support worker"},
    {"west-midlands-2025-faulty/sandwell/a3_flows/hc/leaver_reason/unknown", "7"},
    {"west-midlands-2025-faulty/sandwell/a6_recruitment/agency_spend_gbp", "tbc"},
    {"west-midlands-2025-faulty/sandwell/a9_placements/weeks_hosted", "900"},
};

/* ---------------------------------------------------------------- a sheet */

typedef struct Sheet {
    FILE *file;
    const char *folder, *block, *columns;
    int collection_length; /* of folder, without "-faulty" */
    const Region *region;
    int year, k; /* of the collection: its year, and its place among them */
    Team *team;
    char key[40];
    int column;
    Rng rng;
} Sheet;

/* Writes one cell, changed if the table says so, and quoted if it must be (no value has a quote
 * in it). */
static void cell(Sheet *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void cell(Sheet *s, const char *format, ...)
{
    char made[400], path[200];
    va_list args;
    va_start(args, format);
    vsnprintf(made, sizeof made, format, args);
    va_end(args);
    const char *name = s->columns, *value = made;
    for (int i = 0; i < s->column; i++)
        name = strchr(name, ',') + 1;
    snprintf(path, sizeof path, "%s/%s/%s/%.*s%s%s", s->folder, s->team->org->id, s->block,
             (int)strcspn(name, ","), name, *s->key ? "/" : "", s->key);
    for (const struct Change *c = changes; c < changes + sizeof changes / sizeof *changes; c++)
        if (!strcmp(c->cell, path))
            value = c->value;
    const char *quote = strpbrk(value, ",;") ? "\"" : "";
    fprintf(s->file, "%s%s%s%s", s->column ? "," : "", quote, value, quote);
    s->column++;
}

static void row(Sheet *s, const char *key)
{
    snprintf(s->key, sizeof s->key, "%s", key);
    s->column = 0;
    cell(s, "%.*s", s->collection_length, s->folder);
    cell(s, "%s", s->team->org->id);
}

static void end(Sheet *s)
{
    fputc('\n', s->file);
}

static void text(Sheet *s, const char *value)
{
    cell(s, "%s", value);
}

static void whole(Sheet *s, int value)
{
    cell(s, "%d", value);
}

static void wte(Sheet *s, int hundredths)
{
    int size = abs(hundredths);
    cell(s, "%s%d.%02d", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

/* A note in the language of the return. */
static void note(Sheet *s, const char *english, const char *welsh)
{
    text(s, is(s->team->org, IN_WELSH) ? welsh : english);
}

static const char *role_id(int role)
{
    static const char *const ids[] = {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"};
    return ids[role];
}

#endif
