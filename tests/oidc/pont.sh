#!/bin/sh
# The whole journey through a real identity provider into a running Pont.
#
#     tests/oidc/pont.sh BUILD       with the environment of tests/oidc/provider.sh
#
# Ann is sent to the provider, signs in there, comes back as a person with the role of her group,
# and is signed out by the provider. The last line is "PASSED FAILED".
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "${1:?use: pont.sh BUILD}" && pwd)
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
passed=0
failed=0
here=$(pwd)

# holds WHAT COMMAND...: one test.
holds() {
    what=$1
    shift
    if "$@"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $what"
        grep -iE '^(HTTP|location)' "$work/head" 2>/dev/null
        sed -n 's|.*<p class="govuk-body[^>]*>\([^<]*\).*|\1|p' "$work/page" 2>/dev/null
    fi
}
says() { grep -q "$1" "$work/page"; }
is_at() { grep -qi "^location: $1" "$work/head"; }

# ask PATH_OR_URL [curl's options]: as Ann's browser.
ask() {
    to=$1
    shift
    case $to in /*) to=$url$to ;; esac
    curl -s --noproxy '*' -b "$work/jar" -c "$work/jar" -D "$work/head" -o "$work/page" "$@" "$to"
}
token() { grep -o 'name="_token" value="[^"]*"' "$work/page" | head -n 1 | cut -d '"' -f 4; }

# ---------------------------------------------------------------- a Pont that trusts the provider
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')
url=http://127.0.0.1:$port
db=$work/pont.db
"$build/pont" org import data/organisations.csv data/memberships.csv --db "$db" >"$work/log" || exit 2
# The provider's administrator allows this address.
curl -sS --fail --noproxy '*' -b "$PONT_TEST_OIDC_DIR/admin" -o "$work/answer" -X PUT \
    -H 'Content-Type: application/json' "$PONT_TEST_OIDC_LOGIN/client/pont" \
    -d "$(sed "s|\"@URL@/back\"|\"${PONT_TEST_OIDC_LOGIN%/api}/back\", \"$url/account/callback\"|" \
        tests/oidc/client.json)" || exit 2

# vouches yes|no: whether the provider says that it has checked Ann's address.
vouches() {
    sed "s|\"email_verified\": \"yes\"|\"email_verified\": \"$1\"|" tests/oidc/user.json |
        curl -sS --fail --noproxy '*' -b "$PONT_TEST_OIDC_DIR/admin" -o "$work/answer" -X PUT \
            -H 'Content-Type: application/json' "$PONT_TEST_OIDC_LOGIN/user/ann" -d @-
}

serve() {
    PONT_OIDC_CLIENT_SECRET=the-secret-of-pont "$build/pont-san" serve --db "$db" \
        --listen "127.0.0.1:$port" --set "public_url=$url" \
        --set "oidc.issuer=$PONT_TEST_OIDC_ISSUER" --set oidc.client_id=pont \
        --set oidc.scopes=openid --set 'oidc.group_roles=leads=council-lead@powys' "$@" \
        >"$work/said" 2>"$work/log" &
    pid=$!
    for _ in $(seq 100); do
        grep -q http "$work/said" && break
        sleep 0.1
    done
}

# to_provider: the button of the sign-in page; leaves where it leads in $away.
to_provider() {
    ask /account/sign-in
    ask /account/provider --data-urlencode "_token=$(token)" --data-urlencode to=/account
    away=$(sed -n 's/^[Rr]efresh: 0; url=//p' "$work/head" | tr -d '\r')
}
# and_back: Ann signs in there, and her browser follows the way back.
and_back() {
    back=$(sh tests/oidc/browser.sh "$away")
    ask "$back"
}

# ---------------------------------------------------------------- nobody invited her
serve
to_provider
holds "the button leads to the provider" test -n "$away"
vouches no
and_back
holds "an address that nobody has checked is nobody's" says "does not vouch"
vouches yes
to_provider
and_back
holds "whoever is not invited stays out" says "nobody has invited"
holds "and has no session" sh -c "! grep -q '__Host-pont	' '$work/jar'"

# ---------------------------------------------------------------- invited, by a verified address
holds "she is invited" "$build/pont" person invite --email ann@example.org --name "Ann Jones" \
    --role auditor --organisation powys --db "$db" >"$work/answer"
to_provider
and_back
holds "she is let in, to where she wanted" is_at /account
cp "$work/head" "$work/first"
ask "$back"
holds "the way back works once" says "began\|begin here\|sign in again"
ask /account
holds "it is she" says "Ann Jones"
holds "her group gives her the role" says "Council OT lead"
holds "the role that people gave stays" says "Auditor"
holds "she came from her organisation" says "account</td>"

# Another browser cannot use what this one began.
mv "$work/jar" "$work/kept"
to_provider
back=$(sh tests/oidc/browser.sh "$away")
mv "$work/jar" "$work/began"
ask /account/sign-in
ask "$back"
holds "an answer belongs to one browser" says "did not begin here"
holds "and lets no other in" sh -c "! grep -q '__Host-pont	' '$work/jar'"
cp "$work/began" "$work/jar"
ask "$back"
holds "but lets in the one that began" is_at /account
ask /account
ask /account/sign-out --data-urlencode "_token=$(token)"
away=$(sed -n 's/^[Rr]efresh: 0; url=//p' "$work/head" | tr -d '\r')
holds "signing out here leads to signing out there" \
    sh -c "echo '$away' | grep -q 'client_id=pont.*post_logout_redirect_uri='"
ask /account
holds "and ends the session here" is_at /account/sign-in
mv "$work/kept" "$work/jar"

# ---------------------------------------------------------------- proving again
ask /account
ask /account/provider --data-urlencode "_token=$(token)" --data-urlencode again=yes \
    --data-urlencode to=/account/token-make
away=$(sed -n 's/^[Rr]efresh: 0; url=//p' "$work/head" | tr -d '\r')
holds "a proof asks the provider to ask again" sh -c "echo '$away' | grep -q 'prompt=login'"

# ---------------------------------------------------------------- signed out there
logout_token() {
    node -e '
        const fs = require("fs"), crypto = require("crypto"), [dir, iss, sub] = process.argv.slice(1);
        const part = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
        const now = Math.floor(Date.now() / 1000);
        const text = part({ alg: "RS256", typ: "logout+jwt", kid: process.argv[4] }) + "." + part({
            iss, aud: "pont", iat: now, exp: now + 100, jti: crypto.randomUUID(), sub,
            events: { "http://schemas.openid.net/event/backchannel-logout": {} } });
        const key = fs.readFileSync(dir + "/key.pem");
        console.log(text + "." + crypto.sign("sha256", Buffer.from(text), key).toString("base64url"));
    ' "$PONT_TEST_OIDC_DIR" "$PONT_TEST_OIDC_ISSUER" "$1" "$kid"
}
kid=$(curl -s --noproxy '*' "$PONT_TEST_OIDC_ISSUER/jwks" | sed -n 's/.*"kid": *"\([^"]*\)".*/\1/p' | head -n 1)
subject=$(sqlite3 "$db" 'SELECT subject FROM core_identity')
ask /account
holds "she is still in" says "Ann Jones"
curl -s --noproxy '*' -o "$work/answer" -w '%{http_code}' "$url/account/backchannel" \
    --data-urlencode "logout_token=$(logout_token "$subject" | tr 'a-z' 'b-za')" >"$work/code"
holds "a forged logout is refused" sh -c "! grep -q 200 '$work/code'"
ask /account
holds "and changes nothing" says "Ann Jones"
curl -s --noproxy '*' -o "$work/answer" -w '%{http_code}' "$url/account/backchannel" \
    --data-urlencode "logout_token=$(logout_token "$subject")" >"$work/code"
holds "the provider's logout is heard" grep -q 200 "$work/code"
ask /account
holds "and ends her session" is_at /account/sign-in
holds "the trail knows of it, without a secret" sh -c "sqlite3 '$db' 'SELECT after FROM core_audit' |
    grep -q 'sessions ended' && ! sqlite3 '$db' 'SELECT * FROM core_audit' | grep -q eyJ"
kill "$pid"
wait "$pid"
holds "the server ended well" test "$?" = 0
holds "and said nothing" test ! -s "$work/log"
cat "$work/log"
cd "$here" || exit 2
echo "$passed $failed"
test "$failed" = 0
