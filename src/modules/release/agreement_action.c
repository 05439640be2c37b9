/* The actions of agreements: call release.h, fill a reply. */
#include "core/who.h"
#include "db/db.h"
#include "modules/release/release_action.h"

Table *agreements_table(Ctx *cx, Reply *r, const AgreementList *list)
{
    Table *t = reply_table(cx, r, "agreements", T(cx, "Agreements on sharing"));
    table_column(cx, t, "title", T(cx, "Agreement"), COLUMN_TEXT, 0);
    table_column(cx, t, "agreement", T(cx, "Id"), COLUMN_TEXT, 0);
    table_column(cx, t, "from", T(cx, "From"), COLUMN_TEXT, 0);
    table_column(cx, t, "to", T(cx, "To"), COLUMN_TEXT, 0);
    table_column(cx, t, "level", T(cx, "Level"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "review_on", T(cx, "Review"), COLUMN_TEXT, 0);
    table_column(cx, t, "releases", T(cx, "Releases"), COLUMN_NUMBER, 0);
    t->empty = T(cx, "There is no agreement that you may see.");
    for (int i = 0; i < list->n; i++) {
        const Agreement *a = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_link(agreement_title(cx, a),
                         arena_printf(cx->arena, "/release/agreement/%s", a->id));
        c[1] = cell_text(a->id);
        c[2] = cell_text(a->from);
        c[3] = cell_code(a->to, agreement_recipient(cx, a));
        c[4] = cell_code(a->level, T(cx, choice_label(agreement_levels, a->level)));
        c[5] = cell_code(a->status, T(cx, choice_label(agreement_states, a->status)));
        c[6] = cell_text(a->review_on);
        c[7] = cell_number(a->releases);
    }
    return t;
}

bool do_agreements(Ctx *cx, const void *in, Reply *out)
{
    AgreementList list;
    (void)in;
    if (!agreement_list(cx, &list))
        return false;
    out->title = T(cx, "Agreements on sharing");
    agreements_table(cx, out, &list);
    return true;
}

static void fact(Ctx *cx, Reply *out, const char *key, const char *label, const char *value)
{
    if (*value)
        reply_fact(cx, out, key, label, cell_text(value), 0);
}

void agreement_facts(Ctx *cx, Reply *out, const Agreement *a)
{
    bool exact = agreement_is_exact(a);
    out->title = agreement_title(cx, a);
    fact(cx, out, "agreement", T(cx, "Id"), a->id);
    reply_fact(cx, out, "status", T(cx, "Status"),
               cell_code(a->status, T(cx, choice_label(agreement_states, a->status))), 0);
    fact(cx, out, "from", T(cx, "From"), a->from);
    reply_fact(cx, out, "to", T(cx, "To"), cell_code(a->to, agreement_recipient(cx, a)), 0);
    fact(cx, out, "purpose", T(cx, "Purpose"), a->purpose);
    fact(cx, out, "basis", T(cx, "Lawful basis"), a->basis);
    fact(cx, out, "collections", T(cx, "Collections"), a->collections);
    fact(cx, out, "fields", T(cx, "Fields"), a->fields);
    reply_fact(cx, out, "level", T(cx, "Level"),
               cell_code(a->level, T(cx, choice_label(agreement_levels, a->level))), 0);
    if (same(a->level, "group"))
        fact(cx, out, "grouping", T(cx, "Groups"), a->grouping);
    if (!exact) {
        reply_fact(cx, out, "least", T(cx, "Smallest count shown"), cell_number(a->least), 0);
        reply_fact(cx, out, "least_returns", T(cx, "Fewest organisations"),
                   cell_number(a->least_returns), 0);
        reply_fact(cx, out, "rounding", T(cx, "Rounded to"), cell_number(a->rounding), 0);
    }
    fact(cx, out, "retention_until", T(cx, "May be kept until"), a->retention_until);
    fact(cx, out, "review_on", T(cx, "Review"), a->review_on);
}

static const Choice events[] = {{"drafted", N_("Drafted")},
                                {"changed", N_("Terms changed")},
                                {"agreed", N_("Agreed")},
                                {"ended", N_("Ended")},
                                {NULL, NULL}};

Table *agreement_history_table(Ctx *cx, Reply *r, const AgreementEventList *list)
{
    Table *t = reply_table(cx, r, "history", T(cx, "History"));
    table_column(cx, t, "on", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "by", T(cx, "Who"), COLUMN_TEXT, 0);
    table_column(cx, t, "detail", T(cx, "In words"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const AgreementEvent *e = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(e->on);
        c[1] = cell_code(e->what, T(cx, choice_label(events, e->what)));
        c[2] = cell_text(e->by);
        c[3] = cell_text(e->detail);
    }
    return t;
}

bool do_agreement(Ctx *cx, const void *in, Reply *out)
{
    const ReleaseInput *q = in;
    Agreement a;
    AgreementEventList history;
    if (!agreement_get(cx, q->agreement, &a))
        return false;
    if (!agreement_seen(cx, &a))
        return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no agreement '%s'", a.id);
    agreement_facts(cx, out, &a);
    if (!agreement_is_ours(cx, &a))
        return db_ok(cx);
    if (!agreement_history(cx, a.id, &history))
        return false;
    agreement_history_table(cx, out, &history);
    return true;
}

static int number_or(int64_t given, int standard)
{
    return given == NOT_GIVEN ? standard : given > 1000 ? 1000 : given < -1 ? -1 : (int)given;
}

bool do_draft(Ctx *cx, const void *in, Reply *out)
{
    const DraftInput *q = in;
    Agreement a = {.id = q->agreement,
                   .from = q->from,
                   .to = q->to,
                   .region = q->region,
                   .title_en = q->title_en,
                   .title_cy = q->title_cy,
                   .purpose = q->purpose,
                   .basis = q->basis,
                   .collections = q->collections,
                   .fields = q->fields,
                   .level = q->level,
                   .grouping = q->grouping,
                   .least = number_or(q->least, 5),
                   .least_returns = number_or(q->least_returns, LEAST_RETURNS),
                   .rounding = number_or(q->rounding, 5),
                   .retention_until = date_text(cx->arena, q->retention_until),
                   .review_on = date_text(cx->arena, q->review_on)};
    if (!agreement_draft(cx, &a))
        return false;
    out->title = T(cx, "The agreement is drafted");
    reply_fact(cx, out, "agreement", T(cx, "Id"), cell_text(a.id), 0);
    out->next = arena_printf(cx->arena, "/release/agreement/%s", a.id);
    return true;
}

/* Two people's right is asked for the organisation that they name, which must be the one. */
static bool is_its_side(Ctx *cx, const DecideInput *q)
{
    Agreement a;
    return agreement_get(cx, q->agreement, &a) &&
           (same(a.from, q->from) ||
            fail(&cx->err, INVALID, "from: '%s' is not who shares under '%s'", q->from, a.id));
}

bool do_agree(Ctx *cx, const void *in, Reply *out)
{
    const DecideInput *q = in;
    if (!is_its_side(cx, q) || !agreement_agree(cx, q->agreement))
        return false;
    out->title = T(cx, "The agreement is in force");
    out->next = arena_printf(cx->arena, "/release/agreement/%s", q->agreement);
    return true;
}

bool do_end(Ctx *cx, const void *in, Reply *out)
{
    const DecideInput *q = in;
    if (!agreement_end(cx, q->agreement, q->reason))
        return false;
    out->title = T(cx, "The agreement has ended");
    out->next = arena_printf(cx->arena, "/release/agreement/%s", q->agreement);
    return true;
}
