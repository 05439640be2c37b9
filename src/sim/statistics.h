/* Scores of a forecast distribution against what came: the continuous ranked probability score
 * (Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA
 * 2007). In the unit of the value; 0 is best; for a single number it is the absolute error. */
#ifndef PONT_SIM_STATISTICS_H
#define PONT_SIM_STATISTICS_H

/* Of a normal forecast; sd > 0. */
double crps_normal(double mean, double sd, double came);
/* Of n equally likely values (sorted in place, n >= 1). */
double crps_ensemble(double *values, int n, double came);
/* The same without the bias of a small ensemble (n >= 2; Ferro, "Fair scores for ensemble
 * forecasts", 2014). */
double crps_ensemble_fair(double *values, int n, double came);

#endif
