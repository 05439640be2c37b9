#include "core/module.h"
#include "core/who.h"
#include "support/test.h"
#include <math.h>
#include <stdlib.h>

static Ctx new_cx(Lang lang)
{
    return (Ctx){.arena = arena_new(), .user = "test", .who = who_operator(), .lang = lang};
}

/* ---------------------------------------------------------------- reading an action's input */

typedef struct Visit {
    const char *who, *how;
    int64_t n;
    double share;
    bool quietly;
    Date on;
    InFiles files;
} Visit;

static const Choice ways[] = {{"walk", "On foot"}, {"ride", "By bus"}, {NULL, NULL}};
static const Field visit_fields[] = {
    {FIELD(Visit, who), .flags = REQUIRED | POSITIONAL, .label = "Who"},
    {FIELD(Visit, how), .label = "How", .choices = ways, .standard = "walk"},
    {FIELD(Visit, n), .label = "How many"},
    {FIELD(Visit, share), .label = "Share"},
    {FIELD(Visit, quietly), .label = "Quietly"},
    {FIELD(Visit, on), .flags = REQUIRED, .label = "Day"},
    {FIELD(Visit, files), .label = "Files"},
};

static bool run_visit(Ctx *cx, const void *in, Reply *out)
{
    const Visit *v = in;
    out->title = v->who;
    return v->n != 13 || fail(&cx->err, CONFLICT, "not thirteen");
}

static const Action visit = {"go",    run_visit, "test.read", 0, INPUT(Visit, visit_fields),
                             "Visit", NULL};
static const Action offline = {
    "look", run_visit, "test.read", NO_DATABASE, INPUT(Visit, visit_fields), "Look", NULL};

static bool read_text(Ctx *cx, const char *const *pairs, Visit **out)
{
    Pairs given = {0};
    for (; *pairs; pairs += 2)
        *PUSH(cx->arena, given.items, given.n, given.room) =
            (Pair){.name = pairs[0], .value = pairs[1]};
    void *input = NULL;
    bool ok = action_read(cx, &visit, &given, NULL, &input);
    *out = input;
    return ok;
}
#define READ(cx, out, ...) read_text((cx), (const char *const[]){__VA_ARGS__, NULL}, (out))

void test_action__fields_are_read_by_type(void)
{
    Ctx cx = new_cx(LANG_EN);
    Visit *v;
    assert_true(READ(&cx, &v, "who", " Ann ", "how", "ride", "n", "-3", "share", "0.25",
                     "quietly", "Yes", "on", "31/03/2026"));
    assert_string_equal(v->who, "Ann");
    assert_string_equal(v->how, "ride");
    assert_int_equal(v->n, -3);
    assert_true(v->share == 0.25);
    assert_true(v->quietly);
    assert_string_equal(date_text(cx.arena, v->on), "2026-03-31");
    arena_free(cx.arena);
}

void test_action__what_is_not_given_is_absent_not_zero(void)
{
    Ctx cx = new_cx(LANG_EN);
    Visit *v;
    assert_true(READ(&cx, &v, "who", "Ann", "on", "2026-03-31", "n", "", "share", " "));
    assert_string_equal(v->how, "walk"); /* its standard value */
    assert_true(v->n == NOT_GIVEN);
    assert_true(isnan(v->share));
    assert_false(v->quietly);
    assert_int_equal(v->files.n, 0);
    arena_free(cx.arena);
}

void test_action__all_problems_are_said_in_one_pass(void)
{
    static const char *const says[] = {
        "who: is required",
        "how: 'fly' is not one of walk, ride",
        "n: must be a whole number",
        "share: must be a number",
        "quietly: must be yes or no",
        "on: must be a date",
        "hwo: there is no such field; did you mean 'who'?",
        "banana: there is no such field",
    };
    Ctx cx = new_cx(LANG_EN);
    Visit *v;
    assert_false(READ(&cx, &v, "hwo", "Ann", "banana", "1", "how", "fly", "n", "2.5", "share",
                      "half", "quietly", "perhaps", "on", "2026-02-30"));
    assert_int_equal(cx.err.kind, ERR_INVALID);
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(cx.err.message, says[i]))
            fail_msg("'%s' is not in: %s", says[i], cx.err.message);
    assert_null(strstr(strstr(cx.err.message, "banana"), "did you mean 'banana'"));
    arena_free(cx.arena);
}

void test_action__the_last_of_several_values_counts(void)
{
    Ctx cx = new_cx(LANG_EN);
    Visit *v;
    assert_true(READ(&cx, &v, "who", "Ann", "on", "2026-03-31", "who", "Ben"));
    assert_string_equal(v->who, "Ben");
    arena_free(cx.arena);
}

/* However much is wrong, the message stays a message. */
void test_action__endless_problems_are_cut(void)
{
    Ctx cx = new_cx(LANG_EN);
    Pairs given = {0};
    void *input;
    for (int i = 0; i < 500; i++)
        *PUSH(cx.arena, given.items, given.n, given.room) =
            (Pair){.name = arena_printf(cx.arena, "unknown_field_%d", i), .value = "x"};
    assert_false(action_read(&cx, &visit, &given, NULL, &input));
    assert_int_equal(cx.err.kind, ERR_INVALID);
    assert_true(strlen(cx.err.message) < sizeof cx.err.message);
    assert_true(starts_with(cx.err.message, "unknown_field_0: "));
    arena_free(cx.arena);
}

void test_action__without_a_database_only_what_can_runs(void)
{
    Ctx cx = new_cx(LANG_EN);
    const Module m = {.name = "test", .title = "Test"};
    Visit *v;
    Reply r = {0};
    assert_true(READ(&cx, &v, "who", "Ann", "on", "2026-03-31"));
    assert_false(action_run(&cx, &m, &visit, v, &r));
    assert_int_equal(cx.err.kind, ERR_USAGE);
    assert_non_null(strstr(cx.err.message, "'test go' needs a database"));
    err_clear(&cx.err);
    assert_true(action_run(&cx, &m, &offline, v, &r));
    assert_string_equal(r.title, "Ann");
    v->n = 13;
    assert_false(action_run(&cx, &m, &offline, v, &r));
    assert_int_equal(cx.err.kind, ERR_CONFLICT);
    arena_free(cx.arena);
}

void test_action__help_names_fields_choices_and_faces(void)
{
    static const char *const says[] = {
        "pont test go who [--how TEXT]",
        "--quietly]",
        "walk, ride",
        "[walk]",
        "(required)",
        "/api/test/go",
        "Permission: test.read",
    };
    Ctx cx = new_cx(LANG_EN);
    const Module m = {.name = "test", .title = "Test"};
    Buf b = buf_new(cx.arena, 0);
    action_help(&cx, &m, &visit, &b);
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(buf_text(&b), says[i]))
            fail_msg("'%s' is not in: %s", says[i], buf_text(&b));
    arena_free(cx.arena);
}

/* ---------------------------------------------------------------- settings */

void test_setting__command_line_wins_over_environment_and_standard(void)
{
    static const Setting settings[] = {{"test.limit", "5", "Limit"}};
    static const Module m = {
        .name = "test", .title = "Test", TABLE(settings, n_settings, settings)};
    static const Module *const all[] = {&m};
    Pair set[] = {{.name = "test.limit", .value = "9"}};
    App app = {.modules = all, .n_modules = 1};
    Ctx cx = new_cx(LANG_EN);
    cx.app = &app;
    unsetenv("PONT_TEST_LIMIT");
    assert_string_equal(setting(&cx, "test.limit"), "5");
    setenv("PONT_TEST_LIMIT", "7", 1);
    assert_string_equal(setting(&cx, "test.limit"), "7");
    app.overrides = (Pairs){.items = set, .n = 1};
    assert_string_equal(setting(&cx, "test.limit"), "9");
    unsetenv("PONT_TEST_LIMIT");
    assert_ptr_equal(app_module(&app, "test"), &m);
    assert_null(app_module(&app, "toast"));
    arena_free(cx.arena);
}

/* ---------------------------------------------------------------- faces of a reply */

static Reply states_reply(Ctx *cx)
{
    Reply r = {.title = "States"};
    Table *t = reply_table(cx, &r, "rows", "Rows");
    table_column(cx, t, "name", "Name", COLUMN_TEXT, 0);
    table_column(cx, t, "x", "X", COLUMN_NUMBER, 1);
    const Cell cells[] = {cell_number(0),
                          cell_state(CELL_BLANK),
                          cell_state(CELL_NOT_KNOWN),
                          cell_state(CELL_NOT_APPLICABLE),
                          cell_state(CELL_NOT_RECEIVED),
                          cell_number(NAN),
                          cell_number(-1234.56)};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        Cell *row = table_row(cx, t);
        row[0] = cell_text(arena_printf(cx->arena, "r%zu", i));
        row[1] = cells[i];
    }
    reply_fact(cx, &r, "total", "Total", cell_number(12345.678), 2);
    reply_note(cx, &r, "A note of %d", 1);
    return r;
}

void test_reply__states_stay_apart_in_text(void)
{
    Ctx cx = new_cx(LANG_EN);
    Reply r = states_reply(&cx);
    Buf b = buf_new(cx.arena, 0);
    reply_text(&cx, &r, &b);
    assert_string_equal(buf_text(&b), "States\n"
                                      "  Total  12,345.68\n"
                                      "\n"
                                      "Rows\n"
                                      "Name               X\n"
                                      "----  --------------\n"
                                      "r0               0.0\n"
                                      "r1                  \n"
                                      "r2         not known\n"
                                      "r3    not applicable\n"
                                      "r4      not received\n"
                                      "r5    not calculable\n"
                                      "r6          \xE2\x88\x92"
                                      "1,234.6\n"
                                      "\n"
                                      "A note of 1\n");
    arena_free(cx.arena);
}

void test_reply__states_stay_apart_in_json(void)
{
    static const char *const says[] = {
        "\"ok\": true",
        "\"title\": \"States\"",
        "\"total\": 12345.678",
        "\"x\": 0}",
        "\"x_state\": \"blank\"",
        "\"x_state\": \"not known\"",
        "\"x_state\": \"not applicable\"",
        "\"x_state\": \"not received\"",
        "\"x_state\": \"not calculable\"",
        "\"x\": -1234.56}",
        "\"A note of 1\"",
    };
    Ctx cx = new_cx(LANG_CY); /* a machine reads the same in every language */
    Reply r = states_reply(&cx);
    Buf b = buf_new(cx.arena, 0), again = buf_new(cx.arena, 0);
    reply_json(&cx, &r, &b);
    reply_json(&cx, &r, &again);
    assert_string_equal(buf_text(&b), buf_text(&again));
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(buf_text(&b), says[i]))
            fail_msg("%s is not in: %s", says[i], buf_text(&b));
    r.outcome = ERR_INVALID;
    Buf bad = buf_new(cx.arena, 0);
    reply_json(&cx, &r, &bad);
    assert_non_null(strstr(buf_text(&bad), "\"ok\": false"));
    arena_free(cx.arena);
}

void test_reply__states_stay_apart_in_csv(void)
{
    Ctx cx = new_cx(LANG_CY);
    Reply r = states_reply(&cx);
    Buf b = buf_new(cx.arena, 0);
    table_csv(&cx, r.tables[0], &b);
    const char *text = buf_text(&b);
    assert_true(starts_with(text, "name,x"));
    static const char *const says[] = {"r0,0",
                                       "r1,",
                                       "r2,not known",
                                       "r3,not applicable",
                                       "r4,not received",
                                       "r5,not calculable",
                                       "r6,-1234.56"};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(text, says[i]))
            fail_msg("%s is not in: %s", says[i], text);
    arena_free(cx.arena);
}

void test_reply__shares_are_shown_as_per_cent_and_kept_whole(void)
{
    Ctx cx = new_cx(LANG_EN);
    Column percent = {.decimals = 1, .percent = true};
    Cell c = cell_number(0.08904);
    assert_string_equal(cell_show(cx.arena, LANG_EN, &c, &percent), "8.9%");
    c = cell_number(-0.5);
    assert_string_equal(cell_show(cx.arena, LANG_EN, &c, &percent), "\xE2\x88\x92"
                                                                    "50.0%");
    c = cell_state(CELL_NOT_RECEIVED);
    assert_string_not_equal(cell_show(cx.arena, LANG_CY, &c, &percent), "not received");
    assert_string_equal(cell_state_code(CELL_NOT_RECEIVED), "not received");
    arena_free(cx.arena);
}

/* ---------------------------------------------------------------- languages and numbers */

void test_i18n__welsh_has_six_forms(void)
{
    static const long n[] = {0, 1, 2, 3, 6, 4, 5, 7, 10, 100};
    static const int form[] = {0, 1, 2, 3, 4, 5, 5, 5, 5, 5};
    for (size_t i = 0; i < sizeof n / sizeof *n; i++)
        assert_int_equal(plural_form_cy(n[i]), form[i]);
    const char *two = translate_count(LANG_CY, "%d row imported", "%d rows imported", 2);
    const char *three = translate_count(LANG_CY, "%d row imported", "%d rows imported", 3);
    assert_string_equal(two, "Mewnforiwyd %d res"); /* two softens what follows */
    assert_string_equal(three, "Mewnforiwyd %d rhes");
}

void test_i18n__english_is_the_key_and_what_is_left(void)
{
    assert_string_equal(translate(LANG_EN, "Returns"), "Returns");
    assert_string_not_equal(translate(LANG_CY, "Returns"), "Returns");
    assert_string_equal(translate(LANG_CY, "no such text, surely"), "no such text, surely");
    assert_string_equal(translate(LANG_CY, ""), "");
    assert_string_equal(translate_count(LANG_EN, "%d row", "%d rows", 1), "%d row");
    assert_string_equal(translate_count(LANG_EN, "%d row", "%d rows", 0), "%d rows");
    assert_string_equal(translate_count(LANG_CY, "%d zzz", "%d zzzs", 2), "%d zzzs");
}

void test_i18n__dates_are_said_in_the_language(void)
{
    Ctx en = new_cx(LANG_EN), cy = new_cx(LANG_CY);
    Date d;
    assert_true(date_parse_iso("2026-03-01", &d));
    assert_string_equal(date_long(&en, d), "1 March 2026");
    assert_string_equal(date_long(&cy, d), "1 Mawrth 2026");
    assert_string_equal(date_long(&en, DATE_NONE), "");
    arena_free(en.arena);
    arena_free(cy.arena);
}

void test_i18n__numbers_are_grouped(void)
{
    Arena *a = arena_new();
    assert_string_equal(number_show(a, 0, 0), "0");
    assert_string_equal(number_show(a, 999, 0), "999");
    assert_string_equal(number_show(a, 1000, 0), "1,000");
    assert_string_equal(number_show(a, 1234567.891, 2), "1,234,567.89");
    assert_string_equal(number_show(a, -123456, 0), "\xE2\x88\x92"
                                                    "123,456");
    assert_string_equal(number_show(a, 999.96, 1), "1,000.0");
    assert_string_equal(number_show(a, -0.001, 1), "0.0"); /* no minus before nothing */
    arena_free(a);
}
