/* The page on which a plan is reviewed: who stands by which run, what was said, what was
 * changed by hand and what the answer is without that, and which variants there are. */
#include "core/clock.h"
#include "core/who.h"
#include "modules/projection/by_hand.h"
#include "modules/projection/pages/review.html.h"
#include "modules/projection/projection_action.h"
#include "modules/projection/projection_web.h"
#include "modules/projection/review.h"
#include "modules/projection/variant.h"
#include "web/page.h"
#include "web/shared_pages.h"

static Table *runs_of(Ctx *cx, Reply *r, const char *plan, const SignOffList *signoffs,
                      const char **newest)
{
    RunList runs;
    Table *t = reply_table(cx, r, "runs", T(cx, "Runs of this plan"));
    table_column(cx, t, "run", T(cx, "Run"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "draws", T(cx, "Draws"), COLUMN_NUMBER, 0);
    table_column(cx, t, "state", T(cx, "Sign-off"), COLUMN_TEXT, 0);
    table_column(cx, t, "pack", T(cx, "Replicate pack"), COLUMN_TEXT, 0);
    t->empty = T(cx, "This plan has not been run yet.");
    *newest = "";
    if (!projection_runs(cx, &runs))
        return t;
    for (int i = 0; i < runs.n; i++) {
        const RunInfo *run = &runs.items[i];
        if (!same(run->plan, plan))
            continue;
        if (!**newest)
            *newest = run->id;
        Cell *c = table_row(cx, t);
        c[0] =
            cell_link(run->id, arena_printf(cx->arena, "/projection/replay?run=%s", run->id));
        c[1] = cell_text(run->run_on);
        c[2] = cell_text(run->run_by);
        c[3] = cell_number(run->draws);
        c[4] = cell_text(T(cx, signoff_state(signoffs, run->id)));
        c[5] = cell_link(
            T(cx, "Make"),
            arena_printf(cx->arena, "/projection/pack?run=%s&as_zip=yes", run->id));
    }
    return t;
}

static Table *variants_of(Ctx *cx, Reply *r, const char *plan)
{
    VariantList list;
    Table *t = reply_table(cx, r, "variants", T(cx, "Variants made from this plan"));
    table_column(cx, t, "plan", T(cx, "Plan"), COLUMN_TEXT, 0);
    table_column(cx, t, "changes", T(cx, "Changes"), COLUMN_TEXT, 0);
    table_column(cx, t, "by", T(cx, "By"), COLUMN_TEXT, 0);
    table_column(cx, t, "on", T(cx, "Date"), COLUMN_TEXT, 0);
    table_column(cx, t, "reason", T(cx, "Reason"), COLUMN_TEXT, 0);
    table_column(cx, t, "compare", T(cx, "Compare"), COLUMN_TEXT, 0);
    t->empty = T(cx, "No variant has been kept.");
    if (!variant_list(cx, plan, &list))
        return t;
    for (int i = 0; i < list.n; i++) {
        const Variant *v = &list.items[i];
        const char **parts;
        Buf words = buf_new(cx->arena, 0);
        int n = text_split(cx->arena, v->changes, '&', &parts);
        for (int k = 0; k < n; k++)
            buf_printf(&words, "%s%s", k ? ", " : "",
                       starts_with(parts[k], "change.") ? parts[k] + 7 : parts[k]);
        Cell *c = table_row(cx, t);
        c[0] = cell_link(v->plan, arena_printf(cx->arena, "/projection?plan=%s", v->plan));
        c[1] = cell_text(buf_text(&words));
        c[2] = cell_text(v->made_by);
        c[3] = cell_text(v->made_on);
        c[4] = cell_text(v->reason);
        c[5] =
            cell_link(T(cx, "Side by side"),
                      arena_printf(cx->arena, "/projection/compare?a=%s&b=%s", plan, v->plan));
    }
    return t;
}

static const ReviewComment *comments_of(Ctx *cx, const CommentList *list)
{
    ReviewComment *out = NEW_ARRAY(cx->arena, ReviewComment, list->n + 1);
    for (int i = 0; i < list->n; i++) {
        const Comment *c = &list->items[i];
        Buf history = buf_new(cx->arena, 0);
        for (int k = 1; k < c->n; k++)
            buf_printf(&history, "%s%s: %s, %s%s%s", k > 1 ? "; " : "",
                       moment_shown(cx, c->events[k].at), c->events[k].by,
                       same(c->events[k].kind, "edited")     ? T(cx, "reworded")
                       : same(c->events[k].kind, "resolved") ? T(cx, "resolved")
                                                             : T(cx, "opened again"),
                       *c->events[k].words && !same(c->events[k].kind, "edited") ? ": " : "",
                       same(c->events[k].kind, "edited") ? "" : c->events[k].words);
        bool mine = cx->who && *c->author_id && same(c->author_id, cx->who->person);
        out[i] = (ReviewComment){
            .id = c->id,
            .author = c->author,
            .at = moment_shown(cx, c->at),
            .words = c->words,
            .on = *c->run          ? arena_printf(cx->arena, "%s %s", T(cx, "Run"), c->run)
                  : *c->assumption ? c->assumption
                                   : "",
            .history = buf_text(&history),
            .first_words =
                c->n && !same(c->events[0].words, c->words) ? c->events[0].words : NULL,
            .resolved = c->resolved,
            .mine = mine};
    }
    return out;
}

bool page_review(Ctx *cx, const PageIn *in, PageOut *out)
{
    PlanInfo info;
    PlanList plans;
    SignOffList signoffs;
    CommentList comments;
    Reply r = {0};
    ReviewView v = {.token = in->form_token};
    if (!projection_plans_seen(cx, "projection.read", &plans))
        return false;
    if (!plans.n) {
        fail(&cx->err, NOT_FOUND, "there is no plan yet");
        return page_nothing_yet(cx, out, T(cx, "Review"),
                                T(cx, "There is no plan yet that could be reviewed."),
                                may(cx, "projection.write", "") ? "/projection/build" : NULL,
                                T(cx, "Build a plan"));
    }
    if (!projection_plan_seen(cx, "projection.read", page_query(in, "plan"), &info) ||
        !signoff_list(cx, info.id, &signoffs) || !comment_list(cx, info.id, "", &comments))
        return false;
    v.plan = info.id;
    v.runs = runs_of(cx, &r, info.id, &signoffs, &v.newest);
    v.may_sign = *v.newest && may(cx, "projection.write", info.region) &&
                 !same(signoff_state(&signoffs, v.newest), "signed off");
    v.signoffs = signoffs_table(cx, &r, &signoffs);
    v.hand = hand_table(cx, &r, info.id);
    v.without = without_hand_table(cx, &r, info.id);
    v.variants = variants_of(cx, &r, info.id);
    v.n_comments = comments.n;
    v.comments = comments_of(cx, &comments);
    v.sees_places = may(cx, "commissioning.read", "");
    page_projection_review(&out->out, &v);
    out->title = arena_printf(cx->arena, "%s: %s", T(cx, "Review"), info.id);
    out->wide = true;
    return !cx->err.kind;
}
