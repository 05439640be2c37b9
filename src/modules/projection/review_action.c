/* The actions on comments and sign-off: call review.h, fill a reply. */
#include "core/clock.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/review.h"
#include "modules/projection/variant.h"

static const char *back_to(Ctx *cx, const char *plan)
{
    return arena_printf(cx->arena, "/projection/review?plan=%s", plan);
}

bool do_comment(Ctx *cx, const void *in, Reply *out)
{
    const CommentInput *q = in;
    const char *id;
    Comment c;
    if (!comment_add(cx, q->plan, q->run, q->assumption, q->words, &id) ||
        !comment_get(cx, id, &c))
        return false;
    out->title = T(cx, "The comment is kept");
    out->next = back_to(cx, c.plan);
    reply_fact(cx, out, "comment", T(cx, "Comment"), cell_text(id), 0);
    return true;
}

static bool changed(Ctx *cx, Reply *out, const char *id, const char *title)
{
    Comment c;
    if (!comment_get(cx, id, &c))
        return false;
    out->title = title;
    out->next = back_to(cx, c.plan);
    return true;
}

bool do_reword(Ctx *cx, const void *in, Reply *out)
{
    const CommentChangeInput *q = in;
    return comment_edit(cx, q->comment, q->words) &&
           changed(cx, out, q->comment, T(cx, "The comment is reworded; its old words stay"));
}

bool do_resolve(Ctx *cx, const void *in, Reply *out)
{
    const CommentChangeInput *q = in;
    return comment_resolve(cx, q->comment, true, q->words) &&
           changed(cx, out, q->comment, T(cx, "The comment is resolved"));
}

bool do_reopen(Ctx *cx, const void *in, Reply *out)
{
    const CommentChangeInput *q = in;
    return comment_resolve(cx, q->comment, false, q->words) &&
           changed(cx, out, q->comment, T(cx, "The comment is open again"));
}

static const char *kind_word(Ctx *cx, const char *kind)
{
    return same(kind, "said")       ? T(cx, "said")
           : same(kind, "edited")   ? T(cx, "reworded")
           : same(kind, "resolved") ? T(cx, "resolved")
                                    : T(cx, "opened again");
}

Table *comments_table(Ctx *cx, Reply *r, const CommentList *list)
{
    Table *t = reply_table(cx, r, "comments", T(cx, "Comments and their history"));
    table_column(cx, t, "comment", T(cx, "Comment"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "On"), COLUMN_TEXT, 0);
    table_column(cx, t, "what", T(cx, "What"), COLUMN_TEXT, 0);
    table_column(cx, t, "by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    table_column(cx, t, "words", T(cx, "Words"), COLUMN_TEXT, 0);
    table_column(cx, t, "resolved", T(cx, "Resolved"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nobody has said anything yet.");
    for (int i = 0; i < list->n; i++)
        for (int k = 0; k < list->items[i].n; k++) {
            const Comment *c = &list->items[i];
            Cell *cell = table_row(cx, t);
            cell[0] = cell_text(c->id);
            cell[1] = cell_text(*c->run ? c->run : *c->assumption ? c->assumption : c->plan);
            cell[2] = cell_code(c->events[k].kind, kind_word(cx, c->events[k].kind));
            cell[3] = cell_text(c->events[k].by);
            cell[4] = cell_code(c->events[k].at, moment_shown(cx, c->events[k].at));
            cell[5] = cell_text(c->events[k].words);
            cell[6] =
                cell_code(c->resolved ? "yes" : "no", c->resolved ? T(cx, "yes") : T(cx, "no"));
        }
    return t;
}

bool do_comments(Ctx *cx, const void *in, Reply *out)
{
    const CommentsInput *q = in;
    PlanInfo info;
    CommentList list;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !comment_list(cx, info.id, q->assumption, &list))
        return false;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Comments"), info.id);
    comments_table(cx, out, &list);
    return true;
}

/* ---------------------------------------------------------------- sign-off */

Table *signoffs_table(Ctx *cx, Reply *r, const SignOffList *list)
{
    Table *t = reply_table(cx, r, "signoffs", T(cx, "Who stands by which run"));
    table_column(cx, t, "run", T(cx, "Run"), COLUMN_TEXT, 0);
    table_column(cx, t, "step", T(cx, "Person"), COLUMN_NUMBER, 0);
    table_column(cx, t, "by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "at", T(cx, "When"), COLUMN_TEXT, 0);
    table_column(cx, t, "statement", T(cx, "What they stand by"), COLUMN_TEXT, 0);
    table_column(cx, t, "holds", T(cx, "Holds"), COLUMN_TEXT, 0);
    table_column(cx, t, "input_digest", T(cx, "Input digest"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    table_column(cx, t, "result_digest", T(cx, "Result digest"), COLUMN_TEXT, 0);
    table_column_for(t, FOR_MACHINES);
    t->empty = T(cx, "Nobody has signed off a run of this plan yet.");
    for (int i = 0; i < list->n; i++) {
        const SignOff *s = &list->items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(s->run);
        c[1] = cell_number(s->step);
        c[2] = cell_text(s->by);
        c[3] = cell_code(s->at, moment_shown(cx, s->at));
        c[4] = cell_text(s->statement);
        c[5] = cell_text(s->lapse
                             ? arena_printf(cx->arena, "%s: %s", T(cx, "void"), T(cx, s->lapse))
                             : T(cx, "yes"));
        c[6] = cell_text(s->input_digest);
        c[7] = cell_text(s->result_digest);
    }
    return t;
}

bool do_sign(Ctx *cx, const void *in, Reply *out)
{
    const SignInput *q = in;
    RunInfo info;
    int step;
    if (!projection_run_seen(cx, "projection.read", q->run, &info) ||
        !signoff_add(cx, info.id, q->statement, &step))
        return false;
    out->title = step == 1 ? T(cx, "You stand by this run; a second person is still needed")
                           : T(cx, "The run is signed off by two people");
    out->next = back_to(cx, info.plan);
    reply_fact(cx, out, "run", T(cx, "Run"), cell_text(info.id), 0);
    reply_fact(cx, out, "step", T(cx, "Person"), cell_number(step), 0);
    return true;
}

Table *hand_table(Ctx *cx, Reply *r, const char *plan)
{
    HandChangeList list;
    WithheldList withheld = {0};
    Table *t = reply_table(cx, r, "hand", T(cx, "Changes by hand"));
    table_column(cx, t, "assumption", T(cx, "Assumption"), COLUMN_TEXT, 0);
    table_column(cx, t, "before", T(cx, "Before"), COLUMN_TEXT, 0);
    table_column(cx, t, "after", T(cx, "After"), COLUMN_TEXT, 0);
    table_column(cx, t, "by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    t->empty = T(cx, "Nobody has changed an assumption by hand.");
    if (!hand_changes(cx, plan, &list) || !projection_withheld(cx, plan, &withheld))
        return t;
    for (int i = 0; i < list.n; i++) {
        const HandChange *h = &list.items[i];
        Cell *c = table_row(cx, t);
        c[0] = cell_text(h->assumption);
        c[1] = cell_text(
            arena_printf(cx->arena, "%s %s", h->value_before, h->distribution_before));
        c[2] =
            cell_text(arena_printf(cx->arena, "%s %s", h->value_after, h->distribution_after));
        /* A changed row has no evidence any more that could tell; so whoever may not see all of
         * the plan does not see what it was before. */
        if (withheld.n)
            c[1] = cell_state(CELL_WITHHELD);
        if (projection_is_withheld(&withheld, h->assumption))
            c[2] = cell_state(CELL_WITHHELD);
        c[3] = cell_text(h->by);
        c[4] = cell_text(h->on);
        c[5] = cell_text(h->reason);
    }
    return t;
}

bool do_review(Ctx *cx, const void *in, Reply *out)
{
    const ReviewInput *q = in;
    PlanInfo info;
    SignOffList signoffs;
    CommentList comments;
    int open = 0;
    if (!projection_plan_seen(cx, "projection.read", q->plan, &info) ||
        !signoff_list(cx, info.id, &signoffs) || !comment_list(cx, info.id, "", &comments))
        return false;
    for (int i = 0; i < comments.n; i++)
        open += !comments.items[i].resolved;
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Review"), info.id);
    reply_fact(cx, out, "plan", T(cx, "Plan"), cell_text(info.id), 0);
    reply_fact(cx, out, "comments", T(cx, "Comments"), cell_number(comments.n), 0);
    reply_fact(cx, out, "open", T(cx, "Open comments"), cell_number(open), 0);
    signoffs_table(cx, out, &signoffs);
    hand_table(cx, out, info.id);
    return !cx->err.kind;
}
