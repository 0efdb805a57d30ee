/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Workers for Dicom.c: one thread takes one, fills its arena, asks it, copies the answer out, releases it. */
#ifndef MPR_POOL_H
#define MPR_POOL_H

#include "Protocol.h"

typedef struct MprPool MprPool;

typedef struct {
    const char *program; /**< path of mpr-slice-worker */
    unsigned workers;    /**< how many files are worked on at a time, 1 to 64 */
    unsigned timeout_s;  /**< how long one file may take before its worker is killed */
    size_t arena_size;   /**< most bytes of one file and what is made of it; address space, not memory */
    size_t memory;       /**< what a worker may use beside its arena before its allocations fail; 0: 1 GiB */
} MprPoolSettings;

/** Starts the program and one worker, and shakes hands. MPR_INTERNAL when the program is missing, is another
 * version or does not answer. */
bool mpr_pool_create(const MprPoolSettings *settings, MprPool **pool, MprError *error);
/** Ends all workers and waits for them. No call may be under way. */
void mpr_pool_free(MprPool *pool);
/** Do the kernel's system call filters hold the workers (seccomp)? Without them they are separate processes
 * all the same. Meaningful after mpr_pool_create. */
bool mpr_pool_is_sandboxed(const MprPool *pool);

typedef struct MprWorker MprWorker;

/** Waits for a free worker, at most the pool's timeout; MPR_BUSY then. */
bool mpr_pool_take(MprPool *pool, MprWorker **worker, MprError *error);
void mpr_pool_release(MprPool *pool, MprWorker *worker);

/** A worker that ended meanwhile is started again; nothing happens to one that lives. */
bool mpr_worker_renew(MprPool *pool, MprWorker *worker, MprError *error);

/** The memory shared with the worker, and its size. */
unsigned char *mpr_worker_arena(const MprWorker *worker, size_t *size);
/** A part of it, copied. */
bool mpr_worker_copy(const MprWorker *worker, MprArenaRange span, MprBuffer *buffer, MprError *error);
/** The same size, of which bytes first … end - 1 are copied; the others hold anything. */
bool mpr_worker_copy_part(const MprWorker *worker, MprArenaRange span, size_t first, size_t end,
                          MprBuffer *buffer, MprError *error);
/** The size of the memory that each worker of the pool shares. */
size_t mpr_pool_arena_size(const MprPool *pool);

/** Hands the task over and waits for the report. False when the worker died, was too slow or sent nonsense: it
 * is replaced, and what the arena holds is lost. False too when the report tells of a failure. The spans of a
 * report that is handed out lie within the arena. */
bool mpr_worker_ask(MprPool *pool, MprWorker *worker, const MprCommand *task, MprReply *report,
                    MprError *error);

#endif
