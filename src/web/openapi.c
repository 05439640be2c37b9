/* Decides how a row of a module's table becomes a path with its operations. */
#include "web/openapi.h"
#include "web/openapi_parts.h"

bool openapi_has(const Action *a)
{
    return !(a->flags & LOCAL_ONLY);
}

static bool needs_files(const Action *a)
{
    for (int i = 0; i < a->n_fields; i++)
        if (a->fields[i].type == FIELD_FILES && (a->fields[i].flags & REQUIRED))
            return true;
    return false;
}

bool openapi_takes_get(const Action *a)
{
    return !(a->flags & (CHANGES | HEAVY)) && !needs_files(a);
}

/* ---------------------------------------------------------------- fields */

static void words_of(Ctx *cx, Json *j, const Field *f)
{
    json_put_text(j, "description",
                  f->help ? arena_printf(cx->arena, "%s. %s", f->label, f->help) : f->label);
}

static void file_schema(Json *j)
{
    json_put_text(j, "type", "array");
    json_open_object(j, "items");
    json_put_text(j, "type", "string");
    json_put_text(j, "contentMediaType", "application/octet-stream");
    json_close(j);
}

static void put_standard(Json *j, const Field *f)
{
    double v;
    if ((f->type == FIELD_INT || f->type == FIELD_NUMBER) && text_to_double(f->standard, &v))
        json_put_double(j, "default", v);
    else if (f->type == FIELD_TEXT || f->type == FIELD_DATE)
        json_put_text(j, "default", f->standard);
}

static void type_of(Json *j, const Field *f)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "string",  [FIELD_INT] = "integer", [FIELD_NUMBER] = "number",
        [FIELD_BOOL] = "boolean", [FIELD_DATE] = "string", [FIELD_FILES] = "array",
        [FIELD_PAIRS] = "object",
    };
    if (f->type == FIELD_FILES) {
        file_schema(j);
        return;
    }
    json_put_text(j, "type", types[f->type]);
    if (f->type == FIELD_PAIRS) {
        json_open_object(j, "additionalProperties");
        json_put_text(j, "type", "string");
        json_close(j);
    }
    if (f->type == FIELD_DATE)
        json_put_text(j, "format", "date");
    if (f->flags & SECRET)
        json_put_text(j, "format", "password");
    if (f->choices) {
        json_open_array(j, "enum");
        for (const Choice *c = f->choices; c->value; c++)
            json_put_text(j, NULL, c->value);
        json_close(j);
    }
    if (f->standard)
        put_standard(j, f);
}

static bool is_field(const Action *a, const char *name)
{
    for (int i = 0; i < a->n_fields; i++)
        if (same(a->fields[i].name, name))
            return true;
    return false;
}

static void parameters(Ctx *cx, Json *j, const Action *a)
{
    static const char *const select[] = {"page", "size", "sort", "where", "table", "format"};
    json_open_array(j, "parameters");
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if (f->type == FIELD_FILES || (f->flags & CLI_ONLY))
            continue;
        json_open_object(j, NULL);
        json_put_text(j, "name", f->name);
        json_put_text(j, "in", "query");
        json_put_bool(j, "required", f->flags & REQUIRED);
        words_of(cx, j, f);
        json_open_object(j, "schema");
        type_of(j, f);
        json_close(j);
        json_close(j);
    }
    for (size_t i = 0; i < sizeof select / sizeof *select; i++)
        if (!is_field(a, select[i]))
            openapi_ref(j, NULL, "parameters", select[i]);
    openapi_ref(j, NULL, "parameters", "ifNoneMatch");
    json_close(j);
}

/* ---------------------------------------------------------------- bodies */

static void body_schema(Ctx *cx, Json *j, const char *type, const Action *a, bool files)
{
    bool any = false;
    json_open_object(j, type);
    json_open_object(j, "schema");
    json_put_text(j, "type", "object");
    json_open_object(j, "properties");
    for (int i = 0; i < a->n_fields; i++) {
        const Field *f = &a->fields[i];
        if ((f->flags & CLI_ONLY) || (f->type == FIELD_FILES && !files))
            continue;
        any = any || (f->flags & REQUIRED);
        json_open_object(j, f->name);
        words_of(cx, j, f);
        type_of(j, f);
        json_close(j);
    }
    json_close(j);
    if (any) {
        json_open_array(j, "required");
        for (int i = 0; i < a->n_fields; i++)
            if ((a->fields[i].flags & REQUIRED) && !(a->fields[i].flags & CLI_ONLY))
                json_put_text(j, NULL, a->fields[i].name);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void request_body(Ctx *cx, Json *j, const Action *a)
{
    if (!a->n_fields)
        return;
    json_open_object(j, "requestBody");
    json_open_object(j, "content");
    if (!needs_files(a)) {
        body_schema(cx, j, "application/json", a, false);
        body_schema(cx, j, "application/x-www-form-urlencoded", a, false);
    }
    body_schema(cx, j, "multipart/form-data", a, true);
    json_close(j);
    json_close(j);
}

/* ---------------------------------------------------------------- answers */

/* A body that is text of that media type. */
static void text_body(Json *j, const char *type)
{
    json_open_object(j, type);
    json_open_object(j, "schema");
    json_put_text(j, "type", "string");
    json_close(j);
    json_close(j);
}

static void answer(Json *j, const char *status, const char *words, const char *schema, bool csv,
                   const char *file_type)
{
    json_open_object(j, status);
    json_put_text(j, "description", words);
    if (schema) {
        json_open_object(j, "content");
        json_open_object(j, "application/json");
        openapi_ref(j, "schema", "schemas", schema);
        json_close(j);
        if (csv) {
            text_body(j, "text/csv");
            text_body(j, book_type(BOOK_XLSX));
            text_body(j, book_type(BOOK_ODS));
        }
        if (file_type)
            text_body(j, file_type);
        json_close(j);
    }
    json_close(j);
}

static void responses(Json *j, const Action *a, bool get)
{
    json_open_object(j, "responses");
    answer(j, "200", "The answer", "Reply", !(a->flags & CHANGES), a->file_type);
    if (get)
        answer(j, "304", "It is as the caller has it", NULL, false, NULL);
    else
        answer(j, "202", "Taken as a job, where the caller prefers it", "Job", false, NULL);
    for (int i = 0; i < openapi_n_problems; i++) {
        int status = openapi_problems[i].status;
        if ((get && (status == 415 || status == 413 || status == 412)) ||
            (status == 412 && !a->reads))
            continue;
        openapi_ref(j, arena_printf(j->buf->arena, "%d", status), "responses",
                    arena_printf(j->buf->arena, "Problem%d", status));
    }
    json_close(j);
}

/* ---------------------------------------------------------------- operations */

static void extensions(Json *j, const Action *a)
{
    json_put_text(j, "x-summary-cy", translate(LANG_CY, a->title));
    json_put_text(j, "x-permission", a->permission);
    if (a->organisation)
        json_put_text(j, "x-organisation", a->organisation);
    if (a->reads)
        json_put_text(j, "x-reads", a->reads);
    if (a->flags & SECOND_PERSON)
        json_put_bool(j, "x-second-person", true);
    if (a->flags & PROVE_AGAIN)
        json_put_bool(j, "x-fresh-proof", true);
}

static void operation(Ctx *cx, Json *j, const Module *m, const Action *a, bool get)
{
    json_open_object(j, get ? "get" : "post");
    json_put_text(j, "operationId",
                  arena_printf(cx->arena, "%s.%s.%s", m->name, a->name, get ? "get" : "post"));
    json_open_array(j, "tags");
    json_put_text(j, NULL, m->name);
    json_close(j);
    json_put_text(j, "summary", a->title);
    if (a->help)
        json_put_text(j, "description", a->help);
    extensions(j, a);
    if (get) {
        parameters(cx, j, a);
    } else {
        json_open_array(j, "parameters");
        openapi_ref(j, NULL, "parameters", "idempotencyKey");
        openapi_ref(j, NULL, "parameters", "prefer");
        if (a->reads)
            openapi_ref(j, NULL, "parameters", "ifMatch");
        json_close(j);
        request_body(cx, j, a);
    }
    responses(j, a, get);
    json_close(j);
}

static bool has_any(const Module *m)
{
    for (int i = 0; i < m->n_actions; i++)
        if (openapi_has(&m->actions[i]))
            return true;
    return false;
}

static void paths(Ctx *cx, Json *j)
{
    json_open_object(j, "paths");
    for (int i = 0; i < cx->app->n_modules; i++) {
        const Module *m = cx->app->modules[i];
        for (int k = 0; k < m->n_actions; k++) {
            const Action *a = &m->actions[k];
            if (!openapi_has(a))
                continue;
            json_open_object(j, arena_printf(cx->arena, "/api/%s/%s", m->name, a->name));
            if (openapi_takes_get(a))
                operation(cx, j, m, a, true);
            operation(cx, j, m, a, false);
            json_close(j);
        }
    }
    json_close(j);
}

static void info(Ctx *cx, Json *j)
{
    json_open_object(j, "info");
    json_put_text(j, "title", "Pont");
    json_put_text(j, "version", cx->app->version);
    json_put_text(j, "description",
                  "Occupational therapy workforce planning. Every action answers here what it "
                  "answers on its page and on the command line.");
    json_open_object(j, "license");
    json_put_text(j, "name", "AGPL-3.0-or-later");
    json_put_text(j, "identifier", "AGPL-3.0-or-later");
    json_close(j);
    json_close(j);
    json_open_array(j, "servers");
    json_open_object(j, NULL);
    json_put_text(j, "url", "/");
    json_close(j);
    json_close(j);
}

/* A token, or a session with its form token; what is public needs neither. */
static void security(Json *j)
{
    json_open_array(j, "security");
    json_open_object(j, NULL);
    json_open_array(j, "bearer");
    json_close(j);
    json_close(j);
    json_open_object(j, NULL);
    json_open_array(j, "session");
    json_close(j);
    json_open_array(j, "formToken");
    json_close(j);
    json_close(j);
    json_open_object(j, NULL);
    json_close(j);
    json_close(j);
}

void openapi_json(Ctx *cx, Buf *out)
{
    Json j = json_new(out);
    json_open_object(&j, NULL);
    json_put_text(&j, "openapi", "3.1.0");
    info(cx, &j);
    security(&j);
    json_open_array(&j, "tags");
    for (int i = 0; i < cx->app->n_modules; i++)
        if (has_any(cx->app->modules[i])) {
            json_open_object(&j, NULL);
            json_put_text(&j, "name", cx->app->modules[i]->name);
            json_put_text(&j, "description", cx->app->modules[i]->title);
            json_close(&j);
        }
    json_close(&j);
    paths(cx, &j);
    openapi_components(&j);
    json_close(&j);
}
