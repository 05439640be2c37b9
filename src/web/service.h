/* Addresses whose form a protocol lays down: core/module.h, Service. */
#ifndef PONT_WEB_SERVICE_H
#define PONT_WEB_SERVICE_H

#include "web/visit.h"

/* The service at or above the path; NULL when there is none. */
const Service *service_find(const App *app, const char *path);
/* Answers with v->service. */
void service_answer(Visit *v);

#endif
