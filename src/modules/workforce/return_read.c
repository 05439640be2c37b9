/* Decides how the text of a file becomes cells: which block a file is, which return and row a
 * line belongs to, and what a cell says (a value, blank, not known, not applicable). */
#include "modules/workforce/return_read.h"
#include "db/db.h"
#include <math.h>

typedef struct Reading {
    Ctx *cx;
    const CsvFile *file;
    const FormBlock *block;
    CheckedFiles *out;
    const CsvRow *row;
    const char *collection, *organisation, *row_key;
} Reading;

void problem_add(Ctx *cx, Problems *list, Problem p)
{
    *PUSH(cx->arena, list->items, list->n, list->room) = p;
    if (p.accepted)
        list->accepted++;
    else if (p.rule->severity == SEVERITY_ERROR)
        list->errors++;
    else
        list->warnings++;
}

static void complain(Reading *rd, const char *code, int line, const char *column,
                     const char *value, const char *detail)
{
    problem_add(rd->cx, &rd->out->problems,
                (Problem){.rule = rule_by_code(code),
                          .file = rd->file->name,
                          .line = line,
                          .column = column,
                          .value = value,
                          .collection = rd->collection ? rd->collection : "",
                          .organisation = rd->organisation ? rd->organisation : "",
                          .row = rd->row_key ? rd->row_key : "",
                          .detail = detail});
}

Return *return_of(Ctx *cx, ReturnList *list, const char *collection, const char *organisation)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i]->collection, collection) &&
            same(list->items[i]->organisation, organisation))
            return list->items[i];
    Return *r = NEW(cx->arena, Return);
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
    /* "problems" is the column that Pont itself adds to the file of problems. */
    if (same(column, "collection") || same(column, "organisation") || same(column, "problems"))
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
        if (csv_column(f, b->fields[i].name) < 0 && !(b->fields[i].flags & MAY_BE_BLANK))
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

static const char *codes_text(Arena *a, const Choice *codes)
{
    Buf b = buf_new(a, 0);
    for (const Choice *c = codes; c->value; c++)
        buf_printf(&b, "%s%s", c == codes ? "" : ", ", c->value);
    return buf_text(&b);
}

/* The code as it is kept, found without regard to case; NULL when it is none. */
static const char *find_code(const Choice *codes, const char *text)
{
    for (const Choice *c = codes; c && c->value; c++)
        if (same_fold(c->value, text))
            return c->value;
    return NULL;
}

static bool read_key(Reading *rd)
{
    const FormBlock *b = rd->block;
    Arena *a = rd->cx->arena;
    const Choice *codes = NULL;
    rd->row_key = "";
    for (int i = 0; i < b->n_keys; i++) {
        const char *name = b->keys[i].name, *text = cell_of(rd, name);
        codes = b->keys[i].codes ? b->keys[i].codes : codes;
        const char *code = find_code(codes, text);
        if (!code)
            return bad_key(rd, "F07", name,
                           arena_printf(a, T(rd->cx, "one of: %s"), codes_text(a, codes)));
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

static bool is_expected(Reading *rd, bool *expected)
{
    int64_t n = 0;
    if (!db_one_int(rd->cx, &n,
                    "SELECT COUNT(*) FROM workforce_expected WHERE collection = $1"
                    " AND organisation = $2",
                    ARGS(rd->collection, rd->organisation)))
        return false;
    *expected = n > 0;
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
    const char *id;
    if (!organisation_id(rd, &id))
        return false;
    if (!id)
        return bad_key(rd, "F05", "organisation", T(rd->cx, "there is no such organisation")),
               true;
    rd->organisation = id;
    if (!is_expected(rd, usable))
        return false;
    if (!*usable) {
        bad_key(
            rd, "F06", "organisation",
            arena_printf(rd->cx->arena, T(rd->cx, "%s does not ask %s"), rd->collection, id));
        rd->organisation = NULL;
    }
    return true;
}

/* ---------------------------------------------------------------- values */

static bool is_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (same_fold(text, *words))
            return true;
    return false;
}
static const char *const not_known[] = {"NK", "not known", "unknown", "anhysbys", NULL};
static const char *const not_applicable[] = {"n/a", "na", "not applicable", "amherthnasol",
                                             NULL};

static bool read_number(Reading *rd, const FormField *f, const char *text, ReturnCell *c)
{
    Arena *a = rd->cx->arena;
    if (!text_to_double(text, &c->number)) {
        bool comma = strchr(text, ',') != NULL;
        complain(rd, "F09", c->line, f->name, text,
                 comma ? T(rd->cx, "a comma may mean thousands or decimals; write 1250 or 12.5")
                       : T(rd->cx, "this is not a number"));
        return false;
    }
    if (f->kind != VALUE_SIGNED && c->number < 0 && !same(f->name, "hc")) {
        complain(rd, "F10", c->line, f->name, text, T(rd->cx, "it cannot be negative"));
        return false;
    }
    if (fabs(c->number) > f->most) {
        complain(
            rd, "F10", c->line, f->name, text,
            arena_printf(a, T(rd->cx, "the largest allowed is %s"), text_double(a, f->most)));
        return false;
    }
    bool count = f->kind == VALUE_COUNT || same(f->name, "hc");
    if (count && c->number != floor(c->number)) {
        complain(rd, "F11", c->line, f->name, text, T(rd->cx, "this is a count"));
        return false;
    }
    if ((f->flags & IN_WTE) && fabs(c->number * 100 - round(c->number * 100)) > 1e-6) {
        complain(rd, "F12", c->line, f->name, text, T(rd->cx, "more than two decimals"));
        return false;
    }
    return true;
}

static bool read_value(Reading *rd, const FormField *f, const char *text, ReturnCell *c)
{
    static const char *const yes[] = {"Y", "yes", "true", "1", "ie", "ydy", NULL};
    static const char *const no[] = {"N", "no", "false", "0", "na", "nac ydy", NULL};
    Date day;
    switch (f->kind) {
    case VALUE_COUNT:
    case VALUE_AMOUNT:
    case VALUE_SIGNED:
        return read_number(rd, f, text, c);
    case VALUE_YES_NO:
        if (!is_word(text, yes) && !is_word(text, no)) {
            complain(rd, "F14", c->line, f->name, text, T(rd->cx, "this is neither Y nor N"));
            return false;
        }
        c->number = is_word(text, yes);
        return true;
    case VALUE_CODE:
        if (!(c->text = find_code(f->codes, text))) {
            complain(rd, "F07", c->line, f->name, text,
                     arena_printf(rd->cx->arena, T(rd->cx, "one of: %s"),
                                  codes_text(rd->cx->arena, f->codes)));
            return false;
        }
        return true;
    case VALUE_DAY:
        if (!date_parse_any(text, &day)) {
            complain(rd, "F13", c->line, f->name, text, T(rd->cx, "there is no such day"));
            return false;
        }
        c->text = date_text(rd->cx->arena, day);
        return true;
    case VALUE_TEXT:
        c->text = text;
        return true;
    }
    return false;
}

/* A cell that cannot be read is left out, so that formulas do not judge it a second time. */
static void read_cell(Reading *rd, const FormField *f, Return *r)
{
    const char *text = cell_of(rd, f->name);
    ReturnCell c = {.block = rd->block,
                    .field = f,
                    .row = rd->row_key,
                    .text = "",
                    .file = rd->file->name,
                    .line = rd->row->line};
    if (csv_column(rd->file, f->name) < 0)
        return; /* not sent: what is stored stays */
    if (!*text)
        c.state = STATE_BLANK;
    else if (f->kind != VALUE_TEXT && is_word(text, not_known))
        c.state = STATE_NOT_KNOWN;
    else if (f->kind != VALUE_TEXT && f->kind != VALUE_YES_NO && is_word(text, not_applicable))
        c.state = STATE_NOT_APPLICABLE;
    else if (f->kind == VALUE_YES_NO && same_fold(text, "n/a"))
        c.state = STATE_NOT_APPLICABLE;
    else if (!read_value(rd, f, text, &c))
        c.state = STATE_NOT_KNOWN, c.text = "?";
    if (c.state == STATE_BLANK && !(f->flags & MAY_BE_BLANK))
        complain(rd, "F15", c.line, f->name, "", T(rd->cx, "it is blank"));
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
    for (int i = 0; b->required_rows && b->required_rows[i]; i++)
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
    Return *r = return_of(rd->cx, &rd->out->returns, rd->collection, rd->organisation);
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

bool return_read_file(Ctx *cx, const CsvFile *f, CheckedFiles *out)
{
    Reading rd = {.cx = cx, .file = f, .out = out};
    rd.block = form_block_of_columns(f->columns, f->n_columns);
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
        if (!ctx_go_on(cx, f->name, i + 1, f->n_rows))
            return false;
    }
    out->n_rows += f->n_rows;
    return true;
}
