/* Decides which properties an event has; escaping, folding and order are libical's, which only
 * this file knows. */
#include "core/calendar.h"
#include "base/text.h"
#include "core/clock.h"
#include <ctype.h>
#include <libical/ical.h>

static void drop_component(icalcomponent **c)
{
    if (*c)
        icalcomponent_free(*c);
}
static void drop_text(char **text)
{
    icalmemory_free_buffer(*text);
}

static icaltimetype day_of(Date d)
{
    icaltimetype t = icaltime_null_date();
    date_to_ymd(d, &t.year, &t.month, &t.day);
    t.is_date = 1;
    return t;
}

static icaltimetype moment_of(int64_t at)
{
    return icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());
}

/* Without controls, which the format has no room for; a line end stays one. */
static const char *clean(Ctx *cx, const char *s)
{
    char *out = arena_strdup(cx->arena, s);
    for (char *p = out; *p; p++)
        if (iscntrl((unsigned char)*p) && *p != '\n')
            *p = ' ';
    return out;
}

static icalcomponent *event_of(Ctx *cx, const CalendarEvent *e)
{
    icalcomponent *c = icalcomponent_new_vevent();
    icalcomponent_add_property(c, icalproperty_new_uid(clean(cx, e->uid)));
    icalcomponent_add_property(
        c, icalproperty_new_dtstamp(moment_of((int64_t)cx->today.days * DAY)));
    if (!date_is_none(e->day)) {
        icalcomponent_add_property(c, icalproperty_new_dtstart(day_of(e->day)));
    } else {
        icalcomponent_add_property(c, icalproperty_new_dtstart(moment_of(e->from)));
        if (e->to)
            icalcomponent_add_property(c, icalproperty_new_dtend(moment_of(e->to)));
    }
    icalcomponent_add_property(c, icalproperty_new_summary(clean(cx, e->summary)));
    if (*e->description)
        icalcomponent_add_property(c, icalproperty_new_description(clean(cx, e->description)));
    if (*e->url)
        icalcomponent_add_property(c, icalproperty_new_url(clean(cx, e->url)));
    /* A date to remember takes nobody's time. */
    icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    return c;
}

bool calendar_text(Ctx *cx, const char *name, const CalendarEvent *events, int n,
                   const char **out)
{
    icalcomponent *all __attribute__((cleanup(drop_component))) = icalcomponent_new_vcalendar();
    icalcomponent_add_property(all, icalproperty_new_prodid("-//Pont//Pont//EN"));
    icalcomponent_add_property(all, icalproperty_new_version("2.0"));
    icalcomponent_add_property(all, icalproperty_new_name(clean(cx, name)));
    icalproperty *older = icalproperty_new_x(clean(cx, name)); /* what most programs read */
    icalproperty_set_x_name(older, "X-WR-CALNAME");
    icalcomponent_add_property(all, older);
    for (int i = 0; i < n; i++) {
        const CalendarEvent *e = &events[i];
        if (!*e->uid || !*e->summary || (date_is_none(e->day) && !e->from))
            return fail(&cx->err, INVALID, "an event needs a uid, a summary and a date");
        icalcomponent_add_component(all, event_of(cx, e));
    }
    char *text __attribute__((cleanup(drop_text))) = icalcomponent_as_ical_string_r(all);
    if (!text)
        return fail(&cx->err, IO, "no memory for a calendar");
    *out = arena_strdup(cx->arena, text);
    return true;
}
