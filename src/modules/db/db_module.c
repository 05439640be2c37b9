/* The database as a subject: what may be done with it as a whole, from the command line of the
 * machine only. */
#include "modules/db/db_action.h"

#define ADMIN   "db.admin"
#define ON_DISK (NO_DATABASE | OWN_DATABASE | LOCAL_ONLY)
#define THE_DB                                                                                 \
    .flags = REQUIRED, .label = N_("Database"),                                                \
    .help = N_("A file, or postgres://user@host:port/name")

static const Field db_fields[] = {
    {FIELD(DbInput, db), THE_DB},
};
static const Field copy_fields[] = {
    {FIELD(DbCopyInput, from), .flags = REQUIRED, .label = N_("Copy from"),
     .help = N_("A file, or postgres://user@host:port/name")},
    {FIELD(DbCopyInput, to), .flags = REQUIRED, .label = N_("Copy to"),
     .help = N_("A new file, or an empty PostgreSQL database")},
    {FIELD(DbCopyInput, replace), .label = N_("Replace what is there"),
     .help = N_("Without it, a database that holds data is left alone")},
};
static const Field backup_fields[] = {
    {FIELD(DbBackupInput, to), .flags = REQUIRED | POSITIONAL, .label = N_("Backup file"),
     .help = N_("A new SQLite file, whichever the database is")},
    {FIELD(DbBackupInput, db), THE_DB},
};
static const Field restore_fields[] = {
    {FIELD(DbRestoreInput, from), .flags = REQUIRED | POSITIONAL, .label = N_("Backup file"),
     .help = N_("As 'pont backup' wrote it")},
    {FIELD(DbRestoreInput, db), THE_DB},
    {FIELD(DbRestoreInput, replace), .label = N_("Replace what is there"),
     .help = N_("Without it, a database that holds data is left alone")},
};

static const Action actions[] = {
    {"copy", do_db_copy, ADMIN, CHANGES | ON_DISK, INPUT(DbCopyInput, copy_fields),
     N_("Copy everything from one database to another"),
     N_("Between SQLite and PostgreSQL either way; counts and digests are compared at the end. "
        "Example: pont db copy --from pont.db --to postgres://pont@db.example/pont")},
    {"check", do_db_check, ADMIN, ON_DISK, INPUT(DbInput, db_fields),
     N_("Check that the database is whole"),
     N_("Reads every page and asks again whether every rule of every table holds.")},
    {"digest", do_db_digest, ADMIN, ON_DISK, INPUT(DbInput, db_fields),
     N_("Count and digest the rows of every table"),
     N_("The same data gives the same digests on SQLite and on PostgreSQL.")},
    {"backup", do_db_backup, ADMIN, ON_DISK, INPUT(DbBackupInput, backup_fields),
     N_("Write a backup while others go on working"),
     N_("The file is read again and compared before it counts. Short: pont backup FILE")},
    {"restore", do_db_restore, ADMIN, CHANGES | ON_DISK, INPUT(DbRestoreInput, restore_fields),
     N_("Restore a backup"),
     N_("The backup is checked first; the database is replaced as a whole or not at all. "
        "Short: pont restore FILE")},
};

const Module db_module = {
    .name = "db",
    .title = N_("Database"),
    TABLE(actions, n_actions, actions),
};
