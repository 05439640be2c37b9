/* Help texts of the whole program and of a module, made from the tables. */
#include "app/app.h"

void help_module(Ctx *cx, const Module *m, Buf *out)
{
    buf_printf(out, "pont %s VERB ...\n\n%s.\n\n", m->name, T(cx, m->title));
    for (int i = 0; i < m->n_actions; i++)
        if (!(m->actions[i].flags & FORM_ONLY))
            buf_printf(out, "  %-12s %s\n", m->actions[i].name, T(cx, m->actions[i].title));
    buf_printf(out, "\n%s: pont %s VERB --help\n", T(cx, "More"), m->name);
}

void help_all(Ctx *cx, const App *app, Buf *out)
{
    buf_printf(out, "%s\n\n  pont NOUN VERB [--db FILE] ...\n\n",
               T(cx,
                 "Pont carries occupational therapy workforce planning across organisations: "
                 "from councils' returns to education commissioning numbers."));
    for (int m = 0; m < app->n_modules; m++) {
        const char *noun = app->modules[m]->name;
        for (int a = 0; a < app->modules[m]->n_actions; a++) {
            if (app->modules[m]->actions[a].flags & FORM_ONLY)
                continue;
            buf_printf(out, "  %-13s %-12s %s\n", noun, app->modules[m]->actions[a].name,
                       T(cx, app->modules[m]->actions[a].title));
            noun = "";
        }
    }
    buf_printf(out, "  %-13s %-12s %s\n", "serve", "",
               T(cx, "Serve the pages and the interface"));
    buf_printf(out, "  %-13s %-12s %s\n", "verify", "DIR",
               T(cx, "Run every published case below a folder (commissioning verify)"));
    buf_printf(out, "\n%s\n", T(cx, "Everywhere"));
    static const struct {
        const char *option, *words;
    } options[] = {
        {"--db FILE", N_("Database; PONT_DB in the environment does the same")},
        {"--as EMAIL", N_("Do it in the name of that person, with what their roles allow")},
        {"--json", N_("Answer as JSON")},
        {"--pdf FILE", N_("Write the answer as a report (PDF) as well")},
        {"--out DIR", N_("Folder for the files of an answer")},
        {"--lang en|cy", N_("Language of the answer")},
        {"--checkpoint FILE",
         N_("Where a long command keeps what is finished when it is stopped; the same command "
            "goes on from there")},
        {"--threads N", N_("Threads of a simulation; the answer does not depend on it")},
        {"--set NAME=VALUE", N_("A setting; PONT_NAME in the environment does the same")},
        {"--listen ADDRESS", N_("Where to serve, such as 127.0.0.1:8080")},
        {"--help, --version", N_("Help; version and build")},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        buf_printf(out, "  %-20s %s\n", options[i].option, T(cx, options[i].words));
    buf_printf(out, "\n%s\n", T(cx, "Settings"));
    for (int m = 0; m < app->n_modules; m++)
        for (int i = 0; i < app->modules[m]->n_settings; i++) {
            const Setting *s = &app->modules[m]->settings[i];
            buf_printf(out, "  %-20s %s [%s]\n", s->name, T(cx, s->label),
                       setting(cx, s->name));
        }
    for (int i = 0; i < n_core_settings; i++)
        buf_printf(out, "  %-20s %s [%s]\n", core_settings[i].name,
                   T(cx, core_settings[i].label), setting(cx, core_settings[i].name));
    buf_printf(out, "\n%s\n", T(cx, "Exit codes"));
    for (int k = 0; k < ERR_KIND_COUNT; k++)
        if (k != ERR_NONE)
            buf_printf(out, "  %-3d %s\n", err_exit_code((ErrKind)k),
                       T(cx, err_words((ErrKind)k)));
    buf_printf(out, "  0   %s\n", T(cx, "success"));
}
