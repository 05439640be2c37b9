/* Decides how the employer standards are kept, banded, and shown for a region: never so that
 * the score of one council could be read off. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"
#include <math.h>

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

enum { LOW_UP_TO = 50, HIGH_FROM = 75, FIRST_YEAR = 2015, LONGEST_NOTE = 600 };

const Choice score_bands[] = {{"low", N_("Low (0 to 50)")},
                              {"moderate", N_("Moderate (51 to 74)")},
                              {"high", N_("High (75 to 100)")},
                              {NULL, NULL}};

ScoreBand score_band(double score)
{
    return score <= LOW_UP_TO ? SCORE_LOW : score < HIGH_FROM ? SCORE_MODERATE : SCORE_HIGH;
}

bool standards(Ctx *cx, const Standard **out)
{
    const char *name = "data/employer-standards.csv";
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, name);
    CsvFile f;
    if (!e || !csv_parse(cx->arena, &cx->err, name, e->data, e->size, &f) ||
        f.n_rows != STANDARDS)
        return fail(&cx->err, INVALID, "%s: not the eight employer standards", name);
    Standard *list = NEW_ARRAY(cx->arena, Standard, STANDARDS);
    int label = csv_column(&f, cx->lang == LANG_CY ? "label_cy" : "label_en");
    for (int i = 0; i < STANDARDS; i++) {
        const CsvRow *r = &f.rows[i];
        int64_t year = 0;
        list[i] = (Standard){.key = csv_cell(r, csv_column(&f, "standard")),
                             .label = csv_cell(r, label),
                             .published = NAN,
                             .source = csv_cell(r, csv_column(&f, "source")),
                             .source_date = csv_cell(r, csv_column(&f, "source_date"))};
        if (text_to_double(csv_cell(r, csv_column(&f, "published")), &list[i].published) &&
            text_to_int(csv_cell(r, csv_column(&f, "published_year")), &year))
            list[i].published_year = (int)year;
    }
    *out = list;
    return true;
}

bool assessment_check(Complaints *c, const Assessment *a)
{
    int before = c->n;
    bool there = false, known = false;
    const Standard *all;
    Ctx *cx = c->cx;
    if (!org_exists(cx, a->organisation, &there) || !standards(cx, &all))
        return false;
    for (int i = 0; i < STANDARDS; i++)
        known = known || same(all[i].key, a->standard);
    if (!there)
        complain(c, "organisation", a->organisation, N_("is not an organisation"), NULL);
    if (!known)
        complain(c, "standard", a->standard, N_("is none of the eight standards"),
                 N_("Write framework, workforce_planning, safe_workloads, wellbeing, "
                    "supervision, cpd, registration or partnerships"));
    if (a->year < FIRST_YEAR || a->year > date_year(cx->today))
        complain(c, "year", arena_printf(cx->arena, "%d", a->year),
                 N_("is no year that can be assessed"), NULL);
    if (!(a->score >= 0 && a->score <= 100))
        complain(c, known ? a->standard : "score", "", N_("is no score from 0 to 100"), NULL);
    if (!*a->evidence)
        complain(c, known ? arena_printf(cx->arena, "%s_note", a->standard) : "evidence", "",
                 N_("is required: say in a sentence what the score rests on"), NULL);
    const char *named = nameless_fault(cx->arena, a->evidence);
    if (named || strlen(a->evidence) > LONGEST_NOTE)
        complain(c, known ? arena_printf(cx->arena, "%s_note", a->standard) : "evidence",
                 named ? a->evidence : "", named ? named : N_("is longer than 600 letters"),
                 N_("Say it without telling of a person"));
    return db_ok(cx) && c->n == before;
}

bool leadership_assessments(Ctx *cx, const char *organisation, int year, AssessmentList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    AssessmentList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT s.organisation, s.standard, s.evidence, s.reason, s.recorded_on,"
                  " s.recorded_by, s.year, s.score FROM leadership_standard s"
                  " WHERE ($1 = '' OR s.organisation = $1) AND ($2 = 0 OR s.year = $2)"
                  " AND s.id = (SELECT MAX(q.id) FROM leadership_standard q"
                  "  WHERE q.organisation = s.organisation AND q.year = s.year"
                  "  AND q.standard = s.standard)"
                  " ORDER BY s.year DESC, s.organisation, s.standard",
                  ARGS(organisation, year)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (Assessment){
            db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),     db_text(&rows, 3),
            db_text(&rows, 4), db_text(&rows, 5), (int)db_int(&rows, 6), db_real(&rows, 7)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool leadership_assess(Ctx *cx, const Assessment *a)
{
    Complaints c = {.cx = cx};
    AssessmentList list;
    const Assessment *before = NULL;
    if (!assessment_check(&c, a))
        return db_ok(cx) && complaints_none(&c);
    if (!leadership_assessments(cx, a->organisation, a->year, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (same(list.items[i].standard, a->standard))
            before = &list.items[i];
    if (before && !*a->reason)
        return fail(&cx->err, INVALID, "%s: %s", "reason",
                    T(cx, N_("is required: this year is assessed already, and what was said "
                             "stays in view")));
    audit_note_for(cx, a->organisation,
                   arena_printf(cx->arena, "leadership_standard:%s/%d/%s", a->organisation,
                                a->year, a->standard),
                   before ? text_double(cx->arena, before->score) : "",
                   text_double(cx->arena, a->score));
    return db_run(cx,
                  "INSERT INTO leadership_standard (organisation, year, standard, score,"
                  " evidence, reason, recorded_on, recorded_by)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  ARGS(a->organisation, a->year, a->standard, a->score, a->evidence, a->reason,
                       date_text(cx->arena, cx->today), cx->user));
}

/* ---------------------------------------------------------------- a region */

Spread standard_spread(Ctx *cx, const AssessmentList *list, const OrgList *councils,
                       const char *standard, int year)
{
    Spread s = {.expected = councils->n, .lower = NAN, .median = NAN, .upper = NAN};
    double *scores = NEW_ARRAY(cx->arena, double, list->n + 1);
    for (int i = 0; i < list->n; i++) {
        const Assessment *a = &list->items[i];
        bool here = false;
        for (int k = 0; k < councils->n; k++)
            here = here || same(councils->items[k].id, a->organisation);
        if (!here || a->year != year || !same(a->standard, standard))
            continue;
        scores[s.assessed++] = a->score;
        s.bands[score_band(a->score)]++;
    }
    counts_protect(s.bands, SCORE_BANDS);
    if (s.assessed >= LEADERSHIP_LEAST)
        s.median = values_quantile(scores, s.assessed, 0.5);
    if (s.assessed >= 2 * LEADERSHIP_LEAST) {
        s.lower = values_quantile(scores, s.assessed, 0.25);
        s.upper = values_quantile(scores, s.assessed, 0.75);
    }
    if (s.assessed > 0 && s.assessed < LEADERSHIP_LEAST)
        s.assessed = -1;
    return s;
}
