/* Decides how the guides are introduced, shown and found. */
#include "app/guide.h"
#include "app/pages/guide.html.h"
#include "core/search.h"
#include "web/page.h"

enum { LONG_GUIDE = 4 }; /* sections from which on a guide has a table of contents */

/* clang-format off */
const GuideRow guide_rows[] = {
    {"lead", N_("For the OT lead of a council or health board"),
     N_("From the empty return to the one that is received")},
    {"return", N_("The yearly return"), N_("What each question means, and what does not count")},
    {"records", N_("Staff records"),
     N_("A row for each member of staff: checking, importing, counting, masked exports")},
    {"data-officer", N_("For the data officer"),
     N_("Collecting the returns: who has sent, what was refused, what is missing")},
    {"picture", N_("The picture"), N_("Every indicator with its formula, and how to read it")},
    {"leadership", N_("Leadership and parity"),
     N_("The register of Principal OTs, the employer standards, OT beside social work")},
    {"caseload", N_("Weighing a caseload"), N_("Cases by points, who has room, and what if")},
    {"release", N_("Sharing safely"),
     N_("Agreements, signed releases, and what protects small numbers")},
    {"planner", N_("For the workforce planner and the commissioner"),
     N_("From assumptions to recommended training places, and what came of them")},
    {"analyst", N_("For the analyst"), N_("Commands, JSON and CSV, and results that can be repeated")},
    {"administrator", N_("For the administrator"), N_("People, roles, and signing in")},
    {"account", N_("Your account"), N_("Signing in, a second factor, tokens for programs")},
    {"jobs", N_("Work that takes its time"),
     N_("Long computations in the background: how far they are, how to cancel them")},
    {"ascwds", N_("England's workforce files"),
     N_("The three files of ASC-WDS and the social work census: what is read, counted and different")},
    {"organisations", N_("Organisations, groups and successions"),
     N_("Names, memberships and mergers, each with its dates")},
    {"engine", N_("The projection engine"), N_("How supply and need are computed, step by step")},
    {"commission", N_("From gap to training places"), N_("How the recommended places are found")},
    {"pipeline", N_("Students, posts and shocks"),
     N_("From intake to post, what strikes all areas at once, and what no flow explains")},
    {"demand", N_("Demand from work"), N_("Population, services, working time and waiting lists")},
    {"estimate", N_("Parameters from the returns"),
     N_("How leavers and joiners become rates, with what is uncertain about them")},
    {"scenario", N_("Scenarios and regret"), N_("What happens when a policy does not land")},
    {"sensitivity", N_("What changes the number most"),
     N_("Which assumptions matter, and what it is worth to know them")},
    {"backtest", N_("The back-test"), N_("Forecasts from earlier years beside what came")},
    {"parallel", N_("Threads, processes and machines"),
     N_("The same bytes however the work is spread, stopped and taken up again")},
    {"goldens", N_("Numbers the engine is held to"), N_("Each golden number with its test")},
    {"folder", N_("The model folder"), N_("A whole plan as a folder of CSV files")},
    {"disclosure", N_("Disclosure control"),
     N_("What of a table may be shown, and what a reader can still work out")},
    {"charts", N_("Charts"), N_("Scales, shades and limits of the drawings")},
};
/* clang-format on */
const int n_guide_rows = sizeof guide_rows / sizeof *guide_rows;

const Field guide_fields[1] = {
    {FIELD(GuideInput, name), .flags = POSITIONAL, .label = N_("Guide"),
     .help = N_("Such as lead; without it the guides are listed")},
};

const Guide *guide_find(Ctx *cx, const char *name)
{
    for (int i = 0; i < n_guides; i++)
        if (same(guides[i].name, name))
            return &guides[i];
    (void)fail(&cx->err, NOT_FOUND, "there is no guide '%s'", name);
    return NULL;
}

static bool list(Ctx *cx, Reply *out)
{
    out->title = T(cx, "Guides");
    Table *t = reply_table(cx, out, "guides", T(cx, "Guides"));
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "title", T(cx, "Guide"), COLUMN_TEXT, 0);
    table_column(cx, t, "about", T(cx, "What it says"), COLUMN_TEXT, 0);
    for (int i = 0; i < n_guide_rows; i++) {
        const GuideRow *r = &guide_rows[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(r->name);
        c[1] = cell_link(T(cx, r->title), arena_printf(cx->arena, "/help/guide/%s", r->name));
        c[2] = cell_text(T(cx, r->text));
    }
    return true;
}

bool guide_show(Ctx *cx, const void *input, Reply *out)
{
    const GuideInput *in = input;
    if (!*in->name)
        return list(cx, out);
    const Guide *g = guide_find(cx, in->name);
    if (!g)
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Guide: %s"), g->title);
    reply_file(cx, out, arena_printf(cx->arena, "%s.md", g->name), g->markdown);
    return true;
}

/* The body, with links that keep the reader's language. In text a quotation mark is written as
 * &quot;, so this is a link wherever it stands. */
static Html body_of(Ctx *cx, const Guide *g)
{
    static const char link[] = "href=\"/help/guide/";
    const size_t before = strlen("href=\"");
    Out out = out_new(cx->arena, cx->lang, translate);
    const char *p = g->html;
    for (const char *at; (at = strstr(p, link)); p = at + strcspn(at, "\"")) {
        at += before;
        out_raw(&out, arena_strndup(cx->arena, p, (size_t)(at - p)));
        out_url_text(&out, arena_strndup(cx->arena, at, strcspn(at, "\"")));
    }
    out_raw(&out, p);
    return out_html(&out);
}

bool page_one_guide(Ctx *cx, const PageIn *in, PageOut *out)
{
    const Guide *g = guide_find(cx, in->args[0]);
    if (!g)
        return false;
    GuideHeading *sections = NEW_ARRAY(cx->arena, GuideHeading, g->n_headings + 1);
    int n = 0;
    for (int i = 0; i < g->n_headings; i++)
        if (g->headings[i].level == 2)
            sections[n++] = g->headings[i];
    out->title = arena_printf(cx->arena, T(cx, "Guide: %s"), g->title);
    page_guide(&out->out, &(GuideView){g, n < LONG_GUIDE ? 0 : n, sections, body_of(cx, g)});
    return true;
}

void guide_search(Ctx *cx, const char *words, FoundList *out)
{
    for (int i = 0; i < n_guide_rows; i++) {
        const GuideRow *r = &guide_rows[i];
        const Guide *g = guide_find(cx, r->name);
        if (!g)
            continue;
        const char *title = T(cx, r->title);
        const char *path = arena_printf(cx->arena, "/help/guide/%s", g->name);
        search_add(
            cx, out,
            search_match(cx->arena, words, arena_printf(cx->arena, "%s %s", title, g->title)),
            T(cx, "Guide"), title, T(cx, r->text), path);
        for (int k = 0; k < g->n_headings; k++)
            search_add(cx, out, search_match(cx->arena, words, g->headings[k].text),
                       T(cx, "Guide"), g->headings[k].text, title,
                       arena_printf(cx->arena, "%s#%s", path, g->headings[k].id));
    }
}
