/* The actions and pages of the round trip: export, difference, sending and confirming, and a
 * collection as files. Call their functions, fill a reply. */
#include "modules/workforce/exchange.h"
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/diff.h"
#include "modules/workforce/pages/collection.html.h"
#include "modules/workforce/pages/upload.html.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/workforce_action.h"

/* ---------------------------------------------------------------- export */

static bool load(Ctx *cx, const ExportInput *q, const char *organisation, Return *out)
{
    Draft d;
    Problems unread = {0};
    if (!q->draft)
        return workforce_return(cx, q->collection, organisation, out);
    return draft_load(cx, q->collection, organisation, &d) &&
           draft_return(cx, &d, out, &unread);
}

/* Those of the collection that have something to export and may be read. */
static bool load_all(Ctx *cx, const ExportInput *q, ReturnList *out)
{
    ExpectedList all;
    if (!workforce_expected_seen(cx, q->collection, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Expected *e = &all.items[i];
        if (q->draft ? e->work == WORK_NOT_STARTED : !e->return_id)
            continue;
        Return *r = NEW(cx->arena, Return);
        if (!load(cx, q, e->org.id, r))
            return false;
        *PUSH(cx->arena, out->items, out->n, out->room) = r;
    }
    return true;
}

bool do_return_export(Ctx *cx, const void *in, Reply *out)
{
    const ExportInput *q = in;
    const Form *form;
    ReturnList list = {0};
    Return *one = NEW(cx->arena, Return);
    if (q->all == (*q->organisation != '\0'))
        return fail(&cx->err, INVALID, "organisation: name one, or ask for all");
    if (!workforce_form(cx, q->collection, &form))
        return false;
    if (q->all) {
        if (!load_all(cx, q, &list))
            return false;
    } else {
        if (!permit(cx, "workforce.read", q->organisation) ||
            !load(cx, q, q->organisation, one))
            return false;
        *PUSH(cx->arena, list.items, list.n, list.room) = one;
    }
    for (int b = 0; b < form->n_blocks; b++) {
        Buf text = buf_new(cx->arena, 0);
        int rows = 0;
        for (int i = 0; i < list.n; i++)
            rows += return_put_block(cx->arena, list.items[i], &form->blocks[b], i == 0, &text);
        if (rows)
            reply_file(cx, out, arena_printf(cx->arena, "%s.csv", form->blocks[b].file),
                       buf_text(&text));
    }
    out->title = arena_printf(
        cx->arena, T_COUNT(cx, "%d return exported", "%d returns exported", list.n), list.n);
    reply_fact(cx, out, "returns", T(cx, "Returns"), cell_number(list.n), 0);
    if (list.n == 1)
        reply_fact(cx, out, "digest", T(cx, "Digest"),
                   cell_text(return_digest(cx->arena, list.items[0])), 0);
    return true;
}

/* ---------------------------------------------------------------- difference */

bool exchange_preview(Ctx *cx, const InFiles *files, bool replace, Reply *out, bool *refused,
                      CheckedFiles *checked)
{
    Diff d;
    if (!workforce_check_replacing(cx, files, replace, checked) ||
        !diff_checked(cx, checked, &d))
        return false;
    *refused = checked->drafts ? problems_unreadable(&checked->problems)
                               : checked->problems.errors > 0;
    reply_fact(cx, out, "new", T(cx, "New cells"), cell_number(d.fresh), 0);
    reply_fact(cx, out, "changed", T(cx, "Changed cells"), cell_number(d.changed), 0);
    reply_fact(cx, out, "gone", T(cx, "Cells that go"), cell_number(d.gone), 0);
    reply_fact(cx, out, "errors", T(cx, "Errors"), cell_number(checked->problems.errors), 0);
    reply_fact(cx, out, "warnings", T(cx, "Warnings"), cell_number(checked->problems.warnings),
               0);
    diff_counts_table(cx, out, &d);
    diff_table(cx, out, &d);
    problems_table(cx, out, &checked->problems);
    return true;
}

bool do_return_diff(Ctx *cx, const void *in, Reply *out)
{
    const SendInput *q = in;
    CheckedFiles checked;
    bool refused;
    if (!exchange_preview(cx, &q->files, q->replace, out, &refused, &checked))
        return false;
    out->title = refused ? T(cx, "The files have errors and cannot be imported")
                         : T(cx, "What the files would change; nothing was written");
    if (refused)
        out->outcome = ERR_INVALID;
    return true;
}

bool do_return_send(Ctx *cx, const void *in, Reply *out)
{
    const SendInput *q = in;
    CheckedFiles checked;
    bool refused;
    const char *id;
    if (!exchange_preview(cx, &q->files, q->replace, out, &refused, &checked) ||
        !workforce_permit_import(cx, &checked))
        return false;
    if (refused) {
        out->title = T(cx, "The files have errors and cannot be imported");
        out->outcome = ERR_INVALID;
        return true;
    }
    if (!upload_keep(cx, &q->files, q->replace, &id))
        return false;
    out->title = T(cx, "Nothing is written until you confirm");
    reply_fact(cx, out, "upload", T(cx, "To be confirmed"), cell_text(id), 0);
    out->next = arena_printf(cx->arena, "/workforce/upload/%s", id);
    return true;
}

/* Checked anew: others may have changed the return since. */
bool do_return_confirm(Ctx *cx, const void *in, Reply *out)
{
    const ConfirmInput *q = in;
    InFiles files;
    bool replace;
    CheckedFiles checked;
    return upload_get(cx, q->upload, &files, &replace) &&
           workforce_check_replacing(cx, &files, replace, &checked) &&
           workforce_permit_import(cx, &checked) &&
           workforce_import_checked(cx, &checked, out) && upload_drop(cx, q->upload);
}

bool page_upload(Ctx *cx, const PageIn *in, PageOut *out)
{
    InFiles files;
    bool replace, refused;
    CheckedFiles checked;
    Reply r = {0};
    if (!upload_get(cx, in->args[0], &files, &replace) ||
        !exchange_preview(cx, &files, replace, &r, &refused, &checked))
        return false;
    UploadView v = {
        .upload = in->args[0],
        .token = in->form_token,
        .title = T(cx, "What the files would change"),
        .lead =
            arena_printf(cx->arena,
                         T(cx, "%s new, %s changed and %s gone. Nothing is written until you "
                               "confirm."),
                         text_double(cx->arena, r.facts[0].cell.number),
                         text_double(cx->arena, r.facts[1].cell.number),
                         text_double(cx->arena, r.facts[2].cell.number)),
        .can_confirm = !refused,
        .counts = r.tables[0],
        .difference = r.tables[1],
        .problems = r.tables[2],
    };
    page_workforce_upload(&out->out, &v);
    out->title = v.title;
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- a collection */

static bool put_collections(Ctx *cx, const char *id, Buf *out)
{
    static const char *const columns[] = {
        "id",    "form",  "form_version", "region",    "title_en", "title_cy",
        "as_at", "opens", "due",          "synthetic", "source",   "source_date"};
    CsvOut o = {.buf = out};
    DbRows rows CLEANUP_ROWS = {0};
    for (int i = 0; i < 12; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    if (!db_query(
            cx, &rows,
            "SELECT id, form, form_version, region, title_en, title_cy, as_at, opens,"
            " due, synthetic, source, source_date FROM workforce_collection WHERE id = $1",
            ARGS(id)))
        return false;
    while (db_next(&rows)) {
        for (int i = 0; i < 12; i++)
            csv_field(&o, i == 9 ? db_int(&rows, 9) ? "Y" : "N" : db_text(&rows, i));
        csv_end_row(&o);
    }
    return db_ok(cx);
}

static bool put_expected(Ctx *cx, const char *id, Buf *out)
{
    static const char *const columns[] = {"collection", "organisation", "source",
                                          "source_date"};
    CsvOut o = {.buf = out};
    DbRows rows CLEANUP_ROWS = {0};
    for (int i = 0; i < 4; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    if (!db_query(cx, &rows,
                  "SELECT collection, organisation, source, source_date FROM"
                  " workforce_expected WHERE collection = $1 ORDER BY organisation",
                  ARGS(id)))
        return false;
    while (db_next(&rows)) {
        for (int i = 0; i < 4; i++)
            csv_field(&o, db_text(&rows, i));
        csv_end_row(&o);
    }
    return db_ok(cx);
}

bool do_return_collection(Ctx *cx, const void *in, Reply *out)
{
    const CollectionInput *q = in;
    Collection c;
    Buf collections = buf_new(cx->arena, 0), expected = buf_new(cx->arena, 0);
    if (!workforce_collection(cx, q->collection, &c) ||
        !permit(cx, "workforce.collect", c.region) ||
        !put_collections(cx, c.id, &collections) || !put_expected(cx, c.id, &expected))
        return false;
    out->title = c.title;
    reply_fact(cx, out, "asked", T(cx, "Asked"), cell_number(c.expected), 0);
    reply_file(cx, out, "collections.csv", buf_text(&collections));
    reply_file(cx, out, "expected.csv", buf_text(&expected));
    reply_note(cx, out, "%s",
               T(cx, "Change the files, and bring them back with: pont workforce define"));
    return true;
}

bool page_collection(Ctx *cx, const PageIn *in, PageOut *out)
{
    Collection c;
    ExpectedList all;
    const Form *form;
    Date d;
    Reply r = {0};
    if (!workforce_collection_seen(cx, in->args[0], &c) || !workforce_form(cx, c.id, &form) ||
        !workforce_expected_seen(cx, c.id, &all))
        return false;
    Table *t = reply_table(cx, &r, "asked", T(cx, "Who must send"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "due", T(cx, "Due"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    for (int i = 0; i < all.n; i++) {
        const Expected *e = &all.items[i];
        Cell *cells = table_row(cx, t);
        const char *due = date_parse_iso(e->due, &d) ? date_long(cx, d) : e->due;
        cells[0] =
            cell_link(org_name(cx, &e->org),
                      arena_printf(cx->arena, "/workforce/return/%s/%s", c.id, e->org.id));
        cells[1] = cell_text(org_kind_label(cx, e->org.kind));
        cells[2] = cell_text(
            e->extended ? arena_printf(cx->arena, "%s (%s)", due, T(cx, "more time")) : due);
        cells[3] = cell_text(expected_label(cx, e));
    }
    CollectionView v = {
        .collection = &c,
        .as_at = date_parse_iso(c.as_at, &d) ? date_long(cx, d) : c.as_at,
        .opens = date_parse_iso(c.opens, &d) ? date_long(cx, d) : c.opens,
        .due = date_parse_iso(c.due, &d) ? date_long(cx, d) : c.due,
        .form_title = form_text(cx, form->title),
        .form_version = arena_printf(cx->arena, "%d", form->version),
        .may_collect = may(cx, "workforce.collect", c.region),
        .asked = t,
    };
    page_workforce_collection(&out->out, &v);
    out->title = c.title;
    out->wide = true;
    return true;
}
