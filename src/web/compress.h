/* Answers made smaller for those who ask for it: brotli, else gzip.
 *
 * A page that shows a secret beside what a stranger can choose must not let its size tell the
 * secret (BREACH): whoever puts a token into a page masks it anew for each answer. */
#ifndef PONT_WEB_COMPRESS_H
#define PONT_WEB_COMPRESS_H

#include "web/request.h"

enum { COMPRESS_FEWEST = 1024 }; /* bytes; below, a head is longer than what is saved */

/* Whether a Content-Type is text of a kind that gets smaller. */
bool compress_type(const char *type);

/* Makes `in` smaller in the best coding that the Accept-Encoding header (NULL: none) takes.
 * False, and nothing touched, when it takes none, when `in` is short, or when nothing would be
 * gained. *coding is what Content-Encoding says. */
bool compress_body(Arena *a, const char *accept, Bytes in, const char **coding, Bytes *out);

/* An answer just made, on its way out: its body, Content-Encoding and Vary. Leaves alone what
 * has a coding already and what is no text. An ETag stays as it is: it names the version of the
 * data, for If-Match too, and there are no ranges. */
void compress_response(Arena *a, const Request *in, Response *out);

#endif
