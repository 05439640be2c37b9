/* Ctrl-C (SIGINT) and SIGTERM during a long command: the first asks it to end in good order,
 * the second ends the program at once. */
#ifndef PONT_APP_STOP_H
#define PONT_APP_STOP_H

#include "base/arena.h"
#include <stdbool.h>

typedef struct Stop Stop;

/* From now on signals are heard; NULL when the machine gives no thread for it (they then end
 * the program as ever). Before other threads are made. */
Stop *stop_listen(Arena *a);
/* Whether somebody has asked; self is a Stop or NULL. For Progress.stop. */
bool stop_asked(void *self);
/* Signals mean again what they meant. */
void stop_close(Stop *s);

#endif
