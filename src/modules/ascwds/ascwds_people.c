/* Decides who is counted: staff of job roles 15, 36 and 17 at the council's own workplaces, one
 * person once. How many there are of what is ascwds_return.c's. */
#include "modules/ascwds/ascwds_count.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { NOT_KNOWN = 999 };

/* The hours that a record gives; NAN when it gives none that can be believed. */
static double hours_of(const AscRow *r)
{
    bool employed = r->contract == 1 || r->contract == 2;
    int column = employed && !same(r->v[S_ZEROHRCONT], "1") ? S_CONTHOURS : S_AVGHOURS;
    double hours = asc_decimal(r->v[column]);
    return r->failed[column] || !(hours >= 0 && hours < NOT_KNOWN) ? (double)NAN : hours;
}

static const char *ni_of(const AscRow *r)
{
    if (!asc_ni_number(r->v[S_NINUMBER]))
        return "";
    char *out = arena_strdup(r->cx->arena, r->v[S_NINUMBER]), *to = out;
    for (const char *p = out; *p; p++)
        if (*p != ' ')
            *to++ = (char)toupper((unsigned char)*p);
    *to = '\0';
    /* The last letter is a suffix that is often left out. */
    out[8] = '\0';
    return out;
}

static const char *const contract_names[CONTRACTS] = {"perm", "fixed", "bank", "agency",
                                                      "other"};

static Contract contract_of(const AscRow *r)
{
    const char *kind = asc_code_kind(r->codes, LIST_CONTRACT, r->contract);
    for (int i = 0; i < CONTRACTS; i++)
        if (same(kind, contract_names[i]))
            return (Contract)i;
    return OTHER;
}

static bool role_of(const AscRow *r, Role *out)
{
    const char *kind = asc_code_kind(r->codes, LIST_JOB_ROLE, r->role);
    if (same(kind, "R1"))
        *out = R1;
    else if (same(kind, "R4"))
        *out = R4;
    else if (same(kind, "AHP"))
        *out = AHP;
    else
        return false;
    return true;
}

static void find_workplaces(Counting *c)
{
    const AscFile *f = c->b->files[ASC_WORKPLACE];
    c->workplaces = NEW_ARRAY(c->cx->arena, const AscRow *, f->n + 1);
    for (int i = 0; i < f->n; i++) {
        const AscRow *r = &f->rows[i];
        int64_t type = asc_number(r->v[W_ESTTYPE]);
        if (r->status == STATUS_DELETE)
            continue;
        if (same(asc_code_kind(r->codes, LIST_EMPLOYER, type), "council"))
            c->workplaces[c->n_workplaces++] = r;
        else
            c->elsewhere++;
    }
}

static bool same_packed(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " \t");
        b += strspn(b, " \t");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
    }
}

static bool at_council(const Counting *c, const char *id)
{
    for (int i = 0; i < c->n_workplaces; i++)
        if (same_packed(c->workplaces[i]->v[W_LOCALESTID], id))
            return true;
    return false;
}

static int by_ni(const void *x, const void *y)
{
    const Person *a = x, *b = y;
    int order = strcmp(a->ni, b->ni);
    return order ? order : a->row->line < b->row->line ? -1 : a->row->line > b->row->line;
}

/* One person for each number; those without a number are each their own. OTs and other allied
 * health professionals are kept apart even then. */
static void join_people(Counting *c)
{
    int kept = 0;
    if (c->n)
        qsort(c->people, (size_t)c->n, sizeof *c->people, by_ni);
    for (int i = 0; i < c->n; i++) {
        Person p = c->people[i], *last = kept ? &c->people[kept - 1] : NULL;
        if (last && *p.ni && same(last->ni, p.ni) && (last->role == AHP) == (p.role == AHP)) {
            c->twice++;
            double sum = last->hours + p.hours;
            if (p.most > last->most) {
                p.hours = sum;
                *last = p;
            } else {
                last->hours = sum;
            }
            continue;
        }
        c->people[kept++] = p;
    }
    c->n = kept;
}

void asc_find_people(Counting *c)
{
    find_workplaces(c);
    const AscFile *f = c->b->files[ASC_STAFF];
    for (int i = 0; i < f->n; i++) {
        const AscRow *r = &f->rows[i];
        Role role;
        bool moves = r->status == STATUS_UPDATE && *r->v[S_TRANSFERSTAFFRECORD];
        if (r->status == STATUS_DELETE ||
            !at_council(c, r->v[moves ? S_TRANSFERSTAFFRECORD : S_LOCALESTID]))
            continue;
        if (!role_of(r, &role)) {
            c->out->left_out++;
            continue;
        }
        double hours = hours_of(r);
        Person p = {r, ni_of(r), role, contract_of(r), hours, isnan(hours) ? -1 : hours};
        *PUSH(c->cx->arena, c->people, c->n, c->room) = p;
    }
    join_people(c);
}
