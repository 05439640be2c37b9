"""Compares an answer to workload WF1 with the exact expectation (bench/wf1/README.md).

    check.py ANSWER REPLICATES

ANSWER is the CSV of a peer, or what `pont projection run --json` prints. The expectation follows
from a recursion written out here, which shares no code with any of the programs. Prints
person-years, the mean head count of year 30, its deviation in standard errors, and the largest
deviation over all years and sectors. Ends with 1 when one of them passes 5.
"""

import csv
import json
import sys

SECTORS = ["nhs", "la", "independent", "other"]
BASE = [0.045, 0.055, 0.070, 0.060]
MOVE = [
    [0.955, 0.015, 0.022, 0.008],
    [0.030, 0.930, 0.032, 0.008],
    [0.035, 0.025, 0.930, 0.010],
    [0.030, 0.020, 0.020, 0.930],
]
ENTRY = [0.70, 0.12, 0.13, 0.05]
ENTRY_AGE = {21: 0.35, 22: 0.25, 23: 0.12, 24: 0.06, **{a: 0.011 for a in range(25, 45)}}


def leaves(sector, age):
    if age >= 70:
        return 1.0
    young = 0.03 if age < 30 else 0.0
    retire = 0.0 if age < 55 else 0.02 if age < 60 else 0.10 if age < 65 else 0.25
    return BASE[sector] + young + retire


def expected():
    """[year][sector]: expected heads, from year 0 to year 30."""
    heads = [[0.0] * 72 for _ in SECTORS]
    for i in range(50000):
        rest = i % 100
        sector = 0 if rest < 55 else 1 if rest < 75 else 2 if rest < 92 else 3
        heads[sector][22 + i // 100 * 43 // 500] += 1
    course = [[sum(row) for row in heads]]
    for _ in range(30):
        after = [[0.0] * 72 for _ in SECTORS]
        for s in range(4):
            for age in range(21, 71):
                stay = heads[s][age] * (1 - leaves(s, age))
                for to in range(4):
                    after[to][age + 1] += stay * MOVE[s][to]
        for s in range(4):
            for age, share in ENTRY_AGE.items():
                after[s][age] += 4500 * 0.82 * ENTRY[s] * share
        heads = after
        course.append([sum(row) for row in heads])
    return course


def read(path):
    """{(year, sector): (mean, sd)} and the person-years of one replicate's mean."""
    text = open(path).read()
    if text.lstrip().startswith("{"):
        answer = json.loads(text)
        first = int(answer["heads"][0]["year"])
        # The interface gives quantiles, not the deviation: 3.29 of it lie between 5 % and 95 %.
        got = {
            (int(row["year"]) - first, row["state"]): (row["mean"], (row["q95"] - row["q05"]) / 3.29)
            for row in answer["heads"]
        }
        for row in answer["years"]:
            year = int(row["year"]) - first
            mean = sum(got[year, s][0] for s in SECTORS)
            got[year, "all"] = (mean, (row["supply_q95"] - row["supply_q05"]) / 3.29)
        return got
    rows = csv.DictReader(text.splitlines())
    return {
        (int(r["year"]), r["sector"]): (float(r["mean"]), float(r["sd"]))
        for r in rows
        if r["year"].isdigit()
    }


def main(path, replicates):
    course, got = expected(), read(path)
    worst = 0.0
    for year in range(1, 31):
        for s, name in enumerate(SECTORS):
            mean, sd = got[year, name]
            worst = max(worst, abs(mean - course[year][s]) / (sd / replicates**0.5))
    mean, sd = got[30, "all"]
    z = (mean - sum(course[30])) / (sd / replicates**0.5)
    person_years = replicates * sum(got[year, "all"][0] for year in range(30))
    print(f"{person_years:.0f} {mean:.1f} {z:+.1f} {worst:.1f} {sum(course[30]):.1f}")
    return 0 if abs(z) < 5 and worst < 5 else 1


sys.exit(main(sys.argv[1], int(sys.argv[2])))
