#include "base/date.h"
#include "support/test.h"

void test_date__reads_the_spellings_people_send(void)
{
    SCOPED_ARENA a = arena_new();
    static const char *const same_day[] = {
        "2026-03-31",     "31/03/2026",          "31.3.2026", "31-Mar-2026", "31 March 2026",
        "31 Mawrth 2026", "2026-03-31 00:00:00", "46112",     "46112.0"};
    for (size_t i = 0; i < sizeof same_day / sizeof *same_day; i++) {
        Date d;
        if (!date_parse_any(same_day[i], &d))
            fail_msg("'%s' was not read", same_day[i]);
        assert_string_equal(date_text(a, d), "2026-03-31");
    }
    static const char *const bad[] = {"",           "31/03/26",    "03/31/2026",
                                      "2026-02-30", "31 Foo 2026", "2026-3-31",
                                      "1",          "31/03-2026",  "2026-03-31x"};
    Date d = {5};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (date_parse_any(bad[i], &d))
            fail_msg("'%s' was read", bad[i]);
    assert_int_equal(d.days, 5);
}

void test_date__every_day_survives_the_round_trip(void)
{
    for (int days = -700000; days < 2900000; days += 97) {
        int y, m, d;
        Date back;
        date_to_ymd((Date){days}, &y, &m, &d);
        assert_true(date_from_ymd(y, m, d, &back));
        assert_int_equal(back.days, days);
    }
}
