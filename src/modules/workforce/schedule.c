/* Decides who gets which report on which day, and what the letter says. */
#include "modules/workforce/schedule.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/lease.h"
#include "core/mail.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/person/person.h"
#include "modules/workforce/workforce_action.h"

/* Whether cx->who sees the page. */
static bool sees(Ctx *cx, const Schedule *s)
{
    return *s->organisation ? may(cx, "workforce.read", s->organisation)
                            : may(cx, "workforce.aggregate", s->region) ||
                                  may(cx, "workforce.read", s->region);
}

static bool list_schedules(Ctx *cx, const char *person, Schedule **out, int *n)
{
    DbRows rows CLEANUP_ROWS = {0};
    Schedule *items = NULL;
    int count = 0, room = 0;
    if (!db_query(cx, &rows,
                  "SELECT id, person, region, organisation, day, made_on, sent_on"
                  " FROM workforce_schedule WHERE $1 = '' OR person = $1"
                  " ORDER BY region, organisation, person",
                  ARGS(person)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, items, count, room) = (Schedule){.id = db_text(&rows, 0),
                                                          .person = db_text(&rows, 1),
                                                          .region = db_text(&rows, 2),
                                                          .organisation = db_text(&rows, 3),
                                                          .day = (int)db_int(&rows, 4),
                                                          .made_on = db_text(&rows, 5),
                                                          .sent_on = db_text(&rows, 6)};
    *out = items;
    *n = count;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- the letter */

static bool write_in(Ctx *cx, Lang lang, const Schedule *s, const Person *to,
                     const char *collection, const char **subject, const char **text)
{
    Lang before = cx->lang;
    Collection c;
    Org o;
    cx->lang = lang;
    bool ok = workforce_collection(cx, collection, &c) &&
              org_get(cx, *s->organisation ? s->organisation : s->region, cx->today, &o);
    if (ok) {
        Buf b = buf_new(cx->arena, MAIL_LONGEST_TEXT);
        const char *name = org_name(cx, &o);
        buf_printf(&b, T(cx, "Dear %s,"), to->name);
        buf_printf(&b, "\n\n");
        buf_printf(&b,
                   *s->organisation ? T(cx, "the profile of %s is ready to read:")
                                    : T(cx, "the workforce report of %s is ready to read:"),
                   name);
        buf_printf(&b, "\n\n    %s\n\n%s%s/workforce/%s/%s", c.title, person_address(cx),
                   lang == LANG_CY ? "/cy" : "", *s->organisation ? "profile" : "report", c.id);
        if (*s->organisation)
            buf_printf(&b, "/%s", s->organisation);
        buf_printf(&b, "\n\n%s\n",
                   T(cx, "It shows what has been accepted when you open it. At the foot of the "
                         "page it can be had as PDF."));
        buf_printf(&b,
                   T(cx, "You get this letter on day %d of each month, because it was "
                         "scheduled for you in Pont."),
                   s->day);
        buf_putc(&b, '\n');
        *subject = arena_printf(cx->arena,
                                *s->organisation ? T(cx, "The workforce profile of %s")
                                                 : T(cx, "The workforce report of %s"),
                                name);
        *text = buf_text(&b);
        ok = buf_ok(&b, &cx->err);
    }
    cx->lang = before;
    return ok;
}

/* The address that the letter names must show something: without a return there is none. */
static bool send_one(Ctx *cx, const Schedule *s, const char *today)
{
    Person to;
    Who *who;
    const char *collection;
    const Who *before = cx->who;
    if (!person_get(cx, s->person, &to))
        return false;
    if (to.disabled || !mail_address_valid(to.email))
        return true;
    if (!who_load(cx, s->person, &who))
        return false;
    cx->who = who;
    bool allowed = sees(cx, s);
    cx->who = before;
    if (!db_ok(cx))
        return false;
    if (!allowed)
        return true;
    if (!workforce_latest(cx, s->region, &collection)) {
        if (cx->err.kind != ERR_NOT_FOUND)
            return false;
        err_clear(&cx->err);
        return true;
    }
    Mail m = {.to = to.email, .language = same(to.language, "cy") ? LANG_CY : LANG_EN};
    return write_in(cx, LANG_EN, s, &to, collection, &m.subject_en, &m.text_en) &&
           write_in(cx, LANG_CY, s, &to, collection, &m.subject_cy, &m.text_cy) &&
           mail_queue(cx, &m) &&
           db_run(cx, "UPDATE workforce_schedule SET sent_on = $2 WHERE id = $1",
                  ARGS(s->id, today));
}

/* This month's day is there or past, and nothing went since; what was made later in the month
 * waits for the next. ISO days compare as text. */
static bool is_due(Ctx *cx, const Schedule *s)
{
    const char *today = date_text(cx->arena, cx->today);
    const char *due = arena_printf(cx->arena, "%.8s%02d", today, s->day);
    return strcmp(today, due) >= 0 && strcmp(s->sent_on, due) < 0 &&
           strcmp(s->made_on, due) <= 0;
}

static bool send_due(Ctx *cx, const Schedule *due, int n)
{
    bool mine = false;
    const char *today = date_text(cx->arena, cx->today);
    if (!lease_take(cx, "workforce.schedule", secret_token(cx->arena), HOUR, &mine))
        return false;
    for (int i = 0; mine && i < n; i++)
        if (!send_one(cx, &due[i], today))
            return false;
    return true;
}

bool workforce_schedule_errand(Ctx *cx)
{
    Schedule *all, *due;
    int n, n_due = 0;
    if (!person_mails(cx))
        return true;
    if (!list_schedules(cx, "", &all, &n))
        return false;
    due = NEW_ARRAY(cx->arena, Schedule, n + 1);
    for (int i = 0; i < n; i++)
        if (is_due(cx, &all[i]))
            due[n_due++] = all[i];
    return !n_due || (db_begin(cx) && db_end(cx, send_due(cx, due, n_due)));
}

/* ---------------------------------------------------------------- actions */

static bool recipient(Ctx *cx, const ScheduleInput *q, Person *out)
{
    if (*q->email)
        return person_get(cx, q->email, out);
    if (!who_is_signed_in(cx->who))
        return fail(&cx->err, INVALID, "email: say who the letter is for");
    return person_get(cx, cx->who->person, out);
}

bool do_schedule(Ctx *cx, const void *in, Reply *out)
{
    const ScheduleInput *q = in;
    Person to;
    Schedule s = {.region = q->region, .organisation = q->organisation, .day = (int)q->day};
    Org o;
    if (!org_get(cx, *q->organisation ? q->organisation : q->region, cx->today, &o) ||
        !recipient(cx, q, &to))
        return false;
    bool for_self = who_is_signed_in(cx->who) && same(cx->who->person, to.id);
    if (for_self ? !sees(cx, &s) && !permit(cx, "workforce.read", o.id)
                 : !permit(cx, "workforce.collect", q->region))
        return false;
    if (!q->remove && (q->day < 1 || q->day > 28))
        return fail(&cx->err, INVALID, "day: a day of the month from 1 to 28");
    const char *today = date_text(cx->arena, cx->today);
    audit_note_for(cx, o.id, arena_printf(cx->arena, "workforce_schedule:%s/%s", to.id, o.id),
                   "", q->remove ? "removed" : arena_printf(cx->arena, "day %d", s.day));
    bool ok =
        q->remove
            ? db_run(cx,
                     "DELETE FROM workforce_schedule WHERE person = $1 AND region = $2"
                     " AND organisation = $3",
                     ARGS(to.id, q->region, q->organisation))
            : db_run(cx,
                     "INSERT INTO workforce_schedule (id, person, region, organisation, day,"
                     " made_by, made_on, sent_on) VALUES ($1, $2, $3, $4, $5, $6, $7, '')"
                     " ON CONFLICT (person, region, organisation) DO UPDATE SET day = $5,"
                     " made_by = $6, made_on = $7",
                     ARGS(secret_token(cx->arena), to.id, q->region, q->organisation, s.day,
                          cx->user, today));
    if (!ok)
        return false;
    out->title = q->remove
                     ? arena_printf(cx->arena, T(cx, "No letter about %s goes to %s any more"),
                                    org_name(cx, &o), to.name)
                     : arena_printf(cx->arena,
                                    T(cx, "On day %d of each month %s gets a letter about %s"),
                                    s.day, to.name, org_name(cx, &o));
    return true;
}

bool do_schedules(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    Schedule *all;
    int n;
    const char *own = who_is_signed_in(cx->who) ? cx->who->person : "";
    if (!list_schedules(cx, "", &all, &n))
        return false;
    out->title = T(cx, "Scheduled reports");
    Table *t = reply_table(cx, out, "schedules", T(cx, "Scheduled reports"));
    table_column(cx, t, "person", T(cx, "Person"), COLUMN_TEXT, 0);
    table_column(cx, t, "about", T(cx, "About"), COLUMN_TEXT, 0);
    table_column(cx, t, "day", T(cx, "Day of the month"), COLUMN_NUMBER, 0);
    table_column(cx, t, "sent_on", T(cx, "Last sent on"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nothing is scheduled.");
    for (int i = 0; i < n; i++) {
        Person p;
        Org o;
        bool mine = *own && same(own, all[i].person);
        if (!mine && !may(cx, "workforce.collect", all[i].region))
            continue;
        if (!person_get(cx, all[i].person, &p) ||
            !org_get(cx, *all[i].organisation ? all[i].organisation : all[i].region, cx->today,
                     &o))
            return false;
        Cell *c = table_row(cx, t);
        c[0] = cell_code(p.email, p.name);
        c[1] = cell_code(o.id, org_name(cx, &o));
        c[2] = cell_number(all[i].day);
        c[3] = cell_text(all[i].sent_on);
    }
    return db_ok(cx);
}
