/* Releases as OData: "/odata" lists those that may be seen, "/odata/scw-public-1" is the
 * service of one, with the sets Cells and Dictionary. */
#ifndef PONT_RELEASE_ODATA_H
#define PONT_RELEASE_ODATA_H

#include "core/module.h"

bool release_odata(Ctx *cx, const ServiceIn *in, ServiceOut *out);

#endif
