/* Runs the cases of tests/cases: text files that say what is typed or asked, and what comes.
 *
 *     run_cases PONT FIXTURE ROOT WORK FILE.case...
 *
 * A case file is read from top to bottom, in a folder of its own (WORK/<name>) where examples/
 * and data/ are linked, with a copy of the fixture as its database. FIXTURE is a SQLite file,
 * or the address of a PostgreSQL database (postgres://...) to which nobody else is connected:
 *
 *     # A remark. "db: none" or "db: empty" in place of the copy stands before the first step.
 *     = file.csv              a file: the lines up to a line "="
 *     $ pont org show powys   a command; $DB is the database, $URL the server, if there is one
 *     Powys                   what it prints, errors included ("..." stands for anything)
 *     ? 0                     its exit code, when it is not 0
 *     @ lead@example.org      who asks from here on: a session of that person, with the token
 * of forms in a header; "@ visitor": nobody signed in, but with such a token; "@ nobody", as at
 * the start: without either > GET /workforce        a request; more lines "> " are headers and,
 * after an empty one, > Accept: text/html     the body < 200                   the status <
 * Content-Type: text    a header that begins so;  "< no Set-Cookie": none of that name Not
 * received            text of the body, in this order, blanks squeezed ! Error text that the
 * body must not hold
 *
 * Each command and each request is one test. The last line printed is "N M": passed, failed. */
#include "case_process.h"
#include <ctype.h>
#include <stdarg.h>
#include <strings.h>
#include <sys/stat.h>

typedef struct Case {
    const char *file;
    Lines lines;
    int at;          /* line now, from 0 */
    const char *url; /* of its database: a path, or an address */
    bool has_server;
    Server server;
    char *cookie, *form_token; /* of who asks; NULL for nobody */
    int passed, failed;
} Case;

static bool begins(const char *s, const char *head)
{
    return strncmp(s, head, strlen(head)) == 0;
}

static const char *line(const Case *c)
{
    return c->at < c->lines.n ? c->lines.items[c->at] : NULL;
}

static bool is_mark(const char *s)
{
    return begins(s, "$ ") || begins(s, "> ") || begins(s, "= ") || begins(s, "# ") ||
           begins(s, "? ") || begins(s, "@ ") || strcmp(s, "#") == 0;
}

static void show_lines(const char *head, const Lines *l)
{
    enum { MOST = 60 };
    printf("  %s\n", head);
    for (int i = 0; i < l->n && i < MOST; i++)
        printf("    | %.300s\n", l->items[i]);
    if (l->n > MOST)
        printf("    | (%d more lines)\n", l->n - MOST);
}

static void failed(Case *c, int at, const char *what)
{
    c->failed++;
    printf("FAILED %s:%d: %s\n", c->file, at + 1, what);
}

static char *printed(const char *format, ...)
{
    char *s = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&s, format, args) < 0)
        s = NULL;
    va_end(args);
    return must_have(s);
}

/* ---------------------------------------------------------------- steps */

static void step_file(Case *c)
{
    FILE *f = fopen(line(c) + 2, "w");
    if (!f) {
        failed(c, c->at, "the file cannot be written");
        exit(2);
    }
    for (c->at++; line(c) && strcmp(line(c), "=") != 0; c->at++)
        fprintf(f, "%s\n", line(c));
    c->at++;
    fclose(f);
}

static void step_command(Case *c)
{
    int start = c->at, code = 0, reached = 0;
    Text command = {0}, out;
    Lines expected = {0};
    text_puts(&command, line(c) + 2);
    while (command.n && command.s[command.n - 1] == '\\' && c->at + 1 < c->lines.n) {
        c->at++;
        text_puts(&command, "\n");
        text_puts(&command, line(c));
    }
    for (c->at++; line(c) && !is_mark(line(c)); c->at++)
        lines_add(&expected, line(c), strlen(line(c)));
    while (expected.n && !*expected.items[expected.n - 1])
        expected.n--;
    if (line(c) && begins(line(c), "? "))
        code = atoi(c->lines.items[c->at++] + 2);
    int is = run_command(command.s, &out);
    Lines actual = lines_of(out.s);
    bool fits = lines_fit(&expected, 0, &actual, 0, &reached);
    if (is == code && fits) {
        c->passed++;
        return;
    }
    failed(c, start, command.s);
    if (is != code)
        printf("  the exit code is %d, not %d\n", is, code);
    if (!fits) {
        if (reached < expected.n)
            printf("  from this line on the output differs: %s\n", expected.items[reached]);
        show_lines("printed:", &actual);
    }
}

/* The lines "> " as bytes; Host, Connection and Content-Length are added where they lack. */
static Text read_request(Case *c)
{
    Text head = {0}, body = {0}, all = {0};
    bool host = false, length = false, in_body = false;
    bool post = begins(line(c) + 2, "POST ");
    text_puts(&head, line(c) + 2);
    if (!strstr(head.s, "HTTP/"))
        text_puts(&head, " HTTP/1.1");
    text_puts(&head, "\r\n");
    text_puts(&body, "");
    for (c->at++; line(c) && line(c)[0] == '>'; c->at++) {
        const char *s = line(c) + (line(c)[1] == ' ' ? 2 : 1);
        if (in_body) {
            text_puts(&body, body.n ? "\n" : "");
            text_puts(&body, s);
        } else if (!*s) {
            in_body = true;
        } else {
            host = host || strncasecmp(s, "Host:", 5) == 0;
            length = length || strncasecmp(s, "Content-Length:", 15) == 0 ||
                     strncasecmp(s, "Transfer-Encoding:", 18) == 0;
            text_puts(&head, s);
            text_puts(&head, "\r\n");
        }
    }
    text_puts(&all, head.s);
    text_puts(&all, host ? "" : "Host: 127.0.0.1\r\n");
    text_puts(&all, "Connection: close\r\n");
    if (c->cookie)
        text_puts(&all, printed("Cookie: %s\r\n", c->cookie));
    if (c->cookie && post)
        text_puts(&all, printed("X-Pont-Token: %s\r\n", c->form_token));
    if (in_body && !length) {
        char header[64];
        snprintf(header, sizeof header, "Content-Length: %zu\r\n", body.n);
        text_puts(&all, header);
    }
    text_puts(&all, "\r\n");
    text_puts(&all, body.s);
    return all;
}

/* The value of a name in the JSON that `pont person session` prints. */
static char *json_value(const char *json, const char *name)
{
    const char *at = strstr(json, printed("\"%s\": \"", name));
    if (!at)
        return NULL;
    at += strlen(name) + strlen("\"\": \"");
    return printed("%.*s", (int)strcspn(at, "\""), at);
}

/* "@ somebody": opens a session for the requests that follow. */
static void step_who(Case *c)
{
    const char *who = line(c) + 2;
    Text out;
    c->cookie = c->form_token = NULL;
    c->at++;
    if (strcmp(who, "nobody") == 0)
        return;
    run_command(printed("pont person session %s --db \"$DB\" --json",
                        strcmp(who, "visitor") == 0 ? "" : who),
                &out);
    c->cookie = json_value(out.s, "cookie");
    c->form_token = json_value(out.s, "form_token");
    setenv("COOKIE", c->cookie ? c->cookie : "", 1); /* for curl -H "Cookie: $COOKIE" */
    if (c->cookie && c->form_token)
        return;
    failed(c, c->at - 1, "there is no session for that person");
    printf("  %s\n", out.s);
    c->cookie = NULL;
}

/* Whether one "< " line holds; the first header is the status line. */
static bool header_fits(const Lines *headers, const char *wanted)
{
    if (isdigit((unsigned char)*wanted)) {
        char status[32];
        snprintf(status, sizeof status, "HTTP/1.1 %s", wanted);
        return headers->n && begins(headers->items[0], status);
    }
    bool absent = begins(wanted, "no ");
    const char *name = absent ? wanted + 3 : wanted;
    for (int i = 1; i < headers->n; i++) {
        if (absent && strncasecmp(headers->items[i], name, strlen(name)) == 0)
            return false;
        size_t colon = strcspn(name, ":");
        if (!absent && strncasecmp(headers->items[i], name, colon) == 0 &&
            find_fragment(headers->items[i] + colon, name + colon))
            return true;
    }
    return absent;
}

static void step_request(Case *c)
{
    int start = c->at;
    bool good = true;
    Text answer = {0}, request = read_request(c);
    if (!c->has_server || !http_exchange(c->server.port, &request, &answer)) {
        failed(c, start, "there is no answer");
        answer = (Text){.s = "", .n = 0};
        good = false;
    }
    char *body = strstr(answer.s, "\r\n\r\n");
    Lines headers = {0};
    if (body) {
        *body = '\0';
        headers = lines_of(answer.s);
        body += 4;
    }
    char *text = squeezed(body ? body : "");
    const char *from = text;
    for (; line(c) && !is_mark(line(c)); c->at++) {
        const char *s = line(c);
        char *fragment = squeezed(begins(s, "! ") ? s + 2 : s);
        if (!*s || !answer.n) {
            continue;
        } else if (begins(s, "< ")) {
            if (!header_fits(&headers, s + 2)) {
                good && (failed(c, c->at, s), 1);
                good = false;
                show_lines("the head is:", &headers);
            }
        } else if (begins(s, "! ")) {
            if (find_fragment(text, fragment)) {
                good && (failed(c, c->at, "the body holds what it must not"), 1);
                good = false;
            }
        } else {
            const char *found = find_fragment(from, fragment);
            if (!found) {
                good && (failed(c, c->at, "the body has no such text (from here on)"), 1);
                good = false;
                printf("  %s\n  in: %.3000s\n", s, from);
            }
            from = found ? found : from;
        }
        free(fragment);
    }
    c->passed += good;
}

/* ---------------------------------------------------------------- one file */

static void prepare_folder(const char *root, const char *work, const char *pont,
                           const char *fixture, const char *db)
{
    Text out;
    char *command = printed("rm -rf '%s' && mkdir -p '%s/bin' && cd '%s' &&"
                            " ln -s '%s' bin/pont && for tool in one_return cells fill "
                            "kill_import kill_return kill_records"
                            " kill_job"
                            " visit; do ln -s '%s/tests/support/'$tool.sh bin/$tool; done &&"
                            " ln -s '%s/examples' '%s/data' . &&"
                            " if [ '%s' = copy ]; then cp '%s' pont.db; fi",
                            work, work, work, pont, root, root, root,
                            begins(fixture, "postgres") ? "none" : db, fixture);
    if (run_command(command, &out) != 0 || chdir(work) != 0) {
        printf("run_cases: %s\n", out.s);
        exit(2);
    }
}

/* A database of its own on the server of the fixture; returns its address. */
static const char *make_database(const char *fixture, const char *name, bool copy)
{
    Text out;
    const char *slash = strrchr(fixture, '/');
    char *server = printed("%.*s", (int)(slash - fixture + 1), fixture);
    char *command = printed("psql -qX '%spostgres' -c 'DROP DATABASE IF EXISTS \"%s\"'"
                            " -c 'CREATE DATABASE \"%s\" TEMPLATE %s' 2>&1 | grep -v NOTICE",
                            server, name, name, copy ? slash + 1 : "template0");
    if (run_command(command, &out) != 1) { /* psql said nothing */
        printf("run_cases: %s\n", out.s);
        exit(2);
    }
    return printed("%s%s", server, name);
}

static void drop_database(const char *url)
{
    Text out;
    const char *slash = strrchr(url, '/');
    run_command(printed("psql -qX '%.*s/postgres' -c 'DROP DATABASE \"%s\" WITH (FORCE)'",
                        (int)(slash - url), url, slash + 1),
                &out);
}

static void set_environment(const char *work, const char *db, const Case *c)
{
    setenv("PATH", printed("%s/bin:%s", work, getenv("PATH")), 1);
    setenv("DB", c->url, 1);
    if (strcmp(db, "none") == 0)
        unsetenv("PONT_DB");
    else
        setenv("PONT_DB", getenv("DB"), 1);
    setenv("URL", c->has_server ? printed("http://127.0.0.1:%d", c->server.port) : "", 1);
    setenv("USER", "tester", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("PONT_LANG");
}

static bool wants_server(const Lines *l)
{
    for (int i = 0; i < l->n; i++)
        if (begins(l->items[i], "> ") || strstr(l->items[i], "$URL") ||
            begins(l->items[i], "$ visit "))
            return true;
    return false;
}

static const char *database_of(const Lines *l)
{
    for (int i = 0; i < l->n; i++)
        if (begins(l->items[i], "db: "))
            return l->items[i] + 4;
    return "copy";
}

static void check_server_end(Case *c)
{
    Text log;
    int code = server_stop(&c->server);
    run_command("cat server.log", &log);
    if (code == 0 && !log.n) {
        c->passed++;
        return;
    }
    failed(c, c->lines.n - 1, "the server did not end well");
    printf("  exit code %d; it said:\n%.4000s\n", code, log.s);
}

static void run_file(Case *c, const char *pont, const char *fixture, const char *root,
                     const char *work)
{
    Text text;
    int fd = open(c->file, O_RDONLY);
    if (fd < 0) {
        printf("run_cases: cannot read %s\n", c->file);
        exit(2);
    }
    text = read_all(fd);
    close(fd);
    c->lines = lines_of(text.s);
    const char *below = strstr(c->file, "cases/");
    char *name = printed("%s", below ? below + strlen("cases/") : c->file);
    for (char *p = name; *p; p++)
        *p = *p == '/' || *p == '.' ? '_' : *p;
    char *folder = printed("%s/%s", work, name);
    const char *db = database_of(&c->lines);
    bool on_server = begins(fixture, "postgres");
    c->url = on_server ? make_database(fixture, name, strcmp(db, "copy") == 0)
                       : printed("%s/pont.db", folder);
    prepare_folder(root, folder, pont, fixture, db);
    set_environment(folder, db, c);
    if (wants_server(&c->lines)) {
        c->has_server = server_start(&c->server, getenv("DB"));
        set_environment(folder, db, c);
    }
    while (line(c)) {
        if (begins(line(c), "$ "))
            step_command(c);
        else if (begins(line(c), "> "))
            step_request(c);
        else if (begins(line(c), "= "))
            step_file(c);
        else if (begins(line(c), "@ "))
            step_who(c);
        else if (!*line(c) || is_mark(line(c)) || begins(line(c), "db: "))
            c->at++;
        else
            failed(c, c->at++, "this line belongs to no step");
    }
    if (c->has_server)
        check_server_end(c);
    if (on_server)
        drop_database(c->url);
}

/* ---------------------------------------------------------------- all files */

/* Each file runs in a process of its own, as many at once as there are cores; what they print
 * is kept and shown in order. */
int main(int argc, char **argv)
{
    if (argc < 6) {
        fputs("use: run_cases PONT FIXTURE ROOT WORK FILE.case...\n", stderr);
        return 2;
    }
    int n = argc - 5, running = 0, all[2] = {0, 0};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    FILE **said = must_have(calloc((size_t)n, sizeof *said));
    for (int i = 0; i < n; i++) {
        said[i] = must_have(tmpfile());
        if (running == cores && wait(NULL) > 0)
            running--;
        if (fork() == 0) {
            Case c = {.file = argv[i + 5]};
            dup2(fileno(said[i]), 1);
            setvbuf(stdout, NULL, _IOLBF, 0);
            run_file(&c, argv[1], argv[2], argv[3], argv[4]);
            printf("%d %d\n", c.passed, c.failed);
            fflush(stdout);
            _exit(0);
        }
        running++;
    }
    while (wait(NULL) > 0)
        ;
    for (int i = 0; i < n; i++) {
        lseek(fileno(said[i]), 0, SEEK_SET);
        Text t = read_all(fileno(said[i]));
        Lines l = lines_of(t.s);
        int passed, failures;
        char more;
        bool whole = l.n && sscanf(l.items[l.n - 1], "%d %d%c", &passed, &failures, &more) == 2;
        for (int k = 0; k < l.n - whole; k++)
            puts(l.items[k]);
        if (!whole) {
            printf("FAILED %s: the run ended too early\n", argv[i + 5]);
            passed = 0;
            failures = 1;
        }
        all[0] += passed;
        all[1] += failures;
    }
    printf("%d %d\n", all[0], all[1]);
    return all[1] > 0;
}
