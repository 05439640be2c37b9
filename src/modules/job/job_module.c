/* Jobs: contents page. */
#include "modules/job/job_action.h"
#include "modules/job/job_web.h"

#define OWN  "job.own"
#define READ "job.read" /* those of everybody */

static const Field list_fields[] = {
    {FIELD(JobListInput, all), .label = N_("Everybody's")},
};
static const Field job_fields[] = {
    {FIELD(JobInput, id), .flags = REQUIRED | POSITIONAL, .label = N_("Job")},
};

static const Action actions[] = {
    {"list", do_job_list, OWN, 0, INPUT(JobListInput, list_fields),
     N_("List the jobs that run in the background"), NULL},
    {"show", do_job_show, OWN, 0, INPUT(JobInput, job_fields),
     N_("Show how far a job is, and its answer"), NULL},
    {"cancel", do_job_cancel, OWN, HEAVY | PROMPT, INPUT(JobInput, job_fields),
     N_("Cancel a job"), N_("What it has changed so far is undone.")},
};

static const Page pages[] = {
    {"/job/{id}", page_job, OWN, N_("Job"), false},
};

static const Setting settings[] = {
    {"jobs.workers", "1",
     N_("Jobs that run at the same time in one process; 0 does all at once")},
    {"jobs.patience", "60", N_("Seconds of silence after which a job is taken up by another")},
};

static const char *const permissions[] = {READ};

const Module job_module = {
    .name = "job",
    .title = N_("Jobs"),
    TABLE(actions, n_actions, actions),
    TABLE(pages, n_pages, pages),
    TABLE(settings, n_settings, settings),
    TABLE(permissions, n_permissions, permissions),
};
