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
    assert_true(w.n >= 35);
    /* Printed values known to be wrong stay as they were printed. */
    assert_true(w.n_anomalies >= 10);
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

void test_verify__an_anomaly_is_shown_and_counted_apart(void)
{
    SCOPED_ARENA a = arena_new();
    VerifyResult r = check(a, "quantity,year,state,value,tolerance,anomaly\n"
                              "heads,2025,nhs,1476.602819,1e-6,\n"
                              "heads,2025,nhs,1467.6,0.05,two digits are swapped in print\n");
    assert_true(r.passed);
    assert_int_equal(r.n_anomalies, 1);
    const char *text = verify_text(a, &r);
    assert_non_null(strstr(text, ": 1 results; the largest deviation: heads 2025 nhs"));
    assert_non_null(strstr(text, "anomaly "));
    assert_non_null(strstr(text, "printed 1467.6: two digits are swapped in print"));
    /* What agrees after all is no anomaly: the mark has to go. */
    r = check(a, "quantity,year,state,value,tolerance,anomaly\n"
                 "heads,2025,nhs,1476.6,0.05,two digits are swapped in print\n");
    assert_false(r.passed);
    assert_non_null(strstr(verify_text(a, &r), "they agree"));
    /* An anomaly must be computed, too. */
    assert_false(check(a, "quantity,year,state,value,anomaly\nheads,2025,x,1,why\n").passed);
}

/* A folder of formulas: what a row of expected.csv says of it. */
static const char *formula_says(Arena *a, const char *values, const char *formulas,
                                const char *expected)
{
    Err err = {0};
    VerifyResult r = {0};
    const char *dir = arena_printf(a, "examples/published/.verify-formula-%d", (int)getpid());
    const char *files[][2] = {
        {"value.csv", values}, {"formula.csv", formulas}, {"expected.csv", expected}};
    if (!file_mkdir(a, &err, dir))
        fail_msg("%s", err.message);
    for (int i = 0; i < 3; i++)
        if (!file_write(a, &err, arena_printf(a, "%s/%s", dir, files[i][0]), files[i][1],
                        strlen(files[i][1])))
            fail_msg("%s", err.message);
    if (!verify_folder(a, &err, dir, 1, &r))
        fail_msg("%s", err.message);
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(a, "%s/%s", dir, files[i][0]));
    rmdir(dir);
    return verify_text(a, &r);
}

void test_verify__formulas_over_named_values(void)
{
    SCOPED_ARENA a = arena_new();
    const char *values = "id,x,y,note\na-1,1,2,words\na-2,3,4,\nb,5,,\n";
    const char *formulas = "name,formula\nratio,x / y\none,1\n"
                           "pooled,value[a-*].x / value[a-*].y\n"
                           "mean,value[a-*].ratio / value[a-*].one\nearly,late\nlate,x\n";
    const struct {
        const char *expected, *says;
    } cases[] = {
        {"pooled,b,0.6666666666666666", "passed"},
        {"mean,b,0.625", "passed"},
        {"ratio,a-2,0.75", "passed"},
        {"x,b,5", "passed"},
        {"ratio,a-2,0.76", "ratio a-2 is 0.75, expected 0.76"},
        {"ratio,b,1", "'ratio' has no value"},
        {"ratio,c,1", "no row 'c'"},
        {"ratio,,1", "no row ''"},
        {"early,b,5", "no value and no formula above called 'late'"},
        {"note,a-1,5", "called 'note'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text =
            formula_says(a, values, formulas,
                         arena_printf(a, "quantity,state,value\n%s\n", cases[i].expected));
        if (!strstr(text, cases[i].says))
            fail_msg("%s: %s", cases[i].expected, text);
    }
    const char *one = "quantity,state,value\nx,a,1\n";
    assert_non_null(strstr(formula_says(a, "id,x\na,none\n", formulas, one), "not a number"));
    assert_non_null(strstr(formula_says(a, "id,x\na,1\na,2\n", formulas, one), "used twice"));
    assert_non_null(strstr(formula_says(a, "id,x\n,1\n", formulas, one), "no id"));
    assert_non_null(strstr(formula_says(a, "x,y\n1,2\n", formulas, one), "a column id"));
    assert_non_null(
        strstr(formula_says(a, "id,x\na,1\n", "name\nr\n", one), "columns name and formula"));
    assert_non_null(strstr(formula_says(a, "id,x\na,1\n", "name,formula\nr,1 +\n", one),
                           "formula.csv:2: "));
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
