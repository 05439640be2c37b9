/* The laws of parameters: what a number may be where one key has several. */
#ifndef PONT_SIM_PARAMETER_H
#define PONT_SIM_PARAMETER_H

#include "sim/plan.h"

typedef struct ParameterLaw {
    double lowest, highest;
    bool above, below; /* lowest or highest itself is not allowed */
} ParameterLaw;

/* Of a part with parameters; false for the other parts. */
bool parameter_law(Part part, int parameter, ParameterLaw *out);
/* How many parameters the part has, of those that a person gives; 0 for the other parts. */
int parameter_count(Part part);

static inline bool parameter_lawful(const ParameterLaw *law, double value)
{
    return (law->above ? value > law->lowest : value >= law->lowest) &&
           (law->below ? value < law->highest : value <= law->highest);
}

#endif
