/* The style sheet, script and pictures inside the program. Their addresses carry a hash of
 * their content (/assets/pont.1f0c9a….css), so browsers may keep them for ever. */
#ifndef PONT_WEB_ASSETS_H
#define PONT_WEB_ASSETS_H

#include "web/html.h"

typedef struct Asset {
    const char *data; /* static */
    size_t size;
    const char *type;     /* Content-Type */
    const char *encoding; /* Content-Encoding: "br", "gzip", or NULL for none */
} Asset;

/* "pont.css" -> its address. Asserts that there is such an asset: names are literals. */
Url asset_url(Arena *a, const char *name);
/* The asset at a path below /assets/, in the smallest form that the Accept-Encoding header
 * (NULL when absent) allows. False when there is none. */
bool asset_find(Arena *a, const char *path, const char *accept_encoding, Asset *out);

/* Whether an Accept-Encoding header takes the coding: named, or "*", with a weight above 0. */
bool accepts_encoding(Arena *a, const char *header, const char *coding);

#endif
