/* Decides what a replicate pack holds and what is compared. Folders and archives are
 * pack_files.c's business. */
#include "modules/projection/pack.h"
#include "base/csv.h"
#include <math.h>

static const double ladder[] = {.05, .10, .25, .50, .75, .80, .90, .95};
enum { LADDER = sizeof ladder / sizeof *ladder, FORMAT = 1 };

static void add_file(Ctx *cx, Pack *p, const char *name, const char *text)
{
    *PUSH(cx->arena, p->files, p->n, p->room) = (PackFile){name, {text, strlen(text)}};
}

const PackFile *pack_find(const Pack *p, const char *name)
{
    for (int i = 0; i < p->n; i++)
        if (same(p->files[i].name, name))
            return &p->files[i];
    return NULL;
}

static void csv_row(CsvOut *out, const char *const *fields, int n)
{
    for (int i = 0; i < n; i++)
        csv_field(out, fields[i]);
    csv_end_row(out);
}
#define ROW(out, ...)                                                                          \
    csv_row((out), (const char *const[]){__VA_ARGS__},                                         \
            (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

/* ---------------------------------------------------------------- input */

static void add_model(Ctx *cx, Pack *p, const char *folder, const Model *m)
{
    for (int t = 0; t < TABLE_COUNT; t++)
        if (m->tables[t].given && t != TABLE_EXPECTED)
            add_file(cx, p, arena_printf(cx->arena, "%s/%s.csv", folder, table_specs[t].name),
                     model_table_text(cx->arena, m, (TableId)t));
}

static void add_register(Ctx *cx, Pack *p, const Model *m)
{
    Buf b = buf_new(cx->arena, 0);
    CsvOut out = {.buf = &b};
    ROW(&out, "id", "kind", "unit", "value", "distribution", "source", "date", "owner", "grade",
        "note");
    for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT; k++)
        for (int i = 0; i < m->tables[k].n; i++) {
            const ModelRow *r = &m->tables[k].rows[i];
            TableId t = (TableId)k;
            ROW(&out, model_row_id(cx->arena, t, r), table_specs[t].name, table_specs[t].unit,
                model_assumption(t, r, ASSUME_VALUE),
                model_assumption(t, r, ASSUME_DISTRIBUTION),
                model_assumption(t, r, ASSUME_SOURCE), model_assumption(t, r, ASSUME_DATE),
                model_assumption(t, r, ASSUME_OWNER), model_assumption(t, r, ASSUME_GRADE),
                model_assumption(t, r, ASSUME_NOTE));
        }
    add_file(cx, p, "assumptions.csv", buf_text(&b));
}

/* ---------------------------------------------------------------- results */

static const char *exact(Ctx *cx, double v)
{
    return isfinite(v) ? text_double(cx->arena, v) : "";
}

static void add_outcomes(Ctx *cx, Pack *p, const char *name, const Projection *results)
{
    add_file(cx, p, name,
             arena_printf(cx->arena,
                          "quantity,line,group,year,central,mean,q05,q10,q25,q50,q75,q90,q95\n"
                          "%s",
                          projection_result_text(cx, results)));
}

/* The common level for each confidence, and the places that it becomes. */
static bool add_recommendation(Ctx *cx, Pack *p, const char *folder, const Plan *plan,
                               const Ensemble *e)
{
    Frontier f;
    double asked[LADDER + 1];
    int n = plan_intake_years(plan), first = plan_first_intake_year(plan);
    if (!plan->n_targets || plan->decide_from > plan->decide_to)
        return true;
    memcpy(asked, ladder, sizeof ladder);
    int n_asked = LADDER;
    bool on_it = false;
    for (int i = 0; i < LADDER; i++)
        on_it = on_it || asked[i] == plan->confidence;
    if (!on_it)
        asked[n_asked++] = plan->confidence;
    if (!frontier_run(cx->arena, &cx->err, plan, e, asked, n_asked, &f))
        return false;
    Buf levels = buf_new(cx->arena, 0), places = buf_new(cx->arena, 0);
    CsvOut a = {.buf = &levels}, b = {.buf = &places};
    ROW(&a, "confidence", "within_limits", "level", "probability", "expected_shortage",
        "worst_shortage", "places", "cost");
    ROW(&b, "confidence", "year", "route", "places");
    for (int i = 0; i < f.n; i++) {
        const FrontierPoint *q = &f.points[i];
        ROW(&a, exact(cx, q->confidence), q->attainable ? "yes" : "no", exact(cx, q->level),
            exact(cx, q->probability), exact(cx, q->expected_shortage), exact(cx, q->cvar),
            exact(cx, q->path.places), exact(cx, q->path.cost));
        for (int year = plan->decide_from; year <= plan->decide_to; year++)
            for (int r = 0; r < plan->n_routes; r++)
                if (plan->routes[r].decided)
                    ROW(&b, exact(cx, q->confidence), arena_printf(cx->arena, "%d", year),
                        plan->routes[r].id, exact(cx, q->path.x[r * n + year - first]));
    }
    add_file(cx, p, arena_printf(cx->arena, "%srecommendation.csv", folder), buf_text(&levels));
    add_file(cx, p, arena_printf(cx->arena, "%splaces.csv", folder), buf_text(&places));
    return true;
}

/* ---------------------------------------------------------------- about it */

static void add_about(Ctx *cx, Pack *p, const PackOf *of, const Projection *results)
{
    Buf b = buf_new(cx->arena, 0);
    CsvOut out = {.buf = &b};
    /* The digest of the run names the program that made it, which may not be this one. */
    const char *input =
        arena_printf(cx->arena, "%s\nseed %llu\ndraws %d\nversion %s\n",
                     model_text(cx->arena, &of->input.model),
                     (unsigned long long)of->input.seed, of->input.draws, of->version);
    const char *sum = digest(cx->arena, input, strlen(input));
    ROW(&out, "key", "value");
    ROW(&out, "format", arena_printf(cx->arena, "%d", FORMAT));
    ROW(&out, "title", model_setting(&of->input.model, "title"));
    ROW(&out, "plan", of->plan);
    ROW(&out, "run", arena_strndup(cx->arena, sum, 12));
    ROW(&out, "seed", arena_printf(cx->arena, "%llu", (unsigned long long)of->input.seed));
    ROW(&out, "draws", arena_printf(cx->arena, "%d", of->input.draws));
    ROW(&out, "version", of->version);
    ROW(&out, "input_digest", sum);
    ROW(&out, "result_digest", results->result_digest);
    ROW(&out, "changed_by_hand", of->has_clean ? "yes" : "no");
    add_file(cx, p, "pack.csv", buf_text(&b));
}

static void add_readme(Ctx *cx, Pack *p)
{
    add_file(
        cx, p, "README.txt",
        "Replicate pack of a projection made with Pont\n"
        "=============================================\n\n"
        "Everything that the projection was made from, and everything that came out of it.\n"
        "Anybody with the program can compute it again; no database is needed:\n\n"
        "    pont projection replay THIS_FOLDER\n\n"
        "reads pack.csv and the folder model/, computes all results again and compares every\n"
        "file byte for byte. The exit code is 0 when all are identical; otherwise the first\n"
        "difference is named. MANIFEST.csv has the SHA-256 of each file, for sha256sum.\n\n"
        "pack.csv            run, seed, number of draws, version, digests\n"
        "model/              the input: a model folder, see docs/model/folder.md\n"
        "assumptions.csv     every assumption with value, distribution, source, owner, grade\n"
        "outcomes.csv        supply, demand, gap and heads by year, with quantiles\n"
        "recommendation.csv  the common yearly level of places for each confidence\n"
        "places.csv          what that level becomes by year and route under the limits\n"
        "changes.csv         assumptions that somebody changed by hand: who, when, why\n"
        "without/            input and results without any change by hand\n\n"
        "Numbers have all their digits. Intervals are central quantiles over the draws.\n");
}

static void add_manifest(Ctx *cx, Pack *p)
{
    Buf b = buf_new(cx->arena, 0);
    CsvOut out = {.buf = &b};
    ROW(&out, "file", "bytes", "sha256");
    for (int i = 0; i < p->n; i++)
        ROW(&out, p->files[i].name, arena_printf(cx->arena, "%zu", p->files[i].bytes.size),
            digest(cx->arena, p->files[i].bytes.data, p->files[i].bytes.size));
    add_file(cx, p, "MANIFEST.csv", buf_text(&b));
}

bool pack_make(Ctx *cx, const PackOf *of, Pack *out)
{
    Pack p = {0};
    Projection results, clean;
    Ensemble e, other;
    if (!projection_compute(cx, &of->input, &e, &results))
        return false;
    add_readme(cx, &p);
    add_about(cx, &p, of, &results);
    add_model(cx, &p, "model", &of->input.model);
    add_register(cx, &p, &of->input.model);
    add_outcomes(cx, &p, "outcomes.csv", &results);
    if (!add_recommendation(cx, &p, "", &of->input.plan, &e))
        return false;
    if (of->has_clean) {
        if (!projection_compute(cx, &of->clean, &other, &clean))
            return false;
        add_file(cx, &p, "changes.csv", of->changes);
        add_model(cx, &p, "without/model", &of->clean.model);
        add_outcomes(cx, &p, "without/outcomes.csv", &clean);
        if (!add_recommendation(cx, &p, "without/", &of->clean.plan, &other))
            return false;
    }
    add_manifest(cx, &p);
    *out = p;
    return true;
}

/* ---------------------------------------------------------------- proving */

static const char *about_value(const Pairs *about, const char *key)
{
    for (int i = 0; i < about->n; i++)
        if (same(about->items[i].name, key))
            return about->items[i].value;
    return NULL;
}

static bool read_about(Ctx *cx, const Pack *p, Pairs *out)
{
    const PackFile *f = pack_find(p, "pack.csv");
    const char **lines;
    if (!f)
        return fail(&cx->err, INVALID, "pack.csv is missing: this is no replicate pack");
    int n = text_split(cx->arena, f->bytes.data, '\n', &lines);
    for (int i = 1; i < n; i++) {
        const char *comma = strchr(lines[i], ',');
        if (comma)
            *PUSH(cx->arena, out->items, out->n, out->room) =
                (Pair){.name = arena_strndup(cx->arena, lines[i], (size_t)(comma - lines[i])),
                       .value = comma + 1};
    }
    const char *format = about_value(out, "format");
    if (!format || !same(format, "1"))
        return fail(&cx->err, INVALID,
                    "pack.csv: format '%s' is not one that this program knows",
                    format ? format : "");
    return true;
}

static bool read_number(Ctx *cx, const Pairs *about, const char *key, int64_t least,
                        int64_t most, int64_t *out)
{
    const char *text = about_value(about, key);
    if (!text || !text_to_int(text, out) || *out < least || *out > most)
        return fail(&cx->err, INVALID, "pack.csv: %s '%s' is not a number from %lld to %lld",
                    key, text ? text : "", (long long)least, (long long)most);
    return true;
}

static bool read_model(Ctx *cx, const Pack *p, const char *folder, Loaded *out)
{
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    out->id = "";
    out->model = (Model){.name = folder};
    size_t length = strlen(folder);
    for (int i = 0; i < p->n; i++) {
        const char *name = p->files[i].name;
        if (!starts_with(name, folder) || name[length] != '/' || !ends_with(name, ".csv"))
            continue;
        const char *stem = arena_strndup(cx->arena, name + length + 1,
                                         strlen(name + length + 1) - strlen(".csv"));
        int t = table_by_name(stem);
        if (t < 0)
            return fail(&cx->err, INVALID, "%s: not a file of a model folder", name);
        table_parse(cx->arena, &problems, name, (TableId)t, p->files[i].bytes.data,
                    p->files[i].bytes.size, &out->model);
    }
    return model_plan(cx->arena, &cx->err, &out->model, &problems, &out->plan);
}

/* The line in which two texts differ first, with both. */
static const char *first_difference(Ctx *cx, const char *name, const Bytes *given,
                                    const Bytes *computed)
{
    size_t at = 0, line = 1, from = 0;
    while (at < given->size && at < computed->size && given->data[at] == computed->data[at]) {
        if (given->data[at] == '\n') {
            line++;
            from = at + 1;
        }
        at++;
    }
    enum { SHOWN = 160 };
    size_t n = strcspn(given->data + from, "\n"), k = strcspn(computed->data + from, "\n");
    return arena_printf(cx->arena, "%s:%zu: the pack says '%.*s', this program computes '%.*s'",
                        name, line, (int)(n > SHOWN ? SHOWN : n), given->data + from,
                        (int)(k > SHOWN ? SHOWN : k), computed->data + from);
}

static const char *difference_of(Ctx *cx, const Pack *given, const Pack *computed,
                                 int *compared)
{
    for (int i = 0; i < computed->n; i++) {
        const PackFile *c = &computed->files[i], *g = pack_find(given, c->name);
        if (!g)
            return arena_printf(cx->arena, "%s: the file is missing from the pack", c->name);
        if (g->bytes.size != c->bytes.size ||
            memcmp(g->bytes.data, c->bytes.data, c->bytes.size) != 0)
            return first_difference(cx, c->name, &g->bytes, &c->bytes);
        ++*compared;
    }
    for (int i = 0; i < given->n; i++)
        if (!pack_find(computed, given->files[i].name))
            return arena_printf(cx->arena, "%s: the file does not belong to the pack",
                                given->files[i].name);
    return NULL;
}

/* A file that is not the one that the manifest has: what was touched is named itself, and not
 * only what follows from it. */
static const char *touched(Ctx *cx, const Pack *given)
{
    const PackFile *m = pack_find(given, "MANIFEST.csv");
    const char **lines, **cells;
    int n = m ? text_split(cx->arena, m->bytes.data, '\n', &lines) : 0;
    for (int i = 1; i < n; i++) {
        const PackFile *f;
        if (text_split(cx->arena, lines[i], ',', &cells) != 3 ||
            !(f = pack_find(given, cells[0])))
            continue;
        const char *sum = digest(cx->arena, f->bytes.data, f->bytes.size);
        if (!same(sum, cells[2]))
            return arena_printf(cx->arena, "%s: its SHA-256 is %s, in MANIFEST.csv %s",
                                cells[0], sum, cells[2]);
    }
    return NULL;
}

bool pack_prove(Ctx *cx, const Pack *given, PackProof *out)
{
    Pairs about = {0};
    PackOf of = {0};
    Pack again;
    int64_t seed, draws;
    if (!read_about(cx, given, &about) ||
        !read_number(cx, &about, "seed", 0, (int64_t)9e15, &seed) ||
        !read_number(cx, &about, "draws", 1, 1000000, &draws) ||
        !read_model(cx, given, "model", &of.input))
        return false;
    const char *plan = about_value(&about, "plan"), *version = about_value(&about, "version"),
               *hand = about_value(&about, "changed_by_hand"),
               *sum = about_value(&about, "result_digest"), *run = about_value(&about, "run");
    const PackFile *changes = pack_find(given, "changes.csv");
    of.plan = plan ? plan : "";
    of.version = version ? version : "";
    of.has_clean = hand && same(hand, "yes");
    of.changes = changes ? changes->bytes.data : "";
    of.input.seed = (uint64_t)seed;
    of.input.draws = (int)draws;
    if (of.has_clean) {
        if (!read_model(cx, given, "without/model", &of.clean))
            return false;
        of.clean.seed = of.input.seed;
        of.clean.draws = of.input.draws;
    }
    if (!pack_make(cx, &of, &again))
        return false;
    PackProof proof = {
        .run = run ? run : "", .version = of.version, .result_digest = sum ? sum : ""};
    Pairs now = {0};
    if (!read_about(cx, &again, &now))
        return false;
    proof.digest = about_value(&now, "result_digest");
    const char *different = difference_of(cx, given, &again, &proof.files);
    const char *touched_file = different ? touched(cx, given) : NULL;
    proof.difference = touched_file ? touched_file : different;
    *out = proof;
    return true;
}
