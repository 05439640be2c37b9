/* Decides how entity sets are described: CSDL as XML and as JSON, OData 4.01. */
#include "web/odata.h"

#define SPACE "Pont"

static const char *edm(ODataType t)
{
    static const char *const names[] = {[ODATA_TEXT] = "Edm.String",
                                        [ODATA_NUMBER] = "Edm.Double",
                                        [ODATA_INT] = "Edm.Int32",
                                        [ODATA_DAY] = "Edm.Date"};
    return names[t];
}

void odata_metadata_xml(const ODataSet *sets, int n, Buf *out)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<edmx:Edmx Version=\"4.0\""
                  " xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n"
                  " <edmx:DataServices>\n"
                  "  <Schema Namespace=\"" SPACE "\""
                  " xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n");
    for (int i = 0; i < n; i++) {
        const ODataSet *s = &sets[i];
        buf_printf(out,
                   "   <EntityType Name=\"%s\">\n    <Key><PropertyRef Name=\"%s\"/></Key>\n",
                   s->type, s->properties[0].name);
        for (int p = 0; p < s->n_properties; p++)
            buf_printf(out, "    <Property Name=\"%s\" Type=\"%s\"%s/>\n",
                       s->properties[p].name, edm(s->properties[p].type),
                       s->properties[p].nullable ? "" : " Nullable=\"false\"");
        buf_puts(out, "   </EntityType>\n");
    }
    buf_puts(out, "   <EntityContainer Name=\"Container\">\n");
    for (int i = 0; i < n; i++)
        buf_printf(out, "    <EntitySet Name=\"%s\" EntityType=\"" SPACE ".%s\"/>\n",
                   sets[i].name, sets[i].type);
    buf_puts(out, "   </EntityContainer>\n  </Schema>\n </edmx:DataServices>\n"
                  "</edmx:Edmx>\n");
}

static void entity_type(const ODataSet *s, Json *j)
{
    json_open_object(j, s->type);
    json_put_text(j, "$Kind", "EntityType");
    json_open_array(j, "$Key");
    json_put_text(j, NULL, s->properties[0].name);
    json_close(j);
    for (int p = 0; p < s->n_properties; p++) {
        const ODataProperty *x = &s->properties[p];
        json_open_object(j, x->name);
        if (x->type != ODATA_TEXT)
            json_put_text(j, "$Type", edm(x->type));
        if (x->nullable)
            json_put_bool(j, "$Nullable", true);
        json_close(j);
    }
    json_close(j);
}

void odata_metadata_json(const ODataSet *sets, int n, Buf *out)
{
    Json j = json_new(out);
    json_open_object(&j, NULL);
    json_put_text(&j, "$Version", "4.01");
    json_put_text(&j, "$EntityContainer", SPACE ".Container");
    json_open_object(&j, SPACE);
    for (int i = 0; i < n; i++)
        entity_type(&sets[i], &j);
    json_open_object(&j, "Container");
    json_put_text(&j, "$Kind", "EntityContainer");
    for (int i = 0; i < n; i++) {
        json_open_object(&j, sets[i].name);
        json_put_bool(&j, "$Collection", true);
        json_put_text(&j, "$Type", arena_printf(out->arena, SPACE ".%s", sets[i].type));
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    json_close(&j);
}
