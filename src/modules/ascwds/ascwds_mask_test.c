/* No National Insurance number and no birth date ever leaves, whatever stands around them. */
#include "modules/ascwds/ascwds.h"
#include <ctype.h>

#include "support/test.h"

#include "support/ascwds.h"

static uint64_t state;
static int draw(int n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (uint64_t)n);
}

/* Text with everything that has broken such a thing before. */
static const char *awkward(Arena *a, const char *secret)
{
    static const char *const pieces[] = {",",         "\"",   "\n", "\r\n", ";",  "Si\xC3\xB4n",
                                         "T\xC5\xB7", "=1+1", "'",  " ",    "\t", "O'Neill"};
    Buf b = buf_new(a, 0);
    for (int n = draw(7); n > 0; n--)
        buf_puts(&b, pieces[draw(sizeof pieces / sizeof *pieces)]);
    if (secret && draw(2))
        buf_printf(&b, " %s ", secret);
    for (int n = draw(4); n > 0; n--)
        buf_puts(&b, pieces[draw(sizeof pieces / sizeof *pieces)]);
    return buf_text(&b);
}

/* The text without blanks, in capitals: so that a number is found however it is spaced. */
static const char *packed(Arena *a, const char *s)
{
    char *out = arena_strdup(a, s), *to = out;
    for (; *s; s++)
        if (*s != ' ')
            *to++ = (char)toupper((unsigned char)*s);
    *to = '\0';
    return out;
}

static const char *spaced_number(Arena *a, const char *ni)
{
    Buf b = buf_new(a, 0);
    for (const char *p = ni; *p; p++) {
        buf_putc(&b, draw(2) ? *p : (char)tolower((unsigned char)*p));
        if (draw(3) == 0)
            buf_putc(&b, ' ');
    }
    return text_trim(a, buf_text(&b));
}

void test_ascwds_mask__no_number_and_no_birth_date_leaves(void)
{
    int n;
    const AscColumn *columns = asc_columns(ASC_STAFF, &n);
    for (int round = 0; round < 400; round++) {
        SCOPED_ARENA a = arena_new();
        Ctx cx = test_ascwds_ctx(a);
        state = (uint64_t)round * 7919 + 1;
        const char *ni = arena_printf(a, "%c%c%06d%c", 'A' + draw(26), 'A' + draw(26),
                                      draw(1000000), 'A' + draw(4));
        const char *dob =
            arena_printf(a, "%02d/%02d/%d", 1 + draw(28), 1 + draw(12), 1940 + draw(60));
        Buf text = buf_new(a, 0);
        CsvOut o = {.buf = &text};
        int shift = draw(n);
        for (int c = 0; c < n; c++)
            csv_field(&o, columns[(c + shift) % n].name);
        csv_end_row(&o);
        for (int c = 0; c < n; c++) {
            const char *name = columns[(c + shift) % n].name;
            csv_field(&o, same(name, "NINUMBER") ? spaced_number(a, ni)
                          : same(name, "DOB")    ? dob
                                                 : awkward(a, draw(2) ? ni : dob));
        }
        csv_end_row(&o);
        InFile f = {"staff.csv", buf_text(&text), text.len};
        AscBundle b;
        if (!ascwds_check(&cx, &(InFiles){1, &f}, &b))
            fail_msg("%s", cx.err.message);
        const char *masked = ascwds_masked(&cx, b.files[ASC_STAFF]);
        if (strstr(packed(a, masked), ni) || strstr(masked, dob))
            fail_msg("round %d: %s or %s is in\n%s", round, ni, dob, masked);
        assert_non_null(strstr(masked, "Admin"));
        /* What is told of the file shows their shape at most. */
        for (int i = 0; i < b.problems.n; i++)
            if (same(b.problems.items[i].p.column, "NINUMBER") ||
                same(b.problems.items[i].p.column, "DOB"))
                assert_null(strpbrk(b.problems.items[i].p.value, "01234567"));
    }
}

void test_ascwds_mask__everything_else_stays(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b, again;
    test_check(&cx, NULL,
               (const char *const[]){"DISPLAYID=Jones, \"Si\xC3\xB4n\"",
                                     "UNIQUEWORKERID=2|NINUMBER=", NULL},
               NULL, &b);
    const char *masked = ascwds_masked(&cx, b.files[ASC_STAFF]);
    InFile f = {"staff.csv", masked, strlen(masked)};
    assert_true(ascwds_check(&cx, &(InFiles){1, &f}, &again));
    const AscFile *was = b.files[ASC_STAFF], *is = again.files[ASC_STAFF];
    assert_int_equal(is->n, was->n);
    for (int r = 0; r < was->n; r++)
        for (int c = 0; c < S_COLUMNS; c++)
            if (c != S_NINUMBER && c != S_DOB)
                assert_string_equal(is->rows[r].v[c], was->rows[r].v[c]);
    assert_string_equal(is->rows[0].v[S_DOB], "Admin");
    assert_string_equal(is->rows[1].v[S_NINUMBER], "");
    /* What was masked can be read again, and is not known rather than wrong. */
    assert_int_equal(again.problems.errors, 0);
}
