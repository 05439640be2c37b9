/* What the blocks that are asked from version 2 of the forms on say about an invented team:
 * newly qualified leavers, how reasons are known, who did not come, and social work. */
#ifndef PONT_TOOLS_EXAMPLE_SINCE_H
#define PONT_TOOLS_EXAMPLE_SINCE_H

#include "example_blocks.h"

/* People by a first key and its category. */
static void counted(Sheet *s, const char *first, const char *category, int people)
{
    char key[60];
    snprintf(key, sizeof key, "%s/%s", first, category);
    row(s, key);
    text(s, first);
    text(s, category);
    whole(s, people);
    end(s);
}

/* Whoever left within their first two years of registration, a year ago or since. */
static void a3_newly_qualified(Sheet *s)
{
    const Team *t = s->team;
    for (int i = 0; i < DESTINATIONS; i++)
        counted(s, "leaver_destination", destinations[i], t->new_destinations[i]);
    for (int i = 0; i < REASONS; i++)
        counted(s, "leaver_reason", reasons[i], t->new_reasons[i]);
    counted(s, "total", "leavers", total(t->new_destinations, DESTINATIONS));
    counted(s, "total", "prior_hc", t->new_prior);
}

/* How far the reasons can be trusted: some teams ask everybody who leaves, some nobody. */
static void a3_exit_evidence(Sheet *s)
{
    const Team *t = s->team;
    Rng habit = rng_for(t->org->id, 0, "exit");
    int known = total(t->reasons, REASONS) - t->reasons[REASONS - 1];
    int asked = share(&s->rng, known, between(&habit, 150, 750));
    int told = share(&s->rng, known - asked, between(&habit, 300, 800));
    row(s, "");
    whole(s, asked);
    whole(s, told);
    whole(s, known - asked - told);
    end(s);
}

/* Why people who could have come did not. The numbers of block A6 are drawn again: its stream
 * is the same. */
static void a6_not_taken(Sheet *s)
{
    enum { WHY = 8 };
    static const char *const why[WHY] = {"pay",      "nhs_offer",        "other_offer",
                                         "location", "flexible_working", "process_time",
                                         "other",    "unknown"};
    static const int declined_for[WHY] = {24, 27, 14, 8, 9, 6, 4, 8};
    static const int withdrawn_for[WHY] = {9, 22, 21, 11, 5, 14, 5, 13};
    const Team *t = s->team;
    Rng a6 = rng_for(t->org->id, s->year, "a6_recruitment");
    int filled = total(t->starters, SOURCES), open = 0, applied;
    for (int role = 0; role < ROLES; role++)
        open += advertised(t, role);
    between(&a6, 31, 44);
    int posts = filled + open, declined = share(&a6, posts, 120);
    share(&a6, posts, is(t->org, BOARD) ? 180 : 330);
    applied = share(&a6, posts, between(&a6, 900, 2600));
    int withdrawn = share(&s->rng, applied, 220);
    for (int stage = 0; stage < 2; stage++) {
        int n[WHY] = {0};
        for (int i = stage ? declined : withdrawn; i > 0; i--)
            n[pick(&s->rng, stage ? declined_for : withdrawn_for, WHY)]++;
        for (int i = 0; i < WHY; i++)
            counted(s, stage ? "declined" : "withdrawn", why[i], n[i]);
    }
}

/* The council's social workers: about six for each occupational therapist. Boards have none. */
static void a8_social_work(Sheet *s)
{
    const Org *o = s->team->org;
    Rng habit = rng_for(o->id, 0, "social work");
    row(s, "");
    if (is(o, BOARD)) {
        for (int i = 0; i < 6; i++)
            text(s, "n/a");
        end(s);
        return;
    }
    int size = 20 + o->registered * between(&habit, 52, 68) / 10;
    int hc = size * (1000 + 10 * s->k + between(&s->rng, -25, 25)) / 1000;
    int in_post_wte = hc * between(&habit, 88, 94);
    int gap = in_post_wte * between(&s->rng, 60, 150) / 1000;
    whole(s, hc);
    wte(s, in_post_wte);
    wte(s, gap * between(&habit, 30, 70) / 100);
    wte(s, in_post_wte + gap);
    whole(s, gap / 100 * between(&habit, 50, 90) / 100);
    whole(s, hc * between(&s->rng, 95, 170) / 1000);
    end(s);
}

#endif
