/* Decides what the text of a cell is worth: whole numbers, dates, postcodes, lists, codes. What
 * a column asks of it is left to the rules. */
#include "base/embedded.h"
#include "modules/ascwds/ascwds_row.h"
#include <ctype.h>
#include <math.h>

extern const EmbeddedFile embedded_data[];
extern const int embedded_data_count;

int64_t asc_number(const char *s)
{
    int64_t n;
    return text_to_int(s, &n) ? n : ASC_NO;
}

double asc_decimal(const char *s)
{
    double v;
    return text_to_double(s, &v) ? v : (double)NAN;
}

int asc_length(const char *s)
{
    int n = 0;
    for (; *s; s++)
        n += (*s & 0xC0) != 0x80;
    return n;
}

Date asc_day(const char *s)
{
    static const char shape[] = "99/99/9999";
    Date d;
    for (int i = 0; i < 10; i++)
        if (shape[i] == '9' ? !isdigit((unsigned char)s[i]) : s[i] != shape[i])
            return DATE_NONE;
    if (s[10])
        return DATE_NONE;
    int day = (s[0] - '0') * 10 + s[1] - '0', month = (s[3] - '0') * 10 + s[4] - '0';
    int year = (s[6] - '0') * 1000 + (s[7] - '0') * 100 + (s[8] - '0') * 10 + s[9] - '0';
    return date_from_ymd(year, month, day, &d) ? d : DATE_NONE;
}

Date asc_years_later(Date d, int years)
{
    int y, m, day;
    Date out;
    date_to_ymd(d, &y, &m, &day);
    if (!date_from_ymd(y + years, m, day, &out))
        (void)date_from_ymd(y + years, m, day - 1, &out);
    return out;
}

bool asc_one_of(const char *value, const char *list)
{
    if (!*value)
        return true;
    size_t n = strlen(value);
    for (const char *at = list; at; at = strchr(at, ';')) {
        at += *at == ';';
        if (strncmp(at, value, n) == 0 && (at[n] == ';' || !at[n]))
            return true;
    }
    return false;
}

AscItems asc_items(Arena *a, const char *s)
{
    AscItems out = {0};
    if (!*s)
        return out;
    int room = 1;
    for (const char *p = s; *p; p++)
        room += *p == ';';
    out.text = NEW_ARRAY(a, const char *, room);
    out.number = NEW_ARRAY(a, int64_t, room);
    for (const char *p = s;; p++) {
        size_t n = strcspn(p, ";");
        const char *item = text_trim(a, arena_strndup(a, p, n));
        out.text[out.n] = item;
        out.number[out.n++] = asc_number(item);
        p += n;
        if (!*p)
            return out;
    }
}

/* One or two letters, one or two digits, perhaps a letter; a blank; a digit and two letters. */
bool asc_postcode(const char *s)
{
    int letters = 0, digits = 0;
    for (; isalpha((unsigned char)*s); s++)
        letters++;
    for (; isdigit((unsigned char)*s); s++)
        digits++;
    if (letters < 1 || letters > 2 || digits < 1 || digits > 2)
        return false;
    s += isalpha((unsigned char)*s) ? 1 : 0;
    return s[0] == ' ' && isdigit((unsigned char)s[1]) && isalpha((unsigned char)s[2]) &&
           isalpha((unsigned char)s[3]) && !s[4];
}

/* Two letters, six digits, perhaps a letter; blanks wherever people put them. */
bool asc_ni_number(const char *s)
{
    int n = 0;
    for (; *s; s++) {
        if (*s == ' ')
            continue;
        bool letter = n < 2 || n == 8;
        if (n > 8 || (letter ? !isalpha((unsigned char)*s) : !isdigit((unsigned char)*s)))
            return false;
        n++;
    }
    return n == 8 || n == 9;
}

const char *ascwds_shape(Arena *a, const char *s)
{
    char *out = arena_strdup(a, s);
    for (char *p = out; *p; p++)
        *p = isdigit((unsigned char)*p) ? '9' : isalpha((unsigned char)*p) ? 'A' : *p;
    return out;
}

/* ---------------------------------------------------------------- code lists */

static const struct {
    const char *name;
    AscListId id;
} list_names[] = {
    {"job_role", LIST_JOB_ROLE},
    {"recruitment_source", LIST_RECRUITMENT},
    {"leaving_reason", LIST_LEAVING},
    {"qualification", LIST_QUALIFICATION},
    {"service", LIST_SERVICE},
    {"service_user", LIST_SERVICE_USER},
    {"employer_type", LIST_EMPLOYER},
    {"contract", LIST_CONTRACT},
    {"gender", LIST_GENDER},
    {"ethnicity", LIST_ETHNICITY},
    {"qualification_level", LIST_LEVEL},
    {"training_category", LIST_TRAINING},
    {"nursing", LIST_NURSING},
    {"cwp_category", LIST_CWP},
    {"authority", LIST_AUTHORITY},
};

static bool read_codes(Ctx *cx, const EmbeddedFile *e, AscCodes *out)
{
    CsvFile f;
    if (!csv_parse(cx->arena, &cx->err, e->name, e->data, e->size, &f))
        return false;
    int list = csv_column(&f, "list"), code = csv_column(&f, "code");
    int en = csv_column(&f, "label_en"), cy = csv_column(&f, "label_cy");
    int kind = csv_column(&f, "kind");
    for (int i = 0; code >= 0 && i < f.n_rows; i++) {
        const CsvRow *r = &f.rows[i];
        for (size_t l = 0; l < sizeof list_names / sizeof *list_names; l++)
            if (same(list_names[l].name, csv_cell(r, list))) {
                AscListId id = list_names[l].id;
                AscCode c = {asc_number(csv_cell(r, code)),
                             {csv_cell(r, en), csv_cell(r, cy)},
                             csv_cell(r, kind)};
                *PUSH(cx->arena, out->items[id], out->n[id], out->room[id]) = c;
            }
    }
    return true;
}

bool asc_codes(Ctx *cx, const AscCodes **out)
{
    AscCodes *c = NEW(cx->arena, AscCodes);
    for (int i = 0; i < embedded_data_count; i++)
        if (starts_with(embedded_data[i].name, "data/ascwds/") &&
            !read_codes(cx, &embedded_data[i], c))
            return false;
    for (int i = 0; i < LISTS; i++)
        if (!c->n[i])
            return fail(&cx->err, IO, "data/ascwds holds no list of %s", list_names[i].name);
    *out = c;
    return true;
}

const AscCode *asc_code(const AscCodes *c, AscListId list, int64_t code)
{
    for (int i = 0; i < c->n[list]; i++)
        if (c->items[list][i].code == code)
            return &c->items[list][i];
    return NULL;
}

const char *asc_code_kind(const AscCodes *c, AscListId list, int64_t code)
{
    const AscCode *found = asc_code(c, list, code);
    return found ? found->kind : "";
}

/* ---------------------------------------------------------------- what many columns ask */

bool holds_given(const AscRow *r, const AscRule *rule)
{
    return *r->v[rule->column] != '\0';
}

bool holds_length(const AscRow *r, const AscRule *rule)
{
    return asc_length(r->v[rule->column]) <= rule->most;
}

bool holds_one_of(const AscRow *r, const AscRule *rule)
{
    return asc_one_of(r->v[rule->column], rule->list);
}

bool holds_known(const AscRow *r, const AscRule *rule)
{
    return asc_code(r->codes, (AscListId)rule->most, asc_number(r->v[rule->column])) != NULL;
}
