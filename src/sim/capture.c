/* Decides which posts graduates choose when that is given by what draws them there: a
 * multinomial logit (McFadden, "Conditional logit analysis of qualitative choice behavior",
 * 1974). With the factors f (placement exposure, home, pay gap, vacancies, ...),
 *
 *     V(s)     = sum over f of taste(f) x appeal(route, s, f) + shock(s)
 *     share(s) = exp V(s) / (exp V(0) + sum over posts of exp V),
 *
 * where V(0), the utility of taking no post here, is the taste for "elsewhere", or 0. Only
 * differences matter. A route's posts are the states that an appeal row of its own or of all
 * routes names; a row for all states says something about posts, but opens none. Shares that
 * are given as such are left to pipeline.c. */
#include "sim/rates.h"
#include <math.h>
#include <string.h>

static bool holds(const Row *row, int route, int state)
{
    return (row->route == ANY || row->route == route) &&
           (row->state == ANY || row->state == state);
}

static const Series *best(const Series *all, int n, int route, int state, int factor)
{
    const Series *found = NULL;
    int most = -1;
    for (int i = 0; i < n; i++) {
        const Row *row = all[i].rows[0];
        int rank = 2 * (row->state != ANY) + (row->route != ANY);
        if (row->factor == factor && holds(row, route, state) && rank > most) {
            found = &all[i];
            most = rank;
        }
    }
    return found;
}

bool capture_is_chosen(const Plan *p, int route)
{
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_APPEAL &&
            (p->rows[i].route == ANY || p->rows[i].route == route))
            return true;
    return false;
}

void capture_new(Arena *a, const Plan *p, const Series *appeal, int n, const Series *taste,
                 int n_taste, int route, RouteRates *rr)
{
    bool *open = NEW_ARRAY(a, bool, p->n_states);
    int *states = NEW_ARRAY(a, int, p->n_states), posts = 0;
    for (int i = 0; i < n; i++) {
        const Row *row = appeal[i].rows[0];
        if (row->state != ANY && holds(row, route, row->state))
            open[row->state] = true;
    }
    for (int state = 0; state < p->n_states; state++)
        if (open[state])
            states[posts++] = state;
    rr->n_posts = posts;
    rr->post_states = states;
    rr->appeal = NEW_ARRAY(a, const Series *, posts * p->n_factors + 1);
    rr->taste = NEW_ARRAY(a, const Series *, p->n_factors + 1);
    rr->utility = NEW_ARRAY(a, double, posts + 1);
    rr->chosen = true;
    rr->elsewhere = -1;
    for (int f = 0; f < p->n_factors; f++) {
        if (strcmp(p->factors[f], FACTOR_ELSEWHERE) == 0)
            rr->elsewhere = f;
        for (int i = 0; i < n_taste; i++)
            if (taste[i].rows[0]->factor == f)
                rr->taste[f] = &taste[i];
        for (int i = 0; i < posts; i++)
            rr->appeal[i * p->n_factors + f] = best(appeal, n, route, states[i], f);
    }
}

/* Shares from utilities, the largest taken off first so that none overflows. */
void capture_shares(const double *utility, int n, double elsewhere, double *share)
{
    double most = elsewhere, sum;
    for (int i = 0; i < n; i++)
        most = fmax(most, utility[i]);
    sum = exp(elsewhere - most);
    for (int i = 0; i < n; i++) {
        share[i] = exp(utility[i] - most);
        sum += share[i];
    }
    for (int i = 0; i < n; i++)
        share[i] /= sum;
}

void capture_fill(const Filling *f, const Rates *r, const RouteRates *rr, int year,
                  double *share)
{
    const Plan *p = f->p;
    double elsewhere = 0;
    for (int i = 0; i < rr->n_posts; i++)
        rr->utility[i] = shock_at(&r->shocks, p, SHOCK_CAPTURE, rr->post_states[i], year).z;
    for (int k = 0; k < p->n_factors; k++) {
        double taste = rr->taste[k] ? series_value(rr->taste[k], p, f->theta, year) : 0;
        if (k == rr->elsewhere)
            elsewhere = taste;
        for (int i = 0; i < rr->n_posts; i++) {
            const Series *appeal = rr->appeal[i * p->n_factors + k];
            if (appeal)
                rr->utility[i] += taste * series_value(appeal, p, f->theta, year);
        }
    }
    capture_shares(rr->utility, rr->n_posts, elsewhere, share);
}
