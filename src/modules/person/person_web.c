/* The pages of persons: fill the views from the actions' answers. */
#include "modules/person/person_web.h"
#include "core/who.h"
#include "modules/org/org.h"
#include "modules/person/pages/form.html.h"
#include "modules/person/pages/list.html.h"
#include "modules/person/pages/show.html.h"
#include "modules/person/person.h"
#include "modules/person/person_action.h"
#include "web/page.h"
#include "web/pages/answer.html.h"

bool page_people(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply r = {0};
    PersonListInput q = {page_query(in, "organisation"), page_query(in, "text")};
    if (!do_person_list(cx, &q, &r))
        return false;
    r.tables[0]->hide_caption = true;
    PeopleView v = {
        .text = q.text, .may_write = may(cx, "person.write", ""), .table = r.tables[0]};
    page_person_list(&out->out, &v);
    out->wide = true;
    return true;
}

bool page_person(Ctx *cx, const PageIn *in, PageOut *out)
{
    Reply r = {0};
    Person p;
    HeldList held;
    if (!do_person_show(cx, &(PersonInput){in->args[0]}, &r) ||
        !person_get(cx, in->args[0], &p) || !held_list(cx, p.id, &held))
        return false;
    struct PersonRole *roles = NEW_ARRAY(cx->arena, struct PersonRole, held.n + 1);
    for (int i = 0; i < held.n; i++) {
        const Held *h = &held.items[i];
        const Cell *row = r.tables[0]->rows[i];
        roles[i] = (struct PersonRole){
            row[0].text,   h->role,     row[1].text, h->organisation,
            h->valid_from, h->valid_to, row[4].text, !*h->valid_to || held_is_open(cx, h)};
    }
    PersonView v = {.id = p.id,
                    .name = p.name,
                    .email = p.email,
                    .may_write = may(cx, "person.write", ""),
                    .disabled = p.disabled,
                    .sample = p.sample,
                    .reply = &r,
                    .roles = roles,
                    .n = held.n};
    page_person_show(&out->out, &v);
    out->title = p.name;
    out->wide = true;
    return true;
}

/* ---------------------------------------------------------------- forms */

static bool add_roles(Ctx *cx, PersonForm *v)
{
    RoleList all;
    if (!role_list(cx, &all))
        return false;
    struct PersonOption *items = NEW_ARRAY(cx->arena, struct PersonOption, all.n + 1);
    for (int i = 0; i < all.n; i++)
        if (*all.items[i].kinds) /* the others are everybody's */
            items[v->n_roles++] =
                (struct PersonOption){all.items[i].id, role_name(cx, &all.items[i])};
    v->roles = items;
    return true;
}

static bool add_organisations(Ctx *cx, PersonForm *v)
{
    OrgList all;
    if (!org_list(cx, "", "", cx->today, &all))
        return false;
    struct PersonOption *items = NEW_ARRAY(cx->arena, struct PersonOption, all.n + 1);
    for (int i = 0; i < all.n; i++)
        items[v->n_orgs++] = (struct PersonOption){
            all.items[i].id, arena_printf(cx->arena, "%s (%s)", org_name(cx, &all.items[i]),
                                          org_kind_label(cx, all.items[i].kind))};
    v->orgs = items;
    return true;
}

static bool show_form(Ctx *cx, const PageIn *in, PageOut *out, const char *action)
{
    const Action *row = module_action(&person_module, action);
    if (in->reply) {
        page_answer(&out->out, &(AnswerView){.title = in->reply->title, .reply = in->reply});
        out->title = in->reply->title;
        return true;
    }
    PersonForm v = {.form = form_view(cx, &person_module, row,
                                      in->given ? in->given : &in->query, in->error)};
    v.form.token = in->form_token;
    Fault *faults = NEW_ARRAY(cx->arena, Fault, v.form.n + 1);
    for (int i = 0; i < v.form.n; i++)
        if (v.form.fields[i].error)
            faults[v.faults.n++] = (Fault){
                v.form.fields[i].name, arena_printf(cx->arena, "%s: %s", v.form.fields[i].label,
                                                    v.form.fields[i].error)};
    if (in->error && !v.faults.n)
        faults[v.faults.n++] = (Fault){NULL, in->error};
    v.faults.items = faults;
    if (!add_roles(cx, &v) || !add_organisations(cx, &v))
        return false;
    page_person_form(&out->out, &v);
    return true;
}

bool page_person_form_invite(Ctx *cx, const PageIn *in, PageOut *out)
{
    return show_form(cx, in, out, "invite");
}

bool page_person_form_give(Ctx *cx, const PageIn *in, PageOut *out)
{
    return show_form(cx, in, out, "give");
}
