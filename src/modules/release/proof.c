/* Decides how a release is handed out with its proof, and how the proof is checked. The file
 * needs nothing but itself; whose key it is, the installation can say. */
#include "base/file.h"
#include "core/access.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/release/release.h"

#define DIGEST    "\ndigest: sha256 "
#define KEY       "key: ed25519 "
#define SIGNATURE "signature: ed25519 "

bool release_public_key(Ctx *cx, const char **out)
{
    const char *key;
    if (!access_key(cx, "release", &key))
        return false;
    *out = signature_public(cx->arena, key);
    return true;
}

const char *release_signed_text(Ctx *cx, const Release *r, const char *text)
{
    return arena_printf(cx->arena, "%s" DIGEST "%s\n" KEY "%s\n" SIGNATURE "%s\n", text,
                        r->digest, r->public_key, r->signature);
}

/* The rest of the line that begins so; *at moves behind it. */
static bool take_line(Ctx *cx, const char **at, const char *head, const char **out)
{
    if (!starts_with(*at, head))
        return false;
    const char *value = *at + strlen(head);
    size_t n = strcspn(value, "\r\n");
    *out = arena_strndup(cx->arena, value, n);
    *at = value + n + strspn(value + n, "\r\n");
    return true;
}

static const char *last_of(const char *text, const char *what)
{
    const char *found = NULL;
    for (const char *p = text; (p = strstr(p, what)); p++)
        found = p;
    return found;
}

bool release_verify(Ctx *cx, const char *name, const char *bytes, size_t size,
                    ReleaseProof *out)
{
    const char *said, *signature, *mine;
    ReleaseProof p = {0};
    ReleaseContents s;
    const char *text = arena_strndup(cx->arena, bytes, size), *at = last_of(text, DIGEST);
    size_t n = at ? (size_t)(at - text) : 0;
    if (strlen(text) != size || !at || !take_line(cx, &at, DIGEST, &said) ||
        !take_line(cx, &at, KEY, &p.public_key) || !take_line(cx, &at, SIGNATURE, &signature) ||
        *at)
        return fail(&cx->err, INVALID,
                    "%s is no release of Pont with digest, key and signature at its end", name);
    p.digest = digest(cx->arena, text, n);
    p.digest_good = same(p.digest, said);
    p.signature_good = signature_good(cx->arena, p.public_key, signature, text, n);
    p.release = "";
    if (p.digest_good && p.signature_good) {
        if (!snapshot_read(cx, arena_strndup(cx->arena, text, n), &s))
            return false;
        p.release = s.head.n ? s.head.items[0].value : "";
    }
    if (cx->db) {
        if (!release_public_key(cx, &mine))
            return false;
        p.ours = same(mine, p.public_key);
    }
    *out = p;
    return true;
}
