/* The views of the shared parts of a page: table, notice, error summary, pager, summary list,
 * headline figures. Tables are those of a reply (core/reply.h). Each is written by the compiled
 * page of the same name in web/pages/: page_table(out, &table). Texts come translated and
 * numbers formatted; the parts only lay out.
 */
#ifndef PONT_WEB_PARTS_H
#define PONT_WEB_PARTS_H

#include "core/reply.h"
#include "web/html.h"

/* ---- notice ---- */
typedef enum NoticeKind {
    NOTICE_INFO,
    NOTICE_SUCCESS,
    NOTICE_WARNING,
    NOTICE_ERROR
} NoticeKind;
typedef struct Notice {
    NoticeKind kind;
    const char *heading; /* NULL: none */
    const char *text;
    Url link; /* with link_text, when there is something to do */
    const char *link_text;
} Notice;

/* ---- what is wrong with a form ---- */
typedef struct Fault {
    const char *field; /* id of the field; NULL when it concerns the whole */
    const char *message;
} Fault;
typedef struct Faults {
    int n;
    const Fault *items;
} Faults;

/* ---- pager ---- */
typedef struct Pager {
    int page, pages; /* from 1; nothing is written for a single page */
    Url previous, next;
} Pager;

/* ---- summary list ---- */
typedef struct SummaryRow {
    const char *key, *value;
    Html markup; /* instead of value, when .s is not NULL */
    Url link;    /* with link_text; said in full to a screen reader: "Change start date" */
    const char *link_text;
} SummaryRow;
typedef struct Summary {
    int n, room;
    SummaryRow *rows;
} Summary;
void summary_add(Arena *a, Summary *s, const char *key, const char *value);

/* ---- headline figures ---- */
typedef struct Figure {
    const char *label, *value; /* "Places needed in 2027", "184" */
    const char *note;          /* "80 % interval 162 to 209"; NULL: none */
    bool strong;               /* the one that matters most */
} Figure;
typedef struct Figures {
    int n, room;
    Figure *items;
} Figures;
void figures_add(Arena *a, Figures *f, const char *label, const char *value, const char *note);

#endif
