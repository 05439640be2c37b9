/* Decides how an action answers a program. */
#include "web/visit.h"

void api_answer(Visit *v, const Module *m, const Action *a)
{
    void *input;
    Reply reply = {0};
    if (!visit_input(v, a, &input) || !action_run(&v->cx, m, a, input, &reply)) {
        visit_failure(v);
        return;
    }
    Buf b = buf_new(v->cx.arena, 0);
    reply_json(&v->cx, &reply, &b);
    v->out->status = err_http_status(reply.outcome);
    v->out->type = "application/json";
    v->out->body = buf_text(&b);
    v->out->size = b.len;
}
