/* Organisations: contents page. */
#include "modules/org/org_action.h"
#include "modules/org/org_web.h"

#define READ  "org.read"
#define WRITE "org.write"

static const Choice changes[] = {
    {"merge", N_("Merge")}, {"split", N_("Split")}, {"transfer", N_("Transfer")}, {NULL, NULL}};

static const Field list_fields[] = {
    {FIELD(OrgListInput, kind), .label = N_("Kind"),
     .help = N_("Such as council, health-board, rpb or cluster")},
    {FIELD(OrgListInput, within), .label = N_("Within"),
     .help = N_("A group's id, such as wales")},
    {FIELD(OrgListInput, at), .label = N_("As at"), .help = N_("Today when left out")},
};
static const Field show_fields[] = {
    {FIELD(OrgShowInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Id")},
    {FIELD(OrgShowInput, at), .label = N_("As at"), .help = N_("Today when left out")},
};
static const Field import_fields[] = {
    {FIELD(OrgImportInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help =
         N_("CSV lists with the headings of data/: organisations, memberships, populations, "
            "successions")},
};
static const Field rename_fields[] = {
    {FIELD(OrgRenameInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Id")},
    {FIELD(OrgRenameInput, name_en), .flags = REQUIRED, .label = N_("English name")},
    {FIELD(OrgRenameInput, name_cy), .label = N_("Welsh name"),
     .help = N_("The English name when left out")},
    {FIELD(OrgRenameInput, from), .flags = REQUIRED, .label = N_("From")},
    {FIELD(OrgRenameInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field succeed_fields[] = {
    {FIELD(OrgSucceedInput, what), .flags = REQUIRED, .label = N_("What"), .choices = changes},
    {FIELD(OrgSucceedInput, predecessors), .flags = REQUIRED, .label = N_("Before"),
     .help = N_("Ids of the organisations that end, with commas between")},
    {FIELD(OrgSucceedInput, successors), .flags = REQUIRED, .label = N_("After"),
     .help = N_("Ids that take over, with shares where it is a split: a:0.6, b:0.4")},
    {FIELD(OrgSucceedInput, from), .flags = REQUIRED, .label = N_("From")},
    {FIELD(OrgSucceedInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};

static const Action actions[] = {
    {"list", do_org_list, READ, 0, INPUT(OrgListInput, list_fields), N_("List organisations"),
     NULL},
    {"show", do_org_show, READ, 0, INPUT(OrgShowInput, show_fields),
     N_("Show an organisation: names, groups, members, successions"), NULL},
    {"import", do_org_import, WRITE, CHANGES, INPUT(OrgImportInput, import_fields),
     N_("Import reference lists of organisations, all or nothing"), NULL},
    {"rename", do_org_rename, WRITE, CHANGES, INPUT(OrgRenameInput, rename_fields),
     N_("Rename an organisation from a day on"), NULL, .organisation = "id", .reads = "show"},
    {"succeed", do_org_succeed, WRITE, CHANGES | SECOND_PERSON,
     INPUT(OrgSucceedInput, succeed_fields),
     N_("Record a merger, a split or a transfer from a day on"),
     N_("Successors take over the memberships; predecessors end the day before; nothing is "
        "deleted.")},
};

static const Page pages[] = {
    {"/org", page_orgs, READ, N_("Organisations"), true},
    {"/org/{id}", page_org, READ, N_("Organisation"), false},
};

const Module org_module = {
    .name = "org",
    .title = N_("Organisations"),
    .area = N_("Organisations"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    .search = org_search,
};
