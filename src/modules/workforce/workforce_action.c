/* The returns' actions: call workforce.h, fill a reply. Decides nothing of the subject. */
#include "core/who.h"
#include "modules/record/record.h"
#include "modules/workforce/exchange.h"
#include "modules/workforce/picture.h"
#include "modules/workforce/return_book.h"
#include "modules/workforce/theme.h"
#include "modules/workforce/workforce.h"

static bool no_such_block(Ctx *cx, const Form *form, const char *block)
{
    Buf codes = buf_new(cx->arena, 0);
    for (int i = 0; i < form->n_blocks; i++)
        buf_printf(&codes, "%s%s", i ? ", " : "", form->blocks[i].code);
    return fail(&cx->err, NOT_FOUND, "there is no block '%s'; blocks are %s", block,
                buf_text(&codes));
}

bool do_template(Ctx *cx, const void *in, Reply *out)
{
    const TemplateInput *q = in;
    const Form *form;
    Org o;
    if ((*q->collection ? !workforce_form(cx, q->collection, &form)
                        : !workforce_newest_form(cx, &form)) ||
        (*q->organisation && !org_get(cx, q->organisation, cx->today, &o)))
        return false;
    if (*q->block && !form_block(form, q->block))
        return no_such_block(cx, form, q->block);
    out->title = T(cx, "Template of the yearly OT workforce return");
    if (q->workbook || q->ods)
        return return_template(cx, form, q, out);
    for (int i = 0; i < form->n_blocks; i++) {
        const FormBlock *b = &form->blocks[i];
        if (*q->block && b != form_block(form, q->block))
            continue;
        Buf text = buf_new(cx->arena, 0);
        form_template(b, q->collection, q->organisation, &text);
        reply_file(cx, out, arena_printf(cx->arena, "%s.csv", b->file), buf_text(&text));
    }
    reply_note(
        cx, out, "%s",
        T(cx, "Fill the files in a spreadsheet and save them as CSV, or ask for a workbook. 0 "
              "means none, NK not known, n/a does not apply; a blank is not answered."));
    return true;
}

/* words has one %d, as T_COUNT() gave it. */
static void put_count(Buf *b, const char *words, int n)
{
    const char *at = strstr(words, "%d");
    buf_put(b, words, at ? (size_t)(at - words) : strlen(words));
    if (at)
        buf_printf(b, "%d%s", n, at + 2);
}

/* As a compiler would say it: place first, so that an editor can jump there. */
static const char *problems_text(Ctx *cx, const CheckedFiles *c)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < c->n_notes; i++)
        buf_printf(&b, "%s\n", c->notes[i]);
    for (int i = 0; i < c->problems.n; i++) {
        const Problem *p = &c->problems.items[i];
        if (*p->file)
            buf_printf(&b, "%s:%d: ", p->file, p->line);
        else
            buf_printf(&b, "%s: ", p->organisation);
        buf_printf(&b, "%s %s: ",
                   p->accepted                           ? T(cx, "accepted warning")
                   : p->rule->severity == SEVERITY_ERROR ? T(cx, "error")
                                                         : T(cx, "warning"),
                   p->rule->code);
        buf_printf(&b, "%s '%s'", T(cx, "column"), p->column);
        if (*p->row)
            buf_printf(&b, " (%s %s)", p->organisation, p->row);
        buf_printf(&b, ", %s '%s': %s.", T(cx, "value"), p->value,
                   form_text(cx, p->rule->words));
        if (*p->detail)
            buf_printf(&b, " %s.", p->detail);
        buf_printf(&b, " %s: %s.\n", T(cx, "Fix"), form_text(cx, p->rule->fix));
        if (p->accepted)
            buf_printf(&b, "    %s: %s\n", T(cx, "accepted because"), p->accepted);
        else if (p->last_year)
            buf_printf(&b, "    %s: %s\n", T(cx, "accepted last year because"), p->last_year);
    }
    const char *sep = "";
    const struct {
        int n;
        const char *words;
    } counts[] = {
        {c->n_sent, T_COUNT(cx, "%d file", "%d files", c->n_sent)},
        {c->n_rows, T_COUNT(cx, "%d row", "%d rows", c->n_rows)},
        {c->returns.n, T_COUNT(cx, "%d return", "%d returns", c->returns.n)},
        {c->problems.errors, T_COUNT(cx, "%d error", "%d errors", c->problems.errors)},
        {c->problems.warnings, T_COUNT(cx, "%d warning", "%d warnings", c->problems.warnings)},
        {c->problems.accepted,
         T_COUNT(cx, "%d accepted warning", "%d accepted warnings", c->problems.accepted)},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++, sep = ", ") {
        buf_puts(&b, sep);
        put_count(&b, counts[i].words, counts[i].n);
    }
    buf_putc(&b, '\n');
    return buf_text(&b);
}

static bool checked_reply(Ctx *cx, const FilesInput *q, const CheckedFiles *c, Reply *out)
{
    reply_fact(cx, out, "files", T(cx, "Files"), cell_number(c->n_sent), 0);
    reply_fact(cx, out, "rows", T(cx, "Rows"), cell_number(c->n_rows), 0);
    reply_fact(cx, out, "returns", T(cx, "Returns"), cell_number(c->returns.n), 0);
    reply_fact(cx, out, "errors", T(cx, "Errors"), cell_number(c->problems.errors), 0);
    reply_fact(cx, out, "warnings", T(cx, "Warnings"), cell_number(c->problems.warnings), 0);
    reply_fact(cx, out, "accepted", T(cx, "Accepted warnings"),
               cell_number(c->problems.accepted), 0);
    problems_table(cx, out, &c->problems);
    for (int i = 0; i < c->n_notes; i++)
        reply_note(cx, out, "%s", c->notes[i]);
    out->only_text = problems_text(cx, c);
    if (c->problems.errors)
        out->outcome = ERR_INVALID;
    return return_corrections(cx, c, q->workbook ? BOOK_XLSX : BOOK_NONE, out);
}

bool do_check(Ctx *cx, const void *in, Reply *out)
{
    const FilesInput *q = in;
    CheckedFiles c;
    bool records;
    if (!record_check_instead(cx, &q->files, out, &records))
        return false;
    if (records)
        return true;
    if (!workforce_check(cx, &q->files, &c))
        return false;
    out->title = c.problems.errors ? T(cx, "The files have errors; nothing was written")
                                   : T(cx, "The files can be imported");
    return checked_reply(cx, q, &c, out);
}

static bool import_refused(Ctx *cx, const FilesInput *q, const CheckedFiles *c, Reply *out)
{
    if (q->record_refusal && !workforce_record_refusal(cx, c))
        return false;
    out->title = q->record_refusal
                     ? T(cx, "The files have errors; nothing was imported, and the attempt is "
                             "kept in view")
                     : T(cx, "The files have errors; nothing was imported");
    return true;
}

/* A person's import changes the draft, which may still break rules: they hold back its
 * submission, not the work on it. */
static bool import_drafts(Ctx *cx, const CheckedFiles *c, Reply *out)
{
    if (!workforce_store_drafts(cx, c))
        return false;
    out->title = arena_printf(cx->arena,
                              T_COUNT(cx, "%d draft changed; submit it when it is complete",
                                      "%d drafts changed; submit each when it is complete",
                                      c->returns.n),
                              c->returns.n);
    out->next = c->returns.n == 1 ? arena_printf(cx->arena, "/workforce/return/%s/%s",
                                                 c->returns.items[0]->collection,
                                                 c->returns.items[0]->organisation)
                                  : "/workforce";
    return true;
}

static bool import_at_once(Ctx *cx, const CheckedFiles *c, Reply *out)
{
    if (!workforce_store(cx, c))
        return false;
    out->title = arena_printf(
        cx->arena, T_COUNT(cx, "%d return imported", "%d returns imported", c->returns.n),
        c->returns.n);
    out->next = "/workforce";
    return true;
}

/* What was seen as a difference; by now it may be refused all the same. */
bool workforce_import_checked(Ctx *cx, const CheckedFiles *c, Reply *out)
{
    bool refused = c->drafts ? problems_unreadable(&c->problems) : c->problems.errors > 0;
    return refused
               ? import_refused(cx, &(FilesInput){0}, c, out) && (out->outcome = ERR_INVALID)
           : c->drafts ? import_drafts(cx, c, out)
                       : import_at_once(cx, c, out);
}

bool do_import(Ctx *cx, const void *in, Reply *out)
{
    const FilesInput *q = in;
    CheckedFiles c;
    bool records;
    if (!record_import_instead(cx, &q->files, out, &records))
        return false;
    if (records)
        return true;
    if (!workforce_check_replacing(cx, &q->files, q->replace, &c) ||
        !workforce_permit_import(cx, &c))
        return false;
    bool refused = c.drafts ? problems_unreadable(&c.problems) : c.problems.errors > 0;
    if (!(refused    ? import_refused(cx, q, &c, out)
          : c.drafts ? import_drafts(cx, &c, out)
                     : import_at_once(cx, &c, out)))
        return false;
    if (!checked_reply(cx, q, &c, out))
        return false;
    if (!refused)
        out->outcome = ERR_NONE;
    out->only_text = arena_printf(cx->arena, "%s%s\n", out->only_text, out->title);
    return true;
}

bool do_accept(Ctx *cx, const void *in, Reply *out)
{
    const AcceptInput *q = in;
    if (!workforce_accept(cx, q->collection, q->organisation, q->code, q->row, q->reason))
        return false;
    out->title = T(cx, "The warning is accepted");
    out->next =
        arena_printf(cx->arena, "/workforce/return/%s/%s", q->collection, q->organisation);
    return true;
}

bool do_list(Ctx *cx, const void *in, Reply *out)
{
    const ListInput *q = in;
    if (!*q->collection) {
        CollectionList list;
        if (!workforce_collections_seen(cx, "", &list))
            return false;
        out->title = T(cx, "Collections");
        Table *t = reply_table(cx, out, "collections", T(cx, "Collections"));
        table_column(cx, t, "collection", T(cx, "Collection"), COLUMN_TEXT, 0);
        table_column(cx, t, "as_at", T(cx, "As at"), COLUMN_TEXT, 0);
        table_column(cx, t, "due", T(cx, "Due"), COLUMN_TEXT, 0);
        table_column(cx, t, "asked", T(cx, "Asked"), COLUMN_NUMBER, 0);
        table_column(cx, t, "received", T(cx, "Received"), COLUMN_NUMBER, 0);
        table_column(cx, t, "late", T(cx, "Received late"), COLUMN_NUMBER, 0);
        table_column(cx, t, "refused", T(cx, "Refused"), COLUMN_NUMBER, 0);
        table_column(cx, t, "not_received", T(cx, "Not received"), COLUMN_NUMBER, 0);
        for (int i = 0; i < list.n; i++) {
            const Collection *k = &list.items[i];
            Cell *c = table_row(cx, t);
            c[0] = cell_text(k->id);
            c[1] = cell_text(k->as_at);
            c[2] = cell_text(k->due);
            c[3] = cell_number(k->expected);
            c[4] = cell_number(k->received);
            c[5] = cell_number(k->late);
            c[6] = cell_number(k->refused);
            c[7] = cell_number(k->expected - k->received);
        }
        return true;
    }
    ExpectedList list;
    Collection seen;
    if (!workforce_collection_seen(cx, q->collection, &seen) ||
        !workforce_expected_seen(cx, q->collection, &list))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Returns"), q->collection);
    Table *t = reply_table(cx, out, "returns", T(cx, "Returns"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "received_on", T(cx, "Received on"), COLUMN_TEXT, 0);
    table_column(cx, t, "version", T(cx, "Version"), COLUMN_NUMBER, 0);
    table_column(cx, t, "errors", T(cx, "Errors"), COLUMN_NUMBER, 0);
    table_column(cx, t, "warnings", T(cx, "Warnings"), COLUMN_NUMBER, 0);
    table_column(cx, t, "work", T(cx, "Step"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "due", T(cx, "Due"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    for (int i = 0; i < list.n; i++) {
        const Expected *e = &list.items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(e->org.id);
        c[1] = cell_text(org_name(cx, &e->org));
        c[2] = cell_code(expected_code(e), expected_label(cx, e));
        c[3] = cell_text(e->received_on);
        c[4] = e->return_id ? cell_number((double)e->version) : cell_state(CELL_NOT_RECEIVED);
        c[5] = cell_number(e->errors);
        c[6] = cell_number(e->warnings);
        c[7] = cell_code(work_status_code(e->work), work_status_label(cx, e->work));
        c[8] = cell_text(e->due);
    }
    return true;
}

bool do_show(Ctx *cx, const void *in, Reply *out)
{
    const ShowInput *q = in;
    Return r;
    Problems p;
    if (!workforce_return(cx, q->collection, q->organisation, &r) ||
        !workforce_problems(cx, q->collection, q->organisation, &p))
        return false;
    out->title =
        arena_printf(cx->arena, "%s: %s, %s", T(cx, "Return"), q->organisation, q->collection);
    reply_fact(cx, out, "version", T(cx, "Version"), cell_number((double)r.version), 0);
    reply_fact(cx, out, "received_on", T(cx, "Received on"), cell_text(r.received_on), 0);
    return_table(cx, out, &r, q->block);
    problems_table(cx, out, &p);
    return true;
}

static bool draw(Ctx *cx, PictureAsk *ask, const char *collection, const char *within,
                 Picture *out)
{
    ask->collection = collection;
    ask->within = within;
    return workforce_picture_of(cx, ask, out);
}

bool do_picture(Ctx *cx, const void *in, Reply *out)
{
    const PictureInput *q = in;
    const char *collection = q->collection;
    const Theme *theme = theme_by_key(q->theme);
    Picture p;
    Twice twice;
    PictureAsk ask = {0};
    if (!fill_of(cx, q->fill, &ask.fill))
        return false;
    if (*q->theme && !theme)
        return fail(&cx->err, NOT_FOUND, "there is no theme '%s'", q->theme);
    if (theme)
        ask.n_wanted = theme_indicators(cx->arena, theme, &ask.wanted);
    if (*q->indicator && !indicator_by_key(q->indicator))
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", q->indicator);
    Collection seen;
    if ((!*collection && !workforce_latest_seen(cx, "", &collection)) ||
        !workforce_collection_seen(cx, collection, &seen) ||
        !draw(cx, &ask, collection, *q->within ? q->within : picture_whole(cx, seen.region),
              &p) ||
        !picture_twice(cx, &p, &twice))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Picture"), collection);
    if (*q->indicator) {
        const Indicator *ind = indicator_by_key(q->indicator);
        reply_fact(cx, out, "formula", T(cx, "Formula"), cell_text(ind->formula), 0);
        picture_table(cx, out, &p, q->indicator);
        twice_table(cx, out, &p, &twice);
        return true;
    }
    /* All indicators of the whole, with formula, bounds and coverage; then everybody. */
    Table *t = reply_table(cx, out, "indicators", p.rows[0].label);
    table_column(cx, t, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_NUMBER, 3);
    table_column(cx, t, "low", T(cx, "Minimum"), COLUMN_NUMBER, 3);
    table_column(cx, t, "high", T(cx, "Maximum"), COLUMN_NUMBER, 3);
    table_percent(cx, t, "coverage", T(cx, "Coverage"), 1);
    if (ask.fill != FILL_NONE) {
        table_percent(cx, t, "carried", T(cx, "Carried forward"), 1);
        table_percent(cx, t, "imputed", T(cx, "Imputed"), 1);
    }
    table_column(cx, t, "formula", T(cx, "Formula"), COLUMN_TEXT, 0);
    for (int i = 0; i < n_indicators; i++) {
        const Measure *m = &p.rows[0].measures[i];
        if (m->state == CELL_BLANK)
            continue; /* of another theme */
        Cell *c = table_row(cx, t);
        Column *as = NEW(cx->arena, Column);
        *as = (Column){.decimals = indicators[i].decimals, .percent = indicators[i].percent};
        c[0] = cell_code(indicators[i].key, T(cx, indicators[i].label));
        c[1] = measure_cell(m);
        c[2] = measure_bound(m, m->low);
        c[3] = measure_bound(m, m->high);
        c[1].as = c[2].as = c[3].as = as;
        c[4] = cell_number(m->coverage);
        int column = 5;
        if (ask.fill != FILL_NONE) {
            c[column++] = cell_number(m->carried_share);
            c[column++] = cell_number(m->imputed_share);
        }
        c[column] = cell_text(indicators[i].formula);
    }
    twice_table(cx, out, &p, &twice);
    picture_table(cx, out, &p, "")->data_only = true;
    return true;
}

bool do_series(Ctx *cx, const void *in, Reply *out)
{
    const SeriesInput *q = in;
    const Indicator *ind = indicator_by_key(q->indicator);
    Org whole;
    Table *t;
    PictureYears years;
    PictureAsk ask = {.wanted = &ind, .n_wanted = 1};
    if (!fill_of(cx, q->fill, &ask.fill))
        return false;
    if (!ind)
        return fail(&cx->err, NOT_FOUND, "there is no indicator '%s'", q->indicator);
    const char *within = *q->within ? q->within : picture_whole(cx, q->region);
    ask.within = within;
    if (!org_get(cx, *within ? within : q->region, cx->today, &whole) ||
        !(workforce_reads(cx, whole.id) || permit(cx, "workforce.aggregate", whole.id)) ||
        !series_table(cx, out, q->region, &ask, &years, &t))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", org_name(cx, &whole), T(cx, ind->label));
    reply_fact(cx, out, "formula", T(cx, "Formula"), cell_text(ind->formula), 0);
    return true;
}

bool do_define(Ctx *cx, const void *in, Reply *out)
{
    const DefineInput *q = in;
    int rows;
    if (!workforce_import_collections(cx, &q->files, &rows))
        return false;
    out->title =
        arena_printf(cx->arena, T_COUNT(cx, "%d row imported", "%d rows imported", rows), rows);
    out->next = "/workforce";
    return true;
}

bool do_rules(Ctx *cx, const void *in, Reply *out)
{
    const RulesInput *q = in;
    const Form *form;
    if (*q->form ? !form_get(cx, q->form, 0, &form) : !workforce_newest_form(cx, &form))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Rules of the return"),
                              form_text(cx, form->title));
    form_rules_table(cx, out, form, true)->caption = T(cx, "Rules of the return");
    return true;
}
