/* The command-line face of an action: fields from words and options, files from paths, the
 * answer on standard output as text or JSON, files of the answer into --out. */
#include "app/app.h"
#include "app/long_run.h"
#include "base/archive.h"
#include "base/file.h"
#include "core/access.h"
#include "core/select.h"
#include "core/who.h"
#include "db/db.h"
#include "web/report.h"
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILE = 64 << 20 };
static const size_t MOST_MAPPED = (size_t)2 << 30; /* of an action that takes large files */

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool add_file(Ctx *cx, const Action *a, const char *path, InFile **items, int *n,
                     int *room)
{
    Bytes b;
    if ((a->flags & LARGE_FILES) && file_is_large(path)) {
        if (!file_map(&cx->err, path, MOST_MAPPED, &b))
            return false;
    } else if (!file_read(cx->arena, &cx->err, path, MOST_FILE, &b))
        return false;
    *PUSH(cx->arena, *items, *n, *room) =
        (InFile){.name = path, .bytes = b.data, .size = b.size};
    return true;
}

/* Not a pipe, which would wait for somebody to write, nor a device that never ends. */
static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_table(const char *name)
{
    return *name != '~' && /* the mark of one that is open in a spreadsheet program */
           (ends_with(name, ".csv") || ends_with(name, ".xlsx") || ends_with(name, ".ods"));
}

/* A folder stands for all CSV files and workbooks in it. */
static bool read_files(Ctx *cx, const Action *a, const char *const *paths, int n_paths,
                       InFiles *out)
{
    InFile *items = NULL;
    int n = 0, room = 0;
    for (int i = 0; i < n_paths; i++) {
        if (!is_directory(paths[i])) {
            if (!add_file(cx, a, paths[i], &items, &n, &room))
                return false;
            continue;
        }
        const char **names;
        int count = file_list(cx->arena, paths[i], &names);
        for (int k = 0; k < count; k++) {
            const char *path = arena_printf(cx->arena, "%s/%s", paths[i], names[k]);
            if (is_table(names[k]) && is_file(path) &&
                !add_file(cx, a, path, &items, &n, &room))
                return false;
        }
    }
    *out = (InFiles){.n = n, .items = items};
    return true;
}

/* Words after noun and verb go to the positional fields in order; files take all that is left.
 */
static bool place_words(Ctx *cx, const Options *o, const Action *a, int first_word,
                        Pairs *given, InFiles *files)
{
    int word = first_word;
    *given = o->fields;
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if (!(f->flags & POSITIONAL))
            continue;
        if (f->type == FIELD_FILES) {
            if (!read_files(cx, a, o->words + word, o->n_words - word, files))
                return false;
            word = o->n_words;
        } else if (word < o->n_words) {
            *PUSH(cx->arena, given->items, given->n, given->room) =
                (Pair){.name = f->name, .value = o->words[word++]};
        }
    }
    if (word < o->n_words)
        return fail(&cx->err, USAGE, "'%s' is not expected here; see --help", o->words[word]);
    return true;
}

/* --out NAME.zip: all files in one archive. */
static bool write_archive(Ctx *cx, const Options *o, const Reply *r)
{
    ZipPart *parts = NEW_ARRAY(cx->arena, ZipPart, r->n_files + 1);
    Bytes zip;
    for (int i = 0; i < r->n_files; i++)
        parts[i] = (ZipPart){.name = r->files[i].name, .bytes = reply_file_bytes(&r->files[i])};
    return zip_write(cx->arena, &cx->err, parts, r->n_files, &zip) &&
           file_write(cx->arena, &cx->err, o->out, zip.data, zip.size);
}

static bool make_folder_of(Ctx *cx, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash || file_mkdir(cx->arena, &cx->err,
                                arena_strndup(cx->arena, path, (size_t)(slash - path)));
}

static bool write_files(Ctx *cx, const Options *o, const Reply *r)
{
    if (!*o->out || !r->n_files)
        return true;
    if (ends_with(o->out, ".zip"))
        return write_archive(cx, o, r);
    if (!file_mkdir(cx->arena, &cx->err, o->out))
        return false;
    for (int i = 0; i < r->n_files; i++) {
        Bytes b = reply_file_bytes(&r->files[i]);
        const char *path = arena_printf(cx->arena, "%s/%s", o->out, r->files[i].name);
        if (!make_folder_of(cx, path) || !file_write(cx->arena, &cx->err, path, b.data, b.size))
            return false;
    }
    return true;
}

static bool write_pdf(Ctx *cx, const Options *o, const Reply *r)
{
    Bytes pdf;
    return !*o->pdf || (report_of_reply(cx, r, &pdf) &&
                        file_write(cx->arena, &cx->err, o->pdf, pdf.data, pdf.size));
}

static bool put(Ctx *cx, Bytes b)
{
    if (fwrite(b.data, 1, b.size, stdout) != b.size || fflush(stdout) != 0)
        return fail(&cx->err, IO, "cannot write to standard output");
    return true;
}

static bool say(Ctx *cx, const Buf *b)
{
    return buf_ok(b, &cx->err) && put(cx, (Bytes){buf_text(b), b->len});
}

/* Bytes that are no text would make a terminal unreadable. */
static bool put_book(Ctx *cx, const char *name, Bytes b)
{
    if (isatty(STDOUT_FILENO))
        return fail(&cx->err, USAGE, "this is a workbook; send it to a file: > %s", name);
    return put(cx, b);
}

bool cli_print(Ctx *cx, const Options *o, const Reply *r)
{
    Buf b = buf_new(cx->arena, 0);
    if (!write_files(cx, o, r) || !write_pdf(cx, o, r))
        return false;
    bool only_a_file = r->n_files == 1 && !*o->out && !r->n_tables && !r->n_facts;
    if (o->json) {
        reply_json(cx, r, &b);
    } else if (only_a_file) {
        if (r->files[0].size)
            return put_book(cx, r->files[0].name, reply_file_bytes(&r->files[0]));
        buf_puts(&b, r->files[0].text);
    } else {
        reply_text(cx, r, &b);
        bool archive = ends_with(o->out, ".zip");
        if (archive && r->n_files)
            buf_printf(&b, "%s %s\n", T(cx, "Written:"), o->out);
        for (int i = 0; i < r->n_files && !archive; i++)
            if (*o->out)
                buf_printf(&b, "%s %s/%s\n", T(cx, "Written:"), o->out, r->files[i].name);
        if (r->n_files && !*o->out)
            buf_printf(
                &b, "%s\n",
                arena_printf(cx->arena,
                             T_COUNT(cx, "With --out DIR, %d file is written there.",
                                     "With --out DIR, %d files are written there.", r->n_files),
                             r->n_files));
    }
    return say(cx, &b);
}

/* "--where kind=council" is where.kind with the value council. */
static bool read_select(Ctx *cx, const Action *a, Pairs *given, Select *out)
{
    for (int i = 0; i < given->n; i++) {
        Pair *p = &given->items[i];
        const char *equals = strchr(p->value, '=');
        if (same(p->name, "where") && equals)
            *p = (Pair){.name = arena_printf(cx->arena, "where.%.*s", (int)(equals - p->value),
                                             p->value),
                        .value = equals + 1};
    }
    return (a->flags & CHANGES) || select_read(cx, a, given, out);
}

static bool print(Ctx *cx, const Options *o, const Select *select, Reply *r)
{
    Options how = *o;
    Table *t;
    Buf b = buf_new(cx->arena, 0);
    if (!select_apply(cx, select, r))
        return false;
    how.json = o->json || select->format == SELECT_JSON;
    if (select_book(select)) {
        const char *name =
            arena_printf(cx->arena, "answer.%s", book_extension(select_book(select)));
        Bytes book;
        return select_to_book(cx, select, r, &book) && put_book(cx, name, book);
    }
    if (select->format != SELECT_CSV)
        return cli_print(cx, &how, r);
    if (!select_table(cx, select, r, &t))
        return false;
    if (!t)
        return fail(&cx->err, INVALID, "format: this answer has no table");
    table_csv(cx, t, &b);
    return say(cx, &b);
}

/* From here on the command may do what that person may, and is done in their name. */
static bool act_as(Ctx *cx, const char *email)
{
    Person p;
    Who *who;
    if (!*email)
        return true;
    if (!cx->db)
        return fail(&cx->err, USAGE, "--as needs a database: give --db FILE");
    if (!person_get(cx, email, &p) || !who_load(cx, p.id, &who))
        return false;
    who->proved = cx->now;
    cx->who = who;
    cx->user = who->name;
    return true;
}

static bool run(Ctx *cx, const Options *o, const Module *m, const Action *a, int first_word,
                Reply *reply)
{
    Pairs given;
    InFiles files = {0};
    void *input;
    Select select = {0};
    bool own = (a->flags & OWN_REFERENCE) && !*o->db, open = !(a->flags & OWN_DATABASE);
    if (!place_words(cx, o, a, first_word, &given, &files))
        return false;
    for (int i = 0; i < a->n_fields && *o->db; i++)
        if (same(a->fields[i].name, "db"))
            *PUSH(cx->arena, given.items, given.n, given.room) = (Pair){"db", o->db, false};
    if (!read_select(cx, a, &given, &select) || !action_read(cx, a, &given, &files, &input))
        return false;
    if (open && *o->db && !(a->flags & CHANGES) && !same(o->db, ":memory:") &&
        !db_is_server(o->db) && !file_exists(o->db))
        return fail(&cx->err, NOT_FOUND,
                    "there is no database '%s'; 'pont example load wales --db"
                    " %s' makes one",
                    o->db, o->db);
    if (!long_run_allowed(cx, o, m, a) ||
        (open && (*o->db || own) && !app_open_database(cx, own ? ":memory:" : o->db, own)))
        return false;
    LongRun long_run = {.stop = NULL};
    if (!act_as(cx, o->as) || !long_run_begin(cx, o, m, a, &given, &long_run))
        return false;
    bool ok = action_run(cx, m, a, input, reply);
    return long_run_end(cx, &long_run, ok) && print(cx, o, &select, reply);
}

int cli_action(Ctx *cx, const Options *o, const Module *m, const Action *a, int first_word)
{
    Reply reply = {0};
    if (o->help) {
        Buf b = buf_new(cx->arena, 0);
        action_help(cx, m, a, &b);
        fputs(buf_text(&b), stdout);
        return 0;
    }
    if (run(cx, o, m, a, first_word, &reply))
        return err_exit_code(reply.outcome);
    return -1;
}
