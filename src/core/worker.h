/* Threads of a serving process that do jobs (core/job.h), one that tells the database that
 * they live, and one that does what is due from time to time: letters are sent, old answers and
 * jobs forgotten, and each module's errand is run.
 *
 * Each has its own arena and its own connection. Several processes on one database share the
 * jobs; what only one of them should do from time to time is its lease's (core/lease.h). */
#ifndef PONT_CORE_WORKER_H
#define PONT_CORE_WORKER_H

#include "core/job.h"

typedef struct Workers Workers;

typedef struct WorkersOptions {
    const App *app;
    const char *db;
    int n;        /* jobs at a time */
    int threads;  /* of a simulation */
    int patience; /* seconds of silence after which a worker counts as dead */
    /* The body of a page with the answer, in the reader's language; or NULL. */
    const char *(*show)(Ctx *cx, const Module *m, const Action *a, const Reply *reply);
} WorkersOptions;

bool workers_start(Arena *a, Err *err, const WorkersOptions *options, Workers **out) MUST_CHECK;
/* Lets the jobs in hand stop and puts them back, to be done after the next start. NULL is
 * accepted. */
void workers_stop(Workers *w);
/* There is a new job: look now. */
void workers_wake(Workers *w);
/* Ends the job if it runs in this process; false: it does not. */
bool workers_cancel(Workers *w, const char *job);
/* How far a job of this process is, newer than what the database says: false, and j untouched,
 * when it runs elsewhere. */
bool workers_progress(Workers *w, Job *j, Arena *a);

#endif
