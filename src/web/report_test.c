/* Reports: what is told to a screen reader, and what a page leaves behind on its way to paper.
 * The text itself is compressed; tests/cases/web/chart.case reads it with pdftotext. */
#include "web/apart.h"
#include "web/raster.h"
#include "web/report.h"
#include <stdlib.h>

#include "support/test.h"

static int count(const Bytes *b, const char *part)
{
    int n = 0;
    const char *end = b->data + b->size;
    for (const char *s = b->data; (s = memmem(s, (size_t)(end - s), part, strlen(part))); s++)
        n++;
    return n;
}

static Ctx ctx(Arena *a, Lang lang)
{
    Ctx cx = {.arena = a, .lang = lang, .user = "test"};
    assert_true(date_parse_iso("2026-11-26", &cx.today));
    return cx;
}

static const char page[] =
    "<h1 class=\"govuk-heading-l\">Llyfr ŵ ŷ</h1>\n<p class=\"govuk-body\">One &amp; two.</p>"
    "<p><a href=\"/x\">Only a link</a></p><form><p>Not on paper</p></form>"
    "<ul class=\"pont-filter\"><li>no</li></ul><ul><li>first</li><li>second</li></ul>"
    "<dl><dt>Term</dt><dd>Value</dd></dl>"
    "<figure class=\"pont-chart\"><figcaption>Chart</figcaption><section>"
    "<svg class=\"pont-chart__svg\" viewBox=\"0 0 100 50\" role=\"img\"><title>t</title>"
    "<desc>what it shows</desc><rect width=\"50\" height=\"20\"/></svg></section></figure>"
    "<table><caption>Numbers</caption><thead><tr><th scope=\"col\">Year</th>"
    "<th class=\"govuk-table__header--numeric\">Places</th></tr></thead><tbody>"
    "<tr><th "
    "scope=\"row\">2027</th><td>184</td></tr><tr><th>2028</th><td></td></tr></tbody></table>"
    "<table><caption>Empty</caption><thead><tr><th>A</th></tr></thead><tbody>"
    "<tr><td class=\"pont-table__empty\" colspan=\"1\">Nothing</td></tr></tbody></table>";

void test_report__tells_the_structure_and_the_language(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = ctx(a, LANG_CY);
    Bytes pdf;
    assert_true(report_of_page(&cx, "Teitl", (Html){page}, &pdf));
    assert_true(starts_with(pdf.data, "%PDF-1.5"));
    assert_int_equal(count(&pdf, "/Lang (cy)"), 1);
    assert_int_equal(count(&pdf, "/DisplayDocTitle true"), 1);
    assert_true(count(&pdf, "/MarkInfo << /Marked true >>") >= 1);
    assert_int_equal(count(&pdf, "/S /H1"), 1);
    assert_int_equal(count(&pdf, "/S /P\n"), 2); /* one paragraph, and "Nothing" */
    assert_int_equal(count(&pdf, "/S /LI\n"), 2);
    assert_int_equal(count(&pdf, "/S /Table"), 2); /* terms, numbers */
    assert_int_equal(count(&pdf, "/S /TR"), 1 + 3);
    assert_int_equal(count(&pdf, "/S /TD"), 1 + 2);
    assert_int_equal(count(&pdf, "/Scope /Column"), 2);
    assert_int_equal(count(&pdf, "/Scope /Row"), 1 + 2);
    /* the figure as cairo wrote it, and again with its words */
    assert_int_equal(count(&pdf, "/S /Figure"), 2);
    assert_int_equal(count(&pdf, "/Alt <FEFF00430068006100720074002E00200077"), 1);
}

void test_report__the_same_day_gives_the_same_bytes(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = ctx(a, LANG_EN);
    Bytes one, two;
    assert_true(report_of_page(&cx, "Title", (Html){page}, &one));
    assert_true(report_of_page(&cx, "Title", (Html){page}, &two));
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.data, two.data, one.size);
}

void test_report__long_tables_go_over_many_sheets(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = ctx(a, LANG_EN);
    Bytes pdf;
    Reply r = {.title = "Long"};
    Table *t = reply_table(&cx, &r, "long", "Long");
    for (int c = 0; c < 12; c++)
        table_column(&cx, t, "c", "A heading of a column", COLUMN_NUMBER, 1);
    for (int i = 0; i < 200; i++) {
        Cell *row = table_row(&cx, t);
        row[0] = cell_text("an organisation with a long name");
        for (int c = 1; c < 11; c++)
            row[c] = cell_number(i * c);
        row[11] = cell_state(CELL_NOT_RECEIVED);
    }
    assert_true(report_of_reply(&cx, &r, &pdf));
    assert_int_equal(count(&pdf, "/S /Table"), 1);
    assert_true(count(&pdf, "/Type /Page\n") + count(&pdf, "/Type /Page ") >= 5);
    assert_true(count(&pdf, "842 595") >= 1); /* it lies */
    /* Each sheet names the columns again. */
    assert_int_equal(count(&pdf, "/S /TD"), 200 * 11);
    assert_true(count(&pdf, "/Scope /Column") > 4 * 12);
}

void test_report__text_in_pdf_is_utf16(void)
{
    SCOPED_ARENA a = arena_new();
    assert_string_equal(pdf_string(a, "ŵA"), "<FEFF01750041>");
    assert_string_equal(pdf_string(a, "\xf0\x9f\x98\x80"), "<FEFFD83DDE00>");
    assert_string_equal(pdf_string(a, "–"), "<FEFF2013>");
}

void test_report__what_is_not_ours_stays_as_it_is(void)
{
    SCOPED_ARENA a = arena_new();
    Bytes out;
    static const char odd[] = "%PDF-1.7 with a compressed table\nstartxref\n12\n%%EOF";
    pdf_append(a, odd, strlen(odd), "cy", NULL, 0, &out);
    assert_int_equal(out.size, strlen(odd));
    assert_string_equal(out.data, odd);
}

void test_raster__draws_png_and_refuses_what_is_no_drawing(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = ctx(a, LANG_EN);
    Bytes png;
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 20\">"
                              "<rect width=\"10\" height=\"10\"/></svg>";
    assert_true(raster_png(&cx, svg, 2, &png));
    assert_memory_equal(png.data, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal((unsigned char)png.data[19], 60); /* width in the header */
    assert_int_equal((unsigned char)png.data[23], 40);
    assert_false(raster_png(&cx, "no drawing", 2, &png));
    err_clear(&cx.err);
    assert_false(raster_png(&cx,
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                            "viewBox=\"0 0 90000 90000\"/>",
                            2, &png));
}

static bool give(Ctx *cx, const void *self, Bytes *out)
{
    (void)cx;
    *out = (Bytes){self, strlen(self)};
    return true;
}

static bool refuse(Ctx *cx, const void *self, Bytes *out)
{
    (void)self;
    (void)out;
    return fail(&cx->err, IO, "no ink");
}

static bool fall(Ctx *cx, const void *self, Bytes *out)
{
    (void)cx;
    (void)self;
    (void)out;
    _Exit(7);
}

void test_apart__bytes_messages_and_falls_come_back(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = ctx(a, LANG_EN);
    Bytes out;
    assert_true(apart(&cx, give, "drawn", &out));
    assert_string_equal(out.data, "drawn");
    assert_false(apart(&cx, refuse, NULL, &out));
    assert_string_equal(cx.err.message, "no ink");
    err_clear(&cx.err);
    assert_false(apart(&cx, fall, NULL, &out));
    assert_int_equal(cx.err.kind, ERR_IO);
}
