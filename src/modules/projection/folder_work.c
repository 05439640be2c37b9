/* Decides how the names and numbers of pipeline and demand are read: factors, services, bands,
 * parameters, and the lines that are raked or shrunk; and says with file and line what no
 * single cell shows: posts given in two ways, shares that pass 1, population without a service.
 * What demand itself finds wrong is asked of sim/demand.h, which relies on it too. */
#include "modules/projection/entry.h"
#include "sim/demand.h"
#include "sim/parameter.h"
#include <math.h>

/* ---------------------------------------------------------------- names */

/* Names that a column of a table defines by its use. */
static void define_by_use(Build *b, Part part, const char *column, Names *names)
{
    TableId t = (TableId)(TABLE_PARTS + (int)part);
    const ModelTable *table = &b->m->tables[t];
    int at = spec_column(t, column);
    for (int i = 0; i < table->n; i++)
        if (*table->rows[i].cells[at])
            names_intern(b->a, names, table->rows[i].cells[at]);
}

/* The lines that a setting names, separated by blanks or semicolons. */
static const bool *lines_of_setting(Build *b, const char *key)
{
    const char *text = model_setting(b->m, key), **words;
    if (!*text)
        return NULL;
    bool *lines = NEW_ARRAY(b->a, bool, b->lines.n + 1);
    char *clean = arena_strdup(b->a, text);
    for (char *at = clean; *at; at++)
        *at = *at == ';' ? ' ' : *at;
    int n = text_split(b->a, clean, ' ', &words);
    for (int i = 0; i < n; i++) {
        int line = *words[i] ? names_find(&b->lines, words[i]) : -1;
        if (line >= 0)
            lines[line] = true;
        else if (*words[i])
            model_problem_add(b->ps, file_of(b, TABLE_MODEL), 0, key, words[i],
                              N_("name lines of demand.csv or service.csv, for example: need"),
                              N_("there is no such demand line"));
    }
    return lines;
}

void plan_work_names(Build *b)
{
    define_by_use(b, PART_SERVICE, "line", &b->lines);
    define_by_use(b, PART_TASTE, "factor", &b->factors);
    define_by_use(b, PART_SERVICE, "service", &b->services);
    define_by_use(b, PART_POPULATION, "band", &b->bands);
    Plan *p = &b->p;
    p->factors = b->factors.ids;
    p->n_factors = b->factors.n;
    p->services = b->services.ids;
    p->n_services = b->services.n;
    p->bands = b->bands.ids;
    p->n_bands = b->bands.n;
    p->raked = lines_of_setting(b, "rake");
    p->shrunk = lines_of_setting(b, "shrink");
}

bool work_key(const Entry *c, const ColumnSpec *column, Row *row)
{
    Build *b = c->b;
    if (column->kind == SPEC_CHOICE && same(column->name, "parameter")) {
        if (entry_given(c))
            entry_choice(c, column->choices, &row->parameter);
        return true;
    }
    switch (column->kind) {
    case SPEC_FACTOR:
        if (row->part == PART_APPEAL && same(entry_text(c), FACTOR_ELSEWHERE))
            entry_bad(c, N_("give it in taste.csv only"),
                      N_("this is the constant of taking no post here"));
        else
            entry_ref(c, &b->factors, N_("factor in taste.csv"), &row->factor);
        return true;
    case SPEC_SERVICE:
        entry_ref(c, &b->services, N_("service in service.csv"), &row->service);
        return true;
    case SPEC_BAND:
        entry_ref(c, &b->bands, N_("band in population.csv"), &row->band);
        return true;
    default:
        return false;
    }
}

void work_law(const Entry *value, const Row *row)
{
    Arena *a = value->b->a;
    ParameterLaw law;
    double v;
    if (!*entry_text(value) || !text_to_double(entry_text(value), &v))
        return;
    if (row->part == PART_REPEAT && v >= 1)
        entry_bad(value, N_("give the route a longer length instead"),
                  N_("a year that everybody takes again"));
    if (!parameter_law(row->part, row->parameter, &law) || parameter_lawful(&law, v))
        return;
    if (isinf(law.highest))
        entry_bad(value, N_("correct it"), law.above ? N_("not above %s") : N_("less than %s"),
                  text_double(a, law.lowest));
    else
        entry_bad(value, N_("correct it"),
                  law.below   ? N_("not at least %s and below %s")
                  : law.above ? N_("not above %s and at most %s")
                              : N_("not within %s to %s"),
                  text_double(a, law.lowest), text_double(a, law.highest));
}

/* ---------------------------------------------------------------- what belongs together */

/* The row of the files that a row of the plan comes from. */
static const ModelRow *origin(const Build *b, const Row *row, TableId *t)
{
    *t = (TableId)(TABLE_PARTS + (int)row->part);
    const ModelTable *table = &b->m->tables[*t];
    for (int i = 0; i < table->n; i++)
        if (same(model_row_id(b->a, *t, &table->rows[i]), row->id))
            return &table->rows[i];
    return NULL;
}

static void say(Build *b, const Row *row, const char *column, const char *fix,
                const char *reason, ...)
{
    TableId t;
    const ModelRow *from = origin(b, row, &t);
    va_list args;
    va_start(args, reason);
    const char *words = arena_vprintf(b->a, translate(b->ps->lang, reason), args);
    va_end(args);
    int at = *column ? spec_column(t, column) : -1;
    model_problem_add(b->ps, from ? from->file : file_of(b, t), from ? from->line : 0,
                      at >= 0 ? column : "", at >= 0 && from ? from->cells[at] : "", fix, "%s",
                      words);
}

/* Whether some row has the part, kind, state and parameter. A row for all states speaks of any
 * state's; a row for one of its own only, as a persistence belongs to the sd beside it. */
static bool there_is(const Plan *p, const Row *like, int parameter)
{
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == like->part && row->kind == like->kind && row->parameter == parameter &&
            (like->state == ANY || row->state == like->state))
            return true;
    }
    return false;
}

static void check_in_time(Build *b, const Row *row)
{
    const Plan *p = &b->p;
    if (row->part == PART_SHOCK) {
        if (row->state != ANY && (row->kind == SHOCK_DEMAND || row->kind == SHOCK_ATTRITION))
            say(b, row, "state", N_("leave it blank"), N_("this shock is of all together"));
        if (row->parameter == SHOCK_PERSISTENCE && !there_is(p, row, SHOCK_SD))
            say(b, row, "", N_("add a row with the parameter sd"),
                N_("a shock that has no size"));
    } else if (row->part == PART_RESIDUAL) {
        if (row->parameter == RESIDUAL_MEAN && !there_is(p, row, RESIDUAL_YEARS))
            say(b, row, "",
                N_("add a row with the parameter years: from how many years the mean comes"),
                N_("a mean is drawn towards 0 by how few years it comes from"));
        if ((row->parameter == RESIDUAL_MEAN || row->parameter == RESIDUAL_PERSISTENCE) &&
            !there_is(p, row, RESIDUAL_SD))
            say(b, row, "", N_("add a row with the parameter sd"),
                N_("a residual that has no size"));
    }
}

static const Row *row_of_route(const Plan *p, Part part, int route, bool with_state)
{
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == part && (row->route == ANY || row->route == route) &&
            (!with_state || row->state != ANY))
            return row;
    }
    return NULL;
}

static void check_posts(Build *b)
{
    const Plan *p = &b->p;
    for (int route = 0; route < p->n_routes; route++) {
        const Row *chosen = row_of_route(p, PART_APPEAL, route, false);
        const Row *given = row_of_route(p, PART_CAPTURE, route, false);
        TableId t;
        if (!chosen)
            continue;
        const ModelRow *from = given ? origin(b, given, &t) : NULL;
        if (given)
            say(b, chosen, "", N_("keep the rows of one of the two files for this route"),
                N_("the posts of route '%s' are given as shares already, on %s:%d"),
                p->routes[route].id, from ? from->file : "capture.csv", from ? from->line : 0);
        if (!row_of_route(p, PART_APPEAL, route, true))
            say(b, chosen, "state", N_("name the states in which there are posts"),
                N_("no post is named that graduates of '%s' could take"), p->routes[route].id);
    }
}

/* The share of a service that holds for it: its own row's, or that of all services. */
static const Row *division_of(const Plan *p, const Row *like, int parameter)
{
    const Row *found = NULL;
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->part == PART_DIVISION && row->line == like->line &&
            row->parameter == parameter && row->year == like->year &&
            (row->service == like->service || (row->service == ANY && !found)))
            found = row;
    }
    return found;
}

static void check_division(Build *b, const Row *row)
{
    if (row->parameter != DIVISION_WORKER_SHARE && row->parameter != DIVISION_OT_SHARE)
        return;
    const Row *ot = division_of(&b->p, row, DIVISION_OT_SHARE);
    const Row *worker = division_of(&b->p, row, DIVISION_WORKER_SHARE);
    double sum = (ot ? ot->value : worker ? 1 : 0) + (worker ? worker->value : 0);
    if (sum > 1 + 1e-9 && row == worker)
        say(b, row, "value",
            N_("lower one of them; without ot_share all is done by therapists"),
            N_("with ot_share the shares of this service add up to %s, above 1"),
            text_double(b->a, sum));
}

static void told(void *self, const Row *row, const char *format, va_list args)
{
    Build *b = self;
    const char *words = arena_vprintf(b->a, translate(b->ps->lang, format), args);
    if (row)
        say(b, row, "", N_("correct or remove one of them"), "%s", words);
    else
        model_problem_add(b->ps, file_of(b, TABLE_MODEL), 0, "", "", N_("add it"), "%s", words);
}

void plan_work_check(Build *b)
{
    const Plan *p = &b->p;
    if (b->ps->n > 0)
        return; /* names that are not resolved would be reported again and again */
    for (int i = 0; i < p->n_rows; i++) {
        const Row *row = &p->rows[i];
        if (row->like != ANY)
            continue;
        check_in_time(b, row);
        if (row->part == PART_DIVISION)
            check_division(b, row);
    }
    check_posts(b);
    demand_tell(b->a, p, &(DemandTold){b, told});
}
