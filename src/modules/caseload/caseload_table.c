/* Decides how loads, cases, schemes and snapshots are laid out as tables. */
#include "core/who.h"
#include "modules/caseload/caseload_action.h"

static void load_row(Ctx *cx, Table *t, const Load *l, const char *label)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_code(l->worker, label);
    c[1] = cell_number(l->wte);
    c[2] = cell_number(l->available);
    c[3] = cell_number(l->cases);
    c[4] = cell_number(l->unweighed);
    c[5] = cell_number(l->weighted);
    c[6] = cell_number(l->per_wte);
    c[7] = cell_number(l->per_available);
    c[8] = cell_code(load_bands[l->band].value, T(cx, load_bands[l->band].label));
}

Table *load_table(Ctx *cx, Reply *r, const char *key, const char *caption, const TeamLoad *load)
{
    Table *t = reply_table(cx, r, key, caption);
    table_column(cx, t, "worker", T(cx, "Worker"), COLUMN_TEXT, 0);
    table_column(cx, t, "wte", T(cx, "WTE"), COLUMN_NUMBER, 2);
    table_column(cx, t, "available", T(cx, "WTE for casework"), COLUMN_NUMBER, 2);
    table_column(cx, t, "cases", T(cx, "Open cases"), COLUMN_NUMBER, 0);
    table_column(cx, t, "unweighed", T(cx, "Not judged yet"), COLUMN_NUMBER, 0);
    table_column(cx, t, "weighted", T(cx, "Points"), COLUMN_NUMBER, 1);
    table_column(cx, t, "per_wte", T(cx, "Points per WTE"), COLUMN_NUMBER, 1);
    table_column(cx, t, "per_available", T(cx, "Points per WTE for casework"), COLUMN_NUMBER,
                 1);
    table_column(cx, t, "band", T(cx, "Capacity"), COLUMN_TEXT, 0);
    for (int i = 0; i < load->n; i++)
        load_row(cx, t, &load->workers[i],
                 same(load->workers[i].worker, "new") ? T(cx, "A new worker")
                                                      : load->workers[i].worker);
    if (load->n)
        load_row(cx, t, &load->team, T(cx, "The team"));
    t->empty = T(cx, "There is no worker yet.");
    if (load->team.unweighed)
        t->note =
            T(cx, "A case with a factor that nobody has judged has no weight yet: the points "
                  "are at least what is said.");
    return t;
}

Table *cases_table(Ctx *cx, Reply *r, const Scheme *s, const CaseList *list,
                   const char *organisation, bool own)
{
    const Level **factors;
    int n = scheme_factors(cx, s, &factors);
    Table *t = reply_table(cx, r, "cases", T(cx, "Open cases"));
    table_column(cx, t, "reference", T(cx, "Case"), COLUMN_TEXT, 0);
    table_column(cx, t, "worker", T(cx, "Worker"), COLUMN_TEXT, 0);
    table_column(cx, t, "weight", T(cx, "Weight"), COLUMN_NUMBER, 2);
    for (int i = 0; i < n; i++)
        table_column(cx, t, factors[i]->factor, level_label(cx, factors[i]), COLUMN_TEXT, 0);
    if (own) {
        table_column(cx, t, "close", T(cx, "Done?"), COLUMN_TEXT, 0);
        table_column_for(t, FOR_PEOPLE);
    }
    t->empty = T(cx, "There is no open case.");
    for (int k = 0; k < list->n; k++) {
        const Case *x = &list->items[k];
        if (*x->closed_on)
            continue;
        double weight = case_weight(s, x);
        Cell *c = table_row(cx, t);
        c[0] = cell_text(x->reference);
        if (own)
            c[0].href = arena_printf(cx->arena, "/caseload/change?organisation=%s&reference=%s",
                                     organisation, x->reference);
        c[1] = cell_text(x->worker);
        c[2] = isnan(weight) ? cell_state(CELL_NOT_KNOWN) : cell_number(weight);
        for (int i = 0; i < n; i++) {
            const char *level = case_level(x, factors[i]->factor);
            const Level *l = *level ? scheme_level(s, factors[i]->factor, level) : NULL;
            c[3 + i] = l ? cell_code(level, level_label(cx, l)) : cell_state(CELL_NOT_KNOWN);
        }
        if (own)
            c[3 + n] = cell_link(T(cx, "Close"),
                                 arena_printf(cx->arena,
                                              "/caseload/close?organisation=%s&reference=%s",
                                              organisation, x->reference));
    }
    return t;
}

Table *scheme_table(Ctx *cx, Reply *r, const Scheme *s)
{
    Table *t = reply_table(cx, r, "scheme", T(cx, "Factors, levels and points"));
    const char *factor = "";
    table_column(cx, t, "factor", T(cx, "Factor"), COLUMN_TEXT, 0);
    table_column(cx, t, "level", T(cx, "Level"), COLUMN_TEXT, 0);
    table_column(cx, t, "points", T(cx, "Points"), COLUMN_NUMBER, 2);
    for (int i = 0; i < s->n; i++) {
        const Level *l = &s->levels[i];
        if (!*l->level) {
            factor = level_label(cx, l);
            continue;
        }
        Cell *c = table_row(cx, t);
        c[0] = cell_code(l->factor, factor);
        c[1] = cell_code(l->level, level_label(cx, l));
        c[2] = cell_number(l->points);
    }
    t->note = arena_printf(
        cx->arena, T(cx, "Capacity: room below %s points for one WTE, too much above %s."),
        text_double(cx->arena, s->under), text_double(cx->arena, s->over));
    return t;
}

Table *snapshots_table(Ctx *cx, Reply *r, const SnapshotList *list)
{
    Table *t = reply_table(cx, r, "snapshots", T(cx, "Snapshots"));
    table_column(cx, t, "taken_on", T(cx, "Taken on"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Scheme"), COLUMN_NUMBER, 0);
    table_column(cx, t, "workers", T(cx, "Workers"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cases", T(cx, "Open cases"), COLUMN_NUMBER, 0);
    table_column(cx, t, "weighted", T(cx, "Points"), COLUMN_NUMBER, 1);
    table_column(cx, t, "per_wte", T(cx, "Points per WTE"), COLUMN_NUMBER, 1);
    table_column(cx, t, "capacity", T(cx, "% of capacity"), COLUMN_NUMBER, 0);
    table_column(cx, t, "note", T(cx, "Note"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No snapshot has been taken.");
    for (int i = 0; i < list->n; i++) {
        const CaseloadSnapshot *s = &list->items[i];
        Date d;
        Cell *c = table_row(cx, t);
        c[0] = cell_code(s->taken_on,
                         date_parse_iso(s->taken_on, &d) ? date_long(cx, d) : s->taken_on);
        c[1] = cell_number(s->version);
        c[2] = cell_number(s->workers);
        c[3] = cell_number(s->cases);
        c[4] = cell_number(s->weighted);
        c[5] = cell_number(s->wte > 0 ? s->weighted / s->wte : NAN);
        c[6] = cell_number(s->available > 0 ? 100 * s->weighted / s->available / s->over : NAN);
        c[7] = cell_text(s->note);
    }
    return t;
}
