/* Decides how returns, problems and refusals are kept and found again. All SQL of the returns
 * that is not about collections or the picture stands here. */
#include "core/audit.h"
#include "db/db.h"
#include "modules/workforce/draft.h"
#include "modules/workforce/return_read.h"

static const char *const state_words[] = {
    [STATE_VALUE] = "value",
    [STATE_BLANK] = "blank",
    [STATE_NOT_KNOWN] = "not known",
    [STATE_NOT_APPLICABLE] = "not applicable",
};

static ValueState state_of(const char *word)
{
    for (int i = 0; i < 4; i++)
        if (same(state_words[i], word))
            return (ValueState)i;
    return STATE_BLANK;
}

static bool is_numeric(const FormField *f)
{
    return f->kind <= VALUE_YES_NO;
}

/* ---------------------------------------------------------------- writing */

static bool store_cells(Ctx *cx, const Return *r, int64_t id)
{
    for (int i = 0; i < r->n; i++) {
        const ReturnCell *c = &r->cells[i];
        bool number = c->state == STATE_VALUE && is_numeric(c->field);
        if (!db_run(
                cx,
                "INSERT INTO workforce_cell (return_id, block, row_key, field, state, number,"
                " text, file, line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                ARGS(id, c->block->code, c->row, c->field->name, state_words[c->state],
                     number ? c->number : 0.0 / 0.0, number ? "" : c->text, c->file, c->line)))
            return false;
    }
    return true;
}

static bool store_problems(Ctx *cx, const Problems *all, const char *collection,
                           const char *organisation, bool refused)
{
    int seq = 0;
    if (!db_run(cx, "DELETE FROM workforce_problem WHERE collection = $1 AND organisation = $2",
                ARGS(collection, organisation)))
        return false;
    for (int i = 0; i < all->n; i++) {
        const Problem *p = &all->items[i];
        if (!same(p->collection, collection) || !same(p->organisation, organisation))
            continue;
        if (!db_run(
                cx,
                "INSERT INTO workforce_problem (collection, organisation, seq, refused, code,"
                " file, line, column_name, value, row_key, detail)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                ARGS(collection, organisation, ++seq, refused, p->rule->code, p->file, p->line,
                     p->column, p->value, p->row, p->detail)))
            return false;
    }
    return true;
}

/* What is stored is written in one go: without a transaction of the caller's there is none. */
bool return_store(Ctx *cx, const Return *r, const Problems *problems, int64_t *version)
{
    int64_t id = 0, next = 0;
    const char *today = date_text(cx->arena, cx->today);
    audit_note_for(cx, r->organisation,
                   arena_printf(cx->arena, "return:%s/%s", r->collection, r->organisation),
                   r->version ? arena_printf(cx->arena, "version %d", (int)r->version) : "",
                   arena_printf(cx->arena, "version %d", (int)r->version + 1));
    if (!db_one_int(cx, &next,
                    "SELECT COALESCE(MAX(version), 0) + 1 FROM workforce_return"
                    " WHERE collection = $1 AND organisation = $2",
                    ARGS(r->collection, r->organisation)) ||
        !db_one_int(cx, &id,
                    "INSERT INTO workforce_return (collection, organisation, version,"
                    " received_on, imported_on, imported_by, digest)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                    ARGS(r->collection, r->organisation, next,
                         *r->received_on ? r->received_on : today, today, cx->user,
                         return_digest(cx->arena, r))) ||
        !store_cells(cx, r, id) ||
        !store_problems(cx, problems, r->collection, r->organisation, false) ||
        !db_run(cx, "DELETE FROM workforce_refusal WHERE collection = $1 AND organisation = $2",
                ARGS(r->collection, r->organisation)))
        return false;
    *version = next;
    return true;
}

/* The file that brought the first cell, for the history. */
static const char *file_of(const Return *r)
{
    for (int i = 0; i < r->n; i++)
        if (!r->cells[i].stored && *r->cells[i].file)
            return r->cells[i].file;
    return "";
}

/* Where people work on a return that the operator imports, what came changes their draft too,
 * so that neither is lost in the other. */
static bool change_draft(Ctx *cx, const Return *r, const CheckedFiles *checked)
{
    Draft d;
    CellEdits edits;
    Saved saved;
    return draft_load(cx, r->collection, r->organisation, &d) &&
           draft_edits_of(cx, &d, r, checked->replace, &edits) &&
           draft_save(cx, r->collection, r->organisation, &edits, file_of(r), &saved);
}

/* What the operator imports is in force at once; a draft that was not begun anew since the
 * last acceptance says the same and is accepted with it. */
static bool store_at_once(Ctx *cx, const Return *r, const CheckedFiles *checked)
{
    Work before, w;
    int64_t version;
    if (!work_get(cx, r->collection, r->organisation, &before) ||
        (before.stored && !change_draft(cx, r, checked)) ||
        !work_get(cx, r->collection, r->organisation, &w) ||
        !return_store(cx, r, &checked->problems, &version) ||
        !work_event(cx, &w, WORK_ACCEPTED, "", return_digest(cx->arena, r), version))
        return false;
    return !work_is_under_way(before.status) ? !w.stored || work_settle(cx, &w)
                                             : work_resume(cx, &w);
}

static bool store_all(Ctx *cx, const CheckedFiles *checked)
{
    for (int i = 0; i < checked->returns.n; i++) {
        if (!store_at_once(cx, checked->returns.items[i], checked) ||
            !ctx_go_on(cx, checked->returns.items[i]->organisation, i + 1, checked->returns.n))
            return false;
    }
    return true;
}

bool workforce_store(Ctx *cx, const CheckedFiles *checked)
{
    if (checked->problems.errors)
        return fail(&cx->err, INVALID, "%d errors: nothing was written",
                    checked->problems.errors);
    return db_begin(cx) && db_end(cx, store_all(cx, checked));
}

/* ---------------------------------------------------------------- as drafts */

static bool store_drafts(Ctx *cx, const CheckedFiles *checked)
{
    for (int i = 0; i < checked->returns.n; i++) {
        const Return *r = checked->returns.items[i];
        Draft d;
        CellEdits edits;
        Saved saved;
        if (!draft_load(cx, r->collection, r->organisation, &d) ||
            !draft_edits_of(cx, &d, r, checked->replace, &edits) ||
            !draft_save(cx, r->collection, r->organisation, &edits, file_of(r), &saved) ||
            !ctx_go_on(cx, r->organisation, i + 1, checked->returns.n))
            return false;
    }
    return true;
}

bool workforce_store_drafts(Ctx *cx, const CheckedFiles *checked)
{
    if (problems_unreadable(&checked->problems))
        return fail(&cx->err, INVALID,
                    "there are cells that cannot be read: nothing was written");
    return db_begin(cx) && db_end(cx, store_drafts(cx, checked));
}

/* ---------------------------------------------------------------- refusals, acceptances */

static int errors_of(const Problems *all, const Return *r)
{
    int n = 0;
    for (int i = 0; i < all->n; i++)
        n += all->items[i].rule->severity == SEVERITY_ERROR &&
             same(all->items[i].collection, r->collection) &&
             same(all->items[i].organisation, r->organisation);
    return n;
}

static bool record_refusals(Ctx *cx, const CheckedFiles *checked)
{
    for (int i = 0; i < checked->returns.n; i++) {
        const Return *r = checked->returns.items[i];
        int errors = errors_of(&checked->problems, r);
        if (errors == 0)
            continue;
        if (!store_problems(cx, &checked->problems, r->collection, r->organisation, true) ||
            !db_run(cx,
                    "INSERT INTO workforce_refusal (collection, organisation, refused_on,"
                    " tried_by, errors) VALUES ($1, $2, $3, $4, $5)"
                    " ON CONFLICT (collection, organisation) DO UPDATE SET refused_on = $3,"
                    " tried_by = $4, errors = $5",
                    ARGS(r->collection, r->organisation,
                         *r->received_on ? r->received_on : date_text(cx->arena, cx->today),
                         cx->user, errors)))
            return false;
    }
    return true;
}

bool workforce_record_refusal(Ctx *cx, const CheckedFiles *checked)
{
    return db_begin(cx) && db_end(cx, record_refusals(cx, checked));
}

/* Those of what is worked on; else of the version in force, or of its refused attempt. */
static bool current_problems(Ctx *cx, const char *collection, const char *organisation,
                             Problems *out)
{
    Work w;
    Draft d;
    Return r;
    if (!work_get(cx, collection, organisation, &w))
        return false;
    if (!work_is_under_way(w.status))
        return workforce_problems(cx, collection, organisation, out);
    return draft_load(cx, collection, organisation, &d) && draft_check(cx, &d, &r, out);
}

static bool accept_all(Ctx *cx, const Problems *all, const Rule *rule, const char *row,
                       const char *reason)
{
    for (int i = 0; i < all->n; i++) {
        const Problem *p = &all->items[i];
        if (!same(p->rule->code, rule->code) || (*row && !same(p->row, row)))
            continue;
        if (!db_run(cx,
                    "INSERT INTO workforce_acceptance (collection, organisation, code, row_key,"
                    " reason, accepted_by, accepted_on) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                    " ON CONFLICT (collection, organisation, code, row_key)"
                    " DO UPDATE SET reason = $5, accepted_by = $6, accepted_on = $7",
                    ARGS(p->collection, p->organisation, rule->code, p->row, reason, cx->user,
                         date_text(cx->arena, cx->today))))
            return false;
    }
    return true;
}

bool workforce_accept(Ctx *cx, const char *collection, const char *organisation,
                      const char *code, const char *row, const char *reason)
{
    int n = 0;
    Problems all;
    const Form *form;
    if (!workforce_form(cx, collection, &form))
        return false;
    const Rule *rule = form_rule(form, code);
    if (!rule)
        return fail(&cx->err, NOT_FOUND, "there is no rule '%s'", code);
    if (rule->severity != SEVERITY_WARNING)
        return fail(&cx->err, INVALID,
                    "rule %s is an error: it must be corrected, not accepted", code);
    if (!current_problems(cx, collection, organisation, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        n +=
            same(all.items[i].rule->code, rule->code) && (!*row || same(all.items[i].row, row));
    if (n == 0)
        return fail(&cx->err, NOT_FOUND, "%s has no such warning in %s", organisation,
                    collection);
    return db_begin(cx) && db_end(cx, accept_all(cx, &all, rule, row, reason));
}

/* ---------------------------------------------------------------- reading */

static bool read_cells(Ctx *cx, Return *r)
{
    if (!workforce_form(cx, r->collection, &r->form))
        return false;
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT block, row_key, field, state, number, text, file, line"
                  " FROM workforce_cell WHERE return_id = $1",
                  ARGS(r->id)))
        return false;
    while (db_next(&rows)) {
        const FormBlock *b = form_block(r->form, db_text(&rows, 0));
        const FormField *f = b ? form_field(b, db_text(&rows, 2)) : NULL;
        if (!f)
            continue; /* not of this form */
        *PUSH(cx->arena, r->cells, r->n, r->room) =
            (ReturnCell){.block = b,
                         .field = f,
                         .row = db_text(&rows, 1),
                         .state = state_of(db_text(&rows, 3)),
                         .number = db_real(&rows, 4),
                         .text = db_text(&rows, 5),
                         .file = db_text(&rows, 6),
                         .line = (int)db_int(&rows, 7)};
    }
    return_sort(r);
    return db_ok(cx);
}

/* version 0: the one in force. */
static bool find_return(Ctx *cx, const char *collection, const char *organisation,
                        int64_t version, Return *r)
{
    DbRows rows CLEANUP_ROWS = {0};
    static const char in_force[] = "SELECT id, version, received_on FROM workforce_current"
                                   " WHERE collection = $1 AND organisation = $2";
    static const char that_one[] =
        "SELECT id, version, received_on FROM workforce_return"
        " WHERE collection = $1 AND organisation = $2 AND version = $3";
    if (!db_query(cx, &rows, version ? that_one : in_force,
                  version ? ARGS(collection, organisation, version)
                          : ARGS(collection, organisation)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) &&
               fail(&cx->err, NOT_FOUND, "the return of '%s' to '%s' has not been received",
                    organisation, collection);
    *r = (Return){.collection = collection,
                  .organisation = organisation,
                  .id = db_int(&rows, 0),
                  .version = db_int(&rows, 1),
                  .received_on = db_text(&rows, 2)};
    return true;
}

bool workforce_return(Ctx *cx, const char *collection, const char *organisation, Return *out)
{
    return workforce_return_version(cx, collection, organisation, 0, out);
}

bool workforce_return_version(Ctx *cx, const char *collection, const char *organisation,
                              int64_t version, Return *out)
{
    Return r;
    if (!find_return(cx, collection, organisation, version, &r) || !read_cells(cx, &r))
        return false;
    *out = r;
    return true;
}

bool workforce_problems(Ctx *cx, const char *collection, const char *organisation,
                        Problems *out)
{
    const Form *form;
    if (!workforce_form(cx, collection, &form))
        return false;
    DbRows rows CLEANUP_ROWS = {0};
    Problems list = {0};
    if (!db_query(cx, &rows,
                  "SELECT p.code, p.file, p.line, p.column_name, p.value, p.row_key, p.detail,"
                  " a.reason, p.organisation FROM workforce_problem p"
                  " LEFT JOIN workforce_acceptance a ON a.collection = p.collection"
                  " AND a.organisation = p.organisation AND a.code = p.code"
                  " AND a.row_key = p.row_key"
                  " WHERE p.collection = $1 AND ($2 = '' OR p.organisation = $2)"
                  " ORDER BY p.organisation, p.seq",
                  ARGS(collection, organisation)))
        return false;
    while (db_next(&rows)) {
        const Rule *rule = form_rule(form, db_text(&rows, 0));
        if (!rule)
            continue;
        Problem p = {.rule = rule,
                     .file = db_text(&rows, 1),
                     .line = (int)db_int(&rows, 2),
                     .column = db_text(&rows, 3),
                     .value = db_text(&rows, 4),
                     .collection = collection,
                     .organisation = db_text(&rows, 8),
                     .row = db_text(&rows, 5),
                     .detail = db_text(&rows, 6),
                     .accepted = db_is_null(&rows, 7) ? NULL : db_text(&rows, 7)};
        *PUSH(cx->arena, list.items, list.n, list.room) = p;
        list.accepted += p.accepted != NULL;
        list.errors += !p.accepted && rule->severity == SEVERITY_ERROR;
        list.warnings += !p.accepted && rule->severity == SEVERITY_WARNING;
    }
    if (!db_ok(cx) || !problems_quote(cx, &list))
        return false;
    *out = list;
    return true;
}
