/* The steps of reading one of the three files; ascwds_check.c takes them in turn. */
#ifndef PONT_ASCWDS_ASCWDS_READ_H
#define PONT_ASCWDS_ASCWDS_READ_H

#include "modules/ascwds/ascwds_row.h"

const AscRule *asc_headings_rules(int *n);
/* Finds every column's place and says what is wrong with the headings. */
void asc_check_headings(Ctx *cx, AscBundle *b, AscFile *f);
void asc_read_rows(Ctx *cx, const AscCodes *codes, AscFile *f);

#endif
