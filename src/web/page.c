/* Decides how a page looks whose subject has nothing yet. */
#include "web/page.h"
#include "web/shared_pages.h"

bool page_nothing_yet(Ctx *cx, PageOut *out, const char *title, const char *words,
                      const char *link, const char *link_text)
{
    if (cx->err.kind && cx->err.kind != ERR_NOT_FOUND)
        return false;
    err_clear(&cx->err);
    out_raw(&out->out, "<h1 class=\"govuk-heading-l\">");
    out_text(&out->out, title);
    out_raw(&out->out, "</h1>");
    Notice n = {.kind = NOTICE_INFO, .text = words, .link_text = link_text};
    if (link)
        n.link.s = arena_printf(cx->arena, "%s%s", cx->lang == LANG_CY ? "/cy" : "", link);
    page_notice(&out->out, &n);
    return true;
}
