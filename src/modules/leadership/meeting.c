/* Decides what is kept of a strategic meeting to which a post's holder was nominated, and how
 * attendance is counted. */
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"

const Choice meeting_kinds[] = {{"regional-network", N_("Regional network")},
                                {"senior-team", N_("Senior management team")},
                                {"partnership-board", N_("Partnership board or its groups")},
                                {"joint-with-health", N_("Joint meeting with the NHS")},
                                {"sub-group", N_("Sub-group of the network")},
                                {"other", N_("Another strategic meeting")},
                                {NULL, NULL}};
const Choice attended_answers[] = {
    {"yes", N_("Yes")}, {"no", N_("No")}, {"NK", N_("Not known")}, {NULL, NULL}};
const Choice absence_reasons[] = {{"caseload", N_("Cannot attend: caseload")},
                                  {"post-vacant", N_("Cannot attend: the post is vacant")},
                                  {"leave", N_("Leave or sickness")},
                                  {"clash", N_("Another meeting at the same time")},
                                  {"travel", N_("Travel")},
                                  {"other", N_("Another reason")},
                                  {"NK", N_("Not known")},
                                  {NULL, NULL}};

static bool is_choice(const Choice *choices, const char *value)
{
    for (; choices->value; choices++)
        if (same(choices->value, value))
            return true;
    return false;
}

bool meeting_check(Complaints *c, const Meeting *m)
{
    int before = c->n;
    bool there = false;
    Date d;
    if (!org_exists(c->cx, m->organisation, &there))
        return false;
    if (!there)
        complain(c, "organisation", m->organisation, N_("is not an organisation"), NULL);
    if (!is_choice(post_kinds, m->post))
        complain(c, "post", m->post, N_("is no post of the register"),
                 N_("Write principal-ot or principal-social-worker"));
    if (!date_parse_iso(m->held_on, &d))
        complain(c, "held_on", m->held_on, N_("is not a date (write 2026-03-31)"), NULL);
    else if (d.days > c->cx->today.days)
        complain(c, "held_on", m->held_on, N_("lies in the future"),
                 N_("Record a meeting when it has been held"));
    if (!is_choice(meeting_kinds, m->meeting))
        complain(
            c, "meeting", m->meeting, N_("is no kind of meeting"),
            N_("Write regional-network, senior-team, partnership-board, joint-with-health, "
               "sub-group or other"));
    if (!is_choice(attended_answers, m->attended))
        complain(c, "attended", m->attended, N_("is neither yes, no nor NK"), NULL);
    if (*m->absence && !is_choice(absence_reasons, m->absence))
        complain(c, "absence", m->absence, N_("is no reason of the list"),
                 N_("Write caseload, post-vacant, leave, clash, travel, other or NK"));
    if (same(m->attended, "no") && !*m->absence)
        complain(c, "absence", "", N_("is required when nobody attended"),
                 N_("Write caseload, post-vacant, leave, clash, travel, other or NK"));
    if (same(m->attended, "yes") && *m->absence)
        complain(c, "absence", m->absence, N_("is given although the meeting was attended"),
                 N_("Leave it out"));
    const char *named = nameless_fault(c->cx->arena, m->reason);
    if (named)
        complain(c, "reason", m->reason, named, N_("Say it without telling of a person"));
    return db_ok(c->cx) && c->n == before;
}

bool leadership_meetings(Ctx *cx, const char *organisation, MeetingList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    MeetingList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT m.id, m.organisation, m.post, m.held_on, m.meeting, m.attended,"
                  " m.absence, m.reason FROM leadership_meeting m"
                  " WHERE ($1 = '' OR m.organisation = $1) AND m.id = (SELECT MAX(q.id)"
                  "  FROM leadership_meeting q WHERE q.organisation = m.organisation"
                  "  AND q.post = m.post AND q.held_on = m.held_on AND q.meeting = m.meeting)"
                  " ORDER BY m.organisation, m.held_on DESC, m.post, m.meeting",
                  ARGS(organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (Meeting){
            db_int(&rows, 0),  db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
            db_text(&rows, 4), db_text(&rows, 5), db_text(&rows, 6), db_text(&rows, 7)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

static const Meeting *same_meeting(const MeetingList *list, const Meeting *m)
{
    for (int i = 0; i < list->n; i++) {
        const Meeting *x = &list->items[i];
        if (same(x->post, m->post) && same(x->held_on, m->held_on) &&
            same(x->meeting, m->meeting))
            return x;
    }
    return NULL;
}

static const char *in_words(Ctx *cx, const Meeting *m)
{
    return m ? arena_printf(cx->arena, "attended: %s%s%s", m->attended,
                            *m->absence ? "; absence: " : "", m->absence)
             : "";
}

bool leadership_attend(Ctx *cx, const Meeting *m)
{
    Complaints c = {.cx = cx};
    MeetingList list;
    if (!meeting_check(&c, m))
        return db_ok(cx) && complaints_none(&c);
    if (!leadership_meetings(cx, m->organisation, &list))
        return false;
    const Meeting *before = same_meeting(&list, m);
    if (before && !*m->reason)
        return fail(&cx->err, CONFLICT,
                    "this meeting of %s is recorded already; to correct it, give a reason",
                    m->held_on);
    audit_note_for(cx, m->organisation,
                   arena_printf(cx->arena, "leadership_meeting:%s/%s/%s/%s", m->organisation,
                                m->post, m->held_on, m->meeting),
                   in_words(cx, before), in_words(cx, m));
    return db_run(cx,
                  "INSERT INTO leadership_meeting (organisation, post, held_on, meeting,"
                  " attended, absence, reason, recorded_on, recorded_by)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  ARGS(m->organisation, m->post, m->held_on, m->meeting, m->attended,
                       m->absence, m->reason, date_text(cx->arena, cx->today), cx->user));
}

Attendance attendance_of(const MeetingList *list, const char *organisation, const char *post,
                         Date at)
{
    enum { A_YEAR = 365 };
    Attendance sum = {0};
    Date d;
    for (int i = 0; i < list->n; i++) {
        const Meeting *m = &list->items[i];
        if (!same(m->organisation, organisation) || !same(m->post, post) ||
            !date_parse_iso(m->held_on, &d) || d.days > at.days || d.days <= at.days - A_YEAR)
            continue;
        sum.nominated++;
        sum.attended += same(m->attended, "yes");
        sum.missed += same(m->attended, "no");
        sum.not_known += same(m->attended, "NK");
        sum.for_caseload += same(m->attended, "no") && same(m->absence, "caseload");
    }
    return sum;
}
