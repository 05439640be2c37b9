/* The days of the collections as a calendar: when one opens and when its returns are due. They
 * are nobody's data, so that a calendar program, which cannot sign in, may subscribe to them.
 */
#include "core/calendar.h"
#include "core/who.h"
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

/* More time for one organisation, told to whoever may read its return. */
static bool add_extensions(Ctx *cx, const Collection *c, CalendarEvent *events, int *n)
{
    ExpectedList all;
    if (!workforce_reads(cx, c->region) && !may(cx, "workforce.read", ""))
        return db_ok(cx);
    if (!workforce_expected_seen(cx, c->id, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (all.items[i].extended)
            add(cx, c, arena_printf(cx->arena, "due-%s", all.items[i].org.id), all.items[i].due,
                arena_printf(cx->arena, "%s, %s", T(cx, "Due"),
                             org_name(cx, &all.items[i].org)),
                events, n);
    return true;
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
        int most = 2 * all.n;
        for (int i = 0; i < all.n; i++)
            most += all.items[i].expected;
        CalendarEvent *events = NEW_ARRAY(cx->arena, CalendarEvent, most);
        int n = 0;
        for (int i = all.n - 1; i >= 0; i--) { /* oldest first */
            add(cx, &all.items[i], "opens", all.items[i].opens, T(cx, "Opens"), events, &n);
            add(cx, &all.items[i], "due", all.items[i].due, T(cx, "Due"), events, &n);
            ok = ok && add_extensions(cx, &all.items[i], events, &n);
        }
        ok = ok && calendar_text(cx, name, events, n, &text);
    }
    cx->lang = before;
    if (!ok)
        return false;
    reply_file(cx, out, "workforce.ics", text);
    out->title = T(cx, "Calendar");
    out->file_type = CALENDAR_TYPE;
    return true;
}
