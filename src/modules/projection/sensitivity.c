/* Decides which assumptions are studied together, how many runs a study takes, and what is told
 * of it; the methods are sim/sensitivity_*.c's.
 *
 * The whole study first moves one assumption at a time (tornado), then screens all of them
 * (Morris), spends the expensive design (Sobol) on those that matter with all others as one
 * factor, and last values knowing each of them, and groups of them (EVPPI). */
#include "modules/projection/sensitivity.h"
#include "modules/projection/projection_action.h"
#include "sim/dist.h"
#include <math.h>

enum { TRAJECTORIES = 8, ROWS = 128, DRAWS = 800, PILOT = 64, DECISIONS = 25, SCREENED = 12 };
enum { MOST_RUNS = 1000000 };

/* ---------------------------------------------------------------- groups of assumptions */

typedef struct Register { /* what the model says of each input */
    int n;
    const char **kind, **source, **grade;
} Register;

static Register register_of(Ctx *cx, const Loaded *l, const SensitivityModel *m)
{
    Arena *a = cx->arena;
    Register r = {.n = m->n_inputs,
                  .kind = NEW_ARRAY(a, const char *, m->n_inputs + 1),
                  .source = NEW_ARRAY(a, const char *, m->n_inputs + 1),
                  .grade = NEW_ARRAY(a, const char *, m->n_inputs + 1)};
    for (int i = 0; i < m->n_inputs; i++)
        r.kind[i] = r.source[i] = r.grade[i] = "";
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int k = 0; k < l->model.tables[t].n; k++) {
            const ModelRow *row = &l->model.tables[t].rows[k];
            const char *id = model_row_id(a, (TableId)t, row);
            for (int i = 0; i < m->n_inputs; i++)
                if (same(m->names[i], id)) {
                    r.kind[i] = table_specs[t].name;
                    r.source[i] = model_assumption((TableId)t, row, ASSUME_SOURCE);
                    r.grade[i] = model_assumption((TableId)t, row, ASSUME_GRADE);
                }
        }
    return r;
}

static Factor factor_where(Arena *a, const char *name, int n, const char *const *words,
                           bool (*holds)(const char *word, const char *name))
{
    int *inputs = NEW_ARRAY(a, int, n + 1), count = 0;
    for (int i = 0; i < n; i++)
        if (holds(words[i], name))
            inputs[count++] = i;
    return (Factor){.name = name, .n = count, .inputs = inputs};
}

static bool is_it(const char *word, const char *name)
{
    return same(word, name);
}

/* One factor for each different word. */
static Factors factors_by(Arena *a, int n, const char *const *words)
{
    Factor *items = NEW_ARRAY(a, Factor, n + 1);
    Factors f = {.items = items};
    for (int i = 0; i < n; i++) {
        bool known = false;
        for (int k = 0; k < f.n; k++)
            known |= same(items[k].name, words[i]);
        if (!known)
            items[f.n++] = factor_where(a, words[i], n, words, is_it);
    }
    return f;
}

/* The id without the organisation and the year of a shock: what is alike in all organisations.
 * "exit/nhs/bcuhb/leave" -> "exit/nhs/" "*" "/leave", "shock/exit#2027" -> "shock/exit". */
static const char *family_of(Arena *a, const Plan *p, const char *id)
{
    const char **pieces;
    Buf b = buf_new(a, 0);
    char *plain = arena_strdup(a, id);
    plain[strcspn(plain, "#")] = '\0';
    int n = text_split(a, plain, '/', &pieces);
    for (int i = 0; i < n; i++) {
        size_t area = strcspn(pieces[i], ".");
        bool known = false;
        for (int s = 0; s < p->n_states && !known; s++)
            known =
                strncmp(p->states[s].id, pieces[i], area) == 0 && p->states[s].id[area] == '.';
        buf_printf(&b, "%s%s%s", i ? "/" : "", known ? "*" : pieces[i],
                   known ? pieces[i] + area : "");
    }
    return buf_text(&b);
}

/* One factor for each family; of one member, under its own name. */
static Factors factors_by_family(Arena *a, const Plan *p, const SensitivityModel *m)
{
    const char **families = NEW_ARRAY(a, const char *, m->n_inputs + 1);
    for (int i = 0; i < m->n_inputs; i++)
        families[i] = family_of(a, p, m->names[i]);
    Factors f = factors_by(a, m->n_inputs, families);
    Factor *items = NEW_ARRAY(a, Factor, f.n + 1);
    for (int k = 0; k < f.n; k++) {
        items[k] = f.items[k];
        if (items[k].n == 1)
            items[k].name = m->names[items[k].inputs[0]];
    }
    return (Factors){f.n, items};
}

/* Patterns that were asked for, each a factor; what none of them holds stands alone. */
static bool factors_grouped(Ctx *cx, const SensitivityModel *m, const char *patterns,
                            Factors *out)
{
    const char **list;
    int n = text_split(cx->arena, patterns, ' ', &list);
    Factor *items = NEW_ARRAY(cx->arena, Factor, n + m->n_inputs + 1);
    Factors f = {.items = items};
    bool *taken = NEW_ARRAY(cx->arena, bool, m->n_inputs + 1);
    for (int k = 0; k < n; k++) {
        if (!*list[k])
            continue;
        Factor group = factor_where(cx->arena, list[k], m->n_inputs, m->names, model_id_like);
        if (group.n == 0)
            return fail(&cx->err, NOT_FOUND, "no uncertain assumption is like '%s'", list[k]);
        for (int j = 0; j < group.n; j++) {
            if (taken[group.inputs[j]])
                return fail(&cx->err, INVALID, "'%s' is in two groups",
                            m->names[group.inputs[j]]);
            taken[group.inputs[j]] = true;
        }
        items[f.n++] = group;
    }
    Factors single = factors_single(cx->arena, m);
    for (int i = 0; i < m->n_inputs; i++)
        if (!taken[i])
            items[f.n++] = single.items[i];
    *out = f;
    return true;
}

/* ---------------------------------------------------------------- one study */

typedef struct Job {
    Ctx *cx;
    const Loaded *l;
    SensitivityModel m;
    Register reg;
    Factors f;
    Study s;
    int *order; /* factors, the one of most effect first */
    Tornado tornado;
    Morris morris;
    bool has_knowing;
    Knowing knowing;
    double level, gap_sd, level_sd, best;
    const double *z, *loss; /* of the value of knowing */
    int draws;
} Job;

static void put_estimate(Ctx *cx, const char **cells, Estimate e)
{
    cells[0] = study_number(cx, e.value);
    cells[1] = study_number(cx, e.low);
    cells[2] = study_number(cx, e.high);
}

/* Largest effect on the gap first; equal ones as the plan has them. */
static void rank(Job *j, const double *effect)
{
    for (int i = 0; i < j->f.n; i++) {
        int at = i;
        for (; at > 0 && effect[j->order[at - 1]] < effect[i]; at--)
            j->order[at] = j->order[at - 1];
        j->order[at] = i;
    }
}

static bool screen(Job *j, int trajectories)
{
    if (!tornado(j->cx->arena, &j->cx->err, &j->m, j->f, &j->tornado) ||
        !morris(j->cx->arena, &j->cx->err, &j->m, j->f, j->l->seed, trajectories, &j->morris))
        return false;
    double *effect = NEW_ARRAY(j->cx->arena, double, j->f.n + 1);
    for (int i = 0; i < j->f.n; i++)
        effect[i] = j->morris.mu_star[i * PLAN_OUTCOMES + OUTCOME_GAP];
    rank(j, effect);
    return true;
}

/* The factors that matter, and all others as one. */
static bool shares(Job *j, int rows)
{
    Ctx *cx = j->cx;
    int kept = j->f.n <= SCREENED + 1 ? j->f.n : SCREENED, *inputs, n = 0;
    Factor *items = NEW_ARRAY(cx->arena, Factor, kept + 1);
    Sobol s;
    inputs = NEW_ARRAY(cx->arena, int, j->m.n_inputs + 1);
    for (int i = 0; i < kept; i++)
        items[i] = j->f.items[j->order[i]];
    for (int i = kept; i < j->f.n; i++)
        for (int k = 0; k < j->f.items[j->order[i]].n; k++)
            inputs[n++] = j->f.items[j->order[i]].inputs[k];
    if (n)
        items[kept] = (Factor){.name = "*", .n = n, .inputs = inputs};
    if (!sobol(cx->arena, &cx->err, &j->m, (Factors){kept + (n > 0), items}, j->l->seed, rows,
               &s))
        return false;
    for (int i = 0; i < kept + (n > 0); i++) {
        const char **c = study_row(cx, &j->s, "shares");
        c[0] = items[i].name;
        put_estimate(cx, c + 1, s.first[i * PLAN_OUTCOMES + OUTCOME_GAP]);
        put_estimate(cx, c + 4, s.total[i * PLAN_OUTCOMES + OUTCOME_GAP]);
        c[7] = study_number(cx, s.first[i * PLAN_OUTCOMES + OUTCOME_LEVEL].value);
        c[8] = study_number(cx, s.total[i * PLAN_OUTCOMES + OUTCOME_LEVEL].value);
    }
    j->s.runs += s.runs;
    j->gap_sd = sqrt(s.variance[OUTCOME_GAP]);
    j->level_sd = sqrt(s.variance[OUTCOME_LEVEL]);
    return true;
}

/* Levels from below what any of a few draws needs to above it. */
static bool levels_from_pilot(Job *j, double *levels)
{
    Arena *a = j->cx->arena;
    size_t d = (size_t)j->m.n_inputs;
    double *u = NEW_ARRAY(a, double, PILOT *d + 1), y[PILOT * PLAN_OUTCOMES];
    double low = INFINITY, high = -INFINITY;
    latin_hypercube(&j->m, j->l->seed, 2, PILOT, u);
    for (size_t i = 0; i < PILOT * d; i++)
        u[i] = j->m.value(j->m.self, (int)(i % d), u[i]);
    if (!j->m.run(j->m.self, &j->cx->err, u, PILOT, y))
        return false;
    for (int k = 0; k < PILOT; k++) {
        low = fmin(low, y[k * PLAN_OUTCOMES + OUTCOME_LEVEL]);
        high = fmax(high, y[k * PLAN_OUTCOMES + OUTCOME_LEVEL]);
    }
    double margin = (high - low) / 4 + 1;
    low = fmax(0, low - margin);
    for (int i = 0; i < DECISIONS; i++)
        levels[i] = low + (high + margin - low) * i / (DECISIONS - 1);
    j->s.runs += PILOT;
    return true;
}

static bool draw_losses(Job *j, int draws)
{
    static const Dist normal = {.kind = DIST_NORMAL, .a = 0, .b = 1};
    Arena *a = j->cx->arena;
    size_t d = (size_t)j->m.n_inputs, n = (size_t)draws, all = PLAN_OUTCOMES + DECISIONS;
    double *z = NEW_ARRAY(a, double, n *d + 1), *x = NEW_ARRAY(a, double, n *d + 1),
           *y = NEW_ARRAY(a, double, n *all + 1),
           *loss = NEW_ARRAY(a, double, n *DECISIONS + 1),
           *levels = NEW_ARRAY(a, double, DECISIONS);
    if (!levels_from_pilot(j, levels))
        return false;
    latin_hypercube(&j->m, j->l->seed, 3, draws, z);
    for (size_t i = 0; i < n * d; i++) {
        x[i] = j->m.value(j->m.self, (int)(i % d), z[i]);
        z[i] = dist_inverse(&normal, z[i]);
    }
    plan_model_levels(&j->m, levels, DECISIONS);
    bool ok = j->m.run(j->m.self, &j->cx->err, x, draws, y);
    plan_model_levels(&j->m, NULL, 0);
    if (!ok)
        return false;
    double sum[PLAN_OUTCOMES] = {0}, squares[PLAN_OUTCOMES] = {0};
    for (size_t k = 0; k < n; k++) {
        for (size_t c = 0; c < DECISIONS; c++)
            loss[k * DECISIONS + c] = y[k * all + PLAN_OUTCOMES + c];
        for (int o = 0; o < PLAN_OUTCOMES; o++) {
            double off = y[k * all + (size_t)o] - y[o];
            sum[o] += off / draws;
            squares[o] += off * off / draws;
        }
    }
    j->gap_sd = sqrt(fmax(0, squares[OUTCOME_GAP] - sum[OUTCOME_GAP] * sum[OUTCOME_GAP]));
    j->level_sd =
        sqrt(fmax(0, squares[OUTCOME_LEVEL] - sum[OUTCOME_LEVEL] * sum[OUTCOME_LEVEL]));
    j->s.runs += draws;
    j->z = z;
    j->loss = loss;
    j->draws = draws;
    if (!value_of_knowing(a, &j->cx->err, j->f, j->m.n_inputs, z, draws, loss, DECISIONS,
                          j->l->seed, &j->knowing))
        return false;
    j->has_knowing = true;
    j->best = levels[j->knowing.best];
    return true;
}

static bool put_together(Job *j, const char *by, Factors f)
{
    Ctx *cx = j->cx;
    Knowing k;
    if (!value_of_knowing(cx->arena, &cx->err, f, j->m.n_inputs, j->z, j->draws, j->loss,
                          DECISIONS, j->l->seed, &k))
        return false;
    for (int i = 0; i < f.n; i++) {
        const char **c = study_row(cx, &j->s, "together");
        c[0] = by;
        c[1] = f.items[i].name;
        c[2] = study_number(cx, f.items[i].n);
        put_estimate(cx, c + 3, k.evppi[i]);
        c[6] = study_number(cx, k.evppi[i].value / k.evpi.value);
    }
    return true;
}

/* Groups cost no further runs: what knowing them is worth is read off the same draws. */
static bool knowing_together(Job *j)
{
    Arena *a = j->cx->arena;
    Factor missing = factor_where(a, "*missing*", j->m.n_inputs, j->m.names, model_id_like);
    return (missing.n == 0 || put_together(j, "not received", (Factors){1, &missing})) &&
           put_together(j, "kind", factors_by(a, j->reg.n, j->reg.kind)) &&
           put_together(j, "source", factors_by(a, j->reg.n, j->reg.source)) &&
           put_together(j, "grade", factors_by(a, j->reg.n, j->reg.grade));
}

static void put_factors(Job *j)
{
    Ctx *cx = j->cx;
    for (int at = 0; at < j->f.n; at++) {
        int i = j->order[at], gap = i * PLAN_OUTCOMES + OUTCOME_GAP,
            level = i * PLAN_OUTCOMES + OUTCOME_LEVEL;
        const Factor *f = &j->f.items[i];
        const char **c = study_row(cx, &j->s, "factors");
        c[0] = f->name;
        c[1] = f->n ? j->reg.kind[f->inputs[0]] : "";
        c[2] = study_number(cx, f->n);
        c[3] = study_number(cx, j->tornado.low[gap]);
        c[4] = study_number(cx, j->tornado.high[gap]);
        c[5] = study_number(cx, j->tornado.low[level]);
        c[6] = study_number(cx, j->tornado.high[level]);
        c[7] = study_number(cx, j->morris.mu_star[gap]);
        c[8] = study_number(cx, j->morris.sigma[gap]);
        c[9] = study_number(cx, j->morris.mu_star[level]);
        c[10] = study_number(cx, j->morris.sigma[level]);
        if (j->has_knowing)
            put_estimate(cx, c + 11, j->knowing.evppi[i]);
    }
}

static void put_about(Job *j)
{
    Ctx *cx = j->cx;
    const Plan *p = &j->l->plan;
    const char **c = study_row(cx, &j->s, "about");
    int year = p->targets[0].year_from;
    for (int step = 1; step <= p->shown_steps; step++)
        for (int i = 0; i < p->n_targets; i++)
            if (plan_year(p, step) >= p->targets[i].year_from &&
                plan_year(p, step) <= p->targets[i].year_to)
                year = plan_year(p, step);
    c[0] = arena_printf(cx->arena, "%d", year);
    c[1] = study_number(cx, j->tornado.central[OUTCOME_GAP]);
    c[2] = study_number(cx, j->gap_sd);
    c[3] = study_number(cx, j->tornado.central[OUTCOME_LEVEL]);
    c[4] = study_number(cx, j->level_sd);
    c[5] = study_number(cx, j->best);
    if (j->has_knowing)
        put_estimate(cx, c + 6, j->knowing.evpi);
    c[9] = study_number(cx, p->cost_under);
    c[10] = study_number(cx, p->cost_over);
    c[11] = study_number(cx, j->f.n);
    c[12] = p->measure;
}

static bool choose_factors(Job *j, const SensitivityInput *q)
{
    Arena *a = j->cx->arena;
    if (*q->group && !same(q->by, "family"))
        return fail(&j->cx->err, USAGE, "give either 'by' or groups, not both");
    if (*q->group)
        return factors_grouped(j->cx, &j->m, q->group, &j->f);
    j->f = same(q->by, "kind")         ? factors_by(a, j->reg.n, j->reg.kind)
           : same(q->by, "source")     ? factors_by(a, j->reg.n, j->reg.source)
           : same(q->by, "grade")      ? factors_by(a, j->reg.n, j->reg.grade)
           : same(q->by, "assumption") ? factors_single(a, &j->m)
                                       : factors_by_family(a, &j->l->plan, &j->m);
    return true;
}

static int asked_or(const SensitivityInput *q, const char *method, int standard)
{
    return q->runs != NOT_GIVEN && same(q->method, method) ? (int)q->runs : standard;
}

static bool study(Job *j, const SensitivityInput *q)
{
    bool all = same(q->method, "all");
    int trajectories = asked_or(q, "morris", TRAJECTORIES), rows = asked_or(q, "sobol", ROWS),
        draws = asked_or(q, "evppi", DRAWS);
    bool by_shares = all || same(q->method, "sobol"),
         by_value = all || same(q->method, "evppi");
    int kept = j->f.n <= SCREENED + 1 ? j->f.n : SCREENED + 1;
    plan_model_expect(&j->m, 1 + 2 * j->f.n + trajectories * (j->f.n + 1) +
                                 by_shares * rows * (kept + 2) + by_value * (draws + PILOT));
    if (!screen(j, trajectories) || (by_shares && !shares(j, rows)) ||
        (by_value && (!draw_losses(j, draws) || !knowing_together(j))))
        return false;
    j->s.runs += j->tornado.runs + j->morris.runs;
    put_factors(j);
    put_about(j);
    return true;
}

bool do_sensitivity(Ctx *cx, const void *in, Reply *out)
{
    const SensitivityInput *q = in;
    const char *region;
    Loaded l;
    Watch watch = projection_watch(cx);
    Job j = {.cx = cx, .l = &l, .gap_sd = NAN, .level_sd = NAN, .best = NAN};
    if (q->runs != NOT_GIVEN && same(q->method, "all"))
        return fail(&cx->err, USAGE, "runs go with one method: morris, sobol or evppi");
    if (q->runs != NOT_GIVEN && (q->runs < 2 || q->runs > MOST_RUNS))
        return fail(&cx->err, INVALID, "runs must lie between 2 and %d", MOST_RUNS);
    if (!study_open(cx, (PlanSource){q->plan, q->model, NOT_GIVEN, q->seed}, &l, &region) ||
        !plan_model(cx->arena, &cx->err, &l.plan, cx->threads, &watch, &j.m))
        return false;
    j.reg = register_of(cx, &l, &j.m);
    if (!choose_factors(&j, q))
        return false;
    j.order = NEW_ARRAY(cx->arena, int, j.f.n + 1);
    const char *options = arena_printf(cx->arena, "%s %s %s %lld", q->method, q->by, q->group,
                                       q->runs == NOT_GIVEN ? 0LL : (long long)q->runs);
    study_new(cx, &l, "sensitivity", options, l.seed, 0, sensitivity_parts, &j.s);
    if (!study(&j, q) || !study_keep(cx, &j.s, region))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s", T(cx, "What changes the number most"), j.s.plan);
    if (*l.id)
        out->next = arena_printf(cx->arena, "/projection/what-matters?plan=%s", l.id);
    study_reply(cx, &j.s, out);
    return true;
}
