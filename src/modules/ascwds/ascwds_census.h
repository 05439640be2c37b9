/* The social-work half of parity: the children's social work workforce census (CSWW), one XML
 * file for each council in England.
 *
 * A row for each social worker becomes counts of one council; nobody is kept. Definitions are
 * those of the return where both exist: in post at the reference date, agency apart, starters
 * and leavers in the 12 months before it. A number that the file cannot give is NAN, "not
 * known"; the comparator of a council without a file is "not received", which is the reader's
 * to say. */
#ifndef PONT_ASCWDS_ASCWDS_CENSUS_H
#define PONT_ASCWDS_ASCWDS_CENSUS_H

#include "modules/form/problem.h"

typedef struct AscCensus {
    const char *authority, *organisation; /* "330", "birmingham"; organisation "" not known */
    Date as_at;
    int workers;
    double hc, fte, agency_hc, agency_fte, vacancies_fte;
    double starters_hc, starters_fte, leavers_hc, leavers_fte;
    double absent_hc, days_lost, cases, case_holders_fte, leaders_hc;
    Problems problems;
} AscCensus;

/* The numbers by the names of their fields in block SW of the England form. */
typedef struct AscCensusField {
    const char *name, *label; /* label: N_ */
    size_t offset;
    int decimals;
} AscCensusField;
extern const AscCensusField asc_census_fields[];
extern const int n_asc_census_fields;
double asc_census_value(const AscCensus *c, const AscCensusField *f);

extern const Rule asc_census_rules[];
extern const int n_asc_census_rules;

/* Reads a file as a stream, with the limits of base/xml.h. Fails when it is no such census. */
bool ascwds_census(Ctx *cx, const InFile *in, AscCensus *out) MUST_CHECK;
/* The comparator's block file, as `pont workforce import` takes it. */
const char *ascwds_census_block(Ctx *cx, const AscCensus *c, const char *collection,
                                const char *organisation);

#endif
