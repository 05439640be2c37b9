/* Decides how a page or a chart leaves as a file: the name of the file, the style that an SVG
 * takes with it, and the links that offer it. */
#include "web/download.h"
#include "core/secret.h"
#include "web/assets.h"
#include "web/pages/table.html.h"
#include "web/raster.h"
#include "web/report.h"
#include <stdlib.h>

enum { TITLE_ROOM = 36, PNG_SCALE = 2 };

static const struct {
    const char *name, *label, *type;
} kinds[] = {
    [AS_PAGE] = {"", "", ""},
    [AS_SVG] = {"svg", "SVG", "image/svg+xml"},
    [AS_PNG] = {"png", "PNG", "image/png"},
    [AS_CSV] = {"csv", "CSV", "text/csv; charset=utf-8"},
    [AS_PDF] = {"pdf", "PDF", "application/pdf"},
    [AS_XLSX] = {"xlsx", "XLSX",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [AS_ODS] = {"ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet"},
};

static bool is_book(DownloadKind kind)
{
    return kind == AS_XLSX || kind == AS_ODS;
}

bool download_is_mine(const char *name)
{
    return same(name, "chart") || same(name, "as");
}

void download_begin(Ctx *cx, const Pairs *query)
{
    Download *d = NEW(cx->arena, Download);
    Out rest = out_new(cx->arena, cx->lang, NULL);
    const char *as = pairs_find(query, "as"), *chart = pairs_find(query, "chart");
    d->chart = chart ? chart : "";
    for (int i = AS_SVG; i <= AS_ODS; i++)
        if (as && same(as, kinds[i].name) &&
            (is_book((DownloadKind)i) || (i == AS_PDF) == !*d->chart))
            d->kind = (DownloadKind)i;
    for (int i = 0; i < query->n; i++)
        if (!download_is_mine(query->items[i].name)) {
            out_url_part(&rest, query->items[i].name);
            out_raw(&rest, "=");
            out_url_part(&rest, query->items[i].value);
            out_raw(&rest, "&amp;");
        }
    d->query = out_html(&rest).s;
    cx->download = d;
}

void download_hear(Ctx *cx, Out *body)
{
    if (cx->download)
        body->tables = &cx->download->tables;
}

bool download_wanted(const Ctx *cx)
{
    return cx->download && cx->download->kind != AS_PAGE;
}

/* ---------------------------------------------------------------- one chart */

static const char *style_of_charts(void)
{
    Asset css;
    SCOPED_ARENA a = arena_new();
    return asset_find(a, asset_url(a, "chart.css").s, NULL, &css) ? css.data : "";
}

const char *chart_alone(Arena *a, const char *title, Html svg)
{
    double width = 0, height = 0;
    const char *box = strstr(svg.s, "viewBox=\"0 0 ");
    char *rest = NULL;
    if (box) {
        width = strtod(box + 13, &rest);
        height = strtod(rest, NULL);
    }
    Out o = out_new(a, LANG_EN, NULL);
    buf_printf(
        &o.buf,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pont-chart__svg\" width=\"%g\" "
        "height=\"%g\" viewBox=\"0 0 %g %g\">\n<style>",
        width, height + TITLE_ROOM, width, height + TITLE_ROOM);
    out_raw(&o, style_of_charts());
    out_raw(&o, "</style>\n<rect fill=\"#fff\" width=\"100%\" height=\"100%\"/>\n"
                "<text class=\"pont-chart__title\" x=\"4\" y=\"22\">");
    out_text(&o, title);
    buf_printf(&o.buf, "</text>\n<svg y=\"%d\" width=\"%g\" height=\"%g\" ", TITLE_ROOM, width,
               height);
    out_raw(&o, starts_with(svg.s, "<svg ") ? svg.s + 5 : ">");
    out_raw(&o, "</svg>\n");
    return out_html(&o).s;
}

/* Small letters and digits of ASCII, not too long: what every system takes. */
static const char *file_name(Arena *a, const char *title)
{
    enum { LONGEST = 60 };
    Buf b = buf_new(a, 0);
    for (const char *s = text_slug(a, title); *s && b.len < LONGEST; s++)
        if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_')
            buf_putc(&b, *s);
    return b.len ? buf_text(&b) : "page";
}

static void attach(Ctx *cx, Response *out, const char *stem, DownloadKind kind, Bytes bytes)
{
    out->status = 200;
    out->type = kinds[kind].type;
    out->body = bytes.data;
    out->size = bytes.size;
    respond_header(cx->arena, out, "Content-Disposition",
                   arena_printf(cx->arena, "attachment; filename=\"pont-%s.%s\"",
                                file_name(cx->arena, stem), kinds[kind].name));
}

static bool send_chart(Ctx *cx, const Download *d, Response *out)
{
    Buf b = buf_new(cx->arena, 0);
    Bytes bytes = {0};
    if (!d->found || (d->kind == AS_CSV && !d->table))
        return fail(&cx->err, NOT_FOUND, "this page has no chart '%s'", d->chart);
    if (d->kind == AS_CSV) {
        table_csv(cx, d->table, &b);
        bytes = (Bytes){buf_text(&b), b.len};
    } else {
        const char *svg = chart_alone(cx->arena, d->title, d->svg);
        bytes = (Bytes){svg, strlen(svg)};
        if (d->kind == AS_PNG && !raster_png(cx, svg, PNG_SCALE, &bytes))
            return false;
    }
    attach(cx, out, d->chart, d->kind, bytes);
    return true;
}

/* The tables of the page, or the one of the chart that is asked for. */
static bool send_book(Ctx *cx, const Download *d, const char *title, Response *out)
{
    Reply r = d->reply ? *d->reply : (Reply){.title = title};
    Bytes bytes;
    if (*d->chart && !(d->found && d->table))
        return fail(&cx->err, NOT_FOUND, "this page has no chart '%s'", d->chart);
    if (*d->chart)
        r.title = d->title;
    if (*d->chart || !d->reply) {
        r.n_tables = *d->chart ? 1 : d->tables.n;
        r.tables = NEW_ARRAY(cx->arena, Table *, r.n_tables + 1);
        for (int i = 0; i < r.n_tables; i++) {
            r.tables[i] = NEW(cx->arena, Table);
            *r.tables[i] = *(*d->chart ? d->table : d->tables.items[i]);
        }
        if (!r.n_tables)
            return fail(&cx->err, NOT_FOUND, "this page has no table");
    }
    if (!reply_book(cx, &r, d->kind == AS_ODS ? BOOK_ODS : BOOK_XLSX, &bytes))
        return false;
    attach(cx, out, *d->chart ? d->chart : title, d->kind, bytes);
    return true;
}

bool download_send(Ctx *cx, const char *title, Html body, Response *out)
{
    const Download *d = cx->download;
    Bytes pdf;
    if (is_book(d->kind))
        return send_book(cx, d, title, out);
    if (d->kind != AS_PDF)
        return send_chart(cx, d, out);
    if (!report_of_page(cx, title, body, &pdf))
        return false;
    attach(cx, out, title, AS_PDF, pdf);
    return true;
}

/* ---------------------------------------------------------------- in the page */

static void link_to(Out *out, const Download *d, const char *chart, DownloadKind kind,
                    const char *words, const char *of)
{
    out_raw(out, "<a class=\"govuk-link\" href=\"?");
    out_raw(out, d->query);
    if (chart) {
        out_raw(out, "chart=");
        out_url_part(out, chart);
        out_raw(out, "&amp;");
    }
    out_raw(out, "as=");
    out_raw(out, kinds[kind].name);
    out_raw(out, "\">");
    out_text(out, words);
    if (of) {
        out_raw(out, "<span class=\"govuk-visually-hidden\"> (");
        out_text(out, of);
        out_raw(out, ")</span>");
    }
    out_raw(out, "</a>");
}

void download_offer(Ctx *cx, Out *body)
{
    const char *page = buf_text(&body->buf);
    if (!cx->download || (!strstr(page, "<table") && !strstr(page, "<figure") &&
                          !strstr(page, "govuk-summary-list")))
        return;
    out_raw(body, "<p class=\"pont-chart__files pont-chart__files--page\">");
    link_to(body, cx->download, NULL, AS_PDF, T(cx, "The same as PDF"), NULL);
    if (cx->download->tables.n || cx->download->reply) {
        out_raw(body, " ");
        link_to(body, cx->download, NULL, AS_XLSX, T(cx, "Tables as a workbook (XLSX)"), NULL);
        out_raw(body, " ");
        link_to(body, cx->download, NULL, AS_ODS, T(cx, "Tables as a workbook (ODS)"), NULL);
    }
    out_raw(body, "</p>\n");
}

Html download_bytes(Out *out, const ReplyFile *f)
{
    Arena *a = out->buf.arena;
    Out o = out_new(a, out->lang, out->translate);
    out_raw(&o, "<a class=\"govuk-link\" download=\"");
    out_text(&o, f->name);
    out_raw(&o, "\" href=\"data:");
    out_text(&o, f->type);
    out_raw(&o, ";base64,");
    out_raw(&o, base64(a, f->text, f->size));
    out_raw(&o, "\">");
    TF_(&o, N_("Download %s"), f->name);
    out_raw(&o, "</a>");
    return out_html(&o);
}

void download_offer_again(Ctx *cx, Out *body, const char *action, const Pairs *sent)
{
    out_raw(body, "<form class=\"pont-again\" method=\"post\" action=\"");
    out_url_text(body, action);
    out_raw(body, "\">");
    for (int i = 0; i < sent->n; i++) {
        bool once = same(sent->items[i].name, "_once"); /* that form has been sent */
        if (once || download_is_mine(sent->items[i].name))
            continue;
        out_raw(body, "<input type=\"hidden\" name=\"");
        out_text(body, sent->items[i].name);
        out_raw(body, "\" value=\"");
        out_text(body, sent->items[i].value);
        out_raw(body, "\">");
    }
    const struct {
        DownloadKind kind;
        const char *words;
    } offers[] = {{AS_PDF, T(cx, "The same as PDF")},
                  {AS_XLSX, T(cx, "Tables as a workbook (XLSX)")},
                  {AS_ODS, T(cx, "Tables as a workbook (ODS)")}};
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        out_raw(body, "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\" "
                      "name=\"as\" value=\"");
        out_raw(body, kinds[offers[i].kind].name);
        out_raw(body, "\">");
        out_text(body, offers[i].words);
        out_raw(body, "</button> ");
    }
    out_raw(body, "</form>\n");
}

static void figure_table(Out *out, const char *label, const Table *table)
{
    if (label) {
        out_raw(out, "<details class=\"govuk-details pont-chart__numbers\"><summary "
                     "class=\"govuk-details__summary\"><span "
                     "class=\"govuk-details__summary-text\">");
        out_text(out, label);
        out_raw(out, "</span></summary>\n");
    }
    out_raw(out, "<div class=\"pont-chart__table\">\n");
    page_table(out, table);
    out_raw(out, label ? "</div></details>\n" : "</div>\n");
}

void chart_figure(Ctx *cx, Out *out, const ChartText *text, Html svg, const char *table_label,
                  const Table *table)
{
    Download *d = cx->download;
    download_hear(cx, out);
    if (d && same(d->chart, text->id)) {
        d->found = true;
        d->title = text->title;
        d->svg = svg;
        d->table = table;
    }
    out_raw(out, "<figure class=\"pont-chart\">\n<figcaption class=\"pont-chart__caption\">");
    out_text(out, text->title);
    out_raw(out, "</figcaption>\n<section class=\"pont-scroll pont-chart__frame\" "
                 "tabindex=\"0\" aria-label=\"");
    out_text(out, text->title);
    out_raw(out, "\">\n");
    out_markup(out, svg);
    out_raw(out, "</section>\n");
    if (table)
        figure_table(out, table_label, table);
    if (d) {
        out_raw(out, "<p class=\"pont-chart__files\"><span>");
        out_text(out, T(cx, "Download:"));
        out_raw(out, "</span> ");
        for (int k = AS_SVG; k <= AS_ODS; k++)
            if (k <= AS_PNG || (table && k != AS_PDF))
                link_to(out, d, text->id, (DownloadKind)k, kinds[k].label, text->title);
        out_raw(out, "</p>\n");
    }
    out_raw(out, "</figure>\n");
}
