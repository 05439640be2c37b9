"""The least plan of a folder as a programme for glpsol, and its answer as expected.csv.

Written from docs/model/folder.md, engine.md and commission.md; one age class, years of one step,
probabilities of the opening stock. Supply is found by running the course with one student more.
"""
import csv, itertools, os, subprocess

MOST_LUMPS = 12 # whole numbers in a programme that the program searches to the end


def table(path, name):
    path = '%s/%s.csv' % (path, name)
    if not os.path.exists(path):
        return []
    with open(path, newline='') as f:
        return list(csv.DictReader(f))


def value(rows, year):
    """Linear between the years given, constant outside."""
    at = sorted((int(r['year']), float(r['value'])) for r in rows if r['year'])
    if not at:
        return float(rows[0]['value'])
    if year <= at[0][0]:
        return at[0][1]
    for (a, x), (b, y) in zip(at, at[1:]):
        if year <= b:
            return x + (y - x) * (year - a) / (b - a)
    return at[-1][1]


class Model:
    def __init__(self, path):
        self.path = path
        self.set = {r['key']: r['value'] for r in table(path, 'model')}
        self.start, self.years = int(self.set['start_year']), int(self.set['years'])
        self.first, self.last = int(self.set['decide_from']), int(self.set['decide_to'])
        self.states = [r['id'] for r in table(path, 'state')]
        self.weight = {r['id']: float(r['weight']) for r in table(path, 'state')}
        self.routes = {r['id']: r for r in table(path, 'route')}
        self.rows = {t: table(path, t) for t in ('stock', 'exit', 'move', 'attrition', 'capture', 'intake',
                                                 'cost', 'hours', 'limit', 'demand', 'driver', 'target')}
        self.stay = {s: 1.0 for s in self.states}
        for r in self.rows['exit'] + self.rows['move']:
            self.stay[r['state']] -= float(r['value'])
        self.decided = [(r, y) for r in self.routes for y in range(self.first, self.last + 1)
                        if self.routes[r].get('decided') != 'no']

    def length(self, route):
        return int(self.routes[route]['length'])

    def own(self, route, year):
        rows = [r for r in self.rows['intake'] if r['route'] == route]
        return 0 if year < min(int(r['year']) for r in rows) else value(rows, year)

    def left(self, route, year, study):
        """Share of the cohort that starts this study year."""
        lost = [float(r['value']) for r in self.rows['attrition'] if r['route'] == route]
        return (1 - lost[0]) ** (study - 1)

    def run(self, students):
        """Supply by year with students(route, year)."""
        now = {s: 0.0 for s in self.states}
        for r in self.rows['stock']:
            now[r['state']] += float(r['value'])
        out = {}
        for year in range(self.start + 1, self.start + self.years + 1):
            then = {s: self.stay[s] * now[s] for s in self.states}
            for m in self.rows['move']:
                then[m['to']] += float(m['value']) * now[m['state']]
            for c in self.rows['capture']:
                r = c['route']
                y = year - self.length(r)
                then[c['state']] += students(r, y) * self.left(r, y, self.length(r) + 1) * float(c['value'])
            now = then
            out[year] = sum(self.weight[s] * now[s] for s in self.states)
        return out

    def demand(self, year):
        growth = float(self.rows['driver'][0]['value'])
        return float(self.rows['demand'][0]['value']) * (1 + growth) ** (year - self.start)

    def each(self, part, route, study, year):
        """Cost or hours of a student: a study year's own rows before those of all."""
        rows = [r for r in self.rows[part] if r['route'] == route]
        own = [r for r in rows if r['study_year'] == str(study)]
        return value(own or [r for r in rows if r['study_year'] in ('', '*')], year)

    def limit(self, kind, route, year):
        rows = [r for r in self.rows['limit'] if r['kind'] == kind and r['route'] == route]
        return value(rows, year) if rows else None


def linear(terms):
    return ' + '.join('%.15g %s' % (v, k) for k, v in terms.items()).replace('+ -', '- ')


class Lines:
    """Rows of a programme: text of sums and bounds."""
    def __init__(self, model):
        self.m, self.rows, self.extra, self.whole, self.binary = model, [], [], [], []
        self.name = {ry: 'x_%s_%d' % ry for ry in model.decided}

    def intake(self, routes, year):
        """(terms, constant) of the intake of some routes."""
        terms, constant = {}, 0.0
        for r in routes:
            if (r, year) in self.name:
                terms[self.name[r, year]] = 1.0
            else:
                constant += self.m.own(r, year)
        return terms, constant

    def add(self, terms, sign, bound):
        terms = {k: v for k, v in terms.items() if v != 0}
        if terms:
            self.rows.append(linear(terms) + ' %s %.15g' % (sign, bound))


def plus(a, b, factor):
    terms = dict(a[0])
    for k, v in b[0].items():
        terms[k] = terms.get(k, 0) + factor * v
    return terms, a[1] + factor * b[1]


def limits(m, out):
    groups = [('*', list(m.routes))] + [(r, [r]) for r in m.routes]
    for year, (name, routes) in itertools.product(range(m.first, m.last + 1), groups):
        now, before = out.intake(routes, year), out.intake(routes, year - 1)
        v = m.limit('capacity', name, year)
        if v is not None:
            out.add(now[0], '<=', max(v - now[1], 0))
        v = m.limit('minimum', name, year)
        if v is not None:
            out.add(now[0], '>=', v - now[1])
        v = m.limit('ramp', name, year)
        if v is not None:
            change = plus(now, before, -1)
            out.add(change[0], '<=', v - change[1])
            out.add(change[0], '>=', -v - change[1])
        v = m.limit('ramp_share', name, year)
        if v is not None:
            for side, sign in ((-1, '>='), (1, '<=')):
                change = plus(now, before, -(1 + side * v))
                out.add(change[0], sign, -change[1])
    longest = max(m.length(r) for r in m.routes)
    for year in range(m.first, m.last + longest):
        for kind, part in (('placement', 'hours'), ('budget', 'cost')):
            v = m.limit(kind, '*', year)
            if v is None:
                continue
            use = ({}, 0.0)
            for r in m.routes:
                for n in range(1, m.length(r) + 1):
                    s = year - n + 1
                    use = plus(use, out.intake([r], s), m.each(part, r, n, year) * m.left(r, s, n))
            out.add(use[0], '<=', max(v - use[1], 0))


def cohorts(m, out):
    for (r, y), x in out.name.items():
        viable = m.routes[r].get('viable') or ''
        multiple = m.routes[r].get('multiple') or ''
        if viable:
            out.binary.append('runs_' + x)
            out.add({x: 1, 'runs_' + x: -float(viable)}, '>=', 0)
            out.add({x: 1, 'runs_' + x: -3000}, '<=', 0)
        if multiple:
            out.whole.append('times_' + x)
            out.add({x: 1, 'times_' + x: -float(multiple)}, '=', 0)
        if m.set['whole_places'] == 'yes':
            out.whole.append(x)


def solve(out, objective, extra, path):
    """The least value, or None where there is no answer."""
    text = 'Minimize\n obj: %s\nSubject To\n' % linear(objective)
    text += ''.join(' c%d: %s\n' % row for row in enumerate(out.rows + extra))
    if out.whole:
        text += 'General\n %s\n' % '\n '.join(out.whole)
    if out.binary:
        text += 'Binary\n %s\n' % '\n '.join(out.binary)
    with open(path + '.lp', 'w') as f:
        f.write(text + 'End\n')
    # The search is long for some; an answer that is not proven is not used.
    said = subprocess.run(['glpsol', '--lp', path + '.lp', '-w', path + '.sol', '--tmlim', '3', '--cuts'],
                          stdout=subprocess.PIPE, universal_newlines=True).stdout
    with open(path + '.sol') as f:
        for line in f:
            cells = line.split()
            if cells[:1] == ['s']:
                status = cells[4] if cells[1] == 'mip' else cells[4] + cells[5]
                return (float(cells[-1]) if status in ('o', 'ff') else None), status
    raise RuntimeError('glpsol said nothing of use: ' + said[-300:])


def expect(path):
    """Writes expected.csv; returns what it is: linear, whole, large, conflict, or unproven (none)."""
    m = Model(path)
    out = Lines(m)
    base = m.run(lambda r, y: 0 if (r, y) in out.name else m.own(r, y))
    gain = {}
    for r, y in out.name:
        more = m.run(lambda a, b: (0 if (a, b) in out.name else m.own(a, b)) + ((a, b) == (r, y)))
        gain[r, y] = {t: more[t] - base[t] for t in more}
    short = {}
    for i, target in enumerate(m.rows['target']):
        for t in range(int(target['year_from']), int(target['year_to'] or target['year_from']) + 1):
            u = 'u_%d_%d' % (i, t)
            short[u] = float(target['weight'])
            terms = {out.name[ry]: gain[ry][t] for ry in out.name}
            terms[u] = 1.0
            out.add(terms, '>=', m.demand(t) - base[t])
    limits(m, out)
    cohorts(m, out)
    best, status = solve(out, short, [], path + '/shortage')
    rows = []
    say = lambda q, v, tolerance: rows.append([q, repr(v), repr(tolerance)])
    if best is None and status in ('n', 'nn', 'un', 'nu', 'uu'):
        say('feasible', 0.0, 0.0) # the limits exclude each other
        return write(path, rows, 'conflict')
    if best is None:
        return 'unproven'
    scale = sum(w * abs(m.demand(m.start + m.years)) for w in short.values())
    lumps = len(out.whole) + len(out.binary)
    met = best < 1e-7 * scale
    if lumps > MOST_LUMPS:
        # Such a search is cut short: never better than the optimum (a limit would be broken), and
        # not much worse.
        low, high = best - 1e-4 * best - 1e-6 * scale, best + 0.01 * best + 1e-3 * scale
        say('shortage', (low + high) / 2, (high - low) / 2)
        return write(path, rows, 'large')
    # A search that ends is within 1e-4 of the optimum, and so may the shortage be.
    say('shortage', best, 1e-4 * best + 1e-6 * scale if lumps else 1e-7 * scale)
    say('feasible', 1.0 if met else 0.0, 0.0)
    held = [[linear(short) + ' <= %.15g' % (best + slack * scale)] for slack in (1e-9, 1e-8)]
    cost = m.set['objective'] == 'cost'
    each = lambda r, y: sum(m.left(r, y, n) * m.each('cost', r, n, y + n - 1)
                            for n in range(1, m.length(r) + 1))
    goal = {x: each(*ry) if cost else 1.0 for ry, x in out.name.items()}
    least, status = solve(out, goal, held[0], path + '/least') if met or not lumps else (None, '')
    if least is not None:
        # The last digit of the shortage may be worth much: how much, a little more of it says.
        more = least if lumps else solve(out, goal, held[1], path + '/more')[0]
        say('cost' if cost else 'intake_total', least,
            1.1e-4 * least + 1e-5 if lumps else 2e-6 * least + 1e-4 + abs(least - more))
    return write(path, rows, 'whole' if lumps else 'linear')


def write(path, rows, kind):
    with open(path + '/expected.csv', 'w', newline='') as f:
        csv.writer(f, lineterminator='\n').writerows([['quantity', 'value', 'tolerance']] + rows)
    return kind
