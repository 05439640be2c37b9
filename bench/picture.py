#!/usr/bin/python3
"""bench/picture.py BUILD: server CPU of each page of the regional picture, built anew for every request.

Ten years of 29 Welsh and 14 West Midlands organisations (bench/picture_data.py) in SQLite, the cache of finished
pages off. CPU is user + system of the server for one request: the mean of N requests one after another, the
least of RUNS such means. A page above 20 ms fails.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

RUNS, N, MOST = int(os.environ.get("RUNS", "3")), int(os.environ.get("N", "40")), 20.0
OFFICER, COMMISSIONER, LEAD = ("scw-officer.scw@example.org", "heiw-commissioner.heiw@example.org",
                               "council-lead.powys@example.org")
PAGES = [
    (OFFICER, "/workforce/picture"),
    (OFFICER, "/workforce/picture?view=years"),
    (OFFICER, "/workforce/picture?fill=imputed"),
    (OFFICER, "/workforce/picture?within=rpb-gwent"),
    *[(OFFICER, f"/workforce/picture?theme={t}") for t in
      ("recruitment", "retention", "agency", "demand", "people", "placements", "parity")],
    (OFFICER, "/workforce/questions"),
    (OFFICER, "/workforce/questions/why-leave"),
    (OFFICER, "/workforce/questions/who-loses"),
    (OFFICER, "/workforce/basis/turnover?collection=wales-2026"),
    (OFFICER, "/workforce/benchmark/wales-2026/powys"),
    (OFFICER, "/workforce/profile/wales-2026/powys"),
    (OFFICER, "/workforce/report/wales-2026"),
    (COMMISSIONER, "/workforce/picture"),
    (COMMISSIONER, "/workforce/picture?theme=retention"),
    (COMMISSIONER, "/workforce/questions/newly-qualified-where?within=rpb-gwent"),
    (LEAD, "/workforce/picture?theme=retention"),
    (LEAD, "/workforce/benchmark/wales-2026/powys"),
    (LEAD, "/workforce/profile/wales-2026/powys"),
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port, path, cookie):
    """Status and size of the body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as s:
        s.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
                   f"Cookie: {cookie}\r\n\r\n").encode())
        answer = b""
        while piece := s.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), len(body)


def cpu_seconds(pid):
    """User and system time of the server and of children that have ended."""
    with open(f"/proc/{pid}/stat") as f:
        return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    pont = os.path.abspath(os.path.join(build, "pont"))
    database = os.environ.get("BENCH_DB") or os.path.join(tempfile.mkdtemp(), "picture.db")
    if not os.path.exists(database):
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "picture_data.py"), pont, database],
                       check=True)
    cookies = {}
    for person in {p for p, _ in PAGES}:
        said = subprocess.run([pont, "person", "session", person, "--db", database], check=True,
                              capture_output=True, text=True).stdout
        cookies[person] = re.search(r"__Host-pont=\S+", said).group()
    port = free_port()
    server = subprocess.Popen([pont, "serve", "--db", database, "--listen", f"127.0.0.1:{port}",
                               "--set", "web.cache_mib=0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    slow = 0
    print(f"Picture: 10 years, 43 organisations; server CPU of one request, least of {RUNS} means of {N}")
    print(f"{'page':62s} {'status':>6s} {'bytes':>8s} {'CPU ms':>8s}")
    try:
        time.sleep(1)
        for person, path in PAGES:
            least, status, size = None, 0, 0
            for _ in range(RUNS):
                before = cpu_seconds(server.pid)
                for _ in range(N):
                    status, size = get(port, path, cookies[person])
                cpu = 1000 * (cpu_seconds(server.pid) - before) / N
                least = cpu if least is None or cpu < least else least
            slow += least > MOST or status != 200
            print(f"{person.split('.')[0].split('@')[0][:14]:14s} {path:47s} {status:6d} {size:8d} {least:8.2f}"
                  f"{'  TOO SLOW' if least > MOST else ''}", flush=True)
    finally:
        server.terminate()
        server.wait()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
