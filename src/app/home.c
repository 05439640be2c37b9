/* The start page: what waits for whoever asks, then the areas that they may use with their
 * newest figures; for a stranger what Pont is and what is public. Decides no figure: modules
 * say what waits and what may be seen. */
#include "app/home.h"
#include "app/pages/home.html.h"
#include "core/access.h"
#include "core/who.h"
#include "modules/account/account_web.h"
#include "modules/commissioning/commissioning.h"
#include "modules/person/person.h"
#include "modules/workforce/workforce.h"
#include "web/menu.h"
#include "web/page.h"
#include <math.h>
#include <stdlib.h>

/* A part that is not there yet is left out, not refused. */
static bool absent(Ctx *cx)
{
    bool missing = cx->err.kind == ERR_NOT_FOUND;
    if (missing)
        err_clear(&cx->err);
    return missing;
}

/* ---------------------------------------------------------------- what waits */

static int by_urgency(const void *x, const void *y)
{
    const Wait *a = x, *b = y;
    if (a->late != b->late)
        return a->late ? -1 : 1;
    if (!*a->due != !*b->due)
        return *a->due ? -1 : 1;
    int order = strcmp(a->due, b->due);
    return order ? order : strcmp(a->text, b->text);
}

static bool find_waits(Ctx *cx, HomeView *v)
{
    WaitList list = {0};
    for (int m = 0; m < cx->app->n_modules; m++)
        if (cx->app->modules[m]->waits && !cx->app->modules[m]->waits(cx, &list))
            return false;
    if (list.n)
        qsort(list.items, (size_t)list.n, sizeof *list.items, by_urgency);
    HomeWait *waits = NEW_ARRAY(cx->arena, HomeWait, list.n);
    for (int i = 0; i < list.n; i++) {
        Date d;
        waits[i] =
            (HomeWait){list.items[i].text, list.items[i].href,
                       date_parse_iso(list.items[i].due, &d)
                           ? arena_printf(cx->arena, T(cx, "due on %s"), date_long(cx, d))
                           : "",
                       list.items[i].late};
    }
    v->waits = waits;
    v->n_waits = list.n;
    return true;
}

/* ---------------------------------------------------------------- the newest figures */

static const char *received(Ctx *cx, const Collection *c)
{
    return c->expected
               ? arena_printf(cx->arena, T(cx, "%s: %d of %d received, %d late, %d refused"),
                              c->title, c->received, c->expected, c->late, c->refused)
               : c->title;
}

static bool returns_words(Ctx *cx, const char **out)
{
    CollectionList all;
    *out = "";
    if (!workforce_collections_seen(cx, "", &all))
        return false;
    for (int i = 0; i < all.n && !**out; i++)
        if (all.items[i].received)
            *out = received(cx, &all.items[i]);
    return true;
}

static bool recommended_words(Ctx *cx, const char **out)
{
    Recommendation a;
    *out = "";
    if (!commissioning_load_seen(cx, "", &a))
        return absent(cx);
    for (int i = 0; i < a.n_places && !**out; i++)
        if (same(a.places[i].route, "all"))
            *out = arena_printf(cx->arena,
                                T(cx, "%.0f places recommended for %d (80 %% interval of need "
                                      "%.0f to %.0f)"),
                                a.places[i].recommended, a.places[i].year, a.places[i].low80,
                                a.places[i].high80);
    return true;
}

static bool approved_words(Ctx *cx, const char **out)
{
    PlanInfo info;
    PlaceList places;
    AdjustmentList adjustments;
    bool whole;
    *out = "";
    if (!commissioning_records_seen(cx, "", &info, &places, &adjustments, &whole))
        return absent(cx);
    for (int i = 0; i < places.n; i++)
        if (same(places.items[i].route, "all") &&
            !isnan(places.items[i].places[PLACE_APPROVED]))
            *out = arena_printf(cx->arena, T(cx, "%.0f places approved for %d"),
                                places.items[i].places[PLACE_APPROVED], places.items[i].year);
    return true;
}

/* What stands beside the link to a page; pages that are not here have no figure of their own.
 */
static const struct {
    const char *path;
    bool (*words)(Ctx *cx, const char **out);
} figures[] = {
    {"/workforce", returns_words},
    {"/commissioning", recommended_words},
    {"/commissioning/records", approved_words},
};

static bool words_of(Ctx *cx, const char *path, const char **out)
{
    *out = "";
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (same(figures[i].path, path))
            return figures[i].words(cx, out);
    return true;
}

static bool find_areas(Ctx *cx, HomeView *v)
{
    Menu menu = menu_of(cx);
    HomeArea *areas = NEW_ARRAY(cx->arena, HomeArea, menu.n);
    for (int i = 0; i < menu.n; i++) {
        const MenuArea *a = &menu.areas[i];
        areas[i].title = T(cx, a->area);
        for (int k = 0; k < a->n && areas[i].n < HOME_MOST_LINES; k++) {
            HomeLine *line = &areas[i].lines[areas[i].n++];
            *line = (HomeLine){.title = a->pages[k].title, .href = a->pages[k].path};
            if (!words_of(cx, a->pages[k].path, &line->words))
                return false;
        }
    }
    v->areas = areas;
    v->n_areas = menu.n;
    return true;
}

/* ---------------------------------------------------------------- the page */

/* "Council OT lead, Powys": why the reader sees what they see. */
static bool find_roles(Ctx *cx, HomeView *v)
{
    HeldList held;
    Buf b = buf_new(cx->arena, 0);
    if (!held_list(cx, cx->who->person, &held))
        return false;
    const char *today = date_text(cx->arena, cx->today);
    for (int i = 0; i < held.n; i++) {
        const Held *h = &held.items[i];
        Org o;
        bool now = strcmp(h->valid_from, today) <= 0 &&
                   (!*h->valid_to || strcmp(h->valid_to, today) >= 0);
        if (!now)
            continue;
        bool known = org_get(cx, h->organisation, cx->today, &o);
        if (!known && !absent(cx))
            return false;
        buf_printf(&b, "%s%s, %s", b.len ? "; " : "",
                   cx->lang == LANG_CY && *h->role_cy ? h->role_cy : h->role_en,
                   known ? org_name(cx, &o) : h->organisation);
    }
    v->roles = buf_text(&b);
    return true;
}

static bool show_home(Ctx *cx, const PageIn *in, PageOut *out)
{
    bool somebody = who_is_signed_in(cx->who);
    HomeView v = {.name = somebody ? cx->who->name : NULL, .roles = ""};
    if (!person_is_example(cx, &v.is_example) ||
        (v.is_example && !somebody && !account_samples(cx, in->form_token, "/", &v.samples)) ||
        (somebody && (!find_roles(cx, &v) || !find_waits(cx, &v))) || !find_areas(cx, &v))
        return false;
    page_home(&out->out, &v);
    out->title = somebody ? T(cx, "Home") : T(cx, "From councils' returns to training places");
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

const Module home_module = {
    .name = "home",
    .title = N_("Home"),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
};
