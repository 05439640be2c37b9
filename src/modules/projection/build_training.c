/* Decides who takes on new graduates, and how many placement hours a region can offer.
 *
 * Capture. New graduates hired by an organisation, by week of placement it offered
 * (gamma-Poisson, pooled over its sector), times its weeks a year, out of those who registered:
 * organisations that offer placements hire. Those who registered are the first known intake
 * times completion and registration, which is what the national assumptions hold. A row of the
 * national capture that names a sector (nhs, la) instead of a state is shared among its
 * organisations likewise; such a row is for routes whose students are employed already.
 *
 * Placements. Weeks offered in a region times hours a week, with a margin for settings that
 * send no return. Where the weeks are not known they are predicted by heads. */
#include "db/db.h"
#include "modules/projection/build.h"
#include <math.h>

#define HOURS_A_WEEK 37.5
#define WEEKS        "A9[].weeks_offered"

static const char *cell_of(const Model *m, Part part, int row, const char *column)
{
    TableId t = (TableId)(TABLE_PARTS + (int)part);
    return m->tables[t].rows[row].cells[spec_column(t, column)];
}

static double value_of(const Model *m, Part part, int row)
{
    double v = 0;
    return text_to_double(cell_of(m, part, row, "value"), &v) ? v : 0;
}

/* Whether a route cell of the national assumptions is a full-time degree, whose drop-outs stand
 * for all. */
static bool is_full_time(const char *route)
{
    return ends_with(route, ".bsc");
}

static double registrants_a_year(const Build *b)
{
    const Model *m = &b->m;
    double places = 0, survive = 1, registers = 1;
    const char *first = "9999";
    for (int i = 0; i < m->tables[TABLE_PARTS + PART_INTAKE].n; i++)
        if (strcmp(cell_of(m, PART_INTAKE, i, "year"), first) < 0)
            first = cell_of(m, PART_INTAKE, i, "year");
    for (int i = 0; i < m->tables[TABLE_PARTS + PART_INTAKE].n; i++)
        if (same(cell_of(m, PART_INTAKE, i, "year"), first))
            places += value_of(m, PART_INTAKE, i);
    for (int i = 0; i < m->tables[TABLE_PARTS + PART_ATTRITION].n; i++)
        if (is_full_time(cell_of(m, PART_ATTRITION, i, "route")))
            survive *= 1 - value_of(m, PART_ATTRITION, i);
    for (int i = 0; i < m->tables[TABLE_PARTS + PART_REGISTRATION].n; i++)
        if (is_full_time(cell_of(m, PART_REGISTRATION, i, "route")))
            registers = value_of(m, PART_REGISTRATION, i);
    return places * survive * registers;
}

/* ---------------------------------------------------------------- weeks offered */

typedef struct Weeks {
    double *a_year[BUILD_SECTORS]; /* [n_members] mean over the years known, else by heads */
    double *now;                   /* [n_members] in the newest collection, else predicted */
    bool *known;
} Weeks;

static bool read_weeks(Build *b, Weeks *w)
{
    Arena *a = b->cx->arena;
    int n = b->n_members;
    w->now = NEW_ARRAY(a, double, n + 1);
    w->known = NEW_ARRAY(a, bool, n + 1);
    for (int s = 0; s < BUILD_SECTORS; s++) {
        double *one = NEW_ARRAY(a, double, n + 1), *years = NEW_ARRAY(a, double, n + 1);
        double weeks = 0, heads = 0;
        w->a_year[s] = NEW_ARRAY(a, double, n + 1);
        for (int year = 0; year < b->n_collections && year < POOLED_COLLECTIONS; year++) {
            if (!build_leaf(b, year, s, WEEKS, one))
                return false;
            for (int i = 0; i < n; i++)
                if (!isnan(one[i])) {
                    w->a_year[s][i] += one[i];
                    years[i]++;
                    w->known[i] = w->known[i] || year == 0;
                    w->now[i] = year == 0 ? one[i] : w->now[i];
                    weeks += one[i];
                    heads += b->members[i].registered;
                }
        }
        for (int i = 0; i < n; i++) {
            if (b->members[i].sector != s)
                continue;
            double by_heads = heads > 0 ? weeks / heads * b->members[i].registered : 0;
            w->a_year[s][i] = years[i] > 0 ? w->a_year[s][i] / years[i] : by_heads;
            if (!w->known[i])
                w->now[i] = w->a_year[s][i];
        }
    }
    return true;
}

/* ---------------------------------------------------------------- capture */

/* The national rows that name a sector, taken out of the model. */
typedef struct Employed {
    int n, room;
    ModelRow *rows;
} Employed;

static void take_sector_rows(Build *b, Employed *out)
{
    TableId t = (TableId)(TABLE_PARTS + PART_CAPTURE);
    ModelTable *table = &b->m.tables[t];
    int kept = 0, column = spec_column(t, "state");
    for (int i = 0; i < table->n; i++) {
        bool sector = same(table->rows[i].cells[column], build_sectors[0].id) ||
                      same(table->rows[i].cells[column], build_sectors[1].id);
        if (sector)
            *PUSH(b->cx->arena, out->rows, out->n, out->room) = table->rows[i];
        else
            table->rows[kept++] = table->rows[i];
    }
    table->n = kept;
}

/* An organisation's part of a sector row, with its register; the spread stays with the law of
 * the whole, in proportion. */
static void employed_row(Build *b, const ModelRow *whole, const Member *m, double share,
                         const char *state)
{
    TableId t = (TableId)(TABLE_PARTS + PART_CAPTURE);
    Arena *a = b->cx->arena;
    ModelRow *row = model_add(a, &b->m, t, whole->file, whole->line);
    double value = 0;
    for (int c = 0; c < spec_columns(t); c++)
        row->cells[c] = whole->cells[c];
    const char *route = whole->cells[spec_column(t, "route")];
    text_to_double(whole->cells[spec_column(t, "value")], &value);
    Dist d = estimate_gamma_with(
        (EstimateMoments){fmax(value * share, 1e-9), pow(0.15 * fmax(value * share, 1e-9), 2)});
    build_put(row, t, "id",
              arena_printf(a, "capture/%s/%s/%s", build_sectors[m->sector].id, m->id,
                           route + (starts_with(route, "*.") ? 2 : 0)));
    build_put(row, t, "state", state);
    build_put(row, t, "value", build_number(b, value * share));
    build_put(row, t, "distribution", build_dist(b, &d));
}

static bool capture(Build *b, int sector, const Weeks *w, const Employed *employed, double n)
{
    Arena *a = b->cx->arena;
    double *weeks = NEW_ARRAY(a, double, b->n_members + 1), all = 0;
    double *share = NEW_ARRAY(a, double, b->n_members + 1);
    BuildCounts c;
    EstimatePool pool;
    if (!build_counts(b, sector, "A3[starter/new_graduate].hc", "A3[total/prior_hc].hc", &c))
        return false;
    for (int i = 0; i < b->n_members; i++)
        if (c.n[i] > 0) {
            double years = 0;
            for (int year = 0; year < c.years; year++)
                years += !isnan(c.count[year][i]);
            weeks[i] = fmax(w->a_year[sector][i], 1) * years;
        }
    estimate_counts(c.y, weeks, b->n_members, &pool);
    for (int i = 0; i < b->n_members; i++) {
        const Member *m = &b->members[i];
        if (m->sector != sector)
            continue;
        const char *state = arena_printf(a, "%s.%s.entry", m->id, build_sectors[sector].id);
        EstimatePooled p = estimate_count_of(&pool, c.y[i], weeks[i]);
        p.dist.b *= n / fmax(w->a_year[sector][i], 1); /* of those who register in a year */
        const char *id = arena_printf(a, "capture/%s/%s", build_sectors[sector].id, m->id);
        build_assume(
            b, PART_CAPTURE, id, KEYS("route", "*.*", "state", state), p.dist.a / p.dist.b,
            build_dist(b, &p.dist), c.n[i] > 0 ? "B" : "C",
            arena_printf(a,
                         "new graduates hired: %g for %.0f weeks of placement offered, drawn "
                         "towards %.4f a week of %d organisations (own data weigh %.0f %%), of "
                         "%.0f who register in a year",
                         c.y[i], weeks[i], pool.mean, pool.organisations, 100 * p.own, n));
        build_cite_counts(b, id, &c, i);
        share[i] = p.dist.a / p.dist.b;
        all += share[i];
    }
    for (int k = 0; k < employed->n; k++) {
        TableId t = (TableId)(TABLE_PARTS + PART_CAPTURE);
        const ModelRow *row = &employed->rows[k];
        if (!same(row->cells[spec_column(t, "state")], build_sectors[sector].id))
            continue;
        for (int i = 0; i < b->n_members; i++)
            if (b->members[i].sector == sector)
                employed_row(
                    b, row, &b->members[i], share[i] / all,
                    arena_printf(a, "%s.%s.entry", b->members[i].id, build_sectors[sector].id));
    }
    return true;
}

/* ---------------------------------------------------------------- placements */

static const double margin[] = {1.15, 1.60};
static const int after[] = {1, 10};
static const char *const notes[] = {
    "student weeks offered by councils and boards x 37.5 hours, plus 15 % for settings that "
    "send no return",
    "the same, grown by 60 % in ten years: the planned widening of placements",
};

static void limit_rows(Build *b, const Weeks *w, const char *area, const bool *within)
{
    Arena *a = b->cx->arena;
    double weeks = 0;
    for (int i = 0; i < b->n_members; i++)
        weeks += within[i] ? w->now[i] : 0;
    for (int k = 0; k < 2; k++) {
        const char *id =
            arena_printf(a, "limit/placement%s%s%s", *area ? "/" : "", area, k ? "/later" : "");
        build_assume(b, PART_LIMIT, id,
                     KEYS("kind", "placement", "route", "*", "area", area, "year",
                          arena_printf(a, "%d", b->start_year + after[k])),
                     round(weeks * HOURS_A_WEEK * margin[k]), "", "C", notes[k]);
        for (int i = 0; i < b->n_members; i++)
            if (within[i] && w->known[i])
                build_cite(b, id, "student weeks offered", 0, WEEKS, &b->members[i], w->now[i]);
    }
}

/* Areas are those of hours.csv whose id is a group of organisations. */
static bool placements(Build *b, const Weeks *w)
{
    Arena *a = b->cx->arena;
    TableId t = (TableId)(TABLE_PARTS + PART_HOURS);
    bool *within = NEW_ARRAY(a, bool, b->n_members + 1);
    int column = spec_column(t, "area");
    Date at;
    for (int i = 0; i < b->n_members; i++)
        within[i] = true;
    limit_rows(b, w, "", within);
    if (!date_parse_iso(b->as_at, &at))
        return fail(&b->cx->err, INVALID, "'%s' is not a day", b->as_at);
    for (int r = 0; r < b->m.tables[t].n; r++) {
        const char *area = b->m.tables[t].rows[r].cells[column];
        bool seen = !*area || same(area, "*");
        for (int k = 0; k < r && !seen; k++)
            seen = same(b->m.tables[t].rows[k].cells[column], area);
        if (seen)
            continue;
        for (int i = 0; i < b->n_members; i++)
            within[i] = false;
        for (int s = 0; s < BUILD_SECTORS; s++) {
            OrgList list;
            if (!org_list(b->cx, build_sectors[s].kind, area, at, &list))
                return false;
            for (int k = 0; k < list.n; k++)
                for (int i = 0; i < b->n_members; i++)
                    within[i] = within[i] || same(b->members[i].id, list.items[k].id);
        }
        limit_rows(b, w, area, within);
    }
    return true;
}

bool build_training(Build *b)
{
    Weeks w = {0};
    Employed employed = {0};
    double n = registrants_a_year(b);
    if (!read_weeks(b, &w))
        return false;
    take_sector_rows(b, &employed);
    for (int s = 0; s < BUILD_SECTORS && n >= 1; s++) /* nobody trains: nothing to capture */
        if (!capture(b, s, &w, &employed, n))
            return false;
    return placements(b, &w);
}
