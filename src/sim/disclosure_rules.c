/* Decides whether a cell is sensitive and how uncertain a reader must stay about it. Which
 * rules apply with which parameters is the data owner's.
 *
 * With X the value of the cell and x1 >= x2 >= ... what each organisation contributes:
 *
 *     SAFE_COUNT, SAFE_ORGS   0 < number < n
 *     SAFE_DOMINANCE          x1 + ... + xn > k/100 X         above = 100/k (x1 + ... + xn) - X
 *     SAFE_PERCENT            X - x1 - x2 < k/100 x1          above = k/100 x1 - (X - x1 - x2)
 *
 * (Hundepool and others, Handbook on Statistical Disclosure Control, 4.2). */
#include "sim/disclosure.h"
#include <math.h>

static int by_organisation(const void *one, const void *other)
{
    const SafePart *a = one, *b = other;
    return (a->organisation > b->organisation) - (a->organisation < b->organisation);
}

static int by_size(const void *one, const void *other)
{
    const SafePart *a = one, *b = other;
    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return by_organisation(one, other);
}

/* One part for each organisation that contributes something, the largest first. */
static int contributions(Arena *scratch, int n, const SafePart *parts, SafePart **out)
{
    SafePart *sorted = NEW_ARRAY(scratch, SafePart, n + 1);
    int groups = 0;
    if (n)
        memcpy(sorted, parts, (size_t)n * sizeof *parts);
    qsort(sorted, (size_t)n, sizeof *sorted, by_organisation);
    for (int i = 0; i < n; i++) {
        SafePart p = sorted[i];
        while (i + 1 < n && sorted[i + 1].organisation == p.organisation) {
            p.value += sorted[++i].value;
            p.people += sorted[i].people;
        }
        if (p.value != 0 || p.people != 0)
            sorted[groups++] = p;
    }
    qsort(sorted, (size_t)groups, sizeof *sorted, by_size);
    *out = sorted;
    return groups;
}

/* Fewer than n: one less must be possible, and as many as the rule would have let pass. In the
 * units of the value: what one of them has on average. */
static bool few(const SafeRule *r, double number, double value, SafeProtection *out)
{
    if (number >= r->n || (number == 0 && !(r->zeros && r->kind == SAFE_COUNT)))
        return false;
    const SafeProtection *p = &r->protect;
    double each = number > 0 ? fabs(value) / number : 1;
    *out = *p;
    if (p->below == 0 && p->above == 0 && p->span == 0)
        *out = (SafeProtection){.below = each, .above = each * (r->n - number)};
    return true;
}

bool safe_rule_breaks(const SafeRule *r, Arena *scratch, int n, const SafePart *parts,
                      SafeProtection *out)
{
    SafePart *largest;
    int groups = contributions(scratch, n, parts, &largest);
    double value = 0, people = 0, top = 0, margin;
    for (int i = 0; i < groups; i++) {
        value += largest[i].value;
        people += largest[i].people;
        if (i < r->n)
            top += largest[i].value;
    }
    switch (r->kind) {
    case SAFE_COUNT:
    case SAFE_BASE:
        return few(r, people, value, out);
    case SAFE_ORGS:
        return few(r, groups, value, out);
    case SAFE_DOMINANCE:
        margin = 100 / r->k * top - value;
        break;
    case SAFE_PERCENT:
    default:
        top = groups ? largest[0].value : 0;
        margin = r->k / 100 * top - (value - top - (groups > 1 ? largest[1].value : 0));
        break;
    }
    if (!(margin > 1e-12 * fabs(value)))
        return false;
    *out = (SafeProtection){.below = margin, .above = margin};
    return true;
}
