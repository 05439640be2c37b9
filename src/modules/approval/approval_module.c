/* Approvals: contents page, and how a wish is put into words. */
#include "modules/approval/approval_module.h"
#include "core/who.h"
#include "modules/approval/pages/approval.html.h"
#include "modules/approval/pages/approvals.html.h"
#include "web/page.h"
#include "web/shared_pages.h"

#define READ "approval.read"

typedef struct ApprovalInput {
    const char *id, *reason;
} ApprovalInput;
typedef struct ListInput {
    bool all;
} ListInput;

static const Action *action_of(Ctx *cx, const Approval *p)
{
    const Module *m = app_module(cx->app, p->module);
    return m ? module_action(m, p->action) : NULL;
}

/* "Record a merger, a split or a transfer from a day on". */
static const char *wish(Ctx *cx, const Approval *p)
{
    const Action *a = action_of(cx, p);
    return a ? T(cx, a->title) : arena_printf(cx->arena, "%s %s", p->module, p->action);
}

static const char *state_label(Ctx *cx, const char *state)
{
    static const Choice states[] = {{"waiting", N_("Waiting")},
                                    {"approved", N_("Approved")},
                                    {"declined", N_("Declined")},
                                    {NULL, NULL}};
    return T(cx, choice_label(states, state));
}

static Table *approvals_table(Ctx *cx, Reply *r, const ApprovalList *list, const char *key,
                              const char *caption, bool waiting)
{
    Table *t = reply_table(cx, r, key, caption);
    table_column(cx, t, "approval", T(cx, "Approval"), COLUMN_TEXT, 0);
    table_column(cx, t, "action", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "organisation", T(cx, "Organisation"), COLUMN_TEXT, 0);
    table_column(cx, t, "asked_by", T(cx, "Asked by"), COLUMN_TEXT, 0);
    table_column(cx, t, "asked_on", T(cx, "Asked on"), COLUMN_TEXT, 0);
    table_column(cx, t, "state", T(cx, "State"), COLUMN_TEXT, 0);
    table_column(cx, t, "decided_by", T(cx, "Decided by"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    for (int i = 0; i < list->n; i++) {
        const Approval *p = &list->items[i];
        if (same(p->state, "waiting") != waiting)
            continue;
        Cell *c = table_row(cx, t);
        c[0] = cell_link(p->id, arena_printf(cx->arena, "/approval/%s", p->id));
        c[1] = cell_code(arena_printf(cx->arena, "%s.%s", p->module, p->action), wish(cx, p));
        c[2] = cell_text(p->organisation);
        c[3] = cell_text(p->asked_name);
        c[4] = cell_text(p->asked_on);
        c[5] = cell_code(p->state, state_label(cx, p->state));
        c[6] = cell_text(p->decided_name);
        c[7] = cell_text(p->reason);
    }
    t->empty = waiting ? T(cx, "Nothing waits for a second person.")
                       : T(cx, "Nothing has been decided yet.");
    return t;
}

/* What would change: the fields as the action's form names them, with their values in words. */
static bool add_changes(Ctx *cx, const Approval *p, Pairs *out)
{
    const Action *a = action_of(cx, p);
    Pairs given = {0};
    if (!json_read_pairs(cx->arena, &cx->err, p->input, strlen(p->input), &given))
        return false;
    for (int i = 0; i < given.n; i++) {
        Pair words = given.items[i];
        for (int f = 0; a && f < a->n_fields; f++)
            if (same(a->fields[f].name, words.name)) {
                words.name = T(cx, a->fields[f].label);
                if (a->fields[f].choices)
                    words.value = T(cx, choice_label(a->fields[f].choices, words.value));
            }
        *PUSH(cx->arena, out->items, out->n, out->room) = words;
    }
    return true;
}

/* ---------------------------------------------------------------- actions */

static bool do_list(Ctx *cx, const void *in, Reply *out)
{
    const ListInput *q = in;
    ApprovalList list;
    if (!approval_list(cx, !q->all, &list))
        return false;
    out->title = T(cx, "Approvals");
    approvals_table(cx, out, &list, "waiting", T(cx, "Waiting for a second person"), true);
    if (q->all)
        approvals_table(cx, out, &list, "decided", T(cx, "Decided"), false);
    return true;
}

static bool do_show(Ctx *cx, const void *in, Reply *out)
{
    const ApprovalInput *q = in;
    Approval p;
    Pairs changes = {0};
    if (!approval_get(cx, q->id, &p) || !add_changes(cx, &p, &changes))
        return false;
    out->title = wish(cx, &p);
    reply_fact(cx, out, "approval", T(cx, "Approval"), cell_text(p.id), 0);
    reply_fact(cx, out, "state", T(cx, "State"), cell_code(p.state, state_label(cx, p.state)),
               0);
    reply_fact(cx, out, "asked_by", T(cx, "Asked by"), cell_text(p.asked_name), 0);
    reply_fact(cx, out, "asked_on", T(cx, "Asked on"), cell_text(p.asked_on), 0);
    if (*p.decided_on) {
        reply_fact(cx, out, "decided_by", T(cx, "Decided by"), cell_text(p.decided_name), 0);
        reply_fact(cx, out, "reason", T(cx, "Reason"), cell_text(p.reason), 0);
    }
    Table *t = reply_table(cx, out, "changes", T(cx, "What would be done"));
    table_column(cx, t, "field", T(cx, "Field"), COLUMN_TEXT, 0);
    table_column(cx, t, "value", T(cx, "Value"), COLUMN_TEXT, 0);
    for (int i = 0; i < changes.n; i++) {
        Cell *c = table_row(cx, t);
        c[0] = cell_text(changes.items[i].name);
        c[1] = cell_text(changes.items[i].value);
    }
    return true;
}

static bool do_approve(Ctx *cx, const void *in, Reply *out)
{
    const ApprovalInput *q = in;
    Reply done = {0};
    if (!approval_approve(cx, q->id, &done))
        return false;
    *out = done;
    out->next = arena_printf(cx->arena, "/approval/%s", q->id);
    reply_note(cx, out, "%s", T(cx, "It is done, in the name of both."));
    return true;
}

static bool do_decline(Ctx *cx, const void *in, Reply *out)
{
    const ApprovalInput *q = in;
    if (!approval_decline(cx, q->id, q->reason))
        return false;
    out->title = T(cx, "Declined: nothing was changed");
    out->next = arena_printf(cx->arena, "/approval/%s", q->id);
    return true;
}

/* ---------------------------------------------------------------- pages */

static bool page_list(Ctx *cx, const PageIn *in, PageOut *out)
{
    ApprovalList list;
    Reply r = {0};
    (void)in;
    if (!approval_list(cx, false, &list))
        return false;
    ApprovalsView v = {.waiting = approvals_table(cx, &r, &list, "waiting",
                                                  T(cx, "Waiting for a second person"), true),
                       .decided =
                           approvals_table(cx, &r, &list, "decided", T(cx, "Decided"), false)};
    page_approval_approvals(&out->out, &v);
    out->wide = true;
    return true;
}

static bool page_one(Ctx *cx, const PageIn *in, PageOut *out)
{
    Approval p;
    Pairs changes = {0};
    Summary s = {0};
    if (!approval_get(cx, in->args[0], &p) || !add_changes(cx, &p, &changes))
        return false;
    for (int i = 0; i < changes.n; i++)
        summary_add(cx->arena, &s, changes.items[i].name, changes.items[i].value);
    Out o = out_new(cx->arena, cx->lang, translate);
    page_summary(&o, &s);
    ApprovalView v = {
        .id = p.id,
        .title = wish(cx, &p),
        .asked = arena_printf(cx->arena, T(cx, "Asked by %s, %s."), p.asked_name, p.asked_on),
        .state =
            same(p.state, "waiting")
                ? T(cx, "Nothing has changed yet: a second person must agree.")
                : arena_printf(cx->arena, T(cx, "%s by %s, %s. %s"), state_label(cx, p.state),
                               p.decided_name, p.decided_on, p.reason),
        .changes = out_html(&o),
        .mine = approval_is_mine(cx, &p),
        .own = same(p.state, "waiting") && same(cx->who->person, p.asked_by),
        .token = in->form_token};
    page_approval_approval(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", v.title, p.id);
    return true;
}

static bool waits(Ctx *cx, WaitList *out)
{
    ApprovalList list;
    if (!who_is_signed_in(cx->who))
        return true;
    if (!approval_list(cx, true, &list))
        return false;
    for (int i = 0; i < list.n; i++)
        if (approval_is_mine(cx, &list.items[i]))
            *PUSH(cx->arena, out->items, out->n, out->room) =
                (Wait){.text = arena_printf(cx->arena, T(cx, "%s asks for your agreement: %s"),
                                            list.items[i].asked_name, wish(cx, &list.items[i])),
                       .href = arena_printf(cx->arena, "/approval/%s", list.items[i].id),
                       .due = ""};
    return true;
}

/* ---------------------------------------------------------------- tables */

static const Field list_fields[] = {
    {FIELD(ListInput, all), .label = N_("Those decided too")},
};
static const Field one_fields[] = {
    {FIELD(ApprovalInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Approval")},
};
static const Field decline_fields[] = {
    {FIELD(ApprovalInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Approval")},
    {FIELD(ApprovalInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};

static const Action actions[] = {
    {"list", do_list, READ, 0, INPUT(ListInput, list_fields),
     N_("List what waits for a second person"), NULL},
    {"show", do_show, READ, 0, INPUT(ApprovalInput, one_fields),
     N_("Show what would be done if it were approved"), NULL},
    {"approve", do_approve, READ, CHANGES, INPUT(ApprovalInput, one_fields),
     N_("Agree, and do what was asked"),
     N_("Whoever asked cannot agree; whoever agrees must be allowed to do it alone.")},
    {"decline", do_decline, READ, CHANGES, INPUT(ApprovalInput, decline_fields),
     N_("Decline with a reason; nothing is done"), NULL},
};
static const Page pages[] = {
    {"/approval", page_list, READ, N_("Approvals"), true},
    {"/approval/{id}", page_one, READ, N_("Approval"), false},
};

const Module approval_module = {
    .name = "approval",
    .title = N_("Approvals"),
    .area = N_("Administration"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    .waits = waits,
};
