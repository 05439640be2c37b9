/* Assets have lasting addresses, go out compressed, and load nothing from elsewhere. */
#include "web/assets.h"

#include "support/test.h"

void test_assets__are_found_by_the_address_given_out(void)
{
    static const char *const names[] = {"pont.css", "pont.js", "favicon.svg"};
    SCOPED_ARENA a = arena_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Asset asset;
        Url url = asset_url(a, names[i]);
        assert_true(starts_with(url.s, "/assets/"));
        assert_true(asset_find(a, url.s, NULL, &asset));
        assert_null(asset.encoding);
        assert_true(asset.size > 100 && asset.type != NULL);
        Asset small;
        assert_true(asset_find(a, url.s, "gzip, deflate, br", &small));
        assert_string_equal(small.encoding, "br");
        assert_true(small.size < asset.size);
        assert_true(asset_find(a, url.s, "gzip", &small));
        assert_string_equal(small.encoding, "gzip");
        assert_true(small.data[0] == '\x1f');
    }
}

void test_assets__other_addresses_have_none(void)
{
    SCOPED_ARENA a = arena_new();
    Asset asset;
    assert_false(asset_find(a, "/assets/pont.css", NULL, &asset));
    assert_false(asset_find(a, "/assets/", NULL, &asset));
    assert_false(asset_find(a, "/other", NULL, &asset));
    assert_false(
        asset_find(a, arena_printf(a, "%s.br", asset_url(a, "pont.css").s), "br", &asset));
}

void test_assets__hold_no_foreign_font_or_address(void)
{
    SCOPED_ARENA a = arena_new();
    Asset css;
    assert_true(asset_find(a, asset_url(a, "pont.css").s, NULL, &css));
    assert_null(strstr(css.data, "url("));
    assert_null(strstr(css.data, "GDS Transport"));
    assert_null(strstr(css.data, "@import"));
    assert_non_null(strstr(css.data, ".govuk-button"));
    assert_non_null(strstr(css.data, ".pont-header"));
}

void test_assets__encodings_are_weighed(void)
{
    SCOPED_ARENA a = arena_new();
    assert_true(accepts_encoding(a, "gzip, BR", "br"));
    assert_true(accepts_encoding(a, "*", "br"));
    assert_true(accepts_encoding(a, "br;q=0.5", "br"));
    assert_false(accepts_encoding(a, "br;q=0, *", "br"));
    assert_false(accepts_encoding(a, "brotli", "br"));
    assert_false(accepts_encoding(a, "", "br"));
    assert_false(accepts_encoding(a, NULL, "br"));
}
