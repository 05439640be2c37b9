/* Decides what is asked of the workforce: need, funded, requested, and beside the request what
 * it comes to when the organisation's past requests are any guide.
 *
 * Need and funded start from the establishment of registered posts, filled or not; drivers act
 * on need. Requested is the planned establishment as the organisations ask for it (A7), line by
 * line and untouched. requested_scored multiplies it by a factor that is learnt from what each
 * organisation asked for in earlier collections and what establishment it had in the year asked
 * for (estimate_bias()): a line of its own, never a correction of the other.
 *
 * Each organisation has its lines, and each sector the sum of them. What is not known is
 * predicted from the establishment by head of the sector, and marked. */
#include "modules/projection/build.h"
#include <math.h>

#define POSTS "A1[" REGISTERED "].establishment_wte"
enum { REQUEST_YEARS = 5 };

typedef struct Asked {
    double *posts;                      /* [n_members] establishment today */
    bool *known;                        /* [n_members] posts were reported */
    double *planned[REQUEST_YEARS + 1]; /* [n_members] by years ahead; 0: posts */
    bool *answered[REQUEST_YEARS + 1];  /* [n_members] */
    int n_requests, room;
    EstimateRequest *requests;
} Asked;

static const char *planned_formula(Build *b, int ahead)
{
    return arena_printf(b->cx->arena,
                        "A7[R3/%d|R4/%d|R5/%d|R6/%d|R7/%d|R8/%d].planned_establishment_wte",
                        ahead, ahead, ahead, ahead, ahead, ahead);
}

static bool leaf_of_all(Build *b, int year, const char *formula, double *out)
{
    double *one = NEW_ARRAY(b->cx->arena, double, b->n_members + 1);
    for (int s = 0; s < BUILD_SECTORS; s++) {
        if (!build_leaf(b, year, s, formula, one))
            return false;
        for (int i = 0; i < b->n_members; i++)
            if (b->members[i].sector == s)
                out[i] = one[i];
    }
    return true;
}

/* Requests of earlier collections whose year has come. */
static bool past_requests(Build *b, Asked *asked)
{
    Arena *a = b->cx->arena;
    double *then = NEW_ARRAY(a, double, b->n_members + 1);
    double *later = NEW_ARRAY(a, double, b->n_members + 1);
    for (int year = 1; year < b->n_collections; year++)
        for (int ahead = 1; ahead <= REQUEST_YEARS; ahead++) {
            int met = build_collection_of(b, b->years_of[year] + ahead);
            if (met < 0)
                continue;
            if (!leaf_of_all(b, year, planned_formula(b, ahead), then) ||
                !leaf_of_all(b, met, POSTS, later))
                return false;
            for (int i = 0; i < b->n_members; i++)
                if (!isnan(then[i]) && !isnan(later[i]))
                    *PUSH(a, asked->requests, asked->n_requests, asked->room) =
                        (EstimateRequest){i, then[i], later[i]};
        }
    return true;
}

static bool read_asked(Build *b, Asked *asked)
{
    Arena *a = b->cx->arena;
    int n = b->n_members;
    double posts[BUILD_SECTORS] = {0}, heads[BUILD_SECTORS] = {0};
    double plans = 0, today = 0;
    asked->posts = NEW_ARRAY(a, double, n + 1);
    asked->known = NEW_ARRAY(a, bool, n + 1);
    if (!leaf_of_all(b, 0, POSTS, asked->posts))
        return false;
    for (int i = 0; i < n; i++) {
        asked->known[i] = !isnan(asked->posts[i]);
        if (asked->known[i]) {
            posts[b->members[i].sector] += asked->posts[i];
            heads[b->members[i].sector] += b->members[i].registered;
        }
    }
    for (int i = 0; i < n; i++)
        if (!asked->known[i]) {
            int s = b->members[i].sector;
            asked->posts[i] =
                (heads[s] > 0 ? posts[s] / heads[s] : 1) * b->members[i].registered;
        }
    asked->planned[0] = asked->posts;
    asked->answered[0] = asked->known;
    for (int ahead = 1; ahead <= REQUEST_YEARS; ahead++) {
        asked->planned[ahead] = NEW_ARRAY(a, double, n + 1);
        asked->answered[ahead] = NEW_ARRAY(a, bool, n + 1);
        if (!leaf_of_all(b, 0, planned_formula(b, ahead), asked->planned[ahead]))
            return false;
        plans = today = 0;
        for (int i = 0; i < n; i++) {
            asked->answered[ahead][i] = !isnan(asked->planned[ahead][i]) && asked->known[i];
            if (asked->answered[ahead][i]) {
                plans += asked->planned[ahead][i];
                today += asked->posts[i];
            }
        }
        for (int i = 0; i < n; i++)
            if (isnan(asked->planned[ahead][i])) /* as the others plan */
                asked->planned[ahead][i] = asked->posts[i] * (today > 0 ? plans / today : 1);
    }
    return past_requests(b, asked);
}

/* ---------------------------------------------------------------- lines */

/* A predicted establishment: a tenth either way where the heads are known, else a quarter
 * (planning assumption). */
static const char *guess_of(Build *b, const Member *m, double value)
{
    double spread = m->answered ? 0.1 : 0.25;
    Dist d = estimate_gamma_with((EstimateMoments){value, pow(spread * value, 2)});
    return value > 0 ? build_dist(b, &d) : "";
}

static void line_row(Build *b, const char *line, const char *group, int year, double value,
                     const char *distribution, const char *grade, const char *note,
                     const char **id)
{
    Arena *a = b->cx->arena;
    const char *when = year ? arena_printf(a, "%d", year) : "";
    *id = build_assume(
        b, PART_DEMAND, arena_printf(a, "demand/%s/%s%s%s", line, group, year ? "/" : "", when),
        KEYS("line", line, "group", group, "year", when), value, distribution, grade, note);
}

/* One line in one year, of all members and of the sectors. */
static void lines(Build *b, const Asked *asked, const char *line, int ahead, int year,
                  const char *formula, const char *note)
{
    double sum[BUILD_SECTORS] = {0};
    const char *id;
    bool whole[BUILD_SECTORS] = {true, true};
    for (int i = 0; i < b->n_members; i++) {
        const Member *m = &b->members[i];
        double value = asked->planned[ahead][i];
        bool known = asked->answered[ahead][i];
        sum[m->sector] += value;
        whole[m->sector] = whole[m->sector] && known;
        line_row(
            b, line, m->id, year, value, known ? "" : guess_of(b, m, value), known ? "A" : "C",
            known ? note : "not received or not known: predicted as the sector's others", &id);
        if (known)
            build_cite(b, id, "WTE", 0, formula, m, value);
    }
    for (int s = 0; s < BUILD_SECTORS; s++) {
        line_row(b, line, build_sectors[s].id, year, sum[s], "", whole[s] ? "A" : "B",
                 "sum of its organisations, with what is predicted", &id);
        for (int i = 0; i < b->n_members; i++)
            if (b->members[i].sector == s && asked->answered[ahead][i])
                build_cite(b, id, "WTE", 0, formula, &b->members[i], asked->planned[ahead][i]);
    }
}

/* The request times what past requests came to: uncertain, with its evidence in the note. */
static void scored(Build *b, const Asked *asked)
{
    Arena *a = b->cx->arena;
    const char *id;
    for (int ahead = 0; ahead <= REQUEST_YEARS; ahead++) {
        double sum[BUILD_SECTORS] = {0}, variance[BUILD_SECTORS] = {0};
        int year = b->start_year + ahead;
        const char *formula = ahead ? planned_formula(b, ahead) : POSTS;
        for (int i = 0; i < b->n_members; i++) {
            const Member *m = &b->members[i];
            EstimateBias bias;
            estimate_bias(asked->requests, asked->n_requests, i, &bias);
            double value = asked->planned[ahead][i], factor = exp(bias.factor.a);
            if (ahead == 0 || value <= 0)
                factor = 1;
            Dist d = {.kind = DIST_LOGNORMAL,
                      .a = log(fmax(value, 1e-9)) + bias.factor.a,
                      .b = bias.factor.b};
            line_row(
                b, "requested_scored", m->id, year, value * factor,
                ahead == 0 || value <= 0 ? "" : build_dist(b, &d), bias.requests ? "B" : "C",
                ahead == 0 ? "establishment today"
                : bias.requests
                    ? arena_printf(a,
                                   "requested x %.3f: %d earlier requests came to %.3f of "
                                   "what was asked, drawn towards all (own weigh %.0f %%)",
                                   factor, bias.requests, bias.raw, 100 * bias.own)
                    : arena_printf(a,
                                   "requested x %.3f: no earlier request of its own, so as "
                                   "all others",
                                   factor),
                &id);
            if (asked->answered[ahead][i])
                build_cite(b, id, "WTE", 0, formula, m, value);
            sum[m->sector] += value * factor;
            variance[m->sector] += pow(ahead ? value * factor * bias.factor.b : 0, 2);
        }
        for (int s = 0; s < BUILD_SECTORS; s++) {
            double spread = sum[s] > 0 ? sqrt(variance[s]) / sum[s] : 0;
            Dist d = {.kind = DIST_LOGNORMAL, .a = log(fmax(sum[s], 1e-9)), .b = spread};
            line_row(b, "requested_scored", build_sectors[s].id, year, sum[s],
                     spread > 0 ? build_dist(b, &d) : "", "B",
                     "sum of its organisations, each scored by its own past", &id);
            for (int i = 0; i < b->n_members; i++)
                if (b->members[i].sector == s && asked->answered[ahead][i])
                    build_cite(b, id, "WTE", 0, formula, &b->members[i],
                               asked->planned[ahead][i]);
        }
    }
}

/* The independent sector sends no returns: its demand is its own stock, so that it neither adds
 * to a gap nor hides one. */
static void independent(Build *b)
{
    static const char *const line_names[] = {"need", "funded", "requested", "requested_scored"};
    double wte = build_independent_wte(b);
    const char *id;
    for (int i = 0; i < 4 && wte > 0; i++)
        line_row(b, line_names[i], "ind", 0, wte, "", "D",
                 "taken as filled: no return covers the independent sector", &id);
}

bool build_demand(Build *b)
{
    Asked asked = {0};
    if (!read_asked(b, &asked))
        return false;
    lines(b, &asked, "need", 0, 0, POSTS,
          "establishment of registered posts, filled or not; drivers act on it");
    lines(b, &asked, "funded", 0, 0, POSTS, "establishment of registered posts today");
    for (int ahead = 0; ahead <= REQUEST_YEARS; ahead++)
        lines(b, &asked, "requested", ahead, b->start_year + ahead,
              ahead ? planned_formula(b, ahead) : POSTS,
              ahead ? "planned establishment as the organisation asks for it"
                    : "establishment today");
    scored(b, &asked);
    independent(b);
    return true;
}
