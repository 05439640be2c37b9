/* Plans and runs in a database in memory: what goes in comes out, changes are kept with their
 * reason, and a run is reproduced whatever the number of threads. */
#include "base/embedded.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/projection/projection.h"

#include "support/test.h"

#include "support/database.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const App app = {.version = "test"};

static void must(Ctx *cx, bool ok)
{
    if (!ok)
        fail_msg("%s", cx->err.message);
}

static Ctx open_world(Arena *a, Model *m)
{
    static const char *const modules[] = {"org", "workforce", "projection"};
    Ctx cx = {.arena = a, .user = "planner", .who = who_operator(), .app = &app, .threads = 1};
    ModelProblems problems = {.arena = a};
    date_parse_iso("2026-07-01", &cx.today);
    test_database_open(&cx);
    must(&cx, db_migrate(&cx, modules, 3, embedded_schema, embedded_schema_count));
    must(&cx, folder_read(a, &cx.err, "examples/published/chance-beta-binomial", &problems, m));
    assert_int_equal(problems.n, 0);
    must(&cx, projection_save(&cx, "p", "", m));
    return cx;
}

void test_projection__a_plan_comes_out_as_it_went_in(void)
{
    SCOPED_ARENA a = arena_new();
    Model in, out;
    Ctx cx = open_world(a, &in);
    must(&cx, projection_load(&cx, "p", &out));
    assert_string_equal(model_text(a, &out), model_text(a, &in));
    db_close(cx.db);
}

void test_projection__a_change_keeps_who_why_and_what_it_was(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = open_world(a, &m);
    const ModelTable *capture = &m.tables[TABLE_PARTS + PART_CAPTURE];
    const char *id = model_row_id(a, (TableId)(TABLE_PARTS + PART_CAPTURE), &capture->rows[0]);
    const char *reason = "";
    assert_false(projection_set(&cx, "p", "no/such", "0.5", "", "a guess"));
    assert_int_equal(cx.err.kind, ERR_NOT_FOUND);
    err_clear(&cx.err);
    assert_false(projection_set(&cx, "p", id, "1.5", "", "too much")); /* no probability */
    assert_int_equal(cx.err.kind, ERR_INVALID);
    err_clear(&cx.err);
    must(&cx, projection_set(&cx, "p", id, "0.5", "", "half of them stay"));
    must(&cx, db_one_text(&cx, &reason, "SELECT reason FROM projection_change", NO_ARGS));
    assert_string_equal(reason, "half of them stay");
    must(&cx, projection_load(&cx, "p", &m));
    capture = &m.tables[TABLE_PARTS + PART_CAPTURE];
    assert_string_equal(model_assumption((TableId)(TABLE_PARTS + PART_CAPTURE),
                                         &capture->rows[0], ASSUME_VALUE),
                        "0.5");
    db_close(cx.db);
}

void test_projection__a_run_is_reproduced_on_any_number_of_threads(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = open_world(a, &m);
    PlanSource source = {"p", "", 50, 7};
    Loaded l;
    Ensemble e;
    Projection one, two, again;
    bool identical = false;
    must(&cx, projection_open(&cx, &source, &l));
    must(&cx, projection_compute(&cx, &l, &e, &one));
    cx.threads = 3;
    must(&cx, projection_compute(&cx, &l, &e, &two));
    assert_string_equal(one.result_digest, two.result_digest);
    must(&cx, projection_store(&cx, &l, &one));
    must(&cx, projection_store(&cx, &l, &two)); /* the same run: nothing new */
    must(&cx, projection_replay(&cx, one.run, &identical, &again));
    assert_true(identical);
    /* The plan may move on; the run holds its own input. */
    must(&cx, projection_set(&cx, "p", "demand/need/*", "99", "", "less"));
    must(&cx, projection_replay(&cx, one.run, &identical, &again));
    assert_true(identical);
    source.seed = 8;
    must(&cx, projection_open(&cx, &source, &l));
    must(&cx, projection_compute(&cx, &l, &e, &two));
    assert_string_not_equal(one.run, two.run);
    assert_string_not_equal(one.result_digest, two.result_digest);
    db_close(cx.db);
}
