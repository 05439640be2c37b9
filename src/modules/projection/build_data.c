/* Decides how a plan's rows are written and how returns are read for them: one number for each
 * organisation, or NAN, with the cell kept as evidence. */
#include "modules/projection/build.h"
#include <math.h>

const BuildTier build_tiers[BUILD_TIERS] = {
    {"support", N_("Support workers and apprentices"), "R1|R2",
     "A1[R1|R2].hc_perm + A1[R1|R2].hc_fixed"},
    {"entry", N_("Newly registered and registered"), "R3|R4",
     "A1[R3|R4].hc_perm + A1[R3|R4].hc_fixed"},
    {"senior", N_("Senior and in generic posts"), "R5|R8",
     "A1[R5|R8].hc_perm + A1[R5|R8].hc_fixed"},
    {"lead", N_("Managers and principal"), "R6|R7", "A1[R6|R7].hc_perm + A1[R6|R7].hc_fixed"},
};

const BuildSector build_sectors[BUILD_SECTORS] = {
    {"nhs", "health-board", N_("NHS")},
    {"la", "council", N_("Councils")},
};

/* ---------------------------------------------------------------- rows */

void build_put(ModelRow *row, TableId t, const char *column, const char *text)
{
    row->cells[spec_column(t, column)] = text;
}

const char *build_number(Build *b, double v)
{
    return text_double(b->cx->arena, round(v * 1e9) / 1e9);
}

const char *build_dist(Build *b, const Dist *d)
{
    const char *name = d->kind == DIST_BETA    ? "beta"
                       : d->kind == DIST_GAMMA ? "gamma"
                                               : "lognormal";
    return arena_printf(b->cx->arena, "%s(%.6g,%.6g)", name, d->a, d->b);
}

static void put_register(Build *b, ModelRow *row, TableId t, const char *grade,
                         const char *note)
{
    build_put(row, t, "source", arena_printf(b->cx->arena, "returns of %s", b->collections[0]));
    build_put(row, t, "date", b->as_at);
    build_put(row, t, "owner", b->cx->user);
    build_put(row, t, "grade", grade);
    build_put(row, t, "note", note);
}

const char *build_assume(Build *b, Part part, const char *id, const char *const *keys,
                         double value, const char *distribution, const char *grade,
                         const char *note)
{
    TableId t = (TableId)(TABLE_PARTS + (int)part);
    ModelRow *row = model_add(b->cx->arena, &b->m, t, "returns", 0);
    for (; keys[0]; keys += 2)
        build_put(row, t, keys[0], keys[1]);
    build_put(row, t, "id", id);
    build_put(row, t, "value", build_number(b, value));
    build_put(row, t, "distribution", distribution);
    put_register(b, row, t, grade, note);
    return id;
}

void build_state(Build *b, const char *id, const char *label, const char *group, double weight,
                 const char *grade, const char *note)
{
    ModelRow *row = model_add(b->cx->arena, &b->m, TABLE_STATE, "returns", 0);
    build_put(row, TABLE_STATE, "id", id);
    build_put(row, TABLE_STATE, "label", label);
    build_put(row, TABLE_STATE, "group", group);
    build_put(row, TABLE_STATE, "weight", build_number(b, weight));
    put_register(b, row, TABLE_STATE, grade, note);
}

void build_group(Build *b, const char *id, const char *label, const char *family,
                 const char *states)
{
    ModelRow *row = model_add(b->cx->arena, &b->m, TABLE_GROUP, "returns", 0);
    build_put(row, TABLE_GROUP, "id", id);
    build_put(row, TABLE_GROUP, "label", label);
    build_put(row, TABLE_GROUP, "family", family);
    build_put(row, TABLE_GROUP, "states", states);
}

void build_cite(Build *b, const char *assumption, const char *role, int year,
                const char *formula, const Member *member, double value)
{
    if (!isnan(value))
        *PUSH(b->cx->arena, b->sources, b->n_sources, b->room_sources) =
            (BuildSource){assumption, role, formula, member->id, year, value};
}

/* ---------------------------------------------------------------- returns */

bool build_leaf(Build *b, int year, int sector, const char *formula, double *out)
{
    LeafTotal t;
    for (int i = 0; i < b->n_members; i++)
        out[i] = NAN;
    if (!release_leaf_total(b->cx, &b->from[year], build_sectors[sector].kind, formula, &t))
        return false;
    for (int k = 0; k < t.n; k++)
        for (int i = 0; i < b->n_members; i++)
            if (same(b->members[i].id, t.evidence[k].organisation))
                out[i] = t.evidence[k].value;
    return true;
}

bool build_counts(Build *b, int sector, const char *count, const char *of, BuildCounts *out)
{
    Arena *a = b->cx->arena;
    BuildCounts c = {.count_formula = count, .of_formula = of};
    c.y = NEW_ARRAY(a, double, b->n_members + 1);
    c.n = NEW_ARRAY(a, double, b->n_members + 1);
    for (; c.years < b->n_collections && c.years < POOLED_COLLECTIONS; c.years++) {
        c.count[c.years] = NEW_ARRAY(a, double, b->n_members + 1);
        c.of[c.years] = NEW_ARRAY(a, double, b->n_members + 1);
        if (!build_leaf(b, c.years, sector, count, c.count[c.years]) ||
            !build_leaf(b, c.years, sector, of, c.of[c.years]))
            return false;
        for (int i = 0; i < b->n_members; i++) {
            double *y = &c.count[c.years][i], *n = &c.of[c.years][i];
            if (isnan(*y) || isnan(*n)) { /* one without the other says nothing */
                *y = *n = NAN;
                continue;
            }
            c.n[i] += fmax(*n, *y);
            c.y[i] += *y;
        }
    }
    *out = c;
    return true;
}

void build_cite_counts(Build *b, const char *assumption, const BuildCounts *c, int member)
{
    for (int year = 0; year < c->years; year++) {
        const Member *m = &b->members[member];
        build_cite(b, assumption, "count", year, c->count_formula, m, c->count[year][member]);
        build_cite(b, assumption, "of", year, c->of_formula, m, c->of[year][member]);
    }
}

int build_collection_of(const Build *b, int year)
{
    for (int i = 0; i < b->n_collections; i++)
        if (b->years_of[i] == year)
            return i;
    return -1;
}

double build_independent_wte(const Build *b)
{
    TableId t = (TableId)(TABLE_PARTS + PART_STOCK);
    const ModelTable *states = &b->m.tables[TABLE_STATE];
    double sum = 0, heads, weight;
    for (int i = 0; i < b->m.tables[t].n; i++)
        for (int s = 0; s < states->n; s++) {
            const ModelRow *state = &states->rows[s], *stock = &b->m.tables[t].rows[i];
            if (same(stock->cells[1], state->cells[0]) &&
                same(state->cells[spec_column(TABLE_STATE, "group")], "ind") &&
                text_to_double(model_assumption(t, stock, ASSUME_VALUE), &heads) &&
                text_to_double(state->cells[spec_column(TABLE_STATE, "weight")], &weight))
                sum += heads * weight;
        }
    return sum;
}
