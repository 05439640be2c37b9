/* The interface as programs use it: what two of them may do at once, and what is done once. */
#include "support/caller.h"
#include <pthread.h>

#define NO_HEADERS ((Headers){0})

static const char rename_a[] = "{\"id\": \"powys\", \"name_en\": \"Powys A\", \"from\": "
                               "\"2026-01-01\", \"reason\": \"first\"}";
static const char rename_b[] = "{\"id\": \"powys\", \"name_en\": \"Powys B\", \"from\": "
                               "\"2026-01-02\", \"reason\": \"second\"}";

static int64_t count(Site *s, const char *sql)
{
    int64_t n = -1;
    if (!db_one_int(&s->cx, &n, sql, NO_ARGS))
        fail_msg("%s", s->cx.err.message);
    return n;
}

static Caller administrator(Site *s, const char *email)
{
    return caller_new(s, email, "administrator", "wales", "nation");
}

void test_api__a_problem_says_what_is_wrong_field_by_field(void)
{
    Site *s = site_with_lists();
    Caller c = {s, "", NULL};
    Response r = caller_ask(&c, s->arena, "/api/org/show?idd=powys", NULL, NO_HEADERS);
    assert_int_equal(r.status, 422);
    assert_string_equal(r.type, "application/problem+json");
    ASSERT_HAS(r.body, "\"type\": \"/help/problems#invalid\"");
    ASSERT_HAS(r.body, "\"instance\": \"urn:pont:request:r-1\"");
    ASSERT_HAS(r.body, "\"error\": \"INVALID\"");
    ASSERT_HAS(r.body, "\"field\": \"id\",\n   \"detail\": \"is required\"");
    ASSERT_HAS(r.body, "\"field\": \"idd\"");
    r = caller_ask(&c, s->arena, "/api/org/show?id=nowhere", NULL, NO_HEADERS);
    assert_int_equal(r.status, 404);
    ASSERT_HAS(r.body, "\"type\": \"/help/problems#not-found\"");
    site_close(s);
}

void test_api__what_has_not_changed_is_not_sent_again(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org");
    Response r = caller_ask(&c, s->arena, "/api/org/show?id=powys", NULL, NO_HEADERS);
    const char *etag = answer_header(&r, "ETag");
    assert_int_equal(r.status, 200);
    r = caller_ask(&c, s->arena, "/api/org/show?id=powys", NULL,
                   (Headers){.if_none_match = arena_printf(s->arena, "\"x\", W/%s", etag)});
    assert_int_equal(r.status, 304);
    assert_int_equal(r.size, 0);
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_a, NO_HEADERS).status,
                     200);
    r = caller_ask(&c, s->arena, "/api/org/show?id=powys", NULL,
                   (Headers){.if_none_match = etag});
    assert_int_equal(r.status, 200);
    ASSERT_HAS(r.body, "Powys A");
    site_close(s);
}

void test_api__a_lost_update_is_refused(void)
{
    Site *s = site_with_lists();
    Caller ann = administrator(s, "ann@example.org"), bob = administrator(s, "bob@example.org");
    Response seen = caller_ask(&ann, s->arena, "/api/org/show?id=powys", NULL, NO_HEADERS);
    Headers still = {.if_match = answer_header(&seen, "ETag")};
    Response r = caller_ask(&bob, s->arena, "/api/org/rename", rename_b, still);
    assert_int_equal(r.status, 200);
    r = caller_ask(&ann, s->arena, "/api/org/rename", rename_a, still);
    assert_int_equal(r.status, 412);
    ASSERT_HAS(r.body, "\"error\": \"CHANGED\"");
    r = caller_ask(&ann, s->arena, "/api/org/show?id=powys", NULL, NO_HEADERS);
    ASSERT_HAS(r.body, "Powys B");
    assert_null(strstr(r.body, "Powys A"));
    r = caller_ask(&ann, s->arena, "/api/org/rename", rename_a,
                   (Headers){.if_match = answer_header(&r, "ETag")});
    assert_int_equal(r.status, 200);
    /* An action without anything to compare with does not pretend. */
    r = caller_ask(&ann, s->arena, "/api/org/succeed",
                   "{\"what\": \"merge\", \"predecessors\": \"powys\", \"successors\": "
                   "\"gwynedd\", \"from\": \"2026-02-01\", \"reason\": \"x\"}",
                   (Headers){.if_match = "\"x\""});
    assert_int_equal(r.status, 400);
    site_close(s);
}

void test_api__the_same_key_acts_once(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org"), other = administrator(s, "b@example.org");
    Headers key = {.idempotency_key = "k-1"};
    Response first = caller_ask(&c, s->arena, "/api/org/rename", rename_a, key);
    int64_t rows = count(s, "SELECT COUNT(*) FROM core_audit");
    assert_int_equal(first.status, 200);
    Response again = caller_ask(&c, s->arena, "/api/org/rename", rename_a, key);
    assert_int_equal(again.status, 200);
    assert_string_equal(again.body, first.body);
    assert_string_equal(answer_header(&again, "Idempotent-Replayed"), "true");
    assert_string_equal(answer_header(&first, "Idempotent-Replayed"), "");
    assert_int_equal(count(s, "SELECT COUNT(*) FROM core_audit"), rows);
    /* Another request under the key is a mistake; another person has keys of their own. */
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_b, key).status, 422);
    assert_int_equal(caller_ask(&other, s->arena, "/api/org/rename", rename_b, key).status,
                     200);
    site_close(s);
}

void test_api__nobody_hears_the_answer_to_a_key_of_somebody(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org"), nobody = {.site = s};
    Headers key = {.idempotency_key = "k-1"}, pretends = key;
    pretends.cookie = arena_printf(s->arena, "%s=%s", identity_visit_cookie, c.person);
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/list", "{}", key).status, 200);
    Response r = caller_ask(&nobody, s->arena, "/api/org/list", "{}", pretends);
    assert_int_equal(r.status, 200);
    assert_string_equal(answer_header(&r, "Idempotent-Replayed"), "");
    site_close(s);
}

void test_api__a_failure_leaves_the_key_free(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org");
    Headers key = {.idempotency_key = "k-1"};
    Response r = caller_ask(&c, s->arena, "/api/org/rename", "{\"id\": \"powys\"}", key);
    assert_int_equal(r.status, 422);
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_a, key).status, 200);
    site_close(s);
}

void test_api__a_key_in_hand_answers_conflict(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org");
    Headers key = {.idempotency_key = "k-1"};
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_a, key).status, 200);
    /* As another process would leave it that has begun and not ended. */
    count(s, "UPDATE core_idempotency SET status = 0 RETURNING 1");
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_a, key).status, 409);
    /* It never ended: after a while its claim is taken over. */
    count(s, "UPDATE core_idempotency SET made = made - 700 RETURNING 1");
    assert_int_equal(caller_ask(&c, s->arena, "/api/org/rename", rename_a, key).status, 200);
    site_close(s);
}

typedef struct Racer {
    Caller caller;
    int status;
} Racer;

static void *race(void *self)
{
    Racer *r = self;
    SCOPED_ARENA a = arena_new();
    r->status = caller_ask(&r->caller, a, "/api/org/rename", rename_a,
                           (Headers){.idempotency_key = "k-race"})
                    .status;
    return NULL;
}

void test_api__of_many_at_once_one_acts(void)
{
    enum { N = 6 };
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org");
    int64_t before = count(s, "SELECT COUNT(*) FROM core_audit WHERE action = 'org.rename'");
    Racer racers[N];
    pthread_t threads[N];
    for (int i = 0; i < N; i++) {
        racers[i] = (Racer){.caller = c};
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    int good = 0;
    for (int i = 0; i < N; i++) {
        pthread_join(threads[i], NULL);
        good += racers[i].status == 200;
        assert_true(racers[i].status == 200 || racers[i].status == 409);
    }
    assert_true(good >= 1);
    assert_int_equal(count(s, "SELECT COUNT(*) FROM core_audit WHERE action = 'org.rename'"),
                     before + 1);
    site_close(s);
}

void test_api__only_what_can_be_read_and_said(void)
{
    Site *s = site_with_lists();
    Caller c = administrator(s, "a@example.org");
    Response r = caller_ask(&c, s->arena, "/api/org/rename", rename_a,
                            (Headers){.content_type = "text/plain"});
    assert_int_equal(r.status, 415);
    ASSERT_HAS(answer_header(&r, "Accept-Post"), "application/json");
    r = caller_ask(&c, s->arena, "/api/org/list", NULL, (Headers){.accept = "image/png"});
    assert_int_equal(r.status, 406);
    r = caller_ask(&c, s->arena, "/api/org/rename", NULL, NO_HEADERS);
    assert_int_equal(r.status, 405);
    assert_string_equal(answer_header(&r, "Allow"), "POST");
    site_close(s);
}
