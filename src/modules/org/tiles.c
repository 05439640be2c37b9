/* Decides where organisations stand on a tile map, by reading data/tiles.csv out of the
 * program. */
#include "base/csv.h"
#include "base/embedded.h"
#include "modules/org/org.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

bool org_tiles(Ctx *cx, const char *map, OrgTile **out, int *n)
{
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, "data/tiles.csv");
    CsvFile f;
    if (!e || !csv_parse(cx->arena, &cx->err, e->name, e->data, e->size, &f))
        return fail(&cx->err, NOT_FOUND, "there is no list of tiles");
    int organisation = csv_column(&f, "organisation"), of = csv_column(&f, "map"),
        column = csv_column(&f, "column"), row = csv_column(&f, "row"),
        label = csv_column(&f, cx->lang == LANG_CY ? "short_cy" : "short_en");
    OrgTile *tiles = NEW_ARRAY(cx->arena, OrgTile, f.n_rows);
    int count = 0;
    for (int i = 0; i < f.n_rows; i++) {
        const CsvRow *r = &f.rows[i];
        int64_t x, y;
        if (!same(csv_cell(r, of), map))
            continue;
        if (!text_to_int(csv_cell(r, column), &x) || !text_to_int(csv_cell(r, row), &y))
            return fail(&cx->err, INVALID, "data/tiles.csv, line %d: no place", r->line);
        tiles[count++] =
            (OrgTile){csv_cell(r, organisation), csv_cell(r, label), (int)x, (int)y};
    }
    *out = tiles;
    *n = count;
    return true;
}
