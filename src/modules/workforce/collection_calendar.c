/* The days of the collections as a calendar: when one opens and when its returns are due. They
 * are nobody's data, so that a calendar program, which cannot sign in, may subscribe to them.
 */
#include "core/calendar.h"
#include "modules/person/person.h"
#include "modules/workforce/workforce.h"
#include "modules/workforce/workforce_action.h"

/* Adds the day, unless the collection does not say it. */
static void add(Ctx *cx, const Collection *c, const char *what, const char *iso,
                const char *summary, CalendarEvent *events, int *n)
{
    Date as_at = DATE_NONE;
    if (!date_parse_iso(c->as_at, &as_at))
        as_at = DATE_NONE;
    CalendarEvent e = {.uid = arena_printf(cx->arena, "%s-%s@pont", what, c->id),
                       .summary = arena_printf(cx->arena, "%s: %s", summary, c->title),
                       .description = arena_printf(cx->arena, T(cx, "Numbers as at %s."),
                                                   date_long(cx, as_at)),
                       .url = arena_printf(cx->arena, "%s%s/workforce", person_address(cx),
                                           cx->lang == LANG_CY ? "/cy" : "")};
    if (date_parse_iso(iso, &e.day))
        events[(*n)++] = e;
}

bool do_calendar(Ctx *cx, const void *in, Reply *out)
{
    const CalendarInput *q = in;
    CollectionList all;
    Lang before = cx->lang;
    if (*q->language)
        cx->lang = same(q->language, "cy") ? LANG_CY : LANG_EN;
    const char *name = T(cx, "Pont: workforce returns"), *text = NULL;
    bool ok = workforce_collections(cx, q->region, &all);
    if (ok) {
        CalendarEvent *events = NEW_ARRAY(cx->arena, CalendarEvent, 2 * all.n);
        int n = 0;
        for (int i = all.n - 1; i >= 0; i--) { /* oldest first */
            add(cx, &all.items[i], "opens", all.items[i].opens, T(cx, "Opens"), events, &n);
            add(cx, &all.items[i], "due", all.items[i].due, T(cx, "Due"), events, &n);
        }
        ok = calendar_text(cx, name, events, n, &text);
    }
    cx->lang = before;
    if (!ok)
        return false;
    reply_file(cx, out, "workforce.ics", text);
    out->title = T(cx, "Calendar");
    out->file_type = CALENDAR_TYPE;
    return true;
}
