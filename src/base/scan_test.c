#include "base/scan.h"
#include "base/scan_block.h"
#include "support/test.h"

/* A xorshift: the same tables on every run. */
static unsigned draw(uint64_t *state, unsigned n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 32) % n);
}

static const char *view_text(Arena *a, View v)
{
    return arena_strndup(a, v.s, v.n);
}

/* Whatever csv_parse() makes of the text, the scan makes of it too. */
static void agrees(const char *text, size_t n, bool wide, size_t room)
{
    SCOPED_ARENA a = arena_new();
    Err said = {0}, err = {0};
    CsvFile f = {0};
    Scan *s = NULL;
    const ScanBatch *b;
    int rows = 0, wide_row = 0;
    bool parsed = csv_parse(a, &said, "t.csv", text, n, &f);
    bool opened = scan_open_as(&err, "t.csv", text, n, wide, room, &s);
    if (opened && f.columns) {
        const CsvFile *head = scan_file(s);
        assert_int_equal(head->n_columns, f.n_columns);
        assert_int_equal(head->separator, f.separator);
        assert_string_equal(head->encoding, f.encoding);
        for (int c = 0; c < f.n_columns; c++)
            assert_string_equal(head->columns[c], f.columns[c]);
    }
    while (opened && !wide_row && scan_next(s, &b))
        for (int r = 0; r < b->n_rows && !wide_row; r++, rows++) {
            CsvRow again;
            if (b->n_cells[r] > scan_file(s)->n_columns) {
                wide_row = b->line[r]; /* where csv_parse() gives up */
                break;
            }
            if (!parsed)
                continue;
            assert_true(rows < f.n_rows);
            assert_int_equal(b->line[r], f.rows[rows].line);
            assert_true(scan_row_at(s, a, scan_place(b, r), &again));
            for (int c = 0; c < f.n_columns; c++) {
                const char *want = csv_cell(&f.rows[rows], c);
                const char *got = view_text(a, scan_cell(b, r, c));
                if (!same(got, want))
                    fail_msg("line %d, cell %d: '%s' is not '%s' in\n%s", b->line[r], c, got,
                             want, text);
                assert_string_equal(csv_cell(&again, c), want);
            }
        }
    if (parsed && (!opened || err.kind || wide_row || rows != f.n_rows))
        fail_msg("%d rows instead of %d (%s) of\n%s", rows, f.n_rows, err.message, text);
    if (!parsed && opened && !err.kind && !wide_row)
        fail_msg("not refused as '%s':\n%s", said.message, text);
    if (!parsed && !wide_row)
        assert_string_equal(err.message, said.message);
    scan_close(s);
}

static void agrees_always(const char *text, size_t n)
{
    static const size_t rooms[] = {1, 7, 64, 200, 4096};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        agrees(text, n, false, rooms[i]);
        if (block_is_wide())
            agrees(text, n, true, rooms[i]);
    }
}
#define AGREES(text) agrees_always((text), sizeof(text) - 1)

void test_scan__agrees_with_csv_on_known_oddities(void)
{
    AGREES("a,b,c\n1,2,3\n");
    AGREES("a,b,c\r\n1,2,3\r\n\r\n4,,\r\n,,,\r\n5");
    AGREES("a;b\r1;2\r\r3;\r");
    AGREES("\xEF\xBB\xBFsep=;\r\na;b,c\r\n1,5;2\r\n");
    AGREES("a,b\n\"x, y\",\"he said \"\"no\"\"\"\n\"two\r\nlines\",2\n");
    AGREES("a,b\n \"x, y\" ,z\"q,\n'=1,'x\n\xC2\xA0,\xC2\xA0 3 \xC2\xA0\n");
    AGREES("a,b\n\"open,2\n3,4\n");
    AGREES("a,b\n1,2,3\n4,5\n");
    AGREES("a,b\n1,2,,,\n4,5\n");
    AGREES("a,a\n1,2\n");
    AGREES("");
    AGREES("\n\n \n");
    AGREES("a,b\n\"x\"y,\"\"z\n\"\"\"\",\"\"\n");
    AGREES("a,b\nCaf\xE9,\x80\n"); /* Windows-1252 */
    AGREES("\xFF\xFE"
           "a\0,\0b\0\n\0"
           "1\0,\0\x75\x01\n\0");
    AGREES("a,b\n1,\0\n");
    AGREES("PK\3\4 a workbook");
}

void test_scan__agrees_with_csv_on_any_text(void)
{
    static const char *const pieces[] = {
        "a", "12", ",", ",", ",",  "\n", "\r\n", "\r", "\"",       "\"\"",
        ";", " ",  "'", "=", "\t", "x",  "\n",   "\"", "\xC2\xA0", "\xC5\xB7"};
    uint64_t state = 20260331;
    char text[600];
    for (int round = 0; round < 6000; round++) {
        size_t n = (size_t)snprintf(text, sizeof text, "%s", "a,b,c\n");
        unsigned many = draw(&state, round % 10 ? 40 : 250);
        for (unsigned i = 0; i < many; i++) {
            const char *piece = pieces[draw(&state, sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        text[n] = '\0';
        agrees(text, n, round % 2 && block_is_wide(), 1 + draw(&state, 300));
        if (n > 6)
            agrees(text + 6, n - 6, round % 3 && block_is_wide(), 1 + draw(&state, 99));
    }
}

/* Plain rows with a strange one now and then, as real files are. */
void test_scan__agrees_with_csv_on_long_files(void)
{
    static const char *const rows[] = {
        "1,NHS,\"Cardiff, Unit 2\",0.80,\n",
        "2,LA,Ynys M\xC3\xB4n,1.00,\"said \"\"ok\"\"\"\r\n",
        "3,IND,\"two\nlines\",0.5,\n",
        "4,EDU\n",
        "\n",
        ",,,,\n",
        " ,\"\",,,\n",
        "5,a\"b,c\"d,0.4,'-1\n",
        "6,,,,end\r\n",
    };
    uint64_t state = 7;
    SCOPED_ARENA a = arena_new();
    for (int round = 0; round < 6; round++) {
        Buf b = buf_new(a, 0);
        buf_puts(&b, "id,sector,name,fte,note\n");
        for (int i = 0; i < 9000; i++)
            buf_puts(&b, rows[draw(&state, 20) ? draw(&state, 2) : draw(&state, 9)]);
        agrees(buf_text(&b), b.len, round % 2 && block_is_wide(), round < 3 ? 128 << 10 : 3000);
    }
}

void test_scan__masks_are_the_same_with_and_without_wide_instructions(void)
{
    uint64_t state = 99;
    char block[64];
    if (!block_is_wide())
        return;
#ifdef BLOCK_WIDE
    for (int round = 0; round < 20000; round++) {
        for (int i = 0; i < 64; i++)
            block[i] = (char)(draw(&state, 3) ? draw(&state, 256)
                                              : (unsigned)"\",\n\r;"[draw(&state, 5)]);
        Raw x = block_portable(block, ','), y = block_wide(block, ',');
        assert_memory_equal(&x, &y, sizeof x);
    }
#endif
}

void test_scan__refuses_a_row_without_end(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Scan *s;
    const ScanBatch *b;
    size_t n = (size_t)SCAN_MOST_ROW + 4096;
    char *text = arena_alloc(a, n + 1);
    memset(text, 'x', n);
    memcpy(text, "a,b\n", 4);
    assert_true(scan_open(&err, "t.csv", text, n, &s));
    assert_false(scan_next(s, &b));
    assert_int_equal(err.kind, ERR_TOO_LARGE);
    assert_non_null(strstr(err.message, "t.csv:2:"));
    scan_close(s);
}
