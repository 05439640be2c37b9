/* Decides what an agreement on sharing must say, how it comes into force and ends, and who may
 * know of it. In force it never changes: other terms are another agreement. */
#include "core/approval.h"
#include "core/audit.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/release.h"

#define MAKE "release.make"
#define READ "release.read"

const Choice agreement_levels[] = {{"organisation", N_("Single organisations, exactly")},
                                   {"group", N_("Groups of organisations, protected")},
                                   {"national", N_("The whole region, protected")},
                                   {NULL, NULL}};
const Choice agreement_states[] = {
    {"draft", N_("Draft")}, {"in-force", N_("In force")}, {"ended", N_("Ended")}, {NULL, NULL}};

bool agreement_is_public(const Agreement *a)
{
    return same(a->to, RELEASE_PUBLIC);
}

bool agreement_is_exact(const Agreement *a)
{
    return same(a->level, "organisation");
}

const char *agreement_title(const Ctx *cx, const Agreement *a)
{
    return cx->lang == LANG_CY && *a->title_cy ? a->title_cy : a->title_en;
}

const char *agreement_recipient(Ctx *cx, const Agreement *a)
{
    Org o;
    if (agreement_is_public(a))
        return T(cx, "Everybody");
    return org_get(cx, a->to, cx->today, &o) ? org_name(cx, &o) : a->to;
}

/* A pattern may end in "*". */
static bool pattern_takes(const char *pattern, const char *name)
{
    size_t n = strlen(pattern);
    return n && pattern[n - 1] == '*' ? strncmp(pattern, name, n - 1) == 0
                                      : same_fold(pattern, name);
}

bool agreement_covers(Ctx *cx, const char *patterns, const char *name)
{
    const char **parts;
    int n = text_split(cx->arena, patterns, ' ', &parts);
    for (int i = 0; i < n; i++)
        if (pattern_takes(parts[i], name))
            return true;
    return false;
}

/* ---------------------------------------------------------------- who */

bool agreement_is_ours(Ctx *cx, const Agreement *a)
{
    return may(cx, MAKE, a->from);
}

bool agreement_seen(Ctx *cx, const Agreement *a)
{
    if (agreement_is_ours(cx, a))
        return true;
    if (same(a->status, "draft"))
        return false;
    return agreement_is_public(a) || may(cx, READ, a->to);
}

/* ---------------------------------------------------------------- reading */

#define COLUMNS                                                                                \
    "a.id, a.from_org, a.to_org, a.region, a.title_en, a.title_cy, a.purpose, a.basis,"        \
    " a.collections, a.fields, a.level, a.grouping_kind, a.least, a.least_returns,"            \
    " a.rounding, a.retention_until, a.review_on, a.status, a.made_by, a.made_on,"             \
    " (SELECT COUNT(*) FROM release_release r WHERE r.agreement = a.id"                        \
    " AND r.status <> 'draft')"

static Agreement read_row(DbRows *r)
{
    return (Agreement){.id = db_text(r, 0),
                       .from = db_text(r, 1),
                       .to = db_text(r, 2),
                       .region = db_text(r, 3),
                       .title_en = db_text(r, 4),
                       .title_cy = db_text(r, 5),
                       .purpose = db_text(r, 6),
                       .basis = db_text(r, 7),
                       .collections = db_text(r, 8),
                       .fields = db_text(r, 9),
                       .level = db_text(r, 10),
                       .grouping = db_text(r, 11),
                       .least = (int)db_int(r, 12),
                       .least_returns = (int)db_int(r, 13),
                       .rounding = (int)db_int(r, 14),
                       .retention_until = db_text(r, 15),
                       .review_on = db_text(r, 16),
                       .status = db_text(r, 17),
                       .made_by = db_text(r, 18),
                       .made_on = db_text(r, 19),
                       .releases = (int)db_int(r, 20)};
}

bool agreement_get(Ctx *cx, const char *id, Agreement *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT " COLUMNS " FROM release_agreement a WHERE a.id = $1",
                  ARGS(id)))
        return false;
    if (!db_next(&rows))
        return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no agreement '%s'", id);
    *out = read_row(&rows);
    return true;
}

static bool list_all(Ctx *cx, AgreementList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT " COLUMNS " FROM release_agreement a"
                  " ORDER BY CASE a.status WHEN 'in-force' THEN 0 WHEN 'draft' THEN 1 ELSE 2"
                  " END, a.id",
                  NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, out->items, out->n, out->room) = read_row(&rows);
    return db_ok(cx);
}

bool agreement_list(Ctx *cx, AgreementList *out)
{
    AgreementList all = {0}, seen = {0};
    if (!list_all(cx, &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (agreement_seen(cx, &all.items[i]))
            *PUSH(cx->arena, seen.items, seen.n, seen.room) = all.items[i];
    if (db_ok(cx))
        *out = seen;
    return db_ok(cx);
}

bool agreement_history(Ctx *cx, const char *id, AgreementEventList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    AgreementEventList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT happened_on, by_whom, what, detail FROM release_agreement_event"
                  " WHERE agreement = $1 ORDER BY seq",
                  ARGS(id)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (AgreementEvent){
            db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- changing */

static bool happened(Ctx *cx, const char *id, const char *what, const char *detail)
{
    int64_t seq = 0;
    const char *second = cx->trail && cx->trail->second ? cx->trail->second : "";
    const char *by = *second ? arena_printf(cx->arena, "%s, %s", cx->user, second) : cx->user;
    return db_one_int(cx, &seq,
                      "SELECT COALESCE(MAX(seq), 0) + 1 FROM release_agreement_event"
                      " WHERE agreement = $1",
                      ARGS(id)) &&
           db_run(cx,
                  "INSERT INTO release_agreement_event (agreement, seq, happened_on, by_whom,"
                  " what, detail) VALUES ($1, $2, $3, $4, $5, $6)",
                  ARGS(id, seq, date_text(cx->arena, cx->today), by, what, detail));
}

static bool is_slug(const char *s)
{
    return *s && strlen(s) <= 40 && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static void complain(Buf *all, const char *why)
{
    buf_printf(all, "%s%s", all->len ? "; " : "", why);
}

/* Every problem of the terms in one pass. */
static bool terms_are_good(Ctx *cx, const Agreement *a)
{
    Buf wrong = buf_new(cx->arena, 900);
    Date until, review;
    bool from = false, to = false, region = false;
    if (!org_exists(cx, a->from, &from) || !org_exists(cx, a->region, &region) ||
        (!agreement_is_public(a) && !org_exists(cx, a->to, &to)))
        return false;
    if (!is_slug(a->id))
        complain(&wrong, T(cx, "agreement: small letters, digits and hyphens, such as "
                               "scw-heiw"));
    if (!from)
        complain(&wrong, T(cx, "from: there is no such organisation"));
    if (!region)
        complain(&wrong, T(cx, "region: there is no such nation or region"));
    if (!agreement_is_public(a) && !to)
        complain(&wrong, T(cx, "to: there is no such organisation; 'public' is everybody"));
    if (agreement_is_public(a) && agreement_is_exact(a))
        complain(&wrong, T(cx, "level: single organisations' values are not for the public"));
    if (same(a->level, "group") && !*a->grouping)
        complain(&wrong, T(cx, "grouping: say which kind of groups, such as rpb"));
    if (!date_parse_iso(a->retention_until, &until) || !date_parse_iso(a->review_on, &review))
        complain(&wrong, T(cx, "retention_until, review_on: both days are needed"));
    else if (review.days > until.days)
        complain(&wrong, T(cx, "review_on: after the last day of retention"));
    if (!agreement_is_exact(a) && a->least < 3)
        complain(&wrong, T(cx, "least: counts below 3 always tell of single people"));
    if (!agreement_is_exact(a) && a->least_returns < LEAST_RETURNS)
        complain(&wrong,
                 T(cx, "least_returns: fewer than 3 organisations tell of one another"));
    if (a->rounding < 0 || a->rounding > 100)
        complain(&wrong, T(cx, "rounding: a number from 0 to 100"));
    return wrong.len ? fail(&cx->err, INVALID, "%s", buf_text(&wrong)) : true;
}

static const char *in_words(Ctx *cx, const Agreement *a)
{
    return arena_printf(cx->arena, "%s -> %s, %s, %s, %s", a->from, a->to, a->level,
                        a->collections, a->fields);
}

static bool status_of(Ctx *cx, const char *id, const char **out)
{
    *out = "";
    return db_one_text(cx, out, "SELECT status FROM release_agreement WHERE id = $1", ARGS(id));
}

static bool store_draft(Ctx *cx, const Agreement *a, bool there)
{
    const char *today = date_text(cx->arena, cx->today);
    return db_run(cx,
                  "INSERT INTO release_agreement (id, from_org, to_org, region, title_en,"
                  " title_cy, purpose, basis, collections, fields, level, grouping_kind, least,"
                  " least_returns, rounding, retention_until, review_on, status, made_by,"
                  " made_on) VALUES ($1, $2, $3, $4, '', '', '', '', $5, $6, $7, $8, $9, $10,"
                  " $11, $12, $13, 'draft', $14, $15)"
                  " ON CONFLICT (id) DO UPDATE SET from_org = $2, to_org = $3, region = $4,"
                  " collections = $5, fields = $6, level = $7, grouping_kind = $8, least = $9,"
                  " least_returns = $10, rounding = $11, retention_until = $12,"
                  " review_on = $13",
                  ARGS(a->id, a->from, a->to, a->region, a->collections, a->fields, a->level,
                       a->grouping, a->least, a->least_returns, a->rounding, a->retention_until,
                       a->review_on, cx->user, today)) &&
           db_run(cx,
                  "UPDATE release_agreement SET title_en = $2, title_cy = $3, purpose = $4,"
                  " basis = $5 WHERE id = $1",
                  ARGS(a->id, a->title_en, *a->title_cy ? a->title_cy : a->title_en, a->purpose,
                       a->basis)) &&
           happened(cx, a->id, there ? "changed" : "drafted", in_words(cx, a));
}

bool agreement_draft(Ctx *cx, const Agreement *in)
{
    const char *status;
    bool waits = false;
    Agreement before = {.from = in->from};
    if (!permit(cx, MAKE, in->from) || !terms_are_good(cx, in) ||
        !status_of(cx, in->id, &status))
        return false;
    if (*status && (!agreement_get(cx, in->id, &before) || !permit(cx, MAKE, before.from)))
        return false;
    if (*status && !same(status, "draft"))
        return fail(&cx->err, CONFLICT,
                    "'%s' is no draft any more: end it and make another agreement", in->id);
    if (*status && !approval_waits(cx, "release", "agree", "agreement", in->id, &waits))
        return false;
    if (waits)
        return fail(&cx->err, CONFLICT,
                    "a second person is asked to agree to '%s' as it is: have that declined "
                    "before you change it",
                    in->id);
    audit_note_for(cx, in->from, arena_printf(cx->arena, "agreement:%s", in->id),
                   *status ? in_words(cx, &before) : "", in_words(cx, in));
    return db_begin(cx) && db_end(cx, store_draft(cx, in, *status));
}

static bool set_status(Ctx *cx, const Agreement *a, const char *status, const char *detail)
{
    audit_note_for(cx, a->from, arena_printf(cx->arena, "agreement:%s", a->id), a->status,
                   status);
    return db_run(cx, "UPDATE release_agreement SET status = $2 WHERE id = $1",
                  ARGS(a->id, status)) &&
           happened(cx, a->id, same(status, "ended") ? "ended" : "agreed", detail);
}

bool agreement_agree(Ctx *cx, const char *id)
{
    Agreement a;
    if (!agreement_get(cx, id, &a) || !permit(cx, "release.approve", a.from))
        return false;
    if (!same(a.status, "draft"))
        return fail(&cx->err, CONFLICT, "'%s' is no draft", id);
    return db_begin(cx) && db_end(cx, set_status(cx, &a, "in-force", in_words(cx, &a)));
}

bool agreement_end(Ctx *cx, const char *id, const char *reason)
{
    Agreement a;
    if (!agreement_get(cx, id, &a) || !permit(cx, MAKE, a.from))
        return false;
    if (same(a.status, "ended"))
        return fail(&cx->err, CONFLICT, "'%s' has ended", id);
    return db_begin(cx) && db_end(cx, set_status(cx, &a, "ended", reason));
}
