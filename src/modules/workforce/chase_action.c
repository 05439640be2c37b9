/* The actions and the table of chasing: call chase.h, fill a reply. */
#include "core/who.h"
#include "modules/workforce/chase.h"
#include "modules/workforce/workforce_action.h"

const Choice contact_ways[] = {{"phone", N_("by telephone")},
                               {"email", N_("by email")},
                               {"meeting", N_("in a meeting")},
                               {NULL, NULL}};

/* "Carys Evans (council-lead.ceredigion@example.org)": who may send it. */
static const char *people_text(Ctx *cx, const PersonList *people)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < people->n; i++)
        buf_printf(&b, "%s%s, %s", i ? "; " : "", people->items[i].name,
                   people->items[i].email);
    return people->n ? buf_text(&b) : T(cx, "nobody can send it yet: invite somebody");
}

static const char *contact_text(Ctx *cx, const Chased *k)
{
    Date day;
    if (!*k->last_contact)
        return T(cx, "never");
    const char *how = same(k->last_how, "reminder")
                          ? T(cx, "reminder")
                          : T(cx, choice_label(contact_ways, k->last_how));
    return arena_printf(cx->arena, "%s, %s%s%s",
                        date_parse_iso(k->last_contact, &day) ? date_long(cx, day)
                                                              : k->last_contact,
                        how, *k->last_note ? ": " : "", k->last_note);
}

Table *chased_table(Ctx *cx, Reply *r, const char *collection, const ChasedList *list)
{
    Table *t = reply_table(cx, r, "chased", T(cx, "Returns that have not come"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "due", T(cx, "Due"), COLUMN_TEXT, 0);
    table_column(cx, t, "days_late", T(cx, "Days late"), COLUMN_NUMBER, 0);
    table_column(cx, t, "contact", T(cx, "Last contact"), COLUMN_TEXT, 0);
    table_column(cx, t, "reminders", T(cx, "Reminders sent"), COLUMN_NUMBER, 0);
    table_column(cx, t, "people", T(cx, "Who can send it"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Every return has been received.");
    for (int i = 0; i < list->n; i++) {
        const Chased *k = &list->items[i];
        Date due;
        Cell *c = table_row(cx, t);
        c[0] = cell_link(
            org_name(cx, &k->expected.org),
            arena_printf(cx->arena, "/workforce/return/%s/%s", collection, k->expected.org.id));
        c[0].code = k->expected.org.id;
        c[1] = cell_code(expected_code(&k->expected),
                         k->expected.work != WORK_NOT_STARTED
                             ? arena_printf(cx->arena, "%s (%s)", T(cx, "Not received"),
                                            expected_label(cx, &k->expected))
                             : expected_label(cx, &k->expected));
        const char *day =
            date_parse_iso(k->expected.due, &due) ? date_long(cx, due) : k->expected.due;
        c[2] = cell_code(k->expected.due, *k->extension
                                              ? arena_printf(cx->arena, "%s (%s: %s)", day,
                                                             T(cx, "more time"), k->extension)
                                              : day);
        c[3] = cell_number(k->days_late);
        c[4] = cell_code(k->last_contact, contact_text(cx, k));
        c[5] = cell_number(k->reminders);
        c[6] = cell_text(people_text(cx, &k->people));
    }
    return t;
}

/* The newest collection that the reader runs. */
static bool newest_collected(Ctx *cx, const char **out)
{
    CollectionList all;
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++)
        if (may(cx, "workforce.collect", all.items[i].region)) {
            *out = all.items[i].id;
            return true;
        }
    return fail(&cx->err, NOT_FOUND, "there is no collection that you run");
}

bool do_chase(Ctx *cx, const void *in, Reply *out)
{
    const ChaseInput *q = in;
    const char *collection = q->collection;
    Collection c;
    ChasedList list;
    if (!*collection && !newest_collected(cx, &collection))
        return false;
    if (!workforce_collection_seen(cx, collection, &c) ||
        !permit(cx, "workforce.collect", c.region) || !workforce_chased(cx, c.id, &list))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Chasing"), c.title);
    chased_table(cx, out, c.id, &list);
    return true;
}

bool do_extend(Ctx *cx, const void *in, Reply *out)
{
    const ExtendInput *q = in;
    if (!workforce_extend(cx, q->collection, q->organisation, q->due, q->reason))
        return false;
    out->title =
        arena_printf(cx->arena, T(cx, "The return is due on %s now"), date_long(cx, q->due));
    out->next =
        arena_printf(cx->arena, "/workforce/return/%s/%s", q->collection, q->organisation);
    return true;
}

bool do_contact(Ctx *cx, const void *in, Reply *out)
{
    const ContactInput *q = in;
    Date day = q->day.days == DATE_NONE.days ? cx->today : q->day;
    if (!workforce_contacted(cx, q->collection, q->organisation, day, q->how, q->note))
        return false;
    out->title = T(cx, "The contact is kept");
    out->next = arena_printf(cx->arena, "/workforce/chase?collection=%s", q->collection);
    return true;
}
