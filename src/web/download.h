/* A page, or one of its charts, as a file: the page's own address with more in its query.
 *
 *     /workforce/picture?indicator=turnover                            the page
 *     /workforce/picture?indicator=turnover&chart=trend&as=svg         one chart: svg, png, csv
 *     /workforce/picture?indicator=turnover&as=pdf                     the whole as a report
 *     /workforce/picture?indicator=turnover&as=xlsx                    its tables: xlsx, ods
 *
 * The page is built as always, so that permission and data are the page's own; chart_figure()
 * keeps the chart that is asked for, and the router sends it instead of the page. */
#ifndef PONT_WEB_DOWNLOAD_H
#define PONT_WEB_DOWNLOAD_H

#include "core/module.h"
#include "web/chart.h"
#include "web/request.h"

typedef enum DownloadKind {
    AS_PAGE,
    AS_SVG,
    AS_PNG,
    AS_CSV,
    AS_PDF,
    AS_XLSX,
    AS_ODS
} DownloadKind;

typedef struct Download {
    DownloadKind kind;
    const char *query; /* of the page without what belongs to the download, percent-encoded */
    const char *chart; /* the key of the chart that is asked for; "" for the page */
    /* what chart_figure() kept of it */
    bool found;
    const char *title;
    Html svg;
    const Table *table;
    /* what the page showed */
    OutTables tables;
    const Reply *reply; /* that it answers with; or NULL */
} Download;

/* Reads what is asked and puts it into cx->download. */
void download_begin(Ctx *cx, const Pairs *query);
/* Whether a name of the query belongs to the download and not to the page. */
bool download_is_mine(const char *name);
/* Whether the page is wanted as a file; if so, sends it: body is the page's. */
bool download_wanted(const Ctx *cx);
bool download_send(Ctx *cx, const char *title, Html body, Response *out) MUST_CHECK;
/* Tables that are written there belong to the page's workbook. */
void download_hear(Ctx *cx, Out *body);
/* The links to the report and the workbook, below a page that has a table or a chart. */
void download_offer(Ctx *cx, Out *body);
/* The same below the answer to a form that was sent and changes nothing: a form that sends it
 * again. */
void download_offer_again(Ctx *cx, Out *body, const char *action, const Pairs *sent);

/* A link that holds the file itself, because nothing of an answer is kept on the server. */
Html download_bytes(Out *out, const ReplyFile *f);

/* A drawing that needs no page: its style and its title inside. */
const char *chart_alone(Arena *a, const char *title, Html svg);

#endif
