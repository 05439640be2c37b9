/* XML as a stream of openings, texts and closings; nothing is kept, so that a file may be far
 * larger than memory.
 *
 *     XmlReader *x CLOSE_XML = xml_open(&err, "census.xml", &handler, NULL);
 *     while (more)
 *         if (!xml_feed(x, bytes, n)) return false;
 *     return xml_end(x);
 *
 * What strangers send is read with these promises: no document type and so no entity of the
 * writer's own is accepted (nothing is fetched, nothing expands); depth, size, number of
 * elements and the length of one tag have limits; text arrives as valid UTF-8 without NUL. What
 * cannot be read is an INVALID or TOO_LARGE that names the file and the line. */
#ifndef PONT_BASE_XML_H
#define PONT_BASE_XML_H

#include "base/text.h"

/* A callback returns false, after fail() on the Err given to xml_open(), to stop the reading.
 * Any of them may be NULL. A name comes without its namespace prefix; an attribute's name as it
 * is written. text comes in pieces of
 * any length: a value may be split anywhere. */
typedef struct XmlHandler {
    bool (*open)(void *self, const char *name, const char *const *attributes);
    bool (*text)(void *self, const char *s, size_t n);
    bool (*close)(void *self, const char *name);
    void *self;
} XmlHandler;

/* 0 means the default in the comment. */
typedef struct XmlLimits {
    size_t bytes;    /* of the whole file: 1 GiB */
    size_t tag;      /* one tag with its attributes, one comment: 64 KiB */
    size_t elements; /* 50 million */
    int depth;       /* 64 */
} XmlLimits;

typedef struct XmlReader XmlReader;

XmlReader *xml_open(Err *err, const char *name, const XmlHandler *handler,
                    const XmlLimits *limits);
bool xml_feed(XmlReader *x, const char *bytes, size_t n) MUST_CHECK;
/* Says that this was all: fails when an element is still open, or when there was none. */
bool xml_end(XmlReader *x) MUST_CHECK;
/* The line that is being read, from 1; inside a callback the line of the tag. */
int xml_line(const XmlReader *x);
/* The value of an attribute of open(): the one of that name, else the first that has it but for
 * its prefix, or NULL. */
const char *xml_attribute(const char *const *attributes, const char *name);
void xml_free(XmlReader **x);
#define CLOSE_XML __attribute__((cleanup(xml_free)))

/* The three steps for a text that is in memory. */
bool xml_parse(Err *err, const char *name, const char *bytes, size_t size,
               const XmlHandler *handler, const XmlLimits *limits) MUST_CHECK;

#endif
