/* A workbook as people send it: an archive; or, so that the fuzzer need not invent archives,
 * its parts as text, "=name" on a line and what is in it below. */
#include "base/workbook.h"
#include "base/workbook_parts.h"
#include "fuzz.h"

enum { MOST_PARTS = 16 };

/* The parts that the text names, as an archive. */
static bool packed(Arena *a, const char *at, const char *end, Bytes *out)
{
    ZipPart parts[MOST_PARTS];
    int n = 0;
    Err err = {0};
    while (at < end && *at == '=' && n < MOST_PARTS) {
        const char *name = fuzz_line(a, &at, end) + 1;
        const char *stop = at;
        while (stop < end && !(*stop == '=' && (stop == at || stop[-1] == '\n')))
            stop++;
        parts[n++] = (ZipPart){name, {at, (size_t)(stop - at)}, true};
        at = stop;
    }
    return n && zip_write(a, &err, parts, n, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    BookRead book;
    Bytes bytes = {(const char *)data, size};
    bool ods = false;
    if (size && *data == '=') {
        if (!packed(a, bytes.data, bytes.data + size, &bytes))
            return 0;
        ods = memmem(data, size, "content.xml", 11) != NULL;
    }
    if (!book_read(a, &err, ods ? "f.ods" : "f.xlsx", bytes.data, bytes.size, "collection",
                   &book)) {
        PROMISE(err.kind == ERR_INVALID || err.kind == ERR_TOO_LARGE);
        PROMISE(fuzz_is_text(err.message));
        return 0;
    }
    PROMISE(book.n_sheets <= BOOK_MOST_SHEETS);
    for (int i = 0; i < book.n_notes; i++)
        PROMISE(fuzz_is_text(book.notes[i]));
    for (int s = 0; s < book.n_sheets; s++) {
        const CsvFile *f = &book.sheets[s];
        PROMISE(fuzz_is_text(f->name) && fuzz_is_text(book.first[s]));
        PROMISE(f->n_columns <= CSV_MOST_COLUMNS);
        for (int r = 0; r < f->n_rows; r++) {
            PROMISE(f->rows[r].line > (r ? f->rows[r - 1].line : f->heading_line));
            PROMISE(f->rows[r].n <= f->n_columns);
            for (int c = 0; c < f->rows[r].n; c++)
                PROMISE(fuzz_is_text(csv_cell(&f->rows[r], c)));
        }
    }
    return 0;
}
