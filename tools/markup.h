/* Where in the HTML a page stands while it is compiled: enough of HTML's grammar to know
 * whether the next value falls into text, an attribute or an address, and to refuse what the
 * content security policy would block. What is done about it is decided by pagec.c. */
#ifndef PONT_TOOLS_MARKUP_H
#define PONT_TOOLS_MARKUP_H

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { NAME = 64 };

typedef enum Place { TEXT, COMMENT, TAG, ATTRIBUTE, EQUALS, VALUE } Place;

typedef struct Spot {
    Place place;
    char quote;           /* that ends a VALUE */
    bool address_begun;   /* something of this address is written */
    char tag[NAME];       /* "a", "/a" */
    char attribute[NAME]; /* "?" when one may start, "" inside the tag's name */
} Spot;

/* Attributes whose value the browser follows. */
static inline bool is_address(const char *attribute)
{
    static const char *const names[] = {"href", "src",    "action", "formaction", "cite",
                                        "data", "poster", "hx-get", "hx-post",    "xlink:href"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(attribute, names[i]) == 0)
            return true;
    return false;
}

/* Longer names than any of interest are cut. */
static inline void name_append(char name[NAME], char c)
{
    size_t n = strlen(name);
    if (n + 1 < NAME) {
        name[n] = (char)tolower((unsigned char)c);
        name[n + 1] = '\0';
    }
}

static inline const char *attribute_fault(const char *name)
{
    if (strcmp(name, "style") == 0)
        return "no style attribute: the content security policy blocks it";
    if (strncmp(name, "on", 2) == 0)
        return "no event attribute: the content security policy blocks it";
    return NULL;
}

static inline void may_start_attribute(Spot *s)
{
    s->place = TAG;
    s->attribute[0] = '?';
    s->attribute[1] = '\0';
}

static inline const char *step_in_text(Spot *s, const char *rest)
{
    if (strncmp(rest, "<!--", 4) == 0) {
        s->place = COMMENT;
    } else if (rest[0] == '<' &&
               (isalpha((unsigned char)rest[1]) || rest[1] == '/' || rest[1] == '!')) {
        *s = (Spot){.place = TAG};
        for (const char *t = rest + 1; *t && !isspace((unsigned char)*t) && *t != '>'; t++)
            name_append(s->tag, *t);
        if (strcmp(s->tag, "style") == 0)
            return "no style element: put it into the style sheet";
    } else if (rest[0] == '<') {
        return "write &lt; for a '<' that opens no tag";
    } else if (strcmp(s->tag, "script") == 0 && !isspace((unsigned char)rest[0])) {
        return "no script inside a page: put it into the script file";
    }
    return NULL;
}

/* Moves over the first character of rest. Returns NULL, or what is wrong with it. */
static inline const char *spot_step(Spot *s, const char *rest)
{
    char c = *rest;
    bool space = isspace((unsigned char)c);
    switch (s->place) {
    case TEXT:
        return step_in_text(s, rest);
    case COMMENT:
        if (strncmp(rest, "-->", 3) == 0)
            *s = (Spot){.place = TAG}; /* its '>' ends it */
        return NULL;
    case TAG:
        if (c == '>') {
            s->place = TEXT;
        } else if (c == '=') {
            s->place = EQUALS;
        } else if (space) {
            may_start_attribute(s);
        } else if (s->attribute[0] && c != '/') {
            s->place = ATTRIBUTE;
            s->attribute[0] = '\0';
            name_append(s->attribute, c);
        }
        return NULL;
    case ATTRIBUTE:
        if (c != '=' && c != '>' && !space) {
            name_append(s->attribute, c);
            return NULL;
        }
        const char *fault = attribute_fault(s->attribute);
        if (c == '=')
            s->place = EQUALS;
        else if (c == '>')
            s->place = TEXT;
        else
            s->place = TAG;
        return fault;
    case EQUALS:
        if (c != '"' && c != '\'')
            return "an attribute's value needs quotes";
        s->place = VALUE;
        s->quote = c;
        s->address_begun = false;
        return NULL;
    case VALUE:
        if (c == s->quote) {
            may_start_attribute(s);
            s->quote = '\0';
            s->address_begun = false;
        } else if (is_address(s->attribute)) {
            s->address_begun = true;
        }
    }
    return NULL;
}

static inline bool same_spot(const Spot *a, const Spot *b)
{
    return a->place == b->place && a->quote == b->quote &&
           a->address_begun == b->address_begun &&
           (a->place != VALUE || strcmp(a->attribute, b->attribute) == 0);
}

#endif
