/* The pages of the forms: all of them, and one with its fields, rules and files. */
#include "core/who.h"
#include "modules/form/form_action.h"
#include "modules/form/pages/form.html.h"
#include "modules/form/pages/forms.html.h"

bool page_form_list(Ctx *cx, const PageIn *in, PageOut *out)
{
    FormList list;
    Reply r = {0};
    (void)in;
    if (!form_list(cx, &list))
        return false;
    FormsView v = {.table = form_list_table(cx, &r, &list),
                   .may_write = may(cx, "form.write", "")};
    page_form_forms(&out->out, &v);
    out->wide = true;
    return true;
}

bool page_form_one(Ctx *cx, const PageIn *in, PageOut *out)
{
    const Form *f;
    Reply r = {0};
    int64_t version = 0;
    const char *asked = page_query(in, "version");
    if (*asked && !text_to_int(asked, &version))
        return fail(&cx->err, NOT_FOUND, "there is no version '%s'", asked);
    if (!form_get(cx, in->args[0], (int)version, &f))
        return false;
    if (!f->published && !may(cx, "form.write", f->owner))
        return fail(&cx->err, NOT_FOUND, "there is no version %d of the form '%s'", f->version,
                    f->id);
    InFiles files;
    if (!form_files(cx, f, &files))
        return false;
    FormView v = {.form = f,
                  .title = form_text(cx, f->title),
                  .version = arena_printf(cx->arena, "%d", f->version),
                  .may_write = may(cx, "form.write", f->owner),
                  .fields = form_fields_table(cx, &r, f, ""),
                  .rules = form_rules_table(cx, &r, f, false),
                  .n_files = files.n,
                  .files = files.items};
    page_form_form(&out->out, &v);
    out->title = v.title;
    out->wide = true;
    return true;
}
