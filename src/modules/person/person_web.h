/* The pages of persons and their views. */
#ifndef PONT_PERSON_WEB_H
#define PONT_PERSON_WEB_H

#include "core/access.h"
#include "web/form.h"

typedef struct PeopleView {
    const char *text;
    bool may_write;
    const Table *table;
} PeopleView;

typedef struct PersonView {
    const char *id, *name, *email;
    bool may_write, disabled, sample;
    const Reply *reply;
    int n;
    const struct PersonRole {
        const char *role, *role_id, *organisation, *organisation_id, *from, *to, *given_by;
        bool open;
    } * roles;
} PersonView;

/* The form of invite and of give: the same boxes, with lists to choose from. */
typedef struct PersonForm {
    FormView form;
    Faults faults;
    int n_roles, n_orgs;
    const struct PersonOption {
        const char *value, *label;
    } * roles, *orgs;
} PersonForm;

bool page_people(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_person(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_person_form_invite(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_person_form_give(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
