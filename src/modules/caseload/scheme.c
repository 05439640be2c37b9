/* Decides what a scheme is: factors with levels and points, and a capacity in points per WTE.
 * The starting proposal is a file of the program; a council's own is stored in versions. */
#include "base/csv.h"
#include "base/embedded.h"
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

enum { MOST_LEVELS = 120, MOST_POINTS = 1000 };
static const char *const columns[] = {"factor", "level", "label_en", "label_cy", "points"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

const char *level_label(const Ctx *cx, const Level *l)
{
    return cx->lang == LANG_CY && *l->label_cy ? l->label_cy : l->label_en;
}

const Level *scheme_level(const Scheme *s, const char *factor, const char *level)
{
    for (int i = 0; i < s->n; i++)
        if (same(s->levels[i].factor, factor) && same(s->levels[i].level, level))
            return &s->levels[i];
    return NULL;
}

int scheme_factors(Ctx *cx, const Scheme *s, const Level ***out)
{
    const Level **list = NEW_ARRAY(cx->arena, const Level *, s->n + 1);
    int n = 0;
    for (int i = 0; i < s->n; i++)
        if (!*s->levels[i].level)
            list[n++] = &s->levels[i];
    *out = list;
    return n;
}

bool scheme_same(const Scheme *a, const Scheme *b)
{
    int levels[2] = {0, 0};
    for (int i = 0; i < a->n; i++)
        levels[0] += *a->levels[i].level != '\0';
    for (int i = 0; i < b->n; i++) {
        const Level *l = &b->levels[i], *other = scheme_level(a, l->factor, l->level);
        levels[1] += *l->level != '\0';
        if (*l->level && (!other || other->points != l->points))
            return false;
    }
    return levels[0] == levels[1] && a->under == b->under && a->over == b->over;
}

/* ---------------------------------------------------------------- files */

static bool is_key(const char *s)
{
    return *s && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_")] && strlen(s) <= 24;
}

static void check_text(Complaints *c, const char *column, const char *text)
{
    const char *named = nameless_fault(c->cx->arena, text);
    if (named)
        complain(c, column, text, named, N_("Say it without telling of a person"));
}

static void read_row(Complaints *c, const Level *l, const char *points, Scheme *s)
{
    double v = NAN;
    bool number = text_to_double(points, &v) && v >= 0 && v <= MOST_POINTS;
    check_text(c, "label_en", l->label_en);
    check_text(c, "label_cy", l->label_cy);
    if (!is_key(l->factor) || (*l->level && !is_key(l->level)))
        complain(c, "factor", *l->level ? l->level : l->factor, N_("is no key"),
                 N_("Write small letters, digits and hyphens"));
    if (!*l->label_en)
        complain(c, "label_en", "", N_("is empty"), NULL);
    if (same(l->factor, "scheme")) {
        s->title_en = l->label_en;
        s->title_cy = l->label_cy;
        return;
    }
    if (*l->level && !number)
        complain(c, "points", points, N_("is no number of points"),
                 N_("Write a number from 0, such as 1.5"));
    if (same(l->factor, "capacity")) {
        *(same(l->level, "over") ? &s->over : &s->under) = v;
        return;
    }
    if (!*l->level && *points)
        complain(c, "points", points, N_("stands at the name of a factor, not at a level"),
                 NULL);
    if (*l->level && !scheme_level(s, l->factor, ""))
        complain(c, "factor", l->factor, N_("has no row with its name before its levels"),
                 N_("Add a row with the factor, an empty level and its labels"));
    if (scheme_level(s, l->factor, l->level))
        complain(c, "level", l->level, N_("stands twice"), NULL);
    Level *mine = PUSH(c->cx->arena, s->levels, s->n, s->room);
    *mine = *l;
    mine->points = *l->level ? v : 0;
}

static void check_whole(Complaints *c, const Scheme *s)
{
    if (isnan(s->under) || isnan(s->over) || !(s->under < s->over))
        complain(c, "capacity", "",
                 N_("has no 'under' and 'over' with the first below the other"),
                 N_("Add the rows capacity,under and capacity,over with points per WTE"));
    if (s->n > MOST_LEVELS)
        complain(c, "factor", "", N_("has more than 120 rows"), NULL);
    for (int i = 0; i < s->n; i++) {
        int levels = 0;
        for (int k = 0; k < s->n; k++)
            levels += *s->levels[k].level && same(s->levels[k].factor, s->levels[i].factor);
        if (!*s->levels[i].level && levels < 2)
            complain(c, "factor", s->levels[i].factor, N_("has fewer than two levels"), NULL);
    }
    if (!s->n)
        complain(c, "factor", "", N_("has no factor"), NULL);
}

bool scheme_read(Complaints *c, const InFile *f, Scheme *out)
{
    Ctx *cx = c->cx;
    Scheme s = {.organisation = "",
                .title_en = "",
                .title_cy = "",
                .under = NAN,
                .over = NAN,
                .reason = "",
                .made_on = "",
                .made_by = ""};
    CsvFile csv;
    if (!csv_parse(cx->arena, &cx->err, f->name, f->bytes, f->size, &csv))
        return false;
    for (int i = 0; i < N_COLUMNS; i++)
        if (csv_column(&csv, columns[i]) < 0)
            return fail(&cx->err, INVALID, "%s:%d: there is no heading '%s'", f->name,
                        csv.heading_line, columns[i]);
    c->file = f->name;
    for (int i = 0; i < csv.n_rows; i++) {
        const CsvRow *r = &csv.rows[i];
        Level l = {.factor = csv_cell(r, csv_column(&csv, "factor")),
                   .level = csv_cell(r, csv_column(&csv, "level")),
                   .label_en = csv_cell(r, csv_column(&csv, "label_en")),
                   .label_cy = csv_cell(r, csv_column(&csv, "label_cy"))};
        c->line = r->line;
        read_row(c, &l, csv_cell(r, csv_column(&csv, "points")), &s);
    }
    c->line = csv.heading_line;
    check_whole(c, &s);
    *out = s;
    return true;
}

bool scheme_proposal(Ctx *cx, Scheme *out)
{
    const char *name = "data/caseload-scheme.csv";
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, name);
    Complaints c = {.cx = cx};
    if (!e)
        return fail(&cx->err, NOT_FOUND, "there is no starting proposal");
    return scheme_read(&c, &(InFile){e->name, e->data, e->size}, out) && complaints_none(&c);
}

static void write_row(CsvOut *o, Arena *a, const Level *l, double points)
{
    csv_field(o, l->factor);
    csv_field(o, l->level);
    csv_field(o, l->label_en);
    csv_field(o, l->label_cy);
    csv_field(o, isnan(points) ? "" : text_double(a, points));
    csv_end_row(o);
}

void scheme_write(const Scheme *s, Buf *out)
{
    Arena *a = out->arena;
    CsvOut o = {.buf = out};
    for (int i = 0; i < N_COLUMNS; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    write_row(&o, a, &(Level){"scheme", "", s->title_en, s->title_cy, 0}, NAN);
    write_row(&o, a,
              &(Level){"capacity", "under", "Room for more cases below",
                       "Lle i ragor o achosion islaw", 0},
              s->under);
    write_row(&o, a,
              &(Level){"capacity", "over", "More than one WTE can carry above",
                       "Mwy nag y gall un CALl ei gario uwchlaw", 0},
              s->over);
    for (int i = 0; i < s->n; i++)
        write_row(&o, a, &s->levels[i], *s->levels[i].level ? s->levels[i].points : NAN);
}

/* ---------------------------------------------------------------- stored */

static bool read_levels(Ctx *cx, Scheme *s)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT factor, level, label_en, label_cy, points FROM caseload_level"
                  " WHERE organisation = $1 AND version = $2 ORDER BY seq",
                  ARGS(s->organisation, s->version)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, s->levels, s->n, s->room) =
            (Level){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
                    db_real(&rows, 4)};
    return db_ok(cx);
}

bool scheme_of(Ctx *cx, const char *organisation, Scheme *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    Scheme s = {.organisation = organisation,
                .title_en = "",
                .title_cy = "",
                .under = NAN,
                .over = NAN,
                .reason = "",
                .made_on = "",
                .made_by = ""};
    if (!db_query(
            cx, &rows,
            "SELECT version, title_en, title_cy, under_points, over_points, reason, made_on,"
            " made_by FROM caseload_scheme WHERE organisation = $1"
            " ORDER BY version DESC LIMIT 1",
            ARGS(organisation)))
        return false;
    if (db_next(&rows))
        s = (Scheme){.organisation = organisation,
                     .version = (int)db_int(&rows, 0),
                     .title_en = db_text(&rows, 1),
                     .title_cy = db_text(&rows, 2),
                     .under = db_real(&rows, 3),
                     .over = db_real(&rows, 4),
                     .reason = db_text(&rows, 5),
                     .made_on = db_text(&rows, 6),
                     .made_by = db_text(&rows, 7)};
    if (!db_ok(cx) || (s.version && !read_levels(cx, &s)))
        return false;
    *out = s;
    return true;
}

/* Levels of open cases that the scheme does not have: each with how many cases. */
static bool drops_nothing(Ctx *cx, const char *organisation, const Scheme *s)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(
            cx, &rows,
            "SELECT l.factor, l.level, COUNT(*) FROM caseload_case_level l"
            " JOIN caseload_case k ON k.organisation = l.organisation"
            " AND k.reference = l.reference WHERE l.organisation = $1 AND k.closed_on = ''"
            " GROUP BY l.factor, l.level ORDER BY l.factor, l.level",
            ARGS(organisation)))
        return false;
    while (db_next(&rows)) {
        const char *factor = db_text(&rows, 0), *level = db_text(&rows, 1);
        if (!scheme_level(s, factor, level))
            return fail(&cx->err, CONFLICT,
                        "%d open cases have the level '%s' of '%s', which this scheme does not "
                        "have; change or close them first",
                        (int)db_int(&rows, 2), level, factor);
    }
    return db_ok(cx);
}

static bool insert_levels(Ctx *cx, const char *organisation, int version, const Scheme *s)
{
    for (int i = 0; i < s->n; i++) {
        const Level *l = &s->levels[i];
        if (!db_run(cx,
                    "INSERT INTO caseload_level (organisation, version, seq, factor, level,"
                    " label_en, label_cy, points) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    ARGS(organisation, version, i, l->factor, l->level, l->label_en,
                         l->label_cy, l->points)))
            return false;
    }
    return true;
}

bool scheme_store(Ctx *cx, const char *organisation, const Scheme *s, const char *reason)
{
    Scheme before;
    if (!scheme_of(cx, organisation, &before) || !drops_nothing(cx, organisation, s))
        return false;
    int version = before.version + 1;
    audit_note_for(cx, organisation,
                   arena_printf(cx->arena, "caseload_scheme:%s", organisation),
                   before.version ? arena_printf(cx->arena, "version %d", before.version) : "",
                   arena_printf(cx->arena, "version %d: %s", version, reason));
    return db_begin(cx) &&
           db_end(cx,
                  db_run(cx,
                         "INSERT INTO caseload_scheme (organisation, version, title_en,"
                         " title_cy, under_points, over_points, reason, made_on, made_by)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                         ARGS(organisation, version, s->title_en, s->title_cy, s->under,
                              s->over, reason, date_text(cx->arena, cx->today), cx->user)) &&
                      insert_levels(cx, organisation, version, s));
}
