/* Decides how long drawn futures are kept, and what they are kept by.
 *
 * Each has an arena of its own, so that it can go by itself. What is being read is never let
 * go; two threads that want the same at once may both draw it, and one of them is thrown away:
 * the answer is the same. */
#include "modules/projection/prepared.h"
#include "base/file.h"
#include "core/memo.h"
#include "sim/spare_rates.h"

enum { MOST_KEPT = 40, PATH_BYTES = 4 << 20 /* about as much as a path takes */ };
#define MOST_BYTES ((size_t)512 << 20) /* of all that are kept */

typedef struct Kept {
    Prepared p;        /* or, where it is a path: */
    PreparedPath path; /* with p.digest as its key */
    Arena *arena;
    pthread_mutex_t lock;
    const void *worked_out; /* by prepared_keep() */
    struct Shelf *shelf;    /* NULL: not kept, and let go when it is given back */
    int readers;
    size_t bytes;
    uint64_t used; /* when it was asked for last, in askings */
} Kept;

typedef struct Shelf {
    pthread_mutex_t lock;
    uint64_t askings;
    int n;
    size_t bytes;
    Kept *items[MOST_KEPT];
} Shelf;

static void let_go(Kept *f)
{
    pthread_mutex_destroy(&f->lock);
    arena_free(f->arena);
}

/* ---------------------------------------------------------------- the shelf */

static void shelf_end(void *self)
{
    Shelf *s = self;
    for (int i = 0; i < s->n; i++)
        let_go(s->items[i]);
    pthread_mutex_destroy(&s->lock);
}

static const void *shelf_make(Arena *a, void *with)
{
    (void)with;
    Shelf *s = NEW(a, Shelf);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static Shelf *shelf_of(Ctx *cx)
{
    struct Memo *memo = cx->app ? cx->app->memo : NULL;
    /* The shelf guards what is on it by its own lock; the memo only keeps the shelf itself. */
    return memo ? (Shelf *)(uintptr_t)memo_keep_until(memo, "projection.futures", shelf_make,
                                                      NULL, shelf_end)
                : NULL;
}

static Kept *shelf_find(Shelf *s, const char *digest)
{
    Kept *found = NULL;
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < s->n && !found; i++)
        if (same(s->items[i]->p.digest, digest)) {
            found = s->items[i];
            found->readers++;
            found->used = ++s->askings;
        }
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* Makes room for `bytes` more; false when everything on it is being read. */
static bool make_room(Shelf *s, size_t bytes)
{
    while (s->n == MOST_KEPT || (s->n && s->bytes + bytes > MOST_BYTES)) {
        int oldest = -1;
        for (int i = 0; i < s->n; i++)
            if (!s->items[i]->readers &&
                (oldest < 0 || s->items[i]->used < s->items[oldest]->used))
                oldest = i;
        if (oldest < 0)
            return false;
        s->bytes -= s->items[oldest]->bytes;
        let_go(s->items[oldest]);
        s->items[oldest] = s->items[--s->n];
    }
    return bytes <= MOST_BYTES;
}

static void shelf_put(Shelf *s, Kept *f)
{
    pthread_mutex_lock(&s->lock);
    if (make_room(s, f->bytes)) {
        f->shelf = s;
        f->used = ++s->askings;
        s->bytes += f->bytes;
        s->items[s->n++] = f;
    }
    pthread_mutex_unlock(&s->lock);
}

static void give(Kept *f)
{
    if (!f->shelf) {
        let_go(f);
        return;
    }
    pthread_mutex_lock(&f->shelf->lock);
    f->readers--;
    pthread_mutex_unlock(&f->shelf->lock);
}

void prepared_give(const Prepared *p)
{
    if (p)
        give((Kept *)(uintptr_t)p); /* p is its first member */
}

void prepared_path_give(const PreparedPath *p)
{
    if (p)
        give((Kept *)((uintptr_t)p - offsetof(Kept, path)));
}

const void *prepared_keep(const Prepared *p, const void *(*make)(Arena *a, void *with),
                          void *with)
{
    Kept *f = (Kept *)(uintptr_t)p;
    pthread_mutex_lock(&f->lock);
    if (!f->worked_out)
        f->worked_out = make(f->arena, with);
    const void *out = f->worked_out;
    pthread_mutex_unlock(&f->lock);
    return out;
}

/* ---------------------------------------------------------------- assumptions
 *
 * Inverting distributions takes as long as all else, so it is done once: the ensemble is given
 * the draws, and a plan with changes takes those of the rows that did not change from the plan
 * without. */

typedef struct Thetas {
    const Plan *p;       /* rows that are taken over stand as fixed in it */
    const Prepared *old; /* or NULL */
    const int *from;     /* [n_rows] the row of old to take over; or -1 */
    uint64_t seed;
    int K;
    const ThetaTables *tables;
    double *theta; /* [K + 1][n_rows + 1] */
} Thetas;

static bool same_dist(const Row *a, const Row *b)
{
    return a->value == b->value && a->dist.kind == b->dist.kind && a->dist.a == b->dist.a &&
           a->dist.b == b->dist.b && a->dist.c == b->dist.c && a->like == b->like &&
           a->stretch == b->stretch && a->shift == b->shift;
}

static void draw_thetas(void *self, int k, Arena *scratch)
{
    const Thetas *t = self;
    double *theta = t->theta + (size_t)k * (size_t)(t->p->n_rows + 1);
    (void)scratch;
    if (k == t->K)
        theta_central(t->p, theta);
    else
        theta_draw_from(t->tables, k, t->K, theta);
    for (int i = 0; i < t->p->n_rows && t->from; i++)
        if (t->from[i] >= 0)
            theta[i] =
                t->old
                    ->theta[(size_t)k * (size_t)(t->old->plan.n_rows + 1) + (size_t)t->from[i]];
    theta_spread(t->p, theta);
}

/* A changed model has the same rows in the same order, but for what was added. */
static Plan take_over(Arena *scratch, const Plan *p, const Prepared *old, const int **from)
{
    Plan out = *p;
    int *taken = NEW_ARRAY(scratch, int, p->n_rows + 1);
    out.rows = NEW_ARRAY(scratch, Row, p->n_rows + 1);
    memcpy(out.rows, p->rows, (size_t)p->n_rows * sizeof *p->rows);
    for (int i = 0; i < p->n_rows; i++) {
        const Row *before = i < old->plan.n_rows ? &old->plan.rows[i] : NULL;
        bool it = before && same(before->id, p->rows[i].id) && same_dist(before, &p->rows[i]);
        taken[i] = it ? i : -1;
        if (it)
            out.rows[i].dist = (Dist){.kind = DIST_FIXED, .a = p->rows[i].value};
    }
    *from = taken;
    return out;
}

static const double *thetas(Ctx *cx, Arena *a, const Plan *p, const Prepared *old,
                            uint64_t seed, int K)
{
    SCOPED_ARENA scratch = arena_new();
    Thetas t = {.p = p, .old = old, .seed = seed, .K = K};
    Plan fixed;
    t.theta = NEW_ARRAY(a, double, (size_t)(K + 1) * (size_t)(p->n_rows + 1));
    if (old && old->ensemble.K == K && !p->n_given) {
        fixed = take_over(scratch, p, old, &t.from);
        t.p = &fixed;
    }
    t.tables = theta_tables(scratch, t.p, seed, cx->threads);
    parallel_for(K + 1, cx->threads, draw_thetas, &t);
    return t.theta;
}

/* The plan with its draws given. */
static Plan with_given(Arena *a, const Plan *p, const double *theta, int K)
{
    Plan out = *p;
    int *rows = NEW_ARRAY(a, int, p->n_rows + 1);
    double *given = NEW_ARRAY(a, double, (size_t)K *(size_t)p->n_rows + 1);
    for (int i = 0; i < p->n_rows; i++)
        rows[i] = i;
    for (int k = 0; k < K; k++)
        memcpy(given + (size_t)k * (size_t)p->n_rows,
               theta + (size_t)k * (size_t)(p->n_rows + 1), (size_t)p->n_rows * sizeof *given);
    out.rows = NEW_ARRAY(a, Row, p->n_rows + 1);
    memcpy(out.rows, p->rows, (size_t)p->n_rows * sizeof *p->rows);
    for (int i = 0; i < p->n_rows; i++)
        out.rows[i].dist.kind = DIST_FIXED;
    out.n_given = K;
    out.n_given_rows = p->n_rows;
    out.given_rows = rows;
    out.given = given;
    return out;
}

/* ---------------------------------------------------------------- drawing */

typedef struct Effects {
    const Plan *p;
    int K, n_steps, n;
    const double *theta;
    double *effect, *cost;
    Err *errors;
    bool *failed;
    SpareRates spare;
} Effects;

/* What a student costs who starts on the route in intake year j, drop-outs counted. */
static double cost_of(const Plan *p, const Rates *r, const double *theta, int route, int j)
{
    int year = plan_first_intake_year(p) + j;
    double sum = 0;
    for (int study = 1; study <= p->routes[route].length; study++)
        sum += cohort_share(r, p, route, j, study) *
               plan_value(p, theta, PART_COST, ANY, route, study, year + study - 1, 0);
    return sum;
}

static void draw_effects(void *self, int k, Arena *scratch)
{
    Effects *e = self;
    const double *theta = e->theta + (size_t)k * (size_t)(e->p->n_rows + 1);
    Rates *r = spare_take(&e->spare);
    (void)scratch;
    e->failed[k] = !rates_fill(r, &e->errors[k], e->p, theta, k < e->K);
    int first = e->failed[k] ? 0 : response_first(r, e->p); /* nothing else is moved */
    for (int step = 1; step <= e->n_steps && !e->failed[k]; step++)
        response_at(r, e->p, ANY, step, first,
                    e->effect +
                        ((size_t)k * (size_t)(e->n_steps + 1) + (size_t)step) * (size_t)e->n);
    int n_years = plan_intake_years(e->p);
    for (int at = 0; at < e->n && !e->failed[k]; at++) {
        int year = plan_first_intake_year(e->p) + at % n_years;
        if (year >= e->p->decide_from && year <= e->p->decide_to)
            e->cost[(size_t)k * (size_t)e->n + (size_t)at] =
                cost_of(e->p, r, theta, at / n_years, at % n_years);
    }
    spare_give(&e->spare, r);
}

static bool effects(Ctx *cx, Arena *a, Kept *f)
{
    SCOPED_ARENA rates = arena_new();
    const Plan *p = &f->p.plan;
    Effects e = {.p = p,
                 .spare = spare_rates(rates, p, PHILOX_BEST, p->n_steps),
                 .theta = f->p.theta,
                 .K = f->p.ensemble.K,
                 .n_steps = p->shown_steps,
                 .n = p->n_routes * f->p.ensemble.n_years};
    size_t K = (size_t)e.K + 1;
    e.effect = NEW_ARRAY(a, double, K *(size_t)(e.n_steps + 1) * (size_t)e.n + 1);
    e.cost = NEW_ARRAY(a, double, K *(size_t)e.n + 1);
    e.errors = NEW_ARRAY(cx->arena, Err, K);
    e.failed = NEW_ARRAY(cx->arena, bool, K);
    parallel_for(e.K + 1, cx->threads, draw_effects, &e);
    for (int k = 0; k <= e.K; k++)
        if (e.failed[k])
            return fail_at(&cx->err, e.errors[k].kind, "%s", e.errors[k].message);
    f->p.effect = e.effect;
    f->p.cost = e.cost;
    f->p.n_steps = e.n_steps;
    return true;
}

static size_t bytes_of(const Prepared *p)
{
    const Ensemble *e = &p->ensemble;
    size_t students = (size_t)p->plan.n_routes * (size_t)e->n_years;
    size_t points = (size_t)e->n_points, T = (size_t)e->T, G = (size_t)e->G;
    return sizeof(double) * (size_t)(e->K + 1) *
           (T * G * (size_t)(1 + e->L) + T * (size_t)p->plan.n_states +
            points * (students + 2) + (size_t)(p->n_steps + 2) * students +
            (size_t)p->plan.n_rows + 1);
}

/* All in an arena of its own, the plan and its names too. */
static bool draw(Ctx *cx, Kept *f, const char *text, int draws, uint64_t seed,
                 const Prepared *old)
{
    SCOPED_ARENA scratch = arena_new();
    Model m;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    const char *own = arena_strdup(f->arena, text);
    if (!model_from_text(f->arena, &cx->err, "plan", own, strlen(own), &problems, &m) ||
        !model_plan(f->arena, &cx->err, &m, &problems, &f->p.plan))
        return false;
    f->p.theta = thetas(cx, f->arena, &f->p.plan, old, seed, draws);
    Plan given = with_given(scratch, &f->p.plan, f->p.theta, draws);
    if (!ensemble_run(f->arena, &cx->err, &given, seed, draws, cx->threads, true,
                      &f->p.ensemble) ||
        !effects(cx, f->arena, f))
        return false;
    f->bytes = bytes_of(&f->p);
    return true;
}

/* Finds what is kept under the key, or makes it and keeps it. */
typedef bool Make(Ctx *cx, Kept *f, const void *with);
static Kept *take(Ctx *cx, const char *key, Make *make, const void *with)
{
    Shelf *shelf = shelf_of(cx);
    Kept *f = shelf ? shelf_find(shelf, key) : NULL;
    if (f)
        return f;
    Arena *a = arena_new();
    f = NEW(a, Kept);
    *f = (Kept){.arena = a, .readers = 1};
    f->p.digest = arena_strdup(a, key);
    pthread_mutex_init(&f->lock, NULL);
    if (!make(cx, f, with)) {
        let_go(f);
        return NULL;
    }
    if (shelf)
        shelf_put(shelf, f);
    return f;
}

typedef struct Drawn {
    const char *text;
    int draws;
    uint64_t seed;
    const Prepared *old;
} Drawn;

static bool make_futures(Ctx *cx, Kept *f, const void *with)
{
    const Drawn *d = with;
    return draw(cx, f, d->text, d->draws, d->seed, d->old);
}

bool prepared_take(Ctx *cx, const Model *m, int draws, uint64_t seed, const Prepared *old,
                   const Prepared **out)
{
    const char *text = model_text(cx->arena, m);
    const char *all = arena_printf(cx->arena, "%s\nseed %llu\ndraws %d\n", text,
                                   (unsigned long long)seed, draws);
    Kept *f = take(cx, digest(cx->arena, all, strlen(all)), make_futures,
                   &(Drawn){text, draws, seed, old});
    if (f)
        *out = &f->p;
    return f != NULL;
}

/* ---------------------------------------------------------------- the path */

/* All that a path depends on. */
static const char *path_text(Ctx *cx, const Model *m)
{
    static const int tables[] = {TABLE_STATE,
                                 TABLE_ROUTE,
                                 TABLE_GROUP,
                                 TABLE_TARGET,
                                 TABLE_PARTS + PART_ATTRITION,
                                 TABLE_PARTS + PART_REPEAT,
                                 TABLE_PARTS + PART_INTAKE,
                                 TABLE_PARTS + PART_COST,
                                 TABLE_PARTS + PART_HOURS,
                                 TABLE_PARTS + PART_LIMIT};
    static const char *const other[] = {"confidence", "title", "seed", "draws"};
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < m->tables[TABLE_MODEL].n; i++) {
        const ModelRow *row = &m->tables[TABLE_MODEL].rows[i];
        bool is_other = false;
        for (size_t k = 0; k < sizeof other / sizeof *other; k++)
            is_other = is_other || same(row->cells[0], other[k]);
        if (!is_other)
            buf_printf(&b, "%s=%s\n", row->cells[0], row->cells[1]);
    }
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (m->tables[tables[i]].n)
            buf_puts(&b, model_table_text(cx->arena, m, (TableId)tables[i]));
    return buf_text(&b);
}

static bool make_path(Ctx *cx, Kept *f, const void *with)
{
    Model m;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    PreparedPath *p = &f->path;
    const char *own = arena_strdup(f->arena, with);
    f->bytes = PATH_BYTES;
    return model_from_text(f->arena, &cx->err, "plan", own, strlen(own), &problems, &m) &&
           model_plan(f->arena, &cx->err, &m, &problems, &p->plan) &&
           decision_new(f->arena, &cx->err, &p->plan, &p->decision) &&
           level_path_new(f->arena, &cx->err, &p->decision, &p->path);
}

bool prepared_path_take(Ctx *cx, const Model *m, const PreparedPath **out)
{
    const char *text = path_text(cx, m);
    const char *key = digest(cx->arena, text, strlen(text));
    Kept *f =
        take(cx, arena_printf(cx->arena, "path %s", key), make_path, model_text(cx->arena, m));
    if (f)
        *out = &f->path;
    return f != NULL;
}
