/* Safe sharing: who gets what of the returns, why, until when, and proof of it.
 *
 * An agreement says which organisation shares which fields of which collections with whom, for
 * what purpose, at which level: single organisations exactly, or only groups. A release is a
 * frozen, signed snapshot under an agreement: one text whose bytes are digested and signed.
 * What happens to the returns afterwards changes nothing in it. Whoever may not read returns
 * sees of them what has been released to them, and nothing else.
 *
 * A release with counts of groups is protected (protect.h): small counts and what would give
 * them away are withheld, and an attacker tries to work them out from everything that has been
 * released before. A release that the attacker breaks stays a draft. */
#ifndef PONT_RELEASE_RELEASE_H
#define PONT_RELEASE_RELEASE_H

#include "modules/workforce/workforce.h"

/* ---------------------------------------------------------------- agreements */

#define RELEASE_PUBLIC "public" /* as a recipient: everybody */

typedef struct Agreement {
    const char *id;
    const char *from;   /* the organisation that shares */
    const char *to;     /* the organisation that receives, or RELEASE_PUBLIC */
    const char *region; /* whose collections */
    const char *title_en, *title_cy, *purpose, *basis;
    const char *collections; /* patterns with blanks between: "wales-*" */
    const char *fields;      /* patterns of block.field, "A1.hc_*"; or names of tables */
    const char *level;       /* "organisation", "group", "national" */
    const char *grouping;    /* of groups: their kind, "rpb" */
    int least;               /* the smallest count that may show, but for none */
    int least_returns;       /* of so many organisations at least */
    int rounding;            /* published counts are multiples of it; 0: as they are */
    const char *retention_until, *review_on;
    const char *status; /* "draft", "in-force", "ended" */
    const char *made_by, *made_on;
    int releases; /* published ones */
} Agreement;
typedef struct AgreementList {
    int n, room;
    Agreement *items;
} AgreementList;
typedef struct AgreementEvent {
    const char *on, *by, *what, *detail;
} AgreementEvent;
typedef struct AgreementEventList {
    int n, room;
    AgreementEvent *items;
} AgreementEventList;

extern const Choice agreement_levels[], agreement_states[];
const char *agreement_title(const Ctx *cx, const Agreement *a);
/* "Health Education and Improvement Wales", "Everybody". */
const char *agreement_recipient(Ctx *cx, const Agreement *a);
bool agreement_is_public(const Agreement *a);
/* Whether releases under it hold single organisations' values. */
bool agreement_is_exact(const Agreement *a);
bool agreement_covers(Ctx *cx, const char *patterns, const char *name);

bool agreement_get(Ctx *cx, const char *id, Agreement *out) MUST_CHECK;
/* All that cx->who may see: those of the own side, those that name the own organisation, and
 * those for everybody. */
bool agreement_list(Ctx *cx, AgreementList *out) MUST_CHECK;
/* A new draft, or other terms for one that is still a draft. */
bool agreement_draft(Ctx *cx, const Agreement *in) MUST_CHECK;
bool agreement_agree(Ctx *cx, const char *id) MUST_CHECK;
bool agreement_end(Ctx *cx, const char *id, const char *reason) MUST_CHECK;
bool agreement_history(Ctx *cx, const char *id, AgreementEventList *out) MUST_CHECK;
/* Whether cx->who shares under it, and whether they may know of it. */
bool agreement_is_ours(Ctx *cx, const Agreement *a);
bool agreement_seen(Ctx *cx, const Agreement *a);

/* ---------------------------------------------------------------- what a release holds */

/* One number, or the word that stands where there is none. */
typedef struct ReleaseCell {
    const char *collection;
    const char *place; /* an organisation, or a group */
    const char *table; /* a block of the return, or a table of counts */
    const char *row;   /* row key, or category; "Total" */
    const char *field;
    const char *state;   /* "value", "blank", "not known", "not applicable", "not received",
                            "withheld" */
    const char *value;   /* as text; "" unless state is "value" */
    const char *basis;   /* "reported"; "" where there is nothing */
    int known, expected; /* of groups: how many organisations answered; else 0 */
} ReleaseCell;
typedef struct ReleaseContents {
    Pairs head; /* "release", "agreement", "licence", ...; "return" and "missing" many times */
    int n, room;
    ReleaseCell *cells; /* in order */
} ReleaseContents;

#define RELEASE_TOTAL "Total"

/* The canonical text, and back. */
const char *snapshot_text(Ctx *cx, ReleaseContents *s);
bool snapshot_read(Ctx *cx, const char *text, ReleaseContents *out) MUST_CHECK;
/* By collection, place, table, row and field. */
int snapshot_compare(const ReleaseCell *a, const ReleaseCell *b);

/* ---------------------------------------------------------------- releases */

typedef struct Release {
    const char *id, *agreement;
    const char *status;  /* "draft", "published", "withdrawn" */
    const char *verdict; /* "exact", "safe", "unsafe" */
    const char *made_by, *made_at, *published_by, *published_at, *withdrawn_by, *withdrawn_at,
        *withdrawn_why;
    const char *digest, *signature, *public_key; /* signature: once published */
    const char *previous; /* release of the same agreement before it, or "" */
    const char *from, *to, *level;
    int cells, withheld;
} Release;
typedef struct ReleaseList {
    int n, room;
    Release *items;
} ReleaseList;

extern const Choice release_states[], release_verdicts[];

/* A draft of what the agreement covers now: exact cells, or protected tables with the
 * attacker's verdict. Its id is the agreement's and a number. */
bool release_make(Ctx *cx, const char *agreement, Release *out) MUST_CHECK;
/* Attacks it again and signs it; INVALID when the attacker wins. */
bool release_publish(Ctx *cx, const char *id) MUST_CHECK;
/* It stays in view with the reason, and gives nothing to anybody any more. */
bool release_withdraw(Ctx *cx, const char *id, const char *reason) MUST_CHECK;
bool release_get(Ctx *cx, const char *id, Release *out) MUST_CHECK;
bool release_text(Ctx *cx, const char *id, const char **out) MUST_CHECK;
bool release_snapshot(Ctx *cx, const char *id, ReleaseContents *out) MUST_CHECK;

/* ---- what cx->who may see (seen.c) ---- */

/* Newest first; agreement "" = all. Drafts show to those who share. */
bool release_list_seen(Ctx *cx, const char *agreement, ReleaseList *out) MUST_CHECK;
/* id "": the newest that may be seen. NOT_FOUND for what is not for them. */
bool release_seen(Ctx *cx, const char *id, Release *out) MUST_CHECK;
/* The same with its cells: CONFLICT when it was withdrawn and is not one's own. */
bool release_open(Ctx *cx, const char *id, Release *out, ReleaseContents *cells) MUST_CHECK;

/* Which versions of which returns are in it: for those who share, or receive exact cells. */
typedef struct ReleaseSource {
    const char *collection, *organisation;
    int64_t return_id, version; /* 0: not received */
    const char *digest;         /* what was signed off */
} ReleaseSource;
typedef struct ReleaseSourceList {
    int n, room;
    ReleaseSource *items;
} ReleaseSourceList;
bool release_sources(Ctx *cx, const char *id, ReleaseSourceList *out) MUST_CHECK;
bool release_keep_source(Ctx *cx, const char *id, const ReleaseSource *s) MUST_CHECK;

/* Who took it, when, in which format. */
typedef struct ReleaseDownload {
    const char *at, *who, *format;
} ReleaseDownload;
typedef struct ReleaseDownloadList {
    int n, room;
    ReleaseDownload *items;
} ReleaseDownloadList;
bool release_log_download(Ctx *cx, const char *id, const char *format) MUST_CHECK;
bool release_downloads(Ctx *cx, const char *id, ReleaseDownloadList *out) MUST_CHECK;

/* ---------------------------------------------------------------- difference */

typedef enum ReleaseChangeKind { CELL_NEW, CELL_CHANGED, CELL_GONE } ReleaseChangeKind;
extern const Choice release_change_kinds[]; /* by ReleaseChangeKind */
typedef struct ReleaseChange {
    ReleaseChangeKind kind;
    const ReleaseCell *before, *after; /* NULL for new, gone */
} ReleaseChange;
typedef struct ReleaseDifference {
    int n, room, same;
    ReleaseChange *items;
} ReleaseDifference;
void snapshot_difference(Ctx *cx, const ReleaseContents *before, const ReleaseContents *after,
                         ReleaseDifference *out);

/* ---------------------------------------------------------------- proof */

typedef struct ReleaseProof {
    const char *release, *digest, *public_key;
    bool digest_good, signature_good, ours; /* ours: signed with this installation's key */
} ReleaseProof;
/* The file as it is handed out: text, digest, key and signature. */
const char *release_signed_text(Ctx *cx, const Release *r, const char *text);
/* Checks such a file, with nothing but itself; with a database also whose key it is. */
bool release_verify(Ctx *cx, const char *name, const char *bytes, size_t size,
                    ReleaseProof *out) MUST_CHECK;
bool release_public_key(Ctx *cx, const char **out) MUST_CHECK;

/* ---------------------------------------------------------------- for the projection */

/* The returns of a collection as whoever asks may use them. */
typedef struct ReleasedReturns {
    const char *collection;
    const char *release; /* whose cells they are; "" = the returns as they are now */
    int n;
    const Return **returns; /* NULL = not received */
    Org *orgs;
} ReleasedReturns;
/* Those who may read all of them get the returns, unless they name a release; everybody else
 * the newest release of single organisations' cells that is for them. NOT_FOUND, with what to
 * do, when there is none. */
bool release_returns(Ctx *cx, const char *collection, const char *release,
                     ReleasedReturns *out) MUST_CHECK;
bool release_leaf_total(Ctx *cx, const ReleasedReturns *from, const char *kind,
                        const char *leaf, LeafTotal *out) MUST_CHECK;
/* Whether cx->who receives that release. */
bool release_is_for_me(Ctx *cx, const char *release);

/* What waits for those who share, and letters before a review is due (review.c). */
bool release_waits(Ctx *cx, WaitList *out) MUST_CHECK;
bool release_errand(Ctx *cx) MUST_CHECK;

/* The agreements of an example, in force, and a release of each whose last column says Y. */
bool release_load_example(Ctx *cx, const InFile *list, int *releases) MUST_CHECK;

extern const Module release_module;

#endif
