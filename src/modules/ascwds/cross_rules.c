/* The rules across the three files: who stands where, who stands twice, whether totals agree,
 * and who moves. Keys are tuples of workplace and id, so that A1 + 23 is not A12 + 3; white
 * space in them does not count, as in the reference. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { REGISTERED_MANAGER = 4, HEAD_OFFICE = 72, NOT_KNOWN = 999, YOUNGEST = 14 };
enum { MOST_HOURS = 75, FULL_TIME_HOURS = 37 };

#define STAFF(...)     ASC_RULE("staff", S_, __VA_ARGS__)
#define WORKPLACE(...) ASC_RULE("workplace", W_, __VA_ARGS__)
#define TRAINING(...)  ASC_RULE("training", T_, __VA_ARGS__)

enum {
    STAFF_ORPHAN,
    STAFF_TWICE,
    NEW_ID_TAKEN,
    TOO_MANY_HOURS,
    PART_TIME_FULL_PAY,
    MANAGER_UNREGULATED,
    MOVES_NOWHERE,
    MOVES_ONTO,
    MOVE_TOGETHER,
    MOVES_WITHOUT_UPDATE,
    WORKPLACE_TWICE,
    LOCATION_TWICE,
    TOTAL_DIFFERS,
    MANY_STARTERS,
    MANY_LEAVERS,
    MANY_VACANCIES,
    NO_MANAGER,
    TRAINING_ORPHAN,
    TRAINING_OF_NOBODY,
    TRAINED_TOO_YOUNG
};

const AscRule asc_cross_rules[] = {
    STAFF("X01", E, LOCALESTID, NULL, N_("Staff stand in a workplace of the workplace file"),
          N_("Add the workplace, or correct LOCALESTID"),
          REF(997, "NO_ASSOCIATED_ESTABLISHMENT_ERROR")),
    STAFF("X02", E, UNIQUEWORKERID, NULL, N_("An id stands once in a workplace"),
          N_("Give one of the two another id, or remove it"), REF(998, "DUPLICATE_ERROR")),
    STAFF("X03", E, CHGUNIQUEWRKID, NULL, N_("A new id is not in use in the workplace"),
          N_("Choose another new id"), REF(998, "DUPLICATE_ERROR")),
    STAFF("X04", E, NINUMBER, NULL,
          N_("One person works 75 hours a week at most, over all records with the number"),
          N_("Correct the number or the hours"), REF(5570, "NI_WORKER_DUPLICATE_ERROR")),
    STAFF("X05", W, SALARY, NULL,
          N_("A part-timer is not paid exactly a full-timer's salary for the same role"),
          N_("Give the salary that is paid, not the full-time salary"), .named = NULL),
    STAFF("X06", E, MAINJOBROLE, NULL,
          N_("A registered manager works at a regulated workplace"),
          N_("Use another job role, or correct REGTYPE"), REF(1280, "MAIN_JOB_ROLE_ERROR")),
    STAFF("X07", E, TRANSFERSTAFFRECORD, NULL,
          N_("Staff move to a workplace of the workplace file"),
          N_("Add the workplace, or correct the id"), REF(1401, "TRANSFERSTAFFRECORD_ERROR")),
    STAFF("X08", E, UNIQUEWORKERID, NULL, N_("Who moves has an id that is free there"),
          N_("Give a new id in CHGUNIQUEWRKID"), REF(1402, "TRANSFERSTAFFRECORD_ERROR")),
    STAFF("X09", E, UNIQUEWORKERID, NULL, N_("Two who move to one workplace have two ids"),
          N_("Give one of them a new id in CHGUNIQUEWRKID"),
          REF(1403, "TRANSFERSTAFFRECORD_ERROR")),
    STAFF("X10", W, TRANSFERSTAFFRECORD, NULL, N_("Only a record with UPDATE moves"),
          N_("Write UPDATE in STATUS, or leave TRANSFERSTAFFRECORD blank"), .named = NULL),
    WORKPLACE("X11", E, LOCALESTID, NULL, N_("A workplace stands once"),
              N_("Give one of the two another id, or remove it"), REF(998, "DUPLICATE_ERROR")),
    WORKPLACE("X12", E, LOCATIONID, NULL, N_("A location number stands once"),
              N_("Correct one of the two"), REF(998, "DUPLICATE_ERROR")),
    WORKPLACE("X13", W, TOTALPERMTEMP, NULL,
              N_("TOTALPERMTEMP is the number of the workplace's staff records"),
              N_("Correct the total, or send the missing records"),
              REF(2200, "TOTAL_PERM_TEMP_WARNING")),
    WORKPLACE("X14", W, STARTERS, NULL, N_("Starters are not more than the staff"),
              N_("Check the starters of the last 12 months"), REF(2310, "STARTERS_WARNING")),
    WORKPLACE("X15", W, LEAVERS, NULL, N_("Leavers are fewer than the staff"),
              N_("Check the leavers of the last 12 months"), REF(2320, "LEAVERS_WARNING")),
    WORKPLACE("X16", W, VACANCIES, NULL, N_("Vacancies are fewer than the staff"),
              N_("Check the vacancies"), REF(2300, "VACANCIES_WARNING")),
    WORKPLACE("X17", E, ALLJOBROLES, NULL,
              N_("A regulated workplace has a registered manager, or a vacancy for one"),
              N_("Add the staff record, or the vacancy of job role 4"), SHOWN("VACANCY"),
              REF(1280, "ALL_JOBS_ERROR")),
    TRAINING("X18", E, LOCALESTID, NULL,
             N_("Training belongs to a workplace of the workplace file"),
             N_("Add the workplace, or correct LOCALESTID"),
             REF(997, "NO_ASSOCIATED_ESTABLISHMENT_ERROR")),
    TRAINING("X19", E, UNIQUEWORKERID, NULL,
             N_("Training belongs to a member of staff of the staff file"),
             N_("Add the staff record, or correct the id"),
             REF(996, "NO_ASSOCIATED_WORKER_ERROR")),
    TRAINING("X20", E, DATECOMPLETED, NULL,
             N_("Nobody completes training before the 14th birthday"),
             N_("Correct DATECOMPLETED, or DOB in the staff file"),
             REF(1080, "WORKER_DOB_TRAINING_WARNING")),
};
const int n_asc_cross_rules = sizeof asc_cross_rules / sizeof *asc_cross_rules;

/* ---------------------------------------------------------------- keys */

typedef struct Key {
    const char *at, *id; /* the workplace, and who there; without white space */
    int rank;            /* among equal keys the lower was there first */
    AscRow *row;
} Key;
typedef struct Keys {
    int n, room;
    Key *items;
} Keys;

static const char *packed(Arena *a, const char *s)
{
    char *out = arena_strdup(a, s), *to = out;
    for (; *s; s++)
        if (!isspace((unsigned char)*s))
            *to++ = *s;
    *to = '\0';
    return out;
}

static int compare(const Key *a, const Key *b)
{
    int order = strcmp(a->at, b->at);
    return order ? order : strcmp(a->id, b->id);
}

static int by_key(const void *x, const void *y)
{
    const Key *a = x, *b = y;
    int order = compare(a, b);
    if (!order)
        order = a->rank < b->rank ? -1 : a->rank > b->rank;
    return order ? order : a->row->line < b->row->line ? -1 : a->row->line > b->row->line;
}

static void put_key(Keys *keys, AscRow *r, const char *at, const char *id, int rank)
{
    Arena *a = r->cx->arena;
    Key k = {packed(a, at), packed(a, id), rank, r};
    *PUSH(a, keys->items, keys->n, keys->room) = k;
}

static void sort_keys(Keys *keys)
{
    if (keys->n)
        qsort(keys->items, (size_t)keys->n, sizeof *keys->items, by_key);
}

/* The first of those that have the key, or NULL. */
static const Key *find_key(Arena *a, const Keys *keys, const char *at, const char *id)
{
    Key wanted = {packed(a, at), packed(a, id), 0, NULL};
    int low = 0, high = keys->n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (compare(&keys->items[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < keys->n && compare(&keys->items[low], &wanted) == 0 ? &keys->items[low] : NULL;
}

typedef struct Crossing {
    Ctx *cx;
    AscBundle *b;
    Keys places; /* (LOCALESTID, "") of every workplace */
    Keys people; /* (LOCALESTID, id) of all staff, new ids last */
} Crossing;

static void say(Crossing *c, const AscRow *r, int rule, const char *detail)
{
    asc_complain(c->b, r, &asc_cross_rules[rule], NULL, detail);
}

static const AscRow *place_of(const Crossing *c, const char *id)
{
    const Key *k = find_key(c->cx->arena, &c->places, id, "");
    return k ? k->row : NULL;
}

static const char *other_line(Crossing *c, const Key *first)
{
    return arena_printf(c->cx->arena, T(c->cx, "as in line %d"), first->row->line);
}

/* ---------------------------------------------------------------- workplaces */

static void workplaces_once(Crossing *c)
{
    AscFile *f = c->b->files[ASC_WORKPLACE];
    Keys locations = {0};
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        if (*r->v[W_LOCALESTID])
            put_key(&c->places, r, r->v[W_LOCALESTID], "", 0);
        if (*r->v[W_LOCATIONID] && asc_judged(r))
            put_key(&locations, r, r->v[W_LOCATIONID], "", 0);
    }
    sort_keys(&c->places);
    sort_keys(&locations);
    for (int i = 1; i < c->places.n; i++)
        if (compare(&c->places.items[i - 1], &c->places.items[i]) == 0)
            say(c, c->places.items[i].row, WORKPLACE_TWICE,
                other_line(c, &c->places.items[i - 1]));
    for (int i = 1; i < locations.n; i++)
        if (compare(&locations.items[i - 1], &locations.items[i]) == 0)
            say(c, locations.items[i].row, LOCATION_TWICE,
                other_line(c, &locations.items[i - 1]));
}

static int64_t known_sum(const AscItems *items)
{
    int64_t sum = 0;
    for (int i = 0; i < items->n; i++)
        sum += items->number[i] > 0 && items->number[i] != NOT_KNOWN ? items->number[i] : 0;
    return sum;
}

static bool manager_wanted(const AscRow *r)
{
    for (int i = 0; i < r->at->jobs.n && i < r->at->vacancies.n; i++)
        if (r->at->jobs.number[i] == REGISTERED_MANAGER && r->at->vacancies.number[i] > 0)
            return true;
    return false;
}

/* Totals are compared with each other only where they agree with the records. */
static void totals(Crossing *c, const AscRow *r, int staff, int managers)
{
    if (!asc_judged(r) || r->at->total < 0 || !*r->v[W_LOCALESTID])
        return;
    if (r->at->total != staff) {
        say(c, r, TOTAL_DIFFERS,
            arena_printf(c->cx->arena, T(c->cx, "there are %d staff records"), staff));
    } else {
        if (known_sum(&r->at->starters) > staff)
            say(c, r, MANY_STARTERS, "");
        if (known_sum(&r->at->leavers) >= staff && known_sum(&r->at->leavers) > 0)
            say(c, r, MANY_LEAVERS, "");
        if (known_sum(&r->at->vacancies) >= staff && known_sum(&r->at->vacancies) > 0)
            say(c, r, MANY_VACANCIES, "");
    }
    if (r->at->regulated == 2 && r->at->service != HEAD_OFFICE && !managers &&
        !manager_wanted(r))
        say(c, r, NO_MANAGER, "");
}

static void workplace_totals(Crossing *c)
{
    const AscFile *staff = c->b->files[ASC_STAFF];
    AscFile *f = c->b->files[ASC_WORKPLACE];
    int *people = NEW_ARRAY(c->cx->arena, int, f->n + 1);
    int *managers = NEW_ARRAY(c->cx->arena, int, f->n + 1);
    for (int i = 0; i < staff->n; i++) {
        const AscRow *s = &staff->rows[i];
        bool moves = s->status == STATUS_UPDATE && *s->v[S_TRANSFERSTAFFRECORD];
        const AscRow *at = place_of(c, s->v[moves ? S_TRANSFERSTAFFRECORD : S_LOCALESTID]);
        if (!at || s->status == STATUS_DELETE)
            continue;
        people[at - f->rows]++;
        managers[at - f->rows] += s->role == REGISTERED_MANAGER;
    }
    f->records = people;
    for (int i = 0; i < f->n; i++)
        totals(c, &f->rows[i], people[i], managers[i]);
}

/* ---------------------------------------------------------------- staff */

static void staff_once(Crossing *c)
{
    AscFile *f = c->b->files[ASC_STAFF];
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        if (*r->v[S_UNIQUEWORKERID])
            put_key(&c->people, r, r->v[S_LOCALESTID], r->v[S_UNIQUEWORKERID], 0);
        if (*r->v[S_CHGUNIQUEWRKID])
            put_key(&c->people, r, r->v[S_LOCALESTID], r->v[S_CHGUNIQUEWRKID], 1);
    }
    sort_keys(&c->people);
    for (int i = 1; i < c->people.n; i++) {
        const Key *k = &c->people.items[i];
        if (compare(k - 1, k) == 0 && k[-1].row != k->row)
            say(c, k->row, k->rank ? NEW_ID_TAKEN : STAFF_TWICE, other_line(c, k - 1));
    }
}

static bool works(const AscRow *r)
{
    return r->status != STATUS_DELETE;
}

/* Hours that count: those with a problem are ignored, and 999 is not known. */
static double counted(const AscRow *r, int column)
{
    double h = asc_decimal(r->v[column]);
    return !r->failed[column] && h > 0 && h < NOT_KNOWN ? h : 0;
}

static double hours(const AscRow *r)
{
    double contracted = counted(r, S_CONTHOURS);
    return contracted > 0 ? contracted : counted(r, S_AVGHOURS);
}

static void hours_of_people(Crossing *c)
{
    AscFile *f = c->b->files[ASC_STAFF];
    Keys numbers = {0};
    for (int i = 0; i < f->n; i++)
        if (works(&f->rows[i]) && asc_ni_number(f->rows[i].v[S_NINUMBER])) {
            char *ni = arena_strdup(c->cx->arena, f->rows[i].v[S_NINUMBER]);
            for (char *p = ni; *p; p++)
                *p = (char)toupper((unsigned char)*p);
            put_key(&numbers, &f->rows[i], ni, "", 0);
        }
    sort_keys(&numbers);
    for (int i = 0, end; i < numbers.n; i = end) {
        double sum = 0;
        for (end = i; end < numbers.n && !compare(&numbers.items[i], &numbers.items[end]);
             end++)
            sum += hours(numbers.items[end].row);
        for (int k = i; k < end && sum > MOST_HOURS; k++)
            say(c, numbers.items[k].row, TOO_MANY_HOURS,
                arena_printf(c->cx->arena, T(c->cx, "%s hours in %d records"),
                             text_double(c->cx->arena, sum), end - i));
    }
}

/* Full time is 37 hours or more; 36.5 hours are full time too, as in the reference. */
static void pay_of_part_timers(Crossing *c)
{
    AscFile *f = c->b->files[ASC_STAFF];
    Keys paid = {0};
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        if (asc_judged(r) && *r->v[S_SALARY] && hours(r) > 0)
            put_key(&paid, r, r->v[S_LOCALESTID],
                    arena_printf(c->cx->arena, "%s/%s", r->v[S_MAINJOBROLE], r->v[S_SALARY]),
                    0);
    }
    sort_keys(&paid);
    for (int i = 0, end; i < paid.n; i = end) {
        bool full = false;
        for (end = i; end < paid.n && !compare(&paid.items[i], &paid.items[end]); end++)
            full = full || hours(paid.items[end].row) > FULL_TIME_HOURS - 1;
        for (int k = i; k < end && full; k++)
            if (hours(paid.items[k].row) <= FULL_TIME_HOURS - 1)
                say(c, paid.items[k].row, PART_TIME_FULL_PAY, "");
    }
}

static const char *id_after(const AscRow *r)
{
    return r->v[*r->v[S_CHGUNIQUEWRKID] ? S_CHGUNIQUEWRKID : S_UNIQUEWORKERID];
}

/* Whoever stays at the workplace under that id. */
static bool taken(const Crossing *c, const AscRow *mover)
{
    const Key *k =
        find_key(c->cx->arena, &c->people, mover->v[S_TRANSFERSTAFFRECORD], id_after(mover));
    const Key *end = c->people.items + c->people.n;
    for (const Key *first = k; k && k < end && !compare(first, k); k++)
        if (k->row != mover &&
            !(k->row->status == STATUS_UPDATE && *k->row->v[S_TRANSFERSTAFFRECORD]))
            return true;
    return false;
}

static void moves(Crossing *c)
{
    AscFile *f = c->b->files[ASC_STAFF];
    Keys moving = {0};
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        if (!*r->v[S_TRANSFERSTAFFRECORD])
            continue;
        if (r->status != STATUS_UPDATE) {
            say(c, r, MOVES_WITHOUT_UPDATE, "");
        } else if (c->b->files[ASC_WORKPLACE] && !place_of(c, r->v[S_TRANSFERSTAFFRECORD])) {
            say(c, r, MOVES_NOWHERE, "");
        } else {
            if (taken(c, r))
                say(c, r, MOVES_ONTO, "");
            put_key(&moving, r, r->v[S_TRANSFERSTAFFRECORD], id_after(r), 0);
        }
    }
    sort_keys(&moving);
    for (int i = 1; i < moving.n; i++)
        if (compare(&moving.items[i - 1], &moving.items[i]) == 0)
            say(c, moving.items[i].row, MOVE_TOGETHER, other_line(c, &moving.items[i - 1]));
}

static void staff_in_workplaces(Crossing *c)
{
    const AscFile *f = c->b->files[ASC_STAFF];
    for (int i = 0; i < f->n; i++) {
        const AscRow *r = &f->rows[i], *at = place_of(c, r->v[S_LOCALESTID]);
        if (!at && *r->v[S_LOCALESTID])
            say(c, r, STAFF_ORPHAN, "");
        if (at && asc_judged(r) && asc_judged(at) && r->role == REGISTERED_MANAGER &&
            at->at->regulated != 2)
            say(c, r, MANAGER_UNREGULATED, "");
    }
}

/* ---------------------------------------------------------------- training */

static void training(Crossing *c)
{
    const AscFile *f = c->b->files[ASC_TRAINING];
    for (int i = 0; i < f->n; i++) {
        const AscRow *r = &f->rows[i];
        if (!*r->v[T_LOCALESTID])
            continue;
        if (c->b->files[ASC_WORKPLACE] && !place_of(c, r->v[T_LOCALESTID])) {
            say(c, r, TRAINING_ORPHAN, "");
            continue;
        }
        if (!c->b->files[ASC_STAFF] || !*r->v[T_UNIQUEWORKERID])
            continue;
        const Key *k =
            find_key(c->cx->arena, &c->people, r->v[T_LOCALESTID], r->v[T_UNIQUEWORKERID]);
        Date done = asc_day(r->v[T_DATECOMPLETED]);
        if (!k)
            say(c, r, TRAINING_OF_NOBODY, "");
        else if (!date_is_none(done) && !date_is_none(k->row->born) &&
                 done.days < asc_years_later(k->row->born, YOUNGEST).days)
            say(c, r, TRAINED_TOO_YOUNG, "");
    }
}

void asc_cross_check(Ctx *cx, AscBundle *b)
{
    Crossing c = {.cx = cx, .b = b};
    if (b->files[ASC_WORKPLACE])
        workplaces_once(&c);
    if (b->files[ASC_STAFF]) {
        staff_once(&c);
        hours_of_people(&c);
        pay_of_part_timers(&c);
        moves(&c);
    }
    if (b->files[ASC_STAFF] && b->files[ASC_WORKPLACE]) {
        staff_in_workplaces(&c);
        workplace_totals(&c);
    }
    if (b->files[ASC_TRAINING])
        training(&c);
}
