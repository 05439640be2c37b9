/* Builds a plan from returns. Decides which cells of the returns make which assumption: stock,
 * exits, moves, joiners and capture with the uncertainty of their own counts, demand from
 * establishments and requests, placement hours from weeks offered. What returns cannot say
 * comes from the region's national assumptions (data/plans/), row by row with its source.
 *
 * Rates pool the collection and the two before it: leavers y of n heads give Beta(y + 1/2,
 * n - y + 1/2) (Jeffreys), k joiners in m years give Gamma(k + 1/2, m). Organisations that have
 * not answered are a state of their own, so that the estimate is in view and never hidden in a
 * total. */
#include "modules/projection/build.h"
#include "base/embedded.h"
#include "db/db.h"
#include <math.h>

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

/* ---------------------------------------------------------------- rows */

void build_put(ModelRow *row, TableId t, const char *column, const char *text)
{
    row->cells[spec_column(t, column)] = text;
}

const char *build_number(Build *b, double v)
{
    return text_double(b->cx->arena, round(v * 1e9) / 1e9);
}

/* An assumption with its register columns; keys are given as "column", "text" pairs up to NULL.
 */
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
    build_put(row, t, "source", arena_printf(b->cx->arena, "returns of %s", b->collections[0]));
    build_put(row, t, "date", b->as_at);
    build_put(row, t, "owner", b->cx->user);
    build_put(row, t, "grade", grade);
    build_put(row, t, "note", note);
    return id;
}

void build_cite(Build *b, const char *assumption, const char *role, const ReleasedReturns *from,
                const char *formula, const LeafTotal *total)
{
    *PUSH(b->cx->arena, b->sources, b->n_sources, b->room_sources) =
        (Source){assumption, role, from->collection, from->release, formula, *total};
}

/* Sum over the newest `years` collections; cited when an assumption is named. */
bool build_total(Build *b, const Sector *s, const char *formula, int years, const char *cited,
                 const char *role, double *out)
{
    double sum = 0;
    for (int i = 0; i < years && i < b->n_collections; i++) {
        LeafTotal t;
        if (!release_leaf_total(b->cx, &b->from[i], s->kind, formula, &t))
            return false;
        sum += t.value;
        if (cited)
            build_cite(b, cited, role, &b->from[i], formula, &t);
    }
    *out = sum;
    return true;
}

/* ---------------------------------------------------------------- demand, limits */

static bool demand_line(Build *b, const Sector *s, const char *line, const char *formula,
                        int year, const char *grade, const char *note)
{
    Arena *a = b->cx->arena;
    double wte;
    const char *when = year ? arena_printf(a, "%d", year) : "";
    const char *id = arena_printf(a, "demand/%s/%s%s%s", line, s->state, year ? "/" : "", when);
    if (!build_total(b, s, formula, 1, id, "WTE", &wte))
        return false;
    build_assume(b, PART_DEMAND, id, KEYS("line", line, "group", s->state, "year", when), wte,
                 "", grade, note);
    if (s->population_ratio <= 0)
        return true;
    build_assume(b, PART_DEMAND,
                 arena_printf(a, "demand/%s/%s%s%s", line, s->missing, year ? "/" : "", when),
                 KEYS("line", line, "group", s->missing, "year", when),
                 wte * s->population_ratio,
                 arena_printf(a, "triangular(%s,%s,%s)",
                              build_number(b, 0.5 * wte * s->population_ratio),
                              build_number(b, wte * s->population_ratio),
                              build_number(b, 1.5 * wte * s->population_ratio)),
                 "C", "not received: estimated by population, and shown apart");
    return true;
}

static bool demand(Build *b, const Sector *s)
{
    Arena *a = b->cx->arena;
    const char *posts = "A1[" REGISTERED "].establishment_wte";
    if (!demand_line(b, s, "need", posts, 0, "B",
                     "establishment of registered posts, filled or not; drivers act on it") ||
        !demand_line(b, s, "funded", posts, 0, "A",
                     "establishment of registered posts today") ||
        !demand_line(b, s, "requested", posts, b->start_year, "A", "establishment today"))
        return false;
    for (int y = 1; y <= 5; y++) {
        const char *formula = arena_printf(a,
                                           "A7[R3/%d|R4/%d|R5/%d|R6/%d|R7/%d|R8/%d]"
                                           ".planned_establishment_wte",
                                           y, y, y, y, y, y);
        if (!demand_line(b, s, "requested", formula, b->start_year + y, "B",
                         "planned establishment as the organisations ask for it"))
            return false;
    }
    return true;
}

/* The independent sector sends no returns: its demand is its own stock, so that it neither adds
 * to a gap nor hides one. */
static void independent_demand(Build *b)
{
    static const char *const lines[] = {"need", "funded", "requested"};
    TableId t = (TableId)(TABLE_PARTS + PART_STOCK);
    double heads = 0, weight = 0, v;
    for (int i = 0; i < b->m.tables[t].n; i++)
        if (same(b->m.tables[t].rows[i].cells[1], "ind") &&
            text_to_double(model_assumption(t, &b->m.tables[t].rows[i], ASSUME_VALUE), &v))
            heads += v;
    const ModelTable *states = &b->m.tables[TABLE_STATE];
    for (int i = 0; i < states->n; i++)
        if (same(states->rows[i].cells[0], "ind"))
            text_to_double(states->rows[i].cells[spec_column(TABLE_STATE, "weight")], &weight);
    for (int i = 0; i < 3 && heads > 0; i++)
        build_assume(b, PART_DEMAND, arena_printf(b->cx->arena, "demand/%s/ind", lines[i]),
                     KEYS("line", lines[i], "group", "ind"), heads * weight, "", "D",
                     "taken as filled: no return covers the independent sector");
}

static bool placements(Build *b, const Sector *s, double *hours)
{
    double weeks;
    if (!build_total(b, s, "A9[].weeks_offered", 1, "limit/placement", "student weeks offered",
                     &weeks))
        return false;
    *hours += weeks * HOURS_A_WEEK * (1 + s->population_ratio);
    return true;
}

static void placement_limit(Build *b, double hours)
{
    static const double growth[] = {1.15, 1.60};
    static const int after[] = {1, 10};
    static const char *const notes[] = {
        "student weeks offered by councils and boards x 37.5 hours, plus 15 % for settings "
        "that "
        "send no return",
        "the same, grown by 60 % in ten years: the planned widening of placements",
    };
    for (int i = 0; i < 2; i++)
        build_assume(b, PART_LIMIT, i ? "limit/placement/later" : "limit/placement",
                     KEYS("kind", "placement", "route", "*", "year",
                          arena_printf(b->cx->arena, "%d", b->start_year + after[i])),
                     round(hours * growth[i]), "", "C", notes[i]);
}

/* ---------------------------------------------------------------- the whole */

static bool national_assumptions(Build *b, const char *region)
{
    const char *folder = arena_printf(b->cx->arena, "data/plans/%s/", region);
    ModelProblems problems = {.arena = b->cx->arena, .lang = b->cx->lang};
    bool found = false;
    for (int i = 0; i < embedded_data_count; i++) {
        const EmbeddedFile *f = &embedded_data[i];
        if (!starts_with(f->name, folder))
            continue;
        const char *file = f->name + strlen(folder);
        int t = table_by_name(arena_strndup(b->cx->arena, file, strlen(file) - strlen(".csv")));
        if (t >= 0)
            table_parse(b->cx->arena, &problems, file, (TableId)t, f->data, f->size, &b->m);
        found = true;
    }
    if (!found)
        return fail(&b->cx->err, NOT_FOUND,
                    "there are no national assumptions for '%s' (data/plans/%s/)", region,
                    region);
    return model_problems_none(&problems, &b->cx->err);
}

static void settings(Build *b)
{
    Arena *a = b->cx->arena;
    model_set(a, &b->m, "start_year", arena_printf(a, "%d", b->start_year));
    model_set(a, &b->m, "decide_from", arena_printf(a, "%d", b->start_year + 2));
    model_set(a, &b->m, "decide_to", arena_printf(a, "%d", b->start_year + 15));
    ModelRow *row = model_add(a, &b->m, TABLE_TARGET, "returns", 0);
    build_put(row, TABLE_TARGET, "line", "need");
    build_put(row, TABLE_TARGET, "group", "*");
    build_put(row, TABLE_TARGET, "year_from", arena_printf(a, "%d", b->start_year + 9));
    build_put(row, TABLE_TARGET, "year_to", arena_printf(a, "%d", b->start_year + 15));
    build_put(row, TABLE_TARGET, "note",
              "need of all sectors is to be met at the end of the ten years");
}

static bool save_evidence(Build *b, const char *plan)
{
    Ctx *cx = b->cx;
    for (int i = 0; i < b->n_sources; i++) {
        const Source *s = &b->sources[i];
        int64_t seq = 0;
        if (!db_one_int(cx, &seq,
                        "SELECT COALESCE(MAX(seq), 0) FROM projection_evidence WHERE plan = $1"
                        " AND assumption = $2",
                        ARGS(plan, s->assumption)))
            return false;
        for (int k = 0; k < s->total.n; k++)
            if (!db_run(
                    cx,
                    "INSERT INTO projection_evidence (plan, assumption, seq, role, collection,"
                    " organisation, formula, value, release) VALUES ($1, $2, $3, $4, $5, $6,"
                    " $7, $8, $9)",
                    ARGS(plan, s->assumption, ++seq, s->role, s->collection,
                         s->total.evidence[k].organisation, s->formula,
                         s->total.evidence[k].value, s->release)))
                return false;
    }
    return true;
}

static bool sectors(Build *b)
{
    Sector all[] = {
        {.kind = "health-board",
         .state = "nhs",
         .missing = "nhs_missing",
         .label = "NHS Wales",
         .missing_label = "Health boards not received (estimate)"},
        {.kind = "council",
         .state = "la",
         .missing = "la_missing",
         .label = "Councils",
         .missing_label = "Councils not received (estimate)"},
    };
    double hours = 0;
    for (int i = 0; i < 2; i++)
        if (!build_stock(b, &all[i]) || !build_rates(b, &all[i]) ||
            !build_joiners(b, &all[i]) || !build_capture(b, &all[i]) || !demand(b, &all[i]) ||
            !placements(b, &all[i], &hours))
            return false;
    independent_demand(b);
    placement_limit(b, hours);
    return true;
}

/* A release that holds fewer years than there are returns gives fewer. */
static bool read_collections(Build *b, const Collection *c, const char *release)
{
    for (const char *next = c->id; *next && b->n_collections < MOST_COLLECTIONS;) {
        if (!release_returns(b->cx, next, release, &b->from[b->n_collections])) {
            if (!b->n_collections || b->cx->err.kind != ERR_NOT_FOUND)
                return false;
            err_clear(&b->cx->err);
            return true;
        }
        b->collections[b->n_collections++] = next;
        if (!workforce_previous(b->cx, next, &next))
            return false;
    }
    return true;
}

static bool draft(Build *b, const char *collection, const char *release, Collection *c)
{
    Ctx *cx = b->cx;
    Date at;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    Plan plan;
    if (!workforce_collection(cx, collection, c) || !date_parse_iso(c->as_at, &at) ||
        !read_collections(b, c, release))
        return false;
    b->as_at = c->as_at;
    b->start_year = date_year(at);
    if (!national_assumptions(b, c->region) || !sectors(b))
        return false;
    settings(b);
    return model_plan(cx->arena, &cx->err, &b->m, &problems, &plan);
}

bool projection_draft(Ctx *cx, const char *collection, const char *release, const char *id,
                      Model *out)
{
    Build b = {.cx = cx, .m = {.name = id}};
    Collection c;
    if (!draft(&b, collection, release, &c))
        return false;
    *out = b.m;
    return true;
}

bool projection_build(Ctx *cx, const char *collection, const char *release, const char *id)
{
    Build b = {.cx = cx, .m = {.name = id}};
    Collection c;
    return draft(&b, collection, release, &c) && db_begin(cx) &&
           db_end(cx, projection_save(cx, id, c.id, &b.m) && save_evidence(&b, id));
}
