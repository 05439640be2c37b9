/* mdc OUT.c FILES.md...      the guides of the program as a table (src/app/guide.h)
 * mdc --show FILES.md...     their HTML on standard output, for tests and authors
 *
 * Decides how a guide that is written in Markdown looks as a page: which classes its elements
 * have, that wide things scroll in a region that the keyboard reaches, and where its links
 * lead. A guide opens with its only first heading, which becomes the page's title. A link to
 * another of the FILES leads to its page; one to any other file of the repository is text,
 * because that file is not in the program. Pictures are left out, and HTML in a guide is text.
 * A link to a heading that does not exist stops the build. */
#include "mdc_text.h"

#include <libgen.h>
#include <md4c.h>

enum { MOST_GUIDES = 64, MOST_HEADINGS = 100, MOST_LINKS = 100 };

typedef struct Heading {
    unsigned level;
    char *id, *text;
} Heading;

typedef struct Guide {
    const char *path;
    char *name, *title;
    Text markdown, html;
    Heading headings[MOST_HEADINGS];
    char *links[MOST_LINKS]; /* "lead#part-check": must exist */
    int n_headings, n_links;
    /* While it is read: */
    Text words;    /* of the heading so far, without markup */
    size_t opened; /* where in html the heading, the link or the cell began */
    unsigned tables, samples, in_image;
    bool in_heading, in_link;
} Guide;

static Guide guides[MOST_GUIDES];
static int n_guides;

static Guide *guide_named(const char *name)
{
    for (int i = 0; i < n_guides; i++)
        if (strcmp(guides[i].name, name) == 0)
            return &guides[i];
    return NULL;
}

/* "docs/guide/lead.md" -> "lead" */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = copy(slash ? slash + 1 : path, strlen(slash ? slash + 1 : path));
    char *dot = strstr(name, ".md");
    if (!dot || dot[3])
        stop(path, "is not a file of Markdown (.md)");
    *dot = '\0';
    return name;
}

/* ---------------------------------------------------------------- links */

/* "part-" keeps what a heading is called apart from the ids of the page around it. The rest is
 * what the hosts of repositories make of a heading, so that a link works in both places. */
static char *id_of(const Guide *g, const char *words)
{
    Text t = {0};
    put(&t, "part-");
    for (const char *p = words; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 'A' && c <= 'Z')
            put_char(&t, (char)(c + 'a' - 'A'));
        else if (c == ' ')
            put_char(&t, '-');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
            put_char(&t, (char)c);
    }
    int same = 0;
    for (int i = 0; i < g->n_headings; i++)
        same += strcmp(g->headings[i].text, words) == 0;
    if (same)
        put_number(&t, "-%u", (unsigned)same);
    return t.s;
}

/* The one of the files that a guide calls "folder.md" or "../model/folder.md"; or NULL. */
static Guide *guide_at(const Guide *from, const char *target, size_t n)
{
    char *folder = dirname(copy(from->path, strlen(from->path)));
    Text path = {0};
    put(&path, folder);
    const char *end = target + n;
    while (end - target > 3 && strncmp(target, "../", 3) == 0) {
        char *slash = strrchr(path.s, '/');
        path.n = slash ? (size_t)(slash - path.s) : 0;
        path.s[path.n] = '\0';
        target += 3;
    }
    if (path.n)
        put_char(&path, '/');
    put_bytes(&path, target, (size_t)(end - target));
    for (int i = 0; i < n_guides; i++)
        if (strcmp(guides[i].path, path.s) == 0)
            return &guides[i];
    return NULL;
}

static void open_link(Guide *g, const MD_ATTRIBUTE *href)
{
    const char *mark = memchr(href->text, '#', href->size);
    size_t file = mark ? (size_t)(mark - href->text) : href->size;
    size_t rest = href->size - file;
    bool outside = href->size > 8 && strncmp(href->text, "https://", 8) == 0;
    const Guide *to = file ? guide_at(g, href->text, file) : g;
    g->in_link = outside || to;
    if (!g->in_link)
        return;
    put(&g->html, "<a class=\"govuk-link\" href=\"");
    if (outside) {
        put_escaped(&g->html, href->text, href->size);
    } else {
        Text link = {0};
        put(&link, to->name);
        if (rest) {
            put(&link, "#part-");
            put_bytes(&link, mark + 1, rest - 1);
        }
        if (g->n_links == MOST_LINKS)
            stop(g->path, "has too many links");
        g->links[g->n_links++] = link.s;
        put(&g->html, "/help/guide/");
        put_escaped(&g->html, link.s, link.n);
    }
    put(&g->html, "\">");
}

static void check_links(const Guide *g)
{
    for (int i = 0; i < g->n_links; i++) {
        const char *mark = strchr(g->links[i], '#');
        if (!mark)
            continue;
        const Guide *to = guide_named(copy(g->links[i], (size_t)(mark - g->links[i])));
        bool found = false;
        for (int k = 0; to && k < to->n_headings; k++)
            found |= strcmp(to->headings[k].id, mark + 1) == 0;
        if (!found)
            stop(g->path, copy_joined("links to a heading that does not exist: ", g->links[i]));
    }
}

/* ---------------------------------------------------------------- blocks */

/* A region that scrolls has a name of its own, by which a screen reader lists it. */
static void open_region(Guide *g, const char *kind, unsigned number)
{
    put(&g->html, "<section class=\"pont-scroll\" tabindex=\"0\" aria-label=\"");
    put(&g->html, kind);
    put_number(&g->html, " %u: ", number);
    const char *about = g->n_headings ? g->headings[g->n_headings - 1].text : g->title;
    put_escaped(&g->html, about, strlen(about));
    put(&g->html, "\">\n");
}

static void close_heading(Guide *g, unsigned level)
{
    static const char size[] = "lmssss"; /* first to sixth */
    char *inner = copy(g->html.s + g->opened, g->html.n - g->opened);
    g->html.n = g->opened;
    g->in_heading = false;
    if ((level == 1) != !g->title)
        stop(g->path, "needs one first heading, before all others");
    if (level == 1) { /* stands in the page around it */
        g->title = g->words.s;
        g->words = (Text){0};
        return;
    }
    if (g->n_headings == MOST_HEADINGS)
        stop(g->path, "has too many headings");
    Heading *h = &g->headings[g->n_headings];
    *h = (Heading){level, id_of(g, g->words.s), g->words.s};
    g->n_headings++;
    g->words = (Text){0};
    put_number(&g->html, "<h%u class=\"govuk-heading-", level);
    put_char(&g->html, size[level - 1]);
    put(&g->html, "\" id=\"");
    put(&g->html, h->id);
    put(&g->html, "\">");
    put(&g->html, inner);
    put_number(&g->html, "</h%u>\n", level);
}

/* The heading of a column; one without words is a cell, for no column is called nothing. */
static void close_column(Guide *g)
{
    char *inner = copy(g->html.s + g->opened, g->html.n - g->opened);
    g->html.n = g->opened;
    put(&g->html, *inner ? "<th scope=\"col\" class=\"govuk-table__header\">"
                         : "<td class=\"govuk-table__cell\">");
    put(&g->html, inner);
    put(&g->html, *inner ? "</th>" : "</td>");
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    Guide *g = self;
    Text *t = &g->html;
    if (!g->title && type != MD_BLOCK_H && type != MD_BLOCK_DOC)
        stop(g->path, "does not open with its first heading");
    switch (type) {
    case MD_BLOCK_H:
        g->opened = t->n;
        g->in_heading = true;
        break;
    case MD_BLOCK_P:
        put(t, "<p class=\"govuk-body\">");
        break;
    case MD_BLOCK_UL:
        put(t, "<ul class=\"govuk-list govuk-list--bullet\">\n");
        break;
    case MD_BLOCK_OL:
        put(t, "<ol class=\"govuk-list govuk-list--number\"");
        put_number(t, " start=\"%u\">\n", ((MD_BLOCK_OL_DETAIL *)detail)->start);
        break;
    case MD_BLOCK_LI:
        put(t, "<li>");
        break;
    case MD_BLOCK_QUOTE:
        put(t, "<div class=\"govuk-inset-text\">\n");
        break;
    case MD_BLOCK_HR:
        put(t, "<hr class=\"govuk-section-break govuk-section-break--m "
               "govuk-section-break--visible\">\n");
        break;
    case MD_BLOCK_CODE:
        open_region(g, "Example", ++g->samples);
        put(t, "<pre class=\"pont-file\"><code>");
        break;
    case MD_BLOCK_TABLE:
        open_region(g, "Table", ++g->tables);
        put(t, "<table class=\"govuk-table\">\n");
        break;
    case MD_BLOCK_THEAD:
        put(t, "<thead class=\"govuk-table__head\">\n");
        break;
    case MD_BLOCK_TBODY:
        put(t, "<tbody class=\"govuk-table__body\">\n");
        break;
    case MD_BLOCK_TR:
        put(t, "<tr class=\"govuk-table__row\">");
        break;
    case MD_BLOCK_TH:
        g->opened = t->n;
        break;
    case MD_BLOCK_TD:
        put(t, ((MD_BLOCK_TD_DETAIL *)detail)->align == MD_ALIGN_RIGHT
                   ? "<td class=\"govuk-table__cell govuk-table__cell--numeric\">"
                   : "<td class=\"govuk-table__cell\">");
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    static const char *const ends[] = {
        [MD_BLOCK_QUOTE] = "</div>\n",
        [MD_BLOCK_UL] = "</ul>\n",
        [MD_BLOCK_OL] = "</ol>\n",
        [MD_BLOCK_LI] = "</li>\n",
        [MD_BLOCK_CODE] = "</code></pre>\n</section>\n",
        [MD_BLOCK_P] = "</p>\n",
        [MD_BLOCK_TABLE] = "</table>\n</section>\n",
        [MD_BLOCK_THEAD] = "</thead>\n",
        [MD_BLOCK_TBODY] = "</tbody>\n",
        [MD_BLOCK_TR] = "</tr>\n",
        [MD_BLOCK_TD] = "</td>",
    };
    Guide *g = self;
    if (type == MD_BLOCK_H)
        close_heading(g, ((MD_BLOCK_H_DETAIL *)detail)->level);
    else if (type == MD_BLOCK_TH)
        close_column(g);
    else if ((size_t)type < sizeof ends / sizeof *ends && ends[type])
        put(&g->html, ends[type]);
    return 0;
}

/* ---------------------------------------------------------------- spans and text */

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
    Guide *g = self;
    g->in_image += type == MD_SPAN_IMG;
    if (g->in_image)
        return 0;
    if (type == MD_SPAN_A)
        open_link(g, &((MD_SPAN_A_DETAIL *)detail)->href);
    else if (type == MD_SPAN_EM || type == MD_SPAN_STRONG || type == MD_SPAN_CODE)
        put(&g->html, type == MD_SPAN_EM       ? "<em>"
                      : type == MD_SPAN_STRONG ? "<strong>"
                                               : "<code>");
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *self)
{
    Guide *g = self;
    (void)detail;
    if (type == MD_SPAN_IMG)
        g->in_image--;
    else if (g->in_image)
        return 0;
    else if (type == MD_SPAN_A && g->in_link)
        put(&g->html, "</a>");
    else if (type == MD_SPAN_EM || type == MD_SPAN_STRONG || type == MD_SPAN_CODE)
        put(&g->html, type == MD_SPAN_EM       ? "</em>"
                      : type == MD_SPAN_STRONG ? "</strong>"
                                               : "</code>");
    return 0;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *self)
{
    Guide *g = self;
    if (g->in_image)
        return 0;
    if (type == MD_TEXT_BR)
        put(&g->html, "<br>\n");
    else if (type == MD_TEXT_SOFTBR)
        put(&g->html, "\n");
    else if (type == MD_TEXT_ENTITY)
        put_bytes(&g->html, s, n);
    else if (type != MD_TEXT_NULLCHAR)
        put_escaped(&g->html, s, n);
    if (g->in_heading)
        put_bytes(&g->words, s, n);
    return 0;
}

static void read_guide(Guide *g)
{
    const MD_PARSER how = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    g->markdown = read_file(g->path);
    put(&g->html, "");
    if (md_parse(g->markdown.s, (MD_SIZE)g->markdown.n, &how, g) != 0 || !g->title)
        stop(g->path, "cannot be read as a guide");
}

/* ---------------------------------------------------------------- the table */

static void write_guide(FILE *out, int i)
{
    const Guide *g = &guides[i];
    fprintf(out, "static const GuideHeading headings_%d[] = {\n", i);
    for (int k = 0; k < g->n_headings; k++) {
        fprintf(out, "    {%u, \"%s\",", g->headings[k].level, g->headings[k].id);
        write_literal(out, g->headings[k].text, strlen(g->headings[k].text));
        fputs("},\n", out);
    }
    fprintf(out, "    {0, 0, 0}};\nstatic const char html_%d[] =", i);
    write_literal(out, g->html.s, g->html.n);
    fprintf(out, ";\nstatic const char markdown_%d[] =", i);
    write_literal(out, g->markdown.s, g->markdown.n);
    fputs(";\n", out);
}

static void write_table(const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out)
        stop(path, "cannot be written");
    fputs("/* Made by tools/mdc.c. */\n#include \"app/guide.h\"\n\n", out);
    for (int i = 0; i < n_guides; i++)
        write_guide(out, i);
    fprintf(out, "const int n_guides = %d;\nconst Guide guides[] = {\n", n_guides);
    for (int i = 0; i < n_guides; i++) {
        fprintf(out, "    {\"%s\",", guides[i].name);
        write_literal(out, guides[i].title, strlen(guides[i].title));
        fprintf(out, ", html_%d, markdown_%d, headings_%d, %d},\n", i, i, i,
                guides[i].n_headings);
    }
    fputs("};\n", out);
    if (fclose(out) != 0)
        stop(path, "cannot be written");
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc - 2 > MOST_GUIDES)
        stop("usage", "mdc OUT.c FILES.md..., or mdc --show FILES.md...");
    for (int i = 2; i < argc; i++) {
        char *name = name_of(argv[i]);
        if (guide_named(name))
            stop(argv[i], "has the name of another guide");
        guides[n_guides++] = (Guide){.path = argv[i], .name = name};
    }
    for (int i = 0; i < n_guides; i++)
        read_guide(&guides[i]);
    for (int i = 0; i < n_guides; i++)
        check_links(&guides[i]);
    if (strcmp(argv[1], "--show") != 0)
        write_table(argv[1]);
    for (int i = 0; i < n_guides && strcmp(argv[1], "--show") == 0; i++)
        printf("<h1>%s</h1>\n%s", guides[i].title, guides[i].html.s);
    return 0;
}
