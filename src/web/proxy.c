/* Decides whom to believe about where a request comes from, and what it is called. */
#include "web/proxy.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <sys/random.h>

enum { FEWEST_ID = 8, MOST_ID = 64 };

/* An address in its one spelling ("::FFFF:127.0.0.1" is "127.0.0.1"); NULL for anything else.
 */
static const char *address(Arena *a, const char *text)
{
    unsigned char bytes[16];
    char out[INET6_ADDRSTRLEN];
    static const unsigned char mapped[12] = {[10] = 0xFF, 0xFF};
    int family = AF_INET;
    const unsigned char *from = bytes;
    if (inet_pton(AF_INET, text, bytes) != 1) {
        if (inet_pton(AF_INET6, text, bytes) != 1)
            return NULL;
        if (memcmp(bytes, mapped, sizeof mapped) == 0)
            from += sizeof mapped;
        else
            family = AF_INET6;
    }
    return inet_ntop(family, from, out, sizeof out) ? arena_strdup(a, out) : NULL;
}

static bool is_trusted(Arena *a, const char *trusted, const char *who)
{
    const char **one;
    int n = text_split(a, trusted, ',', &one);
    for (int i = 0; i < n; i++) {
        const char *known = address(a, one[i]);
        if (known && same(known, who))
            return true;
    }
    return false;
}

const char *proxy_network(Arena *a, const char *peer)
{
    enum { NETWORK_BYTES = 8 };
    unsigned char bytes[16];
    char out[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, peer, bytes) != 1)
        return peer;
    memset(bytes + NETWORK_BYTES, 0, sizeof bytes - NETWORK_BYTES);
    return inet_ntop(AF_INET6, bytes, out, sizeof out) ? arena_printf(a, "%s/64", out) : peer;
}

bool request_id_ok(const char *id)
{
    size_t n = strlen(id);
    if (n < FEWEST_ID || n > MOST_ID)
        return false;
    for (; *id; id++)
        if (!isalnum((unsigned char)*id) && *id != '-' && *id != '_' && *id != '.')
            return false;
    return true;
}

static const char *new_id(Arena *a)
{
    unsigned char bytes[16];
    char *out = arena_alloc(a, 2 * sizeof bytes + 1);
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return "none";
    for (size_t i = 0; i < sizeof bytes; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    return out;
}

void proxy_resolve(Arena *a, const char *trusted, const char *socket_peer, Request *out)
{
    const Headers *h = &out->headers;
    const char *peer = address(a, socket_peer);
    out->peer = peer ? peer : "unknown";
    out->forwarded = h->x_forwarded_for || h->x_forwarded_proto || h->forwarded;
    out->secure = false;
    out->id = h->x_request_id && request_id_ok(h->x_request_id) ? h->x_request_id : new_id(a);
    if (!peer || !trusted || !*trusted || !is_trusted(a, trusted, peer))
        return;
    out->secure = h->x_forwarded_proto && same_fold(h->x_forwarded_proto, "https");
    const char **hop;
    int n = h->x_forwarded_for ? text_split(a, h->x_forwarded_for, ',', &hop) : 0;
    while (n-- > 0) {
        const char *who = address(a, hop[n]);
        if (!who)
            return; /* broken: what we know for certain is the nearest that we trust */
        out->peer = who;
        if (!is_trusted(a, trusted, who))
            return;
    }
}
