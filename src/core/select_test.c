#include "core/select.h"
#include "db/db.h"
#include "support/test.h"

static const Action list = {.name = "list"};

/* Five rows: a name, a number or why there is none, and something for people alone. */
static Reply new_reply(Ctx *cx)
{
    static const char *const names[] = {"llan", "Ynys", "lwc", "abad", "ynys"};
    static const double numbers[] = {3, 10, 2, 0, 7};
    Reply r = {0};
    Table *t = reply_table(cx, &r, "places", "Places");
    table_column(cx, t, "name", "Name", COLUMN_TEXT, 0);
    table_column(cx, t, "wte", "WTE", COLUMN_NUMBER, 0);
    table_column(cx, t, "words", "Words", COLUMN_TEXT, 0);
    table_column_for(t, FOR_PEOPLE);
    for (int i = 0; i < 5; i++) {
        Cell *row = table_row(cx, t);
        row[0] = cell_text(names[i]);
        row[1] = i == 3 ? cell_state(CELL_NOT_RECEIVED) : cell_number(numbers[i]);
    }
    return r;
}

/* The names that are left, with blanks between; or the error. */
static const char *chosen(Ctx *cx, Reply *r, const char *const *pairs)
{
    Pairs given = {0};
    Select s;
    Buf b = buf_new(cx->arena, 0);
    *r = new_reply(cx);
    err_clear(&cx->err);
    for (; *pairs; pairs += 2)
        *PUSH(cx->arena, given.items, given.n, given.room) =
            (Pair){.name = pairs[0], .value = pairs[1]};
    if (!select_read(cx, &list, &given, &s) || !select_apply(cx, &s, r))
        return cx->err.message;
    assert_int_equal(given.n, 0);
    for (int i = 0; i < r->tables[0]->n_rows; i++)
        buf_printf(&b, "%s%s", i ? " " : "", r->tables[0]->rows[i][0].text);
    return buf_text(&b);
}
#define CHOSEN(...) chosen(&cx, &r, (const char *const[]){__VA_ARGS__, NULL})

void test_select__sorts_by_the_alphabet_and_by_number(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Reply r;
    assert_string_equal(CHOSEN("sort", "name"), "abad lwc llan ynys Ynys");
    assert_string_equal(CHOSEN("sort", "wte"), "lwc llan ynys Ynys abad");
    assert_string_equal(CHOSEN("sort", "-wte"), "Ynys ynys llan lwc abad");
}

void test_select__keeps_rows_with_a_value(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Reply r;
    assert_string_equal(CHOSEN("where.wte", "10"), "Ynys");
    assert_string_equal(CHOSEN("where.wte", "not received"), "abad");
    assert_string_equal(CHOSEN("where.wte.from", "3", "where.wte.to", "7"), "llan ynys");
    assert_string_equal(CHOSEN("where.name", "lwc", "where.wte", "3"), "");
    assert_int_equal(r.part->total, 0);
    assert_int_equal(r.part->pages, 1);
}

void test_select__cuts_into_pages_that_hold_every_row_once(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Reply r;
    assert_string_equal(CHOSEN("size", "2"), "llan Ynys");
    assert_int_equal(r.part->pages, 3);
    assert_int_equal(r.part->total, 5);
    assert_string_equal(CHOSEN("size", "2", "page", "3"), "ynys");
    assert_string_equal(CHOSEN("size", "2", "page", "4"), "page: there are 3");
    assert_string_equal(CHOSEN("size", "1001"), "size: must be a whole number from 1 to 1000");
    assert_string_equal(CHOSEN("page", "0"), "page: must be a whole number from 1 to 2147483");
}

void test_select__a_wrong_name_is_refused_with_the_nearest(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Reply r;
    assert_string_equal(CHOSEN("sort", "nam"), "sort: there is no 'nam'; did you mean 'name'?");
    assert_string_equal(CHOSEN("where.wet", "1"),
                        "where.wet: there is no 'wet'; did you mean 'wte'?");
    assert_string_equal(CHOSEN("table", "place"),
                        "table: there is no 'place'; did you mean 'places'?");
    assert_string_equal(CHOSEN("sort", "words"), "sort: there is no 'words'");
    assert_string_equal(CHOSEN("format", "xml"),
                        "format: 'xml' is not one of csv, json, xlsx, ods");
}
