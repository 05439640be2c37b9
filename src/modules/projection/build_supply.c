/* The supply half of a plan from returns: stock by age, exits and moves, joiners from outside,
 * and the new graduates who take a post. What the numbers mean for demand and limits is in
 * build.c. */
#include "modules/projection/build.h"
#include <math.h>

/* The rows of a sector stand for its missing organisations too. */
static int states_of(const Sector *s, const char **out)
{
    out[0] = s->state;
    out[1] = s->missing;
    return s->population_ratio > 0 ? 2 : 1;
}

/* ---------------------------------------------------------------- stock */

static void state_row(Build *b, const char *id, const char *label, const char *group,
                      double weight, const char *grade, const char *note)
{
    ModelRow *row = model_add(b->cx->arena, &b->m, TABLE_STATE, "returns", 0);
    build_put(row, TABLE_STATE, "id", id);
    build_put(row, TABLE_STATE, "label", label);
    build_put(row, TABLE_STATE, "group", group);
    build_put(row, TABLE_STATE, "weight", build_number(b, weight));
    build_put(row, TABLE_STATE, "source",
              arena_printf(b->cx->arena, "returns of %s", b->collections[0]));
    build_put(row, TABLE_STATE, "date", b->as_at);
    build_put(row, TABLE_STATE, "owner", b->cx->user);
    build_put(row, TABLE_STATE, "grade", grade);
    build_put(row, TABLE_STATE, "note", note);
}

static const char *const bands[] = {"under_25", "25_34", "35_44",  "45_54",
                                    "55_59",    "60_64", "65_plus"};
enum { N_BANDS = 7 };

/* Registered heads by age: the ages of all directly employed staff, scaled to the registered.
 */
bool build_stock(Build *b, Sector *s)
{
    Arena *a = b->cx->arena;
    LeafTotal heads;
    double wte, ages[N_BANDS], known = 0;
    if (!release_leaf_total(b->cx, &b->from[0], s->kind, REGISTERED_HC, &heads) ||
        !build_total(b, s, "A1[" REGISTERED "].wte_perm + A1[" REGISTERED "].wte_fixed", 1,
                     NULL, "", &wte))
        return false;
    if (heads.known == 0)
        return fail(&b->cx->err, NOT_FOUND, "%s has no return of a %s", b->collections[0],
                    s->kind);
    for (int i = 0; i < N_BANDS; i++) {
        if (!build_total(b, s, arena_printf(a, "A4[age/%s].hc", bands[i]), 1, NULL, "",
                         &ages[i]))
            return false;
        known += ages[i];
    }
    s->heads = heads.value;
    s->answered = arena_printf(a, "%d of %d returns", heads.known, heads.expected);
    s->population_ratio =
        heads.known < heads.expected && heads.population_known > 0
            ? (heads.population_expected - heads.population_known) / heads.population_known
            : 0;
    state_row(b, s->state, s->label, s->state, wte / heads.value, "A",
              arena_printf(a, "WTE per head of registered OTs, %s", s->answered));
    for (int i = 0; i < N_BANDS; i++) {
        const char *formula = arena_printf(a, "A4[age/%s].hc", bands[i]);
        const char *id =
            build_assume(b, PART_STOCK, arena_printf(a, "stock/%s/%s", s->state, bands[i]),
                         KEYS("state", s->state, "ages", bands[i]),
                         known > 0 ? heads.value * ages[i] / known : 0, "", "A",
                         "registered heads x share of the age band among all staff whose "
                         "age is known");
        build_cite(b, id, "registered heads", &b->from[0], REGISTERED_HC, &heads);
        LeafTotal band;
        if (!release_leaf_total(b->cx, &b->from[0], s->kind, formula, &band))
            return false;
        build_cite(b, id, "staff of this age", &b->from[0], formula, &band);
    }
    if (s->population_ratio <= 0)
        return true;
    double missing = s->heads * s->population_ratio;
    state_row(b, s->missing, s->missing_label, s->missing, wte / heads.value, "C",
              "not received: estimated, and shown apart");
    const char *id = build_assume(
        b, PART_STOCK, arena_printf(a, "stock/%s", s->missing),
        KEYS("state", s->missing, "ages", "25-59"), missing,
        arena_printf(a, "triangular(%s,%s,%s)", build_number(b, 0.5 * missing),
                     build_number(b, missing), build_number(b, 1.5 * missing)),
        "C",
        arena_printf(
            a,
            "estimate: heads per head of population of the %s, times the population of "
            "those not received; half to one and a half times that",
            s->answered));
    build_cite(b, id, "registered heads of those received", &b->from[0], REGISTERED_HC, &heads);
    return true;
}

/* ---------------------------------------------------------------- rates */

static const char *beta_of(Build *b, double y, double n)
{
    return arena_printf(b->cx->arena, "beta(%s,%s)", build_number(b, y + 0.5),
                        build_number(b, n - y + 0.5));
}

/* y of n in the pooled years, for the sector's states. */
static bool rate(Build *b, const Sector *s, Part part, const char *name,
                 const char *const *keys, const char *count, const char *of, const char *note)
{
    double y, n;
    const char *states[2];
    int n_states = states_of(s, states);
    if (!build_total(b, s, count, MOST_COLLECTIONS, NULL, "", &y) ||
        !build_total(b, s, of, MOST_COLLECTIONS, NULL, "", &n))
        return false;
    y = fmin(y, n);
    for (int i = 0; i < n_states; i++) {
        const char *all[10] = {"state", states[i]};
        int k = 2;
        for (; keys[k - 2]; k++)
            all[k] = keys[k - 2];
        all[k] = NULL;
        const char *id =
            build_assume(b, part,
                         arena_printf(b->cx->arena, "%s/%s/%s",
                                      part == PART_EXIT ? "exit" : "move", states[i], name),
                         all, (y + 0.5) / (n + 1), beta_of(b, y, n), i == 0 ? "A" : "C",
                         i == 0 ? note : "as in the returns received");
        if (!build_total(b, s, count, MOST_COLLECTIONS, id, "count", &y) ||
            !build_total(b, s, of, MOST_COLLECTIONS, id, "of", &n))
            return false;
        y = fmin(y, n);
    }
    return true;
}

#define PRIOR              "A3[total/prior_hc].hc"
#define AGED               "A4[age/55_59|age/60_64|age/65_plus].hc"
#define LEFT(destinations) "A3[" destinations "].hc"

bool build_rates(Build *b, const Sector *s)
{
    bool board = same(s->state, "nhs");
    return rate(b, s, PART_EXIT, "leave", KEYS("ages", "*", "cause", "leave"),
                LEFT("leaver_destination/leave_profession|leaver_destination/death_ill_health"),
                PRIOR, "all staff stand for the registered; pooled years") &&
           rate(b, s, PART_EXIT, "unknown", KEYS("ages", "*", "cause", "unknown"),
                LEFT("leaver_destination/unknown"), PRIOR,
                "leavers whose destination is not known count as lost: the cautious reading") &&
           rate(b, s, PART_EXIT, "retire", KEYS("ages", "55+", "cause", "retire"),
                LEFT("leaver_destination/retire"), AGED, "of those aged 55 and over") &&
           rate(b, s, PART_MOVE, board ? "la" : "nhs", KEYS("to", board ? "la" : "nhs"),
                board ? LEFT("leaver_destination/other_council")
                      : LEFT("leaver_destination/nhs"),
                PRIOR, "between sectors; moves within the sector cancel out") &&
           rate(b, s, PART_MOVE, "ind", KEYS("to", "ind"),
                LEFT("leaver_destination/independent|leaver_destination/agency"), PRIOR,
                "agency staff are counted in the independent sector") &&
           rate(b, s, PART_MOVE, "out", KEYS("to", "out"),
                LEFT("leaver_destination/career_break"), PRIOR,
                "career breaks; they may return");
}

/* Joiners from outside the plan, a year; support workers among "other" starters do not count.
 */
bool build_joiners(Build *b, const Sector *s)
{
    static const struct {
        const char *name, *formula, *note;
        double share;
    } kinds[] = {
        {"overseas", "A3[starter/overseas].hc", "internationally recruited", 1},
        {"other", "A3[starter/other].hc",
         "half of the starters from elsewhere are taken as registered: planning assumption",
         0.5},
    };
    Arena *a = b->cx->arena;
    double years = b->n_collections;
    for (int i = 0; i < 2; i++) {
        double k;
        const char *id = arena_printf(a, "joiner/%s/%s", s->state, kinds[i].name);
        if (!build_total(b, s, kinds[i].formula, MOST_COLLECTIONS, id, "count", &k))
            return false;
        double rate_ = years / kinds[i].share, value = (k + 0.5) / rate_;
        build_assume(
            b, PART_JOINER, id, KEYS("state", s->state, "ages", i == 0 ? "25_34" : "35_44"),
            value,
            arena_printf(a, "gamma(%s,%s)", build_number(b, k + 0.5), build_number(b, rate_)),
            i == 0 ? "A" : "C", kinds[i].note);
    }
    return true;
}

/* New graduates hired, of those who registered: the cohorts that graduated in the pooled years
 * are the first intake known, which is what the national assumptions hold. */
static double registrants_a_year(const Build *b)
{
    const ModelTable *intake = &b->m.tables[TABLE_PARTS + PART_INTAKE];
    double places = 0, survive = 1, registers = 1;
    const ModelTable *drop = &b->m.tables[TABLE_PARTS + PART_ATTRITION];
    const ModelTable *registration = &b->m.tables[TABLE_PARTS + PART_REGISTRATION];
    const char *first = "9999";
    double v;
    TableId t = (TableId)(TABLE_PARTS + PART_INTAKE);
    for (int i = 0; i < intake->n; i++) {
        const char *year = model_assumption(t, &intake->rows[i], ASSUME_YEAR);
        if (strcmp(year, first) < 0)
            first = year;
    }
    for (int i = 0; i < intake->n; i++)
        if (same(model_assumption(t, &intake->rows[i], ASSUME_YEAR), first) &&
            text_to_double(model_assumption(t, &intake->rows[i], ASSUME_VALUE), &v))
            places += v;
    t = (TableId)(TABLE_PARTS + PART_ATTRITION);
    for (int i = 0; i < drop->n; i++)
        if (same(drop->rows[i].cells[1], "bsc") &&
            text_to_double(model_assumption(t, &drop->rows[i], ASSUME_VALUE), &v))
            survive *= 1 - v;
    t = (TableId)(TABLE_PARTS + PART_REGISTRATION);
    for (int i = 0; i < registration->n; i++)
        if (same(registration->rows[i].cells[1], "bsc") &&
            text_to_double(model_assumption(t, &registration->rows[i], ASSUME_VALUE), &v))
            registers = v;
    return places * survive * registers;
}

bool build_capture(Build *b, const Sector *s)
{
    static const char *const routes[] = {"bsc", "msc"};
    Arena *a = b->cx->arena;
    double hired, n = round(registrants_a_year(b) * b->n_collections);
    if (n < 1)
        return true; /* no national assumptions on training: nothing to capture */
    for (int i = 0; i < 2; i++) {
        const char *id = arena_printf(a, "capture/%s/%s", routes[i], s->state);
        if (!build_total(b, s, "A3[starter/new_graduate].hc", MOST_COLLECTIONS, id, "hired",
                         &hired))
            return false;
        hired = fmin(hired, n);
        build_assume(
            b, PART_CAPTURE, id, KEYS("route", routes[i], "state", s->state),
            (hired + 0.5) / (n + 1), beta_of(b, hired, n), "B",
            arena_printf(a,
                         "new graduates hired, of %s registered in the same years (first "
                         "known intake x completion x registration)",
                         build_number(b, n)));
        if (s->population_ratio > 0)
            build_assume(b, PART_CAPTURE,
                         arena_printf(a, "capture/%s/%s", routes[i], s->missing),
                         KEYS("route", routes[i], "state", s->missing),
                         (hired + 0.5) / (n + 1) * s->population_ratio, "", "C",
                         "as in the returns received, by population");
    }
    return true;
}
