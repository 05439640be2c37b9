/* The pages of leadership and their views. */
#ifndef PONT_LEADERSHIP_WEB_H
#define PONT_LEADERSHIP_WEB_H

#include "modules/leadership/leadership.h"
#include "web/parts.h"

/* One way to go on: the region, the year or the indicator that is shown is not a link. */
typedef struct LeadershipLink {
    const char *label, *href;
    bool current;
} LeadershipLink;

typedef struct LeadershipView {
    const char *title, *lead;
    int n_regions;
    const LeadershipLink *regions;
    Html figures, chart;
    const Table *alerts, *table; /* NULL: not for this reader */
    const char *own;             /* a council that the reader may write for, or NULL */
    bool may_import;
} LeadershipView;

typedef struct LeadershipOfView {
    const char *id, *title, *lead;
    Html figures;
    Notice differences; /* .text NULL: none */
    const Table *alerts, *compared, *parity, *history, *meetings;
    Html standards_chart;
    bool may_write, may_assess;
    Url correct; /* the entry in force, to correct; .s NULL: none */
    int year;
} LeadershipOfView;

typedef struct ParityView {
    const char *title, *within;
    int n_regions, n_indicators;
    const LeadershipLink *regions, *indicators;
    const Table *medians;
    const Parity *chosen;
    Html chart;
} ParityView;

typedef struct StandardsView {
    const char *title;
    int n_regions, n_years;
    const LeadershipLink *regions, *years;
    Html chart;
    const Table *sources;
} StandardsView;

bool page_leadership(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_leadership_of(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_leadership_parity(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_leadership_standards(Ctx *cx, const PageIn *in, struct PageOut *out);

/* The regions to choose from, with the query that keeps what else was chosen ("&year=2025"). */
int leadership_region_links(Ctx *cx, const RegionList *list, const Region *now,
                            const char *rest, const LeadershipLink **out);
/* A score by standard: a council's own beside the region's median, or the median alone. */
bool standards_chart(Ctx *cx, Reply *r, const Region *region, const char *own, int year,
                     Html *html) MUST_CHECK;

#endif
