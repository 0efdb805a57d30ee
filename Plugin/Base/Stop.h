/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The request that some work ends, asked from any thread and looked at where the work is: between images,
 * before a slice is loaded, at every row. To look costs one load.
 *
 * A thread works under one stop at a time, and tasks of a thread pool under that of the thread that began
 * them. So whoever waits or loops asks mpr_stop_check, and nobody hands it on. */
#ifndef MPR_STOP_H
#define MPR_STOP_H

#include "Error.h"

#include <stdatomic.h>
#include <stddef.h>

typedef enum {
    MPR_STOP_NONE,
    MPR_STOP_CANCELLED, /**< somebody asked to end this work: MPR_CANCELLED */
    MPR_STOP_SHUTDOWN   /**< Orthanc stops: MPR_BUSY */
} MprStopReason;

/** Begins as zero. */
typedef struct {
    atomic_int reason;
} MprStop;

/** The first reason stays. */
void mpr_stop_ask(MprStop *stop, MprStopReason reason);
/** Only while nobody works under it. */
void mpr_stop_reset(MprStop *stop);
/** NONE of NULL. Here, so that asking at every row costs a load and not a call: near sagittal a row of a gap
 * has few pixels. */
static inline MprStopReason mpr_stop_reason(const MprStop *stop)
{
    return stop == NULL ? MPR_STOP_NONE
                        : (MprStopReason)atomic_load_explicit(&stop->reason, memory_order_relaxed);
}

/** From now on this thread works under that stop, or with NULL under none; the one before, to be set again. */
const MprStop *mpr_stop_enter(const MprStop *stop);
const MprStop *mpr_stop_current(void);

/** False, with the sentence, when the work of this thread must end. */
bool mpr_stop_check(MprError *error);

#endif
