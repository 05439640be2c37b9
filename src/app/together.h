/* The processes that an MPI launcher has started together. `pont` is linked with alone.c, which
 * knows of none; `pont-mpi` with mpi.c, the one file that knows MPI. */
#ifndef PONT_APP_TOGETHER_H
#define PONT_APP_TOGETHER_H

#include "sim/spread.h"

/* Joins the others; NULL when this process is alone. Before the arguments are read. */
Together *together_open(Arena *a, Err *err, int *argc, char ***argv);
/* After the last message: everybody leaves, with the exit code of each. */
void together_close(Together *t);
/* "pont-mpi, Open MPI 4.1.4" or "" for the version line. */
const char *together_library(Arena *a);

#endif
