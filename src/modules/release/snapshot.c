/* Decides how a release reads as text: a head of lines "name: value", an empty line, and one
 * line of CSV for each cell, in order. Equal contents give equal bytes; the digest and the
 * signature are of these. */
#include "base/csv.h"
#include "modules/release/release.h"
#include <stdlib.h>

static const char *const columns[] = {"collection", "place", "table", "row",   "field",
                                      "state",      "value", "basis", "known", "expected"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };
#define FIRST_LINE "pont-release: 1\n"

int snapshot_compare(const ReleaseCell *a, const ReleaseCell *b)
{
    int c = strcmp(a->collection, b->collection);
    c = c ? c : strcmp(a->place, b->place);
    c = c ? c : strcmp(a->table, b->table);
    c = c ? c : strcmp(a->row, b->row);
    return c ? c : strcmp(a->field, b->field);
}

static int by_key(const void *a, const void *b)
{
    return snapshot_compare(a, b);
}

/* A value of the head is one line. */
static void put_line(Buf *b, const char *text)
{
    for (; *text; text++)
        buf_putc(b, *text == '\n' || *text == '\r' ? ' ' : *text);
}

static void put_cell(CsvOut *o, Arena *a, const ReleaseCell *c)
{
    const char *texts[N_COLUMNS] = {
        c->collection,
        c->place,
        c->table,
        c->row,
        c->field,
        c->state,
        c->value,
        c->basis,
        c->expected ? arena_printf(a, "%d", c->known) : "",
        c->expected ? arena_printf(a, "%d", c->expected) : "",
    };
    for (int i = 0; i < N_COLUMNS; i++)
        csv_field(o, texts[i]);
    csv_end_row(o);
}

const char *snapshot_text(Ctx *cx, ReleaseContents *s)
{
    Buf b = buf_new(cx->arena, 0);
    CsvOut o = {.buf = &b};
    qsort(s->cells, (size_t)s->n, sizeof *s->cells, by_key);
    buf_puts(&b, FIRST_LINE);
    for (int i = 0; i < s->head.n; i++) {
        buf_printf(&b, "%s: ", s->head.items[i].name);
        put_line(&b, s->head.items[i].value);
        buf_putc(&b, '\n');
    }
    buf_putc(&b, '\n');
    for (int i = 0; i < N_COLUMNS; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    for (int i = 0; i < s->n; i++)
        put_cell(&o, cx->arena, &s->cells[i]);
    return buf_text(&b);
}

/* Lines "name: value" up to the empty one; *at moves behind it. */
static bool read_head(Ctx *cx, const char **at, Pairs *head)
{
    if (!starts_with(*at, FIRST_LINE))
        return false;
    for (const char *p = *at + strlen(FIRST_LINE); *p;) {
        size_t n = strcspn(p, "\n");
        if (n == 0) {
            *at = p + 1;
            return true;
        }
        const char *line = arena_strndup(cx->arena, p, n), *colon = strstr(line, ": ");
        if (!colon || p[n] != '\n')
            return false;
        *PUSH(cx->arena, head->items, head->n, head->room) = (Pair){
            .name = arena_strndup(cx->arena, line, (size_t)(colon - line)), .value = colon + 2};
        p += n + 1;
    }
    return false;
}

bool snapshot_read(Ctx *cx, const char *text, ReleaseContents *out)
{
    ReleaseContents s = {0};
    CsvFile f;
    const char *at = text;
    if (!read_head(cx, &at, &s.head))
        return fail(&cx->err, INVALID, "this is no release of Pont");
    if (!csv_parse(cx->arena, &cx->err, "release", at, strlen(at), &f))
        return false;
    for (int i = 0; i < N_COLUMNS; i++)
        if (f.n_columns != N_COLUMNS || !same(f.columns[i], columns[i]))
            return fail(&cx->err, INVALID, "this is no release of Pont");
    s.n = s.room = f.n_rows;
    s.cells = NEW_ARRAY(cx->arena, ReleaseCell, f.n_rows);
    for (int i = 0; i < f.n_rows; i++) {
        const CsvRow *r = &f.rows[i];
        int64_t known = 0, expected = 0;
        (void)(text_to_int(csv_cell(r, 8), &known) && text_to_int(csv_cell(r, 9), &expected));
        s.cells[i] = (ReleaseCell){
            csv_cell(r, 0), csv_cell(r, 1), csv_cell(r, 2), csv_cell(r, 3), csv_cell(r, 4),
            csv_cell(r, 5), csv_cell(r, 6), csv_cell(r, 7), (int)known,     (int)expected};
    }
    *out = s;
    return true;
}

/* ---------------------------------------------------------------- difference */

const Choice release_change_kinds[] = {
    {"new", N_("New")}, {"changed", N_("Changed")}, {"gone", N_("Gone")}, {NULL, NULL}};

static bool says_the_same(const ReleaseCell *a, const ReleaseCell *b)
{
    return same(a->state, b->state) && same(a->value, b->value) && same(a->basis, b->basis) &&
           a->known == b->known && a->expected == b->expected;
}

void snapshot_difference(Ctx *cx, const ReleaseContents *before, const ReleaseContents *after,
                         ReleaseDifference *out)
{
    ReleaseDifference d = {0};
    for (int i = 0, k = 0; i < before->n || k < after->n;) {
        const ReleaseCell *old = i < before->n ? &before->cells[i] : NULL;
        const ReleaseCell *now = k < after->n ? &after->cells[k] : NULL;
        int c = !old ? 1 : !now ? -1 : snapshot_compare(old, now);
        i += c <= 0;
        k += c >= 0;
        if (c == 0 && says_the_same(old, now))
            d.same++;
        else
            *PUSH(cx->arena, d.items, d.n, d.room) =
                (ReleaseChange){c < 0   ? CELL_GONE
                                : c > 0 ? CELL_NEW
                                        : CELL_CHANGED,
                                c <= 0 ? old : NULL, c >= 0 ? now : NULL};
    }
    *out = d;
}
