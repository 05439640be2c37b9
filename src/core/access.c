/* Decides who is a person, which roles they hold, and how the lists of roles and rights get in.
 * Whether a right lets somebody do something is decided in who.c. */
#include "core/access.h"
#include "base/csv.h"
#include "base/file.h"
#include "core/audit.h"
#include "core/secret.h"
#include "db/db.h"

/* ---------------------------------------------------------------- the lists */

static bool is_permission(const App *app, const char *permission)
{
    for (int m = 0; m < app->n_modules; m++) {
        const Module *mod = app->modules[m];
        for (int i = 0; i < mod->n_actions; i++)
            if (same(mod->actions[i].permission, permission))
                return true;
        for (int i = 0; i < mod->n_pages; i++)
            if (same(mod->pages[i].permission, permission))
                return true;
        for (int i = 0; i < mod->n_permissions; i++)
            if (same(mod->permissions[i], permission))
                return true;
    }
    return false;
}

static bool is_reach(const char *reach)
{
    return same(reach, "own") || same(reach, "footprint") || same(reach, "region") ||
           same(reach, "all");
}

static bool columns_are(Ctx *cx, const CsvFile *f, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (csv_column(f, names[i]) < 0)
            return fail(&cx->err, INVALID, "%s:%d: there is no column '%s'", f->name,
                        f->heading_line, names[i]);
    return true;
}

static bool import_roles(Ctx *cx, const InFile *file)
{
    static const char *const names[] = {"role", "name_en", "name_cy", "kinds"};
    CsvFile f;
    if (!csv_parse(cx->arena, &cx->err, file->name, file->bytes, file->size, &f) ||
        !columns_are(cx, &f, names, 4))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        const char *v[4];
        for (int k = 0; k < 4; k++)
            v[k] = csv_cell(&f.rows[i], csv_column(&f, names[k]));
        if (!*v[0] || !*v[1])
            return fail(&cx->err, INVALID, "%s:%d: a role needs an id and a name", f.name,
                        f.rows[i].line);
        if (!db_run(cx,
                    "INSERT INTO core_role (id, seq, name_en, name_cy, kinds) VALUES ($1, $2,"
                    " $3, $4, $5) ON CONFLICT (id) DO UPDATE SET seq = $2, name_en = $3,"
                    " name_cy = $4, kinds = $5",
                    ARGS(v[0], i, v[1], v[2], v[3])))
            return false;
    }
    return true;
}

static bool import_rights(Ctx *cx, const InFile *file)
{
    static const char *const names[] = {"role", "permission", "reach"};
    CsvFile f;
    if (!csv_parse(cx->arena, &cx->err, file->name, file->bytes, file->size, &f) ||
        !columns_are(cx, &f, names, 3) || !db_run(cx, "DELETE FROM core_right", NO_ARGS))
        return false;
    for (int i = 0; i < f.n_rows; i++) {
        const char *v[3];
        int64_t known = 0;
        for (int k = 0; k < 3; k++)
            v[k] = csv_cell(&f.rows[i], csv_column(&f, names[k]));
        if (!db_one_int(cx, &known, "SELECT COUNT(*) FROM core_role WHERE id = $1", ARGS(v[0])))
            return false;
        if (!known)
            return fail(&cx->err, INVALID, "%s:%d: there is no role '%s'", f.name,
                        f.rows[i].line, v[0]);
        if (!is_permission(cx->app, v[1]))
            return fail(&cx->err, INVALID, "%s:%d: nothing asks for the permission '%s'",
                        f.name, f.rows[i].line, v[1]);
        if (!is_reach(v[2]))
            return fail(&cx->err, INVALID,
                        "%s:%d: the reach is own, footprint, region or all, not '%s'", f.name,
                        f.rows[i].line, v[2]);
        if (!db_run(cx, "INSERT INTO core_right (role, permission, reach) VALUES ($1, $2, $3)",
                    ARGS(v[0], v[1], v[2])))
            return false;
    }
    return true;
}

static bool remember(Ctx *cx, const char *name, const char *value)
{
    return db_run(cx,
                  "INSERT INTO core_key (name, value) VALUES ($1, $2) ON CONFLICT (name) DO"
                  " UPDATE SET value = $2",
                  ARGS(name, value));
}

bool access_import(Ctx *cx, const InFile *roles, const InFile *rights, bool own)
{
    const char *which =
        own ? "own"
            : arena_printf(cx->arena, "%s %s", digest(cx->arena, roles->bytes, roles->size),
                           digest(cx->arena, rights->bytes, rights->size));
    return db_begin(cx) && db_end(cx, import_roles(cx, roles) && import_rights(cx, rights) &&
                                          remember(cx, "access", which));
}

bool access_seed(Ctx *cx, const InFile *roles, const InFile *rights)
{
    const char *there = "";
    if (!db_one_text(cx, &there, "SELECT value FROM core_key WHERE name = 'access'", NO_ARGS))
        return false;
    if (same(there, "own") ||
        same(there,
             arena_printf(cx->arena, "%s %s", digest(cx->arena, roles->bytes, roles->size),
                          digest(cx->arena, rights->bytes, rights->size))))
        return true;
    return access_import(cx, roles, rights, false);
}

const char *role_name(const Ctx *cx, const Role *r)
{
    return cx->lang == LANG_CY && *r->name_cy ? r->name_cy : r->name_en;
}

bool role_list(Ctx *cx, RoleList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    RoleList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT r.id, r.name_en, r.name_cy, r.kinds, (SELECT COUNT(DISTINCT g.person)"
                  " FROM core_grant g WHERE g.role = r.id AND g.valid_from <= $1 AND"
                  " (g.valid_to = '' OR g.valid_to >= $1)) FROM core_role r ORDER BY r.seq",
                  ARGS(date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Role){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2), db_text(&rows, 3),
                   (int)db_int(&rows, 4)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool right_list(Ctx *cx, RightList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    RightList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT p.role, p.permission, p.reach FROM core_right p JOIN core_role r"
                  " ON r.id = p.role ORDER BY r.seq, p.permission",
                  NO_ARGS))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (RoleRight){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

/* ---------------------------------------------------------------- people */

#define PERSON_COLUMNS                                                                         \
    "p.id, p.email, p.name, p.language, p.sample, p.disabled, p.password <> '', p.totp <> ''," \
    " p.made_on"

static Person read_person(DbRows *rows)
{
    return (Person){
        .id = db_text(rows, 0),
        .email = db_text(rows, 1),
        .name = db_text(rows, 2),
        .language = db_text(rows, 3),
        .sample = db_int(rows, 4) != 0,
        .disabled = db_int(rows, 5) != 0,
        .has_password = db_int(rows, 6) != 0,
        .has_totp = db_int(rows, 7) != 0,
        .made_on = db_text(rows, 8),
    };
}

/* Addresses are compared without regard to case, and kept so. */
static const char *small_letters(Arena *a, const char *s)
{
    char *copy = arena_strdup(a, s);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}

static bool is_address(const char *s)
{
    const char *at = strchr(s, '@');
    if (!at || at == s || !at[1] || strchr(at + 1, '@') || strlen(s) > 254)
        return false;
    for (const char *p = s; *p; p++)
        if ((unsigned char)*p <= ' ' || strchr("<>()[]\\,;:\"", *p))
            return false;
    return true;
}

bool person_get(Ctx *cx, const char *person, Person *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows,
                  "SELECT " PERSON_COLUMNS
                  " FROM core_person p WHERE p.id = $1 OR p.email = $2",
                  ARGS(person, small_letters(cx->arena, person))))
        return false;
    if (db_next(&rows)) {
        *out = read_person(&rows);
        return true;
    }
    return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no person '%s'", person);
}

bool person_list(Ctx *cx, const char *organisation, PersonList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PersonList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT " PERSON_COLUMNS " FROM core_person p WHERE $1 = '' OR EXISTS"
                  " (SELECT 1 FROM core_grant g WHERE g.person = p.id AND g.organisation = $1"
                  "  AND g.valid_from <= $2 AND (g.valid_to = '' OR g.valid_to >= $2))"
                  " ORDER BY p.name, p.id",
                  ARGS(organisation, date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_person(&rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool person_list_right(Ctx *cx, const char *organisation, const char *permission,
                       const char *reach, PersonList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    PersonList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT " PERSON_COLUMNS " FROM core_person p WHERE p.disabled = 0 AND EXISTS"
                  " (SELECT 1 FROM core_grant g JOIN core_right r ON r.role = g.role"
                  "  WHERE g.person = p.id AND g.organisation = $1 AND r.permission = $2"
                  "  AND r.reach = $3"
                  "  AND g.valid_from <= $4 AND (g.valid_to = '' OR g.valid_to >= $4))"
                  " ORDER BY p.name, p.id",
                  ARGS(organisation, permission, reach, date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) = read_person(&rows);
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

bool person_add(Ctx *cx, const char *email, const char *name, const char *language, bool sample,
                Person *out)
{
    int64_t taken = 0;
    const char *address = small_letters(cx->arena, email);
    if (!is_address(address))
        return fail(&cx->err, INVALID, "email: '%s' is no email address", email);
    if (!same(language, "en") && !same(language, "cy"))
        return fail(&cx->err, INVALID, "language: it is en or cy, not '%s'", language);
    if (!db_one_int(cx, &taken, "SELECT COUNT(*) FROM core_person WHERE email = $1",
                    ARGS(address)))
        return false;
    if (taken)
        return fail(&cx->err, CONFLICT, "there is a person with the address '%s' already",
                    address);
    const char *id = arena_printf(cx->arena, "p-%.12s", secret_token(cx->arena));
    if (!db_run(cx,
                "INSERT INTO core_person (id, email, name, language, password, totp, totp_step,"
                " sample, disabled, made_on, made_by) VALUES ($1, $2, $3, $4, '', '', 0, $5, 0,"
                " $6, $7)",
                ARGS(id, address, name, language, sample ? 1 : 0,
                     date_text(cx->arena, cx->today), cx->user)))
        return false;
    audit_note(cx, arena_printf(cx->arena, "person:%s", id), "",
               arena_printf(cx->arena, "%s <%s>", name, address));
    return person_get(cx, id, out);
}

bool person_disable(Ctx *cx, const char *person, bool disabled)
{
    Person p;
    if (!person_get(cx, person, &p))
        return false;
    audit_note(cx, arena_printf(cx->arena, "person:%s", p.id),
               p.disabled ? "disabled" : "enabled", disabled ? "disabled" : "enabled");
    return db_run(cx, "UPDATE core_person SET disabled = $2 WHERE id = $1",
                  ARGS(p.id, disabled ? 1 : 0)) &&
           (!disabled ||
            (db_run(cx, "DELETE FROM core_session WHERE person = $1", ARGS(p.id)) &&
             db_run(cx, "UPDATE core_token SET revoked = 1 WHERE person = $1", ARGS(p.id))));
}

bool person_set_language(Ctx *cx, const char *person, const char *language)
{
    return db_run(cx, "UPDATE core_person SET language = $2 WHERE id = $1",
                  ARGS(person, language));
}

/* ---------------------------------------------------------------- roles held */

bool held_list(Ctx *cx, const char *person, HeldList *out)
{
    DbRows rows CLEANUP_ROWS = {0};
    HeldList list = {0};
    if (!db_query(cx, &rows,
                  "SELECT g.id, g.person, g.role, r.name_en, r.name_cy, g.organisation,"
                  " g.valid_from, g.valid_to, g.given_by FROM core_grant g JOIN core_role r"
                  " ON r.id = g.role WHERE $1 = '' OR g.person = $1 ORDER BY CASE WHEN"
                  " g.valid_to = '' OR g.valid_to >= $2 THEN 0 ELSE 1 END, r.seq,"
                  " g.organisation, g.valid_from",
                  ARGS(person, date_text(cx->arena, cx->today))))
        return false;
    while (db_next(&rows))
        *PUSH(cx->arena, list.items, list.n, list.room) =
            (Held){db_text(&rows, 0), db_text(&rows, 1), db_text(&rows, 2),
                   db_text(&rows, 3), db_text(&rows, 4), db_text(&rows, 5),
                   db_text(&rows, 6), db_text(&rows, 7), db_text(&rows, 8)};
    if (db_ok(cx))
        *out = list;
    return db_ok(cx);
}

static bool has_word(Arena *a, const char *words, const char *word)
{
    const char **parts;
    int n = text_split(a, words, ' ', &parts);
    for (int i = 0; i < n; i++)
        if (same(parts[i], word))
            return true;
    return false;
}

static bool find_role(Ctx *cx, const char *id, const char **kinds)
{
    DbRows rows CLEANUP_ROWS = {0};
    if (!db_query(cx, &rows, "SELECT kinds FROM core_role WHERE id = $1", ARGS(id)))
        return false;
    if (db_next(&rows)) {
        *kinds = db_text(&rows, 0);
        return true;
    }
    return db_ok(cx) && fail(&cx->err, NOT_FOUND, "there is no role '%s'", id);
}

bool role_give(Ctx *cx, const char *person, const char *role, const char *organisation,
               const char *kind, Date from, Date to, const char *given_by)
{
    Person p;
    const char *kinds = "";
    int64_t held = 0;
    const char *first = date_text(cx->arena, from), *last = date_text(cx->arena, to);
    if (!person_get(cx, person, &p) || !find_role(cx, role, &kinds))
        return false;
    if (!has_word(cx->arena, kinds, kind))
        return fail(&cx->err, INVALID,
                    "organisation: the role '%s' is not held in an organisation of the kind"
                    " '%s'",
                    role, kind);
    if (*last && strcmp(last, first) < 0)
        return fail(&cx->err, INVALID, "to: the last day lies before the first");
    if (!db_one_int(cx, &held,
                    "SELECT COUNT(*) FROM core_grant WHERE person = $1 AND role = $2 AND"
                    " organisation = $3 AND (valid_to = '' OR valid_to >= $4)",
                    ARGS(p.id, role, organisation, first)))
        return false;
    if (held)
        return fail(&cx->err, CONFLICT, "%s holds the role '%s' in '%s' already", p.name, role,
                    organisation);
    audit_note(cx, arena_printf(cx->arena, "person:%s", p.id), "",
               arena_printf(cx->arena, "%s in %s from %s%s%s", role, organisation, first,
                            *last ? " to " : "", last));
    return db_run(cx,
                  "INSERT INTO core_grant (id, person, role, organisation, valid_from,"
                  " valid_to, given_by, given_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  ARGS(arena_printf(cx->arena, "g-%.12s", secret_token(cx->arena)), p.id, role,
                       organisation, first, last, given_by, date_text(cx->arena, cx->today)));
}

bool role_take(Ctx *cx, const char *person, const char *role, const char *organisation,
               Date from)
{
    Person p;
    int64_t held = 0;
    const char *first = date_text(cx->arena, from);
    if (!person_get(cx, person, &p) ||
        !db_one_int(cx, &held,
                    "SELECT COUNT(*) FROM core_grant WHERE person = $1 AND role = $2 AND"
                    " organisation = $3 AND (valid_to = '' OR valid_to >= $4)",
                    ARGS(p.id, role, organisation, first)))
        return false;
    if (!held)
        return fail(&cx->err, NOT_FOUND, "%s does not hold the role '%s' in '%s'", p.name, role,
                    organisation);
    audit_note(cx, arena_printf(cx->arena, "person:%s", p.id),
               arena_printf(cx->arena, "%s in %s", role, organisation),
               arena_printf(cx->arena, "until the day before %s", first));
    return db_run(
        cx,
        "UPDATE core_grant SET valid_to = $5 WHERE person = $1 AND role = $2 AND"
        " organisation = $3 AND (valid_to = '' OR valid_to >= $4)",
        ARGS(p.id, role, organisation, first, date_text(cx->arena, (Date){from.days - 1})));
}

/* ---------------------------------------------------------------- keys */

bool access_key(Ctx *cx, const char *name, const char **out)
{
    const char *value = "";
    if (!db_one_text(cx, &value, "SELECT value FROM core_key WHERE name = $1", ARGS(name)))
        return false;
    if (!*value &&
        (!db_run(cx,
                 "INSERT INTO core_key (name, value) VALUES ($1, $2)"
                 " ON CONFLICT (name) DO NOTHING",
                 ARGS(name, secret_token(cx->arena))) ||
         !db_one_text(cx, &value, "SELECT value FROM core_key WHERE name = $1", ARGS(name))))
        return false;
    *out = value;
    return true;
}
