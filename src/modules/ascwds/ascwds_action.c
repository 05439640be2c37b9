/* The actions over England's files: call ascwds.h, fill a reply. Decides nothing of the
 * subject. */
#include "modules/ascwds/ascwds_action.h"
#include "modules/ascwds/ascwds_census.h"
#include "modules/ascwds/ascwds_row.h"
#include "modules/org/org.h"
#include <math.h>

static const char *severity(Ctx *cx, const Rule *r)
{
    return r->severity == SEVERITY_ERROR ? T(cx, "error") : T(cx, "warning");
}

static Cell verdict_cell(Ctx *cx, AscVerdict v)
{
    static const char *const labels[] = {N_("not sent"), N_("Failed: there are errors"),
                                         N_("Warnings: it may be used"), N_("Passed")};
    return v == ASC_NOT_SENT ? cell_state(CELL_NOT_RECEIVED)
                             : cell_code(asc_verdict_code(v), T(cx, labels[v]));
}

static void verdict_table(Ctx *cx, const AscBundle *b, Reply *out)
{
    static const char *const labels[] = {N_("Workplaces"), N_("Staff"), N_("Training")};
    Table *t = reply_table(cx, out, "files", T(cx, "The three files"));
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "rows", T(cx, "Rows"), COLUMN_NUMBER, 0);
    table_column(cx, t, "errors", T(cx, "Errors"), COLUMN_NUMBER, 0);
    table_column(cx, t, "warnings", T(cx, "Warnings"), COLUMN_NUMBER, 0);
    table_column(cx, t, "verdict", T(cx, "Verdict"), COLUMN_TEXT, 0);
    for (int k = 0; k < ASC_KINDS; k++) {
        const AscFile *f = b->files[k];
        Cell *c = table_row(cx, t);
        c[0] = cell_code(asc_kind_name((AscKind)k), T(cx, labels[k]));
        c[1] = f ? cell_text(f->csv.name) : cell_state(CELL_NOT_RECEIVED);
        c[2] = f ? cell_number(f->n) : cell_state(CELL_NOT_RECEIVED);
        c[3] = f ? cell_number(b->problems.of[k][0]) : cell_state(CELL_NOT_RECEIVED);
        c[4] = f ? cell_number(b->problems.of[k][1]) : cell_state(CELL_NOT_RECEIVED);
        c[5] = verdict_cell(cx, b->verdict[k]);
    }
}

/* The columns that every list of problems has; returns a new row's cells. */
static Table *problem_table(Ctx *cx, Reply *out)
{
    Table *t = reply_table(cx, out, "problems", T(cx, "Problems"));
    table_column(cx, t, "severity", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "line", T(cx, "Line"), COLUMN_NUMBER, 0);
    table_column(cx, t, "column", T(cx, "Column"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "fix", T(cx, "Fix"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No problems were found.");
    return t;
}

static const char *reason_of(Ctx *cx, const Problem *p)
{
    const char *words = form_text(cx, p->rule->words);
    return *p->detail ? arena_printf(cx->arena, "%s. %s", words, p->detail) : words;
}

static void problem_row(Ctx *cx, Table *t, const Problem *p)
{
    Cell *c = table_row(cx, t);
    c[0] = cell_code(p->rule->severity == SEVERITY_ERROR ? "error" : "warning",
                     severity(cx, p->rule));
    c[1] = cell_text(p->rule->code);
    c[2] = cell_text(p->file);
    c[3] = cell_plain(p->line);
    c[4] = cell_text(p->column);
    c[5] = cell_text(p->value);
    c[6] = cell_text(reason_of(cx, p));
    c[7] = cell_text(form_text(cx, p->rule->fix));
}

/* As a compiler would say it: place first, so that an editor can jump there. */
static void problem_line(Ctx *cx, Buf *b, const Problem *p)
{
    buf_printf(b, "%s:%d: %s %s: %s '%s', %s '%s': %s. %s: %s.\n", p->file, p->line,
               severity(cx, p->rule), p->rule->code, T(cx, "column"), p->column, T(cx, "value"),
               p->value, reason_of(cx, p), T(cx, "Fix"), form_text(cx, p->rule->fix));
}

static void report(Ctx *cx, const AscBundle *b, Reply *out)
{
    verdict_table(cx, b, out);
    Table *t = problem_table(cx, out);
    for (int i = 0; i < b->problems.n; i++)
        problem_row(cx, t, &b->problems.items[i].p);
    ascwds_reconciliation(cx, b, out);
    ascwds_reference_table(cx, b, out);
    reply_fact(cx, out, "errors", T(cx, "Errors"), cell_number(b->problems.errors), 0);
    reply_fact(cx, out, "warnings", T(cx, "Warnings"), cell_number(b->problems.warnings), 0);
    if (b->problems.errors)
        out->outcome = ERR_INVALID;
}

static const char *report_text(Ctx *cx, const AscBundle *b)
{
    Buf text = buf_new(cx->arena, 0);
    for (int i = 0; i < b->problems.n; i++)
        problem_line(cx, &text, &b->problems.items[i].p);
    for (int k = 0; k < ASC_KINDS; k++)
        buf_printf(&text, "%s: %s\n", asc_kind_name((AscKind)k),
                   b->files[k] ? asc_verdict_code(b->verdict[k]) : T(cx, "not sent"));
    return buf_text(&text);
}

bool do_ascwds_check(Ctx *cx, const void *in, Reply *out)
{
    const AscFilesInput *q = in;
    AscBundle b;
    if (!ascwds_check(cx, &q->files, &b))
        return false;
    out->title = b.problems.errors ? T(cx, "The files have errors")
                                   : T(cx, "The files can be made into a return");
    report(cx, &b, out);
    out->only_text = report_text(cx, &b);
    return true;
}

/* ---------------------------------------------------------------- return */

static void cells_table(Ctx *cx, const AscReturn *r, Reply *out)
{
    Table *t = reply_table(cx, out, "cells", T(cx, "What the files say"));
    table_column(cx, t, "block", T(cx, "Block"), COLUMN_TEXT, 0);
    table_column(cx, t, "row", T(cx, "Row"), COLUMN_TEXT, 0);
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 2);
    for (int i = 0; i < r->n; i++) {
        const struct AscCell *cell = &r->cells[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(cell->block);
        c[1] = cell_text(cell->row);
        c[2] = cell_text(cell->field);
        c[3] = cell->state == CELL_TEXT     ? cell_text(cell->text)
               : cell->state == CELL_NUMBER ? cell_number(cell->number)
                                            : cell_state(cell->state);
    }
}

bool do_ascwds_return(Ctx *cx, const void *in, Reply *out)
{
    const AscReturnInput *q = in;
    AscBundle b;
    AscReturn r;
    Org o;
    InFiles files;
    if (!org_get(cx, q->organisation, q->as_at, &o) || !ascwds_check(cx, &q->files, &b))
        return false;
    if (b.verdict[ASC_WORKPLACE] == ASC_FAILED || b.verdict[ASC_STAFF] == ASC_FAILED) {
        out->title = T(cx, "The files have errors; no return was made");
        report(cx, &b, out);
        out->only_text = report_text(cx, &b);
        return true;
    }
    if (!ascwds_return(cx, &b, q->collection, q->organisation, q->as_at, q->full_time_hours,
                       &r) ||
        !ascwds_return_files(cx, &r, &files))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "The return of %s, made from its files"),
                              org_name(cx, &o));
    reply_fact(cx, out, "as_at", T(cx, "As at"), cell_text(date_text(cx->arena, r.as_at)), 0);
    reply_fact(cx, out, "full_time_hours", T(cx, "Full-time hours"),
               cell_number(r.full_time_hours), 2);
    reply_fact(cx, out, "left_out", T(cx, "Staff of other professions, left out"),
               cell_number(r.left_out), 0);
    cells_table(cx, &r, out);
    for (int i = 0; i < r.n_notes; i++)
        reply_note(cx, out, "%s.", r.notes[i]);
    reply_note(cx, out, "%s",
               T(cx, "What the files do not hold is written as NK, not known. Send the files "
                     "with: pont workforce import"));
    for (int i = 0; i < files.n; i++)
        reply_file(cx, out, files.items[i].name, files.items[i].bytes);
    return true;
}

bool do_ascwds_mask(Ctx *cx, const void *in, Reply *out)
{
    const AscFilesInput *q = in;
    AscBundle b;
    if (!ascwds_check(cx, &q->files, &b))
        return false;
    out->title = T(cx, "The files without National Insurance numbers and birth dates");
    for (int k = 0; k < ASC_KINDS; k++)
        if (b.files[k])
            reply_file(cx, out, arena_printf(cx->arena, "%s.csv", asc_kind_name((AscKind)k)),
                       ascwds_masked(cx, b.files[k]));
    reply_note(cx, out, "%s",
               T(cx, "Names, postcodes and everything else are as they were sent."));
    return true;
}

/* ---------------------------------------------------------------- census */

static void census_text(Ctx *cx, const AscCensus *c, Buf *text)
{
    for (int i = 0; i < c->problems.n; i++)
        problem_line(cx, text, &c->problems.items[i]);
}

static void census_row(Ctx *cx, const AscCensus *c, const char *organisation, Table *t)
{
    Cell *row = table_row(cx, t);
    int n = 0;
    row[n++] = cell_text(*organisation ? organisation : c->authority);
    row[n++] = cell_text(date_text(cx->arena, c->as_at));
    row[n++] = cell_number(c->workers);
    for (int i = 0; i < n_asc_census_fields; i++) {
        double v = asc_census_value(c, &asc_census_fields[i]);
        row[n++] = isnan(v) ? cell_state(CELL_NOT_KNOWN) : cell_number(v);
    }
}

bool do_ascwds_census(Ctx *cx, const void *in, Reply *out)
{
    const AscCensusInput *q = in;
    Buf text = buf_new(cx->arena, 0);
    int errors = 0;
    out->title = T(cx, "Social workers of the children's social work census");
    Table *t = reply_table(cx, out, "councils", T(cx, "By council"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "as_at", T(cx, "As at"), COLUMN_TEXT, 0);
    table_column(cx, t, "records", T(cx, "Records"), COLUMN_NUMBER, 0);
    for (int i = 0; i < n_asc_census_fields; i++)
        table_column(cx, t, asc_census_fields[i].name, T(cx, asc_census_fields[i].label),
                     COLUMN_NUMBER, asc_census_fields[i].decimals);
    Table *problems = problem_table(cx, out);
    for (int f = 0; f < q->files.n; f++) {
        AscCensus c;
        if (!ascwds_census(cx, &q->files.items[f], &c))
            return false;
        const char *organisation = *q->organisation ? q->organisation : c.organisation;
        census_row(cx, &c, organisation, t);
        for (int i = 0; i < c.problems.n; i++)
            problem_row(cx, problems, &c.problems.items[i]);
        census_text(cx, &c, &text);
        errors += c.problems.errors;
        if (*organisation && !c.problems.errors)
            reply_file(cx, out,
                       q->files.n == 1
                           ? "sw_social_work.csv"
                           : arena_printf(cx->arena, "sw_social_work-%s.csv", organisation),
                       ascwds_census_block(cx, &c, q->collection, organisation));
    }
    if (errors) {
        out->outcome = ERR_INVALID;
        out->only_text = buf_text(&text);
    }
    return true;
}

/* ---------------------------------------------------------------- rules */

bool do_ascwds_rules(Ctx *cx, const void *in, Reply *out)
{
    const AscRulesInput *q = in;
    const AscRule *r;
    out->title = T(cx, "Rules of the three files");
    Table *t = reply_table(cx, out, "rules", T(cx, "Rules"));
    table_column(cx, t, "code", T(cx, "Rule"), COLUMN_TEXT, 0);
    table_column(cx, t, "file", T(cx, "File"), COLUMN_TEXT, 0);
    table_column(cx, t, "severity", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "column", T(cx, "Column"), COLUMN_TEXT, 0);
    table_column(cx, t, "rule", T(cx, "What must hold"), COLUMN_TEXT, 0);
    table_column(cx, t, "fix", T(cx, "Fix"), COLUMN_TEXT, 0);
    table_column(cx, t, "reference", T(cx, "Number of the reference"), COLUMN_NUMBER, 0);
    table_column(cx, t, "name", T(cx, "Name of the reference"), COLUMN_TEXT, 0);
    for (int i = 0; (r = asc_rule(i)); i++) {
        if (*q->file && *r->rule.block && !same(q->file, r->rule.block))
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(r->rule.code);
        c[1] = *r->rule.block ? cell_text(r->rule.block) : cell_text(T(cx, "each"));
        c[2] = cell_code(r->rule.severity == SEVERITY_ERROR ? "error" : "warning",
                         severity(cx, &r->rule));
        c[3] = cell_text(r->shown ? r->shown : r->rule.field);
        c[4] = cell_text(form_text(cx, r->rule.words));
        c[5] = cell_text(form_text(cx, r->rule.fix));
        c[6] = r->reference ? cell_plain(r->reference) : cell_state(CELL_NOT_APPLICABLE);
        c[7] = r->named ? cell_text(r->named) : cell_state(CELL_NOT_APPLICABLE);
    }
    return true;
}
