/* The page of England's files: what can be done with them, and where we differ. */
#include "modules/ascwds/ascwds_action.h"
#include "modules/ascwds/pages/ascwds.html.h"

bool page_ascwds(Ctx *cx, const PageIn *in, PageOut *out)
{
    AscView v = {0};
    (void)cx, (void)in;
    while (asc_rule(v.n_rules))
        v.n_rules++;
    page_ascwds_ascwds(&out->out, &v);
    return true;
}
