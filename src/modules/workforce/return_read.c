/* Decides how the text of a file becomes cells: which block a file is, which return and row a
 * line belongs to. What a cell says is in value_read.c. */
#include "modules/workforce/return_read.h"
#include "db/db.h"
#include "modules/form/form_sheet.h"

typedef struct Reading {
    Ctx *cx;
    const CsvFile *file;
    const Form *form; /* of the collection that the line names */
    const FormBlock *block;
    CheckedFiles *out;
    const CsvRow *row;
    const char *collection, *organisation, *row_key;
} Reading;

static void complain(Reading *rd, const char *code, int line, const char *column,
                     const char *value, const char *detail)
{
    problem_add(rd->cx, &rd->out->problems,
                (Problem){.rule = form_rule(rd->form, code),
                          .file = rd->file->name,
                          .line = line,
                          .column = column,
                          .value = value,
                          .collection = rd->collection ? rd->collection : "",
                          .organisation = rd->organisation ? rd->organisation : "",
                          .block = rd->block ? rd->block->code : NULL,
                          .row = rd->row_key ? rd->row_key : "",
                          .detail = detail});
}

Return *return_of(Ctx *cx, ReturnList *list, const Form *form, const char *collection,
                  const char *organisation)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i]->collection, collection) &&
            same(list->items[i]->organisation, organisation))
            return list->items[i];
    Return *r = NEW(cx->arena, Return);
    r->form = form;
    r->collection = collection;
    r->organisation = organisation;
    r->received_on = "";
    *PUSH(cx->arena, list->items, list->n, list->room) = r;
    return r;
}

/* ---------------------------------------------------------------- headings */

static const char *near_heading(const FormBlock *b, const char *column)
{
    const char *near = NULL;
    int best = 4;
    for (int i = 0; i < b->n_fields + b->n_keys; i++) {
        const char *name = i < b->n_fields ? b->fields[i].name : b->keys[i - b->n_fields].name;
        int d = text_distance(name, column, best);
        if (d < best) {
            best = d;
            near = name;
        }
    }
    return near;
}

static bool is_heading(const FormBlock *b, const char *column)
{
    if (same(column, "collection") || same(column, "organisation") ||
        form_sheet_beside(b, column))
        return true;
    for (int i = 0; i < b->n_keys; i++)
        if (same(b->keys[i].name, column))
            return true;
    return form_field(b, column) != NULL;
}

static bool check_headings(Reading *rd)
{
    const CsvFile *f = rd->file;
    const FormBlock *b = rd->block;
    Arena *a = rd->cx->arena;
    bool whole = true;
    for (int i = 0; i < f->n_columns; i++) {
        if (is_heading(b, f->columns[i]))
            continue;
        const char *near = near_heading(b, f->columns[i]);
        complain(rd, "F02", f->heading_line, f->headings[i], f->headings[i],
                 near ? arena_printf(a, T(rd->cx, "did you mean '%s'?"), near)
                      : arena_printf(a, T(rd->cx, "block %s has no such column"), b->code));
    }
    const char *needed[4] = {"collection", "organisation"};
    int n = 2;
    for (int i = 0; i < b->n_keys; i++)
        needed[n++] = b->keys[i].name;
    for (int i = 0; i < n; i++)
        if (csv_column(f, needed[i]) < 0) {
            complain(rd, "F03", f->heading_line, needed[i], "",
                     arena_printf(a, T(rd->cx, "block %s needs the column '%s'"), b->code,
                                  needed[i]));
            whole = false;
        }
    for (int i = 0; i < b->n_fields; i++)
        if (csv_column(f, b->fields[i].name) < 0 && !b->fields[i].may_be_blank)
            complain(rd, "F03", f->heading_line, b->fields[i].name, "",
                     arena_printf(a, T(rd->cx, "block %s needs the column '%s'"), b->code,
                                  b->fields[i].name));
    return whole;
}

/* ---------------------------------------------------------------- keys */

static const char *cell_of(const Reading *rd, const char *column)
{
    return csv_cell(rd->row, csv_column(rd->file, column));
}

static bool bad_key(Reading *rd, const char *code, const char *column, const char *detail)
{
    complain(rd, code, rd->row->line, column, cell_of(rd, column), detail);
    return false;
}

static bool read_key(Reading *rd)
{
    const FormBlock *b = rd->block;
    Arena *a = rd->cx->arena;
    const FormCode *codes = NULL;
    rd->row_key = "";
    for (int i = 0; i < b->n_keys; i++) {
        const char *name = b->keys[i].name, *text = cell_of(rd, name);
        codes = b->keys[i].codes ? b->keys[i].codes : codes;
        const char *code = form_code_of(codes, text);
        if (!code)
            return bad_key(rd, "F07", name,
                           arena_printf(a, T(rd->cx, "one of: %s"), form_codes_text(a, codes)));
        rd->row_key = i ? arena_printf(a, "%s/%s", rd->row_key, code) : code;
        for (int k = 0; b->categories && i == 0 && b->keys[0].codes[k].value; k++)
            if (same(b->keys[0].codes[k].value, code))
                codes = b->categories[k];
    }
    return true;
}

static bool known_collection(Reading *rd, bool *known)
{
    int64_t n = 0;
    if (!db_one_int(rd->cx, &n, "SELECT COUNT(*) FROM workforce_collection WHERE id = $1",
                    ARGS(rd->collection)))
        return false;
    *known = n > 0;
    return true;
}

/* The id of the organisation that the line names by id or name, or NULL. */
static bool organisation_id(Reading *rd, const char **id)
{
    const char *text = cell_of(rd, "organisation");
    char *slug = arena_strdup(rd->cx->arena, text_slug(rd->cx->arena, text));
    for (char *p = slug; *p; p++)
        *p = *p == '_' ? '-' : *p;
    *id = NULL;
    return db_one_text(rd->cx, id,
                       "SELECT o.id FROM org_organisation o WHERE o.id = $1 OR EXISTS (SELECT 1"
                       " FROM org_name n WHERE n.organisation = o.id AND $2 IN (n.name_en,"
                       " n.name_cy)) ORDER BY CASE WHEN o.id = $1 THEN 0 ELSE 1 END, o.id",
                       ARGS(slug, text));
}

/* Turns to the form of the line's collection. Where it is another form than before, the
 * headings are checked against it too; not ok when it has no block like the file's. */
static bool use_form_of(Reading *rd, bool *ok)
{
    const Form *form;
    if (!workforce_form(rd->cx, rd->collection, &form))
        return false;
    *ok = true;
    if (form == rd->form || same(form->digest, rd->form->digest))
        return true;
    const FormBlock *b = form_block_of_columns(form, rd->file->columns, rd->file->n_columns);
    rd->form = form;
    if (b)
        rd->block = b;
    *ok = b && check_headings(rd);
    if (!b)
        bad_key(rd, "F01", "collection",
                arena_printf(rd->cx->arena,
                             T(rd->cx, "the form of %s has no block with these headings"),
                             rd->collection));
    return true;
}

/* Which return the line belongs to. Lines of one organisation stand together, so the answer for
 * the line before is tried first. */
static bool read_return(Reading *rd, const CsvRow *before, bool *usable)
{
    const char *collection = cell_of(rd, "collection");
    bool ok = false;
    if (before && rd->organisation && same(collection, rd->collection) &&
        same(cell_of(rd, "organisation"),
             csv_cell(before, csv_column(rd->file, "organisation")))) {
        *usable = true;
        return true;
    }
    *usable = false;
    rd->organisation = rd->row_key = NULL;
    rd->collection = collection;
    if (!known_collection(rd, &ok))
        return false;
    if (!ok)
        return bad_key(rd, "F04", "collection", T(rd->cx, "there is no such collection")), true;
    if (!use_form_of(rd, &ok))
        return false;
    if (!ok)
        return true;
    const char *id;
    if (!organisation_id(rd, &id))
        return false;
    if (!id)
        return bad_key(rd, "F05", "organisation", T(rd->cx, "there is no such organisation")),
               true;
    rd->organisation = id;
    if (!workforce_asks(rd->cx, rd->collection, rd->organisation, usable))
        return false;
    if (!*usable) {
        bad_key(
            rd, "F06", "organisation",
            arena_printf(rd->cx->arena, T(rd->cx, "%s does not ask %s"), rd->collection, id));
        rd->organisation = NULL;
    }
    return true;
}

/* A cell that cannot be read is left out, so that formulas do not judge it a second time. */
static void read_cell(Reading *rd, const FormField *f, Return *r)
{
    const char *text = cell_of(rd, f->name), *code, *detail;
    ReturnCell c = {.block = rd->block,
                    .field = f,
                    .row = rd->row_key,
                    .file = rd->file->name,
                    .line = rd->row->line};
    if (csv_column(rd->file, f->name) < 0)
        return; /* not sent: what is stored stays */
    if (!value_read(rd->cx, f, text, &c, &code, &detail))
        complain(rd, code, c.line, f->name, text, detail);
    *PUSH(rd->cx->arena, r->cells, r->n, r->room) = c;
}

/* A line that answers nothing is a line of the template that was left alone. */
static bool is_unanswered(const Reading *rd)
{
    for (int i = 0; i < rd->block->n_fields; i++)
        if (*cell_of(rd, rd->block->fields[i].name))
            return false;
    return true;
}

static bool is_required_row(const FormBlock *b, const char *row)
{
    for (int i = 0; b->required_rows[i]; i++)
        if (same(b->required_rows[i], row))
            return true;
    return false;
}

static const ReturnCell *sent_before(const Return *r, const FormBlock *b, const char *row)
{
    for (int i = 0; i < r->n; i++)
        if (r->cells[i].block == b && same(r->cells[i].row, row))
            return &r->cells[i];
    return NULL;
}

static void read_row(Reading *rd)
{
    if (is_unanswered(rd) && !is_required_row(rd->block, rd->row_key))
        return;
    Return *r =
        return_of(rd->cx, &rd->out->returns, rd->form, rd->collection, rd->organisation);
    const ReturnCell *before = sent_before(r, rd->block, rd->row_key);
    if (before) {
        complain(rd, "F08", rd->row->line,
                 rd->block->n_keys ? rd->block->keys[rd->block->n_keys - 1].name
                                   : "organisation",
                 *rd->row_key ? rd->row_key : rd->organisation,
                 arena_printf(rd->cx->arena, T(rd->cx, "it stands in %s line %d already"),
                              before->file, before->line));
        return;
    }
    for (int i = 0; i < rd->block->n_fields; i++)
        read_cell(rd, &rd->block->fields[i], r);
    if (same(rd->block->code, "A0")) {
        Date d;
        if (date_parse_any(cell_of(rd, "received_on"), &d))
            r->received_on = date_text(rd->cx->arena, d);
    }
}

/* The form of the first line's collection; where that is none, the newest form that has a block
 * with these headings, so that what else is wrong with the file is said too. */
static bool find_form(Reading *rd)
{
    const CsvFile *f = rd->file;
    FormList all;
    bool known = false;
    rd->collection = f->n_rows ? csv_cell(&f->rows[0], csv_column(f, "collection")) : "";
    if (!known_collection(rd, &known))
        return false;
    if (known) {
        if (!workforce_form(rd->cx, rd->collection, &rd->form))
            return false;
        rd->block = form_block_of_columns(rd->form, f->columns, f->n_columns);
    } else {
        if (!form_list(rd->cx, &all))
            return false;
        for (int i = 0; i < all.n && !rd->block; i++) {
            rd->form = all.items[i];
            if (rd->form->published && rd->form->kind == FORM_RETURN)
                rd->block = form_block_of_columns(rd->form, f->columns, f->n_columns);
        }
    }
    rd->collection = NULL;
    return true;
}

bool return_block_of(Ctx *cx, const CsvFile *f, const Form **form, const FormBlock **block)
{
    Reading rd = {.cx = cx, .file = f};
    if (!find_form(&rd))
        return false;
    *form = rd.form;
    *block = rd.block;
    return true;
}

/* Nobody corrects so many by hand; a list of them would be another hostile file. */
enum { MOST_PROBLEMS = 20000 };

bool return_read_file(Ctx *cx, const CsvFile *f, CheckedFiles *out)
{
    Reading rd = {.cx = cx, .file = f, .out = out};
    if (!find_form(&rd))
        return false;
    if (!rd.block) {
        complain(&rd, "F01", f->heading_line, f->headings[0], "",
                 T(cx, "the headings are those of no block, or of two blocks alike"));
        return true;
    }
    if (!check_headings(&rd))
        return true;
    for (int i = 0; i < f->n_rows; i++) {
        bool usable;
        rd.row = &f->rows[i];
        if (!read_return(&rd, i ? &f->rows[i - 1] : NULL, &usable))
            return false;
        if (usable && read_key(&rd))
            read_row(&rd);
        if (out->problems.n > MOST_PROBLEMS)
            return fail(&cx->err, TOO_LARGE,
                        "%s:%d: more than %d problems; is this the file that was meant?",
                        f->name, rd.row->line, MOST_PROBLEMS);
        if (!ctx_go_on(cx, f->name, i + 1, f->n_rows))
            return false;
    }
    out->n_rows += f->n_rows;
    return true;
}
