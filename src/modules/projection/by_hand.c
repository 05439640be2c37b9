/* Decides how a result with changes by hand stands beside the same without them: both solved as
 * they are, over the same futures. */
#include "modules/projection/by_hand.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/variant.h"
#include <math.h>

bool by_hand(Ctx *cx, const char *plan, ByHand *out)
{
    ByHand b = {0};
    Model m, clean;
    Plan p;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!projection_load(cx, plan, &m) || !model_without_hand(cx, plan, &m, &clean, &b.n) ||
        !model_plan(cx->arena, &cx->err, &m, &problems, &p))
        return false;
    b.draws = live_draws(cx, &p);
    if (!live_side(cx, &m, b.draws, p.seed, &b.plan_with, &b.with))
        return false;
    if (b.n == 0) {
        b.plan_without = b.plan_with;
        b.without = b.with;
    } else if (!live_side(cx, &clean, b.draws, p.seed, &b.plan_without, &b.without)) {
        return false;
    }
    *out = b;
    return true;
}

Table *by_hand_table(Ctx *cx, Reply *r, const ByHand *b)
{
    Table *t = reply_table(cx, r, "without_hand", T(cx, "The answer with and without them"));
    const LiveSide *sides[] = {&b->with, &b->without};
    const Plan *plans[] = {&b->plan_with, &b->plan_without};
    table_column(cx, t, "side", T(cx, "Changes by hand"), COLUMN_TEXT, 0);
    table_column(cx, t, "level", T(cx, "Places a year"), COLUMN_NUMBER, 0);
    table_column(cx, t, "low80", T(cx, "80 % of need: from"), COLUMN_NUMBER, 0);
    table_column(cx, t, "high80", T(cx, "to"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "probability", T(cx, "Target met in"), 1);
    table_percent(cx, t, "probability_low", T(cx, "95 %: from"), 1);
    table_percent(cx, t, "probability_high", T(cx, "to"), 1);
    table_column(cx, t, "gap", T(cx, "Gap, median"), COLUMN_NUMBER, 1);
    table_column(cx, t, "gap_q05", T(cx, "5 %"), COLUMN_NUMBER, 1);
    table_column(cx, t, "gap_q95", T(cx, "95 %"), COLUMN_NUMBER, 1);
    for (int i = 0; i < 2; i++) {
        const LiveSide *s = sides[i];
        const LiveYear *last = &s->years[plans[i]->shown_steps];
        const double values[] = {s->level,       s->low80,           s->high80,
                                 s->probability, s->probability_low, s->probability_high,
                                 last->gap[3],   last->gap[0],       last->gap[6]};
        Cell *c = table_row(cx, t);
        c[0] =
            cell_code(i == 0 ? "with" : "without", i == 0 ? T(cx, "with") : T(cx, "without"));
        for (int k = 0; k < 9; k++)
            c[1 + k] =
                isnan(values[k]) ? cell_state(CELL_NOT_APPLICABLE) : cell_number(values[k]);
    }
    t->note = b->n == 0 ? T(cx, "No assumption of this plan was changed by hand: both are the "
                                "same.")
                        : arena_printf(cx->arena,
                                       T_COUNT(cx, "%d assumption was changed by hand.",
                                               "%d assumptions were changed by hand.", b->n),
                                       b->n);
    return t;
}

Table *without_hand_table(Ctx *cx, Reply *r, const char *plan)
{
    ByHand b;
    Model m, clean;
    int n = 0;
    if (projection_load(cx, plan, &m) && model_without_hand(cx, plan, &m, &clean, &n) && n &&
        by_hand(cx, plan, &b))
        return by_hand_table(cx, r, &b);
    Table *t = reply_table(cx, r, "without_hand", T(cx, "The answer with and without them"));
    table_column(cx, t, "side", T(cx, "Changes by hand"), COLUMN_TEXT, 0);
    t->empty = cx->err.kind ? arena_strdup(cx->arena, cx->err.message)
                            : T(cx, "No assumption of this plan was changed by hand: there is "
                                    "one answer.");
    if (cx->err.kind == ERR_INVALID) /* a plan that decides nothing has no such answer */
        err_clear(&cx->err);
    return t;
}
