#!/bin/bash
# bench/run.sh BUILD: workload WF1 on BUILD/pont, beside numpy and R where they are installed.
#
# Every program's answer is compared with the exact expectation before its time counts. CPU time
# is user + system of the whole process, start-up and output included, on one thread; the least
# of RUNS runs. Compare ratios of one table; times of different days or machines mean little.
set -u
cd "$(dirname "$0")/.." || exit 1
pont=${1:-build}/pont
runs=${RUNS:-3}
python=/usr/bin/python3
[ -x "$python" ] || python=python3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0 skipped=0 own=

if [ ! -x "$pont" ]; then
    echo "bench: there is no $pont; run make first" >&2
    exit 1
fi
if ! command -v "$python" >/dev/null; then
    echo "bench: python3 is not installed, so that no answer could be checked" >&2
    exit 1
fi

# measure NAME REPLICATES COMMAND...: one line of the table.
measure() {
    local name=$1 replicates=$2 least= cpu checked state
    shift 2
    for _ in $(seq "$runs"); do
        if ! { TIMEFORMAT='%U %S'; time "$@" >"$scratch/answer" 2>"$scratch/said"; } 2>"$scratch/time"; then
            echo "$name: failed: $(tail -1 "$scratch/said")" >&2
            failed=1
            return
        fi
        cpu=$(awk '{ printf "%.3f", $1 + $2 }' "$scratch/time")
        least=$(awk -v a="${least:-$cpu}" -v b="$cpu" 'BEGIN { print a < b ? a : b }')
    done
    state=agrees
    checked=$("$python" bench/check.py "$scratch/answer" "$replicates") || { state=DIFFERS; failed=1; }
    set -- $checked
    local per
    per=$(awk -v c="$least" -v n="$1" 'BEGIN { printf "%.2f", 1e9 * c / n }')
    own=${own:-$per}
    awk -v name="$name" -v r="$replicates" -v c="$least" -v per="$per" -v own="$own" -v m="$2" -v z="$3" \
        -v w="$4" -v s="$state" 'BEGIN { printf "%-18s %10d %9.2f %16.2f %9.1fx %12.1f %6s %8s  %s\n",
                                         name, r, c, per, per / own, m, z, w, s }'
}

skip() {
    echo "SKIPPED: $1" >&2
    skipped=1
}

echo "WF1: 50,000 people, 30 years; CPU time of one thread, least of $runs runs"
printf '%-18s %10s %9s %16s %10s %12s %6s %8s\n' program replicates 'CPU s' 'ns/person-year' 'to pont' \
    'heads, yr 30' z 'max |z|'
measure pont 1000 "$pont" projection run --model bench/wf1 --draws 1000 --threads 1 --json
for path in avx2 scalar; do
    if [ $path = scalar ] || grep -qw $path /proc/cpuinfo; then
        PONT_SIMULATION_PATH=$path measure "pont, $path" 1000 "$pont" projection run --model bench/wf1 --draws 1000 --threads 1 --json
    fi
done
# The floor: C for this workload alone, built for this very machine.
if ${CC:-gcc} -O3 -march=native -o "$scratch/floor" bench/peers/wf1_floor.c -lm; then
    measure "floor: C by hand" 1000 "$scratch/floor" 1000
else
    skip "no compiler for the floor in C"
fi
if "$python" -c 'import numpy' 2>/dev/null; then
    export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
    measure "numpy, cohorts" 1000 "$python" bench/peers/wf1_numpy.py cohort 1000
    measure "numpy, persons" 50 "$python" bench/peers/wf1_numpy.py individual 50
else
    skip "numpy is not installed (Debian: python3-numpy); two lines are missing above"
fi
if command -v Rscript >/dev/null; then
    measure "R, cohorts" 1000 Rscript --vanilla bench/peers/wf1.R cohort 1000
    measure "R, persons" 20 Rscript --vanilla bench/peers/wf1.R individual 20
else
    skip "R is not installed (Debian: r-base-core); two lines are missing above"
fi
echo "The exact mean is 51,093.8; z counts standard errors and must stay below 5."
[ $skipped = 0 ] || echo "Some peers were skipped: the comparison is not complete."
exit $failed
