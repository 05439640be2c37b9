/* Decides who signs off what, and whether a sign-off still holds. */
#include "base/file.h"
#include "core/access.h"
#include "core/audit.h"
#include "core/clock.h"
#include "core/i18n.h"
#include "core/signature.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/projection/review.h"

/* What is signed: equal facts give equal bytes, so that anybody can check it. */
static const char *text_of(Ctx *cx, const SignOff *s)
{
    return arena_printf(cx->arena,
                        "pont sign-off\nrun %s\nstep %d\ninput %s\nresult %s\nplan %s\nby %s\n"
                        "at %s\nstatement %s\n",
                        s->run, s->step, s->input_digest, s->result_digest, s->plan_digest,
                        s->by, s->at, s->statement);
}

/* ---------------------------------------------------------------- whether it holds */

static const char *lapse_of(Ctx *cx, const SignOff *s, const RunDigests *now,
                            const char *plan_now)
{
    const char *text = text_of(cx, s);
    if (!signature_good(cx->arena, s->public_key, s->signature, text, strlen(text)))
        return N_("the sign-off itself was altered");
    if (!same(s->input_digest, now->input))
        return N_("the stored input is not the one that was signed");
    if (!same(s->result_digest, now->result))
        return N_("the stored results are not those that were signed");
    if (!same(s->plan_digest, plan_now))
        return N_("the plan was changed since");
    return NULL;
}

static bool read_all(Ctx *cx, const char *plan, SignOffList *out)
{
    SignOffList list = {0};
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT s.run, r.plan, s.input_digest, s.result_digest, s.plan_digest,"
                  " s.statement, s.by_whom, s.person, s.signed_at, s.signature, s.public_key,"
                  " s.step FROM projection_signoff s JOIN projection_run r ON r.id = s.run"
                  " WHERE r.plan = $1 ORDER BY s.signed_at DESC, s.run, s.seq DESC",
                  ARGS(plan)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (SignOff){.run = db_text(&rows, 0),
                      .plan = db_text(&rows, 1),
                      .input_digest = db_text(&rows, 2),
                      .result_digest = db_text(&rows, 3),
                      .plan_digest = db_text(&rows, 4),
                      .statement = db_text(&rows, 5),
                      .by = db_text(&rows, 6),
                      .person = db_text(&rows, 7),
                      .at = db_text(&rows, 8),
                      .signature = db_text(&rows, 9),
                      .public_key = db_text(&rows, 10),
                      .step = (int)db_int(&rows, 11)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool signoff_list(Ctx *cx, const char *plan, SignOffList *out)
{
    Model m;
    RunDigests now = {0};
    const char *known = "";
    if (!read_all(cx, plan, out))
        return false;
    if (!out->n)
        return true;
    if (!projection_load(cx, plan, &m))
        return false;
    const char *plan_now = projection_model_digest(cx, &m);
    for (int i = 0; i < out->n; i++) {
        SignOff *s = &out->items[i];
        if (!same(known, s->run) && !projection_digests(cx, &(RunInfo){.id = s->run}, &now))
            return false;
        known = s->run;
        s->lapse = lapse_of(cx, s, &now, plan_now);
    }
    return true;
}

const char *signoff_state(const SignOffList *list, const char *run)
{
    int steps = 0;
    for (int i = 0; i < list->n; i++) {
        const SignOff *s = &list->items[i];
        if (!same(s->run, run))
            continue;
        if (s->lapse)
            return N_("void");
        steps++;
    }
    return steps == 0 ? N_("not signed") : steps == 1 ? N_("signed by one") : N_("signed off");
}

/* ---------------------------------------------------------------- signing */

static bool may_sign(Ctx *cx, const SignOffList *list, const char *run, int *step)
{
    int n = 0;
    for (int i = 0; i < list->n; i++) {
        const SignOff *s = &list->items[i];
        if (!same(s->run, run) || s->lapse)
            continue;
        if (same(s->person, cx->who->person) && same(s->by, cx->user))
            return fail(&cx->err, CONFLICT,
                        "you have signed this run; the second sign-off is another person's");
        n++;
    }
    if (n >= 2)
        return fail(&cx->err, CONFLICT, "run '%s' is signed off by two people already", run);
    *step = n + 1;
    return true;
}

bool signoff_add(Ctx *cx, const char *run, const char *statement, int *step)
{
    RunInfo info;
    PlanInfo plan;
    RunDigests now;
    Model m;
    SignOffList list;
    const char *key;
    if (!*text_trim(cx->arena, statement))
        return fail(&cx->err, INVALID, "statement: say what you stand by");
    if (!projection_run_seen(cx, "projection.write", run, &info) ||
        !projection_plan_seen(cx, "projection.write", info.plan, &plan) ||
        !projection_digests(cx, &info, &now) || !projection_load(cx, info.plan, &m) ||
        !signoff_list(cx, info.plan, &list))
        return false;
    if (!same(now.input, info.input_digest) || !same(now.result, info.result_digest))
        return fail(&cx->err, CONFLICT,
                    "what is stored of run '%s' was altered; it cannot be signed", info.id);
    if (!same(now.plan, projection_model_digest(cx, &m)))
        return fail(&cx->err, CONFLICT,
                    "plan '%s' has changed since run '%s'; run it again and sign that",
                    info.plan, info.id);
    if (!may_sign(cx, &list, info.id, step) || !db_begin(cx))
        return false;
    SignOff s = {.run = info.id,
                 .step = *step,
                 .input_digest = now.input,
                 .result_digest = now.result,
                 .plan_digest = now.plan,
                 .statement = statement,
                 .by = cx->user,
                 .person = cx->who->person,
                 .at = clock_text(cx->arena, cx->now)};
    bool ok = access_key(cx, "projection", &key);
    if (ok) {
        const char *text = text_of(cx, &s);
        audit_note_for(cx, plan.region, arena_printf(cx->arena, "run:%s", info.id), "",
                       arena_printf(cx->arena, "sign-off %d, input %s, result %s", *step,
                                    now.input, now.result));
        ok = db_run(cx,
                    "INSERT INTO projection_signoff (run, seq, step, input_digest,"
                    " result_digest, plan_digest, statement, signature, public_key, by_whom,"
                    " person, signed_at) VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1"
                    " FROM projection_signoff WHERE run = $1), $2, $3, $4, $5, $6, $7, $8, $9,"
                    " $10, $11)",
                    ARGS(info.id, *step, now.input, now.result, now.plan, statement,
                         signature_make(cx->arena, key, text, strlen(text)),
                         signature_public(cx->arena, key), s.by, s.person, s.at));
    }
    return db_end(cx, ok);
}
