/* Decides how the ranges of an Accept header are compared with a media type. */
#include "web/accept.h"
#include "base/text.h"
#include <strings.h>

/* 3 the type itself, 2 "text / *", 1 "* / *", 0 another one. */
static int closeness(const char *range, size_t n, const char *type)
{
    if (n == strlen(type) && strncasecmp(range, type, n) == 0)
        return 3;
    if (n == 3 && strncmp(range, "*/*", 3) == 0)
        return 1;
    size_t head = strcspn(type, "/") + 1;
    return n == head + 1 && strncasecmp(range, type, head) == 0 && range[head] == '*' ? 2 : 0;
}

/* "0.5" is 500; what is no such number counts as 1. */
static int weight_of(const char *s)
{
    if (*s != '0')
        return 1000;
    int weight = 0, unit = 100;
    for (s += s[1] == '.' ? 2 : 1; *s >= '0' && *s <= '9' && unit; s++, unit /= 10)
        weight += (*s - '0') * unit;
    return weight;
}

int accept_weight(const char *header, const char *type)
{
    int best = 0, weight = 0;
    if (!header)
        return 1000;
    while (*header) {
        header += strspn(header, " \t,");
        size_t n = strcspn(header, ",;"), range = n;
        while (range && (header[range - 1] == ' ' || header[range - 1] == '\t'))
            range--;
        int close = closeness(header, range, type), q = 1000;
        header += n;
        while (*header == ';') {
            header++;
            header += strspn(header, " \t");
            if ((*header == 'q' || *header == 'Q') && header[1] == '=')
                q = weight_of(header + 2);
            header += strcspn(header, ",;");
        }
        if (close > best) {
            best = close;
            weight = q;
        }
    }
    return weight;
}
