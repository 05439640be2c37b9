/* Decides how a job is shown while it runs and when it has ended. */
#include "modules/job/job_web.h"
#include "modules/job/job_action.h"
#include "modules/job/pages/show.html.h"

enum { REFRESH_SECONDS = 3 };

static const char *words_of(Ctx *cx, const Job *j)
{
    if (same(j->state, "waiting"))
        return T(cx, "It begins as soon as those before it are done. You may leave this page.");
    if (same(j->state, "running"))
        return j->stop ? T(cx, "It is being cancelled.") : j->step;
    if (same(j->state, "done"))
        return "";
    return j->message;
}

bool page_job(Ctx *cx, const PageIn *in, PageOut *out)
{
    Job j;
    if (!job_look(cx, in->args[0], &j))
        return false;
    JobView v = {.id = j.id,
                 .title = job_title(cx, &j),
                 .state = job_state_words(cx, &j),
                 .words = words_of(cx, &j),
                 .ended = job_has_ended(&j),
                 .failed = same(j.state, "failed"),
                 .done = (long)j.done,
                 .total = (long)j.total,
                 .next = *j.next ? j.next : NULL,
                 .form_token = in->form_token};
    if (v.total > 0)
        v.counts = arena_printf(cx->arena, T(cx, "%ld of %ld"), v.done, v.total);
    /* Rendered by forms.c when the job ended, for whoever asked: trusted as a page is. */
    Out answer = out_new(cx->arena, cx->lang, translate);
    out_raw(&answer, j.page);
    v.answer = out_html(&answer);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Job"), v.title);
    out->refresh = v.ended ? 0 : REFRESH_SECONDS;
    out->wide = same(j.state, "done");
    page_job_show(&out->out, &v);
    return true;
}
