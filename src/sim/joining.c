/* Decides how those are drawn who join.
 *
 * A cohort's graduates are one count; then each takes a post and an age by a number of their
 * own, or, where there are many, posts and ages take their parts in turn. Both are the same
 * multinomial. Joiners from outside are Poisson counts: of a state where few are expected one
 * count of all, whose heads are then placed by age, and otherwise one of every cell. Both are
 * independent Poisson counts by cell. Which way is taken depends on counts and rates alone. */
#include "sim/joining.h"
#include "sim/leaving.h"

enum {
    TOGETHER = 64, /* words at a time */
    MANY = 512,    /* graduates of a cohort from which parts are drawn */
};

JoiningDraws joining_draws(Arena *a, const Rates *r, const Plan *p, const double *x,
                           uint64_t seed, uint32_t replicate)
{
    int room = 0;
    for (int route = 0; route < p->n_routes; route++)
        room = r->routes[route].n_posts > room ? r->routes[route].n_posts : room;
    return (JoiningDraws){.r = r,
                          .p = p,
                          .x = x,
                          .replicate = replicate,
                          .intake = philox_stream(seed, "intake"),
                          .study = philox_stream(seed, "study"),
                          .registration = philox_stream(seed, "registration"),
                          .posts = philox_stream(seed, "posts"),
                          .shares = philox_stream(seed, "shares of posts"),
                          .entry_age = philox_stream(seed, "entry age"),
                          .first_year = philox_stream(seed, "first year"),
                          .joiners = philox_stream(seed, "joiners"),
                          .places = philox_stream(seed, "ages of joiners"),
                          .renewal = philox_stream(seed, "renewal"),
                          .below = NEW_ARRAY(a, double, room + r->n_ages + 1)};
}

static inline Address address(const JoiningDraws *d, PhiloxKey stream, int item, int when)
{
    return (Address){stream, {(uint32_t)item, (uint32_t)when, d->replicate}, 0};
}

/* ------------------------------------------------------------------ graduates */

/* Graduates of a cohort who are so late, drawn at the cohort's own address. */
static int32_t graduates_of(const JoiningDraws *d, int route, int j, int late)
{
    StudyCounts counts;
    int at = route * d->r->n_intake_years + j;
    int32_t students = d->started ? d->started[at]
                                  : sample_round(address(d, d->intake, route, j),
                                                 fmin(d->x[at], INT32_MAX - 1));
    study_by_chance(d->r, route, j, address(d, d->study, route, j), students, &counts);
    return counts.graduates[late];
}

/* Few: each takes a post, or none, and an age. */
static void enter_one_by_one(const JoiningDraws *d, int step, int route, int j, int late,
                             int32_t heads, int32_t *next, StepCounts *counts)
{
    const Rates *r = d->r;
    const RouteRates *rr = &r->routes[route];
    int entry = entry_period(r, d->p, route, j, late), when = late * r->n_intake_years + j;
    double *post_below = d->below, *age_below = d->below + rr->n_posts;
    PhiloxWords words[TOGETHER];
    Address at = address(d, d->first_year, when, route);
    sample_add_up(rr->capture + entry * rr->n_posts, rr->n_posts, post_below);
    sample_add_up(rr->entry + entry * r->n_ages, r->n_ages, age_below);
    for (int32_t i = 0; i < heads; i++, at.draw++) {
        const PhiloxWords *w = &words[i % TOGETHER];
        PhiloxWords counter = {{(uint32_t)i, (uint32_t)when, d->replicate, (uint32_t)route}};
        int32_t left = heads - i;
        if (i % TOGETHER == 0)
            philox_fill(r->path, d->posts, counter, left < TOGETHER ? (size_t)left : TOGETHER,
                        words);
        int post =
            sample_place(post_below, rr->n_posts, philox_uniform(w->word[0], w->word[1]));
        if (post == rr->n_posts)
            continue;
        int age = sample_place(age_below, r->n_ages, philox_uniform(w->word[2], w->word[3]));
        int cell = rr->post_states[post] * r->n_ages + age;
        int32_t stays = sample_binomial(at, 1, kept(r, r->period_of[step], cell));
        counts->joiners++;
        counts->entrants++;
        counts->exits += 1 - stays;
        heads_add(&next[cell], stays);
    }
}

/* Joiners to one post state: their ages, and who is still there at the end of the step. */
static void enter(const JoiningDraws *d, int step, int route, int j, int late, int post,
                  int32_t heads, int32_t *next, StepCounts *counts)
{
    const Rates *r = d->r;
    const RouteRates *rr = &r->routes[route];
    int period = entry_period(r, d->p, route, j, late);
    int item = (late * r->n_intake_years + j) * rr->n_posts + post;
    const double *ages = rr->entry + period * r->n_ages;
    Address at_age = address(d, d->entry_age, item, route);
    Address at_year = address(d, d->first_year, item, route);
    double rest = 1;
    counts->joiners += heads;
    counts->entrants += heads;
    for (int age = 0; age < r->n_ages && heads > 0; age++, at_age.draw++, at_year.draw++) {
        int cell = rr->post_states[post] * r->n_ages + age;
        int32_t here = sample_part(at_age, heads, ages[age], &rest);
        heads -= here;
        int32_t kept_here = sample_binomial(at_year, here, kept(r, r->period_of[step], cell));
        counts->exits += here - kept_here;
        heads_add(&next[cell], kept_here);
    }
}

/* Many: post by post. */
static void enter_by_parts(const JoiningDraws *d, int step, int route, int j, int late,
                           int32_t heads, int32_t *next, StepCounts *counts)
{
    const RouteRates *rr = &d->r->routes[route];
    const double *capture =
        rr->capture + entry_period(d->r, d->p, route, j, late) * rr->n_posts;
    Address at = address(d, d->shares, route, late * d->r->n_intake_years + j);
    double rest = 1;
    for (int i = 0; i < rr->n_posts && heads > 0; i++, at.draw++) {
        int32_t here = sample_part(at, heads, capture[i], &rest);
        heads -= here;
        enter(d, step, route, j, late, i, here, next, counts);
    }
}

/* Those of a cohort who graduate so late: at addresses of their own. */
static void join_from_cohort(const JoiningDraws *d, int step, int route, int j, int late,
                             int32_t *next, StepCounts *counts)
{
    const Rates *r = d->r;
    int32_t graduates = graduates_of(d, route, j, late);
    double registers = r->routes[route].registers[j * r->routes[route].delays + late];
    Address at = address(d, d->registration, route, late * r->n_intake_years + j);
    int32_t heads = sample_binomial(at, graduates, registers);
    counts->graduates += graduates;
    if (heads < MANY)
        enter_one_by_one(d, step, route, j, late, heads, next, counts);
    else
        enter_by_parts(d, step, route, j, late, heads, next, counts);
}

static void join_from_routes(const JoiningDraws *d, int step, int32_t *next, StepCounts *counts)
{
    for (int route = 0; route < d->p->n_routes; route++) {
        const RouteRates *rr = &d->r->routes[route];
        for (int i = rr->first_join[step]; i < rr->first_join[step + 1]; i++)
            join_from_cohort(d, step, route, rr->joins[i] / rr->delays,
                             rr->joins[i] % rr->delays, next, counts);
    }
}

/* ------------------------------------------------------------------ joiners */

/* Those lost in their first step, so that the heads add up. */
static void lose(const JoiningDraws *d, Address at, double mean, StepCounts *counts)
{
    if (!d->counted || !(mean > 0))
        return;
    at.key = d->first_year;
    int32_t lost = sample_poisson(at, mean);
    counts->joiners += lost;
    counts->exits += lost;
}

/* Joiners whose number is itself by chance: Poisson, thinned by exposure, is Poisson again. */
static void join_cell(const JoiningDraws *d, int step, Address at, int cell, double mean,
                      int32_t *next, StepCounts *counts)
{
    double staying = kept(d->r, d->r->period_of[step], cell);
    int32_t heads = sample_poisson(at, mean * staying);
    heads_add(&next[cell], heads);
    counts->joiners += heads;
    lose(d, at, mean * (1 - staying), counts);
}

/* So many joiners to a state, each to a cell in proportion to its mean. */
static void place_joiners(const JoiningDraws *d, int step, int state, int32_t heads, double all,
                          const double *joiners, int32_t *next)
{
    const Rates *r = d->r;
    int first = r->join_first[state], last = r->join_first[state + 1] - 1;
    for (int32_t i = 0; i < heads; i++) {
        PhiloxWords w =
            philox((PhiloxWords){{(uint32_t)i, (uint32_t)state, d->replicate, (uint32_t)step}},
                   d->places);
        double u = all * philox_uniform(w.word[0], w.word[1]);
        int slot = first;
        for (; slot < last; slot++) {
            u -= joiners[slot] * kept(r, r->period_of[step], r->join_cells[slot]);
            if (u < 0)
                break;
        }
        heads_add(&next[r->join_cells[slot]], 1);
    }
}

static void join_from_outside(const JoiningDraws *d, int step, int32_t *next,
                              StepCounts *counts)
{
    const Rates *r = d->r;
    size_t period = (size_t)r->join_period_of[step];
    const double *joiners = r->joiners + period * (size_t)r->n_join_cells;
    for (int state = 0; state < r->n_states; state++) {
        int first = r->join_first[state], last = r->join_first[state + 1];
        double mean = r->join_total[period * (size_t)r->n_states + (size_t)state];
        double staying = r->exposure > 0 ? 0 : mean;
        if (mean >= last - first) {
            for (int i = first; i < last; i++)
                join_cell(d, step, address(d, d->joiners, r->join_cells[i], step),
                          r->join_cells[i], joiners[i], next, counts);
            continue;
        }
        for (int i = first; i < last && r->exposure > 0; i++)
            staying += joiners[i] * kept(r, r->period_of[step], r->join_cells[i]);
        Address at = address(d, d->joiners, r->join_cells[first], step);
        int32_t heads = sample_poisson(at, staying);
        place_joiners(d, step, state, heads, staying, joiners, next);
        counts->joiners += heads;
        lose(d, at, mean - staying, counts);
    }
}

static void renew(const JoiningDraws *d, int step, const int32_t *now, int32_t *next,
                  StepCounts *counts)
{
    const Rates *r = d->r;
    for (int i = 0; i < r->n_renewals; i++) {
        const Renewal *w = &r->renewals[i];
        double width = age_width(d->p, w->to_age, w->to_age_to);
        int64_t heads = 0;
        for (int age = w->from_age; age <= w->from_age_to; age++)
            heads += now[w->from * r->n_ages + age];
        double mean =
            (double)heads * r->renewal[r->period_of[step] * r->n_renewals + i] / width;
        Address at = address(d, d->renewal, i, step);
        for (int age = w->to_age; age <= w->to_age_to; age++, at.draw++)
            join_cell(d, step, at, w->to * r->n_ages + age, mean * age_width(d->p, age, age),
                      next, counts);
    }
}

void joining_by_chance(const JoiningDraws *d, int step, const int32_t *now, int32_t *next,
                       StepCounts *counts)
{
    join_from_routes(d, step, next, counts);
    join_from_outside(d, step, next, counts);
    renew(d, step, now, next, counts);
}
