/* Decides which tables of counts there are, and how the returns' cells fill them. What of them
 * may be shown is left to protect.c. */
#include "modules/release/tables.h"
#include "db/db.h"
#include <math.h>
#include <stdlib.h>

const CountTable count_tables[] = {
    {"staff_role",
     N_("Directly employed staff by role"),
     "staff",
     "A1",
     "",
     "role",
     {"hc_perm", "hc_fixed"},
     false},
    {"staff_kind",
     N_("Directly employed staff of councils and health boards by role"),
     "staff",
     "A1",
     "",
     "role",
     {"hc_perm", "hc_fixed"},
     true},
    {"staff_age",
     N_("Directly employed staff by age"),
     "staff",
     "A4",
     "age",
     "age",
     {"hc"},
     false},
    {"staff_gender",
     N_("Directly employed staff by gender"),
     "staff",
     "A4",
     "gender",
     "gender",
     {"hc"},
     false},
    {"staff_hours",
     N_("Directly employed staff, full time and part time"),
     "staff",
     "A4",
     "contract",
     "hours",
     {"hc"},
     false},
    {"staff_welsh",
     N_("Directly employed staff by level of Welsh"),
     "staff",
     "A4",
     "welsh",
     "welsh",
     {"hc"},
     false},
    {"leavers_reason",
     N_("Leavers in 12 months by main reason"),
     "leavers",
     "A3",
     "leaver_reason",
     "reason",
     {"hc"},
     false},
    {"leavers_destination",
     N_("Leavers in 12 months by destination"),
     "leavers",
     "A3",
     "leaver_destination",
     "destination",
     {"hc"},
     false},
    {"starters_source",
     N_("Starters in 12 months by source"),
     "starters",
     "A3",
     "starter",
     "source",
     {"hc"},
     false},
};
const int n_count_tables = sizeof count_tables / sizeof *count_tables;

const CountTable *count_table(const char *name)
{
    for (int i = 0; i < n_count_tables; i++)
        if (same(count_tables[i].name, name))
            return &count_tables[i];
    return NULL;
}

/* ---------------------------------------------------------------- places */

typedef struct Places {
    int n, room;
    SafeCategory *items; /* the total first */
    int *of;             /* [organisation]: its place */
} Places;

static int place_number(Ctx *cx, Places *p, const char *name)
{
    for (int i = 0; i < p->n; i++)
        if (same(p->items[i].name, name))
            return i;
    int parent = p->n ? 0 : -1;
    *PUSH(cx->arena, p->items, p->n, p->room) = (SafeCategory){name, parent};
    return p->n - 1;
}

/* The group of that kind which an organisation is in; "other" when in none. */
static bool group_of(Ctx *cx, const Org *o, const char *kind, Date at, const char **out)
{
    OrgList groups;
    *out = "other";
    if (!org_groups(cx, o->id, at, &groups))
        return false;
    for (int i = 0; i < groups.n; i++)
        if (same(groups.items[i].kind, kind)) {
            *out = groups.items[i].id;
            return true;
        }
    return true;
}

static bool read_places(Ctx *cx, const Agreement *a, const Frozen *f, bool by_kind, Places *out)
{
    Date at;
    if (!date_parse_iso(f->collection.as_at, &at))
        return fail(&cx->err, INVALID, "'%s' has no as-at day", f->collection.id);
    *out = (Places){.of = NEW_ARRAY(cx->arena, int, f->n)};
    place_number(cx, out, RELEASE_TOTAL);
    for (int i = 0; i < f->n; i++) {
        const char *name = f->orgs[i].kind;
        if (!by_kind && same(a->level, "group") &&
            !group_of(cx, &f->orgs[i], a->grouping, at, &name))
            return false;
        out->of[i] = by_kind || same(a->level, "group") ? place_number(cx, out, name) : 0;
    }
    return true;
}

/* ---------------------------------------------------------------- one table */

typedef struct Filling {
    Ctx *cx;
    const CountTable *t;
    const Frozen *f;
    Places places;
    SafeDimension dims[3]; /* place, rows, fields */
    int n_fields;          /* 1 + their number, or 1 */
    const char **rows;     /* row keys by category; [0] the total */
    int answers;           /* organisations x rows x fields */
    double *value;         /* of these; NAN: no answer */
} Filling;

static double *answer(const Filling *g, int org, int row, int field)
{
    return &g->value[(org * g->dims[1].n + row) * TABLE_MOST_FIELDS + field];
}

static int fields_of(const CountTable *t)
{
    int n = 0;
    while (n < TABLE_MOST_FIELDS && t->fields[n])
        n++;
    return n;
}

/* Row keys and categories of the block's codes. */
static bool read_rows(Filling *g, const FormBlock *b)
{
    Arena *a = g->cx->arena;
    const FormCode *codes = form_codes_of(b, g->t->first);
    int n = 0;
    for (const FormCode *c = codes; c && c->value; c++)
        n++;
    if (!n)
        return false;
    SafeCategory *items = NEW_ARRAY(a, SafeCategory, n + 1);
    g->rows = NEW_ARRAY(a, const char *, n + 1);
    items[0] = (SafeCategory){RELEASE_TOTAL, -1};
    g->rows[0] = RELEASE_TOTAL;
    for (int i = 0; i < n; i++) {
        items[i + 1] = (SafeCategory){codes[i].value, 0};
        g->rows[i + 1] = *g->t->first ? arena_printf(a, "%s/%s", g->t->first, codes[i].value)
                                      : codes[i].value;
    }
    g->dims[1] = (SafeDimension){g->t->rows, n + 1, items};
    return true;
}

static void read_fields(Filling *g)
{
    int n = fields_of(g->t);
    SafeCategory *items = NEW_ARRAY(g->cx->arena, SafeCategory, n + 1);
    items[0] = (SafeCategory){RELEASE_TOTAL, -1};
    for (int i = 0; i < n; i++)
        items[i + 1] = (SafeCategory){g->t->fields[i], 0};
    g->n_fields = n > 1 ? n + 1 : 1;
    g->dims[2] = (SafeDimension){"contract", g->n_fields, items};
}

static void read_answers(Filling *g, const FormBlock *b)
{
    int n = fields_of(g->t);
    g->value = NEW_ARRAY(g->cx->arena, double, g->f->n * g->dims[1].n * TABLE_MOST_FIELDS);
    for (int i = 0; i < g->f->n; i++)
        for (int r = 1; r < g->dims[1].n; r++)
            for (int k = 0; k < n; k++) {
                const ReturnCell *c =
                    g->f->returns[i]
                        ? return_cell(g->f->returns[i], b, g->rows[r], g->t->fields[k])
                        : NULL;
                *answer(g, i, r, k) = c && c->state == STATE_VALUE ? c->number : NAN;
            }
}

/* The counts that were answered, one record each. */
static int records(const Filling *g, SafeMicro **out)
{
    int n = 0, fields = fields_of(g->t);
    *out = NEW_ARRAY(g->cx->arena, SafeMicro, g->f->n * g->dims[1].n * fields + 1);
    for (int i = 0; i < g->f->n; i++)
        for (int r = 1; r < g->dims[1].n; r++)
            for (int k = 0; k < fields; k++) {
                double v = *answer(g, i, r, k);
                if (v > 0)
                    (*out)[n++] =
                        (SafeMicro){.at = {g->places.of[i], r, g->n_fields > 1 ? k + 1 : 0},
                                    .part = {i, v, v}};
            }
    return n;
}

/* How many of a place were asked, sent a return, and answered everything that a cell adds up.
 */
static void coverage(const Filling *g, int place, int row, int field, ReleaseCell *c,
                     int *received)
{
    int fields = fields_of(g->t);
    for (int i = 0; i < g->f->n; i++) {
        if (place && g->places.of[i] != place)
            continue;
        bool whole = g->f->returns[i] != NULL;
        *received += whole;
        for (int r = row ? row : 1; whole && r < (row ? row + 1 : g->dims[1].n); r++)
            for (int k = 0; k < fields; k++)
                whole = whole && ((field && k != field - 1) || !isnan(*answer(g, i, r, k)));
        c->expected++;
        c->known += whole;
    }
}

static void add_cell(Filling *g, Counts *out, int place, int row, int field, int cell)
{
    int received = 0;
    CountCell *c = PUSH(g->cx->arena, out->cells, out->n, out->room);
    *c = (CountCell){.key = {.collection = g->f->collection.id,
                             .place = g->places.items[place].name,
                             .table = g->t->name,
                             .row = g->rows[row],
                             .field = g->dims[2].categories[field].name,
                             .state = "value",
                             .value = "",
                             .basis = "reported"},
                     .cell = cell};
    coverage(g, place, row, field, &c->key, &received);
    if (c->key.known)
        return;
    double v = out->table->cells[cell].value;
    if (v > 0) { /* parts were answered */
        c->key.state = "value";
        return;
    }
    c->key.state = received ? "not known" : "not received";
    c->key.basis = "";
}

static bool build(Filling *g, const Agreement *a, const char *measure, Counts *out)
{
    SafeRule rules[] = {{.kind = SAFE_COUNT, .n = a->least},
                        {.kind = SAFE_ORGS, .n = a->least_returns}};
    SafeDimension dims[3] = {{g->t->by_kind ? "kind" : "place", g->places.n, g->places.items},
                             g->dims[1],
                             g->dims[2]};
    SafeMicro *micro;
    int n = records(g, &micro), *cells, at = 0;
    SafeSpec spec = {.measure = measure,
                     .n_dimensions = g->n_fields > 1 ? 3 : 2,
                     .dimensions = dims,
                     .n_micro = n,
                     .micro = micro,
                     .n_rules = 2,
                     .rules = rules,
                     .cost = SAFE_COST_VALUE,
                     .insiders = SAFE_NO_INSIDERS,
                     .zeros_known = true};
    if (!safe_build(out->table, &g->cx->err, &spec, &cells))
        return false;
    for (int p = 0; p < g->places.n; p++)
        for (int r = 0; r < g->dims[1].n; r++)
            for (int k = 0; k < g->n_fields; k++)
                add_cell(g, out, p, r, k, cells[at++]);
    return true;
}

/* Whether a table of the measure that is there already has other margins: then they are not
 * the same numbers, and the two are kept apart. */
static bool fits(Filling *g, const char *measure, const Counts *there)
{
    for (int p = 0; p < g->places.n; p++) {
        double sum = 0;
        for (int i = 0; i < g->f->n; i++)
            for (int r = 1; r < g->dims[1].n && (!p || g->places.of[i] == p); r++)
                for (int k = 0; k < fields_of(g->t); k++)
                    sum += fmax(*answer(g, i, r, k), 0); /* 0 where there is no answer */
        const char *key =
            p ? arena_printf(g->cx->arena, "%s;%s=%s", measure,
                             g->t->by_kind ? "kind" : "place", g->places.items[p].name)
              : measure;
        int cell = safe_find(there->table, key);
        if (cell >= 0 && fabs(there->table->cells[cell].value - sum) > 1e-6)
            return false;
    }
    return true;
}

static bool is_covered(Ctx *cx, const Agreement *a, const CountTable *t)
{
    if (agreement_covers(cx, a->fields, t->name))
        return true;
    for (int k = 0; k < fields_of(t); k++)
        if (!agreement_covers(cx, a->fields,
                              arena_printf(cx->arena, "%s.%s", t->block, t->fields[k])))
            return false;
    return true;
}

static int by_key(const void *a, const void *b)
{
    return snapshot_compare(&((const CountCell *)a)->key, &((const CountCell *)b)->key);
}

void counts_sort(Counts *c)
{
    qsort(c->cells, (size_t)c->n, sizeof *c->cells, by_key);
}

CountCell *counts_find(const Counts *c, const ReleaseCell *key)
{
    CountCell wanted = {.key = *key};
    return c->n ? bsearch(&wanted, c->cells, (size_t)c->n, sizeof *c->cells, by_key) : NULL;
}

bool counts_build(Ctx *cx, const Agreement *a, const Frozen *f, Counts *out)
{
    const Form *form;
    if (!workforce_form(cx, f->collection.id, &form))
        return false;
    for (int i = 0; i < n_count_tables; i++) {
        const CountTable *t = &count_tables[i];
        const FormBlock *b = form_block(form, t->block);
        Filling g = {.cx = cx, .t = t, .f = f};
        if (!b || !is_covered(cx, a, t) || (t->by_kind && same(a->level, "organisation")))
            continue;
        if (!read_places(cx, a, f, t->by_kind, &g.places))
            return false;
        if ((t->by_kind && g.places.n < 3) || !read_rows(&g, b))
            continue; /* one kind only: it is the total */
        read_fields(&g);
        read_answers(&g, b);
        const char *measure = arena_printf(cx->arena, "%s %s", f->collection.id, t->measure);
        if (!fits(&g, measure, out))
            measure = arena_printf(cx->arena, "%s %s", measure, t->name);
        if (!build(&g, a, measure, out))
            return false;
    }
    counts_sort(out);
    return true;
}

/* ---------------------------------------------------------------- another reading */

static int64_t version_of(const Frozen *f, const char *organisation)
{
    for (int i = 0; i < f->n; i++)
        if (same(f->orgs[i].id, organisation))
            return f->returns[i] ? f->returns[i]->version : 0;
    return -1;
}

bool counts_place_unchanged(Ctx *cx, const Agreement *a, const char *place, const Frozen *one,
                            const Frozen *other)
{
    Date at;
    if (!date_parse_iso(one->collection.as_at, &at))
        return false;
    for (int i = 0; i < one->n; i++) {
        const char *group = "";
        if (same(a->level, "group") && !group_of(cx, &one->orgs[i], a->grouping, at, &group))
            return false;
        bool inside =
            same(place, RELEASE_TOTAL) || same(place, group) || same(place, one->orgs[i].kind);
        int64_t version = one->returns[i] ? one->returns[i]->version : 0;
        if (inside && version_of(other, one->orgs[i].id) != version)
            return false;
    }
    return one->n == other->n;
}
