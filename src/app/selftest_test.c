/* Tests that walk the tables: what holds for every action, page and migration, also for those
 * that are written tomorrow. */
#include "base/embedded.h"
#include "db/catalog.h"
#include "support/site.h"
#include <glob.h>

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static bool is_name(const char *s, const char *also)
{
    if (!*s || *s < 'a' || *s > 'z')
        return false;
    for (; *s; s++)
        if (!(*s >= 'a' && *s <= 'z') && !(*s >= '0' && *s <= '9') && !strchr(also, *s))
            return false;
    return true;
}

/* Calls the function for every action of the application. */
static void each_action(Site *s, void (*check)(Site *, const Module *, const Action *))
{
    int n = 0;
    for (int m = 0; m < app_n_modules; m++)
        for (int i = 0; i < app_modules[m]->n_actions; i++, n++)
            check(s, app_modules[m], &app_modules[m]->actions[i]);
    assert_true(n > 0);
}

/* ---------------------------------------------------------------- actions */

static void check_declaration(Site *s, const Module *m, const Action *a)
{
    (void)s;
    if (!is_name(a->name, "-") || !a->run)
        fail_msg("%s %s: the name or the function", m->name, a->name);
    if (!starts_with(a->permission, m->name) || a->permission[strlen(m->name)] != '.')
        fail_msg("%s %s: permission '%s' is not of the module", m->name, a->name,
                 a->permission);
    if (!*a->title || ends_with(a->title, "."))
        fail_msg("%s %s: the title is a sentence without full stop", m->name, a->name);
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if (!is_name(f->name, "_") || !f->label || !*f->label)
            fail_msg("%s %s: field '%s' has no name or label", m->name, a->name, f->name);
        if (f->offset >= a->input_size)
            fail_msg("%s %s: field '%s' is of another struct", m->name, a->name, f->name);
        for (int k = 0; k < i; k++)
            if (same(a->fields[k].name, f->name))
                fail_msg("%s %s: field '%s' stands twice", m->name, a->name, f->name);
        if ((f->flags & REQUIRED) && f->standard)
            fail_msg("%s %s: field '%s' is required and has a standard value", m->name, a->name,
                     f->name);
        bool known = !f->choices || !f->standard;
        for (const Choice *c = f->choices; c && c->value; c++)
            known = known || same(c->value, f->standard);
        if (!known)
            fail_msg("%s %s: the standard value of '%s' is no choice", m->name, a->name,
                     f->name);
    }
    for (const Action *other = m->actions; other < a; other++)
        if (same(other->name, a->name))
            fail_msg("%s %s stands twice", m->name, a->name);
}

void test_app__every_action_is_declared_whole(void)
{
    each_action(NULL, check_declaration);
}

static void check_help(Site *s, const Module *m, const Action *a)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Buf b = buf_new(s->arena, 0);
        s->cx.lang = (Lang)lang;
        action_help(&s->cx, m, a, &b);
        const char *text = buf_text(&b);
        if (!starts_with(text, arena_printf(s->arena, "pont %s %s", m->name, a->name)) ||
            !strstr(text, translate((Lang)lang, a->title)) || !strstr(text, a->permission))
            fail_msg("the help of %s %s is not whole: %s", m->name, a->name, text);
        for (int i = 0; i < a->n_fields; i++)
            if (!strstr(text, arena_printf(s->arena, "\n  %s ", a->fields[i].name)) ||
                !strstr(text, translate((Lang)lang, a->fields[i].label)))
                fail_msg("the help of %s %s leaves out '%s'", m->name, a->name,
                         a->fields[i].name);
    }
}

void test_app__every_action_answers_help(void)
{
    Site *s = site_open(false);
    each_action(s, check_help);
    site_close(s);
}

/* All that is missing is named in one pass; an action without required fields can be read. */
static void check_required(Site *s, const Module *m, const Action *a)
{
    void *input;
    Pairs none = {0};
    bool any = false;
    for (int i = 0; i < a->n_fields; i++)
        any = any || (a->fields[i].flags & REQUIRED);
    err_clear(&s->cx.err);
    if (action_read(&s->cx, a, &none, NULL, &input) == any)
        fail_msg("%s %s %s without its fields", m->name, a->name, any ? "is read" : "fails");
    if (any)
        assert_int_equal(s->cx.err.kind, ERR_INVALID);
    for (int i = 0; i < a->n_fields; i++)
        if ((a->fields[i].flags & REQUIRED) &&
            !strstr(s->cx.err.message, arena_printf(s->arena, "%s: ", a->fields[i].name)))
            fail_msg("%s %s does not say that '%s' is missing: %s", m->name, a->name,
                     a->fields[i].name, s->cx.err.message);
    err_clear(&s->cx.err);
}

void test_app__every_action_names_each_required_field(void)
{
    Site *s = site_open(false);
    each_action(s, check_required);
    site_close(s);
}

/* A form that says the same beside each field, and an interface that changes by POST alone. */
static void check_web(Site *s, const Module *m, const Action *a)
{
    Arena *arena = arena_new();
    const char *page = arena_printf(arena, "/%s/%s", m->name, a->name);
    const char *api = arena_printf(arena, "/api%s", page);
    if (a->flags & (LOCAL_ONLY | FORM_ONLY)) {
        assert_int_equal(site_ask(s, arena, api, "").status, 404);
        arena_free(arena);
        return;
    }
    Response get = site_ask(s, arena, api, NULL);
    if ((get.status == 405) != !!(a->flags & (CHANGES | HEAVY)))
        fail_msg("GET %s: %d", api, get.status);
    Response sent = site_ask(s, arena, page, "");
    bool any = false;
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].flags & REQUIRED) {
            any = true;
            if (!strstr(sent.body, arena_printf(arena, "#%s", a->fields[i].name)))
                fail_msg("POST %s: no problem leads to '%s'", page, a->fields[i].name);
        }
    if (any)
        assert_int_equal(sent.status, 422);
    arena_free(arena);
}

void test_app__every_action_has_its_web_faces(void)
{
    Site *s = site_open(false);
    site_as_all(s);
    each_action(s, check_web);
    site_close(s);
}

/* ---------------------------------------------------------------- modules and pages */

void test_app__every_module_and_page_is_declared_whole(void)
{
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        assert_true(is_name(mod->name, ""));
        assert_true(*mod->title != '\0');
        for (int k = 0; k < m; k++)
            assert_false(same(app_modules[k]->name, mod->name));
        for (int i = 0; i < mod->n_pages; i++) {
            const Page *p = &mod->pages[i];
            char own[64];
            snprintf(own, sizeof own, "/%s", mod->name);
            if (!same(p->path, "/") && !starts_with(p->path, own) &&
                !starts_with(p->path, "/help/")) /* help on any subject */
                fail_msg("%s is no address of %s", p->path, mod->name);
            if (!p->show || !*p->title || !starts_with(p->permission, mod->name))
                fail_msg("%s has no function, title or permission", p->path);
            if (p->in_menu && strchr(p->path, '{'))
                fail_msg("%s cannot stand in the menu", p->path);
        }
    }
}

/* ---------------------------------------------------------------- migrations */

static int64_t applied(Site *s)
{
    int64_t n = 0;
    if (!db_one_int(&s->cx, &n, "SELECT COUNT(*) FROM schema_migration", NO_ARGS))
        fail_msg("%s", s->cx.err.message);
    return n;
}

void test_app__migrations_run_from_empty_and_once(void)
{
    Site *s = site_open(false);
    int64_t n = applied(s);
    assert_true(n > 0);
    db_close(s->cx.db);
    s->cx.db = NULL;
    if (!app_open_database(&s->cx, s->db, false))
        fail_msg("%s", s->cx.err.message);
    assert_int_equal(applied(s), n);
    DbFaults faults;
    if (!db_faults(&s->cx, &faults))
        fail_msg("%s", s->cx.err.message);
    assert_int_equal(faults.n, 0);
    site_close(s);
}

/* A file that is not embedded, or not of a module that runs, would be forgotten in silence. */
void test_app__every_migration_file_is_applied(void)
{
    Site *s = site_open(false);
    glob_t found = {0};
    glob("src/*/schema/[0-9]*.sql", 0, NULL, &found);
    glob("src/modules/*/schema/[0-9]*.sql", GLOB_APPEND, NULL, &found);
    if (!found.gl_pathc) { /* not run from the root of the sources */
        globfree(&found);
        site_close(s);
        skip();
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (!embedded_find(embedded_schema, embedded_schema_count,
                           found.gl_pathv[i] + strlen("src/")))
            fail_msg("%s is not part of the program: make clean", found.gl_pathv[i]);
    assert_int_equal(applied(s), (int64_t)found.gl_pathc);
    globfree(&found);
    site_close(s);
}

/* Built-in lists fit the tables and each other. */
void test_app__the_reference_lists_load_twice(void)
{
    Site *s = site_open(false);
    int64_t once = 0, twice = 0;
    const char *count = "SELECT (SELECT COUNT(*) FROM org_organisation)"
                        " + (SELECT COUNT(*) FROM workforce_collection)";
    if (!app_load_reference(&s->cx) || !db_one_int(&s->cx, &once, count, NO_ARGS) ||
        !app_load_reference(&s->cx) || !db_one_int(&s->cx, &twice, count, NO_ARGS))
        fail_msg("%s", s->cx.err.message);
    assert_true(once > 100);
    assert_int_equal(once, twice);
    site_close(s);
}
