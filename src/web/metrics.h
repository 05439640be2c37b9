/* Counts of requests for a monitoring system, in Prometheus' text form. By row of the modules'
 * tables, method and status: nothing about who asked, and nothing that a caller can make grow.
 *
 * All functions may be called from any thread. */
#ifndef PONT_WEB_METRICS_H
#define PONT_WEB_METRICS_H

#include "web/request.h"

typedef struct Metrics Metrics;

Metrics *metrics_new(Arena *a); /* lives as long as the arena */
void metrics_close(Metrics *m);

/* One answered request. route NULL counts as "none". */
void metrics_count(Metrics *m, const char *route, Method method, int status, double seconds,
                   size_t bytes);
/* All counts, then the process: CPU time, resident memory, start. */
void metrics_write(Metrics *m, Buf *out);
/* One number of somebody else's: "# HELP", "# TYPE" and the line. kind: "gauge" or "counter".
 */
void metrics_put(Buf *out, const char *name, const char *kind, const char *help, double value);

const char *method_name(Method m);

#endif
