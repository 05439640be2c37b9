/* What every fuzz target has. A target is a file tests/fuzz/NAME.c with one function that takes
 * any bytes, and a folder tests/fuzz/corpus/NAME of small inputs worth keeping.
 *
 * `make check` replays every corpus with gcc and sanitizers (replay.c); `make fuzz SECONDS=60`
 * lets libFuzzer of clang invent more, target after target. What it finds is mended, and the
 * input joins the corpus under a name that says what it was.
 *
 * To add one: the file, the folder with a good input and a few bad ones, and, when it needs
 * more than src/base and the files of FUZZ_WEB, a line in fuzz.mk. */
#ifndef PONT_TESTS_FUZZ_H
#define PONT_TESTS_FUZZ_H

#include "base/text.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise that any input must leave whole; NDEBUG does not take it away. */
#define PROMISE(holds)                                                                         \
    do {                                                                                       \
        if (!(holds))                                                                          \
            abort();                                                                           \
    } while (0)

/* Takes the bytes up to the next line end (or all) as text; moves past it. */
static inline const char *fuzz_line(Arena *a, const char **at, const char *end)
{
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    const char *line = *at;
    size_t n = (size_t)((stop ? stop : end) - line);
    *at = stop ? stop + 1 : end;
    return arena_strndup(a, line, n);
}

static inline bool fuzz_is_text(const char *s)
{
    return utf8_fault(s, strlen(s)) < 0;
}

#endif
