/* Decides what the register holds of a post, what an entry may say, and which entry of a day is
 * in force. Who may write it, the actions' rows say. */
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"
#include <ctype.h>

const Choice post_kinds[] = {{"principal-ot", N_("Principal OT")},
                             {"principal-social-worker", N_("Principal social worker")},
                             {NULL, NULL}};
const Choice post_states[] = {{"in-post", N_("In post")},
                              {"interim", N_("Interim")},
                              {"vacant", N_("Vacant")},
                              {"none", N_("No such post")},
                              {NULL, NULL}};
const Choice post_lines[] = {{"director", N_("Director")},
                             {"assistant-director", N_("Assistant director")},
                             {"head-of-service", N_("Head of service")},
                             {"service-manager", N_("Service manager")},
                             {"team-manager", N_("Team manager")},
                             {"other", N_("Another role")},
                             {"NK", N_("Not known")},
                             {NULL, NULL}};
const Choice yes_no_known[] = {
    {"Y", N_("Yes")}, {"N", N_("No")}, {"NK", N_("Not known")}, {NULL, NULL}};

/* ---------------------------------------------------------------- answers */

Cell answer_cell(const char *answer)
{
    double v;
    if (!*answer)
        return cell_state(CELL_BLANK);
    if (same_fold(answer, "NK"))
        return cell_state(CELL_NOT_KNOWN);
    if (same_fold(answer, "n/a"))
        return cell_state(CELL_NOT_APPLICABLE);
    return text_to_double(answer, &v) ? cell_number(v) : cell_text(answer);
}

static bool is_word(const char *answer)
{
    return !*answer || same(answer, "NK") || same(answer, "n/a");
}

static bool is_choice(const Choice *choices, const char *value)
{
    for (; choices->value; choices++)
        if (same(choices->value, value))
            return true;
    return false;
}

static void check_number(Complaints *c, const char *column, const char *answer, double most,
                         bool whole)
{
    double v;
    if (is_word(answer))
        return;
    if (!text_to_double(answer, &v) || v < 0 || v > most || (whole && v != (double)(int)v))
        complain(c, column, answer,
                 whole ? N_("is no whole number that it could be")
                       : N_("is no number that it could be"),
                 N_("Write a number, NK (not known), n/a (does not apply), or nothing"));
}

/* "Grade 12", "PO5", "SCP 41-44", "Hay B": a number or a single letter in it, and not more
 * words than a grade has. A grade is the one text of an entry that could hold a name. */
static bool is_grade(Arena *a, const char *text)
{
    const char **words;
    int n = text_split(a, text, ' ', &words), marks = 0;
    for (int i = 0; i < n; i++)
        marks += strpbrk(words[i], "0123456789") != NULL || !words[i][1];
    return n <= 4 && marks > 0 && strlen(text) <= 24 && !nameless_fault(a, text);
}

static void check_words(Complaints *c, const char *column, const char *text)
{
    const char *why = nameless_fault(c->cx->arena, text);
    if (why)
        complain(c, column, text, why, N_("Say it without telling of a person"));
}

bool post_check(Complaints *c, const Post *p)
{
    int before = c->n;
    bool there = false;
    Date d;
    if (!org_exists(c->cx, p->organisation, &there))
        return false;
    if (!there)
        complain(c, "organisation", p->organisation, N_("is not an organisation"), NULL);
    if (!is_choice(post_kinds, p->post))
        complain(c, "post", p->post, N_("is no post of the register"),
                 N_("Write principal-ot or principal-social-worker"));
    if (!date_parse_iso(p->valid_from, &d))
        complain(c, "valid_from", p->valid_from, N_("is not a date (write 2026-03-31)"), NULL);
    else if (d.days > c->cx->today.days)
        complain(c, "valid_from", p->valid_from, N_("lies in the future"),
                 N_("Record a change when it has happened"));
    if (!is_choice(post_states, p->state))
        complain(c, "state", p->state, N_("is no state of a post"),
                 N_("Write in-post, interim, vacant or none"));
    check_number(c, "wte", p->wte, 2, false);
    check_number(c, "tiers", p->tiers, 9, true);
    check_number(c, "strategic_hours", p->strategic_hours, 37.5, false);
    check_number(c, "caseload", p->caseload, 999, true);
    if (!is_word(p->grade) && !is_grade(c->cx->arena, p->grade))
        complain(c, "grade", p->grade, N_("is not a grade"),
                 N_("Write a grade such as Grade 12, PO5 or Band 8a; no names"));
    if (*p->reports_to && !is_choice(post_lines, p->reports_to))
        complain(c, "reports_to", p->reports_to, N_("is no role to report to"),
                 N_("Write director, assistant-director, head-of-service, service-manager, "
                    "team-manager, other or NK"));
    if (*p->senior_team && !same(p->senior_team, "n/a") &&
        !is_choice(yes_no_known, p->senior_team))
        complain(c, "senior_team", p->senior_team, N_("is neither Y, N nor NK"), NULL);
    bool held = same(p->state, "in-post") || same(p->state, "interim");
    if (!held && answer_cell(p->caseload).state == CELL_NUMBER &&
        answer_cell(p->caseload).number > 0)
        complain(c, "caseload", p->caseload, N_("is a caseload of a post that nobody holds"),
                 N_("Write n/a"));
    check_words(c, "reason", p->reason);
    check_words(c, "source", p->source);
    return db_ok(c->cx) && c->n == before;
}

/* ---------------------------------------------------------------- reading */

static Post read_post(DbRows *r)
{
    return (Post){.id = db_int(r, 0),
                  .organisation = db_text(r, 1),
                  .post = db_text(r, 2),
                  .valid_from = db_text(r, 3),
                  .state = db_text(r, 4),
                  .wte = db_text(r, 5),
                  .grade = db_text(r, 6),
                  .reports_to = db_text(r, 7),
                  .tiers = db_text(r, 8),
                  .senior_team = db_text(r, 9),
                  .strategic_hours = db_text(r, 10),
                  .caseload = db_text(r, 11),
                  .withdrawn = db_int(r, 12) != 0,
                  .reason = db_text(r, 13),
                  .source = db_text(r, 14),
                  .recorded_on = db_text(r, 15),
                  .recorded_by = db_text(r, 16),
                  .until = ""};
}

static bool same_post(const Post *a, const Post *b)
{
    return same(a->organisation, b->organisation) && same(a->post, b->post);
}

/* The list is by organisation and post, the newest day first, of a day the newest entry. */
static void mark_in_force(PostList *list)
{
    const char *next = "";
    for (int i = 0; i < list->n; i++) {
        Post *p = &list->items[i];
        const Post *before = i ? &list->items[i - 1] : NULL;
        bool again = before && same_post(before, p);
        if (!again)
            next = "";
        p->in_force = !(again && same(before->valid_from, p->valid_from)) && !p->withdrawn;
        if (!p->in_force)
            continue;
        p->until = next;
        next = p->valid_from;
    }
}

bool leadership_history(Ctx *cx, const char *organisation, const char *post, PostList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PostList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, organisation, post, valid_from, state, wte, grade, reports_to,"
                  " tiers, senior_team, strategic_hours, caseload, withdrawn, reason, source,"
                  " recorded_on, recorded_by FROM leadership_post"
                  " WHERE ($1 = '' OR organisation = $1) AND ($2 = '' OR post = $2)"
                  " ORDER BY organisation, post, valid_from DESC, id DESC",
                  ARGS(organisation, post)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_post(&rows);
    mark_in_force(&list);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

const Post *post_at(const PostList *history, const char *organisation, const char *post,
                    Date at)
{
    Date from;
    for (int i = 0; i < history->n; i++) {
        const Post *p = &history->items[i];
        if (p->in_force && same(p->organisation, organisation) && same(p->post, post) &&
            date_parse_iso(p->valid_from, &from) && from.days <= at.days)
            return p; /* the newest day comes first */
    }
    return NULL;
}

/* ---------------------------------------------------------------- writing */

static const Post *entry_of_day(const PostList *list, const char *day)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i].valid_from, day))
            return &list->items[i]; /* the newest of that day */
    return NULL;
}

static const char *in_words(Ctx *cx, const Post *p)
{
    if (!p)
        return "";
    if (p->withdrawn)
        return "withdrawn";
    return arena_printf(cx->arena,
                        "%s; WTE %s; grade %s; reports to %s; tiers %s; senior team %s; "
                        "strategic hours %s; caseload %s",
                        p->state, p->wte, p->grade, p->reports_to, p->tiers, p->senior_team,
                        p->strategic_hours, p->caseload);
}

static bool insert(Ctx *cx, const Post *p, const Post *before)
{
    audit_note_for(cx, p->organisation,
                   arena_printf(cx->arena, "leadership_post:%s/%s/%s", p->organisation, p->post,
                                p->valid_from),
                   in_words(cx, before), in_words(cx, p));
    return db_run(
        cx,
        "INSERT INTO leadership_post (organisation, post, valid_from, state, wte,"
        " grade, reports_to, tiers, senior_team, strategic_hours, caseload, withdrawn,"
        " reason, source, recorded_on, recorded_by) VALUES ($1, $2, $3, $4, $5, $6,"
        " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        ARGS(p->organisation, p->post, p->valid_from, p->state, p->wte, p->grade, p->reports_to,
             p->tiers, p->senior_team, p->strategic_hours, p->caseload, p->withdrawn, p->reason,
             p->source, date_text(cx->arena, cx->today), cx->user));
}

static bool is_good(Ctx *cx, const Post *p)
{
    Complaints c = {.cx = cx};
    if (post_check(&c, p))
        return true;
    return db_ok(cx) && complaints_none(&c);
}

bool leadership_record(Ctx *cx, const Post *p)
{
    PostList list;
    if (!is_good(cx, p) || !leadership_history(cx, p->organisation, p->post, &list))
        return false;
    const Post *before = entry_of_day(&list, p->valid_from);
    if (before && !before->withdrawn)
        return fail(&cx->err, CONFLICT,
                    "there is an entry of %s already; correct it instead, with a reason",
                    p->valid_from);
    return insert(cx, p, before);
}

bool leadership_correct(Ctx *cx, const Post *p)
{
    PostList list;
    if (!is_good(cx, p) || !leadership_history(cx, p->organisation, p->post, &list))
        return false;
    const Post *before = entry_of_day(&list, p->valid_from);
    if (!before || before->withdrawn)
        return fail(&cx->err, NOT_FOUND,
                    "there is no entry of %s to correct; record it instead", p->valid_from);
    if (!*p->reason)
        return fail(&cx->err, INVALID, "%s: %s", "reason",
                    T(cx, N_("is required: the entry before stays in view beside it")));
    return insert(cx, p, before);
}
