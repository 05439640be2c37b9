/* Decides how a row of an assumptions file becomes a Row of the plan, and that no two rows say
 * the same thing. Laws that span several rows (probabilities that add up) are left to
 * rates_fill(), which knows how they combine. */
#include "modules/projection/entry.h"
#include "sim/dist.h"
#include <math.h>

static void resolve_key(const Entry *c, const ColumnSpec *column, Row *row)
{
    Build *b = c->b;
    bool to = starts_with(column->name, "to");
    switch (column->kind) {
    case SPEC_STATE:
        entry_ref(c, &b->states, N_("state"), to ? &row->to : &row->state);
        break;
    case SPEC_AGES:
        if (to)
            entry_ages(c, &row->to_age_from, &row->to_age_to);
        else
            entry_ages(c, &row->age_from, &row->age_to);
        break;
    case SPEC_ROUTE:
        entry_ref(c, &b->routes, N_("route"), &row->route);
        break;
    case SPEC_GROUP:
        entry_ref(c, &b->groups, N_("group"), &row->group);
        break;
    case SPEC_LINE:
        entry_ref(c, &b->lines, N_("demand line"), &row->line);
        break;
    case SPEC_STUDY_YEAR:
        if (*entry_text(c) && !same(entry_text(c), "*"))
            entry_whole(c, 1, MOST_STUDY_YEARS, &row->study_year);
        break;
    case SPEC_CHOICE:
        if (entry_given(c))
            entry_choice(c, column->choices, &row->kind);
        break;
    case SPEC_WORD:
        /* A driver's own name only keeps it apart from the other drivers of its kind. */
        if (row->part == PART_EXIT)
            row->kind = names_intern(b->a, &b->causes, entry_text(c));
        else
            row->to = names_intern(b->a, &b->drivers, entry_text(c));
        break;
    default:
        break;
    }
}

static void resolve_value(Build *b, TableId t, const ModelRow *from, Row *row)
{
    const TableSpec *spec = &table_specs[t];
    Entry value = {b, t, from, 1 + spec->n_keys + ASSUME_VALUE};
    Entry dist = {b, t, from, 1 + spec->n_keys + ASSUME_DISTRIBUTION};
    const char *reason;
    bool rate = row->part == PART_EXIT || row->part == PART_MOVE;
    double highest = rate && b->p.rate_kind == RATE_HAZARD ? INFINITY : spec->highest;
    if (!dist_parse(b->a, b->ps->lang, entry_text(&dist), &row->dist, &reason))
        entry_bad(&dist, N_("for example beta(23.5,287.5)"), "%s", reason);
    else if (!*entry_text(&value) && row->dist.kind != DIST_FIXED)
        row->value = dist_mean(&row->dist);
    else if (entry_given(&value))
        entry_number(&value, spec->lowest, highest, &row->value);
}

static void resolve_year(Build *b, TableId t, const ModelRow *from, Row *row)
{
    Entry c = {b, t, from, 1 + table_specs[t].n_keys + ASSUME_YEAR};
    if (!*entry_text(&c) || !entry_whole(&c, 1900, 2400, &row->year))
        return;
    if (row->part == PART_STOCK && row->year != b->p.start_year)
        entry_bad(&c, N_("leave it blank"), N_("the opening stock belongs to start_year (%d)"),
                  b->p.start_year);
    if (row->part == PART_STOCK)
        row->year = ALL_YEARS;
    if (row->part == PART_DRIVER && row->kind != DRIVER_ANNUAL && row->year <= b->p.start_year)
        entry_bad(&c, N_("give the year in which the whole effect is reached"),
                  N_("the effect starts from 0 in start_year (%d)"), b->p.start_year);
}

static void check_row(Build *b, TableId t, const ModelRow *from, const Row *row)
{
    if (row->part == PART_MOVE && row->state == row->to && row->to != ANY) {
        Entry c = {b, t, from, 2};
        entry_bad(&c, N_("remove the row: who does not leave or move stays"),
                  N_("a move to the same state"));
    }
    bool shared = row->kind == LIMIT_PLACEMENT || row->kind == LIMIT_BUDGET;
    if (row->part == PART_LIMIT && shared && row->route != ANY) {
        Entry c = {b, t, from, 2};
        entry_bad(&c, N_("write * for the route"),
                  N_("hours and money are limited for all together"));
    }
    if (row->part == PART_DRIVER && row->kind != DRIVER_ANNUAL && row->year == ALL_YEARS) {
        Entry c = {b, t, from, 1 + table_specs[t].n_keys + ASSUME_YEAR};
        if (!*entry_text(&c))
            entry_bad(&c, N_("give the year in which the whole effect is reached"),
                      N_("a total effect needs a year"));
    }
}

/* ---------------------------------------------------------------- nothing is said twice */

typedef struct Said {
    const char *text;
    const ModelRow *row;
    TableId t;
    int order;
} Said;

static int by_text(const void *x, const void *y)
{
    const Said *a = x, *b = y;
    int c = strcmp(a->text, b->text);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

static void refuse_repeats(Build *b, Said *said, int n, bool ids)
{
    qsort(said, (size_t)n, sizeof *said, by_text);
    for (int i = 1; i < n; i++) {
        if (!same(said[i].text, said[i - 1].text))
            continue;
        const ModelRow *row = said[i].row;
        /* Made ids repeat only where the keys do, which is said once. */
        if (ids && !*row->cells[0] && !*said[i - 1].row->cells[0])
            continue;
        model_problem_add(b->ps, row->file, row->line, ids ? "id" : "", ids ? said[i].text : "",
                          N_("remove or change one"),
                          ids ? N_("this id is used twice, first on %s:%d")
                              : N_("the same keys and year as %s:%d"),
                          said[i - 1].row->file, said[i - 1].row->line);
    }
}

void plan_rows(Build *b)
{
    int n = 0, k = 0;
    for (int part = 0; part < PART_COUNT; part++)
        n += b->m->tables[TABLE_PARTS + part].n;
    b->p.rows = NEW_ARRAY(b->a, Row, n + 1);
    Said *ids = NEW_ARRAY(b->a, Said, n + 1), *keys = NEW_ARRAY(b->a, Said, n + 1);
    for (int part = 0; part < PART_COUNT; part++) {
        TableId t = (TableId)(TABLE_PARTS + part);
        const TableSpec *spec = &table_specs[t];
        for (int i = 0; i < b->m->tables[t].n; i++, k++) {
            const ModelRow *from = &b->m->tables[t].rows[i];
            Row *row = &b->p.rows[k];
            ModelRow nameless = *from;
            nameless.cells[0] = "";
            *row = row_everywhere((Part)part);
            row->id = model_row_id(b->a, t, from);
            for (int c = 1; c <= spec->n_keys; c++)
                resolve_key(&(Entry){b, t, from, c}, &spec->columns[c], row);
            resolve_value(b, t, from, row);
            resolve_year(b, t, from, row);
            check_row(b, t, from, row);
            for (int c = 0; c < spec_columns(t); c++)
                entry_register(&(Entry){b, t, from, c}, spec->columns[c].kind);
            keys[k] = (Said){model_row_id(b->a, t, &nameless), from, t, k};
            ids[k] = (Said){row->id, from, t, k};
        }
    }
    b->p.n_rows = n;
    refuse_repeats(b, keys, n, false);
    refuse_repeats(b, ids, n, true);
}
