/* The commissioning pages and their views. */
#ifndef PONT_COMMISSIONING_WEB_H
#define PONT_COMMISSIONING_WEB_H

#include "modules/commissioning/commissioning.h"
#include "web/html.h"

typedef struct CommissioningView {
    const char *plan, *run, *lead, *warning;
    bool may_write, may_replay;
    Html figures, columns, frontier;
    const Table *places, *chain, *bindings;
    /* What stands behind it; NULL for runs of earlier versions. */
    const Table *checks, *programmes, *cohorts, *worth, *optimism;
    int n_guards;
    const GuardRow *guards;
} CommissioningView;

typedef struct RecordsView {
    const char *plan;
    bool whole, may_write; /* whole: requested and recommended places too */
    const Table *records, *adjustments;
} RecordsView;

typedef struct WhyView {
    const char *title, *lead, *plan, *run;
    bool sees_plan; /* its assumptions, and the proof of the run */
    Html summary;
    const Table *chain, *assumptions;
} WhyView;

bool page_commissioning(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_records(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_why(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
