/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How long a worker is waited for.
 *
 * A file is judged by the processor time that its worker spends, not by the clock on the wall: on a crowded
 * machine, or in a container that is paused, every file would look slow. A worker that spends none is judged
 * by its state: one that sleeps (it waits for something that it has to do itself) is the fault of the file,
 * one that is stopped, waits for a processor or for the disk is not. */
#ifndef MPR_WATCH_H
#define MPR_WATCH_H

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum {
    MPR_WATCH_READY,  /**< there is something to read, or the worker has ended */
    MPR_WATCH_BUSY,   /**< it has worked for the whole timeout and has no answer yet */
    MPR_WATCH_ASLEEP, /**< it slept for the whole timeout, of its own will */
    MPR_WATCH_HALTED, /**< it did not work at all for the whole timeout, or next to nothing for 32 of them */
    MPR_WATCH_STOPPED /**< the work of this thread must end (mpr_stop_check) */
} MprWatchEnd;

typedef struct {
    MprWatchEnd end;
    int64_t waited_ms; /**< without the time in which this process itself did not run */
    int64_t worked_ms; /**< processor time of the worker meanwhile */
} MprWatch;

/** Waits until something can be read from socket, which process pid holds the other end of. */
MprWatch mpr_watch_worker(int socket, pid_t pid, unsigned timeout_s);

/** Waits for a signal of condition (of CLOCK_MONOTONIC) for at most so long, the mutex held: less than a second. */
void mpr_watch_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, long most_ms);

#endif
