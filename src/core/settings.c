/* The settings of the core, declared once. Secrets are no settings: core/secret.h says where
 * they come from. */
#include "core/module.h"

const Setting core_settings[] = {
    {"public_url", "", N_("Address of this service as people type it, for links in letters")},
    {"tls.ca_file", "", N_("File of certificates to trust instead of the system's list")},
    {"oidc.issuer", "", N_("Issuer of the identity provider, exactly as it calls itself")},
    {"oidc.client_id", "", N_("Name of Pont at the identity provider")},
    {"oidc.scopes", "openid email profile", N_("What is asked of the identity provider")},
    {"oidc.label", N_("Sign in with your organisation's account"), N_("Label of its button")},
    {"oidc.groups_claim", "groups", N_("Claim that holds a person's groups")},
    {"oidc.group_roles", "",
     N_("Which group gives which role: group=role@organisation; group=role@organisation")},
    {"oidc.leeway_seconds", "60", N_("How many seconds the provider's clock may differ")},
    {"mail.smtp_url", "", N_("Mail server: smtp://host:587 (STARTTLS) or smtps://host:465")},
    {"mail.smtp_user", "", N_("Name of Pont at the mail server; empty: it asks for none")},
    {"mail.from", "Pont <pont@localhost>", N_("Who letters come from: Name <address>")},
    {"simulation.path", "best",
     N_("Vector instructions of simulations: best, scalar, avx2 or avx512; no result changes")},
};
const int n_core_settings = sizeof core_settings / sizeof *core_settings;
