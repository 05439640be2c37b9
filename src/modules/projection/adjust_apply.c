/* Decides how a change alters a model: which cells of which rows, and what a distribution
 * becomes when its value is scaled.
 *
 * Scaling by f multiplies the mean by f and keeps the kind: normal, uniform, triangular and
 * PERT take f on all their parameters, lognormal adds ln f to its log-mean, gamma divides its
 * rate by f, and beta(a, b) keeps its size a + b, so that what is known stays as much as it
 * was. Row ids stay, and with them each row's random numbers. */
#include "modules/projection/adjust.h"
#include "modules/projection/adjust_lever.h"
#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- copies */

static void copy_model(Ctx *cx, const Model *m, Model *out)
{
    *out = *m;
    for (int t = 0; t < TABLE_COUNT; t++) {
        const ModelTable *from = &m->tables[t];
        ModelTable *to = &out->tables[t];
        to->rows = NEW_ARRAY(cx->arena, ModelRow, from->n + 1);
        to->room = from->n + 1;
        if (from->n)
            memcpy(to->rows, from->rows, (size_t)from->n * sizeof *from->rows);
    }
}

static void put(ModelRow *row, TableId t, const char *column, const char *text)
{
    int c = spec_column(t, column);
    if (c >= 0)
        row->cells[c] = text;
}

/* Whoever changes an assumption owns it from then on, and knows it least. */
static void sign(Ctx *cx, ModelRow *row, TableId t, const char *reason)
{
    put(row, t, "source", "changed by hand");
    put(row, t, "date", date_text(cx->arena, cx->today));
    put(row, t, "owner", cx->user);
    put(row, t, "grade", "D");
    put(row, t, "note", reason);
}

/* ---------------------------------------------------------------- values */

/* Twelve digits: what is scaled is read by people, and no assumption is known better. */
static const char *tidy(Arena *a, double v)
{
    double rounded = v;
    const char *text = arena_printf(a, "%.12g", v);
    return text_to_double(text, &rounded) ? text_double(a, rounded) : text_double(a, v);
}

static const char *numbers(Arena *a, const char *name, double x, double y, double z, int n)
{
    return n == 2 ? arena_printf(a, "%s(%s,%s)", name, tidy(a, x), tidy(a, y))
                  : arena_printf(a, "%s(%s,%s,%s)", name, tidy(a, x), tidy(a, y), tidy(a, z));
}

static const char *scaled(Arena *a, const Dist *d, double f)
{
    double size = d->a + d->b, low = fmin(f * d->a, f * d->c), high = fmax(f * d->a, f * d->c);
    double mean = fmin(fmax(f * d->a / size, 1e-9), 1 - 1e-9);
    switch (d->kind) {
    case DIST_FIXED:
        return "";
    case DIST_NORMAL:
        return numbers(a, "normal", f * d->a, fabs(f) * d->b, 0, 2);
    case DIST_LOGNORMAL:
        return f > 0 ? numbers(a, "lognormal", d->a + log(f), d->b, 0, 2) : "";
    case DIST_BETA:
        return f > 0 ? numbers(a, "beta", mean * size, (1 - mean) * size, 0, 2) : "";
    case DIST_GAMMA:
        return f > 0 ? numbers(a, "gamma", d->a, d->b / f, 0, 2) : "";
    case DIST_UNIFORM:
        return numbers(a, "uniform", fmin(f * d->a, f * d->b), fmax(f * d->a, f * d->b), 0, 2);
    case DIST_TRIANGULAR:
        return numbers(a, "triangular", low, f * d->b, high, 3);
    case DIST_QUARTILES:
        return low < high ? numbers(a, "quartiles", low, f * d->b, high, 3) : "";
    case DIST_PERT:
        return low < high ? numbers(a, "pert", low, f * d->b, high, 3) : "";
    }
    return "";
}

/* A row's value and distribution times f; its law (a share stays a share) is judged when the
 * model is resolved. */
static void scale(Ctx *cx, ModelRow *row, TableId t, double f, const char *reason)
{
    int value = 1 + table_specs[t].n_keys + ASSUME_VALUE;
    int distribution = 1 + table_specs[t].n_keys + ASSUME_DISTRIBUTION;
    double number;
    Dist d;
    const char *why;
    if (*row->cells[distribution] &&
        dist_parse(cx->arena, cx->lang, row->cells[distribution], &d, &why)) {
        row->cells[distribution] = scaled(cx->arena, &d, f);
        if (!*row->cells[distribution] && !*row->cells[value])
            row->cells[value] = "0";
    }
    if (*row->cells[value] && text_to_double(row->cells[value], &number))
        row->cells[value] = tidy(cx->arena, f * number);
    sign(cx, row, t, reason);
}

/* ---------------------------------------------------------------- the kinds of change */

static void apply_rows(Ctx *cx, Model *m, const Model *before, const Control *c,
                       const char *reason)
{
    TableId t = (TableId)(TABLE_PARTS + c->lever->part);
    double f = c->value / c->present;
    for (int i = 0; i < m->tables[t].n; i++)
        if (lever_takes(before, c->lever, &m->tables[t].rows[i]))
            scale(cx, &m->tables[t].rows[i], t, f, reason);
}

/* Each line that a target asks for grows by so much a year more. */
static void apply_growth(Ctx *cx, Model *m, const Control *c, const char *reason)
{
    const TableId t = (TableId)(TABLE_PARTS + PART_DRIVER);
    const ModelTable *targets = &m->tables[TABLE_TARGET];
    for (int i = 0; i < targets->n; i++) {
        const char *line = targets->rows[i].cells[0];
        bool seen = false;
        for (int k = 0; k < i; k++)
            seen = seen || same(targets->rows[k].cells[0], line);
        if (seen)
            continue;
        ModelRow *row = model_add(cx->arena, m, t, "driver.csv", m->tables[t].n + 1);
        put(row, t, "id", arena_printf(cx->arena, "driver/%s/tried", line));
        put(row, t, "line", line);
        put(row, t, "group", "*");
        put(row, t, "kind", "annual");
        put(row, t, "name", "growth tried");
        put(row, t, "value", tidy(cx->arena, c->value / 100));
        sign(cx, row, t, reason);
    }
}

/* From the first decided year on the route's intake is the number, and not decided any more;
 * until then it is what it was. */
static void apply_intake(Ctx *cx, Model *m, const Plan *p, const Control *c, const char *reason)
{
    const TableId t = (TableId)(TABLE_PARTS + PART_INTAKE);
    ModelTable *table = &m->tables[t];
    double *theta = NEW_ARRAY(cx->arena, double, p->n_rows + 1);
    int route = 0, kept = 0, key = spec_column(t, "route"), year = spec_column(t, "year");
    while (route < p->n_routes - 1 && !same(p->routes[route].id, c->route))
        route++;
    theta_central(p, theta);
    double last = plan_value(p, theta, PART_INTAKE, ANY, route, ANY, p->decide_from - 1, 0);
    for (int i = 0; i < table->n; i++) {
        const ModelRow *row = &table->rows[i];
        int64_t at = 0;
        bool later = text_to_int(row->cells[year], &at) && at >= p->decide_from - 1;
        if (!(same(row->cells[key], c->route) && later))
            table->rows[kept++] = *row;
    }
    table->n = kept;
    const struct {
        int year;
        double value;
    } knots[] = {{p->decide_from - 1, last}, {p->decide_from, c->value}};
    for (int i = 0; i < 2; i++) {
        ModelRow *row = model_add(cx->arena, m, t, "intake.csv", table->n + 1);
        row->cells[key] = c->route;
        row->cells[year] = arena_printf(cx->arena, "%d", knots[i].year);
        put(row, t, "value", tidy(cx->arena, knots[i].value));
        sign(cx, row, t, reason);
    }
    for (int i = 0; i < m->tables[TABLE_ROUTE].n; i++)
        if (same(m->tables[TABLE_ROUTE].rows[i].cells[0], c->route)) {
            put(&m->tables[TABLE_ROUTE].rows[i], TABLE_ROUTE, "decided", "no");
            put(&m->tables[TABLE_ROUTE].rows[i], TABLE_ROUTE, "share", "");
        }
}

/* The shares of the routes that are still decided add up to one again. */
static void share_anew(Ctx *cx, Model *m, const Plan *p)
{
    ModelTable *t = &m->tables[TABLE_ROUTE];
    int share = spec_column(TABLE_ROUTE, "share"),
        decided = spec_column(TABLE_ROUTE, "decided");
    double sum = 0;
    for (int i = 0; i < t->n && i < p->n_routes; i++)
        sum += same(t->rows[i].cells[decided], "no") ? 0 : p->routes[i].share;
    for (int i = 0; i < t->n && i < p->n_routes; i++)
        if (!same(t->rows[i].cells[decided], "no"))
            t->rows[i].cells[share] = sum > 0 ? tidy(cx->arena, p->routes[i].share / sum) : "";
}

bool adjust_apply(Ctx *cx, const Model *m, const Controls *all, bool rates_only,
                  const char *reason, Model *out)
{
    Model changed;
    Plan p;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    bool held = false;
    copy_model(cx, m, &changed);
    if (!model_plan(cx->arena, &cx->err, m, &problems, &p))
        return false;
    for (int i = 0; i < all->n; i++) {
        const Control *c = &all->items[i];
        LeverKind kind = c->lever->kind;
        if (!c->changed || (rates_only && kind != LEVER_RATE))
            continue;
        if (kind == LEVER_CONFIDENCE)
            model_set(cx->arena, &changed, "confidence", tidy(cx->arena, c->value / 100));
        else if (kind == LEVER_INTAKE)
            apply_intake(cx, &changed, &p, c, reason);
        else if (kind == LEVER_GROWTH)
            apply_growth(cx, &changed, c, reason);
        else
            apply_rows(cx, &changed, m, c, reason);
        held = held || kind == LEVER_INTAKE;
    }
    if (held)
        share_anew(cx, &changed, &p);
    *out = changed;
    return true;
}

/* ---------------------------------------------------------------- what differs */

typedef struct Named { /* a row by its name, sorted */
    const char *id;
    const ModelRow *row;
} Named;

static int by_name(const void *x, const void *y)
{
    return strcmp(((const Named *)x)->id, ((const Named *)y)->id);
}

/* Assumptions have ids of their own; of other rows that begin alike the second is "need#2". */
static const char *name_of(Ctx *cx, TableId t, const ModelTable *table, int at)
{
    int before = 0;
    if (t >= TABLE_PARTS && t < TABLE_TARGET)
        return model_row_id(cx->arena, t, &table->rows[at]);
    for (int i = 0; i < at; i++)
        before += same(table->rows[i].cells[0], table->rows[at].cells[0]);
    return before ? arena_printf(cx->arena, "%s#%d", table->rows[at].cells[0], before + 1)
                  : table->rows[at].cells[0];
}

static Named *names_of(Ctx *cx, const ModelTable *t, TableId id, bool sorted)
{
    Named *out = NEW_ARRAY(cx->arena, Named, t->n + 1);
    for (int i = 0; i < t->n; i++)
        out[i] = (Named){name_of(cx, id, t, i), &t->rows[i]};
    if (sorted && t->n > 1)
        qsort(out, (size_t)t->n, sizeof *out, by_name);
    return out;
}

static const ModelRow *row_of(const Named *names, int n, const char *id)
{
    const Named *found =
        n ? bsearch(&(Named){id, NULL}, names, (size_t)n, sizeof *names, by_name) : NULL;
    return found ? found->row : NULL;
}

static void compare_row(Ctx *cx, TableId t, const char *id, const ModelRow *a,
                        const ModelRow *b, DifferenceList *out)
{
    static const char *const register_columns[] = {"source", "date", "owner", "grade", "note"};
    for (int c = 0; c < spec_columns(t); c++) {
        const char *column = table_specs[t].columns[c].name;
        const char *before = a ? a->cells[c] : "", *after = b ? b->cells[c] : "";
        bool about = false;
        for (size_t i = 0; i < sizeof register_columns / sizeof *register_columns; i++)
            about = about || same(column, register_columns[i]);
        /* Of a row that only one has, its value says enough. */
        bool telling = (a && b) || same(column, "value") || same(column, "distribution");
        if (!about && telling && !same(before, after))
            *PUSH(cx->arena, out->items, out->n, out->room) =
                (Difference){t, id, column, before, after};
    }
}

void model_differences(Ctx *cx, const Model *a, const Model *b, DifferenceList *out)
{
    DifferenceList list = {0};
    for (int t = 0; t < TABLE_COUNT; t++) {
        const ModelTable *one = &a->tables[t], *other = &b->tables[t];
        if (t == TABLE_EXPECTED || t == TABLE_DRAW)
            continue;
        Named *in_one = names_of(cx, one, (TableId)t, true);
        Named *in_other = names_of(cx, other, (TableId)t, true);
        Named *rows = names_of(cx, one, (TableId)t, false);
        for (int i = 0; i < one->n; i++)
            compare_row(cx, (TableId)t, rows[i].id, rows[i].row,
                        row_of(in_other, other->n, rows[i].id), &list);
        rows = names_of(cx, other, (TableId)t, false);
        for (int i = 0; i < other->n; i++)
            if (!row_of(in_one, one->n, rows[i].id))
                compare_row(cx, (TableId)t, rows[i].id, NULL, rows[i].row, &list);
    }
    *out = list;
}
