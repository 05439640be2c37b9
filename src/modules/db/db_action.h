/* What the database itself is asked: to be copied, backed up, restored, checked and compared.
 */
#ifndef PONT_MODULES_DB_DB_ACTION_H
#define PONT_MODULES_DB_DB_ACTION_H

#include "core/module.h"

extern const Module db_module;

typedef struct DbInput {
    const char *db; /* --db */
} DbInput;
bool do_db_check(Ctx *cx, const void *in, Reply *out);
bool do_db_digest(Ctx *cx, const void *in, Reply *out);

typedef struct DbCopyInput {
    const char *from, *to;
    bool replace;
} DbCopyInput;
bool do_db_copy(Ctx *cx, const void *in, Reply *out);

typedef struct DbBackupInput {
    const char *to, *db;
} DbBackupInput;
bool do_db_backup(Ctx *cx, const void *in, Reply *out);

typedef struct DbRestoreInput {
    const char *from, *db;
    bool replace;
} DbRestoreInput;
bool do_db_restore(Ctx *cx, const void *in, Reply *out);

#endif
