/* Writes the file of workload CSV1 (README.md): a heading and ROWS rows of staff, one in a
 * hundred of them broken in one of nine ways. The same bytes everywhere: the draws come from
 * one generator in the order in which they stand here.
 *
 *     cc -O2 generate.c -o generate && ./generate 1000000 >csv1.csv */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t draw(uint64_t *state, uint32_t n)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (uint32_t)(((z ^ z >> 31) >> 32) * n >> 32);
}

static const char *const sectors[] = {"NHS", "LA", "IND", "EDU"};
static const char *const regions[] = {"NE",  "NW", "YH", "EM",  "WM",  "EE",
                                      "LON", "SE", "SW", "WAL", "SCO", "NI"};
static const char *const grades[] = {"B4", "B5", "B6", "B7", "B8a", "B8b", "B8c", "SP"};
static const char *const ethnicities[] = {"A", "B", "C", "D", "M", "N", "R", "S", "Z"};
static const char *const reasons[] = {"retirement", "other NHS", "pay",
                                      "relocation", "health",    "career break"};
static const char *const words[] = {"North", "Vale", "Castle", "River", "Moor", "Abbey"};

static const char *sector_of(uint32_t employer)
{
    uint32_t s = (employer * 7919u >> 4) % 100;
    return sectors[s < 55 ? 0 : s < 75 ? 1 : s < 92 ? 2 : 3];
}

int main(int argc, char **argv)
{
    long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    uint64_t state = 0x0c0ffee;
    uint32_t employer_before = 0;
    long person = 0;
    puts("period,employer_code,employer_name,sector,region,lad_code,person_ref,birth_year,"
         "gender,"
         "ethnicity,role_code,grade,hcpc_no,start_date,fte,hours,salary,leaver_flag,"
         "leaving_reason,note");
    for (long i = 0; i < rows; i++) {
        uint32_t employer = draw(&state, 4000);
        uint32_t broken = i && !draw(&state, 100) ? 1 + draw(&state, 9) : 0; /* rule V1 .. V9 */
        if (broken == 9)
            employer = employer_before; /* and the person before: a second copy of the key */
        else
            person = i;
        employer_before = employer;
        int leaver = draw(&state, 14) == 0;
        uint32_t year = 1985 + draw(&state, 41), month = 1 + draw(&state, 12);
        uint32_t day = 1 + draw(&state, 28);
        if (year == 2026 && month > 3)
            month = 3;
        uint32_t hundredths = draw(&state, 3) ? 100 : 20 + 10 * draw(&state, 8);
        uint32_t hcpc = draw(&state, 1000000);
        const char *grade = grades[draw(&state, 8)];
        uint32_t role = draw(&state, 20);
        const char *ethnicity = ethnicities[draw(&state, 9)];
        char gender = draw(&state, 10) ? 'F' : 'M';
        uint32_t born = broken == 2 ? 1890 : 1956 + draw(&state, 48);
        printf("2026Q1,%s%04u,\"%s %s Trust, Unit "
               "%u\",%s,%s,E%08u,P%08ld,%u,%c,%s,OT%u,%s,%s%06u,",
               broken == 1 ? "x" : "AB", employer, words[employer % 6], words[employer / 6 % 6],
               employer % 9, broken == 6 ? "??" : sector_of(employer), regions[employer % 12],
               6000000 + employer % 350, person, born, gender, ethnicity, role, grade,
               broken == 5 ? "PH" : "OT", hcpc);
        if (broken == 4)
            printf("%u-02-31,", year);
        else
            printf("%u-%02u-%02u,", year, month, day);
        const char *note = draw(&state, 50) ? "" : "\"said \"\"ok\"\", see file\"";
        const char *reason = (broken != 8) == leaver ? reasons[draw(&state, 6)] : "";
        uint32_t salary = broken == 7 ? 12 : 22000 + draw(&state, 60000);
        printf("%.2f,%.1f,%u,%d,%s,%s\n", broken == 3 ? 9.99 : hundredths / 100.0,
               hundredths * 0.375, salary, leaver, reason, note);
    }
    return 0;
}
