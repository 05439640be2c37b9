/* Decides how the XML of a workbook is read: as it comes out of the archive, element by
 * element. The one file that knows the XML library.
 *
 * No spreadsheet program writes a document type, and every trick with entities needs one; so a
 * file with one is refused as a whole. */
#include "base/workbook_parts.h"
#include <expat.h>

typedef struct Parse {
    XmlIn *x;
    XML_Parser parser;
    size_t fed, heard; /* bytes given, and those given when something last came of them */
    bool stopped;
} Parse;

static void stop(Parse *p)
{
    p->stopped = true;
    XML_StopParser(p->parser, XML_FALSE);
}

static void refuse_doctype(void *self, const char *name, const char *system, const char *public,
                           int internal)
{
    Parse *p = self;
    (void)name, (void)system, (void)public, (void)internal;
    fail(p->x->err, INVALID,
         "%s: the part '%s' of this workbook declares a document type, as no spreadsheet "
         "program does; save it again in one",
         p->x->file, p->x->part);
    stop(p);
}

static const char *without_prefix(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void begin(void *self, const char *name, const char **attributes)
{
    Parse *p = self;
    XmlIn *x = p->x;
    bool good = true;
    p->heard = p->fed;
    if (++x->depth > BOOK_MOST_DEPTH)
        good = fail(x->err, TOO_LARGE,
                    "%s: the part '%s' of this workbook nests more than %d elements", x->file,
                    x->part, BOOK_MOST_DEPTH);
    else if (++*x->elements > BOOK_MOST_ELEMENTS)
        good = fail(x->err, TOO_LARGE, "%s: this workbook has more than %d million elements",
                    x->file, BOOK_MOST_ELEMENTS / 1000000);
    if (!good || !x->handler->begin(x, without_prefix(name), attributes))
        stop(p);
}

static void end(void *self, const char *name)
{
    Parse *p = self;
    p->heard = p->fed;
    if (!p->stopped && !p->x->handler->end(p->x, without_prefix(name)))
        stop(p);
    p->x->depth--;
}

static void text(void *self, const char *s, int n)
{
    Parse *p = self;
    p->heard = p->fed;
    if (!p->stopped && !p->x->handler->text(p->x, s, (size_t)n))
        stop(p);
}

/* Comments and the like: nothing, but they are bytes that have been dealt with. */
static void other(void *self, const char *s, int n)
{
    Parse *p = self;
    (void)s, (void)n;
    p->heard = p->fed;
}

static bool take(void *self, const char *bytes, size_t n, bool last)
{
    Parse *p = self;
    XmlIn *x = p->x;
    p->fed += n;
    enum XML_Status status = XML_Parse(p->parser, bytes, (int)n, last);
    if (p->stopped || x->err->kind)
        return false;
    if (status == XML_STATUS_ERROR)
        return fail(x->err, INVALID,
                    "%s: the part '%s' of this workbook cannot be read (line %lu: %s); open it "
                    "in a spreadsheet program, save it again and send that",
                    x->file, x->part, XML_GetCurrentLineNumber(p->parser),
                    XML_ErrorString(XML_GetErrorCode(p->parser)));
    if (p->fed - p->heard > BOOK_MOST_TOKEN)
        return fail(x->err, TOO_LARGE,
                    "%s: the part '%s' of this workbook has a tag longer than %d MiB", x->file,
                    x->part, BOOK_MOST_TOKEN >> 20);
    return true;
}

bool xml_part(XmlIn *x, Zip *z, const char *part, const XmlHandler *handler)
{
    Parse p = {.x = x, .parser = XML_ParserCreate(NULL)};
    if (!p.parser)
        return fail(x->err, IO, "cannot read XML");
    x->part = part;
    x->handler = handler;
    x->depth = 0;
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, begin, end);
    XML_SetCharacterDataHandler(p.parser, text);
    XML_SetStartDoctypeDeclHandler(p.parser, refuse_doctype);
    XML_SetDefaultHandler(p.parser, other);
    XML_SetParamEntityParsing(p.parser, XML_PARAM_ENTITY_PARSING_NEVER);
    bool good = zip_part(z, part, take, &p);
    XML_ParserFree(p.parser);
    return good;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (int i = 0; attributes[i]; i += 2)
        if (same(without_prefix(attributes[i]), name))
            return attributes[i + 1];
    return NULL;
}
