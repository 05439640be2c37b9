/* Decides which guide stands beside which page: that of the longest address which the page's
 * is or lies below. A test of the application holds the names against the guides. */
#include "web/guide_link.h"
#include "base/text.h"

static const struct {
    const char *path, *guide;
} links[] = {
    {"/account", "account"},
    {"/approval", "administrator"},
    {"/audit", "administrator"},
    {"/caseload", "caseload"},
    {"/commissioning", "planner"},
    {"/commissioning/verify", "analyst"},
    {"/help/api", "analyst"},
    {"/job", "jobs"},
    {"/leadership", "leadership"},
    {"/org", "organisations"},
    {"/person", "administrator"},
    {"/projection", "planner"},
    {"/projection/export", "folder"},
    {"/projection/import", "folder"},
    {"/release", "release"},
    {"/role", "administrator"},
    {"/workforce", "lead"},
    {"/workforce/calendar", "data-officer"},
    {"/workforce/define", "data-officer"},
    {"/workforce/picture", "picture"},
    {"/workforce/remind", "data-officer"},
    {"/workforce/rules", "return"},
    {"/workforce/series", "picture"},
};

const char *guide_for(const char *path)
{
    const char *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t n = strlen(links[i].path);
        if (n > longest && starts_with(path, links[i].path) &&
            (path[n] == '\0' || path[n] == '/')) {
            best = links[i].guide;
            longest = n;
        }
    }
    return best;
}
