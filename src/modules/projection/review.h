/* What people say of a plan and its runs: comments with their history, and sign-off.
 *
 * A comment stands on a plan, on one of its runs or on an assumption. It is reworded, resolved
 * and opened again; every wording stays, and nothing is deleted.
 *
 * A run is signed off by two people. What they sign is a text with the digests of the exact
 * input and results and of the plan. The sign-off holds as long as these are what there is now:
 * a later change of the plan makes it void, and so does any change of what is stored. That is
 * found by comparing, each time it is shown; there is no flag that could be forgotten. */
#ifndef PONT_PROJECTION_REVIEW_H
#define PONT_PROJECTION_REVIEW_H

#include "modules/projection/projection.h"

/* ---------------------------------------------------------------- comments */

typedef struct CommentEvent {
    const char *kind, *words, *by, *at; /* said, edited, resolved, reopened */
} CommentEvent;
typedef struct Comment {
    const char *id, *plan, *run, *assumption, *author, *author_id, *at;
    const char *words; /* the newest */
    bool resolved;
    int n, room;
    CommentEvent *events; /* oldest first */
} Comment;
typedef struct CommentList {
    int n, room;
    Comment *items;
} CommentList;

/* run and assumption "" = of the plan as a whole; at most one of them is given. */
bool comment_add(Ctx *cx, const char *plan, const char *run, const char *assumption,
                 const char *words, const char **id) MUST_CHECK;
/* By its author alone. */
bool comment_edit(Ctx *cx, const char *id, const char *words) MUST_CHECK;
bool comment_resolve(Ctx *cx, const char *id, bool resolved, const char *words) MUST_CHECK;
/* Newest first; of a plan, or of one assumption of it ("" = all). */
bool comment_list(Ctx *cx, const char *plan, const char *assumption,
                  CommentList *out) MUST_CHECK;
/* One of a plan that cx->who may read. */
bool comment_get(Ctx *cx, const char *id, Comment *out) MUST_CHECK;

/* ---------------------------------------------------------------- sign-off */

typedef struct SignOff {
    const char *run, *plan, *input_digest, *result_digest, *plan_digest, *statement, *by,
        *person, *at, *signature, *public_key;
    int step;          /* 1 the first person, 2 the second */
    const char *lapse; /* why it does not hold any more; NULL: it holds */
} SignOff;
typedef struct SignOffList {
    int n, room;
    SignOff *items;
} SignOffList;

/* The first or the second sign-off of the run, whichever is next. CONFLICT when the plan has
 * changed since the run, when the same person signs twice, or when two have signed. */
bool signoff_add(Ctx *cx, const char *run, const char *statement, int *step) MUST_CHECK;
/* Newest first; of all runs of a plan, each with whether it holds. */
bool signoff_list(Ctx *cx, const char *plan, SignOffList *out) MUST_CHECK;
/* "not signed", "signed by one", "signed off", "void" of a run (N_). */
const char *signoff_state(const SignOffList *list, const char *run);

/* ---------------------------------------------------------------- actions, pages */

typedef struct CommentInput {
    const char *plan, *run, *assumption, *words;
} CommentInput;
typedef struct CommentChangeInput {
    const char *comment, *words;
} CommentChangeInput;
typedef struct CommentsInput {
    const char *plan, *assumption;
} CommentsInput;
typedef struct SignInput {
    const char *run, *statement;
} SignInput;
typedef struct ReviewInput {
    const char *plan;
} ReviewInput;

bool do_comment(Ctx *cx, const void *in, Reply *out);
bool do_reword(Ctx *cx, const void *in, Reply *out);
bool do_resolve(Ctx *cx, const void *in, Reply *out);
bool do_reopen(Ctx *cx, const void *in, Reply *out);
bool do_comments(Ctx *cx, const void *in, Reply *out);
bool do_sign(Ctx *cx, const void *in, Reply *out);
bool do_review(Ctx *cx, const void *in, Reply *out);
bool page_review(Ctx *cx, const PageIn *in, struct PageOut *out);

Table *comments_table(Ctx *cx, Reply *r, const CommentList *list);
Table *signoffs_table(Ctx *cx, Reply *r, const SignOffList *list);
/* Every change by hand, oldest first. */
Table *hand_table(Ctx *cx, Reply *r, const char *plan);

#endif
