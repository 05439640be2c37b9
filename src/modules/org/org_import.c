/* Decides how reference lists (data/ or a person's own CSV of the same headings) become rows.
 * All problems are found before anything is written; an import is one transaction. */
#include "base/csv.h"
#include "db/db.h"
#include "modules/org/org.h"

typedef struct Import {
    Ctx *cx;
    const CsvFile *file;
    const CsvRow *row;
    Buf *problems;
    int n_problems;
} Import;

static const char *cell(const Import *im, const char *column)
{
    return csv_cell(im->row, csv_column(im->file, column));
}

static void complain(Import *im, const char *column, const char *why)
{
    if (im->n_problems++ < 10)
        buf_printf(im->problems, "%s%s:%d: %s '%s' %s", im->problems->len ? "; " : "",
                   im->file->name, im->row->line, column, cell(im, column), T(im->cx, why));
}

static void need_text(Import *im, const char *column)
{
    if (!*cell(im, column))
        complain(im, column, N_("is empty"));
}

/* ISO text of a date cell; "" stays "". */
static const char *date_cell(Import *im, const char *column)
{
    Date d;
    if (!*cell(im, column))
        return "";
    if (!date_parse_any(cell(im, column), &d)) {
        complain(im, column, N_("is not a date (write 2026-03-31)"));
        return "";
    }
    return date_text(im->cx->arena, d);
}

static bool organisation_row(Import *im)
{
    Ctx *cx = im->cx;
    need_text(im, "id");
    need_text(im, "kind");
    need_text(im, "name_en");
    const char *id = cell(im, "id"), *from = date_cell(im, "valid_from"),
               *to = date_cell(im, "valid_to");
    if (id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")])
        complain(im, "id", N_("is no id (small letters, digits and hyphens)"));
    if (*cell(im, "kind") && !org_is_kind(cell(im, "kind")))
        complain(im, "kind", N_("is no kind of organisation"));
    if (*from && *to && strcmp(to, from) < 0)
        complain(im, "valid_to", N_("lies before valid_from"));
    return im->n_problems ||
           (db_run(
                cx,
                "INSERT INTO org_organisation (id, kind, ons_code, valid_from, valid_to, "
                "source,"
                " source_date) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE"
                " SET kind = $2, ons_code = $3, valid_from = $4, valid_to = $5, source = $6,"
                " source_date = $7",
                ARGS(id, cell(im, "kind"), cell(im, "ons_code"), from, to, cell(im, "source"),
                     cell(im, "source_date"))) &&
            db_run(cx,
                   "INSERT INTO org_name (organisation, valid_from, name_en, name_cy)"
                   " VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, valid_from)"
                   " DO UPDATE SET name_en = $3, name_cy = $4",
                   ARGS(id, from, cell(im, "name_en"), cell(im, "name_cy"))));
}

static bool known(Import *im, const char *column)
{
    bool exists = false;
    if (!org_exists(im->cx, cell(im, column), &exists))
        return false;
    if (!exists)
        complain(im, column, N_("is not an organisation"));
    return true;
}

static bool membership_row(Import *im)
{
    if (!known(im, "member") || !known(im, "group"))
        return false;
    const char *from = date_cell(im, "valid_from"), *to = date_cell(im, "valid_to");
    if (*from && *to && strcmp(to, from) < 0)
        complain(im, "valid_to", N_("lies before valid_from"));
    return im->n_problems ||
           db_run(
               im->cx,
               "INSERT INTO org_membership (member, parent, role, valid_from, valid_to, source,"
               " source_date) VALUES ($1, $2, $3, $4, $5, $6, $7)"
               " ON CONFLICT (member, parent, role, valid_from)"
               " DO UPDATE SET valid_to = $5, source = $6, source_date = $7",
               ARGS(cell(im, "member"), cell(im, "group"), cell(im, "role"), from, to,
                    cell(im, "source"), cell(im, "source_date")));
}

static bool population_row(Import *im)
{
    int64_t year = 0, people = 0;
    if (!known(im, "organisation"))
        return false;
    if (!text_to_int(cell(im, "year"), &year))
        complain(im, "year", N_("is not a year"));
    if (!text_to_int(cell(im, "population"), &people) || people < 0)
        complain(im, "population", N_("is not a number of people"));
    return im->n_problems ||
           db_run(im->cx,
                  "INSERT INTO org_population (organisation, year, population, source,"
                  " source_date) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, year)"
                  " DO UPDATE SET population = $3, source = $4, source_date = $5",
                  ARGS(cell(im, "organisation"), year, people, cell(im, "source"),
                       cell(im, "source_date")));
}

static bool succession_row(Import *im)
{
    double share = 1;
    if (!known(im, "predecessor") || !known(im, "successor"))
        return false;
    if (*cell(im, "share") && !text_to_double(cell(im, "share"), &share))
        complain(im, "share", N_("is not a number between 0 and 1"));
    const char *on = date_cell(im, "date");
    return im->n_problems ||
           db_run(
               im->cx,
               "INSERT INTO org_succession (predecessor, successor, kind, on_date, share, note,"
               " source, source_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
               " ON CONFLICT (predecessor, successor, on_date) DO UPDATE SET kind = $3,"
               " share = $5, note = $6, source = $7, source_date = $8",
               ARGS(cell(im, "predecessor"), cell(im, "successor"), cell(im, "kind"), on, share,
                    cell(im, "note"), cell(im, "source"), cell(im, "source_date")));
}

/* The heading that only one kind of list has tells the lists apart; organisations go first,
 * because the others refer to them. */
static const struct {
    const char *heading;
    bool (*row)(Import *im);
} lists[] = {
    {"name_en", organisation_row},
    {"member", membership_row},
    {"population", population_row},
    {"predecessor", succession_row},
};
enum { N_LISTS = sizeof lists / sizeof *lists };

static bool import_rows(Ctx *cx, const CsvFile *files, const int *kinds, int n, int *rows)
{
    Buf problems = buf_new(cx->arena, 900);
    Import im = {.cx = cx, .problems = &problems};
    for (int kind = 0; kind < N_LISTS; kind++)
        for (int f = 0; f < n; f++) {
            if (kinds[f] != kind)
                continue;
            im.file = &files[f];
            for (int r = 0; r < files[f].n_rows; r++, ++*rows) {
                im.row = &files[f].rows[r];
                if (!lists[kind].row(&im))
                    return false;
            }
        }
    if (im.n_problems)
        return fail(&cx->err, INVALID, "%d problems, nothing was written: %s", im.n_problems,
                    buf_text(&problems));
    return true;
}

bool org_import(Ctx *cx, const InFiles *in, int *rows)
{
    CsvFile *files = NEW_ARRAY(cx->arena, CsvFile, in->n);
    int *kinds = NEW_ARRAY(cx->arena, int, in->n), count = 0;
    for (int i = 0; i < in->n; i++) {
        const InFile *f = &in->items[i];
        if (!csv_parse(cx->arena, &cx->err, f->name, f->bytes, f->size, &files[i]))
            return false;
        kinds[i] = -1;
        for (int k = 0; k < N_LISTS; k++)
            if (csv_column(&files[i], lists[k].heading) >= 0)
                kinds[i] = k;
        if (kinds[i] < 0)
            return fail(&cx->err, INVALID,
                        "%s:%d: the headings are none of a list of organisations, memberships,"
                        " populations or successions",
                        f->name, files[i].heading_line);
    }
    if (!db_begin(cx) || !db_end(cx, import_rows(cx, files, kinds, in->n, &count)))
        return false;
    *rows = count;
    return true;
}
