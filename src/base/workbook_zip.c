/* Decides how the archive of a workbook is packed and unpacked, and what is too much. The one
 * file that knows the archive library.
 *
 * What an archive says of itself is not believed: parts are counted before the library
 * allocates anything for them, and bytes are counted as they come out. Names are looked up and
 * never used as paths, so that "../" leads nowhere. */
#include "base/workbook_parts.h"
#include <zip.h>

struct Zip {
    zip_t *z;
    Arena *arena;
    Err *err;
    const char *name;
    size_t unpacked; /* of all parts so far */
};

/* ---------------------------------------------------------------- in */

/* How many parts the end of the archive declares. Wherever a comment could hide another end, it
 * counts too. -1: it has no end; an archive of so many parts that they need a second kind of
 * end has more than any workbook. */
static int declared_parts(const char *bytes, size_t size)
{
    enum { END = 22, LONGEST_COMMENT = 65535 };
    int most = -1;
    size_t from = size > END + LONGEST_COMMENT ? size - END - LONGEST_COMMENT : 0;
    for (size_t i = from; i + END <= size; i++) {
        const unsigned char *p = (const unsigned char *)bytes + i;
        if (memcmp(p, "PK\5\6", 4) == 0 && (p[10] | p[11] << 8) > most)
            most = p[10] | p[11] << 8;
    }
    return most;
}

Zip *zip_read(Arena *a, Err *err, const char *name, const char *bytes, size_t size)
{
    zip_error_t error;
    int parts = declared_parts(bytes, size);
    if (parts > BOOK_MOST_PARTS) {
        fail(err, TOO_LARGE, "%s: this workbook has more than %d parts", name, BOOK_MOST_PARTS);
        return NULL;
    }
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!z) {
        if (source)
            zip_source_free(source);
        zip_error_fini(&error);
        fail(err, INVALID,
             "%s: this workbook is broken or cut short; open it in a spreadsheet program, save "
             "it again and send that",
             name);
        return NULL;
    }
    Zip *out = NEW(a, Zip);
    *out = (Zip){.z = z, .arena = a, .err = err, .name = name};
    return out;
}

void zip_done(Zip **z)
{
    if (*z)
        zip_discard((*z)->z);
}

bool zip_has(const Zip *z, const char *part, bool folders)
{
    return zip_name_locate(z->z, part, ZIP_FL_NOCASE | (folders ? 0u : ZIP_FL_NODIR)) >= 0;
}

static bool broken(Zip *z, const char *part)
{
    return fail(z->err, INVALID,
                "%s: the part '%s' of this workbook is broken; open it in a spreadsheet "
                "program, save it again and send that",
                z->name, part);
}

static bool within_limits(Zip *z, const char *part, size_t n, size_t packed)
{
    size_t ratio = n / (packed ? packed : 1);
    if (n > BOOK_MOST_PART)
        return fail(z->err, TOO_LARGE,
                    "%s: the part '%s' of this workbook unpacks to more than %d MiB", z->name,
                    part, BOOK_MOST_PART >> 20);
    if (z->unpacked + n > BOOK_MOST_UNPACKED)
        return fail(z->err, TOO_LARGE, "%s: this workbook unpacks to more than %d MiB", z->name,
                    BOOK_MOST_UNPACKED >> 20);
    if (n > 1 << 20 && ratio > BOOK_MOST_RATIO)
        return fail(z->err, TOO_LARGE,
                    "%s: the part '%s' of this workbook unpacks to more than %d times its size",
                    z->name, part, BOOK_MOST_RATIO);
    return true;
}

bool zip_part(Zip *z, const char *part, ZipTake take, void *self)
{
    enum { PIECE = 64 << 10 };
    zip_stat_t st;
    zip_int64_t index = zip_name_locate(z->z, part, ZIP_FL_NOCASE);
    if (index < 0)
        return fail(z->err, INVALID, "%s: this workbook lacks its part '%s'", z->name, part);
    if (zip_stat_index(z->z, (zip_uint64_t)index, 0, &st) < 0)
        return broken(z, part);
    if (st.encryption_method != ZIP_EM_NONE)
        return fail(z->err, INVALID,
                    "%s: this workbook is locked with a password; save it without one",
                    z->name);
    if (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE)
        return fail(z->err, INVALID,
                    "%s: the part '%s' of this workbook is packed in an unusual way; save it "
                    "again in a spreadsheet program",
                    z->name, part);
    size_t packed = (size_t)st.comp_size, n = 0;
    if (!within_limits(z, part, (size_t)st.size, packed)) /* as it says itself */
        return false;
    zip_file_t *f = zip_fopen_index(z->z, (zip_uint64_t)index, 0);
    char *piece = arena_alloc(z->arena, PIECE);
    zip_int64_t got = 0;
    bool good = f != NULL;
    while (good && (got = zip_fread(f, piece, PIECE)) > 0) {
        n += (size_t)got;
        good = within_limits(z, part, n, packed) && take(self, piece, (size_t)got, false);
    }
    if (f)
        zip_fclose(f);
    z->unpacked += n;
    if (good && got < 0)
        good = broken(z, part);
    if (good)
        good = take(self, "", 0, true);
    return good || (z->err->kind ? false : broken(z, part));
}

/* ---------------------------------------------------------------- out */

static bool add(zip_t *z, const ZipPart *p)
{
    zip_source_t *s = zip_source_buffer(z, p->bytes.data, p->bytes.size, 0);
    zip_int64_t i = s ? zip_file_add(z, p->name, s, ZIP_FL_ENC_UTF_8) : -1;
    if (s && i < 0)
        zip_source_free(s);
    enum { DAY_1980_01_01 = 1 << 5 | 1 };
    return i >= 0 &&
           zip_set_file_compression(z, (zip_uint64_t)i,
                                    p->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 6) == 0 &&
           zip_file_set_dostime(z, (zip_uint64_t)i, 0, DAY_1980_01_01, 0) == 0 &&
           zip_file_set_external_attributes(z, (zip_uint64_t)i, 0, ZIP_OPSYS_UNIX, 0) == 0;
}

bool zip_write(Arena *a, Err *err, const ZipPart *parts, int n, Bytes *out)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *z = target ? zip_open_from_source(target, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (!z) {
        if (target)
            zip_source_free(target);
        return fail(err, IO, "cannot make a workbook");
    }
    zip_source_keep(target);
    bool good = true;
    for (int i = 0; i < n && good; i++)
        good = add(z, &parts[i]);
    if (!good)
        zip_discard(z);
    else if (!(good = zip_close(z) == 0))
        zip_discard(z);
    zip_stat_t st;
    if (good && zip_source_stat(target, &st) == 0 && zip_source_open(target) == 0) {
        char *data = arena_alloc(a, (size_t)st.size + 1);
        good = zip_source_read(target, data, st.size) == (zip_int64_t)st.size;
        zip_source_close(target);
        *out = (Bytes){data, (size_t)st.size};
    } else {
        good = false;
    }
    zip_source_free(target);
    return good || fail(err, IO, "cannot make a workbook");
}
