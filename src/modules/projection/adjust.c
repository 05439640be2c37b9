/* Decides what of a plan can be tried otherwise, within which range, and what a change given as
 * text means. How a change alters the model is in adjust_apply.c.
 *
 * The list below is the whole of it. A lever names a kind of assumption; where one row stands
 * for it, the control shows the row's own value, else a percentage of what the plan has. */
#include "modules/projection/adjust.h"
#include "modules/projection/adjust_lever.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static const PlanLever levers[] = {
    {"confidence", LEVER_CONFIDENCE, CONTROL_DECIDE, PART_COUNT, NULL, NULL, 50, 99, 1,
     N_("Confidence"), N_("%"), N_("In how many of a hundred futures the need is to be met")},
    {"intake", LEVER_INTAKE, CONTROL_DECIDE, PART_INTAKE, NULL, NULL, 0, 0, 1, NULL,
     N_("places a year"), NULL},
    {"capacity", LEVER_LIMIT, CONTROL_LIMIT, PART_LIMIT, "capacity", NULL, 50, 200, 1,
     N_("Places that the courses can fill"), N_("places a year"), NULL},
    {"placement", LEVER_LIMIT, CONTROL_LIMIT, PART_LIMIT, "placement", NULL, 50, 200, 1,
     N_("Placement hours on offer"), N_("hours a year"), NULL},
    {"budget", LEVER_LIMIT, CONTROL_LIMIT, PART_LIMIT, "budget", NULL, 50, 200, 1, N_("Budget"),
     N_("GBP a year"), N_("For all students in training")},
    {"ramp", LEVER_LIMIT, CONTROL_LIMIT, PART_LIMIT, "ramp", NULL, 0, 300, 1,
     N_("Change from one year to the next"), N_("places"),
     N_("The most that courses and placements can follow")},
    {"growth", LEVER_GROWTH, CONTROL_ASSUME, PART_DRIVER, NULL, NULL, -2, 3, .1,
     N_("Need grows faster or slower"), N_("% a year"),
     N_("Beside the drivers that the plan has")},
    {"leaving", LEVER_RATE, CONTROL_ASSUME, PART_EXIT, NULL, "retire", 50, 150, 1,
     N_("Leaving"), N_("% of the plan's"), N_("Retirement is not touched")},
    {"retiring", LEVER_RATE, CONTROL_ASSUME, PART_EXIT, "retire", NULL, 50, 150, 1,
     N_("Retiring"), N_("% of the plan's"), NULL},
    {"dropout", LEVER_RATE, CONTROL_ASSUME, PART_ATTRITION, NULL, NULL, 25, 200, 1,
     N_("Students who drop out"), N_("% of the plan's"), NULL},
    {"capture", LEVER_RATE, CONTROL_ASSUME, PART_CAPTURE, NULL, NULL, 70, 110, 1,
     N_("Graduates who take a post here"), N_("% of the plan's"), NULL},
    {"joining", LEVER_RATE, CONTROL_ASSUME, PART_JOINER, NULL, NULL, 0, 200, 5,
     N_("Joining from outside training"), N_("% of the plan's"),
     N_("International recruitment and return to practice")},
};
enum { LEVERS = sizeof levers / sizeof *levers };

/* ---------------------------------------------------------------- which rows */

/* The column of the word that tells a limit's kind or an exit's cause apart. */
static int word_column(Part part)
{
    TableId t = (TableId)(TABLE_PARTS + part);
    return part == PART_LIMIT  ? spec_column(t, "kind")
           : part == PART_EXIT ? spec_column(t, "cause")
                               : -1;
}

static bool is_for_all(const ModelRow *row)
{
    int c = spec_column((TableId)(TABLE_PARTS + PART_LIMIT), "route");
    return !*row->cells[c] || same(row->cells[c], "*");
}

/* Whether a total stands among the limit's rows: then the limits of single routes are not
 * this lever's. */
static bool has_total(const Model *m, const PlanLever *l)
{
    const ModelTable *t = &m->tables[TABLE_PARTS + PART_LIMIT];
    for (int i = 0; i < t->n; i++)
        if (same(t->rows[i].cells[word_column(PART_LIMIT)], l->word) && is_for_all(&t->rows[i]))
            return true;
    return false;
}

bool lever_takes(const Model *m, const PlanLever *l, const ModelRow *row)
{
    int c = word_column(l->part);
    if ((l->word && !same(row->cells[c], l->word)) || (l->but && same(row->cells[c], l->but)))
        return false;
    return l->part != PART_LIMIT || !has_total(m, l) || is_for_all(row);
}

static int rows_of(const Model *m, const PlanLever *l, const ModelRow **only)
{
    const ModelTable *t = &m->tables[TABLE_PARTS + l->part];
    int n = 0;
    for (int i = 0; i < t->n; i++)
        if (lever_takes(m, l, &t->rows[i])) {
            *only = &t->rows[i];
            n++;
        }
    return n;
}

/* ---------------------------------------------------------------- the controls */

static Control *add(Ctx *cx, Controls *out, const PlanLever *l, const char *key,
                    const char *label)
{
    Control *c = PUSH(cx->arena, out->items, out->n, out->room);
    *c = (Control){.key = key,
                   .group = l->group,
                   .label = label,
                   .unit = T(cx, l->unit),
                   .help = l->help ? T(cx, l->help) : NULL,
                   .lowest = l->lowest,
                   .highest = l->highest,
                   .step = l->step,
                   .present = 100,
                   .lever = l};
    return c;
}

/* A row's own value: the range in round numbers about it. */
static void as_value(Control *c, double value)
{
    double unit = pow(10, floor(log10(fmax(value, 1) / 40)));
    c->step = fmax(unit, 1);
    c->lowest = floor(value * c->lever->lowest / 100 / c->step) * c->step;
    c->highest = ceil(fmax(value, 1) * c->lever->highest / 100 / c->step) * c->step;
    c->present = value;
}

static void add_limit(Ctx *cx, const Model *m, const PlanLever *l, Controls *out)
{
    const ModelRow *row = NULL;
    double value;
    int n = rows_of(m, l, &row);
    if (n == 0)
        return;
    Control *c = add(cx, out, l, l->key, T(cx, l->label));
    c->acts_on = n;
    if (n == 1 &&
        text_to_double(model_assumption((TableId)(TABLE_PARTS + l->part), row, ASSUME_VALUE),
                       &value)) {
        as_value(c, value);
    } else {
        c->unit = T(cx, N_("% of the plan's"));
    }
}

/* One control for each route whose intake is decided. */
static void add_intakes(Ctx *cx, const Plan *p, const PlanLever *l, Controls *out)
{
    double *theta = NEW_ARRAY(cx->arena, double, p->n_rows + 1);
    theta_central(p, theta);
    for (int r = 0; r < p->n_routes && p->decide_from <= p->decide_to; r++) {
        if (!p->routes[r].decided)
            continue;
        Control *c = add(cx, out, l, arena_printf(cx->arena, "%s.%s", l->key, p->routes[r].id),
                         plan_word(cx, p->routes[r].label));
        double now = plan_value(p, theta, PART_INTAKE, ANY, r, ANY, p->decide_from, 0);
        double most =
            plan_value(p, theta, PART_LIMIT, LIMIT_CAPACITY, r, ANY, p->decide_from, 2 * now);
        c->route = p->routes[r].id;
        c->step = fmax(1, p->routes[r].multiple);
        c->highest = ceil(fmax(fmax(most, 2 * now), 20) / c->step) * c->step;
        c->present = NAN;
        c->acts_on = 1;
    }
}

static void add_lever(Ctx *cx, const Model *m, const Plan *p, const PlanLever *l, Controls *out)
{
    const ModelRow *row = NULL;
    Control *c = NULL;
    switch (l->kind) {
    case LEVER_CONFIDENCE:
        if (p->n_targets && p->decide_from <= p->decide_to) {
            c = add(cx, out, l, l->key, T(cx, l->label));
            c->present = 100 * p->confidence;
            c->acts_on = 1;
        }
        break;
    case LEVER_INTAKE:
        if (p->n_targets)
            add_intakes(cx, p, l, out);
        break;
    case LEVER_LIMIT:
        add_limit(cx, m, l, out);
        break;
    case LEVER_GROWTH:
        if (p->n_targets) {
            c = add(cx, out, l, l->key, T(cx, l->label));
            c->present = 0;
            c->acts_on = 1;
        }
        break;
    case LEVER_RATE:
        if (rows_of(m, l, &row)) {
            c = add(cx, out, l, l->key, T(cx, l->label));
            c->acts_on = rows_of(m, l, &row);
        }
        break;
    }
}

/* ---------------------------------------------------------------- what was changed */

static void wrong(Ctx *cx, Controls *all, Control *c, const char *given, const char *why)
{
    (void)cx;
    c->given = given;
    c->wrong = why;
    all->n_wrong++;
}

static void take(Ctx *cx, Controls *all, Control *c, const char *text)
{
    double value;
    text = text_trim(cx->arena, text);
    if (!*text)
        return;
    if (!text_to_double(text, &value)) {
        wrong(cx, all, c, text, T(cx, "must be a number, such as 12.5"));
        return;
    }
    if (value < c->lowest || value > c->highest) {
        wrong(cx, all, c, text,
              arena_printf(cx->arena, T(cx, "must lie between %s and %s"),
                           adjust_value(cx, c, c->lowest), adjust_value(cx, c, c->highest)));
        return;
    }
    if (fabs(value - c->present) <= 1e-9 * (1 + fabs(value)))
        return;
    c->value = value;
    c->changed = true;
    all->n_changed++;
    all->rates = all->rates || c->lever->kind == LEVER_RATE;
}

void adjust_controls(Ctx *cx, const Model *m, const Plan *p, const Pairs *changes,
                     Controls *out)
{
    Controls all = {0};
    for (int i = 0; i < LEVERS; i++)
        add_lever(cx, m, p, &levers[i], &all);
    for (int i = 0; i < all.n; i++)
        all.items[i].value = all.items[i].present;
    for (int i = 0; i < changes->n; i++) {
        Control *found = NULL;
        const char *name = changes->items[i].name;
        if (starts_with(name, "change."))
            name += strlen("change.");
        for (int k = 0; k < all.n; k++)
            if (same(all.items[k].key, name))
                found = &all.items[k];
        if (found)
            take(cx, &all, found, changes->items[i].value);
        else if (all.n && *changes->items[i].value)
            wrong(cx, &all, &all.items[0], NULL,
                  arena_printf(cx->arena, T(cx, "this plan has nothing called '%s' to change"),
                               name));
    }
    *out = all;
}

bool adjust_check(Ctx *cx, const Controls *all)
{
    Buf b = buf_new(cx->arena, 900);
    if (!all->n_wrong)
        return true;
    for (int i = 0; i < all->n; i++)
        if (all->items[i].wrong)
            buf_printf(&b, "%s%s: %s", b.len ? "; " : "", all->items[i].key,
                       all->items[i].wrong);
    return fail(&cx->err, INVALID, "%s", buf_text(&b));
}

/* ---------------------------------------------------------------- in words */

const char *adjust_value(Ctx *cx, const Control *c, double value)
{
    if (isnan(value))
        return T(cx, "as worked out");
    const char *number = number_show(cx->arena, value, c->step < 1 ? 1 : 0);
    return c->lever->kind == LEVER_GROWTH && value > 0 ? arena_printf(cx->arena, "+%s", number)
                                                       : number;
}

const char *adjust_text(Ctx *cx, const Control *c)
{
    return arena_printf(cx->arena, T(cx, "%s: %s instead of %s (%s)"), c->label,
                        adjust_value(cx, c, c->value), adjust_value(cx, c, c->present),
                        c->unit);
}

const char *adjust_query(Ctx *cx, const Controls *all, const char *but)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < all->n; i++) {
        const Control *c = &all->items[i];
        if (c->changed && !(but && same(c->key, but)))
            buf_printf(&b, "%schange.%s=%s", b.len ? "&" : "", c->key,
                       text_double(cx->arena, c->value));
    }
    return buf_text(&b);
}
