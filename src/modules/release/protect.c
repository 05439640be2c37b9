/* Decides what of the tables of counts is withheld, and whether somebody who has everything
 * that was released before can work out what is withheld. The mathematics is in
 * sim/disclosure.h.
 *
 * Everything that the same readers have been told joins the problem: the tables of earlier
 * releases, counted again from the versions of the returns that they were made of, tied to the
 * new ones cell by cell where nothing behind a cell has changed. So a number that is withheld
 * now must not follow from one that was shown then, and the other way round. Published numbers
 * are taken to be known exactly, though they are rounded: what is safe then is safe rounded.
 *
 * A release for everybody is tried when it is published as each organisation reads it that got
 * tables of its own: what is withheld from that one must not follow from the two together. */
#include "base/csv.h"
#include "db/db.h"
#include "modules/release/tables.h"
#include <math.h>

/* One collection of one release, in the common problem. */
typedef struct Told {
    const Agreement *agreement;
    Frozen frozen;
    Counts counts; /* cells numbered within the common problem */
    int first;     /* the first of its cells there */
} Told;

typedef struct Common {
    Ctx *cx;
    SafeTable *table;
    Told *told; /* [0]: the release itself */
    int n;
} Common;

typedef struct Readers {
    int n, room;
    const char **items; /* organisations, or RELEASE_PUBLIC */
} Readers;

/* ---------------------------------------------------------------- earlier releases */

static bool holds(const ReleaseSourceList *sources, const char *id)
{
    for (int i = 0; i < sources->n; i++)
        if (same(sources->items[i].collection, id))
            return true;
    return false;
}

/* What a release shows of a cell: published, or not. */
static void mark_shown(const ReleaseContents *s, const Counts *c, SafeTable *t, int first)
{
    for (int i = 0, k = 0; i < c->n; i++) {
        while (k < s->n && snapshot_compare(&s->cells[k], &c->cells[i].key) < 0)
            k++;
        bool there = k < s->n && snapshot_compare(&s->cells[k], &c->cells[i].key) == 0;
        SafeCell *cell = &t->cells[first + c->cells[i].cell];
        if (there && !same(s->cells[k].state, "withheld"))
            cell->use = SAFE_PUBLISH;
        else if (cell->use != SAFE_PRIMARY && cell->use != SAFE_PUBLISH)
            cell->use = SAFE_HIDDEN;
    }
}

static bool add_told(Common *p, const Release *r, const Collection *c,
                     const ReleaseSourceList *sources)
{
    Ctx *cx = p->cx;
    Agreement *a = NEW(cx->arena, Agreement);
    Told *t = &p->told[p->n];
    ReleaseContents shown;
    *t = (Told){.agreement = a, .counts = {.table = safe_table(cx->arena)}};
    if (!agreement_get(cx, r->agreement, a) || !freeze_again(cx, c, sources, &t->frozen) ||
        !counts_build(cx, a, &t->frozen, &t->counts) || !release_snapshot(cx, r->id, &shown))
        return false;
    t->first = safe_append(p->table, t->counts.table);
    mark_shown(&shown, &t->counts, p->table, t->first);
    for (int i = 0; i < t->counts.n; i++)
        t->counts.cells[i].cell += t->first;
    p->n++;
    return db_ok(cx);
}

/* Ties what is the same number in both: the same name, and nothing changed behind it. */
static void tie(Common *p, const Told *one, const Told *other)
{
    const char *place = "";
    bool unchanged = false;
    for (int i = 0; i < one->counts.n; i++) {
        const CountCell *c = &one->counts.cells[i];
        const CountCell *there = counts_find(&other->counts, &c->key);
        if (!same(place, c->key.place)) {
            place = c->key.place;
            unchanged = counts_place_unchanged(p->cx, one->agreement, place, &one->frozen,
                                               &other->frozen);
        }
        if (there && unchanged &&
            p->table->cells[c->cell].value == p->table->cells[there->cell].value)
            safe_same(p->table, c->cell, there->cell);
    }
}

/* Everything that the reader has been told of the collection, but for `but`. */
static bool add_earlier(Common *p, const char *reader, const char *but)
{
    ReleaseList told;
    const Collection *c = &p->told[0].frozen.collection;
    if (!release_list_told(p->cx, reader, &told))
        return false;
    for (int i = 0; i < told.n; i++) {
        const Release *r = &told.items[i];
        ReleaseSourceList sources;
        if (same(r->id, but) || same(r->level, "organisation"))
            continue; /* who may have single values exactly learns nothing from sums */
        if (!release_sources(p->cx, r->id, &sources))
            return false;
        if (holds(&sources, c->id) && !add_told(p, r, c, &sources))
            return false;
    }
    for (int i = 0; i < p->n; i++)
        for (int k = i + 1; k < p->n; k++)
            tie(p, &p->told[i], &p->told[k]);
    return db_ok(p->cx);
}

static bool begin(Common *p, Ctx *cx, const Agreement *a, const Frozen *f, const char *reader,
                  const char *but)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM release_release", NO_ARGS))
        return false;
    *p = (Common){.cx = cx,
                  .table = safe_table(cx->arena),
                  .told = NEW_ARRAY(cx->arena, Told, n + 1),
                  .n = 1};
    p->told[0] = (Told){.agreement = a, .frozen = *f, .counts = {.table = p->table}};
    return counts_build(cx, a, &p->told[0].frozen, &p->told[0].counts) &&
           add_earlier(p, reader, but);
}

/* ---------------------------------------------------------------- the attacker */

static const char finding_head[] = "collection,place,table,row,field,who,least,greatest,"
                                   "must_least,must_greatest\n";

static const CountCell *named(const Common *p, int cell)
{
    for (int i = 0; i < p->n; i++)
        for (int k = 0; k < p->told[i].counts.n; k++)
            if (p->told[i].counts.cells[k].cell == cell)
                return &p->told[i].counts.cells[k];
    return NULL;
}

static void put_finding(const Common *p, const SafeNarrowed *n, Buf *out)
{
    Arena *a = p->cx->arena;
    const CountCell *c = named(p, n->cell);
    CsvOut o = {.buf = out};
    int organisation = -n->insider - 1;
    const Frozen *f = &p->told[0].frozen;
    const char *who = n->insider < 0 && organisation < f->n ? f->orgs[organisation].id
                      : n->insider                          ? "insider"
                                                            : "everybody";
    const char *texts[] = {c ? c->key.collection : "",     c ? c->key.place : "",
                           c ? c->key.table : "",          c ? c->key.row : "",
                           c ? c->key.field : "",          who,
                           text_double(a, n->interval.lo), text_double(a, n->interval.hi),
                           text_double(a, n->must_lo),     text_double(a, n->must_hi)};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        csv_field(&o, texts[i]);
    csv_end_row(&o);
}

static bool attack(Common *p, const bool *held, Buf *findings, bool *safe)
{
    SafeAttack out;
    Ctx *cx = p->cx;
    SafeInterval *seen = safe_seen(cx->arena, p->table, held);
    if (!safe_attack(cx->arena, &cx->err, p->table, seen,
                     &(SafeAttackOptions){.insiders = true}, &out))
        return false;
    for (int i = 0; i < out.n; i++)
        put_finding(p, &out.narrowed[i], findings);
    *safe = *safe && out.safe;
    return true;
}

/* ---------------------------------------------------------------- a new release */

/* So that published totals add up where they can: each number goes to the multiple above or
 * below, all together. NULL when none do; then each goes to the nearest. */
static bool round_together(Draft *d, Common *p, const double **out)
{
    enum { NODES = 2000 };
    Ctx *cx = p->cx;
    SafeRounded rounded;
    Counts alone = {.table = safe_table(cx->arena)}; /* its cells come first in the problem */
    *out = NULL;
    if (d->agreement->rounding < 2)
        return true;
    if (!counts_build(cx, d->agreement, &p->told[0].frozen, &alone) ||
        !safe_round_controlled(cx->arena, &cx->err, alone.table, d->agreement->rounding, NODES,
                               &rounded))
        return false;
    bool adds_up = rounded.status != SAFE_NOT_ROUNDED && !rounded.far;
    *out = adds_up ? rounded.values : NULL;
    freeze_head(cx, &d->cells, "rounding",
                arena_printf(cx->arena, "%s: to multiples of %d, %s",
                             p->told[0].frozen.collection.id, d->agreement->rounding,
                             adds_up ? "so that totals add up" : "each to the nearest"));
    return true;
}

static void put_cells(Draft *d, Common *p, const bool *held, const double *rounded)
{
    Ctx *cx = p->cx;
    const Counts *c = &p->told[0].counts;
    double base = d->agreement->rounding;
    for (int i = 0; i < c->n; i++) {
        ReleaseCell *to = freeze_cell(cx, &d->cells);
        int cell = c->cells[i].cell;
        double value = p->table->cells[cell].value;
        *to = c->cells[i].key;
        if (!same(to->state, "value"))
            continue;
        if (held[cell]) {
            to->state = "withheld";
            to->basis = "";
        } else {
            to->value = text_double(cx->arena, rounded    ? rounded[cell]
                                               : base > 1 ? safe_round(value, base)
                                                          : value);
        }
    }
}

static bool protect_one(Ctx *cx, Draft *d, const Frozen *f, Buf *findings, bool *safe)
{
    Common p;
    SafePattern pattern;
    const double *rounded;
    int64_t rounds = 0;
    if (!text_to_int(setting(cx, "release.rounds"), &rounds) || rounds < 0 || rounds > 100000)
        return fail(&cx->err, INVALID, "release.rounds: a number of rounds; 0 is until proved");
    SafeLimits limits = {.rounds = (int)rounds};
    if (!begin(&p, cx, d->agreement, f, d->agreement->to, d->id) ||
        !safe_suppress(cx->arena, &cx->err, p.table, &limits, &pattern) ||
        !attack(&p, pattern.held, findings, safe) || !round_together(d, &p, &rounded))
        return false;
    *safe = *safe && pattern.status != SAFE_IMPOSSIBLE;
    put_cells(d, &p, pattern.held, rounded);
    freeze_head(cx, &d->cells, "protection",
                arena_printf(cx->arena, "%s: %d counts withheld by the rules, %d more; %s",
                             f->collection.id, pattern.n_primary, pattern.n_secondary,
                             pattern.status == SAFE_PROVED     ? "proved to be the fewest"
                             : pattern.status == SAFE_UNPROVED ? "not proved to be the fewest"
                                                               : "no safe choice exists"));
    return true;
}

bool protect_tables(Ctx *cx, Draft *d, const Frozen *items, int n)
{
    Buf findings = buf_new(cx->arena, 0);
    bool safe = true;
    buf_puts(&findings, finding_head);
    for (int i = 0; i < n; i++)
        if (!protect_one(cx, d, &items[i], &findings, &safe))
            return false;
    d->verdict = safe ? "safe" : "unsafe";
    d->findings = buf_text(&findings);
    return true;
}

/* ---------------------------------------------------------------- again */

/* What is held back by a release as it stands, whoever wrote it. */
static bool *held_by(const Common *p, const ReleaseContents *s)
{
    bool *held = NEW_ARRAY(p->cx->arena, bool, p->table->n_cells);
    for (int i = 0; i < p->table->n_cells; i++)
        held[i] =
            p->table->cells[i].use == SAFE_PRIMARY || p->table->cells[i].use == SAFE_HIDDEN;
    const Counts *c = &p->told[0].counts;
    for (int i = 0; i < c->n; i++)
        held[c->cells[i].cell] = true;
    for (int i = 0, k = 0; i < c->n; i++) { /* shown in one table is shown */
        while (k < s->n && snapshot_compare(&s->cells[k], &c->cells[i].key) < 0)
            k++;
        if (k < s->n && snapshot_compare(&s->cells[k], &c->cells[i].key) == 0 &&
            !same(s->cells[k].state, "withheld"))
            held[c->cells[i].cell] = false;
    }
    return held;
}

/* Only what is withheld from the reader is to be found: what is withheld from others may be
 * what the reader was told. */
static void aim_at(Common *p, const char *reader)
{
    for (int i = 0; i < p->n; i++) {
        int end = i + 1 < p->n ? p->told[i + 1].first : p->table->n_cells;
        for (int k = p->told[i].first; k < end && !same(p->told[i].agreement->to, reader); k++)
            if (p->table->cells[k].use == SAFE_PRIMARY)
                p->table->cells[k].use = SAFE_HIDDEN;
    }
}

/* Whoever the release is for; and of one for everybody each organisation that was told other
 * tables, because it reads this one beside them. */
static bool find_readers(Ctx *cx, const Agreement *a, Readers *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    *PUSH(cx->arena, out->items, out->n, out->room) = a->to;
    if (!agreement_is_public(a))
        return true;
    if (!db_query(cx, &rows,
                  "SELECT DISTINCT a.to_org FROM release_release r JOIN release_agreement a"
                  " ON a.id = r.agreement WHERE r.status <> 'draft' AND a.to_org <> $1"
                  " AND a.level <> 'organisation' ORDER BY a.to_org",
                  ARGS(a->to)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, out->items, out->n, out->room) = db_text(&rows, 0);
    return db_ok(cx);
}

static bool attack_as(Ctx *cx, const Agreement *a, const Frozen *f, const ReleaseContents *s,
                      const char *reader, const char *id, Buf *findings, bool *safe)
{
    Common p;
    if (!begin(&p, cx, a, f, reader, id))
        return false;
    if (!same(reader, a->to))
        aim_at(&p, reader);
    return attack(&p, held_by(&p, s), findings, safe);
}

bool release_attack(Ctx *cx, const char *id, const char **verdict)
{
    Release r;
    Agreement a;
    ReleaseContents s;
    ReleaseSourceList sources;
    CollectionList all;
    Readers readers = {0};
    Buf findings = buf_new(cx->arena, 0);
    bool safe = true;
    buf_puts(&findings, finding_head);
    if (!release_get(cx, id, &r) || !agreement_get(cx, r.agreement, &a) ||
        !release_snapshot(cx, id, &s) || !release_sources(cx, id, &sources) ||
        !workforce_collections(cx, a.region, &all) || !find_readers(cx, &a, &readers))
        return false;
    for (int i = 0; i < all.n; i++) {
        Frozen f;
        if (!holds(&sources, all.items[i].id))
            continue;
        if (!freeze_again(cx, &all.items[i], &sources, &f))
            return false;
        for (int k = 0; k < readers.n; k++)
            if (!attack_as(cx, &a, &f, &s, readers.items[k], id, &findings, &safe))
                return false;
    }
    *verdict = safe ? "safe" : "unsafe";
    return release_set_verdict(cx, id, *verdict, buf_text(&findings));
}
