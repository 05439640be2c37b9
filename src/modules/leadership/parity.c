/* Decides what the definition sheet of parity is, and what may be entered on it by hand. Where
 * each half comes from, parity_fill.c decides. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/audit.h"
#include "core/nameless.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

const Choice professions[] = {
    {"ot", N_("Occupational therapy")}, {"social-work", N_("Social work")}, {NULL, NULL}};

bool parity_sheet(Ctx *cx, const Parity **out, int *n)
{
    const char *name = "data/parity.csv";
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, name);
    CsvFile f;
    if (!e || !csv_parse(cx->arena, &cx->err, name, e->data, e->size, &f))
        return fail(&cx->err, NOT_FOUND, "there is no parity sheet");
    bool cy = cx->lang == LANG_CY;
    Parity *list = NEW_ARRAY(cx->arena, Parity, f.n_rows);
    for (int i = 0; i < f.n_rows; i++) {
        const CsvRow *r = &f.rows[i];
        list[i] = (Parity){
            .key = csv_cell(r, csv_column(&f, "indicator")),
            .label = csv_cell(r, csv_column(&f, cy ? "label_cy" : "label_en")),
            .definition = csv_cell(r, csv_column(&f, cy ? "definition_cy" : "definition_en")),
            .unit = csv_cell(r, csv_column(&f, "unit")),
            .sources = {csv_cell(r, csv_column(&f, "ot_source")),
                        csv_cell(r, csv_column(&f, "social_work_source"))}};
    }
    *out = list;
    *n = f.n_rows;
    return true;
}

/* ---------------------------------------------------------------- entries */

static const Parity *sheet_row(const Parity *sheet, int n, const char *key)
{
    for (int i = 0; i < n; i++)
        if (same(sheet[i].key, key))
            return &sheet[i];
    return NULL;
}

/* Percentages are entered as people say them: 12.5 for 12.5 %. */
static double most_of(const char *unit)
{
    return same(unit, "percent") ? 100 : same(unit, "count") ? 9 : 2000;
}

static void check_value(Complaints *c, const Parity *p, const char *value)
{
    double v;
    if (same(value, "NK") || same(value, "n/a"))
        return;
    if (same(p->unit, "yes-no")) {
        if (!same(value, "Y") && !same(value, "N"))
            complain(c, "value", value, N_("is neither Y, N, NK nor n/a"), NULL);
    } else if (same(p->unit, "text")) {
        const char *named = nameless_fault(c->cx->arena, value);
        if (named || !*value)
            complain(c, "value", value, named ? named : N_("is empty"), NULL);
    } else if (!text_to_double(value, &v) || v < 0 || v > most_of(p->unit)) {
        complain(c, "value", value, N_("is no number that it could be"),
                 N_("Write a number (12.5 for 12.5 %), NK or n/a"));
    }
}

bool parity_check(Complaints *c, const ParityEntry *e)
{
    int before = c->n, n;
    bool there = false;
    const Parity *sheet;
    Date d;
    if (!org_exists(c->cx, e->organisation, &there) || !parity_sheet(c->cx, &sheet, &n))
        return false;
    const Parity *p = sheet_row(sheet, n, e->indicator);
    bool ot = same(e->profession, "ot"), sw = same(e->profession, "social-work");
    if (!there)
        complain(c, "organisation", e->organisation, N_("is not an organisation"), NULL);
    if (!p)
        complain(c, "indicator", e->indicator, N_("is not on the definition sheet"),
                 N_("pont leadership sheet lists the indicators"));
    if (!ot && !sw)
        complain(c, "profession", e->profession, N_("is neither ot nor social-work"), NULL);
    if (p && (ot || sw) && !strstr(p->sources[ot ? PROFESSION_OT : PROFESSION_SW], "entry"))
        complain(c, "indicator", e->indicator,
                 N_("is not entered: it comes from the register or the return"),
                 N_("Record or correct the post instead"));
    if (!date_parse_iso(e->as_at, &d) || d.days > c->cx->today.days)
        complain(c, "as_at", e->as_at, N_("is no day that has been (write 2026-03-31)"), NULL);
    if (p)
        check_value(c, p, e->value);
    if (!*e->source)
        complain(c, "source", "", N_("is required: say where the value stands"), NULL);
    const char *named = nameless_fault(c->cx->arena, e->source);
    if (named)
        complain(c, "source", e->source, named, NULL);
    return db_ok(c->cx) && c->n == before;
}

bool parity_entries(Ctx *cx, const char *organisation, ParityEntryList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    ParityEntryList list = {0};
    if (!db_query(
            cx, &rows,
            "SELECT p.organisation, p.indicator, p.profession, p.as_at, p.value, p.source,"
            " p.reason FROM leadership_parity p WHERE ($1 = '' OR p.organisation = $1)"
            " AND p.id = (SELECT MAX(q.id) FROM leadership_parity q"
            "  WHERE q.organisation = p.organisation AND q.indicator = p.indicator"
            "  AND q.profession = p.profession AND q.as_at = p.as_at)"
            " ORDER BY p.organisation, p.indicator, p.profession, p.as_at DESC",
            ARGS(organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (ParityEntry){
            db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
            db_text(&rows, 4), db_text(&rows, 5), db_text(&rows, 6)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

const ParityEntry *parity_entry_of(const ParityEntryList *list, const char *organisation,
                                   const char *indicator, const char *profession,
                                   const char *as_at)
{
    for (int i = 0; i < list->n; i++) {
        const ParityEntry *e = &list->items[i];
        if (same(e->organisation, organisation) && same(e->indicator, indicator) &&
            same(e->profession, profession) && (!*as_at || same(e->as_at, as_at)))
            return e;
    }
    return NULL;
}

bool leadership_parity_enter(Ctx *cx, const ParityEntry *e)
{
    Complaints c = {.cx = cx};
    ParityEntryList list;
    if (!parity_check(&c, e))
        return db_ok(cx) && complaints_none(&c);
    if (!parity_entries(cx, e->organisation, &list))
        return false;
    const ParityEntry *before =
        parity_entry_of(&list, e->organisation, e->indicator, e->profession, e->as_at);
    if (before && !*e->reason)
        return fail(&cx->err, CONFLICT,
                    "there is a value of %s already; to correct it, give a reason", e->as_at);
    audit_note_for(cx, e->organisation,
                   arena_printf(cx->arena, "leadership_parity:%s/%s/%s/%s", e->organisation,
                                e->indicator, e->profession, e->as_at),
                   before ? before->value : "", e->value);
    return db_run(cx,
                  "INSERT INTO leadership_parity (organisation, indicator, profession, as_at,"
                  " value, source, reason, recorded_on, recorded_by)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  ARGS(e->organisation, e->indicator, e->profession, e->as_at, e->value,
                       e->source, e->reason, date_text(cx->arena, cx->today), cx->user));
}

bool leadership_parity_has(Ctx *cx, const ParityEntry *e, bool *out)
{
    ParityEntryList list;
    if (!parity_entries(cx, e->organisation, &list))
        return false;
    const ParityEntry *x =
        parity_entry_of(&list, e->organisation, e->indicator, e->profession, e->as_at);
    *out = x && same(x->value, e->value) && same(x->source, e->source);
    return true;
}

bool leadership_parity_export(Ctx *cx, const char *organisation, Buf *out)
{
    static const char *const columns[] = {"organisation", "indicator", "profession",
                                          "as_at",        "value",     "source"};
    CsvOut o = {.buf = out};
    ParityEntryList list;
    if (!parity_entries(cx, organisation, &list))
        return false;
    for (int i = 0; i < 6; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    for (int i = 0; i < list.n; i++) {
        const ParityEntry *e = &list.items[i];
        const char *cells[] = {e->organisation, e->indicator, e->profession,
                               e->as_at,        e->value,     e->source};
        if (!may(cx, LEADERSHIP_READ, e->organisation))
            continue;
        for (int k = 0; k < 6; k++)
            csv_field(&o, cells[k]);
        csv_end_row(&o);
    }
    return true;
}
