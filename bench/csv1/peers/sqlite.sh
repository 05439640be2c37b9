#!/bin/sh
# CSV1 with the sqlite3 program: a table of texts in a file, then the rules. sqlite.sh FILE FOLDER
set -eu
db=$2/peer.db
rm -f "$db"
sqlite3 "$db" -cmd 'PRAGMA journal_mode = OFF' -cmd 'PRAGMA synchronous = OFF' -cmd '.mode csv' \
    -cmd ".import '$1' staff" >/dev/null </dev/null
sqlite3 "$db" "
CREATE TABLE first AS SELECT MIN(rowid) AS id FROM staff GROUP BY employer_code, person_ref;
SELECT 'groups ' || COUNT(*) || ' valid ' || SUM(n) || ' of ' || (SELECT COUNT(*) FROM staff) ||
       ' fte ' || ROUND(SUM(f), 1)
FROM (SELECT COUNT(*) AS n, SUM(fte) AS f, AVG(salary) AS s FROM staff
      WHERE rowid IN (SELECT id FROM first)
        AND employer_code GLOB '[A-Z][A-Z][0-9][0-9][0-9][0-9]'
        AND hcpc_no GLOB 'OT[0-9][0-9][0-9][0-9][0-9][0-9]'
        AND birth_year GLOB '[0-9][0-9][0-9][0-9]' AND CAST(birth_year AS INTEGER) BETWEEN 1945 AND 2006
        AND CAST(fte AS REAL) > 0 AND CAST(fte AS REAL) <= 1.5
        AND DATE(start_date, '+0 days') = start_date
        AND start_date BETWEEN '1970-01-01' AND '2026-03-31'
        AND sector IN ('NHS', 'LA', 'IND', 'EDU')
        AND CAST(salary AS REAL) BETWEEN 10000 AND 150000
        AND (leaver_flag = '1') = (leaving_reason <> '')
      GROUP BY sector, region, grade);"
