/* Rates that no thread uses at the moment: laid out once, filled again for every draw. */
#ifndef PONT_SIM_SPARE_RATES_H
#define PONT_SIM_SPARE_RATES_H

#include "sim/engine.h"
#include "sim/philox.h"
#include <pthread.h>

typedef struct SpareRates {
    const Plan *p;
    Arena *arena; /* of the rates; nobody else allocates there while threads take some */
    PhiloxPath path;
    int until; /* as in Rates */
    pthread_mutex_t lock;
    struct Spare {
        Rates *rates;
        struct Spare *next;
    } * first, *out; /* those that nobody uses, and rooms of those that are in use */
} SpareRates;

/* For draws that go to the plan's last step, or only so far. */
SpareRates spare_rates(Arena *a, const Plan *p, PhiloxPath path, int until);
/* As rates_new() lays them out; what an earlier draw filled is still in them. */
Rates *spare_take(SpareRates *s);
void spare_give(SpareRates *s, Rates *r);

#endif
