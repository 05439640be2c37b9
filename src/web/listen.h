/* The HTTP listener: sockets in, complete requests out to one handler.
 *
 *     Listener *l;
 *     if (!listen_start(&err, &(ListenOptions){.address = "127.0.0.1", .port = 8080,
 *                                              .handle = answer, .self = app}, &l)) ...
 *     ... until a signal ...
 *     listen_stop(l);
 *
 * Meant for the local machine or behind a TLS proxy: it speaks plain HTTP/1.1. The handler runs
 * on one of a fixed number of threads, with an arena that lives until the answer is sent. Every
 * answer carries the security headers; pages are not cached unless the answer says otherwise.
 *
 * A connection that does not deliver a whole request within 10 s (plus a second for every 16
 * KiB received) is cut, and so is one that takes its answer slower than that. There are as many
 * connections as the limit of open files allows, at most 12,000; beyond, the one that has
 * waited longest gives way to the newcomer. */
#ifndef PONT_WEB_LISTEN_H
#define PONT_WEB_LISTEN_H

#include "web/request.h"

typedef struct Listener Listener;

/* Called once the body is complete, on several threads at a time. *out comes as {.status =
 * 200}; what it points to may live in the arena. */
typedef void (*Handler)(void *self, Arena *arena, const Request *in, Response *out);

typedef struct ListenOptions {
    const char *address;         /* numeric, IPv4 or IPv6; NULL means 127.0.0.1 */
    int port;                    /* 0: any free one, see listen_port */
    int threads;                 /* 0: as many as cores, at least 4 */
    size_t most_body;            /* bytes; 0: 16 MiB */
    int patience;                /* seconds, see above; 0: 10 */
    int most_connections;        /* 0: see above */
    const char *trusted_proxies; /* whose X-Forwarded headers count, see proxy.h; NULL: none */
    const char *hsts;            /* Strict-Transport-Security of answers over TLS; NULL: none */
    Handler handle;
    void *self;
} ListenOptions;

/* Fails with USAGE for an address that is none, with IO when it cannot be bound. */
bool listen_start(Err *err, const ListenOptions *options, Listener **out) MUST_CHECK;
int listen_port(const Listener *l);

/* What it is doing just now, and has cut so far. */
typedef struct ListenLoad {
    int connections, in_hand;
    size_t body_bytes;
    long cut_late, cut_for_room, refused;
} ListenLoad;
ListenLoad listen_load(Listener *l);

/* Stops taking connections, lets requests in hand finish (at most 10 s), and frees all. NULL is
 * accepted. */
void listen_stop(Listener *l);

#endif
