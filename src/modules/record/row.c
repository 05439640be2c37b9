/* Decides how a row is kept: as one line of CSV in the order of the layout, which is also how
 * it is exported. A cell is kept as it was written, but for days, which are kept as ISO text.
 */
#include "modules/record/plan.h"

/* Bytes for which a cell needs quotes (csv_field), and those with which a plain one must not
 * begin. */
static const bool needs_quotes[256] = {
    [','] = true, [';'] = true, ['\t'] = true, ['"'] = true, ['\r'] = true, ['\n'] = true,
};
static const bool careful_start[256] = {
    ['='] = true, ['+'] = true, ['-'] = true, ['@'] = true, [' '] = true,
};

static bool is_plain(View v)
{
    bool quotes = false;
    if (v.n && careful_start[(unsigned char)*v.s])
        return false;
    for (uint32_t i = 0; i < v.n; i++)
        quotes |= needs_quotes[(unsigned char)v.s[i]];
    return !quotes;
}

/* The usual quoted cell: a comma in it and nothing else. */
static bool only_needs_quotes(View v)
{
    return !careful_start[(unsigned char)*v.s] && *v.s != '\t' && *v.s != '\r' &&
           !memchr(v.s, '"', v.n);
}

static void put_cell(View v, Buf *out, bool first)
{
    if (is_plain(v)) {
        if (!first)
            buf_putc(out, ',');
        buf_put(out, v.s, v.n);
    } else if (only_needs_quotes(v)) {
        buf_puts(out, first ? "\"" : ",\"");
        buf_put(out, v.s, v.n);
        buf_putc(out, '"');
    } else {
        SCOPED_ARENA a = arena_new();
        CsvOut o = {.buf = out, .started = !first};
        csv_field(&o, arena_strndup(a, v.s, v.n));
    }
}

/* 31/03/2026 is kept as 2026-03-31. */
static View iso_day(View v, char room[16])
{
    char text[64] = "";
    Date d;
    int year, month, day;
    if (v.n == 10 && v.s[4] == '-' && v.s[7] == '-')
        return v;
    if (v.n < sizeof text)
        memcpy(text, v.s, v.n);
    if (!date_parse_any(text, &d))
        return v;
    date_to_ymd(d, &year, &month, &day);
    return (View){room, (uint32_t)snprintf(room, 16, "%04d-%02d-%02d", year % 10000,
                                           month % 100, day % 100)};
}

void row_text(const FormBlock *b, const int *columns, const ScanBatch *batch, int row, Buf *out)
{
    char room[16];
    for (int i = 0; i < b->n_fields; i++) {
        View v = columns[i] < 0 ? (View){"", 0} : scan_cell(batch, row, columns[i]);
        if (b->fields[i].kind == VALUE_DAY)
            v = iso_day(v, room);
        put_cell(v, out, i == 0);
    }
}
