/* Decides how answers, problems and what every address takes are described. */
#include "web/openapi_parts.h"

const OpenapiProblem openapi_problems[] = {
    {400, "USAGE", "The request is not understood."},
    {401, "SIGNED_OUT", "Nobody is signed in, or the token is unknown, expired or revoked."},
    {403, "FORBIDDEN", "The caller's roles, or the token's scopes, do not give this."},
    {404, "NOT_FOUND", "What is named does not exist, or not for the caller."},
    {406, "USAGE", "There is no such form of the answer."},
    {409, "CONFLICT",
     "Something else changed it, it exists already, or the same request is "
     "being worked on."},
    {412, "CHANGED", "It is no longer as it was when it was read (If-Match)."},
    {413, "TOO_LARGE", "Larger than the stated limit."},
    {415, "USAGE", "The body cannot be read in this form."},
    {422, "INVALID", "The input breaks a rule; `errors` says which field and why."},
    {429, "TOO_MANY", "Too many requests in too short a time; see Retry-After."},
    {500, "IO", "A file, database or network operation failed."},
    {503, "BUSY", "The database or server is busy; try again."},
};
const int openapi_n_problems = sizeof openapi_problems / sizeof *openapi_problems;

void openapi_ref(Json *j, const char *key, const char *place, const char *name)
{
    json_open_object(j, key);
    json_put_text(j, "$ref", arena_printf(j->buf->arena, "#/components/%s/%s", place, name));
    json_close(j);
}

static void type_of(Json *j, const char *key, const char *type, const char *words)
{
    json_open_object(j, key);
    json_put_text(j, "type", type);
    if (words)
        json_put_text(j, "description", words);
    json_close(j);
}

static void types(Json *j, const char *const *names)
{
    json_open_array(j, "type");
    for (; *names; names++)
        json_put_text(j, NULL, *names);
    json_close(j);
}

static void required(Json *j, const char *const *names)
{
    json_open_array(j, "required");
    for (; *names; names++)
        json_put_text(j, NULL, *names);
    json_close(j);
}
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void array_of(Json *j, const char *key, const char *schema, const char *words)
{
    json_open_object(j, key);
    json_put_text(j, "type", "array");
    json_put_text(j, "description", words);
    openapi_ref(j, "items", "schemas", schema);
    json_close(j);
}

static void schema_row(Json *j)
{
    json_open_object(j, "Row");
    json_put_text(j, "type", "object");
    json_put_text(j, "description",
                  "A row of a table, by its columns. A value that is not there is null, with "
                  "the reason beside it: {\"wte\": null, \"wte_state\": \"not received\"}.");
    json_open_object(j, "additionalProperties");
    types(j, NAMES("string", "number", "null"));
    json_close(j);
    json_close(j);
}

static void schema_reply(Json *j)
{
    json_open_object(j, "Reply");
    json_put_text(j, "type", "object");
    json_put_text(j, "description",
                  "What an action answers: a title, facts by name, tables by name, notes and "
                  "files. Names are stable; titles are for people.");
    required(j, NAMES("ok"));
    json_open_object(j, "properties");
    type_of(j, "ok", "boolean", "false: the answer is complete and not a success");
    type_of(j, "title", "string", NULL);
    json_open_object(j, "notes");
    json_put_text(j, "type", "array");
    type_of(j, "items", "string", NULL);
    json_close(j);
    array_of(j, "files", "File", "Files that belong to the answer");
    openapi_ref(j, "part", "schemas", "Part");
    json_close(j);
    json_open_object(j, "additionalProperties");
    json_open_array(j, "anyOf");
    json_open_object(j, NULL);
    types(j, NAMES("string", "number", "null"));
    json_close(j);
    array_of(j, NULL, "Row", "A table");
    json_close(j);
    json_close(j);
    json_close(j);
}

static void schema_part(Json *j)
{
    json_open_object(j, "Part");
    json_put_text(j, "type", "object");
    json_put_text(j, "description", "Which part of the table the answer holds.");
    required(j, NAMES("table", "page", "pages", "size", "total"));
    json_open_object(j, "properties");
    type_of(j, "table", "string", NULL);
    type_of(j, "page", "integer", NULL);
    type_of(j, "pages", "integer", NULL);
    type_of(j, "size", "integer", "rows on a page");
    type_of(j, "total", "integer", "rows on all pages");
    json_close(j);
    json_close(j);
    json_open_object(j, "File");
    json_put_text(j, "type", "object");
    required(j, NAMES("name"));
    json_open_object(j, "properties");
    type_of(j, "name", "string", NULL);
    type_of(j, "text", "string", NULL);
    type_of(j, "base64", "string", "In place of text, where the file is none: a workbook");
    json_close(j);
    json_close(j);
}

static void schema_problem(Json *j)
{
    json_open_object(j, "Problem");
    json_put_text(j, "type", "object");
    json_put_text(j, "description", "A problem as RFC 9457 has it.");
    required(j, NAMES("type", "title", "status", "detail", "error", "message"));
    json_open_object(j, "properties");
    type_of(j, "type", "string", "address of what the error means");
    type_of(j, "title", "string", NULL);
    type_of(j, "status", "integer", NULL);
    type_of(j, "detail", "string", "what is wrong this time");
    type_of(j, "instance", "string", "names the request, as the log does");
    type_of(j, "ok", "boolean", "always false");
    type_of(j, "error", "string", "the kind of error: NOT_FOUND");
    type_of(j, "message", "string", "the same as detail");
    json_open_object(j, "errors");
    json_put_text(j, "type", "array");
    json_open_object(j, "items");
    json_put_text(j, "type", "object");
    required(j, NAMES("field", "detail"));
    json_open_object(j, "properties");
    type_of(j, "field", "string", NULL);
    type_of(j, "detail", "string", NULL);
    json_close(j);
    json_close(j);
    json_close(j);
    json_close(j);
    json_close(j);
    json_open_object(j, "Job");
    json_put_text(j, "type", "object");
    json_put_text(j, "description", "Taken as a job: see job/show at the Location.");
    required(j, NAMES("ok", "job", "state"));
    json_open_object(j, "properties");
    type_of(j, "ok", "boolean", NULL);
    type_of(j, "job", "string", NULL);
    type_of(j, "state", "string", NULL);
    json_close(j);
    json_close(j);
}

static void responses(Json *j)
{
    json_open_object(j, "responses");
    for (int i = 0; i < openapi_n_problems; i++) {
        const OpenapiProblem *p = &openapi_problems[i];
        json_open_object(j, arena_printf(j->buf->arena, "Problem%d", p->status));
        json_put_text(j, "description", p->words);
        json_open_object(j, "content");
        if (p->status == 422) { /* a check that found errors answers whole */
            json_open_object(j, "application/json");
            openapi_ref(j, "schema", "schemas", "Reply");
            json_close(j);
        }
        json_open_object(j, "application/problem+json");
        openapi_ref(j, "schema", "schemas", "Problem");
        json_close(j);
        json_close(j);
        json_close(j);
    }
    json_close(j);
}

static void parameter(Json *j, const char *key, const char *in, const char *name,
                      const char *type, const char *words)
{
    json_open_object(j, key);
    json_put_text(j, "name", name);
    json_put_text(j, "in", in);
    json_put_text(j, "description", words);
    type_of(j, "schema", type, NULL);
    json_close(j);
}

static void parameters(Json *j)
{
    json_open_object(j, "parameters");
    parameter(j, "page", "query", "page", "integer", "Page of the table, from 1");
    parameter(j, "size", "query", "size", "integer", "Rows on a page, at most 1000");
    parameter(j, "sort", "query", "sort", "string", "Column to sort by; -column: downwards");
    parameter(j, "table", "query", "table", "string",
              "Which table of the answer is meant; the first when left out");
    json_open_object(j, "format");
    json_put_text(j, "name", "format");
    json_put_text(j, "in", "query");
    json_put_text(j, "description",
                  "csv: the table alone; xlsx, ods: a workbook of all tables");
    json_open_object(j, "schema");
    json_put_text(j, "type", "string");
    json_open_array(j, "enum");
    json_put_text(j, NULL, "json");
    json_put_text(j, NULL, "csv");
    json_put_text(j, NULL, "xlsx");
    json_put_text(j, NULL, "ods");
    json_close(j);
    json_close(j);
    json_close(j);
    json_open_object(j, "where");
    json_put_text(j, "name", "where");
    json_put_text(j, "in", "query");
    json_put_text(j, "description",
                  "Rows with that value, as where.COLUMN=value; numbers also between "
                  "where.COLUMN.from and where.COLUMN.to");
    json_put_text(j, "style", "form");
    json_put_bool(j, "explode", true);
    json_open_object(j, "schema");
    json_put_text(j, "type", "object");
    type_of(j, "additionalProperties", "string", NULL);
    json_close(j);
    json_close(j);
    parameter(j, "ifNoneMatch", "header", "If-None-Match", "string",
              "ETags of answers that the caller has: 304 when one is still right");
    parameter(
        j, "ifMatch", "header", "If-Match", "string",
        "ETag of the action named in x-reads, asked for the same thing and without a part: "
        "412 when it has changed");
    parameter(j, "idempotencyKey", "header", "Idempotency-Key", "string",
              "The same key and request get the same answer for 24 hours, and act once");
    parameter(j, "prefer", "header", "Prefer", "string",
              "respond-async: done as a job, answered with 202");
    json_close(j);
}

static void security(Json *j)
{
    json_open_object(j, "securitySchemes");
    json_open_object(j, "bearer");
    json_put_text(j, "type", "http");
    json_put_text(j, "scheme", "bearer");
    json_put_text(j, "description", "A token of a person's own, made on their account page");
    json_close(j);
    json_open_object(j, "session");
    json_put_text(j, "type", "apiKey");
    json_put_text(j, "in", "cookie");
    json_put_text(j, "name", "__Host-pont");
    json_put_text(j, "description", "The session of a browser");
    json_close(j);
    json_open_object(j, "formToken");
    json_put_text(j, "type", "apiKey");
    json_put_text(j, "in", "header");
    json_put_text(j, "name", "X-Pont-Token");
    json_put_text(j, "description", "Goes with the session in every POST");
    json_close(j);
    json_close(j);
}

void openapi_components(Json *j)
{
    json_open_object(j, "components");
    security(j);
    json_open_object(j, "schemas");
    schema_reply(j);
    schema_row(j);
    schema_part(j);
    schema_problem(j);
    json_close(j);
    responses(j);
    parameters(j);
    json_close(j);
}
