/* The records' actions: call record.h, fill a reply. Decides nothing of the subject. */
#include "modules/record/record_action.h"
#include "core/audit.h"
#include "core/who.h"
#include "modules/org/org.h"

static bool layout_of(Ctx *cx, const RecordFilesInput *q, const Form **out)
{
    *out = NULL;
    if (q->files.n != 1)
        return fail(&cx->err, INVALID, "one file of records at a time, not %d", q->files.n);
    if (*q->layout)
        return record_layout(cx, q->layout, out);
    return record_recognises(cx, &q->files.items[0], out) &&
           (*out || record_layout(cx, "", out));
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
    if (!layout_of(cx, q, &f) || !record_check(cx, f, &q->files.items[0], most_listed(q), &c))
        return false;
    record_check_end(&c);
    out->title = c.errors ? T(cx, "The file has errors; nothing was written")
                          : T(cx, "The file can be imported");
    record_check_reply(cx, &c, out);
    return true;
}

/* ---------------------------------------------------------------- importing */

static void upload_facts(Ctx *cx, const RecordUpload *u, Reply *out)
{
    reply_fact(cx, out, "upload", T(cx, "Upload"), cell_plain((double)u->id), 0);
    reply_fact(cx, out, "organisation", T(cx, "Organisation"), cell_text(u->organisation), 0);
    reply_fact(cx, out, "layout", T(cx, "Layout"), cell_text(u->layout), 0);
    reply_fact(cx, out, "layout_version", T(cx, "Version of the layout"),
               cell_plain((double)u->layout_version), 0);
    reply_fact(cx, out, "file", T(cx, "File"), cell_text(u->file), 0);
    reply_fact(cx, out, "stored", T(cx, "Rows stored"), cell_number((double)u->rows), 0);
    reply_fact(cx, out, "left_out", T(cx, "Rows left out"), cell_number((double)u->left_out),
               0);
    reply_fact(cx, out, "imported_on", T(cx, "Imported on"), cell_text(u->imported_on), 0);
    reply_fact(cx, out, "imported_by", T(cx, "Imported by"), cell_text(u->imported_by), 0);
    reply_fact(cx, out, "file_digest", T(cx, "SHA-256 of the file"), cell_text(u->file_digest),
               0);
    reply_fact(cx, out, "digest", T(cx, "SHA-256 of the export"), cell_text(u->digest), 0);
}

static bool unchanged(Ctx *cx, const RecordUpload *u, Reply *out)
{
    out->title = arena_printf(cx->arena,
                              T(cx, "Upload %lld holds this file already; nothing was changed"),
                              (long long)u->id);
    upload_facts(cx, u, out);
    return true;
}

/* Stores what was checked; refuses without a failure, so that the problems are shown. */
static bool import(Ctx *cx, const RecordFilesInput *q, RecordCheck *c, Reply *out)
{
    RecordUpload u;
    bool refused = c->bad && !q->valid_only, empty = c->rows == c->bad;
    if (refused || empty || !c->usable) {
        out->title = !c->usable ? T(cx, "The headings are not those of the layout; nothing was "
                                        "imported")
                     : empty    ? T(cx, "The file holds no row that can be imported")
                                : T(cx, "The file has errors; nothing was imported. With "
                                           "valid_only the rows without an error are");
        record_check_reply(cx, c, out);
        out->outcome = ERR_INVALID;
    } else {
        if (!record_store(cx, c, q->organisation, &q->files.items[0], &u))
            return false;
        out->title = arena_printf(
            cx->arena, T_COUNT(cx, "%d row imported", "%d rows imported", (int)u.rows),
            (int)u.rows);
        record_check_reply(cx, c, out);
        reply_fact(cx, out, "upload", T(cx, "Upload"), cell_plain((double)u.id), 0);
        reply_fact(cx, out, "digest", T(cx, "SHA-256 of the export"), cell_text(u.digest), 0);
        out->outcome = ERR_NONE;
        out->next = "/record";
    }
    out->only_text = arena_printf(cx->arena, "%s%s\n", out->only_text, out->title);
    return true;
}

bool do_record_import(Ctx *cx, const void *in, Reply *out)
{
    const RecordFilesInput *q = in;
    const Form *f;
    Org org;
    RecordUpload there;
    RecordCheck c;
    if (!org_get(cx, q->organisation, cx->today, &org) || !layout_of(cx, q, &f) ||
        !record_same(cx, f, q->organisation, &q->files.items[0], &there))
        return false;
    if (there.id)
        return unchanged(cx, &there, out);
    if (!record_check(cx, f, &q->files.items[0], most_listed(q), &c))
        return false;
    bool ok = import(cx, q, &c, out);
    record_check_end(&c);
    return ok;
}

/* ---------------------------------------------------------------- handing over */

static bool are_records(Ctx *cx, const InFiles *files, bool *yes)
{
    const Form *f = NULL;
    *yes = false;
    if (files->n == 1 && !record_recognises(cx, &files->items[0], &f))
        return false;
    *yes = f != NULL;
    return true;
}

static RecordFilesInput handed_over(const InFiles *files, const char *organisation)
{
    return (RecordFilesInput){
        .files = *files, .layout = "", .organisation = organisation, .listed = NOT_GIVEN};
}

bool record_check_instead(Ctx *cx, const InFiles *files, Reply *out, bool *done)
{
    if (!are_records(cx, files, done))
        return false;
    RecordFilesInput q = handed_over(files, "");
    return !*done || (permit(cx, "record.check", "") && do_record_check(cx, &q, out));
}

bool record_import_instead(Ctx *cx, const InFiles *files, Reply *out, bool *done)
{
    const char *const *where;
    if (!are_records(cx, files, done))
        return false;
    if (!*done)
        return true;
    if (!permit(cx, "record.import", ""))
        return false;
    if (who_organisations(cx, "record.import", &where) != 1)
        return fail(&cx->err, INVALID,
                    "%s: these are staff records; say whose: pont record import %s "
                    "--organisation ID",
                    files->items[0].name, files->items[0].name);
    RecordFilesInput q = handed_over(files, where[0]);
    return permit(cx, "record.import", q.organisation) && do_record_import(cx, &q, out);
}

/* ---------------------------------------------------------------- reading */

Table *record_uploads_table(Ctx *cx, Reply *out, const RecordUploads *list)
{
    Table *t = reply_table(cx, out, "uploads", T(cx, "Uploads"));
    table_column(cx, t, "upload", T(cx, "Upload"), COLUMN_NUMBER, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "layout", T(cx, "Layout"), COLUMN_TEXT, 0);
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows stored"), COLUMN_NUMBER, 0);
    table_column(cx, t, "left_out", T(cx, "Rows left out"), COLUMN_NUMBER, 0);
    table_column(cx, t, "imported_on", T(cx, "Imported on"), COLUMN_TEXT, 0);
    table_column(cx, t, "imported_by", T(cx, "Imported by"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const RecordUpload *u = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_plain((double)u->id);
        c[0].href = arena_printf(cx->arena, "/record/upload/%lld", (long long)u->id);
        c[1] = cell_text(u->organisation);
        c[2] = cell_text(u->layout);
        c[3] = cell_text(u->file);
        c[4] = cell_number((double)u->rows);
        c[5] = cell_number((double)u->left_out);
        c[6] = cell_text(u->imported_on);
        c[7] = cell_text(u->imported_by);
        c[8] = u->current ? cell_code("current", T(cx, "counts now"))
                          : cell_code("earlier", T(cx, "earlier"));
    }
    return t;
}

bool do_record_list(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    RecordUploads list;
    if (!record_uploads(cx, q->organisation, q->layout, false, &list))
        return false;
    out->title = T(cx, "Uploads of staff records");
    record_uploads_table(cx, out, &list);
    return true;
}

bool record_show(Ctx *cx, int64_t upload, const char *organisation, const char *layout,
                 Reply *out)
{
    RecordUpload u;
    RecordGroups g;
    const Form *f;
    if (!record_upload(cx, upload, organisation, layout, &u) ||
        !form_get(cx, u.layout, (int)u.layout_version, &f) ||
        !record_groups(cx, f, &(RecordUploads){.n = 1, .items = &u}, &g))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Staff records of %s, upload %lld"),
                              u.organisation, (long long)u.id);
    upload_facts(cx, &u, out);
    record_groups_table(cx, out, &g);
    return true;
}

static int64_t upload_of(const RecordInput *q)
{
    return q->upload == NOT_GIVEN ? 0 : q->upload;
}

bool do_record_show(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    if (!upload_of(q) && !*q->organisation)
        return fail(&cx->err, INVALID, "which one? Name an upload or an organisation");
    return record_show(cx, upload_of(q), q->organisation, q->layout, out);
}

bool do_record_groups(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    const Form *f;
    RecordUploads list, seen = {0};
    RecordGroups g;
    if (!record_layout(cx, q->layout, &f) ||
        !record_uploads(cx, q->organisation, f->id, true, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (may(cx, "record.read", list.items[i].organisation))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = list.items[i];
    if (!db_ok(cx) || !record_groups(cx, f, &seen, &g))
        return false;
    out->title = form_text(cx, f->title);
    reply_fact(cx, out, "uploads", T(cx, "Uploads"), cell_number(seen.n), 0);
    record_groups_table(cx, out, &g);
    return true;
}

bool do_record_export(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    RecordUpload u;
    const char *text;
    size_t size;
    if (!upload_of(q) && !*q->organisation)
        return fail(&cx->err, INVALID, "which one? Name an upload or an organisation");
    if (!record_upload(cx, upload_of(q), q->organisation, q->layout, &u) ||
        !record_export(cx, &u, q->masked, &text, &size))
        return false;
    audit_note_for(cx, u.organisation, arena_printf(cx->arena, "record:%lld", (long long)u.id),
                   "", q->masked ? "exported, masked" : "exported");
    out->title = arena_printf(cx->arena, T(cx, "Staff records of %s, upload %lld"),
                              u.organisation, (long long)u.id);
    reply_file(cx, out,
               arena_printf(cx->arena, "%s-%s%s.csv", u.layout, u.organisation,
                            q->masked ? "-masked" : ""),
               text);
    return true;
}

bool do_record_template(Ctx *cx, const void *in, Reply *out)
{
    const RecordInput *q = in;
    const Form *f;
    Buf b = buf_new(cx->arena, 0);
    if (!record_layout(cx, q->layout, &f))
        return false;
    record_template(f, &b);
    out->title = form_text(cx, f->title);
    reply_file(cx, out, arena_printf(cx->arena, "%s.csv", f->id), buf_text(&b));
    return true;
}
