/* Decides how a model is written: as CSV files, and as one canonical text for digests and for
 * keeping the inputs of a run. Both forms read back to an equal model. */
#include "base/csv.h"
#include "base/file.h"
#include "modules/projection/folder.h"

/* A column is written when it is needed or says something somewhere. */
static bool is_used(const ModelTable *t, const ColumnSpec *column, int c)
{
    if (column->flags & SPEC_NEEDED)
        return true;
    for (int i = 0; i < t->n; i++)
        if (*t->rows[i].cells[c])
            return true;
    return false;
}

static void put_table(Buf *b, const Model *m, TableId t)
{
    const ModelTable *table = &m->tables[t];
    const ColumnSpec *columns = table_specs[t].columns;
    CsvOut out = {.buf = b};
    int n = spec_columns(t);
    bool used[MODEL_MOST_COLUMNS];
    for (int c = 0; c < n; c++) {
        /* "value" of an assumption or setting always shows, even if all are blank. */
        used[c] = is_used(table, &columns[c], c) || same(columns[c].name, "value");
        if (used[c])
            csv_field(&out, columns[c].name);
    }
    csv_end_row(&out);
    for (int i = 0; i < table->n; i++) {
        for (int c = 0; c < n; c++)
            if (used[c])
                csv_field(&out, table->rows[i].cells[c]);
        csv_end_row(&out);
    }
}

const char *model_table_text(Arena *a, const Model *m, TableId t)
{
    Buf b = buf_new(a, 0);
    put_table(&b, m, t);
    return buf_text(&b);
}

bool folder_write(Arena *a, Err *err, const char *dir, const Model *m)
{
    if (!file_mkdir(a, err, dir))
        return false;
    for (int t = 0; t < TABLE_COUNT; t++) {
        if (!m->tables[t].given)
            continue;
        Buf b = buf_new(a, 0);
        put_table(&b, m, (TableId)t);
        const char *path = arena_printf(a, "%s/%s.csv", dir, table_specs[t].name);
        if (!buf_ok(&b, err) || !file_write(a, err, path, buf_text(&b), b.len))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------- one text for all files */

/* Each file follows a line "== name.csv BYTES ==". The length, not the line, ends the file, so
 * that no note can imitate a heading. */
const char *model_text(Arena *a, const Model *m)
{
    Buf all = buf_new(a, (size_t)512 << 20);
    for (int t = 0; t < TABLE_COUNT; t++) {
        if (!m->tables[t].given || t == TABLE_EXPECTED)
            continue;
        Buf one = buf_new(a, 0);
        put_table(&one, m, (TableId)t);
        buf_printf(&all, "== %s.csv %zu ==\n", table_specs[t].name, one.len);
        buf_put(&all, buf_text(&one), one.len);
    }
    return buf_text(&all);
}

bool model_from_text(Arena *a, Err *err, const char *name, const char *text, size_t size,
                     ModelProblems *ps, Model *out)
{
    Model m = {.name = name};
    const char *p = text, *end = text + size;
    while (p < end) {
        const char *eol = memchr(p, '\n', (size_t)(end - p)), **words;
        int n = eol ? text_split(a, arena_strndup(a, p, (size_t)(eol - p)), ' ', &words) : 0;
        int64_t length = -1;
        if (n != 4 || !same(words[0], "==") || !ends_with(words[1], ".csv") ||
            !text_to_int(words[2], &length) || length < 0 || length > end - eol - 1)
            return fail(err, INVALID,
                        "%s: byte %zu: expected a line '== file.csv BYTES ==' and that many "
                        "bytes after it",
                        name, (size_t)(p - text));
        int t = table_by_name(arena_strndup(a, words[1], strlen(words[1]) - 4));
        if (t < 0)
            return fail(err, INVALID, "%s: '%s' is not part of a model", name, words[1]);
        table_parse(a, ps, words[1], (TableId)t, eol + 1, (size_t)length, &m);
        p = eol + 1 + length;
    }
    *out = m;
    return true;
}
