/* Vectors across the three files: orphans, duplicates, totals, hours of one person, and moves.
 */
#include "modules/ascwds/ascwds.h"

#include "support/test.h"

#include "support/ascwds.h"

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

typedef struct World {
    Arena *arena;
    Ctx cx;
    AscBundle b;
} World;

static void look(World *w, const char *const *workplaces, const char *const *staff,
                 const char *const *training)
{
    w->arena = arena_new();
    w->cx = test_ascwds_ctx(w->arena);
    test_check(&w->cx, workplaces, staff, training, &w->b);
}

static void says(World *w, AscKind k, const char *expected)
{
    assert_string_equal(test_problems(w->arena, &w->b, k, true), expected);
}

void test_ascwds_cross__a_sound_bundle_passes(void)
{
    World w;
    look(&w, NULL, NULL, NULL);
    for (int k = 0; k < ASC_KINDS; k++)
        assert_int_equal(w.b.verdict[k], ASC_PASSED);
    arena_free(w.arena);
}

void test_ascwds_cross__orphans_are_found(void)
{
    World w;
    look(&w, ROWS("TOTALPERMTEMP=1"), ROWS("", "LOCALESTID=B2|UNIQUEWORKERID=2|NINUMBER="),
         ROWS("UNIQUEWORKERID=9", "LOCALESTID=B2|UNIQUEWORKERID=2"));
    says(&w, ASC_WORKPLACE, "");
    says(&w, ASC_STAFF, "3 E 997 LOCALESTID");
    says(&w, ASC_TRAINING, "2 E 996 UNIQUEWORKERID; 3 E 997 LOCALESTID");
    arena_free(w.arena);
}

/* The reference joins the two ids without anything between them. */
void test_ascwds_cross__keys_are_tuples(void)
{
    World w;
    look(&w, ROWS("LOCALESTID=A1", "LOCALESTID=A12"),
         ROWS("LOCALESTID=A1|UNIQUEWORKERID=23|NINUMBER=",
              "LOCALESTID=A12|UNIQUEWORKERID=3|NINUMBER="),
         ROWS("LOCALESTID=A1|UNIQUEWORKERID=23"));
    assert_int_equal(w.b.problems.n, 0);
    arena_free(w.arena);
}

void test_ascwds_cross__an_id_stands_once(void)
{
    World w;
    look(&w, ROWS("TOTALPERMTEMP=3", "LOCALESTID=A 1"),
         ROWS("", "NINUMBER=", "UNIQUEWORKERID=2|CHGUNIQUEWRKID=1|NINUMBER="), NULL);
    says(&w, ASC_WORKPLACE, "3 E 998 LOCALESTID; 3 W 2200 TOTALPERMTEMP");
    says(&w, ASC_STAFF, "3 E 998 UNIQUEWORKERID; 4 E 998 CHGUNIQUEWRKID");
    arena_free(w.arena);
}

#define REGULATED                                                                              \
    "REGTYPE=2|MAINSERVICE=1|ALLSERVICES=1;0|PROVNUM=1-123456789|LOCATIONID=1-123456789|"      \
    "ALLJOBROLES=4|VACANCIES=999"

void test_ascwds_cross__a_location_stands_once(void)
{
    World w;
    look(&w, ROWS(REGULATED, REGULATED "|LOCALESTID=B2"), ROWS("", "LOCALESTID=B2|NINUMBER="),
         NULL);
    says(&w, ASC_WORKPLACE, "3 E 998 LOCATIONID");
    arena_free(w.arena);
}

void test_ascwds_cross__totals_are_judged_only_where_they_agree(void)
{
    World w;
    look(&w, ROWS("TOTALPERMTEMP=2|STARTERS=3|LEAVERS=2|VACANCIES=2|REASONS=9|REASONNOS=2"),
         ROWS("", "UNIQUEWORKERID=2|NINUMBER="), NULL);
    says(&w, ASC_WORKPLACE, "2 W 2310 STARTERS; 2 W 2320 LEAVERS; 2 W 2300 VACANCIES");
    arena_free(w.arena);
    look(&w, ROWS("TOTALPERMTEMP=3|STARTERS=9|LEAVERS=9|VACANCIES=9|REASONS=9|REASONNOS=9"),
         ROWS("", "UNIQUEWORKERID=2|NINUMBER="), NULL);
    says(&w, ASC_WORKPLACE, "2 W 2200 TOTALPERMTEMP");
    arena_free(w.arena);
}

void test_ascwds_cross__deleted_records_are_not_counted(void)
{
    World w;
    look(&w, NULL, ROWS("", "UNIQUEWORKERID=2|NINUMBER=|STATUS=DELETE"), NULL);
    assert_int_equal(w.b.problems.n, 0);
    arena_free(w.arena);
}

void test_ascwds_cross__one_person_works_75_hours_at_most(void)
{
    World w;
    look(&w, ROWS("TOTALPERMTEMP=2"), ROWS("", "UNIQUEWORKERID=2|NINUMBER=qq 12 34 56 c"),
         NULL);
    says(&w, ASC_STAFF, "");
    arena_free(w.arena);
    look(&w, ROWS("TOTALPERMTEMP=3"),
         ROWS("", "UNIQUEWORKERID=2", "UNIQUEWORKERID=3|CONTHOURS=1.5|SALARY=1000"), NULL);
    says(&w, ASC_STAFF, "2 E 5570 NINUMBER; 3 E 5570 NINUMBER; 4 E 5570 NINUMBER");
    assert_string_equal(w.b.problems.items[0].p.value, "AA999999A");
    assert_string_equal(w.b.problems.items[0].p.detail, "75.5 hours in 3 records");
    arena_free(w.arena);
}

void test_ascwds_cross__a_part_timer_is_not_paid_full_time(void)
{
    World w;
    look(&w, ROWS("TOTALPERMTEMP=4"),
         ROWS("", "UNIQUEWORKERID=2|NINUMBER=|CONTHOURS=18.5",
              "UNIQUEWORKERID=3|NINUMBER=|CONTHOURS=36.5",
              "UNIQUEWORKERID=4|NINUMBER=|CONTHOURS=18.5|MAINJOBROLE=36"),
         NULL);
    says(&w, ASC_STAFF, "3 W 0 SALARY");
    arena_free(w.arena);
}

void test_ascwds_cross__moves_go_to_a_free_id_of_a_known_workplace(void)
{
    World w;
    look(
        &w, ROWS("TOTALPERMTEMP=1", "LOCALESTID=B2|TOTALPERMTEMP=4"),
        ROWS("STATUS=NOCHANGE", "LOCALESTID=B2|UNIQUEWORKERID=1|NINUMBER=",
             "UNIQUEWORKERID=1x|NINUMBER=|STATUS=UPDATE|TRANSFERSTAFFRECORD=C3",
             "UNIQUEWORKERID=2|CHGUNIQUEWRKID=1|NINUMBER=|STATUS=UPDATE|TRANSFERSTAFFRECORD=B2",
             "UNIQUEWORKERID=3|NINUMBER=|STATUS=UPDATE|TRANSFERSTAFFRECORD=B2",
             "UNIQUEWORKERID=4|CHGUNIQUEWRKID=3|NINUMBER=|STATUS=UPDATE|"
             "TRANSFERSTAFFRECORD=B 2",
             "UNIQUEWORKERID=5|NINUMBER=|TRANSFERSTAFFRECORD=B2"),
        NULL);
    says(&w, ASC_STAFF,
         "4 E 1401 TRANSFERSTAFFRECORD; 5 E 998 CHGUNIQUEWRKID; 5 E 1402 UNIQUEWORKERID; "
         "7 E 998 CHGUNIQUEWRKID; 7 E 1403 UNIQUEWORKERID; 8 W 0 TRANSFERSTAFFRECORD");
    arena_free(w.arena);
}

void test_ascwds_cross__a_manager_works_where_there_is_regulation(void)
{
    World w;
    look(&w, NULL, ROWS("MAINJOBROLE=4"), NULL);
    says(&w, ASC_STAFF, "2 E 1280 MAINJOBROLE");
    arena_free(w.arena);
    look(&w,
         ROWS("REGTYPE=2|MAINSERVICE=1|ALLSERVICES=1;0|PROVNUM=1-123456789|"
              "LOCATIONID=1-123456789"),
         NULL, NULL);
    says(&w, ASC_WORKPLACE, "2 E 1280 VACANCY");
    arena_free(w.arena);
}

void test_ascwds_cross__training_begins_at_fourteen(void)
{
    World w;
    look(&w, NULL, NULL, ROWS("DATECOMPLETED=11/05/1999", "DATECOMPLETED=12/05/1999"));
    says(&w, ASC_TRAINING, "2 E 1080 DATECOMPLETED");
    arena_free(w.arena);
}

void test_ascwds_cross__codes_are_unique_over_the_files(void)
{
    const AscRule *r, *other;
    int n = 0;
    for (int i = 0; (r = asc_rule(i)); i++, n++) {
        assert_true(*r->rule.words.en && *r->rule.fix.en);
        for (int k = 0; k < i && (other = asc_rule(k)); k++)
            if (same(r->rule.code, other->rule.code))
                fail_msg("two rules have the code %s", r->rule.code);
        assert_ptr_equal(asc_rule_by_code(r->rule.code), r);
    }
    assert_true(n > 180);
}
