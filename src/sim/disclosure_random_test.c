#include "sim/disclosure_test.h"
#include <math.h>

#include "support/test.h"

/* Random tables that are small enough to try every pattern. */
typedef struct Trial {
    const char *name;
    int n, sizes[SAFE_DIMENSIONS];
    int most_free; /* all other cells must be published */
    int trials;
    SafeInsiders insiders;
    bool whole;
} Trial;

static SafeTable *random_table(Arena *a, const Trial *trial, unsigned *state)
{
    int cells = 1, *numbers, counts[32];
    for (int d = 0; d < trial->n; d++)
        cells *= trial->sizes[d];
    for (int i = 0; i < cells; i++)
        counts[i] = (int)(test_next(state) % 5 ? test_next(state) % 12 : 0);
    SafeTable *t =
        test_table(a, trial->n, trial->sizes, counts, NULL, trial->insiders, &numbers);
    int free = 0, primary = 1 + (int)(test_next(state) % 3);
    for (int i = 0; i < t->n_cells; i++) {
        t->cells[i].cost = 1 + test_next(state) % 9;
        t->cells[i].use = SAFE_PUBLISH;
    }
    while (free < trial->most_free && free < t->n_cells - primary) {
        SafeCell *c = &t->cells[test_next(state) % (unsigned)t->n_cells];
        free += c->use == SAFE_PUBLISH;
        c->use = SAFE_FREE;
    }
    while (primary > 0) {
        SafeCell *c = &t->cells[test_next(state) % (unsigned)t->n_cells];
        primary -= c->use != SAFE_PRIMARY;
        c->use = SAFE_PRIMARY;
        c->protect =
            (SafeProtection){test_next(state) % 3, test_next(state) % 4, test_next(state) % 6};
    }
    return t;
}

static bool is_safe(const SafeTable *t, const Trial *trial, const bool *held)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafeAttack found;
    SafeAttackOptions options = {.insiders = true, .whole = trial->whole};
    if (!safe_attack(a, &err, t, safe_seen(a, t, held), &options, &found))
        fail_msg("%s", err.message);
    return found.safe;
}

/* Each primary cell with a protection needs another cell held back in each of its sums: a quick
 * look before the attack. */
static bool hopeless(const SafeTable *t, const bool *held)
{
    for (int i = 0; i < t->n_sums; i++) {
        int n = 0, needs = 0;
        for (int k = 0; k < t->sums[i].n; k++) {
            const SafeCell *c = &t->cells[t->sums[i].terms[k].cell];
            n += held[t->sums[i].terms[k].cell];
            needs += c->use == SAFE_PRIMARY &&
                     c->protect.below + c->protect.above + c->protect.span > 0 && c->value > 0;
        }
        if (n == 1 && needs)
            return true;
    }
    return false;
}

/* Whether any pattern that costs less than this is safe. */
static bool cheaper_exists(const SafeTable *t, const Trial *trial, double cost)
{
    SCOPED_ARENA a = arena_new();
    bool *held = NEW_ARRAY(a, bool, t->n_cells);
    int free[16], n = 0;
    for (int i = 0; i < t->n_cells; i++)
        if (t->cells[i].use == SAFE_FREE)
            free[n++] = i;
    for (int pattern = 0; pattern < 1 << n; pattern++) {
        double sum = 0;
        for (int i = 0; i < t->n_cells; i++)
            held[i] = t->cells[i].use == SAFE_PRIMARY;
        for (int k = 0; k < n; k++)
            if (pattern >> k & 1) {
                held[free[k]] = true;
                sum += t->cells[free[k]].cost;
            }
        if (sum < cost - 1e-9 && !hopeless(t, held) && is_safe(t, trial, held))
            return true;
    }
    return false;
}

static void try_all(const Trial *trial)
{
    unsigned state = 20260326;
    int proved = 0, impossible = 0, costly = 0;
    for (int i = 0; i < trial->trials; i++) {
        SCOPED_ARENA a = arena_new();
        Err err = {0};
        SafeTable *t = random_table(a, trial, &state);
        SafePattern p;
        if (!safe_suppress(a, &err, t, &(SafeLimits){.whole = trial->whole}, &p))
            fail_msg("%s %d: %s", trial->name, i, err.message);
        if (p.status == SAFE_IMPOSSIBLE) {
            impossible++;
            if (cheaper_exists(t, trial, INFINITY))
                fail_msg("%s %d: a pattern exists", trial->name, i);
            continue;
        }
        proved += p.status == SAFE_PROVED;
        costly += p.cost > 0;
        if (p.status != SAFE_PROVED)
            fail_msg("%s %d: not proved, cost %g bound %g", trial->name, i, p.cost, p.bound);
        if (!is_safe(t, trial, p.held))
            fail_msg("%s %d: not safe", trial->name, i);
        if (cheaper_exists(t, trial, p.cost))
            fail_msg("%s %d: %g is not the least", trial->name, i, p.cost);
    }
    if (costly * 4 < trial->trials)
        fail_msg("%s: only %d of %d tables were of interest (%d impossible)", trial->name,
                 costly, trial->trials, impossible);
}

void test_disclosure_random__two_dimensions_have_no_cheaper_pattern(void)
{
    try_all(&(Trial){"2 x 3", 2, {2, 3}, 9, 25, SAFE_NO_INSIDERS, false});
}

void test_disclosure_random__three_dimensions_have_no_cheaper_pattern(void)
{
    try_all(&(Trial){"2 x 2 x 2", 3, {2, 2, 2}, 12, 15, SAFE_NO_INSIDERS, false});
}

void test_disclosure_random__four_dimensions_have_no_cheaper_pattern(void)
{
    try_all(&(Trial){"2 x 2 x 2 x 2", 4, {2, 2, 2, 2}, 16, 1, SAFE_NO_INSIDERS, false});
}

void test_disclosure_random__insiders_leave_no_cheaper_pattern(void)
{
    try_all(&(Trial){"people 2 x 3", 2, {2, 3}, 9, 15, SAFE_PEOPLE, false});
    try_all(&(Trial){"organisations 3 x 2", 2, {3, 2}, 9, 15, SAFE_ORGANISATIONS, false});
}

void test_disclosure_random__whole_numbers_leave_no_cheaper_pattern(void)
{
    try_all(&(Trial){"whole 2 x 2 x 2", 3, {2, 2, 2}, 10, 8, SAFE_NO_INSIDERS, true});
}
