/* A site in memory for tests of the app layer: a database in a folder of its own, a router, and
 * requests without a socket. It includes support/test.h, so it comes last. */
#ifndef PONT_TESTS_SUPPORT_SITE_H
#define PONT_TESTS_SUPPORT_SITE_H

#include "app/app.h"
#include "base/file.h"
#include "core/who.h"
#include "modules/org/org.h"
#include "db/db.h"
#include "support/test.h"

#include "support/database.h"
#include "web/gate.h"
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

/* full: a copy of the fixture; otherwise tables without a row. */
static inline Site *site_open(bool full)
{
    Arena *a = arena_new();
    Site *s = NEW(a, Site);
    s->arena = a;
    s->app = the_app();
    s->cx = (Ctx){.arena = a, .app = &s->app, .user = "test", .who = who_operator(), .threads = 1};
    s->cx.today = date_today();
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
                  .headers = {.host = "here", .origin = form ? "http://here" : NULL}};
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
