"""Several processes give the bytes of one, and end with a clear word when one of them cannot.

    many.py BUILD

With 1, 2, 3 and 5 processes on this machine, and with two hosts played by network namespaces where
the machine allows it (skipped with the reason where not). The last line is "PASSED FAILED".
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
scratch = pathlib.Path(tempfile.mkdtemp(prefix="pont-mpi-"))
environment = {**os.environ, "XDG_STATE_HOME": str(scratch / "state")}
for name in ("PONT_DB", "PONT_LANG"):
    environment.pop(name, None)
mpirun = ["mpirun", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1"]
if os.geteuid() == 0:
    mpirun.insert(1, "--allow-run-as-root")
passed = failed = 0


def check(what, ok, more=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {more}")


def run(words, timeout=300):
    return subprocess.run(
        [str(w) for w in words], cwd=root, env=environment, capture_output=True, timeout=timeout
    )


def together(n, *words, more=()):
    return run([*mpirun, *more, "-n", n, build / "pont-mpi", *words, "--threads", "1"])


# The server must not depend on MPI.
linked = run(["ldd", build / "pont"]).stdout.decode()
check("pont is not linked with MPI", "libmpi" not in linked, linked)
linked = run(["ldd", build / "pont-mpi"]).stdout.decode()
check("pont-mpi is", "libmpi" in linked, linked)

COMMANDS = [
    ["projection", "run", "--model", "bench/wf1", "--draws", "150", "--json"],
    ["projection", "run", "--model", "examples/published/ot-mini", "--draws", "3", "--json"],
    ["commissioning", "recommend", "--model", "examples/published/chance-beta-binomial", "--draws",
     "2000", "--json"],
]
alone = [run([build / "pont", *words, "--threads", "2"]) for words in COMMANDS]
for words, one in zip(COMMANDS, alone):
    check(" ".join(words) + " alone", one.returncode == 0, one.stderr.decode())
for n in (1, 2, 3, 5):
    for words, one in zip(COMMANDS, alone):
        many = together(n, *words)
        what = f"{n} processes, {' '.join(words[:4])}"
        check(what, many.returncode == 0 and many.stdout == one.stdout, many.stderr.decode()[-500:])

# ---------------------------------------------------------------- failures
many = together(3, "projection", "run", "--model", "nowhere")
said = many.stderr.decode()
check("a bad model fails", many.returncode == 4 and not many.stdout, said)
check("and is said once", said.count("there is no folder 'nowhere'") == 1, said)

# The second process finds another model than the others: each goes to its own folder.
shutil.copytree(root / "bench/wf1", scratch / "0" / "model")
shutil.copytree(root / "bench/wf1", scratch / "1" / "model")
(scratch / "1" / "model" / "exit.csv").unlink()
wrapper = scratch / "there"
wrapper.write_text(
    f'#!/bin/sh\ncd "{scratch}/$OMPI_COMM_WORLD_RANK" && exec "{build}/pont-mpi" "$@"\n'
)
wrapper.chmod(0o755)
RUN = ["projection", "run", "--model", "model", "--draws", "100", "--json", "--threads", "1"]
(scratch / "1" / "model" / "stock.csv").write_text("state,ages,value,source\nnhs,22,-5,x\n")
many = run([*mpirun, "-n", "2", wrapper, *RUN])
said = many.stderr.decode()
check("one that fails ends all", many.returncode != 0 and not many.stdout, said)
check("with its name", "process 2 of 2 on " in said and "-5" in said, said)

# A process that is killed takes the others with it.
start = time.monotonic()
p = subprocess.Popen(
    [*mpirun, "-n", "3", str(build / "pont-mpi"), *COMMANDS[0][:-2], "100000", "--json", "--threads",
     "1"],
    cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
)
victims = []
while len(victims) < 3 and time.monotonic() - start < 60:
    time.sleep(0.3)
    victims = run(["ps", "--ppid", p.pid, "-o", "pid=,comm="]).stdout.decode().splitlines()
    victims = [int(v.split()[0]) for v in victims if "pont-mpi" in v]
time.sleep(1)
if len(victims) == 3:
    os.kill(victims[1], signal.SIGKILL)
try:
    out, err = p.communicate(timeout=120)
    said = err.decode()
    check("a killed process ends the job", p.returncode != 0 and not out, said)
    check("and the launcher says so", "signal 9" in said, said)
except subprocess.TimeoutExpired:
    p.kill()
    p.communicate()
    check("a killed process ends the job", False, "it still runs")

many = together(2, "projection", "import", "--plan", "x", "--model", "bench/wf1", "--db",
                scratch / "x.db")
check("what changes something is refused", many.returncode == 2 and b"only one process" in many.stderr,
      many.stderr.decode())

# ---------------------------------------------------------------- several hosts
def hosts():
    """Two network namespaces on a bridge; why not, or None."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "this needs root and iproute2"
    steps = ["ip link add pontbr type bridge", "ip addr add 169.254.77.254/24 dev pontbr",
             "ip link set pontbr up"]
    for i in (1, 2):
        steps += [f"ip netns add ponth{i}", f"ip link add pontv{i} type veth peer name eth0 netns ponth{i}",
                  f"ip link set pontv{i} master pontbr up",
                  f"ip -n ponth{i} addr add 169.254.77.{i}/24 dev eth0",
                  f"ip -n ponth{i} link set eth0 up", f"ip -n ponth{i} link set lo up"]
    for step in steps:
        done = run(step.split())
        if done.returncode:
            return f"'{step}' says: {done.stderr.decode().strip()}"
    return None


def no_hosts():
    for words in ("ip netns del ponth1", "ip netns del ponth2", "ip link del pontbr"):
        if shutil.which("ip"):
            run(words.split())


agent = scratch / "agent"
agent.write_text(
    "#!/bin/sh\n# Stands for ssh: host 169.254.77.N is the namespace ponthN, with a name of its own.\n"
    'while [ $# -gt 0 ]; do case $1 in -*) shift ;; *) break ;; esac; done\nhost=${1##*.}; shift\n'
    'exec ip netns exec "ponth$host" unshare --uts sh -c "hostname host$host && $*"\n'
)
agent.chmod(0o755)
try:
    why = hosts()
    if why:
        print(f"two hosts SKIPPED: {why}", file=sys.stderr)
    else:
        more = ["--host", "169.254.77.1:2,169.254.77.2:2", "--mca", "plm_rsh_agent", agent, "--mca", "btl",
                "tcp,self", "--mca", "oob_tcp_if_include", "pontbr,eth0", "--mca",
                "btl_tcp_if_include", "169.254.77.0/24", "--map-by", "node"]
        try:
            many = run([*mpirun, *more, "-n", "3", build / "pont-mpi", *COMMANDS[0], "--threads", "1"], 120)
            check("two hosts give the same bytes",
                  many.returncode == 0 and many.stdout == alone[0].stdout, many.stderr.decode()[-800:])
            bad = run([*mpirun, *more, "-n", "2", wrapper, *RUN], 120)
            said = bad.stderr.decode()
            check("the host that fails is named", "process 2 of 2 on host2" in said, said)
        except subprocess.TimeoutExpired as late:
            check("two hosts end", False, str(late.stderr)[-800:])
finally:
    no_hosts()
    shutil.rmtree(scratch)
print(f"{passed} {failed}")
sys.exit(failed > 0)
