/* Decides what a name in a folder of formulas stands for. The grammar and how unknown values
 * spread are left to base/formula.h, what the results should be to expected.csv. */
#include "modules/commissioning/verify_formula.h"
#include "modules/commissioning/verify_table.h"
#include <math.h>

static bool is_words(const char *column)
{
    return same(column, "source") || same(column, "note") || same(column, "label");
}

/* All numbers are read once, so that a wrong cell is told though nothing uses it. */
static bool check_values(Err *err, const CsvFile *f)
{
    int id = csv_column(f, "id");
    double v;
    if (id < 0)
        return fail(err, INVALID, "value.csv needs a column id");
    for (int i = 0; i < f->n_rows; i++) {
        if (!*csv_cell(&f->rows[i], id))
            return fail(err, INVALID, "value.csv:%d: the row has no id", f->rows[i].line);
        for (int k = 0; k < i; k++)
            if (same(csv_cell(&f->rows[k], id), csv_cell(&f->rows[i], id)))
                return fail(err, INVALID, "value.csv:%d: id '%s' is used twice",
                            f->rows[i].line, csv_cell(&f->rows[i], id));
        for (int c = 0; c < f->n_columns; c++)
            if (c != id && !is_words(f->columns[c]) && *csv_cell(&f->rows[i], c) &&
                !verify_number(err, f, &f->rows[i], c, &v))
                return false;
    }
    return true;
}

static bool read_formulas(Arena *a, Err *err, const char *dir, FormulaCase *c)
{
    CsvFile f;
    if (!verify_csv(a, err, dir, "formula.csv", &f))
        return false;
    int name = csv_column(&f, "name"), text = csv_column(&f, "formula");
    if (name < 0 || text < 0)
        return fail(err, INVALID, "formula.csv needs the columns name and formula");
    c->formulas = NEW_ARRAY(a, NamedFormula, f.n_rows + 1);
    for (int i = 0; i < f.n_rows; i++) {
        Err why = {0};
        Formula *formula;
        if (!formula_parse(a, &why, csv_cell(&f.rows[i], text), &formula))
            return fail(err, INVALID, "formula.csv:%d: %s", f.rows[i].line, why.message);
        c->formulas[c->n++] = (NamedFormula){csv_cell(&f.rows[i], name), formula};
    }
    return true;
}

bool formula_case_read(Arena *a, Err *err, const char *dir, FormulaCase *out)
{
    FormulaCase c = {0};
    if (!verify_csv(a, err, dir, "expected.csv", &c.expected) ||
        !verify_csv(a, err, dir, "value.csv", &c.values) || !check_values(err, &c.values) ||
        !read_formulas(a, err, dir, &c))
        return false;
    *out = c;
    return true;
}

typedef struct Reading { /* formulas from `before` on are not known yet: no circles */
    const FormulaCase *c;
    Arena *a;
    Err *err;
    int before;
} Reading;

static bool name_value(const Reading *r, const CsvRow *row, const char *name,
                       FormulaValue *out);

static bool matches(const char *pattern, const char *id)
{
    size_t n = strlen(pattern);
    return n && pattern[n - 1] == '*' ? strncmp(pattern, id, n - 1) == 0 : same(pattern, id);
}

static bool leaf_value(const Reading *r, const CsvRow *row, const FormulaLeaf *leaf,
                       FormulaValue *out)
{
    const CsvFile *f = &r->c->values;
    FormulaValue sum = formula_number(0), one;
    int n = 0;
    if (!*leaf->block && !leaf->last)
        return name_value(r, row, leaf->field, out);
    if (leaf->last || !same(leaf->block, "value"))
        return fail(r->err, INVALID, "'%s': rows are written value[id].name", leaf->text);
    for (int i = 0; i < f->n_rows; i++) {
        if (!matches(leaf->row, csv_cell(&f->rows[i], csv_column(f, "id"))))
            continue;
        if (!name_value(r, &f->rows[i], leaf->field, &one))
            return false;
        n++;
        sum = sum.kind == FORMULA_NUMBER && one.kind == FORMULA_NUMBER
                  ? formula_number(sum.number + one.number)
                  : (FormulaValue){.kind = FORMULA_UNKNOWN};
    }
    *out = sum;
    return n || fail(r->err, INVALID, "'%s': no row of value.csv is meant", leaf->text);
}

static bool name_value(const Reading *r, const CsvRow *row, const char *name, FormulaValue *out)
{
    int column = csv_column(&r->c->values, name);
    if (column >= 0 && !is_words(name)) {
        double v;
        bool known = text_to_double(csv_cell(row, column), &v);
        *out = known ? formula_number(v) : (FormulaValue){.kind = FORMULA_UNKNOWN};
        return true;
    }
    for (int i = 0; i < r->before; i++) {
        if (!same(r->c->formulas[i].name, name))
            continue;
        const FormulaLeaf *leaves;
        Reading above = {r->c, r->a, r->err, i};
        int n = formula_leaves(r->c->formulas[i].formula, &leaves);
        FormulaValue *values = NEW_ARRAY(r->a, FormulaValue, n + 1);
        for (int k = 0; k < n; k++)
            if (!leaf_value(&above, row, &leaves[k], &values[k]))
                return false;
        *out = formula_eval(r->c->formulas[i].formula, values);
        return true;
    }
    return fail(r->err, INVALID, "there is no value and no formula above called '%s'", name);
}

bool formula_case_compute(const FormulaCase *c, Arena *a, Err *err, const char *quantity,
                          const char *state, double *out)
{
    Reading r = {c, a, err, c->n};
    const CsvFile *f = &c->values;
    const CsvRow *row = NULL;
    FormulaValue v;
    for (int i = 0; i < f->n_rows; i++)
        if (same(csv_cell(&f->rows[i], csv_column(f, "id")), state) ||
            (!*state && f->n_rows == 1))
            row = &f->rows[i];
    if (!row)
        return fail(err, INVALID, "value.csv has no row '%s'", state);
    if (!name_value(&r, row, quantity, &v))
        return false;
    *out = v.number;
    return (v.kind == FORMULA_NUMBER && isfinite(v.number)) ||
           fail(err, INVALID,
                "'%s' has no value: something that it needs is blank, or not above 0",
                quantity);
}
