"""Compares the program with outside oracles on random model folders.

    tests/oracle/run.py BUILD [SEED] [SHARE]

R (oracle.R, space.R) computes cohorts, pools, locums, ceilings, scenarios, chance intakes, quantiles and the law of what chance does; glpsol
(programme.py) solves the least plans. Each folder gets what it should give as expected.csv, and
`pont verify` compares; what a program would read, `projection run --json`, is compared as well.
Pooled rates, shocks and scores are compared line by line (statistics.c, statistics.R).
The same SEED makes the same folders; SHARE makes more of them (1 = as in the check). A folder that
disagrees is kept and named. The last line is "PASSED FAILED".
"""
import csv, json, math, os, random, re, shutil, subprocess, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make, programme

COUNTS = {'cohort': 70, 'space': 70, 'scenarios': 25, 'chance': 30, 'quantile': 40, 'process': 25, 'programme': 90}
STANDARD_ERRORS = 4.5
here = os.path.dirname(os.path.abspath(__file__))
build = os.path.abspath(sys.argv[1])
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
times = float(sys.argv[3]) if len(sys.argv) > 3 else 1
work = build + '/oracle'
passed, failed = 0, 0


def run(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)


def count(good, path, words=''):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print('FAILED %s (seed %d): %s' % (path, seed, words))


def folders(kind):
    """Made and handed to R; their paths."""
    paths = []
    for i in range(round(COUNTS[kind] * times)):
        paths.append('%s/%s/%03d' % (work, kind, i))
        os.makedirs(os.path.dirname(paths[-1]), exist_ok=True)
        make.make(kind, seed, i, paths[-1])
    if kind != 'programme':
        said = run('Rscript', here + '/oracle.R', kind, *paths)
        if said.returncode:
            count(False, kind, 'the oracle itself: ' + said.stdout[-500:])
    return paths


def verify(path):
    """(folders passed, folders failed, what was said of those)"""
    said = run(build + '/pont', 'verify', path).stdout
    last = re.search(r'^(\d+) passed, (\d+) failed$', said, re.M)
    if not last:
        return 0, 1, said[-500:]
    bad = [line for line in said.split('\n') if line.startswith(('FAILED', '  '))]
    return int(last.group(1)), int(last.group(2)), '\n'.join(bad)


def verify_all(kind):
    global passed, failed
    good, bad, said = verify('%s/%s' % (work, kind))
    passed, failed = passed + good, failed + bad
    if bad:
        print('%s\n  replay: pont verify FOLDER; all of seed %d: tests/oracle/run.py BUILD %d' % (said, seed, seed))


def projection(path):
    said = run(build + '/pont', 'projection', 'run', '--model', path, '--json')
    try:
        return {int(y['year']): y for y in json.loads(said.stdout)['years']}
    except (ValueError, KeyError):
        count(False, path, said.stdout[-300:])


def compare_json(path):
    """Central supply as a program reads it, beside R's."""
    years = projection(path)
    if not years:
        return
    with open(path + '/expected.csv', newline='') as f:
        rows = [r for r in csv.DictReader(f) if r['quantity'] == 'supply' and r['state'] == '*']
    off = [abs(years[int(r['year'])]['supply'] - float(r['value'])) - float(r['tolerance']) for r in rows]
    count(rows and max(off) <= 0, path, 'supply in JSON differs from R')


def compare_law(path):
    """Each quantile of the draws lies where the exact law has its probability, but for chance."""
    years = projection(path)
    if not years:
        return
    with open(path + '/law.txt', newline='') as f:
        at_most = [float(r['at_most']) for r in csv.DictReader(f)]
    below = lambda x: 0.0 if x < 0 else at_most[min(int(x), len(at_most) - 1)]
    m = programme.table(path, 'model')
    draws = int(next(r['value'] for r in m if r['key'] == 'draws'))
    for p in (5, 10, 25, 50, 75, 90, 95):
        q, share = years[max(years)]['supply_q%02d' % p], p / 100
        slack = STANDARD_ERRORS * math.sqrt(share * (1 - share) / draws)
        count(below(q) >= share - slack and below(q - 1) <= share + slack, path,
              'quantile %d %% is %s: P(at most it) %.5f, P(below it) %.5f' % (p, q, below(q), below(q - 1)))


def compare_scenarios(path):
    """Levels and gaps of every leaf, branch and the mixture, and the regret of every level shown."""
    said = run(build + '/pont', 'projection', 'scenarios', '--model', path, '--draws', '1', '--json')
    try:
        answer = json.loads(said.stdout)
    except ValueError:
        return count(False, path, said.stdout[-300:])
    near = lambda a, b: abs(a - b) <= 1e-6 * (1 + abs(b))
    with open(path + '/outlook.txt', newline='') as f:
        theirs = list(csv.DictReader(f))
    ours = answer['outlooks']
    good = len(ours) == len(theirs) and all(
        o['kind'] == t['kind'] and (o['scenario'] or '') == t['name'] and near(o['weight'], float(t['weight'])) and
        near(o['level'], float(t['level'])) and near(o['gap_q05'], float(t['low'])) and
        near(o['gap_q50'], float(t['middle'])) and near(o['gap_q95'], float(t['high']))
        for o, t in zip(ours, theirs))
    count(good, path, 'outlooks %s, R has %s' % (ours[:2], theirs[:2]))
    with open(path + '/loss.txt', newline='') as f:
        loss = [[float(x) for x in row] for row in list(csv.reader(f))[1:]]
    names = [o['scenario'] for o in ours if o['kind'] == 'leaf']
    if max(o['level'] for o in ours) > 450:
        return # the program weighs every second level then
    for r in answer['regret']:
        i, x = 1 + names.index(r['scenario']), r['level']
        if x >= 1000 or x != int(x):
            continue # between whole levels there may be a corner
        wanted = loss[int(x)][i] - min(row[i] for row in loss)
        count(near(r['regret'], wanted), path, 'regret of %s in %s: %s, R has %s' % (x, r['scenario'], r['regret'], wanted))


def can_fail(path):
    """A comparison that cannot fail would prove nothing."""
    copy = work + '/changed'
    shutil.copytree(path, copy)
    with open(copy + '/stock.csv') as f:
        lines = f.read().split('\n')
    cells = lines[1].split(',')
    cells[3] = repr(float(cells[3]) + 0.001)
    lines[1] = ','.join(cells)
    with open(copy + '/stock.csv', 'w') as f:
        f.write('\n'.join(lines))
    count(verify(copy)[1] == 1, copy, 'a stock that is 0.001 larger goes unnoticed')
    shutil.rmtree(copy)


# ---------------------------------------------------------------- statistics

def statistics_line(rng, i):
    kind = ('shares', 'counts', 'shock', 'normal', 'ensemble')[i % 5]
    one = lambda low, high: round(rng.uniform(low, high), 3)
    if kind in ('shares', 'counts'):
        rate, spread, cells = one(0.03, 0.3), rng.choice((0, 0.3, 0.8)), []
        for _ in range(rng.randrange(2, rng.choice((6, 25)))):
            n = rng.randrange(3, rng.choice((16, 200)))
            e = min(0.9, rate * math.exp(rng.gauss(0, spread)))
            cells += [sum(rng.random() < e for _ in range(n)), n]
        return kind, cells if sum(cells[::2]) else [1, 9, 0, 7]
    if kind == 'shock':
        cells = [one(0, 0.2)]
        for _ in range(rng.randrange(1, 9)):
            expected = one(5, 400)
            cells += [round(expected * math.exp(rng.gauss(0, 0.2))), expected]
        return kind, cells
    m, s = one(-50, 50), one(0.1, 20)
    if kind == 'normal':
        return kind, [m, s, round(rng.gauss(m, s), 3)]
    return kind, [one(-10, 10)] + [one(-10, 10) for _ in range(rng.randrange(2, 40))]


# By position: how far the numbers of a line may be apart, as a share. The program's grid is coarse.
APART = {'shares': (0.01, 0.01, 0.03, 0.01, 0.03, 1e-7), 'counts': (3e-3,) * 5 + (1e-7,),
         'shock': (1e-6,) * 4, 'normal': (1e-6,), 'ensemble': (1e-9, 1e-9)}


def statistics():
    rng = random.Random('statistics/%d' % seed)
    lines = [statistics_line(rng, i) for i in range(round(150 * times))]
    text = ''.join('%s %s\n' % (kind, ' '.join(map(str, cells))) for kind, cells in lines)
    said = [subprocess.run(words, input=text, stdout=subprocess.PIPE, universal_newlines=True).stdout.split('\n')
            for words in ([build + '/tools/oracle'], ['Rscript', here + '/statistics.R', '12'])]
    for i, (kind, cells) in enumerate(lines):
        ours, theirs = ([float(x) for x in s[i].split()] if i < len(s) else [] for s in said)
        good = len(ours) == len(theirs) == len(APART[kind]) and all(
            abs(a - b) <= share * abs(b) + 1e-9 for a, b, share in zip(ours, theirs, APART[kind]))
        count(good, '%s %s' % (kind, ' '.join(map(str, cells))), '%s, R has %s' % (ours, theirs))


shutil.rmtree(work, ignore_errors=True)
statistics()
for kind in ('cohort', 'space', 'chance', 'quantile'):
    paths = folders(kind)
    verify_all(kind)
    if kind == 'cohort':
        can_fail(paths[0])
        for path in paths:
            compare_json(path)
for path in folders('scenarios'):
    compare_scenarios(path)
for path in folders('process'):
    if os.path.exists(path + '/law.txt'):
        compare_law(path)
kinds = {}
for path in folders('programme'):
    kind = programme.expect(path)
    kinds[kind] = kinds.get(kind, 0) + 1
    if kind == 'unproven':
        shutil.rmtree(path)
verify_all('programme')
count(kinds.get('linear', 0) >= 20 * times and kinds.get('whole', 0) >= 20 * times, 'programme',
      'too few programmes with an answer: %s' % kinds)
print('programmes: ' + ', '.join('%d %s' % (n, k) for k, n in sorted(kinds.items())))
print(passed, failed)
sys.exit(failed != 0)
