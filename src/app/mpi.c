/* Decides how processes on several machines exchange what they have made: with MPI. This is the
 * one file that names it, and only pont-mpi is linked with it.
 *
 * A process that is killed takes the whole job with it: the launcher sees to that. One that
 * ends with an error of its own tells the others first (sim/spread.c), so that the message is
 * said once, with the name of the process. */
#include "app/together.h"
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 128, AT_ONCE = 1 << 28 }; /* bytes: MPI counts in int */

typedef struct Job {
    Together together;
    Arena *arena;
    char (*names)[NAME_ROOM]; /* [size] */
} Job;

static const char *name_of(void *self, int rank)
{
    const Job *j = self;
    return j->names[rank];
}

static bool check(Err *err, int code)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int n = 0;
    if (code == MPI_SUCCESS)
        return true;
    MPI_Error_string(code, text, &n);
    return fail(err, IO, "the processes cannot reach one another: %s", text);
}

/* Each part goes from its rank to all the others, in pieces whose length an int can tell. */
static bool gather(void *self, Err *err, void *all, const size_t *sizes)
{
    const Job *j = self;
    char *at = all;
    for (int rank = 0; rank < j->together.size; rank++)
        for (size_t left = sizes[rank]; left > 0;) {
            int n = left < AT_ONCE ? (int)left : AT_ONCE;
            if (!check(err, MPI_Bcast(at, n, MPI_BYTE, rank, MPI_COMM_WORLD)))
                return false;
            at += n;
            left -= (size_t)n;
        }
    return true;
}

/* How many of the processes are on this machine. */
static int count_beside(void)
{
    MPI_Comm machine;
    int n = 1;
    if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine) ==
        MPI_SUCCESS) {
        MPI_Comm_size(machine, &n);
        MPI_Comm_free(&machine);
    }
    return n;
}

Together *together_open(Arena *a, Err *err, int *argc, char ***argv)
{
    Job *j = NEW(a, Job);
    int given = MPI_THREAD_SINGLE;
    char host[64] = "";
    if (!check(err, MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &given)))
        return NULL;
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(MPI_COMM_WORLD, &j->together.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &j->together.size);
    j->arena = a;
    j->names = arena_array(a, (size_t)j->together.size, sizeof *j->names);
    j->together.beside = count_beside();
    j->together.name = name_of;
    j->together.gather = gather;
    j->together.self = j;
    gethostname(host, sizeof host - 1);
    snprintf(j->names[j->together.rank], NAME_ROOM, "process %d of %d on %s",
             j->together.rank + 1, j->together.size, host);
    size_t *sizes = NEW_ARRAY(a, size_t, j->together.size);
    for (int i = 0; i < j->together.size; i++)
        sizes[i] = sizeof *j->names;
    if (!gather(j, err, j->names, sizes))
        return NULL;
    /* One voice: the others say nothing on standard output. */
    if (j->together.rank > 0 && !freopen("/dev/null", "w", stdout))
        return fail(err, IO, "cannot open /dev/null"), NULL;
    return &j->together;
}

void together_close(Together *t)
{
    (void)t;
    MPI_Finalize();
}

const char *together_library(Arena *a)
{
    char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int n = 0;
    MPI_Get_library_version(text, &n);
    text[strcspn(text, ",\n")] = '\0';
    return arena_strdup(a, text);
}
