/* Calendar days without time of day. A Date is the number of days since 1970-01-01 (proleptic
 * Gregorian); DATE_NONE stands for "no date". Written and stored as ISO text (2026-03-31). */
#ifndef PONT_BASE_DATE_H
#define PONT_BASE_DATE_H

#include "base/arena.h"
#include <limits.h>
#include <stdbool.h>

typedef struct Date {
    int days;
} Date;

#define DATE_NONE ((Date){INT_MIN})

bool date_is_none(Date d);
/* A real calendar day, or false with *out untouched. */
bool date_from_ymd(int year, int month, int day, Date *out);
void date_to_ymd(Date d, int *year, int *month, int *day);
int date_year(Date d);
/* ISO text only. */
bool date_parse_iso(const char *s, Date *out);
/* What people send: 2026-03-31, 31/03/2026, 31.3.2026, 31-Mar-2026, 31 March 2026 (English and
 * Welsh month names), 2026-03-31 00:00:00, and a spreadsheet's day number (46112). Day before
 * month always; a two-digit year is refused. */
bool date_parse_any(const char *s, Date *out);
/* ISO text in the arena; "" for DATE_NONE. */
const char *date_text(Arena *a, Date d);
/* Today in UTC; honours the PONT_TODAY environment variable so that examples and tests repeat.
 */
Date date_today(void);

#endif
