/* Checking staff records: every problem is found and said, keys are tuples, sums are exact, and
 * columns at a time give what rows one by one give. */
#include "base/csv.h"
#include <math.h>

#include "support/test.h"

#include "support/record.h"

/* "2 V2 birth_year; 3 V9 person_ref": line, rule and column of each problem. */
static const char *said(World *w, const RecordCheck *c)
{
    Buf b = buf_new(w->arena, 0);
    for (int i = 0; i < c->problems.n; i++) {
        const Problem *p = &c->problems.items[i];
        buf_printf(&b, "%s%d %s %s", b.len ? "; " : "", p->line, p->rule->code, p->column);
    }
    return buf_text(&b);
}

/* ---------------------------------------------------------------- checking */

void test_record__each_rule_finds_its_mistake(void)
{
    static const struct {
        const char *from, *to, *said;
    } mistakes[] = {
        {"AB0001", "aB0001", "2 V1 employer_code"},
        {"AB0001", "AB00012", "2 V1 employer_code"},
        {"1980", "1944", "2 V2 birth_year"},
        {"1980", "2006", ""},
        {"1980", "1980.5", "2 F11 birth_year"},
        {"1980", "old", "2 F09 birth_year"},
        {"1980", "", "2 F15 birth_year"},
        {"1980", "NK", "2 F09 birth_year"},
        {"0.80", "0", "2 V3 fte"},
        {"0.80", "1.5", ""},
        {"0.80", "1.5000001", "2 V3 fte"},
        {"0.80", "-0.1", "2 F10 fte"},
        {"0.80", "\"0,8\"", "2 F09 fte"},
        {"0.80", "8e-1", ""},
        {"2015-09-01", "2015-02-29", "2 F13 start_date"},
        {"2015-09-01", "2016-02-29", ""},
        {"2015-09-01", "1 September 2015", ""},
        {"2015-09-01", "2026-04-01", "2 V4 start_date"},
        {"2015-09-01", "1969-12-31", "2 V4 start_date"},
        {"OT123456", "OT12345x", "2 V5 hcpc_no"},
        {"OT123456", "PH123456", "2 V5 hcpc_no"},
        {"LA", "la", "2 V6 sector"},
        {"LA", "", "2 V6 sector"},
        {"35000", "9999.99", "2 V7 salary"},
        {"35000", "150000", ""},
        {",0,,", ",1,,", "2 V8 leaving_reason"},
        {",0,,", ",0,pay,", "2 V8 leaving_reason"},
        {",0,,", ",1,pay,", ""},
        {",0,,", ",,,", ""},
        {"0.80", "x", "2 F09 fte"},
        {"1980,F", "1890,F", "2 V2 birth_year"},
        {"F,A,OT1", "F,A,\"OT\n1\"", ""},
        {",0,,\n", ",0,,,,\n", ""},
        {",0,,\n", ",0,,,,x\n", "2 F02 "},
    };
    World w;
    open_world(&w);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const char *text = arena_printf(
            w.arena, HEADINGS "%s",
            swapped(&w, row(&w, "AB0001", "P1"), mistakes[i].from, mistakes[i].to));
        RecordCheck c = check(&w, text, 0);
        if (!same(said(&w, &c), mistakes[i].said))
            fail_msg("%s for %s: '%s', not '%s'", mistakes[i].to, mistakes[i].from,
                     said(&w, &c), mistakes[i].said);
        assert_int_equal(c.bad, *mistakes[i].said != '\0');
        assert_int_equal(c.rows, 1);
    }
    close_world(&w);
}

void test_record__a_row_with_many_mistakes_tells_them_all_in_one_pass(void)
{
    World w;
    open_world(&w);
    RecordCheck c = check(
        &w,
        arena_printf(w.arena,
                     HEADINGS "%s2026Q1,x,,NO,WAL,,P9,1890,F,A,OT1,B6,1,never,9,,1,1,,\n%s",
                     row(&w, "AB0001", "P1"), row(&w, "AB0001", "P1")),
        0);
    assert_string_equal(said(&w, &c),
                        "3 V1 employer_code; 3 V6 sector; 3 V5 hcpc_no; 3 F13 start_date; "
                        "3 V2 birth_year; 3 V3 fte; 3 V7 salary; 3 V8 leaving_reason; "
                        "4 V9 person_ref");
    assert_string_equal(c.problems.items[4].detail, "birth_year = 1890");
    assert_string_equal(c.problems.items[1].value, "NO");
    assert_string_equal(c.problems.items[1].detail, "one of: NHS, LA, IND, EDU");
    assert_string_equal(c.problems.items[8].detail, "it stands in line 2 already");
    assert_int_equal(c.rows, 3);
    assert_int_equal(c.bad, 2);
    assert_int_equal(c.errors, 9);
    close_world(&w);
}

void test_record__keys_are_tuples_and_the_first_copy_wins(void)
{
    World w;
    open_world(&w);
    RecordCheck c = check(&w,
                          arena_printf(w.arena, HEADINGS "%s%s%s%s", row(&w, "AB0001", "23"),
                                       row(&w, "AB00012", "3"), row(&w, "AB0001", " 23 "),
                                       row(&w, "AB0001", "\"23\"")),
                          0);
    assert_string_equal(said(&w, &c), "3 V1 employer_code; 4 V9 person_ref; 5 V9 person_ref");
    close_world(&w);
}

void test_record__duplicates_are_found_across_batches(void)
{
    enum { ROWS = 9000 };
    World w;
    open_world(&w);
    Buf b = buf_new(w.arena, 0);
    buf_puts(&b, HEADINGS);
    for (int i = 0; i < ROWS; i++)
        buf_puts(&b, row(&w, "AB0001",
                         arena_printf(w.arena, "P%d",
                                      i == 8500   ? 3
                                      : i == 8999 ? 8998
                                                  : i)));
    RecordCheck c = check(&w, buf_text(&b), 0);
    assert_string_equal(said(&w, &c), "8502 V9 person_ref; 9001 V9 person_ref");
    assert_string_equal(c.problems.items[0].detail, "it stands in line 5 already");
    assert_string_equal(c.problems.items[1].detail, "it stands in line 9000 already");
    assert_int_equal(c.groups.n, 1);
    assert_int_equal(c.groups.items[0].rows, ROWS - 2);
    assert_true(record_sum(&c.groups.items[0].sums[0]) == 7198.4);
    close_world(&w);
}

void test_record__columns_may_stand_in_any_order_and_others_are_named(void)
{
    World w;
    open_world(&w);
    RecordCheck c =
        check(&w, "Salary;Person ref;employer_code;shoe size\n20000;1;AB0001;9\n", 0);
    assert_false(c.usable);
    Buf b = buf_new(w.arena, 0);
    for (int i = 0; i < c.problems.n; i++)
        buf_printf(&b, "%s %s,", c.problems.items[i].rule->code, c.problems.items[i].column);
    assert_true(starts_with(buf_text(&b), "F02 shoe size,F03 period,F03 employer_name,"));
    assert_int_equal(c.problems.n, 18);
    close_world(&w);
}

void test_record__lists_so_many_and_counts_all(void)
{
    World w;
    open_world(&w);
    Buf b = buf_new(w.arena, 0);
    buf_puts(&b, HEADINGS);
    for (int i = 0; i < 50; i++)
        buf_puts(&b,
                 swapped(&w, row(&w, "AB0001", arena_printf(w.arena, "%d", i)), "0.80", "7"));
    RecordCheck c = check(&w, buf_text(&b), 10);
    assert_int_equal(c.problems.n, 10);
    assert_int_equal(c.errors, 50);
    assert_int_equal(c.bad, 50);
    for (int i = 0; i < c.n_counts; i++)
        if (same(c.counts[i].rule->code, "V3")) {
            assert_int_equal(c.counts[i].n, 50);
            assert_int_equal(c.counts[i].listed, 10);
        }
    close_world(&w);
}

/* ---------------------------------------------------------------- the same, row by row */

/* Whether a row is good by the workload's own words, without the layout and its formulas. */
static bool is_good(const CsvRow *r, const CsvFile *f)
{
    double year, fte, salary;
    Date day, first, last;
    const char *e = csv_cell(r, csv_column(f, "employer_code"));
    const char *h = csv_cell(r, csv_column(f, "hcpc_no"));
    const char *s = csv_cell(r, csv_column(f, "sector"));
    date_parse_iso("1970-01-01", &first);
    date_parse_iso("2026-03-31", &last);
    bool codes = strlen(e) == 6 && strspn(e, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 &&
                 strspn(e + 2, "0123456789") == 4 && strlen(h) == 8 && starts_with(h, "OT") &&
                 strspn(h + 2, "0123456789") == 6 &&
                 (same(s, "NHS") || same(s, "LA") || same(s, "IND") || same(s, "EDU"));
    return codes && text_to_double(csv_cell(r, csv_column(f, "birth_year")), &year) &&
           year == floor(year) && year >= 1945 && year <= 2006 &&
           text_to_double(csv_cell(r, csv_column(f, "fte")), &fte) && fte > 0 && fte <= 1.5 &&
           date_parse_any(csv_cell(r, csv_column(f, "start_date")), &day) &&
           day.days >= first.days && day.days <= last.days &&
           text_to_double(csv_cell(r, csv_column(f, "salary")), &salary) && salary >= 10000 &&
           salary <= 150000 &&
           same(csv_cell(r, csv_column(f, "leaver_flag")), "1") ==
               (*csv_cell(r, csv_column(f, "leaving_reason")) != '\0');
}

void test_record__says_the_same_as_the_rules_read_row_by_row(void)
{
    static const char *const cells[][6] = {
        {"AB0001", "AB0002", "ZZ9999", "ab0001", "AB001", "\" AB0001 \""},
        {"NHS", "LA", "EDU", "nhs", "", "\"IND\""},
        {"1980", "1945", "2007", "19x0", "1980.0", " 1990"},
        {"OT123456", "OT000000", "OT1234567", "ot123456", "'OT123456", "\"OT654321\""},
        {"2015-09-01", "1970-01-01", "2026-03-31", "2026-04-01", "31/12/1999", "2015-9-31"},
        {"1.00", "0.2", "1.51", "0", ".5", "1e0"},
        {"35000", "10000", "150000.01", "35,5", "150000", "\"22000\""},
        {"0", "1", "", "0", "1", "yes"},
        {"", "pay", "", "\"pay, more\"", "\"he said \"\"no\"\"\"", "\"two\nlines\""},
    };
    World w;
    open_world(&w);
    uint64_t state = 1234567;
    for (int round = 0; round < 3; round++) {
        Buf b = buf_new(w.arena, 0);
        CsvFile f;
        buf_puts(&b, HEADINGS);
        for (int i = 0; i < 4000; i++) {
            const char *c[9];
            for (int k = 0; k < 9; k++)
                c[k] = cells[k][draw(&state, 4) ? draw(&state, 2) : draw(&state, 6)];
            buf_printf(&b, "Q,%s,,%s,WAL,,P%d,%s,F,A,OT1,B6,%s,%s,%s,,%s,%s,%s,\n", c[0], c[1],
                       i, c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
        }
        if (!csv_parse(w.arena, &w.cx.err, "t", buf_text(&b), b.len, &f))
            must(&w, false);
        RecordCheck c = check(&w, buf_text(&b), 1);
        int64_t good = 0;
        assert_int_equal(c.rows, f.n_rows);
        for (int i = 0; i < f.n_rows; i++) {
            bool bad = c.bad_rows[i / 64] >> i % 64 & 1;
            if (bad == is_good(&f.rows[i], &f))
                fail_msg("line %d is %s", f.rows[i].line, bad ? "good" : "bad");
            good += !bad;
        }
        assert_true(good > 100 && good < f.n_rows - 100);
        assert_int_equal(c.rows - c.bad, good);
    }
    close_world(&w);
}

/* ---------------------------------------------------------------- recognising */

void test_record__recognises_a_file_by_its_headings(void)
{
    World w;
    const Form *f;
    open_world(&w);
    InFile yes = file("a.csv", odd_file(&w)),
           no = file("b.csv", "collection,organisation,role\n"), none = file("c.csv", "");
    must(&w, record_recognises(&w.cx, &yes, &f));
    assert_non_null(f);
    assert_string_equal(f->id, "staff-records");
    must(&w, record_recognises(&w.cx, &no, &f));
    assert_null(f);
    must(&w, record_recognises(&w.cx, &none, &f));
    assert_null(f);
    close_world(&w);
}
