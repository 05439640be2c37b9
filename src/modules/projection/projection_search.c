/* What a search finds among plans and the assumptions of the newest that one may see. */
#include "core/search.h"
#include "core/who.h"
#include "modules/projection/projection_action.h"

bool projection_search(Ctx *cx, const char *words, FoundList *out)
{
    PlanList plans;
    Model m;
    WithheldList withheld;
    if (!may(cx, "projection.read", ""))
        return true;
    if (!projection_plans_seen(cx, "projection.read", &plans))
        return false;
    for (int i = 0; i < plans.n; i++)
        search_add(cx, out,
                   search_match(cx->arena, words,
                                arena_printf(cx->arena, "%s %s", plans.items[i].title,
                                             plans.items[i].id)),
                   T(cx, "Plan"), plans.items[i].title, plans.items[i].id,
                   arena_printf(cx->arena, "/projection?plan=%s", plans.items[i].id));
    if (!plans.n)
        return true;
    const char *plan = plans.items[0].id;
    if (!projection_load(cx, plan, &m) || !projection_withheld(cx, plan, &withheld))
        return false;
    for (int t = TABLE_PARTS; t < TABLE_PARTS + PART_COUNT; t++)
        for (int i = 0; i < m.tables[t].n; i++) {
            const ModelRow *row = &m.tables[t].rows[i];
            const char *id = model_row_id(cx->arena, (TableId)t, row);
            const char *kind = T(cx, table_specs[t].label);
            if (projection_is_withheld(&withheld, id))
                continue;
            search_add(
                cx, out,
                search_match(cx->arena, words,
                             arena_printf(cx->arena, "%s %s %s", id, kind,
                                          model_assumption((TableId)t, row, ASSUME_SOURCE))),
                T(cx, "Assumption"), id, kind,
                arena_printf(cx->arena, "/projection/assumption?plan=%s&id=%s", plan, id));
        }
    return true;
}
