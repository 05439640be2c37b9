/* How the text that a case expects is compared with the text that came. Trailing blanks and
 * empty lines at the end do not count; "..." alone on a line stands for any number of lines,
 * and inside a line for any characters. */
#ifndef PONT_TESTS_SUPPORT_CASE_TEXT_H
#define PONT_TESTS_SUPPORT_CASE_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Lines {
    char **items;
    int n, room;
} Lines;

static inline void *must_have(void *p)
{
    if (!p) {
        fputs("run_cases: no memory\n", stderr);
        exit(2);
    }
    return p;
}

static inline void lines_add(Lines *l, const char *text, size_t n)
{
    while (n && strchr(" \t\r", text[n - 1]))
        n--;
    if (l->n == l->room) {
        l->room = l->room ? 2 * l->room : 16;
        l->items = must_have(realloc(l->items, sizeof *l->items * (size_t)l->room));
    }
    l->items[l->n++] = must_have(strndup(text, n));
}

static inline Lines lines_of(const char *text)
{
    Lines l = {0};
    while (*text) {
        size_t n = strcspn(text, "\n");
        lines_add(&l, text, n);
        text += n + (text[n] == '\n');
    }
    while (l.n && !*l.items[l.n - 1])
        l.n--;
    return l;
}

/* One line, with "..." for any characters. */
static inline bool line_fits(const char *expected, const char *actual)
{
    const char *gap = strstr(expected, "...");
    if (!gap)
        return strcmp(expected, actual) == 0;
    size_t head = (size_t)(gap - expected);
    if (strncmp(expected, actual, head) != 0)
        return false;
    for (const char *rest = actual + head;; rest++) {
        if (line_fits(gap + 3, rest))
            return true;
        if (!*rest)
            return false;
    }
}

/* *reached is the expected line up to which some reading of the text fitted. */
static inline bool lines_fit(const Lines *expected, int e, const Lines *actual, int a,
                             int *reached)
{
    if (e > *reached)
        *reached = e;
    if (e == expected->n)
        return a == actual->n;
    if (strcmp(expected->items[e], "...") == 0) {
        for (int next = a; next <= actual->n; next++)
            if (lines_fit(expected, e + 1, actual, next, reached))
                return true;
        return false;
    }
    return a < actual->n && line_fits(expected->items[e], actual->items[a]) &&
           lines_fit(expected, e + 1, actual, a + 1, reached);
}

/* Runs of blanks and line ends become one blank, as a browser shows them. */
static inline char *squeezed(const char *text)
{
    char *out = must_have(malloc(strlen(text) + 1)), *to = out;
    bool blank = true;
    for (; *text; text++) {
        bool now = strchr(" \t\r\n", *text) != NULL;
        if (!now || !blank)
            *to++ = now ? ' ' : *text;
        blank = now;
    }
    *to = '\0';
    return out;
}

/* Where a fragment with "..." in it ends in the text, or NULL when it is not there. Blanks
 * beside
 * "..." do not count. */
static inline const char *find_fragment(const char *text, const char *fragment)
{
    const char *gap;
    while ((gap = strstr(fragment, "..."))) {
        size_t n = (size_t)(gap - fragment);
        while (n && fragment[n - 1] == ' ')
            n--;
        char *head = must_have(strndup(fragment, n));
        const char *found = strstr(text, head);
        text = found ? found + n : NULL;
        free(head);
        if (!text)
            return NULL;
        fragment = gap + 3 + strspn(gap + 3, " ");
    }
    text = strstr(text, fragment);
    return text ? text + strlen(fragment) : NULL;
}

#endif
