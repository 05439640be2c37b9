/* Decides what hashing a password costs and which passwords are refused. Who may try how often
 * is left to the sign-in. */
#include "core/password.h"
#include "base/embedded.h"
#include "base/text.h"
#include "core/i18n.h"
#include <assert.h>
#include <ctype.h>
#include <pthread.h>
#include <sodium.h>

/* OWASP, password storage: Argon2id with 19 MiB and two passes. */
enum { MEMORY_BYTES = 19 << 20, PASSES = 2 };

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

/* ---------------------------------------------------------------- hashing */

/* The one thing that the process shares: how many hashes are being computed. It is not state
 * that anybody's answer depends on; it only makes the third caller wait. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_opens = PTHREAD_COND_INITIALIZER;
static int computing;

static void enter(void)
{
    pthread_mutex_lock(&gate);
    while (computing >= PASSWORD_AT_ONCE)
        pthread_cond_wait(&gate_opens, &gate);
    computing++;
    pthread_mutex_unlock(&gate);
}

static void leave(void)
{
    pthread_mutex_lock(&gate);
    computing--;
    pthread_cond_signal(&gate_opens);
    pthread_mutex_unlock(&gate);
}

bool password_hash(Ctx *cx, const char *password, const char **out)
{
    char text[crypto_pwhash_STRBYTES];
    size_t size = strlen(password);
    if (size > PASSWORD_LONGEST)
        return fail(&cx->err, INVALID, "The password can have at most %d bytes",
                    PASSWORD_LONGEST);
    enter();
    int failed = crypto_pwhash_str_alg(text, password, size, PASSES, MEMORY_BYTES,
                                       crypto_pwhash_ALG_ARGON2ID13);
    leave();
    if (failed)
        return fail(&cx->err, BUSY, "there is no memory to hash a password now");
    *out = arena_strdup(cx->arena, text);
    return true;
}

/* The library's functions are declared to read a whole buffer. */
typedef struct Stored {
    char text[crypto_pwhash_STRBYTES];
} Stored;

static Stored stored_in_full(const char *stored)
{
    Stored s = {{0}};
    size_t n = strlen(stored);
    if (n < sizeof s.text)
        memcpy(s.text, stored, n);
    return s;
}

bool password_verify(const char *stored, const char *given)
{
    bool somebody = stored && *stored;
    size_t size = strlen(given);
    if (size > PASSWORD_LONGEST)
        size = 0, somebody = false;
    Stored hash = stored_in_full(somebody ? stored : PASSWORD_OF_NOBODY);
    enter();
    bool right = crypto_pwhash_str_verify(hash.text, given, size) == 0;
    leave();
    return right && somebody;
}

bool password_needs_rehash(const char *stored)
{
    Stored hash = stored_in_full(stored);
    return crypto_pwhash_str_needs_rehash(hash.text, PASSES, MEMORY_BYTES) != 0;
}

/* ---------------------------------------------------------------- what may be chosen */

static const char *lower(Arena *a, const char *s)
{
    char *out = arena_strdup(a, s);
    for (char *p = out; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return out;
}

/* Lower case, and what people put for letters turned back: "P@ssw0rd" is "password". */
static const char *plain(Arena *a, const char *s)
{
    static const char looks[] = "@4301!$57", means[] = "aaeoiisst";
    char *out = arena_strdup(a, lower(a, s));
    for (char *p = out; *p; p++) {
        const char *like = strchr(looks, *p);
        if (like)
            *p = means[like - looks];
    }
    return out;
}

/* Without the digits and signs that people add at the ends to please a rule. */
static const char *stem(Arena *a, const char *s)
{
    while (*s && !isalpha((unsigned char)*s) && (unsigned char)*s < 0x80)
        s++;
    size_t n = strlen(s);
    while (n && !isalpha((unsigned char)s[n - 1]) && (unsigned char)s[n - 1] < 0x80)
        n--;
    return arena_strndup(a, s, n);
}

/* Does `word` (n bytes), once or repeated, make up all of s? */
static bool made_of(const char *s, const char *word, size_t n)
{
    size_t size = strlen(s);
    if (!n || size % n)
        return false;
    for (size_t at = 0; at < size; at += n)
        if (memcmp(s + at, word, n) != 0)
            return false;
    return size > 0;
}

/* The list holds one lower-case word a line; lines that start with '#' explain it. */
static bool is_common(Arena *a, const char *password)
{
    const EmbeddedFile *list =
        embedded_find(embedded_data, embedded_data_count, "data/words/common_passwords.txt");
    assert(list);
    const char *forms[] = {lower(a, password), plain(a, password), plain(a, stem(a, password))};
    for (const char *line = list->data; *line;) {
        size_t n = strcspn(line, "\n");
        for (size_t f = 0; f < sizeof forms / sizeof *forms && *line != '#'; f++)
            if (made_of(forms[f], line, n))
                return true;
        line += n + (line[n] == '\n');
    }
    return false;
}

static int different_bytes(const char *s)
{
    bool seen[256] = {false};
    int n = 0;
    for (; *s; s++)
        if (!seen[(unsigned char)*s])
            seen[(unsigned char)*s] = true, n++;
    return n;
}

/* "ann.jones@powys.gov.uk" is in it, or "ann.jones", and what is left is too short to count. */
static bool leans_on(Arena *a, const char *password, const char *word)
{
    const char *p = plain(a, password), *w = plain(a, word);
    size_t n = strlen(w);
    return n >= 4 && strstr(p, w) && strlen(p) < n + PASSWORD_SHORTEST / 2;
}

bool password_acceptable(Ctx *cx, const char *password, const char *email, const char *name)
{
    size_t size = strlen(password);
    if (utf8_width(password) < PASSWORD_SHORTEST)
        return fail(&cx->err, INVALID, "The password needs at least %d characters",
                    PASSWORD_SHORTEST);
    if (size > PASSWORD_LONGEST)
        return fail(&cx->err, INVALID, "The password can have at most %d bytes",
                    PASSWORD_LONGEST);
    if (utf8_fault(password, size) >= 0)
        return fail(&cx->err, INVALID, "The password is not valid text");
    if (is_common(cx->arena, password) || different_bytes(password) < 5)
        return fail(&cx->err, INVALID,
                    "This password is among the first that a stranger would try; choose one "
                    "that nobody would guess, such as four words that do not belong together");
    const char *mailbox = arena_strndup(cx->arena, email, strcspn(email, "@"));
    if (leans_on(cx->arena, password, email) || leans_on(cx->arena, password, mailbox) ||
        leans_on(cx->arena, password, name))
        return fail(&cx->err, INVALID,
                    "The password must not be made of your name or email address");
    return true;
}
