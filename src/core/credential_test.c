/* Codes, links and groups, each used as somebody would who has seen one before. */
#include "core/credential.h"
#include "core/session.h"
#include "core/who.h"
#include "db/db.h"
#include "support/test.h"

#include "support/database.h"

#include "base/embedded.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

/* The secret and codes of RFC 6238, appendix B, six digits. */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static const App app = {.version = "test", .build = "test"};

static Ctx open_cx(Person *somebody)
{
    static const char *const names[] = {"core"};
    Ctx cx = {.arena = arena_new(), .app = &app, .user = "test", .who = who_operator()};
    cx.today = (Date){20000};
    cx.now = 59;
    test_database_open(&cx);
    if (!db_migrate(&cx, names, 1, embedded_schema, embedded_schema_count) ||
        !db_run(&cx,
                "INSERT INTO core_role (id, seq, name_en, name_cy, kinds) VALUES ('lead', 1,"
                " 'Lead', 'Arweinydd', 'council'), ('chair', 2, 'Chair', 'Cadeirydd',"
                " 'council')",
                NO_ARGS) ||
        !person_add(&cx, "ann@example.org", "Ann Owen", "en", false, somebody))
        fail_msg("%s", cx.err.message);
    return cx;
}

static void close_cx(Ctx *cx)
{
    db_close(cx->db);
    arena_free(cx->arena);
}

static bool takes(Ctx *cx, const char *person, const char *code)
{
    bool good;
    if (!credential_take_code(cx, person, code, &good))
        fail_msg("%s", cx->err.message);
    return good;
}

void test_credential__a_code_that_was_seen_is_worth_nothing(void)
{
    Person p;
    const char **codes;
    Ctx cx = open_cx(&p);
    assert_true(credential_set_totp(&cx, p.id, rfc_secret, 0, &codes));
    assert_false(takes(&cx, p.id, "287083"));
    assert_true(takes(&cx, p.id, "287082"));
    assert_false(takes(&cx, p.id, "287082"));
    close_cx(&cx);
}

void test_credential__a_recovery_code_works_once_and_only_for_its_owner(void)
{
    Person p, other;
    const char **codes, **theirs;
    Credential c;
    Ctx cx = open_cx(&p);
    assert_true(person_add(&cx, "bob@example.org", "Bob", "en", false, &other));
    assert_true(credential_set_totp(&cx, p.id, rfc_secret, 0, &codes));
    assert_true(credential_set_totp(&cx, other.id, rfc_secret, 0, &theirs));
    assert_false(takes(&cx, other.id, codes[0]));
    assert_true(takes(&cx, p.id, codes[0]));
    assert_false(takes(&cx, p.id, codes[0]));
    assert_true(credential_get(&cx, p.id, &c));
    assert_int_equal(c.recovery_left, 9);
    assert_true(credential_new_codes(&cx, p.id, &theirs));
    assert_false(takes(&cx, p.id, codes[1]));
    assert_true(credential_clear_totp(&cx, p.id));
    assert_false(takes(&cx, p.id, theirs[0]));
    close_cx(&cx);
}

void test_credential__nothing_that_lets_in_is_stored_as_it_is(void)
{
    Person p;
    const char **codes, *link;
    int64_t found = 1;
    Ctx cx = open_cx(&p);
    assert_true(credential_set_totp(&cx, p.id, rfc_secret, 0, &codes));
    assert_true(link_make(&cx, p.id, &link));
    assert_true(credential_set_password(&cx, &p, "seven quiet otters swim"));
    assert_true(db_one_int(&cx, &found,
                           "SELECT (SELECT COUNT(*) FROM core_invitation WHERE hash = $1) +"
                           " (SELECT COUNT(*) FROM core_recovery_code WHERE hash = $2) +"
                           " (SELECT COUNT(*) FROM core_person WHERE password = $3)",
                           ARGS(link, codes[0], "seven quiet otters swim")));
    assert_int_equal(found, 0);
    close_cx(&cx);
}

void test_credential__a_link_works_once_and_for_a_day(void)
{
    Person p, found;
    const char *link, *second;
    Ctx cx = open_cx(&p);
    assert_true(link_make(&cx, p.id, &link));
    assert_true(link_make(&cx, p.id, &second));
    assert_false(link_find(&cx, link, &found)); /* the newest only */
    err_clear(&cx.err);
    cx.now += LINK_SECONDS;
    assert_true(link_find(&cx, second, &found));
    assert_string_equal(found.id, p.id);
    cx.now++;
    assert_false(link_find(&cx, second, &found));
    err_clear(&cx.err);
    cx.now--;
    assert_true(link_use(&cx, second));
    assert_false(link_use(&cx, second));
    assert_int_equal(cx.err.kind, ERR_NOT_FOUND);
    close_cx(&cx);
}

static int open_roles(Ctx *cx, const char *person, const char *role)
{
    HeldList held;
    int n = 0;
    assert_true(held_list(cx, person, &held));
    for (int i = 0; i < held.n; i++)
        n += same(held.items[i].role, role) && !*held.items[i].valid_to;
    return n;
}

void test_identity__groups_give_and_take_only_what_groups_gave(void)
{
    Person p;
    Ctx cx = open_cx(&p);
    const GroupRole lead = {"lead", "powys", "council"};
    assert_true(role_give(&cx, p.id, "chair", "powys", "council", cx.today, DATE_NONE, "p-1"));
    assert_true(identity_roles(&cx, p.id, &lead, 1));
    assert_true(identity_roles(&cx, p.id, &lead, 1)); /* again changes nothing */
    assert_int_equal(open_roles(&cx, p.id, "lead"), 1);
    assert_int_equal(open_roles(&cx, p.id, "chair"), 1);
    assert_true(identity_roles(&cx, p.id, NULL, 0));
    assert_int_equal(open_roles(&cx, p.id, "lead"), 0);
    assert_int_equal(open_roles(&cx, p.id, "chair"), 1);
    assert_true(identity_roles(&cx, p.id, &lead, 1));
    assert_int_equal(open_roles(&cx, p.id, "lead"), 1);
    close_cx(&cx);
}

/* ---------------------------------------------------------------- sessions */

static bool lives(Ctx *cx, const char *secret)
{
    Who *who = NULL;
    if (!session_find(cx, secret, &who))
        fail_msg("%s", cx->err.message);
    return who != NULL;
}

void test_session__ends_without_use_and_after_a_time_in_all(void)
{
    Person p;
    const char *idle, *busy;
    Ctx cx = open_cx(&p);
    int64_t start = cx.now = 1000000;
    assert_true(session_open(&cx, p.id, "password", "", NULL, &idle));
    assert_true(session_open(&cx, p.id, "password", "", NULL, &busy));
    for (; cx.now <= start + SESSION_LONGEST_SECONDS; cx.now += SESSION_IDLE_SECONDS / 2) {
        assert_true(lives(&cx, busy));
        if (cx.now > start + SESSION_IDLE_SECONDS)
            assert_false(lives(&cx, idle));
    }
    cx.now = start + SESSION_LONGEST_SECONDS + 1;
    assert_false(lives(&cx, busy));
    close_cx(&cx);
}

void test_session__a_proof_changes_the_value_and_lasts_minutes(void)
{
    Person p;
    Who *who;
    const char *old, *fresh;
    Ctx cx = open_cx(&p);
    cx.now = 1000000;
    assert_true(session_open(&cx, p.id, "password", "", NULL, &old));
    cx.now += SESSION_PROOF_SECONDS;
    assert_true(session_find(&cx, old, &who));
    cx.who = who;
    assert_true(session_proved(&cx));
    cx.now++;
    assert_false(session_proved(&cx));
    assert_int_equal(cx.err.kind, ERR_PROVE_AGAIN);
    err_clear(&cx.err);
    assert_true(session_prove(&cx, old, &fresh));
    assert_false(lives(&cx, old));
    assert_true(session_find(&cx, fresh, &who));
    cx.who = who;
    assert_true(session_proved(&cx));
    who->token = "t-1"; /* a program proves nothing */
    assert_false(session_proved(&cx));
    close_cx(&cx);
}
