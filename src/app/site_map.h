/* The site map: every page and form of the tables that whoever asks may open. */
#ifndef PONT_APP_SITE_MAP_H
#define PONT_APP_SITE_MAP_H

#include "core/module.h"

bool site_map(Ctx *cx, const void *in, Reply *out) MUST_CHECK;

#endif
