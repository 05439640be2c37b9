/* Decides which places are settled before the rest is recommended, and shows what they change.
 *
 * A minister's letter comes late, a course has offered its places: those cohorts are constants
 * from then on, and everything else is solved again around them. What they break is said by the
 * answer (limits that exclude each other), not refused: it has been decided. */
#include "modules/commissioning/late.h"
#include "base/csv.h"
#include <math.h>

enum { MOST_COMMITTED = 2000 };

typedef struct Reading {
    Ctx *cx;
    const Plan *p;
    CommittedList *out;
    Buf problems;
    int n_problems;
} Reading;

static void problem(Reading *r, const char *where, const char *what)
{
    if (r->n_problems++ < 20)
        buf_printf(&r->problems, "%s%s: %s", r->n_problems > 1 ? "; " : "", where, what);
}

static int find_route(const Plan *p, const char *route)
{
    for (int i = 0; i < p->n_routes; i++)
        if (same(p->routes[i].id, route))
            return i;
    return ANY;
}

static void add(Reading *r, const char *where, const char *route, const char *year_text,
                const char *places_text)
{
    const Plan *p = r->p;
    Arena *a = r->cx->arena;
    int64_t year = 0;
    double places = 0;
    bool all = same(route, "all") || same(route, "*") || !*route;
    int i = all ? ANY : find_route(p, route);
    if (!all && i == ANY)
        problem(r, where, arena_printf(a, T(r->cx, "the plan has no route '%s'"), route));
    else if (!all && !p->routes[i].decided)
        problem(r, where,
                arena_printf(a, T(r->cx, "the plan does not decide on route '%s'"), route));
    else if (!text_to_int(year_text, &year) || year < p->decide_from || year > p->decide_to)
        problem(r, where,
                arena_printf(a, T(r->cx, "'%s' is not an intake year from %d to %d"), year_text,
                             p->decide_from, p->decide_to));
    else if (!text_to_double(places_text, &places) || !(places >= 0 && places <= 100000))
        problem(r, where,
                arena_printf(a, T(r->cx, "'%s' is not a number of places from 0 to 100,000"),
                             places_text));
    else if (r->out->n >= MOST_COMMITTED)
        problem(r, where, T(r->cx, "too many places are settled"));
    else
        *PUSH(a, r->out->items, r->out->n, r->out->room) =
            (Committed){.route = i, .year = (int)year, .places = places};
}

/* "route/year=places", several separated by blanks or commas. */
static void read_words(Reading *r, const char *text)
{
    char *copy = arena_strndup(r->cx->arena, text, strlen(text)), *rest = copy;
    for (char *word; (word = strsep(&rest, " ,\t\n"));) {
        char *slash = strchr(word, '/'), *equals = strchr(word, '=');
        if (!*word)
            continue;
        const char *where = arena_printf(r->cx->arena, "settled '%s'", word);
        if (!slash || !equals || equals < slash) {
            problem(r, where,
                    arena_printf(
                        r->cx->arena, T(r->cx, "write route/year=places, such as %s/%d=60"),
                        r->p->n_routes ? r->p->routes[0].id : "all", r->p->decide_from));
            continue;
        }
        *slash = *equals = '\0';
        add(r, where, word, slash + 1, equals + 1);
    }
}

static bool read_file(Reading *r, const InFile *file)
{
    CsvFile csv;
    if (!csv_parse(r->cx->arena, &r->cx->err, file->name, file->bytes, file->size, &csv))
        return false;
    int year = csv_column(&csv, "year"), route = csv_column(&csv, "route"),
        places = csv_column(&csv, "places");
    if (year < 0 || places < 0)
        return fail(&r->cx->err, INVALID, "%s:%d: it needs the columns year, route and places",
                    file->name, csv.heading_line);
    for (int i = 0; i < csv.n_rows; i++)
        add(r, arena_printf(r->cx->arena, "%s:%d", file->name, csv.rows[i].line),
            csv_cell(&csv.rows[i], route), csv_cell(&csv.rows[i], year),
            csv_cell(&csv.rows[i], places));
    return true;
}

/* Years that the plan does not decide are past or beyond it, and no problem. */
static bool read_records(Reading *r, const char *plan)
{
    PlaceList list;
    if (!commissioning_places(r->cx, plan, &list))
        return false;
    for (int i = 0; i < list.n; i++) {
        const PlaceRecord *rec = &list.items[i];
        double places = rec->places[PLACE_APPROVED];
        bool all = same(rec->route, "all");
        if (isnan(places) || rec->year < r->p->decide_from || rec->year > r->p->decide_to ||
            (!all && find_route(r->p, rec->route) == ANY))
            continue;
        *PUSH(r->cx->arena, r->out->items, r->out->n, r->out->room) =
            (Committed){.route = all ? ANY : find_route(r->p, rec->route),
                        .year = rec->year,
                        .places = places};
    }
    return true;
}

bool late_is_given(const LateInput *late)
{
    return *late->settled || late->committed.n || late->approved;
}

bool late_committed(Ctx *cx, const Loaded *in, const LateInput *late, CommittedList *out)
{
    CommittedList list = {0};
    Reading r = {cx, &in->plan, &list, buf_new(cx->arena, 0), 0};
    if (late->approved && !(cx->db && *in->id))
        return fail(&cx->err, USAGE, "approved places are on record for a stored plan only");
    if (late->approved && !read_records(&r, in->id))
        return false;
    for (int i = 0; i < late->committed.n; i++)
        if (!read_file(&r, &late->committed.items[i]))
            return false;
    read_words(&r, late->settled);
    if (r.n_problems)
        return fail(&cx->err, INVALID, "%s", buf_text(&r.problems));
    *out = list;
    return true;
}

/* ---------------------------------------------------------------- what it changes */

static bool is_settled(const Plan *p, const CommittedList *list, const Places *at)
{
    for (int i = 0; i < list->n; i++) {
        const char *route =
            list->items[i].route == ANY ? "all" : p->routes[list->items[i].route].id;
        if (list->items[i].year == at->year && same(route, at->route))
            return true;
    }
    return false;
}

Table *late_table(Ctx *cx, Reply *r, const Recommendation *without, const Recommendation *with,
                  const Plan *p, const CommittedList *committed)
{
    Table *t = reply_table(cx, r, "late", T(cx, "What the settled places change"));
    table_column(cx, t, "year", T(cx, "Intake year"), COLUMN_TEXT, 0);
    table_column(cx, t, "route", T(cx, "Route"), COLUMN_TEXT, 0);
    table_column(cx, t, "without", T(cx, "Recommended without them"), COLUMN_NUMBER, 0);
    table_column(cx, t, "with", T(cx, "With them"), COLUMN_NUMBER, 0);
    table_column(cx, t, "difference", T(cx, "Difference"), COLUMN_NUMBER, 0);
    table_column(cx, t, "settled", T(cx, "Settled"), COLUMN_TEXT, 0);
    for (int i = 0; i < with->n_places && i < without->n_places; i++) {
        const Places *a = &without->places[i], *b = &with->places[i];
        bool settled = is_settled(p, committed, b);
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", b->year));
        c[1] = cell_code(b->route, same(b->route, "all") ? T(cx, "All routes") : b->route);
        c[2] = cell_number(a->recommended);
        c[3] = cell_number(b->recommended);
        c[4] = cell_number(b->recommended - a->recommended);
        c[5] = cell_code(settled ? "yes" : "no", settled ? T(cx, "yes") : T(cx, "no"));
    }
    return t;
}
