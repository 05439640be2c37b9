/* The program's edge: reads the command line, runs one command, says an error once on standard
 * error, and turns it into the exit code. */
#include "app/app.h"
#include "app/search.h"
#include "app/together.h"
#include "core/clock.h"
#include "core/memo.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/db/db_action.h"
#include "modules/org/org.h"
#include <sodium.h>
#include <unistd.h>

/* Progress on a terminal only: one line that rewrites itself. */
static void say_progress(void *self, const char *step, long done, long total)
{
    (void)self;
    if (total > 0)
        fprintf(stderr, "\r\033[K%s %ld/%ld", step, done, total);
    else
        fprintf(stderr, "\r\033[K%s", step);
    if (done == total)
        fprintf(stderr, "\r\033[K");
    fflush(stderr);
}

static int print_text(const char *text)
{
    fputs(text, stdout);
    return 0;
}

static const char *near_noun(const App *app, const char *word)
{
    const char *near = NULL;
    int best = 4;
    for (int i = 0; i < app->n_modules; i++) {
        int d = text_distance(word, app->modules[i]->name, best);
        if (d < best) {
            best = d;
            near = app->modules[i]->name;
        }
    }
    return near;
}

static const char *version_text(Ctx *cx, const App *app, bool json)
{
    const char *library = together_library(cx->arena);
    const char *path = philox_path_name(philox_path(PHILOX_BEST));
    if (json)
        return arena_printf(cx->arena,
                            "{\"version\": \"%s\", \"build\": \"%s\", \"vectors\": \"%s\", "
                            "\"processes\": \"%s\"}\n",
                            app->version, app->build, path, library);
    return arena_printf(cx->arena, "pont %s (%s)\n", app->version, app->build);
}

/* Exit code, or -1 with cx->err. */
static int dispatch(Ctx *cx, const App *app, const Options *o)
{
    Buf help = buf_new(cx->arena, 0);
    const char *noun = o->n_words ? o->words[0] : "";
    const char *verb = o->n_words > 1 ? o->words[1] : "";
    if (!*noun || (same(noun, "help") && !*verb)) {
        help_all(cx, app, &help);
        return print_text(buf_text(&help));
    }
    if (same(noun, "version"))
        return print_text(version_text(cx, app, o->json));
    if (same(noun, "serve") && !o->help)
        return serve(cx, app, o) ? 0 : -1;
    if (same(noun, "serve"))
        return print_text("pont serve --db FILE [--listen 127.0.0.1:8080]\n");
    if (same(noun, "example") && same(verb, "run") && !o->help)
        return example_run(cx, app, o) ? 0 : -1;
    bool verify = same(noun, "verify"), backup = same(noun, "backup") || same(noun, "restore");
    if (backup)
        return cli_action(cx, o, &db_module, module_action(&db_module, noun), 1);
    const Module *m = app_module(app, verify ? "commissioning" : noun);
    if (!m) {
        const char *near = near_noun(app, noun);
        fail(&cx->err, USAGE,
             near ? "there is no command '%s'; did you mean '%s'?"
                  : N_("there is no command '%s'; see pont --help"),
             noun, near);
        return -1;
    }
    const Action *a = module_action(m, verify ? "verify" : verb);
    if (a && (a->flags & FORM_ONLY)) {
        fail(&cx->err, USAGE, "'%s %s' is for a person at a browser", m->name, a->name);
        return -1;
    }
    if (a)
        return cli_action(cx, o, m, a, verify ? 1 : 2);
    if (m == &search_module && *verb)
        return cli_action(cx, o, m, module_action(m, "find"), 1);
    if (*verb) {
        fail(&cx->err, USAGE, "'%s' has no '%s'; see pont %s --help", m->name, verb, m->name);
        return -1;
    }
    help_module(cx, m, &help);
    return print_text(buf_text(&help));
}

static int command(Ctx *cx, Together *together, int argc, char **argv)
{
    App app = {.modules = app_modules,
               .n_modules = app_n_modules,
               .reach = org_reach,
               .version = app_version,
               .build = app_build};
    Options o = {.together = together};
    cx->app = &app;
    if (argc > 1 && same(argv[1], "--version")) /* elsewhere it is a field of an action */
        return print_text(version_text(cx, &app, false));
    app.memo = memo_new();
    int code = -1;
    if (options_read(cx, &app, argc, argv, &o)) {
        cx->lang = o.json ? LANG_EN : o.lang; /* machines read one language */
        err_speaks(&cx->err, cx->lang);
        cx->threads = o.threads;
        code = dispatch(cx, &app, &o);
    }
    if (code < 0)
        code = spread_end(together, &cx->err, false) ? 0 : -1;
    if (code < 0) {
        if (!together || together->rank == 0)
            fprintf(stderr, "pont: %s\n", cx->err.message);
        code = err_exit_code(cx->err.kind);
    }
    db_close(cx->db);
    memo_free(app.memo);
    return code;
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0) {
        fputs("pont: no random numbers on this machine\n", stderr);
        return 9;
    }
    SCOPED_ARENA arena = arena_new();
    const char *user = getenv("USER"), *lang = getenv("PONT_LANG");
    Ctx cx = {.arena = arena,
              .user = user && *user ? user : "local",
              .who = who_operator(),
              .origin = "command line",
              .today = date_today(),
              .now = clock_now(),
              .lang = lang && same(lang, "cy") ? LANG_CY : LANG_EN,
              .threads = 1};
    if (isatty(STDERR_FILENO))
        cx.progress.say = say_progress;
    Together *together = together_open(arena, &cx.err, &argc, &argv);
    if (cx.err.kind != ERR_NONE) {
        fprintf(stderr, "pont: %s\n", cx.err.message);
        return err_exit_code(cx.err.kind);
    }
    if (together && together->rank > 0)
        cx.progress.say = NULL;
    int code = command(&cx, together, argc, argv);
    fflush(stdout);
    together_close(together);
    return code;
}
