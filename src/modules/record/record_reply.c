/* What is said of checked records: counts, problems, groups, and the rows to correct. */
#include "base/csv.h"
#include "modules/record/record_action.h"

/* As a compiler would say it: place first, so that an editor can jump there. */
static void problem_text(Ctx *cx, const Problem *p, Buf *b)
{
    buf_printf(b, "%s:%d: %s %s: ", p->file, p->line,
               p->rule->severity == SEVERITY_ERROR ? T(cx, "error") : T(cx, "warning"),
               p->rule->code);
    if (*p->column)
        buf_printf(b, "%s '%s', %s '%s': ", T(cx, "column"), p->column, T(cx, "value"),
                   p->value);
    buf_printf(b, "%s.", form_text(cx, p->rule->words));
    if (*p->detail)
        buf_printf(b, " %s.", p->detail);
    buf_printf(b, " %s: %s.\n", T(cx, "Fix"), form_text(cx, p->rule->fix));
}

/* Which rules have more problems than are listed: the count is said, not only what is shown. */
static void say_unlisted(Ctx *cx, const RecordCheck *c, Reply *out, Buf *b)
{
    for (int i = 0; i < c->n_counts; i++) {
        const RecordCount *n = &c->counts[i];
        if (n->n == n->listed)
            continue;
        const char *text =
            arena_printf(cx->arena, T(cx, "Rule %s: the first %d of %lld problems are listed"),
                         n->rule->code, n->listed, (long long)n->n);
        reply_note(cx, out, "%s", text);
        buf_printf(b, "%s\n", text);
    }
}

static void counts_table(Ctx *cx, const RecordCheck *c, Reply *out)
{
    Table *t = reply_table(cx, out, "rules", T(cx, "Problems by rule"));
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "words", T(cx, "What must hold"), COLUMN_TEXT, 0);
    table_column(cx, t, "problems", T(cx, "Problems"), COLUMN_NUMBER, 0);
    table_column(cx, t, "listed", T(cx, "Listed"), COLUMN_NUMBER, 0);
    for (int i = 0; i < c->n_counts; i++) {
        Cell *k = table_row(cx, t);
        k[0] = cell_text(c->counts[i].rule->code);
        k[1] = cell_text(form_text(cx, c->counts[i].rule->words));
        k[2] = cell_number((double)c->counts[i].n);
        k[3] = cell_number(c->counts[i].listed);
    }
}

static void problems_table(Ctx *cx, const RecordCheck *c, Reply *out)
{
    Table *t = reply_table(cx, out, "problems", T(cx, "Problems"));
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
    table_column(cx, t, "column", T(cx, "Column"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "severity", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "detail", T(cx, "Detail"), COLUMN_TEXT, 0);
    table_column(cx, t, "fix", T(cx, "Fix"), COLUMN_TEXT, 0);
    for (int i = 0; i < c->problems.n; i++) {
        const Problem *p = &c->problems.items[i];
        Cell *k = table_row(cx, t);
        k[0] = cell_text(p->file);
        k[1] = cell_plain(p->line);
        k[2] = cell_text(p->column);
        k[3] = cell_text(p->value);
        k[4] = cell_text(p->rule->code);
        k[5] = p->rule->severity == SEVERITY_ERROR ? cell_code("error", T(cx, "error"))
                                                   : cell_code("warning", T(cx, "warning"));
        k[6] = cell_text(form_text(cx, p->rule->words));
        k[7] = cell_text(p->detail);
        k[8] = cell_text(form_text(cx, p->rule->fix));
    }
}

Table *record_groups_table(Ctx *cx, Reply *out, const RecordGroups *g)
{
    Table *t = reply_table(cx, out, "groups", T(cx, "Groups"));
    for (int i = 0; i < g->n_keys; i++)
        table_column(cx, t, g->keys[i]->name, form_text(cx, g->keys[i]->label), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows"), COLUMN_NUMBER, 0);
    for (int i = 0; i < g->n_sums; i++) {
        bool mean = record_use(g->sums[i]) == RECORD_MEAN;
        const char *label = form_text(cx, g->sums[i]->label);
        table_column(
            cx, t, arena_printf(cx->arena, "%s_%s", mean ? "mean" : "sum", g->sums[i]->name),
            arena_printf(cx->arena, mean ? T(cx, "%s, mean") : T(cx, "%s, sum"), label),
            COLUMN_NUMBER, 2);
    }
    for (int i = 0; i < g->n; i++) {
        const RecordGroup *r = &g->items[i];
        Cell *k = table_row(cx, t);
        for (int c = 0; c < g->n_keys; c++)
            k[c] = cell_code(r->keys[c], form_code_label(cx, g->keys[c]->codes, r->keys[c]));
        k[g->n_keys] = cell_number((double)r->rows);
        for (int c = 0; c < g->n_sums; c++) {
            double sum = record_sum(&r->sums[c]);
            bool mean = record_use(g->sums[c]) == RECORD_MEAN;
            k[g->n_keys + 1 + c] = r->sums[c].known == 0 ? cell_state(CELL_NOT_KNOWN)
                                   : mean ? cell_number(sum / (double)r->sums[c].known)
                                          : cell_number(sum);
        }
    }
    return t;
}

/* The sums over all groups: what a person compares with their own books. */
static void total_facts(Ctx *cx, const RecordGroups *g, Reply *out)
{
    for (int i = 0; i < g->n_sums; i++) {
        RecordSum all = {0};
        for (int r = 0; r < g->n; r++) {
            all.millionths += g->items[r].sums[i].millionths;
            all.rest += g->items[r].sums[i].rest;
            all.known += g->items[r].sums[i].known;
        }
        if (record_use(g->sums[i]) == RECORD_SUM)
            reply_fact(cx, out, arena_printf(cx->arena, "sum_%s", g->sums[i]->name),
                       form_text(cx, g->sums[i]->label),
                       all.known ? cell_number(record_sum(&all)) : cell_state(CELL_NOT_KNOWN),
                       2);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void record_check_reply(Ctx *cx, const RecordCheck *c, Reply *out)
{
    Buf text = buf_new(cx->arena, 0);
    reply_fact(cx, out, "layout", T(cx, "Layout"), cell_text(c->form->id), 0);
    reply_fact(cx, out, "rows", T(cx, "Rows"), cell_number((double)c->rows), 0);
    reply_fact(cx, out, "valid", T(cx, "Rows without an error"),
               cell_number((double)(c->rows - c->bad)), 0);
    reply_fact(cx, out, "invalid", T(cx, "Rows with an error"), cell_number((double)c->bad), 0);
    reply_fact(cx, out, "errors", T(cx, "Errors"), cell_number((double)c->errors), 0);
    reply_fact(cx, out, "warnings", T(cx, "Warnings"), cell_number((double)c->warnings), 0);
    reply_fact(cx, out, "group_count", T(cx, "Groups"), cell_number(c->groups.n), 0);
    total_facts(cx, &c->groups, out);
    counts_table(cx, c, out);
    problems_table(cx, c, out);
    record_groups_table(cx, out, &c->groups);
    for (int i = 0; i < c->problems.n; i++)
        problem_text(cx, &c->problems.items[i], &text);
    say_unlisted(cx, c, out, &text);
    if (c->returned_rows) {
        reply_file(cx, out, arena_printf(cx->arena, "problems-%s", base_name(c->file)),
                   buf_text(&c->returned));
        if (c->returned_rows < c->bad)
            reply_note(cx, out, "%s",
                       T(cx, "Only the first rows with problems are handed back; correct "
                             "those and check again."));
    }
    for (int i = 0; i < out->n_facts; i++)
        buf_printf(
            &text, "%s%s: %s", i ? ", " : "", out->facts[i].label,
            cell_show(cx->arena, cx->lang, &out->facts[i].cell,
                      &(Column){.kind = COLUMN_NUMBER, .decimals = out->facts[i].decimals}));
    buf_putc(&text, '\n');
    out->only_text = buf_text(&text);
    if (c->errors)
        out->outcome = ERR_INVALID;
}
