/* Drafts in a database in memory: cells merge or clash, a sign-off is void when a cell changes,
 * and what is written as CSV is read back as it was. */
#include "base/embedded.h"
#include "core/memo.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/draft.h"
#include "modules/workforce/return_read.h"

#include "support/test.h"

#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const modules[] = {"org", "form", "workforce"};

typedef struct World {
    Ctx cx;
    App app;
    const Form *form;
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
    w->cx = (Ctx){.arena = arena_new(), .user = "Carys", .who = who_operator(), .threads = 1};
    w->app = (App){.memo = memo_new()};
    w->cx.app = &w->app;
    w->cx.now = 1782900000;
    date_parse_iso("2026-07-01", &w->cx.today);
    test_database_open(&w->cx);
    must(w, db_migrate(&w->cx, modules, 3, embedded_schema, embedded_schema_count));
    w->form = test_form(&w->cx, "ot-wales");
    must(w, w->form != NULL);
    import(w, org_import,
           "id,kind,name_en,name_cy,source,source_date\nwales,nation,Wales,Cymru,t,2026\n"
           "a,council,Aber,Aber,t,2026\n");
    import(w, workforce_import_collections,
           "id,form,region,title_en,title_cy,as_at,opens,due,synthetic,source,source_date\n"
           "w-2026,ot-wales,wales,W,W,2026-03-31,2026-04-01,2026-06-30,Y,t,2026\n");
    import(w, workforce_import_collections, "collection,organisation\nw-2026,a\n");
}

static void close_world(World *w)
{
    db_close(w->cx.db);
    memo_free(w->app.memo);
    arena_free(w->cx.arena);
}

static Saved save(World *w, const char *field, const char *seen, const char *text)
{
    CellEdits edits = {0};
    Saved s;
    must(w, draft_edit(&w->cx, w->form, "A1", "R4", field, &edits));
    edits.items[0].seen = seen;
    edits.items[0].text = text;
    must(w, draft_save(&w->cx, "w-2026", "a", &edits, "page", &s));
    return s;
}

static const char *stored(World *w, const char *field)
{
    Draft d;
    must(w, draft_load(&w->cx, "w-2026", "a", &d));
    const FormBlock *b = form_block(d.form, "A1");
    const DraftCell *c = draft_cell(&d, b, "R4", form_field(b, field));
    return c ? c->text : "(none)";
}

void test_draft__different_cells_merge_and_one_cell_clashes(void)
{
    World w;
    open_world(&w);
    assert_int_equal(save(&w, "hc_perm", "", "5").changed, 1);
    assert_int_equal(save(&w, "wte_perm", "", "4.50").changed, 1);
    assert_string_equal(stored(&w, "wte_perm"), "4.5"); /* as a file would say it */
    Saved s = save(&w, "hc_perm", "", "6");             /* seen before the first was saved */
    assert_int_equal(s.changed, 0);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.clashes[0].theirs, "5");
    assert_string_equal(stored(&w, "hc_perm"), "5");
    assert_int_equal(save(&w, "hc_perm", "5", "6").changed, 1);
    assert_int_equal(save(&w, "hc_perm", "5", "6").n, 0); /* both want the same: no clash */
    close_world(&w);
}

void test_draft__keeps_what_cannot_be_read_and_says_so(void)
{
    World w;
    Draft d;
    Return r;
    Problems p = {0};
    open_world(&w);
    save(&w, "hc_perm", "", "about five");
    must(&w, draft_load(&w.cx, "w-2026", "a", &d));
    must(&w, draft_return(&w.cx, &d, &r, &p));
    bool said = false;
    for (int i = 0; i < p.n; i++)
        said = said || same(p.items[i].rule->code, "F09");
    assert_true(said);
    assert_non_null(strstr(return_text(w.cx.arena, &r), "about five"));
    close_world(&w);
}

void test_draft__history_keeps_every_change(void)
{
    World w;
    CellChangeList list;
    open_world(&w);
    save(&w, "hc_perm", "", "5");
    save(&w, "hc_perm", "5", "");
    must(&w, draft_history(&w.cx, "w-2026", "a", "A1", "R4", "hc_perm", &list));
    assert_int_equal(list.n, 2);
    assert_string_equal(list.items[0].was, "5");
    assert_string_equal(list.items[0].became, "");
    assert_null(list.items[1].was); /* there was no cell */
    close_world(&w);
}

void test_draft__no_cell_that_the_form_has_not(void)
{
    World w;
    CellEdits edits = {0};
    open_world(&w);
    assert_false(draft_edit(&w.cx, w.form, "A1", "R99", "hc_perm", &edits));
    assert_int_equal(w.cx.err.kind, ERR_INVALID);
    close_world(&w);
}
