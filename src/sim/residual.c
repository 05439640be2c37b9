/* Decides what is done with heads that no flow explains: they are a flow of their own, counted
 * apart, and never hidden in the exits. Their ages are those of the state's opening stock, not
 * of the stock in hand, so that supply stays affine in the intakes. Formulas: shock.h. */
#include "sim/sample.h"
#include "sim/shock.h"
#include <string.h>

double residual_weight(double n, double phi, double *left)
{
    double sum = 0, power = 1;
    phi = fmin(fmax(phi, 0), 0.999999);
    n = fmax(1, n);
    for (int k = 1; k < n; k++) {
        power *= phi;
        sum += (1 - k / n) * power;
    }
    double m = n / (1 + 2 * sum);
    *left = 1 / (m + 1);
    return m / (m + 1);
}

static const Series *find(const Series *all, int n, int state, int parameter)
{
    for (int i = 0; i < n; i++)
        if (all[i].rows[0]->state == state && all[i].rows[0]->parameter == parameter)
            return &all[i];
    return NULL;
}

void residuals_new(Arena *a, const Plan *p, Residuals *out)
{
    Series *all;
    int n = series_of_part(a, p, PART_RESIDUAL, &all);
    Residuals rs = {.n_ages = p->n_ages, .n_steps = p->n_steps};
    rs.items = NEW_ARRAY(a, Residual, p->n_states + 1);
    rs.work = NEW_ARRAY(a, double, p->n_steps + 1);
    for (int state = 0; state < p->n_states; state++) {
        const Series *innovation = find(all, n, state, RESIDUAL_INNOVATION);
        if (!innovation)
            continue;
        rs.items[rs.n++] = (Residual){.state = state,
                                      .mean = find(all, n, state, RESIDUAL_MEAN),
                                      .sd = find(all, n, state, RESIDUAL_SD),
                                      .persistence = find(all, n, state, RESIDUAL_PERSISTENCE),
                                      .years = find(all, n, state, RESIDUAL_YEARS),
                                      .innovation = innovation,
                                      .error = find(all, n, state, RESIDUAL_MEAN_ERROR),
                                      .share = NEW_ARRAY(a, double, p->n_ages),
                                      .heads = NEW_ARRAY(a, double, p->n_steps)};
    }
    *out = rs;
}

static double value(const Series *s, const Plan *p, const double *theta, int year,
                    double missing)
{
    return s ? series_value(s, p, theta, year) : missing;
}

static void fill_shares(const Residuals *rs, const Plan *p, Residual *x, const double *opening)
{
    const double *heads = opening + x->state * rs->n_ages;
    double all = 0, width = age_width(p, 0, rs->n_ages - 1);
    for (int age = 0; age < rs->n_ages; age++)
        all += heads[age];
    for (int age = 0; age < rs->n_ages; age++)
        x->share[age] = all > 0 ? heads[age] / all : age_width(p, age, age) / width;
}

void residuals_fill(Residuals *rs, const Plan *p, const double *theta, const double *opening)
{
    for (int i = 0; i < rs->n; i++) {
        Residual *x = &rs->items[i];
        int first = plan_year(p, 1);
        double phi = value(x->persistence, p, theta, first, 0), left;
        double weight = residual_weight(value(x->years, p, theta, first, 1), phi, &left);
        fill_shares(rs, p, x, opening);
        for (int step = 0; step < rs->n_steps; step++)
            rs->work[step] = theta[x->innovation->rows[step] - p->rows];
        autoregression(rs->work, rs->n_steps, phi, x->heads);
        for (int step = 0; step < rs->n_steps; step++) {
            int year = plan_year(p, step + 1);
            double sd = fmax(0, value(x->sd, p, theta, year, 0));
            x->heads[step] = weight * value(x->mean, p, theta, year, 0) + sd * x->heads[step];
            if (x->error)
                x->heads[step] += sd * sqrt(left) * theta[x->error->rows[0] - p->rows];
        }
    }
}

/* Takes heads by their shares, then what is still wanted wherever there is somebody. */
static double take(const Residual *x, int n_ages, double wanted, double *stock)
{
    double left = wanted;
    for (int age = 0; age < n_ages; age++) {
        double here = fmin(wanted * x->share[age], fmax(0, stock[age]));
        stock[age] -= here;
        left -= here;
    }
    for (int age = 0; age < n_ages && left > 1e-12 * wanted; age++) {
        double here = fmin(left, fmax(0, stock[age]));
        stock[age] -= here;
        left -= here;
    }
    return wanted - fmax(0, left);
}

double residuals_apply(const Residuals *rs, int step, double *stock)
{
    double sum = 0;
    for (int i = 0; i < rs->n; i++) {
        const Residual *x = &rs->items[i];
        double heads = x->heads[step], *cells = stock + x->state * rs->n_ages;
        if (heads < 0) {
            sum -= take(x, rs->n_ages, -heads, cells);
            continue;
        }
        for (int age = 0; age < rs->n_ages; age++)
            cells[age] += heads * x->share[age];
        sum += heads;
    }
    return sum;
}

static int32_t taken(int32_t *cell, int32_t wanted)
{
    int32_t here = wanted < *cell ? wanted : *cell;
    *cell -= here;
    return here;
}

int64_t residuals_apply_by_chance(const Residuals *rs, int step, PhiloxKey key,
                                  uint32_t replicate, int32_t *stock)
{
    int64_t sum = 0;
    for (int i = 0; i < rs->n; i++) {
        const Residual *x = &rs->items[i];
        int32_t *cells = stock + x->state * rs->n_ages;
        Address at = {key, {(uint32_t)x->state, (uint32_t)step, replicate}, 0};
        int32_t all = sample_round(at, fmin(fabs(x->heads[step]), 1e9)), left = all;
        double rest = 1;
        int32_t unmet = 0;
        for (int age = 0; age < rs->n_ages && left > 0; age++) {
            at.draw++;
            int32_t here = sample_part(at, left, x->share[age], &rest);
            left -= here;
            if (x->heads[step] < 0)
                unmet += here - taken(&cells[age], here);
            else if (__builtin_add_overflow(cells[age], here, &cells[age]))
                cells[age] = INT32_MAX;
        }
        for (int age = 0; age < rs->n_ages && unmet > 0; age++)
            unmet -= taken(&cells[age], unmet);
        sum += x->heads[step] < 0 ? -(int64_t)(all - unmet) : all;
    }
    return sum;
}
