/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Work.h"

#include "Ending.h"

#include <pthread.h>
#include <time.h>

/* Not for ever: Orthanc holds a lock while it tells of its end, which somebody may need whom we wait for. */
enum { STOP_S = 5 };

/* Refused requests are still to be answered when their work has ended, and a server that stops sends nothing.
 */
enum { ANSWER_MS = 200 };

/* Locked before the locks of those who are woken, never after. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    MprWork *first; /* of all that is at work */
    unsigned requests, maximum_requests;
    bool is_over;
} hall = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void mpr_work_open(unsigned maximum_requests)
{
    pthread_mutex_lock(&hall.mutex);
    hall.maximum_requests = maximum_requests;
    hall.is_over = false;
    pthread_mutex_unlock(&hall.mutex);
}

static bool enter(MprWork *work, MprError *error)
{
    if (hall.is_over) {
        return mpr_fail(error, MPR_BUSY,
                        "Orthanc is stopping; ask again, or ask for a job, which goes on after a restart");
    }
    if (work->kind == MPR_WORK_REQUEST && hall.requests >= hall.maximum_requests) {
        return mpr_fail(error, MPR_BUSY,
                        "%u %s worked on already (MaximumRequests); try again, or ask for a job",
                        hall.maximum_requests, hall.maximum_requests == 1 ? "request is" : "requests are");
    }
    hall.requests += work->kind == MPR_WORK_REQUEST;
    work->next = hall.first;
    hall.first = work;
    return true;
}

bool mpr_work_begin(MprWork *work, MprError *error)
{
    pthread_mutex_lock(&hall.mutex);
    const bool may = enter(work, error);
    pthread_mutex_unlock(&hall.mutex);
    if (may) {
        mpr_stop_enter(&work->stop);
    }
    return may;
}

void mpr_work_end(MprWork *work)
{
    mpr_stop_enter(NULL);
    pthread_mutex_lock(&hall.mutex);
    MprWork **link = &hall.first;
    while (*link != work) {
        link = &(*link)->next;
    }
    *link = work->next;
    hall.requests -= work->kind == MPR_WORK_REQUEST;
    pthread_cond_broadcast(&hall.changed);
    pthread_mutex_unlock(&hall.mutex);
}

bool mpr_work_is_over(void)
{
    pthread_mutex_lock(&hall.mutex);
    const bool is_over = hall.is_over;
    pthread_mutex_unlock(&hall.mutex);
    return is_over;
}

/* The lock is held. */
static void ask_all_to_stop(void)
{
    hall.is_over = true;
    for (MprWork *work = hall.first; work != NULL; work = work->next) {
        mpr_stop_ask(&work->stop, MPR_STOP_SHUTDOWN);
        if (work->wake != NULL) {
            work->wake(work->self);
        }
    }
}

bool mpr_work_goes_on(MprError *error)
{
    const MprWork *work = (const MprWork *)mpr_stop_current();
    if (work != NULL && work->rest != NULL) {
        work->rest(work->self);
    }
    if (mpr_ending_has_begun()) {
        pthread_mutex_lock(&hall.mutex);
        ask_all_to_stop();
        pthread_mutex_unlock(&hall.mutex);
    }
    return mpr_stop_check(error);
}

void mpr_work_close(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_S;
    pthread_mutex_lock(&hall.mutex);
    ask_all_to_stop();
    const bool has_clients = hall.requests > 0;
    while (hall.first != NULL && pthread_cond_timedwait(&hall.changed, &hall.mutex, &until) == 0) {
    }
    pthread_mutex_unlock(&hall.mutex);
    if (has_clients) {
        const struct timespec moment = {.tv_nsec = ANSWER_MS * 1000000L};
        nanosleep(&moment, NULL);
    }
}

void mpr_work_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id)
{
    (void)level;
    (void)id;
    if (change == OrthancPluginChangeType_OrthancStopped) {
        mpr_work_close();
    }
}
