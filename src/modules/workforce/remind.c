/* Decides who is reminded of a return, by whom, and when that happens by itself. What the
 * letter says is in remind_letter.c. */
#include "modules/workforce/remind.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/lease.h"
#include "core/mail.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/person/person.h"
#include "modules/workforce/work.h"
#include "modules/workforce/workforce_action.h"

const Choice remind_states[] = {
    [REMIND_WRITTEN] = {"reminded", N_("reminded")},
    [REMIND_WOULD_WRITE] = {"would-be-reminded", N_("would be reminded")},
    [REMIND_ALREADY] = {"reminded-already", N_("reminded already today")},
    [REMIND_ONLY_SAMPLES] = {"only-samples", N_("only sample people")},
    [REMIND_NOBODY] = {"nobody", N_("nobody to write to")},
    {NULL, NULL},
};

/* ---------------------------------------------------------------- one organisation */

static bool reminded_today(Ctx *cx, const char *collection, Reminded *of)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT letters FROM workforce_reminder WHERE collection = $1"
                  " AND organisation = $2 AND reminded_on = $3",
                  ARGS(collection, of->org.id, date_text(cx->arena, cx->today))))
        return false;
    if (db_next(&rows)) {
        of->state = REMIND_ALREADY;
        of->letters = (int)db_int(&rows, 0);
    }
    return db_ok(cx);
}

/* Of those who may send the return, the ones to write to. */
static bool find_people(Ctx *cx, const RemindAsk *ask, Reminded *of, PersonList *out)
{
    PersonList all;
    if (!person_list_right(cx, of->org.id, "workforce.write", "own", &all))
        return false;
    *out = (PersonList){0};
    for (int i = 0; i < all.n; i++) {
        const Person *p = &all.items[i];
        if (p->sample && !ask->also_samples)
            of->samples++;
        else if (mail_address_valid(p->email))
            *PUSH(cx->arena, out->items, out->n, out->room) = *p;
    }
    return true;
}

/* The row comes first: of two who remind at once only one gets it in, and writes. */
static bool write_letters(Ctx *cx, const RemindAsk *ask, const PersonList *people, Reminded *of)
{
    const char *mine = NULL;
    if (!db_one_text(cx, &mine,
                     "INSERT INTO workforce_reminder (collection, organisation, reminded_on,"
                     " letters, reminded_by) VALUES ($1, $2, $3, $4, $5)"
                     " ON CONFLICT (collection, organisation, reminded_on) DO NOTHING"
                     " RETURNING organisation",
                     ARGS(ask->collection, of->org.id, date_text(cx->arena, cx->today),
                          people->n, cx->user)))
        return false;
    if (!mine)
        return reminded_today(cx, ask->collection, of);
    for (int i = 0; i < people->n; i++)
        if (!remind_letter(cx, ask, of, &people->items[i]))
            return false;
    of->state = REMIND_WRITTEN;
    audit_note_for(
        cx, of->org.id,
        arena_printf(cx->arena, "workforce_reminder:%s/%s", ask->collection, of->org.id), "",
        arena_printf(cx->arena, "letters: %d%s%s", people->n, *ask->note ? "; note: " : "",
                     ask->note));
    return true;
}

static bool remind_one(Ctx *cx, const RemindAsk *ask, Reminded *of)
{
    PersonList people;
    of->state = REMIND_NOBODY;
    if (!reminded_today(cx, ask->collection, of) || of->state == REMIND_ALREADY)
        return db_ok(cx);
    if (!find_people(cx, ask, of, &people))
        return false;
    of->letters = people.n;
    if (!people.n) {
        of->state = of->samples ? REMIND_ONLY_SAMPLES : REMIND_NOBODY;
        return true;
    }
    of->state = REMIND_WOULD_WRITE;
    return ask->only_show || write_letters(cx, ask, &people, of);
}

/* ---------------------------------------------------------------- a collection */

static bool may_remind(Ctx *cx, const RemindAsk *ask)
{
    Collection c;
    Date opens;
    if (!workforce_collection(cx, ask->collection, &c) ||
        !permit(cx, "workforce.collect", c.region))
        return false;
    if (date_parse_iso(c.opens, &opens) && opens.days > cx->today.days)
        return fail(&cx->err, CONFLICT, "%s opens on %s: nothing is due yet", c.id, c.opens);
    if (!ask->only_show && !person_mails(cx))
        return fail(&cx->err, CONFLICT,
                    "no letter can be sent: no mail server is known (mail.smtp_url)");
    return true;
}

/* "14,3,0": whether it names that many days. */
static bool names_day(Ctx *cx, const char *list, int days)
{
    const char **parts;
    int n = text_split(cx->arena, list, ',', &parts);
    for (int i = 0; i < n; i++) {
        int64_t day;
        if (text_to_int(text_trim(cx->arena, parts[i]), &day) && day == days)
            return true;
    }
    return false;
}

/* Whoever has submitted waits for others; what was refused or sent back has to come again. */
static bool is_missing(Ctx *cx, const RemindAsk *ask, const Expected *e)
{
    Date due;
    if (e->status != RETURN_NOT_RECEIVED && e->status != RETURN_REFUSED)
        return false;
    return !work_is_signed(e->work) &&
           (!ask->days || (date_parse_iso(e->due, &due) &&
                           names_day(cx, ask->days, due.days - cx->today.days)));
}

bool workforce_remind(Ctx *cx, const RemindAsk *ask, RemindedList *out)
{
    ExpectedList all;
    RemindedList list = {0};
    if (!may_remind(cx, ask) || !workforce_expected(cx, ask->collection, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        Reminded r = {
            .org = all.items[i].org, .status = all.items[i].status, .due = all.items[i].due};
        if (!is_missing(cx, ask, &all.items[i]))
            continue;
        if (!remind_one(cx, ask, &r))
            return false;
        *PUSH(cx->arena, list.items, list.n, list.room) = r;
    }
    *out = list;
    return true;
}

/* ---------------------------------------------------------------- the action */

static void remind_table(Ctx *cx, Reply *out, const RemindedList *list)
{
    Table *t = reply_table(cx, out, "organisations", T(cx, "Returns that have not come"));
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "status", T(cx, "Status"), COLUMN_TEXT, 0);
    table_column(cx, t, "people", T(cx, "People written to"), COLUMN_NUMBER, 0);
    table_column(cx, t, "state", T(cx, "Reminder"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Every return has been received.");
    for (int i = 0; i < list->n; i++) {
        const Reminded *r = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_code(r->org.id, org_name(cx, &r->org));
        c[1] = cell_code(return_status_code(r->status), return_status_label(cx, r->status));
        c[2] = cell_number(r->letters);
        c[3] = cell_code(remind_states[r->state].value, T(cx, remind_states[r->state].label));
    }
}

bool do_remind(Ctx *cx, const void *in, Reply *out)
{
    const RemindInput *q = in;
    RemindedList list;
    int letters = 0, samples = 0;
    if (!workforce_remind(cx,
                          &(RemindAsk){.collection = q->collection,
                                       .note = q->note,
                                       .also_samples = q->also_samples,
                                       .only_show = q->only_show},
                          &list))
        return false;
    for (int i = 0; i < list.n; i++) {
        letters += list.items[i].state == REMIND_WRITTEN ? list.items[i].letters : 0;
        samples += list.items[i].samples;
    }
    out->title = q->only_show ? T(cx, "Who would be reminded; nothing was sent")
                              : arena_printf(cx->arena,
                                             T_COUNT(cx, "%d letter is in the outbox",
                                                     "%d letters are in the outbox", letters),
                                             letters);
    reply_fact(cx, out, "letters", T(cx, "Letters"), cell_number(letters), 0);
    reply_fact(cx, out, "samples", T(cx, "Sample people left out"), cell_number(samples), 0);
    remind_table(cx, out, &list);
    if (samples)
        reply_note(cx, out, "%s",
                   T(cx, "Sample people are not written to unless you ask for it: their "
                         "addresses belong to nobody."));
    return true;
}

/* ---------------------------------------------------------------- by itself */

static bool remind_all(Ctx *cx, const CollectionList *due, const char *days)
{
    Trail trail = {.second = ""}, *outer = cx->trail;
    bool ok = true;
    cx->trail = &trail;
    for (int i = 0; ok && i < due->n; i++) {
        RemindedList list;
        ok = workforce_remind(
            cx, &(RemindAsk){.collection = due->items[i].id, .note = "", .days = days}, &list);
    }
    ok = ok && audit_notes(cx, "workforce.remind");
    cx->trail = outer;
    return ok;
}

/* Once an hour is often enough, and reaches whoever got the role meanwhile; that nobody gets
 * two letters a day is kept by workforce_reminder. A failure gives the lease back with the
 * rest. */
static bool remind_if_due(Ctx *cx, const CollectionList *due, const char *days)
{
    bool mine = false;
    return lease_take(cx, "workforce.remind", secret_token(cx->arena), HOUR, &mine) &&
           (!mine || remind_all(cx, due, days));
}

/* Whether a return of the collection is due in so many days, by whatever day is its own. */
static bool any_due(Ctx *cx, const char *collection, const char *days, bool *any)
{
    DbRows rows CLEANUP_ROWS = {0};
    Date due;
    if (!db_query(cx, &rows, "SELECT DISTINCT due FROM workforce_due WHERE collection = $1",
                  ARGS(collection)))
        return false;
    while (db_next(&rows))
        *any = *any || (date_parse_iso(db_text(&rows, 0), &due) &&
                        names_day(cx, days, due.days - cx->today.days));
    return db_ok(cx);
}

bool workforce_errand(Ctx *cx)
{
    const char *days = setting(cx, "workforce.remind_days");
    CollectionList all, due = {0};
    if (!*days || !person_mails(cx))
        return true;
    if (!workforce_collections(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        Date opens;
        bool any = false;
        if (date_parse_iso(all.items[i].opens, &opens) && opens.days <= cx->today.days &&
            !any_due(cx, all.items[i].id, days, &any))
            return false;
        if (any)
            *PUSH(cx->arena, due.items, due.n, due.room) = all.items[i];
    }
    return !due.n || (db_begin(cx) && db_end(cx, remind_if_due(cx, &due, days)));
}
