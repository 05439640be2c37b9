/* Decides how an XLSX file says what is in a cell: which part is which sheet, shared texts,
 * inline texts, numbers, days by their style, truth values, errors and formulas. */
#include "base/workbook_parts.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_ROWS = 1048576, MOST_COLUMNS = 16384, MOST_STYLES = 65536, MOST_LINKS = 4096 };

typedef struct Link { /* of a .rels part: an id and the part that it names */
    const char *id, *type, *target;
} Link;
typedef struct Links {
    int n, room;
    Link *items;
} Links;

typedef struct SheetLink {
    const char *name, *id;
    bool hidden;
} SheetLink;

typedef enum Clock { CLOCK_NONE, CLOCK_DATE = 1, CLOCK_TIME = 2 } Clock;
typedef struct Format { /* a number format of the file's own */
    int id;
    Clock clock;
} Format;

typedef enum Inside { NOWHERE, IN_VALUE, IN_TEXT, IN_FORMULA } Inside;

typedef struct Xlsx {
    SheetIn *sheet;
    Arena *a;
    Err *err;
    Links links;
    int n_sheets, sheets_room;
    SheetLink *sheets;
    bool from_1904;
    int n_shared, shared_room;
    const char **shared;
    size_t shared_bytes;
    int n_formats, formats_room, n_styles, styles_room;
    Format *formats;
    Clock *styles;   /* of each cell style */
    bool in_cell_xf; /* the list of cell styles is open */
    /* the text that is open */
    Inside inside;
    int phonetic; /* how a text is read aloud: not part of it */
    Buf text, formula;
    /* the cell that is open */
    int row, column;
    char type; /* n, s, i (inline), b, e, t (text of a formula), d */
    int style;
    bool has_formula, has_value;
} Xlsx;

static bool nothing_ends(XmlIn *x, const char *name)
{
    (void)x, (void)name;
    return true;
}

static bool nothing_said(XmlIn *x, const char *s, size_t n)
{
    (void)x, (void)s, (void)n;
    return true;
}

/* ---------------------------------------------------------------- which part is what */

/* "xl/workbook.xml" and "worksheets/sheet1.xml" make "xl/worksheets/sheet1.xml". */
static const char *beside(Arena *a, const char *part, const char *target)
{
    if (*target == '/')
        return arena_strdup(a, target + 1);
    const char *slash = strrchr(part, '/');
    size_t n = slash ? (size_t)(slash - part) : 0;
    while (starts_with(target, "../")) {
        target += 3;
        while (n && part[--n] != '/')
            ;
    }
    return n ? arena_printf(a, "%.*s/%s", (int)n, part, target) : arena_strdup(a, target);
}

static const char *links_of(Arena *a, const char *part)
{
    const char *slash = strrchr(part, '/');
    return slash ? arena_printf(a, "%.*s/_rels%s.rels", (int)(slash - part), part, slash)
                 : arena_printf(a, "_rels/%s.rels", part);
}

static bool link_begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Xlsx *b = x->self;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
               *target = xml_attribute(attributes, "Target"),
               *mode = xml_attribute(attributes, "TargetMode");
    if (!same(name, "Relationship") || !id || !type || !target || b->links.n == MOST_LINKS ||
        (mode && same(mode, "External"))) /* what lies outside is never fetched */
        return true;
    *PUSH(b->a, b->links.items, b->links.n, b->links.room) =
        (Link){arena_strdup(b->a, id), arena_strdup(b->a, type), arena_strdup(b->a, target)};
    return true;
}

static const char *target_of_type(const Xlsx *b, const char *type)
{
    for (int i = 0; i < b->links.n; i++)
        if (ends_with(b->links.items[i].type, type))
            return b->links.items[i].target;
    return NULL;
}

static bool sheet_list_begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Xlsx *b = x->self;
    if (same(name, "workbookPr")) {
        const char *old = xml_attribute(attributes, "date1904");
        b->from_1904 = old && (same(old, "1") || same(old, "true"));
    }
    const char *title = xml_attribute(attributes, "name"),
               *id = xml_attribute(attributes, "id"),
               *state = xml_attribute(attributes, "state");
    if (!same(name, "sheet") || !title || !id)
        return true;
    if (b->n_sheets == BOOK_MOST_SHEETS)
        return fail(b->err, TOO_LARGE, "%s: this workbook has more than %d sheets", x->file,
                    BOOK_MOST_SHEETS);
    *PUSH(b->a, b->sheets, b->n_sheets, b->sheets_room) = (SheetLink){
        arena_strdup(b->a, title), arena_strdup(b->a, id), state && !same(state, "visible")};
    return true;
}

/* ---------------------------------------------------------------- texts */

/* What XML cannot hold is written _x000D_; an underscore that would look so is _x005F_. */
static const char *unescaped(Arena *a, const char *s)
{
    if (!strstr(s, "_x"))
        return s;
    Buf b = buf_new(a, 0);
    for (; *s; s++) {
        unsigned long c = 0;
        bool hex = s[0] == '_' && s[1] == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") >= 4 &&
                   s[6] == '_';
        if (hex) {
            const char four[] = {s[2], s[3], s[4], s[5], '\0'};
            c = strtoul(four, NULL, 16);
        }
        if (!hex || !c || (c >= 0xD800 && c < 0xE000)) {
            buf_putc(&b, *s);
            continue;
        }
        if (c < 0x80) {
            buf_putc(&b, (char)c);
        } else if (c < 0x800) {
            buf_putc(&b, (char)(0xC0 | c >> 6));
            buf_putc(&b, (char)(0x80 | (c & 0x3F)));
        } else {
            buf_putc(&b, (char)(0xE0 | c >> 12));
            buf_putc(&b, (char)(0x80 | (c >> 6 & 0x3F)));
            buf_putc(&b, (char)(0x80 | (c & 0x3F)));
        }
        s += 6;
    }
    return buf_text(&b);
}

static bool too_long(Xlsx *b)
{
    return fail(b->err, TOO_LARGE, "%s: a text in this workbook is longer than %d bytes",
                b->sheet->file, BOOK_MOST_CELL);
}

/* One buffer serves all texts; what is kept is copied out of it. */
static bool say(Xlsx *b, Buf *buf, const char *s, size_t n)
{
    buf_put(buf, s, n);
    return !buf->over || too_long(b);
}

static void clear(Buf *buf)
{
    buf->len = 0;
    if (buf->data)
        *buf->data = '\0';
}

static bool shared_begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Xlsx *b = x->self;
    (void)attributes;
    if (same(name, "si"))
        clear(&b->text);
    b->phonetic += same(name, "rPh");
    b->inside = same(name, "t") && !b->phonetic ? IN_TEXT : NOWHERE;
    return true;
}

static bool shared_ends(XmlIn *x, const char *name)
{
    Xlsx *b = x->self;
    b->phonetic -= same(name, "rPh");
    b->inside = NOWHERE;
    if (!same(name, "si"))
        return true;
    b->shared_bytes += b->text.len;
    if (b->n_shared == BOOK_MOST_SHARED || b->shared_bytes > BOOK_MOST_TEXT)
        return fail(b->err, TOO_LARGE, "%s: this workbook holds too much text", x->file);
    *PUSH(b->a, b->shared, b->n_shared, b->shared_room) =
        b->text.len ? arena_strdup(b->a, unescaped(b->a, buf_text(&b->text))) : "";
    return true;
}

static bool text_said(XmlIn *x, const char *s, size_t n)
{
    Xlsx *b = x->self;
    return b->inside == NOWHERE ||
           say(b, b->inside == IN_FORMULA ? &b->formula : &b->text, s, n);
}

/* ---------------------------------------------------------------- styles */

/* Whether a format shows a day or a time: its letters, outside of quotes, brackets and colours.
 */
static Clock clock_of_code(const char *s)
{
    Clock c = CLOCK_NONE;
    for (; *s && *s != ';'; s++) {
        if (*s == '"') {
            s += 1 + strcspn(s + 1, "\"");
        } else if (*s == '[') {
            size_t n = strcspn(s, "]");
            if (s[1] && strchr("hHmMsS", s[1]) && n <= 4)
                c |= CLOCK_TIME;
            s += n;
        } else if (*s == '\\' || *s == '_' || *s == '*') {
            s += s[1] != '\0';
        } else if (strchr("yYdD", *s)) {
            c |= CLOCK_DATE;
        } else if (strchr("hHsS", *s)) {
            c |= CLOCK_TIME;
        } else if (starts_with(s, "General") || starts_with(s, "GENERAL")) {
            s += 6;
        }
        if (!*s)
            break;
    }
    return c;
}

static Clock clock_of_format(const Xlsx *b, int id)
{
    for (int i = 0; i < b->n_formats; i++)
        if (b->formats[i].id == id)
            return b->formats[i].clock;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return CLOCK_DATE;
    if (id == 22)
        return CLOCK_DATE | CLOCK_TIME;
    return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)
               ? CLOCK_TIME
               : CLOCK_NONE;
}

static int number_of(const char *s, int otherwise)
{
    int64_t n;
    return s && text_to_int(s, &n) && n >= 0 && n < INT32_MAX ? (int)n : otherwise;
}

static bool style_begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Xlsx *b = x->self;
    int id = number_of(xml_attribute(attributes, "numFmtId"), 0);
    const char *code = xml_attribute(attributes, "formatCode");
    if (same(name, "numFmt") && code && b->n_formats < MOST_STYLES)
        *PUSH(b->a, b->formats, b->n_formats, b->formats_room) =
            (Format){id, clock_of_code(code)};
    else if (same(name, "cellXfs"))
        b->in_cell_xf = true;
    else if (same(name, "xf") && b->in_cell_xf && b->n_styles < MOST_STYLES)
        *PUSH(b->a, b->styles, b->n_styles, b->styles_room) = clock_of_format(b, id);
    return true;
}

static bool style_ends(XmlIn *x, const char *name)
{
    Xlsx *b = x->self;
    if (same(name, "cellXfs"))
        b->in_cell_xf = false;
    return true;
}

/* ---------------------------------------------------------------- cells */

/* "AB12" as row 11, column 27. */
static bool place_of(const char *s, int *row, int *column)
{
    int c = 0;
    const char *p = s;
    for (; *p >= 'A' && *p <= 'Z' && p - s < 4; p++)
        c = 26 * c + (*p - 'A' + 1);
    int r = number_of(p, 0);
    *row = r - 1;
    *column = c - 1;
    return p > s && r >= 1 && r <= MOST_ROWS && c <= MOST_COLUMNS;
}

static bool bad_place(const Xlsx *b)
{
    return fail(
        b->err, INVALID,
        "%s: after row %d, column %d the cells of this sheet are not in order; open it in "
        "a spreadsheet program, save it again and send that",
        b->sheet->name, b->row + 1, b->column + 1);
}

static bool row_begins(Xlsx *b, const char *const *attributes)
{
    const char *r = xml_attribute(attributes, "r");
    int row = r ? number_of(r, 0) - 1 : b->row + 1;
    if (row <= b->row || row >= MOST_ROWS)
        return bad_place(b);
    b->row = row;
    b->column = -1;
    return true;
}

static bool cell_begins(Xlsx *b, const char *const *attributes)
{
    const char *place = xml_attribute(attributes, "r"), *type = xml_attribute(attributes, "t");
    int row = b->row, column = b->column + 1;
    if ((place && !place_of(place, &row, &column)) || row != b->row || column <= b->column ||
        row < 0 || column >= MOST_COLUMNS)
        return bad_place(b);
    b->column = column;
    b->style = number_of(xml_attribute(attributes, "s"), 0);
    b->type = !type ? 'n' : same(type, "inlineStr") ? 'i' : same(type, "str") ? 't' : *type;
    b->has_formula = b->has_value = false;
    clear(&b->text);
    clear(&b->formula);
    return true;
}

static bool sheet_begins(XmlIn *x, const char *name, const char *const *attributes)
{
    Xlsx *b = x->self;
    b->inside = NOWHERE;
    if (same(name, "row"))
        return row_begins(b, attributes);
    if (same(name, "c"))
        return cell_begins(b, attributes);
    b->phonetic += same(name, "rPh");
    if (same(name, "v")) {
        b->has_value = true;
        b->inside = IN_VALUE;
    } else if (same(name, "t") && !b->phonetic)
        b->inside = IN_TEXT;
    else if (same(name, "f")) {
        b->has_formula = true;
        b->inside = IN_FORMULA;
    } else if (same(name, "mergeCell") && xml_attribute(attributes, "ref")) {
        sheet_merged(b->sheet, arena_printf(b->a, "%.30s", xml_attribute(attributes, "ref")));
    }
    return true;
}

static const char *number_text(const Xlsx *b, const char *s)
{
    double v;
    Clock c = b->style < b->n_styles ? b->styles[b->style] : CLOCK_NONE;
    if (!text_to_double(s, &v))
        return arena_strdup(b->a, s);
    if (c == CLOCK_NONE)
        return text_double(b->a, v);
    enum { FROM_1900_TO_1904 = 1462 };
    return serial_text(b->a, (c & CLOCK_DATE) && b->from_1904 ? v + FROM_1900_TO_1904 : v,
                       c & CLOCK_DATE, c & CLOCK_TIME);
}

static bool cell_ends(Xlsx *b)
{
    const char *s = buf_text(&b->text);
    int index;
    if (b->has_formula)
        sheet_formula(b->sheet, b->row, b->column);
    if (!*s) /* a formula that was never calculated has no value: it is not blank */
        return b->has_value || !b->formula.len ||
               sheet_cell(b->sheet, b->row, b->column,
                          arena_printf(b->a, "=%s", buf_text(&b->formula)));
    switch (b->type) {
    case 's':
        index = number_of(s, -1);
        if (index < 0 || index >= b->n_shared)
            return fail(b->err, INVALID,
                        "%s:%d: the text of %s is missing from this workbook; open it in a "
                        "spreadsheet program, save it again and send that",
                        b->sheet->name, b->row + 1, cell_place(b->a, b->row, b->column));
        s = b->shared[index];
        break;
    case 'b':
        s = same(s, "1") || same(s, "true") ? "TRUE" : "FALSE";
        break;
    case 'e':
        sheet_error(b->sheet, b->row, b->column);
        s = arena_strdup(b->a, s);
        break;
    case 'n':
        s = number_text(b, s);
        break;
    default:
        s = arena_strdup(b->a, unescaped(b->a, s));
    }
    return sheet_cell(b->sheet, b->row, b->column, s);
}

static bool sheet_ends(XmlIn *x, const char *name)
{
    Xlsx *b = x->self;
    b->inside = NOWHERE;
    b->phonetic -= same(name, "rPh");
    return !same(name, "c") || cell_ends(b);
}

/* ---------------------------------------------------------------- the whole */

static const PartHandler reads_links = {link_begins, nothing_ends, nothing_said};
static const PartHandler reads_list = {sheet_list_begins, nothing_ends, nothing_said};
static const PartHandler reads_shared = {shared_begins, shared_ends, text_said};
static const PartHandler reads_styles = {style_begins, style_ends, nothing_said};
static const PartHandler reads_sheet = {sheet_begins, sheet_ends, text_said};

static bool read_sheet(Xlsx *b, XmlIn *x, Zip *z, const char *book, const SheetLink *link)
{
    const char *target = NULL;
    for (int i = 0; i < b->links.n; i++)
        if (same(b->links.items[i].id, link->id))
            target =
                ends_with(b->links.items[i].type, "/worksheet") ? b->links.items[i].target : "";
    if (target && !*target)
        return true; /* a chart or a dialogue */
    if (!target)
        return fail(b->err, INVALID, "%s: the sheet '%.60s' of this workbook is missing",
                    x->file, link->name);
    b->row = b->column = -1;
    b->phonetic = 0;
    return sheet_begin(b->sheet, link->name, link->hidden) &&
           xml_part(x, z, beside(b->a, book, target), &reads_sheet) && sheet_end(b->sheet);
}

bool book_read_xlsx(SheetIn *s, Zip *z, int *elements)
{
    Xlsx b = {.sheet = s,
              .a = s->arena,
              .err = s->err,
              .text = buf_new(s->arena, BOOK_MOST_CELL),
              .formula = buf_new(s->arena, BOOK_MOST_CELL)};
    XmlIn x = {
        .arena = s->arena, .err = s->err, .file = s->file, .elements = elements, .self = &b};
    if (!xml_part(&x, z, "_rels/.rels", &reads_links))
        return false;
    const char *book = target_of_type(&b, "/officeDocument");
    if (!book)
        return fail(s->err, INVALID, "%s: this is an archive and no workbook", s->file);
    book = beside(b.a, "", book);
    b.links = (Links){0};
    if (!xml_part(&x, z, book, &reads_list) ||
        !xml_part(&x, z, links_of(b.a, book), &reads_links))
        return false;
    const char *shared = target_of_type(&b, "/sharedStrings"),
               *styles = target_of_type(&b, "/styles");
    if ((styles && !xml_part(&x, z, beside(b.a, book, styles), &reads_styles)) ||
        (shared && !xml_part(&x, z, beside(b.a, book, shared), &reads_shared)))
        return false;
    for (int i = 0; i < b.n_sheets; i++)
        if (!read_sheet(&b, &x, z, book, &b.sheets[i]))
            return false;
    if (!b.n_sheets)
        return fail(s->err, INVALID, "%s: this workbook has no sheet", s->file);
    return true;
}
