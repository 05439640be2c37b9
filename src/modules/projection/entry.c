/* Decides how one cell is understood and what is said when it cannot be. */
#include "modules/projection/entry.h"
#include "base/date.h"
#include <math.h>

void entry_bad(const Entry *c, const char *fix, const char *reason, ...)
{
    va_list args;
    va_start(args, reason);
    const char *words = arena_vprintf(c->b->a, translate(c->b->ps->lang, reason), args);
    va_end(args);
    model_problem_add(c->b->ps, c->row->file, c->row->line,
                      table_specs[c->t].columns[c->column].name, entry_text(c), fix, "%s",
                      words);
}

bool entry_given(const Entry *c)
{
    if (*entry_text(c))
        return true;
    entry_bad(c, N_("fill it in"), N_("the cell is empty"));
    return false;
}

bool entry_name(const Entry *c)
{
    if (!entry_given(c))
        return false;
    if (!strpbrk(entry_text(c), "*=/,;"))
        return true;
    entry_bad(c, N_("use letters, digits, - _ and ."), N_("this cannot be a name"));
    return false;
}

bool entry_whole(const Entry *c, int lowest, int highest, int *out)
{
    int64_t v;
    if (!text_to_int(entry_text(c), &v)) {
        entry_bad(c, N_("write digits only"), N_("not a whole number"));
        return false;
    }
    if (v < lowest || v > highest) {
        entry_bad(c, N_("correct it"), N_("not within %d to %d"), lowest, highest);
        return false;
    }
    *out = (int)v;
    return true;
}

bool entry_number(const Entry *c, double lowest, double highest, double *out)
{
    double v;
    if (!text_to_double(entry_text(c), &v)) {
        entry_bad(c, N_("write digits with a decimal point and no thousands separator"),
                  N_("not a number"));
        return false;
    }
    if (v < lowest || v > highest) {
        const char *low = text_double(c->b->a, lowest);
        const char *high = text_double(c->b->a, highest);
        bool share = lowest >= 0 && highest <= 1;
        if (isinf(highest) || (v < lowest && !share))
            entry_bad(c, N_("correct it"), N_("less than %s"), low);
        else
            entry_bad(
                c, share ? N_("correct it; shares are written 0.08, not 8") : N_("correct it"),
                N_("not within %s to %s"), low, high);
        return false;
    }
    *out = v;
    return true;
}

bool entry_flag(const Entry *c, bool *out)
{
    static const char *const words[] = {"no", "yes", NULL};
    int i;
    if (!entry_choice(c, words, &i))
        return false;
    *out = i == 1;
    return true;
}

bool entry_choice(const Entry *c, const char *const *choices, int *out)
{
    Buf list = buf_new(c->b->a, 0);
    int n = 0;
    for (; choices[n]; n++) {
        if (same(choices[n], entry_text(c))) {
            *out = n;
            return true;
        }
        buf_printf(&list, "%s%s", n ? ", " : "", choices[n]);
    }
    const char *near = nearest_word(entry_text(c), choices, n);
    entry_bad(c, near ? did_you_mean(c->b->ps, near) : N_("use one of them"),
              N_("not one of %s"), buf_text(&list));
    return false;
}

/* FNV-1a: names are few and short, and nobody gains from names that collide but a slow read. */
static unsigned hash_of(const char *id)
{
    unsigned h = 2166136261u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 16777619u;
    return h;
}

static int *slot_of(const Names *names, const char *id)
{
    unsigned mask = (unsigned)names->n_slots - 1, at = hash_of(id) & mask;
    while (names->slots[at] && !same(names->ids[names->slots[at] - 1], id))
        at = (at + 1) & mask;
    return &names->slots[at];
}

int names_find(const Names *names, const char *id)
{
    return names->n ? *slot_of(names, id) - 1 : -1;
}

int names_intern(Arena *a, Names *names, const char *id)
{
    int i = names_find(names, id);
    if (i >= 0)
        return i;
    *PUSH(a, names->ids, names->n, names->room) = id;
    if (2 * names->n > names->n_slots) {
        names->n_slots = names->n_slots ? 2 * names->n_slots : 16;
        names->slots = NEW_ARRAY(a, int, names->n_slots);
        for (i = 0; i < names->n; i++)
            *slot_of(names, names->ids[i]) = i + 1;
    } else {
        *slot_of(names, id) = names->n;
    }
    return names->n - 1;
}

bool entry_ref(const Entry *c, const Names *names, const char *what, int *out)
{
    const char *text = entry_text(c);
    bool star = table_specs[c->t].columns[c->column].flags & SPEC_STAR;
    bool all = table_specs[c->t].columns[c->column].kind == SPEC_GROUP && same(text, "all");
    if (star && (!*text || same(text, "*") || (all && names_find(names, "all") < 0))) {
        *out = ANY;
        return true;
    }
    if (!entry_given(c))
        return false;
    int i = names_find(names, text);
    if (i >= 0) {
        *out = i;
        return true;
    }
    if (same(text, "*")) {
        entry_bad(c, N_("write one row for each"), N_("one %s must be named here"),
                  translate(c->b->ps->lang, what));
        return false;
    }
    const char *near = nearest_word(text, names->ids, names->n);
    entry_bad(c,
              near ? did_you_mean(c->b->ps, near)
              : names->n > 0
                  ? arena_printf(c->b->a,
                                 translate(c->b->ps->lang, "the first one known is '%s'"),
                                 names->ids[0])
                  : N_("none is defined"),
              N_("there is no such %s"), translate(c->b->ps->lang, what));
    return false;
}

/* ---------------------------------------------------------------- ages */

/* A class by its id, or the class that starts (or ends) at the age in years. */
static int class_at(const Build *b, const char *text, bool end)
{
    int i = names_find(&b->ages, text);
    int64_t years;
    if (i >= 0 || !text_to_int(text, &years))
        return i;
    for (i = 0; i < b->p.n_ages; i++)
        if ((end ? b->p.ages[i].to : b->p.ages[i].from) == years)
            return i;
    return -1;
}

bool entry_ages(const Entry *c, int *from, int *to)
{
    Arena *a = c->b->a;
    const char *text = entry_text(c);
    if (!*text || same(text, "*")) {
        if (!(table_specs[c->t].columns[c->column].flags & SPEC_STAR) && c->b->p.n_ages > 1) {
            entry_bad(c, N_("write one row for each"), N_("ages must be named here"));
            return false;
        }
        *from = *to = ANY;
        return true;
    }
    int first = names_find(&c->b->ages, text), last = first;
    size_t n = strlen(text);
    if (first < 0 && text[n - 1] == '+') {
        first = class_at(c->b, arena_strndup(a, text, n - 1), false);
        last = c->b->p.n_ages - 1;
    }
    for (const char *dash = text; first < 0 && (dash = strchr(dash, '-')); dash++) {
        first =
            class_at(c->b, text_trim(a, arena_strndup(a, text, (size_t)(dash - text))), false);
        last = class_at(c->b, text_trim(a, dash + 1), true);
        if (last < 0)
            first = -1;
    }
    if (first < 0 || last < first) {
        const char *near = nearest_word(text, c->b->ages.ids, c->b->ages.n);
        entry_bad(
            c,
            near ? did_you_mean(c->b->ps, near)
                 : N_("use a class of age.csv, or a range such as 50-64 or 65+ that starts and "
                      "ends with classes"),
            N_("these ages do not fit the classes of age.csv"));
        return false;
    }
    *from = first;
    *to = last;
    return true;
}

void entry_register(const Entry *c, SpecKind kind)
{
    Date day;
    const char *text = entry_text(c);
    if (!*text)
        return;
    if (kind == SPEC_DATE && !date_parse_iso(text, &day))
        entry_bad(c, N_("write it as 2026-03-31"), N_("not a date"));
    if (kind == SPEC_GRADE && (strlen(text) != 1 || !strchr("ABCD", *text)))
        entry_bad(c, N_("A measured, B estimated from data, C expert judgement, D assumed"),
                  N_("not a grade"));
}

const char *file_of(const Build *b, TableId t)
{
    const ModelTable *table = &b->m->tables[t];
    return table->n ? table->rows[0].file
                    : arena_printf(b->a, "%s/%s.csv", b->m->name, table_specs[t].name);
}

/* ---------------------------------------------------------------- distributions */

static const struct DistSpec {
    const char *name;
    DistKind kind;
    int n;
} dist_specs[] = {
    {"fixed", DIST_FIXED, 0},           {"normal", DIST_NORMAL, 2},
    {"lognormal", DIST_LOGNORMAL, 2},   {"beta", DIST_BETA, 2},
    {"gamma", DIST_GAMMA, 2},           {"uniform", DIST_UNIFORM, 2},
    {"triangular", DIST_TRIANGULAR, 3}, {"pert", DIST_PERT, 3},
    {"quartiles", DIST_QUARTILES, 3},
};
enum { DISTS = sizeof dist_specs / sizeof *dist_specs };

static const char *law_of(const Dist *d)
{
    switch (d->kind) {
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
        return d->b > 0 ? NULL : N_("the standard deviation must be above 0");
    case DIST_BETA:
    case DIST_GAMMA:
        return d->a > 0 && d->b > 0 ? NULL : N_("both parameters must be above 0");
    case DIST_UNIFORM:
        return d->a < d->b ? NULL : N_("the lowest value must be below the highest");
    case DIST_TRIANGULAR:
    case DIST_PERT:
        return d->a <= d->b && d->b <= d->c && d->a < d->c
                   ? NULL
                   : N_("the order must be lowest, most likely, highest");
    case DIST_QUARTILES:
        return d->a <= d->b && d->b <= d->c && d->a < d->c
                   ? NULL
                   : N_("the order must be lower quartile, median, upper quartile");
    default:
        return NULL;
    }
}

bool dist_parse(Arena *a, Lang lang, const char *text, Dist *out, const char **reason)
{
    Dist d = {.kind = DIST_FIXED};
    const char *open = strchr(text, '('), **args = NULL, *names[DISTS];
    const char *name = open ? arena_strndup(a, text, (size_t)(open - text)) : text;
    const struct DistSpec *spec = NULL;
    if (!*text) {
        *out = d;
        return true;
    }
    for (int i = 0; i < DISTS; i++) {
        names[i] = dist_specs[i].name;
        if (same_fold(text_trim(a, name), names[i]))
            spec = &dist_specs[i];
    }
    if (!spec) {
        const char *near = nearest_word(name, names, DISTS);
        *reason =
            near ? arena_printf(a, translate(lang, "no such distribution; did you mean '%s'?"),
                                near)
                 : translate(lang, "no such distribution: use normal, lognormal, beta, "
                                   "gamma, uniform, triangular, pert or quartiles");
        return false;
    }
    int n = 0;
    size_t len = open ? strlen(open) : 0;
    if (open && open[len - 1] == ')')
        n = text_split(a, arena_strndup(a, open + 1, len - 2), ',', &args);
    bool numbers = n == spec->n && (spec->n == 0 || (open && open[len - 1] == ')'));
    double *to[] = {&d.a, &d.b, &d.c};
    for (int i = 0; i < n && numbers; i++)
        numbers = text_to_double(args[i], to[i]);
    if (!numbers) {
        *reason = arena_printf(
            a, translate(lang, "'%s' takes %d numbers in brackets, with commas between them"),
            spec->name, spec->n);
        return false;
    }
    d.kind = spec->kind;
    if ((*reason = law_of(&d))) {
        *reason = translate(lang, *reason);
        return false;
    }
    *out = d;
    return true;
}
