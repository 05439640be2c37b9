/* Decides what an indicator is worth over a group: over those that answered, with coverage, and
 * between what it would be if the missing were like the lowest or the highest of the others per
 * head of population; on request with values that stand in for returns that have not come.
 * Decides too what of a group shows to whoever may not read every return in it: nothing that
 * one return, or one sum less another, would tell. */
#include "modules/workforce/numbers.h"
#include <math.h>

const Choice fills[] = {
    [FILL_NONE] = {"none", N_("Only what was reported")},
    [FILL_CARRIED] = {"carried", N_("Last year's return where none has come")},
    [FILL_IMPUTED] = {"imputed", N_("Last year's, else like its kind per head")},
    {NULL, NULL},
};

bool fill_of(Ctx *cx, const char *name, Fill *out)
{
    for (int i = 0; fills[i].value; i++)
        if (same(fills[i].value, name) || (!*name && i == FILL_NONE)) {
            *out = (Fill)i;
            return true;
        }
    return fail(&cx->err, INVALID, "fill '%s': one of none, carried, imputed", name);
}

const char *basis_label(Ctx *cx, Basis b)
{
    return b == BASIS_REPORTED  ? T(cx, "reported")
           : b == BASIS_CARRIED ? T(cx, "carried forward")
           : b == BASIS_IMPUTED ? T(cx, "imputed")
                                : T(cx, "missing");
}

static double people_of(const Org *o)
{
    return o->population > 0 ? o->population : 0;
}

static FormulaValue leaf_of(const Numbers *x, const Recipe *r, int leaf, int i)
{
    return x->values[r->leaf[leaf] * x->n + i];
}

/* A mean leaves out those to whom the question does not apply. */
static bool does_not_apply(const Numbers *x, const Recipe *r, int i)
{
    FormulaValue v = leaf_of(x, r, 0, i);
    return v.kind == FORMULA_NUMBER && v.text;
}

/* or0() leaves may be unknown without making the answer incomplete. */
bool answers(const Numbers *x, const Recipe *r, int i)
{
    enum { MOST = 64 };
    FormulaValue mine[MOST];
    bool all = true, any = false;
    if (x->basis[i] == BASIS_MISSING || r->n > MOST ||
        (r->ind->mean && does_not_apply(x, r, i)))
        return false;
    for (int l = 0; l < r->n; l++) {
        mine[l] = leaf_of(x, r, l, i);
        bool number = mine[l].kind == FORMULA_NUMBER;
        all = all && number;
        any = any || number;
    }
    return all || (any && formula_eval(r->formula, mine).kind == FORMULA_NUMBER);
}

/* ---------------------------------------------------------------- sums */

/* A group on the way to its measure. */
typedef struct Group {
    Arena *a;
    const Numbers *x;
    const Recipe *r;
    Members who;
    Basis *basis;       /* [member]: what stands for its answer; BASIS_MISSING: nothing */
    FormulaValue *sums; /* [leaf] of the recipe's formula, over all that has a basis */
} Group;

static void add(FormulaValue *sum, double v)
{
    *sum = formula_number((sum->kind == FORMULA_NUMBER ? sum->number : 0) + v);
}

/* Of all that answered themselves in the whole region, those of one kind: how many, and what
 * they report per head. */
static int per_head(const Group *g, const char *kind, double *rates)
{
    const Numbers *x = g->x;
    double people = 0;
    int n = 0;
    for (int l = 0; l < g->r->n; l++)
        rates[l] = 0;
    for (int i = 0; i < x->n; i++) {
        if (!same(x->orgs[i].kind, kind) || x->basis[i] != BASIS_REPORTED ||
            people_of(&x->orgs[i]) == 0 || !answers(x, g->r, i))
            continue;
        people += x->orgs[i].population;
        n++;
        for (int l = 0; l < g->r->n; l++) {
            FormulaValue v = leaf_of(x, g->r, l, i);
            rates[l] += v.kind == FORMULA_NUMBER ? v.number : 0;
        }
    }
    for (int l = 0; l < g->r->n; l++)
        rates[l] = people > 0 ? rates[l] / people : 0;
    return n;
}

static Group gather(Arena *a, const Numbers *x, const Recipe *r, Members who, Fill fill)
{
    Group g = {
        a, x, r, who, NEW_ARRAY(a, Basis, who.n + 1), NEW_ARRAY(a, FormulaValue, r->n + 1)};
    double *rates = NULL;
    const char *kind = "";
    int alike = 0;
    for (int k = 0; k < who.n; k++) {
        int i = who.items[k];
        if (answers(x, r, i) && (x->basis[i] == BASIS_REPORTED || fill != FILL_NONE)) {
            g.basis[k] = x->basis[i];
            for (int l = 0; l < r->n; l++) {
                FormulaValue v = leaf_of(x, r, l, i);
                if (v.kind == FORMULA_NUMBER)
                    add(&g.sums[l], v.number);
            }
        } else if (fill == FILL_IMPUTED && x->basis[i] != BASIS_REPORTED && !r->ind->mean &&
                   people_of(&x->orgs[i]) > 0) {
            if (!rates || !same(kind, x->orgs[i].kind)) {
                rates = NEW_ARRAY(a, double, r->n + 1);
                kind = x->orgs[i].kind;
                alike = per_head(&g, kind, rates);
            }
            if (!alike)
                continue;
            g.basis[k] = BASIS_IMPUTED;
            for (int l = 0; l < r->n; l++)
                add(&g.sums[l], rates[l] * x->orgs[i].population);
        }
    }
    for (int l = 0; l < r->n; l++)
        if (g.sums[l].kind != FORMULA_NUMBER)
            g.sums[l] = formula_number(0);
    return g;
}

/* The leaves of another formula over the same organisations. */
static FormulaValue *sums_of(const Group *g, const int *leaf, int n)
{
    FormulaValue *sums = NEW_ARRAY(g->a, FormulaValue, n + 1);
    for (int l = 0; l < n; l++)
        for (int k = 0; k < g->who.n; k++) {
            FormulaValue v = g->x->values[leaf[l] * g->x->n + g->who.items[k]];
            bool there = g->basis[k] == BASIS_REPORTED || g->basis[k] == BASIS_CARRIED;
            if (there && v.kind == FORMULA_NUMBER)
                add(&sums[l], v.number);
        }
    return sums;
}

static double also(const Group *g, const Formula *f, const int *leaf, int n)
{
    FormulaValue v = formula_eval(f, sums_of(g, leaf, n));
    return v.kind == FORMULA_NUMBER ? v.number : NAN;
}

/* ---- bounds: what the missing would say if they were like one that answered ---- */

enum { MOST_KINDS = 8 };

typedef struct Bounds {
    const Group *g;
    int n_kinds;
    const char *kinds[MOST_KINDS]; /* of organisations that miss an answer */
    double *people[MOST_KINDS];    /* [leaf]: of those that miss it */
    int like[MOST_KINDS]; /* the organisation that those of the kind are taken to be like */
    double *known;        /* [leaf]: what was reported */
    FormulaValue *sums;
    double low, high;
    bool open; /* nobody of a kind has answered: no upper bound */
} Bounds;

/* Whole answers of one organisation are scaled by population, so that what belongs together
 * (establishment and staff in post) stays together. */
static void evaluate(Bounds *b)
{
    const Numbers *x = b->g->x;
    for (int l = 0; l < b->g->r->n; l++) {
        double sum = b->known[l];
        for (int k = 0; k < b->n_kinds; k++) {
            if (b->like[k] < 0)
                continue;
            FormulaValue v = leaf_of(x, b->g->r, l, b->like[k]);
            if (v.kind == FORMULA_NUMBER)
                sum += v.number * b->people[k][l] / x->orgs[b->like[k]].population;
        }
        b->sums[l] = formula_number(sum);
    }
    FormulaValue v = formula_eval(b->g->r->formula, b->sums);
    if (v.kind != FORMULA_NUMBER)
        return;
    b->low = fmin(b->low, v.number);
    b->high = fmax(b->high, v.number);
}

/* Every choice of one that answered for each kind that has missing ones. */
static void choose(Bounds *b, int kind)
{
    const Numbers *x = b->g->x;
    bool any = false;
    if (kind == b->n_kinds) {
        evaluate(b);
        return;
    }
    for (int k = 0; k < b->g->who.n; k++) {
        int i = b->g->who.items[k];
        if (b->g->basis[k] != BASIS_REPORTED || !same(x->orgs[i].kind, b->kinds[kind]) ||
            people_of(&x->orgs[i]) == 0)
            continue;
        any = true;
        b->like[kind] = i;
        choose(b, kind + 1);
    }
    if (!any) {
        b->open = true;
        b->like[kind] = -1;
        choose(b, kind + 1);
    }
}

static int kind_of(Bounds *b, const char *kind)
{
    for (int k = 0; k < b->n_kinds; k++)
        if (same(b->kinds[k], kind))
            return k;
    if (b->n_kinds == MOST_KINDS)
        return -1;
    b->people[b->n_kinds] = NEW_ARRAY(b->g->a, double, b->g->r->n + 1);
    b->kinds[b->n_kinds] = kind;
    return b->n_kinds++;
}

/* What is filled in counts as missing here: the bounds say what is not known. */
static void find_bounds(const Group *g, double *low, double *high)
{
    const Numbers *x = g->x;
    Bounds b = {.g = g,
                .known = NEW_ARRAY(g->a, double, g->r->n + 1),
                .sums = NEW_ARRAY(g->a, FormulaValue, g->r->n + 1),
                .low = INFINITY,
                .high = -INFINITY};
    for (int k = 0; k < g->who.n; k++) {
        int i = g->who.items[k];
        bool complete = g->basis[k] == BASIS_REPORTED;
        int kind = complete ? -1 : kind_of(&b, x->orgs[i].kind);
        b.open = b.open || (!complete && people_of(&x->orgs[i]) == 0);
        for (int l = 0; l < g->r->n; l++) {
            FormulaValue v = leaf_of(x, g->r, l, i);
            if (x->basis[i] == BASIS_REPORTED && v.kind == FORMULA_NUMBER)
                b.known[l] += v.number;
            else if (kind >= 0)
                b.people[kind][l] += people_of(&x->orgs[i]);
        }
    }
    choose(&b, 0);
    *low = b.low;
    *high = b.open ? NAN : b.high;
}

/* ---------------------------------------------------------------- what is withheld */

static bool too_few(int n)
{
    return n > 0 && n < LEAST_RETURNS;
}

/* What the reader may not read of some organisations: how many answers, how large the count
 * that is split. */
typedef struct Unread {
    int n;
    double base;
} Unread;

static Unread unread_of(const Numbers *x, const Recipe *r, Members who, const Sight *sight)
{
    Unread u = {0};
    for (int k = 0; k < who.n; k++) {
        int i = who.items[k];
        if (x->exact[i] || x->basis[i] != BASIS_REPORTED || !answers(x, r, i))
            continue;
        u.n++;
        FormulaValue v = sight->base ? leaf_of(x, sight->base, 0, i) : formula_number(0);
        u.base += v.kind == FORMULA_NUMBER ? v.number : 0;
    }
    return u;
}

static bool tells(Unread u, const Sight *sight)
{
    return too_few(u.n) || (u.n > 0 && u.base < sight->least_base);
}

/* The whole less all groups that show is the sum of those that do not: where these are too few
 * together, the next smallest group is withheld with them. */
static bool tells_by_siblings(const Numbers *x, const Recipe *r, const Sight *sight)
{
    enum { MOST = 64 };
    Unread u[MOST], hidden = {0};
    bool hide[MOST] = {false}, any = false;
    int n = sight->n_siblings < MOST ? sight->n_siblings : MOST;
    for (int g = 0; g < n; g++) {
        u[g] = unread_of(x, r, sight->siblings[g], sight);
        hide[g] = tells(u[g], sight);
        if (hide[g]) {
            hidden.n += u[g].n;
            hidden.base += u[g].base;
            any = true;
        }
    }
    while (any && tells(hidden, sight)) {
        int next = -1;
        for (int g = 0; g < n; g++)
            if (!hide[g] && u[g].n > 0 && (next < 0 || u[g].n < u[next].n))
                next = g;
        if (next < 0)
            break;
        hide[next] = true;
        hidden.n += u[next].n;
        hidden.base += u[next].base;
    }
    return n > 0 && sight->own < n && hide[sight->own];
}

/* A value that is filled in less the one that is not is last year's sum of those carried, or
 * what their kind reports per head. */
static bool tells_by_filling(const Group *g)
{
    const Numbers *x = g->x;
    int carried = 0;
    for (int k = 0; k < g->who.n; k++) {
        int i = g->who.items[k], alike = 0;
        carried += g->basis[k] == BASIS_CARRIED && !x->exact[i];
        if (g->basis[k] != BASIS_IMPUTED)
            continue;
        for (int j = 0; j < x->n; j++)
            alike += !x->exact[j] && same(x->orgs[j].kind, x->orgs[i].kind) &&
                     x->basis[j] == BASIS_REPORTED && answers(x, g->r, j);
        if (too_few(alike))
            return true;
    }
    return too_few(carried);
}

/* Withholds the value when it is made of too few unread returns, or what is left of the whole
 * would be; withholds the bounds wherever there is one, because one return makes each of them.
 */
static void withhold(Measure *m, const Group *g, const Sight *sight)
{
    int unread = 0;
    if (!sight || sight->all_exact)
        return;
    for (int k = 0; k < g->who.n; k++)
        unread += !g->x->exact[g->who.items[k]];
    if (!unread)
        return;
    m->low = m->high = NAN;
    if (m->state != CELL_NUMBER)
        return;
    if (tells(unread_of(g->x, g->r, g->who, sight), sight) ||
        tells(unread_of(g->x, g->r, sight->rest[0], sight), sight) ||
        tells(unread_of(g->x, g->r, sight->rest[1], sight), sight) ||
        tells_by_siblings(g->x, g->r, sight) || tells_by_filling(g)) {
        m->state = CELL_WITHHELD;
        m->value = m->numerator = m->denominator = NAN;
    }
}

/* ---------------------------------------------------------------- one measure */

static void count(Measure *m, const Group *g)
{
    double people = 0, by[BASIS_IMPUTED + 1] = {0};
    int n[BASIS_IMPUTED + 1] = {0};
    for (int k = 0; k < g->who.n; k++) {
        double p = people_of(&g->x->orgs[g->who.items[k]]);
        people += p;
        by[g->basis[k]] += p;
        n[g->basis[k]]++;
    }
    double whole = people > 0 ? people : g->who.n;
    for (int b = 0; b <= BASIS_IMPUTED && !(people > 0); b++)
        by[b] = n[b];
    m->expected = g->who.n;
    m->known = n[BASIS_REPORTED];
    m->carried = n[BASIS_CARRIED];
    m->imputed = n[BASIS_IMPUTED];
    m->coverage = whole > 0 ? by[BASIS_REPORTED] / whole : 0;
    m->carried_share = whole > 0 ? by[BASIS_CARRIED] / whole : 0;
    m->imputed_share = whole > 0 ? by[BASIS_IMPUTED] / whole : 0;
}

static bool received_any(const Numbers *x, Members who)
{
    for (int k = 0; k < who.n; k++)
        if (x->basis[who.items[k]] == BASIS_REPORTED)
            return true;
    return false;
}

static bool is_asked(const Numbers *x, const Recipe *r)
{
    for (int l = 0; l < r->n; l++)
        if (!x->asked[r->leaf[l]])
            return false;
    return true;
}

Measure measure(Ctx *cx, const Numbers *x, const Recipe *r, Members who, Fill fill,
                const Sight *sight)
{
    const Indicator *ind = r->ind;
    Measure m = {.state = CELL_NOT_RECEIVED,
                 .value = NAN,
                 .low = NAN,
                 .high = NAN,
                 .numerator = NAN,
                 .denominator = NAN};
    Group g = gather(cx->arena, x, r, who, fill);
    count(&m, &g);
    int there = m.known + m.carried + m.imputed;
    if (there == 0) {
        bool received = received_any(x, who);
        bool applies = !received;
        for (int k = 0; k < who.n && !applies; k++)
            applies =
                x->basis[who.items[k]] == BASIS_REPORTED && !does_not_apply(x, r, who.items[k]);
        m.not_asked = received && !is_asked(x, r);
        m.state = m.not_asked || !applies ? CELL_NOT_APPLICABLE
                  : received              ? CELL_NOT_KNOWN
                                          : CELL_NOT_RECEIVED;
        return m;
    }
    FormulaValue v = formula_eval(r->formula, g.sums);
    if (v.kind != FORMULA_NUMBER) {
        m.state = CELL_NOT_CALCULABLE;
        return m;
    }
    m.state = CELL_NUMBER;
    if (ind->mean) {
        m.numerator = v.number;
        m.denominator = there;
        m.value = m.low = m.high = v.number / there;
        withhold(&m, &g, sight);
        return m;
    }
    m.value = m.low = m.high = v.number;
    if (r->quotient)
        (void)!formula_quotient(r->quotient, sums_of(&g, r->leaf_quotient, r->n_quotient),
                                &m.numerator, &m.denominator);
    else
        (void)!formula_quotient(r->formula, g.sums, &m.numerator, &m.denominator);
    if (r->low) {
        m.low = also(&g, r->low, r->leaf_low, r->n_low);
        m.high = also(&g, r->high, r->leaf_high, r->n_high);
    }
    if (m.known < m.expected) {
        double low, high;
        find_bounds(&g, &low, &high);
        bool bounded = !isnan(high) && high >= low;
        /* A total of those received is no bound of the whole; a share of them is a reading. */
        m.low = ind->total ? low : fmin(m.low, low);
        m.high = !bounded ? NAN : ind->total ? high : fmax(m.high, high);
        if (m.carried) { /* last year's may lie outside of what this year's others say */
            m.low = fmin(m.low, m.value);
            m.high = isnan(m.high) ? NAN : fmax(m.high, m.value);
        }
    }
    withhold(&m, &g, sight);
    return m;
}
