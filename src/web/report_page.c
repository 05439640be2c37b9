/* Decides how the markup of a page becomes a report. It is our own markup (web/pages, the pages
 * of modules), well formed and of few elements: headings, paragraphs, lists, tables, lists of
 * terms, figures. What only makes sense on a screen (forms, filters, links to files) is left
 * out. */
#include "web/apart.h"
#include "web/form.h"
#include "web/pages/answer.html.h"
#include "web/report.h"

typedef enum Block {
    BLOCK_NONE,
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_ITEM,
    BLOCK_TERM,
    BLOCK_VALUE,
    BLOCK_CELL,
    BLOCK_CAPTION,
    BLOCK_FIGCAPTION,
    BLOCK_PRE,
    BLOCK_SUMMARY
} Block;

typedef struct Walk {
    Report *report;
    Arena *a;
    const char *at;
    Block block;
    int level;                 /* of a heading */
    Buf text;                  /* of the open block */
    bool in_link, beside_link; /* text of the block outside of links */
    Grid grid;                 /* the open table or list of terms */
    bool in_figure;
    const char **row;
    int column;
    const char *caption; /* of the figure */
} Walk;

typedef struct Tag {
    char name[16];
    bool closing;
    const char *attributes; /* up to the ">" */
    size_t length;
} Tag;

/* At a "<": reads the tag and goes behind it. */
static Tag read_tag(Walk *w)
{
    Tag t = {0};
    const char *s = w->at + 1;
    t.closing = *s == '/';
    s += t.closing;
    size_t n = strcspn(s, " \n/>");
    memcpy(t.name, s, n < sizeof t.name ? n : sizeof t.name - 1);
    t.attributes = s + n;
    t.length = strcspn(t.attributes, ">");
    w->at = t.attributes + t.length + (t.attributes[t.length] == '>');
    return t;
}

static bool has(const Tag *t, const char *word)
{
    return memmem(t->attributes, t->length, word, strlen(word)) != NULL;
}

/* Behind the end of the element that has just begun. */
static void skip(Walk *w, const char *name)
{
    for (int depth = 1; depth && *w->at;) {
        w->at += strcspn(w->at, "<");
        if (!*w->at)
            return;
        Tag t = read_tag(w);
        if (same(t.name, name))
            depth += t.closing ? -1 : 1;
    }
}

static void add_text(Walk *w, const char *s, size_t n)
{
    static const struct {
        const char *name, *text;
    } entities[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    for (size_t i = 0; i < n;) {
        size_t k = 0, most = sizeof entities / sizeof *entities;
        while (s[i] == '&' && k < most && !starts_with(s + i, entities[k].name))
            k++;
        if (s[i] == '&' && k < most) {
            buf_puts(&w->text, entities[k].text);
            i += strlen(entities[k].name);
        } else {
            w->beside_link = w->beside_link || (!w->in_link && s[i] != ' ' && s[i] != '\n');
            bool blank = s[i] == ' ' || s[i] == '\n' || s[i] == '\t';
            bool after = w->text.len && w->text.data[w->text.len - 1] == ' ';
            if (w->block == BLOCK_PRE)
                buf_putc(&w->text, s[i]);
            else if (!blank)
                buf_putc(&w->text, s[i]);
            else if (w->text.len && !after)
                buf_putc(&w->text, ' ');
            i++;
        }
    }
}

static void open_block(Walk *w, Block block)
{
    w->block = block;
    w->text = buf_new(w->a, 0);
    w->beside_link = false;
}

static void begin_grid(Walk *w, int columns)
{
    w->grid = (Grid){.n_columns = columns, .right = NEW_ARRAY(w->a, bool, columns)};
    w->row = NULL;
    w->column = 0;
}

static void close_block(Walk *w)
{
    const char *text = text_trim(w->a, buf_text(&w->text));
    Block block = w->block;
    w->block = BLOCK_NONE;
    if (!*text && block != BLOCK_CELL)
        return;
    switch (block) {
    case BLOCK_HEADING:
        report_heading(w->report, w->level, text);
        break;
    case BLOCK_PARAGRAPH:
        if (w->beside_link) /* else a link alone: where to go on the screen */
            report_paragraph(w->report, text);
        break;
    case BLOCK_ITEM:
        report_item(w->report, text);
        break;
    case BLOCK_PRE:
        report_plain(w->report, buf_text(&w->text));
        break;
    case BLOCK_SUMMARY:
        if (!w->in_figure)
            report_heading(w->report, 3, text);
        break;
    case BLOCK_TERM:
        w->row = grid_row(w->a, &w->grid);
        w->row[0] = text;
        break;
    case BLOCK_VALUE:
        if (w->row)
            w->row[1] = w->row[1] ? arena_printf(w->a, "%s; %s", w->row[1], text) : text;
        break;
    case BLOCK_CELL:
        if (w->row && w->column < w->grid.n_columns)
            w->row[w->column++] = text;
        break;
    case BLOCK_CAPTION:
        w->grid.caption = text;
        break;
    case BLOCK_FIGCAPTION:
        w->caption = text;
        break;
    case BLOCK_NONE:
        break;
    }
}

/* How many columns the table has that begins here: those of its first row. */
static int count_columns(const char *at)
{
    const char *row = strstr(at, "<tr"), *end = row ? strstr(row, "</tr>") : NULL;
    int n = 0;
    for (const char *s = row; s && s < end; s++)
        n += starts_with(s, "<th") || starts_with(s, "<td");
    return n;
}

/* The text between the first <name ...> of the drawing and its end. */
static const char *part_of(Walk *w, const char *svg, const char *name)
{
    const char *start = strstr(svg, arena_printf(w->a, "<%s", name));
    const char *end = start ? strstr(start, arena_printf(w->a, "</%s>", name)) : NULL;
    if (!end)
        return "";
    start += strcspn(start, ">") + 1;
    Buf kept = w->text;
    w->text = buf_new(w->a, 0);
    add_text(w, start, (size_t)(end - start));
    const char *text = buf_text(&w->text);
    w->text = kept;
    return text;
}

static void take_drawing(Walk *w, const char *start)
{
    const char *end = strstr(start, "</svg>");
    if (!end)
        return;
    const char *svg = arena_strndup(w->a, start, (size_t)(end - start) + strlen("</svg>"));
    w->at = end + strlen("</svg>");
    if (w->in_figure)
        report_chart(w->report, w->caption ? w->caption : part_of(w, svg, "title"),
                     part_of(w, svg, "desc"), (Html){svg});
}

static bool is_for_screens(const Tag *t)
{
    return same(t->name, "form") || same(t->name, "nav") || same(t->name, "script") ||
           same(t->name, "button") || has(t, "pont-filter") || has(t, "pont-views") ||
           has(t, "pont-chart__files") || has(t, "govuk-visually-hidden") ||
           has(t, "govuk-button");
}

static void begin(Walk *w, const Tag *t, const char *start)
{
    const char *n = t->name;
    if (n[0] == 'h' && n[1] >= '1' && n[1] <= '6' && !n[2]) {
        open_block(w, BLOCK_HEADING);
        w->level = n[1] - '0';
    } else if (same(n, "p")) {
        open_block(w, BLOCK_PARAGRAPH);
    } else if (same(n, "li")) {
        open_block(w, BLOCK_ITEM);
    } else if (same(n, "pre")) {
        open_block(w, BLOCK_PRE);
    } else if (same(n, "summary")) {
        open_block(w, BLOCK_SUMMARY);
    } else if (same(n, "dl")) {
        begin_grid(w, 2);
    } else if (same(n, "dt")) {
        open_block(w, BLOCK_TERM);
    } else if (same(n, "dd")) {
        open_block(w, BLOCK_VALUE);
    } else if (same(n, "table")) {
        begin_grid(w, count_columns(w->at));
    } else if (same(n, "thead")) {
        w->grid.head = true;
    } else if (same(n, "caption")) {
        open_block(w, BLOCK_CAPTION);
    } else if (same(n, "tr")) {
        w->row = grid_row(w->a, &w->grid);
        w->column = 0;
    } else if (same(n, "a")) {
        w->in_link = true;
    } else if (has(t, "pont-table__empty")) { /* a sentence in place of rows */
        report_heading(w->report, 3, w->grid.caption ? w->grid.caption : "");
        w->grid.n_rows = 0;
        open_block(w, BLOCK_PARAGRAPH);
    } else if (same(n, "th") || same(n, "td")) {
        open_block(w, BLOCK_CELL);
        if (has(t, "numeric") && w->column < w->grid.n_columns)
            w->grid.right[w->column] = true;
    } else if (same(n, "figure")) {
        w->in_figure = true;
        w->caption = NULL;
    } else if (same(n, "figcaption")) {
        open_block(w, BLOCK_FIGCAPTION);
    } else if (same(n, "svg")) {
        take_drawing(w, start);
    } else if (w->block == BLOCK_VALUE && has(t, "note")) {
        buf_puts(&w->text, "; "); /* a figure's note under its value */
    }
}

static void end(Walk *w, const Tag *t)
{
    static const char *const blocks[] = {"h1",      "h2", "h3",  "h4",        "h5", "h6",
                                         "p",       "li", "pre", "summary",   "dt", "dd",
                                         "caption", "th", "td",  "figcaption"};
    if (same(t->name, "a"))
        w->in_link = false;
    if (same(t->name, "td") && w->block == BLOCK_PARAGRAPH)
        close_block(w);
    if (same(t->name, "figure"))
        w->in_figure = false;
    if ((same(t->name, "dl") || same(t->name, "table")) && w->grid.n_rows) {
        report_grid(w->report, &w->grid);
        w->grid = (Grid){0};
    }
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (w->block != BLOCK_NONE && same(t->name, blocks[i])) {
            close_block(w);
            return;
        }
}

typedef struct Source {
    const char *title, *markup;
} Source;

static bool make(Ctx *cx, const void *self, Bytes *out)
{
    const Source *source = self;
    Walk w = {.report = report_begin(cx, source->title), .a = cx->arena, .at = source->markup};
    while (*w.at) {
        size_t n = strcspn(w.at, "<");
        if (w.block != BLOCK_NONE)
            add_text(&w, w.at, n);
        w.at += n;
        if (!*w.at)
            break;
        const char *start = w.at;
        Tag t = read_tag(&w);
        if (t.closing)
            end(&w, &t);
        else if (!is_for_screens(&t))
            begin(&w, &t, start);
        else if (!same(t.name, "input"))
            skip(&w, t.name);
    }
    return report_end(w.report, out);
}

bool report_of_page(Ctx *cx, const char *title, Html body, Bytes *out)
{
    return apart(cx, make, &(Source){title, body.s ? body.s : ""}, out);
}

bool report_of_reply(Ctx *cx, const Reply *reply, Bytes *out)
{
    Out body = out_new(cx->arena, cx->lang, translate);
    AnswerView v = {.title = reply->title ? reply->title : "Pont",
                    .reply = reply,
                    .failed = reply->outcome != ERR_NONE};
    page_answer(&body, &v);
    if (reply->only_text) {
        out_raw(&body, "<pre>");
        out_text(&body, reply->only_text);
        out_raw(&body, "</pre>");
    }
    return buf_ok(&body.buf, &cx->err) && report_of_page(cx, v.title, out_html(&body), out);
}
