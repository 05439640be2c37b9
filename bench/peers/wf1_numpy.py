"""Workload WF1 (bench/wf1/README.md) in numpy, in two forms.

    wf1_numpy.py cohort REPLICATES      counts by sector and age; many replicates at a time
    wf1_numpy.py individual REPLICATES  one array entry for every person

Both draw from the same distribution. Prints a CSV: for each year and sector (and "all") the mean
over replicates, the standard deviation and three quantiles; the last line counts person-years.
"""

import sys

import numpy as np

SECTORS = ["nhs", "la", "independent", "other"]
YEARS, SEATS, PASS = 30, 4500, 0.82
BASE = np.array([0.045, 0.055, 0.070, 0.060])
MOVE = np.array(
    [
        [0.955, 0.015, 0.022, 0.008],
        [0.030, 0.930, 0.032, 0.008],
        [0.035, 0.025, 0.930, 0.010],
        [0.030, 0.020, 0.020, 0.930],
    ]
)
ENTRY_SECTOR = np.array([0.70, 0.12, 0.13, 0.05])
YOUNGEST, OLDEST = 21, 70
N_AGES = OLDEST - YOUNGEST + 1
AGES = np.arange(YOUNGEST, OLDEST + 1)


def exit_chance():
    """[sector][age]: the chance to leave within the year."""
    q = np.repeat(BASE[:, None], N_AGES, axis=1)
    q += np.where(AGES < 30, 0.03, 0.0)
    q += np.select([AGES < 55, AGES < 60, AGES < 65, AGES < 70], [0.0, 0.02, 0.10, 0.25], 0.0)
    q[:, AGES >= 70] = 1.0
    return q


def entry_age():
    p = np.zeros(N_AGES)
    p[:4] = [0.35, 0.25, 0.12, 0.06]
    p[25 - YOUNGEST : 45 - YOUNGEST] = 0.011
    return p / p.sum()


def people():
    """Sector and age of each of the 50,000 at the start."""
    i = np.arange(50000)
    rest, hundred = i % 100, i // 100
    sector = np.digitize(rest, [55, 75, 92])
    return sector.astype(np.int8), (22 + hundred * 43 // 500).astype(np.int8)


def cohort(rng, replicates):
    """Counts [replicate][sector][age], in batches that fit a cache."""
    q, ages = exit_chance(), entry_age()
    sector, age = people()
    start = np.zeros((4, N_AGES), dtype=np.int64)
    np.add.at(start, (sector, age - YOUNGEST), 1)
    joint = np.outer(ENTRY_SECTOR, ages).ravel()
    out = np.empty((YEARS + 1, replicates, 4), dtype=np.int64)
    for first in range(0, replicates, 50):
        size = min(50, replicates - first)
        n = np.repeat(start[None], size, axis=0)
        out[0, first : first + size] = n.sum(axis=2)
        for year in range(1, YEARS + 1):
            n = n - rng.binomial(n, q)
            moved = np.zeros_like(n)
            for s in range(4):
                left, remaining = n[:, s], 1.0
                for to in range(3):
                    k = rng.binomial(left, min(1.0, MOVE[s, to] / remaining))
                    moved[:, to] += k
                    left = left - k
                    remaining -= MOVE[s, to]
                moved[:, 3] += left
            n = np.zeros_like(moved)
            n[:, :, 1:] = moved[:, :, :-1]
            graduates = rng.binomial(SEATS, PASS, size)
            n += rng.multinomial(graduates, joint).reshape(size, 4, N_AGES)
            out[year, first : first + size] = n.sum(axis=2)
    return out


def individual(rng, replicates):
    """A sector and an age for every person; a draw for leaving and one for moving."""
    q, cumulative = exit_chance(), np.cumsum(MOVE, axis=1)[:, :3]
    entry_sector, entry_ages = np.cumsum(ENTRY_SECTOR)[:3], np.cumsum(entry_age())[:-1]
    out = np.empty((YEARS + 1, replicates, 4), dtype=np.int64)
    for r in range(replicates):
        sector, age = people()
        out[0, r] = np.bincount(sector, minlength=4)
        for year in range(1, YEARS + 1):
            stays = rng.random(len(age)) >= q[sector, age - YOUNGEST]
            sector, age = sector[stays], age[stays] + np.int8(1)
            u = rng.random(len(age))
            bounds = cumulative[sector]
            sector = (
                (u >= bounds[:, 0]).astype(np.int8) + (u >= bounds[:, 1]) + (u >= bounds[:, 2])
            )
            new = rng.binomial(SEATS, PASS)
            joining_sector = np.searchsorted(entry_sector, rng.random(new), side="right")
            joining_age = YOUNGEST + np.searchsorted(entry_ages, rng.random(new), side="right")
            sector = np.concatenate([sector, joining_sector.astype(np.int8)])
            age = np.concatenate([age, joining_age.astype(np.int8)])
            out[year, r] = np.bincount(sector, minlength=4)
    return out


def report(heads):
    """heads[year][replicate][sector] -> CSV on standard output."""
    replicates = heads.shape[1]
    print("year,sector,mean,sd,q05,q50,q95")
    rank = [max(0, int(np.ceil(p * replicates)) - 1) for p in (0.05, 0.50, 0.95)]
    for year in range(YEARS + 1):
        columns = [(name, heads[year, :, s]) for s, name in enumerate(SECTORS)]
        columns.append(("all", heads[year].sum(axis=1)))
        for name, values in columns:
            ordered = np.sort(values)
            sd = values.std(ddof=1) if replicates > 1 else 0.0
            print(year, name, values.mean(), sd, *[ordered[k] for k in rank], sep=",")
    print(f"person-years,,{heads[:-1].sum()},,,,")


if __name__ == "__main__":
    form = {"cohort": cohort, "individual": individual}[sys.argv[1]]
    report(form(np.random.default_rng(20240331), int(sys.argv[2])))
