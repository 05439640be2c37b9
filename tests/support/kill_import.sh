#!/bin/sh
# Kills imports with SIGKILL at one moment after another, while a server is up and, at last, while a
# second import of the same is under way; says what the database held after each kill.
#
#     tests/support/kill_import.sh        uses $DB, which is empty, and `pont` of the PATH
set -u
count() { pont db digest --db "$1" 2>/dev/null | awk '$1 == "workforce_cell" { print $2 }'; }
# The subjects' tables and the people: what the trail and the leases hold differs with each try.
rows() { pont db digest --db "$1" | awk '$1 ~ /^(org|workforce|core_person|core_grant)/ { print $1, $2 }' | sort; }
load() { pont example load west-midlands --db "$1" >/dev/null 2>&1; }

load whole.db || exit 2
whole=$(count whole.db)
pont serve --db "$DB" --listen 127.0.0.1:0 --threads 1 >served.txt 2>&1 &
server=$!
trap 'kill $server; wait $server' EXIT
for i in 1 2 3 4 5 6 7 8 9 10; do
    grep -qs http served.txt && break
    sleep 0.2
done

# kill_at SECONDS: an import of its own; how it ended is its exit code.
kill_at() {
    pont example load west-midlands --db "$DB" >/dev/null 2>&1 &
    importer=$!
    sleep "$1"
    kill -9 $importer 2>/dev/null
    wait $importer 2>/dev/null
}
killed=0
for at in 0.05 0.1 0.2 0.3 0.4 0.5 0.6 0.8 1.0 1.2; do
    kill_at $at
    test $? = 137 && killed=$((killed + 1))
    case $(count "$DB") in
    "$whole") break ;;
    0) ;;
    *) echo "half an import: $(count "$DB") rows of $whole" ;;
    esac
done
test $killed -ge 3 && echo "killed in time"

# Two at once: one is killed, the other comes to its end.
load "$DB" &
other=$!
kill_at 0.2
wait $other || load "$DB" || echo "the import did not come to its end"
rows whole.db >rows1.txt
rows "$DB" >rows2.txt
cmp rows1.txt rows2.txt && echo "nothing lost, doubled or half written"
pont db check --db "$DB" | head -n 1
