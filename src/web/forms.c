/* Decides how an action is used in a browser: its form, the form with what is wrong, and its
 * answer. What a form looks like is in form.c and pages/form.html. */
#include "core/guard.h"
#include "core/secret.h"
#include "web/background.h"
#include "web/download.h"
#include "web/form.h"
#include "web/once.h"
#include "web/pages/answer.html.h"
#include "web/pages/form.html.h"
#include "web/part.h"
#include "web/shared_pages.h"
#include "web/visit.h"

/* What the form's reader saw, so that a change in between is noticed: the stamp that was
 * sent, or a new one for a new form and for one whose reader has just been told of the
 * change. */
static const char *form_stamp(Visit *v, const Module *m, const Action *a, const Pairs *given)
{
    const char *stamp = visit_hidden(v, "_stamp");
    Err error = v->cx.err;
    if (!(a->flags & CHANGES) || !a->reads ||
        (v->in->method == METHOD_POST && error.kind != ERR_CHANGED))
        return stamp;
    err_clear(&v->cx.err);
    if (!stamp_now(&v->cx, m, a, given, &stamp))
        stamp = NULL; /* nothing is named yet, or it may not be read: nothing to compare */
    v->cx.err = error;
    return stamp;
}

/* The form alone, the form with what is wrong, or the form with its answer below. */
static void show_form(Visit *v, const Module *m, const Action *a, const Reply *reply)
{
    if (visit_own_page(v, reply))
        return;
    const Pairs *given = v->in->method == METHOD_POST ? &v->in->form : &v->in->query;
    const char *error = v->cx.err.kind ? v->cx.err.message : NULL;
    int status = error   ? err_http_status(v->cx.err.kind)
                 : reply ? err_http_status(reply->outcome)
                         : 200;
    FormView form = form_view(&v->cx, m, a, given, error);
    form.token = v->id.form_token;
    form.once = secret_token(v->cx.arena);
    v->fresh = form.post; /* its key is for one sending */
    form.stamp = form_stamp(v, m, a, given);
    Out body = out_new(v->cx.arena, v->cx.lang, translate);
    Fault *faults = NEW_ARRAY(v->cx.arena, Fault, form.n + 1);
    Faults all = {.items = faults};
    for (int i = 0; i < form.n; i++)
        if (form.fields[i].error)
            faults[all.n++] = (Fault){form.fields[i].name,
                                      arena_printf(v->cx.arena, "%s: %s", form.fields[i].label,
                                                   form.fields[i].error)};
    if (v->cx.err.kind == ERR_CHANGED)
        error = arena_printf(
            v->cx.arena, "%s. %s", error,
            T(&v->cx, "What you typed is still here. Look at what it says now, then send the "
                      "form again if your change should still be made."));
    if (error && !all.n)
        faults[all.n++] = (Fault){NULL, error};
    page_error_summary(&body, &all);
    if (reply) {
        download_hear(&v->cx, &body);
        v->cx.download->reply = reply;
        AnswerView answer = {.title = reply->title ? reply->title : form.title,
                             .reply = reply,
                             .failed = reply->outcome != ERR_NONE};
        if (!(a->flags & CHANGES) && v->in->method == METHOD_GET)
            answer.download = arena_printf(v->cx.arena, "/api%s", v->target);
        if (!(a->flags & CHANGES) && v->in->method != METHOD_POST && reply->n_tables)
            answer.csv = part_csv(v);
        if (reply->part && v->in->method != METHOD_POST)
            answer.pager = part_pager(v, reply->part);
        page_answer(&body, &answer);
        if (download_wanted(&v->cx)) {
            visit_file(v, answer.title, &body);
            return;
        }
        if (v->in->method != METHOD_POST)
            download_offer(&v->cx, &body);
        else if (!(a->flags & CHANGES) && !v->in->n_files)
            download_offer_again(&v->cx, &body, form.action, given);
    } else {
        out_raw(&body, "<h1 class=\"govuk-heading-l\">");
        out_text(&body, form.title);
        out_raw(&body, "</h1>");
        if (form.help) {
            out_raw(&body, "<p class=\"govuk-body\">");
            out_text(&body, form.help);
            out_raw(&body, "</p>");
        }
    }
    if (reply && reply->title && !same(reply->title, form.title))
        v->subtitle = form.title;
    if (form.n)
        page_form(&body, &form);
    else if (a->flags & (CHANGES | HEAVY))
        page_form(&body, &form);
    visit_page(v, status, reply && reply->title ? reply->title : form.title, reply != NULL,
               out_html(&body), error != NULL);
}

const char *forms_show(Ctx *cx, const Module *m, const Action *a, const Reply *reply)
{
    Out body = out_new(cx->arena, cx->lang, translate);
    AnswerView answer = {.title = reply->title ? reply->title : T(cx, a->title),
                         .reply = reply,
                         .failed = reply->outcome != ERR_NONE};
    (void)m;
    page_answer(&body, &answer);
    return out_html(&body).s;
}

static bool has_required(const Action *a)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].flags & REQUIRED)
            return true;
    return false;
}

/* A page to go to, or the form with its answer; kept with the change under the form's key. */
typedef struct Answer {
    Visit *visit;
    const Module *module;
    const Action *action;
    const Once *once;
} Answer;

/* A long table comes in pages, where the address can name the page. */
static bool select_part(Visit *v, Reply *reply)
{
    enum { LONGEST_PAGE = 500 };
    Table *t;
    if (!select_table(&v->cx, &v->select, reply, &t))
        return false;
    if (t && t->n_rows > LONGEST_PAGE && !v->select.page && v->in->method != METHOD_POST &&
        !download_wanted(&v->cx))
        v->select.page = 1;
    return select_apply(&v->cx, &v->select, reply);
}

static bool keep(Ctx *cx, void *self, const Reply *whole)
{
    const Answer *answer = self;
    Visit *v = answer->visit;
    Reply part = *whole, *reply = &part;
    if (!select_part(v, reply))
        return false;
    if (v->in->method == METHOD_POST && reply->next && !reply->outcome)
        respond_see(v->out, visit_path(v, cx->lang, reply->next));
    else
        show_form(v, answer->module, answer->action, reply);
    return once_store(v, answer->once, reply);
}

void forms_answer(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST, done = false;
    void *input;
    Pairs given;
    Reply reply = {0};
    Answer answer = {.visit = v, .module = m, .action = a};
    Guard guard = {.expected = visit_hidden(v, "_stamp"), .keep = keep, .self = &answer};
    if (!post && ((a->flags & (CHANGES | HEAVY)) || (has_required(a) && !v->in->query.n))) {
        show_form(v, m, a, NULL);
        return;
    }
    if (!once_hear(v, &answer.once, &done)) {
        visit_failure(v);
        return;
    }
    if (done)
        return;
    bool ok = visit_input(v, a, &given, &input);
    if (ok && background_wanted(v, a)) {
        ok = background_send(v, m, a, input, answer.once);
    } else if (ok) {
        v->cx.guard = &guard;
        ok = action_run(&v->cx, m, a, input, &reply) &&
             (guard.kept || keep(&v->cx, &answer, &reply));
        v->cx.guard = NULL;
    }
    if (ok && reply.session)
        identity_set_session(v->cx.arena, v->out, *reply.session ? reply.session : NULL);
    if (ok)
        return;
    if (v->cx.err.kind == ERR_PROVE_AGAIN)
        visit_failure(v);
    else
        show_form(v, m, a, NULL);
    if (answer.once)
        once_release(&v->cx, answer.once);
}
