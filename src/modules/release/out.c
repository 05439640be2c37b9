/* Decides in which formats a release can be taken, and how it reads as CSV and JSON. */
#include "modules/release/out.h"
#include "base/csv.h"
#include "base/json.h"
#include "db/db.h"
#include <ctype.h>

const OutFormat out_formats[] = {
    {"signed", N_("Signed text: the release itself, to be checked by anybody"), "text/plain",
     ".txt", NULL},
    {"csv", N_("CSV: one line for each cell"), "text/csv", ".csv", out_csv},
    {"json", N_("JSON, with head, dictionary and licence"), "application/json", ".json",
     out_json},
    {"adx", N_("ADX: aggregate data exchange of IHE, XML"), "application/adx+xml", ".adx.xml",
     out_adx},
    {"dhis2-json", N_("DHIS2 data value set, JSON"), "application/json", ".dhis2.json",
     out_dhis2_json},
    {"dhis2-xml", N_("DHIS2 data value set, XML"), "application/xml", ".dhis2.xml",
     out_dhis2_xml},
};
const int n_out_formats = sizeof out_formats / sizeof *out_formats;
const Choice out_format_choices[] = {{"signed", N_("Signed text")},
                                     {"csv", "CSV"},
                                     {"json", "JSON"},
                                     {"adx", "ADX"},
                                     {"dhis2-json", N_("DHIS2, JSON")},
                                     {"dhis2-xml", N_("DHIS2, XML")},
                                     {NULL, NULL}};

const char *out_code(Arena *a, const char *table, const char *field)
{
    char *code = arena_printf(a, "%s_%s", table, field);
    for (char *p = code; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
    return code;
}

const char *out_head(const ReleaseContents *c, const char *name)
{
    for (int i = 0; i < c->head.n; i++)
        if (same(c->head.items[i].name, name))
            return c->head.items[i].value;
    return "";
}

const char *out_as_at(Arena *a, const ReleaseContents *c, const char *collection)
{
    for (int i = 0; i < c->head.n; i++) {
        const char *v = c->head.items[i].value, *at = strstr(v, " as at ");
        size_t n = strlen(collection);
        if (same(c->head.items[i].name, "collection") && at && (size_t)(at - v) == n &&
            strncmp(v, collection, n) == 0)
            return arena_strndup(a, at + strlen(" as at "), strlen("2026-03-31"));
    }
    return "";
}

/* ---------------------------------------------------------------- CSV */

static const char *const columns[] = {"collection", "as_at", "place",   "table",
                                      "row",        "field", "value",   "state",
                                      "basis",      "known", "expected"};

void out_csv(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out)
{
    CsvOut o = {.buf = out};
    (void)r;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_field(&o, columns[i]);
    csv_end_row(&o);
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        const char *texts[] = {x->collection,
                               out_as_at(cx->arena, c, x->collection),
                               x->place,
                               x->table,
                               x->row,
                               x->field,
                               x->value,
                               x->state,
                               x->basis,
                               x->expected ? arena_printf(cx->arena, "%d", x->known) : "",
                               x->expected ? arena_printf(cx->arena, "%d", x->expected) : ""};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            csv_field(&o, texts[k]);
        csv_end_row(&o);
    }
}

/* ---------------------------------------------------------------- JSON */

static void json_cell(Json *j, const ReleaseCell *x, const char *as_at)
{
    double number;
    json_open_object(j, NULL);
    json_put_text(j, "collection", x->collection);
    json_put_text(j, "as_at", as_at);
    json_put_text(j, "place", x->place);
    json_put_text(j, "table", x->table);
    json_put_text(j, "row", x->row);
    json_put_text(j, "field", x->field);
    if (!same(x->state, "value"))
        json_put_null(j, "value");
    else if (text_to_double(x->value, &number))
        json_put_double(j, "value", number);
    else
        json_put_text(j, "value", x->value);
    json_put_text(j, "state", x->state);
    if (*x->basis)
        json_put_text(j, "basis", x->basis);
    if (x->expected) {
        json_put_int(j, "known", x->known);
        json_put_int(j, "expected", x->expected);
    }
    json_close(j);
}

static void json_dictionary(Ctx *cx, Json *j, const ReleaseContents *c)
{
    Dictionary d = {0};
    json_open_array(j, "dictionary");
    for (int i = 0; out_dictionary(cx, c, &d) && i < d.n; i++) {
        const DictionaryRow *x = &d.rows[i];
        json_open_object(j, NULL);
        json_put_text(j, "table", x->table);
        json_put_text(j, "field", x->field);
        json_put_text(j, "label", x->label);
        json_put_text(j, "definition", x->definition);
        json_put_text(j, "formula", x->formula);
        json_put_text(j, "unit", x->unit);
        json_put_text(j, "states", x->states);
        json_close(j);
    }
    json_close(j);
}

void out_json(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out)
{
    Json j = json_new(out);
    const char *last = "", *as_at = "";
    json_open_object(&j, NULL);
    json_put_text(&j, "format", "pont-release-cells/1");
    json_put_text(&j, "digest", r->digest);
    json_put_text(&j, "signature", r->signature);
    json_put_text(&j, "public_key", r->public_key);
    json_open_array(&j, "head");
    for (int i = 0; i < c->head.n; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "name", c->head.items[i].name);
        json_put_text(&j, "value", c->head.items[i].value);
        json_close(&j);
    }
    json_close(&j);
    json_dictionary(cx, &j, c);
    json_open_array(&j, "cells");
    for (int i = 0; i < c->n; i++) {
        if (!same(last, c->cells[i].collection)) {
            last = c->cells[i].collection;
            as_at = out_as_at(cx->arena, c, last);
        }
        json_cell(&j, &c->cells[i], as_at);
    }
    json_close(&j);
    json_close(&j);
}
