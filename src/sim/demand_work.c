/* Decides the posts that work needs, by the workload method of the World Health Organization
 * (WISN) with the division of work of needs-based planning:
 *
 *     available = (days - leave - holidays - sickness - training) x hours per day
 *     hours(s)  = sum over bands of population x rate x hours per unit   (or volume x hours)
 *     base      = sum over services of hours(s) x ot_share(s) / clinical_focus(s) / available
 *     posts     = base / (1 - support_share) + individual_hours / available
 *
 * A row for a group, a band or a service stands before one for all of them; what a row for all
 * groups says, holds for each. Drivers, raking and waiting lists come on top in demand.c. */
#include "sim/demand.h"
#include "sim/dist.h"
#include "sim/small_area.h"
#include <string.h>

#define N_(text) text /* translated where it is told */

/* ------------------------------------------------------------------ the kernel */

double work_available_hours(const WorkingTime *t)
{
    return (t->days - t->leave - t->holidays - t->sickness - t->training) * t->hours_per_day;
}

double work_posts(const WorkingTime *t, double service_hours)
{
    double available = work_available_hours(t);
    return service_hours / available / (1 - t->support_share) + t->individual_hours / available;
}

/* ------------------------------------------------------------------ finding rows */

typedef struct Finder {
    const Plan *p;
    const Series *services, *times, *divisions, *population;
    int n_services, n_times, n_divisions, n_population;
} Finder;

static bool fits(int key, int wanted)
{
    return key == ANY || key == wanted;
}

/* Of a service's rows; group or band n (behind the last) are all together and match ANY only.
 */
static const Series *service(const Finder *f, int line, int group, int of, int band,
                             int parameter)
{
    const Series *found = NULL;
    int most = -1;
    for (int i = 0; i < f->n_services; i++) {
        const Row *row = f->services[i].rows[0];
        int rank = 2 * (row->group != ANY) + (row->band != ANY);
        if (row->line == line && row->service == of && row->parameter == parameter &&
            fits(row->group, group) && fits(row->band, band) && rank > most) {
            found = &f->services[i];
            most = rank;
        }
    }
    return found;
}

static const Series *time_of(const Finder *f, int line, int group, int parameter)
{
    const Series *found = NULL;
    for (int i = 0; i < f->n_times; i++) {
        const Row *row = f->times[i].rows[0];
        if (row->line == line && row->parameter == parameter && fits(row->group, group) &&
            (!found || row->group != ANY))
            found = &f->times[i];
    }
    return found;
}

static const Series *division(const Finder *f, int line, int of, int parameter)
{
    const Series *found = NULL;
    for (int i = 0; i < f->n_divisions; i++) {
        const Row *row = f->divisions[i].rows[0];
        if (row->line == line && row->parameter == parameter && fits(row->service, of) &&
            (!found || row->service != ANY))
            found = &f->divisions[i];
    }
    return found;
}

/* ------------------------------------------------------------------ what contradicts what */

static const char *group_name(const Plan *p, int group)
{
    return group == p->n_groups ? "all" : p->groups[group];
}

static void check_work(Demand *d, const Work *w)
{
    const Plan *p = d->p;
    const char *line = p->lines[w->line], *group = group_name(p, w->group);
    static const int needed[] = {TIME_DAYS, TIME_HOURS_PER_DAY};
    static const char *const names[] = {"days", "hours_per_day"};
    for (int i = 0; i < 2; i++)
        if (!w->time[needed[i]])
            demand_problem(
                d, w->tasks[0].amount->rows[0],
                N_("line '%s' of group '%s' has services, but its working time has no %s"),
                line, group, names[i]);
    for (int i = 0; i < d->n_levels; i++) {
        const Row *row = d->levels[i].rows[0];
        if (row->line == w->line && (row->group == ANY ? p->n_groups : row->group) == w->group)
            demand_problem(
                d, row,
                N_("line '%s' of group '%s' has a level (row '%s') and services (row "
                   "'%s'); it must be one of them"),
                line, group, row->id, w->tasks[0].amount->rows[0]->id);
    }
    for (int i = 0; i < d->n_drivers; i++) {
        const Row *row = d->drivers[i].rows[0];
        if (row->line == w->line && row->kind == DRIVER_DEMOGRAPHIC && w->tasks[0].population &&
            fits(row->group, w->group))
            demand_problem(d, row,
                           N_("line '%s' of group '%s': the population is in its services "
                              "already, and row '%s' would count it again"),
                           line, group, row->id);
    }
}

/* ------------------------------------------------------------------ laying out */

static void add_task(const Finder *f, Demand *d, Work *w, int of, int band,
                     const Series *population, const Series *amount)
{
    WorkTask t = {.population = population,
                  .amount = amount,
                  .hours = service(f, w->line, w->group, of, band, SERVICE_HOURS),
                  .ot_share = division(f, w->line, of, DIVISION_OT_SHARE),
                  .worker_share = division(f, w->line, of, DIVISION_WORKER_SHARE),
                  .focus = division(f, w->line, of, DIVISION_CLINICAL_FOCUS)};
    if (!t.hours) {
        demand_problem(d, amount->rows[0],
                       N_("row '%s': the hours of a unit of this service are not given"),
                       amount->rows[0]->id);
        return;
    }
    w->tasks[w->n_tasks++] = t;
}

/* Of the central values in the first year; a year of work that has no hours left is a slip. */
static void check_time(Demand *d, const Work *w)
{
    WorkingTime t = {0};
    double *const days[] = {&t.days, &t.leave, &t.holidays, &t.sickness, &t.training};
    for (int i = 0; i < 5; i++)
        *days[i] = w->time[i] ? w->time[i]->rows[0]->value : 0;
    t.hours_per_day = 1;
    if (w->time[TIME_DAYS] && work_available_hours(&t) <= 0)
        demand_problem(d, w->time[TIME_DAYS]->rows[0],
                       N_("line '%s' of group '%s': no working time is left after leave, "
                          "holidays, sickness and training"),
                       d->p->lines[w->line], group_name(d->p, w->group));
}

/* All tasks of a line in a group (n_groups: all together); n_tasks 0 when it has none. */
static Work find_work(Arena *a, const Finder *f, Demand *d, int line, int group)
{
    const Plan *p = f->p;
    Work w = {.line = line, .group = group};
    w.tasks = NEW_ARRAY(a, WorkTask, p->n_services * (f->n_population + 1) + 1);
    for (int of = 0; of < p->n_services; of++) {
        const Series *volume = service(f, line, group, of, p->n_bands, SERVICE_VOLUME);
        bool own = volume && (volume->rows[0]->group != ANY || group == p->n_groups);
        const Series *first_rate = NULL;
        for (int i = 0; group < p->n_groups && i < f->n_population; i++) {
            const Row *row = f->population[i].rows[0];
            if (row->group != group)
                continue;
            const Series *rate = service(f, line, group, of, row->band, SERVICE_RATE);
            if (!rate)
                continue;
            first_rate = rate;
            add_task(f, d, &w, of, row->band, &f->population[i], rate);
        }
        if (own && first_rate)
            demand_problem(d, volume->rows[0],
                           N_("rows '%s' and '%s': a service has either a volume or rates"),
                           volume->rows[0]->id, first_rate->rows[0]->id);
        else if (own)
            add_task(f, d, &w, of, p->n_bands, NULL, volume);
    }
    for (int k = 0; k < TIME_PARAMETERS; k++)
        w.time[k] = time_of(f, line, group, k);
    return w;
}

static void lay_out_line(Arena *a, const Finder *f, Demand *d, int line, int *room)
{
    const Plan *p = f->p;
    int before = d->n_work;
    for (int group = 0; group <= p->n_groups; group++) {
        Work w = find_work(a, f, d, line, group);
        if (w.n_tasks == 0)
            continue;
        if (group == p->n_groups && d->n_work > before) {
            demand_problem(d, w.tasks[0].amount->rows[0],
                           N_("row '%s' is a volume of all groups together, but line '%s' has "
                              "services group by group"),
                           w.tasks[0].amount->rows[0]->id, p->lines[line]);
            return;
        }
        *PUSH(a, d->work, d->n_work, *room) = w;
        check_work(d, &w);
        check_time(d, &w);
    }
}

/* Population that no rate uses, and rates that meet no population, are slips of the pen. */
static void check_use(const Finder *f, Demand *d)
{
    for (int i = 0; i < f->n_population; i++) {
        const Row *row = f->population[i].rows[0];
        bool used = false;
        for (int k = 0; k < d->n_work && !used; k++)
            for (int t = 0; t < d->work[k].n_tasks && !used; t++)
                used = d->work[k].tasks[t].population == &f->population[i];
        if (!used)
            demand_problem(d, row, N_("row '%s': no service has a rate for this population"),
                           row->id);
    }
    for (int i = 0; i < f->n_services; i++) {
        const Row *row = f->services[i].rows[0];
        bool used = row->parameter == SERVICE_HOURS;
        for (int k = 0; k < d->n_work && !used; k++)
            for (int t = 0; t < d->work[k].n_tasks && !used; t++)
                used = d->work[k].tasks[t].amount == &f->services[i];
        if (!used && row->parameter == SERVICE_RATE)
            demand_problem(d, row, N_("row '%s': there is no population that this rate is of"),
                           row->id);
    }
}

/* ------------------------------------------------------------------ waiting lists */

static const Row *first_row(const Backlog *b)
{
    for (int i = 0; i < BACKLOG_PARAMETERS; i++)
        if (b->of[i])
            return b->of[i]->rows[0];
    return NULL;
}

static void lay_out_backlogs(Arena *a, Demand *d)
{
    static const int needed[] = {BACKLOG_WAITING, BACKLOG_ARRIVALS, BACKLOG_CASES};
    static const char *const names[] = {"waiting", "arrivals", "cases"};
    Series *all;
    int n = series_of_part(a, d->p, PART_BACKLOG, &all), room = 0;
    for (int i = 0; i < n; i++) {
        const Row *row = all[i].rows[0];
        int group = row->group == ANY ? d->p->n_groups : row->group;
        Backlog *b = NULL;
        for (int k = 0; k < d->n_backlogs; k++)
            if (d->backlogs[k].line == row->line && d->backlogs[k].group == group)
                b = &d->backlogs[k];
        if (!b) {
            b = PUSH(a, d->backlogs, d->n_backlogs, room);
            *b = (Backlog){.line = row->line, .group = group};
        }
        b->of[row->parameter] = &all[i];
    }
    for (int k = 0; k < d->n_backlogs; k++)
        for (int i = 0; i < 3; i++)
            if (!d->backlogs[k].of[needed[i]])
                demand_problem(d, first_row(&d->backlogs[k]),
                               N_("the waiting list of line '%s' and group '%s' has no %s"),
                               d->p->lines[d->backlogs[k].line],
                               group_name(d->p, d->backlogs[k].group), names[i]);
}

static double of(const Demand *d, const double *theta, const Series *s, int year,
                 double missing)
{
    return s ? fmax(0, series_value(s, d->p, theta, year)) : missing;
}

/* Posts that bring a list to its target in the years agreed; 0 where no years are. */
static double clearing(const Demand *d, const double *theta, const Backlog *b, double waiting,
                       int year)
{
    double target = of(d, theta, b->of[BACKLOG_TARGET], year, 0);
    double cases = of(d, theta, b->of[BACKLOG_CASES], year, 0);
    double years = fmax(1, of(d, theta, b->of[BACKLOG_CLEAR_YEARS], year, 1));
    if (!b->of[BACKLOG_CLEAR_YEARS] || cases <= 0)
        return 0;
    return fmax(0, waiting - target) / (cases * years);
}

double backlog_posts(const Demand *d, const double *theta, const Backlog *b, int year)
{
    int start = d->p->start_year;
    double years = of(d, theta, b->of[BACKLOG_CLEAR_YEARS], start, 0);
    if (year <= start || year > start + years)
        return 0;
    return clearing(d, theta, b, of(d, theta, b->of[BACKLOG_WAITING], start, 0), start);
}

void backlog_course(const Demand *d, const double *theta, const Backlog *b,
                    const double *supply, double *queue, double *catch_up)
{
    const Plan *p = d->p;
    double waiting = of(d, theta, b->of[BACKLOG_WAITING], p->start_year, 0);
    for (int t = 0; t <= p->n_steps; t++) {
        int year = plan_year(p, t);
        queue[t] = waiting;
        catch_up[t] = clearing(d, theta, b, waiting, year);
        double arrivals = of(d, theta, b->of[BACKLOG_ARRIVALS], year + 1, 0);
        double cases = of(d, theta, b->of[BACKLOG_CASES], year + 1, 0);
        waiting = fmax(0, waiting + p->step_years * (arrivals - cases * supply[t]));
    }
}

/* ------------------------------------------------------------------ shrinking */

static bool may_shrink(const Plan *p, const Row *row)
{
    return row->part == PART_SERVICE && row->parameter == SERVICE_RATE && row->group != ANY &&
           p->shrunk[row->line] && row->dist.kind != DIST_FIXED &&
           dist_variance(&row->dist) > 0;
}

/* One service and band in one year of all groups: fewer than three have no mean to speak of. */
static void shrink_like(Arena *a, Demand *d, const Row *first, bool *done)
{
    const Plan *p = d->p;
    double *y = NEW_ARRAY(a, double, p->n_rows), *v = NEW_ARRAY(a, double, p->n_rows);
    int *at = NEW_ARRAY(a, int, p->n_rows), n = 0;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (!may_shrink(p, row) || row->line != first->line || row->service != first->service ||
            row->band != first->band || row->year != first->year)
            continue;
        done[i] = true;
        y[n] = row->value;
        v[n] = dist_variance(&row->dist);
        at[n++] = i;
    }
    if (n < 3)
        return;
    SmallAreas all = small_area_fit(y, v, n);
    for (int i = 0; i < n; i++) {
        SmallArea area = small_area_shrink(&all, y[i], v[i]);
        d->shrunk[at[i]] = (Shrunk){.row = &p->rows[at[i]],
                                    .mean = area.estimate,
                                    .slope = sqrt(area.error / v[i]),
                                    .around = y[i],
                                    .weight = area.weight};
        d->n_shrunk++;
    }
}

static void lay_out_shrinking(Arena *a, Demand *d)
{
    const Plan *p = d->p;
    bool *done = NEW_ARRAY(a, bool, p->n_rows + 1);
    if (!p->shrunk)
        return;
    d->shrunk = NEW_ARRAY(a, Shrunk, p->n_rows + 1);
    for (int i = 0; i < p->n_rows; i++)
        if (!done[i] && may_shrink(p, &p->rows[i]))
            shrink_like(a, d, &p->rows[i], done);
}

static double row_value(const Demand *d, const Row *row, const double *theta)
{
    const Shrunk *s = &d->shrunk[row - d->p->rows];
    double v = theta[row - d->p->rows];
    return s->row ? s->mean + s->slope * (v - s->around) : v;
}

double demand_rate(const Demand *d, const Series *s, const double *theta, int year, bool shrink)
{
    if (!shrink || d->n_shrunk == 0)
        return series_value(s, d->p, theta, year);
    const Row *before = s->rows[0], *after = NULL;
    for (int i = 1; i < s->n && !after; i++)
        if (s->rows[i]->year <= year)
            before = s->rows[i];
        else
            after = s->rows[i];
    double value = row_value(d, before, theta);
    if (!after || year <= before->year)
        return value;
    return value + (row_value(d, after, theta) - value) * (year - before->year) /
                       (after->year - before->year);
}

/* ------------------------------------------------------------------ values */

void demand_lay_out_work(Arena *a, Demand *d)
{
    const Plan *p = d->p;
    Series *services, *times, *divisions, *population;
    Finder f = {.p = p};
    int room = 0;
    f.n_services = series_of_part(a, p, PART_SERVICE, &services);
    f.n_times = series_of_part(a, p, PART_TIME, &times);
    f.n_divisions = series_of_part(a, p, PART_DIVISION, &divisions);
    f.n_population = series_of_part(a, p, PART_POPULATION, &population);
    f.services = services;
    f.times = times;
    f.divisions = divisions;
    f.population = population;
    for (int line = 0; line < p->n_lines && f.n_services; line++)
        lay_out_line(a, &f, d, line, &room);
    check_use(&f, d);
    lay_out_backlogs(a, d);
    lay_out_shrinking(a, d);
}

static double share(const Demand *d, const double *theta, const Series *s, int year,
                    double missing)
{
    return s ? fmin(of(d, theta, s, year, 0), 1) : missing;
}

WorkHours work_hours(const Demand *d, const double *theta, const Work *w, int year, bool shrink)
{
    WorkHours hours = {0};
    for (int i = 0; i < w->n_tasks; i++) {
        const WorkTask *t = &w->tasks[i];
        double amount = fmax(0, demand_rate(d, t->amount, theta, year, shrink)) *
                        of(d, theta, t->population, year, 1);
        double all = amount * of(d, theta, t->hours, year, 0);
        double ot = share(d, theta, t->ot_share, year, 1);
        double worker = fmin(share(d, theta, t->worker_share, year, 0), 1 - ot);
        hours.ot += all * ot / fmax(share(d, theta, t->focus, year, 1), 1e-6);
        hours.worker += all * worker;
        hours.other += all * (1 - ot - worker);
    }
    return hours;
}

double work_needs(const Demand *d, const double *theta, const Work *w, int year, bool shrink)
{
    WorkingTime t = {.days = of(d, theta, w->time[TIME_DAYS], year, 0),
                     .leave = of(d, theta, w->time[TIME_LEAVE], year, 0),
                     .holidays = of(d, theta, w->time[TIME_HOLIDAYS], year, 0),
                     .sickness = of(d, theta, w->time[TIME_SICKNESS], year, 0),
                     .training = of(d, theta, w->time[TIME_TRAINING], year, 0),
                     .hours_per_day = of(d, theta, w->time[TIME_HOURS_PER_DAY], year, 0),
                     .support_share =
                         fmin(of(d, theta, w->time[TIME_SUPPORT_SHARE], year, 0), .99),
                     .individual_hours = of(d, theta, w->time[TIME_INDIVIDUAL_HOURS], year, 0)};
    if (work_available_hours(&t) <= 0)
        return NAN; /* nobody has time: there is no number of posts */
    return work_posts(&t, work_hours(d, theta, w, year, shrink).ot);
}
