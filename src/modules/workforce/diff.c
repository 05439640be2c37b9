/* Decides what counts as a difference between two returns: a cell that is answered in one and
 * not in the other is new or gone, one that is answered differently is changed; a blank is no
 * answer. */
#include "modules/workforce/diff.h"
#include "modules/workforce/return_read.h"

static const char *text_in(Ctx *cx, const Return *r, const FormBlock *b, const char *row,
                           const char *field)
{
    return cell_text_of(cx->arena, return_cell(r, b, row, field));
}

static void add(Ctx *cx, Diff *d, const Return *of, const ReturnCell *c, const char *before,
                const char *after)
{
    DiffKind kind = !*before ? DIFF_NEW : !*after ? DIFF_GONE : DIFF_CHANGED;
    d->fresh += kind == DIFF_NEW;
    d->changed += kind == DIFF_CHANGED;
    d->gone += kind == DIFF_GONE;
    *PUSH(cx->arena, d->items, d->n, d->room) = (DiffCell){.kind = kind,
                                                           .collection = of->collection,
                                                           .organisation = of->organisation,
                                                           .row = c->row,
                                                           .block = c->block,
                                                           .field = c->field,
                                                           .before = before,
                                                           .after = after};
}

static int answered(const Return *r, const FormBlock *b)
{
    int n = 0;
    for (int i = 0; i < r->n; i++)
        n += r->cells[i].block == b && r->cells[i].state != STATE_BLANK;
    return n;
}

void diff_returns(Ctx *cx, const Return *from, const Return *to, Diff *out)
{
    for (int b = 0; b < to->form->n_blocks; b++) {
        const FormBlock *block = &to->form->blocks[b];
        int before = out->n;
        for (int i = 0; i < to->n; i++) {
            const ReturnCell *c = &to->cells[i];
            if (c->block != block)
                continue;
            const char *was = text_in(cx, from, block, c->row, c->field->name);
            const char *is = cell_text_of(cx->arena, c);
            if (!same(was, is))
                add(cx, out, to, c, was, is);
        }
        for (int i = 0; i < from->n; i++) {
            const ReturnCell *c = &from->cells[i];
            if (c->block == block && c->state != STATE_BLANK &&
                !return_cell(to, block, c->row, c->field->name))
                add(cx, out, to, c, cell_text_of(cx->arena, c), "");
        }
        if (out->n > before)
            *PUSH(cx->arena, out->counts, out->n_counts, out->counts_room) =
                (DiffCount){.collection = to->collection,
                            .organisation = to->organisation,
                            .block = block,
                            .before = answered(from, block),
                            .after = answered(to, block)};
    }
}

/* The version in force; an empty return where there is none. */
static bool version_of(Ctx *cx, const char *collection, const char *organisation, Return *out)
{
    *out = (Return){.collection = collection, .organisation = organisation};
    if (workforce_return(cx, collection, organisation, out))
        return true;
    if (cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    return workforce_form(cx, collection, &out->form);
}

bool diff_draft(Ctx *cx, const char *collection, const char *organisation, Diff *out)
{
    Draft d;
    Return now, version;
    Problems unread = {0};
    *out = (Diff){0};
    if (!draft_load(cx, collection, organisation, &d) || !draft_return(cx, &d, &now, &unread) ||
        !version_of(cx, collection, organisation, &version))
        return false;
    diff_returns(cx, &version, &now, out);
    return true;
}

bool diff_checked(Ctx *cx, const CheckedFiles *checked, Diff *out)
{
    *out = (Diff){0};
    for (int i = 0; i < checked->returns.n; i++) {
        const Return *r = checked->returns.items[i];
        Return before;
        Draft d;
        Problems unread = {0};
        if (!workforce_reads(cx, r->organisation))
            continue; /* what is stored is not for everybody who checks files */
        if (checked->drafts ? !draft_load(cx, r->collection, r->organisation, &d) ||
                                  !draft_return(cx, &d, &before, &unread)
                            : !version_of(cx, r->collection, r->organisation, &before))
            return false;
        diff_returns(cx, &before, r, out);
    }
    return db_ok(cx);
}

/* ---------------------------------------------------------------- tables */

static Cell shown(const char *text)
{
    return *text ? cell_text(text) : cell_state(CELL_BLANK);
}

Table *diff_table(Ctx *cx, Reply *r, const Diff *d)
{
    static const char *const codes[] = {"new", "changed", "gone"};
    static const char *const labels[] = {N_("new"), N_("changed"), N_("gone")};
    Table *t = reply_table(cx, r, "difference", T(cx, "What changes"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Change"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_TEXT, 0);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_TEXT, 0);
    table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    t->empty = T(cx, "Nothing changes.");
    for (int i = 0; i < d->n; i++) {
        const DiffCell *q = &d->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(q->organisation);
        c[1] = cell_text(q->block->code);
        c[2] = cell_code(q->row, form_row_label(cx, q->block, q->row));
        c[3] = cell_code(q->field->name, form_text(cx, q->field->label));
        c[4] = cell_code(codes[q->kind], T(cx, labels[q->kind]));
        c[5] = shown(q->before);
        c[6] = shown(q->after);
        c[7] = cell_text(q->collection);
    }
    return t;
}

Table *diff_counts_table(Ctx *cx, Reply *r, const Diff *d)
{
    Table *t = reply_table(cx, r, "counts", T(cx, "Answered cells, before and after"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_NUMBER, 0);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_NUMBER, 0);
    t->empty = T(cx, "Nothing changes.");
    for (int i = 0; i < d->n_counts; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(d->counts[i].organisation);
        c[1] = cell_code(d->counts[i].block->code,
                         arena_printf(cx->arena, "%s %s", d->counts[i].block->code,
                                      form_text(cx, d->counts[i].block->title)));
        c[2] = cell_number(d->counts[i].before);
        c[3] = cell_number(d->counts[i].after);
    }
    return t;
}
