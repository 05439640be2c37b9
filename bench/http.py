#!/usr/bin/python3
"""bench/http.py BUILD: Pont's pages over HTTP, beside Fossil and nginx, in one run.

Server CPU per request (user + system of the server, its workers and what it forked) is what
counts: on a shared machine it is steady, requests per second are not. Load by wrk on loopback,
16 connections kept alive; the least CPU of RUNS runs of SECS seconds.

A page needs a session?  BENCH_PAGE=/workforce BENCH_COOKIE='__Host-pont=...' bench/http.py build
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

RUNS = int(os.environ.get("RUNS", "3"))
SECS = int(os.environ.get("SECS", "3"))
PAGE = os.environ.get("BENCH_PAGE", "/org/powys")
READ = os.environ.get("BENCH_READ", "/api/org/show?id=powys")
COOKIE = os.environ.get("BENCH_COOKIE", "")
STARTS = 10
TICK = os.sysconf("SC_CLK_TCK")
HOST = "127.0.0.1"
running = []


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


def start(command, **more):
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, **more)
    running.append(p)
    return p


def get(port, path, headers=(), patience=20):
    """Status and body, waiting for the server to listen."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close", *headers]
    until = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection((HOST, port), timeout=5) as s:
                s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
                answer = b""
                while piece := s.recv(65536):
                    answer += piece
            head, _, body = answer.partition(b"\r\n\r\n")
            return int(head.split()[1]), body
        except (ConnectionError, IndexError):
            if time.monotonic() > until:
                raise
            time.sleep(0.001)


def cpu_seconds(pid):
    """Of a process, its children that have ended, and those that live."""
    def stat(p):
        with open(f"/proc/{p}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()
    fields = stat(pid)
    ticks = sum(map(int, fields[11:15]))
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/children") as f:
                for child in f.read().split():
                    ticks += sum(map(int, stat(child)[11:15]))
        except OSError:
            pass
    return ticks / TICK


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1])


def measure(name, pid, port, path, headers=(), wanted=200):
    """One line of the table; returns the least CPU of a request in ms."""
    status, body = get(port, path, headers)
    if status != wanted:
        print(f"{name}: status {status} for {path}", file=sys.stderr)
        return None
    extra = [x for h in headers for x in ("-H", h)]
    best = None
    for _ in range(RUNS):
        before = cpu_seconds(pid)
        said = subprocess.run(["wrk", "-t1", "-c16", f"-d{SECS}s", "--latency", *extra,
                               f"http://{HOST}:{port}{path}"],
                              capture_output=True, text=True, check=True).stdout
        used = cpu_seconds(pid) - before
        if re.search(r"Non-2xx", said):
            print(f"{name}: errors under load: {said}", file=sys.stderr)
            return None
        n = int(re.search(r"(\d+) requests in", said)[1])
        row = (1e3 * used / max(n, 1), float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
               re.search(r"(?m)^\s+50%\s+(\S+)", said)[1],
               re.search(r"(?m)^\s+99%\s+(\S+)", said)[1])
        best = row if best is None or row < best else best
    print(f"{name:<34} {len(body):>8} {best[0]:>9.3f} {best[1]:>9.0f} {best[2]:>9} {best[3]:>9}",
          flush=True)
    return best[0]


def pont(build, db, **settings):
    port = free_port()
    env = {**os.environ, "PONT_API_REQUESTS_PER_MINUTE": "0",
           **{k: str(v) for k, v in settings.items()}}
    p = start([f"{build}/pont", "serve", "--db", db, "--listen", f"{HOST}:{port}"], env=env)
    return p, port


def stop(p):
    p.terminate()
    p.wait()
    running.remove(p)


def start_up(build, db):
    """Milliseconds from exec to the first whole page: least and middle of some."""
    took = []
    for _ in range(STARTS):
        began = time.monotonic()
        p, port = pont(build, db)
        get(port, PAGE, cookie())
        took.append(1e3 * (time.monotonic() - began))
        stop(p)
    took.sort()
    return took[0], took[len(took) // 2]


def cookie():
    return (f"Cookie: {COOKIE}",) if COOKIE else ()


def fossil(scratch):
    """A repository with some hundred check-ins, as a project has."""
    env = {**os.environ, "HOME": scratch, "USER": "bench"}
    repository, tree = f"{scratch}/t.fossil", f"{scratch}/tree"
    os.mkdir(tree)
    def run(*words):
        subprocess.run(["fossil", *words], cwd=tree, env=env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run("init", "--admin-user", "bench", repository)
    run("open", repository)
    for i in range(200):
        with open(f"{tree}/file{i % 30}.txt", "a") as f:
            f.write(f"line {i}\n" * 20)
        run("addremove")
        run("commit", "--no-warnings", "-m", f"Change {i}: a sentence that says what was done")
    port = free_port()
    p = start(["fossil", "server", "--localhost", "-P", str(port), repository], env=env)
    return p, port


def nginx(scratch, body):
    port = free_port()
    os.chmod(scratch, 0o755)
    with open(f"{scratch}/page.html", "wb") as f:
        f.write(body)
    with open(f"{scratch}/nginx.conf", "w") as f:
        f.write(f"""daemon off; master_process off; pid {scratch}/nginx.pid; error_log stderr;
events {{ }}
http {{ access_log off; sendfile on; open_file_cache max=10; keepalive_requests 100000000;
  server {{ listen {HOST}:{port}; root {scratch}; }} }}
""")
    return start(["nginx", "-p", scratch, "-c", f"{scratch}/nginx.conf"]), port


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    if not shutil.which("wrk"):
        sys.exit("bench: wrk is not installed (tools/setup bench)")
    with tempfile.TemporaryDirectory() as scratch:
        db = f"{scratch}/pont.db"
        subprocess.run([f"{build}/pont", "example", "load", "wales", "--db", db], check=True,
                       stdout=subprocess.DEVNULL)
        print(f"HTTP on loopback, 16 connections kept alive; least CPU of {RUNS} runs of {SECS} s")
        print(f"{'':<34} {'bytes':>8} {'CPU ms':>9} {'req/s':>9} {'p50':>9} {'p99':>9}")
        p, port = pont(build, db, PONT_WEB_CACHE_MIB=0)
        built = measure(f"pont {PAGE}, built each time", p.pid, port, PAGE, cookie())
        measure("  the same, brotli", p.pid, port, PAGE, (*cookie(), "Accept-Encoding: br"))
        stop(p)
        p, port = pont(build, db)
        measure("pont, the same from cache", p.pid, port, PAGE, cookie())
        measure("  the same, brotli", p.pid, port, PAGE, (*cookie(), "Accept-Encoding: br"))
        measure(f"pont {READ}", p.pid, port, READ, cookie())
        _, page = get(port, PAGE, cookie())
        asset = re.search(rb'href="(/assets/[^"]*\.css)"', page)[1].decode()
        measure("pont, its style sheet (brotli)", p.pid, port, asset, ("Accept-Encoding: br",))
        measure("pont /healthz", p.pid, port, "/healthz")
        resident = resident_kib(p.pid)
        stop(p)
        if shutil.which("fossil"):
            p, port = fossil(scratch)
            theirs = measure("fossil /timeline", p.pid, port, "/timeline")
            stop(p)
            if built and theirs:
                print(f"Fossil's timeline costs {theirs / built:.0f} times Pont's page.")
        else:
            print("SKIPPED: fossil is not installed", file=sys.stderr)
        if shutil.which("nginx"):
            p, port = nginx(scratch, page)
            measure("nginx, the same page as a file", p.pid, port, "/page.html")
            stop(p)
        else:
            print("SKIPPED: nginx is not installed", file=sys.stderr)
        least, middle = start_up(build, db)
        print(f"From exec to the first page: {least:.0f} ms least, {middle:.0f} ms in the middle "
              f"of {STARTS}. Resident after the load: {resident / 1024:.0f} MiB.")


try:
    main()
finally:
    for each in running:
        each.terminate()
