/* Decides what the page of a block shows of a draft: the boxes, last year beside them, and what
 * is said about each. Reads and lays out; changes nothing. */
#include "modules/workforce/fill.h"
#include "core/clock.h"
#include "core/who.h"
#include "modules/workforce/return_read.h"
#include "modules/workforce/work_action.h"
#include "web/request.h"

typedef struct Filling {
    Ctx *cx;
    const PageIn *in;
    Draft draft;
    Return now;
    const Return *last;
    Problems problems;
    const FormBlock *block;
    FillView *view;
} Filling;

static const char *given(const PageIn *in, const char *name)
{
    return in->given ? pairs_find(in->given, name) : NULL;
}

/* ---------------------------------------------------------------- one cell */

static const char *as_id(Arena *a, const char *row, const char *field)
{
    char *id = arena_strdup(a, arena_printf(a, "c-%s-%s", row, field));
    for (char *p = id; *p; p++)
        *p = *p == '/' ? '_' : *p;
    return id;
}

static const char *value_shown(Ctx *cx, const FormField *f, const char *text)
{
    if (f->kind == VALUE_CODE)
        return form_code_label(cx, f->codes, text);
    if (f->kind == VALUE_YES_NO)
        return same(text, "Y") ? T(cx, "yes") : same(text, "N") ? T(cx, "no") : text;
    return text;
}

static void add_option(Ctx *cx, FillCell *c, FillOption **list, int *room, const char *value,
                       const char *label)
{
    *PUSH(cx->arena, *list, c->n_options, *room) = (FillOption){value, label};
}

/* Lists to choose from keep whatever is written already, even if it is none of them. */
static void add_options(Ctx *cx, FillCell *c, const FormField *f)
{
    FillOption *list = NULL;
    int room = 0;
    bool known = false;
    if (f->kind != VALUE_CODE && f->kind != VALUE_YES_NO)
        return;
    add_option(cx, c, &list, &room, "", T(cx, "not answered"));
    if (f->kind == VALUE_YES_NO) {
        add_option(cx, c, &list, &room, "Y", T(cx, "yes"));
        add_option(cx, c, &list, &room, "N", T(cx, "no"));
    }
    for (const FormCode *k = f->codes; f->kind == VALUE_CODE && k && k->value; k++)
        add_option(cx, c, &list, &room, k->value, form_text(cx, k->label));
    add_option(cx, c, &list, &room, "NK", T(cx, "not known"));
    add_option(cx, c, &list, &room, "n/a", T(cx, "not applicable"));
    for (int i = 0; i < c->n_options; i++)
        known = known || same(list[i].value, c->value);
    if (!known)
        add_option(cx, c, &list, &room, c->value, c->value);
    c->options = list;
}

static const char *problem_words(Ctx *cx, const Problem *p)
{
    return arena_printf(cx->arena, "%s%s%s", form_text(cx, p->rule->words),
                        *p->detail ? ": " : "", p->detail);
}

static const char *and_also(Ctx *cx, const char *before, const char *more)
{
    return before ? arena_printf(cx->arena, "%s; %s", before, more) : more;
}

static void add_problems(Filling *f, FillCell *c, const char *row, const char *field)
{
    Ctx *cx = f->cx;
    for (int i = 0; i < f->problems.n; i++) {
        const Problem *p = &f->problems.items[i];
        const char *block = problem_block(p);
        if (!block || !same(block, f->block->code) || !same(p->row, row) ||
            !same(p->column, field))
            continue;
        /* What has not been written yet is no fault to shout about. */
        if (same(p->rule->code, "F15"))
            continue;
        const char *words = problem_words(cx, p);
        if (p->accepted)
            c->warning = and_also(cx, c->warning,
                                  arena_printf(cx->arena, "%s (%s: %s)", words,
                                               T(cx, "accepted because"), p->accepted));
        else if (p->last_year)
            c->warning =
                and_also(cx, c->warning,
                         arena_printf(cx->arena, "%s (%s: %s)", words,
                                      T(cx, "accepted last year because"), p->last_year));
        else if (p->rule->severity == SEVERITY_ERROR)
            c->error = and_also(cx, c->error, words);
        else
            c->warning = and_also(cx, c->warning, words);
    }
}

/* Somebody who sent the page back with a value of theirs keeps it in the box until it is
 * stored. */
static void add_value(Filling *f, FillCell *c, const DraftCell *there)
{
    Ctx *cx = f->cx;
    const char *typed = given(f->in, c->name), *seen = given(f->in, c->seen_name);
    c->seen = there ? there->text : "";
    c->value = c->seen;
    if (!typed || (seen && same(typed, seen)) || same(typed, c->seen))
        return;
    c->value = typed;
    if (seen && !same(seen, c->seen))
        c->clash = arena_printf(
            cx->arena,
            T(cx,
              "%s wrote '%s' here meanwhile (%s). Yours is in the box and is not saved: save "
              "again to use it, or write theirs."),
            there && *there->changed_by ? there->changed_by : T(cx, "Somebody"), c->seen,
            there ? moment_shown(cx, there->changed_at) : "");
}

static const char *described(Ctx *cx, const FillCell *c)
{
    Buf b = buf_new(cx->arena, 0);
    if (c->clash || c->error)
        buf_printf(&b, "%s-error", c->id);
    if (c->warning)
        buf_printf(&b, "%s%s-warning", b.len ? " " : "", c->id);
    if (c->last || c->hint)
        buf_printf(&b, "%s%s-beside", b.len ? " " : "", c->id);
    return b.len ? buf_text(&b) : NULL;
}

static FillCell make_cell(Filling *f, const char *row, const char *row_label,
                          const FormField *q)
{
    Ctx *cx = f->cx;
    const DraftCell *there = draft_cell(&f->draft, f->block, row, q);
    const ReturnCell *before =
        f->last ? return_cell(f->last, form_block(f->last->form, f->block->code), row, q->name)
                : NULL;
    FillCell c = {
        .id = as_id(cx->arena, row, q->name),
        .name = arena_printf(cx->arena, "cell.%s.%s", row, q->name),
        .seen_name = arena_printf(cx->arena, "seen.%s.%s", row, q->name),
        .row_label = *row ? row_label : NULL,
        .field_label = form_text(cx, q->label),
        .last_label = f->view->last_year,
        .locked = f->view->locked,
        .apart = f->block->n_keys > 0,
        .label = *row ? arena_printf(cx->arena, "%s: %s", row_label, form_text(cx, q->label))
                      : form_text(cx, q->label),
        .note = there && *there->note ? there->note : NULL,
        .number = q->kind <= VALUE_SIGNED,
        .optional = q->may_be_blank,
        .changed = there && *there->changed_by
                       ? arena_printf(cx->arena, "%s, %s", there->changed_by,
                                      moment_shown(cx, there->changed_at))
                       : NULL,
    };
    if (before && before->state != STATE_BLANK)
        c.last = value_shown(cx, q, cell_text_of(cx->arena, before));
    c.hint = fill_hint(cx, &f->now, f->last, f->block, row, q);
    add_value(f, &c, there);
    add_options(cx, &c, q);
    add_problems(f, &c, row, q->name);
    c.described = described(cx, &c);
    return c;
}

/* ---------------------------------------------------------------- the block */

static void make_rows(Filling *f)
{
    Ctx *cx = f->cx;
    FillView *v = f->view;
    const FormBlock *b = f->block;
    const char *const *rows, *group = NULL;
    v->n_rows = form_rows(cx->arena, b, &rows);
    v->n_fields = b->n_fields;
    v->fields = b->fields;
    v->single = b->n_keys == 0;
    v->rows = NEW_ARRAY(cx->arena, FillRow, v->n_rows);
    const char **labels = NEW_ARRAY(cx->arena, const char *, b->n_fields);
    for (int i = 0; i < b->n_fields; i++)
        labels[i] = form_text(cx, b->fields[i].label);
    v->labels = labels;
    for (int r = 0; r < v->n_rows; r++) {
        FillRow *row = &v->rows[r];
        const char *slash = strchr(rows[r], '/'), *label = form_row_label(cx, b, rows[r]);
        row->id = as_id(cx->arena, rows[r], "row");
        row->label = label;
        row->history =
            arena_printf(cx->arena, "/workforce/row/%s/%s/%s?row=%s", f->draft.work.collection,
                         f->draft.work.organisation, b->code, rows[r]);
        if (slash) { /* the first key is a heading, the second the row */
            const char *first = arena_strndup(cx->arena, rows[r], (size_t)(slash - rows[r]));
            row->label = form_code_label(cx, form_codes_of(b, first), slash + 1);
            if (!group || !same(group, first))
                row->group = form_code_label(cx, b->keys[0].codes, first);
            group = first;
        }
        row->cells = NEW_ARRAY(cx->arena, FillCell, b->n_fields);
        for (int i = 0; i < b->n_fields; i++) {
            const FillCell *c = &row->cells[i];
            row->cells[i] = make_cell(f, rows[r], label, &b->fields[i]);
            row->says = row->says || c->clash || c->error || c->warning || c->note;
        }
    }
}

/* What stands in the summary above: errors and clashes with a link to their cell, and what
 * belongs to the block as a whole. */
static void make_faults(Filling *f)
{
    Ctx *cx = f->cx;
    FillView *v = f->view;
    Fault *items = NULL;
    int n = 0, room = 0;
    if (f->in->error)
        *PUSH(cx->arena, items, n, room) = (Fault){NULL, f->in->error};
    for (int r = 0; r < v->n_rows; r++)
        for (int i = 0; i < v->n_fields; i++) {
            const FillCell *c = &v->rows[r].cells[i];
            if (c->clash)
                *PUSH(cx->arena, items, n, room) =
                    (Fault){c->id, arena_printf(cx->arena, "%s: %s", c->label, c->clash)};
            if (c->error)
                *PUSH(cx->arena, items, n, room) =
                    (Fault){c->id, arena_printf(cx->arena, "%s: %s", c->label, c->error)};
            v->errors += c->error != NULL;
            v->warnings += c->warning != NULL;
        }
    v->faults = (Faults){n, items};
}

static FillLink link_to(Ctx *cx, const Filling *f, int block)
{
    const Form *form = f->draft.form;
    if (block < 0 || block >= form->n_blocks)
        return (FillLink){0};
    const FormBlock *b = &form->blocks[block];
    return (FillLink){arena_printf(cx->arena, "%s %s", b->code, form_text(cx, b->title)),
                      arena_printf(cx->arena, "/workforce/fill/%s/%s/%s",
                                   f->draft.work.collection, f->draft.work.organisation,
                                   b->code)};
}

bool fill_others(Ctx *cx, const char *collection, const char *organisation,
                 const char *const **out, int *n)
{
    PresenceList list;
    if (!draft_others(cx, collection, organisation, &list))
        return false;
    const char **names = NEW_ARRAY(cx->arena, const char *, list.n);
    for (int i = 0; i < list.n; i++)
        names[i] = arena_printf(cx->arena, "%s (%s)", list.items[i].who, list.items[i].block);
    *out = names;
    *n = list.n;
    return true;
}

const char *fill_last_saved(Ctx *cx, const Work *w)
{
    return *w->changed_at ? arena_printf(cx->arena, T(cx, "Last saved %s by %s."),
                                         moment_shown(cx, w->changed_at), w->changed_by)
                          : NULL;
}

static void say_status(Ctx *cx, const Work *w, FillView *v)
{
    v->status = work_status_label(cx, w->status);
    v->locked = w->status == WORK_LOCKED;
    v->signed_off = work_is_signed(w->status);
    v->last_saved = fill_last_saved(cx, w);
    if (v->locked)
        v->status_note =
            T(cx, "The return is locked and cannot be changed. Ask whoever collects "
                  "to open it again.");
    else if (v->signed_off)
        v->status_note = arena_printf(
            cx->arena,
            T(cx, "The return is signed off by %s. Any change makes that void: it must be "
                  "submitted again."),
            *w->approved_name ? w->approved_name : w->submitted_name);
    else if (w->status == WORK_ACCEPTED && w->version)
        v->status_note =
            T(cx, "The return has been accepted. A change starts the next version; "
                  "this one counts until that is accepted.");
}

bool fill_view(Ctx *cx, const PageIn *in, const char *collection, const char *organisation,
               const char *block, FillView *out)
{
    FillView v = {.collection = collection, .organisation = organisation};
    Filling f = {.cx = cx, .in = in, .view = &v};
    Collection c, before;
    Org o;
    Date at, as_at;
    const char *previous;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !org_get(cx, organisation, at, &o) ||
        !draft_load(cx, collection, organisation, &f.draft))
        return false;
    f.block = form_block(f.draft.form, block);
    if (!f.block)
        return fail(&cx->err, NOT_FOUND, "the form has no block '%s'", block);
    if (!draft_check(cx, &f.draft, &f.now, &f.problems) ||
        !return_last(cx, &f.now, &(ReturnList){0}, &f.last) ||
        !workforce_previous(cx, collection, &previous) ||
        !fill_others(cx, collection, organisation, &v.others, &v.n_others))
        return false;
    if (f.last && *previous && workforce_collection(cx, previous, &before) &&
        date_parse_iso(before.as_at, &as_at))
        v.last_year = arena_printf(cx->arena, "%d", date_year(as_at));
    int here = (int)(f.block - f.draft.form->blocks);
    v.block = f.block->code;
    v.title = arena_printf(cx->arena, "%s %s", f.block->code, form_text(cx, f.block->title));
    v.caption = arena_printf(cx->arena, "%s, %s", org_name(cx, &o), c.title);
    v.token = in->form_token;
    v.back = arena_printf(cx->arena, "/workforce/fill/%s/%s", collection, organisation);
    v.before = link_to(cx, &f, here - 1);
    v.after = link_to(cx, &f, here + 1);
    v.failed = in->error;
    say_status(cx, &f.draft.work, &v);
    make_rows(&f);
    make_faults(&f);
    if (!db_ok(cx))
        return false;
    *out = v;
    return true;
}
