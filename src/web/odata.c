/* Decides what an OData request asks and how the answer reads: service document, description,
 * rows of a set in pages, one row by its key, and a count. */
#include "web/odata.h"
#include "web/html.h"
#include "web/request.h"
#include <math.h>
#include <stdlib.h>

#define JSON_TYPE "application/json;odata.metadata=minimal;charset=utf-8"

ODataValue *odata_row(Arena *a, ODataSet *s)
{
    ODataValue *row = NEW_ARRAY(a, ODataValue, s->n_properties);
    for (int p = 0; p < s->n_properties; p++)
        row[p].is_null = true;
    *PUSH(a, s->rows, s->n, s->room) = row;
    return row;
}

ODataValue odata_text(const char *text)
{
    return (ODataValue){.is_null = !text, .text = text};
}

ODataValue odata_number(double v)
{
    return (ODataValue){.is_null = isnan(v), .number = v};
}

int odata_property(const ODataSet *s, const char *name)
{
    for (int p = 0; p < s->n_properties; p++)
        if (same(s->properties[p].name, name))
            return p;
    return -1;
}

/* ---------------------------------------------------------------- what is asked */

enum { MOST_ORDER = 8 };

typedef struct Asked {
    const ODataFilter *filter;
    bool *selected; /* [property]; NULL: all */
    const char *select;
    int n_order, order[MOST_ORDER];
    bool down[MOST_ORDER];
    int64_t top, skip, token; /* top -1: all; token: rows that earlier pages gave */
    bool count, xml;
} Asked;

static bool read_number(Ctx *cx, const Pair *p, int64_t *out)
{
    int64_t v;
    if (!text_to_int(p->value, &v) || v < 0 || v > INT32_MAX)
        return fail(&cx->err, USAGE, "%s: '%s' is no number of rows", p->name, p->value);
    *out = v;
    return true;
}

static bool read_select(Ctx *cx, const ODataSet *s, const char *text, Asked *out)
{
    const char **names;
    int n = text_split(cx->arena, text, ',', &names);
    if (same(text, "*"))
        return true;
    out->selected = NEW_ARRAY(cx->arena, bool, s->n_properties);
    out->select = text;
    for (int i = 0; i < n; i++) {
        int p = odata_property(s, names[i]);
        if (p < 0)
            return fail(&cx->err, USAGE, "$select: %s has no property '%s'", s->type, names[i]);
        out->selected[p] = true;
    }
    return true;
}

static bool read_order(Ctx *cx, const ODataSet *s, const char *text, Asked *out)
{
    const char **items;
    int n = text_split(cx->arena, text, ',', &items);
    for (int i = 0; i < n; i++) {
        const char **words;
        int n_words = text_split(cx->arena, items[i], ' ', &words);
        bool down = n_words == 2 && same(words[1], "desc");
        int p = n_words ? odata_property(s, words[0]) : -1;
        if (p < 0 || n_words > 2 || (n_words == 2 && !down && !same(words[1], "asc")) ||
            out->n_order == MOST_ORDER)
            return fail(&cx->err, USAGE, "$orderby: '%s' is not understood", items[i]);
        out->order[out->n_order] = p;
        out->down[out->n_order++] = down;
    }
    return true;
}

static bool read_format(Ctx *cx, const char *text, Asked *out)
{
    out->xml = same(text, "xml") || starts_with(text, "application/xml");
    if (out->xml || same(text, "json") || starts_with(text, "application/json"))
        return true;
    return fail(&cx->err, USAGE, "$format: json, and xml for $metadata, not '%s'", text);
}

static bool read_option(Ctx *cx, const ODataSet *s, const Pair *p, Asked *out)
{
    const char *name = *p->name == '$' ? p->name + 1 : p->name;
    if (same(name, "format"))
        return read_format(cx, p->value, out);
    if (s && same(name, "filter"))
        return odata_filter(cx, s, p->value, &out->filter);
    if (s && same(name, "select"))
        return read_select(cx, s, p->value, out);
    if (s && same(name, "orderby"))
        return read_order(cx, s, p->value, out);
    if (s && same(name, "top"))
        return read_number(cx, p, &out->top);
    if (s && same(name, "skip"))
        return read_number(cx, p, &out->skip);
    if (s && same(name, "skiptoken"))
        return read_number(cx, p, &out->token);
    if (s && same(name, "count")) {
        out->count = same(p->value, "true");
        return out->count || same(p->value, "false") ||
               fail(&cx->err, USAGE, "$count: true or false");
    }
    return *p->name == '$' ? fail(&cx->err, USAGE, "'%s' is not supported here", p->name)
                           : true; /* others' options are theirs */
}

static bool read_query(Ctx *cx, const ODataSet *s, const Pairs *query, Asked *out)
{
    *out = (Asked){.top = -1};
    for (int i = 0; i < query->n; i++)
        if (!read_option(cx, s, &query->items[i], out))
            return false;
    return true;
}

/* ---------------------------------------------------------------- rows */

typedef struct Sorted {
    const ODataValue *row;
    const Asked *asked;
    const ODataSet *s;
    int at;
} Sorted;

/* Null comes before everything. Equal rows stay as they came. */
static int by_order(const void *one, const void *other)
{
    const Sorted *a = one, *b = other;
    for (int i = 0; i < a->asked->n_order; i++) {
        int p = a->asked->order[i];
        const ODataValue *x = &a->row[p], *y = &b->row[p];
        ODataType t = a->s->properties[p].type;
        int c = x->is_null || y->is_null ? y->is_null - x->is_null
                : t == ODATA_NUMBER || t == ODATA_INT
                    ? (x->number > y->number) - (x->number < y->number)
                    : strcmp(x->text, y->text);
        if (c)
            return a->asked->down[i] ? -c : c;
    }
    return a->at - b->at;
}

static Sorted *take_rows(Ctx *cx, const ODataSet *s, const Asked *q, int *n)
{
    Sorted *rows = NEW_ARRAY(cx->arena, Sorted, s->n + 1);
    *n = 0;
    for (int i = 0; i < s->n; i++)
        if (!q->filter || odata_takes(q->filter, s->rows[i]))
            rows[(*n)++] = (Sorted){s->rows[i], q, s, i};
    if (q->n_order)
        qsort(rows, (size_t)*n, sizeof *rows, by_order);
    return rows;
}

static void put_row(const ODataSet *s, const Asked *q, const ODataValue *row, Json *j)
{
    for (int p = 0; p < s->n_properties; p++) {
        const char *name = s->properties[p].name;
        if (q->selected && !q->selected[p])
            continue;
        if (row[p].is_null)
            json_put_null(j, name);
        else if (s->properties[p].type == ODATA_INT)
            json_put_int(j, name, (int64_t)row[p].number);
        else if (s->properties[p].type == ODATA_NUMBER)
            json_put_double(j, name, row[p].number);
        else
            json_put_text(j, name, row[p].text);
    }
}

/* The same question from the next row on. */
static const char *next_link(Ctx *cx, const ODataAsk *ask, const ODataSet *s, int64_t token)
{
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, "%s/%s?", ask->base, s->name);
    for (int i = 0; i < ask->query->n; i++)
        if (!same(ask->query->items[i].name, "$skiptoken"))
            buf_printf(&b, "%s=%s&", url_join(cx->arena, "", ask->query->items[i].name, NULL).s,
                       url_join(cx->arena, "", ask->query->items[i].value, NULL).s);
    buf_printf(&b, "$skiptoken=%lld", (long long)token);
    return buf_text(&b);
}

static void put_set(Ctx *cx, const ODataAsk *ask, const ODataSet *s, const Asked *q, Buf *out)
{
    int n;
    const Sorted *rows = take_rows(cx, s, q, &n);
    Json j = json_new(out);
    int64_t end = n, first = q->skip + q->token;
    if (q->top >= 0 && q->skip + q->top < end)
        end = q->skip + q->top;
    int64_t last = first + ODATA_PAGE < end ? first + ODATA_PAGE : end;
    json_open_object(&j, NULL);
    json_put_text(&j, "@odata.context",
                  q->select ? arena_printf(cx->arena, "%s/$metadata#%s(%s)", ask->base, s->name,
                                           q->select)
                            : arena_printf(cx->arena, "%s/$metadata#%s", ask->base, s->name));
    if (q->count)
        json_put_int(&j, "@odata.count", n);
    json_open_array(&j, "value");
    for (int64_t i = first; i < last; i++) {
        json_open_object(&j, NULL);
        put_row(s, q, rows[i].row, &j);
        json_close(&j);
    }
    json_close(&j);
    if (last < end)
        json_put_text(&j, "@odata.nextLink", next_link(cx, ask, s, q->token + ODATA_PAGE));
    json_close(&j);
}

/* Cells('a key') */
static bool put_entity(Ctx *cx, const ODataAsk *ask, const ODataSet *s, const char *key,
                       const Asked *q, Buf *out)
{
    size_t n = strlen(key);
    if (n < 4 || key[0] != '(' || key[1] != '\'' || key[n - 2] != '\'' || key[n - 1] != ')')
        return fail(&cx->err, USAGE, "a key is written %s('...')", s->name);
    key = arena_strndup(cx->arena, key + 2, n - 4);
    for (int i = 0; i < s->n; i++) {
        if (!same(s->rows[i][0].text, key))
            continue;
        Json j = json_new(out);
        json_open_object(&j, NULL);
        json_put_text(&j, "@odata.context",
                      arena_printf(cx->arena, "%s/$metadata#%s/$entity", ask->base, s->name));
        put_row(s, q, s->rows[i], &j);
        json_close(&j);
        return true;
    }
    return fail(&cx->err, NOT_FOUND, "%s has no '%s'", s->name, key);
}

/* ---------------------------------------------------------------- the service */

static void put_service(const ODataAsk *ask, const ODataSet *sets, int n, Buf *out)
{
    Json j = json_new(out);
    json_open_object(&j, NULL);
    json_put_text(&j, "@odata.context", arena_printf(out->arena, "%s/$metadata", ask->base));
    json_open_array(&j, "value");
    for (int i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "name", sets[i].name);
        json_put_text(&j, "kind", "EntitySet");
        json_put_text(&j, "url", sets[i].name);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

static bool answer_set(Ctx *cx, const ODataAsk *ask, const ODataSet *s, const char *rest,
                       Buf *out, const char **type)
{
    Asked q;
    int n;
    if (!read_query(cx, s, ask->query, &q))
        return false;
    if (!*rest) {
        put_set(cx, ask, s, &q, out);
        return true;
    }
    if (*rest == '(')
        return put_entity(cx, ask, s, rest, &q, out);
    if (!same(rest, "/$count"))
        return fail(&cx->err, NOT_FOUND, "there is no '%s%s'", s->name, rest);
    take_rows(cx, s, &q, &n);
    *type = "text/plain;charset=utf-8";
    buf_printf(out, "%d", n);
    return true;
}

bool odata_answer(Ctx *cx, const ODataAsk *ask, const ODataSet *sets, int n, Buf *out,
                  const char **type)
{
    Asked q;
    *type = JSON_TYPE;
    for (int i = 0; i < n; i++) {
        size_t length = strlen(sets[i].name);
        if (strncmp(ask->tail, sets[i].name, length) == 0 &&
            (!ask->tail[length] || ask->tail[length] == '(' || ask->tail[length] == '/'))
            return answer_set(cx, ask, &sets[i], ask->tail + length, out, type);
    }
    if (!read_query(cx, NULL, ask->query, &q))
        return false;
    if (!*ask->tail) {
        put_service(ask, sets, n, out);
        return true;
    }
    if (!same(ask->tail, "$metadata"))
        return fail(&cx->err, NOT_FOUND, "there is no '%s' in this service", ask->tail);
    bool json = !q.xml && (pairs_find(ask->query, "$format") ||
                           (starts_with(ask->accept, "application/json")));
    if (json) {
        odata_metadata_json(sets, n, out);
        return true;
    }
    *type = "application/xml;charset=utf-8";
    odata_metadata_xml(sets, n, out);
    return true;
}
