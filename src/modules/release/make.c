/* Decides what goes into a release: which collections and which of their cells, what its head
 * says, and when it may be made, published and withdrawn. How tables of counts are protected is
 * in protect.c. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/freeze.h"
#include "modules/workforce/return_read.h"

static const char *const state_words[] = {
    [STATE_VALUE] = "value",
    [STATE_BLANK] = "blank",
    [STATE_NOT_KNOWN] = "not known",
    [STATE_NOT_APPLICABLE] = "not applicable",
};

void freeze_head(Ctx *cx, ReleaseContents *s, const char *name, const char *value)
{
    *PUSH(cx->arena, s->head.items, s->head.n, s->head.room) =
        (Pair){.name = name, .value = value};
}

ReleaseCell *freeze_cell(Ctx *cx, ReleaseContents *s)
{
    ReleaseCell *c = PUSH(cx->arena, s->cells, s->n, s->room);
    *c = (ReleaseCell){"", "", "", "", "", "", "", "", 0, 0};
    return c;
}

bool freeze_collection(Ctx *cx, const Collection *c, Frozen *out)
{
    ExpectedList list;
    if (!workforce_expected(cx, c->id, &list))
        return false;
    Frozen f = {.collection = *c,
                .n = list.n,
                .returns = NEW_ARRAY(cx->arena, const Return *, list.n),
                .orgs = NEW_ARRAY(cx->arena, Org, list.n)};
    for (int i = 0; i < list.n; i++) {
        f.orgs[i] = list.items[i].org;
        if (!list.items[i].return_id)
            continue;
        Return *r = NEW(cx->arena, Return);
        if (!workforce_return(cx, c->id, f.orgs[i].id, r))
            return false;
        f.returns[i] = r;
        f.received++;
    }
    *out = f;
    return true;
}

bool freeze_again(Ctx *cx, const Collection *c, const ReleaseSourceList *sources, Frozen *out)
{
    Date at;
    Frozen f = {.collection = *c,
                .returns = NEW_ARRAY(cx->arena, const Return *, sources->n),
                .orgs = NEW_ARRAY(cx->arena, Org, sources->n)};
    if (!date_parse_iso(c->as_at, &at))
        return fail(&cx->err, INVALID, "'%s' has no as-at day", c->id);
    for (int i = 0; i < sources->n; i++) {
        const ReleaseSource *s = &sources->items[i];
        if (!same(s->collection, c->id))
            continue;
        Return *r = NEW(cx->arena, Return);
        if (!org_get(cx, s->organisation, at, &f.orgs[f.n]) ||
            (s->version &&
             !workforce_return_version(cx, c->id, s->organisation, s->version, r)))
            return false;
        f.returns[f.n++] = s->version ? r : NULL;
        f.received += s->version != 0;
    }
    *out = f;
    return true;
}

/* ---------------------------------------------------------------- exact cells */

/* Free text goes only where the agreement names the field itself. */
static bool is_covered(Ctx *cx, const Agreement *a, const ReturnCell *c)
{
    const char *name = arena_printf(cx->arena, "%s.%s", c->block->code, c->field->name);
    if (c->field->kind != VALUE_TEXT)
        return agreement_covers(cx, a->fields, name);
    const char **parts;
    int n = text_split(cx->arena, a->fields, ' ', &parts);
    for (int i = 0; i < n; i++)
        if (same_fold(parts[i], name))
            return true;
    return false;
}

static void put_exact(Ctx *cx, ReleaseContents *s, const Agreement *a, const Frozen *f, int i)
{
    const Return *r = f->returns[i];
    if (!r) {
        ReleaseCell *c = freeze_cell(cx, s);
        c->collection = f->collection.id;
        c->place = f->orgs[i].id;
        c->state = "not received";
        return;
    }
    for (int k = 0; k < r->n; k++) {
        const ReturnCell *from = &r->cells[k];
        if (!is_covered(cx, a, from))
            continue;
        bool number = from->field->kind <= VALUE_YES_NO, value = from->state == STATE_VALUE;
        ReleaseCell *c = freeze_cell(cx, s);
        c->collection = f->collection.id;
        c->place = f->orgs[i].id;
        c->table = from->block->code;
        c->row = from->row;
        c->field = from->field->name;
        c->state = state_words[from->state];
        if (value)
            c->value = number ? text_double(cx->arena, from->number) : from->text;
        c->basis = value ? "reported" : "";
    }
}

/* ---------------------------------------------------------------- the head */

static void put_head(Ctx *cx, Draft *d)
{
    const Agreement *a = d->agreement;
    ReleaseContents *s = &d->cells;
    freeze_head(cx, s, "release", d->id);
    freeze_head(cx, s, "agreement", a->id);
    freeze_head(cx, s, "from", a->from);
    freeze_head(cx, s, "to", a->to);
    freeze_head(cx, s, "level", a->level);
    freeze_head(cx, s, "region", a->region);
    freeze_head(cx, s, "title", a->title_en);
    freeze_head(cx, s, "purpose", a->purpose);
    freeze_head(cx, s, "lawful-basis", a->basis);
    freeze_head(cx, s, "licence",
                agreement_is_public(a)
                    ? "Open Government Licence v3.0"
                    : arena_printf(cx->arena, "terms of the agreement %s", a->id));
    freeze_head(cx, s, "retention-until", a->retention_until);
    freeze_head(cx, s, "made", date_text(cx->arena, cx->today));
    freeze_head(cx, s, "previous", *d->previous ? d->previous : "none");
    if (!agreement_is_exact(a))
        freeze_head(cx, s, "rules",
                    arena_printf(cx->arena,
                                 "counts 1 to %d and counts of fewer than %d organisations "
                                 "are withheld, with as many more as keep them from being "
                                 "worked out; rounded to %d",
                                 a->least - 1, a->least_returns,
                                 a->rounding ? a->rounding : 1));
}

/* Exact cells come with the digests of their returns. Beside counts a digest would let one
 * guess a withheld number and try it, so that there only the versions are said. */
static void put_returns(Ctx *cx, Draft *d, const Frozen *f)
{
    freeze_head(cx, &d->cells, "collection",
                arena_printf(cx->arena, "%s as at %s, %d of %d returns", f->collection.id,
                             f->collection.as_at, f->received, f->n));
    for (int i = 0; i < f->n; i++) {
        const Return *r = f->returns[i];
        if (agreement_is_exact(d->agreement) && r)
            freeze_head(cx, &d->cells, "return",
                        arena_printf(cx->arena, "%s %s version %d sha256 %s", f->collection.id,
                                     f->orgs[i].id, (int)r->version,
                                     return_digest(cx->arena, r)));
    }
}

/* ---------------------------------------------------------------- making */

static bool read_covered(Ctx *cx, const Agreement *a, Frozen **out, int *n)
{
    CollectionList all;
    if (!workforce_collections(cx, a->region, &all))
        return false;
    *out = NEW_ARRAY(cx->arena, Frozen, all.n);
    for (int i = 0; i < all.n; i++) {
        if (!agreement_covers(cx, a->collections, all.items[i].id) || !all.items[i].received)
            continue;
        if (!freeze_collection(cx, &all.items[i], &(*out)[*n]))
            return false;
        const Frozen *f = &(*out)[(*n)++];
        for (int k = 0; k < f->n; k++)
            if (!permit(cx, "workforce.read", f->orgs[k].id))
                return false;
    }
    return *n || fail(&cx->err, NOT_FOUND,
                      "no return has been received of the collections that '%s' covers", a->id);
}

static bool keep_sources(Ctx *cx, const char *id, const Frozen *f)
{
    for (int i = 0; i < f->n; i++) {
        const Return *r = f->returns[i];
        ReleaseSource s = {.collection = f->collection.id,
                           .organisation = f->orgs[i].id,
                           .return_id = r ? r->id : 0,
                           .version = r ? r->version : 0,
                           .digest = r ? return_digest(cx->arena, r) : ""};
        if (!release_keep_source(cx, id, &s))
            return false;
    }
    return true;
}

static bool newest_published(Ctx *cx, Draft *d)
{
    d->previous = "";
    return db_one_int(cx, &d->seq,
                      "SELECT COALESCE(MAX(seq), 0) + 1 FROM release_release"
                      " WHERE agreement = $1",
                      ARGS(d->agreement->id)) &&
           db_one_text(cx, &d->previous,
                       "SELECT id FROM release_release WHERE agreement = $1"
                       " AND status <> 'draft' ORDER BY seq DESC LIMIT 1",
                       ARGS(d->agreement->id));
}

static bool may_still_share(Ctx *cx, const Agreement *a)
{
    Date until;
    if (!same(a->status, "in-force"))
        return fail(&cx->err, CONFLICT, "the agreement '%s' is not in force", a->id);
    if (date_parse_iso(a->retention_until, &until) && until.days < cx->today.days)
        return fail(&cx->err, CONFLICT, "the agreement '%s' let data be kept until %s", a->id,
                    a->retention_until);
    return true;
}

static bool make(Ctx *cx, const Agreement *a, Draft *d)
{
    Frozen *items;
    int n = 0;
    if (!read_covered(cx, a, &items, &n) || !newest_published(cx, d))
        return false;
    d->id = arena_printf(cx->arena, "%s-%d", a->id, (int)d->seq);
    put_head(cx, d);
    for (int i = 0; i < n; i++) {
        put_returns(cx, d, &items[i]);
        for (int k = 0; k < items[i].n && agreement_is_exact(a); k++)
            put_exact(cx, &d->cells, a, &items[i], k);
    }
    if (!agreement_is_exact(a) && !protect_tables(cx, d, items, n))
        return false;
    if (!d->cells.n)
        return fail(&cx->err, NOT_FOUND, "no cell of the returns is covered by '%s'", a->id);
    if (!release_store_draft(cx, d))
        return false;
    for (int i = 0; i < n; i++)
        if (!keep_sources(cx, d->id, &items[i]))
            return false;
    audit_note_for(cx, a->from, arena_printf(cx->arena, "release:%s", d->id), "", d->verdict);
    return true;
}

bool release_make(Ctx *cx, const char *agreement, Release *out)
{
    Agreement a;
    if (!agreement_get(cx, agreement, &a) || !permit(cx, "release.make", a.from) ||
        !may_still_share(cx, &a))
        return false;
    Draft d = {.agreement = &a, .verdict = "exact", .findings = ""};
    return db_begin(cx) && db_end(cx, make(cx, &a, &d)) && release_get(cx, d.id, out);
}
