/* What the forms and commands of an account take, and what each of them does. */
#ifndef PONT_ACCOUNT_ACTION_H
#define PONT_ACCOUNT_ACTION_H

#include "core/module.h"

/* ---- signing in and out (account_action.c) ---- */

typedef struct SignInInput {
    const char *email, *password, *to;
} SignInInput;
typedef struct CodeInput {
    const char *code;
} CodeInput;
typedef struct SampleInput {
    const char *email, *to;
} SampleInput;
typedef struct ProveInput {
    const char *password, *code, *to;
} ProveInput;
typedef struct ProviderInput {
    const char *to;
    bool again;
} ProviderInput;
typedef struct BackchannelInput {
    const char *logout_token;
} BackchannelInput;
typedef struct ForgottenInput {
    const char *email;
} ForgottenInput;
typedef struct SetUpInput {
    const char *link, *password;
} SetUpInput;

bool do_sign_in(Ctx *cx, const void *in, Reply *out);
bool do_code(Ctx *cx, const void *in, Reply *out);
bool do_sample(Ctx *cx, const void *in, Reply *out);
bool do_sign_out(Ctx *cx, const void *in, Reply *out);
bool do_prove(Ctx *cx, const void *in, Reply *out);
bool do_provider(Ctx *cx, const void *in, Reply *out);
bool do_backchannel(Ctx *cx, const void *in, Reply *out);
bool do_forgotten(Ctx *cx, const void *in, Reply *out);
bool do_set_up(Ctx *cx, const void *in, Reply *out);

/* ---- what is mine (account_own.c) ---- */

typedef struct PasswordInput {
    const char *password;
} PasswordInput;
typedef struct SecondFactorInput {
    const char *secret, *seal, *code;
} SecondFactorInput;
typedef struct LanguageInput {
    const char *language;
} LanguageInput;
typedef struct OwnIdInput {
    const char *id;
} OwnIdInput;
typedef struct TokenMakeInput {
    const char *name, *scopes;
    int64_t days;
} TokenMakeInput;

bool do_account_show(Ctx *cx, const void *in, Reply *out);
bool do_password(Ctx *cx, const void *in, Reply *out);
bool do_second_factor(Ctx *cx, const void *in, Reply *out);
bool do_second_factor_off(Ctx *cx, const void *in, Reply *out);
bool do_recovery_codes(Ctx *cx, const void *in, Reply *out);
bool do_language(Ctx *cx, const void *in, Reply *out);
bool do_session_list(Ctx *cx, const void *in, Reply *out);
bool do_session_end(Ctx *cx, const void *in, Reply *out);
bool do_session_end_others(Ctx *cx, const void *in, Reply *out);
bool do_token_list(Ctx *cx, const void *in, Reply *out);
bool do_token_make(Ctx *cx, const void *in, Reply *out);
bool do_token_revoke(Ctx *cx, const void *in, Reply *out);

/* The permissions that cx->who holds anywhere, each once, in the order of the modules. */
int own_permissions(Ctx *cx, const char ***out);
/* Proves that the secret of a second factor was made here for this person. */
bool second_factor_seal(Ctx *cx, const char *secret, const char **out) MUST_CHECK;
/* "Password and code" for "password and code", in the reader's language. */
const char *session_method(Ctx *cx, const char *method);

#endif
