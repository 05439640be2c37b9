/* The audit trail: contents page, and how its rows are listed, shown and verified. */
#include "modules/audit/audit_module.h"
#include "core/access.h"
#include "core/clock.h"
#include "core/who.h"
#include "modules/audit/pages/audit.html.h"
#include "web/page.h"

#define READ "audit.read"

enum { STANDARD_ROWS = 50, MOST_ROWS = 1000, BATCH = 200 };

static bool may_see(Ctx *cx, const AuditRow *r)
{
    return *r->organisation ? may(cx, READ, r->organisation) : may_everywhere(cx, READ);
}

/* An address stands for its person. */
static bool person_id(Ctx *cx, const char *asked, const char **out)
{
    Person p;
    *out = asked;
    if (!strchr(asked, '@'))
        return true;
    if (!person_get(cx, asked, &p))
        return false;
    *out = p.id;
    return true;
}

bool audit_list_seen(Ctx *cx, const AuditAsked *q, AuditList *out, int64_t *older)
{
    AuditList seen = {0};
    const char *person;
    int64_t before = q->before == NOT_GIVEN ? 0 : q->before;
    int most = q->most == NOT_GIVEN ? STANDARD_ROWS : (int)q->most;
    if (most < 1 || most > MOST_ROWS)
        return fail(&cx->err, INVALID, "most: must lie between 1 and %d", MOST_ROWS);
    *older = 0;
    if (!person_id(cx, q->person, &person))
        return false;
    for (;;) {
        AuditList some;
        if (!audit_list(cx, person, q->action, q->object, before, BATCH, &some))
            return false;
        for (int i = 0; i < some.n; i++) {
            if (!may_see(cx, &some.rows[i]))
                continue;
            if (seen.n == most) {
                *older = seen.rows[seen.n - 1].seq;
                *out = seen;
                return true;
            }
            *PUSH(cx->arena, seen.rows, seen.n, seen.room) = some.rows[i];
        }
        if (some.n < BATCH)
            break;
        before = some.rows[some.n - 1].seq;
    }
    *out = seen;
    return true;
}

static const char *who_did(Ctx *cx, const AuditRow *r)
{
    if (*r->second)
        return arena_printf(cx->arena, T(cx, "%s, agreed by %s"), r->who, r->second);
    return *r->person ? r->who : arena_printf(cx->arena, T(cx, "%s (operator, alone)"), r->who);
}

static Table *rows_table(Ctx *cx, Reply *r, const AuditList *list)
{
    static const struct {
        const char *key, *label;
        ColumnFor who;
    } columns[] = {
        {"row", N_("Row"), FOR_ALL},          {"at", N_("When"), FOR_ALL},
        {"who", N_("Who"), FOR_ALL},          {"second", N_("Second person"), FOR_MACHINES},
        {"action", N_("Action"), FOR_ALL},    {"organisation", N_("Organisation"), FOR_ALL},
        {"object", N_("Object"), FOR_ALL},    {"before", N_("Before"), FOR_ALL},
        {"after", N_("After"), FOR_ALL},      {"reason", N_("Reason"), FOR_ALL},
        {"origin", N_("From where"), FOR_ALL}};
    Table *t = reply_table(cx, r, "audit", T(cx, "Audit trail"));
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        table_column(cx, t, columns[i].key, T(cx, columns[i].label),
                     i ? COLUMN_TEXT : COLUMN_NUMBER, 0);
        table_column_for(t, columns[i].who);
    }
    for (int i = 0; i < list->n; i++) {
        const AuditRow *a = &list->rows[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_plain((double)a->seq);
        c[0].href = arena_printf(cx->arena, "/audit/show?row=%lld", (long long)a->seq);
        c[1] = cell_text(a->at);
        c[2] = cell_code(a->who, who_did(cx, a));
        c[3] = cell_text(a->second);
        c[4] = cell_text(a->action);
        c[5] = cell_text(a->organisation);
        c[6] = cell_text(a->object);
        c[7] = cell_text(a->before);
        c[8] = cell_text(a->after);
        c[9] = cell_text(a->reason);
        c[10] = cell_text(a->origin);
    }
    t->empty = T(cx, "No row of the trail answers to this.");
    return t;
}

/* ---------------------------------------------------------------- actions */

static bool do_list(Ctx *cx, const void *in, Reply *out)
{
    AuditList list;
    int64_t older;
    if (!audit_list_seen(cx, in, &list, &older))
        return false;
    out->title = T(cx, "Audit trail");
    rows_table(cx, out, &list);
    if (older)
        reply_note(cx, out, T(cx, "There are older rows: ask for those before %lld."),
                   (long long)older);
    return true;
}

static bool verified(Ctx *cx, int64_t *rows, int64_t *broken, const char **state,
                     const char **head)
{
    if (!audit_verify(cx, rows, broken, head))
        return false;
    *state = *broken ? arena_printf(cx->arena,
                                    T(cx, "The chain is broken at row %lld: the past was "
                                          "changed there."),
                                    (long long)*broken)
                     : arena_printf(cx->arena,
                                    T_COUNT(cx, "The chain is whole: %d row.",
                                            "The chain is whole: %d rows.", (int)*rows),
                                    (int)*rows);
    return true;
}

static bool do_verify(Ctx *cx, const void *in, Reply *out)
{
    int64_t rows, broken;
    const char *state, *head;
    (void)in;
    if (!verified(cx, &rows, &broken, &state, &head))
        return false;
    out->title = state;
    reply_fact(cx, out, "rows", T(cx, "Rows"), cell_number((double)rows), 0);
    reply_fact(cx, out, "broken", T(cx, "First row that does not fit"),
               broken ? cell_plain((double)broken) : cell_text(T(cx, "none")), 0);
    reply_fact(cx, out, "head", T(cx, "Hash of the last row"), cell_text(head), 0);
    reply_note(cx, out, "%s",
               T(cx, "Write down the number of rows and the last hash somewhere else: then a "
                     "trail that was cut off at its end is seen too."));
    if (broken)
        out->outcome = ERR_CONFLICT;
    return true;
}

static bool do_show(Ctx *cx, const void *in, Reply *out)
{
    const AuditOne *q = in;
    AuditList list;
    if (!audit_list(cx, "", "", "", q->row + 1, 1, &list))
        return false;
    if (!list.n || list.rows[0].seq != q->row)
        return fail(&cx->err, NOT_FOUND, "the trail has no row %lld", (long long)q->row);
    const AuditRow *r = &list.rows[0];
    if (!may_see(cx, r))
        return fail(&cx->err, FORBIDDEN, "your roles do not give you row %lld of the trail",
                    (long long)q->row);
    const struct {
        const char *key, *label, *value;
    } facts[] = {{"at", N_("When"), r->at},
                 {"who", N_("Who"), who_did(cx, r)},
                 {"action", N_("Action"), r->action},
                 {"organisation", N_("Organisation"), r->organisation},
                 {"object", N_("Object"), r->object},
                 {"before", N_("Before"), r->before},
                 {"after", N_("After"), r->after},
                 {"reason", N_("Reason"), r->reason},
                 {"origin", N_("From where"), r->origin},
                 {"previous", N_("Hash of the row before"), r->previous},
                 {"hash", N_("Hash"), r->hash}};
    out->title =
        arena_printf(cx->arena, T(cx, "Row %lld of the audit trail"), (long long)r->seq);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        reply_fact(cx, out, facts[i].key, T(cx, facts[i].label), cell_text(facts[i].value), 0);
    return true;
}

/* ---------------------------------------------------------------- page */

static bool page_audit_trail(Ctx *cx, const PageIn *in, PageOut *out)
{
    AuditAsked q = {page_query(in, "person"), page_query(in, "action"),
                    page_query(in, "object"), NOT_GIVEN, NOT_GIVEN};
    AuditList list;
    Reply r = {0};
    int64_t older, rows, broken;
    AuditView v = {.person = q.person, .action = q.action, .object = q.object};
    if (!text_to_int(page_query(in, "before"), &q.before))
        q.before = NOT_GIVEN;
    if (!audit_list_seen(cx, &q, &list, &older) ||
        !verified(cx, &rows, &broken, &v.state, &v.head))
        return false;
    v.whole = !broken;
    v.rows = rows_table(cx, &r, &list);
    if (older)
        v.older = url_join(cx->arena, "?person=", q.person, "&action=", q.action,
                           "&object=", q.object,
                           "&before=", arena_printf(cx->arena, "%lld", (long long)older), NULL)
                      .s;
    page_audit_audit(&out->out, &v);
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- tables */

static const Field list_fields[] = {
    {FIELD(AuditAsked, person), .label = N_("Person"), .help = N_("An email address")},
    {FIELD(AuditAsked, action), .label = N_("Action"), .help = N_("Such as org.rename")},
    {FIELD(AuditAsked, object), .label = N_("Object"),
     .help = N_("How it begins, such as return:wales-2026")},
    {FIELD(AuditAsked, before), .label = N_("Before row")},
    {FIELD(AuditAsked, most), .label = N_("At most"), .help = N_("50 when left out")},
};
static const Field show_fields[] = {
    {FIELD(AuditOne, row), .flags = REQUIRED | POSITIONAL, .label = N_("Row")},
};

static const Action actions[] = {
    {"list", do_list, READ, 0, INPUT(AuditAsked, list_fields),
     N_("List who changed what, newest first"), NULL},
    {"show", do_show, READ, 0, INPUT(AuditOne, show_fields),
     N_("Show one row of the audit trail"), NULL},
    {"verify", do_verify, READ, 0, NO_INPUT, N_("Compute the chain of the audit trail again"),
     N_("A row that was changed or taken out later breaks the chain.")},
};
static const Page pages[] = {{"/audit", page_audit_trail, READ, N_("Audit trail"), true}};

const Module audit_module = {
    .name = "audit",
    .title = N_("Audit trail"),
    .area = N_("Administration"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
