/* Serves pages and the interface until a signal. Decides what is said at the start. */
#include "app/app.h"
#include "db/db.h"
#include "web/router.h"
#include <signal.h>

static bool read_address(Ctx *cx, const char *text, const char **host, int *port)
{
    const char *colon = strrchr(text, ':');
    int64_t n;
    if (!colon || !text_to_int(colon + 1, &n) || n < 0 || n > 65535)
        return fail(&cx->err, USAGE,
                    "--listen needs ADDRESS:PORT, such as 127.0.0.1:8080, not '%s'", text);
    *host = arena_strndup(cx->arena, text, (size_t)(colon - text));
    if (**host == '[')
        *host = arena_strndup(cx->arena, *host + 1, strlen(*host) - 2);
    *port = (int)n;
    return true;
}

/* Said on every page when a collection is synthetic. */
static bool synthetic_banner(Ctx *cx, const char **out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n,
                    "SELECT COUNT(*) FROM workforce_collection c WHERE c.synthetic = 1"
                    " AND EXISTS (SELECT 1 FROM workforce_return r"
                    " WHERE r.collection = c.id)",
                    NO_ARGS))
        return false;
    *out = n ? N_("Synthetic example data: these are not real returns.") : NULL;
    return true;
}

bool serve(Ctx *cx, const App *app, const Options *o)
{
    const char *host = NULL, *banner = NULL;
    int port = 0, signal_number;
    int64_t mib, per_minute;
    Listener *listener;
    sigset_t set;
    if (!*o->db)
        return fail(&cx->err, USAGE, "serve needs a database: give --db FILE");
    if (!text_to_int(setting(cx, "largest_upload_mib"), &mib) || mib < 1 || mib > 256)
        return fail(&cx->err, USAGE, "largest_upload_mib must lie between 1 and 256");
    if (!text_to_int(setting(cx, "api.requests_per_minute"), &per_minute) || per_minute < 0 ||
        per_minute > 1000000)
        return fail(&cx->err, USAGE, "api.requests_per_minute must lie between 0 and 1000000");
    if (!read_address(cx, *o->listen ? o->listen : setting(cx, "listen"), &host, &port) ||
        (!cx->db && !app_open_database(cx, o->db, false)) || !synthetic_banner(cx, &banner))
        return false;
    /* Threads of the listener inherit the mask, so that the signal waits here. */
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    Router *router =
        router_new(cx->arena, &(RouterOptions){.app = app,
                                               .db = o->db,
                                               .banner = banner,
                                               .threads = o->threads,
                                               .requests_per_minute = (int)per_minute});
    if (!listen_start(&cx->err,
                      &(ListenOptions){.address = host,
                                       .port = port,
                                       .most_body = (size_t)mib << 20,
                                       .handle = router_answer,
                                       .self = router},
                      &listener))
        return false;
    if (!starts_with(host, "127.") && !same(host, "::1"))
        fprintf(stderr, "pont: %s\n",
                T(cx,
                  "warning: there is no sign-in yet; anybody who reaches this address can read "
                  "and change everything"));
    printf("%s http://%s:%d  (%s)\n", T(cx, "Pont serves on"), host, listen_port(listener),
           T(cx, "stop with Ctrl-C"));
    fflush(stdout);
    sigwait(&set, &signal_number);
    listen_stop(listener);
    router_close(router);
    return true;
}
