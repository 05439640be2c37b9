/* Decides how a table of counts in a CSV file becomes a problem of disclosure control, and how
 * the answer reads. */
#include "modules/release/table_file.h"
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/freeze.h"
#include "sim/disclosure.h"
#include <math.h>

enum { MOST_ROWS = 20000 };

typedef struct CountFile {
    CsvFile csv;
    int n_dims, dims[CSV_MOST_COLUMNS]; /* columns of categories */
    int value, contributors, weight, status;
    SafeTable *table;
    int *cell;            /* [row] */
    bool *held, *unknown; /* [cell]: withheld; its value is not given */
} CountFile;

/* ---------------------------------------------------------------- reading */

static bool wrong(Ctx *cx, const CountFile *f, const CsvRow *r, int column, const char *why)
{
    return fail(&cx->err, INVALID, "%s, line %d, %s: '%s' %s", f->csv.name, r->line,
                f->csv.headings[column], csv_cell(r, column), T(cx, why));
}

static bool read_columns(Ctx *cx, const InFiles *files, CountFile *f)
{
    if (files->n != 1)
        return fail(&cx->err, INVALID, "files: one table at a time");
    const InFile *in = &files->items[0];
    if (!csv_parse(cx->arena, &cx->err, in->name, in->bytes, in->size, &f->csv))
        return false;
    f->value = csv_column(&f->csv, "value");
    f->contributors = csv_column(&f->csv, "contributors");
    f->weight = csv_column(&f->csv, "weight");
    f->status = csv_column(&f->csv, "status");
    for (int c = 0; c < f->csv.n_columns; c++)
        if (c != f->value && c != f->contributors && c != f->weight && c != f->status)
            f->dims[f->n_dims++] = c;
    if (f->value < 0 || !f->n_dims)
        return fail(&cx->err, INVALID,
                    "%s: a column 'value' is needed, and at least one of categories", in->name);
    if (f->csv.n_rows > MOST_ROWS)
        return fail(&cx->err, TOO_LARGE, "%s: at most %d rows", in->name, MOST_ROWS);
    return true;
}

/* The cell's name; with dimension `total` at its total (-1: as it is). */
static const char *key_of(Ctx *cx, const CountFile *f, const CsvRow *r, int total)
{
    Buf b = buf_new(cx->arena, 0);
    for (int d = 0; d < f->n_dims; d++)
        buf_printf(&b, "%d:%s;", d, d == total ? RELEASE_TOTAL : csv_cell(r, f->dims[d]));
    return buf_text(&b);
}

static bool read_number(Ctx *cx, const CountFile *f, const CsvRow *r, int column, double *out)
{
    if (!*csv_cell(r, column))
        return true;
    if (!text_to_double(csv_cell(r, column), out))
        return wrong(cx, f, r, column, N_("is no number"));
    return *out >= 0 || wrong(cx, f, r, column, N_("must not be negative"));
}

/* So many organisations with equal shares, or one when it is not said. */
static void judge(Ctx *cx, const TableInput *q, double value, double contributors, SafeCell *c)
{
    SafeRule rules[] = {{.kind = SAFE_COUNT, .n = (int)q->least},
                        {.kind = SAFE_ORGS, .n = (int)q->least_returns}};
    int n = contributors >= 1 ? (int)fmin(contributors, 1000) : 1;
    SafePart *parts = NEW_ARRAY(cx->arena, SafePart, n);
    for (int i = 0; i < n; i++)
        parts[i] = (SafePart){i, value / n, value / n};
    for (int i = 0; i < (contributors >= 1 && q->least_returns > 0 ? 2 : 1); i++) {
        SafeProtection p;
        if (!safe_rule_breaks(&rules[i], cx->arena, n, parts, &p))
            continue;
        c->use = SAFE_PRIMARY;
        c->protect.below = fmax(c->protect.below, p.below);
        c->protect.above = fmax(c->protect.above, p.above);
    }
}

static bool read_cell(Ctx *cx, CountFile *f, const TableInput *q, int row)
{
    static const char *const states[] = {"", "published", "withheld", "sensitive", "keep"};
    const CsvRow *r = &f->csv.rows[row];
    const char *status = f->status >= 0 ? csv_cell(r, f->status) : "";
    double value = 0, contributors = 0, weight = -1, number;
    int state = 0;
    while (state < 5 && !same_fold(status, states[state]))
        state++;
    if (state == 5)
        return wrong(cx, f, r, f->status,
                     N_("is none of published, withheld, sensitive, keep"));
    bool unknown = state == 2 && !text_to_double(csv_cell(r, f->value), &number);
    if (!unknown && !*csv_cell(r, f->value))
        return wrong(cx, f, r, f->value, N_("is needed, but where the status is 'withheld'"));
    if ((!unknown && !read_number(cx, f, r, f->value, &value)) ||
        (f->contributors >= 0 && !read_number(cx, f, r, f->contributors, &contributors)) ||
        (f->weight >= 0 && !read_number(cx, f, r, f->weight, &weight)))
        return false;
    SafeCell c = {.key = key_of(cx, f, r, -1),
                  .value = value,
                  .cost = weight >= 0 ? weight : value,
                  .hi = INFINITY,
                  .rule = -1};
    if (safe_find(f->table, c.key) >= 0)
        return wrong(cx, f, r, f->dims[0], N_("has this cell a second time"));
    if (!unknown)
        judge(cx, q, value, contributors, &c);
    if (state == 3 && c.use != SAFE_PRIMARY) {
        c.use = SAFE_PRIMARY;
        c.protect = (SafeProtection){1, 1, 0};
    }
    if (state == 4 || (state < 2 && value == 0))
        c.use = SAFE_PUBLISH;
    f->cell[row] = safe_cell(f->table, &c);
    f->held[f->cell[row]] = state == 2;
    f->unknown[f->cell[row]] = unknown;
    return true;
}

/* For each total of a dimension the cells beside it, found by what their total is called. */
static void add_sums(Ctx *cx, CountFile *f)
{
    int n = f->csv.n_rows;
    for (int d = 0; d < f->n_dims; d++) {
        int *count = NEW_ARRAY(cx->arena, int, n + 1), *total = NEW_ARRAY(cx->arena, int, n);
        int **parts = NEW_ARRAY(cx->arena, int *, n + 1);
        for (int i = 0; i < n; i++) {
            const CsvRow *r = &f->csv.rows[i];
            bool is_total = same_fold(csv_cell(r, f->dims[d]), RELEASE_TOTAL);
            total[i] = is_total ? -1 : safe_find(f->table, key_of(cx, f, r, d));
            if (total[i] >= 0)
                count[total[i]]++;
        }
        for (int i = 0; i < n; i++)
            if (total[i] >= 0) {
                int whole = total[i];
                if (!parts[whole]) {
                    parts[whole] = NEW_ARRAY(cx->arena, int, count[whole]);
                    count[whole] = 0;
                }
                parts[whole][count[whole]++] = f->cell[i];
            }
        for (int i = 0; i < n; i++)
            if (parts[i])
                safe_sum(f->table, i, count[i], parts[i]);
    }
}

static bool read_table(Ctx *cx, const TableInput *q, CountFile *f)
{
    if (!read_columns(cx, &q->files, f))
        return false;
    int n = f->csv.n_rows;
    f->table = safe_table(cx->arena);
    f->cell = NEW_ARRAY(cx->arena, int, n);
    f->held = NEW_ARRAY(cx->arena, bool, n);
    f->unknown = NEW_ARRAY(cx->arena, bool, n);
    for (int i = 0; i < n; i++)
        if (!read_cell(cx, f, q, i))
            return false;
    add_sums(cx, f);
    return true;
}

/* ---------------------------------------------------------------- answering */

static void put_categories(Ctx *cx, Table *t, const CountFile *f)
{
    for (int d = 0; d < f->n_dims; d++)
        table_column(cx, t, f->csv.columns[f->dims[d]], f->csv.headings[f->dims[d]],
                     COLUMN_TEXT, 0);
}

static Cell *category_cells(Ctx *cx, Table *t, const CountFile *f, int row)
{
    Cell *c = table_row(cx, t);
    for (int d = 0; d < f->n_dims; d++)
        c[d] = cell_text(csv_cell(&f->csv.rows[row], f->dims[d]));
    return c + f->n_dims;
}

/* People are whole; hours may not be. */
static int decimals_of(const CountFile *f)
{
    for (int i = 0; i < f->table->n_cells; i++)
        if (f->table->cells[i].value != round(f->table->cells[i].value))
            return 2;
    return 0;
}

static Cell end_cell(Ctx *cx, double v)
{
    return isfinite(v) ? cell_number(v) : cell_text(T(cx, "no limit"));
}

/* Narrowed: below what the rule asks; where the value is not known, to a single number. */
static bool is_narrowed(const CountFile *f, const SafeAttack *a, int cell)
{
    const SafeInterval *i = &a->intervals[cell];
    for (int k = 0; k < a->n; k++)
        if (a->narrowed[k].cell == cell)
            return true;
    return f->held[cell] && i->hi - i->lo < 1 - 1e-6;
}

static bool show_attack(Ctx *cx, const CountFile *f, const TableInput *q, Reply *out,
                        int *narrowed)
{
    SafeAttack a;
    if (!safe_attack(cx->arena, &cx->err, f->table, safe_seen(cx->arena, f->table, f->held),
                     &(SafeAttackOptions){.all = true, .whole = q->whole}, &a))
        return false;
    Table *t = reply_table(cx, out, "intervals", T(cx, "What a reader can work out"));
    put_categories(cx, t, f);
    table_column(cx, t, "least", T(cx, "At least"), COLUMN_NUMBER, decimals_of(f));
    table_column(cx, t, "greatest", T(cx, "At most"), COLUMN_NUMBER, decimals_of(f));
    table_column(cx, t, "safe", T(cx, "Safe"), COLUMN_TEXT, 0);
    *narrowed = 0;
    for (int i = 0; i < f->csv.n_rows; i++) {
        int cell = f->cell[i];
        bool sensitive = f->table->cells[cell].use == SAFE_PRIMARY;
        if (!f->held[cell] && !sensitive)
            continue;
        bool bad = is_narrowed(f, &a, cell);
        *narrowed += bad;
        Cell *c = category_cells(cx, t, f, i);
        c[0] = end_cell(cx, a.intervals[cell].lo);
        c[1] = end_cell(cx, a.intervals[cell].hi);
        c[2] = cell_code(bad ? "no" : "yes", bad ? T(cx, "no") : T(cx, "yes"));
    }
    return true;
}

static void put_protected(Ctx *cx, const CountFile *f, const TableInput *q, Reply *out)
{
    Table *t = reply_table(cx, out, "protected", T(cx, "The table as it may be published"));
    put_categories(cx, t, f);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, decimals_of(f));
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    for (int i = 0; i < f->csv.n_rows; i++) {
        Cell *c = category_cells(cx, t, f, i);
        double base = (double)q->rounding, v = f->table->cells[f->cell[i]].value;
        bool held = f->held[f->cell[i]];
        c[0] = held ? cell_state(CELL_WITHHELD)
                    : cell_number(base > 1 ? base * round(v / base) : v);
        c[1] = cell_code(held ? "withheld" : "published",
                         held ? T(cx, "withheld") : T(cx, "published"));
    }
}

static void standards(TableInput *q)
{
    q->least = q->least == NOT_GIVEN ? 5 : q->least;
    q->least_returns = q->least_returns == NOT_GIVEN ? 3 : q->least_returns;
    q->rounding = q->rounding == NOT_GIVEN ? 0 : q->rounding;
    q->rounds = q->rounds == NOT_GIVEN ? 50 : q->rounds;
}

bool do_protect(Ctx *cx, const void *in, Reply *out)
{
    TableInput q = *(const TableInput *)in;
    CountFile f = {0};
    SafePattern p;
    int narrowed;
    standards(&q);
    if (q.least < 1 || q.least > 1000 || q.least_returns < 0 || q.least_returns > 1000 ||
        q.rounding < 0 || q.rounding > 1000 || q.rounds < 0 || q.rounds > 100000)
        return fail(&cx->err, INVALID, "least, least_returns, rounding: numbers up to 1000");
    if (!read_table(cx, &q, &f) ||
        !safe_suppress(cx->arena, &cx->err, f.table,
                       &(SafeLimits){.rounds = (int)q.rounds, .whole = q.whole}, &p))
        return false;
    f.held = p.held;
    bool possible = p.status != SAFE_IMPOSSIBLE;
    out->title = p.status == SAFE_PROVED     ? T(cx, "Protected, and no cheaper choice is safe")
                 : p.status == SAFE_UNPROVED ? T(cx, "Protected; a cheaper choice may exist")
                                             : T(cx, "Whatever is withheld, it is not safe");
    reply_fact(cx, out, "status", T(cx, "Status"),
               cell_text(p.status == SAFE_PROVED     ? "proved"
                         : p.status == SAFE_UNPROVED ? "safe"
                                                     : "impossible"),
               0);
    reply_fact(cx, out, "primary", T(cx, "Withheld by the rules"), cell_number(p.n_primary), 0);
    reply_fact(cx, out, "secondary", T(cx, "Withheld to protect them"),
               cell_number(p.n_secondary), 0);
    reply_fact(cx, out, "cost", T(cx, "Cost of the latter"), cell_number(p.cost),
               decimals_of(&f));
    reply_fact(cx, out, "bound", T(cx, "No choice costs less than"), cell_number(p.bound),
               decimals_of(&f));
    put_protected(cx, &f, &q, out);
    if (!possible || !show_attack(cx, &f, &q, out, &narrowed)) {
        out->outcome = ERR_INFEASIBLE;
        return db_ok(cx);
    }
    if (narrowed)
        out->outcome = ERR_INVALID;
    return true;
}

/* ---------------------------------------------------------------- attack */

static bool attack_release(Ctx *cx, const char *id, Reply *out)
{
    Release r;
    const char *verdict = "exact", *findings = "";
    CsvFile f = {0};
    if (!release_seen(cx, id, &r) || !permit(cx, "release.make", r.from))
        return false;
    if (!same(r.level, "organisation") &&
        (!release_attack(cx, r.id, &verdict) ||
         !db_one_text(cx, &findings, "SELECT findings FROM release_release WHERE id = $1",
                      ARGS(r.id)) ||
         !csv_parse(cx->arena, &cx->err, "findings", findings, strlen(findings), &f)))
        return false;
    out->title = T(cx, choice_label(release_verdicts, verdict));
    reply_fact(cx, out, "release", T(cx, "Release"), cell_text(r.id), 0);
    reply_fact(cx, out, "verdict", T(cx, "The attacker says"),
               cell_code(verdict, T(cx, choice_label(release_verdicts, verdict))), 0);
    reply_fact(cx, out, "narrowed", T(cx, "Numbers that can be worked out"),
               cell_number(f.n_rows), 0);
    if (f.n_rows) {
        Table *t = reply_table(cx, out, "findings", T(cx, "Numbers that can be worked out"));
        for (int c = 0; c < f.n_columns; c++)
            table_column(cx, t, f.columns[c], f.headings[c], COLUMN_TEXT, 0);
        for (int i = 0; i < f.n_rows; i++) {
            Cell *to = table_row(cx, t);
            for (int c = 0; c < f.n_columns; c++)
                to[c] = cell_text(csv_cell(&f.rows[i], c));
        }
    }
    if (same(verdict, "unsafe"))
        out->outcome = ERR_INVALID;
    return true;
}

bool do_attack(Ctx *cx, const void *in, Reply *out)
{
    TableInput q = *(const TableInput *)in;
    CountFile f = {0};
    int narrowed;
    standards(&q);
    if (*q.release && !cx->db)
        return fail(&cx->err, USAGE, "a release is in a database: give --db FILE");
    if (*q.release)
        return attack_release(cx, q.release, out);
    if (!read_table(cx, &q, &f) || !show_attack(cx, &f, &q, out, &narrowed))
        return false;
    out->title = narrowed ? T(cx, "Not safe: withheld numbers can be worked out")
                          : T(cx, "Safe: no withheld number can be worked out");
    reply_fact(cx, out, "safe", T(cx, "Safe"),
               cell_code(narrowed ? "no" : "yes", narrowed ? T(cx, "no") : T(cx, "yes")), 0);
    reply_fact(cx, out, "narrowed", T(cx, "Numbers that can be worked out"),
               cell_number(narrowed), 0);
    if (narrowed)
        out->outcome = ERR_INVALID;
    return true;
}
