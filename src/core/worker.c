/* Decides when a job runs, as whom, and what becomes of it when the process closes or dies. */
#include "core/worker.h"
#include "core/clock.h"
#include "core/guard.h"
#include "core/idempotency.h"
#include "core/lease.h"
#include "core/mail.h"
#include "core/secret.h"
#include "core/who.h"
#include "db/db.h"
#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
    LOOK_SECONDS = 2,    /* how often a worker looks for jobs of other processes */
    BEAT_SECONDS = 1,    /* how often the database hears of a running job */
    ERRAND_SECONDS = 10, /* how often the leader does what is due */
    MOST_WORKERS = 16,
};

/* What a worker has in hand; under the lock of all. */
typedef struct Slot {
    struct Workers *all;
    pthread_t thread;
    bool started;
    char job[32]; /* "": idle */
    char step[96];
    long done, total;
    bool stop;
} Slot;

struct Workers {
    WorkersOptions options;
    const char *holder; /* this process */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closing, keeper_started, errands_started;
    pthread_t keeper, errands; /* apart: a slow mail server must not keep a beat back */
    int n;
    Slot slots[MOST_WORKERS];
};

static void nap(Workers *w, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&w->lock);
    if (!w->closing)
        pthread_cond_timedwait(&w->wake, &w->lock, &until);
    pthread_mutex_unlock(&w->lock);
}

static bool is_closing(Workers *w)
{
    pthread_mutex_lock(&w->lock);
    bool closing = w->closing;
    pthread_mutex_unlock(&w->lock);
    return closing;
}

static Ctx new_cx(const Workers *w, Arena *a, Db *db)
{
    return (Ctx){.arena = a,
                 .db = db,
                 .app = w->options.app,
                 .user = "",
                 .origin = "job",
                 .today = date_today(),
                 .now = clock_now(),
                 .threads = w->options.threads};
}

/* ---------------------------------------------------------------- progress */

static void note_progress(void *self, const char *step, long done, long total)
{
    Slot *slot = self;
    pthread_mutex_lock(&slot->all->lock);
    snprintf(slot->step, sizeof slot->step, "%s", step);
    slot->done = done;
    slot->total = total;
    pthread_mutex_unlock(&slot->all->lock);
}

static bool should_stop(void *self)
{
    Slot *slot = self;
    pthread_mutex_lock(&slot->all->lock);
    bool stop = slot->stop || slot->all->closing;
    pthread_mutex_unlock(&slot->all->lock);
    return stop;
}

static Slot *slot_of(Workers *w, const char *job)
{
    for (int i = 0; i < w->n; i++)
        if (same(w->slots[i].job, job))
            return &w->slots[i];
    return NULL;
}

bool workers_cancel(Workers *w, const char *job)
{
    pthread_mutex_lock(&w->lock);
    Slot *slot = slot_of(w, job);
    if (slot)
        slot->stop = true;
    pthread_mutex_unlock(&w->lock);
    return slot != NULL;
}

bool workers_progress(Workers *w, Job *j, Arena *a)
{
    pthread_mutex_lock(&w->lock);
    const Slot *slot = slot_of(w, j->id);
    if (slot) {
        j->step = arena_strdup(a, slot->step);
        j->done = slot->done;
        j->total = slot->total;
    }
    pthread_mutex_unlock(&w->lock);
    return slot != NULL;
}

static void take_in_hand(Slot *slot, const char *job)
{
    pthread_mutex_lock(&slot->all->lock);
    snprintf(slot->job, sizeof slot->job, "%s", job);
    slot->step[0] = '\0';
    slot->done = slot->total = 0;
    slot->stop = false;
    pthread_mutex_unlock(&slot->all->lock);
}

/* ---------------------------------------------------------------- one job */

typedef struct Work {
    Workers *all;
    Job job;
    const Module *module;
    const Action *action;
} Work;

/* The answer, stored with the change: whoever lost the job to another stores neither. */
static bool keep(Ctx *cx, void *self, const Reply *reply)
{
    Work *work = self;
    const WorkersOptions *o = &work->all->options;
    Job j = work->job;
    Lang lang = cx->lang;
    Buf b = buf_new(cx->arena, 0);
    const char *page =
        o->show && !reply->secret ? o->show(cx, work->module, work->action, reply) : "";
    cx->lang = LANG_EN; /* the interface's language */
    if (!reply->secret)
        reply_json(cx, reply, &b);
    cx->lang = lang;
    if (!buf_ok(&b, &cx->err))
        return false;
    j.state = "done";
    j.outcome = reply->outcome ? err_name(reply->outcome) : "";
    j.message = reply->title ? reply->title : "";
    j.reply = buf_text(&b);
    j.page = page;
    j.next = reply->next && *reply->next == '/' ? reply->next : "";
    return job_end(cx, &j, work->all->holder);
}

/* As who asked, with no more than their token gave them. */
static bool act_as(Ctx *cx, const Job *j)
{
    Who *who;
    const char **scopes;
    if (!who_load(cx, j->person, &who))
        return false;
    if (*j->scopes) {
        who->token = j->id; /* which of theirs it was does not matter; that it was one does */
        who->n_scopes = text_split(cx->arena, j->scopes, ' ', &scopes);
        who->scopes = scopes;
    }
    cx->who = who;
    cx->user = who->name;
    cx->origin = j->origin;
    return true;
}

static bool read_job(Ctx *cx, Work *work, void **input)
{
    const Job *j = &work->job;
    Pairs given = {0};
    InFiles files;
    work->module = app_module(cx->app, j->module);
    work->action = work->module ? module_action(work->module, j->action) : NULL;
    if (!work->action)
        return fail(&cx->err, NOT_FOUND, "this program has no '%s %s' any more", j->module,
                    j->action);
    return json_read_pairs(cx->arena, &cx->err, j->input, strlen(j->input), &given) &&
           job_files(cx, j, &files) && action_read(cx, work->action, &given, &files, input);
}

static bool run(Ctx *cx, Work *work)
{
    void *input;
    Reply reply = {0};
    Guard guard = {.keep = keep, .self = work};
    if (!act_as(cx, &work->job) || !read_job(cx, work, &input))
        return false;
    cx->guard = &guard;
    bool ok = action_run(cx, work->module, work->action, input, &reply);
    cx->guard = NULL;
    if (!ok || guard.kept)
        return ok;
    return db_begin(cx) && db_end(cx, keep(cx, work, &reply));
}

/* What did not succeed: put back when this process closes or was in another's way, else said.
 */
static void give_back(Ctx *cx, Workers *w, const Job *job)
{
    Err why = cx->err;
    Job j = *job;
    bool again = (why.kind == ERR_CANCELLED && is_closing(w)) ||
                 (why.kind == ERR_BUSY && j.attempts < JOB_MOST_ATTEMPTS);
    err_clear(&cx->err);
    cx->now = clock_now();
    j.state = why.kind == ERR_CANCELLED ? "cancelled" : "failed";
    j.outcome = err_name(why.kind);
    j.message = why.message;
    /* If even this fails, the job is found later as one whose worker is silent. */
    if (!(again ? job_return(cx, j.id, w->holder)
                : db_begin(cx) && db_end(cx, job_end(cx, &j, w->holder))))
        err_clear(&cx->err);
}

static void do_job(Slot *slot, Ctx *cx, const Job *job)
{
    Work work = {.all = slot->all, .job = *job};
    cx->lang = same(job->lang, "cy") ? LANG_CY : LANG_EN;
    err_speaks(&cx->err, cx->lang);
    cx->progress = (Progress){.say = note_progress, .stop = should_stop, .self = slot};
    take_in_hand(slot, job->id);
    if (!run(cx, &work))
        give_back(cx, slot->all, job);
    take_in_hand(slot, "");
}

/* One look for a job; *busy: there was one. False: the connection is no good any more. */
static bool look(Slot *slot, Db *db, bool *busy)
{
    SCOPED_ARENA arena = arena_new();
    Ctx cx = new_cx(slot->all, arena, db);
    Job job;
    *busy = false;
    if (!job_claim(&cx, slot->all->holder, slot->all->options.patience, &job, busy))
        return cx.err.kind == ERR_BUSY;
    if (*busy)
        do_job(slot, &cx, &job);
    return db_is_alive(db);
}

static void *work(void *self)
{
    Slot *slot = self;
    Workers *w = slot->all;
    Db *db = NULL;
    while (!is_closing(w)) {
        Err err = {0};
        bool busy = false;
        if (db || db_open(&err, w->options.db, false, &db)) {
            if (!look(slot, db, &busy)) {
                db_close(db);
                db = NULL;
            }
        }
        if (!busy)
            nap(w, LOOK_SECONDS);
    }
    db_close(db);
    return NULL;
}

/* ---------------------------------------------------------------- the keeper */

static void beat(Workers *w, Ctx *cx)
{
    for (int i = 0; i < w->n; i++) {
        Slot *slot = &w->slots[i], seen;
        bool stop = false;
        pthread_mutex_lock(&w->lock);
        seen = *slot;
        pthread_mutex_unlock(&w->lock);
        if (!*seen.job)
            continue;
        if (!job_beat(cx, seen.job, w->holder, seen.step, seen.done, seen.total, &stop)) {
            err_clear(&cx->err); /* busy: the next beat says it */
            continue;
        }
        pthread_mutex_lock(&w->lock);
        if (stop && same(slot->job, seen.job))
            slot->stop = true;
        pthread_mutex_unlock(&w->lock);
    }
}

/* A round every so many seconds until the workers stop, on a connection of its own. */
static void *rounds(Workers *w, void (*round)(Workers *w, Ctx *cx), int seconds)
{
    Db *db = NULL;
    while (!is_closing(w)) {
        Err err = {0};
        SCOPED_ARENA arena = arena_new();
        if (db && !db_is_alive(db)) {
            db_close(db);
            db = NULL;
        }
        if (db || db_open(&err, w->options.db, false, &db)) {
            Ctx cx = new_cx(w, arena, db);
            round(w, &cx);
        }
        nap(w, seconds);
    }
    db_close(db);
    return NULL;
}

static void *keep_alive(void *self)
{
    return rounds(self, beat, BEAT_SECONDS);
}

/* ---------------------------------------------------------------- the leader's errands */

/* Each on its own: what fails is tried again at the next round. */
static void do_errands(Workers *w, Ctx *cx)
{
    bool mine = false;
    MailRun run;
    if (!lease_take(cx, "errands", w->holder, 6 * ERRAND_SECONDS, &mine) || !mine) {
        err_clear(&cx->err);
        return;
    }
    if (!once_forget(cx))
        err_clear(&cx->err);
    if (!job_forget(cx))
        err_clear(&cx->err);
    cx->who = who_operator();
    cx->user = "Pont";
    for (int i = 0; i < cx->app->n_modules; i++)
        if (cx->app->modules[i]->errand && !cx->app->modules[i]->errand(cx))
            err_clear(&cx->err);
    if (*setting(cx, "mail.smtp_url") && !mail_send_due(cx, &run))
        err_clear(&cx->err);
}

static void *errands(void *self)
{
    return rounds(self, do_errands, ERRAND_SECONDS);
}

/* ---------------------------------------------------------------- from start to end */

bool workers_start(Arena *a, Err *err, const WorkersOptions *options, Workers **out)
{
    Workers *w = NEW(a, Workers);
    w->options = *options;
    w->holder = secret_token(a);
    w->n = options->n < MOST_WORKERS ? options->n : MOST_WORKERS;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    bool ok = pthread_create(&w->keeper, NULL, keep_alive, w) == 0;
    w->keeper_started = ok;
    ok = ok && pthread_create(&w->errands, NULL, errands, w) == 0;
    w->errands_started = ok;
    pthread_mutex_lock(&w->lock); /* the keeper looks at the slots already */
    for (int i = 0; ok && i < w->n; i++) {
        w->slots[i].all = w;
        ok = w->slots[i].started =
            pthread_create(&w->slots[i].thread, NULL, work, &w->slots[i]) == 0;
    }
    pthread_mutex_unlock(&w->lock);
    if (!ok) {
        workers_stop(w);
        return fail(err, IO, "the machine gives no thread for jobs");
    }
    *out = w;
    return true;
}

void workers_wake(Workers *w)
{
    pthread_mutex_lock(&w->lock);
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

void workers_stop(Workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n; i++)
        if (w->slots[i].started)
            pthread_join(w->slots[i].thread, NULL);
    if (w->keeper_started)
        pthread_join(w->keeper, NULL);
    if (w->errands_started)
        pthread_join(w->errands, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
}
