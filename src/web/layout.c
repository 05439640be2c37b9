/* Decides how languages are named in a page. The frame itself is web/pages/layout.html. */
#include "web/layout.h"

Lang lang_other(Lang lang)
{
    return lang == LANG_EN ? LANG_CY : LANG_EN;
}

const char *lang_own_name(Lang lang)
{
    return lang == LANG_CY ? "Cymraeg" : "English";
}
