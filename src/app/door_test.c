/* A door that was open is shut at once: for kept pages too, and for forms of another session.
 */
#include "support/caller.h"

static const char email[] = "lead@example.org";

/* Somebody who has just read their page of returns, twice, so that it is kept. */
static Site *reader(Caller *c)
{
    Site *s = site_with_lists();
    *c = caller_new(s, email, "council-lead", "powys", "council");
    router_close(s->router);
    s->router = router_new(
        s->arena,
        &(RouterOptions){.app = &s->app, .db = s->db, .threads = 1, .cache_bytes = 1 << 20});
    site_as(s, email);
    for (int i = 0; i < 2; i++)
        assert_int_equal(site_ask(s, s->arena, "/workforce", NULL).status, 200);
    return s;
}

static void must(Site *s, bool ok)
{
    if (!ok)
        fail_msg("%s", s->cx.err.message);
}

void test_door__a_role_taken_away_takes_its_kept_pages(void)
{
    Caller c;
    Site *s = reader(&c);
    must(s, role_take(&s->cx, c.person, "council-lead", "powys", s->cx.today));
    assert_int_equal(site_ask(s, s->arena, "/workforce", NULL).status, 403);
    assert_int_equal(site_ask(s, s->arena, "/cy/workforce", NULL).status, 403);
    site_close(s);
}

void test_door__whoever_is_disabled_is_out_at_once(void)
{
    Caller c;
    Site *s = reader(&c);
    must(s, person_disable(&s->cx, c.person, true));
    assert_int_equal(site_ask(s, s->arena, "/workforce", NULL).status, 303);
    assert_int_equal(caller_ask(&c, s->arena, "/api/workforce/list", NULL, (Headers){0}).status,
                     401);
    must(s, person_disable(&s->cx, c.person, false));
    assert_int_equal(site_ask(s, s->arena, "/workforce", NULL).status, 303);
    assert_int_equal(caller_ask(&c, s->arena, "/api/workforce/list", NULL, (Headers){0}).status,
                     401);
    site_close(s);
}

void test_door__a_session_that_ended_shows_nothing_it_kept(void)
{
    Caller c;
    Site *s = reader(&c);
    const char *cookie = s->cookie;
    assert_int_equal(site_ask(s, s->arena, "/account/sign-out", "").status, 303);
    assert_string_equal(s->cookie, cookie);
    assert_int_equal(site_ask(s, s->arena, "/workforce", NULL).status, 303);
    assert_int_equal(site_ask(s, s->arena, "/account/language", "language=cy").status, 401);
    site_close(s);
}

void test_door__a_form_is_of_one_session_and_one_origin(void)
{
    Caller c;
    Site *s = reader(&c);
    const char *cookie = s->cookie, *token = s->token;
    site_as(s, email); /* another session of the same person */
    s->cookie = cookie;
    assert_int_equal(site_ask(s, s->arena, "/account/language", "language=cy").status, 403);
    site_as(s, ""); /* a visitor's form */
    s->cookie = cookie;
    assert_int_equal(site_ask(s, s->arena, "/account/language", "language=cy").status, 403);
    s->token = NULL;
    assert_int_equal(site_ask(s, s->arena, "/account/language", "language=cy").status, 403);
    s->token = token;
    assert_int_equal(site_ask(s, s->arena, "/account/language", "language=cy").status, 303);
    site_close(s);
}
