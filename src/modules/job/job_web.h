/* The page of a job: how far it is, and its answer. */
#ifndef PONT_MODULES_JOB_JOB_WEB_H
#define PONT_MODULES_JOB_JOB_WEB_H

#include "web/page.h"

typedef struct JobView {
    const char *id, *title, *state, *words; /* words: what it is doing, or what went wrong */
    bool ended, failed;
    long done, total;   /* total 0: not known */
    const char *counts; /* "120 of 400" */
    const char *next;   /* page to go on to; NULL */
    const char *form_token;
    Html answer;
} JobView;

bool page_job(Ctx *cx, const PageIn *in, PageOut *out);

#endif
