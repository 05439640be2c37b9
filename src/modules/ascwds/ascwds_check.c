/* Decides how the rules are asked of a bundle, row by row and then together, and what its files
 * are worth: FAILED, WARNINGS or PASSED. What a rule says is in the tables. */
#include "modules/ascwds/ascwds_read.h"
#include "modules/ascwds/rule_row.h"

static const struct RuleTable {
    AscKind kind;
    const AscRule *rules;
    const int *n;
} tables[] = {
    {ASC_WORKPLACE, asc_workplace_rules, &n_asc_workplace_rules},
    {ASC_WORKPLACE, asc_services_rules, &n_asc_services_rules},
    {ASC_STAFF, asc_staff_person_rules, &n_asc_staff_person_rules},
    {ASC_STAFF, asc_staff_job_rules, &n_asc_staff_job_rules},
    {ASC_STAFF, asc_qualification_rules, &n_asc_qualification_rules},
    {ASC_TRAINING, asc_training_rules, &n_asc_training_rules},
    {ASC_KINDS, asc_cross_rules, &n_asc_cross_rules},
};
enum { TABLES = sizeof tables / sizeof *tables };

const AscRule *asc_rule(int i)
{
    int n;
    const AscRule *headings = asc_headings_rules(&n);
    if (i < n)
        return &headings[i];
    i -= n;
    for (int t = 0; t < TABLES; t++) {
        if (i < *tables[t].n)
            return &tables[t].rules[i];
        i -= *tables[t].n;
    }
    return NULL;
}

const AscRule *asc_rule_by_code(const char *code)
{
    const AscRule *r;
    for (int i = 0; (r = asc_rule(i)); i++)
        if (same(r->rule.code, code))
            return r;
    return NULL;
}

const char *asc_verdict_code(AscVerdict v)
{
    static const char *const codes[] = {"not received", "FAILED", "WARNINGS", "PASSED"};
    return codes[v];
}

/* ---------------------------------------------------------------- problems */

static void add(Ctx *cx, AscBundle *b, AscProblem p)
{
    AscProblems *list = &b->problems;
    bool error = p.rule->rule.severity == SEVERITY_ERROR;
    p.p.rule = &p.rule->rule;
    p.p.collection = "";
    p.p.row = "";
    *PUSH(cx->arena, list->items, list->n, list->room) = p;
    list->errors += error;
    list->warnings += !error;
    list->of[p.kind][!error]++;
}

void asc_file_problem(Ctx *cx, AscBundle *b, const AscFile *f, const AscRule *rule,
                      const char *column, const char *detail)
{
    add(cx, b,
        (AscProblem){.p = {.file = f->csv.name,
                           .line = f->csv.heading_line,
                           .column = column,
                           .value = "",
                           .organisation = "",
                           .detail = detail},
                     .kind = f->kind,
                     .rule = rule,
                     .reference = rule->reference,
                     .worker = ""});
}

/* NI numbers and birth dates are shown by their shape: where the mistake is, not whose. */
static bool is_private(AscKind k, int column)
{
    return k == ASC_STAFF && (column == S_NINUMBER || column == S_DOB);
}

void asc_complain(AscBundle *b, const AscRow *r, const AscRule *rule, const char *value,
                  const char *detail)
{
    Arena *a = r->cx->arena;
    AscKind kind = r->file->kind;
    const char *column = rule->shown ? rule->shown : rule->rule.field;
    if (!value)
        value = r->v[rule->column];
    if (is_private(kind, rule->column))
        value = ascwds_shape(a, value);
    int reference = rule->reference;
    if (r->qualification) {
        bool notes = same(rule->shown, "NOTES");
        column = arena_printf(a, "QUALACH%02d%s", r->qualification, notes ? "NOTES" : "");
        reference += 20 * (r->qualification - 1);
    }
    add(r->cx, b,
        (AscProblem){.p = {.file = r->file->csv.name,
                           .line = r->line,
                           .column = column,
                           .value = value,
                           .organisation = r->v[0],
                           .detail = detail},
                     .kind = kind,
                     .rule = rule,
                     .reference = reference,
                     .worker = kind == ASC_WORKPLACE ? "" : r->v[1]});
}

/* ---------------------------------------------------------------- judging */

static void judge(AscBundle *b, AscRow *r, const AscRule *rule)
{
    if ((!(rule->when & ALWAYS) && !asc_judged(r)) ||
        ((rule->when & ELSEWISE) && r->failed[rule->column]) ||
        ((rule->when & GIVEN) && !*r->v[rule->column]) || rule->holds(r, rule))
        return;
    r->failed[rule->column] = true;
    asc_complain(b, r, rule,
                 r->qualification
                     ? (same(rule->shown, "NOTES") ? r->achieved_notes : r->achieved)
                     : NULL,
                 "");
}

static void judge_qualifications(AscBundle *b, AscRow *r)
{
    const AscFile *f = r->file;
    const CsvRow *csv = &f->csv.rows[r - f->rows];
    bool failed = r->failed[S_SCQUAL];
    for (int q = 0; q < f->n_qualifications; q++) {
        r->achieved = csv_cell(csv, f->qualifications[q].code);
        r->achieved_notes = csv_cell(csv, f->qualifications[q].notes);
        if (!*r->achieved)
            continue;
        r->qualification = f->qualifications[q].number;
        for (int i = 0; i < n_asc_qualification_rules; i++)
            judge(b, r, &asc_qualification_rules[i]);
    }
    r->qualification = 0;
    r->failed[S_SCQUAL] = failed;
}

static void judge_file(AscBundle *b, AscFile *f)
{
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        for (int t = 0; t < TABLES; t++)
            if (tables[t].kind == f->kind && tables[t].rules != asc_qualification_rules)
                for (int k = 0; k < *tables[t].n; k++)
                    judge(b, r, &tables[t].rules[k]);
        if (f->kind == ASC_STAFF && asc_judged(r))
            judge_qualifications(b, r);
    }
}

/* By file, then line; within a line as the rules stand. */
static int by_place(const void *x, const void *y)
{
    const AscProblem *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->p.line != b->p.line)
        return a->p.line < b->p.line ? -1 : 1;
    int order = strcmp(a->rule->rule.code, b->rule->rule.code);
    return order ? order : strcmp(a->p.column, b->p.column);
}

static bool read_file(Ctx *cx, const InFile *in, const AscCodes *codes, AscBundle *out)
{
    AscFile *f = NEW(cx->arena, AscFile);
    if (!csv_parse(cx->arena, &cx->err, in->name, in->bytes, in->size, &f->csv))
        return false;
    if (!ascwds_recognise(&f->csv, &f->kind))
        return fail(&cx->err, INVALID,
                    "%s: the headings are those of none of the three files: workplaces, staff, "
                    "training",
                    in->name);
    if (out->files[f->kind])
        return fail(&cx->err, INVALID, "%s and %s are both the %s file; send one of each",
                    out->files[f->kind]->csv.name, in->name, asc_kind_name(f->kind));
    out->files[f->kind] = f;
    asc_check_headings(cx, out, f);
    asc_read_rows(cx, codes, f);
    return true;
}

bool ascwds_check(Ctx *cx, const InFiles *files, AscBundle *out)
{
    AscBundle b = {0};
    const AscCodes *codes;
    if (!asc_codes(cx, &codes))
        return false;
    for (int i = 0; i < files->n; i++)
        if (!read_file(cx, &files->items[i], codes, &b))
            return false;
    for (int k = 0; k < ASC_KINDS; k++)
        if (b.files[k])
            judge_file(&b, b.files[k]);
    asc_cross_check(cx, &b);
    if (b.problems.n)
        qsort(b.problems.items, (size_t)b.problems.n, sizeof *b.problems.items, by_place);
    for (int k = 0; k < ASC_KINDS; k++)
        b.verdict[k] = !b.files[k]           ? ASC_NOT_SENT
                       : b.problems.of[k][0] ? ASC_FAILED
                       : b.problems.of[k][1] ? ASC_WARNINGS
                                             : ASC_PASSED;
    *out = b;
    return true;
}

bool ascwds_is_bundle(Ctx *cx, const InFiles *files)
{
    for (int i = 0; i < files->n; i++) {
        CsvFile f;
        AscKind kind;
        Err err = {0};
        const char *end = memchr(files->items[i].bytes, '\n', files->items[i].size);
        size_t n = end ? (size_t)(end - files->items[i].bytes) + 1 : files->items[i].size;
        if (csv_parse(cx->arena, &err, files->items[i].name, files->items[i].bytes, n, &f))
            return ascwds_recognise(&f, &kind);
    }
    return false;
}

bool asc_names_council(const AscBundle *b, const char *name,
                       bool (*holds)(const char *text, const char *name))
{
    const AscFile *f = b->files[ASC_WORKPLACE];
    for (int i = 0; f && i < f->n; i++)
        if (same_fold(f->rows[i].v[W_LOCALESTID], name) || holds(f->rows[i].v[W_ESTNAME], name))
            return true;
    return false;
}

int asc_rows(const AscBundle *b, AscKind k)
{
    return b->files[k] ? b->files[k]->n : 0;
}
