#!/bin/sh
# Runs the tests of everything that `make check` has built, and counts.
#
#     tests/run_all.sh BUILD LAYER...     all; LAYERs are those that have unit tests
#     tests/run_all.sh BUILD PART         one part, such as cases or browser: see `parts` below
#
# Cases, and the unit tests of layers that use a database, run on SQLite and again on a PostgreSQL
# of their own. Without PostgreSQL that half is skipped, loudly; with CI=true it fails.
# Goes on after a failure. Each part prints one line when it is well, and all that it said when
# it is not. The last line is "N passed, N failed"; the exit code is 1 when anything failed.
set -u
cd "$(dirname "$0")/.." || exit 2
root=$(pwd)
build=${1:?use: tests/run_all.sh BUILD LAYER...}
shift
case $build in
/*) ;;
*) build=$root/$build ;;
esac
passed=0
failed=0
log=$build/check.log
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0} UBSAN_OPTIONS=print_stacktrace=1
unset PONT_DB PONT_LANG PONT_TEST_DB

# part NAME PASSED FAILED SINCE: one line, and the log where something failed.
part() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    if test "$3" != 0; then
        echo "---- $1"
        cat "$log"
        echo "---- $1: $2 passed, $3 FAILED"
    else
        printf '%-16s %5d passed  %3d s\n' "$1" "$2" $(($(date +%s) - $4))
    fi
}

# Runs a command whose last line is "PASSED FAILED"; anything else is a failure.
counted() {
    name=$1
    shift
    since=$(date +%s)
    "$@" >"$log" 2>&1
    code=$?
    last=$(tail -n 1 "$log")
    if echo "$last" | grep -qE '^[0-9]+ [0-9]+$'; then
        sed -i '$d' "$log"
        bad=${last#* }
        if test "$code" != 0 && test "$bad" = 0; then bad=1; fi
        part "$name" "${last% *}" "$bad" "$since"
    else
        echo "(exit code $code)" >>"$log"
        part "$name" 0 1 "$since"
    fi
}

# cmocka says "[  PASSED  ] 12 test(s)."; a crash says nothing of the kind.
unit() { # unit LAYER [NAME]
    since=$(date +%s)
    # shellcheck disable=SC2086  # no second word, no argument
    "$build/unit/$1" ${2:-} >"$log" 2>&1
    code=$?
    good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log")
    bad=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$log")
    if test "$code" = 0 && test -z "$good"; then echo "no test was run" >>"$log"; fi
    if test "$code" != 0 || test -z "$good"; then bad=${bad:-1}; fi
    grep -avE '^\[ +(RUN|OK) +\]' "$log" >"$log.short"
    # A test that failed has not freed what it held: that says nothing more.
    if test -n "$bad" && test -n "$good"; then sed -i '/ERROR: LeakSanitizer/,$d' "$log.short"; fi
    mv "$log.short" "$log"
    part "${3:-unit $1}" "${good:-0}" "${bad:-0}" "$since"
}

# The same tests on PostgreSQL, for layers that use a database.
unit_on_both() {
    unit "$1"
    case $1 in
    db | core | web | modules | app)
        if test -n "$server"; then
            sqlite_fixture=$PONT_FIXTURE
            export PONT_TEST_DB="${server}postgres" PONT_FIXTURE="${server}fixture"
            unit "$1" '' "unit $1 pg"
            unset PONT_TEST_DB
            export PONT_FIXTURE="$sqlite_fixture"
        fi
        ;;
    esac
}

# The Welsh example in a database, made anew when the program is newer.
fixture() {
    if test ! -e "$build/fixture.db" || test "$build/pont" -nt "$build/fixture.db"; then
        rm -f "$build"/fixture.db*
        if ! "$build/pont" example load wales --db "$build/fixture.db" >"$log" 2>&1; then
            rm -f "$build"/fixture.db*
            part fixture 0 1 0
        fi
    fi
}

# A PostgreSQL of our own with the same fixture; $server is its address, or "".
server=
start_server() {
    test -z "$server" || return 0
    if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        echo "postgres         SKIPPED: there is no PostgreSQL server on this machine"
        test "${CI:-}" != true || failed=$((failed + 1))
        return 0
    fi
    trap 'tests/support/pg.sh stop "$build/pg"' EXIT
    trap 'exit 1' INT TERM
    tests/support/pg.sh stop "$build/pg"
    if tests/support/pg.sh start "$build/pg" >"$log" 2>&1; then
        server=$(tests/support/pg.sh url "$build/pg")
        psql -qX "${server}postgres" -c 'CREATE DATABASE fixture TEMPLATE template0' >"$log" 2>&1 &&
            "$build/pont" db copy --from "$build/fixture.db" --to "${server}fixture" >"$log" 2>&1 &&
            return 0
    fi
    server=
    part postgres 0 1 0
}

cases() {
    fixture
    start_server
    # A runner that cannot fail would prove nothing.
    if "$build/tools/run_cases" "$build/pont-san" "$build/fixture.db" "$root" "$build/cases" \
        tests/support/must_fail.case >"$log" 2>&1 || ! tail -n 1 "$log" | grep -q '^1 7$'; then
        part "case runner" 0 1 0
    fi
    all_cases=$(find tests/cases -name '*.case' | sort)
    # shellcheck disable=SC2086  # a list of files is meant
    counted "cases sqlite" "$build/tools/run_cases" "$build/pont-san" "$build/fixture.db" "$root" \
        "$build/cases" $all_cases
    test -n "$server" || return 0
    # shellcheck disable=SC2086
    counted "cases postgres" "$build/tools/run_cases" "$build/pont-san" "${server}fixture" "$root" \
        "$build/cases-pg" $all_cases
}

data() {
    since=$(date +%s)
    if tests/data_check.sh "$build/tools/make_example" >"$log" 2>&1; then
        part data 1 0 "$since"
    else
        part data 0 1 "$since"
    fi
}

verify() {
    since=$(date +%s)
    "$build/pont-san" verify examples/published >"$log" 2>&1
    code=$?
    good=$(sed -n 's/^\([0-9]*\) passed, [0-9]* failed$/\1/p' "$log")
    bad=$(sed -n 's/^[0-9]* passed, \([0-9]*\) failed$/\1/p' "$log")
    if test "$code" != 0 && test "${bad:-0}" = 0; then bad=1; fi
    part verify "${good:-0}" "${bad:-1}" "$since"
}

house() { counted house tests/house.sh "$build"; }
docs() {
    fixture
    counted docs tests/docs.sh "$build"
}

# Files that mean harm, each of which must be refused in words and within limits.
hostile() {
    fixture
    counted hostile /usr/bin/python3 tests/hostile/run.py "$build"
}
# Outside oracles (R, glpsol) on random model folders and samples.
oracle() { counted oracle /usr/bin/python3 tests/oracle/run.py "$build"; }
# Models that make no sense, each refused with file, row and reason.
nonsense() { counted nonsense /usr/bin/python3 tests/oracle/nonsense.py "$build"; }
fuzz() { counted fuzz tests/fuzz/run.sh "$build" replay; }
deb() { counted deb tests/deb.sh "$build"; }
net() {
    fixture
    counted net tests/net/slow.sh "$build"
}

# Long commands that are stopped and gone on with, and several processes together.
mpi() {
    counted "stop, go on" /usr/bin/python3 tests/mpi/stop.py "$build"
    if ! command -v mpirun >/dev/null 2>&1 || test ! -x "$build/pont-mpi"; then
        echo "mpi              SKIPPED: there is no mpirun, or no pont-mpi (make mpi)"
        test "${CI:-}" != true || failed=$((failed + 1))
        return 0
    fi
    counted mpi /usr/bin/python3 tests/mpi/many.py "$build"
}

# Letters through a real mail server.
mail() { counted mail tests/mail/check.sh "$build"; }

# Signs in with a real identity provider (tests that the core's unit tests skip without one).
oidc() {
    if ! tests/oidc/provider.sh start "$build/oidc" >"$log" 2>&1; then
        part oidc 0 1 0
    else
        # shellcheck disable=SC1091
        . "$build/oidc/environment"
        unit core 'test_oidc_walk__*' oidc
        counted "oidc journey" tests/oidc/pont.sh "$build"
    fi
    tests/oidc/provider.sh stop "$build/oidc"
}

# Without a browser this is skipped, loudly; on a machine that checks changes (CI=true) it fails.
browser() {
    if ! command -v chromium >/dev/null 2>&1 && test "${CI:-}" != true; then
        echo "browser          SKIPPED: there is no chromium on this machine"
        return
    fi
    fixture
    counted browser node tests/browser/walk.mjs "$build"
    counted "browser journeys" node tests/browser/journeys.mjs "$build"
    counted "browser two clerks" node tests/browser/two_clerks.mjs "$build"
    counted "browser sliders" node tests/browser/sliders.mjs "$build"
    counted "browser account" node tests/browser/account.mjs "$build"
}

api() {
    fixture
    counted api node tests/api/openapi.mjs "$build"
}

# Intervals keep their promise, over synthetic worlds whose truth is known.
coverage() { counted coverage "$build/tools/coverage" 1500 "$(nproc)"; }

parts="data house cases verify oracle nonsense coverage docs api fuzz hostile net mpi deb oidc mail browser"
case " $parts " in
*" ${1:-} "*) "$1" ;;
*)
    fixture
    export PONT_FIXTURE="$build/fixture.db"
    start_server
    for layer in "$@"; do unit_on_both "$layer"; done
    for name in $parts; do "$name"; done
    ;;
esac
echo "$passed passed, $failed failed"
test "$failed" = 0
