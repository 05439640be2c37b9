/* Whether what was asked is done in the background (core/job.h), and what is answered then: for
 * people the page of the job, for programs that prefer it (RFC 7240) 202 and where to look. */
#ifndef PONT_WEB_BACKGROUND_H
#define PONT_WEB_BACKGROUND_H

#include "web/once.h"

bool background_wanted(const Visit *v, const Action *a);
/* Keeps the job and the answer together under the request's key. */
bool background_send(Visit *v, const Module *m, const Action *a, const void *input,
                     const Once *once) MUST_CHECK;

#endif
