/* Decides how studies are kept and shown. What they say is left to scenarios.c, sensitivity.c
 * and backtest.c. */
#include "modules/projection/study.h"
#include "base/file.h"
#include "core/effort.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/projection/projection_action.h"
#include <math.h>

static int columns_of(const StudyPart *p)
{
    int n = 0;
    while (p->columns[n].key)
        n++;
    return n;
}

static void set_parts(Study *s, const StudyPart *parts)
{
    for (; parts->name && s->n_tables < STUDY_MOST_PARTS; parts++)
        s->tables[s->n_tables++] = (StudyTable){.part = parts};
}

void study_new(Ctx *cx, const Loaded *l, const char *kind, const char *options, uint64_t seed,
               int64_t runs, const StudyPart *parts, Study *out)
{
    Study s = {.plan = *l->id ? l->id : l->model.name,
               .kind = kind,
               .version = cx->app->version,
               .made_on = date_text(cx->arena, cx->today),
               .made_by = cx->user,
               .seed = seed,
               .runs = runs};
    const char *text =
        arena_printf(cx->arena, "%s\n%s %s\nseed %llu\nruns %lld\nversion %s\n",
                     model_text(cx->arena, &l->model), kind, options, (unsigned long long)seed,
                     (long long)runs, cx->app->version);
    s.input_digest = digest(cx->arena, text, strlen(text));
    s.id = arena_strndup(cx->arena, s.input_digest, 12);
    set_parts(&s, parts);
    *out = s;
}

static StudyTable *find_table(Study *s, const char *part)
{
    for (int i = 0; i < s->n_tables; i++)
        if (same(s->tables[i].part->name, part))
            return &s->tables[i];
    return NULL;
}

const StudyTable *study_table(const Study *s, const char *part)
{
    for (int i = 0; i < s->n_tables; i++)
        if (same(s->tables[i].part->name, part))
            return &s->tables[i];
    return NULL;
}

const char **study_row(Ctx *cx, Study *s, const char *part)
{
    StudyTable *t = find_table(s, part);
    const char **cells = NEW_ARRAY(cx->arena, const char *, columns_of(t->part) + 1);
    for (int c = 0; c < columns_of(t->part); c++)
        cells[c] = "";
    *PUSH(cx->arena, t->rows, t->n, t->room) = cells;
    return cells;
}

const char *study_number(Ctx *cx, double v)
{
    return isfinite(v) ? text_double(cx->arena, v) : "";
}

static int column_at(const StudyPart *p, const char *key)
{
    for (int c = 0; p->columns[c].key; c++)
        if (same(p->columns[c].key, key))
            return c;
    return -1;
}

const char *study_text(const StudyTable *t, int row, const char *column)
{
    int c = column_at(t->part, column);
    return c < 0 ? "" : t->rows[row][c];
}

double study_value(const StudyTable *t, int row, const char *column)
{
    double v;
    return text_to_double(study_text(t, row, column), &v) ? v : NAN;
}

/* ---------------------------------------------------------------- showing */

static Cell cell_of(Ctx *cx, const StudyColumn *column, const char *text)
{
    double v;
    switch (column->show) {
    case STUDY_NUMBER:
    case STUDY_PERCENT:
        if (text_to_double(text, &v))
            return cell_number(v);
        return cell_state(CELL_NOT_APPLICABLE);
    case STUDY_LEVEL:
        if (text_to_double(text, &v))
            return cell_number(v);
        return cell_code("unattainable", T(cx, "not within the limits"));
    case STUDY_CODE:
        return *text ? cell_code(text, T(cx, choice_label(column->codes, text)))
                     : cell_state(CELL_BLANK);
    case STUDY_TEXT:
        break;
    }
    const char *shown = plan_word(cx, text);
    return !*text          ? cell_state(CELL_BLANK)
           : shown != text ? cell_code(text, shown)
                           : cell_text(text);
}

Table *study_show(Ctx *cx, const Study *s, const char *part, Reply *r)
{
    const StudyTable *from = study_table(s, part);
    const StudyColumn *columns = from->part->columns;
    Table *t = reply_table(cx, r, part, T(cx, from->part->caption));
    int n = columns_of(from->part);
    for (int c = 0; c < n; c++) {
        bool number = columns[c].show == STUDY_NUMBER || columns[c].show == STUDY_LEVEL;
        if (columns[c].show == STUDY_PERCENT)
            table_percent(cx, t, columns[c].key, T(cx, columns[c].label), columns[c].decimals);
        else
            table_column(cx, t, columns[c].key, T(cx, columns[c].label),
                         number ? COLUMN_NUMBER : COLUMN_TEXT, columns[c].decimals);
    }
    for (int i = 0; i < from->n; i++) {
        Cell *cells = table_row(cx, t);
        for (int c = 0; c < n; c++)
            cells[c] = cell_of(cx, &columns[c], from->rows[i][c]);
    }
    t->data_only = from->part->data_only;
    t->note = from->part->note ? T(cx, from->part->note) : NULL;
    return t;
}

void study_reply(Ctx *cx, const Study *s, Reply *r)
{
    reply_fact(cx, r, "plan", T(cx, "Plan"), cell_text(s->plan), 0);
    reply_fact(cx, r, "study", T(cx, "Study"), cell_text(s->id), 0);
    reply_fact(cx, r, "runs", T(cx, "Runs of the model"), cell_number((double)s->runs), 0);
    reply_fact(cx, r, "seed", T(cx, "Seed"), cell_plain((double)s->seed), 0);
    reply_fact(cx, r, "version", T(cx, "Version"), cell_text(s->version), 0);
    reply_fact(cx, r, "input_digest", T(cx, "Input digest"), cell_text(s->input_digest), 0);
    for (int i = 0; i < s->n_tables; i++)
        study_show(cx, s, s->tables[i].part->name, r);
}

/* ---------------------------------------------------------------- keeping */

static bool store_cells(Ctx *cx, const Study *s)
{
    for (int i = 0; i < s->n_tables; i++)
        for (int r = 0; r < s->tables[i].n; r++)
            for (int c = 0; s->tables[i].part->columns[c].key; c++)
                if (!db_run(cx,
                            "INSERT INTO projection_study_cell (study, part, seq, column_name,"
                            " text) VALUES ($1, $2, $3, $4, $5)",
                            ARGS(s->id, s->tables[i].part->name, r + 1,
                                 s->tables[i].part->columns[c].key, s->tables[i].rows[r][c])))
                    return false;
    return true;
}

/* A study that is made again moves to the front: it is what the page shows. */
bool study_store(Ctx *cx, const Study *s)
{
    int64_t known = 0, seq = 1;
    if (!db_begin(cx))
        return false;
    bool ok =
        db_one_int(cx, &known, "SELECT COUNT(*) FROM projection_study WHERE id = $1",
                   ARGS(s->id)) &&
        db_one_int(cx, &seq, "SELECT COALESCE(MAX(seq), 0) + 1 FROM projection_study", NO_ARGS);
    if (ok && known)
        ok = db_run(cx, "UPDATE projection_study SET seq = $2 WHERE id = $1", ARGS(s->id, seq));
    else if (ok)
        ok = db_run(cx,
                    "INSERT INTO projection_study (id, seq, plan, kind, input_digest, seed,"
                    " runs, version, made_on, made_by)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    ARGS(s->id, seq, s->plan, s->kind, s->input_digest, (int64_t)s->seed,
                         s->runs, s->version, s->made_on, s->made_by)) &&
             store_cells(cx, s);
    return db_end(cx, ok);
}

static bool load_cells(Ctx *cx, Study *s)
{
    DbRows rows CLEANUP_ROWS = {0};
    StudyTable *t = NULL;
    const char **cells = NULL;
    int64_t seq = 0;
    if (!db_query(cx, &rows,
                  "SELECT part, seq, column_name, text FROM projection_study_cell"
                  " WHERE study = $1 ORDER BY part, seq",
                  ARGS(s->id)))
        return false;
    while (db_next(&rows)) {
        const char *part = db_text(&rows, 0);
        if (!t || !same(t->part->name, part) || db_int(&rows, 1) != seq) {
            t = find_table(s, part);
            seq = db_int(&rows, 1);
            cells = t ? study_row(cx, s, part) : NULL;
        }
        int c = t ? column_at(t->part, db_text(&rows, 2)) : -1;
        if (c >= 0)
            cells[c] = db_text(&rows, 3);
    }
    return db_ok(cx);
}

bool study_load(Ctx *cx, const char *plan, const char *kind, const StudyPart *parts, Study *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT id, plan, kind, input_digest, seed, runs, version, made_on, made_by"
                  " FROM projection_study WHERE plan = $1 AND kind = $2"
                  " ORDER BY seq DESC LIMIT 1",
                  ARGS(plan, kind)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) &&
               fail(&cx->err, NOT_FOUND, "nothing of the kind is kept for '%s'", plan);
    Study s = {.id = db_text(&rows, 0),
               .plan = db_text(&rows, 1),
               .kind = db_text(&rows, 2),
               .input_digest = db_text(&rows, 3),
               .seed = (uint64_t)db_int(&rows, 4),
               .runs = db_int(&rows, 5),
               .version = db_text(&rows, 6),
               .made_on = db_text(&rows, 7),
               .made_by = db_text(&rows, 8)};
    set_parts(&s, parts);
    if (!load_cells(cx, &s))
        return false;
    *out = s;
    return true;
}

/* ---------------------------------------------------------------- who may */

bool study_open(Ctx *cx, PlanSource source, Loaded *out, const char **region)
{
    PlanInfo info = {.region = ""};
    if (cx->db && !*source.model) {
        if (!projection_plan_seen(cx, "projection.read", source.plan, &info))
            return false;
        source.plan = info.id;
    }
    *region = info.region;
    return projection_open(cx, &source, out);
}

bool study_keep(Ctx *cx, const Study *s, const char *region)
{
    PlanInfo info;
    if (!cx->db || !may(cx, "projection.write", region))
        return true;
    if (!projection_plan(cx, s->plan, &info)) { /* of a folder */
        err_clear(&cx->err);
        return true;
    }
    return !effort_leads(cx) || study_store(cx, s);
}
