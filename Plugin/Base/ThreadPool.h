/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * One thread pool for all requests. A request puts work into tasks and continues with its own work. Tasks run
 * in the order in which they were begun, so requests that have few tasks at a time share the pool fairly.
 * Tasks of jobs run after those of requests, whose clients wait. If a task has not been started when its
 * result is needed, the waiting thread runs it: neither a request nor a job ever waits for a busy pool, and
 * both work alone when there is none.
 *
 *      request      ──begin A──begin B────own work────finish A──finish B (not begun: runs it)──►
 *      thread pool         └──────A──────┘                                                        */
#ifndef MPR_THREAD_POOL_H
#define MPR_THREAD_POOL_H

#include "Stop.h"

typedef struct MprThreadPool MprThreadPool;

typedef enum { MPR_TASK_IDLE, MPR_TASK_WAITING, MPR_TASK_RUNNING } MprTaskState;

/** The caller sets run, self and can_wait, and zeroes the rest, which belongs to the thread pool. The task
 * must not move until it is finished. */
typedef struct MprTask {
    void (*run)(void *self);
    void *self;
    bool can_wait; /**< run only if no other task is waiting that cannot */
    MprTaskState state;
    const MprStop *stop;  /**< of the thread that began it */
    struct MprTask *next; /**< in the queue */
} MprTask;

/** What helps with a piece of work. */
typedef struct {
    MprThreadPool *pool; /**< NULL: nothing does */
    bool can_wait;       /**< MprTask.can_wait of its tasks: nobody waits for an answer */
} MprThreads;

bool mpr_thread_pool_create(unsigned threads, MprThreadPool **thread_pool, MprError *error);
/** There must be no unfinished task. NULL is allowed. */
void mpr_thread_pool_free(MprThreadPool *thread_pool);
/** The number of threads; 0 for NULL. */
unsigned mpr_thread_pool_size(const MprThreadPool *thread_pool);

/** Queues the task. thread_pool may be NULL: then mpr_thread_pool_finish runs the task. */
void mpr_thread_pool_begin(MprThreadPool *thread_pool, MprTask *task);
/** Waits until the task has run, or runs it. Does nothing if the task was not begun. */
void mpr_thread_pool_finish(MprThreadPool *thread_pool, MprTask *task);
/** The same, but a task that has not been started is not run. */
void mpr_thread_pool_withdraw(MprThreadPool *thread_pool, MprTask *task);

#endif
