/* Keeps what stands behind an answer, and finds it again. One declaration of the members serves
 * both ways: a row of a part is stored cell by cell. */
#include "db/db.h"
#include "modules/commissioning/assurance.h"
#include <math.h>
#include <stddef.h>

typedef enum MemberType { MEMBER_NUMBER, MEMBER_WORDS, MEMBER_COUNT, MEMBER_FLAG } MemberType;

typedef struct Member {
    const char *name;
    size_t offset;
    MemberType type;
} Member;

#define MEMBER(Type, member)                                                                   \
    {                                                                                          \
#member, offsetof(Type, member),                                                       \
            _Generic(((Type *)0)->member, double: MEMBER_NUMBER, const char *: MEMBER_WORDS,   \
                int: MEMBER_COUNT, bool: MEMBER_FLAG)       \
    }
#define NUM_MEMBERS 20

static const struct PartOf {
    const char *name;
    size_t size, rows, n, room; /* of a row; offsets in Assurance */
    Member members[NUM_MEMBERS];
} parts[] = {
#define PART_OF(name, Type, list)                                                              \
    name, sizeof(Type), offsetof(Assurance, list), offsetof(Assurance, n_##list),              \
        offsetof(Assurance, list##_room)
    {PART_OF("check", CheckRow, checks),
     {MEMBER(CheckRow, confidence), MEMBER(CheckRow, level), MEMBER(CheckRow, low_level),
      MEMBER(CheckRow, high_level), MEMBER(CheckRow, places), MEMBER(CheckRow, cost),
      MEMBER(CheckRow, in_sample), MEMBER(CheckRow, share), MEMBER(CheckRow, low),
      MEMBER(CheckRow, high), MEMBER(CheckRow, ceiled), MEMBER(CheckRow, raised),
      MEMBER(CheckRow, attained), MEMBER(CheckRow, holds)}},
    {PART_OF("programme", ProgrammeRow, programmes),
     {MEMBER(ProgrammeRow, aim), MEMBER(ProgrammeRow, confidence), MEMBER(ProgrammeRow, places),
      MEMBER(ProgrammeRow, cost), MEMBER(ProgrammeRow, value), MEMBER(ProgrammeRow, bound),
      MEMBER(ProgrammeRow, gap), MEMBER(ProgrammeRow, in_sample), MEMBER(ProgrammeRow, share),
      MEMBER(ProgrammeRow, low), MEMBER(ProgrammeRow, high),
      MEMBER(ProgrammeRow, expected_shortage), MEMBER(ProgrammeRow, cvar),
      MEMBER(ProgrammeRow, least_shortage), MEMBER(ProgrammeRow, raised),
      MEMBER(ProgrammeRow, needed_draws), MEMBER(ProgrammeRow, attained),
      MEMBER(ProgrammeRow, out_of_reach)}},
    {PART_OF("cohort", CohortRow, cohorts),
     {MEMBER(CohortRow, aim), MEMBER(CohortRow, year), MEMBER(CohortRow, route),
      MEMBER(CohortRow, places)}},
    {PART_OF("worth", WorthRow, worth),
     {MEMBER(WorthRow, limit), MEMBER(WorthRow, route), MEMBER(WorthRow, area),
      MEMBER(WorthRow, value), MEMBER(WorthRow, step), MEMBER(WorthRow, shortage_saved),
      MEMBER(WorthRow, confidence_gained), MEMBER(WorthRow, saved),
      MEMBER(WorthRow, round_step), MEMBER(WorthRow, round_shortage_saved),
      MEMBER(WorthRow, round_confidence_gained), MEMBER(WorthRow, round_saved)}},
    {PART_OF("optimism", OptimismRow, optimism),
     {MEMBER(OptimismRow, why), MEMBER(OptimismRow, id), MEMBER(OptimismRow, share),
      MEMBER(OptimismRow, low), MEMBER(OptimismRow, high), MEMBER(OptimismRow, with_all)}},
    {PART_OF("guard", GuardRow, guards), {MEMBER(GuardRow, text)}},
};
enum { N_PARTS = sizeof parts / sizeof *parts };

static bool store_cell(Ctx *cx, const char *run, const struct PartOf *part, int seq,
                       const Member *m, const char *row)
{
    double number = NAN;
    const char *words = "";
    switch (m->type) {
    case MEMBER_NUMBER:
        number = *(const double *)(row + m->offset);
        break;
    case MEMBER_WORDS:
        words = *(const char *const *)(row + m->offset);
        break;
    case MEMBER_COUNT:
        number = *(const int *)(row + m->offset);
        break;
    case MEMBER_FLAG:
        number = *(const bool *)(row + m->offset);
        break;
    }
    return db_run(cx,
                  "INSERT INTO commissioning_assurance (run, part, seq, column_name, number,"
                  " words) VALUES ($1, $2, $3, $4, $5, $6)",
                  ARGS(run, part->name, seq, m->name, number, words));
}

bool assurance_store(Ctx *cx, const char *run, const Assurance *a)
{
    for (int i = 0; i < N_PARTS; i++) {
        const struct PartOf *part = &parts[i];
        const char *rows = *(const char *const *)((const char *)a + part->rows);
        int n = *(const int *)((const char *)a + part->n);
        for (int seq = 0; seq < n; seq++)
            for (const Member *m = part->members; m < part->members + NUM_MEMBERS && m->name;
                 m++)
                if (!store_cell(cx, run, part, seq + 1, m, rows + (size_t)seq * part->size))
                    return false;
    }
    return true;
}

/* ---------------------------------------------------------------- reading */

static void read_cell(char *row, const Member *m, double number, const char *words)
{
    switch (m->type) {
    case MEMBER_NUMBER:
        *(double *)(row + m->offset) = number;
        break;
    case MEMBER_WORDS:
        *(const char **)(row + m->offset) = words;
        break;
    case MEMBER_COUNT:
        *(int *)(row + m->offset) = (int)number;
        break;
    case MEMBER_FLAG:
        *(bool *)(row + m->offset) = number != 0;
        break;
    }
}

static bool load_part(Ctx *cx, const char *run, const struct PartOf *part, Assurance *out)
{
    int64_t n = 0;
    if (!db_one_int(cx, &n,
                    "SELECT COALESCE(MAX(seq), 0) FROM commissioning_assurance"
                    " WHERE run = $1 AND part = $2",
                    ARGS(run, part->name)))
        return false;
    char *rows = arena_alloc(cx->arena, ((size_t)n + 1) * part->size);
    DbRows cells CLEANUP_ROWS = {0};
    memset(rows, 0, ((size_t)n + 1) * part->size);
    for (int64_t i = 0; i < n; i++) /* words are never NULL */
        for (const Member *m = part->members; m < part->members + NUM_MEMBERS && m->name; m++)
            read_cell(rows + (size_t)i * part->size, m, NAN, "");
    if (!db_query(cx, &cells,
                  "SELECT seq, column_name, number, words FROM commissioning_assurance"
                  " WHERE run = $1 AND part = $2",
                  ARGS(run, part->name)))
        return false;
    while (db_next(&cells)) {
        const char *name = db_text(&cells, 1);
        for (const Member *m = part->members; m < part->members + NUM_MEMBERS && m->name; m++)
            if (same(m->name, name))
                read_cell(rows + (size_t)(db_int(&cells, 0) - 1) * part->size, m,
                          db_real(&cells, 2), db_text(&cells, 3));
    }
    *(char **)((char *)out + part->rows) = rows;
    *(int *)((char *)out + part->n) = *(int *)((char *)out + part->room) = (int)n;
    return db_ok(cx);
}

bool assurance_load(Ctx *cx, const char *run, Assurance *out)
{
    Assurance a = {0};
    for (int i = 0; i < N_PARTS; i++)
        if (!load_part(cx, run, &parts[i], &a))
            return false;
    *out = a;
    return true;
}
