/* Decides that this program is alone: the server and the ordinary command line. */
#include "app/together.h"

Together *together_open(Arena *a, Err *err, int *argc, char ***argv)
{
    (void)a;
    (void)err;
    (void)argc;
    (void)argv;
    return NULL;
}

void together_close(Together *t)
{
    (void)t;
}

const char *together_library(Arena *a)
{
    (void)a;
    return "";
}
