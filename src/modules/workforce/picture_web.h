/* What the pages of the picture share: the frame of what was chosen, and the views of one
 * indicator. Private to the files that draw the picture. */
#ifndef PONT_WORKFORCE_PICTURE_WEB_H
#define PONT_WORKFORCE_PICTURE_WEB_H

#include "modules/workforce/picture.h"
#include "modules/workforce/question.h"
#include "modules/workforce/workforce_action.h"
#include "modules/workforce/workforce_web.h"
#include "web/chart.h"
#include "web/page.h"

/* ---------------------------------------------------------------- the frame (picture_frame.c)
 */

/* What every page of the picture is about: a collection, a group within its region, and what
 * stands for returns that have not come. */
typedef struct Frame {
    CollectionList collections; /* of which the reader sees something */
    Collection collection;
    const char *within; /* as asked, or where the reader's role is; "" the region */
    Fill fill;
    OrgList boards; /* groups to choose from */
    bool sees_region;
} Frame;
/* collection, within: from the address, or "" for the query's, or what the reader sees. */
bool frame_read(Ctx *cx, const PageIn *in, const char *collection, const char *within,
                Frame *out) MUST_CHECK;
/* "/workforce/picture?collection=...&within=...&fill=...": path with what was chosen. */
const char *frame_link(Ctx *cx, const Frame *f, const char *path);
PictureAsk frame_ask(const Frame *f, const Indicator *const *wanted, int n);
/* The form that chooses again; title: of the whole, when it is none of the boards. hidden: a
 * name and value to keep, or NULL. indicators: one may be chosen too. */
Html frame_bar(Ctx *cx, const Frame *f, const char *action, const char *title,
               const char *hidden, const char *value, const Indicator *chosen);
/* Links to the themes; current: a theme's key, "all" or "questions". */
Html frame_themes(Ctx *cx, const Frame *f, const char *current);
/* Headline figures of a row, beside those of the year before where there are any. */
Html frame_figures(Ctx *cx, const PictureRow *row, const char *const *keys, int n,
                   const PictureYears *years, const Indicator *const *wanted, int n_wanted);
/* "24 of 29 returns; answers cover 92 % of the population, 5 % are carried forward", and who is
 * counted twice in totals of people. A database that fails is in cx->err. */
const char *frame_basis(Ctx *cx, const Picture *p, const Indicator *ind);
/* Lines over the years, with what does not compare marked. */
void picture_lines(Ctx *cx, Out *out, const PictureYears *years, const Indicator *const *wanted,
                   const int *which, int n, const char *title, const char *id,
                   const Table *table);
/* The years of several indicators as a table. */
Table *years_table(Ctx *cx, Reply *r, const char *key, const char *caption,
                   const PictureYears *years, const Indicator *const *wanted, const int *which,
                   int n);
const char *picture_day(Ctx *cx, const char *iso);
/* Figures, charts and table of a theme, from a picture that has its indicators. */
bool theme_body(Ctx *cx, Reply *r, const Frame *f, const Theme *theme, const Picture *p,
                Out *out) MUST_CHECK;

/* ---------------------------------------------------------------- answers (question_web.c) */

/* The ranked answer as bars with their table. */
void answer_figure(Ctx *cx, Reply *r, Out *out, const Answer *a, const Frame *f);
/* What it rests on, in a sentence. */
const char *answer_base(Ctx *cx, const Answer *a);
Table *answer_table(Ctx *cx, Reply *r, const Answer *a);

/* ---------------------------------------------------------------- views of one indicator */

typedef struct Show { /* what every view needs */
    Ctx *cx;
    Reply *reply;
    const Collection *collection;
    const Picture *picture;
    const Indicator *ind;
    int index; /* of the indicator */
    Fill fill;
    const PictureYears *years; /* of this indicator alone, if they were read; or NULL */
    Out out;
} Show;

const char *picture_key_missing(const Show *s);
ChartText picture_text_of(const Show *s, const char *id, const char *title, const char *desc);
Cell picture_cell_in(const Show *s, const Picture *p, const char *id);
Table *picture_table_of(const Show *s, const char *key, const char *caption);
void picture_measure_column(const Show *s, Table *t, const char *key, const char *label,
                            const Indicator *ind);
Cell picture_name_cell(const PictureRow *row);
const char *picture_year_label(Ctx *cx, const Collection *c);
/* A share of people, posts or cases: what binomial limits are for. */
bool picture_is_share(const Indicator *ind);
/* "within the limits", ...: what interval_position() found. */
const char *picture_position(Ctx *cx, int position);
/* What chance alone leaves open of a share, or of the retirements expected; NAN for others. */
Interval picture_interval(const Indicator *ind, const Measure *m);

/* Heat tables (picture_heat.c): organisations by key indicators; by collections. */
void picture_heat(Show *s);
bool picture_years(Show *s) MUST_CHECK;

#endif
