/* Keeps the answers of runs and finds them again. */
#include "db/db.h"
#include "modules/commissioning/commissioning.h"

static bool store_places(Ctx *cx, const Recommendation *r)
{
    for (int i = 0; i < r->n_places; i++) {
        const Places *p = &r->places[i];
        if (!db_run(cx,
                    "INSERT INTO commissioning_places (run, seq, year, route, label, "
                    "recommended, median,"
                    " low50, high50, low80, high80, low90, high90, least) VALUES"
                    " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                    ARGS(r->run, i + 1, p->year, p->route, p->label, p->recommended, p->median,
                         p->low50, p->high50, p->low80, p->high80, p->low90, p->high90,
                         p->least)))
            return false;
    }
    return true;
}

static bool store_frontier(Ctx *cx, const Recommendation *r)
{
    for (int i = 0; i < r->n_frontier; i++) {
        const FrontierRow *f = &r->frontier[i];
        if (!db_run(
                cx,
                "INSERT INTO commissioning_frontier (run, seq, confidence, attainable, level,"
                " places, cost, probability, expected_shortage, cvar) VALUES"
                " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                ARGS(r->run, i + 1, f->confidence, f->attainable, f->level, f->places, f->cost,
                     f->probability, f->expected_shortage, f->cvar)))
            return false;
    }
    return true;
}

static bool store_chain_and_limits(Ctx *cx, const Recommendation *r)
{
    for (int i = 0; i < r->n_chain; i++) {
        const ChainRow *c = &r->chain[i];
        if (!db_run(
                cx,
                "INSERT INTO commissioning_chain (run, seq, key, label, unit, formula, value)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                ARGS(r->run, i + 1, c->key, c->label, c->unit, c->formula, c->value)))
            return false;
    }
    for (int i = 0; i < r->n_bindings; i++) {
        const BindingRow *b = &r->bindings[i];
        if (!db_run(
                cx,
                "INSERT INTO commissioning_binding (run, seq, limit_kind, route, year, value,"
                " worth) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                ARGS(r->run, i + 1, b->limit, b->route, b->year, b->value, b->worth)))
            return false;
    }
    return true;
}

static bool store_records(Ctx *cx, const Recommendation *r)
{
    for (int i = 0; i < r->n_places; i++)
        if (!commissioning_record(cx, r->plan, r->places[i].year, r->places[i].route,
                                  PLACE_RECOMMENDED, r->places[i].recommended,
                                  arena_printf(cx->arena,
                                               "computed by run %s: the need met with %.0f %% "
                                               "confidence, within the limits",
                                               r->run, 100 * r->confidence)))
            return false;
    return true;
}

static bool store(Ctx *cx, const Recommendation *r)
{
    return db_run(
               cx,
               "INSERT INTO commissioning_answer (run, plan, measure, confidence, attainable,"
               " best, feasible, attainable_supply, needed_supply)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               ARGS(r->run, r->plan, r->measure, r->confidence, r->attainable, r->best,
                    r->feasible, r->attainable_supply, r->needed_supply)) &&
           store_places(cx, r) && store_frontier(cx, r) && store_chain_and_limits(cx, r) &&
           assurance_store(cx, r->run, &r->assurance) && store_records(cx, r);
}

bool commissioning_store(Ctx *cx, const Recommendation *r)
{
    int64_t known = 0;
    if (!db_begin(cx))
        return false;
    bool ok = db_one_int(cx, &known, "SELECT COUNT(*) FROM commissioning_answer WHERE run = $1",
                         ARGS(r->run)) &&
              (known || store(cx, r));
    return db_end(cx, ok);
}

/* ---------------------------------------------------------------- reading */

static bool load_answer(Ctx *cx, const char *run, Recommendation *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(
            cx, &rows,
            "SELECT a.run, a.plan, a.measure, a.confidence, a.attainable, a.best, a.feasible,"
            " a.attainable_supply, a.needed_supply FROM commissioning_answer a"
            " JOIN projection_run p ON p.id = a.run WHERE ($1 = '' OR a.run = $1)"
            " ORDER BY p.seq DESC LIMIT 1",
            ARGS(run)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) &&
               (*run
                    ? fail(&cx->err, NOT_FOUND, "there is no recommendation of a run '%s'", run)
                    : fail(&cx->err, NOT_FOUND,
                           "nothing has been recommended yet; run 'pont commissioning "
                           "recommend'"));
    *r = (Recommendation){.run = db_text(&rows, 0),
                          .plan = db_text(&rows, 1),
                          .measure = db_text(&rows, 2),
                          .confidence = db_real(&rows, 3),
                          .attainable = db_int(&rows, 4) != 0,
                          .best = db_real(&rows, 5),
                          .feasible = db_int(&rows, 6) != 0,
                          .attainable_supply = db_real(&rows, 7),
                          .needed_supply = db_real(&rows, 8)};
    return true;
}

static bool load_places(Ctx *cx, Recommendation *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT year, route, label, recommended, median, low50, high50, low80, "
                  "high80, low90,"
                  " high90, least FROM commissioning_places WHERE run = $1 ORDER BY seq",
                  ARGS(r->run)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, r->places, r->n_places, r->places_room) = (Places){
            (int)db_int(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),  db_real(&rows, 3),
            db_real(&rows, 4),     db_real(&rows, 5), db_real(&rows, 6),  db_real(&rows, 7),
            db_real(&rows, 8),     db_real(&rows, 9), db_real(&rows, 10), db_real(&rows, 11)};
    return db_ok(cx);
}

static bool load_frontier(Ctx *cx, Recommendation *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(
            cx, &rows,
            "SELECT confidence, level, places, cost, probability, expected_shortage, cvar,"
            " attainable FROM commissioning_frontier WHERE run = $1 ORDER BY seq",
            ARGS(r->run)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, r->frontier, r->n_frontier, r->frontier_room) = (FrontierRow){
            db_real(&rows, 0), db_real(&rows, 1), db_real(&rows, 2), db_real(&rows, 3),
            db_real(&rows, 4), db_real(&rows, 5), db_real(&rows, 6), db_int(&rows, 7) != 0};
    return db_ok(cx);
}

static bool load_chain(Ctx *cx, Recommendation *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(
            cx, &rows,
            "SELECT key, label, unit, formula, value FROM commissioning_chain WHERE run = $1"
            " ORDER BY seq",
            ARGS(r->run)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, r->chain, r->n_chain, r->chain_room) =
            (ChainRow){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                       db_text(&rows, 3), db_real(&rows, 4)};
    return db_ok(cx);
}

static bool load_bindings(Ctx *cx, Recommendation *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT limit_kind, route, year, value, worth FROM commissioning_binding"
                  " WHERE run = $1 ORDER BY seq",
                  ARGS(r->run)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, r->bindings, r->n_bindings, r->bindings_room) =
            (BindingRow){db_text(&rows, 0), db_text(&rows, 1), (int)db_int(&rows, 2),
                         db_real(&rows, 3), db_real(&rows, 4)};
    return db_ok(cx);
}

bool commissioning_load(Ctx *cx, const char *run, Recommendation *out)
{
    return load_answer(cx, run, out) && load_places(cx, out) && load_frontier(cx, out) &&
           load_chain(cx, out) && load_bindings(cx, out) &&
           assurance_load(cx, out->run, &out->assurance);
}
