/* Decides how the ensemble becomes what programmes ask of it: the decided cells alone, row by
 * row, and which points no decision can help.
 *
 * A point before any decided cohort joins lacks what it lacks. A draw that lacks something
 * there is lost whatever is decided: it counts as a miss, and no intake is wasted on it. */
#include "sim/futures.h"
#include "sim/order.h"
#include <math.h>

/* Draws side by side. */
static void lay_by_cell(Arena *a, Futures *f)
{
    size_t K = (size_t)f->K, P = (size_t)f->P, n = (size_t)f->n;
    double *responses = NEW_ARRAY(a, double, P *n *K + 1),
           *needs = NEW_ARRAY(a, double, P *K + 1);
    bool *brings = NEW_ARRAY(a, bool, P *n + 1);
    for (size_t row = 0; row < K * P; row++) {
        size_t k = row / P, i = row % P;
        const double *from = f->response + row * n;
        needs[i * K + k] = f->need[row];
        for (size_t c = 0; c < n; c++) {
            responses[(i * n + c) * K + k] = from[c];
            brings[i * n + c] |= from[c] != 0;
        }
    }
    f->responses = responses;
    f->needs = needs;
    f->brings = brings;
}

Futures futures_of(Arena *a, const Decision *d, const Ensemble *e)
{
    const Plan *p = d->p;
    int K = e->K, P = e->n_points, n = 0;
    int *cell = NEW_ARRAY(a, int, p->n_routes * e->n_years + 1);
    for (int at = 0; at < p->n_routes * d->n_years; at++)
        if (is_decided(d, at / d->n_years, at % d->n_years))
            cell[n++] = at;
    size_t rows = (size_t)K * (size_t)P, per_point = (size_t)(p->n_routes * e->n_years);
    double *response = NEW_ARRAY(a, double, rows *(size_t)n + 1);
    double *need = NEW_ARRAY(a, double, rows + 1), *slack = NEW_ARRAY(a, double, rows + 1);
    double *weight = NEW_ARRAY(a, double, P + 1);
    bool *helped = NEW_ARRAY(a, bool, P + 1), *lost = NEW_ARRAY(a, bool, K + 1);
    Futures f = {.K = K, .P = P, .n = n, .n_years = e->n_years};
    for (size_t row = 0; row < rows; row++) {
        const double *from = e->response + row * per_point;
        for (int i = 0; i < n; i++) {
            response[row * (size_t)n + (size_t)i] = from[cell[i]];
            helped[row % (size_t)P] |= from[cell[i]] > 0;
        }
        need[row] = e->needed[row] - e->base[row];
        slack[row] = 1e-7 * (1 + fabs(e->needed[row]));
    }
    for (int i = 0; i < P; i++)
        weight[i] = e->points[i].weight;
    for (int k = 0; k < K; k++) {
        for (int i = 0; i < P; i++)
            lost[k] |= !helped[i] && need[k * P + i] > slack[k * P + i];
        f.n_lost += lost[k];
    }
    f.cell = cell;
    f.response = response;
    f.need = need;
    lay_by_cell(a, &f);
    f.slack = slack;
    f.weight = weight;
    f.helped = helped;
    f.lost = lost;
    return f;
}

void futures_lack(const Futures *f, int point, const double *x, double *restrict loss)
{
    size_t K = (size_t)f->K, n = (size_t)f->n, at = (size_t)point * n;
    memcpy(loss, f->needs + (size_t)point * K, K * sizeof *loss);
    for (size_t c = 0; c < n; c++) {
        const double *restrict r = f->responses + (at + c) * K;
        double places = x[c];
        if (!f->brings[at + c] || places == 0)
            continue;
        for (size_t k = 0; k < K; k++)
            loss[k] -= r[k] * places;
    }
}

void futures_losses(const Futures *f, const double *x, double *loss, int *worst)
{
    SCOPED_ARENA scratch = arena_new();
    double *here = NEW_ARRAY(scratch, double, f->K + 1);
    for (int k = 0; k < f->K; k++) {
        loss[k] = -INFINITY;
        worst[k] = 0;
    }
    for (int i = 0; i < f->P; i++) {
        if (!f->helped[i])
            continue;
        futures_lack(f, i, x, here);
        for (int k = 0; k < f->K; k++)
            if (here[k] > loss[k]) {
                loss[k] = here[k];
                worst[k] = i;
            }
    }
}

bool futures_is_met(const Futures *f, int k, int worst, double loss)
{
    return !f->lost[k] && loss <= f->slack[k * f->P + worst];
}

int futures_met(const Futures *f, const double *x)
{
    SCOPED_ARENA scratch = arena_new();
    double *loss = NEW_ARRAY(scratch, double, f->K + 1);
    int *worst = NEW_ARRAY(scratch, int, f->K + 1), met = 0;
    futures_losses(f, x, loss, worst);
    for (int k = 0; k < f->K; k++)
        met += futures_is_met(f, k, worst[k], loss[k]);
    return met;
}

void futures_take(const Futures *f, const double *path, double *x)
{
    for (int i = 0; i < f->n; i++)
        x[i] = path[f->cell[i]];
}

void futures_give(const Futures *f, const double *x, double *path)
{
    for (int i = 0; i < f->n; i++)
        path[f->cell[i]] = x[i];
}

FuturesOutlook futures_outlook(const Futures *f, const double *x, double p, bool chance_only)
{
    SCOPED_ARENA scratch = arena_new();
    double *shortage = NEW_ARRAY(scratch, double, f->K + 1);
    double *here = NEW_ARRAY(scratch, double, f->K + 1);
    FuturesOutlook out = {.met = futures_met(f, x)};
    if (chance_only || f->K == 0)
        return out;
    for (int i = 0; i < f->P; i++) {
        futures_lack(f, i, x, here);
        for (int k = 0; k < f->K; k++)
            shortage[k] += f->weight[i] * fmax(0, here[k]);
    }
    for (int k = 0; k < f->K; k++)
        out.shortage += shortage[k] / f->K;
    order_sort(shortage, f->K);
    out.cvar = mean_of_worst(shortage, f->K, p);
    return out;
}

double mean_of_worst(const double *sorted, int n, double p)
{
    double tail = fmax((1 - p) * n, 1e-9), left = tail, sum = 0;
    if (tail < 1 && p >= 1)
        return sorted[n - 1];
    for (int i = n - 1; i >= 0 && left > 1e-9; i--) {
        double part = fmin(1, left);
        sum += part * sorted[i];
        left -= part;
    }
    return sum / (tail - fmax(left, 0));
}
