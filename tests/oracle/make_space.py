"""Random model folders with pools, locums, sets of states, posts chosen by their appeal and a
recruitment ceiling; and small ones with a tree of scenarios. As in make.py, nothing here knows how
the program computes them."""
from make import START, Folder, age_classes, knots, share, some_ages


def split(rng, f, table, keys, years):
    """Two or more rows whose values add up to 1 in every year: constant, or between the same knots."""
    for year in [''] if rng.random() < 0.6 else sorted(rng.sample(range(START, START + years + 2), 2)):
        left = 1
        for i, k in enumerate(keys):
            part = left if i + 1 == len(keys) else round(left * rng.random(), 6)
            left -= part
            f.row(table, *k, value=part, year=year)


def appealing(rng, f, routes, states, years):
    """Every factor speaks of posts in one way, so that no row stands beside a more particular one."""
    named = [(r, s) for r in routes for s in states]
    for i in range(rng.randrange(1, 4)):
        factor = 'f%d' % i
        knots(rng, f, 'taste', [factor], lambda: share(rng, -2, 2), years)
        way = rng.randrange(4) if i else 0
        keys = ([k for k in named if k[1] == states[0] or rng.random() < 0.7] if way == 0 else
                [('*', s) for s in states] if way == 1 else [(r, '*') for r in routes] if way == 2 else [('*', '*')])
        for r, s in keys:
            knots(rng, f, 'appeal', [r, s, factor], lambda: share(rng, -1.5, 1.5), years)
    if rng.random() < 0.6:
        knots(rng, f, 'taste', ['elsewhere'], lambda: share(rng, -2, 2), years)


def space(rng, path):
    step = rng.choice((1, 1, 2))
    years = step * rng.randrange(2, 8)
    hazard = rng.random() < 0.3
    f = Folder(path, years=years, step_years=step, ageing=rng.choice(('yes', 'no')), draws=1,
               joiner_exposure=rng.choice((0, 0.5, 1, share(rng))), rates='hazard' if hazard else 'probability',
               moves='opening' if hazard else rng.choice(('opening', 'stayers')))
    ages = age_classes(rng, f)
    states = ['s%d' % i for i in range(rng.randrange(2, 6))]
    sectors = ['g%d' % i for i in range(rng.randrange(1, 4))][:len(states)]
    sector = {s: sectors[i] if i < len(sectors) else rng.choice(sectors) for i, s in enumerate(states)}
    pools = ['p%d' % i for i in range(rng.randrange(1, 3))]
    weight = {}
    for s in states:
        weight[s] = share(rng, 0.3, 1) if rng.random() < 0.8 or s == states[0] else 0
        f.line('state', id=s, group=sector[s], weight=weight[s], pool='')
        f.row('stock', s, some_ages(rng, ages), value=share(rng, 20, 900))
        for i in range(rng.randrange(1, 3)):
            knots(rng, f, 'exit', [s, some_ages(rng, ages), 'cause%d' % i], lambda: share(rng, 0, 0.12), years)
    for p in pools:
        f.line('state', id=p, group=rng.choice(sectors), weight=0, pool='yes')
        split(rng, f, 'place', [(p, s) for s in rng.sample(states, rng.randrange(1, len(states) + 1))], years)
    for s in states:
        for to in pools + states:
            if to != s and rng.random() < 0.5:
                knots(rng, f, 'move', [s, to, some_ages(rng, ages)], lambda: share(rng, 0, 0.08), years)
    for s in rng.sample(states + pools, 2):
        knots(rng, f, 'joiner', [s, some_ages(rng, ages)], lambda: share(rng, 0, 90), years)
    sets = ['n%d' % i for i in range(rng.randrange(0, 3))]
    for s in states if sets else ():
        f.line('group', id=rng.choice(sets), family='area', states=s)
    sets = [x for x in sets if any(r['id'] == x for r in f.tables.get('group', []))]
    inside = lambda s, g: sector[s] == g or any(r['id'] == g and r['states'] == s for r in f.tables.get('group', []))
    for s in states:
        elsewhere = [g for g in sectors + sets if not inside(s, g)]
        if weight[s] > 0 and elsewhere and rng.random() < 0.6:
            for g in rng.sample(elsewhere, rng.randrange(1, min(2, len(elsewhere)) + 1)):
                knots(rng, f, 'locum', [s, g], lambda: share(rng, 0, 0.45), years)
    routes = ['r%d' % i for i in range(rng.randrange(1, 3))]
    for r in routes:
        length = rng.randrange(0, 4)
        f.line('route', id=r, length=length)
        f.row('attrition', r, '', value=share(rng, 0, 0.2))
        for year in (START - 6, START + 3):
            f.row('intake', r, value=share(rng, 0, 200), year=year)
        if rng.random() < 0.5:
            knots(rng, f, 'registration', [r], lambda: share(rng, 0.5, 1), years)
        if ages:
            f.row('entry_age', r, some_ages(rng, ages, True), value=1)
    if rng.random() < 0.7:
        appealing(rng, f, routes, rng.sample(states, rng.randrange(1, len(states) + 1)), years)
    else:
        for r in routes:
            for s in rng.sample(states + pools, 2):
                knots(rng, f, 'capture', [r, s], lambda: share(rng, 0, 0.5), years)
    if rng.random() < 0.75:
        f.settings['recruitment_ceiling'] = 'funded'
    for g in rng.choice((['*'], sectors, sectors[:1], sets or sectors)):
        knots(rng, f, 'demand', ['funded', g], lambda: share(rng, 20, 700), years)
    if rng.random() < 0.5:
        knots(rng, f, 'driver', ['funded', '*', 'annual', 'growth'], lambda: share(rng, -0.05, 0.03), years)
    f.write()


def scenarios(rng, path):
    """Certain numbers, so that a scenario is one course; one route, so that a level is its intake."""
    years, length = rng.randrange(6, 10), rng.randrange(1, 4)
    f = Folder(path, years=years, decide_from=START + 1, decide_to=START + years, shape='level', draws=1,
               confidence=rng.choice((0.5, 0.8, 0.9)), cost_under=rng.randrange(1, 6), cost_over=rng.randrange(1, 4))
    f.line('state', id='nhs', weight=share(rng, 0.6, 1))
    f.line('state', id='la', weight=share(rng, 0.6, 1))
    for s in ('nhs', 'la'):
        f.row('stock', s, '', value=rng.randrange(200, 900))
        f.row('exit', s, '', 'leave', value=share(rng, 0.02, 0.12))
        f.row('capture', 'bsc', s, value=share(rng, 0.2, 0.45))
    f.row('move', 'nhs', 'la', '', value=share(rng, 0, 0.04))
    f.line('route', id='bsc', length=length)
    f.row('attrition', 'bsc', '', value=share(rng, 0, 0.1))
    f.row('intake', 'bsc', value=rng.randrange(20, 160), year=START - 5)
    f.row('demand', 'need', '', value=rng.randrange(900, 1600))
    f.row('driver', 'need', '*', 'other', 'new', value=share(rng, -0.2, 0.2), year=START + 4)
    low = START + rng.randrange(length + 3, years + 1)
    f.line('target', line='need', year_from=low, year_to=min(low + rng.randrange(2), START + years),
           weight=rng.choice((1, 2)))
    possible = [('exit/nhs/*/leave', 'factor', lambda: share(rng, 0.4, 1.6)),
                ('exit/la/*/leave', 'value', lambda: share(rng, 0.02, 0.12)),
                ('exit/*/*/leave', 'add', lambda: share(rng, 0, 0.03)),
                ('stock/la/*', 'add', lambda: rng.randrange(-100, 100)),
                ('demand/need/*', 'factor', lambda: share(rng, 0.8, 1.2)),
                ('driver/need/*', 'delay', lambda: rng.randrange(1, 4)),
                ('capture/bsc/*', 'factor', lambda: share(rng, 0.6, 1.05))]
    for i in range(rng.randrange(1, 4)):
        branches, left = rng.randrange(2, 4), 100
        for b in range(branches):
            part = left if b + 1 == branches else rng.randrange(1, left - branches)
            left -= part
            f.line('scenario', policy='p%d' % i, branch='b%d' % b, weight=part / 100)
            for assumption, operation, value in rng.sample(possible, rng.randrange(0, 3)):
                f.line('branch', policy='p%d' % i, branch='b%d' % b, assumption=assumption, operation=operation,
                       value=value())
    f.write()
