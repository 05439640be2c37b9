/* Decides whether a plan can be computed at all: indices in range, one meaning per row, ages of
 * joiners known. The size of its values is judged by rates_fill(), where they are known. */
#include "sim/dist.h"
#include "sim/parameter.h"
#include "sim/rates.h"
#include <math.h>

typedef struct Range {
    const char *what;
    int value, n;
    bool may_be_any;
} Range;

static bool in_range(Err *err, const Row *row, const Range *range, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool any = range[i].value == ANY && range[i].may_be_any;
        if (!any && (range[i].value < 0 || range[i].value >= range[i].n))
            return fail(err, INVALID, "row '%s': %s is missing or unknown", row->id,
                        range[i].what);
    }
    return true;
}

static bool check_ages(Err *err, const Plan *p, const Row *row, int from, int to)
{
    const Range range[] = {{"the first age", from, p->n_ages, true},
                           {"the last age", to, p->n_ages, true}};
    if (!in_range(err, row, range, 2))
        return false;
    if (age_first(from) > age_last(p, to))
        return fail(err, INVALID, "row '%s': its ages end before they begin", row->id);
    return true;
}

/* Nobody is in a pool at the end of a step: what acts on those who are there acts on nobody. */
static bool check_pool(Err *err, const Plan *p, const Row *row)
{
    if (row->state == ANY || !p->states[row->state].pool || row->part == PART_CAPTURE ||
        row->part == PART_JOINER)
        return true;
    return fail(err, INVALID,
                row->part == PART_PLACE
                    ? "row '%s': pool '%s' is a place of a pool; name a state where people stay"
                    : "row '%s': '%s' is a pool, where nobody stays; name another state",
                row->id, p->states[row->state].id);
}

static bool check_place(Err *err, const Plan *p, const Row *row)
{
    return p->states[row->to].pool ||
           fail(err, INVALID, "row '%s': '%s' is no pool; set pool to yes in state.csv",
                row->id, p->states[row->to].id);
}

static bool check_locum(Err *err, const Plan *p, const Row *row)
{
    const State *s = &p->states[row->state];
    bool any = false; /* of the states of one pattern, some may have no measure */
    for (int i = 0; i < p->n_rows && !any; i++)
        any = p->rows[i].part == PART_LOCUM && strcmp(p->rows[i].id, row->id) == 0 &&
              p->states[p->rows[i].state].weight > 0;
    if (!any)
        return fail(err, INVALID, "row '%s': state '%s' has no measure to share", row->id,
                    s->id);
    return !plan_in_group(p, row->group, row->state) ||
           fail(err, INVALID, "row '%s': state '%s' belongs to '%s' already", row->id, s->id,
                p->groups[row->group]);
}

static bool check_row(Err *err, const Plan *p, const Row *row)
{
    Range state = {"state", row->state, p->n_states, row->part == PART_EXIT};
    Range to = {"the state moved to", row->to, p->n_states, false};
    Range route = {"route", row->route, p->n_routes, false};
    Range any_route = {"route", row->route, p->n_routes, true};
    Range study = {"study year", row->study_year == ANY ? ANY : row->study_year - 1,
                   MOST_STUDY_YEARS, true};
    Range line = {"line", row->line, p->n_lines, false};
    Range group = {"group", row->group, p->n_groups, true};
    Range driver = {"kind of driver", row->kind, DRIVER_OTHER + 1, false};
    Range limit = {"kind of limit", row->kind, LIMIT_COUNT, false};
    Range area = {"area", row->area, p->n_areas, true};
    switch (row->part) {
    case PART_STOCK:
    case PART_EXIT:
    case PART_JOINER:
        return in_range(err, row, &state, 1) &&
               check_ages(err, p, row, row->age_from, row->age_to);
    case PART_MOVE:
        if (row->state == row->to)
            return fail(err, INVALID, "row '%s' moves people from a state to itself", row->id);
        return in_range(err, row, (Range[]){state, to}, 2) &&
               check_ages(err, p, row, row->age_from, row->age_to);
    case PART_RENEWAL:
        return in_range(err, row, (Range[]){state, to}, 2) &&
               check_ages(err, p, row, row->age_from, row->age_to) &&
               check_ages(err, p, row, row->to_age_from, row->to_age_to);
    case PART_ATTRITION:
        return in_range(err, row, (Range[]){route, study}, 2);
    case PART_REGISTRATION:
    case PART_INTAKE:
        return in_range(err, row, &route, 1);
    case PART_CAPTURE:
        return in_range(err, row, (Range[]){route, state}, 2);
    case PART_ENTRY_AGE:
        return in_range(err, row, &any_route, 1) &&
               check_ages(err, p, row, row->age_from, row->age_to);
    case PART_DEMAND:
        return in_range(err, row, (Range[]){line, group}, 2);
    case PART_DRIVER:
        return in_range(err, row, (Range[]){line, group, driver}, 3);
    case PART_COST:
    case PART_HOURS:
        return in_range(err, row, (Range[]){any_route, study, area}, 3);
    case PART_LIMIT:
        if (row->routes)
            any_route.value = ANY; /* the set's own routes stand in `routes` */
        for (int i = 0; i < row->n_together; i++)
            if (row->routes[i] < 0 || row->routes[i] >= p->n_routes)
                return fail(err, INVALID, "row '%s': a route of its set is unknown", row->id);
        return in_range(err, row, (Range[]){any_route, limit, area}, 3);
    case PART_DISCREPANCY:
        return row->year == ALL_YEARS ||
               fail(err, INVALID, "row '%s': a discrepancy has no year: it grows with time",
                    row->id);
    case PART_PLACE:
        return in_range(err, row, (Range[]){state, to}, 2) && check_place(err, p, row);
    case PART_LOCUM:
        group.may_be_any = false;
        return in_range(err, row, (Range[]){state, group}, 2) && check_locum(err, p, row);
    default:
        return work_check_row(err, p, row);
    case PART_COUNT:
        break;
    }
    return fail(err, INVALID, "row '%s' belongs to no part of a plan", row->id);
}

/* Parts in which one key has one value at a time; in the others rows add up. */
static bool has_one_value(const Row *row)
{
    switch (row->part) {
    case PART_ATTRITION:
    case PART_REGISTRATION:
    case PART_CAPTURE:
    case PART_INTAKE:
    case PART_DEMAND:
    case PART_COST:
    case PART_HOURS:
    case PART_LIMIT:
    case PART_DISCREPANCY:
    case PART_PLACE:
    case PART_LOCUM:
    case PART_REPEAT:
    case PART_APPEAL:
    case PART_TASTE:
    case PART_SHOCK:
    case PART_RESIDUAL:
    case PART_POPULATION:
    case PART_SERVICE:
    case PART_TIME:
    case PART_DIVISION:
    case PART_BACKLOG:
        return true;
    case PART_DRIVER:
        return row->kind != DRIVER_OTHER;
    default:
        return false;
    }
}

static bool check_part(Arena *a, Err *err, const Plan *p, Part part)
{
    Series *series;
    int n = series_of_part(a, p, part, &series);
    for (int i = 0; i < n; i++) {
        const Series *s = &series[i];
        for (int k = 1; k < s->n && has_one_value(s->rows[0]); k++)
            if (s->rows[k]->year == s->rows[k - 1]->year)
                return fail(err, INVALID, "rows '%s' and '%s' say the same thing twice",
                            s->rows[k - 1]->id, s->rows[k]->id);
        /* A series for all years sorts directly before the knots of the same key. Where rows
         * add up, too, this is refused: one is meant to replace the other, and would not. */
        if (i + 1 < n && series_same_key(s->rows[0], series[i + 1].rows[0]))
            return fail(err, INVALID,
                        "row '%s' holds for all years, but row '%s' has a year of its own",
                        s->rows[0]->id, series[i + 1].rows[0]->id);
    }
    return true;
}

static bool check_entry_ages(Err *err, const Plan *p)
{
    for (int route = 0; route < p->n_routes && p->n_ages > 1; route++) {
        bool known = false;
        for (int i = 0; i < p->n_rows && !known; i++)
            known = p->rows[i].part == PART_ENTRY_AGE &&
                    (p->rows[i].route == route || p->rows[i].route == ANY);
        if (!known)
            return fail(err, INVALID, "route '%s': the ages of its joiners are not given",
                        p->routes[route].id);
    }
    return true;
}

static bool check_pools(Err *err, const Plan *p)
{
    for (int state = 0; state < p->n_states; state++) {
        bool placed = !p->states[state].pool;
        for (int i = 0; i < p->n_rows && !placed; i++)
            placed = p->rows[i].part == PART_PLACE && p->rows[i].to == state;
        if (!placed)
            return fail(err, INVALID, "pool '%s' has no places: nobody could leave it",
                        p->states[state].id);
    }
    return true;
}

/* Routes that draw on the same people share all of them, so that those who leave are like those
 * who are there whichever route is looked at first. */
static bool check_training(Err *err, const Plan *p)
{
    for (int i = 0; i < p->n_routes; i++) {
        const Route *route = &p->routes[i];
        if (!route->from)
            continue;
        if (route->length < p->step_years || route->length == 0)
            return fail(err, INVALID,
                        "route '%s': who leaves a state for it must study for at least a step",
                        route->id);
        if (!(route->counts >= 0 && route->counts <= 1))
            return fail(err, INVALID, "route '%s': its students do not count 0 to 1",
                        route->id);
        if (route->counts > 0 && (route->counts_in < 0 || route->counts_in >= p->n_groups))
            return fail(err, INVALID,
                        "route '%s': the group that its students count in is missing",
                        route->id);
        for (int state = 0; state < p->n_states; state++)
            if (route->from[state] && p->states[state].pool)
                return fail(err, INVALID, "route '%s': '%s' is a pool, where nobody stays",
                            route->id, p->states[state].id);
        for (int k = 0; k < i; k++) {
            bool same = true, meet = false;
            for (int state = 0; p->routes[k].from && state < p->n_states; state++) {
                same &= p->routes[k].from[state] == route->from[state];
                meet |= p->routes[k].from[state] && route->from[state];
            }
            if (meet && !same)
                return fail(err, INVALID,
                            "routes '%s' and '%s' take students from some of the same states; "
                            "name the same states for both, or different ones",
                            p->routes[k].id, route->id);
        }
    }
    return true;
}

/* What would need more memory than a plan may have, said in numbers before anything is made. */
static bool check_size(Err *err, const Plan *p)
{
    double cells = (double)p->n_states * p->n_ages * (p->n_steps + 1), heads = 0;
    if (cells > MOST_CELLS)
        return fail(err, INVALID,
                    "%d states x %d age classes x %d steps are %.0f cells, above %.0f; use "
                    "fewer states, wider age classes or fewer years",
                    p->n_states, p->n_ages, p->n_steps + 1, cells, MOST_CELLS);
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].part == PART_STOCK || p->rows[i].part == PART_JOINER ||
            p->rows[i].part == PART_INTAKE)
            heads += p->rows[i].value;
    if (p->ceiling && heads > MOST_APPLICANTS)
        return fail(
            err, INVALID,
            "%.0f heads are too many for a recruitment ceiling, which is worked out head "
            "by head for at most %.0f; leave it out",
            heads, MOST_APPLICANTS);
    return true;
}

static bool check_shape(Err *err, const Plan *p)
{
    if (p->n_states < 1 || p->n_ages < 1 || p->n_steps < 1 || p->step_years < 1)
        return fail(err, INVALID, "a plan needs a state, an age class, a step and its years");
    if (p->n_steps > 4000)
        return fail(err, INVALID, "%d steps are more than 4000", p->n_steps);
    if (!(p->joiner_exposure >= 0 && p->joiner_exposure <= 1))
        return fail(err, INVALID, "the joiners' exposure is not between 0 and 1");
    if (p->n_sets < 0 || p->n_sets > p->n_groups)
        return fail(err, INVALID, "%d sets are more than the %d groups", p->n_sets,
                    p->n_groups);
    for (int i = 0; i < p->n_states; i++)
        if (p->states[i].group < 0 || p->states[i].group >= p->n_groups - p->n_sets)
            return fail(err, INVALID, "state '%s' belongs to no group", p->states[i].id);
    for (int i = 0; i < p->n_ages; i++)
        if (p->ages[i].to < p->ages[i].from)
            return fail(err, INVALID, "age class '%s' ends before it begins", p->ages[i].id);
    for (int i = 0; i < p->n_routes; i++)
        if (p->routes[i].length < 0 || p->routes[i].length > MOST_STUDY_YEARS)
            return fail(err, INVALID, "route '%s' does not take 0 to %d years", p->routes[i].id,
                        MOST_STUDY_YEARS);
    if (p->ceiling < 0 || p->ceiling > p->n_lines)
        return fail(err, INVALID, "the demand line of the recruitment ceiling is unknown");
    return true;
}

bool plan_check(Arena *a, Err *err, const Plan *p)
{
    if (!check_shape(err, p) || !check_size(err, p))
        return false;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (!check_row(err, p, row) || !check_pool(err, p, row))
            return false;
        if (row->like != ANY &&
            (row->like < 0 || row->like >= i || p->rows[row->like].like != ANY))
            return fail(err, INVALID, "row '%s' is like a row that is not before it", row->id);
        if (!dist_is_valid(&row->dist))
            return fail(err, INVALID, "row '%s': its distribution has impossible parameters",
                        row->id);
    }
    for (int part = 0; part < PART_COUNT; part++)
        if (!check_part(a, err, p, (Part)part))
            return false;
    return check_entry_ages(err, p) && check_pools(err, p) && check_training(err, p) &&
           work_check(err, p);
}

/* The largest lawful value of a row; the least is 0, but for drivers, which are changes. */
static double most_of(const Plan *p, const Row *row)
{
    switch (row->part) {
    case PART_EXIT:
    case PART_MOVE:
        return p->rate_kind == RATE_HAZARD ? HUGE_VAL : 1;
    case PART_ATTRITION:
    case PART_REGISTRATION:
    case PART_CAPTURE:
    case PART_ENTRY_AGE:
    case PART_PLACE:
    case PART_LOCUM:
    case PART_REPEAT:
        return 1;
    case PART_STOCK:
    case PART_JOINER:
    case PART_INTAKE:
        return MOST_HEADS;
    case PART_LIMIT:
        return row->kind == LIMIT_LEAST_SHARE ? 1 : HUGE_VAL;
    default:
        return HUGE_VAL;
    }
}

bool values_check(const Filling *f)
{
    for (int i = 0; i < f->p->n_rows; i++) {
        const Row *row = &f->p->rows[i];
        double value = f->theta[i], most = most_of(f->p, row);
        if (!isfinite(value))
            return fail(f->err, INVALID, "row '%s': %g is not a number", row->id, value);
        ParameterLaw law;
        if (!f->clamp && parameter_law(row->part, row->parameter, &law)) {
            if (!parameter_lawful(&law, value))
                return fail(f->err, INVALID, "row '%s': %g is not %s %g and %s %g", row->id,
                            value, law.above ? "above" : "at least", law.lowest,
                            law.below ? "below" : "at most", law.highest);
            continue;
        }
        if (f->clamp || row->part == PART_DRIVER || row->part == PART_APPEAL ||
            row->part == PART_TASTE || (value >= 0 && value <= most))
            continue;
        if (isinf(most))
            return fail(f->err, INVALID, "row '%s': %g is below 0", row->id, value);
        return fail(f->err, INVALID, "row '%s': %g is not between 0 and %g", row->id, value,
                    most);
    }
    return true;
}
