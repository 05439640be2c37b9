/* The actions of the caseload tool: read the input, call caseload.h, fill the reply. */
#include "modules/caseload/caseload_action.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/leadership/leadership.h"

const Choice yes_or_no[] = {{"yes", N_("Yes")}, {"no", N_("No")}, {NULL, NULL}};

const char *caseload_page(Ctx *cx, const char *organisation)
{
    return arena_printf(cx->arena, "/caseload/%s", organisation);
}

static bool council(Ctx *cx, const char *id)
{
    Org o;
    if (!org_get(cx, id, cx->today, &o))
        return false;
    return same(o.kind, "council") ||
           fail(&cx->err, NOT_FOUND, "'%s' is no council: it has no caseload here", id);
}

/* The council's scheme, workers and cases, which must begin with a scheme. */
static bool open_tool(Ctx *cx, const char *organisation, Scheme *s, WorkerList *w, CaseList *k)
{
    if (!council(cx, organisation) || !scheme_of(cx, organisation, s) ||
        !caseload_workers(cx, organisation, w) || !caseload_cases(cx, organisation, k))
        return false;
    return s->version || fail(&cx->err, NOT_FOUND,
                              "'%s' has no scheme of points yet; begin with a copy of the "
                              "proposal",
                              organisation);
}

/* ---------------------------------------------------------------- schemes */

bool do_caseload_proposal(Ctx *cx, const void *in, Reply *out)
{
    Scheme s;
    Buf b = buf_new(cx->arena, 0);
    (void)in;
    if (!scheme_proposal(cx, &s))
        return false;
    out->title = T(cx, "The starting proposal of a weighting scheme");
    scheme_table(cx, out, &s);
    scheme_write(&s, &b);
    reply_file(cx, out, "scheme.csv", buf_text(&b));
    reply_note(cx, out, "%s",
               T(cx, "Synthetic: no published scheme stands behind these points. Try them, "
                     "change them, and agree them in the team."));
    return true;
}

bool do_caseload_scheme(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadInput *q = in;
    Scheme s;
    WorkerList w;
    CaseList k;
    Buf b = buf_new(cx->arena, 0);
    if (!open_tool(cx, q->organisation, &s, &w, &k))
        return false;
    out->title = cx->lang == LANG_CY && *s.title_cy ? s.title_cy : s.title_en;
    reply_fact(cx, out, "version", T(cx, "Version"), cell_number(s.version), 0);
    reply_fact(cx, out, "made_on", T(cx, "Made on"), cell_text(s.made_on), 0);
    reply_fact(cx, out, "reason", T(cx, "Reason"), cell_text(s.reason), 0);
    scheme_table(cx, out, &s);
    scheme_write(&s, &b);
    reply_file(cx, out, "scheme.csv", buf_text(&b));
    return true;
}

bool do_caseload_copy(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadInput *q = in;
    Scheme s, mine;
    if (!council(cx, q->organisation) || !scheme_of(cx, q->organisation, &mine))
        return false;
    if (mine.version)
        return fail(&cx->err, CONFLICT,
                    "there is a scheme already (version %d); define a new version instead",
                    mine.version);
    if (!scheme_proposal(cx, &s) ||
        !scheme_store(cx, q->organisation, &s, "copy of the starting proposal"))
        return false;
    out->title = T(cx, "The starting proposal is yours to change");
    out->next = caseload_page(cx, q->organisation);
    return true;
}

bool do_caseload_define(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadDefineInput *q = in;
    Complaints c = {.cx = cx};
    Scheme s;
    if (!council(cx, q->organisation))
        return false;
    if (q->files.n != 1)
        return fail(&cx->err, INVALID, "%s: %s", "files",
                    T(cx, N_("send one file, the scheme")));
    if (!scheme_read(&c, &q->files.items[0], &s))
        return false;
    if (c.n) {
        out->title = T(cx, "The scheme has errors; nothing was stored");
        complaints_table(cx, out, &c);
        out->outcome = ERR_INVALID;
        return true;
    }
    if (!scheme_store(cx, q->organisation, &s, q->reason))
        return false;
    out->title = T(cx, "The scheme is in force");
    out->next = caseload_page(cx, q->organisation);
    return true;
}

/* ---------------------------------------------------------------- workers and cases */

bool do_caseload_worker(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadWorkerInput *q = in;
    Complaints c = {.cx = cx};
    Worker w = {q->worker, q->wte, q->hours, date_text(cx->arena, q->ended_on)};
    if (!council(cx, q->organisation))
        return false;
    (void)worker_check(&c, &w);
    if (!complaints_none(&c) || !caseload_put_worker(cx, q->organisation, &w))
        return false;
    out->title = T(cx, "The worker is kept");
    out->next = caseload_page(cx, q->organisation);
    return true;
}

static bool put_case(Ctx *cx, const CaseloadCaseInput *q, bool is_new, Reply *out)
{
    Complaints c = {.cx = cx};
    Scheme s;
    WorkerList w;
    CaseList list;
    if (!open_tool(cx, q->organisation, &s, &w, &list))
        return false;
    const char *reference = *q->reference ? q->reference : case_next_reference(cx, &list);
    const Case *before = case_find(&list, reference);
    if (is_new && before)
        return fail(&cx->err, CONFLICT, "%s: %s", "reference",
                    T(cx, N_("is used already; leave it out to get the next free one")));
    if (!is_new && !before)
        return fail(&cx->err, NOT_FOUND, "there is no case '%s'", reference);
    Case k = {.reference = reference,
              .worker = *q->worker || !before ? q->worker : before->worker,
              .opened_on = before ? before->opened_on : date_text(cx->arena, cx->today),
              .closed_on = before ? before->closed_on : ""};
    if (is_new || *q->levels)
        (void)case_levels_parse(&c, &s, q->levels, &k);
    else
        k.levels = before->levels, k.n = before->n;
    (void)case_check(&c, &s, &w, &k);
    if (!complaints_none(&c) || !caseload_put_case(cx, q->organisation, &k))
        return false;
    out->title = arena_printf(
        cx->arena, is_new ? T(cx, "Case %s is added") : T(cx, "Case %s is changed"), reference);
    double weight = case_weight(&s, &k);
    reply_fact(cx, out, "reference", T(cx, "Reference"), cell_text(reference), 0);
    reply_fact(cx, out, "weight", T(cx, "Weight"), cell_number(weight), 2);
    out->next = caseload_page(cx, q->organisation);
    return true;
}

bool do_caseload_add(Ctx *cx, const void *in, Reply *out)
{
    return put_case(cx, in, true, out);
}

bool do_caseload_change(Ctx *cx, const void *in, Reply *out)
{
    return put_case(cx, in, false, out);
}

bool do_caseload_close(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadCaseInput *q = in;
    Scheme s;
    WorkerList w;
    CaseList list;
    if (!open_tool(cx, q->organisation, &s, &w, &list))
        return false;
    const Case *before = case_find(&list, q->reference);
    if (!before || *before->closed_on)
        return fail(&cx->err, NOT_FOUND, "there is no open case '%s'", q->reference);
    Case k = *before;
    k.closed_on = date_text(cx->arena, cx->today);
    if (!caseload_put_case(cx, q->organisation, &k))
        return false;
    out->title = arena_printf(cx->arena, T(cx, "Case %s is closed"), k.reference);
    out->next = caseload_page(cx, q->organisation);
    return true;
}

bool do_caseload_import(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadFilesInput *q = in;
    CaseloadImported sum;
    if (!caseload_import(cx, &q->files, &sum))
        return false;
    if (sum.complaints.n) {
        out->title = T(cx, "The files have errors; nothing was imported");
        complaints_table(cx, out, &sum.complaints);
        out->outcome = ERR_INVALID;
        return true;
    }
    out->title = T(cx, "The files are imported");
    reply_fact(cx, out, "workers", T(cx, "Workers"), cell_number(sum.workers), 0);
    reply_fact(cx, out, "cases", T(cx, "Cases"), cell_number(sum.cases), 0);
    return true;
}

bool do_caseload_export(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadInput *q = in;
    out->title = T(cx, "The caseload as files");
    return council(cx, q->organisation) && caseload_export(cx, q->organisation, out);
}

/* ---------------------------------------------------------------- weighing */

/* "C-0001:W-2 C-0007:new". */
static bool read_moves(Ctx *cx, const char *text, WhatIf *out)
{
    const char **parts;
    int n = text_split(cx->arena, text, ' ', &parts);
    for (int i = 0; i < n; i++) {
        const char *colon = strchr(parts[i], ':');
        if (!*parts[i])
            continue;
        if (!colon || !colon[1])
            return fail(&cx->err, INVALID, "%s: '%s' %s", "moves", parts[i],
                        T(cx, N_("is no move; write such as C-0001:W-2")));
        *PUSH(cx->arena, out->moves, out->n, out->room) = (struct Move){
            arena_strndup(cx->arena, parts[i], (size_t)(colon - parts[i])), colon + 1};
    }
    return true;
}

bool do_caseload_weigh(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadWeighInput *q = in;
    Scheme s;
    TeamLoad now, then;
    WhatIf w = {.add_wte = q->add_wte};
    if (!isnan(q->add_wte) && !(q->add_wte > 0 && q->add_wte <= 5))
        return fail(&cx->err, INVALID, "%s: %s", "add_wte",
                    T(cx, N_("must be a WTE above 0 and up to 5")));
    if (!*q->reference != !*q->to)
        return fail(&cx->err, INVALID, "%s: %s", *q->to ? "reference" : "to",
                    T(cx, N_("is required: a case and who is to have it go together")));
    if (!council(cx, q->organisation) || !scheme_of(cx, q->organisation, &s) ||
        !read_moves(cx, q->moves, &w))
        return false;
    if (*q->reference)
        *PUSH(cx->arena, w.moves, w.n, w.room) = (struct Move){q->reference, q->to};
    bool asks = w.n || !isnan(w.add_wte);
    if (!caseload_weigh(cx, q->organisation, cx->today, NULL, &now) ||
        (asks && !caseload_weigh(cx, q->organisation, cx->today, &w, &then)))
        return false;
    out->title = asks ? T(cx, "What if") : T(cx, "The weighted caseload");
    if (asks)
        load_table(cx, out, "then", T(cx, "As it would be"), &then);
    load_table(cx, out, "load", T(cx, "As it is"), &now);
    reply_note(cx, out,
               T(cx, "Capacity: room below %s points for one WTE, too much above %s. The band "
                     "goes by the time left for casework. Nothing was changed."),
               text_double(cx->arena, s.under), text_double(cx->arena, s.over));
    return true;
}

bool do_caseload_snapshot(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadSnapshotInput *q = in;
    if (!council(cx, q->organisation) ||
        !caseload_snapshot(cx, q->organisation, cx->today, q->note))
        return false;
    out->title = T(cx, "The snapshot is taken");
    out->next = caseload_page(cx, q->organisation);
    return true;
}

bool do_caseload_history(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadInput *q = in;
    SnapshotList list;
    if (!council(cx, q->organisation) || !caseload_snapshots(cx, q->organisation, &list))
        return false;
    out->title = T(cx, "Snapshots of the caseload");
    snapshots_table(cx, out, &list);
    return true;
}

bool do_caseload_share(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadShareInput *q = in;
    bool on = same(q->share, "yes");
    if (!council(cx, q->organisation) || !caseload_share(cx, q->organisation, on))
        return false;
    out->title = on ? T(cx, "The newest snapshot counts in the region's medians")
                    : T(cx, "The council keeps its caseload to itself");
    out->next = caseload_page(cx, q->organisation);
    return true;
}

static Cell withheld_or(double v)
{
    return isnan(v) ? cell_state(CELL_WITHHELD) : cell_number(v);
}

bool do_caseload_region(Ctx *cx, const void *in, Reply *out)
{
    const CaseloadWithinInput *q = in;
    RegionList list;
    RegionLoad l;
    if (!leadership_regions(cx, &list))
        return false;
    const Region *r = leadership_region(cx, &list, q->within);
    if (!r || !caseload_region(cx, &r->councils, &l))
        return false;
    bool medians = may(cx, CASELOAD_AGGREGATE, r->org.id);
    out->title =
        arena_printf(cx->arena, "%s: %s", T(cx, "Weighted caseloads"), org_name(cx, &r->org));
    reply_fact(cx, out, "councils", T(cx, "Councils"), cell_number(l.councils), 0);
    reply_fact(cx, out, "with_tool", T(cx, "Councils that use the tool and share"),
               withheld_or(l.with_tool), 0);
    if (!medians)
        return true;
    reply_fact(cx, out, "capacity", T(cx, "Median load, % of capacity"),
               withheld_or(l.capacity), 0);
    reply_fact(cx, out, "lower", T(cx, "Lower quartile"), withheld_or(l.lower), 0);
    reply_fact(cx, out, "upper", T(cx, "Upper quartile"), withheld_or(l.upper), 0);
    reply_fact(cx, out, "per_wte", T(cx, "Median points per WTE, by the starting proposal"),
               withheld_or(l.per_wte), 1);
    reply_note(cx, out, "%s",
               T(cx,
                 "Medians need five councils, quartiles ten; each council's newest snapshot "
                 "of the last year."));
    return true;
}
