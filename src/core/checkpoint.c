/* Decides when and how finished items are written. The file:
 *
 *     pont checkpoint 1
 *     version 0.1.0                        what it is bound to, one a line
 *     input 5f0c...
 *
 *     piece 0 10000 4160 2 176 88 ensemble    sequence, items, done, columns, their sizes, name
 *     (done x size bytes of each column)
 *     digest 9b1e...                       SHA-256 of everything before this line
 *
 * A finished piece that is small stays in memory for the next writing; a large one is written
 * at once, unless it took less than twenty times as long to make as to write: then it is let
 * go. */
#include "core/checkpoint.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COLUMNS = 32, DIGEST_LINE = 7 + 64 + 1 };
static const char MAGIC[] = "pont checkpoint 1\n";
static const size_t SMALL = (size_t)16 << 20; /* bytes of finished pieces held in memory */
static const size_t MOST_FILE = (size_t)4 << 30;
static const double PATIENCE = 20; /* writing may take a twentieth of the time */

typedef struct Piece {
    int seq, n, done, n_columns;
    size_t sizes[MOST_COLUMNS];
    const char *name;
    const char *bytes; /* of all columns, one after the other; NULL: they are in the work */
} Piece;

typedef struct Bond {
    const char *what, *value;
} Bond;

struct Checkpoint {
    Arena *arena;
    const char *asked, *dir, *path; /* path NULL: not opened yet */
    double every, written_at, took;
    Keep keep;
    int n_bonds, bonds_room, n_pieces, pieces_room;
    Bond *bonds;
    Piece *pieces;
    int seq; /* of the piece in hand; -1 before the first */
    size_t in_memory;
    bool off, on_disk;
    bool away; /* all pieces are in the file alone, the last of so many items */
    int away_items;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---------------------------------------------------------------- reading */

typedef struct Reader {
    const char *at, *end;
} Reader;

/* The next line without its end; false when there is none. */
static bool next_line(Arena *a, Reader *r, const char **line)
{
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    if (!stop)
        return false;
    *line = arena_strndup(a, r->at, (size_t)(stop - r->at));
    r->at = stop + 1;
    return true;
}

static bool read_bonds(const Checkpoint *c, Err *err, Reader *r)
{
    const char *line;
    for (int i = 0; next_line(c->arena, r, &line) && *line; i++) {
        const Bond *b = i < c->n_bonds ? &c->bonds[i] : &(Bond){"end", ""};
        size_t n = strlen(b->what);
        if (strncmp(line, b->what, n) == 0 && line[n] == ' ' && same(line + n + 1, b->value))
            continue;
        const char *value = strchr(line, ' ');
        return fail(err, CONFLICT,
                    "the checkpoint '%s' belongs to another %s ('%.60s', and this is '%.60s'); "
                    "remove the file or name another with --checkpoint",
                    c->path, b->what, value ? value + 1 : line, b->value);
    }
    return true;
}

static bool number(const char **text, long long most, long long *out)
{
    char *end;
    *out = strtoll(*text, &end, 10);
    if (end == *text || *end != ' ' || *out < 0 || *out > most)
        return false;
    *text = end + 1;
    return true;
}

static bool read_piece(Checkpoint *c, Reader *r, const char *line)
{
    Piece p = {0};
    long long seq, n, done, columns, size;
    if (!starts_with(line, "piece "))
        return false;
    line += 6;
    if (!number(&line, 1 << 20, &seq) || !number(&line, 1 << 30, &n) ||
        !number(&line, n, &done) || !number(&line, MOST_COLUMNS, &columns))
        return false;
    p.seq = (int)seq;
    p.n = (int)n;
    p.done = (int)done;
    p.n_columns = (int)columns;
    size_t bytes = 0, there = (size_t)(r->end - r->at);
    for (int i = 0; i < p.n_columns; i++) {
        if (!number(&line, 1 << 30, &size) ||
            (done > 0 && (size_t)size > (there - bytes) / (size_t)done))
            return false;
        p.sizes[i] = (size_t)size;
        bytes += (size_t)size * (size_t)done;
    }
    p.name = line;
    p.bytes = r->at;
    r->at += bytes;
    *PUSH(c->arena, c->pieces, c->n_pieces, c->pieces_room) = p;
    return true;
}

static bool read_file(Checkpoint *c, Err *err)
{
    Bytes b;
    const char *line;
    if (!file_map(err, c->path, MOST_FILE, &b))
        return false;
    size_t body = b.size > DIGEST_LINE ? b.size - DIGEST_LINE : 0;
    Reader r = {b.data, b.data + body};
    bool whole = body > sizeof MAGIC && memcmp(b.data, MAGIC, sizeof MAGIC - 1) == 0 &&
                 memcmp(b.data + body, "digest ", 7) == 0 &&
                 memcmp(b.data + body + 7, digest(c->arena, b.data, body), 64) == 0;
    r.at += whole ? sizeof MAGIC - 1 : 0;
    if (whole && !read_bonds(c, err, &r))
        return false;
    while (whole && r.at < r.end)
        whole = next_line(c->arena, &r, &line) && read_piece(c, &r, line);
    if (!whole)
        return fail(err, INVALID,
                    "'%s' is no checkpoint, or is damaged; remove the file or name another "
                    "with --checkpoint",
                    c->path);
    c->on_disk = true;
    return true;
}

/* Finds the file once everything that it is bound to is known. */
static bool open_file(Checkpoint *c, Err *err)
{
    if (c->path || c->off)
        return true;
    c->written_at = seconds();
    if (!*c->asked && !*c->dir) {
        c->off = true;
        return true;
    }
    c->path = c->asked;
    if (!*c->asked) {
        Buf b = buf_new(c->arena, 0);
        Err unsaid = {0};
        for (int i = 0; i < c->n_bonds; i++)
            buf_printf(&b, "%s %s\n", c->bonds[i].what, c->bonds[i].value);
        c->off = !file_mkdir(c->arena, &unsaid, c->dir);
        c->path = arena_printf(c->arena, "%s/%.16s.checkpoint", c->dir,
                               digest(c->arena, buf_text(&b), b.len));
    }
    return c->off || !file_exists(c->path) || read_file(c, err);
}

/* ---------------------------------------------------------------- writing */

typedef struct Writer {
    FILE *file;
    Digest *digest;
    bool ok;
} Writer;

static void put(Writer *w, const void *bytes, size_t size)
{
    w->ok = w->ok && fwrite(bytes, 1, size, w->file) == size;
    digest_add(w->digest, bytes, size);
}

static void put_text(Writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void put_piece(Writer *w, Arena *a, const Piece *p, const SpreadColumn *columns)
{
    const char *bytes = p->bytes;
    put_text(w, arena_printf(a, "piece %d %d %d %d ", p->seq, p->n, p->done, p->n_columns));
    for (int i = 0; i < p->n_columns; i++)
        put_text(w, arena_printf(a, "%zu ", p->sizes[i]));
    put_text(w, arena_printf(a, "%s\n", p->name));
    for (int i = 0; i < p->n_columns; i++) {
        size_t size = p->sizes[i] * (size_t)p->done;
        put(w, bytes ? bytes : columns[i].data, size);
        bytes = bytes ? bytes + size : NULL;
    }
}

static bool write_file(Checkpoint *c, Err *err, const SpreadColumn *columns)
{
    SCOPED_ARENA a = arena_new();
    const char *part = arena_printf(a, "%s.part%ld", c->path, (long)getpid());
    double start = seconds();
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    Writer w = {fd < 0 ? NULL : fdopen(fd, "wb"), digest_new(a), true};
    if (!w.file)
        return fail(err, IO, "cannot write the checkpoint '%s': %s", c->path, strerror(errno));
    put_text(&w, MAGIC);
    for (int i = 0; i < c->n_bonds; i++)
        put_text(&w, arena_printf(a, "%s %s\n", c->bonds[i].what, c->bonds[i].value));
    put_text(&w, "\n");
    for (int i = 0; i < c->n_pieces; i++)
        put_piece(&w, a, &c->pieces[i], columns);
    const char *end = arena_printf(a, "digest %s\n", digest_end(a, w.digest));
    bool ok = w.ok && fwrite(end, 1, DIGEST_LINE, w.file) == DIGEST_LINE &&
              fflush(w.file) == 0 && fsync(fileno(w.file)) == 0;
    ok = fclose(w.file) == 0 && ok && rename(part, c->path) == 0;
    int why = errno;
    c->written_at = seconds();
    c->took = c->written_at - start;
    if (ok) {
        c->on_disk = true;
        return true;
    }
    unlink(part);
    return fail(err, IO, "cannot write the checkpoint '%s': %s", c->path, strerror(why));
}

/* ---------------------------------------------------------------- as the work sees it */

static Piece *piece(const Checkpoint *c, int seq)
{
    for (int i = 0; i < c->n_pieces; i++)
        if (c->pieces[i].seq == seq)
            return &c->pieces[i];
    return NULL;
}

static bool is_of(const Piece *p, const char *name, int n, const SpreadColumn *columns,
                  int n_columns)
{
    bool ok = p->n == n && p->n_columns == n_columns && same(p->name, name);
    for (int i = 0; ok && i < n_columns; i++)
        ok = p->sizes[i] == columns[i].size;
    return ok;
}

/* Another piece begins: those before are to be written with it. */
static bool bring_back(Checkpoint *c, Err *err)
{
    Err why = {.translate = err->translate, .lang = err->lang};
    if (!c->away || read_file(c, &why)) {
        c->away = false;
        return true;
    }
    c->off = true;
    return !*c->asked || fail_at(err, why.kind, "%s", why.message);
}

static bool load(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int *done)
{
    Checkpoint *c = self;
    *done = 0;
    if (!open_file(c, err) || !bring_back(c, err))
        return false;
    c->seq++;
    const Piece *p = piece(c, c->seq);
    if (!p || !p->bytes || !is_of(p, name, n, columns, n_columns))
        return true;
    const char *from = p->bytes;
    for (int i = 0; i < n_columns; i++) {
        size_t size = p->sizes[i] * (size_t)p->done;
        if (size)
            memcpy(columns[i].data, from, size);
        from += size;
    }
    *done = p->done;
    return true;
}

/* The columns are the work's own and go with it: what is finished is copied, or written now and
 * taken from the file later, or let go. */
static bool retire(Checkpoint *c, Err *err, Piece *p, const SpreadColumn *columns, bool due,
                   bool worth_it)
{
    size_t size = 0, at = 0;
    for (int i = 0; i < p->n_columns; i++)
        size += p->sizes[i] * (size_t)p->n;
    if (c->in_memory + size <= SMALL) {
        char *copy = NEW_ARRAY(c->arena, char, size + 1);
        for (int i = 0; i < p->n_columns; at += p->sizes[i++] * (size_t)p->n)
            memcpy(copy + at, columns[i].data, p->sizes[i] * (size_t)p->n);
        p->bytes = copy;
        c->in_memory += size;
        return !due || write_file(c, err, columns);
    }
    if (worth_it) {
        c->away_items = p->n;
        c->away = write_file(c, err, columns);
        c->n_pieces = c->away ? 0 : c->n_pieces;
        c->in_memory = c->away ? 0 : c->in_memory;
        return c->away;
    }
    *p = c->pieces[--c->n_pieces];
    return true;
}

static bool save(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int done, bool must)
{
    Checkpoint *c = self;
    if (c->off || n_columns > MOST_COLUMNS)
        return true;
    Piece *p = piece(c, c->seq);
    if (p && p->bytes && p->done >= done && is_of(p, name, n, columns, n_columns))
        return true;
    if (!p)
        p = PUSH(c->arena, c->pieces, c->n_pieces, c->pieces_room);
    *p = (Piece){.seq = c->seq,
                 .n = n,
                 .done = done,
                 .n_columns = n_columns,
                 .name = arena_strdup(c->arena, name)};
    for (int i = 0; i < n_columns; i++)
        p->sizes[i] = columns[i].size;
    double waited = seconds() - c->written_at;
    bool rested = waited >= c->every && waited >= PATIENCE * c->took;
    bool due = must || c->every <= 0 || rested, ok = true;
    bool worth_it = due || waited >= PATIENCE * c->took; /* a large piece, that is */
    Err why = {.translate = err->translate, .lang = err->lang};
    if (done == n)
        ok = retire(c, &why, p, columns, due, worth_it);
    else if (due)
        ok = write_file(c, &why, columns);
    if (ok)
        return true;
    c->off = true;
    return !*c->asked || fail_at(err, why.kind, "%s", why.message);
}

Checkpoint *checkpoint_new(Arena *a, const char *asked, const char *dir, double every_seconds)
{
    Checkpoint *c = NEW(a, Checkpoint);
    *c =
        (Checkpoint){.arena = a, .asked = asked, .dir = dir, .every = every_seconds, .seq = -1};
    c->keep = (Keep){load, save, c};
    return c;
}

void checkpoint_bind(Checkpoint *c, const char *what, const char *value)
{
    if (!c)
        return;
    char *line = arena_strdup(c->arena, value);
    for (char *p = line; *p; p++)
        *p = *p == '\n' || *p == '\r' ? ' ' : *p;
    *PUSH(c->arena, c->bonds, c->n_bonds, c->bonds_room) = (Bond){what, line};
}

const Keep *checkpoint_keep(Checkpoint *c)
{
    return c ? &c->keep : NULL;
}

const char *checkpoint_file(const Checkpoint *c)
{
    return c && c->on_disk && !c->off ? c->path : "";
}

void checkpoint_flush(Checkpoint *c)
{
    Err unsaid = {0}; /* why it was stopped is what is said */
    bool whole = c && c->path && !c->off && c->n_pieces > 0;
    for (int i = 0; whole && i < c->n_pieces; i++)
        whole = c->pieces[i].bytes != NULL;
    if (whole && !write_file(c, &unsaid, NULL))
        c->off = true;
}

void checkpoint_held(const Checkpoint *c, int *done, int *total)
{
    const Piece *p = piece(c, c->seq);
    *done = p ? p->done : c->away ? c->away_items : 0;
    *total = p ? p->n : *done;
}

void checkpoint_finish(Checkpoint *c)
{
    if (c && c->on_disk)
        unlink(c->path);
}
