/* Decides which words of a plan are translated. */
#include "modules/projection/projection_action.h"

/* A plan is data and names its lines, routes and measure itself. What the plans that come with
 * Pont say is translated; the words of other plans stand as they are. */
const char *plan_word(Ctx *cx, const char *word)
{
    static const char *const known[] = {
        N_("All routes"),
        N_("need"),
        N_("funded"),
        N_("requested"),
        N_("WTE"),
        N_("heads"),
        N_("Cardiff"),
        N_("Swansea"),
        N_("Wrexham"),
        N_("South Wales"),
        N_("BSc full time"),
        N_("BSc full time, through Welsh"),
        N_("BSc part time"),
        N_("MSc pre-registration"),
        N_("Degree apprenticeship"),
        N_("Occupational therapists in Wales: from returns to training places"),
        N_("Placement hours grow as planned"),
        N_("Half of the growth comes"),
        N_("The growth comes five years late"),
        N_("No growth"),
        N_("New ways of working save as planned"),
        N_("Half of the saving comes"),
        N_("The saving comes five years late"),
        N_("No saving"),
        N_("Therapists come back from the independent sector as assumed"),
        N_("Half of them come back"),
        N_("They come back later: three quarters over the plan"),
        N_("None come back"),
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (same(known[i], word))
            return T(cx, known[i]);
    const char *colon = strstr(word, ": "); /* "Cardiff: BSc full time" */
    if (!colon || cx->lang == LANG_EN)
        return word;
    const char *place = arena_strndup(cx->arena, word, (size_t)(colon - word));
    return arena_printf(cx->arena, "%s: %s", plan_word(cx, place), plan_word(cx, colon + 2));
}
