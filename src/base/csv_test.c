#include "base/csv.h"
#include "support/test.h"

static CsvFile parse(Arena *a, const char *text, size_t n)
{
    Err err = {0};
    CsvFile f;
    if (!csv_parse(a, &err, "t.csv", text, n, &f))
        fail_msg("%s", err.message);
    return f;
}
#define PARSE(a, text) parse((a), (text), sizeof(text) - 1)

static void refuses(const char *text, size_t n, const char *part)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    CsvFile f = {.name = "untouched"};
    assert_false(csv_parse(a, &err, "t.csv", text, n, &f));
    assert_string_equal(f.name, "untouched");
    if (!strstr(err.message, part))
        fail_msg("'%s' does not say '%s'", err.message, part);
}
#define REFUSES(text, part) refuses((text), sizeof(text) - 1, (part))

void test_csv__reads_what_spreadsheets_write(void)
{
    SCOPED_ARENA a = arena_new();
    CsvFile f =
        PARSE(a, "\xEF\xBB\xBF\"Org \";HC perm;Note\r\nPowys;3;\"two\r\nlines\"\r\n;;\r\n"
                 "Gwynedd; 4 \r\n");
    assert_int_equal(f.separator, ';');
    assert_int_equal(f.n_rows, 2);
    assert_string_equal(f.columns[1], "hc_perm");
    assert_string_equal(csv_cell(&f.rows[0], 2), "two\nlines");
    assert_int_equal(f.rows[1].line, 5);
    assert_string_equal(csv_cell(&f.rows[1], 1), "4");
    assert_string_equal(csv_cell(&f.rows[1], 2), "");
}

void test_csv__converts_windows_1252_and_utf16(void)
{
    SCOPED_ARENA a = arena_new();
    CsvFile f = PARSE(a, "name\nYnys M\xF4n\n");
    assert_string_equal(f.encoding, "Windows-1252");
    assert_string_equal(csv_cell(&f.rows[0], 0), "Ynys M\xC3\xB4n");
    f = PARSE(a, "\xFF\xFEn\0\n\0\x75\x01\n\0");
    assert_string_equal(f.encoding, "UTF-16");
    assert_string_equal(csv_cell(&f.rows[0], 0), "\xC5\xB5");
}

void test_csv__obeys_a_sep_line_and_lone_cr(void)
{
    SCOPED_ARENA a = arena_new();
    CsvFile f = PARSE(a, "sep=\t\ra\tb\r1\t2\r");
    assert_int_equal(f.n_columns, 2);
    assert_string_equal(csv_cell(&f.rows[0], 1), "2");
    assert_int_equal(f.rows[0].line, 3);
}

void test_csv__refuses_what_it_cannot_read(void)
{
    REFUSES("", "empty");
    REFUSES("a,b\n1,\"open\n", "t.csv:2: a quote");
    REFUSES("a,a\n", "both called");
    REFUSES("a,b\n1,2,3\n", "t.csv:2: 3 fields under 2 headings");
    REFUSES("PK\x03\x04\0\0", "workbook");
    REFUSES("a,b\n1,\0\n", "not a CSV file");
}

void test_csv__written_text_is_read_back_and_cannot_run(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const cells[] = {"=1+1",       "-2.5", "plain", "quote \" and, comma",
                                        "two\nlines", "@x",   ""};
    Buf b = buf_new(a, 0);
    CsvOut o = {.buf = &b};
    buf_puts(&b, "a,b,c,d,e,f,g\n");
    for (int i = 0; i < 7; i++)
        csv_field(&o, cells[i]);
    csv_end_row(&o);
    assert_non_null(strstr(buf_text(&b), "\"'=1+1\",-2.5,plain"));
    CsvFile f = parse(a, buf_text(&b), b.len);
    for (int i = 0; i < 7; i++)
        assert_string_equal(csv_cell(&f.rows[0], i), cells[i]);
}
