/* The log of requests: one JSON object a line. What happened, never to whom: no address, no
 * person, no query, no path beyond the row of the tables that answered. */
#ifndef PONT_WEB_LOG_H
#define PONT_WEB_LOG_H

#include "web/request.h"
#include <time.h>

/* The line for one answered request, with its line end. */
const char *log_line(Arena *a, struct timespec at, const Request *in, const Response *out,
                     double seconds);
/* Writes it to standard error in one piece, so that lines of several threads do not mix. */
void log_write(const char *line);

#endif
