/* Decides how a file of what came is read: one row a quantity, group and year. Years up to the
 * plan's start are the past that naive methods know; later ones are what came. */
#include "base/csv.h"
#include "base/file.h"
#include "modules/projection/backtest.h"
#include <math.h>

typedef struct ObservedRow {
    const char *quantity, *group;
    int year, line, states; /* states: number of the plan's that it means */
    double value;
    const bool *in; /* [n_states] */
} ObservedRow;

typedef struct ObservedFile {
    Ctx *cx;
    const Plan *p;
    const char *path;
    ModelProblems problems;
    int n;
    ObservedRow *rows;
} ObservedFile;

static const char *const known[] = {"heads", "supply", "leavers"};
enum { KNOWN = 3 };

/* A group, a state, or all. */
static const bool *states_of(ObservedFile *f, const char *group, int *n)
{
    bool *in = NEW_ARRAY(f->cx->arena, bool, f->p->n_states + 1);
    *n = 0;
    for (int s = 0; s < f->p->n_states; s++) {
        in[s] = !*group || same(group, "*") || same(group, "all") ||
                same(group, f->p->states[s].id);
        for (int g = 0; g < f->p->n_groups; g++)
            in[s] |= same(group, f->p->groups[g]) && plan_in_group(f->p, g, s);
        *n += in[s];
    }
    return in;
}

static void bad(ObservedFile *f, int line, const char *column, const char *value,
                const char *reason, const char *fix)
{
    model_problem_add(&f->problems, f->path, line, column, value, fix, "%s", T(f->cx, reason));
}

static void read_row(ObservedFile *f, const CsvRow *row, const int *at, ObservedRow *out)
{
    int64_t year = 0;
    const char *quantity = csv_cell(row, at[0]), *group = csv_cell(row, at[1]),
               *when = csv_cell(row, at[2]), *value = csv_cell(row, at[3]);
    int last = plan_year(f->p, f->p->shown_steps), which = -1;
    *out = (ObservedRow){.quantity = quantity, .group = group, .line = row->line};
    for (int i = 0; i < KNOWN; i++)
        which = same(known[i], quantity) ? i : which;
    if (which < 0)
        bad(f, row->line, "quantity", quantity, N_("not a quantity of a back-test"),
            N_("heads, supply or leavers"));
    out->in = states_of(f, group, &out->states);
    if (!out->states)
        bad(f, row->line, "group", group, N_("the plan has no such group or state"),
            N_("a group or state of the plan, or all"));
    if (!text_to_int(when, &year) || year < 1900 || year > last)
        bad(f, row->line, "year", when, N_("not a year up to the last that the plan shows"),
            arena_printf(f->cx->arena, "... %d", last));
    else if (year > f->p->start_year && (year - f->p->start_year) % f->p->step_years)
        bad(f, row->line, "year", when, N_("no step of the plan ends in it"),
            N_("leave it out"));
    out->year = (int)year;
    if (!text_to_double(value, &out->value) || !isfinite(out->value) || out->value < 0)
        bad(f, row->line, "value", value, N_("not a number of people"), N_("correct it"));
    for (const ObservedRow *r = f->rows; r < out; r++)
        if (same(r->quantity, quantity) && same(r->group, group) && r->year == year)
            bad(f, row->line, "", "", N_("the same quantity, group and year as before"),
                N_("remove one"));
}

static bool read_file(ObservedFile *f)
{
    static const char *const columns[] = {"quantity", "group", "year", "value"};
    Ctx *cx = f->cx;
    Bytes bytes;
    CsvFile csv;
    int at[4];
    if (!file_read(cx->arena, &cx->err, f->path, (size_t)16 << 20, &bytes) ||
        !csv_parse(cx->arena, &cx->err, f->path, bytes.data, bytes.size, &csv))
        return false;
    for (int c = 0; c < 4; c++) {
        at[c] = csv_column(&csv, columns[c]);
        if (at[c] < 0)
            bad(f, csv.heading_line, columns[c], "", N_("the column is missing"),
                N_("add the column"));
    }
    if (f->problems.n)
        return true;
    f->rows = NEW_ARRAY(cx->arena, ObservedRow, csv.n_rows + 1);
    for (int i = 0; i < csv.n_rows; i++)
        read_row(f, &csv.rows[i], at, &f->rows[f->n++]);
    return true;
}

static double *forecast(const ObservedFile *f, const BacktestForecast *b, const ObservedRow *r,
                        int step)
{
    const Plan *p = f->p;
    double *values = NEW_ARRAY(f->cx->arena, double, b->K);
    const double *from = same(r->quantity, "leavers") ? b->leavers : b->heads;
    for (int k = 0; k < b->K; k++)
        for (int s = 0; s < p->n_states; s++)
            if (r->in[s])
                values[k] +=
                    from[((size_t)k * (size_t)b->T + (size_t)step) * (size_t)p->n_states +
                         (size_t)s] *
                    (same(r->quantity, "supply") ? p->states[s].weight : 1);
    return values;
}

/* The row's own past, by year up to the plan's start; what is given there, else the plan's. */
static int history_of(const ObservedFile *f, const BacktestForecast *b, const ObservedRow *r,
                      double *out)
{
    double back[BACKTEST_MOST_HISTORY];
    int n = 0;
    for (int year = f->p->start_year; n < BACKTEST_MOST_HISTORY; year--) {
        const ObservedRow *found = NULL;
        for (int i = 0; i < f->n; i++)
            if (f->rows[i].year == year && same(f->rows[i].quantity, r->quantity) &&
                same(f->rows[i].group, r->group))
                found = &f->rows[i];
        if (!found)
            break;
        back[n++] = found->value;
    }
    if (n == 0) {
        const double *values = forecast(f, b, r, same(r->quantity, "leavers") ? 1 : 0);
        for (int k = 0; k < b->K; k++)
            back[0] = (k ? back[0] : 0) + values[k] / b->K;
        n = 1;
    }
    for (int i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    return n;
}

bool backtest_from_file(Ctx *cx, const Plan *p, const char *path, int draws, uint64_t seed,
                        BacktestCases *out)
{
    ObservedFile f = {
        .cx = cx, .p = p, .path = path, .problems = {.arena = cx->arena, .lang = cx->lang}};
    BacktestForecast b;
    BacktestCases cases = {
        .origins = 1, .first = p->start_year, .last = p->start_year, .skipped = ""};
    Watch watch = projection_watch(cx);
    if (!read_file(&f))
        return false;
    if (f.problems.n) {
        Buf text = buf_new(cx->arena, 900);
        for (int i = 0; i < f.problems.n; i++)
            buf_printf(&text, "\n  %s", model_problem_text(cx->arena, &f.problems.items[i]));
        return fail(&cx->err, INVALID, "%d problems in what came:%s", f.problems.n,
                    buf_text(&text));
    }
    if (!backtest_forecast(cx->arena, &cx->err, p, seed, draws, cx->threads, &watch, &b))
        return false;
    for (int i = 0; i < f.n; i++) {
        const ObservedRow *r = &f.rows[i];
        int horizon = r->year - p->start_year;
        double *history = NEW_ARRAY(cx->arena, double, BACKTEST_MOST_HISTORY + 1);
        if (horizon < 1)
            continue;
        BacktestCase c = {.quantity = r->quantity,
                          .level = "given",
                          .unit = *r->group ? r->group : "all",
                          .origin = p->start_year,
                          .horizon = horizon,
                          .came = r->value,
                          .n = b.K,
                          .values = forecast(&f, &b, r, horizon / p->step_years),
                          .history = history};
        c.n_history = history_of(&f, &b, r, history);
        *PUSH(cx->arena, cases.items, cases.n, cases.room) = c;
        cases.last = r->year > cases.last ? r->year : cases.last;
    }
    if (cases.n == 0)
        return fail(&cx->err, INVALID, "%s: no row is later than the plan's start (%d)", path,
                    p->start_year);
    *out = cases;
    return true;
}
