/* What is wrong with rows that somebody sent, gathered in one pass: file, line, column, value,
 * reason, fix. One input of a form is a row without a file.
 *
 *     Complaints c = {.cx = cx, .file = f->name, .line = row->line};
 *     if (wte > 9) complain(&c, "wte", text, N_("is more than 9"), N_("Give the post's WTE"));
 *     return complaints_none(&c) && store(...); */
#ifndef PONT_CORE_COMPLAINT_H
#define PONT_CORE_COMPLAINT_H

#include "core/reply.h"

typedef struct Complaint {
    const char *file; /* NULL: an input without one */
    int line;
    const char *column, *value, *why, *fix; /* why and fix: translated */
} Complaint;
typedef struct Complaints {
    Ctx *cx;
    const char *file; /* of the row that is being read */
    int line, n, room;
    Complaint *items;
} Complaints;

/* why and fix are N_; fix may be NULL. */
void complain(Complaints *c, const char *column, const char *value, const char *why,
              const char *fix);
/* True when there is none; else INVALID: "column: 'value' why; ..." as a form shows it, or with
 * file and line. */
bool complaints_none(const Complaints *c) MUST_CHECK;
/* The table of all of them, for an answer that is no success. */
Table *complaints_table(Ctx *cx, Reply *r, const Complaints *c);

#endif
