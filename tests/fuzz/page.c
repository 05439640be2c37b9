/* The page compiler, on a page that is anything. It is a program that ends at the first error;
 * here its files are memory and its end is a jump back. */
#include "fuzz.h"
#include <setjmp.h>
#include <stdio.h>

enum { STREAMS = 4, TEXT_ROOM = (1 << 20) + 1 };

static jmp_buf back;
static FILE *streams[STREAMS], *noise;
static char *written[STREAMS];
static size_t sizes[STREAMS];
static int n_streams;
static const uint8_t *given;
static size_t given_size;

static FILE *page_open(const char *path, const char *mode)
{
    (void)path;
    int i = n_streams++;
    PROMISE(i < STREAMS);
    streams[i] = *mode == 'r' ? fmemopen((void *)given, given_size, "r")
                              : open_memstream(&written[i], &sizes[i]);
    return streams[i];
}

static int page_shut(FILE *f)
{
    for (int i = 0; i < n_streams; i++)
        if (streams[i] == f)
            streams[i] = NULL;
    return fclose(f);
}

static void *page_room(size_t n, size_t each)
{
    static char room[TEXT_ROOM];
    PROMISE(n * each <= sizeof room);
    memset(room, 0, n * each);
    return room;
}

static _Noreturn void page_ends(int code)
{
    (void)code;
    longjmp(back, 1);
}

#undef stderr
#define stderr         noise
#define main           pagec_main
#define exit(code)     page_ends(code)
#define fopen          page_open
#define fclose         page_shut
#define calloc(n, one) page_room((n), (one))
int pagec_main(int argc, char **argv);
#include "../../tools/pagec.c"
#undef fclose

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char in[] = "src/modules/org/pages/list.html", c[] = "list.c", h[] = "list.h";
    static char name[] = "pagec";
    char *argv[] = {name, in, c, h, NULL};
    if (!noise)
        noise = (fopencookie)(NULL, "w", (cookie_io_functions_t){0});
    if (!size) /* a memory stream has at least one byte */
        return 0;
    given = data;
    given_size = size;
    n_streams = 0;
    if (setjmp(back) == 0)
        (void)pagec_main(4, argv);
    for (int i = 0; i < n_streams; i++) {
        if (streams[i])
            fclose(streams[i]);
        free(written[i]);
        streams[i] = NULL;
        written[i] = NULL;
    }
    return 0;
}
