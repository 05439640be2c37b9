#!/bin/sh
# Kills a server with SIGKILL while it does a job, and starts another; says what became of the job.
#
#     tests/support/kill_job.sh        uses $DB, the example, and `pont` and `curl` of the PATH
set -u
serve() {
    pont serve --db "$DB" --listen 127.0.0.1:0 --threads 1 --set jobs.patience=3 >served.txt 2>&1 &
    server=$!
    for i in $(seq 100); do
        grep -qs http served.txt && break
        sleep 0.1
    done
    url=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' served.txt)
}
count() { pont job list --db "$DB" --where "state=$1" --format csv | tail -n +2 | wc -l; }
wait_for() { # STATE: up to a minute
    for i in $(seq 300); do
        test "$(count "$1")" -ge 1 && return 0
        sleep 0.2
    done
    echo "the job does not become $1"
    pont job list --db "$DB"
    return 1
}

pont projection build --collection wales-2026 --db "$DB" >/dev/null
pont person session heiw-commissioner.heiw@example.org --db "$DB" >session.txt
cookie=$(sed -n 's/.*\(__Host-pont=[^ ]*\).*/\1/p' session.txt)
token=$(awk '/Form token/ { print $NF }' session.txt)
serve
curl -s -o answer.txt -w '%{http_code}\n' -b "$cookie" -H "X-Pont-Token: $token" \
    -H 'Prefer: respond-async' -d draws=1500 "$url/api/projection/run"
wait_for running && kill -9 $server
wait $server 2>/dev/null
test "$(count running)" = 1 && echo "left behind"
before=$(pont projection runs --db "$DB" --format csv | tail -n +2 | wc -l)
serve
wait_for "done" && echo "done after all"
kill $server
wait $server
after=$(pont projection runs --db "$DB" --format csv | tail -n +2 | wc -l)
echo "runs: $((after - before))"
pont job list --db "$DB" --format csv | wc -l
