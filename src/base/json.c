/* Decides how values are spelled in JSON. Which values are written is left to the callers. */
#include "base/json.h"
#include <assert.h>
#include <json-c/json.h>
#include <math.h>

Json json_new(Buf *buf)
{
    return (Json){.buf = buf};
}

static void put_string(Buf *b, const char *s)
{
    buf_putc(b, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            buf_putc(b, '\\');
            buf_putc(b, *s);
        } else if (c == '\n') {
            buf_puts(b, "\\n");
        } else if (c < 0x20 || c == '<') { /* '<' so that JSON may stand in a page */
            buf_printf(b, "\\u%04x", c);
        } else {
            buf_putc(b, *s);
        }
    }
    buf_putc(b, '"');
}

static void start(Json *j, const char *key)
{
    if (j->has_item[j->depth])
        buf_putc(j->buf, ',');
    j->has_item[j->depth] = true;
    if (j->depth) {
        buf_putc(j->buf, '\n');
        for (int i = 0; i < j->depth; i++)
            buf_putc(j->buf, ' ');
    }
    if (key) {
        put_string(j->buf, key);
        buf_puts(j->buf, ": ");
    }
}

static void open_with(Json *j, const char *key, char opener, char closer)
{
    assert(j->depth < JSON_DEEPEST);
    start(j, key);
    buf_putc(j->buf, opener);
    j->closer[j->depth++] = closer;
    j->has_item[j->depth] = false;
}

void json_open_object(Json *j, const char *key)
{
    open_with(j, key, '{', '}');
}

void json_open_array(Json *j, const char *key)
{
    open_with(j, key, '[', ']');
}

void json_close(Json *j)
{
    assert(j->depth > 0);
    buf_putc(j->buf, j->closer[--j->depth]);
    if (j->depth == 0)
        buf_putc(j->buf, '\n');
}

void json_put_text(Json *j, const char *key, const char *value)
{
    if (!value) {
        json_put_null(j, key);
        return;
    }
    start(j, key);
    put_string(j->buf, value);
}

void json_put_int(Json *j, const char *key, int64_t value)
{
    start(j, key);
    buf_printf(j->buf, "%lld", (long long)value);
}

void json_put_double(Json *j, const char *key, double value)
{
    if (!isfinite(value)) {
        json_put_null(j, key);
        return;
    }
    start(j, key);
    buf_puts(j->buf, text_double(j->buf->arena, value));
}

void json_put_bool(Json *j, const char *key, bool value)
{
    start(j, key);
    buf_puts(j->buf, value ? "true" : "false");
}

void json_put_null(Json *j, const char *key)
{
    start(j, key);
    buf_puts(j->buf, "null");
}

/* ---------------------------------------------------------------- reading */

static bool take(Arena *a, Err *err, const char *name, struct json_object *v, int depth,
                 Pairs *out)
{
    if (depth > 4)
        return fail(err, INVALID, "'%s' is nested too deeply", name);
    if (json_object_is_type(v, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(v); i++)
            if (!take(a, err, name, json_object_array_get_idx(v, i), depth + 1, out))
                return false;
        return true;
    }
    if (json_object_is_type(v, json_type_object)) {
        json_object_object_foreach(v, key, value)
        {
            const char *full = *name ? arena_printf(a, "%s.%s", name, key) : key;
            if (!take(a, err, arena_strdup(a, full), value, depth + 1, out))
                return false;
        }
        return true;
    }
    *PUSH(a, out->items, out->n, out->room) = (Pair){
        .name = name,
        .value = v ? arena_strdup(a, json_object_get_string(v)) : "",
        .is_null = v == NULL,
    };
    return true;
}

/* The parsed text, which the caller puts; NULL with an error. */
static struct json_object *parse(Err *err, const char *text, size_t size)
{
    if (utf8_fault(text, size) >= 0) {
        fail(err, USAGE, "the JSON is not valid UTF-8");
        return NULL;
    }
    struct json_tokener *tokener = json_tokener_new_ex(16);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *root = json_tokener_parse_ex(tokener, text, (int)size);
    enum json_tokener_error why = json_tokener_get_error(tokener);
    size_t end = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    if (!root)
        fail(err, USAGE, "the JSON cannot be read at byte %zu: %s", end + 1,
             why == json_tokener_continue ? "it ends too early" : json_tokener_error_desc(why));
    return root;
}

bool json_read_pairs(Arena *a, Err *err, const char *text, size_t size, Pairs *out)
{
    struct json_object *root = parse(err, text, size);
    if (!root)
        return false;
    bool ok = json_object_is_type(root, json_type_object)
                  ? take(a, err, "", root, 0, out)
                  : fail(err, USAGE, "the JSON must be an object: {\"name\": value, ...}");
    json_object_put(root);
    return ok;
}

/* ---------------------------------------------------------------- reading a tree */

static bool copy_value(Arena *a, Err *err, struct json_object *from, JsonValue *to);

static bool copy_object(Arena *a, Err *err, struct json_object *from, JsonValue *to)
{
    JsonValue *items = NEW_ARRAY(a, JsonValue, json_object_object_length(from));
    to->kind = JSON_OBJECT;
    to->items = items;
    json_object_object_foreach(from, key, value)
    {
        items[to->n].key = arena_strdup(a, key);
        if (!copy_value(a, err, value, &items[to->n++]))
            return false;
    }
    return true;
}

static bool copy_array(Arena *a, Err *err, struct json_object *from, JsonValue *to)
{
    size_t n = json_object_array_length(from);
    JsonValue *items = NEW_ARRAY(a, JsonValue, n);
    to->kind = JSON_ARRAY;
    to->items = items;
    for (size_t i = 0; i < n; i++)
        if (!copy_value(a, err, json_object_array_get_idx(from, i), &items[to->n++]))
            return false;
    return true;
}

/* to->key stays. */
static bool copy_value(Arena *a, Err *err, struct json_object *from, JsonValue *to)
{
    switch (json_object_get_type(from)) {
    case json_type_null:
        to->kind = JSON_NULL;
        return true;
    case json_type_boolean:
        to->kind = JSON_BOOL;
        to->truth = json_object_get_boolean(from);
        return true;
    case json_type_int:
    case json_type_double:
        to->kind = JSON_NUMBER;
        to->number = json_object_get_double(from);
        return true;
    case json_type_string:
        to->kind = JSON_TEXT;
        to->text = arena_strdup(a, json_object_get_string(from));
        return strlen(to->text) == (size_t)json_object_get_string_len(from) ||
               fail(err, INVALID, "a text of the JSON has a NUL in it");
    case json_type_array:
        return copy_array(a, err, from, to);
    case json_type_object:
        return copy_object(a, err, from, to);
    }
    return false;
}

bool json_read(Arena *a, Err *err, const char *text, size_t size, const JsonValue **out)
{
    struct json_object *root = parse(err, text, size);
    JsonValue *value = NEW(a, JsonValue);
    bool ok = root && copy_value(a, err, root, value);
    json_object_put(root);
    if (ok)
        *out = value;
    return ok;
}

const JsonValue *json_member(const JsonValue *v, const char *key)
{
    for (int i = 0; v && v->kind == JSON_OBJECT && i < v->n; i++)
        if (same(v->items[i].key, key))
            return &v->items[i];
    return NULL;
}

const char *json_member_text(const JsonValue *v, const char *key)
{
    const JsonValue *m = json_member(v, key);
    return m && m->kind == JSON_TEXT ? m->text : "";
}
