#include "base/text.h"
#include "core/qr.h"
#include "support/test.h"

static Ctx new_cx(Arena *a)
{
    return (Ctx){.arena = a, .user = "test"};
}

/* Reads the drawing back into squares. */
static int read_drawing(const char *svg, bool dark[64][64])
{
    int side = 0, x, y, n, back;
    const char *box = strstr(svg, "viewBox=\"0 0 ");
    assert_non_null(box);
    assert_int_equal(sscanf(box, "viewBox=\"0 0 %d", &side), 1);
    assert_true(side <= 64);
    const char *p = strstr(svg, "fill=\"#000\" d=\"");
    assert_non_null(p);
    for (p += strlen("fill=\"#000\" d=\""); *p == 'M'; p = strchr(p, 'z') + 1) {
        assert_int_equal(sscanf(p, "M%d %dh%dv1h-%dz", &x, &y, &n, &back), 4);
        assert_int_equal(n, back);
        for (int i = 0; i < n; i++)
            dark[y][x + i] = true;
    }
    assert_string_equal(p, "\"/></svg>");
    return side;
}

/* The three large squares in the corners, by which a reader finds the code, and the white
 * margin; and the dotted line between them that gives it the size of a square. */
void test_qr__has_its_corners_margin_and_timing(void)
{
    static const char *const corner[] = {"#######", "#.....#", "#.###.#", "#.###.#",
                                         "#.###.#", "#.....#", "#######"};
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const char *svg = NULL;
    bool dark[64][64] = {{false}};
    assert_true(qr_svg(&cx, "otpauth://totp/Pont:a@example.org?secret=ABCD", "Code", &svg));
    int side = read_drawing(svg, dark);
    assert_int_equal((side - 8 - 17) % 4, 0); /* 17 + 4 x version */
    for (int i = 0; i < side; i++)
        for (int m = 0; m < 4; m++)
            assert_false(dark[m][i] || dark[i][m] || dark[side - 1 - m][i] ||
                         dark[i][side - 1 - m]);
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            bool is = corner[y][x] == '#';
            assert_int_equal(dark[4 + y][4 + x], is);
            assert_int_equal(dark[4 + y][side - 11 + x], is);
            assert_int_equal(dark[side - 11 + y][4 + x], is);
        }
    for (int i = 12; i < side - 12; i++)
        assert_int_equal(dark[10][i], i % 2 == 0);
}

void test_qr__another_text_is_another_code(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const char *one = NULL, *two = NULL, *again = NULL;
    assert_true(qr_svg(&cx, "pont 1", "Code", &one) && qr_svg(&cx, "pont 2", "Code", &two) &&
                qr_svg(&cx, "pont 1", "Code", &again));
    assert_string_not_equal(one, two);
    assert_string_equal(one, again);
}

void test_qr__says_what_it_is_and_escapes_it(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    const char *svg = NULL;
    assert_true(qr_svg(&cx, "pont", "Code of <A> & B", &svg));
    assert_true(starts_with(svg, "<svg role=\"img\" "));
    assert_non_null(strstr(svg, "<title>Code of &lt;A&gt; &amp; B</title>"));
}

void test_qr__too_much_text_is_an_error(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = new_cx(a);
    char *endless = arena_alloc(a, 4001);
    memset(endless, 'x', 4000);
    const char *svg = NULL;
    assert_false(qr_svg(&cx, endless, "Code", &svg));
    assert_int_equal(cx.err.kind, ERR_TOO_LARGE);
    assert_null(svg);
}
