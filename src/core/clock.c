/* Decides how moments are read and written. */
#include "core/clock.h"
#include "base/text.h"
#include "core/i18n.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t clock_now(void)
{
    int64_t now = (int64_t)time(NULL);
    return (int64_t)date_today().days * DAY + now % DAY;
}

const char *clock_text(Arena *a, int64_t moment)
{
    if (!moment)
        return "";
    Date day = {(int)(moment / DAY)};
    int s = (int)(moment % DAY);
    return arena_printf(a, "%sT%02d:%02d:%02dZ", date_text(a, day), s / HOUR, s % HOUR / MINUTE,
                        s % MINUTE);
}

const char *clock_show(Ctx *cx, int64_t moment)
{
    if (!moment)
        return "";
    int s = (int)(moment % DAY);
    return arena_printf(cx->arena, "%s, %02d:%02d", date_long(cx, (Date){(int)(moment / DAY)}),
                        s / HOUR, s % HOUR / MINUTE);
}

const char *moment_shown(Ctx *cx, const char *at)
{
    Date day;
    int hour = 0, minute = 0;
    if (strlen(at) < 16 || !date_parse_iso(arena_strndup(cx->arena, at, 10), &day))
        return at;
    if (sscanf(at + 11, "%2d:%2d", &hour, &minute) != 2 || starts_with(at + 11, "00:00:00"))
        return date_long(cx, day);
    return arena_printf(cx->arena, "%s, %02d:%02d", date_long(cx, day), hour, minute);
}
