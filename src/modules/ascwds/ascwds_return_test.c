/* What is counted of the files: who, in which cell, and what is not known rather than none. */
#include "core/memo.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/ascwds/ascwds.h"
#include <math.h>

#include "support/test.h"

#include "support/ascwds.h"
#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

typedef struct World {
    Arena *arena;
    Ctx cx;
    App app;
    AscBundle b;
    AscReturn r;
} World;

static void open_world(World *w)
{
    static const char *const modules[] = {"org", "form"};
    *w = (World){.arena = arena_new()};
    w->cx = test_ascwds_ctx(w->arena);
    w->cx.who = who_operator();
    w->app = (App){.memo = memo_new()};
    w->cx.app = &w->app;
    test_database_open(&w->cx);
    if (!db_migrate(&w->cx, modules, 2, embedded_schema, embedded_schema_count) ||
        !test_form(&w->cx, ASC_FORM))
        fail_msg("%s", w->cx.err.message);
}

static void close_world(World *w)
{
    db_close(w->cx.db);
    memo_free(w->app.memo);
    arena_free(w->arena);
}

static void count(World *w, const char *const *workplaces, const char *const *staff)
{
    Date at;
    date_parse_iso("2025-09-30", &at);
    test_check(&w->cx, workplaces, staff, NULL, &w->b);
    if (!ascwds_return(&w->cx, &w->b, "england-2025", "solihull", at, 37, &w->r))
        fail_msg("%s", w->cx.err.message);
}

/* "12", "2.65", "NK"; "-" when there is no such cell. */
static const char *cell(World *w, const char *block, const char *row, const char *field)
{
    for (int i = 0; i < w->r.n; i++) {
        const struct AscCell *c = &w->r.cells[i];
        if (same(c->block, block) && same(c->row, row) && same(c->field, field))
            return c->state == CELL_NUMBER ? text_double(w->arena, c->number) : "NK";
    }
    return "-";
}

#define CELL(block, row, field, value) assert_string_equal(cell(&w, block, row, field), value)

void test_ascwds_return__job_codes_are_counted_in_their_rows(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=6"),
          ROWS("", "UNIQUEWORKERID=2|NINUMBER=|MAINJOBROLE=36|EMPLSTATUS=2|CONTHOURS=18.5",
               "UNIQUEWORKERID=3|NINUMBER=|EMPLSTATUS=4|CONTHOURS=|AVGHOURS=30",
               "UNIQUEWORKERID=4|NINUMBER=|MAINJOBROLE=17",
               "UNIQUEWORKERID=5|NINUMBER=|MAINJOBROLE=8",
               "UNIQUEWORKERID=6|NINUMBER=|EMPLSTATUS=3|CONTHOURS=|AVGHOURS=4"));
    CELL("A1", "R4", "hc_perm", "1");
    CELL("A1", "R4", "hc_agency", "1");
    CELL("A1", "R4", "hc_bank", "1");
    CELL("A1", "R4", "wte_agency", "0.81");
    CELL("A1", "R1", "hc_fixed", "1");
    CELL("A1", "R1", "wte_fixed", "0.5");
    CELL("A1", "R1", "hc_perm", "0");
    CELL("E1", "R4", "hours", "71");
    CELL("E2", "", "hc_perm", "1");
    assert_int_equal(w.r.left_out, 1);
    close_world(&w);
}

void test_ascwds_return__hours_that_are_not_known_make_the_wte_not_known(void)
{
    World w;
    open_world(&w);
    count(
        &w, ROWS("TOTALPERMTEMP=3"),
        ROWS("", "UNIQUEWORKERID=2|NINUMBER=|CONTHOURS=999",
             "UNIQUEWORKERID=3|NINUMBER=|EMPLSTATUS=2|ZEROHRCONT=1|CONTHOURS=|AVGHOURS=18.5"));
    CELL("A1", "R4", "hc_perm", "2");
    CELL("A1", "R4", "wte_perm", "NK");
    CELL("A1", "R4", "wte_fixed", "0.5");
    CELL("A1", "R4", "wte_agency", "0");
    CELL("E1", "R4", "hc", "3");
    CELL("E1", "R4", "hc_hours_known", "2");
    CELL("E1", "R4", "wte_known", "1.5");
    CELL("A4", "contract/unknown", "hc", "1");
    close_world(&w);
}

void test_ascwds_return__one_person_counts_once(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=2"),
          ROWS("CONTHOURS=14|SALARY=15000",
               "UNIQUEWORKERID=2|MAINJOBROLE=36|CONTHOURS=20|NINUMBER=qq 123456 d"));
    CELL("A1", "R1", "hc_perm", "1");
    CELL("A1", "R4", "hc_perm", "0");
    CELL("A1", "R1", "wte_perm", "0.92");
    CELL("A4", "gender/female", "hc", "1");
    close_world(&w);
}

void test_ascwds_return__lists_say_none_not_known_and_not_answered(void)
{
    World w;
    open_world(&w);
    count(&w,
          ROWS("ALLJOBROLES=15;36|VACANCIES=2;999|STARTERS=0;1|LEAVERS=999|TOTALPERMTEMP=5"),
          NULL);
    CELL("A2", "R4", "vac_active_hc", "2");
    CELL("A2", "R1", "vac_active_hc", "NK");
    CELL("A3", "total/starters", "hc", "1");
    CELL("A3", "total/leavers", "hc", "NK");
    CELL("A3", "leaver_destination/nhs", "hc", "NK");
    count(&w, ROWS("ALLJOBROLES=|VACANCIES=0|STARTERS=|LEAVERS=0"), NULL);
    CELL("A2", "R4", "vac_active_hc", "0");
    CELL("A3", "total/starters", "hc", "NK");
    CELL("A3", "total/leavers", "hc", "0");
    count(&w, ROWS("ALLJOBROLES=8|VACANCIES=0|STARTERS=0|LEAVERS=0"), NULL);
    CELL("A2", "R4", "vac_active_hc", "0");
    close_world(&w);
}

void test_ascwds_return__starters_by_source_and_the_rest_unknown(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=4|STARTERS=4"),
          ROWS("", "UNIQUEWORKERID=2|NINUMBER=|STARTDATE=01/10/2024|RECSOURCE=18",
               "UNIQUEWORKERID=3|NINUMBER=|STARTDATE=30/09/2024|RECSOURCE=18",
               "UNIQUEWORKERID=4|NINUMBER=|STARTDATE=30/09/2025|RECSOURCE=5"));
    CELL("A3", "total/starters", "hc", "4");
    CELL("A3", "starter/new_graduate", "hc", "1");
    CELL("A3", "starter/nhs", "hc", "1");
    CELL("A3", "starter/unknown", "hc", "2");
    CELL("A3", "total/stayers", "hc", "2");
    CELL("A3", "total/prior_hc", "hc", "NK");
    close_world(&w);
}

void test_ascwds_return__somebody_from_within_hides_who_stayed(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=2"),
          ROWS("", "UNIQUEWORKERID=2|NINUMBER=|STARTDATE=01/03/2025|RECSOURCE=8"));
    CELL("A3", "total/stayers", "hc", "NK");
    CELL("A3", "starter/internal", "hc", "1");
    close_world(&w);
}

void test_ascwds_return__reasons_are_the_therapists_only_where_nobody_else_left(void)
{
    World w;
    open_world(&w);
    count(&w,
          ROWS("ALLJOBROLES=15;36|LEAVERS=2;1|STARTERS=0;0|VACANCIES=0;0|REASONS=2;6|"
               "REASONNOS=2;1|TOTALPERMTEMP=9",
               "LOCALESTID=B2|ALLJOBROLES=15;8|LEAVERS=4;1|STARTERS=0;0|VACANCIES=0;0|"
               "REASONS=2;6|REASONNOS=4;1|TOTALPERMTEMP=9"),
          NULL);
    CELL("A3", "total/leavers", "hc", "7");
    CELL("A3", "leaver_destination/nhs", "hc", "2");
    CELL("A3", "leaver_destination/retire", "hc", "1");
    CELL("A3", "leaver_destination/unknown", "hc", "4");
    close_world(&w);
}

void test_ascwds_return__only_the_councils_workplaces_and_living_records(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=1", "LOCALESTID=P|ESTTYPE=6", "LOCALESTID=C|ESTTYPE=3"),
          ROWS("", "UNIQUEWORKERID=2|NINUMBER=|STATUS=DELETE",
               "LOCALESTID=P|UNIQUEWORKERID=3|NINUMBER=",
               "LOCALESTID=P|UNIQUEWORKERID=4|NINUMBER=|STATUS=UPDATE|TRANSFERSTAFFRECORD=C"));
    CELL("A1", "R4", "hc_perm", "2");
    close_world(&w);
}

void test_ascwds_return__ages_are_those_of_the_day(void)
{
    World w;
    open_world(&w);
    count(&w, ROWS("TOTALPERMTEMP=4"),
          ROWS("DOB=30/09/2000|STARTINSECT=2018",
               "UNIQUEWORKERID=2|NINUMBER=|DOB=01/10/2000|STARTINSECT=2018",
               "UNIQUEWORKERID=3|NINUMBER=|DOB=Admin",
               "UNIQUEWORKERID=4|NINUMBER=|DOB=31/02/1980"));
    CELL("A4", "age/25_34", "hc", "1");
    CELL("A4", "age/under_25", "hc", "1");
    CELL("A4", "age/unknown", "hc", "2");
    close_world(&w);
}

void test_ascwds_return__what_the_files_do_not_hold_is_written_as_not_known(void)
{
    World w;
    InFiles files;
    open_world(&w);
    count(&w, NULL, NULL);
    assert_true(ascwds_return_files(&w.cx, &w.r, &files));
    const char *stock = NULL;
    for (int i = 0; i < files.n; i++) {
        if (same(files.items[i].name, "a1_stock.csv"))
            stock = files.items[i].bytes;
        assert_false(starts_with(files.items[i].name, "a5"));
    }
    assert_non_null(stock);
    assert_non_null(
        strstr(stock, "england-2025,solihull,R4,1,0,0,1.00,0.00,0.00,NK,NK,0,0,\n"));
    close_world(&w);
}

void test_ascwds_return__files_with_errors_make_no_return(void)
{
    World w;
    Date at;
    open_world(&w);
    date_parse_iso("2025-09-30", &at);
    test_check(&w.cx, NULL, ROWS("GENDER=9"), NULL, &w.b);
    assert_int_equal(w.b.verdict[ASC_STAFF], ASC_FAILED);
    assert_false(ascwds_return(&w.cx, &w.b, "c", "solihull", at, 37, &w.r));
    assert_string_equal(w.cx.err.message, "the staff file has errors; check the files first");
    close_world(&w);
}
