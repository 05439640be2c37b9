/* Holds many connections without ever finishing a request, as a hostile stranger does: to this
 * machine only, and for a bounded time.
 *
 *     slow PORT COUNT SECONDS [tls]
 *
 * A third say nothing, a third send half a head (with "tls", of a handshake), a third add a
 * byte every two seconds. Prints "open N" when all are open, and at the end "held N cut N
 * first-dribble-cut S": how many are still open, how many the server closed, and after how many
 * seconds it closed the first of those that dribble (-1: never). */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, MOST_SECONDS = 60, KINDS = 3, DRIBBLE = 2 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int dial(int port, int tls)
{
    static const char head[] = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a";
    static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    static int n;
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("slow: connect");
        exit(2);
    }
    if (n++ % KINDS)
        (void)!send(s, tls ? hello : head, tls ? sizeof hello - 1 : sizeof head - 1,
                    MSG_NOSIGNAL);
    return s;
}

int main(int argc, char **argv)
{
    static struct pollfd held[MOST];
    struct rlimit files;
    int given = argc >= 4, tls = argc == 5, cut = 0;
    int port = given ? atoi(argv[1]) : 0, n = given ? atoi(argv[2]) : 0;
    int most_seconds = given ? atoi(argv[3]) : 0;
    if (port < 1 || n < 1 || n > MOST || most_seconds < 1 || most_seconds > MOST_SECONDS) {
        fprintf(stderr, "use: slow PORT COUNT SECONDS [tls]\n");
        return 2;
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    alarm(MOST_SECONDS + 10);
    double began = seconds(), first_cut = -1, next_byte = began + 2;
    for (int i = 0; i < n; i++)
        held[i] = (struct pollfd){.fd = dial(port, tls), .events = POLLIN | POLLRDHUP};
    printf("open %d\n", n);
    fflush(stdout);
    while (seconds() < began + most_seconds) {
        if (poll(held, (nfds_t)n, 200) < 0)
            return 2;
        for (int i = 0; i < n; i++)
            if (held[i].fd >= 0 && held[i].revents) {
                if (i % KINDS == DRIBBLE && first_cut < 0)
                    first_cut = seconds() - began;
                close(held[i].fd);
                held[i].fd = -1;
                cut++;
            }
        if (seconds() < next_byte)
            continue;
        next_byte += 2;
        for (int i = DRIBBLE; i < n; i += KINDS)
            if (held[i].fd >= 0)
                (void)!send(held[i].fd, "a", 1, MSG_NOSIGNAL);
    }
    printf("held %d cut %d first-dribble-cut %.1f\n", n - cut, cut, first_cut);
    return 0;
}
