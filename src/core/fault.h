/* What is wrong with an input, field by field: the message of action_read() taken apart again,
 * for a form that shows each fault beside its box and for programs that want it as data. */
#ifndef PONT_CORE_FAULT_H
#define PONT_CORE_FAULT_H

#include "base/text.h"

typedef struct FieldFault {
    const char *field, *detail;
} FieldFault;
typedef struct FieldFaults {
    int n, room;
    FieldFault *items;
} FieldFaults;

/* "id: is required; from: must be a date" has two. A message of another form has none. */
void fault_list(Arena *a, const char *message, FieldFaults *out);

#endif
