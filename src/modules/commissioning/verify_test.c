#include "base/file.h"
#include "modules/commissioning/verify.h"
#include "support/test.h"
#include <unistd.h>

void test_verify__all_published_results_are_reproduced(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    VerifyWalk w;
    if (!verify_walk(a, &err, "examples/published", 2, &w))
        fail_msg("%s", err.message);
    for (int i = 0; i < w.n; i++)
        if (!w.results[i].passed)
            print_error("%s\n", verify_text(a, &w.results[i]));
    assert_int_equal(w.n_failed, 0);
    assert_true(w.n >= 20);
}

/* A folder that varies a published one and expects what is not so. */
static VerifyResult check(Arena *a, const char *expected)
{
    Err err = {0};
    VerifyResult r = {0};
    const char *dir = arena_printf(a, "examples/published/.verify-test-%d", (int)getpid());
    const char *model = "key,value\nextends,../ot-mini-response\n";
    const char *paths[] = {arena_printf(a, "%s/model.csv", dir),
                           arena_printf(a, "%s/expected.csv", dir)};
    if (!file_mkdir(a, &err, dir) || !file_write(a, &err, paths[0], model, strlen(model)) ||
        !file_write(a, &err, paths[1], expected, strlen(expected)) ||
        !verify_folder(a, &err, dir, 1, &r))
        fail_msg("%s", err.message);
    unlink(paths[0]);
    unlink(paths[1]);
    rmdir(dir);
    return r;
}

void test_verify__names_the_row_that_fails_and_why(void)
{
    SCOPED_ARENA a = arena_new();
    VerifyResult r = check(a, "quantity,year,state,value,tolerance\n"
                              "heads,2024,nhs,1500,0\n"
                              "heads,2025,nhs,1400,6%\n"
                              "heads,2025,nhs,1400,5%\n"
                              "supplies,2025,,1,1\n"
                              "heads,2099,nhs,1,1\n"
                              "heads,2025,nhss,1,1\n"
                              "supply,2025,,1,lots\n");
    static const char *const parts[] = {"",
                                        "",
                                        "heads 2025 nhs is 1476.6",
                                        "did you mean supply",
                                        "'heads' needs a year",
                                        "no state 'nhss'",
                                        "not a tolerance"};
    assert_false(r.passed);
    assert_int_equal(r.n, 7);
    assert_int_equal(r.n_failed, 5);
    const char *text = verify_text(a, &r);
    for (int i = 0; i < r.n; i++) {
        assert_int_equal(r.rows[i].passed, i < 2);
        if (!strstr(text, parts[i]))
            fail_msg("'%s' does not say '%s'", text, parts[i]);
    }
}

void test_verify__a_folder_that_cannot_be_computed_does_not_pass(void)
{
    SCOPED_ARENA a = arena_new();
    VerifyResult r = check(a, "quantity,value,tolerant\nheads,1,1\n");
    assert_false(r.passed);
    assert_int_equal(r.problems.n, 1);
    assert_non_null(strstr(r.trouble, "did you mean 'tolerance'?"));
    assert_false(check(a, "quantity,value\n").passed);
}

void test_verify__a_walk_that_finds_nothing_says_so(void)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    VerifyWalk w;
    assert_false(verify_walk(a, &err, "src/base", 1, &w));
    assert_int_equal(err.kind, ERR_NOT_FOUND);
}
