/* OData 4.01, reading only: an entity set is a table of typed values; what is asked of it is
 * $select, $filter, $orderby, $top, $skip, $count and pages by @odata.nextLink. Spreadsheets
 * and report builders read it.
 *
 * Knows no subject: whoever has a table fills an ODataSet. */
#ifndef PONT_WEB_ODATA_H
#define PONT_WEB_ODATA_H

#include "base/ctx.h"
#include "base/json.h"

enum { ODATA_PAGE = 1000, ODATA_LONGEST_FILTER = 4000 };

typedef enum ODataType { ODATA_TEXT, ODATA_NUMBER, ODATA_INT, ODATA_DAY } ODataType;

typedef struct ODataProperty {
    const char *name;
    ODataType type;
    bool nullable;
} ODataProperty;

typedef struct ODataValue {
    bool is_null;
    double number;    /* ODATA_NUMBER, ODATA_INT */
    const char *text; /* ODATA_TEXT, ODATA_DAY */
} ODataValue;

typedef struct ODataSet {
    const char *name, *type; /* "Cells", of entities "Cell" */
    int n_properties;
    const ODataProperty *properties; /* the first is the key, a text */
    int n, room;
    ODataValue **rows; /* [n][n_properties] */
} ODataSet;

/* A new row of nulls. */
ODataValue *odata_row(Arena *a, ODataSet *s);
ODataValue odata_text(const char *text);                 /* "" is a text; NULL is null */
ODataValue odata_number(double v);                       /* NAN is null */
int odata_property(const ODataSet *s, const char *name); /* -1: none */

/* The answer to base + "/" + tail: "" the service document, "$metadata", "Cells",
 * "Cells/$count", "Cells('key')". NOT_FOUND and USAGE say what is not understood. */
typedef struct ODataAsk {
    const char *base; /* address of the service, without '/' at its end */
    const char *tail;
    const Pairs *query;
    const char *accept; /* of the request; "" none */
} ODataAsk;
bool odata_answer(Ctx *cx, const ODataAsk *ask, const ODataSet *sets, int n, Buf *out,
                  const char **type) MUST_CHECK;

/* ---- $filter (odata_filter.c) ---- */

typedef struct ODataFilter ODataFilter;
bool odata_filter(Ctx *cx, const ODataSet *s, const char *text,
                  const ODataFilter **out) MUST_CHECK;
/* Whether the row is taken; what compares with null is neither true nor false, and is not. */
bool odata_takes(const ODataFilter *f, const ODataValue *row);

/* ---- $metadata (odata_metadata.c) ---- */

void odata_metadata_xml(const ODataSet *sets, int n, Buf *out);
void odata_metadata_json(const ODataSet *sets, int n, Buf *out);

#endif
