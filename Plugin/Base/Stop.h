/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The request to end some work. Any thread may make it; the work checks it between images, before a slice is
 * loaded, and at every row. A check costs one load.
 *
 * A thread works under one stop at a time, and tasks of a thread pool under that of the thread that began
 * them. So code that waits or loops calls mpr_stop_check, and no function takes a stop as an argument. */
#ifndef MPR_STOP_H
#define MPR_STOP_H

#include "Error.h"

#include <stdatomic.h>
#include <stddef.h>

typedef enum {
    MPR_STOP_NONE,
    MPR_STOP_CANCELLED, /**< this work was cancelled: MPR_CANCELLED */
    MPR_STOP_SHUTDOWN   /**< Orthanc stops: MPR_BUSY */
} MprStopReason;

/** Initialize it with zero. */
typedef struct {
    atomic_int reason;
} MprStop;

/** Later calls do not change the reason. */
void mpr_stop_ask(MprStop *stop, MprStopReason reason);
/** To be called only while no thread works under the stop. */
void mpr_stop_reset(MprStop *stop);
/** MPR_STOP_NONE for NULL. Inline, so that the check at every row costs a load and not a call: in a nearly
 * sagittal image, a row of a gap has few pixels. */
static inline MprStopReason mpr_stop_reason(const MprStop *stop)
{
    return stop == NULL ? MPR_STOP_NONE
                        : (MprStopReason)atomic_load_explicit(&stop->reason, memory_order_relaxed);
}

/** Sets the stop of this thread, NULL for none, and returns the previous one, which the caller restores. */
const MprStop *mpr_stop_enter(const MprStop *stop);
const MprStop *mpr_stop_current(void);

/** Returns false and sets error when the work of this thread must end. */
bool mpr_stop_check(MprError *error);

#endif
