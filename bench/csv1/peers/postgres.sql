-- CSV1 with PostgreSQL: COPY into an unlogged table of texts, then the rules. psql -v file=FILE
\set ON_ERROR_STOP on
SET client_min_messages = warning;
DROP TABLE IF EXISTS staff;
CREATE UNLOGGED TABLE staff (
    line SERIAL, period TEXT, employer_code TEXT, employer_name TEXT, sector TEXT, region TEXT, lad_code TEXT,
    person_ref TEXT, birth_year TEXT, gender TEXT, ethnicity TEXT, role_code TEXT, grade TEXT, hcpc_no TEXT,
    start_date TEXT, fte TEXT, hours TEXT, salary TEXT, leaver_flag TEXT, leaving_reason TEXT, note TEXT);
\o /dev/null
COPY staff (period, employer_code, employer_name, sector, region, lad_code, person_ref, birth_year, gender, ethnicity,
    role_code, grade, hcpc_no, start_date, fte, hours, salary, leaver_flag, leaving_reason, note)
    FROM :'file' (FORMAT csv, HEADER);
\o
WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY employer_code, person_ref ORDER BY line) AS copy FROM staff),
written AS ( -- what has the right letters and digits
    SELECT * FROM numbered WHERE copy = 1
        AND employer_code ~ '^[A-Z]{2}[0-9]{4}$' AND hcpc_no ~ '^OT[0-9]{6}$'
        AND birth_year ~ '^[0-9]{1,9}$' AND fte ~ '^[0-9]+(\.[0-9]+)?$' AND salary ~ '^[0-9]+(\.[0-9]+)?$'
        AND start_date ~ '^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$' AND sector IN ('NHS', 'LA', 'IND', 'EDU')),
valid AS (
    SELECT * FROM written WHERE
        CASE WHEN TRUE THEN birth_year::INTEGER BETWEEN 1945 AND 2006 AND fte::NUMERIC > 0 AND fte::NUMERIC <= 1.5
            AND salary::NUMERIC BETWEEN 10000 AND 150000
            AND start_date BETWEEN '1970-01-01' AND '2026-03-31'
            AND substr(start_date, 9)::INTEGER BETWEEN 1 AND
                extract(day FROM (substr(start_date, 1, 8) || '01')::DATE + INTERVAL '1 month - 1 day')
            AND (leaver_flag = '1') = (coalesce(leaving_reason, '') <> '') END),
groups AS (
    SELECT count(*) AS n, sum(fte::NUMERIC) AS fte, avg(salary::NUMERIC) AS salary FROM valid
    GROUP BY sector, region, grade)
SELECT format('groups %s valid %s of %s fte %s', count(*), sum(n), (SELECT count(*) FROM staff), sum(fte)) FROM groups;
DROP TABLE staff;
