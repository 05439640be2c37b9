/* What is asked of a set in OData, against answers worked out by hand. */
#include "support/test.h"
#include "web/odata.h"
#include <math.h>

static const ODataProperty properties[] = {
    {"Key", ODATA_TEXT, false}, {"N", ODATA_NUMBER, true}, {"Day", ODATA_DAY, true}};

typedef struct Bench {
    Arena *arena;
    Ctx cx;
    ODataSet set;
} Bench;

static void put(Bench *b, const char *key, double n, const char *day)
{
    ODataValue *row = odata_row(b->arena, &b->set);
    row[0] = odata_text(key);
    row[1] = odata_number(n);
    row[2] = odata_text(day);
}

static Bench bench_new(void)
{
    Bench b = {
        .arena = arena_new(),
        .set = {
            .name = "Things", .type = "Thing", .n_properties = 3, .properties = properties}};
    b.cx = (Ctx){.arena = b.arena};
    put(&b, "it's", 3, "2026-03-31");
    put(&b, "abc", NAN, NULL);
    put(&b, "abd", -2, "2025-03-31");
    return b;
}

/* The keys that the filter takes, joined by blanks; or the error's kind. */
static const char *taken(Bench *b, const char *text)
{
    const ODataFilter *f;
    Buf out = buf_new(b->arena, 0);
    err_clear(&b->cx.err);
    if (!odata_filter(&b->cx, &b->set, text, &f))
        return err_name(b->cx.err.kind);
    for (int i = 0; i < b->set.n; i++)
        if (odata_takes(f, b->set.rows[i]))
            buf_printf(&out, "%s%s", out.len ? " " : "", b->set.rows[i][0].text);
    return buf_text(&out);
}

void test_odata__filters_compare_and_combine(void)
{
    Bench b = bench_new();
    assert_string_equal(taken(&b, "N gt 0"), "it's");
    assert_string_equal(taken(&b, "N lt 0 or Key eq 'it''s'"), "it's abd");
    assert_string_equal(taken(&b, "startswith(Key,'ab') and not contains(Key, 'c')"), "abd");
    assert_string_equal(taken(&b, "endswith(Key,'s')"), "it's");
    assert_string_equal(taken(&b, "Day ge 2026-01-01"), "it's");
    /* "and" binds more than "or". */
    assert_string_equal(taken(&b, "Key eq 'abc' or Key eq 'abd' and N eq -2"), "abc abd");
    assert_string_equal(taken(&b, "(Key eq 'abc' or Key eq 'abd') and N eq -2"), "abd");
    arena_free(b.arena);
}

/* A number that is not there is neither greater nor not greater. */
void test_odata__null_is_not_a_number(void)
{
    Bench b = bench_new();
    assert_string_equal(taken(&b, "N eq null"), "abc");
    assert_string_equal(taken(&b, "N ne null"), "it's abd");
    assert_string_equal(taken(&b, "not (N gt 0)"), "abd");
    assert_string_equal(taken(&b, "N gt 0 or Key eq 'abc'"), "it's abc");
    assert_string_equal(taken(&b, "N eq 0"), "");
    arena_free(b.arena);
}

void test_odata__what_is_not_understood_is_refused(void)
{
    static const char *const bad[] = {"",         "N",        "N gt",          "Nope eq 1",
                                      "N gt 'a'", "Key eq 1", "Key eq 'open",  "N gt 1 and",
                                      "(N gt 1",  "not N",    "contains(N,1)", "N gt 1 N gt 1",
                                      "1 eq 1 eq"};
    Bench b = bench_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(taken(&b, bad[i]), "USAGE");
    Buf deep = buf_new(b.arena, 0);
    for (int i = 0; i < 400; i++)
        buf_puts(&deep, "not (");
    assert_string_equal(taken(&b, buf_text(&deep)), "USAGE");
    arena_free(b.arena);
}

static const char *asked(Bench *b, const char *tail, Pair *pairs, int n)
{
    const char *type;
    Buf out = buf_new(b->arena, 0);
    Pairs query = {.n = n, .items = pairs};
    ODataAsk ask = {.base = "/o", .tail = tail, .query = &query, .accept = ""};
    err_clear(&b->cx.err);
    return odata_answer(&b->cx, &ask, &b->set, 1, &out, &type) ? buf_text(&out)
                                                               : err_name(b->cx.err.kind);
}

void test_odata__pages_lead_to_one_another(void)
{
    Bench b = bench_new();
    for (int i = 0; i < ODATA_PAGE; i++)
        put(&b, "more", i, NULL);
    Pair all[] = {{.name = "$orderby", .value = "N desc"}, {.name = "$count", .value = "true"}};
    const char *first = asked(&b, "Things", all, 2);
    assert_non_null(strstr(first, "\"@odata.count\": 1003"));
    assert_non_null(
        strstr(first, "\"/o/Things?%24orderby=N%20desc&%24count=true&$skiptoken=1000\""));
    Pair rest[] = {{.name = "$orderby", .value = "N desc"},
                   {.name = "$skiptoken", .value = "1000"}};
    const char *last = asked(&b, "Things", rest, 2);
    assert_null(strstr(last, "nextLink"));
    assert_non_null(strstr(last, "\"abc\"")); /* null comes first, so that desc has it last */
    assert_non_null(strstr(last, "\"N\": null"));
    Pair few[] = {{.name = "$top", .value = "2"}, {.name = "$skip", .value = "1"}};
    const char *two = asked(&b, "Things", few, 2);
    assert_null(strstr(two, "nextLink"));
    assert_null(strstr(two, "it's"));
    assert_non_null(strstr(two, "abd"));
    assert_string_equal(asked(&b, "Things/$count", NULL, 0), "1003");
    arena_free(b.arena);
}

void test_odata__one_by_its_key_and_some_properties(void)
{
    Bench b = bench_new();
    Pair select[] = {{.name = "$select", .value = "N"}};
    const char *one = asked(&b, "Things('abd')", select, 1);
    assert_non_null(strstr(one, "\"N\": -2"));
    assert_null(strstr(one, "\"Key\""));
    assert_string_equal(asked(&b, "Things('none')", NULL, 0), "NOT_FOUND");
    assert_string_equal(asked(&b, "Others", NULL, 0), "NOT_FOUND");
    Pair wrong[] = {{.name = "$expand", .value = "N"}};
    assert_string_equal(asked(&b, "Things", wrong, 1), "USAGE");
    assert_non_null(strstr(asked(&b, "$metadata", NULL, 0), "<EntityType Name=\"Thing\">"));
    Pair json[] = {{.name = "$format", .value = "json"}};
    assert_non_null(strstr(asked(&b, "$metadata", json, 1), "\"$EntityContainer\""));
    arena_free(b.arena);
}
