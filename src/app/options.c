/* Decides how the command line is split into words, everywhere-options and fields. */
#include "app/app.h"
#include <unistd.h>

/* Whether --name is a switch: a bool field of some action. */
static bool is_switch(const App *app, const char *name)
{
    for (int m = 0; m < app->n_modules; m++)
        for (int a = 0; a < app->modules[m]->n_actions; a++) {
            const Action *act = &app->modules[m]->actions[a];
            for (int f = 0; f < act->n_fields; f++)
                if (act->fields[f].type == FIELD_BOOL && same(act->fields[f].name, name))
                    return true;
        }
    return false;
}

static bool is_setting(const App *app, const char *name)
{
    for (int m = 0; m < app->n_modules; m++)
        for (int i = 0; i < app->modules[m]->n_settings; i++)
            if (same(app->modules[m]->settings[i].name, name))
                return true;
    for (int i = 0; i < n_core_settings; i++)
        if (same(core_settings[i].name, name))
            return true;
    return false;
}

static bool take_setting(Ctx *cx, App *app, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals)
        return fail(&cx->err, USAGE, "--set needs NAME=VALUE, not '%s'", text);
    if (!is_setting(app, arena_strndup(cx->arena, text, (size_t)(equals - text))))
        return fail(&cx->err, USAGE, "there is no setting '%s'; see pont --help", text);
    *PUSH(cx->arena, app->overrides.items, app->overrides.n, app->overrides.room) = (Pair){
        .name = arena_strndup(cx->arena, text, (size_t)(equals - text)), .value = equals + 1};
    return true;
}

/* An option that means the same everywhere; *known is false when it is a field. */
static bool take_common(Ctx *cx, App *app, Options *o, const char *name, const char *value,
                        bool *known)
{
    *known = true;
    if (same(name, "db"))
        o->db = value;
    else if (same(name, "out"))
        o->out = value;
    else if (same(name, "pdf"))
        o->pdf = value;
    else if (same(name, "checkpoint"))
        o->checkpoint = value;
    else if (same(name, "listen"))
        o->listen = value;
    else if (same(name, "as"))
        o->as = value;
    else if (same(name, "set"))
        return take_setting(cx, app, value);
    else if (same(name, "lang")) {
        if (!same(value, "en") && !same(value, "cy"))
            return fail(&cx->err, USAGE, "--lang is en or cy, not '%s'", value);
        o->lang = same(value, "cy") ? LANG_CY : LANG_EN;
    } else if (same(name, "threads")) {
        int64_t n;
        if (!text_to_int(value, &n) || n < 1 || n > 256)
            return fail(&cx->err, USAGE, "--threads is a number from 1 to 256, not '%s'",
                        value);
        o->threads = (int)n;
    } else {
        *known = false;
    }
    return true;
}

/* --some-name and --some_name are the same field. */
static const char *field_name(Arena *a, const char *text, size_t n)
{
    char *name = arena_strndup(a, text, n);
    for (char *p = name; *p; p++)
        *p = *p == '-' ? '_' : *p;
    return name;
}

bool options_read(Ctx *cx, App *app, int argc, char **argv, Options *out)
{
    const char *db = getenv("PONT_DB");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (out->together && cores > out->together->beside)
        cores /= out->together->beside; /* those beside this one have their share */
    Options o = {.db = db ? db : "",
                 .checkpoint = "",
                 .together = out->together,
                 .out = "",
                 .pdf = "",
                 .listen = "",
                 .as = "",
                 .lang = cx->lang,
                 .threads = cores > 0 && cores < 256 ? (int)cores : 1};
    int words_room = 0;
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (utf8_fault(arg, strlen(arg)) >= 0)
            return fail(&cx->err, USAGE, "argument %d is not valid UTF-8", i);
        if (only_words || !starts_with(arg, "--") || same(arg, "-")) {
            if (!only_words && same(arg, "-h")) {
                o.help = true;
                continue;
            }
            *PUSH(cx->arena, o.words, o.n_words, words_room) = arg;
            continue;
        }
        if (same(arg, "--")) {
            only_words = true;
            continue;
        }
        const char *equals = strchr(arg, '=');
        const char *name = field_name(cx->arena, arg + 2,
                                      equals ? (size_t)(equals - arg - 2) : strlen(arg + 2));
        if (same(name, "json") || same(name, "help")) {
            *(same(name, "json") ? &o.json : &o.help) = true;
            continue;
        }
        const char *value = equals ? equals + 1 : NULL;
        if (!value && is_switch(app, name))
            value = "yes";
        if (!value && i + 1 < argc)
            value = argv[++i];
        if (!value)
            return fail(&cx->err, USAGE, "--%s needs a value", name);
        bool known;
        if (!take_common(cx, app, &o, name, value, &known))
            return false;
        if (!known)
            *PUSH(cx->arena, o.fields.items, o.fields.n, o.fields.room) =
                (Pair){.name = name, .value = value};
    }
    *out = o;
    return true;
}
