/* Files in one archive (ZIP): workbooks are such archives, and so are packs of files that go
 * out together. Written by workbook_zip.c, the one file that knows the archive library. */
#ifndef PONT_BASE_ARCHIVE_H
#define PONT_BASE_ARCHIVE_H

#include "base/file.h"

typedef struct ZipPart {
    const char *name;
    Bytes bytes;
    bool stored; /* not packed */
} ZipPart;
/* The same parts give the same bytes: no clock, no order of the machine. */
bool zip_write(Arena *a, Err *err, const ZipPart *parts, int n, Bytes *out) MUST_CHECK;

/* An archive that is read, and what has been taken from it. */
typedef struct Zip Zip;
Zip *zip_read(Arena *a, Err *err, const char *name, const char *bytes, size_t size);
void zip_done(Zip **z);
#define SCOPED_ZIP __attribute__((cleanup(zip_done))) Zip *
/* Whether there is such a part, in any folder when folders is false. */
bool zip_has(const Zip *z, const char *part, bool folders);
/* Gives the part in pieces until take says no. False with an error for a part that is not
 * there, is packed in a way that is not read, or passes a limit. */
typedef bool (*ZipTake)(void *self, const char *bytes, size_t n, bool last);
bool zip_part(Zip *z, const char *part, ZipTake take, void *self) MUST_CHECK;

#endif
