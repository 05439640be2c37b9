/* Decides what is told of a plan's back-test; the scores are sim/backtest.c's, the cases
 * backtest_returns.c's and backtest_file.c's. */
#include "modules/projection/backtest.h"
#include "core/who.h"
#include "modules/projection/projection_action.h"
#include "sim/commission.h"
#include <math.h>

enum { DRAWS = 500, FEW = 10, FEWEST_TOGETHER = 5, MOST_DRAWS = 100000 };

static const Choice quantities[] = {{"heads", N_("Heads in post")},
                                    {"supply", N_("Supply in post (WTE)")},
                                    {"leavers", N_("Leavers in the year")},
                                    {"vacancies", N_("Posts of then that stand empty (WTE)")},
                                    {NULL, NULL}};
static const Choice levels[] = {{"all", N_("All sectors together")},
                                {"sector", N_("Sectors")},
                                {"organisation", N_("Single organisations")},
                                {"given", N_("As given")},
                                {NULL, NULL}};
static const Choice methods[] = {{"persistence", N_("As last year")},
                                 {"drift", N_("The same change again")},
                                 {"growth", N_("The same growth again")},
                                 {NULL, NULL}};
static const Choice verdicts[] = {
    {"plan", N_("the plan")}, {"naive", N_("a naive method")}, {NULL, NULL}};

static const StudyColumn score_columns[] = {
    {"quantity", N_("Quantity"), STUDY_CODE, 0, quantities},
    {"level", N_("Of"), STUDY_CODE, 0, levels},
    {"horizon", N_("Years ahead"), STUDY_NUMBER, 0, NULL},
    {"cases", N_("Cases"), STUDY_NUMBER, 0, NULL},
    {"crps", N_("CRPS of the plan"), STUDY_NUMBER, 2, NULL},
    {"persistence", N_("of: as last year"), STUDY_NUMBER, 2, NULL},
    {"drift", N_("of: the same change again"), STUDY_NUMBER, 2, NULL},
    {"growth", N_("of: the same growth again"), STUDY_NUMBER, 2, NULL},
    {"better", N_("Better"), STUDY_CODE, 0, verdicts},
    {"best_naive", N_("Best naive method"), STUDY_CODE, 0, methods},
    {"bias", N_("Bias"), STUDY_NUMBER, 2, NULL},
    {"relative_bias", N_("Bias in part"), STUDY_PERCENT, 1, NULL},
    {"covered50", N_("In the 50 % interval"), STUDY_PERCENT, 0, NULL},
    {"covered80", N_("80 %"), STUDY_PERCENT, 0, NULL},
    {"covered95", N_("95 %"), STUDY_PERCENT, 0, NULL},
    {"wide_crps", N_("CRPS when widened"), STUDY_NUMBER, 2, NULL},
    {"wide50", N_("Widened: 50 %"), STUDY_PERCENT, 0, NULL},
    {"wide80", N_("80 %"), STUDY_PERCENT, 0, NULL},
    {"wide95", N_("95 %"), STUDY_PERCENT, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn pit_columns[] = {
    {"quantity", N_("Quantity"), STUDY_CODE, 0, quantities},
    {"level", N_("Of"), STUDY_CODE, 0, levels},
    {"horizon", N_("Years ahead"), STUDY_NUMBER, 0, NULL},
    {"from", N_("Place in the forecast: from"), STUDY_PERCENT, 0, NULL},
    {"to", N_("to"), STUDY_PERCENT, 0, NULL},
    {"cases", N_("Cases"), STUDY_NUMBER, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn case_columns[] = {
    {"quantity", N_("Quantity"), STUDY_CODE, 0, quantities},
    {"unit", N_("Of"), STUDY_TEXT, 0, NULL},
    {"origin", N_("Said in"), STUDY_TEXT, 0, NULL},
    {"year", N_("For"), STUDY_TEXT, 0, NULL},
    {"q05", N_("Forecast: 5 %"), STUDY_NUMBER, 1, NULL},
    {"q50", N_("median"), STUDY_NUMBER, 1, NULL},
    {"q95", N_("95 %"), STUDY_NUMBER, 1, NULL},
    {"came", N_("Came"), STUDY_NUMBER, 1, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};
static const StudyColumn about_columns[] = {
    {"first", N_("First return"), STUDY_TEXT, 0, NULL},
    {"last", N_("Last return"), STUDY_TEXT, 0, NULL},
    {"origins", N_("Origins"), STUDY_NUMBER, 0, NULL},
    {"cases", N_("Cases"), STUDY_NUMBER, 0, NULL},
    {"draws", N_("Draws"), STUDY_NUMBER, 0, NULL},
    {"discrepancy", N_("Discrepancy after a year"), STUDY_PERCENT, 2, NULL},
    {"discrepancy_cases", N_("It rests on"), STUDY_NUMBER, 0, NULL},
    {"skipped", N_("Collections left out"), STUDY_TEXT, 0, NULL},
    {NULL, NULL, STUDY_TEXT, 0, NULL}};

const StudyPart backtest_parts[] = {
    {"scores", N_("Scores by horizon"), score_columns, false,
     N_("CRPS: distance of the forecast distribution from what came, in the unit of the "
        "quantity; smaller is better. Coverage: share of the cases that fell into the "
        "interval. Bias: forecast less what came.")},
    {"cases", N_("What was said and what came"), case_columns, false, NULL},
    {"pit", N_("Where what came lay in the forecasts"), pit_columns, true, NULL},
    {"about", N_("About this study"), about_columns, false, NULL},
    {NULL, NULL, NULL, false, NULL}};

/* ---------------------------------------------------------------- putting down */

static void put_scores(Ctx *cx, Study *s, const Backtest *b)
{
    for (int i = 0; i < b->n_scores; i++) {
        const BacktestScore *x = &b->scores[i];
        const char **c = study_row(cx, s, "scores");
        c[0] = x->quantity;
        c[1] = x->level;
        c[2] = study_number(cx, x->horizon);
        c[3] = study_number(cx, x->n);
        c[4] = study_number(cx, x->crps);
        for (int m = 0; m < NAIVE_METHODS; m++)
            c[5 + m] = study_number(cx, x->naive[m]);
        c[8] = x->naive_wins ? "naive" : "plan";
        c[9] = methods[x->best].value;
        c[10] = study_number(cx, x->bias);
        c[11] = study_number(cx, x->relative_bias);
        c[15] = study_number(cx, x->wide_crps);
        for (int l = 0; l < BACKTEST_LEVELS; l++) {
            c[12 + l] = study_number(cx, x->covered[l]);
            c[16 + l] = study_number(cx, x->wide_covered[l]);
        }
        for (int bin = 0; bin < BACKTEST_BINS; bin++) {
            const char **p = study_row(cx, s, "pit");
            p[0] = c[0];
            p[1] = c[1];
            p[2] = c[2];
            p[3] = study_number(cx, (double)bin / BACKTEST_BINS);
            p[4] = study_number(cx, (bin + 1.0) / BACKTEST_BINS);
            p[5] = study_number(cx, x->pit[bin]);
        }
    }
}

/* Sums over sectors and what was given. Single organisations, and sums over few, stand in the
 * scores alone, because a study is read by people who may not read their returns. */
static void put_cases(Ctx *cx, Study *s, const BacktestCases *cases)
{
    static const double p[] = {.05, .5, .95};
    for (int i = 0; i < cases->n; i++) {
        const BacktestCase *x = &cases->items[i];
        if (same(x->level, "organisation") || (x->together && x->together < FEWEST_TOGETHER))
            continue;
        SCOPED_ARENA scratch = arena_new();
        double *values = NEW_ARRAY(scratch, double, x->n);
        for (int k = 0; k < x->n; k++)
            values[k] = x->values[k];
        const char **c = study_row(cx, s, "cases");
        c[0] = x->quantity;
        c[1] = x->unit;
        c[2] = arena_printf(cx->arena, "%d", x->origin);
        c[3] = arena_printf(cx->arena, "%d", x->origin + x->horizon);
        for (int q = 0; q < 3; q++)
            c[4 + q] = study_number(cx, quantile(values, x->n, p[q]));
        c[7] = study_number(cx, x->came);
    }
}

void backtest_notes(Ctx *cx, const Study *s, Reply *r)
{
    const StudyTable *t = study_table(s, "scores"), *about = study_table(s, "about");
    bool few = false, wins = false;
    for (int i = 0; i < t->n; i++) {
        few |= study_value(t, i, "cases") < FEW;
        if (!same(study_text(t, i, "better"), "naive"))
            continue;
        wins = true;
        const char *best = study_text(t, i, "best_naive");
        reply_note(cx, r,
                   T(cx, "%s, %s, years ahead %s: the naive method '%s' did better than the "
                         "plan (CRPS %.2f against %.2f over %s cases)."),
                   T(cx, choice_label(quantities, study_text(t, i, "quantity"))),
                   T(cx, choice_label(levels, study_text(t, i, "level"))),
                   study_text(t, i, "horizon"), T(cx, choice_label(methods, best)),
                   study_value(t, i, best), study_value(t, i, "crps"),
                   study_text(t, i, "cases"));
    }
    if (!wins)
        reply_note(cx, r, "%s", T(cx, "No naive method did better than the plan."));
    double sd = study_value(about, 0, "discrepancy");
    if (sd > 0)
        reply_note(cx, r,
                   T(cx,
                     "What came lay farther off than the plan's intervals allow: by %.1f %% "
                     "of supply after a year, and the root of the years as much later. "
                     "'pont projection widen' declares that in the plan, with a reason."),
                   100 * sd);
    else
        reply_note(cx, r, "%s",
                   T(cx, "What came lay within what the plan's intervals allow: they need no "
                         "widening."));
    if (few)
        reply_note(cx, r,
                   T(cx, "Some scores rest on fewer than %d cases: a few years are no proof, "
                         "neither for nor against."),
                   FEW);
    if (*study_text(about, 0, "skipped"))
        reply_note(cx, r, T(cx, "Left out, because their returns may not be used: %s."),
                   study_text(about, 0, "skipped"));
}

/* ---------------------------------------------------------------- the action */

static bool cases_of(Ctx *cx, const BacktestInput *q, const Loaded *l, int draws,
                     BacktestCases *out)
{
    PlanInfo info;
    if (*q->model)
        return backtest_from_file(cx, &l->plan, q->observed, draws, l->seed, out);
    if (!projection_plan(cx, l->id, &info))
        return false;
    if (!*info.collection)
        return fail(&cx->err, NOT_FOUND,
                    "plan '%s' was not built from a collection; give --model and --observed",
                    l->id);
    return backtest_from_returns(cx, info.collection, q->release, draws, l->seed, out);
}

bool do_backtest(Ctx *cx, const void *in, Reply *out)
{
    const BacktestInput *q = in;
    const char *region;
    Loaded l;
    Study s;
    Backtest b;
    BacktestCases cases;
    int64_t draws = q->draws == NOT_GIVEN ? DRAWS : q->draws;
    if (draws < 20 || draws > MOST_DRAWS)
        return fail(&cx->err, INVALID, "draws must lie between 20 and %d", MOST_DRAWS);
    if (!*q->model != !*q->observed)
        return fail(&cx->err, USAGE, "--model and --observed go together");
    if (!study_open(cx, (PlanSource){q->plan, q->model, NOT_GIVEN, q->seed}, &l, &region) ||
        !cases_of(cx, q, &l, (int)draws, &cases))
        return false;
    backtest_score(cx->arena, cases.items, cases.n, l.seed, &b);
    study_new(cx, &l, "backtest",
              arena_printf(cx->arena, "%s %s %d-%d %d", q->release, q->observed, cases.first,
                           cases.last, cases.n),
              l.seed, draws * cases.origins, backtest_parts, &s);
    put_scores(cx, &s, &b);
    put_cases(cx, &s, &cases);
    const char **c = study_row(cx, &s, "about");
    c[0] = arena_printf(cx->arena, "%d", cases.first);
    c[1] = arena_printf(cx->arena, "%d", cases.last);
    c[2] = study_number(cx, cases.origins);
    c[3] = study_number(cx, cases.n);
    c[4] = study_number(cx, (double)draws);
    c[5] = study_number(cx, b.discrepancy);
    c[6] = study_number(cx, b.discrepancy_cases);
    c[7] = cases.skipped;
    if (!study_keep(cx, &s, region))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Back-test"), s.plan);
    if (*l.id)
        out->next = arena_printf(cx->arena, "/projection/looking-back?plan=%s", l.id);
    backtest_notes(cx, &s, out);
    study_reply(cx, &s, out);
    return true;
}
