/* The actions of workforce_module.c; what each field means stands in its row there. */
#ifndef PONT_WORKFORCE_ACTION_H
#define PONT_WORKFORCE_ACTION_H

#include "core/module.h"

typedef struct TemplateInput {
    const char *collection, *organisation, *block;
    bool workbook, ods;
} TemplateInput;
typedef struct FilesInput {
    InFiles files;
    bool record_refusal, replace, workbook;
} FilesInput;
typedef struct AcceptInput {
    const char *collection, *organisation, *code, *row, *reason;
} AcceptInput;
typedef struct ListInput {
    const char *collection;
} ListInput;
typedef struct ShowInput {
    const char *collection, *organisation, *block;
} ShowInput;
typedef struct PictureInput {
    const char *collection, *within, *indicator, *theme, *fill;
} PictureInput;

typedef struct SeriesInput {
    const char *region, *within, *indicator, *fill;
} SeriesInput;
typedef struct QuestionInput {
    const char *question, *collection, *within, *fill;
} QuestionInput;
typedef struct BasisInput {
    const char *indicator, *collection, *within, *fill;
} BasisInput;
typedef struct BenchmarkInput {
    const char *collection, *organisation, *fill;
} BenchmarkInput;
typedef struct ReportInput {
    const char *collection, *within, *fill;
} ReportInput;
typedef struct ScheduleInput {
    const char *region, *organisation, *email;
    int64_t day;
    bool remove;
} ScheduleInput;
typedef struct DefineInput {
    InFiles files;
} DefineInput;
typedef struct RemindInput {
    const char *collection, *note;
    bool also_samples, only_show;
} RemindInput;

typedef struct CalendarInput {
    const char *region, *language;
} CalendarInput;

typedef struct RulesInput {
    const char *form;
} RulesInput;

bool do_template(Ctx *cx, const void *in, Reply *out);
bool do_check(Ctx *cx, const void *in, Reply *out);
bool do_import(Ctx *cx, const void *in, Reply *out);
bool do_accepted(Ctx *cx, const void *in, Reply *out); /* accepted.c */
bool do_accept(Ctx *cx, const void *in, Reply *out);
bool do_list(Ctx *cx, const void *in, Reply *out);
bool do_show(Ctx *cx, const void *in, Reply *out);
bool do_picture(Ctx *cx, const void *in, Reply *out);
bool do_series(Ctx *cx, const void *in, Reply *out);
bool do_question(Ctx *cx, const void *in, Reply *out);  /* question_web.c */
bool do_basis(Ctx *cx, const void *in, Reply *out);     /* basis.c */
bool do_benchmark(Ctx *cx, const void *in, Reply *out); /* benchmark_web.c */
bool do_profile(Ctx *cx, const void *in, Reply *out);
bool do_report(Ctx *cx, const void *in, Reply *out);   /* report_web.c */
bool do_schedule(Ctx *cx, const void *in, Reply *out); /* schedule.c */
bool do_schedules(Ctx *cx, const void *in, Reply *out);
bool do_define(Ctx *cx, const void *in, Reply *out);
bool do_remind(Ctx *cx, const void *in, Reply *out); /* remind.c */
bool do_calendar(Ctx *cx, const void *in, Reply *out);
bool do_rules(Ctx *cx, const void *in, Reply *out);

/* What to draw when nothing was asked for: the region (""), or where the reader's role is. */
const char *picture_whole(Ctx *cx, const char *region);

bool workforce_search(Ctx *cx, const char *words, FoundList *out);
bool workforce_waits(Ctx *cx, WaitList *out);

/* Tables (workforce_table.c), shared with the pages. */
struct Problems;
struct Picture;
struct Return;
Table *problems_table(Ctx *cx, Reply *r, const struct Problems *p);
Table *picture_table(Ctx *cx, Reply *r, const struct Picture *p, const char *indicator);
Table *return_table(Ctx *cx, Reply *r, const struct Return *ret, const char *block);
struct Measure;
/* The value, or why there is none. */
Cell measure_cell(const struct Measure *m);
/* One of its bounds; "withheld" where they are kept from the reader. */
Cell measure_bound(const struct Measure *m, double bound);
bool measure_is_unbounded(const struct Measure *m);
struct PictureAsk;
struct PictureYear;
struct PictureYears;
/* Why a year does not compare with the one before it; NULL when it does. i: of the wanted
 * indicators; -1: whichever. */
const char *year_break(Ctx *cx, const struct PictureYear *y, int i);
/* The one wanted indicator over the collections of a region, oldest first; years that did not
 * ask it are left out. */
bool series_table(Ctx *cx, Reply *r, const char *region, const struct PictureAsk *ask,
                  struct PictureYears *years, Table **out) MUST_CHECK;

#endif
