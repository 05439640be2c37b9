/* Writes the synthetic example of England's files: examples/england/<council>/ with the three
 * bulk-upload files and the social work census, and a faulty set beside them.
 *
 *     build/tools/make_ascwds examples/england
 *     build/tools/make_ascwds --staff 100000 FOLDER     one large set, to measure with
 *
 * Decides who is invented: nobody here exists, the numbers of persons begin with letters that
 * are never given out (QQ), and the postcodes stand for no house. The same program always
 * writes the same bytes; tests/data_check.sh holds the committed files to it. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct Council {
    const char *id, *name, *post, *authority;
    int therapists, assistants, physios;
} councils[] = {
    {"birmingham", "Birmingham", "B1 1BB", "330", 46, 18, 3},
    {"coventry", "Coventry", "CV1 5RR", "331", 18, 7, 0},
    {"solihull", "Solihull", "B91 3QB", "334", 11, 5, 1},
    {"telford-and-wrekin", "Telford and Wrekin", "TF3 4NT", "894", 9, 4, 0},
};
enum { COUNCILS = sizeof councils / sizeof *councils };

/* A number from 0 to n - 1, by a generator that is the same everywhere. */
static uint64_t state;
static int draw(int n)
{
    state += 0x9E3779B97F4A7C15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

static bool chance(int percent)
{
    return draw(100) < percent;
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return;
    perror(path);
    exit(1);
}

/* ---------------------------------------------------------------- the three files */

static const char workplace_heading[] =
    "LOCALESTID,STATUS,ESTNAME,ADDRESS1,ADDRESS2,ADDRESS3,POSTTOWN,POSTCODE,ESTTYPE,OTHERTYPE,"
    "PERMCQC,PERMLA,REGTYPE,PROVNUM,LOCATIONID,MAINSERVICE,ALLSERVICES,CAPACITY,UTILISATION,"
    "SERVICEDESC,SERVICEUSERS,OTHERUSERDESC,DHA,DHAACTIVITIES,TOTALPERMTEMP,ALLJOBROLES,"
    "STARTERS,LEAVERS,VACANCIES,REASONS,REASONNOS,REPEATTRAINING,CWPAWARE,CWPUSE,CWPUSEDESC,"
    "SICKPAY,PENSION,ACTUALCONT,OPTOUTPEN,HOLIDAY,SLEEPINS,SLEEPINPAY,TRAVELTIME,TTDIFFRATE";
static const char staff_heading[] =
    "LOCALESTID,UNIQUEWORKERID,STATUS,DISPLAYID,NINUMBER,POSTCODE,DOB,GENDER,ETHNICITY,"
    "NATIONALITY,BRITISHCITIZENSHIP,COUNTRYOFBIRTH,YEAROFENTRY,DISABLED,CARECERT,L2CARECERT,"
    "RECSOURCE,HANDCVISA,INOUTUK,STARTDATE,STARTINSECT,DHA,APPRENTICE,EMPLSTATUS,ZEROHRCONT,"
    "DAYSSICK,SALARYINT,SALARY,HOURLYRATE,MAINJOBROLE,MAINJRDESC,CONTHOURS,AVGHOURS,NMCREG,"
    "AMHP,SCQUAL,NONSCQUAL,CWPCATEGORY,QUALACH01,QUALACH01NOTES";
static const char training_heading[] =
    "LOCALESTID,UNIQUEWORKERID,CATEGORY,TRAININGNAME,ACCREDITED,WHODELIVERED,PROVIDERNAME,"
    "HOWDELIVERED,VALIDITY,DATECOMPLETED,EXPIRYDATE,NOTES";

typedef struct Team {
    const char *place, *post;
    int starters[3], leavers[3], vacancies[3]; /* therapists, assistants, physiotherapists */
    int staff, first;                          /* records so far; where their numbers begin */
    FILE *people, *training;
} Team;
static const int roles[3] = {15, 36, 17};

/* One member of staff; which: place in roles. */
static void person(Team *t, int which)
{
    static const char *const sources[] = {"1",  "2",  "5",  "5",  "10",
                                          "12", "17", "18", "18", "16"};
    int age = 23 + draw(43), born = 2025 - age, n = ++t->staff;
    int years = draw(age > 40 ? 20 : age - 21), status = chance(82) ? 1 : chance(50) ? 2 : 4;
    bool agency = status == 4, starter = years == 0, part = chance(35);
    int started = 2025 - years, half = part ? 36 + 2 * draw(18) : 74;
    char hours[32], dob[40] = "", start[40];
    snprintf(hours, sizeof hours, "%d%s", half / 2, half % 2 ? ".5" : "");
    if (!chance(4))
        snprintf(dob, sizeof dob, "%02d/%02d/%d", 1 + draw(28), 1 + draw(12), born);
    snprintf(start, sizeof start, "%02d/%02d/%d", 1 + draw(28),
             starter ? 1 + draw(9) : 1 + draw(12), started);
    fprintf(t->people,
            "%s,%d,NEW,\"Sample, person %d\",QQ%06dC,%s,%s,%s,31,826,,826,,0,2,,%s,,,",
            t->place, n, n, t->first + n, t->post, dob,
            chance(86)   ? "2"
            : chance(90) ? "1"
                         : "3",
            sources[draw(10)]);
    int sector = started - draw(3), first = born + 14;
    fprintf(t->people, "%s,%d,,2,%d,2,%d", start, sector > first ? sector : started, status,
            draw(12));
    if (agency)
        fprintf(t->people, ",3,,%d.50,%d,,,%s,,", 24 + draw(12), roles[which], hours);
    else
        fprintf(t->people, ",1,%d,,%d,,%s,,,",
                ((which == 1 ? 25000 : 37000) + 500 * draw(16)) * half / 74, roles[which],
                chance(3) ? "999" : hours);
    fprintf(t->people, ",1;%d,1;6,,%s,\n", which == 1 ? 3 : 6, which == 1 ? "" : "62;2010");
    if (starter && !agency)
        t->starters[which]++;
    if (chance(60))
        fprintf(t->training, "%s,%d,%d,Moving and handling,1,1,,1,,%02d/%02d/2025,,\n",
                t->place, n, 25, 1 + draw(28), 1 + draw(9));
}

static void workplace(FILE *f, const struct Council *c, Team *t)
{
    int left = t->leavers[0] + t->leavers[1] + t->leavers[2];
    int retired = left ? draw(left) : 0, health = left - retired;
    fprintf(
        f,
        "%s,NEW,%s occupational therapy (synthetic example),1 Example Street,,,%s,%s,1,,0,1,"
        "0,,,75,75;0,,,,,,2,,%d,15;36;17,%d;%d;%d,%d;%d;%d,%d;%d;%d,",
        t->place, c->name, c->name, t->post, t->staff, t->starters[0], t->starters[1],
        t->starters[2], t->leavers[0], t->leavers[1], t->leavers[2], t->vacancies[0],
        t->vacancies[1], t->vacancies[2]);
    if (left)
        fprintf(f, "2;6,%d;%d", health, retired);
    else
        fputc(',', f);
    fputs(",2,,,,1,1,,,27,,,,\n", f);
}

static void three_files(const char *folder, const struct Council *c, int workplaces)
{
    make_folder(folder);
    FILE *w = open_file(folder, "Workplace.csv");
    FILE *s = open_file(folder, "Staff.csv"), *r = open_file(folder, "Training.csv");
    fprintf(w, "%s\n", workplace_heading);
    fprintf(s, "%s\n", staff_heading);
    fprintf(r, "%s\n", training_heading);
    for (int i = 0; i < workplaces; i++) {
        char place[32];
        snprintf(place, sizeof place, "OT%d", i + 1);
        Team t = {.place = place,
                  .post = c->post,
                  .first = 100000 + 100 * i,
                  .people = s,
                  .training = r};
        int size[3] = {c->therapists, c->assistants, c->physios};
        for (int k = 0; k < 3; k++) {
            for (int n = 0; n < size[k]; n++)
                person(&t, k);
            t.leavers[k] = size[k] ? draw(size[k] / 5 + 1) : 0;
            t.vacancies[k] = size[k] ? draw(size[k] / 6 + 2) : 0;
        }
        workplace(w, c, &t);
    }
    fclose(w);
    fclose(s);
    fclose(r);
}

/* ---------------------------------------------------------------- the census */

static void social_worker(FILE *f, int n)
{
    bool agency = chance(14), left = !agency && chance(11), began = chance(13);
    int fte = chance(75) ? 100 : 60 + 5 * draw(7), born = 1962 + draw(40);
    fprintf(f,
            "  <CSWWWorker>\n    <AgencyWorker>%d</AgencyWorker>\n    <SWENo>SW%010d</SWENo>\n",
            agency, 1000000 + n);
    fprintf(f, "    <FTE>%d.%02d</FTE>\n    <PersonBirthDate>%d-%02d-%02d</PersonBirthDate>\n",
            fte / 100, fte % 100, born, 1 + draw(12), 1 + draw(28));
    fprintf(f, "    <GenderCurrent>%d</GenderCurrent>\n    <QualInst>Synthetic</QualInst>\n",
            chance(82) ? 2 : 1);
    fprintf(f, "    <OrgRole>%d</OrgRole>\n    <RoleStartDate>%d-%02d-01</RoleStartDate>\n",
            chance(65) ? 5 : 1 + draw(4), began ? 2025 : 2008 + draw(16), 1 + draw(9));
    if (left)
        fprintf(
            f,
            "    <RoleEndDate>2025-%02d-15</RoleEndDate>\n    <ReasonLeave>1</ReasonLeave>\n",
            1 + draw(9));
    if (!left)
        fprintf(f, "    <FTE30>%d.%02d</FTE30>\n    <Cases30>%d</Cases30>\n", fte / 100,
                fte % 100, chance(70) ? 8 + draw(14) : 0);
    fprintf(f, "    <WorkingDaysLost>%d</WorkingDaysLost>\n    <Absat30Sept>%d</Absat30Sept>\n",
            draw(14), !left && chance(4));
    fprintf(f, "    <CFKSSstatus>%d</CFKSSstatus>\n  </CSWWWorker>\n", chance(3) ? 4 : 2);
}

static void census(const char *folder, const struct Council *c)
{
    FILE *f = open_file(folder, "census.xml");
    int workers = c->therapists * 3 + 12;
    fprintf(
        f,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Synthetic example: nobody in it "
        "exists. -->\n<Message>\n  <Header>\n    <CollectionDetails>\n      "
        "<Collection>CSWW</Collection>\n      <Year>2025</Year>\n      "
        "<ReferenceDate>2025-09-30</ReferenceDate>\n    </CollectionDetails>\n    <Source>\n"
        "      <SourceLevel>L</SourceLevel>\n      <LEA>%s</LEA>\n    </Source>\n"
        "  </Header>\n  <LALevelVacancies>\n    <NumberOfVacancies>%d.50</NumberOfVacancies>\n"
        "    <NoAgencyFTE>%d.00</NoAgencyFTE>\n    <NoAgencyHeadcount>%d</NoAgencyHeadcount>\n"
        "  </LALevelVacancies>\n",
        c->authority, workers / 8, workers / 9, workers / 8);
    for (int i = 0; i < workers; i++)
        social_worker(f, atoi(c->authority) * 10000 + i);
    fprintf(f, "</Message>\n");
    fclose(f);
}

/* ---------------------------------------------------------------- faults */

/* A set with one of each kind of mistake that people make, by hand: small enough to read. */
static void faulty(const char *folder)
{
    make_folder(folder);
    FILE *w = open_file(folder, "Workplace.csv");
    fprintf(w, "%s\n", workplace_heading);
    fputs(
        "OT1,NEW,Solihull occupational therapy (synthetic example),1 Example Street,,,Solihull,"
        "B91 3QB,1,,0,1,0,,,75,75;0,,,,,,2,,4,15;36,1;0,2,1;0,2;6,1;2,2,,,,1,1,,,27,,,,\n"
        "OT1,NEW,The same again,,,,Solihull,B913QB,9,,0,1,2,,,13,75,,,,,,2,,2,15;99,1;0,0;0,"
        "999,,,2,,,,1,1,,,27,,,,\n",
        w);
    fclose(w);
    FILE *s = open_file(folder, "Staff.csv");
    fprintf(s, "%s\n", staff_heading);
    fputs("OT1,1,NEW,Sample 1,QQ123456C,B91 3QB,31/02/1980,2,31,826,,826,,0,2,,5,,,01/03/2019,"
          "2015,,2,1,2,3,1,41000,,15,,37,,,,1;6,1;6,,62;2010,\n"
          "OT1,1,NEW,Sample 2,QQ12345C,B91 3QB,12/05/1990,7,31,826,,826,,0,2,,4,,,01/03/2030,"
          "2015,,2,1,1,3,1,41000,,15,,18.5,,,,1,1;6,,999;2010,\n"
          "OT9,3,ADD,Sample 3,QQ123456C,B91 3QB,12/05/1990,2,31,826,,826,,0,2,,5,,,01/03/2019,"
          "2015,,2,1,2,3,3,41000,,1x,,40,,,,1;6,1;6,,62;2030,\n",
          s);
    fclose(s);
    FILE *r = open_file(folder, "Training.csv");
    fprintf(r, "%s\n", training_heading);
    fputs("OT1,1,25,Moving and handling,1,1,,1,12,01/03/2025,01/03/2024,\n"
          "OT1,7,98,Moving and handling,2,3,,1,0,2025-03-01,,\n",
          r);
    fclose(r);
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "--staff")) {
        struct Council large = {"large", "Large", "B1 1BB", "330", 60, 30, 10};
        state = 7;
        three_files(argv[3], &large, atoi(argv[2]) / 100);
        return 0;
    }
    if (argc != 2) {
        fprintf(stderr, "usage: make_ascwds FOLDER\n");
        return 2;
    }
    make_folder(argv[1]);
    for (int i = 0; i < COUNCILS; i++) {
        char folder[400];
        snprintf(folder, sizeof folder, "%s/%s", argv[1], councils[i].id);
        state = (uint64_t)(i + 1) * 1000003u;
        three_files(folder, &councils[i], 1);
        census(folder, &councils[i]);
    }
    char folder[400];
    snprintf(folder, sizeof folder, "%s/faulty", argv[1]);
    faulty(folder);
    return 0;
}
