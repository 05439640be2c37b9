/* Disclosure control measured: the cut loop of src/sim beside a compact programme in GLPK that
 * states the whole problem at once (test_compact in src/sim/disclosure_test.h).
 *
 *     disclosure [SECONDS]   CPU seconds after which the compact programme is given up; 20
 *
 * Both get the same tables, and must find the same cost where both end. Each runs in a process
 * of its own, so that its CPU time is its own. Fails when an answer differs or is not safe. */
#include "sim/disclosure_test.h"
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Shape {
    const char *name;
    int n, sizes[SAFE_DIMENSIONS];
    double mean;
    SafeInsiders insiders;
    bool both_ways; /* the rule's own protection, so that a reader cannot tell that a cell is
                       small; otherwise below and above 1 */
} Shape;

typedef struct Answer {
    double cost, bound, cpu;
    int cells, primary, secondary, rounds, programmes;
    bool ended, safe;
} Answer;

static double cpu(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Counts of about this mean, many of them small and some large: products of two draws. */
static SafeTable *make(Arena *a, const Shape *s)
{
    unsigned state = 20260101;
    int cells = 1, *numbers;
    for (int d = 0; d < s->n; d++)
        cells *= s->sizes[d];
    int *counts = NEW_ARRAY(a, int, cells);
    for (int i = 0; i < cells; i++) {
        double u = (test_next(&state) % 1000 + 1) / 1000.0;
        double v = (test_next(&state) % 1000 + 1) / 1000.0;
        counts[i] = (int)(4 * s->mean * u * v);
    }
    SafeRule rule = {.kind = SAFE_COUNT, .n = 5};
    if (!s->both_ways)
        rule.protect = (SafeProtection){1, 1, 0};
    return test_table(a, s->n, s->sizes, counts, &rule, s->insiders, &numbers);
}

static void ours(const Shape *s, Answer *out)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    SafePattern p;
    SafeAttack attack;
    SafeAttackOptions options = {.insiders = true};
    SafeTable *t = make(a, s);
    double start = cpu();
    if (!safe_suppress(a, &err, t, &(SafeLimits){0}, &p))
        return;
    *out = (Answer){p.cost,        p.bound,  cpu() - start, t->n_cells, p.n_primary,
                    p.n_secondary, p.rounds, p.programmes,  true,       false};
    out->safe =
        safe_attack(a, &err, t, safe_seen(a, t, p.held), &options, &attack) && attack.safe;
}

static void peer(const Shape *s, Answer *out)
{
    SCOPED_ARENA a = arena_new();
    SafeTable *t = make(a, s);
    double start = cpu();
    *out = (Answer){.cost = test_compact(a, t, 0), .ended = true};
    out->cpu = cpu() - start;
}

/* Runs in a child, which the kernel ends after so many CPU seconds. */
static Answer run(void (*job)(const Shape *, Answer *), const Shape *s, unsigned seconds)
{
    Answer answer = {0};
    int ends[2];
    fflush(stdout);
    if (pipe(ends) != 0)
        return answer;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds});
        job(s, &answer);
        ssize_t n = write(ends[1], &answer, sizeof answer);
        _exit(n == sizeof answer ? 0 : 1);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &answer, sizeof answer) != sizeof answer)
        answer = (Answer){0};
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return answer;
}

SafeTable *test_table(Arena *a, int n, const int *sizes, const int *counts,
                      const SafeRule *rule, SafeInsiders insiders, int **cells)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    SafeDimension dimensions[SAFE_DIMENSIONS];
    Err err = {0};
    SafeSpec spec = {.measure = "heads",
                     .n_dimensions = n,
                     .dimensions = dimensions,
                     .n_rules = 1,
                     .rules = rule,
                     .insiders = insiders,
                     .zeros_known = true};
    for (int d = 0; d < n; d++)
        dimensions[d] = test_dimension(a, names[d], sizes[d]);
    spec.micro = test_micro(a, n, sizes, counts, &spec.n_micro);
    SafeTable *t = safe_table(a);
    if (!safe_build(t, &err, &spec, cells)) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return t;
}

int main(int argc, char **argv)
{
    static const Shape shapes[] = {
        {"8 x 6", 2, {8, 6}, 12, SAFE_NO_INSIDERS, false},
        {"8 x 6, unseen", 2, {8, 6}, 12, SAFE_NO_INSIDERS, true},
        {"14 x 10", 2, {14, 10}, 12, SAFE_NO_INSIDERS, false},
        {"14 x 10, unseen", 2, {14, 10}, 12, SAFE_NO_INSIDERS, true},
        {"22 x 8", 2, {22, 8}, 12, SAFE_NO_INSIDERS, false},
        {"22 x 8, unseen", 2, {22, 8}, 12, SAFE_NO_INSIDERS, true},
        {"60 x 10", 2, {60, 10}, 12, SAFE_NO_INSIDERS, false},
        {"60 x 10, unseen", 2, {60, 10}, 12, SAFE_NO_INSIDERS, true},
        {"14 x 10 x 4", 3, {14, 10, 4}, 12, SAFE_NO_INSIDERS, false},
        {"14 x 10 x 4, unseen", 3, {14, 10, 4}, 12, SAFE_NO_INSIDERS, true},
        {"14 x 10 x 4 sparse", 3, {14, 10, 4}, 1, SAFE_NO_INSIDERS, true},
        {"  and people know", 3, {14, 10, 4}, 1, SAFE_PEOPLE, true},
        {"  and councils know", 3, {14, 10, 4}, 1, SAFE_ORGANISATIONS, true},
        {"6 x 5 x 4 x 3, unseen", 4, {6, 5, 4, 3}, 12, SAFE_NO_INSIDERS, true},
    };
    unsigned seconds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 20;
    bool failed = false;
    printf("Secondary suppression, counts below 5; CPU seconds of one thread\n");
    printf("%-24s %6s %8s %6s %6s %-9s %8s %9s\n", "table", "cells", "primary", "more", "cost",
           "", "pont s", "compact s");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const Shape *s = &shapes[i];
        Answer own = run(ours, s, 600), other = {0};
        if (s->insiders == SAFE_NO_INSIDERS) /* the compact programme has none */
            other = run(peer, s, seconds);
        bool differs = other.ended && !isnan(other.cost) && fabs(other.cost - own.cost) > 1e-6;
        bool proved = own.ended && own.bound >= own.cost - 1e-6;
        printf("%-24s %6d %8d %6d %6g %-9s %8.2f ", s->name, own.cells, own.primary,
               own.secondary, own.cost,
               !own.ended  ? "FAILED"
               : !own.safe ? "UNSAFE"
               : proved    ? "proved"
                           : "not proved",
               own.cpu);
        if (s->insiders != SAFE_NO_INSIDERS)
            printf("%9s\n", "-");
        else if (!other.ended)
            printf("%8s%u\n", ">", seconds);
        else
            printf("%9.2f%s\n", other.cpu, differs ? " DIFFERS" : "");
        failed |= differs || !own.ended || !own.safe;
    }
    return failed;
}
