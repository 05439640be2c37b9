/* Decides, head by head, who is hired under a ceiling: the applicants of a group in a random
 * order, as long as their measure fits into the posts that are left. Someone who is turned away
 * keeps a post where they were, which may turn away others there; the order of turns never
 * changes, so that the end does not depend on which group is looked at first. */
#include "sim/ceiling.h"
#include <math.h>

void hire_new(Hire *h, const Rates *r, const Plan *p, const Ceiling *c, const Hiring *out,
              uint64_t seed, uint32_t replicate, Arena *scratch)
{
    *h = (Hire){.r = r,
                .p = p,
                .c = c,
                .out = out,
                .scratch = scratch,
                .key = philox_stream(seed, "hiring"),
                .replicate = replicate};
    h->moves = NEW_ARRAY(scratch, struct HireMove, r->n_pairs * r->n_ages + 1);
    h->joined = NEW_ARRAY(scratch, int32_t, r->n_cells);
    h->filled = NEW_ARRAY(scratch, double, c->n);
    h->away = NEW_ARRAY(scratch, double, c->n);
    h->first = NEW_ARRAY(scratch, int, c->n);
    h->last = NEW_ARRAY(scratch, int, c->n);
}

bool hire_concerns(const Hire *h, int from_state, int to_state)
{
    int to = h->c->of[to_state];
    return h->p->states[to_state].pool || (to >= 0 && to != h->c->of[from_state]);
}

/* ------------------------------------------------------------------ who applies where */

/* The n-th head that sets out from a cell (or for one, from outside) has its own block: a turn,
 * and a number for the place that a pool gives. */
static PhiloxWords block_of(const Hire *h, int step, int from, int to_state, int cell,
                            int32_t head)
{
    uint32_t item = from < 0 ? (uint32_t)(h->r->n_cells + cell) : (uint32_t)from;
    uint32_t when = (uint32_t)(step * h->r->n_states + to_state);
    return philox((PhiloxWords){{item, when, h->replicate, (uint32_t)head}}, h->key);
}

static int place_of(const Hire *h, int step, int pool, PhiloxWords w)
{
    const Pools *x = &h->r->pools;
    const double *share = x->share + h->r->period_of[step] * pools_places(h->r);
    double u = philox_uniform(w.word[2], w.word[3]);
    int i = x->first[pool], last = x->first[pool + 1] - 1;
    while (i < last && u >= share[i])
        u -= share[i++];
    return x->to[i];
}

/* One who is let in without applying: a mover is there before ageing, a joiner after it. */
static void welcome(Hire *h, int from, int to, int32_t *next)
{
    if (from >= 0)
        next[to] += next[to] < INT32_MAX;
    else
        h->joined[to] += h->joined[to] < INT32_MAX;
}

static void set_out(Hire *h, int step, int from, int state, int age, int32_t head,
                    int32_t *next)
{
    int A = h->r->n_ages, pool = h->r->pools.of[state];
    PhiloxWords w = block_of(h, step, from, state, state * A + age, head);
    int to = pool < 0 ? state : place_of(h, step, pool, w), group = h->c->of[to];
    if (group < 0 || (from >= 0 && h->c->of[from / A] == group)) {
        welcome(h, from, to * A + age, next);
        return;
    }
    Applicant applicant = {w.word[0], from, to * A + age, group, false};
    *PUSH(h->scratch, h->applicants, h->n, h->room) = applicant;
}

static void gather(Hire *h, int step, int32_t *next)
{
    const Rates *r = h->r;
    h->n = 0;
    for (int i = 0; i < h->n_moves; i++)
        for (int32_t head = 0; head < h->moves[i].heads; head++)
            set_out(h, step, h->moves[i].from, h->moves[i].to, h->moves[i].from % r->n_ages,
                    head, next);
    for (int cell = 0; cell < r->n_cells; cell++) {
        int state = cell / r->n_ages;
        int32_t heads = h->joined[cell];
        if (heads == 0 || (h->c->of[state] < 0 && !h->p->states[state].pool))
            continue;
        h->joined[cell] = 0; /* who is let in comes back */
        for (int32_t head = 0; head < heads; head++)
            set_out(h, step, -1, state, cell % r->n_ages, head, next);
    }
}

/* ------------------------------------------------------------------ who is hired */

static int by_turn(const void *x, const void *y)
{
    const Applicant *a = x, *b = y;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

static double weight_at(const Hire *h, int cell)
{
    return h->p->states[cell / h->r->n_ages].weight;
}

/* Everybody is hired at first; the last in turn goes while the group has more than its posts.
 */
static void turn_away(Hire *h, const double *posts, int32_t *next)
{
    int n = h->c->n, *first = h->first, *last = h->last;
    memset(first, 0, (size_t)n * sizeof *first);
    memset(last, 0, (size_t)n * sizeof *last);
    qsort(h->applicants, (size_t)h->n, sizeof *h->applicants, by_turn);
    for (int i = h->n - 1; i >= 0; i--)
        first[h->applicants[i].group] = i;
    for (int i = 0; i < h->n; i++)
        last[h->applicants[i].group] = i + 1;
    bool changed = true;
    while (changed) {
        changed = false;
        for (int g = 0; g < n; g++)
            while (last[g] > first[g] &&
                   h->filled[g] > posts[g] + 1e-9 * (1 + fabs(posts[g]))) {
                Applicant *a = &h->applicants[--last[g]];
                a->away = changed = true;
                h->away[g]++;
                h->filled[g] -= weight_at(h, a->to);
                int origin = a->from < 0 ? -1 : h->c->of[a->from / h->r->n_ages];
                if (origin >= 0)
                    h->filled[origin] += weight_at(h, a->from);
                if (a->from >= 0)
                    welcome(h, a->from, a->from, next);
            }
    }
}

void hire_decide(Hire *h, int step, int32_t *next, StepCounts *counts)
{
    int n = h->c->n;
    const double *posts = h->c->posts + (step + 1) * n;
    bool full = false;
    memset(h->away, 0, (size_t)n * sizeof *h->away);
    gather(h, step, next);
    memset(h->filled, 0, (size_t)n * sizeof *h->filled);
    for (int cell = 0; cell < h->r->n_cells; cell++)
        if (next[cell] > 0 && h->c->of[cell / h->r->n_ages] >= 0)
            h->filled[h->c->of[cell / h->r->n_ages]] += next[cell] * weight_at(h, cell);
    for (int i = 0; i < h->n; i++)
        h->filled[h->applicants[i].group] += weight_at(h, h->applicants[i].to);
    for (int g = 0; g < n; g++)
        full |= h->filled[g] > posts[g];
    if (full)
        turn_away(h, posts, next);
    for (int i = 0; i < h->n; i++) {
        const Applicant *a = &h->applicants[i];
        if (a->away && a->from >= 0)
            counts->moves--;
        if (!a->away)
            welcome(h, a->from, a->to, next);
    }
    h->n_moves = 0;
    hiring_note(h->p, h->c, h->out, step + 1, h->away, h->filled);
}
