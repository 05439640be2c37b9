/* Roles: contents page, and the access matrix in words. */
#include "base/csv.h"
#include "core/who.h"
#include "modules/org/org.h"
#include "modules/role/pages/matrix.html.h"
#include "modules/role/role.h"
#include "web/page.h"

#define READ  "role.read"
#define WRITE "role.write"

typedef struct RightsInput {
    const char *role;
} RightsInput;
typedef struct ImportInput {
    InFiles files;
} ImportInput;

/* What a permission lets one do; a new one is shown by its name until it stands here. */
static const Choice permissions[] = {
    {"home.read", N_("See the start page")},
    {"search.find", N_("Search")},
    {"help.read", N_("Read the help")},
    {"org.read", N_("See organisations")},
    {"org.write", N_("Change organisations")},
    {"account.enter", N_("Sign in")},
    {"api.read", N_("The interface for programs")},
    {"ascwds.check", N_("Check England's workforce files")},
    {"form.read", N_("Look at forms")},
    {"form.write", N_("Change forms")},
    {"record.check", N_("Check staff records")},
    {"record.import", N_("Import staff records")},
    {"record.read", N_("Read staff records")},
    {"workforce.form", N_("Get the empty return and check files")},
    {"workforce.read", N_("Read returns exactly")},
    {"workforce.aggregate", N_("See the picture of groups")},
    {"workforce.write", N_("Send returns")},
    {"workforce.collect", N_("Open collections")},
    {"leadership.published", N_("See how many Principal OT posts are filled")},
    {"leadership.read", N_("See the register of Principal OTs")},
    {"leadership.write", N_("Keep the register of Principal OTs")},
    {"leadership.assess", N_("Assess a council by the employer standards")},
    {"leadership.aggregate", N_("See parity and employer standards of a region")},
    {"caseload.published", N_("See how many councils weigh their caseload")},
    {"caseload.read", N_("See a team's weighted caseload")},
    {"caseload.write", N_("Weigh a team's caseload")},
    {"caseload.aggregate", N_("See medians of weighted caseloads")},
    {"release.published", N_("See what has been released")},
    {"release.tool", N_("Protect and attack any table")},
    {"release.read", N_("Receive releases")},
    {"release.make", N_("Draft agreements, make releases")},
    {"release.approve", N_("Agree to agreements and releases")},
    {"workforce.approve", N_("Approve a return that somebody else submitted")},
    {"workforce.query", N_("Send a return back with a question")},
    {"workforce.accept", N_("Accept and lock returns")},
    {"projection.read", N_("See plans and their assumptions")},
    {"projection.write", N_("Change plans")},
    {"commissioning.published", N_("See approved and filled places")},
    {"commissioning.read", N_("See recommended places")},
    {"commissioning.write", N_("Recommend and record places")},
    {"account.own", N_("Look after one's own account")},
    {"approval.read", N_("See and decide approvals")},
    {"audit.read", N_("Read the audit trail")},
    {"role.read", N_("See roles and rights")},
    {"role.write", N_("Replace roles and rights")},
    {"person.read", N_("See people")},
    {"person.write", N_("Invite people, give and take roles")},
    {"job.own", N_("Follow one's own jobs")},
    {"job.read", N_("Follow everybody's jobs")},
    {NULL, NULL},
};

static const Choice reaches[] = {{"own", N_("own organisation")},
                                 {"footprint", N_("footprint")},
                                 {"region", N_("region")},
                                 {"all", N_("everywhere")},
                                 {NULL, NULL}};

/* "council health-board" in words. */
static const char *kinds_in_words(Ctx *cx, const char *kinds)
{
    const char *text = "";
    for (const char *at = kinds; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        text = arena_printf(cx->arena, "%s%s%s", text, *text ? ", " : "",
                            org_kind_label(cx, arena_strndup(cx->arena, at, n)));
        at += n;
    }
    return text;
}

static Table *roles_table(Ctx *cx, Reply *r, const RoleList *list)
{
    Table *t = reply_table(cx, r, "roles", T(cx, "Roles"));
    table_column(cx, t, "name", T(cx, "Name"), COLUMN_TEXT, 0);
    table_column(cx, t, "role", T(cx, "Role"), COLUMN_TEXT, 0);
    table_column(cx, t, "kinds", T(cx, "Held in"), COLUMN_TEXT, 0);
    table_column(cx, t, "holders", T(cx, "People who hold it"), COLUMN_NUMBER, 0);
    for (int i = 0; i < list->n; i++) {
        const Role *role = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(role_name(cx, role));
        c[1] = cell_text(role->id);
        c[2] = cell_code(role->kinds, kinds_in_words(cx, role->kinds));
        c[3] = *role->kinds ? cell_number(role->holders) : cell_state(CELL_NOT_APPLICABLE);
    }
    return t;
}

static Table *rights_table(Ctx *cx, Reply *r, const RightList *rights, const char *only)
{
    Table *t = reply_table(cx, r, "rights", T(cx, "Rights"));
    table_column(cx, t, "role", T(cx, "Role"), COLUMN_TEXT, 0);
    table_column(cx, t, "permission", T(cx, "Permission"), COLUMN_TEXT, 0);
    table_column(cx, t, "reach", T(cx, "Reach"), COLUMN_TEXT, 0);
    for (int i = 0; i < rights->n; i++) {
        const RoleRight *x = &rights->items[i];
        if (*only && !same(only, x->role))
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_text(x->role);
        c[1] = cell_code(x->permission, T(cx, choice_label(permissions, x->permission)));
        c[2] = cell_code(x->reach, T(cx, choice_label(reaches, x->reach)));
    }
    return t;
}

static const char *reach_of(const RightList *rights, const char *role, const char *permission)
{
    for (int i = 0; i < rights->n; i++)
        if (same(rights->items[i].role, role) && same(rights->items[i].permission, permission))
            return rights->items[i].reach;
    return NULL;
}

/* Roles down, permissions across; only permissions that some role gives. */
static Table *matrix_table(Ctx *cx, Reply *r, const RoleList *roles, const RightList *rights)
{
    const char **columns = NULL;
    int n = 0, room = 0;
    Table *t = reply_table(cx, r, "matrix", T(cx, "What each role may do, and where"));
    table_column(cx, t, "role", T(cx, "Role"), COLUMN_TEXT, 0);
    for (int i = 0; i < rights->n; i++) {
        const char *permission = rights->items[i].permission;
        bool known = false;
        for (int k = 0; k < n; k++)
            known = known || same(columns[k], permission);
        if (known)
            continue;
        *PUSH(cx->arena, columns, n, room) = permission;
        table_column(cx, t, permission, T(cx, choice_label(permissions, permission)),
                     COLUMN_TEXT, 0);
    }
    for (int i = 0; i < roles->n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_code(roles->items[i].id, role_name(cx, &roles->items[i]));
        for (int k = 0; k < n; k++) {
            const char *reach = reach_of(rights, roles->items[i].id, columns[k]);
            if (reach)
                c[1 + k] = cell_code(reach, T(cx, choice_label(reaches, reach)));
        }
    }
    return t;
}

/* ---------------------------------------------------------------- actions and page */

static bool do_list(Ctx *cx, const void *in, Reply *out)
{
    RoleList list;
    (void)in;
    if (!role_list(cx, &list))
        return false;
    out->title = T(cx, "Roles");
    roles_table(cx, out, &list);
    return true;
}

static bool do_rights(Ctx *cx, const void *in, Reply *out)
{
    const RightsInput *q = in;
    RightList rights;
    if (!right_list(cx, &rights))
        return false;
    out->title = T(cx, "Rights of roles");
    Table *t = rights_table(cx, out, &rights, q->role);
    if (*q->role && t->n_rows == 0)
        return fail(&cx->err, NOT_FOUND, "no right is given by a role '%s'", q->role);
    return true;
}

/* Told apart by their headings. */
static bool do_import(Ctx *cx, const void *in, Reply *out)
{
    const ImportInput *q = in;
    const InFile *roles = NULL, *rights = NULL;
    for (int i = 0; i < q->files.n; i++) {
        const InFile *f = &q->files.items[i];
        CsvFile csv;
        if (!csv_parse(cx->arena, &cx->err, f->name, f->bytes, f->size, &csv))
            return false;
        *(csv_column(&csv, "permission") >= 0 ? &rights : &roles) = f;
    }
    if (!roles || !rights)
        return fail(&cx->err, INVALID,
                    "both lists are needed: roles (role, name_en, name_cy, kinds) and rights "
                    "(role, permission, reach)");
    if (!access_import(cx, roles, rights, true))
        return false;
    out->title = T(cx, "The lists of roles and rights are replaced");
    out->next = "/role";
    return true;
}

static bool page_roles(Ctx *cx, const PageIn *in, PageOut *out)
{
    RoleList roles;
    RightList rights;
    Reply r = {0};
    (void)in;
    if (!role_list(cx, &roles) || !right_list(cx, &rights))
        return false;
    MatrixView v = {.roles = roles_table(cx, &r, &roles),
                    .matrix = matrix_table(cx, &r, &roles, &rights),
                    .may_write = may(cx, WRITE, "")};
    page_role_matrix(&out->out, &v);
    out->wide = true;
    return true;
}

static const Field rights_fields[] = {
    {FIELD(RightsInput, role), .flags = POSITIONAL, .label = N_("Role"),
     .help = N_("All when left out")},
};
static const Field import_fields[] = {
    {FIELD(ImportInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Files"),
     .help = N_("Two CSV lists with the headings of data/roles.csv and data/access.csv")},
};

static const Action actions[] = {
    {"list", do_list, READ, 0, NO_INPUT, N_("List the roles"), NULL},
    {"rights", do_rights, READ, 0, INPUT(RightsInput, rights_fields),
     N_("List what roles give, and how far"), NULL},
    {"import", do_import, WRITE, CHANGES | PROVE_AGAIN, INPUT(ImportInput, import_fields),
     N_("Replace the lists of roles and rights"), N_("Later programs leave them as they are.")},
};
static const Page pages[] = {{"/role", page_roles, READ, N_("Roles and rights"), true}};

const Module role_module = {
    .name = "role",
    .title = N_("Roles"),
    .area = N_("Administration"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
};
