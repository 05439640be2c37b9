/* Decides how releases are kept, signed, withdrawn and found again. Nothing here changes a
 * release's text once it is stored. */
#include "core/access.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/secret.h"
#include "core/signature.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/freeze.h"

const Choice release_states[] = {{"draft", N_("Draft")},
                                 {"published", N_("Published")},
                                 {"withdrawn", N_("Withdrawn")},
                                 {NULL, NULL}};
const Choice release_verdicts[] = {
    {"exact", N_("Exact values, for the recipient alone")},
    {"safe", N_("Safe: no withheld number can be worked out")},
    {"unsafe", N_("Not safe: a withheld number can be worked out")},
    {NULL, NULL}};

/* ---------------------------------------------------------------- writing */

static int count_withheld(const ReleaseContents *s)
{
    int n = 0;
    for (int i = 0; i < s->n; i++)
        n += same(s->cells[i].state, "withheld");
    return n;
}

bool release_store_draft(Ctx *cx, Draft *d)
{
    const char *text = snapshot_text(cx, &d->cells);
    return db_run(cx,
                  "INSERT INTO release_release (id, agreement, seq, status, verdict, findings,"
                  " content, digest, cells, withheld, previous, signature, public_key, made_by,"
                  " made_at, published_by, published_at, withdrawn_by, withdrawn_at,"
                  " withdrawn_why) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10,"
                  " '', '', $11, $12, '', '', '', '', '')",
                  ARGS(d->id, d->agreement->id, d->seq, d->verdict, d->findings, text,
                       digest(cx->arena, text, strlen(text)), d->cells.n,
                       count_withheld(&d->cells), d->previous, cx->user,
                       clock_text(cx->arena, cx->now)));
}

bool release_set_verdict(Ctx *cx, const char *id, const char *verdict, const char *findings)
{
    return db_run(cx, "UPDATE release_release SET verdict = $2, findings = $3 WHERE id = $1",
                  ARGS(id, verdict, findings));
}

bool release_keep_source(Ctx *cx, const char *id, const ReleaseSource *s)
{
    return db_run(
        cx,
        "INSERT INTO release_source (release, collection, organisation, return_id,"
        " version, digest) VALUES ($1, $2, $3, $4, $5, $6)",
        ARGS(id, s->collection, s->organisation, s->return_id, s->version, s->digest));
}

static const char *both(Ctx *cx)
{
    const char *second = cx->trail && cx->trail->second ? cx->trail->second : "";
    return *second ? arena_printf(cx->arena, "%s, %s", cx->user, second) : cx->user;
}

static bool set_published(Ctx *cx, const Release *r)
{
    const char *key, *text;
    if (!access_key(cx, "release", &key) || !release_text(cx, r->id, &text))
        return false;
    audit_note_for(cx, r->from, arena_printf(cx->arena, "release:%s", r->id), "draft",
                   arena_printf(cx->arena, "published, sha256 %s", r->digest));
    return db_run(cx,
                  "UPDATE release_release SET status = 'published', signature = $2,"
                  " public_key = $3, published_by = $4, published_at = $5 WHERE id = $1",
                  ARGS(r->id, signature_make(cx->arena, key, text, strlen(text)),
                       signature_public(cx->arena, key), both(cx),
                       clock_text(cx->arena, cx->now)));
}

bool release_publish(Ctx *cx, const char *id)
{
    Release r;
    Agreement a;
    if (!release_get(cx, id, &r) || !agreement_get(cx, r.agreement, &a) ||
        !permit(cx, "release.approve", r.from))
        return false;
    if (!same(r.status, "draft"))
        return fail(&cx->err, CONFLICT, "'%s' is no draft", id);
    if (!same(a.status, "in-force"))
        return fail(&cx->err, CONFLICT, "the agreement '%s' is not in force", a.id);
    if (!same(r.verdict, "exact") && !release_attack(cx, id, &r.verdict))
        return false;
    if (same(r.verdict, "unsafe"))
        return fail(&cx->err, INVALID,
                    "the attacker can work out numbers that '%s' withholds; it stays a draft",
                    id);
    return db_begin(cx) && db_end(cx, set_published(cx, &r));
}

bool release_withdraw(Ctx *cx, const char *id, const char *reason)
{
    Release r;
    if (!release_get(cx, id, &r) || !permit(cx, "release.make", r.from))
        return false;
    if (!same(r.status, "published"))
        return fail(&cx->err, CONFLICT, "'%s' is not published", id);
    audit_note_for(cx, r.from, arena_printf(cx->arena, "release:%s", id), "published",
                   "withdrawn");
    return db_run(cx,
                  "UPDATE release_release SET status = 'withdrawn', withdrawn_by = $2,"
                  " withdrawn_at = $3, withdrawn_why = $4 WHERE id = $1",
                  ARGS(id, cx->user, clock_text(cx->arena, cx->now), reason));
}

/* ---------------------------------------------------------------- reading */

#define COLUMNS                                                                                \
    "r.id, r.agreement, r.status, r.verdict, r.made_by, r.made_at, r.published_by,"            \
    " r.published_at, r.withdrawn_by, r.withdrawn_at, r.withdrawn_why, r.digest, r.signature," \
    " r.public_key, r.previous, a.from_org, a.to_org, a.level, r.cells, r.withheld"            \
    " FROM release_release r JOIN release_agreement a ON a.id = r.agreement "

static Release read_row(DbRows *rows)
{
    return (Release){.id = db_text(rows, 0),
                     .agreement = db_text(rows, 1),
                     .status = db_text(rows, 2),
                     .verdict = db_text(rows, 3),
                     .made_by = db_text(rows, 4),
                     .made_at = db_text(rows, 5),
                     .published_by = db_text(rows, 6),
                     .published_at = db_text(rows, 7),
                     .withdrawn_by = db_text(rows, 8),
                     .withdrawn_at = db_text(rows, 9),
                     .withdrawn_why = db_text(rows, 10),
                     .digest = db_text(rows, 11),
                     .signature = db_text(rows, 12),
                     .public_key = db_text(rows, 13),
                     .previous = db_text(rows, 14),
                     .from = db_text(rows, 15),
                     .to = db_text(rows, 16),
                     .level = db_text(rows, 17),
                     .cells = (int)db_int(rows, 18),
                     .withheld = (int)db_int(rows, 19)};
}

bool release_get(Ctx *cx, const char *id, Release *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT " COLUMNS "WHERE r.id = $1", ARGS(id)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no release '%s'", id);
    *out = read_row(&rows);
    return true;
}

static bool take_all(Ctx *cx, DbRows *rows, ReleaseList *out)
{
    ReleaseList list = {0};
    while (db_next(rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_row(rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool release_list_told(Ctx *cx, const char *to, ReleaseList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    return db_query(cx, &rows,
                    "SELECT " COLUMNS "WHERE r.status <> 'draft' AND a.to_org IN ($1, 'public')"
                    " ORDER BY r.published_at, r.id",
                    ARGS(to)) &&
           take_all(cx, &rows, out);
}

bool release_list_seen(Ctx *cx, const char *agreement, ReleaseList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    ReleaseList all, seen = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLUMNS "WHERE $1 = '' OR r.agreement = $1"
                  " ORDER BY r.made_at DESC, r.agreement, r.seq DESC",
                  ARGS(agreement)) ||
        !take_all(cx, &rows, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Release *r = &all.items[i];
        bool theirs = !same(r->status, "draft") &&
                      (same(r->to, RELEASE_PUBLIC) || may(cx, "release.read", r->to));
        if (theirs || may(cx, "release.make", r->from))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = *r;
    }
    if (db_ok(cx))
        *out = seen;
    return db_ok(cx);
}

bool release_seen(Ctx *cx, const char *id, Release *out)
{
    ReleaseList seen;
    if (!release_list_seen(cx, "", &seen))
        return false;
    for (int i = 0; i < seen.n; i++)
        if (*id ? same(seen.items[i].id, id) : same(seen.items[i].status, "published")) {
            *out = seen.items[i];
            return true;
        }
    return *id ? fail(&cx->err, NOT_FOUND, "there is no release '%s' for you", id)
               : fail(&cx->err, NOT_FOUND, "nothing has been released to you yet");
}

bool release_text(Ctx *cx, const char *id, const char **out)
{
    *out = "";
    return db_one_text(cx, out, "SELECT content FROM release_release WHERE id = $1", ARGS(id));
}

bool release_snapshot(Ctx *cx, const char *id, ReleaseContents *out)
{
    const char *text;
    return release_text(cx, id, &text) && snapshot_read(cx, text, out);
}

bool release_open(Ctx *cx, const char *id, Release *out, ReleaseContents *cells)
{
    Release r;
    if (!release_seen(cx, id, &r))
        return false;
    if (same(r.status, "withdrawn") && !may(cx, "release.make", r.from))
        return fail(&cx->err, CONFLICT, "'%s' was withdrawn: %s", r.id, r.withdrawn_why);
    if (!release_snapshot(cx, r.id, cells))
        return false;
    *out = r;
    return true;
}

bool release_sources(Ctx *cx, const char *id, ReleaseSourceList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    ReleaseSourceList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT collection, organisation, return_id, version, digest"
                  " FROM release_source WHERE release = $1 ORDER BY collection, organisation",
                  ARGS(id)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (ReleaseSource){db_text(&rows, 0), db_text(&rows, 1), db_int(&rows, 2),
                            db_int(&rows, 3), db_text(&rows, 4)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- downloads */

static bool log_download(Ctx *cx, const char *id, const char *format)
{
    /* Of visitors a day and a format are one line: who they are is not known anyway, and
     * nobody fills the table by asking again. */
    const char *person = cx->who ? cx->who->person : "";
    const char *now = clock_text(cx->arena, cx->now);
    int64_t there = 0;
    if (!*person && cx->who && !cx->who->is_operator &&
        !db_one_int(cx, &there,
                    "SELECT COUNT(*) FROM release_download WHERE release = $1 AND person = ''"
                    " AND format = $2 AND taken_at >= $3",
                    ARGS(id, format, date_text(cx->arena, cx->today))))
        return false;
    return there || db_run(cx,
                           "INSERT INTO release_download (release, taken_at, person, who,"
                           " format) VALUES ($1, $2, $3, $4, $5)",
                           ARGS(id, now, person, *cx->user ? cx->user : "public", format));
}

bool release_log_download(Ctx *cx, const char *id, const char *format)
{
    return db_begin(cx) && db_end(cx, log_download(cx, id, format));
}

bool release_downloads(Ctx *cx, const char *id, ReleaseDownloadList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    ReleaseDownloadList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT taken_at, who, format FROM release_download WHERE release = $1"
                  " ORDER BY id DESC LIMIT 500",
                  ARGS(id)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (ReleaseDownload){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}
