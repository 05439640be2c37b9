/* The parts of the OpenAPI document that do not depend on the tables, for openapi.c alone. */
#ifndef PONT_WEB_OPENAPI_PARTS_H
#define PONT_WEB_OPENAPI_PARTS_H

#include "base/json.h"

/* The member "components": security, schemas, responses, parameters and headers. */
void openapi_components(Json *j);
/* {"$ref": "#/components/<place>/<name>"} as the member key (NULL in an array). */
void openapi_ref(Json *j, const char *key, const char *place, const char *name);

/* The answers that mean a problem. */
typedef struct OpenapiProblem {
    int status;
    const char *name, *words;
} OpenapiProblem;
extern const OpenapiProblem openapi_problems[];
extern const int openapi_n_problems;

#endif
