/* The returns' pages and their views. */
#ifndef PONT_WORKFORCE_WEB_H
#define PONT_WORKFORCE_WEB_H

#include "core/module.h"
#include "modules/workforce/workforce.h"
#include "web/html.h"

typedef struct ReturnsView {
    const Collection *collection;
    const CollectionList *collections;
    bool may_write, may_remind;
    const char *own; /* the one organisation that the reader sends for; "" none, or several */
    const char *due; /* as a person reads it */
    const Table *table;
    Html figures;
} ReturnsView;

typedef struct ReturnView {
    const char *title, *lead, *collection, *organisation;
    bool may_write;
    /* Its way: where it stands, and what whoever looks at it may do now. */
    const char *token, *status, *status_note;
    bool may_fill, may_submit, may_approve, may_query, may_accept, must_give_reason, may_lock,
        may_unlock, may_extend;
    const Table *changes; /* what acceptance would change; NULL: nothing is under way */
    const Table *events;
    const Table *problems;
    int n_blocks;
    const Table *const *blocks;
} ReturnView;

/* One way of showing the picture: the address keeps everything else that was chosen. */
typedef struct PictureChoice {
    const char *key, *label;
    const char *link; /* "?indicator=turnover&view=map" */
} PictureChoice;

/* The form that chooses what the picture is drawn of. */
typedef struct PictureBar {
    const char *action;
    const CollectionList *collections;
    const char *collection;
    const OrgList *boards;
    bool sees_region, elsewhere; /* elsewhere: within is none of the boards */
    const char *within, *title;
    Fill fill;
    const char *hidden, *value; /* kept as it is; NULL none */
    const char *chosen;         /* the indicator; NULL: none to choose */
} PictureBar;

typedef struct PictureView {
    const char *title, *lead;
    const Indicator *chosen;
    const char *formula, *note, *rows_link;
    Html bar, themes, figures, chart, trend;
    const char *view; /* "dots", "map", ... */
    int n_choices;
    const PictureChoice *choices;
    const Table *all; /* every indicator of the whole */
} PictureView;

typedef struct QuestionLink {
    const char *text, *note, *href;
} QuestionLink;
typedef struct ThemeView {
    const char *title, *theme, *lead, *about;
    Html themes, bar, figures, charts;
    int n_questions;
    QuestionLink *questions;
    const Table *all;
} ThemeView;

typedef struct QuestionGroup {
    const char *title;
    int n;
    QuestionLink *links;
} QuestionGroup;
typedef struct QuestionsView {
    const char *about;
    Html themes;
    int n;
    const QuestionGroup *groups;
} QuestionsView;
typedef struct QuestionView {
    const char *text, *note, *whole, *about, *in_short, *base, *evidence, *back;
    bool has_figure;
    Html figure, themes, bar;
} QuestionView;

typedef struct BasisView {
    const char *title, *whole, *formula, *note, *about, *method, *back;
    const Table *rows, *cells; /* cells: of one organisation; NULL */
    Html bar;
} BasisView;
typedef struct BenchmarkView {
    const char *title, *about, *peers, *profile;
    Html chart;
    const Table *table;
} BenchmarkView;
typedef struct ProfileView {
    const char *title, *about, *missing, *peers, *benchmark;
    bool synthetic;
    Html figures;
    const Table *table, *facts;
} ProfileView;
typedef struct ReportView {
    const char *title, *about;
    bool synthetic;
    Html body;
    const Table *sent;
} ReportView;

/* The picture in the chosen view (picture_web.c). years: of this indicator alone, whose numbers
 * need not be read again; or NULL. */
bool picture_chart(Ctx *cx, Reply *r, const Collection *c, const Picture *p,
                   const Indicator *ind, Fill fill, const PictureYears *years, const char *view,
                   Html *out) MUST_CHECK;
/* The views that suit the indicator; returns how many. */
int picture_choices(Ctx *cx, const PageIn *in, const Indicator *ind, const PictureChoice **out);
/* "dots" where none of that name suits. */
const char *picture_view(const PictureChoice *choices, int n, const char *asked);
/* A value as people read it, and on the scale of a chart. */
const char *indicator_shown(Ctx *cx, const Indicator *ind, double v);
double indicator_scaled(const Indicator *ind, double v);

bool page_returns(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_return(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_picture(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_picture_of(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_questions(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_question(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_basis(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_benchmark(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_profile(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_report(Ctx *cx, const PageIn *in, struct PageOut *out);

#endif
