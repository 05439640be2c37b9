/* A site in memory for tests of the app layer: a database in a folder of its own, a router, and
 * requests without a socket. It includes support/test.h, so it comes last. */
#ifndef PONT_TESTS_SUPPORT_SITE_H
#define PONT_TESTS_SUPPORT_SITE_H

#include "app/app.h"
#include "base/file.h"
#include "core/access.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/session.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/org/org.h"
#include "support/test.h"

#include "support/database.h"
#include "web/gate.h"
#include "web/identity.h"
#include "web/router.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct Site {
    Arena *arena; /* of the site; each request has its own */
    App app;
    Ctx cx;
    char folder[64];
    const char *db, *name; /* name: of a database on the server to be dropped, or NULL */
    Router *router;
    const char *cookie, *token; /* of who asks: at first nobody, with the token of forms */
    const char *bearer;         /* instead of them an API token, or NULL */
} Site;

static inline App the_app(void)
{
    return (App){.modules = app_modules,
                 .n_modules = app_n_modules,
                 .reach = org_reach,
                 .version = app_version,
                 .build = app_build};
}

/* The loaded example that tests/run_all.sh names, or NULL. */
static inline const char *fixture_path(void)
{
    const char *path = getenv("PONT_FIXTURE");
    return path && *path ? path : NULL;
}

static inline void site_cookie(Site *s, const char *name, const char *value)
{
    s->cookie = arena_printf(s->arena, "%s=%s", name, value);
    if (!identity_form_token(&s->cx, value, &s->token))
        fail_msg("%s", s->cx.err.message);
}

/* Requests from here on are a person's, by email address; "": nobody's, from a browser that
 * has seen a form. */
static inline void site_as(Site *s, const char *email)
{
    Person p;
    const char *secret;
    if (!*email) {
        site_cookie(s, identity_visit_cookie, secret_token(s->arena));
        return;
    }
    if (!person_get(&s->cx, email, &p) ||
        !session_open(&s->cx, p.id, "password", "test", NULL, &secret))
        fail_msg("%s", s->cx.err.message);
    site_cookie(s, identity_cookie, secret);
}

/* Requests from here on bear an API token; "": a browser's again. */
static inline void site_token(Site *s, const char *secret)
{
    s->bearer = *secret ? arena_printf(s->arena, "Bearer %s", secret) : NULL;
}

/* Requests from here on are those of somebody who may do everything everywhere: for tests of
 * what happens behind the door. */
static inline void site_as_all(Site *s)
{
    static const char email[] = "all@example.org";
    Person p;
    if (!person_get(&s->cx, email, &p)) {
        err_clear(&s->cx.err);
        if (!db_run(&s->cx,
                    "INSERT INTO core_role (id, seq, name_en, name_cy, kinds) VALUES ('all',"
                    " 99, 'All', 'Popeth', '')",
                    NO_ARGS) ||
            !person_add(&s->cx, email, "All Rights", "en", true, &p) ||
            !db_run(&s->cx,
                    "INSERT INTO core_grant (id, person, role, organisation, valid_from,"
                    " valid_to, given_by, given_on) VALUES ('g-all', $1, 'all', '', '', '', '',"
                    " '')",
                    ARGS(p.id)))
            fail_msg("%s", s->cx.err.message);
        for (int m = 0; m < s->app.n_modules; m++) {
            const Module *mod = s->app.modules[m];
            int n = mod->n_actions + mod->n_pages + mod->n_permissions;
            for (int i = 0; i < n; i++) {
                int k = i - mod->n_actions;
                const char *permission = k < 0 ? mod->actions[i].permission
                                         : k < mod->n_pages
                                             ? mod->pages[k].permission
                                             : mod->permissions[k - mod->n_pages];
                if (!db_run(&s->cx,
                            "INSERT INTO core_right (role, permission, reach) VALUES ('all',"
                            " $1, 'all') ON CONFLICT (role, permission) DO NOTHING",
                            ARGS(permission)))
                    fail_msg("%s", s->cx.err.message);
            }
        }
    }
    site_as(s, email);
}

/* full: a copy of the fixture; otherwise tables without a row. */
static inline Site *site_open(bool full)
{
    Arena *a = arena_new();
    Site *s = NEW(a, Site);
    s->arena = a;
    s->app = the_app();
    s->cx = (Ctx){.arena = a,
                  .app = &s->app,
                  .user = "test",
                  .who = who_operator(),
                  .origin = "test",
                  .threads = 1};
    s->cx.today = date_today();
    s->cx.now = clock_now();
    snprintf(s->folder, sizeof s->folder, "/tmp/pont-site-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    s->db = arena_printf(a, "%s/pont.db", s->folder);
    if (test_on_server() && full) {
        s->name = arena_printf(a, "site_%d", (int)getpid());
        test_on_postgres(arena_printf(a, "DROP DATABASE IF EXISTS %s", s->name));
        assert_true(test_on_postgres(arena_printf(a, "CREATE DATABASE %s TEMPLATE %s", s->name,
                                                  strrchr(fixture_path(), '/') + 1)));
        s->db = test_server_url(a, s->name);
    } else if (test_on_server()) {
        s->db = test_database_url(a);
    } else if (full) {
        Bytes b;
        if (!file_read(a, &s->cx.err, fixture_path(), (size_t)1 << 28, &b) ||
            !file_write(a, &s->cx.err, s->db, b.data, b.size))
            fail_msg("%s", s->cx.err.message);
    }
    if (!app_open_database(&s->cx, s->db, false))
        fail_msg("%s", s->cx.err.message);
    s->router = router_new(a, &(RouterOptions){.app = &s->app, .db = s->db, .threads = 1});
    site_as(s, "");
    return s;
}

static inline void site_close(Site *s)
{
    router_close(s->router);
    db_close(s->cx.db);
    if (s->name)
        test_on_postgres(arena_printf(s->arena, "DROP DATABASE %s", s->name));
    const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(s->arena, "%s%s", s->db, ends[i]));
    rmdir(s->folder);
    arena_free(s->arena);
}

/* A GET, or a POST of a form when form is not NULL, as a browser on the site's own page sends
 * it. The answer lives in the arena. */
static inline Response site_ask(Site *s, Arena *a, const char *target, const char *form)
{
    Request in = {.method = form ? METHOD_POST : METHOD_GET,
                  .headers = {.host = "here",
                              .origin = form ? "http://here" : NULL,
                              .cookie = s->bearer ? NULL : s->cookie,
                              .authorization = s->bearer,
                              .x_pont_token = form && !s->bearer ? s->token : NULL}};
    Response out = {.status = 200};
    Refusal no = {0};
    if (!gate_target(a, target, &in, &no))
        fail_msg("%s: %s", target, no.why);
    if (form) {
        in.body = (Bytes){.data = form, .size = strlen(form)};
        in.headers.content_type = "application/x-www-form-urlencoded";
        if (!gate_form(a, &in, &no))
            fail_msg("%s: %s", target, no.why);
    }
    router_answer(s->router, a, &in, &out);
    return out;
}

#endif
