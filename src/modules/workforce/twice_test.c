/* People counted twice: only between two returns that count here, never all of one person, and
 * nothing that tells of too few organisations. */
#include "base/embedded.h"
#include "core/memo.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/picture.h"
#include <math.h>

#include "support/test.h"

#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const modules[] = {"org", "form", "workforce"};

enum { N = 4 };

/* Four councils of one region, of which all have returned 10 people, 5 WTE. */
typedef struct World {
    Ctx cx;
    App app;
    Org orgs[N];
    Basis basis[N];
    ReturnStatus status[N];
    int64_t ids[N];
    bool in[N], exact[N];
    int all[N];
    Numbers x;
    Scope scope;
    PictureRow row;
    Picture p;
} World;

static void must(World *w, bool ok)
{
    if (!ok)
        fail_msg("%s", w->cx.err.message);
}

static void import(World *w, bool (*read)(Ctx *, const InFiles *, int *), const char *text)
{
    int rows;
    InFile f = {"l.csv", text, strlen(text)};
    must(w, read(&w->cx, &(InFiles){1, &f}, &rows));
}

static void open_world(World *w)
{
    static const char *const names[N] = {"a", "b", "c", "d"};
    *w = (World){0};
    w->cx = (Ctx){.arena = arena_new(), .user = "t", .who = who_operator(), .threads = 1};
    w->app = (App){.memo = memo_new()};
    w->cx.app = &w->app;
    w->cx.now = 1782900000;
    date_parse_iso("2026-07-01", &w->cx.today);
    test_database_open(&w->cx);
    must(w, db_migrate(&w->cx, modules, 3, embedded_schema, embedded_schema_count));
    must(w, test_form(&w->cx, "ot-wales") != NULL);
    import(w, org_import,
           "id,kind,name_en,name_cy,source,source_date\nwales,nation,Wales,Cymru,t,2026\n"
           "a,council,A,A,t,2026\nb,council,B,B,t,2026\nc,council,C,C,t,2026\n"
           "d,council,D,D,t,2026\n");
    import(w, workforce_import_collections,
           "id,form,region,title_en,title_cy,as_at,opens,due,synthetic,source,source_date\n"
           "w,ot-wales,wales,W,W,2026-03-31,2026-04-01,2026-06-30,Y,t,2026\n");
    for (int i = 0; i < N; i++) {
        w->orgs[i] = (Org){.id = names[i], .kind = "council", .population = 100};
        w->basis[i] = BASIS_REPORTED;
        w->in[i] = true;
        w->all[i] = i;
    }
    w->x = (Numbers){.n = N,
                     .orgs = w->orgs,
                     .status = w->status,
                     .basis = w->basis,
                     .return_id = w->ids,
                     .exact = w->exact};
    w->scope =
        (Scope){.x = &w->x, .in = w->in, .all = {N, w->all}, .all_exact = true, .own = -1};
    w->row.measures = NEW_ARRAY(w->cx.arena, Measure, n_indicators);
    for (int i = 0; i < n_indicators; i++)
        w->row.measures[i] = (Measure){.state = CELL_BLANK};
    w->row.measures[indicator_by_key("headcount") - indicators] =
        (Measure){.state = CELL_NUMBER, .value = 40};
    w->p = (Picture){.collection = "w", .view = &w->scope, .n = 1, .rows = &w->row};
}

static void close_world(World *w)
{
    db_close(w->cx.db);
    memo_free(w->app.memo);
    arena_free(w->cx.arena);
}

static void person(World *w, const char *mark, const char *organisation, double wte)
{
    must(w, db_run(&w->cx,
                   "INSERT INTO workforce_person (collection, organisation, mark, role, wte)"
                   " VALUES ('w', $1, $2, 'R4', $3)",
                   ARGS(organisation, mark, wte)));
}

static void settle(World *w, const char *mark, const char *one, const char *other,
                   const char *counts, const char *state)
{
    must(w,
         db_run(&w->cx,
                "INSERT INTO workforce_pair (collection, mark, one, other, counts, state,"
                " proposed_for, proposed_by, decided_by, reason, changed_at)"
                " VALUES ('w', $1, $2, $3, $4, $5, $2, 't', 't', '', '2026-07-01T00:00:00Z')",
                ARGS(mark, one, other, counts, state)));
}

static Twice twice(World *w)
{
    Twice t;
    must(w, picture_twice(&w->cx, &w->p, &t));
    return t;
}

void test_twice__only_between_returns_that_both_count(void)
{
    World w;
    open_world(&w);
    assert_int_equal(twice(&w).state, CELL_NOT_RECEIVED);
    assert_string_equal(twice_words(&w.cx, &w.p, &(Twice){.state = CELL_NOT_RECEIVED}), "");
    person(&w, "m1", "a", 0.6);
    person(&w, "m1", "b", 0.4);
    person(&w, "m2", "a", 1);
    person(&w, "m2", "c", 0.5);
    settle(&w, "m1", "a", "b", "one", "agreed");
    Twice t = twice(&w);
    assert_int_equal(t.state, CELL_NUMBER);
    assert_true(t.people == 1 && t.wte == 0.4);
    assert_int_equal(t.open, 1);
    assert_int_equal(t.lists, 3);
    assert_non_null(strstr(twice_words(&w.cx, &w.p, &t), " 39."));
    w.in[1] = false; /* who counts in another group is not counted twice in this one */
    t = twice(&w);
    assert_true(t.people == 0 && t.wte == 0);
    w.in[1] = true;
    w.basis[0] = BASIS_MISSING;
    t = twice(&w);
    assert_true(t.people == 0 && t.open == 0);
    close_world(&w);
}

void test_twice__somebody_in_three_returns_still_counts_once(void)
{
    World w;
    open_world(&w);
    person(&w, "m", "a", 0.2);
    person(&w, "m", "b", 0.3);
    person(&w, "m", "c", 0.5);
    settle(&w, "m", "a", "b", "one", "agreed");
    settle(&w, "m", "a", "c", "one", "agreed");
    settle(&w, "m", "b", "c", "one", "agreed"); /* from c again */
    Twice t = twice(&w);
    assert_true(t.people == 2 && fabs(t.wte - 0.8) < 1e-9);
    must(&w, db_run(&w.cx,
                    "UPDATE workforce_pair SET counts = 'other' WHERE other = 'c'"
                    " AND one = 'a'",
                    NO_ARGS)); /* each of the three would be taken by one pair */
    t = twice(&w);
    assert_true(t.people == 2);
    close_world(&w);
}

void test_twice__lists_of_too_few_others_are_withheld(void)
{
    World w;
    open_world(&w);
    w.scope.all_exact = false;
    person(&w, "m", "a", 0.6);
    person(&w, "m", "b", 0.4);
    settle(&w, "m", "a", "b", "split", "agreed");
    Twice t = twice(&w);
    assert_int_equal(t.state, CELL_WITHHELD);
    assert_true(isnan(t.people) && isnan(t.wte));
    assert_null(strstr(twice_words(&w.cx, &w.p, &t), "39"));
    person(&w, "n", "c", 1);
    t = twice(&w);
    assert_int_equal(t.state, CELL_NUMBER);
    assert_true(t.people == 1 && t.wte == 0);
    close_world(&w);
}
