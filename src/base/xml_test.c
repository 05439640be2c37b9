#include "base/xml.h"
#include "support/test.h"

/* Writes what comes as "<name a=1>text</name>" with pieces joined. */
typedef struct Seen {
    Buf out;
    int opened;
    Err *err;
} Seen;

static bool seen_open(void *self, const char *name, const char *const *attributes)
{
    Seen *s = self;
    s->opened++;
    buf_printf(&s->out, "<%s", name);
    for (const char *const *a = attributes; *a; a += 2)
        buf_printf(&s->out, " %s=%s", a[0], a[1]);
    buf_putc(&s->out, '>');
    return same(name, "refuse") ? fail(s->err, INVALID, "refused") : true;
}

static bool seen_text(void *self, const char *text, size_t n)
{
    buf_put(&((Seen *)self)->out, text, n);
    return true;
}

static bool seen_close(void *self, const char *name)
{
    buf_printf(&((Seen *)self)->out, "</%s>", name);
    return true;
}

static const char *reading(Arena *a, Err *err, const char *text, XmlLimits limits)
{
    Seen s = {buf_new(a, 0), 0, err};
    XmlHandler h = {seen_open, seen_text, seen_close, &s};
    return xml_parse(err, "x.xml", text, strlen(text), &h, &limits) ? buf_text(&s.out) : NULL;
}

/* What is said when the text is refused. */
static const char *refusal(Arena *a, const char *text, XmlLimits limits)
{
    Err *err = NEW(a, Err);
    return reading(a, err, text, limits) ? "accepted" : err->message;
}

void test_xml__names_come_without_prefix_and_entities_resolved(void)
{
    Arena *a = arena_new();
    Err err = {0};
    assert_string_equal(
        reading(a, &err,
                "<?xml version=\"1.0\"?><x:a xmlns:x=\"u\" b=\"1 &lt; 2\">T\xC5\xB7 &amp; "
                "&#x43;<c/></x:a>",
                (XmlLimits){0}),
        "<a xmlns:x=u b=1 < 2>T\xC5\xB7 & C<c></c></a>");
    arena_free(a);
}

void test_xml__bytes_may_come_one_at_a_time(void)
{
    Arena *a = arena_new();
    Err err = {0};
    Seen s = {buf_new(a, 0), 0, &err};
    XmlHandler h = {seen_open, seen_text, seen_close, &s};
    XmlReader *x CLOSE_XML = xml_open(&err, "x.xml", &h, NULL);
    const char *text = "<a>\n<b k='v'>12</b>\n</a>";
    for (const char *p = text; *p; p++)
        assert_true(xml_feed(x, p, 1));
    assert_true(xml_end(x));
    assert_int_equal(xml_line(x), 3);
    assert_string_equal(buf_text(&s.out), "<a>\n<b k=v>12</b>\n</a>");
    arena_free(a);
}

void test_xml__a_document_type_is_refused(void)
{
    Arena *a = arena_new();
    const char *laughs =
        "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]>\n<a>&c;</a>";
    const char *outside =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"file:///etc/hostname\"><a/>";
    assert_string_equal(refusal(a, laughs, (XmlLimits){0}),
                        "x.xml, line 1: a document type (<!DOCTYPE) is not accepted");
    assert_string_equal(refusal(a, outside, (XmlLimits){0}),
                        "x.xml, line 2: a document type (<!DOCTYPE) is not accepted");
    arena_free(a);
}

void test_xml__what_is_not_well_formed_is_refused_with_its_line(void)
{
    Arena *a = arena_new();
    assert_true(strstr(refusal(a, "<a>\n<b></a>", (XmlLimits){0}), "x.xml, line 2, column"));
    assert_true(strstr(refusal(a, "<a>", (XmlLimits){0}), "x.xml, line 1"));
    assert_true(strstr(refusal(a, "", (XmlLimits){0}), "not well-formed"));
    assert_true(strstr(refusal(a, "<a>&nothing;</a>", (XmlLimits){0}), "not well-formed"));
    assert_true(strstr(refusal(a, "<a>\xff</a>", (XmlLimits){0}), "not well-formed"));
    arena_free(a);
}

void test_xml__limits_hold_at_their_value(void)
{
    Arena *a = arena_new();
    assert_string_equal(refusal(a, "<a><b/></a>", (XmlLimits){.depth = 2}), "accepted");
    assert_string_equal(refusal(a, "<a><b><c/></b></a>", (XmlLimits){.depth = 2}),
                        "x.xml, line 1: elements are nested more than 2 deep");
    assert_string_equal(refusal(a, "<a><b/><b/></a>", (XmlLimits){.elements = 3}), "accepted");
    assert_string_equal(refusal(a, "<a><b/><b/><b/></a>", (XmlLimits){.elements = 3}),
                        "x.xml: more than 3 elements");
    assert_string_equal(refusal(a, "<a></a>", (XmlLimits){.bytes = 7}), "accepted");
    assert_string_equal(refusal(a, "<a></a>", (XmlLimits){.bytes = 6}),
                        "x.xml is larger than 6 bytes");
    arena_free(a);
}

void test_xml__a_tag_without_end_is_refused_before_it_is_read(void)
{
    Arena *a = arena_new();
    Err err = {0};
    Seen s = {buf_new(a, 0), 0, &err};
    XmlHandler h = {seen_open, seen_text, seen_close, &s};
    XmlReader *x CLOSE_XML = xml_open(&err, "x.xml", &h, NULL);
    static char junk[8192];
    memset(junk, 'j', sizeof junk);
    size_t fed = 0;
    bool good = xml_feed(x, "<a b='", 6);
    for (int i = 0; good && i < 1000; i++, fed += sizeof junk)
        good = xml_feed(x, junk, sizeof junk);
    assert_true(!good);
    assert_string_equal(err.message, "x.xml, line 1: one tag is longer than 65536 bytes");
    assert_true(fed < 200000);
    assert_int_equal(s.opened, 0);
    arena_free(a);
}

void test_xml__a_callback_can_stop_the_reading(void)
{
    Arena *a = arena_new();
    Err err = {0};
    Seen s = {buf_new(a, 0), 0, &err};
    XmlHandler h = {seen_open, seen_text, seen_close, &s};
    const char *text = "<a><refuse/><b/></a>";
    assert_true(!xml_parse(&err, "x.xml", text, strlen(text), &h, NULL));
    assert_string_equal(err.message, "refused");
    assert_string_equal(buf_text(&s.out), "<a><refuse>");
    arena_free(a);
}

void test_xml__an_attribute_is_found_by_its_whole_name_first(void)
{
    const char *pairs[] = {"r:id", "rId1", "id", "7", NULL};
    assert_string_equal(xml_attribute(pairs, "id"), "7");
    assert_string_equal(xml_attribute(pairs, "r:id"), "rId1");
    const char *prefixed[] = {"r:id", "rId1", NULL};
    assert_string_equal(xml_attribute(prefixed, "id"), "rId1");
    assert_true(!xml_attribute(pairs, "name"));
}
