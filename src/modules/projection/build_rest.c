/* Decides what is kept apart from the flows: locums, who are people of the independent sector
 * working for a board or council, and the residual, heads that a return explains by no flow.
 *
 * Locums. Agency WTE of registered roles in a sector, as a share of the independent sector's
 * own: those people are counted once, where they are employed, and shown where they work.
 *
 * Residual. The difference that an organisation states between its heads and its flows
 * (A3 total/difference), on the mean over the years and with the scatter of its sector. Only
 * organisations that ever had one get a row; the mean is drawn to 0 by the engine as far as the
 * years behind it do not reach. */
#include "modules/projection/build.h"
#include <math.h>

#define AGENCY     "A1[" REGISTERED "].wte_agency"
#define DIFFERENCE "A3[total/difference].hc"

static bool locums(Build *b, int sector, double whole)
{
    Arena *a = b->cx->arena;
    double *wte = NEW_ARRAY(a, double, b->n_members + 1), sum = 0, heads = 0, all = 0;
    if (!build_leaf(b, 0, sector, AGENCY, wte))
        return false;
    for (int i = 0; i < b->n_members; i++) {
        const Member *m = &b->members[i];
        if (m->sector != sector)
            continue;
        all += m->registered;
        if (!isnan(wte[i])) {
            sum += wte[i];
            heads += m->registered;
        }
    }
    if (!(sum > 0) || !(whole > 0) || !(heads > 0))
        return true;
    double share = fmin(sum * all / heads / whole, 0.45);
    Dist d = estimate_beta_with(
        (EstimateMoments){share, pow(0.2 * share, 2)}); /* agency staff come and go */
    for (int t = TIER_ENTRY; t < BUILD_TIERS; t++) {
        const char *tier = build_tiers[t].id, *in = build_sectors[sector].id;
        const char *id = arena_printf(a, "locum/%s/%s", in, tier);
        build_assume(b, PART_LOCUM, id,
                     KEYS("state", arena_printf(a, "%s.ind.%s", b->nation, tier), "group", in),
                     share, build_dist(b, &d), "C",
                     arena_printf(a,
                                  "%.2f WTE of agency staff reported, of %.1f WTE of the "
                                  "independent sector; counted once, there",
                                  sum, whole));
        for (int i = 0; i < b->n_members; i++)
            if (b->members[i].sector == sector)
                build_cite(b, id, "agency WTE", 0, AGENCY, &b->members[i], wte[i]);
    }
    return true;
}

static bool residuals(Build *b, int sector)
{
    Arena *a = b->cx->arena;
    int n = b->n_members, known = 0;
    double *sum = NEW_ARRAY(a, double, n + 1), *years = NEW_ARRAY(a, double, n + 1);
    double *one[POOLED_COLLECTIONS], square = 0;
    for (int y = 0; y < b->n_collections && y < POOLED_COLLECTIONS; y++) {
        one[y] = NEW_ARRAY(a, double, n + 1);
        if (!build_leaf(b, y, sector, DIFFERENCE, one[y]))
            return false;
        for (int i = 0; i < n; i++)
            if (!isnan(one[y][i])) {
                sum[i] += one[y][i];
                square += one[y][i] * one[y][i];
                years[i]++;
                known++;
            }
    }
    for (int i = 0; i < n; i++) {
        const Member *m = &b->members[i];
        double sd = sqrt(square / fmax(known, 1)), mean = sum[i] / fmax(years[i], 1);
        if (fabs(sum[i]) < 1e-9)
            continue;
        const struct {
            const char *parameter, *note;
            double value;
        } rows[] = {
            {"mean", "difference stated between heads and flows, by year", mean},
            {"sd", "scatter of such differences in the sector", fmax(sd, 0.05)},
            {"persistence", "one difference says nothing of the next", 0},
            {"years", "returns behind the mean", years[i]},
        };
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            const char *id = arena_printf(a, "residual/%s/%s", m->id, rows[k].parameter);
            build_assume(b, PART_RESIDUAL, id,
                         KEYS("state",
                              arena_printf(a, "%s.%s.entry", m->id, build_sectors[sector].id),
                              "parameter", rows[k].parameter),
                         rows[k].value, "", "B", rows[k].note);
            for (int y = 0; y < b->n_collections && y < POOLED_COLLECTIONS; y++)
                build_cite(b, id, "difference", y, DIFFERENCE, m, one[y][i]);
        }
    }
    return true;
}

bool build_rest(Build *b)
{
    double whole = build_independent_wte(b);
    for (int s = 0; s < BUILD_SECTORS; s++)
        if (!locums(b, s, whole) || !residuals(b, s))
            return false;
    return true;
}
