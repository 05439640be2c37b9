/* Decides how the files become the answers of the England form: who is counted, in which row,
 * and with which hours. What the files do not hold is "not known", never 0.
 *
 * Counted are staff of job roles 15 (R4) and 36 (R1) at the council's own workplaces; role 17
 * is shown in a block of its own and not counted. A person with a National Insurance number
 * counts once, in the record with most hours. WTE is actual hours divided by the full-time
 * hours: contracted hours of permanent and temporary staff, average hours of the others and of
 * zero-hours contracts; where anybody's hours are not known, so is the WTE of that cell. */
#include "modules/ascwds/ascwds_count.h"
#include <math.h>

enum { NOT_KNOWN = 999, OT = 15, ASSISTANT = 36, OTHER_AHP = 17 };

static const char *const role_rows[ROLES] = {"R1", "R4", ""};

/* ---------------------------------------------------------------- cells */

static struct AscCell *put(Counting *c, const char *block, const char *row, const char *field,
                           CellState state)
{
    AscReturn *r = c->out;
    struct AscCell cell = {.block = block, .row = row, .field = field, .state = state};
    *PUSH(c->cx->arena, r->cells, r->n, r->room) = cell;
    return &r->cells[r->n - 1];
}

static void put_text(Counting *c, const char *block, const char *field, const char *text)
{
    put(c, block, "", field, CELL_TEXT)->text = text;
}

/* NAN is not known. */
static void put_number(Counting *c, const char *block, const char *row, const char *field,
                       double v, int decimals)
{
    struct AscCell *cell = put(c, block, row, field, isnan(v) ? CELL_NOT_KNOWN : CELL_NUMBER);
    cell->number = v;
    cell->decimals = decimals;
}

static void put_count(Counting *c, const char *block, const char *row, const char *field,
                      double v)
{
    put_number(c, block, row, field, v, 0);
}

static void note(Counting *c, const char *text)
{
    AscReturn *r = c->out;
    *PUSH(c->cx->arena, r->notes, r->n_notes, r->notes_room) = text;
}

/* ---------------------------------------------------------------- stock */

typedef struct Stock {
    int hc[CONTRACTS], all, known;
    double hours[CONTRACTS], sum; /* NAN: somebody's are not known */
} Stock;

static Stock stock_of(const Counting *c, Role role)
{
    Stock s = {0};
    for (int i = 0; i < c->n; i++) {
        const Person *p = &c->people[i];
        if (p->role != role)
            continue;
        s.hc[p->contract]++;
        s.hours[p->contract] += p->hours;
        s.all++;
        if (!isnan(p->hours)) {
            s.known++;
            s.sum += p->hours;
        }
    }
    return s;
}

static double wte(const Counting *c, double hours)
{
    return round(hours / c->out->full_time_hours * 100) / 100;
}

static void put_stock(Counting *c, Role role)
{
    Stock s = stock_of(c, role);
    const char *row = role_rows[role];
    put_count(c, "A1", row, "hc_perm", s.hc[PERM]);
    put_count(c, "A1", row, "hc_fixed", s.hc[FIXED]);
    put_count(c, "A1", row, "hc_agency", s.hc[AGENCY]);
    put_number(c, "A1", row, "wte_perm", wte(c, s.hours[PERM]), 2);
    put_number(c, "A1", row, "wte_fixed", wte(c, s.hours[FIXED]), 2);
    put_number(c, "A1", row, "wte_agency", wte(c, s.hours[AGENCY]), 2);
    put_count(c, "A1", row, "hc_bank", s.hc[BANK]);
    put_count(c, "A1", row, "hc_other", s.hc[OTHER]);
    put_count(c, "E1", row, "hc", s.all);
    put_count(c, "E1", row, "hc_hours_known", s.known);
    put_number(c, "E1", row, "hours", s.sum, 2);
    put_number(c, "E1", row, "wte_known", wte(c, s.sum), 2);
    if (s.known < s.all)
        note(c, arena_printf(c->cx->arena,
                             T(c->cx, "%s: the hours of %d of %d are not known, and so the WTE "
                                      "of their contract is not known either"),
                             row, s.all - s.known, s.all));
}

/* ---------------------------------------------------------------- lists by job role */

/* What a workplace's list says of a role: a role that is not named has none, unless the whole
 * list is not known or not answered. */
static double listed(const AscRow *w, const AscItems *list, int64_t role)
{
    const AscItems *jobs = &w->at->jobs;
    if (!list->n || (list->n == 1 && list->number[0] == NOT_KNOWN))
        return (double)NAN;
    if (!jobs->n)
        return list->number[0] == 0 ? 0 : (double)NAN;
    for (int i = 0; i < jobs->n && i < list->n; i++)
        if (jobs->number[i] == role)
            return list->number[i] == NOT_KNOWN ? (double)NAN : (double)list->number[i];
    return 0;
}

typedef enum List { STARTERS, LEAVERS, VACANCIES } List;

static const AscItems *list_of(const AscRow *w, List which)
{
    return which == STARTERS  ? &w->at->starters
           : which == LEAVERS ? &w->at->leavers
                              : &w->at->vacancies;
}

static double total(const Counting *c, List which, int64_t role)
{
    double sum = 0;
    for (int i = 0; i < c->n_workplaces; i++)
        sum += listed(c->workplaces[i], list_of(c->workplaces[i], which), role);
    return sum;
}

/* ---------------------------------------------------------------- flows */

static const FormCode *categories(const Form *form, const char *block, const char *first)
{
    return form_codes_of(form_block(form, block), first);
}

static Date year_before(Date d)
{
    return asc_years_later(d, -1);
}

/* By source from the records of those who are still there; starters who have left again, or
 * whose record says no day, have no known source. */
static void put_starters(Counting *c, const Form *form)
{
    double all = total(c, STARTERS, OT) + total(c, STARTERS, ASSISTANT);
    Date after = year_before(c->out->as_at);
    const FormCode *codes = categories(form, "A3", "starter");
    int seen = 0;
    put_count(c, "A3", "total/starters", "hc", all);
    for (const FormCode *k = codes; k->value; k++) {
        double n = 0;
        for (int i = 0; i < c->n; i++) {
            const Person *p = &c->people[i];
            if (!asc_employed(p) || date_is_none(p->row->started) ||
                p->row->failed[S_STARTDATE] || p->row->started.days <= after.days ||
                p->row->started.days > c->out->as_at.days)
                continue;
            const char *kind = asc_code_kind(p->row->codes, LIST_RECRUITMENT,
                                             asc_number(p->row->v[S_RECSOURCE]));
            n += same(*kind ? kind : "unknown", k->value);
        }
        seen += (int)n;
        if (same(k->value, "unknown") && all > seen)
            n += all - seen;
        put_count(c, "A3", arena_printf(c->cx->arena, "starter/%s", k->value), "hc", n);
    }
    if (all < seen)
        note(c, arena_printf(c->cx->arena,
                             T(c->cx, "the staff records show %d starters, the workplaces say "
                                      "%d"),
                             seen, (int)all));
}

/* Reasons stand for a whole workplace: they are the OTs' where nobody else has left. */
static double left_for(const Counting *c, const char *category)
{
    double sum = 0;
    for (int i = 0; i < c->n_workplaces; i++) {
        const AscRow *w = c->workplaces[i];
        double ours = listed(w, &w->at->leavers, OT) + listed(w, &w->at->leavers, ASSISTANT);
        double everybody = 0, told = 0, here = 0;
        for (int k = 0; k < w->at->leavers.n; k++)
            everybody += w->at->leavers.number[k] == NOT_KNOWN
                             ? (double)NAN
                             : (double)w->at->leavers.number[k];
        if (isnan(ours))
            return (double)NAN;
        for (int k = 0; k < w->at->reasons.n && k < w->at->reason_counts.n; k++) {
            const char *kind = asc_code_kind(w->codes, LIST_LEAVING, w->at->reasons.number[k]);
            told += (double)w->at->reason_counts.number[k];
            here += same(*kind ? kind : "unknown", category)
                        ? (double)w->at->reason_counts.number[k]
                        : 0;
        }
        bool ours_alone =
            everybody >= ours && everybody <= ours && told >= ours && told <= ours;
        sum += ours_alone ? here : same(category, "unknown") ? ours : 0;
    }
    return sum;
}

static void put_leavers(Counting *c, const Form *form)
{
    put_count(c, "A3", "total/leavers", "hc",
              total(c, LEAVERS, OT) + total(c, LEAVERS, ASSISTANT));
    const FormCode *codes = categories(form, "A3", "leaver_destination");
    for (const FormCode *k = codes; k->value; k++)
        put_count(c, "A3", arena_printf(c->cx->arena, "leaver_destination/%s", k->value), "hc",
                  left_for(c, k->value));
}

/* STARTDATE is the day of the job, not of the employment: who came from within the organisation
 * may have been an OT there before, and then nobody can say from these files. */
static void put_stayers(Counting *c)
{
    Date before = year_before(c->out->as_at);
    double n = 0;
    for (int i = 0; i < c->n; i++) {
        const Person *p = &c->people[i];
        if (!asc_employed(p))
            continue;
        bool known = !date_is_none(p->row->started) && !p->row->failed[S_STARTDATE];
        const char *kind =
            asc_code_kind(p->row->codes, LIST_RECRUITMENT, asc_number(p->row->v[S_RECSOURCE]));
        if (!known || (p->row->started.days > before.days && same(kind, "internal")))
            n = (double)NAN;
        else
            n += p->row->started.days <= before.days;
    }
    put_count(c, "A3", "total/stayers", "hc", n);
    put_count(c, "A3", "total/prior_hc", "hc", (double)NAN);
}

/* ---------------------------------------------------------------- people of block A4 */

static const char *age_of(const Counting *c, const Person *p)
{
    static const struct {
        int under;
        const char *band;
    } bands[] = {{25, "under_25"}, {35, "25_34"}, {45, "35_44"},
                 {55, "45_54"},    {60, "55_59"}, {65, "60_64"}};
    if (date_is_none(p->row->born) || p->row->failed[S_DOB])
        return "unknown";
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
        if (asc_years_later(p->row->born, bands[i].under).days > c->out->as_at.days)
            return bands[i].band;
    return "65_plus";
}

static const char *split_of(const Counting *c, const char *split, const Person *p)
{
    if (same(split, "age"))
        return age_of(c, p);
    if (same(split, "gender")) {
        const char *kind =
            asc_code_kind(p->row->codes, LIST_GENDER, asc_number(p->row->v[S_GENDER]));
        return *kind ? kind : "unknown";
    }
    return isnan(p->hours)                       ? "unknown"
           : p->hours >= c->out->full_time_hours ? "full_time"
                                                 : "part_time";
}

static void put_split(Counting *c, const Form *form, const char *split)
{
    for (const FormCode *k = categories(form, "A4", split); k->value; k++) {
        int n = 0;
        for (int i = 0; i < c->n; i++)
            n += asc_employed(&c->people[i]) &&
                 same(split_of(c, split, &c->people[i]), k->value);
        put_count(c, "A4", arena_printf(c->cx->arena, "%s/%s", split, k->value), "hc", n);
    }
}

/* ---------------------------------------------------------------- the whole */

static void put_header(Counting *c)
{
    put_text(c, "A0", "as_at", date_text(c->cx->arena, c->out->as_at));
    put_number(c, "A0", "", "full_time_hours", c->out->full_time_hours, -1);
    put_text(c, "A0", "submitter", "ASC-WDS");
    put_number(c, "A0", "", "version", 1, 0);
    put_text(c, "A0", "scope_adult", "Y");
    put_text(c, "A0", "note",
             "made from the bulk-upload files of the adult social care workforce data set");
}

static void put_others(Counting *c)
{
    Stock s = stock_of(c, AHP);
    put_count(c, "E2", "", "hc_perm", s.hc[PERM]);
    put_count(c, "E2", "", "hc_fixed", s.hc[FIXED]);
    put_count(c, "E2", "", "hc_agency", s.hc[AGENCY]);
    put_count(c, "E2", "", "vac_active_hc", total(c, VACANCIES, OTHER_AHP));
}

static void put_notes(Counting *c)
{
    Arena *a = c->cx->arena;
    note(c, arena_printf(a, T(c->cx, "WTE is actual hours divided by %s hours a week"),
                         text_double(a, c->out->full_time_hours)));
    if (c->twice)
        note(c, arena_printf(a,
                             T_COUNT(c->cx,
                                     "%d record belongs to a person who has another and "
                                     "counts once",
                                     "%d records belong to people who have another and count "
                                     "once",
                                     c->twice),
                             c->twice));
    if (c->elsewhere)
        note(c, arena_printf(a,
                             T_COUNT(c->cx, "%d workplace is not the council's and is left out",
                                     "%d workplaces are not the council's and are left out",
                                     c->elsewhere),
                             c->elsewhere));
}

bool ascwds_return(Ctx *cx, const AscBundle *b, const char *collection,
                   const char *organisation, Date as_at, double full_time_hours, AscReturn *out)
{
    const Form *form;
    for (int k = ASC_WORKPLACE; k <= ASC_STAFF; k++)
        if (b->verdict[k] == ASC_NOT_SENT || b->verdict[k] == ASC_FAILED)
            return fail(&cx->err, INVALID, "the %s file %s; check the files first",
                        asc_kind_name((AscKind)k),
                        b->verdict[k] == ASC_FAILED ? T(cx, "has errors")
                                                    : T(cx, "was not sent"));
    if (!(full_time_hours >= 30 && full_time_hours <= 42))
        return fail(&cx->err, INVALID, "full-time hours lie between 30 and 42 a week");
    if (!form_get(cx, ASC_FORM, 0, &form))
        return false;
    *out = (AscReturn){.collection = collection,
                       .organisation = organisation,
                       .as_at = as_at,
                       .full_time_hours = full_time_hours};
    Counting c = {.cx = cx, .b = b, .out = out};
    asc_find_people(&c);
    put_header(&c);
    for (int role = R1; role <= R4; role++) {
        put_stock(&c, (Role)role);
        put_count(&c, "A2", role_rows[role], "vac_active_hc",
                  total(&c, VACANCIES, role == R4 ? OT : ASSISTANT));
    }
    put_starters(&c, form);
    put_leavers(&c, form);
    put_stayers(&c);
    put_split(&c, form, "age");
    put_split(&c, form, "gender");
    put_split(&c, form, "contract");
    put_others(&c);
    put_notes(&c);
    return true;
}
