/* JSON: a streaming writer that cannot produce broken output, and json-c to read.
 *
 *     Json j = json_new(buf);
 *     json_open_object(&j, NULL); json_put_text(&j, "name", "Powys"); json_close(&j);
 *
 * key is NULL inside an array and at the top. Numbers are written as the shortest decimal that
 * reads back the same, so equal results give equal bytes. */
#ifndef PONT_BASE_JSON_H
#define PONT_BASE_JSON_H

#include "base/text.h"

enum { JSON_DEEPEST = 32 };

typedef struct Json {
    Buf *buf;
    int depth;
    char closer[JSON_DEEPEST];
    bool has_item[JSON_DEEPEST + 1];
} Json;

Json json_new(Buf *buf);
void json_open_object(Json *j, const char *key);
void json_open_array(Json *j, const char *key);
/* Closes the innermost object or array; ends the text with a newline when it was the last. */
void json_close(Json *j);
void json_put_text(Json *j, const char *key, const char *value); /* NULL becomes null */
void json_put_int(Json *j, const char *key, int64_t value);
void json_put_double(Json *j, const char *key, double value); /* not finite becomes null */
void json_put_bool(Json *j, const char *key, bool value);
void json_put_null(Json *j, const char *key);

/* A flat JSON object, as an API call sends it: names and values as text. Arrays of plain values
 * give one pair per item; nested objects give "outer.inner". */
typedef struct Pair {
    const char *name, *value;
    bool is_null;
} Pair;
typedef struct Pairs {
    int n, room;
    Pair *items;
} Pairs;
bool json_read_pairs(Arena *a, Err *err, const char *text, size_t size, Pairs *out) MUST_CHECK;

/* A whole JSON text as a tree in the arena, for what others send in a shape of their own. */
typedef enum JsonKind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
} JsonKind;
typedef struct JsonValue {
    JsonKind kind;
    const char *key;  /* of a member of an object */
    const char *text; /* JSON_TEXT */
    double number;    /* JSON_NUMBER */
    bool truth;       /* JSON_BOOL */
    int n;            /* items of an array, members of an object */
    const struct JsonValue *items;
} JsonValue;
/* Text with a NUL in it is refused, so that nothing can hide behind one. */
bool json_read(Arena *a, Err *err, const char *text, size_t size,
               const JsonValue **out) MUST_CHECK;
/* The member of that name; NULL when there is none or v is NULL or no object. */
const JsonValue *json_member(const JsonValue *v, const char *key);
/* The text of that member; "" when there is none or it is no text. */
const char *json_member_text(const JsonValue *v, const char *key);

#endif
