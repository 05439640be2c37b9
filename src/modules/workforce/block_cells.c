/* Decides which return of an organisation speaks for it today: the newest that is in force. Its
 * cells of one block are read for whole regions at once, by subjects that set them beside
 * facts of their own. What of them a reader may see is the caller's affair. */
#include "db/db.h"
#include "modules/workforce/workforce.h"
#include <math.h>

static ValueState state_of(const char *text)
{
    return same(text, "value")            ? STATE_VALUE
           : same(text, "not known")      ? STATE_NOT_KNOWN
           : same(text, "not applicable") ? STATE_NOT_APPLICABLE
                                          : STATE_BLANK;
}

bool workforce_block_cells(Ctx *cx, const char *block, const char *organisation,
                           BlockCellList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    BlockCellList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT r.organisation, r.collection, c.as_at, x.row_key, x.field, x.state,"
                  " x.number, x.text FROM workforce_current r"
                  " JOIN workforce_collection c ON c.id = r.collection"
                  " JOIN workforce_cell x ON x.return_id = r.id AND x.block = $1"
                  " WHERE ($2 = '' OR r.organisation = $2)"
                  " ORDER BY r.organisation, c.as_at DESC, c.id, x.row_key, x.field",
                  ARGS(block, organisation)))
        return false;
    while (db_next(&rows)) {
        const char *of = db_text(&rows, 0), *collection = db_text(&rows, 1);
        const BlockCell *last = list.n ? &list.items[list.n - 1] : NULL;
        if (last && same(last->organisation, of) && !same(last->collection, collection))
            continue; /* an older one */
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (BlockCell){of,
                        collection,
                        db_text(&rows, 2),
                        db_text(&rows, 3),
                        db_text(&rows, 4),
                        state_of(db_text(&rows, 5)),
                        db_is_null(&rows, 6) ? NAN : db_real(&rows, 6),
                        db_text(&rows, 7)};
    }
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

const BlockCell *block_cell(const BlockCellList *list, const char *organisation,
                            const char *field)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i].organisation, organisation) &&
            same(list->items[i].field, field))
            return &list->items[i];
    return NULL;
}
