/* Decides what is counted about requests, and how counts are written. */
#include "web/metrics.h"
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SERIES = 1024, MOST_ROUTES = 256, LONGEST_ROUTE = 96, BUCKETS = 12 };

static const double bounds[BUCKETS] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                       0.05,   0.1,   0.25,   0.5,   1,    5};

typedef struct Route {
    char name[LONGEST_ROUTE];
    uint64_t requests, bytes, within[BUCKETS];
    double seconds;
} Route;

typedef struct Series {
    int route, status;
    Method method;
    uint64_t n;
} Series;

/* Tables are small and searched from the front: what is asked most is soon there. */
struct Metrics {
    pthread_mutex_t lock;
    int n_routes, n_series;
    Route routes[MOST_ROUTES];
    Series series[MOST_SERIES];
    double started; /* seconds since 1970 */
};

const char *method_name(Method m)
{
    static const char *const names[] = {"GET", "HEAD", "POST"};
    return (size_t)m < sizeof names / sizeof *names ? names[m] : "OTHER";
}

Metrics *metrics_new(Arena *a)
{
    Metrics *m = NEW(a, Metrics);
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    m->started = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void metrics_close(Metrics *m)
{
    pthread_mutex_destroy(&m->lock);
}

/* The last place takes what does not fit, so that a full table still counts. */
static int route_of(Metrics *m, const char *name)
{
    for (int i = 0; i < m->n_routes; i++)
        if (strncmp(m->routes[i].name, name, LONGEST_ROUTE - 1) == 0)
            return i;
    if (m->n_routes == MOST_ROUTES)
        return MOST_ROUTES - 1;
    (void)snprintf(m->routes[m->n_routes].name, LONGEST_ROUTE, "%s",
                   m->n_routes == MOST_ROUTES - 1 ? "other" : name);
    return m->n_routes++;
}

static Series *series_of(Metrics *m, int route, Method method, int status)
{
    for (int i = 0; i < m->n_series; i++)
        if (m->series[i].route == route && m->series[i].method == method &&
            m->series[i].status == status)
            return &m->series[i];
    if (m->n_series == MOST_SERIES)
        return &m->series[MOST_SERIES - 1];
    m->series[m->n_series] = (Series){.route = route, .method = method, .status = status};
    return &m->series[m->n_series++];
}

void metrics_count(Metrics *m, const char *route, Method method, int status, double seconds,
                   size_t bytes)
{
    pthread_mutex_lock(&m->lock);
    int i = route_of(m, route ? route : "none");
    Route *r = &m->routes[i];
    r->requests++;
    r->bytes += bytes;
    r->seconds += seconds;
    for (int b = BUCKETS - 1; b >= 0 && seconds <= bounds[b]; b--)
        r->within[b]++;
    series_of(m, i, method, status)->n++;
    pthread_mutex_unlock(&m->lock);
}

/* A label's value: a quote or a backslash of a route would end it. */
static void put_label(Buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            buf_putc(out, '\\');
        buf_putc(out, *s);
    }
}

static void put_head(Buf *out, const char *name, const char *kind, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

void metrics_put(Buf *out, const char *name, const char *kind, const char *help, double value)
{
    put_head(out, name, kind, help);
    buf_printf(out, "%s %.15g\n", name, value);
}

static void put_process(const Metrics *m, Buf *out)
{
    struct rusage used;
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f) {
        if (fscanf(f, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    getrusage(RUSAGE_SELF, &used);
    metrics_put(out, "process_cpu_seconds_total", "counter",
                "User and system CPU time spent in seconds.",
                (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    metrics_put(out, "process_resident_memory_bytes", "gauge", "Resident memory in bytes.",
                (double)pages * (double)sysconf(_SC_PAGESIZE));
    metrics_put(out, "process_start_time_seconds", "gauge",
                "Start of the process in seconds since 1970.", m->started);
}

void metrics_write(Metrics *m, Buf *out)
{
    pthread_mutex_lock(&m->lock);
    put_head(out, "pont_requests_total", "counter", "Requests answered.");
    for (int i = 0; i < m->n_series; i++) {
        const Series *s = &m->series[i];
        buf_puts(out, "pont_requests_total{route=\"");
        put_label(out, m->routes[s->route].name);
        buf_printf(out, "\",method=\"%s\",status=\"%d\"} %llu\n", method_name(s->method),
                   s->status, (unsigned long long)s->n);
    }
    put_head(out, "pont_request_seconds", "histogram", "Time to make an answer, in seconds.");
    for (int i = 0; i < m->n_routes; i++) {
        const Route *r = &m->routes[i];
        for (int b = 0; b <= BUCKETS; b++) {
            buf_puts(out, "pont_request_seconds_bucket{route=\"");
            put_label(out, r->name);
            if (b < BUCKETS)
                buf_printf(out, "\",le=\"%g\"} %llu\n", bounds[b],
                           (unsigned long long)r->within[b]);
            else
                buf_printf(out, "\",le=\"+Inf\"} %llu\n", (unsigned long long)r->requests);
        }
        buf_puts(out, "pont_request_seconds_sum{route=\"");
        put_label(out, r->name);
        buf_printf(out, "\"} %.9g\npont_request_seconds_count{route=\"", r->seconds);
        put_label(out, r->name);
        buf_printf(out, "\"} %llu\n", (unsigned long long)r->requests);
    }
    put_head(out, "pont_answer_bytes_total", "counter", "Bytes of answers' bodies.");
    for (int i = 0; i < m->n_routes; i++) {
        buf_puts(out, "pont_answer_bytes_total{route=\"");
        put_label(out, m->routes[i].name);
        buf_printf(out, "\"} %llu\n", (unsigned long long)m->routes[i].bytes);
    }
    pthread_mutex_unlock(&m->lock);
    put_process(m, out);
}
