/* Recognising the three files, and their headings. */
#include "modules/ascwds/ascwds.h"

#include "support/test.h"

#include "support/ascwds.h"

static bool check_text(Ctx *cx, const char *text, AscBundle *b)
{
    InFile f = {"x.csv", text, strlen(text)};
    return ascwds_check(cx, &(InFiles){1, &f}, b);
}

void test_ascwds_read__columns_stand_in_any_order(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    assert_true(
        check_text(&cx,
                   "notes;CATEGORY;UniqueWorkerId;DateCompleted;LOCALESTID;TRAININGNAME;"
                   "ACCREDITED;WHODELIVERED;PROVIDERNAME;HOWDELIVERED;VALIDITY;"
                   "EXPIRYDATE\r\n;25;1;01/03/2025;A1;Moving;1;;;;;\r\n",
                   &b));
    assert_int_equal(b.verdict[ASC_TRAINING], ASC_PASSED);
    assert_int_equal(b.verdict[ASC_STAFF], ASC_NOT_SENT);
}

void test_ascwds_read__an_unknown_column_is_named_and_never_dropped(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    assert_true(check_text(&cx,
                           "LOCALESTID,UNIQUEWORKERID,CATEGORY,TRAININGNAME,ACREDITED,"
                           "WHODELIVERED,PROVIDERNAME,HOWDELIVERED,VALIDITY,DATECOMPLETED,"
                           "EXPIRYDATE,NOTES\nA1,1,25,Moving,1,,,,,,,\n",
                           &b));
    assert_string_equal(test_problems(a, &b, ASC_TRAINING, true),
                        "1 E 999 ACREDITED; 1 W 999 ACCREDITED");
    assert_string_equal(b.problems.items[0].p.detail, "did you mean 'ACCREDITED'?");
}

void test_ascwds_read__a_file_of_another_kind_is_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    assert_false(check_text(&cx, "collection,organisation,role,hc_perm\n", &b));
    assert_non_null(strstr(cx.err.message, "none of the three files"));
}

void test_ascwds_read__two_files_of_one_kind_are_refused(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    InFile f = test_file(a, ASC_STAFF, (const char *const[]){"", NULL}), two[] = {f, f};
    assert_false(ascwds_check(&cx, &(InFiles){2, two}, &b));
    assert_non_null(strstr(cx.err.message, "both the staff file"));
}

void test_ascwds_read__four_layouts_of_staff_and_any_number_of_pairs(void)
{
    static const char *const rows[] = {
        "", "CHGUNIQUEWRKID=9", "STATUS=UPDATE|TRANSFERSTAFFRECORD=A1",
        "STATUS=UPDATE|CHGUNIQUEWRKID=9|TRANSFERSTAFFRECORD=A1|QUALACH02=62;2011|"
        "QUALACH29=62;2012"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        SCOPED_ARENA a = arena_new();
        Ctx cx = test_ascwds_ctx(a);
        AscBundle b;
        test_check(&cx, NULL, (const char *const[]){rows[i], NULL}, NULL, &b);
        assert_string_equal(test_problems(a, &b, ASC_STAFF, true), "");
    }
}

void test_ascwds_read__notes_without_their_code_are_an_error(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    InFile f = test_file(a, ASC_STAFF, (const char *const[]){"", NULL});
    const char *cut = strstr(f.bytes, "QUALACH01,");
    assert_non_null(cut);
    assert_true(check_text(
        &cx, arena_printf(a, "%.*s%s", (int)(cut - f.bytes), f.bytes, "QUALACH01NOTES\n"), &b));
    assert_string_equal(test_problems(a, &b, ASC_STAFF, true), "1 E 999 QUALACH01NOTES");
}

void test_ascwds_read__code_lists_come_with_the_program(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    const AscCodes *codes;
    assert_true(asc_codes(&cx, &codes));
    assert_int_equal(codes->n[LIST_JOB_ROLE], 37);
    assert_string_equal(asc_code_kind(codes, LIST_JOB_ROLE, 15), "R4");
    assert_string_equal(asc_code_kind(codes, LIST_JOB_ROLE, 36), "R1");
    assert_string_equal(asc_code_kind(codes, LIST_JOB_ROLE, 17), "AHP");
    assert_null(asc_code(codes, LIST_JOB_ROLE, 18));
}

void test_ascwds_read__dates_are_real_days_with_two_digits(void)
{
    assert_int_equal(asc_day("31/12/2024").days, asc_day("01/01/2025").days - 1);
    assert_true(date_is_none(asc_day("29/02/2025")));
    assert_true(date_is_none(asc_day("1/2/2025")));
    assert_true(date_is_none(asc_day("01/02/25")));
    assert_true(date_is_none(asc_day("01/02/2025 ")));
    assert_int_equal(asc_years_later(asc_day("29/02/2024"), 1).days,
                     asc_day("28/02/2025").days);
}
