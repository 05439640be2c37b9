/* Decides which names a pattern means. Names of states and routes may have pieces with dots
 * between them (cardiff.la.entry); a pattern has a * for some of the pieces and means every
 * name with as many pieces that agrees in the others; * alone means all. In the state that
 * people move to, = stands for the piece of the state that they leave. What follows for the
 * rows that use a pattern is left to folder_expand.c. */
#include "modules/projection/entry.h"

static bool has_piece(const char *text, char sign)
{
    const char piece[] = {sign, '\0'};
    while (*text) {
        size_t n = strcspn(text, ".");
        if (n == 1 && *text == *piece)
            return true;
        text += n + (text[n] == '.');
    }
    return false;
}

bool pattern_is(const char *text)
{
    return strchr(text, '*') != NULL;
}

bool pattern_is_target(const char *text)
{
    return has_piece(text, '=');
}

int pattern_stars(const char *text)
{
    int n = 0;
    if (same(text, "*"))
        return INT32_MAX / 4;
    for (; *text; text++)
        n += *text == '*';
    return n;
}

static bool agrees(const char *pattern, const char *name)
{
    if (same(pattern, "*"))
        return true;
    for (;;) {
        size_t n = strcspn(pattern, "."), m = strcspn(name, ".");
        bool open = n == 1 && *pattern == '*' && m > 0;
        if (!open && (n != m || memcmp(pattern, name, n) != 0))
            return false;
        pattern += n;
        name += m;
        if (!*pattern || !*name)
            return !*pattern && !*name;
        pattern++;
        name++;
    }
}

Matches pattern_matches(Build *b, int kind, const char *pattern)
{
    const Names *names = kind == PATTERN_STATES ? &b->states : &b->routes;
    int known = b->patterns[kind].n, i = names_intern(b->a, &b->patterns[kind], pattern);
    if (i < known)
        return b->matches[kind][i];
    Matches m = {.items = NEW_ARRAY(b->a, int, names->n + 1)};
    for (int k = 0; k < names->n; k++)
        if (agrees(pattern, names->ids[k]) && (kind == PATTERN_ROUTES || !b->p.states[k].pool))
            m.items[m.n++] = k;
    *PUSH(b->a, b->matches[kind], known, b->room[kind]) = m;
    return m;
}

bool pattern_find(const Entry *c, int kind, Matches *out)
{
    Build *b = c->b;
    const char *text = entry_text(c);
    const Names *names = kind == PATTERN_STATES ? &b->states : &b->routes;
    for (const char *star = text; (star = strchr(star, '*')); star++)
        if ((star > text && star[-1] != '.') || (star[1] && star[1] != '.')) {
            entry_bad(c, N_("write *.la.* for example"),
                      N_("a * stands for a whole piece of a name"));
            return false;
        }
    *out = pattern_matches(b, kind, text);
    if (out->n)
        return true;
    entry_bad(c,
              names->n
                  ? arena_printf(b->a, translate(b->ps->lang, "the first one known is '%s'"),
                                 names->ids[0])
                  : N_("none is defined"),
              kind == PATTERN_STATES ? N_("this pattern matches no state")
                                     : N_("this pattern matches no training route"));
    return false;
}

const char *pattern_target(Arena *a, const char *target, const char *origin)
{
    Buf out = buf_new(a, 0);
    for (;;) {
        size_t n = strcspn(target, "."), m = strcspn(origin, ".");
        bool kept = n == 1 && *target == '=';
        buf_put(&out, kept ? origin : target, kept ? m : n);
        target += n;
        origin += m;
        if (!*target || !*origin)
            return !*target && !*origin ? buf_text(&out) : NULL;
        buf_putc(&out, '.');
        target++;
        origin++;
    }
}

/* ---------------------------------------------------------------- group.csv */

typedef struct Sets {
    int n;
    GroupSet *items;
    bool **has; /* [n][n_states], what the items read */
    const ModelRow **first;
} Sets;

/* Two sets of one family that share a state would count it twice in the family's sum. */
static void check_families(Build *b, const Sets *s)
{
    int sectors = b->groups.n - s->n;
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < i; k++) {
            if (!same(s->items[i].family, s->items[k].family))
                continue;
            for (int state = 0; state < b->p.n_states; state++)
                if (s->has[i][state] && s->has[k][state]) {
                    model_problem_add(
                        b->ps, s->first[i]->file, s->first[i]->line, "states",
                        b->groups.ids[sectors + i],
                        N_("take it out of one, or give them different families"),
                        N_("state '%s' is in '%s' too, a group of the same family"),
                        b->states.ids[state], b->groups.ids[sectors + k]);
                    break;
                }
        }
}

void plan_groups(Build *b)
{
    const ModelTable *t = &b->m->tables[TABLE_GROUP];
    int sectors = b->groups.n;
    Sets s = {.items = NEW_ARRAY(b->a, GroupSet, t->n + 1),
              .has = NEW_ARRAY(b->a, bool *, t->n + 1),
              .first = NEW_ARRAY(b->a, const ModelRow *, t->n + 1)};
    for (int i = 0; i < t->n; i++) {
        const ModelRow *row = &t->rows[i];
        Entry id = {b, TABLE_GROUP, row, 0};
        Entry family = {b, TABLE_GROUP, row, spec_column(TABLE_GROUP, "family")};
        Entry states = {b, TABLE_GROUP, row, spec_column(TABLE_GROUP, "states")};
        Matches m = {0};
        int one;
        if (!entry_name(&id))
            continue;
        int at = names_find(&b->groups, entry_text(&id)) - sectors;
        if (at < 0 && names_find(&b->groups, entry_text(&id)) >= 0) {
            entry_bad(&id, N_("rename it"),
                      N_("a sector has this name (column group of state.csv)"));
            continue;
        }
        if (at < 0) {
            names_intern(b->a, &b->groups, entry_text(&id));
            at = s.n++;
            s.first[at] = row;
            s.has[at] = NEW_ARRAY(b->a, bool, b->p.n_states + 1);
            s.items[at] =
                (GroupSet){.label = entry_text(&id), .family = "set", .has = s.has[at]};
        }
        if (*row->cells[1])
            s.items[at].label = row->cells[1];
        if (*entry_text(&family)) {
            if (s.first[at] != row && !same(s.items[at].family, entry_text(&family)))
                entry_bad(&family, N_("give each group one family"),
                          N_("this group is of the family '%s' (line %d)"), s.items[at].family,
                          s.first[at]->line);
            s.items[at].family = entry_text(&family);
        }
        if (pattern_is(entry_text(&states))) {
            if (!pattern_find(&states, PATTERN_STATES, &m))
                continue;
        } else if (entry_ref(&states, &b->states, N_("state"), &one)) {
            m = (Matches){.n = 1, .items = &one};
        }
        for (int k = 0; k < m.n; k++)
            s.has[at][m.items[k]] = true;
    }
    check_families(b, &s);
    b->p.groups = b->groups.ids;
    b->p.n_groups = b->groups.n;
    b->p.sets = s.items;
    b->p.n_sets = s.n;
}
