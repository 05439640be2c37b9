/* Decides from where somebody who may not read returns gets what they say: from the newest
 * release of exact cells that is for them. The cells become returns again, so that every
 * formula over returns works on them unchanged. */
#include "core/who.h"
#include "db/db.h"
#include "modules/release/freeze.h"

bool release_is_for_me(Ctx *cx, const char *release)
{
    Release r;
    if (!*release)
        return false;
    if (release_seen(cx, release, &r))
        return same(r.status, "published");
    if (cx->err.kind == ERR_NOT_FOUND)
        err_clear(&cx->err);
    return false;
}

/* Whether all returns of the collection may be read. */
static bool reads_all(Ctx *cx, const Frozen *f)
{
    for (int i = 0; i < f->n; i++)
        if (!workforce_reads(cx, f->orgs[i].id))
            return false;
    return true;
}

static bool has_collection(const ReleaseContents *s, const char *collection)
{
    for (int i = 0; i < s->n; i++)
        if (same(s->cells[i].collection, collection))
            return true;
    return false;
}

/* The newest release of exact cells of the collection. */
static bool newest_exact(Ctx *cx, const char *collection, Release *out, ReleaseContents *cells)
{
    ReleaseList seen;
    if (!release_list_seen(cx, "", &seen))
        return false;
    for (int i = 0; i < seen.n; i++) {
        const Release *r = &seen.items[i];
        if (!same(r->status, "published") || !same(r->level, "organisation"))
            continue;
        if (!release_snapshot(cx, r->id, cells))
            return false;
        if (has_collection(cells, collection)) {
            *out = *r;
            return true;
        }
    }
    return fail(&cx->err, NOT_FOUND,
                "nothing of '%s' has been released to you; ask whoever collects the returns "
                "for a release",
                collection);
}

static ValueState state_of(const char *word)
{
    return same(word, "value")            ? STATE_VALUE
           : same(word, "not known")      ? STATE_NOT_KNOWN
           : same(word, "not applicable") ? STATE_NOT_APPLICABLE
                                          : STATE_BLANK;
}

/* The cells of one organisation as a return; NULL when it was not received. */
static const Return *thawed(Ctx *cx, const ReleaseContents *s, const Form *form,
                            const char *collection, const char *organisation)
{
    Return *r = NEW(cx->arena, Return);
    *r = (Return){.collection = collection,
                  .organisation = organisation,
                  .form = form,
                  .received_on = ""};
    for (int i = 0; i < s->n; i++) {
        const ReleaseCell *c = &s->cells[i];
        if (!same(c->place, organisation) || !same(c->collection, collection) || !*c->table)
            continue;
        const FormBlock *b = form_block(form, c->table);
        const FormField *f = b ? form_field(b, c->field) : NULL;
        double number = 0;
        if (!f)
            continue;
        if (f->kind <= VALUE_YES_NO && *c->value && !text_to_double(c->value, &number))
            continue;
        *PUSH(cx->arena, r->cells, r->n, r->room) = (ReturnCell){.block = b,
                                                                 .field = f,
                                                                 .row = c->row,
                                                                 .state = state_of(c->state),
                                                                 .number = number,
                                                                 .text = c->value,
                                                                 .file = ""};
    }
    return_sort(r);
    return r->n ? r : NULL;
}

static bool read_release(Ctx *cx, const Collection *c, const Release *r,
                         const ReleaseContents *s, ReleasedReturns *out)
{
    Date at;
    const Form *form;
    const char *last = "";
    ReleasedReturns list = {.collection = c->id, .release = r->id};
    if (!workforce_form(cx, c->id, &form))
        return false;
    if (!date_parse_iso(c->as_at, &at))
        return fail(&cx->err, INVALID, "'%s' has no as-at day", c->id);
    list.returns = NEW_ARRAY(cx->arena, const Return *, s->n);
    list.orgs = NEW_ARRAY(cx->arena, Org, s->n);
    for (int i = 0; i < s->n; i++) { /* in order, so that a place comes once */
        if (!same(s->cells[i].collection, c->id) || same(s->cells[i].place, last))
            continue;
        last = s->cells[i].place;
        if (!org_get(cx, last, at, &list.orgs[list.n]))
            return false;
        list.returns[list.n++] = thawed(cx, s, form, c->id, last);
    }
    *out = list;
    return true;
}

bool release_returns(Ctx *cx, const char *collection, const char *release, ReleasedReturns *out)
{
    Collection c;
    Frozen now;
    Release r;
    ReleaseContents cells;
    if (!workforce_collection(cx, collection, &c))
        return false;
    if (!*release) {
        if (!freeze_collection(cx, &c, &now))
            return false;
        if (reads_all(cx, &now)) {
            *out = (ReleasedReturns){c.id, "", now.n, now.returns, now.orgs};
            return db_ok(cx);
        }
        if (!newest_exact(cx, c.id, &r, &cells))
            return false;
    } else {
        if (!release_open(cx, release, &r, &cells))
            return false;
        if (!same(r.level, "organisation") || !same(r.status, "published"))
            return fail(&cx->err, INVALID,
                        "'%s' is no published release of single organisations' values", r.id);
        if (!has_collection(&cells, c.id))
            return fail(&cx->err, NOT_FOUND, "'%s' holds nothing of '%s'", r.id, c.id);
    }
    return read_release(cx, &c, &r, &cells, out);
}

bool release_leaf_total(Ctx *cx, const ReleasedReturns *from, const char *kind,
                        const char *leaf, LeafTotal *out)
{
    return returns_leaf_total(cx, from->returns, from->orgs, from->n, kind, leaf, out);
}
