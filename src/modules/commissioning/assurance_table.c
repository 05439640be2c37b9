/* How what stands behind a recommendation is told: the tables of a reply. */
#include "modules/commissioning/assurance.h"
#include <math.h>

static Cell yes_no(Ctx *cx, bool yes)
{
    return cell_code(yes ? "yes" : "no", yes ? T(cx, "yes") : T(cx, "no"));
}

static Cell percent_range(Ctx *cx, double low, double high)
{
    return cell_text(arena_printf(cx->arena, T(cx, "%.1f to %.1f %%"), 100 * low, 100 * high));
}

/* Two columns for machines, one for people. */
static void range_columns(Ctx *cx, Table *t)
{
    table_percent(cx, t, "low", T(cx, "from"), 1);
    table_column_for(t, FOR_MACHINES);
    table_percent(cx, t, "high", T(cx, "to"), 1);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "interval", T(cx, "95 % interval"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_PEOPLE);
}

Table *checks_table(Ctx *cx, Reply *r, const Assurance *a)
{
    Table *t = reply_table(cx, r, "checks", T(cx, "Common levels, checked with fresh futures"));
    bool ceiling = a->n_checks && !isnan(a->checks[0].ceiled);
    table_percent(cx, t, "confidence", T(cx, "Confidence"), 0);
    table_column(cx, t, "level", T(cx, "Places a year"), COLUMN_NUMBER, 0);
    table_column(cx, t, "low_level", T(cx, "from (95 %)"), COLUMN_NUMBER, 0);
    table_column(cx, t, "high_level", T(cx, "to"), COLUMN_NUMBER, 0);
    table_column(cx, t, "places", T(cx, "Places in all"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cost", T(cx, "Cost of training (GBP)"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "in_sample", T(cx, "Met in its own futures"), 1);
    table_percent(cx, t, "share", T(cx, "Met in fresh futures"), 1);
    range_columns(cx, t);
    table_percent(cx, t, "ceiled", T(cx, "With recruitment to funded posts"), 1);
    table_column_for(t, ceiling ? FOR_ALL : FOR_MACHINES);
    table_column(cx, t, "raised", T(cx, "Times raised"), COLUMN_NUMBER, 0);
    table_column(cx, t, "holds", T(cx, "Holds"), COLUMN_TEXT, 0);
    for (int i = 0; i < a->n_checks; i++) {
        const CheckRow *k = &a->checks[i];
        Cell *c = table_row(cx, t);
        const double numbers[] = {k->confidence, k->level, k->low_level, k->high_level,
                                  k->places,     k->cost,  k->in_sample, k->share,
                                  k->low,        k->high};
        for (int n = 0; n < 10; n++)
            c[n] = cell_number(numbers[n]);
        c[10] = percent_range(cx, k->low, k->high);
        c[11] = isnan(k->ceiled) ? cell_state(CELL_NOT_APPLICABLE) : cell_number(k->ceiled);
        c[12] = cell_number(k->raised);
        c[13] = yes_no(cx, k->holds);
    }
    t->note =
        T(cx, "The level's interval comes from the order of the draws. Fresh futures are "
              "draws that the level was not made from; where the target is met in fewer "
              "of them than was asked, the level is raised, and where the limits allow no "
              "more it is said not to hold.");
    return t;
}

static const char *aim_words(Ctx *cx, const char *aim)
{
    return same(aim, "mean")     ? T(cx, "Met on the mean")
           : same(aim, "chance") ? T(cx, "Met with the confidence")
                                 : T(cx, "Worst futures without shortage");
}

Table *programmes_table(Ctx *cx, Reply *r, const Assurance *a, const char *measure)
{
    Table *t = reply_table(cx, r, "programmes",
                           T(cx, "Programmes by year and route: the least that suffices"));
    table_column(cx, t, "aim", T(cx, "Aim"), COLUMN_TEXT, 0);
    table_percent(cx, t, "confidence", T(cx, "Confidence"), 0);
    table_column(cx, t, "places", T(cx, "Places in all"), COLUMN_NUMBER, 0);
    table_column(cx, t, "cost", T(cx, "Cost of training (GBP)"), COLUMN_NUMBER, 0);
    table_column(cx, t, "bound", T(cx, "Proven least"), COLUMN_NUMBER, 0);
    table_column_for(t, FOR_MACHINES);
    table_percent(cx, t, "gap", T(cx, "At most dearer than the best by"), 1);
    table_percent(cx, t, "in_sample", T(cx, "Met in its own futures"), 1);
    table_percent(cx, t, "share", T(cx, "Met in fresh futures"), 1);
    range_columns(cx, t);
    table_column(cx, t, "expected_shortage",
                 arena_printf(cx->arena, "%s (%s)", T(cx, "Expected shortage"), measure),
                 COLUMN_NUMBER, 1);
    table_column(
        cx, t, "cvar",
        arena_printf(cx->arena, "%s (%s)", T(cx, "Shortage in the worst cases"), measure),
        COLUMN_NUMBER, 1);
    table_column(cx, t, "least_shortage",
                 arena_printf(cx->arena, "%s (%s)", T(cx, "Lacking at best"), measure),
                 COLUMN_NUMBER, 1);
    table_column(cx, t, "raised", T(cx, "Times raised"), COLUMN_NUMBER, 0);
    table_column(cx, t, "needed_draws", T(cx, "Draws that would prove it"), COLUMN_NUMBER, 0);
    table_column(cx, t, "attained", T(cx, "Within the limits"), COLUMN_TEXT, 0);
    for (int i = 0; i < a->n_programmes; i++) {
        const ProgrammeRow *g = &a->programmes[i];
        Cell *c = table_row(cx, t);
        bool mean = same(g->aim, "mean");
        c[0] = cell_code(g->aim, aim_words(cx, g->aim));
        c[1] = mean ? cell_state(CELL_NOT_APPLICABLE) : cell_number(g->confidence);
        const double numbers[] = {g->places,    g->cost,  g->bound, g->gap,
                                  g->in_sample, g->share, g->low,   g->high};
        for (int n = 0; n < 8; n++)
            c[2 + n] = cell_number(numbers[n]);
        c[10] = percent_range(cx, g->low, g->high);
        c[11] = cell_number(g->expected_shortage);
        c[12] = cell_number(g->cvar);
        c[13] = cell_number(g->least_shortage);
        c[14] = cell_number(g->raised);
        c[15] = mean ? cell_state(CELL_NOT_APPLICABLE) : cell_number(g->needed_draws);
        c[16] = g->attained ? yes_no(cx, true)
                            : cell_code(g->out_of_reach ? "impossible" : "no",
                                        g->out_of_reach ? T(cx, "proven impossible")
                                                        : T(cx, "none found"));
    }
    t->note = T(cx, "All years are to be met together. What is kept small is the plan's own "
                    "choice of places or cost. The mean asks for nothing in bad futures and is "
                    "met in about half of them. A programme leans on its own futures, which is "
                    "why fresh ones count.");
    return t;
}

Table *cohorts_table(Ctx *cx, Reply *r, const Assurance *a)
{
    static const char *const order[] = {"mean", "chance", "worst"};
    Table *t = reply_table(cx, r, "cohorts", T(cx, "Places of the programmes"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    for (int i = 0; i < 3; i++)
        table_column(cx, t, order[i], aim_words(cx, order[i]), COLUMN_NUMBER, 0);
    for (int i = 0; i < a->n_cohorts; i++) {
        const CohortRow *first = &a->cohorts[i];
        if (!same(first->aim, a->cohorts[0].aim))
            break;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", first->year));
        c[1] = cell_text(first->route);
        for (int k = 0; k < a->n_cohorts; k++) {
            const CohortRow *row = &a->cohorts[k];
            for (int n = 0; n < 3; n++)
                if (row->year == first->year && same(row->route, first->route) &&
                    same(row->aim, order[n]))
                    c[2 + n] = cell_number(row->places);
        }
    }
    t->note = T(cx, "With the plan's own confidence.");
    return t;
}

Table *worth_table(Ctx *cx, Reply *r, const Assurance *a, const char *measure)
{
    Table *t = reply_table(cx, r, "worth", T(cx, "What relaxing each limit would buy"));
    const char *saved = arena_printf(cx->arena, "%s (%s)", T(cx, "Shortage saved"), measure);
    table_column(cx, t, "limit", T(cx, "Limit"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "area", T(cx, "Area"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "It is"), COLUMN_NUMBER, 2);
    table_column(cx, t, "step", T(cx, "By"), COLUMN_NUMBER, 2);
    table_column(cx, t, "shortage_saved", saved, COLUMN_NUMBER, 2);
    table_percent(cx, t, "confidence_gained", T(cx, "Confidence gained"), 1);
    table_column(cx, t, "saved", T(cx, "Places or GBP saved"), COLUMN_NUMBER, 0);
    table_column(cx, t, "round_step", T(cx, "By"), COLUMN_NUMBER, 2);
    table_column(cx, t, "round_shortage_saved", saved, COLUMN_NUMBER, 2);
    table_percent(cx, t, "round_confidence_gained", T(cx, "Confidence gained"), 1);
    table_column(cx, t, "round_saved", T(cx, "Places or GBP saved"), COLUMN_NUMBER, 0);
    for (int i = 0; i < a->n_worth; i++) {
        const WorthRow *w = &a->worth[i];
        Cell *c = table_row(cx, t);
        const double numbers[] = {
            w->value,      w->step,       w->shortage_saved,       w->confidence_gained,
            w->saved,      w->round_step, w->round_shortage_saved, w->round_confidence_gained,
            w->round_saved};
        c[0] = cell_text(T(cx, w->limit));
        c[1] = cell_code(w->route, same(w->route, "all") ? T(cx, "All routes") : w->route);
        c[2] = cell_text(w->area);
        for (int n = 0; n < 9; n++)
            c[3 + n] = cell_number(numbers[n]);
    }
    t->empty = T(cx, "The plan states no limits.");
    t->note =
        T(cx, "Each limit is relaxed in all its years, by a unit and by a round step, and "
              "everything is solved again. Shortage: of the least plan at central values. "
              "Confidence: the best that the limits leave the common level. Places or GBP: "
              "of the least plan where nothing is lacking.");
    return t;
}

Table *optimism_table(Ctx *cx, Reply *r, const Assurance *a)
{
    Table *t = reply_table(cx, r, "optimism",
                           T(cx, "Without each optimistic assumption: is the target met?"));
    table_column(cx, t, "assumption", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "why", T(cx, "Why it is optimistic"), COLUMN_TEXT, 0);
    table_percent(cx, t, "with", T(cx, "Met with it"), 1);
    table_percent(cx, t, "share", T(cx, "Met without it"), 1);
    range_columns(cx, t);
    for (int i = 0; i < a->n_optimism; i++) {
        const OptimismRow *o = &a->optimism[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(o->id);
        c[1] = cell_text(T(cx, o->why));
        c[2] = cell_number(o->with_all);
        c[3] = cell_number(o->share);
        c[4] = cell_number(o->low);
        c[5] = cell_number(o->high);
        c[6] = percent_range(cx, o->low, o->high);
    }
    t->empty = T(cx, "No assumption promises that later will be better than now.");
    t->note =
        T(cx, "Found by rule: drivers that lower demand, joiners and posts taken that grow, "
              "exits that fall, limits that widen. The recommended places stay, but no more "
              "than a narrower limit leaves; the draws are the same with and without.");
    return t;
}

void guards_notes(Ctx *cx, Reply *r, const Assurance *a)
{
    for (int i = 0; i < a->n_guards; i++)
        reply_note(cx, r, "%s", T(cx, a->guards[i].text));
}
