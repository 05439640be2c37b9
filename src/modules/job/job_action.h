/* Inputs and functions of the actions of jobs. The subject itself is core/job.h. */
#ifndef PONT_MODULES_JOB_JOB_ACTION_H
#define PONT_MODULES_JOB_JOB_ACTION_H

#include "core/job.h"

typedef struct JobListInput {
    bool all;
} JobListInput;
typedef struct JobInput {
    const char *id;
} JobInput;

bool do_job_list(Ctx *cx, const void *in, Reply *out);
bool do_job_show(Ctx *cx, const void *in, Reply *out);
bool do_job_cancel(Ctx *cx, const void *in, Reply *out);

/* One's job with the newest progress that this process knows. */
bool job_look(Ctx *cx, const char *id, Job *out) MUST_CHECK;
/* "Running" and the like, and the title of what is done, in the reader's language. */
const char *job_state_words(Ctx *cx, const Job *j);
const char *job_title(Ctx *cx, const Job *j);

extern const Module job_module;

#endif
