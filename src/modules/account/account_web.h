/* The pages of an account and their views. Where a page stands at the address of an action, it
 * shows what is wrong with what was sent (in->error), or what was answered (in->reply). */
#ifndef PONT_ACCOUNT_WEB_H
#define PONT_ACCOUNT_WEB_H

#include "modules/account/account.h"
#include "web/parts.h"

/* One box of a form. */
typedef struct AskField {
    const char *name, *label, *hint, *error, *value;
    const char *type; /* of the input: "text", "email", "password" */
    const char *autocomplete, *inputmode;
    bool narrow;
} AskField;
/* A question on a page of its own: a form with little else around it. */
typedef struct Ask {
    const char *title, *lead; /* lead: NULL none */
    Faults faults;
    const char *action, *token, *button;
    const char *hidden[3][2]; /* names and values; ended by NULL */
    int n;
    AskField fields[3];
    Html before, after; /* the form */
    bool small;         /* a second heading instead of the page's first */
    bool warning;       /* the button does harm */
} Ask;

typedef struct SampleGroup {
    const char *organisation;
    int n, room;
    struct SamplePerson {
        const char *email, *name, *role;
    } * people;
} SampleGroup;
typedef struct SamplePlace {
    const char *title;
    int n, room;
    SampleGroup *groups;
} SamplePlace;
typedef struct SamplesView {
    const char *token, *to;
    int n;
    SamplePlace places[2];
} SamplesView;

typedef struct SignInView {
    const char *title, *token, *to;
    bool example;
    const char *provider; /* label of the button; NULL: there is none */
    Html samples;
    Ask ask;
} SignInView;

typedef struct AccountView {
    const char *token;
    Person person;
    bool has_local; /* a password or a second factor of our own */
    int recovery_left;
    int n_sessions, n_tokens, n_others;
    const struct AccountSession {
        const char *id, *agent, *method, *made, *seen;
        bool is_this;
    } * sessions;
    const struct AccountToken {
        const char *id, *name, *scopes, *expires, *used, *state;
        bool valid;
    } * tokens;
    const Table *roles;
} AccountView;

typedef struct FactorView {
    const char *title, *token, *secret, *readable, *seal;
    Html qr;
    Ask ask;
} FactorView;
typedef struct CodesView {
    const char *title;
    const Table *codes;
} CodesView;

typedef struct TokenView {
    const char *title, *token;
    Faults faults;
    const char *name, *days, *name_error, *scopes_error, *days_error;
    int n;
    const struct TokenScope {
        const char *permission;
        bool ticked;
    } * scopes;
} TokenView;
typedef struct MadeView {
    const char *title, *secret, *expires;
} MadeView;

typedef struct AwayView {
    const char *title, *words, *link_text;
    Url link;
} AwayView;

bool page_account(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_sign_in(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_code(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_provider(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_callback(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_forgotten(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_set_up(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_sign_out(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_prove(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_password(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_second_factor(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_recovery_codes(Ctx *cx, const PageIn *in, struct PageOut *out);
bool page_token_make(Ctx *cx, const PageIn *in, struct PageOut *out);

/* The list of an example's people with a button for each; nothing in another database. */
bool account_samples(Ctx *cx, const char *form_token, const char *to, Html *out) MUST_CHECK;

#endif
