/* Small bundles of England's three files for unit tests: each starts from one sound workplace,
 * one therapist and one training, and changes what it wants to see. Comes after support/test.h.
 *
 *     struct Vector {"GENDER=7", "E 1090 GENDER"}
 *
 * is a change of columns ("A=x|B=y") and the problems of that file that it must give, each as
 * severity, the reference's number and the column, joined by "; "; "" when it passes. */
#ifndef PONT_TESTS_SUPPORT_ASCWDS_H
#define PONT_TESTS_SUPPORT_ASCWDS_H

#include "modules/ascwds/ascwds_row.h"

typedef struct Vector {
    const char *changes, *expected;
} Vector;

static const char *const sound_rows[ASC_KINDS] = {
    "LOCALESTID=A1|STATUS=NEW|ESTNAME=Team|ADDRESS1=1 Example Street|POSTCODE=B1 1BB|ESTTYPE=1|"
    "REGTYPE=0|MAINSERVICE=75|ALLSERVICES=75;0|TOTALPERMTEMP=1|ALLJOBROLES=15|STARTERS=0|"
    "LEAVERS=0|VACANCIES=0",
    "LOCALESTID=A1|UNIQUEWORKERID=1|STATUS=NEW|DISPLAYID=One|NINUMBER=QQ123456C|"
    "POSTCODE=B1 1BB|DOB=12/05/1985|GENDER=2|ETHNICITY=31|NATIONALITY=826|COUNTRYOFBIRTH=826|"
    "RECSOURCE=5|STARTDATE=01/03/2019|STARTINSECT=2015|EMPLSTATUS=1|ZEROHRCONT=2|SALARYINT=1|"
    "SALARY=41000|MAINJOBROLE=15|CONTHOURS=37|SCQUAL=1;6|QUALACH01=62;2010",
    "LOCALESTID=A1|UNIQUEWORKERID=1|CATEGORY=25|TRAININGNAME=Moving|DATECOMPLETED=01/03/2025",
};

static inline Ctx test_ascwds_ctx(Arena *a)
{
    Ctx cx = {.arena = a, .user = "test", .threads = 1};
    date_parse_iso("2025-10-01", &cx.today);
    return cx;
}

/* The value that "A=x|B=y" gives a column, or NULL. */
static inline const char *test_value(Arena *a, const char *pairs, const char *column)
{
    size_t n = strlen(column);
    for (const char *p = pairs; p && *p; p = strchr(p, '|')) {
        p += *p == '|';
        if (strncmp(p, column, n) == 0 && p[n] == '=')
            return arena_strndup(a, p + n + 1, strcspn(p + n + 1, "|"));
    }
    return NULL;
}

/* The headings of a file with every column of today's layout and of `more` ("QUALACH02"). */
static inline const char *const *test_columns(Arena *a, AscKind k, const char *more, int *n)
{
    int all;
    const AscColumn *columns = asc_columns(k, &all);
    const char **out = NEW_ARRAY(a, const char *, all + 64);
    *n = 0;
    for (int i = 0; i < all; i++)
        if (columns[i].needed != 'O' || test_value(a, more, columns[i].name))
            out[(*n)++] = columns[i].name;
    for (int q = 1; k == ASC_STAFF && q < 30; q++) {
        const char *code = arena_printf(a, "QUALACH%02d", q);
        const char *notes = arena_printf(a, "QUALACH%02dNOTES", q);
        if (q == 1 || test_value(a, more, code)) {
            out[(*n)++] = code;
            out[(*n)++] = notes;
        }
    }
    return out;
}

/* One file: a row for each of `rows` (ended by NULL), which are changes to the sound row. */
static inline InFile test_file(Arena *a, AscKind k, const char *const *rows)
{
    Buf text = buf_new(a, 0), all = buf_new(a, 0);
    CsvOut o = {.buf = &text};
    int n;
    for (int r = 0; rows[r]; r++)
        buf_printf(&all, "%s|", rows[r]);
    const char *const *columns = test_columns(a, k, buf_text(&all), &n);
    for (int c = 0; c < n; c++)
        csv_field(&o, columns[c]);
    csv_end_row(&o);
    for (int r = 0; rows[r]; r++) {
        for (int c = 0; c < n; c++) {
            const char *changed = test_value(a, rows[r], columns[c]);
            const char *sound = test_value(a, sound_rows[k], columns[c]);
            csv_field(&o, changed ? changed : sound ? sound : "");
        }
        csv_end_row(&o);
    }
    return (InFile){arena_printf(a, "%s.csv", asc_kind_name(k)), buf_text(&text), text.len};
}

static inline void test_check(Ctx *cx, const char *const *workplaces, const char *const *staff,
                              const char *const *training, AscBundle *out)
{
    static const char *const sound[] = {"", NULL};
    InFile files[] = {test_file(cx->arena, ASC_WORKPLACE, workplaces ? workplaces : sound),
                      test_file(cx->arena, ASC_STAFF, staff ? staff : sound),
                      test_file(cx->arena, ASC_TRAINING, training ? training : sound)};
    if (!ascwds_check(cx, &(InFiles){3, files}, out))
        fail_msg("%s", cx->err.message);
}

/* "E 1090 GENDER; W 3080 DOB" of one file, in the order of the rules; with_line: "3 E ...". */
static inline const char *test_problems(Arena *a, const AscBundle *b, AscKind k, bool with_line)
{
    Buf out = buf_new(a, 0);
    for (int i = 0; i < b->problems.n; i++) {
        const AscProblem *p = &b->problems.items[i];
        if (p->kind != k)
            continue;
        buf_puts(&out, out.len ? "; " : "");
        if (with_line)
            buf_printf(&out, "%d ", p->p.line);
        buf_printf(&out, "%s %d %s", p->rule->rule.severity == SEVERITY_ERROR ? "E" : "W",
                   p->reference, p->p.column);
    }
    return buf_text(&out);
}

/* Every vector of a file; all that differ are told. */
static inline void test_vectors(AscKind k, const Vector *vectors, int n)
{
    int wrong = 0;
    for (int i = 0; i < n; i++) {
        SCOPED_ARENA a = arena_new();
        Ctx cx = test_ascwds_ctx(a);
        AscBundle b;
        const char *const row[] = {vectors[i].changes, NULL};
        test_check(&cx, k == ASC_WORKPLACE ? row : NULL, k == ASC_STAFF ? row : NULL,
                   k == ASC_TRAINING ? row : NULL, &b);
        const char *got = test_problems(a, &b, k, false);
        if (!same(got, vectors[i].expected)) {
            print_error("%s: gives \"%s\", not \"%s\"\n", vectors[i].changes, got,
                        vectors[i].expected);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

#endif
