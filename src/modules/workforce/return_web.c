/* The page of one return: what it says, where it stands on its way, and what whoever looks at
 * it may do with it. */
#include "core/who.h"
#include "modules/workforce/diff.h"
#include "modules/workforce/pages/return.html.h"
#include "modules/workforce/work_action.h"
#include "modules/workforce/workforce_action.h"
#include "modules/workforce/workforce_web.h"
#include "web/page.h"

static const char *long_date(Ctx *cx, const char *iso)
{
    Date d;
    return date_parse_iso(iso, &d) ? date_long(cx, d) : iso;
}

/* A block as people filled it in: a row per row key, a column per field. */
static Table *block_table(Ctx *cx, Reply *r, const Return *ret, const FormBlock *b)
{
    Table *t = reply_table(cx, r, b->code,
                           arena_printf(cx->arena, "%s %s", b->code, form_text(cx, b->title)));
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    for (int f = 0; f < b->n_fields; f++)
        table_column(cx, t, b->fields[f].name, form_text(cx, b->fields[f].label),
                     b->fields[f].kind <= VALUE_SIGNED ? COLUMN_NUMBER : COLUMN_TEXT,
                     b->fields[f].decimals > 0 ||
                             (b->fields[f].kind == VALUE_AMOUNT && b->fields[f].decimals < 0)
                         ? 2
                         : 0);
    const char *row = NULL;
    Cell *c = NULL;
    for (int i = 0; i < ret->n; i++) {
        const ReturnCell *q = &ret->cells[i];
        if (q->block != b)
            continue;
        if (!row || !same(row, q->row)) {
            row = q->row;
            c = table_row(cx, t);
            c[0] = cell_text(form_row_label(cx, b, row));
        }
        int f = (int)(q->field - b->fields);
        c[1 + f] = q->state == STATE_NOT_KNOWN        ? cell_state(CELL_NOT_KNOWN)
                   : q->state == STATE_NOT_APPLICABLE ? cell_state(CELL_NOT_APPLICABLE)
                   : q->state == STATE_BLANK          ? cell_state(CELL_BLANK)
                   : q->field->kind == VALUE_YES_NO
                       ? cell_text(q->number != 0 ? T(cx, "yes") : T(cx, "no"))
                   : q->field->kind == VALUE_CODE
                       ? cell_text(form_code_label(cx, q->field->codes, q->text))
                   : q->field->kind <= VALUE_SIGNED ? cell_number(q->number)
                                                    : cell_text(q->text);
    }
    t->empty = T(cx, "not received");
    t->anchored = true; /* evidence of a projection leads here */
    return t;
}

/* ---------------------------------------------------------------- its way */

static bool draft_problems(Ctx *cx, const Work *w, Problems *out)
{
    Draft d;
    Return r;
    return draft_load(cx, w->collection, w->organisation, &d) && draft_check(cx, &d, &r, out);
}

/* The rule of two is work.c's; the page only leaves out what would be refused. */
static void may_do(Ctx *cx, const Work *w, ReturnView *v)
{
    bool sent = w->status == WORK_SUBMITTED || w->status == WORK_RESUBMITTED;
    bool accepts = may(cx, "workforce.accept", w->organisation);
    v->may_fill = v->may_write && w->status != WORK_LOCKED;
    v->may_submit = v->may_write && (w->status == WORK_DRAFT || w->status == WORK_QUERIED);
    v->may_approve = sent && may(cx, "workforce.approve", w->organisation) &&
                     !same(w->submitted_by, cx->who->person);
    v->may_query = (work_is_signed(w->status) || w->status == WORK_ACCEPTED) &&
                   may(cx, "workforce.query", w->organisation);
    v->may_accept = accepts && work_is_signed(w->status) &&
                    !(sent && same(w->submitted_by, cx->who->person) && !cx->who->is_operator);
    v->must_give_reason = sent;
    v->may_lock = accepts && w->status == WORK_ACCEPTED;
    v->may_unlock = accepts && w->status == WORK_LOCKED;
    v->may_extend = !w->version && may(cx, "workforce.collect", w->organisation);
}

static void say_status(Ctx *cx, const Work *w, ReturnView *v)
{
    if (w->status == WORK_APPROVED)
        v->status_note = arena_printf(cx->arena, T(cx, "Submitted by %s, approved by %s."),
                                      w->submitted_name, w->approved_name);
    else if (work_is_signed(w->status))
        v->status_note = arena_printf(
            cx->arena, T(cx, "Submitted by %s on %s; somebody else has to approve it."),
            w->submitted_name, long_date(cx, w->submitted_on));
    else if (work_is_under_way(w->status) && w->version)
        v->status_note =
            T(cx, "Below stands the version in force. What is worked on counts when "
                  "it is accepted.");
}

/* ---------------------------------------------------------------- the page */

bool page_return(Ctx *cx, const PageIn *in, PageOut *out)
{
    const char *collection = in->args[0], *organisation = in->args[1];
    Collection c;
    Org o;
    Date at;
    Return ret = {0};
    Problems problems;
    Reply r = {0};
    Work w;
    Diff changes;
    WorkEventList events;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !org_get(cx, organisation, at, &o))
        return false;
    bool received = workforce_return(cx, collection, organisation, &ret);
    if (!received && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    if (!work_get(cx, collection, organisation, &w) ||
        !work_events(cx, collection, organisation, &events) ||
        !(work_is_under_way(w.status)
              ? draft_problems(cx, &w, &problems)
              : workforce_problems(cx, collection, organisation, &problems)) ||
        !diff_draft(cx, collection, organisation, &changes))
        return false;
    int n_blocks = received ? ret.form->n_blocks : 0;
    const Table **blocks = NEW_ARRAY(cx->arena, const Table *, n_blocks);
    for (int i = 0; i < n_blocks; i++)
        blocks[i] = block_table(cx, &r, &ret, &ret.form->blocks[i]);
    Table *t = problems_table(cx, &r, &problems);
    t->empty = T(cx, "No rule is broken.");
    ReturnView v = {
        .title = org_name(cx, &o),
        .lead =
            received ? arena_printf(cx->arena, T(cx, "%s: version %d, received on %s."),
                                    c.title, (int)ret.version, long_date(cx, ret.received_on))
            : problems.n && w.status == WORK_NOT_STARTED
                ? T(cx, "The return was refused: it has errors. Nothing of it was imported.")
                : T(cx, "The return has not been received."),
        .collection = collection,
        .organisation = organisation,
        .may_write = may(cx, "workforce.write", organisation),
        .token = in->form_token,
        .status = work_status_label(cx, w.status),
        .events = events_table(cx, &r, &events),
        .changes = work_is_under_way(w.status) ? diff_table(cx, &r, &changes) : NULL,
        .problems = t,
        .n_blocks = n_blocks,
        .blocks = blocks,
    };
    may_do(cx, &w, &v);
    say_status(cx, &w, &v);
    page_workforce_return(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", v.title, c.title);
    out->wide = true;
    return true;
}
