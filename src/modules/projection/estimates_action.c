/* The estimates as a table: each organisation's rates beside its sector's, and the shocks. */
#include "modules/projection/estimates.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static Cell number_or_state(double v, bool withheld)
{
    return withheld   ? cell_state(CELL_WITHHELD)
           : isnan(v) ? cell_state(CELL_NOT_APPLICABLE)
                      : cell_number(v);
}

static void lines_table(Ctx *cx, Reply *out, const Estimates *e)
{
    Table *t = reply_table(cx, out, "estimates", T(cx, "Rates by organisation"));
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "rate", T(cx, "Rate"), COLUMN_TEXT, 0);
    table_column(cx, t, "sector", T(cx, "Sector"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "came", T(cx, "Counted"), COLUMN_NUMBER, 0);
    table_column(cx, t, "of", T(cx, "Out of"), COLUMN_NUMBER, 0);
    table_column(cx, t, "raw", T(cx, "Raw rate"), COLUMN_NUMBER, 4);
    table_column(cx, t, "pooled", T(cx, "Pooled rate"), COLUMN_NUMBER, 4);
    table_column(cx, t, "q05", T(cx, "5 %"), COLUMN_NUMBER, 4);
    table_column(cx, t, "q95", T(cx, "95 %"), COLUMN_NUMBER, 4);
    table_column(cx, t, "own", T(cx, "Weight of own data"), COLUMN_NUMBER, 2);
    table_column(cx, t, "dispersion", T(cx, "Over-dispersion"), COLUMN_NUMBER, 2);
    table_column(cx, t, "p", T(cx, "by chance, p"), COLUMN_NUMBER, 3);
    for (int i = 0; i < e->n; i++) {
        const EstimateLine *l = &e->lines[i];
        const char *all = arena_printf(
            cx->arena,
            T_COUNT(cx, "%d return together", "%d returns together", l->organisations),
            l->organisations);
        Cell *c = table_row(cx, t);
        c[0] = cell_text(l->kind);
        c[1] = cell_text(l->name);
        c[2] = cell_text(l->sector);
        c[3] = *l->organisation ? cell_text(l->organisation) : cell_code("", all);
        c[4] = number_or_state(l->came, l->withheld);
        c[5] = number_or_state(l->of, l->withheld);
        c[6] = number_or_state(l->raw, l->withheld);
        c[7] = number_or_state(l->mean, l->withheld);
        c[8] = number_or_state(l->low, l->withheld);
        c[9] = number_or_state(l->high, l->withheld);
        c[10] = number_or_state(l->own, l->withheld);
        c[11] = number_or_state(l->dispersion, l->withheld);
        c[12] = number_or_state(l->p, l->withheld);
    }
}

static void shocks_table(Ctx *cx, Reply *out, const Estimates *e)
{
    Table *t = reply_table(cx, out, "shocks", T(cx, "Shocks that hit all in a year"));
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "years", T(cx, "Years"), COLUMN_NUMBER, 0);
    table_column(cx, t, "sd", T(cx, "Standard deviation"), COLUMN_NUMBER, 3);
    table_column(cx, t, "q05", T(cx, "5 %"), COLUMN_NUMBER, 2);
    table_column(cx, t, "q95", T(cx, "95 %"), COLUMN_NUMBER, 2);
    table_column(cx, t, "persistence", T(cx, "Persistence"), COLUMN_NUMBER, 2);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    for (int i = 0; i < e->n_shocks; i++) {
        const EstimateShockLine *s = &e->shocks[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(s->kind);
        c[1] = cell_number(s->years);
        c[2] = number_or_state(s->sd, s->withheld);
        c[3] = number_or_state(s->low, s->withheld);
        c[4] = number_or_state(s->high, s->withheld);
        c[5] = number_or_state(s->persistence, s->withheld);
        c[6] = cell_text(s->from_prior ? T(cx, "the documented prior: fewer than three years")
                                       : T(cx, "the returns and the documented prior"));
    }
}

bool do_estimates(Ctx *cx, const void *in, Reply *out)
{
    const EstimatesInput *q = in;
    PlanInfo info;
    Estimates e;
    if (*q->kind && !same(q->kind, "exit") && !same(q->kind, "move") &&
        !same(q->kind, "joiner"))
        return fail(&cx->err, NOT_FOUND,
                    "there are no estimates of '%s'; ask for exit, move or "
                    "joiner",
                    q->kind);
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !projection_estimates(cx, info.id, q->kind, &e))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Estimates"), info.id);
    lines_table(cx, out, &e);
    shocks_table(cx, out, &e);
    reply_note(cx, out, "%s",
               T(cx, "A pooled rate draws an organisation's own rate towards that of its "
                     "sector, as far as its own data do not reach. The interval holds the rate "
                     "with 90 %."));
    if (e.hidden)
        reply_note(cx, out, T(cx, "%d lines of single organisations may not be shown to you."),
                   e.hidden);
    if (e.n == 0)
        reply_note(cx, out, "%s", T(cx, "No return is behind this plan's rates."));
    return true;
}
