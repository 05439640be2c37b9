/* Builds a plan from returns. Decides which cells of the returns make which assumption: stock,
 * exits, moves, joiners and capture with the uncertainty of their own counts, demand from
 * establishments and requests, placement hours from weeks offered. What returns cannot say
 * comes from the region's national assumptions (data/plans/), row by row with its source.
 *
 * Rates pool the collection and the two before it: leavers y of n heads give Beta(y + 1/2,
 * n - y + 1/2) (Jeffreys), k joiners in m years give Gamma(k + 1/2, m). Organisations that have
 * not answered are a state of their own, so that the estimate is in view and never hidden in a
 * total. */
#include "base/embedded.h"
#include "db/db.h"
#include "modules/projection/projection.h"
#include "modules/workforce/workforce.h"
#include <math.h>

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

enum { MOST_COLLECTIONS = 3 };
#define REGISTERED    "R3|R4|R5|R6|R7|R8"
#define REGISTERED_HC "A1[" REGISTERED "].hc_perm + A1[" REGISTERED "].hc_fixed"
#define HOURS_A_WEEK  37.5

typedef struct Source {
    const char *assumption, *role, *collection, *formula;
    LeafTotal total;
} Source;

typedef struct Build {
    Ctx *cx;
    Model m;
    const char *collections[MOST_COLLECTIONS]; /* newest first */
    int n_collections, start_year;
    const char *as_at;
    Source *sources;
    int n_sources, room_sources;
} Build;

typedef struct Sector {
    const char *kind, *state, *missing, *label, *missing_label;
    double heads, population_ratio; /* of the missing to the received; 0 = none missing */
    const char *answered;           /* "20 of 22 councils" */
} Sector;

/* ---------------------------------------------------------------- rows */

static void put(ModelRow *row, TableId t, const char *column, const char *text)
{
    row->cells[spec_column(t, column)] = text;
}

static const char *number(Build *b, double v)
{
    return text_double(b->cx->arena, round(v * 1e9) / 1e9);
}

/* An assumption with its register columns; keys are given as "column", "text" pairs up to NULL.
 */
static const char *assume(Build *b, Part part, const char *id, const char *const *keys,
                          double value, const char *distribution, const char *grade,
                          const char *note)
{
    TableId t = (TableId)(TABLE_PARTS + (int)part);
    ModelRow *row = model_add(b->cx->arena, &b->m, t, "returns", 0);
    for (; keys[0]; keys += 2)
        put(row, t, keys[0], keys[1]);
    put(row, t, "id", id);
    put(row, t, "value", number(b, value));
    put(row, t, "distribution", distribution);
    put(row, t, "source", arena_printf(b->cx->arena, "returns of %s", b->collections[0]));
    put(row, t, "date", b->as_at);
    put(row, t, "owner", b->cx->user);
    put(row, t, "grade", grade);
    put(row, t, "note", note);
    return id;
}
#define KEYS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void cite(Build *b, const char *assumption, const char *role, const char *collection,
                 const char *formula, const LeafTotal *total)
{
    *PUSH(b->cx->arena, b->sources, b->n_sources, b->room_sources) =
        (Source){assumption, role, collection, formula, *total};
}

/* Sum over the newest `years` collections; cited when an assumption is named. */
static bool total(Build *b, const Sector *s, const char *formula, int years, const char *cited,
                  const char *role, double *out)
{
    double sum = 0;
    for (int i = 0; i < years && i < b->n_collections; i++) {
        LeafTotal t;
        if (!workforce_leaf_total(b->cx, b->collections[i], s->kind, formula, &t))
            return false;
        sum += t.value;
        if (cited)
            cite(b, cited, role, b->collections[i], formula, &t);
    }
    *out = sum;
    return true;
}

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
    put(row, TABLE_STATE, "id", id);
    put(row, TABLE_STATE, "label", label);
    put(row, TABLE_STATE, "group", group);
    put(row, TABLE_STATE, "weight", number(b, weight));
    put(row, TABLE_STATE, "source",
        arena_printf(b->cx->arena, "returns of %s", b->collections[0]));
    put(row, TABLE_STATE, "date", b->as_at);
    put(row, TABLE_STATE, "owner", b->cx->user);
    put(row, TABLE_STATE, "grade", grade);
    put(row, TABLE_STATE, "note", note);
}

static const char *const bands[] = {"under_25", "25_34", "35_44",  "45_54",
                                    "55_59",    "60_64", "65_plus"};
enum { N_BANDS = 7 };

/* Registered heads by age: the ages of all directly employed staff, scaled to the registered.
 */
static bool stock(Build *b, Sector *s)
{
    Arena *a = b->cx->arena;
    LeafTotal heads;
    double wte, ages[N_BANDS], known = 0;
    if (!workforce_leaf_total(b->cx, b->collections[0], s->kind, REGISTERED_HC, &heads) ||
        !total(b, s, "A1[" REGISTERED "].wte_perm + A1[" REGISTERED "].wte_fixed", 1, NULL, "",
               &wte))
        return false;
    if (heads.known == 0)
        return fail(&b->cx->err, NOT_FOUND, "%s has no return of a %s", b->collections[0],
                    s->kind);
    for (int i = 0; i < N_BANDS; i++) {
        if (!total(b, s, arena_printf(a, "A4[age/%s].hc", bands[i]), 1, NULL, "", &ages[i]))
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
            assume(b, PART_STOCK, arena_printf(a, "stock/%s/%s", s->state, bands[i]),
                   KEYS("state", s->state, "ages", bands[i]),
                   known > 0 ? heads.value * ages[i] / known : 0, "", "A",
                   "registered heads x share of the age band among all staff whose "
                   "age is known");
        cite(b, id, "registered heads", b->collections[0], REGISTERED_HC, &heads);
        LeafTotal band;
        if (!workforce_leaf_total(b->cx, b->collections[0], s->kind, formula, &band))
            return false;
        cite(b, id, "staff of this age", b->collections[0], formula, &band);
    }
    if (s->population_ratio <= 0)
        return true;
    double missing = s->heads * s->population_ratio;
    state_row(b, s->missing, s->missing_label, s->missing, wte / heads.value, "C",
              "not received: estimated, and shown apart");
    const char *id =
        assume(b, PART_STOCK, arena_printf(a, "stock/%s", s->missing),
               KEYS("state", s->missing, "ages", "25-59"), missing,
               arena_printf(a, "triangular(%s,%s,%s)", number(b, 0.5 * missing),
                            number(b, missing), number(b, 1.5 * missing)),
               "C",
               arena_printf(
                   a,
                   "estimate: heads per head of population of the %s, times the population of "
                   "those not received; half to one and a half times that",
                   s->answered));
    cite(b, id, "registered heads of those received", b->collections[0], REGISTERED_HC, &heads);
    return true;
}

/* ---------------------------------------------------------------- rates */

static const char *beta_of(Build *b, double y, double n)
{
    return arena_printf(b->cx->arena, "beta(%s,%s)", number(b, y + 0.5),
                        number(b, n - y + 0.5));
}

/* y of n in the pooled years, for the sector's states. */
static bool rate(Build *b, const Sector *s, Part part, const char *name,
                 const char *const *keys, const char *count, const char *of, const char *note)
{
    double y, n;
    const char *states[2];
    int n_states = states_of(s, states);
    if (!total(b, s, count, MOST_COLLECTIONS, NULL, "", &y) ||
        !total(b, s, of, MOST_COLLECTIONS, NULL, "", &n))
        return false;
    y = fmin(y, n);
    for (int i = 0; i < n_states; i++) {
        const char *all[10] = {"state", states[i]};
        int k = 2;
        for (; keys[k - 2]; k++)
            all[k] = keys[k - 2];
        all[k] = NULL;
        const char *id =
            assume(b, part,
                   arena_printf(b->cx->arena, "%s/%s/%s", part == PART_EXIT ? "exit" : "move",
                                states[i], name),
                   all, (y + 0.5) / (n + 1), beta_of(b, y, n), i == 0 ? "A" : "C",
                   i == 0 ? note : "as in the returns received");
        if (!total(b, s, count, MOST_COLLECTIONS, id, "count", &y) ||
            !total(b, s, of, MOST_COLLECTIONS, id, "of", &n))
            return false;
        y = fmin(y, n);
    }
    return true;
}

#define PRIOR              "A3[total/prior_hc].hc"
#define AGED               "A4[age/55_59|age/60_64|age/65_plus].hc"
#define LEFT(destinations) "A3[" destinations "].hc"

static bool rates(Build *b, const Sector *s)
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
static bool joiners(Build *b, const Sector *s)
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
        if (!total(b, s, kinds[i].formula, MOST_COLLECTIONS, id, "count", &k))
            return false;
        double rate_ = years / kinds[i].share, value = (k + 0.5) / rate_;
        assume(b, PART_JOINER, id, KEYS("state", s->state, "ages", i == 0 ? "25_34" : "35_44"),
               value, arena_printf(a, "gamma(%s,%s)", number(b, k + 0.5), number(b, rate_)),
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

static bool capture(Build *b, const Sector *s)
{
    static const char *const routes[] = {"bsc", "msc"};
    Arena *a = b->cx->arena;
    double hired, n = round(registrants_a_year(b) * b->n_collections);
    if (n < 1)
        return true; /* no national assumptions on training: nothing to capture */
    for (int i = 0; i < 2; i++) {
        const char *id = arena_printf(a, "capture/%s/%s", routes[i], s->state);
        if (!total(b, s, "A3[starter/new_graduate].hc", MOST_COLLECTIONS, id, "hired", &hired))
            return false;
        hired = fmin(hired, n);
        assume(b, PART_CAPTURE, id, KEYS("route", routes[i], "state", s->state),
               (hired + 0.5) / (n + 1), beta_of(b, hired, n), "B",
               arena_printf(a,
                            "new graduates hired, of %s registered in the same years (first "
                            "known intake x completion x registration)",
                            number(b, n)));
        if (s->population_ratio > 0)
            assume(b, PART_CAPTURE, arena_printf(a, "capture/%s/%s", routes[i], s->missing),
                   KEYS("route", routes[i], "state", s->missing),
                   (hired + 0.5) / (n + 1) * s->population_ratio, "", "C",
                   "as in the returns received, by population");
    }
    return true;
}

/* ---------------------------------------------------------------- demand, limits */

static bool demand_line(Build *b, const Sector *s, const char *line, const char *formula,
                        int year, const char *grade, const char *note)
{
    Arena *a = b->cx->arena;
    double wte;
    const char *when = year ? arena_printf(a, "%d", year) : "";
    const char *id = arena_printf(a, "demand/%s/%s%s%s", line, s->state, year ? "/" : "", when);
    if (!total(b, s, formula, 1, id, "WTE", &wte))
        return false;
    assume(b, PART_DEMAND, id, KEYS("line", line, "group", s->state, "year", when), wte, "",
           grade, note);
    if (s->population_ratio <= 0)
        return true;
    assume(b, PART_DEMAND,
           arena_printf(a, "demand/%s/%s%s%s", line, s->missing, year ? "/" : "", when),
           KEYS("line", line, "group", s->missing, "year", when), wte * s->population_ratio,
           arena_printf(a, "triangular(%s,%s,%s)", number(b, 0.5 * wte * s->population_ratio),
                        number(b, wte * s->population_ratio),
                        number(b, 1.5 * wte * s->population_ratio)),
           "C", "not received: estimated by population, and shown apart");
    return true;
}

static bool demand(Build *b, const Sector *s)
{
    Arena *a = b->cx->arena;
    const char *posts = "A1[" REGISTERED "].establishment_wte";
    if (!demand_line(b, s, "need", posts, 0, "B",
                     "establishment of registered posts, filled or not; drivers act on it") ||
        !demand_line(b, s, "funded", posts, 0, "A",
                     "establishment of registered posts today") ||
        !demand_line(b, s, "requested", posts, b->start_year, "A", "establishment today"))
        return false;
    for (int y = 1; y <= 5; y++) {
        const char *formula = arena_printf(a,
                                           "A7[R3/%d|R4/%d|R5/%d|R6/%d|R7/%d|R8/%d]"
                                           ".planned_establishment_wte",
                                           y, y, y, y, y, y);
        if (!demand_line(b, s, "requested", formula, b->start_year + y, "B",
                         "planned establishment as the organisations ask for it"))
            return false;
    }
    return true;
}

/* The independent sector sends no returns: its demand is its own stock, so that it neither adds
 * to a gap nor hides one. */
static void independent_demand(Build *b)
{
    static const char *const lines[] = {"need", "funded", "requested"};
    TableId t = (TableId)(TABLE_PARTS + PART_STOCK);
    double heads = 0, weight = 0, v;
    for (int i = 0; i < b->m.tables[t].n; i++)
        if (same(b->m.tables[t].rows[i].cells[1], "ind") &&
            text_to_double(model_assumption(t, &b->m.tables[t].rows[i], ASSUME_VALUE), &v))
            heads += v;
    const ModelTable *states = &b->m.tables[TABLE_STATE];
    for (int i = 0; i < states->n; i++)
        if (same(states->rows[i].cells[0], "ind"))
            text_to_double(states->rows[i].cells[spec_column(TABLE_STATE, "weight")], &weight);
    for (int i = 0; i < 3 && heads > 0; i++)
        assume(b, PART_DEMAND, arena_printf(b->cx->arena, "demand/%s/ind", lines[i]),
               KEYS("line", lines[i], "group", "ind"), heads * weight, "", "D",
               "taken as filled: no return covers the independent sector");
}

static bool placements(Build *b, const Sector *s, double *hours)
{
    double weeks;
    if (!total(b, s, "A9[].weeks_offered", 1, "limit/placement", "student weeks offered",
               &weeks))
        return false;
    *hours += weeks * HOURS_A_WEEK * (1 + s->population_ratio);
    return true;
}

static void placement_limit(Build *b, double hours)
{
    static const double growth[] = {1.15, 1.60};
    static const int after[] = {1, 10};
    static const char *const notes[] = {
        "student weeks offered by councils and boards x 37.5 hours, plus 15 % for settings "
        "that "
        "send no return",
        "the same, grown by 60 % in ten years: the planned widening of placements",
    };
    for (int i = 0; i < 2; i++)
        assume(b, PART_LIMIT, i ? "limit/placement/later" : "limit/placement",
               KEYS("kind", "placement", "route", "*", "year",
                    arena_printf(b->cx->arena, "%d", b->start_year + after[i])),
               round(hours * growth[i]), "", "C", notes[i]);
}

/* ---------------------------------------------------------------- the whole */

static bool national_assumptions(Build *b, const char *region)
{
    const char *folder = arena_printf(b->cx->arena, "data/plans/%s/", region);
    ModelProblems problems = {.arena = b->cx->arena};
    bool found = false;
    for (int i = 0; i < embedded_data_count; i++) {
        const EmbeddedFile *f = &embedded_data[i];
        if (!starts_with(f->name, folder))
            continue;
        const char *file = f->name + strlen(folder);
        int t = table_by_name(arena_strndup(b->cx->arena, file, strlen(file) - strlen(".csv")));
        if (t >= 0)
            table_parse(b->cx->arena, &problems, file, (TableId)t, f->data, f->size, &b->m);
        found = true;
    }
    if (!found)
        return fail(&b->cx->err, NOT_FOUND,
                    "there are no national assumptions for '%s' (data/plans/%s/)", region,
                    region);
    return model_problems_none(&problems, &b->cx->err);
}

static void settings(Build *b)
{
    Arena *a = b->cx->arena;
    model_set(a, &b->m, "start_year", arena_printf(a, "%d", b->start_year));
    model_set(a, &b->m, "decide_from", arena_printf(a, "%d", b->start_year + 2));
    model_set(a, &b->m, "decide_to", arena_printf(a, "%d", b->start_year + 15));
    ModelRow *row = model_add(a, &b->m, TABLE_TARGET, "returns", 0);
    put(row, TABLE_TARGET, "line", "need");
    put(row, TABLE_TARGET, "group", "*");
    put(row, TABLE_TARGET, "year_from", arena_printf(a, "%d", b->start_year + 9));
    put(row, TABLE_TARGET, "year_to", arena_printf(a, "%d", b->start_year + 15));
    put(row, TABLE_TARGET, "note",
        "need of all sectors is to be met at the end of the ten years");
}

static bool save_evidence(Build *b, const char *plan)
{
    Ctx *cx = b->cx;
    for (int i = 0; i < b->n_sources; i++) {
        const Source *s = &b->sources[i];
        int64_t seq = 0;
        if (!db_one_int(cx, &seq,
                        "SELECT COALESCE(MAX(seq), 0) FROM projection_evidence WHERE plan = $1"
                        " AND assumption = $2",
                        ARGS(plan, s->assumption)))
            return false;
        for (int k = 0; k < s->total.n; k++)
            if (!db_run(
                    cx,
                    "INSERT INTO projection_evidence (plan, assumption, seq, role, collection,"
                    " organisation, formula, value) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    ARGS(plan, s->assumption, ++seq, s->role, s->collection,
                         s->total.evidence[k].organisation, s->formula,
                         s->total.evidence[k].value)))
                return false;
    }
    return true;
}

static bool sectors(Build *b)
{
    Sector all[] = {
        {.kind = "health-board",
         .state = "nhs",
         .missing = "nhs_missing",
         .label = "NHS Wales",
         .missing_label = "Health boards not received (estimate)"},
        {.kind = "council",
         .state = "la",
         .missing = "la_missing",
         .label = "Councils",
         .missing_label = "Councils not received (estimate)"},
    };
    double hours = 0;
    for (int i = 0; i < 2; i++)
        if (!stock(b, &all[i]) || !rates(b, &all[i]) || !joiners(b, &all[i]) ||
            !capture(b, &all[i]) || !demand(b, &all[i]) || !placements(b, &all[i], &hours))
            return false;
    independent_demand(b);
    placement_limit(b, hours);
    return true;
}

bool projection_build(Ctx *cx, const char *collection, const char *id)
{
    Build b = {.cx = cx, .m = {.name = id}};
    Collection c;
    Date at;
    ModelProblems problems = {.arena = cx->arena};
    Plan plan;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at))
        return false;
    for (const char *next = c.id; *next && b.n_collections < MOST_COLLECTIONS;) {
        b.collections[b.n_collections++] = next;
        if (!workforce_previous(cx, next, &next))
            return false;
    }
    b.as_at = c.as_at;
    b.start_year = date_year(at);
    if (!national_assumptions(&b, c.region) || !sectors(&b))
        return false;
    settings(&b);
    return model_plan(cx->arena, &cx->err, &b.m, &problems, &plan) && db_begin(cx) &&
           db_end(cx, projection_save(cx, id, c.id, &b.m) && save_evidence(&b, id));
}
