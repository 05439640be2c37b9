/* Decides how Pont speaks to other servers; the only file that knows libcurl. What is asked and
 * what an answer means is left to the callers. */
#include "core/http_client.h"
#include "core/module.h"
#include <ctype.h>
#include <curl/curl.h>

static void drop_curl(CURL **c)
{
    curl_easy_cleanup(*c);
}
static void drop_list(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}
#define SCOPED_CURL __attribute__((cleanup(drop_curl))) CURL *
#define SCOPED_LIST __attribute__((cleanup(drop_list))) struct curl_slist *

/* ---------------------------------------------------------------- where to */

static bool is_this_machine(const char *host, size_t n)
{
    static const char *const here[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        if (n == strlen(here[i]) && strncasecmp(host, here[i], n) == 0)
            return true;
    return false;
}

/* Where the host of "scheme://host:port/path" starts, and its length. */
static const char *host_of(const char *url, size_t *n)
{
    const char *start = strstr(url, "://");
    start = start ? start + 3 : url;
    *n = *start == '[' ? strcspn(start, "]/?#") + 1 : strcspn(start, ":/?#");
    return start;
}

bool http_url_safe(const char *url)
{
    size_t n;
    const char *host = host_of(url, &n), *end = host + strcspn(host, "/?#");
    for (const char *p = url; *p; p++)
        if (!isgraph((unsigned char)*p) || *p == '\\' || (*p == '@' && p < end))
            return false;
    if (host + n > end || n == 0 || (host + n < end && host[n] != ':'))
        return false;
    return starts_with(url, "https://") ||
           (starts_with(url, "http://") && is_this_machine(host, n));
}

const char *url_escape(Arena *a, const char *s)
{
    Buf b = buf_new(a, 0);
    for (; *s; s++)
        if (isalnum((unsigned char)*s) || strchr("-._~", *s))
            buf_putc(&b, *s);
        else
            buf_printf(&b, "%%%02X", (unsigned char)*s);
    return buf_text(&b);
}

/* ---------------------------------------------------------------- HTTP */

static size_t take_body(char *data, size_t one, size_t n, void *self)
{
    Buf *b = self;
    buf_put(b, data, one * n);
    return b->over ? 0 : one * n; /* 0 ends the transfer */
}

static CURL *prepare(Ctx *cx, const char *url, char error[CURL_ERROR_SIZE])
{
    CURL *c = curl_easy_init();
    if (!c)
        return NULL;
    const char *ca_file = setting(cx, "tls.ca_file");
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L); /* requests run in threads */
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)HTTP_SECONDS);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)HTTP_SECONDS / 2);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(c, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (*ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, ca_file);
    return c;
}

static const char *host_text(Ctx *cx, const char *url)
{
    size_t n;
    const char *host = host_of(url, &n);
    return arena_strndup(cx->arena, host, n);
}

bool http_fetch(Ctx *cx, const HttpAsk *ask, HttpAnswer *out)
{
    char error[CURL_ERROR_SIZE] = "";
    if (!http_url_safe(ask->url))
        return fail(&cx->err, INVALID, "'%s' is not an https address", ask->url);
    SCOPED_CURL c = prepare(cx, ask->url, error);
    SCOPED_LIST headers = curl_slist_append(NULL, "Accept: application/json");
    if (!c || !headers)
        return fail(&cx->err, IO, "no memory for a connection");
    Buf body = buf_new(cx->arena, HTTP_MOST_BYTES);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
    if (ask->form) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)strlen(ask->form));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, ask->form);
    }
    if (ask->user) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, ask->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, ask->password ? ask->password : "");
    } else if (ask->bearer) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, ask->bearer);
    }
    CURLcode code = curl_easy_perform(c);
    if (body.over)
        return fail(&cx->err, TOO_LARGE, "the answer of %s is larger than %d bytes",
                    host_text(cx, ask->url), HTTP_MOST_BYTES);
    if (code != CURLE_OK)
        return fail(&cx->err, IO, "%s did not answer: %s", host_text(cx, ask->url),
                    *error ? error : curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    *out = (HttpAnswer){.status = (int)status, .body = {buf_text(&body), body.len}};
    return true;
}

/* ---------------------------------------------------------------- SMTP */

typedef struct Upload {
    const char *at;
    size_t left;
} Upload;

static size_t give_text(char *out, size_t one, size_t n, void *self)
{
    Upload *u = self;
    size_t some = u->left < one * n ? u->left : one * n;
    memcpy(out, u->at, some);
    u->at += some;
    u->left -= some;
    return some;
}

SmtpResult smtp_send(Ctx *cx, const SmtpLetter *letter, const char **why)
{
    char error[CURL_ERROR_SIZE] = "";
    size_t n;
    const char *host = host_of(letter->server, &n);
    bool here = is_this_machine(host, n);
    *why = "";
    SCOPED_CURL c = prepare(cx, letter->server, error);
    SCOPED_LIST to = curl_slist_append(NULL, letter->to);
    if (!c || !to)
        return *why = "no memory for a connection", SMTP_LATER;
    Upload upload = {letter->text, strlen(letter->text)};
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SMTP_SECONDS);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    /* A server elsewhere must offer TLS; one on this machine may do without. */
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(here ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, letter->from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give_text);
    curl_easy_setopt(c, CURLOPT_READDATA, &upload);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)upload.left);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    if (*letter->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, letter->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, letter->password);
    }
    CURLcode code = curl_easy_perform(c);
    if (code == CURLE_OK)
        return SMTP_SENT;
    long reply = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply);
    *why = arena_strdup(cx->arena, *error ? error : curl_easy_strerror(code));
    /* A refused sign-in (53x) or sender is the operator's mistake, not the letter's: once it is
     * mended the letter can go. The library tells the sender's refusal in words only. */
    bool about_letter = reply >= 550 && reply < 560 && !starts_with(error, "MAIL failed");
    return about_letter ? SMTP_REFUSED : SMTP_LATER;
}
