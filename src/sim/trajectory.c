/* Decides what of a course is reported. The course with a ceiling and the one without take the
 * same random numbers wherever they can, so that their difference is the ceiling's and not
 * chance. */
#include "sim/trajectory.h"
#include "sim/ceiling.h"
#include "sim/rates.h"
#include "sim/training.h"
#include <math.h>

const char *supply_part_name(SupplyPart part)
{
    static const char *const names[SUPPLY_PARTS] = {"locum", "apprentice", "supply_ceiling",
                                                    "turned_away", "unfilled"};
    return names[part];
}

bool supply_has_part(const Plan *p, SupplyPart part)
{
    bool any = false;
    switch (part) {
    case PART_OF_LOCUMS:
        for (int i = 0; i < p->n_rows; i++)
            any |= p->rows[i].part == PART_LOCUM;
        return any;
    case PART_OF_APPRENTICES:
        for (int i = 0; i < p->n_routes; i++)
            any |= p->routes[i].from && p->routes[i].counts > 0;
        return any;
    default:
        return p->ceiling > 0;
    }
}

/* A course in heads by state, and its apprentices. */
typedef struct Course {
    double *heads, *apprentices;
} Course;

static void note_counts(const StepCounts *counts, int steps, double *flows)
{
    for (int step = 0; step < steps; step++) {
        const StepCounts *c = &counts[step];
        double *f = flows + step * FLOW_COUNT;
        f[FLOW_EXITS] = (double)c->exits;
        f[FLOW_MOVES] = (double)c->moves;
        f[FLOW_JOINERS] = (double)c->joiners;
        f[FLOW_GRADUATES] = (double)c->graduates;
        f[FLOW_ENTRANTS] = (double)c->entrants;
        f[FLOW_RESIDUAL] = (double)c->residual;
        f[FLOW_TRAINING] = (double)c->training;
    }
}

/* The course of means, its flows by step. */
static void course_of_means(const Rates *r, const Plan *p, const double *x, Arena *a,
                            double *stock, double *apprentices, double *flows)
{
    double *of[FLOW_COUNT];
    for (int i = 0; i < FLOW_COUNT; i++)
        of[i] = NEW_ARRAY(a, double, p->n_steps);
    expected_run(r, p, x, stock,
                 &(Flows){.exits = of[FLOW_EXITS],
                          .moves = of[FLOW_MOVES],
                          .joiners = of[FLOW_JOINERS],
                          .graduates = of[FLOW_GRADUATES],
                          .entrants = of[FLOW_ENTRANTS],
                          .residual = of[FLOW_RESIDUAL],
                          .training = of[FLOW_TRAINING],
                          .apprentices = apprentices});
    for (int i = 0; i < FLOW_COUNT && flows; i++)
        for (int step = 0; step < p->n_steps; step++)
            flows[step * FLOW_COUNT + i] = of[i][step];
}

static void count(const Plan *p, const int32_t *counts, const double *stock, size_t n,
                  double *heads)
{
    size_t A = (size_t)p->n_ages;
    for (size_t i = 0; i < n; i++) {
        if (counts) {
            int64_t sum = 0;
            for (size_t age = 0; age < A; age++)
                sum += counts[i * A + age];
            heads[i] = (double)sum;
        } else {
            double sum = 0;
            for (size_t age = 0; age < A; age++)
                sum += stock[i * A + age];
            heads[i] = sum;
        }
    }
}

static Course course_of(const Rates *r, const Plan *p, const Ceiling *c, const Hiring *hiring,
                        const double *x, bool noise, uint64_t seed, uint32_t k, Arena *a,
                        double *flows, int32_t *started)
{
    size_t T = (size_t)(noise ? r->until : p->n_steps) + 1, cells = (size_t)plan_cells(p);
    Course course = {NEW_ARRAY(a, double, T *(size_t)p->n_states),
                     NEW_ARRAY(a, double, T *(size_t)p->n_routes + 1)};
    if (noise) {
        int32_t *counts = NEW_ARRAY(a, int32_t, T * cells);
        StepCounts *steps = flows ? NEW_ARRAY(a, StepCounts, p->n_steps) : NULL;
        chance_run(&(ChanceRun){.r = r,
                                .p = p,
                                .x = x,
                                .seed = seed,
                                .replicate = k,
                                .ceiling = c,
                                .hiring = *hiring,
                                .counts = steps,
                                .started = started,
                                .apprentices = course.apprentices},
                   counts);
        if (flows)
            note_counts(steps, r->until, flows);
        count(p, counts, NULL, T * (size_t)p->n_states, course.heads);
        return course;
    }
    double *stock = NEW_ARRAY(a, double, T *cells);
    if (c)
        ceiling_expected(r, p, c, x, a, stock, hiring, course.apprentices);
    else
        course_of_means(r, p, x, a, stock, course.apprentices, flows);
    count(p, NULL, stock, T * (size_t)p->n_states, course.heads);
    return course;
}

static void supply_of_course(const Rates *r, const Plan *p, const Course *course,
                             double *supply, double *locum, double *apprentice)
{
    int G = p->n_groups + 1;
    for (int step = 0; step <= r->until; step++) {
        supply_of_heads(r, p, step, course->heads + step * p->n_states, supply + step * G,
                        locum ? locum + step * G : NULL);
        training_supply(p, course->apprentices + step * p->n_routes, supply + step * G,
                        apprentice ? apprentice + step * G : NULL);
    }
}

void trajectory_run(const Rates *r, const Plan *p, const double *demand, const double *x,
                    bool noise, uint64_t seed, uint32_t k, Arena *scratch,
                    const Trajectory *out)
{
    Hiring none = {0};
    Course course =
        course_of(r, p, NULL, &none, x, noise, seed, k, scratch, out->flows, out->started);
    supply_of_course(r, p, &course, out->supply, out->parts[PART_OF_LOCUMS],
                     out->parts[PART_OF_APPRENTICES]);
    if (out->heads)
        memcpy(out->heads, course.heads,
               (size_t)(r->until + 1) * (size_t)p->n_states * sizeof *out->heads);
    if (!p->ceiling || !out->parts[PART_CEILING])
        return;
    Ceiling ceiling;
    int G = p->n_groups + 1;
    for (int group = 0; group < G; group++) /* nobody is hired at the opening */
        for (int part = PART_TURNED_AWAY; part <= PART_UNFILLED; part++)
            if (out->parts[part])
                out->parts[part][group] = NAN;
    Hiring hiring = {out->parts[PART_TURNED_AWAY], out->parts[PART_UNFILLED]};
    ceiling_new(scratch, p, demand, &ceiling);
    course = course_of(r, p, &ceiling, &hiring, x, noise, seed, k, scratch, NULL, NULL);
    supply_of_course(r, p, &course, out->parts[PART_CEILING], NULL, NULL);
}
