/* Decides the assumptions of one draw: a Latin hypercube, one value from each of K equal slices
 * of every distribution, in an order that can be asked for draw by draw. What the assumptions
 * mean is left to rates.c. */
#include "sim/dist.h"
#include "sim/engine.h"
#include "sim/philox.h"

enum { ROUNDS = 4 };

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

/* What an uncertain row is drawn with. */
typedef struct RowStream {
    PhiloxKey key;
    uint32_t round[ROUNDS]; /* keys of the order of its slices */
} RowStream;

static RowStream row_stream(uint64_t seed, const char *id)
{
    RowStream s = {.key = philox_stream(seed, id)};
    PhiloxWords words = philox((PhiloxWords){{0, 0, 0, 1}}, s.key);
    memcpy(s.round, words.word, sizeof words.word);
    return s;
}

/* A word that hangs on every bit of x (the finish of Appleby's MurmurHash3). */
static inline uint32_t mixed(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x *= 0xC2B2AE35u;
    return x ^ x >> 16;
}

/* Place of k in a random order of 0..K-1, found without making the order: a Feistel network
 * over the next power of four, walked on until it lands below K. */
static uint32_t shuffled(const RowStream *s, uint32_t k, uint32_t K)
{
    uint32_t half = 1;
    while ((uint64_t)1 << (2 * half) < K)
        half++;
    uint32_t mask = (1u << half) - 1;
    do {
        uint32_t left = k >> half, right = k & mask;
        for (int i = 0; i < ROUNDS; i++) {
            uint32_t next = left ^ (mixed(right * 0x9E3779B1u + s->round[i]) & mask);
            left = right;
            right = next;
        }
        k = left << half | right;
    } while (k >= K);
    return k;
}

struct ThetaTables {
    const Plan *p;
    uint64_t seed;
    int n, *rows; /* the uncertain rows */
    DistTable *tables;
    RowStream *streams;
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
    t->streams[i] = row_stream(t->seed, t->p->rows[t->rows[i]].id);
}

const ThetaTables *theta_tables(Arena *a, const Plan *p, uint64_t seed, int threads)
{
    ThetaTables *t = NEW(a, ThetaTables);
    *t = (ThetaTables){.p = p, .seed = seed, .rows = NEW_ARRAY(a, int, p->n_rows + 1)};
    for (int i = 0; i < p->n_rows; i++) {
        if (is_drawn(&p->rows[i]))
            t->rows[t->n++] = i;
    }
    t->tables = NEW_ARRAY(a, DistTable, t->n + 1);
    t->streams = NEW_ARRAY(a, RowStream, t->n + 1);
    parallel_for(t->n, threads, make_table, t);
    return t;
}

/* Where in its distribution draw k of a row lies: somewhere in a slice of its own. */
static double slice_of(const RowStream *s, int k, int K)
{
    PhiloxWords words = philox((PhiloxWords){{(uint32_t)k, 0, 0, 2}}, s->key);
    double within = philox_uniform(words.word[0], words.word[1]);
    return (shuffled(s, (uint32_t)k, (uint32_t)K) + within) / K;
}

static double lifted(const Row *row, double drawn)
{
    return drawn + row->stretch * drawn + row->shift;
}

/* Rows whose draws are given together, and those that take another's. */
static void spread_given(const Plan *p, int k, double *theta)
{
    for (int i = 0; i < p->n_given_rows && p->n_given > 0; i++)
        theta[p->given_rows[i]] =
            p->given[(size_t)(k % p->n_given) * (size_t)p->n_given_rows + (size_t)i];
    theta_spread(p, theta);
}

void theta_draw(const Plan *p, uint64_t seed, int k, int K, double *theta)
{
    theta_central(p, theta);
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (!is_drawn(row))
            continue;
        RowStream s = row_stream(seed, row->id);
        theta[i] = lifted(row, dist_inverse(&row->dist, slice_of(&s, k, K)));
    }
    spread_given(p, k, theta);
}

void theta_draw_from(const ThetaTables *t, int k, int K, double *theta)
{
    theta_central(t->p, theta);
    for (int i = 0; i < t->n; i++) {
        const Row *row = &t->p->rows[t->rows[i]];
        double u = slice_of(&t->streams[i], k, K);
        theta[t->rows[i]] = lifted(row, dist_look_up(&row->dist, &t->tables[i], u));
    }
    spread_given(t->p, k, theta);
}
