/* The round trip by files: a return is written as CSV, changed in a spreadsheet, and sent back;
 * what that would change is seen before anything is written. Export, import and export again
 * give the same bytes. */
#ifndef PONT_WORKFORCE_EXCHANGE_H
#define PONT_WORKFORCE_EXCHANGE_H

#include "modules/workforce/workforce.h"
#include "web/page.h"

typedef struct ExportInput {
    const char *collection, *organisation;
    bool all, draft;
} ExportInput;
typedef struct SendInput {
    InFiles files;
    bool replace;
} SendInput;
typedef struct ConfirmInput {
    const char *upload;
} ConfirmInput;
typedef struct CollectionInput {
    const char *collection;
} CollectionInput;

bool do_return_export(Ctx *cx, const void *in, Reply *out);
bool do_return_diff(Ctx *cx, const void *in, Reply *out);
bool do_return_send(Ctx *cx, const void *in, Reply *out);
bool do_return_confirm(Ctx *cx, const void *in, Reply *out);
bool do_return_collection(Ctx *cx, const void *in, Reply *out);

/* Files kept for cx->who until they are confirmed; NOT_FOUND when they are gone or somebody
 * else's. */
bool upload_keep(Ctx *cx, const InFiles *files, bool replace, const char **id) MUST_CHECK;
bool upload_get(Ctx *cx, const char *id, InFiles *files, bool *replace) MUST_CHECK;
bool upload_drop(Ctx *cx, const char *id) MUST_CHECK;

bool page_upload(Ctx *cx, const PageIn *in, PageOut *out);
bool page_collection(Ctx *cx, const PageIn *in, PageOut *out);

typedef struct UploadView {
    const char *upload, *token, *title, *lead;
    bool can_confirm;
    const Table *counts, *difference, *problems;
} UploadView;
typedef struct CollectionView {
    const Collection *collection;
    const char *as_at, *opens, *due, *form_title, *form_version;
    bool may_collect;
    const Table *asked;
} CollectionView;

/* What an import of these files would do, in the reply: counts, difference, problems. */
bool exchange_preview(Ctx *cx, const InFiles *files, bool replace, Reply *out, bool *refused,
                      CheckedFiles *checked) MUST_CHECK;
bool workforce_import_checked(Ctx *cx, const CheckedFiles *checked, Reply *out) MUST_CHECK;

#endif
