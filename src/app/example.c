/* The examples that are part of the program: loads them with the same functions that people
 * use, and runs the main job on the Welsh one, a line for each step. */
#include "app/app.h"
#include "base/embedded.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"
#include "modules/commissioning/commissioning_action.h"
#include "modules/leadership/leadership.h"
#include "modules/person/person.h"
#include "modules/release/release.h"
#include "modules/workforce/workforce.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

typedef struct ExampleInput {
    const char *name;
} ExampleInput;

typedef struct Loading {
    int returns, warnings, refused, people, releases;
} Loading;

/* Files of one folder of an example, such as "examples/wales/wales-2026/". */
static InFiles files_of(Ctx *cx, const char *folder)
{
    InFile *items = NEW_ARRAY(cx->arena, InFile, embedded_data_count);
    int n = 0;
    for (int i = 0; i < embedded_data_count; i++) {
        const EmbeddedFile *e = &embedded_data[i];
        if (starts_with(e->name, folder) && !strchr(e->name + strlen(folder), '/'))
            items[n++] = (InFile){e->name, e->data, e->size};
    }
    return (InFiles){n, items};
}

static bool load_folder(Ctx *cx, const char *folder, Loading *sum)
{
    InFiles files = files_of(cx, folder);
    CheckedFiles checked;
    if (files.n == 0)
        return true;
    if (!workforce_check(cx, &files, &checked))
        return false;
    if (checked.problems.errors) {
        sum->refused++;
        return workforce_record_refusal(cx, &checked);
    }
    sum->returns += checked.returns.n;
    sum->warnings += checked.problems.warnings;
    return workforce_store(cx, &checked);
}

/* Collections in order of their day; a folder "-faulty" holds a return that is refused. */
static bool load_returns(Ctx *cx, const char *name, Loading *sum)
{
    CollectionList all;
    if (!workforce_collections(cx, name, &all))
        return false;
    for (int i = all.n - 1; i >= 0; i--) {
        if (all.items[i].received)
            continue; /* loaded already */
        if (!load_folder(cx, arena_printf(cx->arena, "examples/%s/%s/", name, all.items[i].id),
                         sum) ||
            !load_folder(
                cx, arena_printf(cx->arena, "examples/%s/%s-faulty/", name, all.items[i].id),
                sum))
            return false;
    }
    return true;
}

/* Published numbers of places, with their source. */
static bool published_places(Ctx *cx, const char *plan)
{
    static const struct {
        int year;
        double places;
    } known[] = {{2023, 179}, {2024, 197}};
    for (int i = 0; i < 2; i++)
        if (!commissioning_record(cx, plan, known[i].year, "all", PLACE_APPROVED,
                                  known[i].places,
                                  "Welsh Government, 18 January 2023: 179 to 197 places"))
            return false;
    return true;
}

/* What the organisations ask for: new graduates, by year. */
static bool requested_graduates(Ctx *cx, const char *plan, const char *collection)
{
    Collection c;
    Date at;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at))
        return false;
    for (int y = 2; y <= 5; y++) {
        LeafTotal t;
        if (!workforce_leaf_total(cx, collection, "",
                                  arena_printf(cx->arena, "A7G[%d].new_graduates_needed_hc", y),
                                  &t) ||
            !commissioning_record(
                cx, plan, date_year(at) + y, "all", PLACE_REQUESTED, t.value,
                arena_printf(cx->arena, "new graduates asked for in %d of %d returns of %s",
                             t.known, t.expected, collection)))
            return false;
    }
    return true;
}

/* Somebody for every role and kind of organisation, to try what each may see. */
static bool load_people(Ctx *cx, Loading *sum)
{
    const EmbeddedFile *e =
        embedded_find(embedded_data, embedded_data_count, "examples/people.csv");
    InFile list = {e->name, e->data, e->size};
    return person_load_samples(cx, &list, &sum->people);
}

/* The register of principal posts and some teams' weighted caseloads. */
static bool load_leadership(Ctx *cx, const char *name)
{
    InFiles files = files_of(cx, arena_printf(cx->arena, "examples/leadership/%s/", name));
    InFiles cases = files_of(cx, arena_printf(cx->arena, "examples/caseload/%s/", name));
    Imported sum;
    return leadership_import(cx, &files, &sum) && complaints_none(&sum.complaints) &&
           caseload_load_example(cx, &cases);
}

/* What is shared of the returns, with whom: HEIW plans with what was released to it. */
static bool load_agreements(Ctx *cx, const char *name, Loading *sum)
{
    const char *file = arena_printf(cx->arena, "examples/%s/agreements.csv", name);
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, file);
    InFile list = {e->name, e->data, e->size};
    return release_load_example(cx, &list, &sum->releases);
}

static bool load_example(Ctx *cx, const char *name, Loading *sum)
{
    const char *latest;
    if (!same(name, "wales") && !same(name, "west-midlands"))
        return fail(&cx->err, NOT_FOUND,
                    "there is no example '%s'; there are 'wales' and 'west-midlands'", name);
    if (!app_load_reference(cx) || !load_people(cx, sum) || !load_returns(cx, name, sum) ||
        !load_agreements(cx, name, sum) || !workforce_latest(cx, name, &latest))
        return false;
    if (!load_leadership(cx, name))
        return false;
    if (!same(name, "wales"))
        return true;
    return projection_build(cx, latest, "scw-heiw-1", latest) && published_places(cx, latest) &&
           requested_graduates(cx, latest, latest);
}

static bool load_whole(Ctx *cx, const char *name, Loading *sum)
{
    return db_begin(cx) && db_end(cx, load_example(cx, name, sum));
}

static bool do_load(Ctx *cx, const void *in, Reply *out)
{
    const ExampleInput *q = in;
    Loading sum = {0};
    if (!load_whole(cx, q->name, &sum))
        return false;
    out->title =
        arena_printf(cx->arena, T(cx, "The example '%s' is loaded (synthetic data)"), q->name);
    reply_fact(cx, out, "returns", T(cx, "Returns"), cell_number(sum.returns), 0);
    reply_fact(cx, out, "warnings", T(cx, "Warnings"), cell_number(sum.warnings), 0);
    reply_fact(cx, out, "refused", T(cx, "Refused"), cell_number(sum.refused), 0);
    reply_fact(cx, out, "releases", T(cx, "Releases"), cell_number(sum.releases), 0);
    return true;
}

/* ---------------------------------------------------------------- the main job */

static void step(int n, const char *text)
{
    printf("%d/6  %s\n", n, text);
    fflush(stdout);
}

static bool say_returns(Ctx *cx, const char *collection)
{
    Collection c;
    ExpectedList list;
    Problems p;
    if (!workforce_collection(cx, collection, &c) ||
        !workforce_expected(cx, collection, &list) ||
        !workforce_problems(cx, collection, "", &p))
        return false;
    int boards = 0;
    for (int i = 0; i < list.n; i++)
        boards += same(list.items[i].org.kind, "health-board");
    step(2, arena_printf(cx->arena,
                         T(cx, "Checked the returns of %d councils and %d health boards: %d "
                               "received (%d late), %d refused, %d not received; %d warnings"),
                         list.n - boards, boards, c.received, c.late, c.refused,
                         c.expected - c.received - c.refused, p.warnings));
    return true;
}

static bool say_picture(Ctx *cx, const char *collection)
{
    Picture p;
    if (!workforce_picture(cx, collection, "", &p))
        return false;
    const Measure *m = p.rows[0].measures;
    const Measure *ots = &m[indicator_by_key("registered") - indicators];
    const Measure *vacancy = &m[indicator_by_key("vacancy_rate") - indicators];
    const Measure *turnover = &m[indicator_by_key("turnover") - indicators];
    step(3, arena_printf(cx->arena,
                         T(cx, "Drew the national picture: %.0f registered OTs in the returns "
                               "received (%.0f to %.0f with "
                               "those not received), vacancy rate %.1f %%, turnover %.1f %%"),
                         ots->value, ots->low, ots->high, 100 * vacancy->value,
                         100 * turnover->value));
    return true;
}

static bool say_projection(Ctx *cx, const Loaded *l, const Projection *p)
{
    const Plan *plan = &l->plan;
    int last = plan_year(plan, plan->shown_steps);
    const Outcome *s = projection_find(p, "supply", "", "all", last);
    const Outcome *g = projection_find(p, "gap", "need", "all", last);
    if (!s || !g)
        return fail(&cx->err, INVALID, "the plan has no line of need");
    step(4, arena_printf(cx->arena,
                         T(cx,
                           "Projected to %d in %d futures: supply %.0f %s (90 %% interval %.0f "
                           "to %.0f), gap to need %.0f (%.0f to %.0f)"),
                         last, l->draws, s->q[3], plan->measure, s->q[0], s->q[6], g->q[3],
                         g->q[0], g->q[6]));
    return true;
}

static bool recommend(Ctx *cx, const Options *o)
{
    PlanSource source = {"", "", NOT_GIVEN, NOT_GIVEN};
    Loaded l;
    Ensemble e;
    Projection p;
    Recommendation a;
    Reply r = {0};
    if (!projection_open(cx, &source, &l) || !projection_compute(cx, &l, &e, &p) ||
        !projection_store(cx, &l, &p) || !say_projection(cx, &l, &p) ||
        !commissioning_compute(cx, &l, &e, p.run, NULL, &a) || !commissioning_store(cx, &a))
        return false;
    step(5, arena_printf(cx->arena,
                         a.attainable
                             ? T(cx, "Recommended the yearly intakes by route that meet "
                                     "the need with %.0f %% confidence")
                             : T(cx, "Recommended the best yearly intakes by route within "
                                     "the limits; %.0f %% confidence is out of their reach"),
                         100 * a.confidence));
    places_table(cx, &r, &a);
    if (!a.attainable)
        reply_note(cx, &r,
                   T(cx,
                     "The limits allow a confidence of %.0f %% at most; the places shown are "
                     "the best attainable."),
                   100 * a.best);
    return cli_print(cx, o, &r);
}

bool example_run(Ctx *cx, const App *app, const Options *o)
{
    const char *name = o->n_words > 2 ? o->words[2] : "wales", *latest;
    Loading sum = {0};
    if (!*o->db)
        return fail(&cx->err, USAGE, "example run needs a database: give --db FILE");
    if (!same(name, "wales"))
        return fail(&cx->err, USAGE, "the main job runs on 'wales'; '%s' can be loaded", name);
    if (!app_open_database(cx, o->db, false) || !load_whole(cx, name, &sum))
        return false;
    step(1, arena_printf(cx->arena,
                         T(cx, "Loaded the Welsh example: %d returns of three years "
                               "(synthetic data, not real returns)"),
                         sum.returns));
    if (!workforce_latest(cx, name, &latest) || !say_returns(cx, latest) ||
        !say_picture(cx, latest) || !recommend(cx, o))
        return false;
    if (!*o->listen)
        return true;
    step(6, T(cx, "Serving the same as pages"));
    return serve(cx, app, o);
}

static bool do_run_example(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    (void)out;
    return fail(&cx->err, USAGE, "example run is a command of its own");
}

static const Field fields[] = {
    {FIELD(ExampleInput, name), .flags = REQUIRED | POSITIONAL, .label = N_("Example"),
     .help = N_("wales or west-midlands")},
};

static const Action actions[] = {
    {"load", do_load, "example.load", CHANGES | LOCAL_ONLY, INPUT(ExampleInput, fields),
     N_("Load an example of synthetic returns"), NULL},
    {"run", do_run_example, "example.load", CHANGES | LOCAL_ONLY, INPUT(ExampleInput, fields),
     N_("Load the Welsh example, do the main job, and serve it with --listen"), NULL},
};

const Module example_module = {
    .name = "example",
    .title = N_("Examples"),
    TABLE(actions, n_actions, actions),
};
