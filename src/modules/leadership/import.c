/* Decides how files become entries of the register, and entries files. A list is known by a
 * heading that only it has. All rows are checked before one is stored; a row that says what is
 * in force already changes nothing, so that an export can be sent back. */
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"

typedef struct Reading {
    Ctx *cx;
    const CsvFile *file;
    const CsvRow *row;
    Imported *sum;
    bool store; /* the second pass */
    PostList posts;
    MeetingList meetings;
    AssessmentList assessments;
} Reading;

static const char *cell(const Reading *r, const char *column)
{
    return csv_cell(r->row, csv_column(r->file, column));
}

/* A row of a council that one may not write is refused for its place, not its content. */
static bool may_write(Reading *r, const char *permission)
{
    if (may(r->cx, permission, cell(r, "organisation")))
        return true;
    if (!permit(r->cx, permission, ""))
        return false;
    return fail(&r->cx->err, FORBIDDEN,
                "%s:%d: you may not write for '%s'; nothing was imported", r->file->name,
                r->row->line, cell(r, "organisation"));
}

/* ---------------------------------------------------------------- posts */

static bool equal_posts(const Post *a, const Post *b)
{
    return same(a->state, b->state) && same(a->wte, b->wte) && same(a->grade, b->grade) &&
           same(a->reports_to, b->reports_to) && same(a->tiers, b->tiers) &&
           same(a->senior_team, b->senior_team) &&
           same(a->strategic_hours, b->strategic_hours) && same(a->caseload, b->caseload) &&
           same(a->source, b->source);
}

static bool post_row(Reading *r)
{
    Post p = {.organisation = cell(r, "organisation"),
              .post = cell(r, "post"),
              .valid_from = cell(r, "valid_from"),
              .state = cell(r, "state"),
              .wte = cell(r, "wte"),
              .grade = cell(r, "grade"),
              .reports_to = cell(r, "reports_to"),
              .tiers = cell(r, "tiers"),
              .senior_team = cell(r, "senior_team"),
              .strategic_hours = cell(r, "strategic_hours"),
              .caseload = cell(r, "caseload"),
              .source = cell(r, "source"),
              .reason = cell(r, "reason")};
    const Post *there = NULL;
    for (int i = 0; i < r->posts.n; i++) {
        const Post *x = &r->posts.items[i];
        if (x->in_force && same(x->organisation, p.organisation) && same(x->post, p.post) &&
            same(x->valid_from, p.valid_from))
            there = x;
    }
    if (!r->store) {
        if (!may_write(r, LEADERSHIP_WRITE))
            return false;
        if (!post_check(&r->sum->complaints, &p))
            return db_ok(r->cx);
        if (there && !equal_posts(there, &p) && !*p.reason)
            complain(&r->sum->complaints, "reason", "",
                     N_("is required: the entry of that day says something else"),
                     N_("Say why it is corrected"));
        return true;
    }
    if (there && equal_posts(there, &p))
        return true;
    r->sum->posts++;
    return there ? leadership_correct(r->cx, &p) : leadership_record(r->cx, &p);
}

/* ---------------------------------------------------------------- the other lists */

static bool meeting_row(Reading *r)
{
    Meeting m = {.organisation = cell(r, "organisation"),
                 .post = cell(r, "post"),
                 .held_on = cell(r, "held_on"),
                 .meeting = cell(r, "meeting"),
                 .attended = cell(r, "attended"),
                 .absence = cell(r, "absence"),
                 .reason = cell(r, "reason")};
    const Meeting *there = NULL;
    for (int i = 0; i < r->meetings.n; i++) {
        const Meeting *x = &r->meetings.items[i];
        if (same(x->organisation, m.organisation) && same(x->post, m.post) &&
            same(x->held_on, m.held_on) && same(x->meeting, m.meeting))
            there = x;
    }
    bool equal = there && same(there->attended, m.attended) && same(there->absence, m.absence);
    if (!r->store) {
        if (!may_write(r, LEADERSHIP_WRITE))
            return false;
        if (!meeting_check(&r->sum->complaints, &m))
            return db_ok(r->cx);
        if (there && !equal && !*m.reason)
            complain(&r->sum->complaints, "reason", "",
                     N_("is required: the entry of that day says something else"),
                     N_("Say why it is corrected"));
        return true;
    }
    if (equal)
        return true;
    r->sum->meetings++;
    return leadership_attend(r->cx, &m);
}

static bool standard_row(Reading *r)
{
    int64_t year = 0;
    Assessment a = {.organisation = cell(r, "organisation"),
                    .standard = cell(r, "standard"),
                    .evidence = cell(r, "evidence"),
                    .reason = cell(r, "reason"),
                    .score = -1};
    (void)text_to_int(cell(r, "year"), &year);
    (void)text_to_double(cell(r, "score"), &a.score);
    a.year = (int)year;
    const Assessment *there = NULL;
    for (int i = 0; i < r->assessments.n; i++) {
        const Assessment *x = &r->assessments.items[i];
        if (same(x->organisation, a.organisation) && same(x->standard, a.standard) &&
            x->year == a.year)
            there = x;
    }
    bool equal = there && there->score == a.score && same(there->evidence, a.evidence);
    if (!r->store) {
        if (!may_write(r, LEADERSHIP_ASSESS))
            return false;
        if (!assessment_check(&r->sum->complaints, &a))
            return db_ok(r->cx);
        if (there && !equal && !*a.reason)
            complain(&r->sum->complaints, "reason", "",
                     N_("is required: this standard is assessed already for the year"),
                     N_("Say why it is corrected"));
        return true;
    }
    if (equal)
        return true;
    r->sum->assessments++;
    return leadership_assess(r->cx, &a);
}

static bool parity_row(Reading *r)
{
    ParityEntry e = {cell(r, "organisation"), cell(r, "indicator"), cell(r, "profession"),
                     cell(r, "as_at"),        cell(r, "value"),     cell(r, "source"),
                     cell(r, "reason")};
    bool equal = false;
    if (!r->store)
        return may_write(r, LEADERSHIP_WRITE) &&
               (parity_check(&r->sum->complaints, &e) || db_ok(r->cx));
    if (!leadership_parity_has(r->cx, &e, &equal))
        return false;
    if (equal)
        return true;
    r->sum->parity++;
    return leadership_parity_enter(r->cx, &e);
}

static const struct {
    const char *heading;
    bool (*row)(Reading *r);
} lists[] = {{"state", post_row},
             {"meeting", meeting_row},
             {"score", standard_row},
             {"indicator", parity_row}};
enum { N_LISTS = sizeof lists / sizeof *lists };

static bool read_all(Reading *r, const CsvFile *files, const int *kinds, int n)
{
    for (int f = 0; f < n; f++)
        for (int k = 0; k < files[f].n_rows; k++) {
            r->file = &files[f];
            r->row = &files[f].rows[k];
            r->sum->complaints.file = r->file->name;
            r->sum->complaints.line = r->row->line;
            if (!lists[kinds[f]].row(r))
                return false;
        }
    return true;
}

bool leadership_import(Ctx *cx, const InFiles *in, Imported *out)
{
    CsvFile *files = NEW_ARRAY(cx->arena, CsvFile, in->n);
    int *kinds = NEW_ARRAY(cx->arena, int, in->n);
    Imported sum = {.complaints = {.cx = cx}};
    Reading r = {.cx = cx, .sum = &sum};
    for (int i = 0; i < in->n; i++) {
        if (!csv_parse(cx->arena, &cx->err, in->items[i].name, in->items[i].bytes,
                       in->items[i].size, &files[i]))
            return false;
        kinds[i] = -1;
        for (int k = 0; k < N_LISTS; k++)
            if (csv_column(&files[i], lists[k].heading) >= 0)
                kinds[i] = k;
        if (kinds[i] < 0 || csv_column(&files[i], "organisation") < 0)
            return fail(&cx->err, INVALID,
                        "%s:%d: the headings are none of posts, meetings, standards or parity",
                        files[i].name, files[i].heading_line);
    }
    if (!leadership_history(cx, "", "", &r.posts) ||
        !leadership_meetings(cx, "", &r.meetings) ||
        !leadership_assessments(cx, "", 0, &r.assessments) ||
        !read_all(&r, files, kinds, in->n))
        return false;
    r.store = true;
    if (!sum.complaints.n && (!db_begin(cx) || !db_end(cx, read_all(&r, files, kinds, in->n))))
        return false;
    *out = sum;
    return true;
}

/* ---------------------------------------------------------------- out */

static CsvOut begin_file(Buf *b, const char *const *columns)
{
    CsvOut o = {.buf = b};
    for (; *columns; columns++)
        csv_field(&o, *columns);
    csv_end_row(&o);
    return o;
}

static void row_of(CsvOut *o, const char *const *cells, int n)
{
    for (int i = 0; i < n; i++)
        csv_field(o, cells[i]);
    csv_end_row(o);
}

static bool seen(Ctx *cx, const char *permission, const char *organisation, const char *asked)
{
    return (!*asked || same(asked, organisation)) && may(cx, permission, organisation);
}

static void export_posts(Ctx *cx, const char *organisation, const PostList *list, Buf *b)
{
    static const char *const columns[] = {
        "organisation", "post",       "valid_from", "state",       "wte",
        "grade",        "reports_to", "tiers",      "senior_team", "strategic_hours",
        "caseload",     "source",     NULL};
    CsvOut o = begin_file(b, columns);
    for (int i = 0; i < list->n; i++) {
        const Post *p = &list->items[i];
        if (p->in_force && seen(cx, LEADERSHIP_READ, p->organisation, organisation))
            row_of(&o,
                   (const char *const[]){p->organisation, p->post, p->valid_from, p->state,
                                         p->wte, p->grade, p->reports_to, p->tiers,
                                         p->senior_team, p->strategic_hours, p->caseload,
                                         p->source},
                   12);
    }
}

static void export_meetings(Ctx *cx, const char *organisation, const MeetingList *list, Buf *b)
{
    static const char *const columns[] = {"organisation", "post",    "held_on", "meeting",
                                          "attended",     "absence", NULL};
    CsvOut o = begin_file(b, columns);
    for (int i = 0; i < list->n; i++) {
        const Meeting *m = &list->items[i];
        if (seen(cx, LEADERSHIP_READ, m->organisation, organisation))
            row_of(&o,
                   (const char *const[]){m->organisation, m->post, m->held_on, m->meeting,
                                         m->attended, m->absence},
                   6);
    }
}

static void export_standards(Ctx *cx, const char *organisation, const AssessmentList *list,
                             Buf *b)
{
    static const char *const columns[] = {"organisation", "year",     "standard",
                                          "score",        "evidence", NULL};
    CsvOut o = begin_file(b, columns);
    for (int i = 0; i < list->n; i++) {
        const Assessment *a = &list->items[i];
        if (seen(cx, LEADERSHIP_ASSESS, a->organisation, organisation))
            row_of(&o,
                   (const char *const[]){a->organisation,
                                         arena_printf(cx->arena, "%d", a->year), a->standard,
                                         text_double(cx->arena, a->score), a->evidence},
                   5);
    }
}

bool leadership_export(Ctx *cx, const char *organisation, Reply *out)
{
    PostList posts;
    MeetingList meetings;
    AssessmentList assessments;
    Buf b[4];
    for (int i = 0; i < 4; i++)
        b[i] = buf_new(cx->arena, 0);
    if (!leadership_history(cx, organisation, "", &posts) ||
        !leadership_meetings(cx, organisation, &meetings) ||
        !leadership_assessments(cx, organisation, 0, &assessments) ||
        !leadership_parity_export(cx, organisation, &b[3]))
        return false;
    export_posts(cx, organisation, &posts, &b[0]);
    export_meetings(cx, organisation, &meetings, &b[1]);
    export_standards(cx, organisation, &assessments, &b[2]);
    reply_file(cx, out, "posts.csv", buf_text(&b[0]));
    reply_file(cx, out, "meetings.csv", buf_text(&b[1]));
    reply_file(cx, out, "standards.csv", buf_text(&b[2]));
    reply_file(cx, out, "parity.csv", buf_text(&b[3]));
    return true;
}
