/* Decides how a variant is kept, and what a plan would be without anybody's hand in it. */
#include "modules/projection/variant.h"
#include "core/who.h"
#include "db/db.h"

enum { LONGEST_ID = 60 };

static bool is_id(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    return n && n <= LONGEST_ID && !s[n];
}

/* ---------------------------------------------------------------- without changes by hand */

bool hand_changes(Ctx *cx, const char *plan, HandChangeList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    HandChangeList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT assumption, value_before, value_after, distribution_before,"
                  " distribution_after, reason, changed_by, changed_on FROM projection_change"
                  " WHERE plan = $1 ORDER BY id",
                  ARGS(plan)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (HandChange){
            db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
            db_text(&rows, 4), db_text(&rows, 5), db_text(&rows, 6), db_text(&rows, 7)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* Puts each changed row back to what its first change found. A row that was built anew since
 * does not say "changed by hand" any more and stays. */
static void put_back(Ctx *cx, const HandChangeList *list, Model *m)
{
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int i = 0; i < m->tables[t].n; i++) {
            ModelRow *row = &m->tables[t].rows[i];
            int first = 1 + table_specs[t].n_keys;
            if (!same(row->cells[first + ASSUME_SOURCE], "changed by hand"))
                continue;
            const char *id = model_row_id(cx->arena, (TableId)t, row);
            for (int k = 0; k < list->n; k++)
                if (same(list->items[k].assumption, id)) {
                    row->cells[first + ASSUME_VALUE] = list->items[k].value_before;
                    row->cells[first + ASSUME_DISTRIBUTION] =
                        list->items[k].distribution_before;
                    break;
                }
        }
}

static bool clean_of_variant(Ctx *cx, const char *plan, const char **text)
{
    *text = NULL;
    return db_one_text(cx, text, "SELECT clean_input FROM projection_variant WHERE plan = $1",
                       ARGS(plan));
}

bool model_without_hand(Ctx *cx, const char *plan, const Model *m, Model *out, int *n)
{
    const char *text;
    HandChangeList changes;
    DifferenceList differences;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    Model clean = *m;
    if (!clean_of_variant(cx, plan, &text) || !hand_changes(cx, plan, &changes))
        return false;
    if (text) {
        if (!model_from_text(cx->arena, &cx->err, plan, text, strlen(text), &problems, &clean))
            return false;
    } else {
        if (!projection_load(cx, plan, &clean)) /* rows of its own: they are changed */
            return false;
        put_back(cx, &changes, &clean);
    }
    model_differences(cx, &clean, m, &differences);
    *n = 0;
    for (int i = 0; i < differences.n; i++) {
        const Difference *d = &differences.items[i];
        bool title = d->table == TABLE_MODEL && same(d->id, "title");
        *n += !title && (i == 0 || !same(d->id, d[-1].id) || d->table != d[-1].table);
    }
    *out = clean;
    return true;
}

/* ---------------------------------------------------------------- keeping */

static bool store_differences(Ctx *cx, const char *id, const DifferenceList *list,
                              const char *reason)
{
    for (int i = 0; i < list->n; i++) {
        const Difference *d = &list->items[i];
        bool value = same(d->column, "value") || d->table < TABLE_PARTS;
        const Difference *next = i + 1 < list->n ? d + 1 : NULL;
        bool both = value && next && same(next->id, d->id) && next->table == d->table &&
                    same(next->column, "distribution");
        const char *name =
            d->table >= TABLE_PARTS
                ? d->id
                : arena_printf(cx->arena, "%s/%s%s%s", table_specs[d->table].name, d->id,
                               d->table == TABLE_MODEL ? "" : "/",
                               d->table == TABLE_MODEL ? "" : d->column);
        if (!db_run(cx,
                    "INSERT INTO projection_change (plan, assumption, value_before,"
                    " value_after, distribution_before, distribution_after, reason, changed_by,"
                    " changed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    ARGS(id, name, value ? d->before : "", value ? d->after : "",
                         both    ? next->before
                         : value ? ""
                                 : d->before,
                         both    ? next->after
                         : value ? ""
                                 : d->after,
                         reason, cx->user, date_text(cx->arena, cx->today))))
            return false;
        i += both;
    }
    return true;
}

/* What the rows were made of stays behind them, of the changed ones too: a rate times 0.9 tells
 * of the return as much as the rate does, and is withheld from the same people. */
static bool copy_evidence(Ctx *cx, const char *base, const char *id)
{
    return db_run(cx,
                  "INSERT INTO projection_evidence (plan, assumption, seq, role, collection,"
                  " organisation, formula, value, release)"
                  " SELECT $2, e.assumption, e.seq, e.role, e.collection, e.organisation,"
                  " e.formula, e.value, e.release FROM projection_evidence e WHERE e.plan = $1",
                  ARGS(base, id));
}

static bool is_free(Ctx *cx, const char *id)
{
    int64_t there = 0;
    return db_one_int(cx, &there, "SELECT COUNT(*) FROM projection_plan WHERE id = $1",
                      ARGS(id)) &&
           (!there ||
            fail(&cx->err, CONFLICT, "there is a plan '%s' already; choose another name", id));
}

bool variant_keep(Ctx *cx, const char *base, const char *id, const char *title,
                  const Pairs *changes, const char *reason)
{
    PlanInfo info;
    Model m, changed, clean;
    Plan p, resolved;
    Controls all;
    DifferenceList differences;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    int n;
    if (!is_id(id))
        return fail(
            &cx->err, INVALID,
            "name: '%s' is not a name of a plan: small letters, digits, hyphens and dots, "
            "%d at most",
            id, LONGEST_ID);
    if (!*text_trim(cx->arena, reason))
        return fail(&cx->err, INVALID, "reason: say why the plan is changed");
    if (!projection_plan_seen(cx, "projection.write", base, &info) || !is_free(cx, id) ||
        !projection_load(cx, info.id, &m) ||
        !model_plan(cx->arena, &cx->err, &m, &problems, &p))
        return false;
    adjust_controls(cx, &m, &p, changes, &all);
    if (!adjust_check(cx, &all))
        return false;
    if (!all.n_changed)
        return fail(&cx->err, INVALID, "nothing is changed: there is nothing to keep");
    if (!adjust_apply(cx, &m, &all, false, reason, &changed))
        return false;
    if (*title)
        model_set(cx->arena, &changed, "title", title);
    model_differences(cx, &m, &changed, &differences);
    if (!model_plan(cx->arena, &cx->err, &changed, &problems, &resolved) ||
        !model_without_hand(cx, info.id, &m, &clean, &n))
        return false;
    return db_begin(cx) &&
           db_end(cx, projection_save(cx, id, info.collection, &changed) &&
                          db_run(cx,
                                 "INSERT INTO projection_variant (plan, base, changes,"
                                 " clean_input, made_by, made_on, reason)"
                                 " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                 ARGS(id, info.id, adjust_query(cx, &all, NULL),
                                      model_text(cx->arena, &clean), cx->user,
                                      date_text(cx->arena, cx->today), reason)) &&
                          store_differences(cx, id, &differences, reason) &&
                          copy_evidence(cx, info.id, id));
}

/* ---------------------------------------------------------------- finding */

bool variant_list(Ctx *cx, const char *base, VariantList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    VariantList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT plan, base, changes, made_by, made_on, reason FROM projection_variant"
                  " WHERE ($1 = '' OR base = $1) ORDER BY made_on DESC, plan",
                  ARGS(base)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Variant){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                      db_text(&rows, 3), db_text(&rows, 4), db_text(&rows, 5)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool variant_of(Ctx *cx, const char *id, Variant *out, bool *found)
{
    VariantList all;
    *found = false;
    if (!variant_list(cx, "", &all))
        return false;
    for (int i = 0; i < all.n && !*found; i++)
        if (same(all.items[i].plan, id)) {
            *out = all.items[i];
            *found = true;
        }
    return true;
}
