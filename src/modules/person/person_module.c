/* Persons: contents page. */
#include "modules/person/person.h"
#include "modules/person/person_action.h"

#define READ  "person.read"
#define WRITE "person.write"

static const Field session_fields[] = {
    {FIELD(PersonSessionInput, email), .flags = POSITIONAL, .label = N_("Email address"),
     .help = N_("Left out: a visit of somebody who is not signed in")},
};

static const Action actions[] = {
    {"session", do_person_session, WRITE, CHANGES | LOCAL_ONLY,
     INPUT(PersonSessionInput, session_fields),
     N_("Open a session in somebody's name, for scripts and tests"),
     N_("Prints what a browser would hold: the cookie, and the token of forms (header "
        "X-Pont-Token).")},
};

static const char *const permissions[] = {READ};

const Module person_module = {
    .name = "person",
    .title = N_("People"),
    TABLE(actions, n_actions, actions),
    TABLE(permissions, n_permissions, permissions),
};
