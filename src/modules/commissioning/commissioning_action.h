/* The actions of commissioning_module.c; what each field means stands in its row there. */
#ifndef PONT_COMMISSIONING_ACTION_H
#define PONT_COMMISSIONING_ACTION_H

#include "modules/commissioning/commissioning.h"

typedef struct RecommendInput {
    const char *plan, *model, *settled;
    InFiles committed;
    bool approved;
    int64_t draws, seed;
} RecommendInput;
typedef struct AnswerInput {
    const char *run;
} AnswerInput;
typedef struct RecordInput {
    const char *plan, *route, *kind, *reason;
    int64_t year;
    double places;
} RecordInput;
typedef struct PlacesInput {
    const char *plan;
} PlacesInput;
typedef struct VerifyInput {
    const char *dir;
} VerifyInput;

bool do_recommend(Ctx *cx, const void *in, Reply *out);
bool do_answer(Ctx *cx, const void *in, Reply *out);
bool do_record(Ctx *cx, const void *in, Reply *out);
bool do_places(Ctx *cx, const void *in, Reply *out);
bool do_verify(Ctx *cx, const void *in, Reply *out);

/* Shared with the pages. */
void recommendation_reply(Ctx *cx, Reply *r, const Recommendation *a);
Table *places_table(Ctx *cx, Reply *r, const Recommendation *a);
Table *frontier_table(Ctx *cx, Reply *r, const Recommendation *a);
Table *chain_table(Ctx *cx, Reply *r, const Recommendation *a);
Table *bindings_table(Ctx *cx, Reply *r, const Recommendation *a);
bool commissioning_waits(Ctx *cx, WaitList *out);

/* whole: requested and recommended places too. */
Table *records_table(Ctx *cx, Reply *r, const PlaceList *list, bool whole);
Table *adjustments_table(Ctx *cx, Reply *r, const AdjustmentList *list);

#endif
