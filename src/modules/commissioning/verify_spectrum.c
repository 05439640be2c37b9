/* Decides how expected.csv names what the long run looks like beyond the dominant eigenvalue
 * and its shares. How they are found is left to sim/spectrum.h. */
#include "modules/commissioning/quantities.h"
#include "sim/spectrum.h"

bool q_spectrum(Case *c, const Asked *q, double *out)
{
    int cells = plan_cells(c->p), n = 1;
    int64_t which = 1;
    double *worth = NEW_ARRAY(c->a, double, cells);
    if (same(q->quantity, "eigenvalue")) {
        if (!text_to_int(q->state, &which) || which < 1 || which > cells)
            return fail(c->err, INVALID, "'%s' is not the number of an eigenvalue, 1 to %d",
                        q->state, cells);
        n = (int)which;
    }
    double *values = NEW_ARRAY(c->a, double, n);
    if (!spectrum(c->rates, c->p, c->err, n, values, worth))
        return false;
    if (same(q->quantity, "eigenvalue")) {
        *out = values[n - 1];
        return true;
    }
    for (int i = 0; i < cells; i++) {
        const char *state = c->p->states[i / c->p->n_ages].id;
        if (same(q->state, state) ||
            same(q->state,
                 arena_printf(c->a, "%s/%s", state, c->p->ages[i % c->p->n_ages].id))) {
            *out = worth[i];
            return true;
        }
    }
    return fail(c->err, INVALID, "there is no cell '%s': write state or state/ages", q->state);
}
