/* A CSV file as people send it. */
#include "base/csv.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA a = arena_new();
    Err err = {0};
    CsvFile f;
    if (!csv_parse(a, &err, "fuzz.csv", (const char *)data, size, &f)) {
        PROMISE(err.kind != ERR_NONE && fuzz_is_text(err.message));
        return 0;
    }
    PROMISE(f.n_columns > 0 && f.n_columns <= CSV_MOST_COLUMNS);
    Buf b = buf_new(a, 0);
    CsvOut out = {.buf = &b};
    for (int r = 0; r < f.n_rows; r++) {
        PROMISE(f.rows[r].line > f.heading_line);
        for (int c = 0; c < f.n_columns; c++) {
            PROMISE(fuzz_is_text(csv_cell(&f.rows[r], c)));
            csv_field(&out, csv_cell(&f.rows[r], c));
        }
        csv_end_row(&out);
    }
    return 0;
}
