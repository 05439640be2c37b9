/* Jobs: actions that take long, done in the background for who asked.
 *
 * A job is kept with its input and files. A worker (core/worker.h) of some process takes it,
 * says at intervals that it lives, and stores the answer in the same transaction as the change;
 * so a job whose process dies is taken up again and still changes things once. It runs as the
 * person who asked, whose permission is checked again when it starts. Answers are kept a week.
 */
#ifndef PONT_CORE_JOB_H
#define PONT_CORE_JOB_H

#include "core/module.h"

enum {
    JOB_MOST_ATTEMPTS = 3,
    JOB_MOST_WAITING = 20, /* of one person */
    JOB_KEPT_SECONDS = 7 * 24 * 60 * 60,
};

typedef struct Job {
    const char *id, *person, *who, *scopes, *origin, *lang, *module, *action, *organisation,
        *input;
    const char *state; /* waiting, running, done, failed, cancelled */
    bool stop;         /* somebody wants it to end */
    int attempts;
    const char *step;
    int64_t done, total, made, began, ended;
    const char *outcome, *message; /* name of an error kind, "" for success; what it says */
    const char *reply, *page;      /* as JSON, and as the body of a page */
    const char *next;              /* page to go to; "" none */
} Job;
typedef struct JobList {
    int n, room;
    Job *items;
} JobList;

/* Whether the job has ended one way or another. */
bool job_has_ended(const Job *j);

/* Keeps the action to be done as cx->who; its permission is checked now too. TOO_MANY when that
 * person has many waiting. Only for people who are signed in. */
bool job_add(Ctx *cx, const Module *m, const Action *a, const void *input,
             const char **id) MUST_CHECK;
/* Newest first, without reply and page: one's own, or everybody's. */
bool job_list(Ctx *cx, bool all, JobList *out) MUST_CHECK;
/* One's own, or any for who holds job.read; NOT_FOUND otherwise. */
bool job_get(Ctx *cx, const char *id, Job *out) MUST_CHECK;
/* A waiting job ends at once, a running one as soon as it looks up. */
bool job_cancel(Ctx *cx, const char *id) MUST_CHECK;
/* Forgets jobs that ended long ago. */
bool job_forget(Ctx *cx) MUST_CHECK;

/* ---- for workers ---- */

/* The next job that waits, or that a worker silent for `patience` seconds has left; *found is
 * false when there is none. One that has been begun too often fails instead. */
bool job_claim(Ctx *cx, const char *holder, int patience, Job *out, bool *found) MUST_CHECK;
bool job_files(Ctx *cx, const Job *j, InFiles *out) MUST_CHECK;
/* Says that the worker lives and how far it is; *stop: it should end. */
bool job_beat(Ctx *cx, const char *id, const char *holder, const char *step, int64_t done,
              int64_t total, bool *stop) MUST_CHECK;
/* Stores the end: state, outcome, message, reply, page, next of j. CONFLICT when the job is not
 * the holder's any more. */
bool job_end(Ctx *cx, const Job *j, const char *holder) MUST_CHECK;
/* Puts it back: the process closes before it is done. */
bool job_return(Ctx *cx, const char *id, const char *holder) MUST_CHECK;

#endif
