/* Decides what is remembered of warnings that were accepted: by whom and why, this year and the
 * year before, and the list of them for whoever collects. */
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/workforce_action.h"

/* "Last year: two posts were abolished (Carys Evans)": the same rule, the same row. */
static bool quote(Ctx *cx, Problem *p, const char *before)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT reason, accepted_by FROM workforce_acceptance WHERE collection = $1"
                  " AND organisation = $2 AND code = $3 AND row_key = $4",
                  ARGS(before, p->organisation, p->rule->code, p->row)))
        return false;
    if (db_next(&rows))
        p->last_year = arena_printf(cx->arena, "%s (%s)", db_text(&rows, 0), db_text(&rows, 1));
    return db_ok(cx);
}

bool problems_quote(Ctx *cx, Problems *problems)
{
    const char *collection = NULL, *before = "";
    for (int i = 0; i < problems->n; i++) {
        Problem *p = &problems->items[i];
        if (p->rule->severity != SEVERITY_WARNING || !*p->collection ||
            !workforce_reads(cx, p->organisation))
            continue;
        if (!collection || !same(collection, p->collection)) {
            collection = p->collection;
            if (!workforce_previous(cx, collection, &before))
                return false;
        }
        if (*before && !quote(cx, p, before))
            return false;
    }
    return db_ok(cx);
}

bool problems_mark_accepted(Ctx *cx, Problems *problems)
{
    for (int i = 0; i < problems->n; i++) {
        Problem *p = &problems->items[i];
        if (p->rule->severity != SEVERITY_WARNING || p->accepted ||
            !workforce_reads(cx, p->organisation))
            continue;
        if (!db_one_text(cx, &p->accepted,
                         "SELECT reason FROM workforce_acceptance WHERE collection = $1"
                         " AND organisation = $2 AND code = $3 AND row_key = $4",
                         ARGS(p->collection, p->organisation, p->rule->code, p->row)))
            return false;
        if (p->accepted) {
            problems->warnings--;
            problems->accepted++;
        }
    }
    return problems_quote(cx, problems);
}

bool do_accepted(Ctx *cx, const void *in, Reply *out)
{
    const ListInput *q = in;
    const Form *form;
    Collection c;
    DbRows rows CLEANUP_ROWS = {0};
    if (!workforce_collection_seen(cx, q->collection, &c) || !workforce_form(cx, c.id, &form))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Accepted warnings"), c.title);
    Table *t = reply_table(cx, out, "accepted", T(cx, "Accepted warnings"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "words", T(cx, "What must hold"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Accepted because"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "When"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No warning has been accepted.");
    if (!db_query(cx, &rows,
                  "SELECT organisation, code, row_key, reason, accepted_by, accepted_on FROM"
                  " workforce_acceptance WHERE collection = $1 ORDER BY organisation, code,"
                  " row_key",
                  ARGS(c.id)))
        return false;
    while (db_next(&rows)) {
        const char *organisation = db_text(&rows, 0);
        const Rule *rule = form_rule(form, db_text(&rows, 1));
        if (!workforce_reads(cx, organisation))
            continue;
        Cell *k = table_row(cx, t);
        k[0] = cell_text(organisation);
        k[1] = cell_text(db_text(&rows, 1));
        k[2] = cell_text(rule ? form_text(cx, rule->words) : "");
        k[3] = cell_text(db_text(&rows, 2));
        k[4] = cell_text(db_text(&rows, 3));
        k[5] = cell_text(db_text(&rows, 4));
        k[6] = cell_text(db_text(&rows, 5));
    }
    return db_ok(cx);
}
