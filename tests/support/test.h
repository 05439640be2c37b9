/* What every unit test includes: cmocka with its needs, and a scratch arena. */
#ifndef PONT_TESTS_SUPPORT_TEST_H
#define PONT_TESTS_SUPPORT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka and base/err.h both have a fail(); ours stays, and fail_msg() does without theirs. */
#undef fail
#include <cmocka.h>
#undef fail
#undef fail_msg
#define fail(err, kind, ...) fail_at((err), ERR_##kind, __VA_ARGS__)
#define fail_msg(...)                                                                          \
    do {                                                                                       \
        print_error(__VA_ARGS__);                                                              \
        print_error("\n");                                                                     \
        _fail(__FILE__, __LINE__);                                                             \
    } while (0)

#include "base/arena.h"
#include "base/err.h"

#define assert_near(actual, expected, tolerance)                                               \
    do {                                                                                       \
        double actual_ = (actual), expected_ = (expected), difference_ = actual_ - expected_;  \
        if (!(difference_ <= (tolerance) && -difference_ <= (tolerance)))                      \
            fail_msg("%s is %.12g, not %.12g", #actual, actual_, expected_);                   \
    } while (0)

#endif
