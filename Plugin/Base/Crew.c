/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Crew.h"

#include "Buffer.h"

#include <pthread.h>

struct MprCrew {
    pthread_mutex_t lock; /* of all below, and of the states of errands */
    pthread_cond_t has_work, has_finished;
    MprErrand *first; /* the queue, in the order in which they are run */
    bool is_over;
    unsigned threads_count;
    pthread_t *threads;
};

/* Behind all that can wait no longer than it. Queues are short: a request has a few errands at a time. */
static void queue(MprCrew *crew, MprErrand *errand)
{
    MprErrand **link = &crew->first;
    while (*link != NULL && (errand->can_wait || !(*link)->can_wait)) {
        link = &(*link)->next;
    }
    errand->next = *link;
    *link = errand;
}

/* Takes an errand out of the queue. */
static void unqueue(MprCrew *crew, MprErrand *errand)
{
    MprErrand **link = &crew->first;
    while (*link != errand) {
        link = &(*link)->next;
    }
    *link = errand->next;
}

/* Runs a waiting errand; the lock is held before and after, not meanwhile. */
static void run_errand(MprCrew *crew, MprErrand *errand)
{
    unqueue(crew, errand);
    errand->state = MPR_ERRAND_RUNNING;
    pthread_mutex_unlock(&crew->lock);
    const MprStop *own = mpr_stop_enter(errand->stop);
    errand->run(errand->self);
    mpr_stop_enter(own);
    pthread_mutex_lock(&crew->lock);
    errand->state = MPR_ERRAND_IDLE;
}

static void *work(void *self)
{
    MprCrew *crew = self;
    pthread_mutex_lock(&crew->lock);
    while (!crew->is_over) {
        if (crew->first == NULL) {
            pthread_cond_wait(&crew->has_work, &crew->lock);
            continue;
        }
        run_errand(crew, crew->first);
        pthread_cond_broadcast(&crew->has_finished);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

bool mpr_crew_create(unsigned threads, MprCrew **created, MprError *error)
{
    MprCrew *crew = mpr_allocate(1, sizeof *crew, error);
    if (crew == NULL) {
        return false;
    }
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->has_work, NULL);
    pthread_cond_init(&crew->has_finished, NULL);
    crew->threads = mpr_allocate(threads, sizeof *crew->threads, error);
    bool ok = crew->threads != NULL;
    while (ok && crew->threads_count < threads) {
        ok = pthread_create(&crew->threads[crew->threads_count], NULL, work, crew) == 0 ||
             mpr_fail(error, MPR_NO_MEMORY, "only %u of %u threads can be started", crew->threads_count,
                      threads);
        crew->threads_count += ok;
    }
    if (!ok) {
        mpr_crew_free(crew);
        return false;
    }
    *created = crew;
    return true;
}

void mpr_crew_free(MprCrew *crew)
{
    if (crew == NULL) {
        return;
    }
    pthread_mutex_lock(&crew->lock);
    crew->is_over = true;
    pthread_cond_broadcast(&crew->has_work);
    pthread_mutex_unlock(&crew->lock);
    for (unsigned index = 0; index < crew->threads_count; index++) {
        pthread_join(crew->threads[index], NULL);
    }
    pthread_cond_destroy(&crew->has_finished);
    pthread_cond_destroy(&crew->has_work);
    pthread_mutex_destroy(&crew->lock);
    mpr_free(crew->threads);
    mpr_free(crew);
}

unsigned mpr_crew_threads(const MprCrew *crew)
{
    return crew == NULL ? 0 : crew->threads_count;
}

void mpr_crew_begin(MprCrew *crew, MprErrand *errand)
{
    errand->stop = mpr_stop_current();
    if (crew == NULL) {
        errand->state = MPR_ERRAND_WAITING;
        return;
    }
    pthread_mutex_lock(&crew->lock);
    errand->state = MPR_ERRAND_WAITING;
    queue(crew, errand);
    pthread_cond_signal(&crew->has_work);
    pthread_mutex_unlock(&crew->lock);
}

/* A crew of one. */
static void end_alone(MprErrand *errand, bool is_wanted)
{
    if (errand->state == MPR_ERRAND_WAITING && is_wanted) {
        errand->run(errand->self);
    }
    errand->state = MPR_ERRAND_IDLE;
}

static void end(MprCrew *crew, MprErrand *errand, bool is_wanted)
{
    if (crew == NULL) {
        end_alone(errand, is_wanted);
        return;
    }
    pthread_mutex_lock(&crew->lock);
    if (errand->state == MPR_ERRAND_WAITING && is_wanted) {
        run_errand(crew, errand);
    } else if (errand->state == MPR_ERRAND_WAITING) {
        unqueue(crew, errand);
        errand->state = MPR_ERRAND_IDLE;
    }
    while (errand->state != MPR_ERRAND_IDLE) {
        pthread_cond_wait(&crew->has_finished, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
}

void mpr_crew_finish(MprCrew *crew, MprErrand *errand)
{
    end(crew, errand, true);
}

void mpr_crew_withdraw(MprCrew *crew, MprErrand *errand)
{
    end(crew, errand, false);
}
