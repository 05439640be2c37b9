/* Decides in which order a file of records is judged: headings, then batch by batch the cells,
 * the formulas, the keys; and which of the problems are listed. How a cell is read is
 * column.c's, keys are key.c's, sums are group.c's. */
#include "modules/record/plan.h"
#include <math.h>

typedef struct Judge {
    const Rule *rule;
    int n_leaves;
    int leaves[16]; /* columns of the plan */
    FormulaBatch *batch;
    Keys *keys; /* of unique(...) */
    int key[16];
} Judge;

typedef struct Checking {
    Ctx *cx;
    const FormBlock *block;
    RecordCheck *out;
    Scan *scan;
    int most_listed, problems_column;
    int n_columns, n_judges;
    PlanColumn *columns;
    Judge *judges;
    Grouping *groups;
    Faults faults;
    bool bad[BATCH_ROOM];
    int earlier[BATCH_ROOM];
    int bad_room;
    CsvOut returned;
} Checking;

enum { RETURNED_MOST = 16 << 20 };

/* ---------------------------------------------------------------- the list of problems */

static RecordCount *count_of(Checking *c, const Rule *rule)
{
    RecordCheck *out = c->out;
    for (int i = 0; i < out->n_counts; i++)
        if (out->counts[i].rule == rule)
            return &out->counts[i];
    RecordCount *n = PUSH(c->cx->arena, out->counts, out->n_counts, out->counts_room);
    *n = (RecordCount){.rule = rule};
    return n;
}

/* Counts a problem; whether it is to be listed too. */
static bool count(Checking *c, const Rule *rule)
{
    RecordCount *n = count_of(c, rule);
    n->n++;
    if (rule->severity == SEVERITY_ERROR)
        c->out->errors++;
    else
        c->out->warnings++;
    if (c->most_listed && n->listed >= c->most_listed)
        return false;
    n->listed++;
    return true;
}

static void list(Checking *c, const Rule *rule, int line, const char *column, const char *value,
                 const char *detail)
{
    problem_add(c->cx, &c->out->problems,
                (Problem){.rule = rule,
                          .file = c->out->file,
                          .line = line,
                          .column = column,
                          .value = value,
                          .collection = "",
                          .organisation = "",
                          .row = "",
                          .detail = detail});
}

/* ---------------------------------------------------------------- headings */

static void of_heading(Checking *c, const char *code, const char *column)
{
    const Rule *rule = form_rule(NULL, code);
    c->out->usable = false;
    if (count(c, rule))
        list(c, rule, scan_file(c->scan)->heading_line, arena_strdup(c->cx->arena, column), "",
             "");
}

static bool in_layout(const FormBlock *b, const char *column)
{
    return form_field(b, column) != NULL;
}

static void check_headings(Checking *c)
{
    const CsvFile *f = scan_file(c->scan);
    c->out->usable = true;
    c->problems_column = -1;
    for (int i = 0; i < f->n_columns; i++) {
        if (same(f->columns[i], "problems"))
            c->problems_column = i; /* of rows that were handed back */
        else if (!in_layout(c->block, f->columns[i]) && *f->columns[i])
            of_heading(c, "F02", f->headings[i]);
    }
    for (int i = 0; i < c->block->n_fields; i++)
        if (csv_column(f, c->block->fields[i].name) < 0)
            of_heading(c, "F03", c->block->fields[i].name);
}

/* ---------------------------------------------------------------- the plan */

static int plan_column(const Checking *c, const char *name)
{
    for (int i = 0; i < c->n_columns; i++)
        if (same(c->columns[i].field->name, name))
            return i;
    return -1;
}

static const Rule *own_rule(const Form *f, const char *field)
{
    for (int i = 0; i < f->n_rules; i++)
        if (!f->rules[i].formula && same(f->rules[i].field, field))
            return &f->rules[i];
    return NULL;
}

static FormulaColumnKind kind_of(ValueKind k)
{
    return k == VALUE_DAY                       ? FORMULA_DAYS
           : k == VALUE_CODE || k == VALUE_TEXT ? FORMULA_TEXTS
                                                : FORMULA_NUMBERS;
}

static void plan_columns(Checking *c)
{
    Arena *a = c->cx->arena;
    c->n_columns = c->block->n_fields;
    c->columns = NEW_ARRAY(a, PlanColumn, c->n_columns);
    for (int i = 0; i < c->n_columns; i++) {
        PlanColumn *p = &c->columns[i];
        p->field = &c->block->fields[i];
        p->csv = csv_column(scan_file(c->scan), p->field->name);
        p->judged = column_judges(p->field);
        p->own = own_rule(c->out->form, p->field->name);
        p->kind = kind_of(p->field->kind);
        RecordUse use = record_use(p->field);
        p->wanted = use == RECORD_SUM || use == RECORD_MEAN;
        if (p->kind == FORMULA_TEXTS)
            p->texts = NEW_ARRAY(a, View, BATCH_ROOM);
        else
            p->numbers = NEW_ARRAY(a, double, BATCH_ROOM);
        words_start(&p->codes, a);
        for (const FormCode *k = p->field->codes; k && k->value; k++) {
            char padded[128] = "";
            size_t n = strlen(k->value) < 64 ? strlen(k->value) : 0;
            memcpy(padded, k->value, n);
            words_add(&p->codes, (View){padded, (uint32_t)n});
        }
        /* What is not there is not known, in every batch. */
        for (int r = 0; r < BATCH_ROOM && p->numbers; r++)
            p->numbers[r] = NAN;
    }
}

/* How many rows there will be, to size a table: from the first bytes. */
static int64_t rows_guess(const Checking *c, size_t size)
{
    int64_t bytes_in_a_row = 8 * c->n_columns;
    return (int64_t)size / bytes_in_a_row + 1;
}

static bool plan_rule(Checking *c, const Rule *rule, Judge *j, size_t size, bool *use)
{
    Arena *a = c->cx->arena;
    Formula *f;
    const FormulaLeaf *leaves;
    const int *key;
    FormulaColumnKind kinds[16];
    *j = (Judge){.rule = rule};
    *use = true;
    if (!formula_parse(a, &c->cx->err, rule->formula, &f))
        return false;
    int n = formula_leaves(f, &leaves), n_key = formula_key(f, &key);
    if (n > 16)
        return fail(&c->cx->err, TOO_LARGE, "rule %s names more than 16 fields", rule->code);
    for (int i = 0; i < n; i++) {
        int column = plan_column(c, leaves[i].field);
        if (column < 0 || *leaves[i].block)
            return fail(&c->cx->err, INVALID, "rule %s: a record has no field '%s'", rule->code,
                        leaves[i].text);
        j->leaves[j->n_leaves++] = column;
        kinds[i] = c->columns[column].kind;
        *use = *use && (!n_key || c->columns[column].csv >= 0);
        c->columns[column].wanted = c->columns[column].wanted || !n_key;
    }
    if (!n_key)
        return formula_batch(a, &c->cx->err, f, rule->formula, kinds, BATCH_ROOM, &j->batch);
    for (int i = 0; i < n_key; i++)
        j->key[i] = c->columns[j->leaves[key[i]]].csv;
    if (*use)
        j->keys = keys_new(a, c->scan, j->key, n_key, rows_guess(c, size));
    return true;
}

static bool plan_rules(Checking *c, size_t size)
{
    const Form *f = c->out->form;
    c->judges = NEW_ARRAY(c->cx->arena, Judge, f->n_rules);
    for (int i = 0; i < f->n_rules; i++) {
        bool use = false;
        (void)count_of(c, &f->rules[i]);
        if (f->rules[i].formula &&
            !plan_rule(c, &f->rules[i], &c->judges[c->n_judges], size, &use))
            return false;
        c->n_judges += use;
    }
    return true;
}

/* ---------------------------------------------------------------- a batch */

static void judge_formula(Checking *c, int i, int n)
{
    Judge *j = &c->judges[i];
    FormulaColumn columns[16];
    for (int k = 0; k < j->n_leaves; k++) {
        const PlanColumn *p = &c->columns[j->leaves[k]];
        columns[k] = (FormulaColumn){p->kind, p->numbers, p->texts};
    }
    const double *holds = formula_batch_eval(j->batch, columns, n);
    for (int r = 0; r < n; r++)
        if (holds[r] == 0)
            fault_add(c->cx->arena, &c->faults,
                      (Fault){.row = r, .why = WHY_FORMULA, .rule = j->rule, .number = i});
}

static bool judge_keys(Checking *c, int i, const ScanBatch *b)
{
    Judge *j = &c->judges[i];
    if (!keys_check(j->keys, b, c->earlier))
        return false;
    for (int r = 0; r < b->n_rows; r++)
        if (c->earlier[r])
            fault_add(
                c->cx->arena, &c->faults,
                (Fault){.row = r, .why = WHY_TWICE, .rule = j->rule, .number = c->earlier[r]});
    return true;
}

static bool judge_batch(Checking *c, const ScanBatch *b)
{
    c->faults.n = 0;
    memset(c->faults.first, -1, (size_t)b->n_rows * sizeof *c->faults.first);
    for (int r = 0; r < b->n_rows; r++)
        if (b->n_cells[r] > scan_file(c->scan)->n_columns)
            fault_add(c->cx->arena, &c->faults,
                      (Fault){.row = r,
                              .why = WHY_CELLS,
                              .rule = form_rule(NULL, "F02"),
                              .number = b->n_cells[r]});
    for (int i = 0; i < c->n_columns; i++)
        if (c->columns[i].csv >= 0 && (c->columns[i].judged || c->columns[i].wanted))
            column_read(c->cx, &c->columns[i], b, &c->faults);
    for (int i = 0; i < c->n_judges; i++) {
        if (c->judges[i].batch)
            judge_formula(c, i, b->n_rows);
        else if (!judge_keys(c, i, b))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- saying it */

static const char *cell_text_of(Checking *c, const ScanBatch *b, int row, int csv)
{
    if (csv < 0)
        return "";
    View v = scan_cell(b, row, csv);
    return arena_strndup(c->cx->arena, v.s, v.n);
}

static const char *codes_text(Checking *c, const FormCode *codes)
{
    Buf b = buf_new(c->cx->arena, 0);
    for (; codes->value; codes++)
        buf_printf(&b, "%s%s", b.len ? ", " : "", codes->value);
    return buf_text(&b);
}

/* "birth_year = 1890": what the person has to look at. */
static const char *explain(Checking *c, const ScanBatch *b, const Fault *f)
{
    const Judge *j = &c->judges[f->number];
    Buf text = buf_new(c->cx->arena, 0);
    for (int i = 0; i < j->n_leaves; i++) {
        const PlanColumn *p = &c->columns[j->leaves[i]];
        const char *cell = cell_text_of(c, b, f->row, p->csv);
        if (*cell)
            buf_printf(&text, "%s%s = %s", text.len ? ", " : "", p->field->name, cell);
    }
    return buf_text(&text);
}

/* "\O\T999999" as OT999999. */
static const char *pattern_shown(Arena *a, const char *pattern)
{
    Buf b = buf_new(a, 0);
    for (const char *p = pattern; *p; p++)
        if (*p != '\\' || !p[1])
            buf_putc(&b, *p);
        else
            buf_putc(&b, *++p);
    return buf_text(&b);
}

static const char *detail_of(Checking *c, const ScanBatch *b, const Fault *f)
{
    Ctx *cx = c->cx;
    Arena *a = cx->arena;
    const FormField *field = f->column ? f->column->field : NULL;
    switch (f->why) {
    case WHY_BLANK:
        return T(cx, "it is blank");
    case WHY_NO_NUMBER:
        return T(cx, "this is not a number");
    case WHY_COMMA:
        return T(cx, "a comma may mean thousands or decimals; write 1250 or 12.5");
    case WHY_TOO_SMALL:
        return arena_printf(a, T(cx, "the smallest allowed is %s"),
                            text_double(a, field->least));
    case WHY_TOO_LARGE:
        return arena_printf(a, T(cx, "the largest allowed is %s"), text_double(a, field->most));
    case WHY_NOT_WHOLE:
        return T(cx, "this is a count");
    case WHY_DECIMALS:
        return arena_printf(
            a, T_COUNT(cx, "more than %d decimal", "more than %d decimals", field->decimals),
            field->decimals);
    case WHY_NO_DAY:
        return T(cx, "there is no such day");
    case WHY_NO_ANSWER:
        return T(cx, "this is neither Y nor N");
    case WHY_NO_CODE:
        return arena_printf(a, T(cx, "one of: %s"), codes_text(c, field->codes));
    case WHY_PATTERN:
        return arena_printf(a,
                            T(cx, "it does not look like %s (A: a capital letter, 9: a digit)"),
                            pattern_shown(a, field->pattern));
    case WHY_CELLS:
        return arena_printf(a,
                            T(cx, "%d cells under %d headings; a separator inside a text "
                                  "needs quotes around the text"),
                            f->number, scan_file(c->scan)->n_columns);
    case WHY_TWICE:
        return arena_printf(a, T(cx, "it stands in line %d already"), f->number);
    case WHY_FORMULA:
        break;
    }
    return explain(c, b, f);
}

static void list_fault(Checking *c, const ScanBatch *b, const Fault *f)
{
    const PlanColumn *column = f->column;
    if (!column && f->why != WHY_CELLS) {
        int i = plan_column(c, f->rule->field);
        column = i < 0 ? NULL : &c->columns[i];
    }
    list(c, f->rule, b->line[f->row], column ? column->field->name : "",
         column ? cell_text_of(c, b, f->row, column->csv) : "", detail_of(c, b, f));
}

static void returned_headings(Checking *c)
{
    c->out->returned = buf_new(c->cx->arena, RETURNED_MOST + (1 << 20));
    c->returned = (CsvOut){.buf = &c->out->returned};
    for (int i = 0; i < c->n_columns; i++)
        csv_field(&c->returned, c->columns[i].field->name);
    csv_field(&c->returned, "problems");
    csv_end_row(&c->returned);
}

/* The row in the layout's order, with what is wrong: correct it and send it again. */
static void hand_back(Checking *c, const ScanBatch *b, int row)
{
    SCOPED_ARENA a = arena_new();
    Buf why = buf_new(a, 0);
    if (c->out->returned.len > RETURNED_MOST)
        return;
    c->out->returned_rows++;
    for (int i = 0; i < c->n_columns; i++) {
        View v = c->columns[i].csv < 0 ? (View){"", 0} : scan_cell(b, row, c->columns[i].csv);
        csv_field(&c->returned, arena_strndup(a, v.s, v.n));
    }
    for (int i = c->faults.first[row]; i >= 0; i = c->faults.items[i].next) {
        const Fault *f = &c->faults.items[i];
        buf_printf(&why, "%s%s %s: %s", why.len ? "; " : "", f->rule->code,
                   f->column        ? f->column->field->name
                   : f->rule->field ? f->rule->field
                                    : "",
                   form_text(c->cx, f->rule->words));
    }
    csv_field(&c->returned, buf_text(&why));
    csv_end_row(&c->returned);
}

static void mark_bad(Checking *c, int64_t row)
{
    int64_t words = row / 64 + 1;
    if (words > c->bad_room) {
        size_t room = (size_t)words * 2;
        c->out->bad_rows =
            arena_grow(c->cx->arena, c->out->bad_rows, (size_t)c->bad_room * 8, room * 8);
        c->bad_room = (int)room;
    }
    c->out->bad_rows[row / 64] |= (uint64_t)1 << row % 64;
    c->out->bad++;
}

/* Counts and lists the faults of the batch, row by row. */
static void say_batch(Checking *c, const ScanBatch *b)
{
    for (int r = 0; r < b->n_rows; r++) {
        c->bad[r] = false;
        for (int i = c->faults.first[r]; i >= 0; i = c->faults.items[i].next) {
            const Fault *f = &c->faults.items[i];
            c->bad[r] = c->bad[r] || f->rule->severity == SEVERITY_ERROR;
            if (count(c, f->rule))
                list_fault(c, b, f);
        }
        if (c->bad[r]) {
            mark_bad(c, c->out->rows + r);
            hand_back(c, b, r);
        }
    }
    c->out->rows += b->n_rows;
}

/* ---------------------------------------------------------------- the whole */

static bool check_rows(Checking *c)
{
    const ScanBatch *b;
    returned_headings(c);
    while (scan_next(c->scan, &b)) {
        if (!judge_batch(c, b))
            return false;
        say_batch(c, b);
        if (!grouping_add(c->cx, c->groups, b, c->bad) ||
            !ctx_go_on(c->cx, c->out->file, (long)(1000 * scan_done(c->scan)), 1000))
            return false;
    }
    return c->cx->err.kind == ERR_NONE;
}

bool record_check(Ctx *cx, const Form *f, const InFile *file, int listed, RecordCheck *out)
{
    Checking *c = NEW(cx->arena, Checking);
    *out = (RecordCheck){.form = f, .file = file->name};
    *c = (Checking){.cx = cx, .block = record_block(f), .out = out, .most_listed = listed};
    if (!scan_open(&cx->err, file->name, file->bytes, file->size, &c->scan))
        return false;
    check_headings(c);
    plan_columns(c);
    bool ok = plan_rules(c, file->size);
    c->groups = grouping_new(cx->arena, c->columns, c->n_columns);
    ok = ok && check_rows(c);
    for (int i = 0; i < c->n_judges; i++)
        if (c->judges[i].keys)
            keys_end(c->judges[i].keys);
    if (!ok) {
        scan_close(c->scan);
        return false;
    }
    grouping_end(c->groups, c->block, &out->groups);
    out->sum = scan_sum(c->scan);
    out->scan = c->scan;
    return true;
}

void record_check_end(RecordCheck *c)
{
    scan_close(c->scan);
    c->scan = NULL;
}
