/* Decides how an upload is stored: whole, in one transaction, many rows to a statement. What is
 * read back is in uploads.c. */
#include "base/file.h"
#include "core/audit.h"
#include "db/db.h"
#include "modules/record/plan.h"

enum { ROWS_A_STATEMENT = 30 }; /* as many arguments as a statement may have */

typedef struct Storing {
    Ctx *cx;
    RecordCheck *check;
    RecordUpload upload;
    int columns[CSV_MOST_COLUMNS];
    Digest *digest;
    const char *insert;
    Buf text;
    int n;
    int64_t ids[ROWS_A_STATEMENT];
    size_t starts[ROWS_A_STATEMENT];
} Storing;

bool record_same(Ctx *cx, const Form *f, const char *organisation, const InFile *file,
                 RecordUpload *out)
{
    RecordUploads list;
    *out = (RecordUpload){0};
    if (!record_uploads(cx, organisation, f->id, true, &list))
        return false;
    if (!list.n)
        return true;
    const char *is = digest(cx->arena, file->bytes, file->size);
    if (same(is, list.items[0].file_digest) || same(is, list.items[0].digest))
        *out = list.items[0];
    return true;
}

/* ---------------------------------------------------------------- rows */

static const char *insert_sql(Arena *a, int rows)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, "INSERT INTO record_row (id, content) VALUES ");
    for (int i = 0; i < rows; i++)
        buf_printf(&b, "%s($%d, $%d)", i ? ", " : "", 2 * i + 1, 2 * i + 2);
    return buf_text(&b);
}

/* Writes the rows that are waiting. */
static bool flush(Storing *s)
{
    DbArg args[2 * ROWS_A_STATEMENT];
    if (!s->n)
        return true;
    const char *sql = s->n == ROWS_A_STATEMENT ? s->insert : insert_sql(s->cx->arena, s->n);
    for (int i = 0; i < s->n; i++) {
        args[2 * i] = db_arg_int(s->ids[i]);
        args[2 * i + 1] = db_arg_text(s->text.data + s->starts[i]);
    }
    DbArgs all = {2 * s->n, args};
    s->n = 0;
    s->text.len = 0;
    return db_run(s->cx, sql, all);
}

static bool store_row(Storing *s, const ScanBatch *b, int row)
{
    size_t from = s->text.len;
    row_text(record_block(s->check->form), s->columns, b, row, &s->text);
    s->ids[s->n] = s->upload.id << 32 | b->line[row];
    s->starts[s->n++] = from;
    buf_putc(&s->text, '\n');
    size_t len = s->text.len - from;
    digest_add(s->digest, s->text.data + from, len);
    s->text.data[s->text.len - 1] = '\0';
    s->upload.bytes += (int64_t)len;
    s->upload.rows++;
    return s->n < ROWS_A_STATEMENT || flush(s);
}

static bool is_bad(const RecordCheck *c, int64_t row)
{
    return c->bad && (c->bad_rows[row / 64] >> row % 64 & 1);
}

static bool store_rows(Storing *s)
{
    RecordCheck *c = s->check;
    const ScanBatch *b;
    int64_t row = 0;
    uint64_t sum = c->sum;
    scan_again(c->scan);
    while (scan_next(c->scan, &b)) {
        for (int r = 0; r < b->n_rows; r++, row++)
            if (row < c->rows && !is_bad(c, row) && !store_row(s, b, r))
                return false;
        if (!ctx_go_on(s->cx, c->file, (long)(1000 * scan_done(c->scan)), 1000))
            return false;
    }
    if (!db_ok(s->cx) || !flush(s))
        return false;
    if (row != c->rows || scan_sum(c->scan) != sum)
        return fail(&s->cx->err, CHANGED,
                    "%s: the file changed while it was imported; nothing was stored", c->file);
    return true;
}

/* ---------------------------------------------------------------- groups and the upload */

static const char *keys_text(Arena *a, const RecordGroups *g, int i)
{
    Buf b = buf_new(a, 0);
    CsvOut o = {.buf = &b};
    for (int k = 0; k < g->n_keys; k++)
        csv_field(&o, g->items[i].keys[k]);
    return buf_text(&b);
}

static bool store_groups(Storing *s)
{
    const RecordGroups *g = &s->check->groups;
    for (int i = 0; i < g->n; i++) {
        if (!db_run(s->cx,
                    "INSERT INTO record_group (upload, seq, keys, row_count)"
                    " VALUES ($1, $2, $3, $4)",
                    ARGS(s->upload.id, i, keys_text(s->cx->arena, g, i), g->items[i].rows)))
            return false;
        for (int k = 0; k < g->n_sums; k++) {
            const RecordSum *sum = &g->items[i].sums[k];
            if (!db_run(s->cx,
                        "INSERT INTO record_sum (upload, seq, field, millionths, rest, known)"
                        " VALUES ($1, $2, $3, $4, $5, $6)",
                        ARGS(s->upload.id, i, g->sums[k]->name, sum->millionths, sum->rest,
                             sum->known)))
                return false;
        }
    }
    return true;
}

static bool begin_upload(Storing *s)
{
    RecordUpload *u = &s->upload;
    return db_one_int(s->cx, &u->id,
                      "INSERT INTO record_upload (organisation, layout, layout_version, file,"
                      " file_digest, digest, bytes, rows_stored, rows_left_out, imported_on,"
                      " imported_by) VALUES ($1, $2, $3, $4, $5, '', 0, 0, $6, $7, $8)"
                      " RETURNING id",
                      ARGS(u->organisation, u->layout, u->layout_version, u->file,
                           u->file_digest, u->left_out, u->imported_on, u->imported_by));
}

static void digest_headings(Storing *s)
{
    Buf head = buf_new(s->cx->arena, 0);
    record_template(s->check->form, &head);
    digest_add(s->digest, head.data, head.len);
    s->upload.bytes = (int64_t)head.len;
}

static bool store_all(Storing *s)
{
    RecordUpload *u = &s->upload;
    if (!begin_upload(s))
        return false;
    digest_headings(s);
    if (!store_rows(s) || !store_groups(s))
        return false;
    u->digest = digest_end(s->cx->arena, s->digest);
    audit_note_for(s->cx, u->organisation,
                   arena_printf(s->cx->arena, "record:%lld", (long long)u->id), "",
                   arena_printf(s->cx->arena, "%lld rows of %s, SHA-256 %s", (long long)u->rows,
                                u->file, u->digest));
    return db_run(s->cx,
                  "UPDATE record_upload SET digest = $2, bytes = $3, rows_stored = $4"
                  " WHERE id = $1",
                  ARGS(u->id, u->digest, u->bytes, u->rows));
}

bool record_store(Ctx *cx, RecordCheck *c, const char *organisation, const InFile *file,
                  RecordUpload *out)
{
    const FormBlock *block = record_block(c->form);
    const char *slash = strrchr(file->name, '/');
    Storing *s = NEW(cx->arena, Storing);
    *s = (Storing){.cx = cx,
                   .check = c,
                   .digest = digest_new(cx->arena),
                   .insert = insert_sql(cx->arena, ROWS_A_STATEMENT),
                   .text = buf_new(cx->arena, 0)};
    s->upload = (RecordUpload){.organisation = organisation,
                               .layout = c->form->id,
                               .layout_version = c->form->version,
                               .file = slash ? slash + 1 : file->name,
                               .file_digest = digest(cx->arena, file->bytes, file->size),
                               .left_out = c->bad,
                               .imported_on = date_text(cx->arena, cx->today),
                               .imported_by = cx->user,
                               .current = true};
    for (int i = 0; i < block->n_fields; i++)
        s->columns[i] = csv_column(scan_file(c->scan), block->fields[i].name);
    if (!db_begin(cx) || !db_end(cx, store_all(s)))
        return false;
    *out = s->upload;
    return true;
}
