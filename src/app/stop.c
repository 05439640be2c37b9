/* Decides how a signal becomes a question: a thread waits for it, all others have it blocked,
 * so that no code runs in the middle of other code and no variable is global. */
#include "app/stop.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

struct Stop {
    sigset_t heard, before;
    pthread_t thread;
    atomic_bool asked, closing;
};

static void *listen_for(void *self)
{
    Stop *s = self;
    int number;
    sigwait(&s->heard, &number);
    if (atomic_load(&s->closing))
        return NULL;
    atomic_store(&s->asked, true);
    static const char said[] = "\npont: ends in good order; once more ends it at once\n";
    if (write(STDERR_FILENO, said, sizeof said - 1) <
        0) /* nobody listens: it ends all the same */
        atomic_store(&s->asked, true);
    sigwait(&s->heard, &number);
    if (atomic_load(&s->closing))
        return NULL;
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &s->heard, NULL);
    raise(number);
    return NULL;
}

Stop *stop_listen(Arena *a)
{
    Stop *s = NEW(a, Stop);
    sigemptyset(&s->heard);
    sigaddset(&s->heard, SIGINT);
    sigaddset(&s->heard, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &s->heard, &s->before);
    if (pthread_create(&s->thread, NULL, listen_for, s) != 0) {
        pthread_sigmask(SIG_SETMASK, &s->before, NULL);
        return NULL;
    }
    return s;
}

bool stop_asked(void *self)
{
    Stop *s = self;
    return s && atomic_load(&s->asked);
}

void stop_close(Stop *s)
{
    if (!s)
        return;
    atomic_store(&s->closing, true);
    pthread_kill(s->thread, SIGTERM);
    pthread_join(s->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}
