/* Changes that are tried: what a control is, what a change does to a row and its distribution,
 * and that the answer to them is that of a plan that was written so from the start. */
#include "core/who.h"
#include "modules/projection/live.h"
#include "modules/projection/pack.h"
#include "support/test.h"
#include <math.h>

static const App app = {.version = "test"};

static const char *const folder[][2] = {
    {"model", "key,value\ntitle,Small\nstart_year,2024\nyears,10\nshown_years,8\n"
              "decide_from,2025\ndecide_to,2028\nconfidence,0.8\ndraws,200\nseed,3\n"
              "whole_places,yes\n"},
    {"state", "id,label,group,weight\nnhs,NHS,nhs,0.9\nla,Councils,la,0.8\n"},
    {"route", "id,label,length,share\nbsc,BSc,3,0.8\nmsc,MSc,2,0.2\n"},
    {"stock", "state,value\nnhs,400\nla,120\n"},
    {"exit", "state,cause,value,distribution\nnhs,leave,,\"beta(20,180)\"\n"
             "la,leave,0.12,\"pert(0.08,0.12,0.16)\"\n*,retire,0.02,\n"},
    {"attrition", "route,value,distribution\nbsc,0.05,\"uniform(0.02,0.08)\"\n"},
    {"capture", "route,state,value\nbsc,nhs,0.6\nbsc,la,0.2\nmsc,nhs,0.5\nmsc,la,0.3\n"},
    {"intake", "route,year,value\nbsc,2020,60\nmsc,2020,15\n"},
    {"demand", "line,value\nneed,520\n"},
    {"driver", "line,kind,name,year,value,distribution\nneed,annual,ageing,,0.01,\n"
               "need,other,policy,2030,0.02,\"pert(0,0.02,0.05)\"\n"},
    {"limit", "kind,route,value\ncapacity,*,300\nramp,*,60\n"},
    {"target", "line,year_from,year_to\nneed,2030,2031\n"},
};

static Ctx small(Arena *a, Model *m)
{
    Ctx cx = {.arena = a, .user = "planner", .who = who_operator(), .app = &app, .threads = 1};
    ModelProblems problems = {.arena = a};
    *m = (Model){.name = "small"};
    for (size_t i = 0; i < sizeof folder / sizeof *folder; i++)
        table_parse(a, &problems, arena_printf(a, "%s.csv", folder[i][0]),
                    (TableId)table_by_name(folder[i][0]), folder[i][1], strlen(folder[i][1]),
                    m);
    assert_int_equal(problems.n, 0);
    return cx;
}

static Pairs changes(Arena *a, const char *const *words)
{
    Pairs out = {0};
    for (int i = 0; words[i]; i += 2)
        *PUSH(a, out.items, out.n, out.room) = (Pair){.name = words[i], .value = words[i + 1]};
    return out;
}
#define CHANGES(a, ...) changes((a), (const char *const[]){__VA_ARGS__, NULL})

static LiveAnswer answer(Ctx *cx, const Model *m, const Pairs *tried)
{
    LiveAnswer out;
    if (!live_answer(cx, m, tried, true, &out))
        fail_msg("%s", cx->err.message);
    return out;
}

static const Control *control(const Controls *all, const char *key)
{
    for (int i = 0; i < all->n; i++)
        if (same(all->items[i].key, key))
            return &all->items[i];
    return NULL;
}

void test_adjust__controls_are_those_that_the_plan_has_rows_for(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    LiveAnswer found = answer(&cx, &m, &(Pairs){0});
    assert_non_null(control(&found.controls, "intake.bsc"));
    assert_null(control(&found.controls, "budget"));
    assert_null(control(&found.controls, "joining"));
    assert_true(control(&found.controls, "ramp")->present == 60);
    assert_int_equal(control(&found.controls, "leaving")->acts_on, 2);
    assert_int_equal(control(&found.controls, "retiring")->acts_on, 1);
    assert_int_equal(found.controls.n_changed, 0);
}

void test_adjust__scaling_keeps_the_kind_and_scales_the_mean(void)
{
    SCOPED_ARENA a = arena_new();
    Model m, changed;
    Controls all;
    Plan before, after;
    ModelProblems problems = {.arena = a};
    Ctx cx = small(a, &m);
    Pairs tried = CHANGES(a, "leaving", "50", "dropout", "200");
    assert_true(model_plan(a, &cx.err, &m, &problems, &before));
    adjust_controls(&cx, &m, &before, &tried, &all);
    assert_int_equal(all.n_changed, 2);
    assert_true(adjust_apply(&cx, &m, &all, false, "why", &changed));
    assert_true(model_plan(a, &cx.err, &changed, &problems, &after));
    for (int i = 0; i < before.n_rows; i++) {
        const Row *x = &before.rows[i], *y = &after.rows[i];
        double f = x->part == PART_ATTRITION                          ? 2
                   : x->part == PART_EXIT && !strstr(x->id, "retire") ? .5
                                                                      : 1;
        assert_string_equal(x->id, y->id);
        assert_int_equal(x->dist.kind, y->dist.kind);
        assert_true(fabs(y->value - f * x->value) < 1e-9);
        if (x->dist.kind == DIST_BETA)
            assert_true(fabs(y->dist.a + y->dist.b - 200) < 1e-9 &&
                        fabs(y->dist.a - f * x->dist.a) < 1e-9);
        if (x->dist.kind == DIST_UNIFORM)
            assert_true(fabs(y->dist.b - f * x->dist.b) < 1e-9);
    }
    const ModelRow *row = &changed.tables[TABLE_PARTS + PART_EXIT].rows[0];
    TableId exits = (TableId)(TABLE_PARTS + PART_EXIT);
    assert_string_equal(model_assumption(exits, row, ASSUME_OWNER), "planner");
    assert_string_equal(model_assumption(exits, row, ASSUME_GRADE), "D");
    assert_string_equal(model_assumption(exits, row, ASSUME_NOTE), "why");
    row = &m.tables[TABLE_PARTS + PART_EXIT].rows[0];
    assert_string_equal(model_assumption(exits, row, ASSUME_OWNER), ""); /* not touched */
}

/* The futures that are kept are moved; a plan that says so from the start draws its own. */
void test_adjust__a_live_answer_is_that_of_the_changed_plan(void)
{
    SCOPED_ARENA a = arena_new();
    Model m, changed;
    Controls all;
    Plan plan;
    LiveSide whole;
    ModelProblems problems = {.arena = a};
    Ctx cx = small(a, &m);
    const char *const kinds[][2] = {
        {"growth", "0.5"}, {"confidence", "90"}, {"ramp", "30"}, {"leaving", "80"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Pairs tried = CHANGES(a, kinds[i][0], kinds[i][1]);
        LiveAnswer live = answer(&cx, &m, &tried);
        assert_true(model_plan(a, &cx.err, &m, &problems, &plan));
        adjust_controls(&cx, &m, &plan, &tried, &all);
        assert_true(adjust_apply(&cx, &m, &all, false, "", &changed));
        if (!live_side(&cx, &changed, live.draws, plan.seed, &plan, &whole))
            fail_msg("%s", cx.err.message);
        assert_true(live.with.level == whole.level);
        assert_true(live.with.probability == whole.probability);
        for (int t = 0; t <= plan.shown_steps; t++)
            assert_true(fabs(live.with.years[t].gap[3] - whole.years[t].gap[3]) < 1e-9);
    }
}

void test_adjust__a_held_route_gets_its_places_and_the_rest_is_worked_out(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    LiveAnswer free_ = answer(&cx, &m, &(Pairs){0});
    LiveAnswer held = answer(&cx, &m, &CHANGES(a, "intake.msc", "40"));
    LiveAnswer both = answer(&cx, &m, &CHANGES(a, "intake.msc", "40", "intake.bsc", "90"));
    assert_true(free_.with.solved && held.with.solved && !both.with.solved);
    for (int year = 2025; year <= 2028; year++) {
        assert_true(live_places(&held.plan, &held.with, 1, year) == 40);
        assert_true(live_places(&both.plan, &both.with, -1, year) == 130);
    }
    assert_true(held.with.probability >= .8 - 1e-9);
    assert_true(isnan(both.with.level));
    assert_true(both.with.probability_low <= both.with.probability &&
                both.with.probability <= both.with.probability_high);
}

void test_adjust__what_is_wrong_is_not_applied(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    LiveAnswer out = answer(
        &cx, &m,
        &CHANGES(a, "ramp", "many", "leaving", "5", "nosuch", "1", "confidence", " 80 "));
    assert_int_equal(out.controls.n_wrong, 3);
    assert_int_equal(out.controls.n_changed, 0);
    assert_non_null(control(&out.controls, "ramp")->wrong);
    assert_true(out.with.level == out.without.level);
    assert_false(adjust_check(&cx, &out.controls));
}

void test_adjust__an_address_says_what_was_changed(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    LiveAnswer out = answer(&cx, &m, &CHANGES(a, "ramp", "20", "growth", "-0.5"));
    assert_string_equal(adjust_query(&cx, &out.controls, NULL),
                        "change.ramp=20&change.growth=-0.5");
    assert_string_equal(adjust_query(&cx, &out.controls, "ramp"), "change.growth=-0.5");
}

/* ---------------------------------------------------------------- packs */

static Pack pack_of(Ctx *cx, const Model *m, int threads)
{
    PackOf of = {.plan = "small", .version = "test", .changes = ""};
    ModelProblems problems = {.arena = cx->arena};
    Pack p;
    cx->threads = threads;
    of.input = (Loaded){.id = "small", .model = *m, .draws = 30, .seed = 9};
    assert_true(model_plan(cx->arena, &cx->err, m, &problems, &of.input.plan));
    if (!pack_make(cx, &of, &p))
        fail_msg("%s", cx->err.message);
    return p;
}

void test_pack__is_the_same_bytes_again_and_survives_its_archive(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    Pack one = pack_of(&cx, &m, 1), two = pack_of(&cx, &m, 2), back;
    PackProof proof;
    Bytes zip;
    assert_int_equal(one.n, two.n);
    for (int i = 0; i < one.n; i++) {
        assert_string_equal(one.files[i].name, two.files[i].name);
        assert_int_equal(one.files[i].bytes.size, two.files[i].bytes.size);
        assert_memory_equal(one.files[i].bytes.data, two.files[i].bytes.data,
                            one.files[i].bytes.size);
    }
    assert_true(pack_zip(&cx, &one, &zip));
    assert_true(pack_from_zip(&cx, "pack.zip", zip.data, zip.size, &back));
    assert_true(pack_prove(&cx, &back, &proof));
    assert_null(proof.difference);
    assert_int_equal(proof.files, one.n);
}

void test_pack__names_the_first_difference(void)
{
    SCOPED_ARENA a = arena_new();
    Model m;
    Ctx cx = small(a, &m);
    Pack p = pack_of(&cx, &m, 1);
    PackProof proof;
    for (int i = 0; i < p.n; i++)
        if (same(p.files[i].name, "places.csv") || same(p.files[i].name, "MANIFEST.csv")) {
            char *text = arena_strdup(a, p.files[i].bytes.data);
            text[p.files[i].bytes.size - 2]++;
            p.files[i].bytes.data = text;
        }
    assert_true(pack_prove(&cx, &p, &proof));
    assert_non_null(proof.difference);
    assert_true(starts_with(proof.difference, "places.csv:"));
}
