/* The pages of the staff records: the uploads with their groups, and one upload. */
#include "core/who.h"
#include "modules/record/pages/one.html.h"
#include "modules/record/pages/records.html.h"
#include "modules/record/record_action.h"

bool page_record_list(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply r = {0};
    RecordUploads list;
    (void)in;
    if (!record_uploads(cx, "", "", false, &list))
        return false;
    RecordsView v = {.uploads = record_uploads_table(cx, &r, &list),
                     .may_check = may(cx, "record.check", ""),
                     .may_import = may(cx, "record.import", "")};
    page_record_records(&out->out, &v);
    out->wide = true;
    return db_ok(cx);
}

bool page_record_upload(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply r = {0};
    int64_t id = 0;
    if (!text_to_int(in->args[0], &id) || id < 1)
        return fail(&cx->err, NOT_FOUND, "there is no upload '%s'", in->args[0]);
    if (!record_show(cx, id, "", "", &r))
        return false;
    RecordUploadView v = {
        .title = r.title, .upload = in->args[0], .reply = &r, .groups = r.tables[0]};
    page_record_one(&out->out, &v);
    out->title = v.title;
    out->wide = true;
    return true;
}
