/* Decides how a QR code is drawn: dark squares of a row joined to one line, on white with the
 * margin of four squares that readers need. */
#include "core/qr.h"
#include "base/text.h"
#include <qrencode.h>

enum { MARGIN = 4 };

static void drop_code(QRcode **code)
{
    QRcode_free(*code);
}

bool qr_svg(Ctx *cx, const char *text, const char *title, const char **out)
{
    QRcode *code __attribute__((cleanup(drop_code))) =
        QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return fail(&cx->err, TOO_LARGE, "the text does not fit into a QR code");
    int side = code->width + 2 * MARGIN;
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, "<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" ",
               5 * side, 5 * side, side, side);
    buf_puts(&b, "shape-rendering=\"crispEdges\"><title>");
    buf_xml(&b, title);
    buf_printf(&b, "</title><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
               side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            const unsigned char *row = code->data + (size_t)y * (size_t)code->width;
            int n = 0;
            while (x + n < code->width && (row[x + n] & 1))
                n++;
            if (n)
                buf_printf(&b, "M%d %dh%dv1h-%dz", x + MARGIN, y + MARGIN, n, n);
            x += n;
        }
    buf_puts(&b, "\"/></svg>");
    *out = buf_text(&b);
    return buf_ok(&b, &cx->err);
}
