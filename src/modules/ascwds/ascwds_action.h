/* Inputs of the actions over England's files, and the tables that they answer with. */
#ifndef PONT_ASCWDS_ASCWDS_ACTION_H
#define PONT_ASCWDS_ASCWDS_ACTION_H

#include "modules/ascwds/ascwds.h"
#include "web/page.h"

typedef struct AscFilesInput {
    InFiles files;
} AscFilesInput;
typedef struct AscReturnInput {
    InFiles files;
    const char *collection, *organisation;
    Date as_at;
    double full_time_hours;
} AscReturnInput;
typedef struct AscCensusInput {
    InFiles files;
    const char *collection, *organisation;
} AscCensusInput;
typedef struct AscRulesInput {
    const char *file;
} AscRulesInput;

bool do_ascwds_check(Ctx *cx, const void *in, Reply *out);
bool do_ascwds_return(Ctx *cx, const void *in, Reply *out);
bool do_ascwds_mask(Ctx *cx, const void *in, Reply *out);
bool do_ascwds_census(Ctx *cx, const void *in, Reply *out);
bool do_ascwds_rules(Ctx *cx, const void *in, Reply *out);

/* Workplaces: the total that is stated beside the records that came. */
void ascwds_reconciliation(Ctx *cx, const AscBundle *b, Reply *out);
/* Every problem in the shape of the reference, for machines. */
void ascwds_reference_table(Ctx *cx, const AscBundle *b, Reply *out);

typedef struct AscView {
    int n_rules;
} AscView;
bool page_ascwds(Ctx *cx, const PageIn *in, PageOut *out);

#endif
