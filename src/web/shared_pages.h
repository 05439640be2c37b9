/* All shared parts that a page may call, as compiled from web/pages/. */
#ifndef PONT_WEB_SHARED_PAGES_H
#define PONT_WEB_SHARED_PAGES_H

#include "web/pages/error.html.h"
#include "web/pages/error_summary.html.h"
#include "web/pages/figures.html.h"
#include "web/pages/layout.html.h"
#include "web/pages/notice.html.h"
#include "web/pages/pager.html.h"
#include "web/pages/summary.html.h"
#include "web/pages/table.html.h"

#endif
