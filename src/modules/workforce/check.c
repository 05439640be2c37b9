/* Runs the rules: finds the cells that a formula names, evaluates it, and says which cell is to
 * blame with the values that break it. Which rules there are is the form's (modules/form). */
#include "base/formula.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/ascwds/ascwds.h"
#include "modules/workforce/draft.h"
#include "modules/workforce/from_ascwds.h"
#include "modules/workforce/return_book.h"
#include <math.h>

/* ---------------------------------------------------------------- cells by name */

static int by_place(const void *x, const void *y)
{
    const ReturnCell *a = x, *b = y;
    if (a->block != b->block)
        return a->block < b->block ? -1 : 1;
    int order = strcmp(a->row, b->row);
    return order ? order : strcmp(a->field->name, b->field->name);
}

void return_sort(Return *r)
{
    if (r->n)
        qsort(r->cells, (size_t)r->n, sizeof *r->cells, by_place);
}

const ReturnCell *return_cell(const Return *r, const FormBlock *b, const char *row,
                              const char *field)
{
    const FormField *f = form_field(b, field);
    if (!f || !r->n)
        return NULL;
    ReturnCell key = {.block = b, .row = row, .field = f};
    return bsearch(&key, r->cells, (size_t)r->n, sizeof *r->cells, by_place);
}

bool return_row_matches(const char *pattern, const char *row)
{
    for (;;) {
        size_t n = strcspn(pattern, "|");
        if (n && pattern[n - 1] == '*') {
            if (strncmp(pattern, row, n - 1) == 0)
                return true;
        } else if (strlen(row) == n && strncmp(pattern, row, n) == 0) {
            return true;
        }
        if (!pattern[n])
            return false;
        pattern += n + 1;
    }
}

/* {row} the whole key, {1} {2} its parts, {2-1} the second part less one. */
static const char *fill_pattern(Arena *a, const char *pattern, const char *row)
{
    const char **parts;
    int n = text_split(a, row, '/', &parts);
    Buf b = buf_new(a, 0);
    while (*pattern) {
        int64_t number = 0;
        if (starts_with(pattern, "{row}")) {
            buf_puts(&b, row);
            pattern += 5;
        } else if (starts_with(pattern, "{1}")) {
            buf_puts(&b, n > 0 ? parts[0] : "");
            pattern += 3;
        } else if (starts_with(pattern, "{2}")) {
            buf_puts(&b, n > 1 ? parts[1] : "");
            pattern += 3;
        } else if (starts_with(pattern, "{2-1}")) {
            if (n > 1 && text_to_int(parts[1], &number))
                buf_printf(&b, "%d", (int)number - 1);
            pattern += 5;
        } else {
            buf_putc(&b, *pattern++);
        }
    }
    return buf_text(&b);
}

static FormulaValue cell_value(const ReturnCell *c)
{
    bool text = c->field->kind == VALUE_TEXT || c->field->kind == VALUE_CODE ||
                c->field->kind == VALUE_DAY;
    if (c->state == STATE_BLANK && text)
        return (FormulaValue){.kind = FORMULA_TEXT, .text = ""};
    if (c->state != STATE_VALUE)
        return (FormulaValue){.kind = FORMULA_UNKNOWN};
    return text ? (FormulaValue){.kind = FORMULA_TEXT, .text = c->text}
                : formula_number(c->number);
}

/* Index of the block's first cell in the sorted cells; r->n or another block's when it has
 * none. */
static int first_of_block(const Return *r, const FormBlock *b)
{
    int low = 0, high = r->n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (r->cells[middle].block < b)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sum over the rows that match. One that is blank or not known makes the sum unknown; "does not
 * apply" adds nothing; no row at all is unknown. Rows that were not sent beside others that
 * were count as none, because a tidy file may leave out rows of zeros. */
FormulaValue return_leaf(const Return *r, const char *block, const char *pattern,
                         const char *field)
{
    const FormBlock *b = form_block(r->form, block);
    const FormField *f = b ? form_field(b, field) : NULL;
    FormulaValue sum = {.kind = FORMULA_UNKNOWN};
    for (int i = first_of_block(r, b); f && i < r->n && r->cells[i].block == b; i++) {
        const ReturnCell *c = &r->cells[i];
        if (c->field != f || !return_row_matches(pattern, c->row))
            continue;
        if (c->state == STATE_NOT_APPLICABLE) {
            if (sum.kind == FORMULA_UNKNOWN)
                sum = formula_number(0);
            continue;
        }
        FormulaValue v = cell_value(c);
        if (v.kind != FORMULA_NUMBER)
            return v;
        sum = formula_number(sum.kind == FORMULA_NUMBER ? sum.number + v.number : v.number);
    }
    return sum;
}

/* ---------------------------------------------------------------- rules */

typedef struct Judge {
    Ctx *cx;
    const Return *now, *last; /* last: of the year before, or NULL */
    const char *as_at;        /* of the collection */
    const Rule *rule;
    const Formula *formula;
    Problems *problems;
} Judge;

static FormulaValue leaf_value(const Judge *j, const FormulaLeaf *leaf, const char *row)
{
    const Return *r = leaf->last ? j->last : j->now;
    if (!r)
        return (FormulaValue){.kind = FORMULA_UNKNOWN};
    if (*leaf->block)
        return return_leaf(r, leaf->block, fill_pattern(j->cx->arena, leaf->row, row),
                           leaf->field);
    if (same(leaf->field, "collection_as_at"))
        return (FormulaValue){.kind = FORMULA_TEXT, .text = j->as_at};
    const FormBlock *b = form_block(j->now->form, j->rule->block);
    const char **parts;
    int n = text_split(j->cx->arena, row, '/', &parts);
    for (int i = 0; i < b->n_keys && i < n; i++)
        if (same(b->keys[i].name, leaf->field)) {
            int64_t number;
            return text_to_int(parts[i], &number)
                       ? formula_number((double)number)
                       : (FormulaValue){.kind = FORMULA_TEXT, .text = parts[i]};
        }
    const ReturnCell *c = return_cell(r, b, row, leaf->field);
    return c ? cell_value(c) : (FormulaValue){.kind = FORMULA_UNKNOWN};
}

/* "hc_perm = 3, wte_perm = 3.4": what the person has to look at. */
static const char *explain(const Judge *j, const FormulaLeaf *leaves,
                           const FormulaValue *values, int n, const char *row)
{
    Buf b = buf_new(j->cx->arena, 0);
    for (int i = 0; i < n; i++) {
        if (values[i].kind == FORMULA_UNKNOWN ||
            (values[i].kind == FORMULA_TEXT && !*values[i].text))
            continue;
        buf_printf(
            &b, "%s%s = %s", b.len ? ", " : "", fill_pattern(j->cx->arena, leaves[i].text, row),
            values[i].kind == FORMULA_TEXT ? values[i].text
                                           : text_double(j->cx->arena, values[i].number));
    }
    return buf_text(&b);
}

static void judge_row(const Judge *j, const char *row, const char *blamed_row)
{
    const FormulaLeaf *leaves;
    int n = formula_leaves(j->formula, &leaves);
    FormulaValue *values = NEW_ARRAY(j->cx->arena, FormulaValue, n);
    for (int i = 0; i < n; i++)
        values[i] = leaf_value(j, &leaves[i], row);
    FormulaValue verdict = formula_eval(j->formula, values);
    if (verdict.kind == FORMULA_UNKNOWN || verdict.number != 0)
        return;
    const FormBlock *b = form_block(j->now->form, j->rule->block);
    const ReturnCell *c = return_cell(j->now, b, blamed_row, j->rule->field);
    for (int i = 0; !c && i < j->now->n; i++) /* the row was not sent: point at its block */
        if (j->now->cells[i].block == b)
            c = &j->now->cells[i];
    bool own = c && same(c->row, blamed_row);
    problem_add(j->cx, j->problems,
                (Problem){.rule = j->rule,
                          .file = c ? c->file : "",
                          .line = c ? c->line : 0,
                          .column = j->rule->field,
                          .value = own ? cell_text_of(j->cx->arena, c) : "",
                          .collection = j->now->collection,
                          .organisation = j->now->organisation,
                          .block = j->rule->block,
                          .row = blamed_row,
                          .detail = explain(j, leaves, values, n, row)});
}

FormulaValue return_eval(Ctx *cx, const Return *now, const Return *last, const Rule *rule,
                         const char *text, const char *row)
{
    Judge j = {.cx = cx, .now = now, .last = last, .rule = rule, .as_at = ""};
    const FormulaLeaf *leaves;
    Formula *f;
    Err err = {0};
    if (!formula_parse(cx->arena, &err, text, &f))
        return (FormulaValue){.kind = FORMULA_UNKNOWN};
    int n = formula_leaves(f, &leaves);
    FormulaValue *values = NEW_ARRAY(cx->arena, FormulaValue, n);
    for (int i = 0; i < n; i++)
        values[i] = leaf_value(&j, &leaves[i], row);
    return formula_eval(f, values);
}

static bool judge_rule(Judge *j)
{
    Formula *f;
    if (!formula_parse(j->cx->arena, &j->cx->err, j->rule->formula, &f))
        return false;
    j->formula = f;
    if (!j->rule->each_row) {
        judge_row(j, j->rule->row, j->rule->row);
        return true;
    }
    const FormBlock *b = form_block(j->now->form, j->rule->block);
    const char *before = NULL;
    for (int i = 0; i < j->now->n; i++) {
        const ReturnCell *c = &j->now->cells[i];
        if (c->block != b || (before && same(before, c->row)))
            continue;
        before = c->row;
        judge_row(j, c->row, c->row);
    }
    return true;
}

/* Rows that every return has, and blocks that have not been sent. */
static void judge_completeness(Judge *j)
{
    for (int k = 0; k < j->now->form->n_blocks; k++) {
        const FormBlock *b = &j->now->form->blocks[k];
        const ReturnCell *any = NULL;
        for (int i = 0; i < j->now->n && !any; i++)
            if (j->now->cells[i].block == b)
                any = &j->now->cells[i];
        Problem p = {.rule = form_rule(j->now->form, any ? "F16" : "F17"),
                     .file = any ? any->file : "",
                     .line = any ? any->line : 0,
                     .collection = j->now->collection,
                     .organisation = j->now->organisation,
                     .value = "",
                     .column = b->n_keys ? b->keys[b->n_keys - 1].name : b->code,
                     .block = b->code,
                     .row = b->code};
        if (!any) {
            p.column = b->code;
            p.detail = arena_printf(j->cx->arena, T(j->cx, "block %s (%s) has not been sent"),
                                    b->code, form_text(j->cx, b->title));
            problem_add(j->cx, j->problems, p);
        }
        for (int i = 0; any && b->required_rows[i]; i++) {
            bool found = false;
            for (int c = 0; c < j->now->n && !found; c++)
                found = j->now->cells[c].block == b &&
                        same(j->now->cells[c].row, b->required_rows[i]);
            p.value = p.row = b->required_rows[i];
            p.detail = arena_printf(j->cx->arena, T(j->cx, "there is no row '%s'"),
                                    b->required_rows[i]);
            if (!found)
                problem_add(j->cx, j->problems, p);
        }
    }
}

/* ---------------------------------------------------------------- one return, all files */

const char *problem_block(const Problem *p)
{
    return p->block ? p->block : p->rule->block && *p->rule->block ? p->rule->block : NULL;
}

bool problems_unreadable(const Problems *problems)
{
    static const char *const about_completeness[] = {"F15", "F16", "F17", NULL};
    for (int i = 0; i < problems->n; i++) {
        const Rule *rule = problems->items[i].rule;
        bool incomplete = false;
        for (int k = 0; about_completeness[k]; k++)
            incomplete = incomplete || same(rule->code, about_completeness[k]);
        if (!rule->formula && !incomplete && rule->severity == SEVERITY_ERROR)
            return true;
    }
    return false;
}

static bool judge(Ctx *cx, const Return *now, const Return *last, Problems *problems)
{
    Judge j = {.cx = cx, .now = now, .last = last, .as_at = "", .problems = problems};
    if (!db_one_text(cx, &j.as_at, "SELECT as_at FROM workforce_collection WHERE id = $1",
                     ARGS(now->collection)))
        return false;
    judge_completeness(&j);
    for (int i = 0; i < now->form->n_rules; i++) {
        j.rule = &now->form->rules[i];
        if (!judge_rule(&j))
            return false;
    }
    return true;
}

/* Problems quote what they were judged with. */
static bool may_use_stored(Ctx *cx, const Return *r)
{
    return workforce_reads(cx, r->organisation) || may(cx, "workforce.write", r->organisation);
}

/* Last year's return: among the files, else in the database, else NULL. */
bool return_last(Ctx *cx, const Return *r, const ReturnList *given, const Return **out)
{
    const char *before;
    *out = NULL;
    if (!workforce_previous(cx, r->collection, &before))
        return false;
    for (int i = 0; i < given->n; i++)
        if (same(given->items[i]->collection, before) &&
            same(given->items[i]->organisation, r->organisation)) {
            *out = given->items[i];
            return true;
        }
    Return *stored = NEW(cx->arena, Return);
    if (!may_use_stored(cx, r))
        return db_ok(cx);
    if (!*before || !workforce_return(cx, before, r->organisation, stored)) {
        if (*before && cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        return true;
    }
    *out = stored;
    return true;
}

bool return_judge(Ctx *cx, const Return *r, const ReturnList *given, Problems *problems)
{
    const Return *last;
    return return_last(cx, r, given, &last) && judge(cx, r, last, problems);
}

static bool has_block(const Return *r, const FormBlock *b)
{
    for (int i = 0; i < r->n; i++)
        if (r->cells[i].block == b)
            return true;
    return false;
}

/* What the files add to: the version in force, or what people work on; nothing where there is
 * neither. */
static bool find_stored(Ctx *cx, const Return *r, bool drafts, Return *out)
{
    Draft d;
    Problems unread = {0};
    if (drafts) {
        if (!draft_load(cx, r->collection, r->organisation, &d) ||
            !draft_return(cx, &d, out, &unread))
            return false;
        out->version = d.work.version;
        return true;
    }
    if (workforce_return(cx, r->collection, r->organisation, out))
        return true;
    if (cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    return true;
}

/* Cells that are stored and were not sent again belong to the return too. */
static bool fill_from_stored(Ctx *cx, Return *r, const CheckedFiles *how)
{
    Return stored = {0};
    return_sort(r);
    if (!may_use_stored(cx, r))
        return db_ok(cx);
    if (!find_stored(cx, r, how->drafts, &stored))
        return false;
    r->version = stored.version;
    int sent = r->n;
    Return view = {.n = sent, .cells = r->cells};
    for (int i = 0; i < stored.n; i++)
        if (!return_cell(&view, stored.cells[i].block, stored.cells[i].row,
                         stored.cells[i].field->name) &&
            !(how->replace && has_block(&view, stored.cells[i].block))) {
            stored.cells[i].stored = true;
            *PUSH(cx->arena, r->cells, r->n, r->room) = stored.cells[i];
        }
    if (!*r->received_on && stored.received_on)
        r->received_on = stored.received_on;
    return_sort(r);
    return true;
}

static int by_file_and_line(const void *x, const void *y)
{
    const Problem *a = x, *b = y;
    int order = strcmp(a->file, b->file);
    if (!order)
        order = a->line - b->line;
    if (!order)
        order = strcmp(a->rule->code, b->rule->code);
    if (!order)
        order = strcmp(a->column, b->column);
    if (!order)
        order = strcmp(a->organisation, b->organisation);
    return order ? order : strcmp(a->row, b->row);
}

bool workforce_check_replacing(Ctx *cx, const InFiles *files, bool replace, CheckedFiles *out)
{
    CheckedFiles c = {.n_sent = files->n};
    InFiles blocks;
    bool refused = false;
    if (ascwds_is_bundle(cx, files)) {
        if (!workforce_from_ascwds(cx, files, &refused, &blocks, &c))
            return false;
        files = &blocks;
    }
    if (refused) {
        *out = c;
        return true;
    }
    c.drafts = !(cx->who && cx->who->is_operator);
    c.replace = replace;
    if (!return_files(cx, files, &c))
        return false;
    for (int i = 0; i < c.n_files; i++)
        if (!return_read_file(cx, &c.files[i], &c))
            return false;
    for (int i = 0; i < c.returns.n; i++)
        if (!fill_from_stored(cx, c.returns.items[i], &c))
            return false;
    for (int i = 0; i < c.returns.n; i++) {
        const Return *r = c.returns.items[i];
        if (!return_judge(cx, r, &c.returns, &c.problems))
            return false;
        if (!ctx_go_on(cx, r->organisation, i + 1, c.returns.n))
            return false;
    }
    if (!problems_mark_accepted(cx, &c.problems))
        return false;
    if (c.problems.n)
        qsort(c.problems.items, (size_t)c.problems.n, sizeof *c.problems.items,
              by_file_and_line);
    *out = c;
    return true;
}

bool workforce_check(Ctx *cx, const InFiles *files, CheckedFiles *out)
{
    return workforce_check_replacing(cx, files, false, out);
}
