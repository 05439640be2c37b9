/* The tables of returns, rules, problems and indicators, as actions and pages show them. */
#include "base/csv.h"
#include "modules/workforce/workforce.h"
#include "modules/workforce/workforce_action.h"
#include <math.h>

/* "a1_stock.csv, line 6, wte_agency: 0": where a person has to look. */
static const char *problem_place(Ctx *cx, const Problem *p)
{
    const char *slash = strrchr(p->file, '/');
    Buf b = buf_new(cx->arena, 0);
    if (*p->file)
        buf_printf(&b, "%s, %s %d, ", slash ? slash + 1 : p->file, T(cx, "line"), p->line);
    buf_printf(&b, "%s", p->column);
    if (*p->value)
        buf_printf(&b, ": %s", p->value);
    return buf_text(&b);
}

Table *problems_table(Ctx *cx, Reply *r, const Problems *p)
{
    static const struct {
        const char *key, *label;
        ColumnFor who;
    } columns[] = {
        {"code", N_("Rule"), FOR_ALL},
        {"severity", N_("Severity"), FOR_ALL},
        {"place", N_("Where"), FOR_PEOPLE},
        {"file", N_("File"), FOR_MACHINES},
        {"line", N_("Line"), FOR_MACHINES},
        {"column", N_("Column"), FOR_MACHINES},
        {"value", N_("Value"), FOR_MACHINES},
        {"organisation", N_("Organisation"), FOR_ALL},
        {"row", N_("Row"), FOR_MACHINES},
        {"reason", N_("What is wrong"), FOR_ALL},
        {"detail", N_("Values"), FOR_ALL},
        {"fix", N_("What to do"), FOR_ALL},
        {"accepted", N_("Accepted because"), FOR_ALL},
        {"last_year", N_("Accepted last year because"), FOR_ALL},
    };
    Table *t = reply_table(cx, r, "problems", T(cx, "Problems"));
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        bool line = same(columns[i].key, "line");
        table_column(cx, t, columns[i].key, T(cx, columns[i].label),
                     line ? COLUMN_NUMBER : COLUMN_TEXT, 0);
        table_column_for(t, columns[i].who);
    }
    for (int i = 0; i < p->n; i++) {
        const Problem *q = &p->items[i];
        bool error = q->rule->severity == SEVERITY_ERROR;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(q->rule->code);
        c[1] =
            cell_code(error ? "error" : "warning", error ? T(cx, "error") : T(cx, "warning"));
        c[2] = cell_text(problem_place(cx, q));
        c[3] = cell_text(q->file);
        if (q->line)
            c[4] = cell_number(q->line);
        c[5] = cell_text(q->column);
        c[6] = cell_text(q->value);
        c[7] = cell_text(q->organisation);
        c[8] = cell_text(q->row);
        c[9] = cell_text(form_text(cx, q->rule->words));
        c[10] = cell_text(q->detail);
        c[11] = cell_text(form_text(cx, q->rule->fix));
        if (q->accepted)
            c[12] = cell_text(q->accepted);
        if (q->last_year)
            c[13] = cell_text(q->last_year);
    }
    return t;
}

Cell measure_cell(const Measure *m)
{
    return m->state == CELL_NUMBER ? cell_number(m->value) : cell_state(m->state);
}

bool measure_is_unbounded(const Measure *m)
{
    return isnan(m->low) && isnan(m->high);
}

Cell measure_bound(const Measure *m, double bound)
{
    if (m->state != CELL_NUMBER)
        return cell_state(m->state);
    return measure_is_unbounded(m) ? cell_state(CELL_WITHHELD) : cell_number(bound);
}

static bool any_filled(const Picture *p, const Indicator *ind)
{
    for (int k = 0; k < p->n; k++) {
        const Measure *m = &p->rows[k].measures[ind - indicators];
        if (m->carried || m->imputed)
            return true;
    }
    return false;
}

/* One row per organisation or group; one indicator with its bounds, or all of them side by
 * side. */
Table *picture_table(Ctx *cx, Reply *r, const Picture *p, const char *indicator)
{
    const Indicator *one = *indicator ? indicator_by_key(indicator) : NULL;
    bool filled = one && any_filled(p, one);
    Table *t = reply_table(cx, r, "picture", one ? T(cx, one->label) : T(cx, "Picture"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    for (int i = 0; i < n_indicators; i++) {
        const Indicator *ind = &indicators[i];
        if (one && ind != one)
            continue;
        if (ind->percent)
            table_percent(cx, t, ind->key, T(cx, ind->label), ind->decimals);
        else
            table_column(cx, t, ind->key, T(cx, ind->label), COLUMN_NUMBER, ind->decimals);
    }
    if (one) {
        Column value = t->columns[1];
        table_column(cx, t, "low", T(cx, "Minimum"), COLUMN_NUMBER, value.decimals);
        t->columns[2].percent = value.percent;
        table_column(cx, t, "high", T(cx, "Maximum"), COLUMN_NUMBER, value.decimals);
        t->columns[3].percent = value.percent;
        table_column(cx, t, "answered", T(cx, "Answered"), COLUMN_NUMBER, 0);
        table_column(cx, t, "expected", T(cx, "Asked"), COLUMN_NUMBER, 0);
        table_percent(cx, t, "coverage", T(cx, "Coverage"), 1);
        if (filled) {
            table_percent(cx, t, "carried", T(cx, "Carried forward"), 1);
            table_percent(cx, t, "imputed", T(cx, "Imputed"), 1);
        }
    }
    for (int k = 0; k < p->n; k++) {
        const PictureRow *row = &p->rows[k];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(row->label, row->is_group && k
                                         ? NULL
                                         : arena_printf(cx->arena, "/workforce/picture/%s/%s",
                                                        p->collection, row->id));
        c[0].code = row->id;
        if (!one) {
            for (int i = 0; i < n_indicators; i++)
                c[1 + i] = measure_cell(&row->measures[i]);
            continue;
        }
        const Measure *m = &row->measures[one - indicators];
        c[1] = measure_cell(m);
        if (m->state == CELL_NUMBER) {
            c[2] = measure_bound(m, m->low);
            c[3] = measure_bound(m, m->high);
        }
        c[4] = cell_number(m->known);
        c[5] = cell_number(m->expected);
        c[6] = cell_number(m->coverage);
        if (filled) {
            c[7] = cell_number(m->carried_share);
            c[8] = cell_number(m->imputed_share);
        }
    }
    return t;
}

Table *return_table(Ctx *cx, Reply *r, const Return *ret, const char *block)
{
    Table *t = reply_table(cx, r, "cells", T(cx, "Answers"));
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
    for (int i = 0; i < ret->n; i++) {
        const ReturnCell *q = &ret->cells[i];
        if (*block && !same_fold(block, q->block->code))
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(q->block->code);
        c[1] = cell_text(q->row);
        c[2] = cell_text(q->field->name);
        c[3] = q->state == STATE_NOT_KNOWN        ? cell_state(CELL_NOT_KNOWN)
               : q->state == STATE_NOT_APPLICABLE ? cell_state(CELL_NOT_APPLICABLE)
               : q->state == STATE_BLANK          ? cell_state(CELL_BLANK)
               : q->field->kind == VALUE_YES_NO
                   ? cell_text(q->number != 0 ? T(cx, "yes") : T(cx, "no"))
               : *q->text ? cell_text(q->text)
                          : cell_text(text_double(cx->arena, q->number));
        c[4] = cell_text(q->file);
        c[5] = cell_number(q->line);
    }
    return t;
}

const char *year_break(Ctx *cx, const PictureYear *y, int i)
{
    bool changed = i >= 0 ? y->changed[i] : false;
    return y->broken && changed
               ? arena_printf(cx->arena, "%s; %s", T(cx, y->broken), T(cx, "the form changed"))
           : y->broken ? T(cx, y->broken)
           : changed   ? T(cx, "the form changed")
                       : NULL;
}

bool series_table(Ctx *cx, Reply *r, const char *region, const PictureAsk *ask,
                  PictureYears *years, Table **out)
{
    const Indicator *ind = ask->wanted[0];
    PictureYears all;
    if (!workforce_years(cx, region, ask, &all))
        return false;
    Table *t = reply_table(cx, r, "series", T(cx, "Over the years, in numbers"));
    table_column(cx, t, "as_at", T(cx, "As at"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, ind->label), COLUMN_NUMBER, ind->decimals);
    table_column(cx, t, "low", T(cx, "Minimum"), COLUMN_NUMBER, ind->decimals);
    table_column(cx, t, "high", T(cx, "Maximum"), COLUMN_NUMBER, ind->decimals);
    for (int i = 1; i < 4; i++)
        t->columns[i].percent = ind->percent;
    table_column(cx, t, "answered", T(cx, "Answered"), COLUMN_NUMBER, 0);
    table_column(cx, t, "expected", T(cx, "Asked"), COLUMN_NUMBER, 0);
    table_percent(cx, t, "coverage", T(cx, "Coverage"), 1);
    table_column(cx, t, "carried", T(cx, "Carried forward"), COLUMN_NUMBER, 0);
    table_column(cx, t, "imputed", T(cx, "Imputed"), COLUMN_NUMBER, 0);
    if (ask->fill == FILL_NONE)
        t->n_columns -= 2;
    table_column(cx, t, "break", T(cx, "Does not compare with the year before"), COLUMN_TEXT,
                 0);
    int last = t->n_columns - 1;
    *years = (PictureYears){0};
    for (int i = 0; i < all.n; i++) {
        const Measure *m = &all.items[i].measures[0];
        if (m->not_asked)
            continue;
        Cell *c = table_row(cx, t);
        const char *broken = t->n_rows > 1 ? year_break(cx, &all.items[i], 0) : NULL;
        c[0] = cell_text(all.items[i].collection.as_at);
        c[1] = measure_cell(m);
        c[2] = measure_bound(m, m->low);
        c[3] = measure_bound(m, m->high);
        c[4] = cell_number(m->known);
        c[5] = cell_number(m->expected);
        c[6] = cell_number(m->coverage);
        if (ask->fill != FILL_NONE) {
            c[7] = cell_number(m->carried);
            c[8] = cell_number(m->imputed);
        }
        if (broken)
            c[last] = cell_text(broken);
        *PUSH(cx->arena, years->items, years->n, years->room) = all.items[i];
    }
    *out = t;
    return true;
}
