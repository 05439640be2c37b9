/* Decides which rows of a table are shown, in which order, and how a wrong name is refused. */
#include "core/select.h"
#include "base/collate.h"
#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- reading */

static bool has_field(const Action *a, const char *name)
{
    for (int i = 0; i < a->n_fields; i++)
        if (same(a->fields[i].name, name))
            return true;
    return false;
}

static bool read_number(Ctx *cx, const Pair *p, int64_t most, int64_t *out)
{
    if (!text_to_int(p->value, out) || *out < 1 || *out > most)
        return fail(&cx->err, INVALID, "%s: must be a whole number from 1 to %lld", p->name,
                    (long long)most);
    return true;
}

static bool read_where(Ctx *cx, const Pair *p, Select *out)
{
    const char *column = p->name + strlen("where.");
    WhereKind kind = WHERE_IS;
    size_t n = strlen(column);
    if (ends_with(column, ".from")) {
        kind = WHERE_FROM;
        n -= strlen(".from");
    } else if (ends_with(column, ".to")) {
        kind = WHERE_TO;
        n -= strlen(".to");
    }
    double number;
    if (kind != WHERE_IS && !text_to_double(p->value, &number))
        return fail(&cx->err, INVALID, "%s: must be a number", p->name);
    if (out->n_where == SELECT_MOST_WHERE)
        return fail(&cx->err, INVALID, "%s: at most %d conditions", p->name, SELECT_MOST_WHERE);
    out->where[out->n_where++] =
        (Where){.column = arena_strndup(cx->arena, column, n), .value = p->value, .kind = kind};
    return true;
}

static bool read_format(Ctx *cx, const Pair *p, Select *out)
{
    static const char *const names[] = {[SELECT_JSON] = "json",
                                        [SELECT_CSV] = "csv",
                                        [SELECT_XLSX] = "xlsx",
                                        [SELECT_ODS] = "ods"};
    for (int i = SELECT_JSON; i <= SELECT_ODS; i++)
        if (same(p->value, names[i])) {
            out->format = (SelectFormat)i;
            return true;
        }
    return fail(&cx->err, INVALID, "format: '%s' is not one of csv, json, xlsx, ods", p->value);
}

/* *mine: the pair selects, and is not a field's. */
static bool read_pair(Ctx *cx, const Pair *p, Select *out, bool *mine)
{
    *mine = true;
    if (same(p->name, "page"))
        return read_number(cx, p, INT32_MAX / SELECT_MOST_SIZE, &out->page);
    if (same(p->name, "size"))
        return read_number(cx, p, SELECT_MOST_SIZE, &out->size);
    if (same(p->name, "sort")) {
        out->down = *p->value == '-';
        out->sort = p->value + out->down;
    } else if (same(p->name, "table")) {
        out->table = p->value;
    } else if (same(p->name, "format")) {
        return read_format(cx, p, out);
    } else if (starts_with(p->name, "where.")) {
        return read_where(cx, p, out);
    } else {
        *mine = false;
    }
    return true;
}

bool select_read(Ctx *cx, const Action *a, Pairs *given, Select *out)
{
    Select s = {0};
    Pairs rest = {0};
    for (int i = 0; i < given->n; i++) {
        bool mine = false;
        if (!has_field(a, given->items[i].name) && !read_pair(cx, &given->items[i], &s, &mine))
            return false;
        if (!mine)
            *PUSH(cx->arena, rest.items, rest.n, rest.room) = given->items[i];
    }
    *given = rest;
    *out = s;
    return true;
}

bool select_is_on(const Select *s)
{
    return s->page || s->size || s->sort || s->table || s->n_where;
}

/* ---------------------------------------------------------------- names */

typedef const char *(*NameAt)(const void *of, int i);

static const char *column_at(const void *of, int i)
{
    const Table *t = of;
    return t->columns[i].who == FOR_PEOPLE ? "" : t->columns[i].key;
}

static const char *table_at(const void *of, int i)
{
    const Reply *r = of;
    return r->tables[i]->key;
}

/* Index of the name, or -1 with a failure that names the nearest one. */
static int find_name(Ctx *cx, const char *asked, const char *name, const void *of, int n,
                     NameAt at)
{
    const char *near = NULL;
    int best = 4;
    for (int i = 0; i < n; i++) {
        const char *known = at(of, i);
        int d = text_distance(name, known, best);
        if (*known && same(known, name))
            return i;
        if (*known && d < best) {
            best = d;
            near = known;
        }
    }
    fail(&cx->err, INVALID,
         near ? "%s: there is no '%s'; did you mean '%s'?" : N_("%s: there is no '%s'"), asked,
         name, near);
    return -1;
}

bool select_table(Ctx *cx, const Select *s, const Reply *reply, Table **out)
{
    int i = s->table ? find_name(cx, "table", s->table, reply, reply->n_tables, table_at) : 0;
    *out = i >= 0 && reply->n_tables ? reply->tables[i] : NULL;
    return i >= 0;
}

BookKind select_book(const Select *s)
{
    return s->format == SELECT_XLSX  ? BOOK_XLSX
           : s->format == SELECT_ODS ? BOOK_ODS
                                     : BOOK_NONE;
}

bool select_to_book(Ctx *cx, const Select *s, const Reply *reply, Bytes *out)
{
    Reply one = *reply;
    Table *t;
    if (s->table) {
        if (!select_table(cx, s, reply, &t))
            return false;
        one.tables = &t;
        one.n_tables = t ? 1 : 0;
    }
    return reply_book(cx, &one, select_book(s), out);
}

/* ---------------------------------------------------------------- rows */

/* As JSON and CSV write the cell; a state is its word. */
static const char *value_of(Ctx *cx, const Cell *c)
{
    if (c->state == CELL_TEXT)
        return c->code ? c->code : c->text ? c->text : "";
    if (c->state == CELL_NUMBER)
        return text_double(cx->arena, c->number);
    return cell_state_code(c->state);
}

static bool fits(Ctx *cx, const Where *w, const Cell *c)
{
    double edge, number;
    if (w->kind == WHERE_IS) {
        if (c->state == CELL_NUMBER && text_to_double(w->value, &number))
            return number == c->number;
        return same_fold(value_of(cx, c), w->value);
    }
    return c->state == CELL_NUMBER && text_to_double(w->value, &edge) &&
           (w->kind == WHERE_FROM ? c->number >= edge : c->number <= edge);
}

static bool filter(Ctx *cx, const Select *s, Table *t)
{
    Cell **rows = NEW_ARRAY(cx->arena, Cell *, t->n_rows + 1);
    int columns[SELECT_MOST_WHERE], n = 0;
    for (int i = 0; i < s->n_where; i++) {
        columns[i] = find_name(cx, arena_printf(cx->arena, "where.%s", s->where[i].column),
                               s->where[i].column, t, t->n_columns, column_at);
        if (columns[i] < 0)
            return false;
    }
    for (int r = 0; r < t->n_rows; r++) {
        bool kept = true;
        for (int i = 0; kept && i < s->n_where; i++)
            kept = fits(cx, &s->where[i], &t->rows[r][columns[i]]);
        if (kept)
            rows[n++] = t->rows[r];
    }
    t->rows = rows;
    t->n_rows = n;
    return true;
}

typedef struct Keyed {
    const Cell *cell;
    Cell *row;
    int at; /* place before: equal rows keep their order */
} Keyed;

/* Numbers, then texts in the order of the alphabet; what has no value comes last either way. */
static int rank(const Cell *c)
{
    return c->state == CELL_NUMBER ? 0 : c->state == CELL_TEXT ? 1 : 2;
}

static int compare(const Keyed *a, const Keyed *b)
{
    int ranks = rank(a->cell) - rank(b->cell);
    if (ranks || rank(a->cell) == 2)
        return ranks;
    if (rank(a->cell) == 0)
        return (a->cell->number > b->cell->number) - (a->cell->number < b->cell->number);
    return text_compare_cy(a->cell->text ? a->cell->text : "",
                           b->cell->text ? b->cell->text : "");
}

static int upward(const void *x, const void *y)
{
    const Keyed *a = x, *b = y;
    int order = compare(a, b);
    return order ? order : a->at - b->at;
}

static int downward(const void *x, const void *y)
{
    const Keyed *a = x, *b = y;
    bool last = rank(a->cell) == 2 || rank(b->cell) == 2;
    int order = last ? rank(a->cell) - rank(b->cell) : compare(b, a);
    return order ? order : a->at - b->at;
}

static bool sort(Ctx *cx, const Select *s, Table *t)
{
    int c = find_name(cx, "sort", s->sort, t, t->n_columns, column_at);
    if (c < 0)
        return false;
    Keyed *keyed = NEW_ARRAY(cx->arena, Keyed, t->n_rows + 1);
    for (int r = 0; r < t->n_rows; r++)
        keyed[r] = (Keyed){&t->rows[r][c], t->rows[r], r};
    qsort(keyed, (size_t)t->n_rows, sizeof *keyed, s->down ? downward : upward);
    for (int r = 0; r < t->n_rows; r++)
        t->rows[r] = keyed[r].row;
    return true;
}

bool select_apply(Ctx *cx, const Select *s, Reply *reply)
{
    Table *t;
    if (!select_is_on(s))
        return true;
    if (!select_table(cx, s, reply, &t))
        return false;
    if (!t)
        return fail(&cx->err, INVALID, "this answer has no table to choose from");
    if (!filter(cx, s, t) || (s->sort && !sort(cx, s, t)))
        return false;
    ReplyPart *part = NEW(cx->arena, ReplyPart);
    part->table = t->key;
    part->total = t->n_rows;
    part->size = s->size ? (int)s->size : s->page ? SELECT_SIZE : t->n_rows;
    part->page = s->page ? (int)s->page : 1;
    part->pages = part->size ? (part->total + part->size - 1) / part->size : 1;
    if (part->pages < 1)
        part->pages = 1;
    int64_t first = (int64_t)(part->page - 1) * part->size;
    if (part->page > part->pages)
        return fail(&cx->err, INVALID, "page: there are %d", part->pages);
    t->rows += first;
    t->n_rows = part->total - (int)first < part->size ? part->total - (int)first : part->size;
    t->rows_room = t->n_rows;
    reply->part = part;
    return true;
}
