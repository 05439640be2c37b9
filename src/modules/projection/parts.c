/* Decides which files, columns and settings a model has: the one declaration that reading,
 * writing, checking, the database and the pages follow. How cells are resolved is left to
 * folder_plan.c. */
#include "core/i18n.h"
#include "modules/projection/folder.h"
#include <math.h>

#define N_(text) text /* labels are translated where they are shown */

static const char *const driver_kinds[] = {"annual", "demographic", "other", NULL};
static const char *const limit_kinds[] = {"capacity",    "minimum",   "ramp",
                                          "ramp_share",  "placement", "budget",
                                          "least_share", "equity",    NULL};
static const char *const shock_kinds[] = {"exit",    "move",   "joiner", "attrition",
                                          "capture", "demand", NULL};
static const char *const shock_parameters[] = {"sd", "persistence", NULL};
static const char *const residual_parameters[] = {"mean", "sd", "persistence", "years", NULL};
static const char *const service_parameters[] = {"rate", "volume", "hours", NULL};
static const char *const time_parameters[] = {
    "days",          "leave",         "holidays",         "sickness", "training",
    "hours_per_day", "support_share", "individual_hours", NULL};
static const char *const division_parameters[] = {"ot_share", "worker_share", "clinical_focus",
                                                  NULL};
static const char *const backlog_parameters[] = {"waiting",     "target", "arrivals",
                                                 "clear_years", "cases",  NULL};
static const char *const branch_operations[] = {"value", "factor", "add", "delay", NULL};
static const char *const discrepancy_quantities[] = {"supply", NULL};
static const char *const rate_kinds[] = {"probability", "hazard", NULL};
static const char *const move_bases[] = {"opening", "stayers", NULL};
static const char *const objectives[] = {"places", "cost", NULL};
static const char *const shapes[] = {"level", "free", NULL};

/* clang-format off */
#define REGISTER                                                                               \
    {"source", SPEC_TEXT, 0, N_("Source"), NULL}, \
    {"date", SPEC_DATE, 0, N_("Date"), NULL}, \
    {"owner", SPEC_TEXT, 0, N_("Owner"), NULL}, \
    {"grade", SPEC_GRADE, 0, N_("Quality grade"), NULL}, \
    {"note", SPEC_TEXT, 0, N_("Note"), NULL}
#define ASSUMPTION                                                                             \
    {"year", SPEC_YEAR, 0, N_("Year"), NULL}, \
    {"value", SPEC_NUMBER, 0, N_("Value"), NULL}, \
    {"distribution", SPEC_DIST, 0, N_("Distribution"), NULL}, \
    REGISTER
#define ID {"id", SPEC_NAME, 0, N_("Id"), NULL}
#define KEY(name, kind, flags, label) {name, kind, flags, label, NULL}
#define PART(part, name, label, unit, lowest, highest, keys, ...)                              \
    [TABLE_PARTS + (part)] = {name, label, unit, part, keys, lowest, highest,                  \
                              {ID, __VA_ARGS__, ASSUMPTION}}
#define STATE KEY("state", SPEC_STATE, SPEC_NEEDED, N_("State"))
#define ROUTE KEY("route", SPEC_ROUTE, SPEC_NEEDED, N_("Route"))
#define ANY_ROUTE KEY("route", SPEC_ROUTE, SPEC_STAR, N_("Route"))
#define PARAMETER(choices) {"parameter", SPEC_CHOICE, SPEC_NEEDED, N_("Parameter"), choices}
#define LINE  KEY("line", SPEC_LINE, SPEC_NEEDED, N_("Demand line"))
#define AGES  KEY("ages", SPEC_AGES, SPEC_STAR, N_("Ages"))
#define GROUP KEY("group", SPEC_GROUP, SPEC_STAR, N_("Group"))
#define AREA KEY("area", SPEC_WORD, SPEC_STAR | SPEC_LATER, N_("Area"))
#define STUDY KEY("study_year", SPEC_STUDY_YEAR, SPEC_STAR, N_("Study year"))

const TableSpec table_specs[TABLE_COUNT] = {
    [TABLE_MODEL] = {"model", N_("Settings"), "", -1, 0, 0, 0,
        {{"key", SPEC_TEXT, SPEC_NEEDED, N_("Setting"), NULL},
         {"value", SPEC_TEXT, 0, N_("Value"), NULL},
         {"note", SPEC_TEXT, 0, N_("Note"), NULL}}},
    [TABLE_STATE] = {"state", N_("States"), "", -1, 0, 0, 0,
        {{"id", SPEC_NAME, SPEC_NEEDED, N_("Id"), NULL},
         {"label", SPEC_TEXT, 0, N_("Label"), NULL},
         {"group", SPEC_NAME, 0, N_("Group"), NULL},
         {"weight", SPEC_NUMBER, SPEC_NEEDED, N_("Measure per head"), NULL},
         {"pool", SPEC_FLAG, 0, N_("Nobody stays: a pool"), NULL},
         REGISTER}},
    [TABLE_AGE] = {"age", N_("Age classes"), "", -1, 0, 0, 0,
        {{"id", SPEC_NAME, SPEC_NEEDED, N_("Id"), NULL},
         {"from", SPEC_WHOLE, SPEC_NEEDED, N_("From age"), NULL},
         {"to", SPEC_WHOLE, 0, N_("To age"), NULL}}},
    [TABLE_ROUTE] = {"route", N_("Training routes"), "", -1, 0, 0, 0,
        {{"id", SPEC_NAME, SPEC_NEEDED, N_("Id"), NULL},
         {"label", SPEC_TEXT, 0, N_("Label"), NULL},
         {"length", SPEC_WHOLE, SPEC_NEEDED, N_("Years from intake to joining"), NULL},
         {"share", SPEC_NUMBER, 0, N_("Share of a common intake"), NULL},
         {"viable", SPEC_NUMBER, 0, N_("Smallest viable cohort"), NULL},
         {"multiple", SPEC_NUMBER, 0, N_("Cohorts in multiples of"), NULL},
         {"decided", SPEC_FLAG, 0, N_("Intake is decided"), NULL},
         {"from", SPEC_STATE, 0, N_("States that students leave"), NULL},
         {"counts", SPEC_NUMBER, 0, N_("Measure per student from there"), NULL},
         {"counts_in", SPEC_GROUP, 0, N_("Group that students count in"), NULL},
         REGISTER}},
    [TABLE_GROUP] = {"group", N_("Groups of states"), "", -1, 0, 0, 0,
        {{"id", SPEC_NAME, SPEC_NEEDED, N_("Id"), NULL},
         {"label", SPEC_TEXT, 0, N_("Label"), NULL},
         {"family", SPEC_TEXT, 0, N_("Family"), NULL},
         {"states", SPEC_STATE, SPEC_NEEDED, N_("States"), NULL}}},
    PART(PART_STOCK, "stock", N_("Opening stock"), N_("heads"), 0, 1e9, 2, STATE, AGES),
    PART(PART_EXIT, "exit", N_("Leaving for good"), N_("share per step"), 0, 1, 3,
         KEY("state", SPEC_STATE, SPEC_STAR, N_("State")), AGES,
         KEY("cause", SPEC_WORD, 0, N_("Cause"))),
    PART(PART_MOVE, "move", N_("Moves between states"), N_("share per step"), 0, 1, 3, STATE,
         KEY("to", SPEC_STATE, SPEC_NEEDED, N_("To state")), AGES),
    PART(PART_ATTRITION, "attrition", N_("Students who drop out"), N_("share"), 0, 1, 2, ROUTE, STUDY),
    PART(PART_REGISTRATION, "registration", N_("Graduates who register"), N_("share"), 0, 1, 1, ROUTE),
    PART(PART_CAPTURE, "capture", N_("Registered who take a post here"), N_("share"), 0, 1, 2, ROUTE,
         STATE),
    PART(PART_ENTRY_AGE, "entry_age", N_("Ages of those who join"), N_("share"), 0, 1, 2,
         ANY_ROUTE, KEY("ages", SPEC_AGES, SPEC_NEEDED, N_("Ages"))),
    PART(PART_INTAKE, "intake", N_("Students starting"), N_("students"), 0, 1e9, 1, ROUTE),
    PART(PART_JOINER, "joiner", N_("Joining from outside"), N_("heads per step"), 0, 1e9, 2, STATE,
         AGES),
    PART(PART_RENEWAL, "renewal", N_("Joiners per head of opening stock"), N_("heads per head"), 0,
         1000, 4, STATE, AGES, KEY("to", SPEC_STATE, SPEC_NEEDED, N_("To state")),
         KEY("to_ages", SPEC_AGES, SPEC_STAR, N_("To ages"))),
    PART(PART_DEMAND, "demand", N_("Demand"), N_("measure"), 0, 1e12, 2, LINE, GROUP),
    PART(PART_DRIVER, "driver", N_("Drivers of demand"), N_("relative change"), -1, 1000, 4, LINE,
         GROUP, {"kind", SPEC_CHOICE, SPEC_NEEDED, N_("Kind"), driver_kinds},
         KEY("name", SPEC_WORD, 0, N_("Driver"))),
    PART(PART_COST, "cost", N_("Cost of training"), N_("GBP per student and year"), 0, 1e9, 2,
         ANY_ROUTE, STUDY),
    PART(PART_HOURS, "hours", N_("Placement hours"), N_("hours per student and year"), 0, 1e6, 3,
         ANY_ROUTE, STUDY, AREA),
    PART(PART_LIMIT, "limit", N_("Limits on intakes"), N_("see kind"), 0, 1e15, 3,
         {"kind", SPEC_CHOICE, SPEC_NEEDED, N_("Kind"), limit_kinds},
         ANY_ROUTE, AREA),
    PART(PART_PLACE, "place", N_("Where people of a pool go"), N_("share of the pool"), 0, 1, 2,
         KEY("pool", SPEC_STATE, SPEC_NEEDED, N_("Pool")), STATE),
    PART(PART_LOCUM, "locum", N_("Locums"), N_("share of the state's measure"), 0, 1, 2, STATE,
         KEY("group", SPEC_GROUP, SPEC_NEEDED, N_("Group that they work for"))),
    PART(PART_REPEAT, "repeat", N_("Students who repeat a year"), N_("share"), 0, 1, 2, ROUTE, STUDY),
    PART(PART_APPEAL, "appeal", N_("What draws graduates to a post"), N_("as the factor is measured"),
         -1e6, 1e6, 3, ANY_ROUTE, KEY("state", SPEC_STATE, SPEC_STAR, N_("State")),
         KEY("factor", SPEC_FACTOR, SPEC_NEEDED, N_("Factor"))),
    PART(PART_TASTE, "taste", N_("What graduates go by"), N_("utility per unit"), -1e6,
         1e6, 1, KEY("factor", SPEC_FACTOR, SPEC_NEEDED, N_("Factor"))),
    PART(PART_SHOCK, "shock", N_("Shared shocks"), N_("see parameter"), -INFINITY, INFINITY, 3,
         {"acts_on", SPEC_CHOICE, SPEC_NEEDED, N_("Acts on"), shock_kinds},
         KEY("state", SPEC_STATE, SPEC_STAR, N_("State")),
         PARAMETER(shock_parameters)),
    PART(PART_RESIDUAL, "residual", N_("What the flows do not explain"), N_("see parameter"), -INFINITY,
         INFINITY, 2, STATE, PARAMETER(residual_parameters)),
    PART(PART_POPULATION, "population", N_("Population"), N_("persons"), 0, 1e11, 2,
         KEY("group", SPEC_GROUP, SPEC_NEEDED, N_("Group")),
         KEY("band", SPEC_BAND, SPEC_NEEDED, N_("Band"))),
    PART(PART_SERVICE, "service", N_("Services and their work"), N_("see parameter"), 0, 1e12, 5,
         LINE, GROUP, KEY("service", SPEC_SERVICE, SPEC_NEEDED, N_("Service")),
         KEY("band", SPEC_BAND, SPEC_STAR, N_("Band")), PARAMETER(service_parameters)),
    PART(PART_TIME, "time", N_("Working time"), N_("see parameter"), 0, INFINITY, 3, LINE, GROUP,
         PARAMETER(time_parameters)),
    PART(PART_DIVISION, "division", N_("Division of work"), N_("share"), 0, 1, 3, LINE,
         KEY("service", SPEC_SERVICE, SPEC_STAR, N_("Service")),
         PARAMETER(division_parameters)),
    PART(PART_BACKLOG, "backlog", N_("Waiting lists"), N_("see parameter"), 0, 1e12, 3, LINE, GROUP,
         PARAMETER(backlog_parameters)),
    PART(PART_DISCREPANCY, "discrepancy", N_("What past forecasts missed"),
         N_("sd of the logarithm after a year"), 0, 10, 1,
         {"quantity", SPEC_CHOICE, SPEC_NEEDED, N_("Quantity"), discrepancy_quantities}),
    [TABLE_SCENARIO] = {"scenario", N_("Policies and their branches"), "", -1, 0, 0, 0,
        {{"policy", SPEC_NAME, SPEC_NEEDED, N_("Policy"), NULL},
         {"branch", SPEC_NAME, SPEC_NEEDED, N_("Branch"), NULL},
         {"weight", SPEC_NUMBER, SPEC_NEEDED, N_("Weight"), NULL},
         {"label", SPEC_TEXT, 0, N_("Label"), NULL},
         REGISTER}},
    [TABLE_BRANCH] = {"branch", N_("What a branch changes"), "", -1, 0, 0, 0,
        {{"policy", SPEC_NAME, SPEC_NEEDED, N_("Policy"), NULL},
         {"branch", SPEC_NAME, SPEC_NEEDED, N_("Branch"), NULL},
         {"assumption", SPEC_TEXT, SPEC_NEEDED, N_("Assumption"), NULL},
         {"operation", SPEC_CHOICE, SPEC_NEEDED, N_("Operation"), branch_operations},
         {"value", SPEC_NUMBER, SPEC_NEEDED, N_("Value"), NULL},
         {"note", SPEC_TEXT, 0, N_("Note"), NULL}}},
    [TABLE_TARGET] = {"target", N_("Targets"), "", -1, 0, 0, 0,
        {{"line", SPEC_LINE, SPEC_NEEDED, N_("Demand line"), NULL},
         {"group", SPEC_GROUP, SPEC_STAR, N_("Group"), NULL},
         {"year_from", SPEC_YEAR, SPEC_NEEDED, N_("From year"), NULL},
         {"year_to", SPEC_YEAR, 0, N_("To year"), NULL},
         {"weight", SPEC_NUMBER, 0, N_("Weight of a shortage"), NULL},
         {"note", SPEC_TEXT, 0, N_("Note"), NULL}}},
    [TABLE_DRAW] = {"draw", N_("Given draws"), "", -1, 0, 0, 0,
        {{"draw", SPEC_TEXT, SPEC_NEEDED, N_("Draw"), NULL},
         {"id", SPEC_TEXT, SPEC_NEEDED, N_("Assumption"), NULL},
         {"value", SPEC_NUMBER, SPEC_NEEDED, N_("Value"), NULL}}},
    [TABLE_EXPECTED] = {"expected", N_("Expected results"), "", -1, 0, 0, 0,
        {{"quantity", SPEC_TEXT, SPEC_NEEDED, N_("Quantity"), NULL},
         {"year", SPEC_TEXT, 0, N_("Year"), NULL},
         {"state", SPEC_TEXT, 0, N_("State, group, line, route or confidence"), NULL},
         {"value", SPEC_NUMBER, SPEC_NEEDED, N_("Value"), NULL},
         {"tolerance", SPEC_TEXT, 0, N_("Tolerance"), NULL},
         {"source", SPEC_TEXT, 0, N_("Source"), NULL},
         {"note", SPEC_TEXT, 0, N_("Note"), NULL},
         {"anomaly", SPEC_TEXT, 0, N_("Why the printed value is known to be wrong"), NULL}}},
};

const SettingSpec setting_specs[] = {
    {"title", SETTING_TEXT, "", 0, 0, NULL, N_("Title")},
    {"measure", SETTING_TEXT, "FTE", 0, 0, NULL, N_("Measure of supply and demand")},
    {"start_year", SETTING_WHOLE, NULL, 1900, 2200, NULL, N_("Year of the opening stock")},
    {"opening_date", SETTING_TEXT, "", 0, 0, NULL, N_("Day of the opening stock")},
    {"years", SETTING_WHOLE, NULL, 1, 2000, NULL, N_("Years to project, with the extension")},
    {"shown_years", SETTING_WHOLE, "", 1, 2000, NULL, N_("Years to show")},
    {"step_years", SETTING_WHOLE, "1", 1, 50, NULL, N_("Years per step")},
    {"rates", SETTING_CHOICE, "probability", 0, 0, rate_kinds, N_("Meaning of rates")},
    {"moves", SETTING_CHOICE, "opening", 0, 0, move_bases, N_("Moves are a share of")},
    {"joiner_exposure", SETTING_NUMBER, "0", 0, 1, NULL, N_("Part of a step joiners are exposed")},
    {"ageing", SETTING_FLAG, "no", 0, 0, NULL, N_("People move up the age classes")},
    {"whole_places", SETTING_FLAG, "no", 0, 0, NULL, N_("Intakes are whole numbers")},
    {"cohort_noise", SETTING_FLAG, "no", 0, 0, NULL, N_("Count the chance in new cohorts")},
    {"recruitment_ceiling", SETTING_TEXT, "", 0, 0, NULL, N_("Posts are filled up to the line")},
    {"objective", SETTING_CHOICE, "places", 0, 0, objectives, N_("What to keep small")},
    {"shape", SETTING_CHOICE, "level", 0, 0, shapes, N_("Shape of the recommended intake")},
    {"decide_from", SETTING_WHOLE, "", 1900, 2400, NULL, N_("First intake year to decide")},
    {"decide_to", SETTING_WHOLE, "", 1900, 2400, NULL, N_("Last intake year to decide")},
    {"confidence", SETTING_NUMBER, "0.8", 0, 1, NULL, N_("Confidence of the headline")},
    {"terminal_value", SETTING_NUMBER, "0", 0, 1e9, NULL, N_("Worth of a unit of supply at the last target")},
    {"cost_under", SETTING_NUMBER, "4", 0, 1e12, NULL, N_("Cost of a unit too few for a year")},
    {"cost_over", SETTING_NUMBER, "1", 0, 1e12, NULL, N_("Cost of a unit too many for a year")},
    {"seed", SETTING_WHOLE, "1", 0, 9e15, NULL, N_("Seed of the random draws")},
    {"draws", SETTING_WHOLE, "1000", 1, 1000000, NULL, N_("Number of draws")},
    {"rake", SETTING_TEXT, "", 0, 0, NULL, N_("Demand lines whose groups are made to add up to their total")},
    {"shrink", SETTING_TEXT, "", 0, 0, NULL, N_("Demand lines whose uncertain rates are drawn towards their mean")},
    {"extends", SETTING_TEXT, "", 0, 0, NULL, N_("Folder that this one varies")},
    {NULL, SETTING_TEXT, NULL, 0, 0, NULL, NULL},
};
/* clang-format on */

int table_by_name(const char *name)
{
    for (int t = 0; t < TABLE_COUNT; t++)
        if (same(table_specs[t].name, name))
            return t;
    return -1;
}

int spec_columns(TableId t)
{
    int n = 0;
    while (n < MODEL_MOST_COLUMNS && table_specs[t].columns[n].name)
        n++;
    return n;
}

int spec_column(TableId t, const char *name)
{
    for (int c = 0; c < spec_columns(t); c++)
        if (same(table_specs[t].columns[c].name, name))
            return c;
    return -1;
}

/* ---------------------------------------------------------------- the textual model */

ModelRow *model_add(Arena *a, Model *m, TableId t, const char *file, int line)
{
    ModelTable *table = &m->tables[t];
    table->given = true;
    ModelRow *row = PUSH(a, table->rows, table->n, table->room);
    *row = (ModelRow){.file = file, .line = line};
    for (int c = 0; c < MODEL_MOST_COLUMNS; c++)
        row->cells[c] = "";
    return row;
}

const char *model_setting(const Model *m, const char *key)
{
    const ModelTable *t = &m->tables[TABLE_MODEL];
    for (int i = 0; i < t->n; i++)
        if (same(t->rows[i].cells[0], key) && *t->rows[i].cells[1])
            return t->rows[i].cells[1];
    for (const SettingSpec *s = setting_specs; s->key; s++)
        if (same(s->key, key) && s->fallback)
            return s->fallback;
    return "";
}

void model_set(Arena *a, Model *m, const char *key, const char *value)
{
    ModelTable *t = &m->tables[TABLE_MODEL];
    for (int i = 0; i < t->n; i++)
        if (same(t->rows[i].cells[0], key)) {
            t->rows[i].cells[1] = value;
            return;
        }
    ModelRow *row = model_add(a, m, TABLE_MODEL, "model.csv", 0);
    row->cells[0] = key;
    row->cells[1] = value;
}

const char *model_row_id(Arena *a, TableId t, const ModelRow *row)
{
    const TableSpec *spec = &table_specs[t];
    if (*row->cells[0])
        return row->cells[0];
    Buf b = buf_new(a, 0);
    buf_puts(&b, spec->name);
    for (int k = 1; k <= spec->n_keys; k++) {
        bool star = spec->columns[k].flags & SPEC_STAR;
        if ((spec->columns[k].flags & SPEC_LATER) && !*row->cells[k])
            continue;
        buf_putc(&b, '/');
        buf_puts(&b, *row->cells[k] ? row->cells[k] : star ? "*" : "");
    }
    const char *year = model_assumption(t, row, ASSUME_YEAR);
    if (*year)
        buf_printf(&b, "/%s", year);
    return buf_text(&b);
}

/* ---------------------------------------------------------------- problems */

void model_problem_add(ModelProblems *ps, const char *file, int line, const char *column,
                       const char *value, const char *fix, const char *reason, ...)
{
    va_list args;
    va_start(args, reason);
    const char *words = arena_vprintf(ps->arena, translate(ps->lang, reason), args);
    va_end(args);
    *PUSH(ps->arena, ps->items, ps->n, ps->room) =
        (ModelProblem){.file = file,
                       .line = line,
                       .column = column,
                       .value = value,
                       .reason = words,
                       .fix = translate(ps->lang, fix)};
}

/* A cell as it is said: what is long is cut between two characters. */
static const char *in_short(Arena *a, const char *cell)
{
    enum { MOST_SAID = 80 };
    size_t n = MOST_SAID;
    if (strlen(cell) <= MOST_SAID)
        return cell;
    while (n > 0 && ((unsigned char)cell[n] & 0xC0) == 0x80)
        n--;
    return arena_printf(a, "%.*s...", (int)n, cell);
}

const char *model_problem_text(Arena *a, const ModelProblem *p)
{
    Buf b = buf_new(a, 0);
    buf_puts(&b, p->file);
    if (p->line)
        buf_printf(&b, ":%d", p->line);
    buf_puts(&b, ": ");
    if (*p->column)
        buf_printf(&b, "%s%s", in_short(a, p->column), *p->value ? " " : ": ");
    if (*p->value)
        buf_printf(&b, "'%s': ", in_short(a, p->value));
    buf_puts(&b, p->reason);
    if (*p->fix)
        buf_printf(&b, "; %s", p->fix);
    return buf_text(&b);
}

bool model_problems_none(const ModelProblems *ps, Err *err)
{
    if (ps->n == 0)
        return true;
    const char *first = model_problem_text(ps->arena, &ps->items[0]);
    if (ps->n == 1)
        return fail(err, INVALID, "%s", first);
    return fail(err, INVALID, "%d problems; the first: %s", ps->n, first);
}

const char *did_you_mean(const ModelProblems *ps, const char *near)
{
    return arena_printf(ps->arena, translate(ps->lang, "did you mean '%s'?"), near);
}

const char *nearest_word(const char *word, const char *const *list, int n)
{
    const char *best = NULL;
    int most = strlen(word) < 4 ? 1 : 3, least = most + 1;
    for (int i = 0; i < n; i++) {
        int d = same_fold(word, list[i]) ? 0 : text_distance(word, list[i], most);
        if (d < least) {
            least = d;
            best = list[i];
        }
    }
    return best;
}
