/* The social work census: what is counted, what is not known, and what is refused. */
#include "modules/ascwds/ascwds_census.h"
#include <math.h>

#include "support/test.h"

#include "base/text.h"

#define HEAD                                                                                   \
    "<Message><Header><CollectionDetails><Collection>CSWW</Collection><Year>2025</Year>"       \
    "<ReferenceDate>2025-09-30</ReferenceDate></CollectionDetails><Source><LEA>334</LEA>"      \
    "</Source></Header><LALevelVacancies><NumberOfVacancies>3.50</NumberOfVacancies>"          \
    "<NoAgencyFTE>2.00</NoAgencyFTE><NoAgencyHeadcount>3</NoAgencyHeadcount>"                  \
    "</LALevelVacancies>\n"
#define WORKER(swe, rest)                                                                      \
    "<CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>SW" swe "</SWENo>" rest "</"             \
    "CSWWWorker>\n"

typedef struct World {
    Arena *arena;
    Ctx cx;
    AscCensus c;
} World;

static bool look(World *w, const char *text)
{
    w->arena = arena_new();
    w->cx = (Ctx){.arena = w->arena, .user = "test", .threads = 1};
    return ascwds_census(&w->cx, &(InFile){"c.xml", text, strlen(text)}, &w->c);
}

static const char *problems(World *w)
{
    Buf b = buf_new(w->arena, 0);
    for (int i = 0; i < w->c.problems.n; i++) {
        const Problem *p = &w->c.problems.items[i];
        buf_printf(&b, "%s%d %s %s '%s'", i ? "; " : "", p->line, p->rule->code, p->column,
                   p->value);
    }
    return buf_text(&b);
}

#define NUMBER(member, value) assert_near(w.c.member, value, 1e-9)

void test_ascwds_census__social_workers_are_counted(void)
{
    World w;
    assert_true(look(
        &w,
        HEAD WORKER("0000000001", "<FTE>1</FTE><RoleStartDate>2020-01-01</RoleStartDate>"
                                  "<FTE30>0.9</FTE30><Cases30>18</Cases30><WorkingDaysLost>4.5"
                                  "</WorkingDaysLost><Absat30Sept>1</Absat30Sept>"
                                  "<CFKSSstatus>4</CFKSSstatus>")
            WORKER("0000000002", "<FTE>0.6</FTE><RoleStartDate>2024-10-01</RoleStartDate>"
                                 "<Cases30>0</Cases30>")
                WORKER("0000000003", "<FTE>0.5</FTE><RoleStartDate>2019-10-01</RoleStartDate>"
                                     "<RoleEndDate>2025-09-30</RoleEndDate>")
                    WORKER(
                        "0000000004",
                        "<FTE>1</FTE><RoleStartDate>2019-10-01</RoleStartDate>"
                        "<RoleEndDate>2024-09-30</RoleEndDate>") "<CSWWWorker><AgencyWorker>1</"
                                                                 "AgencyWorker><SWENo>"
                                                                 "SW0000000009</SWENo><FTE>1</"
                                                                 "FTE>"
                                                                 "<Cases30>7</Cases30></"
                                                                 "CSWWWorker></Message>"));
    assert_string_equal(problems(&w), "");
    assert_string_equal(w.c.organisation, "solihull");
    assert_int_equal(w.c.workers, 5);
    NUMBER(hc, 2);
    NUMBER(fte, 1.6);
    NUMBER(agency_hc, 3);
    NUMBER(agency_fte, 2);
    NUMBER(vacancies_fte, 3.5);
    NUMBER(starters_hc, 1);
    NUMBER(starters_fte, 0.6);
    NUMBER(leavers_hc, 1);
    NUMBER(leavers_fte, 0.5);
    NUMBER(absent_hc, 1);
    NUMBER(days_lost, 4.5);
    NUMBER(cases, 25);
    NUMBER(case_holders_fte, 1.9);
    NUMBER(leaders_hc, 1);
    arena_free(w.arena);
}

void test_ascwds_census__what_nobody_says_is_not_known(void)
{
    World w;
    assert_true(look(&w, HEAD WORKER("0000000001", "<FTE>1</FTE>")
                             WORKER("0000000002", "") "</Message>"));
    NUMBER(hc, 2);
    assert_true(isnan(w.c.fte));
    assert_true(isnan(w.c.cases) && isnan(w.c.case_holders_fte) && isnan(w.c.days_lost));
    assert_true(isnan(w.c.absent_hc) && isnan(w.c.leaders_hc) && isnan(w.c.starters_hc));
    assert_string_equal(problems(&w), "3 C07 FTE ''");
    const char *block = ascwds_census_block(&w.cx, &w.c, "england-2025", "solihull");
    assert_non_null(strstr(block, "england-2025,solihull,2025-09-30,2,NK,3,2.00,3.50,NK,NK,0,"
                                  "0.00,NK,NK,NK,NK,NK\n"));
    arena_free(w.arena);
}

void test_ascwds_census__every_problem_has_its_line(void)
{
    World w;
    assert_true(
        look(&w, HEAD WORKER("00000001", "<FTE>1.5</FTE>")
                     WORKER("0000000002", "<FTE>1</FTE><GenderCurrent>3</GenderCurrent>"
                                          "<PersonBirthDate>12/05/1980</PersonBirthDate>")
                         WORKER("0000000002",
                                "<FTE>1</FTE><Height>2</Height>") "<CSWWWorker><FTE>x</FTE></"
                                                                  "CSWWWorker></Message>"));
    assert_string_equal(problems(&w),
                        "2 C06 SWENo 'AA99999999'; 2 C04 FTE '1.5'; 2 C07 FTE ''; "
                        "3 C03 GenderCurrent '3'; 3 C05 PersonBirthDate '99/99/9999'; "
                        "4 C01 Height ''; 4 C08 SWENo 'AA9999999999'; 5 C04 FTE 'x'; "
                        "5 C02 AgencyWorker ''; 5 C02 SWENo ''; 5 C07 FTE ''");
    arena_free(w.arena);
}

void test_ascwds_census__an_authority_that_is_not_known_is_said(void)
{
    World w;
    assert_true(look(&w, "<Message><Header><CollectionDetails><Year>2025</Year>"
                         "</CollectionDetails><Source><LEA>999</LEA></Source></Header>"
                         "</Message>"));
    assert_string_equal(problems(&w), "1 C09 LEA '999'");
    assert_string_equal(w.c.organisation, "");
    assert_string_equal(date_text(w.arena, w.c.as_at), "2025-09-30");
    arena_free(w.arena);
}

static void refused(const char *text, const char *words)
{
    World w;
    assert_false(look(&w, text));
    if (!strstr(w.cx.err.message, words))
        fail_msg("%s", w.cx.err.message);
    arena_free(w.arena);
}

void test_ascwds_census__what_is_no_census_is_refused(void)
{
    refused("<html/>", "the outermost element is 'html'");
    refused("<Message></Message>", "neither a ReferenceDate nor a Year");
    refused("<Message><CSWWWorker/></Message>", "stands before the first social worker");
    refused("<!DOCTYPE Message><Message/>", "document type");
    refused(HEAD, "not well-formed");
}
