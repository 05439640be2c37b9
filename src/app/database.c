/* Opens the database and fills in the reference lists that are part of the program. */
#include "app/app.h"
#include "base/embedded.h"
#include "db/db.h"
#include "modules/workforce/workforce.h"

extern const EmbeddedFile embedded_schema[], embedded_data[];
extern const int embedded_schema_count, embedded_data_count;

bool app_open_database(Ctx *cx, const char *url, bool own_reference)
{
    const char **names = NEW_ARRAY(cx->arena, const char *, app_n_modules);
    for (int i = 0; i < app_n_modules; i++)
        names[i] = app_modules[i]->name;
    return db_open(&cx->err, url, false, &cx->db) &&
           db_migrate(cx, names, app_n_modules, embedded_schema, embedded_schema_count) &&
           (!own_reference || app_load_reference(cx));
}

static bool is_collection_list(const char *name)
{
    return same(name, "data/collections.csv") || same(name, "data/expected.csv");
}

bool app_load_reference(Ctx *cx)
{
    InFile *lists = NEW_ARRAY(cx->arena, InFile, embedded_data_count);
    InFile *collections = NEW_ARRAY(cx->arena, InFile, embedded_data_count);
    InFiles orgs = {.items = lists}, asked = {.items = collections};
    for (int i = 0; i < embedded_data_count; i++) {
        const EmbeddedFile *e = &embedded_data[i];
        InFile f = {.name = e->name, .bytes = e->data, .size = e->size};
        if (!starts_with(e->name, "data/") || strchr(e->name + strlen("data/"), '/') ||
            same(e->name, "data/tiles.csv")) /* drawn from where it is: org/tiles.c */
            continue;
        if (is_collection_list(e->name))
            collections[asked.n++] = f;
        else
            lists[orgs.n++] = f;
    }
    int rows;
    return db_begin(cx) && db_end(cx, org_import(cx, &orgs, &rows) &&
                                          workforce_import_collections(cx, &asked, &rows));
}
