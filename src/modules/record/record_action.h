/* The actions of record_module.c; what each field means stands in its row there. */
#ifndef PONT_RECORD_RECORD_ACTION_H
#define PONT_RECORD_RECORD_ACTION_H

#include "modules/record/record.h"
#include "web/page.h"

typedef struct RecordFilesInput {
    InFiles files;
    const char *layout, *organisation;
    int64_t listed;
    bool valid_only;
} RecordFilesInput;
typedef struct RecordInput {
    const char *layout, *organisation;
    int64_t upload;
    bool masked;
} RecordInput;

bool do_record_check(Ctx *cx, const void *in, Reply *out);
bool do_record_import(Ctx *cx, const void *in, Reply *out);
bool do_record_list(Ctx *cx, const void *in, Reply *out);
bool do_record_show(Ctx *cx, const void *in, Reply *out);
bool do_record_groups(Ctx *cx, const void *in, Reply *out);
bool do_record_export(Ctx *cx, const void *in, Reply *out);
bool do_record_template(Ctx *cx, const void *in, Reply *out);

/* What a check says, for this module and for others that hand a file over. */
void record_check_reply(Ctx *cx, const RecordCheck *c, Reply *out);
Table *record_uploads_table(Ctx *cx, Reply *out, const RecordUploads *list);
/* An upload and its groups; upload 0: the one that counts. */
bool record_show(Ctx *cx, int64_t upload, const char *organisation, const char *layout,
                 Reply *out);
Table *record_groups_table(Ctx *cx, Reply *out, const RecordGroups *g);

bool page_record_list(Ctx *cx, const PageIn *in, PageOut *out);
bool page_record_upload(Ctx *cx, const PageIn *in, PageOut *out);

typedef struct RecordsView {
    const Table *uploads, *groups;
    bool may_check, may_import;
} RecordsView;
typedef struct RecordUploadView {
    const char *title, *upload;
    const Reply *reply;
    const Table *groups;
} RecordUploadView;

#endif
