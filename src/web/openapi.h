/* The interface described by itself: an OpenAPI 3.1 document made from the modules' tables.
 * What a table does not say is not in it: the columns of an answer's tables are known when it
 * is given. */
#ifndef PONT_WEB_OPENAPI_H
#define PONT_WEB_OPENAPI_H

#include "core/module.h"

/* Whether the action has an address in the interface, and whether it may be asked with GET. */
bool openapi_has(const Action *a);
bool openapi_takes_get(const Action *a);
void openapi_json(Ctx *cx, Buf *out);

#endif
