/* Collections: what is asked, of whom, by when, and what has come so far. */
#include "base/csv.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/workforce/work.h"

/* ---------------------------------------------------------------- reference lists */

static bool import_collection(Ctx *cx, const CsvFile *f, const CsvRow *r)
{
    static const char *const columns[] = {"id",        "form",   "region",      "title_en",
                                          "title_cy",  "as_at",  "opens",       "due",
                                          "synthetic", "source", "source_date", "form_version"};
    const char *c[12];
    for (int i = 0; i < 12; i++)
        c[i] = csv_cell(r, csv_column(f, columns[i]));
    Date d;
    int64_t version = 0;
    const Form *form;
    if (*c[11] && !text_to_int(c[11], &version))
        return fail(&cx->err, INVALID, "%s:%d: form_version '%s' is not a number", f->name,
                    r->line, c[11]);
    if (!form_get(cx, c[1], (int)version, &form))
        return false;
    if (!form->published)
        return fail(&cx->err, INVALID,
                    "%s:%d: version %d of the form '%s' is a draft; publish it", f->name,
                    r->line, form->version, form->id);
    for (int i = 5; i < 8; i++)
        if (!date_parse_iso(c[i], &d))
            return fail(&cx->err, INVALID, "%s:%d: %s '%s' is not a date", f->name, r->line,
                        columns[i], c[i]);
    if (!permit(cx, "workforce.collect", c[2]))
        return false;
    bool synthetic = same_fold(c[8], "1") || same_fold(c[8], "y") || same_fold(c[8], "yes") ||
                     same_fold(c[8], "true");
    return db_run(
        cx,
        "INSERT INTO workforce_collection (id, form, region, title_en, title_cy, as_at,"
        " opens, due, synthetic, source, source_date, form_version)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (id) DO UPDATE SET form = $2, region = $3, title_en = $4,"
        " title_cy = $5, as_at = $6, opens = $7, due = $8, synthetic = $9, source = $10,"
        " source_date = $11, form_version = $12",
        ARGS(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], synthetic, c[9], c[10],
             form->version));
}

static bool import_expected(Ctx *cx, const CsvFile *f, const CsvRow *r)
{
    const char *region = "";
    if (!db_one_text(cx, &region, "SELECT region FROM workforce_collection WHERE id = $1",
                     ARGS(csv_cell(r, csv_column(f, "collection")))))
        return false;
    if (!permit(cx, "workforce.collect", region) ||
        (*region &&
         !permit(cx, "workforce.collect", csv_cell(r, csv_column(f, "organisation")))))
        return false;
    return db_run(cx,
                  "INSERT INTO workforce_expected (collection, organisation, source,"
                  " source_date) VALUES ($1, $2, $3, $4) ON CONFLICT (collection,"
                  " organisation) DO UPDATE SET source = $3, source_date = $4",
                  ARGS(csv_cell(r, csv_column(f, "collection")),
                       csv_cell(r, csv_column(f, "organisation")),
                       csv_cell(r, csv_column(f, "source")),
                       csv_cell(r, csv_column(f, "source_date"))));
}

static bool import_files(Ctx *cx, const InFiles *files, int *rows)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < files->n; i++) {
            const InFile *in = &files->items[i];
            CsvFile f;
            if (!csv_parse(cx->arena, &cx->err, in->name, in->bytes, in->size, &f))
                return false;
            bool is_collection = csv_column(&f, "as_at") >= 0;
            if (is_collection != (pass == 0))
                continue;
            for (int k = 0; k < f.n_rows; k++, ++*rows)
                if (!(is_collection ? import_collection : import_expected)(cx, &f, &f.rows[k]))
                    return false;
        }
    return true;
}

bool workforce_import_collections(Ctx *cx, const InFiles *files, int *rows)
{
    int n = 0;
    if (!db_begin(cx) || !db_end(cx, import_files(cx, files, &n)))
        return false;
    *rows = n;
    return true;
}

/* ---------------------------------------------------------------- looking up */

#define COLLECTION_COLUMNS                                                                     \
    "c.id, c.region, c.title_en, c.title_cy, c.as_at, c.opens, c.due, c.source, c.synthetic,"  \
    " (SELECT COUNT(*) FROM workforce_expected e WHERE e.collection = c.id),"                  \
    " (SELECT COUNT(*) FROM workforce_current r WHERE r.collection = c.id),"                   \
    " (SELECT COUNT(*) FROM workforce_current r JOIN workforce_due d"                          \
    "  ON d.collection = r.collection AND d.organisation = r.organisation"                     \
    "  WHERE r.collection = c.id AND r.received_on > d.due),"                                  \
    " (SELECT COUNT(*) FROM workforce_refusal f WHERE f.collection = c.id),"                   \
    " c.form, c.form_version,"                                                                 \
    " (SELECT COUNT(*) FROM workforce_work w WHERE w.collection = c.id"                        \
    "  AND w.status NOT IN ('accepted', 'locked') AND NOT EXISTS (SELECT 1 FROM"               \
    "  workforce_return r WHERE r.collection = c.id AND r.organisation = w.organisation))"

static Collection read_collection(Ctx *cx, DbRows *rows)
{
    return (Collection){.id = db_text(rows, 0),
                        .region = db_text(rows, 1),
                        .title = db_text(rows, cx->lang == LANG_CY ? 3 : 2),
                        .as_at = db_text(rows, 4),
                        .opens = db_text(rows, 5),
                        .due = db_text(rows, 6),
                        .source = db_text(rows, 7),
                        .synthetic = db_int(rows, 8) != 0,
                        .expected = (int)db_int(rows, 9),
                        .received = (int)db_int(rows, 10),
                        .late = (int)db_int(rows, 11),
                        .refused = (int)db_int(rows, 12),
                        .form = db_text(rows, 13),
                        .form_version = (int)db_int(rows, 14),
                        .under_way = (int)db_int(rows, 15)};
}

bool workforce_collections(Ctx *cx, const char *region, CollectionList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    CollectionList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLLECTION_COLUMNS " FROM workforce_collection c"
                  " WHERE ($1 = '' OR c.region = $1) ORDER BY c.as_at DESC, c.id",
                  ARGS(region)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_collection(cx, &rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool workforce_collection(Ctx *cx, const char *id, Collection *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLLECTION_COLUMNS " FROM workforce_collection c WHERE c.id = $1",
                  ARGS(id)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no collection '%s'", id);
    *out = read_collection(cx, &rows);
    return true;
}

bool workforce_asks(Ctx *cx, const char *collection, const char *organisation, bool *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n,
                    "SELECT COUNT(*) FROM workforce_expected WHERE collection = $1"
                    " AND organisation = $2",
                    ARGS(collection, organisation)))
        return false;
    *out = n > 0;
    return true;
}

bool workforce_form(Ctx *cx, const char *collection, const Form **out)
{
    const char *form = NULL;
    int64_t version = 0;
    {
        DbRows rows CLEANUP_ROWS = {0};
        if (!db_query(cx, &rows,
                      "SELECT form, form_version FROM workforce_collection WHERE id = $1",
                      ARGS(collection)))
            return false;
        if (db_next(&rows)) {
            form = db_text(&rows, 0);
            version = db_int(&rows, 1);
        }
    }
    if (db_ok(cx) && !form)
        return fail(&cx->err, NOT_FOUND, "there is no collection '%s'", collection);
    return db_ok(cx) && form_get(cx, form, (int)version, out);
}

bool workforce_newest_form(Ctx *cx, const Form **out)
{
    const char *collection = NULL;
    FormList all;
    if (!db_one_text(cx, &collection,
                     "SELECT id FROM workforce_collection ORDER BY as_at DESC, id LIMIT 1",
                     NO_ARGS))
        return false;
    if (collection)
        return workforce_form(cx, collection, out);
    if (!form_list(cx, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (all.items[i]->kind == FORM_RETURN && all.items[i]->published) {
            *out = all.items[i];
            return true;
        }
    return fail(&cx->err, NOT_FOUND, "there is no form of a return");
}

bool workforce_previous(Ctx *cx, const char *collection, const char **out)
{
    *out = "";
    return db_one_text(cx, out,
                       "SELECT p.id FROM workforce_collection p JOIN workforce_collection c"
                       " ON p.region = c.region AND p.form = c.form AND p.as_at < c.as_at"
                       " WHERE c.id = $1 ORDER BY p.as_at DESC LIMIT 1",
                       ARGS(collection));
}

bool workforce_latest(Ctx *cx, const char *region, const char **out)
{
    const char *found = NULL;
    if (!db_one_text(cx, &found,
                     "SELECT c.id FROM workforce_collection c WHERE ($1 = '' OR c.region = $1)"
                     " AND EXISTS (SELECT 1 FROM workforce_return r WHERE r.collection = c.id)"
                     " ORDER BY c.as_at DESC, c.id LIMIT 1",
                     ARGS(region)))
        return false;
    if (!found)
        return fail(&cx->err, NOT_FOUND,
                    "no return has been received%s%s; load one with 'pont workforce import' or"
                    " 'pont example load wales'",
                    *region ? " for " : "", region);
    *out = found;
    return true;
}

/* ---------------------------------------------------------------- who has sent */

const char *return_status_label(Ctx *cx, ReturnStatus s)
{
    static const char *const labels[] = {
        [RETURN_NOT_RECEIVED] = N_("Not received"),
        [RETURN_REFUSED] = N_("Refused"),
        [RETURN_LATE] = N_("Received late"),
        [RETURN_RECEIVED] = N_("Received"),
    };
    return T(cx, labels[s]);
}

const char *return_status_code(ReturnStatus s)
{
    static const char *const codes[] = {
        [RETURN_NOT_RECEIVED] = "not-received",
        [RETURN_REFUSED] = "refused",
        [RETURN_LATE] = "late",
        [RETURN_RECEIVED] = "received",
    };
    return codes[s];
}

/* What is under way is said by its step; what is in force beside it is said too. */
const char *expected_label(Ctx *cx, const Expected *e)
{
    if (!work_is_under_way(e->work))
        return e->work == WORK_LOCKED ? work_status_label(cx, e->work)
                                      : return_status_label(cx, e->status);
    if (e->return_id)
        return arena_printf(cx->arena, "%s; %s: %s", return_status_label(cx, e->status),
                            T(cx, "next version"), work_status_label(cx, e->work));
    return work_status_label(cx, e->work);
}

const char *expected_code(const Expected *e)
{
    return work_is_under_way(e->work) && !e->return_id ? work_status_code(e->work)
                                                       : return_status_code(e->status);
}

static bool read_expected(Ctx *cx, const char *collection, ExpectedList *list)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT e.organisation, r.id, r.version, r.received_on, f.refused_on,"
                  " CASE WHEN r.received_on > d.due THEN 1 ELSE 0 END,"
                  " w.status, w.submitted_on, d.due, d.usual"
                  " FROM workforce_expected e"
                  " JOIN workforce_due d ON d.collection = e.collection"
                  " AND d.organisation = e.organisation"
                  " JOIN org_organisation o ON o.id = e.organisation"
                  " LEFT JOIN workforce_current r ON r.collection = e.collection"
                  " AND r.organisation = e.organisation"
                  " LEFT JOIN workforce_work w ON w.collection = e.collection"
                  " AND w.organisation = e.organisation"
                  " LEFT JOIN workforce_refusal f ON f.collection = e.collection"
                  " AND f.organisation = e.organisation"
                  " WHERE e.collection = $1 ORDER BY o.kind, e.organisation",
                  ARGS(collection)))
        return false;
    while (db_next(&rows)) {
        bool received = !db_is_null(&rows, 1), refused = !db_is_null(&rows, 4);
        Expected e = {
            .org.id = db_text(&rows, 0),
            .return_id = db_int(&rows, 1),
            .version = db_int(&rows, 2),
            .received_on = received ? db_text(&rows, 3) : db_text(&rows, 4),
            .status = received  ? db_int(&rows, 5) ? RETURN_LATE : RETURN_RECEIVED
                      : refused ? RETURN_REFUSED
                                : RETURN_NOT_RECEIVED,
            .work = !db_is_null(&rows, 6) ? work_status_of(db_text(&rows, 6))
                    : received            ? WORK_ACCEPTED
                                          : WORK_NOT_STARTED,
            .submitted_on = db_text(&rows, 7),
            .due = db_text(&rows, 8),
            .extended = !same(db_text(&rows, 8), db_text(&rows, 9)),
        };
        *PUSH(cx->arena, list->items, list->n, list->room) = e;
    }
    return db_ok(cx);
}

bool workforce_expected(Ctx *cx, const char *collection, ExpectedList *out)
{
    Collection c;
    Date at;
    ExpectedList list = {0};
    Problems problems;
    if (!workforce_collection(cx, collection, &c) || !date_parse_iso(c.as_at, &at) ||
        !read_expected(cx, collection, &list) ||
        !workforce_problems(cx, collection, "", &problems))
        return false;
    for (int i = 0; i < list.n; i++) {
        Expected *e = &list.items[i];
        if (!org_get(cx, e->org.id, at, &e->org))
            return false;
        for (int k = 0; k < problems.n; k++) {
            const Problem *p = &problems.items[k];
            if (!same(p->organisation, e->org.id))
                continue;
            e->accepted += p->accepted != NULL;
            e->errors += !p->accepted && p->rule->severity == SEVERITY_ERROR;
            e->warnings += !p->accepted && p->rule->severity == SEVERITY_WARNING;
        }
    }
    *out = list;
    return true;
}
