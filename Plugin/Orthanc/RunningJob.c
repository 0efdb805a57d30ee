/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orthanc calls a job's step again and again, and asks for progress and content from other threads. The work
 * itself runs in a thread of the job, so that a step is short whatever the work is at: a step waits for the
 * work a moment and tells how it stands. Cancel reaches the work wherever it is (Work.h). Pause reaches it where it
 * reports its progress, between slices; and each image that is stored wants a step of its own, so that no further one
 * is stored after Orthanc was told to pause the job.
 *
 *   Orthanc: step ─► wait a moment ─► Continue … Success | Failure
 *            stop(Paused) ──► work rests      stop(Canceled) ──► work ends, what it stored is taken back */
#include "RunningJob.h"

#include "JobList.h"
#include "Metrics.h"
#include "Work.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char mpr_job_type[] = "MprSlice";

enum { STEP_MS = 100, REST_MS = 200 };

typedef enum { JOB_IDLE, JOB_WORKING, JOB_DONE, JOB_FAILED } JobState;

typedef struct Job {
    struct Job *next; /* of all jobs */
    MprSlicing slicing;
    const MprRule *rule; /* that asked for it, or NULL */
    cJSON *order;
    MprWork work;
    char id[MPR_JOB_ID_SIZE]; /* as Orthanc lists it; "" as long as it was not looked for. The work's own */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    JobState state;
    bool is_paused;
    bool may_store, wants_to_store; /* by this step, one image; it waits for the next step */
    float progress, shown;          /* how far it is, and what Orthanc heard of it last */
    const MprJobText *text;
} Job;

static struct {
    pthread_mutex_t mutex;
    Job *first;
} jobs = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static struct timespec moment_from_now(long milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += milliseconds * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return until;
}

static void wake(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->mutex);
}

/* ---- the work ---- */

static bool is_paused(const Job *job)
{
    return job->is_paused;
}

static bool waits_for_step(const Job *job)
{
    return job->is_paused || !job->may_store;
}

/* With the mutex held. */
static void rest_while(Job *job, bool (*shall_rest)(const Job *job))
{
    while (shall_rest(job) && mpr_stop_reason(&job->work.stop) == MPR_STOP_NONE) {
        const struct timespec until = moment_from_now(REST_MS);
        if (pthread_cond_timedwait(&job->changed, &job->mutex, &until) == ETIMEDOUT) {
            pthread_mutex_unlock(&job->mutex);
            const bool over = mpr_job_list_is_over(mpr_job_text_key(job->order), job->id);
            pthread_mutex_lock(&job->mutex);
            if (over && job->is_paused) {
                mpr_stop_ask(&job->work.stop, MPR_STOP_CANCELLED);
            }
        }
    }
}

static void tell(void *self, double share)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    job->progress = (float)share;
    rest_while(job, is_paused);
    pthread_mutex_unlock(&job->mutex);
}

/* Before an image is stored. */
static void rest(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    job->wants_to_store = true;
    pthread_cond_broadcast(&job->changed);
    rest_while(job, waits_for_step);
    job->wants_to_store = false;
    job->may_store = false;
    pthread_mutex_unlock(&job->mutex);
}

/* With the mutex held. Without memory the job goes on to say what it said before. */
static void publish(Job *job, const MprJobEnd *end)
{
    MprError error;
    if (!mpr_job_text_end(job->order, end, &job->text, &error)) {
        mpr_host_log_error("a job has ended, and cannot say how: %s", error.message);
    }
    job->state = end->is_success ? JOB_DONE : JOB_FAILED;
    job->progress = (float)end->progress;
    pthread_cond_broadcast(&job->changed);
}

/* Of a cancelled job Orthanc shows for ever what it heard last. */
static void publish_failure(Job *job, const MprError *error)
{
    const bool is_cancelled = mpr_stop_reason(&job->work.stop) == MPR_STOP_CANCELLED;
    mpr_host_log_warning("%s%sjob on %s %s: %s", job->rule != NULL ? mpr_rule_name(job->rule) : "",
                         job->rule != NULL ? ", " : "", mpr_job_text_level(job->slicing.level),
                         job->slicing.id, error->message);
    mpr_metrics_count_failed_job();
    pthread_mutex_lock(&job->mutex);
    const MprJobEnd end = {.progress = is_cancelled ? job->shown : job->progress,
                           .error = is_cancelled ? NULL : error};
    publish(job, &end);
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

static void run(Job *job)
{
    const MprProgress progress = {job, tell};
    cJSON *answer = NULL;
    MprError error = {0};
    if (mpr_slicing_run(&job->slicing, &progress, &answer, &error)) {
        const MprJobEnd end = {.is_success = true, .progress = 1.0, .answer = answer};
        pthread_mutex_lock(&job->mutex);
        publish(job, &end);
        pthread_mutex_unlock(&job->mutex);
    } else if (mpr_stop_reason(&job->work.stop) == MPR_STOP_SHUTDOWN) {
        put_back(job);
    } else {
        publish_failure(job, &error);
    }
    cJSON_Delete(answer);
}

static void *work(void *self)
{
    Job *job = self;
    MprError error;
    if (mpr_work_begin(&job->work, &error)) {
        run(job);
        mpr_work_end(&job->work);
    } else {
        put_back(job);
    }
    return NULL;
}

/* Waits for the work to end; it must be over soon. */
static void join_work(Job *job)
{
    if (job->has_thread) {
        pthread_join(job->thread, NULL);
        job->has_thread = false;
    }
}

/* The thread before, if any, has nothing to do any more. */
static void start_work(Job *job)
{
    join_work(job);
    mpr_stop_reset(&job->work.stop);
    pthread_mutex_lock(&job->mutex);
    job->state = JOB_WORKING;
    job->has_thread = pthread_create(&job->thread, NULL, work, job) == 0;
    if (!job->has_thread) {
        job->state = JOB_FAILED;
    }
    pthread_mutex_unlock(&job->mutex);
}

static void cancel_work(Job *job)
{
    mpr_stop_ask(&job->work.stop, MPR_STOP_CANCELLED);
    wake(job);
    join_work(job);
}

/* ---- what Orthanc calls ---- */

static JobState state_of(Job *job)
{
    pthread_mutex_lock(&job->mutex);
    const JobState state = job->state;
    pthread_mutex_unlock(&job->mutex);
    return state;
}

static JobState wait_a_moment(Job *job)
{
    const struct timespec until = moment_from_now(STEP_MS);
    pthread_mutex_lock(&job->mutex);
    job->is_paused = false;
    job->may_store = true;
    pthread_cond_broadcast(&job->changed);
    while ((job->state == JOB_WORKING || job->state == JOB_IDLE) &&
           (job->may_store || !job->wants_to_store) &&
           pthread_cond_timedwait(&job->changed, &job->mutex, &until) == 0) {
    }
    const JobState state = job->state;
    pthread_mutex_unlock(&job->mutex);
    return state;
}

static OrthancPluginJobStepStatus step(void *self)
{
    Job *job = self;
    if (state_of(job) == JOB_IDLE && !mpr_work_is_over()) {
        start_work(job);
    }
    const JobState state = wait_a_moment(job);
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
    const float progress = job->shown = job->progress;
    pthread_mutex_unlock(&job->mutex);
    return progress;
}

static const char *get_content(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    const char *content = job->text->content;
    pthread_mutex_unlock(&job->mutex);
    return content;
}

/* That of a rule is saved when it has ended: until then the rule would find it undone, and submit it again.
 */
static const char *get_serialized(void *self)
{
    Job *job = self;
    pthread_mutex_lock(&job->mutex);
    const bool is_saved = job->rule == NULL || job->state == JOB_DONE || job->state == JOB_FAILED;
    const char *saved = is_saved ? job->text->saved : NULL;
    pthread_mutex_unlock(&job->mutex);
    return saved;
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
    cJSON_Delete(job->order);
    mpr_job_text_free(job->text);
    mpr_free(job);
}

bool mpr_running_job_create(const MprSavedJob *saved, const MprRule *rule, OrthancPluginJob **created,
                            MprError *error)
{
    Job *job = mpr_allocate(1, sizeof *job, error);
    if (job == NULL) {
        cJSON_Delete(saved->order);
        mpr_job_text_free(saved->text);
        return false;
    }
    job->slicing = saved->slicing;
    job->slicing.request.is_asynchronous = true; /* that of a rule does not say so itself */
    job->rule = rule;
    job->order = saved->order;
    job->text = saved->text;
    job->state = !saved->has_ended ? JOB_IDLE : saved->end.is_success ? JOB_DONE : JOB_FAILED;
    job->progress = saved->has_ended ? (float)saved->end.progress : 0.0F;
    job->work.kind = MPR_WORK_BACKGROUND;
    job->work.wake = wake;
    job->work.rest = rest;
    job->work.self = job;
    pthread_mutex_init(&job->mutex, NULL);
    pthread_cond_init(&job->changed, NULL);
    pthread_mutex_lock(&jobs.mutex);
    job->next = jobs.first;
    jobs.first = job;
    pthread_mutex_unlock(&jobs.mutex);
    /* Not OrthancPluginCreateJob2, although newer hosts log a warning here: Orthanc 1.11.3 to 1.13.0 ask such a
       job for its content when they want what is to be saved, take its 0 for "nothing", and so forget the job
       at a restart. */
    *created = OrthancPluginCreateJob(mpr_host(), job, finalize, mpr_job_type, get_progress, get_content,
                                      get_serialized, step, stop, reset);
    if (*created == NULL) {
        finalize(job);
        return mpr_fail(error, MPR_NO_MEMORY, "the archive did not take the job");
    }
    return true;
}

void mpr_running_jobs_end(void)
{
    pthread_mutex_lock(&jobs.mutex);
    for (Job *job = jobs.first; job != NULL; job = job->next) {
        cancel_work(job);
    }
    pthread_mutex_unlock(&jobs.mutex);
}
