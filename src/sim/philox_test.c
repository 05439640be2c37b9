#include "sim/philox.h"

#include "support/test.h"

static void assert_words(PhiloxWords counter, PhiloxKey key, PhiloxWords expected)
{
    PhiloxWords words = philox(counter, key);
    assert_memory_equal(&words, &expected, sizeof words);
}

void test_philox__gives_the_published_words(void)
{
    assert_words((PhiloxWords){{0, 0, 0, 0}}, (PhiloxKey){{0, 0}},
                 (PhiloxWords){{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
    assert_words((PhiloxWords){{~0u, ~0u, ~0u, ~0u}}, (PhiloxKey){{~0u, ~0u}},
                 (PhiloxWords){{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
    assert_words((PhiloxWords){{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
                 (PhiloxKey){{0xa4093822, 0x299f31d0}},
                 (PhiloxWords){{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

/* 5,504 people, 15 years, exit 8% a year: person i leaves in year y of replicate r when word y
 * mod 4 at counter (i, 4 * floor(y / 4), r, 0) lies below .08 * 2^32. */
static int survivors(uint32_t replicate)
{
    const uint32_t leaves_below = 343597383;
    int alive = 0;
    for (uint32_t person = 0; person < 5504; person++) {
        int here = 1;
        for (uint32_t year = 0; year < 15 && here; year += 4) {
            PhiloxWords w =
                philox((PhiloxWords){{person, year, replicate, 0}}, (PhiloxKey){{7, 9}});
            for (uint32_t k = 0; k < 4 && year + k < 15; k++)
                here &= w.word[k] >= leaves_below;
        }
        alive += here;
    }
    return alive;
}

void test_philox__gives_the_survival_golden(void)
{
    assert_int_equal(survivors(0), 1578);
    assert_int_equal(survivors(1), 1566);
    assert_int_equal(survivors(2), 1556);
    long sum = 0;
    for (uint32_t replicate = 0; replicate < 1000; replicate++)
        sum += survivors(replicate);
    assert_int_equal(sum, 1576893);
}

void test_philox__uniform_numbers_are_never_0_or_1(void)
{
    assert_true(philox_uniform(0, 0) > 0);
    assert_true(philox_uniform(~0u, ~0u) < 1);
    assert_true(philox_uniform(0x80000000u, 0) > 0.5);
    assert_true(philox_uniform(0x7fffffffu, ~0u) < 0.5);
}

void test_philox__streams_differ_by_name_and_by_seed(void)
{
    PhiloxKey a = philox_stream(1, "ageing"), b = philox_stream(1, "study");
    PhiloxKey c = philox_stream(2, "ageing"), again = philox_stream(1, "ageing");
    assert_memory_not_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_memory_equal(&a, &again, sizeof a);
}
