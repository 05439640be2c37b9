/* Decides how the XML of a workbook is read: as it comes out of the archive, piece by piece, in
 * the limits of a workbook; base/xml.h does the rest. */
#include "base/workbook_parts.h"
#include "base/xml.h"

typedef struct Feeding {
    XmlIn *x;
    XmlReader *reader;
} Feeding;

static bool on_open(void *self, const char *name, const char *const *attributes)
{
    XmlIn *x = self;
    ++*x->elements;
    x->depth++;
    return x->handler->begin(x, name, attributes);
}

static bool on_close(void *self, const char *name)
{
    XmlIn *x = self;
    bool good = x->handler->end(x, name);
    x->depth--;
    return good;
}

static bool on_text(void *self, const char *s, size_t n)
{
    XmlIn *x = self;
    return x->handler->text(x, s, n);
}

static bool take(void *self, const char *bytes, size_t n, bool last)
{
    Feeding *f = self;
    return xml_feed(f->reader, bytes, n) && (!last || xml_end(f->reader));
}

bool xml_part(XmlIn *x, Zip *z, const char *part, const PartHandler *handler)
{
    XmlHandler all = {on_open, on_text, on_close, x};
    XmlLimits limits = {.tag = BOOK_MOST_TOKEN,
                        .depth = BOOK_MOST_DEPTH,
                        .elements = *x->elements < BOOK_MOST_ELEMENTS
                                        ? (size_t)(BOOK_MOST_ELEMENTS - *x->elements)
                                        : 1};
    x->part = part;
    x->handler = handler;
    x->depth = 0;
    XmlReader *reader CLOSE_XML = xml_open(
        x->err, arena_printf(x->arena, "%s (its part '%s')", x->file, part), &all, &limits);
    return zip_part(z, part, take, &(Feeding){x, reader});
}
