/* Who is at the other end, when a proxy stands between: the address and whether it came over
 * TLS are taken from the proxy's headers, and from nobody else's.
 *
 * Pure functions over text. */
#ifndef PONT_WEB_PROXY_H
#define PONT_WEB_PROXY_H

#include "web/request.h"

/* Fills in out->peer, ->secure, ->forwarded and ->id from its headers and the address at the
 * other end of the socket. `trusted` is a list of addresses with commas between ("" or NULL:
 * none): only when the socket's address is one of them do X-Forwarded-For and
 * X-Forwarded-Proto count. Of X-Forwarded-For the last address that is not a trusted proxy is
 * taken: what stands before it was written by that one, and may be a lie. */
void proxy_resolve(Arena *a, const char *trusted, const char *socket_peer, Request *out);

/* Who is counted as one asker: an address of IPv4, the /64 of one of IPv6, because that many
 * are given to one household. */
const char *proxy_network(Arena *a, const char *peer);

/* 8 to 64 letters, digits, '-', '_' or '.': anything else would be a way to write into a log.
 */
bool request_id_ok(const char *id);

#endif
