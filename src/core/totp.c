/* Decides which codes are right and how recovery codes are spelled. How many tries there are
 * and what is stored is left to the sign-in. */
#include "core/totp.h"
#include "base/text.h"
#include "core/secret.h"
#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SECRET_BYTES = 20, SHA1_BYTES = 20, ALLOWED_STEPS = 1, RECOVERY_CHARACTERS = 16 };

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/* Crockford's: no letter that looks like a digit or another letter. */
static const char recovery_letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* ---------------------------------------------------------------- secrets */

const char *totp_secret(Arena *a)
{
    unsigned char bytes[SECRET_BYTES];
    secret_random(bytes, sizeof bytes);
    char *out = arena_alloc(a, SECRET_BYTES * 8 / 5 + 1);
    for (int i = 0; i < SECRET_BYTES * 8 / 5; i++) {
        int bit = 5 * i;
        unsigned two = (unsigned)bytes[bit / 8] << 8;
        if (bit / 8 + 1 < SECRET_BYTES)
            two |= bytes[bit / 8 + 1];
        out[i] = base32[two >> (11 - bit % 8) & 31];
    }
    return out;
}

/* The bytes of a base32 text; 0 when it is not one or is too long. */
static size_t read_base32(const char *text, unsigned char *out, size_t room)
{
    unsigned long long bits = 0;
    int held = 0;
    size_t n = 0;
    for (; *text; text++) {
        const char *at = strchr(base32, toupper((unsigned char)*text));
        if (!at)
            return 0;
        bits = (bits << 5 | (unsigned)(at - base32)) & 0xFFFF;
        held += 5;
        if (held >= 8) {
            if (n == room)
                return 0;
            out[n++] = (unsigned char)(bits >> (held -= 8));
        }
    }
    return n;
}

static void put_escaped(Buf *b, const char *s)
{
    for (; *s; s++)
        if (isalnum((unsigned char)*s) || strchr("-._~@", *s))
            buf_putc(b, *s);
        else
            buf_printf(b, "%%%02X", (unsigned char)*s);
}

const char *totp_uri(Arena *a, const char *issuer, const char *account, const char *secret)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, "otpauth://totp/");
    put_escaped(&b, issuer);
    buf_putc(&b, ':');
    put_escaped(&b, account);
    buf_printf(&b, "?secret=%s&issuer=", secret);
    put_escaped(&b, issuer);
    buf_printf(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_SECONDS);
    return buf_text(&b);
}

const char *totp_readable(Arena *a, const char *secret)
{
    Buf b = buf_new(a, 0);
    for (int i = 0; secret[i]; i++) {
        if (i && i % 4 == 0)
            buf_putc(&b, ' ');
        buf_putc(&b, secret[i]);
    }
    return buf_text(&b);
}

/* ---------------------------------------------------------------- codes */

/* RFC 4226, 5.3: four bytes of the HMAC, chosen by its last one, as decimal digits. */
static bool code_at(const unsigned char *key, size_t size, int64_t step,
                    char out[TOTP_DIGITS + 1])
{
    unsigned char message[8], mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    for (int i = 0; i < 8; i++)
        message[i] = (unsigned char)(step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), key, (int)size, message, sizeof message, mac, &n) || n != SHA1_BYTES)
        return false;
    const unsigned char *at = mac + (mac[SHA1_BYTES - 1] & 15);
    unsigned long v = (unsigned long)(at[0] & 127) << 24 | (unsigned long)at[1] << 16 |
                      (unsigned long)at[2] << 8 | at[3];
    snprintf(out, TOTP_DIGITS + 1, "%06lu", v % 1000000);
    return true;
}

bool totp_check(const char *secret, const char *code, int64_t now, int64_t last_step,
                int64_t *step)
{
    unsigned char key[64];
    char digits[TOTP_DIGITS + 1] = "", right[TOTP_DIGITS + 1];
    size_t size = read_base32(secret, key, sizeof key);
    int n = 0;
    for (; *code; code++) { /* apps show "123 456" */
        if (*code == ' ')
            continue;
        if (!isdigit((unsigned char)*code) || n == TOTP_DIGITS)
            return false;
        digits[n++] = *code;
    }
    if (!size || n != TOTP_DIGITS)
        return false;
    int64_t found = 0, here = now / TOTP_SECONDS;
    for (int64_t s = here - ALLOWED_STEPS; s <= here + ALLOWED_STEPS; s++)
        if (s > last_step && code_at(key, size, s, right) && secret_same(right, digits))
            found = s;
    if (found)
        *step = found;
    return found != 0;
}

/* ---------------------------------------------------------------- recovery codes */

const char *recovery_code(Arena *a)
{
    unsigned char bytes[RECOVERY_CHARACTERS];
    secret_random(bytes, sizeof bytes);
    Buf b = buf_new(a, 0);
    for (int i = 0; i < RECOVERY_CHARACTERS; i++) {
        if (i && i % 4 == 0)
            buf_putc(&b, '-');
        buf_putc(&b, recovery_letters[bytes[i] & 31]);
    }
    return buf_text(&b);
}

const char *recovery_hash(Arena *a, const char *typed)
{
    char plain[RECOVERY_CHARACTERS + 1] = "";
    int n = 0;
    for (; *typed; typed++) {
        char c = (char)tolower((unsigned char)*typed);
        if (c == '-' || isspace((unsigned char)c))
            continue;
        c = (char)(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
        if (n == RECOVERY_CHARACTERS || !strchr(recovery_letters, c))
            return "";
        plain[n++] = c;
    }
    return n == RECOVERY_CHARACTERS ? secret_hash(a, plain) : "";
}
