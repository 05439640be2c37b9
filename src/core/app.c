/* Finds modules and settings in the application's tables. */
#include "base/embedded.h"
#include "core/module.h"
#include "db/db.h"
#include <ctype.h>

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

bool app_migrate(Ctx *cx)
{
    const App *app = cx->app;
    const char **names = NEW_ARRAY(cx->arena, const char *, app->n_modules + 1);
    names[0] = "core"; /* modules refer to its tables */
    for (int i = 0; i < app->n_modules; i++)
        names[i + 1] = app->modules[i]->name;
    return db_migrate(cx, names, app->n_modules + 1, embedded_schema, embedded_schema_count);
}

const Module *app_module(const App *app, const char *name)
{
    for (int i = 0; i < app->n_modules; i++)
        if (same(app->modules[i]->name, name))
            return app->modules[i];
    return NULL;
}

static const Setting *find_setting(const App *app, const char *name)
{
    for (int i = 0; i < app->n_modules; i++)
        for (int k = 0; k < app->modules[i]->n_settings; k++)
            if (same(app->modules[i]->settings[k].name, name))
                return &app->modules[i]->settings[k];
    for (int k = 0; k < n_core_settings; k++)
        if (same(core_settings[k].name, name))
            return &core_settings[k];
    return NULL;
}

const char *setting(Ctx *cx, const char *name)
{
    const Setting *s = find_setting(cx->app, name);
    for (int i = cx->app->overrides.n - 1; i >= 0; i--)
        if (same(cx->app->overrides.items[i].name, name))
            return cx->app->overrides.items[i].value;
    char *variable = arena_printf(cx->arena, "PONT_%s", name);
    for (char *p = variable; *p; p++)
        *p = (char)(*p == '.' ? '_' : toupper((unsigned char)*p));
    const char *value = getenv(variable);
    return value ? value : s ? s->standard : "";
}

const char *page_query(const PageIn *in, const char *name)
{
    for (int i = in->query.n - 1; i >= 0; i--)
        if (same(in->query.items[i].name, name))
            return in->query.items[i].value;
    return "";
}
