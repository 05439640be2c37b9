/* Decides where each half of the parity sheet comes from. The sheet is data: an indicator names
 * its sources in the order in which they are asked,
 *
 *     register:FIELD       the register's entry of the day
 *     return:BLOCK/FIELD   a cell of the newest return in force
 *     formula:FORMULA      computed from such cells, in per cent (base/formula.h, no blanks)
 *     indicator:KEY        an indicator of the picture, of the newest collection
 *     entry                what somebody entered by hand, with its source
 *
 * and the first that has an answer gives it. None: the half was not received. A value from a
 * return is told of by name only to those who may read that return. */
#include "base/formula.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"
#include "modules/workforce/workforce.h"
#include <math.h>

enum { MOST_BLOCKS = 8 };
static const char *const posts[] = {"principal-ot", "principal-social-worker"};

typedef struct Filling {
    Ctx *cx;
    PostList posts;
    ParityEntryList entries;
    int n_blocks;
    struct {
        const char *code;
        BlockCellList cells;
    } blocks[MOST_BLOCKS]; /* of the newest returns, as they were needed */
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

static const BlockCellList *block_of(Filling *f, const char *code)
{
    for (int i = 0; i < f->n_blocks; i++)
        if (same(f->blocks[i].code, code))
            return &f->blocks[i].cells;
    if (f->n_blocks == MOST_BLOCKS) {
        (void)fail(&f->cx->err, TOO_LARGE, "the parity sheet asks more than %d blocks",
                   MOST_BLOCKS);
        return NULL;
    }
    BlockCellList *cells = &f->blocks[f->n_blocks].cells;
    if (!workforce_block_cells(f->cx, code, "", cells))
        return NULL;
    f->blocks[f->n_blocks++].code = code;
    return cells;
}

static bool from_return(Filling *f, const char *organisation, const char *where, Half *out)
{
    const char *slash = strchr(where, '/');
    if (!slash)
        return false;
    const BlockCellList *block =
        block_of(f, arena_strndup(f->cx->arena, where, (size_t)(slash - where)));
    const BlockCell *b = block ? block_cell(block, organisation, slash + 1) : NULL;
    if (!b || b->state == STATE_BLANK)
        return false;
    *out = (Half){.value = block_value(b), .from = b->collection, .as_at = b->as_at};
    keep_from_reader(f, organisation, out);
    return true;
}

/* In per cent. All cells must have been sent; one that is not known makes the half so. */
static bool from_formula(Filling *f, const char *organisation, const char *text, Half *out)
{
    Ctx *cx = f->cx;
    Formula *formula;
    const FormulaLeaf *leaves;
    Half half = {.value = cell_state(CELL_NOT_CALCULABLE)};
    if (!formula_parse(cx->arena, &cx->err, text, &formula))
        return false;
    int n = formula_leaves(formula, &leaves);
    FormulaValue *values = NEW_ARRAY(cx->arena, FormulaValue, n);
    for (int i = 0; i < n; i++) {
        const BlockCellList *block = block_of(f, leaves[i].block);
        const BlockCell *b = block ? block_cell(block, organisation, leaves[i].field) : NULL;
        if (!b || b->state == STATE_BLANK || b->state == STATE_NOT_APPLICABLE)
            return false;
        half.from = b->collection;
        half.as_at = b->as_at;
        if (b->state == STATE_NOT_KNOWN)
            half.value = cell_state(CELL_NOT_KNOWN);
        else
            values[i] = formula_number(b->number);
    }
    FormulaValue v = formula_eval(formula, values);
    if (v.kind == FORMULA_NUMBER)
        half.value = cell_number(100 * v.number);
    keep_from_reader(f, organisation, &half);
    *out = half;
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

/* Whether the region's collections can ask a council of the list; councils of one list are of
 * one region. */
static bool concerns(Ctx *cx, const char *region, const OrgList *councils, bool *out)
{
    OrgList there;
    *out = false;
    if (!org_list(cx, "council", region, cx->today, &there))
        return false;
    for (int i = 0; councils->n && i < there.n; i++)
        *out = *out || same(there.items[i].id, councils->items[0].id);
    return true;
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
        if (newest && !concerns(cx, c->region, councils, &newest))
            return false;
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
        parity_entry_of(&f->entries, organisation, p->key, professions[who].value, "");
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
                     : starts_with(s, "formula:")
                         ? from_formula(f, organisation, s + strlen("formula:"), &half)
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
        !leadership_history(cx, one, "", &f.posts) || !parity_entries(cx, one, &f.entries) ||
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
