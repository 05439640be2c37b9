/* Records of places: each number has its author, and each change its reason. */
#include "base/embedded.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/commissioning/commissioning.h"
#include <math.h>

#include "support/test.h"

#include "support/database.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static Ctx open_world(Arena *a)
{
    static const char *const modules[] = {"org", "workforce", "projection", "commissioning"};
    Ctx cx = {.arena = a, .user = "commissioner", .who = who_operator()};
    date_parse_iso("2026-07-01", &cx.today);
    test_database_open(&cx);
    assert_true(db_migrate(&cx, modules, 4, embedded_schema, embedded_schema_count));
    return cx;
}

/* Speech and language therapy in Wales, 2023/24: 44 asked for, 49 commissioned. */
void test_commissioning__an_adjustment_needs_its_reason(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    PlaceList list;
    AdjustmentList adjustments;
    assert_true(commissioning_record(&cx, "p", 2024, "all", PLACE_REQUESTED, 44, ""));
    assert_false(commissioning_record(&cx, "p", 2024, "all", PLACE_APPROVED, 49, ""));
    assert_int_equal(cx.err.kind, ERR_INVALID);
    err_clear(&cx.err);
    assert_true(commissioning_record(&cx, "p", 2024, "all", PLACE_APPROVED, 49,
                                     "a second course with a viable cohort"));
    assert_true(commissioning_adjustments(&cx, "p", &adjustments));
    assert_int_equal(adjustments.n, 1);
    assert_string_equal(adjustments.items[0].author, "commissioner");
    assert_string_equal(adjustments.items[0].from_kind, "requested");
    assert_near(adjustments.items[0].after / adjustments.items[0].before - 1, 0.114, 5e-4);
    assert_true(commissioning_places(&cx, "p", &list));
    assert_int_equal(list.n, 1);
    assert_near(list.items[0].places[PLACE_REQUESTED], 44, 0);
    assert_near(list.items[0].places[PLACE_APPROVED], 49, 0);
    assert_true(isnan(list.items[0].places[PLACE_FILLED])); /* not recorded is not zero */
    db_close(cx.db);
}

void test_commissioning__places_are_not_negative(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    assert_false(commissioning_record(&cx, "p", 2024, "all", PLACE_FILLED, -1, ""));
    err_clear(&cx.err);
    assert_false(commissioning_record(&cx, "p", 2024, "all", PLACE_FILLED, NAN, ""));
    db_close(cx.db);
}
