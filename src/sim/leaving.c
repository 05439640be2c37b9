/* Decides how the heads of a step are drawn who do not keep their state.
 *
 * Only cells with people are looked at, some at a time, so that their random words are made
 * together (philox_gather). A cell's number of leavers is one binomial count at the cell's own
 * address. Each leaver then has a word of their own, at addresses that follow from the cell
 * too, and goes the way in whose share of 0..1 the word falls: out for good, or to a state.
 * That is the multinomial of competing risks. Where many leave, conditional binomials in turn,
 * which are the same multinomial, cost less. Nothing depends on how many cells are taken at a
 * time. */
#include "sim/leaving.h"

enum {
    CELLS = 64,        /* at a time: what they need stays in the first-level cache */
    BLOCKS = 16,       /* of words for the leavers of one cell */
    MANY = 4 * BLOCKS, /* leavers beyond which counts are drawn */
    FEW = 3,           /* leavers up to which each looks for a way alone */
};

typedef struct Batch { /* cells with people, and those of them whose leavers have words */
    int n, n_words, n_blocks;
    uint32_t cells[CELLS];
    PhiloxWords first[CELLS];
    struct Going {
        int cell, at; /* first block */
        int32_t heads;
    } going[CELLS];
    uint32_t items[CELLS * BLOCKS];
    PhiloxWords words[CELLS * BLOCKS];
} Batch;

LeavingDraws leaving_draws(const Rates *r, uint64_t seed, uint32_t replicate, Hire *hire)
{
    return (LeavingDraws){.r = r,
                          .replicate = replicate,
                          .leaving = philox_stream(seed, "leaving and moving"),
                          .ways = philox_stream(seed, "ways out"),
                          .hire = hire};
}

typedef struct Ways {           /* out of a cell: for good, then each state in turn */
    int cell, state, age, pair; /* pair: of way 1 */
    int n;
    int period;
    double exits;
} Ways;

static Ways ways_of(const Rates *r, int step, int cell)
{
    int state = r->state_of[cell], age = cell - state * r->n_ages, pair = r->pairs_of[state];
    int period = r->period_of[step];
    return (Ways){
        .cell = cell,
        .state = state,
        .age = age,
        .pair = pair,
        .n = 1 + r->pairs_of[state + 1] - pair,
        .period = period,
        .exits = r->exits[(size_t)period * (size_t)r->n_cells + (size_t)cell],
    };
}

static double share_of(const Rates *r, const Ways *w, int way)
{
    return way == 0 ? w->exits : pair_share(r, w->period, w->pair + way - 1, w->age);
}

static void go(const LeavingDraws *d, const Ways *w, int way, int32_t heads, int32_t *next,
               StepCounts *counts)
{
    if (heads == 0)
        return;
    if (way == 0) {
        counts->exits += heads;
        return;
    }
    int to = d->r->pairs[w->pair + way - 1].to;
    counts->moves += heads;
    if (d->hire && hire_concerns(d->hire, w->state, to))
        d->hire->moves[d->hire->n_moves++] = (struct HireMove){w->cell, to, heads};
    else
        heads_add(&next[to * d->r->n_ages + w->age], heads);
}

/* Many leavers: how many go each way, one way after the other. */
static void go_by_counts(const LeavingDraws *d, int step, const Ways *w, int32_t heads,
                         double rest, int32_t *next, StepCounts *counts)
{
    Address at = {d->leaving, {(uint32_t)w->cell, (uint32_t)step, d->replicate}, .draw = 1};
    for (int way = 0; way < w->n && heads > 0; way++, at.draw++) {
        int32_t some = sample_part(at, heads, share_of(d->r, w, way), &rest);
        go(d, w, way, some, next, counts);
        heads -= some;
    }
}

/* The way in whose share of all the place falls; what rounding leaves is the last one's. */
static int way_of(const Rates *r, const Ways *w, double place)
{
    int last = 0;
    double left = place;
    for (int way = 0; way < w->n; way++) {
        double share = share_of(r, w, way);
        if (left < share)
            return way;
        left -= share;
        last = share > 0 ? way : last;
    }
    return last;
}

/* Few leavers: each by the word they have, alone or against each way together. */
static void go_by_words(const LeavingDraws *d, const Ways *w, const PhiloxWords *words,
                        int32_t heads, double all, int32_t *next, StepCounts *counts)
{
    double sum = 0, scale = 1 / all;
    uint32_t below[MOST_WAYS];
    int32_t some[MOST_WAYS];
    int n = 1; /* ways up to the last that anyone goes: it takes what rounding leaves */
    if (heads <= FEW && !d->hire) {
        for (int32_t head = 0; head < heads; head++)
            go(d, w, way_of(d->r, w, all * ((words->word[head] + 0.5) * 0x1p-32)), 1, next,
               counts);
        return;
    }
    for (int way = 0; way < w->n; way++) {
        double share = share_of(d->r, w, way);
        below[way] = sample_bound((sum += share) * scale);
        n = share > 0 ? way + 1 : n;
    }
    sample_ways(words->word, heads, below, n, some);
    for (int way = 0; way < n; way++)
        go(d, w, way, some[way], next, counts);
}

/* How many leave each cell; those of few get their items of words to come. */
static void count_leavers(const LeavingDraws *d, int step, Batch *b, const int32_t *now,
                          int32_t *next, StepCounts *counts)
{
    const Rates *r = d->r;
    const double *stay = r->stay + (size_t)r->period_of[step] * (size_t)r->n_cells;
    Address at = {d->leaving, {0, (uint32_t)step, d->replicate}, 0};
    PhiloxWords counter = {{0, (uint32_t)step, d->replicate, sample_counter(&at)}};
    philox_gather(r->path, d->leaving, b->cells, counter, (size_t)b->n, b->first);
    b->n_words = b->n_blocks = 0;
    for (int i = 0; i < b->n; i++) {
        int cell = (int)b->cells[i];
        double goes = 1 - stay[cell];
        at.word[0] = b->cells[i];
        int32_t heads = sample_binomial_of(&at, &b->first[i], now[cell], goes);
        heads_add(&next[cell], now[cell] - heads);
        if (heads == 0)
            continue;
        int state = r->state_of[cell], pairs = r->pairs_of[state + 1] - r->pairs_of[state];
        if (heads > MANY || pairs >= MOST_WAYS) {
            Ways w = ways_of(r, step, cell);
            go_by_counts(d, step, &w, heads, goes, next, counts);
            continue;
        }
        b->going[b->n_words++] = (struct Going){cell, b->n_blocks, heads};
        for (int32_t block = 0; 4 * block < heads; block++)
            b->items[b->n_blocks++] = b->cells[i] * BLOCKS + (uint32_t)block;
    }
}

static void send(const LeavingDraws *d, int step, Batch *b, const int32_t *now, int32_t *next,
                 StepCounts *counts)
{
    const Rates *r = d->r;
    const double *stay = r->stay + (size_t)r->period_of[step] * (size_t)r->n_cells;
    count_leavers(d, step, b, now, next, counts);
    PhiloxWords counter = {{0, (uint32_t)step, d->replicate, 0}};
    philox_gather(r->path, d->ways, b->items, counter, (size_t)b->n_blocks, b->words);
    for (int i = 0; i < b->n_words; i++) {
        const struct Going *g = &b->going[i];
        Ways w = ways_of(r, step, g->cell);
        go_by_words(d, &w, &b->words[g->at], g->heads, 1 - stay[g->cell], next, counts);
    }
    b->n = 0;
}

void leaving_by_chance(const LeavingDraws *d, int step, const int32_t *now, int32_t *next,
                       StepCounts *counts)
{
    Batch b;
    b.n = 0;
    memset(next, 0, (size_t)d->r->n_cells * sizeof *next);
    for (int cell = 0; cell < d->r->n_cells; cell++) {
        b.cells[b.n] = (uint32_t)cell;
        b.n += now[cell] != 0;
        if (b.n == CELLS)
            send(d, step, &b, now, next, counts);
    }
    send(d, step, &b, now, next, counts);
}
