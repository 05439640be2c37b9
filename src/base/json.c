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

bool json_read_pairs(Arena *a, Err *err, const char *text, size_t size, Pairs *out)
{
    if (utf8_fault(text, size) >= 0)
        return fail(err, USAGE, "the JSON is not valid UTF-8");
    struct json_tokener *tokener = json_tokener_new_ex(16);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *root = json_tokener_parse_ex(tokener, text, (int)size);
    enum json_tokener_error why = json_tokener_get_error(tokener);
    size_t end = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    bool ok;
    if (!root)
        ok = fail(err, USAGE, "the JSON cannot be read at byte %zu: %s", end + 1,
                  why == json_tokener_continue ? "it ends too early"
                                               : json_tokener_error_desc(why));
    else if (!json_object_is_type(root, json_type_object))
        ok = fail(err, USAGE, "the JSON must be an object: {\"name\": value, ...}");
    else
        ok = take(a, err, "", root, 0, out);
    json_object_put(root);
    return ok;
}
