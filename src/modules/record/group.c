/* Decides how rows are counted and summed by group. Each value of a grouping column has a
 * number; the numbers of a row, joined pair by pair, name its group. Sums are whole millionths,
 * so that they do not depend on the order of the rows. */
#include "modules/record/plan.h"
#include <math.h>

enum { MOST_GROUPS = 100000, MOST_BY = 8 };

struct Grouping {
    Arena *arena;
    int n_keys, n_sums;
    PlanColumn *keys[MOST_BY], *sums[MOST_BY];
    Words values[MOST_BY], pairs[MOST_BY];
    int (*members)[MOST_BY]; /* of a group: the number of each value */
    int64_t *rows;
    RecordSum *totals; /* [group][sum] */
    int n, room;
};

double record_sum(const RecordSum *s)
{
    return (double)s->millionths / 1e6 + s->rest;
}

Grouping *grouping_new(Arena *a, PlanColumn *columns, int n)
{
    Grouping *g = NEW(a, Grouping);
    g->arena = a;
    for (int i = 0; i < n; i++) {
        RecordUse use = record_use(columns[i].field);
        if (use == RECORD_GROUP && g->n_keys < MOST_BY)
            g->keys[g->n_keys++] = &columns[i];
        if ((use == RECORD_SUM || use == RECORD_MEAN) && g->n_sums < MOST_BY)
            g->sums[g->n_sums++] = &columns[i];
    }
    for (int i = 0; i < g->n_keys; i++) {
        words_start(&g->values[i], a);
        words_start(&g->pairs[i], a);
    }
    return g;
}

static inline void sum_add(RecordSum *s, double v)
{
    if (isnan(v))
        return;
    s->known++;
    double millionths = v * 1e6, whole = nearbyint(millionths);
    int64_t after;
    if (fabs(whole) < 9e15 && fabs(millionths - whole) < 1e-3 &&
        !__builtin_add_overflow(s->millionths, (int64_t)whole, &after))
        s->millionths = after;
    else
        s->rest += v;
}

/* The number of the pair (left, right) among those of this column. */
static int pair(Words *pairs, int left, int right)
{
    char text[72] = {0};
    memcpy(text, &left, 4);
    memcpy(text + 4, &right, 4);
    return words_add(pairs, (View){text, 8});
}

static int new_group(Grouping *g, const int *members)
{
    if (g->n == g->room) {
        int room = g->room ? 2 * g->room : 64;
        size_t n = (size_t)g->n, more = (size_t)room;
        g->members =
            arena_grow(g->arena, g->members, n * sizeof *g->members, more * sizeof *g->members);
        g->rows = arena_grow(g->arena, g->rows, n * sizeof *g->rows, more * sizeof *g->rows);
        size_t sums = (size_t)g->n_sums * sizeof *g->totals;
        g->totals = arena_grow(g->arena, g->totals, n * sums, more * sums);
        g->room = room;
    }
    memcpy(g->members[g->n], members, sizeof *g->members);
    return g->n++;
}

bool grouping_add(Ctx *cx, Grouping *g, const ScanBatch *b, const bool *bad)
{
    for (int r = 0; r < b->n_rows; r++) {
        int members[MOST_BY] = {0}, group = 0;
        if (bad[r])
            continue;
        for (int i = 0; i < g->n_keys; i++) {
            View v = g->keys[i]->csv < 0 ? (View){"", 0} : scan_cell(b, r, g->keys[i]->csv);
            members[i] = words_add(&g->values[i], v);
            group = i ? pair(&g->pairs[i], group, members[i]) : members[i];
        }
        if (group >= g->n)
            new_group(g, members);
        if (g->n > MOST_GROUPS)
            return fail(&cx->err, TOO_LARGE, "%s: more than %d groups by %s",
                        scan_file(b->scan)->name, MOST_GROUPS, g->keys[0]->field->name);
        g->rows[group]++;
        for (int i = 0; i < g->n_sums; i++)
            if (g->sums[i]->csv >= 0)
                sum_add(&g->totals[group * g->n_sums + i], g->sums[i]->numbers[r]);
    }
    return true;
}

static int by_keys(const void *x, const void *y, void *n_keys)
{
    const RecordGroup *a = x, *b = y;
    for (int i = 0; i < *(int *)n_keys; i++) {
        int order = strcmp(a->keys[i], b->keys[i]);
        if (order)
            return order;
    }
    return 0;
}

void groups_sort(RecordGroups *g)
{
    if (g->n)
        qsort_r(g->items, (size_t)g->n, sizeof *g->items, by_keys, &g->n_keys);
}

void groups_shape(Arena *a, const FormBlock *b, RecordGroups *out)
{
    const FormField **keys = NEW_ARRAY(a, const FormField *, MOST_BY);
    const FormField **sums = NEW_ARRAY(a, const FormField *, MOST_BY);
    *out = (RecordGroups){.keys = keys, .sums = sums};
    for (int i = 0; i < b->n_fields; i++) {
        RecordUse use = record_use(&b->fields[i]);
        if (use == RECORD_GROUP && out->n_keys < MOST_BY)
            keys[out->n_keys++] = &b->fields[i];
        if ((use == RECORD_SUM || use == RECORD_MEAN) && out->n_sums < MOST_BY)
            sums[out->n_sums++] = &b->fields[i];
    }
}

void grouping_end(Grouping *g, const FormBlock *b, RecordGroups *out)
{
    groups_shape(g->arena, b, out);
    out->n = g->n;
    out->items = NEW_ARRAY(g->arena, RecordGroup, g->n);
    for (int i = 0; i < g->n; i++) {
        const char **names = NEW_ARRAY(g->arena, const char *, g->n_keys);
        for (int k = 0; k < g->n_keys; k++)
            names[k] = g->values[k].items[g->members[i][k]].s;
        out->items[i] =
            (RecordGroup){.keys = names, .rows = g->rows[i], .sums = &g->totals[i * g->n_sums]};
    }
    groups_sort(out);
}
