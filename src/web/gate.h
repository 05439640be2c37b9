/* What a request must look like to be heard. Whatever two readers of HTTP could understand
 * differently is refused here, because a proxy in front may be the other reader.
 *
 * Pure functions over bytes: no socket, no library. */
#ifndef PONT_WEB_GATE_H
#define PONT_WEB_GATE_H

#include "web/request.h"

/* Why a request is turned away: the HTTP status and one plain sentence. */
typedef struct Refusal {
    int status;
    const char *why;
} Refusal;

typedef struct RawHeader {
    const char *name, *value;
    size_t name_size, value_size;
} RawHeader;

/* How the body is announced. */
typedef struct BodyPlan {
    bool chunked;
    size_t length; /* when not chunked */
} BodyPlan;

/* GET, HEAD or POST; anything else is 405. */
bool gate_method(const char *method, Method *out, Refusal *no) MUST_CHECK;
/* Splits and decodes path and query into out->path, ->target, ->query. */
bool gate_target(Arena *a, const char *raw, Request *out, Refusal *no) MUST_CHECK;
/* Checks all headers, keeps those of Headers, and says how the body comes. out->method must be
 * set. most_body in bytes. */
bool gate_headers(Arena *a, const RawHeader *headers, int n, size_t most_body, Request *out,
                  BodyPlan *plan, Refusal *no) MUST_CHECK;
/* Reads a form from out->body by its content type into out->form and out->files; another
 * content type is left as it is. */
bool gate_form(Arena *a, Request *out, Refusal *no) MUST_CHECK;

/* name=value&name=value with percent-encoding; '+' is a space. Appends to out. */
bool gate_urlencoded(Arena *a, const char *text, size_t size, Pairs *out,
                     Refusal *no) MUST_CHECK;
/* multipart/form-data with this boundary (body.c). */
bool gate_multipart(Arena *a, const char *body, size_t size, const char *boundary, Request *out,
                    Refusal *no) MUST_CHECK;

/* Records a refusal; always false. */
bool refuse(Refusal *no, int status, const char *why);

#endif
