/* Decides whether this program and its database fit together just now. */
#include "app/ready.h"
#include "base/embedded.h"
#include "db/db.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

bool is_ready(void *self, Arena *a, const char **why)
{
    const Readiness *r = self;
    Ctx cx = {.arena = a, .app = r->app, .user = "web", .today = date_today(), .threads = 1};
    int64_t applied = 0, known = 0;
    for (int i = 0; i < embedded_schema_count; i++)
        known += !ends_with(embedded_schema[i].name, "views.sql");
    bool ok = db_open(&cx.err, r->db, false, &cx.db) &&
              db_one_int(&cx, &applied, "SELECT COUNT(*) FROM schema_migration", NO_ARGS);
    db_close(cx.db);
    *why = !ok               ? "the database does not answer"
           : applied < known ? "the database has to be brought up to date"
           : applied > known ? "the database is newer than this program"
                             : "";
    return !**why;
}
