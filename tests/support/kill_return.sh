#!/bin/sh
# Kills the import of a collection's returns, and then the changing of a draft, with SIGKILL at twenty
# moments taken at random, and says whether what is stored is ever a mixture of old and new.
#
#     tests/support/kill_return.sh        uses $DB, which holds the Welsh example, and `pont` of the PATH
set -u
collection=wales-2026
all() { pont workforce export --collection $collection --all --out "$1" --db "$DB" >/dev/null; }
one() { pont workforce export --collection $collection --organisation ceredigion --draft --out "$1" --db "$DB" >/dev/null; }
# Referrals and assessments of every return one more.
change() {
    cp -r "$1" "$2"
    awk -F, -v OFS=, 'NR > 1 { $3++; $4++ } { print }' "$1/a5_demand.csv" >"$2/a5_demand.csv"
}
# A moment within so many milliseconds.
some_time() { od -An -N2 -tu2 /dev/urandom | awk -v most="$1" '{ printf "%.4f", $1 / 65536 * most / 1000 }'; }
now_ms() { date +%s%3N; }

# kill_at SECONDS COMMAND...: whether it was killed before its end.
kill_at() {
    at=$1
    shift
    "$@" >/dev/null 2>&1 &
    victim=$!
    sleep "$at"
    kill -9 $victim 2>/dev/null
    wait $victim 2>/dev/null
    test $? = 137
}

# tries WRITE EXPORT OLD NEW [PERSON]: twenty kills at moments within the time that one write takes; what is
# there afterwards is what was before, or all of the new; in the second case the way goes back.
tries() {
    write=$1 export=$2 old=$3 new=$4
    shift 4
    killed=0 mixed=0
    start=$(now_ms)
    pont workforce import "$new" --db "$DB" "$@" >/dev/null 2>&1
    most=$(($(now_ms) - start))
    swap=$old old=$new new=$swap
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill_at "$(some_time "$most")" pont workforce import "$new" --db "$DB" "$@" && killed=$((killed + 1))
        rm -rf now
        $export now
        if diff -r now "$new" >/dev/null; then
            swap=$old old=$new new=$swap
        elif ! diff -r now "$old" >/dev/null; then
            mixed=$((mixed + 1))
        fi
    done
    test $killed -ge 5 || echo "$write: only $killed were killed in time"
    echo "$write: $mixed mixtures"
}
all old
change old new
tries imports all old new
one mine
change mine yours
tries drafts one mine yours --as council-lead.ceredigion@example.org
pont db check --db "$DB" | head -n 1
