/* Decides which XML is read at all and how far; the grammar itself is expat's. What the names
 * mean is left to the callbacks. expat is named here and nowhere else. */
#include "base/xml.h"
#include <expat.h>
#include <stdlib.h>

enum { PIECE = 32 << 10 };

struct XmlReader {
    XML_Parser parser;
    Err *err;
    const char *name;
    XmlHandler handler;
    XmlLimits limits;
    size_t fed, elements;
    int depth;
    bool stopped;
};

/* Ends the reading at the next chance; the Err has been set. */
static void stop(XmlReader *x)
{
    x->stopped = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon && colon[1] ? colon + 1 : name; /* "a:" is no name of ours, but not empty */
}

static void on_open(void *self, const XML_Char *name, const XML_Char **attributes)
{
    XmlReader *x = self;
    if (x->stopped)
        return;
    if (++x->depth > x->limits.depth) {
        fail(x->err, TOO_LARGE, "%s, line %d: elements are nested more than %d deep", x->name,
             xml_line(x), x->limits.depth);
        stop(x);
    } else if (++x->elements > x->limits.elements) {
        fail(x->err, TOO_LARGE, "%s: more than %zu elements", x->name, x->limits.elements);
        stop(x);
    } else if (x->handler.open && !x->handler.open(x->handler.self, local_name(name),
                                                   (const char *const *)attributes)) {
        stop(x);
    }
}

static void on_close(void *self, const XML_Char *name)
{
    XmlReader *x = self;
    if (x->stopped)
        return;
    x->depth--;
    if (x->handler.close && !x->handler.close(x->handler.self, local_name(name)))
        stop(x);
}

static void on_text(void *self, const XML_Char *s, int n)
{
    XmlReader *x = self;
    if (!x->stopped && x->handler.text && !x->handler.text(x->handler.self, s, (size_t)n))
        stop(x);
}

/* A document type can define entities that grow without end or name files of this machine. No
 * format that Pont reads has one. */
static void on_doctype(void *self, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
    XmlReader *x = self;
    (void)name, (void)system, (void)public, (void)has_subset;
    if (x->stopped)
        return;
    fail(x->err, INVALID, "%s, line %d: a document type (<!DOCTYPE) is not accepted", x->name,
         xml_line(x));
    stop(x);
}

XmlReader *xml_open(Err *err, const char *name, const XmlHandler *handler,
                    const XmlLimits *limits)
{
    XmlReader *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    XmlLimits most = limits ? *limits : (XmlLimits){0};
    x->err = err;
    x->name = name;
    x->handler = *handler;
    x->limits.bytes = most.bytes ? most.bytes : (size_t)1 << 30;
    x->limits.tag = most.tag ? most.tag : 64 << 10;
    x->limits.elements = most.elements ? most.elements : 50000000;
    x->limits.depth = most.depth ? most.depth : 64;
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser)
        abort();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_open, on_close);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

/* One piece to expat. A tag that does not end stays in expat's buffer: the distance between
 * what was fed and where it stands says how long the tag is so far. */
static bool give(XmlReader *x, const char *bytes, size_t n, bool last)
{
    if (x->stopped)
        return false;
    x->fed += n;
    if (x->fed > x->limits.bytes)
        return fail(x->err, TOO_LARGE, "%s is larger than %zu bytes", x->name, x->limits.bytes);
    enum XML_Status status = XML_Parse(x->parser, bytes, (int)n, last);
    if (x->stopped)
        return false;
    if (status != XML_STATUS_OK) {
        x->stopped = true;
        return fail(x->err, INVALID, "%s, line %d, column %d: this is not well-formed XML (%s)",
                    x->name, xml_line(x), (int)XML_GetCurrentColumnNumber(x->parser) + 1,
                    XML_ErrorString(XML_GetErrorCode(x->parser)));
    }
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    if (!last && at >= 0 && x->fed - (size_t)at > x->limits.tag + PIECE) {
        x->stopped = true;
        return fail(x->err, TOO_LARGE, "%s, line %d: one tag is longer than %zu bytes", x->name,
                    xml_line(x), x->limits.tag);
    }
    return true;
}

bool xml_feed(XmlReader *x, const char *bytes, size_t n)
{
    for (size_t at = 0; at < n; at += PIECE)
        if (!give(x, bytes + at, n - at < PIECE ? n - at : PIECE, false))
            return false;
    return true;
}

bool xml_end(XmlReader *x)
{
    return give(x, "", 0, true);
}

int xml_line(const XmlReader *x)
{
    return (int)XML_GetCurrentLineNumber(x->parser);
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    const char *without = NULL;
    for (; *attributes; attributes += 2) {
        if (same(attributes[0], name))
            return attributes[1];
        if (!without && same(local_name(attributes[0]), name))
            without = attributes[1];
    }
    return without;
}

void xml_free(XmlReader **x)
{
    if (!*x)
        return;
    XML_ParserFree((*x)->parser);
    free(*x);
    *x = NULL;
}

bool xml_parse(Err *err, const char *name, const char *bytes, size_t size,
               const XmlHandler *handler, const XmlLimits *limits)
{
    XmlReader *x CLOSE_XML = xml_open(err, name, handler, limits);
    return xml_feed(x, bytes, size) && xml_end(x);
}
