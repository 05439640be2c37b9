/* Decides what a draft is made of and what it says: the cells as they were written, read as a
 * return, with the rules applied. How cells are changed is in draft_save.c. */
#include "modules/workforce/draft.h"
#include "db/db.h"
#include "modules/workforce/return_read.h"

static int by_place(const void *x, const void *y)
{
    const DraftCell *a = x, *b = y;
    if (a->block != b->block)
        return a->block < b->block ? -1 : 1;
    int order = strcmp(a->row, b->row);
    return order ? order : a->field < b->field ? -1 : a->field > b->field;
}

static void sort_cells(Draft *d)
{
    if (d->n)
        qsort(d->cells, (size_t)d->n, sizeof *d->cells, by_place);
}

const DraftCell *draft_cell(const Draft *d, const FormBlock *b, const char *row,
                            const FormField *f)
{
    DraftCell key = {.block = b, .row = row, .field = f};
    return d->n ? bsearch(&key, d->cells, (size_t)d->n, sizeof *d->cells, by_place) : NULL;
}

/* ---------------------------------------------------------------- loading */

static bool load_cells(Ctx *cx, Draft *d)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT block, row_key, field, value, file, line, changed_at, changed_by"
                  " FROM workforce_draft_cell WHERE collection = $1 AND organisation = $2",
                  ARGS(d->work.collection, d->work.organisation)))
        return false;
    while (db_next(&rows)) {
        const FormBlock *b = form_block(d->form, db_text(&rows, 0));
        const FormField *f = b ? form_field(b, db_text(&rows, 2)) : NULL;
        if (!f)
            continue; /* not of this form */
        *PUSH(cx->arena, d->cells, d->n, d->room) = (DraftCell){.block = b,
                                                                .field = f,
                                                                .row = db_text(&rows, 1),
                                                                .text = db_text(&rows, 3),
                                                                .file = db_text(&rows, 4),
                                                                .line = (int)db_int(&rows, 5),
                                                                .changed_at = db_text(&rows, 6),
                                                                .changed_by = db_text(&rows, 7),
                                                                .note = ""};
    }
    return db_ok(cx);
}

static bool load_version(Ctx *cx, Draft *d)
{
    Return r;
    if (!workforce_return(cx, d->work.collection, d->work.organisation, &r))
        return false;
    for (int i = 0; i < r.n; i++) {
        const ReturnCell *c = &r.cells[i];
        *PUSH(cx->arena, d->cells, d->n, d->room) =
            (DraftCell){.block = c->block,
                        .field = c->field,
                        .row = c->row,
                        .text = cell_text_of(cx->arena, c),
                        .file = c->file,
                        .line = c->line,
                        .changed_at = "",
                        .changed_by = "",
                        .note = ""};
    }
    return true;
}

/* The last note of each cell. A note on a cell that nobody has written makes none. */
static bool load_notes(Ctx *cx, Draft *d)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT block, row_key, field, note FROM workforce_cell_note"
                  " WHERE collection = $1 AND organisation = $2 ORDER BY id",
                  ARGS(d->work.collection, d->work.organisation)))
        return false;
    while (db_next(&rows)) {
        const FormBlock *b = form_block(d->form, db_text(&rows, 0));
        const FormField *f = b ? form_field(b, db_text(&rows, 2)) : NULL;
        const char *row = db_text(&rows, 1), *note = db_text(&rows, 3);
        for (int i = 0; f && i < d->n; i++)
            if (d->cells[i].field == f && same(d->cells[i].row, row))
                d->cells[i].note = note;
    }
    return db_ok(cx);
}

bool draft_load(Ctx *cx, const char *collection, const char *organisation, Draft *out)
{
    Draft d = {0};
    if (!work_get(cx, collection, organisation, &d.work) ||
        !workforce_form(cx, collection, &d.form))
        return false;
    if (d.work.stored ? !load_cells(cx, &d) : d.work.version && !load_version(cx, &d))
        return false;
    sort_cells(&d);
    if (!load_notes(cx, &d))
        return false;
    *out = d;
    return true;
}

/* ---------------------------------------------------------------- as a return */

static bool is_required(const FormBlock *b, const char *row)
{
    for (int i = 0; b->required_rows[i]; i++)
        if (same(b->required_rows[i], row))
            return true;
    return false;
}

/* One row: the cells that were written, and a blank for each that was not. */
static void read_row(Ctx *cx, const Draft *d, const FormBlock *b, const char *row, Return *out,
                     Problems *problems)
{
    for (int i = 0; i < b->n_fields; i++) {
        const FormField *f = &b->fields[i];
        const DraftCell *c = draft_cell(d, b, row, f);
        const char *text = c ? c->text : "", *code, *detail;
        ReturnCell cell = {.block = b,
                           .field = f,
                           .row = row,
                           .file = c ? c->file : "",
                           .line = c ? c->line : 0};
        if (!value_read(cx, f, text, &cell, &code, &detail)) {
            cell.text = text; /* exported as it was typed */
            problem_add(cx, problems,
                        (Problem){.rule = form_rule(d->form, code),
                                  .file = cell.file,
                                  .line = cell.line,
                                  .column = f->name,
                                  .value = text,
                                  .collection = d->work.collection,
                                  .organisation = d->work.organisation,
                                  .block = b->code,
                                  .row = row,
                                  .detail = detail});
        }
        *PUSH(cx->arena, out->cells, out->n, out->room) = cell;
    }
}

bool draft_return(Ctx *cx, const Draft *d, Return *out, Problems *problems)
{
    Return r = {.collection = d->work.collection,
                .organisation = d->work.organisation,
                .form = d->form,
                .version = d->work.version,
                .received_on = d->work.submitted_on};
    for (int i = 0; i < d->n;) {
        const FormBlock *b = d->cells[i].block;
        const char *row = d->cells[i].row;
        bool answered = is_required(b, row);
        for (; i < d->n && d->cells[i].block == b && same(d->cells[i].row, row); i++)
            answered = answered || *d->cells[i].text;
        if (answered)
            read_row(cx, d, b, row, &r, problems);
    }
    return_sort(&r);
    *out = r;
    return true;
}

bool draft_check(Ctx *cx, const Draft *d, Return *out, Problems *problems)
{
    Return r;
    Problems all = {0};
    if (!draft_return(cx, d, &r, &all) || !return_judge(cx, &r, &(ReturnList){0}, &all) ||
        !problems_mark_accepted(cx, &all))
        return false;
    *out = r;
    *problems = all;
    return true;
}

/* ---------------------------------------------------------------- what differs */

bool draft_edits_of(Ctx *cx, const Draft *d, const Return *r, bool gone, CellEdits *out)
{
    CellEdits list = {0};
    bool *sent = NEW_ARRAY(cx->arena, bool, d->form->n_blocks);
    for (int i = 0; i < r->n; i++) {
        const ReturnCell *c = &r->cells[i];
        if (c->stored)
            continue;
        const DraftCell *there = draft_cell(d, c->block, c->row, c->field);
        const char *text = cell_text_of(cx->arena, c);
        sent[c->block - d->form->blocks] = true;
        if (same(there ? there->text : "", text))
            continue;
        *PUSH(cx->arena, list.items, list.n, list.room) = (CellEdit){.block = c->block,
                                                                     .field = c->field,
                                                                     .row = c->row,
                                                                     .text = text,
                                                                     .file = c->file,
                                                                     .line = c->line};
    }
    for (int i = 0; gone && i < d->n; i++) {
        const DraftCell *c = &d->cells[i];
        if (sent[c->block - d->form->blocks] &&
            !return_cell(r, c->block, c->row, c->field->name))
            *PUSH(cx->arena, list.items, list.n, list.room) = (CellEdit){
                .block = c->block, .field = c->field, .row = c->row, .file = "", .text = NULL};
    }
    *out = list;
    return true;
}
