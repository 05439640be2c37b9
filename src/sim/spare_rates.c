/* Decides when rates are laid out: when a thread asks and there are none to spare. */
#include "sim/spare_rates.h"
#include "sim/rates.h"

SpareRates spare_rates(Arena *a, const Plan *p, PhiloxPath path, int until)
{
    return (SpareRates){
        .p = p, .arena = a, .path = path, .until = until, .lock = PTHREAD_MUTEX_INITIALIZER};
}

Rates *spare_take(SpareRates *s)
{
    pthread_mutex_lock(&s->lock);
    struct Spare *of = s->first;
    if (of) {
        s->first = of->next;
    } else {
        of = NEW(s->arena, struct Spare);
        of->rates = rates_new(s->arena, s->p);
        of->rates->path = s->path;
        of->rates->until = s->until;
    }
    Rates *r = of->rates;
    of->rates = NULL;
    of->next = s->out;
    s->out = of;
    pthread_mutex_unlock(&s->lock);
    return r;
}

void spare_give(SpareRates *s, Rates *r)
{
    pthread_mutex_lock(&s->lock);
    struct Spare *of = s->out;
    s->out = of->next;
    of->rates = r;
    of->next = s->first;
    s->first = of;
    pthread_mutex_unlock(&s->lock);
}
