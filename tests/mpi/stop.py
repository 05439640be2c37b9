"""Long commands that are stopped, killed and gone on with give the bytes of one that was not.

    stop.py BUILD

SIGINT and SIGTERM leave a checkpoint and exit code 15; SIGKILL at any moment leaves a file that is
whole or none; the same command goes on from it, with other threads and vector instructions too.
Another input, a damaged file and a command that keeps none are refused in words. Moments are
random shares of what the command takes on this machine; a command that was through before its
moment is stopped earlier the next time. A failure prints them. The last line is "PASSED FAILED".
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
pont = build / "pont"
scratch = pathlib.Path(tempfile.mkdtemp(prefix="pont-stop-"))
environment = {**os.environ, "XDG_STATE_HOME": str(scratch / "state")}
for name in ("PONT_DB", "PONT_LANG"):
    environment.pop(name, None)
passed = failed = 0


def check(what, ok, more=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {more}")


def run(*words, **kwargs):
    return subprocess.run(
        [pont, *words], cwd=root, env=environment, capture_output=True, timeout=300, **kwargs
    )


def stopped(words, sign, after):
    """Starts the command and signals after so many seconds: exit code, or None when the answer was
    there all the same (then with it), and what was said."""
    p = subprocess.Popen(
        [pont, *words], cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        out, _ = p.communicate(timeout=after)
        return None, out
    except subprocess.TimeoutExpired:
        p.send_signal(sign)
        out, err = p.communicate(timeout=60)
        if p.returncode == 0:
            return None, out
        return p.returncode, err.decode() + ("" if not out else " and printed")


def surely_stopped(words, sign, took, low, high):
    """The same, again and earlier each time until it was stopped: moment, exit code and words."""
    for _ in range(20):
        after = took * random.uniform(low, high)
        code, said = stopped(words, sign, after)
        if code is not None:
            return after, code, said
        took *= 0.8
    return after, None, "it was through each time"


def kept():
    folder = scratch / "state" / "pont"
    return sorted(folder.glob("*")) if folder.exists() else []


def council():
    """A small plan with scenarios, and what came of it."""
    folder = scratch / "council"
    shutil.copytree(root / "examples/models/council-work", folder)
    (folder / "scenario.csv").write_text("policy,branch,weight\npay,lands,0.6\npay,never,0.4\n")
    (folder / "branch.csv").write_text(
        "policy,branch,assumption,operation,value\npay,lands,taste/pay gap,factor,1.2\n"
    )
    rows = [
        f"{quantity},la,{year},{first + 0.1 * (year - 2023):.1f}"
        for quantity, first in (("supply", 7), ("heads", 8), ("leavers", 1))
        for year in range(2023, 2033)
    ]
    (folder.parent / "came.csv").write_text("\n".join(["quantity,group,year,value", *rows, ""]))
    return ["--model", str(folder)]


MODEL = ["--model", "bench/wf1"]
COUNCIL = council()
COMMANDS = [
    ["projection", "run", *MODEL, "--draws", "600", "--json"],
    ["commissioning", "recommend", "--model", "examples/published/chance-beta-binomial", "--draws", "20000",
     "--json"],
    ["projection", "scenarios", *COUNCIL, "--draws", "600", "--json"],
    ["projection", "sensitivity", *COUNCIL, "--json"],
    ["projection", "backtest", *COUNCIL, "--observed", str(scratch / "came.csv"), "--draws", "3000", "--json"],
    ["commissioning", "frontier", *COUNCIL, "--draws", "1500", "--json"],
]
VARIED = [["--threads", "1"], ["--threads", "2"], ["--threads", "3", "--set", "simulation.path=scalar"]]

for words in COMMANDS:
    name = " ".join(words[:2])
    start = time.monotonic()
    whole = run(*words)
    took = time.monotonic() - start
    check(f"{name} ends well", whole.returncode == 0, whole.stderr)
    check(f"{name} leaves no file", not kept(), str(kept()))
    for sign in (signal.SIGINT, signal.SIGTERM):
        # Not before the command has come to its draws: earlier there is nothing to keep.
        after, code, said = surely_stopped(words + VARIED[0], sign, took, 0.3, 0.6)
        what = f"{name}, {sign.name} after {after:.2f} of {took:.2f} s"
        files = kept()
        check(what + ": exit code 15", code == 15, f"{code} {said}")
        check(what + ": one whole file", len(files) == 1 and files[0].suffix == ".checkpoint", said)
        check(what + ": says where", bool(files) and str(files[0]) in said, said)
        again = run(*words, *random.choice(VARIED))
        check(what + ": the same bytes", again.stdout == whole.stdout, again.stderr)
        check(what + ": the file is gone", not kept())

# kill -9, again and again, until the command gets through.
words = [*COMMANDS[0][:-2], "2000", "--json", "--checkpoint", str(scratch / "mine")]
start = time.monotonic()
whole = run(*COMMANDS[0][:-2], "2000", "--json")
took = time.monotonic() - start
kills = 0
for _ in range(40):
    # The first surely falls into the work, whatever else the machine is doing.
    after = took * random.uniform(0.2, 1.5 if kills else 0.5)
    code, said = stopped(words + random.choice(VARIED), signal.SIGKILL, after)
    if code is None:
        check("after kills: the same bytes", said == whole.stdout)
        if kills:
            break
        took *= 0.8
        continue
    kills += 1
    parts = [f.name for f in scratch.glob("mine.part*")]
    for part in parts:  # of a kill in the middle of writing: never taken for the file
        (scratch / part).unlink()
else:
    end = run(*words)
    check("after 40 kills: the same bytes", end.stdout == whole.stdout, end.stderr)
check("it was killed", kills > 0)
check("nothing is left", not (scratch / "mine").exists())

# What is refused.
_, code, said = surely_stopped(words, signal.SIGINT, took, 0.3, 0.6)
mine = scratch / "mine"
check("a checkpoint to refuse", code == 15 and mine.exists(), f"{code} {said}")
if mine.exists():
    other = run(*words, "--seed", "7")
    text = other.stderr.decode()
    check("another seed is refused", other.returncode == 6 and "belongs to another" in text, text)
    changed = scratch / "model"
    shutil.copytree(root / "bench/wf1", changed)
    exits = (changed / "exit.csv").read_text().replace("0.045", "0.046")
    (changed / "exit.csv").write_text(exits)
    other = run(*[str(changed) if w == "bench/wf1" else w for w in words])
    text = other.stderr.decode()
    check("another model is refused", other.returncode == 6 and "another input" in text, text)
    bytes_ = bytearray(mine.read_bytes())
    bytes_[random.randrange(len(bytes_))] ^= 1
    mine.write_bytes(bytes_)
    other = run(*words)
    text = other.stderr.decode()
    check("damage is refused", other.returncode == 3 and "damaged" in text, text)
    check("and left where it is", mine.exists())
other = run("projection", "runs", "--checkpoint", str(mine))
text = other.stderr.decode()
check("a short command keeps none", other.returncode == 2 and "not a long command" in text, text)
other = run(*COMMANDS[0], "--set", "simulation.path=abacus")
check("an unknown path is refused", other.returncode == 3 and b"abacus" in other.stderr)

# The sanitizers' build is compiled for common instructions alone, and differently in all else.
plain = build / "pont-san"
if plain.exists():
    words = ["commissioning", "recommend", "--model", "bench/answer", "--draws", "40", "--json"]
    other = subprocess.run([plain, *words], cwd=root, env=environment, capture_output=True, timeout=300)
    check("loops in wide vectors give the same bytes", other.stdout == run(*words).stdout, other.stderr[:400])

shutil.rmtree(scratch)
print(f"{passed} {failed}")
sys.exit(failed > 0)
