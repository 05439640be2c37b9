/* Tests that a kept page is given out only while it is true. */
#include "support/test.h"
#include "web/cache.h"

static void put(PageCache *c, const char *key, const char *version, const char *body)
{
    cache_put(c, key, version, 100,
              &(CachedPage){.body = {body, strlen(body)}, .encoding = "br", .language = "en"});
}

static const char *got(PageCache *c, Arena *a, const char *key, const char *version,
                       int64_t now)
{
    CachedPage p;
    return cache_get(c, a, key, version, now, &p) ? p.body.data : NULL;
}

void test_cache__gives_a_page_only_at_its_version_and_in_time(void)
{
    Arena *a = arena_new();
    PageCache *c = cache_new(100000);
    assert_null(got(c, a, "k", "1", 0));
    put(c, "k", "1", "first");
    assert_string_equal(got(c, a, "k", "1", 100), "first");
    assert_null(got(c, a, "other", "1", 0));
    assert_null(got(c, a, "k", "2", 0));
    assert_null(got(c, a, "k", "1", 0)); /* what was found old is gone */
    put(c, "k", "2", "second");
    assert_null(got(c, a, "k", "2", 101));
    CacheCounts n = cache_counts(c);
    assert_int_equal(n.hits, 1);
    assert_int_equal(n.pages, 0);
    assert_int_equal(n.bytes, 0);
    cache_free(c);
    arena_free(a);
}

void test_cache__keeps_the_encoding_and_language(void)
{
    Arena *a = arena_new();
    PageCache *c = cache_new(100000);
    CachedPage p;
    put(c, "k", "1", "body");
    assert_true(cache_get(c, a, "k", "1", 0, &p));
    assert_string_equal(p.encoding, "br");
    assert_string_equal(p.language, "en");
    cache_free(c);
    arena_free(a);
}

/* What a page came from goes with its request; what is kept does not. */
void test_cache__keeps_its_own_route(void)
{
    Arena *a = arena_new(), *request = arena_new();
    PageCache *c = cache_new(100000);
    CachedPage p;
    cache_put(c, "k", "1", 100,
              &(CachedPage){.body = {"body", 4},
                            .language = "en",
                            .route = arena_printf(request, "/%s/%s", "projection", "run")});
    arena_free(request);
    assert_true(cache_get(c, a, "k", "1", 0, &p));
    assert_string_equal(p.route, "/projection/run");
    cache_free(c);
    arena_free(a);
}

void test_cache__lets_go_of_what_was_used_longest_ago(void)
{
    Arena *a = arena_new();
    PageCache *c = cache_new(4000);
    put(c, "a", "1", "x");
    put(c, "b", "1", "x");
    assert_non_null(got(c, a, "a", "1", 0));
    for (int i = 0; cache_counts(c).pages == (size_t)(i + 2) && i < 100; i++)
        put(c, arena_printf(a, "k%d", i), "1", "x");
    assert_non_null(got(c, a, "a", "1", 0));
    assert_null(got(c, a, "b", "1", 0));
    assert_true(cache_counts(c).bytes <= 4000);
    cache_free(c);
    arena_free(a);
}

void test_cache__does_not_keep_what_is_too_large(void)
{
    Arena *a = arena_new();
    PageCache *c = cache_new(4000);
    char large[600];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    put(c, "k", "1", large);
    assert_null(got(c, a, "k", "1", 0));
    cache_free(c);
    arena_free(a);
}
