/* Decides how a row of an assumptions file becomes a Row of the plan, and that no two rows say
 * the same thing. Laws that span several rows (probabilities that add up) are left to
 * rates_fill(), which knows how they combine. */
#include "modules/projection/entry.h"
#include "sim/dist.h"
#include <math.h>

/* A cell of states or routes: a name, all (where the column allows), or a pattern. */
static void resolve_place(const Entry *c, const ColumnSpec *column, Seed *seed)
{
    Build *b = c->b;
    const char *text = entry_text(c);
    bool route = column->kind == SPEC_ROUTE;
    bool to = starts_with(column->name, "to") || same(column->name, "pool");
    int kind = route ? PATTERN_ROUTES : PATTERN_STATES;
    int *out = route ? &seed->row.route : to ? &seed->row.to : &seed->row.state;
    bool all = (column->flags & SPEC_STAR) && same(text, "*");
    Matches m;
    if (to && pattern_is(text)) {
        entry_bad(c, N_("write = for a piece that people keep"),
                  N_("a * here would send everyone to several states"));
    } else if (to && pattern_is_target(text)) {
        seed->to = text;
    } else if (all || !pattern_is(text)) {
        entry_ref(c, route ? &b->routes : &b->states, route ? N_("route") : N_("state"), out);
    } else if (!pattern_find(c, kind, &m)) {
        return;
    } else if (seed->row.part == PART_LIMIT) {
        seed->row.routes = m.items;
        seed->row.n_together = m.n;
        seed->row.route = SOME_ROUTES - names_find(&b->patterns[kind], text);
    } else {
        *(route ? &seed->route : &seed->state) = text;
        seed->stars += pattern_stars(text);
    }
}

static void resolve_key(const Entry *c, const ColumnSpec *column, Seed *seed)
{
    Build *b = c->b;
    Row *row = &seed->row;
    bool to = starts_with(column->name, "to");
    if (work_key(c, column, row))
        return;
    switch (column->kind) {
    case SPEC_STATE:
    case SPEC_ROUTE:
        resolve_place(c, column, seed);
        break;
    case SPEC_AGES:
        if (to)
            entry_ages(c, &row->to_age_from, &row->to_age_to);
        else
            entry_ages(c, &row->age_from, &row->age_to);
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
        else if (row->part != PART_DRIVER && *entry_text(c) && !same(entry_text(c), "*"))
            row->area = names_intern(b->a, &b->areas, entry_text(c));
        else if (row->part != PART_DRIVER)
            row->area = ANY;
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
    work_law(&value, row);
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

/* A stock that was counted on another day than the opening's is carried there (sim/opening.c).
 */
static void resolve_day(Build *b, TableId t, const ModelRow *from, Row *row)
{
    enum { MOST_YEARS = 2 };
    Entry c = {b, t, from, 1 + table_specs[t].n_keys + ASSUME_DATE};
    Date day;
    if (row->part != PART_STOCK || date_is_none(b->opening) ||
        !date_parse_iso(entry_text(&c), &day))
        return;
    double years = (b->opening.days - day.days) / 365.25;
    if (fabs(years) > MOST_YEARS)
        entry_bad(&c, N_("count nearer to it, or leave the date blank"),
                  N_("more than %d years from opening_date"), MOST_YEARS);
    row->ahead = years / b->p.step_years;
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
    if (row->part == PART_LIMIT && row->kind == LIMIT_EQUITY &&
        (row->route != ANY || row->value < 1)) {
        Entry c = {b, t, from,
                   row->route != ANY ? 2 : 1 + table_specs[t].n_keys + ASSUME_VALUE};
        entry_bad(&c, N_("write * for the route and a value from 1"),
                  N_("equity compares the groups that have a target, with their mean"));
    }
    if (row->part == PART_LIMIT && row->kind == LIMIT_LEAST_SHARE &&
        (row->route == ANY || row->value > 1)) {
        Entry c = {b, t, from,
                   row->route == ANY ? 2 : 1 + table_specs[t].n_keys + ASSUME_VALUE};
        entry_bad(&c, N_("name the routes (a pattern) and a share from 0 to 1"),
                  N_("a least share is some routes' part of all"));
    }
    if (row->part == PART_LIMIT && row->area != ANY && row->kind != LIMIT_PLACEMENT) {
        Entry c = {b, t, from, spec_column(t, "area")};
        entry_bad(&c, N_("leave it blank"), N_("only placement hours are limited by area"));
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

static void resolve_row(Build *b, Part part, const ModelRow *from, Seed *seed)
{
    TableId t = (TableId)(TABLE_PARTS + (int)part);
    const TableSpec *spec = &table_specs[t];
    int problems = b->ps->n;
    *seed = (Seed){.row = row_everywhere(part), .t = t, .from = from};
    seed->row.id = model_row_id(b->a, t, from);
    for (int c = 1; c <= spec->n_keys; c++)
        resolve_key(&(Entry){b, t, from, c}, &spec->columns[c], seed);
    resolve_value(b, t, from, &seed->row);
    resolve_year(b, t, from, &seed->row);
    resolve_day(b, t, from, &seed->row);
    check_row(b, t, from, &seed->row);
    for (int c = 0; c < spec_columns(t); c++)
        entry_register(&(Entry){b, t, from, c}, spec->columns[c].kind);
    seed->bad = b->ps->n > problems;
}

/* An area that has a limit, but where no hours are asked for, is a slip of the pen. */
static void check_areas(Build *b, const Seed *seeds, int n)
{
    bool *asked = NEW_ARRAY(b->a, bool, b->areas.n + 1);
    for (int i = 0; i < n; i++)
        if (seeds[i].row.part == PART_HOURS && seeds[i].row.area != ANY)
            asked[seeds[i].row.area] = true;
    for (int i = 0; i < n; i++) {
        Entry c = {b, seeds[i].t, seeds[i].from, spec_column(seeds[i].t, "area")};
        if (seeds[i].row.part == PART_LIMIT && seeds[i].row.area != ANY &&
            !asked[seeds[i].row.area])
            entry_bad(&c, N_("give the hours that routes need there in hours.csv"),
                      N_("no placement hours are spent in this area"));
    }
}

void plan_rows(Build *b)
{
    int n = 0, k = 0;
    for (int part = 0; part < PART_COUNT; part++)
        n += b->m->tables[TABLE_PARTS + part].n;
    Seed *seeds = NEW_ARRAY(b->a, Seed, n + 1);
    Said *ids = NEW_ARRAY(b->a, Said, n + 1), *keys = NEW_ARRAY(b->a, Said, n + 1);
    for (int part = 0; part < PART_COUNT; part++) {
        TableId t = (TableId)(TABLE_PARTS + part);
        for (int i = 0; i < b->m->tables[t].n; i++, k++) {
            const ModelRow *from = &b->m->tables[t].rows[i];
            ModelRow nameless = *from;
            nameless.cells[0] = "";
            resolve_row(b, (Part)part, from, &seeds[k]);
            keys[k] = (Said){model_row_id(b->a, t, &nameless), from, t, k};
            ids[k] = (Said){seeds[k].row.id, from, t, k};
        }
    }
    b->p.areas = b->areas.ids;
    b->p.n_areas = b->areas.n;
    check_areas(b, seeds, n);
    refuse_repeats(b, keys, n, false);
    refuse_repeats(b, ids, n, true);
    plan_expand(b, seeds, n);
}
