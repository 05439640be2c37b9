/* Letters as a subject: the outbox, which administrators may look at, and its care on
 * the command line of the machine. */
#include "modules/mail/mail_action.h"

#define ADMIN "mail.admin"

static const Choice languages[] = {{"en", N_("English")}, {"cy", N_("Welsh")}, {NULL, NULL}};

static const Field list_fields[] = {
    {FIELD(MailListInput, state), .label = N_("State"), .choices = mail_states},
    {FIELD(MailListInput, most), .label = N_("At most"), .standard = "100"},
};
static const Field test_fields[] = {
    {FIELD(MailTestInput, to), .flags = REQUIRED, .label = N_("To")},
    {FIELD(MailTestInput, language), .label = N_("Language"), .choices = languages,
     .standard = "en", .help = N_("Which comes first; the other one follows")},
};

static const Action actions[] = {
    {"list", do_mail_list, ADMIN, 0, INPUT(MailListInput, list_fields),
     N_("List the letters of the outbox"), NULL},
    {"send", do_mail_send, ADMIN, LOCAL_ONLY, NO_INPUT, N_("Send the letters that are due"),
     N_("Through the server of mail.smtp_url. Run it every minute, for example by a systemd "
        "timer; "
        "several at once do no harm.")},
    {"test", do_mail_test, ADMIN, CHANGES | LOCAL_ONLY, INPUT(MailTestInput, test_fields),
     N_("Queue a letter to try the mail settings with"), NULL},
};

const Module mail_module = {
    .name = "mail",
    .title = N_("Letters"),
    TABLE(actions, n_actions, actions),
    .waits = mail_waits,
};
