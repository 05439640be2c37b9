/* Links to other parts of the same answer (core/select.h), for a pager and a Link header. */
#ifndef PONT_WEB_PART_H
#define PONT_WEB_PART_H

#include "web/parts.h"
#include "web/visit.h"

/* The address asked for with that page instead of its own. */
const char *part_page(Visit *v, int page);
/* The whole selection as a file: "/api/org/list?kind=council&format=csv". */
const char *part_csv(Visit *v);
Pager part_pager(Visit *v, const ReplyPart *part);
/* Adds the header Link with first, prev, next and last, as far as they are. */
void part_links(Visit *v, const ReplyPart *part);

#endif
