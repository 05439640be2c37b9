/* The page compiler, run as the build runs it: what it writes, and which mistakes it names. */
#include "base/file.h"
#include <unistd.h>

#include "support/test.h"

/* A folder with a src/web/pages of its own. */
typedef struct Shop {
    Arena *a;
    const char *folder, *tool;
} Shop;

static Shop shop_new(Arena *a)
{
    char self[4096] = "", folder[] = "/tmp/pagec-test-XXXXXX";
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    assert_non_null(mkdtemp(folder));
    const char *build = arena_strndup(a, self, (size_t)(strstr(self, "/unit/") - self));
    Shop s = {a, arena_strdup(a, folder), arena_printf(a, "%s/tools/pagec", build)};
    Err err = {0};
    assert_true(file_mkdir(a, &err, arena_printf(a, "%s/src/web/pages", folder)));
    return s;
}

static void run(const char *command)
{
    assert_int_equal(system(command), 0);
}

static const char *read_all(Shop *s, const char *name)
{
    Err err = {0};
    Bytes bytes;
    if (!file_read(s->a, &err, arena_printf(s->a, "%s/%s", s->folder, name), 1 << 20, &bytes))
        fail_msg("%s", err.message);
    return bytes.data;
}

/* Compiles a page; returns the C, or NULL with *said being the message. */
static const char *compile(Shop *s, const char *page, const char **said)
{
    Err err = {0};
    assert_true(file_write(s->a, &err,
                           arena_printf(s->a, "%s/src/web/pages/some-page.html", s->folder),
                           page, strlen(page)));
    int status = system(arena_printf(
        s->a, "cd %s && %s src/web/pages/some-page.html o.c o.h 2>said", s->folder, s->tool));
    *said = read_all(s, "said");
    return status == 0 ? read_all(s, "o.c") : NULL;
}

static void shop_close(Shop *s)
{
    run(arena_printf(s->a, "rm -rf %s", s->folder));
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

void test_pagec__writes_each_value_by_its_place(void)
{
    SCOPED_ARENA a = arena_new();
    Shop s = shop_new(a);
    const char *said;
    const char *c = compile(&s,
                            "{{page View v include \"a.h\" \"b.h\"}}\n"
                            "<p class=\"{{ v->a }}\">{{ v->b }}</p>\n"
                            "<a href=\"{{ v->c }}\">x</a> <a href='/o/{{ v->d }}'>y</a>\n"
                            "{{t \"Hello\"}} {{t \"%d of %d\", 1, 2}}\n"
                            "{{ f(\"}}\", '}', (T){{1}}) }}\n",
                            &said);
    if (!c)
        fail_msg("%s", said);
    assert_has(c, "void page_some_page(Out *out, const View *v)");
    assert_has(c, "#line 2 \"src/web/pages/some-page.html\"\n    PUT_ATTRIBUTE(out, v->a);");
    assert_has(c, "PUT(out, v->b);");
    assert_has(c, "PUT_URL(out, v->c);");
    assert_has(c, "PUT_URL_PART(out, v->d);");
    assert_has(c, "T_(out, \"Hello\");");
    assert_has(c, "TF_(out, \"%d of %d\", 1, 2);");
    assert_has(c, "PUT(out, f(\"}}\", '}', (T){{1}}));");
    const char *h = read_all(&s, "o.h");
    assert_has(h, "#include \"a.h\"\n#include \"b.h\"\n");
    assert_has(h, "void page_some_page(Out *out, const View *v);");
    shop_close(&s);
}

void test_pagec__lines_of_tags_leave_nothing_behind(void)
{
    SCOPED_ARENA a = arena_new();
    Shop s = shop_new(a);
    const char *said;
    const char *c =
        compile(&s,
                "{{page}}\n"
                "<ul>\n"
                "  {# a remark\n over two lines #}\n"
                "  {% for (int i = 0; i < 3; i++) %}\n"
                "    {% let int k = i %}\n"
                "    <li{% if (k) %} class=\"x\"{% end %}>\n\n\n      {{ k }}</li>\n"
                "  {% end for %}\n"
                "</ul>\n",
                &said);
    if (!c)
        fail_msg("%s", said);
    assert_has(c, "void page_some_page(Out *out)\n");
    assert_has(c, "out_raw(out, \"<ul>\\n\");\n#line 5 ");
    assert_has(c, "for (int i = 0; i < 3; i++) {");
    assert_has(c, "int k = i;\n    out_raw(out, \"<li\");");
    assert_has(c, "out_raw(out, \">\\n\");\n#line 10 ");
    assert_has(c, "out_raw(out, \"</li>\\n\");\n#line 11 ");
    shop_close(&s);
}

void test_pagec__names_the_line_of_a_mistake(void)
{
    static const struct {
        const char *page, *said;
    } mistakes[] = {
        {"<p>\n{% if (1) %}\n", ":4: error: the if of line 3 has no end"},
        {"{% end %}", ":2: error: end without for or if"},
        {"{% for (;;) %}{% else %}", "else without if"},
        {"{% if (1) %}{% else %}{% else %}{% end %}", "a second else"},
        {"{% if (1) %}{% end for %}", "end for closes the if of line 2"},
        {"{% if x %}{% end %}", "a condition stands in ( )"},
        {"{% while (1) %}", "unknown tag 'while (1)'"},
        {"{{ }}", "an empty {{ }}"},
        {"\n{{ f(1 }}", ":3: error: '}' does not match"},
        {"{{ f(1] }}", "']' does not match"},
        {"{{ a; b }}", "no ';' here"},
        {"{{ \"abc }}", "a string is not closed"},
        {"{{ a", "the tag is not closed"},
        {"{# a", "the remark is not closed"},
        {"<p class={{ x }}>", "needs quotes"},
        {"<p class=x>", "needs quotes"},
        {"<p {{ x }}>", "in a quoted attribute only"},
        {"<p style=\"x\">", "no style attribute"},
        {"<p onclick=\"x\">", "no event attribute"},
        {"<style>", "no style element"},
        {"<script>alert(1)</script>", "no script inside a page"},
        {"<script>{{ x }}</script>", "no values inside a script"},
        {"<a href=\"{{t \"x\"}}\">", "a translated text is no address"},
        {"{{t x}}", "{{t needs a text in quotes"},
        {"a < b", "write &lt;"},
        {"<p", "ends inside a tag"},
        {"<p {% if (1) %}class=\"x{% end %}>", "end in different places"},
        {"{% if (1) %}<p {% else %}<p>{% end %}", "end in different places"},
        {"<a href=\"{% if (1) %}/x{% end %}{{ y }}\">", "end in different places"},
        {"<p {% call f() %}>", "in text only"},
    };
    SCOPED_ARENA a = arena_new();
    Shop s = shop_new(a);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const char *said;
        if (compile(&s, arena_printf(a, "{{page V v}}\n%s", mistakes[i].page), &said))
            fail_msg("this compiles: %s", mistakes[i].page);
        assert_has(said, "src/web/pages/some-page.html:");
        assert_has(said, mistakes[i].said);
    }
    const char *said;
    assert_null(compile(&s, "<p>no first line</p>", &said));
    assert_has(said, ":1: error: the first line is");
    shop_close(&s);
}
