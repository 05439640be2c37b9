/* A QR code as a drawing that stands in a page: one SVG element with a title, no script, no
 * style. */
#ifndef PONT_CORE_QR_H
#define PONT_CORE_QR_H

#include "base/ctx.h"

/* title says what the code is for, already translated; whoever cannot see it needs the content
 * beside it as text. Fails with TOO_LARGE when the text does not fit into a code. */
bool qr_svg(Ctx *cx, const char *text, const char *title, const char **out) MUST_CHECK;

#endif
