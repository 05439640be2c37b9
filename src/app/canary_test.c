/* A return with an unmistakable number: whoever may not read it never meets the number, in a
 * list, a picture, a series, an export or the evidence of a plan, nor as a sum of so few
 * returns that a subtraction gives it. Whoever may read it does. */
#include "modules/person/person.h"
#include "modules/workforce/workforce.h"
#include "support/site.h"

#define CANARY         "7654321"
#define GROUPED        "7,654,321"
#define STARTS         "7654" /* of a sum with a few small numbers */
#define GROUPED_STARTS "7,65"

static void must(Site *s, bool good)
{
    if (!good)
        fail_msg("%s", s->cx.err.message);
}

static Site *open_with_canary(void)
{
    Site *s = site_open(true);
    must(s, db_run(&s->cx,
                   "UPDATE workforce_cell SET number = " CANARY " WHERE block = 'A1'"
                   " AND row_key = 'R4' AND field = 'hc_perm' AND return_id IN (SELECT id FROM"
                   " workforce_return WHERE organisation = 'powys')",
                   NO_ARGS));
    must(s, db_run(&s->cx,
                   "UPDATE projection_evidence SET value = CASE organisation WHEN 'powys'"
                   " THEN " CANARY " ELSE value + 1 END",
                   NO_ARGS));
    must(s,
         db_run(&s->cx,
                "INSERT INTO workforce_problem (collection, organisation, seq, refused, code,"
                " file, line, column_name, value, row_key, detail) VALUES ('wales-2026',"
                " 'powys', 99, 0, 'A4-8', 'f.csv', 1, 'c', '" CANARY "', 'R4', '" CANARY "')",
                NO_ARGS));
    return s;
}

/* small: the group has so few returns that its sum must not show either. */
static const struct {
    const char *target;
    bool small;
} asked[] = {
    {"/workforce", false},
    {"/workforce?collection=wales-2026", false},
    {"/workforce/return/wales-2026/powys", true},
    {"/api/workforce/show?collection=wales-2026&organisation=powys", true},
    {"/api/workforce/list?collection=wales-2026", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount&view=map", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount&view=bars", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount&view=heat", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount&view=years", false},
    {"/workforce/picture?collection=wales-2026&indicator=headcount&within=rpb-powys", true},
    {"/workforce/picture/wales-2026/powys?indicator=headcount", true},
    {"/workforce/picture/wales-2026/rpb-powys?indicator=headcount", true},
    {"/workforce/picture/wales-2026/powys-thb?indicator=headcount", true},
    {"/api/workforce/picture?collection=wales-2026", false},
    {"/api/workforce/picture?collection=wales-2026&indicator=headcount", false},
    {"/api/workforce/picture?collection=wales-2026&within=powys", true},
    {"/api/workforce/picture?collection=wales-2026&within=rpb-powys", true},
    {"/api/workforce/series?indicator=headcount&within=powys", true},
    {"/api/workforce/series?indicator=headcount&within=rpb-powys", true},
    {"/api/workforce/series?indicator=headcount", false},
    {"/api/projection/evidence?plan=wales-2026", false},
    {"/projection/evidence?plan=wales-2026", false},
    {"/api/projection/assumptions?plan=wales-2026", false},
    {"/", false},
    {"/search?q=powys", false},
    {"/search?q=" CANARY, true},
};

/* The word searched for stands in the box again. */
static bool is_echo(const char *target)
{
    return strstr(target, "q=" CANARY) != NULL;
}

static int times_seen(Site *s, bool *leaks_small, const char **where)
{
    int n = 0;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        Arena *a = arena_new();
        Response r = site_ask(s, a, asked[i].target, NULL);
        if (r.status >= 500)
            fail_msg("%s answers %d", asked[i].target, r.status);
        const char *body = r.size && r.status == 200 && !is_echo(asked[i].target)
                               ? arena_strndup(a, r.body, r.size)
                               : "";
        bool exact = strstr(body, CANARY) || strstr(body, GROUPED);
        n += exact;
        if (exact)
            *where = asked[i].target;
        if (asked[i].small && (strstr(body, STARTS) || strstr(body, GROUPED_STARTS))) {
            *leaks_small = true;
            *where = asked[i].target;
        }
        arena_free(a);
    }
    return n;
}

/* By the matrix of domain 6.1, apart from data/access.csv: who reads Powys exactly. */
static bool reads_powys(const Sample *p)
{
    return same(p->organisation, "powys")
               ? same(p->role, "council-lead") || same(p->role, "council-approver")
               : same(p->role, "scw-officer");
}

void test_canary__a_number_shows_only_to_those_who_may_read_its_return(void)
{
    if (!fixture_path())
        skip();
    SampleList people;
    Site *s = open_with_canary();
    int faults = 0, readers = 0;
    must(s, person_samples(&s->cx, &people));
    for (int i = -1; i < people.n; i++) {
        const char *email = i < 0 ? "" : people.items[i].email, *where = "";
        bool reads = i >= 0 && reads_powys(&people.items[i]), small = false;
        site_as(s, email);
        int n = times_seen(s, &small, &where);
        readers += reads;
        if (reads && n == 0) {
            faults++;
            print_error("%s never sees what they may\n", email);
        }
        if (!reads && (n || small)) {
            faults++;
            print_error("'%s' sees it at %s\n", email, where);
        }
    }
    assert_int_equal(faults, 0);
    assert_true(readers >= 3);
    site_close(s);
}

/* ---------------------------------------------------------------- files that come in */

static void act_as(Site *s, const char *email)
{
    Person p;
    Who *who;
    s->cx.who = who_operator();
    must(s, person_get(&s->cx, email, &p) && who_load(&s->cx, p.id, &who));
    s->cx.who = who;
}

static InFiles header_of(Site *s, const char *organisation)
{
    InFile *f = NEW(s->arena, InFile);
    f->name = "a0.csv";
    const Form *form;
    must(s, workforce_form(&s->cx, "wales-2026", &form));
    const FormBlock *b = form_block(form, "A0");
    f->bytes = arena_printf(s->arena, "collection,organisation,%s,%s\nwales-2026,%s,Y,Y\n",
                            b->fields[0].name, b->fields[1].name, organisation);
    f->size = strlen(f->bytes);
    return (InFiles){1, f};
}

/* Problems quote what a file was judged with: strangers' files are judged alone. */
void test_canary__a_check_uses_stored_answers_only_of_returns_one_may_read(void)
{
    if (!fixture_path())
        skip();
    Site *s = site_open(true);
    InFiles files = header_of(s, "powys");
    CheckedFiles c;
    Who *public;
    act_as(s, "scw-officer.scw@example.org");
    must(s, workforce_check(&s->cx, &files, &c));
    assert_int_equal(c.returns.n, 1);
    assert_int_equal(c.returns.items[0]->version, 1);
    act_as(s, "council-lead.ceredigion@example.org");
    must(s, workforce_check(&s->cx, &files, &c));
    assert_int_equal(c.returns.items[0]->version, 0);
    must(s, who_public(&s->cx, &public));
    s->cx.who = public;
    must(s, workforce_check(&s->cx, &files, &c));
    assert_int_equal(c.returns.items[0]->version, 0);
    site_close(s);
}

void test_canary__a_return_of_another_organisation_is_refused_by_name(void)
{
    if (!fixture_path())
        skip();
    Site *s = site_open(true);
    InFiles files = header_of(s, "powys");
    CheckedFiles c;
    act_as(s, "council-lead.ceredigion@example.org");
    must(s, workforce_check(&s->cx, &files, &c));
    assert_false(workforce_permit_import(&s->cx, &c));
    assert_int_equal(s->cx.err.kind, ERR_FORBIDDEN);
    assert_non_null(strstr(s->cx.err.message, "a0.csv"));
    assert_non_null(strstr(s->cx.err.message, "'powys'"));
    err_clear(&s->cx.err);
    act_as(s, "council-lead.powys@example.org");
    must(s, workforce_check(&s->cx, &files, &c) && workforce_permit_import(&s->cx, &c));
    site_close(s);
}
