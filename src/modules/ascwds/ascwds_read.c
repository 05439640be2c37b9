/* Decides which of the three files a file is, whether its headings will do, and what a row
 * holds before any rule is asked. The order of columns is free. */
#include "modules/ascwds/ascwds_read.h"
#include "modules/ascwds/ascwds_row.h"
#include "modules/ascwds/rule_row.h"
#include <ctype.h>

#define X(name, needed) {#name, #needed[0]},
static const AscColumn workplace_columns[] = {WORKPLACE_COLUMNS(X)};
static const AscColumn staff_columns[] = {STAFF_COLUMNS(X)};
static const AscColumn training_columns[] = {TRAINING_COLUMNS(X)};
#undef X

const AscColumn *asc_columns(AscKind k, int *n)
{
    static const struct {
        const AscColumn *columns;
        int n;
    } all[ASC_KINDS] = {{workplace_columns, W_COLUMNS},
                        {staff_columns, S_COLUMNS},
                        {training_columns, T_COLUMNS}};
    *n = all[k].n;
    return all[k].columns;
}

const char *asc_kind_name(AscKind k)
{
    static const char *const names[ASC_KINDS] = {"workplace", "staff", "training"};
    return names[k];
}

const char *asc_kind_origin(AscKind k)
{
    static const char *const names[ASC_KINDS] = {"Establishments", "Workers", "Training"};
    return names[k];
}

/* A file's own headings, without regard to anything but the problems of the file itself. */
static const AscRule headings_rules[] = {
#define HEADINGS(rule_code, how, says, help)                                                   \
    {                                                                                          \
        .rule = {.code = (rule_code),                                                          \
                 .block = "",                                                                  \
                 .severity = (how),                                                            \
                 .field = "",                                                                  \
                 .words = {says, NULL},                                                        \
                 .fix = {help, NULL}},                                                         \
        REF(999, "HEADERS_ERROR")                                                              \
    }
    HEADINGS("A01", E, N_("Every column is one that the file has"),
             N_("Rename the column, or remove it")),
    HEADINGS("A02", E, N_("The columns that say who and how many are there"),
             N_("Add the column")),
    HEADINGS("A03", W, N_("A column that is left out counts as blank"),
             N_("Add the column, or leave it so")),
    HEADINGS("A04", E, N_("Notes of a qualification stand beside its code"),
             N_("Add the column with the code, such as QUALACH04 beside QUALACH04NOTES")),
#undef HEADINGS
};
enum { A01, A02, A03, A04 };

const AscRule *asc_headings_rules(int *n)
{
    *n = sizeof headings_rules / sizeof *headings_rules;
    return headings_rules;
}

/* ---------------------------------------------------------------- headings */

static int column_of(const CsvFile *f, const char *name)
{
    for (int i = 0; i < f->n_columns; i++)
        if (same_fold(f->headings[i], name))
            return i;
    return -1;
}

/* 7 of "QUALACH07" and "QUALACH07NOTES"; 0 of anything else. */
static int qualification_number(const char *heading, bool *notes)
{
    static const char stem[] = "QUALACH";
    size_t n = sizeof stem - 1;
    if (strncasecmp(heading, stem, n) != 0 || !isdigit((unsigned char)heading[n]) ||
        !isdigit((unsigned char)heading[n + 1]))
        return 0;
    size_t digits = strspn(heading + n, "0123456789");
    int number = 0;
    for (size_t i = 0; i < digits && digits <= 3; i++)
        number = number * 10 + heading[n + i] - '0';
    *notes = same_fold(heading + n + digits, "NOTES");
    return *notes || !heading[n + digits] ? number : 0;
}

bool ascwds_recognise(const CsvFile *f, AscKind *out)
{
    int best = 0, second = 0;
    for (int k = 0; k < ASC_KINDS; k++) {
        int n, found = 0;
        const AscColumn *columns = asc_columns((AscKind)k, &n);
        for (int i = 0; i < n; i++)
            found += column_of(f, columns[i].name) >= 0;
        if (found > best) {
            second = best;
            best = found;
            *out = (AscKind)k;
        } else if (found > second) {
            second = found;
        }
    }
    return best >= 5 && best > second && column_of(f, "LOCALESTID") >= 0;
}

static const char *near_column(AscKind k, const char *heading)
{
    int n, best = 4;
    const AscColumn *columns = asc_columns(k, &n);
    const char *near = NULL;
    for (int i = 0; i < n; i++) {
        int d = text_distance(columns[i].name, heading, best);
        if (d < best) {
            best = d;
            near = columns[i].name;
        }
    }
    return near;
}

static void find_qualifications(Ctx *cx, AscBundle *b, AscFile *f)
{
    const CsvFile *csv = &f->csv;
    f->qualifications = NEW_ARRAY(cx->arena, struct AscPair, csv->n_columns + 1);
    for (int i = 0; i < csv->n_columns; i++) {
        bool notes;
        int number = qualification_number(csv->headings[i], &notes);
        if (number && !notes)
            f->qualifications[f->n_qualifications++] = (struct AscPair){number, i, -1};
    }
    for (int i = 0; i < csv->n_columns; i++) {
        bool notes;
        int number = qualification_number(csv->headings[i], &notes), pair = -1;
        for (int q = 0; q < f->n_qualifications; q++)
            if (f->qualifications[q].number == number)
                pair = q;
        if (number && notes && pair >= 0)
            f->qualifications[pair].notes = i;
        else if (number && notes)
            asc_file_problem(cx, b, f, &headings_rules[A04], csv->headings[i], "");
    }
}

void asc_check_headings(Ctx *cx, AscBundle *b, AscFile *f)
{
    int n;
    const AscColumn *columns = asc_columns(f->kind, &n);
    for (int i = 0; i < n; i++) {
        f->at[i] = column_of(&f->csv, columns[i].name);
        if (f->at[i] < 0 && columns[i].needed != 'O')
            asc_file_problem(cx, b, f, &headings_rules[columns[i].needed == 'Y' ? A02 : A03],
                             columns[i].name, "");
    }
    /* An earlier layout calls the name of a training its description. */
    if (f->kind == ASC_TRAINING && f->at[T_TRAININGNAME] < 0)
        f->at[T_TRAININGNAME] = f->at[T_DESCRIPTION];
    for (int i = 0; i < f->csv.n_columns; i++) {
        const char *heading = f->csv.headings[i];
        bool known = false, notes;
        for (int c = 0; c < n; c++)
            known = known || same_fold(columns[c].name, heading);
        if (known || (f->kind == ASC_STAFF && qualification_number(heading, &notes)))
            continue;
        const char *near = near_column(f->kind, heading);
        asc_file_problem(cx, b, f, &headings_rules[A01], heading,
                         near ? arena_printf(cx->arena, T(cx, "did you mean '%s'?"), near)
                              : "");
    }
    if (f->kind == ASC_STAFF)
        find_qualifications(cx, b, f);
}

/* ---------------------------------------------------------------- rows */

static AscStatus status_of(const char *s)
{
    static const char *const names[] = {[STATUS_NEW] = "NEW",
                                        [STATUS_UPDATE] = "UPDATE",
                                        [STATUS_DELETE] = "DELETE",
                                        [STATUS_UNCHECKED] = "UNCHECKED",
                                        [STATUS_NOCHANGE] = "NOCHANGE"};
    for (int i = STATUS_NEW; i <= STATUS_NOCHANGE; i++)
        if (same_fold(s, names[i]))
            return (AscStatus)i;
    return STATUS_WRONG;
}

static const AscWorkplace *workplace_of(Arena *a, const AscRow *r)
{
    AscWorkplace *w = NEW(a, AscWorkplace);
    w->service = asc_number(r->v[W_MAINSERVICE]);
    w->regulated = asc_number(r->v[W_REGTYPE]);
    w->total = asc_number(r->v[W_TOTALPERMTEMP]);
    w->services = asc_items(a, r->v[W_ALLSERVICES]);
    w->jobs = asc_items(a, r->v[W_ALLJOBROLES]);
    w->starters = asc_items(a, r->v[W_STARTERS]);
    w->leavers = asc_items(a, r->v[W_LEAVERS]);
    w->vacancies = asc_items(a, r->v[W_VACANCIES]);
    w->reasons = asc_items(a, r->v[W_REASONS]);
    w->reason_counts = asc_items(a, r->v[W_REASONNOS]);
    return w;
}

void asc_read_rows(Ctx *cx, const AscCodes *codes, AscFile *f)
{
    int n;
    asc_columns(f->kind, &n);
    f->n = f->csv.n_rows;
    f->rows = NEW_ARRAY(cx->arena, AscRow, f->n + 1);
    for (int i = 0; i < f->n; i++) {
        AscRow *r = &f->rows[i];
        *r = (AscRow){.cx = cx, .codes = codes, .file = f, .line = f->csv.rows[i].line};
        r->v[n] = "";
        for (int c = 0; c < n; c++)
            r->v[c] = csv_cell(&f->csv.rows[i], f->at[c]);
        r->status = f->kind == ASC_WORKPLACE ? status_of(r->v[W_STATUS])
                    : f->kind == ASC_STAFF   ? status_of(r->v[S_STATUS])
                                             : STATUS_NEW;
        r->role = r->contract = ASC_NO;
        r->born = r->started = DATE_NONE;
        if (f->kind == ASC_WORKPLACE)
            r->at = workplace_of(cx->arena, r);
        if (f->kind == ASC_STAFF) {
            r->role = asc_number(r->v[S_MAINJOBROLE]);
            r->contract = asc_number(r->v[S_EMPLSTATUS]);
            r->born = asc_day(r->v[S_DOB]);
            r->started = asc_day(r->v[S_STARTDATE]);
        }
    }
}
