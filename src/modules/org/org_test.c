/* Organisations in a database in memory: overlapping trees hold everybody once, and changes of
 * organisation keep the past as it was. */
#include "base/embedded.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/org/org.h"
#include <math.h>

#include "support/test.h"

#include "support/database.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static Date day(const char *iso)
{
    Date d = DATE_NONE;
    assert_true(date_parse_iso(iso, &d));
    return d;
}

static void must(Ctx *cx, bool ok)
{
    if (!ok)
        fail_msg("%s", cx->err.message);
}

static void load(Ctx *cx, const char *name, const char *text)
{
    int rows;
    InFile f = {name, text, strlen(text)};
    must(cx, org_import(cx, &(InFiles){1, &f}, &rows));
}

static Ctx open_world(Arena *a)
{
    static const char *const modules[] = {"org"};
    Ctx cx = {.arena = a, .user = "test", .who = who_operator(), .today = day("2026-07-01")};
    test_database_open(&cx);
    must(&cx, db_migrate(&cx, modules, 1, embedded_schema, embedded_schema_count));
    load(&cx, "o.csv",
         "id,kind,name_en,name_cy,source,source_date\n"
         "wales,nation,Wales,Cymru,t,2026\n"
         "north,rpb,North Wales,Gogledd Cymru,t,2026\n"
         "conwy,council,Conwy,Conwy,t,2026\n"
         "flint,council,Flintshire,Sir y Fflint,t,2026\n"
         "both,council,North Coast,Arfordir y Gogledd,t,2026\n");
    load(&cx, "p.csv",
         "organisation,year,population,source,source_date\n"
         "conwy,2021,114800,t,2026\nflint,2021,155000,t,2026\n");
    load(&cx, "m.csv",
         "member,group,role,valid_from,valid_to,source,source_date\n"
         "conwy,north,member,2014-04-01,,t,2026\n"
         "conwy,wales,within,,,t,2026\n"
         "flint,north,member,2014-04-01,,t,2026\n"
         "flint,wales,within,,,t,2026\n"
         "north,wales,within,,,t,2026\n");
    return cx;
}

void test_org__overlapping_trees_hold_everybody_once(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    OrgList list;
    Org wales;
    must(&cx, org_list(&cx, "council", "wales", cx.today, &list));
    assert_int_equal(list.n, 2);
    must(&cx, org_get(&cx, "wales", cx.today, &wales));
    assert_near(wales.population, 269800, 0);
    must(&cx, org_list(&cx, "council", "north", day("2010-01-01"), &list));
    assert_int_equal(list.n, 0); /* before the memberships began */
    db_close(cx.db);
}

void test_org__a_name_holds_from_its_day(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    Org o;
    must(&cx,
         org_rename(&cx, "conwy", day("2025-04-01"), "Conwy County", "Sir Conwy", "by order"));
    must(&cx, org_get(&cx, "conwy", day("2025-03-31"), &o));
    assert_string_equal(o.name_en, "Conwy");
    must(&cx, org_get(&cx, "conwy", day("2025-04-01"), &o));
    assert_string_equal(o.name_en, "Conwy County");
    assert_string_equal(o.name_cy, "Sir Conwy");
    db_close(cx.db);
}

void test_org__a_merger_hands_over_groups_and_keeps_the_past(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    OrgList list;
    OrgBreak *breaks;
    int n;
    const Succession merger[] = {{"conwy", "both", 1}, {"flint", "both", 1}};
    must(&cx, org_succeed(&cx, "merge", day("2026-04-01"), merger, 2, "by order"));
    must(&cx, org_list(&cx, "council", "north", day("2026-03-31"), &list));
    assert_int_equal(list.n, 2);
    must(&cx, org_list(&cx, "council", "north", day("2026-04-01"), &list));
    assert_int_equal(list.n, 1);
    assert_string_equal(list.items[0].id, "both");
    Org both, wales;
    must(&cx, org_get(&cx, "both", day("2026-04-01"), &both));
    assert_near(both.population, 269800, 0);
    must(&cx, org_get(&cx, "wales", day("2026-04-01"), &wales));
    assert_near(wales.population, 269800, 0);
    must(&cx, org_breaks(&cx, "both", &breaks, &n));
    assert_int_equal(n, 2);
    assert_string_equal(breaks[0].kind, "merge");
    /* What has ended cannot end again. */
    assert_false(org_succeed(&cx, "merge", day("2027-04-01"), merger, 2, "again"));
    assert_int_equal(cx.err.kind, ERR_CONFLICT);
    db_close(cx.db);
}

void test_org__shares_of_a_split_are_whole(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    const Succession split[] = {{"both", "conwy", 0.6}, {"both", "flint", 0.3}};
    assert_false(org_succeed(&cx, "split", day("2026-04-01"), split, 2, "by order"));
    assert_int_equal(cx.err.kind, ERR_INVALID);
    db_close(cx.db);
}

void test_org__an_import_with_one_problem_writes_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    static const char text[] = "member,group,role,valid_from,valid_to,source,source_date\n"
                               "both,north,member,2026-04-01,,t,2026\n"
                               "nobody,north,member,2026-04-01,,t,2026\n"
                               "both,wales,within,31/31/2026,,t,2026\n";
    InFile f = {"m.csv", text, strlen(text)};
    OrgList list;
    int rows = 7;
    assert_false(org_import(&cx, &(InFiles){1, &f}, &rows));
    assert_int_equal(rows, 7);
    assert_non_null(strstr(cx.err.message, "m.csv:3: member 'nobody'"));
    assert_non_null(strstr(cx.err.message, "m.csv:4: valid_from '31/31/2026'"));
    err_clear(&cx.err);
    must(&cx, org_groups(&cx, "both", day("2026-05-01"), &list));
    assert_int_equal(list.n, 0);
    db_close(cx.db);
}

void test_org__tiles_have_names_and_places_of_their_own(void)
{
    SCOPED_ARENA a = arena_new();
    static const struct {
        const char *map;
        int tiles;
    } maps[] = {{"wales", 22 + 7}, {"west-midlands", 14}, {"atlantis", 0}};
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        Ctx cx = {.arena = a, .lang = LANG_CY};
        OrgTile *tiles;
        int n;
        assert_true(org_tiles(&cx, maps[m].map, &tiles, &n));
        assert_int_equal(n, maps[m].tiles);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < i; k++) {
                assert_false(tiles[i].column == tiles[k].column &&
                             tiles[i].row == tiles[k].row);
                assert_string_not_equal(tiles[i].organisation, tiles[k].organisation);
            }
        if (n) {
            const char *cardiff = NULL;
            for (int i = 0; i < n; i++)
                if (same(tiles[i].organisation, "cardiff"))
                    cardiff = tiles[i].label;
            assert_true(m || same(cardiff, "Caerdydd"));
        }
    }
}
