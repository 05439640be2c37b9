/* Serves pages and the interface until a signal. Decides what is said at the start. */
#include "app/app.h"
#include "app/ready.h"
#include "core/worker.h"
#include "db/db.h"
#include "modules/person/person.h"
#include "web/front.h"
#include "web/router.h"
#include "web/visit.h"
#include <signal.h>
#include <unistd.h>

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

/* Said on every page of an example, and when a collection is synthetic. */
static bool synthetic_banner(Ctx *cx, const char **out)
{
    int64_t n = 0;
    bool example;
    if (!person_is_example(cx, &example) ||
        !db_one_int(cx, &n,
                    "SELECT COUNT(*) FROM workforce_collection c WHERE c.synthetic = 1"
                    " AND EXISTS (SELECT 1 FROM workforce_return r"
                    " WHERE r.collection = c.id)",
                    NO_ARGS))
        return false;
    *out = example ? N_("Example database: the data are synthetic, and anybody may sign in as "
                        "one of its sample people.")
           : n     ? N_("Synthetic example data: these are not real returns.")
                   : NULL;
    return true;
}

static const char *blank_is_none(const char *s)
{
    return *s ? s : NULL;
}

bool serve(Ctx *cx, const App *app, const Options *o)
{
    const char *host = NULL, *banner = NULL;
    int port = 0, signal_number;
    int64_t mib, cache_mib, per_minute, n_workers, patience;
    Listener *listener;
    sigset_t set;
    if (!*o->db)
        return fail(&cx->err, USAGE, "serve needs a database: give --db FILE");
    if (!text_to_int(setting(cx, "largest_upload_mib"), &mib) || mib < 1 || mib > 256)
        return fail(&cx->err, USAGE, "largest_upload_mib must lie between 1 and 256");
    if (!text_to_int(setting(cx, "web.cache_mib"), &cache_mib) || cache_mib < 0 ||
        cache_mib > 1024)
        return fail(&cx->err, USAGE, "web.cache_mib must lie between 0 and 1024");
    if (!text_to_int(setting(cx, "api.requests_per_minute"), &per_minute) || per_minute < 0 ||
        per_minute > 1000000)
        return fail(&cx->err, USAGE, "api.requests_per_minute must lie between 0 and 1000000");
    if (!text_to_int(setting(cx, "jobs.workers"), &n_workers) || n_workers < 0 ||
        n_workers > 16 || !text_to_int(setting(cx, "jobs.patience"), &patience) ||
        patience < 3 || patience > 3600)
        return fail(&cx->err, USAGE,
                    "jobs.workers must lie between 0 and 16, jobs.patience between 3 and 3600");
    if (!read_address(cx, *o->listen ? o->listen : setting(cx, "listen"), &host, &port) ||
        (!cx->db && !app_open_database(cx, o->db, false)) || !synthetic_banner(cx, &banner))
        return false;
    /* Threads of the listener inherit the mask, so that the signal waits here. */
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (!isatty(STDIN_FILENO))
        signal(SIGHUP, SIG_IGN); /* there is nothing to read again */
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    Workers *workers = NULL;
    if (!workers_start(cx->arena, &cx->err,
                       &(WorkersOptions){.app = app,
                                         .db = o->db,
                                         .n = (int)n_workers,
                                         .threads = o->threads,
                                         .patience = (int)patience,
                                         .show = forms_show},
                       &workers))
        return false;
    Router *router =
        router_new(cx->arena, &(RouterOptions){.app = app,
                                               .db = o->db,
                                               .banner = banner,
                                               .threads = o->threads,
                                               .cache_bytes = (size_t)cache_mib << 20,
                                               .workers = n_workers ? workers : NULL,
                                               .requests_per_minute = (int)per_minute});
    Readiness readiness = {app, o->db};
    Front *front = front_new(
        cx->arena, &(FrontOptions){.next = router_answer,
                                   .next_self = router,
                                   .log_requests = same(setting(cx, "log.requests"), "yes"),
                                   .ready = is_ready,
                                   .ready_self = &readiness,
                                   .gauges = router_gauges});
    if (!listen_start(&cx->err,
                      &(ListenOptions){.address = host,
                                       .port = port,
                                       .most_body = (size_t)mib << 20,
                                       .trusted_proxies = setting(cx, "web.trusted_proxies"),
                                       .hsts = blank_is_none(setting(cx, "web.hsts")),
                                       .handle = front_answer,
                                       .self = front},
                      &listener))
        return false;
    if (!starts_with(host, "127.") && !same(host, "::1"))
        fprintf(stderr, "pont: %s\n",
                T(cx,
                  "warning: this address is reached from other machines, over plain HTTP; "
                  "browsers keep the cookie of a session over TLS only: put a proxy in front "
                  "(docs/operate.md)"));
    printf("%s http://%s:%d  (%s)\n", T(cx, "Pont serves on"), host, listen_port(listener),
           T(cx, "stop with Ctrl-C"));
    fflush(stdout);
    front_listener(front, listener);
    sigwait(&set, &signal_number);
    front_closing(front);
    front_listener(front, NULL);
    listen_stop(listener);
    workers_stop(workers);
    front_close(front);
    router_close(router);
    return true;
}
