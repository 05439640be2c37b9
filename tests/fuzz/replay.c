/* Runs a target on the files it is given, without libFuzzer: what was found once stays found.
 * Prints how many; a crash or a sanitizer ends it with the file's name as the last line. */
#include "fuzz.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    enum { MOST = 1 << 20 };
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        uint8_t *all = f ? malloc(MOST) : NULL;
        size_t n = all ? fread(all, 1, MOST, f) : 0;
        /* A copy of just that size, so that a read past its end is seen. */
        uint8_t *data = malloc(n ? n : 1);
        if (!all || !data || n == MOST)
            return 2;
        fclose(f);
        memcpy(data, all, n);
        free(all);
        fprintf(stderr, "%s\n", argv[i]);
        LLVMFuzzerTestOneInput(data, n);
        free(data);
    }
    printf("%d\n", argc - 1);
    return 0;
}
