/* Holds the one table of error kinds. When and how an error is shown is left to app and web. */
#include "base/err.h"
#include <stdio.h>

static const struct {
    const char *name;
    int exit_code, http_status;
    const char *words;
} kinds[] = {
#define X(name, exit, http, words) {#name, exit, http, words},
    ERR_KINDS(X)
#undef X
};

bool fail_va(Err *err, ErrKind kind, const char *format, va_list args)
{
    if (err->kind == ERR_NONE) {
        err->kind = kind;
        /* msgfmt has checked that a translation takes the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        vsnprintf(err->message, sizeof err->message,
                  err->translate ? err->translate(err->lang, format) : format, args);
#pragma GCC diagnostic pop
    }
    return false;
}

bool fail_at(Err *err, ErrKind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_va(err, kind, format, args);
    va_end(args);
    return false;
}

void err_clear(Err *err)
{
    err->kind = ERR_NONE;
    err->message[0] = '\0';
}

int err_exit_code(ErrKind kind)
{
    return kinds[kind].exit_code;
}

int err_http_status(ErrKind kind)
{
    return kinds[kind].http_status;
}

const char *err_name(ErrKind kind)
{
    return kinds[kind].name;
}

const char *err_words(ErrKind kind)
{
    return kinds[kind].words;
}
