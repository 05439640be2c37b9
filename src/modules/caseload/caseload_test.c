/* The caseload tool in a database in memory: weights add up, what is not judged is not zero,
 * who somebody is is refused, files come back as they went, and a region sees no single
 * council. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"

#include "support/test.h"

#include "support/database.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const modules[] = {"org", "form", "workforce", "leadership", "caseload"};
enum { COUNCILS = 11 };

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

static Ctx open_world(Arena *a)
{
    static const Module *const with_settings[] = {&caseload_module};
    App *app = NEW(a, App);
    int rows;
    *app = (App){.modules = with_settings, .n_modules = 1};
    Ctx cx = {.arena = a,
              .user = "test",
              .who = who_operator(),
              .today = day("2026-07-01"),
              .app = app};
    test_database_open(&cx);
    must(&cx, db_migrate(&cx, modules, 5, embedded_schema, embedded_schema_count));
    Buf b = buf_new(a, 0);
    buf_puts(&b, "id,kind,name_en,name_cy,source,source_date\n");
    for (int i = 1; i <= COUNCILS; i++)
        buf_printf(&b, "c%d,council,C%d,C%d,t,2026\n", i, i, i);
    InFile f = {"o.csv", buf_text(&b), b.len};
    must(&cx, org_import(&cx, &(InFiles){1, &f}, &rows));
    return cx;
}

static void close_world(Ctx *cx)
{
    db_close(cx->db);
}

static const char small[] = "factor,level,label_en,label_cy,points\n"
                            "scheme,,Small,Bach,\n"
                            "capacity,under,u,u,10\ncapacity,over,o,o,20\n"
                            "size,,Size,Maint,\nsize,s,Small,Bach,1\nsize,l,Large,Mawr,4.5\n"
                            "far,,Far,Pell,\nfar,n,No,Na,0\nfar,y,Yes,Ie,0.25\n";

static Scheme read_scheme(Ctx *cx, const char *text, int problems)
{
    Complaints c = {.cx = cx};
    Scheme s;
    InFile f = {"s.csv", text, strlen(text)};
    must(cx, scheme_read(&c, &f, &s));
    assert_int_equal(c.n, problems);
    return s;
}

static void begin(Ctx *cx, const char *council)
{
    Scheme s = read_scheme(cx, small, 0);
    must(cx, scheme_store(cx, council, &s, "test"));
}

static CaseloadImported import(Ctx *cx, const char *text)
{
    CaseloadImported sum;
    InFile f = {"x.csv", text, strlen(text)};
    must(cx, caseload_import(cx, &(InFiles){1, &f}, &sum));
    return sum;
}

static void load_team(Ctx *cx)
{
    begin(cx, "c1");
    CaseloadImported w = import(cx, "organisation,worker,wte,hours,ended_on\n"
                                    "c1,W-1,1,18.5,\nc1,W-2,0.5,,\nc1,W-3,1,NK,2026-01-31\n");
    CaseloadImported k =
        import(cx, "organisation,reference,worker,size,far,opened_on,closed_on\n"
                   "c1,C-1,W-1,l,y,2026-01-01,\n"
                   "c1,C-2,W-1,s,n,2026-01-01,2026-07-01\n"
                   "c1,C-3,W-2,l,n,2026-06-30,\n"
                   "c1,C-4,W-2,s,,2026-01-01,\n"
                   "c1,C-5,W-3,s,y,2026-01-01,\n");
    assert_int_equal(w.workers, 3);
    assert_int_equal(k.cases, 5);
}

/* ---------------------------------------------------------------- schemes */

void test_caseload__the_proposal_is_a_scheme_that_reads_back(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Scheme s, again;
    Buf b = buf_new(a, 0), c = buf_new(a, 0);
    must(&cx, scheme_proposal(&cx, &s));
    const Level **factors;
    assert_true(scheme_factors(&cx, &s, &factors) >= 6);
    scheme_write(&s, &b);
    again = read_scheme(&cx, buf_text(&b), 0);
    scheme_write(&again, &c);
    assert_string_equal(buf_text(&b), buf_text(&c));
    assert_true(scheme_same(&s, &again));
    again.levels[1].points += 0.5;
    assert_false(scheme_same(&s, &again));
    for (int i = 0; i < s.n; i++)
        assert_true(*s.levels[i].label_en && *s.levels[i].label_cy);
}

void test_caseload__a_scheme_with_faults_says_all_of_them(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    read_scheme(&cx,
                "factor,level,label_en,label_cy,points\n"
                "capacity,under,u,u,30\ncapacity,over,o,o,20\n" /* the wrong way round */
                "size,,Size,,3\n"                               /* points at a name */
                "size,s,Small,,-1\n"                            /* not a number of points */
                "size,s,Small,,1\n"                             /* twice */
                "Far Away,x,,,1\n" /* no key, no label, no name before it */
                "one,,One,,\none,a,A,,1\n" /* a single level */,
                8);
}

void test_caseload__a_version_keeps_the_levels_of_open_cases(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    Scheme s;
    load_team(&cx);
    Scheme without = read_scheme(&cx,
                                 "factor,level,label_en,label_cy,points\n"
                                 "capacity,under,u,u,10\ncapacity,over,o,o,20\n"
                                 "size,,Size,,\nsize,s,S,,2\nsize,l,L,,9\n",
                                 0);
    assert_false(scheme_store(&cx, "c1", &without, "fewer"));
    assert_int_equal(cx.err.kind, ERR_CONFLICT);
    err_clear(&cx.err);
    Scheme heavier = read_scheme(&cx, small, 0);
    heavier.levels[1].points = 2;
    must(&cx, scheme_store(&cx, "c1", &heavier, "agreed"));
    must(&cx, scheme_of(&cx, "c1", &s));
    assert_int_equal(s.version, 2);
    assert_near(scheme_level(&s, "size", "s")->points, 2, 0);
    must(&cx, scheme_of(&cx, "c2", &s));
    assert_int_equal(s.version, 0);
    close_world(&cx);
}

/* ---------------------------------------------------------------- weighing */

void test_caseload__points_add_up_and_not_judged_is_not_zero(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    TeamLoad t;
    load_team(&cx);
    must(&cx, caseload_weigh(&cx, "c1", cx.today, NULL, &t));
    assert_int_equal(t.n, 3); /* W-3 has left, but not the case */
    const Load *w = t.workers;
    assert_int_equal(w[0].cases, 1); /* C-2 was closed that day */
    assert_near(w[0].weighted, 4.75, 1e-12);
    assert_near(w[0].available, 0.5, 1e-12); /* 18.5 of 37 hours */
    assert_near(w[0].per_wte, 4.75, 1e-12);
    assert_near(w[0].per_available, 9.5, 1e-12);
    assert_int_equal(w[0].band, LOAD_UNDER);
    assert_int_equal(w[1].cases, 2);
    assert_int_equal(w[1].unweighed, 1);
    assert_near(w[1].weighted, 4.5, 1e-12);
    assert_near(w[1].per_available, 9, 1e-12);
    assert_near(w[2].wte, 0, 0);
    assert_true(isnan(w[2].per_wte));
    assert_int_equal(w[2].band, LOAD_NONE);
    assert_int_equal(t.team.cases, 4);
    assert_near(t.team.weighted, 10.5, 1e-12);
    assert_near(t.team.wte, 1.5, 1e-12);
    assert_near(t.team.per_available, 10.5, 1e-12);
    must(&cx, caseload_weigh(&cx, "c1", day("2026-06-29"), NULL, &t));
    assert_int_equal(t.workers[0].cases, 2);                     /* before it was closed */
    assert_int_equal(t.workers[1].cases, 1);                     /* before C-3 came */
    assert_false(caseload_weigh(&cx, "c2", cx.today, NULL, &t)); /* no scheme */
    close_world(&cx);
}

void test_caseload__capacity_has_two_edges(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a, .today = day("2026-07-01")};
    Scheme s = read_scheme(&cx, small, 0);
    struct CaseLevel levels[] = {{"size", "l"}, {"far", "n"}};
    Case cases[5];
    for (int i = 0; i < 5; i++)
        cases[i] = (Case){.reference = "C-1",
                          .worker = "W-1",
                          .opened_on = "2026-01-01",
                          .closed_on = "",
                          .n = 2,
                          .levels = levels};
    static const struct {
        double points_under, points_over;
        LoadBand band;
    } tries[] = {{22.5, 30, LOAD_WITHIN},
                 {10, 22.5, LOAD_WITHIN},
                 {22.6, 30, LOAD_UNDER},
                 {10, 22.4, LOAD_OVER}};
    Worker w = {"W-1", 1, "", ""};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        s.under = tries[i].points_under;
        s.over = tries[i].points_over;
        TeamLoad t = load_of(&cx, &s, &(WorkerList){.n = 1, .items = &w},
                             &(CaseList){.n = 5, .items = cases}, cx.today, 37, NULL);
        assert_near(t.team.weighted, 22.5, 1e-12);
        assert_int_equal(t.team.band, tries[i].band);
    }
}

void test_caseload__what_if_moves_weight_and_changes_nothing(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    TeamLoad now, then, after;
    struct Move moves[] = {{"C-1", "new"}, {"C-5", "W-2"}};
    WhatIf w = {.n = 2, .moves = moves, .add_wte = 0.5};
    load_team(&cx);
    must(&cx, caseload_weigh(&cx, "c1", cx.today, NULL, &now) &&
                  caseload_weigh(&cx, "c1", cx.today, &w, &then) &&
                  caseload_weigh(&cx, "c1", cx.today, NULL, &after));
    assert_int_equal(then.n, 3); /* W-3 has nothing left; there is a new one */
    assert_near(then.workers[0].weighted, 0, 0);
    assert_near(then.workers[1].weighted, 5.75, 1e-12);
    assert_string_equal(then.workers[2].worker, "new");
    assert_near(then.workers[2].weighted, 4.75, 1e-12);
    assert_near(then.team.weighted, now.team.weighted, 1e-12);
    assert_near(then.team.wte, now.team.wte + 0.5, 1e-12);
    assert_near(after.workers[0].weighted, now.workers[0].weighted, 0);
    w.add_wte = NAN;
    assert_false(caseload_weigh(&cx, "c1", cx.today, &w, &then)); /* nobody is called new */
    err_clear(&cx.err);
    moves[0] = (struct Move){"C-2", "W-2"};
    assert_false(caseload_weigh(&cx, "c1", cx.today, &w, &then)); /* it is closed */
    close_world(&cx);
}

/* ---------------------------------------------------------------- files */

static const char *exported(Ctx *cx)
{
    Reply r = {0};
    Buf b = buf_new(cx->arena, 0);
    must(cx, caseload_export(cx, "c1", &r));
    for (int i = 0; i < r.n_files; i++)
        buf_puts(&b, r.files[i].text);
    return buf_text(&b);
}

void test_caseload__an_export_comes_back_as_the_same_bytes(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a), other = open_world(a);
    Reply r = {0};
    load_team(&cx);
    const char *first = exported(&cx);
    must(&cx, caseload_export(&cx, "c1", &r));
    begin(&other, "c1");
    for (int i = 0; i < 2; i++)
        assert_int_equal(import(&other, r.files[i].text).complaints.n, 0);
    assert_string_equal(exported(&other), first);
    /* What a file leaves out stays: another worker, no column for a factor, no row. */
    import(&other, "organisation,reference,worker,far\nc1,C-4,W-1,y\n");
    CaseList list;
    must(&other, caseload_cases(&other, "c1", &list));
    assert_int_equal(list.n, 5);
    assert_string_equal(list.items[3].worker, "W-1");
    assert_string_equal(case_level(&list.items[3], "size"), "s");
    assert_string_equal(case_level(&list.items[3], "far"), "y");
    assert_string_equal(list.items[3].opened_on, "2026-01-01");
    close_world(&cx);
    close_world(&other);
}

void test_caseload__who_a_client_is_is_refused_with_its_place(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    load_team(&cx);
    const char *before = exported(&cx);
    CaseloadImported sum = import(&cx, "organisation,reference,worker,size,NHS number,name\n"
                                       "c1,C-7,W-1,l,9434765919,Jones\n"
                                       "c1,J Smith,W-1,l,,\n"
                                       "c1,9434765919,W-1,l,,\n"
                                       "c1,12/03/1948,W-1,l,,\n"
                                       "c1,JS-1948,W-9,huge,,\n");
    static const struct {
        int line;
        const char *column;
    } expected[] = {{1, "NHS number"}, {1, "name"},      {3, "reference"}, {4, "reference"},
                    {5, "reference"},  {6, "reference"}, {6, "worker"},    {6, "size"}};
    assert_int_equal(sum.complaints.n, sizeof expected / sizeof *expected);
    for (int i = 0; i < sum.complaints.n; i++) {
        assert_int_equal(sum.complaints.items[i].line, expected[i].line);
        assert_string_equal(sum.complaints.items[i].column, expected[i].column);
        assert_string_equal(sum.complaints.items[i].file, "x.csv");
    }
    assert_string_equal(exported(&cx), before); /* not even C-7 */
    Complaints c = {.cx = &cx};
    assert_false(worker_check(&c, &(Worker){"Ann", 1, "", ""}));
    assert_false(worker_check(&c, &(Worker){"W-1", 0, "", ""}));
    assert_false(worker_check(&c, &(Worker){"W-1", 1, "99", ""}));
    assert_true(worker_check(&c, &(Worker){"W-1", 1, "NK", ""}));
    assert_false(caseload_snapshot(&cx, "c1", cx.today, "Mrs Jones was seen"));
    close_world(&cx);
}

void test_caseload__references_are_given_in_order(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = {.arena = a};
    Case items[] = {{.reference = "C-0009"}, {.reference = "X12"}, {.reference = "C-0002"}};
    assert_string_equal(case_next_reference(&cx, &(CaseList){0}), "C-0001");
    assert_string_equal(case_next_reference(&cx, &(CaseList){.n = 3, .items = items}),
                        "C-0013");
}

/* ---------------------------------------------------------------- a region */

void test_caseload__a_region_sees_no_single_council(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    OrgList all;
    RegionLoad l;
    must(&cx, org_list(&cx, "council", "", cx.today, &all));
    assert_int_equal(all.n, COUNCILS);
    must(&cx, caseload_region(&cx, &all, &l));
    assert_near(l.with_tool, 0, 0);
    for (int i = 1; i <= COUNCILS - 1; i++) {
        const char *id = arena_printf(a, "c%d", i);
        Worker w = {"W-1", 1, "", ""};
        struct CaseLevel levels[] = {{"size", "l"}, {"far", "n"}};
        begin(&cx, id);
        must(&cx, caseload_put_worker(&cx, id, &w));
        for (int k = 0; k < i; k++) {
            Case one = {.reference = arena_printf(a, "C-%d", k),
                        .worker = "W-1",
                        .opened_on = "2026-01-01",
                        .closed_on = "",
                        .n = 2,
                        .levels = levels};
            must(&cx, caseload_put_case(&cx, id, &one));
        }
        must(&cx, caseload_snapshot(&cx, id, cx.today, ""));
        must(&cx, caseload_region(&cx, &all, &l));
        assert_true(i == 1 ? l.with_tool == 0 : isnan(l.with_tool) == (i - 1 < 5));
        must(&cx, caseload_share(&cx, id, true));
        must(&cx, caseload_region(&cx, &all, &l));
        assert_true(isnan(l.with_tool) == (i < 5));
        assert_true(isnan(l.capacity) == (i < 5));
        assert_true(isnan(l.lower) == (i < 10));
        assert_true(isnan(l.per_wte)); /* none has the proposal's points */
    }
    assert_near(l.capacity, 100 * 5.5 * 4.5 / 20, 1e-9);
    must(&cx, caseload_share(&cx, "c10", false));
    must(&cx, caseload_region(&cx, &all, &l));
    assert_near(l.with_tool, 9, 0);
    assert_near(l.capacity, 100 * 5 * 4.5 / 20, 1e-9);
    cx.today = day("2027-09-01"); /* snapshots of more than a year ago say nothing */
    must(&cx, caseload_region(&cx, &all, &l));
    assert_near(l.with_tool, 0, 0);
    close_world(&cx);
}
