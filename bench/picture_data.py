#!/usr/bin/python3
"""bench/picture_data.py PONT DATABASE: ten years of returns of both regions, made from the examples.

The three years of examples are repeated backwards: a copy gets its year's collection and dates, and numbers
that no other cell depends on are moved by a few per cent, keyed by organisation, year and column, so that the
same program always makes the same database. Wales then has 29 organisations a year, the West Midlands 14.
"""
import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

YEARS = 10
REGIONS = {"wales": (2026, "03-31", "04-01", "06-30"), "west-midlands": (2025, "09-30", "10-01", "10-31")}
NEW = ("a3_newly_qualified", "a3_exit_evidence", "a6_not_taken", "a8_social_work")  # of version 2
MOVED = {"referrals": 6, "assessments": 6, "open_cases": 8, "applications": 0, "time_to_hire_days": 9,
         "agency_spend_gbp": 15, "median_days": 0, "educators_trained": 0}


def moved(value, column, organisation, year):
    """The number, up to so many per cent more or less."""
    most = MOVED.get(column, 0)
    if not most or not value.isdigit() or int(value) == 0:
        return value
    draw = int(hashlib.sha256(f"{organisation}/{year}/{column}".encode()).hexdigest()[:8], 16)
    return str(max(1, int(value) * (1000 + draw % (20 * most + 1) - 10 * most) // 1000))


def write_year(folder, source, collection, as_at, year):
    for name in sorted(os.listdir(source)):
        if not name.endswith(".csv") or (collection not in source and name[:-4] in NEW):
            continue
        with open(os.path.join(source, name), encoding="utf-8", newline="") as f:
            rows = list(csv.reader(f))
        head = rows[0]
        for row in rows[1:]:
            row[0] = collection
            for i, column in enumerate(head):
                if column == "as_at":
                    row[i] = as_at
                elif column == "received_on" and row[i]:
                    row[i] = f"{year}{row[i][4:]}"
                elif collection not in source:
                    row[i] = moved(row[i], column, row[1], year)
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
            csv.writer(f, lineterminator="\n").writerows(rows)


def main():
    pont, database = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    scratch = tempfile.mkdtemp()
    run = lambda *words: subprocess.run([pont, *words, "--db", database], check=True, stdout=subprocess.DEVNULL)
    try:
        run("example", "load", "wales")
        with open(os.path.join(root, "data/expected.csv"), encoding="utf-8", newline="") as f:
            asked = [row[:2] for row in csv.reader(f)][1:]
        collections = [["id", "form", "form_version", "region", "title_en", "title_cy", "as_at", "opens", "due",
                        "synthetic", "source", "source_date"]]
        expected = [["collection", "organisation"]]
        folders = []
        for region, (last, as_at, opens, due) in REGIONS.items():
            for back in range(YEARS):
                year, source = last - back, f"{region}-{last - back % 3}"
                collection = f"{region}-{year}"
                if back >= 3:
                    collections.append([collection, f"ot-{region}", "1", region, f"Benchmark, {collection}",
                                        f"Meincnod, {collection}", f"{year}-{as_at}", f"{year}-{opens}",
                                        f"{year}-{due}", "Y", "bench/picture_data.py", "2026-11-26"])
                    expected += [[collection, o] for c, o in asked if c == source]
                folder = os.path.join(scratch, collection)
                os.mkdir(folder)
                write_year(folder, os.path.join(root, "examples", region, source), collection,
                           f"{year}-{as_at}", year)
                if back >= 3 or region != "wales":
                    folders.append(folder)
        for name, rows in (("c.csv", collections), ("e.csv", expected)):
            with open(os.path.join(scratch, name), "w", encoding="utf-8", newline="") as f:
                csv.writer(f, lineterminator="\n").writerows(rows)
        run("workforce", "define", os.path.join(scratch, "c.csv"), os.path.join(scratch, "e.csv"))
        for folder in sorted(folders):
            run("workforce", "import", folder)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
