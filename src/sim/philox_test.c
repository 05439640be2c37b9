#include "base/arena.h"
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

/* Every path that this processor has must give the words of the inline function, for any number
 * of blocks and any start, the wrap of word 0 included. */
void test_philox__every_path_gives_the_same_words(void)
{
    enum { MOST = 67 };
    PhiloxKey key = {{0xa4093822, 0x299f31d0}};
    const uint32_t starts[] = {0, 5, 0xfffffff0u, 0x80000000u};
    uint32_t items[MOST];
    int paths = 0;
    for (uint32_t i = 0; i < MOST; i++)
        items[i] = i * i * 2654435761u + 17;
    for (PhiloxPath path = PHILOX_BEST; path < PHILOX_PATHS; path++) {
        if (!philox_has(path))
            continue;
        paths++;
        for (size_t n = 0; n <= MOST; n++) {
            PhiloxWords out[MOST + 1], got[MOST + 1], start = {{starts[n % 4], 7, ~0u, 3}};
            double uniforms[2 * MOST + 1];
            memset(out, 0xee, sizeof out);
            memset(got, 0xee, sizeof got);
            uniforms[2 * n] = -1;
            philox_fill(path, key, start, n, out);
            philox_gather(path, key, items, start, n, got);
            philox_uniforms(path, key, start, n, uniforms);
            for (size_t i = 0; i < n; i++) {
                PhiloxWords in_line = start, by_item = start;
                in_line.word[0] += (uint32_t)i;
                by_item.word[0] = items[i];
                PhiloxWords w = philox(in_line, key), v = philox(by_item, key);
                assert_memory_equal(&out[i], &w, sizeof w);
                assert_memory_equal(&got[i], &v, sizeof v);
                assert_true(uniforms[2 * i] == philox_uniform(w.word[0], w.word[1]));
                assert_true(uniforms[2 * i + 1] == philox_uniform(w.word[2], w.word[3]));
            }
            assert_int_equal(out[n].word[0], 0xeeeeeeeeu); /* nothing beyond the end */
            assert_int_equal(got[n].word[0], 0xeeeeeeeeu);
            assert_true(uniforms[2 * n] == -1);
        }
    }
    assert_true(paths >= 2);
}

void test_philox__a_path_that_is_missing_becomes_one_that_is_there(void)
{
    for (PhiloxPath path = PHILOX_BEST; path < PHILOX_PATHS; path++) {
        PhiloxPath taken = philox_path(path);
        assert_true(taken != PHILOX_BEST && philox_has(taken));
        assert_true(path == PHILOX_BEST || !philox_has(path) || taken == path);
        assert_int_equal(philox_path_by_name(philox_path_name(path)), path);
    }
    assert_int_equal(philox_path_by_name("abacus"), PHILOX_PATHS);
}

/* 5,504 people, 15 years, exit 8% a year: person i leaves in year y of replicate r when word y
 * mod 4 at counter (i, 4 * floor(y / 4), r, 0) lies below .08 * 2^32. */
enum { PEOPLE = 5504 };

static int survivors(PhiloxPath path, PhiloxWords *words, uint8_t *here, uint32_t replicate)
{
    const uint32_t leaves_below = 343597383;
    int alive = 0;
    memset(here, 1, PEOPLE);
    for (uint32_t year = 0; year < 15; year += 4) {
        philox_fill(path, (PhiloxKey){{7, 9}}, (PhiloxWords){{0, year, replicate, 0}}, PEOPLE,
                    words);
        for (int i = 0; i < PEOPLE; i++)
            for (uint32_t k = 0; k < 4 && year + k < 15; k++)
                here[i] &= words[i].word[k] >= leaves_below;
    }
    for (int i = 0; i < PEOPLE; i++)
        alive += here[i];
    return alive;
}

void test_philox__gives_the_survival_golden_on_every_path(void)
{
    SCOPED_ARENA a = arena_new();
    PhiloxWords *words = NEW_ARRAY(a, PhiloxWords, PEOPLE);
    uint8_t *here = NEW_ARRAY(a, uint8_t, PEOPLE);
    for (PhiloxPath path = PHILOX_SCALAR; path < PHILOX_PATHS; path++) {
        if (!philox_has(path))
            continue;
        assert_int_equal(survivors(path, words, here, 0), 1578);
        assert_int_equal(survivors(path, words, here, 1), 1566);
        assert_int_equal(survivors(path, words, here, 2), 1556);
        long sum = 0;
        for (uint32_t replicate = 0; replicate < 1000; replicate++)
            sum += survivors(path, words, here, replicate);
        assert_int_equal(sum, 1576893);
    }
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
