/* What the leading process does by itself: reminders on the days that the setting names, once.
 */
#include "core/audit.h"
#include "core/worker.h"
#include "modules/workforce/remind.h"
#include "support/caller.h"
#include <time.h>

static void must(Site *s, bool ok)
{
    if (!ok)
        fail_msg("%s", s->cx.err.message);
}

static int count(Site *s, const char *sql)
{
    int64_t n = 0;
    must(s, db_one_int(&s->cx, &n, sql, NO_ARGS));
    return (int)n;
}

static int letters(Site *s)
{
    return count(s, "SELECT COUNT(*) FROM mail_letter");
}

static void set(Site *s, const char *name, const char *value)
{
    Pairs *p = &s->app.overrides;
    *PUSH(s->arena, p->items, p->n, p->room) = (Pair){.name = name, .value = value};
}

/* Nobody has sent; only Powys (due on 30 June 2026) and Sandwell (31 October 2025) have
 * somebody who could. */
static Site *open_site(const char *remind_days)
{
    Site *s = site_with_lists();
    Date early = {s->cx.today.days};
    assert_true(date_parse_iso("2020-01-02", &early));
    s->cx.today = early;
    caller_new(s, "a@council.example", "council-lead", "powys", "council");
    caller_new(s, "b@council.example", "council-lead", "sandwell", "council");
    set(s, "mail.smtp_url", "smtp://127.0.0.1:1");
    set(s, "workforce.remind_days", remind_days);
    return s;
}

/* An errand on that day, at that hour. */
static void run_on(Site *s, const char *day, int hour)
{
    assert_true(date_parse_iso(day, &s->cx.today));
    s->cx.now = s->cx.today.days * (int64_t)DAY + hour * HOUR;
    must(s, workforce_errand(&s->cx));
}

void test_errand__reminds_on_the_days_named_and_on_no_other(void)
{
    Site *s = open_site("14, 3,0");
    run_on(s, "2026-06-15", 8);
    assert_int_equal(letters(s), 0);
    run_on(s, "2026-06-16", 8);
    assert_int_equal(letters(s), 1);
    run_on(s, "2026-06-26", 8);
    assert_int_equal(letters(s), 1);
    run_on(s, "2026-06-27", 8);
    run_on(s, "2026-06-30", 8);
    assert_int_equal(letters(s), 3);
    run_on(s, "2026-07-01", 8);
    assert_int_equal(letters(s), 3);
    assert_int_equal(
        count(s, "SELECT COUNT(*) FROM mail_letter WHERE recipient = 'a@council.example'"), 3);
    site_close(s);
}

void test_errand__reminds_once_a_day(void)
{
    Site *s = open_site("14");
    for (int hour = 0; hour < 24; hour++)
        run_on(s, "2026-06-16", hour);
    assert_int_equal(letters(s), 1);
    assert_int_equal(count(s,
                           "SELECT COUNT(*) FROM core_audit WHERE action = 'workforce.remind'"
                           " AND organisation = 'powys'"),
                     1);
    site_close(s);
}

void test_errand__whoever_got_the_role_meanwhile_is_reminded_the_same_day(void)
{
    Site *s = open_site("14");
    run_on(s, "2026-06-16", 8);
    caller_new(s, "c@council.example", "council-lead", "ceredigion", "council");
    run_on(s, "2026-06-16", 8); /* within the hour: not looked at again */
    assert_int_equal(letters(s), 1);
    run_on(s, "2026-06-16", 10);
    assert_int_equal(letters(s), 2);
    site_close(s);
}

void test_errand__is_off_without_days_and_without_a_mail_server(void)
{
    Site *s = open_site("");
    run_on(s, "2026-06-16", 8);
    set(s, "workforce.remind_days", "14");
    set(s, "mail.smtp_url", "");
    run_on(s, "2026-06-16", 12);
    assert_int_equal(letters(s), 0);
    set(s, "mail.smtp_url", "smtp://127.0.0.1:1");
    run_on(s, "2026-06-16", 14);
    assert_int_equal(letters(s), 1);
    site_close(s);
}

/* The leader of a serving process runs the errands of modules without being asked. */
void test_errand__the_leader_runs_it(void)
{
    Site *s = open_site("14");
    Workers *w = NULL;
    setenv("PONT_TODAY", "2026-06-16", 1);
    must(s, workers_start(s->arena, &s->cx.err,
                          &(WorkersOptions){.app = &s->app, .db = s->db, .patience = 60}, &w));
    for (int i = 0; i < 600 && !letters(s); i++)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    workers_stop(w);
    unsetenv("PONT_TODAY");
    assert_int_equal(letters(s), 1);
    assert_int_equal(count(s, "SELECT COUNT(*) FROM core_audit WHERE action = "
                              "'workforce.remind' AND origin = 'job'"),
                     1);
    site_close(s);
}

/* Administrators hear of letters that came to nothing. */
void test_errand__letters_that_failed_wait_for_administrators(void)
{
    Site *s = open_site("14");
    const Module *mail = app_module(&s->app, "mail");
    WaitList waits = {0};
    run_on(s, "2026-06-16", 8);
    must(s, mail->waits(&s->cx, &waits));
    assert_int_equal(waits.n, 0);
    must(s, db_run(&s->cx, "UPDATE mail_letter SET state = 'refused', done_at = $1",
                   ARGS(s->cx.now)));
    must(s, mail->waits(&s->cx, &waits));
    assert_int_equal(waits.n, 1);
    assert_string_equal(waits.items[0].text,
                        "1 letter of the last seven days could not be sent");
    Who *who;
    waits.n = 0;
    must(s, who_public(&s->cx, &who));
    s->cx.who = who;
    must(s, mail->waits(&s->cx, &waits));
    assert_int_equal(waits.n, 0);
    s->cx.who = who_operator();
    s->cx.now += 8 * DAY;
    must(s, mail->waits(&s->cx, &waits));
    assert_int_equal(waits.n, 0);
    site_close(s);
}
