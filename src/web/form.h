/* Forms and answers made from an action's row: nobody writes a form by hand. */
#ifndef PONT_WEB_FORM_H
#define PONT_WEB_FORM_H

#include "core/module.h"
#include "web/parts.h"

typedef struct FieldView {
    const char *name, *label, *hint, *value;
    const char *type; /* text, password, file, checkbox, textarea, select */
    bool required, checked;
    const Choice *choices;
    const char *error;     /* NULL: none */
    const char *described; /* ids of hint and error; NULL: neither */
} FieldView;

typedef struct FormView {
    const char *title, *help, *action, *button;
    bool post, multipart;
    const char *token; /* proves that the form is ours; in every POST */
    const char *once;  /* names this form as it was sent out, so that it acts once; or NULL */
    const char *stamp; /* of what is changed, as it was when the form was made; or NULL */
    const char *error; /* of the whole; NULL: none */
    int n;
    const FieldView *fields;
} FormView;

/* given: what was typed, shown again. error: why it was refused, or NULL. */
FormView form_view(Ctx *cx, const Module *m, const Action *a, const Pairs *given,
                   const char *error);

/* The error summary of what was sent to the action's own page, for pages that cannot show its
 * form because what is missing says which. */
void form_faults(Ctx *cx, Out *out, const Module *m, const char *action, const PageIn *in);

typedef struct AnswerView {
    const char *title;
    const Reply *reply;
    bool failed;
    Pager pager;          /* of the table that is cut; one page: none */
    const char *csv;      /* address of the table as CSV; NULL: none */
    const char *download; /* address that gives the tables as JSON; NULL: none */
} AnswerView;

#endif
