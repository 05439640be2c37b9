/* Decides how the employer standards and the parity sheet are laid out as tables. */
#include "core/who.h"
#include "modules/leadership/leadership_action.h"
#include <math.h>

/* ---------------------------------------------------------------- standards */

static Cell median_cell(double v, int counted)
{
    return !isnan(v)      ? cell_number(v)
           : counted == 0 ? cell_state(CELL_NOT_RECEIVED)
                          : cell_state(CELL_WITHHELD);
}

static Cell band_cell(Ctx *cx, double score)
{
    const Choice *band = &score_bands[score_band(score)];
    return cell_code(band->value, T(cx, band->label));
}

static const Assessment *own_score(const AssessmentList *list, const char *organisation,
                                   const char *standard, int year)
{
    for (int i = 0; i < list->n; i++) {
        const Assessment *a = &list->items[i];
        if (same(a->organisation, organisation) && same(a->standard, standard) &&
            a->year == year)
            return a;
    }
    return NULL;
}

static void standard_columns(Ctx *cx, Table *t, const char *own)
{
    table_column(cx, t, "standard", T(cx, "Standard"), COLUMN_TEXT, 0);
    if (own) {
        table_column(cx, t, "own", T(cx, "Own score"), COLUMN_NUMBER, 0);
        table_column(cx, t, "band", T(cx, "Band"), COLUMN_TEXT, 0);
    }
    table_column(cx, t, "median", T(cx, "Median of the region"), COLUMN_NUMBER, 0);
    table_column(cx, t, "lower", T(cx, "Lower quartile"), COLUMN_NUMBER, 0);
    table_column(cx, t, "upper", T(cx, "Upper quartile"), COLUMN_NUMBER, 0);
    table_column(cx, t, "assessed", T(cx, "Councils that assessed"), COLUMN_NUMBER, 0);
    if (!own)
        for (int b = 0; b < SCORE_BANDS; b++)
            table_column(cx, t, score_bands[b].value, T(cx, score_bands[b].label),
                         COLUMN_NUMBER, 0);
    table_column(cx, t, "published", T(cx, "Published score"), COLUMN_TEXT, 0);
    if (own)
        table_column(cx, t, "evidence", T(cx, "What the own score rests on"), COLUMN_TEXT, 0);
}

bool standards_table(Ctx *cx, Reply *r, const Region *region, const char *own, int year,
                     Table **out)
{
    const Standard *all;
    AssessmentList list;
    if (!standards(cx, &all) || !leadership_assessments(cx, "", year, &list))
        return false;
    Table *t =
        reply_table(cx, r, "standards",
                    arena_printf(cx->arena, T(cx, "The eight employer standards, %d"), year));
    standard_columns(cx, t, own);
    for (int i = 0; i < STANDARDS; i++) {
        Spread s = standard_spread(cx, &list, &region->councils, all[i].key, year);
        const Assessment *mine = own ? own_score(&list, own, all[i].key, year) : NULL;
        Cell *c = table_row(cx, t);
        *c++ = cell_code(all[i].key, all[i].label);
        if (own) {
            *c++ = mine ? cell_number(mine->score) : cell_state(CELL_NOT_RECEIVED);
            *c++ = mine ? band_cell(cx, mine->score) : cell_text("");
        }
        *c++ = median_cell(s.median, s.assessed);
        *c++ = median_cell(s.lower, s.assessed);
        *c++ = median_cell(s.upper, s.assessed);
        *c++ = s.assessed < 0 ? cell_state(CELL_WITHHELD) : cell_number(s.assessed);
        for (int b = 0; b < SCORE_BANDS && !own; b++)
            *c++ = isnan(s.bands[b]) ? cell_state(CELL_WITHHELD) : cell_number(s.bands[b]);
        *c++ = isnan(all[i].published)
                   ? cell_text("")
                   : cell_text(arena_printf(cx->arena, "%.0f (%d)", all[i].published,
                                            all[i].published_year));
        if (own)
            *c++ = cell_text(mine ? mine->evidence : "");
    }
    t->note =
        T(cx, "Published score: the LGA's occupational therapist health check 2024 (1,902 "
              "answers), as reported on 15 August 2024; it asked staff, not employers, and "
              "is here for orientation. Medians need five councils, quartiles ten.");
    *out = t;
    return true;
}

/* ---------------------------------------------------------------- parity */

static const Column as_percent = {.key = "percent", .kind = COLUMN_NUMBER, .decimals = 1},
                    as_count = {.key = "count", .kind = COLUMN_NUMBER, .decimals = 0},
                    as_hours = {.key = "hours", .kind = COLUMN_NUMBER, .decimals = 1};

Cell half_cell(Ctx *cx, const Parity *p, const Half *h)
{
    Cell c = h->value;
    if (c.state != CELL_NUMBER)
        return c;
    if (same(p->unit, "yes-no"))
        return cell_code(c.number != 0 ? "Y" : "N",
                         c.number != 0 ? T(cx, N_("Yes")) : T(cx, N_("No")));
    c.as = same(p->unit, "percent") ? &as_percent
           : same(p->unit, "hours") ? &as_hours
                                    : &as_count;
    return c;
}

static const char *unit_words(Ctx *cx, const char *unit)
{
    return same(unit, "percent")  ? "%"
           : same(unit, "hours")  ? T(cx, N_("hours"))
           : same(unit, "count")  ? T(cx, N_("count"))
           : same(unit, "yes-no") ? T(cx, N_("yes or no"))
                                  : T(cx, N_("text"));
}

static Cell from_cell(Ctx *cx, const Half *h)
{
    if (!*h->from)
        return cell_text("");
    const char *what = same(h->from, "register")  ? T(cx, N_("register"))
                       : same(h->from, "entered") ? T(cx, N_("entered"))
                                                  : h->from;
    return cell_code(
        h->from,
        *h->as_at ? arena_printf(cx->arena, "%s, %s", what, day_words(cx, h->as_at)) : what);
}

/* Who is ahead, where both halves have a number and more is not simply better or worse. */
static Cell gap_cell(const Parity *p, const Half *ot, const Half *sw)
{
    bool numbers = ot->value.state == CELL_NUMBER && sw->value.state == CELL_NUMBER;
    if (same(p->unit, "text") || same(p->unit, "yes-no"))
        return cell_text("");
    if (!numbers)
        return cell_state(CELL_NOT_CALCULABLE);
    Cell c = cell_number(ot->value.number - sw->value.number);
    c.as = same(p->unit, "count") ? &as_count : &as_hours;
    return c;
}

Table *parity_table(Ctx *cx, Reply *r, const ParityTable *t, int row)
{
    Table *out = reply_table(cx, r, "parity", T(cx, "Parity with social work"));
    table_column(cx, out, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, out, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    table_column_for(out, FOR_MACHINES);
    table_column(cx, out, "ot", T(cx, professions[0].label), COLUMN_NUMBER, 1);
    table_column(cx, out, "social_work", T(cx, professions[1].label), COLUMN_NUMBER, 1);
    table_column(cx, out, "gap", T(cx, "OT less social work"), COLUMN_NUMBER, 1);
    table_column(cx, out, "ot_from", T(cx, "OT from"), COLUMN_TEXT, 0);
    table_column(cx, out, "social_work_from", T(cx, "Social work from"), COLUMN_TEXT, 0);
    for (int i = 0; i < t->n_indicators; i++) {
        const Parity *p = &t->sheet[i];
        const Half *ot = parity_half(t, row, i, PROFESSION_OT),
                   *sw = parity_half(t, row, i, PROFESSION_SW);
        Cell *c = table_row(cx, out);
        c[0] = cell_link(same(p->unit, "percent") ? arena_printf(cx->arena, "%s (%%)", p->label)
                                                  : p->label,
                         arena_printf(cx->arena, "/leadership/parity?indicator=%s", p->key));
        c[0].code = p->key;
        c[1] = cell_code(p->unit, unit_words(cx, p->unit));
        c[2] = half_cell(cx, p, ot);
        c[3] = half_cell(cx, p, sw);
        c[4] = gap_cell(p, ot, sw);
        c[5] = from_cell(cx, ot);
        c[6] = from_cell(cx, sw);
    }
    return out;
}

Table *parity_medians(Ctx *cx, Reply *r, const ParityTable *t)
{
    static const char *const keys[] = {"ot", "social_work"}, *const counted[] = {
                                                                 "ot_councils",
                                                                 "social_work_councils"};
    Table *out = reply_table(cx, r, "medians", T(cx, "Both professions on one definition"));
    table_column(cx, out, "indicator", T(cx, "Indicator"), COLUMN_TEXT, 0);
    table_column(cx, out, "unit", T(cx, "Unit"), COLUMN_TEXT, 0);
    for (int w = 0; w < PROFESSIONS; w++) {
        table_column(cx, out, keys[w], T(cx, professions[w].label), COLUMN_NUMBER, 1);
        table_column(cx, out, counted[w], T(cx, "Councils"), COLUMN_NUMBER, 0);
    }
    table_column(cx, out, "definition", T(cx, "Definition"), COLUMN_TEXT, 0);
    for (int i = 0; i < t->n_indicators; i++) {
        const Parity *p = &t->sheet[i];
        if (same(p->unit, "text"))
            continue; /* a grade has no median */
        Cell *c = table_row(cx, out);
        c[0] = cell_link(p->label, arena_printf(cx->arena, "?indicator=%s", p->key));
        c[0].code = p->key;
        c[1] = same(p->unit, "yes-no") ? cell_text(T(cx, N_("% of councils")))
                                       : cell_code(p->unit, unit_words(cx, p->unit));
        for (int w = 0; w < PROFESSIONS; w++) {
            int known;
            double median = parity_median(cx, t, i, (Profession)w, &known);
            c[2 + 2 * w] = median_cell(median, known);
            c[3 + 2 * w] = known && known < LEADERSHIP_LEAST ? cell_state(CELL_WITHHELD)
                                                             : cell_number(known);
        }
        c[6] = cell_text(p->definition);
    }
    out->note =
        T(cx, "Medians over the councils that have the number, of at least five; for yes "
              "or no the share of yes. A half that nobody sent is \"not received\".");
    return out;
}

Table *parity_councils(Ctx *cx, Reply *r, const ParityTable *t, int indicator)
{
    const Parity *p = &t->sheet[indicator];
    Table *out = reply_table(cx, r, "councils", p->label);
    table_column(cx, out, "organisation", T(cx, "Council"), COLUMN_TEXT, 0);
    table_column(cx, out, "ot", T(cx, professions[0].label), COLUMN_NUMBER, 1);
    table_column(cx, out, "social_work", T(cx, professions[1].label), COLUMN_NUMBER, 1);
    table_column(cx, out, "ot_from", T(cx, "OT from"), COLUMN_TEXT, 0);
    table_column(cx, out, "social_work_from", T(cx, "Social work from"), COLUMN_TEXT, 0);
    for (int i = 0; i < t->n_rows; i++) {
        const Half *ot = parity_half(t, i, indicator, PROFESSION_OT),
                   *sw = parity_half(t, i, indicator, PROFESSION_SW);
        const Org *o = &t->rows[i].org;
        if (!may(cx, LEADERSHIP_READ, o->id))
            continue;
        Cell *c = table_row(cx, out);
        c[0] = cell_link(org_name(cx, o), arena_printf(cx->arena, "/leadership/%s", o->id));
        c[0].code = o->id;
        c[1] = half_cell(cx, p, ot);
        c[2] = half_cell(cx, p, sw);
        c[3] = from_cell(cx, ot);
        c[4] = from_cell(cx, sw);
    }
    out->empty = T(cx, "You may see the medians, not single councils.");
    return out;
}
