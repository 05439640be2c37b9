/* The actions of releases: call release.h, fill a reply. */
#include "modules/release/release_action.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/freeze.h"

/* ---------------------------------------------------------------- tables */

Table *releases_table(Ctx *cx, Reply *r, const ReleaseList *list)
{
    Table *t = reply_table(cx, r, "releases", T(cx, "Releases"));
    table_column(cx, t, "release", T(cx, "Release"), COLUMN_TEXT, 0);
    table_column(cx, t, "agreement", T(cx, "Agreement"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "published_at", T(cx, "Published"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "level", T(cx, "Level"), COLUMN_TEXT, 0);
    table_column(cx, t, "cells", T(cx, "Cells"), COLUMN_NUMBER, 0);
    table_column(cx, t, "withheld", T(cx, "Withheld"), COLUMN_NUMBER, 0);
    table_column(cx, t, "digest", T(cx, "Digest (SHA-256)"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    t->empty = T(cx, "Nothing has been released to you yet.");
    for (int i = 0; i < list->n; i++) {
        const Release *x = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(x->id, arena_printf(cx->arena, "/release/%s", x->id));
        c[1] = cell_text(x->agreement);
        c[2] = cell_code(x->status, T(cx, choice_label(release_states, x->status)));
        c[3] = cell_code(x->published_at, moment_shown(cx, x->published_at));
        c[4] = cell_text(x->to);
        c[5] = cell_code(x->level, T(cx, choice_label(agreement_levels, x->level)));
        c[6] = cell_number(x->cells);
        c[7] = cell_number(x->withheld);
        c[8] = cell_text(x->digest);
    }
    return t;
}

Cell release_cell_shown(Ctx *cx, const ReleaseCell *c)
{
    static const struct {
        const char *word;
        CellState state;
    } states[] = {{"blank", CELL_BLANK},
                  {"not known", CELL_NOT_KNOWN},
                  {"not applicable", CELL_NOT_APPLICABLE},
                  {"not received", CELL_NOT_RECEIVED},
                  {"not calculable", CELL_NOT_CALCULABLE},
                  {"withheld", CELL_WITHHELD}};
    double number;
    (void)cx;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (same(c->state, states[i].word))
            return cell_state(states[i].state);
    return text_to_double(c->value, &number) ? cell_number(number) : cell_text(c->value);
}

static void key_columns(Ctx *cx, Table *t)
{
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "place", T(cx, "Organisation or group"), COLUMN_TEXT, 0);
    table_column(cx, t, "table", T(cx, "Table"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
}

static Cell *key_cells(Ctx *cx, Table *t, const ReleaseCell *k)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_text(k->collection);
    c[1] = cell_text(k->place);
    c[2] = cell_text(k->table);
    c[3] = cell_text(k->row);
    c[4] = cell_text(k->field);
    return c;
}

Table *difference_table(Ctx *cx, Reply *r, const ReleaseDifference *d)
{
    Table *t = reply_table(cx, r, "difference", T(cx, "Difference from the last release"));
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    key_columns(cx, t);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_NUMBER, 2);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_NUMBER, 2);
    t->empty = T(cx, "Nothing differs.");
    for (int i = 0; i < d->n; i++) {
        const ReleaseChange *x = &d->items[i];
        Cell *c = table_row(cx, t);
        const ReleaseCell *k = x->after ? x->after : x->before;
        const Choice *what = &release_change_kinds[x->kind];
        c[0] = cell_code(what->value, T(cx, what->label));
        c[1] = cell_text(k->collection);
        c[2] = cell_text(k->place);
        c[3] = cell_text(k->table);
        c[4] = cell_text(k->row);
        c[5] = cell_text(k->field);
        if (x->before)
            c[6] = release_cell_shown(cx, x->before);
        if (x->after)
            c[7] = release_cell_shown(cx, x->after);
    }
    return t;
}

Table *sources_table(Ctx *cx, Reply *r, const ReleaseSourceList *list)
{
    Table *t = reply_table(cx, r, "sources", T(cx, "The returns it is made of"));
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_NUMBER, 0);
    table_column(cx, t, "digest", T(cx, "Digest (SHA-256)"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const ReleaseSource *s = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(s->collection);
        c[1] = cell_text(s->organisation);
        c[2] = s->version ? cell_plain((double)s->version) : cell_state(CELL_NOT_RECEIVED);
        c[3] = s->version ? cell_text(s->digest) : cell_state(CELL_NOT_APPLICABLE);
    }
    return t;
}

Table *downloads_table(Ctx *cx, Reply *r, const ReleaseDownloadList *list)
{
    Table *t = reply_table(cx, r, "downloads", T(cx, "Who took it"));
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "format", T(cx, "Format"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nobody has taken it yet.");
    for (int i = 0; i < list->n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_code(list->items[i].at, moment_shown(cx, list->items[i].at));
        c[1] = cell_text(list->items[i].who);
        c[2] = cell_text(list->items[i].format);
    }
    return t;
}

/* ---------------------------------------------------------------- reading */

bool do_releases(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    ReleaseList list;
    if (!release_list_seen(cx, q->agreement, &list))
        return false;
    out->title = T(cx, "Releases");
    releases_table(cx, out, &list);
    return true;
}

static void fact(Ctx *cx, Reply *out, const char *key, const char *label, const char *value)
{
    if (*value)
        reply_fact(cx, out, key, label, cell_text(value), 0);
}

/* Programs get the moment as it is kept; people read it. */
static void moment_fact(Ctx *cx, Reply *out, const char *key, const char *label, const char *at)
{
    if (*at)
        reply_fact(cx, out, key, label, cell_code(at, moment_shown(cx, at)), 0);
}

void release_facts(Ctx *cx, Reply *out, const Release *r)
{
    out->title = arena_printf(cx->arena, T(cx, "Release %s"), r->id);
    fact(cx, out, "release", T(cx, "Release"), r->id);
    fact(cx, out, "agreement", T(cx, "Agreement"), r->agreement);
    reply_fact(cx, out, "status", T(cx, "Status"),
               cell_code(r->status, T(cx, choice_label(release_states, r->status))), 0);
    fact(cx, out, "withdrawn_why", T(cx, "Withdrawn because"), r->withdrawn_why);
    reply_fact(cx, out, "verdict", T(cx, "The attacker says"),
               cell_code(r->verdict, T(cx, choice_label(release_verdicts, r->verdict))), 0);
    moment_fact(cx, out, "made_at", T(cx, "Made"), r->made_at);
    moment_fact(cx, out, "published_at", T(cx, "Published"), r->published_at);
    reply_fact(cx, out, "cells", T(cx, "Cells"), cell_number(r->cells), 0);
    reply_fact(cx, out, "withheld", T(cx, "Withheld"), cell_number(r->withheld), 0);
    fact(cx, out, "previous", T(cx, "Release before it"), r->previous);
    fact(cx, out, "digest", T(cx, "Digest (SHA-256)"), r->digest);
    fact(cx, out, "signature", T(cx, "Signature (Ed25519)"), r->signature);
    fact(cx, out, "public_key", T(cx, "Public key"), r->public_key);
}

bool do_release(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r;
    ReleaseSourceList sources;
    if (!release_seen(cx, q->release, &r))
        return false;
    bool ours = may(cx, "release.make", r.from);
    release_facts(cx, out, &r);
    if (ours) {
        fact(cx, out, "made_by", T(cx, "Made by"), r.made_by);
        fact(cx, out, "published_by", T(cx, "Published by"), r.published_by);
    }
    if (!ours && !same(r.level, "organisation"))
        return db_ok(cx);
    if (!release_sources(cx, r.id, &sources))
        return false;
    sources_table(cx, out, &sources);
    return true;
}

bool do_cells(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r;
    ReleaseContents s;
    if (!release_open(cx, q->release, &r, &s))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Cells of %s"), r.id);
    Table *t = reply_table(cx, out, "cells", T(cx, "Cells"));
    key_columns(cx, t);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 2);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "basis", T(cx, "Basis"), COLUMN_TEXT, 0);
    table_column(cx, t, "known", T(cx, "Answered"), COLUMN_NUMBER, 0);
    table_column(cx, t, "expected", T(cx, "Asked"), COLUMN_NUMBER, 0);
    for (int i = 0; i < s.n; i++) {
        Cell *c = key_cells(cx, t, &s.cells[i]);
        c[5] = release_cell_shown(cx, &s.cells[i]);
        c[6] = cell_text(s.cells[i].state);
        c[7] = cell_text(s.cells[i].basis);
        c[8] = s.cells[i].expected ? cell_number(s.cells[i].known)
                                   : cell_state(CELL_NOT_APPLICABLE);
        c[9] = s.cells[i].expected ? cell_number(s.cells[i].expected)
                                   : cell_state(CELL_NOT_APPLICABLE);
    }
    return release_log_download(cx, r.id, "cells");
}

bool do_difference(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r, earlier;
    ReleaseContents after, before = {0};
    ReleaseDifference d;
    if (!release_open(cx, q->release, &r, &after) ||
        (*r.previous && !release_open(cx, r.previous, &earlier, &before)))
        return false; /* what was withdrawn is not shown as what it was before */
    snapshot_difference(cx, &before, &after, &d);
    out->title = *r.previous
                     ? arena_printf(cx->arena, T(cx, "%s beside %s"), r.id, r.previous)
                     : arena_printf(cx->arena, T(cx, "%s is the first of its kind"), r.id);
    int kinds[3] = {0};
    for (int i = 0; i < d.n; i++)
        kinds[d.items[i].kind]++;
    for (int i = 0; i < 3; i++)
        reply_fact(cx, out, release_change_kinds[i].value, T(cx, release_change_kinds[i].label),
                   cell_number(kinds[i]), 0);
    reply_fact(cx, out, "same", T(cx, "The same"), cell_number(d.same), 0);
    if (*r.previous)
        difference_table(cx, out, &d);
    return true;
}

bool do_downloads(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r;
    ReleaseDownloadList list;
    if (!release_seen(cx, q->release, &r))
        return false;
    if (!may(cx, "release.make", r.from))
        return fail(&cx->err, NOT_FOUND, "you share no release '%s'", q->release);
    if (!release_downloads(cx, r.id, &list))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Downloads of %s"), r.id);
    downloads_table(cx, out, &list);
    return true;
}

/* ---------------------------------------------------------------- changing */

bool do_make(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Release r;
    if (!release_make(cx, q->agreement, &r))
        return false;
    release_facts(cx, out, &r);
    out->title = arena_printf(cx->arena, T(cx, "Release %s is made; nobody gets it yet"), r.id);
    if (same(r.verdict, "unsafe"))
        reply_note(cx, out, "%s",
                   T(cx, "It cannot be published: 'release attack' names the cells that can "
                         "be worked out."));
    out->next = arena_printf(cx->arena, "/release/%s", r.id);
    return true;
}

bool do_publish(Ctx *cx, const void *in, Reply *out)
{
    const DecideInput *q = in;
    Release r;
    if (!release_get(cx, q->release, &r))
        return false;
    if (!same(r.from, q->from))
        return fail(&cx->err, INVALID, "from: '%s' is not who shares '%s'", q->from, r.id);
    if (!release_publish(cx, r.id) || !release_get(cx, r.id, &r))
        return false;
    release_facts(cx, out, &r);
    out->title = arena_printf(cx->arena, T(cx, "Release %s is published"), r.id);
    out->next = arena_printf(cx->arena, "/release/%s", r.id);
    return true;
}

bool do_withdraw(Ctx *cx, const void *in, Reply *out)
{
    const DecideInput *q = in;
    if (!release_withdraw(cx, q->release, q->reason))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Release %s is withdrawn"), q->release);
    out->next = arena_printf(cx->arena, "/release/%s", q->release);
    return true;
}

/* ---------------------------------------------------------------- proof */

static Cell yes_no(Ctx *cx, bool yes)
{
    return cell_code(yes ? "yes" : "no", yes ? T(cx, "yes") : T(cx, "no"));
}

/* The file of a release in the database, as it would be handed out. */
static bool read_stored(Ctx *cx, const char *id, InFile *out)
{
    Release r;
    const char *text;
    if (!release_seen(cx, id, &r))
        return false;
    if (!*r.signature)
        return fail(&cx->err, CONFLICT, "'%s' is a draft: it is signed when it is published",
                    r.id);
    if (!release_text(cx, r.id, &text))
        return false;
    text = release_signed_text(cx, &r, text);
    *out = (InFile){r.id, text, strlen(text)};
    return true;
}

bool do_verify_release(Ctx *cx, const void *in, Reply *out)
{
    const ProveInput *q = in;
    InFile file = {0};
    ReleaseProof p;
    if (q->files.n > 1)
        return fail(&cx->err, INVALID, "files: one at a time");
    if (!q->files.n && !cx->db)
        return fail(&cx->err, USAGE, "name a file, or give --db FILE and --release ID");
    if (q->files.n)
        file = q->files.items[0];
    else if (!read_stored(cx, q->release, &file))
        return false;
    if (!release_verify(cx, file.name, file.bytes, file.size, &p))
        return false;
    bool good = p.digest_good && p.signature_good;
    out->title = good ? T(cx, "The release is what was signed")
                      : T(cx, "The release is NOT what was signed");
    fact(cx, out, "release", T(cx, "Release"), p.release);
    reply_fact(cx, out, "digest_good", T(cx, "The digest fits"), yes_no(cx, p.digest_good), 0);
    reply_fact(cx, out, "signature_good", T(cx, "The signature fits"),
               yes_no(cx, p.signature_good), 0);
    if (cx->db)
        reply_fact(cx, out, "ours", T(cx, "The key is this installation's"), yes_no(cx, p.ours),
                   0);
    fact(cx, out, "digest", T(cx, "Digest (SHA-256)"), p.digest);
    fact(cx, out, "public_key", T(cx, "Public key"), p.public_key);
    if (!cx->db)
        reply_note(cx, out, "%s",
                   T(cx, "Compare the public key with the one that the sharing organisation "
                         "publishes."));
    if (!good)
        out->outcome = ERR_INVALID;
    return true;
}

bool do_key(Ctx *cx, const void *in, Reply *out)
{
    const char *key;
    (void)in;
    if (!release_public_key(cx, &key))
        return false;
    out->title = T(cx, "The public key of this installation's releases");
    fact(cx, out, "algorithm", T(cx, "Algorithm"), "Ed25519");
    fact(cx, out, "public_key", T(cx, "Public key"), key);
    return true;
}
