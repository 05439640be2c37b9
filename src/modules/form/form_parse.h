/* The files that a form is made of. */
#ifndef PONT_FORM_FORM_PARSE_H
#define PONT_FORM_FORM_PARSE_H

#include "modules/form/form.h"

typedef enum FormFile {
    FILE_FORM,
    FILE_BLOCKS,
    FILE_KEYS,
    FILE_FIELDS,
    FILE_CODES,
    FILE_ROWS,
    FILE_RULES,
    FORM_FILES
} FormFile;
const char *form_file_name(FormFile f); /* "rules.csv" */

#endif
