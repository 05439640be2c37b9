/* Decides what a line of the log says. */
#include "web/log.h"
#include "web/metrics.h"
#include <unistd.h>

/* The writer puts each value on a line of its own; a line break inside a value is escaped. */
static const char *in_one_line(Arena *a, const char *json)
{
    Buf b = buf_new(a, 0);
    while (*json) {
        size_t n = strcspn(json, "\n");
        buf_put(&b, json, n);
        json += n;
        json += strspn(json, "\n ");
    }
    buf_putc(&b, '\n');
    return buf_text(&b);
}

const char *log_line(Arena *a, struct timespec at, const Request *in, const Response *out,
                     double seconds)
{
    struct tm utc;
    char day[32];
    gmtime_r(&at.tv_sec, &utc);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
    Buf b = buf_new(a, 0);
    Json j = json_new(&b);
    json_open_object(&j, NULL);
    json_put_text(&j, "time", arena_printf(a, "%s.%03ldZ", day, at.tv_nsec / 1000000));
    json_put_text(&j, "id", in->id ? in->id : "");
    json_put_text(&j, "method", method_name(in->method));
    json_put_text(&j, "route", out->route ? out->route : "none");
    json_put_int(&j, "status", out->status);
    json_put_text(&j, "type", out->type ? out->type : "");
    json_put_double(&j, "ms", (double)(long)(seconds * 1e6) / 1e3);
    json_put_int(&j, "bytes", (int64_t)out->size);
    json_close(&j);
    return in_one_line(a, buf_text(&b));
}

void log_write(const char *line)
{
    /* A log that cannot be written must not stop the answer. */
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return;
}
