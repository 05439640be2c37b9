#include "base/text.h"
#include "core/calendar.h"
#include "support/test.h"
#include <libical/ical.h>

static Date day(const char *iso)
{
    Date d = DATE_NONE;
    assert_true(date_parse_iso(iso, &d));
    return d;
}

static Ctx new_cx(Arena *a)
{
    return (Ctx){.arena = a, .user = "test", .today = day("2026-11-26")};
}

void test_calendar__is_written_as_programs_read_it(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const CalendarEvent events[] = {
        {.uid = "due-wales-2026@pont",
         .summary = "Return due; send it, please",
         .description = "One\nTwo \\ three",
         .url = "https://pont.example.org/workforce",
         .day = day("2026-06-30")},
        {.uid = "meeting-1@pont",
         .summary = "Cyfarfod",
         .description = "",
         .url = "",
         .day = DATE_NONE,
         .from = 1795694709,
         .to = 1795698309},
    };
    const char *text = NULL;
    assert_true(calendar_text(&cx, "Dates", events, 2, &text));
    assert_string_equal(text, "BEGIN:VCALENDAR\r\n"
                              "PRODID:-//Pont//Pont//EN\r\n"
                              "VERSION:2.0\r\n"
                              "NAME:Dates\r\n"
                              "X-WR-CALNAME:Dates\r\n"
                              "BEGIN:VEVENT\r\n"
                              "UID:due-wales-2026@pont\r\n"
                              "DTSTAMP:20261126T000000Z\r\n"
                              "DTSTART;VALUE=DATE:20260630\r\n"
                              "SUMMARY:Return due\\; send it\\, please\r\n"
                              "DESCRIPTION:One\\nTwo \\\\ three\r\n"
                              "URL:https://pont.example.org/workforce\r\n"
                              "TRANSP:TRANSPARENT\r\n"
                              "END:VEVENT\r\n"
                              "BEGIN:VEVENT\r\n"
                              "UID:meeting-1@pont\r\n"
                              "DTSTAMP:20261126T000000Z\r\n"
                              "DTSTART:20261126T120509Z\r\n"
                              "DTEND:20261126T130509Z\r\n"
                              "SUMMARY:Cyfarfod\r\n"
                              "TRANSP:TRANSPARENT\r\n"
                              "END:VEVENT\r\n"
                              "END:VCALENDAR\r\n");
}

/* Whatever stands in a title, a reader gets it back, and it starts no line of its own. */
void test_calendar__gives_back_what_went_in(void)
{
    static const char title[] =
        "T\xC5\xB7 a d\xC5\xB5r, \"dyfyniad\"; BEGIN:VEVENT \xE2\x80\x94 a phethau eraill sydd "
        "yn "
        "mynd ymlaen y tu hwnt i un llinell o'r fformat, "
        "\xC5\xB5\xC5\xB7\xC3\xA2\xC3\xAA\xC3\xAE"
        "\xC3\xB4\xC3\xBB\xC5\xB5\xC5\xB7\xC3\xA2\xC3\xAA\xC3\xAE\xC3\xB4\xC3\xBB";
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const CalendarEvent e = {.uid = "x@pont",
                             .summary = title,
                             .description = "one\nEND:VCALENDAR\r\nBEGIN:VEVENT\tthree",
                             .url = "",
                             .day = day("2026-06-30")};
    const char *text = NULL;
    assert_true(calendar_text(&cx, "x", &e, 1, &text));
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\r\n") <= 75);
    icalcomponent *all = icalparser_parse_string(text);
    assert_non_null(all);
    assert_int_equal(icalcomponent_count_errors(all), 0);
    assert_true(icalrestriction_check(all));
    assert_int_equal(icalcomponent_count_components(all, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent *event = icalcomponent_get_first_component(all, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_summary(event), title);
    assert_string_equal(icalcomponent_get_description(event),
                        "one\nEND:VCALENDAR \nBEGIN:VEVENT three");
    assert_int_equal(icalcomponent_get_dtstart(event).is_date, 1);
    icalcomponent_free(all);
}

void test_calendar__an_event_needs_name_and_date(void)
{
    SCOPED_ARENA a = arena_new();
    const CalendarEvent bad[] = {
        {.uid = "", .summary = "x", .description = "", .url = "", .day = day("2026-06-30")},
        {.uid = "x", .summary = "", .description = "", .url = "", .day = day("2026-06-30")},
        {.uid = "x", .summary = "x", .description = "", .url = "", .day = DATE_NONE}};
    for (int i = 0; i < 3; i++) {
        Ctx cx = new_cx(a);
        const char *text = NULL;
        assert_false(calendar_text(&cx, "x", &bad[i], 1, &text));
        assert_int_equal(cx.err.kind, ERR_INVALID);
        assert_null(text);
    }
}
