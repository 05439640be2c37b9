/* Decides how a person who is in two returns is found without keeping who it is, and where such
 * a person counts. What that takes from a total is in twice.c. */
#include "modules/workforce/people.h"
#include "base/csv.h"
#include "core/access.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include <ctype.h>

/* ---------------------------------------------------------------- lists */

/* "OT 012345", "ot12345" and "12345" are one number; NULL: it is none. */
static const char *bare_number(Arena *a, const char *text)
{
    int64_t number;
    if (tolower((unsigned char)text[0]) == 'o' && tolower((unsigned char)text[1]) == 't')
        text += 2;
    text += strspn(text, " ");
    size_t n = strspn(text, "0123456789");
    if (n < 4 || n > 6 || text[n] || !text_to_int(text, &number))
        return NULL;
    return arena_printf(a, "%lld", (long long)number);
}

/* Six digits are guessed in a moment: only a key that is not in the list protects them. */
static bool mark_of(Ctx *cx, const char *collection, const char *number, const char **out)
{
    const char *key;
    if (!access_key(cx, "workforce.people", &key))
        return false;
    *out = secret_mac(cx->arena, key, "hcpc",
                      arena_printf(cx->arena, "%s %s", collection, number));
    return true;
}

typedef struct Listing {
    Ctx *cx;
    const CsvFile *file;
    const CsvRow *row;
    Buf faults;
    int people;
    const char *collection, *organisation; /* of the line before */
} Listing;

static const char *cell(const Listing *l, const char *column)
{
    return csv_cell(l->row, csv_column(l->file, column));
}

static void fault(Listing *l, const char *column, const char *why)
{
    buf_printf(&l->faults, "%s%s:%d: %s: %s", l->faults.len ? "; " : "", l->file->name,
               l->row->line, column, why);
}

/* The first line of an organisation begins its list anew. */
static bool begin_list(Listing *l)
{
    Ctx *cx = l->cx;
    const char *collection = cell(l, "collection"), *organisation = cell(l, "organisation");
    bool asked;
    if (l->collection && same(l->collection, collection) && same(l->organisation, organisation))
        return true;
    if (!workforce_asks(cx, collection, organisation, &asked))
        return false;
    if (!asked)
        return fail(&cx->err, INVALID, "%s:%d: '%s' does not ask '%s'", l->file->name,
                    l->row->line, collection, organisation);
    if (!permit(cx, "workforce.write", organisation))
        return false;
    l->collection = collection;
    l->organisation = organisation;
    audit_note_for(cx, organisation,
                   arena_printf(cx->arena, "people:%s/%s", collection, organisation), "",
                   "list replaced");
    return db_run(cx,
                  "DELETE FROM workforce_person WHERE collection = $1 AND organisation = $2",
                  ARGS(collection, organisation));
}

static bool import_row(Listing *l)
{
    Ctx *cx = l->cx;
    const char *mark, *number = bare_number(cx->arena, cell(l, "hcpc_no"));
    double wte = 0;
    bool good = true;
    if (!begin_list(l))
        return false;
    if (!number)
        fault(l, "hcpc_no", T(cx, "this is no number of the register, such as OT12345")),
            good = false;
    if (!text_to_double(cell(l, "wte"), &wte) || wte < 0 || wte > 2)
        fault(l, "wte", T(cx, "write a number from 0 to 2")), good = false;
    l->people++;
    return !good ||
           (mark_of(cx, l->collection, number, &mark) &&
            db_run(cx,
                   "INSERT INTO workforce_person (collection, organisation, mark, role, wte)"
                   " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (collection, organisation, mark)"
                   " DO UPDATE SET wte = workforce_person.wte + $5",
                   ARGS(l->collection, l->organisation, mark, cell(l, "role"), wte)));
}

static bool import_all(Ctx *cx, const InFiles *files, int *people)
{
    Listing l = {.cx = cx, .faults = buf_new(cx->arena, 4000)};
    static const char *const columns[] = {"collection", "organisation", "hcpc_no", "role",
                                          "wte"};
    for (int i = 0; i < files->n; i++) {
        CsvFile f;
        const InFile *in = &files->items[i];
        if (!csv_parse(cx->arena, &cx->err, in->name, in->bytes, in->size, &f))
            return false;
        for (int k = 0; k < 5; k++)
            if (csv_column(&f, columns[k]) < 0)
                return fail(&cx->err, INVALID, "%s: there is no column '%s'", f.name,
                            columns[k]);
        l.file = &f;
        for (int k = 0; k < f.n_rows; k++) {
            l.row = &f.rows[k];
            if (!import_row(&l))
                return false;
        }
    }
    if (l.faults.len)
        return fail(&cx->err, INVALID, "%s", buf_text(&l.faults));
    *people = l.people;
    return true;
}

bool people_import(Ctx *cx, const InFiles *files, int *people)
{
    return db_begin(cx) && db_end(cx, import_all(cx, files, people));
}

/* ---------------------------------------------------------------- pairs */

static bool load_pairs(Ctx *cx, const char *collection, PeoplePairs *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    *out = (PeoplePairs){0};
    if (!db_query(
            cx, &rows,
            "SELECT a.mark, a.organisation, b.organisation, a.role, b.role, a.wte, b.wte,"
            " COALESCE(p.counts, ''), COALESCE(p.state, ''), COALESCE(p.proposed_for, ''),"
            " COALESCE(p.proposed_by, ''), COALESCE(p.reason, '')"
            " FROM workforce_person a JOIN workforce_person b"
            " ON b.collection = a.collection AND b.mark = a.mark"
            " AND a.organisation < b.organisation"
            " LEFT JOIN workforce_pair p ON p.collection = a.collection"
            " AND p.mark = a.mark AND p.one = a.organisation AND p.other = b.organisation"
            " WHERE a.collection = $1 ORDER BY a.organisation, b.organisation, a.mark",
            ARGS(collection)))
        return false;
    while (db_next(&rows)) {
        PeoplePair p = {.mark = db_text(&rows, 0),
                        .one = db_text(&rows, 1),
                        .other = db_text(&rows, 2),
                        .role_one = db_text(&rows, 3),
                        .role_other = db_text(&rows, 4),
                        .wte_one = db_real(&rows, 5),
                        .wte_other = db_real(&rows, 6),
                        .counts = db_text(&rows, 7),
                        .state = db_text(&rows, 8),
                        .proposed_for = db_text(&rows, 9),
                        .proposed_by = db_text(&rows, 10),
                        .reason = db_text(&rows, 11)};
        p.id = arena_printf(cx->arena, "%.10s", p.mark);
        *PUSH(cx->arena, out->items, out->n, out->room) = p;
    }
    return db_ok(cx);
}

bool people_pairs(Ctx *cx, const char *collection, PeoplePairs *out)
{
    PeoplePairs all, seen = {0};
    if (!load_pairs(cx, collection, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (workforce_reads(cx, all.items[i].one) || workforce_reads(cx, all.items[i].other))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = all.items[i];
    *out = seen;
    return db_ok(cx);
}

static bool find_pair(Ctx *cx, const PairInput *in, PeoplePair *out)
{
    PeoplePairs all;
    if (!permit(cx, "workforce.write", in->organisation) ||
        !load_pairs(cx, in->collection, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (same(all.items[i].id, in->pair) && (same(all.items[i].one, in->organisation) ||
                                                same(all.items[i].other, in->organisation))) {
            *out = all.items[i];
            return true;
        }
    return fail(&cx->err, NOT_FOUND, "'%s' is in no such pair", in->organisation);
}

static bool write_pair(Ctx *cx, const PairInput *in, const PeoplePair *p, const char *counts,
                       const char *state, const char *proposed_for, const char *proposed_by,
                       const char *decided_by)
{
    const char *object = arena_printf(cx->arena, "pair:%s/%s", in->collection, p->id);
    const char *before =
        *p->state ? arena_printf(cx->arena, "%s: %s", p->state, p->counts) : "";
    const char *after = arena_printf(cx->arena, "%s: %s", state, counts);
    audit_note_for(cx, p->one, object, before, after);
    audit_note_for(cx, p->other, object, before, after);
    return db_begin(cx) &&
           db_end(cx,
                  db_run(cx,
                         "INSERT INTO workforce_pair (collection, mark, one, other, counts,"
                         " state, proposed_for, proposed_by, decided_by, reason, changed_at)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                         " ON CONFLICT (collection, mark, one, other) DO UPDATE SET"
                         " counts = $5, state = $6, proposed_for = $7, proposed_by = $8,"
                         " decided_by = $9, reason = $10, changed_at = $11",
                         ARGS(in->collection, p->mark, p->one, p->other, counts, state,
                              proposed_for, proposed_by, decided_by,
                              in->reason ? in->reason : p->reason,
                              clock_text(cx->arena, cx->now))));
}

bool people_propose(Ctx *cx, const PairInput *in)
{
    PeoplePair p;
    if (!find_pair(cx, in, &p))
        return false;
    bool is_one = same(p.one, in->organisation);
    const char *counts = same(in->counts, "split")           ? "split"
                         : same(in->counts, "own") == is_one ? "one"
                                                             : "other";
    return write_pair(cx, in, &p, counts, "proposed", in->organisation, cx->user, "");
}

bool people_answer(Ctx *cx, const PairInput *in, bool agree)
{
    PeoplePair p;
    if (!find_pair(cx, in, &p))
        return false;
    if (!same(p.state, "proposed"))
        return fail(&cx->err, CONFLICT, "nothing is proposed for this pair");
    if (same(p.proposed_for, in->organisation))
        return fail(&cx->err, FORBIDDEN,
                    "your organisation proposed it: the other one has to answer");
    return write_pair(cx, in, &p, p.counts, agree ? "agreed" : "disputed", p.proposed_for,
                      p.proposed_by, cx->user);
}

/* ---------------------------------------------------------------- totals */

bool people_all_pairs(Ctx *cx, const char *collection, PeoplePairs *out)
{
    return load_pairs(cx, collection, out);
}

const char *pair_taken_from(const PeoplePair *p, double *wte)
{
    bool split = same(p->counts, "split");
    bool from_one = split ? p->wte_one < p->wte_other : same(p->counts, "other");
    *wte = split ? 0 : from_one ? p->wte_one : p->wte_other;
    return from_one ? p->one : p->other;
}

bool people_listed(Ctx *cx, const char *collection, const char *const **out, int *n)
{
    DbRows rows CLEANUP_ROWS = {0};
    const char **list = NULL;
    int room = 0;
    *n = 0;
    if (!db_query(cx, &rows,
                  "SELECT DISTINCT organisation FROM workforce_person WHERE collection = $1",
                  ARGS(collection)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list, *n, room) = db_text(&rows, 0);
    *out = list;
    return db_ok(cx);
}
