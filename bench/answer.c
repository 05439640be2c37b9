/* The programmes of a commissioning answer measured: src/sim beside the same programme stated
 * whole, with a row for every draw and target, for the same solver (GLPK).
 *
 *     answer FOLDER [SECONDS]   CPU seconds after which the whole statement is given up; 20
 *
 * Both get the same futures of the model folder. "worst" is a linear programme, and both must
 * find the same cost; "chance" is one in whole numbers, which src/sim seeks and bounds, so that
 * the other's cost, where it ends, must lie between the bound and what was found. Each runs in
 * a process of its own. Before these, what the parts of an answer cost. */
#include "modules/projection/folder.h"
#include "sim/chance.h"
#include "sim/verify_sample.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct Task {
    const Plan *plan;
    const Ensemble *e;
    bool worst;
    double p;
} Task;

typedef struct Result {
    bool ended;
    double cpu, value, bound;
} Result;

static double cpu(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void must(bool ok, const Err *err)
{
    if (ok)
        return;
    fprintf(stderr, "answer: %s\n", err->message);
    exit(1);
}

static int least_met(int K, double p)
{
    return (int)ceil(p * K - 1e-9);
}

static double *prices(Arena *a, const Decision *d, const Futures *f)
{
    double *price = NEW_ARRAY(a, double, f->n + 1);
    for (int c = 0; c < f->n; c++)
        price[c] = d->p->objective == OBJECTIVE_COST ? d->cost[f->cell[c]] : 1;
    return price;
}

/* ---------------------------------------------------------------- src/sim */

static void ours(const Task *t, Result *out)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Decision d;
    Reach reach;
    Reached r;
    double start = cpu();
    must(decision_new(a, &err, t->plan, &d), &err);
    Futures f = futures_of(a, &d, t->e);
    SCOPED_LP lp = lp_new(a);
    must(reach_new(a, &d, &err, &f, lp, prices(a, &d, &f), &reach), &err);
    if (t->worst) {
        must(cvar_solve(&reach, t->p, &r), &err);
    } else {
        int m = least_met(f.K, t->p);
        double *single = NEW_ARRAY(a, double, f.K + 1), *loss = NEW_ARRAY(a, double, f.K + 1);
        int *hardest = NEW_ARRAY(a, int, f.K + 1), *worst = NEW_ARRAY(a, int, f.K + 1);
        must(chance_seek(&reach, m, NULL, &r), &err);
        futures_losses(&f, r.x, loss, worst);
        for (int k = 0; k < f.K; k++) {
            int i = k;
            for (; i > 0 && loss[hardest[i - 1]] < loss[k]; i--)
                hardest[i] = hardest[i - 1];
            hardest[i] = k;
            single[k] = NAN;
        }
        must(chance_bound(&reach, m, hardest, single, &r.bound), &err);
    }
    *out = (Result){r.attained, cpu() - start, r.value, r.bound};
}

/* ---------------------------------------------------------------- stated whole */

static LpSum brings(Arena *a, const Decision *d, const Futures *f, size_t row)
{
    LpSum sum = {.arena = a};
    for (int c = 0; c < f->n; c++)
        if (f->response[row * (size_t)f->n + (size_t)c] != 0)
            lp_push(&sum, d->var[f->cell[c]], f->response[row * (size_t)f->n + (size_t)c]);
    return sum;
}

/* Rockafellar and Uryasev: level + mean of what is lost above it, over (1 - p), is at most 0.
 */
static void add_worst(Arena *a, const Task *t, const Decision *d, const Futures *f)
{
    int level = lp_var(d->lp, -INFINITY, INFINITY, 0, false);
    LpSum tail = {.arena = a};
    lp_push(&tail, level, 1);
    for (int k = 0; k < f->K; k++) {
        int above = lp_var(d->lp, 0, INFINITY, 0, false);
        lp_push(&tail, above, 1 / ((1 - t->p) * f->K));
        for (int i = 0; i < f->P; i++) {
            size_t row = (size_t)k * (size_t)f->P + (size_t)i;
            LpSum sum = brings(a, d, f, row);
            lp_push(&sum, level, 1);
            lp_push(&sum, above, 1);
            lp_row(d->lp, &sum, f->need[row], INFINITY);
        }
    }
    lp_row(d->lp, &tail, -INFINITY, 0);
}

static void add_chance(Arena *a, const Task *t, const Decision *d, const Futures *f)
{
    LpSum missed = {.arena = a};
    for (int k = 0; k < f->K; k++) {
        int miss = lp_var(d->lp, 0, 1, 0, true);
        lp_push(&missed, miss, 1);
        for (int i = 0; i < f->P; i++) {
            size_t row = (size_t)k * (size_t)f->P + (size_t)i;
            LpSum sum = brings(a, d, f, row);
            lp_push(&sum, miss, fmax(0, f->need[row]));
            lp_row(d->lp, &sum, f->need[row], INFINITY);
        }
    }
    lp_row(d->lp, &missed, -INFINITY, f->K - least_met(f->K, t->p));
}

static void whole(const Task *t, Result *out)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Decision d;
    LpStatus status;
    bool conflict, settled;
    double start = cpu();
    must(decision_new(a, &err, t->plan, &d), &err);
    Futures f = futures_of(a, &d, t->e);
    double *price = prices(a, &d, &f);
    SCOPED_LP lp = lp_new(a);
    decision_build(a, &d, lp, false);
    must(decision_settle(&d, &err, &conflict, &settled), &err);
    (t->worst ? add_worst : add_chance)(a, t, &d, &f);
    for (int c = 0; c < f.n; c++)
        lp_cost(lp, d.var[f.cell[c]], price[c]);
    must(lp_solve(lp, &err, &status), &err);
    *out = (Result){status == LP_OPTIMAL, cpu() - start, lp_value(lp), lp_bound(lp)};
}

/* Runs in a child, which the kernel ends after so many CPU seconds. */
static Result run(void (*job)(const Task *, Result *), const Task *t, unsigned seconds)
{
    Result result = {0};
    int ends[2];
    fflush(stdout);
    if (pipe(ends) != 0)
        return result;
    pid_t child = fork();
    if (child == 0) {
        unsigned used = (unsigned)cpu();
        setrlimit(RLIMIT_CPU, &(struct rlimit){used + seconds, used + seconds});
        job(t, &result);
        ssize_t n = write(ends[1], &result, sizeof result);
        _exit(n == sizeof result ? 0 : 1);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &result, sizeof result) != sizeof result)
        result = (Result){0};
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return result;
}

/* ---------------------------------------------------------------- the parts of an answer */

static void part(const char *name, double *since)
{
    printf("  %-46s %8.3f\n", name, cpu() - *since);
    *since = cpu();
}

static void tell_parts(Arena *a, const Plan *p, int K)
{
    static const double three[] = {.5, .8, .95};
    Err err = {0};
    Ensemble e;
    CommissionPrepared *prepared;
    CommissionAnswer levels, answer;
    LimitWorth *worth;
    Optimism *optimism;
    int n;
    PrepareOptions o = {.seed = 20, .K = K, .threads = 1, .noise = true, .fresh = true};
    CommissionAsk ask = {.confidence = three, .n = 3, .levels = true, .check = true};
    double since = cpu();
    must(ensemble_run_of(a, &err, p, o.seed, K, 1, true, ENSEMBLE_POINTS, NULL, &e), &err);
    part("draws", &since);
    must(commission_prepare_with(a, &err, p, &o, &e, &prepared), &err);
    part("fresh draws to check with", &since);
    must(commission_solve(a, &err, prepared, &ask, &levels), &err);
    part("levels for 50, 80 and 95 %, checked", &since);
    ask.levels = false;
    ask.aims = 1 << AIM_CHANCE;
    must(commission_solve(a, &err, prepared, &ask, &answer), &err);
    part("chance programmes for the three, checked", &since);
    ask.aims = 1 << AIM_CVAR | 1 << AIM_EXPECTED;
    must(commission_solve(a, &err, prepared, &ask, &answer), &err);
    part("programmes for the mean and the worst", &since);
    must(commission_relax(a, &err, prepared, p, &worth, &n), &err);
    part("what relaxing each limit buys", &since);
    must(commission_optimism(a, &err, prepared, p, levels.levels.points[1].path.x, &optimism,
                             &n),
         &err);
    part("without each optimistic assumption", &since);
    must(ensemble_run(a, &err, p, o.seed, K, 1, true, &e), &err);
    part("draws with all that is reported beside", &since);
}

int main(int argc, char **argv)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Model m;
    Plan p;
    ModelProblems problems = {.arena = a};
    unsigned seconds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 20;
    bool failed = false;
    must(argc > 1 || fail(&err, INVALID, "name a model folder"), &err);
    must(folder_plan(a, &err, argv[1], &problems, &m, &p), &err);
    printf("The parts of an answer, 1,000 draws; CPU seconds of one thread\n");
    tell_parts(a, &p, 1000);
    printf("\nIts programmes; CPU seconds of one thread, costs in GBP million\n");
    printf("  %-22s %9s %8s %9s %9s %9s %9s\n", "programme", "pont s", "whole s", "pont cost",
           "bound", "whole", "");
    for (int i = 0; i < 8; i++) {
        int K = i < 4 ? 60 : 1000;
        Task t = {&p, NULL, i % 4 < 2, i % 2 ? .95 : .8};
        Ensemble e;
        must(ensemble_run_of(a, &err, &p, 20, K, 1, true, ENSEMBLE_POINTS, NULL, &e), &err);
        t.e = &e;
        Result own = run(ours, &t, 600), other = run(whole, &t, seconds);
        double slack = 2e-4 * fabs(own.value);
        bool differs =
            other.ended && own.ended &&
            (t.worst ? fabs(own.value - other.value) > slack
                     : other.value > own.value + slack || other.value < own.bound - slack);
        char name[64], took[32], cost[32];
        snprintf(name, sizeof name, "%s %g %%, %d draws", t.worst ? "worst" : "chance",
                 100 * t.p, K);
        snprintf(took, sizeof took, other.ended ? "%.2f" : ">%.0f",
                 other.ended ? other.cpu : (double)seconds);
        snprintf(cost, sizeof cost, other.ended ? "%.3f" : "-", other.value / 1e6);
        printf("  %-22s %9.2f %8s %9.3f %9.3f %9s %9s\n", name, own.cpu, took, own.value / 1e6,
               own.bound / 1e6, cost,
               !own.ended ? "out of reach"
               : differs  ? "DIFFERS"
                          : "");
        failed |= differs;
    }
    return failed;
}
