/* A day as people write it. */
#include "base/date.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    const char *text = arena_strndup(a, (const char *)data, size);
    Date d, again, iso;
    if (!date_parse_any(text, &d))
        return 0;
    PROMISE(date_parse_iso(date_text(a, d), &again) && again.days == d.days);
    if (date_parse_iso(text, &iso))
        PROMISE(iso.days == d.days);
    return 0;
}
