/* Writes the synthetic example returns: examples/<region>/<collection>/<block>.csv.
 *
 *     build/tools/make_example examples
 *
 * Decides only which files there are. The people are invented by example_team.h, counted into
 * blocks by example_blocks.h and example_since.h, and written, with their planted gaps and
 * errors, by example_sheet.h. The same program always writes the same bytes;
 * tests/data_check.sh holds the committed files to it. */
#include "example_since.h"
#include <errno.h>
#include <sys/stat.h>

/* Every block starts with the collection and the organisation. */
#define BLOCK(name, columns)     #name, "collection,organisation," columns, name, false
#define NEW_BLOCK(name, columns) #name, "collection,organisation," columns, name, true
static const struct Block {
    const char *name, *columns;
    void (*write)(Sheet *s);
    bool since_last; /* asked from version 2 of the forms on: in the last collection */
} blocks[] = {
    {BLOCK(a0_header, "as_at,received_on,full_time_hours,submitter,approver,version,language,"
                      "scope_adult,scope_children,scope_integrated,scope_nhs_hosted,note")},
    {BLOCK(a1_stock, "role,hc_perm,hc_fixed,hc_agency,wte_perm,wte_fixed,wte_agency,"
                     "establishment_wte,frozen_wte,note")},
    {BLOCK(a2_vacancies, "role,vac_wte,vac_active_hc,vac_over_90d_wte,hard_to_fill,"
                         "hard_to_fill_reason")},
    {BLOCK(a3_flows, "flow,category,hc,note")},
    {NEW_BLOCK(a3_newly_qualified, "nq_flow,nq_category,nq_hc")},
    {NEW_BLOCK(a3_exit_evidence, "said_by_leaver,said_by_manager,assumed")},
    {BLOCK(a4_people, "split,category,hc")},
    {BLOCK(a5_demand, "referrals,assessments,list_size,wait_0_4w,wait_5_12w,wait_3_6m,"
                      "wait_6_12m,wait_over_12m,median_days,longest_days,open_cases,"
                      "caseload_wte,weighting_tool")},
    {BLOCK(a6_recruitment, "posts_advertised,adverts_repeated,applications,offers,filled,"
                           "time_to_hire_days,agency_spend_gbp,agency_rate_gbp_h")},
    {NEW_BLOCK(a6_not_taken, "stage,stage_reason,people")},
    {BLOCK(a7_need, "role,year,planned_establishment_wte,funding_status,driver,confidence,"
                    "assumption_set,note")},
    {BLOCK(a7_graduates,
           "year,new_graduates_needed_hc,welsh_speaking_hc,part_time_sponsored_hc")},
    {BLOCK(a8_leadership, "principal_ot_status,principal_ot_wte,principal_ot_caseload,"
                          "principal_ot_grade,tiers_below_director,strategic_hours,psw_status,"
                          "psw_grade,psw_tiers_below_director,psw_strategic_hours")},
    {NEW_BLOCK(a8_social_work,
               "sw_hc,sw_wte,sw_agency_wte,sw_establishment_wte,sw_vac_active_hc,"
               "sw_leavers_hc")},
    {BLOCK(a9_placements, "educators_trained,educators_active,weeks_offered,weeks_hosted,"
                          "weeks_cancelled,cancel_reason,hosted_students,hosted_recruited")},
};

static bool is_in(const char *const (*list)[2], size_t n, const char *folder, const char *org)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(list[i][0], folder) && !strcmp(list[i][1], org))
            return true;
    return false;
}
#define IS_IN(list, folder, org) is_in(list, sizeof(list) / sizeof *(list), folder, org)

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return;
    perror(path);
    exit(1);
}

/* One file per block. refused: the organisation whose return is wrong, in its own folder. */
static void write_collection(const char *root, const Region *region, int k, Team *teams,
                             bool refused)
{
    int year = region->first_year + k;
    char folder[64], path[512];
    int length = snprintf(folder, sizeof folder, "%s-%d", region->id, year);
    if (refused)
        snprintf(folder + length, sizeof folder - (size_t)length, "-faulty");
    snprintf(path, sizeof path, "%s/%s/%s", root, region->id, folder);
    make_folder(path);
    for (const struct Block *b = blocks; b < blocks + sizeof blocks / sizeof *blocks; b++) {
        if (b->since_last && k < COLLECTIONS - 1)
            continue;
        snprintf(path, sizeof path, "%s/%s/%s/%s.csv", root, region->id, folder, b->name);
        Sheet s = {.file = fopen(path, "w"),
                   .folder = folder,
                   .block = b->name,
                   .columns = b->columns,
                   .collection_length = length,
                   .region = region,
                   .year = year,
                   .k = k};
        if (!s.file || fprintf(s.file, "%s\n", b->columns) < 0) {
            perror(path);
            exit(1);
        }
        for (int i = 0; i < region->n_orgs; i++) {
            s.team = &teams[i];
            s.rng = rng_for(region->orgs[i].id, year, b->name);
            if (refused ? IS_IN(faulty, folder, region->orgs[i].id)
                        : !IS_IN(not_received, folder, region->orgs[i].id))
                b->write(&s);
        }
        if (fclose(s.file) != 0) {
            perror(path);
            exit(1);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: make_example FOLDER   (the folder of the examples)\n");
        return 2;
    }
    make_folder(argv[1]);
    for (const Region *r = regions; r < regions + sizeof regions / sizeof *regions; r++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", argv[1], r->id);
        make_folder(path);
        Team *teams = calloc((size_t)r->n_orgs, sizeof *teams);
        if (!teams)
            return 1;
        for (int i = 0; i < r->n_orgs;
             i++) { /* two years before, so that the first has a past */
            found_team(&teams[i], &r->orgs[i], r->first_year - 2);
            next_year(&teams[i], r->first_year - 1, -1);
        }
        for (int k = 0; k < COLLECTIONS; k++) {
            for (int i = 0; i < r->n_orgs; i++)
                next_year(&teams[i], r->first_year + k, k);
            write_collection(argv[1], r, k, teams, false);
            if (k == COLLECTIONS - 1)
                write_collection(argv[1], r, k, teams, true);
        }
        free(teams);
    }
    return 0;
}
