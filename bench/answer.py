#!/usr/bin/python3
"""bench/answer.py BUILD: the commissioning answer and the slider, in CPU seconds of one thread.

The answer is that of the model folder bench/answer, with the commands that people use: user + system of the whole
process, start-up and output included, the least of RUNS runs. Then what its parts cost and the same programmes stated
whole for the same solver (build/bench/answer). The slider is the page that follows it: server CPU of one request for
values that were not asked before, the mean of a slider's requests, for bench/answer and for the Welsh plan.
"""
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

RUNS = int(os.environ.get("RUNS", "3"))
PERSON = "heiw-commissioner.heiw@example.org"
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answer")
ANSWERS = [("recommend, 1,000 draws", ["commissioning", "recommend", "--model", FOLDER, "--draws", "1000"]),
           ("frontier, 1,000 draws", ["commissioning", "frontier", "--model", FOLDER, "--draws", "1000"]),
           ("its projection alone, 1,000 draws", ["projection", "run", "--model", FOLDER, "--draws", "1000"])]
SLIDERS = [("confidence", ["81", "83", "87", "92"]), ("ramp", ["21", "23", "26", "29"]),
           ("growth", ["0.1", "0.3", "0.4", "0.6"]), ("leaving", ["91", "93", "96", "104"])]


def cpu_of(command):
    """User and system seconds of a command and what it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def answers(pont, database):
    print(f"The answer: 10 intake years, 4 routes, confidences of 50 to 95 %, checked with fresh draws; least of {RUNS}")
    print(f"{'command':46s} {'CPU s':>7s}")
    welsh = ["commissioning", "recommend", "--db", database, "--plan", "wales-2026", "--draws", "400"]
    for name, command in [*ANSWERS, ("the Welsh plan: recommend, 400 draws", welsh)]:
        least = min(cpu_of([pont, *command, "--threads", "1", "--json"]) for _ in range(RUNS))
        print(f"{name:46s} {least:7.2f}", flush=True)


def get(port, path, cookie):
    with socket.create_connection(("127.0.0.1", port), timeout=120) as s:
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n".encode())
        answer = b""
        while piece := s.recv(65536):
            answer += piece
    status = int(answer.split()[1]) if answer else 0
    if status != 200:
        sys.exit(f"answer: {path} answered {status or 'nothing'}")


def server_cpu(pid):
    with open(f"/proc/{pid}/stat") as f:
        return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def sliders(pont, database):
    said = subprocess.run([pont, "person", "session", PERSON, "--db", database], check=True, capture_output=True,
                          text=True).stdout
    cookie = re.search(r"__Host-pont=\S+", said).group()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen([pont, "serve", "--db", database, "--listen", f"127.0.0.1:{port}", "--set",
                               "web.cache_mib=0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        print("\nThe slider: server CPU of a request, ms; rates take new futures, of which fewer are drawn")
        print(f"{'plan':16s} {'first look':>11s}" + "".join(f"{name:>12s}" for name, _ in SLIDERS))
        for plan in ("bench", "wales-2026"):
            line = f"{plan:16s}"
            for name, values in [("", [""]), *SLIDERS]:
                before = server_cpu(server.pid)
                for value in values:
                    get(port, f"/projection/explore?plan={plan}" + (f"&change.{name}={value}" if name else ""), cookie)
                ms = 1000 * (server_cpu(server.pid) - before) / len(values)
                line += f" {ms:11.0f}"
            print(line, flush=True)
    finally:
        server.kill()
        server.wait()


def main():
    build = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
    pont = os.path.join(build, "pont")
    scratch = tempfile.mkdtemp()
    try:
        database = os.path.join(scratch, "answer.db")
        for command in (["example", "load", "wales"], ["projection", "import", FOLDER, "--plan", "bench"]):
            subprocess.run([pont, *command, "--db", database], check=True, stdout=subprocess.DEVNULL)
        answers(pont, database)
        print(flush=True)
        whole = subprocess.run([os.path.join(build, "bench", "answer"), FOLDER], check=False)
        sliders(pont, database)
        return whole.returncode
    finally:
        shutil.rmtree(scratch)


sys.exit(main())
