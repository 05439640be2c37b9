#!/bin/bash
# The Debian package as a person meets it: install, serve as its own user, put data in, upgrade,
# remove, purge. On this machine, with dpkg; systemd need not run.
#
#     tests/deb.sh BUILD
#
# Only as root, and only where no pont is installed and nothing of it lies about: otherwise it is
# skipped, loudly (CI=true: it fails). The last line is "PASSED FAILED".
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
passed=0 failed=0 server=
version=$(cat VERSION) next=$(cat VERSION).1
arch=$(dpkg --print-architecture)

exec 9>"${TMPDIR:-/tmp}/pont-deb-test.lock"
flock -w 300 9
skip() {
    echo "SKIPPED: $1"
    if test "${CI:-}" = true; then echo "0 1"; else echo "0 0"; fi
    exit
}
test "$(id -u)" = 0 || skip "installing needs root"
if dpkg -s pont >/dev/null 2>&1 || test -e /var/lib/pont || test -e /etc/pont || getent passwd pont >/dev/null; then
    skip "there is a pont on this machine already"
fi
scratch=$(mktemp -d)
tidy() {
    test -z "$server" || kill "$server" 2>/dev/null
    dpkg -s pont >/dev/null 2>&1 && dpkg -P pont >/dev/null 2>&1
    rm -rf "$scratch"
}
trap tidy EXIT
check() { # check WHAT COMMAND...: counts
    local what=$1
    shift
    if "$@" >"$scratch/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: $*"
        tail -n 8 "$scratch/said"
    fi
}
finish() {
    echo "$passed $failed"
    test "$failed" = 0
    exit
}
as_pont() { (cd / && setpriv --reuid=pont --regid=pont --init-groups -- env PONT_DB=/var/lib/pont/pont.db "$@"); }
mode_is() { test "$(stat -c '%U:%G %a' "$2")" = "$1"; }
start() { # serves as the unit does: its user, its environment file
    port=$((20000 + RANDOM % 10000))
    (
        set -a
        . /etc/pont/pont.env
        umask 027
        cd / && exec setpriv --reuid=pont --regid=pont --init-groups --no-new-privs --inh-caps=-all \
            /usr/bin/pont serve --listen "127.0.0.1:$port"
    ) >"$scratch/out" 2>"$scratch/err" 9>&- &
    server=$!
    for _ in $(seq 100); do
        curl -s -o "$scratch/page" "http://127.0.0.1:$port/healthz" && break
        sleep 0.1
    done
}
ends_well() {
    kill "$server"
    wait "$server"
    local code=$?
    server=
    test $code = 0
}

check "make" packaging/deb.sh "$build"
cp "$build/pont_${version}_$arch.deb" "$scratch/a.deb" || finish
check "make it again" packaging/deb.sh "$build"
check "the same bytes" cmp "$scratch/a.deb" "$build/pont_${version}_$arch.deb"
check "make the next" packaging/deb.sh "$build" "$next"
cp "$build/pont_${next}_$arch.deb" "$scratch/b.deb" || finish
rm -f "$build/pont_${next}_$arch.deb"
for needed in libmicrohttpd12 libsqlite3-0 libpq5 libc6; do
    check "needs $needed" sh -c "dpkg-deb -f '$scratch/a.deb' Depends | grep -q '$needed (>='"
done

# ---------------------------------------------------------------- install and serve
check "install" dpkg -i "$scratch/a.deb"
dpkg -s pont >/dev/null 2>&1 || finish
check "runs" sh -c "/usr/bin/pont --version | grep -q '^pont '"
check "a user that nobody signs in as" sh -c "getent passwd pont | grep -q ':/usr/sbin/nologin$'"
check "its folder" mode_is "pont:pont 750" /var/lib/pont
check "its settings" mode_is "root:pont 640" /etc/pont/pont.env
if command -v systemd-analyze >/dev/null 2>&1; then
    check "the unit is understood" sh -c \
        "! systemd-analyze verify --man=no /lib/systemd/system/pont.service 2>&1 | grep -i 'pont.service'"
    check "the unit is shut in" systemd-analyze security --offline=true --threshold=20 \
        /lib/systemd/system/pont.service
fi
start
check "ready" sh -c "curl -s http://127.0.0.1:$port/readyz | grep -q ready"
check "serves as its own user" test "$(stat -c %U "/proc/$server" 2>/dev/null)" = pont
check "its database is its own" mode_is "pont:pont 640" /var/lib/pont/pont.db
check "a good end" ends_well

# ---------------------------------------------------------------- data, an upgrade, the data
check "data come in" as_pont pont example load wales
as_pont pont db digest --json >"$scratch/before" 2>&1
check "there are data" grep -q workforce_return "$scratch/before"
echo 'PONT_API_REQUESTS_PER_MINUTE=77' >>/etc/pont/pont.env
check "upgrade" dpkg -i "$scratch/b.deb"
check "is the next" sh -c "dpkg -s pont | grep -q '^Version: $next$'"
check "one backup" test "$(find /var/lib/pont/backup -name "before-*-from-$version.db" | wc -l)" = 1
as_pont pont db digest --json >"$scratch/after" 2>&1
check "the same data" cmp "$scratch/before" "$scratch/after"
as_pont pont db digest --json --db "$(find /var/lib/pont/backup -name '*.db')" >"$scratch/backup" 2>&1
check "the backup holds them too" cmp "$scratch/before" "$scratch/backup"
check "settings stay" grep -q '^PONT_API_REQUESTS_PER_MINUTE=77' /etc/pont/pont.env
start
check "serves after the upgrade" sh -c "curl -s http://127.0.0.1:$port/readyz | grep -q ready"
check "a good end again" ends_well

# ---------------------------------------------------------------- away
check "remove" dpkg -r pont
check "the program is gone" test ! -e /usr/bin/pont
check "the data are not" test -s /var/lib/pont/pont.db
check "nor are the settings" test -s /etc/pont/pont.env
check "purge" dpkg -P pont
check "now they are" test ! -e /var/lib/pont -a ! -e /etc/pont
check "so is the user" sh -c "! getent passwd pont"
finish
