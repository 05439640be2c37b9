/* An unmistakable number in a count that a public release withholds: it is met in no format, on
 * no page and in no search, by nobody who may not read the return; and releases that would give
 * it away together are refused. */
#include "modules/release/release.h"
#include "support/site.h"

#define CANARY  "4177"
#define GROUPED "4,177"
#define ROUNDED "4175"

static void must(Site *s, bool good)
{
    if (!good)
        fail_msg("%s", s->cx.err.message);
}

/* The example's own release was made of other numbers, by other rules. */
static void forget_example(Site *s)
{
    must(s,
         db_run(&s->cx, "UPDATE release_release SET status = 'draft' WHERE id = 'scw-public-1'",
                NO_ARGS));
}

/* Powys is one of two organisations in its partnership: whatever it counts is withheld. */
static Site *open_with_canary(void)
{
    Site *s = site_open(true);
    must(s, db_run(&s->cx,
                   "UPDATE workforce_cell SET number = " CANARY " WHERE block = 'A3'"
                   " AND row_key IN ('leaver_reason/pay', 'leaver_destination/nhs')"
                   " AND field = 'hc' AND return_id IN (SELECT id FROM workforce_return"
                   " WHERE organisation = 'powys' AND collection = 'wales-2026')",
                   NO_ARGS));
    forget_example(s);
    return s;
}

static const char *const asked[] = {
    "/release",
    "/release/scw-public-2",
    "/cy/release/scw-public-2",
    "/release/agreement/scw-public",
    "/api/release/show?release=scw-public-2",
    "/api/release/cells?release=scw-public-2&size=1000",
    "/api/release/cells?release=scw-public-2&format=csv",
    "/api/release/difference?release=scw-public-2",
    "/api/release/dictionary?release=scw-public-2",
    "/api/release/download?release=scw-public-2&as_format=signed",
    "/api/release/download?release=scw-public-2&as_format=csv",
    "/api/release/download?release=scw-public-2&as_format=json",
    "/api/release/download?release=scw-public-2&as_format=adx",
    "/api/release/download?release=scw-public-2&as_format=dhis2-json",
    "/api/release/download?release=scw-public-2&as_format=dhis2-xml",
    "/odata",
    "/odata/Releases",
    "/odata/scw-public-2/Cells",
    "/odata/scw-public-2/Cells?$filter=Value%20gt%204170%20and%20Value%20lt%204184",
    "/odata/scw-public-2/Dictionary",
    "/search?q=leavers",
    "/search?q=powys",
};

static int seen_by(Site *s, const char *email, const char **where)
{
    int n = 0;
    site_as(s, email);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        Arena *a = arena_new();
        Response r = site_ask(s, a, asked[i], NULL);
        if (r.status != 200)
            fail_msg("%s answers %d", asked[i], r.status);
        const char *body = arena_strndup(a, r.body, r.size);
        if (strstr(body, CANARY) || strstr(body, GROUPED) || strstr(body, ROUNDED)) {
            n++;
            *where = asked[i];
        }
        arena_free(a);
    }
    return n;
}

void test_canary_release__a_withheld_count_is_met_nowhere(void)
{
    if (!fixture_path())
        skip();
    static const char *const people[] = {"", "heiw-commissioner.heiw@example.org",
                                         "wg-officer.wg@example.org",
                                         "council-lead.ceredigion@example.org"};
    Site *s = open_with_canary();
    Release r;
    int64_t inside = 0;
    must(s, release_make(&s->cx, "scw-public", &r) && release_publish(&s->cx, r.id));
    assert_string_equal(r.id, "scw-public-2");
    assert_string_equal(r.verdict, "safe");
    assert_true(r.withheld > 100 && r.withheld < r.cells);
    /* It is in what was counted, or the test would say nothing. */
    must(s, db_one_int(&s->cx, &inside,
                       "SELECT COUNT(*) FROM release_source q JOIN workforce_cell c"
                       " ON c.return_id = q.return_id WHERE q.release = 'scw-public-2'"
                       " AND c.number = " CANARY,
                       NO_ARGS));
    assert_int_equal(inside, 2);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        const char *where = "";
        int n = seen_by(s, people[i], &where);
        if (n)
            print_error("'%s' meets it at %s\n", people[i], where);
        assert_int_equal(n, 0);
    }
    site_close(s);
}

/* Not rounded, so that a count that is shown is the count. */
static void small_counts_are_withheld(Site *s, const char *id, double least)
{
    ReleaseContents c;
    int withheld = 0, shown = 0;
    must(s, release_snapshot(&s->cx, id, &c));
    for (int i = 0; i < c.n; i++) {
        double v = -1;
        withheld += same(c.cells[i].state, "withheld");
        if (!same(c.cells[i].state, "value"))
            continue;
        assert_true(text_to_double(c.cells[i].value, &v));
        assert_true(v == 0 || v >= least);
        shown++;
    }
    assert_true(withheld > 0 && shown > 10);
}

/* A reader who was once told smaller counts knows them still. */
void test_canary_release__what_was_told_before_cannot_be_withheld_now(void)
{
    if (!fixture_path())
        skip();
    Site *s = site_open(true);
    Agreement a;
    Release loose, strict;
    must(s, agreement_get(&s->cx, "scw-public", &a));
    a.id = "loose";
    a.least = 3;
    a.rounding = 0;
    a.fields = "staff_age";
    must(s, agreement_draft(&s->cx, &a) && agreement_agree(&s->cx, "loose"));
    forget_example(s);
    must(s, release_make(&s->cx, "loose", &loose) && release_publish(&s->cx, loose.id));
    small_counts_are_withheld(s, loose.id, 3);
    a.id = "strict";
    a.least = 10;
    must(s, agreement_draft(&s->cx, &a) && agreement_agree(&s->cx, "strict"));
    must(s, release_make(&s->cx, "strict", &strict));
    assert_string_equal(strict.verdict, "unsafe");
    assert_false(release_publish(&s->cx, strict.id));
    assert_int_equal(s->cx.err.kind, ERR_INVALID);
    err_clear(&s->cx.err);
    must(s, release_get(&s->cx, strict.id, &strict));
    assert_string_equal(strict.status, "draft");
    site_close(s);
}

static void share(Site *s, Agreement *a, const char *id, const char *to, double least,
                  Release *out)
{
    a->id = id;
    a->to = to;
    a->least = (int)least;
    must(s, agreement_draft(&s->cx, a) && agreement_agree(&s->cx, id) &&
                release_make(&s->cx, id, out));
}

/* What everybody gets is read beside what one organisation got. */
void test_canary_release__the_public_is_not_told_what_is_withheld_from_one(void)
{
    if (!fixture_path())
        skip();
    Site *s = site_open(true);
    Agreement a;
    Release told, open;
    must(s, agreement_get(&s->cx, "scw-public", &a));
    a.rounding = 0;
    a.fields = "staff_age";
    forget_example(s);
    share(s, &a, "one", "wg", 10, &told);
    must(s, release_publish(&s->cx, told.id));
    share(s, &a, "all", RELEASE_PUBLIC, 3, &open);
    assert_false(release_publish(&s->cx, open.id));
    assert_int_equal(s->cx.err.kind, ERR_INVALID);
    site_close(s);
}

/* But one organisation may have been told more than everybody is told. */
void test_canary_release__one_may_be_told_more_than_the_public(void)
{
    if (!fixture_path())
        skip();
    Site *s = site_open(true);
    Agreement a;
    Release told, open;
    must(s, agreement_get(&s->cx, "scw-public", &a));
    a.rounding = 0;
    a.fields = "staff_age";
    forget_example(s);
    share(s, &a, "one", "wg", 3, &told);
    must(s, release_publish(&s->cx, told.id));
    share(s, &a, "all", RELEASE_PUBLIC, 10, &open);
    must(s, release_publish(&s->cx, open.id));
    site_close(s);
}
