/* Decides where one fault of a message ends and the next begins. */
#include "core/fault.h"
#include <ctype.h>

/* The length of a field's name that ": " follows, or 0. */
static size_t name_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == '.' || s[n] == '-')
        n++;
    return n && s[n] == ':' && s[n + 1] == ' ' ? n : 0;
}

void fault_list(Arena *a, const char *message, FieldFaults *out)
{
    *out = (FieldFaults){0};
    if (!name_length(message))
        return;
    while (*message) {
        size_t name = name_length(message);
        const char *why = message + name + 2, *end = why;
        /* "; " inside a reason stays there: only one before a name and a colon ends it. */
        do {
            end = strstr(end, "; ");
            end = end ? end + 2 : NULL;
        } while (end && !name_length(end));
        size_t length = end ? (size_t)(end - 2 - why) : strlen(why);
        *PUSH(a, out->items, out->n, out->room) = (FieldFault){
            .field = arena_strndup(a, message, name), .detail = arena_strndup(a, why, length)};
        message = end ? end : why + length;
    }
}
