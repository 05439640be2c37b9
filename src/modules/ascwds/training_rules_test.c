/* Vectors of the training file: the reference's verdicts, number and column, told anew. */
#include "modules/ascwds/ascwds.h"

#include "support/test.h"

#include "support/ascwds.h"

#define FIFTY   "12345678901234567890123456789012345678901234567890"
#define HUNDRED FIFTY FIFTY

void test_ascwds_training__every_column(void)
{
    static const Vector vectors[] = {
        {"", ""},
        {"LOCALESTID=", "E 1000 LOCALESTID"},
        {"UNIQUEWORKERID=", "E 1010 UNIQUEWORKERID"},
        {"CATEGORY=", "E 1050 CATEGORY"},
        {"CATEGORY=24", "E 1050 CATEGORY"},
        {"CATEGORY=x", "E 1050 CATEGORY"},
        {"CATEGORY=51", ""},
        {"DATECOMPLETED=", ""},
        {"DATECOMPLETED=2025-03-01", "E 1020 DATECOMPLETED"},
        {"DATECOMPLETED=31/02/2025", "E 1020 DATECOMPLETED"},
        {"DATECOMPLETED=02/10/2025", "E 1020 DATECOMPLETED"},
        {"DATECOMPLETED=01/10/2025", ""},
        {"EXPIRYDATE=01/03/2028", ""},
        {"EXPIRYDATE=01/03/2025", "E 1030 EXPIRYDATE/DATECOMPLETED"},
        {"EXPIRYDATE=x", "E 1030 EXPIRYDATE"},
        {"TRAININGNAME=" HUNDRED "12345678901234567890", ""},
        {"TRAININGNAME=" HUNDRED "123456789012345678901", "E 1040 TRAININGNAME"},
        {"ACCREDITED=999", ""},
        {"ACCREDITED=2", "E 1060 ACCREDITED"},
        {"WHODELIVERED=3", "E 1080 WHODELIVERED"},
        {"WHODELIVERED=2|PROVIDERNAME=12", ""},
        {"WHODELIVERED=1|PROVIDERNAME=12", "W 2090 WHODELIVERED/PROVIDERNAME"},
        {"PROVIDERNAME=12", "W 2090 WHODELIVERED/PROVIDERNAME"},
        {"WHODELIVERED=2|PROVIDERNAME=A name", "E 1090 PROVIDERNAME"},
        {"HOWDELIVERED=2", ""},
        {"HOWDELIVERED=3", "E 1100 HOWDELIVERED"},
        {"VALIDITY=none", ""},
        {"VALIDITY=24", ""},
        {"VALIDITY=0", "E 1110 VALIDITY"},
        {"VALIDITY=1000", "E 1110 VALIDITY"},
        {"VALIDITY=soon", "E 1110 VALIDITY"},
        {"VALIDITY=24|EXPIRYDATE=28/02/2027", ""},
        {"VALIDITY=24|EXPIRYDATE=01/03/2027", "W 2110 EXPIRYDATE/VALIDITY"},
        {"VALIDITY=none|EXPIRYDATE=01/03/2027", "W 2110 EXPIRYDATE/VALIDITY"},
        {"VALIDITY=1|DATECOMPLETED=31/01/2025|EXPIRYDATE=27/02/2025", ""},
    };
    test_vectors(ASC_TRAINING, vectors, sizeof vectors / sizeof *vectors);
}

void test_ascwds_training__notes_have_a_thousand_characters(void)
{
    SCOPED_ARENA a = arena_new();
    Ctx cx = test_ascwds_ctx(a);
    AscBundle b;
    char *notes = arena_printf(a, "NOTES=%s%s%s%s%s%s%s%s%s%s", HUNDRED, HUNDRED, HUNDRED,
                               HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED);
    test_check(&cx, NULL, NULL, (const char *const[]){notes, NULL}, &b);
    assert_int_equal(b.problems.n, 0);
    test_check(&cx, NULL, NULL, (const char *const[]){arena_printf(a, "%s1", notes), NULL}, &b);
    assert_string_equal(test_problems(a, &b, ASC_TRAINING, true), "2 E 1070 NOTES");
}
