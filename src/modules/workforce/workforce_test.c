/* The returns in a database in memory: rules and indicators are sound, states stay apart,
 * imports are all or nothing, and the printed rates come out. */
#include "base/embedded.h"
#include "base/formula.h"
#include "core/memo.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/workforce.h"
#include <math.h>

#include "support/test.h"

#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const modules[] = {"org", "form", "workforce"};

typedef struct World {
    Arena *arena;
    Ctx cx;
    App app;
    const Form *form;
} World;

static InFiles file(Arena *a, const char *name, const char *text)
{
    InFile *f = NEW(a, InFile);
    *f = (InFile){name, text, strlen(text)};
    return (InFiles){1, f};
}

static void must(World *w, bool ok)
{
    if (!ok)
        fail_msg("%s", w->cx.err.message);
}

static void open_world(World *w)
{
    int rows;
    w->arena = arena_new();
    w->cx = (Ctx){.arena = w->arena, .user = "test", .who = who_operator(), .threads = 1};
    w->app = (App){.memo = memo_new()};
    w->cx.app = &w->app;
    date_parse_iso("2026-07-01", &w->cx.today);
    test_database_open(&w->cx);
    must(w, db_migrate(&w->cx, modules, 3, embedded_schema, embedded_schema_count));
    w->form = test_form(&w->cx, "ot-wales");
    if (!w->form)
        must(w, false);
    InFiles orgs = file(w->arena, "o.csv",
                        "id,kind,name_en,name_cy,source,source_date\n"
                        "wales,nation,Wales,Cymru,t,2026\n"
                        "a,council,Aber,Aber,t,2026\nb,council,Bala,Y Bala,t,2026\n"
                        "c,council,Corwen,Corwen,t,2026\n");
    InFiles people = file(w->arena, "p.csv",
                          "organisation,year,population,source,source_date\n"
                          "a,2021,100000,t,2026\nb,2021,50000,t,2026\nc,2021,50000,t,2026\n");
    InFiles collections =
        file(w->arena, "c.csv",
             "id,form,region,title_en,title_cy,as_at,opens,due,synthetic,source,"
             "source_date\nw-2026,ot-wales,wales,W,W,2026-03-31,2026-04-01,2026-06-30,Y,"
             "t,2026\n");
    InFiles asked =
        file(w->arena, "e.csv", "collection,organisation\nw-2026,a\nw-2026,b\nw-2026,c\n");
    must(w, org_import(&w->cx, &orgs, &rows));
    must(w, org_import(&w->cx, &people, &rows));
    must(w, workforce_import_collections(&w->cx, &collections, &rows));
    must(w, workforce_import_collections(&w->cx, &asked, &rows));
}

static void close_world(World *w)
{
    db_close(w->cx.db);
    memo_free(w->app.memo);
    arena_free(w->arena);
}

/* ---------------------------------------------------------------- tables */

static void knows_its_leaves(const Form *form, const char *formula, const char *own_block)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Formula *f;
    const FormulaLeaf *leaves;
    if (!formula_parse(a, &err, formula, &f))
        fail_msg("%s", err.message);
    int n = formula_leaves(f, &leaves);
    for (int i = 0; i < n; i++) {
        const FormBlock *b = form_block(form, *leaves[i].block ? leaves[i].block : own_block);
        if (!b)
            fail_msg("'%s': there is no block for %s", formula, leaves[i].text);
        bool key = same(leaves[i].field, "collection_as_at");
        for (int k = 0; k < b->n_keys; k++)
            key = key || same(b->keys[k].name, leaves[i].field);
        if (!key && !form_field(b, leaves[i].field))
            fail_msg("'%s': block %s has no field %s", formula, b->code, leaves[i].field);
    }
}

void test_workforce__every_indicator_is_sound(void)
{
    World w;
    open_world(&w);
    for (int i = 0; i < n_indicators; i++) {
        assert_ptr_equal(indicator_by_key(indicators[i].key), &indicators[i]);
        knows_its_leaves(w.form, indicators[i].formula, "A1");
        if (indicators[i].low) {
            knows_its_leaves(w.form, indicators[i].low, "A1");
            knows_its_leaves(w.form, indicators[i].high, "A1");
        }
    }
    close_world(&w);
}

void test_workforce__each_template_is_recognised_as_its_block(void)
{
    World w;
    open_world(&w);
    Arena *a = w.arena;
    for (int i = 0; i < w.form->n_blocks; i++) {
        Buf b = buf_new(a, 0);
        const char **columns;
        form_template(&w.form->blocks[i], "w-2026", "a", &b);
        const char *text = buf_text(&b);
        int n = text_split(a, arena_strndup(a, text, strcspn(text, "\n")), ',', &columns);
        assert_ptr_equal(form_block_of_columns(w.form, columns, n), &w.form->blocks[i]);
    }
    close_world(&w);
}

/* ---------------------------------------------------------------- rates */

/* 27 staff a year ago, 23 of them still there, 4 leavers, 26 now; establishment 28.00 WTE, in
 * post 24.60, agency 2.00. */
static Return *printed_return(World *w)
{
    static const struct {
        const char *block, *row, *field;
        double value;
    } cells[] = {
        {"A1", "R4", "hc_perm", 26},       {"A1", "R4", "hc_fixed", 0},
        {"A1", "R4", "wte_perm", 24.6},    {"A1", "R4", "wte_fixed", 0},
        {"A1", "R4", "wte_agency", 2},     {"A1", "R4", "establishment_wte", 28},
        {"A3", "total/leavers", "hc", 4},  {"A3", "total/prior_hc", "hc", 27},
        {"A3", "total/stayers", "hc", 23},
    };
    Return *r = NEW(w->arena, Return);
    r->form = w->form;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const FormBlock *b = form_block(w->form, cells[i].block);
        *PUSH(w->arena, r->cells, r->n, r->room) =
            (ReturnCell){.block = b,
                         .field = form_field(b, cells[i].field),
                         .row = cells[i].row,
                         .number = cells[i].value,
                         .text = ""};
    }
    return_sort(r);
    return r;
}

static Measure measure(World *w, const char *key, const Return *const *returns, int n)
{
    static const Org orgs[] = {{.id = "a", .kind = "council", .population = 100000},
                               {.id = "b", .kind = "council", .population = 50000}};
    return indicator_measure(&w->cx, indicator_by_key(key), returns, orgs, n);
}

void test_workforce__the_printed_rates_come_out(void)
{
    World w;
    open_world(&w);
    const Return *r[] = {printed_return(&w)};
    assert_near(measure(&w, "turnover", r, 1).value, 4.0 / 26, 1e-12);
    assert_near(measure(&w, "stability", r, 1).value, 23.0 / 27, 1e-12);
    assert_near(measure(&w, "vacancy_wte", r, 1).value, 3.40, 1e-12);
    assert_near(measure(&w, "vacancy_rate", r, 1).value, 3.40 / 28, 1e-12);
    assert_near(measure(&w, "agency_share", r, 1).value, 2.00 / 26.60, 1e-12);
    close_world(&w);
}

void test_workforce__what_is_missing_widens_the_bounds_and_lowers_coverage(void)
{
    World w;
    open_world(&w);
    const Return *r[] = {printed_return(&w), NULL};
    Measure m = measure(&w, "headcount", r, 2);
    assert_int_equal(m.state, CELL_NUMBER);
    assert_near(m.value, 26, 0); /* never filled in */
    assert_near(m.low, 26 + 13, 1e-9);
    assert_near(m.coverage, 2.0 / 3, 1e-12);
    assert_int_equal(m.known, 1);
    assert_int_equal(m.expected, 2);
    const Return *none[] = {NULL};
    assert_int_equal(measure(&w, "headcount", none, 1).state, CELL_NOT_RECEIVED);
    ReturnCell *c = (ReturnCell *)(uintptr_t)return_cell(r[0], form_block(w.form, "A1"), "R4",
                                                         "establishment_wte");
    c->state = STATE_NOT_KNOWN;
    assert_int_equal(measure(&w, "vacancy_rate", r, 1).state, CELL_NOT_KNOWN);
    c->state = STATE_VALUE;
    c->number = 0;
    assert_int_equal(measure(&w, "vacancy_rate", r, 1).state, CELL_NOT_CALCULABLE);
    close_world(&w);
}

/* ---------------------------------------------------------------- imports */

static CheckedFiles check(World *w, const char *text)
{
    CheckedFiles c;
    InFiles f = file(w->arena, "f.csv", text);
    must(w, workforce_check(&w->cx, &f, &c));
    return c;
}

#define DEMAND_HEAD                                                                            \
    "collection,organisation,referrals,assessments,list_size,wait_0_4w,wait_5_12w,wait_3_6m,"  \
    "wait_6_12m,wait_over_12m,median_days,longest_days,open_cases,caseload_wte,weighting_"     \
    "tool\n"

void test_workforce__states_survive_storing(void)
{
    World w;
    Return r;
    open_world(&w);
    CheckedFiles c = check(&w, DEMAND_HEAD "w-2026,a,0,NK,n/a,,,,,,,,12,3.50,Y\n");
    assert_int_equal(c.problems.errors, 7); /* the seven blanks */
    c = check(&w, DEMAND_HEAD "w-2026,a,0,NK,n/a,0,0,0,0,0,NK,NK,12,3.50,Y\n");
    assert_int_equal(c.problems.errors, 0);
    must(&w, workforce_store(&w.cx, &c));
    must(&w, workforce_return(&w.cx, "w-2026", "a", &r));
    const FormBlock *b = form_block(w.form, "A5");
    assert_int_equal(return_cell(&r, b, "", "referrals")->state, STATE_VALUE);
    assert_near(return_cell(&r, b, "", "referrals")->number, 0, 0);
    assert_int_equal(return_cell(&r, b, "", "assessments")->state, STATE_NOT_KNOWN);
    assert_int_equal(return_cell(&r, b, "", "list_size")->state, STATE_NOT_APPLICABLE);
    assert_false(workforce_return(&w.cx, "w-2026", "b", &r));
    assert_int_equal(w.cx.err.kind, ERR_NOT_FOUND);
    close_world(&w);
}

void test_workforce__absence_never_deletes_and_versions_stay(void)
{
    World w;
    Return r;
    int64_t versions = 0;
    open_world(&w);
    CheckedFiles c = check(&w, DEMAND_HEAD "w-2026,a,7,5,0,0,0,0,0,0,0,0,12,3.50,Y\n");
    must(&w, workforce_store(&w.cx, &c));
    c = check(&w,
              "collection,organisation,educators_trained,educators_active,weeks_offered,"
              "weeks_hosted,weeks_cancelled,cancel_reason,hosted_students,hosted_recruited\n"
              "w-2026,Aber,3,2,10,8,0,none,2,1\n");
    assert_int_equal(c.problems.errors, 0);
    must(&w, workforce_store(&w.cx, &c));
    must(&w, workforce_return(&w.cx, "w-2026", "a", &r));
    assert_int_equal(r.version, 2);
    assert_non_null(return_cell(&r, form_block(w.form, "A5"), "", "referrals"));
    assert_non_null(return_cell(&r, form_block(w.form, "A9"), "", "weeks_offered"));
    must(&w, db_one_int(&w.cx, &versions, "SELECT COUNT(*) FROM workforce_return", NO_ARGS));
    assert_int_equal(versions, 2);
    close_world(&w);
}

void test_workforce__one_error_stores_nothing(void)
{
    World w;
    int64_t n = 0;
    open_world(&w);
    CheckedFiles c = check(&w, DEMAND_HEAD "w-2026,a,7,5,0,0,0,0,0,0,0,0,12,3.50,Y\n"
                                           "w-2026,b,7,5,1,0,0,0,0,0,0,0,12,3.50,Y\n");
    assert_int_equal(c.problems.errors, 1);
    assert_string_equal(c.problems.items[c.problems.n - 1].rule->code, "A5-1");
    assert_int_equal(c.problems.items[c.problems.n - 1].line, 3);
    assert_false(workforce_store(&w.cx, &c));
    assert_int_equal(w.cx.err.kind, ERR_INVALID);
    err_clear(&w.cx.err);
    must(&w, db_one_int(&w.cx, &n, "SELECT COUNT(*) FROM workforce_cell", NO_ARGS));
    assert_int_equal(n, 0);
    must(&w, workforce_record_refusal(&w.cx, &c));
    ExpectedList list;
    must(&w, workforce_expected(&w.cx, "w-2026", &list));
    assert_int_equal(list.items[0].status, RETURN_NOT_RECEIVED); /* no error of its own */
    assert_int_equal(list.items[1].status, RETURN_REFUSED);
    close_world(&w);
}

void test_workforce__a_warning_is_accepted_with_its_reason_only(void)
{
    World w;
    Problems p;
    open_world(&w);
    CheckedFiles c = check(&w, DEMAND_HEAD "w-2026,a,7,5,0,0,0,0,0,0,0,0,12,3.50,Y\n");
    int warnings = c.problems.warnings; /* blocks that were not sent */
    must(&w, workforce_store(&w.cx, &c));
    assert_true(warnings > 0);
    assert_false(workforce_accept(&w.cx, "w-2026", "a", "A5-1", "", "because"));
    err_clear(&w.cx.err);
    must(&w, workforce_accept(&w.cx, "w-2026", "a", "F17", "A9", "no students this year"));
    must(&w, workforce_problems(&w.cx, "w-2026", "a", &p));
    assert_int_equal(p.accepted, 1);
    assert_int_equal(p.warnings, warnings - 1);
    close_world(&w);
}
