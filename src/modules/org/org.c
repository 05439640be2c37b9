/* Reads organisations as they were on a day, and decides what a group contains. How the lists
 * get in is in org_import.c; changes of organisation in org_change.c. */
#include "modules/org/org.h"
#include "db/db.h"
#include <math.h>

const char *org_name(const Ctx *cx, const Org *o)
{
    return cx->lang == LANG_CY && *o->name_cy ? o->name_cy : o->name_en;
}

static const Choice kinds[] = {
    {"nation", N_("Nation")},
    {"region", N_("Region")},
    {"government", N_("Government")},
    {"national-body", N_("National body")},
    {"health-board", N_("Health board")},
    {"nhs-trust", N_("NHS trust")},
    {"special-health-authority", N_("Special health authority")},
    {"rpb", N_("Regional Partnership Board")},
    {"cluster", N_("Cluster")},
    {"council", N_("Council")},
    {"network", N_("Network")},
    {"university", N_("University")},
    {NULL, NULL},
};

const char *org_kind_label(Ctx *cx, const char *kind)
{
    return T(cx, choice_label(kinds, kind));
}

bool org_is_kind(const char *kind)
{
    return choice_label(kinds, kind) != kind;
}

/* $1 is the day. The population is the latest known by then (before the first, the first); a
 * group has the sum of the councils below it, each once, because populations are kept for
 * councils. */
#define POPULATION_OF(id)                                                                      \
    "COALESCE((SELECT p.population FROM org_population p WHERE p.organisation = " id           \
    " AND p.year <= CAST(SUBSTR($1, 1, 4) AS INTEGER) ORDER BY p.year DESC LIMIT 1),"          \
    " (SELECT p.population FROM org_population p WHERE p.organisation = " id                   \
    " ORDER BY p.year LIMIT 1))"
#define ORG_NAMES                                                                              \
    "o.id, o.kind, n.name_en, n.name_cy, o.ons_code, o.valid_from, o.valid_to, o.source,"      \
    " o.source_date"
#define ORG_COLUMNS                                                                            \
    ORG_NAMES ", COALESCE(" POPULATION_OF(                                                     \
        "o.id") ","                                                                            \
                "  (WITH RECURSIVE below(id) AS (SELECT o.id UNION SELECT m.member FROM "      \
                "org_membership m"                                                             \
                "    JOIN below b ON m.parent = b.id"                                          \
                "    WHERE m.valid_from <= $1 AND (m.valid_to = '' OR m.valid_to >= $1))"      \
                "   SELECT SUM(" POPULATION_OF("b.id") ") FROM below b))"
#define ORG_FROM " FROM org_organisation o" ORG_NAME
#define ORG_NAME                                                                               \
    " JOIN org_name n ON n.organisation = o.id AND n.valid_from ="                             \
    " (SELECT COALESCE(MAX(m.valid_from), (SELECT MIN(f.valid_from) FROM org_name f"           \
    "  WHERE f.organisation = o.id)) FROM org_name m"                                          \
    "  WHERE m.organisation = o.id AND m.valid_from <= $1)"

static Org read_org(DbRows *rows)
{
    return (Org){
        .id = db_text(rows, 0),
        .kind = db_text(rows, 1),
        .name_en = db_text(rows, 2),
        .name_cy = db_text(rows, 3),
        .ons_code = db_text(rows, 4),
        .valid_from = db_text(rows, 5),
        .valid_to = db_text(rows, 6),
        .source = db_text(rows, 7),
        .source_date = db_text(rows, 8),
        .population = db_real(rows, 9),
    };
}

static bool read_list(Ctx *cx, DbRows *rows, OrgList *out)
{
    OrgList list = {0};
    while (db_next(rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_org(rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool org_exists(Ctx *cx, const char *id, bool *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n, "SELECT COUNT(*) FROM org_organisation WHERE id = $1", ARGS(id)))
        return false;
    *out = n > 0;
    return true;
}

/* The id that a slip of the fingers most likely meant, or NULL. */
static const char *nearest_id(Ctx *cx, const char *id)
{
    DbRows rows CLEANUP_ROWS = {0};
    const char *near = NULL;
    int best = 4;
    if (!db_query(cx, &rows, "SELECT id FROM org_organisation ORDER BY id", NO_ARGS))
        return NULL;
    while (db_next(&rows)) {
        int d = text_distance(db_text(&rows, 0), id, best);
        if (d < best) {
            best = d;
            near = db_text(&rows, 0);
        }
    }
    return near;
}

bool org_get(Ctx *cx, const char *id, Date at, Org *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT " ORG_COLUMNS ORG_FROM " WHERE o.id = $2",
                  ARGS(date_text(cx->arena, at), id)))
        return false;
    if (db_next(&rows)) {
        *out = read_org(&rows);
        return true;
    }
    if (!db_ok(cx))
        return false;
    const char *near = nearest_id(cx, id);
    return near ? fail(&cx->err, NOT_FOUND, "there is no organisation '%s'; did you mean '%s'?",
                       id, near)
                : fail(&cx->err, NOT_FOUND, "there is no organisation '%s'", id);
}

/* Texts of their own, so that a group's members are found from the group. */
#define LIST_WHERE                                                                             \
    " WHERE (o.valid_from = '' OR o.valid_from <= $1)"                                         \
    " AND (o.valid_to = '' OR o.valid_to >= $1) AND ($2 = '' OR o.kind = $2)"
#define LIST_ORDER                                                                             \
    " ORDER BY CASE WHEN $4 = 'cy' THEN COALESCE(NULLIF(n.name_cy, ''), n.name_en) END"        \
    " COLLATE \"cy-x-icu\", n.name_en, o.id"
static const char all_sql[] =
    "SELECT " ORG_COLUMNS ORG_FROM LIST_WHERE " AND $3 = ''" LIST_ORDER;
static const char inside_sql[] =
    "WITH RECURSIVE inside(id) AS (SELECT CAST($3 AS TEXT)"
    " UNION SELECT m.member FROM org_membership m JOIN inside i ON m.parent = i.id"
    " WHERE m.valid_from <= $1 AND (m.valid_to = '' OR m.valid_to >= $1))"
    " SELECT " ORG_COLUMNS
    " FROM inside i JOIN org_organisation o ON o.id = i.id AND o.id <> $3" ORG_NAME LIST_WHERE
        LIST_ORDER;

bool org_list(Ctx *cx, const char *kind, const char *within, Date at, OrgList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    return db_query(cx, &rows, *within ? inside_sql : all_sql,
                    ARGS(date_text(cx->arena, at), kind, within, lang_code(cx->lang))) &&
           read_list(cx, &rows, out);
}

/* A day counts as past when it lies after the first and not after the second. */
#define BEGAN(column) "(" column " > $1 AND " column " <= $2)"
#define ENDED(column) "(" column " <> '' AND " column " >= $1 AND " column " < $2)"
bool org_unchanged(Ctx *cx, Date from, Date to, bool *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n,
                    "SELECT (SELECT COUNT(*) FROM org_organisation WHERE " BEGAN("valid_from") " OR " ENDED(
                        "valid_to") ") + (SELECT COUNT(*) FROM org_name "
                                    "WHERE " BEGAN(
                                        "valid_from") ")"
                                                      " + "
                                                      "(SELECT "
                                                      "COUNT(*) "
                                                      "FROM "
                                                      "org_"
                                                      "membership"
                                                      " WHERE"
                                                      " " BEGAN("valid_from") " OR " ENDED(
                                                          "valid_"
                                                          "to") ")"
                                                                " + (SELECT COUNT(*) FROM "
                                                                "org_population WHERE year >"
                                                                " CAST(SUBSTR($1, 1, 4) AS "
                                                                "INTEGER) AND year <= "
                                                                "CAST(SUBSTR($2, 1, 4) AS"
                                                                " INTEGER))",
                    ARGS(date_text(cx->arena, from), date_text(cx->arena, to))))
        return false;
    *out = n == 0;
    return true;
}

bool org_groups(Ctx *cx, const char *id, Date at, OrgList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    return db_query(cx, &rows,
                    "SELECT DISTINCT " ORG_NAMES ", NULL" ORG_FROM
                    " JOIN org_membership g ON g.parent = o.id"
                    " WHERE g.member = $2 AND g.valid_from <= $1"
                    " AND (g.valid_to = '' OR g.valid_to >= $1) ORDER BY o.kind, n.name_en",
                    ARGS(date_text(cx->arena, at), id)) &&
           read_list(cx, &rows, out);
}

/* A footprint is what belongs to the organisation, and the partnerships and boards that it is
 * in, with what belongs to them; a region is the nation or region above it, with all below. */
bool org_reach(Ctx *cx, const char *organisation, const char *reach, const char ***out, int *n)
{
    bool region = same(reach, "region");
    DbRows rows CLEANUP_ROWS = {0};
    const char **items = NULL;
    int count = 0, room = 0;
    if (!db_query(
            cx, &rows,
            "WITH RECURSIVE above(id) AS (SELECT CAST($2 AS TEXT)"
            " UNION SELECT m.parent FROM org_membership m JOIN above a ON m.member = a.id"
            " WHERE m.valid_from <= $1 AND (m.valid_to = '' OR m.valid_to >= $1)),"
            " tops(id) AS (SELECT o.id FROM org_organisation o JOIN above a ON a.id = o.id"
            " WHERE o.id = $2 OR ($3 = 0 AND o.kind IN ('rpb', 'health-board'))"
            " OR ($3 = 1 AND (o.kind = 'region' OR (o.kind = 'nation' AND NOT EXISTS"
            " (SELECT 1 FROM above x JOIN org_organisation r ON r.id = x.id"
            " WHERE r.kind = 'region'))))),"
            " below(id) AS (SELECT id FROM tops"
            " UNION SELECT m.member FROM org_membership m JOIN below b ON m.parent = b.id"
            " WHERE m.valid_from <= $1 AND (m.valid_to = '' OR m.valid_to >= $1))"
            " SELECT id FROM below ORDER BY id",
            ARGS(date_text(cx->arena, cx->today), organisation, region ? 1 : 0)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, items, count, room) = db_text(&rows, 0);
    if (!db_ok(cx))
        return false;
    *out = items;
    *n = count;
    return true;
}

bool org_breaks(Ctx *cx, const char *id, OrgBreak **out, int *n)
{
    DbRows rows CLEANUP_ROWS = {0};
    OrgBreak *items = NULL;
    int count = 0, room = 0;
    if (!db_query(
            cx, &rows,
            "SELECT on_date, kind, predecessor, successor, note, share FROM org_succession"
            " WHERE predecessor = $1 OR successor = $1 ORDER BY on_date, predecessor,"
            " successor",
            ARGS(id)))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, items, count, room) =
            (OrgBreak){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                       db_text(&rows, 3), db_text(&rows, 4), db_real(&rows, 5)};
    if (!db_ok(cx))
        return false;
    *out = items;
    *n = count;
    return true;
}
