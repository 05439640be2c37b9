#!/bin/sh
# Plays Ann and her browser at the test provider: signs in with a password, agrees that Pont may
# know who she is, follows URL, and prints where the provider sends her back to.
#
#     tests/oidc/browser.sh URL      with the environment of tests/oidc/provider.sh
set -eu
url=${1:?use: browser.sh URL}
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
ask() {
    curl -sS --fail --noproxy '*' -b "$jar" -c "$jar" -H 'Content-Type: application/json' "$@"
}
ask -d "{\"username\":\"ann\",\"password\":\"ann's password\"}" "$PONT_TEST_OIDC_LOGIN/auth/"
ask -X PUT -d '{"scope":"openid"}' "$PONT_TEST_OIDC_LOGIN/auth/grant/pont"
# Its own pages add g_continue when the person has signed in and agreed.
curl -sS --noproxy '*' -b "$jar" -c "$jar" -w '%{redirect_url}' -o "$jar.page" "$url&g_continue"
rm -f "$jar.page"
