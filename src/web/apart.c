/* Decides how bytes come back from a child process: one byte for whether, then the bytes or the
 * message. Only the libraries that draw run after the fork, and no other thread of the parent
 * uses them, so that none of their locks can be held. */
#include "web/apart.h"
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_all(int to, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(to, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* nobody listens */
        data += n;
        size -= (size_t)n;
    }
}

static _Noreturn void child(Ctx *cx, ApartMake make, const void *self, int to)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    alarm(APART_MOST_SECONDS);
    Bytes made = {0};
    cx->db = NULL;
    if (make(cx, self, &made)) {
        send_all(to, "+", 1);
        send_all(to, made.data, made.size);
    } else {
        send_all(to, "-", 1);
        send_all(to, cx->err.message, strlen(cx->err.message));
    }
    _exit(0);
}

/* All that comes until the child closes; false past the limit. */
static bool receive(Arena *a, int from, Bytes *out)
{
    enum { PIECE = 64 << 10 };
    Buf b = buf_new(a, APART_MOST_BYTES);
    char *piece = arena_alloc(a, PIECE);
    for (;;) {
        ssize_t n = read(from, piece, PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        buf_put(&b, piece, (size_t)n);
    }
    *out = (Bytes){buf_text(&b), b.len};
    return !b.over;
}

bool apart(Ctx *cx, ApartMake make, const void *self, Bytes *out)
{
    int ends[2], status = 0;
    Bytes all;
    if (pipe(ends) != 0)
        return fail(&cx->err, BUSY, "no process could be started");
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(cx, make, self, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return fail(&cx->err, BUSY, "no process could be started");
    }
    bool whole = receive(cx->arena, ends[0], &all);
    close(ends[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!whole || all.size < 1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(&cx->err, IO, "it could not be drawn");
    if (all.data[0] != '+')
        return fail(&cx->err, IO, "%s", all.data + 1);
    *out = (Bytes){all.data + 1, all.size - 1};
    return true;
}
