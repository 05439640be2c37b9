#!/usr/bin/env python3
"""How the engine's cost grows, and what the answers that people wait for take.

    bench/scale.py BUILD

CPU time (user + system) and peak memory of whole processes, the least of RUNS runs. The first table
is workload WF1 with more or fewer persons, years, replicates, threads and processes; the second the
Welsh plan and a recommendation, beside numpy's cohorts of WF1 where numpy is there. It fails when the
same workload gives other bytes with other threads, processes or vector instructions.
"""

import csv
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build").resolve()
root = pathlib.Path(__file__).resolve().parents[1]
runs = int(os.environ.get("RUNS", "2"))
draws = int(os.environ.get("DRAWS", "1000"))
scratch = pathlib.Path(tempfile.mkdtemp(prefix="pont-scale-"))
environment = {**os.environ, "XDG_STATE_HOME": str(scratch / "state")}
failed = False


def measure(words, more=None):
    """Least CPU seconds, wall seconds, peak MiB, and the answer."""
    best = None
    for _ in range(runs):
        with open(scratch / "answer", "wb") as out:
            start = time.monotonic()
            p = subprocess.Popen(
                [str(w) for w in words], cwd=root, stdout=out, stderr=subprocess.DEVNULL,
                env={**environment, **(more or {})},
            )
            _, status, used = os.wait4(p.pid, 0)
        wall = time.monotonic() - start
        if status:
            return None
        now = (used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)
        best = min(best, now) if best else now
    return (*best, (scratch / "answer").read_bytes())


def model(persons=1.0, years=30):
    """The folder of WF1 with so many times the persons and so many years."""
    folder = scratch / f"wf1-{persons}-{years}"
    if folder.exists():
        return folder
    shutil.copytree(root / "bench/wf1", folder)
    for name in ("stock.csv", "intake.csv"):
        rows = list(csv.DictReader(open(folder / name)))
        with open(folder / name, "w", newline="") as f:
            w = csv.DictWriter(f, rows[0].keys())
            w.writeheader()
            for row in rows:
                row["value"] = str(float(row["value"]) * persons)
                w.writerow(row)
    text = (folder / "model.csv").read_text().replace("years,30,", f"years,{years},")
    (folder / "model.csv").write_text(text)
    return folder


def person_years(answer, replicates):
    heads = json.loads(answer)["heads"]
    last = heads[-1]["year"]
    return replicates * sum(row["mean"] for row in heads if row["year"] != last)


def line(what, result, replicates=None, to=None):
    if result is None:
        print(f"{what:44} FAILED")
        return
    cpu, wall, memory, answer = result
    per = f"{1e9 * cpu / person_years(answer, replicates):8.2f}" if replicates else " " * 8
    ratio = f"{to / cpu:8.1f}x" if to else ""
    print(f"{what:44} {cpu:8.2f} {wall:8.2f} {per} {memory:7.0f} {ratio}", flush=True)


def pont(folder, k, threads=1, program=None, path="best"):
    words = [*(program or [build / "pont"]), "projection", "run", "--model", folder, "--draws", k,
             "--threads", threads, "--json"]
    return measure(words, {"PONT_SIMULATION_PATH": path})


print(f"{'WF1 with':44} {'CPU s':>8} {'wall s':>8} {'ns/p-yr':>8} {'MiB':>7}")
base = pont(model(), draws)
digest = hashlib.sha256(base[3]).hexdigest()


def same(what, result):
    global failed
    if result and hashlib.sha256(result[3]).hexdigest() != digest:
        print(f"{what}: OTHER BYTES")
        failed = True


line(f"50,000 persons, 30 years, {draws:,} replicates", base, draws)
for path in ("avx512", "avx2", "scalar"):
    if path == "scalar" or f" {path}" in open("/proc/cpuinfo").read():
        r = pont(model(), draws, path=path)
        same(path, r)
        line(f"  the same, {path}", r, draws)
r = pont(model(), draws, threads=2)
same("2 threads", r)
line("  2 threads", r, draws)
if shutil.which("mpirun") and (build / "pont-mpi").exists():
    for n in (1, 2):
        launcher = ["mpirun", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1", "-n", n]
        if os.geteuid() == 0:
            launcher.insert(1, "--allow-run-as-root")
        r = pont(model(), draws, program=[*launcher, build / "pont-mpi"])
        same(f"{n} processes", r)
        line(f"  {n} processes of pont-mpi", r, draws)
else:
    print("  pont-mpi SKIPPED: make mpi, and openmpi-bin")
for times in (0.1, 10):
    line(f"{50000 * times:,.0f} persons", pont(model(persons=times), draws), draws)
for years in (10, 60):
    line(f"{years} years", pont(model(years=years), draws), draws)
for k in (draws // 10, draws * 4):
    line(f"{k:,} replicates", pont(model(), k), k)

print(f"\n{'What people wait for':44} {'CPU s':>8} {'wall s':>8} {'':8} {'MiB':>7} {'numpy to it':>8}")
numpy = measure(["/usr/bin/python3", "bench/peers/wf1_numpy.py", "cohort", draws],
                {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
line(f"numpy, cohorts of WF1, {draws:,} replicates", numpy)
to = numpy[0] if numpy else None
db = scratch / "wales.db"
subprocess.run([build / "pont", "example", "load", "wales", "--db", db], capture_output=True, check=True)
for k in (100, draws, 10000):
    line(f"the Welsh plan, {k:,} draws, 2 threads",
         measure([build / "pont", "projection", "run", "--db", db, "--draws", k, "--threads", 2, "--json"]),
         to=to)
line("a recommendation for Wales, 100 draws",
     measure([build / "pont", "commissioning", "recommend", "--db", db, "--draws", 100, "--threads", 1,
              "--json"]), to=to)
for name in ("chance-beta-binomial", "dutch-gps-2009"):
    line(f"a recommendation, {name}, 1,000 draws",
         measure([build / "pont", "commissioning", "recommend", "--model", f"examples/published/{name}",
                  "--draws", 1000, "--threads", 1, "--json"]), to=to)
shutil.rmtree(scratch)
sys.exit(failed)
