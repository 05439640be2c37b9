/* Tests that walk the site: every page of the tables and every link on them, in both languages,
 * with an empty database and with the example. */
#include "support/site.h"

enum { MOST_VISITS = 400, MOST_OF_A_KIND = 3 };

typedef struct Walk {
    Site *site;
    bool full, tidy;
    const char **seen; /* addresses that were asked or wait */
    const char **from; /* the page that led there */
    int n, room, from_room, n_from, shown;
    int faults; /* all are said before the test fails */
} Walk;

#define FAULT(w, ...) ((w)->faults++, print_error(__VA_ARGS__), print_error("\n"))

static int count_of(const char *text, const char *part)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
        n++;
    return n;
}

/* "/cy/org/powys?at=..." is of the kind "/org/p": most of a long list look alike. */
static bool same_kind(const char *a, const char *b)
{
    size_t n = strcspn(a, "?#"), slash = 0;
    for (size_t i = 1; i < n; i++)
        if (a[i] == '/')
            slash = i;
    bool query = a[n] == '?', other = b[strcspn(b, "?#")] == '?';
    if (query || other)
        return query && other && strncmp(a, b, n + 1) == 0;
    return slash && strncmp(a, b, slash + 1) == 0 && !strchr(b + slash + 1, '/');
}

static void add(Walk *w, const char *target, const char *from)
{
    Arena *a = w->site->arena;
    int alike = 0;
    size_t length = strcspn(target, "#");
    target = arena_strndup(a, target, length);
    for (int i = 0; i < w->n; i++) {
        if (same(w->seen[i], target))
            return;
        alike += same_kind(target, w->seen[i]);
    }
    if (w->n >= MOST_VISITS || (from && alike >= MOST_OF_A_KIND))
        return;
    *PUSH(a, w->from, w->n_from, w->from_room) = from;
    *PUSH(a, w->seen, w->n, w->room) = target;
}

static char *unescaped(Arena *a, const char *s, size_t n)
{
    char *out = arena_strndup(a, s, n), *to = out;
    for (const char *p = out; *p;) {
        bool amp = strncmp(p, "&amp;", 5) == 0;
        *to++ = *p;
        p += amp ? 5 : 1;
    }
    *to = '\0';
    return out;
}

/* The links and forms of a page; forms are asked without their fields. */
static void add_links(Walk *w, const char *body, const char *from)
{
    static const char *const before[] = {"<a ", "<form "};
    for (int k = 0; k < 2; k++)
        for (const char *p = body; (p = strstr(p, before[k]));) {
            const char *end = strchr(p, '>');
            const char *at = strstr(p, k ? "action=\"" : "href=\"");
            p = end;
            if (!at || at > end)
                continue;
            at = strchr(at, '"') + 1;
            bool later = strstr(at, "/account") && !app_module(&w->site->app, "account");
            if (*at == '/' && !starts_with(at, "/assets/") && !later)
                add(w, unescaped(w->site->arena, at, strcspn(at, "\"")), from);
        }
}

static void check_html(Walk *w, const char *target, const char *body)
{
    assert_non_null(strstr(body, "<body"));
    const char *head =
        arena_strndup(w->site->arena, body, (size_t)(strstr(body, "<body") - body));
    const char *title = strstr(head, "<title>");
    if (count_of(head, "<title>") != 1 || (title && title[strlen("<title>")] == '<'))
        FAULT(w, "%s: not one title", target);
    if (count_of(body, "<h1") != 1)
        FAULT(w, "%s: %d first headings", target, count_of(body, "<h1"));
    bool welsh = same(target, "/cy") || starts_with(target, "/cy/");
    if (!strstr(body, welsh ? "<html lang=\"cy\"" : "<html lang=\"en\""))
        FAULT(w, "%s: the page does not say its language", target);
    if (!w->tidy)
        return;
    /* tidy does not know that a <div> may group the rows of a <dl>, nor aria-current or
     * inputmode, nor the <title> of a drawing. */
    const char *page = arena_printf(w->site->arena, "%s/page.html", w->site->folder);
    Err err = {0};
    if (!file_write(w->site->arena, &err, page, body, strlen(body)))
        fail_msg("%s", err.message);
    const char *command =
        arena_printf(w->site->arena,
                     "tidy -e -q --drop-empty-elements no '%s' 2>&1 | grep -vE 'missing <dd>|"
                     "missing </div> before <dt>|inserting implicit <dl>|missing </dl> before "
                     "</div>|(aria-current|aria-keyshortcuts|inputmode|shape-rendering|<title> "
                     "proprietary)'",
                     page);
    FILE *f = popen(command, "r");
    char said[1024];
    size_t n = f ? fread(said, 1, sizeof said - 1, f) : 0;
    said[n] = '\0';
    if (f)
        pclose(f);
    unlink(page);
    if (n)
        FAULT(w, "%s is not valid HTML:\n%s", target, said);
}

static void visit(Walk *w, int i)
{
    Arena *a = arena_new();
    const char *target = w->seen[i];
    Response r = site_ask(w->site, a, target, NULL);
    bool good = r.status == 200 || r.status == 303;
    /* Without data a page may say that there is nothing, and an action that it needs more. */
    if (!good && !(r.status >= 400 && r.status < 500 && (!w->full || !w->from[i])))
        FAULT(w, "%s answers %d (linked from %s)", target, r.status,
              w->from[i] ? w->from[i] : "the tables");
    if (r.type && starts_with(r.type, "text/html")) {
        const char *body = arena_strndup(a, r.body, r.size);
        check_html(w, target, body);
        add_links(w, body, target);
        w->shown++;
    }
    arena_free(a);
}

/* From every page and form of the tables along the links. */
static void walk(bool full)
{
    Walk w = {.site = site_open(full), .full = full};
    Arena *a = w.site->arena;
    site_as_all(w.site);
    w.tidy = system("command -v tidy >/dev/null 2>&1") == 0;
    if (!w.tidy)
        print_message("tidy is not installed: the HTML is not checked\n");
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        for (int i = 0; i < mod->n_pages; i++)
            if (!strchr(mod->pages[i].path, '{'))
                for (int lang = 0; lang < LANG_COUNT; lang++)
                    add(&w,
                        arena_printf(a, "%s%s", lang == LANG_CY ? "/cy" : "",
                                     mod->pages[i].path),
                        NULL);
        for (int i = 0; i < mod->n_actions; i++)
            if (!(mod->actions[i].flags & LOCAL_ONLY)) {
                const char *path = arena_printf(a, "/%s/%s", mod->name, mod->actions[i].name);
                add(&w, path, NULL);
                add(&w, arena_printf(a, "/cy%s", path), NULL);
            }
    }
    for (int i = 0; i < w.n; i++)
        visit(&w, i);
    assert_int_equal(w.faults, 0);
    assert_true(w.shown >= w.n / 2);
    if (full)
        assert_true(w.n > 60);
    site_close(w.site);
}

void test_site__every_page_stands_without_data(void)
{
    walk(false);
}

void test_site__every_page_and_link_stands_with_the_example(void)
{
    if (!fixture_path())
        skip();
    walk(true);
}

/* What the tests ask as: with and without rights. */
void test_site__asks_as_somebody(void)
{
    Site *s = site_open(false);
    const char *form = "id=here&name_en=There&from=2026-01-01&reason=test";
    assert_int_equal(site_ask(s, s->arena, "/org/rename", form).status, 401);
    site_as_all(s);
    assert_int_equal(site_ask(s, s->arena, "/org/rename", form).status, 404);
    assert_non_null(strstr(site_ask(s, s->arena, "/", NULL).body, "All Rights"));
    site_as(s, "");
    assert_null(strstr(site_ask(s, s->arena, "/", NULL).body, "All Rights"));
    site_close(s);
}
