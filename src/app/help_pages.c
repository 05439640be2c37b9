/* The help pages. The glossary is data/glossary.csv; the other texts are pages. */
#include "app/help_pages.h"
#include "app/pages/accessibility.html.h"
#include "app/pages/glossary.html.h"
#include "app/pages/help.html.h"
#include "app/pages/privacy.html.h"
#include "app/site_map.h"
#include "base/csv.h"
#include "base/embedded.h"
#include "core/search.h"
#include "modules/api/api_module.h"
#include "web/page.h"

#define READ "help.read"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

static bool read_glossary(Ctx *cx, CsvFile *out)
{
    const EmbeddedFile *e =
        embedded_find(embedded_data, embedded_data_count, "data/glossary.csv");
    return e ? csv_parse(cx->arena, &cx->err, e->name, e->data, e->size, out)
             : fail(&cx->err, NOT_FOUND, "there is no glossary in this program");
}

/* The reader's own language first. */
static bool glossary_table(Ctx *cx, Reply *r, Table **out)
{
    CsvFile f;
    bool welsh = cx->lang == LANG_CY;
    if (!read_glossary(cx, &f))
        return false;
    Table *t = reply_table(cx, r, "terms", T(cx, "Terms"));
    int english = welsh ? 1 : 0, cymraeg = welsh ? 0 : 1;
    for (int i = 0; i < 2; i++)
        table_column(cx, t, i == english ? "english" : "welsh",
                     i == english ? T(cx, "English") : T(cx, "Welsh"), COLUMN_TEXT, 0);
    table_column(cx, t, "note", T(cx, "Note"), COLUMN_TEXT, 0);
    for (int i = 0; i < f.n_rows; i++) {
        Cell *c = table_row(cx, t);
        c[english] = cell_text(csv_cell(&f.rows[i], csv_column(&f, "english")));
        c[cymraeg] = cell_text(csv_cell(&f.rows[i], csv_column(&f, "welsh")));
        c[2] = cell_text(csv_cell(&f.rows[i], csv_column(&f, welsh ? "note_cy" : "note_en")));
    }
    *out = t;
    return true;
}

static bool do_glossary(Ctx *cx, const void *in, Reply *out)
{
    Table *t;
    (void)in;
    out->title = T(cx, "Glossary");
    return glossary_table(cx, out, &t);
}

static bool page_terms(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply r = {0};
    Table *t;
    (void)in;
    if (!glossary_table(cx, &r, &t))
        return false;
    page_glossary(&out->out, &(GlossaryView){t});
    return true;
}

static bool page_index(Ctx *cx, const PageIn *in, PageOut *out)
{
    (void)in;
    (void)cx;
    page_help(&out->out, &(GuideIndexView){n_guide_rows, guide_rows});
    return true;
}

static bool page_access(Ctx *cx, const PageIn *in, PageOut *out)
{
    (void)in;
    page_accessibility(&out->out, &(HelpView){cx->app->version});
    return true;
}

static bool page_cookies(Ctx *cx, const PageIn *in, PageOut *out)
{
    (void)in;
    page_privacy(&out->out, &(HelpView){cx->app->version});
    return true;
}

static bool search(Ctx *cx, const char *words, FoundList *out)
{
    static const struct {
        const char *title, *text, *path;
    } topics[] = {
        {N_("Help"), N_("Where to find what"), "/help"},
        {N_("Glossary"), N_("Terms in English and Welsh"), "/help/glossary"},
        {N_("Accessibility statement"), N_("How Pont can be used by everybody"),
         "/help/accessibility"},
        {N_("Cookies and privacy"), N_("What is kept about you, and for how long"),
         "/help/privacy"},
    };
    CsvFile f;
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        search_add(cx, out, search_match(cx->arena, words, T(cx, topics[i].title)),
                   T(cx, "Help page"), T(cx, topics[i].title), T(cx, topics[i].text),
                   topics[i].path);
    guide_search(cx, words, out);
    if (!read_glossary(cx, &f))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        const char *english = csv_cell(&f.rows[i], csv_column(&f, "english"));
        const char *welsh = csv_cell(&f.rows[i], csv_column(&f, "welsh"));
        search_add(
            cx, out,
            search_match(cx->arena, words, arena_printf(cx->arena, "%s %s", english, welsh)),
            T(cx, "Glossary"), cx->lang == LANG_CY ? welsh : english,
            cx->lang == LANG_CY ? english : welsh, "/help/glossary");
    }
    return true;
}

static const Action actions[] = {
    {"glossary", do_glossary, READ, NO_DATABASE, NO_INPUT,
     N_("List terms in English and Welsh"), NULL},
    {"map", site_map, READ, 0, NO_INPUT, N_("List every page and form that you may open"),
     NULL},
    {"guide", guide_show, READ, NO_DATABASE, INPUT(GuideInput, guide_fields),
     N_("Read a guide, or list them"), N_("Example: pont help guide lead")},
};
static const Page pages[] = {
    {"/help", page_index, READ, N_("Help"), false},
    {"/help/glossary", page_terms, READ, N_("Glossary"), false},
    {"/help/accessibility", page_access, READ, N_("Accessibility statement"), false},
    {"/help/privacy", page_cookies, READ, N_("Cookies and privacy"), false},
    {"/help/api", page_api, READ, N_("The interface for programs"), false},
    {"/help/problems", page_problems, READ, N_("Problems that the interface reports"), false},
    {"/help/guide/{name}", page_one_guide, READ, N_("Guide"), false},
};

const Module help_module_pages = {
    .name = "help",
    .title = N_("Help"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    .search = search,
};
