/* Decides what a row of the audit trail holds and how the chain of hashes is made. */
#include "core/audit.h"
#include "base/file.h"
#include "core/clock.h"
#include "core/who.h"
#include "db/db.h"

static const char start_of_chain[] = "pont";

void audit_note(Ctx *cx, const char *object, const char *before, const char *after)
{
    audit_note_for(cx, "", object, before, after);
}

void audit_note_for(Ctx *cx, const char *organisation, const char *object, const char *before,
                    const char *after)
{
    if (cx->trail)
        *PUSH(cx->arena, cx->trail->notes, cx->trail->n, cx->trail->room) =
            (Note){object, before ? before : "", after ? after : "", organisation};
}

/* Every text with its length before it, so that no two rows give the same bytes. */
static const char *hash_of(Ctx *cx, const AuditRow *r)
{
    const char *const parts[] = {r->previous, r->at,     r->person,       r->who,
                                 r->second,   r->action, r->organisation, r->object,
                                 r->before,   r->after,  r->reason,       r->origin};
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, "%lld", (long long)r->seq);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buf_printf(&b, "|%zu:%s", strlen(parts[i]), parts[i]);
    return digest(cx->arena, buf_text(&b), b.len);
}

static bool last_row(Ctx *cx, int64_t *seq, const char **hash)
{
    DbRows rows CLEANUP_ROWS = {0};
    *seq = 0;
    *hash = start_of_chain;
    if (!db_query(cx, &rows, "SELECT seq, hash FROM core_audit ORDER BY seq DESC LIMIT 1",
                  NO_ARGS))
        return false;
    if (db_next(&rows)) {
        *seq = db_int(&rows, 0);
        *hash = db_text(&rows, 1);
    }
    return db_ok(cx);
}

bool audit_write(Ctx *cx, const AuditRow *row)
{
    AuditRow r = *row;
    int64_t last;
    const char **const texts[] = {&r.second, &r.action, &r.organisation, &r.object,
                                  &r.before, &r.after,  &r.reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!*texts[i])
            *texts[i] = "";
    r.at = clock_text(cx->arena, cx->now);
    r.person = cx->trail && cx->trail->person ? cx->trail->person
               : cx->who                      ? cx->who->person
                                              : "";
    r.who = cx->user;
    r.origin = cx->origin ? cx->origin : "";
    if (!last_row(cx, &last, &r.previous))
        return false;
    r.seq = last + 1;
    r.hash = hash_of(cx, &r);
    return db_run(cx,
                  "INSERT INTO core_audit (seq, at, person, who, second, action, organisation,"
                  " object, before, after, reason, origin, previous, hash) VALUES ($1, $2, $3,"
                  " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                  ARGS(r.seq, r.at, r.person, r.who, r.second, r.action, r.organisation,
                       r.object, r.before, r.after, r.reason, r.origin, r.previous, r.hash));
}

static const char *pairs_json(Ctx *cx, const Pairs *p)
{
    Buf b = buf_new(cx->arena, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    for (int i = 0; i < p->n; i++)
        json_put_text(&j, p->items[i].name, p->items[i].value);
    json_close(&j);
    return text_trim(cx->arena, buf_text(&b));
}

static bool write_notes(Ctx *cx, AuditRow *r)
{
    const char *named = r->organisation;
    for (int i = 0; i < cx->trail->n; i++) {
        r->object = cx->trail->notes[i].object;
        r->before = cx->trail->notes[i].before;
        r->after = cx->trail->notes[i].after;
        r->organisation =
            *cx->trail->notes[i].organisation ? cx->trail->notes[i].organisation : named;
        if (!audit_write(cx, r))
            return false;
    }
    return true;
}

bool audit_notes(Ctx *cx, const char *action)
{
    return !cx->trail || write_notes(cx, &(AuditRow){.action = action});
}

bool audit_action(Ctx *cx, const Module *m, const Action *a, const void *input)
{
    Pairs given = {0};
    action_given(cx, a, input, &given);
    AuditRow r = {.action = arena_printf(cx->arena, "%s.%s", m->name, a->name),
                  .organisation = action_organisation(a, input),
                  .second = cx->trail ? cx->trail->second : ""};
    for (int i = 0; i < given.n; i++)
        if (same(given.items[i].name, "reason"))
            r.reason = given.items[i].value;
    if (cx->trail && cx->trail->n)
        return write_notes(cx, &r);
    r.after = pairs_json(cx, &given);
    return audit_write(cx, &r);
}

/* ---------------------------------------------------------------- reading */

#define COLUMNS                                                                                \
    "seq, at, person, who, second, action, organisation, object, before, after, reason,"       \
    " origin, previous, hash"

static AuditRow read_row(DbRows *rows)
{
    return (AuditRow){
        .seq = db_int(rows, 0),
        .at = db_text(rows, 1),
        .person = db_text(rows, 2),
        .who = db_text(rows, 3),
        .second = db_text(rows, 4),
        .action = db_text(rows, 5),
        .organisation = db_text(rows, 6),
        .object = db_text(rows, 7),
        .before = db_text(rows, 8),
        .after = db_text(rows, 9),
        .reason = db_text(rows, 10),
        .origin = db_text(rows, 11),
        .previous = db_text(rows, 12),
        .hash = db_text(rows, 13),
    };
}

bool audit_verify(Ctx *cx, int64_t *n, int64_t *broken, const char **head)
{
    DbRows rows CLEANUP_ROWS = {0};
    const char *previous = start_of_chain;
    *n = *broken = 0;
    if (!db_query(cx, &rows, "SELECT " COLUMNS " FROM core_audit ORDER BY seq", NO_ARGS))
        return false;
    while (db_next(&rows)) {
        AuditRow r = read_row(&rows);
        ++*n;
        if (!*broken &&
            (r.seq != *n || !same(r.previous, previous) || !same(r.hash, hash_of(cx, &r))))
            *broken = r.seq;
        previous = r.hash;
    }
    *head = previous;
    return db_ok(cx);
}

bool audit_list(Ctx *cx, const char *person, const char *action, const char *object,
                int64_t before, int most, AuditList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    AuditList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLUMNS " FROM core_audit WHERE ($1 = '' OR person = $1 OR second ="
                  " $1) AND ($2 = '' OR action = $2) AND ($3 = '' OR SUBSTR(object, 1,"
                  " LENGTH($3)) = $3) AND ($4 = 0 OR seq < $4) ORDER BY seq DESC LIMIT $5",
                  ARGS(person, action, object, before, most)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.rows, list.n, list.room) = read_row(&rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}
