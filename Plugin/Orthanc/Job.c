/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orthanc calls a job's step again and again, and asks for progress and content from other threads. The work
 * itself runs in a thread of the job, so that a step is short whatever the work is at: a step waits for the
 * work a moment and tells how it stands; pause and cancel reach the work where it reports its progress, once
 * a slice.
 *
 *   Orthanc: step ─► wait a moment ─► Continue … Success | Failure
 *            stop(Paused) ──► work waits      stop(Canceled) ──► work ends, what it stored is taken back */
#include "Job.h"

#include "Metrics.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char job_type[] = "MprSlice";
static const char *const level_names[] = {"series", "instances", "studies"};

typedef enum { JOB_IDLE, JOB_WORKING, JOB_DONE, JOB_FAILED } JobState;

typedef struct Job {
    struct Job *next; /* of all jobs */
    MprSlicing slicing;
    const MprRule *rule; /* that asked for it, or NULL */
    char *serialized;    /* constant: what Orthanc saves */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
    bool has_thread;
    JobState state;
    bool is_paused, is_cancelled;
    float progress;
    char *content;  /* published: constant until it is finalised, because Orthanc reads it later, from any
                       thread */
    char *previous; /* what was published before: somebody may still read it */
} Job;

static struct {
    pthread_mutex_t mutex;
    Job *first;
} jobs = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Nobody who holds this mutex waits for another one. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned threads;
    bool is_stopping;
} work_hall = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

enum { STOP_S = 5 }; /* Orthanc's own stop takes about as long */

static bool is_stopping(void)
{
    pthread_mutex_lock(&work_hall.mutex);
    const bool stops = work_hall.is_stopping;
    pthread_mutex_unlock(&work_hall.mutex);
    return stops;
}

static bool enter_work(void)
{
    pthread_mutex_lock(&work_hall.mutex);
    const bool may = !work_hall.is_stopping;
    work_hall.threads += may;
    pthread_mutex_unlock(&work_hall.mutex);
    return may;
}

static void leave_work(void)
{
    pthread_mutex_lock(&work_hall.mutex);
    work_hall.threads--;
    pthread_cond_broadcast(&work_hall.changed);
    pthread_mutex_unlock(&work_hall.mutex);
}

/* ---- the work ---- */

static bool go_on(void *self, double share)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    job->progress = (float)share;
    while (job->is_paused && !job->is_cancelled && !is_stopping()) {
        pthread_cond_wait(&job->changed, &job->mutex);
    }
    const bool goes_on = !job->is_cancelled && !is_stopping();
    pthread_mutex_unlock(&job->mutex);
    return goes_on;
}

/* The text of a value, when it was built whole; NULL otherwise. The value is deleted. */
static char *print_whole(cJSON *built, const MprError *memory)
{
    char *text = memory->status == MPR_OK ? cJSON_PrintUnformatted(built) : NULL;
    cJSON_Delete(built);
    return text;
}

/* Content of a job: the request, and the answer or what went wrong. NULL when there is no memory for it. */
static char *print_content(const Job *job, const cJSON *answer, const MprError *error)
{
    MprError memory = {0};
    cJSON *content = answer != NULL ? cJSON_Duplicate(answer, 1) : cJSON_CreateObject();
    mpr_json_add(content, "Job", cJSON_CreateRaw(job->serialized), &memory);
    if (error != NULL) {
        cJSON *errors = mpr_json_add(content, "Errors", cJSON_CreateArray(), &memory);
        mpr_json_add(errors, NULL, cJSON_CreateString(error->message), &memory);
    }
    return print_whole(content, &memory);
}

static void publish(Job *job, char *content, JobState state)
{
    pthread_mutex_lock(&job->mutex);
    cJSON_free(job->previous);
    job->previous = job->content;
    job->content = content;
    job->state = state;
    job->progress = state == JOB_DONE ? 1.0F : job->progress;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->mutex);
}

/* Work that Orthanc's stop has ended is not done, and has not failed. */
static void put_back(Job *job)
{
    pthread_mutex_lock(&job->mutex);
    job->state = JOB_IDLE;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->mutex);
}

static void *work(void *self)
{
    Job *job = self;
    const MprProgress progress = {job, go_on};
    cJSON *answer = NULL;
    MprError error = {0};
    if (mpr_slicing_run(&job->slicing, &progress, &answer, &error)) {
        publish(job, print_content(job, answer, NULL), JOB_DONE);
    } else if (error.status == MPR_CANCELLED && is_stopping()) {
        put_back(job);
    } else {
        mpr_host_log_warning("%s%sjob on %s %s: %s", job->rule != NULL ? mpr_rule_name(job->rule) : "",
                             job->rule != NULL ? ", " : "", level_names[job->slicing.level], job->slicing.id,
                             error.message);
        mpr_metrics_count_failed_job();
        publish(job, print_content(job, NULL, &error), JOB_FAILED);
    }
    cJSON_Delete(answer);
    leave_work();
    return NULL;
}

static void start_work(Job *job)
{
    if (!enter_work()) {
        return;
    }
    job->is_cancelled = false;
    job->state = JOB_WORKING;
    job->has_thread = pthread_create(&job->thread, NULL, work, job) == 0;
    if (!job->has_thread) {
        job->state = JOB_FAILED;
        leave_work();
    }
}

/* Waits for the work to end; it must be over soon. */
static void join_work(Job *job)
{
    if (job->has_thread) {
        pthread_join(job->thread, NULL);
        job->has_thread = false;
    }
}

static void cancel_work(Job *job)
{
    pthread_mutex_lock(&job->mutex);
    job->is_cancelled = true;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->mutex);
    join_work(job);
}

/* ---- what Orthanc calls ---- */

static OrthancPluginJobStepStatus step(void *self)
{
    Job *job = self;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 100000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&job->mutex);
    job->is_paused = false;
    pthread_cond_broadcast(&job->changed);
    if (job->state == JOB_IDLE) {
        start_work(job);
    }
    while ((job->state == JOB_WORKING || job->state == JOB_IDLE) &&
           pthread_cond_timedwait(&job->changed, &job->mutex, &until) == 0) {
    }
    const JobState state = job->state;
    pthread_mutex_unlock(&job->mutex);
    if (state == JOB_WORKING || state == JOB_IDLE) {
        return OrthancPluginJobStepStatus_Continue;
    }
    join_work(job);
    return state == JOB_DONE ? OrthancPluginJobStepStatus_Success : OrthancPluginJobStepStatus_Failure;
}

static OrthancPluginErrorCode stop(void *self, OrthancPluginJobStopReason reason)
{
    Job *job = self;
    if (reason == OrthancPluginJobStopReason_Canceled) {
        cancel_work(job);
    } else if (reason == OrthancPluginJobStopReason_Paused) {
        pthread_mutex_lock(&job->mutex);
        job->is_paused = true;
        pthread_mutex_unlock(&job->mutex);
    }
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode reset(void *self)
{
    Job *job = self;
    cancel_work(job);
    pthread_mutex_lock(&job->mutex);
    job->state = JOB_IDLE;
    job->progress = 0.0F;
    job->is_paused = false;
    pthread_mutex_unlock(&job->mutex);
    return OrthancPluginErrorCode_Success;
}

static float get_progress(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    const float progress = job->progress;
    pthread_mutex_unlock(&job->mutex);
    return progress;
}

static const char *get_content(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    const char *content = job->content;
    pthread_mutex_unlock(&job->mutex);
    return content;
}

static const char *get_serialized(void *self)
{
    const Job *job = self;
    return job->rule == NULL ? job->serialized : NULL;
}

static void finalize(void *self)
{
    Job *job = self;
    cancel_work(job);
    pthread_mutex_lock(&jobs.mutex);
    for (Job **link = &jobs.first; *link != NULL; link = &(*link)->next) {
        if (*link == job) {
            *link = job->next;
            break;
        }
    }
    pthread_mutex_unlock(&jobs.mutex);
    pthread_cond_destroy(&job->changed);
    pthread_mutex_destroy(&job->mutex);
    cJSON_free(job->serialized);
    cJSON_free(job->content);
    cJSON_free(job->previous);
    mpr_free(job);
}

/* ---- making jobs ---- */

static char *serialize(const MprSlicing *slicing, const cJSON *body, const MprRule *rule)
{
    MprError memory = {0};
    cJSON *saved = cJSON_CreateObject();
    mpr_json_add(saved, "Level", cJSON_CreateString(level_names[slicing->level]), &memory);
    mpr_json_add(saved, "Resource", cJSON_CreateString(slicing->id), &memory);
    mpr_json_add(saved, "Request", cJSON_Duplicate(body, 1), &memory);
    if (rule != NULL) {
        mpr_json_add(saved, "Rule", cJSON_CreateString(mpr_rule_name(rule)), &memory);
    }
    return print_whole(saved, &memory);
}

static bool create_job(const MprSlicing *slicing, const cJSON *body, const MprRule *rule,
                       OrthancPluginJob **created, MprError *error)
{
    Job *job = mpr_allocate(1, sizeof *job, error);
    if (job == NULL) {
        return false;
    }
    job->slicing = *slicing;
    job->slicing.request.is_asynchronous = true; /* that of a rule does not say so itself */
    job->rule = rule;
    job->serialized = serialize(slicing, body, rule);
    pthread_mutex_init(&job->mutex, NULL);
    pthread_cond_init(&job->changed, NULL);
    job->content = print_content(job, NULL, NULL);
    pthread_mutex_lock(&jobs.mutex);
    job->next = jobs.first;
    jobs.first = job;
    pthread_mutex_unlock(&jobs.mutex);
    /* OrthancPluginCreateJob2 of newer hosts would take copies, but Orthanc 1.12.7 asks such a job for its
       content when it wants what is to be saved, and so forgets it at a restart. */
    *created = job->serialized == NULL || job->content == NULL
                   ? NULL
                   : OrthancPluginCreateJob(mpr_host(), job, finalize, job_type, get_progress, get_content,
                                            get_serialized, step, stop, reset);
    if (*created == NULL) {
        finalize(job);
        return mpr_fail(error, MPR_NO_MEMORY, "the archive did not take the job");
    }
    return true;
}

static bool answer_place(const char *id, cJSON **answer, MprError *error)
{
    char path[80];
    MprError memory = {0};
    cJSON *place = cJSON_CreateObject();
    snprintf(path, sizeof path, "/jobs/%s", id);
    mpr_json_add(place, "ID", cJSON_CreateString(id), &memory);
    mpr_json_add(place, "Path", cJSON_CreateString(path), &memory);
    return mpr_json_finish(place, &memory, answer, error);
}

static bool submit(const MprSlicing *slicing, const cJSON *body, const MprRule *rule, cJSON **answer,
                   MprError *error)
{
    OrthancPluginJob *job = NULL;
    if (!create_job(slicing, body, rule, &job, error)) {
        return false;
    }
    char *id = OrthancPluginSubmitJob(mpr_host(), job, slicing->request.priority);
    if (id == NULL) {
        OrthancPluginFreeJob(mpr_host(), job);
        return mpr_fail(error, MPR_BUSY, "the archive did not take the job");
    }
    const bool ok = answer_place(id, answer, error);
    OrthancPluginFreeString(mpr_host(), id);
    return ok;
}

bool mpr_job_submit(const MprSlicing *slicing, const cJSON *body, cJSON **answer, MprError *error)
{
    return submit(slicing, body, NULL, answer, error);
}

bool mpr_job_submit_rule(const MprSlicing *slicing, const MprRule *rule, cJSON **answer, MprError *error)
{
    return submit(slicing, mpr_rule_body(rule), rule, answer, error);
}

static bool parse_saved(const cJSON *saved, MprSlicing *slicing, MprError *error)
{
    int level = 0;
    const char *id = mpr_json_text(saved, "Resource");
    const char *const names[] = {level_names[0], level_names[1], level_names[2], NULL};
    if (!mpr_json_choice(mpr_json_member(saved, "Level"), "Level", names, &level, error) ||
        !mpr_request_parse(mpr_json_member(saved, "Request"), &slicing->request, error)) {
        return false;
    }
    if (!mpr_host_is_id(id)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Resource is no Orthanc identifier");
    }
    slicing->level = (MprLevel)level;
    memcpy(slicing->id, id, sizeof slicing->id);
    return true;
}

/* NULL says that the job is not ours, or is damaged. */
static OrthancPluginJob *unserialize(const char *type, const char *text)
{
    OrthancPluginJob *job = NULL;
    cJSON *saved = NULL;
    MprSlicing slicing;
    MprError error = {0};
    if (strcmp(type, job_type) != 0) {
        return NULL;
    }
    if (!mpr_json_parse(text, strlen(text), &saved, &error) || !parse_saved(saved, &slicing, &error) ||
        !create_job(&slicing, mpr_json_member(saved, "Request"), NULL, &job, &error)) {
        mpr_host_log_error("a saved job cannot be brought back: %s", error.message);
    }
    cJSON_Delete(saved);
    return job;
}

void mpr_jobs_register(void)
{
    work_hall.is_stopping = false;
    OrthancPluginRegisterJobsUnserializer(mpr_host(), unserialize);
}

void mpr_jobs_stop(void)
{
    pthread_mutex_lock(&jobs.mutex);
    for (Job *job = jobs.first; job != NULL; job = job->next) {
        cancel_work(job);
    }
    pthread_mutex_unlock(&jobs.mutex);
}

static void wake_paused_work(void)
{
    pthread_mutex_lock(&jobs.mutex);
    for (Job *job = jobs.first; job != NULL; job = job->next) {
        pthread_mutex_lock(&job->mutex);
        pthread_cond_broadcast(&job->changed);
        pthread_mutex_unlock(&job->mutex);
    }
    pthread_mutex_unlock(&jobs.mutex);
}

/* Not for ever: Orthanc holds a lock meanwhile that somebody may need whom the work waits for. */
static void wait_for_work(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_S;
    pthread_mutex_lock(&work_hall.mutex);
    while (work_hall.threads > 0 &&
           pthread_cond_timedwait(&work_hall.changed, &work_hall.mutex, &until) == 0) {
    }
    pthread_mutex_unlock(&work_hall.mutex);
}

void mpr_jobs_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id)
{
    (void)level;
    (void)id;
    if (change == OrthancPluginChangeType_OrthancStopped) {
        pthread_mutex_lock(&work_hall.mutex);
        work_hall.is_stopping = true;
        pthread_mutex_unlock(&work_hall.mutex);
        wake_paused_work();
        wait_for_work();
    }
}
