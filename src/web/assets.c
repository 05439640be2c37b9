/* Decides which embedded file answers an asset's address, and in which compression. What the
 * files are is decided by tools/assets.sh. */
#include "web/assets.h"
#include "base/embedded.h"
#include <assert.h>

extern const EmbeddedFile embedded_assets[];
extern const int embedded_assets_count;

enum { HASH = 12 };

Url asset_url(Arena *a, const char *name)
{
    const char *dot = strrchr(name, '.');
    assert(dot);
    size_t stem = (size_t)(dot - name);
    for (int i = 0; i < embedded_assets_count; i++) {
        const char *file = embedded_assets[i].name;
        if (strncmp(file, name, stem + 1) == 0 && strlen(file) == strlen(name) + 1 + HASH &&
            same(file + stem + 1 + HASH, dot))
            return (Url){arena_printf(a, "/assets/%s", file)};
    }
    assert(!"an asset of that name");
    return URL("#");
}

bool accepts_encoding(Arena *a, const char *header, const char *coding)
{
    const char **parts;
    int n = header ? text_split(a, header, ',', &parts) : 0;
    bool by_star = false;
    for (int i = 0; i < n; i++) {
        const char **halves;
        int m = text_split(a, parts[i], ';', &halves);
        double weight = 1;
        if (m > 1 && starts_with(halves[1], "q="))
            (void)!text_to_double(halves[1] + 2, &weight);
        if (m && same_fold(halves[0], coding))
            return weight > 0;
        if (m && same(halves[0], "*"))
            by_star = weight > 0;
    }
    return by_star;
}

static const char *type_of(const char *name)
{
    if (ends_with(name, ".css"))
        return "text/css; charset=utf-8";
    if (ends_with(name, ".js"))
        return "text/javascript; charset=utf-8";
    if (ends_with(name, ".svg"))
        return "image/svg+xml";
    return NULL; /* the compressed forms have no address of their own */
}

bool asset_find(Arena *a, const char *path, const char *accept_encoding, Asset *out)
{
    static const struct {
        const char *coding, *ending;
    } forms[] = {{"br", ".br"}, {"gzip", ".gz"}};

    if (!starts_with(path, "/assets/"))
        return false;
    const char *name = path + strlen("/assets/"), *type = type_of(name);
    const EmbeddedFile *plain = embedded_find(embedded_assets, embedded_assets_count, name);
    if (!plain || !type)
        return false;
    *out = (Asset){.data = plain->data, .size = plain->size, .type = type};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const EmbeddedFile *f = embedded_find(embedded_assets, embedded_assets_count,
                                              arena_printf(a, "%s%s", name, forms[i].ending));
        if (f && f->size < out->size && accepts_encoding(a, accept_encoding, forms[i].coding)) {
            out->data = f->data;
            out->size = f->size;
            out->encoding = forms[i].coding;
        }
    }
    return true;
}
