/* The technical report of a plan: method, data, assumptions, uncertainty, limits, what was
 * studied, the chain by hand, and what is not known. A page, and through it a PDF. */
#ifndef PONT_PROJECTION_REPORT_H
#define PONT_PROJECTION_REPORT_H

#include "modules/projection/projection.h"
#include "web/html.h"

typedef struct PlanReportStudy {
    const char *title, *words; /* words: where there is none yet, how to get it */
    int n;
    const Table *tables[6];
} PlanReportStudy;

typedef struct PlanReportView {
    const char *plan, *title, *lead, *run, *method, *uncertainty, *grades_lead, *chain_lead;
    const Table *run_facts, *returns, *grades, *grade_d, *assumptions, *results, *answers,
        *limits, *hand, *without, *signoffs, *chain;
    Html fan;
    int n_studies, n_unknown;
    const PlanReportStudy *studies;
    const char *const *unknown;
} PlanReportView;

typedef struct PlanReportInput {
    const char *plan;
} PlanReportInput;
bool do_plan_report(Ctx *cx, const void *in, Reply *out);
bool page_plan_report(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
