/* Decides how a question is answered: the categories of a count, or organisations by an
 * indicator, ranked with the interval of chance and the ranks it leaves open. What is withheld
 * is decided in measure.c; here that a count that is split needs a base. */
#include "modules/workforce/question.h"
#include "core/who.h"
#include "modules/workforce/picture.h"
#include <math.h>

/* ---------------------------------------------------------------- categories */

/* A category as an indicator of its own; the sum over all of them makes it unknown where any of
 * them is, and a row that was not sent beside others is none. */
typedef struct Category {
    const char *code, *label;
    Indicator ind;
} Category;
typedef struct Categories {
    int n, room;
    Category *items;
    Indicator base, told, manager, assumed;
    bool has_evidence;
} Categories;

static void add_category(Ctx *cx, Categories *c, const char *code, const char *label,
                         const char *formula)
{
    *PUSH(cx->arena, c->items, c->n, c->room) = (Category){
        code, label, {.key = code, .label = label, .formula = formula, .total = true}};
}

/* Bands of the waiting list are fields, not rows. */
static void bands_of(Ctx *cx, const FormBlock *b, Categories *c)
{
    c->base = (Indicator){.key = "base", .formula = "A5[].list_size", .total = true};
    for (int i = 0; i < b->n_fields; i++)
        if (starts_with(b->fields[i].name, "wait_"))
            add_category(cx, c, b->fields[i].name, form_text(cx, b->fields[i].label),
                         arena_printf(cx->arena, "A5[].%s", b->fields[i].name));
}

static void rows_of(Ctx *cx, const Question *q, const FormBlock *b, Categories *c)
{
    const char *all = arena_printf(cx->arena, "%s[%s/*].%s", q->block, q->first, q->field);
    const FormCode *codes = form_codes_of(b, q->first);
    c->base = (Indicator){.key = "base", .formula = all, .total = true};
    for (; codes && codes->value; codes++)
        add_category(cx, c, codes->value, form_text(cx, codes->label),
                     arena_printf(cx->arena, "or0(%s[%s/%s].%s) + 0 * %s", q->block, q->first,
                                  codes->value, q->field, all));
}

static void find_categories(Ctx *cx, const Question *q, const Form *form, Categories *out)
{
    Categories c = {0};
    const FormBlock *b = form_block(form, q->block);
    if (b && same(q->first, "wait"))
        bands_of(cx, b, &c);
    else if (b)
        rows_of(cx, q, b, &c);
    c.told = (Indicator){.key = "t", .formula = "A3E[].said_by_leaver", .total = true};
    c.manager = (Indicator){.key = "m", .formula = "A3E[].said_by_manager", .total = true};
    c.assumed = (Indicator){.key = "a", .formula = "A3E[].assumed", .total = true};
    c.has_evidence = same(q->key, "why-leave") && form_block(form, "A3E");
    *out = c;
}

/* ---------------------------------------------------------------- ranking */

static int by_share(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    if (x->is_unknown != y->is_unknown)
        return x->is_unknown - y->is_unknown;
    if (isnan(x->share) != isnan(y->share))
        return isnan(x->share) - isnan(y->share);
    if (x->share != y->share)
        return x->share < y->share ? 1 : -1;
    return strcmp(x->label, y->label);
}

static void rank_parts(Ctx *cx, Answer *a)
{
    Ranked *r = NEW_ARRAY(cx->arena, Ranked, a->n + 1);
    for (int i = 0; i < a->n; i++) {
        bool ranked = !a->parts[i].is_unknown && !a->parts[i].is_group;
        r[i] = (Ranked){.value = ranked ? a->parts[i].share : NAN,
                        .range = ranked ? a->parts[i].range : (Interval){NAN, NAN}};
    }
    interval_ranks(r, a->n);
    for (int i = 0; i < a->n; i++) {
        a->parts[i].best = r[i].best;
        a->parts[i].worst = r[i].worst;
    }
    if (!a->question->in_order)
        qsort(a->parts, (size_t)a->n, sizeof *a->parts, by_share);
}

/* ---------------------------------------------------------------- how a count splits */

static double value_of(const Measure *m)
{
    return m->state == CELL_NUMBER ? m->value : NAN;
}

/* The shares of last year, of what was known then. */
static void shares_before(Ctx *cx, Answer *a, const Scope *v, const Recipes *recipes,
                          Members who, const Sight *sight, int first)
{
    double known = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < a->n; i++) {
            Measure m = measure(cx, v->x, &recipes->items[first + i], who, FILL_NONE, sight);
            if (m.state != CELL_NUMBER || a->parts[i].is_unknown)
                continue;
            if (pass == 0)
                known += m.value;
            else if (known > 0)
                a->parts[i].before = m.value / known;
        }
}

static bool answer_parts(Ctx *cx, const PictureAsk *ask, Answer *a)
{
    const char *within = ask->within;
    Fill fill = ask->fill;
    enum { EVIDENCE = 3 };
    const Question *q = a->question;
    const char *before = "";
    Collection last;
    const Form *form, *last_form;
    Categories c;
    Recipes recipes;
    Numbers x[2];
    Scope v;
    const Collection *with[2] = {&last, &a->collection}; /* oldest first */
    int n = 1;
    if (!form_get(cx, a->collection.form, a->collection.form_version, &form) ||
        !workforce_previous(cx, a->collection.id, &before))
        return false;
    find_categories(cx, q, form, &c);
    a->not_asked = c.n == 0;
    if (a->not_asked) {
        a->state = CELL_NOT_APPLICABLE;
        return true;
    }
    if (*before) {
        if (!workforce_collection(cx, before, &last) ||
            !form_get(cx, last.form, last.form_version, &last_form))
            return false;
        n += last.received && form_block(last_form, q->block);
    }
    const Indicator **wanted = NEW_ARRAY(cx->arena, const Indicator *, c.n + 1 + EVIDENCE);
    int m = 0;
    wanted[m++] = &c.base;
    for (int i = 0; i < c.n; i++)
        wanted[m++] = &c.items[i].ind;
    if (c.has_evidence) {
        wanted[m++] = &c.told;
        wanted[m++] = &c.manager;
        wanted[m++] = &c.assumed;
    }
    if (!recipes_make(cx, wanted, m, &recipes) ||
        !numbers_load(cx, n == 2 ? with : with + 1, n, &recipes, fill != FILL_NONE,
                      ask->like ? ask->like->x : NULL, x) ||
        !scope_open(cx, &x[n - 1], within, ask->like, &v))
        return false;
    Sight sight = scope_sight(cx, &v, "");
    sight.base = &recipes.items[0];
    sight.least_base = LEAST_BASE;
    a->whole_id = v.whole.id;
    a->whole = org_name(cx, &v.whole);
    a->all_exact = v.all_exact;
    a->base = measure(cx, v.x, &recipes.items[0], v.all, fill, &sight);
    a->state = a->base.state;
    double known = 0;
    for (int i = 0; i < c.n; i++) {
        Part p = {.code = c.items[i].code,
                  .label = c.items[i].label,
                  .is_unknown = same(c.items[i].code, "unknown"),
                  .measure = measure(cx, v.x, &recipes.items[1 + i], v.all, fill, &sight),
                  .share = NAN,
                  .range = {NAN, NAN},
                  .before = NAN};
        if (p.measure.state == CELL_NUMBER && p.is_unknown)
            a->unknown = p.measure.value;
        else if (p.measure.state == CELL_NUMBER)
            known += p.measure.value;
        *PUSH(cx->arena, a->parts, a->n, a->room) = p;
    }
    for (int i = 0; i < a->n; i++) {
        Part *p = &a->parts[i];
        if (p->measure.state != CELL_NUMBER || p->is_unknown || !(known > 0))
            continue;
        p->share = p->measure.value / known;
        p->range = interval_of_share(p->measure.value, known);
    }
    if (c.has_evidence) {
        double *out[EVIDENCE] = {&a->told, &a->manager, &a->assumed};
        for (int i = 0; i < EVIDENCE; i++) {
            Measure e = measure(cx, v.x, &recipes.items[1 + c.n + i], v.all, fill, &sight);
            *out[i] = value_of(&e);
        }
    }
    Scope then;
    if (n == 2 && scope_open(cx, &x[0], within, &v, &then)) {
        Sight past = scope_sight(cx, &then, "");
        past.base = &recipes.items[0];
        past.least_base = LEAST_BASE;
        Collection *kept = NEW(cx->arena, Collection);
        *kept = last;
        a->last = kept;
        shares_before(cx, a, &then, &recipes, then.all, &past, 1);
    } else if (n == 2 && !picture_not_there(cx)) {
        return false;
    }
    rank_parts(cx, a);
    return db_ok(cx);
}

/* ---------------------------------------------------------------- organisations by indicator
 */

static void add_part(Ctx *cx, Answer *a, const Recipes *recipes, const Numbers *x, Part p,
                     Members who, Fill fill, const Sight *sight)
{
    const Recipe *r = &recipes->items[0];
    p.measure = measure(cx, x, r, who, fill, sight);
    p.beside = measure(cx, x, &recipes->items[1], who, fill, sight);
    p.share = value_of(&p.measure);
    p.before = NAN;
    p.range = (Interval){NAN, NAN};
    if (r->ind->percent && !r->ind->mean && p.measure.state == CELL_NUMBER)
        p.range = interval_of_share(p.measure.numerator, p.measure.denominator);
    *PUSH(cx->arena, a->parts, a->n, a->room) = p;
}

/* Whoever may not read the returns one by one sees the partnerships. */
static bool add_groups(Ctx *cx, Answer *a, const Recipes *recipes, const Numbers *x, Fill fill)
{
    OrgList groups;
    Date at;
    if (!date_parse_iso(a->collection.as_at, &at) ||
        !org_list(cx, "rpb", a->collection.region, at, &groups))
        return false;
    for (int i = 0; i < groups.n; i++) {
        Scope v;
        if (!may(cx, "workforce.aggregate", groups.items[i].id))
            continue;
        if (!scope_open(cx, x, groups.items[i].id, NULL, &v)) {
            if (!picture_not_there(cx))
                return false;
            continue;
        }
        Sight sight = scope_sight(cx, &v, "");
        add_part(cx, a, recipes, x,
                 (Part){.code = groups.items[i].id,
                        .label = org_name(cx, &groups.items[i]),
                        .is_group = true},
                 v.all, fill, &sight);
    }
    return true;
}

static bool answer_organisations(Ctx *cx, const PictureAsk *ask, Answer *a)
{
    const char *within = ask->within;
    Fill fill = ask->fill;
    const Indicator *wanted[2] = {indicator_by_key(a->question->indicator),
                                  indicator_by_key(a->question->beside)};
    const Collection *with = &a->collection;
    Recipes recipes;
    Numbers x;
    Scope v;
    if (!recipes_make(cx, wanted, 2, &recipes) ||
        !numbers_load(cx, &with, 1, &recipes, fill != FILL_NONE,
                      ask->like ? ask->like->x : NULL, &x) ||
        !scope_open(cx, &x, within, ask->like, &v))
        return false;
    Sight sight = scope_sight(cx, &v, "");
    a->whole_id = v.whole.id;
    a->whole = org_name(cx, &v.whole);
    a->all_exact = v.all_exact;
    a->base = measure(cx, &x, &recipes.items[0], v.all, fill, &sight);
    a->state = a->base.state;
    a->not_asked = a->base.not_asked;
    for (int k = 0; k < v.all.n; k++) {
        int i = v.all.items[k];
        if (x.exact[i])
            add_part(cx, a, &recipes, &x,
                     (Part){.code = x.orgs[i].id, .label = org_name(cx, &x.orgs[i])},
                     (Members){1, &v.all.items[k]}, fill, &(Sight){.all_exact = true});
    }
    if (!v.all_exact && same(v.whole.id, a->collection.region) &&
        !add_groups(cx, a, &recipes, &x, fill))
        return false;
    rank_parts(cx, a);
    for (int i = 0; i < a->n && !v.all_exact; i++) /* a rank among those that one may not see */
        a->parts[i].best = a->parts[i].worst = 0;
    return db_ok(cx);
}

bool question_answer(Ctx *cx, const Question *q, const PictureAsk *ask, Answer *out)
{
    Answer a = {.question = q, .told = NAN, .manager = NAN, .assumed = NAN};
    if (!workforce_collection(cx, ask->collection, &a.collection) ||
        !(q->kind == RANKS_PARTS ? answer_parts : answer_organisations)(cx, ask, &a))
        return false;
    *out = a;
    return true;
}
