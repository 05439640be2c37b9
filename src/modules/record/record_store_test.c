/* Keeping staff records: an upload is whole or not there, exports come back as the same bytes,
 * masked ones hold nothing private, and groups are answered from what is stored. */
#include "base/csv.h"
#include "base/file.h"

#include "support/test.h"

#include "support/record.h"

static RecordUpload store(World *w, const char *organisation, const char *text)
{
    RecordCheck c;
    RecordUpload u = {0};
    InFile f = file("in/staff.csv", text);
    must(w, record_check(&w->cx, w->form, &f, 0, &c));
    must(w, record_store(&w->cx, &c, organisation, &f, &u));
    record_check_end(&c);
    return u;
}

static int64_t count(World *w, const char *table)
{
    int64_t n = -1;
    must(w, db_one_int(&w->cx, &n, arena_printf(w->arena, "SELECT COUNT(*) FROM %s", table),
                       NO_ARGS));
    return n;
}

static const char *exported(World *w, const RecordUpload *u, bool masked)
{
    const char *text;
    size_t size;
    must(w, record_export(&w->cx, u, masked, &text, &size));
    assert_int_equal(strlen(text), size);
    return text;
}

void test_record_store__an_export_is_the_same_bytes_after_import(void)
{
    World w;
    open_world(&w);
    RecordUpload first = store(&w, "a", odd_file(&w));
    const char *text = exported(&w, &first, false);
    assert_true(starts_with(text, HEADINGS));
    assert_non_null(strstr(text, "\"Ynys M\xC3\xB4n, Uned \xC5\xB4\""));
    assert_non_null(strstr(text, "2015-09-01,0.80"));
    assert_non_null(strstr(text, "\"'=SUM(A1)\""));
    assert_string_equal(digest(w.arena, text, strlen(text)), first.digest);
    RecordUpload second = store(&w, "b", text);
    assert_string_equal(exported(&w, &second, false), text);
    assert_string_equal(second.digest, first.digest);
    assert_int_equal(second.bytes, strlen(text));
    close_world(&w);
}

void test_record_store__what_is_stored_already_is_known_as_sent_and_as_exported(void)
{
    World w;
    RecordUpload there;
    open_world(&w);
    RecordUpload u = store(&w, "a", odd_file(&w));
    InFile sent = file("x.csv", odd_file(&w)), back = file("y.csv", exported(&w, &u, false)),
           other = file("z.csv", HEADINGS);
    must(&w, record_same(&w.cx, w.form, "a", &sent, &there));
    assert_int_equal(there.id, u.id);
    must(&w, record_same(&w.cx, w.form, "a", &back, &there));
    assert_int_equal(there.id, u.id);
    must(&w, record_same(&w.cx, w.form, "a", &other, &there));
    assert_int_equal(there.id, 0);
    must(&w, record_same(&w.cx, w.form, "b", &sent, &there));
    assert_int_equal(there.id, 0);
    close_world(&w);
}

void test_record_store__bad_rows_are_left_out_and_come_back_to_be_corrected(void)
{
    World w;
    open_world(&w);
    const char *text = arena_printf(w.arena, HEADINGS "%s%s%s", row(&w, "AB0001", "P1"),
                                    swapped(&w, row(&w, "AB0001", "P2"), "0.80", "8"),
                                    row(&w, "AB0001", "P3"));
    RecordCheck c = check(&w, text, 0);
    RecordUpload u = store(&w, "a", text);
    assert_int_equal(u.rows, 2);
    assert_int_equal(u.left_out, 1);
    assert_int_equal(count(&w, "record_row"), 2);
    assert_null(strstr(exported(&w, &u, false), "P2"));
    const char *back = buf_text(&c.returned);
    assert_non_null(strstr(back, ",problems\n"));
    assert_non_null(strstr(back, "P2"));
    assert_null(strstr(back, "P1"));
    assert_non_null(strstr(back, "V3 fte: WTE is above 0"));
    RecordCheck again = check(&w, swapped(&w, back, ",8,", ",0.8,"), 0);
    assert_int_equal(again.rows, 1);
    assert_int_equal(again.errors, 0);
    close_world(&w);
}

void test_record_store__groups_are_answered_from_storage_over_what_counts_now(void)
{
    World w;
    RecordUploads list;
    RecordGroups g;
    open_world(&w);
    store(&w, "a", arena_printf(w.arena, HEADINGS "%s", row(&w, "AB0001", "P0")));
    RecordCheck c = check(&w, odd_file(&w), 0);
    store(&w, "a", odd_file(&w));
    must(&w, record_uploads(&w.cx, "", "", true, &list));
    assert_int_equal(list.n, 1);
    must(&w, record_groups(&w.cx, w.form, &list, &g));
    assert_int_equal(g.n, c.groups.n);
    for (int i = 0; i < g.n; i++) {
        assert_int_equal(g.items[i].rows, c.groups.items[i].rows);
        for (int k = 0; k < g.n_keys; k++)
            assert_string_equal(g.items[i].keys[k], c.groups.items[i].keys[k]);
        for (int k = 0; k < g.n_sums; k++)
            assert_int_equal(g.items[i].sums[k].millionths,
                             c.groups.items[i].sums[k].millionths);
    }
    store(&w, "b",
          arena_printf(w.arena, HEADINGS "%s%s", row(&w, "AB0001", "P1"),
                       row(&w, "AB0001", "P2")));
    must(&w, record_uploads(&w.cx, "", "", true, &list));
    must(&w, record_groups(&w.cx, w.form, &list, &g));
    assert_int_equal(g.n, 2); /* without a grade, and B6 of both */
    assert_string_equal(g.items[1].keys[2], "B6");
    assert_int_equal(g.items[1].rows, 4);
    assert_true(record_sum(&g.items[1].sums[0]) == 3.4);
    must(&w, record_uploads(&w.cx, "", "", false, &list));
    assert_int_equal(list.n, 3);
    assert_false(list.items[2].current);
    close_world(&w);
}

static bool stop_at_once(void *self)
{
    (void)self;
    return true;
}

void test_record_store__what_is_cancelled_leaves_nothing(void)
{
    World w;
    open_world(&w);
    RecordCheck c;
    RecordUpload u = {.id = 77};
    InFile f = file("staff.csv", odd_file(&w));
    must(&w, record_check(&w.cx, w.form, &f, 0, &c));
    w.cx.progress.stop = stop_at_once;
    assert_false(record_store(&w.cx, &c, "a", &f, &u));
    assert_int_equal(w.cx.err.kind, ERR_CANCELLED);
    assert_int_equal(u.id, 77);
    err_clear(&w.cx.err);
    record_check_end(&c);
    assert_int_equal(count(&w, "record_row"), 0);
    assert_int_equal(count(&w, "record_upload"), 0);
    close_world(&w);
}

void test_record_store__a_file_that_changes_under_the_import_is_refused(void)
{
    World w;
    open_world(&w);
    RecordCheck c;
    RecordUpload u;
    char *text = arena_strdup(w.arena, odd_file(&w));
    InFile f = file("staff.csv", text);
    must(&w, record_check(&w.cx, w.form, &f, 0, &c));
    memcpy(strstr(text, "0.80"), "9.80", 4);
    assert_false(record_store(&w.cx, &c, "a", &f, &u));
    assert_int_equal(w.cx.err.kind, ERR_CHANGED);
    err_clear(&w.cx.err);
    record_check_end(&c);
    assert_int_equal(count(&w, "record_upload"), 0);
    close_world(&w);
}

/* ---------------------------------------------------------------- personal data */

/* Rows whose private cells hold what must never be seen, with every odd byte around it. */
void test_record_store__a_masked_export_never_holds_what_is_private(void)
{
    static const char *const odd[] = {",", "\"\"", "\n", "\xC5\xB5", "\xC3\xBF",
                                      ";", "'",    " ",  "=",        "x"};
    World w;
    open_world(&w);
    uint64_t state = 20260401;
    for (int round = 0; round < 40; round++) {
        Buf b = buf_new(w.arena, 0);
        buf_puts(&b, HEADINGS);
        for (int i = 0; i < 30; i++) {
            char noise[3][16];
            for (int k = 0; k < 3; k++)
                snprintf(noise[k], sizeof noise[k], "%s%s", odd[draw(&state, 10)],
                         odd[draw(&state, 10)]);
            buf_printf(&b,
                       "Q,AB%04d,\"Open%s\",LA,WAL,,\"REFERENCE%sSECRET%d\",19%02d,\"GENDER%"
                       "s\",ETHNIC,"
                       "OT1,B6,OT%06d,2011-12-%02d,0.50,,30000,0,,\"NI QQ%06dC born "
                       "1977-07-07%s\"\n",
                       round, noise[0], noise[1], i, 50 + i, noise[2], 770000 + i, 1 + i % 28,
                       i, noise[0]);
        }
        RecordUpload u = store(&w, "a", buf_text(&b));
        assert_int_equal(u.rows, 30);
        const char *text = exported(&w, &u, true);
        static const char *const never[] = {"SECRET",     "REFERENCE", "GENDER",     "ETHNIC",
                                            "OT77",       "2011-12",   "1977-07-07", "NI QQ",
                                            "birth_year", "hcpc_no",   "start_date", "note"};
        for (size_t k = 0; k < sizeof never / sizeof *never; k++)
            if (strstr(text, never[k]))
                fail_msg("'%s' stands in\n%s", never[k], text);
        CsvFile f;
        if (!csv_parse(w.arena, &w.cx.err, "masked", text, strlen(text), &f))
            must(&w, false);
        assert_int_equal(f.n_rows, 30);
        for (int i = 0; i < f.n_rows; i++) {
            assert_true(
                starts_with(csv_cell(&f.rows[i], csv_column(&f, "employer_name")), "Open"));
            for (int k = 0; k < i; k++)
                assert_string_not_equal(csv_cell(&f.rows[i], csv_column(&f, "person_ref")),
                                        csv_cell(&f.rows[k], csv_column(&f, "person_ref")));
        }
    }
    close_world(&w);
}

void test_record_store__a_masked_person_is_the_same_in_every_export(void)
{
    World w;
    open_world(&w);
    const char *one = arena_printf(w.arena, HEADINGS "%s", row(&w, "AB0001", "P1"));
    RecordUpload first = store(&w, "a", one);
    const char *text = exported(&w, &first, true);
    RecordUpload second = store(&w, "a",
                                arena_printf(w.arena, HEADINGS "%s%s", row(&w, "AB0002", "P1"),
                                             row(&w, "AB0001", "P1")));
    const char *both = exported(&w, &second, true);
    const char *line = strchr(text, '\n') + 1; /* the only row of the first */
    assert_non_null(strstr(both, line));
    assert_true(strstr(both, line) != strchr(both, '\n') + 1); /* AB0002 is somebody else */
    close_world(&w);
}
