/* The actions that give a release out: the file in a format, and the dictionary. */
#include "db/db.h"
#include "modules/release/out.h"
#include "modules/release/release_action.h"

static const OutFormat *format_of(const char *name)
{
    for (int i = 0; i < n_out_formats; i++)
        if (same(out_formats[i].name, name))
            return &out_formats[i];
    return &out_formats[0];
}

static bool write_format(Ctx *cx, const Release *r, const ReleaseContents *c,
                         const OutFormat *f, const char **out)
{
    Buf b = buf_new(cx->arena, 0);
    if (f->write) {
        f->write(cx, r, c, &b);
        *out = buf_text(&b);
        return db_ok(cx) && buf_ok(&b, &cx->err);
    }
    if (!*r->signature)
        return fail(&cx->err, CONFLICT, "'%s' is a draft: it is signed when it is published",
                    r->id);
    if (!release_text(cx, r->id, out))
        return false;
    *out = release_signed_text(cx, r, *out);
    return true;
}

bool do_download(Ctx *cx, const void *in, Reply *out)
{
    const TakeInput *q = in;
    const OutFormat *f = format_of(q->as_format);
    Release r;
    ReleaseContents c;
    const char *text;
    if (!release_open(cx, q->release, &r, &c) || !write_format(cx, &r, &c, f, &text) ||
        !release_log_download(cx, r.id, f->name))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Release %s"), r.id);
    reply_file(cx, out, arena_printf(cx->arena, "%s%s", r.id, f->suffix), text);
    out->file_type = f->type;
    return true;
}

bool do_dictionary(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r;
    ReleaseContents c;
    Dictionary d;
    if (!release_open(cx, q->release, &r, &c) || !out_dictionary(cx, &c, &d))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Dictionary of %s"), r.id);
    reply_fact(cx, out, "licence", T(cx, "Licence"), cell_text(out_head(&c, "licence")), 0);
    Table *t = reply_table(cx, out, "dictionary", T(cx, "What each field means"));
    table_column(cx, t, "table", T(cx, "Table"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "What it is"), COLUMN_TEXT, 0);
    table_column(cx, t, "definition", T(cx, "Part of"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "Formula"), COLUMN_TEXT, 0);
    table_column(cx, t, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column(cx, t, "states", T(cx, "May say"), COLUMN_TEXT, 0);
    for (int i = 0; i < d.n; i++) {
        const DictionaryRow *x = &d.rows[i];
        const char *texts[] = {x->table,   x->field, x->label, x->definition,
                               x->formula, x->unit,  x->states};
        Cell *row = table_row(cx, t);
        for (int k = 0; k < 7; k++)
            row[k] = cell_text(texts[k]);
    }
    return true;
}
