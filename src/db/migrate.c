/* Decides in which order migrations run and how the ledger of applied ones is kept. What a
 * migration changes is the modules' business. */
#include "base/embedded.h"
#include "base/file.h"
#include "db/catalog.h"
#include "db/driver.h"
#include <stdlib.h>
#include <string.h>

typedef struct Migration {
    int module_rank, number; /* number 0 = views.sql */
    const char *module, *name, *sql, *checksum;
} Migration;

/* "modules/org/schema/001_org.sql" -> module "org", number 1, name "001_org". */
static bool read_name(Ctx *cx, const EmbeddedFile *f, Migration *out)
{
    const char **parts;
    int n = text_split(cx->arena, f->name, '/', &parts);
    if (n < 3 || !same(parts[n - 2], "schema"))
        return false;
    const char *file = parts[n - 1];
    size_t stem = strlen(file) - strlen(".sql");
    out->module = parts[n - 3];
    out->name = arena_strndup(cx->arena, file, stem);
    out->number = same(file, "views.sql") ? 0 : (int)strtol(file, NULL, 10);
    out->sql = arena_strndup(cx->arena, f->data, f->size);
    out->checksum = digest(cx->arena, f->data, f->size);
    return true;
}

static int by_order(const void *a, const void *b)
{
    const Migration *x = a, *y = b;
    if (x->module_rank != y->module_rank)
        return x->module_rank - y->module_rank;
    return x->number - y->number;
}

static bool apply(Ctx *cx, const Migration *m, bool *changed)
{
    const char *known = NULL;
    if (!db_one_text(cx, &known,
                     "SELECT checksum FROM schema_migration WHERE module = $1 AND number = $2",
                     ARGS(m->module, m->number)))
        return false;
    if (known && same(known, m->checksum))
        return true;
    if (known)
        return fail(&cx->err, CONFLICT,
                    "migration %s/%s has changed since it was applied to this database",
                    m->module, m->name);
    *changed = true;
    return db_script(cx, m->sql) &&
           db_run(cx,
                  "INSERT INTO schema_migration (module, number, name, checksum, applied_on)"
                  " VALUES ($1, $2, $3, $4, $5)",
                  ARGS(m->module, m->number, m->name, m->checksum,
                       date_text(cx->arena, cx->today)));
}

/* A ledger row that this program does not have means that a newer program was here. */
static bool refuse_newer(Ctx *cx, const Migration *all, int n)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT module, number, name FROM schema_migration", NO_ARGS))
        return false;
    while (db_next(&rows)) {
        bool found = false;
        for (int i = 0; i < n && !found; i++)
            found = same(all[i].module, db_text(&rows, 0)) && all[i].number == db_int(&rows, 1);
        if (!found)
            return fail(&cx->err, CONFLICT,
                        "this database was made by a newer program (it has %s/%s); update Pont",
                        db_text(&rows, 0), db_text(&rows, 2));
    }
    return db_ok(cx);
}

/* Whether nothing is to be done, found out without writing, so that a reader needs no turn of
 * the writer and no right to write. */
static bool is_current(Ctx *cx, const Migration *all, int n, bool *out)
{
    DbTables tables;
    int known = 0;
    *out = false;
    if (!db_tables(cx, &tables))
        return false;
    for (int i = 0; i < tables.n && !*out; i++)
        *out = same(tables.items[i].name, "schema_migration");
    if (!*out && tables.n)
        return fail(
            &cx->err, USAGE,
            "this database holds tables of another program ('%s'); give Pont one of its "
            "own",
            tables.items[0].name);
    DbRows rows CLEANUP_ROWS = {0};
    if (*out &&
        !db_query(cx, &rows, "SELECT module, number, checksum FROM schema_migration", NO_ARGS))
        return false;
    while (*out && db_next(&rows)) {
        const Migration *found = NULL;
        for (int i = 0; i < n && !found; i++)
            if (same(all[i].module, db_text(&rows, 0)) && all[i].number == db_int(&rows, 1))
                found = &all[i];
        *out = found && same(found->checksum, db_text(&rows, 2));
        known++;
    }
    for (int i = 0; i < n; i++)
        known -= all[i].number > 0;
    *out = *out && known == 0;
    return db_ok(cx);
}

static bool migrate(Ctx *cx, const Migration *all, int n)
{
    bool changed = false;
    if (!db_script(cx, "CREATE TABLE IF NOT EXISTS schema_migration (\n"
                       "    module TEXT NOT NULL,\n"
                       "    number INTEGER NOT NULL,\n"
                       "    name TEXT NOT NULL,\n"
                       "    checksum TEXT NOT NULL,\n"
                       "    applied_on TEXT NOT NULL,\n"
                       "    PRIMARY KEY (module, number)\n"
                       ");\n") ||
        !refuse_newer(cx, all, n))
        return false;
    for (int i = 0; i < n; i++)
        if (all[i].number && !apply(cx, &all[i], &changed))
            return false;
    for (int i = 0; i < n && changed; i++)
        if (!all[i].number && !db_script(cx, all[i].sql))
            return false;
    return true;
}

bool db_migrate(Ctx *cx, const char *const *modules, int n_modules, const EmbeddedFile *files,
                int n_files)
{
    Migration *all = NEW_ARRAY(cx->arena, Migration, n_files);
    int n = 0;
    for (int i = 0; i < n_files; i++) {
        if (!read_name(cx, &files[i], &all[n]))
            continue;
        for (int m = 0; m < n_modules; m++)
            if (same(modules[m], all[n].module)) {
                all[n++].module_rank = m;
                break;
            }
    }
    if (n)
        qsort(all, (size_t)n, sizeof *all, by_order);
    bool current;
    if (!is_current(cx, all, n, &current) || current)
        return db_ok(cx);
    /* The lock comes first: the transaction must see what those before it have done. */
    const DbDriver *driver = cx->db->driver;
    if (driver->migrating && !driver->migrating(cx->db, &cx->err, true))
        return false;
    bool ok = db_begin(cx) && db_end(cx, migrate(cx, all, n));
    Err unheard = {0};
    if (driver->migrating && !driver->migrating(cx->db, ok ? &cx->err : &unheard, false))
        return false;
    return ok;
}
