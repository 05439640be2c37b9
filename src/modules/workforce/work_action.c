/* The actions of the way of a return: call work.h and draft.h, fill a reply. */
#include "modules/workforce/work_action.h"
#include "core/clock.h"
#include "core/who.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/workforce_action.h"

static const char *return_page(Ctx *cx, const char *collection, const char *organisation)
{
    return arena_printf(cx->arena, "/workforce/return/%s/%s", collection, organisation);
}

/* ---------------------------------------------------------------- cells */

static const char *how_of(const Ctx *cx)
{
    return cx->who && *cx->who->token                       ? "program"
           : cx->origin && same(cx->origin, "command line") ? "command line"
                                                            : "page";
}

static const char *seen_of(const Pairs *seen, const char *name)
{
    for (int i = 0; i < seen->n; i++)
        if (same(seen->items[i].name, name))
            return seen->items[i].value;
    return NULL;
}

/* "leaver_reason/pay.hc": the field stands after the last point. What is as it was seen is no
 * change. */
static bool read_edits(Ctx *cx, const FillInput *q, CellEdits *out)
{
    const Form *form;
    if (!workforce_form(cx, q->collection, &form))
        return false;
    for (int i = 0; i < q->cell.n; i++) {
        const char *name = q->cell.items[i].name, *point = strrchr(name, '.');
        const char *seen = seen_of(&q->seen, name);
        if (!point)
            return fail(&cx->err, INVALID, "cell.%s: write cell.ROW.FIELD", name);
        if (seen && same(seen, q->cell.items[i].value))
            continue;
        if (!draft_edit(cx, form, q->block,
                        arena_strndup(cx->arena, name, (size_t)(point - name)), point + 1, out))
            return false;
        out->items[out->n - 1].text = q->cell.items[i].value;
        out->items[out->n - 1].seen = seen;
    }
    return true;
}

static void clashes_table(Ctx *cx, Reply *out, const Saved *s)
{
    Table *t = reply_table(cx, out, "clashes", T(cx, "Changed by somebody else meanwhile"));
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "yours", T(cx, "Yours"), COLUMN_TEXT, 0);
    table_column(cx, t, "theirs", T(cx, "Theirs"), COLUMN_TEXT, 0);
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    for (int i = 0; i < s->n; i++) {
        const CellClash *k = &s->clashes[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_code(k->edit.row, form_row_label(cx, k->edit.block, k->edit.row));
        c[1] = cell_code(k->edit.field->name, form_text(cx, k->edit.field->label));
        c[2] = cell_text(k->edit.text ? k->edit.text : "");
        c[3] = cell_text(k->theirs);
        c[4] = cell_text(k->who);
        c[5] = cell_code(k->at, moment_shown(cx, k->at));
    }
}

/* The problems of one block, so that a page can show them beside the cells. */
static bool block_problems(Ctx *cx, const FillInput *q, Reply *out)
{
    Draft d;
    Return r;
    Problems all, here = {0};
    if (!draft_load(cx, q->collection, q->organisation, &d) || !draft_check(cx, &d, &r, &all))
        return false;
    const FormBlock *b = form_block(d.form, q->block);
    for (int i = 0; b && i < all.n; i++)
        if (problem_block(&all.items[i]) && same(problem_block(&all.items[i]), b->code))
            problem_add(cx, &here, all.items[i]);
    reply_fact(cx, out, "status", T(cx, "Status"),
               cell_code(work_status_code(d.work.status), work_status_label(cx, d.work.status)),
               0);
    reply_fact(cx, out, "errors", T(cx, "Errors in the return"), cell_number(all.errors), 0);
    problems_table(cx, out, &here);
    return true;
}

bool do_fill(Ctx *cx, const void *in, Reply *out)
{
    const FillInput *q = in;
    CellEdits edits = {0};
    Saved saved;
    if (!read_edits(cx, q, &edits) ||
        !draft_save(cx, q->collection, q->organisation, &edits, how_of(cx), &saved))
        return false;
    out->title =
        arena_printf(cx->arena, T_COUNT(cx, "%d cell saved", "%d cells saved", saved.changed),
                     saved.changed);
    reply_fact(cx, out, "saved", T(cx, "Cells saved"), cell_number(saved.changed), 0);
    reply_fact(cx, out, "clashing", T(cx, "Changed by somebody else"), cell_number(saved.n), 0);
    if (saved.voided)
        reply_note(cx, out, T(cx, "The return had been signed off by %s: that is void now."),
                   saved.voided);
    if (saved.n) {
        clashes_table(cx, out, &saved);
        out->outcome = ERR_CHANGED;
    }
    out->next = arena_printf(cx->arena, "/workforce/fill/%s/%s/%s", q->collection,
                             q->organisation, q->block);
    return block_problems(cx, q, out);
}

/* ---------------------------------------------------------------- steps */

static bool stepped(Ctx *cx, const StepInput *q, const char *title, Reply *out)
{
    Work w;
    if (!work_get(cx, q->collection, q->organisation, &w))
        return false;
    out->title = title;
    out->next = return_page(cx, q->collection, q->organisation);
    reply_fact(cx, out, "status", T(cx, "Status"),
               cell_code(work_status_code(w.status), work_status_label(cx, w.status)), 0);
    if (*w.digest)
        reply_fact(cx, out, "digest", T(cx, "Digest of what was signed"), cell_text(w.digest),
                   0);
    return true;
}

bool do_submit(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    Problems problems;
    if (!work_submit(cx, q->collection, q->organisation, &problems) ||
        !stepped(cx, q,
                 problems.errors ? T(cx, "The return has errors: correct them, then submit it")
                                 : T(cx, "The return is submitted"),
                 out))
        return false;
    if (problems.errors)
        out->outcome = ERR_INVALID;
    problems_table(cx, out, &problems);
    return true;
}

bool do_approve(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    return work_approve(cx, q->collection, q->organisation) &&
           stepped(cx, q, T(cx, "The return is approved"), out);
}

bool do_query(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    return work_query(cx, q->collection, q->organisation, q->reason) &&
           stepped(cx, q, T(cx, "The return is sent back with a question"), out);
}

bool do_accept_return(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    return work_accept(cx, q->collection, q->organisation, q->reason) &&
           stepped(cx, q, T(cx, "The return is accepted"), out);
}

bool do_lock(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    return work_lock(cx, q->collection, q->organisation, true, q->reason) &&
           stepped(cx, q, T(cx, "The return is locked"), out);
}

bool do_unlock(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    return work_lock(cx, q->collection, q->organisation, false, q->reason) &&
           stepped(cx, q, T(cx, "The return can be changed again"), out);
}

bool do_status(Ctx *cx, const void *in, Reply *out)
{
    const StepInput *q = in;
    WorkEventList events;
    Work w;
    if (!stepped(cx, q, T(cx, "Where the return stands"), out) ||
        !work_get(cx, q->collection, q->organisation, &w) ||
        !work_events(cx, q->collection, q->organisation, &events))
        return false;
    out->next = NULL;
    reply_fact(cx, out, "version", T(cx, "Version in force"),
               w.version ? cell_number((double)w.version) : cell_state(CELL_NOT_RECEIVED), 0);
    events_table(cx, out, &events);
    return true;
}

/* ---------------------------------------------------------------- one cell */

static bool cell_of(Ctx *cx, const CellInput *q, const Form **form, CellEdits *out)
{
    return workforce_form(cx, q->collection, form) &&
           draft_edit(cx, *form, q->block, q->row, q->field, out);
}

bool do_history(Ctx *cx, const void *in, Reply *out)
{
    const CellInput *q = in;
    const Form *form;
    CellEdits cell = {0};
    CellChangeList list;
    bool one = *q->block;
    if (one ? !cell_of(cx, q, &form, &cell) : !workforce_form(cx, q->collection, &form))
        return false;
    if (!draft_history(cx, q->collection, q->organisation, one ? cell.items[0].block->code : "",
                       q->row, q->field, &list))
        return false;
    out->title =
        one ? arena_printf(cx->arena, "%s: %s", form_row_label(cx, cell.items[0].block, q->row),
                           form_text(cx, cell.items[0].field->label))
            : T(cx, "Changes of cells");
    return_history_table(cx, out, form, &list);
    return true;
}

bool do_note(Ctx *cx, const void *in, Reply *out)
{
    const CellInput *q = in;
    const Form *form;
    CellEdits cell = {0};
    if (!cell_of(cx, q, &form, &cell) ||
        !draft_note(cx, q->collection, q->organisation, &cell.items[0], q->note))
        return false;
    out->title = T(cx, "The note is kept");
    out->next = arena_printf(cx->arena, "/workforce/fill/%s/%s/%s", q->collection,
                             q->organisation, cell.items[0].block->code);
    return true;
}

bool do_present(Ctx *cx, const void *in, Reply *out)
{
    const FillInput *q = in;
    PresenceList others;
    if (!draft_present(cx, q->collection, q->organisation, q->block) ||
        !draft_others(cx, q->collection, q->organisation, &others))
        return false;
    out->title = T(cx, "Who has the return open");
    Table *t = reply_table(cx, out, "others", T(cx, "Others who have it open"));
    table_column(cx, t, "who", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    for (int i = 0; i < others.n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(others.items[i].who);
        c[1] = cell_text(others.items[i].block);
    }
    return true;
}
