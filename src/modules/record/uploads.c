/* What is stored, read back: the history of uploads and their groups. Whoever may not read an
 * organisation's records does not learn that there are any. */
#include "core/who.h"
#include "db/db.h"
#include "modules/record/plan.h"

static void read_upload(DbRows *rows, RecordUpload *u)
{
    *u = (RecordUpload){.id = db_int(rows, 0),
                        .organisation = db_text(rows, 1),
                        .layout = db_text(rows, 2),
                        .layout_version = db_int(rows, 3),
                        .file = db_text(rows, 4),
                        .file_digest = db_text(rows, 5),
                        .digest = db_text(rows, 6),
                        .bytes = db_int(rows, 7),
                        .rows = db_int(rows, 8),
                        .left_out = db_int(rows, 9),
                        .imported_on = db_text(rows, 10),
                        .imported_by = db_text(rows, 11),
                        .current = db_int(rows, 12) != 0};
}

static bool may_see(Ctx *cx, const char *organisation)
{
    return may(cx, "record.read", organisation) || may(cx, "record.import", organisation);
}

bool record_uploads(Ctx *cx, const char *organisation, const char *layout, bool only_current,
                    RecordUploads *out)
{
    RecordUploads all = {0}, list = {0};
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT u.id, u.organisation, u.layout, u.layout_version, u.file,"
                      " u.file_digest, u.digest, u.bytes, u.rows_stored, u.rows_left_out,"
                      " u.imported_on, u.imported_by, CASE WHEN c.id IS NULL THEN 0 ELSE 1 END"
                      " FROM record_upload u LEFT JOIN record_current c ON c.id = u.id"
                      " WHERE ($1 = '' OR u.organisation = $1) AND ($2 = '' OR u.layout = $2)"
                      " ORDER BY u.id DESC",
                      ARGS(organisation, layout)))
            return false;
        while (db_next(&rows))
            read_upload(&rows, PUSH(cx->arena, all.items, all.n, all.room));
    }
    for (int i = 0; i < all.n && db_ok(cx); i++)
        if ((all.items[i].current || !only_current) && may_see(cx, all.items[i].organisation))
            *PUSH(cx->arena, list.items, list.n, list.room) = all.items[i];
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool record_upload(Ctx *cx, int64_t id, const char *organisation, const char *layout,
                   RecordUpload *out)
{
    RecordUploads list;
    if (!record_uploads(cx, organisation, layout, id == 0, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if ((id == 0 || list.items[i].id == id) &&
            may(cx, "record.read", list.items[i].organisation)) {
            *out = list.items[i];
            return true;
        }
    if (!db_ok(cx))
        return false;
    return id ? fail(&cx->err, NOT_FOUND, "there is no upload %lld", (long long)id)
              : fail(&cx->err, NOT_FOUND, "there are no staff records of '%s'", organisation);
}

/* ---------------------------------------------------------------- groups */

typedef struct Merging {
    Ctx *cx;
    const RecordGroups *shape;
    Words keys;
    RecordGroup *items;
    int n, room;
} Merging;

/* The group with these keys, made when it is new. */
static RecordGroup *group_of(Merging *m, const char *keys)
{
    Arena *a = m->cx->arena;
    size_t len = strlen(keys);
    char *padded = arena_alloc(a, len + 64); /* words.h reads ahead */
    memcpy(padded, keys, len);
    int i = words_add(&m->keys, (View){padded, (uint32_t)len});
    if (i < m->n)
        return &m->items[i];
    Err err = {0};
    CsvRow row = {0};
    CsvReader r = {.arena = a, .err = &err, .name = "keys", .p = padded, .separator = ','};
    if (!csv_read_row(&r, &row))
        row.n = 0;
    const char **cells = NEW_ARRAY(a, const char *, m->shape->n_keys);
    for (int k = 0; k < m->shape->n_keys; k++)
        cells[k] = csv_cell(&row, k);
    RecordGroup *g = PUSH(a, m->items, m->n, m->room);
    *g = (RecordGroup){.keys = cells, .sums = NEW_ARRAY(a, RecordSum, m->shape->n_sums)};
    return g;
}

static bool add_groups(Merging *m, int64_t upload)
{
    DbRows rows CLEANUP_ROWS = {0};
    int64_t before = -1;
    if (!db_query(m->cx, &rows,
                  "SELECT g.seq, g.keys, g.row_count, s.field, s.millionths, s.rest, s.known"
                  " FROM record_group g LEFT JOIN record_sum s ON s.upload = g.upload"
                  " AND s.seq = g.seq WHERE g.upload = $1 ORDER BY g.seq, s.field",
                  ARGS(upload)))
        return false;
    while (db_next(&rows)) {
        RecordGroup *g = group_of(m, db_text(&rows, 1));
        if (db_int(&rows, 0) != before)
            g->rows += db_int(&rows, 2);
        before = db_int(&rows, 0);
        for (int k = 0; k < m->shape->n_sums; k++)
            if (same(m->shape->sums[k]->name, db_text(&rows, 3))) {
                g->sums[k].millionths += db_int(&rows, 4);
                g->sums[k].rest += db_real(&rows, 5);
                g->sums[k].known += db_int(&rows, 6);
            }
    }
    return db_ok(m->cx);
}

bool record_groups(Ctx *cx, const Form *f, const RecordUploads *of, RecordGroups *out)
{
    RecordGroups shape;
    Merging m = {.cx = cx, .shape = &shape};
    groups_shape(cx->arena, record_block(f), &shape);
    words_start(&m.keys, cx->arena);
    for (int i = 0; i < of->n; i++)
        if (same(of->items[i].layout, f->id) && !add_groups(&m, of->items[i].id))
            return false;
    shape.items = m.items;
    shape.n = m.n;
    groups_sort(&shape);
    *out = shape;
    return true;
}
