/* Persons: contents page. What changes somebody's rights wants a fresh proof of who asks. */
#include "modules/person/person.h"
#include "modules/person/person_action.h"
#include "modules/person/person_web.h"

#define READ   "person.read"
#define WRITE  "person.write"
#define RIGHTS (CHANGES | PROVE_AGAIN)

static const Choice languages[] = {{"en", N_("English")}, {"cy", N_("Welsh")}, {NULL, NULL}};

static const Field list_fields[] = {
    {FIELD(PersonListInput, organisation), .label = N_("Organisation"),
     .help = N_("Only those who hold a role there today")},
    {FIELD(PersonListInput, text), .label = N_("Text"),
     .help = N_("Of the name, the address or a role")},
};
static const Field person_fields[] = {
    {FIELD(PersonInput, person), .flags = REQUIRED | POSITIONAL, .label = N_("Person"),
     .help = N_("Email address or id")},
};
static const Field invite_fields[] = {
    {FIELD(PersonInviteInput, email), .flags = REQUIRED, .label = N_("Email address")},
    {FIELD(PersonInviteInput, name), .flags = REQUIRED, .label = N_("Full name")},
    {FIELD(PersonInviteInput, language), .label = N_("Language"), .standard = "en",
     .choices = languages},
    {FIELD(PersonInviteInput, role), .flags = REQUIRED, .label = N_("Role")},
    {FIELD(PersonInviteInput, organisation), .flags = REQUIRED, .label = N_("Organisation"),
     .help = N_("Where the role is held")},
    {FIELD(PersonInviteInput, to), .label = N_("Last day"), .help = N_("Open when left out")},
};
static const Field role_fields[] = {
    {FIELD(PersonRoleInput, person), .flags = REQUIRED | POSITIONAL, .label = N_("Person"),
     .help = N_("Email address or id")},
    {FIELD(PersonRoleInput, role), .flags = REQUIRED, .label = N_("Role")},
    {FIELD(PersonRoleInput, organisation), .flags = REQUIRED, .label = N_("Organisation"),
     .help = N_("Where the role is held")},
    {FIELD(PersonRoleInput, from), .label = N_("From"), .help = N_("Today when left out")},
    {FIELD(PersonRoleInput, to), .label = N_("Last day"), .help = N_("Open when left out")},
    {FIELD(PersonRoleInput, reason), .flags = LONG_TEXT, .label = N_("Reason")},
};
static const Field take_fields[] = {
    {FIELD(PersonRoleInput, person), .flags = REQUIRED | POSITIONAL, .label = N_("Person"),
     .help = N_("Email address or id")},
    {FIELD(PersonRoleInput, role), .flags = REQUIRED, .label = N_("Role")},
    {FIELD(PersonRoleInput, organisation), .flags = REQUIRED, .label = N_("Organisation"),
     .help = N_("Where the role is held")},
    {FIELD(PersonRoleInput, from), .label = N_("First day without it"),
     .help = N_("Today when left out")},
    {FIELD(PersonRoleInput, reason), .flags = LONG_TEXT, .label = N_("Reason")},
};
static const Field session_fields[] = {
    {FIELD(PersonSessionInput, email), .flags = POSITIONAL, .label = N_("Email address"),
     .help = N_("Left out: a visit of somebody who is not signed in")},
};

static const Action actions[] = {
    {"list", do_person_list, READ, 0, INPUT(PersonListInput, list_fields), N_("List people"),
     NULL},
    {"show", do_person_show, READ, 0, INPUT(PersonInput, person_fields),
     N_("Show a person: roles with their periods, how they sign in"), NULL},
    {"invite", do_person_invite, WRITE, RIGHTS, INPUT(PersonInviteInput, invite_fields),
     N_("Invite a person"),
     N_("Makes the account with a first role and gives a link, good once and for a day, to "
        "choose a password."),
     .organisation = "organisation"},
    {"reset", do_person_reset, WRITE, RIGHTS, INPUT(PersonInput, person_fields),
     N_("Make a new one-time link for a person"),
     N_("For whoever lost the first one or forgot the password.")},
    {"give", do_person_give, WRITE, RIGHTS, INPUT(PersonRoleInput, role_fields),
     N_("Give a person a role"), NULL, .organisation = "organisation"},
    {"take", do_person_take, WRITE, RIGHTS, INPUT(PersonRoleInput, take_fields),
     N_("Take a role away"), NULL, .organisation = "organisation"},
    {"disable", do_person_disable, WRITE, RIGHTS, INPUT(PersonInput, person_fields),
     N_("Disable a person"),
     N_("Sessions and tokens end at once; what the person did stays on record.")},
    {"enable", do_person_enable, WRITE, RIGHTS, INPUT(PersonInput, person_fields),
     N_("Enable a person again"), NULL},
    {"session", do_person_session, WRITE, CHANGES | LOCAL_ONLY,
     INPUT(PersonSessionInput, session_fields),
     N_("Open a session in somebody's name, for scripts and tests"),
     N_("Prints what a browser would hold: the cookie, and the token of forms (header "
        "X-Pont-Token).")},
};

static const Page pages[] = {
    {"/person", page_people, READ, N_("People"), true},
    {"/person/invite", page_person_form_invite, WRITE, N_("Invite a person"), false},
    {"/person/give", page_person_form_give, WRITE, N_("Give a person a role"), false},
    {"/person/{id}", page_person, READ, N_("Person"), false},
};

const Module person_module = {
    .name = "person",
    .title = N_("People"),
    .area = N_("People"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
