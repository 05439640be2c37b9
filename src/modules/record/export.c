/* Decides what an export holds. Whole, it is the rows as they are stored under the layout's
 * headings, so that importing it again changes nothing. Masked, the private columns are not
 * there at all, and a person has a name that only this installation can make again: the same in
 * every export, so that years can be followed, and of no use to whoever knows the sender's own.
 */
#include "base/csv.h"
#include "base/formula.h"
#include "core/access.h"
#include "core/secret.h"
#include "db/db.h"
#include "modules/record/record.h"

typedef struct Export {
    Ctx *cx;
    const RecordUpload *upload;
    const FormBlock *block;
    const char *key; /* of the pseudonyms */
    int n_identity;  /* the fields that together name a person */
    const int *identity;
    Buf out;
} Export;

/* Calls put for each row in order, with a scratch arena for what it makes. */
static bool each_row(Export *e, void (*put)(Export *e, Arena *a, const char *content))
{
    enum { ROWS_A_PIECE = 1000 };
    Ctx *cx = e->cx;
    Arena *own = cx->arena;
    SCOPED_ARENA scratch = arena_new();
    DbRows rows CLEANUP_ROWS = {0};
    int64_t from = e->upload->id << 32, n = 0;
    if (!db_query_many(cx, &rows,
                       "SELECT content FROM record_row WHERE id >= $1 AND id < $2 ORDER BY id",
                       ARGS(from, from + ((int64_t)1 << 32))))
        return false;
    cx->arena = scratch;
    while (db_next(&rows)) {
        put(e, scratch, db_text(&rows, 0));
        if (++n % ROWS_A_PIECE == 0)
            arena_reset(scratch);
    }
    cx->arena = own;
    return db_ok(cx);
}

static void put_whole(Export *e, Arena *a, const char *content)
{
    (void)a;
    buf_puts(&e->out, content);
    buf_putc(&e->out, '\n');
}

/* ---------------------------------------------------------------- masked */

/* The fields by which the layout says that a person stands once; else the person's alone. */
static void find_identity(Export *e, const Form *f)
{
    Arena *a = e->cx->arena;
    int *fields = NEW_ARRAY(a, int, e->block->n_fields), n = 0;
    for (int r = 0; r < f->n_rules && !n; r++) {
        Err err = {0};
        Formula *formula;
        const FormulaLeaf *leaves;
        const int *key;
        if (!f->rules[r].formula || !formula_parse(a, &err, f->rules[r].formula, &formula))
            continue;
        int n_key = formula_key(formula, &key);
        formula_leaves(formula, &leaves);
        for (int i = 0; i < n_key; i++)
            for (int k = 0; k < e->block->n_fields; k++)
                if (same(e->block->fields[k].name, leaves[key[i]].field))
                    fields[n++] = k;
    }
    for (int k = 0; k < e->block->n_fields && !n; k++)
        if (record_use(&e->block->fields[k]) == RECORD_PERSON)
            fields[n++] = k;
    e->identity = fields;
    e->n_identity = n;
}

static const char *pseudonym(const Export *e, Arena *a, const CsvRow *row)
{
    Buf who = buf_new(a, 0);
    buf_puts(&who, e->upload->organisation);
    for (int i = 0; i < e->n_identity; i++) {
        const char *part = csv_cell(row, e->identity[i]);
        buf_printf(&who, "\n%zu %s", strlen(part), part);
    }
    return secret_mac(a, e->key, "record person", buf_text(&who));
}

static void put_masked(Export *e, Arena *a, const char *content)
{
    Err err = {0};
    CsvRow row;
    CsvOut o = {.buf = &e->out};
    CsvReader r = {.arena = a, .err = &err, .name = "", .p = content, .separator = ','};
    if (!csv_read_row(&r, &row))
        return; /* it was written by csv_field() */
    for (int i = 0; i < e->block->n_fields; i++) {
        RecordUse use = record_use(&e->block->fields[i]);
        if (use == RECORD_PERSON)
            csv_field(&o, *csv_cell(&row, i) ? pseudonym(e, a, &row) : "");
        else if (use != RECORD_PRIVATE)
            csv_field(&o, csv_cell(&row, i));
    }
    csv_end_row(&o);
}

static void masked_headings(Export *e)
{
    CsvOut o = {.buf = &e->out};
    for (int i = 0; i < e->block->n_fields; i++)
        if (record_use(&e->block->fields[i]) != RECORD_PRIVATE)
            csv_field(&o, e->block->fields[i].name);
    csv_end_row(&o);
}

bool record_export(Ctx *cx, const RecordUpload *u, bool masked, const char **text, size_t *size)
{
    const Form *f;
    Export e = {.cx = cx, .upload = u};
    if (!form_get(cx, u->layout, (int)u->layout_version, &f) ||
        (masked && !access_key(cx, "record-pseudonym", &e.key)))
        return false;
    e.block = record_block(f);
    e.out = buf_new(cx->arena, (size_t)u->bytes * 2 + (1 << 20));
    if (masked) {
        find_identity(&e, f);
        masked_headings(&e);
    } else {
        e.out.room = (size_t)u->bytes + 1; /* its size is known */
        e.out.data = arena_alloc(cx->arena, e.out.room);
        record_template(f, &e.out);
    }
    if (!db_begin_read(cx) || !db_end(cx, each_row(&e, masked ? put_masked : put_whole)) ||
        !buf_ok(&e.out, &cx->err))
        return false;
    *text = buf_text(&e.out);
    *size = e.out.len;
    return true;
}
