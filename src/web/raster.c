/* Decides how drawings become pixels and sheets of paper: the one file that names librsvg,
 * cairo and pango. Charts are drawn once, as SVG (chart*.c); librsvg draws that very SVG here,
 * so that there is no second drawing code. Nothing is kept between two drawings but what the
 * libraries keep of the fonts. */
#include "web/raster.h"
#include "web/apart.h"
#include <cairo-pdf.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <pango/pangocairo.h>

static cairo_status_t keep(void *self, const unsigned char *data, unsigned size)
{
    Buf *b = self;
    buf_put(b, (const char *)data, size);
    return b->over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static RsvgHandle *read_svg(const char *svg)
{
    RsvgHandle *h = rsvg_handle_new_from_data((const guint8 *)svg, strlen(svg), NULL);
    if (h)
        rsvg_handle_set_dpi(h, 96);
    return h;
}

static bool draw_svg(RsvgHandle *h, cairo_t *c, double x, double y, double width, double height)
{
    RsvgRectangle where = {x, y, width, height};
    return rsvg_handle_render_document(h, c, &where, NULL);
}

typedef struct Drawing {
    const char *svg;
    double scale;
} Drawing;

static bool make_png(Ctx *cx, const void *self, Bytes *out)
{
    const Drawing *d = self;
    const char *svg = d->svg;
    double scale = d->scale;
    RsvgHandle *h = read_svg(svg);
    RsvgRectangle box = {0};
    gboolean has_width, has_height, has_box = FALSE;
    RsvgLength width, height;
    if (h)
        rsvg_handle_get_intrinsic_dimensions(h, &has_width, &width, &has_height, &height,
                                             &has_box, &box);
    if (!has_box || box.width < 1 || box.height < 1 ||
        box.width * box.height * scale * scale > RASTER_MOST_PIXELS) {
        g_clear_object(&h);
        return fail(&cx->err, IO, "the drawing cannot be made into a picture");
    }
    int w = (int)ceil(box.width * scale), t = (int)ceil(box.height * scale);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, t);
    cairo_t *c = cairo_create(surface);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    Buf b = buf_new(cx->arena, 0);
    bool good = draw_svg(h, c, 0, 0, w, t);
    cairo_destroy(c);
    good = good && cairo_surface_write_to_png_stream(surface, keep, &b) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    g_object_unref(h);
    if (!good)
        return fail(&cx->err, IO, "the drawing cannot be made into a picture");
    *out = (Bytes){buf_text(&b), b.len};
    return true;
}

bool raster_png(Ctx *cx, const char *svg, double scale, Bytes *out)
{
    return apart(cx, make_png, &(Drawing){svg, scale}, out);
}

/* ---------------------------------------------------------------- paper */

struct Paper {
    Ctx *cx;
    Lang lang;
    Buf pdf;
    cairo_surface_t *surface;
    cairo_t *c;
    PangoFontMap *fonts;
    PangoContext *context;
    int n, room;
    PdfExtra *extras;
};

Paper *paper_new(Ctx *cx, const char *title, Lang lang)
{
    Paper *p = NEW(cx->arena, Paper);
    p->cx = cx;
    p->lang = lang;
    p->pdf = buf_new(cx->arena, 0);
    p->surface = cairo_pdf_surface_create_for_stream(keep, &p->pdf, PAPER_SHORT, PAPER_LONG);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Pont");
    /* The day alone: the same report of the same day is the same bytes. */
    cairo_pdf_surface_set_metadata(
        p->surface, CAIRO_PDF_METADATA_CREATE_DATE,
        arena_printf(cx->arena, "%sT00:00:00Z", date_text(cx->arena, cx->today)));
    p->c = cairo_create(p->surface);
    p->fonts = pango_cairo_font_map_new();
    p->context = pango_font_map_create_context(p->fonts);
    pango_cairo_update_context(p->c, p->context);
    pango_context_set_language(p->context,
                               pango_language_from_string(lang == LANG_CY ? "cy" : "en"));
    return p;
}

void paper_sheet(Paper *p)
{
    cairo_show_page(p->c);
}

void paper_size(Paper *p, double width, double height)
{
    cairo_pdf_surface_set_size(p->surface, width, height);
}

void paper_open(Paper *p, const char *tag, const char *extra)
{
    *PUSH(p->cx->arena, p->extras, p->n, p->room) = (PdfExtra){tag, extra};
    cairo_tag_begin(p->c, tag, NULL);
}

void paper_close(Paper *p, const char *tag)
{
    cairo_tag_end(p->c, tag);
}

PaperWords paper_words(Paper *p, const char *text, PaperFont font, double size, double width,
                       bool right)
{
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *d = pango_font_description_new();
    pango_font_description_set_family(d,
                                      font == PAPER_MONO ? "DejaVu Sans Mono" : "DejaVu Sans");
    pango_font_description_set_weight(d, font == PAPER_STRONG ? PANGO_WEIGHT_BOLD
                                                              : PANGO_WEIGHT_NORMAL);
    if (font == PAPER_ITALIC)
        pango_font_description_set_style(d, PANGO_STYLE_ITALIC);
    pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
    pango_layout_set_font_description(l, d);
    pango_font_description_free(d);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(l, text, -1);
    return (PaperWords){l, pango_layout_get_line_count(l), size * 1.32};
}

void paper_words_end(PaperWords *w)
{
    g_object_unref(w->layout);
    w->layout = NULL;
}

double paper_width(Paper *p, const char *text, PaperFont font, double size)
{
    enum { WIDE = 10000 };
    PangoRectangle box;
    PaperWords w = paper_words(p, text, font, size, WIDE, false);
    pango_layout_get_extents(w.layout, NULL, &box);
    paper_words_end(&w);
    return box.width / (double)PANGO_SCALE;
}

static void set_colour(Paper *p, unsigned colour)
{
    cairo_set_source_rgb(p->c, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                         (colour & 255) / 255.0);
}

void paper_write(Paper *p, const PaperWords *w, int from, int to, double x, double y,
                 unsigned colour)
{
    set_colour(p, colour);
    PangoLayout *l = w->layout;
    double width = pango_layout_get_width(l) / (double)PANGO_SCALE;
    for (int i = from; i < to && i < w->n_lines; i++, y += w->line_height) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(l, i);
        PangoRectangle box;
        pango_layout_line_get_extents(line, NULL, &box);
        double room = width - box.width / (double)PANGO_SCALE;
        bool right = pango_layout_get_alignment(l) == PANGO_ALIGN_RIGHT;
        cairo_move_to(p->c, right ? x + room : x, y + w->line_height * 0.78);
        pango_cairo_show_layout_line(p->c, line);
    }
}

void paper_box(Paper *p, double x, double y, double width, double height, unsigned colour)
{
    set_colour(p, colour);
    cairo_rectangle(p->c, x, y, width, height);
    cairo_fill(p->c);
}

bool paper_svg(Paper *p, const char *svg, double x, double y, double width, double height)
{
    RsvgHandle *h = read_svg(svg);
    if (!h)
        return false;
    cairo_save(p->c);
    bool good = draw_svg(h, p->c, x, y, width, height);
    cairo_restore(p->c);
    g_object_unref(h);
    return good;
}

bool paper_end(Paper *p, Bytes *out)
{
    cairo_status_t drawn = cairo_status(p->c);
    cairo_destroy(p->c);
    cairo_surface_finish(p->surface);
    cairo_status_t written = cairo_surface_status(p->surface);
    cairo_surface_destroy(p->surface);
    g_object_unref(p->context);
    g_object_unref(p->fonts);
    if (drawn || written)
        return fail(&p->cx->err, IO, "the report could not be drawn: %s",
                    cairo_status_to_string(drawn ? drawn : written));
    pdf_append(p->cx->arena, buf_text(&p->pdf), p->pdf.len, p->lang == LANG_CY ? "cy" : "en-GB",
               p->extras, p->n, out);
    return true;
}
