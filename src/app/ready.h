/* Whether requests can be answered: what /readyz asks. */
#ifndef PONT_APP_READY_H
#define PONT_APP_READY_H

#include "core/module.h"

typedef struct Readiness {
    const App *app;
    const char *db;
} Readiness;

/* The database answers, and has the schema of this program; else *why says what is wrong. self
 * is a Readiness. Opens a connection of its own: it must also tell when the pool's are dead. */
bool is_ready(void *self, Arena *a, const char **why);

#endif
