/* Decides how files become workers and cases, and these become files. workers.csv has the
 * column wte, cases.csv the column reference and one for each factor; any other column is
 * refused by its name, so that nobody sends a client's name along. */
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"

/* What is known of one council while its rows are read. */
typedef struct Council {
    const char *id;
    Scheme scheme;
    WorkerList workers; /* and those of the files */
    CaseList cases;
} Council;

typedef struct Reading {
    Ctx *cx;
    const CsvFile *file;
    const CsvRow *row;
    CaseloadImported *sum;
    bool store;
    int n, room;
    Council *councils;
} Reading;

static const char *cell(const Reading *r, const char *column)
{
    return csv_cell(r->row, csv_column(r->file, column));
}

/* NULL with an error, or with a complaint when there is no scheme to weigh by. */
static Council *council_of(Reading *r)
{
    const char *id = cell(r, "organisation");
    Ctx *cx = r->cx;
    for (int i = 0; i < r->n; i++)
        if (same(r->councils[i].id, id))
            return &r->councils[i];
    if (!may(cx, CASELOAD_WRITE, id)) {
        if (permit(cx, CASELOAD_WRITE, ""))
            (void)fail(&cx->err, FORBIDDEN,
                       "%s:%d: you may not write for '%s'; nothing was imported", r->file->name,
                       r->row->line, id);
        return NULL;
    }
    Council c = {.id = id};
    if (!scheme_of(cx, id, &c.scheme) || !caseload_workers(cx, id, &c.workers) ||
        !caseload_cases(cx, id, &c.cases))
        return NULL;
    if (!c.scheme.version) {
        complain(&r->sum->complaints, "organisation", id, N_("has no scheme of points yet"),
                 N_("Begin with a copy of the proposal: pont caseload copy"));
        return NULL;
    }
    *PUSH(cx->arena, r->councils, r->n, r->room) = c;
    return &r->councils[r->n - 1];
}

static const char *day_of(Reading *r, const char *column)
{
    Date d;
    const char *said = cell(r, column);
    return *said && date_parse_any(said, &d) ? date_text(r->cx->arena, d) : said;
}

static bool worker_row(Reading *r, Council *c)
{
    Worker w = {.worker = cell(r, "worker"),
                .wte = NAN,
                .hours = cell(r, "hours"),
                .ended_on = day_of(r, "ended_on")};
    (void)text_to_double(cell(r, "wte"), &w.wte);
    if (!r->store) {
        if (worker_check(&r->sum->complaints, &w) && !worker_find(&c->workers, w.worker))
            *PUSH(r->cx->arena, c->workers.items, c->workers.n, c->workers.room) = w;
        return true;
    }
    r->sum->workers++;
    return caseload_put_worker(r->cx, c->id, &w);
}

/* A factor without a column keeps its level; an empty field says "not judged". */
static Case case_of(Reading *r, const Council *c)
{
    const char *reference = cell(r, "reference");
    const Case *before = case_find(&c->cases, reference);
    Case k = {.reference = reference,
              .worker = cell(r, "worker"),
              .opened_on = csv_column(r->file, "opened_on") >= 0 && *cell(r, "opened_on")
                               ? day_of(r, "opened_on")
                           : before ? before->opened_on
                                    : date_text(r->cx->arena, r->cx->today),
              .closed_on = csv_column(r->file, "closed_on") >= 0 ? day_of(r, "closed_on")
                           : before                              ? before->closed_on
                                                                 : ""};
    for (int i = 0; i < c->scheme.n; i++) {
        const Level *l = &c->scheme.levels[i];
        if (*l->level)
            continue;
        int column = csv_column(r->file, text_slug(r->cx->arena, l->factor));
        const char *level = column >= 0 ? csv_cell(r->row, column)
                            : before    ? case_level(before, l->factor)
                                        : "";
        if (*level)
            *PUSH(r->cx->arena, k.levels, k.n, k.room) = (struct CaseLevel){l->factor, level};
    }
    return k;
}

static bool case_row(Reading *r, Council *c)
{
    Case k = case_of(r, c);
    if (!r->store) {
        (void)case_check(&r->sum->complaints, &c->scheme, &c->workers, &k);
        return true;
    }
    r->sum->cases++;
    return caseload_put_case(r->cx, c->id, &k);
}

/* Headings that neither the list nor a scheme knows. */
static void check_headings(Reading *r, const Council *c, bool cases)
{
    static const char *const of_workers[] = {"organisation", "worker",   "wte",
                                             "hours",        "ended_on", NULL};
    static const char *const of_cases[] = {"organisation", "reference", "worker",
                                           "opened_on",    "closed_on", NULL};
    for (int i = 0; i < r->file->n_columns; i++) {
        bool known = false;
        for (const char *const *p = cases ? of_cases : of_workers; *p; p++)
            known = known || same(*p, r->file->columns[i]);
        for (int k = 0; cases && k < c->scheme.n; k++)
            known = known || (!*c->scheme.levels[k].level &&
                              same(text_slug(r->cx->arena, c->scheme.levels[k].factor),
                                   r->file->columns[i]));
        if (known)
            continue;
        r->sum->complaints.line = r->file->heading_line;
        complain(&r->sum->complaints, r->file->headings[i], "",
                 N_("is no column of this list: nothing that tells of a client or a worker may "
                    "be sent"),
                 N_("Take the column out; the columns are those of caseload export"));
    }
}

static bool read_file(Reading *r, const CsvFile *f, bool cases)
{
    r->file = f;
    r->sum->complaints.file = f->name;
    for (int i = 0; i < f->n_rows; i++) {
        r->row = &f->rows[i];
        r->sum->complaints.line = r->row->line;
        Council *c = council_of(r);
        if (!c && !db_ok(r->cx))
            return false;
        if (!c)
            continue;
        if (!r->store && i == 0)
            check_headings(r, c, cases);
        r->sum->complaints.line = r->row->line;
        if (!(cases ? case_row : worker_row)(r, c))
            return false;
    }
    return true;
}

/* Workers first: cases are theirs. */
static bool read_all(Reading *r, const CsvFile *files, const bool *cases, int n)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++)
            if (cases[i] == (pass == 1) && !read_file(r, &files[i], cases[i]))
                return false;
    return true;
}

bool caseload_import(Ctx *cx, const InFiles *in, CaseloadImported *out)
{
    CsvFile *files = NEW_ARRAY(cx->arena, CsvFile, in->n);
    bool *cases = NEW_ARRAY(cx->arena, bool, in->n);
    CaseloadImported sum = {.complaints = {.cx = cx}};
    Reading r = {.cx = cx, .sum = &sum};
    for (int i = 0; i < in->n; i++) {
        if (!csv_parse(cx->arena, &cx->err, in->items[i].name, in->items[i].bytes,
                       in->items[i].size, &files[i]))
            return false;
        cases[i] = csv_column(&files[i], "reference") >= 0;
        if (csv_column(&files[i], "organisation") < 0 ||
            (!cases[i] && csv_column(&files[i], "wte") < 0))
            return fail(
                &cx->err, INVALID,
                "%s:%d: the headings are neither of workers (organisation, worker, wte) "
                "nor of cases (organisation, reference, worker)",
                files[i].name, files[i].heading_line);
        if (files[i].n_rows > CASELOAD_MOST_CASES)
            return fail(&cx->err, TOO_LARGE, "%s: more than %d rows", files[i].name,
                        CASELOAD_MOST_CASES);
    }
    if (!read_all(&r, files, cases, in->n))
        return false;
    r.store = true;
    if (!sum.complaints.n && (!db_begin(cx) || !db_end(cx, read_all(&r, files, cases, in->n))))
        return false;
    *out = sum;
    return true;
}

/* ---------------------------------------------------------------- out */

static void fields(CsvOut *o, const char *const *cells, int n)
{
    for (int i = 0; i < n; i++)
        csv_field(o, cells[i]);
}

static bool export_one(Ctx *cx, const char *id, CsvOut *workers, Buf *cases)
{
    Scheme s;
    WorkerList w;
    CaseList k;
    const Level **factors;
    if (!scheme_of(cx, id, &s) || !caseload_workers(cx, id, &w) || !caseload_cases(cx, id, &k))
        return false;
    for (int i = 0; i < w.n; i++) {
        const Worker *x = &w.items[i];
        fields(workers,
               (const char *const[]){id, x->worker, text_double(cx->arena, x->wte), x->hours,
                                     x->ended_on},
               5);
        csv_end_row(workers);
    }
    int n = scheme_factors(cx, &s, &factors);
    CsvOut o = {.buf = cases};
    fields(&o, (const char *const[]){"organisation", "reference", "worker"}, 3);
    for (int i = 0; i < n; i++)
        csv_field(&o, factors[i]->factor);
    fields(&o, (const char *const[]){"opened_on", "closed_on"}, 2);
    csv_end_row(&o);
    for (int i = 0; i < k.n; i++) {
        const Case *x = &k.items[i];
        fields(&o, (const char *const[]){id, x->reference, x->worker}, 3);
        for (int f = 0; f < n; f++)
            csv_field(&o, case_level(x, factors[f]->factor));
        fields(&o, (const char *const[]){x->opened_on, x->closed_on}, 2);
        csv_end_row(&o);
    }
    return true;
}

bool caseload_export(Ctx *cx, const char *organisation, Reply *out)
{
    Scheme s;
    Buf workers = buf_new(cx->arena, 0), cases = buf_new(cx->arena, 0),
        scheme = buf_new(cx->arena, 0);
    CsvOut w = {.buf = &workers};
    if (!scheme_of(cx, organisation, &s))
        return false;
    if (!s.version)
        return fail(&cx->err, NOT_FOUND, "'%s' has no scheme of points yet", organisation);
    fields(&w, (const char *const[]){"organisation", "worker", "wte", "hours", "ended_on"}, 5);
    csv_end_row(&w);
    if (!export_one(cx, organisation, &w, &cases))
        return false;
    scheme_write(&s, &scheme);
    reply_file(cx, out, "workers.csv", buf_text(&workers));
    reply_file(cx, out, "cases.csv", buf_text(&cases));
    reply_file(cx, out, "scheme.csv", buf_text(&scheme));
    return true;
}

/* ---------------------------------------------------------------- examples */

static bool begin_council(Ctx *cx, const char *organisation)
{
    Scheme mine, proposal;
    if (!scheme_of(cx, organisation, &mine))
        return false;
    return mine.version || (scheme_proposal(cx, &proposal) &&
                            scheme_store(cx, organisation, &proposal, "synthetic example"));
}

static bool end_council(Ctx *cx, const char *organisation)
{
    SnapshotList before;
    if (!caseload_snapshots(cx, organisation, &before))
        return false;
    for (int quarter = before.n ? 0 : 3; quarter >= 0; quarter--)
        if (!caseload_snapshot(cx, organisation, (Date){cx->today.days - 91 * quarter},
                               "synthetic example"))
            return false;
    return caseload_share(cx, organisation, true);
}

bool caseload_load_example(Ctx *cx, const InFiles *files)
{
    CaseloadImported sum;
    const char **ids = NULL;
    int n = 0, room = 0;
    for (int i = 0; i < files->n; i++) {
        CsvFile f;
        if (!csv_parse(cx->arena, &cx->err, files->items[i].name, files->items[i].bytes,
                       files->items[i].size, &f))
            return false;
        for (int k = 0; k < f.n_rows; k++) {
            const char *id = csv_cell(&f.rows[k], csv_column(&f, "organisation"));
            bool known = false;
            for (int m = 0; m < n; m++)
                known = known || same(ids[m], id);
            if (known)
                continue;
            *PUSH(cx->arena, ids, n, room) = id;
            if (!begin_council(cx, id))
                return false;
        }
    }
    if (!caseload_import(cx, files, &sum) || !complaints_none(&sum.complaints))
        return false;
    for (int i = 0; i < n; i++)
        if (!end_council(cx, ids[i]))
            return false;
    return true;
}
