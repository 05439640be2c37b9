/* The register in a database in memory: entries are only added, what was so on a day can be
 * asked, nobody is named, and what a region may see tells of no single council. */
#include "base/csv.h"
#include "base/embedded.h"
#include "base/formula.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"
#include "modules/workforce/workforce.h"
#include <math.h>

#include "support/test.h"

#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const modules[] = {"org", "form", "workforce", "leadership"};
enum { COUNCILS = 12 };

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

static InFiles file(Arena *a, const char *name, const char *text)
{
    InFile *f = NEW(a, InFile);
    *f = (InFile){name, text, strlen(text)};
    return (InFiles){1, f};
}

/* Twelve councils of Wales: c1 to c12. */
static Ctx open_world(Arena *a)
{
    int rows;
    Ctx cx = {.arena = a,
              .user = "test",
              .who = who_operator(),
              .today = day("2026-07-01"),
              .app = NEW(a, App)};
    test_database_open(&cx);
    must(&cx, db_migrate(&cx, modules, 4, embedded_schema, embedded_schema_count));
    Buf orgs = buf_new(a, 0), members = buf_new(a, 0);
    buf_puts(&orgs, "id,kind,name_en,name_cy,source,source_date\n"
                    "wales,nation,Wales,Cymru,t,2026\n");
    buf_puts(&members, "member,group,role,valid_from,valid_to,source,source_date\n");
    for (int i = 1; i <= COUNCILS; i++) {
        buf_printf(&orgs, "c%d,council,C%d,C%d,t,2026\n", i, i, i);
        buf_printf(&members, "c%d,wales,within,,,t,2026\n", i);
    }
    InFiles o = file(a, "o.csv", buf_text(&orgs)), m = file(a, "m.csv", buf_text(&members)),
            c = file(
                a, "c.csv",
                "id,form,region,title_en,title_cy,as_at,opens,due,synthetic,source,"
                "source_date\nw-2026,ot-wales,wales,W,W,2026-03-31,2026-04-01,2026-06-30,Y,t,"
                "2026\n");
    assert_non_null(test_form(&cx, "ot-wales"));
    must(&cx, org_import(&cx, &o, &rows) && org_import(&cx, &m, &rows) &&
                  workforce_import_collections(&cx, &c, &rows));
    return cx;
}

static void close_world(Ctx *cx)
{
    db_close(cx->db);
}

static Post entry(const char *organisation, const char *from, const char *state)
{
    return (Post){.organisation = organisation,
                  .post = "principal-ot",
                  .valid_from = from,
                  .state = state,
                  .wte = "1.00",
                  .grade = "Grade 12",
                  .reports_to = "head-of-service",
                  .tiers = "3",
                  .senior_team = "N",
                  .strategic_hours = "7.5",
                  .caseload = same(state, "in-post") ? "14" : "n/a",
                  .source = "job plan",
                  .reason = ""};
}

static void record(Ctx *cx, const char *organisation, const char *from, const char *state)
{
    Post p = entry(organisation, from, state);
    must(cx, leadership_record(cx, &p));
}

static const char *state_at(Ctx *cx, const char *organisation, const char *at)
{
    PostList list;
    must(cx, leadership_history(cx, organisation, "principal-ot", &list));
    const Post *p = post_at(&list, organisation, "principal-ot", day(at));
    return p ? p->state : "";
}

/* ---------------------------------------------------------------- the register */

void test_leadership__what_was_so_on_a_day_can_be_asked(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    record(&cx, "c1", "2024-01-01", "in-post");
    record(&cx, "c1", "2022-01-01", "vacant"); /* what was before comes later too */
    record(&cx, "c1", "2026-02-01", "vacant");
    assert_string_equal(state_at(&cx, "c1", "2021-12-31"), "");
    assert_string_equal(state_at(&cx, "c1", "2023-12-31"), "vacant");
    assert_string_equal(state_at(&cx, "c1", "2024-01-01"), "in-post");
    assert_string_equal(state_at(&cx, "c1", "2026-07-01"), "vacant");
    assert_string_equal(state_at(&cx, "c2", "2026-07-01"), "");
    close_world(&cx);
}

void test_leadership__a_correction_is_another_entry_with_a_reason(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    PostList list;
    record(&cx, "c1", "2024-01-01", "in-post");
    Post p = entry("c1", "2024-01-01", "interim");
    p.caseload = "3";
    assert_false(leadership_record(&cx, &p));
    assert_int_equal(cx.err.kind, ERR_CONFLICT);
    err_clear(&cx.err);
    assert_false(leadership_correct(&cx, &p)); /* no reason */
    assert_int_equal(cx.err.kind, ERR_INVALID);
    err_clear(&cx.err);
    p.reason = "the contract was read again";
    must(&cx, leadership_correct(&cx, &p));
    assert_string_equal(state_at(&cx, "c1", "2026-07-01"), "interim");
    p.withdrawn = true;
    must(&cx, leadership_correct(&cx, &p));
    assert_string_equal(state_at(&cx, "c1", "2026-07-01"), "");
    must(&cx, leadership_history(&cx, "c1", "", &list));
    assert_int_equal(list.n, 3); /* all of it is still there */
    assert_string_equal(list.items[2].state, "in-post");
    assert_false(db_run(&cx, "UPDATE leadership_post SET state = 'none'", NO_ARGS) &&
                 db_run(&cx, "SELECT 1", NO_ARGS));
    close_world(&cx);
}

static const char *why_not(Ctx *cx, const Post *p)
{
    Complaints c = {.cx = cx};
    Buf b = buf_new(cx->arena, 0);
    if (post_check(&c, p))
        return "";
    for (int i = 0; i < c.n; i++)
        buf_printf(&b, "%s%s", i ? " " : "", c.items[i].column);
    return buf_text(&b);
}

void test_leadership__an_entry_is_checked_in_one_pass_and_names_nobody(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    Post good = entry("c1", "2024-01-01", "in-post");
    assert_string_equal(why_not(&cx, &good), "");
    Post bad = good;
    bad.organisation = "nosuch";
    bad.valid_from = "2027-01-01";
    bad.state = "gone";
    bad.wte = "x";
    bad.tiers = "1.5";
    bad.grade = "Mrs Jones";
    bad.senior_team = "perhaps";
    bad.source = "ask Dr. Foster at jo@example.org";
    assert_string_equal(why_not(&cx, &bad),
                        "organisation valid_from state wte tiers grade senior_team caseload "
                        "source");
    static const char *const grades[] = {"Grade 12", "PO5", "SCP 41-44", "Hay B", "NK", ""};
    static const char *const names[] = {"Jane Smith", "Smith", "Head of OT",
                                        "Jane Smith the 2nd one"};
    for (size_t i = 0; i < sizeof grades / sizeof *grades; i++) {
        Post p = good;
        p.grade = grades[i];
        assert_string_equal(why_not(&cx, &p), "");
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Post p = good;
        p.grade = names[i];
        assert_string_equal(why_not(&cx, &p), "grade");
    }
    Post empty = entry("c1", "2024-01-01", "vacant");
    empty.caseload = "4";
    assert_string_equal(why_not(&cx, &empty), "caseload");
    close_world(&cx);
}

void test_leadership__answers_stay_apart_from_zero(void)
{
    assert_int_equal(answer_cell("").state, CELL_BLANK);
    assert_int_equal(answer_cell("NK").state, CELL_NOT_KNOWN);
    assert_int_equal(answer_cell("n/a").state, CELL_NOT_APPLICABLE);
    assert_int_equal(answer_cell("0").state, CELL_NUMBER);
    assert_int_equal(answer_cell("Grade 9").state, CELL_TEXT);
}

/* ---------------------------------------------------------------- meetings and alerts */

void test_leadership__meetings_missed_for_the_caseload_are_counted(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    MeetingList list;
    static const struct {
        const char *on, *attended, *absence;
    } held[] = {{"2026-06-01", "no", "caseload"},
                {"2026-05-01", "yes", ""},
                {"2026-04-01", "NK", ""},
                {"2026-03-01", "no", "leave"},
                {"2025-06-30", "no", "caseload"}};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        Meeting m = {.organisation = "c1",
                     .post = "principal-ot",
                     .held_on = held[i].on,
                     .meeting = "regional-network",
                     .attended = held[i].attended,
                     .absence = held[i].absence,
                     .reason = ""};
        must(&cx, leadership_attend(&cx, &m));
    }
    must(&cx, leadership_meetings(&cx, "", &list));
    Attendance sum = attendance_of(&list, "c1", "principal-ot", cx.today);
    assert_int_equal(sum.nominated, 4); /* the oldest lies more than a year back */
    assert_int_equal(sum.attended, 1);
    assert_int_equal(sum.for_caseload, 1);
    assert_int_equal(sum.not_known, 1);
    Meeting again = {.organisation = "c1",
                     .post = "principal-ot",
                     .held_on = "2026-06-01",
                     .meeting = "regional-network",
                     .attended = "yes",
                     .absence = "",
                     .reason = ""};
    assert_false(leadership_attend(&cx, &again));
    err_clear(&cx.err);
    again.reason = "the minutes say so";
    must(&cx, leadership_attend(&cx, &again));
    must(&cx, leadership_meetings(&cx, "c1", &list));
    assert_int_equal(attendance_of(&list, "c1", "principal-ot", cx.today).for_caseload, 0);
    Complaints c = {.cx = &cx};
    again.attended = "no";
    assert_false(meeting_check(&c, &again)); /* without saying why */
    close_world(&cx);
}

/* ---------------------------------------------------------------- what may be published */

/* Every count that is hidden could be three numbers at least, by whoever knows the whole. */
static void check_protected(const int *counts, int n)
{
    double shown[8], hidden = 0;
    int k = 0;
    for (int i = 0; i < n; i++)
        shown[i] = counts[i];
    counts_protect(shown, n);
    for (int i = 0; i < n; i++)
        if (isnan(shown[i])) {
            k++;
            hidden += counts[i];
        } else if (counts[i] > 0 && counts[i] < 5) {
            fail_msg("%d is shown", counts[i]);
        }
    if (k == 0 || k == n)
        return;
    if (k < 2 || hidden - (k - 1) < 3)
        fail_msg("%d hidden of sum %g can be computed", k, hidden);
}

void test_leadership__no_hidden_count_can_be_computed(void)
{
    int c[4];
    for (c[0] = 0; c[0] < 9; c[0]++)
        for (c[1] = 0; c[1] < 9; c[1]++)
            for (c[2] = 0; c[2] < 9; c[2]++)
                for (c[3] = 0; c[3] < 9; c[3]++)
                    check_protected(c, 4);
    double one[] = {11, 1, 0}; /* 12 in all: the 1 would follow from the 11 */
    counts_protect(one, 3);
    assert_true(isnan(one[0]) && isnan(one[1]) && one[2] == 0);
    double lonely[] = {3, 0, 0};
    counts_protect(lonely, 3);
    assert_true(isnan(lonely[0]) && isnan(lonely[1]));
    double big[] = {7, 0, 5};
    counts_protect(big, 3);
    assert_true(big[0] == 7 && big[1] == 0 && big[2] == 5);
}

void test_leadership__states_are_counted_over_councils(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    RegionList regions;
    PostList list;
    for (int i = 1; i <= 9; i++)
        record(&cx, arena_printf(a, "c%d", i), "2024-01-01", i < 8 ? "in-post" : "vacant");
    must(&cx, leadership_regions(&cx, &regions));
    assert_int_equal(regions.n, 1);
    must(&cx, leadership_history(&cx, "", "principal-ot", &list));
    StateCount c = state_count(&list, &regions.items[0].councils, "principal-ot", cx.today);
    assert_int_equal(c.councils, COUNCILS);
    assert_near(c.states[0], 7, 0);
    assert_near(c.states[2], 2, 0);
    assert_near(c.states[POST_STATES], 3, 0);
    state_protect(&c);
    assert_near(c.states[0], 7, 0);
    assert_true(isnan(c.states[2]) && isnan(c.states[POST_STATES]));
    close_world(&cx);
}

void test_leadership__a_region_sees_no_single_score(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    RegionList regions;
    AssessmentList list;
    must(&cx, leadership_regions(&cx, &regions));
    const OrgList *councils = &regions.items[0].councils;
    for (int i = 1; i <= COUNCILS; i++) {
        Assessment x = {.organisation = arena_printf(a, "c%d", i),
                        .standard = "supervision",
                        .evidence = "a record",
                        .reason = "",
                        .year = 2026,
                        .score = 40 + 4 * i};
        must(&cx, leadership_assess(&cx, &x));
        must(&cx, leadership_assessments(&cx, "", 2026, &list));
        Spread s = standard_spread(&cx, &list, councils, "supervision", 2026);
        assert_true(isnan(s.median) == (i < 5));
        assert_true(isnan(s.lower) == (i < 10));
        assert_int_equal(s.assessed, i < 5 ? -1 : i);
    }
    Spread s = standard_spread(&cx, &list, councils, "supervision", 2026);
    assert_near(s.median, 66, 1e-9); /* 44, 48, ... 88 */
    assert_near(s.lower, 55, 1e-9);
    Spread none = standard_spread(&cx, &list, councils, "cpd", 2026);
    assert_true(none.assessed == 0 && isnan(none.median));
    close_world(&cx);
}

void test_leadership__scores_fall_into_their_bands(void)
{
    assert_int_equal(score_band(0), SCORE_LOW);
    assert_int_equal(score_band(50), SCORE_LOW);
    assert_int_equal(score_band(51), SCORE_MODERATE);
    assert_int_equal(score_band(74), SCORE_MODERATE);
    assert_int_equal(score_band(75), SCORE_HIGH);
    assert_int_equal(score_band(100), SCORE_HIGH);
}

/* ---------------------------------------------------------------- the lists and files */

void test_leadership__the_sheet_and_the_standards_are_sound(void)
{
    SCOPED_ARENA a = arena_new();
    const Parity *sheet;
    const Standard *all;
    int n;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Ctx cx = {.arena = a, .lang = (Lang)lang, .today = day("2026-07-01")};
        must(&cx, parity_sheet(&cx, &sheet, &n) && standards(&cx, &all));
        assert_true(n >= 10);
        for (int i = 0; i < n; i++) {
            assert_true(*sheet[i].label && *sheet[i].definition);
            assert_non_null(strstr("yes-no text count hours percent", sheet[i].unit));
            for (int w = 0; w < PROFESSIONS; w++) {
                const char **parts;
                int k = text_split(a, sheet[i].sources[w], ' ', &parts);
                assert_true(k > 0);
                for (int p = 0; p < k; p++)
                    if (starts_with(parts[p], "indicator:"))
                        assert_non_null(indicator_by_key(parts[p] + strlen("indicator:")));
                    else if (starts_with(parts[p], "formula:")) {
                        Formula *f;
                        must(&cx, formula_parse(a, &cx.err, parts[p] + strlen("formula:"), &f));
                    } else
                        assert_true(same(parts[p], "entry") || strchr(parts[p], ':'));
            }
        }
        for (int i = 0; i < STANDARDS; i++)
            assert_true(*all[i].label && (isnan(all[i].published) || *all[i].source));
    }
}

void test_leadership__a_missing_half_is_not_received(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a);
    ParityTable t;
    Org o;
    int cpd = -1, grade = -1, known;
    ParityEntry e = {"c1", "cpd_hours", "ot", "2026-03-31", "0", "log", ""};
    must(&cx, leadership_parity_enter(&cx, &e) && org_get(&cx, "c1", cx.today, &o) &&
                  parity_fill(&cx, &(OrgList){.n = 1, .items = &o}, &t));
    for (int i = 0; i < t.n_indicators; i++) {
        cpd = same(t.sheet[i].key, "cpd_hours") ? i : cpd;
        grade = same(t.sheet[i].key, "grade") ? i : grade;
    }
    const Half *ot = parity_half(&t, 0, cpd, PROFESSION_OT);
    assert_int_equal(ot->value.state, CELL_NUMBER);
    assert_near(ot->value.number, 0, 0);
    assert_string_equal(ot->from, "entered");
    assert_int_equal(parity_half(&t, 0, cpd, PROFESSION_SW)->value.state, CELL_NOT_RECEIVED);
    assert_int_equal(parity_half(&t, 0, grade, PROFESSION_OT)->value.state, CELL_NOT_RECEIVED);
    assert_true(isnan(parity_median(&cx, &t, cpd, PROFESSION_OT, &known)));
    assert_int_equal(known, 1);
    ParityEntry computed = {"c1", "grade", "ot", "2026-03-31", "Grade 9", "log", ""};
    assert_false(leadership_parity_enter(&cx, &computed)); /* it comes from the register */
    close_world(&cx);
}

static const char *exported(Ctx *cx)
{
    Reply r = {0};
    Buf b = buf_new(cx->arena, 0);
    must(cx, leadership_export(cx, "", &r));
    for (int i = 0; i < r.n_files; i++)
        buf_printf(&b, "== %s\n%s", r.files[i].name, r.files[i].text);
    return buf_text(&b);
}

static void import(Ctx *cx, const char *text)
{
    Imported sum;
    for (const char *at = text; (at = strstr(at, "== "));) {
        const char *body = strchr(at, '\n') + 1, *end = strstr(body, "== ");
        InFile f = {"x.csv", body, end ? (size_t)(end - body) : strlen(body)};
        must(cx, leadership_import(cx, &(InFiles){1, &f}, &sum));
        assert_int_equal(sum.complaints.n, 0);
        at = body;
    }
}

void test_leadership__an_export_comes_back_as_the_same_bytes(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = open_world(a), other = open_world(a);
    Imported sum;
    import(&cx, "== posts\norganisation,post,valid_from,state,wte,grade,reports_to,tiers,"
                "senior_team,strategic_hours,caseload,source\n"
                "c2,principal-ot,2020-01-01,none,n/a,n/a,,n/a,n/a,n/a,n/a,\"a, \"\"b\"\"\"\n"
                "c1,principal-ot,2024-01-01,in-post,0.80,PO5,director,1,Y,,NK,\xc5\xb5\n"
                "c1,principal-ot,2022-01-01,vacant,NK,,,NK,NK,n/a,n/a,\n"
                "== standards\norganisation,year,standard,score,evidence\n"
                "c1,2026,cpd,72.5,a log\nc1,2025,cpd,70,a log\n"
                "== meetings\norganisation,post,held_on,meeting,attended,absence\n"
                "c1,principal-ot,2026-05-01,sub-group,no,caseload\n"
                "c1,principal-ot,2026-05-01,other,yes,\n"
                "== parity\norganisation,indicator,profession,as_at,value,source\n"
                "c1,supervision,social-work,2026-03-31,NK,census\n");
    const char *first = exported(&cx);
    import(&other, first);
    assert_string_equal(exported(&other), first);
    InFiles again =
        file(a, "posts.csv",
             "organisation,post,valid_from,state,wte,grade,reports_to,tiers,"
             "senior_team,strategic_hours,caseload,source\n"
             "c2,principal-ot,2020-01-01,none,n/a,n/a,,n/a,n/a,n/a,n/a,\"a, "
             "\"\"b\"\"\"\nc1,principal-ot,2024-01-01,vacant,0.80,PO5,director,1,Y,,"
             "NK,x\nnosuch,nopost,x,x,x,,,,,,,\n");
    must(&cx, leadership_import(&cx, &again, &sum)); /* read, and refused as a whole */
    assert_true(sum.complaints.n >= 5);
    assert_string_equal(sum.complaints.items[0].column, "reason");
    assert_int_equal(sum.complaints.items[0].line, 3);
    assert_string_equal(exported(&cx), first);
    close_world(&cx);
    close_world(&other);
}
