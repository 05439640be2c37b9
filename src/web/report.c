/* Decides how a report is laid out: type, margins, where pages break, how wide columns are. How
 * it reaches paper is raster.c's affair. */
#include "web/report.h"
#include "core/i18n.h"
#include "core/module.h"
#include "web/download.h"
#include "web/raster.h"
#include <math.h>
#include <stdlib.h>

enum {
    MARGIN = 50,
    HEAD_ROOM = 34, /* header, below the margin's edge */
    FOOT_ROOM = 30,
    CELL_PAD = 4,
    INK = 0x0d3b45,
    TEXT = 0x0b0c0c,
    GREY = 0x4d5b5e,
    RULE = 0xc9d5d6,
    STRIPE = 0xf4f7f7,
    MOST_COLUMNS = 64,
};

struct Report {
    Ctx *cx;
    Arena *a;
    Paper *paper;
    const char *title;
    double width, height; /* of the sheet */
    double y;
    int page;
    bool fresh;   /* nothing stands on the sheet yet */
    bool in_list; /* an L is open */
};

/* ---------------------------------------------------------------- sheets */

static double left_of(const Report *r)
{
    (void)r;
    return MARGIN;
}

static double room_across(const Report *r)
{
    return r->width - 2 * MARGIN;
}

static double bottom_of(const Report *r)
{
    return r->height - MARGIN - FOOT_ROOM + 14;
}

static void put_line(Report *r, const char *text, PaperFont font, double size, double x,
                     double y, double width, bool right, unsigned colour)
{
    PaperWords w = paper_words(r->paper, text, font, size, width, right);
    paper_write(r->paper, &w, 0, 1, x, y, colour);
    paper_words_end(&w);
}

/* Header and footer are told to nobody who listens: "Private". */
static void frame_sheet(Report *r)
{
    double x = left_of(r), w = room_across(r), foot = r->height - MARGIN + 4;
    r->page++;
    paper_open(r->paper, "Private", NULL);
    put_line(r, "Pont", PAPER_STRONG, 11, x, MARGIN - 18, 60, false, INK);
    put_line(r, r->title, PAPER_TEXT, 8, x + 60, MARGIN - 15, w - 60, true, GREY);
    paper_box(r->paper, x, MARGIN, w, 1.2, INK);
    paper_box(r->paper, x, foot - 8, w, 0.5, RULE);
    put_line(r,
             arena_printf(r->a, T(r->cx, "Pont %s, %s"), r->cx->app ? r->cx->app->version : "",
                          date_long(r->cx, r->cx->today)),
             PAPER_TEXT, 8, x, foot, w / 2, false, GREY);
    put_line(r, arena_printf(r->a, T(r->cx, "Page %d"), r->page), PAPER_TEXT, 8, x + w / 2,
             foot, w / 2, true, GREY);
    paper_close(r->paper, "Private");
    r->y = MARGIN + HEAD_ROOM - 16;
    r->fresh = true;
}

static void new_sheet(Report *r)
{
    paper_sheet(r->paper);
    frame_sheet(r);
}

/* Sheets that lie are for wide tables alone. */
static void turn(Report *r, bool lying)
{
    if (lying == (r->width > r->height))
        return;
    double old = r->width;
    bool empty = r->fresh && r->page == 0;
    r->width = r->height;
    r->height = old;
    if (!empty)
        paper_sheet(r->paper);
    paper_size(r->paper, r->width, r->height);
    frame_sheet(r);
}

static void need(Report *r, double height)
{
    if (!r->fresh && r->y + height > bottom_of(r))
        new_sheet(r);
}

static void end_list(Report *r)
{
    if (r->in_list)
        paper_close(r->paper, "L");
    r->in_list = false;
}

/* ---------------------------------------------------------------- text */

/* Lines that may go on on the next sheet; each piece is an element of its own. */
static void put_text(Report *r, const char *tag, const char *text, PaperFont font, double size,
                     double indent, unsigned colour)
{
    PaperWords w = paper_words(r->paper, text, font, size, room_across(r) - indent, false);
    for (int from = 0; from < w.n_lines;) {
        need(r, w.line_height);
        int fits = (int)((bottom_of(r) - r->y) / w.line_height);
        int to = from + (fits < 1 ? 1 : fits);
        to = to < w.n_lines ? to : w.n_lines;
        paper_open(r->paper, tag, NULL);
        paper_write(r->paper, &w, from, to, left_of(r) + indent, r->y, colour);
        paper_close(r->paper, tag);
        r->y += (to - from) * w.line_height;
        r->fresh = false;
        from = to;
    }
    paper_words_end(&w);
}

Report *report_begin(Ctx *cx, const char *title)
{
    Report *r = NEW(cx->arena, Report);
    *r = (Report){.cx = cx,
                  .a = cx->arena,
                  .title = title,
                  .width = PAPER_SHORT,
                  .height = PAPER_LONG,
                  .paper = paper_new(cx, title, cx->lang)};
    paper_open(r->paper, "Document", NULL);
    frame_sheet(r);
    return r;
}

void report_heading(Report *r, int level, const char *text)
{
    static const double sizes[] = {20, 20, 14, 11.5, 10};
    int k = level < 1 ? 1 : level > 4 ? 4 : level;
    end_list(r);
    turn(r, false);
    r->y += r->fresh ? 0 : k == 1 ? 10 : 14;
    need(r, sizes[k] * 1.4 + 60); /* not alone at the foot */
    put_text(r, arena_printf(r->a, "H%d", k), text, PAPER_STRONG, sizes[k], 0, INK);
    r->y += k == 1 ? 8 : 4;
}

void report_paragraph(Report *r, const char *text)
{
    end_list(r);
    turn(r, false);
    put_text(r, "P", text, PAPER_TEXT, 9.5, 0, TEXT);
    r->y += 7;
}

void report_item(Report *r, const char *text)
{
    turn(r, false);
    if (!r->in_list)
        paper_open(r->paper, "L", NULL);
    r->in_list = true;
    paper_open(r->paper, "LI", NULL);
    put_text(r, "LBody", arena_printf(r->a, "• %s", text), PAPER_TEXT, 9.5, 10, TEXT);
    paper_close(r->paper, "LI");
    r->y += 2;
}

void report_plain(Report *r, const char *text)
{
    end_list(r);
    put_text(r, "P", text, PAPER_MONO, 7.5, 0, TEXT);
    r->y += 8;
}

void report_chart(Report *r, const char *title, const char *alternative, Html svg)
{
    const char *alone = chart_alone(r->a, title, svg), *box = strstr(alone, "viewBox=\"0 0 ");
    char *rest;
    end_list(r);
    turn(r, false);
    double w = strtod(box + 13, &rest), h = strtod(rest, NULL);
    double across = room_across(r), down = w > 0 ? across * h / w : 0;
    double most = bottom_of(r) - MARGIN - HEAD_ROOM, here = bottom_of(r) - r->y - 8;
    if (here > 0.7 * down) /* a little smaller rather than on a sheet of its own */
        most = here;
    if (down > most) {
        across *= most / down;
        down = most;
    }
    r->y += r->fresh ? 0 : 8;
    need(r, down);
    paper_open(
        r->paper, "Figure",
        arena_printf(r->a, "/Alt %s",
                     pdf_string(r->a, arena_printf(r->a, "%s. %s", title, alternative))));
    if (!paper_svg(r->paper, alone, left_of(r), r->y, across, down))
        put_line(r, title, PAPER_STRONG, 10, left_of(r), r->y, across, false, INK);
    paper_close(r->paper, "Figure");
    r->y += down + 10;
    r->fresh = false;
}

/* ---------------------------------------------------------------- tables */

const char **grid_row(Arena *a, Grid *g)
{
    const char **row = NEW_ARRAY(a, const char *, g->n_columns);
    *PUSH(a, g->cells, g->n_rows, g->room) = row;
    return row;
}

/* The longest word of a text, and the letters of the whole. */
static const char *longest_word(Arena *a, const char *text, int *letters)
{
    const char **words, *best = "";
    int n = text_split(a, text, ' ', &words);
    *letters = utf8_width(text);
    for (int i = 0; i < n; i++)
        if (utf8_width(words[i]) > utf8_width(best))
            best = words[i];
    return best;
}

/* What a column needs: room for its widest word, and what it would like to have. */
static void column_needs(Report *r, const Grid *g, int c, double size, double *least,
                         double *wish)
{
    enum { LONGEST_WORD = 24, LONGEST_TEXT = 60, LONGEST_HEAD = 16 };
    const char *widest = "";
    double head = 0;
    int most = 2;
    for (int i = 0; i < g->n_rows; i++) {
        int letters;
        const char *word = longest_word(r->a, g->cells[i][c] ? g->cells[i][c] : "", &letters);
        bool is_head = i == 0 && g->head;
        int limit = is_head ? LONGEST_HEAD : LONGEST_TEXT;
        most = letters < limit ? (letters > most ? letters : most)
               : limit > most  ? limit
                               : most;
        if (is_head)
            head = paper_width(r->paper, word, PAPER_STRONG, size);
        else if (utf8_width(word) > utf8_width(widest))
            widest = word;
    }
    double body = paper_width(r->paper, widest, c == 0 ? PAPER_STRONG : PAPER_TEXT, size);
    *least = fmax(fmin(body, LONGEST_WORD * 0.6 * size), head) + 2 * CELL_PAD + 1;
    *wish = fmax(*least, most * 0.62 * size + 2 * CELL_PAD);
}

/* The widths of columns in a type, within `room`; false when the longest words do not fit. */
static bool fit_columns(Report *r, const Grid *g, double size, double room, double *widths)
{
    double least = 0, wish = 0, min[MOST_COLUMNS], max[MOST_COLUMNS];
    for (int c = 0; c < g->n_columns; c++) {
        column_needs(r, g, c, size, &min[c], &max[c]);
        least += min[c];
        wish += max[c];
    }
    for (int c = 0; c < g->n_columns; c++)
        widths[c] = wish <= room ? max[c]
                    : least >= room
                        ? min[c] * room / least
                        : min[c] + (max[c] - min[c]) * (room - least) / (wish - least);
    return least <= room;
}

typedef struct Plan {
    double size, widths[MOST_COLUMNS];
} Plan;

/* One row, from the line of each cell that is due; what does not fit waits for the next sheet.
 */
static void put_row(Report *r, const Grid *g, const Plan *plan, int row)
{
    bool head = g->head && row == 0;
    PaperWords words[MOST_COLUMNS];
    double line = plan->size * 1.32;
    int lines = 1;
    for (int c = 0; c < g->n_columns; c++) {
        const char *text = g->cells[row][c];
        words[c] = paper_words(r->paper, text && *text ? text : "–",
                               head || c == 0 ? PAPER_STRONG : PAPER_TEXT, plan->size,
                               plan->widths[c] - 2 * CELL_PAD, g->right[c]);
        lines = words[c].n_lines > lines ? words[c].n_lines : lines;
    }
    for (int from = 0; from < lines;) {
        int fits = (int)((bottom_of(r) - r->y - 2 * CELL_PAD) / line);
        int to = from + fits < lines ? from + (fits > 1 ? fits : 1) : lines;
        double x = left_of(r), height = (to - from) * line + 2 * CELL_PAD;
        if (!head && row % 2 == 0)
            paper_box(r->paper, x, r->y, room_across(r), height, STRIPE);
        paper_open(r->paper, "TR", NULL);
        for (int c = 0; c < g->n_columns; c++) {
            bool name = head || c == 0;
            const char *tag = name ? "TH" : "TD";
            paper_open(r->paper, tag,
                       name ? arena_printf(r->a, "/A << /O /Table /Scope /%s >>",
                                           head ? "Column" : "Row")
                            : NULL);
            paper_write(r->paper, &words[c], from, to, x + CELL_PAD, r->y + CELL_PAD,
                        head ? INK : TEXT);
            paper_close(r->paper, tag);
            x += plan->widths[c];
        }
        paper_close(r->paper, "TR");
        r->y += height;
        paper_box(r->paper, left_of(r), r->y - 0.25, room_across(r), head ? 1 : 0.4,
                  head ? INK : RULE);
        r->fresh = false;
        from = to;
        if (from < lines)
            new_sheet(r);
    }
    for (int c = 0; c < g->n_columns; c++)
        paper_words_end(&words[c]);
}

static double row_height(Report *r, const Grid *g, const Plan *plan, int row)
{
    int lines = 1;
    for (int c = 0; c < g->n_columns; c++) {
        PaperWords w = paper_words(r->paper, g->cells[row][c] ? g->cells[row][c] : "–",
                                   c == 0 ? PAPER_STRONG : PAPER_TEXT, plan->size,
                                   plan->widths[c] - 2 * CELL_PAD, false);
        lines = w.n_lines > lines ? w.n_lines : lines;
        paper_words_end(&w);
    }
    return lines * plan->size * 1.32 + 2 * CELL_PAD;
}

static Grid terms_of(Report *r, const Grid *g)
{
    Grid list = {.caption = g->caption, .n_columns = 2, .right = NEW_ARRAY(r->a, bool, 2)};
    for (int c = 0; c < g->n_columns; c++) {
        const char **row = grid_row(r->a, &list);
        row[0] = g->cells[0][c];
        row[1] = g->cells[1][c];
    }
    return list;
}

void report_grid(Report *r, const Grid *g)
{
    if (g->head && g->n_rows == 2 && g->n_columns > 5) { /* one long row: as a list of terms */
        Grid list = terms_of(r, g);
        report_grid(r, &list);
        return;
    }
    static const struct {
        double size;
        bool lying;
    } tries[] = {{8.5, false}, {7.5, false}, {8, true}, {7, true}, {6, true}};
    Plan plan = {0};
    bool lying = false;
    end_list(r);
    if (g->n_columns == 0 || g->n_rows == 0 || g->n_columns > MOST_COLUMNS)
        return;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        plan.size = tries[i].size;
        lying = tries[i].lying;
        if (fit_columns(r, g, plan.size, (lying ? PAPER_LONG : PAPER_SHORT) - 2 * MARGIN,
                        plan.widths))
            break;
    }
    turn(r, lying);
    r->y += r->fresh ? 0 : 6;
    need(r, 70);
    paper_open(r->paper, "Table", NULL);
    if (g->caption)
        put_text(r, "Caption", g->caption, PAPER_STRONG, 10, 0, INK);
    r->y += 2;
    for (int i = 0; i < g->n_rows; i++) {
        double height = row_height(r, g, &plan, i);
        double whole = bottom_of(r) - MARGIN - HEAD_ROOM;
        if (i && !r->fresh && height < whole && r->y + height > bottom_of(r)) {
            new_sheet(r);
            if (g->head) /* the names of the columns again */
                put_row(r, g, &plan, 0);
        }
        put_row(r, g, &plan, i);
    }
    paper_close(r->paper, "Table");
    r->y += 10;
}

void report_table(Report *r, const Table *t)
{
    Grid g = {.caption = t->caption, .head = true};
    for (int c = 0; c < t->n_columns; c++)
        g.n_columns += t->columns[c].who != FOR_MACHINES;
    g.right = NEW_ARRAY(r->a, bool, g.n_columns);
    for (int i = -1; i < t->n_rows; i++) {
        const char **row = grid_row(r->a, &g);
        for (int c = 0, k = 0; c < t->n_columns; c++) {
            if (t->columns[c].who == FOR_MACHINES)
                continue;
            g.right[k] = t->columns[c].kind == COLUMN_NUMBER;
            row[k++] = i < 0 ? t->columns[c].label
                             : cell_show(r->a, r->cx->lang, &t->rows[i][c], &t->columns[c]);
        }
    }
    report_grid(r, &g);
    if (t->note)
        report_paragraph(r, t->note);
}

bool report_end(Report *r, Bytes *out)
{
    end_list(r);
    paper_close(r->paper, "Document");
    return paper_end(r->paper, out);
}
