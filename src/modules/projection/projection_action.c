/* The projection's actions: call projection.h, fill a reply. */
#include "modules/projection/projection_action.h"
#include "core/effort.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/projection/backtest.h"
#include "modules/projection/pack.h"
#include <math.h>

/* ---------------------------------------------------------------- tables */

/* Supply with its intervals beside the demand lines and the gap to need, by year. */
Table *projection_table(Ctx *cx, Reply *r, const Plan *plan, const Projection *p,
                        const char *group)
{
    static const struct {
        const char *key, *label;
        int q;
    } supply[] = {
        {"supply_q05", N_("5 %"), 0},  {"supply_q10", N_("10 %"), 1},
        {"supply_q25", N_("25 %"), 2}, {"supply_q50", N_("Supply, median"), 3},
        {"supply_q75", N_("75 %"), 4}, {"supply_q90", N_("90 %"), 5},
        {"supply_q95", N_("95 %"), 6},
    };
    Table *t = reply_table(cx, r, "years",
                           arena_printf(cx->arena, "%s (%s)", T(cx, "Supply, demand and gap"),
                                        plan_word(cx, plan->measure)));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "supply", T(cx, "Supply, central"), COLUMN_NUMBER, 1);
    for (int i = 0; i < N_QUANTILES; i++)
        table_column(cx, t, supply[i].key, T(cx, supply[i].label), COLUMN_NUMBER, 1);
    for (int l = 0; l < plan->n_lines; l++)
        table_column(
            cx, t, arena_printf(cx->arena, "demand_%s", plan->lines[l]),
            arena_printf(cx->arena, "%s: %s", T(cx, "Demand"), plan_word(cx, plan->lines[l])),
            COLUMN_NUMBER, 1);
    for (int l = 0; l < plan->n_lines; l++) {
        const char *line = plan->lines[l];
        table_column(
            cx, t, arena_printf(cx->arena, "gap_%s_q05", line),
            arena_printf(cx->arena, "%s %s, 5 %%", T(cx, "Gap to"), plan_word(cx, line)),
            COLUMN_NUMBER, 1);
        table_column(cx, t, arena_printf(cx->arena, "gap_%s_q50", line), T(cx, "median"),
                     COLUMN_NUMBER, 1);
        table_column(cx, t, arena_printf(cx->arena, "gap_%s_q95", line), T(cx, "95 %"),
                     COLUMN_NUMBER, 1);
    }
    for (int step = 0; step <= plan->shown_steps; step++) {
        int year = plan_year(plan, step), at = 1;
        const Outcome *s = projection_find(p, "supply", "", group, year);
        if (!s)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", year));
        c[at++] = cell_number(s->central);
        for (int i = 0; i < N_QUANTILES; i++)
            c[at++] = cell_number(s->q[supply[i].q]);
        for (int l = 0; l < plan->n_lines; l++, at++) {
            const Outcome *d = projection_find(p, "demand", plan->lines[l], group, year);
            c[at] = d ? cell_number(d->central) : cell_state(CELL_NOT_APPLICABLE);
        }
        for (int l = 0; l < plan->n_lines; l++, at += 3) {
            const Outcome *g = projection_find(p, "gap", plan->lines[l], group, year);
            for (int k = 0; k < 3; k++)
                c[at + k] = g ? cell_number(g->q[3 * k]) : cell_state(CELL_NOT_APPLICABLE);
        }
    }
    return t;
}

Table *assumptions_table(Ctx *cx, Reply *r, const char *plan, const Model *m, const char *part)
{
    WithheldList withheld = {0};
    bool known = !*plan || projection_withheld(cx, plan, &withheld);
    Table *t = reply_table(cx, r, "assumptions", T(cx, "Assumptions"));
    table_column(cx, t, "id", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "distribution", T(cx, "Distribution"), COLUMN_TEXT, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    table_column(cx, t, "date", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "owner", T(cx, "Owner"), COLUMN_TEXT, 0);
    table_column(cx, t, "grade", T(cx, "Grade"), COLUMN_TEXT, 0);
    table_column(cx, t, "note", T(cx, "Note"), COLUMN_TEXT, 0);
    for (int k = TABLE_PARTS; k < TABLE_PARTS + PART_COUNT; k++) {
        if (*part && !same(part, table_specs[k].name))
            continue;
        for (int i = 0; i < m->tables[k].n && known; i++) {
            const ModelRow *row = &m->tables[k].rows[i];
            const char *id = model_row_id(cx->arena, (TableId)k, row);
            bool hidden = projection_is_withheld(&withheld, id);
            if (hidden && k == TABLE_PARTS + PART_STOCK)
                continue; /* so many rows, so many people */
            Cell *c = table_row(cx, t);
            c[0] = *plan ? cell_link(id, arena_printf(cx->arena,
                                                      "/projection/assumption?plan=%s&id=%s",
                                                      plan, id))
                         : cell_text(id);
            c[1] = cell_text(T(cx, table_specs[k].label));
            c[2] = hidden ? cell_state(CELL_WITHHELD)
                          : cell_text(model_assumption((TableId)k, row, ASSUME_VALUE));
            c[3] = hidden ? cell_state(CELL_WITHHELD)
                          : cell_text(model_assumption((TableId)k, row, ASSUME_DISTRIBUTION));
            c[4] = cell_text(model_assumption((TableId)k, row, ASSUME_SOURCE));
            c[5] = cell_text(model_assumption((TableId)k, row, ASSUME_DATE));
            c[6] = cell_text(model_assumption((TableId)k, row, ASSUME_OWNER));
            c[7] = cell_text(model_assumption((TableId)k, row, ASSUME_GRADE));
            c[8] = hidden ? cell_state(CELL_WITHHELD) /* it tells counts */
                          : cell_text(model_assumption((TableId)k, row, ASSUME_NOTE));
        }
    }
    return t;
}

Table *evidence_table(Ctx *cx, Reply *r, const EvidenceList *list)
{
    Table *t = reply_table(cx, r, "evidence", T(cx, "Evidence from the returns"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "role", T(cx, "Used as"), COLUMN_TEXT, 0);
    table_column(cx, t, "formula", T(cx, "Cells"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 2);
    table_column(cx, t, "assumption", T(cx, "Assumption"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const PlanEvidence *e = &list->items[i];
        Cell *c = table_row(cx, t);
        const char *block = arena_strndup(cx->arena, e->formula, strcspn(e->formula, "["));
        c[0] = e->together
                   ? cell_code("", arena_printf(cx->arena,
                                                T_COUNT(cx, "%d return together",
                                                        "%d returns together", e->together),
                                                e->together))
                   : cell_link(e->organisation,
                               arena_printf(cx->arena, "/workforce/return/%s/%s#%s",
                                            e->collection, e->organisation, block));
        c[1] = cell_text(e->collection);
        c[2] = cell_text(e->role);
        c[3] = cell_text(e->formula);
        c[4] = e->withheld ? cell_state(CELL_WITHHELD) : cell_number(e->value);
        c[5] = cell_text(e->assumption);
    }
    return t;
}

void run_facts(Ctx *cx, Reply *r, const Loaded *l, const Projection *p)
{
    reply_fact(cx, r, "plan", T(cx, "Plan"), cell_text(*l->id ? l->id : l->model.name), 0);
    reply_fact(cx, r, "run", T(cx, "Run"), cell_text(p->run), 0);
    reply_fact(cx, r, "draws", T(cx, "Draws"), cell_number(l->draws), 0);
    reply_fact(cx, r, "seed", T(cx, "Seed"), cell_plain((double)l->seed), 0);
    reply_fact(cx, r, "version", T(cx, "Version"), cell_text(cx->app->version), 0);
    reply_fact(cx, r, "input_digest", T(cx, "Input digest"), cell_text(p->input_digest), 0);
    reply_fact(cx, r, "result_digest", T(cx, "Result digest"), cell_text(p->result_digest), 0);
    discrepancy_facts(cx, r, l);
}

/* ---------------------------------------------------------------- actions */

bool do_plans(Ctx *cx, const void *in, Reply *out)
{
    PlanList list;
    (void)in;
    if (!projection_plans_seen(cx, "projection.read", &list))
        return false;
    out->title = T(cx, "Plans");
    Table *t = reply_table(cx, out, "plans", T(cx, "Plans"));
    table_column(cx, t, "plan", T(cx, "Plan"), COLUMN_TEXT, 0);
    table_column(cx, t, "title", T(cx, "Title"), COLUMN_TEXT, 0);
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column(cx, t, "made_on", T(cx, "Made on"), COLUMN_TEXT, 0);
    table_column(cx, t, "made_by", T(cx, "Made by"), COLUMN_TEXT, 0);
    table_column(cx, t, "assumptions", T(cx, "Assumptions"), COLUMN_NUMBER, 0);
    for (int i = 0; i < list.n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_link(list.items[i].id,
                         arena_printf(cx->arena, "/projection?plan=%s", list.items[i].id));
        c[1] = cell_text(plan_word(cx, list.items[i].title));
        c[2] = cell_text(list.items[i].collection);
        c[3] = cell_text(list.items[i].made_on);
        c[4] = cell_text(list.items[i].made_by);
        c[5] = cell_number(list.items[i].assumptions);
    }
    return true;
}

bool do_build(Ctx *cx, const void *in, Reply *out)
{
    const BuildInput *q = in;
    const char *id = *q->plan ? q->plan : q->collection;
    PlanInfo info;
    if (!projection_permit_write(cx, q->collection, id) ||
        !projection_build(cx, q->collection, q->release, id) || !projection_plan(cx, id, &info))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Plan '%s' is built"), id);
    out->next = arena_printf(cx->arena, "/projection?plan=%s", id);
    reply_fact(cx, out, "plan", T(cx, "Plan"), cell_text(id), 0);
    reply_fact(cx, out, "assumptions", T(cx, "Assumptions"), cell_number(info.assumptions), 0);
    return true;
}

bool do_assumptions(Ctx *cx, const void *in, Reply *out)
{
    const PlanInput *q = in;
    PlanInfo info;
    Model m;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !projection_load(cx, info.id, &m))
        return false;
    if (*q->part && table_by_name(q->part) < TABLE_PARTS)
        return fail(&cx->err, NOT_FOUND, "there is no kind of assumption '%s'", q->part);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Assumptions"), info.id);
    assumptions_table(cx, out, info.id, &m, q->part);
    return !cx->err.kind;
}

bool do_evidence(Ctx *cx, const void *in, Reply *out)
{
    const EvidenceInput *q = in;
    PlanInfo info;
    EvidenceList list;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        (*q->assumption && !projection_assumption_exists(cx, info.id, q->assumption)) ||
        !projection_evidence_seen(cx, info.id, q->assumption, &list))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s %s", T(cx, "Evidence"), info.id, q->assumption);
    evidence_table(cx, out, &list);
    if (list.n == 0)
        reply_note(cx, out, "%s",
                   T(cx, "No return is behind this assumption; its source says "
                         "where it comes from."));
    return true;
}

bool do_set(Ctx *cx, const void *in, Reply *out)
{
    const SetInput *q = in;
    if (!projection_set(cx, q->plan, q->assumption, q->value, q->distribution, q->reason))
        return false;
    out->title = T(cx, "The assumption is changed");
    out->next =
        arena_printf(cx->arena, "/projection/assumption?plan=%s&id=%s", q->plan, q->assumption);
    return true;
}

bool state_is_withheld(const WithheldList *list, const char *state)
{
    size_t n = strlen(state);
    for (int i = 0; i < list->n; i++)
        if (starts_with(list->ids[i], "stock/") &&
            strncmp(list->ids[i] + strlen("stock/"), state, n) == 0 &&
            list->ids[i][strlen("stock/") + n] == '/')
            return true;
    return false;
}

bool do_run(Ctx *cx, const void *in, Reply *out)
{
    const RunInput *q = in;
    PlanSource source = {q->plan, q->model, q->draws, q->seed};
    PlanInfo info = {.region = ""};
    Loaded l;
    Ensemble e;
    Projection p;
    if (cx->db && !*q->model) {
        if (!projection_plan_seen(cx, "projection.read", q->plan, &info))
            return false;
        source.plan = info.id;
    }
    if (!projection_open(cx, &source, &l) || !projection_report(cx, &l, &e, &p))
        return false;
    /* Another seed by one who may only read is looked at and forgotten. */
    if (cx->db && *l.id && effort_leads(cx) && may(cx, "projection.write", info.region) &&
        !projection_store(cx, &l, &p))
        return false;
    out->title = plan_word(cx, l.plan.title);
    run_facts(cx, out, &l, &p);
    if (l.draws < 100)
        reply_note(
            cx, out, "%s",
            T(cx, "So few draws give no intervals to rely on; ask for more with --draws."));
    WithheldList withheld = {0};
    if (cx->db && *l.id && !projection_withheld(cx, l.id, &withheld))
        return false;
    projection_table(cx, out, &l.plan, &p, "all");
    if (!discrepancy_table(cx, out, &l, &p))
        return false;
    Table *t = reply_table(cx, out, "heads", T(cx, "Heads by state"));
    table_column(cx, t, "year", T(cx, "Year"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    outcome_columns(cx, t);
    for (int i = 0; i < p.n; i++) {
        const Outcome *o = &p.outcomes[i];
        if (!same(o->quantity, "heads") || state_is_withheld(&withheld, o->group))
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(arena_printf(cx->arena, "%d", o->year));
        c[1] = cell_text(o->group);
        outcome_cells(c + 2, o);
    }
    groups_tables(cx, out, &l.plan, &p, &withheld);
    flows_tables(cx, out, &l.plan, &e, &p);
    return true;
}

bool do_runs(Ctx *cx, const void *in, Reply *out)
{
    RunList list;
    (void)in;
    if (!projection_runs_seen(cx, "projection.read", &list))
        return false;
    out->title = T(cx, "Runs");
    Table *t = reply_table(cx, out, "runs", T(cx, "Runs"));
    table_column(cx, t, "run", T(cx, "Run"), COLUMN_TEXT, 0);
    table_column(cx, t, "plan", T(cx, "Plan"), COLUMN_TEXT, 0);
    table_column(cx, t, "run_on", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "run_by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "seed", T(cx, "Seed"), COLUMN_NUMBER, 0);
    table_column(cx, t, "draws", T(cx, "Draws"), COLUMN_NUMBER, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_TEXT, 0);
    table_column(cx, t, "result_digest", T(cx, "Result digest"), COLUMN_TEXT, 0);
    for (int i = 0; i < list.n; i++) {
        const RunInfo *r = &list.items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(r->id);
        c[1] = cell_text(r->plan);
        c[2] = cell_text(r->run_on);
        c[3] = cell_text(r->run_by);
        c[4] = cell_plain((double)r->seed);
        c[5] = cell_number(r->draws);
        c[6] = cell_text(r->version);
        c[7] = cell_text(r->result_digest);
    }
    return true;
}

bool do_replay(Ctx *cx, const void *in, Reply *out)
{
    const ReplayInput *q = in;
    RunInfo info;
    bool identical, is_pack = q->files.n > 0;
    Projection again;
    Pack pack;
    PackProof proof;
    if (is_pack ? !pack_from_zip(cx, q->files.items[0].name, q->files.items[0].bytes,
                                 q->files.items[0].size, &pack)
                : !pack_named(cx, q->run, &pack, &is_pack))
        return false;
    if (is_pack) {
        if (!pack_prove(cx, &pack, &proof))
            return false;
        pack_proof_reply(cx, out, &proof);
        return true;
    }
    if (!cx->db)
        return fail(&cx->err, NOT_FOUND, "'%s' is not a replicate pack; a run needs --db FILE",
                    q->run);
    if (!projection_run_seen(cx, "projection.read", q->run, &info) ||
        !projection_replay(cx, info.id, &identical, &again))
        return false;
    out->title = identical ? T(cx, "The run is reproduced: identical to the last digit")
                           : T(cx, "The run could not be reproduced");
    reply_fact(cx, out, "run", T(cx, "Run"), cell_text(info.id), 0);
    reply_fact(cx, out, "identical", T(cx, "Identical"),
               cell_text(identical ? T(cx, "yes") : T(cx, "no")), 0);
    reply_fact(cx, out, "stored_digest", T(cx, "Stored digest"), cell_text(info.result_digest),
               0);
    reply_fact(cx, out, "digest", T(cx, "Digest of the replay"), cell_text(again.result_digest),
               0);
    reply_fact(cx, out, "stored_version", T(cx, "Version of the run"), cell_text(info.version),
               0);
    reply_fact(cx, out, "version", T(cx, "This version"), cell_text(cx->app->version), 0);
    if (!identical)
        out->outcome = ERR_CONFLICT;
    return true;
}

bool do_export(Ctx *cx, const void *in, Reply *out)
{
    const PlanInput *q = in;
    PlanInfo info;
    Model m;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !projection_load(cx, info.id, &m))
        return false;
    WithheldList withheld;
    if (!projection_withheld(cx, info.id, &withheld))
        return false;
    /* The permission is there; it is this plan that holds what its holder may not see. */
    if (withheld.n)
        return fail(&cx->err, CONFLICT,
                    "%d assumptions of this plan tell single returns that you may not see, so "
                    "the folder is not for you",
                    withheld.n);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Model folder"), info.id);
    for (int t = 0; t < TABLE_COUNT; t++)
        if (m.tables[t].given)
            reply_file(cx, out, arena_printf(cx->arena, "%s.csv", table_specs[t].name),
                       model_table_text(cx->arena, &m, (TableId)t));
    return true;
}

static bool read_uploads(Ctx *cx, const InFiles *files, ModelProblems *problems, Model *m)
{
    for (int i = 0; i < files->n; i++) {
        const InFile *f = &files->items[i];
        const char *slash = strrchr(f->name, '/'), *file = slash ? slash + 1 : f->name;
        size_t stem = ends_with(file, ".csv") ? strlen(file) - 4 : strlen(file);
        int t = table_by_name(arena_strndup(cx->arena, file, stem));
        if (t < 0)
            return fail(&cx->err, INVALID,
                        "'%s' is not a file of a model folder (state.csv, stock.csv, ...)",
                        f->name);
        table_parse(cx->arena, problems, f->name, (TableId)t, f->bytes, f->size, m);
    }
    return true;
}

bool do_import_plan(Ctx *cx, const void *in, Reply *out)
{
    const ImportInput *q = in;
    Model m = {.name = q->plan};
    Plan plan;
    ModelProblems problems = {.arena = cx->arena, .lang = cx->lang};
    if (!*q->model == !q->files.n)
        return fail(&cx->err, USAGE, "give either a model folder or its files");
    if (!projection_permit_write(cx, "", q->plan))
        return false;
    if (*q->model ? !folder_plan(cx->arena, &cx->err, q->model, &problems, &m, &plan)
                  : !read_uploads(cx, &q->files, &problems, &m) ||
                        !model_plan(cx->arena, &cx->err, &m, &problems, &plan) ||
                        !model_laws(cx->arena, &cx->err, &m, &problems, &plan)) {
        Table *t = reply_table(cx, out, "problems", T(cx, "Problems"));
        if (problems.n == 0)
            return false;
        err_clear(&cx->err);
        out->title = T(cx, "The model has problems; nothing was imported");
        out->outcome = ERR_INVALID;
        table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
        table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
        table_column(cx, t, "column", T(cx, "Column"), COLUMN_TEXT, 0);
        table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
        table_column(cx, t, "reason", T(cx, "What is wrong"), COLUMN_TEXT, 0);
        table_column(cx, t, "fix", T(cx, "What to do"), COLUMN_TEXT, 0);
        for (int i = 0; i < problems.n; i++) {
            const ModelProblem *p = &problems.items[i];
            Cell *c = table_row(cx, t);
            c[0] = cell_text(p->file);
            c[1] = cell_number(p->line);
            c[2] = cell_text(p->column);
            c[3] = cell_text(p->value);
            c[4] = cell_text(p->reason);
            c[5] = cell_text(p->fix);
        }
        return true;
    }
    if (!projection_save(cx, q->plan, "", &m))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Plan '%s' is imported"), q->plan);
    out->next = arena_printf(cx->arena, "/projection?plan=%s", q->plan);
    return true;
}
