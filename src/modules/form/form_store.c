/* Decides how forms are kept: their files as they came, a digest over them, and published
 * versions that never change. What was parsed once is kept in memory under its digest. */
#include "base/csv.h"
#include "base/file.h"
#include "core/audit.h"
#include "core/memo.h"
#include "core/who.h"
#include "modules/form/form_parse.h"

/* ---------------------------------------------------------------- reading */

static bool load_files(Ctx *cx, const char *id, int version, InFiles *out)
{
    InFile *items = NULL;
    int n = 0, room = 0;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT name, content FROM form_file WHERE form = $1 AND version = $2"
                  " ORDER BY name",
                  ARGS(id, version)))
        return false;
    while (db_next(&rows)) {
        const char *text = db_text(&rows, 1);
        *PUSH(cx->arena, items, n, room) = (InFile){db_text(&rows, 0), text, strlen(text)};
    }
    *out = (InFiles){n, items};
    return db_ok(cx);
}

bool form_files(Ctx *cx, const Form *f, InFiles *out)
{
    return load_files(cx, f->id, f->version, out);
}

typedef struct Making {
    Err *err;
    InFiles files;
    const char *digest;
    bool published;
} Making;

static const void *make_form(Arena *a, void *with)
{
    Making *m = with;
    Form *f = NEW(a, Form);
    if (!form_parse(a, m->err, &m->files, NULL, f))
        return NULL;
    f->digest = arena_strdup(a, m->digest);
    f->published = m->published;
    return f;
}

/* A draft and its published version have the same files, but are kept apart. */
static bool load(Ctx *cx, const char *id, int version, const char *digest, bool published,
                 const Form **out)
{
    struct Memo *memo = cx->app ? cx->app->memo : NULL;
    const char *key = arena_printf(cx->arena, "form:%s:%d", digest, published);
    const Form *f = memo_find(memo, key);
    Making m = {.err = &cx->err, .digest = digest, .published = published};
    if (!f) {
        if (!load_files(cx, id, version, &m.files))
            return false;
        f = memo ? memo_keep(memo, key, make_form, &m) : make_form(cx->arena, &m);
    }
    if (f)
        *out = f;
    return f != NULL;
}

bool form_get(Ctx *cx, const char *id, int version, const Form **out)
{
    const char *digest = NULL;
    int64_t found = version, published = 1;
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT version, digest, published FROM form_version WHERE form = $1"
                      " AND (version = $2 OR ($2 = 0 AND published = 1))"
                      " ORDER BY version DESC LIMIT 1",
                      ARGS(id, version)))
            return false;
        if (db_next(&rows)) {
            found = db_int(&rows, 0);
            digest = db_text(&rows, 1);
            published = db_int(&rows, 2);
        }
    }
    if (!db_ok(cx))
        return false;
    if (!digest)
        return version ? fail(&cx->err, NOT_FOUND, "there is no version %d of the form '%s'",
                              version, id)
                       : fail(&cx->err, NOT_FOUND, "there is no form '%s'", id);
    return load(cx, id, (int)found, digest, published != 0, out);
}

bool form_list(Ctx *cx, FormList *out)
{
    typedef struct Row {
        const char *id, *digest, *owner;
        int version, published;
    } Row;
    Row *found = NULL;
    int n = 0, room = 0;
    FormList list = {0};
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT form, version, digest, owner, published FROM form_version"
                      " ORDER BY form, version DESC",
                      NO_ARGS))
            return false;
        while (db_next(&rows))
            *PUSH(cx->arena, found, n, room) =
                (Row){db_text(&rows, 0), db_text(&rows, 2), db_text(&rows, 3),
                      (int)db_int(&rows, 1), (int)db_int(&rows, 4)};
    }
    for (int i = 0; i < n && db_ok(cx); i++) {
        const Form *f;
        if (!found[i].published && !may(cx, "form.write", found[i].owner))
            continue;
        if (!load(cx, found[i].id, found[i].version, found[i].digest, found[i].published != 0,
                  &f))
            return false;
        *PUSH(cx->arena, list.items, list.n, list.room) = f;
    }
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- writing */

static int by_name(const void *x, const void *y)
{
    const InFile *a = x, *b = y;
    return strcmp(a->name, b->name);
}

/* The files by their bare names, in one order, so that the digest is of what they say. */
static InFiles tidied(Arena *a, const InFiles *files)
{
    InFile *items = NEW_ARRAY(a, InFile, files->n);
    for (int i = 0; i < files->n; i++) {
        const char *slash = strrchr(files->items[i].name, '/');
        items[i] = files->items[i];
        items[i].name = slash ? slash + 1 : items[i].name;
    }
    qsort(items, (size_t)files->n, sizeof *items, by_name);
    return (InFiles){files->n, items};
}

static const char *digest_of(Arena *a, const InFiles *files)
{
    Buf all = buf_new(a, 0);
    for (int i = 0; i < files->n; i++) {
        buf_printf(&all, "%s %zu\n", files->items[i].name, files->items[i].size);
        buf_put(&all, files->items[i].bytes, files->items[i].size);
    }
    return digest(a, all.data, all.len);
}

static bool store_files(Ctx *cx, const Form *f, const InFiles *files, bool published)
{
    if (!db_run(cx, "DELETE FROM form_file WHERE form = $1 AND version = $2",
                ARGS(f->id, f->version)) ||
        !db_run(cx,
                "INSERT INTO form_version (form, version, published, owner, digest, changed_on,"
                " changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                " ON CONFLICT (form, version) DO UPDATE SET published = $3, owner = $4,"
                " digest = $5, changed_on = $6, changed_by = $7",
                ARGS(f->id, f->version, published, f->owner, f->digest,
                     date_text(cx->arena, cx->today), cx->user)))
        return false;
    for (int i = 0; i < files->n; i++)
        if (!db_run(
                cx,
                "INSERT INTO form_file (form, version, name, content)"
                " VALUES ($1, $2, $3, $4)",
                ARGS(f->id, f->version, files->items[i].name,
                     arena_strndup(cx->arena, files->items[i].bytes, files->items[i].size))))
            return false;
    return true;
}

/* Tells a version that is there from one that is not: *stored is its digest, or "". */
static bool find_stored(Ctx *cx, const Form *f, const char **stored, bool *published,
                        const char **owner)
{
    *stored = *owner = "";
    *published = false;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT digest, published, owner FROM form_version WHERE form = $1"
                  " ORDER BY CASE WHEN version = $2 THEN 0 ELSE 1 END LIMIT 1",
                  ARGS(f->id, f->version)))
        return false;
    if (db_next(&rows)) {
        *stored = db_text(&rows, 0);
        *published = db_int(&rows, 1) != 0;
        *owner = db_text(&rows, 2);
    }
    return db_ok(cx);
}

static bool import(Ctx *cx, const InFiles *files, Form *f, bool install)
{
    InFiles tidy = tidied(cx->arena, files);
    const char *stored = NULL, *owner;
    int64_t there = 0;
    bool published;
    if (!form_parse(cx->arena, &cx->err, &tidy, NULL, f))
        return false;
    f->digest = digest_of(cx->arena, &tidy);
    f->published = install;
    if (!db_one_int(cx, &there,
                    "SELECT COUNT(*) FROM form_version WHERE form = $1 AND version = $2",
                    ARGS(f->id, f->version)) ||
        !find_stored(cx, f, &stored, &published, &owner))
        return false;
    if (!install && !permit(cx, "form.write", *owner ? owner : f->owner))
        return false;
    if (!install && !permit(cx, "form.write", f->owner))
        return false;
    if (there && (install || same(stored, f->digest))) {
        f->published = published;
        return true;
    }
    if (there && published)
        return fail(
            &cx->err, CONFLICT,
            "version %d of '%s' is published and stays as it is; give form.csv the next "
            "version",
            f->version, f->id);
    audit_note_for(cx, f->owner, arena_printf(cx->arena, "form:%s/%d", f->id, f->version),
                   there ? stored : "", f->digest);
    return store_files(cx, f, &tidy, install);
}

bool form_import(Ctx *cx, const InFiles *files, Form *out)
{
    Form f;
    if (!db_begin(cx) || !db_end(cx, import(cx, files, &f, false)))
        return false;
    *out = f;
    return true;
}

/* Whether the version that the files' form.csv names is stored. */
static bool is_stored(Ctx *cx, const InFiles *files, bool *stored)
{
    int64_t n = 0, version;
    *stored = false;
    for (int i = 0; i < files->n; i++) {
        CsvFile f;
        const InFile *in = &files->items[i];
        if (!ends_with(in->name, form_file_name(FILE_FORM)))
            continue;
        if (!csv_parse(cx->arena, &cx->err, in->name, in->bytes, in->size, &f))
            return false;
        if (f.n_rows &&
            text_to_int(csv_cell(&f.rows[0], csv_column(&f, "version")), &version) &&
            !db_one_int(cx, &n,
                        "SELECT COUNT(*) FROM form_version WHERE form = $1 AND version = $2",
                        ARGS(csv_cell(&f.rows[0], csv_column(&f, "id")), version)))
            return false;
        *stored = n > 0;
    }
    return true;
}

bool form_install(Ctx *cx, const InFiles *files)
{
    Form f;
    bool stored;
    if (!is_stored(cx, files, &stored))
        return false;
    return stored || (db_begin(cx) && db_end(cx, import(cx, files, &f, true)));
}

bool form_publish(Ctx *cx, const char *id, int version)
{
    const Form *f;
    if (!form_get(cx, id, version, &f) || !permit(cx, "form.write", f->owner))
        return false;
    if (f->published)
        return fail(&cx->err, CONFLICT, "version %d of '%s' is published already", f->version,
                    id);
    audit_note_for(cx, f->owner, arena_printf(cx->arena, "form:%s/%d", f->id, f->version),
                   "draft", "published");
    return db_begin(cx) &&
           db_end(cx,
                  db_run(cx,
                         "UPDATE form_version SET published = 1, changed_on = $3,"
                         " changed_by = $4 WHERE form = $1 AND version = $2",
                         ARGS(f->id, f->version, date_text(cx->arena, cx->today), cx->user)));
}
