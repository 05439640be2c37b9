/* Decides where a search looks: in every module, each of which knows what the reader may see,
 * in the titles of pages and actions that they may open, and among people, for those who may
 * see them. */
#include "app/search.h"
#include "app/pages/search.html.h"
#include "core/access.h"
#include "core/search.h"
#include "core/who.h"
#include "web/page.h"

enum { MOST_SHOWN = 40 };

typedef struct SearchInput {
    const char *words;
} SearchInput;

static bool asks_for_more(const Action *a)
{
    return (a->flags & LOCAL_ONLY) != 0;
}

static void search_pages(Ctx *cx, const char *words, FoundList *out)
{
    for (int m = 0; m < cx->app->n_modules; m++) {
        const Module *mod = cx->app->modules[m];
        for (int i = 0; i < mod->n_pages; i++) {
            const Page *p = &mod->pages[i];
            if (p->in_menu && may(cx, p->permission, ""))
                search_add(cx, out, search_match(cx->arena, words, T(cx, p->title)),
                           T(cx, "Page"), T(cx, p->title), T(cx, mod->title), p->path);
        }
        for (int i = 0; i < mod->n_actions; i++) {
            const Action *a = &mod->actions[i];
            if (!asks_for_more(a) && may(cx, a->permission, "") && !same(mod->name, "search"))
                search_add(cx, out, search_match(cx->arena, words, T(cx, a->title)),
                           T(cx, "Action"), T(cx, a->title), T(cx, mod->title),
                           arena_printf(cx->arena, "/%s/%s", mod->name, a->name));
        }
    }
}

static bool search_people(Ctx *cx, const char *words, FoundList *out)
{
    PersonList all;
    if (!may_everywhere(cx, "person.read"))
        return true;
    if (!person_list(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++)
        search_add(cx, out,
                   search_match(
                       cx->arena, words,
                       arena_printf(cx->arena, "%s %s", all.items[i].name, all.items[i].email)),
                   T(cx, "Person"), all.items[i].name, all.items[i].email,
                   arena_printf(cx->arena, "/person/%s", all.items[i].id));
    return true;
}

/* Heaviest first; finds that allow for a slip only where there is nothing surer. */
static bool find(Ctx *cx, const char *words, FoundList *out)
{
    FoundList all = {0};
    for (int m = 0; m < cx->app->n_modules; m++)
        if (cx->app->modules[m]->search && !cx->app->modules[m]->search(cx, words, &all))
            return false;
    search_pages(cx, words, &all);
    if (!search_people(cx, words, &all))
        return false;
    search_sort(&all);
    int sure = 0;
    while (sure < all.n && all.items[sure].weight >= SEARCH_SURE)
        sure++;
    all.n = sure ? sure : all.n;
    *out = all;
    return true;
}

static const char *meant(const FoundList *list)
{
    return list->n && list->items[0].weight < SEARCH_SURE ? list->items[0].title : NULL;
}

static const char *counted(Ctx *cx, const char *words, int n)
{
    if (!n)
        return arena_printf(cx->arena, T(cx, "Nothing that you may see was found for '%s'."),
                            words);
    return n > MOST_SHOWN
               ? arena_printf(cx->arena, T(cx, "%d found; the best %d are shown."), n,
                              MOST_SHOWN)
               : arena_printf(cx->arena, T_COUNT(cx, "%d found.", "%d found.", n), n);
}

static bool do_find(Ctx *cx, const void *in, Reply *out)
{
    const SearchInput *q = in;
    FoundList list;
    if (!find(cx, q->words, &list))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Search"), q->words);
    Table *t = reply_table(cx, out, "found", counted(cx, q->words, list.n));
    table_column(cx, t, "title", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "kind", T(cx, "Kind"), COLUMN_TEXT, 0);
    table_column(cx, t, "text", T(cx, "What it is"), COLUMN_TEXT, 0);
    table_column(cx, t, "address", T(cx, "Page"), COLUMN_TEXT, 0);
    for (int i = 0; i < list.n && i < MOST_SHOWN; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_link(list.items[i].title, list.items[i].href);
        c[1] = cell_text(list.items[i].kind);
        c[2] = cell_text(list.items[i].text);
        c[3] = cell_text(list.items[i].href);
    }
    if (meant(&list))
        reply_note(cx, out, T(cx, "Did you mean '%s'?"), meant(&list));
    return true;
}

static bool page_found(Ctx *cx, const PageIn *in, PageOut *out)
{
    FoundList list = {0};
    const char *words = text_trim(cx->arena, page_query(in, "q"));
    if (*words && !find(cx, words, &list))
        return false;
    SearchView v = {.words = words,
                    .counted = *words ? counted(cx, words, list.n) : NULL,
                    .meant = meant(&list),
                    .n = list.n < MOST_SHOWN ? list.n : MOST_SHOWN,
                    .items = list.items};
    page_search(&out->out, &v);
    if (*words)
        out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Search"), words);
    return true;
}

static const Field find_fields[] = {
    {FIELD(SearchInput, words), .flags = REQUIRED | POSITIONAL, .label = N_("Words")},
};
static const Action actions[] = {
    {"find", do_find, "search.find", 0, INPUT(SearchInput, find_fields),
     N_("Search everything that you may see"),
     N_("Example: pont search powys. Accents do not matter.")},
};
static const Page pages[] = {{"/search", page_found, "search.find", N_("Search"), false}};

const Module search_module = {
    .name = "search",
    .title = N_("Search"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
