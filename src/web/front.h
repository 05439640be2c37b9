/* What stands between the listener and the router: health, counts, the log, compression. Every
 * request passes; what it means is the router's business.
 *
 *   /healthz   the process answers                       200 always
 *   /readyz    so does the database, and it is current   200, or 503 with one reason; 503 while
 *              the program is stopping
 *   /metrics   counts, see metrics.h                     for this machine only */
#ifndef PONT_WEB_FRONT_H
#define PONT_WEB_FRONT_H

#include "web/listen.h"

typedef struct Front Front;

typedef struct FrontOptions {
    Handler next; /* the router */
    void *next_self;
    bool log_requests;
    /* Whether requests can be answered; else says why. Called at most once a second, by one
     * thread at a time. NULL: always. */
    bool (*ready)(void *self, Arena *a, const char **why);
    void *ready_self;
    /* Further counts, written with metrics_put; gets next_self. NULL: none. */
    void (*gauges)(void *self, Buf *out);
} FrontOptions;

Front *front_new(Arena *a, const FrontOptions *options);
/* A listener's handler; self is the Front. */
void front_answer(void *self, Arena *arena, const Request *in, Response *out);
/* The listener, once it is started: its load is among the counts. */
void front_listener(Front *f, Listener *l);
/* From now on /readyz says no, and each answer ends its connection. */
void front_closing(Front *f);
void front_close(Front *f);

/* Whether this request may read the counts: one from this machine that no proxy passed on. */
bool metrics_allowed(const Request *in);

#endif
