/* Decides how cells are changed: which change is kept, which clashes with somebody else's, and
 * what is remembered of it; and who is seen to have the return open. */
#include "core/audit.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/draft.h"
#include "modules/workforce/return_read.h"

enum { LONGEST_CELL = 4000, PRESENT_SECONDS = 2 * MINUTE };

/* ---------------------------------------------------------------- naming a cell */

static bool is_row(Arena *a, const FormBlock *b, const char *row)
{
    const char *const *rows;
    int n = form_rows(a, b, &rows);
    for (int i = 0; i < n; i++)
        if (same(rows[i], row))
            return true;
    return false;
}

bool draft_edit(Ctx *cx, const Form *form, const char *block, const char *row,
                const char *field, CellEdits *list)
{
    const FormBlock *b = form_block(form, block);
    const FormField *f = b ? form_field(b, field) : NULL;
    if (!b)
        return fail(&cx->err, INVALID, "the form has no block '%s'", block);
    if (!is_row(cx->arena, b, row))
        return fail(&cx->err, INVALID, "block %s has no row '%s'", b->code, row);
    if (!f)
        return fail(&cx->err, INVALID, "block %s has no field '%s'", b->code, field);
    *PUSH(cx->arena, list->items, list->n, list->room) =
        (CellEdit){.block = b, .field = f, .row = row, .text = "", .file = ""};
    return true;
}

/* As it would be written in a file, where it can be read; else as it was typed. */
static const char *tidy(Ctx *cx, const CellEdit *e)
{
    ReturnCell c = {.block = e->block, .field = e->field, .row = e->row};
    const char *code, *detail;
    return *e->text && value_read(cx, e->field, e->text, &c, &code, &detail)
               ? cell_text_of(cx->arena, &c)
               : e->text;
}

/* ---------------------------------------------------------------- saving */

static bool keep_change(Ctx *cx, const Work *w, const CellEdit *e, const char *was,
                        const char *how)
{
    const char *place = arena_printf(cx->arena, "cell:%s/%s/%s/%s/%s", w->collection,
                                     w->organisation, e->block->code, e->row, e->field->name);
    audit_note_for(cx, w->organisation, place, was ? was : "", e->text ? e->text : "");
    return db_run(cx,
                  "INSERT INTO workforce_cell_change (collection, organisation, block, row_key,"
                  " field, was, became, at, person, who, how)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  ARGS(w->collection, w->organisation, e->block->code, e->row, e->field->name,
                       was, e->text, clock_text(cx->arena, cx->now),
                       cx->who ? cx->who->person : "", cx->user, how));
}

static bool write_cell(Ctx *cx, const Work *w, const CellEdit *e)
{
    if (!e->text)
        return db_run(
            cx,
            "DELETE FROM workforce_draft_cell WHERE collection = $1"
            " AND organisation = $2 AND block = $3 AND row_key = $4 AND field = $5",
            ARGS(w->collection, w->organisation, e->block->code, e->row, e->field->name));
    return db_run(cx,
                  "INSERT INTO workforce_draft_cell (collection, organisation, block, row_key,"
                  " field, value, file, line, changed_at, changed_by)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                  " ON CONFLICT (collection, organisation, block, row_key, field)"
                  " DO UPDATE SET value = $6, file = $7, line = $8, changed_at = $9,"
                  " changed_by = $10",
                  ARGS(w->collection, w->organisation, e->block->code, e->row, e->field->name,
                       e->text, e->file, e->line, clock_text(cx->arena, cx->now), cx->user));
}

/* One cell: kept, already so, or a clash. */
static bool save_one(Ctx *cx, const Draft *d, CellEdit e, const char *how, Saved *out)
{
    const DraftCell *there = draft_cell(d, e.block, e.row, e.field);
    const char *now = there ? there->text : "";
    if (e.text && strlen(e.text) > LONGEST_CELL)
        return fail(&cx->err, INVALID, "%s: a cell holds %d characters at most", e.field->name,
                    LONGEST_CELL);
    if (e.text)
        e.text = tidy(cx, &e);
    if (e.text ? same(now, e.text) : !there)
        return true;
    if (e.seen && !same(e.seen, now)) {
        *PUSH(cx->arena, out->clashes, out->n, out->room) =
            (CellClash){.edit = e,
                        .theirs = now,
                        .who = there ? there->changed_by : "",
                        .at = there ? there->changed_at : ""};
        return true;
    }
    out->changed++;
    return keep_change(cx, &d->work, &e, there ? there->text : NULL, how) &&
           write_cell(cx, &d->work, &e);
}

static bool save(Ctx *cx, const char *collection, const char *organisation,
                 const CellEdits *edits, const char *how, Saved *out)
{
    Work w;
    Draft d;
    if (!work_begin(cx, collection, organisation, &w) ||
        !draft_load(cx, collection, organisation, &d))
        return false;
    for (int i = 0; i < edits->n; i++)
        if (!save_one(cx, &d, edits->items[i], how, out))
            return false;
    if (out->changed && work_is_signed(w.status))
        out->voided = *w.approved_name ? w.approved_name : w.submitted_name;
    return !out->changed || work_touch(cx, &w);
}

bool draft_save(Ctx *cx, const char *collection, const char *organisation,
                const CellEdits *edits, const char *how, Saved *out)
{
    Saved s = {0};
    if (!permit(cx, "workforce.write", organisation) || !db_begin(cx) ||
        !db_end(cx, save(cx, collection, organisation, edits, how, &s)))
        return false;
    *out = s;
    return true;
}

/* ---------------------------------------------------------------- notes and history */

bool draft_note(Ctx *cx, const char *collection, const char *organisation, const CellEdit *cell,
                const char *note)
{
    Work w;
    audit_note_for(cx, organisation,
                   arena_printf(cx->arena, "cell:%s/%s/%s/%s/%s", collection, organisation,
                                cell->block->code, cell->row, cell->field->name),
                   "", arena_printf(cx->arena, "note: %s", note));
    return permit(cx, "workforce.write", organisation) &&
           work_get(cx, collection, organisation, &w) && db_begin(cx) &&
           db_end(cx, db_run(cx,
                             "INSERT INTO workforce_cell_note (collection, organisation, block,"
                             " row_key, field, note, at, person, who)"
                             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                             ARGS(collection, organisation, cell->block->code, cell->row,
                                  cell->field->name, note, clock_text(cx->arena, cx->now),
                                  cx->who ? cx->who->person : "", cx->user)));
}

bool draft_history(Ctx *cx, const char *collection, const char *organisation, const char *block,
                   const char *row, const char *field, CellChangeList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    CellChangeList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT block, row_key, field, was, became, at, who, how, 0 AS note, id"
                  " FROM workforce_cell_change WHERE collection = $1 AND organisation = $2"
                  " AND ($3 = '' OR (block = $3 AND row_key = $4 AND $5 IN ('', field)))"
                  " UNION ALL SELECT block, row_key, field, NULL, note, at, who, '', 1, id"
                  " FROM workforce_cell_note WHERE collection = $1 AND organisation = $2"
                  " AND ($3 = '' OR (block = $3 AND row_key = $4 AND $5 IN ('', field)))"
                  " ORDER BY 6 DESC, 9 DESC, 10 DESC",
                  ARGS(collection, organisation, block, row, field)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (CellChange){.block = db_text(&rows, 0),
                         .row = db_text(&rows, 1),
                         .field = db_text(&rows, 2),
                         .was = db_is_null(&rows, 3) ? NULL : db_text(&rows, 3),
                         .became = db_is_null(&rows, 4) ? NULL : db_text(&rows, 4),
                         .at = db_text(&rows, 5),
                         .who = db_text(&rows, 6),
                         .how = db_text(&rows, 7),
                         .is_note = db_int(&rows, 8) != 0};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- who has it open */

bool draft_present(Ctx *cx, const char *collection, const char *organisation, const char *block)
{
    if (!permit(cx, "workforce.write", organisation))
        return false;
    return db_begin(cx) &&
           db_end(cx, db_run(cx,
                             "INSERT INTO workforce_presence (collection, organisation, person,"
                             " who, block, until) VALUES ($1, $2, $3, $4, $5, $6)"
                             " ON CONFLICT (collection, organisation, person)"
                             " DO UPDATE SET who = $4, block = $5, until = $6",
                             ARGS(collection, organisation, cx->who->person, cx->user, block,
                                  cx->now + PRESENT_SECONDS)));
}

bool draft_others(Ctx *cx, const char *collection, const char *organisation, PresenceList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PresenceList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT who, block FROM workforce_presence WHERE collection = $1"
                  " AND organisation = $2 AND person <> $3 AND until >= $4 ORDER BY who",
                  ARGS(collection, organisation, cx->who ? cx->who->person : "", cx->now)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Presence){.who = db_text(&rows, 0), .block = db_text(&rows, 1)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}
