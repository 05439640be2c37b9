#!/usr/bin/python3
"""Workload CSV1 on BUILD/pont, beside what people use for such files. bench/csv1/run.py BUILD

Every answer is compared with the reference (README.md) before its time counts. CPU time is user +
system of the whole process, start-up and output included, and of the database server where there
is one; one thread; the least of RUNS runs (environment; 3). Memory is the most that was resident.
Compare ratios of one table; times of different days or machines mean little. A peer that is not
installed is skipped, and the run says so: tools/setup bench installs them.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROWS = 1000000
DIGEST = "751cec28074d11345bb3d3f075edad071935384d1cd5ec9de2e86a6cf9b3daf9"
REFERENCE = (384, 990126, ROWS, "841325.4")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PEERS = os.path.join(HERE, "peers")
RUNS = int(os.environ.get("RUNS", "3"))


def answer(text):
    """What a program found: groups, valid rows, all rows, sum of FTE."""
    if text.lstrip().startswith("{"):
        told = json.loads(text)
        if told["valid"] + told["invalid"] != told["rows"] or len(told["groups"]) != told["group_count"]:
            return None
        return told["group_count"], told["valid"], told["rows"], f"{told['sum_fte']:.1f}"
    found = re.search(r"groups (\d+) valid (\d+) of (\d+) fte ([0-9.]+)", text)
    return found and (int(found[1]), int(found[2]), int(found[3]), f"{float(found[4]):.1f}")


def spent(pid):
    """CPU seconds of a process and of its children that have ended."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return sum(int(f) for f in fields[11:15]) / os.sysconf("SC_CLK_TCK")


class Server:
    """A PostgreSQL of our own, as the tests have it; its CPU time counts."""

    def __init__(self, folder):
        self.folder = folder
        self.script = os.path.join(ROOT, "tests/support/pg.sh")
        self.url = subprocess.run([self.script, "start", folder], check=True, capture_output=True, text=True).stdout.strip()
        self.pid = int(open(os.path.join(open(os.path.join(folder, "place")).read().strip(), "data/postmaster.pid")).readline())

    def cpu(self):
        time.sleep(1)  # who has ended belongs to the server once it has seen that
        all_pids = [p for p in os.listdir("/proc") if p.isdigit()]
        total = spent(self.pid)
        for pid in all_pids:
            try:
                stat = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
                if int(stat[1]) == self.pid:
                    total += spent(pid)
            except OSError:
                pass
        return total

    def stop(self):
        subprocess.run([self.script, "stop", self.folder], check=False, capture_output=True)


def run(command, env, server):
    """One run: CPU seconds, most resident MiB, standard output, and whether it went well."""
    before = server.cpu() if server else 0
    out = tempfile.TemporaryFile()
    err = tempfile.TemporaryFile()
    child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env={**os.environ, **env})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime + ((server.cpu() - before) if server else 0)
    out.seek(0)
    err.seek(0)
    text = out.read().decode()
    return cpu, usage.ru_maxrss / 1024, text, err.read().decode().strip()


class Table:
    def __init__(self):
        self.own = None
        self.failed = self.skipped = False
        print(f"CSV1: {ROWS:,} staff rows, 20 columns, 9 rules; CPU time, least of {RUNS} runs")
        print(f"{'program':<44}{'CPU s':>8}{'to pont':>9}{'rows/CPU s':>12}{'MiB':>7}  answer")

    def measure(self, name, command, env=None, server=None, before=None, judge=answer, want=REFERENCE):
        least = None
        memory = 0
        for _ in range(RUNS):
            if before:
                before()
            cpu, mib, text, said = run(command, env or {}, server)
            if judge(text) != want:
                print(f"{name}: another answer: {judge(text)} {said[-300:]}", file=sys.stderr)
                self.failed = True
                return None
            least = cpu if least is None else min(least, cpu)
            memory = max(memory, mib)
        self.own = self.own or least
        print(f"{name:<44}{least:>8.2f}{least / self.own:>8.1f}x{ROWS / least:>12,.0f}{memory:>7.0f}  agrees", flush=True)
        return least

    def skip(self, what):
        print(f"SKIPPED: {what}", file=sys.stderr)
        self.skipped = True


def own_lines(table, pont, file, scratch):
    """The check, and the import of the valid rows into a new database."""
    check = table.measure("pont record check (all messages)", [pont, "record", "check", file, "--json", "--threads", "1"])
    db = os.path.join(scratch, "own.db")
    empty = os.path.join(scratch, "empty.db")
    subprocess.run([pont, "example", "load", "wales", "--db", empty], check=True, capture_output=True)

    def fresh():
        for end in ("", "-wal", "-shm"):
            if os.path.exists(db + end):
                os.remove(db + end)
        shutil.copy(empty, db)

    command = [pont, "record", "import", file, "--organisation", "powys", "--valid_only", "--json", "--db", db]
    whole = table.measure("pont record import, SQLite (check, store)", command, before=fresh)
    if check and whole:
        print(f"{'  of it storing':<44}{whole - check:>8.2f}")
    held = subprocess.run([pont, "record", "groups", "--db", db, "--json"], check=True, capture_output=True, text=True)
    told = json.loads(held.stdout)["groups"]
    stored = (len(told), sum(g["rows"] for g in told), f"{sum(g['sum_fte'] for g in told):.1f}")
    if stored != (REFERENCE[0], REFERENCE[1], REFERENCE[3]):
        print(f"what is stored gives another answer: {stored}", file=sys.stderr)
        table.failed = True


def floor_line(table, file, scratch):
    program = os.path.join(scratch, "floor")
    subprocess.run(["gcc", "-O3", "-march=native", "-o", program, os.path.join(PEERS, "floor.c")], check=True)
    table.measure("floor: C by hand, no messages", [program, file])


def has_module(python, module):
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def peer_lines(table, file, scratch):
    node_modules = os.path.join(PEERS, "node_modules")
    if os.path.isdir(os.path.join(node_modules, "nodejs-polars")):
        table.measure("Polars", ["node", os.path.join(PEERS, "polars.mjs"), file], {"POLARS_MAX_THREADS": "1"})
    else:
        table.skip("Polars is not installed (npm: nodejs-polars)")
    if os.path.isdir(os.path.join(node_modules, "@duckdb/node-api")):
        table.measure("DuckDB", ["node", os.path.join(PEERS, "duckdb.mjs"), file, "1"])
    else:
        table.skip("DuckDB is not installed (npm: @duckdb/node-api)")
    if shutil.which("Rscript") and subprocess.run(
        ["Rscript", "--vanilla", "-e", "library(data.table)"], capture_output=True, check=False
    ).returncode == 0:
        table.measure("R data.table", ["Rscript", "--vanilla", os.path.join(PEERS, "datatable.R"), file, "1"])
    else:
        table.skip("data.table is not installed (Debian: r-cran-data.table)")
    if has_module(sys.executable, "pandas"):
        one = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        table.measure("pandas", [sys.executable, os.path.join(PEERS, "pandas_rules.py"), file], one)
    else:
        table.skip("pandas is not installed (Debian: python3-pandas)")
    if shutil.which("sqlite3"):
        table.measure("sqlite3 .import and SQL", [os.path.join(PEERS, "sqlite.sh"), file, scratch])
    else:
        table.skip("the sqlite3 program is not installed (Debian: sqlite3)")


def server_lines(table, pont, file, scratch):
    if not shutil.which("psql"):
        table.skip("PostgreSQL is not installed (Debian: postgresql-15)")
        return
    server = Server(os.path.join(scratch, "pg"))
    try:
        url = subprocess.run([server.script, "url", server.folder, "bench"], check=True, capture_output=True, text=True).stdout.strip()
        admin = subprocess.run([server.script, "url", server.folder, "postgres"], check=True, capture_output=True, text=True).stdout.strip()

        def fresh():
            subprocess.run(["psql", "-q", admin, "-c", "DROP DATABASE IF EXISTS bench"], check=True, capture_output=True)
            subprocess.run(["psql", "-q", admin, "-c", "CREATE DATABASE bench"], check=True, capture_output=True)

        fresh()
        sql = os.path.join(PEERS, "postgres.sql")
        table.measure("PostgreSQL COPY and SQL", ["psql", "-qAtX", "-v", f"file={file}", "-f", sql, url], server=server)

        def ready():
            fresh()
            subprocess.run([pont, "example", "load", "wales", "--db", url], check=True, capture_output=True)

        table.measure(
            "pont record import, PostgreSQL",
            [pont, "record", "import", file, "--organisation", "powys", "--valid_only", "--json", "--db", url],
            server=server,
            before=ready,
        )
    finally:
        server.stop()


def make_file(scratch):
    program = os.path.join(scratch, "generate")
    file = os.path.join(scratch, "csv1.csv")
    subprocess.run(["gcc", "-O2", "-o", program, os.path.join(HERE, "generate.c")], check=True)
    with open(file, "wb") as out:
        subprocess.run([program, str(ROWS)], stdout=out, check=True)
    digest = hashlib.sha256()
    with open(file, "rb") as written:  # in pieces: what this process holds counts in its children
        for piece in iter(lambda: written.read(1 << 20), b""):
            digest.update(piece)
    digest = digest.hexdigest()
    if digest != DIGEST:
        sys.exit(f"bench: the file of the workload is another one: {digest}")
    os.chmod(file, 0o644)
    return file


def main(build):
    pont = os.path.join(os.path.abspath(build), "pont")
    if not os.access(pont, os.X_OK):
        sys.exit(f"bench: there is no {pont}; run make first")
    scratch = tempfile.mkdtemp(prefix="pont-csv1-")
    os.chmod(scratch, 0o755)  # the server reads the file as another user
    try:
        file = make_file(scratch)
        table = Table()
        own_lines(table, pont, file, scratch)
        floor_line(table, file, scratch)
        peer_lines(table, file, scratch)
        server_lines(table, pont, file, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print("The reference answer: 384 groups, 990,126 valid rows, 841,325.4 FTE.")
    if table.skipped:
        print("Some peers were skipped: the comparison is not complete.")
    return 1 if table.failed else 0


sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build")))
