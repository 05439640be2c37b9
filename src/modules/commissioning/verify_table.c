/* Decides how a folder with a table is read and what its quantities are. What they should be is
 * left to expected.csv, and the answers to sim/disclosure.h. */
#include "modules/commissioning/verify_table.h"
#include "base/file.h"
#include <math.h>

enum { MOST_BYTES = 1 << 20 };

bool verify_csv(Arena *a, Err *err, const char *dir, const char *name, CsvFile *out)
{
    Bytes bytes;
    const char *path = arena_printf(a, "%s/%s", dir, name);
    return file_read(a, err, path, MOST_BYTES, &bytes) &&
           csv_parse(a, err, name, (const char *)bytes.data, bytes.size, out);
}

bool verify_number(Err *err, const CsvFile *f, const CsvRow *r, int column, double *out)
{
    return text_to_double(csv_cell(r, column), out) ||
           fail(err, INVALID, "%s:%d: '%s' is not a number", f->name, r->line,
                csv_cell(r, column));
}

/* The total, then the categories in the order in which they come. */
static SafeDimension dimension(Arena *a, const CsvFile *f, int column)
{
    SafeCategory *c = NEW_ARRAY(a, SafeCategory, f->n_rows + 1);
    int n = 1;
    c[0] = (SafeCategory){"total", -1};
    for (int i = 0; i < f->n_rows; i++) {
        int k = 1;
        while (k < n && !same(c[k].name, csv_cell(&f->rows[i], column)))
            k++;
        if (k == n)
            c[n++] = (SafeCategory){csv_cell(&f->rows[i], column), 0};
    }
    return (SafeDimension){f->columns[column], n, c};
}

static int category(const SafeDimension *d, const char *name)
{
    int k = 1;
    while (!same(d->categories[k].name, name))
        k++;
    return k;
}

static bool read_rule(Arena *a, Err *err, const char *dir, SafeRule *rule, int *n)
{
    CsvFile f;
    double people;
    *n = 0;
    if (!file_exists(arena_printf(a, "%s/rule.csv", dir)))
        return true;
    if (!verify_csv(a, err, dir, "rule.csv", &f))
        return false;
    if (f.n_rows != 1)
        return fail(err, INVALID, "rule.csv must have one row");
    if (!verify_number(err, &f, &f.rows[0], csv_column(&f, "people"), &people))
        return false;
    *rule = (SafeRule){.kind = SAFE_COUNT,
                       .n = (int)people,
                       .zeros = same(csv_cell(&f.rows[0], csv_column(&f, "zeros")), "yes")};
    *n = 1;
    return true;
}

/* Cells that are sensitive by themselves: their rows say how far they must be protected. */
static bool read_protection(Err *err, const CsvFile *f, const CsvRow *r, SafeCell *cell)
{
    int below = csv_column(f, "below"), above = csv_column(f, "above");
    if (!*csv_cell(r, below) && !*csv_cell(r, above))
        return true;
    cell->use = SAFE_PRIMARY;
    return verify_number(err, f, r, below, &cell->protect.below) &&
           verify_number(err, f, r, above, &cell->protect.above);
}

static bool read_table(Arena *a, Err *err, const char *dir, SafeTable **out)
{
    CsvFile f;
    SafeRule rule;
    SafeDimension dimensions[SAFE_DIMENSIONS];
    SafeSpec spec = {.measure = "value", .dimensions = dimensions, .rules = &rule};
    int *cells;
    if (!verify_csv(a, err, dir, "table.csv", &f) ||
        !read_rule(a, err, dir, &rule, &spec.n_rules))
        return false;
    int value = csv_column(&f, "value");
    if (value < 1 || value > SAFE_DIMENSIONS)
        return fail(err, INVALID, "table.csv needs 1 to %d columns before value",
                    SAFE_DIMENSIONS);
    spec.n_dimensions = value;
    for (int d = 0; d < value; d++)
        dimensions[d] = dimension(a, &f, d);
    SafeMicro *micro = NEW_ARRAY(a, SafeMicro, f.n_rows + 1);
    for (int i = 0; i < f.n_rows; i++) {
        double v;
        if (!verify_number(err, &f, &f.rows[i], value, &v))
            return false;
        micro[i].part = (SafePart){0, v, v};
        for (int d = 0; d < value; d++)
            micro[i].at[d] = category(&dimensions[d], csv_cell(&f.rows[i], d));
    }
    spec.micro = micro;
    spec.n_micro = f.n_rows;
    *out = safe_table(a);
    if (!safe_build(*out, err, &spec, &cells))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        int at = 0;
        for (int d = 0; d < value; d++)
            at = at * dimensions[d].n + micro[i].at[d];
        if (!read_protection(err, &f, &f.rows[i], &(*out)->cells[cells[at]]))
            return false;
    }
    return true;
}

bool table_case_read(Arena *a, Err *err, const char *dir, TableCase *out)
{
    TableCase c;
    if (!verify_csv(a, err, dir, "expected.csv", &c.expected) ||
        !read_table(a, err, dir, &c.table) ||
        !safe_suppress(a, err, c.table, &(SafeLimits){0}, &c.pattern) ||
        !safe_attack(a, err, c.table, safe_seen(a, c.table, c.pattern.held),
                     &(SafeAttackOptions){.all = true}, &c.attack))
        return false;
    *out = c;
    return true;
}

bool table_case_compute(const TableCase *c, Arena *a, Err *err, const char *quantity,
                        const char *state, double *out)
{
    const SafePattern *p = &c->pattern;
    const struct {
        const char *name;
        double value;
    } whole[] = {{"cost", p->cost},
                 {"bound", p->bound},
                 {"primary", p->n_primary},
                 {"secondary", p->n_secondary}};
    for (int i = 0; i < 4; i++)
        if (same(quantity, whole[i].name)) {
            *out = whole[i].value;
            return true;
        }
    int cell = safe_find(c->table, arena_printf(a, "value;%s", state));
    if (cell < 0)
        return fail(err, INVALID, "there is no cell '%s'", state);
    if (same(quantity, "held"))
        *out = p->held[cell];
    else if (same(quantity, "least"))
        *out = c->attack.intervals[cell].lo;
    else if (same(quantity, "greatest"))
        *out = c->attack.intervals[cell].hi;
    else
        return fail(err, INVALID, "'%s' is no quantity of a table", quantity);
    return true;
}
