/* The records' actions: call record.h, fill a reply. Decides nothing of the subject. */
#include "modules/record/record_action.h"
#include "core/who.h"

static bool layout_of(Ctx *cx, const char *layout, const InFile *file, const Form **out)
{
    *out = NULL;
    if (*layout)
        return record_layout(cx, layout, out);
    return record_recognises(cx, file, out) && (*out || record_layout(cx, "", out));
}

static int most_listed(const RecordFilesInput *q)
{
    return q->listed == NOT_GIVEN ? RECORD_LISTED : (int)q->listed;
}

bool do_record_check(Ctx *cx, const void *in, Reply *out)
{
    const RecordFilesInput *q = in;
    const Form *f;
    RecordCheck c;
    if (q->files.n != 1)
        return fail(&cx->err, INVALID, "one file of records at a time, not %d", q->files.n);
    if (!layout_of(cx, q->layout, &q->files.items[0], &f) ||
        !record_check(cx, f, &q->files.items[0], most_listed(q), &c))
        return false;
    record_check_end(&c);
    out->title = c.errors ? T(cx, "The file has errors; nothing was written")
                          : T(cx, "The file can be imported");
    record_check_reply(cx, &c, out);
    return true;
}
