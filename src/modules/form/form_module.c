/* Forms: contents page. */
#include "modules/form/form_action.h"

#define READ  "form.read"  /* what collections ask: nobody's data */
#define WRITE "form.write" /* change what they ask; asked for the form's owner */

static const Field files_fields[] = {
    {FIELD(FormFilesInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("The seven CSV files of the form; a folder means all CSV files in it")},
};
static const Field show_fields[] = {
    {FIELD(FormInput, form), .flags = REQUIRED | POSITIONAL, .label = N_("Form"),
     .help = N_("Such as ot-wales")},
    {FIELD(FormInput, version), .label = N_("Version"),
     .help = N_("The newest that is published when left out")},
    {FIELD(FormInput, block), .label = N_("Block"), .help = N_("Only this block, such as A1")},
};
static const Field export_fields[] = {
    {FIELD(FormInput, form), .flags = REQUIRED | POSITIONAL, .label = N_("Form"),
     .help = N_("Such as ot-wales")},
    {FIELD(FormInput, version), .label = N_("Version"),
     .help = N_("The newest that is published when left out")},
};
static const Field publish_fields[] = {
    {FIELD(FormInput, form), .flags = REQUIRED | POSITIONAL, .label = N_("Form"),
     .help = N_("Such as ot-wales")},
    {FIELD(FormInput, version), .flags = REQUIRED, .label = N_("Version")},
};
static const Field edit_fields[] = {
    {FIELD(FormEditInput, form), .flags = REQUIRED, .label = N_("Form")},
    {FIELD(FormEditInput, version), .flags = REQUIRED, .label = N_("Version")},
    {FIELD(FormEditInput, file), .flags = REQUIRED, .label = N_("File"),
     .help = N_("Such as rules.csv")},
    {FIELD(FormEditInput, text), .flags = REQUIRED | LONG_TEXT, .label = N_("The whole file")},
};

static const Action actions[] = {
    {"list", do_form_list, READ, OWN_REFERENCE, NO_INPUT, N_("List forms and their versions"),
     NULL},
    {"show", do_form_show, READ, OWN_REFERENCE, INPUT(FormInput, show_fields),
     N_("Show the fields and rules of a form"), NULL},
    {"export", do_form_export, READ, OWN_REFERENCE, INPUT(FormInput, export_fields),
     N_("Write the files of a form"),
     N_("Example: pont form export ot-wales --out my-form. Change them, give form.csv the next "
        "version, then: pont form import my-form")},
    {"check", do_form_check, READ, OWN_REFERENCE, INPUT(FormFilesInput, files_fields),
     N_("Check the files of a form without writing anything"), NULL},
    {"import", do_form_import, WRITE, CHANGES, INPUT(FormFilesInput, files_fields),
     N_("Import a version of a form as a draft"),
     N_("A draft may be imported again; a published version never changes.")},
    {"edit", do_form_edit, WRITE, CHANGES, INPUT(FormEditInput, edit_fields),
     N_("Replace one file of a draft"), NULL},
    {"publish", do_form_publish, WRITE, CHANGES, INPUT(FormInput, publish_fields),
     N_("Publish a draft, so that collections may ask it"), NULL},
};

static const Page pages[] = {
    {"/form", page_form_list, READ, N_("Forms"), true},
    {"/form/{id}", page_form_one, READ, N_("Form"), false},
};

const Module form_module = {
    .name = "form",
    .title = N_("Forms"),
    .area = N_("Workforce"),
    .aside = true,
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
