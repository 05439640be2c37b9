/* XML as strangers send it: in two pieces at any place, with small limits. */
#include "base/xml.h"
#include "fuzz.h"

typedef struct Seen {
    Arena *arena;
    int depth, opened;
} Seen;

static bool on_open(void *self, const char *name, const char *const *attributes)
{
    Seen *s = self;
    PROMISE(*name && fuzz_is_text(name));
    for (; *attributes; attributes += 2)
        PROMISE(fuzz_is_text(attributes[0]) && fuzz_is_text(attributes[1]));
    s->opened++;
    PROMISE(++s->depth <= 20);
    return true;
}

static bool on_text(void *self, const char *text, size_t n)
{
    PROMISE(fuzz_is_text(arena_strndup(((Seen *)self)->arena, text, n)));
    return true;
}

static bool on_close(void *self, const char *name)
{
    PROMISE(*name && --((Seen *)self)->depth >= 0);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    Seen s = {.arena = a};
    XmlHandler handler = {on_open, on_text, on_close, &s};
    XmlLimits limits = {.depth = 20, .elements = 1000, .tag = 1000, .bytes = 100000};
    XmlReader *x CLOSE_XML = xml_open(&err, "fuzz.xml", &handler, &limits);
    size_t half = size ? data[0] % size : 0;
    bool good = xml_feed(x, (const char *)data, half) &&
                xml_feed(x, (const char *)data + half, size - half) && xml_end(x);
    PROMISE(good == (err.kind == ERR_NONE) && fuzz_is_text(err.message));
    PROMISE(!good || (s.depth == 0 && s.opened > 0 && s.opened <= 1000));
    return 0;
}
