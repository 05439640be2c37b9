/* Order statistics of many numbers without sorting all of them. */
#ifndef PONT_SIM_ORDER_H
#define PONT_SIM_ORDER_H

/* Puts the values of some ranks (from 0, ascending, m of them) where sorting would put them:
 * afterwards values[ranks[i]] is the rank's value, nothing before it is greater and nothing
 * after it is less. INFINITY comes last; NAN is not allowed. */
void order_select(double *values, int n, const int *ranks, int m);
/* The value of one rank. */
double order_rank(double *values, int n, int rank);
/* Sorts the values, least first. */
void order_sort(double *values, int n);
/* Quantiles of n values (they are reordered): nearest ranks, as quantile(); p ascending, m of
 * them, at most 16. */
void order_quantiles(double *values, int n, const double *p, int m, double *out);

#endif
