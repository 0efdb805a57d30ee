/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * All that is at work in Orthanc's process, and how it ends: requests, previews and geometry reports while
 * their clients wait, jobs, and the thread of the rules.
 *
 *   mpr_work_begin ──────────── the work asks mpr_stop_check ────────────► mpr_work_end
 *                      ▲                                 ▲
 *        mpr_stop_ask: one is cancelled    OrthancStopped: all of them, and Orthanc waits for their end
 *
 * Orthanc says that it stops after TERM, before its HTTP server waits for its requests and before the archive is
 * gone; while images are stored it cannot say so, and mpr_work_goes_on finds it out. */
#ifndef MPR_WORK_H
#define MPR_WORK_H

#include "Base/Stop.h"
#include "Host.h"

typedef enum {
    MPR_WORK_REQUEST,   /**< somebody waits for it; only so many at a time */
    MPR_WORK_BACKGROUND /**< Orthanc's queue says how many there are */
} MprWorkKind;

/** One piece of work, on one thread at a time. Begins as zero, with kind, wake, rest and self set. */
typedef struct MprWork {
    MprStop stop; /**< first, so that the stop of a thread is its work */
    MprWorkKind kind;
    void (*wake)(void *self); /**< called when it shall stop, in case it sleeps; may be NULL */
    void (*rest)(
        void *self); /**< waits until the next image may be stored, or the work shall stop; may be NULL */
    void *self;
    struct MprWork *next;
} MprWork;

/** The plugin starts: at most so many requests are worked on at a time ("MaximumRequests"). */
void mpr_work_open(unsigned maximum_requests);

/** The thread works under work->stop from now on. MPR_BUSY when Orthanc stops, or too many requests are at
 * work; then there is no end. */
bool mpr_work_begin(MprWork *work, MprError *error);
void mpr_work_end(MprWork *work);

/** To be asked before an image is stored, by the thread that began the work: it rests while it may not go on, then
 * mpr_stop_check; and all that is at work is asked to stop when Orthanc
 * has begun to end (Ending.h), which it cannot say while images are stored. */
bool mpr_work_goes_on(MprError *error);

/** Does Orthanc stop? */
bool mpr_work_is_over(void);

/** To be told of changes. */
void mpr_work_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id);
/** The same when the plugin ends. */
void mpr_work_close(void);

#endif
