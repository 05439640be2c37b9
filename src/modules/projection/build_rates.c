/* Decides how fast people leave, move and join, by organisation: leavers of each destination
 * out of the staff of the year before, joiners by head, each pooled over the organisations of
 * its sector (estimate.h), and the shocks that hit all of them in a year.
 *
 * Which destination means what: leaving the profession, death and ill health, and destinations
 * that nobody knows, are exits; agencies and independent providers are the independent sector;
 * a career break leads to those who do not practise and may return. Moves to organisations of
 * either sector go through a pool. All staff stand for the registered: returns do not tell
 * leavers by role. */
#include "modules/projection/build.h"
#include <math.h>

#define PRIOR              "A3[total/prior_hc].hc"
#define AGED               "A4[age/55_59|age/60_64|age/65_plus].hc"
#define LEFT(destinations) "A3[" destinations "].hc"

typedef struct Flow {
    Part part;
    const char *name, *count[BUILD_SECTORS]; /* formula by sector */
    const char *to;                          /* area and sector of a move; %s the nation */
    const char *note;
} Flow;

static const Flow flows[] = {
    {PART_EXIT,
     "leave",
     {LEFT("leaver_destination/leave_profession|leaver_destination/death_ill_health"),
      LEFT("leaver_destination/leave_profession|leaver_destination/death_ill_health")},
     NULL,
     "profession left, death or ill health"},
    {PART_EXIT,
     "unknown",
     {LEFT("leaver_destination/unknown"), LEFT("leaver_destination/unknown")},
     NULL,
     "destination not known: counted as lost, the cautious reading"},
    {PART_MOVE,
     "out",
     {LEFT("leaver_destination/career_break"), LEFT("leaver_destination/career_break")},
     "out",
     "career breaks; they may return"},
    {PART_MOVE,
     "ind",
     {LEFT("leaver_destination/independent|leaver_destination/agency"),
      LEFT("leaver_destination/independent|leaver_destination/agency")},
     "ind",
     "independent providers and agencies"},
    {PART_MOVE,
     "nhs",
     {LEFT("leaver_destination/nhs"), LEFT("leaver_destination/nhs")},
     "nhs_pool",
     "to a health board, placed by how many each takes on"},
    {PART_MOVE,
     "la",
     {LEFT("leaver_destination/other_council"), LEFT("leaver_destination/other_council")},
     "la_pool",
     "to a council, placed by how many each takes on"},
};
enum { N_FLOWS = sizeof flows / sizeof *flows };

/* What came of what was expected, by year, oldest first. */
typedef struct Yearly {
    double came[POOLED_COLLECTIONS], expected[POOLED_COLLECTIONS], all, exposed;
    double level; /* variance of the logarithm of what all common centres together give */
    int years;
} Yearly;

static void add_years(Yearly *to, const Build *b, const BuildCounts *c, const EstimatePool *p)
{
    double y = 0, n = 0, square = 0;
    for (int i = 0; i < b->n_members; i++) {
        y += c->y[i];
        n += c->n[i];
    }
    if (!(n > 0) || c->years == 0)
        return;
    to->years = c->years;
    for (int year = 0; year < c->years; year++)
        for (int i = 0; i < b->n_members; i++)
            if (!isnan(c->count[year][i])) {
                int at = c->years - 1 - year;
                to->came[at] += c->count[year][i];
                to->expected[at] += c->of[year][i] * y / n;
            }
    double mean = log(p->mean);
    for (int j = 0; j < ESTIMATE_SPREADS; j++)
        for (int i = 0; i < ESTIMATE_CENTRES; i++)
            square += p->weight[j][i] * pow(log(p->centre[j][i]) - mean, 2);
    to->level =
        (to->level * to->all * to->all + square * y * y) / fmax(pow(to->all + y, 2), 1e-9);
    to->all += y;
    to->exposed += n;
}

/* "12 of 96, drawn to the 0.085 of 20; own data weigh 37 %; they differ by chance: p = 0.4" */
static const char *pooling(Build *b, const char *note, const BuildCounts *c, int i,
                           const EstimatePool *pool, double own)
{
    Arena *a = b->cx->arena;
    const char *differ =
        isnan(pool->p) ? "" : arena_printf(a, "; over-dispersion p = %.3f", pool->p);
    return arena_printf(a,
                        "%s: %g of %g, drawn towards %.4f of %d organisations (own data "
                        "weigh %.0f %%)%s",
                        note, c->y[i], c->n[i], pool->mean, pool->organisations, 100 * own,
                        differ);
}

static bool flow_rows(Build *b, int sector, const Flow *f, Yearly *exits, Yearly *moves)
{
    Arena *a = b->cx->arena;
    BuildCounts c;
    EstimatePool pool;
    if (!build_counts(b, sector, f->count[sector], PRIOR, &c))
        return false;
    estimate_shares(c.y, c.n, b->n_members, &pool);
    add_years(f->part == PART_EXIT ? exits : moves, b, &c, &pool);
    for (int i = 0; i < b->n_members; i++) {
        const Member *m = &b->members[i];
        if (m->sector != sector)
            continue;
        EstimatePooled p = estimate_share_of(&pool, c.y[i], c.n[i]);
        const char *id = arena_printf(a, "%s/%s/%s/%s", f->to ? "move" : "exit",
                                      build_sectors[sector].id, m->id, f->name);
        const char *state = arena_printf(a, "%s.%s.*", m->id, build_sectors[sector].id);
        const char *note = pooling(b, f->note, &c, i, &pool, p.own);
        const char *grade = c.n[i] > 0 ? "A" : "C";
        double mean = p.dist.a / (p.dist.a + p.dist.b);
        if (f->to)
            build_assume(
                b, PART_MOVE, id,
                KEYS("state", state, "to", arena_printf(a, "%s.%s.=", b->nation, f->to)), mean,
                build_dist(b, &p.dist), grade, note);
        else
            build_assume(b, PART_EXIT, id, KEYS("state", state, "ages", "*", "cause", f->name),
                         mean, build_dist(b, &p.dist), grade, note);
        build_cite_counts(b, id, &c, i);
    }
    return true;
}

/* Retirement: of those aged 55 and over, all organisations of the sector together, because so
 * few retire; by age as it usually rises (planning assumption), scaled to those who did. */
static bool retirement(Build *b, int sector, Yearly *exits)
{
    static const struct {
        const char *ages, *aged;
        double relative;
    } steps[] = {{"55-59", "A4[age/55_59].hc", 0.4},
                 {"60-64", "A4[age/60_64].hc", 1.5},
                 {"65+", "A4[age/65_plus].hc", 3.0}};
    Arena *a = b->cx->arena;
    BuildCounts c, band;
    EstimatePool pool;
    double y = 0, n = 0, weighed = 0;
    if (!build_counts(b, sector, LEFT("leaver_destination/retire"), AGED, &c))
        return false;
    estimate_shares(c.y, c.n, b->n_members, &pool);
    add_years(exits, b, &c, &pool);
    for (int i = 0; i < b->n_members; i++) {
        y += c.y[i];
        n += c.n[i];
    }
    for (int k = 0; k < 3; k++) {
        if (!build_counts(b, sector, LEFT("leaver_destination/retire"), steps[k].aged, &band))
            return false;
        for (int i = 0; i < b->n_members; i++)
            weighed += steps[k].relative * band.n[i];
    }
    for (int k = 0; k < 3; k++) {
        double mean = n > 0 ? (y + 0.5) * steps[k].relative / fmax(weighed, 1) : pool.mean;
        mean = fmin(mean, 0.6);
        Dist d = {.kind = DIST_BETA, .a = y + 0.5};
        d.b = d.a * (1 - mean) / mean;
        const char *id =
            arena_printf(a, "exit/%s/retire/%s", build_sectors[sector].id, steps[k].ages);
        build_assume(b, PART_EXIT, id,
                     KEYS("state", arena_printf(a, "*.%s.*", build_sectors[sector].id), "ages",
                          steps[k].ages, "cause", "retire"),
                     mean, build_dist(b, &d), "B",
                     arena_printf(a,
                                  "%g retired of %g aged 55 and over; how it rises with age "
                                  "is a planning assumption",
                                  y, n));
        for (int i = 0; i < b->n_members; i++)
            build_cite_counts(b, id, &c, i);
    }
    return true;
}

/* Joiners from outside the plan, by head of staff; "other" starters count for half, because
 * support workers are among them. */
static bool joiners(Build *b, int sector, Yearly *all)
{
    static const struct {
        const char *name, *formula, *tier, *ages, *note;
        double share;
    } kinds[] = {
        {"overseas", "A3[starter/overseas].hc", "entry", "25-34", "internationally recruited",
         1},
        {"other", "A3[starter/other].hc", "senior", "30-49",
         "half of the starters from elsewhere are taken as registered: planning assumption",
         0.5},
    };
    Arena *a = b->cx->arena;
    for (int k = 0; k < 2; k++) {
        BuildCounts c;
        EstimatePool pool;
        if (!build_counts(b, sector, kinds[k].formula, PRIOR, &c))
            return false;
        estimate_counts(c.y, c.n, b->n_members, &pool);
        add_years(all, b, &c, &pool);
        for (int i = 0; i < b->n_members; i++) {
            const Member *m = &b->members[i];
            if (m->sector != sector)
                continue;
            EstimatePooled p = estimate_count_of(&pool, c.y[i], c.n[i]);
            double heads = m->registered + m->heads[TIER_SUPPORT];
            p.dist.b /= fmax(kinds[k].share * heads, 0.01);
            const char *id = arena_printf(a, "joiner/%s/%s/%s", build_sectors[sector].id, m->id,
                                          kinds[k].name);
            build_assume(b, PART_JOINER, id,
                         KEYS("state",
                              arena_printf(a, "%s.%s.%s", m->id, build_sectors[sector].id,
                                           kinds[k].tier),
                              "ages", kinds[k].ages),
                         p.dist.a / p.dist.b, build_dist(b, &p.dist), c.n[i] > 0 ? "B" : "C",
                         pooling(b, kinds[k].note, &c, i, &pool, p.own));
            build_cite_counts(b, id, &c, i);
        }
    }
    return true;
}

/* Who takes on those who move between organisations: starters from everywhere, drawn towards
 * the share of the sector's staff. Fixed, and together 1, because a pool is all of it. */
static bool places(Build *b, int sector)
{
    Arena *a = b->cx->arena;
    int n = b->n_members;
    BuildCounts c;
    EstimatePool pool;
    double *takes = NEW_ARRAY(a, double, n + 1);
    if (!build_counts(b, sector, "A3[total/starters].hc", PRIOR, &c))
        return false;
    estimate_counts(c.y, c.n, n, &pool);
    for (int t = 0; t < BUILD_TIERS; t++) {
        double all = 0;
        for (int i = 0; i < n; i++) {
            const Member *m = &b->members[i];
            Dist d = estimate_count_of(&pool, c.y[i], c.n[i]).dist;
            takes[i] = m->sector == sector ? d.a / d.b * (m->heads[t] + 0.25) : 0;
            all += takes[i];
        }
        for (int i = 0; i < n; i++) {
            const Member *m = &b->members[i];
            const char *in = build_sectors[sector].id, *tier = build_tiers[t].id;
            if (m->sector != sector)
                continue;
            const char *id = arena_printf(a, "place/%s/%s/%s", in, m->id, tier);
            build_assume(b, PART_PLACE, id,
                         KEYS("pool", arena_printf(a, "%s.%s_pool.%s", b->nation, in, tier),
                              "state", arena_printf(a, "%s.%s.%s", m->id, in, tier)),
                         takes[i] / all, "", "B",
                         "share of the sector's starters by tier, drawn towards its staff");
            build_cite_counts(b, id, &c, i);
        }
    }
    return true;
}

static void shock(Build *b, const char *acts_on, const Yearly *y, bool share)
{
    Arena *a = b->cx->arena;
    double mean = share && y->exposed > 0 ? y->all / y->exposed : 0, persistence;
    EstimateShock s;
    Dist sd;
    estimate_shock(y->came, y->expected, y->years, mean, &s);
    estimate_shock_plan(&s, y->level, &sd, &persistence);
    const char *note = arena_printf(
        a,
        "%s: between years %.2f (90 %% from %.2f to %.2f), with what is not known of the "
        "common rate",
        s.from_prior ? "fewer than three years, so the documented prior"
                     : arena_printf(a, "from %d years", s.years),
        s.sd, s.sd_low, s.sd_high);
    build_assume(b, PART_SHOCK, arena_printf(a, "shock/%s/sd", acts_on),
                 KEYS("acts_on", acts_on, "state", "*", "parameter", "sd"), sd.a / sd.b,
                 build_dist(b, &sd), s.from_prior ? "D" : "B", note);
    build_assume(b, PART_SHOCK, arena_printf(a, "shock/%s/persistence", acts_on),
                 KEYS("acts_on", acts_on, "state", "*", "parameter", "persistence"),
                 persistence, "", s.from_prior ? "D" : "C",
                 "correlation of one year with the next; three years hardly tell it");
}

bool build_rates(Build *b)
{
    Yearly exits = {0}, moves = {0}, joins = {0};
    for (int s = 0; s < BUILD_SECTORS; s++) {
        for (int f = 0; f < N_FLOWS; f++)
            if (!flow_rows(b, s, &flows[f], &exits, &moves))
                return false;
        if (!retirement(b, s, &exits) || !joiners(b, s, &joins) || !places(b, s))
            return false;
    }
    shock(b, "exit", &exits, true);
    shock(b, "move", &moves, true);
    shock(b, "joiner", &joins, false);
    return true;
}
