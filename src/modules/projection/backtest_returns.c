/* Decides what of the returns a past plan is held against.
 *
 * Like is compared with like: a forecast for year t + h is compared over the organisations
 * whose returns are there both at t and at t + h. Where the plan has states of single
 * organisations (a state's id begins with theirs), those are added up; otherwise the sector's
 * forecast is taken in proportion to the organisations' share of it at t.
 *
 * Heads and WTE are those of the registered. Leavers are the destinations that a plan makes
 * exits and moves of, as a share of last year's staff, times last year's registered heads: all
 * staff stand for the registered, as in the plan. Vacancies are the posts established at t less
 * what is in post. National assumptions are today's: only the returns are as they were then. */
#include "modules/projection/backtest.h"
#include "modules/release/release.h"
#include "modules/workforce/workforce.h"
#include <math.h>

enum { HEADS, WTE, POSTS, LEFT, PRIOR, AMOUNTS };
enum { MOST_YEARS = BACKTEST_MOST_HISTORY, QUANTITIES = 4 };

#define REGISTERED "R3|R4|R5|R6|R7|R8"
#define GONE                                                                                   \
    "leaver_destination/leave_profession|leaver_destination/death_ill_health|"                 \
    "leaver_destination/unknown|leaver_destination/retire|leaver_destination/independent|"     \
    "leaver_destination/agency|leaver_destination/career_break|"

static const struct PastSector {
    const char *kind, *group, *leavers;
} sectors[] = {
    {"health-board", "nhs", "A3[" GONE "leaver_destination/other_council].hc"},
    {"council", "la", "A3[" GONE "leaver_destination/nhs].hc"},
};
enum { SECTORS = sizeof sectors / sizeof *sectors };

static const char *const quantities[QUANTITIES] = {"heads", "supply", "leavers", "vacancies"};

typedef struct PastOrg {
    const char *id;
    int sector;
    double value[AMOUNTS][MOST_YEARS]; /* NAN: not received */
} PastOrg;

typedef struct Past {
    Ctx *cx;
    const char *release;
    int n_years, n_orgs, room_orgs;
    const char *collections[MOST_YEARS]; /* oldest first */
    int years[MOST_YEARS];
    PastOrg *orgs;
    int draws;
    uint64_t seed;
    BacktestCases cases;
} Past;

/* ---------------------------------------------------------------- what came */

static PastOrg *org_of(Past *past, const char *id, int sector)
{
    for (int i = 0; i < past->n_orgs; i++)
        if (same(past->orgs[i].id, id) && past->orgs[i].sector == sector)
            return &past->orgs[i];
    PastOrg *o = PUSH(past->cx->arena, past->orgs, past->n_orgs, past->room_orgs);
    *o = (PastOrg){.id = id, .sector = sector};
    for (int a = 0; a < AMOUNTS; a++)
        for (int y = 0; y < MOST_YEARS; y++)
            o->value[a][y] = NAN;
    return o;
}

static bool read_year(Past *past, int year, const ReleasedReturns *from)
{
    for (int s = 0; s < SECTORS; s++) {
        const char *const formulas[AMOUNTS] = {
            "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed",
            "A1[" REGISTERED "].wte_perm + A1[" REGISTERED "].wte_fixed",
            "A1[" REGISTERED "].establishment_wte", sectors[s].leavers,
            "A3[total/prior_hc].hc"};
        for (int a = 0; a < AMOUNTS; a++) {
            LeafTotal t;
            if (!release_leaf_total(past->cx, from, sectors[s].kind, formulas[a], &t))
                return false;
            for (int i = 0; i < t.n; i++)
                org_of(past, t.evidence[i].organisation, s)->value[a][year] =
                    t.evidence[i].value;
        }
    }
    return true;
}

/* The collections of the region up to the one given that whoever asks may use. */
static bool read_past(Past *past, const char *collection)
{
    Ctx *cx = past->cx;
    const char *chain[MOST_YEARS];
    int n = 0;
    past->cases.skipped = "";
    for (const char *next = collection; *next && n < MOST_YEARS;) {
        chain[n++] = next;
        if (!workforce_previous(cx, next, &next))
            return false;
    }
    while (n-- > 0) {
        Collection c;
        Date at;
        ReleasedReturns from;
        if (!workforce_collection(cx, chain[n], &c) || !date_parse_iso(c.as_at, &at))
            return false;
        if (!release_returns(cx, c.id, past->release, &from)) {
            if (cx->err.kind != ERR_NOT_FOUND)
                return false;
            err_clear(&cx->err);
            past->cases.skipped = arena_printf(cx->arena, "%s%s%s", past->cases.skipped,
                                               *past->cases.skipped ? ", " : "", c.id);
            continue;
        }
        past->collections[past->n_years] = c.id;
        past->years[past->n_years] = date_year(at);
        if (!read_year(past, past->n_years++, &from))
            return false;
    }
    return past->n_years >= 2 ||
           fail(&cx->err, NOT_FOUND,
                "a back-test needs two collections whose returns you may use; there %s %d",
                past->n_years == 1 ? "is" : "are", past->n_years);
}

/* ---------------------------------------------------------------- what was said */

typedef struct Origin {
    const Past *past;
    int year; /* index */
    const Plan *plan;
    BacktestForecast f;
} Origin;

/* Whether the state's id begins with the organisation's. */
static bool is_of(const char *state, const char *org)
{
    size_t n = strlen(org);
    return strncmp(state, org, n) == 0 && (state[n] == '\0' || state[n] == '.');
}

static bool in_sector(const Origin *o, int state, int sector)
{
    return same(o->plan->groups[o->plan->states[state].group], sectors[sector].group);
}

static bool has_own_states(const Origin *o, const PastOrg *org)
{
    for (int s = 0; s < o->plan->n_states; s++)
        if (is_of(o->plan->states[s].id, org->id))
            return true;
    return false;
}

/* The organisations of a case: known at the origin and at the target. */
typedef struct PastSet {
    int n;
    const PastOrg **orgs;
} PastSet;

static double sum_of(const PastSet *set, int amount, int year)
{
    double sum = 0;
    for (int i = 0; i < set->n; i++)
        sum += set->orgs[i]->value[amount][year];
    return sum;
}

static double sector_total(const Past *past, int sector, int amount, int year)
{
    double sum = 0;
    for (int i = 0; i < past->n_orgs; i++)
        if (past->orgs[i].sector == sector && !isnan(past->orgs[i].value[amount][year]))
            sum += past->orgs[i].value[amount][year];
    return sum;
}

/* What the value of a quantity was over the set; NAN where it is not known. */
static double came(const Past *past, const PastSet *set, const char *quantity, int year,
                   int posts_year)
{
    if (same(quantity, "heads"))
        return sum_of(set, HEADS, year);
    if (same(quantity, "supply"))
        return sum_of(set, WTE, year);
    if (same(quantity, "vacancies"))
        return sum_of(set, POSTS, posts_year) - sum_of(set, WTE, year);
    double prior = sum_of(set, PRIOR, year);
    if (year == 0 || past->years[year] != past->years[year - 1] + 1 || prior <= 0)
        return NAN;
    return sum_of(set, LEFT, year) / prior * sum_of(set, HEADS, year - 1);
}

static double *forecast(const Origin *o, const PastSet *set, int sector, const char *quantity,
                        int step)
{
    Ctx *cx = o->past->cx;
    const Plan *p = o->plan;
    double *values = NEW_ARRAY(cx->arena, double, o->f.K);
    bool own = has_own_states(o, set->orgs[0]),
         wte = !same(quantity, "heads") && !same(quantity, "leavers");
    int amount = wte ? WTE : HEADS;
    double whole = sector_total(o->past, sector, amount, o->year),
           share = own || whole <= 0 ? 1 : sum_of(set, amount, o->year) / whole;
    const double *from = same(quantity, "leavers") ? o->f.leavers : o->f.heads;
    bool *in = NEW_ARRAY(cx->arena, bool, p->n_states + 1);
    for (int s = 0; s < p->n_states; s++) {
        in[s] = !own && in_sector(o, s, sector);
        for (int i = 0; i < set->n && own; i++)
            in[s] |= is_of(p->states[s].id, set->orgs[i]->id);
        in[s] &= p->states[s].weight > 0; /* support workers are not the registered */
    }
    for (int k = 0; k < o->f.K; k++) {
        const double *at =
            from + ((size_t)k * (size_t)o->f.T + (size_t)step) * (size_t)p->n_states;
        for (int s = 0; s < p->n_states; s++)
            if (in[s])
                values[k] += at[s] * (wte ? p->states[s].weight : 1) * share;
        if (same(quantity, "vacancies"))
            values[k] = sum_of(set, POSTS, o->year) - values[k];
    }
    return values;
}

/* The set's own past, as far back as all of it is known. */
static int history_of(const Past *past, const PastSet *set, const char *quantity, int origin,
                      double *out)
{
    double back[MOST_YEARS];
    int n = 0;
    for (int y = origin; y >= 0; y--) {
        double v = came(past, set, quantity, y, y);
        if (isnan(v) || (n && past->years[y] + 1 != past->years[y + 1]))
            break;
        back[n++] = v;
    }
    for (int i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    return n;
}

/* The same; where nothing is known yet (leavers of a first return), the forecast's first year.
 */
static int past_of(const Past *past, const Origin *o, const PastSet *set, int sector,
                   const char *quantity, double *out)
{
    int n = history_of(past, set, quantity, o->year, out);
    if (n)
        return n;
    const double *first = forecast(o, set, sector, quantity, 1);
    out[0] = 0;
    for (int k = 0; k < o->f.K; k++)
        out[0] += first[k] / o->f.K;
    return 1;
}

/* One case of a level: the sum over `n` sectors, each with the organisations known. */
static void add_case(Past *past, const Origin *o, const PastSet *sets, const int *sector, int n,
                     const char *quantity, const char *level, const char *unit, int target)
{
    Arena *a = past->cx->arena;
    int horizon = past->years[target] - past->years[o->year],
        step = horizon / o->plan->step_years;
    if (step < 1 || step >= o->f.T || step * o->plan->step_years != horizon)
        return;
    double *history = NEW_ARRAY(a, double, MOST_YEARS + 1),
           *values = NEW_ARRAY(a, double, o->f.K);
    BacktestCase c = {.quantity = quantity,
                      .level = level,
                      .unit = unit,
                      .origin = past->years[o->year],
                      .horizon = horizon,
                      .n = o->f.K,
                      .values = values,
                      .history = history};
    for (int i = 0; i < n; i++) {
        double own[MOST_YEARS + 1];
        const double *part = forecast(o, &sets[i], sector[i], quantity, step);
        int length = past_of(past, o, &sets[i], sector[i], quantity, own);
        c.came += came(past, &sets[i], quantity, target, o->year);
        c.together += sets[i].n;
        for (int k = 0; k < o->f.K; k++)
            values[k] += part[k];
        /* Only the years that all of them know; the last is the origin's. */
        int shared = i == 0 || length < c.n_history ? length : c.n_history;
        for (int y = 0; y < shared; y++)
            history[y] = (i ? history[c.n_history - shared + y] : 0) + own[length - shared + y];
        c.n_history = shared;
    }
    if (!isnan(c.came))
        *PUSH(a, past->cases.items, past->cases.n, past->cases.room) = c;
}

static PastSet known_in(Past *past, int sector, const char *quantity, int origin, int target)
{
    PastSet set = {.orgs = NEW_ARRAY(past->cx->arena, const PastOrg *, past->n_orgs + 1)};
    for (int i = 0; i < past->n_orgs; i++) {
        const PastOrg *org = &past->orgs[i];
        PastSet one = {1, &org};
        if (org->sector == sector && org->value[HEADS][origin] > 0 &&
            !isnan(came(past, &one, quantity, target, origin)) &&
            !isnan(sum_of(&one, WTE, origin)) && !isnan(sum_of(&one, POSTS, origin)))
            set.orgs[set.n++] = org;
    }
    return set;
}

typedef enum Grain { GRAIN_ALL, GRAIN_SECTOR, GRAIN_ORGANISATION, GRAINS } Grain;

static void add_cases(Past *past, const Origin *o, int target, const char *quantity,
                      Grain grain)
{
    PastSet sets[SECTORS];
    int which[SECTORS], n = 0;
    for (int s = 0; s < SECTORS; s++) {
        sets[n] = known_in(past, s, quantity, o->year, target);
        which[n] = s;
        n += sets[n].n > 0;
    }
    if (grain == GRAIN_ALL && n == SECTORS)
        add_case(past, o, sets, which, n, quantity, "all", "all", target);
    for (int i = 0; i < n && grain == GRAIN_SECTOR; i++)
        add_case(past, o, &sets[i], &which[i], 1, quantity, "sector", sectors[which[i]].group,
                 target);
    for (int i = 0; i < n && grain == GRAIN_ORGANISATION; i++)
        for (int k = 0; k < sets[i].n; k++) {
            PastSet one = {1, sets[i].orgs + k};
            if (has_own_states(o, sets[i].orgs[k]))
                add_case(past, o, &one, &which[i], 1, quantity, "organisation",
                         sets[i].orgs[k]->id, target);
        }
}

static bool run_origin(Past *past, int year, Origin *out)
{
    Ctx *cx = past->cx;
    Model *m = NEW(cx->arena, Model);
    Plan *plan = NEW(cx->arena, Plan);
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    Watch watch = projection_watch(cx);
    if (!projection_draft(cx, past->collections[year], past->release, past->collections[year],
                          m) ||
        !model_plan(cx->arena, &cx->err, m, &problems, plan))
        return false;
    *out = (Origin){.past = past, .year = year, .plan = plan};
    return backtest_forecast(cx->arena, &cx->err, plan, past->seed, past->draws, cx->threads,
                             &watch, &out->f);
}

bool backtest_from_returns(Ctx *cx, const char *collection, const char *release, int draws,
                           uint64_t seed, BacktestCases *out)
{
    Past past = {.cx = cx, .release = release, .draws = draws, .seed = seed};
    if (!read_past(&past, collection))
        return false;
    Origin *origins = NEW_ARRAY(cx->arena, Origin, past.n_years);
    for (int y = 0; y < past.n_years - 1; y++)
        if (!run_origin(&past, y, &origins[y]))
            return false;
    for (int grain = 0; grain < GRAINS; grain++) /* the coarsest level first */
        for (int q = 0; q < QUANTITIES; q++)
            for (int y = 0; y < past.n_years - 1; y++)
                for (int target = y + 1; target < past.n_years; target++)
                    add_cases(&past, &origins[y], target, quantities[q], (Grain)grain);
    past.cases.origins = past.n_years - 1;
    past.cases.first = past.years[0];
    past.cases.last = past.years[past.n_years - 1];
    *out = past.cases;
    return true;
}
