/* Decides when a result is near enough and how a verification is told. What the quantities mean
 * is left to quantities.c. */
#include "modules/commissioning/verify.h"
#include "base/file.h"
#include "modules/commissioning/quantities.h"
#include "modules/commissioning/verify_formula.h"
#include "modules/commissioning/verify_table.h"
#include <math.h>

enum { DEEPEST_WALK = 6 };

/* "0.5" is absolute, "0.25%" relative to the expected value; blank is exact. */
static bool tolerance(Arena *a, Err *err, const char *text, double expected, double *out)
{
    size_t n = strlen(text);
    bool relative = n && text[n - 1] == '%';
    double v = 0;
    if (n && (!text_to_double(relative ? arena_strndup(a, text, n - 1) : text, &v) || v < 0))
        return fail(err, INVALID, "'%s' is not a tolerance: write 0.5 or 1%%", text);
    *out = relative ? v / 100 * fabs(expected) : v;
    return true;
}

enum { QUANTITY, YEAR, STATE, VALUE, TOLERANCE, SOURCE, NOTE, ANOMALY, COLUMNS };

/* What a row of expected.csv says; the actual value is still to come. */
static VerifyRow read_row(const char *file, int line, const char *const *cells)
{
    return (VerifyRow){.file = file,
                       .line = line,
                       .quantity = cells[QUANTITY],
                       .year = cells[YEAR],
                       .state = cells[STATE],
                       .source = cells[SOURCE],
                       .anomaly = cells[ANOMALY]};
}

static bool read_expectation(Arena *a, Err *err, const char *const *cells, VerifyRow *row)
{
    return (text_to_double(cells[VALUE], &row->expected) ||
            fail(err, INVALID, "'%s' is not a number", cells[VALUE])) &&
           tolerance(a, err, cells[TOLERANCE], row->expected, &row->allowed);
}

static void judge(Arena *a, const Err *err, bool ok, VerifyRow *row)
{
    if (!ok)
        row->trouble = arena_strdup(a, err->message);
    double off = fabs(row->actual - row->expected);
    /* What a decimal loses on the way in is no deviation. */
    bool agrees = off <= row->allowed + 1e-12 * fabs(row->expected);
    row->passed = ok && agrees == !*row->anomaly;
}

static void check_row(Case *c, const ModelRow *from, VerifyRow *row)
{
    Err err = {0};
    *row = read_row(from->file, from->line, from->cells);
    Asked q = {.quantity = row->quantity, .year = row->year, .state = row->state};
    c->err = &err;
    bool ok =
        read_expectation(c->a, &err, from->cells, row) && case_compute(c, &q, &row->actual);
    judge(c->a, &err, ok, row);
}

/* A folder without a model: where its expected results are, and who computes them. */
typedef struct Sheets {
    const CsvFile *expected;
    bool (*compute)(const void *self, Arena *a, Err *err, const char *quantity,
                    const char *state, double *out);
    const void *self;
} Sheets;

static void check_sheet_row(const Sheets *s, Arena *a, const char *file, const CsvRow *from,
                            VerifyRow *row)
{
    static const char *const columns[] = {"quantity",  "year",   "state", "value",
                                          "tolerance", "source", "note",  "anomaly"};
    Err err = {0};
    const char *cells[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        cells[i] = csv_cell(from, csv_column(s->expected, columns[i]));
    *row = read_row(file, from->line, cells);
    bool ok = read_expectation(a, &err, cells, row) &&
              s->compute(s->self, a, &err, row->quantity, row->state, &row->actual);
    judge(a, &err, ok, row);
}

/* Deviation in units of the tolerance, to find the row that came nearest to failing. */
static double strain(const VerifyRow *row)
{
    double off = fabs(row->actual - row->expected);
    if (row->trouble)
        return INFINITY;
    return off == 0 ? 0 : row->allowed > 0 ? off / row->allowed : off / 1e-12;
}

static void sum_up(VerifyResult *r)
{
    for (int i = 0; i < r->n; i++) {
        r->n_failed += !r->rows[i].passed;
        r->n_anomalies += *r->rows[i].anomaly != 0;
        if (*r->rows[i].anomaly)
            continue;
        if (r->worst < 0 || strain(&r->rows[i]) > strain(&r->rows[r->worst]))
            r->worst = i;
    }
    if (r->n == 0)
        r->trouble = "expected.csv has no rows";
    r->passed = r->n > 0 && r->n_failed == 0;
}

static bool compute_table(const void *self, Arena *a, Err *err, const char *quantity,
                          const char *state, double *out)
{
    return table_case_compute(self, a, err, quantity, state, out);
}

static bool compute_formula(const void *self, Arena *a, Err *err, const char *quantity,
                            const char *state, double *out)
{
    return formula_case_compute(self, a, err, quantity, state, out);
}

static void verify_sheets(Arena *a, VerifyResult *r, bool formulas)
{
    TableCase table;
    FormulaCase formula;
    Err trouble = {0};
    if (formulas ? !formula_case_read(a, &trouble, r->dir, &formula)
                 : !table_case_read(a, &trouble, r->dir, &table)) {
        r->trouble = arena_strdup(a, trouble.message);
        return;
    }
    Sheets s = formulas ? (Sheets){&formula.expected, compute_formula, &formula}
                        : (Sheets){&table.expected, compute_table, &table};
    r->n = s.expected->n_rows;
    r->rows = NEW_ARRAY(a, VerifyRow, r->n + 1);
    const char *file = arena_printf(a, "%s/expected.csv", r->dir);
    for (int i = 0; i < r->n; i++)
        check_sheet_row(&s, a, file, &s.expected->rows[i], &r->rows[i]);
    sum_up(r);
}

bool verify_folder(Arena *a, Err *err, const char *dir, int threads, VerifyResult *out)
{
    VerifyResult r = {.dir = dir, .title = "", .worst = -1, .problems = {.arena = a}};
    Model m;
    Plan p;
    Err trouble = {0};
    bool formulas = file_exists(arena_printf(a, "%s/value.csv", dir));
    if (formulas || file_exists(arena_printf(a, "%s/table.csv", dir))) {
        verify_sheets(a, &r, formulas);
        *out = r;
        return true;
    }
    if (!folder_read(a, err, dir, &r.problems, &m))
        return false;
    const ModelTable *expected = &m.tables[TABLE_EXPECTED];
    Case c = {.a = a, .p = &p, .threads = threads};
    r.title = model_setting(&m, "title");
    if (!model_plan(a, &trouble, &m, &r.problems, &p) ||
        !model_laws(a, &trouble, &m, &r.problems, &p) || !case_prepare(&c, &trouble)) {
        r.trouble = arena_strdup(a, trouble.message);
        *out = r;
        return true;
    }
    r.rows = NEW_ARRAY(a, VerifyRow, expected->n + 1);
    r.n = expected->n;
    for (int i = 0; i < r.n; i++)
        check_row(&c, &expected->rows[i], &r.rows[i]);
    sum_up(&r);
    *out = r;
    return true;
}

/* ---------------------------------------------------------------- many folders */

static bool walk(Arena *a, Err *err, const char *dir, int threads, int depth, VerifyWalk *w)
{
    const char **names;
    int n = file_list(a, dir, &names);
    if (n < 0)
        return depth > 0 || fail(err, NOT_FOUND, "there is no folder '%s'", dir);
    if (file_exists(arena_printf(a, "%s/expected.csv", dir))) {
        VerifyResult *r = PUSH(a, w->results, w->n, w->room);
        if (!verify_folder(a, err, dir, threads, r))
            return false;
        w->n_failed += !r->passed;
        w->n_anomalies += r->n_anomalies;
    }
    for (int i = 0; i < n && depth < DEEPEST_WALK; i++)
        if (!strchr(names[i], '.') &&
            !walk(a, err, arena_printf(a, "%s/%s", dir, names[i]), threads, depth + 1, w))
            return false;
    return true;
}

bool verify_walk(Arena *a, Err *err, const char *dir, int threads, VerifyWalk *out)
{
    VerifyWalk w = {0};
    char *clean = arena_strdup(a, dir);
    for (size_t n = strlen(clean); n > 1 && clean[n - 1] == '/'; n--)
        clean[n - 1] = '\0';
    if (!walk(a, err, clean, threads, 0, &w))
        return false;
    if (w.n == 0)
        return fail(err, NOT_FOUND, "no folder at or below '%s' has an expected.csv", dir);
    *out = w;
    return true;
}

static void put_row(Buf *b, const VerifyRow *row)
{
    buf_printf(b, "%s%s%s%s%s", row->quantity, *row->year ? " " : "", row->year,
               *row->state ? " " : "", row->state);
    if (row->trouble)
        buf_printf(b, ": %s", row->trouble);
    else if (*row->anomaly)
        buf_printf(b, " is %s, printed %s%s: %s", text_double(b->arena, row->actual),
                   text_double(b->arena, row->expected),
                   row->passed ? "" : " (they agree: this is no anomaly)", row->anomaly);
    else
        buf_printf(b, " is %s, expected %s within %s", text_double(b->arena, row->actual),
                   text_double(b->arena, row->expected), text_double(b->arena, row->allowed));
}

const char *verify_text(Arena *a, const VerifyResult *r)
{
    Buf b = buf_new(a, 0);
    buf_printf(&b, "%s %s: ", r->passed ? "passed" : "FAILED", r->dir);
    if (r->trouble) {
        buf_puts(&b, r->trouble);
        return buf_text(&b);
    }
    if (r->passed)
        buf_printf(&b, "%d results", r->n - r->n_anomalies);
    else
        buf_printf(&b, "%d of %d results", r->n_failed, r->n);
    if (r->passed && r->worst >= 0) {
        buf_puts(&b, "; the largest deviation: ");
        put_row(&b, &r->rows[r->worst]);
    }
    for (int i = 0; i < r->n; i++) {
        const VerifyRow *row = &r->rows[i];
        if (row->passed && !*row->anomaly)
            continue;
        buf_printf(&b, "\n  %s%s:%d: ", row->passed ? "anomaly " : "", row->file, row->line);
        put_row(&b, row);
    }
    return buf_text(&b);
}
