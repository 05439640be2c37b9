/* Cookies: the first line is a name, the second a value to set, the rest a header. */
#include "web/cookie.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    const char *at = (const char *)data, *end = at + size;
    const char *name = fuzz_line(a, &at, end), *value = fuzz_line(a, &at, end);
    const char *header = arena_strndup(a, at, (size_t)(end - at));
    const char *found = cookie_find(a, header, name);
    if (found)
        PROMISE(strcspn(found, " \";,\\\r\n") == strlen(found));
    const char *set = cookie_set(a, &(Cookie){.name = name, .value = value});
    if (set) {
        PROMISE(strcspn(set, "\r\n") == strlen(set) && strstr(set, "; Secure; HttpOnly"));
        const char *back = cookie_find(a, arena_printf(a, "%s=%s", name, value), name);
        PROMISE(back && same(back, value));
    }
    return 0;
}
