/* Decides how what past forecasts missed widens a new one: by a random walk on the logarithm of
 * supply, shared by all sectors, because what a plan does not know hits them together. It is a
 * declared assumption of the plan and never added in silence. */
#include "sim/dist.h"
#include "sim/engine.h"
#include "sim/philox.h"
#include <math.h>

bool discrepancy_factors(const Plan *p, const double *theta, uint64_t seed, int k,
                         double *factor)
{
    const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    double sd = 0, walk = 0;
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_DISCREPANCY)
            sd = fmax(0, theta[i]);
    for (int t = 0; t <= p->n_steps; t++)
        factor[t] = 1;
    if (sd <= 0)
        return false;
    PhiloxKey key = philox_stream(seed, "discrepancy");
    for (int t = 1; t <= p->n_steps; t++) {
        PhiloxWords w = philox((PhiloxWords){{(uint32_t)k, (uint32_t)t, 0, 11}}, key);
        walk +=
            sqrt(p->step_years) * dist_inverse(&normal, philox_uniform(w.word[0], w.word[1]));
        factor[t] = exp(sd * walk);
    }
    return true;
}
