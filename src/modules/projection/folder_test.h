/* What the tests of the model folder share. */
#ifndef PONT_PROJECTION_FOLDER_TEST_H
#define PONT_PROJECTION_FOLDER_TEST_H

#include "modules/projection/folder.h"
#include "support/test.h"

/* Fails unless one of the problems says the message; prints them all then. */
static inline void expect_problem(Arena *a, const ModelProblems *ps, const char *message)
{
    for (int i = 0; i < ps->n; i++)
        if (strstr(model_problem_text(a, &ps->items[i]), message))
            return;
    for (int i = 0; i < ps->n; i++)
        print_error("%s\n", model_problem_text(a, &ps->items[i]));
    fail_msg("none of %d problems says '%s'", ps->n, message);
}

#endif
