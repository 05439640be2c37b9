/* The actions of sharing: their inputs. */
#ifndef PONT_RELEASE_ACTION_H
#define PONT_RELEASE_ACTION_H

#include "modules/release/release.h"

typedef struct ReleaseInput { /* list, show, cells, difference, dictionary, downloads, make */
    const char *release, *agreement;
} ReleaseInput;
typedef struct DecideInput { /* publish, agree, withdraw, end */
    const char *release, *agreement, *from, *reason;
} DecideInput;
typedef struct TakeInput {           /* download */
    const char *release, *as_format; /* "format" is the interface's own word */
} TakeInput;
typedef struct ProveInput { /* verify, attack */
    InFiles files;
    const char *release;
} ProveInput;
typedef struct DraftInput {
    const char *agreement, *from, *to, *region, *title_en, *title_cy, *purpose, *basis,
        *collections, *fields, *level, *grouping;
    int64_t least, least_returns, rounding;
    Date retention_until, review_on;
} DraftInput;

bool do_agreements(Ctx *cx, const void *in, Reply *out);
bool do_agreement(Ctx *cx, const void *in, Reply *out);
bool do_draft(Ctx *cx, const void *in, Reply *out);
bool do_agree(Ctx *cx, const void *in, Reply *out);
bool do_end(Ctx *cx, const void *in, Reply *out);

bool do_releases(Ctx *cx, const void *in, Reply *out);
bool do_release(Ctx *cx, const void *in, Reply *out);
bool do_cells(Ctx *cx, const void *in, Reply *out);
bool do_difference(Ctx *cx, const void *in, Reply *out);
bool do_downloads(Ctx *cx, const void *in, Reply *out);
bool do_make(Ctx *cx, const void *in, Reply *out);
bool do_publish(Ctx *cx, const void *in, Reply *out);
bool do_withdraw(Ctx *cx, const void *in, Reply *out);
bool do_verify_release(Ctx *cx, const void *in, Reply *out);
bool do_key(Ctx *cx, const void *in, Reply *out);
bool do_download(Ctx *cx, const void *in, Reply *out);
bool do_dictionary(Ctx *cx, const void *in, Reply *out);

/* Tables that pages show too. */
Table *agreements_table(Ctx *cx, Reply *r, const AgreementList *list);
Table *agreement_history_table(Ctx *cx, Reply *r, const AgreementEventList *list);
Table *releases_table(Ctx *cx, Reply *r, const ReleaseList *list);
Table *difference_table(Ctx *cx, Reply *r, const ReleaseDifference *d);
Table *sources_table(Ctx *cx, Reply *r, const ReleaseSourceList *list);
Table *downloads_table(Ctx *cx, Reply *r, const ReleaseDownloadList *list);
Cell release_cell_shown(Ctx *cx, const ReleaseCell *c);
void agreement_facts(Ctx *cx, Reply *out, const Agreement *a);
void release_facts(Ctx *cx, Reply *out, const Release *r);

#endif
