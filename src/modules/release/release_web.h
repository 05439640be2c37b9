/* The pages of sharing and their views. */
#ifndef PONT_RELEASE_WEB_H
#define PONT_RELEASE_WEB_H

#include "modules/release/release.h"
#include "web/html.h"
#include "web/parts.h"

typedef struct ReleasesView {
    bool may_make;
    const Table *releases, *agreements;
} ReleasesView;

typedef struct AgreementView {
    const char *title, *id, *from;
    bool is_draft, in_force, may_make, may_approve;
    Html facts;
    const Table *history; /* NULL: not for the reader */
    const Table *releases;
} AgreementView;

typedef struct ReleaseView {
    const char *title, *lead, *id, *agreement, *from;
    bool may_make, may_approve, is_draft, is_published, has_cells;
    Html notice, facts, difference_figures;
    const Table *difference, *sources, *downloads; /* NULL: none, or not for the reader */
    int n_tables;
    const Table *const *tables;
    int n_formats;
    const struct OutFormat *formats;
} ReleaseView;

/* What a release says, as tables for people (pivot.c). */
bool release_tables(Ctx *cx, const Release *r, const ReleaseContents *c,
                    Reply *into) MUST_CHECK;

bool page_releases(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_agreement(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_release(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
