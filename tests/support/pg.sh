#!/bin/sh
# A PostgreSQL cluster of our own for the tests: in a folder, on a socket, gone when stopped.
#
#     tests/support/pg.sh start FOLDER    makes and starts it; prints its URL without a database
#     tests/support/pg.sh url FOLDER [NAME]
#     tests/support/pg.sh stop FOLDER     stops it and removes the folder
#
# Sorts by bytes, as Pont wants it. Nothing is kept safe against a power cut (fsync=off). PostgreSQL
# refuses to run as root: then it runs as the user postgres that its package has made.
set -eu
what=${1:?use: pg.sh start|url|stop FOLDER}
folder=${2:?use: pg.sh start|url|stop FOLDER}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
test -n "$bin" || bin=$(dirname "$(command -v initdb)")

# A socket's path is short by nature, and folders of a build may be closed to other users.
place() { cat "$folder/place"; }
run() {
    if test "$(id -u)" = 0; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

case $what in
start)
    mkdir -p "$folder"
    if test -e "$folder/place" && test -S "$(place)/.s.PGSQL.5432"; then
        "$0" url "$folder"
        exit 0
    fi
    place=$(run mktemp -d /tmp/pont-pg-XXXXXX)
    echo "$place" >"$folder/place"
    run "$bin/initdb" -D "$place/data" -U pont --locale=C --encoding=UTF8 --auth=trust \
        --no-sync --no-instructions >"$folder/log" 2>&1
    run "$bin/pg_ctl" -D "$place/data" -l "$place/log" -w -o "-k $place -c listen_addresses= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \
        -c shared_buffers=64MB -c max_wal_size=4GB -c autovacuum=off -c jit=off \
        -c wal_level=minimal -c max_wal_senders=0" start \
        >>"$folder/log" 2>&1
    "$0" url "$folder"
    ;;
url)
    echo "postgres://pont@$(place | sed 's#/#%2F#g'):5432/${3:-}"
    ;;
stop)
    test -e "$folder/place" || exit 0
    run "$bin/pg_ctl" -D "$(place)/data" -m immediate stop >/dev/null 2>&1 || :
    case $(place) in /tmp/pont-pg-*) run rm -rf "$(place)" ;; esac
    rm -f "$folder/place" "$folder/log"
    ;;
*)
    echo "use: pg.sh start|url|stop FOLDER" >&2
    exit 2
    ;;
esac
