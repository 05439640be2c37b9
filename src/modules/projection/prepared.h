/* The futures of a plan, drawn once and kept: what makes an answer follow a slider.
 *
 * Supply is affine in the intakes, so with the ensemble and the effect of one more student in
 * every year an answer for other intakes, limits or confidence is arithmetic. Kept for the life
 * of the process (core/memo.h), by the digest of all that the draws depend on, up to a bounded
 * amount of memory; the one not used for longest goes first. Threads share them. */
#ifndef PONT_PROJECTION_PREPARED_H
#define PONT_PROJECTION_PREPARED_H

#include "modules/projection/projection.h"
#include "sim/lever.h"

typedef struct Prepared {
    const char *digest; /* of model, seed and number of draws */
    Plan plan;          /* as it was when they were drawn */
    Ensemble ensemble;  /* with process noise */
    int n_steps;        /* shown */
    /* [K + 1][n_steps + 1][n_routes][n_years] of all supply, per student starting; row K at
     * central values. */
    const double *effect;
    const double *theta; /* [K + 1][n_rows + 1] */
    /* [K + 1][n_routes][n_years] GBP for a student over the whole training, on any
     * route, of the decided years; 0 elsewhere. */
    const double *cost;
} Prepared;

/* Draws them, or finds those that were drawn. old: those of the plan without its changes, of as
 * many draws and the same seed, which makes it quicker and nothing else; or NULL. Give them
 * back when they are not read any more: const Prepared *p CLEANUP_PREPARED = NULL; */
bool prepared_take(Ctx *cx, const Model *m, int draws, uint64_t seed, const Prepared *old,
                   const Prepared **out) MUST_CHECK;
void prepared_give(const Prepared *p); /* NULL is accepted */
/* One thing that is worked out of them alone, made when it is first asked for, in their arena
 * and for their life. NULL when `make` fails. */
const void *prepared_keep(const Prepared *p, const void *(*make)(Arena *a, void *with),
                          void *with);
static inline void prepared_cleanup(const Prepared **p)
{
    prepared_give(*p);
}
#define CLEANUP_PREPARED __attribute__((cleanup(prepared_cleanup)))

/* The path of intakes that a common level becomes under the limits. It depends on the limits,
 * the routes and what students need, and on nothing that is uncertain: kept in the same way. */
typedef struct PreparedPath {
    Plan plan;
    Decision decision;
    LevelPath path;
} PreparedPath;
bool prepared_path_take(Ctx *cx, const Model *m, const PreparedPath **out) MUST_CHECK;
void prepared_path_give(const PreparedPath *p); /* NULL is accepted */
static inline void prepared_path_cleanup(const PreparedPath **p)
{
    prepared_path_give(*p);
}
#define CLEANUP_PREPARED_PATH __attribute__((cleanup(prepared_path_cleanup)))

/* Effect of one more student on all supply in the year of a step, draw k (K = central). */
static inline const double *prepared_effect(const Prepared *p, int k, int step)
{
    size_t n = (size_t)(p->plan.n_routes * p->ensemble.n_years);
    return p->effect + ((size_t)k * (size_t)(p->n_steps + 1) + (size_t)step) * n;
}

#endif
