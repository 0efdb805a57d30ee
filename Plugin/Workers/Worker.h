/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * One worker process and its arena, for Pool.c: born, asked, replaced when it ends. One thread at a time. */
#ifndef MPR_WORKER_H
#define MPR_WORKER_H

#include "ForkServer.h"

/** What all workers of a pool have in common. */
typedef struct {
    MprForkServer fork_server;
    unsigned timeout_s;
    size_t memory; /**< of a worker, beside its arena */
} MprWorkerTerms;

typedef struct MprWorker {
    bool is_taken; /**< under the lock of the pool */
    bool is_alive;
    bool is_sandboxed;
    MprWorkerName name;
    int socket;
    int arena_file;
    unsigned char *arena;
    size_t arena_size;
    uint64_t tasks;    /**< so many were handed over */
    size_t arena_used; /**< how far the present task reaches */
} MprWorker;

/** Tries once. */
bool mpr_worker_create(MprWorkerTerms *terms, MprWorker *worker, MprError *error);

/** Tries again when the worker or its fork server is ended meanwhile; a failure is never MPR_INTERNAL. */
bool mpr_worker_spawn(MprWorkerTerms *terms, MprWorker *worker, MprError *error);

/** Hands a task over and waits for its report, which is checked as far as one can without knowing the task. A
 * worker that is ended from outside is replaced, and its successor gets the task, which lies in the arena, a
 * few times. False when there is no report; worker has ended then and has no arena. */
bool mpr_worker_exchange(MprWorkerTerms *terms, MprWorker *worker, const MprCommand *task, MprReply *report,
                         MprError *error);

/** Has it ended between two tasks? */
bool mpr_worker_has_ended(MprWorkerTerms *terms, const MprWorker *worker);

/** Ends it and frees its arena. */
void mpr_worker_end(MprWorkerTerms *terms, MprWorker *worker);

#endif
