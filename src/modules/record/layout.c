/* Finding the layout of a file, and what its columns are for. */
#include "base/csv.h"
#include "base/scan.h"
#include "modules/record/record.h"

RecordUse record_use(const FormField *f)
{
    static const char *const words[] = {
        [RECORD_PLAIN] = "",    [RECORD_GROUP] = "group",   [RECORD_SUM] = "sum",
        [RECORD_MEAN] = "mean", [RECORD_PERSON] = "person", [RECORD_PRIVATE] = "private",
    };
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (same(f->use, words[i]))
            return (RecordUse)i;
    return RECORD_PLAIN;
}

bool record_layout(Ctx *cx, const char *id, const Form **out)
{
    const Form *f;
    if (!form_get(cx, *id ? id : "staff-records", 0, &f))
        return false;
    if (f->kind != FORM_RECORDS || f->n_blocks != 1)
        return fail(&cx->err, NOT_FOUND, "'%s' is no layout of records", id);
    *out = f;
    return true;
}

/* How many of the layout's columns the file has. */
static int hits(const Form *f, const CsvFile *file)
{
    int n = 0;
    for (int i = 0; i < record_block(f)->n_fields; i++)
        n += csv_column(file, record_block(f)->fields[i].name) >= 0;
    return n;
}

bool record_recognises(Ctx *cx, const InFile *file, const Form **out)
{
    enum { HEAD = 64 << 10 };
    Err err = {0};
    Scan *s;
    FormList list;
    int most = 0;
    *out = NULL;
    if (!form_list(cx, &list))
        return false;
    /* The headings alone: a fault further down is for the check to say. */
    if (!scan_open(&err, file->name, file->bytes, file->size < HEAD ? file->size : HEAD, &s))
        return true;
    for (int i = 0; i < list.n; i++) {
        const Form *f = list.items[i];
        if (f->kind != FORM_RECORDS || f->n_blocks != 1 || !f->published)
            continue;
        int n = hits(f, scan_file(s));
        if (n > most && 2 * n > record_block(f)->n_fields) {
            most = n;
            *out = f;
        }
    }
    scan_close(s);
    return true;
}

void record_template(const Form *f, Buf *out)
{
    CsvOut o = {.buf = out};
    for (int i = 0; i < record_block(f)->n_fields; i++)
        csv_field(&o, record_block(f)->fields[i].name);
    csv_end_row(&o);
}
