/* Open connections and their age: which is cut because it waits too long, and which gives way
 * when there are too many.
 *
 * The HTTP library's own timeout counts idle time only, so a byte now and then would hold a
 * connection for ever; and at its limit it turns away newcomers, so whoever holds the
 * connections first would hold the door. Here every wait has a deadline, and near the limit the
 * one who has waited longest gives way.
 *
 * Knows sockets, not HTTP. All functions may be called from any thread. */
#ifndef PONT_WEB_WIRES_H
#define PONT_WEB_WIRES_H

#include "base/err.h"
#include <stddef.h>

typedef struct Wires Wires;
typedef struct Wire Wire;

typedef struct WireCounts {
    int open;     /* that are not being cut */
    long late;    /* cut so far because their deadline passed */
    long pressed; /* cut so far to make room */
} WireCounts;

/* Seconds of the monotonic clock. */
long wires_now(void);

/* Raises the process's limit of open files as far as it may, and says how many connections fit
 * in, at most `wanted`. */
int wires_that_fit(int wanted);

/* At most `most` are kept. Starts a thread that looks once a second. */
bool wires_start(Err *err, int most, Wires **out) MUST_CHECK;
void wires_stop(Wires *all);

/* NULL only when there is no memory. */
Wire *wires_add(Wires *all, int socket, long deadline);
/* Before its socket is closed. */
void wires_remove(Wires *all, Wire *w);

/* A new wait for the other side begins. */
void wire_waits(Wires *all, Wire *w, long deadline);
/* The present wait may last longer. */
void wire_until(Wire *w, long deadline);
/* We work; it is never cut. */
void wire_works(Wire *w);

WireCounts wires_count(Wires *all);

#endif
