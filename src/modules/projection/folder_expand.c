/* Decides where each assumption holds. A row whose cells are patterns holds for every match,
 * with one draw for all of them (Row.like). Where two rows of one part agree in all other keys
 * and meet at the same state and route, the more particular one (fewer *) stands alone; two
 * that are equally general are refused, since nobody could tell which is meant. A row that
 * other rows replace everywhere holds nowhere.
 *
 * The ages of a route's joiners are one assumption in many rows, so there the ages do not make
 * a key. Patterns themselves are read in folder_pattern.c. */
#include "modules/projection/entry.h"

enum { MOST_ROWS = 1000000 };

typedef struct Place { /* where a seed would hold */
    const Seed *seed;
    int order, state, to, route;
    bool replaced;
} Place;

typedef struct Places {
    Build *b;
    int n, room;
    Place *items;
} Places;

static int compare(int a, int b)
{
    return (a > b) - (a < b);
}

/* All keys but state, to and route. */
static int compare_others(const Row *a, const Row *b)
{
    bool ages = a->part != PART_ENTRY_AGE;
    int c = compare((int)a->part, (int)b->part);
    c = c || !ages ? c : compare(a->age_from, b->age_from);
    c = c || !ages ? c : compare(a->age_to, b->age_to);
    c = c ? c : compare(a->to_age_from, b->to_age_from);
    c = c ? c : compare(a->to_age_to, b->to_age_to);
    c = c ? c : compare(a->study_year, b->study_year);
    c = c ? c : compare(a->line, b->line);
    c = c ? c : compare(a->group, b->group);
    c = c ? c : compare(a->kind, b->kind);
    c = c ? c : compare(a->area, b->area);
    c = c ? c : compare(a->parameter, b->parameter);
    c = c ? c : compare(a->factor, b->factor);
    c = c ? c : compare(a->service, b->service);
    return c ? c : compare(a->band, b->band);
}

static int compare_places(const Place *a, const Place *b)
{
    int c = compare_others(&a->seed->row, &b->seed->row);
    c = c ? c : compare(a->state, b->state);
    c = c ? c : compare(a->to, b->to);
    return c ? c : compare(a->route, b->route);
}

static int by_place(const void *x, const void *y)
{
    const Place *a = *(Place *const *)x, *b = *(Place *const *)y;
    int c = compare_places(a, b);
    c = c ? c : compare(a->seed->stars, b->seed->stars);
    return c ? c : compare(a->order, b->order);
}

static Entry cell(const Places *ps, const Seed *s, const char *column)
{
    return (Entry){ps->b, s->t, s->from, spec_column(s->t, column)};
}

/* Whether two seeds say where they hold in the same words: then they are knots of one series.
 */
static bool same_words(const Seed *a, const Seed *b)
{
    const TableSpec *spec = &table_specs[a->t];
    for (int c = 1; c <= spec->n_keys; c++) {
        SpecKind kind = spec->columns[c].kind;
        if ((kind == SPEC_STATE || kind == SPEC_ROUTE) &&
            !same(a->from->cells[c], b->from->cells[c]))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- spreading */

/* Where people from the state go; ANY when that is nowhere (a problem, or the state itself). */
static int target_of(const Places *ps, const Seed *s, int state)
{
    Build *b = ps->b;
    Entry c = cell(ps, s, s->row.part == PART_PLACE ? "pool" : "to");
    const char *origin = b->states.ids[state], *target = pattern_target(b->a, s->to, origin);
    int to = target ? names_find(&b->states, target) : ANY;
    if (!target)
        entry_bad(&c, N_("write as many pieces as the state that they leave has"),
                  N_("= has no piece to keep: '%s' has others"), origin);
    else if (to < 0)
        entry_bad(&c, N_("define it, or name the states that have one"),
                  N_("from '%s' it leads to '%s', and there is no such state"), origin, target);
    return to;
}

static bool spread(Places *ps, const Seed *s)
{
    Build *b = ps->b;
    Matches one_state = {1, (int[]){s->row.state}}, one_route = {1, (int[]){s->row.route}};
    Matches states = s->state ? pattern_matches(b, PATTERN_STATES, s->state) : one_state;
    Matches routes = s->route ? pattern_matches(b, PATTERN_ROUTES, s->route) : one_route;
    bool moves = s->row.part == PART_MOVE;
    for (int i = 0; i < states.n; i++) {
        int state = states.items[i], to = s->to ? target_of(ps, s, state) : s->row.to;
        if (s->to && to < 0)
            return true; /* one problem for the row is enough */
        if (moves && to == state && (s->state || s->to))
            continue; /* who is there already does not move there */
        for (int k = 0; k < routes.n; k++) {
            if (ps->n == MOST_ROWS) {
                model_problem_add(b->ps, s->from->file, s->from->line, "", "",
                                  N_("write it with fewer patterns or fewer states"),
                                  N_("the assumptions hold in more than %d places"), MOST_ROWS);
                return false;
            }
            Place place = {s, ps->n, state, to, routes.items[k], false};
            *PUSH(b->a, ps->items, ps->n, ps->room) = place;
        }
    }
    return true;
}

/* ---------------------------------------------------------------- replacing */

static void refuse_ambiguous(const Places *ps, const Place *first, const Place *second)
{
    const Build *b = ps->b;
    const Seed *s = second->seed;
    const char *where = second->state >= 0   ? b->states.ids[second->state]
                        : second->route >= 0 ? b->routes.ids[second->route]
                                             : "*";
    model_problem_add(b->ps, s->from->file, s->from->line, "", "",
                      N_("write a row of its own where both hold"),
                      N_("neither this row nor %s:%d is the more particular one for '%s'"),
                      first->seed->from->file, first->seed->from->line, where);
}

static void replace_general(Places *ps)
{
    Place **sorted = NEW_ARRAY(ps->b->a, Place *, ps->n + 1);
    const Seed *told = NULL;
    for (int i = 0; i < ps->n; i++)
        sorted[i] = &ps->items[i];
    qsort(sorted, (size_t)ps->n, sizeof *sorted, by_place);
    for (int i = 0, first = 0; i < ps->n; i++) {
        if (compare_places(sorted[first], sorted[i]) != 0)
            first = i;
        const Seed *best = sorted[first]->seed, *s = sorted[i]->seed;
        sorted[i]->replaced = s->stars > best->stars;
        if (s->stars == best->stars && s != told && !same_words(best, s)) {
            refuse_ambiguous(ps, sorted[first], sorted[i]);
            told = s;
        }
    }
}

static int by_others(const void *x, const void *y)
{
    return compare_others(&(*(const Seed *const *)x)->row, &(*(const Seed *const *)y)->row);
}

/* An exit of all states stays one row unless some state has its own. */
static void name_general_exits(Build *b, Seed *seeds, int n)
{
    const Seed **particular = NEW_ARRAY(b->a, const Seed *, n + 1);
    size_t n_particular = 0;
    for (int i = 0; i < n; i++)
        if (seeds[i].row.part == PART_EXIT && (seeds[i].state || seeds[i].row.state != ANY))
            particular[n_particular++] = &seeds[i];
    qsort(particular, n_particular, sizeof *particular, by_others);
    for (int i = 0; i < n; i++) {
        const Seed *s = &seeds[i];
        if (s->row.part != PART_EXIT || s->state || s->row.state != ANY ||
            !bsearch(&s, particular, n_particular, sizeof *particular, by_others))
            continue;
        seeds[i].state = "*";
        seeds[i].stars = pattern_stars("*");
    }
}

void plan_expand(Build *b, Seed *seeds, int n)
{
    Places ps = {.b = b};
    bool any = false;
    name_general_exits(b, seeds, n);
    for (int i = 0; i < n; i++) {
        any |= seeds[i].state || seeds[i].to || seeds[i].route;
        if (seeds[i].bad)
            continue;
        if (!spread(&ps, &seeds[i]))
            break;
    }
    if (any)
        replace_general(&ps);
    b->p.rows = NEW_ARRAY(b->a, Row, ps.n + 1);
    const Seed *before = NULL;
    int head = ANY;
    for (int i = 0; i < ps.n; i++) {
        const Place *place = &ps.items[i];
        if (place->replaced)
            continue;
        Row *row = &b->p.rows[b->p.n_rows];
        *row = place->seed->row;
        row->state = place->state;
        row->to = place->to;
        row->route = place->route;
        row->like = place->seed == before ? head : ANY;
        if (place->seed != before)
            head = b->p.n_rows;
        before = place->seed;
        b->p.n_rows++;
    }
}
