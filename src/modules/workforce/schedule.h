/* Reports that come by letter: a link to the newest regional report, or to an organisation's
 * profile, on one day of every month.
 *
 * The letter holds no figure, only the address of the page, so that whoever opens it sees what
 * they may see on that day; nobody is written to who may not see the page any more. Whoever may
 * see a page may schedule it for themselves; for somebody else it takes the right to open
 * collections. */
#ifndef PONT_WORKFORCE_SCHEDULE_H
#define PONT_WORKFORCE_SCHEDULE_H

#include "modules/workforce/workforce.h"

typedef struct Schedule {
    const char *id, *person, *region, *organisation; /* organisation "": the regional report */
    int day;                                         /* of the month, 1 to 28 */
    const char *made_on, *sent_on;
} Schedule;

/* Sends what is due today and was not sent yet; called from time to time as the operator. */
bool workforce_schedule_errand(Ctx *cx) MUST_CHECK;

#endif
