/* A JSON object as an API call sends it. */
#include "base/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Pairs pairs = {0};
    if (!json_read_pairs(a, &err, (const char *)data, size, &pairs)) {
        PROMISE(err.kind != ERR_NONE && fuzz_is_text(err.message));
        return 0;
    }
    for (int i = 0; i < pairs.n; i++)
        PROMISE(fuzz_is_text(pairs.items[i].name) &&
                (pairs.items[i].is_null || fuzz_is_text(pairs.items[i].value)));
    return 0;
}
