/* The form of a case, on a page of its own and on the council's: a list to choose from for the
 * worker and for each factor, so that it fits a thumb on a phone. */
#include "core/fault.h"
#include "core/who.h"
#include "modules/caseload/caseload_action.h"
#include "modules/caseload/caseload_web.h"
#include "modules/caseload/pages/case.html.h"
#include "web/form.h"
#include "web/page.h"
#include "web/request.h"

/* Whether a box of that name was sent with the value. */
static bool was_given(const Pairs *given, const char *name, const char *value)
{
    for (int i = 0; given && i < given->n; i++)
        if (same(given->items[i].name, name) && same(given->items[i].value, value))
            return true;
    return false;
}

static const char *given_or(const Pairs *given, const char *name, const char *standard)
{
    const char *value = given ? pairs_find(given, name) : NULL;
    return value ? value : standard;
}

static int factor_levels(Ctx *cx, const Scheme *s, const char *factor, const Case *k,
                         const Pairs *given, const CaseloadOption **out)
{
    CaseloadOption *list = NEW_ARRAY(cx->arena, CaseloadOption, s->n + 1);
    int n = 0;
    for (int i = 0; i < s->n; i++) {
        const Level *l = &s->levels[i];
        if (!*l->level || !same(l->factor, factor))
            continue;
        const char *value = arena_printf(cx->arena, "%s:%s", l->factor, l->level);
        bool chosen = given ? was_given(given, "levels", value)
                            : k && same(case_level(k, factor), l->level);
        list[n++] = (CaseloadOption){value,
                                     arena_printf(cx->arena, "%s (%s)", level_label(cx, l),
                                                  text_double(cx->arena, l->points)),
                                     chosen};
    }
    *out = list;
    return n;
}

EntryView caseload_entry(Ctx *cx, const char *organisation, const Scheme *s,
                         const WorkerList *workers, const Case *k, const Pairs *given)
{
    const Level **factors;
    EntryView v = {.organisation = organisation,
                   .changes = k != NULL,
                   .action = k ? "/caseload/change" : "/caseload/add",
                   .button = k ? T(cx, "Change the case") : T(cx, "Add the case"),
                   .reference = k ? k->reference : given_or(given, "reference", ""),
                   .n_factors = scheme_factors(cx, s, &factors)};
    EntryFactor *list = NEW_ARRAY(cx->arena, EntryFactor, v.n_factors + 1);
    for (int i = 0; i < v.n_factors; i++) {
        list[i].key = factors[i]->factor;
        list[i].label = level_label(cx, factors[i]);
        list[i].n = factor_levels(cx, s, factors[i]->factor, k, given, &list[i].levels);
    }
    CaseloadOption *people = NEW_ARRAY(cx->arena, CaseloadOption, workers->n + 1);
    const char *worker = given_or(given, "worker", k ? k->worker : "");
    for (int i = 0; i < workers->n; i++)
        if (!*workers->items[i].ended_on || same(workers->items[i].worker, worker))
            people[v.n_workers++] =
                (CaseloadOption){workers->items[i].worker, workers->items[i].worker,
                                 same(workers->items[i].worker, worker)};
    v.workers = people;
    v.factors = list;
    return v;
}

/* ---------------------------------------------------------------- pages of their own */

/* A fault leads to its box: the levels are as many boxes as the scheme has factors. */
static Fault fault_of(Ctx *cx, const EntryView *v, const FieldFault *f)
{
    const Action *add = module_action(&caseload_module, "add");
    const char *id = f->field, *label = f->field;
    for (int i = 0; i < add->n_fields; i++)
        if (same(add->fields[i].name, f->field))
            label = T(cx, add->fields[i].label);
    for (int i = v->n_factors - 1; i >= 0; i--)
        if (same(v->factors[i].key, f->field) || same(f->field, "levels")) {
            id = arena_printf(cx->arena, "level-%s", v->factors[i].key);
            label = same(f->field, "levels") ? label : v->factors[i].label;
        }
    return (Fault){id, arena_printf(cx->arena, "%s: %s", label, f->detail)};
}

static void add_faults(Ctx *cx, const char *error, const EntryView *v, Faults *out)
{
    FieldFaults faults;
    fault_list(cx->arena, error, &faults);
    Fault *list = NEW_ARRAY(cx->arena, Fault, faults.n + 1);
    for (int i = 0; i < faults.n; i++)
        list[i] = fault_of(cx, v, &faults.items[i]);
    out->n = faults.n;
    if (!faults.n)
        list[out->n++] = (Fault){NULL, error};
    out->items = list;
}

/* Without an organisation in the address: where the reader's own role is. */
static const char *which_council(Ctx *cx, const PageIn *in)
{
    const char *const *own;
    const char *asked = given_or(in->given ? in->given : &in->query, "organisation", "");
    if (*asked)
        return asked;
    return who_organisations(cx, CASELOAD_WRITE, &own) ? own[0] : "";
}

static bool show_entry(Ctx *cx, const PageIn *in, PageOut *out, bool changes)
{
    Scheme s;
    WorkerList workers;
    CaseList cases;
    Org o;
    const char *id = which_council(cx, in);
    const Case *k = NULL;
    if (in->given && !*given_or(in->given, changes ? "reference" : "organisation", ""))
        form_faults(cx, &out->out, &caseload_module, changes ? "change" : "add", in);
    if (!*id)
        return page_nothing_yet(cx, out, T(cx, "Add a case"),
                                T(cx, "Choose a council's caseload first."), "/caseload",
                                T(cx, "To the caseloads"));
    if (!org_get(cx, id, cx->today, &o) || !permit(cx, CASELOAD_WRITE, o.id) ||
        !scheme_of(cx, o.id, &s) || !caseload_workers(cx, o.id, &workers) ||
        !caseload_cases(cx, o.id, &cases))
        return false;
    if (!s.version || (changes && !in->given && !*page_query(in, "reference")))
        return page_nothing_yet(cx, out, changes ? T(cx, "Change a case") : T(cx, "Add a case"),
                                s.version ? T(cx, "Choose a case from the list of the council.")
                                          : T(cx, "The council has no scheme of points yet."),
                                caseload_page(cx, o.id), T(cx, "To the council's caseload"));
    if (changes) {
        const char *reference = given_or(in->given ? in->given : &in->query, "reference", "");
        k = case_find(&cases, reference);
        if (!k)
            return fail(&cx->err, NOT_FOUND, "there is no case '%s'", reference);
    }
    EntryPageView v = {.title = changes
                                    ? arena_printf(cx->arena, T(cx, "Case %s"), k->reference)
                                    : T(cx, "Add a case"),
                       .council = org_name(cx, &o),
                       .entry = caseload_entry(cx, o.id, &s, &workers, k, in->given)};
    v.entry.token = in->form_token;
    if (in->error)
        add_faults(cx, in->error, &v.entry, &v.faults);
    page_caseload_case(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", v.title, v.council);
    return true;
}

bool page_caseload_add(Ctx *cx, const PageIn *in, PageOut *out)
{
    return show_entry(cx, in, out, false);
}

bool page_caseload_change(Ctx *cx, const PageIn *in, PageOut *out)
{
    return show_entry(cx, in, out, true);
}
