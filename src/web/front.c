/* Decides what is done for every request, whatever it asks. */
#include "web/front.h"
#include "web/compress.h"
#include "web/log.h"
#include "web/metrics.h"
#include <pthread.h>
#include <stdatomic.h>

struct Front {
    FrontOptions options;
    Metrics *metrics;
    _Atomic(Listener *) listener;
    atomic_bool closing;
    pthread_mutex_t lock; /* of what follows */
    long asked;           /* when `ready` was last asked: second of the monotonic clock */
    bool is_ready;
    char why[256];
};

Front *front_new(Arena *a, const FrontOptions *options)
{
    Front *f = NEW(a, Front);
    f->options = *options;
    f->metrics = metrics_new(a);
    f->asked = -1;
    pthread_mutex_init(&f->lock, NULL);
    return f;
}

void front_listener(Front *f, Listener *l)
{
    atomic_store(&f->listener, l);
}

void front_closing(Front *f)
{
    atomic_store(&f->closing, true);
}

void front_close(Front *f)
{
    pthread_mutex_destroy(&f->lock);
    metrics_close(f->metrics);
}

bool metrics_allowed(const Request *in)
{
    return !in->forwarded && (starts_with(in->peer, "127.") || same(in->peer, "::1"));
}

static double seconds_since(struct timespec began)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)(t.tv_sec - began.tv_sec) + (double)(t.tv_nsec - began.tv_nsec) / 1e9;
}

/* ---------------------------------------------------------------- health */

static void answer_ready(Front *f, Arena *a, Response *out)
{
    struct timespec t;
    out->route = "/readyz";
    if (atomic_load(&f->closing)) {
        respond_text(out, 503, "stopping\n");
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &t);
    pthread_mutex_lock(&f->lock);
    if (f->asked != (long)t.tv_sec) {
        const char *why = "not ready";
        f->is_ready = !f->options.ready || f->options.ready(f->options.ready_self, a, &why);
        f->asked = (long)t.tv_sec;
        (void)snprintf(f->why, sizeof f->why, "%s", why);
    }
    bool ready = f->is_ready;
    const char *said = arena_printf(a, "%s\n", ready ? "ready" : f->why);
    pthread_mutex_unlock(&f->lock);
    respond_text(out, ready ? 200 : 503, said);
}

static void answer_metrics(Front *f, Arena *a, Response *out)
{
    Buf b = buf_new(a, 0);
    metrics_write(f->metrics, &b);
    Listener *l = atomic_load(&f->listener);
    if (l) {
        ListenLoad load = listen_load(l);
        metrics_put(&b, "pont_connections", "gauge", "Open connections.", load.connections);
        metrics_put(&b, "pont_requests_in_hand", "gauge",
                    "Requests being answered, this one included.", load.in_hand);
        metrics_put(&b, "pont_body_bytes", "gauge", "Bytes of bodies held just now.",
                    (double)load.body_bytes);
        metrics_put(&b, "pont_connections_late_total", "counter",
                    "Connections cut because they were too slow.", (double)load.cut_late);
        metrics_put(&b, "pont_connections_pressed_total", "counter",
                    "Connections cut to make room for others.", (double)load.cut_for_room);
        metrics_put(&b, "pont_refusals_total", "counter",
                    "Requests refused before anybody read them.", (double)load.refused);
    }
    if (f->options.gauges)
        f->options.gauges(f->options.next_self, &b);
    out->route = "/metrics";
    out->type = "text/plain; version=0.0.4; charset=utf-8";
    out->body = buf_text(&b);
    out->size = b.len;
}

static bool answer_own(Front *f, Arena *a, const Request *in, Response *out)
{
    if (in->method == METHOD_POST)
        return false;
    if (same(in->path, "/healthz")) {
        respond_text(out, 200, "alive\n");
        out->route = "/healthz";
    } else if (same(in->path, "/readyz")) {
        answer_ready(f, a, out);
    } else if (same(in->path, "/metrics") && metrics_allowed(in)) {
        answer_metrics(f, a, out);
    } else {
        return false;
    }
    return true;
}

/* ---------------------------------------------------------------- all requests */

void front_answer(void *self, Arena *arena, const Request *in, Response *out)
{
    Front *f = self;
    struct timespec began;
    clock_gettime(CLOCK_MONOTONIC, &began);
    if (!answer_own(f, arena, in, out))
        f->options.next(f->options.next_self, arena, in, out);
    if (out->status == 304 || out->status == 204) { /* these have no body, whatever was made */
        out->body = NULL;
        out->size = 0;
        out->type = NULL;
    }
    compress_response(arena, in, out);
    if (atomic_load(&f->closing))
        respond_header(arena, out, "Connection", "close");
    double seconds = seconds_since(began);
    metrics_count(f->metrics, out->route, in->method, out->status, seconds, out->size);
    if (f->options.log_requests) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        log_write(log_line(arena, now, in, out, seconds));
    }
}
