/* The actions of people who are in two returns: call people.h, fill a reply. */
#include "core/who.h"
#include "modules/workforce/people.h"

const Choice pair_counts[] = {{"own", N_("with us")},
                              {"other", N_("with the other organisation")},
                              {"split", N_("with both, by WTE")},
                              {NULL, NULL}};

bool do_people(Ctx *cx, const void *in, Reply *out)
{
    const PeopleInput *q = in;
    int people;
    if (!people_import(cx, &q->files, &people))
        return false;
    out->title = arena_printf(
        cx->arena, T_COUNT(cx, "%d person marked", "%d people marked", people), people);
    reply_note(cx, out, "%s",
               T(cx, "The numbers themselves are not kept. Who is in two returns stands under "
                     "'Counted twice'."));
    return true;
}

static const char *name_of(Ctx *cx, const char *organisation)
{
    Org o;
    if (org_get(cx, organisation, cx->today, &o))
        return org_name(cx, &o);
    err_clear(&cx->err);
    return organisation;
}

static const char *counts_text(Ctx *cx, const PeoplePair *p)
{
    return same(p->counts, "one")     ? name_of(cx, p->one)
           : same(p->counts, "other") ? name_of(cx, p->other)
           : same(p->counts, "split") ? T(cx, "both, by WTE")
                                      : "";
}

static const char *state_text(Ctx *cx, const PeoplePair *p)
{
    return same(p->state, "agreed")     ? T(cx, "agreed")
           : same(p->state, "disputed") ? T(cx, "disputed")
           : same(p->state, "proposed")
               ? arena_printf(cx->arena, T(cx, "proposed by %s"), name_of(cx, p->proposed_for))
               : T(cx, "open");
}

bool do_pairs(Ctx *cx, const void *in, Reply *out)
{
    const PairsInput *q = in;
    Collection c;
    PeoplePairs list;
    if (!workforce_collection_seen(cx, q->collection, &c) || !people_pairs(cx, c.id, &list))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Counted twice"), c.title);
    Table *t = reply_table(cx, out, "pairs", T(cx, "People in two returns"));
    table_column(cx, t, "pair", T(cx, "Pair"), COLUMN_TEXT, 0);
    table_column(cx, t, "one", T(cx, "Returned by"), COLUMN_TEXT, 0);
    table_column(cx, t, "role_one", T(cx, "Role there"), COLUMN_TEXT, 0);
    table_column(cx, t, "wte_one", T(cx, "WTE there"), COLUMN_NUMBER, 2);
    table_column(cx, t, "other", T(cx, "Also returned by"), COLUMN_TEXT, 0);
    table_column(cx, t, "role_other", T(cx, "Role there"), COLUMN_TEXT, 0);
    table_column(cx, t, "wte_other", T(cx, "WTE there"), COLUMN_NUMBER, 2);
    table_column(cx, t, "state", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "counts", T(cx, "Counts with"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nobody is in two returns.");
    for (int i = 0; i < list.n; i++) {
        const PeoplePair *p = &list.items[i];
        Cell *k = table_row(cx, t);
        k[0] = cell_text(p->id);
        k[1] = cell_code(p->one, name_of(cx, p->one));
        k[2] = cell_text(p->role_one);
        k[3] = cell_number(p->wte_one);
        k[4] = cell_code(p->other, name_of(cx, p->other));
        k[5] = cell_text(p->role_other);
        k[6] = cell_number(p->wte_other);
        k[7] = cell_code(*p->state ? p->state : "open", state_text(cx, p));
        k[8] = cell_code(p->counts, counts_text(cx, p));
        k[9] = cell_text(p->reason);
    }
    return db_ok(cx);
}

static bool answered(Ctx *cx, const PairInput *q, const char *title, Reply *out)
{
    out->title = title;
    out->next = arena_printf(cx->arena, "/workforce/pairs?collection=%s", q->collection);
    return true;
}

bool do_pair_propose(Ctx *cx, const void *in, Reply *out)
{
    return people_propose(cx, in) &&
           answered(cx, in, T(cx, "It is proposed; the other organisation answers"), out);
}

bool do_pair_agree(Ctx *cx, const void *in, Reply *out)
{
    return people_answer(cx, in, true) && answered(cx, in, T(cx, "It is agreed"), out);
}

bool do_pair_dispute(Ctx *cx, const void *in, Reply *out)
{
    return people_answer(cx, in, false) && answered(cx, in, T(cx, "It is disputed"), out);
}
