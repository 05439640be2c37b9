/* The pages of sharing: the list, one agreement, one release. */
#include "modules/release/release_web.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/out.h"
#include "modules/release/pages/agreement.html.h"
#include "modules/release/pages/list.html.h"
#include "modules/release/pages/release.html.h"
#include "modules/release/release_action.h"
#include "web/page.h"
#include "web/shared_pages.h"

bool page_releases(Ctx *cx, const PageIn *in, PageOut *out)
{
    AgreementList agreements;
    ReleaseList releases;
    Reply r = {0};
    (void)in;
    if (!agreement_list(cx, &agreements) || !release_list_seen(cx, "", &releases))
        return false;
    ReleasesView v = {.may_make = may(cx, "release.make", ""),
                      .releases = releases_table(cx, &r, &releases),
                      .agreements = agreements_table(cx, &r, &agreements)};
    page_release_list(&out->out, &v);
    out->wide = true;
    return db_ok(cx);
}

/* The facts of a reply as a list of pairs. */
static Html facts_html(Ctx *cx, const Reply *facts)
{
    Summary s = {0};
    Out o = out_new(cx->arena, cx->lang, translate);
    for (int i = 0; i < facts->n_facts; i++) {
        const Column c = {.decimals = facts->facts[i].decimals};
        summary_add(cx->arena, &s, facts->facts[i].label,
                    cell_show(cx->arena, cx->lang, &facts->facts[i].cell, &c));
    }
    page_summary(&o, &s);
    return out_html(&o);
}

bool page_agreement(Ctx *cx, const PageIn *in, PageOut *out)
{
    Agreement a;
    AgreementEventList history;
    ReleaseList releases;
    Reply r = {0}, facts = {0};
    if (!agreement_get(cx, in->args[0], &a))
        return false;
    if (!agreement_seen(cx, &a))
        return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no agreement '%s'", a.id);
    bool ours = agreement_is_ours(cx, &a);
    if (!release_list_seen(cx, a.id, &releases) || !agreement_history(cx, a.id, &history))
        return false;
    agreement_facts(cx, &facts, &a);
    AgreementView v = {.title = facts.title,
                       .id = a.id,
                       .from = a.from,
                       .is_draft = same(a.status, "draft"),
                       .in_force = same(a.status, "in-force"),
                       .may_make = ours,
                       .may_approve = may(cx, "release.approve", a.from),
                       .facts = facts_html(cx, &facts),
                       .releases = releases_table(cx, &r, &releases),
                       .history = ours ? agreement_history_table(cx, &r, &history) : NULL};
    page_release_agreement(&out->out, &v);
    out->title = v.title;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- one release */

static Html notice_of(Ctx *cx, const Release *r)
{
    Out o = out_new(cx->arena, cx->lang, translate);
    Notice n = {.kind = NOTICE_WARNING};
    if (same(r->status, "withdrawn"))
        n.text =
            arena_printf(cx->arena, T(cx, "This release was withdrawn: %s"), r->withdrawn_why);
    else if (same(r->verdict, "unsafe"))
        n.text = T(cx, "The attacker can work out numbers that this release withholds. It "
                       "cannot be published.");
    else if (same(r->status, "draft"))
        n.text = T(cx, "This is a draft: nobody else sees it before it is published.");
    else
        return (Html){NULL};
    page_notice(&o, &n);
    return out_html(&o);
}

/* A change of thousands of cells is told in numbers; the rest is in the file. */
enum { MOST_CHANGES = 200 };

static bool put_difference(Ctx *cx, const Release *r, const ReleaseContents *after, Reply *into,
                           ReleaseView *v)
{
    ReleaseContents before = {0};
    ReleaseDifference d;
    Figures f = {0};
    Out o = out_new(cx->arena, cx->lang, translate);
    int kinds[3] = {0};
    if (*r->previous) {
        Release earlier;
        if (!release_seen(cx, r->previous, &earlier))
            return false;
        if (same(earlier.status, "withdrawn") && !v->may_make)
            return true; /* what was withdrawn is not shown as what it was before */
        if (!release_snapshot(cx, earlier.id, &before))
            return false;
    }
    snapshot_difference(cx, &before, after, &d);
    for (int i = 0; i < d.n; i++)
        kinds[d.items[i].kind]++;
    for (int i = 0; i < 3; i++)
        figures_add(cx->arena, &f, T(cx, release_change_kinds[i].label),
                    number_show(cx->arena, kinds[i], 0), NULL);
    figures_add(cx->arena, &f, T(cx, "The same"), number_show(cx->arena, d.same, 0), NULL);
    page_figures(&o, &f);
    v->difference_figures = out_html(&o);
    if (*r->previous && d.n <= MOST_CHANGES)
        v->difference = difference_table(cx, into, &d);
    return true;
}

static bool put_contents(Ctx *cx, const Release *r, Reply *into, ReleaseView *v)
{
    ReleaseContents s;
    ReleaseSourceList sources;
    ReleaseDownloadList downloads;
    bool ours = v->may_make;
    v->has_cells = !same(r->status, "withdrawn") || ours;
    if (v->has_cells) {
        Reply *said = NEW(cx->arena, Reply);
        if (!release_snapshot(cx, r->id, &s) || !put_difference(cx, r, &s, into, v) ||
            !release_tables(cx, r, &s, said))
            return false;
        v->tables = (const Table *const *)said->tables;
        v->n_tables = said->n_tables;
    }
    if (ours || (v->has_cells && same(r->level, "organisation"))) {
        if (!release_sources(cx, r->id, &sources))
            return false;
        v->sources = sources_table(cx, into, &sources);
    }
    if (ours) {
        if (!release_downloads(cx, r->id, &downloads))
            return false;
        v->downloads = downloads_table(cx, into, &downloads);
    }
    return true;
}

bool page_release(Ctx *cx, const PageIn *in, PageOut *out)
{
    Release r;
    Agreement a;
    Reply into = {0}, facts = {0};
    if (!release_seen(cx, in->args[0], &r) || !agreement_get(cx, r.agreement, &a))
        return false;
    release_facts(cx, &facts, &r);
    ReleaseView v = {.title = agreement_title(cx, &a),
                     .lead = arena_printf(cx->arena, T(cx, "Release %s. For: %s"), r.id,
                                          agreement_recipient(cx, &a)),
                     .id = r.id,
                     .agreement = a.id,
                     .from = a.from,
                     .may_make = may(cx, "release.make", a.from),
                     .may_approve = may(cx, "release.approve", a.from),
                     .is_draft = same(r.status, "draft"),
                     .is_published = same(r.status, "published"),
                     .notice = notice_of(cx, &r),
                     .facts = facts_html(cx, &facts)};
    v.formats = out_formats;
    v.n_formats = same(r.status, "published") ? n_out_formats : 0;
    if (!put_contents(cx, &r, &into, &v))
        return false;
    page_release_release(&out->out, &v);
    out->title = facts.title;
    out->wide = true;
    return db_ok(cx);
}
