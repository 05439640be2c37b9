/* Draws what will come: of everything that the returns leave open one value, then chance.
 *
 * In turn: centre and spread of each sector's rates from their grids; each organisation's rates
 * given those and its own data; sd, persistence and past of the shocks, and their future; then
 * year by year leavers (binomial) and joiners (Poisson). Every draw has its own address, so
 * that the order of the work does not matter. */
#include "sim/estimate.h"
#include "sim/sample.h"
#include <math.h>

enum { MOST_POOLS = 16, MOST_AHEAD = 40 };
enum { AT_LEAVING_POOL, AT_JOINING_POOL, AT_LEAVING_SHOCK, AT_JOINING_SHOCK, AT_ORGANISATION };

/* Uniform numbers of one address, in turn. */
typedef struct Turn {
    PhiloxKey key;
    uint32_t draw, what, index, used;
} Turn;

static double uniform(Turn *t)
{
    PhiloxWords w = philox((PhiloxWords){{t->draw, t->what, t->index, t->used++}}, t->key);
    return philox_uniform(w.word[0], w.word[1]);
}

static double normal(Turn *t)
{
    PhiloxWords w = philox((PhiloxWords){{t->draw, t->what, t->index, t->used++}}, t->key);
    double u = philox_uniform(w.word[0], w.word[1]), v = philox_uniform(w.word[2], w.word[3]);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* Marsaglia and Tsang (2000), "A simple method for generating gamma variables". */
static double gamma_of(Turn *t, double shape)
{
    double boost = 1;
    if (shape < 1) {
        boost = pow(uniform(t), 1 / shape);
        shape += 1;
    }
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(t), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log(uniform(t)) < x * x / 2 + d - d * v + d * log(v))
            return boost * d * v;
    }
}

static void pick_pool(Turn *t, const EstimatePool *p, double *centre, double *spread)
{
    double u = uniform(t);
    int j = 0, i = 0;
    for (int k = 0; k < ESTIMATE_SPREADS * ESTIMATE_CENTRES; k++) {
        j = k / ESTIMATE_CENTRES;
        i = k % ESTIMATE_CENTRES;
        u -= p->weight[j][i];
        if (u < 0)
            break;
    }
    *centre = p->centre[j][i];
    *spread = p->spread[j];
}

/* Shocks of the years ahead, relative to the mean of the years behind the rates. */
static void pick_shocks(Turn *t, const EstimateShock *s, int years, double *ahead)
{
    double u = uniform(t), mean = 0, past[ESTIMATE_MOST_YEARS], z[ESTIMATE_MOST_YEARS];
    int i = 0, j = 0, n = s->years;
    for (int k = 0; k < ESTIMATE_SDS * ESTIMATE_PERSISTENCES; k++) {
        i = k / ESTIMATE_PERSISTENCES;
        j = k % ESTIMATE_PERSISTENCES;
        u -= s->weight[i][j];
        if (u < 0)
            break;
    }
    for (int year = 0; year < n; year++) {
        z[year] = normal(t);
        past[year] = s->past[i][j][year];
        for (int v = 0; v <= year; v++)
            past[year] += s->factor[i][j][year][v] * z[v];
        mean += s->share[year] * past[year];
    }
    double keep = s->persistences[j], sd = s->sds[i], now;
    now = n ? past[n - 1] : sd * normal(t);
    for (int h = 0; h < years; h++) {
        now = keep * now + sd * sqrt(1 - keep * keep) * normal(t);
        ahead[h] = now - mean;
    }
}

void estimate_future(const EstimateWorld *w, int years, uint64_t seed, uint32_t k,
                     int32_t *heads, int32_t *leavers)
{
    PhiloxKey key = philox_stream(seed, "estimate: what will come");
    PhiloxKey chance = philox_stream(seed, "estimate: chance");
    double centre[2][MOST_POOLS], spread[2][MOST_POOLS], ahead[2][MOST_AHEAD];
    for (int p = 0; p < w->n_pools; p++) {
        Turn leaving = {key, k, AT_LEAVING_POOL, (uint32_t)p, 0};
        Turn joining = {key, k, AT_JOINING_POOL, (uint32_t)p, 0};
        pick_pool(&leaving, &w->leaving[p], &centre[0][p], &spread[0][p]);
        pick_pool(&joining, &w->joining[p], &centre[1][p], &spread[1][p]);
    }
    Turn shocks[] = {{key, k, AT_LEAVING_SHOCK, 0, 0}, {key, k, AT_JOINING_SHOCK, 0, 0}};
    pick_shocks(&shocks[0], w->leaving_shock, years, ahead[0]);
    pick_shocks(&shocks[1], w->joining_shock, years, ahead[1]);
    for (int a = 0; a < w->n_organisations; a++) {
        const EstimateOrganisation *o = &w->organisations[a];
        Turn t = {key, k, AT_ORGANISATION, (uint32_t)a, 0};
        double phi = spread[0][o->pool], shape = spread[1][o->pool];
        double go = gamma_of(&t, phi * centre[0][o->pool] + o->leavers);
        double stay = gamma_of(&t, phi * (1 - centre[0][o->pool]) + o->exposed - o->leavers);
        double rate =
            gamma_of(&t, shape + o->joiners) / (shape / centre[1][o->pool] + o->exposure);
        int32_t now = o->heads;
        for (int h = 0; h < years; h++) {
            Address at = {chance, {(uint32_t)a, (uint32_t)h, k}, 0}, in = at;
            double odds = go / stay * exp(ahead[0][h]);
            int32_t left = sample_binomial(at, now, odds / (1 + odds));
            in.draw = 1;
            now += sample_poisson(in, rate * o->size * exp(ahead[1][h])) - left;
            heads[a * years + h] = now;
            leavers[a * years + h] = left;
        }
    }
}
