/* Decides what counts as a calendar day and which spellings of one are read. */
#include "base/date.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

bool date_is_none(Date d)
{
    return d.days == INT_MIN;
}

static bool is_leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool date_from_ymd(int y, int m, int d, Date *out)
{
    static const int days_in[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 ||
        d > days_in[m - 1] + (m == 2 && is_leap(y)))
        return false;
    /* Days from civil, after H. Hinnant: years start in March, so that leap days come last. */
    int yy = y - (m <= 2), era = (yy >= 0 ? yy : yy - 399) / 400, yoe = yy - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    out->days = era * 146097 + doe - 719468;
    return true;
}

void date_to_ymd(Date date, int *y, int *m, int *d)
{
    int z = date.days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

int date_year(Date date)
{
    int y, m, d;
    date_to_ymd(date, &y, &m, &d);
    return y;
}

static bool digits(const char **s, int min, int max, int *out)
{
    int n = 0, v = 0;
    while (n < max && isdigit((unsigned char)**s)) {
        v = v * 10 + (*(*s)++ - '0');
        n++;
    }
    *out = v;
    return n >= min && !isdigit((unsigned char)**s);
}

static bool literal(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool iso_prefix(const char **s, Date *out)
{
    int y, m, d;
    return digits(s, 4, 4, &y) && literal(s, '-') && digits(s, 2, 2, &m) && literal(s, '-') &&
           digits(s, 2, 2, &d) && date_from_ymd(y, m, d, out);
}

bool date_parse_iso(const char *s, Date *out)
{
    Date d;
    if (!iso_prefix(&s, &d) || *s)
        return false;
    *out = d;
    return true;
}

static int month_by_name(const char **s)
{
    static const char *const names[][2] = {
        {"january", "ionawr"},  {"february", "chwefror"}, {"march", "mawrth"},
        {"april", "ebrill"},    {"may", "mai"},           {"june", "mehefin"},
        {"july", "gorffennaf"}, {"august", "awst"},       {"september", "medi"},
        {"october", "hydref"},  {"november", "tachwedd"}, {"december", "rhagfyr"},
    };
    size_t n = 0;
    while (isalpha((unsigned char)(*s)[n]))
        n++;
    if (n < 3)
        return 0;
    for (int m = 0; m < 12; m++)
        for (int l = 0; l < 2; l++)
            if (n <= strlen(names[m][l]) && strncasecmp(*s, names[m][l], n) == 0) {
                *s += n;
                return m + 1;
            }
    return 0;
}

/* A spreadsheet's day number: day 1 is 1900-01-01 with the well-known false leap day, so that
 * from March 1900 the epoch is 1899-12-30. Only 1954-2119 is read, to keep counts from dates.
 */
static bool spreadsheet_day(const char *s, Date *out)
{
    int v;
    if (!digits(&s, 5, 5, &v) || v < 20000 || v > 80000)
        return false;
    if (*s == '.')
        for (s++; *s == '0';)
            s++;
    if (*s)
        return false;
    out->days = v - 25569;
    return true;
}

bool date_parse_any(const char *s, Date *out)
{
    while (*s == ' ')
        s++;
    const char *p = s;
    Date d;
    if (iso_prefix(&p, &d)) {
        if (*p == 'T' || *p == ' ')
            for (p++; isdigit((unsigned char)*p) || strchr(":.Z ", *p ? *p : 'x');)
                p++;
        if (*p)
            return false;
        *out = d;
        return true;
    }
    if (spreadsheet_day(s, out))
        return true;
    int day, month, year;
    p = s;
    if (!digits(&p, 1, 2, &day) || !strchr("/.- ", *p ? *p : 'x'))
        return false;
    char sep = *p++;
    if (isdigit((unsigned char)*p)) {
        if (!digits(&p, 1, 2, &month))
            return false;
    } else if (!(month = month_by_name(&p))) {
        return false;
    }
    if (*p != sep || !digits((p++, &p), 4, 4, &year))
        return false;
    while (*p == ' ')
        p++;
    return *p == '\0' && date_from_ymd(year, month, day, out);
}

const char *date_text(Arena *a, Date date)
{
    if (date_is_none(date))
        return "";
    int y, m, d;
    date_to_ymd(date, &y, &m, &d);
    return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

Date date_today(void)
{
    const char *fixed = getenv("PONT_TODAY");
    Date d;
    if (fixed && date_parse_iso(fixed, &d))
        return d;
    return (Date){(int)(time(NULL) / 86400)};
}
