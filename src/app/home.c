/* The start page: the main job in four steps, each with its newest numbers. */
#include "app/home.h"
#include "app/pages/home.html.h"
#include "modules/commissioning/commissioning.h"
#include "modules/workforce/workforce.h"
#include "web/page.h"

/* A part that is not there yet is said, not refused. */
static bool absent(Ctx *cx)
{
    bool missing = cx->err.kind == ERR_NOT_FOUND;
    if (missing)
        err_clear(&cx->err);
    return missing;
}

static bool show_home(Ctx *cx, const PageIn *in, PageOut *out)
{
    HomeView v = {0};
    CollectionList all;
    Recommendation a;
    (void)in;
    if (!workforce_collections(cx, "", &all))
        return false;
    HomeCollection *items = NEW_ARRAY(cx->arena, HomeCollection, all.n);
    for (int i = 0; i < all.n; i++)
        if (all.items[i].received)
            items[v.n++] = (HomeCollection){
                all.items[i].id, all.items[i].title,
                arena_printf(cx->arena, T(cx, "%d of %d received, %d late, %d refused"),
                             all.items[i].received, all.items[i].expected, all.items[i].late,
                             all.items[i].refused)};
    v.collections = items;
    if (commissioning_load(cx, "", &a)) {
        const Places *p = NULL;
        for (int i = 0; i < a.n_places && !p; i++)
            if (same(a.places[i].route, "all"))
                p = &a.places[i];
        if (p)
            v.places =
                arena_printf(cx->arena,
                             T(cx, "%.0f places recommended for %d (80 %% interval of need "
                                   "%.0f to %.0f)"),
                             p->recommended, p->year, p->low80, p->high80);
    } else if (!absent(cx)) {
        return false;
    }
    page_home(&out->out, &v);
    return true;
}

static const Page pages[] = {{"/", show_home, "home.read", N_("Home"), false}};

static const Setting settings[] = {
    {"listen", "127.0.0.1:8080", N_("Where to serve")},
    {"web.cache_mib", "8", N_("Memory for finished pages in MiB; 0 keeps none")},
    {"api.requests_per_minute", "600",
     N_("Requests to the interface a minute of one asker (0: any)")},
    {"largest_upload_mib", "16", N_("Largest upload in MiB")},
    {"web.trusted_proxies", "", N_("Addresses of proxies whose X-Forwarded headers count")},
    {"log.requests", "no", N_("Whether each request is logged to standard error: yes or no")},
    {"web.hsts", "max-age=31536000",
     N_("Strict-Transport-Security behind TLS; blank for none")},
};

static const char *const permissions[] = {"job.own", "job.read", "system.read"};

const Module home_module = {
    .name = "home",
    .title = N_("Home"),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    TABLE(permissions, n_permissions, permissions),
};
