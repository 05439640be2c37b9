/* Decides how an action is used in a browser: its form, the form with what is wrong, and its
 * answer. What a form looks like is in form.c and pages/form.html. */
#include "web/download.h"
#include "web/form.h"
#include "web/pages/answer.html.h"
#include "web/pages/form.html.h"
#include "web/shared_pages.h"
#include "web/visit.h"

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
    Out body = out_new(v->cx.arena, v->cx.lang, translate);
    Fault *faults = NEW_ARRAY(v->cx.arena, Fault, form.n + 1);
    Faults all = {.items = faults};
    for (int i = 0; i < form.n; i++)
        if (form.fields[i].error)
            faults[all.n++] = (Fault){form.fields[i].name,
                                      arena_printf(v->cx.arena, "%s: %s", form.fields[i].label,
                                                   form.fields[i].error)};
    if (error && !all.n)
        faults[all.n++] = (Fault){NULL, error};
    page_error_summary(&body, &all);
    if (reply) {
        AnswerView answer = {.title = reply->title ? reply->title : form.title,
                             .reply = reply,
                             .failed = reply->outcome != ERR_NONE};
        if (!(a->flags & CHANGES) && v->in->method == METHOD_GET)
            answer.download = arena_printf(v->cx.arena, "/api%s", v->target);
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
    if (form.n)
        page_form(&body, &form);
    else if (a->flags & (CHANGES | HEAVY))
        page_form(&body, &form);
    visit_page(v, status, reply && reply->title ? reply->title : form.title, reply != NULL,
               m->area ? T(&v->cx, m->area) : T(&v->cx, m->title), out_html(&body),
               error != NULL);
}

static bool has_required(const Action *a)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].flags & REQUIRED)
            return true;
    return false;
}

void forms_answer(Visit *v, const Module *m, const Action *a)
{
    bool post = v->in->method == METHOD_POST;
    void *input;
    Reply reply = {0};
    if (!post && ((a->flags & (CHANGES | HEAVY)) || (has_required(a) && !v->in->query.n))) {
        show_form(v, m, a, NULL);
        return;
    }
    if (!visit_input(v, a, &input) || !action_run(&v->cx, m, a, input, &reply)) {
        if (v->cx.err.kind == ERR_PROVE_AGAIN)
            visit_failure(v);
        else
            show_form(v, m, a, NULL);
        return;
    }
    if (reply.session)
        identity_set_session(v->cx.arena, v->out, *reply.session ? reply.session : NULL);
    if (post && reply.next && !reply.outcome)
        respond_see(v->out, visit_path(v, v->cx.lang, reply.next));
    else
        show_form(v, m, a, &reply);
}
