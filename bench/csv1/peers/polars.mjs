// CSV1 with Polars. POLARS_MAX_THREADS=1 node polars.mjs FILE
import pl from "nodejs-polars";

const text = pl.readCSV(process.argv[2], { inferSchemaLength: 0 }); // every column as text
const number = (name) => pl.col(name).cast(pl.Float64, false);
const between = (e, low, high) => e.gtEq(low).and(e.ltEq(high));
const day = pl.col("start_date");

// Later copies of a key are invalid: the first is kept before anything else is judged.
const first = text.unique({ subset: ["employer_code", "person_ref"], keep: "first", maintainOrder: true });
const valid = first.filter(
  pl.col("employer_code").str.contains("^[A-Z]{2}[0-9]{4}$")
    .and(between(number("birth_year"), 1945, 2006))
    .and(number("fte").gt(0).and(number("fte").ltEq(1.5)))
    .and(day.str.strptime(pl.Date, "%Y-%m-%d").isNotNull())
    .and(between(day, pl.lit("1970-01-01"), pl.lit("2026-03-31")))
    .and(pl.col("hcpc_no").str.contains("^OT[0-9]{6}$"))
    .and(pl.col("sector").isIn(["NHS", "LA", "IND", "EDU"]))
    .and(between(number("salary"), 10000, 150000))
    .and(pl.col("leaver_flag").eq(pl.lit("1")).eq(pl.col("leaving_reason").isNotNull())),
);
const groups = valid
  .withColumns(number("fte").alias("f"), number("salary").alias("s"))
  .groupBy("sector", "region", "grade")
  .agg(pl.col("f").count().alias("n"), pl.col("f").sum().alias("fte"), pl.col("s").mean().alias("salary"));
console.log(`groups ${groups.height} valid ${groups.getColumn("n").sum()} of ${text.height} fte ${groups.getColumn("fte").sum().toFixed(1)}`);
