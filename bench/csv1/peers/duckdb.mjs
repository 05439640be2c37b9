// CSV1 with DuckDB: a table of texts, then the rules. node duckdb.mjs FILE [THREADS]
import { DuckDBInstance } from "@duckdb/node-api";

const [file, threads = "1"] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(":memory:", { threads })).connect();
await db.run(`CREATE TABLE staff AS SELECT * FROM
  read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true, null_padding = true)`);
const answer = await db.runAndReadAll(`
  WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY employer_code, person_ref ORDER BY rowid) AS copy FROM staff),
  valid AS (
    SELECT * FROM numbered WHERE copy = 1
      AND regexp_full_match(employer_code, '[A-Z]{2}[0-9]{4}')
      AND regexp_full_match(hcpc_no, 'OT[0-9]{6}')
      AND try_cast(birth_year AS INTEGER) BETWEEN 1945 AND 2006
      AND try_cast(fte AS DOUBLE) > 0 AND try_cast(fte AS DOUBLE) <= 1.5
      AND try_cast(start_date AS DATE) BETWEEN DATE '1970-01-01' AND DATE '2026-03-31'
      AND sector IN ('NHS', 'LA', 'IND', 'EDU')
      AND try_cast(salary AS DOUBLE) BETWEEN 10000 AND 150000
      AND (leaver_flag = '1') = (coalesce(leaving_reason, '') <> ''))
  SELECT count(*) AS n, sum(fte::DOUBLE) AS fte, avg(salary::DOUBLE) AS salary FROM valid
  GROUP BY sector, region, grade`);
const rows = answer.getRows();
const total = (column) => rows.reduce((sum, row) => sum + Number(row[column]), 0);
const all = (await db.runAndReadAll("SELECT count(*) FROM staff")).getRows()[0][0];
console.log(`groups ${rows.length} valid ${total(0)} of ${all} fte ${total(1).toFixed(1)}`);
