/* A report on paper: headings, paragraphs, charts and tables one after another, on A4 with a
 * header, a footer and page numbers, as a tagged PDF that a screen reader can read. A table
 * that is too wide for an upright page stands on one that lies.
 *
 *     Report *r = report_begin(cx, "Picture: Wales");
 *     report_heading(r, 1, "Wales");
 *     report_paragraph(r, "...");
 *     report_chart(r, title, alternative, svg);
 *     report_table(r, table);
 *     report_end(r, &bytes)
 *
 * Whatever has a page has a report without writing one: report_of_page() takes the page's own
 * markup, so that both say the same. */
#ifndef PONT_WEB_REPORT_H
#define PONT_WEB_REPORT_H

#include "base/file.h"
#include "core/reply.h"
#include "web/html.h"

typedef struct Report Report;

/* Any table: texts as they are shown. */
typedef struct Grid {
    const char *caption; /* NULL: none */
    int n_columns, n_rows, room;
    bool head;           /* the first row names the columns */
    const char ***cells; /* [n_rows][n_columns]; NULL is an empty cell */
    bool *right;         /* [n_columns]: numbers */
} Grid;
/* A new row of empty cells. */
const char **grid_row(Arena *a, Grid *g);

Report *report_begin(Ctx *cx, const char *title);
void report_heading(Report *r, int level, const char *text);
void report_paragraph(Report *r, const char *text);
void report_item(Report *r, const char *text);  /* of a list */
void report_plain(Report *r, const char *text); /* a file, line by line */
void report_grid(Report *r, const Grid *g);
void report_table(Report *r, const Table *t);
/* svg: as chart_*() made it. alternative: what is said to whom does not see it. */
void report_chart(Report *r, const char *title, const char *alternative, Html svg);
bool report_end(Report *r, Bytes *out) MUST_CHECK;

/* Both draw in a process of their own (apart.h).
 * The report of a page: body is what the page's show function wrote. */
bool report_of_page(Ctx *cx, const char *title, Html body, Bytes *out) MUST_CHECK;
/* The report of an action's answer. */
bool report_of_reply(Ctx *cx, const Reply *reply, Bytes *out) MUST_CHECK;

#endif
