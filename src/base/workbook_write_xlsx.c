/* Decides how the described sheets become an XLSX file. The one file that knows the library
 * that writes it.
 *
 * The library writes to a file by name; it gets one in memory. Its clock is stopped, so that
 * the same sheets give the same bytes. */
#include "base/workbook_parts.h"
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

typedef struct Style { /* a format that is in use */
    BookLook look;
    const char *number; /* "0.00", "@"; "" general */
    lxw_format *format;
} Style;

typedef struct Xlsx {
    Arena *a;
    lxw_workbook *w;
    int n_styles, room;
    Style *styles;
} Xlsx;

static lxw_format *style(Xlsx *x, BookLook look, const char *number)
{
    for (int i = 0; i < x->n_styles; i++)
        if (x->styles[i].look == look && same(x->styles[i].number, number))
            return x->styles[i].format;
    if (look == LOOK_PLAIN && !*number)
        return NULL;
    lxw_format *f = workbook_add_format(x->w);
    if (*number)
        format_set_num_format(f, number);
    if (look == LOOK_TITLE || look == LOOK_HEADING)
        format_set_bold(f);
    if (look == LOOK_TITLE)
        format_set_font_size(f, 14);
    if (look == LOOK_HEADING) {
        format_set_bg_color(f, 0xE8EDEE);
        format_set_bottom(f, LXW_BORDER_THIN);
        format_set_text_wrap(f);
    }
    if (look == LOOK_LABEL)
        format_set_font_color(f, 0x425563);
    if (look == LOOK_PAST) {
        format_set_font_color(f, 0x425563);
        format_set_bg_color(f, 0xF0F0F0);
    }
    if (look == LOOK_INPUT || look == LOOK_WRONG) {
        format_set_unlocked(f);
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, 0xAEB7BD);
    }
    if (look == LOOK_WRONG)
        format_set_bg_color(f, 0xFFF2CC);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    *PUSH(x->a, x->styles, x->n_styles, x->room) = (Style){look, number, f};
    return f;
}

/* Text that would be read back as something else: "_x0041_" means the letter A. */
static const char *escaped(Arena *a, const char *s)
{
    if (!strstr(s, "_x") && !strstr(s, "\xEF\xBF\xBE") && !strstr(s, "\xEF\xBF\xBF"))
        return s;
    Buf b = buf_new(a, 0);
    for (; *s; s++) {
        if (s[0] == '_' && s[1] == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") >= 4 &&
            s[6] == '_')
            buf_puts(&b, "_x005F");
        if (starts_with(s, "\xEF\xBF\xBE") || starts_with(s, "\xEF\xBF\xBF")) {
            buf_puts(&b, "\xEF\xBF\xBD"); /* no character at all */
            s += 2;
        } else {
            buf_putc(&b, *s);
        }
    }
    return buf_text(&b);
}

static const char *number_format(Arena *a, const BookCell *c)
{
    enum { MOST_DECIMALS = 15 };
    int n = c->decimals > MOST_DECIMALS ? MOST_DECIMALS : c->decimals;
    const char *zeros = n > 0 ? arena_printf(a, "0.%0*d", n, 0) : "0";
    if (c->kind == BOOK_PERCENT)
        return arena_printf(a, "%s%%", zeros);
    return n == BOOK_ALL_DECIMALS ? "" : zeros;
}

static lxw_error put(Xlsx *x, lxw_worksheet *s, int row, int column, const BookCell *c)
{
    lxw_row_t r = (lxw_row_t)row;
    lxw_col_t k = (lxw_col_t)column;
    Date day;
    switch (c->kind) {
    case BOOK_NUMBER:
    case BOOK_PERCENT:
        return worksheet_write_number(s, r, k, c->number,
                                      style(x, c->look, number_format(x->a, c)));
    case BOOK_DAY:
        if (date_parse_iso(c->text, &day) && book_day_number(day) > 0)
            return worksheet_write_number(s, r, k, book_day_number(day),
                                          style(x, c->look, "yyyy\\-mm\\-dd"));
        return worksheet_write_string(s, r, k, c->text, style(x, c->look, ""));
    case BOOK_TEXT: /* "@": it stays text when somebody edits it */
        return worksheet_write_string(
            s, r, k, escaped(x->a, c->text),
            style(x, c->look, strchr("=+-@", *c->text) && *c->text ? "@" : ""));
    case BOOK_BLANK:
        return c->look == LOOK_PLAIN ? LXW_NO_ERROR
                                     : worksheet_write_blank(s, r, k, style(x, c->look, ""));
    }
    return LXW_NO_ERROR;
}

static lxw_error put_note(Xlsx *x, lxw_worksheet *s, int row, int column, const char *note)
{
    int lines = 2 + (int)strlen(note) / 40;
    lxw_comment_options options = {.author = (char *)(uintptr_t) "Pont",
                                   .width = 260,
                                   .height = (uint16_t)(lines > 16 ? 320 : 20 * lines)};
    return worksheet_write_comment_opt(s, (lxw_row_t)row, (lxw_col_t)column,
                                       escaped(x->a, note), &options);
}

/* "AND(ISNUMBER(D4),D4>=0)", or one of the words of a return. */
static const char *number_rule(Arena *a, const BookRule *r, const char *at)
{
    Buf b = buf_new(a, 0);
    buf_printf(&b, "=OR(AND(ISNUMBER(%s)", at);
    if (!isnan(r->least))
        buf_printf(&b, ",%s>=%s", at, text_double(a, r->least));
    if (!isnan(r->most))
        buf_printf(&b, ",%s<=%s", at, text_double(a, r->most));
    if (r->whole)
        buf_printf(&b, ",INT(%s)=%s", at, at);
    buf_printf(&b, "),UPPER(%s)=\"NK\",UPPER(%s)=\"N/A\")", at, at);
    return buf_text(&b);
}

static size_t list_length(const BookRule *r)
{
    size_t n = 0;
    for (int i = 0; i < r->n_list; i++)
        n += strlen(r->list[i]) + 1;
    return n;
}

static lxw_error put_rule(Xlsx *x, lxw_worksheet *s, const BookRule *r)
{
    enum { LONGEST_LIST = 255, LONGEST_MESSAGE = 255 };
    char message[LONGEST_MESSAGE + 1] = "";
    if (r->message && strlen(r->message) < sizeof message)
        snprintf(message, sizeof message, "%s", r->message);
    lxw_data_validation v = {.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
                             .ignore_blank = LXW_VALIDATION_ON,
                             .error_message = *message ? message : NULL};
    if (r->list) {
        const char **list = NEW_ARRAY(x->a, const char *, r->n_list + 1);
        for (int i = 0; i < r->n_list; i++)
            list[i] = r->list[i];
        if (list_length(r) > LONGEST_LIST)
            return LXW_NO_ERROR; /* the format has no room for it; the codes are on a sheet */
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = (char **)(uintptr_t)list;
    } else {
        v.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
        v.value_formula =
            (char *)(uintptr_t)number_rule(x->a, r, cell_place(x->a, r->first_row, r->column));
    }
    return worksheet_data_validation_range(s, (lxw_row_t)r->first_row, (lxw_col_t)r->column,
                                           (lxw_row_t)r->last_row, (lxw_col_t)r->column, &v);
}

static bool put_sheet(Xlsx *x, const BookSheet *in)
{
    lxw_worksheet *s = workbook_add_worksheet(x->w, in->name);
    bool good = s != NULL;
    for (int c = 0; good && c < in->n_columns; c++)
        if (in->widths[c] > 0)
            good = !worksheet_set_column(s, (lxw_col_t)c, (lxw_col_t)c, in->widths[c], NULL);
    for (int r = 0; good && r < in->n_rows; r++)
        for (int c = 0; good && c < in->n_columns; c++) {
            const BookCell *cell = &in->rows[r][c];
            good = !put(x, s, r, c, cell) &&
                   (!cell->note || !*cell->note || !put_note(x, s, r, c, cell->note));
        }
    for (int i = 0; good && i < in->n_rules; i++)
        good = !put_rule(x, s, &in->rules[i]);
    if (good && (in->frozen_rows || in->frozen_columns))
        worksheet_freeze_panes(s, (lxw_row_t)in->frozen_rows, (lxw_col_t)in->frozen_columns);
    lxw_protection open = {.format_columns = 1, .format_rows = 1};
    if (good && in->locked)
        worksheet_protect(s, NULL, &open);
    return good;
}

static bool take_file(Arena *a, int file, Bytes *out)
{
    off_t size = lseek(file, 0, SEEK_END);
    if (size <= 0)
        return false;
    char *data = arena_alloc(a, (size_t)size + 1);
    for (off_t at = 0; at < size;) {
        ssize_t n = pread(file, data + at, (size_t)(size - at), at);
        if (n <= 0)
            return false;
        at += n;
    }
    *out = (Bytes){data, (size_t)size};
    return true;
}

bool book_write_xlsx(const Book *b, Err *err, Bytes *out)
{
    enum { A_DAY_IN_2000 = 946684800 };
    int file = memfd_create("workbook", MFD_CLOEXEC);
    if (file < 0)
        return fail(err, IO, "cannot make a workbook");
    const char *path = arena_printf(b->arena, "/proc/self/fd/%d", file);
    Xlsx x = {.a = b->arena, .w = workbook_new(path)};
    bool good = x.w != NULL;
    lxw_doc_properties about = {.title = (char *)(uintptr_t)b->title,
                                .author = (char *)(uintptr_t) "Pont",
                                .created = A_DAY_IN_2000};
    good = good && !workbook_set_properties(x.w, &about);
    for (int i = 0; good && i < b->n_sheets; i++)
        good = put_sheet(&x, b->sheets[i]);
    if (x.w && workbook_close(x.w))
        good = false;
    good = good && take_file(b->arena, file, out);
    close(file);
    return good || fail(err, IO, "cannot make a workbook");
}
