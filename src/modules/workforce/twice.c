/* Decides how many people a total of the picture counts twice: those who are in the returns of
 * two of its organisations, as both have agreed (people.c), and never more of one person than
 * all but one. What of it shows to whoever may not read every return is decided as for any
 * other number of the picture: an organisation that has sent a list of people has answered. */
#include "db/db.h"
#include "modules/workforce/people.h"
#include "modules/workforce/picture.h"
#include "modules/workforce/workforce_action.h"
#include <math.h>

enum { HEADS, WTE, N_LEAVES };

/* The people taken from an organisation's numbers. */
typedef struct Taken {
    const char *mark, *from;
} Taken;

static int place_of(const Numbers *x, const char *organisation)
{
    for (int i = 0; i < x->n; i++)
        if (same(x->orgs[i].id, organisation))
            return i;
    return -1;
}

static bool counts(const Scope *v, int i)
{
    return i >= 0 && v->in[i] && v->x->basis[i] == BASIS_REPORTED;
}

/* Whether a person's pair takes a head from `from`: not twice from the same, and somewhere the
 * person has to count. Who is in three returns is in three pairs. */
static bool may_take(const PeoplePairs *pairs, const bool *both, const PeoplePair *p,
                     const char *from, const Taken *taken, int n_taken)
{
    int n = 0, in_pairs = 0;
    for (int i = 0; i < n_taken; i++) {
        if (same(taken[i].mark, p->mark) && same(taken[i].from, from))
            return false;
        n += same(taken[i].mark, p->mark);
    }
    for (int i = 0; i < pairs->n; i++)
        in_pairs += both[i] && same(pairs->items[i].mark, p->mark);
    /* k returns make k (k - 1) / 2 pairs */
    int k = 2;
    while (k * (k - 1) / 2 < in_pairs)
        k++;
    return n < k - 1;
}

static void take(Ctx *cx, const Scope *v, const PeoplePairs *pairs, FormulaValue *values,
                 int *open)
{
    const Numbers *x = v->x;
    bool *both = NEW_ARRAY(cx->arena, bool, pairs->n + 1);
    Taken *taken = NEW_ARRAY(cx->arena, Taken, pairs->n + 1);
    int n = 0;
    for (int i = 0; i < pairs->n; i++)
        both[i] = counts(v, place_of(x, pairs->items[i].one)) &&
                  counts(v, place_of(x, pairs->items[i].other));
    for (int i = 0; i < pairs->n; i++) {
        const PeoplePair *p = &pairs->items[i];
        double wte;
        const char *from = pair_taken_from(p, &wte);
        if (both[i] && !same(p->state, "agreed"))
            ++*open;
        else if (both[i] && may_take(pairs, both, p, from, taken, n)) {
            int at = place_of(x, from);
            values[HEADS * x->n + at].number += 1;
            values[WTE * x->n + at].number += wte;
            taken[n++] = (Taken){p->mark, from};
        }
    }
}

bool picture_twice(Ctx *cx, const Picture *p, Twice *out)
{
    static const Indicator heads = {.formula = "people[].heads", .total = true};
    static const Indicator wte = {.formula = "people[].wte", .total = true};
    const Scope *v = p->view;
    Numbers x = *v->x;
    Recipes recipes;
    PeoplePairs pairs;
    const char *const *listed;
    int n, open = 0;
    *out = (Twice){.state = CELL_NOT_RECEIVED};
    if (!people_listed(cx, p->collection, &listed, &n))
        return false;
    if (n == 0)
        return true;
    if (!recipes_make(cx, (const Indicator *[]){&heads, &wte}, N_LEAVES, &recipes) ||
        !people_all_pairs(cx, p->collection, &pairs))
        return false;
    x.n_leaves = N_LEAVES;
    x.values = NEW_ARRAY(cx->arena, FormulaValue, (size_t)x.n * N_LEAVES + 1);
    x.asked = (bool[]){true, true};
    for (int i = 0; i < n; i++) {
        int at = place_of(&x, listed[i]);
        for (int l = 0; at >= 0 && l < N_LEAVES; l++)
            x.values[l * x.n + at] = formula_number(0);
    }
    take(cx, v, &pairs, x.values, &open);
    Sight sight = scope_sight(cx, v, "");
    Measure people = measure(cx, &x, &recipes.items[HEADS], v->all, FILL_NONE, &sight);
    Measure hours = measure(cx, &x, &recipes.items[WTE], v->all, FILL_NONE, &sight);
    *out = (Twice){people.state, people.known, open, people.value, hours.value};
    if (people.state != CELL_NUMBER)
        out->open = 0;
    return true;
}

/* ---------------------------------------------------------------- in words */

static const char *const keys[] = {"headcount", "registered", "wte"};

/* The totals of the row that show, each without who is counted twice. */
const char *twice_words(Ctx *cx, const Picture *p, const Twice *t)
{
    Buf b = buf_new(cx->arena, 0);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const Indicator *ind = indicator_by_key(keys[i]);
        const Measure *m = &p->rows[0].measures[ind - indicators];
        if (m->state == CELL_NUMBER)
            buf_printf(&b, "%s%s %s", b.len ? ", " : "", T(cx, ind->label),
                       number_show(cx->arena,
                                   m->value - (same(ind->key, "wte") ? t->wte : t->people),
                                   ind->decimals));
    }
    if (!b.len || (t->state != CELL_NUMBER && t->state != CELL_WITHHELD))
        return "";
    if (t->state == CELL_WITHHELD)
        return T(cx, "How many people are counted twice is withheld: it would tell of too few "
                     "organisations.");
    return arena_printf(
        cx->arena,
        T(cx, "Of which people counted twice: %s (%s WTE), resolved by agreement; without "
              "them: %s. Lists of people from %d of %d organisations, pairs not agreed yet: "
              "%d."),
        number_show(cx->arena, t->people, 0), number_show(cx->arena, t->wte, 2), buf_text(&b),
        t->lists, p->view->all.n, t->open);
}

void twice_table(Ctx *cx, Reply *r, const Picture *p, const Twice *t)
{
    if (!*twice_words(cx, p, t))
        return;
    Table *table = reply_table(cx, r, "twice", T(cx, "Counted twice"));
    table_column(cx, table, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, table, "value", T(cx, "Value"), COLUMN_NUMBER, 2);
    table_column(cx, table, "twice", T(cx, "Of which counted twice"), COLUMN_NUMBER, 2);
    table_column(cx, table, "without", T(cx, "Without them"), COLUMN_NUMBER, 2);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const Indicator *ind = indicator_by_key(keys[i]);
        const Measure *m = &p->rows[0].measures[ind - indicators];
        if (m->state != CELL_NUMBER)
            continue;
        double twice = same(ind->key, "wte") ? t->wte : t->people;
        Cell *c = table_row(cx, table);
        Column *as = NEW(cx->arena, Column);
        *as = (Column){.decimals = ind->decimals};
        c[0] = cell_code(ind->key, T(cx, ind->label));
        c[1] = measure_cell(m);
        c[2] = t->state == CELL_NUMBER ? cell_number(twice) : cell_state(t->state);
        c[3] = t->state == CELL_NUMBER ? cell_number(m->value - twice) : cell_state(t->state);
        c[1].as = c[2].as = c[3].as = as;
    }
}
