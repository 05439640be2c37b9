"""Models that make no sense, each of which must be refused in words, or give finite numbers.

    tests/oracle/nonsense.py BUILD [SHARE]

A refusal ends with exit code 3, 4, 5, 7 or 8 and one message that names the file (and, where a row is to
blame, its line) and the reason. Named cases (negative stock, sums over 1, circles, missing years,
contradictory limits, absurd sizes, ...) say what the message must hold; then every table and column
of good examples is changed by rule. Each ends in 20 s and 500 MB without a word of crashes; the rules
go through the build with sanitizers. The last line is "PASSED FAILED".
"""
import csv, json, math, os, random, re, resource, shutil, subprocess, sys, time
import nasty

MOST_SPACE, MOST_CPU, MOST_WALL = 700 << 20, 20, 60
CRASHES = re.compile(r'Sanitizer|out of memory|Assertion|core dumped|runtime error|terminate')
REFUSED = (3, 4, 5, 7, 8)
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = os.path.abspath(sys.argv[1])
share = float(sys.argv[2]) if len(sys.argv) > 2 else 1
work = build + '/nonsense'
passed, failed = 0, 0


def send(program, words, plain):
    def limits():
        if plain:
            resource.setrlimit(resource.RLIMIT_AS, (MOST_SPACE, MOST_SPACE))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU + 5))
    try:
        p = subprocess.run([program] + words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, preexec_fn=limits, timeout=MOST_WALL,
                           env=dict(os.environ, PONT_DB=''))
    except subprocess.TimeoutExpired:
        return 'it did not end', '', ''
    return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')


def not_finite(word):
    raise ValueError('it says ' + word)


def numbers(value):
    """All numbers of an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for v in value:
            yield from numbers(v)
    elif isinstance(value, float):
        yield value


def fault(said, holds):
    """What is wrong with how a folder was met; None: nothing. holds: '' = it may also be accepted."""
    code, out, err = said
    if CRASHES.search(out + err):
        return 'crashes: ' + (err + out)[-600:]
    if code == 0 and not holds:
        try:
            answer = json.loads(out, parse_constant=not_finite)
        except ValueError as e:
            return 'accepted, but its JSON: %s' % e
        bad = [v for v in numbers(answer) if not math.isfinite(v)]
        return 'accepted, but gives %s' % bad[:3] if bad else None
    if code not in REFUSED:
        return 'ends with %s: %s' % (code, (err + out)[-300:])
    lines = err.strip().split('\n')
    if not lines[0].startswith('pont: '):
        return 'no refusal: ' + (err + out)[:300]
    if not re.search(r'\.csv', err):
        return 'names no file: ' + err[:300]
    for word in holds.split(' | ') if holds else ():
        if word not in err:
            return "does not say '%s': %s" % (word, err[:300])
    return None


def count(name, wrong):
    global passed, failed
    passed, failed = passed + (not wrong), failed + bool(wrong)
    if wrong:
        print('FAILED %s: %s' % (name, wrong))


def judge(name, folder, holds='', plain=True, command='run', fix=False):
    """The folder under `name`; removed when all is well. fix: a refusal must say what to do."""
    words = ['commissioning' if command == 'recommend' else 'projection', command, '--model', folder, '--json']
    program = build + ('/pont' if plain else '/pont-san')
    said = send(program, words + ([] if command == 'sensitivity' else ['--draws', '8']), plain)
    wrong = fault(said, holds)
    if not wrong and fix and said[0] and not re.search(r'; |\(\w+\.csv\)', said[2]):
        wrong = 'says no way out: ' + said[2][:300]
    count(name, wrong and '%s; kept in %s' % (wrong, folder))
    if not wrong:
        shutil.rmtree(os.path.dirname(folder) if folder.endswith('/m') else folder)


def fresh(example, name):
    path = '%s/%s/m' % (work, re.sub(r'[^A-Za-z0-9.-]+', '-', name)[:80])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copytree('%s/examples/published/%s' % (root, example), path)
    for stray in ('expected.csv', 'README.md'):
        if os.path.exists(path + '/' + stray):
            os.remove(path + '/' + stray)
    return path


# ---------------------------------------------------------------- named cases

def text(path, content):
    with open(path, 'w' if isinstance(content, str) else 'wb') as f:
        f.write(content)


def add(line):
    def change(path, table):
        with open('%s/%s.csv' % (path, table), 'a') as f:
            f.write(line + '\n')
    return change


def whole(content):
    return lambda path, table: text('%s/%s.csv' % (path, table), content)


def swap(old, new):
    def change(path, table):
        with open('%s/%s.csv' % (path, table)) as f:
            said = f.read()
        assert old in said, (table, old)
        text('%s/%s.csv' % (path, table), said.replace(old, new, 1))
    return change


def remove(path, table):
    os.remove('%s/%s.csv' % (path, table))


LIMITS = 'kind,route,year,value\n'
TARGET = 'line,year_from\nneed,2034\n'
MANY = 'state,value\n' + 'nhs,1\n' * 1000000
CASES = [ # table, change, what the refusal must hold
    ('stock', swap('nhs,1500', 'nhs,-1500'), "stock.csv:2: | '-1500' | less than 0"),
    ('stock', swap('nhs,1500', 'nhs,nan'), "stock.csv:2: | 'nan' | not a number"),
    ('stock', swap('nhs,1500', 'nhs,inf'), "stock.csv:2: | 'inf' | not a number"),
    ('stock', swap('nhs,1500', 'nhs,1e308'), 'stock.csv:2: '),
    ('stock', swap('nhs,1500', 'nhs,1e12'), 'stock.csv:2: '),
    ('stock', swap('nhs,1500', 'nhs,1e999'), "stock.csv:2: | '1e999'"),
    ('stock', swap('nhs,1500', 'nhs,"1,500"'), "stock.csv:2: | '1,500' | not a number"),
    ('stock', swap('nhs,1500', 'NSH,1500'), "stock.csv:2: | 'NSH' | 'nhs'"),
    ('stock', add(',nhs,1,x'), 'stock.csv:5: | stock.csv:2'),
    ('stock', whole(MANY), 'stock.csv'),
    ('stock', whole('state,value\nnhs,1\n' + 'x' * 5000000), 'stock.csv'),
    ('stock', whole(b'\x00\x01\x02'), 'stock.csv'),
    ('stock', whole(''), 'stock.csv'),
    ('stock', whole('state,value,value\nnhs,1,2\n'), 'stock.csv'),
    ('stock', whole('state,valeu\nnhs,1\n'), "stock.csv:1: | valeu | did you mean 'value'"),
    ('exit', swap('nhs,leaving,0.05', 'nhs,leaving,1.05'), "exit.csv:2: | '1.05'"),
    ('exit', swap('nhs,leaving,0.05', 'nhs,leaving,0.97'), "exit.csv:2: | 1.02 | 'nhs' | 2025"),
    ('exit', add(',nhs,death,0.95,x'), "exit.csv:2: | 'exit/nhs/*/death'"),
    ('exit', add(',nhs,leaving,0.1,x'), 'exit.csv:5: | exit.csv:2'),
    ('exit', whole('state,cause,year,value\nnhs,leaving,,0.1\nnhs,leaving,2026,0.2\n'), 'exit.csv:'),
    ('exit', whole('state,cause,year,value\nnhs,leaving,12026,0.1\n'), "exit.csv:2: year '12026'"),
    ('exit', whole('state,cause,year,value\nnhs,leaving,-1,0.1\n'), "exit.csv:2: year '-1'"),
    ('exit', whole('state,cause,year,value\nnhs,leaving,99999999999999999999,0.1\n'), 'exit.csv:2: year'),
    ('exit', whole('state,cause,value,distribution\nnhs,leaving,,"beta(0,3)"\n'), 'exit.csv:2: '),
    ('exit', whole('state,cause,value,distribution\nnhs,leaving,,"beta(1,nan)"\n'), 'exit.csv:2: '),
    ('exit', whole('state,cause,value,distribution\nnhs,leaving,,"normal(0.1)"\n'), 'exit.csv:2: '),
    ('exit', whole('state,cause,value,distribution\nnhs,leaving,,"uniform(0.3,0.1)"\n'), 'exit.csv:2: '),
    ('exit', whole('state,cause,value,distribution\nnhs,leaving,,"normal(3,1)"\n'), 'exit.csv:2: '),
    ('exit', whole('state,cause,value\nnhs,leaving,\n'), 'exit.csv:2: value'),
    ('move', add(',nhs,nhs,0.1,x'), 'move.csv:8: | same state'),
    ('move', add(',nhs,mars,0.1,x'), "move.csv:8: | 'mars'"),
    ('move', add(',la,nhs,0.95,x'), 'move.csv:8: | move.csv'),
    ('capture', swap('bsc,nhs,0.7', 'bsc,nhs,0.9'), 'capture.csv:2: | above 1 | 1.05'),
    ('attrition', swap('bsc,1,0.08', 'bsc,9,0.08'), "attrition.csv:2: | '9'"),
    ('attrition', swap('bsc,1,0.08', 'bsc,1,1.08'), "attrition.csv:2: | '1.08'"),
    ('attrition', swap('bsc,1,0.08', 'msc,1,0.08'), "attrition.csv:2: | 'msc'"),
    ('route', swap('bsc', 'bsc,extra'), 'route.csv:2'),
    ('route', whole('id,length\nbsc,3\nbsc,3\n'), 'route.csv:3: | twice'),
    ('route', whole('id,length\nbsc,300\n'), "route.csv:2: | '300'"),
    ('route', whole('id,length,share\nbsc,3,0.4\n'), 'route.csv'),
    ('state', whole('id,weight\nnhs,-1\nla,1\nout,0\n'), "state.csv:2: | '-1'"),
    ('state', whole('id,weight\n*,1\n'), 'state.csv:2: '),
    ('state', whole('id,weight\nnhs,1\nnhs,1\n'), 'state.csv:3: | twice'),
    ('state', remove, 'state.csv'),
    ('model', remove, 'model.csv'),
    ('model', swap('start_year,2024', 'start_year,'), 'model.csv | start_year'),
    ('model', swap('start_year,2024', 'start_year,999999'), "model.csv:| '999999'".replace(':|', ' |')),
    ('model', swap('years,10', 'years,0'), "model.csv: | '0'".replace(': |', ' |')),
    ('model', swap('years,10', 'years,100000'), "model.csv | '100000'"),
    ('model', swap('years,10', 'years,10\nyears,11'), 'model.csv | already'),
    ('model', swap('years,10', 'years,10\nstep_years,3'), 'model.csv | multiple'),
    ('model', swap('years,10', 'years,10\nyaers,11'), "model.csv | did you mean 'years'"),
    ('model', swap('years,10', 'years,10\nextends,.'), 'model.csv | extends'),
    ('model', swap('years,10', 'years,10\nextends,../m'), 'model.csv | circle'),
    ('model', swap('years,10', 'years,10\nextends,../../../etc'), 'model.csv | extends'),
    ('model', swap('years,10', 'years,10\nextends,/etc'), 'model.csv | extends'),
    ('model', swap('years,10', 'years,10\nextends,../nobody'), 'model.csv | nobody'),
    ('model', swap('years,10', 'years,10\ndraws,0'), "model.csv | '0'"),
    ('model', swap('years,10', 'years,10\ndraws,1e9'), 'model.csv | draws | 1e9'.replace('draws | ', '')),
    ('model', swap('years,10', 'years,10\nconfidence,1.5'), "model.csv | '1.5'"),
    ('model', swap('years,10', 'years,10\ndecide_from,2030\ndecide_to,2026'), 'model.csv | decide_to'),
    ('model', swap('years,10', 'years,10\ndecide_from,2030'), 'model.csv | decide_to'),
    ('model', swap('years,10', 'years,10\nrates,guess'), "model.csv | 'guess'"),
    ('age', whole('id,from,to\na,20,30\nb,40,50\n'), 'age.csv:3: '),
    ('age', whole('id,from,to\na,30,20\n'), 'age.csv:2: '),
    ('age', whole('id,from,to\na,20,\nb,30,40\n'), 'age.csv:2: '),
    ('age', whole('id,from,to\na,16,39\nb,40,\n'), 'the ages of its joiners'),
    ('demand', whole('line,group,value\nneed,mars,5\n'), "demand.csv:2: | 'mars'"),
    ('demand', whole('line,value\nneed,-5\n'), "demand.csv:2: | '-5'"),
    ('driver', whole('line,kind,name,year,value\nneed,other,x,2030,-3\n'), "driver.csv:2: | '-3'"),
    ('driver', whole('line,kind,name,value\nneed,other,x,0.1\n'), 'driver.csv:2: | year'),
    ('driver', whole('line,kind,name,year,value\nneed,other,x,2020,0.1\n'), 'driver.csv:2: | 2020'),
    ('target', whole('line,year_from\nneed,2090\n'), "target.csv:2: | '2090'"),
    ('target', whole('line,year_from,year_to\nneed,2034,2030\n'), 'target.csv:2: | 2034'),
    ('target', whole('line,year_from\nwant,2034\n'), "target.csv:2: | 'want'"),
    ('draw', whole('draw,id,value\n1,nobody,3\n'), "draw.csv:2: | 'nobody'"),
    ('draw', whole('draw,id,value\n1,exit/nhs/*/leaving,nan\n'), "draw.csv:2: | 'nan'"),
    ('draw', whole('draw,id,value\n999999,exit/nhs/*/leaving,0.1\n'), 'draw.csv:2: '),
    ('limit', whole(LIMITS + 'speed,*,,5\n'), "limit.csv:2: | 'speed'"),
    ('limit', whole(LIMITS + 'capacity,*,,-5\n'), "limit.csv:2: | '-5'"),
    ('intake', swap('160', '-160'), "intake.csv:2: | '-160'"),
    ('intake', swap('2022', '202x'), "intake.csv:2: | '202x'"),
    ('stcok', whole('state,value\nnhs,1\n'), "stcok.csv | did you mean 'stock.csv'"),
]


def long_chain():
    """Folders that extend each other too deeply, and two that extend each other."""
    for i in range(12):
        text_dir = '%s/deep/f%d' % (work, i)
        os.makedirs(text_dir)
        text(text_dir + '/model.csv', 'key,value\nextends,../f%d\n' % (i + 1))
    judge('deep', work + '/deep/f0', 'model.csv | too deeply')
    for a, b in ('xy', 'yx'):
        os.makedirs('%s/circle/%s' % (work, a))
        text('%s/circle/%s/model.csv' % (work, a), 'key,value\nextends,../%s\n' % b)
    judge('circle', work + '/circle/x', 'model.csv | circle')


def contradictory():
    """Limits that exclude each other, or that nothing can keep: an answer within sense, never an error."""
    for i, rows in enumerate((
            'minimum,*,,200\ncapacity,*,,100\n', 'minimum,bsc,,50\ncapacity,*,,10\n',
            'ramp,*,,0\nminimum,*,,500\n', 'budget,*,,0\n', 'placement,*,,0\nminimum,*,,10\n',
            'ramp_share,*,,0\ncapacity,*,,1\n', 'capacity,*,,0\n', 'capacity,*,,1e300\n', 'minimum,*,,1e300\n',
            'ramp,*,,1e-300\nminimum,*,,1\n', 'minimum,*,2020,5\n')):
        path = fresh('ot-mini', 'limits-%d' % i)
        text(path + '/limit.csv', LIMITS + rows)
        text(path + '/target.csv', TARGET)
        text(path + '/cost.csv', 'route,value\n*,9000\n')
        text(path + '/hours.csv', 'route,value\n*,300\n')
        add('decide_from,2025\ndecide_to,2031\nshape,%s' % ('free', 'level')[i % 2])(path, 'model')
        judge('limits %d' % i, path, command='recommend')


def by_hand():
    for i, (name, command, files, holds) in enumerate(nasty.CASES):
        path = fresh('ot-mini', 'nasty-%d' % i)
        for file, content in files.items():
            if content is None:
                os.remove('%s/%s.csv' % (path, file))
            elif file[0] == '+':
                add(content.rstrip('\n'))(path, file[1:])
            else:
                text('%s/%s.csv' % (path, file), content)
        judge('by hand: ' + name, path, holds, plain=i % 4 != 0, command=command, fix=True)


def large():
    """Sizes that are absurd together though each is allowed."""
    path = fresh('ot-mini', 'many states')
    text(path + '/state.csv', 'id,weight\n' + ''.join('s%d,1\n' % i for i in range(60000)) + 'nhs,1\nla,1\nout,0\n')
    text(path + '/age.csv', 'id,from,to\n' + ''.join('a%d,%d,%d\n' % (i, i, i) for i in range(120)))
    text(path + '/entry_age.csv', 'route,ages,value\nbsc,a20,1\n')
    text(path + '/model.csv', 'key,value\nstart_year,2024\nyears,2000\ndraws,1000000\n')
    judge('many states', path, 'state.csv')
    path = fresh('ot-mini', 'many routes')
    text(path + '/route.csv', 'id,length\nbsc,3\n' + ''.join('r%d,8\n' % i for i in range(100000)))
    text(path + '/model.csv', 'key,value\nstart_year,2024\nyears,2000\n')
    judge('many routes', path, 'route.csv')
    path = fresh('ot-mini', 'long names')
    text(path + '/state.csv', 'id,weight\nnhs,1\nla,1\nout,0\n%s,1\n' % ('x' * 100000))
    judge('long names', path)
    path = fresh('ot-mini', 'bom')
    with open(path + '/stock.csv', 'rb') as f:
        said = f.read()
    text(path + '/stock.csv', b'\xef\xbb\xbf' * 2 + said)
    judge('two byte-order marks', path)
    text_path = fresh('ot-mini', 'utf16')
    text(text_path + '/stock.csv', said.decode().encode('utf-16'))
    judge('utf-16', text_path)


# ---------------------------------------------------------------- by rule

VALUES = ['', '-1', '0', '1.0000001', '1e308', '-1e308', 'nan', 'inf', '1e999', '*', 'nobody', '0x1F', '1;5',
          '2400', '99999999999', '\u202e', 'x' * 3000, '"', '=1+1', 'beta(1,1)', 'normal(0,1e308)', '../x', '*.*']
EXAMPLES = ['ot-mini', 'dutch-gps-2009', 'sweden-females-1993', 'killer-whale', 'chance-beta-binomial',
            'chance-scenarios', 'dental-prosthetists-2012']


def mutations():
    rng = random.Random(5)
    for example in EXAMPLES:
        for name in sorted(os.listdir('%s/examples/published/%s' % (root, example))):
            if not name.endswith('.csv') or name == 'expected.csv':
                continue
            with open('%s/examples/published/%s/%s' % (root, example, name), newline='') as f:
                rows = list(csv.reader(f))
            for column in range(len(rows[0])):
                for value in VALUES:
                    yield example, name, rng.randrange(0 if rng.random() < 0.1 else 1, len(rows)), column, value
            for kind in ('twice', 'gone', 'short', 'long'):
                yield example, name, rng.randrange(1, len(rows)), kind, ''


def mutate(example, name, line, column, value, label):
    path = fresh(example, label)
    with open('%s/%s' % (path, name), newline='') as f:
        rows = list(csv.reader(f))
    if column == 'twice':
        rows.insert(line, rows[line])
    elif column == 'gone':
        del rows[line]
    elif column == 'short':
        rows[line] = rows[line][:1]
    elif column == 'long':
        rows[line] = rows[line] + ['more']
    else:
        rows[line] = rows[line] + [''] * (len(rows[0]) - len(rows[line]))
        rows[line][column] = value
    with open('%s/%s' % (path, name), 'w', newline='') as f:
        csv.writer(f, lineterminator='\n').writerows(rows)
    return path


shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
for i, (table, change, holds) in enumerate(CASES):
    folder = fresh('ot-mini', 'case-%d-%s' % (i, table))
    change(folder, table)
    judge('case %d (%s: %s)' % (i, table, holds[:60]), folder, holds)
long_chain()
contradictory()
by_hand()
large()
chosen = random.Random(11)
for i, (example, name, line, column, value) in enumerate(mutations()):
    if chosen.random() < 0.05 * share:
        label = 'rule-%d' % i
        judge('%s %s:%d column %s = %.40s' % (example, name, line + 1, column, value),
              mutate(example, name, line, column, value, label), plain=i % 3 != 0)
print(passed, failed)
sys.exit(failed != 0)
