/* Decides how large a plan may be, and where a breach of the engine's laws is told. The engine
 * (sim/) knows rows by id only: shares that add up to more than 1, a value outside its law, a
 * route whose joiners have no age. Here the plan is laid out once at its central values, and
 * what it says is given the file and line of the rows that it names. */
#include "modules/projection/entry.h"
#include "sim/engine.h"

/* Numbers that one course of the plan takes: 160 MB. A plan of all councils and boards by
 * sector, tier and single year of age over 40 years takes a fifth of it. */
#define MOST_NUMBERS 2e7

bool plan_size_check(Build *b)
{
    const Plan *p = &b->p;
    double years = (double)p->n_steps * p->step_years + MOST_STUDY_YEARS;
    double stock = (double)p->n_states * p->n_ages * (p->n_steps + 1.0);
    double students = (double)p->n_routes * years * (MOST_STUDY_YEARS + 1);
    if (stock > MOST_NUMBERS)
        model_problem_add(b->ps, file_of(b, TABLE_STATE), 0, "", "",
                          N_("give fewer states, wider age classes or fewer years"),
                          N_("%d states in %d age classes over %d steps cannot be computed"),
                          p->n_states, p->n_ages, p->n_steps);
    if (students > MOST_NUMBERS)
        model_problem_add(
            b->ps, file_of(b, TABLE_ROUTE), 0, "", "", N_("give fewer routes or fewer years"),
            N_("%d routes over %d years cannot be computed"), p->n_routes, (int)years);
    return stock <= MOST_NUMBERS && students <= MOST_NUMBERS;
}

typedef struct Named {
    const ModelRow *row;
    bool assumption; /* rather than a state, an age class or a route */
} Named;

/* The row that has this id; what is assumed goes before what there is. */
static Named row_named(Arena *a, const Model *m, const char *id)
{
    static const TableId kinds[] = {TABLE_ROUTE, TABLE_AGE, TABLE_STATE};
    for (int part = 0; part < PART_COUNT; part++) {
        const ModelTable *t = &m->tables[TABLE_PARTS + part];
        for (int i = 0; i < t->n; i++)
            if (same(model_row_id(a, (TableId)(TABLE_PARTS + part), &t->rows[i]), id))
                return (Named){&t->rows[i], true};
    }
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < m->tables[kinds[k]].n; i++)
            if (same(m->tables[kinds[k]].rows[i].cells[0], id))
                return (Named){&m->tables[kinds[k]].rows[i], false};
    return (Named){NULL, false};
}

/* The first row that the words name in quotes, an assumption if there is one. */
static const ModelRow *row_in_words(Arena *a, const Model *m, const char *words)
{
    const ModelRow *found = NULL;
    for (const char *from = strchr(words, '\''), *to; from; from = strchr(to + 1, '\'')) {
        to = strchr(from + 1, '\'');
        if (!to)
            break;
        Named named = row_named(a, m, arena_strndup(a, from + 1, (size_t)(to - from - 1)));
        if (named.assumption)
            return named.row;
        if (!found)
            found = named.row;
    }
    return found;
}

static bool lawful(Err *err, const Plan *p)
{
    SCOPED_ARENA scratch = arena_new();
    double *theta = NEW_ARRAY(scratch, double, p->n_rows + 1);
    theta_central(p, theta);
    return rates_fill(rates_new(scratch, p), err, p, theta, false);
}

bool model_laws(Arena *a, Err *err, const Model *m, ModelProblems *ps, const Plan *p)
{
    Err law = {.translate = err->translate, .lang = err->lang};
    if (!ps->arena)
        ps->arena = a;
    if (lawful(&law, p))
        return true;
    const ModelRow *row = row_in_words(a, m, law.message);
    if (row)
        model_problem_add(ps, row->file, row->line, "", "",
                          strchr(law.message, ';')
                              ? "" /* it says so itself */
                              : N_("correct this row, or what it does not fit"),
                          "%s", law.message);
    else
        model_problem_add(ps, m->name, 0, "", "", "", "%s", law.message);
    return model_problems_none(ps, err);
}
