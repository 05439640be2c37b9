/* Decides for which council and collection England's three files stand when they are handed to
 * the check and the import of returns as they are. Reading and counting are ascwds.h's. */
#include "modules/workforce/from_ascwds.h"
#include "modules/ascwds/ascwds.h"
#include <ctype.h>

enum { FULL_TIME_HOURS = 37 };

/* Whether the name stands in the text as words of their own, whatever the case. */
static bool names(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = text; *p; p++)
        if (strncasecmp(p, name, n) == 0 && !isalpha((unsigned char)p[n]) &&
            (p == text || !isalpha((unsigned char)p[-1])))
            return true;
    return false;
}

/* The one council of those asked that the workplaces name; "" when none or several. */
static const char *council_of(const AscBundle *b, const ExpectedList *asked)
{
    const char *found = "";
    for (int i = 0; i < asked->n; i++) {
        const Org *o = &asked->items[i].org;
        if (!asc_names_council(b, o->id, names) && !asc_names_council(b, o->name_en, names))
            continue;
        if (*found)
            return "";
        found = o->id;
    }
    return found;
}

static bool find_return(Ctx *cx, const AscBundle *b, const Collection **collection,
                        const char **council)
{
    CollectionList all;
    ExpectedList asked;
    if (!workforce_collections(cx, "", &all))
        return false;
    for (int i = 0; i < all.n; i++) {
        if (!same(all.items[i].form, ASC_FORM))
            continue;
        if (!workforce_expected(cx, all.items[i].id, &asked))
            return false;
        *council = council_of(b, &asked);
        *collection = &all.items[i];
        if (**council)
            return true;
    }
    return fail(&cx->err, INVALID,
                "these are England's files, and no collection of the England form asks the one "
                "council that they name; say which with: pont ascwds return");
}

/* Files with errors become problems without a return, and without a copy of what names people.
 */
static void refuse(Ctx *cx, const InFiles *files, const AscBundle *b, CheckedFiles *out)
{
    *out = (CheckedFiles){.n_sent = files->n};
    for (int k = 0; k < ASC_KINDS; k++)
        out->n_rows += asc_rows(b, (AscKind)k);
    for (int i = 0; i < b->problems.n; i++)
        problem_add(cx, &out->problems, b->problems.items[i].p);
}

static void note(Ctx *cx, CheckedFiles *out, const char *text)
{
    *PUSH(cx->arena, out->notes, out->n_notes, out->notes_room) = text;
}

static void tell(Ctx *cx, const AscBundle *b, const AscReturn *r, CheckedFiles *out)
{
    note(cx, out,
         arena_printf(
             cx->arena,
             T(cx, "These are England's files; they were made into the return of %s for %s."),
             r->organisation, r->collection));
    if (b->problems.n)
        note(cx, out,
             arena_printf(cx->arena,
                          T_COUNT(cx, "The files have %d warning: pont ascwds check",
                                  "The files have %d warnings: pont ascwds check",
                                  b->problems.n),
                          b->problems.n));
    for (int i = 0; i < r->n_notes; i++)
        note(cx, out, arena_printf(cx->arena, "%s.", r->notes[i]));
}

bool workforce_from_ascwds(Ctx *cx, const InFiles *files, bool *refused, InFiles *blocks,
                           CheckedFiles *out)
{
    AscBundle b;
    AscReturn r;
    const Collection *collection = NULL;
    const char *council = "";
    Date as_at;
    if (!ascwds_check(cx, files, &b))
        return false;
    *refused = b.verdict[ASC_WORKPLACE] == ASC_FAILED || b.verdict[ASC_STAFF] == ASC_FAILED;
    if (*refused) {
        refuse(cx, files, &b, out);
        return true;
    }
    if (!find_return(cx, &b, &collection, &council))
        return false;
    if (!date_parse_iso(collection->as_at, &as_at))
        return fail(&cx->err, INVALID, "the collection %s has no as-at day", collection->id);
    if (!ascwds_return(cx, &b, collection->id, council, as_at, FULL_TIME_HOURS, &r) ||
        !ascwds_return_files(cx, &r, blocks))
        return false;
    *out = (CheckedFiles){.n_sent = files->n};
    tell(cx, &b, &r, out);
    return true;
}
