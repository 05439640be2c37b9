/* Jobs from asking to their end: as whom they run, and that each changes things once. */
#include "core/lease.h"
#include "core/worker.h"
#include "support/caller.h"
#include <time.h>

enum { PATIENCE = 60 };

static Workers *start(Site *s)
{
    Workers *w = NULL;
    if (!workers_start(
            s->arena, &s->cx.err,
            &(WorkersOptions){
                .app = &s->app, .db = s->db, .n = 2, .threads = 1, .patience = PATIENCE},
            &w))
        fail_msg("%s", s->cx.err.message);
    return w;
}

static void must(Site *s, bool ok)
{
    if (!ok)
        fail_msg("%s", s->cx.err.message);
}

static const char *one(Site *s, const char *sql)
{
    const char *text = "";
    must(s, db_one_text(&s->cx, &text, sql, NO_ARGS));
    return text;
}

/* The state once the job has ended; the test fails when it does not within half a minute. */
static const char *state_at_the_end(Site *s)
{
    for (int i = 0; i < 600; i++) {
        const char *state = one(s, "SELECT state FROM core_job");
        if (!same(state, "waiting") && !same(state, "running"))
            return state;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    fail_msg("the job does not end");
    return "";
}

/* Asks for a renaming in the name of that person; returns the job. */
static const char *ask(Site *s, const char *person)
{
    static const char *const pairs[][2] = {
        {"id", "powys"}, {"name_en", "Powys J"}, {"from", "2026-01-01"}, {"reason", "test"}};
    const Module *m = app_module(&s->app, "org");
    const Action *a = module_action(m, "rename");
    Pairs given = {0};
    Who *who;
    void *input;
    const char *id = "";
    for (int i = 0; i < 4; i++)
        *PUSH(s->arena, given.items, given.n, given.room) =
            (Pair){.name = pairs[i][0], .value = pairs[i][1]};
    must(s, who_load(&s->cx, person, &who));
    s->cx.who = who;
    must(s, action_read(&s->cx, a, &given, NULL, &input) && job_add(&s->cx, m, a, input, &id));
    s->cx.who = who_operator();
    return id;
}

static int renamings(Site *s)
{
    int64_t n = 0;
    must(s, db_one_int(&s->cx, &n,
                       "SELECT COUNT(*) FROM core_audit WHERE action = 'org rename'"
                       " OR action = 'org.rename'",
                       NO_ARGS));
    return (int)n;
}

void test_job__runs_as_who_asked(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    ask(s, c.person);
    Workers *w = start(s);
    assert_string_equal(state_at_the_end(s), "done");
    assert_int_equal(renamings(s), 1);
    assert_string_equal(one(s, "SELECT person FROM core_audit ORDER BY seq DESC LIMIT 1"),
                        c.person);
    ASSERT_HAS(one(s, "SELECT reply FROM core_job"), "\"ok\": true");
    assert_string_equal(one(s, "SELECT next FROM core_job"), "/org/powys");
    workers_stop(w);
    site_close(s);
}

void test_job__a_right_taken_away_meanwhile_is_missed(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    ask(s, c.person);
    must(s, role_take(&s->cx, c.person, "administrator", "wales", s->cx.today));
    Workers *w = start(s);
    assert_string_equal(state_at_the_end(s), "failed");
    assert_string_equal(one(s, "SELECT outcome FROM core_job"), "FORBIDDEN");
    assert_int_equal(renamings(s), 0);
    workers_stop(w);
    site_close(s);
}

void test_job__gets_no_more_than_the_token_that_asked(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    ask(s, c.person);
    one(s, "UPDATE core_job SET scopes = 'org.read' RETURNING id");
    Workers *w = start(s);
    assert_string_equal(state_at_the_end(s), "failed");
    assert_string_equal(one(s, "SELECT outcome FROM core_job"), "FORBIDDEN");
    assert_int_equal(renamings(s), 0);
    workers_stop(w);
    site_close(s);
}

void test_job__what_a_dead_worker_left_is_done_once(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    Job j;
    bool found;
    ask(s, c.person);
    must(s, job_claim(&s->cx, "dead", PATIENCE, &j, &found));
    assert_true(found);
    must(s, job_claim(&s->cx, "other", PATIENCE, &j, &found));
    assert_false(found); /* the first one may still live */
    one(s, "UPDATE core_job SET beat = beat - 1000 RETURNING id");
    Workers *w = start(s);
    assert_string_equal(state_at_the_end(s), "done");
    assert_int_equal(renamings(s), 1);
    /* It was not dead after all: what it stores now is refused. */
    j.state = "done";
    assert_false(job_end(&s->cx, &j, "dead"));
    assert_int_equal(s->cx.err.kind, ERR_CONFLICT);
    err_clear(&s->cx.err);
    workers_stop(w);
    site_close(s);
}

void test_job__is_given_up_after_three_attempts(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    ask(s, c.person);
    one(s, "UPDATE core_job SET state = 'running', attempts = 3, beat = 1 RETURNING id");
    Workers *w = start(s);
    assert_string_equal(state_at_the_end(s), "failed");
    assert_int_equal(renamings(s), 0);
    workers_stop(w);
    site_close(s);
}

void test_job__cancelled_while_it_waits_never_runs(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    must(s, job_cancel(&s->cx, ask(s, c.person)));
    assert_string_equal(one(s, "SELECT state FROM core_job"), "cancelled");
    Job j;
    bool found;
    must(s, job_claim(&s->cx, "w", PATIENCE, &j, &found));
    assert_false(found);
    site_close(s);
}

void test_job__is_nobody_elses_business(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    Caller lead = caller_new(s, "b@example.org", "council-lead", "powys", "council");
    const char *id = ask(s, c.person);
    const char *target = arena_printf(s->arena, "/api/job/show?id=%s", id);
    assert_int_equal(caller_ask(&lead, s->arena, target, NULL, (Headers){0}).status, 404);
    assert_int_equal(caller_ask(&c, s->arena, target, NULL, (Headers){0}).status, 200);
    assert_int_equal(caller_ask(&lead, s->arena, "/api/job/cancel",
                                arena_printf(s->arena, "{\"id\": \"%s\"}", id), (Headers){0})
                         .status,
                     404);
    assert_int_equal(
        caller_ask(&lead, s->arena, "/api/job/list?all=yes", NULL, (Headers){0}).status, 403);
    site_close(s);
}

void test_job__a_program_that_prefers_it_is_told_where_to_look(void)
{
    Site *s = site_with_lists();
    Caller c = caller_new(s, "a@example.org", "administrator", "wales", "nation");
    Workers *w = start(s);
    router_close(s->router);
    s->router = router_new(
        s->arena, &(RouterOptions){.app = &s->app, .db = s->db, .threads = 1, .workers = w});
    const char *body =
        "{\"id\": \"powys\", \"name_en\": \"Powys J\", \"from\": \"2026-01-01\", "
        "\"reason\": \"test\"}";
    Headers prefer = {.prefer = "respond-async", .idempotency_key = "k"};
    Response r = caller_ask(&c, s->arena, "/api/org/rename", body, prefer);
    assert_int_equal(r.status, 202);
    ASSERT_HAS(r.location, "/api/job/show?id=j-");
    Response again = caller_ask(&c, s->arena, "/api/org/rename", body, prefer);
    assert_int_equal(again.status, 202);
    assert_string_equal(again.location, r.location); /* one job, not two */
    assert_string_equal(state_at_the_end(s), "done");
    Response shown = caller_ask(&c, s->arena, r.location, NULL, (Headers){0});
    ASSERT_HAS(shown.body, "\"state\": \"done\"");
    /* Without the wish it is done at once. */
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", body, (Headers){0}).status,
                     200);
    workers_stop(w);
    site_close(s);
}

void test_workers__forget_what_is_old(void)
{
    Site *s = site_with_lists();
    int64_t n = 1;
    one(s, "INSERT INTO core_idempotency (hash, digest, holder, status, type, body, location,"
           " made, expires) VALUES ('h', '', '', 200, '', '', '', 1, 2) RETURNING hash");
    Workers *w = start(s);
    for (int i = 0; n && i < 600; i++) {
        must(s, db_one_int(&s->cx, &n, "SELECT COUNT(*) FROM core_idempotency", NO_ARGS));
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    assert_int_equal(n, 0);
    workers_stop(w);
    site_close(s);
}

void test_lease__one_leads_until_it_lets_go(void)
{
    Site *s = site_with_lists();
    bool mine;
    must(s, lease_take(&s->cx, "tidy", "a", 10, &mine));
    assert_true(mine);
    must(s, lease_take(&s->cx, "tidy", "b", 10, &mine));
    assert_false(mine);
    must(s, lease_take(&s->cx, "tidy", "a", 10, &mine));
    assert_true(mine);
    s->cx.now += 11;
    must(s, lease_take(&s->cx, "tidy", "b", 10, &mine));
    assert_true(mine);
    site_close(s);
}
