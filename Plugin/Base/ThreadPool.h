/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The threads of the process that help whoever has work: one thread pool for all requests. What one wants
 * done beside its own work is a task; tasks are run in the order in which they were begun, so requests that
 * have few of them under way at a time share the thread pool fairly. Those of a job, which nobody looks at,
 * come after those of somebody who waits. A task that nobody has come to yet is run by the one who waits for
 * it: a request never waits for a busy thread pool, and works alone when there is none; so does a job, which
 * goes on however many requests there are.
 *
 *      request      ──begin A──begin B────own work────finish A──finish B (not begun: runs it)──►
 *      thread pool         └──────A──────┘                                                        */
#ifndef MPR_THREAD_POOL_H
#define MPR_THREAD_POOL_H

#include "Stop.h"

typedef struct MprThreadPool MprThreadPool;

typedef enum { MPR_TASK_IDLE, MPR_TASK_WAITING, MPR_TASK_RUNNING } MprTaskState;

/** Set run, self and can_wait; the rest is the thread pool's, and begins as zero. It must stay where it is
 * until it is finished. */
typedef struct MprTask {
    void (*run)(void *self);
    void *self;
    bool can_wait; /**< run when there is no task that cannot */
    MprTaskState state;
    const MprStop *stop;  /**< of the thread that began it */
    struct MprTask *next; /**< in the queue */
} MprTask;

bool mpr_thread_pool_create(unsigned threads, MprThreadPool **thread_pool, MprError *error);
/** No task may be under way. NULL is fine. */
void mpr_thread_pool_free(MprThreadPool *thread_pool);
/** How many threads; 0 of NULL. */
unsigned mpr_thread_pool_size(const MprThreadPool *thread_pool);

/** Has the task run soon. thread pool may be NULL: it is run when it is finished. */
void mpr_thread_pool_begin(MprThreadPool *thread_pool, MprTask *task);
/** Waits until the task was run, or runs it. Nothing happens to one that was not begun. */
void mpr_thread_pool_finish(MprThreadPool *thread_pool, MprTask *task);
/** The same, but a task that nobody has come to yet is not run. */
void mpr_thread_pool_withdraw(MprThreadPool *thread_pool, MprTask *task);

#endif
