/* Invented teams for the example returns: who works where, and who comes and goes each year.
 *
 * Decides the size of every team, and moves its people from one year to the next: they leave,
 * are promoted, are hired into vacant posts. Because the returns are counted from these people,
 * their stocks, flows and splits agree with each other and from year to year. What is written
 * down, and how, is left to make_example.c.
 *
 * Nothing here is a fact about a real council, board or person. Sizes follow population only in
 * order of magnitude. WTE are whole hundredths. Random numbers are keyed by organisation, year
 * and purpose, so a change to one organisation leaves every other one as it was. */
#ifndef PONT_TOOLS_EXAMPLE_TEAM_H
#define PONT_TOOLS_EXAMPLE_TEAM_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { R1, R2, R3, R4, R5, R6, R7, R8, ROLES };
enum { MOST_PEOPLE = 700, PLAN_YEARS = 5, COLLECTIONS = 3, LEVELS = 6 };
enum { SOURCES = 7, DESTINATIONS = 9, REASONS = 10 };
enum { EXPERIENCED = 99 };

/* ---------------------------------------------------------------- chance */

typedef struct Rng {
    uint64_t state;
} Rng;

/* splitmix64 (Steele, Lea and Flood 2014): small, and the same on every machine. */
static uint64_t rng_next(Rng *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static Rng rng_for(const char *organisation, int year, const char *purpose)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (const char *s = organisation; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001B3u;
    for (const char *s = purpose; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001B3u;
    return (Rng){h + (uint64_t)year * 0xD1342543DE82EF95u};
}

static int between(Rng *r, int low, int high) /* inclusive */
{
    return high <= low ? low : low + (int)(rng_next(r) % (uint64_t)(high - low + 1));
}

static bool chance(Rng *r, int in_thousand)
{
    return between(r, 0, 999) < in_thousand;
}

static int pick(Rng *r, const int *weights, int n)
{
    int sum = 0, i = 0;
    for (int k = 0; k < n; k++)
        sum += weights[k];
    for (int at = between(r, 0, sum - 1); (at -= weights[i]) >= 0;)
        i++;
    return i;
}

/* amount * share_in_thousand / 1000, the rest settled by chance so that small teams are not all
 * rounded the same way. */
static int share(Rng *r, int amount, int in_thousand)
{
    int product = amount * in_thousand;
    return product / 1000 + chance(r, product % 1000);
}

/* ---------------------------------------------------------------- organisations */

/* What is special about an organisation. */
enum {
    BOARD = 1,           /* a health board, not a council */
    IN_WELSH = 2,        /* writes its return in Welsh */
    AGENCY_ONLY_R4 = 4,  /* every post of role R4 is covered by an agency */
    TOOK_OVER_TWO = 8,   /* in the last year two people came by agreement, not hired */
    AGES_UNKNOWN = 16,   /* more than a tenth of the dates of birth are not recorded */
    LEVELS_UNKNOWN = 32, /* the same for Welsh skills */
};

typedef struct Org {
    const char *id;
    int registered, support; /* people at the start, all of them directly employed */
    int welsh;               /* 0-4: how widely Welsh is spoken at work; -1: not asked */
    const char *principal;   /* per collection: In post, inTerim, Vacant, None */
    int special;
} Org;

static const Org wales[] = {
    {"isle-of-anglesey", 8, 3, 4, "NNN", IN_WELSH},
    {"gwynedd", 15, 5, 4, "III", IN_WELSH},
    {"conwy", 13, 4, 2, "NNN", 0},
    {"denbighshire", 11, 4, 2, "NNT", 0},
    {"flintshire", 18, 6, 1, "III", 0},
    {"wrexham", 15, 5, 1, "NVI", 0},
    {"powys", 16, 5, 2, "IIV", 0},
    {"ceredigion", 6, 2, 3, "NNN", IN_WELSH | AGENCY_ONLY_R4},
    {"pembrokeshire", 13, 4, 2, "NNN", 0},
    {"carmarthenshire", 22, 7, 3, "III", IN_WELSH | TOOK_OVER_TWO},
    {"swansea", 27, 9, 1, "III", 0},
    {"neath-port-talbot", 17, 6, 1, "NNI", 0},
    {"bridgend", 16, 5, 1, "III", 0},
    {"rhondda-cynon-taf", 28, 9, 1, "III", AGES_UNKNOWN},
    {"merthyr-tydfil", 6, 3, 1, "NNN", 0},
    {"vale-of-glamorgan", 13, 4, 1, "NNN", 0},
    {"cardiff", 38, 13, 1, "III", 0},
    {"caerphilly", 19, 7, 0, "III", 0},
    {"blaenau-gwent", 7, 3, 0, "NNN", 0},
    {"torfaen", 9, 3, 0, "NNN", 0},
    {"monmouthshire", 10, 4, 0, "TVI", 0},
    {"newport", 17, 6, 0, "III", 0},
    {"bcuhb", 330, 120, 2, "III", BOARD},
    {"powys-thb", 62, 22, 1, "III", BOARD},
    {"hduhb", 178, 66, 3, "III", BOARD | IN_WELSH},
    {"sbuhb", 200, 72, 1, "III", BOARD},
    {"ctmuhb", 208, 76, 1, "III", BOARD},
    {"cavuhb", 262, 92, 1, "III", BOARD},
    {"abuhb", 262, 90, 0, "III", BOARD | LEVELS_UNKNOWN},
};

static const Org west_midlands[] = {
    {"birmingham", 36, 12, -1, "III", AGES_UNKNOWN},
    {"coventry", 13, 4, -1, "III", 0},
    {"dudley", 12, 4, -1, "NNI", 0},
    {"sandwell", 14, 5, -1, "III", 0},
    {"solihull", 8, 2, -1, "NNN", AGENCY_ONLY_R4},
    {"walsall", 10, 4, -1, "NNN", 0},
    {"wolverhampton", 11, 4, -1, "IIV", 0},
    {"herefordshire", 1, 0, -1, "NNN", 0},
    {"telford-and-wrekin", 7, 2, -1, "NNN", 0},
    {"stoke-on-trent", 9, 3, -1, "NNT", 0},
    {"shropshire", 12, 4, -1, "III", 0},
    {"staffordshire", 28, 9, -1, "III", 0},
    {"warwickshire", 18, 6, -1, "VII", 0},
    {"worcestershire", 20, 7, -1, "III", 0},
};

static bool is(const Org *o, int special)
{
    return o->special & special;
}

/* ---------------------------------------------------------------- people */

typedef struct Person {
    int role, wte, age, years_here;
    bool fixed_term, age_unknown;
    int gender;    /* 0 female, 1 male, 2 other, 3 unknown */
    int welsh;     /* level 0-5, 6 unknown */
    int qualified; /* years since first registration, as far as told; EXPERIENCED */
} Person;

typedef struct Team {
    const Org *org;
    Person people[MOST_PEOPLE];
    int n;
    int establishment[ROLES], frozen[ROLES]; /* hundredths of a WTE */
    int agency_hc[ROLES], agency_wte[ROLES];
    int prior_hc, starters[SOURCES], destinations[DESTINATIONS], reasons[REASONS];
    int stayers, graduates_hired;
    int new_destinations[DESTINATIONS], new_reasons[REASONS], new_prior; /* newly qualified */
    bool has_plan; /* plan[] is last year's until this year's is made */
    int plan[ROLES][PLAN_YEARS];
} Team;

static int total(const int *values, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

static int in_post(const Team *t, int role)
{
    int sum = 0;
    for (int i = 0; i < t->n; i++)
        if (t->people[i].role == role)
            sum += t->people[i].wte;
    return sum;
}

static int people_in(const Team *t, int role)
{
    int n = 0;
    for (int i = 0; i < t->n; i++)
        n += t->people[i].role == role;
    return n;
}

static int vacant(const Team *t, int role) /* below 0 when over-established */
{
    return t->establishment[role] - in_post(t, role);
}

static bool registered(int role)
{
    return role >= R3;
}

static Person new_person(Rng *r, const Org *o, int role, bool graduate)
{
    static const int youngest[ROLES] = {22, 19, 21, 24, 29, 36, 41, 30};
    static const int oldest[ROLES] = {62, 34, 27, 57, 61, 61, 61, 60};
    static const int hours[] = {100, 90, 80, 68, 60, 54, 50}, full[] = {62, 5, 12, 4, 12, 1, 4};
    static const int welsh_at[5][LEVELS] = {{560, 220, 90, 50, 40, 40},
                                            {480, 220, 110, 70, 60, 60},
                                            {330, 200, 130, 110, 110, 120},
                                            {200, 140, 120, 140, 170, 230},
                                            {80, 80, 90, 130, 220, 400}};
    Person p = {.role = role, .qualified = role == R3 ? 0 : EXPERIENCED};
    p.age = between(r, youngest[role], oldest[role]);
    if (graduate)
        p.age = chance(r, 780) ? between(r, 21, 27) : between(r, 28, 46);
    p.wte = graduate || role == R2 || role == R7 ? 100 : hours[pick(r, full, 7)];
    p.gender = pick(r, (const int[]){918, 79, 2, 1}, 4);
    p.welsh = o->welsh < 0 ? 0
              : chance(r, is(o, LEVELS_UNKNOWN) ? 210 : 10)
                  ? LEVELS
                  : pick(r, welsh_at[o->welsh], LEVELS);
    p.age_unknown = chance(r, is(o, AGES_UNKNOWN) ? 300 : 8);
    p.fixed_term = chance(r, 40);
    return p;
}

static void add(Team *t, Person p)
{
    assert(t->n < MOST_PEOPLE);
    t->people[t->n++] = p;
}

static void set_agency(Team *t, Rng *r)
{
    int likely = is(t->org, BOARD) ? 120 : 420;
    for (int role = 0; role < ROLES; role++) {
        t->agency_hc[role] = t->agency_wte[role] = 0;
        for (int left = vacant(t, role); left >= 60 && role >= R4 && role != R7; left -= 100)
            if (chance(r, is(t->org, AGENCY_ONLY_R4) && role == R4 ? 1000 : likely)) {
                t->agency_hc[role]++;
                t->agency_wte[role] += left >= 100 && chance(r, 600) ? 100 : 60;
            }
    }
}

/* Roles R3 and R4 share one pool of posts: an OT's post may be filled by someone newly
 * registered, who moves up after a year. So the establishment of R3 is whoever is in it. */
static void settle_establishment(Team *t, Rng *r, int pool)
{
    t->establishment[R3] = in_post(t, R3);
    t->establishment[R4] = pool - t->establishment[R3];
    for (int role = 0; role < ROLES; role++) {
        int v = vacant(t, role);
        t->frozen[role] = v >= 50 && chance(r, 120) ? (v > 100 ? 100 : v) : 0;
    }
}

static void found_team(Team *t, const Org *o, int year)
{
    static const int mix[ROLES] = {0, 0, 80, 500, 330, 30, 0, 60};
    static const int mix_board[ROLES] = {0, 0, 75, 480, 350, 80, 0, 15};
    Rng r = rng_for(o->id, year, "founding");
    *t = (Team){.org = o};
    int heads = is(o, BOARD) ? 1 + o->registered / 150 : strchr("IT", o->principal[0]) != NULL;
    int managers = o->registered >= 9 ? 1 : 0;
    for (int i = 0; i < o->registered; i++) {
        int role = i < heads              ? R7
                   : i < heads + managers ? R6
                   : o->registered == 1   ? R5
                                          : pick(&r, is(o, BOARD) ? mix_board : mix, ROLES);
        if (i >= heads + managers && role == R6 && o->registered < 25)
            role = R5; /* a small team has one manager */
        if (is(o, AGENCY_ONLY_R4) && (role == R4 || role == R3))
            role = R5;
        add(t, new_person(&r, o, role, false));
    }
    for (int i = 0; i < o->support; i++)
        add(t, new_person(&r, o, chance(&r, 60) ? R2 : R1, false));
    for (int i = 0; i < t->n; i++)
        t->people[i].years_here = between(&r, 1, 12);
    for (int role = 0; role < ROLES; role++)
        t->establishment[role] = in_post(t, role);
    /* Posts are whole or half; what stands above those in post is vacant. */
    int extra =
        share(&r, in_post(t, R3) + in_post(t, R4) + in_post(t, R5), is(o, BOARD) ? 60 : 110);
    t->establishment[R4] += (extra + 25) / 50 * 50 + (is(o, AGENCY_ONLY_R4) ? 200 : 0);
    t->establishment[R1] += share(&r, in_post(t, R1), 50) / 50 * 50;
    for (int role = R1; role < ROLES; role++)
        if (role != R3)
            t->establishment[role] = (t->establishment[role] + 49) / 50 * 50;
    if (!is(o, BOARD))
        t->establishment[R7] = o->principal[0] == 'N' ? 0 : 100;
    settle_establishment(t, &r, t->establishment[R3] + t->establishment[R4]);
    set_agency(t, &r);
}

/* ---------------------------------------------------------------- one year */

static void count_leaver(Team *t, Rng *r, const Person *p)
{
    static const int to_council[DESTINATIONS] = {34, 18, 10, 9, 0, 6, 7, 1, 15};
    static const int to_board[DESTINATIONS] = {42, 10, 4, 9, 0, 9, 11, 1, 14};
    static const int why_council[REASONS] = {17, 16, 15, 5, 7, 6, 4, 14, 8, 8};
    static const int why_board[REASONS] = {10, 15, 18, 6, 15, 9, 5, 4, 10, 8};
    bool board = is(t->org, BOARD);
    enum { RETIRE = 4, UNKNOWN = DESTINATIONS - 1, OTHER = 8, NO_REASON = 9 };
    int to = p->age >= 57 && chance(r, 850)
                 ? RETIRE
                 : pick(r, board ? to_board : to_council, DESTINATIONS);
    int why = to == RETIRE    ? OTHER
              : to == UNKNOWN ? NO_REASON
                              : pick(r, board ? why_board : why_council, REASONS);
    t->destinations[to]++;
    t->reasons[why]++;
    if (p->qualified <= 1) {
        t->new_destinations[to]++;
        t->new_reasons[why]++;
    }
}

static bool leaves(const Team *t, Rng *r, const Person *p)
{
    int base = is(t->org, BOARD) ? 70 : 120;
    int by_age = p->age >= 66   ? 450
                 : p->age >= 60 ? 170
                 : p->age >= 55 ? 40
                 : p->age < 30  ? 25
                                : 0;
    if (t->org->registered == 1 || (p->role == R7 && !is(t->org, BOARD)))
        return false; /* told by the table, not by chance */
    return chance(r, base + by_age);
}

/* People leave; those who stay are a year older, and no longer newly registered. */
static void leave_and_age(Team *t, Rng *r, char principal)
{
    int kept = 0;
    t->prior_hc = t->n;
    t->new_prior = 0;
    for (int i = 0; i < t->n; i++) {
        Person p = t->people[i];
        t->new_prior += p.qualified <= 1;
        bool ended = p.role == R7 && !is(t->org, BOARD) && strchr("NV", principal);
        if (ended || leaves(t, r, &p)) {
            count_leaver(t, r, &p);
            continue;
        }
        p.age++;
        p.years_here++;
        p.qualified += p.qualified != EXPERIENCED;
        if (p.role == R3 || (p.role == R2 && p.years_here >= 3))
            p.role++;
        if (is(t->org, AGENCY_ONLY_R4) && p.role == R4)
            p.role = R5;
        p.fixed_term = p.fixed_term && chance(r, 500);
        t->people[kept++] = p;
    }
    t->stayers = t->n = kept;
}

/* Moves the longest-serving person of the role below into a vacant post. */
static void promote(Team *t, Rng *r, int role, int likely)
{
    for (int tries = (vacant(t, role) + 20) / 100; tries > 0; tries--) {
        Person *best = NULL;
        for (int i = 0; i < t->n; i++) {
            Person *p = &t->people[i];
            if (p->role == role - 1 && p->years_here >= 2 && p->wte <= vacant(t, role) + 20 &&
                (!best || p->years_here > best->years_here))
                best = p;
        }
        if (!best || !chance(r, likely))
            return;
        best->role = role;
    }
}

static void hire(Team *t, Rng *r, int role)
{
    static const int council_from[SOURCES] = {0, 44, 22, 12, 5, 4, 13};
    static const int board_from[SOURCES] = {0, 50, 9, 3, 5, 9, 24};
    static const int support_from[SOURCES] = {0, 18, 10, 3, 0, 2, 67};
    bool board = is(t->org, BOARD);
    int post = role == R4 ? t->establishment[R3] + t->establishment[R4] - in_post(t, R3) -
                                in_post(t, R4)
                          : vacant(t, role);
    for (; post >= 40; post -= 100) {
        if ((role == R4 && is(t->org, AGENCY_ONLY_R4)) || !chance(r, board ? 600 : 660))
            continue;
        bool graduate = role == R4 && chance(r, board ? 640 : 360);
        Person p = new_person(r, t->org, graduate ? R3 : role, graduate);
        int from = graduate           ? 0
                   : registered(role) ? pick(r, board ? board_from : council_from, SOURCES)
                                      : pick(r, support_from, SOURCES);
        if (p.wte > post)
            p.wte = post;
        p.fixed_term = chance(r, 80);
        t->starters[from]++;
        t->graduates_hired += graduate;
        if (chance(r, 30)) { /* came and went within the year: both a starter and a leaver */
            count_leaver(t, r, &p);
            continue;
        }
        add(t, p);
    }
}

/* Moves the team on to `year`, the k-th collection (-1: the year before the first). */
static void next_year(Team *t, int year, int k)
{
    Rng rng = rng_for(t->org->id, year, "moves"), *r = &rng;
    char principal = t->org->principal[k < 0 ? 0 : k];
    bool council = !is(t->org, BOARD);
    memset(t->starters, 0, sizeof t->starters);
    memset(t->destinations, 0, sizeof t->destinations);
    memset(t->reasons, 0, sizeof t->reasons);
    memset(t->new_destinations, 0, sizeof t->new_destinations);
    memset(t->new_reasons, 0, sizeof t->new_reasons);
    t->graduates_hired = 0;
    int pool = t->establishment[R3] + t->establishment[R4];
    leave_and_age(t, r, principal);
    if (t->org->registered > 1) { /* funded growth, in half posts */
        pool += share(r, pool, 20) / 50 * 50;
        pool += chance(r, 250) ? 50 : 0;
        t->establishment[R1] += share(r, t->establishment[R1], 15) / 50 * 50;
        t->establishment[R5] += share(r, t->establishment[R5], 10) / 50 * 50;
    }
    if (council) {
        t->establishment[R7] = principal == 'N' ? 0 : 100;
        if (strchr("IT", principal) && !people_in(t, R7)) {
            Person p = new_person(r, t->org, R7, false);
            p.fixed_term = principal == 'T';
            t->starters[1]++;
            add(t, p);
        }
        for (int i = 0; i < t->n; i++)
            if (t->people[i].role == R7)
                t->people[i].fixed_term = principal == 'T';
    } else {
        promote(t, r, R7, 900);
    }
    promote(t, r, R6, 750);
    promote(t, r, R5, 700);
    t->establishment[R3] = 0;
    t->establishment[R4] = pool;
    for (int role = R6; role >= R4; role--)
        hire(t, r, role);
    hire(t, r, R1);
    hire(t, r, R2);
    hire(t, r, R8);
    if (k == COLLECTIONS - 1 && is(t->org, TOOK_OVER_TWO))
        for (int i = 0; i < 2; i++) {
            add(t, new_person(r, t->org, R4, false));
            pool += t->people[t->n - 1].wte;
        }
    settle_establishment(t, r, pool);
    set_agency(t, r);
}

#endif
