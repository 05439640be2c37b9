/* From a request to an answer: pages, forms, JSON and assets, all from the modules' tables.
 *
 *   /noun...            pages                    /cy/noun... the same in Welsh
 *   /noun/verb          an action's form (GET), and the action (POST)
 *   /api/noun/verb      the action as JSON (GET where it changes nothing; POST)
 *   /assets/name.hash   style, script, pictures
 */
#ifndef PONT_WEB_ROUTER_H
#define PONT_WEB_ROUTER_H

#include "core/module.h"
#include "web/listen.h"

typedef struct Router Router;

typedef struct RouterOptions {
    const App *app;
    const char *db;          /* already migrated */
    const char *banner;      /* said on every page, in English (translated); NULL: none */
    int threads;             /* of a simulation */
    size_t cache_bytes;      /* for finished pages; 0 keeps none */
    struct Workers *workers; /* who do jobs; NULL: everything is done at once */
    int requests_per_minute; /* on the interface, of one asker; 0: any number */
} RouterOptions;

Router *router_new(Arena *a, const RouterOptions *options);
/* Closes the database connections. */
void router_close(Router *r);
/* Counts of the database's connections, for front.h; self is the Router. */
void router_gauges(void *self, Buf *out);
/* A listener's handler; self is the Router. */
void router_answer(void *self, Arena *arena, const Request *in, Response *out);

#endif
