/* Decides which files of a folder belong to the model, how their columns are matched and how a
 * folder that extends another is completed. What the cells mean is left to folder_plan.c. */
#include "base/csv.h"
#include "base/file.h"
#include "modules/projection/folder.h"

static const char *file_names(Arena *a)
{
    Buf b = buf_new(a, 0);
    for (int t = 0; t < TABLE_COUNT; t++)
        buf_printf(&b, "%s%s", t ? ", " : "", table_specs[t].name);
    return buf_text(&b);
}

static const char *near_or(const ModelProblems *ps, const char *word, const char *const *list,
                           int n, const char *otherwise)
{
    const char *near = nearest_word(word, list, n);
    return near ? did_you_mean(ps, near) : otherwise;
}

/* ---------------------------------------------------------------- one table */

/* csv_parse() says "name:line: words"; a ModelProblem wants the parts. */
static void add_csv_error(ModelProblems *ps, const char *file, const char *message)
{
    const char *words = message;
    int64_t line = 0;
    size_t n = strlen(file);
    if (starts_with(words, file) && words[n] == ':') {
        words += n + 1;
        size_t digits = strspn(words, "0123456789");
        if (digits && words[digits] == ':' &&
            text_to_int(arena_strndup(ps->arena, words, digits), &line))
            words += digits + 1;
        words += *words == ' ';
    }
    model_problem_add(ps, file, (int)line, "", "", "", "%s", words);
}

/* Fills at[c] with the place of each column of the file in the table, or -1. */
static void match_columns(ModelProblems *ps, const CsvFile *f, TableId t, int *at)
{
    const char *names[MODEL_MOST_COLUMNS];
    int n = spec_columns(t);
    for (int c = 0; c < n; c++)
        names[c] = table_specs[t].columns[c].name;
    for (int c = 0; c < f->n_columns; c++) {
        at[c] = spec_column(t, f->columns[c]);
        if (at[c] >= 0 || !*f->columns[c])
            continue;
        model_problem_add(ps, f->name, f->heading_line, f->headings[c], "",
                          near_or(ps, f->columns[c], names, n,
                                  N_("remove it, or move its text to the column 'note'")),
                          N_("%s.csv has no such column"), table_specs[t].name);
    }
    for (int c = 0; c < n; c++)
        if ((table_specs[t].columns[c].flags & SPEC_NEEDED) && csv_column(f, names[c]) < 0)
            model_problem_add(ps, f->name, f->heading_line, names[c], "", N_("add the column"),
                              N_("the column is missing"));
}

void table_parse(Arena *a, ModelProblems *ps, const char *file, TableId t, const char *text,
                 size_t size, Model *m)
{
    Err err = {0};
    CsvFile f;
    m->tables[t].given = true;
    if (!csv_parse(a, &err, file, text, size, &f)) {
        add_csv_error(ps, file, err.message);
        return;
    }
    if (f.n_rows > MODEL_MOST_ROWS) {
        model_problem_add(ps, file, 0, "", "", N_("split the model"), N_("more than %d rows"),
                          MODEL_MOST_ROWS);
        return;
    }
    int *at = NEW_ARRAY(a, int, f.n_columns);
    match_columns(ps, &f, t, at);
    for (int r = 0; r < f.n_rows; r++) {
        ModelRow *row = model_add(a, m, t, file, f.rows[r].line);
        for (int c = 0; c < f.n_columns; c++)
            if (at[c] >= 0)
                row->cells[at[c]] = csv_cell(&f.rows[r], c);
            else if (!*f.columns[c] && *csv_cell(&f.rows[r], c))
                model_problem_add(ps, file, f.rows[r].line, "", csv_cell(&f.rows[r], c),
                                  N_("give the column a heading or clear the cell"),
                                  N_("column %d has no heading"), c + 1);
    }
}

/* ---------------------------------------------------------------- a folder and what it extends
 */

typedef struct Chain {
    const struct Chain *up;
    const char *dir;
} Chain;

/* "../base", "high": leading ".." (at most two) and plain names; nothing that leads elsewhere.
 */
static bool is_near_path(Arena *a, const char *path)
{
    const char **parts;
    int n = text_split(a, path, '/', &parts), up = 0;
    if (n == 0 || *path == '/' || strchr(path, '\\'))
        return false;
    for (int i = 0; i < n; i++) {
        bool above = same(parts[i], "..");
        if (!*parts[i] || same(parts[i], ".") || (above && i != up))
            return false;
        up += above;
    }
    return up <= 2 && up < n;
}

/* Joins without leaving "x/.." inside, so that one folder has one name and cycles are seen. */
static const char *join(Arena *a, const char *dir, const char *path)
{
    char *at = arena_strdup(a, dir);
    while (starts_with(path, "../")) {
        char *slash = strrchr(at, '/');
        if (slash && !same(slash, "/..") && !same(at, "."))
            *slash = '\0';
        else if (*at && !same(at, ".") && !ends_with(at, ".."))
            at = arena_strdup(a, ".");
        else
            at = arena_printf(a, "%s/..", at);
        path += 3;
    }
    return same(at, ".") ? path : arena_printf(a, "%s/%s", at, path);
}

/* What the folder does not say itself comes from the one it extends: settings one by one, all
 * else file by file. Expected results belong to the folder that states them. */
static void inherit(Arena *a, Model *m, const Model *base)
{
    for (int t = 0; t < TABLE_COUNT; t++)
        if (t != TABLE_MODEL && t != TABLE_EXPECTED && !m->tables[t].given)
            m->tables[t] = base->tables[t];
    const ModelTable *settings = &base->tables[TABLE_MODEL];
    int own = m->tables[TABLE_MODEL].n;
    for (int i = 0; i < settings->n; i++) {
        const ModelRow *from = &settings->rows[i];
        bool said = false;
        for (int k = 0; k < own; k++)
            said |= same(m->tables[TABLE_MODEL].rows[k].cells[0], from->cells[0]);
        if (!said)
            *model_add(a, m, TABLE_MODEL, from->file, from->line) = *from;
    }
}

static void drop_setting(Model *m, const char *key)
{
    ModelTable *t = &m->tables[TABLE_MODEL];
    int n = 0;
    for (int i = 0; i < t->n; i++)
        if (!same(t->rows[i].cells[0], key))
            t->rows[n++] = t->rows[i];
    t->n = n;
}

static bool read_files(Arena *a, Err *err, const char *dir, ModelProblems *ps, Model *m)
{
    const char **names, *known[TABLE_COUNT];
    int n = file_list(a, dir, &names);
    if (n < 0)
        return fail(err, NOT_FOUND, "there is no folder '%s'", dir);
    for (int t = 0; t < TABLE_COUNT; t++)
        known[t] = arena_printf(a, "%s.csv", table_specs[t].name);
    for (int i = 0; i < n; i++) {
        if (!ends_with(names[i], ".csv"))
            continue;
        const char *path = arena_printf(a, "%s/%s", dir, names[i]);
        int t = table_by_name(arena_strndup(a, names[i], strlen(names[i]) - 4));
        Bytes bytes;
        if (t < 0)
            model_problem_add(ps, path, 0, "", "",
                              near_or(ps, names[i], known, TABLE_COUNT,
                                      arena_printf(a, translate(ps->lang, "the files are %s"),
                                                   file_names(a))),
                              N_("this file is not part of a model"));
        else if (!file_read(a, err, path, (size_t)64 << 20, &bytes))
            return false;
        else
            table_parse(a, ps, path, (TableId)t, bytes.data, bytes.size, m);
    }
    if (!m->tables[TABLE_MODEL].given)
        model_problem_add(ps, arena_printf(a, "%s/model.csv", dir), 0, "", "",
                          N_("write it with the columns key,value"), N_("the file is missing"));
    return true;
}

static bool read_chain(Arena *a, Err *err, const char *dir, const Chain *up, int depth,
                       ModelProblems *ps, Model *m)
{
    Chain here = {.up = up, .dir = dir};
    if (!read_files(a, err, dir, ps, m))
        return false;
    const ModelRow *row = NULL;
    for (int i = 0; i < m->tables[TABLE_MODEL].n; i++)
        if (same(m->tables[TABLE_MODEL].rows[i].cells[0], "extends"))
            row = &m->tables[TABLE_MODEL].rows[i];
    if (!row || !*row->cells[1]) {
        drop_setting(m, "extends");
        return true;
    }
    const char *path = row->cells[1], *reason = NULL, *base_dir = "";
    if (!is_near_path(a, path))
        reason = N_("not a folder beside this one: give a relative path such as ../base");
    else if (depth == MODEL_DEEPEST)
        reason = N_("folders extend each other too deeply");
    else
        base_dir = join(a, dir, path);
    for (const Chain *c = &here; c && !reason; c = c->up)
        if (same(c->dir, base_dir))
            reason = N_("folders extend each other in a circle");
    const char **names;
    if (!reason && file_list(a, base_dir, &names) < 0)
        reason = arena_printf(a, translate(ps->lang, "there is no folder '%s'"), base_dir);
    if (reason) {
        model_problem_add(ps, row->file, row->line, "extends", path,
                          N_("name the folder whose files are used where this one has none"),
                          "%s", translate(ps->lang, reason));
        return true;
    }
    drop_setting(m, "extends");
    Model base = {.name = base_dir};
    if (!read_chain(a, err, base_dir, &here, depth + 1, ps, &base))
        return false;
    inherit(a, m, &base);
    return true;
}

bool folder_read(Arena *a, Err *err, const char *dir, ModelProblems *ps, Model *out)
{
    char *clean = arena_strdup(a, dir);
    for (size_t n = strlen(clean); n > 1 && clean[n - 1] == '/'; n--)
        clean[n - 1] = '\0';
    Model m = {.name = clean};
    if (!read_chain(a, err, clean, NULL, 0, ps, &m))
        return false;
    *out = m;
    return true;
}

bool folder_plan(Arena *a, Err *err, const char *dir, ModelProblems *ps, Model *model,
                 Plan *out)
{
    return folder_read(a, err, dir, ps, model) && model_plan(a, err, model, ps, out) &&
           model_laws(a, err, model, ps, out);
}
