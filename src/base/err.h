/* Errors: `bool` says whether, `Err` says what.
 *
 *     return fail(&cx->err, NOT_FOUND, "no such organisation '%s'", id);
 *
 * The first failure wins, so that calls chain with &&. A failed function leaves its outputs
 * untouched. An error is said once, at the edge: as a page, as JSON, or on stderr with the exit
 * code. Inner code never logs or prints one. Bugs are asserted; they are not errors. */
#ifndef PONT_BASE_ERR_H
#define PONT_BASE_ERR_H

#include "base/banned.h"
#include <stdarg.h>
#include <stdbool.h>

/*  name       exit  HTTP  what it means to the person */
#define ERR_KINDS(X)                                                                           \
    X(NONE, 0, 200, "no error")                                                                \
    X(USAGE, 2, 400, "the command or request is not understood")                               \
    X(INVALID, 3, 422, "the input breaks a rule")                                              \
    X(NOT_FOUND, 4, 404, "there is no such thing")                                             \
    X(FORBIDDEN, 5, 403, "not allowed")                                                        \
    X(CONFLICT, 6, 409, "something else changed it, or it exists already")                     \
    X(TOO_LARGE, 7, 413, "larger than the stated limit")                                       \
    X(INFEASIBLE, 8, 422, "no answer satisfies the limits")                                    \
    X(IO, 9, 500, "a file, database or network operation failed")                              \
    X(BUSY, 10, 503, "the database or server is busy")                                         \
    X(SIGNED_OUT, 11, 401, "nobody is signed in")                                              \
    X(CHANGED, 12, 412, "it is no longer as it was when it was read")                          \
    X(TOO_MANY, 13, 429, "too many tries in too short a time")                                 \
    X(PROVE_AGAIN, 14, 403, "it wants a fresh proof of who asks")                              \
    X(CANCELLED, 15, 409, "it was cancelled before it was done")

#define X(name, exit, http, words) ERR_##name,
typedef enum ErrKind { ERR_KINDS(X) ERR_KIND_COUNT } ErrKind;
#undef X

/* A message is said in the language of who asked: whoever makes a Ctx sets translate, which
 * turns the English format into that language's; NULL leaves the English. */
typedef struct Err {
    ErrKind kind;
    char message[1024];
    const char *(*translate)(int lang, const char *english);
    int lang;
} Err;

#define MUST_CHECK __attribute__((warn_unused_result))

/* Records the failure (unless one is recorded already) and returns false. */
bool fail_at(Err *err, ErrKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool fail_va(Err *err, ErrKind kind, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
#define fail(err, kind, ...) fail_at((err), ERR_##kind, __VA_ARGS__)

void err_clear(Err *err);
int err_exit_code(ErrKind kind);
int err_http_status(ErrKind kind);
/* Upper-case name ("NOT_FOUND") for JSON, and the meaning in English for help texts. */
const char *err_name(ErrKind kind);
const char *err_words(ErrKind kind);

#endif
