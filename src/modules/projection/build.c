/* Builds a plan from returns: decides what is read, in which order the parts are built, and
 * what the national assumptions give. The parts are in the other build_*.c: who is a member and
 * what is predicted (build_missing.c), states and heads (build_stock.c), rates (build_rates.c),
 * training and placements (build_training.c), demand (build_demand.c), what is kept apart
 * (build_rest.c).
 *
 * Rates pool the collection and the two before it; requests are scored against all earlier
 * collections. What returns cannot say comes from the region's national assumptions
 * (data/plans/), row by row with its source. Organisations that have not answered have states
 * of their own like the others, predicted and marked, so that the estimate is in view and never
 * hidden in a total. */
#include "modules/projection/build.h"
#include "base/embedded.h"
#include "db/db.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

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
        const BuildSource *s = &b->sources[i];
        if (!db_run(cx,
                    "INSERT INTO projection_evidence (plan, assumption, seq, role, collection,"
                    " organisation, formula, value, release) VALUES ($1, $2, $3, $4, $5, $6,"
                    " $7, $8, $9)",
                    ARGS(plan, s->assumption, i + 1, s->role, b->from[s->year].collection,
                         s->organisation, s->formula, s->value, b->from[s->year].release)))
            return false;
    }
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
        Collection then;
        Date day;
        if (!workforce_collection(b->cx, next, &then) || !date_parse_iso(then.as_at, &day))
            return false;
        b->years_of[b->n_collections] = date_year(day);
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
    b->nation = c->region;
    if (!national_assumptions(b, c->region) || !build_members(b) || !build_stock(b) ||
        !build_rates(b) || !build_training(b) || !build_demand(b) || !build_rest(b))
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
