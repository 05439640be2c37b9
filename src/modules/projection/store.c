/* Keeps plans: the cells of a model in the database, their evidence, and changes by hand. */
#include "db/db.h"
#include "modules/projection/projection.h"
#include <math.h>

bool projection_plans(Ctx *cx, PlanList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PlanList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT p.id, p.title, p.collection, p.made_on, p.made_by,"
                  " (SELECT COUNT(*) FROM projection_cell c WHERE c.plan = p.id"
                  "  AND c.column_name = 'grade'),"
                  " COALESCE((SELECT k.region FROM workforce_collection k"
                  "  WHERE k.id = p.collection), '')"
                  " FROM projection_plan p ORDER BY p.made_on DESC, p.id DESC",
                  NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (PlanInfo){
            db_text(&rows, 0), db_text(&rows, 1),     db_text(&rows, 2), db_text(&rows, 3),
            db_text(&rows, 4), (int)db_int(&rows, 5), db_text(&rows, 6)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool projection_plan(Ctx *cx, const char *id, PlanInfo *out)
{
    PlanList list;
    if (!projection_plans(cx, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (!*id || same(list.items[i].id, id)) {
            *out = list.items[i];
            return true;
        }
    return *id ? fail(&cx->err, NOT_FOUND, "there is no plan '%s'; see 'pont projection list'",
                      id)
               : fail(&cx->err, NOT_FOUND,
                      "there is no plan yet; make one with 'pont projection build' or load an "
                      "example with 'pont example load wales'");
}

bool projection_load(Ctx *cx, const char *id, Model *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    Model m = {.name = id};
    ModelRow *row = NULL;
    TableId table = TABLE_COUNT;
    int64_t seq = -1;
    if (!db_query(cx, &rows,
                  "SELECT part, seq, column_name, text FROM projection_cell WHERE plan = $1"
                  " ORDER BY part, seq, column_name",
                  ARGS(id)))
        return false;
    while (db_next(&rows)) {
        int t = table_by_name(db_text(&rows, 0));
        if (t < 0)
            continue; /* a part of an older program */
        int column = spec_column((TableId)t, db_text(&rows, 2));
        if (column < 0)
            continue;
        if (!row || (TableId)t != table || db_int(&rows, 1) != seq) {
            table = (TableId)t;
            seq = db_int(&rows, 1);
            row = model_add(cx->arena, &m, table,
                            arena_printf(cx->arena, "%s.csv", table_specs[t].name), (int)seq);
        }
        row->cells[column] = db_text(&rows, 3);
    }
    if (db_ok(cx))
        *out = m;
    return db_ok(cx);
}

static bool save_cells(Ctx *cx, const char *id, const Model *m)
{
    for (int t = 0; t < TABLE_COUNT; t++)
        for (int r = 0; r < m->tables[t].n; r++)
            for (int c = 0; c < spec_columns((TableId)t); c++) {
                const char *text = m->tables[t].rows[r].cells[c];
                bool keep = *text || same(table_specs[t].columns[c].name, "grade");
                if (keep && !db_run(cx,
                                    "INSERT INTO projection_cell (plan, part, seq, column_name,"
                                    " text) VALUES ($1, $2, $3, $4, $5)",
                                    ARGS(id, table_specs[t].name, r + 1,
                                         table_specs[t].columns[c].name, text)))
                    return false;
            }
    return true;
}

bool projection_save(Ctx *cx, const char *id, const char *collection, const Model *m)
{
    return db_begin(cx) &&
           db_end(
               cx,
               db_run(cx,
                      "INSERT INTO projection_plan (id, title, collection, made_on, made_by)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET title = $2,"
                      " collection = $3, made_on = $4, made_by = $5",
                      ARGS(id, model_setting(m, "title"), collection,
                           date_text(cx->arena, cx->today), cx->user)) &&
                   db_run(cx, "DELETE FROM projection_cell WHERE plan = $1", ARGS(id)) &&
                   db_run(cx, "DELETE FROM projection_evidence WHERE plan = $1", ARGS(id)) &&
                   save_cells(cx, id, m));
}

bool projection_evidence(Ctx *cx, const char *plan, const char *assumption, EvidenceList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    EvidenceList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT assumption, role, collection, organisation, formula, value, release"
                  " FROM projection_evidence WHERE plan = $1 AND ($2 = '' OR assumption = $2)"
                  " ORDER BY assumption, seq",
                  ARGS(plan, assumption)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (PlanEvidence){.assumption = db_text(&rows, 0),
                           .role = db_text(&rows, 1),
                           .collection = db_text(&rows, 2),
                           .organisation = db_text(&rows, 3),
                           .formula = db_text(&rows, 4),
                           .value = db_real(&rows, 5),
                           .release = db_text(&rows, 6)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- changes by hand */

static ModelRow *find_assumption(Ctx *cx, Model *m, const char *id, TableId *table)
{
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int r = 0; r < m->tables[t].n; r++)
            if (same(model_row_id(cx->arena, (TableId)t, &m->tables[t].rows[r]), id)) {
                *table = (TableId)t;
                return &m->tables[t].rows[r];
            }
    return NULL;
}

enum { NEAREST = 3, FARTHEST = 12 };

/* How unlike the two are: letters to change, or 0.5 where one is a part of the other. */
static double unlike(const char *id, const char *wanted)
{
    return strstr(id, wanted) ? 0.5 : text_distance(wanted, id, FARTHEST);
}

/* "'a', 'b', 'c'": the ids most like the one that there is not; "" when none is like it. */
static const char *nearest_assumptions(Ctx *cx, const Model *m, const char *wanted)
{
    const char *best[NEAREST + 1] = {0};
    double distance[NEAREST + 1];
    int n = 0, most = (int)strlen(wanted) / 3 < FARTHEST ? (int)strlen(wanted) / 3 : FARTHEST;
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int r = 0; r < m->tables[t].n; r++) {
            const char *id = model_row_id(cx->arena, (TableId)t, &m->tables[t].rows[r]);
            double d = *wanted ? unlike(id, wanted) : HUGE_VAL;
            int at = n;
            if (d > most)
                continue;
            for (; at > 0 && d < distance[at - 1]; at--) {
                distance[at] = distance[at - 1];
                best[at] = best[at - 1];
            }
            distance[at] = d;
            best[at] = id;
            n = n < NEAREST ? n + 1 : NEAREST;
        }
    const char *list = "";
    for (int i = 0; i < n; i++)
        list = arena_printf(cx->arena, "%s%s'%s'", list, i ? ", " : "", best[i]);
    return list;
}

static bool no_assumption(Ctx *cx, const Model *m, const char *plan, const char *wanted)
{
    const char *near = nearest_assumptions(cx, m, wanted);
    if (!*near)
        return fail(
            &cx->err, NOT_FOUND,
            "plan '%s' has no assumption '%s'; 'pont projection assumptions' lists them", plan,
            wanted);
    return fail(&cx->err, NOT_FOUND,
                "plan '%s' has no assumption '%s'; the nearest by name: %s", plan, wanted,
                near);
}

bool projection_assumption_exists(Ctx *cx, const char *plan, const char *assumption)
{
    Model m;
    TableId t;
    if (!projection_load(cx, plan, &m))
        return false;
    return find_assumption(cx, &m, assumption, &t) || no_assumption(cx, &m, plan, assumption);
}

static bool set_cell(Ctx *cx, const char *plan, TableId t, int seq, const char *column,
                     const char *text)
{
    return db_run(cx,
                  "INSERT INTO projection_cell (plan, part, seq, column_name, text)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (plan, part, seq, column_name)"
                  " DO UPDATE SET text = $5",
                  ARGS(plan, table_specs[t].name, seq, column, text));
}

bool projection_set(Ctx *cx, const char *plan, const char *assumption, const char *value,
                    const char *distribution, const char *reason)
{
    PlanInfo info;
    Model m;
    TableId t = TABLE_PARTS;
    Plan resolved;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!projection_plan_seen(cx, "projection.write", plan, &info) ||
        !projection_load(cx, info.id, &m))
        return false;
    ModelRow *row = find_assumption(cx, &m, assumption, &t);
    if (!row)
        return no_assumption(cx, &m, info.id, assumption);
    const char *old_value = model_assumption(t, row, ASSUME_VALUE);
    const char *old_distribution = model_assumption(t, row, ASSUME_DISTRIBUTION);
    int first = 1 + table_specs[t].n_keys, seq = row->line;
    row->cells[first + ASSUME_VALUE] = value;
    row->cells[first + ASSUME_DISTRIBUTION] = distribution;
    if (!model_plan(cx->arena, &cx->err, &m, &problems, &resolved))
        return false;
    return db_begin(cx) &&
           db_end(cx,
                  set_cell(cx, info.id, t, seq, "value", value) &&
                      set_cell(cx, info.id, t, seq, "distribution", distribution) &&
                      set_cell(cx, info.id, t, seq, "note", reason) &&
                      set_cell(cx, info.id, t, seq, "source", "changed by hand") &&
                      set_cell(cx, info.id, t, seq, "grade", "D") &&
                      db_run(cx,
                             "DELETE FROM projection_evidence WHERE plan = $1"
                             " AND assumption = $2",
                             ARGS(info.id, assumption)) &&
                      set_cell(cx, info.id, t, seq, "owner", cx->user) &&
                      set_cell(cx, info.id, t, seq, "date", date_text(cx->arena, cx->today)) &&
                      db_run(cx,
                             "INSERT INTO projection_change (plan, assumption, value_before,"
                             " value_after, distribution_before, distribution_after, reason,"
                             " changed_by, changed_on)"
                             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                             ARGS(info.id, assumption, old_value, value, old_distribution,
                                  distribution, reason, cx->user,
                                  date_text(cx->arena, cx->today))));
}
