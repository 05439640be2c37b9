/* Decides how the described sheets become an ODS file: one document of cells, one of settings
 * for what stays in sight, and the list of both. */
#include "base/workbook_parts.h"
#include <math.h>

typedef struct Ods {
    Arena *a;
    Buf out; /* content.xml */
} Ods;

/* ---------------------------------------------------------------- text */

/* What XML cannot hold becomes the character for "no such character". */
static void put_escaped(Buf *b, const char *s, bool attribute)
{
    for (; *s; s++) {
        if (*s == '&')
            buf_puts(b, "&amp;");
        else if (*s == '<')
            buf_puts(b, "&lt;");
        else if (*s == '>')
            buf_puts(b, "&gt;");
        else if (*s == '"')
            buf_puts(b, "&quot;");
        else if (attribute && (*s == '\n' || *s == '\t'))
            buf_printf(b, "&#%d;", *s);
        else if ((unsigned char)*s < ' ' && *s != '\n' && *s != '\t')
            buf_puts(b, "\xEF\xBF\xBD");
        else if (starts_with(s, "\xEF\xBF\xBE") || starts_with(s, "\xEF\xBF\xBF"))
            buf_puts(b, "\xEF\xBF\xBD"), s += 2;
        else
            buf_putc(b, *s);
    }
}

/* Lines are paragraphs; blanks that XML would run together are counted. */
static void put_paragraphs(Ods *x, const char *s)
{
    buf_puts(&x->out, "<text:p>");
    bool after = true;
    for (; *s; s++) {
        char one[2] = {*s, '\0'};
        if (*s == '\n') {
            buf_puts(&x->out, "</text:p><text:p>");
            after = true;
        } else if (*s == '\t') {
            buf_puts(&x->out, "<text:tab/>");
            after = true;
        } else if (*s == ' ' && (after || s[1] == '\n' || s[1] == '\t' || !s[1])) {
            buf_puts(&x->out, "<text:s/>");
            after = true;
        } else if (starts_with(s, "\xEF\xBF\xBE") || starts_with(s, "\xEF\xBF\xBF")) {
            buf_puts(&x->out, "\xEF\xBF\xBD");
            s += 2;
            after = false;
        } else {
            put_escaped(&x->out, one, false);
            after = *s == ' ';
        }
    }
    buf_puts(&x->out, "</text:p>");
}

/* ---------------------------------------------------------------- styles */

static const char *const look_styles[LOOK_COUNT] = {
    [LOOK_PLAIN] = "",
    [LOOK_TITLE] = "<style:text-properties fo:font-size=\"14pt\" fo:font-weight=\"bold\"/>",
    [LOOK_HEADING] = "<style:table-cell-properties fo:background-color=\"#e8edee\" "
                     "fo:wrap-option=\"wrap\" fo:border-bottom=\"0.5pt solid #000000\"/>"
                     "<style:text-properties fo:font-weight=\"bold\"/>",
    [LOOK_LABEL] = "<style:text-properties fo:color=\"#425563\"/>",
    [LOOK_INPUT] = "<style:table-cell-properties style:cell-protect=\"none\" "
                   "fo:border=\"0.5pt solid #aeb7bd\"/>",
    [LOOK_PAST] = "<style:table-cell-properties fo:background-color=\"#f0f0f0\"/>"
                  "<style:text-properties fo:color=\"#425563\"/>",
    [LOOK_WRONG] = "<style:table-cell-properties style:cell-protect=\"none\" "
                   "fo:background-color=\"#fff2cc\" fo:border=\"0.5pt solid #aeb7bd\"/>",
};

enum { MOST_DECIMALS = 15 };

/* "general", "n2", "p1", "day": how the value is shown. */
static const char *format_of(Arena *a, const BookCell *c)
{
    int n = c->decimals > MOST_DECIMALS ? MOST_DECIMALS : c->decimals;
    if (c->kind == BOOK_DAY)
        return "day";
    if (c->kind == BOOK_PERCENT)
        return arena_printf(a, "p%d", n < 0 ? 0 : n);
    return c->kind == BOOK_NUMBER && n >= 0 ? arena_printf(a, "n%d", n) : "general";
}

static void put_styles(Ods *x)
{
    Buf *b = &x->out;
    static const char number[] = "<number:number number:min-integer-digits=\"1\" "
                                 "number:decimal-places=\"%d\" "
                                 "number:min-decimal-places=\"%d\"/>";
    buf_puts(b, "<office:automatic-styles>"
                "<number:date-style style:name=\"Nday\"><number:year number:style=\"long\"/>"
                "<number:text>-</number:text><number:month number:style=\"long\"/>"
                "<number:text>-</number:text><number:day number:style=\"long\"/>"
                "</number:date-style>");
    for (int n = 0; n <= MOST_DECIMALS; n++) {
        buf_printf(b, "<number:number-style style:name=\"Nn%d\">", n);
        buf_printf(b, number, n, n);
        buf_printf(b, "</number:number-style><number:percentage-style style:name=\"Np%d\">", n);
        buf_printf(b, number, n, n);
        buf_puts(b, "<number:text>%</number:text></number:percentage-style>");
    }
    for (int look = 0; look < LOOK_COUNT; look++)
        for (int f = 0; f < 2 + 2 * (MOST_DECIMALS + 1); f++) {
            const char *name = f == 0 ? "general"
                               : f == 1
                                   ? "day"
                                   : arena_printf(x->a, "%c%d", f % 2 ? 'p' : 'n', f / 2 - 1);
            buf_printf(b, "<style:style style:name=\"c%d%s\" style:family=\"table-cell\"", look,
                       name);
            if (f)
                buf_printf(b, " style:data-style-name=\"N%s\"", name);
            buf_printf(b, ">%s</style:style>", look_styles[look]);
        }
}

static void put_width(Ods *x, int sheet, int column, double width)
{
    if (width > 0)
        buf_printf(
            &x->out,
            "<style:style style:name=\"w%d-%d\" style:family=\"table-column\">"
            "<style:table-column-properties style:column-width=\"%.2fmm\"/></style:style>",
            sheet, column, 2.0 * width);
}

/* ---------------------------------------------------------------- what a column takes */

static const char *rule_name(Arena *a, int sheet, int rule)
{
    return arena_printf(a, "rule%d-%d", sheet, rule);
}

static void put_condition(Ods *x, const BookRule *r)
{
    Buf b = buf_new(x->a, 0);
    const char *at = arena_printf(x->a, "[.%s]", cell_place(x->a, r->first_row, r->column));
    if (r->list) {
        buf_puts(&b, "of:cell-content-is-in-list(");
        for (int i = 0; i < r->n_list; i++)
            buf_printf(&b, "%s\"%s\"", i ? ";" : "", r->list[i]);
        buf_putc(&b, ')');
    } else {
        buf_printf(&b, "of:is-true-formula(OR(AND(ISNUMBER(%s)", at);
        if (!isnan(r->least))
            buf_printf(&b, ";%s>=%s", at, text_double(x->a, r->least));
        if (!isnan(r->most))
            buf_printf(&b, ";%s<=%s", at, text_double(x->a, r->most));
        if (r->whole)
            buf_printf(&b, ";INT(%s)=%s", at, at);
        buf_printf(&b, ");UPPER(%s)=\"NK\";UPPER(%s)=\"N/A\"))", at, at);
    }
    put_escaped(&x->out, buf_text(&b), true);
}

static void put_rules(Ods *x, const Book *book)
{
    Buf *b = &x->out;
    bool any = false;
    for (int i = 0; i < book->n_sheets; i++)
        any = any || book->sheets[i]->n_rules;
    if (!any)
        return;
    buf_puts(b, "<table:content-validations>");
    for (int i = 0; i < book->n_sheets; i++)
        for (int k = 0; k < book->sheets[i]->n_rules; k++) {
            const BookSheet *s = book->sheets[i];
            const BookRule *r = &s->rules[k];
            buf_printf(b, "<table:content-validation table:name=\"%s\" table:condition=\"",
                       rule_name(x->a, i, k));
            put_condition(x, r);
            buf_printf(b, "\" table:allow-empty-cell=\"true\"%s table:base-cell-address=\"",
                       r->list ? " table:display-list=\"unsorted\"" : "");
            put_escaped(b,
                        arena_printf(x->a, "$'%s'.%s", s->name,
                                     cell_place(x->a, r->first_row, r->column)),
                        true);
            buf_puts(b, "\"><table:error-message table:message-type=\"warning\" "
                        "table:display=\"true\">");
            put_paragraphs(x, r->message ? r->message : "");
            buf_puts(b, "</table:error-message></table:content-validation>");
        }
    buf_puts(b, "</table:content-validations>");
}

static const char *rule_of(Ods *x, const BookSheet *s, int sheet, int row, int column)
{
    for (int i = 0; i < s->n_rules; i++)
        if (s->rules[i].column == column && row >= s->rules[i].first_row &&
            row <= s->rules[i].last_row)
            return rule_name(x->a, sheet, i);
    return NULL;
}

/* ---------------------------------------------------------------- cells */

static void put_cell(Ods *x, const BookCell *c, const char *rule)
{
    Buf *b = &x->out;
    Date day;
    bool is_day = c->kind == BOOK_DAY && date_parse_iso(c->text, &day);
    buf_puts(b, "<table:table-cell");
    if (c->look != LOOK_PLAIN || c->kind == BOOK_NUMBER || c->kind == BOOK_PERCENT || is_day)
        buf_printf(b, " table:style-name=\"c%d%s\"", (int)c->look, format_of(x->a, c));
    if (rule)
        buf_printf(b, " table:content-validation-name=\"%s\"", rule);
    if (c->kind == BOOK_NUMBER || c->kind == BOOK_PERCENT)
        buf_printf(b, " office:value-type=\"%s\" office:value=\"%s\"",
                   c->kind == BOOK_NUMBER ? "float" : "percentage",
                   text_double(x->a, c->number));
    else if (is_day)
        buf_printf(b, " office:value-type=\"date\" office:date-value=\"%s\"", c->text);
    else if (c->kind != BOOK_BLANK)
        buf_puts(b, " office:value-type=\"string\"");
    buf_putc(b, '>');
    if (c->note && *c->note) {
        buf_puts(b, "<office:annotation svg:width=\"70mm\" svg:height=\"30mm\">");
        put_paragraphs(x, c->note);
        buf_puts(b, "</office:annotation>");
    }
    if (c->kind == BOOK_NUMBER || c->kind == BOOK_PERCENT)
        put_paragraphs(x, text_double(x->a, c->number));
    else if (c->kind != BOOK_BLANK)
        put_paragraphs(x, c->text);
    buf_puts(b, "</table:table-cell>");
}

static void put_sheet(Ods *x, const BookSheet *s, int index)
{
    Buf *b = &x->out;
    buf_puts(b, "<table:table table:name=\"");
    put_escaped(b, s->name, true);
    buf_printf(b, "\"%s>", s->locked ? " table:protected=\"true\"" : "");
    for (int c = 0; c < s->n_columns; c++) {
        buf_puts(b, "<table:table-column");
        if (s->widths[c] > 0)
            buf_printf(b, " table:style-name=\"w%d-%d\"", index, c);
        buf_puts(b, "/>");
    }
    for (int r = 0; r < s->n_rows; r++) {
        buf_puts(b, "<table:table-row>");
        for (int c = 0; c < s->n_columns; c++)
            put_cell(x, &s->rows[r][c], rule_of(x, s, index, r, c));
        buf_puts(b, "</table:table-row>");
    }
    if (!s->n_rows)
        buf_puts(b, "<table:table-row><table:table-cell/></table:table-row>");
    buf_puts(b, "</table:table>");
}

/* ---------------------------------------------------------------- documents */

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS(prefix, rest)                                                                       \
    " xmlns:" prefix "=\"urn:oasis:names:tc:opendocument:xmlns:" rest ":1.0\""

static void put_split(Buf *b, const char *which, int n)
{
    static const char item[] = "<config:config-item config:name=\"%s%s\" "
                               "config:type=\"%s\">%d</config:config-item>";
    if (!n)
        return;
    buf_printf(b, item, which, "SplitMode", "short", 2); /* 2: it stays */
    buf_printf(b, item, which, "SplitPosition", "int", n);
    buf_printf(b, item, which[0] == 'H' ? "PositionRight" : "PositionBottom", "", "int", n);
}

/* Which rows and columns stay in sight. */
static const char *settings(Arena *a, const Book *book)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, HEAD "<office:document-settings" NS("office", "office")
                     NS("config",
                        "config") " office:version=\"1.3\"><office:settings>"
                                  "<config:config-item-set config:name=\"ooo:view-settings\">"
                                  "<config:config-item-map-indexed config:name=\"Views\">"
                                  "<config:config-item-map-entry>"
                                  "<config:config-item-map-named config:name=\"Tables\">");
    for (int i = 0; i < book->n_sheets; i++) {
        const BookSheet *s = book->sheets[i];
        buf_puts(&b, "<config:config-item-map-entry config:name=\"");
        put_escaped(&b, s->name, true);
        buf_puts(&b, "\">");
        put_split(&b, "Horizontal", s->frozen_columns);
        put_split(&b, "Vertical", s->frozen_rows);
        buf_puts(&b, "</config:config-item-map-entry>");
    }
    buf_puts(&b, "</config:config-item-map-named></config:config-item-map-entry>"
                 "</config:config-item-map-indexed></config:config-item-set>"
                 "</office:settings></office:document-settings>\n");
    return buf_text(&b);
}

static const char *meta(Arena *a, const Book *book)
{
    Buf b = buf_new(a, 0);
    buf_puts(
        &b,
        HEAD "<office:document-meta" NS("office", "office")
            NS("meta",
               "meta") " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\">"
                       "<office:meta><meta:generator>Pont</meta:generator><dc:title>");
    put_escaped(&b, book->title ? book->title : "", false);
    buf_puts(&b, "</dc:title></office:meta></office:document-meta>\n");
    return buf_text(&b);
}

static void content(Ods *x, const Book *book)
{
    buf_puts(&x->out,
             HEAD "<office:document-content" NS("office", "office") NS("style", "style")
                 NS("text", "text") NS("table", "table") NS("number", "datastyle")
                     NS("fo", "xsl-fo-compatible") NS("svg", "svg-compatible")
                         NS("of", "of") " office:version=\"1.3\">");
    put_styles(x);
    for (int i = 0; i < book->n_sheets; i++)
        for (int c = 0; c < book->sheets[i]->n_columns; c++)
            put_width(x, i, c, book->sheets[i]->widths[c]);
    buf_puts(&x->out, "</office:automatic-styles><office:body><office:spreadsheet>");
    put_rules(x, book);
    for (int i = 0; i < book->n_sheets; i++)
        put_sheet(x, book->sheets[i], i);
    buf_puts(&x->out, "</office:spreadsheet></office:body></office:document-content>\n");
}

static const char manifest[] = HEAD "<manifest:manifest" NS(
    "manifest",
    "manifest") " manifest:version=\"1.3\">"
                "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
                "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
                "<manifest:file-entry manifest:full-path=\"content.xml\" "
                "manifest:media-type=\"text/xml\"/>"
                "<manifest:file-entry manifest:full-path=\"styles.xml\" "
                "manifest:media-type=\"text/xml\"/>"
                "<manifest:file-entry manifest:full-path=\"meta.xml\" "
                "manifest:media-type=\"text/xml\"/>"
                "<manifest:file-entry manifest:full-path=\"settings.xml\" "
                "manifest:media-type=\"text/xml\"/></manifest:manifest>\n";

static const char styles[] = HEAD "<office:document-styles" NS("office", "office")
    NS("style", "style") " office:version=\"1.3\"><office:styles/></office:document-styles>\n";

static Bytes bytes_of(const char *s)
{
    return (Bytes){s, strlen(s)};
}

bool book_write_ods(const Book *b, Err *err, Bytes *out)
{
    enum { MOST_CONTENT = 512 << 20 };
    Ods x = {.a = b->arena, .out = buf_new(b->arena, MOST_CONTENT)};
    content(&x, b);
    if (!buf_ok(&x.out, err))
        return false;
    const ZipPart parts[] = {
        {"mimetype", bytes_of(book_type(BOOK_ODS)), true}, /* the first, and not packed */
        {"content.xml", {buf_text(&x.out), x.out.len}, false},
        {"styles.xml", bytes_of(styles), false},
        {"meta.xml", bytes_of(meta(b->arena, b)), false},
        {"settings.xml", bytes_of(settings(b->arena, b)), false},
        {"META-INF/manifest.xml", bytes_of(manifest), false},
    };
    return zip_write(b->arena, err, parts, sizeof parts / sizeof *parts, out);
}
