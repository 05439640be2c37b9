/* The actions of leadership: read the input, call leadership.h, fill the reply. */
#include "modules/leadership/leadership_action.h"
#include "core/who.h"
#include "db/db.h"
#include <math.h>

static const char *page_of(Ctx *cx, const char *organisation)
{
    return arena_printf(cx->arena, "/leadership/%s", organisation);
}

static bool find_region(Ctx *cx, const char *id, Region *out)
{
    RegionList list;
    if (!leadership_regions(cx, &list))
        return false;
    const Region *r = leadership_region(cx, &list, id);
    if (r)
        *out = *r;
    return r != NULL;
}

static bool council(Ctx *cx, const char *id, Org *out)
{
    if (!org_get(cx, id, cx->today, out))
        return false;
    return same(out->kind, "council") ||
           fail(&cx->err, NOT_FOUND, "'%s' is no council: it has no principal posts", id);
}

/* ---------------------------------------------------------------- looking */

bool do_leadership_counts(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipListInput *q = in;
    Region r;
    PostList history;
    if (!find_region(cx, q->within, &r) ||
        !leadership_history(cx, "", "principal-ot", &history))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s", T(cx, "Principal OT posts"), org_name(cx, &r.org));
    counts_table(cx, out, &history, &r, sees_whole(cx, &r));
    return true;
}

bool do_leadership_list(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipListInput *q = in;
    Region r;
    PostList history;
    if (!find_region(cx, q->within, &r) || !leadership_history(cx, "", "", &history))
        return false;
    OrgList seen = leadership_seen(cx, &r);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Register of Principal OTs"),
                              org_name(cx, &r.org));
    register_table(cx, out, &seen, &history, date_is_none(q->at) ? cx->today : q->at);
    return true;
}

bool do_leadership_show(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipShowInput *q = in;
    Org o;
    PostList history;
    MeetingList meetings;
    Table *compared;
    int differences;
    if (!council(cx, q->organisation, &o) || !leadership_history(cx, o.id, "", &history) ||
        !leadership_meetings(cx, o.id, &meetings))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Leadership in %s"), org_name(cx, &o));
    register_table(cx, out, &(OrgList){.n = 1, .items = &o}, &history, cx->today);
    if (!compared_table(cx, out, &o, &history, &compared, &differences))
        return false;
    Attendance a = attendance_of(&meetings, o.id, "principal-ot", cx->today);
    reply_fact(cx, out, "nominated", T(cx, "Meetings nominated for in 12 months"),
               cell_number(a.nominated), 0);
    reply_fact(cx, out, "attended", T(cx, "Attended"), cell_number(a.attended), 0);
    reply_fact(cx, out, "for_caseload", T(cx, "Missed for the caseload"),
               cell_number(a.for_caseload), 0);
    leadership_history_table(cx, out, &history);
    meetings_table(cx, out, &meetings);
    return true;
}

bool do_leadership_standards(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipStandardsInput *q = in;
    Region r;
    Table *t;
    int year = q->year == NOT_GIVEN ? date_year(cx->today) : (int)q->year;
    if (*q->organisation ? !permit(cx, LEADERSHIP_ASSESS, q->organisation) ||
                               !leadership_region_of(cx, q->organisation, &r)
                         : !find_region(cx, q->within, &r))
        return false;
    if (!permit(cx, LEADERSHIP_AGGREGATE, *q->organisation ? q->organisation : r.org.id))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s", T(cx, "Employer standards"), org_name(cx, &r.org));
    return standards_table(cx, out, &r, *q->organisation ? q->organisation : NULL, year, &t);
}

bool do_leadership_parity(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipParityInput *q = in;
    Region r;
    ParityTable t;
    Org o;
    if (*q->organisation) {
        if (!permit(cx, LEADERSHIP_READ, q->organisation) ||
            !council(cx, q->organisation, &o) ||
            !parity_fill(cx, &(OrgList){.n = 1, .items = &o}, &t))
            return false;
        out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Parity with social work"),
                                  org_name(cx, &o));
        parity_table(cx, out, &t, 0);
        return true;
    }
    if (!find_region(cx, q->within, &r) || !permit(cx, LEADERSHIP_AGGREGATE, r.org.id) ||
        !parity_fill(cx, &r.councils, &t))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Parity with social work"),
                              org_name(cx, &r.org));
    parity_medians(cx, out, &t);
    return true;
}

bool do_leadership_sheet(Ctx *cx, const void *in, Reply *out)
{
    const Parity *sheet;
    int n;
    (void)in;
    if (!parity_sheet(cx, &sheet, &n))
        return false;
    out->title = T(cx, "The definition sheet of parity");
    Table *t = reply_table(cx, out, "sheet", out->title);
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "label", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column(cx, t, "ot_source", T(cx, "OT from"), COLUMN_TEXT, 0);
    table_column(cx, t, "social_work_source", T(cx, "Social work from"), COLUMN_TEXT, 0);
    table_column(cx, t, "definition", T(cx, "Definition"), COLUMN_TEXT, 0);
    for (int i = 0; i < n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(sheet[i].key);
        c[1] = cell_text(sheet[i].label);
        c[2] = cell_text(sheet[i].unit);
        c[3] = cell_text(sheet[i].sources[PROFESSION_OT]);
        c[4] = cell_text(sheet[i].sources[PROFESSION_SW]);
        c[5] = cell_text(sheet[i].definition);
    }
    return true;
}

bool do_leadership_alerts(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipListInput *q = in;
    Region r;
    AlertList list;
    if (!find_region(cx, q->within, &r))
        return false;
    OrgList seen = leadership_seen(cx, &r);
    if (!leadership_alerts(cx, &seen, &list))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s", T(cx, "What needs attention"), org_name(cx, &r.org));
    alerts_table(cx, out, &list);
    return true;
}

/* ---------------------------------------------------------------- changing */

static Post post_of(Ctx *cx, const LeadershipPostInput *q)
{
    return (Post){.organisation = q->organisation,
                  .post = q->post,
                  .valid_from = date_text(cx->arena, q->valid_from),
                  .state = q->state,
                  .wte = q->wte,
                  .grade = q->grade,
                  .reports_to = q->reports_to,
                  .tiers = q->tiers,
                  .senior_team = q->senior_team,
                  .strategic_hours = q->strategic_hours,
                  .caseload = q->caseload,
                  .withdrawn = q->withdraw,
                  .source = q->source,
                  .reason = q->reason ? q->reason : ""}; /* a first entry has none */
}

bool do_leadership_record(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipPostInput *q = in;
    Post p = post_of(cx, q);
    Org o;
    if (!council(cx, q->organisation, &o) || !leadership_record(cx, &p))
        return false;
    out->title = T(cx, "The entry is recorded");
    out->next = page_of(cx, o.id);
    return true;
}

bool do_leadership_correct(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipPostInput *q = in;
    Post p = post_of(cx, q);
    Org o;
    if (!council(cx, q->organisation, &o) || !leadership_correct(cx, &p))
        return false;
    out->title =
        q->withdraw ? T(cx, "The entry is withdrawn") : T(cx, "The entry is corrected");
    out->next = page_of(cx, o.id);
    return true;
}

bool do_leadership_attend(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipAttendInput *q = in;
    Meeting m = {.organisation = q->organisation,
                 .post = q->post,
                 .held_on = date_text(cx->arena, q->held_on),
                 .meeting = q->meeting,
                 .attended = q->attended,
                 .absence = q->absence,
                 .reason = q->reason};
    Org o;
    if (!council(cx, q->organisation, &o) || !leadership_attend(cx, &m))
        return false;
    out->title = T(cx, "The meeting is recorded");
    out->next = page_of(cx, o.id);
    return true;
}

/* All that was given of the eight, or nothing: every problem in one pass. */
bool do_leadership_assess(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipAssessInput *q = in;
    const double scores[STANDARDS] = {q->framework,    q->workforce_planning, q->safe_workloads,
                                      q->wellbeing,    q->supervision,        q->cpd,
                                      q->registration, q->partnerships};
    const char *const notes[STANDARDS] = {q->framework_note,      q->workforce_planning_note,
                                          q->safe_workloads_note, q->wellbeing_note,
                                          q->supervision_note,    q->cpd_note,
                                          q->registration_note,   q->partnerships_note};
    const Standard *all;
    Assessment given[STANDARDS];
    Complaints problems = {.cx = cx};
    Org o;
    int n = 0;
    if (!council(cx, q->organisation, &o) || !standards(cx, &all))
        return false;
    for (int i = 0; i < STANDARDS; i++) {
        if (isnan(scores[i]) && *notes[i])
            complain(&problems, all[i].key, "", N_("has a note and no score"), NULL);
        if (isnan(scores[i]))
            continue;
        given[n] =
            (Assessment){.organisation = o.id,
                         .standard = all[i].key,
                         .evidence = notes[i],
                         .reason = q->reason,
                         .year = q->year == NOT_GIVEN ? date_year(cx->today) : (int)q->year,
                         .score = scores[i]};
        if (!assessment_check(&problems, &given[n++]) && !db_ok(cx))
            return false;
    }
    if (!n && !problems.n)
        return fail(&cx->err, INVALID, "give the score of at least one standard");
    if (!complaints_none(&problems))
        return false;
    for (int i = 0; i < n; i++)
        if (!leadership_assess(cx, &given[i]))
            return false;
    out->title = arena_printf(
        cx->arena, T_COUNT(cx, "%d standard assessed", "%d standards assessed", n), n);
    out->next = page_of(cx, o.id);
    return true;
}

bool do_leadership_enter(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipEnterInput *q = in;
    ParityEntry e = {
        q->organisation, q->indicator, q->profession, date_text(cx->arena, q->as_at),
        q->value,        q->source,    q->reason};
    Org o;
    if (!council(cx, q->organisation, &o) || !leadership_parity_enter(cx, &e))
        return false;
    out->title = T(cx, "The value is entered");
    out->next = page_of(cx, o.id);
    return true;
}

bool do_leadership_import(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipFilesInput *q = in;
    Imported sum;
    if (!leadership_import(cx, &q->files, &sum))
        return false;
    if (sum.complaints.n) {
        out->title = T(cx, "The files have errors; nothing was imported");
        complaints_table(cx, out, &sum.complaints);
        out->outcome = ERR_INVALID;
        return true;
    }
    out->title = T(cx, "The files are imported");
    reply_fact(cx, out, "posts", T(cx, "Entries of posts"), cell_number(sum.posts), 0);
    reply_fact(cx, out, "meetings", T(cx, "Meetings"), cell_number(sum.meetings), 0);
    reply_fact(cx, out, "assessments", T(cx, "Assessments"), cell_number(sum.assessments), 0);
    reply_fact(cx, out, "parity", T(cx, "Values of parity"), cell_number(sum.parity), 0);
    reply_note(cx, out, "%s", T(cx, "What was there already, exactly so, is not counted."));
    return true;
}

bool do_leadership_export(Ctx *cx, const void *in, Reply *out)
{
    const LeadershipShowInput *q = in;
    out->title = T(cx, "The register as files");
    return leadership_export(cx, q->organisation, out);
}
