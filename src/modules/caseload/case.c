/* Decides what a worker and a case may say, and how they are kept: pseudonyms, time and levels,
 * and nothing that tells who they are. */
#include "core/audit.h"
#include "core/nameless.h"
#include "db/db.h"
#include "modules/caseload/caseload.h"

bool caseload_workers(Ctx *cx, const char *organisation, WorkerList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    WorkerList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT worker, wte, hours, ended_on FROM caseload_worker"
                  " WHERE organisation = $1 ORDER BY worker",
                  ARGS(organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = (Worker){
            db_text(&rows, 0), db_real(&rows, 1), db_text(&rows, 2), db_text(&rows, 3)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* Both lists are in order of reference: they are read side by side. */
static bool read_levels(Ctx *cx, const char *organisation, CaseList *list)
{
    DbRows rows CLEANUP_ROWS = {0};
    int at = 0;
    if (!db_query(cx, &rows,
                  "SELECT reference, factor, level FROM caseload_case_level"
                  " WHERE organisation = $1 ORDER BY reference, factor",
                  ARGS(organisation)))
        return false;
    while (db_next(&rows)) {
        const char *reference = db_text(&rows, 0);
        while (at < list->n && strcmp(list->items[at].reference, reference) < 0)
            at++;
        if (at == list->n || !same(list->items[at].reference, reference))
            continue;
        Case *k = &list->items[at];
        *PUSH(cx->arena, k->levels, k->n, k->room) =
            (struct CaseLevel){db_text(&rows, 1), db_text(&rows, 2)};
    }
    return db_ok(cx);
}

bool caseload_cases(Ctx *cx, const char *organisation, CaseList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    CaseList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT reference, worker, opened_on, closed_on FROM caseload_case"
                  " WHERE organisation = $1 ORDER BY reference",
                  ARGS(organisation)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Case){.reference = db_text(&rows, 0),
                   .worker = db_text(&rows, 1),
                   .opened_on = db_text(&rows, 2),
                   .closed_on = db_text(&rows, 3)};
    db_done(&rows);
    if (!db_ok(cx) || !read_levels(cx, organisation, &list))
        return false;
    *out = list;
    return true;
}

const Worker *worker_find(const WorkerList *list, const char *worker)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i].worker, worker))
            return &list->items[i];
    return NULL;
}

const Case *case_find(const CaseList *list, const char *reference)
{
    for (int i = 0; i < list->n; i++)
        if (same(list->items[i].reference, reference))
            return &list->items[i];
    return NULL;
}

const char *case_level(const Case *k, const char *factor)
{
    for (int i = 0; i < k->n; i++)
        if (same(k->levels[i].factor, factor))
            return k->levels[i].level;
    return "";
}

/* ---------------------------------------------------------------- checks */

static const char no_client[] =
    N_("Write a pseudonym; who it is stays in your own case system");

bool worker_check(Complaints *c, const Worker *w)
{
    int before = c->n;
    double hours;
    Date d;
    const char *named = pseudonym_fault(c->cx->arena, w->worker);
    if (named)
        complain(c, "worker", w->worker, named, no_client);
    if (!(w->wte > 0 && w->wte <= 1.5))
        complain(c, "wte", isnan(w->wte) ? "" : text_double(c->cx->arena, w->wte),
                 N_("is no contracted WTE above 0 and up to 1.5"), NULL);
    if (*w->hours && !same(w->hours, "NK") &&
        (!text_to_double(w->hours, &hours) || hours < 0 || hours > 60))
        complain(c, "hours", w->hours, N_("is no number of hours a week"),
                 N_("Write the hours left for casework, NK (not known), or nothing"));
    if (*w->ended_on && !date_parse_iso(w->ended_on, &d))
        complain(c, "ended_on", w->ended_on, N_("is not a date (write 2026-03-31)"), NULL);
    return c->n == before;
}

bool case_levels_parse(Complaints *c, const Scheme *s, const char *text, Case *k)
{
    const char **parts;
    int n = text_split(c->cx->arena, text, ' ', &parts), before = c->n;
    for (int i = 0; i < n; i++) {
        const char *colon = strchr(parts[i], ':');
        if (!*parts[i])
            continue;
        const char *factor =
            colon ? arena_strndup(c->cx->arena, parts[i], (size_t)(colon - parts[i]))
                  : parts[i];
        const char *level = colon ? colon + 1 : "";
        if (!colon || !scheme_level(s, factor, "")) {
            complain(c, "levels", parts[i], N_("is no factor with a level"),
                     N_("Write such as complexity:high"));
            continue;
        }
        if (!*level)
            continue; /* not judged */
        if (!scheme_level(s, factor, level))
            complain(c, "levels", parts[i], N_("is no level of that factor"), NULL);
        *PUSH(c->cx->arena, k->levels, k->n, k->room) = (struct CaseLevel){factor, level};
    }
    return c->n == before;
}

bool case_check(Complaints *c, const Scheme *s, const WorkerList *workers, const Case *k)
{
    int before = c->n;
    Date opened, closed;
    const char *named = pseudonym_fault(c->cx->arena, k->reference);
    if (named)
        complain(c, "reference", k->reference, named, no_client);
    if (!worker_find(workers, k->worker))
        complain(c, "worker", k->worker, N_("is no worker of this council"),
                 N_("Add the worker first, or in the same upload"));
    for (int i = 0; i < k->n; i++)
        if (!scheme_level(s, k->levels[i].factor, k->levels[i].level))
            complain(c, k->levels[i].factor, k->levels[i].level,
                     N_("is no level of that factor"),
                     N_("Write one of the scheme's levels, or nothing (not judged yet)"));
    bool good = date_parse_iso(k->opened_on, &opened);
    if (!good)
        complain(c, "opened_on", k->opened_on, N_("is not a date (write 2026-03-31)"), NULL);
    if (*k->closed_on &&
        (!date_parse_iso(k->closed_on, &closed) || (good && closed.days < opened.days)))
        complain(c, "closed_on", k->closed_on, N_("is no day on or after the opening"), NULL);
    return c->n == before;
}

const char *case_next_reference(Ctx *cx, const CaseList *list)
{
    int64_t most = 0, number;
    for (int i = 0; i < list->n; i++) {
        const char *digits = list->items[i].reference;
        digits += strcspn(digits, "0123456789");
        if (text_to_int(digits, &number) && number > most)
            most = number;
    }
    return arena_printf(cx->arena, "C-%04d", (int)most + 1);
}

/* ---------------------------------------------------------------- keeping */

bool caseload_put_worker(Ctx *cx, const char *organisation, const Worker *w)
{
    WorkerList list;
    if (!caseload_workers(cx, organisation, &list))
        return false;
    const Worker *before = worker_find(&list, w->worker);
    audit_note_for(
        cx, organisation,
        arena_printf(cx->arena, "caseload_worker:%s/%s", organisation, w->worker),
        before ? arena_printf(cx->arena, "WTE %.2f; hours %s; ended %s", before->wte,
                              before->hours, before->ended_on)
               : "",
        arena_printf(cx->arena, "WTE %.2f; hours %s; ended %s", w->wte, w->hours, w->ended_on));
    return db_run(cx,
                  "INSERT INTO caseload_worker (organisation, worker, wte, hours, ended_on)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, worker)"
                  " DO UPDATE SET wte = $3, hours = $4, ended_on = $5",
                  ARGS(organisation, w->worker, w->wte, w->hours, w->ended_on));
}

static const char *in_words(Ctx *cx, const Case *k)
{
    Buf b = buf_new(cx->arena, 0);
    buf_printf(&b, "worker %s; opened %s; closed %s", k->worker, k->opened_on, k->closed_on);
    for (int i = 0; i < k->n; i++)
        buf_printf(&b, "; %s %s", k->levels[i].factor, k->levels[i].level);
    return buf_text(&b);
}

static bool put_levels(Ctx *cx, const char *organisation, const Case *k)
{
    if (!db_run(cx,
                "DELETE FROM caseload_case_level WHERE organisation = $1 AND reference = $2",
                ARGS(organisation, k->reference)))
        return false;
    for (int i = 0; i < k->n; i++)
        if (!db_run(cx,
                    "INSERT INTO caseload_case_level (organisation, reference, factor, level)"
                    " VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, reference, factor)"
                    " DO UPDATE SET level = $4",
                    ARGS(organisation, k->reference, k->levels[i].factor, k->levels[i].level)))
            return false;
    return true;
}

bool caseload_put_case(Ctx *cx, const char *organisation, const Case *k)
{
    audit_note_for(cx, organisation,
                   arena_printf(cx->arena, "caseload_case:%s/%s", organisation, k->reference),
                   "", in_words(cx, k));
    return db_begin(cx) &&
           db_end(cx, db_run(cx,
                             "INSERT INTO caseload_case (organisation, reference, worker,"
                             " opened_on, closed_on) VALUES ($1, $2, $3, $4, $5)"
                             " ON CONFLICT (organisation, reference)"
                             " DO UPDATE SET worker = $3, opened_on = $4, closed_on = $5",
                             ARGS(organisation, k->reference, k->worker, k->opened_on,
                                  k->closed_on)) &&
                          put_levels(cx, organisation, k));
}
