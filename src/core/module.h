/* A module is a subject: tables of actions, pages, permissions and settings, declared once.
 *
 * An action is one row and has its faces for nothing: a form (GET and POST /noun/verb), JSON
 * (POST /api/noun/verb, and GET where it changes nothing), and the command line
 * (`pont noun verb --field value`), each with help. The core reads and checks the fields and
 * asks for the permission; the function only decides, and fills a Reply. */
#ifndef PONT_CORE_MODULE_H
#define PONT_CORE_MODULE_H

#include "base/json.h"
#include "core/i18n.h"
#include "core/reply.h"
#include <stddef.h>
#include <stdint.h>

/* ---------------------------------------------------------------- fields */

typedef struct InFile {
    const char *name; /* as the person knows it */
    const char *bytes;
    size_t size;
} InFile;
typedef struct InFiles {
    int n;
    const InFile *items;
} InFiles;

typedef enum FieldType {
    FIELD_TEXT,   /* const char *; "" when not given */
    FIELD_INT,    /* int64_t; NOT_GIVEN */
    FIELD_NUMBER, /* double; NAN */
    FIELD_BOOL,   /* bool; false */
    FIELD_DATE,   /* Date; DATE_NONE */
    FIELD_FILES,  /* InFiles: uploads, or paths on the command line */
    FIELD_PAIRS   /* Pairs: all that is given as "cell.R4.hc_perm", for a field named cell */
} FieldType;
#define NOT_GIVEN INT64_MIN

enum FieldFlag {
    REQUIRED = 1,
    POSITIONAL = 2, /* on the command line without --name */
    LONG_TEXT = 4,  /* a text area */
    CLI_ONLY = 8,   /* a path or switch that makes no sense in a browser */
    SECRET = 16,    /* never shown again, logged or kept in the audit trail */
    MANY = 32       /* may come more than once (boxes to tick): joined with blanks */
};

typedef struct Choice {
    const char *value, *label; /* label: N_ */
} Choice;
/* The label (N_) of a value, or the value itself. */
const char *choice_label(const Choice *choices, const char *value);

typedef struct Field {
    const char *name;
    size_t offset;
    FieldType type;
    unsigned flags;
    const char *label;     /* N_ */
    const char *help;      /* N_, or NULL */
    const char *standard;  /* value when not given, as text, or NULL */
    const Choice *choices; /* allowed values of a text, ended by {NULL, NULL}; or NULL */
} Field;

/* Whether a name that was given ("cell.R4.hc_perm") belongs to the field ("cell"). */
bool field_takes(const Field *f, const char *name);

/* The type is taken from the struct member. */
#define FIELD(Type, member)                                                                    \
    .name = #member, .offset = offsetof(Type, member),                                           \
    .type = _Generic(((Type *)0)->member, const char *: FIELD_TEXT, int64_t: FIELD_INT,          \
                     double: FIELD_NUMBER, bool: FIELD_BOOL, Date: FIELD_DATE,                   \
                     InFiles: FIELD_FILES, Pairs: FIELD_PAIRS)

/* ---------------------------------------------------------------- actions and pages */

enum ActionFlag {
    CHANGES = 1,       /* writes: POST only */
    NO_DATABASE = 2,   /* works on files alone; cx->db is NULL unless --db was given */
    LOCAL_ONLY = 4,    /* command line only: reads or writes paths of the machine */
    OWN_REFERENCE = 8, /* without --db: a database in memory with the reference lists */
    HEAVY = 32,   /* costs computing: a page asks before it runs; the interface wants POST */
    IN_MENU = 16, /* its page stands in the menu of its module */
    SECOND_PERSON = 64,  /* asked by one, it is done when another who may do it agrees */
    PROMPT = 8192,       /* is answered at once, never done in the background */
    PROVE_AGAIN = 128,   /* wants a fresh proof of who asks (password, second factor) */
    FORM_ONLY = 256,     /* for a person at a browser: neither a command nor in the interface */
    FROM_OUTSIDE = 512,  /* sent by another program, which proves itself by what it sends */
    LARGE_FILES = 16384, /* its files may have gigabytes: a command maps them into memory */
    OWN_DATABASE = 4096  /* opens databases itself: --db is a field 'db', not cx->db */
};

typedef struct Action {
    const char *name;
    bool (*run)(Ctx *cx, const void *in, Reply *out);
    const char *permission;
    unsigned flags;
    const Field *fields;
    int n_fields;
    size_t input_size;
    const char *title; /* N_: a sentence without full stop */
    const char *help;  /* N_: what it does, for whom, with an example; or NULL */
    /* The field that names the organisation for which the permission must hold; NULL: it must
     * hold somewhere, and the function leaves out or refuses what it does not cover. */
    const char *organisation;
    /* The action of the same module that reads what this one changes, by fields of the same
     * names: its answer's ETag is what If-Match and a form's stamp are compared with. */
    const char *reads;
    /* Media type of the one file that may be its whole answer; NULL: it answers like others. */
    const char *file_type;
} Action;
#define INPUT(Type, table)                                                                     \
    .fields = (table), .n_fields = (int)(sizeof(table) / sizeof *(table)),                     \
    .input_size = sizeof(Type)
#define NO_INPUT .fields = NULL, .n_fields = 0, .input_size = 1

/* A path segment in braces takes any value: "/org/{id}" gives args[0]. "{organisation}" is the
 * one for which the page's permission must hold. */
typedef struct PageIn {
    const char *path; /* without the language prefix */
    const char *args[4];
    Pairs query;
    const char *form_token; /* goes into every form that changes something, as "_token" */
    /* Where an action has a page of its own at its address: what was sent and what is wrong
     * with it, or what was answered. NULL when the page is only looked at. */
    const Pairs *given;
    const char *error;
    const Reply *reply;
} PageIn;
/* "" when the query has no such name. */
const char *page_query(const PageIn *in, const char *name);

struct PageOut; /* web/page.h */
typedef struct Page {
    const char *path;
    bool (*show)(Ctx *cx, const PageIn *in, struct PageOut *out);
    const char *permission;
    const char *title; /* N_ */
    bool in_menu;      /* of its module's area */
} Page;

/* Everything below a path, where a protocol lays down the rest of the address ("/odata"). It
 * only reads, and answers programs. */
typedef struct ServiceIn {
    const char *path;   /* of the service, such as "/odata" */
    const char *tail;   /* what follows it and its '/'; "" nothing */
    const char *accept; /* what the asker would like; "" not said */
    Pairs query;
} ServiceIn;
typedef struct ServiceOut {
    const char *type, *text;
    Pairs headers;
} ServiceOut;
typedef struct Service {
    const char *path;
    bool (*answer)(Ctx *cx, const ServiceIn *in, ServiceOut *out);
    const char *permission;
    const char *title; /* N_ */
} Service;

typedef struct Setting {
    const char *name, *standard;
    const char *label; /* N_ */
} Setting;

/* What waits for a person: "The return of Powys is due on 30 April", and where to go. */
typedef struct Wait {
    const char *text, *href; /* in the reader's language; a path without language prefix */
    const char *due;         /* ISO date; "" none */
    bool late;
} Wait;
typedef struct WaitList {
    int n, room;
    Wait *items;
} WaitList;

/* What a search found. */
typedef struct Found {
    const char *kind, *title, *text, *href; /* "Organisation", "Powys", one line about it */
    int weight;                             /* higher comes first */
} Found;
typedef struct FoundList {
    int n, room;
    Found *items;
} FoundList;

typedef struct Module {
    const char *name;  /* the noun: folder, prefix, URL and command */
    const char *title; /* N_ */
    const char *area;  /* N_: of the service navigation; NULL = not in it */
    bool
        aside; /* in the menu it stands after the area's other modules: few come for it daily */
    const Action *actions;
    int n_actions;
    const Page *pages;
    int n_pages;
    const Service *services;
    int n_services;
    const Setting *settings;
    int n_settings;
    const char *const *permissions; /* those that functions ask for, beside those of rows */
    int n_permissions;
    /* Adds what waits for whoever asks, for the home page; or NULL. */
    bool (*waits)(Ctx *cx, struct WaitList *out);
    /* Adds what the words find among that which whoever asks may see; or NULL. */
    bool (*search)(Ctx *cx, const char *words, struct FoundList *out);
    /* Does what is due from time to time, as the operator; or NULL. The one process that leads
     * calls it about every ten seconds (core/worker.c): it decides itself that nothing is due,
     * soon, and calling it again does nothing twice. */
    bool (*errand)(Ctx *cx);
} Module;
#define TABLE(items, count, table)                                                             \
    .items = (table), .count = (int)(sizeof(table) / sizeof *(table))

/* ---------------------------------------------------------------- the application */

/* Built once in main, passed down in Ctx, never changed while requests run. */
typedef struct App {
    const Module *const *modules; /* lowest level first */
    int n_modules;
    /* The organisations that a reach ("footprint", "region") of one takes in; set by app. */
    bool (*reach)(Ctx *cx, const char *organisation, const char *reach, const char ***out,
                  int *n);
    const char *version, *build; /* "0.1.0", commit id */
    Pairs overrides;             /* --set name=value */
    struct Memo *memo;           /* core/memo.h; NULL: nothing is kept between requests */
} App;

const Module *app_module(const App *app, const char *name);
/* Brings cx->db to the tables of the core and of all modules. */
bool app_migrate(Ctx *cx) MUST_CHECK;
const Action *module_action(const Module *m, const char *name);

/* The core's own settings, which belong to no subject (core/settings.c). */
extern const Setting core_settings[];
extern const int n_core_settings;

/* A setting: --set, then PONT_<NAME> of the environment, then its standard.
 */
const char *setting(Ctx *cx, const char *name);

/* Reads input for an action from name/value pairs and files: every problem in one pass, joined
 * in cx->err (INVALID), each naming the field. Unknown names are problems too. */
bool action_read(Ctx *cx, const Action *a, const Pairs *given, const InFiles *files,
                 void **input) MUST_CHECK;
/* The organisation that an input names, or "". */
const char *action_organisation(const Action *a, const void *input);
/* Checks the permission, runs the action in a transaction of its own when it CHANGES, writes
 * the audit trail, and fills out. What needs a second person is kept for one instead. */
bool action_run(Ctx *cx, const Module *m, const Action *a, const void *input,
                Reply *out) MUST_CHECK;

/* The input again as names and values, secrets and files left out. */
void action_given(Ctx *cx, const Action *a, const void *input, Pairs *out);

/* Help of an action as text: usage line, fields, exit codes. */
void action_help(Ctx *cx, const Module *m, const Action *a, Buf *out);

#endif
