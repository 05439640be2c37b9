/* Decides how an example's agreements come into a database: as people would bring them, but at
 * once, and a release of those that say so. */
#include "base/csv.h"
#include "modules/release/release.h"

static const char *cell(const CsvFile *f, int row, const char *column)
{
    return csv_cell(&f->rows[row], csv_column(f, column));
}

static int number(const CsvFile *f, int row, const char *column)
{
    int64_t v = 0;
    return text_to_int(cell(f, row, column), &v) ? (int)v : -1;
}

static Agreement read_row(const CsvFile *f, int i)
{
    return (Agreement){.id = cell(f, i, "agreement"),
                       .from = cell(f, i, "from"),
                       .to = cell(f, i, "to"),
                       .region = cell(f, i, "region"),
                       .title_en = cell(f, i, "title_en"),
                       .title_cy = cell(f, i, "title_cy"),
                       .purpose = cell(f, i, "purpose"),
                       .basis = cell(f, i, "basis"),
                       .collections = cell(f, i, "collections"),
                       .fields = cell(f, i, "fields"),
                       .level = cell(f, i, "level"),
                       .grouping = cell(f, i, "grouping"),
                       .least = number(f, i, "least"),
                       .least_returns = number(f, i, "least_returns"),
                       .rounding = number(f, i, "rounding"),
                       .retention_until = cell(f, i, "retention_until"),
                       .review_on = cell(f, i, "review_on")};
}

bool release_load_example(Ctx *cx, const InFile *list, int *releases)
{
    CsvFile f;
    if (!csv_parse(cx->arena, &cx->err, list->name, list->bytes, list->size, &f))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        Agreement a = read_row(&f, i), there;
        Release r;
        if (agreement_get(cx, a.id, &there))
            continue; /* loaded before */
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        if (!agreement_draft(cx, &a) || !agreement_agree(cx, a.id))
            return false;
        if (!same(cell(&f, i, "release"), "Y"))
            continue;
        if (!release_make(cx, a.id, &r) || !release_publish(cx, r.id))
            return false;
        ++*releases;
    }
    return true;
}
