/* Accounts: contents page. ENTER is everybody's; what somebody has to prove stands in the
 * functions. OWN is that of whoever is signed in. */
#include "modules/account/account.h"
#include "modules/account/account_action.h"
#include "modules/account/account_web.h"

#define ENTER "account.enter"
#define OWN   "account.own"

/* A browser's form whose failure must be counted: it writes by itself, outside the
 * transaction that a failed action takes back. */
#define STEP (FORM_ONLY | HEAVY)

static const Choice languages[] = {{"en", N_("English")}, {"cy", N_("Welsh")}, {NULL, NULL}};

static const Field sign_in_fields[] = {
    {FIELD(SignInInput, email), .flags = REQUIRED, .label = N_("Email address")},
    {FIELD(SignInInput, password), .flags = REQUIRED | SECRET, .label = N_("Password")},
    {FIELD(SignInInput, to), .label = N_("Where to go then")},
};
static const Field code_fields[] = {
    {FIELD(CodeInput, code), .flags = REQUIRED | SECRET, .label = N_("Code")},
};
static const Field sample_fields[] = {
    {FIELD(SampleInput, email), .flags = REQUIRED, .label = N_("Email address")},
    {FIELD(SampleInput, to), .label = N_("Where to go then")},
};
static const Field prove_fields[] = {
    {FIELD(ProveInput, password), .flags = SECRET, .label = N_("Password")},
    {FIELD(ProveInput, code), .flags = SECRET, .label = N_("Code")},
    {FIELD(ProveInput, to), .label = N_("Where to go then")},
};
static const Field provider_fields[] = {
    {FIELD(ProviderInput, to), .label = N_("Where to go then")},
    {FIELD(ProviderInput, again), .label = N_("To prove who you are")},
};
static const Field backchannel_fields[] = {
    {FIELD(BackchannelInput, logout_token), .flags = REQUIRED | SECRET,
     .label = N_("Logout token")},
};
static const Field forgotten_fields[] = {
    {FIELD(ForgottenInput, email), .flags = REQUIRED, .label = N_("Email address")},
};
static const Field set_up_fields[] = {
    {FIELD(SetUpInput, link), .flags = REQUIRED | SECRET, .label = N_("One-time link")},
    {FIELD(SetUpInput, password), .flags = REQUIRED | SECRET, .label = N_("New password")},
};
static const Field password_fields[] = {
    {FIELD(PasswordInput, password), .flags = REQUIRED | SECRET, .label = N_("New password")},
};
static const Field second_factor_fields[] = {
    {FIELD(SecondFactorInput, secret), .flags = REQUIRED | SECRET, .label = N_("Secret")},
    {FIELD(SecondFactorInput, seal), .flags = REQUIRED | SECRET, .label = N_("Seal")},
    {FIELD(SecondFactorInput, code), .flags = REQUIRED | SECRET, .label = N_("Code")},
};
static const Field language_fields[] = {
    {FIELD(LanguageInput, language), .flags = REQUIRED | POSITIONAL, .label = N_("Language"),
     .choices = languages},
};
static const Field session_fields[] = {
    {FIELD(OwnIdInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Session")},
};
static const Field token_fields[] = {
    {FIELD(OwnIdInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Token")},
};
static const Field token_make_fields[] = {
    {FIELD(TokenMakeInput, name), .flags = REQUIRED, .label = N_("Name"),
     .help = N_("What it is for, such as the monthly export")},
    {FIELD(TokenMakeInput, scopes), .flags = REQUIRED | MANY, .label = N_("What it may do"),
     .help =
         N_("Permissions with blanks between, such as org.read, or org.* for all of a noun")},
    {FIELD(TokenMakeInput, days), .label = N_("Days until it ends"), .standard = "90",
     .help = N_("1 to 366")},
};

static const Action actions[] = {
    {"sign-in", do_sign_in, ENTER, STEP, INPUT(SignInInput, sign_in_fields), N_("Sign in"),
     NULL},
    {"code", do_code, ENTER, STEP, INPUT(CodeInput, code_fields), N_("Enter your code"), NULL},
    {"sample", do_sample, ENTER, STEP, INPUT(SampleInput, sample_fields),
     N_("Sign in as a sample person"), NULL},
    {"provider", do_provider, ENTER, STEP, INPUT(ProviderInput, provider_fields),
     N_("Sign in with your organisation's account"), NULL},
    {"backchannel", do_backchannel, ENTER, FORM_ONLY | CHANGES | FROM_OUTSIDE,
     INPUT(BackchannelInput, backchannel_fields),
     N_("End the sessions of somebody who signed out at the identity provider"), NULL},
    {"forgotten", do_forgotten, ENTER, STEP, INPUT(ForgottenInput, forgotten_fields),
     N_("Forgotten password"), NULL},
    {"set-up", do_set_up, ENTER, FORM_ONLY | CHANGES, INPUT(SetUpInput, set_up_fields),
     N_("Choose your password"), NULL},
    {"sign-out", do_sign_out, OWN, FORM_ONLY | CHANGES, NO_INPUT, N_("Sign out"), NULL},
    {"prove", do_prove, OWN, STEP, INPUT(ProveInput, prove_fields), N_("Is it you?"), NULL},
    {"show", do_account_show, OWN, 0, NO_INPUT, N_("Show who you are and your roles"), NULL},
    {"language", do_language, OWN, CHANGES, INPUT(LanguageInput, language_fields),
     N_("Choose your language"), NULL},
    {"password", do_password, OWN, FORM_ONLY | CHANGES | PROVE_AGAIN,
     INPUT(PasswordInput, password_fields), N_("Change your password"), NULL},
    {"second-factor", do_second_factor, OWN, FORM_ONLY | CHANGES | PROVE_AGAIN,
     INPUT(SecondFactorInput, second_factor_fields), N_("Set up a second factor"), NULL},
    {"second-factor-off", do_second_factor_off, OWN, FORM_ONLY | CHANGES | PROVE_AGAIN,
     NO_INPUT, N_("Turn off the second factor"),
     N_("From then on your password alone lets you in, and whoever finds it out.")},
    {"recovery-codes", do_recovery_codes, OWN, FORM_ONLY | CHANGES | PROVE_AGAIN, NO_INPUT,
     N_("Make new recovery codes"), N_("The codes that you have now stop working.")},
    {"session-list", do_session_list, OWN, 0, NO_INPUT, N_("List your sessions"), NULL},
    {"session-end", do_session_end, OWN, CHANGES, INPUT(OwnIdInput, session_fields),
     N_("End one of your sessions"), NULL},
    {"session-end-others", do_session_end_others, OWN, CHANGES, NO_INPUT,
     N_("End all your sessions but this one"), NULL},
    {"token-list", do_token_list, OWN, 0, NO_INPUT, N_("List your tokens of the interface"),
     NULL},
    {"token-make", do_token_make, OWN, CHANGES | PROVE_AGAIN,
     INPUT(TokenMakeInput, token_make_fields), N_("Make a token of the interface"),
     N_("A token lets a program do what you may do, within what you tick here.")},
    {"token-revoke", do_token_revoke, OWN, CHANGES, INPUT(OwnIdInput, token_fields),
     N_("Revoke one of your tokens"), NULL},
};

static const Page pages[] = {
    {"/account", page_account, OWN, N_("Your account"), false},
    {"/account/sign-in", page_sign_in, ENTER, N_("Sign in"), false},
    {"/account/code", page_code, ENTER, N_("Enter your code"), false},
    {"/account/provider", page_provider, ENTER, N_("Sign in"), false},
    {"/account/callback", page_callback, ENTER, N_("Sign in"), false},
    {"/account/forgotten", page_forgotten, ENTER, N_("Forgotten password"), false},
    {"/account/set-up", page_set_up, ENTER, N_("Choose your password"), false},
    {"/account/set-up/{link}", page_set_up, ENTER, N_("Choose your password"), false},
    {"/account/sign-out", page_sign_out, ENTER, N_("Signed out"), false},
    {"/account/prove", page_prove, OWN, N_("Is it you?"), false},
    {"/account/password", page_password, OWN, N_("Change your password"), false},
    {"/account/second-factor", page_second_factor, OWN, N_("Second factor"), false},
    {"/account/recovery-codes", page_recovery_codes, OWN, N_("Recovery codes"), false},
    {"/account/token-make", page_token_make, OWN, N_("Make a token"), false},
};

static const Setting settings[] = {
    {"oidc.create", "no",
     N_("Whether the identity provider's people need no invitation (yes)")},
};

const Module account_module = {
    .name = "account",
    .title = N_("Your account"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
};
