/* The actions of form_module.c; what each field means stands in its row there. */
#ifndef PONT_FORM_FORM_ACTION_H
#define PONT_FORM_FORM_ACTION_H

#include "modules/form/form.h"
#include "web/page.h"

typedef struct FormFilesInput {
    InFiles files;
} FormFilesInput;
typedef struct FormInput {
    const char *form, *block;
    int64_t version;
} FormInput;
typedef struct FormEditInput {
    const char *form, *file, *text;
    int64_t version;
} FormEditInput;

bool do_form_list(Ctx *cx, const void *in, Reply *out);
bool do_form_show(Ctx *cx, const void *in, Reply *out);
bool do_form_export(Ctx *cx, const void *in, Reply *out);
bool do_form_check(Ctx *cx, const void *in, Reply *out);
bool do_form_import(Ctx *cx, const void *in, Reply *out);
bool do_form_edit(Ctx *cx, const void *in, Reply *out);
bool do_form_publish(Ctx *cx, const void *in, Reply *out);

/* Tables shared by actions and pages. */
Table *form_list_table(Ctx *cx, Reply *r, const FormList *list);
/* The blocks with their fields and code lists; block "" = all. */
Table *form_fields_table(Ctx *cx, Reply *r, const Form *f, const char *block);

bool page_form_list(Ctx *cx, const PageIn *in, PageOut *out);
bool page_form_one(Ctx *cx, const PageIn *in, PageOut *out);

typedef struct FormsView {
    const Table *table;
    bool may_write;
} FormsView;
typedef struct FormView {
    const Form *form;
    const char *title, *version;
    bool may_write;
    const Table *fields, *rules;
    int n_files;
    const InFile *files;
} FormView;

#endif
