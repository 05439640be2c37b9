/* Drawings and text on something that is not a page of HTML: a picture (PNG) of a chart, and
 * the sheets of a report (PDF). The libraries behind it (librsvg, cairo, pango) are known to
 * raster.c alone and start only when something is drawn.
 *
 *     Paper *p = paper_new(cx, title, lang);
 *     paper_open(p, "P", NULL);
 *     PaperWords w = paper_words(p, "text", PAPER_TEXT, 9, 400, false);
 *     paper_write(p, &w, 0, w.n_lines, x, y);
 *     paper_words_end(&w);
 *     paper_close(p, "P");
 *     paper_end(p, &bytes)        frees p, also where it fails
 *
 * Lengths are points, y runs downwards. Tags are those of PDF: Document, H1, P, Table, TR ...
 */
#ifndef PONT_WEB_RASTER_H
#define PONT_WEB_RASTER_H

#include "base/ctx.h"
#include "base/file.h"

enum { PAPER_SHORT = 595, PAPER_LONG = 842, RASTER_MOST_PIXELS = 24 * 1000 * 1000 };

/* An SVG that needs nothing from outside, as PNG on white; scale 2 is sharp on any screen.
 * Drawn in a process of its own; paper is not: whoever makes a report calls apart() himself. */
bool raster_png(Ctx *cx, const char *svg, double scale, Bytes *out) MUST_CHECK;

typedef struct Paper Paper;
typedef enum PaperFont { PAPER_TEXT, PAPER_STRONG, PAPER_ITALIC, PAPER_MONO } PaperFont;
typedef struct PaperWords {
    void *layout;
    int n_lines;
    double line_height;
} PaperWords;

Paper *paper_new(Ctx *cx, const char *title, Lang lang);
/* A new sheet; the first one is there already. Size as given before, or anew. */
void paper_sheet(Paper *p);
void paper_size(Paper *p, double width, double height);

/* What a screen reader is told; `extra` goes into the element as it is: "/Alt (...)". */
void paper_open(Paper *p, const char *tag, const char *extra);
void paper_close(Paper *p, const char *tag);

/* Text broken into lines of `width`; `right` aligns at the right. */
PaperWords paper_words(Paper *p, const char *text, PaperFont font, double size, double width,
                       bool right);
void paper_words_end(PaperWords *w);
/* The width of the text on one line. */
double paper_width(Paper *p, const char *text, PaperFont font, double size);
/* Lines from..to-1 with the top of the first at y; colour as 0xrrggbb. */
void paper_write(Paper *p, const PaperWords *w, int from, int to, double x, double y,
                 unsigned colour);
void paper_box(Paper *p, double x, double y, double width, double height, unsigned colour);
/* False when it is no drawing: nothing was drawn. */
bool paper_svg(Paper *p, const char *svg, double x, double y, double width, double height);

bool paper_end(Paper *p, Bytes *out) MUST_CHECK;

/* What cairo cannot say: the language, and the extras of the elements in the order in which
 * they were opened. Appends an incremental update to the PDF (report_pdf.c). */
typedef struct PdfExtra {
    const char *tag, *extra; /* extra NULL: none */
} PdfExtra;
void pdf_append(Arena *a, const char *pdf, size_t size, const char *lang,
                const PdfExtra *extras, int n, Bytes *out);
/* Text as a string of PDF: UTF-16 in hex. */
const char *pdf_string(Arena *a, const char *utf8);

#endif
