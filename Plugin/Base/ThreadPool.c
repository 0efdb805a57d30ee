/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ThreadPool.h"

#include "Buffer.h"

#include <pthread.h>

struct MprThreadPool {
    pthread_mutex_t lock; /* of all below, and of the states of tasks */
    pthread_cond_t has_work, has_finished;
    MprTask *first; /* the queue, in the order in which they are run */
    bool is_over;
    unsigned threads_count;
    pthread_t *threads;
};

/* Inserts after all tasks of the same or higher priority. Queues are short: a request has a few tasks at a
 * time. */
static void queue(MprThreadPool *thread_pool, MprTask *task)
{
    MprTask **link = &thread_pool->first;
    while (*link != NULL && (task->can_wait || !(*link)->can_wait)) {
        link = &(*link)->next;
    }
    task->next = *link;
    *link = task;
}

/* Takes a task out of the queue. */
static void unqueue(MprThreadPool *thread_pool, MprTask *task)
{
    MprTask **link = &thread_pool->first;
    while (*link != task) {
        link = &(*link)->next;
    }
    *link = task->next;
}

/* Runs a waiting task; the lock is held before and after, not meanwhile. */
static void run_task(MprThreadPool *thread_pool, MprTask *task)
{
    unqueue(thread_pool, task);
    task->state = MPR_TASK_RUNNING;
    pthread_mutex_unlock(&thread_pool->lock);
    const MprStop *own = mpr_stop_enter(task->stop);
    task->run(task->self);
    mpr_stop_enter(own);
    pthread_mutex_lock(&thread_pool->lock);
    task->state = MPR_TASK_IDLE;
}

static void *work(void *self)
{
    MprThreadPool *thread_pool = self;
    pthread_mutex_lock(&thread_pool->lock);
    while (!thread_pool->is_over) {
        if (thread_pool->first == NULL) {
            pthread_cond_wait(&thread_pool->has_work, &thread_pool->lock);
            continue;
        }
        run_task(thread_pool, thread_pool->first);
        pthread_cond_broadcast(&thread_pool->has_finished);
    }
    pthread_mutex_unlock(&thread_pool->lock);
    return NULL;
}

bool mpr_thread_pool_create(unsigned threads, MprThreadPool **created, MprError *error)
{
    MprThreadPool *thread_pool = mpr_allocate(1, sizeof *thread_pool, error);
    if (thread_pool == NULL) {
        return false;
    }
    pthread_mutex_init(&thread_pool->lock, NULL);
    pthread_cond_init(&thread_pool->has_work, NULL);
    pthread_cond_init(&thread_pool->has_finished, NULL);
    thread_pool->threads = mpr_allocate(threads, sizeof *thread_pool->threads, error);
    bool ok = thread_pool->threads != NULL;
    while (ok && thread_pool->threads_count < threads) {
        ok =
            pthread_create(&thread_pool->threads[thread_pool->threads_count], NULL, work, thread_pool) == 0 ||
            mpr_fail(error, MPR_NO_MEMORY, "only %u of %u threads can be started", thread_pool->threads_count,
                     threads);
        thread_pool->threads_count += ok;
    }
    if (!ok) {
        mpr_thread_pool_free(thread_pool);
        return false;
    }
    *created = thread_pool;
    return true;
}

void mpr_thread_pool_free(MprThreadPool *thread_pool)
{
    if (thread_pool == NULL) {
        return;
    }
    pthread_mutex_lock(&thread_pool->lock);
    thread_pool->is_over = true;
    pthread_cond_broadcast(&thread_pool->has_work);
    pthread_mutex_unlock(&thread_pool->lock);
    for (unsigned index = 0; index < thread_pool->threads_count; index++) {
        pthread_join(thread_pool->threads[index], NULL);
    }
    pthread_cond_destroy(&thread_pool->has_finished);
    pthread_cond_destroy(&thread_pool->has_work);
    pthread_mutex_destroy(&thread_pool->lock);
    mpr_free(thread_pool->threads);
    mpr_free(thread_pool);
}

unsigned mpr_thread_pool_size(const MprThreadPool *thread_pool)
{
    return thread_pool == NULL ? 0 : thread_pool->threads_count;
}

void mpr_thread_pool_begin(MprThreadPool *thread_pool, MprTask *task)
{
    task->stop = mpr_stop_current();
    if (thread_pool == NULL) {
        task->state = MPR_TASK_WAITING;
        return;
    }
    pthread_mutex_lock(&thread_pool->lock);
    task->state = MPR_TASK_WAITING;
    queue(thread_pool, task);
    pthread_cond_signal(&thread_pool->has_work);
    pthread_mutex_unlock(&thread_pool->lock);
}

/* A thread pool of one. */
static void end_alone(MprTask *task, bool is_wanted)
{
    if (task->state == MPR_TASK_WAITING && is_wanted) {
        task->run(task->self);
    }
    task->state = MPR_TASK_IDLE;
}

static void end(MprThreadPool *thread_pool, MprTask *task, bool is_wanted)
{
    if (thread_pool == NULL) {
        end_alone(task, is_wanted);
        return;
    }
    pthread_mutex_lock(&thread_pool->lock);
    if (task->state == MPR_TASK_WAITING && is_wanted) {
        run_task(thread_pool, task);
    } else if (task->state == MPR_TASK_WAITING) {
        unqueue(thread_pool, task);
        task->state = MPR_TASK_IDLE;
    }
    while (task->state != MPR_TASK_IDLE) {
        pthread_cond_wait(&thread_pool->has_finished, &thread_pool->lock);
    }
    pthread_mutex_unlock(&thread_pool->lock);
}

void mpr_thread_pool_finish(MprThreadPool *thread_pool, MprTask *task)
{
    end(thread_pool, task, true);
}

void mpr_thread_pool_withdraw(MprThreadPool *thread_pool, MprTask *task)
{
    end(thread_pool, task, false);
}
