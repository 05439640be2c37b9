/* Small areas: estimates that borrow strength, totals that are kept, and whole numbers that add
 * up. Nothing here changes a number in secret: whoever uses it shows what was there before. */
#ifndef PONT_SIM_SMALL_AREA_H
#define PONT_SIM_SMALL_AREA_H

#include <stdbool.h>
#include <stdint.h>

/* Areas i = 0..n-1 with direct estimates y and their sampling variances v > 0 (Fay and Herriot,
 * Journal of the American Statistical Association 1979, without covariates):
 *     y(i) = theta(i) + e(i),  theta(i) = mean + u(i),  Var e = v(i),  Var u = between;
 * `between` solves sum of (y - mean)^2 / (between + v) = n - 1 with the generalised mean, or is
 * 0 where the areas differ no more than chance makes them. */
typedef struct SmallAreas {
    double mean, between;
    double mean_variance; /* of the generalised mean */
} SmallAreas;
SmallAreas small_area_fit(const double *y, const double *v, int n);
/* The estimate of an area, weight y + (1 - weight) mean with weight = between / (between + v),
 * and its mean squared error, weight v + (1 - weight)^2 mean_variance. */
typedef struct SmallArea {
    double estimate, error, weight;
} SmallArea;
SmallArea small_area_shrink(const SmallAreas *of, double y, double v);
/* The posterior mean of a share with the prior Beta(a, b) after `count` of `of`. */
double small_area_share(double count, double of, double a, double b);

/* Iterative proportional fitting: scales cells[rows][columns] (0 stays 0) until its sums are
 * row_total and column_total. False when they cannot be: totals that differ, a total above 0
 * over nothing but zeros, or no end within the turns allowed. */
bool small_area_rake(double *cells, int rows, int columns, const double *row_total,
                     const double *column_total, double tolerance, int most_turns);
/* One family of a line: scales its values that are there (not NAN) so that they sum to the
 * total, to the last digit. Nothing is done where they sum to 0. */
void small_area_rake_line(double *values, int n, const int *family, int which, double total);

/* Whole numbers whose sum is the total rounded half up, each within 1 of its value: the largest
 * remainders are rounded up, of equal ones the first. For showing only. */
void small_area_round(const double *values, int n, double total, int64_t *whole);

#endif
