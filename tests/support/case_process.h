/* What a case starts: commands, one server, one request at a time. */
#ifndef PONT_TESTS_SUPPORT_CASE_PROCESS_H
#define PONT_TESTS_SUPPORT_CASE_PROCESS_H

#include "case_text.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Text { /* grows */
    char *s;
    size_t n, room;
} Text;

static inline void text_add(Text *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->room) {
        t->room = 2 * (t->n + n) + 256;
        t->s = must_have(realloc(t->s, t->room));
    }
    memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

static inline void text_puts(Text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

/* All that comes until the end; a NUL becomes '?', so that what follows is compared too. */
static inline Text read_all(int fd)
{
    Text t = {0};
    char part[8192];
    ssize_t n;
    text_puts(&t, "");
    while ((n = read(fd, part, sizeof part)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            part[i] = part[i] ? part[i] : '?';
        text_add(&t, part, (size_t)n);
    }
    return t;
}

/* Runs a shell command; output and errors come together. Exit code, or 128 + signal. */
static inline int run_command(const char *command, Text *out)
{
    int fds[2], status;
    if (pipe(fds) != 0)
        exit(2);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], 1);
        dup2(fds[1], 2);
        close(fds[0]);
        close(fds[1]);
        int none = open("/dev/null", O_RDONLY);
        dup2(none, 0);
        execlp("timeout", "timeout", "120", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    *out = read_all(fds[0]);
    close(fds[0]);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

typedef struct Server {
    pid_t pid;
    int port;
} Server;

/* Starts `pont serve` on a free port; it says which in its first line. */
static inline bool server_start(Server *s, const char *db)
{
    int fds[2];
    char said[256] = "";
    size_t n = 0;
    if (pipe(fds) != 0)
        exit(2);
    s->pid = fork();
    if (s->pid == 0) {
        dup2(fds[1], 1);
        close(fds[0]);
        close(fds[1]);
        int log = open("server.log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(log, 2);
        execlp("pont", "pont", "serve", "--db", db, "--listen", "127.0.0.1:0", "--threads", "1",
               (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    while (n + 1 < sizeof said && !strchr(said, '\n')) {
        ssize_t got = read(fds[0], said + n, sizeof said - 1 - n);
        if (got <= 0)
            break;
        n += (size_t)got;
        said[n] = '\0';
    }
    close(fds[0]);
    const char *at = strstr(said, "127.0.0.1:");
    s->port = at ? atoi(at + strlen("127.0.0.1:")) : 0;
    return s->port > 0;
}

/* Exit code of the server after a polite stop. */
static inline int server_stop(Server *s)
{
    int status;
    kill(s->pid, SIGTERM);
    waitpid(s->pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Sends these bytes and reads until the other side closes. */
static inline bool http_exchange(int port, const Text *request, Text *answer)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 60};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    for (size_t sent = 0; sent < request->n;) {
        ssize_t n = send(fd, request->s + sent, request->n - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break; /* refused before all was sent: the answer says why */
        sent += (size_t)n;
    }
    *answer = read_all(fd);
    close(fd);
    return answer->n > 0;
}

#endif
