/* Decides how answers are compressed: with the least effort that pays. The only file that knows
 * the libraries for it. Files that are made smaller once, at build time, are assets.c's. */
#include "web/compress.h"
#include "web/assets.h"
#include <brotli/encode.h>
#include <zlib.h>

/* For a page of 10 kB: brotli 1 takes 0.03 ms and leaves 1.9 kB, brotli 4 0.15 ms and 1.7 kB;
 * gzip 1 takes 0.05 ms and leaves 2.0 kB (decision 051). */
enum {
    BROTLI_EFFORT = 1,
    BROTLI_WINDOW = 18, /* 256 KiB */
    GZIP_EFFORT = 1,
    GZIP_MEMORY = 8,
    GZIP_WRAPPER = 16, /* added to the window, as zlib has it */
};

bool compress_type(const char *type)
{
    static const char *const kinds[] = {"text/",
                                        "application/json",
                                        "application/problem+json",
                                        "application/fhir+json",
                                        "application/xml",
                                        "image/svg+xml"};
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (starts_with(type, kinds[i]))
            return true;
    return false;
}

static bool by_brotli(Bytes in, char *out, size_t *size)
{
    return BrotliEncoderCompress(BROTLI_EFFORT, BROTLI_WINDOW, BROTLI_MODE_TEXT, in.size,
                                 (const uint8_t *)in.data, size, (uint8_t *)out);
}

static bool by_gzip(Bytes in, char *out, size_t *size)
{
    z_stream z = {.next_in = (unsigned char *)in.data,
                  .avail_in = (unsigned)in.size,
                  .next_out = (unsigned char *)out,
                  .avail_out = (unsigned)*size};
    if (deflateInit2(&z, GZIP_EFFORT, Z_DEFLATED, MAX_WBITS + GZIP_WRAPPER, GZIP_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    bool whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *size = z.total_out;
    deflateEnd(&z);
    return whole;
}

bool compress_body(Arena *a, const char *accept, Bytes in, const char **coding, Bytes *out)
{
    static const struct {
        const char *name;
        bool (*run)(Bytes in, char *out, size_t *size);
    } codings[] = {{"br", by_brotli}, {"gzip", by_gzip}};
    if (!accept || in.size < COMPRESS_FEWEST || in.size > UINT32_MAX)
        return false;
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        if (!accepts_encoding(a, accept, codings[i].name))
            continue;
        size_t size = in.size; /* no room for more than it was */
        char *smaller = arena_alloc(a, in.size);
        if (!codings[i].run(in, smaller, &size) || size >= in.size)
            return false;
        *coding = codings[i].name;
        *out = (Bytes){smaller, size};
        return true;
    }
    return false;
}

void compress_response(Arena *a, const Request *in, Response *out)
{
    const char *coding;
    Bytes smaller;
    if (!out->body || out->size < COMPRESS_FEWEST || !compress_type(out->type))
        return;
    for (int i = 0; i < out->headers.n; i++)
        if (same_fold(out->headers.items[i].name, "Content-Encoding") ||
            (same_fold(out->headers.items[i].name, "Vary") &&
             strstr(out->headers.items[i].value, "Accept-Encoding")))
            return; /* whoever made it has decided */
    respond_header(a, out, "Vary", "Accept-Encoding");
    if (!compress_body(a, in->headers.accept_encoding, (Bytes){out->body, out->size}, &coding,
                       &smaller))
        return;
    out->body = smaller.data;
    out->size = smaller.size;
    respond_header(a, out, "Content-Encoding", coding);
}
