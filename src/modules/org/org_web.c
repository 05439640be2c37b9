/* The organisations' pages: read what is asked, call org.h, show tables. */
#include "modules/org/org_web.h"
#include "modules/org/org_action.h"
#include "modules/org/pages/list.html.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages/answer.html.h"

bool page_orgs(Ctx *cx, const PageIn *in, PageOut *out)
{
    OrgList list;
    Reply r = {0};
    const char *kind = page_query(in, "kind"), *within = page_query(in, "within");
    if (!org_list(cx, kind, within, cx->today, &list))
        return false;
    OrgListView v = {.kind = kind, .table = org_table(cx, &r, &list, T(cx, "Organisations"))};
    page_org_list(&out->out, &v);
    out->wide = true;
    return true;
}

bool page_org(Ctx *cx, const PageIn *in, PageOut *out)
{
    Org o;
    Reply r = {0};
    if (!org_get(cx, in->args[0], cx->today, &o) || !org_facts(cx, &r, &o, cx->today))
        return false;
    page_answer(&out->out, &(AnswerView){.title = r.title, .reply = &r});
    out->title = r.title;
    return true;
}
