/* Tests of the guides: that each is introduced, that pages link to guides that exist, and that
 * a guide keeps the reader's language. */
#include "app/guide.h"
#include "support/site.h"
#include "web/guide_link.h"

static bool is_there(const char *name)
{
    Ctx cx = {0};
    return guide_find(&cx, name) != NULL;
}

void test_guide__every_guide_is_introduced(void)
{
    assert_true(n_guides > 0);
    assert_int_equal(n_guides, n_guide_rows);
    for (int i = 0; i < n_guide_rows; i++)
        if (!is_there(guide_rows[i].name))
            fail_msg("there is no guide %s", guide_rows[i].name);
    assert_false(is_there("nothing"));
}

void test_guide__pages_link_to_guides_that_exist(void)
{
    int linked = 0;
    SCOPED_ARENA a = arena_new();
    for (int m = 0; m < app_n_modules; m++) {
        const Module *mod = app_modules[m];
        const char *guide = NULL;
        for (int i = 0; i < mod->n_pages; i++)
            if ((guide = guide_for(mod->pages[i].path))) {
                linked++;
                if (!is_there(guide))
                    fail_msg("%s links to the guide %s", mod->pages[i].path, guide);
            }
        for (int i = 0; i < mod->n_actions; i++) {
            guide = guide_for(arena_printf(a, "/%s/%s", mod->name, mod->actions[i].name));
            if (guide && !is_there(guide))
                fail_msg("%s %s links to the guide %s", mod->name, mod->actions[i].name, guide);
        }
    }
    assert_true(linked > 10);
}

void test_guide__every_guide_stands_in_both_frames(void)
{
    Site *s = site_open(false);
    for (int i = 0; i < n_guides; i++) {
        const char *path = arena_printf(s->arena, "/help/guide/%s", guides[i].name);
        Response en = site_ask(s, s->arena, path, NULL);
        Response cy = site_ask(s, s->arena, arena_printf(s->arena, "/cy%s", path), NULL);
        assert_int_equal(en.status, 200);
        assert_int_equal(cy.status, 200);
        assert_null(strstr(en.body, "class=\"govuk-link\" href=\"/cy/"));
        assert_non_null(strstr(cy.body, "<div class=\"pont-prose\" lang=\"en\">"));
        assert_null(strstr(cy.body, "class=\"govuk-link\" href=\"/help/guide/"));
    }
    const char *lead = site_ask(s, s->arena, "/cy/help/guide/lead", NULL).body;
    assert_non_null(strstr(lead, "href=\"/cy/help/guide/picture\""));
    assert_non_null(strstr(lead, "href=\"#part-6-accept-a-warning\""));
    assert_int_equal(site_ask(s, s->arena, "/help/guide/nothing", NULL).status, 404);
    site_close(s);
}
