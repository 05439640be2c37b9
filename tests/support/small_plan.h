/* A plan small enough to check by hand, for the tests of commissioning. It includes
 * support/test.h, so it comes last. */
#ifndef PONT_TESTS_SUPPORT_SMALL_PLAN_H
#define PONT_TESTS_SUPPORT_SMALL_PLAN_H

#include "sim/commission.h"
#include "support/test.h"

/* One state, one or two routes of the same length, no age: small enough to check by hand. The
 * stock is 0 and nobody leaves, so supply counts those who came through. */
enum { START = 2024, MOST_ROWS = 64 };

typedef struct Small {
    Plan p;
    Row rows[MOST_ROWS];
    State state;
    AgeClass age;
    Route routes[2];
    Target targets[2];
    const char *names[1];
} Small;

static inline Row *add(Small *s, Part part, double value)
{
    Row *row = &s->rows[s->p.n_rows++];
    *row = row_everywhere(part);
    row->id = "row";
    row->value = value;
    return row;
}

static inline void limit(Small *s, LimitKind kind, int route, double value)
{
    Row *row = add(s, PART_LIMIT, value);
    row->kind = (int)kind;
    row->route = route;
}

/* Intakes of 2025..2028 are decided; all of them count in 2028 + length. */
static inline Small *small(Arena *a, int n_routes, int length, double capture, double demand)
{
    Small *s = NEW(a, Small);
    s->names[0] = "one";
    s->state = (State){.id = "post", .label = "post", .group = 0, .weight = 1};
    s->age = (AgeClass){.id = "all", .from = 0, .to = 99};
    for (int r = 0; r < n_routes; r++)
        s->routes[r] = (Route){.id = r ? "b" : "a",
                               .label = "",
                               .length = length,
                               .share = n_routes == 1 ? 1
                                        : r           ? 0.4
                                                      : 0.6,
                               .decided = true};
    s->targets[0] = (Target){.line = 0,
                             .group = ANY,
                             .year_from = 2028 + length,
                             .year_to = 2028 + length,
                             .weight = 1};
    s->p = (Plan){.title = "small",
                  .measure = "heads",
                  .start_year = START,
                  .n_steps = 4 + length,
                  .shown_steps = 4 + length,
                  .step_years = 1,
                  .n_states = 1,
                  .n_groups = 1,
                  .n_ages = 1,
                  .n_routes = n_routes,
                  .n_lines = 1,
                  .n_targets = 1,
                  .states = &s->state,
                  .groups = s->names,
                  .ages = &s->age,
                  .routes = s->routes,
                  .lines = s->names,
                  .rows = s->rows,
                  .targets = s->targets,
                  .decide_from = 2025,
                  .decide_to = 2028,
                  .confidence = 0.8,
                  .cost_under = 4,
                  .cost_over = 1,
                  .draws = 1,
                  .seed = 1};
    add(s, PART_STOCK, 0)->state = 0;
    for (int r = 0; r < n_routes; r++) {
        Row *row = add(s, PART_CAPTURE, capture);
        row->route = r;
        row->state = 0;
    }
    add(s, PART_DEMAND, demand)->line = 0;
    return s;
}

static inline void intake(Small *s, int route, int year, double value)
{
    Row *row = add(s, PART_INTAKE, value);
    row->route = route;
    row->year = year;
}

#define MUST(call)                                                                             \
    do {                                                                                       \
        Err err = {0};                                                                         \
        if (!(call))                                                                           \
            fail_msg("%s", err.message);                                                       \
    } while (0)

static inline Ensemble ensemble(Arena *a, const Small *s, int K, int threads)
{
    Ensemble e;
    MUST(ensemble_run(a, &err, &s->p, 1, K, threads, false, &e));
    return e;
}

static inline double at(const Small *s, const IntakePath *path, int route, int year)
{
    return path->x[route * plan_intake_years(&s->p) + year - plan_first_intake_year(&s->p)];
}

#endif
