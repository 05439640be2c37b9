/* Decides how an ODS file says what is in a cell: its value by its type, its text by
 * paragraphs, and cells and rows that stand for many. */
#include "base/workbook_parts.h"

enum { MOST_ROWS = 1048576, MOST_COLUMNS = 16384, MOST_HIDDEN = 1000 };

typedef struct Ods {
    SheetIn *sheet;
    Arena *a;
    Err *err;
    int n_hidden, hidden_room; /* styles of sheets that are not shown */
    const char **hidden;
    const char *style;   /* that is being read */
    int tables;          /* open ones: a table within a table is none of ours */
    int links;           /* open lists of linked tables: copies of what lies elsewhere */
    int row, rows;       /* the open row, and how many it stands for */
    int column, columns; /* the open cell, and how many it stands for */
    int cell_depth;      /* 0: no cell is open */
    int skipped;         /* depth of what is not the cell's text; 0: nothing */
    bool blank_before;   /* in the open paragraph: white space runs together */
    bool in_paragraph;
    int paragraphs;
    Buf text;
    const char *value; /* of the cell, where it has one beside its text */
} Ods;

static int repeats(const char *const *attributes, const char *name)
{
    int64_t n;
    const char *s = xml_attribute(attributes, name);
    if (!s || !*s || s[strspn(s, "0123456789")])
        return 1;
    if (!text_to_int(s, &n) || n > MOST_ROWS)
        return MOST_ROWS;
    return n > 1 ? (int)n : 1;
}

static bool is(const char *const *attributes, const char *name, const char *value)
{
    const char *s = xml_attribute(attributes, name);
    return s && same(s, value);
}

static bool say(Ods *b, const char *s, size_t n)
{
    buf_put(&b->text, s, n);
    return !b->text.over ||
           fail(b->err, TOO_LARGE, "%s: a text in this workbook is longer than %d bytes",
                b->sheet->file, BOOK_MOST_CELL);
}

/* ---------------------------------------------------------------- values */

static const char *day_text(Arena *a, const char *s)
{
    char *text = arena_strdup(a, s), *t = strchr(text, 'T');
    if (t)
        *t = ' ';
    if (t && (same(t, " 00:00:00") || starts_with(t, " 00:00:00.0")))
        *t = '\0';
    return text;
}

static const char *value_of(Ods *b, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "value-type");
    const char *value = xml_attribute(attributes, "value"), *s;
    double v;
    if (!type)
        return NULL;
    if (same(type, "date") && (s = xml_attribute(attributes, "date-value")))
        return day_text(b->a, s);
    if (same(type, "boolean") && (s = xml_attribute(attributes, "boolean-value")))
        return same(s, "true") ? "TRUE" : "FALSE";
    if (same(type, "string") && (s = xml_attribute(attributes, "string-value")))
        return arena_strdup(b->a, s);
    if (value && text_to_double(value, &v))
        return text_double(b->a, v);
    return NULL;
}

static bool is_in_error(const char *const *attributes)
{
    for (int i = 0; attributes[i]; i += 2)
        if (same(attributes[i], "calcext:value-type") && same(attributes[i + 1], "error"))
            return true;
    return false;
}

/* ---------------------------------------------------------------- elements */

static bool beyond(const Ods *b)
{
    return fail(b->err, TOO_LARGE, "%s:%d: more rows or columns than a spreadsheet has",
                b->sheet->name, b->row + 1);
}

static bool table_begins(Ods *b, const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "name"),
               *style = xml_attribute(attributes, "style-name");
    bool hidden = false;
    if (b->tables++)
        return true;
    for (int i = 0; style && i < b->n_hidden; i++)
        hidden = hidden || same(style, b->hidden[i]);
    b->row = -1;
    b->rows = 1;
    return sheet_begin(b->sheet, name ? arena_strdup(b->a, name) : "", hidden);
}

static bool cell_begins(Ods *b, XmlIn *x, const char *const *attributes)
{
    b->column += b->columns;
    b->columns = repeats(attributes, "number-columns-repeated");
    if (b->column >= MOST_COLUMNS)
        return beyond(b);
    b->cell_depth = x->depth;
    b->paragraphs = 0;
    b->text.len = 0;
    if (b->text.data)
        *b->text.data = '\0';
    b->value = value_of(b, attributes);
    if (xml_attribute(attributes, "formula"))
        sheet_formula(b->sheet, b->row, b->column);
    if (is_in_error(attributes))
        sheet_error(b->sheet, b->row, b->column);
    if (repeats(attributes, "number-columns-spanned") > 1 ||
        repeats(attributes, "number-rows-spanned") > 1)
        sheet_merged(b->sheet, cell_place(b->a, b->row, b->column));
    return true;
}

/* Within a cell: paragraphs are its text, and whatever else there is (notes, drawings) is not.
 */
static bool inside_begins(Ods *b, XmlIn *x, const char *name, const char *const *attributes)
{
    if (b->skipped)
        return true;
    if (x->depth == b->cell_depth + 1 && same(name, "p")) {
        b->in_paragraph = b->blank_before = true;
        return !b->paragraphs++ || say(b, "\n", 1);
    }
    if (b->in_paragraph && (same(name, "span") || same(name, "a")))
        return true;
    if (b->in_paragraph && same(name, "s")) {
        for (int n = repeats(attributes, "c"); n > 0; n--)
            if (!say(b, " ", 1))
                return false;
        return true;
    }
    if (b->in_paragraph && (same(name, "line-break") || same(name, "tab")))
        return say(b, same(name, "tab") ? "\t" : "\n", 1);
    b->skipped = x->depth;
    return true;
}

static bool begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Ods *b = x->self;
    if (b->cell_depth)
        return inside_begins(b, x, name, attributes);
    if (same(name, "style")) {
        const char *style = xml_attribute(attributes, "name");
        b->style =
            style && is(attributes, "family", "table") ? arena_strdup(b->a, style) : NULL;
    } else if (same(name, "table-properties") && b->style && b->n_hidden < MOST_HIDDEN &&
               is(attributes, "display", "false")) {
        *PUSH(b->a, b->hidden, b->n_hidden, b->hidden_room) = b->style;
    }
    b->links += same(name, "dde-links") || same(name, "tracked-changes");
    if (b->links)
        return true;
    if (same(name, "table"))
        return table_begins(b, attributes);
    if (b->tables == 1 && same(name, "table-row")) {
        b->row += b->rows;
        b->rows = repeats(attributes, "number-rows-repeated");
        b->column = b->columns = 0;
        return b->row < MOST_ROWS || beyond(b);
    }
    if (b->tables == 1 && (same(name, "table-cell") || same(name, "covered-table-cell")))
        return b->row >= 0 ? cell_begins(b, x, attributes) : beyond(b);
    return true;
}

static bool cell_ends(Ods *b)
{
    const char *s = b->value ? b->value : buf_text(&b->text);
    b->cell_depth = 0;
    if (!*s)
        return true;
    s = arena_strdup(b->a, s);
    for (int i = 0; i < b->columns; i++)
        if (!sheet_cell(b->sheet, b->row, b->column + i, s))
            return false;
    return true;
}

/* A row that stands for many is read as often. */
static bool row_ends(Ods *b)
{
    SheetIn *s = b->sheet;
    if (b->rows == 1 || !s->n_rows || s->rows[s->n_rows - 1].line != b->row + 1)
        return true;
    const SheetRow first = s->rows[s->n_rows - 1];
    for (int r = 1; r < b->rows; r++)
        for (int c = 0; c < first.n; c++)
            if (!sheet_cell(s, b->row + r, c, first.cells[c]))
                return false;
    return true;
}

static bool ends(XmlIn *x, const char *name)
{
    Ods *b = x->self;
    if (b->cell_depth) {
        if (b->skipped) {
            if (x->depth == b->skipped)
                b->skipped = 0;
        } else if (x->depth == b->cell_depth) {
            return cell_ends(b);
        } else if (x->depth == b->cell_depth + 1) {
            b->in_paragraph = false;
        }
        return true;
    }
    b->links -= same(name, "dde-links") || same(name, "tracked-changes");
    if (b->links)
        return true;
    if (same(name, "table") && b->tables && !--b->tables)
        return sheet_end(b->sheet);
    return !(b->tables == 1 && same(name, "table-row")) || row_ends(b);
}

static bool said(XmlIn *x, const char *s, size_t n)
{
    Ods *b = x->self;
    if (!b->in_paragraph || b->skipped)
        return true;
    for (size_t i = 0; i < n; i++) {
        bool blank = s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r';
        if (!(blank && b->blank_before) && !say(b, blank ? " " : s + i, 1))
            return false;
        b->blank_before = blank;
    }
    return true;
}

/* ---------------------------------------------------------------- the whole */

static bool collect(void *self, const char *bytes, size_t n, bool last)
{
    (void)last;
    buf_put(self, bytes, n);
    return true;
}

/* A locked file is whole but for its parts, which are noise. */
static bool is_locked(SheetIn *s, Zip *z)
{
    enum { MOST_MANIFEST = 1 << 20 };
    static const char part[] = "META-INF/manifest.xml";
    Buf text = buf_new(s->arena, MOST_MANIFEST);
    return zip_has(z, part, true) && zip_part(z, part, collect, &text) &&
           strstr(buf_text(&text), "encryption-data") != NULL;
}

static const PartHandler reads_content = {begins, ends, said};

bool book_read_ods(SheetIn *s, Zip *z, int *elements)
{
    Ods b = {
        .sheet = s, .a = s->arena, .err = s->err, .text = buf_new(s->arena, BOOK_MOST_CELL)};
    XmlIn x = {
        .arena = s->arena, .err = s->err, .file = s->file, .elements = elements, .self = &b};
    if (is_locked(s, z))
        return fail(s->err, INVALID,
                    "%s: this workbook is locked with a password; save it without one",
                    s->file);
    if (s->err->kind || !xml_part(&x, z, "content.xml", &reads_content))
        return false;
    if (!s->book->n_sheets)
        return fail(s->err, INVALID, "%s: this workbook has no sheet", s->file);
    return true;
}
