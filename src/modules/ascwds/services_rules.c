/* The rules of a workplace's services and of those who use them: lists in one cell that must
 * line up with one another. */
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"

#define WORKPLACE(...) ASC_RULE("workplace", W_, __VA_ARGS__)

static bool is_service(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return asc_code(r->codes, LIST_SERVICE, r->at->service) != NULL;
}

static bool main_is_among_all(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    for (int i = 0; i < r->at->services.n; i++)
        if (r->at->services.number[i] == r->at->service)
            return true;
    return false;
}

/* 0 says that there are none but the main service. */
static int without_none(const AscItems *services)
{
    int n = 0;
    for (int i = 0; i < services->n; i++)
        n += services->number[i] != 0;
    return n;
}

static bool none_means_none(const AscRow *r, const AscRule *rule)
{
    int n = without_none(&r->at->services);
    (void)rule;
    return n == r->at->services.n || n == 1;
}

static bool services_are_numbers(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    for (int i = 0; i < r->at->services.n; i++)
        if (r->at->services.number[i] < 0)
            return false;
    return true;
}

static bool services_are_known(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    for (int i = 0; i < r->at->services.n; i++)
        if (r->at->services.number[i] &&
            !asc_code(r->codes, LIST_SERVICE, r->at->services.number[i]))
            return false;
    return true;
}

/* One for each service, with or without the 0; a single service needs no empty item. */
static bool lines_up(const AscRow *r, const char *list)
{
    int n = *list ? asc_items(r->cx->arena, list).n : 1, all = r->at->services.n;
    return n == all || n == without_none(&r->at->services) || all <= 1;
}

static bool one_for_each_service(const AscRow *r, const AscRule *rule)
{
    return lines_up(r, r->v[rule->column]);
}

static bool capacities_line_up(const AscRow *r, const AscRule *rule)
{
    (void)rule;
    return lines_up(r, r->v[W_CAPACITY]) && lines_up(r, r->v[W_UTILISATION]);
}

static bool are_places(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 0; i < items.n; i++)
        if (*items.text[i] && (items.number[i] < 0 || items.number[i] > rule->most))
            return false;
    return true;
}

static bool items_are_short(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 0; i < items.n; i++)
        if (asc_length(items.text[i]) > rule->most)
            return false;
    return true;
}

static bool users_are_known(const AscRow *r, const AscRule *rule)
{
    AscItems users = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 0; i < users.n; i++)
        if (!asc_code(r->codes, LIST_SERVICE_USER, users.number[i]))
            return false;
    return true;
}

static bool one_for_each_user(const AscRow *r, const AscRule *rule)
{
    AscItems users = asc_items(r->cx->arena, r->v[W_SERVICEUSERS]);
    const char *described = r->v[W_OTHERUSERDESC];
    (void)rule;
    return !users.n || users.n == (*described ? asc_items(r->cx->arena, described).n : 1);
}

static bool other_users_described(const AscRow *r, const AscRule *rule)
{
    AscItems users = asc_items(r->cx->arena, r->v[W_SERVICEUSERS]);
    AscItems words = asc_items(r->cx->arena, r->v[W_OTHERUSERDESC]);
    (void)rule;
    for (int i = 0; i < users.n; i++)
        if (same(asc_code_kind(r->codes, LIST_SERVICE_USER, users.number[i]), "described") &&
            (i >= words.n || !*words.text[i]))
            return false;
    return true;
}

static bool are_numbers(const AscRow *r, const AscRule *rule)
{
    AscItems items = asc_items(r->cx->arena, r->v[rule->column]);
    for (int i = 0; i < items.n; i++)
        if (items.number[i] < 0)
            return false;
    return true;
}

const AscRule asc_services_rules[] = {
    WORKPLACE("W30", E, MAINSERVICE, holds_given, N_("Every workplace has a main service"),
              N_("Give the service's code"), REF(1000, "MAIN_SERVICE_ERROR")),
    WORKPLACE("W31", E, MAINSERVICE, is_service, N_("MAINSERVICE is a service's code"),
              N_("Use a code of the list, such as 60 or 72"), .when = ELSEWISE,
              REF(1000, "MAIN_SERVICE_ERROR")),
    WORKPLACE(
        "W32", E, ALLSERVICES, main_is_among_all, N_("ALLSERVICES holds the main service too"),
        N_("Add the code of MAINSERVICE to ALLSERVICES"), REF(1120, "ALL_SERVICES_ERROR")),
    WORKPLACE("W33", E, ALLSERVICES, none_means_none,
              N_("0 in ALLSERVICES says that there is none but the main service"),
              N_("Take out the 0, or the other services"),
              REF(1121, "ALL_SERVICES_ERROR_NONE")),
    WORKPLACE("W34", E, ALLSERVICES, services_are_numbers,
              N_("ALLSERVICES holds whole numbers, and no empty item"),
              N_("Write the services' codes with ; between them"),
              REF(1120, "ALL_SERVICES_ERROR")),
    WORKPLACE("W35", E, ALLSERVICES, services_are_known,
              N_("ALLSERVICES holds codes of services"), N_("Use the codes of the list"),
              .when = ELSEWISE, REF(1120, "ALL_SERVICES_ERROR")),
    WORKPLACE(
        "W36", E, SERVICEDESC, one_for_each_service,
        N_("SERVICEDESC has one item for each service"),
        N_("Put one ; between each two services, also where there is nothing to describe"),
        SHOWN("ALLSERVICES/CAPACITY/UTILISATION/SERVICEDESC"), REF(1120, "ALL_SERVICES_ERROR")),
    WORKPLACE("W37", E, SERVICEDESC, items_are_short,
              N_("A description of a service has 120 characters at most"), N_("Shorten it"),
              .most = 120, REF(1120, "ALL_SERVICES_ERROR")),
    WORKPLACE("W38", W, SERVICEUSERS, users_are_known,
              N_("SERVICEUSERS holds codes of those who use the service"),
              N_("Use the codes of the list; another is not counted"), .when = GIVEN,
              REF(2130, "SERVICE_USERS_WARNING")),
    WORKPLACE("W39", E, OTHERUSERDESC, one_for_each_user,
              N_("OTHERUSERDESC has one item for each code of SERVICEUSERS"),
              N_("Put one ; between each two, also where there is nothing to describe"),
              SHOWN("SERVICEUSERS/OTHERUSERDESC"), REF(1130, "SERVICE_USERS_ERROR")),
    WORKPLACE("W40", W, OTHERUSERDESC, other_users_described,
              N_("Others who use the service are described"),
              N_("Describe them in OTHERUSERDESC, at the same place of the list"),
              .when = ELSEWISE, REF(2130, "SERVICE_USERS_WARNING")),
    WORKPLACE("W41", E, OTHERUSERDESC, items_are_short,
              N_("A description of those who use the service has 120 characters at most"),
              N_("Shorten it"), .most = 120, REF(1130, "SERVICE_USERS_ERROR")),
    WORKPLACE("W42", E, CAPACITY, capacities_line_up,
              N_("CAPACITY and UTILISATION have one item for each service"),
              N_("Put one ; between each two services, also where there is no number"),
              SHOWN("CAPACITY/UTILISATION"), REF(1140, "CAPACITY_UTILISATION_ERROR")),
    WORKPLACE("W43", E, CAPACITY, are_places, N_("Capacities are whole numbers under 9999"),
              N_("Correct the number"), .most = 9998, REF(1140, "CAPACITY_UTILISATION_ERROR")),
    WORKPLACE("W44", E, UTILISATION, are_places,
              N_("Utilisations are whole numbers under 9999"), N_("Correct the number"),
              .most = 9998, REF(1140, "CAPACITY_UTILISATION_ERROR")),
    WORKPLACE("W45", W, DHAACTIVITIES, are_numbers, N_("DHAACTIVITIES holds whole numbers"),
              N_("Use the codes of the list; it is not counted"), .when = GIVEN),
};
const int n_asc_services_rules = sizeof asc_services_rules / sizeof *asc_services_rules;
