/* What a search finds among organisations: by name in both languages, or by id. */
#include "core/search.h"
#include "modules/org/org_action.h"

bool org_search(Ctx *cx, const char *words, FoundList *out)
{
    OrgList all;
    if (!org_list(cx, "", "", cx->today, &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        const Org *o = &all.items[i];
        int weight = search_match(
            cx->arena, words,
            arena_printf(cx->arena, "%s %s %s", org_name(cx, o), o->name_en, o->name_cy));
        int by_id = search_match(cx->arena, words, o->id);
        search_add(cx, out, by_id > weight ? by_id : weight, T(cx, "Organisation"),
                   org_name(cx, o), org_kind_label(cx, o->kind),
                   arena_printf(cx->arena, "/org/%s", o->id));
    }
    return true;
}
