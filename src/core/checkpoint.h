/* What a long command has finished, in a file, so that the same command goes on from there
 * after Ctrl-C, a power cut or kill -9.
 *
 * The file is written beside and renamed, so that it is whole or absent, and carries a digest
 * of all its bytes. It is bound to what decides the result: the version, the command with its
 * options, and the input; another of these refuses it and says which. What does not decide
 * (threads, processes, vector instructions) may change from one run to the next. */
#ifndef PONT_CORE_CHECKPOINT_H
#define PONT_CORE_CHECKPOINT_H

#include "sim/spread.h"

typedef struct Checkpoint Checkpoint;

enum { CHECKPOINT_SECONDS = 3 }; /* least time between two writes */

/* asked: the file that somebody wants, or "" for one in the folder `dir`, whose name follows
 * from what it is bound to. A file that was asked for must be writable; one that was not is
 * given up silently where it cannot be written. every_seconds 0: after each round. dir "" and
 * asked "": nothing is kept. */
Checkpoint *checkpoint_new(Arena *a, const char *asked, const char *dir, double every_seconds);
/* One more thing that decides the result: "version" and "0.1.0", say. All before the work. */
void checkpoint_bind(Checkpoint *c, const char *what, const char *value);
/* For Watch.keep. */
const Keep *checkpoint_keep(Checkpoint *c);
/* The file that holds something now, or "". */
const char *checkpoint_file(const Checkpoint *c);
/* The command was stopped outside its pieces: what is finished of them, and in memory only, is
 * written. */
void checkpoint_flush(Checkpoint *c);
/* How many items of the piece in hand it holds, and of how many. */
void checkpoint_held(const Checkpoint *c, int *done, int *total);
/* The command has its answer: the file goes. */
void checkpoint_finish(Checkpoint *c);

#endif
