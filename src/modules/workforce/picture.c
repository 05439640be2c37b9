/* Decides how an indicator is drawn from many returns: over those that answered, with coverage,
 * and between what it would be if the missing were like the lowest or the highest of the others
 * per head of population. Decides too what of a group shows to whoever may not read every
 * return in it: nothing that one return, or one subtracted from another, would tell. */
#include "base/formula.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/workforce.h"
#include <math.h>

typedef struct Range {
    double low, high;
} Range;

typedef struct Answers { /* [leaf][organisation] */
    int n_leaves, n;
    FormulaValue **values;
    bool *complete; /* [organisation]: every leaf is known */
} Answers;

static Answers collect(Arena *a, const Formula *f, const Return *const *returns, int n)
{
    const FormulaLeaf *leaves;
    Answers s = {.n_leaves = formula_leaves(f, &leaves), .n = n};
    s.values = NEW_ARRAY(a, FormulaValue *, s.n_leaves);
    s.complete = NEW_ARRAY(a, bool, n);
    for (int i = 0; i < n; i++)
        s.complete[i] = returns[i] != NULL;
    for (int l = 0; l < s.n_leaves; l++) {
        s.values[l] = NEW_ARRAY(a, FormulaValue, n);
        for (int i = 0; i < n; i++) {
            if (returns[i])
                s.values[l][i] =
                    return_leaf(returns[i], leaves[l].block, leaves[l].row, leaves[l].field);
            s.complete[i] = s.complete[i] && s.values[l][i].kind == FORMULA_NUMBER;
        }
    }
    return s;
}

/* or0() leaves may be unknown without making the answer incomplete. */
static void excuse_optional(Answers *s, const Formula *f, FormulaValue *mine)
{
    for (int i = 0; i < s->n; i++) {
        if (s->complete[i])
            continue;
        bool any = false;
        for (int l = 0; l < s->n_leaves; l++) {
            mine[l] = s->values[l][i];
            any = any || mine[l].kind == FORMULA_NUMBER;
        }
        if (any && formula_eval(f, mine).kind == FORMULA_NUMBER)
            s->complete[i] = true;
    }
}

/* ---- bounds: what the missing would say if they were like one that answered ---- */

enum { MOST_KINDS = 8 };

typedef struct Bounds {
    const Formula *f;
    const Answers *s;
    const Org *orgs;
    int n_kinds;
    const char *kinds[MOST_KINDS]; /* of organisations that miss an answer */
    int like[MOST_KINDS]; /* the organisation that those of the kind are taken to be like */
    FormulaValue *sums;
    Range range;
    bool open; /* nobody of a kind has answered: no upper bound */
} Bounds;

static double as_like(const Bounds *b, int leaf, int i)
{
    for (int k = 0; k < b->n_kinds; k++)
        if (same(b->kinds[k], b->orgs[i].kind) && b->like[k] >= 0) {
            int j = b->like[k];
            FormulaValue v = b->s->values[leaf][j];
            return v.kind == FORMULA_NUMBER
                       ? v.number * b->orgs[i].population / b->orgs[j].population
                       : 0;
        }
    return 0;
}

/* Whole answers of one organisation are scaled by population, so that what belongs together
 * (establishment and staff in post) stays together. */
static void evaluate(Bounds *b)
{
    for (int l = 0; l < b->s->n_leaves; l++) {
        double sum = 0;
        for (int i = 0; i < b->s->n; i++) {
            FormulaValue own = b->s->values[l][i];
            sum += own.kind == FORMULA_NUMBER ? own.number
                   : b->s->complete[i]        ? 0
                                              : as_like(b, l, i);
        }
        b->sums[l] = formula_number(sum);
    }
    FormulaValue v = formula_eval(b->f, b->sums);
    if (v.kind != FORMULA_NUMBER)
        return;
    b->range.low = fmin(b->range.low, v.number);
    b->range.high = fmax(b->range.high, v.number);
}

/* Every choice of one that answered for each kind that has missing ones. */
static void choose(Bounds *b, int kind)
{
    if (kind == b->n_kinds) {
        evaluate(b);
        return;
    }
    bool any = false;
    for (int j = 0; j < b->s->n; j++) {
        if (!b->s->complete[j] || !same(b->orgs[j].kind, b->kinds[kind]) ||
            !(b->orgs[j].population > 0))
            continue;
        any = true;
        b->like[kind] = j;
        choose(b, kind + 1);
    }
    if (!any) {
        b->open = true;
        b->like[kind] = -1;
        choose(b, kind + 1);
    }
}

static Range bounds_of(const Formula *f, const Answers *s, const Org *orgs,
                       FormulaValue *scratch)
{
    Bounds b = {.f = f, .s = s, .orgs = orgs, .sums = scratch, .range = {INFINITY, -INFINITY}};
    for (int i = 0; i < s->n; i++) {
        bool known = s->complete[i];
        for (int k = 0; k < b.n_kinds; k++)
            known = known || same(b.kinds[k], orgs[i].kind);
        if (!known && b.n_kinds < MOST_KINDS)
            b.kinds[b.n_kinds++] = orgs[i].kind;
    }
    choose(&b, 0);
    if (b.open)
        b.range.high = NAN;
    return b.range;
}

static double eval_number(Ctx *cx, const char *text, const Return *const *returns, int n,
                          const bool *complete)
{
    Formula *f;
    if (!formula_parse(cx->arena, &cx->err, text, &f))
        return NAN;
    Answers s = collect(cx->arena, f, returns, n);
    FormulaValue *sums = NEW_ARRAY(cx->arena, FormulaValue, s.n_leaves);
    for (int l = 0; l < s.n_leaves; l++)
        for (int i = 0; i < n; i++)
            if (complete[i] && s.values[l][i].kind == FORMULA_NUMBER)
                sums[l] = formula_number((sums[l].kind == FORMULA_NUMBER ? sums[l].number : 0) +
                                         s.values[l][i].number);
    FormulaValue v = formula_eval(f, sums);
    return v.kind == FORMULA_NUMBER ? v.number : NAN;
}

/* What the reader may subtract: exact[i] says whether return i may be read; NULL: all may. */
typedef struct Sight {
    const bool *exact;
    int outside; /* received returns of the region beyond these that may not be read */
} Sight;

static bool too_few(int n)
{
    return n > 0 && n < LEAST_RETURNS;
}

/* Withholds the value when it is made of too few unread returns, or what is left of the region
 * would be; withholds the bounds wherever there is one, because one return makes each of them.
 */
static void withhold(Measure *m, const Answers *s, const Sight *sight)
{
    int unread = 0, missing = 0;
    for (int i = 0; i < s->n && sight->exact; i++) {
        unread += !sight->exact[i] && s->complete[i];
        missing += !sight->exact[i];
    }
    if (!missing)
        return;
    m->low = m->high = NAN;
    if (m->state == CELL_NUMBER && (too_few(unread) || too_few(sight->outside))) {
        m->state = CELL_WITHHELD;
        m->value = m->numerator = m->denominator = NAN;
    }
}

static Measure measure(Ctx *cx, const Indicator *ind, const Return *const *returns,
                       const Org *orgs, int n, const Sight *sight)
{
    Measure m = {.state = CELL_NOT_RECEIVED,
                 .expected = n,
                 .value = NAN,
                 .low = NAN,
                 .high = NAN,
                 .numerator = NAN,
                 .denominator = NAN};
    Formula *f;
    if (!formula_parse(cx->arena, &cx->err, ind->formula, &f))
        return m;
    Answers s = collect(cx->arena, f, returns, n);
    FormulaValue *values = NEW_ARRAY(cx->arena, FormulaValue, s.n_leaves);
    excuse_optional(&s, f, values);
    double people = 0, people_known = 0;
    int received = 0;
    for (int i = 0; i < n; i++) {
        people += orgs[i].population > 0 ? orgs[i].population : 0;
        people_known += s.complete[i] && orgs[i].population > 0 ? orgs[i].population : 0;
        m.known += s.complete[i];
        received += returns[i] != NULL;
    }
    for (int l = 0; l < s.n_leaves; l++) {
        double known = 0;
        for (int i = 0; i < n; i++)
            if (s.complete[i] && s.values[l][i].kind == FORMULA_NUMBER)
                known += s.values[l][i].number;
        values[l] = formula_number(known);
    }
    m.coverage = people > 0 ? people_known / people : n ? (double)m.known / n : 0;
    if (m.known == 0) {
        m.state = received ? CELL_NOT_KNOWN : CELL_NOT_RECEIVED;
        return m;
    }
    FormulaValue v = formula_eval(f, values);
    if (v.kind != FORMULA_NUMBER) {
        m.state = CELL_NOT_CALCULABLE;
        return m;
    }
    m.state = CELL_NUMBER;
    m.value = m.low = m.high = v.number;
    (void)!formula_quotient(f, values, &m.numerator, &m.denominator);
    if (ind->low) {
        m.low = eval_number(cx, ind->low, returns, n, s.complete);
        m.high = eval_number(cx, ind->high, returns, n, s.complete);
    }
    if (m.known < n) {
        Range r = bounds_of(f, &s, orgs, values);
        bool bounded = !isnan(r.high) && r.high >= r.low;
        /* A total of those received is no bound of the whole; a share of them is a reading. */
        m.low = ind->total ? r.low : fmin(m.low, r.low);
        m.high = !bounded ? NAN : ind->total ? r.high : fmax(m.high, r.high);
    }
    withhold(&m, &s, sight);
    return m;
}

Measure indicator_measure(Ctx *cx, const Indicator *ind, const Return *const *returns,
                          const Org *orgs, int n)
{
    return measure(cx, ind, returns, orgs, n, &(Sight){0});
}

/* ---------------------------------------------------------------- a whole picture */

typedef struct Asked {
    int n;
    const Return **returns;
    Org *orgs;
    ReturnStatus *status;
    bool *exact; /* cx->who may read it */
    bool all_exact;
    int outside; /* as in Sight */
} Asked;

/* Organisations asked by the collection that are `within`, with their returns. */
static bool load_asked(Ctx *cx, const char *collection, const char *within, Asked *out)
{
    ExpectedList list;
    OrgList inside = {0};
    Collection c;
    Date at;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !workforce_expected(cx, collection, &list))
        return false;
    if (*within && !same(within, c.region) && !org_list(cx, "", within, at, &inside))
        return false;
    Asked a = {.returns = NEW_ARRAY(cx->arena, const Return *, list.n),
               .orgs = NEW_ARRAY(cx->arena, Org, list.n),
               .status = NEW_ARRAY(cx->arena, ReturnStatus, list.n),
               .exact = NEW_ARRAY(cx->arena, bool, list.n),
               .all_exact = true};
    for (int i = 0; i < list.n; i++) {
        const Expected *e = &list.items[i];
        bool wanted = !*within || same(within, c.region) || same(within, e->org.id);
        for (int k = 0; k < inside.n && !wanted; k++)
            wanted = same(inside.items[k].id, e->org.id);
        bool exact = workforce_reads(cx, e->org.id);
        if (!wanted) {
            a.outside += !exact && e->return_id;
            continue;
        }
        a.exact[a.n] = exact;
        a.all_exact = a.all_exact && exact;
        a.orgs[a.n] = e->org;
        a.status[a.n] = e->status;
        if (e->return_id) {
            Return *r = NEW(cx->arena, Return);
            if (!workforce_return(cx, collection, e->org.id, r))
                return false;
            a.returns[a.n] = r;
        }
        a.n++;
    }
    *out = a;
    return true;
}

/* The whole shows to whoever may draw it together or read every return in it. */
static bool permit_whole(Ctx *cx, const Asked *a, const char *whole)
{
    bool single = a->n == 1 && same(a->orgs[0].id, whole);
    if (a->all_exact && a->n)
        return true;
    return permit(cx, single ? "workforce.read" : "workforce.aggregate", whole);
}

static void add_row(Ctx *cx, Picture *p, PictureRow row, const Return *const *returns,
                    const Org *orgs, int n, const Sight *sight)
{
    row.measures = NEW_ARRAY(cx->arena, Measure, n_indicators);
    for (int i = 0; i < n_indicators; i++)
        row.measures[i] = measure(cx, &indicators[i], returns, orgs, n, sight);
    *PUSH(cx->arena, p->rows, p->n, p->room) = row;
}

static void add_kind(Ctx *cx, Picture *p, const Asked *a, const char *kind, const char *label)
{
    const Return **returns = NEW_ARRAY(cx->arena, const Return *, a->n);
    Org *orgs = NEW_ARRAY(cx->arena, Org, a->n);
    bool *exact = NEW_ARRAY(cx->arena, bool, a->n);
    Sight sight = {.exact = exact};
    int n = 0;
    for (int i = 0; i < a->n; i++)
        if (same(a->orgs[i].kind, kind)) {
            returns[n] = a->returns[i];
            exact[n] = a->exact[i];
            orgs[n++] = a->orgs[i];
        } else {
            sight.outside += !a->exact[i] && a->returns[i];
        }
    if (n && n < a->n)
        add_row(cx, p, (PictureRow){.id = kind, .label = label, .is_group = true}, returns,
                orgs, n, &sight);
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

bool workforce_picture(Ctx *cx, const char *collection, const char *within, Picture *out)
{
    Picture p = {.collection = collection};
    Asked a;
    Collection c;
    Date at;
    Org whole;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !org_get(cx, *within ? within : c.region, at, &whole) ||
        !load_asked(cx, collection, within, &a))
        return false;
    if (!permit_whole(cx, &a, whole.id))
        return false;
    if (a.n == 0)
        return fail(&cx->err, NOT_FOUND, "%s asks nobody within '%s'", collection, within);
    p.expected = a.n;
    for (int i = 0; i < a.n; i++)
        p.received += a.returns[i] != NULL;
    add_row(cx, &p,
            (PictureRow){.id = whole.id,
                         .label = org_name(cx, &whole),
                         .kind = whole.kind,
                         .is_group = true},
            a.returns, a.orgs, a.n, &(Sight){a.exact, a.outside});
    add_kind(cx, &p, &a, "council", T(cx, "All councils"));
    add_kind(cx, &p, &a, "health-board", T(cx, "All health boards"));
    withhold_together(&p);
    for (int i = 0; i < a.n && !(a.n == 1 && same(a.orgs[0].id, whole.id)); i++)
        if (a.exact[i])
            add_row(cx, &p,
                    (PictureRow){.id = a.orgs[i].id,
                                 .label = org_name(cx, &a.orgs[i]),
                                 .kind = a.orgs[i].kind,
                                 .status = a.status[i]},
                    &a.returns[i], &a.orgs[i], 1, &(Sight){0});
    if (!db_ok(cx))
        return false;
    *out = p;
    return true;
}

bool workforce_measure(Ctx *cx, const char *collection, const char *within,
                       const Indicator *ind, Measure *out)
{
    Asked a;
    Collection c;
    if (!workforce_collection(cx, collection, &c) || !load_asked(cx, collection, within, &a) ||
        !permit_whole(cx, &a, *within ? within : c.region))
        return false;
    *out = measure(cx, ind, a.returns, a.orgs, a.n, &(Sight){a.exact, a.outside});
    return db_ok(cx);
}

/* ---------------------------------------------------------------- for the projection */

bool returns_leaf_total(Ctx *cx, const Return *const *returns, const Org *orgs, int n,
                        const char *kind, const char *leaf, LeafTotal *out)
{
    Formula *f;
    const FormulaLeaf *leaves;
    LeafTotal t = {0};
    if (!formula_parse(cx->arena, &cx->err, leaf, &f))
        return false;
    int n_leaves = formula_leaves(f, &leaves);
    FormulaValue *values = NEW_ARRAY(cx->arena, FormulaValue, n_leaves);
    for (int i = 0; i < n; i++) {
        if (*kind && !same(orgs[i].kind, kind))
            continue;
        t.expected++;
        t.population_expected += orgs[i].population > 0 ? orgs[i].population : 0;
        if (!returns[i])
            continue;
        for (int l = 0; l < n_leaves; l++)
            values[l] =
                return_leaf(returns[i], leaves[l].block, leaves[l].row, leaves[l].field);
        FormulaValue v = formula_eval(f, values);
        if (v.kind != FORMULA_NUMBER)
            continue;
        t.known++;
        t.population_known += orgs[i].population > 0 ? orgs[i].population : 0;
        t.value += v.number;
        *PUSH(cx->arena, t.evidence, t.n, t.room) = (Evidence){.return_id = returns[i]->id,
                                                               .organisation = orgs[i].id,
                                                               .block = leaves[0].block,
                                                               .row = leaves[0].row,
                                                               .field = leaves[0].field,
                                                               .value = v.number};
    }
    *out = t;
    return true;
}

bool workforce_leaf_total(Ctx *cx, const char *collection, const char *kind, const char *leaf,
                          LeafTotal *out)
{
    Asked a;
    return load_asked(cx, collection, "", &a) &&
           returns_leaf_total(cx, a.returns, a.orgs, a.n, kind, leaf, out);
}
