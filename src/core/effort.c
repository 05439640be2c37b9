/* Decides nothing: hands on what whoever started the command has set up. */
#include "core/effort.h"

void effort_watch(const Ctx *cx, Watch *watch)
{
    const Effort *e = cx->effort;
    if (!e)
        return;
    watch->path = e->path;
    watch->together = e->together;
    if (effort_leads(cx))
        watch->keep = checkpoint_keep(e->checkpoint);
}

void effort_bind(const Ctx *cx, const char *what, const char *value)
{
    if (cx->effort)
        checkpoint_bind(cx->effort->checkpoint, what, value);
}

bool effort_leads(const Ctx *cx)
{
    return !cx->effort || !cx->effort->together || cx->effort->together->rank == 0;
}
