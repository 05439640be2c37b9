/* Decides what the parameters of shocks, residuals, work and backlogs may be. A persistence of
 * 1 would be a shock without end, whose size in any one year has no meaning; a share of support
 * work of 1 would leave no time for anybody. */
#include "sim/parameter.h"
#include <math.h>

static const ParameterLaw shock[] = {
    [SHOCK_SD] = {0, INFINITY, false, true},
    [SHOCK_PERSISTENCE] = {0, 1, false, true},
    [SHOCK_INNOVATION] = {-INFINITY, INFINITY, true, true},
};
static const ParameterLaw residual[] = {
    [RESIDUAL_MEAN] = {-1e9, 1e9, false, false},
    [RESIDUAL_SD] = {0, 1e9, false, false},
    [RESIDUAL_PERSISTENCE] = {0, 1, false, true},
    [RESIDUAL_YEARS] = {1, 1000, false, false},
    [RESIDUAL_INNOVATION] = {-INFINITY, INFINITY, true, true},
    [RESIDUAL_MEAN_ERROR] = {-INFINITY, INFINITY, true, true},
};
static const ParameterLaw service[] = {
    [SERVICE_RATE] = {0, INFINITY, false, true},
    [SERVICE_VOLUME] = {0, INFINITY, false, true},
    [SERVICE_HOURS] = {0, INFINITY, false, true},
};
static const ParameterLaw working_time[] = {
    [TIME_DAYS] = {0, 366, true, false},
    [TIME_LEAVE] = {0, 366, false, false},
    [TIME_HOLIDAYS] = {0, 366, false, false},
    [TIME_SICKNESS] = {0, 366, false, false},
    [TIME_TRAINING] = {0, 366, false, false},
    [TIME_HOURS_PER_DAY] = {0, 24, true, false},
    [TIME_SUPPORT_SHARE] = {0, 1, false, true},
    [TIME_INDIVIDUAL_HOURS] = {0, INFINITY, false, true},
};
static const ParameterLaw division[] = {
    [DIVISION_OT_SHARE] = {0, 1, false, false},
    [DIVISION_WORKER_SHARE] = {0, 1, false, false},
    [DIVISION_CLINICAL_FOCUS] = {0, 1, true, false},
};
static const ParameterLaw backlog[] = {
    [BACKLOG_WAITING] = {0, INFINITY, false, true},
    [BACKLOG_TARGET] = {0, INFINITY, false, true},
    [BACKLOG_ARRIVALS] = {0, INFINITY, false, true},
    [BACKLOG_CLEAR_YEARS] = {1, 100, false, false},
    [BACKLOG_CASES] = {0, INFINITY, true, true},
};

typedef struct Laws {
    const ParameterLaw *items;
    int given, all; /* those a person gives come first */
} Laws;

static Laws laws_of(Part part)
{
    switch (part) {
    case PART_SHOCK:
        return (Laws){shock, SHOCK_INNOVATION, SHOCK_INNOVATION + 1};
    case PART_RESIDUAL:
        return (Laws){residual, RESIDUAL_INNOVATION, RESIDUAL_MEAN_ERROR + 1};
    case PART_SERVICE:
        return (Laws){service, SERVICE_HOURS + 1, SERVICE_HOURS + 1};
    case PART_TIME:
        return (Laws){working_time, TIME_INDIVIDUAL_HOURS + 1, TIME_INDIVIDUAL_HOURS + 1};
    case PART_DIVISION:
        return (Laws){division, DIVISION_CLINICAL_FOCUS + 1, DIVISION_CLINICAL_FOCUS + 1};
    case PART_BACKLOG:
        return (Laws){backlog, BACKLOG_CASES + 1, BACKLOG_CASES + 1};
    default:
        return (Laws){0};
    }
}

bool parameter_law(Part part, int parameter, ParameterLaw *out)
{
    Laws laws = laws_of(part);
    if (parameter < 0 || parameter >= laws.all)
        return false;
    *out = laws.items[parameter];
    return true;
}

int parameter_count(Part part)
{
    return laws_of(part).given;
}
