/* The interface as a subject: its description for programs, for people and for the manual. What
 * it does is web/api.h's and the actions' own. */
#ifndef PONT_MODULES_API_API_MODULE_H
#define PONT_MODULES_API_API_MODULE_H

#include "web/page.h"

/* Pages for whoever writes a program: the actions, and what errors mean. They stand in the
 * help, because /api/... is the interface itself. */
bool page_api(Ctx *cx, const PageIn *in, PageOut *out);
bool page_problems(Ctx *cx, const PageIn *in, PageOut *out);

extern const Module api_module;

#endif
