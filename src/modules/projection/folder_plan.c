/* Decides how the names of a textual model become indices: settings, states, ages, routes,
 * demand lines, targets and given draws. The assumptions are resolved in folder_rows.c. */
#include "modules/projection/entry.h"
#include <math.h>

/* ---------------------------------------------------------------- settings */

static const SettingSpec *spec_of(const char *key)
{
    for (const SettingSpec *s = setting_specs; s->key; s++)
        if (same(s->key, key))
            return s;
    return NULL;
}

static void check_setting_names(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_MODEL];
    const char *keys[64];
    int n = 0;
    for (const SettingSpec *s = setting_specs; s->key; s++)
        keys[n++] = s->key;
    for (int i = 0; i < t->n; i++) {
        Entry c = {b, TABLE_MODEL, &t->rows[i], 0};
        const char *near = nearest_word(entry_text(&c), keys, n);
        if (!spec_of(entry_text(&c)))
            entry_bad(&c,
                      near ? did_you_mean(b->ps, near)
                           : N_("the settings are listed in docs/model/folder.md"),
                      N_("there is no such setting"));
        for (int k = 0; k < i; k++)
            if (same(t->rows[k].cells[0], entry_text(&c)))
                entry_bad(&c, N_("remove one"), N_("given on line %d already"),
                          t->rows[k].line);
    }
}

/* The cell of a setting; a setting that is not there is checked as its fallback. */
static Entry setting_entry(Build *b, const char *key)
{
    const ModelTable *t = &b->m->tables[TABLE_MODEL];
    for (int i = 0; i < t->n; i++)
        if (same(t->rows[i].cells[0], key) && *t->rows[i].cells[1])
            return (Entry){b, TABLE_MODEL, &t->rows[i], 1};
    ModelRow *row = NEW(b->a, ModelRow);
    *row = (ModelRow){.file = file_of(b, TABLE_MODEL), .line = 0};
    for (int c = 0; c < MODEL_MOST_COLUMNS; c++)
        row->cells[c] = "";
    row->cells[0] = key;
    row->cells[1] = model_setting(b->m, key);
    return (Entry){b, TABLE_MODEL, row, 1};
}

/* Reads a setting by its declared kind; blank (allowed by the fallback "") gives `blank`. */
static double setting_number(Build *b, const char *key, double blank)
{
    const SettingSpec *s = spec_of(key);
    Entry c = setting_entry(b, key);
    bool flag = false;
    int whole = 0;
    double v = blank;
    if (!*entry_text(&c)) {
        if (!s->fallback)
            model_problem_add(b->ps, file_of(b, TABLE_MODEL), 0, key, "",
                              N_("add a row for it"), N_("the setting is missing"));
        return blank;
    }
    switch (s->kind) {
    case SETTING_WHOLE: {
        int64_t big;
        if (!entry_number(&c, s->lowest, s->highest, &v))
            return blank;
        if (!text_to_int(entry_text(&c), &big))
            entry_bad(&c, N_("write digits only"), N_("not a whole number"));
        return v;
    }
    case SETTING_NUMBER:
        return entry_number(&c, s->lowest, s->highest, &v) ? v : blank;
    case SETTING_FLAG:
        return entry_flag(&c, &flag) ? flag : blank;
    case SETTING_CHOICE:
        return entry_choice(&c, s->choices, &whole) ? whole : blank;
    case SETTING_TEXT:
        break;
    }
    return blank;
}

void plan_settings(Build *b)
{
    Plan *p = &b->p;
    check_setting_names(b);
    p->title = model_setting(b->m, "title");
    p->measure = model_setting(b->m, "measure");
    p->start_year = (int)setting_number(b, "start_year", 2000);
    p->step_years = (int)setting_number(b, "step_years", 1);
    Entry opening = setting_entry(b, "opening_date");
    b->opening = DATE_NONE;
    if (*entry_text(&opening) && !date_parse_iso(entry_text(&opening), &b->opening))
        entry_bad(&opening, N_("write it as 2026-03-31"), N_("not a date"));
    int years = (int)setting_number(b, "years", p->step_years);
    int shown = (int)setting_number(b, "shown_years", years);
    Entry at_years = setting_entry(b, "years"), at_shown = setting_entry(b, "shown_years");
    if (years % p->step_years)
        entry_bad(&at_years, N_("make it one"), N_("not a multiple of step_years (%d)"),
                  p->step_years);
    if (shown % p->step_years)
        entry_bad(&at_shown, N_("make it one"), N_("not a multiple of step_years (%d)"),
                  p->step_years);
    if (shown > years)
        entry_bad(&at_shown, N_("raise years or lower it"),
                  N_("more than the years projected (%d)"), years);
    p->n_steps = years / p->step_years;
    p->shown_steps = shown / p->step_years;
    p->rate_kind = (RateKind)setting_number(b, "rates", 0);
    p->move_basis = (MoveBasis)setting_number(b, "moves", 0);
    p->joiner_exposure = setting_number(b, "joiner_exposure", 0);
    p->ageing = setting_number(b, "ageing", 0) > 0;
    p->whole_places = setting_number(b, "whole_places", 0) > 0;
    p->cohort_noise = setting_number(b, "cohort_noise", 0) > 0;
    p->objective = (Objective)setting_number(b, "objective", 0);
    p->shape = (Shape)setting_number(b, "shape", 0);
    p->confidence = setting_number(b, "confidence", 0.8);
    p->terminal_value = setting_number(b, "terminal_value", 0);
    p->cost_under = setting_number(b, "cost_under", 4);
    p->cost_over = setting_number(b, "cost_over", 1);
    p->seed = (uint64_t)setting_number(b, "seed", 1);
    p->draws = (int)setting_number(b, "draws", 1000);
    double from = setting_number(b, "decide_from", NAN),
           to = setting_number(b, "decide_to", NAN);
    Entry at_from = setting_entry(b, "decide_from"), at_to = setting_entry(b, "decide_to");
    p->decide_from = isnan(from) ? 1 : (int)from;
    p->decide_to = isnan(to) ? 0 : (int)to;
    if (!*entry_text(&at_from) != !*entry_text(&at_to))
        entry_bad(&at_from, N_("give both or neither"),
                  N_("decide_from and decide_to belong together"));
    else if (from > to)
        entry_bad(&at_from, N_("swap them"), N_("later than decide_to (%d)"), p->decide_to);
}

/* ---------------------------------------------------------------- names */

static bool define(Build *b, TableId t, const ModelRow *row, Names *names)
{
    Entry c = {b, t, row, 0};
    if (!entry_name(&c))
        return false;
    if (names_find(names, entry_text(&c)) >= 0) {
        entry_bad(&c, N_("remove or rename one"), N_("defined twice"));
        return false;
    }
    names_intern(b->a, names, entry_text(&c));
    return true;
}

static void check_register(Build *b, TableId t, const ModelRow *row)
{
    for (int k = 0; k < spec_columns(t); k++) {
        Entry c = {b, t, row, k};
        entry_register(&c, table_specs[t].columns[k].kind);
    }
}

/* A blank cell keeps the default that *out holds. */
static void optional_number(Build *b, TableId t, const ModelRow *row, const char *column,
                            double lowest, double highest, double *out)
{
    Entry c = {b, t, row, spec_column(t, column)};
    if (*entry_text(&c))
        entry_number(&c, lowest, highest, out);
}

static void plan_states(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_STATE];
    b->p.states = NEW_ARRAY(b->a, State, t->n + 1);
    for (int i = 0; i < t->n; i++) {
        const ModelRow *row = &t->rows[i];
        Entry weight = {b, TABLE_STATE, row, spec_column(TABLE_STATE, "weight")};
        const char *group = row->cells[spec_column(TABLE_STATE, "group")];
        if (!define(b, TABLE_STATE, row, &b->states))
            continue;
        State *s = &b->p.states[b->p.n_states++];
        s->id = row->cells[0];
        s->label = *row->cells[1] ? row->cells[1] : s->id;
        s->group = names_intern(b->a, &b->groups, *group ? group : s->id);
        if (entry_given(&weight))
            entry_number(&weight, 0, 1e6, &s->weight);
        Entry pool = {b, TABLE_STATE, row, spec_column(TABLE_STATE, "pool")};
        if (*entry_text(&pool))
            entry_flag(&pool, &s->pool);
        check_register(b, TABLE_STATE, row);
    }
    if (t->n == 0)
        model_problem_add(b->ps, file_of(b, TABLE_STATE), 0, "", "",
                          N_("write it with the columns id,group,weight"),
                          N_("no state is defined"));
}

/* The open end of the last class counts as wide as the class before, which matters only where a
 * number is shared over a range of classes. */
static void plan_ages(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_AGE];
    b->p.ages = NEW_ARRAY(b->a, AgeClass, t->n + 1);
    for (int i = 0; i < t->n; i++) {
        const ModelRow *row = &t->rows[i];
        Entry from = {b, TABLE_AGE, row, 1}, to = {b, TABLE_AGE, row, 2};
        const AgeClass *before = b->p.n_ages ? &b->p.ages[b->p.n_ages - 1] : NULL;
        AgeClass age = {.id = row->cells[0], .from = before ? before->to + 1 : 0};
        if (!define(b, TABLE_AGE, row, &b->ages))
            continue;
        if (entry_given(&from) && entry_whole(&from, 0, 150, &age.from) && before &&
            age.from != before->to + 1)
            entry_bad(&from, N_("list the classes in order, without gaps or overlaps"),
                      N_("should be %d, after '%s'"), before->to + 1, before->id);
        age.to = before ? age.from + before->to - before->from : 120;
        if (*entry_text(&to)) {
            if (entry_whole(&to, 0, 200, &age.to) && age.to < age.from)
                entry_bad(&to, N_("swap them"), N_("below the lowest age of the class"));
        } else if (i < t->n - 1) {
            entry_bad(&to, N_("give its last age"), N_("only the last class may be open"));
        }
        b->p.ages[b->p.n_ages++] = age;
    }
    if (b->p.n_ages == 0) {
        b->p.ages[b->p.n_ages++] = (AgeClass){.id = "all", .from = 0, .to = 120};
        names_intern(b->a, &b->ages, "all");
    }
}

/* Students who leave a state of the plan, and what they count for meanwhile. */
static void plan_training(Build *b, const ModelRow *row, Route *r)
{
    Entry from = {b, TABLE_ROUTE, row, spec_column(TABLE_ROUTE, "from")};
    Entry counts = {b, TABLE_ROUTE, row, spec_column(TABLE_ROUTE, "counts")};
    Entry in = {b, TABLE_ROUTE, row, spec_column(TABLE_ROUTE, "counts_in")};
    Matches states;
    int one;
    if (*entry_text(&from)) {
        if (pattern_is(entry_text(&from)) ? !pattern_find(&from, PATTERN_STATES, &states)
                                          : !entry_ref(&from, &b->states, N_("state"), &one))
            return;
        if (!pattern_is(entry_text(&from)))
            states = (Matches){.n = 1, .items = &one};
        bool *has = NEW_ARRAY(b->a, bool, b->p.n_states + 1);
        for (int i = 0; i < states.n; i++)
            has[states.items[i]] = true;
        r->from = has;
        if (r->length == 0)
            entry_bad(&from, N_("give the years of training in 'length'"),
                      N_("nobody leaves a state for a training of no length"));
    } else if (*entry_text(&counts)) {
        entry_bad(&counts, N_("name the states that students leave in 'from'"),
                  N_("only students who left a state count while they train"));
    }
    if (*entry_text(&counts) && entry_number(&counts, 0, 1, &r->counts) && r->counts > 0 &&
        entry_given(&in))
        entry_ref(&in, &b->groups, N_("group"), &r->counts_in);
}

static void plan_routes(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_ROUTE];
    int decided = 0, shared = 0;
    double sum = 0;
    b->p.routes = NEW_ARRAY(b->a, Route, t->n + 1);
    for (int i = 0; i < t->n; i++) {
        const ModelRow *row = &t->rows[i];
        Entry length = {b, TABLE_ROUTE, row, spec_column(TABLE_ROUTE, "length")};
        Entry flag = {b, TABLE_ROUTE, row, spec_column(TABLE_ROUTE, "decided")};
        if (!define(b, TABLE_ROUTE, row, &b->routes))
            continue;
        Route *r = &b->p.routes[b->p.n_routes++];
        *r = (Route){.id = row->cells[0], .share = NAN, .decided = true};
        r->label = *row->cells[1] ? row->cells[1] : r->id;
        if (entry_given(&length))
            entry_whole(&length, 0, MOST_STUDY_YEARS, &r->length);
        optional_number(b, TABLE_ROUTE, row, "share", 0, 1, &r->share);
        optional_number(b, TABLE_ROUTE, row, "viable", 0, 1e6, &r->viable);
        optional_number(b, TABLE_ROUTE, row, "multiple", 1, 1e6, &r->multiple);
        if (*entry_text(&flag))
            entry_flag(&flag, &r->decided);
        plan_training(b, row, r);
        decided += r->decided;
        shared += r->decided && !isnan(r->share);
        sum += r->decided && !isnan(r->share) ? r->share : 0;
        check_register(b, TABLE_ROUTE, row);
    }
    for (int i = 0; i < b->p.n_routes; i++) {
        Route *r = &b->p.routes[i];
        r->share = !r->decided       ? 0
                   : shared == 0     ? 1.0 / decided
                   : isnan(r->share) ? 0
                                     : r->share;
    }
    if (shared && fabs(sum - 1) > 1e-9)
        model_problem_add(b->ps, file_of(b, TABLE_ROUTE), 0, "share", text_double(b->a, sum),
                          N_("correct them, or leave all of them blank for equal shares"),
                          N_("the shares of the decided routes do not add up to 1"));
}

void plan_names(Build *b)
{
    plan_states(b);
    plan_groups(b);
    plan_ages(b);
    plan_routes(b);
    const ModelTable *demand = &b->m->tables[TABLE_PARTS + PART_DEMAND];
    for (int i = 0; i < demand->n; i++)
        if (*demand->rows[i].cells[1])
            names_intern(b->a, &b->lines, demand->rows[i].cells[1]);
    plan_work_names(b);
    b->p.lines = b->lines.ids;
    b->p.n_lines = b->lines.n;
    Entry ceiling = setting_entry(b, "recruitment_ceiling");
    int line;
    if (*entry_text(&ceiling) && entry_ref(&ceiling, &b->lines, N_("demand line"), &line))
        b->p.ceiling = line + 1;
}

/* ---------------------------------------------------------------- targets and draws */

void plan_targets(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_TARGET];
    int end = b->p.start_year + b->p.n_steps * b->p.step_years;
    b->p.targets = NEW_ARRAY(b->a, Target, t->n + 1);
    for (int i = 0; i < t->n; i++) {
        const ModelRow *row = &t->rows[i];
        Entry line = {b, TABLE_TARGET, row, 0}, group = {b, TABLE_TARGET, row, 1};
        Entry from = {b, TABLE_TARGET, row, 2}, to = {b, TABLE_TARGET, row, 3};
        Target *x = &b->p.targets[b->p.n_targets++];
        *x = (Target){.weight = 1};
        entry_ref(&line, &b->lines, N_("demand line"), &x->line);
        entry_ref(&group, &b->groups, N_("group"), &x->group);
        if (entry_given(&from) && entry_whole(&from, b->p.start_year + 1, end, &x->year_from))
            x->year_to = x->year_from;
        if (*entry_text(&to) && entry_whole(&to, b->p.start_year + 1, end, &x->year_to) &&
            x->year_to < x->year_from)
            entry_bad(&to, N_("swap them"), N_("earlier than year_from (%d)"), x->year_from);
        optional_number(b, TABLE_TARGET, row, "weight", 0, 1e6, &x->weight);
    }
}

/* The plan's row of an id: of several that are alike, the one that has the theta. */
static int row_by_id(const Plan *p, const Names *ids, const int *row_of, const char *id)
{
    int i = p->n_rows ? names_find(ids, id) : -1;
    return i < 0 ? -1 : row_of[i];
}

void plan_draws(Build *b)
{
    Plan *p = &b->p;
    const ModelTable *t = &b->m->tables[TABLE_DRAW];
    Names ids = {0}, known = {0};
    int highest = 0, *row_of = NEW_ARRAY(b->a, int, p->n_rows + 1);
    if (t->n == 0)
        return;
    for (int i = 0; i < p->n_rows; i++)
        if (p->rows[i].like == ANY)
            row_of[names_intern(b->a, &known, p->rows[i].id)] = i;
    int *draw = NEW_ARRAY(b->a, int, t->n), *which = NEW_ARRAY(b->a, int, t->n);
    for (int i = 0; i < t->n; i++) {
        Entry number = {b, TABLE_DRAW, &t->rows[i], 0}, id = {b, TABLE_DRAW, &t->rows[i], 1};
        which[i] = -1;
        if (entry_whole(&number, 1, t->n, &draw[i]) && draw[i] > highest)
            highest = draw[i];
        if (entry_given(&id) && row_by_id(p, &known, row_of, entry_text(&id)) < 0)
            entry_bad(&id, N_("give that row an id and use it here"),
                      N_("no assumption has this id"));
        else
            which[i] = names_intern(b->a, &ids, entry_text(&id));
    }
    int *rows = NEW_ARRAY(b->a, int, ids.n);
    double *values = NEW_ARRAY(b->a, double, (size_t)highest *(size_t)ids.n);
    bool *said = NEW_ARRAY(b->a, bool, (size_t)highest *(size_t)ids.n);
    for (int i = 0; i < ids.n; i++)
        rows[i] = row_by_id(p, &known, row_of, ids.ids[i]);
    for (int i = 0; i < t->n; i++) {
        Entry value = {b, TABLE_DRAW, &t->rows[i], 2}, id = {b, TABLE_DRAW, &t->rows[i], 1};
        if (draw[i] < 1 || which[i] < 0)
            continue;
        int at = (draw[i] - 1) * ids.n + which[i];
        if (said[at])
            entry_bad(&id, N_("remove one"), N_("draw %d has a value for it already"), draw[i]);
        said[at] = true;
        if (entry_given(&value))
            entry_number(&value, -INFINITY, INFINITY, &values[at]);
    }
    for (int i = 0; i < highest * ids.n; i++)
        if (!said[i])
            model_problem_add(b->ps, file_of(b, TABLE_DRAW), 0, "draw",
                              arena_printf(b->a, "%d", i / ids.n + 1), N_("give one"),
                              N_("this draw has no value for '%s'"), ids.ids[i % ids.n]);
    p->n_given = highest;
    p->n_given_rows = ids.n;
    p->given_rows = rows;
    p->given = values;
    /* Given draws are the ensemble unless a larger one is asked for. */
    Entry draws = setting_entry(b, "draws");
    if (draws.row->line == 0)
        p->draws = highest;
}

bool model_plan(Arena *a, Err *err, const Model *m, ModelProblems *ps, Plan *out)
{
    if (!ps->arena)
        ps->arena = a;
    Build b = {.a = a, .ps = ps, .m = m};
    plan_settings(&b);
    plan_names(&b);
    if (!plan_size_check(&b))
        return model_problems_none(ps, err);
    plan_rows(&b);
    plan_work_check(&b);
    plan_prepare(a, &b.p);
    plan_targets(&b);
    plan_draws(&b);
    plan_scenarios(&b);
    plan_sense(&b);
    if (!model_problems_none(ps, err))
        return false;
    *out = b.p;
    return true;
}
