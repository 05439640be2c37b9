/* What strangers set in motion leaves its row in the audit trail, too. */
#include "support/caller.h"

static int64_t count(Site *s, const char *sql)
{
    int64_t n = -1;
    if (!db_one_int(&s->cx, &n, sql, NO_ARGS))
        fail_msg("%s", s->cx.err.message);
    return n;
}

void test_trail__a_link_that_a_stranger_asked_for_is_on_record(void)
{
    static const Pair mail[] = {{.name = "mail.smtp_url", .value = "smtp://127.0.0.1:1"}};
    static const char rows[] =
        "SELECT COUNT(*) FROM core_audit WHERE action = 'account.forgotten'"
        " AND after = 'one-time link'";
    Site *s = site_with_lists();
    s->app.overrides = (Pairs){.n = 1, .items = (Pair *)mail};
    caller_new(s, "a@example.org", "administrator", "wales", "nation");
    assert_int_equal(
        site_ask(s, s->arena, "/account/forgotten", "email=a%40example.org").status, 200);
    assert_int_equal(count(s, "SELECT COUNT(*) FROM core_invitation"), 1);
    assert_int_equal(count(s, rows), 1);
    /* Of somebody who is not there nothing is made, and nothing said. */
    assert_int_equal(
        site_ask(s, s->arena, "/account/forgotten", "email=b%40example.org").status, 200);
    assert_int_equal(count(s, rows), 1);
    site_close(s);
}
