/* The actions of org_module.c; what each field means stands in its row there. */
#ifndef PONT_ORG_ACTION_H
#define PONT_ORG_ACTION_H

#include "core/module.h"
#include "modules/org/org.h"

typedef struct OrgListInput {
    const char *kind, *within;
    Date at;
} OrgListInput;
typedef struct OrgShowInput {
    const char *id;
    Date at;
} OrgShowInput;
typedef struct OrgImportInput {
    InFiles files;
} OrgImportInput;
typedef struct OrgRenameInput {
    const char *id, *name_en, *name_cy, *reason;
    Date from;
} OrgRenameInput;
typedef struct OrgSucceedInput {
    const char *what, *predecessors, *successors, *reason;
    Date from;
} OrgSucceedInput;

bool do_org_list(Ctx *cx, const void *in, Reply *out);
bool do_org_show(Ctx *cx, const void *in, Reply *out);
bool do_org_import(Ctx *cx, const void *in, Reply *out);
bool do_org_rename(Ctx *cx, const void *in, Reply *out);
bool do_org_succeed(Ctx *cx, const void *in, Reply *out);

typedef struct OrgListView {
    const char *kind;
    const Table *table;
} OrgListView;

bool org_search(Ctx *cx, const char *words, FoundList *out);

/* Shared with the pages. */
Table *org_table(Ctx *cx, Reply *r, const OrgList *list, const char *caption);
bool org_facts(Ctx *cx, Reply *r, const Org *o, Date at) MUST_CHECK;

#endif
