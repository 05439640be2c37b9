/* Opens the database and fills in the reference lists that are part of the program. */
#include "app/app.h"
#include "base/embedded.h"
#include "core/access.h"
#include "db/db.h"
#include "modules/form/form.h"
#include "modules/workforce/workforce.h"

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

static InFile embedded_list(const char *name)
{
    const EmbeddedFile *e = embedded_find(embedded_data, embedded_data_count, name);
    return e ? (InFile){e->name, e->data, e->size} : (InFile){name, "", 0};
}

/* The roles and their rights as this program brings them. */
static bool seed_access(Ctx *cx)
{
    InFile roles = embedded_list("data/roles.csv"), rights = embedded_list("data/access.csv");
    return access_seed(cx, &roles, &rights);
}

/* The folder of a file under data/forms/, or NULL. */
static const char *form_folder(Ctx *cx, const char *name)
{
    const char *slash = strrchr(name, '/');
    return starts_with(name, "data/forms/")
               ? arena_strndup(cx->arena, name, (size_t)(slash - name) + 1)
               : NULL;
}

/* The forms that come with the program; what the database holds already stays. */
static bool seed_forms(Ctx *cx)
{
    const char *before = "";
    for (int i = 0; i < embedded_data_count; i++) {
        const char *folder = form_folder(cx, embedded_data[i].name);
        if (!folder || same(folder, before))
            continue;
        InFile files[16];
        int n = 0;
        for (int k = i; k < embedded_data_count && n < 16; k++)
            if (starts_with(embedded_data[k].name, folder))
                files[n++] = (InFile){embedded_data[k].name, embedded_data[k].data,
                                      embedded_data[k].size};
        if (!form_install(cx, &(InFiles){n, files}))
            return false;
        before = folder;
    }
    return true;
}

/* Of several programs that start at once one is first, and the others find its work done. */
static bool seed(Ctx *cx, bool (*what)(Ctx *cx))
{
    enum { MOST_TRIES = 5 };
    unsigned long stored = db_stored(cx);
    for (int tries = 1; !what(cx); tries++) {
        if (tries == MOST_TRIES || !db_may_retry(cx, stored, tries))
            return false;
        err_clear(&cx->err);
    }
    return true;
}

bool app_open_database(Ctx *cx, const char *url, bool own_reference)
{
    return db_open(&cx->err, url, false, &cx->db) && app_migrate(cx) && seed(cx, seed_access) &&
           seed(cx, seed_forms) && (!own_reference || app_load_reference(cx));
}

static bool is_collection_list(const char *name)
{
    return same(name, "data/collections.csv") || same(name, "data/expected.csv");
}

static bool is_organisation_list(const char *name)
{
    static const char *const names[] = {"data/organisations.csv", "data/memberships.csv",
                                        "data/populations.csv", "data/successions.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (same(name, names[i]))
            return true;
    return false;
}

bool app_load_reference(Ctx *cx)
{
    InFile *lists = NEW_ARRAY(cx->arena, InFile, embedded_data_count);
    InFile *collections = NEW_ARRAY(cx->arena, InFile, embedded_data_count);
    InFiles orgs = {.items = lists}, asked = {.items = collections};
    for (int i = 0; i < embedded_data_count; i++) {
        const EmbeddedFile *e = &embedded_data[i];
        InFile f = {.name = e->name, .bytes = e->data, .size = e->size};
        if (is_collection_list(e->name))
            collections[asked.n++] = f;
        else if (is_organisation_list(e->name))
            lists[orgs.n++] = f;
    }
    int rows;
    return db_begin(cx) && db_end(cx, org_import(cx, &orgs, &rows) &&
                                          workforce_import_collections(cx, &asked, &rows));
}
