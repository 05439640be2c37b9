/* A form with files: the first line is the Content-Type, the rest the body. */
#include "fuzz.h"
#include "web/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    const char *at = (const char *)data, *end = at + size;
    Refusal no;
    Request r = {.method = METHOD_POST, .path = "/"};
    r.headers.content_type = fuzz_line(a, &at, end);
    r.body = (Bytes){at, (size_t)(end - at)};
    if (!gate_form(a, &r, &no)) {
        PROMISE(no.status == 400 || no.status == 413);
        return 0;
    }
    PROMISE(r.n_files <= REQUEST_MOST_FILES && r.form.n <= REQUEST_MOST_FIELDS);
    for (int i = 0; i < r.n_files; i++) {
        const Upload *f = &r.files[i];
        PROMISE(fuzz_is_text(f->name) && !strchr(f->name, '/') && !strchr(f->name, '\\'));
        PROMISE(*f->field && f->bytes.size <= r.body.size);
    }
    for (int i = 0; i < r.form.n; i++)
        PROMISE(fuzz_is_text(r.form.items[i].name) && fuzz_is_text(r.form.items[i].value));
    return 0;
}
