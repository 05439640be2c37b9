/* Decides what two plans are compared by. Both are solved as they stand; the second has the
 * seed of the first, so that rows of one name have one random number in both. */
#include "modules/projection/compare.h"
#include "core/who.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static bool load_run(Ctx *cx, const char *id, CompareSide *s)
{
    RunInfo run;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!projection_run_seen(cx, "projection.read", id, &run))
        return false;
    s->is_run = true;
    if (!projection_withheld(cx, run.plan, &s->withheld))
        return false;
    return model_from_text(cx->arena, &cx->err, run.id, run.input, strlen(run.input), &problems,
                           &s->model);
}

static bool load(Ctx *cx, const char *id, CompareSide *s)
{
    PlanInfo info;
    PlanList all;
    bool is_plan = !*id;
    if (!projection_plans(cx, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        is_plan = is_plan || same(all.items[i].id, id);
    if (!is_plan && !load_run(cx, id, s))
        return false;
    if (is_plan && (!projection_plan_seen(cx, "projection.read", id, &info) ||
                    !projection_load(cx, info.id, &s->model) ||
                    !projection_withheld(cx, info.id, &s->withheld)))
        return false;
    s->name = is_plan ? info.id : id;
    s->title = model_setting(&s->model, "title");
    return true;
}

static void pair_years(Ctx *cx, Comparison *c)
{
    int most = c->a.plan.shown_steps + 1;
    int *years = NEW_ARRAY(cx->arena, int, most), *a = NEW_ARRAY(cx->arena, int, most),
        *b = NEW_ARRAY(cx->arena, int, most);
    PairedDifference *gaps = NEW_ARRAY(cx->arena, PairedDifference, most);
    for (int i = 0; i <= c->a.plan.shown_steps; i++)
        for (int k = 0; k <= c->b.plan.shown_steps; k++) {
            if (plan_year(&c->a.plan, i) != plan_year(&c->b.plan, k))
                continue;
            years[c->n] = plan_year(&c->a.plan, i);
            a[c->n] = i;
            b[c->n] = k;
            gaps[c->n++] =
                live_gap_difference(cx->arena, &c->a.live, i, &c->b.live, k, c->draws);
        }
    c->years = years;
    c->step_a = a;
    c->step_b = b;
    c->gaps = gaps;
}

bool compare_plans(Ctx *cx, const char *a, const char *b, int64_t draws, Comparison *out)
{
    Comparison c = {0};
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    Plan one, other;
    if (!load(cx, a, &c.a) || !load(cx, b, &c.b) ||
        !model_plan(cx->arena, &cx->err, &c.a.model, &problems, &one) ||
        !model_plan(cx->arena, &cx->err, &c.b.model, &problems, &other))
        return false;
    int a_draws = live_draws(cx, &one), b_draws = live_draws(cx, &other);
    c.draws = a_draws < b_draws ? a_draws : b_draws;
    if (draws != NOT_GIVEN && (draws < 10 || draws > 100000))
        return fail(&cx->err, INVALID, "draws must lie between 10 and 100,000");
    if (draws != NOT_GIVEN)
        c.draws = (int)draws;
    if (!live_side(cx, &c.a.model, c.draws, one.seed, &c.a.plan, &c.a.live) ||
        !live_side(cx, &c.b.model, c.draws, one.seed, &c.b.plan, &c.b.live))
        return false;
    pair_years(cx, &c);
    if (!c.n)
        return fail(&cx->err, INVALID, "'%s' and '%s' have no year in common", c.a.name,
                    c.b.name);
    c.met = live_met_difference(&c.a.live, &c.b.live, c.draws);
    model_differences(cx, &c.a.model, &c.b.model, &c.differences);
    *out = c;
    return true;
}

/* ---------------------------------------------------------------- in words and tables */

const char *compare_sentence(Ctx *cx, const Comparison *c)
{
    const PairedDifference *last = &c->gaps[c->n - 1];
    return arena_printf(
        cx->arena,
        T(cx,
          "In the same futures, %s instead of %s moves the gap of %d by %s %s (90 %% of the "
          "futures: %s to %s) and the share that meets the target by %s percentage points "
          "(95 %% interval %s to %s)."),
        c->b.name, c->a.name, c->years[c->n - 1], number_show(cx->arena, last->mean, 0),
        plan_word(cx, c->a.plan.measure), number_show(cx->arena, last->low, 0),
        number_show(cx->arena, last->high, 0), number_show(cx->arena, 100 * c->met.mean, 0),
        number_show(cx->arena, 100 * c->met.low, 0),
        number_show(cx->arena, 100 * c->met.high, 0));
}

Table *compare_answers(Ctx *cx, Reply *r, const Comparison *c)
{
    const CompareSide *sides[] = {&c->a, &c->b};
    Table *t = reply_table(cx, r, "answers", T(cx, "The answers"));
    table_column(cx, t, "plan", T(cx, "Plan"), COLUMN_TEXT, 0);
    table_percent(cx, t, "confidence", T(cx, "Confidence asked for"), 0);
    table_column(cx, t, "level", T(cx, "Places a year"), COLUMN_NUMBER, 0);
    table_column(cx, t, "low80", T(cx, "80 % of need: from"), COLUMN_NUMBER, 0);
    table_column(cx, t, "high80", T(cx, "to"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "probability", T(cx, "Target met in"), 1);
    table_percent(cx, t, "probability_low", T(cx, "95 %: from"), 1);
    table_percent(cx, t, "probability_high", T(cx, "to"), 1);
    table_column(cx, t, "cost", T(cx, "Cost (GBP)"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cost_low", T(cx, "90 %: from"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cost_high", T(cx, "to"), COLUMN_NUMBER, 0);
    for (int i = 0; i < 2; i++) {
        const LiveSide *s = &sides[i]->live;
        const double values[] = {s->confidence,       s->level,       s->low80,
                                 s->high80,           s->probability, s->probability_low,
                                 s->probability_high, s->cost[3],     s->cost[0],
                                 s->cost[6]};
        Cell *cell = table_row(cx, t);
        cell[0] = cell_text(sides[i]->name);
        for (int k = 0; k < 10; k++)
            cell[1 + k] =
                isnan(values[k]) ? cell_state(CELL_NOT_APPLICABLE) : cell_number(values[k]);
    }
    return t;
}

Table *compare_years(Ctx *cx, Reply *r, const Comparison *c)
{
    Table *t = reply_table(cx, r, "years", T(cx, "The gap, year by year"));
    const CompareSide *sides[] = {&c->a, &c->b};
    static const char *const keys[2][3] = {{"a_q05", "a_q50", "a_q95"},
                                           {"b_q05", "b_q50", "b_q95"}};
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    for (int i = 0; i < 2; i++) {
        const char *name = sides[i]->name;
        table_column(cx, t, keys[i][0], arena_printf(cx->arena, "%s, 5 %%", name),
                     COLUMN_NUMBER, 1);
        table_column(cx, t, keys[i][1],
                     arena_printf(cx->arena, "%s, %s", name, T(cx, "median")), COLUMN_NUMBER,
                     1);
        table_column(cx, t, keys[i][2], arena_printf(cx->arena, "%s, 95 %%", name),
                     COLUMN_NUMBER, 1);
    }
    table_column(cx, t, "difference", T(cx, "Difference, mean"), COLUMN_NUMBER, 1);
    table_column(cx, t, "difference_q05", T(cx, "5 %"), COLUMN_NUMBER, 1);
    table_column(cx, t, "difference_q95", T(cx, "95 %"), COLUMN_NUMBER, 1);
    for (int y = 0; y < c->n; y++) {
        Cell *cell = table_row(cx, t);
        cell[0] = cell_text(arena_printf(cx->arena, "%d", c->years[y]));
        for (int q = 0; q < 3; q++) {
            cell[1 + q] = cell_number(c->a.live.years[c->step_a[y]].gap[3 * q]);
            cell[4 + q] = cell_number(c->b.live.years[c->step_b[y]].gap[3 * q]);
        }
        cell[7] = cell_number(c->gaps[y].mean);
        cell[8] = cell_number(c->gaps[y].low);
        cell[9] = cell_number(c->gaps[y].high);
    }
    t->note = T(cx, "The difference is that of each future, second less first: its interval is "
                    "narrower than those of the two gaps suggest.");
    return t;
}

Table *compare_places(Ctx *cx, Reply *r, const Comparison *c)
{
    Table *t = reply_table(cx, r, "places", T(cx, "Places by intake year, all routes"));
    const CompareSide *sides[] = {&c->a, &c->b};
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "a", c->a.name, COLUMN_NUMBER, 0);
    table_column(cx, t, "b", c->b.name, COLUMN_NUMBER, 0);
    table_column(cx, t, "difference", T(cx, "Difference"), COLUMN_NUMBER, 0);
    for (int y = 0; y < c->n; y++) {
        int year = c->years[y];
        double places[2];
        if ((year < c->a.plan.decide_from && year < c->b.plan.decide_from) ||
            (year > c->a.plan.decide_to && year > c->b.plan.decide_to))
            continue;
        Cell *cell = table_row(cx, t);
        cell[0] = cell_text(arena_printf(cx->arena, "%d", year));
        for (int i = 0; i < 2; i++) {
            places[i] = live_places(&sides[i]->plan, &sides[i]->live, -1, year);
            cell[1 + i] = cell_number(places[i]);
        }
        cell[3] = cell_number(places[1] - places[0]);
    }
    return t;
}

Table *compare_assumptions(Ctx *cx, Reply *r, const Comparison *c)
{
    Table *t = reply_table(cx, r, "assumptions", T(cx, "Assumptions that differ"));
    table_column(cx, t, "table", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "id", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "column", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "a", c->a.name, COLUMN_TEXT, 0);
    table_column(cx, t, "b", c->b.name, COLUMN_TEXT, 0);
    t->empty = T(cx, "Every assumption is the same.");
    for (int i = 0; i < c->differences.n; i++) {
        const Difference *d = &c->differences.items[i];
        bool hidden = projection_is_withheld(&c->a.withheld, d->id) ||
                      projection_is_withheld(&c->b.withheld, d->id);
        if (hidden && d->table == TABLE_PARTS + PART_STOCK)
            continue; /* so many rows, so many people */
        Cell *cell = table_row(cx, t);
        int column = spec_column(d->table, d->column);
        cell[0] = cell_code(table_specs[d->table].name, T(cx, table_specs[d->table].label));
        cell[1] = cell_text(d->id);
        cell[2] = cell_code(d->column, T(cx, table_specs[d->table].columns[column].label));
        cell[3] = hidden ? cell_state(CELL_WITHHELD) : cell_text(d->before);
        cell[4] = hidden ? cell_state(CELL_WITHHELD) : cell_text(d->after);
    }
    return t;
}

bool do_compare(Ctx *cx, const void *in, Reply *out)
{
    const CompareInput *q = in;
    Comparison c;
    if (!compare_plans(cx, q->a, q->b, q->draws, &c))
        return false;
    out->title = compare_sentence(cx, &c);
    reply_fact(cx, out, "a", T(cx, "First"), cell_text(c.a.name), 0);
    reply_fact(cx, out, "b", T(cx, "Second"), cell_text(c.b.name), 0);
    reply_fact(cx, out, "draws", T(cx, "Draws"), cell_number(c.draws), 0);
    compare_answers(cx, out, &c);
    compare_places(cx, out, &c);
    compare_years(cx, out, &c);
    compare_assumptions(cx, out, &c);
    return true;
}
