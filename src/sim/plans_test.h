/* Plans that several tests share, and a way to build one in a few lines. */
#ifndef PONT_SIM_PLANS_TEST_H
#define PONT_SIM_PLANS_TEST_H

#include "sim/engine.h"

/* One group "all", one age class, probabilities, one-year steps from 2024, nothing decided. */
Plan *test_plan(Arena *a, int n_states, int n_ages, int n_routes, int n_steps);
/* A new row with every key open (ANY) for all years; the caller sets what it needs. Room for
 * 400 rows. */
Row *test_row(Plan *p, Part part, double value);
Row *test_stock(Plan *p, int state, int age, double heads);
Row *test_exit(Plan *p, int state, double share);
Row *test_move(Plan *p, int state, int to, double share);
Row *test_joiner(Plan *p, int state, int age, double heads);
Row *test_intake(Plan *p, int route, int year, double students);

/* Two sectors and those who do not practise, 2024 to 2034: H = 0, L = 1, O = 2. */
Plan *test_ot_mini(Arena *a, bool with_intake);
/* The reference workload WF1: 50,000 people in 4 sectors and 50 ages, 30 years. */
Plan *test_wf1(Arena *a);
/* A lawful plan made of random numbers: every part of the engine in some mixture. */
Plan *test_random_plan(Arena *a, uint32_t number);

/* The same with routes whose students leave states of the plan. */
Plan *test_random_training(Arena *a, uint32_t number);

typedef struct TestRun {
    Rates *r;
    double *theta, *x, *stock; /* at central values */
    int cells, n_years;
} TestRun;
/* Central rates and the expected course; fails the test when the plan is not lawful. */
TestRun test_run(Arena *a, const Plan *p);
/* Heads of a state at a step. */
double test_heads(const TestRun *run, const Plan *p, int step, int state);

#endif
