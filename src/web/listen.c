/* Decides how libmicrohttpd is driven: the only file that knows it. Which requests are good is
 * decided by gate.c, what they mean by the handler.
 *
 * The library (0.9.75) reads a request's head in place, hands it over, and lets through some
 * that two readers could understand differently. So the head is checked again here, byte by
 * byte (head_is_plain), before the body is looked at. How long a connection may wait is told to
 * wires.h. */
#include "web/listen.h"
#include "web/gate.h"
#include "web/proxy.h"
#include "web/wires.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    IDLE_SECONDS = 15,
    PATIENCE_SECONDS = 10,
    SLOWEST_BYTES_PER_SECOND = 16 * 1024,
    MOST_CONNECTIONS = 12000,
    MOST_PER_ADDRESS = 100, /* not for the loopback address: a proxy is one client */
    HEAD_BYTES = 36 * 1024, /* for each connection: decision 050 */
    BACKLOG = 4096,
    MOST_HEADERS = 100,
    DEFAULT_BODY = 16 << 20,
    FEWEST_THREADS = 4,
    STOP_SECONDS = 10,
};
/* All bodies being received together: beyond it, 503. */
static const size_t MOST_BODIES = (size_t)256 << 20;

struct Listener {
    ListenOptions options;
    struct MHD_Daemon *daemon;
    Wires *wires;
    atomic_size_t body_bytes;
    atomic_long refused;
    atomic_int in_hand; /* requests whose handler runs or whose answer is being sent */
};

/* One request, from its first line to the end of its answer. */
typedef struct Pending {
    Listener *listener;
    Arena *arena; /* from the end of the head on: a half-sent head costs little memory */
    char *raw_target;
    Request request;
    Buf body;
    size_t counted; /* of listener->body_bytes */
    long began;
    bool head_seen, too_large, in_hand;
} Pending;

static Wire *wire_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The other side may take until then for so many bytes. */
static long time_for(const Listener *l, long from, size_t bytes)
{
    return from + l->options.patience + (long)(bytes / SLOWEST_BYTES_PER_SECOND);
}

/* ---- answers ---- */

/* The library refuses a line break in a value; nothing else can go wrong. */
static bool add(struct MHD_Response *r, const char *name, const char *value)
{
    return MHD_add_response_header(r, name, value) == MHD_YES;
}

/* On every answer of ours. The library's own answers (414, 431, 505 and a broken chunk: a line
 * of text to a client that broke the rules) cannot be given any. */
static const struct {
    const char *name, *value;
} always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
     "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static bool add_headers(struct MHD_Response *r, const Listener *l, const Request *in,
                        const Response *out)
{
    bool ok = (!out->type || add(r, "Content-Type", out->type)) &&
              (!out->location || add(r, "Location", out->location)) &&
              add(r, "Cache-Control", out->cache ? out->cache : "no-store") &&
              (!in->id || add(r, "X-Request-Id", in->id));
    for (size_t i = 0; ok && i < sizeof always / sizeof *always; i++)
        ok = add(r, always[i].name, always[i].value);
    if (ok && in->secure && l->options.hsts)
        ok = add(r, "Strict-Transport-Security", l->options.hsts);
    for (int i = 0; ok && i < out->headers.n; i++)
        ok = add(r, out->headers.items[i].name, out->headers.items[i].value);
    return ok;
}

static enum MHD_Result send_answer(struct MHD_Connection *c, const Pending *p,
                                   const Response *out)
{
    /* The body stays in the arena until the request is completed. */
    struct MHD_Response *r =
        MHD_create_response_from_buffer(out->size, (void *)out->body, MHD_RESPMEM_PERSISTENT);
    if (!r)
        return MHD_NO;
    if (!add_headers(r, p->listener, &p->request, out)) {
        MHD_destroy_response(r);
        Response sorry = {0};
        respond_text(&sorry, 500, "The answer had a header that cannot be sent.\n");
        return send_answer(c, p, &sorry);
    }
    enum MHD_Result queued = MHD_queue_response(c, (unsigned)out->status, r);
    MHD_destroy_response(r);
    return queued;
}

/* A refused request ends the connection: what follows on it is not to be trusted. */
static enum MHD_Result send_refusal(struct MHD_Connection *c, Pending *p, const Refusal *no)
{
    Response out = {0};
    atomic_fetch_add(&p->listener->refused, 1);
    respond_text(&out, no->status, arena_printf(p->arena, "%s\n", no->why));
    respond_header(p->arena, &out, "Connection", "close");
    if (no->status == 405)
        respond_header(p->arena, &out, "Allow", "GET, HEAD, POST");
    wire_until(wire_of(c), time_for(p->listener, wires_now(), 0));
    return send_answer(c, p, &out);
}

/* ---- the head ---- */

typedef struct Head {
    RawHeader items[MOST_HEADERS + 1];
    int n;
} Head;

static enum MHD_Result collect(void *self, enum MHD_ValueKind kind, const char *name,
                               size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    Head *h = self;
    if (h->n <= MOST_HEADERS)
        h->items[h->n++] =
            (RawHeader){name, value ? value : "", name_size, value ? value_size : 0};
    return MHD_YES;
}

/* The library cuts the head into strings where it stands: it puts NUL over the spaces of the
 * first line, the colons, and both bytes of each CRLF. If every piece starts where the one
 * before ends, then the head was nothing but `METHOD target VERSION CRLF (name: value CRLF)*
 * CRLF`. Anything else breaks the chain: a NUL of the sender, a line that ends in CR or LF
 * alone, a folded line. */
static bool head_is_plain(struct MHD_Connection *c, const char *method, const char *raw_target,
                          const char *version, const Head *h)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (!info || (!same(version, "HTTP/1.1") && !same(version, "HTTP/1.0")))
        return false;
    const char *at = method + strlen(method) + 1 + strlen(raw_target) + 1;
    if (at != version)
        return false;
    at += strlen(version);
    for (int i = 0; i < h->n; i++) {
        if (at[0] || at[1] || at + 2 != h->items[i].name)
            return false;
        const char *colon = at + 2 + h->items[i].name_size, *value = colon + 1;
        while (*value == ' ' || *value == '\t')
            value++;
        if (*colon || value != h->items[i].value)
            return false;
        at = value + h->items[i].value_size;
    }
    at += 4; /* the last line's end and the empty line */
    return !at[-4] && !at[-3] && !at[-2] && !at[-1] &&
           (size_t)(at - method) == info->header_size;
}

static const char *address_of(Arena *a, struct MHD_Connection *c)
{
    char text[INET6_ADDRSTRLEN] = "";
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *s = info ? info->client_addr : NULL;
    if (s && s->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)s)->sin_addr, text, sizeof text);
    else if (s && s->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)s)->sin6_addr, text, sizeof text);
    return arena_strdup(a, text);
}

static bool hear_head(struct MHD_Connection *c, const char *method, const char *version,
                      Pending *p, Refusal *no)
{
    Head head = {.n = 0};
    BodyPlan plan;
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, collect, &head);
    if (head.n > MOST_HEADERS)
        return refuse(no, 431, "There are too many headers.");
    if (!head_is_plain(c, method, p->raw_target, version, &head))
        return refuse(no, 400, "The request is not plain HTTP/1.1.");
    size_t most = p->listener->options.most_body;
    if (!gate_method(method, &p->request.method, no) ||
        !gate_target(p->arena, p->raw_target, &p->request, no) ||
        !gate_headers(p->arena, head.items, head.n, most, &p->request, &plan, no))
        return false;
    proxy_resolve(p->arena, p->listener->options.trusted_proxies, address_of(p->arena, c),
                  &p->request);
    p->body = buf_new(p->arena, most);
    return true;
}

/* ---- the life of a request ---- */

static void *request_begins(void *self, const char *target, struct MHD_Connection *c)
{
    Pending *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->listener = self;
    p->began = wires_now();
    p->raw_target = strdup(target);
    (void)c; /* the deadline stays: it was set when the connection began to wait */
    if (p->raw_target)
        return p;
    free(p);
    return NULL;
}

static void request_ends(void *self, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode how)
{
    (void)how;
    Listener *l = self;
    Pending *p = *context;
    if (p) {
        atomic_fetch_sub(&l->body_bytes, p->counted);
        if (p->in_hand)
            atomic_fetch_sub(&l->in_hand, 1);
        arena_free(p->arena);
        free(p->raw_target);
        free(p);
    }
    *context = NULL;
    wire_waits(l->wires, wire_of(c), time_for(l, wires_now() + IDLE_SECONDS, 0));
}

static void take_body(struct MHD_Connection *c, Pending *p, const char *data, size_t size)
{
    Listener *l = p->listener;
    p->counted += size;
    if (atomic_fetch_add(&l->body_bytes, size) + size > MOST_BODIES)
        p->too_large = true;
    if (!p->too_large)
        buf_put(&p->body, data, size);
    p->too_large = p->too_large || p->body.over;
    wire_until(wire_of(c), time_for(l, p->began, p->body.len));
}

static enum MHD_Result answer(struct MHD_Connection *c, Pending *p)
{
    Listener *l = p->listener;
    Refusal no;
    p->in_hand = true;
    atomic_fetch_add(&l->in_hand, 1);
    if (p->too_large) {
        no = p->body.over ? (Refusal){413, "The body is larger than this server takes."}
                          : (Refusal){503, "The server is busy receiving other files."};
        return send_refusal(c, p, &no);
    }
    p->request.body = (Bytes){buf_text(&p->body), p->body.len};
    if (!gate_form(p->arena, &p->request, &no))
        return send_refusal(c, p, &no);

    wire_works(wire_of(c));
    Response out = {.status = 200};
    l->options.handle(l->options.self, p->arena, &p->request, &out);
    wire_until(wire_of(c), time_for(l, wires_now(), out.size));
    return send_answer(c, p, &out);
}

/* Called by the library for the head, for each piece of the body, and at its end. */
static enum MHD_Result on_request(void *self, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_size, void **context)
{
    (void)self;
    (void)url;
    Pending *p = *context;
    if (!p)
        return MHD_NO;
    if (!p->head_seen) {
        Refusal no;
        p->head_seen = true;
        p->arena = arena_new();
        return hear_head(c, method, version, p, &no) ? MHD_YES : send_refusal(c, p, &no);
    }
    if (*data_size) {
        /* A chunked body shows its size only as it comes; no answer can be given in its midst,
         * so the rest is dropped for a while, and then the connection. */
        take_body(c, p, data, *data_size);
        *data_size = 0;
        return p->counted > 2 * p->listener->options.most_body ? MHD_NO : MHD_YES;
    }
    return answer(c, p);
}

/* ---- connections ---- */

static void on_connection(void *self, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    Listener *l = self;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int s = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = wires_add(l->wires, s, time_for(l, wires_now(), 0));
    } else { /* the socket is still open: the library closes it after this */
        wires_remove(l->wires, *context);
        *context = NULL;
    }
}

/* ---- start and stop ---- */

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} Address;

static bool read_address(const char *text, int port, Address *out, bool *loopback)
{
    Address a = {0};
    if (port < 0 || port > 65535)
        return false;
    if (inet_pton(AF_INET, text, &a.v4.sin_addr) == 1) {
        a.v4.sin_family = AF_INET;
        a.v4.sin_port = htons((uint16_t)port);
        *loopback = starts_with(text, "127.");
    } else if (inet_pton(AF_INET6, text, &a.v6.sin6_addr) == 1) {
        a.v6.sin6_family = AF_INET6;
        a.v6.sin6_port = htons((uint16_t)port);
        *loopback = IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
    } else {
        return false;
    }
    *out = a;
    return true;
}

static void silent(void *self, const char *format, va_list args)
{
    /* What it would log is the noise of bad clients. */
    (void)self;
    (void)format;
    (void)args;
}

bool listen_start(Err *err, const ListenOptions *options, Listener **out)
{
    Listener *l = calloc(1, sizeof *l);
    if (!l)
        return fail(err, IO, "no memory for the listener");
    l->options = *options;
    ListenOptions *o = &l->options;
    o->address = o->address ? o->address : "127.0.0.1";
    o->most_body = o->most_body ? o->most_body : DEFAULT_BODY;
    o->patience = o->patience ? o->patience : PATIENCE_SECONDS;
    if (o->threads < 1)
        o->threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (options->threads < 1 && o->threads < FEWEST_THREADS)
        o->threads = FEWEST_THREADS;

    Address address;
    bool loopback;
    if (!read_address(o->address, o->port, &address, &loopback)) {
        free(l);
        return fail(err, USAGE, "'%s' port %d is no address to listen on", options->address,
                    options->port);
    }
    /* The library stops accepting at its limit, for each thread by itself: ours comes first. */
    int most = o->most_connections ? o->most_connections : wires_that_fit(MOST_CONNECTIONS);
    if (!wires_start(err, most - most / 8, &l->wires)) {
        free(l);
        return false;
    }
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_USE_ERROR_LOG;
    if (address.any.sa_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    errno = 0;
    l->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, l, MHD_OPTION_EXTERNAL_LOGGER, silent, NULL,
        MHD_OPTION_SOCK_ADDR, &address.any, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)o->threads,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)most, MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)BACKLOG,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, loopback ? 0u : (unsigned)MOST_PER_ADDRESS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 0,
        MHD_OPTION_URI_LOG_CALLBACK, request_begins, l, MHD_OPTION_NOTIFY_COMPLETED,
        request_ends, l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (!l->daemon) {
        int why = errno;
        wires_stop(l->wires);
        free(l);
        return fail(err, IO, "cannot listen on %s port %d: %s",
                    options->address ? options->address : "127.0.0.1", options->port,
                    why ? strerror(why) : "the system refused");
    }
    *out = l;
    return true;
}

int listen_port(const Listener *l)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

ListenLoad listen_load(Listener *l)
{
    WireCounts wires = wires_count(l->wires);
    return (ListenLoad){.connections = wires.open,
                        .in_hand = atomic_load(&l->in_hand),
                        .body_bytes = atomic_load(&l->body_bytes),
                        .cut_late = wires.late,
                        .cut_for_room = wires.pressed,
                        .refused = atomic_load(&l->refused)};
}

void listen_stop(Listener *l)
{
    if (!l)
        return;
    MHD_socket listening = MHD_quiesce_daemon(l->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    for (int i = 0; i < STOP_SECONDS * 50 && atomic_load(&l->in_hand) > 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    MHD_stop_daemon(l->daemon);
    wires_stop(l->wires);
    free(l);
}
