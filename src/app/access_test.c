/* Tries every action and every page as every sample person, as nobody, and with tokens that
 * are expired, revoked or too narrow; for the person's own organisation and a foreign one; and
 * compares with data/access.csv by a logic of its own. A row that is new is tried without a
 * line here. What a row asks for is held against tests/access/expected.csv, so that a
 * permission cannot be weakened unseen; a row that is public must stand there. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/secret.h"
#include "core/session.h"
#include "modules/person/person.h"
#include "support/site.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

typedef struct Rights {
    CsvFile csv; /* role, permission, reach */
    int faults;
} Rights;

#define FAULT(r, ...) ((r)->faults++, print_error(__VA_ARGS__), print_error("\n"))

static void read_csv(Arena *a, const char *name, const char *bytes, size_t size, CsvFile *out)
{
    Err err = {0};
    if (!csv_parse(a, &err, name, bytes, size, out))
        fail_msg("%s", err.message);
}

static Rights read_rights(Arena *a)
{
    Rights r = {0};
    const EmbeddedFile *e =
        embedded_find(embedded_data, embedded_data_count, "data/access.csv");
    assert_non_null(e);
    read_csv(a, "data/access.csv", e->data, e->size, &r.csv);
    return r;
}

/* role "": nobody. Own is the organisation where the role is held; foreign lies in the other
 * nation, so that only "all" reaches it. */
static bool gives(const Rights *r, const char *role, const char *permission, bool foreign)
{
    for (int i = 0; i < r->csv.n_rows; i++) {
        const CsvRow *row = &r->csv.rows[i];
        const char *of = csv_cell(row, csv_column(&r->csv, "role"));
        bool mine = same(of, "public") || (*role && (same(of, role) || same(of, "signed-in")));
        if (mine && same(csv_cell(row, csv_column(&r->csv, "permission")), permission) &&
            (!foreign || same(csv_cell(row, csv_column(&r->csv, "reach")), "all")))
            return true;
    }
    return false;
}

static const char *foreign_to(const Sample *s)
{
    return same(s->place, "wales") ? "shropshire" : "ceredigion";
}

/* 401, 403, or sent to sign in. */
static bool is_refusal(const Response *r)
{
    bool to_sign_in =
        r->status == 303 && r->location && strstr(r->location, "/account/sign-in");
    return to_sign_in || r->status == 401 || r->status == 403;
}

/* ---------------------------------------------------------------- what is tried */

/* A path with its variable parts filled in; *organisation: whether one of them names one. */
static const char *filled(Arena *a, const char *pattern, const char *organisation, bool *names,
                          const char *collection)
{
    const struct {
        const char *part, *value;
    } known[] = {{"{collection}", collection}, {"{year}", "2028"}, {"{route}", "all"}};
    Buf b = buf_new(a, 0);
    *names = false;
    while (*pattern) {
        if (*pattern != '{') {
            buf_putc(&b, *pattern++);
            continue;
        }
        const char *value = "powys"; /* an id of no matter what */
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (starts_with(pattern, known[i].part))
                value = known[i].value;
        if (starts_with(pattern, "{organisation}")) {
            value = organisation;
            *names = true;
        }
        buf_puts(&b, value);
        pattern += strcspn(pattern, "}") + 1;
    }
    return buf_text(&b);
}

static void expect(Rights *r, const Response *got, bool allowed, const char *who,
                   const char *what)
{
    if (got->status >= 500)
        FAULT(r, "%s: %s answers %d", who, what, got->status);
    else if (is_refusal(got) == allowed)
        FAULT(r, "%s: %s answers %d but should be %s", who, what, got->status,
              allowed ? "allowed" : "refused");
}

/* Signing in and out are for whoever asks; their own tests hold them. */
static bool is_own_affair(const Module *m)
{
    return same(m->name, "account");
}

/* Asks for the page and the interface of an action, with an input that nothing accepts, so that
 * nothing is done. */
static void try_action(Site *s, Rights *r, const Module *m, const Action *a, const char *who,
                       bool allowed)
{
    Arena *arena = arena_new();
    const char *page = arena_printf(arena, "/%s/%s", m->name, a->name);
    const char *api = arena_printf(arena, "/api%s", page);
    const char *nothing = "no_such_field=1";
    Response form = site_ask(s, arena, page, NULL);
    Response sent = site_ask(s, arena, page, nothing);
    Response json = site_ask(s, arena, api, nothing);
    /* A page that bears the action's address comes first, and can only be read; below /api/
     * there are no pages. */
    bool has_page = !same(m->name, "api");
    if (has_page && sent.status != 405)
        expect(r, &sent, allowed, who, arena_printf(arena, "POST %s", page));
    if (has_page)
        expect(r, &form, allowed, who, arena_printf(arena, "GET %s", page));
    expect(r, &json, allowed, who, arena_printf(arena, "POST %s", api));
    arena_free(arena);
}

static void try_page(Site *s, Rights *r, const Page *p, const char *role, const char *who,
                     const char *own, const char *foreign)
{
    Arena *arena = arena_new();
    bool names;
    for (int k = 0; k < 2; k++) {
        const char *path = filled(arena, p->path, k ? foreign : own, &names,
                                  same(foreign, "ceredigion") != (k == 1) ? "west-midlands-2025"
                                                                          : "wales-2026");
        if (k && !names)
            break;
        Response got = site_ask(s, arena, path, NULL);
        bool allowed = gives(r, role, p->permission, k == 1);
        /* What the page is about may need more than the page: a picture of one organisation
         * needs the right to read it. Refusing more than the row is no fault for one's own
         * group; giving more is. */
        if (names && allowed && is_refusal(&got) && !gives(r, role, "workforce.read", k == 1))
            continue;
        expect(r, &got, allowed, who, arena_printf(arena, "GET %s", path));
    }
    arena_free(arena);
}

static void try_all(Site *s, Rights *r, const char *role, const char *who, const char *own,
                    const char *foreign)
{
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        if (is_own_affair(mod))
            continue;
        for (int i = 0; i < mod->n_actions; i++)
            if (!(mod->actions[i].flags & LOCAL_ONLY))
                try_action(s, r, mod, &mod->actions[i], who,
                           gives(r, role, mod->actions[i].permission, false));
        for (int i = 0; i < mod->n_pages; i++)
            try_page(s, r, &mod->pages[i], role, who, own, foreign);
    }
}

/* ---------------------------------------------------------------- the core, by organisation */

static bool reached(Ctx *cx, const void *in, Reply *out)
{
    (void)cx, (void)in, (void)out;
    return true;
}

static const Field *organisation_field(const Action *a)
{
    for (int i = 0; a->organisation && i < a->n_fields; i++)
        if (same(a->fields[i].name, a->organisation))
            return &a->fields[i];
    return NULL;
}

/* The row as it is, with a function that only says that it was reached. */
static bool is_reached(Site *s, const Module *m, const Action *a, const char *organisation)
{
    Action probe = *a;
    Reply reply = {0};
    probe.run = reached;
    probe.flags = NO_DATABASE;
    char *in = arena_alloc(s->arena, a->input_size);
    const Field *f = organisation_field(a);
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].type == FIELD_TEXT)
            *(const char **)(void *)(in + a->fields[i].offset) = "";
    *(const char **)(void *)(in + f->offset) = organisation;
    err_clear(&s->cx.err);
    bool good = action_run(&s->cx, m, &probe, in, &reply);
    if (!good && s->cx.err.kind != ERR_FORBIDDEN && s->cx.err.kind != ERR_SIGNED_OUT)
        fail_msg("%s %s: %s", m->name, a->name, s->cx.err.message);
    err_clear(&s->cx.err);
    return good;
}

static void try_organisations(Site *s, Rights *r, const char *role, const char *who,
                              const char *own, const char *foreign)
{
    for (int m = 0; m < app_n_modules; m++)
        for (int i = 0; i < app_modules[m]->n_actions; i++) {
            const Action *a = &app_modules[m]->actions[i];
            for (int k = 0; organisation_field(a) && k < 2; k++)
                if (is_reached(s, app_modules[m], a, k ? foreign : own) !=
                    gives(r, role, a->permission, k == 1))
                    FAULT(r, "%s: %s %s for '%s' is wrongly decided", who, app_modules[m]->name,
                          a->name, k ? foreign : own);
        }
}

/* ---------------------------------------------------------------- the tests */

static Site *open_example(SampleList *people)
{
    Site *s = site_open(true);
    if (!person_samples(&s->cx, people))
        fail_msg("%s", s->cx.err.message);
    assert_true(people->n > 20);
    return s;
}

void test_access__every_role_reaches_what_the_matrix_says_and_nothing_else(void)
{
    if (!fixture_path())
        skip();
    SampleList people;
    Site *s = open_example(&people);
    Rights r = read_rights(s->arena);
    const Who *all = s->cx.who;
    for (int i = 0; i < people.n; i++) {
        const Sample *p = &people.items[i];
        Person person;
        Who *who;
        bool tried = false; /* one of each role and kind of place is enough */
        for (int k = 0; k < i; k++)
            tried = tried || (same(people.items[k].role, p->role) &&
                              same(people.items[k].place, p->place));
        if (tried)
            continue;
        s->cx.who = all;
        if (!person_get(&s->cx, p->email, &person) || !who_load(&s->cx, person.id, &who))
            fail_msg("%s", s->cx.err.message);
        site_as(s, p->email);
        try_all(s, &r, p->role, p->email, p->organisation, foreign_to(p));
        s->cx.who = who;
        try_organisations(s, &r, p->role, p->email, p->organisation, foreign_to(p));
        s->cx.who = all;
    }
    assert_int_equal(r.faults, 0);
    site_close(s);
}

void test_access__nobody_reaches_what_is_public_and_nothing_else(void)
{
    if (!fixture_path())
        skip();
    SampleList people;
    Site *s = open_example(&people);
    Rights r = read_rights(s->arena);
    site_as(s, "");
    try_all(s, &r, "", "nobody", "ceredigion", "shropshire");
    assert_int_equal(r.faults, 0);
    site_close(s);
}

/* Every row as the bearer of a token; allowed is NULL where all must be refused. */
static void try_token(Site *s, Rights *r, const char *who, const char *secret,
                      const char *allowed)
{
    site_token(s, secret);
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        for (int i = 0; i < mod->n_actions && !is_own_affair(mod); i++)
            if (!(mod->actions[i].flags & LOCAL_ONLY))
                try_action(s, r, mod, &mod->actions[i], who,
                           allowed && same(mod->actions[i].permission, allowed));
        for (int i = 0; i < mod->n_pages && !is_own_affair(mod); i++) {
            Arena *arena = arena_new();
            bool names;
            const char *path = filled(arena, mod->pages[i].path, "wales", &names, "wales-2026");
            Response got = site_ask(s, arena, path, NULL);
            expect(r, &got, allowed && same(mod->pages[i].permission, allowed), who, path);
            arena_free(arena);
        }
    }
    site_token(s, "");
}

void test_access__a_token_reaches_its_scope_while_it_is_good(void)
{
    if (!fixture_path())
        skip();
    SampleList people;
    Site *s = open_example(&people);
    Rights r = read_rights(s->arena);
    Person p;
    const char *id[3], *secret[3];
    if (!person_get(&s->cx, "scw-officer.scw@example.org", &p))
        fail_msg("%s", s->cx.err.message);
    for (int i = 0; i < 3; i++)
        if (!token_make(&s->cx, p.id, "test", i ? "workforce.*" : "org.read", 30, &id[i],
                        &secret[i]))
            fail_msg("%s", s->cx.err.message);
    try_token(s, &r, "a token for org.read", secret[0], "org.read");
    if (!db_run(&s->cx, "UPDATE core_token SET expires = 1 WHERE id = $1", ARGS(id[1])) ||
        !token_revoke(&s->cx, p.id, id[2]))
        fail_msg("%s", s->cx.err.message);
    try_token(s, &r, "an expired token", secret[1], NULL);
    try_token(s, &r, "a revoked token", secret[2], NULL);
    assert_int_equal(r.faults, 0);
    site_close(s);
}

/* ---------------------------------------------------------------- what rows ask for */

typedef struct Row {
    const char *name, *permission;
    bool organisation;
} Row;

static void check_row(Rights *r, const CsvFile *f, const Row *row)
{
    for (int i = 0; i < f->n_rows; i++) {
        const CsvRow *c = &f->rows[i];
        if (!same(csv_cell(c, csv_column(f, "row")), row->name))
            continue;
        if (!same(csv_cell(c, csv_column(f, "permission")), row->permission))
            FAULT(r, "%s asks for %s, not for %s", row->name, row->permission,
                  csv_cell(c, csv_column(f, "permission")));
        if (same(csv_cell(c, csv_column(f, "organisation")), "yes") != row->organisation)
            FAULT(r, "%s %s an organisation", row->name,
                  row->organisation ? "names" : "does not name");
        return;
    }
    if (gives(r, "", row->permission, false))
        FAULT(r, "%s is public (%s), and tests/access/expected.csv does not say so", row->name,
              row->permission);
}

static const char *permission_or_none(const char *permission)
{
    return permission ? permission : "";
}

void test_access__rows_ask_for_what_is_written_down(void)
{
    SCOPED_ARENA a = arena_new();
    Rights r = read_rights(a);
    Err err = {0};
    Bytes b;
    CsvFile f;
    if (!file_read(a, &err, "tests/access/expected.csv", 1 << 20, &b))
        skip(); /* not run from the root of the sources */
    read_csv(a, "tests/access/expected.csv", b.data, b.size, &f);
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        for (int i = 0; i < mod->n_actions; i++)
            check_row(&r, &f,
                      &(Row){arena_printf(a, "%s %s", mod->name, mod->actions[i].name),
                             permission_or_none(mod->actions[i].permission),
                             organisation_field(&mod->actions[i]) != NULL});
        for (int i = 0; i < mod->n_pages; i++)
            check_row(&r, &f,
                      &(Row){mod->pages[i].path, permission_or_none(mod->pages[i].permission),
                             strstr(mod->pages[i].path, "{organisation}") != NULL});
    }
    assert_int_equal(r.faults, 0);
}
