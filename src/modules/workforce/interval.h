/* How far a number that rests on few people may be off by chance alone, and what rank it
 * allows.
 *
 * A council of six that loses one person has not lost 17 % of its staff in any useful sense: a
 * rate is shown with the interval within which the true rate lies with 95 % confidence (Wilson
 * 1927), and a rank with the ranks that the intervals leave open. */
#ifndef PONT_WORKFORCE_INTERVAL_H
#define PONT_WORKFORCE_INTERVAL_H

typedef struct Interval {
    double low, high;
} Interval;

/* Of a share of x among n; both NAN where n is not above 0. x may exceed n (turnover of a team
 * that was replaced twice): the share then counts as 1. */
Interval interval_of_share(double x, double n);

/* Where x among n stands when each has probability p: 0 where chance alone gives as much or
 * more (as little or less) in over 2.5 % of cases, 1 and -1 in less, 2 and -2 in less than 0.1
 * %: the limits of a funnel, exact for whole numbers, so that one person more or less is never
 * beyond chance in a small team. */
int interval_position(double x, double n, double p);

/* Ranked by value, highest first. best and worst: the ranks that the intervals leave open. */
typedef struct Ranked {
    double value;   /* NAN: not ranked */
    Interval range; /* NAN: no interval, so that best and worst are 0 */
    int best, worst;
} Ranked;
void interval_ranks(Ranked *items, int n);

/* Of `leave` among `at` this year: how many of `now` people go within so many years if that
 * rate holds, with the interval of the rate. */
typedef struct Expected5 {
    double expected, low, high;
} Expected5;
Expected5 interval_retirements(double retired, double now, int years);

#endif
