/* The pages of the caseload tool and their views. */
#ifndef PONT_CASELOAD_WEB_H
#define PONT_CASELOAD_WEB_H

#include "modules/caseload/caseload.h"
#include "web/parts.h"

typedef struct CaseloadOption {
    const char *value, *label;
    bool chosen;
} CaseloadOption;

/* The form of a case: a worker, and a level of each factor. */
typedef struct EntryFactor {
    const char *key, *label;
    int n;
    const CaseloadOption *levels;
} EntryFactor;
typedef struct EntryView {
    const char *action, *token, *organisation, *button;
    const char
        *reference; /* of the case to change, or what was typed; "" = the next free one */
    bool changes;   /* the reference is given */
    int n_workers, n_factors;
    const CaseloadOption *workers;
    const EntryFactor *factors;
} EntryView;

typedef struct EntryPageView {
    const char *title, *council;
    Faults faults;
    EntryView entry;
} EntryPageView;

typedef struct CaseloadOfView {
    const char *id, *title, *token;
    bool may_write, has_scheme, shares;
    const char *scheme; /* "version 2, ..." */
    Html figures, chart;
    EntryView entry;
    int n_cases;
    const CaseloadOption *open_cases;
    const Table *cases, *snapshots;
} CaseloadOfView;

typedef struct CaseloadRegionView {
    const char *title;
    int n_regions;
    const CaseloadOption *regions; /* value: the address */
    Html figures;
    bool sees_medians;
    const char *own; /* a council whose tool the reader may use, or NULL */
    const Table *proposal;
} CaseloadRegionView;

bool page_caseload(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_caseload_of(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_caseload_add(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_caseload_change(Ctx *cx, const PageIn *in, struct PageOut *out);

/* A blank entry, or one with what the case has; given: what was typed, or NULL. */
EntryView caseload_entry(Ctx *cx, const char *organisation, const Scheme *s,
                         const WorkerList *workers, const Case *k, const Pairs *given);

#endif
