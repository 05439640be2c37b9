/* embed OUT.c SYMBOL ROOT FILES...
 *
 * Writes a C file that carries the bytes of FILES (each followed by a NUL) and the table
 * `const EmbeddedFile SYMBOL[]` with `const int SYMBOL_count`, sorted by the name relative to
 * ROOT. The assembler's .incbin brings the bytes in, so that a large file costs no compile
 * time. Which files belong to the program is decided by the Makefile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct File {
    const char *path, *name;
    long long size;
} File;

static _Noreturn void stop(const char *what, const char *about)
{
    fprintf(stderr, "embed: %s: %s\n", about, what);
    exit(1);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const File *)a)->name, ((const File *)b)->name);
}

/* "src" + "src/db/schema/001.sql" -> "db/schema/001.sql"; "." takes off nothing. */
static const char *name_under(const char *root, const char *path)
{
    size_t n = strlen(root);
    if (strcmp(root, ".") == 0)
        return path;
    while (n && root[n - 1] == '/')
        n--;
    if (strncmp(path, root, n) != 0 || path[n] != '/')
        stop("is not below the root", path);
    return path + n + 1;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        stop("usage: embed OUT.c SYMBOL ROOT FILES...", "arguments");
    const char *symbol = argv[2];
    int n = argc - 4;
    File *files = calloc((size_t)n + 1, sizeof *files);
    FILE *out = fopen(argv[1], "w");
    if (!out || !files)
        stop("cannot be written", argv[1]);
    for (int i = 0; i < n; i++) {
        struct stat st;
        files[i].path = argv[i + 4];
        files[i].name = name_under(argv[3], argv[i + 4]);
        if (strpbrk(files[i].path, "\"\\\n"))
            stop("such a file name cannot be embedded", files[i].path);
        if (stat(files[i].path, &st) != 0 || !S_ISREG(st.st_mode))
            stop("is not a readable file", files[i].path);
        files[i].size = st.st_size;
    }
    qsort(files, (size_t)n, sizeof *files, by_name);

    fprintf(out, "/* Made by tools/embed.c. */\n#include \"base/embedded.h\"\n\n");
    for (int i = 0; i < n; i++) {
        if (i && strcmp(files[i - 1].name, files[i].name) == 0)
            stop("is named twice", files[i].name);
        /* The size is stated so that a file cut short meanwhile is an error of the assembler.
         */
        fprintf(out, "extern const char %s_%d[];\n__asm__(\".pushsection .rodata\\n\"\n",
                symbol, i);
        fprintf(out, "        \"%s_%d:\\n\"\n", symbol, i);
        if (files[i].size)
            fprintf(out, "        \".incbin \\\"%s\\\", 0, %lld\\n\"\n", files[i].path,
                    files[i].size);
        fprintf(out, "        \".byte 0\\n.popsection\\n\");\n");
    }
    fprintf(out, "\nextern const EmbeddedFile %s[];\nextern const int %s_count;\n", symbol,
            symbol);
    fprintf(out, "const int %s_count = %d;\nconst EmbeddedFile %s[] = {\n", symbol, n, symbol);
    for (int i = 0; i < n; i++)
        fprintf(out, "    {\"%s\", %s_%d, %lld},\n", files[i].name, symbol, i, files[i].size);
    if (n == 0)
        fprintf(out, "    {0, 0, 0}, /* no file; C wants at least one row */\n");
    fprintf(out, "};\n");
    if (fclose(out) != 0)
        stop("cannot be written", argv[1]);
    free(files);
    return 0;
}
