#!/bin/sh
# A real identity provider for the tests: glewlwyd from Debian, on a port of this machine.
#
#     tests/oidc/provider.sh start DIR     makes a database and a provider in DIR, and starts it
#     tests/oidc/provider.sh rotate DIR    gives it a new signing key; the old one is gone
#     tests/oidc/provider.sh stop DIR      stops it
#
# The provider knows one client (pont), and one person (ann, "ann's password") with an email
# address and two groups. DIR/environment says where it is, for tests/oidc/walk_test.c.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
what=${1:?use: provider.sh start|rotate|stop DIR}
dir=${2:?use: provider.sh start|rotate|stop DIR}
schema=/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3

stop() {
    test -s "$dir/pid" || return 0
    kill "$(cat "$dir/pid")" 2>/dev/null || :
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
        sleep 0.2
    done
    rm -f "$dir/pid"
}

# call METHOD PATH [JSON]: as the administrator.
call() {
    curl -sS --fail-with-body --noproxy '*' -b "$dir/admin" -c "$dir/admin" -o "$dir/answer" -X "$1" \
        -H 'Content-Type: application/json' ${3:+-d "$3"} "$url/api/$2" || {
        echo "provider.sh: $1 $2:" >&2
        cat "$dir/answer" >&2
        return 1
    }
}

new_key() {
    openssl genrsa -out "$dir/key.pem" 2048 2>/dev/null
    openssl rsa -in "$dir/key.pem" -pubout -out "$dir/cert.pem" 2>/dev/null
}

# The plugin that speaks OpenID Connect, with the key of $dir.
plugin() {
    node -e '
        const fs = require("fs"), [dir, url] = process.argv.slice(1);
        const plugin = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
        Object.assign(plugin.parameters, {
            iss: url + "/api/oidc",
            key: fs.readFileSync(dir + "/key.pem", "utf8"),
            cert: fs.readFileSync(dir + "/cert.pem", "utf8"),
        });
        console.log(JSON.stringify(plugin));
    ' "$dir" "$url" "$here/plugin.json"
}

start() {
    mkdir -p "$dir/empty"
    stop
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); })')
    url=http://127.0.0.1:$port
    rm -f "$dir/provider.db" "$dir/admin"
    sqlite3 "$dir/provider.db" <"$schema"
    sed -e "s|@PORT@|$port|" -e "s|@URL@|$url|" -e "s|@DIR@|$dir|" "$here/provider.conf" >"$dir/conf"
    glewlwyd --config-file="$dir/conf" >"$dir/log" 2>&1 &
    echo $! >"$dir/pid"
    for _ in $(seq 50); do
        curl -s --noproxy '*' -o "$dir/answer" "$url/config/" && break
        sleep 0.1
    done
    new_key
    call POST auth/ '{"username":"admin","password":"password"}'
    call POST mod/plugin/ "$(plugin)"
    call POST client/ "$(sed "s|@URL@|$url|" "$here/client.json")"
    call PUT mod/user/database "$(cat "$here/users.json")"
    call PUT mod/user/database/reset
    call POST user/ "$(cat "$here/user.json")"
    {
        echo "export PONT_TEST_OIDC_ISSUER=$url/api/oidc"
        echo "export PONT_TEST_OIDC_LOGIN=$url/api"
        echo "export PONT_TEST_OIDC_DIR=$dir"
    } >"$dir/environment"
}

case $what in
start) start ;;
rotate)
    url=$(sed -n 's/.*LOGIN=\(.*\)\/api$/\1/p' "$dir/environment")
    new_key
    call POST auth/ '{"username":"admin","password":"password"}'
    call PUT mod/plugin/oidc "$(plugin)"
    call PUT mod/plugin/oidc/reset
    ;;
stop) stop ;;
esac
