/* The start page and its view. */
#ifndef PONT_APP_HOME_H
#define PONT_APP_HOME_H

#include "core/module.h"
#include "web/html.h"

typedef struct HomeWait {
    const char *text, *href, *due; /* due: as a person reads it, "" none */
    bool late;
} HomeWait;
typedef struct HomeLine {
    const char *title, *words, *href;
} HomeLine;
enum { HOME_MOST_LINES = 8 };
typedef struct HomeArea {
    const char *title;
    int n;
    HomeLine lines[HOME_MOST_LINES]; /* pages, and the newest figures beside them */
} HomeArea;

typedef struct HomeView {
    const char *name;  /* of who is signed in; NULL: nobody */
    const char *roles; /* "Council OT lead, Powys"; "" none */
    bool is_example;
    Html samples; /* of an example: its people, to sign in as with one click */
    int n_waits;
    const HomeWait *waits;
    int n_areas;
    const HomeArea *areas;
} HomeView;

extern const Module home_module;

#endif
