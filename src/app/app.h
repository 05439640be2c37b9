/* The application: the list of modules, the command line, the server. */
#ifndef PONT_APP_APP_H
#define PONT_APP_APP_H

#include "core/module.h"
#include "sim/spread.h"

extern const Module *const app_modules[]; /* lowest level first */
extern const int app_n_modules;
extern const char app_version[], app_build[];

/* What the command line says for every command. */
typedef struct Options {
    const char *db;     /* --db, or PONT_DB; "" when not given */
    const char *out;    /* --out: folder for files of an answer */
    const char *pdf;    /* --pdf: file for the answer as a report */
    const char *listen; /* --listen */
    const char *as;     /* --as: the email address of whose rights hold; "" the operator's */
    const char *checkpoint; /* --checkpoint: where a long command keeps what is finished */
    Together *together;     /* the processes that do it with this one; NULL: none */
    bool json, help;
    int threads;
    Lang lang;
    int n_words;
    const char **words; /* noun, verb, positional fields */
    Pairs fields;       /* --name value */
} Options;

/* Splits the arguments; fails with USAGE. A bool field needs no value, so the tables are asked.
 */
bool options_read(Ctx *cx, App *app, int argc, char **argv, Options *out) MUST_CHECK;

/* Opens, migrates and, when own_reference is set, fills in the built-in reference lists. */
bool app_open_database(Ctx *cx, const char *url, bool own_reference) MUST_CHECK;
/* The built-in lists of data/: organisations, populations, memberships, collections. */
bool app_load_reference(Ctx *cx) MUST_CHECK;

/* Runs one action from the command line and prints its answer; returns the exit code. */
int cli_action(Ctx *cx, const Options *o, const Module *m, const Action *a, int first_word);
/* Prints an answer as --json, --out and the terminal ask for. */
bool cli_print(Ctx *cx, const Options *o, const Reply *r) MUST_CHECK;
/* Serves until a signal; says where. */
bool serve(Ctx *cx, const App *app, const Options *o) MUST_CHECK;

void help_all(Ctx *cx, const App *app, Buf *out);
void help_module(Ctx *cx, const Module *m, Buf *out);

extern const Module example_module;
bool example_run(Ctx *cx, const App *app, const Options *o) MUST_CHECK;

#endif
