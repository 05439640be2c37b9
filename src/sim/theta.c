/* Decides the assumptions of one draw: a Latin hypercube, one value from each of K equal slices
 * of every distribution, in an order that can be asked for draw by draw. What the assumptions
 * mean is left to rates.c. */
#include "sim/dist.h"
#include "sim/engine.h"
#include "sim/philox.h"

void theta_spread(const Plan *p, double *theta)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].like != ANY)
            theta[i] = theta[p->rows[i].like];
}

void theta_central(const Plan *p, double *theta)
{
    for (int i = 0; i < p->n_rows; i++)
        theta[i] = p->rows[i].value;
}

/* Place of k in a random order of 0..K-1, found without making the order: a Feistel network
 * over the next power of four, walked on until it lands below K. */
static uint32_t shuffled(PhiloxKey key, uint32_t k, uint32_t K)
{
    uint32_t half = 1;
    while ((uint64_t)1 << (2 * half) < K)
        half++;
    uint32_t mask = (1u << half) - 1;
    do {
        uint32_t left = k >> half, right = k & mask;
        for (uint32_t round = 0; round < 8; round++) {
            PhiloxWords words = philox((PhiloxWords){{right, round, half, 1}}, key);
            uint32_t next = left ^ (words.word[0] & mask);
            left = right;
            right = next;
        }
        k = left << half | right;
    } while (k >= K);
    return k;
}

struct ThetaTables {
    const Plan *p;
    int n, *rows, *table_of; /* the uncertain rows, and [n_rows] their tables or -1 */
    DistTable *tables;
};

static bool is_drawn(const Row *row)
{
    return row->dist.kind != DIST_FIXED && row->like == ANY;
}

static void make_table(void *self, int i, Arena *scratch)
{
    ThetaTables *t = self;
    (void)scratch;
    dist_table(&t->p->rows[t->rows[i]].dist, &t->tables[i]);
}

const ThetaTables *theta_tables(Arena *a, const Plan *p, int threads)
{
    ThetaTables *t = NEW(a, ThetaTables);
    *t = (ThetaTables){.p = p,
                       .rows = NEW_ARRAY(a, int, p->n_rows + 1),
                       .table_of = NEW_ARRAY(a, int, p->n_rows + 1)};
    for (int i = 0; i < p->n_rows; i++) {
        bool drawn = is_drawn(&p->rows[i]);
        t->table_of[i] = drawn ? t->n : -1;
        if (drawn)
            t->rows[t->n++] = i;
    }
    t->tables = NEW_ARRAY(a, DistTable, t->n + 1);
    parallel_for(t->n, threads, make_table, t);
    return t;
}

void theta_draw(const Plan *p, uint64_t seed, int k, int K, double *theta)
{
    theta_draw_from(NULL, p, seed, k, K, theta);
}

void theta_draw_from(const ThetaTables *tables, const Plan *p, uint64_t seed, int k, int K,
                     double *theta)
{
    theta_central(p, theta);
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (!is_drawn(row))
            continue;
        PhiloxKey key = philox_stream(seed, row->id);
        PhiloxWords words = philox((PhiloxWords){{(uint32_t)k, 0, 0, 2}}, key);
        double within = philox_uniform(words.word[0], words.word[1]);
        double slice = shuffled(key, (uint32_t)k, (uint32_t)K);
        double u = (slice + within) / K;
        double drawn = tables
                           ? dist_look_up(&row->dist, &tables->tables[tables->table_of[i]], u)
                           : dist_inverse(&row->dist, u);
        theta[i] = drawn + row->stretch * drawn + row->shift;
    }
    for (int i = 0; i < p->n_given_rows && p->n_given > 0; i++)
        theta[p->given_rows[i]] =
            p->given[(size_t)(k % p->n_given) * (size_t)p->n_given_rows + (size_t)i];
    theta_spread(p, theta);
}
