/* Reads a form from its CSV files: which headings each file must have, what may stand in a
 * cell, and whether the files agree with one another. Says every fault in one pass. */
#include "modules/form/form_parse.h"
#include "base/csv.h"
#include "base/formula.h"
#include <math.h>

typedef struct Parsing {
    Arena *a;
    FormFaults *faults;
    const CsvFile *file;
    const CsvRow *row;
    CsvFile files[FORM_FILES];
    Form *form;
} Parsing;

static const struct {
    const char *name;
    const char *columns; /* all must be there */
} wanted[FORM_FILES] = {
    [FILE_FORM] = {"form.csv", "id version kind owner title_en title_cy source source_date"},
    [FILE_BLOCKS] = {"blocks.csv", "block file title_en title_cy"},
    [FILE_KEYS] = {"keys.csv", "block key codes"},
    [FILE_FIELDS] = {"fields.csv", "block field kind blank decimals least most pattern codes "
                                   "label_en label_cy help_en help_cy"},
    [FILE_CODES] = {"codes.csv", "list code label_en label_cy"},
    [FILE_ROWS] = {"rows.csv", "block row"},
    [FILE_RULES] = {"rules.csv", "code block severity each row field formula words_en words_cy "
                                 "fix_en fix_cy"},
};

const char *form_file_name(FormFile f)
{
    return wanted[f].name;
}

static void fault(Parsing *p, const char *name, int line, const char *column, const char *value,
                  const char *why)
{
    *PUSH(p->a, p->faults->items, p->faults->n, p->faults->room) =
        *column ? arena_printf(p->a, "%s:%d: %s '%s': %s", name, line, column, value, why)
                : arena_printf(p->a, "%s:%d: %s", name, line, why);
}

static const char *cell(const Parsing *p, const char *column)
{
    return csv_cell(p->row, csv_column(p->file, column));
}

static void wrong(Parsing *p, const char *column, const char *why)
{
    fault(p, p->file->name, p->row->line, column, cell(p, column), why);
}

static const char *needed(Parsing *p, const char *column)
{
    const char *text = cell(p, column);
    if (!*text)
        wrong(p, column, "it must not be blank");
    return text;
}

/* A name that becomes the name of a file, an address or a heading: it leads nowhere else. */
static const char *plain(Parsing *p, const char *column)
{
    const char *text = needed(p, column);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_-";
    if (text[strspn(text, letters)] || strlen(text) > 60)
        wrong(p, column, "letters, digits, hyphens and underscores, at most 60");
    return text;
}

static FormText both(Parsing *p, const char *en, const char *cy, bool must)
{
    return (FormText){must ? needed(p, en) : cell(p, en), must ? needed(p, cy) : cell(p, cy)};
}

/* Index of the word in a list of words parted by blanks; says so when it is none. */
static int one_of(Parsing *p, const char *column, const char *words)
{
    const char **parts;
    int n = text_split(p->a, words, ' ', &parts);
    for (int i = 0; i < n; i++)
        if (same(cell(p, column), parts[i]))
            return i;
    wrong(p, column, arena_printf(p->a, "one of: %s", words));
    return 0;
}

/* ---------------------------------------------------------------- the files */

static bool read_files(Parsing *p, Err *err, const InFiles *files)
{
    bool there[FORM_FILES] = {false};
    for (int i = 0; i < files->n; i++) {
        const char *slash = strrchr(files->items[i].name, '/');
        const char *base = slash ? slash + 1 : files->items[i].name;
        int which = 0;
        while (which < FORM_FILES && !same(base, wanted[which].name))
            which++;
        if (which == FORM_FILES) {
            fault(p, base, 1, "", "", "a form has no such file");
            continue;
        }
        there[which] = true;
        if (!csv_parse(p->a, err, base, files->items[i].bytes, files->items[i].size,
                       &p->files[which]))
            return false;
        const char **columns;
        int n = text_split(p->a, wanted[which].columns, ' ', &columns);
        for (int k = 0; k < n; k++)
            if (csv_column(&p->files[which], columns[k]) < 0)
                fault(p, base, p->files[which].heading_line, columns[k], "",
                      "the column must be there");
    }
    for (int i = 0; i < FORM_FILES; i++)
        if (!there[i])
            fault(p, wanted[i].name, 1, "", "", "the file must be there");
    return true;
}

/* Goes to the next row of a file whose column holds the value; NULL value: any row. */
static bool next(Parsing *p, FormFile which, const char *column, const char *value, int *at)
{
    p->file = &p->files[which];
    for (; *at < p->file->n_rows; ++*at) {
        p->row = &p->file->rows[*at];
        if (!value || same(cell(p, column), value)) {
            ++*at;
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- codes, keys, fields */

/* The list of codes of that name; NULL when there is none. Lists are short and few. */
static const FormCode *codes_of(Parsing *p, const char *list)
{
    Parsing q = *p;
    FormCode *codes = NULL;
    int n = 0, room = 0;
    for (int at = 0; next(&q, FILE_CODES, "list", list, &at);)
        *PUSH(p->a, codes, n, room) =
            (FormCode){needed(&q, "code"), both(&q, "label_en", "label_cy", true)};
    if (!n)
        return NULL;
    *PUSH(p->a, codes, n, room) = (FormCode){0};
    return codes;
}

static const FormCode *codes_named(Parsing *p, const char *column)
{
    const FormCode *codes = codes_of(p, cell(p, column));
    if (!codes)
        wrong(p, column, "codes.csv has no such list");
    return codes;
}

/* "by:flow": the list "flow/<value of flow>" for each value of the key before. */
static void read_categories(Parsing *p, FormBlock *b, const FormKey *keys)
{
    const char *first = cell(p, "codes") + 3;
    const FormCode **lists = NULL;
    int n = 0, room = 0;
    if (b->n_keys != 1 || !same(keys[0].name, first) || !keys[0].codes) {
        wrong(p, "codes", "by: names the key before");
        return;
    }
    for (const FormCode *c = keys[0].codes; c->value; c++) {
        const char *list = arena_printf(p->a, "%s/%s", first, c->value);
        const FormCode *codes = codes_of(p, list);
        if (!codes)
            wrong(p, "codes", arena_printf(p->a, "codes.csv has no list '%s'", list));
        *PUSH(p->a, lists, n, room) = codes;
    }
    b->categories = lists;
}

static void read_keys(Parsing *p, FormBlock *b)
{
    enum { MOST_KEYS = 2 };
    FormKey *keys = NEW_ARRAY(p->a, FormKey, MOST_KEYS);
    for (int at = 0; next(p, FILE_KEYS, "block", b->code, &at);) {
        if (b->n_keys == MOST_KEYS) {
            wrong(p, "key", "a block has two keys at most");
            continue;
        }
        FormKey k = {.name = plain(p, "key")};
        if (starts_with(cell(p, "codes"), "by:"))
            read_categories(p, b, keys);
        else
            k.codes = codes_named(p, "codes");
        keys[b->n_keys++] = k;
    }
    b->keys = keys;
}

static double number_or(Parsing *p, const char *column, double standard)
{
    double v = standard;
    if (*cell(p, column) && !text_to_double(cell(p, column), &v))
        wrong(p, column, "this is not a number");
    return v;
}

static void read_fields(Parsing *p, FormBlock *b)
{
    FormField *fields = NULL;
    int room = 0;
    for (int at = 0; next(p, FILE_FIELDS, "block", b->code, &at);) {
        FormField f = {
            .name = plain(p, "field"),
            .kind = (ValueKind)one_of(p, "kind", "count amount signed yes-no code day text"),
            .may_be_blank = one_of(p, "blank", "N Y") == 1,
            .decimals = (int)number_or(p, "decimals", -1),
            .pattern = cell(p, "pattern"),
            .use = csv_column(p->file, "use") < 0 ? "" : cell(p, "use"),
            .label = both(p, "label_en", "label_cy", true),
            .help = both(p, "help_en", "help_cy", false),
        };
        f.least = number_or(p, "least", f.kind == VALUE_SIGNED ? NAN : 0);
        f.most = number_or(p, "most", NAN);
        if (f.kind == VALUE_COUNT)
            f.decimals = 0;
        if (f.kind == VALUE_CODE)
            f.codes = codes_named(p, "codes");
        if (!same(f.name, text_slug(p->a, f.name)))
            wrong(p, "field", "small letters, digits and _ only");
        for (int i = 0; i < b->n_fields; i++)
            if (same(fields[i].name, f.name))
                wrong(p, "field", "it stands twice in this block");
        *PUSH(p->a, fields, b->n_fields, room) = f;
    }
    b->fields = fields;
}

static void read_required(Parsing *p, FormBlock *b)
{
    const char *const *all;
    const char **rows = NULL;
    int n = 0, room = 0, n_all = form_rows(p->a, b, &all);
    for (int at = 0; next(p, FILE_ROWS, "block", b->code, &at);) {
        const char *row = cell(p, "row");
        bool there = false;
        for (int i = 0; i < n_all; i++)
            there = there || same(all[i], row);
        if (!there)
            wrong(p, "row", "the block has no such row");
        *PUSH(p->a, rows, n, room) = row;
    }
    *PUSH(p->a, rows, n, room) = NULL;
    b->required_rows = rows;
}

static void read_blocks(Parsing *p)
{
    FormBlock *blocks = NULL;
    int n = 0, room = 0, from;
    for (int at = 0; next(p, FILE_BLOCKS, "block", NULL, &at);) {
        FormBlock b = {.code = plain(p, "block"),
                       .file = plain(p, "file"),
                       .title = both(p, "title_en", "title_cy", true)};
        from = p->faults->n;
        for (int i = 0; i < n; i++)
            if (same(blocks[i].code, b.code) || same(blocks[i].file, b.file))
                wrong(p, "block", "it stands twice");
        Parsing q = *p;
        read_keys(&q, &b);
        read_fields(&q, &b);
        if (!b.n_fields)
            wrong(p, "block", "fields.csv has no field of this block");
        if (p->faults->n == from && p->form->kind == FORM_RETURN)
            read_required(&q, &b);
        *PUSH(p->a, blocks, n, room) = b;
    }
    p->form->n_blocks = n;
    p->form->blocks = blocks;
}

/* Rows of other files that name a block which is not there. */
static void check_blocks(Parsing *p, FormFile which)
{
    for (int at = 0; next(p, which, "block", NULL, &at);)
        if (!form_block(p->form, cell(p, "block")))
            wrong(p, "block", "blocks.csv has no such block");
}

/* ---------------------------------------------------------------- rules */

/* A leaf is a key or field of the rule's block, or of the block that it names. Words such as
 * collection_as_at belong to the collection. */
static bool leaf_is_known(const Parsing *p, const FormBlock *own, const FormulaLeaf *leaf)
{
    const FormBlock *b = *leaf->block ? form_block(p->form, leaf->block) : own;
    if (!*leaf->block && same(leaf->field, "collection_as_at"))
        return true;
    for (int i = 0; b && !*leaf->block && i < b->n_keys; i++)
        if (same(b->keys[i].name, leaf->field))
            return true;
    return b && form_field(b, leaf->field);
}

static void check_formula(Parsing *p, const Rule *r)
{
    Err err = {0};
    Formula *f;
    const FormulaLeaf *leaves;
    const FormBlock *own = form_block(p->form, r->block);
    if (!own)
        return;
    if (!r->formula) {
        if (!form_field(own, r->field))
            wrong(p, "field", "the block has no such field");
        return; /* the rule is what the field asks */
    }
    if (!formula_parse(p->a, &err, r->formula, &f)) {
        wrong(p, "formula", arena_strdup(p->a, err.message));
        return;
    }
    int n = formula_leaves(f, &leaves);
    const int *unique;
    if (p->form->kind == FORM_RETURN && formula_key(f, &unique))
        wrong(p, "formula", "unique() is for records; a return has each row once");
    for (int i = 0; i < n; i++)
        if (!leaf_is_known(p, own, &leaves[i]))
            wrong(p, "formula",
                  arena_printf(p->a, "the form has no field '%s'", leaves[i].text));
    bool key = false;
    for (int i = 0; i < own->n_keys; i++)
        key = key || same(own->keys[i].name, r->field);
    if (!key && !form_field(own, r->field))
        wrong(p, "field", "the block has no such field");
}

static void read_rules(Parsing *p)
{
    Rule *rules = NULL;
    int n = 0, room = 0;
    for (int at = 0; next(p, FILE_RULES, "code", NULL, &at);) {
        Rule r = {.code = needed(p, "code"),
                  .block = needed(p, "block"),
                  .severity = one_of(p, "severity", "error warning") ? SEVERITY_WARNING
                                                                     : SEVERITY_ERROR,
                  .each_row = one_of(p, "each", "return row") == 1,
                  .row = cell(p, "row"),
                  .field = needed(p, "field"),
                  .formula = p->form->kind == FORM_RECORDS && !*cell(p, "formula")
                                 ? NULL
                                 : needed(p, "formula"),
                  .words = both(p, "words_en", "words_cy", true),
                  .fix = both(p, "fix_en", "fix_cy", true)};
        for (int i = 0; i < n; i++)
            if (same(rules[i].code, r.code))
                wrong(p, "code", "it stands twice");
        check_formula(p, &r);
        *PUSH(p->a, rules, n, room) = r;
    }
    p->form->n_rules = n;
    p->form->rules = rules;
}

static void read_form(Parsing *p)
{
    int at = 0;
    int64_t version = 0;
    if (!next(p, FILE_FORM, "id", NULL, &at)) {
        fault(p, wanted[FILE_FORM].name, 2, "", "",
              "the row that describes the form is missing");
        return;
    }
    if (!text_to_int(cell(p, "version"), &version) || version < 1 || version > 9999)
        wrong(p, "version", "a number from 1");
    p->form->id = plain(p, "id");
    p->form->version = (int)version;
    p->form->kind = one_of(p, "kind", "return records") ? FORM_RECORDS : FORM_RETURN;
    p->form->owner = needed(p, "owner");
    p->form->title = both(p, "title_en", "title_cy", true);
    p->form->source = needed(p, "source");
    p->form->source_date = needed(p, "source_date");
    if (next(p, FILE_FORM, "id", NULL, &at))
        wrong(p, "id", "one row describes the form");
}

bool form_parse(Arena *a, Err *err, const InFiles *files, FormFaults *faults, Form *out)
{
    Form f = {.id = "", .owner = "", .source = "", .source_date = "", .digest = ""};
    FormFaults found = {0};
    Parsing p = {.a = a, .faults = &found, .form = &f};
    if (!read_files(&p, err, files))
        return false;
    if (!found.n) {
        read_form(&p);
        read_blocks(&p);
        check_blocks(&p, FILE_KEYS);
        check_blocks(&p, FILE_FIELDS);
        check_blocks(&p, FILE_ROWS);
        check_blocks(&p, FILE_RULES);
        read_rules(&p);
    }
    if (faults)
        *faults = found;
    if (found.n)
        return fail(err, INVALID, "%s%s", found.items[0],
                    found.n > 1 ? arena_printf(a, " (and %d more)", found.n - 1) : "");
    *out = f;
    return true;
}
