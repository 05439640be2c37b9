/* Decides how the register, the standards and the parity sheet are laid out as tables. Each
 * cell without a number says why. */
#include "core/who.h"
#include "modules/leadership/leadership_action.h"
#include "modules/workforce/workforce.h"
#include <math.h>

Cell choice_cell(Ctx *cx, const Choice *choices, const char *value)
{
    if (!*value)
        return cell_state(CELL_BLANK);
    if (same(value, "NK"))
        return cell_state(CELL_NOT_KNOWN);
    if (same(value, "n/a"))
        return cell_state(CELL_NOT_APPLICABLE);
    return cell_code(value, T(cx, choice_label(choices, value)));
}

static Cell name_cell(Ctx *cx, const Org *o)
{
    Cell c = cell_link(org_name(cx, o), arena_printf(cx->arena, "/leadership/%s", o->id));
    c.code = o->id;
    return c;
}

static const char *since(Ctx *cx, const char *iso)
{
    Date d;
    return date_parse_iso(iso, &d) ? date_long(cx, d) : iso;
}

/* The day in one line: a narrow column breaks it nowhere. */
const char *day_words(Ctx *cx, const char *iso)
{
    const char **parts;
    const char *text = since(cx, iso), *out = "";
    int n = text_split(cx->arena, text, ' ', &parts);
    for (int i = 0; i < n; i++)
        out = arena_printf(cx->arena, "%s%s%s", out, i ? "\xc2\xa0" : "", parts[i]);
    return out;
}

static Cell day_cell(Ctx *cx, const char *iso)
{
    return *iso ? cell_code(iso, day_words(cx, iso)) : cell_text("");
}

/* ---------------------------------------------------------------- the register */

static void post_cells(Ctx *cx, Cell *c, const Post *p)
{
    if (!p) {
        c[0] = cell_state(CELL_NOT_RECEIVED);
        return;
    }
    c[0] = choice_cell(cx, post_states, p->state);
    c[1] = day_cell(cx, p->valid_from);
    c[2] = answer_cell(p->wte);
    c[3] = answer_cell(p->grade);
    c[4] = choice_cell(cx, post_lines, p->reports_to);
    c[5] = answer_cell(p->tiers);
    c[6] = choice_cell(cx, yes_no_known, p->senior_team);
    c[7] = answer_cell(p->strategic_hours);
    c[8] = answer_cell(p->caseload);
}

static void post_columns(Ctx *cx, Table *t)
{
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "since", T(cx, "Since"), COLUMN_TEXT, 0);
    table_column(cx, t, "wte", T(cx, "WTE"), COLUMN_NUMBER, 2);
    table_column(cx, t, "grade", T(cx, "Grade"), COLUMN_TEXT, 0);
    table_column(cx, t, "reports_to", T(cx, "Reports to"), COLUMN_TEXT, 0);
    table_column(cx, t, "tiers", T(cx, "Tiers below the director"), COLUMN_NUMBER, 0);
    table_column(cx, t, "senior_team", T(cx, "Seat on the senior team"), COLUMN_TEXT, 0);
    table_column(cx, t, "strategic_hours", T(cx, "Strategic hours a week"), COLUMN_NUMBER, 1);
    table_column(cx, t, "caseload", T(cx, "Own caseload"), COLUMN_NUMBER, 0);
}
enum { POST_COLUMNS = 9 };

Table *register_table(Ctx *cx, Reply *r, const OrgList *councils, const PostList *history,
                      Date at)
{
    Table *t = reply_table(cx, r, "register", T(cx, "Register of Principal OTs"));
    table_column(cx, t, "organisation", T(cx, "Council"), COLUMN_TEXT, 0);
    post_columns(cx, t);
    table_column(cx, t, "principal_social_worker", T(cx, "Principal social worker"),
                 COLUMN_TEXT, 0);
    for (int i = 0; i < councils->n; i++) {
        const Org *o = &councils->items[i];
        Cell *c = table_row(cx, t);
        c[0] = name_cell(cx, o);
        post_cells(cx, c + 1, post_at(history, o->id, "principal-ot", at));
        const Post *sw = post_at(history, o->id, "principal-social-worker", at);
        c[1 + POST_COLUMNS] =
            sw ? choice_cell(cx, post_states, sw->state) : cell_state(CELL_NOT_RECEIVED);
    }
    t->note = T(cx, "A post, not a person: nobody is named here. What nobody has recorded is "
                    "\"not received\".");
    return t;
}

Table *leadership_history_table(Ctx *cx, Reply *r, const PostList *history)
{
    Table *t = reply_table(cx, r, "history", T(cx, "Every entry, the newest day first"));
    table_column(cx, t, "post", T(cx, "Post"), COLUMN_TEXT, 0);
    post_columns(cx, t);
    table_column(cx, t, "entry", T(cx, "Entry"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "source", T(cx, "Source"), COLUMN_TEXT, 0);
    table_column(cx, t, "recorded_on", T(cx, "Recorded on"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nothing is recorded yet.");
    for (int i = 0; i < history->n; i++) {
        const Post *p = &history->items[i];
        Cell *c = table_row(cx, t);
        c[0] = choice_cell(cx, post_kinds, p->post);
        post_cells(cx, c + 1, p);
        const char *label = p->in_force    ? T(cx, N_("in force"))
                            : p->withdrawn ? T(cx, N_("withdrawn"))
                                           : T(cx, N_("corrected since"));
        c[1 + POST_COLUMNS] = cell_code(p->in_force    ? "in-force"
                                        : p->withdrawn ? "withdrawn"
                                                       : "corrected",
                                        label);
        c[2 + POST_COLUMNS] = cell_text(p->reason);
        c[3 + POST_COLUMNS] = cell_text(p->source);
        c[4 + POST_COLUMNS] = day_cell(cx, p->recorded_on);
    }
    return t;
}

Table *meetings_table(Ctx *cx, Reply *r, const MeetingList *list)
{
    Table *t = reply_table(cx, r, "meetings", T(cx, "Strategic meetings"));
    table_column(cx, t, "held_on", T(cx, "Held on"), COLUMN_TEXT, 0);
    table_column(cx, t, "post", T(cx, "Post"), COLUMN_TEXT, 0);
    table_column(cx, t, "meeting", T(cx, "Meeting"), COLUMN_TEXT, 0);
    table_column(cx, t, "attended", T(cx, "Attended"), COLUMN_TEXT, 0);
    table_column(cx, t, "absence", T(cx, "Why not"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No meeting is recorded yet.");
    for (int i = 0; i < list->n; i++) {
        const Meeting *m = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = day_cell(cx, m->held_on);
        c[1] = choice_cell(cx, post_kinds, m->post);
        c[2] = choice_cell(cx, meeting_kinds, m->meeting);
        c[3] = choice_cell(cx, attended_answers, m->attended);
        c[4] = choice_cell(cx, absence_reasons, m->absence);
    }
    return t;
}

/* ---------------------------------------------------------------- beside the return */

/* The return says in_post where the register says in-post. */
static const char *state_of_return(Ctx *cx, const char *text)
{
    char *copy = arena_strdup(cx->arena, text);
    for (char *p = copy; *p; p++)
        *p = *p == '_' ? '-' : *p;
    return copy;
}

static Cell return_cell_of(Ctx *cx, const BlockCell *b)
{
    if (!b)
        return cell_state(CELL_NOT_RECEIVED);
    if (b->state != STATE_VALUE)
        return cell_state(b->state == STATE_NOT_KNOWN        ? CELL_NOT_KNOWN
                          : b->state == STATE_NOT_APPLICABLE ? CELL_NOT_APPLICABLE
                                                             : CELL_BLANK);
    if (ends_with(b->field, "status"))
        return choice_cell(cx, post_states, state_of_return(cx, b->text));
    return isnan(b->number) ? cell_text(b->text) : cell_number(b->number);
}

static bool is_said(const Cell *c)
{
    return c->state != CELL_NOT_RECEIVED && c->state != CELL_BLANK;
}

static bool differ(const Cell *a, const Cell *b)
{
    if (!is_said(a) || !is_said(b))
        return false;
    if (a->state != b->state)
        return true;
    return a->state == CELL_NUMBER ? a->number != b->number
           : a->state == CELL_TEXT
               ? !same(a->code ? a->code : a->text, b->code ? b->code : b->text)
               : false;
}

static const struct {
    const char *label, *post, *field;
    int column; /* of post_cells() */
} compared[] = {
    {N_("Principal OT"), "principal-ot", "principal_ot_status", 0},
    {N_("Principal OT: WTE"), "principal-ot", "principal_ot_wte", 2},
    {N_("Principal OT: grade"), "principal-ot", "principal_ot_grade", 3},
    {N_("Principal OT: tiers below the director"), "principal-ot", "tiers_below_director", 5},
    {N_("Principal OT: strategic hours a week"), "principal-ot", "strategic_hours", 7},
    {N_("Principal OT: own caseload"), "principal-ot", "principal_ot_caseload", 8},
    {N_("Principal social worker"), "principal-social-worker", "psw_status", 0},
    {N_("Principal social worker: grade"), "principal-social-worker", "psw_grade", 3},
    {N_("Principal social worker: tiers below the director"), "principal-social-worker",
     "psw_tiers_below_director", 5},
    {N_("Principal social worker: strategic hours a week"), "principal-social-worker",
     "psw_strategic_hours", 7},
};

bool compared_table(Ctx *cx, Reply *r, const Org *o, const PostList *history, Table **out,
                    int *differences)
{
    BlockCellList block;
    Date at;
    *out = NULL;
    *differences = 0;
    if (!workforce_reads(cx, o->id))
        return true;
    if (!workforce_block_cells(cx, "A8", o->id, &block))
        return false;
    if (!block.n || !date_parse_iso(block.items[0].as_at, &at))
        return true;
    Table *t = reply_table(cx, r, "compared", T(cx, "The register beside the return"));
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "register",
                 arena_printf(cx->arena, T(cx, "Register, %s"), date_long(cx, at)), COLUMN_TEXT,
                 0);
    table_column(cx, t, "return",
                 arena_printf(cx->arena, T(cx, "Return %s"), block.items[0].collection),
                 COLUMN_TEXT, 0);
    table_column(cx, t, "verdict", T(cx, "Do they agree?"), COLUMN_TEXT, 0);
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        Cell post[POST_COLUMNS] = {{.state = CELL_NOT_RECEIVED}};
        const Post *p = post_at(history, o->id, compared[i].post, at);
        if (p)
            post_cells(cx, post, p);
        Cell *c = table_row(cx, t), mine = p ? post[compared[i].column] : post[0];
        if (p && same(p->state, "none") && compared[i].column)
            mine = cell_state(CELL_NOT_APPLICABLE);
        Cell theirs = return_cell_of(cx, block_cell(&block, o->id, compared[i].field));
        bool other = differ(&mine, &theirs);
        *differences += other;
        c[0] = cell_text(T(cx, compared[i].label));
        c[1] = mine;
        c[2] = theirs;
        bool both = is_said(&mine) && is_said(&theirs);
        c[3] = other  ? cell_code("no", T(cx, N_("They differ")))
               : both ? cell_code("yes", T(cx, N_("Yes")))
                      : cell_text("");
    }
    t->note =
        T(cx, "Both as at the day of the return. Where they differ, one of the two is to be "
              "corrected.");
    *out = t;
    return true;
}

/* ---------------------------------------------------------------- counts */

bool sees_whole(Ctx *cx, const Region *r)
{
    return who_is_signed_in(cx->who) || cx->who->is_operator
               ? leadership_seen(cx, r).n == r->councils.n
               : false;
}

int register_days(Ctx *cx, const PostList *history, Date **out)
{
    enum { MOST_YEARS = 30 };
    int first = date_year(cx->today), now = first;
    for (int i = 0; i < history->n; i++) {
        Date d;
        if (history->items[i].in_force && date_parse_iso(history->items[i].valid_from, &d) &&
            date_year(d) < first)
            first = date_year(d);
    }
    first = first < now - MOST_YEARS ? now - MOST_YEARS : first;
    Date *days = NEW_ARRAY(cx->arena, Date, now - first + 1);
    for (int y = first; y <= now; y++)
        if (y == now || !date_from_ymd(y, 12, 31, &days[y - first]))
            days[y - first] = cx->today;
    *out = days;
    return now - first + 1;
}

static Cell count_cell(double v)
{
    return isnan(v) ? cell_state(CELL_WITHHELD) : cell_number(v);
}

Table *counts_table(Ctx *cx, Reply *r, const PostList *history, const Region *region,
                    bool exact)
{
    Date *days;
    int n = register_days(cx, history, &days);
    Table *t = reply_table(cx, r, "counts", T(cx, "Principal OT posts over the years"));
    table_column(cx, t, "at", T(cx, "As at"), COLUMN_TEXT, 0);
    for (int s = 0; s < POST_STATES; s++)
        table_column(cx, t, post_states[s].value, T(cx, post_states[s].label), COLUMN_NUMBER,
                     0);
    table_column(cx, t, "not-recorded", T(cx, "Not recorded"), COLUMN_NUMBER, 0);
    table_column(cx, t, "councils", T(cx, "Councils"), COLUMN_NUMBER, 0);
    for (int i = 0; i < n; i++) {
        StateCount count = state_count(history, &region->councils, "principal-ot", days[i]);
        if (!exact)
            state_protect(&count);
        Cell *c = table_row(cx, t);
        c[0] = cell_code(date_text(cx->arena, days[i]), date_long(cx, days[i]));
        for (int s = 0; s <= POST_STATES; s++)
            c[1 + s] = count_cell(count.states[s]);
        c[2 + POST_STATES] = cell_number(count.councils);
    }
    if (!exact)
        t->note = T(cx, "Counts of 1 to 4 are withheld, and as many more as it takes that none "
                        "can be computed.");
    return t;
}

Table *alerts_table(Ctx *cx, Reply *r, const AlertList *list)
{
    Table *t = reply_table(cx, r, "alerts", T(cx, "What needs attention"));
    table_column(cx, t, "organisation", T(cx, "Council"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "alert", T(cx, "Why"), COLUMN_TEXT, 0);
    table_column(cx, t, "since", T(cx, "Since"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    t->empty =
        T(cx, "Nothing: no lead with cases and little strategic time, no post vacant for "
              "long.");
    for (int i = 0; i < list->n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = name_cell(cx, &list->items[i].org);
        c[1] = cell_text(list->items[i].kind);
        c[2] = cell_text(list->items[i].text);
        c[3] = day_cell(cx, list->items[i].since);
    }
    return t;
}
