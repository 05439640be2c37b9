/* Decides where each half of the parity sheet comes from. The sheet is data: an indicator names
 * its sources in the order in which they are asked,
 *
 *     register:FIELD       the register's entry of the day
 *     return:BLOCK/FIELD   a cell of the newest return in force
 *     indicator:KEY        an indicator of the picture, of the newest collection
 *     entry                what somebody entered by hand, with its source
 *
 * and the first that has an answer gives it. None: the half was not received. A value from a
 * return is told of by name only to those who may read that return. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/audit.h"
#include "core/nameless.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"
#include "modules/workforce/workforce.h"
#include <math.h>

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

const Choice professions[] = {
    {"ot", N_("Occupational therapy")}, {"social-work", N_("Social work")}, {NULL, NULL}};
static const char *const posts[] = {"principal-ot", "principal-social-worker"};

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

typedef struct EntryList {
    int n, room;
    ParityEntry *items;
} EntryList;

/* In force, the newest day first. */
static bool entries(Ctx *cx, const char *organisation, EntryList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    EntryList list = {0};
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

static const ParityEntry *entry_of(const EntryList *list, const char *organisation,
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
    EntryList list;
    if (!parity_check(&c, e))
        return db_ok(cx) && complaints_none(&c);
    if (!entries(cx, e->organisation, &list))
        return false;
    const ParityEntry *before =
        entry_of(&list, e->organisation, e->indicator, e->profession, e->as_at);
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
    EntryList list;
    if (!entries(cx, e->organisation, &list))
        return false;
    const ParityEntry *x =
        entry_of(&list, e->organisation, e->indicator, e->profession, e->as_at);
    *out = x && same(x->value, e->value) && same(x->source, e->source);
    return true;
}

bool leadership_parity_export(Ctx *cx, const char *organisation, Buf *out)
{
    static const char *const columns[] = {"organisation", "indicator", "profession",
                                          "as_at",        "value",     "source"};
    CsvOut o = {.buf = out};
    EntryList list;
    if (!entries(cx, organisation, &list))
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

/* ---------------------------------------------------------------- filling the sheet */

typedef struct Filling {
    Ctx *cx;
    PostList posts;
    EntryList entries;
    BlockCellList block;
    const char *block_code; /* of what `block` holds; NULL: nothing yet */
    int n_pictures, pictures_room;
    Picture *pictures; /* of the newest collections, as they were needed */
} Filling;

static Cell yes_or_no(bool yes)
{
    Cell c = cell_number(yes);
    c.code = yes ? "Y" : "N";
    return c;
}

/* What a return says is told of by name only to its readers; a median over many may use it. */
static void keep_from_reader(const Filling *f, const char *organisation, Half *h)
{
    if (workforce_reads(f->cx, organisation))
        return;
    h->behind = h->value.state == CELL_NUMBER ? h->value.number : NAN;
    h->value = cell_state(CELL_WITHHELD);
}

/* "exists" is no field: any state but "none". */
static bool from_register(Filling *f, const char *organisation, Profession who,
                          const char *field, Half *out)
{
    const Post *p = post_at(&f->posts, organisation, posts[who], f->cx->today);
    if (!p)
        return false;
    bool none = same(p->state, "none");
    const char *answer = same(field, "grade")             ? p->grade
                         : same(field, "tiers")           ? p->tiers
                         : same(field, "senior_team")     ? p->senior_team
                         : same(field, "strategic_hours") ? p->strategic_hours
                                                          : NULL;
    if (answer && !*answer && !none)
        return false; /* not answered here: perhaps elsewhere */
    *out = (Half){same(field, "exists") ? yes_or_no(!none)
                  : none                ? cell_state(CELL_NOT_APPLICABLE)
                  : same(answer, "Y")   ? yes_or_no(true)
                  : same(answer, "N")   ? yes_or_no(false)
                                        : answer_cell(answer),
                  "register", p->valid_from, NAN};
    return true;
}

static Cell block_value(const BlockCell *b)
{
    if (b->state == STATE_NOT_KNOWN)
        return cell_state(CELL_NOT_KNOWN);
    if (b->state == STATE_NOT_APPLICABLE)
        return cell_state(CELL_NOT_APPLICABLE);
    if (ends_with(b->field, "status"))
        return yes_or_no(!same(b->text, "none"));
    return isnan(b->number) ? cell_text(b->text) : cell_number(b->number);
}

static bool from_return(Filling *f, const char *organisation, const char *where, Half *out)
{
    const char *slash = strchr(where, '/');
    if (!slash)
        return false;
    const char *code = arena_strndup(f->cx->arena, where, (size_t)(slash - where));
    if (!f->block_code || !same(f->block_code, code)) {
        if (!workforce_block_cells(f->cx, code, "", &f->block))
            return false;
        f->block_code = code;
    }
    const BlockCell *b = block_cell(&f->block, organisation, slash + 1);
    if (!b || b->state == STATE_BLANK)
        return false;
    *out = (Half){.value = block_value(b), .from = b->collection, .as_at = b->as_at};
    keep_from_reader(f, organisation, out);
    return true;
}

static const PictureRow *picture_row(Filling *f, const char *organisation)
{
    for (int i = 0; i < f->n_pictures; i++)
        for (int k = 0; k < f->pictures[i].n; k++)
            if (same(f->pictures[i].rows[k].id, organisation))
                return &f->pictures[i].rows[k];
    return NULL;
}

/* The newest picture of each region, of every council in it: drawn with all rights, because it
 * leaves out whom the reader may not read, and keep_from_reader() decides that here. */
static bool draw_pictures(Filling *f, const OrgList *councils)
{
    Ctx *cx = f->cx;
    CollectionList all;
    if (!workforce_collections(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Collection *c = &all.items[i];
        bool newest = c->received > 0;
        for (int k = 0; k < i; k++)
            newest = newest && !(same(all.items[k].region, c->region) && all.items[k].received);
        if (!newest)
            continue;
        const char *within = councils->n == 1 ? councils->items[0].id : "";
        const Who *reader = cx->who;
        Picture p;
        cx->who = who_operator();
        bool drawn = workforce_picture(cx, c->id, within, &p);
        cx->who = reader;
        if (drawn)
            *PUSH(cx->arena, f->pictures, f->n_pictures, f->pictures_room) = p;
        else if (cx->err.kind == ERR_NOT_FOUND)
            err_clear(&cx->err); /* another region's collection */
        else
            return false;
    }
    return true;
}

static bool from_indicator(Filling *f, const char *organisation, const char *key, Half *out)
{
    const Indicator *ind = indicator_by_key(key);
    const PictureRow *row = picture_row(f, organisation);
    if (!ind || !row)
        return false;
    const Measure *m = &row->measures[ind - indicators];
    for (int i = 0; i < f->n_pictures; i++)
        if (row >= f->pictures[i].rows && row < f->pictures[i].rows + f->pictures[i].n)
            out->from = f->pictures[i].collection;
    if (m->state == CELL_NOT_RECEIVED)
        return false;
    out->as_at = "";
    out->value = m->state == CELL_NUMBER ? cell_number(100 * m->value) : cell_state(m->state);
    keep_from_reader(f, organisation, out);
    return true;
}

static bool from_entry(Filling *f, const char *organisation, const Parity *p, Profession who,
                       Half *out)
{
    const ParityEntry *e =
        entry_of(&f->entries, organisation, p->key, professions[who].value, "");
    if (!e)
        return false;
    *out = (Half){same(e->value, "Y")   ? yes_or_no(true)
                  : same(e->value, "N") ? yes_or_no(false)
                                        : answer_cell(e->value),
                  "entered", e->as_at, NAN};
    return true;
}

static void fill_half(Filling *f, const char *organisation, const Parity *p, Profession who,
                      Half *out)
{
    const char **sources;
    int n = text_split(f->cx->arena, p->sources[who], ' ', &sources);
    *out = (Half){cell_state(CELL_NOT_RECEIVED), "", "", NAN};
    for (int i = 0; i < n; i++) {
        const char *s = sources[i];
        Half half = *out;
        bool found = starts_with(s, "register:")
                         ? from_register(f, organisation, who, s + strlen("register:"), &half)
                     : starts_with(s, "return:")
                         ? from_return(f, organisation, s + strlen("return:"), &half)
                     : starts_with(s, "indicator:")
                         ? from_indicator(f, organisation, s + strlen("indicator:"), &half)
                         : from_entry(f, organisation, p, who, &half);
        if (found || !db_ok(f->cx)) {
            *out = half;
            return;
        }
    }
}

bool parity_fill(Ctx *cx, const OrgList *councils, ParityTable *out)
{
    ParityTable t = {.n_rows = councils->n};
    Filling f = {.cx = cx};
    const char *one = councils->n == 1 ? councils->items[0].id : "";
    if (!parity_sheet(cx, &t.sheet, &t.n_indicators) ||
        !leadership_history(cx, one, "", &f.posts) || !entries(cx, one, &f.entries) ||
        !draw_pictures(&f, councils))
        return false;
    t.rows = NEW_ARRAY(cx->arena, ParityRow, councils->n + 1);
    for (int i = 0; i < councils->n; i++) {
        t.rows[i] = (ParityRow){councils->items[i],
                                NEW_ARRAY(cx->arena, Half, t.n_indicators * PROFESSIONS)};
        for (int k = 0; k < t.n_indicators; k++)
            for (int w = 0; w < PROFESSIONS; w++)
                fill_half(&f, councils->items[i].id, &t.sheet[k], (Profession)w,
                          &t.rows[i].halves[k * PROFESSIONS + w]);
    }
    if (!db_ok(cx))
        return false;
    *out = t;
    return true;
}

const Half *parity_half(const ParityTable *t, int row, int indicator, Profession p)
{
    return &t->rows[row].halves[indicator * PROFESSIONS + (int)p];
}

double parity_median(Ctx *cx, const ParityTable *t, int indicator, Profession p, int *known)
{
    double *values = NEW_ARRAY(cx->arena, double, t->n_rows + 1), sum = 0;
    int n = 0;
    for (int i = 0; i < t->n_rows; i++) {
        const Half *h = parity_half(t, i, indicator, p);
        double v = h->value.state == CELL_NUMBER ? h->value.number : h->behind;
        if (!isnan(v))
            sum += values[n++] = v;
    }
    *known = n;
    if (n < LEADERSHIP_LEAST)
        return NAN;
    if (same(t->sheet[indicator].unit, "yes-no"))
        return 100 * sum / n;
    return values_quantile(values, n, 0.5);
}
