#include "db/ddl.h"
#include "support/test.h"

static const DdlWords words = {
    .auto_id = "AUTO",
    .integer = "WHOLE",
    .real = "FLOAT",
    .end_of_table = ") END;",
    .append_only = "LOCK @;\n",
};

static void becomes(const char *sql, const char *expected)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    const char *out = "";
    assert_true(ddl_in_words(a, &err, sql, &words, &out));
    assert_string_equal(out, expected);
}

void test_ddl__types_change_inside_tables_only(void)
{
    becomes(
        "CREATE TABLE t (\n    id INTEGER PRIMARY KEY,\n    n BIGINT, x DOUBLE PRECISION\n);\n",
        "CREATE TABLE t (\n    id AUTO,\n    n WHOLE, x FLOAT\n) END;\n");
    becomes("ALTER TABLE t ADD COLUMN n INTEGER;\n", "ALTER TABLE t ADD COLUMN n WHOLE;\n");
    becomes("INSERT INTO t VALUES ('BIGINT');\n);\n", "INSERT INTO t VALUES ('BIGINT');\n);\n");
}

void test_ddl__texts_names_and_remarks_stay(void)
{
    becomes("CREATE TABLE t (\n    a TEXT CHECK (a IN ('INTEGER', 'x')), INTEGERS TEXT,"
            " MY_INTEGER TEXT -- an INTEGER\n);\n",
            "CREATE TABLE t (\n    a TEXT CHECK (a IN ('INTEGER', 'x')), INTEGERS TEXT,"
            " MY_INTEGER TEXT -- an INTEGER\n) END;\n");
}

void test_ddl__append_only_is_a_line(void)
{
    becomes("-- append-only: core_audit\n-- Only append-only: x\n",
            "LOCK core_audit;\n-- Only append-only: x\n");
}
