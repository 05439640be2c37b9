/* The organisations' pages. */
#ifndef PONT_ORG_WEB_H
#define PONT_ORG_WEB_H

#include "core/module.h"

bool page_orgs(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_org(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
