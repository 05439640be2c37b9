/* Decides which sets a release has as OData. A number that is not there is null, with its word
 * in State. */
#include "modules/release/release_odata.h"
#include "core/who.h"
#include "db/db.h"
#include "modules/release/out.h"
#include "web/odata.h"
#include <math.h>

static const ODataProperty cell_properties[] = {
    {"Key", ODATA_TEXT, false},    {"Collection", ODATA_TEXT, false},
    {"AsAt", ODATA_DAY, true},     {"Place", ODATA_TEXT, false},
    {"Table", ODATA_TEXT, false},  {"Row", ODATA_TEXT, false},
    {"Field", ODATA_TEXT, false},  {"Value", ODATA_NUMBER, true},
    {"Text", ODATA_TEXT, true},    {"State", ODATA_TEXT, false},
    {"Basis", ODATA_TEXT, false},  {"Known", ODATA_INT, true},
    {"Expected", ODATA_INT, true},
};
static const ODataProperty dictionary_properties[] = {
    {"Key", ODATA_TEXT, false},        {"Table", ODATA_TEXT, false},
    {"Field", ODATA_TEXT, false},      {"Label", ODATA_TEXT, false},
    {"Definition", ODATA_TEXT, false}, {"Formula", ODATA_TEXT, false},
    {"Unit", ODATA_TEXT, false},       {"States", ODATA_TEXT, false},
};
static const ODataProperty release_properties[] = {
    {"Id", ODATA_TEXT, false},        {"Agreement", ODATA_TEXT, false},
    {"Status", ODATA_TEXT, false},    {"Level", ODATA_TEXT, false},
    {"Published", ODATA_TEXT, false}, {"Cells", ODATA_INT, false},
    {"Withheld", ODATA_INT, false},   {"Digest", ODATA_TEXT, false},
    {"Service", ODATA_TEXT, false},
};
#define SET(set, entity, table)                                                                \
    {                                                                                          \
        .name = (set), .type = (entity), .n_properties = sizeof(table) / sizeof *(table),      \
        .properties = (table)                                                                  \
    }

static void fill_cells(Ctx *cx, const ReleaseContents *c, ODataSet *set)
{
    const char *last = "", *as_at = "";
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        ODataValue *row = odata_row(cx->arena, set);
        bool value = same(x->state, "value");
        double number = NAN;
        if (!same(last, x->collection)) {
            last = x->collection;
            as_at = out_as_at(cx->arena, c, last);
        }
        row[0] = odata_text(arena_printf(cx->arena, "%s|%s|%s|%s|%s", x->collection, x->place,
                                         x->table, x->row, x->field));
        row[1] = odata_text(x->collection);
        row[2] = odata_text(*as_at ? as_at : NULL);
        row[3] = odata_text(x->place);
        row[4] = odata_text(x->table);
        row[5] = odata_text(x->row);
        row[6] = odata_text(x->field);
        bool is_number = value && text_to_double(x->value, &number);
        row[7] = odata_number(is_number ? number : NAN);
        row[8] = odata_text(value && !is_number ? x->value : NULL);
        row[9] = odata_text(x->state);
        row[10] = odata_text(x->basis);
        row[11] = odata_number(x->expected ? x->known : NAN);
        row[12] = odata_number(x->expected ? x->expected : NAN);
    }
}

static bool fill_dictionary(Ctx *cx, const ReleaseContents *c, ODataSet *set)
{
    Dictionary d;
    if (!out_dictionary(cx, c, &d))
        return false;
    for (int i = 0; i < d.n; i++) {
        const DictionaryRow *x = &d.rows[i];
        ODataValue *row = odata_row(cx->arena, set);
        const char *texts[] = {arena_printf(cx->arena, "%s|%s", x->table, x->field),
                               x->table,
                               x->field,
                               x->label,
                               x->definition,
                               x->formula,
                               x->unit,
                               x->states};
        for (int k = 0; k < 8; k++)
            row[k] = odata_text(texts[k]);
    }
    return true;
}

static bool fill_releases(Ctx *cx, const char *base, ODataSet *set)
{
    ReleaseList list;
    if (!release_list_seen(cx, "", &list))
        return false;
    for (int i = 0; i < list.n; i++) {
        const Release *r = &list.items[i];
        ODataValue *row = odata_row(cx->arena, set);
        row[0] = odata_text(r->id);
        row[1] = odata_text(r->agreement);
        row[2] = odata_text(r->status);
        row[3] = odata_text(r->level);
        row[4] = odata_text(r->published_at);
        row[5] = odata_number(r->cells);
        row[6] = odata_number(r->withheld);
        row[7] = odata_text(r->digest);
        row[8] = odata_text(arena_printf(cx->arena, "%s/%s", base, r->id));
    }
    return true;
}

/* A stranger is asked who they are before being told that there is nothing for them. */
static bool open_release(Ctx *cx, const char *id, Release *r, ReleaseContents *c)
{
    if (release_open(cx, id, r, c))
        return true;
    if (cx->err.kind != ERR_NOT_FOUND || who_is_signed_in(cx->who))
        return false;
    err_clear(&cx->err);
    return fail(&cx->err, SIGNED_OUT, "this release is not for everybody: sign in");
}

bool release_odata(Ctx *cx, const ServiceIn *in, ServiceOut *out)
{
    ODataSet root[] = {SET("Releases", "Release", release_properties)};
    ODataSet sets[] = {SET("Cells", "Cell", cell_properties),
                       SET("Dictionary", "Term", dictionary_properties)};
    const char *base = arena_printf(cx->arena, "%s%s", setting(cx, "public_url"), in->path);
    const char *id = arena_strndup(cx->arena, in->tail, strcspn(in->tail, "/"));
    bool is_root = !*id || *id == '$' || starts_with(id, "Releases");
    ODataAsk ask = {.base = base, .tail = in->tail, .query = &in->query, .accept = in->accept};
    Buf b = buf_new(cx->arena, 0);
    if (is_root) {
        if (!fill_releases(cx, base, &root[0]) ||
            !odata_answer(cx, &ask, root, 1, &b, &out->type))
            return false;
    } else {
        Release r;
        ReleaseContents c;
        if (!open_release(cx, id, &r, &c))
            return false;
        ask.base = arena_printf(cx->arena, "%s/%s", base, r.id);
        ask.tail = in->tail + strlen(id);
        ask.tail += *ask.tail == '/';
        bool cells = starts_with(ask.tail, "Cells");
        if (cells)
            fill_cells(cx, &c, &sets[0]);
        else if (!fill_dictionary(cx, &c, &sets[1]))
            return false;
        if (!odata_answer(cx, &ask, sets, 2, &b, &out->type) ||
            (cells && !release_log_download(cx, r.id, "odata")))
            return false;
    }
    out->text = buf_text(&b);
    *PUSH(cx->arena, out->headers.items, out->headers.n, out->headers.room) =
        (Pair){.name = "OData-Version", .value = "4.0"};
    return buf_ok(&b, &cx->err);
}
