/* An organisation beside its region, its nation and peers of like size, with what chance alone
 * leaves open: no rank without it. */
#ifndef PONT_WORKFORCE_BENCHMARK_H
#define PONT_WORKFORCE_BENCHMARK_H

#include "modules/workforce/interval.h"
#include "modules/workforce/picture.h"

enum { PEERS = 5 }; /* of its kind, nearest by population; ties by id */

typedef struct BenchmarkRow {
    const Indicator *ind;
    Measure own, peers, partners, whole;
    Interval range; /* of its own value by chance; NAN none */
    /* Of a share: where its own stands among the limits of chance round the whole; 0 within, -1
     * and 1 outside 95 %, -2 and 2 outside 99.8 %; NO_POSITION when it cannot be said. */
    int position;
    int best, worst; /* rank that the intervals leave open, highest first; 0: not ranked */
} BenchmarkRow;
enum { NO_POSITION = 9 };

typedef struct Benchmark {
    Collection collection;
    Org org, partnership; /* partnership.id NULL: nobody else of its kind is in it */
    const char *whole;    /* name of the region or nation */
    int n_peers;
    const Org *peers[PEERS];
    int n;
    BenchmarkRow *rows;
    const Numbers *x;
} Benchmark;
/* Needs workforce.read for the organisation; what it shows of others is withheld as a picture
 * withholds it. NOT_FOUND when the collection does not ask it. */
bool workforce_benchmark(Ctx *cx, const char *collection, const char *organisation,
                         const Indicator *const *wanted, int n, Fill fill,
                         Benchmark *out) MUST_CHECK;

#endif
