/* Decides how a caseload is weighed: points over time, against the scheme's capacity; and how
 * it would be with cases at other workers or with a worker more. A case with a factor that
 * nobody has judged has no weight: it is counted apart, and the load is then at least what is
 * said. */
#include "db/db.h"
#include "modules/caseload/caseload.h"

const Choice load_bands[] = {
    [LOAD_UNDER] = {"under", N_("Room for more")},
    [LOAD_WITHIN] = {"within", N_("Within capacity")},
    [LOAD_OVER] = {"over", N_("Over capacity")},
    [LOAD_NONE] = {"none", N_("No time for casework")},
    {NULL, NULL},
};

double case_weight(const Scheme *s, const Case *k)
{
    double sum = 0;
    for (int i = 0; i < s->n; i++) {
        if (*s->levels[i].level)
            continue;
        const Level *l =
            scheme_level(s, s->levels[i].factor, case_level(k, s->levels[i].factor));
        if (!l || !*l->level)
            return NAN;
        sum += l->points;
    }
    return sum;
}

static bool is_open(const Case *k, Date at)
{
    Date d;
    if (!date_parse_iso(k->opened_on, &d) || d.days > at.days)
        return false;
    return !*k->closed_on || (date_parse_iso(k->closed_on, &d) && d.days > at.days);
}

static bool is_there(const Worker *w, Date at)
{
    Date d;
    return !*w->ended_on || (date_parse_iso(w->ended_on, &d) && d.days > at.days);
}

static double available_wte(const Worker *w, double full_time)
{
    double hours;
    return text_to_double(w->hours, &hours) && full_time > 0 ? hours / full_time : w->wte;
}

static void finish(const Scheme *s, Load *l)
{
    l->per_wte = l->wte > 0 ? l->weighted / l->wte : NAN;
    l->per_available = l->available > 0 ? l->weighted / l->available : NAN;
    l->band = isnan(l->per_available)       ? LOAD_NONE
              : l->per_available < s->under ? LOAD_UNDER
              : l->per_available > s->over  ? LOAD_OVER
                                            : LOAD_WITHIN;
}

static const char *holder(const Case *k, const WhatIf *what_if)
{
    for (int i = 0; what_if && i < what_if->n; i++)
        if (same(what_if->moves[i].reference, k->reference))
            return what_if->moves[i].worker;
    return k->worker;
}

TeamLoad load_of(Ctx *cx, const Scheme *s, const WorkerList *workers, const CaseList *cases,
                 Date at, double full_time, const WhatIf *what_if)
{
    TeamLoad t = {.team = {.worker = ""},
                  .workers = NEW_ARRAY(cx->arena, Load, workers->n + 1)};
    for (int i = 0; i < workers->n; i++) {
        const Worker *w = &workers->items[i];
        bool holds = false;
        for (int k = 0; k < cases->n; k++)
            holds = holds || (is_open(&cases->items[k], at) &&
                              same(holder(&cases->items[k], what_if), w->worker));
        bool there = is_there(w, at);
        if (there || holds) /* who has left with open cases is not lost from sight */
            t.workers[t.n++] = (Load){.worker = w->worker,
                                      .wte = there ? w->wte : 0,
                                      .available = there ? available_wte(w, full_time) : 0};
    }
    if (what_if && !isnan(what_if->add_wte))
        t.workers[t.n++] =
            (Load){.worker = "new", .wte = what_if->add_wte, .available = what_if->add_wte};
    for (int k = 0; k < cases->n; k++) {
        double weight = case_weight(s, &cases->items[k]);
        for (int i = 0; i < t.n; i++) {
            Load *l = &t.workers[i];
            if (!is_open(&cases->items[k], at) ||
                !same(holder(&cases->items[k], what_if), l->worker))
                continue;
            l->cases++;
            if (isnan(weight))
                l->unweighed++;
            else
                l->weighted += weight;
        }
    }
    for (int i = 0; i < t.n; i++) {
        Load *l = &t.workers[i];
        finish(s, l);
        t.team.wte += l->wte;
        t.team.available += l->available;
        t.team.cases += l->cases;
        t.team.unweighed += l->unweighed;
        t.team.weighted += l->weighted;
    }
    finish(s, &t.team);
    return t;
}

/* A move is of an open case to a worker who is there, or to the new one. */
static bool is_possible(Ctx *cx, const WorkerList *workers, const CaseList *cases,
                        const WhatIf *what_if)
{
    for (int i = 0; i < what_if->n; i++) {
        const char *reference = what_if->moves[i].reference, *to = what_if->moves[i].worker;
        const Case *k = case_find(cases, reference);
        bool fresh = same(to, "new") && !isnan(what_if->add_wte);
        if (!k || *k->closed_on)
            return fail(&cx->err, NOT_FOUND, "there is no open case '%s'", reference);
        if (!fresh && !worker_find(workers, to))
            return fail(&cx->err, NOT_FOUND,
                        same(to, "new")
                            ? "give the WTE of the new worker: there is no worker '%s' yet"
                            : "there is no worker '%s'",
                        to);
    }
    return true;
}

bool caseload_weigh(Ctx *cx, const char *organisation, Date at, const WhatIf *what_if,
                    TeamLoad *out)
{
    Scheme s;
    WorkerList workers;
    CaseList cases;
    double full_time;
    if (!text_to_double(setting(cx, "caseload.full_time_hours"), &full_time) || full_time <= 0)
        return fail(&cx->err, INVALID, "the setting caseload.full_time_hours is no number");
    if (!scheme_of(cx, organisation, &s) || !caseload_workers(cx, organisation, &workers) ||
        !caseload_cases(cx, organisation, &cases))
        return false;
    if (!s.version)
        return fail(&cx->err, NOT_FOUND,
                    "'%s' has no scheme of points yet; begin with a copy of the proposal",
                    organisation);
    if (what_if && !is_possible(cx, &workers, &cases, what_if))
        return false;
    *out = load_of(cx, &s, &workers, &cases, at, full_time, what_if);
    return true;
}
