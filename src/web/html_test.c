/* What reaches a page is escaped by its type. */
#include "web/html.h"

#include "support/test.h"

static const char *shout(Lang lang, const char *english)
{
    if (lang == LANG_CY && same(english, "%d of %d"))
        return "%d o <%d>";
    return lang == LANG_CY ? "A & B" : english;
}

static const char *written(Out *out)
{
    return out_html(out).s;
}

void test_html__text_is_escaped_for_content_and_attributes(void)
{
    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_EN, NULL);
    PUT(&out, "<b a=\"1\" b='2'> & Tŷ");
    assert_string_equal(written(&out), "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt; &amp; Tŷ");
    PUT(&out, (const char *)NULL);
    assert_string_equal(html_text(a, "<").s, "&lt;");
}

void test_html__each_type_has_its_writer(void)
{
    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_EN, NULL);
    char text[] = "a<";
    PUT(&out, -5);
    PUT(&out, (int64_t)1 << 40);
    PUT(&out, (size_t)7);
    PUT(&out, text);
    PUT(&out, ((Html){"<i>"}));
    PUT(&out, URL("/x?a=1&b=2"));
    assert_string_equal(written(&out), "-510995116277767a&lt;<i>/x?a=1&amp;b=2");
}

void test_html__only_harmless_addresses_pass(void)
{
    static const char *const good[] = {"/org/a?b=c#d", "https://example.org/",
                                       "HTTP://a/",    "mailto:a@example.org",
                                       "#top",         "?page=2",
                                       "/a:b",         "page?x=javascript:1",
                                       "../up",        ""};
    static const char *const bad[] = {
        "javascript:alert(1)", "JaVaScript:1",  "data:text/html,x", " javascript:1",
        "java\tscript:1",      "vbscript:1",    "\x01javascript:1", ":x",
        "/\\evil.example",     "java\nscript:1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!url_is_safe(good[i]))
            fail_msg("'%s' is refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (url_is_safe(bad[i]))
            fail_msg("'%s' passes", bad[i]);

    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_EN, NULL);
    PUT_URL(&out, "javascript:alert(1)");
    PUT_URL(&out, ((Url){"data:x"}));
    assert_string_equal(written(&out), "##");
}

void test_html__parts_of_addresses_are_encoded(void)
{
    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_EN, NULL);
    PUT_URL_PART(&out, "a/b?c&d=é\"");
    PUT_URL_PART(&out, 12);
    assert_string_equal(written(&out), "a%2Fb%3Fc%26d%3D%C3%A9%2212");
    assert_string_equal(url_join(a, "/org/", "Ynys Môn", "?q=", "a b", NULL).s,
                        "/org/Ynys%20M%C3%B4n?q=a%20b");
}

void test_html__translations_are_escaped_after_translating(void)
{
    SCOPED_ARENA a = arena_new();
    Out out = out_new(a, LANG_CY, shout);
    T_(&out, "anything");
    TF_(&out, "%d of %d", 2, 3);
    assert_string_equal(written(&out), "A &amp; B2 o &lt;3&gt;");
    Out english = out_new(a, LANG_EN, NULL);
    T_(&english, "100 % < all");
    assert_string_equal(written(&english), "100 % &lt; all");
}
