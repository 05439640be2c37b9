/* What each block of an example return says about an invented team.
 *
 * Counts the people, posts and flows of example_team.h into the blocks A0 to A9 of the yearly
 * workforce return, and adds what is not about people: demand, recruitment, plans, placements.
 * The blocks and their rules are told in docs/guide/return.md. */
#ifndef PONT_TOOLS_EXAMPLE_BLOCKS_H
#define PONT_TOOLS_EXAMPLE_BLOCKS_H

#include "example_sheet.h"

/* ---------------------------------------------------------------- A0 to A4: people in post */

static void a0_header(Sheet *s)
{
    const Org *o = s->team->org;
    int month = s->region->received_month, two_months = !strcmp(s->region->id, "wales");
    row(s, "");
    cell(s, "%d-%s", s->year, s->region->as_at);
    month -= two_months && chance(&s->rng, 300);
    cell(s, "%d-%02d-%02d", s->year, month, between(&s->rng, 9, 30));
    text(s, is(o, BOARD) ? "37.5" : "37");
    note(s, is(o, BOARD) ? "Head of Occupational Therapy" : "Occupational therapy lead",
         is(o, BOARD) ? "Pennaeth Therapi Galwedigaethol" : "Arweinydd therapi galwedigaethol");
    note(s,
         is(o, BOARD) ? "Director of Therapies and Health Science" : "Head of Adult Services",
         is(o, BOARD) ? "Cyfarwyddwr Therapïau a Gwyddor Iechyd"
                      : "Pennaeth Gwasanaethau Oedolion");
    whole(s, 1 + chance(&s->rng, 120));
    text(s, is(o, IN_WELSH) ? "cy" : "en");
    Rng scope = rng_for(o->id, 0, "scope"); /* the same every year */
    text(s, "Y");
    text(s, is(o, BOARD) || chance(&scope, 650) ? "Y" : "N");
    text(s, chance(&scope, 350) ? "Y" : "N");
    text(s, is(o, BOARD) || chance(&scope, 150) ? "Y" : "N");
    text(s, "SYNTHETIC: made by tools/make_example, not a real return");
    end(s);
}

static void a1_stock(Sheet *s)
{
    const Team *t = s->team;
    for (int role = 0; role < ROLES; role++) {
        int hc[2] = {0}, sum[2] = {0};
        for (int i = 0; i < t->n; i++)
            if (t->people[i].role == role) {
                hc[t->people[i].fixed_term]++;
                sum[t->people[i].fixed_term] += t->people[i].wte;
            }
        row(s, role_id(role));
        text(s, role_id(role));
        whole(s, hc[0]);
        whole(s, hc[1]);
        whole(s, t->agency_hc[role]);
        wte(s, sum[0]);
        wte(s, sum[1]);
        wte(s, t->agency_wte[role]);
        wte(s, t->establishment[role]);
        wte(s, t->frozen[role]);
        if (vacant(t, role) < 0)
            note(s, "Over establishment until a post in the team falls vacant",
                 "Uwchlaw'r sefydliad staffio nes daw swydd yn y tîm yn wag");
        else if (t->frozen[role])
            note(s, "Held until the next budget is agreed",
                 "Wedi'i dal yn ôl nes cytuno ar y gyllideb nesaf");
        else
            text(s, "");
        end(s);
    }
}

/* People now being sought for a role. */
static int advertised(const Team *t, int role)
{
    int open = vacant(t, role) - t->frozen[role];
    return open >= 40 ? (open + 60) / 100 : 0;
}

static void a2_vacancies(Sheet *s)
{
    static const char *const why[] = {"no_applicants", "no_suitable", "pay",
                                      "location",      "contract",    "other"};
    for (int role = 0; role < ROLES; role++) {
        int gap = vacant(s->team, role), active = advertised(s->team, role);
        int old = gap > 0 ? share(&s->rng, gap, between(&s->rng, 150, 650)) : 0;
        bool hard = active && old * 2 > gap && chance(&s->rng, 800);
        row(s, role_id(role));
        text(s, role_id(role));
        wte(s, gap);
        whole(s, active);
        wte(s, old < gap || gap < 0 ? old : gap);
        text(s, hard ? "Y" : "N");
        text(s, hard ? why[pick(&s->rng, (const int[]){34, 24, 20, 12, 6, 4}, 6)] : "");
        end(s);
    }
}

static void flow(Sheet *s, const char *name, const char *category, int hc)
{
    char key[40];
    snprintf(key, sizeof key, "%s/%s", name, category);
    row(s, key);
    text(s, name);
    text(s, category);
    whole(s, hc);
    if (!strcmp(category, "difference") && hc)
        note(s, "Two therapists came into scope when the children's team joined; not hired",
             "Daeth dau therapydd i mewn pan ymunodd y tîm plant; nid ydynt yn benodiadau "
             "newydd");
    else
        text(s, "");
    end(s);
}

static const char *const destinations[] = {
    "nhs",          "other_council",    "agency", "independent", "retire", "leave_profession",
    "career_break", "death_ill_health", "unknown"};
static const char *const reasons[] = {
    "pay",     "caseload",    "progression",    "leadership", "flexible_working",
    "commute", "supervision", "nhs_attraction", "other",      "unknown"};

static void a3_flows(Sheet *s)
{
    static const char *const sources[] = {
        "new_graduate",       "nhs",      "other_council", "agency_to_perm",
        "return_to_practice", "overseas", "other"};
    const Team *t = s->team;
    int starters = total(t->starters, SOURCES), leavers = total(t->destinations, DESTINATIONS);
    for (int i = 0; i < SOURCES; i++)
        flow(s, "starter", sources[i], t->starters[i]);
    for (int i = 0; i < DESTINATIONS; i++)
        flow(s, "leaver_destination", destinations[i], t->destinations[i]);
    for (int i = 0; i < REASONS; i++)
        flow(s, "leaver_reason", reasons[i], t->reasons[i]);
    flow(s, "total", "starters", starters);
    flow(s, "total", "leavers", leavers);
    flow(s, "total", "prior_hc", t->prior_hc);
    flow(s, "total", "stayers", t->stayers);
    flow(s, "total", "difference", t->n - (t->prior_hc + starters - leavers));
}

static void split(Sheet *s, const char *name, const char *const *categories, const int *counts,
                  int n)
{
    for (int i = 0; i < n; i++) {
        char key[40];
        snprintf(key, sizeof key, "%s/%s", name, categories[i]);
        row(s, key);
        text(s, name);
        text(s, categories[i]);
        whole(s, counts[i]);
        end(s);
    }
}

static void a4_people(Sheet *s)
{
    static const char *const ages[] = {"under_25", "25_34", "35_44",   "45_54",
                                       "55_59",    "60_64", "65_plus", "unknown"};
    static const char *const genders[] = {"female", "male", "other", "unknown"};
    static const char *const contracts[] = {"full_time", "part_time", "unknown"};
    static const char *const levels[] = {"level_0", "level_1", "level_2", "level_3",
                                         "level_4", "level_5", "unknown"};
    static const int from[] = {25, 35, 45, 55, 60, 65};
    int age[8] = {0}, gender[4] = {0}, contract[3] = {0}, welsh[LEVELS + 1] = {0};
    for (int i = 0; i < s->team->n; i++) {
        const Person *p = &s->team->people[i];
        int band = 0;
        while (band < 6 && p->age >= from[band])
            band++;
        age[p->age_unknown ? 7 : band]++;
        gender[p->gender]++;
        contract[p->wte < 100]++;
        welsh[p->welsh]++;
    }
    split(s, "age", ages, age, 8);
    split(s, "gender", genders, gender, 4);
    split(s, "contract", contracts, contract, 3);
    if (s->team->org->welsh >= 0)
        split(s, "welsh", levels, welsh, LEVELS + 1);
}

/* ---------------------------------------------------------------- A5, A6: demand, recruitment
 */

static void a5_demand(Sheet *s)
{
    static const int least[] = {4, 31, 95, 190, 380}, most[] = {25, 82, 178, 355, 640};
    const Team *t = s->team;
    Rng habit = rng_for(t->org->id, 0, "demand"); /* slow teams stay slow */
    int slow = between(&habit, 0, 14), per_wte = between(&habit, 170, 240);
    int carrying = in_post(t, R3) + in_post(t, R4) + in_post(t, R5) + in_post(t, R6) / 2;
    int posts = t->establishment[R3] + t->establishment[R4] + t->establishment[R5];
    int referrals =
        posts * per_wte / 100 * (1000 + 25 * s->k + between(&s->rng, -30, 30)) / 1000;
    int list = referrals * between(&habit, 110, 260) / 1000;
    int weights[] = {30 - slow, 32 - slow / 2, 25 + slow / 2, 11 + slow / 2, slow / 3};
    int band[5] = {0}, left = list, top = 0;
    for (int i = 0; i < 4; i++)
        left -= band[i] = share(&s->rng, list, weights[i] * 1000 / total(weights, 5));
    band[4] = left > 0 ? left : 0;
    band[0] += left < 0 ? left : 0;
    for (int i = 0; i < 5; i++)
        top = band[i] ? i : top;
    /* The middle person of the list stands somewhere inside one band. */
    int middle = 0, before = 0;
    while (middle < top && before + band[middle] < (list + 1) / 2)
        before += band[middle++];
    int within = band[middle] ? ((list + 1) / 2 - before) * 100 / band[middle] : 0;
    int median = least[middle] + (most[middle] - least[middle]) * within / 100;
    int longest = between(&s->rng, middle == top ? median : least[top], most[top]);
    row(s, "");
    whole(s, referrals);
    whole(s, referrals * between(&s->rng, 780, 900) / 1000);
    whole(s, list);
    for (int i = 0; i < 5; i++)
        whole(s, band[i]);
    whole(s, median);
    whole(s, longest);
    whole(s, carrying * between(&habit, 26, 42) / 100);
    wte(s, carrying);
    text(s, chance(&habit, 370) ? "Y" : "N");
    end(s);
}

static void a6_recruitment(Sheet *s)
{
    const Team *t = s->team;
    int filled = total(t->starters, SOURCES), open = 0;
    int agency = total(t->agency_wte, ROLES), rate = between(&s->rng, 31, 44);
    for (int role = 0; role < ROLES; role++)
        open += advertised(t, role);
    int posts = filled + open, offers = filled + share(&s->rng, posts, 120);
    row(s, "");
    whole(s, posts);
    whole(s, share(&s->rng, posts, is(t->org, BOARD) ? 180 : 330));
    whole(s, offers + share(&s->rng, posts, between(&s->rng, 900, 2600)));
    whole(s, offers);
    whole(s, filled);
    if (filled)
        whole(s, between(&s->rng, 58, 126));
    else
        text(s, "n/a");
    whole(s, agency * rate * 1700 / 10000 * 100); /* about 1,700 hours in a year */
    if (agency)
        cell(s, "%d.%02d", rate, 25 * between(&s->rng, 0, 3));
    else
        text(s, "n/a");
    end(s);
}

/* ---------------------------------------------------------------- A7: need in the next years
 */

static int to_half(int hundredths)
{
    return hundredths > 0 ? (hundredths + 25) / 50 * 50 : 0;
}

/* Requests run ahead of what is later funded: growth of some 3 to 5 per cent a year. */
static int planned(const Sheet *s, int role, int ahead)
{
    const Team *t = s->team;
    const Org *o = t->org;
    Rng habit = rng_for(o->id, 0, "ambition");
    int now = t->establishment[role];
    int pool = t->establishment[R3] + t->establishment[R4],
        careers = o->registered * 8 / 100 * 100;
    int more = (pool + t->establishment[R5]) * between(&habit, is(o, BOARD) ? 25 : 35, 60) *
               ahead / 1000;
    if (o->registered == 1)
        return role == R5 && ahead >= 2 ? 200 : now;
    switch (role) {
    case R1:
        return now + to_half(more / 4);
    case R2:
        return now + (o->registered >= 20 && ahead >= 3 && !now ? 100 : 0);
    case R3:
        return careers < pool ? careers : 0;
    case R4:
        return to_half(pool - (careers < pool ? careers : 0) + more * 6 / 10);
    case R5:
        return now + to_half(more * 3 / 10);
    case R7:
        return !now && o->registered >= 8 && ahead >= 2 ? 100 : now;
    default:
        return now;
    }
}

static bool large_change(int before, int now)
{
    return abs(now - before) * 4 > before;
}

static void why_changed(Sheet *s, int role)
{
    if (role == R3 || role == R4)
        note(s, "Career-grade posts: the split between R3 and R4 follows who is in post",
             "Swyddi gradd gyrfa: mae'r rhaniad rhwng R3 ac R4 yn dilyn pwy sydd yn y swydd");
    else if (role == R7)
        note(s, "A Principal OT post is proposed",
             "Cynigir swydd Prif Therapydd Galwedigaethol");
    else if (role == R2)
        note(s, "A first apprentice is proposed", "Cynigir prentis cyntaf");
    else
        note(s, "The plan was revised after this year's review of the service",
             "Diwygiwyd y cynllun ar ôl adolygiad eleni o'r gwasanaeth");
}

static void a7_need(Sheet *s)
{
    static const char *const drivers[] = {"demand", "waiting_list", "new_service",
                                          "legislation", "retirement"};
    static const char *const confidence[] = {"H", "M", "M", "L", "L"};
    Team *t = s->team;
    for (int role = 0; role < ROLES; role++) {
        const char *driver = drivers[pick(&s->rng, (const int[]){40, 25, 18, 5, 12}, 5)];
        int before = t->establishment[role];
        for (int y = 1; y <= PLAN_YEARS; y++) {
            int plan = planned(s, role, y), *last = &t->plan[role][y - 1];
            bool explain =
                large_change(before, plan) || (t->has_plan && large_change(*last, plan));
            bool more = plan > t->establishment[role];
            row(s, role_id(role));
            text(s, role_id(role));
            whole(s, y);
            wte(s, plan);
            text(s, !more ? "funded" : y <= 2 ? "bid" : "aspiration");
            text(s, !more        ? "other"
                    : role == R1 ? "skill_mix"
                    : role == R7 ? "new_service"
                                 : driver);
            text(s, confidence[y - 1]);
            cell(s, "central-%d", s->year);
            if (explain)
                why_changed(s, role);
            else
                text(s, "");
            end(s);
            *last = before = plan;
        }
    }
    t->has_plan = true;
}

static void a7_graduates(Sheet *s)
{
    static const int speakers[] = {40, 110, 280, 480, 820}; /* in a thousand, asked for */
    const Org *o = s->team->org;
    int posts = 0;
    for (int role = R3; role <= R7; role++)
        posts += s->team->establishment[role];
    for (int y = 1; y <= PLAN_YEARS; y++) {
        int need = share(&s->rng, posts, is(o, BOARD) ? 82 + 2 * y : 92 + 3 * y);
        need = need / 100 + chance(&s->rng, need % 100 * 10);
        char key[2] = {(char)('0' + y), '\0'};
        row(s, key);
        whole(s, y);
        whole(s, need);
        if (o->welsh >= 0)
            whole(s, share(&s->rng, need, speakers[o->welsh]));
        else
            text(s, "n/a");
        whole(s, is(o, BOARD) ? share(&s->rng, need, 60) : chance(&s->rng, 120));
        end(s);
    }
}

/* ---------------------------------------------------------------- A8, A9 */

static void a8_leadership(Sheet *s)
{
    const Team *t = s->team;
    Rng habit = rng_for(t->org->id, 0, "leadership");
    bool board = is(t->org, BOARD), held = people_in(t, R7) > 0;
    char status = board && !held ? 'V' : t->org->principal[s->k];
    int tiers = between(&habit, 2, 3), hours = between(&habit, 5, 24);
    int grade = between(&habit, 11, 13), cases = between(&habit, 0, 22), head = 0;
    while (held && t->people[head].role != R7)
        head++;
    row(s, "");
    text(s, status == 'I'   ? "in_post"
            : status == 'T' ? "interim"
            : status == 'V' ? "vacant"
                            : "none");
    if (held) {
        wte(s, t->people[head].wte);
        whole(s, board ? 0 : cases);
    } else {
        text(s, "n/a");
        text(s, "n/a");
    }
    if (status == 'N') { /* no post: nothing to grade or to place */
        text(s, "n/a");
        text(s, "n/a");
    } else {
        cell(s, "%s %d%s", board ? "Band" : "Grade", board ? 8 : grade, board ? "c" : "");
        whole(s, tiers);
    }
    if (held)
        cell(s, "%d.0", hours);
    else
        text(s, "n/a");
    if (board) {
        for (int i = 0; i < 4; i++)
            text(s, "n/a");
    } else {
        text(s, chance(&s->rng, 880) ? "in_post" : "interim");
        cell(s, "Grade %d", grade + between(&habit, 0, 2));
        whole(s, between(&habit, 1, 2));
        cell(s, "%d.0", between(&habit, 15, 32));
    }
    end(s);
}

static void a9_placements(Sheet *s)
{
    static const char *const causes[] = {"staffing", "student", "university", "site", "other"};
    const Team *t = s->team;
    int able = people_in(t, R4) + people_in(t, R5) + people_in(t, R6);
    int trained = able > 2 ? share(&s->rng, able, is(t->org, BOARD) ? 520 : 400) : 0;
    int active = share(&s->rng, trained, 700), offered = active * between(&s->rng, 6, 10);
    int hosted = share(&s->rng, offered, between(&s->rng, 620, 900));
    int cancelled = share(&s->rng, offered - hosted, between(&s->rng, 0, 900));
    int students = (hosted + 7) / 8;
    row(s, "");
    whole(s, trained);
    whole(s, active);
    whole(s, offered);
    whole(s, hosted);
    whole(s, cancelled);
    text(s, cancelled ? causes[pick(&s->rng, (const int[]){55, 15, 12, 10, 8}, 5)] : "none");
    whole(s, students);
    whole(s,
          between(&s->rng, 0, students < t->graduates_hired ? students : t->graduates_hired));
    end(s);
}

#endif
