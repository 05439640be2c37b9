/* The compiler of guides, run as the build runs it: what it writes, and what it refuses. */
#include "base/file.h"
#include "base/text.h"
#include <unistd.h>

#include "support/test.h"

typedef struct Shelf {
    Arena *a;
    const char *folder, *tool;
} Shelf;

static Shelf shelf_new(Arena *a)
{
    char self[4096] = "", folder[] = "/tmp/mdc-test-XXXXXX";
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    assert_non_null(mkdtemp(folder));
    const char *build = arena_strndup(a, self, (size_t)(strstr(self, "/unit/") - self));
    Shelf s = {a, arena_strdup(a, folder), arena_printf(a, "%s/tools/mdc", build)};
    Err err = {0};
    assert_true(file_mkdir(a, &err, arena_printf(a, "%s/guide", folder)));
    assert_true(file_mkdir(a, &err, arena_printf(a, "%s/model", folder)));
    return s;
}

static void put_file(Shelf *s, const char *name, const char *text)
{
    Err err = {0};
    assert_true(file_write(s->a, &err, arena_printf(s->a, "%s/%s", s->folder, name), text,
                           strlen(text)));
}

/* The HTML of one.md beside model/other.md, or what the tool says when it refuses. */
static const char *shown(Shelf *s, const char *text, bool *good)
{
    Err err = {0};
    Bytes bytes;
    put_file(s, "guide/one.md", text);
    put_file(s, "model/other.md", "# Other\n\n## A place\n");
    *good =
        system(arena_printf(s->a, "cd %s && %s --show guide/one.md model/other.md >said 2>&1",
                            s->folder, s->tool)) == 0;
    assert_true(
        file_read(s->a, &err, arena_printf(s->a, "%s/said", s->folder), 1 << 20, &bytes));
    return bytes.data;
}

static void shelf_close(Shelf *s)
{
    assert_int_equal(system(arena_printf(s->a, "rm -rf %s", s->folder)), 0);
}

static void assert_shows(const char *text, const char *html)
{
    SCOPED_ARENA a = arena_new();
    Shelf s = shelf_new(a);
    bool good;
    const char *said = shown(&s, text, &good);
    shelf_close(&s);
    if (!good || !strstr(said, html))
        fail_msg("'%s' is not in:\n%s", html, said);
}

static void assert_refuses(const char *text, const char *words)
{
    SCOPED_ARENA a = arena_new();
    Shelf s = shelf_new(a);
    bool good;
    const char *said = shown(&s, text, &good);
    shelf_close(&s);
    if (good || !strstr(said, words))
        fail_msg("'%s' was not said:\n%s", words, said);
}

void test_mdc__headings_have_ids_and_sizes(void)
{
    assert_shows("# One\n\n## 2. Fill *it* in!\n",
                 "<h1>One</h1>\n<h2 class=\"govuk-heading-m\" "
                 "id=\"part-2-fill-it-in\">2. Fill <em>it</em> in!</h2>");
    assert_shows("# One\n\n## Why\n\n## Why\n", "id=\"part-why-1\"");
}

void test_mdc__tables_and_samples_scroll_in_named_regions(void)
{
    assert_shows("# One\n\n## Two\n\n| A | |\n|---|--:|\n| b | 7 |\n",
                 "<section class=\"pont-scroll\" tabindex=\"0\" aria-label=\"Table 1: Two\">\n"
                 "<table class=\"govuk-table\">");
    assert_shows("# One\n\n| A | |\n|---|--:|\n| b | 7 |\n",
                 "<th scope=\"col\" class=\"govuk-table__header\">A</th>"
                 "<td class=\"govuk-table__cell\"></td>");
    assert_shows("# One\n\n    ls\n", "aria-label=\"Example 1: One\">\n"
                                      "<pre class=\"pont-file\"><code>ls\n</code></pre>");
}

void test_mdc__links_stay_inside_the_program(void)
{
    assert_shows("# One\n\n[x](../model/other.md#a-place)\n",
                 "<a class=\"govuk-link\" href=\"/help/guide/other#part-a-place\">x</a>");
    assert_shows("# One\n\n[x](../decisions/005.md), [y](javascript:z)\n", ">x, y</p>");
    assert_shows("# One\n\n[x](https://example.org/?a&b)\n",
                 "href=\"https://example.org/?a&amp;b\"");
    assert_refuses("# One\n\n[x](../model/other.md#nowhere)\n",
                   "guide/one.md: links to a heading that does not exist: other#part-nowhere");
}

void test_mdc__html_is_text_and_pictures_are_left_out(void)
{
    assert_shows("# One\n\n<script>x</script>\n", "&lt;script&gt;x&lt;/script&gt;");
    assert_shows("# One\n\na![picture](p.png)b\n", "<p class=\"govuk-body\">ab</p>");
}

void test_mdc__a_guide_has_one_title(void)
{
    assert_refuses("Words\n\n# One\n", "does not open with its first heading");
    assert_refuses("# One\n\n# Two\n", "needs one first heading");
    assert_refuses("## Two\n", "needs one first heading");
}
