/* Decides how files are replaced safely and how bytes are named by their digest. */
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_read(Arena *a, Err *err, const char *path, size_t most, Bytes *out)
{
    FILE *f = same(path, "-") ? stdin : fopen(path, "rb");
    struct stat st;
    if (!f)
        return fail(err, NOT_FOUND, "cannot open '%s': %s", path, strerror(errno));
    bool known = fstat(fileno(f), &st) == 0;
    if (f != stdin && known && S_ISDIR(st.st_mode)) {
        fclose(f);
        return fail(err, USAGE, "'%s' is a directory, not a file", path);
    }
    /* A file that says how large it is need not be read to be refused, nor grown into. */
    if (known && S_ISREG(st.st_mode) && (size_t)st.st_size > most) {
        if (f != stdin)
            fclose(f);
        return fail(err, TOO_LARGE, "'%s' is larger than %zu bytes", path, most);
    }
    Buf b = buf_new(a, most);
    if (known && S_ISREG(st.st_mode) && st.st_size > 0)
        buf_reserve(&b, (size_t)st.st_size);
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && !b.over)
        buf_put(&b, chunk, n);
    bool broken = ferror(f) != 0;
    if (f != stdin)
        fclose(f);
    if (broken)
        return fail(err, IO, "cannot read '%s'", path);
    if (b.over)
        return fail(err, TOO_LARGE, "'%s' is larger than %zu bytes", path, most);
    *out = (Bytes){buf_text(&b), b.len};
    return true;
}

/* The file lies over memory that reaches a page further, so that a NUL stands after it. */
bool file_map(Err *err, const char *path, size_t most, Bytes *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return fail(err, NOT_FOUND, "cannot open '%s': %s", path, strerror(errno));
    }
    size_t size = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (size / page + 1) * page;
    bool fits = size > 0 && size <= most;
    char *all =
        fits ? mmap(NULL, room, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
    bool ok = all != MAP_FAILED &&
              mmap(all, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) != MAP_FAILED;
    close(fd);
    if (!fits)
        return size > most ? fail(err, TOO_LARGE, "'%s' is larger than %zu bytes", path, most)
                           : fail(err, USAGE, "'%s' is no file that can be mapped", path);
    if (!ok)
        return fail(err, IO, "cannot read '%s': %s", path, strerror(errno));
    madvise(all, room, MADV_SEQUENTIAL);
    *out = (Bytes){all, size};
    return true;
}

bool file_is_large(const char *path)
{
    enum { LARGE = 1 << 20 };
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > LARGE;
}

bool file_write(Arena *a, Err *err, const char *path, const char *data, size_t size)
{
    char *part = arena_printf(a, "%s.part%ld", path, (long)getpid());
    FILE *f = fopen(part, "wb");
    if (!f)
        return fail(err, IO, "cannot write '%s': %s", path, strerror(errno));
    bool good = fwrite(data, 1, size, f) == size && fflush(f) == 0 && fsync(fileno(f)) == 0;
    good = fclose(f) == 0 && good;
    if (good && rename(part, path) == 0)
        return true;
    int why = errno;
    unlink(part);
    return fail(err, IO, "cannot write '%s': %s", path, strerror(why));
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_mkdir(Arena *a, Err *err, const char *path)
{
    char *p = arena_strdup(a, path);
    for (char *s = p + 1;; s++) {
        if (*s && *s != '/')
            continue;
        char was = *s;
        *s = '\0';
        if (mkdir(p, 0777) && errno != EEXIST)
            return fail(err, IO, "cannot make directory '%s': %s", p, strerror(errno));
        *s = was;
        if (!was)
            return true;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int file_list(Arena *a, const char *path, const char ***names)
{
    DIR *d = opendir(path);
    int n = 0, room = 0;
    *names = NULL;
    if (!d)
        return -1;
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            *PUSH(a, *names, n, room) = arena_strdup(a, e->d_name);
    closedir(d);
    if (n)
        qsort(*names, (size_t)n, sizeof **names, by_text);
    return n;
}

struct Digest {
    crypto_hash_sha256_state state;
};

Digest *digest_new(Arena *a)
{
    Digest *d = NEW(a, Digest);
    crypto_hash_sha256_init(&d->state);
    return d;
}

void digest_add(Digest *d, const void *data, size_t size)
{
    crypto_hash_sha256_update(&d->state, data, size);
}

const char *digest_end(Arena *a, Digest *d)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_hash_sha256_final(&d->state, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_strdup(a, hex);
}

const char *digest(Arena *a, const void *data, size_t size)
{
    Digest *d = digest_new(a);
    digest_add(d, data, size);
    return digest_end(a, d);
}
