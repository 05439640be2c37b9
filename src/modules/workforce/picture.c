/* Decides which groups a picture shows: the whole, its kinds, the organisations that the reader
 * may read, and the same whole over the years. What a group's number is, and what of it is
 * withheld, is in measure.c. */
#include "modules/workforce/picture.h"
#include "core/who.h"
#include "db/db.h"
#include <math.h>

/* ---------------------------------------------------------------- groups */

static Members members_where(Arena *a, const Numbers *x, const bool *in, const char *kind)
{
    int *items = NEW_ARRAY(a, int, x->n + 1), n = 0;
    for (int i = 0; i < x->n; i++)
        if (in[i] && (!*kind || same(x->orgs[i].kind, kind)))
            items[n++] = i;
    return (Members){n, items};
}

static bool *inverse(Arena *a, const Numbers *x, const bool *in)
{
    bool *out = NEW_ARRAY(a, bool, x->n + 1);
    for (int i = 0; i < x->n; i++)
        out[i] = !in[i];
    return out;
}

/* Which of those asked are within the group; `inside` lists its members. */
static bool *mark_inside(Ctx *cx, const Numbers *x, const char *within, const OrgList *inside)
{
    bool *in = NEW_ARRAY(cx->arena, bool, x->n + 1);
    bool whole = !*within || same(within, x->collection.region);
    for (int i = 0; i < x->n; i++) {
        in[i] = whole || same(within, x->orgs[i].id);
        for (int k = 0; k < inside->n && !in[i]; k++)
            in[i] = same(inside->items[k].id, x->orgs[i].id);
    }
    return in;
}

static bool list_inside(Ctx *cx, const Numbers *x, const char *within, OrgList *out)
{
    Date at;
    *out = (OrgList){0};
    return !*within || same(within, x->collection.region) ||
           (date_parse_iso(x->collection.as_at, &at) && org_list(cx, "", within, at, out));
}

static bool all_exact(const Numbers *x, Members who)
{
    for (int k = 0; k < who.n; k++)
        if (!x->exact[who.items[k]])
            return false;
    return true;
}

/* Groups beside `within` that make up the region with it; none when the reader cannot see the
 * region, because there is nothing then to subtract from. */
static bool find_siblings(Ctx *cx, const char *region, Date at, Scope *v)
{
    v->own = -1;
    v->knows_groups = true;
    if (same(v->whole.id, region) || same(v->whole.kind, "council") ||
        !may(cx, "workforce.aggregate", region))
        return db_ok(cx);
    if (!org_list(cx, v->whole.kind, region, at, &v->groups))
        return false;
    v->inside = NEW_ARRAY(cx->arena, OrgList, v->groups.n + 1);
    for (int i = 0; i < v->groups.n; i++) {
        if (same(v->groups.items[i].id, v->whole.id))
            v->own = i;
        if (!list_inside(cx, v->x, v->groups.items[i].id, &v->inside[i]))
            return false;
    }
    return true;
}

/* Everything that is looked up about organisations: the same for a later day on which nothing
 * has changed. */
static bool look_up(Ctx *cx, const char *within, Scope *v)
{
    Date at;
    const char *region = v->x->collection.region, *id = *within ? within : region;
    return date_parse_iso(v->x->collection.as_at, &at) && org_get(cx, id, at, &v->whole) &&
           list_inside(cx, v->x, within, &v->members);
}

bool scope_open(Ctx *cx, const Numbers *x, const char *within, const Scope *later, Scope *out)
{
    Scope v = later && x->like && (x->like == later->x || x->like == later->x->like)
                  ? *later
                  : (Scope){0};
    const char *id = *within ? within : x->collection.region;
    Date at;
    v.x = x;
    if (!v.whole.id && !look_up(cx, within, &v))
        return false;
    v.in = mark_inside(cx, x, within, &v.members);
    v.all = members_where(cx->arena, x, v.in, "");
    if (v.all.n == 0)
        return fail(&cx->err, NOT_FOUND, "%s asks nobody within '%s'", x->collection.id, id);
    v.all_exact = all_exact(x, v.all);
    bool single = v.all.n == 1 && same(x->orgs[v.all.items[0]].id, id);
    if (!v.all_exact && !permit(cx, single ? "workforce.read" : "workforce.aggregate", id))
        return false;
    if (v.all_exact)
        v.own = -1; /* nothing is withheld */
    else if (!v.knows_groups && (!date_parse_iso(x->collection.as_at, &at) ||
                                 !find_siblings(cx, x->collection.region, at, &v)))
        return false;
    *out = v;
    return true;
}

Members scope_members(Ctx *cx, const Scope *v, const char *kind)
{
    return *kind ? members_where(cx->arena, v->x, v->in, kind) : v->all;
}

/* kind "": the whole. */
Sight scope_sight(Ctx *cx, const Scope *v, const char *kind)
{
    Arena *a = cx->arena;
    const Numbers *x = v->x;
    Sight s = {.all_exact = v->all_exact, .own = v->own};
    if (v->all_exact)
        return s;
    const bool *out = inverse(a, x, v->in);
    s.rest[0] = members_where(a, x, out, kind);
    if (*kind) { /* the whole less this kind is the other one */
        int *others = NEW_ARRAY(a, int, x->n + 1), n = 0;
        for (int k = 0; k < v->all.n; k++)
            if (!same(x->orgs[v->all.items[k]].kind, kind))
                others[n++] = v->all.items[k];
        s.rest[1] = (Members){n, others};
    }
    if (v->own < 0)
        return s;
    Members *siblings = NEW_ARRAY(a, Members, v->groups.n + 1);
    for (int i = 0; i < v->groups.n; i++)
        siblings[i] =
            members_where(a, x, mark_inside(cx, x, v->groups.items[i].id, &v->inside[i]), kind);
    s.siblings = siblings;
    s.n_siblings = v->groups.n;
    return s;
}

/* ---------------------------------------------------------------- a whole picture */

typedef struct Drawing {
    Ctx *cx;
    const PictureAsk *ask;
    const Recipes *recipes;
    Picture *p;
} Drawing;

static void add_row(const Drawing *d, const Scope *v, PictureRow row, Members who,
                    const Sight *sight)
{
    Ctx *cx = d->cx;
    row.measures = NEW_ARRAY(cx->arena, Measure, n_indicators);
    for (int i = 0; i < n_indicators; i++)
        row.measures[i] = (Measure){.state = CELL_BLANK};
    for (int i = 0; i < d->recipes->n; i++) {
        const Recipe *r = &d->recipes->items[i];
        row.measures[r->ind - indicators] = measure(cx, v->x, r, who, d->ask->fill, sight);
    }
    *PUSH(cx->arena, d->p->rows, d->p->n, d->p->room) = row;
}

static void add_kind(const Drawing *d, const Scope *v, const char *kind, const char *label)
{
    Members who = scope_members(d->cx, v, kind);
    Sight sight = scope_sight(d->cx, v, kind);
    if (who.n && who.n < v->all.n)
        add_row(d, v, (PictureRow){.id = kind, .label = label, .is_group = true}, who, &sight);
}

/* The whole less one kind is the other: where one kind is withheld all are. */
static void withhold_together(Picture *p)
{
    for (int i = 0; i < n_indicators; i++) {
        bool any = false;
        for (int k = 1; k < p->n && p->rows[k].is_group; k++)
            any = any || p->rows[k].measures[i].state == CELL_WITHHELD;
        for (int k = 1; k < p->n && p->rows[k].is_group && any; k++) {
            Measure *m = &p->rows[k].measures[i];
            if (m->state == CELL_NUMBER)
                m->state = CELL_WITHHELD;
            m->value = m->low = m->high = m->numerator = m->denominator = NAN;
        }
    }
}

static bool wanted_of(Ctx *cx, const PictureAsk *ask, Recipes *out)
{
    if (ask->wanted)
        return recipes_make(cx, ask->wanted, ask->n_wanted, out);
    const Indicator **all = NEW_ARRAY(cx->arena, const Indicator *, n_indicators);
    for (int i = 0; i < n_indicators; i++)
        all[i] = &indicators[i];
    return recipes_make(cx, all, n_indicators, out);
}

static bool open_view(Ctx *cx, const PictureAsk *ask, const Recipes *recipes, const Scope **out)
{
    Numbers *numbers = NEW(cx->arena, Numbers);
    Scope *view = NEW(cx->arena, Scope);
    Collection c;
    if (!workforce_collection(cx, ask->collection, &c) ||
        !numbers_load(cx, (const Collection *[]){&c}, 1, recipes, ask->fill != FILL_NONE,
                      ask->like ? ask->like->x : NULL, numbers) ||
        !scope_open(cx, numbers, ask->within, ask->like, view))
        return false;
    *out = view;
    return true;
}

bool workforce_picture_of(Ctx *cx, const PictureAsk *ask, Picture *out)
{
    Picture p = {.collection = ask->collection};
    Recipes recipes;
    p.view = ask->loaded;
    if (!wanted_of(cx, ask, &recipes) || (!p.view && !open_view(cx, ask, &recipes, &p.view)))
        return false;
    const Scope v = *p.view;
    const Numbers x = *v.x;
    Drawing d = {cx, ask, &recipes, &p};
    Sight sight = scope_sight(cx, &v, "");
    p.expected = v.all.n;
    for (int k = 0; k < v.all.n; k++)
        p.received += x.basis[v.all.items[k]] == BASIS_REPORTED;
    add_row(&d, &v,
            (PictureRow){.id = v.whole.id,
                         .label = org_name(cx, &v.whole),
                         .kind = v.whole.kind,
                         .is_group = true},
            v.all, &sight);
    add_kind(&d, &v, "council", T(cx, "All councils"));
    add_kind(&d, &v, "health-board", T(cx, "All health boards"));
    withhold_together(&p);
    for (int k = 0; k < v.all.n; k++) {
        int i = v.all.items[k];
        if (!x.exact[i] || (v.all.n == 1 && same(x.orgs[i].id, v.whole.id)))
            continue;
        add_row(&d, &v,
                (PictureRow){.id = x.orgs[i].id,
                             .label = org_name(cx, &x.orgs[i]),
                             .kind = x.orgs[i].kind,
                             .population = x.orgs[i].population,
                             .status = x.status[i]},
                (Members){1, &v.all.items[k]}, &(Sight){.all_exact = true});
    }
    if (!db_ok(cx))
        return false;
    *out = p;
    return true;
}

bool workforce_picture(Ctx *cx, const char *collection, const char *within, Picture *out)
{
    return workforce_picture_of(cx, &(PictureAsk){.collection = collection, .within = within},
                                out);
}

Measure indicator_measure(Ctx *cx, const Indicator *ind, const Return *const *returns,
                          const Org *orgs, int n)
{
    Recipes recipes;
    Numbers x;
    if (!recipes_make(cx, &ind, 1, &recipes))
        return (Measure){.state = CELL_NOT_CALCULABLE};
    numbers_of(cx->arena, &recipes, returns, orgs, n, &x);
    int *all = NEW_ARRAY(cx->arena, int, n + 1);
    for (int i = 0; i < n; i++)
        all[i] = i;
    return measure(cx, &x, recipes.items, (Members){n, all}, FILL_NONE, NULL);
}

/* ---------------------------------------------------------------- over the years */

/* The words of an organisation's change between two days; NULL when there was none. */
static const char *broken_between(const OrgBreak *changes, int n, const char *after,
                                  const char *until)
{
    for (int i = 0; i < n; i++) /* ISO days compare as text */
        if (strcmp(changes[i].on, after) > 0 && strcmp(changes[i].on, until) <= 0)
            return *changes[i].note ? changes[i].note : changes[i].kind;
    return NULL;
}

static bool same_rows(Ctx *cx, const FormBlock *a, const FormBlock *b)
{
    const char *const *rows_a, *const *rows_b;
    int n = form_rows(cx->arena, a, &rows_a);
    if (n != form_rows(cx->arena, b, &rows_b))
        return false;
    for (int i = 0; i < n; i++)
        if (!same(rows_a[i], rows_b[i]))
            return false;
    return true;
}

/* Whether two forms that both ask what a recipe stands on ask it differently: in other words,
 * or over other rows where it sums over all of them. */
static bool asks_otherwise(Ctx *cx, const Recipe *r, const Recipes *recipes, const Form *a,
                           const Form *b)
{
    for (int l = 0; l < r->n; l++) {
        const FormulaLeaf *leaf = recipes->leaves[r->leaf[l]];
        const FormBlock *in_a = form_block(a, leaf->block), *in_b = form_block(b, leaf->block);
        const FormField *f = in_a ? form_field(in_a, leaf->field) : NULL;
        const FormField *g = in_b ? form_field(in_b, leaf->field) : NULL;
        if (!f || !g)
            continue;
        if (f->kind != g->kind || !same(f->label.en, g->label.en) ||
            !same(f->help.en ? f->help.en : "", g->help.en ? g->help.en : "") ||
            (strchr(leaf->row, '*') && !same_rows(cx, in_a, in_b)))
            return true;
    }
    return false;
}

bool picture_not_there(Ctx *cx)
{
    bool absent = cx->err.kind == ERR_NOT_FOUND || cx->err.kind == ERR_FORBIDDEN;
    if (absent)
        err_clear(&cx->err);
    return absent;
}

bool workforce_years(Ctx *cx, const char *region, const PictureAsk *ask, PictureYears *out)
{
    CollectionList all;
    Recipes recipes;
    PictureYears years = {0};
    OrgBreak *changes;
    const Form *before = NULL;
    int n = 0, n_changes;
    if (ask->collections)
        all = *ask->collections;
    else if (!workforce_collections_seen(cx, region, &all))
        return false;
    if (!wanted_of(cx, ask, &recipes) ||
        !org_breaks(cx, *ask->within ? ask->within : region, &changes, &n_changes))
        return false;
    const Collection **with = NEW_ARRAY(cx->arena, const Collection *, all.n + 1);
    for (int i = all.n - 1; i >= 0; i--)
        if (all.items[i].received && same(all.items[i].region, region))
            with[n++] = &all.items[i];
    Numbers *x = NEW_ARRAY(cx->arena, Numbers, n + 1);
    if (!numbers_load(cx, with, n, &recipes, ask->fill != FILL_NONE,
                      ask->like ? ask->like->x : NULL, x))
        return false;
    Scope *views = NEW_ARRAY(cx->arena, Scope, n + 1);
    const Scope *later = ask->like; /* the last that opened: a year may ask nobody there */
    for (int i = n - 1; i >= 0; i--) {
        if (scope_open(cx, &x[i], ask->within, later, &views[i]))
            later = &views[i];
        else if (!picture_not_there(cx))
            return false;
    }
    for (int i = 0; i < n; i++) {
        const Scope *v = &views[i];
        if (!v->x)
            continue;
        Sight sight = scope_sight(cx, v, "");
        const Collection *last = years.n ? &years.items[years.n - 1].collection : NULL;
        PictureYear year = {.collection = x[i].collection,
                            .view = v,
                            .measures = NEW_ARRAY(cx->arena, Measure, recipes.n),
                            .changed = NEW_ARRAY(cx->arena, bool, recipes.n + 1),
                            .broken = last ? broken_between(changes, n_changes, last->as_at,
                                                            x[i].collection.as_at)
                                           : NULL};
        const Form *now;
        if (!form_get(cx, x[i].collection.form, x[i].collection.form_version, &now))
            return false;
        for (int k = 0; k < recipes.n; k++) {
            year.measures[k] = measure(cx, &x[i], &recipes.items[k], v->all, ask->fill, &sight);
            year.changed[k] = before && before != now &&
                              asks_otherwise(cx, &recipes.items[k], &recipes, before, now);
        }
        before = now;
        *PUSH(cx->arena, years.items, years.n, years.room) = year;
    }
    *out = years;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- for the projection */

/* The only recipe of `recipes`, over those of a kind ("" all). */
static void total_leaf(Ctx *cx, const Numbers *x, const Recipes *recipes, const char *kind,
                       LeafTotal *out)
{
    const Recipe *r = recipes->items;
    LeafTotal t = {0};
    FormulaValue *values = NEW_ARRAY(cx->arena, FormulaValue, r->n + 1);
    for (int i = 0; i < x->n; i++) {
        double people = x->orgs[i].population > 0 ? x->orgs[i].population : 0;
        if (*kind && !same(x->orgs[i].kind, kind))
            continue;
        t.expected++;
        t.population_expected += people;
        for (int l = 0; l < r->n; l++)
            values[l] = x->values[r->leaf[l] * x->n + i];
        FormulaValue v = formula_eval(r->formula, values);
        if (x->basis[i] != BASIS_REPORTED || v.kind != FORMULA_NUMBER)
            continue;
        t.known++;
        t.population_known += people;
        t.value += v.number;
        *PUSH(cx->arena, t.evidence, t.n, t.room) =
            (Evidence){.return_id = x->return_id[i],
                       .organisation = x->orgs[i].id,
                       .block = recipes->leaves[0]->block,
                       .row = recipes->leaves[0]->row,
                       .field = recipes->leaves[0]->field,
                       .value = v.number};
    }
    *out = t;
}

bool returns_leaf_total(Ctx *cx, const Return *const *returns, const Org *orgs, int n,
                        const char *kind, const char *leaf, LeafTotal *out)
{
    Indicator one = {.formula = leaf};
    Recipes recipes;
    Numbers x;
    if (!recipes_make(cx, (const Indicator *[]){&one}, 1, &recipes))
        return false;
    numbers_of(cx->arena, &recipes, returns, orgs, n, &x);
    total_leaf(cx, &x, &recipes, kind, out);
    return true;
}

bool workforce_leaf_total(Ctx *cx, const char *collection, const char *kind, const char *leaf,
                          LeafTotal *out)
{
    Indicator one = {.formula = leaf};
    Collection c;
    Recipes recipes;
    Numbers x;
    if (!workforce_collection(cx, collection, &c) ||
        !recipes_make(cx, (const Indicator *[]){&one}, 1, &recipes) ||
        !numbers_load(cx, (const Collection *[]){&c}, 1, &recipes, false, NULL, &x))
        return false;
    total_leaf(cx, &x, &recipes, kind, out);
    return true;
}
