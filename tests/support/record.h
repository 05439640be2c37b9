/* A database with two organisations and the layout of staff records, and files for it. Comes
 * after support/test.h. */
#ifndef PONT_TESTS_SUPPORT_RECORD_H
#define PONT_TESTS_SUPPORT_RECORD_H

#include "core/memo.h"
#include "core/who.h"
#include "modules/org/org.h"
#include "modules/record/record.h"
#include "support/database.h"
#include "support/form.h"

extern const EmbeddedFile embedded_schema[];
extern const int embedded_schema_count;

static const char *const record_modules[] = {"core", "org", "form", "record"};

typedef struct World {
    Arena *arena;
    Ctx cx;
    App app;
    const Form *form;
} World;

static inline void must(World *w, bool ok)
{
    if (!ok)
        fail_msg("%s", w->cx.err.message);
}

static inline InFile file(const char *name, const char *text)
{
    return (InFile){name, text, strlen(text)};
}

static inline void open_world(World *w)
{
    int rows;
    w->arena = arena_new();
    w->cx = (Ctx){.arena = w->arena, .user = "test", .who = who_operator(), .threads = 1};
    w->app = (App){.memo = memo_new()};
    w->cx.app = &w->app;
    date_parse_iso("2026-07-01", &w->cx.today);
    test_database_open(&w->cx);
    must(w, db_migrate(&w->cx, record_modules, 4, embedded_schema, embedded_schema_count));
    InFile orgs = file("o.csv", "id,kind,name_en,name_cy,source,source_date\n"
                                "wales,nation,Wales,Cymru,t,2026\n"
                                "a,council,Aber,Aber,t,2026\nb,council,Bala,Y Bala,t,2026\n");
    must(w, org_import(&w->cx, &(InFiles){1, &orgs}, &rows));
    w->form = test_form(&w->cx, "staff-records");
    if (!w->form)
        must(w, false);
}

static inline void close_world(World *w)
{
    db_close(w->cx.db);
    memo_free(w->app.memo);
    arena_free(w->arena);
}

#define HEADINGS                                                                               \
    "period,employer_code,employer_name,sector,region,lad_code,person_ref,birth_year,gender,"  \
    "ethnicity,role_code,grade,hcpc_no,start_date,fte,hours,salary,leaver_flag,"               \
    "leaving_reason,note\n"

/* A good row of a person. */
static inline const char *row(World *w, const char *employer, const char *person)
{
    return arena_printf(w->arena,
                        "2026Q1,%s,\"Aber, Unit 1\",LA,WAL,W06000001,%s,1980,F,A,OT1,B6,"
                        "OT123456,2015-09-01,0.80,30.0,35000,0,,\n",
                        employer, person);
}

static inline RecordCheck check(World *w, const char *text, int listed)
{
    RecordCheck c;
    InFile f = file("staff.csv", text);
    must(w, record_check(&w->cx, w->form, &f, listed, &c));
    record_check_end(&c);
    return c;
}

static inline const char *swapped(World *w, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    return arena_printf(w->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* Cells as people write them, that must come back as they went. */
static inline const char *odd_file(World *w)
{
    return arena_printf(
        w->arena,
        "\xEF\xBB\xBFnote,period,employer_code,employer_name,sector,region,lad_code,person_ref,"
        "birth_year,gender,ethnicity,role_code,grade,hcpc_no,start_date,fte,hours,salary,"
        "leaver_flag,leaving_reason\r\n"
        "\"said \"\"ok\"\", twice\",2026Q1,AB0001,\"Ynys M\xC3\xB4n, Uned \xC5\xB4\",LA,WAL,,"
        "P1,1980,F,A,OT1,B6,OT123456,1/9/2015,0.80,30,35000,0,\r\n"
        "\"two\r\nlines\",2026Q1,AB0001,'=SUM(A1),LA,WAL,,P2,1980,F,A,OT1,B6,OT123457,"
        "2015-09-01,1.00,,35000,1,\"'-pay\"\r\n"
        ",2026Q1,AB0001,  plain  ,LA,WAL,,\"P;3\",1980,,,,,OT123458,2015-09-01,0.10,,35000,0,");
}

/* A xorshift: the same files on every run. */
static inline unsigned draw(uint64_t *state, unsigned n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 32) % n);
}

#endif
