"""CSV1 with pandas. pandas_rules.py FILE"""

import sys

import pandas as pd

staff = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)


def number(column):
    return pd.to_numeric(staff[column], errors="coerce")


born, fte, salary = number("birth_year"), number("fte"), number("salary")
day = pd.to_datetime(staff["start_date"], format="%Y-%m-%d", errors="coerce")
valid = (
    staff["employer_code"].str.fullmatch("[A-Z]{2}[0-9]{4}")
    & born.between(1945, 2006)
    & (born % 1 == 0)
    & (fte > 0)
    & (fte <= 1.5)
    & day.between("1970-01-01", "2026-03-31")
    & staff["hcpc_no"].str.fullmatch("OT[0-9]{6}")
    & staff["sector"].isin(["NHS", "LA", "IND", "EDU"])
    & salary.between(10000, 150000)
    & ((staff["leaver_flag"] == "1") == (staff["leaving_reason"] != ""))
    & ~staff.duplicated(["employer_code", "person_ref"])
)
kept = staff[valid].assign(fte=fte[valid], salary=salary[valid])
groups = kept.groupby(["sector", "region", "grade"]).agg(n=("fte", "size"), fte=("fte", "sum"), salary=("salary", "mean"))
print(f"groups {len(groups)} valid {groups.n.sum()} of {len(staff)} fte {groups.fte.sum():.1f}")
