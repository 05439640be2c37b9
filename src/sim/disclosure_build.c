/* Decides which cells a table over trees of categories has, which sums tie them together, and
 * what each holds. Whether a cell is sensitive is asked of disclosure_rules.c. */
#include "sim/disclosure.h"
#include <math.h>

enum { MOST_CELLS = 1 << 20 };

typedef struct Axis {
    const SafeDimension *dimension;
    bool total;   /* the first category is the total */
    int stride;   /* between neighbours of this dimension in the odometer */
    bool *parted; /* by category: it has parts */
} Axis;

typedef struct Build {
    SafeTable *table;
    Err *err;
    Arena *scratch;
    const SafeSpec *spec;
    Axis axes[SAFE_DIMENSIONS];
    int order[SAFE_DIMENSIONS]; /* of the dimensions by name: that of the key */
    int n;                      /* cells */
    int *cells;                 /* number by odometer */
    int *first;                 /* by odometer: its first part; one more at the end */
    SafePart *parts;
    int *record; /* of each part */
} Build;

static bool plain(const char *name)
{
    return name && *name && !strpbrk(name, ";=");
}

static bool read_axis(Build *b, int d)
{
    const SafeDimension *dim = &b->spec->dimensions[d];
    Axis *x = &b->axes[d];
    int roots = 0;
    *x = (Axis){.dimension = dim, .parted = NEW_ARRAY(b->scratch, bool, dim->n + 1)};
    if (!plain(dim->name) || dim->n < 1)
        return fail(b->err, INVALID,
                    "a dimension needs a name without ';' and '=', and categories");
    for (int c = 0; c < dim->n; c++) {
        int parent = dim->categories[c].parent;
        if (!plain(dim->categories[c].name))
            return fail(b->err, INVALID, "category %d of %s needs a name without ';' and '='",
                        c, dim->name);
        if (parent < -1 || parent >= c)
            return fail(b->err, INVALID, "category %s of %s must come after what it is part of",
                        dim->categories[c].name, dim->name);
        roots += parent < 0;
        if (parent >= 0)
            x->parted[parent] = true;
    }
    x->total = roots == 1;
    return true;
}

static bool read_axes(Build *b)
{
    const SafeSpec *s = b->spec;
    double cells = 1;
    if (s->n_dimensions < 1 || s->n_dimensions > SAFE_DIMENSIONS || !plain(s->measure))
        return fail(b->err, INVALID, "a table has a measure, and 1 to %d dimensions",
                    SAFE_DIMENSIONS);
    for (int d = 0; d < s->n_dimensions; d++) {
        if (!read_axis(b, d))
            return false;
        cells *= s->dimensions[d].n;
        int at = d;
        for (;
             at > 0 && strcmp(s->dimensions[b->order[at - 1]].name, s->dimensions[d].name) > 0;
             at--)
            b->order[at] = b->order[at - 1];
        b->order[at] = d;
    }
    if (cells > MOST_CELLS)
        return fail(b->err, TOO_LARGE, "the table has more than %d cells", MOST_CELLS);
    b->n = (int)cells;
    for (int d = s->n_dimensions - 1, stride = 1; d >= 0; d--) {
        b->axes[d].stride = stride;
        stride *= s->dimensions[d].n;
    }
    return true;
}

static int category(const Build *b, int cell, int d)
{
    return cell / b->axes[d].stride % b->axes[d].dimension->n;
}

static const char *key_of(const Build *b, int cell)
{
    const char *key = b->spec->measure;
    for (int k = 0; k < b->spec->n_dimensions; k++) {
        int d = b->order[k], c = category(b, cell, d);
        const SafeDimension *dim = b->axes[d].dimension;
        if (c > 0 || !b->axes[d].total)
            key = arena_printf(b->scratch, "%s;%s=%s", key, dim->name, dim->categories[c].name);
    }
    return key;
}

/* ---------------------------------------------------------------- parts of each cell */

static bool check_micro(const Build *b, const SafeMicro *m, int record)
{
    for (int d = 0; d < b->spec->n_dimensions; d++) {
        const SafeDimension *dim = b->axes[d].dimension;
        if (m->at[d] < 0 || m->at[d] >= dim->n || b->axes[d].parted[m->at[d]])
            return fail(b->err, INVALID, "record %d is in no category of %s that has no parts",
                        record, dim->name);
    }
    if (!isfinite(m->part.value) || m->part.value < 0 || !(m->part.people >= 0) ||
        m->part.organisation < 0)
        return fail(b->err, INVALID, "record %d has a negative value, people or organisation",
                    record);
    return true;
}

/* Visits all cells that a record is part of: its categories and all that they are part of. */
static void spread(Build *b, int record, int d, int cell, int *room)
{
    if (d >= SAFE_DIMENSIONS || d == b->spec->n_dimensions) {
        if (b->parts) {
            b->parts[room[cell]] = b->spec->micro[record].part;
            b->record[room[cell]] = record;
        }
        room[cell]++;
        return;
    }
    const SafeDimension *dim = b->axes[d].dimension;
    for (int c = b->spec->micro[record].at[d]; c >= 0; c = dim->categories[c].parent)
        spread(b, record, d + 1, cell + c * b->axes[d].stride, room);
}

static bool collect(Build *b)
{
    int *count = NEW_ARRAY(b->scratch, int, b->n + 1), *next = NEW_ARRAY(b->scratch, int, b->n);
    for (int i = 0; i < b->spec->n_micro; i++) {
        if (!check_micro(b, &b->spec->micro[i], i))
            return false;
        spread(b, i, 0, 0, count);
    }
    b->first = NEW_ARRAY(b->scratch, int, b->n + 1);
    for (int c = 0; c < b->n; c++) {
        next[c] = b->first[c];
        b->first[c + 1] = b->first[c] + count[c];
    }
    b->parts = NEW_ARRAY(b->scratch, SafePart, b->first[b->n] + 1);
    b->record = NEW_ARRAY(b->scratch, int, b->first[b->n] + 1);
    for (int i = 0; i < b->spec->n_micro; i++)
        spread(b, i, 0, 0, next);
    return true;
}

/* ---------------------------------------------------------------- cells */

static double cost_of(SafeCost cost, double value)
{
    return cost == SAFE_COST_ONE ? 1 : cost == SAFE_COST_LOG ? log2(1 + value) : value;
}

static void insiders(const Build *b, int at, double people, SafeCell *c)
{
    bool one = b->first[at] < b->first[at + 1];
    for (int i = b->first[at]; i < b->first[at + 1]; i++) {
        one &= b->parts[i].organisation == b->parts[b->first[at]].organisation;
        if (people == 1 && b->parts[i].people == 1 && b->spec->insiders >= SAFE_PEOPLE)
            c->knows[0] = b->record[i] + 1;
    }
    if (one && b->spec->insiders == SAFE_ORGANISATIONS)
        c->knows[1] = -(b->parts[b->first[at]].organisation + 1);
}

static void judge(const Build *b, Arena *scratch, int at, SafeCell *c)
{
    for (int r = 0; r < b->spec->n_rules; r++) {
        SafeProtection p;
        if (!safe_rule_breaks(&b->spec->rules[r], scratch, b->first[at + 1] - b->first[at],
                              b->parts + b->first[at], &p))
            continue;
        c->rule = c->use == SAFE_PRIMARY ? c->rule : r;
        c->use = SAFE_PRIMARY;
        c->protect.below = fmax(c->protect.below, p.below);
        c->protect.above = fmax(c->protect.above, p.above);
        c->protect.span = fmax(c->protect.span, p.span);
    }
}

static bool add_cells(Build *b)
{
    SCOPED_ARENA scratch = arena_new();
    for (int at = 0; at < b->n; at++) {
        double people = 0;
        const char *key = key_of(b, at);
        SafeCell c = {.key = key, .hi = INFINITY, .rule = -1};
        for (int i = b->first[at]; i < b->first[at + 1]; i++) {
            c.value += b->parts[i].value;
            people += b->parts[i].people;
        }
        c.cost = cost_of(b->spec->cost, c.value);
        insiders(b, at, people, &c);
        judge(b, scratch, at, &c);
        if (people == 0 && c.value == 0 && b->spec->zeros_known) {
            c.hi = 0;
            c.use = SAFE_PUBLISH;
        }
        b->cells[at] = safe_cell(b->table, &c);
        if (b->cells[at] < 0)
            return fail(b->err, INVALID, "%s is %g here and %g in another table", key, c.value,
                        b->table->cells[safe_find(b->table, key)].value);
        arena_reset(scratch);
    }
    return true;
}

static void add_sums(Build *b)
{
    int *parts = NEW_ARRAY(b->scratch, int, b->n);
    for (int d = 0; d < b->spec->n_dimensions; d++) {
        const Axis *x = &b->axes[d];
        for (int at = 0; at < b->n; at++) {
            int whole = category(b, at, d), n = 0;
            if (!x->parted[whole])
                continue;
            for (int c = whole + 1; c < x->dimension->n; c++)
                if (x->dimension->categories[c].parent == whole)
                    parts[n++] = b->cells[at + (c - whole) * x->stride];
            safe_sum(b->table, b->cells[at], n, parts);
        }
    }
}

bool safe_build(SafeTable *t, Err *err, const SafeSpec *spec, int **cells)
{
    SCOPED_ARENA scratch = arena_new();
    Build b = {.table = t, .err = err, .scratch = scratch, .spec = spec};
    if (!read_axes(&b) || !collect(&b))
        return false;
    b.cells = NEW_ARRAY(t->arena, int, b.n);
    if (!add_cells(&b))
        return false;
    add_sums(&b);
    *cells = b.cells;
    return true;
}
