#include "core/reply.h"
#include "support/test.h"

void test_reply_book__says_in_words_why_there_is_no_number(void)
{
    for (int k = BOOK_XLSX; k <= BOOK_ODS; k++) {
        SCOPED_ARENA a = arena_new();
        Ctx cx = {.arena = a, .user = ""};
        Reply r = {.title = "A title"};
        Table *t = reply_table(&cx, &r, "t", "The table");
        table_column(&cx, t, "text", "Text", COLUMN_TEXT, 0);
        table_column(&cx, t, "n", "Number", COLUMN_NUMBER, 2);
        table_percent(&cx, t, "p", "Share", 1);
        table_column(&cx, t, "said", "Sentence", COLUMN_TEXT, 0);
        table_column_for(t, FOR_PEOPLE);
        for (int s = CELL_BLANK; s <= CELL_WITHHELD; s++) {
            Cell *c = table_row(&cx, t);
            c[0] = cell_text("=HYPERLINK(\"http://x\")");
            c[1] = cell_state((CellState)s);
            c[2] = cell_number(0.125);
        }
        t->rows[0][0] = cell_code("code", "-5 is text");
        t->rows[1][0] = cell_text("2026-03-31");
        reply_fact(&cx, &r, "f", "A fact", cell_number(7), 0);
        reply_note(&cx, &r, "A note");
        Bytes bytes;
        BookRead back;
        assert_true(reply_book(&cx, &r, (BookKind)k, &bytes));
        assert_true(book_read(a, &cx.err, arena_printf(a, "t.%s", book_extension((BookKind)k)),
                              bytes.data, bytes.size, NULL, &back));
        assert_int_equal(back.n_notes, 0); /* no formula */
        const CsvFile *f = &back.sheets[0];
        assert_string_equal(strrchr(f->name, '['), "[The table]");
        assert_int_equal(f->n_columns, 3);
        static const char *const words[] = {
            "", "not known", "not applicable", "not received", "not calculable", "withheld"};
        for (int i = 0; i < f->n_rows; i++) {
            assert_string_equal(csv_cell(&f->rows[i], 1), words[i]);
            assert_string_equal(csv_cell(&f->rows[i], 2), "0.125");
        }
        assert_string_equal(csv_cell(&f->rows[0], 0), "-5 is text");
        assert_string_equal(csv_cell(&f->rows[1], 0), "2026-03-31");
        assert_string_equal(csv_cell(&f->rows[2], 0), "=HYPERLINK(\"http://x\")");
        f = &back.sheets[1];
        assert_string_equal(f->headings[1], "A title");
        assert_string_equal(csv_cell(&f->rows[0], 1), "7");
        assert_string_equal(csv_cell(&f->rows[1], 1), "The table");
    }
}
