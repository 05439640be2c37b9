"""Random model folders for the oracles, from a seed: the same seed gives the same folders.

What a folder may contain is docs/model/folder.md; nothing here knows how the program computes it.
Each maker returns nothing: the folder is all that the oracles see.
"""
import csv, os, random

ASSUMPTION = ['year', 'value', 'distribution']
KEYS = {'stock': ['state', 'ages'], 'exit': ['state', 'ages', 'cause'], 'move': ['state', 'to', 'ages'],
        'attrition': ['route', 'study_year'], 'registration': ['route'], 'capture': ['route', 'state'],
        'entry_age': ['route', 'ages'], 'intake': ['route'], 'joiner': ['state', 'ages'],
        'renewal': ['state', 'ages', 'to', 'to_ages'], 'demand': ['line', 'group'],
        'driver': ['line', 'group', 'kind', 'name'], 'cost': ['route', 'study_year'],
        'hours': ['route', 'study_year'], 'limit': ['kind', 'route'], 'place': ['pool', 'state'],
        'locum': ['state', 'group'], 'appeal': ['route', 'state', 'factor'], 'taste': ['factor']}
START = 2020


class Folder:
    def __init__(self, path, **settings):
        self.path, self.tables, self.settings = path, {}, settings
        self.settings.setdefault('start_year', START)

    def row(self, table, *keys, value='', year='', distribution=''):
        self.tables.setdefault(table, []).append(list(keys) + [year, value, distribution])

    def line(self, table, **cells):
        self.tables.setdefault(table, []).append(cells)

    def write(self):
        os.makedirs(self.path)
        self.table('model', ['key', 'value'], self.settings.items())
        for name, rows in self.tables.items():
            if name in KEYS:
                self.table(name, KEYS[name] + ASSUMPTION, rows)
            else:
                columns = list(dict.fromkeys(c for row in rows for c in row))
                self.table(name, columns, [[row.get(c, '') for c in columns] for row in rows])

    def table(self, name, columns, rows):
        with open('%s/%s.csv' % (self.path, name), 'w', newline='') as f:
            out = csv.writer(f, lineterminator='\n')
            out.writerow(columns)
            out.writerows([c if isinstance(c, str) else repr(c) for c in row] for row in rows)


def share(rng, low=0.0, high=1.0):
    return round(rng.uniform(low, high), rng.choice((2, 4, 6)))


def knots(rng, f, table, keys, value, years, some=0.3):
    """One row for all years, or values of two or three years."""
    if rng.random() > some:
        f.row(table, *keys, value=value())
        return
    for year in sorted(rng.sample(range(START - 2, START + years + 3), rng.choice((2, 3)))):
        f.row(table, *keys, value=value(), year=year)


def age_classes(rng, f):
    """The ids of a folder's classes; [] where age is not modelled."""
    n, at, ids = rng.choice((0, 0, 2, 4, 7)), rng.choice((0, 16, 18)), []
    for i in range(n):
        width = rng.choice((1, 2, 5, 10))
        is_open = i == n - 1 and rng.random() < 0.6
        ids.append('%d+' % at if is_open else '%d-%d' % (at, at + width - 1))
        f.line('age', **{'id': ids[-1], 'from': at, 'to': '' if is_open else at + width - 1})
        at += width
    return ids


def some_ages(rng, ids, named=False):
    """All, one class, or a range of classes."""
    kind = rng.randrange(1 if named else 0, 3) if ids else 0
    if kind == 0:
        return rng.choice(('', '*'))
    first = rng.randrange(len(ids))
    last = rng.randrange(first, len(ids))
    if kind == 1 or first == last:
        return ids[first]
    low, high = ids[first].rstrip('+').split('-')[0], ids[last]
    return low + '+' if high.endswith('+') else low + '-' + high.split('-')[1]


def cohort(rng, path):
    """Everything that the engine's expected mode does, in some mixture."""
    step = rng.choice((1, 1, 1, 2, 3))
    steps = rng.randrange(2, 9)
    years = step * steps
    hazard = rng.random() < 0.3
    f = Folder(path, years=years, step_years=step, ageing=rng.choice(('yes', 'no')),
               joiner_exposure=rng.choice((0, 0.5, 1, share(rng))), draws=1,
               rates='hazard' if hazard else 'probability',
               moves='opening' if hazard else rng.choice(('opening', 'stayers')))
    ages = age_classes(rng, f)
    states = ['s%d' % i for i in range(rng.randrange(1, 5))]
    groups = ['g%d' % i for i in range(rng.randrange(1, 3))]
    for i, s in enumerate(states):
        f.line('state', id=s, group=groups[i] if i < len(groups) else rng.choice(groups),
               weight=rng.choice((0, 1, share(rng), share(rng))) if i else share(rng, 0.1, 1))
    groups = groups[:len(states)]
    for s in states:
        for _ in range(rng.randrange(1, 3) if ages else 1):
            f.tables.setdefault('stock', [])
            keys = [s, some_ages(rng, ages)]
            if all(r[:2] != keys and {r[1], keys[1]} != {'', '*'} or r[0] != s
                   for r in f.tables['stock']):
                f.row('stock', *keys, value=rng.choice((rng.randrange(500), share(rng, 0, 900))))
    most = 0.9 if hazard else 0.12
    used = set()
    for i in range(rng.randrange(1, 5)):
        f_keys = [rng.choice(states + ['*']), some_ages(rng, ages), 'cause%d' % i]
        knots(rng, f, 'exit', f_keys, lambda: share(rng, 0, most), years)
    for _ in range(rng.randrange(0, 4)):
        if len(states) > 1:
            a, b = rng.sample(states, 2)
            key = (a, b)
            if key not in used:
                used.add(key)
                knots(rng, f, 'move', [a, b, some_ages(rng, ages)], lambda: share(rng, 0, most), years)
    for i in range(rng.randrange(0, 3)):
        s = rng.choice(states)
        if ('joiner', s) not in used:
            used.add(('joiner', s))
            knots(rng, f, 'joiner', [s, some_ages(rng, ages)], lambda: share(rng, 0, 60), years)
    if rng.random() < 0.3:
        knots(rng, f, 'renewal', [rng.choice(states), some_ages(rng, ages), rng.choice(states),
                                  some_ages(rng, ages)], lambda: share(rng, 0, 0.2), years)
    routes = ['r%d' % i for i in range(rng.randrange(0, 4))]
    for r in routes:
        length = rng.randrange(0, 6)
        f.line('route', id=r, length=length)
        if rng.random() < 0.5:
            knots(rng, f, 'attrition', [r, '*'], lambda: share(rng, 0, 0.3), years)
        for y in range(1, length + 1):
            if rng.random() < 0.5:
                knots(rng, f, 'attrition', [r, y], lambda: share(rng, 0, 0.3), years)
        if rng.random() < 0.6:
            knots(rng, f, 'registration', [r], lambda: share(rng, 0.5, 1), years)
        for s in states:
            if rng.random() < 0.7:
                knots(rng, f, 'capture', [r, s], lambda: share(rng, 0, 1 / len(states)), years)
        first = START - rng.randrange(0, 9)
        for year in sorted(rng.sample(range(first, first + 12), 3)):
            f.row('intake', r, value=share(rng, 0, 200), year=year)
        if ages:
            if rng.random() < 0.5 or len(ages) < 2:
                f.row('entry_age', r, some_ages(rng, ages, True), value=1)
            else:
                part = share(rng)
                f.row('entry_age', r, ages[0], value=part)
                f.row('entry_age', r, ages[1], value=1 - part)
    for line in ('need', 'funded')[:rng.randrange(1, 3)]:
        for g in rng.choice((['*'], groups, ['*'] + groups)):
            knots(rng, f, 'demand', [line, g], lambda: share(rng, 100, 900), years)
        for kind in ('annual', 'demographic', 'other', 'other'):
            name = 'd%d' % len(f.tables.get('driver', []))
            g = rng.choice(groups + ['*', '*'])
            late = sorted(rng.sample(range(START + 1, START + years + 4), 2))
            if rng.random() < 0.3:
                continue
            if kind == 'annual':
                knots(rng, f, 'driver', [line, g, kind, name], lambda: share(rng, -0.03, 0.04), years)
            else:
                for year in late[:rng.randrange(1, 3)]:
                    f.row('driver', line, g, kind, name, value=share(rng, -0.2, 0.3), year=year)
    if routes:
        f.settings.update(decide_from=START + 1, decide_to=START + 2)
        f.line('target', line='need', group=rng.choice(groups + ['*', '*'])
               if any(r[1] != '*' for r in f.tables['demand'] if r[0] == 'need') else '*',
               year_from=START + years)
    f.write()


def chance(rng, path):
    """One cohort of which a number must be in post: how many must start?"""
    length, later = rng.randrange(1, 5), rng.randrange(0, 4)
    f = Folder(path, years=length + later, decide_from=START, decide_to=START, shape='level',
               whole_places='yes', cohort_noise='yes', draws=1)
    f.settings['start_year'] = START
    f.line('state', id='post', weight=rng.choice((1, 0.8, share(rng, 0.3, 1))))
    f.row('stock', 'post', '', value=0)
    f.line('route', id='course', length=length)
    f.row('intake', 'course', value=0)
    for y in range(1, length + 1):
        f.row('attrition', 'course', y, value=share(rng, 0, 0.15))
    f.row('registration', 'course', value=share(rng, 0.9, 1))
    if later:
        f.row('exit', 'post', '', 'leaving', value=share(rng, 0, 0.12))
    if rng.random() < 0.5:
        a, b = rng.randrange(20, 200), rng.randrange(5, 80)
        f.row('capture', 'course', 'post', distribution='beta(%d,%d)' % (a, b))
        f.settings['draws'] = 2000
    else:
        f.row('capture', 'course', 'post', value=share(rng, 0.4, 1))
    f.row('demand', 'need', '', value=rng.choice((rng.randrange(3, 200), share(rng, 2, 150))))
    f.line('target', line='need', year_from=START + length + later)
    f.write()


def distribution(rng, inside):
    """A distribution; of a share when `inside`, else of a number of heads."""
    if inside:
        kind = rng.choice(('beta', 'uniform', 'triangular', 'pert'))
        low, mode, high = sorted((share(rng, 0.01, 0.3), share(rng, 0.05, 0.35), share(rng, 0.06, 0.4)))
    else:
        kind = rng.choice(('normal', 'lognormal', 'gamma', 'uniform', 'triangular', 'pert'))
        low, mode, high = sorted((share(rng, 100, 300), share(rng, 150, 400), share(rng, 200, 500)))
    high += 0.01
    if kind == 'normal':
        return 'normal(%s,%s)' % (mode + 300, share(rng, 5, 60))
    if kind == 'lognormal':
        return 'lognormal(%s,%s)' % (share(rng, 4, 6), share(rng, 0.05, 0.6))
    if kind == 'gamma':
        return 'gamma(%s,%s)' % (share(rng, 2, 90), share(rng, 0.05, 0.4))
    if kind == 'beta':
        return 'beta(%s,%s)' % (share(rng, 0.6, 40), share(rng, 1, 300))
    return '%s(%s)' % (kind, ','.join(repr(x) for x in ((low, high) if kind == 'uniform' else (low, mode, high))))


def quantile(rng, path):
    """One uncertain number; the level that meets the target is a monotone function of it."""
    f = Folder(path, years=rng.randrange(4, 8), decide_from=START, decide_to=START + 1, shape='level',
               draws=rng.choice((100, 500, 997)))
    inside = rng.random() < 0.5
    f.line('state', id='post', weight=share(rng, 0.5, 1))
    f.row('exit', 'post', '', 'leaving', **({'distribution': distribution(rng, True)} if inside
                                          else {'value': share(rng, 0.02, 0.2)}))
    f.row('stock', 'post', '', **({'value': rng.randrange(200, 900)} if inside
                                 else {'distribution': distribution(rng, False)}))
    f.line('route', id='course', length=2)
    f.row('intake', 'course', value=0)
    f.row('capture', 'course', 'post', value=share(rng, 0.5, 1))
    f.row('demand', 'need', '', value=2500)
    f.line('target', line='need', year_from=START + f.settings['years'])
    f.write()


def process(rng, path):
    """Certain rates (or an uncertain exit of one year): the chance of people's own fates."""
    uncertain = rng.random() < 0.3
    years = 1 if uncertain else rng.randrange(1, 7)
    f = Folder(path, years=years, draws=4000, seed=rng.randrange(1, 10 ** 6))
    states = ['in'] if uncertain else ['in', 'away', 'out'][:rng.randrange(1, 4)]
    for s in states:
        f.line('state', id=s, weight=1 if s == 'in' else 0)
        f.row('stock', s, '', value=rng.randrange(0, 40) if rng.random() < 0.5 else rng.randrange(50, 900))
        f.row('exit', s, '', 'leaving', **({'distribution': 'beta(%d,%d)' % (rng.randrange(2, 40),
              rng.randrange(50, 300))} if uncertain else {'value': share(rng, 0, 0.4)}))
        for to in states:
            if to != s and rng.random() < 0.7:
                f.row('move', s, to, '', value=share(rng, 0, 0.25))
    if not uncertain and rng.random() < 0.6:
        f.row('joiner', 'in', '', value=share(rng, 0, 30))
    if not uncertain and rng.random() < 0.7:
        length = rng.randrange(1, 4)
        f.line('route', id='course', length=length)
        f.row('intake', 'course', value=rng.randrange(0, 90), year=START - 3)
        f.row('attrition', 'course', '', value=share(rng, 0, 0.2))
        f.row('registration', 'course', value=share(rng, 0.7, 1))
        for s in states:
            f.row('capture', 'course', s, value=share(rng, 0, 1 / len(states)))
    f.write()


def programme(rng, path):
    """Limits, targets and what to keep small: a linear or an integer programme."""
    years = rng.randrange(5, 11)
    first, last = START + rng.randrange(0, 2), START + rng.randrange(2, years - 1)
    lumpy = rng.random() < 0.5
    small = lumpy and rng.random() < 0.7 # searched to the end
    last = min(last, first + 2) if small else last
    f = Folder(path, years=years, decide_from=first, decide_to=last, shape='free', draws=1,
               objective=rng.choice(('places', 'cost')),
               whole_places=rng.choice(('yes', 'no')) if lumpy else 'no')
    states = ['a', 'b', 'out'][:rng.randrange(1, 4)]
    groups = {'a': 'one', 'b': 'two', 'out': 'out'}
    for s in states:
        f.line('state', id=s, group=groups[s], weight=0 if s == 'out' else share(rng, 0.7, 1))
        f.row('stock', s, '', value=rng.randrange(100, 900))
        f.row('exit', s, '', 'leaving', value=share(rng, 0.02, 0.1))
        for to in states:
            if to != s and rng.random() < 0.6:
                f.row('move', s, to, '', value=share(rng, 0, 0.06))
    routes = ['r%d' % i for i in range(rng.randrange(1, 3 if small else 4))]
    for i, r in enumerate(routes):
        length = rng.randrange(1, 5)
        f.line('route', id=r, length=length,
               viable=rng.choice(('', rng.randrange(5, 20))) if lumpy else '',
               multiple=rng.choice(('', '', 5)) if lumpy else '',
               decided='yes' if i == 0 or rng.random() < 0.8 else 'no')
        f.row('attrition', r, '', value=share(rng, 0, 0.12))
        for s in states:
            f.row('capture', r, s, value=share(rng, 0.1, 1 / len(states)))
        f.row('intake', r, year=START - 5, value=rng.randrange(10, 90))
        f.row('intake', r, year=START + years, value=rng.randrange(10, 90))
        f.row('cost', r, '', value=rng.randrange(8000, 30000))
        if rng.random() < 0.5:
            f.row('cost', r, 1, value=rng.randrange(8000, 30000), year=START)
            f.row('cost', r, 1, value=rng.randrange(8000, 30000), year=START + 6)
        f.row('hours', r, '', value=rng.randrange(100, 400))
    where = rng.choice(routes + ['*', '*'])
    if rng.random() < 0.7:
        knots(rng, f, 'limit', ['capacity', where], lambda: rng.randrange(60, 300), years)
    if rng.random() < 0.3:
        f.row('limit', 'minimum', rng.choice(routes), value=rng.randrange(0, 20))
    if rng.random() < 0.5:
        f.row('limit', rng.choice(('ramp',)), rng.choice(routes + ['*']), value=rng.randrange(10, 80))
    if rng.random() < 0.3:
        f.row('limit', 'ramp_share', '*', value=share(rng, 0.1, 0.6))
    if rng.random() < 0.4:
        knots(rng, f, 'limit', ['placement', '*'], lambda: rng.randrange(30000, 150000), years)
    if rng.random() < 0.4:
        f.row('limit', 'budget', '*', value=rng.randrange(1500000, 9000000))
    total = sum(r[-2] for r in f.tables['stock'] if r[0] != 'out')
    f.row('demand', 'need', '', value=round(total * rng.uniform(0.6, 1.15), 2))
    f.row('driver', 'need', '', 'annual', 'growth', value=share(rng, -0.01, 0.02))
    asked = set() # a target given twice is refused
    for _ in range(rng.randrange(1, 4)):
        low = rng.randrange(START + 1, START + years + 1)
        to, weight = rng.choice(('', min(low + 1, START + years))), rng.choice((1, 2, 0.5))
        if (low, to or low) not in asked:
            asked.add((low, to or low))
            f.line('target', line='need', group='*', year_from=low, year_to=to, weight=weight)
    f.write()


MAKERS = {'cohort': cohort, 'chance': chance, 'quantile': quantile, 'process': process,
          'programme': programme}


def make(kind, seed, number, path):
    import make_space  # which stands on this module
    MAKERS.update(space=make_space.space, scenarios=make_space.scenarios)
    MAKERS[kind](random.Random('%s/%d/%d' % (kind, seed, number)), path)
