/* One request on its way through router.c, and what every way of answering it needs: the frame
 * around a page, errors in the form that the asker reads, and the input of an action.
 *
 *     router.c   finds the row that answers
 *     api.c      answers with an action as JSON
 *     forms.c    answers with an action's form and its answer
 *     frame.c    menu, crumbs and language around every page
 *     errors.c   says what went wrong */
#ifndef PONT_WEB_VISIT_H
#define PONT_WEB_VISIT_H

#include "core/select.h"
#include "web/identity.h"
#include "web/layout.h"
#include "web/request.h"
#include "web/router.h"

typedef struct Visit {
    const RouterOptions *options;
    Ctx cx;
    const Request *in;
    Response *out;
    const char *path;   /* without language prefix */
    const char *target; /* path and query, for the language switch */
    const char *request_id;
    bool api;               /* answers a program */
    const Service *service; /* whose address it is; or NULL */
    int refresh;            /* seconds after which the page is asked for again; 0: never */
    const char *subtitle;   /* told after the title where another page has the same; or NULL */
    bool fresh;             /* the answer holds what is meant for one asking alone */
    Identity id;
    Select select; /* which part of the answer; set by visit_input() */
} Visit;

/* A path of ours as an address in that language: "/org" is "/cy/org" in Welsh. */
const char *visit_path(Visit *v, Lang lang, const char *target);
/* The page around a body. fault: the title says that something is wrong. */
void visit_page(Visit *v, int status, const char *title, bool wide, Html body, bool fault);
/* A page or JSON that says so; message may be NULL. */
void visit_error(Visit *v, int status, const char *code, const char *message);
/* The same for cx.err; whoever is not signed in is led there. */
void visit_failure(Visit *v);
/* The page as a file (web/download.h): what was built, sent otherwise. */
void visit_file(Visit *v, const char *title, Out *body);
/* The page that stands at the address of the action itself, with what is wrong (cx.err) or what
 * was answered; false when there is none. */
bool visit_own_page(Visit *v, const Reply *reply);
/* Reads the fields of an action from query, form, files or JSON; given: the same as text. */
bool visit_input(Visit *v, const Action *a, Pairs *given, void **input) MUST_CHECK;
/* What a form carries beside its fields, such as "_stamp"; NULL when it does not. */
const char *visit_hidden(const Visit *v, const char *name);

/* The answer alone, as the body of a page that shows it later. */
const char *forms_show(Ctx *cx, const Module *m, const Action *a, const Reply *reply);
/* The OpenAPI document. */
void api_describe(Visit *v);
void api_answer(Visit *v, const Module *m, const Action *a);
void forms_answer(Visit *v, const Module *m, const Action *a);

#endif
