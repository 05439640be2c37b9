/* The tables of the technical report about data, assumptions, limits and studies, and the list
 * of what is not known. Private to report.c. */
#ifndef PONT_PROJECTION_REPORT_PARTS_H
#define PONT_PROJECTION_REPORT_PARTS_H

#include "modules/projection/report.h"
#include "modules/projection/review.h"

/* Returns behind the plan, by collection: expected, used, missing, and how many assumptions
 * have evidence. */
Table *report_returns(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m);
/* How many assumptions of each grade, and how much of the uncertainty they carry where a
 * sensitivity study says so. */
Table *report_grades(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m,
                     const char **lead);
/* Values that tell a single return are withheld from those who may not see it. */
Table *report_grade_d(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m);
Table *report_limits(Ctx *cx, Reply *r, const PlanInfo *info, const Model *m);
/* Sensitivity, scenarios, back-test: three. */
const PlanReportStudy *report_studies(Ctx *cx, Reply *r, const char *plan);
const char *const *report_unknown(Ctx *cx, const PlanInfo *info, const Model *m,
                                  const SignOffList *signoffs, const char *run,
                                  const PlanReportStudy *studies, int *n);

#endif
