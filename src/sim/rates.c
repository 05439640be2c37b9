/* Decides how rates are laid out and how a plan's rows become them: competing risks in each
 * cell, ageing, renewal, joiners and the opening stock. The routes' part is pipeline.c; what is
 * done with the rates is left to the modes (expected.c, stochastic.c, response.c). */
#include "sim/training.h"
#include "sim/wide.h"
#include <math.h>

static const double SUM_TOLERANCE = 1e-9; /* of shares that come as decimal numbers */

/* ------------------------------------------------------------------ layout */

static void lay_out_pairs(Arena *a, Rates *r)
{
    r->pairs = NEW_ARRAY(a, Pair, r->n_move_series);
    r->pairs_of = NEW_ARRAY(a, int, r->n_states + 1);
    r->pair_of_series = NEW_ARRAY(a, int, r->n_move_series);
    for (int i = 0; i < r->n_move_series; i++) { /* sorted by state, then to */
        Pair pair = {r->move_series[i].rows[0]->state, r->move_series[i].rows[0]->to};
        const Pair *last = r->n_pairs ? &r->pairs[r->n_pairs - 1] : NULL;
        if (!last || last->from != pair.from || last->to != pair.to)
            r->pairs[r->n_pairs++] = pair;
        r->pair_of_series[i] = r->n_pairs - 1;
    }
    r->even = NEW_ARRAY(a, bool, r->n_pairs);
    for (int i = 0; i < r->n_pairs; i++)
        r->even[i] = true;
    for (int i = 0; i < r->n_move_series; i++) {
        const Row *row = r->move_series[i].rows[0];
        r->even[r->pair_of_series[i]] &= age_first(row->age_from) == 0 &&
                                         (row->age_to == ANY || row->age_to == r->n_ages - 1);
    }
    for (int i = 0; i < r->n_pairs; i++)
        r->pairs_of[r->pairs[i].from + 1]++;
    for (int s = 0; s < r->n_states; s++)
        r->pairs_of[s + 1] += r->pairs_of[s];
}

static void lay_out_renewals(Arena *a, const Plan *p, Rates *r)
{
    r->n_renewals = r->n_renewal_series;
    r->renewals = NEW_ARRAY(a, Renewal, r->n_renewals);
    for (int i = 0; i < r->n_renewals; i++) {
        const Row *row = r->renewal_series[i].rows[0];
        r->renewals[i] = (Renewal){.from = row->state,
                                   .from_age = age_first(row->age_from),
                                   .from_age_to = age_last(p, row->age_to),
                                   .to = row->to,
                                   .to_age = age_first(row->to_age_from),
                                   .to_age_to = age_last(p, row->to_age_to)};
    }
}

static void lay_out_joiners(Arena *a, const Plan *p, Rates *r)
{
    r->join_slot = NEW_ARRAY(a, int, r->n_cells);
    r->join_cells = NEW_ARRAY(a, int, r->n_cells);
    for (int i = 0; i < r->n_join_series; i++) {
        const Row *row = r->join_series[i].rows[0];
        for (int age = age_first(row->age_from); age <= age_last(p, row->age_to); age++)
            r->join_slot[row->state * r->n_ages + age] = 1;
    }
    r->join_first = NEW_ARRAY(a, int, r->n_states + 1);
    for (int cell = 0; cell < r->n_cells; cell++) {
        bool used = r->join_slot[cell];
        r->join_slot[cell] = used ? r->n_join_cells : -1;
        if (used)
            r->join_cells[r->n_join_cells++] = cell;
        r->join_first[cell / r->n_ages + 1] = r->n_join_cells;
    }
}

/* No two steps are alike where a shock acts. */
static void let_shocks_differ(Rates *r)
{
    bool cells = shocks_act_on(&r->shocks, SHOCK_EXIT) || shocks_act_on(&r->shocks, SHOCK_MOVE);
    bool joiners = shocks_act_on(&r->shocks, SHOCK_JOINER);
    for (int step = 0; step < r->n_steps; step++) {
        r->period_of[step] = cells ? step : r->period_of[step];
        r->join_period_of[step] = joiners ? step : r->join_period_of[step];
    }
    r->n_periods = cells ? r->n_steps : r->n_periods;
    r->n_join_periods = joiners ? r->n_steps : r->n_join_periods;
}

/* A share, or a hazard, as the shock of its kind has moved it. */
static double moved(const Filling *f, const Rates *r, ShockKind kind, int state, int step,
                    double value)
{
    Shock by = shock_in_step(&r->shocks, kind, state, step);
    return f->p->rate_kind == RATE_HAZARD ? shock_count(value, by) : shock_share(value, by);
}

/* Steps share a period while none of the series that make up the cells' rates changes. */
static void lay_out_periods(Arena *a, const Plan *p, Rates *r)
{
    int places = pools_places(r), first = plan_year(p, 1);
    int n = r->n_exit_series + r->n_move_series + r->n_renewal_series + places;
    Series *all = NEW_ARRAY(a, Series, n), *end = all;
    for (int i = 0; i < r->n_exit_series; i++)
        *end++ = r->exit_series[i];
    for (int i = 0; i < r->n_move_series; i++)
        *end++ = r->move_series[i];
    for (int i = 0; i < r->n_renewal_series; i++)
        *end++ = r->renewal_series[i];
    for (int i = 0; i < places; i++)
        *end++ = r->pools.series[i];
    r->period_of = NEW_ARRAY(a, int, r->n_steps);
    r->n_periods = series_periods(all, n, first, p->step_years, r->n_steps, r->period_of);
    r->join_period_of = NEW_ARRAY(a, int, r->n_steps);
    r->n_join_periods = series_periods(r->join_series, r->n_join_series, first, p->step_years,
                                       r->n_steps, r->join_period_of);
    let_shocks_differ(r);
    r->period_year = NEW_ARRAY(a, int, r->n_periods);
    for (int step = r->n_steps - 1; step >= 0; step--)
        r->period_year[r->period_of[step]] = plan_year(p, step + 1);
}

static double *numbers(Arena *a, int n, int m)
{
    return arena_array(a, (size_t)n * (size_t)m, sizeof(double));
}

Rates *rates_new(Arena *a, const Plan *p)
{
    Rates *r = NEW(a, Rates);
    if (!plan_check(a, &r->problem, p))
        return r;
    r->n_states = p->n_states;
    r->n_ages = p->n_ages;
    r->n_cells = plan_cells(p);
    r->n_steps = r->until = p->n_steps;
    r->state_of = NEW_ARRAY(a, int, r->n_cells);
    for (int cell = 0; cell < r->n_cells; cell++)
        r->state_of[cell] = cell / r->n_ages;
    r->exposure = p->joiner_exposure;
    r->first_intake_year = plan_first_intake_year(p);
    r->n_intake_years = plan_intake_years(p);
    r->n_exit_series = series_of_part(a, p, PART_EXIT, &r->exit_series);
    r->n_move_series = series_of_part(a, p, PART_MOVE, &r->move_series);
    r->n_renewal_series = series_of_part(a, p, PART_RENEWAL, &r->renewal_series);
    r->n_stock_series = series_of_part(a, p, PART_STOCK, &r->stock_series);
    r->n_join_series = series_of_part(a, p, PART_JOINER, &r->join_series);
    shocks_new(a, p, &r->shocks);
    residuals_new(a, p, &r->residuals);
    lay_out_pairs(a, r);
    lay_out_renewals(a, p, r);
    lay_out_joiners(a, p, r);
    pools_new(a, p, r);
    groups_new(a, p, r);
    locums_new(a, p, r);
    lay_out_periods(a, p, r);
    double moves = (double)r->n_periods * r->n_pairs * r->n_ages;
    if (moves > MOST_MOVES) {
        fail(
            &r->problem, INVALID,
            "%d pairs of states x %d age classes x %d periods are %.0f shares that move, above "
            "%.0f; send the moves through pools, or use fewer states",
            r->n_pairs, r->n_ages, r->n_periods, moves, MOST_MOVES);
        return r;
    }
    r->pools.share = numbers(a, r->n_periods, pools_places(r));
    r->exits = numbers(a, r->n_periods, r->n_cells);
    r->stay = numbers(a, r->n_periods, r->n_cells);
    r->moves = numbers(a, r->n_periods, r->n_pairs * r->n_ages);
    r->level = numbers(a, r->n_periods, r->n_pairs);
    r->renewal = numbers(a, r->n_periods, r->n_renewals);
    r->joiners = numbers(a, r->n_join_periods, r->n_join_cells);
    r->join_total = numbers(a, r->n_join_periods, r->n_states);
    r->opening = numbers(a, 1, r->n_cells);
    r->total = numbers(a, 1, r->n_ages);
    r->age_share = numbers(a, 1, r->n_ages);
    for (int age = 0; p->ageing && age < r->n_ages - 1; age++)
        r->age_share[age] = fmin(1, (double)p->step_years / age_width(p, age, age));
    r->all_age = p->ageing;
    for (int age = 0; age < r->n_ages - 1; age++)
        r->all_age &= r->age_share[age] == 1;
    pipeline_new(a, p, r);
    if (training_any(p)) {
        r->before_training = numbers(a, r->n_steps, r->n_cells);
        r->own = numbers(a, p->n_routes, r->n_intake_years);
    }
    return r;
}

/* ------------------------------------------------------------------ taking values */

void filling_name(char *text, size_t size, const Series *s)
{
    for (int i = 0; i < s->n; i++) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s'%s'", used ? ", " : "", s->rows[i]->id);
    }
}

double filling_value(const Filling *f, const Series *s, int year, double most)
{
    double value = fmax(0, series_value(s, f->p, f->theta, year));
    return f->clamp ? fmin(value, most) : value;
}

/* ------------------------------------------------------------------ cells */

static bool covers(const Series *s, const Plan *p, int state, int age)
{
    const Row *row = s->rows[0];
    return (row->state == ANY || row->state == state) && age_first(row->age_from) <= age &&
           age <= age_last(p, row->age_to);
}

/* Says which rows together take more than everybody out of a cell. */
static bool fail_cell(const Filling *f, const Rates *r, int state, int age, int year,
                      const char *what, double sum, bool exits, bool moves)
{
    char names[400] = "";
    for (int i = 0; exits && i < r->n_exit_series; i++)
        if (covers(&r->exit_series[i], f->p, state, age))
            filling_name(names, sizeof names, &r->exit_series[i]);
    for (int i = 0; moves && i < r->n_move_series; i++)
        if (covers(&r->move_series[i], f->p, state, age))
            filling_name(names, sizeof names, &r->move_series[i]);
    return fail(f->err, INVALID, "%s of state '%s', age '%s' in %d add up to %.9g, above 1: %s",
                what, f->p->states[state].id, f->p->ages[age].id, year, sum, names);
}

/* Sums of shares may pass 1 by rounding; draws may pass it by chance and are scaled back. */
static bool law_of_one(const Filling *f, const Rates *r, int state, int age, int year,
                       const char *what, bool exits, bool moves, double sum, double *factor)
{
    if (sum > 1 + SUM_TOLERANCE && !f->clamp)
        return fail_cell(f, r, state, age, year, what, sum, exits, moves);
    *factor = sum > 1 ? 1 / sum : 1;
    return true;
}

/* Turns the sums of a state's moves into shares: what r->total keeps of each age. A pair that
 * has one sum for all ages keeps one share for all where the ages keep the same. */
static void keep_shares(const Rates *r, int state, double *level, double *moves)
{
    int A = r->n_ages;
    bool same = true;
    for (int age = 1; age < A; age++)
        same &= r->total[age] == r->total[0];
    for (int i = r->pairs_of[state]; i < r->pairs_of[state + 1]; i++) {
        double *of = moves + i * A;
        if (r->even[i] && same) {
            level[i] *= r->total[0];
        } else if (r->even[i]) {
            for (int age = 0; age < A; age++)
                of[age] = level[i] * r->total[age];
            level[i] = NAN;
        } else if (!same || r->total[0] != 1) {
            for (int age = 0; age < A; age++)
                of[age] *= r->total[age];
        }
    }
}

/* Nearly always exits and moves are lawful as they stand; then the rest stays. moves: of each
 * age, or NULL where all ages have one sum. */
static ALWAYS_INLINE bool stays_as_is(int n_ages, const double *restrict exits,
                                      const double *restrict moves, double all_ages,
                                      double *restrict stay)
{
    uint64_t signs = 0, bits;
    for (int age = 0; age < n_ages; age++) {
        double rest = 1 - (exits[age] + (moves ? moves[age] : all_ages));
        memcpy(&bits, &rest, sizeof bits);
        signs |= bits;
        stay[age] = rest;
    }
    return signs >> 63 == 0;
}

/* Turns the sums of a state's rows into shares of its opening stock. For each age: q the exits,
 * m the sum of the moves. On return exits and moves are shares, and stay the rest. */
static ALWAYS_INLINE bool finish_state(const Filling *f, Rates *r, int period, int state)
{
    int year = r->period_year[period], A = r->n_ages;
    size_t row = ((size_t)period * (size_t)r->n_states + (size_t)state) * (size_t)A;
    double *exits = r->exits + row, *stay = r->stay + row;
    double *moves = r->moves + (size_t)period * (size_t)r->n_pairs * (size_t)A;
    double *level = r->level + (size_t)period * (size_t)r->n_pairs, all_ages = 0;
    bool simple = f->p->rate_kind == RATE_PROBABILITY && f->p->move_basis == MOVE_OPENING;
    bool even = true;
    for (int i = r->pairs_of[state]; i < r->pairs_of[state + 1]; i++) {
        all_ages += r->even[i] ? level[i] : 0;
        even &= r->even[i];
    }
    if (simple && even && stays_as_is(A, exits, NULL, all_ages, stay))
        return true;
    for (int age = 0; age < A; age++)
        r->total[age] = all_ages;
    for (int i = r->pairs_of[state]; i < r->pairs_of[state + 1]; i++)
        for (int age = 0; age < A && !r->even[i]; age++)
            r->total[age] += moves[i * A + age];
    if (simple && !even && stays_as_is(A, exits, r->total, 0, stay))
        return true;
    for (int age = 0; age < A; age++) {
        double q = exits[age], m = r->total[age], keep_exits = 1, keep_moves = 1;
        if (f->p->rate_kind == RATE_HAZARD) {
            double hazard = q + m;
            keep_exits = keep_moves = hazard > 0 ? -expm1(-hazard) / hazard : 1;
        } else if (f->p->move_basis == MOVE_STAYERS) {
            if (!law_of_one(f, r, state, age, year, "the exits", true, false, q, &keep_exits) ||
                !law_of_one(f, r, state, age, year, "the moves", false, true, m, &keep_moves))
                return false;
            keep_moves *= 1 - q * keep_exits;
        } else {
            if (!law_of_one(f, r, state, age, year, "exits and moves", true, true, q + m,
                            &keep_exits))
                return false;
            keep_moves = keep_exits;
        }
        exits[age] = q * keep_exits;
        stay[age] = fmax(0, 1 - (exits[age] + m * keep_moves));
        r->total[age] = keep_moves;
    }
    keep_shares(r, state, level, moves);
    return true;
}

static ALWAYS_INLINE void add_to_ages(const Filling *f, const Row *row, double value,
                                      double *ages)
{
    int last = age_last(f->p, row->age_to);
    for (int age = age_first(row->age_from); age <= last; age++)
        ages[age] += value;
}

WIDE static bool fill_period(const Filling *f, Rates *r, int period)
{
    const Plan *p = f->p;
    int year = r->period_year[period], A = r->n_ages;
    int step = (year - p->start_year - 1) / p->step_years;
    double most = p->rate_kind == RATE_HAZARD ? HUGE_VAL : 1;
    double *exits = r->exits + (size_t)period * (size_t)r->n_cells;
    double *moves = r->moves + (size_t)period * (size_t)r->n_pairs * (size_t)A;
    memset(exits, 0, (size_t)r->n_cells * sizeof(double));
    double *level = r->level + (size_t)period * (size_t)r->n_pairs;
    for (int i = 0; i < r->n_pairs; i++) {
        level[i] = r->even[i] ? 0 : NAN;
        if (!r->even[i])
            memset(moves + i * A, 0, (size_t)A * sizeof(double));
    }
    for (int i = 0; i < r->n_exit_series; i++) {
        const Row *row = r->exit_series[i].rows[0];
        double value = filling_value(f, &r->exit_series[i], year, most);
        int first = row->state == ANY ? 0 : row->state;
        int last = row->state == ANY ? p->n_states - 1 : row->state;
        for (int state = first; state <= last; state++)
            add_to_ages(f, row, moved(f, r, SHOCK_EXIT, state, step, value), exits + state * A);
    }
    for (int i = 0; i < r->n_move_series; i++) {
        const Row *row = r->move_series[i].rows[0];
        double value = filling_value(f, &r->move_series[i], year, most);
        value = moved(f, r, SHOCK_MOVE, row->state, step, value);
        if (r->even[r->pair_of_series[i]])
            level[r->pair_of_series[i]] += value;
        else
            add_to_ages(f, row, value, moves + r->pair_of_series[i] * A);
    }
    for (int i = 0; i < r->n_renewals; i++)
        r->renewal[period * r->n_renewals + i] =
            filling_value(f, &r->renewal_series[i], year, HUGE_VAL);
    for (int i = 0; i < r->pools.n; i++) /* where nobody is, nobody leaves */
        memset(exits + r->pools.states[i] * A, 0, (size_t)A * sizeof *exits);
    for (int state = 0; state < p->n_states; state++)
        if (!finish_state(f, r, period, state))
            return false;
    return pools_fill(f, r, period);
}

/* ------------------------------------------------------------------ heads */

/* Adds a series of heads to cells, shared over its ages by their width; returns them all. */
static double add_heads(const Filling *f, const Rates *r, const Series *s, int year,
                        bool joining, double *heads)
{
    const Row *row = s->rows[0];
    int from = age_first(row->age_from), to = age_last(f->p, row->age_to);
    double all = filling_value(f, s, year, MOST_HEADS);
    if (joining)
        all = fmin(shock_count(all, shock_at(&r->shocks, f->p, SHOCK_JOINER, row->state, year)),
                   MOST_HEADS);
    double per_year = all / age_width(f->p, from, to);
    for (int age = from; age <= to; age++) {
        int cell = row->state * r->n_ages + age;
        heads[joining ? r->join_slot[cell] : cell] += per_year * age_width(f->p, age, age);
    }
    return all;
}

static void fill_heads(const Filling *f, Rates *r)
{
    memset(r->opening, 0, (size_t)r->n_cells * sizeof(double));
    for (int i = 0; i < r->n_stock_series; i++)
        add_heads(f, r, &r->stock_series[i], f->p->start_year, false, r->opening);
    memset(r->joiners, 0, (size_t)r->n_join_periods * (size_t)r->n_join_cells * sizeof(double));
    for (int step = 0; step < r->until; step++) {
        int period = r->join_period_of[step];
        if (step > 0 && period == r->join_period_of[step - 1])
            continue;
        double *total = r->join_total + (size_t)period * (size_t)r->n_states;
        memset(total, 0, (size_t)r->n_states * sizeof *total);
        for (int i = 0; i < r->n_join_series; i++)
            total[r->join_series[i].rows[0]->state] +=
                add_heads(f, r, &r->join_series[i], plan_year(f->p, step + 1), true,
                          r->joiners + (size_t)period * (size_t)r->n_join_cells);
    }
}

bool rates_fill(Rates *r, Err *err, const Plan *p, const double *theta, bool clamp)
{
    if (r->problem.kind != ERR_NONE)
        return fail_at(err, r->problem.kind, "%s", r->problem.message);
    Filling f = {.err = err, .p = p, .theta = theta, .clamp = clamp};
    if (!values_check(&f))
        return false;
    shocks_fill(&r->shocks, p, theta);
    int periods = r->until > 0 ? r->period_of[r->until - 1] + 1 : 0;
    for (int period = 0; period < periods; period++)
        if (!fill_period(&f, r, period))
            return false;
    fill_heads(&f, r);
    opening_carry(r, p);
    residuals_fill(&r->residuals, p, theta, r->opening);
    if (!locums_fill(&f, r) || !pipeline_fill(&f, r))
        return false;
    training_refer(r, p, theta);
    return true;
}
