/* A table read in pieces: what the scan makes of any bytes, csv_parse() makes too. The first
 * byte says how much lies in memory at a time, and whether wide instructions are used. */
#include "base/scan.h"
#include "base/scan_block.h"
#include "fuzz.h"

static void same_row(const ScanBatch *b, int r, const CsvFile *f, const CsvRow *row)
{
    PROMISE(b->line[r] == row->line);
    for (int c = 0; c < f->n_columns; c++) {
        View v = scan_cell(b, r, c);
        const char *want = csv_cell(row, c);
        PROMISE(v.n == strlen(want) && memcmp(v.s, want, v.n) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    SCOPED_ARENA a = arena_new();
    Err said = {0}, err = {0};
    CsvFile f;
    Scan *s = NULL;
    const ScanBatch *b;
    int rows = 0;
    const char *text = (const char *)data + 1;
    size_t room = 1 + (data[0] & 0x7Fu) * 3;
    bool wide = (data[0] & 0x80) && block_is_wide(), too_wide = false;
    bool parsed = csv_parse(a, &said, "fuzz.csv", text, size - 1, &f);
    bool opened = scan_open_as(&err, "fuzz.csv", text, size - 1, wide, room, &s);
    while (opened && !too_wide && scan_next(s, &b))
        for (int r = 0; r < b->n_rows && !too_wide; r++, rows++) {
            too_wide = b->n_cells[r] > scan_file(s)->n_columns;
            PROMISE(!parsed || (!too_wide && rows < f.n_rows));
            if (parsed)
                same_row(b, r, &f, &f.rows[rows]);
        }
    PROMISE(parsed == (opened && !err.kind && !too_wide));
    PROMISE(!parsed || rows == f.n_rows);
    PROMISE(parsed || too_wide || same(said.message, err.message));
    scan_close(s);
    return 0;
}
