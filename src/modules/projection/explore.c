/* Decides what the live answer says in words and tables, and how a tried plan is kept: as a
 * plan of its own beside the one it came from, with its author, reason and changes. */
#include "modules/projection/explore.h"
#include "core/who.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/variant.h"
#include <math.h>

static const char *whole(Ctx *cx, double v)
{
    return number_show(cx->arena, v, 0);
}

const char *explore_sentence(Ctx *cx, const LiveAnswer *a)
{
    const LiveSide *s = &a->with;
    const LiveYear *last = &s->years[a->plan.shown_steps];
    const char *places =
        s->solved ? arena_printf(cx->arena, T(cx, "%s places a year"), whole(cx, s->level))
                  : T(cx, "Intakes as they are held");
    return arena_printf(
        cx->arena,
        T(cx, "%s: the target is met in %.0f %% of the futures. Gap in %d: %s %s (90 %% "
              "interval %s to %s)."),
        places, 100 * s->probability, last->year, whole(cx, last->gap[3]),
        plan_word(cx, a->plan.measure), whole(cx, last->gap[0]), whole(cx, last->gap[6]));
}

/* ---------------------------------------------------------------- tables */

Table *explore_years(Ctx *cx, Reply *r, const LiveAnswer *a)
{
    static const struct {
        const char *key, *label;
    } columns[] = {{"supply_q05", N_("Supply, 5 %")},  {"supply_q50", N_("Supply, median")},
                   {"supply_q95", N_("Supply, 95 %")}, {"need_q05", N_("Demand, 5 %")},
                   {"need_q50", N_("Demand, median")}, {"need_q95", N_("Demand, 95 %")},
                   {"gap_q05", N_("Gap, 5 %")},        {"gap_q50", N_("Gap, median")},
                   {"gap_q95", N_("Gap, 95 %")}};
    Table *t = reply_table(cx, r, "years",
                           arena_printf(cx->arena, "%s (%s)", T(cx, "Supply, demand and gap"),
                                        plan_word(cx, a->plan.measure)));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(cx, t, columns[i].key, T(cx, columns[i].label), COLUMN_NUMBER, 1);
    table_column(cx, t, "gap_before_q50", T(cx, "Gap without the changes, median"),
                 COLUMN_NUMBER, 1);
    for (int i = 0; i <= a->plan.shown_steps; i++) {
        const LiveYear *y = &a->with.years[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", y->year));
        for (int q = 0; q < 3; q++) {
            c[1 + q] = cell_number(y->supply[3 * q]);
            c[4 + q] = cell_number(y->need[3 * q]);
            c[7 + q] = cell_number(y->gap[3 * q]);
        }
        c[10] = cell_number(a->without.years[i].gap[3]);
    }
    return t;
}

/* Decided years that are shown; those beyond only guard the end of the plan. */
static int last_decided(const Plan *p)
{
    int last = plan_year(p, p->shown_steps);
    return last > p->decide_to || last < p->decide_from ? p->decide_to : last;
}

Table *explore_places(Ctx *cx, Reply *r, const LiveAnswer *a)
{
    const Plan *p = &a->before;
    Table *t = reply_table(cx, r, "places", T(cx, "Places by year and route"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    for (int i = 0; i < p->n_routes; i++)
        if (p->routes[i].decided)
            table_column(cx, t, p->routes[i].id, plan_word(cx, p->routes[i].label),
                         COLUMN_NUMBER, 0);
    table_column(cx, t, "all", T(cx, "All routes"), COLUMN_NUMBER, 0);
    table_column(cx, t, "before", T(cx, "Without the changes"), COLUMN_NUMBER, 0);
    table_column(cx, t, "low80", T(cx, "80 % interval of need: from"), COLUMN_NUMBER, 0);
    table_column(cx, t, "high80", T(cx, "to"), COLUMN_NUMBER, 0);
    for (int year = p->decide_from; year <= last_decided(p); year++) {
        Cell *c = table_row(cx, t);
        int at = 1;
        c[0] = cell_text(arena_printf(cx->arena, "%d", year));
        for (int i = 0; i < p->n_routes; i++)
            if (p->routes[i].decided)
                c[at++] = cell_number(live_places(&a->plan, &a->with, i, year));
        c[at++] = cell_number(live_places(&a->plan, &a->with, -1, year));
        c[at++] = cell_number(live_places(p, &a->without, -1, year));
        c[at++] = a->with.solved ? cell_number(live_sum(p, a->with.x_low, &a->with, year))
                                 : cell_state(CELL_NOT_APPLICABLE);
        c[at++] = a->with.solved ? cell_number(live_sum(p, a->with.x_high, &a->with, year))
                                 : cell_state(CELL_NOT_APPLICABLE);
    }
    t->note = T(cx, "A year is the academic year that ends in it. The interval says how many "
                    "places the futures ask for, within the limits.");
    return t;
}

static void changes_table(Ctx *cx, Reply *r, const Controls *all)
{
    Table *t = reply_table(cx, r, "controls", T(cx, "What can be changed"));
    table_column(cx, t, "key", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "What it is"), COLUMN_TEXT, 0);
    table_column(cx, t, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column(cx, t, "present", T(cx, "In the plan"), COLUMN_NUMBER, 1);
    table_column(cx, t, "value", T(cx, "Tried"), COLUMN_NUMBER, 1);
    table_column(cx, t, "lowest", T(cx, "From"), COLUMN_NUMBER, 1);
    table_column(cx, t, "highest", T(cx, "To"), COLUMN_NUMBER, 1);
    table_column(cx, t, "acts_on", T(cx, "Rows of the plan"), COLUMN_NUMBER, 0);
    for (int i = 0; i < all->n; i++) {
        const Control *k = &all->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(k->key);
        c[1] = cell_text(k->label);
        c[2] = cell_text(k->unit);
        c[3] = isnan(k->present) ? cell_state(CELL_BLANK) : cell_number(k->present);
        c[4] = isnan(k->value) ? cell_state(CELL_BLANK) : cell_number(k->value);
        c[5] = cell_number(k->lowest);
        c[6] = cell_number(k->highest);
        c[7] = cell_number(k->acts_on);
    }
}

/* Every number with its interval, and beside it what it is without the changes. */
static void sides_table(Ctx *cx, Reply *r, const LiveAnswer *a)
{
    Table *t = reply_table(cx, r, "answer", T(cx, "The answer, with and without the changes"));
    const LiveSide *sides[] = {&a->with, &a->without};
    table_column(cx, t, "quantity", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "with", T(cx, "With"), COLUMN_NUMBER, 3);
    table_column(cx, t, "with_low", T(cx, "from"), COLUMN_NUMBER, 3);
    table_column(cx, t, "with_high", T(cx, "to"), COLUMN_NUMBER, 3);
    table_column(cx, t, "without", T(cx, "Without"), COLUMN_NUMBER, 3);
    table_column(cx, t, "without_low", T(cx, "from"), COLUMN_NUMBER, 3);
    table_column(cx, t, "without_high", T(cx, "to"), COLUMN_NUMBER, 3);
    table_column(cx, t, "interval", T(cx, "Interval"), COLUMN_TEXT, 0);
    enum { LEVEL, MET, GAP, COST, ROWS };
    static const char *const labels[] = {
        N_("Places a year"), N_("Target met"), N_("Gap in the last year shown"),
        N_("Cost of training the cohorts of the decided years (GBP)")};
    static const char *const keys[] = {"level", "probability", "gap", "cost"};
    static const char *const intervals[] = {N_("80 %, of need"), N_("95 %, of the sample"),
                                            N_("90 %"), N_("90 %")};
    for (int row = 0; row < ROWS; row++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_code(keys[row], T(cx, labels[row]));
        for (int i = 0; i < 2; i++) {
            const LiveSide *s = sides[i];
            const LiveYear *last = &s->years[a->plan.shown_steps];
            const double values[ROWS][3] = {
                {s->level, s->low80, s->high80},
                {s->probability, s->probability_low, s->probability_high},
                {last->gap[3], last->gap[0], last->gap[6]},
                {s->cost[3], s->cost[0], s->cost[6]}};
            for (int k = 0; k < 3; k++)
                c[1 + 3 * i + k] = isnan(values[row][k]) ? cell_state(CELL_NOT_APPLICABLE)
                                                         : cell_number(values[row][k]);
        }
        c[7] = cell_text(T(cx, intervals[row]));
    }
    t->note = arena_printf(
        cx->arena,
        T(cx, "Draw by draw, the changes move the gap of the last year by %s (90 %% of the "
              "futures: %s to %s) and the share that meets the target by %s percentage points "
              "(95 %% interval %s to %s)."),
        number_show(cx->arena, a->gap.mean, 1), number_show(cx->arena, a->gap.low, 1),
        number_show(cx->arena, a->gap.high, 1), number_show(cx->arena, 100 * a->met.mean, 1),
        number_show(cx->arena, 100 * a->met.low, 1),
        number_show(cx->arena, 100 * a->met.high, 1));
}

bool do_explore(Ctx *cx, const void *in, Reply *out)
{
    const ExploreInput *q = in;
    PlanInfo info;
    Model m;
    LiveAnswer a;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !projection_load(cx, info.id, &m) ||
        !live_answer(cx, &m, &q->change, q->all_draws, &a) || !adjust_check(cx, &a.controls))
        return false;
    out->title = explore_sentence(cx, &a);
    reply_fact(cx, out, "plan", T(cx, "Plan"), cell_text(info.id), 0);
    reply_fact(cx, out, "draws", T(cx, "Draws"), cell_number(a.draws), 0);
    reply_fact(cx, out, "fewer_draws", T(cx, "Fewer draws than the plan's"),
               cell_text(a.fewer ? T(cx, "yes") : T(cx, "no")), 0);
    sides_table(cx, out, &a);
    explore_places(cx, out, &a);
    explore_years(cx, out, &a);
    changes_table(cx, out, &a.controls);
    return true;
}

bool do_keep(Ctx *cx, const void *in, Reply *out)
{
    const KeepInput *q = in;
    if (!variant_keep(cx, q->plan, q->name, q->title, &q->change, q->reason))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "What was tried is kept as plan '%s'"), q->name);
    out->next = arena_printf(cx->arena, "/projection/compare?a=%s&b=%s", q->plan, q->name);
    return true;
}
