#!/bin/sh
# Runs fuzz targets for so many seconds each, or replays their corpora.
#
#     tests/fuzz/run.sh BUILD SECONDS TARGET...     libFuzzer; ends with 1 when anything was found
#     tests/fuzz/run.sh BUILD replay                the corpora; the last line is "PASSED FAILED"
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:?use: tests/fuzz/run.sh BUILD SECONDS TARGET...}
how=${2:?use: tests/fuzz/run.sh BUILD SECONDS TARGET...}
shift 2
bad=0

if test "$how" = replay; then
    good=0
    for target in tests/fuzz/*.c; do
        target=$(basename "$target" .c)
        test "$target" != replay || continue
        said=$build/fuzz/replay-$target.said
        if ran=$("$build/fuzz/replay-$target" "tests/fuzz/corpus/$target"/* 2>"$said") &&
            test "${ran:-0}" -gt 0; then
            good=$((good + ran))
        else
            bad=$((bad + 1))
            echo "FAILED $target"
            tail -n 25 "$said"
        fi
    done
    echo "$good $bad"
    test $bad = 0
    exit
fi

for target in "$@"; do
    found=$build/fuzz/found/$target
    mkdir -p "$found"
    if "$build/fuzz/$target" -max_total_time="$how" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$found/crash-" -print_final_stats=1 "$found" \
        "tests/fuzz/corpus/$target" >"$found.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log")
        printf '%-12s %12s runs, nothing found\n' "$target" "$runs"
    else
        bad=1
        printf '%-12s FOUND something:\n' "$target"
        tail -n 40 "$found.log"
    fi
done
exit $bad
