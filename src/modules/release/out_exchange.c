/* Decides how a release reads for other aggregate-data systems: ADX (IHE QRPH, Aggregate Data
 * Exchange) and the data value sets of DHIS2.
 *
 * Codes name everything, so that an import can be tried without knowing another system's ids:
 * the data element is table and field ("A1_hc_perm"), the disaggregation the row ("R4"), the
 * organisation its id here, the period the as-at day. ADX writes a text as an annotation of a
 * value 0 of an element of its own: so the word for a missing number stands in the element
 * "..._state", and the number's own element is not there at all. DHIS2 takes a value without a
 * number that has a comment. */
#include "base/json.h"
#include "modules/release/out.h"

static void attribute(Buf *b, const char *name, const char *value)
{
    if (!*value)
        return;
    buf_printf(b, " %s=\"", name);
    buf_xml(b, value);
    buf_putc(b, '"');
}

static bool is_number(const ReleaseCell *x)
{
    double v;
    return same(x->state, "value") && text_to_double(x->value, &v);
}

/* The whole is the region. */
static const char *unit_of(const ReleaseContents *c, const char *place)
{
    return same(place, RELEASE_TOTAL) ? out_head(c, "region") : place;
}

/* ---------------------------------------------------------------- ADX */

static void adx_value(Ctx *cx, const ReleaseCell *x, Buf *out)
{
    const char *element = out_code(cx->arena, x->table, x->field);
    bool number = is_number(x);
    if (!number)
        element = arena_printf(cx->arena, "%s_%s", element,
                               same(x->state, "value") ? "text" : "state");
    buf_puts(out, "    <dataValue");
    attribute(out, "dataElement", element);
    attribute(out, "row", x->row);
    attribute(out, "value", number ? x->value : "0");
    if (number) {
        buf_puts(out, "/>\n");
        return;
    }
    buf_puts(out, "><annotation>");
    buf_xml(out, same(x->state, "value") ? x->value : x->state);
    buf_puts(out, "</annotation></dataValue>\n");
}

void out_adx(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<adx xmlns=\"urn:ihe:qrph:adx:2015\"");
    attribute(out, "exported", *r->published_at ? r->published_at : r->made_at);
    attribute(out, "release", r->id);
    attribute(out, "sha256", r->digest);
    attribute(out, "licence", out_head(c, "licence"));
    buf_puts(out, ">\n");
    for (int i = 0; i < c->n;) {
        const ReleaseCell *x = &c->cells[i];
        buf_puts(out, "  <group");
        attribute(out, "orgUnit", unit_of(c, x->place));
        attribute(out, "period",
                  arena_printf(cx->arena, "%s/P1D", out_as_at(cx->arena, c, x->collection)));
        attribute(out, "dataSet", x->collection);
        if (!*x->table)
            attribute(out, "comment", x->state); /* the whole return is not there */
        buf_puts(out, ">\n");
        int k = i;
        for (; k < c->n && same(c->cells[k].place, x->place) &&
               same(c->cells[k].collection, x->collection);
             k++)
            if (*c->cells[k].table)
                adx_value(cx, &c->cells[k], out);
        buf_puts(out, "  </group>\n");
        i = k;
    }
    buf_puts(out, "</adx>\n");
}

/* ---------------------------------------------------------------- DHIS2 */

/* "20260331": a day as DHIS2 writes a daily period. */
static const char *period_of(Arena *a, const char *iso)
{
    return strlen(iso) == 10 ? arena_printf(a, "%.4s%.2s%.2s", iso, iso + 5, iso + 8) : "";
}

static const char *element_of(Ctx *cx, const ReleaseCell *x)
{
    return *x->table ? out_code(cx->arena, x->table, x->field) : "return";
}

static const char *comment_of(Ctx *cx, const ReleaseCell *x)
{
    if (!same(x->state, "value"))
        return x->state;
    return x->expected
               ? arena_printf(cx->arena, "%s, %d of %d", x->basis, x->known, x->expected)
               : x->basis;
}

void out_dhis2_json(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out)
{
    static const char *const schemes[] = {"dataElementIdScheme", "orgUnitIdScheme",
                                          "categoryOptionComboIdScheme", "idScheme"};
    Json j = json_new(out);
    json_open_object(&j, NULL);
    for (int i = 0; i < 4; i++)
        json_put_text(&j, schemes[i], "CODE");
    json_put_text(&j, "completeDate", out_head(c, "made"));
    json_put_text(&j, "comment",
                  arena_printf(cx->arena, "release %s, sha256 %s, licence: %s", r->id,
                               r->digest, out_head(c, "licence")));
    json_open_array(&j, "dataValues");
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        json_open_object(&j, NULL);
        json_put_text(&j, "dataElement", element_of(cx, x));
        json_put_text(&j, "period",
                      period_of(cx->arena, out_as_at(cx->arena, c, x->collection)));
        json_put_text(&j, "orgUnit", unit_of(c, x->place));
        if (*x->row)
            json_put_text(&j, "categoryOptionCombo", x->row);
        if (same(x->state, "value"))
            json_put_text(&j, "value", x->value);
        json_put_text(&j, "comment", comment_of(cx, x));
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

void out_dhis2_xml(Ctx *cx, const Release *r, const ReleaseContents *c, Buf *out)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<dataValueSet xmlns=\"http://dhis2.org/schema/dxf/2.0\" idScheme=\"CODE\""
                  " dataElementIdScheme=\"CODE\" orgUnitIdScheme=\"CODE\""
                  " categoryOptionComboIdScheme=\"CODE\"");
    attribute(out, "completeDate", out_head(c, "made"));
    attribute(out, "comment",
              arena_printf(cx->arena, "release %s, sha256 %s, licence: %s", r->id, r->digest,
                           out_head(c, "licence")));
    buf_puts(out, ">\n");
    for (int i = 0; i < c->n; i++) {
        const ReleaseCell *x = &c->cells[i];
        buf_puts(out, "  <dataValue");
        attribute(out, "dataElement", element_of(cx, x));
        attribute(out, "period", period_of(cx->arena, out_as_at(cx->arena, c, x->collection)));
        attribute(out, "orgUnit", unit_of(c, x->place));
        attribute(out, "categoryOptionCombo", x->row);
        if (same(x->state, "value"))
            attribute(out, "value", x->value);
        attribute(out, "comment", comment_of(cx, x));
        buf_puts(out, "/>\n");
    }
    buf_puts(out, "</dataValueSet>\n");
}
