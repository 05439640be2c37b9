/* Decides what the overview of a return that is filled in shows: each block with what is
 * answered, what is open and what is wrong, and what comes next. */
#include "core/who.h"
#include "modules/workforce/fill.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/work_action.h"
#include "modules/workforce/workforce_action.h"

static bool is_required(const FormBlock *b, const char *row)
{
    for (int i = 0; b->required_rows[i]; i++)
        if (same(b->required_rows[i], row))
            return true;
    return false;
}

/* Rows that every return has, and those of which something is answered. */
static void count_cells(Arena *a, const Draft *d, const FormBlock *b, FillBlock *out)
{
    const char *const *rows;
    int n = form_rows(a, b, &rows);
    for (int r = 0; r < n; r++) {
        int answered = 0, open = 0;
        for (int i = 0; i < b->n_fields; i++) {
            const DraftCell *c = draft_cell(d, b, rows[r], &b->fields[i]);
            bool written = c && *c->text;
            answered += written;
            open += !written && !b->fields[i].may_be_blank;
        }
        out->answered += answered;
        out->open += answered || is_required(b, rows[r]) ? open : 0;
    }
}

static void count_problems(const Problems *all, const FormBlock *b, FillBlock *out)
{
    for (int i = 0; i < all->n; i++) {
        const Problem *p = &all->items[i];
        const char *block = problem_block(p);
        if (!block || !same(block, b->code) || p->accepted || same(p->rule->code, "F15"))
            continue;
        out->errors += p->rule->severity == SEVERITY_ERROR;
        out->warnings += p->rule->severity == SEVERITY_WARNING;
    }
}

static void say_state(Ctx *cx, FillBlock *b)
{
    b->tag = b->errors      ? "govuk-tag--red"
             : !b->answered ? "govuk-tag--grey"
             : b->open      ? "govuk-tag--blue"
             : b->warnings  ? "govuk-tag--yellow"
                            : "govuk-tag--green";
    b->state = b->errors      ? T(cx, "Has errors")
               : !b->answered ? T(cx, "Not started")
               : b->open      ? T(cx, "In progress")
               : b->warnings  ? T(cx, "Has warnings")
                              : T(cx, "Complete");
}

static const char *what_next(Ctx *cx, const Work *w, const FillOverview *v, int open)
{
    switch (w->status) {
    case WORK_NOT_STARTED:
        return T(cx, "Open a block and begin, or send files. Everything is kept as you go.");
    case WORK_SUBMITTED:
    case WORK_RESUBMITTED:
        return T(cx, "It waits for somebody else of the organisation to approve it.");
    case WORK_APPROVED:
        return T(cx, "It waits to be accepted by whoever collects.");
    case WORK_ACCEPTED:
        return T(cx, "It has been accepted. A change starts the next version.");
    case WORK_LOCKED:
        return T(cx, "It is locked: ask whoever collects to open it again.");
    case WORK_DRAFT:
    case WORK_QUERIED:
        break;
    }
    if (v->errors)
        return arena_printf(cx->arena,
                            T_COUNT(cx, "Correct %d error; then it can be submitted.",
                                    "Correct %d errors; then it can be submitted.", v->errors),
                            v->errors);
    (void)open;
    return v->warnings
               ? T(cx,
                   "It can be submitted. Each warning must be gone or accepted with a reason "
                   "before it is accepted.")
               : T(cx, "It can be submitted.");
}

bool fill_overview(Ctx *cx, const PageIn *in, const char *collection, const char *organisation,
                   FillOverview *out)
{
    FillOverview v = {
        .collection = collection, .organisation = organisation, .token = in->form_token};
    Draft d;
    Return now;
    Problems all;
    Collection c;
    Org o;
    Date at, due;
    WorkEventList events;
    const char *day = NULL;
    int open = 0;
    Reply *r = NEW(cx->arena, Reply);
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !org_get(cx, organisation, at, &o) || !draft_load(cx, collection, organisation, &d) ||
        !draft_check(cx, &d, &now, &all) ||
        !work_events(cx, collection, organisation, &events) ||
        !fill_others(cx, collection, organisation, &v.others, &v.n_others) ||
        !db_one_text(
            cx, &day,
            "SELECT due FROM workforce_due WHERE collection = $1 AND organisation = $2",
            ARGS(collection, organisation)))
        return false;
    v.title = org_name(cx, &o);
    v.caption = c.title;
    v.n_blocks = d.form->n_blocks;
    v.blocks = NEW_ARRAY(cx->arena, FillBlock, v.n_blocks);
    v.errors = all.errors;
    v.warnings = all.warnings;
    for (int i = 0; i < v.n_blocks; i++) {
        const FormBlock *b = &d.form->blocks[i];
        FillBlock *k = &v.blocks[i];
        k->code = b->code;
        k->title = form_text(cx, b->title);
        k->href = arena_printf(cx->arena, "/workforce/fill/%s/%s/%s", collection, organisation,
                               b->code);
        count_cells(cx->arena, &d, b, k);
        count_problems(&all, b, k);
        say_state(cx, k);
        open += k->open;
    }
    v.status = work_status_label(cx, d.work.status);
    v.can_change = d.work.status != WORK_LOCKED;
    v.can_submit =
        (d.work.status == WORK_DRAFT || d.work.status == WORK_QUERIED) && !all.errors;
    v.late = day && date_parse_iso(day, &due) && due.days < cx->today.days && !d.work.version &&
             !work_is_signed(d.work.status);
    v.past = day && date_parse_iso(day, &due) && due.days < cx->today.days;
    v.due = day && date_parse_iso(day, &due) ? date_long(cx, due) : "";
    v.next = what_next(cx, &d.work, &v, open);
    v.last_saved = fill_last_saved(cx, &d.work);
    v.events = events_table(cx, r, &events);
    *out = v;
    return db_ok(cx);
}
