/* Decides which people an example database holds, and that only an empty one becomes an
 * example. */
#include "base/csv.h"
#include "core/secret.h"
#include "db/db.h"
#include "modules/person/person.h"

static bool others_are_there(Ctx *cx, bool *out)
{
    int64_t n = 0;
    bool good =
        db_one_int(cx, &n, "SELECT COUNT(*) FROM core_person WHERE sample = 0", NO_ARGS);
    *out = n > 0;
    return good;
}

bool person_is_example(Ctx *cx, bool *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM core_key WHERE name = 'example'", NO_ARGS))
        return false;
    *out = n > 0;
    return true;
}

static bool add(Ctx *cx, const Sample *s, int seq, int *added)
{
    Person p;
    Date from;
    int64_t there = 0;
    if (!db_one_int(cx, &there, "SELECT COUNT(*) FROM core_person WHERE email = $1",
                    ARGS(s->email)) ||
        !date_from_ymd(2016, 4, 6, &from))
        return false;
    if (there)
        return true;
    ++*added;
    return person_add(cx, s->email, s->name, s->language, true, &p) &&
           person_give_role(cx, p.id, s->role, s->organisation, from, DATE_NONE) &&
           db_run(cx, "INSERT INTO person_sample (person, seq, place) VALUES ($1, $2, $3)",
                  ARGS(p.id, seq, s->place));
}

bool person_load_samples(Ctx *cx, const InFile *list, int *added)
{
    CsvFile f;
    bool others, example;
    int n = 0;
    if (!csv_parse(cx->arena, &cx->err, list->name, list->bytes, list->size, &f) ||
        !person_is_example(cx, &example) || !others_are_there(cx, &others))
        return false;
    if (!example && others)
        return fail(&cx->err, CONFLICT,
                    "this database holds people of its own: load the example into another one");
    if (!db_run(cx,
                "INSERT INTO core_key (name, value) VALUES ('example', 'yes')"
                " ON CONFLICT (name) DO NOTHING",
                NO_ARGS))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        const CsvRow *r = &f.rows[i];
        Sample s = {.email = csv_cell(r, csv_column(&f, "email")),
                    .name = csv_cell(r, csv_column(&f, "name")),
                    .language = csv_cell(r, csv_column(&f, "language")),
                    .role = csv_cell(r, csv_column(&f, "role")),
                    .organisation = csv_cell(r, csv_column(&f, "organisation")),
                    .place = csv_cell(r, csv_column(&f, "place"))};
        if (!add(cx, &s, i, &n))
            return false;
    }
    *added = n;
    return true;
}

bool person_samples(Ctx *cx, SampleList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    SampleList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT p.email, p.name, p.language, g.role, g.organisation, s.place"
                  " FROM person_sample s JOIN core_person p ON p.id = s.person"
                  " JOIN core_grant g ON g.person = p.id"
                  " WHERE p.sample = 1 AND p.disabled = 0 AND g.valid_from <= $1"
                  " AND (g.valid_to = '' OR g.valid_to >= $1)"
                  " AND EXISTS (SELECT 1 FROM core_key WHERE name = 'example')"
                  " ORDER BY s.seq, g.role, g.organisation",
                  ARGS(date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Sample){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                     db_text(&rows, 3), db_text(&rows, 4), db_text(&rows, 5)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}
