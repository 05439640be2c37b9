/* The interface: contents page, and how it is described. */
#include "modules/api/api_module.h"
#include "web/openapi.h"
#include "web/page.h"
#include "web/pages/table.html.h"
#include "web/parts.h"
#include <ctype.h>

#define READ "api.read"

static bool do_openapi(Ctx *cx, const void *in, Reply *out)
{
    Buf b = buf_new(cx->arena, 0);
    (void)in;
    openapi_json(cx, &b);
    out->title = T(cx, "OpenAPI document");
    reply_file(cx, out, "openapi.json", buf_text(&b));
    return buf_ok(&b, &cx->err);
}

/* "**id**, at" with the choices of a field behind it; a dash for none. */
static const char *fields_text(Ctx *cx, const Action *a, bool marked)
{
    Buf b = buf_new(cx->arena, 0);
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if (f->flags & CLI_ONLY)
            continue;
        const char *mark = marked && (f->flags & REQUIRED) ? "**" : "";
        buf_printf(&b, "%s%s%s%s", b.len ? ", " : "", mark, f->name, mark);
        for (const Choice *c = f->choices; c && c->value; c++)
            buf_printf(&b, "%s%s", c == f->choices ? " (" : ", ", c->value);
        buf_puts(&b, f->choices ? ")" : "");
    }
    return buf_text(&b);
}

static void add_action(Ctx *cx, Table *t, const Module *m, const Action *a, bool marked)
{
    Cell *row = table_row(cx, t);
    row[0] = cell_text(arena_printf(cx->arena, "%s/%s", m->name, a->name));
    row[1] = cell_text(openapi_takes_get(a) ? "GET, POST" : "POST");
    row[2] = cell_text(fields_text(cx, a, marked));
    row[3] = cell_text(a->permission);
    row[4] = cell_text(T(cx, a->title));
}

static Table *actions_table(Ctx *cx, Reply *out, bool marked)
{
    Table *t = reply_table(cx, out, "actions", T(cx, "Actions of the interface"));
    table_column(cx, t, "action", T(cx, "Action"), COLUMN_TEXT, 0);
    table_column(cx, t, "methods", T(cx, "Methods"), COLUMN_TEXT, 0);
    table_column(cx, t, "fields", T(cx, "Fields"), COLUMN_TEXT, 0);
    table_column(cx, t, "permission", T(cx, "Permission"), COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What it does"), COLUMN_TEXT, 0);
    for (int i = 0; i < cx->app->n_modules; i++)
        for (int k = 0; k < cx->app->modules[i]->n_actions; k++)
            if (openapi_has(&cx->app->modules[i]->actions[k]))
                add_action(cx, t, cx->app->modules[i], &cx->app->modules[i]->actions[k],
                           marked);
    return t;
}

static bool do_actions(Ctx *cx, const void *in, Reply *out)
{
    (void)in;
    out->title = T(cx, "Actions of the interface");
    actions_table(cx, out, false);
    return true;
}

/* The section of docs/api.md that the tests hold against it. */
static bool do_manual(Ctx *cx, const void *in, Reply *out)
{
    Buf b = buf_new(cx->arena, 0);
    Reply all = {0};
    (void)in;
    const Table *t = actions_table(cx, &all, true);
    buf_puts(&b, "| Action | Methods | Fields | Permission |\n|---|---|---|---|\n");
    for (int r = 0; r < t->n_rows; r++)
        buf_printf(&b, "| `%s` | %s | %s | `%s` |\n", t->rows[r][0].text, t->rows[r][1].text,
                   t->rows[r][2].text, t->rows[r][3].text);
    out->only_text = buf_text(&b);
    return buf_ok(&b, &cx->err);
}

/* ---------------------------------------------------------------- pages */

static void heading(Ctx *cx, PageOut *out, const char *words)
{
    (void)cx;
    out_raw(&out->out, "<h1 class=\"govuk-heading-l\">");
    out_text(&out->out, words);
    out_raw(&out->out, "</h1>");
}

bool page_api(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply reply = {0};
    (void)in;
    heading(cx, out, T(cx, "The interface for programs"));
    out_raw(&out->out, "<p class=\"govuk-body\"><a class=\"govuk-link\" "
                       "href=\"/api/openapi.json\">");
    out_text(&out->out, T(cx, "The same as an OpenAPI 3.1 document"));
    out_raw(&out->out, "</a></p>");
    page_table(&out->out, actions_table(cx, &reply, false));
    out->wide = true;
    return true;
}

static const char *anchor_of(Arena *a, const char *name)
{
    char *anchor = arena_strdup(a, name);
    for (char *s = anchor; *s; s++)
        *s = (char)(*s == '_' ? '-' : tolower((unsigned char)*s));
    return anchor;
}

bool page_problems(Ctx *cx, const PageIn *in, PageOut *out)
{
    (void)in;
    heading(cx, out, T(cx, "Problems that the interface reports"));
    for (int kind = 1; kind < ERR_KIND_COUNT; kind++) {
        const char *name = err_name((ErrKind)kind);
        out_raw(&out->out, "<h2 class=\"govuk-heading-s\" id=\"");
        out_text(&out->out, anchor_of(cx->arena, name));
        out_raw(&out->out, "\">");
        out_text(&out->out, name);
        out_raw(&out->out, "</h2><p class=\"govuk-body\">");
        out_text(&out->out, arena_printf(cx->arena, "%d: %s", err_http_status((ErrKind)kind),
                                         T(cx, err_words((ErrKind)kind))));
        out_raw(&out->out, "</p>");
    }
    return true;
}

/* ---------------------------------------------------------------- contents */

static const Action actions[] = {
    {"openapi", do_openapi, READ, NO_DATABASE | LOCAL_ONLY, NO_INPUT,
     N_("Describe the interface as an OpenAPI document"), NULL},
    {"actions", do_actions, READ, NO_DATABASE | LOCAL_ONLY, NO_INPUT,
     N_("List the actions of the interface with their fields"), NULL},
    {"manual", do_manual, READ, NO_DATABASE | LOCAL_ONLY, NO_INPUT,
     N_("Write the table of actions for the manual"), NULL},
};

/* Not over HTTP: /api/... is where the actions of all modules are asked. */
const Module api_module = {
    .name = "api",
    .title = N_("Interface"),
    TABLE(actions, n_actions, actions),
};
