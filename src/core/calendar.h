/* Dates for a calendar program: an iCalendar text (RFC 5545) that one can subscribe to. */
#ifndef PONT_CORE_CALENDAR_H
#define PONT_CORE_CALENDAR_H

#include "base/ctx.h"
#include <stdint.h>

#define CALENDAR_TYPE "text/calendar; charset=utf-8"

typedef struct CalendarEvent {
    const char *uid;         /* the same for ever, and nobody else's: "due-wales-2026@..." */
    const char *summary;     /* in the asked language */
    const char *description; /* or "" */
    const char *url;         /* or "" */
    Date day;                /* a whole day; or DATE_NONE and: */
    int64_t from, to;        /* moments; to 0: it has no length */
} CalendarEvent;

/* name is the calendar's, in the asked language. Events are written as made today (cx->today),
 * so that the same facts give the same bytes all day. Fails with INVALID for an event without
 * uid, summary or date. */
bool calendar_text(Ctx *cx, const char *name, const CalendarEvent *events, int n,
                   const char **out) MUST_CHECK;

#endif
