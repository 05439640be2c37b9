/* Safe sharing: contents page. */
#include "modules/release/out.h"
#include "modules/release/release_action.h"
#include "modules/release/release_odata.h"
#include "modules/release/release_web.h"
#include "modules/release/table_file.h"

#define PUBLISHED "release.published" /* what is for everybody, or for one's organisation */
#define TOOL      "release.tool"      /* protect and attack any table */
#define MAKE      "release.make"      /* draft agreements, make and withdraw releases */
#define APPROVE   "release.approve"   /* bring into force, publish: two people */

static const Field list_fields[] = {
    {FIELD(ReleaseInput, agreement), .label = N_("Agreement"), .help = N_("All when left out")},
};
static const Field release_fields[] = {
    {FIELD(ReleaseInput, release), .flags = POSITIONAL, .label = N_("Release"),
     .help = N_("The newest that is for you when left out")},
};
static const Field take_fields[] = {
    {FIELD(TakeInput, release), .flags = POSITIONAL, .label = N_("Release"),
     .help = N_("The newest that is for you when left out")},
    {FIELD(TakeInput, as_format), .label = N_("Format"), .standard = "signed",
     .choices = out_format_choices},
};
static const Field agreement_fields[] = {
    {FIELD(ReleaseInput, agreement), .flags = REQUIRED | POSITIONAL, .label = N_("Agreement")},
};
static const Field agree_fields[] = {
    {FIELD(DecideInput, agreement), .flags = REQUIRED | POSITIONAL, .label = N_("Agreement")},
    {FIELD(DecideInput, from), .flags = REQUIRED, .label = N_("From"),
     .help = N_("The organisation that shares")},
};
static const Field end_fields[] = {
    {FIELD(DecideInput, agreement), .flags = REQUIRED | POSITIONAL, .label = N_("Agreement")},
    {FIELD(DecideInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field publish_fields[] = {
    {FIELD(DecideInput, release), .flags = REQUIRED | POSITIONAL, .label = N_("Release")},
    {FIELD(DecideInput, from), .flags = REQUIRED, .label = N_("From"),
     .help = N_("The organisation that shares")},
};
static const Field withdraw_fields[] = {
    {FIELD(DecideInput, release), .flags = REQUIRED | POSITIONAL, .label = N_("Release")},
    {FIELD(DecideInput, reason), .flags = REQUIRED | LONG_TEXT, .label = N_("Reason")},
};
static const Field prove_fields[] = {
    {FIELD(ProveInput, files), .flags = POSITIONAL, .label = N_("File"),
     .help = N_("A release as it was downloaded, with its signature")},
    {FIELD(ProveInput, release), .label = N_("Release"),
     .help = N_("One of this database, instead of a file")},
};
#define TABLE_RULES                                                                            \
    {FIELD(TableInput, least), .label = N_("Smallest count shown"),                            \
     .help = N_("5 when left out: counts from 1 to 4 are sensitive")},                         \
        {FIELD(TableInput, least_returns), .label = N_("Fewest organisations"),                \
         .help = N_("3 when left out; of the column 'contributors', where there is one")},     \
    {                                                                                          \
        FIELD(TableInput, whole), .label = N_("The reader knows that they are whole numbers")  \
    }
static const Field protect_fields[] = {
    {FIELD(TableInput, files), .flags = REQUIRED | POSITIONAL, .label = N_("Table"),
     .help = N_("CSV: columns of categories with totals called Total, and value; contributors, "
                "weight and status if wanted")},
    TABLE_RULES,
    {FIELD(TableInput, rounding), .label = N_("Rounded to"), .help = N_("0 when left out")},
    {FIELD(TableInput, rounds), .label = N_("Rounds"),
     .help = N_("50 when left out; 0: until it is proved to be the cheapest")},
};
static const Field attack_fields[] = {
    {FIELD(TableInput, files), .flags = POSITIONAL, .label = N_("Table"),
     .help = N_("CSV as for protect; withheld cells have the status 'withheld', and a value or "
                "none")},
    {FIELD(TableInput, release), .label = N_("Release"),
     .help = N_("One of this database, instead of a file")},
    TABLE_RULES,
};
static const Field draft_fields[] = {
    {FIELD(DraftInput, agreement), .flags = REQUIRED, .label = N_("Id"),
     .help = N_("Small letters, digits and hyphens, such as scw-heiw")},
    {FIELD(DraftInput, from), .flags = REQUIRED, .label = N_("From"),
     .help = N_("The organisation that shares, such as scw")},
    {FIELD(DraftInput, to), .flags = REQUIRED, .label = N_("To"),
     .help = N_("The organisation that receives, such as heiw; public is everybody")},
    {FIELD(DraftInput, region), .flags = REQUIRED, .label = N_("Region"),
     .help = N_("Whose collections: wales or west-midlands")},
    {FIELD(DraftInput, title_en), .flags = REQUIRED, .label = N_("Title in English")},
    {FIELD(DraftInput, title_cy), .label = N_("Title in Welsh")},
    {FIELD(DraftInput, purpose), .flags = REQUIRED | LONG_TEXT, .label = N_("Purpose")},
    {FIELD(DraftInput, basis), .flags = REQUIRED | LONG_TEXT, .label = N_("Lawful basis")},
    {FIELD(DraftInput, collections), .flags = REQUIRED, .label = N_("Collections"),
     .help = N_("With blanks between; a * at the end takes any, such as wales-*")},
    {FIELD(DraftInput, fields), .flags = REQUIRED | LONG_TEXT, .label = N_("Fields"),
     .help = N_("Block and field, such as A1.hc_perm or A3.*; notes only by their full name")},
    {FIELD(DraftInput, level), .flags = REQUIRED, .label = N_("Level"),
     .choices = agreement_levels},
    {FIELD(DraftInput, grouping), .label = N_("Groups"),
     .help = N_("Kind of the groups, such as rpb; for the level 'group'")},
    {FIELD(DraftInput, least), .label = N_("Smallest count shown"),
     .help = N_("5 when left out: counts from 1 to 4 are withheld")},
    {FIELD(DraftInput, least_returns), .label = N_("Fewest organisations"),
     .help = N_("3 when left out: counts of fewer organisations are withheld")},
    {FIELD(DraftInput, rounding), .label = N_("Rounded to"),
     .help = N_("5 when left out; 0 leaves the counts as they are")},
    {FIELD(DraftInput, retention_until), .flags = REQUIRED, .label = N_("May be kept until")},
    {FIELD(DraftInput, review_on), .flags = REQUIRED, .label = N_("Review")},
};

static const Action actions[] = {
    {"list", do_releases, PUBLISHED, 0, INPUT(ReleaseInput, list_fields),
     N_("List the releases"), NULL},
    {"show", do_release, PUBLISHED, 0, INPUT(ReleaseInput, release_fields),
     N_("Show a release: digest, signature, what it is made of"), NULL},
    {"cells", do_cells, PUBLISHED, 0, INPUT(ReleaseInput, release_fields),
     N_("Give the cells of a release"), NULL},
    {"download", do_download, PUBLISHED, 0, INPUT(TakeInput, take_fields),
     N_("Take a release as a file"),
     N_("As signed text, CSV, JSON, ADX or a DHIS2 data value set; XLSX and ODS are formats of "
        "'cells'. Example: pont release download scw-public-1 --as_format adx"),
     .file_type = "text/plain"},
    {"dictionary", do_dictionary, PUBLISHED, 0, INPUT(ReleaseInput, release_fields),
     N_("Explain the fields of a release"), NULL},
    {"difference", do_difference, PUBLISHED, 0, INPUT(ReleaseInput, release_fields),
     N_("Show what differs from the release before"), NULL},
    {"verify", do_verify_release, PUBLISHED, NO_DATABASE, INPUT(ProveInput, prove_fields),
     N_("Check digest and signature of a release"),
     N_("Example: pont release verify scw-heiw-1.txt works without a database.")},
    {"attack", do_attack, TOOL, NO_DATABASE | HEAVY, INPUT(TableInput, attack_fields),
     N_("Try to work out what a release or a table withholds"),
     N_("The exit code is 0 only when nothing can be worked out. "
        "Example: pont release attack table.csv")},
    {"protect", do_protect, TOOL, NO_DATABASE | HEAVY, INPUT(TableInput, protect_fields),
     N_("Withhold of a table what must not be worked out, and as little as possible"),
     N_("Example: pont release protect table.csv --format csv")},
    {"key", do_key, PUBLISHED, 0, NO_INPUT, N_("Show the public key of releases"), NULL},
    {"make", do_make, MAKE, CHANGES, INPUT(ReleaseInput, agreement_fields),
     N_("Make a release of what an agreement covers"),
     N_("It is a draft until somebody publishes it and a second person agrees.")},
    {"publish", do_publish, APPROVE, CHANGES | SECOND_PERSON,
     INPUT(DecideInput, publish_fields), N_("Sign and publish a release"), NULL,
     .organisation = "from"},
    {"withdraw", do_withdraw, MAKE, CHANGES, INPUT(DecideInput, withdraw_fields),
     N_("Withdraw a release"), N_("It stays in view as withdrawn, with the reason.")},
    {"downloads", do_downloads, MAKE, 0, INPUT(ReleaseInput, release_fields),
     N_("Show who took a release"), NULL},
    {"agreements", do_agreements, PUBLISHED, 0, NO_INPUT, N_("List the agreements on sharing"),
     NULL},
    {"agreement", do_agreement, PUBLISHED, 0, INPUT(ReleaseInput, agreement_fields),
     N_("Show an agreement on sharing"), NULL},
    {"draft", do_draft, MAKE, CHANGES, INPUT(DraftInput, draft_fields),
     N_("Draft an agreement on sharing"), NULL, .organisation = "from"},
    {"agree", do_agree, APPROVE, CHANGES | SECOND_PERSON, INPUT(DecideInput, agree_fields),
     N_("Bring an agreement into force"), NULL, .organisation = "from"},
    {"end", do_end, MAKE, CHANGES, INPUT(DecideInput, end_fields), N_("End an agreement"),
     NULL},
};

static const Page pages[] = {
    {"/release", page_releases, PUBLISHED, N_("Releases"), true},
    {"/release/agreement/{id}", page_agreement, PUBLISHED, N_("Agreement"), false},
    {"/release/{id}", page_release, PUBLISHED, N_("Release"), false},
};

static const Service services[] = {
    {"/odata", release_odata, PUBLISHED, N_("Releases for spreadsheets and report builders")},
};

static const Setting settings[] = {
    {"release.rounds", "8",
     N_("Rounds of search for the fewest cells to withhold; what is found is safe after any; "
        "0: "
        "until it is proved to be the fewest")},
};

static const char *const permissions[] = {"release.read"};

const Module release_module = {
    .name = "release",
    .title = N_("Releases"),
    .area = N_("Workforce"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(services, n_services, services),
    TABLE(settings, n_settings, settings),
    TABLE(permissions, n_permissions, permissions),
    .waits = release_waits,
    .errand = release_errand,
};
