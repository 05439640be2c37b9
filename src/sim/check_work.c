/* Decides whether the parts of pipeline and demand say something that can be computed: keys in
 * range, one way to choose posts on each route, and rows that are of use. The same is said with
 * file and line where a person's folder is read; this is what the engine relies on. */
#include "sim/parameter.h"
#include "sim/rates.h"
#include <string.h>

static bool known(Err *err, const Row *row, const char *what, int value, int n, bool may_be_any)
{
    if ((value == ANY && may_be_any) || (value >= 0 && value < n))
        return true;
    return fail(err, INVALID, "row '%s': %s is missing or unknown", row->id, what);
}

static bool check_parameter(Err *err, const Row *row)
{
    ParameterLaw law;
    return parameter_law(row->part, row->parameter, &law) ||
           fail(err, INVALID, "row '%s': its parameter is missing or unknown", row->id);
}

bool work_check_row(Err *err, const Plan *p, const Row *row)
{
    switch (row->part) {
    case PART_REPEAT:
        return known(err, row, "route", row->route, p->n_routes, true) &&
               known(err, row, "study year", row->study_year == ANY ? ANY : row->study_year - 1,
                     MOST_STUDY_YEARS, true);
    case PART_APPEAL:
        return known(err, row, "route", row->route, p->n_routes, true) &&
               known(err, row, "state", row->state, p->n_states, true) &&
               known(err, row, "factor", row->factor, p->n_factors, false);
    case PART_TASTE:
        return known(err, row, "factor", row->factor, p->n_factors, false);
    case PART_SHOCK:
        return known(err, row, "what it acts on", row->kind, SHOCK_KINDS, false) &&
               known(err, row, "state", row->state, p->n_states, true) &&
               check_parameter(err, row);
    case PART_RESIDUAL:
        return known(err, row, "state", row->state, p->n_states, false) &&
               check_parameter(err, row);
    case PART_POPULATION:
        return known(err, row, "group", row->group, p->n_groups, false) &&
               known(err, row, "band", row->band, p->n_bands, false);
    case PART_SERVICE:
        return known(err, row, "line", row->line, p->n_lines, false) &&
               known(err, row, "group", row->group, p->n_groups, true) &&
               known(err, row, "service", row->service, p->n_services, false) &&
               known(err, row, "band", row->band, p->n_bands, true) &&
               check_parameter(err, row);
    case PART_TIME:
    case PART_BACKLOG:
        return known(err, row, "line", row->line, p->n_lines, false) &&
               known(err, row, "group", row->group, p->n_groups, true) &&
               check_parameter(err, row);
    case PART_DIVISION:
        return known(err, row, "line", row->line, p->n_lines, false) &&
               known(err, row, "service", row->service, p->n_services, true) &&
               check_parameter(err, row);
    default:
        return fail(err, INVALID, "row '%s' belongs to no part of a plan", row->id);
    }
}

/* The first row of a part for a route (or of all routes), or NULL. */
static const Row *row_of_route(const Plan *p, Part part, int route)
{
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == part && (row->route == ANY || row->route == route))
            return row;
    }
    return NULL;
}

static bool check_posts(Err *err, const Plan *p)
{
    bool any = false;
    for (int i = 0; i < p->n_rows && !any; i++)
        any = p->rows[i].part == PART_APPEAL;
    for (int route = 0; route < p->n_routes && any; route++) {
        const Row *given = row_of_route(p, PART_CAPTURE, route);
        const Row *chosen = row_of_route(p, PART_APPEAL, route);
        if (given && chosen)
            return fail(
                err, INVALID,
                "route '%s' has its posts given as shares (row '%s') and chosen by their "
                "appeal (row '%s'); it must be one of them",
                p->routes[route].id, given->id, chosen->id);
    }
    return true;
}

bool work_check(Err *err, const Plan *p)
{
    if (!plan_is_prepared(p))
        return fail(err, INVALID, "the plan's rows were not laid out");
    return check_posts(err, p);
}
