/* Which guide (src/app/guide.h) explains a page: one table for all pages. */
#ifndef PONT_WEB_GUIDE_LINK_H
#define PONT_WEB_GUIDE_LINK_H

/* The name of the guide, or NULL. path: without the language prefix. */
const char *guide_for(const char *path);

#endif
