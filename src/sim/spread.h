/* A long piece of work: n items (draws, usually) that have nothing to do with one another, each
 * some bytes in one or more columns. It is spread over the threads of this process and over
 * other processes, watched by someone who may end it, and kept, so that what is finished
 * survives the end. None of that can be seen in the result: item i is a function of i.
 *
 * sim/ knows neither files nor networks nor signals: whoever calls gives them as functions. */
#ifndef PONT_SIM_SPREAD_H
#define PONT_SIM_SPREAD_H

#include "base/arena.h"
#include "base/err.h"
#include "sim/philox.h"

/* Processes that do the same work together. Each runs the whole program on the same input and
 * does its share of the items; then all have all. NULL stands for a process alone. */
typedef struct Together {
    int rank, size; /* this process, from 0, and how many there are */
    int beside;     /* how many of them are on this machine, this one included */
    bool over;      /* one of them has failed or ended: nothing more may be gathered */
    const char *(*name)(void *self, int rank); /* "process 2 on host.example", for messages */
    /* Rank r has filled the r-th part of all[], sizes[r] bytes after those of the ranks before;
     * afterwards every rank has every part. All ranks call it in the same order. */
    bool (*gather)(void *self, Err *err, void *all, const size_t *sizes) MUST_CHECK;
    void *self;
} Together;

typedef struct SpreadColumn { /* item i has size bytes from data + i * size on */
    void *data;
    size_t size;
} SpreadColumn;

/* Where finished items are kept. name says which piece of work it is; pieces come in the same
 * order in every run on the same input. Called by one process only. */
typedef struct Keep {
    /* How many items from the first on are kept; they are copied into the columns. */
    bool (*load)(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int *done) MUST_CHECK;
    /* The first `done` items are finished. Called after each round, and it decides itself
     * whether it is time to write; with `must` it is the last chance. */
    bool (*save)(void *self, Err *err, const char *name, int n, const SpreadColumn *columns,
                 int n_columns, int done, bool must) MUST_CHECK;
    void *self;
} Keep;

/* Told after an item how many are done; false ends the work with CANCELLED. Called from one
 * thread at a time. */
typedef struct Watch {
    bool (*go_on)(void *self, long done, long total); /* NULL: nobody watches */
    void *self;
    PhiloxPath path;    /* which the draws take; no result depends on it */
    Together *together; /* NULL: this process alone */
    const Keep *keep;   /* NULL: nothing is kept */
} Watch;

/* Does job(self, i) for i in 0..n-1; a job writes only item i of the columns, and scratch is
 * emptied after it. watch may be NULL. When jobs fail, the work fails with the error of the
 * first of them, whatever the number of threads and processes. */
bool spread_run(Err *err, const Watch *watch, const char *name, int threads, int n,
                const SpreadColumn *columns, int n_columns,
                bool (*job)(void *self, Err *err, int i, Arena *scratch),
                void *self) MUST_CHECK;

/* The end of what the processes do together, reached by each: ok says whether this one got
 * there without an error. False on all when it was not so for one, with its error and, when it
 * is another's, its name. */
bool spread_end(Together *s, Err *err, bool ok) MUST_CHECK;

#endif
