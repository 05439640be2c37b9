/* A url-encoded form. */
#include "fuzz.h"
#include "web/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Pairs form = {0};
    Refusal no;
    if (!gate_urlencoded(a, (const char *)data, size, &form, &no)) {
        PROMISE(no.status == 400 || no.status == 413);
        return 0;
    }
    PROMISE(form.n <= REQUEST_MOST_FIELDS);
    for (int i = 0; i < form.n; i++) {
        PROMISE(strlen(form.items[i].name) <= REQUEST_LONGEST_NAME);
        PROMISE(fuzz_is_text(form.items[i].name) && fuzz_is_text(form.items[i].value));
    }
    return 0;
}
