/* The start page and its view. */
#ifndef PONT_APP_HOME_H
#define PONT_APP_HOME_H

#include "core/module.h"

typedef struct HomeCollection {
    const char *id, *title, *words;
} HomeCollection;
typedef struct HomeView {
    int n;
    const HomeCollection *collections; /* with returns */
    const char *places;                /* NULL: nothing recommended yet */
} HomeView;

extern const Module home_module;

#endif
