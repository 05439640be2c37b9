/* What the views of the picture share. Private to picture_web.c and picture_heat.c. */
#ifndef PONT_WORKFORCE_PICTURE_WEB_H
#define PONT_WORKFORCE_PICTURE_WEB_H

#include "modules/workforce/workforce_web.h"
#include "web/chart.h"

typedef struct Show { /* what every view needs */
    Ctx *cx;
    Reply *reply;
    const Collection *collection;
    const Picture *picture;
    const Indicator *ind;
    int index; /* of the indicator */
    Out out;
} Show;

const char *picture_key_missing(const Show *s);
ChartText picture_text_of(const Show *s, const char *id, const char *title, const char *desc);
bool picture_not_there(Ctx *cx);
Cell picture_cell_in(const Show *s, const Picture *p, const char *id);
Table *picture_table_of(const Show *s, const char *key, const char *caption);
void picture_measure_column(const Show *s, Table *t, const char *key, const char *label,
                            const Indicator *ind);
Cell picture_name_cell(const PictureRow *row);
const char *picture_year_label(Ctx *cx, const Collection *c);

/* Heat tables (picture_heat.c): organisations by key indicators; by collections. */
void picture_heat(Show *s);
bool picture_years(Show *s) MUST_CHECK;

#endif
