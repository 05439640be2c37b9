/* Decides how cells and sums are put together and which of them are the same cell. What may be
 * shown of them is left to the other disclosure files. */
#include "sim/disclosure.h"
#include <math.h>
#include <stdint.h>

struct SafeIndex { /* open addressing; a power of two with room */
    int room, n;
    int *cells; /* number + 1; 0 = empty */
};

SafeTable *safe_table(Arena *a)
{
    SafeTable *t = NEW(a, SafeTable);
    t->arena = a;
    t->index = NEW(a, struct SafeIndex);
    return t;
}

static uint64_t hash(const char *key)
{
    uint64_t h = 14695981039346656037u;
    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 1099511628211u;
    return h;
}

/* The place of the key, or the empty place where it would be. */
static int *place(const SafeTable *t, const char *key)
{
    const struct SafeIndex *x = t->index;
    unsigned at = (unsigned)hash(key) & (unsigned)(x->room - 1);
    while (x->cells[at] && strcmp(t->cells[x->cells[at] - 1].key, key) != 0)
        at = (at + 1) & (unsigned)(x->room - 1);
    return &x->cells[at];
}

static void index_add(SafeTable *t, int cell)
{
    struct SafeIndex *x = t->index;
    if (2 * x->n >= x->room) {
        x->room = x->room ? 2 * x->room : 64;
        x->cells = NEW_ARRAY(t->arena, int, x->room);
        for (int i = 0; i < t->n_cells; i++)
            if (i != cell && t->cells[i].key)
                *place(t, t->cells[i].key) = i + 1;
    }
    *place(t, t->cells[cell].key) = cell + 1;
    x->n++;
}

int safe_find(const SafeTable *t, const char *key)
{
    return t->index->room ? *place(t, key) - 1 : -1;
}

static bool near(double one, double other)
{
    return fabs(one - other) <= 1e-9 * (1 + fabs(one));
}

static int strictness(SafeUse use)
{
    static const int order[] = {
        [SAFE_HIDDEN] = 0, [SAFE_FREE] = 1, [SAFE_PUBLISH] = 2, [SAFE_PRIMARY] = 3};
    return order[use];
}

static void merge(SafeCell *old, const SafeCell *more)
{
    if (strictness(more->use) > strictness(old->use)) {
        old->use = more->use;
        old->rule = more->rule;
    }
    old->cost = fmax(old->cost, more->cost);
    old->lo = fmax(old->lo, more->lo);
    old->hi = fmin(old->hi, more->hi);
    old->protect.below = fmax(old->protect.below, more->protect.below);
    old->protect.above = fmax(old->protect.above, more->protect.above);
    old->protect.span = fmax(old->protect.span, more->protect.span);
    for (int i = 0; i < 2; i++)
        if (old->knows[i] == 0)
            old->knows[i] = more->knows[i];
}

int safe_cell(SafeTable *t, const SafeCell *cell)
{
    int found = cell->key ? safe_find(t, cell->key) : -1;
    if (found >= 0) {
        if (!near(t->cells[found].value, cell->value))
            return -1;
        merge(&t->cells[found], cell);
        return found;
    }
    int number = t->n_cells;
    SafeCell *c = PUSH(t->arena, t->cells, t->n_cells, t->room_cells);
    *c = *cell;
    if (cell->key) {
        c->key = arena_strdup(t->arena, cell->key);
        index_add(t, number);
    }
    return number;
}

void safe_sum(SafeTable *t, int whole, int n, const int *parts)
{
    SafeSum *s = PUSH(t->arena, t->sums, t->n_sums, t->room_sums);
    s->n = n + 1;
    s->terms = NEW_ARRAY(t->arena, SafeTerm, n + 1);
    s->terms[0] = (SafeTerm){whole, -1};
    for (int i = 0; i < n; i++)
        s->terms[i + 1] = (SafeTerm){parts[i], 1};
}

void safe_same(SafeTable *t, int one, int other)
{
    safe_sum(t, one, 1, &other);
}

int safe_append(SafeTable *t, const SafeTable *other)
{
    int first = t->n_cells;
    for (int i = 0; i < other->n_cells; i++) {
        SafeCell c = other->cells[i];
        c.key = NULL;
        *PUSH(t->arena, t->cells, t->n_cells, t->room_cells) = c;
    }
    for (int i = 0; i < other->n_sums; i++) {
        const SafeSum *from = &other->sums[i];
        SafeSum *s = PUSH(t->arena, t->sums, t->n_sums, t->room_sums);
        s->n = from->n;
        s->terms = NEW_ARRAY(t->arena, SafeTerm, s->n);
        for (int k = 0; k < s->n; k++)
            s->terms[k] = (SafeTerm){from->terms[k].cell + first, from->terms[k].factor};
    }
    return first;
}

static const char *name_of(const SafeTable *t, int cell)
{
    const char *key = t->cells[cell].key;
    return key ? key : arena_printf(t->arena, "%d", cell);
}

bool safe_check(const SafeTable *t, Err *err)
{
    for (int i = 0; i < t->n_cells; i++) {
        const SafeCell *c = &t->cells[i];
        if (!isfinite(c->value) || !(c->cost >= 0) || !isfinite(c->cost))
            return fail(err, INVALID, "cell %s needs a value and a cost of at least 0",
                        name_of(t, i));
        if (!(c->lo <= c->value && c->value <= c->hi))
            return fail(err, INVALID, "cell %s is %g, which is not between %g and %g",
                        name_of(t, i), c->value, c->lo, c->hi);
        if (!(c->protect.below >= 0 && c->protect.above >= 0 && c->protect.span >= 0))
            return fail(err, INVALID, "cell %s has a negative protection", name_of(t, i));
    }
    for (int i = 0; i < t->n_sums; i++) {
        const SafeSum *s = &t->sums[i];
        double sum = 0, size = 0;
        for (int k = 0; k < s->n; k++) {
            sum += s->terms[k].factor * t->cells[s->terms[k].cell].value;
            size += fabs(t->cells[s->terms[k].cell].value);
        }
        if (!(fabs(sum) <= 1e-7 * (1 + size)))
            return fail(err, INVALID, "the parts of %s do not add up to it: they differ by %g",
                        name_of(t, s->terms[0].cell), sum);
    }
    return true;
}
