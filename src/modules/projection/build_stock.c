/* Decides the states of a plan and who is in them: a state for every organisation and tier,
 * with heads by age.
 *
 * A return says heads by role (A1) and ages of all its staff (A4), not both together. The table
 * of tiers by ages of an organisation is therefore a seed, how tiers usually differ in age,
 * that is raked (iterative proportional fitting) to its heads by tier and to its ages. Small
 * organisations' ages are drawn towards those of their sector first (Dirichlet). Bands are then
 * spread over single years of age along a density that is linear between the bands' middles,
 * and rounded to whole people so that each tier keeps its heads. */
#include "modules/projection/build.h"
#include <math.h>
#include <string.h>

enum { BANDS = 7, YOUNGEST = 20, OLDEST = 70, AGES = OLDEST - YOUNGEST + 1 };
static const char *const bands[BANDS] = {"under_25", "25_34", "35_44",  "45_54",
                                         "55_59",    "60_64", "65_plus"};
static const int band_from[BANDS + 1] = {20, 25, 35, 45, 55, 60, 65, 71};
/* How tiers differ in age: heads of a tier in the band, to those of all (planning assumption).
 */
static const double seed[BUILD_TIERS][BANDS] = {
    {1.0, 0.9, 0.9, 1.0, 1.1, 1.2, 1.2}, /* support */
    {4.0, 2.0, 0.9, 0.6, 0.5, 0.5, 0.5}, /* entry */
    {0.2, 0.9, 1.3, 1.2, 1.1, 1.0, 1.0}, /* senior */
    {0.0, 0.4, 1.1, 1.5, 1.5, 1.3, 1.0}, /* lead */
};
static const double SD_OF_A_PERSONS_FTE = 0.2;

/* ---------------------------------------------------------------- ages */

typedef struct Ages {
    double *heads[BANDS]; /* [n_members] as reported */
    EstimateSplit split[BUILD_SECTORS];
} Ages;

static const char *band_formula(Build *b, int band)
{
    return arena_printf(b->cx->arena, "A4[age/%s].hc", bands[band]);
}

static bool read_ages(Build *b, Ages *ages)
{
    Arena *a = b->cx->arena;
    double *one = NEW_ARRAY(a, double, b->n_members + 1);
    for (int k = 0; k < BANDS; k++) {
        ages->heads[k] = NEW_ARRAY(a, double, b->n_members + 1);
        for (int s = 0; s < BUILD_SECTORS; s++) {
            if (!build_leaf(b, 0, s, band_formula(b, k), one))
                return false;
            for (int i = 0; i < b->n_members; i++)
                if (b->members[i].sector == s)
                    ages->heads[k][i] = one[i];
        }
    }
    for (int s = 0; s < BUILD_SECTORS; s++) {
        double *y = NEW_ARRAY(a, double, (b->n_members + 1) * BANDS);
        int n = 0;
        for (int i = 0; i < b->n_members; i++) {
            if (b->members[i].sector != s || isnan(ages->heads[0][i]))
                continue;
            for (int k = 0; k < BANDS; k++)
                y[n * BANDS + k] = isnan(ages->heads[k][i]) ? 0 : ages->heads[k][i];
            n++;
        }
        estimate_split(y, n, BANDS, &ages->split[s]);
    }
    return true;
}

/* Share of the band among a member's staff, drawn towards its sector's. */
static void age_shares(const Ages *ages, const Member *m, int i, double *share)
{
    double own[BANDS];
    for (int k = 0; k < BANDS; k++)
        own[k] = isnan(ages->heads[k][i]) ? 0 : ages->heads[k][i];
    for (int k = 0; k < BANDS; k++) {
        Dist d = estimate_split_of(&ages->split[m->sector], own, k);
        share[k] = d.a / (d.a + d.b);
    }
}

/* table[tier][band] with the member's heads by tier and its ages. */
static void rake(const Member *m, const double *share, double (*table)[BANDS])
{
    double all = 0;
    for (int t = 0; t < BUILD_TIERS; t++) {
        all += m->heads[t];
        for (int k = 0; k < BANDS; k++)
            table[t][k] = m->heads[t] * seed[t][k] * share[k];
    }
    for (int round = 0; round < 60; round++) {
        for (int k = 0; k < BANDS; k++) {
            double sum = 0;
            for (int t = 0; t < BUILD_TIERS; t++)
                sum += table[t][k];
            for (int t = 0; t < BUILD_TIERS && sum > 0; t++)
                table[t][k] *= all * share[k] / sum;
        }
        for (int t = 0; t < BUILD_TIERS; t++) { /* last, so that heads are kept exactly */
            double sum = 0;
            for (int k = 0; k < BANDS; k++)
                sum += table[t][k];
            for (int k = 0; k < BANDS && sum > 0; k++)
                table[t][k] *= m->heads[t] / sum;
        }
    }
}

/* The density at an age: linear between the middles of the bands, flat outside them. */
static double density_at(const double *of, double at)
{
    double middle[BANDS], dense[BANDS];
    int k = 0;
    for (int j = 0; j < BANDS; j++) {
        middle[j] = (band_from[j] + band_from[j + 1]) / 2.0;
        dense[j] = of[j] / (band_from[j + 1] - band_from[j]);
    }
    while (k < BANDS - 1 && middle[k + 1] < at)
        k++;
    if (at <= middle[0] || k == BANDS - 1)
        return dense[k];
    return dense[k] +
           (dense[k + 1] - dense[k]) * (at - middle[k]) / (middle[k + 1] - middle[k]);
}

/* Whole people by single year of age: each band keeps its sum in the density, and the running
 * total is rounded, so that the tier keeps its heads exactly. */
static void by_year(const double *of, double *heads)
{
    double running = 0, placed = 0;
    for (int band = 0; band < BANDS; band++) {
        double whole = 0;
        for (int age = band_from[band]; age < band_from[band + 1]; age++)
            whole += density_at(of, age + 0.5);
        for (int age = band_from[band]; age < band_from[band + 1]; age++) {
            running += whole > 0 ? of[band] * density_at(of, age + 0.5) / whole : 0;
            heads[age - YOUNGEST] = floor(running + 0.5 + 1e-9) - placed;
            placed += heads[age - YOUNGEST];
        }
    }
}

/* ---------------------------------------------------------------- states */

static const char *state_of(Build *b, const Member *m, int tier)
{
    return arena_printf(b->cx->arena, "%s.%s.%s", m->id, build_sectors[m->sector].id,
                        build_tiers[tier].id);
}

/* Heads by age of a known tier; of a predicted one a single uncertain number over all ages. */
static void stock_rows(Build *b, const Ages *ages, int i, int t, const double *of)
{
    Arena *a = b->cx->arena;
    const Member *m = &b->members[i];
    const char *state = state_of(b, m, t);
    if (!m->known[t]) {
        build_assume(b, PART_STOCK, arena_printf(a, "stock/%s", state),
                     KEYS("state", state, "ages", t == TIER_ENTRY ? "20-44" : "30-59"),
                     m->heads[t], m->guess[t], "C",
                     "not received or not known: predicted from the heads per head of "
                     "population of the others, and its own newest earlier return");
        return;
    }
    double heads[AGES];
    by_year(of, heads);
    for (int k = 0; k < b->m.tables[TABLE_AGE].n; k++) {
        const ModelRow *class = &b->m.tables[TABLE_AGE].rows[k];
        double first = YOUNGEST, last = OLDEST, in = 0;
        text_to_double(class->cells[1], &first);
        if (!text_to_double(class->cells[2], &last))
            last = OLDEST;
        for (int age = 0; age < AGES; age++)
            in += age + YOUNGEST >= first && age + YOUNGEST <= last ? heads[age] : 0;
        if (in < 0.5)
            continue;
        const char *id = build_assume(
            b, PART_STOCK, arena_printf(a, "stock/%s/%s", state, class->cells[0]),
            KEYS("state", state, "ages", class->cells[0]), in, "", "A",
            "heads of the tier x ages of all staff, drawn towards those of the sector");
        build_cite(b, id, "heads of the tier", 0, build_tiers[t].formula, m, m->heads[t]);
        for (int band = 0; band < BANDS; band++)
            if (band_from[band] <= last && band_from[band + 1] > first)
                build_cite(b, id, "staff of this age", 0, band_formula(b, band), m,
                           ages->heads[band][i]);
    }
}

static bool member_states(Build *b, const Ages *ages, int sector, const double *wte,
                          const double *heads)
{
    Arena *a = b->cx->arena;
    for (int i = 0; i < b->n_members; i++) {
        const Member *m = &b->members[i];
        double share[BANDS], table[BUILD_TIERS][BANDS];
        if (m->sector != sector)
            continue;
        Dist fte = estimate_mean_share(wte, heads, b->n_members, SD_OF_A_PERSONS_FTE, i);
        age_shares(ages, m, i, share);
        rake(m, share, table);
        for (int t = 0; t < BUILD_TIERS; t++) {
            build_state(
                b, state_of(b, m, t), arena_printf(a, "%s: %s", m->label, build_tiers[t].label),
                build_sectors[sector].id, t == TIER_SUPPORT ? 0 : fte.a / (fte.a + fte.b),
                m->known[t] ? "A" : "C",
                t == TIER_SUPPORT ? "not counted as supply of registered therapists"
                : m->known[t]     ? "WTE per head, drawn towards that of the sector"
                                  : "not received or not known: predicted, and marked");
            stock_rows(b, ages, i, t, table[t]);
        }
        build_group(b, m->id, m->label, "area",
                    arena_printf(a, "%s.%s.*", m->id, build_sectors[sector].id));
        if (!m->answered)
            build_group(b, "not_received", "Not received: predicted", "answer",
                        arena_printf(a, "%s.%s.*", m->id, build_sectors[sector].id));
    }
    return true;
}

/* Pools through which people change organisations: emptied in the step in which they fill. */
static void pool_states(Build *b)
{
    Arena *a = b->cx->arena;
    for (int s = 0; s < BUILD_SECTORS; s++)
        for (int t = 0; t < BUILD_TIERS; t++) {
            build_state(b,
                        arena_printf(a, "%s.%s_pool.%s", b->nation, build_sectors[s].id,
                                     build_tiers[t].id),
                        arena_printf(a, "On the move: %s, %s", build_sectors[s].label,
                                     build_tiers[t].label),
                        build_sectors[s].id, 0, "A", "a way, not a place: nobody stays");
            build_put(&b->m.tables[TABLE_STATE].rows[b->m.tables[TABLE_STATE].n - 1],
                      TABLE_STATE, "pool", "yes");
        }
}

bool build_stock(Build *b)
{
    Arena *a = b->cx->arena;
    Ages ages;
    double *wte = NEW_ARRAY(a, double, b->n_members + 1);
    double *heads = NEW_ARRAY(a, double, b->n_members + 1);
    if (!read_ages(b, &ages))
        return false;
    for (int s = 0; s < BUILD_SECTORS; s++) {
        if (!build_leaf(b, 0, s, "A1[" REGISTERED "].wte_perm + A1[" REGISTERED "].wte_fixed",
                        wte) ||
            !build_leaf(b, 0, s, "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed",
                        heads))
            return false;
        for (int i = 0; i < b->n_members; i++)
            if (isnan(wte[i]) || isnan(heads[i]))
                wte[i] = heads[i] = 0;
        if (!member_states(b, &ages, s, wte, heads))
            return false;
    }
    pool_states(b);
    for (int t = 0; t < BUILD_TIERS; t++)
        build_group(b, build_tiers[t].id, build_tiers[t].label, "tier",
                    arena_printf(a, "*.*.%s", build_tiers[t].id));
    return true;
}
