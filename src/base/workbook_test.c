#include "base/workbook.h"
#include "base/workbook_parts.h"
#include "support/test.h"
#include <math.h>

static const BookKind both[] = {BOOK_XLSX, BOOK_ODS};

static const char *file_of(Arena *a, BookKind kind)
{
    return arena_printf(a, "t.%s", book_extension(kind));
}

static Bytes written(const Book *b, BookKind kind)
{
    Err err = {0};
    Bytes out = {0};
    if (!book_write(b, kind, &err, &out))
        fail_msg("%s", err.message);
    return out;
}

static BookRead read_back(Arena *a, BookKind kind, Bytes bytes)
{
    Err err = {0};
    BookRead r = {0};
    if (!book_read(a, &err, file_of(a, kind), bytes.data, bytes.size, NULL, &r))
        fail_msg("%s", err.message);
    return r;
}

static void refuses(const char *name, const char *bytes, size_t size, ErrKind kind,
                    const char *part)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    BookRead r = {.n_sheets = -7};
    assert_false(book_read(a, &err, name, bytes, size, NULL, &r));
    assert_int_equal(r.n_sheets, -7);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.message, part))
        fail_msg("'%s' does not say '%s'", err.message, part);
}

/* ---------------------------------------------------------------- what was written is read */

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Text of people and text that means harm, and numbers as they are typed. */
static const char *random_text(Arena *a, uint32_t *seed)
{
    static const char *const parts[] = {
        "a",  "B",  "ŵ",  "Ŷ",     "ô",  ",",    "\"",  "\n",  "\t",      ";",
        "'",  "=",  "+",  "-",     "@",  "<",    "&",   "]]>", "_x000D_", "_x",
        " ",  "  ", "😀",  "0",     "12", ".",    "e",   "|",   "\\",      "%",
        "\r", "#",  "{}", "&amp;", "--", "=1+1", "'=x", "cmd", "/",       "_x005F_"};
    static const char *const whole[] = {"0",
                                        "-0",
                                        "7",
                                        "007",
                                        "12.5",
                                        "12.50",
                                        "-3.25",
                                        "1e-7",
                                        "1e-07",
                                        "0.0000001",
                                        "12345678901234567890",
                                        "1234567890.12345",
                                        "0.1",
                                        "1e400",
                                        "2026-03-31",
                                        "1900-01-01",
                                        "2026-02-30",
                                        "31/03/2026",
                                        "NK",
                                        "n/a",
                                        "TRUE",
                                        "#REF!",
                                        "0x10",
                                        "inf",
                                        "1,250",
                                        ""};
    if (next(seed) % 3 == 0)
        return whole[next(seed) % (sizeof whole / sizeof *whole)];
    Buf b = buf_new(a, 0);
    for (uint32_t n = next(seed) % 9; n > 0; n--)
        buf_puts(&b, parts[next(seed) % (sizeof parts / sizeof *parts)]);
    return text_trim(a, buf_text(&b));
}

void test_workbook__reads_exactly_what_it_wrote(void)
{
    enum { TABLES = 150, COLUMNS = 6 };
    for (uint32_t t = 0; t < TABLES; t++)
        for (int k = 0; k < 2; k++) {
            SCOPED_ARENA a = arena_new();
            uint32_t seed = t + 1;
            int rows = (int)(next(&seed) % 12);
            Book *b = book_new(a, "t");
            BookSheet *s = book_sheet(b, "Data", COLUMNS);
            BookCell *head = book_row(s);
            for (int c = 0; c < COLUMNS; c++)
                head[c] = book_text(arena_printf(a, "column %d", c));
            const char *said[12][COLUMNS];
            for (int r = 0; r < rows; r++) {
                BookCell *row = book_row(s);
                for (int c = 0; c < COLUMNS; c++) {
                    said[r][c] = random_text(a, &seed);
                    if (both[k] == BOOK_ODS && strchr(said[r][c], '\r'))
                        said[r][c] = ""; /* the format has no such character */
                    row[c] = book_value(a, said[r][c]);
                }
            }
            BookRead back = read_back(a, both[k], written(b, both[k]));
            const CsvFile *f = &back.sheets[0];
            assert_string_equal(f->name, arena_printf(a, "%s [Data]", file_of(a, both[k])));
            int at = 0;
            for (int r = 0; r < rows; r++) {
                bool blank = true;
                for (int c = 0; c < COLUMNS; c++)
                    blank = blank && !*said[r][c];
                if (blank)
                    continue;
                assert_true(at < f->n_rows);
                assert_int_equal(f->rows[at].line, r + 2);
                for (int c = 0; c < COLUMNS; c++)
                    if (!same(csv_cell(&f->rows[at], c), said[r][c]))
                        fail_msg("table %u, %s: wrote '%s', read '%s'", t,
                                 book_extension(both[k]), said[r][c],
                                 csv_cell(&f->rows[at], c));
                at++;
            }
            assert_int_equal(at, f->n_rows);
        }
}

void test_workbook__keeps_numbers_to_the_last_figure_that_spreadsheets_count(void)
{
    for (int k = 0; k < 2; k++) {
        SCOPED_ARENA a = arena_new();
        static const double numbers[] = {1.0 / 3, 0.1 + 0.2,           1e-300, 5e-324, 1.7e308,
                                         -2.5,    123456789012345678.0};
        enum { N = sizeof numbers / sizeof *numbers };
        Book *b = book_new(a, "t");
        BookSheet *s = book_sheet(b, "n", 1);
        book_row(s)[0] = book_text("n");
        for (int i = 0; i < N; i++)
            book_row(s)[0] = book_number(numbers[i], 2);
        BookRead r = read_back(a, both[k], written(b, both[k]));
        for (int i = 0; i < N; i++) {
            double v;
            assert_true(text_to_double(csv_cell(&r.sheets[0].rows[i], 0), &v));
            assert_true(both[k] == BOOK_ODS
                            ? v == numbers[i]
                            : fabs(v - numbers[i]) <= 2e-16 * fabs(numbers[i]) + 5e-324);
        }
    }
}

void test_workbook__the_same_sheets_give_the_same_bytes(void)
{
    for (int k = 0; k < 2; k++) {
        SCOPED_ARENA a = arena_new();
        Bytes bytes[2];
        for (int i = 0; i < 2; i++) {
            Book *b = book_new(a, "Same");
            BookSheet *s = book_sheet(b, "S", 2);
            BookCell *c = book_row(s);
            c[0] = book_text("=1+1");
            c[0].note = "a note";
            c[1] = book_number(1.25, 2);
            book_rule(s, (BookRule){.column = 1,
                                    .last_row = 9,
                                    .least = 0,
                                    .most = NAN,
                                    .message = "A number"});
            bytes[i] = written(b, both[k]);
            setenv("TZ", "Pacific/Auckland", 1);
        }
        unsetenv("TZ");
        assert_int_equal(bytes[0].size, bytes[1].size);
        assert_memory_equal(bytes[0].data, bytes[1].data, bytes[0].size);
    }
}

void test_workbook__an_ods_file_begins_with_its_type(void)
{
    SCOPED_ARENA a = arena_new();
    Book *b = book_new(a, "t");
    book_row(book_sheet(b, "S", 1))[0] = book_text("x");
    Bytes bytes = written(b, BOOK_ODS);
    assert_memory_equal(bytes.data + 30,
                        "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 54);
    assert_int_equal(book_kind_of_bytes(bytes.data, bytes.size), BOOK_ODS);
    bytes = written(b, BOOK_XLSX);
    assert_int_equal(book_kind_of_bytes(bytes.data, bytes.size), BOOK_XLSX);
}

void test_workbook__sheets_have_names_that_are_allowed_and_differ(void)
{
    SCOPED_ARENA a = arena_new();
    Book *b = book_new(a, "t");
    assert_string_equal(book_sheet(b, "A1: [stock]/?", 1)->name, "A1- -stock---");
    const char *tidy = "Datganiad gweithlu therapi galwedigaethol ŵŷ";
    assert_int_equal(utf8_width(book_sheet(b, tidy, 1)->name), 31);
    assert_int_equal(utf8_width(book_sheet(b, tidy, 1)->name), 31);
    assert_string_not_equal(b->sheets[1]->name, b->sheets[2]->name);
    assert_string_equal(book_sheet(b, "''", 1)->name, "-");
    assert_string_equal(book_sheet(b, "a", 1)->name, "a");
    assert_string_equal(book_sheet(b, "A", 1)->name, "A 2");
    for (int i = 0; i < b->n_sheets; i++)
        book_row(b->sheets[i])[0] = book_text("x");
    for (int k = 0; k < 2; k++)
        assert_int_equal(read_back(a, both[k], written(b, both[k])).n_sheets, 6);
}

void test_workbook__headings_may_stand_below_titles(void)
{
    SCOPED_ARENA a = arena_new();
    Book *b = book_new(a, "t");
    BookSheet *s = book_sheet(b, "S", 4);
    book_row(s)[0] = book_text("A title");
    BookCell *c = book_row(s);
    c[0] = book_text("Collection");
    c[1] = book_text("n");
    c[3] = book_text("last");
    c = book_row(s);
    c[0] = book_text("x");
    c[3] = book_number(3, 0);
    for (int k = 0; k < 2; k++) {
        Err err = {0};
        BookRead r;
        Bytes bytes = written(b, both[k]);
        assert_true(
            book_read(a, &err, file_of(a, both[k]), bytes.data, bytes.size, "collection", &r));
        const CsvFile *f = &r.sheets[0];
        assert_int_equal(f->heading_line, 2);
        assert_int_equal(f->n_columns, 3); /* the empty one is left out */
        assert_string_equal(f->columns[2], "last");
        assert_string_equal(csv_cell(&f->rows[0], 2), "3");
        assert_int_equal(f->rows[0].line, 3);
    }
}

/* ---------------------------------------------------------------- what others wrote */

/* A workbook of one sheet, from the XML of its cells. */
static Bytes xlsx(Arena *a, const char *sheet, const char *shared)
{
    static const char rels[] =
        "<Relationships><Relationship Id=\"r1\" Type=\"x/officeDocument\" "
        "Target=\"xl/workbook.xml\"/></Relationships>",
                      list[] = "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/>"
                               "<sheet name=\"T\" sheetId=\"2\" r:id=\"r1\" state=\"hidden\"/>"
                               "</sheets></workbook>",
                      parts[] =
                          "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" "
                          "Target=\"/xl/s.xml\"/><Relationship Id=\"r2\" "
                          "Type=\"x/sharedStrings\" Target=\"shared.xml\"/><Relationship "
                          "Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>",
                      styles[] =
                          "<styleSheet><numFmts><numFmt numFmtId=\"170\" "
                          "formatCode=\"[$-809]dd\\ mmmm\\ yyyy;@\"/><numFmt numFmtId=\"171\" "
                          "formatCode=\"0.0&quot;days&quot;\"/></numFmts><cellStyleXfs><xf "
                          "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "
                          "numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"170\"/><xf "
                          "numFmtId=\"171\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
    const ZipPart all[] = {
        {"[Content_Types].xml", {"<Types/>", 8}, false},
        {"_rels/.rels", {rels, sizeof rels - 1}, false},
        {"xl/workbook.xml", {list, sizeof list - 1}, false},
        {"xl/_rels/workbook.xml.rels", {parts, sizeof parts - 1}, false},
        {"xl/styles.xml", {styles, sizeof styles - 1}, false},
        {"xl/s.xml", {sheet, strlen(sheet)}, false},
        {"xl/shared.xml", {shared, strlen(shared)}, false},
    };
    Err err = {0};
    Bytes out;
    assert_true(zip_write(a, &err, all, sizeof all / sizeof *all, &out));
    return out;
}

#define SHEET(rows) "<x:worksheet><x:sheetData>" rows "</x:sheetData></x:worksheet>"
#define HEADINGS    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>"
#define NO_SHARED   "<sst/>"

static const char *cell_read(Arena *a, const char *cell, BookRead *r)
{
    *r = read_back(
        a, BOOK_XLSX,
        xlsx(a,
             arena_printf(a,
                          "<worksheet><sheetData>%s<row r=\"2\">%s</row></sheetData>"
                          "<mergeCells><mergeCell ref=\"A2:B3\"/></mergeCells></worksheet>",
                          HEADINGS, cell),
             "<sst count=\"9\"><si><t>one</t></si><si><r><t>t</t></r><r><t xml:space="
             "\"preserve\"> wo</t></r><rPh><t>no</t></rPh></si><si><t>_x0041__x000A_b"
             "</t></si></sst>"));
    return r->sheets[0].n_rows ? csv_cell(&r->sheets[0].rows[0], 0) : "";
}

void test_workbook__reads_every_kind_of_cell(void)
{
    static const struct {
        const char *cell, *text;
    } kinds[] = {
        {"<c r=\"A2\" t=\"s\"><v>1</v></c>", "t wo"},
        {"<c t=\"s\"><v>2</v></c>", "A\nb"},
        {"<c r=\"A2\"><v>1.50</v></c>", "1.5"},
        {"<c r=\"A2\"><v>9.9999999999999995E-8</v></c>", "1e-07"},
        {"<c r=\"A2\" s=\"1\"><v>46112</v></c>", "2026-03-31"},
        {"<c r=\"A2\" s=\"2\"><v>46112.75</v></c>", "2026-03-31 18:00:00"},
        {"<c r=\"A2\" s=\"3\"><v>46112</v></c>", "2026-03-31"},
        {"<c r=\"A2\" s=\"1\"><v>1</v></c>", "1900-01-01"},
        {"<c r=\"A2\" s=\"1\"><v>59</v></c>", "1900-02-28"},
        {"<c r=\"A2\" s=\"1\"><v>60</v></c>", "60"}, /* a day that never was */
        {"<c r=\"A2\" s=\"1\"><v>61</v></c>", "1900-03-01"},
        {"<c r=\"A2\" s=\"4\"><v>12.5</v></c>", "12.5"}, /* "days" is only said */
        {"<c r=\"A2\" s=\"5\"><v>0.5</v></c>", "12:00:00"},
        {"<c r=\"A2\" t=\"b\"><v>1</v></c>", "TRUE"},
        {"<c r=\"A2\" t=\"e\"><v>#DIV/0!</v></c>", "#DIV/0!"},
        {"<c r=\"A2\" t=\"str\"><f>B1&amp;\"x\"</f><v>x</v></c>", "x"},
        {"<c r=\"A2\"><f>1+1</f><v>2</v></c>", "2"},
        {"<c r=\"A2\"><f>SUM(B1:B2)</f></c>", "=SUM(B1:B2)"}, /* never calculated */
        {"<c r=\"A2\" t=\"str\"><f>IF(B1=0,\"\",B1)</f><v></v></c>", ""},
        {"<c r=\"A2\"/>", ""},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        SCOPED_ARENA a = arena_new();
        BookRead r;
        assert_string_equal(cell_read(a, kinds[i].cell, &r), kinds[i].text);
    }
}

void test_workbook__tells_of_formulas_errors_merged_cells_and_hidden_sheets(void)
{
    SCOPED_ARENA a = arena_new();
    BookRead r;
    cell_read(a, "<c r=\"A2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", &r);
    assert_int_equal(r.n_sheets, 2);
    assert_false(r.hidden[0]);
    assert_true(r.hidden[1]);
    assert_int_equal(r.n_notes, 6); /* three of each sheet */
    assert_string_equal(r.notes[0], "t.xlsx [S]: A2 is a formula; its last value was read");
    assert_string_equal(r.notes[1], "t.xlsx [S]: A2 is in error");
    assert_non_null(strstr(r.notes[2], "A2:B3 is merged"));
}

void test_workbook__refuses_sheets_that_lie(void)
{
    SCOPED_ARENA a = arena_new();
    static const struct {
        const char *sheet, *shared, *part;
        ErrKind kind;
    } lies[] = {
        {SHEET(HEADINGS "<row r=\"2\"><c t=\"s\"><v>0</v></c></row>"), NO_SHARED,
         "t.xlsx [S]:2: the text of A2 is missing", ERR_INVALID},
        {SHEET("<row r=\"3\"/><row r=\"2\"/>"), NO_SHARED, "not in order", ERR_INVALID},
        {SHEET("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"), NO_SHARED, "not in order",
         ERR_INVALID},
        {SHEET("<row r=\"1\"><c r=\"A2\"/></row>"), NO_SHARED, "not in order", ERR_INVALID},
        {SHEET("<row r=\"1048577\"/>"), NO_SHARED, "not in order", ERR_INVALID},
        {SHEET("<row r=\"1\"><c r=\"XFE1\"/></row>"), NO_SHARED, "not in order", ERR_INVALID},
        {SHEET("<row r=\"1\"><c r=\"ZZ1\"><v>1</v></c></row>"), NO_SHARED,
         "more than 512 columns", ERR_INVALID},
        {SHEET(HEADINGS "<row r=\"2\"><c r=\"C2\"><v>1</v></c></row>"), NO_SHARED,
         "t.xlsx [S]:2: the value in C2 stands under no heading", ERR_INVALID},
        {"<worksheet><sheetData><row>", NO_SHARED, "(its part 'xl/s.xml'), line 1, column",
         ERR_INVALID},
        {SHEET(HEADINGS), "<!DOCTYPE sst [<!ENTITY a \"b\">]><sst><si><t>&a;</t></si></sst>",
         "document type", ERR_INVALID},
        {SHEET(HEADINGS), "<sst><si><t>&a;</t></si></sst>", "undefined entity", ERR_INVALID},
        {SHEET("<row r=\"1\"><c t=\"inlineStr\"><is><t>a</t></is></c><c t=\"inlineStr\"><is>"
               "<t>A</t></is></c></row>"),
         NO_SHARED, "both called 'A'", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        Bytes b = xlsx(a, lies[i].sheet, lies[i].shared);
        refuses("t.xlsx", b.data, b.size, lies[i].kind, lies[i].part);
    }
    Buf deep = buf_new(a, 0);
    for (int i = 0; i < 100; i++)
        buf_puts(&deep, "<a>");
    Bytes b = xlsx(a, buf_text(&deep), NO_SHARED);
    refuses("t.xlsx", b.data, b.size, ERR_TOO_LARGE, "nested more than 64");
}

void test_workbook__refuses_what_unpacks_too_far(void)
{
    SCOPED_ARENA a = arena_new();
    enum { BLANKS = 8 << 20 };
    char *blanks = arena_alloc(a, BLANKS + 1);
    memset(blanks, ' ', BLANKS);
    Bytes b = xlsx(a, blanks, NO_SHARED);
    refuses("t.xlsx", b.data, b.size, ERR_TOO_LARGE, "more than 250 times its size");
}

void test_workbook__refuses_what_is_no_workbook(void)
{
    SCOPED_ARENA a = arena_new();
    static const ZipPart macros[] = {{"[Content_Types].xml", {"<Types/>", 8}, false},
                                     {"xl/vbaProject.bin", {"x", 1}, false}},
                         archive[] = {{"readme.txt", {"x", 1}, false}},
                         binary[] = {{"xl/workbook.bin", {"x", 1}, false}};
    Err err = {0};
    Bytes b;
    refuses("t.xlsx", "a,b\n1,2\n", 8, ERR_INVALID, "called a workbook and is none");
    refuses("t.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, ERR_INVALID, "old workbook");
    refuses("t.xlsx", "", 0, ERR_INVALID, "the file is empty");
    refuses("t.xlsx", "PK\3\4junk", 8, ERR_INVALID, "broken or cut short");
    assert_true(zip_write(a, &err, macros, 2, &b));
    refuses("t.xlsx", b.data, b.size, ERR_INVALID, "has macros");
    assert_true(zip_write(a, &err, archive, 1, &b));
    refuses("t.xlsx", b.data, b.size, ERR_INVALID, "an archive and no workbook");
    refuses("t.csv", b.data, b.size, ERR_INVALID, "not a CSV file");
    assert_true(zip_write(a, &err, binary, 1, &b));
    refuses("t.xlsx", b.data, b.size, ERR_INVALID, ".xlsb");
}

/* ---------------------------------------------------------------- ODS of others */

static Bytes ods(Arena *a, const char *rows, const char *manifest)
{
    const char *content = arena_printf(
        a,
        "<office:document-content><office:automatic-styles><style:style style:name=\"h\" "
        "style:family=\"table\"><style:table-properties table:display=\"false\"/>"
        "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
        "<table:table table:name=\"S\">%s</table:table><table:table table:name=\"H\" "
        "table:style-name=\"h\"/></office:spreadsheet></office:body>"
        "</office:document-content>",
        rows);
    const ZipPart all[] = {{"mimetype", {book_type(BOOK_ODS), 46}, true},
                           {"content.xml", {content, strlen(content)}, false},
                           {"META-INF/manifest.xml", {manifest, strlen(manifest)}, false}};
    Err err = {0};
    Bytes out;
    assert_true(zip_write(a, &err, all, 3, &out));
    return out;
}

void test_workbook__reads_ods_as_others_write_it(void)
{
    SCOPED_ARENA a = arena_new();
    BookRead r = read_back(
        a, BOOK_ODS,
        ods(a,
            "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
            "office:value-type=\"float\" office:value=\"1.50\" "
            "table:number-columns-repeated=\"2\"><text:p>1,5</text:p></table:table-cell>"
            "<table:table-cell table:number-columns-repeated=\"16380\"/></table:table-row>"
            "<table:table-row><table:table-cell office:value-type=\"date\" "
            "office:date-value=\"2026-03-31T00:00:00\"><text:p>31 March</text:p>"
            "</table:table-cell><table:table-cell table:formula=\"of:=1+1\" "
            "office:value-type=\"string\"><office:annotation><text:p>a note</text:p>"
            "</office:annotation><text:p>two <text:s text:c=\"2\"/>\n  <text:span>words"
            "</text:span></text:p><text:p>more</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell "
            "table:number-columns-repeated=\"16384\"/></table:table-row>",
            ""));
    const CsvFile *f = &r.sheets[0];
    assert_int_equal(r.n_sheets, 2);
    assert_true(r.hidden[1]);
    assert_int_equal(f->n_rows, 4);
    assert_string_equal(csv_cell(&f->rows[2], 1), "1.5");
    assert_int_equal(f->rows[3].line, 5);
    assert_string_equal(csv_cell(&f->rows[3], 0), "2026-03-31");
    assert_string_equal(csv_cell(&f->rows[3], 1), "two   words\nmore");
    assert_int_equal(r.n_notes, 1);
}

void test_workbook__refuses_ods_that_is_locked_or_endless(void)
{
    SCOPED_ARENA a = arena_new();
    Bytes b = ods(a, "", "<manifest:encryption-data/>");
    refuses("t.ods", b.data, b.size, ERR_INVALID, "locked with a password");
    b = ods(a,
            "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "</table:table-row><table:table-row table:number-rows-repeated=\"1048576\">"
            "<table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>",
            "");
    refuses("t.ods", b.data, b.size, ERR_TOO_LARGE, "more than 500000 cells");
}
